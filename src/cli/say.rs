//! Exit codes, failures, and messages on standard error.

use std::io::{self, BufWriter, StdoutLock, Write};
use std::process::ExitCode;

use super::place;
use crate::form::{clean_line, visible};
use crate::message::{self, Lang};
use crate::store::documents::DocumentError;
use crate::store::forms::FormError;
use crate::store::reports::LoadError;
use crate::store::{FileError, FileProblem};
use crate::terminal::width::Width;

/// Exit codes, in order of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// Success.
    Done,
    /// A report has errors, or two reports differ.
    Findings,
    /// Invalid arguments.
    Usage,
    /// A file is damaged or uses an unknown form.
    Damaged,
    /// A file is open in another session.
    InUse,
    /// A file cannot be read or written.
    Files,
    /// The screen was ended by a signal (128 plus its number), or the program crashed.
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

/// Error that ends a command.
#[derive(Debug)]
pub(super) struct Failure {
    /// The exit code.
    pub code: Code,
    /// The message; empty if nothing is to be printed.
    pub text: String,
    /// The system's error text if standard output failed.
    output: Option<String>,
}

impl Failure {
    /// Creates a failure with a message.
    pub(super) fn new(code: Code, text: String) -> Failure {
        Failure { code, text, output: None }
    }

    /// Converts a file error. A file that is not UTF-8 text counts as damaged.
    pub(super) fn from_file(error: &FileError, lang: Lang, width: Width) -> Failure {
        match &error.problem {
            FileProblem::NotUtf8 { column, text, .. } => {
                let caret = place::caret(text, *column, width);
                Failure::new(Code::Damaged, format!("{}\n{caret}", error.sentence(lang)))
            }
            FileProblem::Report => Failure::new(Code::Usage, error.sentence(lang)),
            FileProblem::Exists => Failure::new(Code::Files, error.sentence(lang) + &message::or_force(lang)),
            FileProblem::Hidden | FileProblem::Foreign => {
                Failure::new(Code::Files, error.sentence(lang) + &message::or_force_name(lang))
            }
            _ => Failure::new(Code::Files, error.sentence(lang)),
        }
    }

    /// Converts the error of a document that cannot be read.
    pub(super) fn from_document(error: &DocumentError, lang: Lang, width: Width) -> Failure {
        match error {
            DocumentError::File(error) => Failure::from_file(error, lang, width),
            DocumentError::Form(error) => Failure::from_form(error, lang, width),
            DocumentError::Nothing(..) => {
                Failure::new(Code::Damaged, error.sentence(lang) + &message::or_form(lang))
            }
            DocumentError::Read(..) => Failure::new(Code::Damaged, error.sentence(lang)),
        }
    }

    /// Converts the error of a form that cannot be opened.
    pub(super) fn from_form(error: &FormError, lang: Lang, width: Width) -> Failure {
        match error {
            FormError::File(error) => Failure::from_file(error, lang, width),
            FormError::Unknown { .. } => Failure::new(Code::Damaged, error.sentence(lang)),
            FormError::Mistakes { .. } => {
                Failure::new(Code::Damaged, error.sentence(lang) + &message::or_form_check(lang))
            }
        }
    }

    /// Converts the error of a report that cannot be loaded.
    pub(super) fn from_load(error: &LoadError, lang: Lang, width: Width) -> Failure {
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

    /// Translates the message of an output failure to the user's language.
    pub(super) fn told(mut self, lang: Lang) -> Failure {
        if let Some(reason) = &self.output {
            self.text = message::output_failed(lang, reason);
        }
        self
    }
}

/// A closed standard output (`tianbiao get .. | head`) is not an error.
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

/// Standard output with control characters escaped, so that data cannot send commands to the terminal.
#[derive(Debug)]
pub(super) struct Out(pub BufWriter<StdoutLock<'static>>);

impl Out {
    /// Returns the inner writer for output that must be exact to the byte, such as a document or file.
    pub(super) fn exact(&mut self) -> &mut dyn Write {
        &mut self.0
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(visible(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes lines with aligned columns, two blanks apart; the columns for which `numbers` is true are
/// right-aligned.
pub(super) fn write_aligned(
    lines: &[impl AsRef<[String]>],
    numbers: &[bool],
    width: Width,
    out: &mut dyn Write,
) -> io::Result<()> {
    let clean = |line: &[String]| line.iter().map(|cell| clean_line(cell)).collect();
    let lines: Vec<Vec<String>> = lines.iter().map(|line| clean(line.as_ref())).collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let cells = |at: usize| lines.iter().filter_map(move |line| line.get(at));
    let widths: Vec<usize> =
        (0..columns).map(|at| cells(at).map(|cell| width.of(cell)).max().unwrap_or(0)).collect();
    for line in &lines {
        let cells = line.iter().zip(&widths).enumerate().map(|(at, (cell, wide))| {
            let is_number = numbers.get(at).is_some_and(|is_number| *is_number);
            if is_number { width.right(cell, *wide) } else { width.left(cell, *wide) }
        });
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// Prints a message to standard error. If that fails, it cannot be reported anywhere.
pub(super) fn talk(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(io::stderr().lock(), "{}", visible(text));
    }
}
