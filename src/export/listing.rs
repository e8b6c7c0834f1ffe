//! A single table as lines of text, for a spreadsheet or a quick look: one line of headers, one line per row.

use std::io;
use std::iter::once;

use ::csv::{Terminator, WriterBuilder};

use super::csv::records;
use super::values::{header_path, join_path, one_line, plain};
use crate::form::{CellRef, Columns, FieldId, Home, Row, SumPosition, Table, clean};
use crate::message;
use crate::sheet::Texts;

/// Prefix of the name of a sum row, so that an import does not read it as a row.
pub const SUM_MARK: char = 'Σ';

/// A table as lines of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Headers, each including the headers above it. The first is the header of the row names.
    pub head: Vec<String>,
    /// Rows; the names of sum rows have the prefix [`SUM_MARK`].
    pub rows: Vec<Vec<String>>,
    /// True for each column that contains numbers.
    pub numbers: Vec<bool>,
}

/// Returns the columns as a table: all relevant columns, including calculated ones.
pub fn listing(texts: &Texts<'_>, columns: &Columns) -> Listing {
    let form = texts.form;
    let set = form.row_set(columns.rows);
    let asked = |field: &&FieldId| {
        !form.field(**field).by_hand && texts.sheet.is_relevant(**field) && Some(**field) != set.name_field
    };
    let fields: Vec<FieldId> = columns.fields.iter().filter(asked).copied().collect();
    let tables: Vec<&Table> = fields.iter().filter_map(|field| table_of(texts, *field)).collect();
    let several = tables.windows(2).any(|two| !std::ptr::eq(two[0], two[1]));

    let mut head = vec![row_head(texts, columns, tables.first().copied())];
    head.extend(fields.iter().map(|field| field_head(texts, *field, several)));
    let row = |name: String, row: Row| {
        let value = |field: &FieldId| plain(texts, CellRef { field: *field, row }).unwrap_or_default();
        once(name).chain(fields.iter().map(value)).collect::<Vec<_>>()
    };
    let called = |at: usize| match set.name_field {
        Some(_) => clean(texts.report.row_name(form, columns.rows, at)),
        None => clean(&texts.report.row_label(form, columns.rows, at)),
    };
    let mut rows: Vec<Vec<String>> = (0..texts.report.rows(columns.rows))
        .map(|at| row(called(at), CellRef::at(FieldId(0), at).row))
        .collect();
    if let Some(sum) = tables.iter().find_map(|table| table.sum.as_ref()) {
        let line = row(format!("{SUM_MARK} {}", one_line(&sum.label)), Row::Sum);
        let place = if sum.position == SumPosition::Top { 0 } else { rows.len() };
        rows.insert(place, line);
    }
    let is_number = |field: &FieldId| form.field(*field).kind.is_number();
    let numbers = once(false).chain(fields.iter().map(is_number)).collect();
    Listing { head, rows, numbers }
}

fn table_of<'a>(texts: &Texts<'a>, field: FieldId) -> Option<&'a Table> {
    match texts.form.field(field).home {
        Home::Column { table, .. } => Some(texts.form.table(table)),
        _ => None,
    }
}

fn row_head(texts: &Texts<'_>, columns: &Columns, table: Option<&Table>) -> String {
    let set = texts.form.row_set(columns.rows);
    let label = table.map_or("", |table| table.row_label.as_str());
    match (label.is_empty(), set.name_field) {
        (false, _) => one_line(label),
        (true, Some(_)) => one_line(&set.label),
        // An import expects the row label in the form's own language.
        (true, None) => message::row_number(texts.form.language),
    }
}

/// Returns a column's header including the headers above it, and the name of its table if there are several.
fn field_head(texts: &Texts<'_>, field: FieldId, several: bool) -> String {
    let Home::Column { table, group, column, .. } = texts.form.field(field).home else {
        return String::new();
    };
    let table = texts.form.table(table);
    let own = join_path(&header_path(table, column));
    if !several {
        return own;
    }
    let group = &table.groups[group];
    let over = one_line(if group.label.is_empty() { &table.label } else { &group.label });
    format!("{over} / {own}")
}

impl Listing {
    /// Returns the table as TSV for spreadsheets: UTF-8 with a byte order mark, formulas escaped.
    pub fn tsv(&self) -> io::Result<Vec<u8>> {
        let lines = once(&self.head).chain(&self.rows).cloned();
        records(WriterBuilder::new().delimiter(b'\t').terminator(Terminator::Any(b'\n')), lines)
    }
}
