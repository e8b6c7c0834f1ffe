//! A place in a text: its line, and a caret under it.

use crate::form::visible;
use crate::terminal::width::Width;

/// So many cells of a long line are shown before and after the place.
const BEFORE: usize = 100;
const AFTER: usize = 40;

/// The line with a caret under a column (in characters, from 1), aligned by cells; a long line is cut.
pub fn caret(line: &str, column: usize, width: Width) -> String {
    let at = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    let (before, after) = line.split_at(at);
    let before = plain(before.chars().rev().take(BEFORE).collect::<Vec<_>>().into_iter().rev());
    let after = plain(after.chars().take(AFTER + 1));
    let mut head = width.cut_end(&before, BEFORE).to_owned();
    if column > BEFORE + 1 || head.len() < before.len() {
        head.insert_str(0, "..");
    }
    let mut tail = width.cut(&after, AFTER).to_owned();
    if tail.len() < after.len() {
        tail.push_str("..");
    }
    format!("    {head}{tail}\n    {}^", " ".repeat(width.of(&head)))
}

fn plain(chars: impl Iterator<Item = char>) -> String {
    visible(&chars.map(|c| if c == '\t' { ' ' } else { c }).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_its_place() {
        for (line, column, shown) in [
            ("abc", 2, "    abc\n     ^"),
            ("年度: 甲", 3, "    年度: 甲\n        ^"),
            ("", 1, "    \n    ^"),
            ("a\tb", 9, "    a b\n       ^"),
            ("\u{1b}[31m", 1, "    \\u{1b}[31m\n    ^"),
        ] {
            assert_eq!(caret(line, column, Width::Narrow), shown, "{line:?}");
        }
        let long = "甲".repeat(500_000);
        let shown = caret(&long, 400_000, Width::Narrow);
        assert!(shown.len() < 600, "{shown}");
        assert!(shown.contains("    ..甲"));
    }
}
