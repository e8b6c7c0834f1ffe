//! A choice does not fit the value of the field that it depends on.

use crate::check::finding::{Finding, Mark};
use crate::check::rule::{FieldData, Find, Found, Rule};
use crate::form::{CellRef, Row, clean_line};
use crate::message::{Lang, messages};
use crate::sheet::Texts;
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "choice",
    help: ["所选内容与相关栏目不符", "A choice does not fit the field that it depends on."],
    mark: Mark::Error,
    quiet: true,
    blocks: false,
    find: &[Find::Field(find)],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("province", "湖南"), ("city", "武汉")],
    at: "city",
    says: "\"武汉\" does not fit 省份 湖南: choose from 长沙、岳阳",
    ..Example::NONE
};

messages! {
    does_not_fit(value: &str, label: &str, by: &str, choices: &str) => "“{value}”与{label}“{by}”不符，应为：{choices}", "\"{value}\" does not fit {label} {by}: choose from {choices}";
}

fn find(data: &FieldData<'_>, found: &mut Found<'_>) {
    if data.field.choices_by.is_none() {
        return;
    }
    for (place, cell) in data.filled().filter(|(place, _)| place.row != Row::Sum) {
        let fitting = data.sheet.widget(data.form, place).choices().unwrap_or_default();
        let fits = |choice: &str| fitting.iter().any(|other| other == choice);
        if !data.field.kind.chosen(&cell.value).into_iter().all(fits) {
            found.cell(place);
        }
    }
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let Texts { form, sheet, lang, .. } = *texts;
    let choices = sheet.widget(form, finding.cell).choices().unwrap_or_default().join("、");
    let by = form.field(finding.cell.field).choices_by.as_ref().and_then(|choices| choices.by.field());
    let Some(by) = by else { return String::new() };
    let row = if form.field(by).rows().is_none() { Row::Only } else { finding.cell.row };
    let value = texts.shown(CellRef { field: by, row });
    does_not_fit(lang, &texts.shown(finding.cell), &clean_line(form.label(by)), &value, &choices)
}
