//! The rows of tables that the finished report needs.
//!
//! A list of the table's own (indicators, persons) needs at least one row, and each row that was begun needs
//! its results: the entries that are new every year. Rows that several tables share (institutions) need an
//! amount in each of the tables.

use crate::form::{Carry, CellRef, FieldId, Form, RowSetId, TableId};
use crate::report::Report;
use crate::sheet::Sheet;

/// The rows that a table needs.
#[derive(Clone, Debug)]
pub(super) struct TableRows {
    /// The table.
    pub table: TableId,
    /// Number of rows that are needed.
    pub needed: usize,
    /// Number of these rows that are filled in and confirmed.
    pub done: usize,
    /// Number of these rows that are not filled in.
    pub blank: usize,
    /// The first cell to fill in, if a row is not filled in.
    pub first: Option<CellRef>,
    /// True if other tables have the same rows.
    pub shared: bool,
}

/// Returns the rows of the tables that have fields to fill in.
pub(super) fn tables(form: &Form, report: &Report, sheet: &Sheet) -> Vec<TableRows> {
    let mut used = vec![None; form.row_sets.len()];
    let all = form.table_ids().filter_map(|table| {
        let mut rows = TableRows { table, needed: 0, done: 0, blank: 0, first: None, shared: false };
        let mut start = None;
        for group in &form.table(table).groups {
            let columns: Vec<FieldId> =
                group.columns.iter().copied().filter(|id| is_open(form, sheet, *id)).collect();
            let Some(first) = columns.first() else { continue };
            start = start.or(Some(CellRef::at(*first, 0)));
            if form.row_set(group.rows).name_field.is_some() {
                rows.shared = true;
                let used = used.get_mut(group.rows.0 as usize)?;
                let used = used.get_or_insert_with(|| used_rows(form, report, group.rows));
                let results = results(form, &columns);
                rows.count_shared(report, if results.is_empty() { &columns } else { &results }, used);
            } else {
                rows.count_own(form, report, &columns, group.rows);
            }
        }
        let start = start?;
        if rows.needed == 0 {
            rows.blank_row(start);
        }
        Some(rows)
    });
    all.collect()
}

/// True if a column is filled in by the user. Required columns are counted by cell.
fn is_open(form: &Form, sheet: &Sheet, id: FieldId) -> bool {
    let field = form.field(id);
    !field.by_hand && !field.required && field.calculate.is_none() && sheet.is_relevant(id)
}

/// Returns the columns whose entries are new every year. Others may have an entry that came from last year.
fn results(form: &Form, columns: &[FieldId]) -> Vec<FieldId> {
    columns.iter().copied().filter(|id| matches!(form.field(*id).carry, Carry::Clear)).collect()
}

/// Returns the rows of a shared row set that are in use: those with an entry this year or last year in any
/// table, and those that the user added and named. The rows of a new report are printed with the form, and may
/// stay blank in all tables.
fn used_rows(form: &Form, report: &Report, rows: RowSetId) -> Vec<usize> {
    let set = form.row_set(rows);
    let mut used = vec![false; report.rows(rows)];
    for field in &set.fields {
        let is_name = set.name_field == Some(*field);
        let first = if is_name { set.start.len() } else { 0 };
        for (used, entry) in used.iter_mut().zip(report.column(*field)).skip(first) {
            *used |= entry.is_some();
        }
        if !is_name && report.carried().has(*field) {
            for (row, used) in used.iter_mut().enumerate() {
                *used = *used || report.last(CellRef::at(*field, row)).is_some();
            }
        }
    }
    used.iter().enumerate().filter(|(_, used)| **used).map(|(row, _)| row).collect()
}

impl TableRows {
    fn blank_row(&mut self, cell: CellRef) {
        self.needed += 1;
        self.blank += 1;
        self.first.get_or_insert(cell);
    }

    /// Counts the rows in use; a row is filled in if one of its columns is.
    fn count_shared(&mut self, report: &Report, columns: &[FieldId], used: &[usize]) {
        for row in used {
            if columns.iter().any(|id| report.column(*id).get(*row).is_some_and(Option::is_some)) {
                self.needed += 1;
                self.done += 1;
            } else if let Some(first) = columns.first() {
                self.blank_row(CellRef::at(*first, *row));
            }
        }
    }

    /// Counts the rows with an entry; a row is filled in if it has its results, and done if it is confirmed.
    fn count_own(&mut self, form: &Form, report: &Report, columns: &[FieldId], rows: RowSetId) {
        let results = results(form, columns);
        for row in 0..report.rows(rows) {
            let has = |id: &FieldId| report.column(*id).get(row).is_some_and(Option::is_some);
            if !columns.iter().any(has) {
                continue;
            }
            // All amounts are needed; of the texts, one is enough, because a remark is often blank.
            let is_amount = |id: &&FieldId| form.field(**id).kind.is_number();
            let blank = results.iter().filter(is_amount).find(|id| !has(id));
            let blank = blank.or_else(|| results.first().filter(|_| !results.iter().any(has)));
            if let Some(blank) = blank {
                self.blank_row(CellRef::at(*blank, row));
                continue;
            }
            let waits = columns.iter().any(|id| report.is_unconfirmed(CellRef::at(*id, row)));
            self.needed += 1;
            self.done += usize::from(!waits);
        }
    }
}
