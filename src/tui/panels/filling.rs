//! The preview of a filled Word document: what needs a look, then the places and their values.

use super::frame::{frame, lines_below};
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::app::fill::Filling;
use crate::export::{Options, Request};
use crate::fill::Part;
use crate::form::clean_line;
use crate::message;
use crate::tui::canvas::{Canvas, cells};
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::widgets::{group_starts, grouped, step_in_groups};

/// The preview of the document that was filled in last.
#[derive(Clone, Debug, PartialEq)]
pub struct FillPreview {
    /// Draft or final.
    pub options: Options,
    /// Index of the selected line.
    pub selected: usize,
}

impl FillPreview {
    /// Returns the first line of each part.
    fn starts(filling: &Filling) -> Vec<usize> {
        group_starts(&filling.lines, |one, other| one.part == other.part)
    }

    /// Asks which label of the document belongs to the field of the selected line.
    fn ask_label(&self, filling: &Filling, cx: &Context<'_>) -> Outcome {
        let line = filling.lines.get(self.selected);
        let line = line.filter(|line| matches!(line.part, Part::Unplaced | Part::Unsure));
        match line.and_then(|line| line.cell) {
            None => Outcome::Refuse(message::fill_nothing_to_name(cx.look.lang)),
            Some(_) if filling.filled.open.is_empty() => {
                Outcome::Refuse(message::fill_no_labels(cx.look.lang))
            }
            Some(cell) => Outcome::Do(Action::AskLabel(self.options, cell.field)),
        }
    }

    /// Asks for the name of the file, unless the document must not be written.
    fn enter(&self, filling: &Filling, cx: &Context<'_>) -> Outcome {
        if let Some(reason) = filling.refused(cx.look.lang) {
            return Outcome::Refuse(reason);
        }
        let into = Some(filling.document.clone());
        let (options, path) = (self.options, String::new());
        Outcome::Do(Action::AskPath(Request { format: "docx", options, path, replace: false, into }))
    }
}

impl Panel for FillPreview {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let Some(filling) = &cx.model.exports.filling else { return Outcome::Close };
        if command == Command::Enter {
            return self.enter(filling, cx);
        }
        if command == Command::Options {
            return self.ask_label(filling, cx);
        }
        let last = filling.lines.len().saturating_sub(1);
        let Some(selected) = step_in_groups(self.selected, last, &FillPreview::starts(filling), command)
        else {
            return elsewhere(command, cx);
        };
        self.selected = selected;
        Outcome::Stay
    }

    fn typed(&mut self, _: &str, cx: &Context<'_>) -> Outcome {
        Outcome::Refuse(message::fill_arrows(cx.look.lang))
    }

    /// Returns to the choice of the document.
    fn close(&self) -> Outcome {
        Outcome::Do(super::blanks::open(self.options))
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let Some(filling) = &cx.model.exports.filling else { return };
        let (lang, theme, measure) = (cx.look.lang, cx.look.theme, cx.look.width);
        let name = filling.document.file_name().unwrap_or_default().to_string_lossy();
        let title = message::fill_title(lang, &clean_line(&name));
        let below = lines_below(cx);
        let height = below.map_or(0, |below| below.height);
        let (top, rows) = frame(cx, &title, "", &message::fill_keys(lang), height, canvas);
        let width = canvas.area().width;
        let room = usize::from(width).saturating_sub(5);
        let summary = measure.shorten(&filling.summary(lang), room + 3);
        canvas.put(1, top, &summary, width, if filling.is_clean() { theme.ok } else { theme.error });
        let title = |start: usize| {
            let part = filling.lines.get(start).map(|line| line.part);
            let title = part.map_or_else(String::new, |part| {
                message::intake_part(lang, &part.title(lang), filling.count(part))
            });
            (start, title)
        };
        let groups: Vec<(usize, String)> = FillPreview::starts(filling).into_iter().map(title).collect();
        let (area, selection) = ((top + 1, rows.saturating_sub(1)), (self.selected, filling.lines.len()));
        grouped(canvas, area, &groups, selection, |canvas, at, y| {
            let Some(line) = filling.lines.get(at) else { return };
            let style = match (at == self.selected, line.part.needs_look()) {
                (true, _) => theme.focus,
                (false, true) => theme.label,
                (false, false) => theme.quiet,
            };
            canvas.put(4, y, &measure.shorten(&clean_line(&line.text), room), cells(room), style);
        });
        let full = filling.lines.get(self.selected).map(|line| clean_line(&line.text)).unwrap_or_default();
        for (line, y) in
            measure.lines(&full, room + 3).zip(below.iter().flat_map(|below| below.y..below.bottom()))
        {
            canvas.put(1, y, line, width - 1, theme.quiet);
        }
    }
}
