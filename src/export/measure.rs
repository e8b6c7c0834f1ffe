//! Display widths of plain text, and line wrapping by cells.
//!
//! Text files are read in fixed-width fonts, in which a Chinese character takes two cells. Characters of
//! ambiguous width count as one cell. The screen uses a different measure that asks the terminal.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Characters that must not start a line.
const NEVER_FIRST: &str = "，。、；：？！）》〉」』】〕”’％‰℃…—·,.;:?!)]}%";
/// Characters that must not end a line.
const NEVER_LAST: &str = "（《〈「『【〔“‘([{";

/// Returns the width of a text in cells.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(grapheme_width).sum()
}

/// Returns the width of one grapheme cluster, at most 2 cells.
fn grapheme_width(grapheme: &str) -> usize {
    grapheme.width().min(2)
}

/// Returns the width of the widest unbreakable part of a text: a number, a Latin word.
pub(super) fn widest_word(text: &str) -> usize {
    let words = text.split(|c: char| !is_word(c));
    let widest = words.map(str::len).max().unwrap_or(0);
    widest.max(if text.is_empty() { 0 } else { 2 })
}

/// Wraps a text into lines of at most `cells` cells; the first line is shorter by `indent`. Keeps line
/// breaks.
pub(super) fn wrap(text: &str, cells: usize, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, paragraph) in text.split('\n').enumerate() {
        let first = if index == 0 { indent } else { 0 };
        wrap_paragraph(&paragraph.replace('\t', " "), cells.max(2), first, &mut lines);
    }
    lines
}

/// Wraps into as few lines as [`wrap`] does, but of similar length: `基本` `支出` rather than `基本支` `出`.
pub(super) fn wrap_evenly(text: &str, cells: usize) -> Vec<String> {
    let mut even = wrap(text, cells, 0);
    for narrower in (widest_word(text).max(2)..cells).rev() {
        let lines = wrap(text, narrower, 0);
        if lines.len() > even.len() {
            break;
        }
        even = lines;
    }
    even
}

/// True if [`wrap`] with this many cells breaks a paragraph between two texts: the first part of the second one does
/// not fit behind the first one.
pub fn is_wrapped(before: &str, after: &str, cells: usize) -> bool {
    let mut first = 0;
    let mut previous: Option<char> = None;
    for grapheme in after.graphemes(true) {
        let c = grapheme.chars().next().unwrap_or_default();
        if c == ' ' || previous.is_some_and(|previous| may_break(previous, c)) {
            break;
        }
        first += grapheme_width(grapheme);
        previous = Some(c);
    }
    let blank = usize::from(before.ends_with(is_word) && after.starts_with(is_word));
    width(before) + blank + first > cells
}

/// Joins two texts between which [`wrap`] with this many cells broke a paragraph.
pub fn join_wrapped(before: &mut String, after: &str, cells: usize) {
    // A word is cut only if it is longer than a line.
    let is_cut = !before.contains(|c| !is_word(c)) && width(before) >= cells;
    if before.ends_with(is_word) && after.starts_with(is_word) && !is_cut {
        before.push(' ');
    }
    before.push_str(after);
}

fn wrap_paragraph(paragraph: &str, cells: usize, indent: usize, lines: &mut Vec<String>) {
    let mut room = cells.saturating_sub(indent).max(2);
    let mut start = 0;
    let mut used = 0;
    // Last possible break, and the width up to it.
    let mut end: Option<(usize, usize)> = None;
    let mut before: Option<char> = None;
    for (at, grapheme) in paragraph.grapheme_indices(true) {
        let c = grapheme.chars().next().unwrap_or_default();
        if before.is_some_and(|before| may_break(before, c)) && at > start {
            end = Some((at, used));
        }
        let cells_here = grapheme_width(grapheme);
        if used + cells_here > room && c != ' ' && at > start {
            let (cut, cells_before) = end.unwrap_or((at, used));
            lines.push(paragraph[start..cut].trim_end().to_owned());
            start = cut;
            used -= cells_before;
            end = None;
            room = cells;
        }
        used += cells_here;
        before = Some(c);
    }
    lines.push(paragraph[start..].trim_end().to_owned());
}

/// True if a line may break between two characters.
fn may_break(before: char, after: char) -> bool {
    if NEVER_FIRST.contains(after) || NEVER_LAST.contains(before) || after == ' ' {
        return false;
    }
    !(is_word(before) && is_word(after))
}

/// True if the character can be part of a number or a Latin word.
fn is_word(c: char) -> bool {
    c.is_ascii_graphic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_joined_again() {
        for text in
            ["支出881.32万元，其中（甲）", "of which basic", "甲乙。丙丁", "（一）甲", "1234567890123456"]
        {
            for cells in 4..14 {
                let lines = wrap(text, cells, 0);
                let mut joined = String::new();
                for line in lines {
                    assert!(joined.is_empty() || is_wrapped(&joined, &line, cells), "{joined}|{line}");
                    joined = line;
                }
            }
        }
        for (before, after, cells, joined) in [
            ("of which", "basic", 10, "of which basic"),
            ("1234", "5678", 4, "12345678"),
            ("甲", "乙", 2, "甲乙"),
        ] {
            let mut text = before.to_owned();
            join_wrapped(&mut text, after, cells);
            assert_eq!(text, joined);
        }
        assert!(!is_wrapped("任务1：甲。", "任务2", 20));
    }

    #[test]
    fn wraps() {
        for (text, cells, lines) in [
            ("", 10, &[""][..]),
            ("甲乙丙", 4, &["甲乙", "丙"]),
            ("甲乙。丙", 4, &["甲", "乙。", "丙"]),
            ("甲（乙）", 4, &["甲", "（乙", "）"]),
            ("支出881.32万元", 8, &["支出", "881.32万", "元"]),
            ("12345678", 4, &["1234", "5678"]),
            ("of which basic", 8, &["of which", "basic"]),
            ("甲\n乙", 10, &["甲", "乙"]),
        ] {
            assert_eq!(wrap(text, cells, 0), lines, "{text}");
        }
        assert_eq!(wrap("甲乙丙丁", 8, 4), ["甲乙", "丙丁"]);
        assert_eq!(wrap_evenly("局机关及二级机构汇总", 18), ["局机关及二", "级机构汇总"]);
        assert_eq!(wrap_evenly("基本支出", 7), ["基本", "支出"]);
        assert_eq!(wrap_evenly("", 7), [""]);
        assert_eq!(width("“好”…"), 5);
    }
}
