//! A year contains a space.

use crate::check::finding::{Finding, Mark};
use crate::check::prose::StyleIssue;
use crate::check::quote::quoted;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "year-gap",
    help: ["年份中有空格", "A year contains a space."],
    mark: Mark::Hint,
    quiet: true,
    blocks: false,
    find: &[Find::Field(|data, found| data.style(found, |issue| issue == StyleIssue::YearGap))],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "202 3年完成")],
    at: "prose",
    says: "\"202 3年\" in the text has a space inside the year: use \"2023年\"",
    ..Example::NONE
};

messages! {
    year_gap(words: &str, right: &str) => "文中“{words}”年份中有空格，应为“{right}”", "\"{words}\" in the text has a space inside the year: use \"{right}\"";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let Some(place) = finding.place else { return String::new() };
    let text = texts.report.text(finding.cell);
    let words = text.chars().skip(place.start as usize).take((place.end - place.start) as usize);
    year_gap(texts.lang, &words.collect::<String>(), &quoted(texts, finding.cell, place))
}
