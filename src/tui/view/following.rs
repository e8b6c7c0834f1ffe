//! Draws the list of figures in texts that can be replaced by references to table cells: one line per figure
//! with its context, the cell and the result.

use super::cell::cells;
use super::panel::{frame, lines_below, list_from};
use crate::form::{CellRef, clean_line};
use crate::message;
use crate::sheet::reference::fill;
use crate::tui::app::App;
use crate::tui::canvas::Canvas;
use crate::tui::following::{Following, Found, why};
use crate::tui::layout::{place, place_words};

/// Characters that end a sentence.
const ENDS: [char; 4] = ['。', '；', '！', '\n'];

/// Characters skipped at the start of a quoted clause.
const PAUSES: [char; 6] = ['，', '、', '：', '）', ',', ' '];

/// A line of the list.
enum Line {
    /// The name of the text that contains the figures below it.
    Text(CellRef),
    /// A figure.
    Figure(usize),
}

/// Draws the list.
pub(super) fn draw(app: &App, following: &Following, canvas: &mut Canvas<'_>) {
    let (lang, theme, measure) = (app.look.lang, app.look.theme, app.look.width);
    let width = canvas.area().width;
    let title = match following.figures.first() {
        Some(found) if !following.whole => {
            place_words(app.model.session.form(), app.model.session.report(), found.text)
        }
        _ => message::follow_whole(lang),
    };
    let (chosen, can) = following.counts();
    let mut counts = message::follow_counts(lang, chosen, can);
    if following.already > 0 {
        counts += &message::follow_already(lang, following.already);
    }
    let keys = message::follow_keys(lang);
    let fits = measure.of(&keys) + 2 <= usize::from(width);
    let keys = if fits { keys } else { message::follow_keys_short(lang) };
    let below = lines_below(app);
    let lines_below = below.map_or(0, |below| below.height);
    let title = message::follow_title(lang, &title);
    let (top, rows) = frame(app, &title, &counts, &keys, lines_below, canvas);
    let lines = lines(following);
    let selected =
        lines.iter().position(|line| matches!(line, Line::Figure(at) if *at == following.selected));
    let first = list_from(selected.unwrap_or(0), (top, rows), lines.len(), canvas);
    for (line, y) in lines.iter().skip(first).zip(top..top + rows) {
        match line {
            Line::Text(cell) => {
                let name = place_words(app.model.session.form(), app.model.session.report(), *cell);
                canvas.put(1, y, &measure.shorten(&name, usize::from(width - 2)), width, theme.heading);
            }
            Line::Figure(at) => {
                let Some(found) = following.figures.get(*at) else { continue };
                let here = *at == following.selected;
                figure(app, found, y, canvas);
                if here {
                    canvas.put(0, y, ">", 1, theme.label);
                    canvas.caret = Some((0, y));
                }
            }
        }
    }
    if let Some((found, below)) = following.figures.get(following.selected).zip(below) {
        let room = usize::from(width.saturating_sub(2));
        for (text, y) in more(app, found, room).into_iter().zip(below.top()..below.bottom()) {
            canvas.put(1, y, &measure.shorten(&text, room), width, theme.label);
        }
    }
}

/// Returns the lines of the list; with a single text, its name is omitted.
fn lines(following: &Following) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut text = None;
    for (at, found) in following.figures.iter().enumerate() {
        if following.whole && text != Some(found.text) {
            lines.push(Line::Text(found.text));
        }
        text = Some(found.text);
        lines.push(Line::Figure(at));
    }
    lines
}

/// Draws the line of a figure: checkbox, the words before it, the cell, the result.
fn figure(app: &App, found: &Found, y: u16, canvas: &mut Canvas<'_>) {
    let (measure, theme) = (app.look.width, app.look.theme);
    let width = usize::from(canvas.area().width);
    let (mark, style) = match (&found.candidate.replacement, found.chosen) {
        (Some(_), true) => ("[x]", theme.label),
        (Some(_), false) => ("[ ]", theme.label),
        (None, _) => (" - ", theme.quiet),
    };
    canvas.put(2, y, mark, 3, style);
    // The context, then the result; the cell between them if three columns fit.
    let room = width.saturating_sub(7);
    let words = if room >= 60 { room / 3 } else { room / 2 };
    let (before, _) = sentence(app, found);
    let quote = measure.cut_end(&before, words).trim_start_matches(PAUSES);
    canvas.put(6, y, quote, cells(words), style);
    let x = 6 + words + 1;
    let rest = width.saturating_sub(x + 1);
    let (cell, becomes) = becomes(app, found);
    let three = room >= 60 && !cell.is_empty();
    let cell_wide = if three { rest / 2 } else { 0 };
    if three {
        canvas.put(cells(x), y, &measure.shorten(&cell, cell_wide - 1), cells(cell_wide), style);
    }
    // If only one fits, show the cell: it is more important than the notation.
    let becomes = if !three && found.candidate.sure { cell } else { becomes };
    let rest = rest - cell_wide;
    let becomes = measure.shorten(&becomes, rest);
    canvas.put(
        cells(x + cell_wide),
        y,
        &becomes,
        cells(rest),
        if found.chosen { style } else { theme.quiet },
    );
}

/// Returns the place of the cell and a short description of the result for the figure.
fn becomes(app: &App, found: &Found) -> (String, String) {
    let lang = app.look.lang;
    let candidate = &found.candidate;
    let Some(replacement) = &candidate.replacement else { return (String::new(), why(candidate, "", lang)) };
    let cell = place_words(app.model.session.form(), app.model.session.report(), replacement.cell);
    let becomes = match (found.chosen, candidate.sure) {
        (_, true) => replacement.text.clone(),
        (true, false) => message::follow_becomes(lang, written(app, found), &shown(app, found)),
        (false, false) => why(candidate, &app.model.shown(replacement.cell), lang),
    };
    (cell, becomes)
}

/// Returns the current text of the figure.
fn written<'a>(app: &'a App, found: &Found) -> &'a str {
    let span = found.candidate.replacement.as_ref().map_or(&found.candidate.figure.span, |to| &to.span);
    span.of(app.model.session.report().text(found.text))
}

/// Returns the text that would be displayed instead of the figure.
fn shown(app: &App, found: &Found) -> String {
    let typed = found.candidate.replacement.as_ref().map_or("", |replacement| &replacement.text);
    fill(&app.model.session.texts(app.look.lang), typed)
}

/// Returns details of the selected figure: its sentence in two lines, then the cell and the notation.
fn more(app: &App, found: &Found, room: usize) -> Vec<String> {
    let (lang, measure) = (app.look.lang, app.look.width);
    let (before, after) = sentence(app, found);
    // The figure must be visible: a long sentence is cut at its beginning.
    let whole = measure.cut_end(&before, room + room / 2).to_owned() + &after;
    let mut wrapped = measure.wrap(&whole, room, 0).into_iter();
    let mut line = |rest: bool| {
        let Some(range) = wrapped.next() else { return String::new() };
        whole.get(if rest { range.start..whole.len() } else { range }).unwrap_or_default().to_owned()
    };
    let sentence = [line(false), line(true)];
    let candidate = &found.candidate;
    let last = match &candidate.replacement {
        None => message::follow_cannot(lang, &why(candidate, "", lang)),
        Some(replacement) => {
            let (form, report) = (app.model.session.form(), app.model.session.report());
            let value = app.model.shown(replacement.cell);
            let cell = message::follow_same(lang, &value, &place(form, report, replacement.cell));
            let written = message::follow_written(lang, &replacement.text);
            let why = if candidate.sure { String::new() } else { why(candidate, &value, lang) + "  " };
            format!("{why}{cell}  {written}")
        }
    };
    sentence.into_iter().chain([last]).collect()
}

/// Returns the sentence of a figure, split after the figure; existing references are shown as their values.
fn sentence(app: &App, found: &Found) -> (String, String) {
    let text = app.model.session.report().text(found.text);
    let bytes = &found.candidate.figure.span.bytes;
    let (start, end) = (bytes.start as usize, bytes.end as usize);
    let from = text.get(..start).unwrap_or_default();
    let from = from.rfind(ENDS).map_or(0, |at| at + from[at..].chars().next().map_or(0, char::len_utf8));
    let behind = text.get(end..).unwrap_or_default();
    let until = end + behind.find(ENDS).map_or(behind.len(), |at| at);
    let texts = app.model.session.texts(app.look.lang);
    let part = |range| clean_line(&fill(&texts, text.get(range).unwrap_or_default()));
    (part(from..end).trim_start().to_owned(), part(end..until))
}
