//! Finds rows by number or name, for many paths.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::contents::Report;
use crate::form::{CellRef, Form, PathError, Row, RowSetId};

/// The rows of a report by number or name, for many paths: names are looked up once per row set.
pub(crate) struct RowFinder<'a> {
    form: &'a Form,
    report: &'a Report,
    names: Vec<OnceCell<HashMap<&'a str, u32>>>,
}

impl<'a> RowFinder<'a> {
    pub(crate) fn new(form: &'a Form, report: &'a Report) -> RowFinder<'a> {
        RowFinder { form, report, names: form.row_sets.iter().map(|_| OnceCell::new()).collect() }
    }

    pub(crate) fn resolve(&self, path: &str) -> Result<CellRef, PathError> {
        self.form.find(path, |rows, row| self.find(rows, row.trim()))
    }

    /// Finds a row by its number from 1, or else by its name; the first row if several have the name.
    fn find(&self, rows: RowSetId, row: &str) -> Option<Row> {
        if let Some(row) = self.report.numbered_row(rows, row) {
            return Some(row);
        }
        let names = self.names.get(rows.0 as usize)?.get_or_init(|| {
            let mut names = HashMap::new();
            for at in 0..self.report.rows(rows) {
                let name = self.report.row_name(self.form, rows, at);
                if let (false, Ok(at)) = (name.is_empty(), u32::try_from(at)) {
                    names.entry(name).or_insert(at);
                }
            }
            names
        });
        names.get(row).copied().map(Row::At)
    }
}
