//! The choice of the Word document that is filled in: one of a list that typing narrows, or the path that was typed.

use super::frame::frame;
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::app::blanks::{Candidate, is_path};
use crate::export::Options;
use crate::form::clean_line;
use crate::message;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::chooser::{Chooser, Chosen};
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::event::Effect;
use crate::tui::widgets::list;

/// The choice of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Blanks {
    /// Draft or final.
    pub options: Options,
    /// The documents.
    pub candidates: Vec<Candidate>,
    /// The selection among the documents that fit the typed text.
    pub chooser: Chooser,
    /// True while a document is filled in.
    pub is_working: bool,
}

impl Blanks {
    /// Creates the choice.
    pub(in crate::tui) fn new(candidates: Vec<Candidate>, options: Options) -> Blanks {
        let chooser = Chooser::new(candidates.len());
        Blanks { options, candidates, chooser, is_working: false }
    }

    /// Returns the label of each document. There are no numbers, because names begin with the number of a year.
    fn entries(candidates: &[Candidate]) -> impl Iterator<Item = (Option<usize>, &str)> + Clone {
        candidates.iter().map(|candidate| (None, candidate.label.as_str()))
    }

    fn fill(&mut self, document: String, cx: &Context<'_>) -> Outcome {
        if self.is_working {
            return Outcome::Refuse(message::fill_working(cx.look.lang));
        }
        self.is_working = true;
        Outcome::Emit(Effect::Fill(document))
    }

    fn outcome(&mut self, chosen: Chosen, cx: &Context<'_>) -> Option<Outcome> {
        match chosen {
            Chosen::Moved => Some(Outcome::Stay),
            Chosen::Entry(at) => {
                let path = self.candidates.get(at)?.path.clone();
                // A path that is no text cannot be a request; the clerk can rename the file.
                let path = path.to_str().map(str::to_owned);
                Some(
                    path.map_or(Outcome::Refuse(message::fill_no_such(cx.look.lang)), |path| {
                        self.fill(path, cx)
                    }),
                )
            }
            Chosen::Nothing => Some(Outcome::Refuse(message::fill_no_such(cx.look.lang))),
            Chosen::Other => None,
        }
    }
}

impl Panel for Blanks {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let typed = self.chooser.filter();
        let is_chosen = Blanks::entries(&self.candidates).any(|(_, label)| label == typed);
        if command == Command::Enter && is_path(&typed) && !is_chosen {
            return self.fill(typed.trim().to_owned(), cx);
        }
        let chosen = self.chooser.command(command, Blanks::entries(&self.candidates));
        self.outcome(chosen, cx).unwrap_or_else(|| elsewhere(command, cx))
    }

    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        let chosen = self.chooser.typed(text, Blanks::entries(&self.candidates));
        self.outcome(chosen, cx).unwrap_or(Outcome::Stay)
    }

    fn closes(&self, command: Command) -> bool {
        command == Command::Actions
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let (lang, theme, measure) = (cx.look.lang, cx.look.theme, cx.look.width);
        let hint = message::fill_which_hint(lang);
        let keys = message::fill_which_keys(lang);
        let (top, rows) = frame(cx, &message::fill_which(lang), &hint, &keys, 0, canvas);
        let width = canvas.area().width;
        let filter = self.chooser.filter();
        canvas.put(1, top, ">", 1, theme.focus);
        let shown = measure.cut_end(&filter, usize::from(width.saturating_sub(5)));
        canvas.put(3, top, shown, width - 3, theme.label);
        let caret = (3 + cells(measure.of(shown)), top);
        let left = self.chooser.left();
        let (top, rows) = (top + 1, rows.saturating_sub(1));
        if left.is_empty() && !is_path(&filter) {
            let empty = self.candidates.is_empty();
            let text = if empty { message::fill_none_here(lang) } else { message::fill_no_such(lang) };
            for (line, y) in measure.lines(&text, usize::from(width - 4)).zip(top..top + rows) {
                canvas.put(3, y, line, width - 4, theme.quiet);
            }
        }
        list(canvas, (1, top, rows), left, self.chooser.selected, |canvas, at, y| {
            let Some(candidate) = self.candidates.get(*at) else { return };
            let used = canvas.put_right(width / 2, width - 1, y, &candidate.detail, theme.quiet);
            let room = width.saturating_sub(used + 6);
            let label = clean_line(&candidate.label);
            // The end of a path tells more than its beginning.
            let label = if measure.of(&label) > usize::from(room) {
                format!("…{}", measure.cut_end(&label, usize::from(room.saturating_sub(2))))
            } else {
                label
            };
            canvas.put(3, y, &label, room, theme.label);
        });
        canvas.caret = Some(caret);
    }
}

/// Returns the action that lists the documents.
pub(in crate::tui) fn open(options: Options) -> Action {
    Action::Emit(Effect::Candidates(options))
}
