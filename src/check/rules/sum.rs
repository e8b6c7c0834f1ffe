//! Parts and total in a text do not add up.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::Sum;
use crate::check::quote::quoted;
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
    find: &[Find::Text(|text, found| {
        for (place, sum) in text.wrong_sums().filter(|(_, sum)| !matches!(sum, Sum::Rate { .. })) {
            found.add(text.cell, Some(place), Detail::Sum(sum));
        }
    })],
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
    parts_differ(words: &str, right: &str) => "文中“{words}”，括号内各项合计 {right}", "the text says \"{words}\", but the parts in brackets add up to {right}";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let words = finding.place.map_or_else(String::new, |place| quoted(texts, finding.cell, place));
    match finding.detail {
        Detail::Sum(Sum::Spelled { right }) => sum_differs(texts.lang, &words, &show_in_formula(right, 0)),
        Detail::Sum(Sum::Parts { right }) => parts_differ(texts.lang, &words, &show_in_formula(right, 0)),
        _ => String::new(),
    }
}
