//! A number has the opposite sign of last year's.

use super::change::moved;
use crate::check::finding::Mark;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::compare_with_last;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "sign-change",
    help: ["正负与上年相反", "A number has the opposite sign of last year."],
    mark: Mark::Explain,
    quiet: true,
    blocks: false,
    find: &[Find::Field(|data, found| moved(data, true, found))],
    sentence: |texts, finding| {
        let last = compare_with_last(texts, finding.cell).map(|comparison| comparison.last).unwrap_or_default();
        sign_changed(texts.lang, &texts.shown(finding.cell), &last)
    },
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("budget", "-5")],
    last: &[("budget", "5")],
    at: "budget",
    says: "-5.00, last year 5.00: the sign changed; correct or explain it",
    ..Example::NONE
};

messages! {
    sign_changed(now: &str, last: &str) => "本年 {now}，上年 {last}，正负相反，请核实；情况属实的，请说明原因", "{now}, last year {last}: the sign changed; correct or explain it";
}
