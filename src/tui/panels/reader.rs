//! Read-only lines that scroll: preview, help, or a receipt.

use super::frame::frame;
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::check::{Checked, RuleId};
use crate::export::{Format, Options};
use crate::form::CellRef;
use crate::message;
use crate::sheet::{explain, users};
use crate::terminal::width::Width;
use crate::tui::canvas::Canvas;
use crate::tui::command::{BINDINGS, Binding, Command};
use crate::tui::context::Context;
use crate::tui::layout;

/// Number of cells that one key press scrolls horizontally when lines are wider than the window.
const SIDEWAYS: usize = 10;

/// Number of lines that a blank scrolls.
const STEP: usize = 10;

/// A scrollable view of read-only lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    /// The title.
    pub title: String,
    /// The lines.
    pub lines: Vec<String>,
    /// Index of the first line shown.
    top: usize,
    /// Number of cells scrolled out of sight on the left.
    left: usize,
    /// True if this is help; F1 then switches to the list of all keys.
    help: bool,
}

impl Reader {
    /// Creates a view of lines, from the first one on.
    pub(in crate::tui) fn new(title: String, lines: Vec<String>) -> Reader {
        Reader { title, lines, top: 0, left: 0, help: false }
    }

    /// Creates the preview of the report as printed on paper.
    pub(in crate::tui) fn preview(cx: &Context<'_>) -> Reader {
        Reader::new(message::preview(cx.look.lang), on_paper(&cx.session.checked(cx.look.lang)))
    }

    /// Creates the help for a field, or the list of all keys.
    pub(in crate::tui) fn help(cx: &Context<'_>, cell: Option<CellRef>) -> Reader {
        let (title, lines) = match cell {
            Some(cell) => (layout::field_label(cx.session.form(), cell), field_help(cx, cell)),
            None => (message::all_keys(cx.look.lang), key_help(cx)),
        };
        let width = usize::from(cx.size.0.saturating_sub(4)).max(10);
        let policy = cx.look.width;
        let lines = lines.iter().flat_map(|line| policy.lines(line, width)).map(str::to_owned);
        Reader { help: true, ..Reader::new(title, lines.collect()) }
    }

    /// Limits the scroll position to the lines.
    fn clamp(&mut self, cx: &Context<'_>) {
        self.top = self.top.min(self.lines.len().saturating_sub(height(cx)));
        if self.left > 0 {
            let widest = self.lines.iter().map(|line| cx.look.width.of(line)).max().unwrap_or(0);
            self.left = self.left.min(widest.saturating_sub(usize::from(cx.size.0)));
        }
    }
}

impl Panel for Reader {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let page = height(cx).saturating_sub(1);
        match command {
            Command::Down | Command::Enter => self.top += 1,
            Command::Up => self.top = self.top.saturating_sub(1),
            Command::PageDown | Command::Next => self.top += page,
            Command::PageUp | Command::Previous => self.top = self.top.saturating_sub(page),
            Command::LineStart | Command::SectionStart => (self.top, self.left) = (0, 0),
            Command::LineEnd | Command::SectionEnd => self.top = self.lines.len(),
            // The paper layout may be wider than the window.
            Command::Left => self.left = self.left.saturating_sub(SIDEWAYS),
            Command::Right => self.left += SIDEWAYS,
            Command::Help if self.help => return Outcome::Do(Action::AllKeys),
            _ => return elsewhere(command, cx),
        }
        self.clamp(cx);
        Outcome::Stay
    }

    fn typed(&mut self, text: &str, cx: &Context<'_>) -> Outcome {
        if text != " " {
            return Outcome::Refuse(message::digits_and_arrows(cx.look.lang));
        }
        self.top += STEP;
        self.clamp(cx);
        Outcome::Stay
    }

    fn closes(&self, command: Command) -> bool {
        command == Command::Preview
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let (lang, theme) = (cx.look.lang, cx.look.theme);
        let rows = height(cx);
        let last = (self.top + rows).min(self.lines.len());
        let count = message::lines_shown(lang, self.top + 1, last, self.lines.len());
        let width = canvas.area().width;
        let wide = self.lines.iter().any(|line| cx.look.width.of(line) > usize::from(width));
        let keys = if wide { message::reader_keys_wide(lang) } else { message::reader_keys(lang) };
        let (top, rows) = frame(cx, &self.title, &count, &keys, 0, canvas);
        for (line, y) in self.lines.iter().skip(self.top).zip(top..top + rows) {
            // A preview uses the full paper width; help has a margin.
            let margin = u16::from(self.help);
            let line = behind(cx.look.width, line, self.left);
            canvas.put(margin, y, &line, width - margin, theme.label);
        }
        canvas.caret = Some((0, top));
    }
}

/// Returns the number of lines that fit on the screen.
fn height(cx: &Context<'_>) -> usize {
    usize::from(cx.size.1.saturating_sub(4)).max(1)
}

/// Returns the lines of a report as printed on paper.
pub(in crate::tui) fn on_paper(checked: &Checked<'_>) -> Vec<String> {
    let written = Format::named("text").map(|format| (format.write)(checked, Options::default()));
    let text = String::from_utf8(written.and_then(Result::ok).unwrap_or_default()).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn field_help(cx: &Context<'_>, cell: CellRef) -> Vec<String> {
    let lang = cx.look.lang;
    let form = cx.session.form();
    let field = form.field(cell.field);
    let texts = cx.session.texts(lang);
    let mut lines = vec![field.kind.describe(lang)];
    if field.required {
        lines.push(message::is_required(lang));
    }
    lines.extend(layout::hints(form, cell));
    if let Some(explanation) = explain(&texts, cell) {
        lines.push(String::new());
        lines.push(message::how_calculated(lang));
        lines.push(format!("  {}", explanation.words));
        lines.push(format!("  {}", explanation.numbers));
    }
    let users = users(&texts, cell);
    if !users.is_empty() {
        lines.push(message::used_by(lang, &users.join("、")));
    }
    lines.extend(cx.last_line(cell));
    let figures = cx.figure_lines(cell);
    if !figures.is_empty() {
        lines.push(String::new());
        lines.push(message::figures_head(lang));
        lines.extend(figures.into_iter().map(|line| format!("  {line}")));
    }
    for finding in cx.session.findings_at(cell) {
        lines.push(String::new());
        lines.push(format!("{} {}", finding.mark().letter(), finding.sentence(&texts)));
        if !finding.advice(form).is_empty() {
            lines.push(format!("  {}", finding.advice(form)));
        } else if finding.rule == RuleId::Carried {
            lines.push(format!("  {}", cx.look.keys.spoken(&message::what_to_do_carried(lang))));
        }
        if let Some(why) = finding.explanation(&texts) {
            lines.push(format!("  {}", message::explanation(lang, why)));
        } else if let Some(why) = finding.former(&texts) {
            lines.push(format!("  {}", message::former_explanation(lang, why)));
        }
    }
    lines.push(String::new());
    lines.extend(cx.model.path_shown(cell).map(|path| message::path_is(lang, &path)));
    lines.push(cx.look.keys.spoken(&message::help_more(lang)).into_owned());
    lines
}

fn key_help(cx: &Context<'_>) -> Vec<String> {
    let lang = cx.look.lang;
    let width = cx.look.width;
    // Wrapped help lines stay in their column if the window is wide enough.
    let room = usize::from(cx.size.0).saturating_sub(4 + 30);
    let room = if room < 20 { usize::MAX } else { room };
    let rows = BINDINGS.iter().flat_map(|row| {
        let keys = width.left(&cx.look.keys.of(row.command).join(" "), 17);
        let other = width.left(&cx.look.keys.spoken(Binding::pick(row.other_way, lang)), 13);
        let help = Binding::pick(row.help, lang);
        let before = [keys + &other].into_iter().chain(std::iter::repeat(" ".repeat(30)));
        before.zip(width.lines(help, room)).map(|(before, part)| before + part)
    });
    let mut lines: Vec<String> = rows.collect();
    lines.push(String::new());
    lines.extend(message::terminal_notes(lang).lines().map(str::to_owned));
    lines
}

/// Returns the part of a line after its first `cells` cells.
fn behind(measure: Width, line: &str, cells: usize) -> String {
    let before = measure.cut(line, cells);
    let cut = measure.of(before) < cells && before.len() < line.len();
    // A wide character that is cut in half is replaced by a blank.
    let rest = line.get(before.len()..).unwrap_or_default();
    if !cut {
        return rest.to_owned();
    }
    let mut rest = rest.chars();
    rest.next();
    format!(" {}", rest.as_str())
}
