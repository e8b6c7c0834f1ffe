//! Text editor model: lines, caret and selection.
//!
//! Wraps the text area of `tui-textarea-2`, which counts columns in characters and moves by character. A
//! position here is (paragraph, byte offset) and always lies on a grapheme cluster boundary. Drawing, undo
//! history and cleaning of pasted text are in other modules.

use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::terminal::width::{Layout, Width};

/// A position in the text: index of the paragraph, byte offset within it.
pub type Place = (usize, usize);

/// A caret movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One grapheme cluster back, or to the end of the previous paragraph.
    Left,
    /// One grapheme cluster forward, or to the start of the next paragraph.
    Right,
    /// To the start of the word, number or run of Chinese before the caret.
    WordLeft,
    /// To the start of the next word, number or run of Chinese.
    WordRight,
    /// One visual line up.
    LineUp,
    /// One visual line down.
    LineDown,
    /// To the start of the visual line.
    LineStart,
    /// To the end of the visual line.
    LineEnd,
    /// This many visual lines up.
    PageUp(usize),
    /// This many visual lines down.
    PageDown(usize),
    /// To the start of the text.
    Start,
    /// To the end of the text.
    End,
}

/// A text with a caret and an optional selection.
#[derive(Clone, Debug)]
pub struct Editor {
    area: TextArea<'static>,
    many_lines: bool,
    /// The start of the selection, if any; its end is the caret. The text area's own selection would be lost
    /// when [`Editor::jump`] replaces the text area's lines.
    anchor: Option<Place>,
    /// The target column of vertical movement.
    goal: Option<usize>,
}

impl Editor {
    /// Creates an editor with this text and the caret at its end. If `many_lines` is false, line breaks are
    /// replaced by blanks.
    #[must_use]
    pub fn new(text: &str, many_lines: bool) -> Editor {
        let mut editor = Editor { area: TextArea::default(), many_lines, anchor: None, goal: None };
        editor.set_text(text);
        editor
    }

    /// Creates a single-line editor with a proposed text, all selected: typing replaces it, moving the caret
    /// keeps it.
    #[must_use]
    pub fn proposing(text: &str) -> Editor {
        let mut editor = Editor::new(text, false);
        editor.select_all();
        editor
    }

    /// Returns the whole text, paragraphs separated by `\n`.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// Returns the paragraphs, at least one.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Returns the position of the caret.
    #[must_use]
    pub fn caret(&self) -> Place {
        self.to_bytes(self.area.cursor())
    }

    /// Moves the caret to a position, or to the nearest existing one before it, and clears the selection.
    pub fn set_caret(&mut self, at: Place) {
        (self.goal, self.anchor) = (None, None);
        self.jump(self.clamped(at));
    }

    /// Returns the number of characters before the caret, including line breaks.
    #[must_use]
    pub fn offset(&self) -> usize {
        let (paragraph, at) = self.caret();
        self.between((0, 0), (paragraph, at)).chars().count()
    }

    /// Moves the caret to a character offset.
    pub fn set_offset(&mut self, characters: usize) {
        let mut left = characters;
        for (paragraph, line) in self.lines().iter().enumerate() {
            let count = line.chars().count();
            if left <= count {
                let at = line.char_indices().nth(left).map_or(line.len(), |(at, _)| at);
                return self.set_caret((paragraph, at));
            }
            left -= count + 1;
        }
    }

    /// Replaces the whole text and moves the caret to its end.
    pub fn set_text(&mut self, text: &str) {
        (self.goal, self.anchor) = (None, None);
        let lines: Vec<String> = self.kept(text).split('\n').map(str::to_owned).collect();
        self.area.set_max_histories(0);
        self.area.set_lines(lines, (usize::MAX, usize::MAX));
    }

    /// Returns the start and end of the selection in text order; `None` if it is empty.
    #[must_use]
    pub fn selection(&self) -> Option<(Place, Place)> {
        let (anchor, caret) = (self.anchor?, self.caret());
        (anchor != caret).then(|| (anchor.min(caret), anchor.max(caret)))
    }

    /// Returns the selected text, paragraphs separated by `\n`.
    #[must_use]
    pub fn selected_text(&self) -> Option<String> {
        self.selection().map(|(start, end)| self.between(start, end))
    }

    /// Selects everything and moves the caret to the end.
    pub fn select_all(&mut self) {
        (self.goal, self.anchor) = (None, Some((0, 0)));
        self.jump(self.end());
    }

    /// Clears the selection without moving the caret.
    pub fn select_none(&mut self) {
        self.anchor = None;
    }

    /// Inserts cleaned text at the caret, replacing the selection if there is one.
    pub fn insert(&mut self, text: &str) {
        let text = self.kept(text);
        if let Some((start, end)) = self.selection() {
            self.cut(start, end);
        }
        self.area.insert_str(text);
        self.clamp_caret();
    }

    /// Starts a new paragraph at the caret; returns false if the editor has a single line.
    pub fn newline(&mut self) -> bool {
        if self.many_lines {
            self.insert("\n");
        }
        self.many_lines
    }

    /// Removes the selection, or the cluster or line break before the caret; returns false if nothing was
    /// removed.
    pub fn backspace(&mut self) -> bool {
        let caret = self.caret();
        self.remove_selection() || self.remove(self.before(caret), caret)
    }

    /// Removes the selection, or the cluster or line break after the caret; returns false if nothing was
    /// removed.
    pub fn delete(&mut self) -> bool {
        let caret = self.caret();
        self.remove_selection() || self.remove(caret, self.after(caret))
    }

    /// Removes the selection, or the paragraph up to the caret; returns false if nothing was removed.
    pub fn delete_to_start(&mut self) -> bool {
        let caret = self.caret();
        self.remove_selection() || self.remove((caret.0, 0), caret)
    }

    /// Moves the caret and, if `select` is true, extends the selection. Returns false if the caret cannot
    /// move, so that the caller can leave the field.
    ///
    /// Movement by visual lines needs the layout on the screen; without a layout each paragraph is one line.
    /// Left and Right without `select` move to the edge of an existing selection and clear it.
    pub fn step(&mut self, motion: Motion, select: bool, layout: Option<&Layout>) -> bool {
        let caret = self.caret();
        let is_vertical =
            matches!(motion, Motion::LineUp | Motion::LineDown | Motion::PageUp(_) | Motion::PageDown(_));
        if !is_vertical {
            self.goal = None;
        }
        let edge = match (motion, self.selection()) {
            (Motion::Left, Some((start, _))) if !select => Some(start),
            (Motion::Right, Some((_, end))) if !select => Some(end),
            _ => None,
        };
        if let Some(edge) = edge {
            self.anchor = None;
            self.jump(edge);
            return true;
        }

        let target = match motion {
            Motion::Left => self.before(caret),
            Motion::Right => self.after(caret),
            Motion::WordLeft => self.word_before(caret),
            Motion::WordRight => self.word_after(caret),
            Motion::Start => (0, 0),
            Motion::End => self.end(),
            _ => self.on_lines(motion, caret, layout),
        };
        self.anchor = select.then(|| self.anchor.unwrap_or(caret));
        self.jump(self.clamped(target));
        self.caret() != caret
    }

    /// Returns the target of a motion by visual lines. Vertical motions keep the column in which they
    /// started.
    fn on_lines(&mut self, motion: Motion, caret: Place, layout: Option<&Layout>) -> Place {
        let own;
        let layout = if let Some(layout) = layout {
            layout
        } else {
            own = Layout::new(Width::default(), self.lines(), usize::MAX, 0);
            &own
        };
        let (line, column) = layout.place(self.lines(), caret);
        let last = layout.lines().len().saturating_sub(1);
        let to = match motion {
            Motion::LineStart => return layout.caret(self.lines(), line, 0),
            Motion::LineEnd => return layout.caret(self.lines(), line, usize::MAX),
            Motion::LineUp => line.saturating_sub(1),
            Motion::LineDown => line.saturating_add(1).min(last),
            Motion::PageUp(lines) => line.saturating_sub(lines),
            Motion::PageDown(lines) => line.saturating_add(lines).min(last),
            _ => line,
        };
        if to == line {
            return caret;
        }
        let goal = *self.goal.get_or_insert(column);
        layout.caret(self.lines(), to, goal)
    }

    fn before(&self, (row, at): Place) -> Place {
        let line = self.line(row);
        match GraphemeCursor::new(at.min(line.len()), line.len(), true).prev_boundary(line, 0) {
            Ok(Some(before)) => (row, before),
            _ if row > 0 => (row - 1, self.line(row - 1).len()),
            _ => (row, 0),
        }
    }

    fn after(&self, (row, at): Place) -> Place {
        let line = self.line(row);
        match GraphemeCursor::new(at.min(line.len()), line.len(), true).next_boundary(line, 0) {
            Ok(Some(after)) => (row, after),
            _ if row + 1 < self.lines().len() => (row + 1, 0),
            _ => (row, line.len()),
        }
    }

    fn word_before(&self, (row, at): Place) -> Place {
        if at == 0 {
            return self.before((row, at));
        }
        (row, word_starts(self.line(row)).take_while(|&start| start < at).last().unwrap_or(0))
    }

    fn word_after(&self, (row, at): Place) -> Place {
        let line = self.line(row);
        if at >= line.len() {
            return self.after((row, at));
        }
        (row, word_starts(line).find(|&start| start > at).unwrap_or(line.len()))
    }

    fn end(&self) -> Place {
        let row = self.lines().len().saturating_sub(1);
        (row, self.line(row).len())
    }

    fn line(&self, row: usize) -> &str {
        self.lines().get(row).map_or("", String::as_str)
    }

    /// Returns the text between two positions in text order.
    fn between(&self, start: Place, end: Place) -> String {
        let mut text = String::new();
        for row in start.0..=end.0 {
            let line = self.line(row);
            let from = if row == start.0 { start.1 } else { 0 };
            let to = if row == end.0 { end.1 } else { line.len() };
            text.push_str(line.get(from..to).unwrap_or_default());
            if row != end.0 {
                text.push('\n');
            }
        }
        text
    }

    fn remove_selection(&mut self) -> bool {
        let selection = self.selection();
        self.anchor = None;
        selection.is_some_and(|(start, end)| self.remove(start, end))
    }

    /// Removes the text between two existing positions in text order; returns false if it is empty.
    pub fn remove(&mut self, start: Place, end: Place) -> bool {
        let removed = self.cut(start, end);
        self.clamp_caret();
        removed
    }

    /// Removes text as [`Editor::remove`] does, but leaves the caret at the cut even if that is inside a
    /// cluster, because the replacement text is inserted there.
    fn cut(&mut self, start: Place, end: Place) -> bool {
        let chars = self.between(start, end).chars().count();
        self.jump(start);
        chars > 0 && self.area.delete_str(chars)
    }

    /// Clears the selection after an edit. If the text around the caret has joined into one cluster, moves
    /// the caret behind it.
    fn clamp_caret(&mut self) {
        (self.goal, self.anchor) = (None, None);
        let caret = self.caret();
        if !is_boundary(self.line(caret.0), caret.1) {
            self.jump(self.after(caret));
        }
    }

    /// Returns the text to insert: without `\r` and, in a single-line editor, without line breaks.
    fn kept(&self, text: &str) -> String {
        // The text area would drop a CR before a line break and keep any other.
        let text = text.replace('\r', "");
        if self.many_lines { text } else { text.replace('\n', " ") }
    }

    /// Returns the nearest existing position at or before this one.
    fn clamped(&self, (row, at): Place) -> Place {
        if row >= self.lines().len() {
            return self.end();
        }
        let line = self.line(row);
        let at = line.floor_char_boundary(at);
        if is_boundary(line, at) { (row, at) } else { self.before((row, at)) }
    }

    fn to_bytes(&self, (row, column): (usize, usize)) -> Place {
        let line = self.line(row);
        (row, line.char_indices().nth(column).map_or(line.len(), |(at, _)| at))
    }

    /// Moves the text area's caret to an existing position. Its own jump is limited to 65,535, and its single
    /// steps count from the start of the line; beyond the limit the lines are set again instead.
    fn jump(&mut self, (row, at): Place) {
        let column = self.line(row).get(..at).map_or(0, |before| before.chars().count());
        if let (Ok(row), Ok(column)) = (u16::try_from(row), u16::try_from(column)) {
            self.area.move_cursor(CursorMove::Jump(row, column));
        } else {
            let lines = std::mem::take(&mut self.area).into_lines();
            self.area.set_max_histories(0);
            self.area.set_lines(lines, (row, column));
        }
    }
}

fn is_boundary(line: &str, at: usize) -> bool {
    GraphemeCursor::new(at, line.len(), true).is_boundary(line, 0).unwrap_or(true)
}

/// Class of a grapheme cluster for movement by words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mark,
    Chinese,
    Latin,
}

/// Returns the start offsets of runs of Chinese and of words or numbers in other scripts. `881.32` is one
/// number; marks and blanks belong to no word.
fn word_starts(line: &str) -> impl Iterator<Item = usize> + '_ {
    let mut previous = Kind::Mark;
    line.grapheme_indices(true).filter_map(move |(at, g)| {
        let c = g.chars().next().unwrap_or_default();
        let next = line.get(at + g.len()..).and_then(|rest| rest.chars().next());
        let joins =
            previous == Kind::Latin && matches!(c, '.' | ',') && next.is_some_and(|n| n.is_ascii_digit());
        let kind = match c {
            _ if joins => Kind::Latin,
            '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
                if c.is_alphanumeric() =>
            {
                Kind::Chinese
            }
            _ if c.is_alphanumeric() => Kind::Latin,
            _ => Kind::Mark,
        };
        let starts = kind != Kind::Mark && kind != previous;
        previous = kind;
        starts.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Parses a text with `|` at the caret.
    fn editor(marked: &str) -> Editor {
        let (before, after) = marked.split_once('|').unwrap();
        let mut editor = Editor::new(&format!("{before}{after}"), true);
        let row = before.matches('\n').count();
        editor.set_caret((row, before.len() - before.rfind('\n').map_or(0, |at| at + 1)));
        editor
    }

    fn marked(editor: &Editor) -> String {
        let (row, at) = editor.caret();
        let mut lines = editor.lines().to_vec();
        lines[row].insert(at, '|');
        lines.join("\n")
    }

    #[test]
    fn edits() {
        type Edit = fn(&mut Editor) -> bool;
        let insert: Edit = |e| {
            e.insert("中\n文");
            true
        };
        for (before, edit, done, after) in [
            ("年|度", insert, true, "年中\n文|度"),
            ("年|度", Editor::newline as Edit, true, "年\n|度"),
            ("年|度", Editor::backspace, true, "|度"),
            ("|年度", Editor::backspace, false, "|年度"),
            ("年\n|度", Editor::backspace, true, "年|度"),
            ("ae\u{301}|o", Editor::backspace, true, "a|o"),
            ("👍🏽🇨🇳|", Editor::backspace, true, "👍🏽|"),
            ("a|e\u{301}o", Editor::delete, true, "a|o"),
            ("年|\n度", Editor::delete, true, "年|度"),
            ("年度|", Editor::delete, false, "年度|"),
            ("甲\n年度|报", Editor::delete_to_start, true, "甲\n|报"),
            ("甲\n|报", Editor::delete_to_start, false, "甲\n|报"),
        ] {
            let mut editor = editor(before);
            assert_eq!(edit(&mut editor), done, "{before:?}");
            assert_eq!(marked(&editor), after, "{before:?}");
        }
    }

    #[test]
    fn one_line_has_no_breaks() {
        let mut one = Editor::new("甲\n乙", false);
        one.insert("\n丙");
        assert!(!one.newline());
        assert_eq!((one.text().as_str(), one.caret()), ("甲 乙 丙", (0, 11)));
    }

    #[test]
    fn steps() {
        use Motion::{
            End, Left, LineDown, LineEnd, LineStart, LineUp, PageDown, PageUp, Right, Start, WordLeft,
            WordRight,
        };
        // Four cells per line: |支出|合计|，ab|
        for (before, motion, moved, after) in [
            ("年|度", Left, true, "|年度"),
            ("|年度", Left, false, "|年度"),
            ("年\n|度", Left, true, "年|\n度"),
            ("e\u{301}|度", Left, true, "|e\u{301}度"),
            ("年|\n度", Right, true, "年\n|度"),
            ("年度|", Right, false, "年度|"),
            ("|基本支出767.32万元，其中", WordRight, true, "基本支出|767.32万元，其中"),
            ("基本支出|767.32万元，其中", WordRight, true, "基本支出767.32|万元，其中"),
            ("基本支出767.32|万元，其中", WordRight, true, "基本支出767.32万元，|其中"),
            ("其|中", WordRight, true, "其中|"),
            ("其中|\n甲", WordRight, true, "其中\n|甲"),
            ("基本767.32万|元", WordLeft, true, "基本767.32|万元"),
            ("基本767.32|万元", WordLeft, true, "基本|767.32万元"),
            ("one, |two", WordLeft, true, "|one, two"),
            ("支|出合计", LineDown, true, "支出合|计"),
            ("支出合|计", LineUp, true, "支|出合计"),
            ("支|出合计", LineUp, false, "支|出合计"),
            ("支出合|计", LineDown, false, "支出合|计"),
            ("支出合|计", LineStart, true, "支出|合计"),
            ("|支出合计", LineEnd, true, "支|出合计"),
            ("支出|合计", LineEnd, true, "支出合计|"),
            ("支出合计|", LineEnd, false, "支出合计|"),
            ("|支出合计年度", PageDown(9), true, "支出合计|年度"),
            ("支出合计年|度", PageUp(9), true, "支|出合计年度"),
            ("支出\n合|计", Start, true, "|支出\n合计"),
            ("支|出\n合计", End, true, "支出\n合计|"),
        ] {
            let mut editor = editor(before);
            let layout = Layout::new(Width::Narrow, editor.lines(), 4, 0);
            assert_eq!(editor.step(motion, false, Some(&layout)), moved, "{before:?} {motion:?}");
            assert_eq!(marked(&editor), after, "{before:?} {motion:?}");
        }
    }

    #[test]
    fn keeps_the_goal_column() {
        let mut editor = editor("支出合|计\n年\n支出合计");
        assert!(editor.step(Motion::LineDown, false, None));
        assert_eq!(editor.caret(), (1, 3));
        assert!(editor.step(Motion::LineDown, false, None));
        assert_eq!(editor.caret(), (2, 9));
    }

    #[test]
    fn selects() {
        let mut editor = editor("年|度\n报告");
        for motion in [Motion::LineDown, Motion::Right] {
            editor.step(motion, true, None);
        }
        assert_eq!(editor.selection(), Some(((0, 3), (1, 6))));
        assert_eq!(editor.selected_text().as_deref(), Some("度\n报告"));
        assert!(editor.clone().step(Motion::Left, false, None));
        // The text on both sides of the selection must not join into one cluster before the new text is
        // between them.
        let mut joining = Editor::new("位\n\u{94d}年", true);
        joining.set_caret((1, 0));
        joining.step(Motion::Left, true, None);
        joining.insert("单");
        assert_eq!(joining.text(), "位单\u{94d}年");
        editor.insert("份");
        assert_eq!(marked(&editor), "年份|");
        editor.select_all();
        assert_eq!(editor.selected_text().as_deref(), Some("年份"));
        assert!(editor.backspace());
        assert_eq!(marked(&editor), "|");
    }

    #[test]
    fn goes_beyond_the_text_areas_jump() {
        let mut editor = Editor::new(&"年".repeat(65_540), true);
        assert_eq!(editor.caret(), (0, 196_620));
        editor.set_caret((0, 65_539 * 3));
        assert_eq!(editor.caret(), (0, 65_539 * 3));
        let mut editor = Editor::new(&"年".repeat(300_000), true);
        editor.set_caret((0, 200_000 * 3));
        assert!(editor.backspace());
        assert_eq!(editor.caret(), (0, 199_999 * 3));
        assert!(editor.step(Motion::Right, true, None) && editor.step(Motion::End, true, None));
        assert_eq!(editor.selection(), Some(((0, 199_999 * 3), (0, 299_999 * 3))));
        editor.insert("末");
        assert_eq!((editor.text().len(), editor.caret()), (200_000 * 3, (0, 200_000 * 3)));
        let mut editor = Editor::new(&"\n".repeat(65_540), true);
        editor.set_caret((65_539, 0));
        assert_eq!(editor.caret(), (65_539, 0));
    }

    #[derive(Clone, Debug)]
    enum Operation {
        Insert(&'static str),
        Newline,
        Backspace,
        Delete,
        DeleteToStart,
        SetCaret(Place),
        SelectAll,
        Step(Motion, bool),
    }

    fn operation() -> impl Strategy<Value = Operation> {
        use Motion::{
            End, Left, LineDown, LineEnd, LineStart, LineUp, PageDown, PageUp, Right, Start, WordLeft,
            WordRight,
        };
        let text = prop::sample::select(vec![
            "年",
            "支出合计",
            "，",
            "“",
            "”",
            " ",
            "a",
            "word 12.5",
            "e\u{301}",
            "\u{301}",
            "👍",
            "🏽",
            "🇨🇳",
            "🇨",
            "👩",
            "\u{200d}",
            "甲\n乙",
            "\n",
            "\r",
            "",
            "\u{3000}",
            "ᄀ",
            "ᅡ",
            "क",
            "्",
        ]);
        let motion = prop::sample::select(vec![
            Left,
            Right,
            WordLeft,
            WordRight,
            LineUp,
            LineDown,
            LineStart,
            LineEnd,
            PageUp(3),
            PageDown(2),
            Start,
            End,
        ]);
        prop_oneof![
            6 => text.prop_map(Operation::Insert),
            1 => Just(Operation::Newline),
            2 => Just(Operation::Backspace),
            2 => Just(Operation::Delete),
            1 => Just(Operation::DeleteToStart),
            2 => (0..6usize, 0..40usize).prop_map(Operation::SetCaret),
            1 => Just(Operation::SelectAll),
            10 => (motion, any::<bool>()).prop_map(|(motion, select)| Operation::Step(motion, select)),
        ]
    }

    /// Returns the byte offset of a position in the whole text.
    fn flat(editor: &Editor, (row, at): Place) -> usize {
        editor.lines().iter().take(row).map(|line| line.len() + 1).sum::<usize>() + at
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn stays_whole(
            many_lines in any::<bool>(),
            operations in prop::collection::vec(operation(), 1..60),
            cells in 1..12usize,
            with_layout in any::<bool>(),
        ) {
            let mut editor = Editor::new("部门（单位）\n2024年", many_lines);
            for operation in operations {
                let (text, caret) = (editor.text(), editor.caret());
                let selection = editor.selection();
                let (from, to) = selection.unwrap_or((caret, caret));
                let (from, to) = (flat(&editor, from), flat(&editor, to));
                let mut expected = Some(text.clone());
                match operation {
                    Operation::Insert(new) => {
                        editor.insert(new);
                        let new = new.replace('\r', "");
                        let new = if many_lines { new } else { new.replace('\n', " ") };
                        expected = Some(format!("{}{new}{}", &text[..from], &text[to..]));
                    }
                    Operation::Newline => {
                        if editor.newline() {
                            expected = Some(format!("{}\n{}", &text[..from], &text[to..]));
                        }
                    }
                    Operation::Backspace | Operation::Delete | Operation::DeleteToStart => {
                        let done = match operation {
                            Operation::Backspace => editor.backspace(),
                            Operation::Delete => editor.delete(),
                            _ => editor.delete_to_start(),
                        };
                        prop_assert_eq!(done, editor.text() != text);
                        expected = selection.map(|_| format!("{}{}", &text[..from], &text[to..]));
                    }
                    Operation::SetCaret(at) => editor.set_caret(at),
                    Operation::SelectAll => editor.select_all(),
                    Operation::Step(motion, select) => {
                        let layout = Layout::new(Width::Narrow, editor.lines(), cells, 2);
                        let moved = editor.step(motion, select, with_layout.then_some(&layout));
                        prop_assert!(moved || editor.caret() == caret);
                        prop_assert!(select || editor.selection().is_none());
                    }
                }
                if let Some(expected) = expected {
                    prop_assert_eq!(editor.text(), expected);
                }
                prop_assert!(many_lines || editor.lines().len() == 1);
                let places = editor.selection().map_or(vec![], |(start, end)| {
                    assert!(start < end);
                    vec![start, end]
                });
                for (row, at) in places.into_iter().chain([editor.caret()]) {
                    let line = &editor.lines()[row];
                    let on_boundary = at == line.len() || line.grapheme_indices(true).any(|(start, _)| start == at);
                    prop_assert!(on_boundary, "{} in {:?}", at, line);
                }
                let layout = Layout::new(Width::Wide, editor.lines(), cells, 2);
                let (line, column) = layout.place(editor.lines(), editor.caret());
                prop_assert!(line < layout.lines().len() && column <= cells);
            }
        }
    }
}
