//! Converts Word documents to PDF with LibreOffice, if installed.
//!
//! Each conversion has its own folder and profile, so that conversions do not block each other, and a time
//! limit. LibreOffice silently omits characters that no font contains, so nothing is converted without
//! Chinese fonts. Afterwards all started processes are ended and the folder is removed.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::DirBuilder;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, PipeReader, Read};
use std::os::fd::BorrowedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process_group};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, timerfd_create, timerfd_settime,
};

use super::folder::Folder;
use super::{FileError, FileProblem, MAX_DOCUMENT_BYTES, program, read_any};
use crate::message::{self, Lang};

/// Time limit of a conversion in seconds.
const LIMIT: u64 = 120;
/// Time limit for killed processes to close their output.
const LAST_OUTPUT: Timespec = Timespec { tv_sec: 2, tv_nsec: 0 };
/// Maximum number of bytes kept of a program's output.
const MAX_SAID: usize = 4096;
/// Maximum number of names tried for the folder.
const MAX_NAMES: u64 = 16;
/// Names of the LibreOffice executable.
const NAMES: [&str; 2] = ["soffice", "libreoffice"];
const DOCUMENT: &str = "report.docx";
const PDF: &str = "report.pdf";

/// LibreOffice on this computer.
#[derive(Clone, Debug)]
pub struct Office {
    /// Search path for programs, as in `PATH`.
    path: OsString,
    /// The folder for temporary files.
    temporary: PathBuf,
    /// Time limit of a conversion in seconds.
    limit: u64,
}

/// Error of a conversion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfficeError {
    /// LibreOffice is not installed.
    Missing,
    /// The program that lists fonts (`fc-list`) is not installed.
    NoFontList,
    /// No Chinese fonts are installed.
    NoFonts,
    /// The temporary folder cannot be used.
    Folder(FileError),
    /// LibreOffice failed; its output or exit status.
    Failed(String),
    /// LibreOffice wrote no file.
    NoFile,
    /// LibreOffice wrote a file that is not a PDF.
    NotPdf,
    /// The time limit in seconds was exceeded.
    TooLong(u64),
    /// The user cancelled the conversion.
    Stopped,
}

impl OfficeError {
    /// Returns the message: the reason and an alternative.
    pub fn sentence(&self, lang: Lang) -> String {
        let reason = match self {
            OfficeError::Missing => message::pdf_no_office(lang),
            OfficeError::NoFontList => message::pdf_no_font_list(lang),
            OfficeError::NoFonts => message::pdf_no_fonts(lang),
            OfficeError::Folder(error) => error.sentence(lang),
            OfficeError::Failed(reason) => message::pdf_failed(lang, reason),
            OfficeError::NoFile => message::pdf_failed(lang, &message::pdf_no_file(lang)),
            OfficeError::NotPdf => message::pdf_failed(lang, &message::pdf_not_one(lang)),
            OfficeError::TooLong(seconds) => message::pdf_too_long(lang, *seconds),
            OfficeError::Stopped => return message::pdf_stopped(lang),
        };
        reason + &message::pdf_instead(lang)
    }
}

impl Office {
    /// Creates the handle; LibreOffice is searched in `path`, temporary files are created in `temporary`.
    pub fn new(path: OsString, temporary: PathBuf) -> Office {
        Office { path, temporary, limit: LIMIT }
    }

    /// Returns a Word document as a PDF. The conversion ends early when `stop` can be read from or its other end is
    /// closed.
    pub fn convert(&self, document: &[u8], stop: BorrowedFd<'_>) -> Result<Vec<u8>, OfficeError> {
        let find = |name: &str| program(&self.path, name);
        let office = NAMES.iter().find_map(|name| find(name)).ok_or(OfficeError::Missing)?;
        let fonts = find("fc-list").ok_or(OfficeError::NoFontList)?;
        let mut list = Command::new(fonts);
        list.args([":lang=zh", "family"]).stderr(Stdio::null());
        if self.run(list, Errors::Dropped, stop)?.1.trim_ascii().is_empty() {
            return Err(OfficeError::NoFonts);
        }
        let folder = Temporary::new(&self.temporary)?;
        let write = || Folder::open(&folder.0)?.write_own(DOCUMENT, document, false);
        write().map_err(|problem| OfficeError::Folder(FileError::new(&folder.0, problem)))?;
        let mut profile = OsString::from("-env:UserInstallation=");
        profile.push(url(&folder.0.join("profile")));
        let mut convert = Command::new(office);
        convert
            .args(["--headless", "--norestore"])
            .arg(profile)
            .args(["--convert-to", "pdf", "--outdir"])
            .arg(&folder.0)
            .arg(folder.0.join(DOCUMENT))
            .current_dir(&folder.0)
            .env("TMPDIR", &folder.0)
            // In the `C` locale LibreOffice hangs if a path is not ASCII.
            .env("LC_ALL", "C.UTF-8");
        let (status, said) = self.run(convert, Errors::Kept, stop)?;
        if !status.success() {
            let said = String::from_utf8_lossy(&said);
            let line = said.lines().map(str::trim).find(|line| !line.is_empty());
            return Err(OfficeError::Failed(line.map_or_else(|| status.to_string(), str::to_owned)));
        }
        let pdf = read_any(&folder.0.join(PDF), MAX_DOCUMENT_BYTES).map_err(|error| match error.problem {
            FileProblem::Missing | FileProblem::NotAFile => OfficeError::NoFile,
            _ => OfficeError::Folder(error),
        })?;
        if pdf.starts_with(b"%PDF-") { Ok(pdf) } else { Err(OfficeError::NotPdf) }
    }

    /// Runs a program in its own process group until all processes in it have closed their output. Returns
    /// the exit status and the beginning of the output.
    fn run(
        &self,
        mut command: Command,
        errors: Errors,
        stop: BorrowedFd<'_>,
    ) -> Result<(ExitStatus, Vec<u8>), OfficeError> {
        let failed = |error: io::Error| OfficeError::Failed(error.to_string());
        let (mut output, writer) = io::pipe().map_err(failed)?;
        if errors == Errors::Kept {
            command.stderr(writer.try_clone().map_err(failed)?);
        }
        command.stdin(Stdio::null()).stdout(writer).process_group(0);
        let child = command.spawn().map_err(failed)?;
        // `command` holds the other end of the pipe.
        drop(command);
        let said = self.listen(&mut output, stop);
        let status = end(child).map_err(failed)?;
        if said.is_err() {
            drain(&mut output);
        }
        Ok((status, said?))
    }

    /// Reads until the end of output, the time limit or `stop`.
    fn listen(&self, output: &mut PipeReader, stop: BorrowedFd<'_>) -> Result<Vec<u8>, OfficeError> {
        let failed = |error: Errno| OfficeError::Failed(io::Error::from(error).to_string());
        let timer = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC).map_err(failed)?;
        let value = Timespec { tv_sec: i64::try_from(self.limit).unwrap_or(i64::MAX), tv_nsec: 0 };
        let once = Itimerspec { it_interval: Timespec::default(), it_value: value };
        timerfd_settime(&timer, TimerfdTimerFlags::empty(), &once).map_err(failed)?;
        let (mut said, mut bytes) = (Vec::new(), [0; 1024]);
        loop {
            let mut ready = [
                PollFd::from_borrowed_fd(stop, PollFlags::IN),
                PollFd::new(&timer, PollFlags::IN),
                PollFd::new(&*output, PollFlags::IN),
            ];
            match poll(&mut ready, None) {
                Ok(_) => {}
                Err(Errno::INTR) => continue,
                Err(error) => return Err(failed(error)),
            }
            let [stopped, late, more] = ready.map(|one| !one.revents().is_empty());
            if stopped {
                return Err(OfficeError::Stopped);
            }
            if late {
                return Err(OfficeError::TooLong(self.limit));
            }
            if more {
                match output.read(&mut bytes) {
                    Ok(0) => return Ok(said),
                    Ok(count) => {
                        let room = MAX_SAID - said.len();
                        said.extend(bytes.iter().take(count.min(room)));
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(OfficeError::Failed(error.to_string())),
                }
            }
        }
    }
}

/// Handling of a program's standard error: kept with its output, or dropped.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Errors {
    Kept,
    Dropped,
}

/// Kills the process and all processes it started. If it has already exited, its exit status is returned.
fn end(mut child: Child) -> io::Result<ExitStatus> {
    // Before `wait`, the process number cannot be reused.
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    child.wait()
}

/// Waits until killed processes have closed their output, because until then they may write to the folder. A
/// process that has left the group is not waited for.
fn drain(output: &mut PipeReader) {
    let mut bytes = [0; 1024];
    loop {
        match poll(&mut [PollFd::new(&*output, PollFlags::IN)], Some(&LAST_OUTPUT)) {
            Err(Errno::INTR) => {}
            Ok(1..) if !matches!(output.read(&mut bytes), Ok(0) | Err(_)) => {}
            Ok(_) | Err(_) => return,
        }
    }
}

/// A private temporary folder, removed with its content on drop.
struct Temporary(PathBuf);

impl Temporary {
    fn new(within: &Path) -> Result<Temporary, OfficeError> {
        let random = RandomState::new();
        for attempt in 0..MAX_NAMES {
            let path = within.join(format!("tianbiao-{:016x}", random.hash_one(attempt)));
            match DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Ok(Temporary(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(OfficeError::Folder(FileError::new(&path, FileProblem::FolderMissing)));
                }
                Err(error) => return Err(OfficeError::Folder(FileError::new(within, error.into()))),
            }
        }
        Err(OfficeError::Folder(FileError::new(within, FileProblem::Exists)))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // The folder is private, so remaining files are not visible to others.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Returns a path as a URL: `file:///tmp/%E5%B9%B4`.
fn url(path: &Path) -> OsString {
    let mut url = String::from("file://");
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                url.push(char::from(*byte));
            }
            other => {
                // Writing to a string cannot fail.
                let _ = write!(url, "%{other:02X}");
            }
        }
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use std::os::fd::AsFd;
    use std::os::unix::fs::PermissionsExt;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::store::testing::{Desk, names};

    /// Records the arguments and finds the output folder.
    const HEAD: &str = "#!/bin/sh\nhere=$(dirname \"$0\")\nprintf '%s\\n' \"$@\" >\"$here/called\"\n\
                        while [ \"$1\" != --outdir ]; do shift; done\n";
    const WRITES: &str = "(printf %%PDF-1.7; cat \"$3\") >\"$2/report.pdf\"\n";
    const LISTS: &str = "#!/bin/sh\necho 宋体\n";

    /// Executables in `bin`, temporary files in `临时 文件`.
    fn desk(name: &str, programs: &[(&str, &str)]) -> (Desk, Office) {
        let desk = Desk::new(name);
        for folder in ["bin", "临时 文件"] {
            std::fs::create_dir(desk.path(folder)).unwrap();
        }
        for (program, script) in programs {
            let path = desk.file(&format!("bin/{program}"), script.as_bytes());
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).unwrap();
        }
        let office =
            Office { path: desk.path("bin").into(), temporary: desk.path("临时 文件"), limit: 60 };
        (desk, office)
    }

    fn convert(office: &Office) -> Result<Vec<u8>, OfficeError> {
        let (stop, _writer) = io::pipe().unwrap();
        office.convert(b"document", stop.as_fd())
    }

    #[test]
    fn a_document_becomes_a_pdf() {
        for name in NAMES {
            let writes = format!("{HEAD}{WRITES}");
            let (desk, office) = desk(&format!("office-{name}"), &[(name, &writes), ("fc-list", LISTS)]);
            assert_eq!(convert(&office).unwrap(), b"%PDF-1.7document");
            assert!(names(&office.temporary).is_empty());
            let called = std::fs::read_to_string(desk.path("bin/called")).unwrap();
            let profile =
                called.lines().find(|line| line.starts_with("-env:UserInstallation=file:///")).unwrap();
            assert!(
                profile.is_ascii() && profile.contains("/%E4%B8%B4%E6%97%B6%20%E6%96%87%E4%BB%B6/"),
                "{called}"
            );
            assert!(
                called.starts_with("--headless\n") && called.contains("\n--convert-to\npdf\n"),
                "{called}"
            );
        }
    }

    #[test]
    fn why_there_is_none() {
        let writes = format!("{HEAD}{WRITES}");
        let script = |end: &str| format!("{HEAD}{end}\n");
        let none = "#!/bin/sh\n".to_owned();
        let lists = LISTS.to_owned();
        for (name, soffice, fonts, error) in [
            ("missing", None, Some(&lists), OfficeError::Missing),
            ("font-list", Some(&writes), None, OfficeError::NoFontList),
            ("fonts", Some(&writes), Some(&none), OfficeError::NoFonts),
            (
                "failed",
                Some(&script("echo; echo 'source file could not be loaded' >&2; exit 77")),
                Some(&lists),
                OfficeError::Failed("source file could not be loaded".to_owned()),
            ),
            (
                "status",
                Some(&script("exit 77")),
                Some(&lists),
                OfficeError::Failed("exit status: 77".to_owned()),
            ),
            ("file", Some(&script("exit 0")), Some(&lists), OfficeError::NoFile),
            ("empty", Some(&script(": >\"$2/report.pdf\"")), Some(&lists), OfficeError::NotPdf),
            ("other", Some(&script("echo text >\"$2/report.pdf\"")), Some(&lists), OfficeError::NotPdf),
            ("link", Some(&script("ln -s /dev/zero \"$2/report.pdf\"")), Some(&lists), OfficeError::NoFile),
        ] {
            let programs: Vec<(&str, &str)> = [("soffice", soffice), ("fc-list", fonts)]
                .into_iter()
                .filter_map(|(program, script)| Some((program, script?.as_str())))
                .collect();
            let (_desk, office) = desk(&format!("office-{name}"), &programs);
            assert_eq!(convert(&office).unwrap_err(), error, "{name}");
            assert!(names(&office.temporary).is_empty(), "{name}");
            for lang in [Lang::Zh, Lang::En] {
                assert!(error.sentence(lang).contains(".docx"), "{name}");
            }
        }
        let (_desk, office) = desk("office-folder", &[("soffice", &writes), ("fc-list", LISTS)]);
        let office = Office { temporary: "/no-such-folder".into(), ..office };
        assert!(matches!(convert(&office), Err(OfficeError::Folder(_))));
    }

    /// A program and its child process hang: both are killed at the time limit or on cancellation.
    #[test]
    fn nothing_is_left_of_what_hangs() {
        let hangs = format!("{HEAD}sleep 1000 &\necho $! >\"$here/pid\"\necho more\nwait\n");
        for limit in [1, 1000] {
            let (desk, office) = desk("office-hangs", &[("soffice", &hangs), ("fc-list", LISTS)]);
            let office = Office { limit, ..office };
            let (stop, writer) = io::pipe().unwrap();
            let pid = desk.path("bin/pid");
            let error = thread::scope(|scope| {
                let converted = scope.spawn(|| office.convert(&[], stop.as_fd()));
                if limit > 1 {
                    while !std::fs::read_to_string(&pid).is_ok_and(|pid| pid.ends_with('\n')) {
                        thread::yield_now();
                    }
                    drop(writer);
                }
                converted.join().unwrap().unwrap_err()
            });
            let wanted = if limit == 1 { OfficeError::TooLong(1) } else { OfficeError::Stopped };
            assert_eq!(error, wanted);
            assert!(names(&office.temporary).is_empty());
            let pid = std::fs::read_to_string(pid).unwrap();
            // The process was killed and has closed its output, but may take a moment to exit.
            let until = Instant::now() + Duration::from_secs(10);
            let is_alive = || {
                let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
                stat.is_ok_and(|stat| !stat.contains(") Z "))
            };
            while is_alive() {
                assert!(Instant::now() < until);
                thread::yield_now();
            }
        }
    }

    #[test]
    fn addresses() {
        for (path, address) in [
            ("/tmp/a", "file:///tmp/a"),
            ("/年 a%", "file:///%E5%B9%B4%20a%25"),
            ("/a#b?c", "file:///a%23b%3Fc"),
        ] {
            assert_eq!(url(Path::new(path)), address);
        }
    }
}
