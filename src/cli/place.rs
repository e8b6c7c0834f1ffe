//! Shows a position in a text: the line, and a caret below it.

use crate::form::visible;
use crate::terminal::width::Width;

/// Maximum number of cells shown before and after the position.
const BEFORE: usize = 100;
const AFTER: usize = 40;

/// Returns the line with a caret below a column (in characters, from 1), aligned by cells. Long lines are
/// cut.
pub(super) fn caret(line: &str, column: usize, width: Width) -> String {
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
