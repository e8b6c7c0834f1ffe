//! Conditions that prevent a final export; shared by the command line, the screen and the plain dialogue.

use crate::check::{Finding, Mark};
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
        /// Number of contradictions that are not explained.
        contradictions: usize,
        /// Number of values from last year that are not confirmed.
        unconfirmed: usize,
    },
}

/// Returns the reasons why a report cannot be exported as final, or `None` if it can.
pub fn refusal(report: &Report, findings: &[Finding]) -> Option<Refusal> {
    if report.is_practice() {
        return Some(Refusal::Practice);
    }
    let blocking = findings.iter().filter(|finding| finding.blocks_final());
    let (mut errors, mut contradictions, mut unconfirmed) = (0, 0, 0);
    for finding in blocking {
        match finding.mark() {
            Mark::Carried => unconfirmed += 1,
            Mark::Explain => contradictions += 1,
            _ => errors += 1,
        }
    }
    (errors + contradictions + unconfirmed > 0).then_some(Refusal::Open {
        errors,
        contradictions,
        unconfirmed,
    })
}

/// Returns the number of findings without an explanation. A report with only such findings can be final.
pub fn unexplained(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.mark() == Mark::Explain).count()
}
