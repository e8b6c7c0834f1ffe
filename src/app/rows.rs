//! Rows: added, removed and moved in all tables that share them.

use super::model::Model;
use crate::form::{CellRef, RowSetId, TableId};
use crate::message;
use crate::report::naming::{RowTitle, row_kind};
use crate::report::{Edit, RowEntries};
use crate::session::Merge;

impl Model {
    /// Returns the row set and the row of a cell.
    pub fn row_of(&self, cell: CellRef) -> Option<(RowSetId, usize)> {
        Some((self.session.form().field(cell.field).rows()?, cell.row.index()?))
    }

    /// Returns the reason why no row can be added, if any.
    pub fn rows_full(&self, rows: RowSetId) -> Option<String> {
        let max = self.session.form().row_set(rows).max;
        (self.session.report().rows(rows) >= max).then(|| message::rows_at_most(self.lang, max))
    }

    /// Adds a row before another; `cell` is the cell of the new row that undo returns to. Returns a sentence
    /// about it.
    pub fn add_row(&mut self, rows: RowSetId, at: usize, cell: CellRef) -> Result<String, String> {
        if let Some(reason) = self.rows_full(rows) {
            return Err(reason);
        }
        self.change(Edit::InsertRow { rows, at, row: RowEntries::default() }, cell, Merge::No)?;
        let kind = Some(row_kind(self.session.form(), rows)).filter(|kind| !kind.is_empty());
        let added = kind.unwrap_or_else(|| message::one_row(self.lang));
        Ok(message::row_added(self.lang, &(added + &self.also_elsewhere(rows))))
    }

    /// Returns a note if other tables have the same rows; otherwise an empty text.
    fn also_elsewhere(&self, rows: RowSetId) -> String {
        let form = self.session.form();
        let shows = |table: &TableId| form.table(*table).groups.iter().any(|group| group.rows == rows);
        let tables = form.table_ids().filter(shows).count();
        if tables > 1 { message::in_all_tables(self.lang) } else { String::new() }
    }

    /// Removes the row of a cell; returns a sentence about it.
    pub fn remove_row(&mut self, cell: CellRef) -> Result<String, String> {
        let (rows, at) = self.row_of(cell).ok_or_else(|| message::no_rows_here(self.lang))?;
        let report = self.session.report();
        let min = self.session.form().row_set(rows).min;
        if at >= report.rows(rows) {
            return Err(message::no_rows_here(self.lang));
        }
        if report.rows(rows) <= min {
            return Err(message::rows_at_least(self.lang, min));
        }
        let title = RowTitle::new(self.session.form(), report, rows, at);
        let row = title.words(self.lang) + &self.also_elsewhere(rows);
        self.change(Edit::RemoveRow { rows, at }, cell, Merge::No)?;
        Ok((self.wording.row_removed)(self.lang, &row))
    }

    /// Moves the row of a cell up or down; returns the cell in its new row.
    pub fn move_row(&mut self, cell: CellRef, down: bool) -> Result<CellRef, String> {
        let (rows, from) = self.row_of(cell).ok_or_else(|| message::no_rows_here(self.lang))?;
        let count = self.session.report().rows(rows);
        let to = if down { Some(from + 1) } else { from.checked_sub(1) };
        let to = to.filter(|to| *to < count && from < count);
        let to = to.ok_or_else(|| message::row_at_edge(self.lang))?;
        let there = CellRef::at(cell.field, to);
        self.change(Edit::MoveRow { rows, from, to }, there, Merge::No).map(|()| there)
    }
}
