//! An editor for one line of input, on terminals that may lack cursor control: it sends only text, blanks,
//! backspaces, returns and line feeds. Pure.
//!
//! The text is wrapped into rows. The line of the terminal shows the row with the caret; when the caret goes on
//! to the next row, so does the terminal.

use std::ops::Range;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_segmentation::UnicodeSegmentation;

use super::width::Width;

/// The result of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The line is not finished.
    Editing,
    /// The line is finished.
    Line(String),
    /// End of the input: Ctrl-D on an empty line.
    End,
}

/// The line being edited, and what the terminal shows of it.
#[derive(Debug)]
pub struct LineEditor {
    width: Width,
    /// Number of columns of the terminal.
    columns: usize,
    text: String,
    /// Offset of the caret in the text, in bytes.
    caret: usize,
    /// Index of the row that the terminal's line shows.
    row: usize,
    /// The text on the terminal's line.
    shown: String,
    /// Offset of the terminal's cursor in `shown`, in bytes.
    at: usize,
    /// False if the lines above do not show the rows before this one.
    in_order: bool,
    out: String,
}

impl LineEditor {
    /// Creates an editor for an empty line on a terminal with this number of columns.
    pub fn new(width: Width, columns: usize) -> LineEditor {
        LineEditor {
            width,
            columns: columns.max(4),
            text: String::new(),
            caret: 0,
            row: 0,
            shown: String::new(),
            at: 0,
            in_order: true,
            out: String::new(),
        }
    }

    /// Returns the text typed so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns what to send to the terminal, and clears it.
    pub fn take_output(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    /// Sets the number of columns; the text on the screen stays as it is until the next key.
    pub fn resize(&mut self, columns: usize) {
        self.columns = columns.max(4);
    }

    /// Shows the text again, because the terminal's line is lost.
    pub fn redraw(&mut self) {
        (self.row, self.at, self.in_order) = (0, 0, true);
        self.shown.clear();
        self.render();
    }

    /// Inserts text without line breaks at the caret.
    pub fn insert(&mut self, text: &str) {
        let text: String = text.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
        let text = text.replace(char::is_control, "");
        self.text.insert_str(self.caret, &text);
        self.caret += text.len();
        self.render();
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> Step {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => return Step::Line(self.finish()),
            KeyCode::Char('j' | 'm') if control => return Step::Line(self.finish()),
            KeyCode::Char('d') if control && self.text.is_empty() => return Step::End,
            KeyCode::Backspace => self.remove(self.before()..self.caret),
            KeyCode::Char('h') if control => self.remove(self.before()..self.caret),
            KeyCode::Delete => self.remove(self.caret..self.after()),
            KeyCode::Char('d') if control => self.remove(self.caret..self.after()),
            KeyCode::Char('u') if control => self.remove(0..self.caret),
            KeyCode::Char('k') if control => self.remove(self.caret..self.text.len()),
            KeyCode::Char('w') if control => self.remove(self.word()..self.caret),
            KeyCode::Left => self.caret = self.before(),
            KeyCode::Right => self.caret = self.after(),
            KeyCode::Home => self.caret = 0,
            KeyCode::Char('a') if control => self.caret = 0,
            KeyCode::End => self.caret = self.text.len(),
            KeyCode::Char('e') if control => self.caret = self.text.len(),
            KeyCode::Char('l') if control => {
                self.out.push('\n');
                self.redraw();
            }
            KeyCode::Tab => self.insert(" "),
            KeyCode::Char(character) if !control => self.insert(character.encode_utf8(&mut [0; 4])),
            // No such key here.
            _ => self.out.push('\u{7}'),
        }
        self.render();
        Step::Editing
    }

    /// Ends the line and returns its text.
    pub fn finish(&mut self) -> String {
        self.caret = self.text.len();
        self.render();
        if !self.in_order {
            // The lines above show other rows: show the whole text once more.
            self.out.push('\n');
            self.redraw();
        }
        self.out.push('\n');
        let LineEditor { width, columns, .. } = *self;
        let out = self.take_output();
        let finished = std::mem::replace(self, LineEditor { out, ..LineEditor::new(width, columns) });
        finished.text
    }

    fn remove(&mut self, range: Range<usize>) {
        self.caret = range.start;
        self.text.replace_range(range, "");
    }

    /// Returns the start of the cluster before the caret.
    fn before(&self) -> usize {
        let before = self.text.get(..self.caret).unwrap_or_default();
        before.grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    /// Returns the end of the cluster after the caret.
    fn after(&self) -> usize {
        let after = self.text.get(self.caret..).unwrap_or_default();
        self.caret + after.graphemes(true).next().map_or(0, str::len)
    }

    /// Returns the start of the word before the caret.
    fn word(&self) -> usize {
        let before = self.text.get(..self.caret).unwrap_or_default().trim_end();
        before.char_indices().rfind(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
    }

    /// Wraps the text into rows that leave the last column free, at least one.
    fn rows(&self) -> Vec<Range<usize>> {
        let mut rows = Vec::new();
        let (mut start, mut used) = (0, 0);
        for (at, cluster) in self.text.grapheme_indices(true) {
            let wide = self.width.grapheme(cluster);
            if used + wide > self.columns - 1 {
                rows.push(start..at);
                (start, used) = (at, 0);
            }
            used += wide;
        }
        rows.push(start..self.text.len());
        rows
    }

    /// Makes the terminal show the row with the caret.
    fn render(&mut self) {
        let mut rows = self.rows();
        let last = rows.last().and_then(|row| self.text.get(row.clone())).unwrap_or_default();
        let is_full = self.width.of(last) + 2 > self.columns - 1;
        if self.row == rows.len() && self.caret == self.text.len() && is_full {
            // The last character of this row was erased: stay on it.
            rows.push(self.caret..self.caret);
        }
        let row = rows.iter().rposition(|row| row.start <= self.caret).unwrap_or(0);
        while self.row < row {
            self.show(&rows[self.row], rows[self.row].end);
            self.out.push('\n');
            self.row += 1;
            self.shown.clear();
            self.at = 0;
        }
        if row < self.row {
            self.row = row;
            self.in_order = false;
        }
        self.show(&rows[row], self.caret);
    }

    /// Makes the terminal's line show a row, with the cursor at an offset of the text.
    fn show(&mut self, row: &Range<usize>, caret: usize) {
        let target = self.text.get(row.clone()).unwrap_or_default().to_owned();
        if self.shown != target {
            let pairs = self.shown.graphemes(true).zip(target.graphemes(true));
            let same = pairs.take_while(|(old, new)| old == new).map(|(old, _)| old.len()).sum();
            self.seek(same);
            let (old, new) = (&self.shown[same..], &target[same..]);
            let old_cells = self.width.of(old) + if is_sure(old) { 0 } else { old.chars().count() };
            let room = (self.columns - 1).saturating_sub(self.width.of(&target));
            let blanks = old_cells.saturating_sub(self.width.of(new)).min(room);
            self.out.push_str(new);
            self.out.extend(std::iter::repeat_n(' ', blanks));
            self.out.extend(std::iter::repeat_n('\u{8}', blanks));
            self.at = target.len();
            self.shown = target;
        }
        self.seek(caret - row.start);
    }

    /// Moves the terminal's cursor to an offset in the text on its line.
    fn seek(&mut self, to: usize) {
        if to >= self.at {
            self.out.push_str(self.shown.get(self.at..to).unwrap_or_default());
        } else {
            let part = self.shown.get(to..self.at).unwrap_or_default();
            if is_sure(part) {
                self.out.extend(std::iter::repeat_n('\u{8}', self.width.of(part)));
            } else {
                // Terminals disagree about the width: go back to the start, where the column is certain.
                self.out.push('\r');
                self.out.push_str(self.shown.get(..to).unwrap_or_default());
            }
        }
        self.at = to;
    }
}

/// True if all terminals agree on the width of a text.
fn is_sure(text: &str) -> bool {
    text.graphemes(true).all(|cluster| {
        let single = cluster.chars().nth(1).is_none();
        let pictures =
            |c: char| matches!(c, '\u{231a}'..='\u{2bff}' | '\u{ff9e}' | '\u{ff9f}' | '\u{1f000}'..);
        single
            && !cluster.contains(pictures)
            && Width::Narrow.grapheme(cluster) == Width::Wide.grapheme(cluster)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COLUMNS: usize = 12;

    /// A terminal that knows only text, backspace, return and line feed; returns its lines and the column of
    /// its cursor.
    fn screen(sent: &str, width: Width) -> (Vec<String>, usize) {
        let mut lines: Vec<Vec<Option<String>>> = vec![Vec::new()];
        let mut column = 0_usize;
        for cluster in sent.graphemes(true) {
            let line = lines.last_mut().unwrap();
            match cluster {
                "\n" | "\r\n" => {
                    lines.push(Vec::new());
                    column = 0;
                }
                "\r" => column = 0,
                "\u{8}" => column = column.checked_sub(1).expect("a backspace in the first column"),
                "\u{7}" => {}
                text => {
                    let wide = width.grapheme(text);
                    assert!(column + wide < COLUMNS, "{text} in the last column: {sent:?}");
                    line.resize((column + wide).max(line.len()), Some(" ".to_owned()));
                    line[column] = Some(text.to_owned());
                    line[column + 1..column + wide].fill(None);
                    column += wide;
                }
            }
        }
        let told = |line: &Vec<Option<String>>| line.iter().flatten().map(String::as_str).collect::<String>();
        (lines.iter().map(|line| told(line).trim_end().to_owned()).collect(), column)
    }

    fn key(name: &str) -> KeyEvent {
        let control = |letter| KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
        match name {
            "<" => plain(KeyCode::Left),
            ">" => plain(KeyCode::Right),
            "^" => plain(KeyCode::Home),
            "$" => plain(KeyCode::End),
            "#" => plain(KeyCode::Backspace),
            "!" => plain(KeyCode::Delete),
            "/" => plain(KeyCode::Enter),
            "?" => plain(KeyCode::Up),
            "U" => control('u'),
            "W" => control('w'),
            "D" => control('d'),
            other => plain(KeyCode::Char(other.chars().next().unwrap())),
        }
    }

    fn typed(keys: &str) -> (LineEditor, String, Vec<Step>) {
        let mut editor = LineEditor::new(Width::Narrow, COLUMNS);
        let (mut sent, mut steps) = (String::new(), Vec::new());
        for one in keys.graphemes(true) {
            steps.push(editor.key(key(one)));
            sent.push_str(&editor.take_output());
        }
        (editor, sent, steps)
    }

    #[test]
    fn lines_are_edited() {
        for (keys, line, shown) in [
            ("张三李四##五/", "张三五", "张三五|"),
            ("abc<<#x/", "xbc", "xbc|"),
            ("ab^x$y/", "xaby", "xaby|"),
            ("甲乙丙^!/", "乙丙", "乙丙|"),
            ("甲乙 丙丁W戊/", "甲乙 戊", "甲乙 戊|"),
            ("甲乙丙<U丁/", "丁丙", "丁丙|"),
            ("ab?c/", "abc", "abc|"),
            ("“好”##/", "“", "“|"),
            // Three rows, and back into the second.
            ("一二三四五六七八九十/", "一二三四五六七八九十", "一二三四五|六七八九十|"),
            ("一二三四五六七##八/", "一二三四五八", "一二三四五|八|"),
            // The whole text once more, because its first row was changed.
            ("一二三四五六###七/", "一二三七", "一二三四五|一二三七|一二三七|"),
        ] {
            let (_, sent, steps) = typed(keys);
            assert_eq!(steps.last(), Some(&Step::Line(line.to_owned())), "{keys}");
            assert_eq!(screen(&sent, Width::Narrow).0.join("|"), shown, "{keys} {sent:?}");
        }
        assert_eq!(typed("D").2, [Step::End]);
        assert_eq!(typed("aD").2[1], Step::Editing);
        // Erasing sends only what erases.
        assert_eq!(typed("四#").1, "四\u{8}\u{8}  \u{8}\u{8}");
    }

    proptest! {
        /// The line of the terminal shows the row with the caret, and the cursor is at the caret.
        #[test]
        fn the_terminal_shows_the_row_with_the_caret(
            keys in prop::collection::vec(prop::sample::select(
                vec!["a", "b", " ", "中", "国", "“", "e\u{301}", "👍", "<", "<", ">", "^", "$", "#", "#", "!", "U", "W"]), 0..80),
        ) {
            let (editor, sent, _) = typed(&keys.concat());
            let (lines, column) = screen(&sent, Width::Narrow);
            let row = editor.rows().get(editor.row).cloned().unwrap_or(editor.caret..editor.caret);
            prop_assert!(row.contains(&editor.caret) || row.end == editor.caret);
            let text = &editor.text[row.clone()];
            prop_assert_eq!(lines.last().unwrap().as_str(), text.trim_end());
            let before = &editor.text[row.start..editor.caret];
            prop_assert_eq!(column, Width::Narrow.of(before));
        }
    }
}
