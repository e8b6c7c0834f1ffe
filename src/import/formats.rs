//! Selects the reader of a file from outside by its bytes, never by its name.

mod encoding;
mod foreign;

use std::borrow::Cow;

pub use foreign::Foreign;
use foreign::is_archive;

use super::exported::Values;
use super::workbook::{read_old_workbook, read_workbook};
use super::{DocError, Document, DocxError, TooLarge, read_cells, read_doc, read_docx, read_text};
use crate::message::{self, Lang};

/// Error of reading a file from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The Word document cannot be read.
    Word(DocxError),
    /// The Word document in the format before 2007 cannot be read.
    OldWord(DocError),
    /// The workbook is damaged, with the technical reason.
    Workbook(String),
    /// The format is not one that can be read.
    Foreign(Foreign),
    /// The content exceeds a limit.
    TooLarge,
    /// Text in an unknown encoding.
    Encoding,
}

/// Content of a file from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A document whose texts must be matched to a form.
    Document(Document),
    /// Values of a report by path.
    Values(Values),
}

/// Reads a file from outside: the values of a report that this program exported, or a document.
pub fn read_source(bytes: &[u8]) -> Result<Source, ReadError> {
    if Foreign::of(bytes).is_none()
        && !is_archive(bytes)
        && let Some(values) = Values::read(&text(bytes)?)
    {
        return Ok(Source::Values(values));
    }
    read_document(bytes).map(Source::Document)
}

/// Reads a file from outside as a document.
pub fn read_document(bytes: &[u8]) -> Result<Document, ReadError> {
    match Foreign::of(bytes) {
        Some(Foreign::OldWord) => return read_doc(bytes).map_err(ReadError::OldWord),
        Some(Foreign::Sheet) => return read_old_sheets(bytes),
        Some(kind) => return Err(ReadError::Foreign(kind)),
        None => {}
    }
    if is_archive(bytes) {
        return read_archive(bytes);
    }
    read_text(&text(bytes)?).map_err(|TooLarge| ReadError::TooLarge)
}

/// Reads a workbook of Excel 97-2003.
fn read_old_sheets(bytes: &[u8]) -> Result<Document, ReadError> {
    match read_old_workbook(bytes) {
        Ok(document) => document.ok_or(ReadError::Foreign(Foreign::Locked)),
        Err(DocxError::TooLarge) => Err(ReadError::TooLarge),
        Err(_) => Err(ReadError::Foreign(Foreign::Sheet)),
    }
}

/// Reads a Word document or a workbook.
fn read_archive(bytes: &[u8]) -> Result<Document, ReadError> {
    let error = match read_docx(bytes) {
        Ok(document) => return Ok(document),
        Err(DocxError::TooLarge) => return Err(ReadError::TooLarge),
        Err(error) => error,
    };
    let kind = Foreign::of_archive(bytes);
    match (read_workbook(bytes), kind) {
        (Ok(document), _) => Ok(document),
        (Err(DocxError::TooLarge), _) => Err(ReadError::TooLarge),
        (Err(DocxError::Damaged(reason)), Some(Foreign::Sheet)) => Err(ReadError::Workbook(reason)),
        (_, Some(kind)) if error == DocxError::NotWord => Err(ReadError::Foreign(kind)),
        _ => Err(ReadError::Word(error)),
    }
}

/// Reads a file from outside as tables: the cells of a text, or the tables of a document.
pub fn read_tables(bytes: &[u8]) -> Result<Vec<Vec<Vec<String>>>, ReadError> {
    match Foreign::of(bytes) {
        Some(Foreign::OldWord | Foreign::Sheet) => Ok(read_document(bytes)?.tables()),
        Some(kind) => Err(ReadError::Foreign(kind)),
        None if is_archive(bytes) => Ok(read_document(bytes)?.tables()),
        None => Ok(vec![read_cells(&text(bytes)?)]),
    }
}

fn text(bytes: &[u8]) -> Result<Cow<'_, str>, ReadError> {
    encoding::decode(bytes).ok_or(ReadError::Encoding)
}

impl ReadError {
    /// Returns the message: the reason and a remedy.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            ReadError::Word(error) => error.sentence(lang),
            ReadError::OldWord(error) => error.sentence(lang),
            ReadError::Workbook(reason) => message::import_book_damaged(lang, reason),
            ReadError::Foreign(kind) => kind.sentence(lang),
            ReadError::TooLarge => message::import_too_large(lang),
            ReadError::Encoding => message::import_not_text(lang),
        }
    }
}
