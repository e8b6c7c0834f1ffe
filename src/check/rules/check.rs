//! A check of the form fails.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::rule::{FieldData, Find, Found, Rule};
use crate::form::{CellRef, Row};
use crate::sheet::{Texts, message_phrase};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "",
    help: ["不符合报表格式规定的核对关系", "A check of the form fails."],
    mark: Mark::Error,
    quiet: false,
    blocks: false,
    find: &[Find::Check(find)],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("budget", "5"), ("t[1].a", "6")],
    at: "budget",
    says: "5.00 is less than 6.00",
    ..Example::NONE
};

fn find(data: &FieldData<'_>, index: usize, found: &mut Found<'_>) {
    let check = &data.form.checks[index];
    let rows = data.cells().map(|(place, _)| place).filter(|place| place.row != Row::Sum);
    // The columns of the rule may have sums even if that of the field has none.
    let sum = check.sum_row && data.field.rows().is_some();
    let sum = sum.then_some(CellRef { field: data.id, row: Row::Sum });
    for place in rows.chain(sum).filter(|place| data.is_broken(&check.rule, place.row)) {
        found.marked(check.severity.into(), place, None, Detail::Check(index));
    }
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    match finding.detail {
        Detail::Check(index) => message_phrase(texts, &texts.form.checks[index].message, finding.cell.row),
        _ => String::new(),
    }
}
