//! The values of one field: one per row, and the sum.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::form::{Problem, Row, Value, folded, show_in_formula};

/// Origin of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user typed it.
    Typed,
    /// A formula calculated it.
    Calculated,
    /// The user typed it to override a formula.
    Overridden,
}

/// A value with its state.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetCell {
    /// The value; blank if there is a problem.
    pub value: Value,
    /// The reason why there is no value.
    pub problem: Option<Box<Problem>>,
    /// Origin of the value.
    pub origin: Origin,
    /// True if a sum in its formula ignores blank cells: 部分为空.
    pub partial: bool,
    /// True if the field has no relevance condition, or if the condition holds for the cell.
    pub relevant: bool,
}

/// A cell that is not relevant.
pub(super) static IRRELEVANT: SheetCell =
    SheetCell { value: Value::Blank, problem: None, origin: Origin::Typed, partial: false, relevant: false };

/// The values of one field.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Column {
    /// True if the field is not part of a table: it has one cell.
    pub alone: bool,
    /// One cell per row.
    pub cells: Vec<SheetCell>,
    /// The cell of the sum row.
    pub sum: Option<SheetCell>,
    /// Results of the formulas that the user has overridden.
    pub overridden: BTreeMap<Row, Value>,
    /// Indices of the cells whose text may contain references.
    pub referring: Vec<usize>,
    /// By row, the index of the first row with the same value. Computed when a formula asks for it.
    pub alike: OnceLock<Vec<u32>>,
}

impl Column {
    /// Returns the cell of a row; `None` if the row does not exist.
    #[inline]
    pub(super) fn cell(&self, row: Row) -> Option<&SheetCell> {
        match row {
            Row::Sum => self.sum.as_ref(),
            row => self.cells.get(row.index().unwrap_or(0)),
        }
    }

    /// Returns the index of the first row with the same value: the same text in any character width and case.
    pub(super) fn first_alike(&self, row: u32) -> u32 {
        let alike = self.alike.get_or_init(|| {
            let mut first: HashMap<String, u32> = HashMap::new();
            let rows = (0..).zip(&self.cells);
            rows.map(|(row, cell)| *first.entry(comparable(&cell.value)).or_insert(row)).collect()
        });
        usize::try_from(row).ok().and_then(|row| alike.get(row)).copied().unwrap_or(row)
    }

    /// Returns the row with this text; `start` is the row that probably has it.
    pub(super) fn row_named(&self, name: &str, start: u32) -> Option<u32> {
        let has_name = |cell: &SheetCell| matches!(&cell.value, Value::Text(text) if text.trim() == name);
        if usize::try_from(start).ok().and_then(|start| self.cells.get(start)).is_some_and(has_name) {
            return Some(start);
        }
        u32::try_from(self.cells.iter().position(has_name)?).ok()
    }

    /// True if both columns have the same values, written with the same number of decimals.
    pub(super) fn is_like(&self, other: &Column) -> bool {
        let scale = |cell: &SheetCell| cell.value.number().map(|number| number.scale());
        let is_like = |(one, other): (&SheetCell, &SheetCell)| one == other && scale(one) == scale(other);
        self.cells.len() == other.cells.len()
            && self.cells.iter().zip(&other.cells).all(is_like)
            && self.sum.iter().zip(&other.sum).all(is_like)
            && (self.sum.is_some(), &self.overridden, &self.referring)
                == (other.sum.is_some(), &other.overridden, &other.referring)
    }
}

/// Returns a text that is equal for equal values.
fn comparable(value: &Value) -> String {
    match value {
        Value::Text(text) => folded(text),
        Value::Number(number) => show_in_formula(*number, 0),
        other => format!("{other:?}"),
    }
}
