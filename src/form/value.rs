//! Values, and the evaluation of formulas.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::arithmetic;
use super::id::{CellRef, FieldId};
use super::problem::Problem;

/// Value of a cell. Blank, zero and "not applicable" are three different values.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// No entry.
    #[default]
    Blank,
    /// 不适用 (not applicable), entered by the user.
    NotApplicable,
    /// An exact number, in the field's unit.
    Number(Decimal),
    /// A text, unchanged as entered.
    Text(Arc<str>),
    /// A date.
    Date(Date),
    /// A truth value, the result of a condition.
    Truth(bool),
}

impl Value {
    /// Returns the number, or `None` for other values.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// True if the value is [`Value::Blank`].
    pub fn is_blank(&self) -> bool {
        *self == Value::Blank
    }
}

/// Access to the cells that a formula refers to.
pub trait Cells {
    /// Returns the value of a cell, or the problem that prevents its calculation.
    fn value(&self, cell: CellRef) -> Result<&Value, Problem>;
    /// Returns the number of rows of a column.
    fn rows(&self, field: FieldId) -> usize;
    /// True if the field has a single cell instead of one cell per row.
    fn stands_alone(&self, field: FieldId) -> bool;
}

/// Accumulated sums, counts and extremes of a series of values.
#[derive(Debug, Default)]
pub struct Tally {
    /// Sum of the numbers.
    pub total: Decimal,
    /// Count of numbers.
    pub numbers: usize,
    /// Count of cells that are not blank, numbers or not.
    pub filled: usize,
    /// Count of blank cells.
    pub blanks: usize,
    /// True if minimum and maximum are needed. Sums skip the comparisons.
    pub extremes: bool,
    /// Minimum.
    pub least: Option<Decimal>,
    /// Maximum.
    pub greatest: Option<Decimal>,
}

impl Tally {
    /// Adds one value.
    pub fn add(&mut self, value: &Value) -> Result<(), Problem> {
        match value {
            Value::Blank => self.blanks += 1,
            Value::Number(number) => {
                self.total = arithmetic::plus(self.total, *number).ok_or(Problem::TooLarge)?;
                self.numbers += 1;
                self.filled += 1;
                if self.extremes {
                    self.least = Some(self.least.map_or(*number, |least| least.min(*number)));
                    self.greatest = Some(self.greatest.map_or(*number, |greatest| greatest.max(*number)));
                }
            }
            _ => self.filled += 1,
        }
        Ok(())
    }

    /// Returns the sum. It is blank if all values are blank, and 不适用 if all values are 不适用.
    pub fn sum(&self) -> Result<Value, Problem> {
        Ok(if self.numbers > 0 {
            Value::Number(self.total)
        } else if self.filled > 0 && self.blanks == 0 {
            Value::NotApplicable
        } else {
            Value::Blank
        })
    }

    /// True if a sum has left out blank cells.
    pub fn is_partial(&self) -> bool {
        self.numbers > 0 && self.blanks > 0
    }
}
