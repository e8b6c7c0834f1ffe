//! What stands against a final export: one rule for the command line, the screen and the questions.

use crate::form::{Form, Severity};
use crate::message::{self, Lang};
use crate::report::{Finding, FindingKind, Sheet};

/// Why a report is not exported as final: at least one of the counts is above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// How many errors stand.
    pub errors: usize,
    /// How many values of last year wait to be confirmed.
    pub unconfirmed: usize,
}

/// Returns why a report cannot be exported as final; `None` when it can.
pub fn refusal(form: &Form, sheet: &Sheet) -> Option<Refusal> {
    let count =
        |holds: &dyn Fn(&Finding) -> bool| sheet.findings.iter().filter(|finding| holds(finding)).count();
    let errors = count(&|finding| finding.severity(form) == Severity::Error);
    let unconfirmed = count(&|finding| finding.kind == FindingKind::Carried);
    (errors + unconfirmed > 0).then_some(Refusal { errors, unconfirmed })
}

impl Refusal {
    /// The counts in words, as far as they are above zero.
    pub fn words(self, lang: Lang) -> String {
        message::what_stands(lang, self.errors, self.unconfirmed)
    }
}
