//! The tabs with the figures of the texts, the relations between them, and the values that no text mentions.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::frame::lines_below;
use super::panel::{Action, Outcome, Panel, elsewhere};
use super::tabs::{Counts, Tab, tabbed};
use crate::check::reconciliation::Claim;
use crate::check::review::{Quotes, Review, State, claim_words, counts, relation_words};
use crate::check::{Finding, Mark};
use crate::form::{CellRef, Severity, clean_line};
use crate::message::{self, Lang};
use crate::report::naming::{RowTitle, place, place_words, section_name};
use crate::sheet::TextRange;
use crate::tui::canvas::Canvas;
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::widgets::{cut_end_at_word, list, step_in_list};

/// The list of figures, relations or values.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconciliation {
    tab: Tab,
    filter: Filter,
    /// Index of the selected line.
    selected: usize,
    review: Review,
}

/// The states that are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    /// Those that a person should look at.
    Open,
    /// All.
    All,
    /// One state.
    Only(State),
}

impl Filter {
    /// All filters, in the order of the arrow keys.
    const ALL: [Filter; 8] = [
        Filter::Open,
        Filter::All,
        Filter::Only(State::Equal),
        Filter::Only(State::Rounded),
        Filter::Only(State::Differs),
        Filter::Only(State::Suspect),
        Filter::Only(State::Unchecked),
        Filter::Only(State::Settled),
    ];

    fn takes(self, state: State) -> bool {
        match self {
            Filter::Open => state.is_open(),
            Filter::All => true,
            Filter::Only(only) => state == only,
        }
    }

    fn words(self, lang: Lang) -> String {
        match self {
            Filter::Open => message::review_open(lang),
            Filter::All => message::review_all(lang),
            Filter::Only(state) => state.words(lang),
        }
    }

    /// Returns the next filter, or the one before; the first follows the last.
    fn next(self, back: bool) -> Filter {
        let step = if back { Filter::ALL.len() - 1 } else { 1 };
        let at = Filter::ALL.iter().position(|filter| *filter == self).unwrap_or(0);
        Filter::ALL[(at + step) % Filter::ALL.len()]
    }
}

/// A line of a list.
struct Line {
    /// The state; `None` for a value that no text mentions.
    state: Option<State>,
    /// The index in the list of the tab.
    at: usize,
    cell: CellRef,
    place: Option<TextRange>,
}

impl Reconciliation {
    /// Creates the list of a tab, with the first figure at the caret or after it selected.
    pub(in crate::tui) fn new(cx: &Context<'_>, tab: Tab) -> Reconciliation {
        let mut panel =
            Reconciliation { tab, filter: Filter::Open, selected: 0, review: cx.session.review() };
        // Without anything to look at, the list shows what was compared.
        if !panel.states().into_iter().any(State::is_open) {
            panel.filter = Filter::All;
        }
        let caret = cx.input.editor.offset();
        let is_next = |line: &Line| {
            let ahead = |place: TextRange| place.end as usize >= caret;
            Some(line.cell) == cx.cursor.cell && line.place.is_none_or(ahead)
        };
        panel.selected = panel.lines().iter().position(is_next).unwrap_or(0);
        panel
    }

    /// True if no text of the report has a figure.
    pub(in crate::tui) fn is_empty(&self) -> bool {
        self.review.claims.is_empty()
    }

    /// Returns the selected claim.
    fn claim(&self) -> Option<&(State, Claim)> {
        let line = self.lines().into_iter().nth(self.selected).filter(|_| self.tab == Tab::Claims)?;
        self.review.claims.get(line.at)
    }

    /// Returns the lines of the tab that the filter takes.
    fn lines(&self) -> Vec<Line> {
        let claims = self.review.claims.iter().enumerate();
        let relations = self.review.relations.iter().enumerate();
        let cells = self.review.unmentioned.iter().enumerate();
        let mut lines: Vec<Line> = match self.tab {
            Tab::Findings => Vec::new(),
            Tab::Claims => claims
                .map(|(at, (state, claim))| Line {
                    state: Some(*state),
                    at,
                    cell: claim.cell,
                    place: Some(claim.place),
                })
                .collect(),
            Tab::Relations => relations
                .map(|(at, (state, one))| Line { state: Some(*state), at, cell: one.cell, place: one.place })
                .collect(),
            Tab::Unmentioned => {
                cells.map(|(at, cell)| Line { state: None, at, cell: *cell, place: None }).collect()
            }
        };
        lines.retain(|line| line.state.is_none_or(|state| self.filter.takes(state)));
        if self.filter == Filter::Open {
            // The most severe first; the sort keeps the order of the texts.
            lines.sort_by_key(|line| line.state);
        }
        lines
    }

    /// Returns the states of the tab's entries.
    fn states(&self) -> Vec<State> {
        match self.tab {
            Tab::Relations => self.review.relations.iter().map(|(state, _)| *state).collect(),
            _ => self.review.claims.iter().map(|(state, _)| *state).collect(),
        }
    }

    /// Selects the next entry that a person should look at.
    fn next_open(&mut self, cx: &Context<'_>) -> Outcome {
        let open = |line: &Line| line.state.is_none_or(State::is_open);
        let lines = self.lines();
        let after = lines.iter().skip(self.selected + 1).position(open).map(|at| at + self.selected + 1);
        match after.or_else(|| lines.iter().position(open)) {
            Some(next) => self.selected = next,
            None if self.filter != Filter::Open => {
                (self.filter, self.selected) = (Filter::Open, 0);
            }
            None => return Outcome::Say(message::review_none_open(cx.look.lang)),
        }
        Outcome::Stay
    }

    /// Ticks the selected claim or removes its tick.
    fn tick(&self, cx: &Context<'_>) -> Outcome {
        let lang = cx.look.lang;
        match self.claim() {
            Some((state, claim)) if state.is_open() || claim.ticked => {
                let edit = claim.tick(&cx.session.texts(lang), !claim.ticked);
                let said = if claim.ticked { message::unticked(lang) } else { message::ticked(lang) };
                Outcome::Change(edit, claim.cell, said)
            }
            Some((State::Settled, _)) => Outcome::Refuse(message::review_is_explained(lang)),
            Some(_) => Outcome::Refuse(message::review_is_equal(lang)),
            None => Outcome::Refuse(message::review_only_claims(lang)),
        }
    }

    /// Explains the finding at the selected entry.
    fn explain(&self, cx: &Context<'_>) -> Outcome {
        let lines = self.lines();
        let Some(line) = lines.get(self.selected) else { return Outcome::Stay };
        let is_here = |finding: &&Finding| {
            finding.cell == line.cell
                && finding.severity() == Severity::Explain
                && finding.place.zip(line.place).is_some_and(|(one, other)| one.end == other.end)
        };
        match cx.session.findings().iter().find(is_here) {
            Some(finding) => {
                let rule = finding.name(cx.session.form()).into_owned();
                Outcome::Do(Action::Explain { rule, cell: finding.cell })
            }
            None => Outcome::Refuse(message::review_no_finding(cx.look.lang)),
        }
    }

    /// Returns the words and the result of a line.
    fn columns(&self, quotes: &Quotes<'_>, line: &Line) -> [String; 2] {
        match self.tab {
            Tab::Findings => Default::default(),
            Tab::Claims => {
                let claim = self.review.claims.get(line.at).map(|(_, claim)| claim);
                claim.map_or_else(Default::default, |claim| [claim.quoted(quotes), claim.result(quotes)])
            }
            Tab::Relations => {
                let relation = self.review.relations.get(line.at).map(|(_, relation)| relation);
                relation.map_or_else(Default::default, |one| [one.quoted(quotes), one.result(quotes)])
            }
            Tab::Unmentioned => [quotes.texts.shown(line.cell), String::new()],
        }
    }

    /// Draws a line: sign, place, words and result.
    fn line(&self, cx: &Context<'_>, quotes: &Quotes<'_>, line: &Line, y: u16, canvas: &mut Canvas<'_>) {
        let (theme, measure) = (cx.look.theme, cx.look.width);
        let width = canvas.area().width;
        if let Some(state) = line.state {
            canvas.put(1, y, state.sign(), 1, theme.mark(mark(state)));
        }
        let [words, result] = self.columns(quotes, line);
        let place_wide = if result.is_empty() { width * 2 / 3 } else { (width / 5).clamp(8, 30) };
        let place = short_place(cx, line.cell, usize::from(place_wide));
        canvas.put(3, y, &place, place_wide, theme.label);
        let left = 4 + place_wide;
        let rest = width.saturating_sub(left + 1);
        let wide = if result.is_empty() { rest } else { rest * 9 / 20 };
        // The figure is at the end of the words.
        canvas.put(left, y, &end_of(cx, &words, usize::from(wide)), wide, theme.label);
        let room = rest.saturating_sub(wide + 1);
        canvas.put(left + wide + 1, y, &measure.shorten(&result, usize::from(room)), room, theme.quiet);
    }

    /// Draws the whole line and the advice below the list.
    fn details(
        &self,
        cx: &Context<'_>,
        quotes: &Quotes<'_>,
        line: &Line,
        area: Rect,
        canvas: &mut Canvas<'_>,
    ) {
        let (lang, theme, measure) = (cx.look.lang, cx.look.theme, cx.look.width);
        let texts = cx.session.texts(lang);
        let words = match self.tab {
            Tab::Claims => self.review.claims.get(line.at).map(|claim| claim_words(quotes, claim)),
            Tab::Relations => self.review.relations.get(line.at).map(|one| relation_words(quotes, one)),
            _ => None,
        };
        let place = place_words(texts.form, texts.report, line.cell);
        let words = format!("{place} {}", words.unwrap_or_else(|| texts.shown(line.cell)));
        let advice = match (line.state, self.tab) {
            (None, _) => message::review_do_unmentioned(lang),
            (Some(State::Differs | State::Suspect), _) => message::review_do_differs(lang),
            (Some(State::Unchecked), Tab::Claims) => message::review_do_unchecked(lang),
            (Some(State::Settled), _) => message::review_do_settled(lang),
            _ => String::new(),
        };
        let width = area.width.saturating_sub(2);
        let room = usize::from(width);
        let lines = measure.lines(&words, room).take(2).map(|line| (line.to_owned(), theme.label));
        let advice = cx.look.keys.spoken(&advice).into_owned();
        for ((line, style), y) in lines.chain([(advice, theme.quiet)]).zip(area.top()..area.bottom()) {
            canvas.put(1, y, &measure.shorten(&line, room), width, style);
        }
    }
}

impl Panel for Reconciliation {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let lines = self.lines();
        // Tab and Shift-Tab change the tab.
        let steps = !matches!(command, Command::Next | Command::Previous);
        let last = lines.len().saturating_sub(1);
        if let Some(selected) = step_in_list(self.selected, last, command).filter(|_| steps) {
            self.selected = selected;
            return Outcome::Stay;
        }
        match command {
            Command::Next | Command::Previous => {
                return Outcome::Do(Action::Review(self.tab.next(command == Command::Previous)));
            }
            Command::Left | Command::Right if self.tab != Tab::Unmentioned => {
                self.filter = self.filter.next(command == Command::Left);
                self.selected = 0;
            }
            Command::Enter => {
                let Some(line) = lines.get(self.selected) else { return Outcome::Stay };
                return Outcome::Do(Action::GoToPlace { cell: line.cell, place: line.place, tab: self.tab });
            }
            Command::NextFinding => return self.next_open(cx),
            Command::Options => return self.explain(cx),
            _ => return elsewhere(command, cx),
        }
        Outcome::Stay
    }

    /// A blank ticks.
    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        if matches!(text, " " | "\u{3000}") {
            return self.tick(cx);
        }
        Outcome::Refuse(message::no_such_key(cx.look.lang))
    }

    fn refresh(&mut self, cx: &Context<'_>) {
        self.review = cx.session.review();
        self.selected = self.selected.min(self.lines().len().saturating_sub(1));
    }

    fn closes(&self, command: Command) -> bool {
        command == Command::Findings
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let lang = cx.look.lang;
        let width = usize::from(canvas.area().width);
        let range = message::review_range(lang, &self.filter.words(lang));
        let states = counts(lang, &self.states());
        let line = match self.tab {
            Tab::Unmentioned => [message::review_unmentioned(lang), String::new()],
            _ if cx.look.width.of(&states) + cx.look.width.of(&range) + 4 > width => {
                [states.replace("  ", " "), self.filter.words(lang)]
            }
            _ => [states, range],
        };
        let keys = match self.tab {
            Tab::Claims => message::review_keys(lang),
            _ => message::review_keys_other(lang),
        };
        let below = lines_below(cx);
        let tabs = (self.tab, Counts::new(cx, &self.review));
        let (top, rows) =
            tabbed(cx, tabs, [&line[0], &line[1]], &keys, below.map_or(0, |below| below.height), canvas);
        let lines = self.lines();
        let quotes = Quotes::new(&cx.session.texts(lang));
        if lines.is_empty() {
            let none = message::review_nothing(lang);
            canvas.put(1, top, &none, canvas.area().width, cx.look.theme.quiet);
        }
        list(canvas, (0, top, rows), &lines, self.selected, |canvas, line, y| {
            self.line(cx, &quotes, line, y, canvas);
        });
        if let Some((line, area)) = lines.get(self.selected).zip(below) {
            self.details(cx, &quotes, line, area, canvas);
        }
    }
}

/// Returns the section and the label of a cell. A long label is cut at the start, because its last words say most.
fn short_place(cx: &Context<'_>, cell: CellRef, room: usize) -> String {
    let (form, report) = (cx.session.form(), cx.session.report());
    let section = section_name(form, cell.field, cx.look.lang);
    let field = form.field(cell.field);
    // A text of a row is known by the name of the row.
    let label = match (field.rows(), cell.row.index()) {
        (Some(rows), Some(row)) if field.kind.is_prose() => {
            // The end of the name is what fits.
            RowTitle::new(form, report, rows, row).words(cx.look.lang).trim_end_matches(['”', '"']).to_owned()
        }
        _ => clean_line(&place(form, report, cell)),
    };
    let left = room.saturating_sub(cx.look.width.of(&section) + 1);
    format!("{section} {}", end_of(cx, &label, left))
}

/// Returns the end of a text that fits.
fn end_of<'t>(cx: &Context<'_>, text: &'t str, room: usize) -> Cow<'t, str> {
    let measure = cx.look.width;
    if measure.of(text) <= room {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("..{}", cut_end_at_word(measure, text, room.saturating_sub(2))))
}

/// Returns the mark of findings with the colour of a state.
fn mark(state: State) -> Mark {
    match state {
        State::Differs => Mark::Error,
        State::Suspect => Mark::Explain,
        State::Settled => Mark::Explained,
        State::Unchecked | State::Rounded | State::Equal => Mark::Hint,
    }
}
