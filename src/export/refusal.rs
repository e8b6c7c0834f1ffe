//! Conditions that prevent a final export; shared by the command line, the screen and the plain dialogue.

use crate::check::{Finding, RuleId};
use crate::form::Severity;
use crate::message::{self, Lang};

/// Reasons why a report cannot be exported as final; at least one count is above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Number of errors.
    pub errors: usize,
    /// Number of values from last year that are not confirmed.
    pub unconfirmed: usize,
}

/// Returns the reasons why a report cannot be exported as final, or `None` if it can.
pub fn refusal(findings: &[Finding]) -> Option<Refusal> {
    let count = |holds: fn(&&Finding) -> bool| findings.iter().filter(holds).count();
    let errors = count(|finding| finding.severity() == Severity::Error);
    let unconfirmed = count(|finding| finding.rule == RuleId::Carried);
    (errors + unconfirmed > 0).then_some(Refusal { errors, unconfirmed })
}

impl Refusal {
    /// Returns a text with the counts that are above zero.
    pub fn words(self, lang: Lang) -> String {
        message::what_stands(lang, self.errors, self.unconfirmed)
    }
}
