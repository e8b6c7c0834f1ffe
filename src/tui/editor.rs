//! Text editor model: lines, references, caret and selection.
//!
//! The lines are what the user sees: a reference is in them as its value. For the caret, the selection and
//! editing it is one character. [`Editor::text`] returns the text as it is stored, with the code of the
//! references. A position is (paragraph, byte offset), is never inside a reference, and lies on a grapheme
//! cluster boundary. Drawing, undo history and cleaning of pasted text are in other modules.
//!
//! The lines and the caret are those of the text area of `tui-textarea-2`, which counts columns in characters.

use std::ops::Range;

use tui_textarea::{CursorMove, TextArea};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::terminal::width::{Layout, Width};

/// A position in the text: index of the paragraph, byte offset within it.
pub type Place = (usize, usize);

/// A reference of a text, as the sheet found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The byte range of its code in the stored text.
    pub typed: Range<usize>,
    /// The value shown instead.
    pub shown: String,
    /// True if there is no value, so that a placeholder is shown.
    pub faulty: bool,
}

/// A reference in the lines.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    /// The index of the paragraph.
    row: usize,
    /// The byte range of its value in the paragraph.
    range: Range<usize>,
    /// The code that is stored.
    typed: String,
    /// True if the value is a placeholder.
    faulty: bool,
}

/// A caret movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One grapheme cluster or reference back, or to the end of the previous paragraph.
    Left,
    /// One grapheme cluster or reference forward, or to the start of the next paragraph.
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
    /// The paragraphs as shown, at least one, and the caret.
    area: TextArea<'static>,
    /// The references in the lines, in their order.
    tokens: Vec<Token>,
    many_lines: bool,
    /// The start of the selection, if any; its end is the caret.
    anchor: Option<Place>,
    /// The target column of vertical movement.
    goal: Option<usize>,
}

impl Editor {
    /// Creates an editor with this text and the caret at its end. If `many_lines` is false, line breaks are
    /// replaced by blanks.
    #[must_use]
    pub fn new(text: &str, many_lines: bool) -> Editor {
        let (area, tokens) = (TextArea::default(), Vec::new());
        let mut editor = Editor { area, tokens, many_lines, anchor: None, goal: None };
        // The undo history is that of the report.
        editor.area.set_max_histories(0);
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

    /// Returns the whole text as it is stored, paragraphs separated by `\n`.
    #[must_use]
    pub fn text(&self) -> String {
        self.stored((0, 0), self.end())
    }

    /// Returns the paragraphs as shown, at least one.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// Returns the position of the caret.
    #[must_use]
    pub fn caret(&self) -> Place {
        let (row, column) = self.area.cursor();
        let line = self.line(row);
        (row, line.char_indices().nth(column).map_or(line.len(), |(at, _)| at))
    }

    /// True if the caret is at the end of the text.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.caret() == self.end()
    }

    /// Returns the part of the caret's paragraph before the caret, as shown.
    #[must_use]
    pub fn text_before_caret(&self) -> &str {
        let (row, at) = self.caret();
        self.line(row).get(..at).unwrap_or_default()
    }

    /// Moves the caret to a position, or to the nearest existing one before it, and clears the selection.
    pub fn set_caret(&mut self, at: Place) {
        (self.goal, self.anchor) = (None, None);
        self.jump(self.clamped(at, false));
    }

    /// Returns the number of characters before the caret in the stored text, including line breaks.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset_of(self.caret())
    }

    /// Moves the caret to a character offset of the stored text; inside a reference, to its end.
    pub fn set_offset(&mut self, characters: usize) {
        let there = self.place_of(characters);
        self.set_caret(there);
    }

    /// Replaces the whole text and moves the caret to its end.
    pub fn set_text(&mut self, text: &str) {
        self.replace((0, 0), self.end(), &self.kept(text));
        (self.goal, self.anchor) = (None, None);
    }

    /// Shows these references of the stored text as their values. Caret and selection stay where they are in
    /// the stored text.
    pub fn show(&mut self, values: &[Value]) {
        if values.is_empty() && self.tokens.is_empty() {
            return;
        }
        let text = self.text();
        let (caret, anchor) = (self.offset(), self.anchor.map(|anchor| self.offset_of(anchor)));
        let mut lines = vec![String::new()];
        let mut tokens = Vec::new();
        let mut last = 0;
        for value in values {
            let (Some(before), Some(typed)) =
                (text.get(last..value.typed.start), text.get(value.typed.clone()))
            else {
                continue;
            };
            extend(&mut lines, before);
            let row = lines.len() - 1;
            let start = lines[row].len();
            // A value is one character for the caret, so it cannot contain a line break.
            lines[row].push_str(&value.shown.replace('\n', " "));
            let range = start..lines[row].len();
            tokens.push(Token { row, range, typed: typed.to_owned(), faulty: value.faulty });
            last = value.typed.end;
        }
        extend(&mut lines, text.get(last..).unwrap_or_default());
        self.area.set_lines(lines, (0, 0));
        self.tokens = tokens;
        self.jump(self.place_of(caret));
        self.anchor = anchor.map(|anchor| self.place_of(anchor));
    }

    /// Returns the byte ranges of the references in the whole text as shown, and whether each is a
    /// placeholder.
    pub fn values(&self) -> impl Iterator<Item = (Range<usize>, bool)> + '_ {
        let (mut row, mut start) = (0, 0);
        self.tokens.iter().map(move |token| {
            let skipped = self.lines().get(row..token.row).unwrap_or_default();
            start += skipped.iter().map(|line| line.len() + 1).sum::<usize>();
            row = token.row;
            (start + token.range.start..start + token.range.end, token.faulty)
        })
    }

    /// Returns the start and end of the reference that the caret is at: the selected one, the one after the
    /// caret, or the one before it.
    #[must_use]
    pub fn value_at_caret(&self) -> Option<(Place, Place)> {
        let ends = |token: &Token| ((token.row, token.range.start), (token.row, token.range.end));
        let mut places = self.tokens.iter().map(ends);
        if let Some(selected) = self.selection() {
            return places.find(|place| *place == selected);
        }
        let before = places.clone().find(|(_, end)| *end == self.caret());
        places.find(|(start, _)| *start == self.caret()).or(before)
    }

    /// Selects the text between two positions.
    pub fn select(&mut self, start: Place, end: Place) {
        self.set_caret(end);
        self.anchor = Some(self.clamped(start, false));
    }

    /// Returns the number of characters before a position in the stored text.
    #[must_use]
    pub fn offset_of(&self, place: Place) -> usize {
        self.stored((0, 0), place).chars().count()
    }

    /// Returns the position of a character offset of the stored text; inside a reference, its end.
    #[must_use]
    pub fn place_of(&self, characters: usize) -> Place {
        let mut left = characters;
        let mut tokens = self.tokens.iter().peekable();
        for (row, line) in self.lines().iter().enumerate() {
            let mut at = 0;
            loop {
                let token = tokens.next_if(|token| token.row == row);
                let plain = line.get(at..token.map_or(line.len(), |token| token.range.start));
                let plain = plain.unwrap_or_default();
                let count = plain.chars().count();
                if left <= count {
                    let within = plain.char_indices().nth(left).map_or(plain.len(), |(at, _)| at);
                    return (row, at + within);
                }
                left -= count;
                let Some(token) = token else { break };
                at = token.range.end;
                let count = token.typed.chars().count();
                if left <= count {
                    return (row, at);
                }
                left -= count;
            }
            // The line break.
            left -= 1;
        }
        self.end()
    }

    /// Returns the start and end of the selection in text order; `None` if it is empty.
    #[must_use]
    pub fn selection(&self) -> Option<(Place, Place)> {
        let (anchor, caret) = (self.anchor?, self.caret());
        (anchor != caret).then(|| (anchor.min(caret), anchor.max(caret)))
    }

    /// Returns the selected text as it is stored, paragraphs separated by `\n`.
    #[must_use]
    pub fn selected_text(&self) -> Option<String> {
        self.selection().map(|(start, end)| self.stored(start, end))
    }

    /// Returns the selected text as shown, paragraphs separated by `\n`.
    #[must_use]
    pub fn selected_shown(&self) -> Option<String> {
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
        let (start, end) = self.selection().unwrap_or((self.caret(), self.caret()));
        self.replace(start, end, &self.kept(text));
        self.clamp_caret();
    }

    /// Starts a new paragraph at the caret; returns false if the editor has a single line.
    pub fn newline(&mut self) -> bool {
        if self.many_lines {
            self.insert("\n");
        }
        self.many_lines
    }

    /// Removes the selection, or the cluster, reference or line break before the caret; returns false if
    /// nothing was removed.
    pub fn backspace(&mut self) -> bool {
        self.remove_selection() || self.remove(self.before(self.caret()), self.caret())
    }

    /// Removes the selection, or the cluster, reference or line break after the caret; returns false if
    /// nothing was removed.
    pub fn delete(&mut self) -> bool {
        self.remove_selection() || self.remove(self.caret(), self.after(self.caret()))
    }

    /// Removes the selection, or the paragraph up to the caret; returns false if nothing was removed.
    pub fn delete_to_start(&mut self) -> bool {
        self.remove_selection() || self.remove((self.caret().0, 0), self.caret())
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
        // A value may continue on the next line: leave it in the direction of the motion.
        let forward = matches!(motion, Motion::LineDown | Motion::PageDown(_) | Motion::LineStart);
        self.anchor = select.then(|| self.anchor.unwrap_or(caret));
        self.jump(self.clamped(target, forward));
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

    /// Returns the references of a paragraph.
    fn tokens(&self, row: usize) -> &[Token] {
        let start = self.tokens.partition_point(|token| token.row < row);
        let end = self.tokens.partition_point(|token| token.row <= row);
        self.tokens.get(start..end).unwrap_or_default()
    }

    fn before(&self, (row, at): Place) -> Place {
        let line = self.line(row);
        let tokens = self.tokens(row);
        if let Some(token) = tokens.iter().rev().find(|token| token.range.end == at) {
            return (row, token.range.start);
        }
        // A cluster does not extend into a reference.
        let edge = tokens.iter().rev().map(|token| token.range.end).find(|end| *end < at).unwrap_or(0);
        match GraphemeCursor::new(at.min(line.len()), line.len(), true).prev_boundary(line, 0) {
            Ok(Some(before)) => (row, before.max(edge)),
            _ if row > 0 => (row - 1, self.line(row - 1).len()),
            _ => (row, 0),
        }
    }

    fn after(&self, (row, at): Place) -> Place {
        let line = self.line(row);
        let tokens = self.tokens(row);
        if let Some(token) = tokens.iter().find(|token| token.range.start == at) {
            return (row, token.range.end);
        }
        let edge = tokens.iter().map(|token| token.range.start).find(|start| *start > at);
        match GraphemeCursor::new(at.min(line.len()), line.len(), true).next_boundary(line, 0) {
            Ok(Some(after)) => (row, after.min(edge.unwrap_or(after))),
            _ if row + 1 < self.lines().len() => (row + 1, 0),
            _ => (row, line.len()),
        }
    }

    fn word_before(&self, (row, at): Place) -> Place {
        if at == 0 {
            return self.before((row, at));
        }
        (row, self.word_starts(row).take_while(|&start| start < at).last().unwrap_or(0))
    }

    fn word_after(&self, (row, at): Place) -> Place {
        let line = self.line(row);
        if at >= line.len() {
            return self.after((row, at));
        }
        (row, self.word_starts(row).find(|&start| start > at).unwrap_or(line.len()))
    }

    /// Returns the starts of the words of a paragraph in ascending order; a reference is one word.
    fn word_starts(&self, row: usize) -> impl Iterator<Item = usize> {
        let tokens = self.tokens(row);
        let is_outside = |at: &usize| !tokens.iter().any(|token| token.range.contains(at));
        let mut starts: Vec<usize> = word_starts(self.line(row)).filter(is_outside).collect();
        starts.extend(tokens.iter().flat_map(|token| [token.range.start, token.range.end]));
        starts.sort_unstable();
        starts.into_iter()
    }

    fn end(&self) -> Place {
        let row = self.lines().len().saturating_sub(1);
        (row, self.line(row).len())
    }

    fn line(&self, row: usize) -> &str {
        self.lines().get(row).map_or("", String::as_str)
    }

    /// Returns the text between two positions in text order, as shown.
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

    /// Returns the text between two positions in text order, as stored.
    fn stored(&self, start: Place, end: Place) -> String {
        let mut text = String::new();
        let mut last = start;
        let inside =
            |token: &&Token| (token.row, token.range.start) >= start && (token.row, token.range.end) <= end;
        for token in self.tokens.iter().filter(inside) {
            text.push_str(&self.between(last, (token.row, token.range.start)));
            text.push_str(&token.typed);
            last = (token.row, token.range.end);
        }
        text + &self.between(last, end)
    }

    fn remove_selection(&mut self) -> bool {
        let selection = self.selection();
        self.anchor = None;
        selection.is_some_and(|(start, end)| self.remove(start, end))
    }

    /// Removes the text between two existing positions in text order; returns false if it is empty.
    fn remove(&mut self, start: Place, end: Place) -> bool {
        self.replace(start, end, "");
        self.clamp_caret();
        start != end
    }

    /// Replaces the text between two positions in text order and moves the caret behind the new text, even if
    /// it is inside a cluster there.
    fn replace(&mut self, start: Place, end: Place, text: &str) {
        let removed = self.between(start, end).chars().count();
        self.jump(start);
        if removed > 0 {
            self.area.delete_str(removed);
        }
        self.area.insert_str(text);
        let caret = self.caret();
        self.tokens
            .retain(|token| (token.row, token.range.end) <= start || (token.row, token.range.start) >= end);
        for token in self.tokens.iter_mut().filter(|token| (token.row, token.range.start) >= end) {
            if token.row == end.0 {
                let (from, to) = (token.range.start - end.1, token.range.end - end.1);
                token.range = caret.1 + from..caret.1 + to;
            }
            token.row = token.row + caret.0 - end.0;
        }
    }

    /// Moves the caret to an existing position. The area's own jump is limited to 65,535; beyond the limit the
    /// lines are set again instead.
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

    /// Clears the selection after an edit. If the text around the caret has joined into one cluster, moves
    /// the caret behind it.
    fn clamp_caret(&mut self) {
        (self.goal, self.anchor) = (None, None);
        if !self.is_boundary(self.caret()) {
            self.jump(self.after(self.caret()));
        }
    }

    /// Returns the text to insert: without `\r` and, in a single-line editor, without line breaks.
    fn kept(&self, text: &str) -> String {
        let text = text.replace('\r', "");
        if self.many_lines { text } else { text.replace('\n', " ") }
    }

    /// Returns the nearest existing position at or before this one; in a reference, its start, or its end if
    /// `forward` is true.
    fn clamped(&self, (row, at): Place, forward: bool) -> Place {
        if row >= self.lines().len() {
            return self.end();
        }
        let at = self.line(row).floor_char_boundary(at);
        let inside = |token: &&Token| token.range.start < at && at < token.range.end;
        if let Some(Token { range, .. }) = self.tokens(row).iter().find(inside) {
            return (row, if forward { range.end } else { range.start });
        }
        if self.is_boundary((row, at)) { (row, at) } else { self.before((row, at)) }
    }

    /// True if the caret can be at a position outside references.
    fn is_boundary(&self, (row, at): Place) -> bool {
        let line = self.line(row);
        self.tokens(row).iter().any(|token| token.range.start == at || token.range.end == at)
            || GraphemeCursor::new(at, line.len(), true).is_boundary(line, 0).unwrap_or(true)
    }
}

/// Appends a text to lines; each line break begins another line.
fn extend(lines: &mut Vec<String>, text: &str) {
    for (at, part) in text.split('\n').enumerate() {
        match lines.last_mut() {
            Some(last) if at == 0 => last.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
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
    fn edits_long_texts() {
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

    /// An editor with `{…}` shown as the value `…`; the code that is stored is `#…#`.
    fn with_values(marked: &str) -> Editor {
        let mut editor = editor(&marked.replace(['{', '}'], "#"));
        let (row, at) = editor.caret();
        show(&mut editor);
        let before = &marked[..marked.find('|').unwrap()];
        if before.matches('{').count() == before.matches('}').count() {
            assert_eq!(editor.place_of(editor.offset()), editor.caret());
        } else {
            panic!("{row} {at}");
        }
        editor
    }

    /// Shows `#…#` in the stored text as the value `…`.
    fn show(editor: &mut Editor) {
        let text = editor.text();
        let marks: Vec<usize> = text.match_indices('#').map(|(at, _)| at).collect();
        let pairs = marks.as_chunks::<2>().0.iter().filter(|[from, to]| to - from > 1);
        let values: Vec<Value> = pairs
            .map(|&[from, to]| Value {
                typed: from..to + 1,
                shown: text[from + 1..to].to_owned(),
                faulty: false,
            })
            .collect();
        editor.show(&values);
    }

    #[test]
    fn a_reference_is_one_character() {
        type Edit = fn(&mut Editor) -> bool;
        let step = |editor: &mut Editor, motion, layout: Option<&Layout>| editor.step(motion, false, layout);
        for (before, motion, after) in [
            ("支出|{767.32}万元", Motion::Right, "支出767.32|万元"),
            ("支出{767.32}|万元", Motion::Left, "支出|767.32万元"),
            ("支|出{767.32}万元", Motion::WordRight, "支出|767.32万元"),
            ("支出|{甲站 1}万元", Motion::WordRight, "支出甲站 1|万元"),
            ("支出{甲站 1}|万元", Motion::WordLeft, "支出|甲站 1万元"),
            ("|{2023}年{2024}", Motion::End, "2023年2024|"),
            ("甲\n|{2023}", Motion::Left, "甲|\n2023"),
            ("a{b}|\u{301}c", Motion::Right, "ab\u{301}|c"),
            ("a{b}\u{301}|c", Motion::Left, "ab|\u{301}c"),
        ] {
            let mut editor = with_values(before);
            step(&mut editor, motion, None);
            assert_eq!(marked(&editor), after, "{before}");
        }
        let (backspace, delete): (Edit, Edit) = (Editor::backspace, Editor::delete);
        let newline: Edit = Editor::newline;
        for (before, edit, stored) in [
            ("支出{767.32}|万元", backspace, "支出万元"),
            ("支出|{767.32}万元", delete, "支出万元"),
            ("支|出{767.32}万元", backspace, "出#767.32#万元"),
            ("支出{767.32}万|元{1}", delete, "支出#767.32#万#1#"),
            ("支出|{767.32}万元{1}", newline, "支出\n#767.32#万元#1#"),
            ("支出{767.32}|万元{1}", newline, "支出#767.32#\n万元#1#"),
            ("{1}\n|支{2}", backspace, "#1#支#2#"),
        ] {
            let mut editor = with_values(before);
            assert!(edit(&mut editor));
            assert_eq!(editor.text(), stored, "{before}");
        }
    }

    #[test]
    fn a_selection_contains_references_whole() {
        let mut editor = with_values("支|出{767.32}万元");
        for _ in 0..2 {
            editor.step(Motion::Right, true, None);
        }
        assert_eq!(editor.selected_text().as_deref(), Some("出#767.32#"));
        assert_eq!(editor.selected_shown().as_deref(), Some("出767.32"));
        let cut = editor.selected_text().unwrap();
        editor.backspace();
        editor.step(Motion::End, false, None);
        editor.insert(&cut);
        show(&mut editor);
        assert_eq!(
            (editor.text().as_str(), editor.lines()),
            ("支万元出#767.32#", &["支万元出767.32".to_owned()][..])
        );
        assert_eq!(editor.value_at_caret(), Some(((0, 12), (0, 18))));
        editor.select((0, 12), (0, 18));
        assert_eq!(editor.value_at_caret(), Some(((0, 12), (0, 18))));
        editor.insert("5");
        assert_eq!(editor.text(), "支万元出5");
    }

    #[test]
    fn the_caret_leaves_a_wrapped_value_in_its_direction() {
        // Four cells per line: |支出|一二|三四|合计|
        let mut editor = with_values("支|出{一二三四}合计");
        let layout = Layout::new(Width::Narrow, editor.lines(), 4, 0);
        for (motion, after) in [
            (Motion::LineDown, "支出一二三四|合计"),
            (Motion::LineUp, "支出|一二三四合计"),
            (Motion::LineEnd, "支出|一二三四合计"),
            (Motion::LineDown, "支出一二三四|合计"),
        ] {
            editor.step(motion, false, Some(&layout));
            assert_eq!(marked(&editor), after, "{motion:?}");
        }
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
            "#12.5#",
            "#",
            "#\u{301}甲#",
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
                let at = |place| text.char_indices().nth(editor.offset_of(place)).map_or(text.len(), |(at, _)| at);
                let (from, to) = (at(from), at(to));
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
                let before = (editor.text(), editor.offset());
                show(&mut editor);
                prop_assert_eq!(editor.text(), &before.0[..]);
                prop_assert!(editor.offset() >= before.1);
                prop_assert!(many_lines || editor.lines().len() == 1);
                let places = editor.selection().map_or(vec![], |(start, end)| {
                    assert!(start < end);
                    vec![start, end]
                });
                for (row, at) in places.into_iter().chain([editor.caret()]) {
                    let line = &editor.lines()[row];
                    let at_value = |range: Range<usize>| range.start <= at && at <= range.end;
                    let edges: Vec<_> = editor.tokens(row).iter().map(|token| token.range.clone()).collect();
                    prop_assert!(edges.iter().all(|range| at <= range.start || at >= range.end));
                    let on_boundary = at == line.len()
                        || edges.into_iter().any(at_value)
                        || line.grapheme_indices(true).any(|(start, _)| start == at);
                    prop_assert!(on_boundary, "{} in {:?}", at, line);
                }
                let layout = Layout::new(Width::Wide, editor.lines(), cells, 2);
                let (line, column) = layout.place(editor.lines(), editor.caret());
                prop_assert!(line < layout.lines().len() && column <= cells);
            }
        }
    }
}
