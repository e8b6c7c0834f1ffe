//! The sheet: every value, or why there is none; every finding. One function, run whole after every edit.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::finding::{Finding, FindingKind};
use super::live::{Filler, Live, may_hold};
use super::{Entry, Report};
use crate::form::{
    CellRef, Cells, Expr, FieldId, FieldType, Form, Problem, Row, Step, Tally, Value, evaluate,
};
use crate::review::Review;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A person typed it.
    Typed,
    /// A formula gave it.
    Calculated,
    /// A person typed it over a formula.
    Overridden,
}

/// A value with what belongs to it.
#[derive(Clone, Debug)]
pub struct SheetCell {
    /// The value; blank when there is a problem.
    pub value: Value,
    /// Why there is no value.
    pub problem: Option<Box<Problem>>,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether blanks were left out of its sum: 部分为空.
    pub partial: bool,
    /// Whether it is asked at all.
    pub relevant: bool,
    /// The text it was read from.
    source: Entry,
}

/// Derived state of a report: every value and every finding.
#[derive(Debug, Default)]
pub struct Sheet {
    cells: Vec<Vec<SheetCell>>,
    sums: Vec<Option<SheetCell>>,
    /// What formulas give where a person typed over them.
    overridden: HashMap<CellRef, Value>,
    /// The texts with figures in them, and where those stand.
    live: BTreeMap<CellRef, Vec<Live>>,
    /// All findings, the gravest first, then in the form's order.
    pub findings: Vec<Finding>,
    /// What was read of the texts.
    pub(crate) review: Review,
}

impl Sheet {
    /// A cell; a blank one where there is none.
    pub fn cell(&self, cell: CellRef) -> &SheetCell {
        const NONE: SheetCell = SheetCell {
            value: Value::Blank,
            problem: None,
            origin: Origin::Typed,
            partial: false,
            relevant: false,
            source: None,
        };
        static BLANK: SheetCell = NONE;
        let found = match cell.row {
            Row::Sum => self.sums.get(cell.field.index()).and_then(Option::as_ref),
            row => self.cells.get(cell.field.index()).and_then(|column| column.get(row.index().unwrap_or(0))),
        };
        found.unwrap_or(&BLANK)
    }

    /// What the formula gives where a person typed over it.
    pub fn calculated(&self, cell: CellRef) -> Option<&Value> {
        self.overridden.get(&cell)
    }

    /// The figures in a text.
    pub fn live(&self, cell: CellRef) -> &[Live] {
        self.live.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// The texts with figures in them.
    pub(super) fn texts(&self) -> &BTreeMap<CellRef, Vec<Live>> {
        &self.live
    }

    /// The typed texts that show a cell's value.
    pub fn texts_showing(&self, cell: CellRef) -> impl Iterator<Item = CellRef> {
        let shows = move |live: &Live| live.cell == Some(cell) || live.share_of == Some(cell);
        let texts = self.live.iter().filter(move |(_, all)| all.iter().any(shows));
        texts.map(|(text, _)| *text).filter(|text| self.cell(*text).origin != Origin::Calculated)
    }

    /// Whether any row of a field is asked.
    pub fn is_relevant(&self, field: FieldId) -> bool {
        self.cells
            .get(field.index())
            .is_some_and(|column| column.is_empty() || column.iter().any(|cell| cell.relevant))
    }

    /// The value of a formula in a row.
    pub fn evaluate(&self, form: &Form, expr: &Expr, row: Row) -> Result<Value, Problem> {
        evaluate(expr, &Values { form, sheet: self }, row).0
    }

    /// The findings at a cell.
    pub fn findings_at(&self, cell: CellRef) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.cell == cell)
    }
}

/// Calculates a report.
pub fn calculate(form: &Form, report: &Report) -> Sheet {
    recalculate(form, report, Sheet::default())
}

/// Calculates a report of the same form again: the same as [`calculate`], but a text that is the very one of
/// before is not read again.
pub fn recalculate(form: &Form, report: &Report, before: Sheet) -> Sheet {
    let Sheet { cells: mut before, live, mut review, .. } = before;
    // Formulas see texts as they were typed.
    for cell in live.keys() {
        let cells = before.get_mut(cell.field.index());
        if let Some(cell) = cells.and_then(|cells| cells.get_mut(cell.row.index().unwrap_or(0)))
            && let Some(text) = &cell.source
        {
            cell.value = Value::Text(Arc::clone(text));
        }
    }
    let sheet = Sheet {
        cells: form.fields.iter().map(|_| Vec::new()).collect(),
        sums: form.fields.iter().map(|_| None).collect(),
        live,
        ..Sheet::default()
    };
    let mut calculation = Calculation { form, sheet, before };
    for step in &form.order {
        match step {
            Step::Column(field) => calculation.column(*field, report),
            Step::Sum(field) => calculation.sum(*field, report),
        }
    }
    let mut sheet = calculation.sheet;
    if !sheet.live.is_empty() {
        fill_in(form, report, &mut sheet);
    }
    review.read(form, report, &sheet);
    sheet.review = review;
    sheet.findings = findings(form, &sheet, report);
    sheet
}

/// Fills in the figures of texts, now that every value is known.
fn fill_in(form: &Form, report: &Report, sheet: &mut Sheet) {
    let texts = std::mem::take(&mut sheet.live);
    let mut filler = Filler::new(form, report, sheet, &texts);
    let filled = texts.keys().filter_map(|cell| match &sheet.cell(*cell).value {
        Value::Text(text) => Some((*cell, filler.cell(*cell, text))),
        _ => None,
    });
    let filled: Vec<_> = filled.collect();
    for (cell, (text, live)) in filled {
        let cells = &mut sheet.cells[cell.field.index()];
        cells[cell.row.index().unwrap_or(0)].value = Value::Text(text.into());
        sheet.live.insert(cell, live);
    }
}

/// A sheet in the making.
struct Calculation<'a> {
    form: &'a Form,
    sheet: Sheet,
    /// The cells of the sheet before, column by column until they are used.
    before: Vec<Vec<SheetCell>>,
}

/// Cells of a sheet as formulas see them.
struct Values<'a> {
    form: &'a Form,
    sheet: &'a Sheet,
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

impl Calculation<'_> {
    fn values(&self) -> Values<'_> {
        Values { form: self.form, sheet: &self.sheet }
    }

    fn column(&mut self, id: FieldId, report: &Report) {
        let field = self.form.field(id);
        let alone = field.rows().is_none();
        let entries = report.column(id);
        let place = |row| if alone { CellRef::only(id) } else { CellRef::at(id, row) };
        let mut before = self.before.get_mut(id.index()).map(std::mem::take).unwrap_or_default();
        if field.calculate.is_none() && field.relevant.is_none() && before.len() == entries.len() {
            for (row, (cell, entry)) in before.iter_mut().zip(entries).enumerate() {
                if !is_same(&cell.source, entry) {
                    *cell = self.cell(place(row), entry);
                }
            }
            self.sheet.cells[id.index()] = before;
            return;
        }
        if !self.sheet.live.is_empty() {
            self.sheet.live.retain(|cell, _| cell.field != id);
        }
        let mut cells = Vec::with_capacity(entries.len());
        for (row, entry) in entries.iter().enumerate() {
            let place = place(row);
            let relevant = field.relevant.as_ref().is_none_or(|condition| {
                evaluate(condition, &self.values(), place.row).0 == Ok(Value::Truth(true))
            });
            cells.push(if relevant { self.cell(place, entry) } else { irrelevant() });
        }
        self.sheet.cells[id.index()] = cells;
    }

    fn cell(&mut self, place: CellRef, entry: &Entry) -> SheetCell {
        let field = self.form.field(place.field);
        let calculated = field.calculate.as_ref().map(|formula| {
            let (value, partial) = evaluate(formula, &self.values(), place.row);
            (value.map(|value| field.kind.settle(value)), partial)
        });
        let cell = SheetCell { source: entry.clone(), ..self.settle(place, entry.as_deref(), calculated) };
        if matches!((&cell.value, &field.kind), (Value::Text(text), FieldType::Text | FieldType::LongText) if may_hold(text))
        {
            self.sheet.live.insert(place, Vec::new());
        } else if !self.sheet.live.is_empty() {
            self.sheet.live.remove(&place);
        }
        cell
    }

    fn sum(&mut self, id: FieldId, report: &Report) {
        let place = CellRef { field: id, row: Row::Sum };
        let mut tally = Tally::default();
        let mut result = Ok(());
        for row in 0..self.sheet.cells[id.index()].len() {
            result = self.values().value(CellRef::at(id, row)).and_then(|value| tally.add(value));
            if result.is_err() {
                break;
            }
        }
        let value = result.and_then(|()| tally.sum());
        let calculated = Some((value, tally.is_partial()));
        let typed = report.entry(place).map(AsRef::as_ref);
        self.sheet.sums[id.index()] = Some(self.settle(place, typed, calculated));
    }

    /// What a cell holds, from what was typed and what a formula gives.
    fn settle(
        &mut self,
        place: CellRef,
        typed: Option<&str>,
        calculated: Option<(Result<Value, Problem>, bool)>,
    ) -> SheetCell {
        let kind = &self.form.field(place.field).kind;
        let typed = typed.filter(|text| !text.trim().is_empty());
        let (result, origin, partial) = match (typed, calculated) {
            (Some(text), None) => (kind.parse(text), Origin::Typed, false),
            (None, None) => (Ok(Value::Blank), Origin::Typed, false),
            (None, Some((value, partial))) => (value, Origin::Calculated, partial),
            (Some(text), Some((value, _))) => {
                self.sheet.overridden.insert(place, value.unwrap_or_default());
                (kind.parse(text), Origin::Overridden, false)
            }
        };
        let (value, problem) = match result {
            Ok(value) => (value, None),
            Err(problem) => (Value::Blank, Some(Box::new(problem))),
        };
        SheetCell { value, problem, origin, partial, relevant: true, source: None }
    }
}

/// Whether two entries are the very same text, not only alike.
fn is_same(one: &Entry, other: &Entry) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}

fn irrelevant() -> SheetCell {
    SheetCell {
        value: Value::Blank,
        problem: None,
        origin: Origin::Typed,
        partial: false,
        relevant: false,
        source: None,
    }
}

fn findings(form: &Form, sheet: &Sheet, report: &Report) -> Vec<Finding> {
    let values = Values { form, sheet };
    let mut findings = Vec::new();
    for id in form.field_ids() {
        let field = form.field(id);
        let alone = field.rows().is_none();
        for (row, cell) in sheet.cells[id.index()].iter().enumerate() {
            let place = if alone { CellRef::only(id) } else { CellRef::at(id, row) };
            if cell.relevant {
                cell_findings(&values, place, cell, &mut findings);
            }
        }
        if let Some(cell) = &sheet.sums[id.index()] {
            cell_findings(&values, CellRef { field: id, row: Row::Sum }, cell, &mut findings);
        }
    }
    for (index, check) in form.checks.iter().enumerate() {
        let rows = sheet.cells[check.at.index()].len();
        let alone = form.field(check.at).rows().is_none();
        let places = (0..rows)
            .map(|row| if alone { CellRef::only(check.at) } else { CellRef::at(check.at, row) })
            .chain(check.sum_row.then_some(CellRef { field: check.at, row: Row::Sum }));
        for place in places {
            let relevant = place.row == Row::Sum
                || sheet.cells[check.at.index()][place.row.index().unwrap_or(0)].relevant;
            if relevant && broken(&check.rule, &values, place) {
                findings.push(Finding::new(place, FindingKind::Check(index)));
            }
        }
    }
    super::beside::findings(form, sheet, report, &mut findings);
    for (place, all) in &sheet.live {
        // What a formula copied is found where it was typed.
        let typed = sheet.cell(*place).origin != Origin::Calculated;
        for (live, fault) in all.iter().filter(|_| typed).filter_map(|live| Some((live, live.fault?))) {
            findings.push(Finding::new(*place, FindingKind::Live { place: live.place, fault }));
        }
    }
    findings.extend(sheet.review.findings(form, report, sheet));
    let explained: HashSet<CellRef> = report.explanations().map(|(_, cell, _)| cell).collect();
    for finding in findings.iter_mut().filter(|finding| explained.contains(&finding.cell)) {
        finding.explained = report.explanation(&finding.rule(form), finding.cell).is_some();
    }
    findings.sort_by_key(|finding| finding.rank(form));
    findings
}

/// A rule over the sum row means the sum row's cells of its columns.
fn broken(rule: &Expr, cells: &Values<'_>, place: CellRef) -> bool {
    evaluate(rule, cells, place.row).0 == Ok(Value::Truth(false))
}

fn cell_findings(values: &Values<'_>, place: CellRef, cell: &SheetCell, findings: &mut Vec<Finding>) {
    let field = values.form.field(place.field);
    if cell.problem.is_some() {
        let kind =
            if cell.origin == Origin::Calculated { FindingKind::NoResult } else { FindingKind::Format };
        // What follows from another cell is found there.
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
        && let Some(calculated) = values.sheet.overridden.get(&place)
    {
        let kind = match calculated {
            Value::Blank => FindingKind::OverrideBlank,
            calculated if *calculated == cell.value => FindingKind::OverrideSame,
            _ => FindingKind::OverrideDiffers,
        };
        findings.push(Finding::new(place, kind));
    }
}
