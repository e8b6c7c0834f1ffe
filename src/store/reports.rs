//! Reports in files: a path to a form and a report, and back.
//!
//! What a file's text means is `report::ron`'s; which forms there are is [`super::forms`]'.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::documents::is_document;
use super::forms::{FormError, Found, Origin, Shelf};
use super::{FileError, How, MAX_REPORT_BYTES, Stamp, read_text, save, shown};
use crate::form::Form;
use crate::message::{self, Lang};
use crate::report::{ReadError, Report, read, write};

/// So many files of a folder are looked at.
const MAX_FILES: usize = 10_000;

/// A report as read from its file.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its form.
    pub form: Arc<Form>,
    /// Where the form comes from.
    pub origin: Origin,
    /// What was typed.
    pub report: Report,
    /// What the file was like; `None` for a report that did not come from a file.
    pub stamp: Option<Stamp>,
    /// The edition that the file names, when it is not the form's.
    pub other_edition: Option<String>,
}

/// Why a report cannot be loaded.
#[derive(Clone, Debug)]
pub enum LoadError {
    /// The file cannot be read.
    File(FileError),
    /// The file is no report, or a damaged one.
    Damaged(PathBuf, Box<ReadError>),
    /// Its form is not there.
    Form(PathBuf, Box<FormError>),
}

/// Reads a report and finds its form.
pub fn load(path: &Path, shelf: &Shelf) -> Result<Loaded, LoadError> {
    let (text, stamp) = read_text(path, MAX_REPORT_BYTES).map_err(LoadError::File)?;
    let loaded = from_text(path, &text, shelf)?;
    Ok(Loaded { stamp: Some(stamp), ..loaded })
}

/// A report from its text; `path` is for messages.
pub fn from_text(path: &Path, text: &str, shelf: &Shelf) -> Result<Loaded, LoadError> {
    let file = read(text).map_err(|error| LoadError::Damaged(path.to_owned(), Box::new(error)))?;
    let found = shelf.find(&file.form, &file.edition);
    let Found { form, origin } = found.map_err(|error| LoadError::Form(path.to_owned(), Box::new(error)))?;
    let other_edition = (file.edition != form.edition).then(|| file.edition.clone());
    let report = Report::from_file(&form, file);
    Ok(Loaded { form, origin, report, stamp: None, other_edition })
}

/// The files of a folder that may be reports or documents, by name; hidden ones are not meant.
pub fn beside(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let files =
        entries.take(MAX_FILES).flatten().filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()));
    let names = files.map(|entry| PathBuf::from(entry.file_name()));
    let meant = |path: &PathBuf| {
        let hidden = path.as_os_str().as_encoded_bytes().starts_with(b".");
        !hidden && (is_document(path) || path.extension().is_some_and(|end| end == "ron"))
    };
    let mut paths: Vec<PathBuf> = names.filter(meant).collect();
    paths.sort_unstable();
    paths
}

/// The filled-in report that comes with a form.
pub fn sample(found: &Found) -> Result<Report, LoadError> {
    let (path, text) = found.origin.sample().map_err(LoadError::File)?;
    let file = read(&text).map_err(|error| LoadError::Damaged(path, Box::new(error)))?;
    Ok(Report::from_file(&found.form, file))
}

/// Writes a report's file.
pub fn store(path: &Path, form: &Form, report: &Report, how: How<'_>) -> Result<Stamp, FileError> {
    save(path, write(form, report).as_bytes(), how)
}

impl LoadError {
    /// The sentence: which file, where in it, why, what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            LoadError::File(error) => error.sentence(lang),
            LoadError::Damaged(path, error) => {
                let place = format!("{}:{}:{}", shown(path), error.line, error.column);
                format!("{place}: {}", message::report_damaged(lang, &error.reason(lang)))
            }
            LoadError::Form(path, error) => format!("{}: {}", shown(path), error.sentence(lang)),
        }
    }
}
