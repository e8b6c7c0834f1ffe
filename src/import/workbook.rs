//! Reads workbooks, .xlsx, .xls and .ods: the visible sheets in order, merged cells, and the cached results of formulas.
//!
//! A date is read as `2024-09-28` and a share as `98.5%`, by the number format of the cell. Hidden sheets, pictures
//! and embedded objects are counted. All sizes are limited, so that a small archive cannot fill the memory.

mod number;
mod ods;
mod package;
mod sheet;
mod strings;
mod xls;
mod xlsx;

use package::Package;
use sheet::{Sheet, is_default_name};

use super::doc::container::Container;
use super::document::LostKind;
use super::limits::Read;
use super::{Block, Document, DocxError};

/// Maximum number of sheets that are read.
const MAX_SHEETS: usize = 64;

/// Sheets of a workbook.
#[derive(Default)]
struct Book {
    sheets: Vec<Sheet>,
    /// Number of sheets that are hidden or beyond the limit.
    left_out: usize,
}

/// Converts a workbook to blocks. Returns [`DocxError::NotWord`] if the archive is no workbook.
pub(super) fn read_workbook(bytes: &[u8]) -> Result<Document, DocxError> {
    let mut package = Package::new(bytes)?;
    let mut read = Read::default();
    let book = if package.has(xlsx::WORKBOOK) {
        xlsx::read(&mut package, &mut read)?
    } else if package.has(ods::CONTENT) {
        ods::read(&mut package, &mut read)?
    } else {
        return Err(DocxError::NotWord);
    };
    let mut document = blocks(book, &mut read)?;
    document.lose(LostKind::Picture, package.count("media/") + package.count("Pictures/"));
    document.lose(LostKind::Object, package.count("embeddings/") + package.count("xl/charts/chart"));
    document.lose(LostKind::Comment, package.count("xl/comments"));
    Ok(document)
}

/// Converts a workbook of Excel 97-2003 to blocks; `None` if it has a password.
pub(super) fn read_old_workbook(bytes: &[u8]) -> Result<Option<Document>, DocxError> {
    let damaged = |_| DocxError::Damaged(String::new());
    let stream = Container::open(bytes).map_err(damaged)?.stream("Workbook").ok_or(DocxError::NotWord)?;
    let mut read = Read::default();
    xls::read(&stream, &mut read)?.map(|book| blocks(book, &mut read)).transpose()
}

/// Returns the blocks of all sheets. A sheet with a name of its own has a heading.
fn blocks(book: Book, read: &mut Read) -> Result<Document, DocxError> {
    let mut document = Document::default();
    let is_named = book.sheets.len() > 1;
    for sheet in book.sheets {
        let name = sheet.name.clone();
        let (blocks, hidden) = sheet.blocks(read)?;
        if !document.blocks.is_empty() && !blocks.is_empty() {
            document.blocks.push(Block::Break);
        }
        document.lose(LostKind::HiddenText, hidden);
        let repeats = matches!(blocks.first(), Some(Block::Paragraph(text)) if text.starts_with(&name));
        if is_named && !is_default_name(&name) && !repeats && !blocks.is_empty() {
            document.blocks.push(Block::Heading { level: 1, text: name });
        }
        document.blocks.extend(blocks);
    }
    document.lose(LostKind::Sheet, book.left_out);
    Ok(document)
}
