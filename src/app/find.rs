//! Search in the texts of a report as they are shown, and replacement of what was found.

use std::ops::Range;

use super::model::Model;
use crate::form::{CellRef, FieldId, Form, Row, is_of_word};
use crate::report::{Edit, reading_order};
use crate::sheet::{Origin, TextRange};

/// Maximum number of hits.
const MAX_HITS: usize = 1_000;

/// A place in which a search text occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The cell.
    pub cell: CellRef,
    /// The byte range in the text as shown.
    pub shown: Range<usize>,
    /// The range in the text as stored, in characters. A reference that is hit in part is in it whole.
    pub place: TextRange,
    /// The byte range in the text as stored if the hit can be replaced: it is in a text that the user typed,
    /// and contains no part of a reference.
    stored: Option<Range<usize>>,
}

/// Returns the key that sorts cells in the order in which a search visits them: by section, then in the form's
/// order.
pub fn order(form: &Form, cell: CellRef) -> (usize, FieldId, Row, FieldId) {
    let (first, row, field) = reading_order(form, cell);
    (form.field(cell.field).section, first, row, field)
}

impl Hit {
    /// True if the hit can be replaced.
    pub fn is_replaceable(&self) -> bool {
        self.stored.is_some()
    }
}

impl Model {
    /// Returns the places in which a text occurs, in the form's order. Small and capital Latin letters are the
    /// same; blanks around the text are ignored.
    pub fn find(&self, wanted: &str) -> Vec<Hit> {
        let wanted = wanted.trim().to_ascii_lowercase();
        let mut hits = Vec::new();
        if wanted.is_empty() {
            return hits;
        }
        let form = self.session.form();
        let mut cells = self.session.report().cells(form);
        cells.sort_by_key(|cell| order(form, *cell));
        for cell in cells {
            if !self.session.sheet().cell(cell).relevant {
                continue;
            }
            let shown = self.shown(cell).to_ascii_lowercase();
            for (at, _) in shown.match_indices(&wanted) {
                hits.push(self.hit(cell, at..at + wanted.len()));
                if hits.len() == MAX_HITS {
                    return hits;
                }
            }
        }
        hits
    }

    /// Returns the hit at a byte range of the text that a cell shows.
    fn hit(&self, cell: CellRef, shown: Range<usize>) -> Hit {
        let (sheet, report) = (self.session.sheet(), self.session.report());
        let typed = report.text(cell);
        let is_text = self.session.form().field(cell.field).kind.is_prose()
            && sheet.cell(cell).origin != Origin::Calculated
            && !self.session.is_locked(cell);
        if !is_text {
            return Hit { cell, shown, place: TextRange { start: 0, end: 0 }, stored: None };
        }
        let (mut start, mut end, mut touches) = (shown.start, shown.end, false);
        // Positions after a reference are moved by the difference of the lengths of its code and its value.
        for reference in sheet.references(cell) {
            let (code, value) = (&reference.typed, &reference.shown);
            let moved = |at: usize| at - value.end + code.end;
            if value.end <= shown.start {
                start = moved(shown.start);
            } else if value.start < shown.end {
                touches = true;
                start = if value.start < shown.start { code.start } else { start };
            }
            if value.end <= shown.end {
                end = moved(shown.end);
            } else if value.start < shown.end {
                end = code.end;
            }
        }
        let count = |at: usize| {
            let before = typed.get(..at).map_or(0, |before| before.chars().count());
            u32::try_from(before).unwrap_or(u32::MAX)
        };
        let place = TextRange { start: count(start), end: count(end) };
        let stored = (!touches && typed.get(start..end).is_some()).then_some(start..end);
        Hit { cell, shown, place, stored }
    }

    /// Returns the line that a hit is in, as shown, and the byte range of the hit in it.
    pub fn line_of(&self, hit: &Hit) -> (String, Range<usize>) {
        let shown = self.shown(hit.cell);
        let before = shown.get(..hit.shown.start).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = shown.get(hit.shown.end..).and_then(|rest| rest.find('\n'));
        let end = end.map_or(shown.len(), |at| hit.shown.end + at);
        let line = shown.get(start..end).unwrap_or_default().to_owned();
        (line, hit.shown.start - start..hit.shown.end - start)
    }

    /// Returns the words around a hit, with this many characters before and after it, or fewer so that numbers
    /// and words at the ends are whole.
    pub fn excerpt(&self, hit: &Hit, before: usize, after: usize) -> String {
        let (line, range) = self.line_of(hit);
        let (words, rest) = (line.get(..range.start), line.get(range.end..));
        let (words, rest) = (words.unwrap_or_default(), rest.unwrap_or_default());
        let from = words.char_indices().rev().nth(before).map_or(0, |(at, c)| at + c.len_utf8());
        let to = rest.char_indices().nth(after).map_or(rest.len(), |(at, _)| at);
        let (hidden, begin) = words.split_at(from);
        let (end, left) = rest.split_at(to);
        let begin = if hidden.ends_with(is_of_word) { begin.trim_start_matches(is_of_word) } else { begin };
        let end = if left.starts_with(is_of_word) { end.trim_end_matches(is_of_word) } else { end };
        [begin, line.get(range).unwrap_or_default(), end].concat()
    }

    /// Returns the edit that replaces hits by a text. The hits must be in the form's order. An unconfirmed text
    /// stays unconfirmed.
    pub fn replacement(&self, hits: &[&Hit], with: &str) -> Edit {
        let report = self.session.report();
        let mut edits = Vec::new();
        for hits in hits.chunk_by(|one, next| one.cell == next.cell) {
            let Some(cell) = hits.first().map(|hit| hit.cell) else { continue };
            let mut text = report.text(cell).to_owned();
            let stored = hits.iter().rev().filter_map(|hit| hit.stored.clone());
            for stored in stored.filter(|stored| report.text(cell).get(stored.clone()).is_some()) {
                text.replace_range(stored, with);
            }
            let unconfirmed = report.is_unconfirmed(cell);
            edits.extend([Edit::Set { cell, text: Some(text.into()) }, Edit::Mark { cell, unconfirmed }]);
        }
        Edit::Batch(edits)
    }
}
