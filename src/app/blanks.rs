//! The Word documents that can be filled in, and the one that was filled in last.

use std::path::{Path, PathBuf, absolute};

use jiff::ZonedDateTime;

use super::clock;
use super::fill::Filling;
use super::model::Model;
use crate::export::ExportError;
use crate::message;
use crate::report::Report;
use crate::store::blanks::{self, Blank};
use crate::store::documents::is_no_report;
use crate::store::open_report::OpenReport;
use crate::store::{State, StateDir, shown};

/// A document that can be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Path.
    pub path: PathBuf,
    /// Name, and the folder if it is another one than that of the report.
    pub label: String,
    /// Time of its last change, and whether it was used last.
    pub detail: String,
}

/// True if a text names a file instead of words to search for.
pub fn is_path(text: &str) -> bool {
    text.contains('/') || is_no_report(Path::new(text.trim()))
}

impl Model {
    /// Returns the filled document of an export, if the report is still the same.
    pub fn filled(&self, document: &Path) -> Result<&Filling, ExportError> {
        let filling = self.exports.filling.as_deref();
        let current = |filling: &&Filling| filling.document == document && filling.is_current(&self.session);
        let filling = filling.filter(current);
        let filling = filling.ok_or_else(|| ExportError::Other(message::fill_stale(self.lang)))?;
        filling.refused(self.lang).map_or(Ok(filling), |reason| Err(ExportError::Other(reason)))
    }

    /// Returns the documents that can be filled in: those used before, then those beside the report, the newest first,
    /// without the exports of this report. The document of the form comes after those used before.
    pub fn candidates(
        &self,
        held: &OpenReport,
        of_form: Option<PathBuf>,
        now: &ZonedDateTime,
    ) -> Vec<Candidate> {
        let report = absolute(&held.path).unwrap_or_else(|_| held.path.clone());
        let folder = report.parent().unwrap_or(&report);
        let own = [true, false].map(|draft| self.export_name("docx", draft));
        let remembered = remembered(held.place(), &report, self.session.report());
        let first = remembered.first().cloned();
        let found = blanks::documents(&report).into_iter().map(|(path, _)| path);
        let exported = held.place().map(blanks::exported).unwrap_or_default();
        let is_own = |path: &PathBuf| {
            exported.contains(path)
                || path.file_name().is_some_and(|name| own.iter().any(|own| name == own.as_str()))
        };
        let found = found.filter(|path| !remembered.contains(path) && !is_own(path));
        let of_form = of_form.into_iter().filter(|path| !remembered.contains(path));
        let all: Vec<PathBuf> = remembered.iter().cloned().chain(of_form).chain(found).collect();
        let candidate = |path: PathBuf| {
            let label = shown(path.strip_prefix(folder).unwrap_or(&path));
            let time = clock(blanks::changed(&path), now, self.lang);
            let used = (Some(&path) == first.as_ref()).then(|| message::fill_last_used(self.lang));
            let detail = used.into_iter().chain([time]).collect::<Vec<_>>().join("  ");
            Candidate { path, label, detail }
        };
        all.into_iter().map(candidate).collect()
    }
}

/// Returns the documents that were used for a report and still exist, the last one first: those in its state folder,
/// then the one that its file names.
pub fn remembered(place: Option<&StateDir>, report: &Path, content: &Report) -> Vec<PathBuf> {
    let used = place.map(blanks::used).unwrap_or_default().into_iter().map(|blank| blank.path);
    let folder = report.parent().map(Path::to_owned).unwrap_or_default();
    let named = content.blank_document().map(|name| folder.join(name));
    let named = named.map(|path| absolute(&path).unwrap_or(path));
    let mut all: Vec<PathBuf> = Vec::new();
    for path in used.chain(named).filter(|path| blanks::exists(path)) {
        if !all.contains(&path) {
            all.push(path);
        }
    }
    all
}

/// Returns the document that was used last for a report that is not open, for the command line.
pub fn last_used(state: &State, report: &Path, content: &Report) -> Option<PathBuf> {
    let place = state.find(report).ok().flatten();
    remembered(place.as_ref(), report, content).into_iter().next()
}

/// Prepares the document that is offered first for a new report: the file of the report names a document beside it. Returns
/// a document elsewhere, which [`list`] adds once the file exists.
pub fn name(report: &mut Report, file: &Path, document: Option<&Path>) -> Option<PathBuf> {
    let is_word = |path: &&Path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("docx"));
    let whole = |path: &Path| absolute(path).unwrap_or_else(|_| path.to_owned());
    let document = document.filter(is_word).map(whole);
    let is_beside = document.as_ref().is_some_and(|document| document.parent() == whole(file).parent());
    let beside = document.as_ref().filter(|_| is_beside).and_then(|document| document.file_name()?.to_str());
    report.set_blank_document(beside);
    // Another system may not have the folder, so the file does not name it.
    if report.blank_document().is_some() { None } else { document }
}

/// Adds a document to the list of a report.
pub fn list(state: &State, report: &Path, document: Option<PathBuf>) {
    let Some(path) = document else { return };
    if let Ok(place) = state.place(report) {
        // The list only saves a choice.
        let _ = blanks::remember(&place, &Blank { path, mark: None });
    }
}
