//! Draws the sections with what is open in each: a strip below the title, or a pane on the left of wide
//! windows.

use crate::check::Mark;
use crate::message;
use crate::tui::canvas::Canvas;
use crate::tui::context::Context;
use crate::tui::geometry::Areas;
use crate::tui::sections::{self, marks};

/// Draws the strip or the pane.
pub(super) fn draw(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>) {
    if areas.left.width > 0 {
        pane(cx, areas, canvas);
    } else if areas.strip.height > 0 {
        strip(cx, areas, canvas);
    }
}

fn style(cx: &Context<'_>, mark: Option<Mark>) -> ratatui::style::Style {
    mark.map_or(cx.look.theme.ok, |mark| cx.look.theme.mark(mark))
}

fn strip(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>) {
    let theme = cx.look.theme;
    let right = areas.strip.right().saturating_sub(1);
    let strip = sections::strip(cx);
    canvas.put_right(areas.strip.x, right, areas.strip.y, &strip.whole, theme.quiet);
    for (line, y) in strip.lines.iter().zip(areas.strip.top()..areas.strip.bottom()) {
        let mut x = 0;
        for entry in line {
            let current = entry.section == cx.cursor.section;
            let label_style = if current { theme.current } else { theme.label };
            if current {
                canvas.put(x, y, "[", 1, theme.focus);
            }
            x += 1;
            x += canvas.put(x, y, &entry.label, right, label_style);
            for (mark, text) in &entry.marks {
                x += canvas.put(x, y, text, right, if current { label_style } else { style(cx, *mark) });
            }
            if current {
                canvas.put(x, y, "]", 1, theme.focus);
            }
        }
    }
}

fn pane(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>) {
    let (lang, theme, area) = (cx.look.lang, cx.look.theme, areas.left);
    let progress = &cx.session.overview().progress;
    canvas.vertical(area.right(), area.top(), area.bottom());
    let right = area.right().saturating_sub(1);
    canvas.put(1, area.y, &message::sections_head(lang), area.width, theme.heading);
    let whole = message::progress_is(lang, progress.whole.percent());
    canvas.put_right(8, right, area.y, &whole, theme.quiet);
    let mut y = area.y + 2;
    let rows = usize::from(area.height.saturating_sub(2));
    let sections = &cx.session.form().sections;
    let from = (cx.cursor.section + 1).saturating_sub(rows);
    for (at, (section, needs)) in sections.iter().zip(&progress.sections).enumerate().skip(from).take(rows) {
        let current = at == cx.cursor.section;
        if !needs.asked && !current {
            continue;
        }
        let name_style = if current { theme.focus } else { theme.label };
        canvas.put(0, y, if current { ">" } else { " " }, 1, name_style);
        let name = canvas.put(1, y, &format!("{at} {}", section.short), 12, name_style);
        let marks = marks(needs);
        let mut until = right;
        for (mark, text) in marks.iter().rev() {
            until = until.saturating_sub(canvas.put_right(1 + name, until, y, text, style(cx, *mark)));
        }
        let count = format!("{}/{}", needs.done, needs.needed);
        // The marks have precedence over the count.
        let left = 1 + name + 1;
        let until = until.min(right.saturating_sub(3)).saturating_sub(1);
        if needs.needed > 0 && usize::from(until.saturating_sub(left)) >= count.len() {
            canvas.put_right(left, until, y, &count, theme.quiet);
        }
        y += 1;
    }
    let legend = message::marks_legend(lang);
    let lines = u16::try_from(legend.lines().count()).unwrap_or(0);
    if y + lines + 2 <= area.bottom() {
        y += 1;
        canvas.put(1, y, &message::marks_head(lang), area.width, theme.heading);
        for line in legend.lines() {
            y += 1;
            canvas.put(2, y, line, area.width.saturating_sub(2), theme.quiet);
        }
    }
}
