//! Converts the recognised texts to a report: first rows, then entries, then totals. A total is stored only
//! if it differs from the calculated value.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::label::{is_dash, one_line};
use super::lists::Lists;
use super::rows::Institutions;
use super::{Fate, Imported, Placed};
use crate::form::{CellRef, FieldId, Form, Row, RowSetId, Step, Value};
use crate::report::{Edit, Report, RowEntries};
use crate::sheet::{Sheet, calculate};

/// Texts recognised in a document.
#[derive(Default)]
pub(super) struct Found {
    /// Fields outside tables, including prose.
    pub fields: Vec<(FieldId, String)>,
    /// Rows shared by several tables.
    pub shared: Vec<(RowSetId, Institutions)>,
    /// Rows of lists.
    pub lists: Lists,
    /// Texts that match no cell.
    pub unplaced: Vec<String>,
}

/// Returns the report for the recognised texts.
pub(super) fn normalise(form: &Form, found: Found) -> Imported {
    let imported = Imported { report: Report::new(form), placed: Vec::new(), unplaced: found.unplaced };
    let mut settling = Settling { form, imported, seen: HashSet::new(), later: BTreeMap::new() };
    for (field, text) in found.fields {
        settling.put(CellRef::only(field), text);
    }
    for (rows, institutions) in found.shared {
        settling.institutions(rows, institutions);
    }
    for (rows, list) in found.lists {
        let kept = settling.resize(rows, list.len().max(1));
        for (at, row) in list.into_iter().enumerate() {
            for (field, text) in row {
                settling.put_in_row(field, at, kept, text);
            }
        }
    }
    settling.totals();
    let mut imported = settling.imported;
    imported.report.annex.leftovers.clone_from(&imported.unplaced);
    imported
}

struct Settling<'f> {
    form: &'f Form,
    imported: Imported,
    seen: HashSet<CellRef>,
    /// Texts for calculated cells, which are compared after all entries are stored.
    later: BTreeMap<CellRef, String>,
}

impl Settling<'_> {
    fn institutions(&mut self, rows: RowSetId, found: Institutions) {
        let kept = match found.rows.len() {
            0 => self.imported.report.rows(rows),
            count => self.resize(rows, count),
        };
        for (at, institution) in found.rows.into_iter().enumerate() {
            if let Some(name) = self.form.row_set(rows).name_field {
                self.put_in_row(name, at, kept, institution.name);
            }
            for (field, text) in institution.values {
                self.put_in_row(field, at, kept, text);
            }
        }
        for (field, text) in found.sums {
            if self.form.field(field).summed() {
                self.put(CellRef { field, row: Row::Sum }, text);
            } else {
                self.lose(field, &text);
            }
        }
    }

    /// Resizes a row set to the wanted length within the form's limits. Returns the actual length.
    fn resize(&mut self, rows: RowSetId, wanted: usize) -> usize {
        let set = self.form.row_set(rows);
        let wanted = wanted.max(set.min).min(set.max);
        let report = &mut self.imported.report;
        while report.rows(rows) > wanted {
            let at = report.rows(rows) - 1;
            report.apply(self.form, Edit::RemoveRow { rows, at });
        }
        while report.rows(rows) < wanted {
            let at = report.rows(rows);
            report.apply(self.form, Edit::InsertRow { rows, at, row: RowEntries::default() });
        }
        if let Some(name) = set.name_field {
            // Clear the default names; the document has its own.
            for at in 0..wanted {
                report.apply(self.form, Edit::Set { cell: CellRef::at(name, at), text: None });
            }
        }
        wanted
    }

    fn put_in_row(&mut self, field: FieldId, at: usize, rows: usize, text: String) {
        if at < rows {
            self.put(CellRef::at(field, at), text);
        } else {
            self.lose(field, &text);
        }
    }

    fn lose(&mut self, field: FieldId, text: &str) {
        if !text.is_empty() {
            let label = one_line(self.form.label(field));
            self.imported.unplaced.push(format!("{label}：{text}"));
        }
    }

    /// Stores a text for a cell. If there are several texts for a cell, the first one is used.
    fn put(&mut self, cell: CellRef, text: String) {
        let field = self.form.field(cell.field);
        let text = if field.kind.is_long() { text } else { one_line(&text) };
        if text.is_empty() || (field.kind.is_number() && is_dash(&text)) {
            return;
        }
        if field.by_hand || !self.seen.insert(cell) {
            self.lose(cell.field, &text);
        } else if cell.row == Row::Sum || field.calculate.is_some() {
            self.later.insert(cell, text);
        } else {
            self.enter(cell, text, Fate::Entered);
        }
    }

    fn enter(&mut self, cell: CellRef, text: String, fate: Fate) {
        if fate != Fate::Calculated {
            let text = Some(Arc::from(text.as_str()));
            self.imported.report.apply(self.form, Edit::Set { cell, text });
        }
        self.imported.placed.push(Placed { cell, text, fate });
    }

    /// Compares totals in calculation order, because an override affects later totals.
    fn totals(&mut self) {
        let mut later = std::mem::take(&mut self.later);
        for step in &self.form.order {
            let is_of_step = |cell: &CellRef| match step {
                Step::Column(field) => cell.field == *field && cell.row != Row::Sum,
                Step::Sum(field) => cell.field == *field && cell.row == Row::Sum,
            };
            let cells: Vec<CellRef> = later.keys().copied().filter(is_of_step).collect();
            if cells.is_empty() {
                continue;
            }
            let sheet = calculate(self.form, &self.imported.report);
            for cell in cells {
                let Some(text) = later.remove(&cell) else { continue };
                let fate = if self.agrees(&sheet, cell, &text) { Fate::Calculated } else { Fate::Overrides };
                self.enter(cell, text, fate);
            }
        }
    }

    /// True if a text equals the calculated value.
    fn agrees(&self, sheet: &Sheet, cell: CellRef, text: &str) -> bool {
        let found = sheet.cell(cell);
        let read = self.form.field(cell.field).kind.parse(text);
        match (&found.value, read) {
            _ if found.problem.is_some() => false,
            (Value::Text(own), Ok(Value::Text(read))) => own.trim() == read.trim(),
            (own, Ok(read)) => *own == read,
            (_, Err(_)) => false,
        }
    }
}
