//! A number changed since last year by more than the form's limit.

use super::same_as_last::compared;
use crate::check::finding::{Finding, Mark};
use crate::check::rule::{FieldData, Find, Found, Rule};
use crate::form::{Carry, Percent, Value};
use crate::message::{Lang, messages};
use crate::sheet::{Comparison, Texts, compare_with_last};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "change",
    help: ["比上年变动过大", "A number changed more than usual since last year."],
    mark: Mark::Hint,
    quiet: true,
    blocks: false,
    find: &[Find::Field(|data, found| moved(data, false, found))],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("budget", "9")],
    last: &[("budget", "5")],
    at: "budget",
    says: "9.00, last year 5.00: +4.00 (+80.0%), changed by more than 30%",
    ..Example::NONE
};

messages! {
    moved_by(now: &str, last: &str, difference: &str, limit: &str) => "本年 {now}，上年 {last}，{difference}，变动超过 {limit}%，请核实", "{now}, last year {last}: {difference}, changed by more than {limit}%";
}

/// Adds a finding for each number that has the opposite sign of last year's, or that changed by more than the
/// form's limit.
pub(super) fn moved(data: &FieldData<'_>, signs: bool, found: &mut Found<'_>) {
    let Some(limit) = data.form.change.filter(|_| !matches!(data.field.carry, Carry::Derive(_))) else {
        return;
    };
    compared(data, |place, cell, last| {
        let (Value::Number(now), Value::Number(last)) = (&cell.value, last) else { return };
        if last.is_zero() || now == last {
            return;
        }
        let flipped = !now.is_zero() && now.is_sign_negative() != last.is_sign_negative();
        let percent = || Percent::of(now.checked_sub(*last)?, *last);
        if flipped == signs && (flipped || percent().is_some_and(|percent| percent.is_beyond(limit))) {
            found.cell(place);
        }
    });
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let Some(Comparison { last, change }) = compare_with_last(texts, finding.cell) else { return String::new() };
    let limit = texts.form.change.map_or_else(String::new, Percent::show);
    moved_by(texts.lang, &texts.shown(finding.cell), &last, &change.amount().unwrap_or_default(), &limit)
}
