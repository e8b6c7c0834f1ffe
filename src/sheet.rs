//! Calculates the sheet of a report: every value or problem, and every finding. Runs after every edit.
//!
//! Visits every cell but recalculates only those whose entry changed or that depend on a changed cell. Before
//! that, data stored by row is moved along with inserted and removed rows. In a new sheet every row counts as
//! inserted.

mod comparison;
mod explain;
pub mod grid;
pub mod reference;
mod texts;
pub(crate) mod touched;

use std::collections::{BTreeMap, HashMap};
use std::mem;
use std::ops::Range;

use crate::check::{self, Finding, FindingKind, Values};
use crate::report::Carried;
use crate::report::RowShift;
use crate::report::{Entry, Report, is_same};
pub(crate) use comparison::findings as compared;
pub use comparison::{Beside, Change as LastChange, beside};
pub use explain::{Explanation, explain, users};
use reference::{Filler, Reference, may_hold};
pub use texts::{TextRange, Texts, phrase, phrase_or, problem_sentence};
use touched::Touched;

use crate::check::prose::Review;
use crate::form::{
    CellRef, Cells, Expr, FieldId, Form, Problem, Row, RowSetId, Step, Tally, Value, evaluate,
};

/// Origin of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user typed it.
    Typed,
    /// A formula calculated it.
    Calculated,
    /// The user typed it to override a formula.
    Overridden,
}

/// A value with its state.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetCell {
    /// The value; blank if there is a problem.
    pub value: Value,
    /// The reason why there is no value.
    pub problem: Option<Box<Problem>>,
    /// Origin of the value.
    pub origin: Origin,
    /// True if a sum in its formula ignores blank cells: 部分为空.
    pub partial: bool,
    /// True if the field has no relevance condition, or if the condition holds for the cell.
    pub relevant: bool,
    /// The entry from which the value was parsed.
    source: Entry,
}

impl SheetCell {
    /// Creates a cell that is not relevant.
    const fn irrelevant(source: Entry) -> SheetCell {
        SheetCell {
            value: Value::Blank,
            problem: None,
            origin: Origin::Typed,
            partial: false,
            relevant: false,
            source,
        }
    }

    /// True if the cell was calculated from this entry. Compares pointers, not texts.
    pub(crate) fn is_of(&self, entry: &Entry) -> bool {
        is_same(self.source.as_ref(), entry.as_ref())
    }

    /// Returns the text that the user typed.
    pub(crate) fn typed(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// True if value, problem, origin and flags are unchanged, and the entry is the same allocation.
    fn is_like(&self, other: &SheetCell) -> bool {
        self.is_of(&other.source)
            && self.value == other.value
            && self.problem == other.problem
            && (self.origin, self.partial, self.relevant) == (other.origin, other.partial, other.relevant)
    }
}

/// Derived state of a report: every value and every finding.
#[derive(Debug, Default)]
pub struct Sheet {
    pub(crate) cells: Vec<Vec<SheetCell>>,
    pub(crate) sums: Vec<Option<SheetCell>>,
    /// Results of the formulas that the user has overridden.
    overridden: HashMap<CellRef, Value>,
    /// Texts with live figures, and the positions of the figures.
    live: BTreeMap<CellRef, Vec<Reference>>,
    /// The same texts as formulas see them: as typed, without the values of the figures.
    unfilled: HashMap<CellRef, Value>,
    /// Last year's values and marks from which the findings were calculated.
    pub(crate) carried: Carried,
    /// All findings, most severe first, then in the form's order.
    pub findings: Vec<Finding>,
    /// The parsed texts.
    pub(crate) review: Review,
}

impl Sheet {
    /// Returns a cell, or a blank cell if it does not exist.
    pub fn cell(&self, cell: CellRef) -> &SheetCell {
        static BLANK: SheetCell = SheetCell::irrelevant(None);
        let found = match cell.row {
            Row::Sum => self.sums.get(cell.field.index()).and_then(Option::as_ref),
            row => self.cells.get(cell.field.index()).and_then(|column| column.get(row.index().unwrap_or(0))),
        };
        found.unwrap_or(&BLANK)
    }

    /// Returns the result of the formula if the user has overridden it.
    pub fn calculated(&self, cell: CellRef) -> Option<&Value> {
        self.overridden.get(&cell)
    }

    /// Returns the live figures in a text.
    pub fn references(&self, cell: CellRef) -> &[Reference] {
        self.live.get(&cell).map_or(&[], Vec::as_slice)
    }

    /// Returns the texts with live figures.
    pub(crate) fn texts(&self) -> &BTreeMap<CellRef, Vec<Reference>> {
        &self.live
    }

    /// Returns the typed texts with a live figure that shows the cell's value or a share of it.
    pub fn texts_showing(&self, cell: CellRef) -> impl Iterator<Item = CellRef> {
        let shows = move |live: &Reference| live.cell == Some(cell) || live.share_of == Some(cell);
        let texts = self.live.iter().filter(move |(_, all)| all.iter().any(shows));
        texts.map(|(text, _)| *text).filter(|text| self.cell(*text).origin != Origin::Calculated)
    }

    /// True if any row of the field is relevant, or if it has no rows.
    pub fn is_relevant(&self, field: FieldId) -> bool {
        self.cells
            .get(field.index())
            .is_some_and(|column| column.is_empty() || column.iter().any(|cell| cell.relevant))
    }

    /// Evaluates a formula in a row.
    pub fn evaluate(&self, form: &Form, expr: &Expr, row: Row) -> Result<Value, Problem> {
        evaluate(expr, &Values { form, sheet: self }, row).0
    }

    /// Evaluates a formula in a row; returns a blank if a sum in it ignores a blank cell.
    pub fn evaluate_whole(&self, form: &Form, expr: &Expr, row: Row) -> Result<Value, Problem> {
        let (value, partial) = evaluate(expr, &Values { form, sheet: self }, row);
        if partial { Ok(Value::Blank) } else { value }
    }

    /// Returns the findings of a cell.
    pub fn findings_at(&self, cell: CellRef) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.cell == cell)
    }

    /// Appends a finding for each live figure that has a fault.
    fn live_findings(&self, found: &mut Vec<Finding>) {
        // Skip calculated texts: a fault in a copied text is reported at the typed text.
        let typed = self.live.iter().filter(|(cell, _)| self.cell(**cell).origin != Origin::Calculated);
        for (cell, live) in typed.flat_map(|(cell, all)| all.iter().map(move |live| (*cell, live))) {
            if let Some(fault) = live.fault {
                found.push(Finding::new(cell, FindingKind::Reference { place: live.place, fault }));
            }
        }
    }

    /// Moves data stored by row along with inserted and removed rows.
    fn splice(&mut self, form: &Form, splice: &RowShift) {
        let moved = |cell| splice.moved(form, cell);
        let old = splice.at..splice.at + splice.gone;
        for field in &form.row_set(splice.rows).fields {
            let column = &mut self.cells[field.index()];
            column.splice(old.clone(), (0..splice.come).map(|_| SheetCell::irrelevant(None)));
            for problem in column[splice.at..].iter_mut().filter_map(|cell| cell.problem.as_deref_mut()) {
                if let Problem::Depends(cell) = problem
                    && let Some(moved) = moved(*cell)
                {
                    *cell = moved;
                }
            }
        }
        let overridden = self.overridden.drain();
        self.overridden = overridden.filter_map(|(cell, value)| Some((moved(cell)?, value))).collect();
        let live = mem::take(&mut self.live).into_iter();
        self.live = live.filter_map(|(cell, live)| Some((moved(cell)?, live))).collect();
        let unfilled = self.unfilled.drain();
        self.unfilled = unfilled.filter_map(|(cell, value)| Some((moved(cell)?, value))).collect();
        self.findings.retain_mut(|finding| match moved(finding.cell) {
            Some(cell) => {
                finding.cell = cell;
                true
            }
            None => false,
        });
    }

    /// Replaces the values of texts with live figures by the texts as typed, which formulas use. Returns the
    /// values with the figures filled in.
    fn take_figures_out(&mut self) -> Vec<(CellRef, Value)> {
        let mut filled = Vec::with_capacity(self.unfilled.len());
        for (cell, unfilled) in self.unfilled.drain() {
            let column = self.cells.get_mut(cell.field.index());
            if let Some(there) = column.and_then(|column| column.get_mut(cell.row.index().unwrap_or(0))) {
                filled.push((cell, mem::replace(&mut there.value, unfilled)));
            }
        }
        filled
    }
}

/// Calculates the sheet of a report.
pub fn calculate(form: &Form, report: &Report) -> Sheet {
    recalculate(form, report, Sheet::default())
}

/// Returns the same sheet as [`calculate`], but recalculates only changed cells and their dependants. `sheet`
/// is an earlier sheet of a report of the same form.
pub fn recalculate(form: &Form, report: &Report, mut sheet: Sheet) -> Sheet {
    let is_new = sheet.cells.is_empty();
    if is_new {
        let cells = |id| form.field(id).rows().is_none().then(|| SheetCell::irrelevant(None));
        sheet.cells = form.field_ids().map(|id| cells(id).into_iter().collect()).collect();
        sheet.sums.resize_with(form.fields.len(), || None);
    }
    let mut touched = Touched::new(form);
    let splices: Vec<RowShift> =
        form.row_set_ids().filter_map(|rows| RowShift::find(form, report, &sheet.cells, rows)).collect();
    for splice in &splices {
        sheet.splice(form, splice);
        form.row_set(splice.rows).fields.iter().for_each(|field| touched.resize(*field));
    }
    report.carried().changed(
        &sheet.carried,
        |field| splices.iter().find(|splice| form.field(field).rows() == Some(splice.rows)),
        |cell| {
            if report.has(form, cell) {
                touched.add(cell);
            }
        },
    );
    let filled = sheet.take_figures_out();
    let mut calculation = Calculation { form, report, sheet, touched, is_new, splices };
    for step in &form.order {
        match step {
            Step::Column(field) => calculation.column(*field),
            Step::Sum(field) => calculation.sum(*field),
        }
    }
    let Calculation { mut sheet, mut touched, .. } = calculation;
    if !sheet.live.is_empty() {
        fill_in(form, report, &mut sheet);
    }
    for (cell, before) in filled {
        if report.has(form, cell) && sheet.cell(cell).value != before {
            touched.add(cell);
        }
    }
    let mut review = mem::take(&mut sheet.review);
    review.read(form, report, &sheet);
    let mut in_texts = review.findings(form, report, &sheet, &touched);
    sheet.review = review;
    sheet.live_findings(&mut in_texts);
    check::judge(form, report, &mut sheet, &touched, in_texts);
    sheet
}

/// Fills in the live figures of texts. All values must be calculated.
fn fill_in(form: &Form, report: &Report, sheet: &mut Sheet) {
    let texts = mem::take(&mut sheet.live);
    let mut filler = Filler::new(form, report, sheet, &texts);
    let filled = texts.keys().filter_map(|cell| match &sheet.cell(*cell).value {
        Value::Text(text) => Some((*cell, filler.cell(*cell, text))),
        _ => None,
    });
    let filled: Vec<_> = filled.collect();
    for (cell, (text, live)) in filled {
        let cells = &mut sheet.cells[cell.field.index()];
        let value = &mut cells[cell.row.index().unwrap_or(0)].value;
        let unfilled = mem::replace(value, Value::Text(text.into()));
        sheet.unfilled.insert(cell, unfilled);
        sheet.live.insert(cell, live);
    }
}

/// State of a calculation.
struct Calculation<'a> {
    form: &'a Form,
    report: &'a Report,
    sheet: Sheet,
    touched: Touched,
    /// True if the sheet is new: nothing was calculated before.
    is_new: bool,
    /// Inserted and removed rows.
    splices: Vec<RowShift>,
}

impl Calculation<'_> {
    fn values(&self) -> Values<'_> {
        Values { form: self.form, sheet: &self.sheet }
    }

    fn column(&mut self, id: FieldId) {
        let field = self.form.field(id);
        let new = match field.rows() {
            Some(rows) => self.new_rows(rows),
            None => 0..usize::from(self.is_new),
        };
        let formulas = field.calculate.iter().chain(&field.relevant);
        let reach = self.touched.reach(self.form, id, formulas);
        for (row, entry) in self.report.column(id).iter().enumerate() {
            let place = if field.rows().is_none() { CellRef::only(id) } else { CellRef::at(id, row) };
            let before = &self.sheet.cells[id.index()][row];
            let is_new = new.contains(&row);
            if !is_new && before.is_of(entry) && !reach.has(place.row) {
                continue;
            }
            let relevant = field.relevant.as_ref().is_none_or(|condition| {
                evaluate(condition, &self.values(), place.row).0 == Ok(Value::Truth(true))
            });
            let overridden = self.sheet.overridden.remove(&place);
            self.sheet.live.remove(&place);
            let cell = if relevant { self.cell(place, entry) } else { SheetCell::irrelevant(entry.clone()) };
            let before = mem::replace(&mut self.sheet.cells[id.index()][row], cell);
            let cell = &self.sheet.cells[id.index()][row];
            if is_new || !cell.is_like(&before) || self.sheet.overridden.get(&place) != overridden.as_ref() {
                self.touched.add(place);
            }
        }
    }

    /// Returns the inserted rows.
    fn new_rows(&self, rows: RowSetId) -> Range<usize> {
        let splice = self.splices.iter().find(|splice| splice.rows == rows);
        splice.map_or(0..0, RowShift::new_rows)
    }

    fn cell(&mut self, place: CellRef, entry: &Entry) -> SheetCell {
        let field = self.form.field(place.field);
        let calculated = field.calculate.as_ref().map(|formula| {
            let (value, partial) = evaluate(formula, &self.values(), place.row);
            (value.map(|value| field.kind.round(value)), partial)
        });
        let cell = self.resolve(place, entry.clone(), calculated);
        if field.kind.is_prose() && matches!(&cell.value, Value::Text(text) if may_hold(text)) {
            self.sheet.live.insert(place, Vec::new());
        }
        cell
    }

    fn sum(&mut self, id: FieldId) {
        let place = CellRef { field: id, row: Row::Sum };
        let entry = self.report.entry(place).cloned();
        if let Some(before) = &self.sheet.sums[id.index()]
            && before.is_of(&entry)
            && !self.touched.any_row(id)
        {
            return;
        }
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
        let overridden = self.sheet.overridden.remove(&place);
        let cell = self.resolve(place, entry, calculated);
        if self.sheet.sums[id.index()].as_ref().is_none_or(|before| !cell.is_like(before))
            || self.sheet.overridden.get(&place) != overridden.as_ref()
        {
            self.touched.add(place);
        }
        self.sheet.sums[id.index()] = Some(cell);
    }

    /// Returns a cell from its entry and the result of its formula, if it has one. Records the result if the
    /// entry overrides it.
    fn resolve(
        &mut self,
        place: CellRef,
        source: Entry,
        calculated: Option<(Result<Value, Problem>, bool)>,
    ) -> SheetCell {
        let kind = &self.form.field(place.field).kind;
        let typed = source.as_deref().filter(|text| !text.trim().is_empty());
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
        SheetCell { value, problem, origin, partial, relevant: true, source }
    }
}
