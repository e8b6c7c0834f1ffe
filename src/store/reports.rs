//! Loads and stores reports: path to form and report, and back.
//!
//! The text is parsed by `report::ron`; forms are found by [`super::forms`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::documents::is_document;
use super::forms::{FormError, Found, Shelf};
use super::{FileError, FileProblem, How, MAX_REPORT_BYTES, Stamp, read_text, save, shown};
use crate::form::{Form, similar, visible_line};
use crate::message::{self, Lang};
use crate::report::{EditionChange, ReadError, Report, read, write, write_over};

/// Maximum number of files examined in a folder.
const MAX_FILES: usize = 10_000;

/// Maximum number of names tried for a copy.
const MAX_APART: usize = 99;

/// Maximum length of the name of an edition in a sentence, in characters.
const MAX_EDITION: usize = 20;

/// A report loaded from its file.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The report's form.
    pub form: Arc<Form>,
    /// The entries of the report.
    pub report: Report,
    /// The stamp of the file; `None` for a report that was not read from a file.
    pub stamp: Option<Stamp>,
    /// A fact about its form that the person should know.
    pub remark: Option<Remark>,
}

/// A fact about the form of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The edition of the report is not available; it was read with another one, which changes these contents.
    OtherEdition(String, Vec<EditionChange>),
    /// A form of this file is used instead of the built-in one with the same id and edition.
    OwnForm(PathBuf),
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

/// Writes the text of a report to a new file next to another one, named after it with `word` at the end; returns its
/// path.
pub fn save_apart(path: &Path, bytes: &[u8], word: &str) -> Result<PathBuf, FileError> {
    let stem = path.file_stem().unwrap_or_default();
    let mut number = 1;
    loop {
        let mut name = stem.to_owned();
        name.push(if number == 1 { format!("-{word}.ron") } else { format!("-{word}{number}.ron") });
        let other = path.with_file_name(name);
        match save(&other, bytes, How::New) {
            Err(FileError { problem: FileProblem::Exists, .. }) if number < MAX_APART => number += 1,
            written => return written.map(|_| other),
        }
    }
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
    let found = shelf.find_for(path, &file.form, &file.edition);
    let found = found.map_err(|error| LoadError::Form(path.to_owned(), Box::new(error)))?;
    let form = Arc::clone(&found.form);
    let (report, remark) = if file.edition.is_empty() || file.edition == form.edition {
        (Report::from_file(&form, file), found.replaces_built_in().map(Remark::OwnForm))
    } else {
        let edition = file.edition.clone();
        let (report, changes) = Report::from_other_edition(&form, file);
        (report, Some(Remark::OtherEdition(edition, changes)))
    };
    let year = report.year(&form);
    let form = form.of_year(year);
    Ok(Loaded { form, report, stamp: None, remark })
}

impl Loaded {
    /// Returns the edition of the report, if it is not available.
    pub fn other_edition(&self) -> Option<&str> {
        match &self.remark {
            Some(Remark::OtherEdition(edition, _)) => Some(edition),
            _ => None,
        }
    }

    /// Returns the sentences about its form: which one is used, and what another edition changes.
    pub fn remarks(&self, path: &Path, lang: Lang) -> Vec<String> {
        match &self.remark {
            Some(Remark::OtherEdition(edition, changes)) => {
                let edition = short(edition);
                let head = message::edition_missing(lang, &shown(path), &edition, &self.form.edition);
                let lines = EditionChange::lines(changes, &self.form, lang);
                std::iter::once(head).chain(lines.iter().map(|line| visible_line(line))).collect()
            }
            Some(remark @ Remark::OwnForm(_)) => vec![remark.sentence(&self.form, lang)],
            None => Vec::new(),
        }
    }
}

/// Returns the name of an edition for a sentence.
fn short(edition: &str) -> String {
    visible_line(&edition.chars().take(MAX_EDITION).collect::<String>())
}

impl Remark {
    /// Returns the sentence for a screen that shows the report.
    pub fn sentence(&self, form: &Form, lang: Lang) -> String {
        match self {
            Remark::OtherEdition(edition, _) => {
                message::edition_read_only(lang, &short(edition), &form.edition)
            }
            Remark::OwnForm(file) => message::own_form(lang, &shown(file), &form.id, &form.edition),
        }
    }
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
    /// True if the file was read and is not a report, which it may have been before.
    pub fn is_damage(&self) -> bool {
        match self {
            LoadError::Damaged(..) => true,
            LoadError::File(error) => matches!(error.problem, FileProblem::NotUtf8 { .. }),
            LoadError::Form(..) => false,
        }
    }

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
