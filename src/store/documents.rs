//! Imports document files, recognised by content and not by name.
//!
//! `import` interprets the blocks of a document for a form; this module selects the form that fits best.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::forms::{FormError, Shelf};
use super::reading::not_text;
use super::{FileError, MAX_DOCUMENT_BYTES, read_any, shown};
use crate::form::{Form, visible_line};
use crate::import::{
    Block, Cell, Document, Grid, Imported, Part, ReadError, RepairKind, Source, import_source, read_source,
};
use crate::message::{self, Lang};

/// File name extensions of documents.
const DOCUMENTS: [&str; 11] = ["docx", "doc", "wps", "txt", "md", "csv", "json", "xlsx", "xls", "et", "ods"];
/// File name extensions that the user may mistake for documents; importing them gives an explanation.
const OTHERS: [&str; 6] = ["rtf", "pdf", "odt", "html", "htm", "xml"];

/// Maximum number of forms tried, and the part of a document used for each: in bytes, and in cells and
/// paragraphs.
const MAX_FORMS: usize = 30;
const SAMPLE_BYTES: usize = 400_000;
const SAMPLE_PIECES: usize = 10_000;

/// A document converted to a report.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The form of the report.
    pub form: Arc<Form>,
    /// The report and the import result.
    pub imported: Imported,
    /// True if the form was selected among several.
    pub chosen: bool,
}

/// Error of importing a document.
#[derive(Debug)]
pub enum DocumentError {
    /// The file cannot be read.
    File(FileError),
    /// The content cannot be read.
    Read(PathBuf, ReadError),
    /// The form cannot be opened.
    Form(FormError),
    /// The document contains nothing of the form; the form's title.
    Nothing(PathBuf, String),
}

/// Imports a document: with the given form (id or path), or else with the best match.
pub fn load(shelf: &Shelf, path: &Path, form: Option<&str>) -> Result<Fitted, DocumentError> {
    read(shelf, path, &read_any(path, MAX_DOCUMENT_BYTES).map_err(DocumentError::File)?, form)
}

/// Imports the bytes of a document; `path` is used in messages.
pub fn read(shelf: &Shelf, path: &Path, bytes: &[u8], form: Option<&str>) -> Result<Fitted, DocumentError> {
    let source = readable(path, bytes, read_source)?;
    let known = match &source {
        Source::Values(values) => values
            .form
            .as_deref()
            .and_then(|id| shelf.find(id, values.edition.as_deref().unwrap_or_default()).ok()),
        Source::Document(_) => None,
    };
    let known = match form {
        Some(wanted) => Some(shelf.find_or_open(wanted).map_err(DocumentError::Form)?),
        None => known,
    };
    let fitted = match known {
        Some(found) => {
            Fitted { imported: import_source(&found.form, &source), form: found.form, chosen: false }
        }
        None => best(shelf, &source).map_err(DocumentError::Form)?,
    };
    if fitted.imported.placed.is_empty() || form.is_none() && !fitted.imported.is_report {
        return Err(DocumentError::Nothing(path.to_owned(), fitted.form.title.clone()));
    }
    let year = fitted.imported.report.year(&fitted.form);
    Ok(Fitted { form: fitted.form.of_year(year), ..fitted })
}

/// Reads the bytes of a document in some way; `path` is used in messages.
pub fn readable<T>(
    path: &Path,
    bytes: &[u8],
    reader: impl Fn(&[u8]) -> Result<T, ReadError>,
) -> Result<T, DocumentError> {
    reader(bytes).map_err(|error| match error {
        ReadError::Encoding => DocumentError::File(not_text(path, bytes)),
        error => DocumentError::Read(path.to_owned(), error),
    })
}

/// Returns the import with the form that places the most content; on a tie, the first form found.
fn best(shelf: &Shelf, source: &Source) -> Result<Fitted, FormError> {
    let form = shelf.newest(shelf.first_id())?.form;
    let mut best = Fitted { imported: import_source(&form, source), form, chosen: false };
    let others: Vec<Arc<Form>> = shelf.others(&best.form, MAX_FORMS).collect();
    if others.is_empty() {
        return Ok(best);
    }
    best.chosen = true;
    let sample = match source {
        Source::Document(document) => Source::Document(beginning(document)),
        values @ Source::Values(_) => values.clone(),
    };
    let placed = |form: &Form| import_source(form, &sample).summary(form).placed();
    let most = placed(&best.form);
    let counted: Vec<(usize, Arc<Form>)> = others.into_iter().map(|form| (placed(&form), form)).collect();
    // Of equal counts `max_by_key` returns the last one.
    let better = counted.into_iter().rev().max_by_key(|(count, _)| *count);
    if let Some((_, form)) = better.filter(|(count, _)| *count > most) {
        best.imported = import_source(&form, source);
        best.form = form;
    }
    Ok(best)
}

/// Returns the first part of a document, limited to the size of a report: enough to select the form.
fn beginning(document: &Document) -> Document {
    let (mut bytes, mut pieces) = (SAMPLE_BYTES, SAMPLE_PIECES);
    let mut cut = |text: &str| {
        let end = text.floor_char_boundary(bytes);
        bytes -= end;
        pieces = pieces.checked_sub(1)?;
        Some(text[..end].to_owned())
    };
    let mut sample = Vec::new();
    for block in &document.blocks {
        let taken = match block {
            Block::Heading { level, text } => cut(text).map(|text| Block::Heading { level: *level, text }),
            Block::Paragraph(text) => cut(text).map(Block::Paragraph),
            Block::Aside(text) => cut(text).map(Block::Aside),
            Block::Break => Some(Block::Break),
            Block::Table(grid) => {
                let mut cell = |cell: &Cell| Some(Cell { text: cut(&cell.text)?, ..*cell });
                let rows = grid.rows.iter().map_while(|row| row.iter().map(&mut cell).collect());
                Some(Block::Table(Grid { rows: rows.collect(), covers: grid.covers }))
            }
        };
        match taken {
            Some(block) => sample.push(block),
            None => break,
        }
    }
    sample.into()
}

/// True if the file name is that of a document.
pub fn is_document(path: &Path) -> bool {
    ends_like(path, &DOCUMENTS)
}

/// True if the file name is that of a document or of another file type that is not a report.
pub fn is_no_report(path: &Path) -> bool {
    is_document(path) || ends_like(path, &OTHERS)
}

fn ends_like(path: &Path, ends: &[&str]) -> bool {
    let end = path.extension().unwrap_or_default();
    ends.iter().any(|other| end.eq_ignore_ascii_case(other))
}

impl Fitted {
    /// Returns a one-line summary of the import, with the form's name if it was selected among several.
    pub fn found(&self, lang: Lang) -> String {
        let summary = self.imported.summary(&self.form);
        let found = match summary.unplaced {
            0 if self.imported.lost.is_empty() => message::import_found_all(lang, summary.placed()),
            unplaced => message::import_found(lang, summary.placed(), unplaced),
        };
        let lost = self.imported.lost.len();
        let lost = (lost > 0).then(|| message::import_found_lost(lang, lost));
        let repaired =
            self.imported.repairs.iter().filter(|repair| repair.kind != RepairKind::Leftover).count();
        let repaired = (repaired > 0).then(|| message::import_repaired(lang, repaired));
        std::iter::once(found)
            .chain(lost)
            .chain(repaired)
            .chain(self.which(lang))
            .collect::<Vec<_>>()
            .join("  ")
    }

    /// Returns the lines of the plan that need a look: under the title of each part, without the entries that are
    /// certain.
    pub fn plan_to_check(&self, lang: Lang) -> Vec<String> {
        self.plan_lines(lang, |part| matches!(part, Part::Review | Part::Leftover | Part::Lost))
    }

    /// Returns the lines of the plan, under the title of each part.
    pub fn plan_lines(&self, lang: Lang, wanted: impl Fn(Part) -> bool) -> Vec<String> {
        let plan = self.imported.plan(&self.form, lang);
        let mut lines = Vec::new();
        for part in plan.chunk_by(|a, b| a.part == b.part).filter(|part| wanted(part[0].part)) {
            let title = visible_line(&part[0].part.title(&self.form, lang));
            lines.push(message::intake_part(lang, &title, part.len()));
            lines.extend(part.iter().map(|line| format!("  {}", visible_line(&line.sentence()))));
        }
        lines
    }

    /// Returns the name of the selected form, if there were several.
    pub fn which(&self, lang: Lang) -> Option<String> {
        self.chosen.then(|| message::import_form_chosen(lang, &self.form.title, &self.form.id))
    }
}

impl DocumentError {
    /// Returns the message: the file, the reason and a remedy.
    pub fn sentence(&self, lang: Lang) -> String {
        let failed = |path: &Path, reason: &str| message::label_value(lang, &shown(path), reason);
        match self {
            DocumentError::File(error) => error.sentence(lang),
            DocumentError::Read(path, error) => failed(path, &error.sentence(lang)),
            DocumentError::Form(error) => error.sentence(lang),
            DocumentError::Nothing(path, title) => failed(path, &message::import_nothing(lang, title)),
        }
    }
}
