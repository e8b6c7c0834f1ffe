//! Draws the panels over the page: findings, palette, menus, calendar, reader and question.
//!
//! Other panels reuse the frame and the list functions.

use jiff::ToSpan;
use jiff::civil::Date;
use ratatui::layout::Rect;

use super::cell::cells;
use super::foot;
use crate::check::Mark;
use crate::message;
use crate::terminal::width::Width;
use crate::tui::app::App;
use crate::tui::ask::Ask;
use crate::tui::canvas::Canvas;
use crate::tui::findings::listed;
use crate::tui::goto::GoTo;
use crate::tui::layout::place;
use crate::tui::mode::{Menu, Mode, Reader};
use crate::tui::reference::Picking;
use crate::tui::versions::Version;

/// Draws a panel.
pub(super) fn draw(app: &App, mode: &Mode, canvas: &mut Canvas<'_>) {
    match mode {
        Mode::Findings(selected) => findings(app, *selected, canvas),
        Mode::GoTo(goto) => palette(app, goto, canvas),
        Mode::Menu(menu) => menu_panel(app, menu, canvas),
        Mode::Calendar(day) => calendar(app, *day, canvas),
        Mode::Reader(reader) => reader_panel(app, reader, canvas),
        Mode::Ask(ask) => question(app, ask, canvas),
        Mode::Version(shown) => version(app, shown, canvas),
        Mode::Paste(pasted) => super::paste::draw(app, pasted, canvas),
        Mode::Following(following) => super::following::draw(app, following, canvas),
        Mode::Page | Mode::Text | Mode::Keys(_) => {}
    }
}

/// Draws title, rules and keys of a panel; returns the first row of the body and the number of rows.
pub(super) fn frame(
    app: &App,
    head: &str,
    right_head: &str,
    keys: &str,
    below: u16,
    canvas: &mut Canvas<'_>,
) -> (u16, u16) {
    let theme = app.look.theme;
    let area = canvas.area();
    let right = area.width - 1;
    let left = cells(app.look.width.of(head) + 3).min(right / 3);
    let used = canvas.put_right(left, right, 0, right_head, theme.quiet);
    let room = usize::from(right.saturating_sub(used + 2));
    canvas.put(1, 0, &app.look.width.shorten(head, room), right, theme.title);
    canvas.rule(0, 1, area.width);
    let foot = area.height - 1;
    canvas.keys(foot, keys);
    let bottom = foot.saturating_sub(1 + below);
    if area.height >= 8 {
        canvas.rule(0, bottom, area.width);
    }
    let message_row = Rect::new(0, bottom, area.width, 1);
    if app.notice.is_some() || matches!(app.mode, Mode::Keys(_)) {
        canvas.clear(message_row);
        foot::notice(app, message_row, canvas);
    }
    (2, bottom.saturating_sub(2))
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

/// Returns the area below a list for details of an entry, if the window is high enough.
pub(super) fn lines_below(app: &App) -> Option<Rect> {
    let (width, height) = app.size;
    (height >= 12).then(|| Rect::new(0, height - 4, width, 3))
}

fn findings(app: &App, selected: usize, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (app.look.lang, app.look.theme);
    let counts = foot::counts(app);
    let keys = message::findings_keys(lang);
    let below = lines_below(app);
    let lines = below.map_or(0, |below| below.height);
    let (top, rows) = frame(app, &message::findings_head(lang), &counts, &keys, lines, canvas);
    let first = list_from(selected, (top, rows), listed(app).count(), canvas);
    for (index, line) in listed(app).enumerate().skip(first).take(usize::from(rows)) {
        let y = top + cells(index - first);
        let here = index == selected;
        canvas.put(0, y, if here { ">" } else { " " }, 1, theme.label);
        foot::finding_line(app, line, 2, y, canvas);
        if here {
            canvas.caret = Some((0, y));
        }
    }
    let line = listed(app).nth(selected).zip(below.map(|below| below.y));
    if let Some((line, finding, y)) =
        line.and_then(|(line, y)| Some((line, app.model.session.findings().get(line.first)?, y)))
    {
        let form = app.model.session.form();
        let texts = app.model.session.texts(lang);
        let width = canvas.area().width - 2;
        let mark = finding.mark();
        let sentence = if line.count > 1 {
            let section = form.sections.get(form.field(finding.cell.field).section);
            let label = section.map_or("", |section| section.label.as_str());
            format!("{label} {}", message::carried_on_page(lang, line.count))
        } else {
            format!("{} {}", place(form, app.model.session.report(), finding.cell), finding.sentence(&texts))
        };
        let advice = finding.advice(form);
        let general = match mark {
            Mark::Explain | Mark::Explained => message::what_to_do_explain(lang),
            Mark::Carried => message::what_to_do_carried(lang),
            _ => message::what_to_do_error(lang),
        };
        let why = app.model.session.report().explanation(&finding.name(form), finding.cell);
        let why = why.map(|why| message::explanation(lang, why));
        let lines = app.look.width.wrap(&sentence, usize::from(width), 0);
        let mut rows = vec![];
        rows.extend(
            lines
                .into_iter()
                .take(2)
                .map(|range| (sentence.get(range).unwrap_or_default().to_owned(), theme.label)),
        );
        let advice =
            if advice.is_empty() { app.look.keys.spoken(&general).into_owned() } else { advice.to_owned() };
        rows.push((why.unwrap_or(advice), theme.quiet));
        for ((line, style), y) in rows.into_iter().zip(y..y + 3) {
            canvas.put(1, y, &app.look.width.shorten(&line, usize::from(width)), width, style);
        }
    }
}

fn palette(app: &App, goto: &GoTo, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (app.look.lang, app.look.theme);
    let (head, hint, keys) = match goto.picking {
        Some(Picking { part: None, .. }) => {
            (message::figure_head(lang), message::figure_hint(lang), message::figure_keys(lang))
        }
        Some(Picking { part: Some(part), .. }) => {
            let part = place(app.model.session.form(), app.model.session.report(), part);
            (message::figure_share_of(lang, &part), String::new(), message::figure_keys(lang))
        }
        None if goto.texts => (message::find_head(lang), message::find_hint(lang), message::goto_keys(lang)),
        None => (message::goto_head(lang), message::goto_hint(lang), message::goto_keys(lang)),
    };
    let (top, rows) = frame(app, &head, &hint, &keys, 0, canvas);
    let width = canvas.area().width;
    let text = goto.editor.text();
    canvas.put(1, top, ":", 1, theme.quiet);
    // Show the end of a long query, where the user types.
    let before = text.get(..goto.editor.caret().1).unwrap_or(&text);
    let seen = app.look.width.cut_end(before, usize::from(width.saturating_sub(5)));
    let rest = text.get(before.len() - seen.len()..).unwrap_or_default();
    canvas.put(3, top, rest, width - 4, theme.label);
    canvas.caret = Some(((3 + cells(app.look.width.of(seen))).min(width - 1), top));
    if goto.hits.is_empty() && !text.is_empty() {
        canvas.put(3, top + 2, &message::nothing_found(lang), width - 4, theme.quiet);
    }
    let rows = rows.saturating_sub(2);
    let first = list_from(goto.selected, (top + 2, rows), goto.hits.len(), canvas);
    let name_wide = width / 2;
    for (index, hit) in goto.hits.iter().enumerate().skip(first).take(usize::from(rows)) {
        let y = top + 2 + cells(index - first);
        let here = index == goto.selected;
        canvas.put(1, y, if here { ">" } else { " " }, 1, theme.label);
        let label = app.look.width.shorten(&hit.label, usize::from(name_wide - 4));
        canvas.put(3, y, &label, name_wide, theme.label);
        let room = width.saturating_sub(name_wide + 1);
        canvas.put(name_wide, y, &app.look.width.shorten(&hit.detail, usize::from(room)), room, theme.quiet);
    }
}

fn menu_panel(app: &App, menu: &Menu, canvas: &mut Canvas<'_>) {
    let theme = app.look.theme;
    let (top, rows) = frame(app, &menu.title, "", &message::menu_keys(app.look.lang), 0, canvas);
    let width = canvas.area().width;
    let key_wide = 18.min(width / 3);
    let blank = u16::from(rows > cells(menu.items.len()));
    let (top, rows) = (top + blank, rows - blank);
    let first = list_from(menu.selected, (top, rows), menu.items.len(), canvas);
    for (index, item) in menu.items.iter().enumerate().skip(first).take(usize::from(rows)) {
        let y = top + cells(index - first);
        let here = index == menu.selected;
        canvas.put(1, y, if here { ">" } else { " " }, 1, theme.label);
        canvas.put(3, y, item.digit.encode_utf8(&mut [0; 4]), 1, theme.key);
        let used = canvas.put_right(width - key_wide, width - 1, y, &item.keys, theme.quiet);
        let room = usize::from(width.saturating_sub(used + 8));
        canvas.put(6, y, &app.look.width.shorten(&item.label, room), width, theme.label);
        if here {
            canvas.caret = Some((1, y));
        }
    }
}

fn calendar(app: &App, day: Date, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (app.look.lang, app.look.theme);
    let head = message::month_head(lang, day.year(), day.month());
    let (top, rows) = frame(app, &head, "", &message::calendar_keys(lang), 0, canvas);
    let left = 4;
    let wide: u16 = 4;
    for (column, name) in message::week_days(lang).split(' ').enumerate() {
        canvas.put(left + cells(column) * wide, top, name, wide, theme.quiet);
    }
    let first = day.first_of_month();
    let before = i64::from(first.weekday().to_monday_zero_offset());
    for number in 0..i64::from(day.days_in_month()) {
        let at = before + number;
        let (row, column) = (at / 7, at % 7);
        let (Ok(row), Ok(column)) = (u16::try_from(row), u16::try_from(column)) else { continue };
        let y = top + 1 + row;
        if y >= top + rows {
            break;
        }
        let Ok(date) = first.checked_add(number.days()) else { continue };
        let x = left + column * wide;
        canvas.put(x, y, &format!("{:>2}", date.day()), wide, theme.label);
        if date == day {
            canvas.put(x - 1, y, "[", 1, theme.label);
            canvas.put(x + 2, y, "]", 1, theme.label);
            canvas.caret = Some((x, y));
        }
        if date == app.model.today && date != day {
            canvas.put(x + 2, y, "*", 1, theme.quiet);
        }
    }
}

fn reader_panel(app: &App, reader: &Reader, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (app.look.lang, app.look.theme);
    let rows = usize::from(canvas.area().height.saturating_sub(4)).max(1);
    let last = (reader.top + rows).min(reader.lines.len());
    let count = message::lines_shown(lang, reader.top + 1, last, reader.lines.len());
    let width = canvas.area().width;
    let wide = reader.lines.iter().any(|line| app.look.width.of(line) > usize::from(width));
    let keys = if wide { message::reader_keys_wide(lang) } else { message::reader_keys(lang) };
    let (top, rows) = frame(app, &reader.title, &count, &keys, 0, canvas);
    for (line, y) in reader.lines.iter().skip(reader.top).zip(top..top + rows) {
        // A preview uses the full paper width; help has a margin.
        let margin = u16::from(reader.help);
        let line = behind(app.look.width, line, reader.left);
        canvas.put(margin, y, &line, width - margin, theme.label);
    }
    canvas.caret = Some((0, top));
}

/// Returns the part of a line after its first `cells` cells.
fn behind(measure: Width, line: &str, cells: usize) -> String {
    let before = measure.cut(line, cells);
    let cut = measure.of(before) < cells && before.len() < line.len();
    // A wide character that is cut in half is replaced by a blank.
    let rest = line.get(before.len()..).unwrap_or_default();
    if !cut {
        return rest.to_owned();
    }
    let mut rest = rest.chars();
    rest.next();
    format!(" {}", rest.as_str())
}

fn version(app: &App, version: &Version, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (app.look.lang, app.look.theme);
    let count = message::version_differs(lang, version.len());
    let below = lines_below(app);
    let lines = below.map_or(0, |below| below.height);
    let (top, rows) = frame(app, &version.head(app), &count, &message::version_keys(lang), lines, canvas);
    let width = canvas.area().width;
    let content = match &version.content {
        Ok(content) if !content.rows.is_empty() => content,
        other => {
            let sentence = other.as_ref().err().cloned().unwrap_or_else(|| message::version_same(lang));
            for (range, y) in
                app.look.width.wrap(&sentence, usize::from(width - 2), 0).into_iter().zip(top..top + rows)
            {
                canvas.put(1, y, sentence.get(range).unwrap_or_default(), width - 1, theme.label);
            }
            return;
        }
    };
    let first = list_from(version.selected, (top, rows), content.rows.len(), canvas);
    for (index, row) in content.rows.iter().enumerate().skip(first).take(usize::from(rows)) {
        let y = top + cells(index - first);
        let here = index == version.selected;
        canvas.put(0, y, if here { ">" } else { " " }, 1, theme.label);
        difference_line(row, 2, y, canvas);
        if here {
            canvas.caret = Some((0, y));
        }
    }
    let row = content.rows.get(version.selected).zip(below);
    let Some(([place, now, then], below)) = row else { return };
    let lines = [place.clone(), message::version_now(lang, now), message::version_then(lang, then)];
    for ((line, style), y) in lines.iter().zip([theme.label, theme.quiet, theme.label]).zip(below.y..) {
        canvas.put(1, y, &app.look.width.shorten(line, usize::from(width - 2)), width, style);
    }
}

fn question(app: &App, ask: &Ask, canvas: &mut Canvas<'_>) {
    let theme = app.look.theme;
    let (top, rows) = frame(app, &ask.question, "", &message::ask_keys(app.look.lang), 0, canvas);
    let width = canvas.area().width;
    let mut y = top;
    let lines = app.look.width.wrap(&ask.detail, usize::from(width - 2), 0);
    for range in lines.into_iter().take(usize::from(rows.saturating_sub(2))) {
        canvas.put(1, y, ask.detail.get(range).unwrap_or_default(), width - 1, theme.quiet);
        y += 1;
    }
    if let Some(offer) = &ask.offer {
        let offer = app.look.keys.spoken(&message::last_explanation(app.look.lang)).into_owned() + offer;
        let lines = app.look.width.wrap(&offer, usize::from(width - 2), 0);
        for range in lines.into_iter().take(usize::from((top + rows).saturating_sub(y + 2))) {
            canvas.put(1, y, offer.get(range).unwrap_or_default(), width - 1, theme.label);
            y += 1;
        }
    }
    y += u16::from(rows > 4);
    let layout =
        crate::terminal::width::Layout::new(app.look.width, ask.editor.lines(), usize::from(width - 4), 0);
    let (line, column) = layout.place(ask.editor.lines(), ask.editor.caret());
    canvas.put(1, y, ">", 1, theme.focus);
    let style = if ask.editor.selection().is_some() { theme.selected } else { theme.label };
    // Keep the caret's line of a long answer visible.
    let room = usize::from((top + rows).saturating_sub(y)).max(1);
    let first = (line + 1).saturating_sub(room);
    for (visual, row) in layout.lines().iter().skip(first).take(room).zip(y..) {
        let text = ask.editor.lines().get(visual.paragraph).and_then(|text| text.get(visual.range.clone()));
        canvas.put(3, row, text.unwrap_or_default(), width - 3, style);
    }
    canvas.caret = Some(((3 + cells(column)).min(width - 1), y + cells(line - first)));
}

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
