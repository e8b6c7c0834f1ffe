//! A number has more decimals than its field allows.

use crate::check::finding::Mark;
use crate::check::rule::{FieldData, Find, Found, Rule};
use crate::message::{Lang, messages};
use crate::sheet::Origin;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "decimals",
    help: ["小数位数超过规定", "A number has more decimals than its field."],
    mark: Mark::Explain,
    quiet: true,
    blocks: false,
    find: &[Find::Field(find)],
    sentence: |texts, finding| {
        let limit = texts.form.field(finding.cell.field).kind.decimals();
        too_many_decimals(texts.lang, &texts.shown(finding.cell), limit)
    },
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("budget", "1.234")],
    at: "budget",
    says: "1.234 has more than 2 decimals: check it",
    ..Example::NONE
};

messages! {
    too_many_decimals(found: &str, limit: u32) => "{found} 的小数超过 {limit} 位，请核对", "{found} has more than {limit} decimals: check it";
}

fn find(data: &FieldData<'_>, found: &mut Found<'_>) {
    let limit = data.field.kind.decimals();
    if !data.field.kind.is_number() {
        return;
    }
    for (place, cell) in data.filled().filter(|(_, cell)| cell.origin != Origin::Calculated) {
        let number = cell.value.number().unwrap_or_default();
        if number.scale() > limit && number.normalize().scale() > limit {
            found.cell(place);
        }
    }
}
