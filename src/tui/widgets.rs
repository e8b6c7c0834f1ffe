//! Parts that panels and screens share: input lines, and lists with a selected entry.

use super::canvas::Canvas;
use super::command::Command;
use super::editor::{Editor, Motion};
use crate::form::is_of_word;
use crate::terminal::width::Width;

/// Handles an editing key in an input line; returns whether it had an effect, or `None` for other keys.
pub(super) fn edit_line(editor: &mut Editor, command: Command) -> Option<bool> {
    Some(match command {
        // Backspace keeps the proposed text and removes one character from it.
        Command::Backspace => {
            editor.select_none();
            editor.backspace()
        }
        Command::Delete => editor.delete(),
        Command::Left => editor.step(Motion::Left, false, None),
        Command::Right => editor.step(Motion::Right, false, None),
        Command::LineStart => editor.step(Motion::Start, false, None),
        Command::LineEnd => editor.step(Motion::End, false, None),
        Command::Revert => editor.delete_to_start(),
        _ => return None,
    })
}

/// Draws an input line and places the caret in it. The end of a long text is shown, where the user types.
pub(super) fn input_line(editor: &Editor, (x, y, room): (u16, u16, u16), canvas: &mut Canvas<'_>) {
    let (theme, measure) = (canvas.theme, canvas.width);
    let text = editor.lines().first().map_or("", String::as_str);
    let before = text.get(..editor.caret().1).unwrap_or(text);
    let seen = measure.cut_end(before, usize::from(room.saturating_sub(1)));
    let rest = text.get(before.len() - seen.len()..).unwrap_or_default();
    let style = if editor.selection().is_some() { theme.selected } else { theme.label };
    canvas.put(x, y, rest, room, style);
    canvas.caret = Some((x + u16::try_from(measure.of(seen)).unwrap_or(room), y));
}

/// Returns the longest beginning of a text that fits and does not end inside a number or a Latin word.
pub(super) fn cut_at_word(measure: Width, text: &str, cells: usize) -> &str {
    let cut = measure.cut(text, cells);
    let goes_on = text.get(cut.len()..).is_some_and(|rest| rest.starts_with(is_of_word));
    if goes_on { cut.trim_end_matches(is_of_word) } else { cut }
}

/// Returns the longest end of a text that fits and does not begin inside a number or a Latin word.
pub(super) fn cut_end_at_word(measure: Width, text: &str, cells: usize) -> &str {
    let cut = measure.cut_end(text, cells);
    let goes_on = text.get(..text.len() - cut.len()).is_some_and(|rest| rest.ends_with(is_of_word));
    if goes_on { cut.trim_start_matches(is_of_word) } else { cut }
}

/// True if a text is exactly this digit. Pasted longer text therefore chooses nothing.
pub(super) fn is_digit(text: &str, digit: char) -> bool {
    digit != ' ' && text.chars().eq([digit])
}

/// Returns the new selection in a list for Up, Down, page and edge keys; `None` for other commands.
pub(super) fn step_in_list(selected: usize, last: usize, command: Command) -> Option<usize> {
    Some(match command {
        Command::Up | Command::Previous => selected.saturating_sub(1),
        Command::Down => (selected + 1).min(last),
        Command::PageUp => selected.saturating_sub(10),
        Command::PageDown => (selected + 10).min(last),
        Command::LineStart | Command::SectionStart => 0,
        Command::LineEnd | Command::SectionEnd => last,
        _ => return None,
    })
}

/// Returns the first entry to show of a list so that the selected one is visible: scrolls by pages, and the
/// last page is full.
pub(super) fn first_shown(selected: usize, rows: usize, count: usize) -> usize {
    let rows = rows.max(1);
    ((selected / rows) * rows).min(count.saturating_sub(rows))
}

/// Like [`first_shown`], for a list at the given row and height; also marks at the right edge that it
/// continues.
pub(super) fn list_from(
    selected: usize,
    (top, rows): (u16, u16),
    count: usize,
    canvas: &mut Canvas<'_>,
) -> usize {
    let shown = usize::from(rows);
    let first = first_shown(selected, shown, count);
    let x = canvas.area().width.saturating_sub(1);
    canvas.goes_on(x, (first > 0, first + shown < count), (top.saturating_sub(1), top + rows));
    first
}

/// Draws the visible entries of a list from a column and row on; marks the selected one and places the caret at
/// the mark.
pub(super) fn list<T>(
    canvas: &mut Canvas<'_>,
    (x, top, rows): (u16, u16, u16),
    entries: &[T],
    selected: usize,
    mut draw: impl FnMut(&mut Canvas<'_>, &T, u16),
) {
    let first = list_from(selected, (top, rows), entries.len(), canvas);
    for ((index, entry), y) in entries.iter().enumerate().skip(first).zip(top..top + rows) {
        let here = index == selected;
        canvas.put(x, y, if here { ">" } else { " " }, 1, canvas.theme.label);
        draw(canvas, entry, y);
        if here {
            canvas.caret = Some((x, y));
        }
    }
}

/// Returns the first line of each group, given whether two adjacent lines are in the same group.
pub(super) fn group_starts<T>(lines: &[T], is_same: impl Fn(&T, &T) -> bool) -> Vec<usize> {
    (0..lines.len()).filter(|at| *at == 0 || !is_same(&lines[at - 1], &lines[*at])).collect()
}

/// Returns the new selection in a list of groups for the keys of [`step_in_list`] and of sections, which go to the
/// first line of the next or previous group; `None` for other commands.
pub(super) fn step_in_groups(
    selected: usize,
    last: usize,
    starts: &[usize],
    command: Command,
) -> Option<usize> {
    let here = starts.partition_point(|start| *start <= selected);
    match command {
        Command::SectionEnd | Command::NextSection => Some(starts.get(here).copied().unwrap_or(selected)),
        Command::SectionStart | Command::PreviousSection => {
            Some(here.checked_sub(2).and_then(|before| starts.get(before)).copied().unwrap_or(selected))
        }
        command => step_in_list(selected, last, command),
    }
}

/// Draws the visible lines of groups, each group under its title, in rows from `top` on; marks the selected line and
/// places the caret at it. `groups` holds the first line of each group and its title; `draw` draws a line at a row.
pub(super) fn grouped(
    canvas: &mut Canvas<'_>,
    (top, rows): (u16, u16),
    groups: &[(usize, String)],
    (selected, count): (usize, usize),
    mut draw: impl FnMut(&mut Canvas<'_>, usize, u16),
) {
    let titles = |line: usize| groups.partition_point(|(start, _)| *start <= line);
    let first = list_from(selected + titles(selected), (top, rows), count + groups.len(), canvas);
    let width = canvas.area().width;
    // A line is below the titles of its own and of all earlier groups.
    let mut line = (0..count).find(|line| line + titles(*line) >= first).unwrap_or(count);
    let mut y = top;
    while y < top + rows && line < count {
        let is_shown_below = line + titles(line) > first || y > top;
        if let Some((_, title)) = groups.iter().find(|(start, _)| *start == line).filter(|_| is_shown_below) {
            let title = canvas.width.shorten(title, usize::from(width.saturating_sub(2)));
            canvas.put(1, y, &title, width, canvas.theme.heading);
            y += 1;
            if y == top + rows {
                break;
            }
        }
        let here = line == selected;
        canvas.put(1, y, if here { ">" } else { " " }, 1, canvas.theme.focus);
        draw(canvas, line, y);
        if here {
            canvas.caret = Some((4, y));
        }
        line += 1;
        y += 1;
    }
}

/// Draws a difference in one line: place, value before, value after.
pub(super) fn difference_line(difference: &[String; 3], x: u16, y: u16, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme;
    let width = canvas.area().width.saturating_sub(x + 1);
    let place = width * 2 / 5;
    let text = canvas.width.shorten(&difference[0], usize::from(place.saturating_sub(1)));
    canvas.put(x, y, &text, place, theme.label);
    let half = (width - place).saturating_sub(4) / 2;
    let before = canvas.width.shorten(&difference[1], usize::from(half));
    let used = canvas.put(x + place, y, &before, half, theme.quiet);
    let used = used + canvas.put(x + place + used, y, " -> ", 4, theme.quiet);
    let room = (width - place).saturating_sub(used);
    let after = canvas.width.shorten(&difference[2], usize::from(room));
    canvas.put(x + place + used, y, &after, room, theme.label);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_words() {
        for (text, cells, start, end) in [
            ("支出767.32万元", 7, "支出", "万元"),
            ("支出767.32万元", 10, "支出767.32", "767.32万元"),
            ("767.32", 3, "", ""),
            ("支出", 9, "支出", "支出"),
        ] {
            let cut = (cut_at_word(Width::Narrow, text, cells), cut_end_at_word(Width::Narrow, text, cells));
            assert_eq!(cut, (start, end));
        }
    }
}
