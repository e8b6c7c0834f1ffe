//! Updates one row with the fewest bytes found.
//!
//! Either rewrites the cells that differ, or first moves the rest of the row by inserting or deleting blanks.
//! Insert mode would save four more bytes per row, but Windows consoles before 2023 ignore it.

use std::ops::Range;

use super::encoder::Encoder;
use super::glyph::{Glyph, Glyphs, Symbol};

/// At most this many blanks are written; more are erased.
const FEW: usize = 3;
/// Cost of erasing within a row, including the following move, in bytes.
const ERASING: usize = 8;
/// Cells within this distance left of the cursor count as near.
const STEPS: usize = 4;
/// A row that changes by at most this many bytes is not shifted.
const CHEAP: usize = 4;
/// Maximum number of shifts tried per row.
const TRIES: usize = 3;
/// Maximum distance of a shift in cells.
const FARTHEST: usize = 40;

/// Old and new contents of a row.
#[derive(Clone, Copy)]
pub(super) struct Change<'a> {
    /// Current contents.
    pub old: &'a [Glyph],
    /// Target contents.
    pub new: &'a [Glyph],
    /// Row index.
    pub y: usize,
    /// Column of the caret if the cursor goes there next.
    pub caret: Option<usize>,
    /// The texts of the glyphs.
    pub glyphs: &'a Glyphs,
}

/// A shift of a part of the row: right by inserting blanks at its start, or left by deleting cells there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shift {
    /// Number of cells that are wrong after the shift.
    wrong: usize,
    by: usize,
    /// Cells from this column on do not move.
    edge: usize,
    right: bool,
}

impl Change<'_> {
    /// Writes the change. Returns the number of cells of the next row that some terminals may have
    /// overwritten.
    pub(super) fn write(&self, encoder: &mut Encoder) -> usize {
        let width = self.new.len();
        let Some(first) = (0..width).find(|x| self.old[*x] != self.new[*x]) else { return 0 };
        let first = first - usize::from(self.old[first].is_behind() || self.new[first].is_behind());
        let mut best = encoder.draft();
        let mut reach = self.rewrite(self.old, first..width, &mut best);
        if let Some(middle) = self.nearest(encoder).filter(|middle| *middle > first) {
            // From the cursor's position to the right, then the part to its left.
            let mut draft = encoder.draft();
            let right = self.rewrite(self.old, middle..width, &mut draft);
            let left = self.rewrite(self.old, first..middle, &mut draft);
            if left <= middle && self.cost(&draft) < self.cost(&best) {
                (best, reach) = (draft, right);
            }
        }
        if self.cost(&best) > CHEAP && self.old[first..].iter().any(|glyph| *glyph != Glyph::BLANK) {
            for shift in self.shifts(first).into_iter().take(TRIES) {
                let mut draft = encoder.draft();
                let moved = self.shift(first, shift, &mut draft);
                let reaches = self.rewrite(&moved, 0..width, &mut draft);
                if self.cost(&draft) < self.cost(&best) {
                    (best, reach) = (draft, reaches);
                }
            }
        }
        encoder.take(&best);
        // A character that does not fit is wrapped to the next row as a whole.
        if reach > width { reach - width + 1 } else { 0 }
    }

    /// Returns the number of bytes of a draft, including the move to the caret if that is next.
    fn cost(&self, draft: &Encoder) -> usize {
        let mut after = draft.clone();
        if let Some(x) = self.caret {
            after.move_to(x, self.y, self.new, self.glyphs);
        }
        after.out.len()
    }

    /// Returns the first cell to change, near the cursor or right of it.
    fn nearest(&self, encoder: &Encoder) -> Option<usize> {
        let here = encoder.x.filter(|_| encoder.y == Some(self.y))?.saturating_sub(STEPS);
        (here..self.new.len()).find(|x| self.old[*x] != self.new[*x] && !self.new[*x].is_behind())
    }

    /// Rewrites the cells that differ from `old`. Returns the column up to which some terminals may have
    /// written.
    fn rewrite(&self, old: &[Glyph], cells: Range<usize>, encoder: &mut Encoder) -> usize {
        let (new, width) = (self.new, self.new.len());
        let end = new.iter().rposition(|glyph| *glyph != Glyph::BLANK).map_or(0, |last| last + 1);
        let tail = || (end.max(cells.start)..cells.end).filter(|x| old[*x] != Glyph::BLANK);
        let erases = cells.end == width && (tail().count() > FEW || tail().next_back() == Some(width - 1));
        let last = if erases { end } else { cells.end };
        // Columns up to which a character of disputed width may have been drawn, and up to which parts of one
        // may remain.
        let (mut covered, mut littered, mut reach) = (0, 0, 0);
        let mut x = cells.start;
        while x < last {
            let glyph = new[x];
            let after = x + glyph.columns();
            let beyond = if glyph == Glyph::BLANK { littered } else { covered };
            if old[x..after] == new[x..after] && x >= beyond {
                x = after;
                continue;
            }
            encoder.move_to(x, self.y, new, self.glyphs);
            if glyph == Glyph::BLANK {
                let wrong = |at: &usize| new[*at] == Glyph::BLANK && (old[*at] != new[*at] || *at < littered);
                let blanks = (x..last).take_while(wrong).count();
                if blanks > ERASING {
                    encoder.plain_ground();
                    encoder.control(blanks, b'X');
                    x += blanks;
                    continue;
                }
            }
            if let Some(spill) = glyph.spill {
                covered = after + usize::from(spill);
                reach = reach.max(covered);
                let leaves = matches!(glyph.symbol, Symbol::Cluster(_)) || !glyph.ink.leaves_blanks();
                littered = if leaves { covered } else { littered };
                if covered > width {
                    // If the character wraps to the next row, this row must not show its old contents.
                    encoder.plain_ground();
                    encoder.control(1, b'K');
                } else if glyph.wide && old[x + 1] != Glyph::BLANK {
                    // If the character is narrow, no old contents may remain visible after it.
                    encoder.plain_ground();
                    encoder.control(2, b'X');
                }
            }
            encoder.put(glyph, self.glyphs);
            x = after;
        }
        if let Some(from) = tail().next().filter(|_| erases) {
            let from = if littered > end { end } else { from };
            encoder.move_to(from, self.y, new, self.glyphs);
            encoder.plain_ground();
            encoder.control(1, b'K');
        }
        reach
    }

    /// Returns the shifts that leave fewer cells wrong than now, best first. A shift moves all cells that
    /// follow, or only those before the unchanged end of the row.
    fn shifts(&self, first: usize) -> Vec<Shift> {
        let (old, new, width) = (self.old, self.new, self.new.len());
        let same_end = (first..width).rev().take_while(|x| old[*x] == new[*x]).count();
        let whole = |edge: usize| edge == width || !old[edge].is_behind();
        let wrong = (first..width).filter(|x| old[*x] != new[*x]).count();
        let mut found = vec![];
        let mut try_at = |edge: usize| {
            for by in 1..FARTHEST.min(edge - first) {
                if new[first + by] == old[first] && (edge == width || !old[edge - by].is_behind()) {
                    let moved = (first + by..edge).filter(|x| old[*x - by] != new[*x]).count();
                    found.push(Shift { wrong: moved + by, by, edge, right: true });
                }
                if new[first] == old[first + by] {
                    let moved = (first..edge - by).filter(|x| old[*x + by] != new[*x]).count();
                    let end = (edge - by..edge).filter(|x| new[*x] != Glyph::BLANK).count();
                    found.push(Shift { wrong: moved + end, by, edge, right: false });
                }
            }
        };
        try_at(width);
        if same_end > 0 && whole(width - same_end) {
            try_at(width - same_end);
        }
        found.retain(|shift| shift.wrong < wrong);
        found.sort_unstable();
        found
    }

    /// Shifts a part of the row; returns the contents of the row after it.
    fn shift(&self, first: usize, shift: Shift, encoder: &mut Encoder) -> Vec<Glyph> {
        let Shift { by, edge, right, .. } = shift;
        let mut moved = self.old.to_vec();
        let gap = if right {
            moved.copy_within(first..edge - by, first + by);
            first..first + by
        } else {
            moved.copy_within(first + by..edge, first);
            edge - by..edge
        };
        moved[gap.clone()].fill(Glyph::BLANK);
        // Terminals draw half a wide character in different ways.
        if moved[edge - 1].wide {
            moved[edge - 1] = Glyph::UNKNOWN;
        }
        encoder.plain_ground();
        let inside = edge < self.new.len();
        if right && inside {
            encoder.move_to(edge - by, self.y, self.old, self.glyphs);
            encoder.control(by, b'P');
        }
        encoder.move_to(first, self.y, self.old, self.glyphs);
        encoder.control(by, if right { b'@' } else { b'P' });
        if !right && inside {
            encoder.move_to(gap.start, self.y, &[], self.glyphs);
            encoder.control(by, b'@');
        }
        moved
    }
}
