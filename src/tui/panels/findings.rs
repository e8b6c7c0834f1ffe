//! The list of findings.

use ratatui::layout::Rect;

use super::frame::{frame, lines_below};
use super::panel::{Action, Outcome, Panel, elsewhere};
use crate::check::{Finding, Mark};
use crate::form::Severity;
use crate::message;
use crate::tui::canvas::Canvas;
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::findings::{Listed, listed};
use crate::tui::layout::place;
use crate::tui::view::foot;
use crate::tui::widgets::{list, step_in_list};

/// The list of findings.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// Index of the selected line.
    selected: usize,
}

impl Findings {
    /// Creates the list with the finding of the current cell selected.
    pub(in crate::tui) fn new(cx: &Context<'_>) -> Findings {
        let is_here = |finding: &Finding| Some(finding.cell) == cx.cursor.cell;
        let here = cx.finding_at_caret().or_else(|| cx.session.findings().iter().position(is_here));
        let line = here.and_then(|here| listed(cx.session).position(|line| here < line.first + line.count));
        Findings { selected: line.unwrap_or(0) }
    }
}

impl Panel for Findings {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let last = listed(cx.session).count().saturating_sub(1);
        if let Some(selected) = step_in_list(self.selected, last, command) {
            self.selected = selected;
            return Outcome::Stay;
        }
        let line = listed(cx.session).nth(self.selected);
        let finding = line.and_then(|line| cx.session.findings().get(line.first)).copied();
        match (command, finding) {
            (Command::Enter | Command::Next, Some(finding)) => Outcome::Do(Action::GoToFinding(finding)),
            (Command::NextFinding, Some(_)) => {
                self.selected = if self.selected < last { self.selected + 1 } else { 0 };
                Outcome::Stay
            }
            (Command::Options, Some(finding)) => {
                let form = cx.session.form();
                if finding.severity() != Severity::Explain {
                    return Outcome::Refuse(message::only_explain(cx.look.lang));
                }
                let rule = finding.name(form).into_owned();
                Outcome::Do(Action::Explain { rule, cell: finding.cell })
            }
            _ => elsewhere(command, cx),
        }
    }

    fn closes(&self, command: Command) -> bool {
        command == Command::Findings
    }

    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>) {
        let lang = cx.look.lang;
        let counts = cx.model.finding_counts();
        let keys = message::findings_keys(lang);
        let below = lines_below(cx);
        let lines = below.map_or(0, |below| below.height);
        let (top, rows) = frame(cx, &message::findings_head(lang), &counts, &keys, lines, canvas);
        let listed: Vec<Listed> = listed(cx.session).collect();
        list(canvas, (0, top, rows), &listed, self.selected, |canvas, line, y| {
            foot::finding_line(cx, *line, 2, y, canvas);
        });
        let line = listed.get(self.selected).zip(below);
        if let Some((line, area)) = line {
            details(cx, *line, area, canvas);
        }
    }
}

/// Draws the whole sentence of a finding and the advice below the list.
fn details(cx: &Context<'_>, line: Listed, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(finding) = cx.session.findings().get(line.first) else { return };
    let (lang, theme) = (cx.look.lang, cx.look.theme);
    let form = cx.session.form();
    let texts = cx.session.texts(lang);
    let width = canvas.area().width - 2;
    let mark = finding.mark();
    let sentence = if line.count > 1 {
        let section = form.sections.get(form.field(finding.cell.field).section);
        let label = section.map_or("", |section| section.label.as_str());
        format!("{label} {}", message::carried_on_page(lang, line.count))
    } else {
        format!("{} {}", place(form, cx.session.report(), finding.cell), finding.sentence(&texts))
    };
    let advice = finding.advice(form);
    let general = match mark {
        Mark::Explain | Mark::Explained => message::what_to_do_explain(lang),
        Mark::Carried => message::what_to_do_carried(lang),
        _ => message::what_to_do_error(lang),
    };
    let why = cx.session.report().explanation(&finding.name(form), finding.cell);
    let why = why.map(|why| message::explanation(lang, why));
    let lines = cx.look.width.lines(&sentence, usize::from(width)).take(2);
    let mut rows: Vec<_> = lines.map(|line| (line.to_owned(), theme.label)).collect();
    let advice =
        if advice.is_empty() { cx.look.keys.spoken(&general).into_owned() } else { advice.to_owned() };
    rows.push((why.unwrap_or(advice), theme.quiet));
    for ((line, style), y) in rows.into_iter().zip(area.top()..area.bottom()) {
        canvas.put(1, y, &cx.look.width.shorten(&line, usize::from(width)), width, style);
    }
}
