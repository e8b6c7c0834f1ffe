//! Evaluates the rules: for single cells, across cells, and in comparison with last year. Only rules that
//! depend on changed cells are evaluated again; the other findings are kept.

mod finding;
pub mod prose;
mod registry;

use std::collections::HashSet;

pub use finding::{Finding, FindingKind, Mark, figure_rule};
pub use registry::{RULES, Rule, is_rule};

use crate::form::{CellRef, Cells, Expr, FieldId, Form, Problem, Row, Value, evaluate};
use crate::report::Report;
use crate::sheet::compared;
use crate::sheet::touched::{Reach, Touched};
use crate::sheet::{Origin, Sheet, SheetCell};
use finding::Source;
use prose::flaws;

/// Cells of a sheet as formulas see them.
pub(crate) struct Values<'a> {
    pub form: &'a Form,
    pub sheet: &'a Sheet,
}

impl Cells for Values<'_> {
    fn value(&self, cell: CellRef) -> Result<&Value, Problem> {
        let found = self.sheet.cell(cell);
        if found.problem.is_some() { Err(Problem::Depends(cell)) } else { Ok(&found.value) }
    }

    fn rows(&self, field: FieldId) -> usize {
        self.sheet.cells.get(field.index()).map_or(0, Vec::len)
    }

    fn stands_alone(&self, field: FieldId) -> bool {
        self.form.field(field).rows().is_none()
    }
}

/// Updates the findings of a sheet. `in_texts` are all findings in texts.
pub(crate) fn judge(
    form: &Form,
    report: &Report,
    sheet: &mut Sheet,
    touched: &Touched,
    in_texts: Vec<Finding>,
) {
    let mut findings = std::mem::take(&mut sheet.findings);
    let fields: Vec<Reach> = form
        .field_ids()
        .map(|id| touched.reach(form, id, form.field(id).constraint.iter().map(|(condition, _)| condition)))
        .collect();
    let checks: Vec<Reach> =
        form.checks.iter().map(|check| touched.reach(form, check.at, [&check.rule])).collect();
    let own = |cell: CellRef| fields[cell.field.index()].has(cell.row);
    findings.retain(|Finding { cell, kind, .. }| {
        report.has(form, *cell)
            && match kind.source() {
                Source::Cell => !own(*cell),
                Source::Check(index) => !checks[index].has(cell.row),
                Source::Text => false,
            }
    });
    let values = Values { form, sheet };
    for (id, reach) in form.field_ids().zip(&fields) {
        for place in reach.cells(form, id, values.rows(id)) {
            let cell = sheet.cell(place);
            if cell.relevant {
                cell_findings(&values, place, cell, &mut findings);
            }
            compared(form, sheet, report, place, &mut findings);
        }
    }
    for ((index, check), reach) in form.checks.iter().enumerate().zip(&checks) {
        for place in reach.cells(form, check.at, values.rows(check.at)) {
            let is_asked = if place.row == Row::Sum { check.sum_row } else { sheet.cell(place).relevant };
            if is_asked && broken(&check.rule, &values, place) {
                findings.push(Finding::new(place, FindingKind::Check(index)));
            }
        }
    }
    findings.extend(in_texts);
    let explained: HashSet<CellRef> = report.explanations().map(|(_, cell, _)| cell).collect();
    for finding in &mut findings {
        finding.explained = explained.contains(&finding.cell)
            && report.explanation(&finding.rule(form), finding.cell).is_some();
    }
    findings.sort_by_key(|finding| finding.rank(form));
    sheet.carried = report.carried().clone();
    sheet.findings = findings;
}

/// True if the rule is false. In the sum row, the columns of the rule mean their sums.
fn broken(rule: &Expr, cells: &Values<'_>, place: CellRef) -> bool {
    evaluate(rule, cells, place.row).0 == Ok(Value::Truth(false))
}

fn cell_findings(values: &Values<'_>, place: CellRef, cell: &SheetCell, findings: &mut Vec<Finding>) {
    let field = values.form.field(place.field);
    if field.kind.is_prose()
        && let Some(text) = cell.typed()
    {
        flaws(text, &field.kind, &field.hint, &mut |part, flaw| {
            findings.push(Finding::new(place, FindingKind::Wording { place: part, flaw }));
        });
    }
    if cell.problem.is_some() {
        let kind =
            if cell.origin == Origin::Calculated { FindingKind::NoResult } else { FindingKind::Format };
        // A problem in another cell is reported at that cell.
        if !matches!(cell.problem.as_deref(), Some(Problem::Depends(_))) {
            findings.push(Finding::new(place, kind));
        }
        return;
    }
    match &cell.value {
        Value::Blank if field.required && place.row != Row::Sum => {
            findings.push(Finding::new(place, FindingKind::Required));
            return;
        }
        Value::Blank => return,
        Value::Number(number)
            if field.kind.is_number()
                && cell.origin != Origin::Calculated
                && number.scale() > field.kind.decimals()
                && number.normalize().scale() > field.kind.decimals() =>
        {
            findings.push(Finding::new(place, FindingKind::Decimals));
        }
        _ => {}
    }
    if let Some((condition, _)) = &field.constraint
        && place.row != Row::Sum
        && broken(condition, values, place)
    {
        findings.push(Finding::new(place, FindingKind::Constraint));
    }
    if cell.origin == Origin::Overridden
        && !field.free
        && let Some(calculated) = values.sheet.calculated(place)
    {
        let kind = match calculated {
            Value::Blank => FindingKind::OverrideBlank,
            calculated if *calculated == cell.value => FindingKind::OverrideSame,
            _ => FindingKind::OverrideDiffers,
        };
        findings.push(Finding::new(place, kind));
    }
}
