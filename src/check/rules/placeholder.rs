//! A placeholder or help text of the form is left in.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::StyleIssue;
use crate::check::quote::quoted_from;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "placeholder",
    help: ["留有占位文字或填写说明", "A placeholder or help text is left in."],
    mark: Mark::Explain,
    quiet: true,
    blocks: false,
    find: &[Find::Field(|data, found| {
        data.style(found, |issue| matches!(issue, StyleIssue::Placeholder | StyleIssue::Help));
    })],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "……")],
    at: "prose",
    says: "\"……\" is a placeholder: fill it in or delete it",
    ..Example::NONE
};

messages! {
    placeholder(words: &str) => "“{words}”为占位文字，请填写或删除", "\"{words}\" is a placeholder: fill it in or delete it";
    help_left_in(words: &str) => "“{words}”为表样上的填写说明，请改为本单位的内容", "\"{words}\" is the form's filling instruction: replace it with your own content";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let words = quoted_from(texts, finding);
    match finding.detail {
        Detail::Style(StyleIssue::Help) => help_left_in(texts.lang, &words),
        _ => placeholder(texts.lang, &words),
    }
}
