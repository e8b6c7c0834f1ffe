//! A rate in a text does not match its numbers.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::quote::{operands, relation};
use crate::check::reconciliation::RelationKind;
use crate::check::rule::{Find, Rule};
use crate::form::show_in_formula;
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "rate",
    help: ["文中的比率与数不符", "A rate in a text does not match its numbers."],
    mark: Mark::Explain,
    quiet: true,
    blocks: true,
    find: &[Find::Text(|text, found| {
        text.broken(RelationKind::Rate, found);
    })],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "考评27个，优良4个，优良率15.8%。")],
    at: "prose",
    says: "the text says \"优良率15.8%\", but 4/27 is 14.81%",
    ..Example::NONE
};

messages! {
    rate_differs(words: &str, operands: &str, right: &str) => "文中“{words}”，按 {operands} 计算为 {right}%", "the text says \"{words}\", but {operands} is {right}%";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let Detail::Relation { calculated, .. } = finding.detail else { return String::new() };
    let words = relation(texts, finding);
    let operands = operands(texts, finding, false).join("/");
    rate_differs(texts.lang, &words, &operands, &show_in_formula(calculated, 0))
}
