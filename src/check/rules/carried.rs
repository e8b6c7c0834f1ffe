//! An entry of last year is not confirmed.

use crate::check::finding::Mark;
use crate::check::rule::{FieldData, Find, Found, Rule};
use crate::message::{Lang, messages};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "carried",
    help: ["上年内容待确认", "An entry of last year is not confirmed."],
    mark: Mark::Carried,
    quiet: false,
    blocks: false,
    find: &[Find::Field(find)],
    sentence: |texts, _| carried(texts.lang),
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("name", "甲")],
    unconfirmed: &["name"],
    at: "name",
    says: "still last year's value: press Enter to confirm it, or change it",
    ..Example::NONE
};

messages! {
    carried() => "上年内容，待确认：无变化的按 Enter 确认，有变化的直接修改", "still last year's value: press Enter to confirm it, or change it";
}

fn find(data: &FieldData<'_>, found: &mut Found<'_>) {
    if data.report.carried().has(data.id) {
        let cells = data.cells().filter(|(place, _)| data.report.is_unconfirmed(*place));
        let cells = cells.filter(|(place, _)| data.report.entry(*place).is_some());
        cells.for_each(|(place, _)| found.cell(place));
    }
}
