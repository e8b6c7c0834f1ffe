//! The frame of a panel: title, rules, keys and notice.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, cells};
use crate::tui::context::Context;
use crate::tui::view::foot;

/// Draws title, rules and keys of a panel; returns the first row of the body and the number of rows.
pub(in crate::tui) fn frame(
    cx: &Context<'_>,
    head: &str,
    right_head: &str,
    keys: &str,
    below: u16,
    canvas: &mut Canvas<'_>,
) -> (u16, u16) {
    let theme = cx.look.theme;
    let area = canvas.area();
    let right = area.width - 1;
    let left = cells(cx.look.width.of(head) + 3).min(right / 3);
    let used = canvas.put_right(left, right, 0, right_head, theme.quiet);
    let room = usize::from(right.saturating_sub(used + 2));
    canvas.put(1, 0, &cx.look.width.shorten(head, room), right, theme.title);
    canvas.rule(0, 1, area.width);
    let foot = area.height - 1;
    canvas.keys(foot, keys);
    let bottom = foot.saturating_sub(1 + below);
    if area.height >= 8 {
        canvas.rule(0, bottom, area.width);
    }
    let message_row = Rect::new(0, bottom, area.width, 1);
    if cx.notice.is_some() || cx.strip {
        canvas.clear(message_row);
        foot::notice(cx, message_row, canvas);
    }
    (2, bottom.saturating_sub(2))
}

/// Returns the area below a list for details of an entry, if the window is high enough.
pub(in crate::tui) fn lines_below(cx: &Context<'_>) -> Option<Rect> {
    let (width, height) = cx.size;
    (height >= 12).then(|| Rect::new(0, height - 4, width, 3))
}
