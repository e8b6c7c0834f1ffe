//! Draws the preview of a pasted block: the resulting table rows, and the choices.
//!
//! The mapping of the block to cells is in [`Pasted`].

use ratatui::style::Style;

use super::cell::cells;
use super::panel::frame;
use crate::form::{CellRef, FieldId, Row, clean_line};
use crate::import::fit::{Fate, Line, Put};
use crate::message;
use crate::tui::app::App;
use crate::tui::canvas::Canvas;
use crate::tui::paste::Pasted;

/// Maximum width of row names, and maximum and minimum width of columns, in cells.
const NAMES: usize = 20;
const WIDEST: usize = 16;
const NARROWEST: usize = 6;

/// Draws the preview.
pub(super) fn draw(app: &App, pasted: &Pasted, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (app.look.lang, app.look.theme);
    let below = cells(pasted.choices.len());
    let count = pasted.lines().count();
    let to = (pasted.top + pasted.rows(app)).min(count);
    let shown = message::lines_shown(lang, (pasted.top + 1).min(to), to, count);
    let (top, rows) = frame(app, &pasted.title, &shown, &message::paste_keys(lang), below, canvas);
    let (width, bottom) = (canvas.area().width, top + rows);
    let mut y = top;
    for line in pasted.summary(app) {
        canvas.put(1, y, &line, width - 1, theme.label);
        y += 1;
    }
    table(app, pasted, y, bottom, canvas);
    // Below the rule.
    for (at, new_rows) in pasted.choices.iter().enumerate() {
        let y = bottom + 1 + cells(at);
        let here = at == pasted.selected;
        let counts = pasted.fit.counts(*new_rows);
        let label = match (new_rows, counts.rows) {
            (true, 0) => message::paste_take(lang),
            (true, rows) => message::paste_take_rows(lang, rows),
            (false, _) => message::paste_no_rows(lang, counts.entered),
        };
        let style = if here { theme.focus } else { theme.label };
        canvas.put(1, y, if here { ">" } else { " " }, 1, theme.focus);
        canvas.put(3, y, &(at + 1).to_string(), 1, theme.key);
        canvas.put(6, y, &app.look.width.shorten(&label, usize::from(width.saturating_sub(7))), width, style);
        if here {
            canvas.caret = Some((1, y));
        }
    }
}

/// Draws the resulting table rows with as many columns as fit.
fn table(app: &App, pasted: &Pasted, top: u16, bottom: u16, canvas: &mut Canvas<'_>) {
    if top >= bottom {
        return;
    }
    let (measure, theme, form) = (app.look.width, app.look.theme, app.model.session.form());
    let lines: Vec<&Line> = pasted.lines().skip(pasted.top).take(usize::from(bottom - top - 1)).collect();
    let names: Vec<String> = lines.iter().map(|line| row_name(app, pasted, line)).collect();
    let name_width = names
        .iter()
        .map(|name| measure.of(name))
        .max()
        .unwrap_or(0)
        .clamp(4, NAMES.min(usize::from(canvas.area().width / 3)));
    let mut columns: Vec<(FieldId, usize)> = Vec::new();
    let fields = pasted.fields(app);
    let mut used = 2 + name_width;
    for field in &fields {
        let texts = lines.iter().map(|line| measure.of(&shown(app, put(line, *field))));
        let head = measure.of(&head(app, *field)).min(WIDEST);
        let wide = texts.max().unwrap_or(0).max(head).clamp(NARROWEST, WIDEST);
        if used + 1 + wide > usize::from(canvas.area().width) && !columns.is_empty() {
            break;
        }
        used += 1 + wide;
        columns.push((*field, wide));
    }
    let hidden = fields.len() - columns.len();
    if hidden > 0 {
        let right = canvas.area().width - 1;
        canvas.put_right(0, right, bottom, &message::columns_right(app.look.lang, hidden), theme.quiet);
    }
    let mut x = cells(2 + name_width);
    for (field, wide) in &columns {
        let text = measure.shorten(&head(app, *field), *wide);
        let number = form.field(*field).kind.is_number();
        let text = if number { measure.right(&text, *wide) } else { text };
        canvas.put(x + 1, top, &text, cells(*wide), theme.heading);
        x += cells(1 + wide);
    }
    for ((line, name), y) in lines.iter().zip(&names).zip(top + 1..bottom) {
        let mark = if line.is_new { "+" } else { " " };
        canvas.put(0, y, mark, 1, theme.ok);
        canvas.put(2, y, &measure.shorten(name, name_width), cells(name_width), theme.label);
        let mut x = cells(2 + name_width);
        for (field, wide) in &columns {
            let put = put(line, *field);
            let text = measure.shorten(&shown(app, put), *wide);
            let text = if form.field(*field).kind.is_number() { measure.right(&text, *wide) } else { text };
            canvas.put(x + 1, y, &text, cells(*wide), style(app, put));
            x += cells(1 + wide);
        }
    }
}

fn put(line: &Line, field: FieldId) -> Option<&Put> {
    line.cells.iter().find(|put| put.cell.field == field)
}

/// Returns the name of a row after the block is entered.
fn row_name(app: &App, pasted: &Pasted, line: &Line) -> String {
    let (form, report, rows) = (app.model.session.form(), app.model.session.report(), pasted.columns.rows);
    let set = form.row_set(rows);
    let Some(at) = line.row.index() else {
        let sums = form.tables.iter().filter(|table| table.groups.iter().any(|group| group.rows == rows));
        return sums
            .filter_map(|table| table.sum.as_ref())
            .map(|sum| clean_line(&sum.label))
            .next()
            .unwrap_or_default();
    };
    let name = set.name_field.and_then(|name| put(line, name)).filter(|put| put.is_entered());
    let name = match (name, set.name_field) {
        (Some(put), _) => put.text.clone(),
        (None, Some(field)) => {
            report.text(CellRef { field, row: Row::At(u32::try_from(at).unwrap_or(u32::MAX)) }).to_owned()
        }
        (None, None) => String::new(),
    };
    set.pattern.replace("{n}", &(at + 1).to_string()) + &clean_line(&name)
}

fn head(app: &App, field: FieldId) -> String {
    clean_line(app.model.session.form().label(field))
}

/// Returns the text to show for a cell: `=` for a formula that stays, `!` before an unreadable value.
fn shown(app: &App, put: Option<&Put>) -> String {
    let Some(put) = put else { return String::new() };
    let text = clean_line(&put.text);
    match put.fate {
        Fate::Locked => "=".to_owned(),
        Fate::Unreadable => format!("!{text}"),
        Fate::Replaces if text.is_empty() => message::draft_blank(app.look.lang),
        Fate::Entered | Fate::Replaces | Fate::Same => text,
    }
}

fn style(app: &App, put: Option<&Put>) -> Style {
    let theme = app.look.theme;
    match put.map(|put| put.fate) {
        Some(Fate::Unreadable) => theme.error,
        Some(Fate::Locked) => theme.calculated,
        Some(Fate::Entered | Fate::Replaces) => theme.label,
        Some(Fate::Same) | None => theme.quiet,
    }
}
