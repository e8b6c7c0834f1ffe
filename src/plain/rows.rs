//! Adds, removes, moves and renames rows of the current table, in all tables that share them.
//!
//! Values of rows are entered in [`super::entry`].

use super::dialogue::{Dialogue, Mode, Purpose};
use super::steps::{self, Asks, Stop};
use super::words::one_line;
use crate::form::{CellRef, Item, RowSetId};
use crate::message;

impl Dialogue {
    /// Returns the current row set and the row index.
    fn current_row(&self) -> Option<(RowSetId, Option<usize>)> {
        match self.here.asks {
            Asks::Cell(cell) => Some((self.model.session.form().field(cell.field).rows()?, cell.row.index())),
            Asks::More(group) => {
                let form = self.model.session.form();
                match form.sections.get(self.here.section)?.items.get(self.here.item)? {
                    Item::Table(table) => Some((form.table(*table).groups.get(group)?.rows, None)),
                    _ => None,
                }
            }
            Asks::End => None,
        }
    }

    /// Adds a row below the current one and asks its first question.
    pub(super) fn add_row(&mut self) {
        let lang = self.model.lang;
        let Some((rows, row)) = self.current_row() else { return self.say(message::no_rows_here(lang)) };
        let (count, set) = (self.model.session.report().rows(rows), self.model.session.form().row_set(rows));
        let at = row.map_or(count, |row| (row + 1).min(count));
        let Some(field) = set.name_field.or(set.fields.first().copied()) else { return };
        let added = self.model.add_row(rows, at, CellRef::at(field, at));
        if let Some(said) = self.accepted(added) {
            self.say(said);
            self.go_to_row(CellRef::at(field, at));
        }
    }

    /// Moves to the first question of a row: its name if it is asked here, otherwise its first cell.
    fn go_to_row(&mut self, name: CellRef) {
        let section = self.here.section;
        let Some(stop) = steps::locate(&self.model, name, section) else { return };
        let steps = steps::steps(&self.model.session, stop.section);
        let rows = self.model.session.form().field(name.field).rows();
        let in_row = |stop: &Stop| {
            stop.cell().is_some_and(|cell| {
                self.model.session.form().field(cell.field).rows() == rows && cell.row == name.row
            })
        };
        let first = steps.iter().filter_map(|step| step.stop(stop.section)).find(in_row);
        self.go(first.unwrap_or(stop));
    }

    pub(super) fn remove_row(&mut self) {
        let Some(cell) = self.here.cell() else { return self.say(message::no_rows_here(self.model.lang)) };
        let removed = self.model.remove_row(cell);
        let Some(said) = self.accepted(removed) else { return };
        self.say(said);
        let rows = self.model.session.form().field(cell.field).rows();
        let left = rows.map_or(0, |rows| self.model.session.report().rows(rows)).saturating_sub(1);
        let there = CellRef::at(cell.field, cell.row.index().unwrap_or(0).min(left));
        let stop = steps::locate(&self.model, there, self.here.section);
        self.go(stop.unwrap_or(self.here));
    }

    pub(super) fn move_row(&mut self, down: bool) {
        let Some(cell) = self.here.cell() else { return self.say(message::no_rows_here(self.model.lang)) };
        let moved = self.model.move_row(cell, down);
        if let Some(there) = self.accepted(moved) {
            self.go(Stop { asks: Asks::Cell(there), ..self.here });
        }
    }

    /// Renames the current row; asks for the name if it is empty.
    pub(super) fn rename(&mut self, name: &str) {
        let current = self.here.cell().filter(|cell| cell.row.index().is_some());
        let field = current.and_then(|cell| steps::name_field(&self.model.session, cell));
        let (Some(cell), Some(field)) = (current, field) else {
            return self.say(message::plain_no_name(self.model.lang));
        };
        if name.is_empty() {
            self.say(message::plain_new_name(self.model.lang));
            self.mode = Mode::Asking(Purpose::Rename);
            return;
        }
        let cell = CellRef { field, row: cell.row };
        if self.set(cell, name) {
            self.say(message::plain_renamed(self.model.lang, &one_line(name)));
        }
        self.ask();
    }

    /// Copies the text of the row above.
    pub(super) fn same_as_above(&mut self) {
        let cell = self.here.cell();
        let above = cell.and_then(|cell| cell.row.index()).and_then(|row| row.checked_sub(1));
        let (Some(cell), Some(row)) = (cell, above) else {
            return self.say(message::no_row_above(self.model.lang));
        };
        let text = self.model.session.report().text(CellRef::at(cell.field, row)).to_owned();
        if text.is_empty() {
            self.clear();
        } else if text.contains('\n') {
            let before = self.watch(cell);
            self.set(cell, &text);
            self.say_answered(cell, &text, &before);
            self.forward();
        } else {
            self.enter(cell, &text);
        }
    }
}
