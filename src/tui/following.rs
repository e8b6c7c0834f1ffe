//! Review of the figures of one text, or of all texts, that can be replaced by references to table cells. The
//! user chooses figures from a list; the chosen ones are replaced in one step. A figure whose displayed text
//! would change is never chosen automatically.

use super::app::App;
use super::command::Command;
use super::event::Effect;
use super::layout::is_locked;
use super::mode::{Mode, is_digit, step_in_list};
use crate::check::prose::{self, Candidate, Replacement, Skip, Verdict};
use crate::form::CellRef;
use crate::message::{self, Lang};
use crate::report::Edit;
use crate::session::Merge;

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
    /// Returns the number of chosen figures and of those that can be chosen.
    pub fn counts(&self) -> (usize, usize) {
        let count = |wanted: fn(&&Found) -> bool| self.figures.iter().filter(wanted).count();
        (count(|found| found.chosen), count(|found| found.candidate.replacement.is_some()))
    }

    /// Returns the mode to show afterwards.
    pub(super) fn behind(&self) -> Mode {
        if self.expanded { Mode::Text } else { Mode::Page }
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
}

impl App {
    /// Opens the review of the current text (F4) or of the whole report (F10).
    pub(super) fn open_following(&mut self, whole: bool, expanded: bool) {
        if self.model.read_only {
            self.refuse(message::read_only(self.look.lang));
            return;
        }
        self.leave_cell();
        let (form, report, sheet) =
            (self.model.session.form(), self.model.session.report(), self.model.session.sheet());
        let texts: Vec<CellRef> = match self.cursor.cell {
            Some(cell) if !whole => vec![cell],
            _ => report.cells(form).into_iter().filter(|cell| self.may_follow(*cell)).collect(),
        };
        let already = texts.iter().map(|cell| sheet.references(*cell).len()).sum();
        let found = |text: CellRef| {
            let candidates =
                prose::candidates(self.model.session.prose(), form, report, sheet, text).into_iter();
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

    /// True if the cell is a text whose figures may be replaced by references.
    pub(super) fn may_follow(&self, cell: CellRef) -> bool {
        self.model.session.form().field(cell.field).kind.is_long() && !is_locked(self, cell)
    }

    /// Handles a command in the list.
    pub(super) fn following_key(&mut self, command: Command) -> Option<Vec<Effect>> {
        let Mode::Following(following) = &mut self.mode else { return None };
        let last = following.figures.len().saturating_sub(1);
        let step = if command == Command::Next { Command::Down } else { command };
        match (command, step_in_list(following.selected, last, step)) {
            (_, Some(selected)) => following.selected = selected,
            (Command::Options, _) => self.choose_figure(),
            (Command::LastYear, _) => following.choose_all(),
            (Command::Enter, _) => self.follow_chosen(),
            // Opening another panel would discard the choices.
            (Command::Help | Command::Actions, _) => self.say(message::follow_first(self.look.lang)),
            _ => return self.other_panel(command),
        }
        Some(Vec::new())
    }

    /// Handles typed text: a blank acts as F4; the digits 4 and 6 act as F4 and F6, for terminals that
    /// intercept the function keys.
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

    /// Toggles the selected figure and selects the next one.
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

    /// Replaces the chosen figures by references, as one step of the undo history.
    fn follow_chosen(&mut self) {
        let lang = self.look.lang;
        let Mode::Following(following) = &self.mode else { return };
        let (count, texts) = (following.counts().0, following.chosen());
        let Some((first, _)) = texts.first().cloned() else {
            self.refuse(message::follow_none_chosen(lang));
            return;
        };
        let report = self.model.session.report();
        let edits = texts.iter().flat_map(|(cell, replacements)| {
            let text = prose::replaced(report.text(*cell), replacements);
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

/// Explains why a figure is not chosen automatically; `value` is the value of the cell that it refers to.
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
