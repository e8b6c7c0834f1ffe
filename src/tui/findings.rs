//! The list of findings, and navigation from one to the next.

use std::cell::LazyCell;

use super::app::App;
use super::ask::{Ask, Purpose};
use super::command::Command;
use super::editor::Editor;
use super::event::Effect;
use super::mode::{Mode, step_in_list};
use crate::app::findings::Explanation;
use crate::check::{Finding, Mark};
use crate::form::CellRef;
use crate::message;
use crate::sheet::TextRange;

/// If more entries than this are unconfirmed, the list shows them as one line per page.
const MANY: usize = 5;

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Index of its first finding among all findings.
    pub first: usize,
    /// Number of findings; more than one are the unconfirmed entries of a page.
    pub count: usize,
}

/// Returns the lines of the list.
pub fn listed(app: &App) -> impl Iterator<Item = Listed> + '_ {
    let form = app.model.session.form();
    let findings = app.model.session.findings();
    let section = |finding: &Finding| form.field(finding.cell.field).section;
    let waits = |finding: &&Finding| finding.mark() == Mark::Carried;
    let many = findings.iter().filter(waits).count() > MANY;
    let mut first = 0;
    std::iter::from_fn(move || {
        let finding = findings.get(first)?;
        let mut count = 1;
        if many && waits(&finding) {
            let here = section(finding);
            let rest = findings.get(first..).unwrap_or_default().iter();
            count = rest.take_while(|next| waits(next) && section(next) == here).count();
        }
        let line = Listed { first, count };
        first += count;
        Some(line)
    })
}

impl App {
    /// Opens the list of findings with the one of the current cell selected.
    pub(super) fn open_findings(&mut self) {
        self.leave_cell();
        self.reload();
        let findings = self.model.session.findings();
        if findings.is_empty() {
            self.say(message::no_findings(self.look.lang));
            return;
        }
        let is_here = |finding: &Finding| Some(finding.cell) == self.cursor.cell;
        let here = self.finding_at_caret().or_else(|| findings.iter().position(is_here));
        let line =
            here.and_then(|here| listed(self).position(|line| here < line.first + line.count)).unwrap_or(0);
        self.mode = Mode::Findings(line);
    }

    pub(super) fn findings_key(&mut self, command: Command) -> Vec<Effect> {
        let Mode::Findings(selected) = self.mode else { return Vec::new() };
        let last = listed(self).count().saturating_sub(1);
        if let Some(selected) = step_in_list(selected, last, command) {
            self.mode = Mode::Findings(selected);
            return Vec::new();
        }
        let line = listed(self).nth(selected);
        let finding = line.and_then(|line| self.model.session.findings().get(line.first)).copied();
        match (command, finding) {
            (Command::Enter | Command::Next, Some(finding)) => self.jump_to_finding(finding),
            (Command::NextFinding, Some(_)) => {
                self.mode = Mode::Findings(if selected < last { selected + 1 } else { 0 });
            }
            (Command::Options, Some(finding)) => {
                let form = self.model.session.form();
                if matches!(finding.mark(), Mark::Explain | Mark::Explained) {
                    let rule = finding.name(form).into_owned();
                    self.ask_explanation(&rule, finding.cell);
                } else {
                    self.refuse(message::only_explain(self.look.lang));
                }
            }
            _ => {
                if let Some(effects) = self.other_panel(command) {
                    return effects;
                }
                return self.perform(command);
            }
        }
        Vec::new()
    }

    pub(super) fn ask_explanation(&mut self, rule: &str, cell: CellRef) {
        let Explanation { finding, before, last } = self.model.explanation(rule, cell);
        let texts = self.model.session.texts(self.look.lang);
        self.mode = Mode::Ask(Ask {
            question: message::explain_why(self.look.lang),
            detail: finding.map_or_else(String::new, |finding| finding.sentence(&texts)),
            offer: last,
            editor: Editor::new(&before, false),
            purpose: Purpose::Explain { rule: rule.to_owned(), cell },
        });
    }

    /// Moves to the next finding (F8): after the current one, or if that is resolved, after the last one
    /// that F8 visited.
    pub(super) fn next_finding(&mut self) {
        let findings = self.model.session.findings();
        let is_here = |finding: &Finding| self.cursor.cell == Some(finding.cell);
        // A text may have several findings: use the one at the caret, else the last.
        let here = self.finding_at_caret().or_else(|| findings.iter().rposition(is_here));
        match self.model.next_finding(here) {
            Some(finding) => self.jump_to_finding(finding),
            None => self.say(message::no_findings(self.look.lang)),
        }
    }

    /// Returns the index of the finding whose part of the text contains the caret or ends at it.
    pub fn finding_at_caret(&self) -> Option<usize> {
        let caret = LazyCell::new(|| self.input.editor.offset());
        let at_caret = |place: TextRange| (place.start as usize..=place.end as usize).contains(&caret);
        self.model.session.findings().iter().rposition(|finding| {
            self.cursor.cell == Some(finding.cell) && finding.place.is_some_and(at_caret)
        })
    }

    /// Moves to a finding and places the caret at the end of the part of the text concerned, if any.
    fn jump_to_finding(&mut self, finding: Finding) {
        if let Some(there) = self.find_cursor(finding.cell) {
            self.jump(there);
            if let Some(place) = finding.place {
                self.input.editor.set_offset(place.end as usize);
            }
            self.model.visited = Some(finding);
        }
    }
}
