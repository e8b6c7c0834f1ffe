//! Fills reports with generated values and evaluates every formula and every condition in them.
//!
//! A formula counts only in the reports in which all values that it reads are present. It is doubtful if it has no result
//! in any of these.

use std::sync::Arc;

use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use crate::form::{CellRef, Expr, FieldId, Form, Row, Value, Widget};
use crate::message::{self, Lang};
use crate::report::{Edit, Report, RowEntries};
use crate::sheet::{Sheet, Texts, calculate_on, problem_sentence};

/// Number of reports.
const REPORTS: u64 = 48;

/// Number of rows of each kind, if their number is not fixed.
const ROWS: usize = 3;

/// The current date in the generated reports.
const TODAY: Date = date(2024, 2, 29);

/// Reports with generated values.
pub(super) struct Filled<'a> {
    form: &'a Form,
    reports: Vec<(Report, Sheet)>,
}

impl Filled<'_> {
    /// Generates the reports of a form. They are the same each time.
    pub(super) fn new(form: &Form) -> Filled<'_> {
        let calculated = |seed| {
            let report = generated(form, seed);
            let sheet = calculate_on(form, &report, Some(TODAY));
            (report, sheet)
        };
        Filled { form, reports: (0..REPORTS).map(calculated).collect() }
    }

    /// Returns a sentence that says why a calculated field never has a result.
    pub(super) fn no_result(&self, field: FieldId, lang: Lang) -> Option<String> {
        let form = self.form;
        let mut sentence = None;
        for (report, sheet) in &self.reports {
            for row in rows(sheet, field) {
                let Some(formula) = form.field(field).formula(row) else { continue };
                if !self.reads_only_values(sheet, formula, row) {
                    continue;
                }
                sentence = Some(match sheet.evaluate(formula, row) {
                    Ok(Value::Blank) if !has_branches(formula) => message::result_is_blank(lang),
                    Err(problem) => {
                        let texts = Texts { form, report, sheet, lang };
                        problem_sentence(&texts, &problem, &form.field(field).kind, "")
                    }
                    Ok(_) => return None,
                });
            }
        }
        sentence
    }

    /// True if a condition that is evaluated in the rows of a field is never true and never false.
    pub(super) fn is_undecided(&self, condition: &Expr, field: FieldId) -> bool {
        if has_branches(condition) {
            return false;
        }
        let mut tried = false;
        for (_, sheet) in &self.reports {
            for row in rows(sheet, field).filter(|row| self.reads_only_values(sheet, condition, *row)) {
                if sheet.condition(condition, row).is_some() {
                    return false;
                }
                tried = true;
            }
        }
        tried
    }

    /// True if all cells that a formula reads have values.
    fn reads_only_values(&self, sheet: &Sheet, formula: &Expr, row: Row) -> bool {
        let has_value = |field: FieldId, row: Row| {
            let cell = sheet.cell(CellRef { field, row });
            cell.relevant && cell.problem.is_none() && cell.value != Value::Blank
        };
        let mut all = true;
        formula.walk(&mut |part| {
            all &= match part {
                Expr::Cell(field) => {
                    has_value(*field, if self.form.field(*field).rows().is_some() { row } else { Row::Only })
                }
                Expr::Sum(field) => has_value(*field, Row::Sum),
                Expr::Column(field) | Expr::At(field, _) => {
                    rows(sheet, *field).all(|row| has_value(*field, row))
                }
                _ => true,
            };
        });
        all
    }
}

/// Returns the rows of a field.
fn rows(sheet: &Sheet, field: FieldId) -> impl Iterator<Item = Row> {
    let column = sheet.column(field);
    let row = |index| if column.alone { Row::Only } else { Row::At(index) };
    (0..).map(row).take(column.cells.len())
}

/// True if a formula has branches: in one of them it may be blank on purpose.
fn has_branches(formula: &Expr) -> bool {
    let mut found = false;
    formula.walk(&mut |part| found |= matches!(part, Expr::Call(function, _) if function.has_branches()));
    found
}

/// Returns a report in which every cell that a person fills in has a value, and every cell has one of last year.
fn generated(form: &Form, seed: u64) -> Report {
    let mut report = Report::new(form);
    for rows in form.row_set_ids() {
        let set = form.row_set(rows);
        if !set.fixed {
            for at in report.rows(rows)..ROWS.clamp(set.min, set.max) {
                report.apply(form, Edit::InsertRow { rows, at, row: RowEntries::default() });
            }
        }
    }
    let mut random = Random(seed);
    for field in form.field_ids() {
        let count = form.field(field).rows().map(|rows| report.rows(rows));
        let mut cells: Vec<CellRef> = match count {
            None => vec![CellRef { field, row: Row::Only }],
            Some(count) => (0..count).map(|row| CellRef::at(field, row)).collect(),
        };
        cells.extend(form.field(field).summed().then_some(CellRef { field, row: Row::Sum }));
        for cell in cells {
            let mut entry = || Some(Arc::from(random.entry(form, field)));
            let (text, last) = (entry(), entry());
            report.apply(form, Edit::Last { cell, text: last });
            if !form.is_locked(cell) {
                report.apply(form, Edit::Set { cell, text });
            }
        }
    }
    report
}

/// A sequence of numbers that is the same each time.
struct Random(u64);

impl Random {
    /// Returns a number below `end`, which is greater than zero.
    fn below(&mut self, end: u64) -> u64 {
        // SplitMix64: neighbouring seeds give unrelated sequences.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    /// Returns an entry of a field: a choice, a day, a number of any size, a year, or a text with a number in it.
    fn entry(&mut self, form: &Form, field: FieldId) -> String {
        let kind = &form.field(field).kind;
        if let Widget::Choices(choices) | Widget::Several(choices) = kind.widget() {
            let count = u64::try_from(choices.len()).unwrap_or(u64::MAX).max(1);
            let at = usize::try_from(self.below(count)).unwrap_or(0);
            return choices.get(at).cloned().unwrap_or_default();
        }
        let year = 2020 + self.below(8);
        let end = 10_u64.pow(1 + u32::try_from(self.below(6)).unwrap_or(0));
        let number = 1 + self.below(end);
        if kind.is_date() {
            format!("{year}-{:02}-{:02}", 1 + self.below(12), 1 + self.below(28))
        } else if kind.is_whole() && self.below(3) == 0 {
            // Formulas make dates of years.
            year.to_string()
        } else if kind.is_number() {
            let scale = u32::try_from(self.below(3)).unwrap_or(0).min(kind.decimals());
            Decimal::new(i64::try_from(number).unwrap_or(1), scale).to_string()
        } else {
            format!("{}{}", form.label(field), 1 + self.below(end))
        }
    }
}
