//! Converts a Word document (.docx) from Word, WPS or LibreOffice to blocks.
//!
//! Omits tracked deletions, fallback content, field codes and placeholder prompts. Adds automatic numbers
//! before their paragraphs. Text boxes follow the paragraph they are anchored to; notes, page headers and
//! footers are at the end; rows of a nested table follow the row of its cell. All sizes are limited: entries,
//! unpacked bytes of a part, depth, text. Only the predefined XML entities are expanded.

mod error;
mod numbering;
mod parser;
mod parts;
mod styles;
mod xml;

pub use error::DocxError;
pub use parts::{MAX_PART_BYTES, read_docx};
