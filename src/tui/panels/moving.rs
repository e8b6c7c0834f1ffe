//! The preview of a move to another edition of the form: what is not the same in both.

use super::frame::{frame, lines_below};
use super::menu::Menu;
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::app::edition::Move;
use crate::form::clean_line;
use crate::message;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::event::Effect;
use crate::tui::widgets::{list, step_in_list};

/// The preview of a move.
#[derive(Clone, Debug, PartialEq)]
pub struct Moving {
    edition: String,
    lines: Vec<String>,
    /// Index of the selected line.
    selected: usize,
}

/// Creates the list of editions.
pub(in crate::tui) fn menu(cx: &Context<'_>, editions: Vec<String>) -> Menu {
    let lang = cx.look.lang;
    let items = editions.into_iter().map(|edition| {
        let label = message::edition_name(lang, &clean_line(&edition));
        (label, String::new(), Action::Emit(Effect::PreviewEdition(edition)))
    });
    Menu::numbered(cx, message::editions_head(lang, &clean_line(&cx.session.form().edition)), items)
}

impl Moving {
    /// Creates the preview.
    pub(in crate::tui) fn new(cx: &Context<'_>, moved: &Move) -> Moving {
        Moving { edition: moved.edition.clone(), lines: moved.lines(false, cx.look.lang), selected: 0 }
    }
}

impl Panel for Moving {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        match step_in_list(self.selected, self.lines.len().saturating_sub(1), command) {
            Some(selected) => self.selected = selected,
            None if command == Command::Enter => return Outcome::Refuse(message::edition_how(cx.look.lang)),
            None => return elsewhere(command, cx),
        }
        Outcome::Stay
    }

    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        match text {
            "1" => Outcome::Do(Action::Emit(Effect::ChangeEdition(self.edition.clone()))),
            _ => Outcome::Refuse(message::edition_how(cx.look.lang)),
        }
    }

    fn close(&self) -> Outcome {
        Outcome::Emit(Effect::Editions)
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let (lang, theme, measure) = (cx.look.lang, cx.look.theme, cx.look.width);
        let title = message::edition_title(lang, &clean_line(&self.edition));
        let below = lines_below(cx);
        let height = below.map_or(0, |below| below.height);
        let count = message::edition_count(lang, self.lines.len());
        let (top, rows) = frame(cx, &title, &count, &message::edition_keys(lang), height, canvas);
        let width = canvas.area().width;
        if self.lines.is_empty() {
            canvas.put(1, top, &message::edition_same(lang), width - 1, theme.label);
        }
        list(canvas, (0, top, rows), &self.lines, self.selected, |canvas, line, y| {
            let room = usize::from(width).saturating_sub(2);
            canvas.put(1, y, &measure.shorten(line.trim_start(), room), cells(room), theme.label);
        });
        let full = self.lines.get(self.selected).map(String::as_str).unwrap_or_default().trim_start();
        let lines = measure.lines(full, usize::from(width).saturating_sub(2));
        for (line, y) in lines.zip(below.iter().flat_map(|below| below.y..below.bottom())) {
            canvas.put(1, y, line, width - 1, theme.quiet);
        }
    }
}
