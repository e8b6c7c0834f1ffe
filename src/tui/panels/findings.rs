//! The list of findings.

use ratatui::layout::Rect;

use super::frame::lines_below;
use super::panel::{Action, Outcome, Panel, elsewhere};
use super::tabs::{Counts, Tab, tabbed};
use crate::check::{Finding, Group, Mark};
use crate::form::Severity;
use crate::message;
use crate::tui::canvas::Canvas;
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::view::foot;
use crate::tui::widgets::{list, step_in_list};

/// The list of findings.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// Index of the selected line.
    selected: usize,
    /// The first finding of the open group.
    open: Option<Finding>,
    /// The numbers of entries of all tabs.
    counts: Counts,
}

/// A line of the list.
#[derive(Clone, Copy)]
enum Line<'a> {
    /// A group of findings, and true if it is open.
    Group(&'a Group, bool),
    /// A finding of the open group.
    Member(&'a Group, &'a Finding),
}

impl Line<'_> {
    fn finding(&self) -> Finding {
        match self {
            Line::Group(group, _) => group.first,
            Line::Member(_, finding) => **finding,
        }
    }

    fn group(&self) -> &Group {
        match self {
            Line::Group(group, _) | Line::Member(group, _) => group,
        }
    }

    /// True if the line stands for several findings.
    fn is_closed(&self) -> bool {
        matches!(self, Line::Group(group, false) if group.opens())
    }
}

impl Findings {
    /// Creates the list with the finding of the current cell selected.
    pub(in crate::tui) fn new(cx: &Context<'_>) -> Findings {
        let overview = cx.session.overview();
        let is_here = |finding: &Finding| Some(finding.cell) == cx.cursor.cell;
        let is_visited = |group: &Group| cx.model.visited == Some(group.first) && is_here(&group.first);
        let here = cx.finding_at_caret().or_else(|| cx.session.findings().iter().position(is_here));
        let at = overview.groups.iter().position(is_visited);
        let selected = at.or_else(|| here.and_then(|here| overview.group_of(here))).unwrap_or(0);
        Findings { selected, open: None, counts: Counts::new(cx, &cx.session.review()) }
    }

    /// Returns the lines: the groups, and the findings of the open one below it.
    fn lines<'a>(&self, cx: &Context<'a>) -> Vec<Line<'a>> {
        let findings = cx.session.findings();
        let mut lines = Vec::new();
        for group in &cx.session.overview().groups {
            let is_open = group.opens() && self.open == Some(group.first);
            lines.push(Line::Group(group, is_open));
            if is_open {
                let members = group.members.iter().filter_map(|at| findings.get(*at));
                lines.extend(members.map(|finding| Line::Member(group, finding)));
            }
        }
        lines
    }

    /// Opens a group or closes the open one, and selects it.
    fn toggle(&mut self, group: &Group, cx: &Context<'_>) -> Outcome {
        self.open = if self.open == Some(group.first) { None } else { Some(group.first) };
        let is_head = |line: &Line<'_>| matches!(line, Line::Group(other, _) if other.first == group.first);
        self.selected = self.lines(cx).iter().position(is_head).unwrap_or(0);
        Outcome::Stay
    }
}

impl Panel for Findings {
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome {
        let lines = self.lines(cx);
        let last = lines.len().saturating_sub(1);
        if let Command::Next | Command::Previous = command {
            return Outcome::Do(Action::Review(Tab::Findings.next(command == Command::Previous)));
        }
        if let Some(selected) = step_in_list(self.selected, last, command) {
            self.selected = selected;
            return Outcome::Stay;
        }
        let line = lines.get(self.selected);
        match (command, line) {
            (Command::Enter | Command::Right | Command::Options, Some(line)) if line.is_closed() => {
                self.toggle(line.group(), cx)
            }
            (Command::Left, Some(line)) if self.open == Some(line.group().first) => {
                self.toggle(line.group(), cx)
            }
            (Command::Enter, Some(Line::Group(group, true))) => self.toggle(group, cx),
            (Command::Enter, Some(line)) => Outcome::Do(Action::GoToFinding(line.finding())),
            (Command::NextFinding, Some(_)) => {
                self.selected = if self.selected < last { self.selected + 1 } else { 0 };
                Outcome::Stay
            }
            (Command::Options, Some(line)) => {
                let finding = line.finding();
                if finding.severity() != Severity::Explain {
                    return Outcome::Refuse(message::only_explain(cx.look.lang));
                }
                let rule = finding.name(cx.session.form()).into_owned();
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
        let (top, rows) = tabbed(cx, (Tab::Findings, self.counts), [&counts, ""], &keys, lines, canvas);
        let listed = self.lines(cx);
        list(canvas, (0, top, rows), &listed, self.selected, |canvas, line, y| match line {
            Line::Group(group, is_open) => foot::group_line(cx, group, Some(*is_open), 2, y, canvas),
            Line::Member(_, finding) => foot::finding_line(cx, finding, y, canvas),
        });
        let line = listed.get(self.selected).zip(below);
        if let Some((line, area)) = line {
            details(cx, line, area, canvas);
        }
    }
}

/// Draws the whole sentence of a line and the advice below the list.
fn details(cx: &Context<'_>, line: &Line<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let finding = &line.finding();
    let (lang, theme) = (cx.look.lang, cx.look.theme);
    let form = cx.session.form();
    let texts = cx.session.texts(lang);
    let width = canvas.area().width - 2;
    let mark = finding.mark();
    let report = cx.session.report();
    let sentence = match line {
        Line::Group(group, _) => {
            format!("{} {}", group.place(form, report), group.sentence(&texts, cx.session.findings()))
        }
        Line::Member(..) => finding.sentence(&texts),
    };
    let advice = finding.advice(form);
    let general = match mark {
        Mark::Explain | Mark::Explained => message::what_to_do_explain(lang),
        Mark::Carried => message::what_to_do_carried(lang),
        _ => message::what_to_do_error(lang),
    };
    let why = finding.explanation(&texts).map(|why| message::explanation(lang, why));
    let why = why.or_else(|| Some(message::former_explanation(lang, finding.former(&texts)?)));
    let lines = cx.look.width.lines(&sentence, usize::from(width)).take(2);
    let mut rows: Vec<_> = lines.map(|line| (line.to_owned(), theme.label)).collect();
    let advice =
        if advice.is_empty() { cx.look.keys.spoken(&general).into_owned() } else { advice.to_owned() };
    rows.push((why.unwrap_or(advice), theme.quiet));
    for ((line, style), y) in rows.into_iter().zip(area.top()..area.bottom()) {
        canvas.put(1, y, &cx.look.width.shorten(&line, usize::from(width)), width, style);
    }
}
