//! Values, and the evaluation of formulas.

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::arithmetic;
use super::{FieldId, NoResult, Row};

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

/// A value in a formula. It borrows its text, so that it is copied cheaply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operand<'a> {
    /// No entry.
    Blank,
    /// 不适用
    NotApplicable,
    /// A number.
    Number(Decimal),
    /// A text.
    Text(&'a str),
    /// A date.
    Date(Date),
    /// A truth value.
    Truth(bool),
}

impl Operand<'_> {
    /// Returns the number, or `None` for other values.
    pub(super) fn number(self) -> Option<Decimal> {
        match self {
            Operand::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl<'a> From<&'a Value> for Operand<'a> {
    #[inline]
    fn from(value: &'a Value) -> Operand<'a> {
        match value {
            Value::Blank => Operand::Blank,
            Value::NotApplicable => Operand::NotApplicable,
            Value::Number(number) => Operand::Number(*number),
            Value::Text(text) => Operand::Text(text),
            Value::Date(date) => Operand::Date(*date),
            Value::Truth(truth) => Operand::Truth(*truth),
        }
    }
}

impl From<Operand<'_>> for Value {
    fn from(operand: Operand<'_>) -> Value {
        match operand {
            Operand::Blank => Value::Blank,
            Operand::NotApplicable => Value::NotApplicable,
            Operand::Number(number) => Value::Number(number),
            Operand::Text(text) => Value::Text(text.into()),
            Operand::Date(date) => Value::Date(date),
            Operand::Truth(truth) => Value::Truth(truth),
        }
    }
}

/// Access to the cells that a formula refers to.
pub trait Cells {
    /// Returns the value of a field in a row, or the reason why it has none. A field that is not part of a table
    /// has the same value in all rows.
    fn value(&self, field: FieldId, row: Row) -> Result<Operand<'_>, NoResult>;
    /// Returns the number of rows of a column.
    fn rows(&self, field: FieldId) -> usize;
    /// Returns the value that a field had last year; blank if it is unknown.
    fn last(&self, field: FieldId, row: Row) -> Operand<'_>;
    /// Returns the index of the first row with the same value in this column.
    fn first_alike(&self, field: FieldId, row: u32) -> u32;
    /// Returns the row with this name; `start` is the index that it has in a new report.
    fn row_named(&self, names: FieldId, name: &str, start: u32) -> Option<u32>;
    /// Returns today's date, if it is known.
    fn today(&self) -> Option<Date>;
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
    pub fn add(&mut self, value: Operand<'_>) -> Result<(), NoResult> {
        match value {
            Operand::Blank => self.blanks += 1,
            Operand::Number(number) => {
                self.total = arithmetic::plus(self.total, number).ok_or(NoResult::TooLarge)?;
                self.numbers += 1;
                self.filled += 1;
                if self.extremes {
                    self.least = Some(self.least.map_or(number, |least| least.min(number)));
                    self.greatest = Some(self.greatest.map_or(number, |greatest| greatest.max(number)));
                }
            }
            _ => self.filled += 1,
        }
        Ok(())
    }

    /// Returns the sum. It is blank if all values are blank, and 不适用 if all values are 不适用.
    pub fn sum(&self) -> Operand<'static> {
        if self.numbers > 0 {
            Operand::Number(self.total)
        } else if self.filled > 0 && self.blanks == 0 {
            Operand::NotApplicable
        } else {
            Operand::Blank
        }
    }

    /// Returns the mean of the numbers; blank or 不适用 as the sum is.
    pub fn average(&self) -> Operand<'static> {
        match (self.sum(), Decimal::from(self.numbers)) {
            (Operand::Number(total), count) => {
                total.checked_div(count).map_or(Operand::Blank, Operand::Number)
            }
            (other, _) => other,
        }
    }

    /// True if a sum has left out blank cells.
    pub fn is_partial(&self) -> bool {
        self.numbers > 0 && self.blanks > 0
    }
}
