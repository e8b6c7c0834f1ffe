//! A formula has no result, for example because it divides by zero.

use super::format::{problems, sentence};
use crate::check::finding::Mark;
use crate::check::rule::{Find, Rule};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "no-result",
    help: ["公式没有结果，如除数为零", "A formula has no result, for example a division by zero."],
    mark: Mark::Hint,
    quiet: false,
    blocks: false,
    find: &[Find::Field(|data, found| problems(data, true, found))],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("budget", "5"), ("persons", "0")],
    at: "each",
    says: "no result: division by zero",
    ..Example::NONE
};
