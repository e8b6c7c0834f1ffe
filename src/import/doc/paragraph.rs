//! Properties of paragraphs, which include the place in a table and the cells of a row.

use super::bytes::{byte_at, count_at, slice, u16_at, u32_at};
use super::properties::{EDGES, Properties, is_on};
use crate::import::look::Look;
use crate::import::table::Merge;

/// Maximum number of cells of a row.
const MAX_ROW_CELLS: usize = 63;
/// Size of the properties of a cell.
const CELL: usize = 20;

/// Properties of a paragraph.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    /// Number of its style.
    pub style: usize,
    /// Its own properties, regardless of its style.
    pub look: Look,
    /// Number of tables that it is in.
    pub depth: usize,
    /// True if it ends a cell. Only cells of a table in a cell have a property for it.
    pub ends_cell: bool,
    /// True if it ends a row.
    pub ends_row: bool,
    /// Edges of the cells of the row that it ends.
    pub edges: Vec<i16>,
    /// Merge states of these cells.
    pub merges: Vec<Merge>,
    /// Number of bytes that were read.
    pub bytes: usize,
}

impl Paragraph {
    /// Reads the properties, some of which can be in the stream `Data`.
    pub(super) fn read(bytes: &[u8], data: &[u8]) -> Paragraph {
        let mut paragraph =
            Paragraph { style: Paragraph::style_of(bytes), bytes: bytes.len(), ..Paragraph::default() };
        let mut elsewhere = None;
        for (code, value) in Properties(bytes.get(2..).unwrap_or_default()) {
            if matches!(code, 0x6645 | 0x6646 | 0x646b) {
                elsewhere = u32_at(value, 0);
            }
            paragraph.apply(code, value);
        }
        if let Some(more) = elsewhere.and_then(|at| slice(data, at.checked_add(2)?, count_at(data, at)?)) {
            paragraph.bytes += more.len();
            Properties(more).for_each(|(code, value)| paragraph.apply(code, value));
        }
        paragraph
    }

    /// Returns the number of the style.
    pub(super) fn style_of(bytes: &[u8]) -> usize {
        count_at(bytes, 0).unwrap_or_default()
    }

    fn apply(&mut self, code: u16, value: &[u8]) {
        match code {
            0x2416 if is_on(value) => self.depth = self.depth.max(1),
            0x2417 | 0x244c => self.ends_row = is_on(value),
            0x244b => self.ends_cell = is_on(value),
            0x6649 => self.depth = u32_at(value, 0).unwrap_or_default(),
            EDGES => self.cells(value),
            // The merge state of one cell.
            0xd62b => {
                let merge = byte_at(value, 1).and_then(|cell| self.merges.get_mut(cell));
                if let (Some(merge), Some(state)) = (merge, byte_at(value, 2)) {
                    *merge = down(state);
                }
            }
            // Cells from the first up to the limit are merged.
            0x5624 => {
                let cells = byte_at(value, 0).zip(byte_at(value, 1));
                let merged = cells.and_then(|(first, limit)| self.merges.get_mut(first + 1..limit));
                merged.unwrap_or_default().fill(Merge::Before);
            }
            _ => set(&mut self.look, code, value),
        }
    }

    /// Reads the number of cells, their edges, and their merge states.
    fn cells(&mut self, value: &[u8]) {
        let count = byte_at(value, 2).unwrap_or_default().min(MAX_ROW_CELLS);
        let edge = |at: usize| u16_at(value, 3 + at * 2).map(u16::cast_signed);
        self.edges = (0..=count).map_while(edge).collect();
        let flags = |at: usize| count_at(value, 5 + count * 2 + at * CELL).unwrap_or_default();
        let merge = |flags: usize| if flags & 3 == 1 { Merge::Before } else { down(flags >> 5 & 3) };
        self.merges = (0..count).map(flags).map(merge).collect();
    }
}

fn down(state: usize) -> Merge {
    match state {
        1 => Merge::Above,
        3 => Merge::Down,
        _ => Merge::No,
    }
}

/// Sets a property that a paragraph can inherit.
pub(super) fn set(look: &mut Look, code: u16, value: &[u8]) {
    match code {
        // Level 9 is body text.
        0x2640 => look.level = byte_at(value, 0).map(|level| if level < 9 { level + 1 } else { 0 }),
        0x260a => look.depth = byte_at(value, 0),
        0x460b => look.list = u16_at(value, 0).map(list),
        _ => {}
    }
}

/// Returns the id of a list. A negative number has the same list without its indents.
fn list(number: u16) -> String {
    match number.cast_signed() {
        // No list, and formerly in a list.
        0 | -2047 => "0".to_owned(),
        number => number.unsigned_abs().to_string(),
    }
}
