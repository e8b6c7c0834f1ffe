//! Parts and total in a text do not add up.

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
    name: "sum",
    help: ["文中的分项与合计不符", "Parts and total in a text do not add up."],
    mark: Mark::Explain,
    quiet: true,
    blocks: true,
    find: &[Find::Text(|text, found| text.broken(RelationKind::Sum, found))],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "共有40+74=115人。")],
    at: "prose",
    says: "the text says \"40+74=115人\", but the result is 114",
    ..Example::NONE
};

messages! {
    sum_differs(words: &str, right: &str) => "文中“{words}”，计算结果为 {right}", "the text says \"{words}\", but the result is {right}";
    parts_differ(words: &str, right: &str, parts: &str) => "文中“{words}”，各项合计 {right}（{parts}）", "the text says \"{words}\", but the parts add up to {right} ({parts})";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let Detail::Relation { calculated, .. } = finding.detail else { return String::new() };
    let words = relation(texts, finding);
    let right = show_in_formula(calculated, 0);
    if words.contains('=') {
        return sum_differs(texts.lang, &words, &right);
    }
    parts_differ(texts.lang, &words, &right, &operands(texts, finding, false).join("+"))
}
