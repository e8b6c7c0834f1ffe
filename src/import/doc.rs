//! Converts a Word 97-2003 document (.doc, or .wps of that time) to blocks, as specified in [MS-DOC].
//!
//! The file is a compound file. The stream `WordDocument` contains the header, the text, and pages with the
//! properties of paragraphs and characters. The stream `0Table` or `1Table` contains the lists that locate them.
//! The stream `Data` contains long properties and form fields.
//!
//! Omits codes of fields. Omits and counts deleted and hidden text, pictures, embedded objects and comments. Adds
//! automatic numbers before their paragraphs, and the values of form fields. Text boxes follow the block they are
//! anchored to, or are the text of a cell without other text; notes, page headers and footers are at the end. A
//! table in a cell follows the row of the cell and divides the outer table.

mod bytes;
mod character;
pub(super) mod container;
mod drawings;
mod error;
mod fields;
mod fonts;
mod form_field;
mod header;
mod lists;
mod paragraph;
mod pieces;
mod properties;
mod rows;
mod runs;
mod story;
mod styles;

pub use error::DocError;

use container::Container;
use drawings::Drawings;
use fonts::Fonts;
use header::{Header, List, Stories};
use lists::read_numbering;
use pieces::read_text;
use runs::{Kind, Runs};
use story::{Reader, Source};
use styles::Styles;

use super::document::Document;
use super::margins::Margins;

/// Maximum size of a file.
const MAX_FILE_BYTES: usize = 32 * 1024 * 1024;

/// Converts a .doc file to blocks.
pub fn read_doc(bytes: &[u8]) -> Result<Document, DocError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(DocError::TooLarge);
    }
    let mut file = Container::open(bytes)?;
    let word = file.stream("WordDocument").ok_or(DocError::NotWord)?;
    let header = Header::read(&word)?;
    let table = file.stream(header.table_stream()).ok_or(DocError::Damaged)?;
    let list = |list| header.list(list, &table).unwrap_or_default();
    let text = read_text(&word, list(List::Pieces))?;
    let stories = header.stories(text.len());
    let source = Source {
        text,
        paragraphs: Runs::read(&word, list(List::Paragraphs), Kind::Paragraphs)?,
        characters: Runs::read(&word, list(List::Characters), Kind::Characters)?,
        styles: Styles::read(list(List::Styles)),
        fonts: Fonts::read(list(List::Fonts)),
        drawings: Drawings::read(&header, &table, &stories),
        word: &word,
        data: file.stream("Data").unwrap_or_default(),
    };
    let numbering = read_numbering(header.from(List::Lists, &table), list(List::Overrides));
    read_stories(Reader::new(&source, numbering), stories)
}

/// Reads the main text, then the text boxes without an anchor, then the notes, page headers and footers.
fn read_stories(mut reader: Reader<'_>, stories: Stories) -> Result<Document, DocError> {
    reader.boxes = stories.boxes;
    let mut blocks = reader.story(stories.main)?;
    blocks.extend(reader.other_boxes()?);
    let mut margins = Margins::default();
    for story in stories.margins {
        blocks.extend(margins.asides(reader.story(story)?));
    }
    Ok(reader.finish(blocks))
}
