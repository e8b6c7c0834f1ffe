//! The lines of each page that the user has seen, because a page is confirmed only after it was shown to its end.

use super::context::Context;
use super::layout::Page;

/// Number of lines seen of a page seen from top to end.
const ALL: usize = usize::MAX;

/// For each page, the number of lines seen from its top without a gap.
#[derive(Debug, Default)]
pub(super) struct Seen(Vec<usize>);

impl Seen {
    /// Returns the first line of a page that was not seen; `None` if it was seen to its end.
    pub(super) fn first_unseen(&self, section: usize) -> Option<usize> {
        let lines = self.0.get(section).copied().unwrap_or(0);
        (lines != ALL).then_some(lines)
    }

    /// Returns the number of lines of the current page seen without a gap, in a window of this height.
    pub(super) fn reached(&self, cx: &Context<'_>, page: &Page, window: usize) -> usize {
        let Some(before) = self.first_unseen(cx.cursor.section) else { return ALL };
        let from = cx.scroll + page.covered(cx.scroll);
        // Headers and blank lines may be skipped.
        let gap = || cx.place_from(page, before, window).is_some_and(|(line, _)| line < from);
        let until = cx.scroll + window;
        match from <= before || !gap() {
            true if until >= page.height => ALL,
            true => before.max(until),
            false => before,
        }
    }

    /// Records the number of lines seen of a page.
    pub(super) fn set(&mut self, section: usize, lines: usize) {
        if section >= self.0.len() {
            self.0.resize(section + 1, 0);
        }
        self.0[section] = lines;
    }

    /// Forgets the pages not seen to their end after a resize, because the lines have moved.
    pub(super) fn forget_lines(&mut self) {
        for seen in self.0.iter_mut().filter(|seen| **seen != ALL) {
            *seen = 0;
        }
    }
}
