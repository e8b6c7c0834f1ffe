//! Stored versions of the report: listed, viewed, restored as one step that can be undone, or written to a
//! separate file.

use super::frame::{frame, lines_below};
use super::menu::Menu;
use super::panel::{Action, Outcome, Panel, elsewhere};
use super::reader::on_paper;
use crate::app::versions::Kept;
use crate::message;
use crate::report::Report;
use crate::session::{Difference, Session, What, compare, difference, pick};
use crate::tui::canvas::Canvas;
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::event::Effect;
use crate::tui::widgets::{difference_line, list, step_in_list};

/// The version being viewed.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The version.
    pub kept: Kept,
    /// Its content; or the reason why it cannot be read, as a sentence.
    pub content: Result<Content, String>,
    /// Index of the selected difference.
    pub selected: usize,
}

/// The content of a version, compared with the current report.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    report: Report,
    differences: Vec<Difference>,
    /// The differences in words: place, current value, value in the version.
    rows: Vec<[String; 3]>,
}

/// Creates the list of versions, given oldest first, with one of them selected.
pub(in crate::tui) fn menu(cx: &Context<'_>, versions: Vec<Kept>, selected: Option<u32>) -> Menu {
    let lang = cx.look.lang;
    let is_selected = |kept: &Kept| Some(kept.number) == selected;
    let selected = versions.iter().rev().position(is_selected).unwrap_or_default();
    let items = versions.into_iter().rev().map(|kept| {
        let label = format!("{}  {}", kept.when, kept.why);
        let number = message::version_number(lang, kept.number);
        (label, number, Action::Emit(Effect::Version(kept.number)))
    });
    let mut menu = Menu::numbered(cx, message::versions_head(lang), items);
    menu.chooser.selected = selected;
    menu
}

impl Version {
    /// Compares a version with the current report.
    pub(in crate::tui) fn new(cx: &Context<'_>, kept: Kept, report: Result<Report, String>) -> Version {
        let (form, now) = (cx.session.form(), cx.session.report());
        let content = report.map(|report| {
            let differences = compare(form, now, &report);
            let words = |found| difference::words(form, now, found, cx.look.lang);
            Content { rows: differences.iter().map(words).collect(), differences, report }
        });
        Version { kept, content, selected: 0 }
    }

    /// Returns the number of differences.
    fn len(&self) -> usize {
        self.content.as_ref().map_or(0, |content| content.rows.len())
    }

    /// Returns the number, time and reason of the version in one line.
    fn head(&self, cx: &Context<'_>) -> String {
        let Kept { number, when, why, .. } = &self.kept;
        format!("{}  {when}  {why}", message::version_number(cx.look.lang, *number))
    }

    /// Restores the version, as one step of the undo history.
    fn restore(&self, content: &Content, cx: &Context<'_>) -> Outcome {
        if let Err(reason) = cx.model.writable() {
            return Outcome::Refuse(reason);
        }
        let cells = content.differences.iter().find_map(|difference| match &difference.what {
            What::Entry(cell) | What::Note(_, cell, _) => Some(*cell),
            _ => None,
        });
        let Some(cell) = cells.or(cx.cursor.cell) else { return Outcome::Close };
        let said = message::version_fetched(cx.look.lang, self.kept.number, self.len());
        Outcome::Do(Action::Apply { edit: pick(&content.differences), cell, said, arrives: true })
    }
}

impl Panel for Version {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        match step_in_list(self.selected, self.len().saturating_sub(1), command) {
            Some(selected) => self.selected = selected,
            None if matches!(command, Command::Enter | Command::Next) => {
                return Outcome::Refuse(message::digits_and_arrows(cx.look.lang));
            }
            None => return elsewhere(command, cx),
        }
        Outcome::Stay
    }

    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        let lang = cx.look.lang;
        match (text.chars().next(), &self.content) {
            (Some('1'), Err(_)) if self.kept.edition.is_some() => {
                Outcome::Do(Action::Emit(Effect::ReturnTo(self.kept.number)))
            }
            (Some('1' | '2'), Err(reason)) => Outcome::Refuse(reason.clone()),
            (Some('1'), Ok(content)) if content.rows.is_empty() => {
                Outcome::Refuse(message::version_same(lang))
            }
            (Some('1'), Ok(content)) => self.restore(content, cx),
            (Some('2'), Ok(content)) => {
                let then = Session::new(cx.session.shared_form(), content.report.clone());
                Outcome::Read(self.head(cx), on_paper(&then.checked(lang)))
            }
            (Some('3'), _) => Outcome::Do(Action::AskVersionPath(self.kept.number)),
            _ => Outcome::Refuse(message::digits_and_arrows(lang)),
        }
    }

    /// Reads the list of versions again, with this version selected.
    fn close(&self) -> Outcome {
        Outcome::Emit(Effect::Versions)
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let (lang, theme) = (cx.look.lang, cx.look.theme);
        let count = message::version_differs(lang, self.len());
        let below = lines_below(cx);
        let lines = below.map_or(0, |below| below.height);
        let (top, rows) = frame(cx, &self.head(cx), &count, &message::version_keys(lang), lines, canvas);
        let width = canvas.area().width;
        let content = match &self.content {
            Ok(content) if !content.rows.is_empty() => content,
            other => {
                let sentence = other.as_ref().err().cloned().unwrap_or_else(|| message::version_same(lang));
                let lines = cx.look.width.lines(&sentence, usize::from(width - 2));
                for (line, y) in lines.zip(top..top + rows) {
                    canvas.put(1, y, line, width - 1, theme.label);
                }
                return;
            }
        };
        list(canvas, (0, top, rows), &content.rows, self.selected, |canvas, row, y| {
            difference_line(row, 2, y, canvas);
        });
        let row = content.rows.get(self.selected).zip(below);
        let Some(([place, now, then], below)) = row else { return };
        let lines = [place.clone(), message::version_now(lang, now), message::version_then(lang, then)];
        for ((line, style), y) in lines.iter().zip([theme.label, theme.quiet, theme.label]).zip(below.y..) {
            canvas.put(1, y, &cx.look.width.shorten(line, usize::from(width - 2)), width, style);
        }
    }
}
