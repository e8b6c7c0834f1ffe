//! References in the current text, that is, figures that show a cell: finding the one at the caret, and
//! describing them.

use std::ops::Range;

use super::context::Context;
use super::editor::Place;
use super::input::Entering;
use super::layout::place;
use crate::form::{CellRef, Home};
use crate::sheet::reference::Reference;

/// A reference being chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picking {
    /// True if it is for the full-screen text, which is shown again afterwards.
    pub expanded: bool,
    /// The cell to be shown as a share of the chosen one, if any.
    pub part: Option<CellRef>,
}

impl<'a> Context<'a> {
    /// Returns the references in the current cell's text; empty if the editor's text differs from the entry.
    pub(super) fn figures(&self) -> &'a [Reference] {
        let Some(cell) = self.cursor.cell else { return &[] };
        let reference = self.session.sheet().references(cell);
        let is_entry = || self.input.editor.text() == self.session.report().text(cell);
        if !reference.is_empty() && is_entry() { reference } else { &[] }
    }

    /// Returns the reference at the caret, including its edges; between two references, the one before the
    /// caret.
    pub(super) fn figure_at_caret(&self) -> Option<&'a Reference> {
        if self.input.entering == Entering::Selected {
            return None;
        }
        let figures = self.figures();
        if figures.is_empty() {
            return None;
        }
        let caret = self.input.editor.offset();
        let is_there = |reference: &&Reference| {
            (reference.place.start as usize..=reference.place.end as usize).contains(&caret)
        };
        figures.iter().filter(|reference| reference.is_figure()).find(is_there)
    }

    /// Returns the start and end of the reference just before (or after) the caret.
    pub(super) fn figure_beside(&self, before: bool) -> Option<(Place, Place)> {
        let figures = self.figures();
        if figures.is_empty() || self.input.editor.selection().is_some() {
            return None;
        }
        let characters = self.input.editor.offset();
        let edge = |reference: &&Reference| if before { reference.place.end } else { reference.place.start };
        let beside = |reference: &&Reference| reference.is_figure() && edge(reference) as usize == characters;
        let long = figures.iter().find(beside)?.typed.len();
        let (paragraph, at) = self.input.editor.caret();
        let (start, end) = if before { (at.checked_sub(long)?, at) } else { (at, at + long) };
        Some(((paragraph, start), (paragraph, end)))
    }

    /// Returns one line for each reference of a text: the value shown and the source cell.
    pub(super) fn figure_lines(&self, cell: CellRef) -> Vec<String> {
        let shown = self.model.shown(cell);
        let lines = self.session.sheet().references(cell).iter().map(|reference| {
            let value = shown.get(reference.shown.clone()).unwrap_or_default();
            match reference.cell {
                Some(from) => {
                    let from = place(self.session.form(), self.session.report(), from);
                    [value, &from].join("  ")
                }
                None => value.to_owned(),
            }
        });
        lines.collect()
    }

    /// True if references can be inserted into the current cell.
    pub(super) fn takes_figures(&self) -> bool {
        let Some(cell) = self.cursor.cell else { return false };
        let field = self.session.form().field(cell.field);
        field.kind.is_prose()
            && !matches!(field.home, Home::RowName(_))
            && !self.model.session.is_locked(cell)
    }

    /// True if the cell is a text whose figures may be replaced by references.
    pub(super) fn may_follow(&self, cell: CellRef) -> bool {
        self.session.form().field(cell.field).kind.is_long() && !self.model.session.is_locked(cell)
    }
}

/// Converts byte ranges of the whole text to byte ranges of one paragraph; drops the ranges that begin
/// outside it.
pub fn in_paragraph<'r>(
    paragraphs: &[String],
    paragraph: usize,
    ranges: impl Iterator<Item = Range<usize>> + 'r,
) -> impl Iterator<Item = Range<usize>> + 'r {
    let start: usize = paragraphs.iter().take(paragraph).map(|text| text.len() + 1).sum();
    let end = start + paragraphs.get(paragraph).map_or(0, String::len);
    let inside = ranges.filter(move |range| range.start >= start && range.start < end);
    inside.map(move |range| range.start - start..range.end.min(end) - start)
}
