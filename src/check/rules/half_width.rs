//! A half-width mark stands between Chinese characters.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::StyleIssue;
use crate::check::quote::near;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "half-width",
    help: ["中文中有半角标点", "A half-width mark stands between Chinese characters."],
    mark: Mark::Hint,
    quiet: true,
    blocks: false,
    find: &[Find::Field(|data, found| {
        data.style(found, |issue| matches!(issue, StyleIssue::HalfWidth { .. }));
    })],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "管理工作;负责协调")],
    at: "prose",
    says: "\"管理工作;\" in the text has half-width punctuation; in Chinese use ；",
    ..Example::NONE
};

messages! {
    half_width(words: &str, right: &str) => "文中“{words}”使用了半角标点，应为“{right}”", "\"{words}\" in the text has half-width punctuation; in Chinese use {right}";
    half_width_many(words: &str, right: &str, count: u32) => "文中“{words}”使用了半角标点，应为“{right}”；共 {count} 处", "\"{words}\" in the text has half-width punctuation; in Chinese use {right}; {count} places in total";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let (Detail::Style(StyleIssue::HalfWidth { count }), Some(place)) = (finding.detail, finding.place) else {
        return String::new();
    };
    let right = match texts.report.text(finding.cell).chars().nth(place.start as usize) {
        Some('(' | ')') => "（）".to_owned(),
        // Full-width forms have the same order as ASCII, at a fixed offset.
        Some(c) => char::from_u32(u32::from(c) + 0xfee0).map_or_else(String::new, String::from),
        None => String::new(),
    };
    match count {
        1 => half_width(texts.lang, &near(texts, finding), &right),
        count => half_width_many(texts.lang, &near(texts, finding), &right, count),
    }
}
