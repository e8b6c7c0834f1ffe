//! Loads and stores reports: path to form and report, and back.
//!
//! The text is parsed by `report::ron`; forms are found by [`super::forms`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::documents::is_document;
use super::forms::{FormError, Found, Shelf};
use super::{FileError, How, MAX_REPORT_BYTES, Stamp, read_text, save, shown};
use crate::form::{Form, similar};
use crate::message::{self, Lang};
use crate::report::{ReadError, Report, read, write, write_over};

/// Maximum number of files examined in a folder.
const MAX_FILES: usize = 10_000;

/// A report loaded from its file.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The report's form.
    pub form: Arc<Form>,
    /// The entries of the report.
    pub report: Report,
    /// The stamp of the file; `None` for a report that was not read from a file.
    pub stamp: Option<Stamp>,
    /// The edition named in the file, if it differs from the form's.
    pub other_edition: Option<String>,
}

/// Error of loading a report.
#[derive(Clone, Debug)]
pub enum LoadError {
    /// The file cannot be read.
    File(FileError),
    /// The file is not a report, or is damaged.
    Damaged(PathBuf, Box<ReadError>),
    /// The report's form is not available.
    Form(PathBuf, Box<FormError>),
}

/// Loads a report and its form.
pub fn load(path: &Path, shelf: &Shelf) -> Result<Loaded, LoadError> {
    load_within(path, MAX_REPORT_BYTES, shelf)
}

/// Loads a report of at most this size, and its form.
pub fn load_within(path: &Path, limit: u64, shelf: &Shelf) -> Result<Loaded, LoadError> {
    let (text, stamp) = read_text(path, limit).map_err(LoadError::File)?;
    let loaded = from_text(path, &text, shelf)?;
    Ok(Loaded { stamp: Some(stamp), ..loaded })
}

/// Parses a report from text; `path` is used in messages.
pub fn from_text(path: &Path, text: &str, shelf: &Shelf) -> Result<Loaded, LoadError> {
    let file = read(text).map_err(|error| LoadError::Damaged(path.to_owned(), Box::new(error)))?;
    let found = shelf.find(&file.form, &file.edition);
    let form = found.map_err(|error| LoadError::Form(path.to_owned(), Box::new(error)))?.form;
    let other_edition = (file.edition != form.edition).then(|| file.edition.clone());
    let report = Report::from_file(&form, file);
    let year = report.year(&form);
    let form = form.of_year(year);
    Ok(Loaded { form, report, stamp: None, other_edition })
}

/// Returns the files in a folder that may be reports or documents, sorted by name; hidden files are omitted.
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

/// Returns the files beside a missing one with a similar name, the most similar first.
pub fn near(missing: &Path, limit: usize) -> Vec<PathBuf> {
    let folder = missing.parent().filter(|folder| !folder.as_os_str().is_empty());
    let files = beside(folder.unwrap_or(Path::new(".")));
    let name = missing.file_name().unwrap_or_default().to_string_lossy();
    let names: Vec<String> = files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    let similar = similar(&name, names.iter().map(String::as_str)).into_iter().take(limit);
    similar.map(|name| folder.map_or_else(|| PathBuf::from(name), |folder| folder.join(name))).collect()
}

/// Returns the sample report of a form.
pub fn sample(found: &Found) -> Result<Report, LoadError> {
    let (path, text) = found.origin.sample().map_err(LoadError::File)?;
    let file = read(&text).map_err(|error| LoadError::Damaged(path, Box::new(error)))?;
    Ok(Report::from_file(&found.form, file))
}

/// Writes a report to its file.
pub fn store(path: &Path, form: &Form, report: &Report, how: How<'_>) -> Result<Stamp, FileError> {
    // The comments that a person wrote in the file stay.
    let present = if let How::Update(_) = how { read_text(path, MAX_REPORT_BYTES).ok() } else { None };
    let text = present.map_or_else(|| write(form, report), |(text, _)| write_over(form, report, &text));
    save(path, text.as_bytes(), how)
}

impl LoadError {
    /// Returns the message: the file, the position, the reason and a remedy.
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
