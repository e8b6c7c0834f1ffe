//! The overview of a report: its findings in groups, and the progress of each section.

mod group;
mod progress;
mod rows;

pub use group::Group;
pub use progress::{Needs, Progress};

use super::finding::Finding;
use crate::form::Form;
use crate::report::Report;
use crate::sheet::Sheet;

/// The findings in groups, and the progress.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// The open items: findings with one cause together, and the tables with rows that are not filled in.
    pub groups: Vec<Group>,
    /// The progress of each section and of the whole report.
    pub progress: Progress,
}

impl Overview {
    /// Returns the overview of a report with these findings.
    pub fn new(form: &Form, report: &Report, sheet: &Sheet, findings: &[Finding]) -> Overview {
        let tables = rows::tables(form, report, sheet);
        let groups = group::groups(form, findings, &tables);
        let progress = progress::progress(form, report, sheet, findings, &groups, &tables);
        Overview { groups, progress }
    }

    /// Returns the index of the group that contains a finding, given by its index.
    pub fn group_of(&self, finding: usize) -> Option<usize> {
        self.groups.iter().position(|group| group.members.contains(&finding))
    }

    /// Iterates over the findings at which the user stops on the way through them: one of each cause, and one
    /// for the rows of a table that are not filled in.
    pub fn stops<'a>(&'a self, findings: &'a [Finding]) -> impl Iterator<Item = Finding> + 'a {
        self.groups.iter().flat_map(move |group| {
            let others = group.members.iter().skip(1).take(group.stops().saturating_sub(1));
            let others = others.filter_map(move |at| findings.get(*at).copied());
            std::iter::once(group.first).chain(others)
        })
    }

    /// Returns the number of the stop of a finding, given by its index, from 1, and the number of stops.
    pub fn stop_of(&self, finding: usize) -> (usize, usize) {
        let (mut at, mut count) = (0, 0);
        for group in &self.groups {
            if let Some(member) = group.members.iter().position(|member| *member == finding) {
                at = count + 1 + member.min(group.stops().saturating_sub(1));
            }
            count += group.stops();
        }
        (at, count)
    }
}
