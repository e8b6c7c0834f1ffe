//! An entry cannot be parsed.

use crate::check::finding::{Finding, Mark};
use crate::check::rule::{FieldData, Find, Found, Rule};
use crate::form::{NoResult, Problem};
use crate::sheet::{Origin, Texts, problem_sentence};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "format",
    help: ["填写的内容无法识别", "An entry cannot be parsed."],
    mark: Mark::Error,
    quiet: true,
    blocks: false,
    find: &[Find::Field(|data, found| problems(data, false, found))],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("year", "x")],
    at: "year",
    says: "\"x\" is not a number: use digits, such as 881.32 or 662.86+19.44",
    ..Example::NONE
};

/// Adds a finding for each problem of calculated cells, or of other cells. A problem in another cell is
/// reported at that cell.
pub(super) fn problems(data: &FieldData<'_>, calculated: bool, found: &mut Found<'_>) {
    let own = |problem: &Problem| !matches!(problem, Problem::NoResult(NoResult::Depends(_)));
    let cells = data.cells().filter(|(_, cell)| cell.problem.as_deref().is_some_and(own));
    cells
        .filter(|(_, cell)| (cell.origin == Origin::Calculated) == calculated)
        .for_each(|(place, _)| found.cell(place));
}

/// Returns the sentence for the problem of a cell.
pub(super) fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    let (cell, field) = (texts.sheet.cell(finding.cell), texts.form.field(finding.cell.field));
    cell.problem.as_ref().map_or_else(String::new, |problem| {
        problem_sentence(texts, problem, &field.kind, texts.report.text(finding.cell))
    })
}
