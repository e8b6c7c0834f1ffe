//! Scrolls rows that changed position, by deleting and inserting lines.
//!
//! A scroll region would take as many bytes, but it is a mode that stays set after a crash.

use super::encoder::Encoder;
use super::glyph::{Glyph, Glyphs};

/// A vertical move of a block of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scroll {
    /// First row of the block.
    pub top: usize,
    /// First row below the block; it does not move.
    pub bottom: usize,
    /// Number of rows.
    pub by: usize,
    /// True for up, false for down.
    pub up: bool,
}

impl Scroll {
    /// Returns scrolls that move rows to their target position, those that save most first.
    pub(super) fn find(old: &[Glyph], new: &[Glyph], columns: usize) -> Vec<Scroll> {
        let old: Vec<&[Glyph]> = old.chunks(columns).collect();
        let new: Vec<&[Glyph]> = new.chunks(columns).collect();
        let is_blank = |y: usize| new[y].iter().all(|glyph| *glyph == Glyph::BLANK);
        let wrong: Vec<usize> = (0..old.len()).filter(|y| old[*y] != new[*y] && !is_blank(*y)).collect();
        let differ = |a: &[Glyph], b: &[Glyph]| a.iter().zip(b).filter(|(a, b)| a != b).count();
        let mut found: Vec<(usize, Scroll)> = vec![];
        for (by, up) in (1..old.len()).flat_map(|by| [(by, true), (by, false)]) {
            let source = |y: usize| if up { Some(y + by) } else { y.checked_sub(by) };
            let source = |y: usize| source(y).and_then(|from| old.get(from)).copied();
            // At least one row must match exactly; others may need further changes.
            if !wrong.iter().any(|y| source(*y) == Some(new[*y])) {
                continue;
            }
            let spared = |y: usize| {
                let mended = source(y).map_or(usize::MAX, |row| differ(row, new[y]));
                differ(old[y], new[y]).saturating_sub(mended)
            };
            let rows: Vec<(usize, usize)> =
                wrong.iter().map(|y| (*y, spared(*y))).filter(|(_, spared)| *spared > 0).collect();
            let (Some((first, _)), Some((last, _))) = (rows.first(), rows.last()) else { continue };
            let (top, bottom) = if up { (*first, last + by + 1) } else { (first - by, last + 1) };
            found.push((rows.iter().map(|row| row.1).sum(), Scroll { top, bottom, by, up }));
        }
        found.sort_by_key(|(spared, scroll)| (std::cmp::Reverse(*spared), scroll.by));
        found.into_iter().map(|(_, scroll)| scroll).collect()
    }

    /// Writes the scroll and applies it to the tracked contents.
    pub(super) fn write(self, screen: &mut [Glyph], columns: usize, encoder: &mut Encoder, glyphs: &Glyphs) {
        let Scroll { top, bottom, by, up } = self;
        let ends_above = bottom * columns < screen.len();
        let at = |y: usize| y * columns;
        encoder.plain_ground();
        // Rows below the block must not move: delete as many lines as are inserted.
        let (goes, comes) = if up { (top, bottom - by) } else { (bottom - by, top) };
        if up || ends_above {
            encoder.move_to(0, goes, &[], glyphs);
            encoder.control(by, b'M');
        }
        if !up || ends_above {
            encoder.move_to(0, comes, &[], glyphs);
            encoder.control(by, b'L');
        }
        if up {
            screen.copy_within(at(top + by)..at(bottom), at(top));
            screen[at(bottom - by)..at(bottom)].fill(Glyph::BLANK);
        } else {
            screen.copy_within(at(top)..at(bottom - by), at(top + by));
            screen[at(top)..at(top + by)].fill(Glyph::BLANK);
        }
    }
}
