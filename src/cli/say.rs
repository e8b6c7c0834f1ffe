//! What the program says besides its data: exit codes, failures, standard error.

use std::io::{self, Write};
use std::process::ExitCode;

use super::{Context, place};
use crate::form::visible;
use crate::message::{self, Lang};
use crate::store::documents::DocumentError;
use crate::store::forms::FormError;
use crate::store::reports::LoadError;
use crate::store::{FileError, FileProblem};
use crate::terminal::width::Width;

/// The exit codes, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// Done.
    Done,
    /// Errors stand in a report, or two reports differ.
    Findings,
    /// The arguments make no sense.
    Usage,
    /// A file is damaged or of an unknown form.
    Damaged,
    /// A file is open in another session.
    InUse,
    /// A file cannot be read or written.
    Files,
    /// A signal ended the screen (128 and its number), or a crash.
    Signal(u8),
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> ExitCode {
        ExitCode::from(match code {
            Code::Done => 0,
            Code::Findings => 1,
            Code::Usage => 2,
            Code::Damaged => 3,
            Code::InUse => 4,
            Code::Files => 5,
            Code::Signal(code) => code,
        })
    }
}

/// Why a command ends early: its exit code, and what to say.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: Code,
    /// What to say; nothing when there is nobody to say it to.
    pub text: String,
    /// Set when standard output failed, in the system's words.
    output: Option<String>,
}

impl Failure {
    /// A failure with its sentence.
    pub fn new(code: Code, text: String) -> Failure {
        Failure { code, text, output: None }
    }

    /// A file that cannot be read or written; a file that is no text is damaged.
    pub fn from_file(error: &FileError, lang: Lang, width: Width) -> Failure {
        match &error.problem {
            FileProblem::NotUtf8 { column, text, .. } => {
                let caret = place::caret(text, *column, width);
                Failure::new(Code::Damaged, format!("{}\n{caret}", error.sentence(lang)))
            }
            FileProblem::Report => Failure::new(Code::Usage, error.sentence(lang)),
            _ => Failure::new(Code::Files, error.sentence(lang)),
        }
    }

    /// A document that cannot be read.
    pub fn from_document(error: &DocumentError, lang: Lang, width: Width) -> Failure {
        match error {
            DocumentError::File(error) => Failure::from_file(error, lang, width),
            DocumentError::Form(error) => Failure::from_form(error, lang, width),
            _ => Failure::new(Code::Damaged, error.sentence(lang)),
        }
    }

    /// A form that cannot be had.
    pub fn from_form(error: &FormError, lang: Lang, width: Width) -> Failure {
        match error {
            FormError::File(error) => Failure::from_file(error, lang, width),
            FormError::Unknown { .. } | FormError::Mistakes { .. } => {
                Failure::new(Code::Damaged, error.sentence(lang))
            }
        }
    }

    /// A report that cannot be loaded.
    pub fn from_load(error: &LoadError, lang: Lang, width: Width) -> Failure {
        match error {
            LoadError::File(error) => Failure::from_file(error, lang, width),
            LoadError::Damaged(_, place) => {
                let caret = place::caret(&place.text, place.column, width);
                Failure::new(Code::Damaged, format!("{}\n{caret}", error.sentence(lang)))
            }
            LoadError::Form(_, form) => {
                Failure::new(Failure::from_form(form, lang, width).code, error.sentence(lang))
            }
        }
    }

    /// The same with its sentence in the person's language.
    pub fn told(mut self, context: &Context) -> Failure {
        if let Some(reason) = &self.output {
            self.text = message::output_failed(context.lang(), reason);
        }
        self
    }
}

/// Standard output that is closed (`tianbiao get .. | head`) is no failure.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::new(Code::Done, String::new());
        }
        let reason = error.to_string();
        let text = message::output_failed(Lang::default(), &reason);
        Failure { code: Code::Files, text, output: Some(reason) }
    }
}

/// Standard output. What is written to it commands no terminal, wherever it comes from.
#[derive(Debug)]
pub struct Out<W: Write>(pub W);

impl<W: Write> Out<W> {
    /// The same for what is to come out byte for byte: a document, a file.
    pub fn exact(&mut self) -> &mut W {
        &mut self.0
    }
}

impl<W: Write> Write for Out<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(visible(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Says something to the person; when that fails too, there is nobody to say it to.
pub fn talk(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(io::stderr().lock(), "{}", visible(text));
    }
}
