//! A rate in a text does not match its numbers.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::Sum;
use crate::check::quote::quoted;
use crate::check::rule::{Find, Rule};
use crate::form::{round, show_in_formula};
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
        for (place, sum) in text.wrong_sums().filter(|(_, sum)| matches!(sum, Sum::Rate { .. })) {
            found.add(text.cell, Some(place), Detail::Sum(sum));
        }
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
    rate_differs(words: &str, part: &str, whole: &str, right: &str) => "文中“{words}”，按 {part}/{whole} 计算为 {right}%", "the text says \"{words}\", but {part}/{whole} is {right}%";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let (Detail::Sum(Sum::Rate { right, part, whole }), Some(place)) = (finding.detail, finding.place) else {
        return String::new();
    };
    let words = quoted(texts, finding.cell, place);
    let number = |number| show_in_formula(number, 0);
    rate_differs(texts.lang, &words, &number(part), &number(whole), &number(round(right, 2)))
}
