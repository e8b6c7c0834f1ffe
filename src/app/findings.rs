//! Findings: from one to the next, and their explanations.

use super::model::Model;
use crate::check::{Finding, Mark};
use crate::form::{CellRef, Severity};
use crate::message;
use crate::report::Edit;
use crate::session::Merge;

/// The explanation of a finding before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The finding, if it still exists.
    pub finding: Option<Finding>,
    /// The current explanation; may be empty.
    pub before: String,
    /// Last year's explanation, if it differs.
    pub last: Option<String>,
}

impl Model {
    /// Returns the number of findings and of missing entries with each mark, as text.
    pub fn finding_counts(&self) -> String {
        let whole = &self.session.overview().progress.whole;
        let count = |mark| whole.count(mark);
        let [errors, explain, required] = [Mark::Error, Mark::Explain, Mark::Required].map(count);
        let [hints, explained, carried] = [Mark::Hint, Mark::Explained, Mark::Carried].map(count);
        let carried = if carried > 0 { message::carried_count(self.lang, carried) } else { String::new() };
        message::finding_counts(self.lang, errors, explain, required, &carried, hints, explained)
    }

    /// Returns the next stop on the way through the findings: after the finding at an index, after the one
    /// visited last if it is at the current cell, or after that one's place if it is resolved.
    pub fn next_finding(&self, cell: Option<CellRef>, here: Option<usize>) -> Option<Finding> {
        let form = self.session.form();
        let overview = self.session.overview();
        let stops: Vec<Finding> = overview.stops(self.session.findings()).collect();
        let visited = self.visited.as_ref();
        let at = here.map(|here| overview.stop_of(here).0);
        let stays = visited.filter(|visited| Some(visited.cell) == cell);
        let stays = stays.and_then(|visited| Some(stops.iter().position(|stop| stop == visited)? + 1));
        let next = match (at.max(stays), visited) {
            (Some(next), _) => next,
            (None, Some(visited)) => stops.partition_point(|stop| stop.order(visited, form).is_le()),
            (None, None) => 0,
        };
        stops.get(next).or_else(|| stops.first()).copied()
    }

    /// Returns the findings of a cell that can be explained.
    pub fn explainable(&self, cell: CellRef) -> impl Iterator<Item = &Finding> {
        let findings = self.session.findings_at(cell);
        findings.filter(|finding| finding.severity() == Severity::Explain)
    }

    /// Returns the explanation of a finding, and last year's.
    pub fn explanation(&self, rule: &str, cell: CellRef) -> Explanation {
        let (form, report) = (self.session.form(), self.session.report());
        let before = report.explanation(rule, cell).unwrap_or_default().to_owned();
        let mut findings = self.session.findings_at(cell);
        // The path contains the row's name; last year the row may have been at another index.
        let key = format!("{rule}@{}", report.path(form, cell));
        let mut last = report.annex.last_explanations.iter();
        let last = last.find(|(offered, text)| *offered == key && *text != before);
        Explanation {
            finding: findings.find(|finding| finding.name(form) == rule).copied(),
            before,
            last: last.map(|(_, text)| text.clone()),
        }
    }

    /// Explains a finding, or removes its explanation if the text is empty; returns true if that is a change.
    pub fn explain(&mut self, rule: &str, cell: CellRef, text: &str) -> Result<bool, String> {
        if self.session.report().explanation(rule, cell).unwrap_or_default() == text {
            return Ok(false);
        }
        let text = Some(text.to_owned()).filter(|text| !text.is_empty());
        let edit = Edit::Explain { rule: rule.to_owned(), cell, text };
        self.change(edit, cell, Merge::No).map(|()| true)
    }
}
