//! Review of the figures of one text, or of all texts, that can be replaced by references to table cells. The
//! user chooses figures from a list; the chosen ones are replaced in one step. A figure whose displayed text
//! would change is never chosen automatically.

use super::frame::{frame, lines_below};
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::check::prose::{self, Candidate, Replacement, Skip, Verdict};
use crate::form::{CellRef, clean_line};
use crate::message::{self, Lang};
use crate::report::Edit;
use crate::sheet::fill;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::layout::{place, place_words};
use crate::tui::widgets::{is_digit, list_from, step_in_list};

/// Characters that end a sentence.
const ENDS: [char; 4] = ['。', '；', '！', '\n'];

/// Characters skipped at the start of a quoted clause.
const PAUSES: [char; 6] = ['，', '、', '：', '）', ',', ' '];

/// The state of the review.
#[derive(Clone, Debug, PartialEq)]
pub struct Following {
    /// True if it covers all texts of the report.
    pub whole: bool,
    /// The figures, grouped by text.
    pub figures: Vec<Found>,
    /// Index of the selected figure.
    pub selected: usize,
    /// Number of references that exist already.
    pub already: usize,
    /// True if it was opened over the full-screen text.
    expanded: bool,
}

/// A figure of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The cell of the text.
    pub text: CellRef,
    /// The figure and its possible replacement.
    pub candidate: Candidate,
    /// True if it is to be replaced.
    pub chosen: bool,
}

impl Following {
    /// Finds the figures of the current text, or of all texts.
    pub(in crate::tui) fn new(cx: &Context<'_>, whole: bool) -> Following {
        let (form, report, sheet) = (cx.session.form(), cx.session.report(), cx.session.sheet());
        let texts: Vec<CellRef> = match cx.cursor.cell {
            Some(cell) if !whole => vec![cell],
            _ => report.cells(form).into_iter().filter(|cell| cx.may_follow(*cell)).collect(),
        };
        let already = texts.iter().map(|cell| sheet.references(*cell).len()).sum();
        let found = |text: CellRef| {
            let candidates = prose::candidates(cx.session.prose(), form, report, sheet, text).into_iter();
            candidates.map(move |candidate| Found { text, chosen: candidate.sure, candidate })
        };
        let figures: Vec<Found> = texts.into_iter().flat_map(found).collect();
        let selected = figures.iter().position(|found| found.candidate.replacement.is_some()).unwrap_or(0);
        Following { whole, figures, selected, already, expanded: cx.is_text }
    }

    /// Returns the number of chosen figures and of those that can be chosen.
    pub fn counts(&self) -> (usize, usize) {
        let count = |wanted: fn(&&Found) -> bool| self.figures.iter().filter(wanted).count();
        (count(|found| found.chosen), count(|found| found.candidate.replacement.is_some()))
    }

    /// Chooses all figures whose displayed text does not change; if all of them are chosen already, chooses
    /// none.
    fn choose_all(&mut self) {
        let all = self.figures.iter().all(|found| found.chosen || !found.candidate.sure);
        for found in &mut self.figures {
            found.chosen = !all && (found.chosen || found.candidate.sure);
        }
    }

    /// Returns the texts with chosen figures and their replacements.
    fn chosen(&self) -> Vec<(CellRef, Vec<Replacement>)> {
        let mut texts: Vec<(CellRef, Vec<Replacement>)> = Vec::new();
        for found in self.figures.iter().filter(|found| found.chosen) {
            let Some(replacement) = found.candidate.replacement.clone() else { continue };
            match texts.last_mut().filter(|(text, _)| *text == found.text) {
                Some((_, replacements)) => replacements.push(replacement),
                None => texts.push((found.text, vec![replacement])),
            }
        }
        texts
    }

    /// Toggles the selected figure and selects the next one.
    fn toggle(&mut self, cx: &Context<'_>) -> Outcome {
        let lang = cx.look.lang;
        let last = self.figures.len().saturating_sub(1);
        let Some(found) = self.figures.get_mut(self.selected) else { return Outcome::Stay };
        if found.candidate.replacement.is_none() {
            return Outcome::Refuse(message::follow_cannot(lang, &why(&found.candidate, "", lang)));
        }
        found.chosen = !found.chosen;
        self.selected = (self.selected + 1).min(last);
        Outcome::Stay
    }

    /// Replaces the chosen figures by references, as one step of the undo history.
    fn replace(&self, cx: &Context<'_>) -> Outcome {
        let lang = cx.look.lang;
        let (count, texts) = (self.counts().0, self.chosen());
        let Some((first, _)) = texts.first() else {
            return Outcome::Refuse(message::follow_none_chosen(lang));
        };
        let report = cx.session.report();
        let edits = texts.iter().flat_map(|(cell, replacements)| {
            let text = prose::replaced(report.text(*cell), replacements);
            let unconfirmed = report.is_unconfirmed(*cell);
            [Edit::Set { cell: *cell, text: Some(text.into()) }, Edit::Mark { cell: *cell, unconfirmed }]
        });
        let edit = Edit::Batch(edits.collect());
        let is_here = |cell: &CellRef| texts.iter().any(|(text, _)| text == cell);
        let cell = cx.cursor.cell.filter(is_here).unwrap_or(*first);
        let said = message::follow_done(lang, count);
        Outcome::Do(Action::Apply { edit, cell, said, arrives: false })
    }
}

impl Panel for Following {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let last = self.figures.len().saturating_sub(1);
        let step = if command == Command::Next { Command::Down } else { command };
        match (command, step_in_list(self.selected, last, step)) {
            (_, Some(selected)) => self.selected = selected,
            (Command::Options, _) => return self.toggle(cx),
            (Command::LastYear, _) => self.choose_all(),
            (Command::Enter, _) => return self.replace(cx),
            // Opening another panel would discard the choices.
            (Command::Help, _) => return Outcome::Say(message::follow_first(cx.look.lang)),
            _ => return elsewhere(command, cx),
        }
        Outcome::Stay
    }

    /// A blank acts as F4; the digits 4 and 6 act as F4 and F6, for terminals that intercept the function
    /// keys.
    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        if matches!(text, " " | "\u{3000}") || is_digit(text, '4') {
            return self.toggle(cx);
        }
        if !is_digit(text, '6') {
            return Outcome::Refuse(message::follow_first(cx.look.lang));
        }
        self.choose_all();
        Outcome::Stay
    }

    fn is_over_text(&self) -> bool {
        self.expanded
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let (lang, theme, measure) = (cx.look.lang, cx.look.theme, cx.look.width);
        let width = canvas.area().width;
        let title = match self.figures.first() {
            Some(found) if !self.whole => place_words(cx.session.form(), cx.session.report(), found.text),
            _ => message::follow_whole(lang),
        };
        let (chosen, can) = self.counts();
        let mut counts = message::follow_counts(lang, chosen, can);
        if self.already > 0 {
            counts += &message::follow_already(lang, self.already);
        }
        let keys = message::follow_keys(lang);
        let fits = measure.of(&keys) + 2 <= usize::from(width);
        let keys = if fits { keys } else { message::follow_keys_short(lang) };
        let below = lines_below(cx);
        let lines_below = below.map_or(0, |below| below.height);
        let title = message::follow_title(lang, &title);
        let (top, rows) = frame(cx, &title, &counts, &keys, lines_below, canvas);
        let lines = lines(self);
        let selected = lines.iter().position(|line| matches!(line, Line::Figure(at) if *at == self.selected));
        let first = list_from(selected.unwrap_or(0), (top, rows), lines.len(), canvas);
        for (line, y) in lines.iter().skip(first).zip(top..top + rows) {
            match line {
                Line::Text(cell) => {
                    let name = place_words(cx.session.form(), cx.session.report(), *cell);
                    canvas.put(1, y, &measure.shorten(&name, usize::from(width - 2)), width, theme.heading);
                }
                Line::Figure(at) => {
                    let Some(found) = self.figures.get(*at) else { continue };
                    let here = *at == self.selected;
                    figure(cx, found, y, canvas);
                    if here {
                        canvas.put(0, y, ">", 1, theme.label);
                        canvas.caret = Some((0, y));
                    }
                }
            }
        }
        if let Some((found, below)) = self.figures.get(self.selected).zip(below) {
            let room = usize::from(width.saturating_sub(2));
            for (text, y) in more(cx, found, room).into_iter().zip(below.top()..below.bottom()) {
                canvas.put(1, y, &measure.shorten(&text, room), width, theme.label);
            }
        }
    }
}

/// A line of the list.
enum Line {
    /// The name of the text that contains the figures below it.
    Text(CellRef),
    /// A figure.
    Figure(usize),
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
fn figure(cx: &Context<'_>, found: &Found, y: u16, canvas: &mut Canvas<'_>) {
    let (measure, theme) = (cx.look.width, cx.look.theme);
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
    let (before, _) = sentence(cx, found);
    let quote = measure.cut_end(&before, words).trim_start_matches(PAUSES);
    canvas.put(6, y, quote, cells(words), style);
    let x = 6 + words + 1;
    let rest = width.saturating_sub(x + 1);
    let (cell, becomes) = becomes(cx, found);
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
fn becomes(cx: &Context<'_>, found: &Found) -> (String, String) {
    let lang = cx.look.lang;
    let candidate = &found.candidate;
    let Some(replacement) = &candidate.replacement else { return (String::new(), why(candidate, "", lang)) };
    let cell = place_words(cx.session.form(), cx.session.report(), replacement.cell);
    let becomes = match (found.chosen, candidate.sure) {
        (_, true) => linked(cx, found, &replacement.text),
        (true, false) => message::follow_becomes(lang, written(cx, found), &shown(cx, found)),
        (false, false) => why(candidate, &cx.model.shown(replacement.cell), lang),
    };
    (cell, becomes)
}

/// Returns the current text of the figure.
fn written<'a>(cx: &Context<'a>, found: &Found) -> &'a str {
    let span = found.candidate.replacement.as_ref().map_or(&found.candidate.figure.span, |to| &to.span);
    span.of(cx.session.report().text(found.text))
}

/// Returns the text that would be displayed instead of the figure.
fn shown(cx: &Context<'_>, found: &Found) -> String {
    let typed = found.candidate.replacement.as_ref().map_or("", |replacement| &replacement.text);
    fill(&cx.session.texts(cx.look.lang), typed)
}

/// Returns the replacement of a figure: in English its code, in Chinese the value that it shows.
fn linked(cx: &Context<'_>, found: &Found, code: &str) -> String {
    match cx.look.lang {
        Lang::En => code.to_owned(),
        Lang::Zh => message::follow_linked(cx.look.lang, &shown(cx, found)),
    }
}

/// Returns details of the selected figure: its sentence in two lines, then the cell and the notation.
fn more(cx: &Context<'_>, found: &Found, room: usize) -> Vec<String> {
    let (lang, measure) = (cx.look.lang, cx.look.width);
    let (before, after) = sentence(cx, found);
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
            let (form, report) = (cx.session.form(), cx.session.report());
            let value = cx.model.shown(replacement.cell);
            let cell = message::follow_same(lang, &value, &place(form, report, replacement.cell));
            let written = message::follow_written(lang, &linked(cx, found, &replacement.text));
            let why = if candidate.sure { String::new() } else { why(candidate, &value, lang) + "  " };
            format!("{why}{cell}  {written}")
        }
    };
    sentence.into_iter().chain([last]).collect()
}

/// Returns the sentence of a figure, split after the figure; existing references are shown as their values.
fn sentence(cx: &Context<'_>, found: &Found) -> (String, String) {
    let text = cx.session.report().text(found.text);
    let bytes = &found.candidate.figure.span.bytes;
    let (start, end) = (bytes.start as usize, bytes.end as usize);
    let from = text.get(..start).unwrap_or_default();
    let from = from.rfind(ENDS).map_or(0, |at| at + from[at..].chars().next().map_or(0, char::len_utf8));
    let behind = text.get(end..).unwrap_or_default();
    let until = end + behind.find(ENDS).map_or(behind.len(), |at| at);
    let texts = cx.session.texts(cx.look.lang);
    let part = |range| clean_line(&fill(&texts, text.get(range).unwrap_or_default()));
    (part(from..end).trim_start().to_owned(), part(end..until))
}

/// Explains why a figure is not chosen automatically; `value` is the value of the cell that it refers to.
fn why(candidate: &Candidate, value: &str, lang: Lang) -> String {
    match (candidate.figure.verdict, candidate.figure.doubt) {
        (Verdict::Different(_), _) => message::follow_differs(lang, value),
        (Verdict::Rounded(_), _) => message::follow_rounded(lang, value),
        (Verdict::Equal(_), Some(Skip::Plan)) => message::follow_plan(lang),
        (Verdict::Equal(_), _) => message::follow_otherwise(lang),
        (Verdict::NotChecked(why), _) => not_checked(why, lang),
    }
}

fn not_checked(why: Skip, lang: Lang) -> String {
    match why {
        Skip::Year => message::why_year(lang),
        Skip::NoWord => message::why_no_word(lang),
        Skip::Apart => message::why_apart(lang),
        Skip::Unit => message::why_unit(lang),
        Skip::Change => message::why_change(lang),
        Skip::Share => message::why_share(lang),
        Skip::Limit => message::why_limit(lang),
        Skip::Several => message::why_several(lang),
        Skip::Period => message::why_period(lang),
        Skip::Plan => message::follow_plan(lang),
        Skip::Near => message::why_near(lang),
        Skip::About => message::why_about(lang),
        Skip::Row => message::why_row(lang),
        Skip::Blank => message::why_blank(lang),
        Skip::Part => message::why_part(lang),
    }
}
