//! A percentage of a whole in a text does not match its numbers.

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
    name: "share",
    help: ["文中的占比与数据不符", "A share in a text does not match its numbers."],
    mark: Mark::Explain,
    quiet: true,
    blocks: true,
    find: &[Find::Text(|text, found| {
        text.broken(RelationKind::Share, found);
    })],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "全年检查40次，其中夜间检查10次，占全部检查40次的35%。")],
    at: "prose",
    says: "the text says \"10次，占全部检查40次的35%\", but 10/40 is 25%",
    ..Example::NONE
};

messages! {
    share_differs(words: &str, operands: &str, right: &str) => "文中“{words}”，按 {operands} 计算为 {right}%", "the text says \"{words}\", but {operands} is {right}%";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let Detail::Relation { calculated, .. } = finding.detail else { return String::new() };
    let words = relation(texts, finding);
    let operands = operands(texts, finding, false).join("/");
    share_differs(texts.lang, &words, &operands, &show_in_formula(calculated, 0))
}
