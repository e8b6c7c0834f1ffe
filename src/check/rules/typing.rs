//! A figure in a text is almost the value that it probably means.

use super::figure::compared;
use crate::check::finding::{Finding, Mark};
use crate::check::prose::Doubt;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "typing",
    help: ["文中数据疑有笔误", "A figure in a text is almost a value of the report."],
    mark: Mark::Explain,
    quiet: true,
    blocks: false,
    find: &[Find::Text(|text, found| text.doubtful(Doubt::Near, found))],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("budget", "881.32"), ("prose", "年初计划预算881.23万元。")],
    at: "prose",
    says: "the text says \"预算881.23万元\", almost the same as 预算 881.32 万元: check for a typing error",
    ..Example::NONE
};

messages! {
    almost_same(words: &str, label: &str, value: &str) => "文中“{words}”与{label} {value}相近，疑有笔误，请核实", "the text says \"{words}\", almost the same as {label} {value}: check for a typing error";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    compared(texts, finding).map_or_else(String::new, |(words, label, value)| {
        almost_same(texts.lang, &words, &label, &value)
    })
}
