//! Applies a table's print layout: joined columns, rows as lines of a single cell, blank rows to fill in.

use super::super::table::{Align, Cell, Column, ColumnKind, Table};
use crate::form::joined;

/// Returns the kinds of the columns as printed.
pub(super) fn column_kinds(table: &Table) -> Vec<ColumnKind> {
    let kinds = table.columns.iter().map(|column| column.kind);
    if table.layout.columns.is_empty() {
        return kinds.collect();
    }
    let is_before = |kind: &ColumnKind| matches!(kind, ColumnKind::Caption | ColumnKind::RowName);
    let mut all: Vec<ColumnKind> = kinds.take_while(is_before).collect();
    let before = all.len();
    all.extend(table.layout.columns.iter().map(|(_, parts)| match parts.as_slice() {
        [only] => table.columns.get(before + only).map_or(ColumnKind::Text, |column| column.kind),
        _ => ColumnKind::Text,
    }));
    all
}

/// Returns the table as its print layout defines it. `fits` is true if a text in a column fits on one line.
pub(super) fn printed(table: &Table, fits: impl Fn(usize, &str) -> bool) -> Table {
    let mut printed = table.clone();
    if !table.layout.columns.is_empty() {
        join_columns(&mut printed);
    }
    if table.layout.lines {
        join_rows(&mut printed, fits);
    }
    let is_sum = |row: &Vec<Cell>| row.iter().any(Cell::is_in_sum_row);
    let sums = printed.body.iter().filter(|row| is_sum(row)).count();
    let end = printed.body.len() - usize::from(printed.body.last().is_some_and(is_sum));
    let missing = table.layout.at_least.saturating_sub(printed.body.len() - sums);
    let blank = vec![blank(); printed.columns.len()];
    printed.body.splice(end..end, std::iter::repeat_n(blank, missing));
    printed
}

fn blank() -> Cell {
    Cell::new(String::new(), Align::Left)
}

/// Joins the rows of a list into one row with a line for each. The rows are kept if a text is missing or
/// needs more than one line, because it would not be clear which lines of two cells belong together.
fn join_rows(table: &mut Table, fits: impl Fn(usize, &str) -> bool) {
    let is_line = |(column, cell): (usize, &Cell)| {
        !cell.text.is_empty() && !cell.text.contains('\n') && fits(column, &cell.text)
    };
    if table.body.len() < 2 || !table.body.iter().all(|row| row.iter().enumerate().all(is_line)) {
        return;
    }
    let cells = (0..table.columns.len()).map(|column| {
        let texts = table.body.iter().filter_map(|row| row.get(column)).map(|cell| cell.text.as_str());
        Cell::new(texts.collect::<Vec<_>>().join("\n"), Align::Left)
    });
    table.body = vec![cells.collect()];
}

/// Joins columns under the headers of the print layout. Caption and row name columns are kept.
fn join_columns(table: &mut Table) {
    let mut kinds = column_kinds(table);
    let printed = std::mem::take(&mut table.layout.columns);
    let before = kinds.len() - printed.len();
    kinds.drain(..before);
    let levels = table.head.len();
    let mut head: Vec<Cell> = Vec::new();
    // Headers of the kept columns. A header that also covers other columns is cut and loses its text.
    let mut covered = 0;
    for cell in table.head.first().into_iter().flatten() {
        if covered < before {
            let columns = cell.columns.min(before - covered);
            let text = if cell.columns > columns { String::new() } else { cell.text.clone() };
            head.push(Cell { text, columns, rows: 1, ..cell.clone() });
            covered += columns;
        }
    }
    head.extend(printed.iter().map(|(label, _)| Cell::header(label.clone())));
    table.head = if levels == 0 { Vec::new() } else { vec![head] };
    let width = table.columns.len();
    for row in &mut table.body {
        // Cells of rows above cover the first columns.
        let mut at = width.saturating_sub(row.iter().map(|cell| cell.columns).sum());
        let mut parts = vec![blank(); width - before];
        let mut taken = before;
        let mut kept = Vec::new();
        for mut cell in row.drain(..) {
            let (from, to) = (at, at + cell.columns);
            at = to;
            if from >= before {
                parts[from - before] = cell;
                continue;
            }
            // A label can extend to columns of values.
            let covers = |columns: &[usize]| columns.iter().all(|column| before + column < to);
            let columns = printed.iter().filter(|(_, columns)| covers(columns)).count();
            cell.columns = to.min(before) - from + columns;
            taken = taken.max(before + columns);
            kept.push(cell);
        }
        kept.extend(printed[taken - before..].iter().map(|(_, columns)| {
            let part = |at: &usize| table.layout.goal_parts.get(*at).copied().flatten();
            let texts: Vec<_> =
                columns.iter().filter_map(|at| Some((part(at), parts.get(*at)?.text.as_str()))).collect();
            let first = columns.first().and_then(|at| parts.get(*at)).cloned().unwrap_or_else(blank);
            Cell { text: joined(&texts), ..first }
        }));
        *row = kept;
    }
    let columns: Vec<Column> =
        printed.iter().zip(kinds).map(|((label, _), kind)| Column { path: label.clone(), kind }).collect();
    table.columns.truncate(before);
    table.columns.extend(columns);
}
