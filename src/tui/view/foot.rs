//! Draws the foot of the screen: notice or finding, help, position and key bar.
//!
//! Other views reuse its parts.

use ratatui::layout::Rect;

use crate::app::model::Disk;
use crate::check::prose::Verdict;
use crate::check::{Finding, Group, Mark};
use crate::form::{CellRef, Value};
use crate::message::{self, Lang};
use crate::report::naming::section_name;
use crate::sheet::LastChange;
use crate::sheet::reference::Reference;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::command::{BINDINGS, Binding, Command};
use crate::tui::context::Context;
use crate::tui::geometry::Areas;
use crate::tui::input::Cursor;
use crate::tui::keys::Keys;
use crate::tui::layout::{self, hints};
use std::borrow::Cow;

/// Draws the foot of a page.
pub(super) fn draw(cx: &Context<'_>, areas: &Areas, canvas: &mut Canvas<'_>) {
    if areas.findings.height > 0 {
        first_findings(cx, areas.findings, canvas);
    }
    let area = notice_area(cx, areas);
    if area.y < areas.message.y {
        canvas.clear(area);
    }
    let told = notice(cx, area, canvas);
    let small = areas.cell.height == 0;
    match areas.help.height {
        0 if told => {}
        0 if areas.compact && area.height > 0 => help(cx, areas.message, small, canvas),
        0 => last_year(cx, areas.message, canvas),
        _ if area == areas.message => help(cx, areas.help, small, canvas),
        _ => {}
    }
    status(cx, areas.status, canvas);
    keys(cx, areas.keys, canvas);
}

/// Returns the finding to show at the focused cell, and its index. Findings hidden while the user types are
/// skipped.
fn finding_here<'a>(cx: &Context<'a>, figure: Option<&Reference>) -> Option<(usize, &'a Finding)> {
    let cell = cx.cursor.cell?;
    let findings = cx.session.findings();
    let is_shown = |finding: &Finding| finding.cell == cell && !cx.is_quiet(cell, finding.rule);
    // A finding at the caret's figure has priority over other findings of the text.
    let start = figure.map(|reference| reference.place.start);
    let at_figure = |finding: &Finding| start.is_some() && finding.place.map(|place| place.start) == start;
    let reference = findings.iter().position(|finding| is_shown(finding) && at_figure(finding));
    let at_caret = || cx.finding_at_caret().filter(|at| findings.get(*at).is_some_and(is_shown));
    let at = reference.or_else(at_caret).or_else(|| findings.iter().position(is_shown))?;
    Some((at, findings.get(at)?))
}

/// Draws the name and the value of the reference at the caret.
fn figure_line(cx: &Context<'_>, reference: &Reference, area: Rect, canvas: &mut Canvas<'_>) {
    let room = usize::from(area.width.saturating_sub(2));
    let line = cx.look.width.shorten(&cx.figure_words(reference), room);
    canvas.put(1, area.y, &line, area.width, cx.look.theme.label);
}

/// Draws the keys of the reference at the caret; returns false if there is none.
fn figure_keys(cx: &Context<'_>, area: Rect, canvas: &mut Canvas<'_>) -> bool {
    let lang = cx.look.lang;
    if cx.figure_at_caret().is_none() {
        return false;
    }
    let keys = match cx.input.editor.selection() {
        Some(_) => message::reference_keys_selected(lang),
        None if cx.many_lines() => message::reference_keys(lang),
        None => message::reference_keys_line(lang),
    };
    canvas.keys(area.y, &keys);
    true
}

/// Draws last year's value of a table cell, in a window without a help line.
fn last_year(cx: &Context<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let cell = cx.cursor.cell.filter(|_| cx.grid().is_some());
    let Some(line) = cell.and_then(|cell| cx.last_line(cell)) else { return };
    let room = usize::from(area.width.saturating_sub(2));
    canvas.put(1, area.y, &cx.look.width.shorten(&line, room), area.width, cx.look.theme.quiet);
}

/// Returns the area of the notice; a notice too long for its line uses the help line too, or if there is none,
/// the line of the cell's position.
pub(super) fn notice_area(cx: &Context<'_>, areas: &Areas) -> Rect {
    let is_long = |text: &str| cx.look.width.of(text) + 2 > usize::from(areas.message.width);
    let long = cx.notice.as_ref().is_some_and(|notice| is_long(&notice.text));
    let (help, cell) = (areas.help.height, areas.cell.height);
    match long {
        true if help == 0 && cell > 0 => {
            Rect { y: areas.message.y - cell, height: cell + 1, ..areas.message }
        }
        true => Rect { height: areas.message.height + help, ..areas.message },
        false => areas.message,
    }
}

/// Draws the notice, otherwise the finding at the focused cell; returns false if there is neither.
pub(in crate::tui) fn notice(cx: &Context<'_>, area: Rect, canvas: &mut Canvas<'_>) -> bool {
    if area.height == 0 {
        return true;
    }
    let theme = cx.look.theme;
    let right = area.right().saturating_sub(1);
    if cx.strip {
        canvas.put(1, area.y, &message::key_strip(cx.look.lang), right, theme.focus);
        return true;
    }
    if let Some(notice) = &cx.notice {
        let style = if notice.bad { theme.error } else { theme.label };
        canvas.put_lines(area, &notice.text, style);
        return true;
    }
    let figure = cx.figure_at_caret();
    if let Some(reference) = figure.filter(|reference| reference.fault.is_none()) {
        figure_line(cx, reference, area, canvas);
        return true;
    }
    let Some((at, finding)) = finding_here(cx, figure) else { return false };
    let mark = finding.mark();
    let lang = cx.look.lang;
    let sentence = finding.sentence(&cx.session.texts(lang));
    let (at, count) = cx.session.overview().stop_of(at);
    let counts = [message::finding_of(lang, at, count), message::finding_of_short(lang, at, count)];
    // The sentence has precedence over the long form of the count.
    let fits =
        |text: &&String| cx.look.width.of(text) + cx.look.width.of(&sentence) + 6 <= usize::from(right);
    let count = counts.iter().find(fits).unwrap_or(&counts[1]);
    let used = canvas.put_right(right / 2, right, area.y, &cx.look.keys.spoken(count), theme.quiet);
    canvas.put(1, area.y, mark.letter().encode_utf8(&mut [0; 4]), 1, theme.mark(mark));
    let room = right.saturating_sub(used + 4);
    canvas.put(3, area.y, &cx.look.width.shorten(&sentence, usize::from(room)), room, theme.label);
    true
}

fn is_changed(cx: &Context<'_>, cell: CellRef) -> bool {
    cx.comparison(cell)
        .is_some_and(|beside| !matches!(beside.change, LastChange::Same | LastChange::Linked(_)))
}

/// Draws the help of the full-screen text: the keys of the reference at the caret, otherwise its figures.
pub(super) fn text_help(cx: &Context<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    if area.height > 0 && !figure_keys(cx, area, canvas) {
        figures(cx, area, canvas);
    }
}

/// Draws help for the field; in `small` windows, last year's value of a changed table cell instead.
fn help(cx: &Context<'_>, area: Rect, small: bool, canvas: &mut Canvas<'_>) {
    if area.height == 0 || figure_keys(cx, area, canvas) || figures(cx, area, canvas) {
        return;
    }
    let Some(cell) = cx.cursor.cell else { return };
    let form = cx.session.form();
    let kind = &form.field(cell.field).kind;
    // In a table: last year's value, if the columns cut it off or a small window has no rows for it.
    let beside = cx.grid().is_some() && (small || !kind.is_number() && is_changed(cx, cell));
    let last = if beside { cx.last_line(cell) } else { None };
    let hint = last.or_else(|| hints(form, cell).into_iter().next());
    let hint = hint.unwrap_or_else(|| kind.describe(cx.look.lang));
    let room = usize::from(area.width.saturating_sub(2));
    canvas.put(1, area.y, &cx.look.width.shorten(&hint, room), area.width, cx.look.theme.quiet);
}

/// Draws the figures in the caret's paragraph that state a cell's value, those with a different value first;
/// returns false if there are none.
fn figures(cx: &Context<'_>, area: Rect, canvas: &mut Canvas<'_>) -> bool {
    let Some(cell) = cx.cursor.cell.filter(|_| area.height > 0) else { return false };
    let (form, lang, theme) = (cx.session.form(), cx.look.lang, cx.look.theme);
    let (report, sheet) = (cx.session.report(), cx.session.sheet());
    let paragraph = cx.input.editor.caret().0;
    let mut lines = report.text(cell).split('\n');
    let start: usize = lines.by_ref().take(paragraph).map(|line| line.len() + 1).sum();
    let end = start + lines.next().map_or(0, str::len);
    let (mut different, mut equal) = (Vec::new(), Vec::<(String, Vec<String>)>::new());
    for figure in cx.session.prose().figures_within(form, report, sheet, cell, &(start..end)) {
        let (Verdict::Equal(at) | Verdict::Rounded(at) | Verdict::Different(at)) = figure.verdict else {
            continue;
        };
        let field = form.field(at.field);
        let written = figure.span.of(report.text(cell));
        // The unit of the table's column is omitted.
        let own = written.strip_suffix(&figure.unit).filter(|_| field.kind.unit() == Some(&figure.unit));
        let table = section_name(form, at.field, lang);
        if matches!(figure.verdict, Verdict::Different(_)) {
            let shown = cx.model.shown(at);
            let value = own.and(sheet.cell(at).value.number());
            let difference = value.and_then(|value| figure.value.checked_sub(value)).map(|by| by.abs());
            let by = difference.map_or_else(String::new, |by| {
                message::figure_by(lang, &field.kind.show(&Value::Number(by), lang))
            });
            different.push(message::figure_is_not(
                lang,
                own.unwrap_or(written),
                &table,
                &field.label,
                &shown,
                &by,
            ));
        } else {
            let text = message::figure_of(lang, &field.label, own.unwrap_or(written));
            match equal.iter_mut().find(|(there, _)| *there == table) {
                Some((_, texts)) => texts.push(text),
                None => equal.push((table, vec![text])),
            }
        }
    }
    if different.is_empty() && equal.is_empty() {
        return false;
    }
    let equal = equal.into_iter();
    let equal =
        equal.map(|(table, texts)| message::figures_agree(lang, &texts.join(&message::listed(lang)), &table));
    let told = different.into_iter().map(|text| (true, text)).chain(equal.map(|text| (false, text)));
    let right = area.right().saturating_sub(1);
    let mut x = 1 + canvas.put(1, area.y, &message::figures_told(lang), right, theme.quiet);
    for (differs, text) in told {
        let left = usize::from(right.saturating_sub(x));
        if left < 8 {
            break;
        }
        let style = if differs { theme.mark(Mark::Explain) } else { theme.quiet };
        x += 2 + canvas.put(x, area.y, &cx.look.width.shorten(&text, left), right, style);
    }
    true
}

/// Draws position, undo steps, save state, encoding and window size.
pub(super) fn status(cx: &Context<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    if area.height == 0 {
        return;
    }
    let (lang, theme) = (cx.look.lang, cx.look.theme);
    let right = area.right().saturating_sub(1);
    let steps = message::steps(lang, cx.session.steps());
    let mut text = match field_position(cx) {
        Some(position) => format!("{position} | {steps}"),
        None => steps,
    };
    let failing = match &cx.model.saving.disk {
        _ if cx.model.read_only => cx.model.read_only_reason(),
        Disk::Failing(reason) => Some(format!("{}{reason}", message::not_on_disk(lang))),
        _ => None,
    };
    let state = match &cx.model.saving.disk {
        _ if cx.model.read_only => None,
        Disk::Kept => Some(message::on_disk(lang)),
        Disk::Beside(_) => Some(message::on_disk_beside(lang)),
        Disk::Writing => Some(message::disk_slow(lang)),
        Disk::Failing(_) | Disk::Unknown => None,
    };
    if let Some(state) = state {
        text = format!("{text} | {state}");
    }
    let style = if failing.is_some() { theme.error } else { theme.quiet };
    // Encoding and size give way to the state of the draft; a failure is long in any case.
    let size = format!("{}x{}", cx.size.0, cx.size.1);
    let wide = |text: &str| cx.look.width.of(text);
    let fits = |size: &String| failing.is_some() || wide(&text) + wide(size) + 3 <= usize::from(right);
    let size = [format!("UTF-8 {size}"), size].into_iter().find(fits);
    let used = size.map_or(0, |size| 2 + canvas.put_right(right / 2, right, area.y, &size, theme.quiet));
    let text = failing.unwrap_or(text);
    let room = right.saturating_sub(used + 1);
    canvas.put(1, area.y, &cx.look.width.shorten(&text, usize::from(room)), room, style);
}

/// Returns the position of the focused field within its section.
fn field_position(cx: &Context<'_>) -> Option<String> {
    let Cursor { section, cell, .. } = cx.cursor;
    let form = cx.session.form();
    let sheet = cx.session.sheet();
    let fields: Vec<CellRef> = form.sections[section]
        .items
        .iter()
        .filter_map(|item| match item {
            crate::form::Item::Field(field) if sheet.is_relevant(*field) => Some(CellRef::only(*field)),
            _ => None,
        })
        .collect();
    let at = fields.iter().position(|field| Some(*field) == cell)?;
    Some(message::field_of(cx.look.lang, at + 1, fields.len()))
}

/// Draws two rows of keys: the commands with a short name in the key table.
pub(super) fn keys(cx: &Context<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    if area.height == 0 {
        return;
    }
    let is_function = |binding: &&Binding| binding.keys.first().is_some_and(|key| key.starts_with('F'));
    let rows: [Vec<&Binding>; 2] = [
        BINDINGS.iter().filter(is_function).collect(),
        BINDINGS.iter().filter(|binding| !is_function(binding)).collect(),
    ];
    if cx.is_text && !cx.strip && area.height == 2 {
        key_row(cx, &rows[0], cx.look.keys, area.y, canvas);
        let waits = cx.cursor.cell.is_some_and(|cell| cx.model.waits(cell));
        let lang = cx.look.lang;
        let keys = if waits { message::text_keys_waiting(lang) } else { message::text_keys(lang) };
        canvas.keys(area.y + 1, &keys);
        return;
    }
    // After Ctrl-K, digits are the function keys of the standard table, even if those are assigned
    // differently.
    let functions = if cx.strip { Keys::standard() } else { cx.look.keys };
    for ((row, keys), y) in rows.iter().zip([functions, cx.look.keys]).zip(area.top()..area.bottom()) {
        key_row(cx, row, keys, y, canvas);
    }
}

fn key_row(cx: &Context<'_>, row: &[&Binding], keys: &Keys, y: u16, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (cx.look.lang, cx.look.theme);
    let width = canvas.area().width;
    let mut x = 1;
    let has_last = cx.session.report().has_last();
    let mut shown: Vec<(Cow<'_, str>, &str, usize)> = row
        .iter()
        .filter(|binding| has_last || !binding.command.needs_last_year())
        .filter_map(|binding| {
            let short = Some(Binding::pick(binding.short, lang)).filter(|short| !short.is_empty())?;
            let key = keys.of(binding.command).first().map(|key| Cow::from(key.as_str()));
            let key = key.unwrap_or_else(|| keys.spoken(Binding::pick(binding.other_way, lang)));
            let wide = cx.look.width.of(&key) + cx.look.width.of(short) + usize::from(lang == Lang::En);
            Some((key, short, wide))
        })
        .collect();
    let all: usize = shown.iter().map(|(.., wide)| wide + 2).sum();
    let gap = if all <= usize::from(width) { 2 } else { 1 };
    // The key of the command menu is always shown.
    let menu = keys.of(Command::Actions).first();
    let used =
        |shown: &[(Cow<'_, str>, &str, usize)]| shown.iter().map(|(.., wide)| wide + gap).sum::<usize>();
    while shown.len() > 2
        && shown.last().is_some_and(|(key, ..)| menu.is_some_and(|menu| key == menu))
        && used(&shown) + 1 - gap >= usize::from(width)
    {
        shown.remove(shown.len() - 2);
    }
    // Commands are in order of importance; wide windows show more of them.
    for (key, short, wide) in shown {
        if usize::from(x) + wide + 1 > usize::from(width) {
            break;
        }
        x += canvas.put(x, y, &key, width, theme.key);
        // English words need a blank after the key name.
        x += u16::from(lang == Lang::En);
        x += canvas.put(x, y, short, width, theme.quiet);
        x += cells(gap);
    }
}

/// Draws the most severe findings below the page, in tall windows.
fn first_findings(cx: &Context<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let (lang, theme) = (cx.look.lang, cx.look.theme);
    let head = format!("{}   {}", message::findings_head(lang), cx.model.finding_counts());
    canvas.put(1, area.y, &head, area.width, theme.heading);
    for (group, y) in cx.session.overview().groups.iter().zip(area.top() + 1..area.bottom()) {
        group_line(cx, group, None, 1, y, canvas);
    }
}

/// Draws a group of findings in one line: mark, place and sentence. `is_open` is set in a list in which groups
/// open.
pub(in crate::tui) fn group_line(
    cx: &Context<'_>,
    group: &Group,
    is_open: Option<bool>,
    x: u16,
    y: u16,
    canvas: &mut Canvas<'_>,
) {
    let (form, report) = (cx.session.form(), cx.session.report());
    let fold = match is_open.filter(|_| group.opens()) {
        Some(true) => "- ",
        Some(false) => "+ ",
        None => "",
    };
    let place = format!("{fold}{}", group.place(form, report));
    let sentence = group.sentence(&cx.session.texts(cx.look.lang), cx.session.findings());
    line(cx, group.first.mark(), [&place, &sentence], x, y, canvas);
}

/// Draws a finding of an open group.
pub(in crate::tui) fn finding_line(cx: &Context<'_>, finding: &Finding, y: u16, canvas: &mut Canvas<'_>) {
    let place = layout::place_words(cx.session.form(), cx.session.report(), finding.cell);
    let sentence = finding.sentence(&cx.session.texts(cx.look.lang));
    line(cx, finding.mark(), [&place, &sentence], 4, y, canvas);
}

fn line(cx: &Context<'_>, mark: Mark, [place, sentence]: [&str; 2], x: u16, y: u16, canvas: &mut Canvas<'_>) {
    let (theme, policy) = (cx.look.theme, cx.look.width);
    let width = canvas.area().width;
    canvas.put(x, y, mark.letter().encode_utf8(&mut [0; 4]), 1, theme.mark(mark));
    let place_wide = (width / 3).clamp(12, 40);
    let place = policy.left(place, usize::from(place_wide));
    canvas.put(x + 2, y, &place, place_wide, theme.label);
    let left = x + 2 + place_wide + 1;
    let room = width.saturating_sub(left + 1);
    canvas.put(left, y, &policy.shorten(sentence, usize::from(room)), room, theme.label);
}
