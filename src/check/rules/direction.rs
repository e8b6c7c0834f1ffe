//! A change in a text does not match the values before and after it.

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
    name: "direction",
    help: ["文中的增减与前后数据不符", "A change in a text does not match its values."],
    mark: Mark::Explain,
    quiet: true,
    blocks: true,
    find: &[Find::Text(|text, found| text.broken(RelationKind::Direction, found))],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "接诊40人，比上年30人减少10人。")],
    at: "prose",
    says: "the text says \"接诊40人，比上年30人减少10人\", but calculated from 40人 and 30人 it is 10",
    ..Example::NONE
};

messages! {
    direction_differs(words: &str, operands: &str, right: &str) => "文中“{words}”，按 {operands} 计算应为 {right}", "the text says \"{words}\", but calculated from {operands} it is {right}";
    between_operands() => "、", " and ";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let Detail::Relation { calculated, .. } = finding.detail else { return String::new() };
    let words = relation(texts, finding);
    let operands = operands(texts, finding, true).join(&between_operands(texts.lang));
    direction_differs(texts.lang, &words, &operands, &show_in_formula(calculated, 0))
}
