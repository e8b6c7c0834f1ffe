//! The environment of an export: LibreOffice, the SSH session, and signals during a conversion.

use std::env;
use std::ffi::OsString;
use std::io::{self, PipeWriter};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag::register_usize;
use signal_hook::low_level::{pipe, unregister};

use super::say::{Code, Failure};
use super::variable;
use crate::export::{Format, Remote};
use crate::message::Lang;
use crate::store::office::{Office, OfficeError};
use crate::store::program;

/// Error of a conversion.
pub(super) struct Unfinished {
    error: OfficeError,
    /// The exit code of a command.
    code: Code,
}

fn path() -> OsString {
    env::var_os("PATH").unwrap_or_default()
}

/// Returns the handle to LibreOffice, which may not be installed.
pub(super) fn office() -> Office {
    Office::new(path(), env::temp_dir())
}

/// Returns an office program that is not installed.
pub(super) fn no_office() -> Office {
    Office::new(OsString::new(), env::temp_dir())
}

/// Returns the SSH session in which the program runs, if any.
pub(super) fn remote() -> Option<Remote> {
    let connection = env::var("SSH_CONNECTION").ok()?;
    let user = variable("USER").or_else(|| variable("LOGNAME")).unwrap_or_default();
    Remote::new(&connection, &user, program(&path(), "sz").is_some())
}

/// Converts the writer's output to the final format. A signal that ends the program also ends the conversion.
pub(super) fn finish(format: &Format, bytes: Vec<u8>) -> Result<Vec<u8>, Unfinished> {
    if !format.through_office {
        return Ok(bytes);
    }
    let unfinished = |error| Unfinished { error, code: Code::Files };
    let failed = |error: io::Error| unfinished(OfficeError::Failed(error.to_string()));
    let (stop, writer) = io::pipe().map_err(failed)?;
    let signal = Arc::new(AtomicUsize::new(0));
    let watched = [SIGHUP, SIGINT, SIGTERM].map(|number| watch(number, &signal, &writer));
    let finished = office().convert(&bytes, stop.as_fd());
    for id in watched.into_iter().flatten().flatten() {
        unregister(id);
    }
    match (finished, signal.load(Ordering::SeqCst)) {
        (Err(error @ OfficeError::Stopped), number @ 1..) => {
            let code = Code::Signal(u8::try_from(128 + number).unwrap_or(u8::MAX));
            Err(Unfinished { error, code })
        }
        (finished, _) => finished.map_err(unfinished),
    }
}

/// Records a signal and writes to the pipe when it arrives.
fn watch(number: i32, signal: &Arc<AtomicUsize>, writer: &PipeWriter) -> io::Result<[SigId; 2]> {
    let noted = usize::try_from(number).unwrap_or_default();
    Ok([register_usize(number, signal.clone(), noted)?, pipe::register(number, writer.try_clone()?)?])
}

impl Unfinished {
    /// Returns the message.
    pub(super) fn sentence(&self, lang: Lang) -> String {
        self.error.sentence(lang)
    }

    /// Converts the error to a command failure.
    pub(super) fn failure(&self, lang: Lang) -> Failure {
        Failure::new(self.code, self.sentence(lang))
    }
}
