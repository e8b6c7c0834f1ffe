//! The header of a document (FIB): the version, the lengths of the stories, and the places of the lists.

use std::ops::Range;

use super::bytes::{slice, u16_at, u32_at};
use super::error::DocError;

/// Signature of documents since Word 97, and the first version number.
const SIGNATURE: u16 = 0xa5ec;
const FIRST_VERSION: u16 = 0xc1;
/// Place of the flags, and their bits.
const FLAGS: usize = 10;
const ENCRYPTED: u16 = 0x0100;
const SECOND_TABLE: u16 = 0x0200;
/// Place of the lengths of the stories.
const LENGTHS: usize = 0x4c;
/// Place of the places and lengths of the lists.
const LISTS: usize = 0x9a;

/// A list in the table stream, with its number in the header.
#[derive(Clone, Copy)]
pub(super) enum List {
    /// Style sheet (`Stshf`).
    Styles = 1,
    /// Pages of character properties (`PlcfBteChpx`).
    Characters = 12,
    /// Pages of paragraph properties (`PlcfBtePapx`).
    Paragraphs = 13,
    /// Fonts (`SttbfFfn`).
    Fonts = 15,
    /// Pieces of the text (`Clx`).
    Pieces = 33,
    /// Anchors of the drawings (`PlcSpaMom`).
    Anchors = 40,
    /// Anchors of the drawings in page headers (`PlcSpaHdr`).
    HeaderAnchors = 41,
    /// Drawings (`DggInfo`).
    Drawings = 50,
    /// Text boxes (`PlcftxbxTxt`).
    Boxes = 56,
    /// Definitions of lists (`PlfLst`).
    Lists = 73,
    /// Lists of paragraphs (`PlfLfo`).
    Overrides = 74,
}

/// The header of a document.
pub(super) struct Header<'b> {
    bytes: &'b [u8],
    flags: u16,
}

/// The parts of the text.
pub(super) struct Stories {
    pub main: Range<usize>,
    /// Text boxes of the main text.
    pub boxes: Range<usize>,
    /// Notes, page headers and footers, end notes, and text boxes of page headers.
    pub margins: [Range<usize>; 4],
}

impl<'b> Header<'b> {
    /// Reads the header of a document that can be read.
    pub(super) fn read(bytes: &'b [u8]) -> Result<Header<'b>, DocError> {
        let number = |at| u16_at(bytes, at).ok_or(DocError::Damaged);
        if number(0)? != SIGNATURE || number(2)? < FIRST_VERSION {
            return Err(DocError::TooOld);
        }
        let flags = number(FLAGS)?;
        if flags & ENCRYPTED != 0 { Err(DocError::Locked) } else { Ok(Header { bytes, flags }) }
    }

    /// Returns the name of the stream with the lists.
    pub(super) fn table_stream(&self) -> &'static str {
        if self.flags & SECOND_TABLE == 0 { "0Table" } else { "1Table" }
    }

    /// Returns a list in the table stream.
    pub(super) fn list<'t>(&self, list: List, table: &'t [u8]) -> Option<&'t [u8]> {
        let at = LISTS + list as usize * 8;
        slice(table, u32_at(self.bytes, at)?, u32_at(self.bytes, at + 4)?)
    }

    /// Returns the table stream from the beginning of a list; nothing if the list is empty.
    pub(super) fn from<'t>(&self, list: List, table: &'t [u8]) -> &'t [u8] {
        let at = LISTS + list as usize * 8;
        let start = u32_at(self.bytes, at + 4).filter(|len| *len > 0).and_then(|_| u32_at(self.bytes, at));
        start.and_then(|start| table.get(start..)).unwrap_or_default()
    }

    /// Returns the parts of a text of a length.
    pub(super) fn stories(&self, len: usize) -> Stories {
        let mut end = 0_usize;
        // Between the page headers and the end notes are macros and comments, which are not text.
        let [main, notes, headers, _, _, end_notes, boxes, header_boxes] = std::array::from_fn(|story| {
            let from = end;
            let count = u32_at(self.bytes, LENGTHS + story * 4).unwrap_or_default();
            end = from.saturating_add(count).min(len);
            from..end
        });
        Stories { main, boxes, margins: [notes, headers, end_notes, header_boxes] }
    }
}
