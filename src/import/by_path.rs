//! Assigns values to cells by their paths, which are exact.
//!
//! Rows are created in the order in which their names occur.

use std::collections::{BTreeMap, HashMap};

use super::Values;
use super::lists::Lists;
use super::normalise::Found;
use crate::form::{CellRef, FieldId, Form, Row, RowSetId, clean};
use crate::report::{Edit, Report};

/// Returns the values with their cells in a form. A value without a cell is unplaced.
pub(super) fn found(form: &Form, values: &Values) -> Found {
    let mut rows = RowNumbers::default();
    let mut found = Found { certain: true, ..Found::default() };
    let mut lists = Lists::default();
    for (path, value) in &values.entries {
        let value = clean(value);
        let Some(cell) = rows.cell(form, path) else {
            if !value.is_empty() {
                found.unplaced.push(format!("{path}：{value}"));
            }
            continue;
        };
        let field = form.field(cell.field);
        match (cell.row, field.rows()) {
            (Row::Sum, Some(_)) => lists.sums.push((cell.field, value)),
            (row, Some(set)) => {
                let at = row.index().unwrap_or_default();
                let list = lists.rows.entry(set).or_default();
                list.resize_with(list.len().max(at + 1), Vec::new);
                list[at].push((cell.field, value));
            }
            (_, None) if value.is_empty() => found.blanks.push(cell.field),
            (_, None) => found.fields.push((cell.field, value)),
        }
    }
    Found { lists, ..found }
}

/// Clears the entries of a new report that have no value, and adds the explanations.
pub(super) fn complete(form: &Form, values: &Values, report: &mut Report) {
    let mut rows = RowNumbers::default();
    for (path, value) in &values.entries {
        if let Some(cell) = rows.cell(form, path).filter(|_| value.is_empty()) {
            report.apply(form, Edit::Set { cell, text: None });
        }
    }
    for (rule, path, text) in &values.explanations {
        if let Some(cell) = rows.cell(form, path) {
            report.apply(form, Edit::explain(rule, cell, Some(clean(text)), None));
        }
    }
}

/// Numbers of the rows that occur in paths.
#[derive(Default)]
struct RowNumbers {
    numbers: BTreeMap<RowSetId, HashMap<String, usize>>,
}

impl RowNumbers {
    /// Returns the cell at a path; a new name of a row gets the next number.
    fn cell(&mut self, form: &Form, path: &str) -> Option<CellRef> {
        let numbers = std::cell::RefCell::new(&mut self.numbers);
        let row = |rows: RowSetId, word: &str| {
            let set = form.row_set(rows);
            let number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let at = if let Some(number) = number.filter(|_| set.name_field.is_none()) {
                number
            } else {
                let mut numbers = numbers.borrow_mut();
                let known = numbers.entry(rows).or_default();
                let next = known.len();
                *known.entry(word.to_owned()).or_insert(next)
            };
            (at < set.max).then(|| CellRef::at(FieldId(0), at).row)
        };
        form.find(path, row).ok()
    }
}
