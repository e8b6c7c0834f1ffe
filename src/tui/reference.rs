//! References in the current text, that is, figures that show a cell: finding the one at the caret, and
//! describing them.

use std::ops::Range;

use super::context::Context;
use super::editor::Value;
use super::input::Entering;
use super::layout::place;
use crate::form::{CellRef, Home};
use crate::message;
use crate::report::naming::chain;
use crate::sheet::reference::Reference;

/// A reference being chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picking {
    /// True if it is for the full-screen text, which is shown again afterwards.
    pub expanded: bool,
    /// The cell to be shown as a share of the chosen one, if any.
    pub part: Option<CellRef>,
    /// True if the reference at the caret is replaced.
    pub replacing: bool,
}

impl<'a> Context<'a> {
    /// Returns the references in the current cell's text; empty if the editor's text differs from the entry.
    pub(super) fn figures(&self) -> &'a [Reference] {
        let Some(cell) = self.cursor.cell else { return &[] };
        let reference = self.session.sheet().references(cell);
        let is_entry = || self.input.editor.text() == self.session.report().text(cell);
        if !reference.is_empty() && is_entry() { reference } else { &[] }
    }

    /// Returns the references in the current cell's text with the values that the editor shows.
    pub(super) fn values(&self) -> Vec<Value> {
        let figures = self.figures();
        let Some(cell) = self.cursor.cell.filter(|_| !figures.is_empty()) else { return Vec::new() };
        let shown = self.model.shown(cell);
        let values = figures.iter().filter(|reference| reference.is_figure()).map(|reference| {
            let (typed, faulty) = (reference.typed.clone(), reference.fault.is_some());
            let shown = shown.get(reference.shown.clone()).unwrap_or_default().to_owned();
            Value { typed, shown, faulty }
        });
        values.filter(|value| !value.shown.is_empty()).collect()
    }

    /// Returns the reference at the caret: the selected one, the one after the caret, or the one before it.
    pub(super) fn figure_at_caret(&self) -> Option<&'a Reference> {
        if self.input.entering == Entering::Selected {
            return None;
        }
        let (start, _) = self.input.editor.value_at_caret()?;
        let start = self.input.editor.offset_of(start);
        self.figures().iter().find(|reference| reference.place.start as usize == start)
    }

    /// Returns the names and the value of a reference: `〔支出表·汇总·基本支出 767.32〕`.
    pub(super) fn figure_words(&self, reference: &Reference) -> String {
        let (form, report, lang) = (self.session.form(), self.session.report(), self.look.lang);
        let value = &self.figure_value(reference);
        let name = |cell| chain(form, report, cell, lang);
        match (reference.cell, reference.share_of) {
            (Some(cell), Some(whole)) => message::reference_share_is(lang, &name(cell), &name(whole), value),
            (Some(cell), None) => message::reference_is(lang, &name(cell), value),
            (None, _) => value.to_owned(),
        }
    }

    /// Returns the value that a reference of the current text shows.
    pub(super) fn figure_value(&self, reference: &Reference) -> String {
        let shown = self.cursor.cell.map_or_else(String::new, |cell| self.model.shown(cell));
        shown.get(reference.shown.clone()).unwrap_or_default().to_owned()
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

/// Converts styled byte ranges of the whole text to ranges of one paragraph; leaves out those that begin
/// outside it.
pub fn in_paragraph<'r, S: Copy>(
    paragraphs: &[String],
    paragraph: usize,
    ranges: &'r [(Range<usize>, S)],
) -> impl Iterator<Item = (Range<usize>, S)> + 'r {
    let start: usize = paragraphs.iter().take(paragraph).map(|text| text.len() + 1).sum();
    let end = start + paragraphs.get(paragraph).map_or(0, String::len);
    let inside = ranges.iter().filter(move |(range, _)| range.start >= start && range.start < end);
    inside.map(move |(range, style)| (range.start - start..range.end.min(end) - start, *style))
}
