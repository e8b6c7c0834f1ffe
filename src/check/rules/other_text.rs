//! Two texts state the same fact differently.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::quote::quoted;
use crate::check::rule::{Find, Rule};
use crate::message::{Lang, messages};
use crate::report::naming::place;
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "other-text",
    help: ["同一数据在两处文字中不一致", "Two texts state the same figure differently."],
    mark: Mark::Explain,
    quiet: true,
    blocks: false,
    find: &[Find::All(|data, found| {
        for contradiction in data.prose.contradictions() {
            let detail = Detail::Elsewhere { cell: contradiction.other, place: contradiction.other_place };
            found.add(contradiction.cell, Some(contradiction.place), detail);
        }
    })],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "全年发出整改通知书86份。"), ("plans", "今年发出整改通知书68份。")],
    at: "plans",
    says: "the text says \"整改通知书68份\", but 概况 says \"整改通知书86份\"",
    ..Example::NONE
};

messages! {
    other_text_differs(words: &str, place: &str, other: &str) => "文中“{words}”与“{place}”中的“{other}”不一致", "the text says \"{words}\", but {place} says \"{other}\"";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let (Detail::Elsewhere { cell, place: range }, Some(here)) = (finding.detail, finding.place) else {
        return String::new();
    };
    let words = quoted(texts, finding.cell, here);
    let other = quoted(texts, cell, range);
    other_text_differs(texts.lang, &words, &place(texts.form, texts.report, cell), &other)
}
