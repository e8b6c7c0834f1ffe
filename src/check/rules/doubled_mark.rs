//! A punctuation mark is doubled.

use crate::check::finding::Mark;
use crate::check::prose::StyleIssue;
use crate::check::quote::near;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "doubled-mark",
    help: ["标点重复", "A punctuation mark is doubled."],
    mark: Mark::Hint,
    quiet: true,
    blocks: false,
    find: &[Find::Field(|data, found| data.style(found, |issue| issue == StyleIssue::Doubled))],
    sentence: |texts, finding| doubled_mark(texts.lang, &near(texts, finding)),
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "全年投入40.11亿元。。")],
    at: "prose",
    says: "\"40.11亿元。。\" in the text has repeated punctuation: keep one mark",
    ..Example::NONE
};

messages! {
    doubled_mark(words: &str) => "文中“{words}”标点重复，应删除一个", "\"{words}\" in the text has repeated punctuation: keep one mark";
}
