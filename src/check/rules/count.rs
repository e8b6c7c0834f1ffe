//! A number in a text does not match the list that it counts.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::quote::{quoted, relation};
use crate::check::reconciliation::RelationKind;
use crate::check::rule::{Find, Rule};
use crate::form::show_in_formula;
use crate::message::{Lang, messages};
use crate::report::naming::place;
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "count",
    help: ["文中的个数与列举不符", "A number in a text does not match the list that it counts."],
    mark: Mark::Explain,
    quiet: true,
    blocks: true,
    find: &[
        Find::Text(|text, found| text.broken(RelationKind::Count, found)),
        Find::All(|data, found| {
            for miscount in data.prose.miscounts() {
                let detail = Detail::Paragraphs { cell: miscount.list, count: miscount.count };
                found.add(miscount.cell, Some(miscount.place), detail);
            }
        }),
    ],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("prose", "整治项目3个（城东小区、城西小区）。")],
    at: "prose",
    says: "the text says \"整治项目3个（城东小区、城西小区）\", but the list has 2",
    ..Example::NONE
};

messages! {
    paragraphs_differ(words: &str, place: &str, count: &str) => "文中“{words}”，“{place}”列有 {count} 项", "the text says \"{words}\", but {place} has {count}";
    count_differs(words: &str, right: &str) => "文中“{words}”，列举 {right} 项", "the text says \"{words}\", but the list has {right}";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    if let (Detail::Paragraphs { cell, count }, Some(range)) = (finding.detail, finding.place) {
        let words = quoted(texts, finding.cell, range);
        let list = place(texts.form, texts.report, cell);
        return paragraphs_differ(texts.lang, &words, &list, &count.to_string());
    }
    let Detail::Relation { calculated, .. } = finding.detail else { return String::new() };
    count_differs(texts.lang, &relation(texts, finding), &show_in_formula(calculated, 0))
}
