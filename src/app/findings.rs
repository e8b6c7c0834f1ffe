//! Findings: from one to the next, and their explanations.

use super::model::Model;
use crate::check::{Finding, Mark, values_of};
use crate::form::{CellRef, Severity};
use crate::message;
use crate::report::Edit;
use crate::session::Merge;

/// The explanation of the findings of a rule at a cell, before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The findings that it explains.
    pub findings: Vec<Finding>,
    /// The current explanation; may be empty.
    pub before: String,
    /// True if the current explanation was written for other values, so that it no longer counts.
    pub is_former: bool,
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

    /// Returns the explanation of the findings of a rule at a cell, and last year's.
    pub fn explanation(&self, rule: &str, cell: CellRef) -> Explanation {
        let (form, report) = (self.session.form(), self.session.report());
        let before = report.explanation(rule, cell).unwrap_or_default().to_owned();
        let texts = self.session.texts(self.lang);
        let findings = self.session.findings_at(cell).filter(|finding| finding.name(form) == rule);
        let findings: Vec<Finding> = findings.copied().collect();
        // The path contains the row's name; last year the row may have been at another index.
        let key = format!("{rule}@{}", report.path(form, cell));
        let mut last = report.annex.last_explanations.iter();
        let last = last.find(|(offered, text)| *offered == key && *text != before);
        Explanation {
            is_former: findings.iter().any(|finding| finding.former(&texts).is_some()),
            findings,
            before,
            last: last.map(|(_, text)| text.clone()),
        }
    }

    /// Explains the findings of a rule at a cell, or removes the explanation if the text is empty; returns
    /// true if that is a change.
    pub fn explain(&mut self, rule: &str, cell: CellRef, text: &str) -> Result<bool, String> {
        let texts = self.session.texts(self.lang);
        let values = values_of(&texts, self.session.findings(), rule, cell);
        let edit = Edit::explain(rule, cell, Some(text.to_owned()).filter(|text| !text.is_empty()), values);
        let Edit::Note { topic, note, .. } = &edit else { return Ok(false) };
        if self.session.report().note(topic, cell) == note.as_ref() {
            return Ok(false);
        }
        self.change(edit, cell, Merge::No).map(|()| true)
    }
}
