//! Conditions that prevent a final export; shared by the command line, the screen and the plain dialogue.

use crate::check::{Finding, RuleId};
use crate::form::Severity;
use crate::report::Report;

/// Reasons why a report cannot be exported as final.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is a report to practise with.
    Practice,
    /// Something is open; at least one count is above zero.
    Open {
        /// Number of errors.
        errors: usize,
        /// Number of values from last year that are not confirmed.
        unconfirmed: usize,
    },
}

/// Returns the reasons why a report cannot be exported as final, or `None` if it can.
pub fn refusal(report: &Report, findings: &[Finding]) -> Option<Refusal> {
    if report.is_practice() {
        return Some(Refusal::Practice);
    }
    let count = |holds: fn(&&Finding) -> bool| findings.iter().filter(holds).count();
    let errors = count(|finding| finding.severity() == Severity::Error);
    let unconfirmed = count(|finding| finding.rule == RuleId::Carried);
    (errors + unconfirmed > 0).then_some(Refusal::Open { errors, unconfirmed })
}
