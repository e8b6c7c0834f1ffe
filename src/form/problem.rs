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
    /// Its formula divides by zero.
    DivisionByZero,
    /// Its formula divides by a blank.
    DivisionByBlank,
    /// The number is too large for exact arithmetic.
    TooLarge,
    /// Its formula depends on a cell that has no value.
    Depends(CellRef),
}
