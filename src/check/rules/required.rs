//! A required field is empty.

use crate::check::finding::{Detail, Mark};
use crate::check::rule::{FieldData, Find, Found, Rule};
use crate::form::Row;
use crate::message::{Lang, messages};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "required",
    help: ["必填项未填", "A required field is empty."],
    mark: Mark::Required,
    quiet: false,
    blocks: false,
    find: &[Find::Field(find)],
    sentence: |texts, finding| match finding.detail {
        Detail::Rows(count) => rows_empty(texts.lang, count),
        _ => required_empty(texts.lang),
    },
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[],
    at: "name",
    says: "required, blank",
    ..Example::NONE
};

messages! {
    rows_empty(count: usize) => "尚有 {count} 行未填列", "rows still to be filled in: {count}";
    required_empty() => "必填项未填", "required, blank";
}

fn find(data: &FieldData<'_>, found: &mut Found<'_>) {
    if !data.field.required {
        return;
    }
    let empty = data.cells().filter(|(_, cell)| cell.problem.is_none() && cell.value.is_blank());
    empty.filter(|(place, _)| place.row != Row::Sum).for_each(|(place, _)| found.cell(place));
}
