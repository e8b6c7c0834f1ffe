//! The condition of a field does not hold.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::rule::{FieldData, Find, Found, Rule};
use crate::form::Row;
use crate::message;
use crate::sheet::{Texts, message_phrase};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "constraint",
    help: ["不符合本项的条件", "The condition of the field does not hold."],
    mark: Mark::Error,
    quiet: true,
    blocks: false,
    find: &[Find::Field(find)],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("persons", "-1")],
    at: "persons",
    says: "does not meet the requirements",
    ..Example::NONE
};

fn find(data: &FieldData<'_>, found: &mut Found<'_>) {
    let Some((condition, _)) = &data.field.constraint else { return };
    let rows = data.filled().filter(|(place, _)| place.row != Row::Sum);
    for (place, _) in rows.filter(|(place, _)| data.is_broken(condition, place.row)) {
        found.marked(data.field.severity.into(), place, None, Detail::None);
    }
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    match &texts.form.field(finding.cell.field).constraint {
        Some((_, Some(words))) => message_phrase(texts, words, finding.cell.row),
        _ => message::constraint_broken(texts.lang),
    }
}
