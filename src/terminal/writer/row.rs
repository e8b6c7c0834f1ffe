//! One row: the shortest way found from what it shows to what it is to show.
//!
//! Either what differs is written again, or the rest of the row is first moved by inserting or deleting
//! blanks. Insert mode would spare four more bytes a row, but consoles of Windows before 2023 ignore it.

use std::ops::Range;

use super::encoder::Encoder;
use super::glyph::{Glyph, Glyphs, Symbol};

/// So many blanks are written; more are erased.
const FEW: usize = 3;
/// Erasing within a row takes as many bytes as so many blanks, with the move that follows.
const ERASING: usize = 8;
/// Cells beside the cursor are near.
const STEPS: usize = 4;
/// Rows that change by fewer bytes are written as they are.
const CHEAP: usize = 8;
/// No more ways to move a row's rest are tried than this.
const TRIES: usize = 3;
/// Rests of rows are looked for at most so far away.
const FARTHEST: usize = 40;

/// What a row shows and is to show.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    /// What it shows.
    pub old: &'a [Glyph],
    /// What it is to show.
    pub new: &'a [Glyph],
    /// Which row.
    pub y: usize,
    /// The texts of glyphs.
    pub glyphs: &'a Glyphs,
}

/// A part of the row moves: right when blanks are inserted at its beginning, else left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shift {
    /// How many cells are wrong afterwards.
    wrong: usize,
    by: usize,
    /// What stands from here on stays.
    edge: usize,
    right: bool,
}

impl Change<'_> {
    /// Writes the change; gives how many cells of the next row some terminals may have written over.
    pub fn write(&self, encoder: &mut Encoder) -> usize {
        let width = self.new.len();
        let Some(first) = (0..width).find(|x| self.old[*x] != self.new[*x]) else { return 0 };
        let first = first - usize::from(self.old[first].is_behind() || self.new[first].is_behind());
        let mut best = encoder.draft();
        let mut reach = self.rewrite(self.old, first..width, &mut best);
        if let Some(middle) = self.nearest(encoder).filter(|middle| *middle > first) {
            // From where the cursor is to the right, then what is left of it.
            let mut draft = encoder.draft();
            let right = self.rewrite(self.old, middle..width, &mut draft);
            let left = self.rewrite(self.old, first..middle, &mut draft);
            if left <= middle && draft.out.len() < best.out.len() {
                (best, reach) = (draft, right);
            }
        }
        if best.out.len() > CHEAP && self.old[first..].iter().any(|glyph| *glyph != Glyph::BLANK) {
            for shift in self.shifts(first).into_iter().take(TRIES) {
                let mut draft = encoder.draft();
                let moved = self.shift(first, shift, &mut draft);
                let reaches = self.rewrite(&moved, 0..width, &mut draft);
                if draft.out.len() < best.out.len() {
                    (best, reach) = (draft, reaches);
                }
            }
        }
        encoder.take(&best);
        // What does not fit goes to the next row whole.
        if reach > width { reach - width + 1 } else { 0 }
    }

    /// The first cell to change beside the cursor or right of it.
    fn nearest(&self, encoder: &Encoder) -> Option<usize> {
        let here = encoder.x.filter(|_| encoder.y == Some(self.y))?.saturating_sub(STEPS);
        (here..self.new.len()).find(|x| self.old[*x] != self.new[*x] && !self.new[*x].is_behind())
    }

    /// Writes again what differs from `old` in some cells; gives how far some terminals may have written.
    fn rewrite(&self, old: &[Glyph], cells: Range<usize>, encoder: &mut Encoder) -> usize {
        let (new, width) = (self.new, self.new.len());
        let end = new.iter().rposition(|glyph| *glyph != Glyph::BLANK).map_or(0, |last| last + 1);
        let tail = || (end.max(cells.start)..cells.end).filter(|x| old[*x] != Glyph::BLANK);
        let erases = cells.end == width && (tail().count() > FEW || tail().next_back() == Some(width - 1));
        let last = if erases { end } else { cells.end };
        // Up to here a character of disputed width may have been drawn, and pieces of one that stay there.
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
                    // Where it goes on to the next row, this one must not keep what it had.
                    encoder.plain_ground();
                    encoder.control(1, b'K');
                } else if glyph.wide && old[x + 1] != Glyph::BLANK {
                    // Where it is narrow, nothing old may peep out behind it.
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

    /// The moves that leave fewer cells wrong than there are, best first: of all that follows, or up to where
    /// the row stays as it is.
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

    /// Moves a part of the row; gives what the row shows then.
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
        // Half a character at the edge is drawn in as many ways as there are terminals.
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
