//! An indicator is listed twice in a table with classes.

use std::collections::HashMap;

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::{MAX_REPEATS, is_han};
use crate::check::rule::{AllData, Find, Found, Rule};
use crate::form::{CellRef, Form, Home};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "repeated-indicator",
    help: ["指标重复", "An indicator is listed twice."],
    mark: Mark::Hint,
    quiet: true,
    blocks: false,
    find: &[Find::All(find)],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("quality[1].label", "工程验收合格率"), ("quantity[1].label", "工程验收合格率")],
    at: "quantity[1].label",
    says: "the indicator \"工程验收合格率\" already occurs in 质量: it belongs to one class only",
    ..Example::NONE
};

messages! {
    repeated_indicator(name: &str, place: &str) => "指标“{name}”与“{place}”重复，同一指标不宜重复列入不同类别", "the indicator \"{name}\" already occurs in {place}: it belongs to one class only";
}

/// Minimum number of Chinese characters of an indicator. Short entries such as 无 and 不适用 may occur in every
/// class.
const MIN_NAME: usize = 4;

fn find(data: &AllData<'_>, found: &mut Found<'_>) {
    let mut count = 0;
    for table in data.form.tables.iter().filter(|table| table.groups.len() > 1) {
        let mut first: HashMap<&str, CellRef> = HashMap::new();
        let columns = table.groups.iter().filter_map(|group| group.columns.first().copied());
        for id in columns.filter(|id| data.form.field(*id).kind.is_short_text()) {
            for (row, name) in data.report.column(id).iter().enumerate() {
                let cell = CellRef::at(id, row);
                let name = name.as_deref().map_or("", str::trim);
                if name.chars().filter(|c| is_han(*c)).count() < MIN_NAME {
                    continue;
                }
                let before = *first.entry(name).or_insert(cell);
                if before != cell && count < MAX_REPEATS {
                    count += 1;
                    found.add(cell, None, Detail::Cell(before));
                }
            }
        }
    }
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let Detail::Cell(first) = finding.detail else { return String::new() };
    let name = texts.report.text(finding.cell).trim();
    repeated_indicator(texts.lang, name, class(texts.form, first))
}

/// Returns the class of an indicator.
fn class(form: &Form, cell: CellRef) -> &str {
    match form.field(cell.field).home {
        Home::Column { table, group, .. } => &form.table(table).groups[group].label,
        _ => form.label(cell.field),
    }
}
