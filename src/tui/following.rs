//! The figures of a text, or of all texts, before they follow the tables: looked at and chosen, then replaced as one
//! step, or not at all. A figure that would be shown otherwise is chosen by a person, never by itself.

use super::app::{App, Effect};
use super::command::Command;
use super::layout::is_locked;
use super::mode::{Mode, is_digit, step_in_list};
use crate::form::{CellRef, FieldType};
use crate::message::{self, Lang};
use crate::report::{Edit, Merge};
use crate::review::{self, Candidate, Replacement, Skip, Verdict};

/// The figures before they follow.
#[derive(Clone, Debug, PartialEq)]
pub struct Following {
    /// Whether those of all texts.
    pub whole: bool,
    /// The figures, text by text.
    pub figures: Vec<Found>,
    /// Which is selected.
    pub selected: usize,
    /// How many follow already.
    pub already: usize,
    /// Whether it was opened over the text on the whole screen.
    expanded: bool,
}

/// A figure of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The text.
    pub text: CellRef,
    /// The figure, and what can stand in its place.
    pub candidate: Candidate,
    /// Whether it is to follow.
    pub chosen: bool,
}

impl Following {
    /// How many are chosen, and how many could be.
    pub fn counts(&self) -> (usize, usize) {
        let count = |wanted: fn(&&Found) -> bool| self.figures.iter().filter(wanted).count();
        (count(|found| found.chosen), count(|found| found.candidate.replacement.is_some()))
    }

    /// What is shown when it is over.
    pub(super) fn behind(&self) -> Mode {
        if self.expanded { Mode::Text } else { Mode::Page }
    }

    /// All that stay as they are shown; or none, when all of these are chosen.
    fn choose_all(&mut self) {
        let all = self.figures.iter().all(|found| found.chosen || !found.candidate.sure);
        for found in &mut self.figures {
            found.chosen = !all && (found.chosen || found.candidate.sure);
        }
    }

    /// The texts in which something is chosen, each with what is replaced in it.
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
}

impl App {
    /// F4 in a text: its figures; F10: those of the whole report.
    pub(super) fn open_following(&mut self, whole: bool, expanded: bool) {
        if self.read_only {
            self.refuse(message::read_only(self.look.lang));
            return;
        }
        self.leave_cell();
        let (form, report, sheet) = (self.session.form(), self.session.report(), self.session.sheet());
        let texts: Vec<CellRef> = match self.cursor.cell {
            Some(cell) if !whole => vec![cell],
            _ => report.cells(form).into_iter().filter(|cell| self.may_follow(*cell)).collect(),
        };
        let already = texts.iter().map(|cell| sheet.references(*cell).len()).sum();
        let found = |text: CellRef| {
            let candidates = review::candidates(form, report, sheet, text).into_iter();
            candidates.map(move |candidate| Found { text, chosen: candidate.sure, candidate })
        };
        let figures: Vec<Found> = texts.into_iter().flat_map(found).collect();
        let selected = figures.iter().position(|found| found.candidate.replacement.is_some()).unwrap_or(0);
        let following = Following { whole, figures, selected, already, expanded };
        if following.figures.is_empty() {
            self.mode = following.behind();
            let lang = self.look.lang;
            match following.already {
                0 => self.refuse(message::follow_no_figures(lang)),
                count => self.say(message::follow_all_already(lang, count)),
            }
            return;
        }
        self.mode = Mode::Following(Box::new(following));
    }

    /// Whether a cell is a text whose figures may follow tables.
    pub(super) fn may_follow(&self, cell: CellRef) -> bool {
        self.session.form().field(cell.field).kind == FieldType::LongText && !is_locked(self, cell)
    }

    /// Keys of the list.
    pub(super) fn following_key(&mut self, command: Command) -> Option<Vec<Effect>> {
        let Mode::Following(following) = &mut self.mode else { return None };
        let last = following.figures.len().saturating_sub(1);
        let step = if command == Command::Next { Command::Down } else { command };
        match (command, step_in_list(following.selected, last, step)) {
            (_, Some(selected)) => following.selected = selected,
            (Command::Options, _) => self.choose_figure(),
            (Command::LastYear, _) => following.choose_all(),
            (Command::Enter, _) => self.follow_chosen(),
            // Other panels would forget what was chosen.
            (Command::Help | Command::Actions, _) => self.say(message::follow_first(self.look.lang)),
            _ => return self.other_panel(command),
        }
        Some(Vec::new())
    }

    /// A blank chooses, as F4 does; digits are for windows that keep the function keys.
    pub(super) fn following_typed(&mut self, text: &str) {
        let Mode::Following(following) = &mut self.mode else { return };
        if matches!(text, " " | "\u{3000}") || is_digit(text, '4') {
            self.choose_figure();
        } else if is_digit(text, '6') {
            following.choose_all();
        } else {
            self.refuse(message::follow_first(self.look.lang));
        }
    }

    /// The selected figure follows, or does not; then the next one is selected.
    fn choose_figure(&mut self) {
        let lang = self.look.lang;
        let Mode::Following(following) = &mut self.mode else { return };
        let last = following.figures.len().saturating_sub(1);
        let Some(found) = following.figures.get_mut(following.selected) else { return };
        if found.candidate.replacement.is_none() {
            let why = why(&found.candidate, "", lang);
            self.refuse(message::follow_cannot(lang, &why));
            return;
        }
        found.chosen = !found.chosen;
        following.selected = (following.selected + 1).min(last);
    }

    /// What is chosen follows from now on, as one step.
    fn follow_chosen(&mut self) {
        let lang = self.look.lang;
        let Mode::Following(following) = &self.mode else { return };
        let (count, texts) = (following.counts().0, following.chosen());
        let Some((first, _)) = texts.first().cloned() else {
            self.refuse(message::follow_none_chosen(lang));
            return;
        };
        let report = self.session.report();
        let edits = texts.iter().flat_map(|(cell, replacements)| {
            let text = review::replaced(report.text(*cell), replacements);
            let unconfirmed = report.is_unconfirmed(*cell);
            [Edit::Set { cell: *cell, text: Some(text.into()) }, Edit::Mark { cell: *cell, unconfirmed }]
        });
        let edit = Edit::Batch(edits.collect());
        let is_here = |cell: &CellRef| texts.iter().any(|(text, _)| text == cell);
        let at = self.cursor.cell.filter(is_here).unwrap_or(first);
        self.mode = following.behind();
        if self.change(edit, at, Merge::No) {
            self.reload();
            self.say(message::follow_done(lang, count));
        }
    }
}

/// Why a figure does not follow by itself; `value` is what the cell shows that its words mean.
pub fn why(candidate: &Candidate, value: &str, lang: Lang) -> String {
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
