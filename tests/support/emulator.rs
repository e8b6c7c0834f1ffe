//! A terminal that supports only the sequences that the backend may send. As with real terminals, the width
//! of some characters varies. Any other input fails the test.

use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthChar;

/// Properties in which terminals differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habits {
    /// Cells of “ … ① and similar characters.
    pub ambiguous: usize,
    /// Cells of emoji.
    pub pictures: usize,
}

/// A cell: its text, or none for the right half of a wide character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub text: Option<String>,
    pub colours: (Color, Color),
    pub modifier: Modifier,
}

const PLAIN: (Color, Color) = (Color::Reset, Color::Reset);

/// The terminal.
#[derive(Clone, Debug)]
pub struct Emulator {
    habits: Habits,
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
    pub x: usize,
    pub y: usize,
    /// True after the last column was written: the next character goes to the next row.
    wraps: bool,
    colours: (Color, Color),
    modifier: Modifier,
    pub is_visible: bool,
    /// The answers to queries.
    pub answers: Vec<u8>,
}

impl Emulator {
    pub fn new((columns, rows): (u16, u16), habits: Habits) -> Emulator {
        let mut emulator = Emulator {
            habits,
            columns: 0,
            rows: 0,
            cells: Vec::new(),
            x: 0,
            y: 0,
            wraps: false,
            colours: PLAIN,
            modifier: Modifier::empty(),
            is_visible: true,
            answers: Vec::new(),
        };
        emulator.resize((columns, rows));
        emulator
    }

    /// Changes the size. The old content becomes garbage, and the position of the cursor is arbitrary.
    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        (self.columns, self.rows) = (columns.into(), rows.into());
        self.cells = vec![
            Cell { text: Some("?".to_owned()), colours: PLAIN, modifier: Modifier::BOLD };
            self.columns * self.rows
        ];
        (self.x, self.y) = (self.columns / 2, self.rows / 2);
    }

    pub fn cell(&self, x: usize, y: usize) -> &Cell {
        &self.cells[y * self.columns + x]
    }

    pub fn row(&self, y: usize) -> String {
        (0..self.columns).filter_map(|x| self.cell(x, y).text.as_deref()).collect()
    }

    pub fn write(&mut self, bytes: &[u8]) {
        let mut rest = std::str::from_utf8(bytes).unwrap();
        while let Some(character) = rest.chars().next() {
            rest = &rest[character.len_utf8()..];
            match character {
                '\u{1b}' => rest = self.escape(rest),
                '\n' => {
                    assert!(self.y + 1 < self.rows, "a line feed on the last row scrolls");
                    assert!(!self.wraps, "a line feed after the last column");
                    self.y += 1;
                }
                '\r' => (self.x, self.wraps) = (0, false),
                '\u{8}' => {
                    assert!(!self.wraps, "a backspace after the last column");
                    self.x -= 1;
                }
                other => {
                    assert!(!other.is_control(), "{other:?}");
                    self.print(other);
                }
            }
        }
    }

    fn escape<'a>(&mut self, rest: &'a str) -> &'a str {
        if let Some(rest) = rest.strip_prefix('M') {
            assert!(!self.wraps && self.y > 0);
            self.y -= 1;
            return rest;
        }
        if let Some(rest) = rest.strip_prefix("(B") {
            return rest;
        }
        let rest = rest.strip_prefix('[').unwrap_or_else(|| panic!("ESC {rest:?}"));
        let end = rest.find(|c: char| ('@'..='~').contains(&c)).unwrap();
        let (parameters, last) = (&rest[..end], rest[end..].chars().next().unwrap());
        self.control(parameters, last);
        &rest[end + 1..]
    }

    fn control(&mut self, parameters: &str, last: char) {
        let numbers: Vec<usize> = parameters.split(';').map(|number| number.parse().unwrap_or(0)).collect();
        let number = numbers[0].max(1);
        let row = self.y * self.columns;
        let right = row + self.columns;
        let here = row + self.x;
        let blank = self.blank();
        if last != 'm' && last != 'H' && last != 'h' && last != 'l' && last != 'G' {
            assert!(!self.wraps, "CSI {parameters}{last} after the last column");
        }
        match (parameters, last) {
            ("?25", 'h') => self.is_visible = true,
            ("?25", 'l') => self.is_visible = false,
            ("6", 'n') => {
                let answer = format!("\x1b[{};{}R", self.y + 1, self.x + 1);
                self.answers.extend(answer.as_bytes());
            }
            ("", 'r') | ("4", 'l') | ("?7", 'h') => {}
            (_, 'H') => {
                let column = numbers.get(1).copied().unwrap_or(1).max(1);
                assert!(number <= self.rows && column <= self.columns, "past the edge");
                (self.x, self.y, self.wraps) = (column - 1, number - 1, false);
            }
            (_, 'G') => {
                assert!(number <= self.columns, "past the edge");
                (self.x, self.wraps) = (number - 1, false);
            }
            (_, 'A') => self.y -= number,
            (_, 'B') => self.y += number,
            (_, 'C') => self.x += number,
            (_, 'D') => self.x -= number,
            ("2", 'J') => self.cells.fill(blank),
            ("", 'K') => self.erase(here..right),
            (_, 'X') => self.erase(here..(here + number).min(right)),
            (_, '@') => {
                self.split(here);
                self.cells[here..right].rotate_right(number);
                self.cells[here..here + number].fill(blank);
                // A wide character that lost its right half at the edge: the result is undefined.
                if self.cells[right - 1].text.as_deref().is_some_and(|text| self.width(text) > 1) {
                    self.cells[right - 1].text = Some("#".to_owned());
                }
            }
            (_, 'P') => {
                self.split(here);
                self.split(here + number);
                self.cells[here..right].rotate_left(number);
                self.cells[right - number..right].fill(blank);
            }
            (_, 'L') => {
                self.cells[row..].rotate_right(number * self.columns);
                let end = row + number * self.columns;
                self.cells[row..end].fill(blank);
                self.x = 0;
            }
            (_, 'M') => {
                self.cells[row..].rotate_left(number * self.columns);
                let from = self.cells.len() - number * self.columns;
                self.cells[from..].fill(blank);
                self.x = 0;
            }
            (_, 'm') => self.style(&numbers),
            _ => panic!("CSI {parameters}{last}"),
        }
        assert!(self.x < self.columns && self.y < self.rows, "CSI {parameters}{last} goes past the edge");
    }

    /// The cell that erasing leaves.
    fn blank(&self) -> Cell {
        Cell { text: Some(" ".to_owned()), colours: (Color::Reset, self.colours.1), modifier: self.modifier }
    }

    fn erase(&mut self, cells: std::ops::Range<usize>) {
        self.split(cells.start);
        self.split(cells.end);
        let blank = self.blank();
        self.cells[cells].fill(blank);
    }

    /// Replaces both halves of a split wide character with blanks.
    fn split(&mut self, at: usize) {
        if !at.is_multiple_of(self.columns) && self.cells[at].text.is_none() {
            for half in [at - 1, at] {
                self.cells[half].text = Some(" ".to_owned());
            }
        }
    }

    fn width(&self, text: &str) -> usize {
        let character = text.chars().next().unwrap();
        match character {
            '\u{fe0f}' | '\u{200d}' => 0,
            '\u{1f000}'..='\u{1faff}' => self.habits.pictures,
            _ if character.width() != character.width_cjk() => self.habits.ambiguous,
            _ => character.width().unwrap_or(0),
        }
    }

    fn print(&mut self, character: char) {
        let width = self.width(character.encode_utf8(&mut [0; 4]));
        let here = self.y * self.columns + self.x;
        if width == 0 {
            // Combines with the character before.
            let before = if self.wraps { here } else { here - 1 };
            let before = before - usize::from(self.cells[before].text.is_none());
            self.cells[before].text.as_mut().unwrap().push(character);
            return;
        }
        if self.wraps || self.x + width > self.columns {
            assert!(self.y + 1 < self.rows, "{character:?} scrolls the screen");
            (self.x, self.y, self.wraps) = (0, self.y + 1, false);
        }
        let here = self.y * self.columns + self.x;
        self.split(here);
        if (self.x + width) < self.columns {
            self.split(here + width);
        }
        let cell = Cell { text: None, colours: self.colours, modifier: self.modifier };
        self.cells[here..here + width].fill(cell);
        self.cells[here].text = Some(character.to_string());
        self.x += width;
        if self.x == self.columns {
            (self.x, self.wraps) = (self.columns - 1, true);
        }
    }

    fn style(&mut self, codes: &[usize]) {
        let mut codes = codes.iter().copied();
        while let Some(code) = codes.next() {
            let on = Modifier::from_bits_truncate(match code {
                1 => 1,
                2 => 1 << 1,
                3 => 1 << 2,
                4 => 1 << 3,
                5 => 1 << 4,
                6 => 1 << 5,
                7 => 1 << 6,
                8 => 1 << 7,
                9 => 1 << 8,
                _ => 0,
            });
            let off = match code {
                22 => Modifier::BOLD | Modifier::DIM,
                23 => Modifier::ITALIC,
                24 => Modifier::UNDERLINED,
                25 => Modifier::SLOW_BLINK | Modifier::RAPID_BLINK,
                27 => Modifier::REVERSED,
                28 => Modifier::HIDDEN,
                29 => Modifier::CROSSED_OUT,
                _ => Modifier::empty(),
            };
            self.modifier = (self.modifier | on) - off;
            match code {
                0 => (self.colours, self.modifier) = (PLAIN, Modifier::empty()),
                38 | 48 => {
                    let byte = |code: Option<usize>| u8::try_from(code.unwrap()).unwrap();
                    let colour = if codes.next() == Some(5) {
                        Color::Indexed(byte(codes.next()))
                    } else {
                        Color::Rgb(byte(codes.next()), byte(codes.next()), byte(codes.next()))
                    };
                    *(if code == 38 { &mut self.colours.0 } else { &mut self.colours.1 }) = colour;
                }
                30..=39 | 90..=97 => self.colours.0 = named(code % 10 + 60 * usize::from(code >= 90)),
                40..=49 | 100..=107 => self.colours.1 = named(code % 10 + 60 * usize::from(code >= 100)),
                _ => assert!(code < 30, "style {code}"),
            }
        }
    }
}

fn named(code: usize) -> Color {
    use Color::{
        Black, Blue, Cyan, DarkGray, Gray, Green, LightBlue, LightCyan, LightGreen, LightMagenta, LightRed,
        LightYellow, Magenta, Red, Reset, White, Yellow,
    };
    let dark = [Black, Red, Green, Yellow, Blue, Magenta, Cyan, Gray, Reset, Reset];
    let light = [DarkGray, LightRed, LightGreen, LightYellow, LightBlue, LightMagenta, LightCyan, White];
    if code < 60 { dark[code] } else { light[code - 60] }
}
