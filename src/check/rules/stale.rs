//! A figure in a text is last year's value.

use super::figure::compared;
use crate::check::finding::{Finding, Mark};
use crate::check::prose::Doubt;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "stale",
    help: ["文中数据为上年数", "A figure in a text is last year's value."],
    mark: Mark::Explain,
    quiet: true,
    blocks: false,
    find: &[Find::Text(|text, found| text.doubtful(Doubt::LastYear, found))],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("budget", "900"), ("prose", "年初计划预算881.32万元。")],
    last: &[("budget", "881.32")],
    at: "prose",
    says: "the text says \"预算881.32万元\", which is last year's value; this year it is 预算 900.00 万元",
    ..Example::NONE
};

messages! {
    last_years_figure(words: &str, label: &str, value: &str) => "文中“{words}”为上年数，本年{label} {value}，请核实", "the text says \"{words}\", which is last year's value; this year it is {label} {value}";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    compared(texts, finding).map_or_else(String::new, |(words, label, value)| {
        last_years_figure(texts.lang, &words, &label, &value)
    })
}
