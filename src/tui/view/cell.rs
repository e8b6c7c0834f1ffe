//! Helpers for drawing cells of the form: the visible part of a page, marks, and screen coordinates.

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::form::CellRef;
use crate::sheet::Origin;
use crate::tui::context::Context;

/// The visible part of the page.
pub(super) struct Window {
    /// Its area on the screen.
    pub area: Rect,
    /// The first visible line of the page.
    pub scroll: usize,
}

impl Window {
    /// Returns the screen row of a line of the page if it is visible.
    pub(super) fn line(&self, line: usize) -> Option<u16> {
        let row = u16::try_from(line.checked_sub(self.scroll)?).ok()?;
        (row < self.area.height).then(|| self.area.y + row)
    }
}

/// Returns the letter before a cell: the mark of its most severe finding, otherwise `=` if it is calculated.
pub(super) fn cell_mark(cx: &Context<'_>, cell: CellRef) -> Option<(char, Style)> {
    let theme = cx.look.theme;
    let sheet = cx.session.sheet();
    let finding = cx.session.findings_at(cell).find(|finding| !cx.is_quiet(cell, finding.rule));
    if let Some(finding) = finding {
        let mark = finding.mark();
        return Some((mark.letter(), theme.mark(mark)));
    }
    (sheet.cell(cell).origin == Origin::Calculated).then_some(('=', theme.calculated))
}

/// The references of a text: byte range in the whole text as shown, and the style of the value.
pub(super) type Figures = Vec<(Range<usize>, Style)>;

/// Returns the references in the displayed text of a cell; if `typed` is true, in the editor's text.
pub(super) fn figures(cx: &Context<'_>, cell: CellRef, typed: bool) -> Figures {
    let theme = cx.look.theme;
    let style = |faulty| if faulty { theme.fault } else { theme.reference };
    if typed {
        return cx.input.editor.values().map(|(range, faulty)| (range, style(faulty))).collect();
    }
    let references = cx.session.sheet().references(cell).iter().filter(|reference| reference.is_figure());
    references.map(|reference| (reference.shown.clone(), style(reference.fault.is_some()))).collect()
}
