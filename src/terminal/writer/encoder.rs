//! Encodes cursor moves, styles and glyphs with the fewest bytes found.
//!
//! It relies only on what is certain: after writing in the last column terminals wait, wrap or stay, and
//! after a character of disputed width the column is unknown. In both cases the next move is absolute.

use std::io::Write;

use ratatui::style::{Color, Modifier};

use super::glyph::{Glyph, Glyphs, Ink};

/// Up to this distance the cursor moves by single bytes; longer moves use a number.
const STEPS: usize = 4;

/// Cursor position, current style and the bytes that produce them.
#[derive(Clone, Debug)]
pub(super) struct Encoder {
    /// The bytes, in order.
    pub out: Vec<u8>,
    /// The column, if known.
    pub x: Option<usize>,
    /// The row, if known.
    pub y: Option<usize>,
    ink: Ink,
    columns: usize,
}

impl Encoder {
    /// An encoder for a screen of `columns` columns; cursor position unknown.
    pub(super) fn new(columns: usize) -> Encoder {
        Encoder { out: Vec::new(), x: None, y: None, ink: Ink::PLAIN, columns }
    }

    /// Returns an encoder with the same state and no bytes, to try out an encoding.
    pub(super) fn draft(&self) -> Encoder {
        Encoder { out: Vec::with_capacity(64), ..*self }
    }

    /// Appends the bytes of a draft and adopts its state.
    pub(super) fn take(&mut self, draft: &Encoder) {
        self.out.extend_from_slice(&draft.out);
        *self = Encoder { out: std::mem::take(&mut self.out), ..*draft };
    }

    /// Resets the terminal: modes that other programs may have left on, style, cursor and screen. `between`
    /// is written before the screen is erased.
    pub(super) fn wipe(&mut self, between: &str) {
        // No style, scroll region is the whole screen, replace mode, autowrap, ASCII character set, cursor
        // visible.
        self.out.extend_from_slice(b"\x1b[m\x1b[r\x1b[4l\x1b[?7h\x1b(B\x1b[?25h");
        self.out.extend_from_slice(between.as_bytes());
        self.out.extend_from_slice(b"\x1b[H\x1b[2J");
        (self.x, self.y, self.ink) = (Some(0), Some(0), Ink::PLAIN);
    }

    /// Writes a control sequence with a number; 1 is the default and is omitted.
    pub(super) fn control(&mut self, number: usize, last: u8) {
        self.out.extend_from_slice(b"\x1b[");
        if number != 1 {
            self.number(number);
        }
        self.out.push(last);
    }

    fn number(&mut self, number: usize) {
        // Writing to a `Vec` cannot fail.
        let _ = write!(self.out, "{number}");
    }

    /// Moves the cursor. `row` is the current contents of the target row: rewriting a few cells may be
    /// shorter than a cursor sequence.
    pub(super) fn move_to(&mut self, x: usize, y: usize, row: &[Glyph], glyphs: &Glyphs) {
        if (self.x, self.y) == (Some(x), Some(y)) {
            return;
        }
        let mut absolute = self.draft();
        absolute.jump(x, y);
        if let Some(from) = self.y {
            let mut steps = self.draft();
            steps.rows(from, y);
            steps.within(x, row, glyphs);
            if steps.out.len() < absolute.out.len() {
                return self.take(&steps);
            }
        }
        self.take(&absolute);
    }

    fn jump(&mut self, x: usize, y: usize) {
        self.out.extend_from_slice(b"\x1b[");
        if (x, y) != (0, 0) {
            self.number(y + 1);
        }
        if x > 0 {
            self.out.push(b';');
            self.number(x + 1);
        }
        self.out.push(b'H');
        (self.x, self.y) = (Some(x), Some(y));
    }

    /// Moves up or down in the same column.
    fn rows(&mut self, from: usize, to: usize) {
        match to.abs_diff(from) {
            0 => {}
            // In raw mode a line feed does not return to the first column.
            down @ 1..=STEPS if to > from => self.out.extend(std::iter::repeat_n(b'\n', down)),
            down if to > from => self.control(down, b'B'),
            1 => self.out.extend_from_slice(b"\x1bM"),
            up => self.control(up, b'A'),
        }
        self.y = Some(to);
    }

    /// Moves to a column of the current row.
    fn within(&mut self, x: usize, row: &[Glyph], glyphs: &Glyphs) {
        if self.x == Some(x) {
            return;
        }
        let mut best = self.draft();
        if x == 0 {
            best.out.push(b'\r');
        } else {
            best.control(x + 1, b'G');
            let mut start = self.draft();
            start.out.push(b'\r');
            start.x = Some(0);
            if start.rewrite(x, row, glyphs) && start.out.len() < best.out.len() {
                best = start;
            }
        }
        if let Some(from) = self.x {
            let mut steps = self.draft();
            match x.abs_diff(from) {
                left @ 1..=STEPS if x < from => steps.out.extend(std::iter::repeat_n(8, left)),
                left if x < from => steps.control(left, b'D'),
                right => {
                    let mut again = self.draft();
                    steps.control(right, b'C');
                    if again.rewrite(x, row, glyphs) && again.out.len() < steps.out.len() {
                        steps = again;
                    }
                }
            }
            if steps.out.len() < best.out.len() {
                best = steps;
            }
        }
        best.x = Some(x);
        self.take(&best);
    }

    /// Moves right by rewriting the current contents; returns false if that would change something.
    fn rewrite(&mut self, x: usize, row: &[Glyph], glyphs: &Glyphs) -> bool {
        // A longer rewrite is never shorter than a move.
        let near = |from: &usize| (*from..=from + 2 * STEPS).contains(&x);
        let Some(from) = self.x.filter(near) else { return false };
        let Some(gap) = row.get(from..x) else { return false };
        // Do not overwrite a character that the terminal may draw wider than expected.
        let beside = row.get(from.saturating_sub(STEPS)..x).unwrap_or_default();
        let split = [from, x].iter().any(|at| row.get(*at).is_some_and(|glyph| glyph.is_behind()));
        let same = |glyph: &Glyph| {
            glyph.ink == self.ink || *glyph == Glyph::BLANK && self.ink.leaves_blanks() || glyph.is_behind()
        };
        if split
            || beside.iter().any(|glyph| glyph.spill.is_some() || *glyph == Glyph::UNKNOWN)
            || !gap.iter().all(same)
        {
            return false;
        }
        for glyph in gap {
            glyphs.write(glyph.symbol, &mut self.out);
        }
        true
    }

    /// Switches to a style in which erasing leaves plain blanks.
    pub(super) fn plain_ground(&mut self) {
        if !self.ink.leaves_blanks() {
            self.style(Ink::PLAIN);
        }
    }

    /// Writes a glyph at the cursor.
    pub(super) fn put(&mut self, glyph: Glyph, glyphs: &Glyphs) {
        if glyph != Glyph::BLANK || !self.ink.leaves_blanks() {
            self.style(glyph.ink);
        }
        glyphs.write(glyph.symbol, &mut self.out);
        let end = self.x.map_or(self.columns, |x| x + glyph.columns());
        self.x = Some(end).filter(|end| *end < self.columns && glyph.spill.is_none());
        // After the last column the cursor may wait or may be on the next row.
        if end + usize::from(glyph.spill.unwrap_or_default()) >= self.columns {
            (self.x, self.y) = (None, None);
        }
    }

    /// Switches to a style, by the difference or from a reset, whichever is shorter.
    fn style(&mut self, to: Ink) {
        let from = self.ink;
        if from == to {
            return;
        }
        let mut anew = vec![];
        if to != Ink::PLAIN {
            anew.push(0);
            modifiers(to.modifier, &mut anew);
            colours(Ink::PLAIN, to, &mut anew);
        }
        let mut changed = vec![];
        let gone = from.modifier - to.modifier;
        let mut added = to.modifier - from.modifier;
        for (_, _, off) in MODIFIERS.iter().filter(|(one, ..)| gone.contains(*one)) {
            if !changed.contains(off) {
                changed.push(*off);
            }
        }
        // One code turns off both bold and faint, and one turns off both kinds of blinking.
        for (one, ..) in MODIFIERS.iter().filter(|(.., off)| changed.contains(off)) {
            added |= to.modifier & *one;
        }
        modifiers(added, &mut changed);
        colours(from, to, &mut changed);
        let (anew, changed) = (written(&anew), written(&changed));
        self.out.extend_from_slice(if anew.len() <= changed.len() { &anew } else { &changed });
        self.ink = to;
    }
}

/// Modifiers with the codes that turn them on and off.
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

fn modifiers(modifier: Modifier, codes: &mut Vec<u8>) {
    codes.extend(MODIFIERS.iter().filter(|(one, ..)| modifier.contains(*one)).map(|(_, on, _)| *on));
}

fn colours(from: Ink, to: Ink, codes: &mut Vec<u8>) {
    for (from, to, base) in [(from.text, to.text, 30), (from.ground, to.ground, 40)] {
        if from != to {
            colour(to, base, codes);
        }
    }
}

fn colour(colour: Color, base: u8, codes: &mut Vec<u8>) {
    let code = match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::Reset => 9,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(index) => return codes.extend([base + 8, 5, index]),
        Color::Rgb(red, green, blue) => return codes.extend([base + 8, 2, red, green, blue]),
    };
    codes.push(base + code);
}

fn written(codes: &[u8]) -> Vec<u8> {
    let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
    format!("\x1b[{}m", codes.join(";")).into_bytes()
}
