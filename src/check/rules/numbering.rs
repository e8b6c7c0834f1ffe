//! Numbers of paragraphs repeat or skip.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::StyleIssue;
use crate::check::quote::quoted;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "numbering",
    help: ["序号重复或不连续", "Numbers of paragraphs repeat or skip."],
    mark: Mark::Hint,
    quiet: true,
    blocks: false,
    find: &[Find::Field(|data, found| {
        data.style(found, |issue| matches!(issue, StyleIssue::Numbering { .. } | StyleIssue::NoColon));
    })],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "1、甲事\n3、乙事")],
    at: "prose",
    says: "\"3、\" follows number 1: the next number should be 2",
    ..Example::NONE
};

messages! {
    numbering(words: &str, last: u32, next: u32) => "“{words}”在第 {last} 项之后，序号应为第 {next} 项", "\"{words}\" follows number {last}: the next number should be {next}";
    no_colon(words: &str) => "“{words}”之后缺少冒号，与前几项不一致", "\"{words}\" is not followed by a colon, unlike the items before it";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let words = finding.place.map_or_else(String::new, |place| quoted(texts, finding.cell, place));
    match finding.detail {
        Detail::Style(StyleIssue::Numbering { last }) => numbering(texts.lang, &words, last, last + 1),
        _ => no_colon(texts.lang, &words),
    }
}
