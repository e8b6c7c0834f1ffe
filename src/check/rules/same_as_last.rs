//! An entry that should be new every year equals that of last year.

use crate::check::finding::Mark;
use crate::check::rule::{FieldData, Find, Found, Rule};
use crate::form::{Carry, Value};
use crate::message::{Lang, messages};
use crate::sheet::{Origin, SheetCell};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "same-as-last",
    help: ["与上年完全相同", "An entry equals the one of last year."],
    mark: Mark::Hint,
    quiet: true,
    blocks: false,
    find: &[Find::Field(find)],
    sentence: |texts, finding| {
        if texts.form.field(finding.cell.field).kind.is_number() {
            same_as_last(texts.lang, &texts.shown(finding.cell))
        } else {
            same_text_as_last(texts.lang)
        }
    },
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("budget", "5")],
    last: &[("budget", "5")],
    at: "budget",
    says: "5.00 is the same as last year: check that it was not copied",
    ..Example::NONE
};

messages! {
    same_as_last(now: &str) => "{now} 与上年完全一致，请核实", "{now} is the same as last year: check that it was not copied";
    same_text_as_last() => "与上年文字完全一致，请核实", "identical to last year's text: check that it was not copied";
}

fn find(data: &FieldData<'_>, found: &mut Found<'_>) {
    if !matches!(data.field.carry, Carry::Clear) {
        return;
    }
    compared(data, |place, cell, last| {
        let same = match (&cell.value, last) {
            (Value::Number(now), Value::Number(last)) => !last.is_zero() && now == last,
            (Value::Text(now), Value::Text(last)) => data.field.kind.is_long() && now.trim() == last.trim(),
            _ => false,
        };
        if same {
            found.cell(place);
        }
    });
}

/// Calls `compare` with each typed or confirmed value and the value of last year.
pub(super) fn compared(
    data: &FieldData<'_>,
    mut compare: impl FnMut(crate::form::CellRef, &SheetCell, &Value),
) {
    if !data.report.carried().has(data.id) {
        return;
    }
    for (place, cell) in data.cells() {
        let is_typed = cell.origin == Origin::Typed && !cell.value.is_blank();
        if is_typed
            && !data.report.is_unconfirmed(place)
            && let Some(last) = data.report.last(place)
        {
            compare(place, cell, &last.value);
        }
    }
}
