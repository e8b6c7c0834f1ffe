//! Formulas of cells: sums within a row, and sums of a column in a sum row.
//!
//! A cell gets a formula only if the formula gives the value that the program calculated, including blanks:
//! the result is blank if all operands are blank. Other cells contain only their value.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::export::table::{Cell, Grid};
use crate::form::{CellRef, Expr, FieldId, FieldType, Operator, Row, Value};
use crate::message::Lang;
use crate::sheet::{Origin, Texts};

/// Maximum number of significant digits in a spreadsheet.
const MAX_DIGITS: usize = 15;
/// Maximum number of operands in a formula; Excel allows 255 arguments.
const MAX_TERMS: usize = 200;

/// Position in a sheet, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Row, including the caption's row in the count.
    pub(super) row: usize,
    /// The column.
    pub(super) column: usize,
}

impl Place {
    /// Returns the cell name: `B3`.
    pub(super) fn name(self) -> String {
        format!("{}{}", letters(self.column), self.row + 1)
    }

    /// Returns the name of the range from here to `other`: `B3:C5`.
    pub(super) fn to(self, other: Place) -> String {
        if self == other { self.name() } else { format!("{}:{}", self.name(), other.name()) }
    }
}

/// Returns the letters of a column: `A`, `Z`, `AA`.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit]));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Returns the number of decimals in a number, or `None` if a spreadsheet would lose digits.
pub(super) fn exact_decimals(text: &str) -> Option<usize> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{decimals}");
    let is_number = !whole.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let significant = digits.trim_matches('0').len();
    (is_number && significant <= MAX_DIGITS).then_some(decimals.len())
}

/// Returns the minimum number of decimals of a column; `None` if trailing zeros are omitted.
pub(super) fn padded_decimals(kind: &FieldType) -> Option<usize> {
    let decimals = usize::try_from(kind.decimals()).ok()?;
    let zero = kind.show(&Value::Number(Decimal::ZERO), Lang::Zh);
    (exact_decimals(&zero)? == decimals).then_some(decimals)
}

/// Positions of the values in a sheet.
pub(super) struct Formulas<'a> {
    texts: &'a Texts<'a>,
    /// By cell of the report; `None` if the value is a number that is written as text.
    places: HashMap<CellRef, Option<Place>>,
}

impl<'a> Formulas<'a> {
    /// Finds the positions of a table's values; `above` is the number of rows before the table.
    pub(super) fn new(texts: &'a Texts<'a>, grid: &Grid<'_>, above: usize) -> Formulas<'a> {
        let mut places = HashMap::with_capacity(grid.cells.len());
        for placed in &grid.cells {
            if let Some(source) = placed.cell.source {
                let place = Place { row: placed.row + above, column: placed.column };
                let is_lost = texts.sheet.cell(source).value.number().is_some()
                    && exact_decimals(&placed.cell.text).is_none();
                places.insert(source, (!is_lost).then_some(place));
            }
        }
        Formulas { texts, places }
    }

    /// Returns the formula of a cell, if it is calculated as a sum of cells in the same sheet.
    pub(super) fn of(&self, cell: &Cell) -> Option<String> {
        let source = cell.source?;
        let found = self.texts.sheet.cell(source);
        let is_number = !cell.text.is_empty() && found.value.number().is_some();
        if found.origin != Origin::Calculated
            || found.problem.is_some()
            || !found.relevant
            || !(is_number || found.value.is_blank())
        {
            return None;
        }
        self.places.get(&source).copied().flatten()?;
        match source.row {
            Row::Sum => self.column_sum(source.field),
            row => self.row_sum(source.field, row),
        }
    }

    /// Returns the sum of all rows of a column.
    fn column_sum(&self, field: FieldId) -> Option<String> {
        let mut places = Vec::new();
        while let Some(place) = self.places.get(&CellRef::at(field, places.len())) {
            places.push((*place)?);
        }
        let area = places.first()?.to(*places.last()?);
        Some(format!("IF(COUNT({area})=0,\"\",SUM({area}))"))
    }

    /// Returns the sum of cells in the same row, rounded to the decimals of the column.
    fn row_sum(&self, field: FieldId, row: Row) -> Option<String> {
        let form = self.texts.form;
        let kind = &form.field(field).kind;
        let mut terms = Terms::default();
        terms.add(form.field(field).formula(row)?, false)?;
        let is_number = |field: &FieldId| form.field(*field).kind.is_number();
        let all: Vec<FieldId> = terms.plus.iter().chain(&terms.minus).copied().collect();
        if !kind.is_number() || !all.iter().all(is_number) || all.len() > MAX_TERMS {
            return None;
        }
        let areas = |fields: &[FieldId]| self.areas(fields, row);
        let sums = match (terms.plus.as_slice(), terms.minus.as_slice()) {
            (plus, []) => format!("SUM({})", areas(plus)?),
            ([], minus) => format!("-SUM({})", areas(minus)?),
            (plus, minus) => format!("SUM({})-SUM({})", areas(plus)?, areas(minus)?),
        };
        let decimals = kind.decimals();
        Some(format!("IF(COUNT({})=0,\"\",ROUND({sums},{decimals}))", areas(&all)?))
    }

    /// Returns the names of a row's cells; adjacent cells are joined to ranges: `C6:E6,G6`.
    fn areas(&self, fields: &[FieldId], row: Row) -> Option<String> {
        let mut areas: Vec<(Place, Place)> = Vec::new();
        for field in fields {
            let place = self.places.get(&CellRef { field: *field, row }).copied().flatten()?;
            match areas.last_mut() {
                Some((_, last)) if last.row == place.row && last.column + 1 == place.column => *last = place,
                _ => areas.push((place, place)),
            }
        }
        let names: Vec<String> = areas.into_iter().map(|(first, last)| first.to(last)).collect();
        Some(names.join(","))
    }
}

/// The operands that a formula adds and subtracts.
#[derive(Debug, Default, PartialEq)]
struct Terms {
    plus: Vec<FieldId>,
    minus: Vec<FieldId>,
}

impl Terms {
    /// Adds the terms of an expression. Returns `None` if it is not a plain sum or difference of cells.
    fn add(&mut self, expr: &Expr, is_negative: bool) -> Option<()> {
        match expr {
            Expr::Cell(field) if is_negative => self.minus.push(*field),
            Expr::Cell(field) => self.plus.push(*field),
            Expr::Negate(inner) => self.add(inner, !is_negative)?,
            Expr::Binary(operator @ (Operator::Add | Operator::Subtract), left, right) => {
                self.add(left, is_negative)?;
                self.add(right, is_negative != (*operator == Operator::Subtract))?;
            }
            Expr::Call(function, arguments) if function.name == "sum" => {
                for argument in arguments {
                    self.add(argument, is_negative)?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_names() {
        for (row, column, name) in
            [(0, 0, "A1"), (4, 25, "Z5"), (0, 26, "AA1"), (9, 51, "AZ10"), (0, 701, "ZZ1"), (0, 702, "AAA1")]
        {
            assert_eq!(Place { row, column }.name(), name);
        }
        assert_eq!(Place { row: 2, column: 1 }.to(Place { row: 4, column: 2 }), "B3:C5");
    }

    #[test]
    fn digits_are_counted() {
        for (text, decimals) in [
            ("0", Some(0)),
            ("0.00", Some(2)),
            ("-12.50", Some(2)),
            ("123456789012345.00", Some(2)),
            ("1234567890123.456", None),
            ("1234567890123456", None),
            ("1234567890123450000", Some(0)),
            ("0.000000000000000012", Some(18)),
            ("-1234567890.12345", Some(5)),
            ("abc", None),
            ("", None),
            ("1.2.3", None),
        ] {
            assert_eq!(exact_decimals(text), decimals, "{text}");
        }
    }
}
