//! Reasons why a cell has no value.

use super::date::DateError;
use super::digits::NumberError;
use super::id::CellRef;

/// Reason why a cell has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Its text is not a number.
    Number(Box<NumberError>),
    /// Its text is not a date.
    Date(DateError),
    /// Its text is not a value of the field's type.
    Mistyped,
    /// Its formula has no result.
    NoResult(NoResult),
}

/// Reason why a formula has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoResult {
    /// It divides by zero.
    DivisionByZero,
    /// It divides by a blank.
    DivisionByBlank,
    /// The number is too large for exact arithmetic.
    TooLarge,
    /// It depends on a cell that has no value.
    Depends(CellRef),
}
