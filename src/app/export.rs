//! Exports of an open report to a file.

use std::path::{Path, PathBuf};

use super::fill::Filling;
use super::model::Model;
use crate::export::{
    ExportError, Format, Options, Receipt, Refusal, Remote, Request, file_name, refusal, unexplained,
};
use crate::message::{self, Lang};
use crate::store::blanks::{self, Blank};
use crate::store::open_report::OpenReport;
use crate::store::{FileError, FileProblem, How, StateDir, is_same_file, may_export, may_name, save, shown};

/// An export that can be written.
#[derive(Debug)]
pub struct Export {
    /// The format.
    pub format: &'static Format,
    options: Options,
    into: Option<PathBuf>,
    /// The destination.
    pub target: Target,
}

/// The destination of an export.
#[derive(Clone, Debug)]
pub struct Target {
    path: PathBuf,
    how: How<'static>,
    lang: Lang,
    remote: Option<Remote>,
}

impl Export {
    /// Returns the export that a request asks for. `remote` is the SSH session, for the commands that copy
    /// the file.
    pub fn new(
        held: &OpenReport,
        request: &Request,
        lang: Lang,
        remote: Option<Remote>,
    ) -> Result<Export, ExportError> {
        let format = Format::named(request.format)
            .ok_or_else(|| ExportError::Other(message::export_failed(lang, request.format, "")))?;
        let (path, how) = (held.beside(&request.path), How::replace_if(request.replace));
        let (options, into) = (request.options, request.into.clone());
        if into.as_ref().is_some_and(|document| is_same_file(&path, document)) {
            return Err(ExportError::Other(message::fill_onto_itself(lang)));
        }
        may_name(Path::new(&request.path), held.folder()).map_err(|error| unsaved(&error, lang))?;
        may_export(&path, how, &held.path).map_err(|error| unsaved(&error, lang))?;
        Ok(Export { format, options, into, target: Target { path, how, lang, remote } })
    }

    /// Returns the content, before the conversion by the office program if the format needs it. It is in the form's language, independent of the language of the messages.
    pub fn content(&self, model: &Model) -> Result<Vec<u8>, ExportError> {
        if let Some(document) = &self.into {
            return Ok(model.filled(document)?.filled.bytes.clone());
        }
        let checked = model.session.checked(model.session.form().language);
        (self.format.write)(&checked, self.options).map_err(|error| {
            ExportError::Other(message::export_failed(self.target.lang, self.format.name, &error.to_string()))
        })
    }

    /// Returns the file to be written. Writing it also lists a Word document, and the one that was filled in, in the
    /// state folder.
    pub fn output(&self, held: &OpenReport, model: &Model, bytes: Vec<u8>) -> Result<Output, ExportError> {
        let filled = self.into.as_ref().map(|document| model.filled(document)).transpose()?;
        Ok(Output {
            target: self.target.clone(),
            bytes,
            place: held.place().cloned(),
            is_word: self.format.name == "docx",
            filled: filled.map(Filling::blank),
            is_copy: false,
        })
    }
}

/// A file to be written, which a thread can do while the user types.
#[derive(Debug)]
pub struct Output {
    target: Target,
    bytes: Vec<u8>,
    /// The state folder of the report.
    place: Option<StateDir>,
    is_word: bool,
    /// The document that was filled in.
    filled: Option<Blank>,
    /// True for a copy of the report, which is not for other programs.
    is_copy: bool,
}

impl Output {
    /// Returns a copy of the report at a new path.
    pub(super) fn copy(path: PathBuf, bytes: Vec<u8>, lang: Lang) -> Output {
        let target = Target { path, how: How::New, lang, remote: None };
        Output { target, bytes, place: None, is_word: false, filled: None, is_copy: true }
    }

    /// Writes the file. Returns the receipt.
    pub fn write(self) -> Result<Receipt, ExportError> {
        let lang = self.target.lang;
        let receipt = self.target.write(&self.bytes).map_err(|error| unsaved(&error, lang))?;
        if let Some(place) = &self.place {
            // The lists only save a choice the next time.
            self.filled.iter().for_each(|blank| drop(blanks::remember(place, blank)));
            if self.is_word {
                let _ = blanks::remember_export(place, &self.target.path);
            }
        }
        Ok(if self.is_copy { message::exported(lang, &shown(&self.target.path)).into() } else { receipt })
    }
}

impl Target {
    /// Writes the file. Returns the receipt.
    pub fn write(&self, bytes: &[u8]) -> Result<Receipt, FileError> {
        save(&self.path, bytes, self.how)?;
        let shown = shown(&self.path);
        Ok(Receipt::new(self.lang, &self.path, &shown, bytes.len(), self.remote.as_ref()))
    }
}

/// Converts the error of a file that was not written.
pub fn unsaved(error: &FileError, lang: Lang) -> ExportError {
    match error.problem {
        FileProblem::Exists => ExportError::Exists,
        _ => ExportError::Other(error.sentence(lang)),
    }
}

/// The choices if a file of that name exists.
#[derive(Clone, Debug)]
pub enum Existing {
    /// Export to another name.
    Rename(Request),
    /// Replace the file.
    Replace(Request),
    /// Do not export.
    Nothing,
}

impl Model {
    /// Returns the reason why the final version cannot be exported, if any.
    pub fn final_refused(&self) -> Option<String> {
        Some(match refusal(self.session.report(), self.session.findings())? {
            Refusal::Practice => message::practice_not_final(self.lang),
            Refusal::Open { errors, contradictions, unconfirmed } => {
                let open = message::what_stands(self.lang, errors, contradictions, unconfirmed);
                (self.wording.final_refused)(self.lang, &open)
            }
        })
    }

    /// Returns the number of findings without an explanation.
    pub fn unexplained(&self) -> usize {
        unexplained(self.session.findings())
    }

    /// Returns the proposed file name of an export.
    pub fn export_name(&self, format: &str, draft: bool) -> String {
        let extension = Format::named(format).map_or("", |row| row.extension);
        file_name(&self.session.texts(self.lang), &self.file, draft, extension)
    }

    /// Records an export that begins.
    pub fn begin_export(&mut self, request: Request) -> Request {
        self.exports.current = Some(request.clone());
        self.exports.typed_since = false;
        request
    }

    /// Returns the question and the choices if the file of the current export exists; the reason if it is a copy
    /// of the report, which is never replaced.
    pub fn already_there(&mut self) -> Result<(String, [(String, Existing); 3]), String> {
        let lang = self.lang;
        let request = self.exports.current.take().ok_or_else(|| message::copy_exists(lang))?;
        let choices = [
            (message::replace_file(lang), Existing::Replace(Request { replace: true, ..request.clone() })),
            (message::keep_and_rename(lang), Existing::Rename(request.clone())),
            (message::do_not_export(lang), Existing::Nothing),
        ];
        Ok((message::already_there(lang, &request.path), choices))
    }
}
