//! The list of several choices, each with a tick.

use super::frame::frame;
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::form::{BETWEEN_CHOICES, CellRef, Widget};
use crate::message;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::chooser::{Chooser, Chosen};
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::layout::field_label;
use crate::tui::widgets::list;

/// The choices of a cell with their ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    cell: CellRef,
    choices: Vec<(String, bool)>,
    chooser: Chooser,
}

impl Ticks {
    /// Creates the list for the current cell; `None` if it has no several choices or accepts no entry.
    pub(in crate::tui) fn new(cx: &Context<'_>) -> Option<Ticks> {
        let cell = cx.cursor.cell?;
        let Widget::Several(fitting) = cx.session.widget(cell) else { return None };
        if cx.session.is_locked(cell) && cx.model.unlocked != Some(cell) {
            return None;
        }
        let kind = &cx.session.form().field(cell.field).kind;
        let ticked = kind.chosen(&cx.session.sheet().cell(cell).value);
        // A choice that no longer fits is listed, so that its tick can be removed.
        let others = ticked.iter().filter(|choice| !fitting.iter().any(|fits| fits == *choice));
        let listed = fitting.iter().map(String::as_str).chain(others.copied());
        let choices: Vec<_> = listed.map(|choice| (choice.to_owned(), ticked.contains(&choice))).collect();
        Some(Ticks { cell, chooser: Chooser::new(choices.len()), choices })
    }

    /// Returns the number and label of each choice.
    fn entries(choices: &[(String, bool)]) -> impl Iterator<Item = (Option<usize>, &str)> + Clone {
        choices.iter().zip(1..).map(|((choice, _), number)| (Some(number), choice.as_str()))
    }

    /// Changes the tick of a choice, and lists all choices again.
    fn toggle(&mut self, at: usize) -> Outcome {
        if let Some((_, is_ticked)) = self.choices.get_mut(at) {
            *is_ticked = !*is_ticked;
        }
        self.chooser = Chooser::new(self.choices.len());
        self.chooser.selected = at;
        Outcome::Stay
    }

    /// Returns the outcome of a key in the list of choices.
    fn outcome(&mut self, chosen: Chosen, cx: &Context<'_>) -> Option<Outcome> {
        match chosen {
            Chosen::Moved => Some(Outcome::Stay),
            Chosen::Entry(at) => Some(self.toggle(at)),
            Chosen::Nothing => Some(Outcome::Refuse(message::nothing_found(cx.look.lang))),
            Chosen::Other => None,
        }
    }
}

impl Panel for Ticks {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        if command == Command::Enter && self.chooser.filter().is_empty() {
            let ticked = self.choices.iter().filter(|(_, is_ticked)| *is_ticked);
            let ticked: Vec<&str> = ticked.map(|(choice, _)| choice.as_str()).collect();
            return Outcome::Do(Action::Choose(ticked.join(BETWEEN_CHOICES)));
        }
        let chosen = self.chooser.command(command, Ticks::entries(&self.choices));
        self.outcome(chosen, cx).unwrap_or_else(|| elsewhere(command, cx))
    }

    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        if text.trim().is_empty() {
            let at = self.chooser.left().get(self.chooser.selected).copied();
            return at
                .map_or_else(|| Outcome::Refuse(message::nothing_found(cx.look.lang)), |at| self.toggle(at));
        }
        let chosen = self.chooser.typed(text, Ticks::entries(&self.choices));
        self.outcome(chosen, cx).unwrap_or(Outcome::Stay)
    }

    fn closes(&self, command: Command) -> bool {
        command == Command::Options
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let (lang, theme) = (cx.look.lang, cx.look.theme);
        let (title, filter) = (field_label(cx.session.form(), self.cell), self.chooser.filter());
        let head = if filter.is_empty() { title } else { message::menu_filtered(lang, &title, &filter) };
        let (top, rows) = frame(cx, &head, "", &message::tick_keys(lang), 0, canvas);
        let width = canvas.area().width;
        let left = self.chooser.left();
        if left.is_empty() {
            canvas.put(3, top, &message::nothing_found(lang), width - 4, theme.quiet);
        }
        let digits = cells(self.choices.len().to_string().len());
        list(canvas, (1, top, rows), left, self.chooser.selected, |canvas, at, y| {
            let Some((choice, is_ticked)) = self.choices.get(*at) else { return };
            canvas.put_right(3, 3 + digits, y, &(at + 1).to_string(), theme.key);
            canvas.put(4 + digits, y, if *is_ticked { "[x]" } else { "[ ]" }, 3, theme.label);
            canvas.put(8 + digits, y, choice, width.saturating_sub(9 + digits), theme.label);
        });
        if !filter.is_empty() {
            // An input method opens its window at the caret.
            canvas.caret = Some((cells(1 + cx.look.width.of(&head)).min(width - 1), 0));
        }
    }
}
