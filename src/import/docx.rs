//! Converts a Word document (.docx) from Word, WPS or LibreOffice to blocks.
//!
//! Omits fallback content, field codes and placeholder prompts. Omits and counts tracked deletions, hidden text,
//! pictures, embedded objects and comments. Adds automatic numbers before their paragraphs, and the values of
//! form fields. Text boxes follow the block they are anchored to, or are the text of a cell without other text;
//! notes, page headers and footers are at the end. A table in a cell follows the row of the cell and divides the
//! outer table. All sizes are limited: entries, unpacked bytes of a part, depth, text. Only the predefined XML
//! entities are expanded.

mod controls;
mod error;
mod lists;
mod parser;
mod parts;
mod styles;
pub(super) mod xml;

pub use error::DocxError;
pub use parts::{MAX_PART_BYTES, MainPart, main_part, read_docx, read_docx_with};
