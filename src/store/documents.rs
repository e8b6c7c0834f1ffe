//! Documents from outside in files: a path to a report, by what the bytes are and not by the file's name.
//!
//! What the blocks of a document mean to a form is `import`'s; which form they fit best is found here, where
//! the forms are.

mod foreign;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use foreign::Foreign;
use foreign::is_archive;

use super::forms::{FormError, Shelf};
use super::{FileError, MAX_DOCUMENT_BYTES, decode_document, read_any, shown};
use crate::form::Form;
use crate::import::{Block, Cell, DocxError, Imported, TooLarge, import, read_docx, read_text};
use crate::message::{self, Lang};

/// What documents are called.
const DOCUMENTS: [&str; 4] = ["docx", "doc", "wps", "txt"];
/// What other files are called that a person may take for one: they get their sentence.
const OTHERS: [&str; 9] = ["rtf", "pdf", "odt", "xls", "xlsx", "et", "html", "htm", "xml"];

/// So many forms are tried, each with so much of a document: bytes, and cells and paragraphs.
const MAX_FORMS: usize = 30;
const SAMPLE_BYTES: usize = 400_000;
const SAMPLE_PIECES: usize = 10_000;

/// A document as a report.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The form that it is a report of.
    pub form: Arc<Form>,
    /// The report, and what was placed in it.
    pub imported: Imported,
    /// Whether the form was chosen among several.
    pub chosen: bool,
}

/// Why there is no report.
#[derive(Debug)]
pub enum DocumentError {
    /// The file cannot be read.
    File(FileError),
    /// It is no Word document that can be read.
    Word(PathBuf, DocxError),
    /// It is neither a Word document nor text.
    Foreign(PathBuf, Foreign),
    /// It is text, but far more than a report.
    TooLarge(PathBuf),
    /// The form cannot be had.
    Form(FormError),
    /// Nothing of a form is in it; the form's title.
    Nothing(PathBuf, String),
}

/// Reads a document as a report: of a form by its id or path, else of the form that it fits best.
pub fn load(shelf: &Shelf, path: &Path, form: Option<&str>) -> Result<Fitted, DocumentError> {
    read(shelf, path, read_any(path, MAX_DOCUMENT_BYTES).map_err(DocumentError::File)?, form)
}

/// The same of a document's bytes; `path` is for messages.
pub fn read(shelf: &Shelf, path: &Path, bytes: Vec<u8>, form: Option<&str>) -> Result<Fitted, DocumentError> {
    let blocks = blocks(path, bytes)?;
    let fitted = match form {
        Some(wanted) => {
            let form = shelf.find_or_open(wanted).map_err(DocumentError::Form)?.form;
            Fitted { imported: import(&form, &blocks), form, chosen: false }
        }
        None => best(shelf, &blocks).map_err(DocumentError::Form)?,
    };
    if fitted.imported.placed.is_empty() {
        return Err(DocumentError::Nothing(path.to_owned(), fitted.form.title.clone()));
    }
    Ok(fitted)
}

/// The form whose labels place the most of a document; of equals the one that is found first.
fn best(shelf: &Shelf, blocks: &[Block]) -> Result<Fitted, FormError> {
    let form = shelf.newest(shelf.first_id())?.form;
    let mut best = Fitted { imported: import(&form, blocks), form, chosen: false };
    let others: Vec<Arc<Form>> = shelf.others(&best.form, MAX_FORMS).collect();
    if others.is_empty() {
        return Ok(best);
    }
    best.chosen = true;
    let sample = beginning(blocks);
    let placed = |form: &Form| import(form, &sample).summary(form).placed();
    let mut most = placed(&best.form);
    let mut better = None;
    for form in others {
        let count = placed(&form);
        if count > most {
            (most, better) = (count, Some(form));
        }
    }
    if let Some(form) = better {
        best.imported = import(&form, blocks);
        best.form = form;
    }
    Ok(best)
}

/// So much of a document as a report may have: enough to see which form it is of.
fn beginning(blocks: &[Block]) -> Vec<Block> {
    let (mut bytes, mut pieces) = (SAMPLE_BYTES, SAMPLE_PIECES);
    let mut cut = |text: &str| {
        let end = text.floor_char_boundary(bytes);
        bytes -= end;
        pieces = pieces.checked_sub(1)?;
        Some(text[..end].to_owned())
    };
    let mut sample = Vec::new();
    for block in blocks {
        let taken = match block {
            Block::Heading { level, text } => cut(text).map(|text| Block::Heading { level: *level, text }),
            Block::Paragraph(text) => cut(text).map(Block::Paragraph),
            Block::Aside(text) => cut(text).map(Block::Aside),
            Block::Table(rows) => {
                let mut cell = |cell: &Cell| Some(Cell { text: cut(&cell.text)?, columns: cell.columns });
                let rows = rows.iter().map_while(|row| row.iter().map(&mut cell).collect());
                Some(Block::Table(rows.collect()))
            }
        };
        match taken {
            Some(block) => sample.push(block),
            None => break,
        }
    }
    sample
}

/// The blocks of a document's bytes; `path` is for messages.
fn blocks(path: &Path, bytes: Vec<u8>) -> Result<Vec<Block>, DocumentError> {
    let foreign = |kind| DocumentError::Foreign(path.to_owned(), kind);
    if let Some(kind) = Foreign::of(&bytes) {
        return Err(foreign(kind));
    }
    if is_archive(&bytes) {
        return read_docx(&bytes).map_err(|error| {
            let kind = Foreign::of_archive(&bytes).filter(|_| error == DocxError::NotWord);
            kind.map_or_else(|| DocumentError::Word(path.to_owned(), error), foreign)
        });
    }
    let text = decode_document(path, bytes).map_err(DocumentError::File)?;
    read_text(&text).map_err(|TooLarge| DocumentError::TooLarge(path.to_owned()))
}

/// Whether a file's name is that of a document.
pub fn is_document(path: &Path) -> bool {
    ends_like(path, &DOCUMENTS)
}

/// Whether a file's name is that of a document, or of another file that is no report either.
pub fn is_no_report(path: &Path) -> bool {
    is_document(path) || ends_like(path, &OTHERS)
}

fn ends_like(path: &Path, ends: &[&str]) -> bool {
    let end = path.extension().unwrap_or_default();
    ends.iter().any(|other| end.eq_ignore_ascii_case(other))
}

impl Fitted {
    /// How much was found, and in which form when there are several, on one line.
    pub fn found(&self, lang: Lang) -> String {
        let summary = self.imported.summary(&self.form);
        let found = message::import_found(lang, summary.placed(), summary.unplaced);
        std::iter::once(found).chain(self.which(lang)).collect::<Vec<_>>().join("  ")
    }

    /// Which form was chosen, when there are several.
    pub fn which(&self, lang: Lang) -> Option<String> {
        self.chosen.then(|| message::import_form_chosen(lang, &self.form.title, &self.form.id))
    }
}

impl DocumentError {
    /// The sentence: which file, why, what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let failed = |path: &Path, reason: &str| message::import_failed(lang, &shown(path), reason);
        match self {
            DocumentError::File(error) => error.sentence(lang),
            DocumentError::Word(path, error) => failed(path, &error.sentence(lang)),
            DocumentError::Foreign(path, kind) => failed(path, &kind.sentence(lang)),
            DocumentError::TooLarge(path) => failed(path, &message::import_too_large(lang)),
            DocumentError::Form(error) => error.sentence(lang),
            DocumentError::Nothing(path, title) => failed(path, &message::import_nothing(lang, title)),
        }
    }
}
