//! Kinds of values in formulas.

/// Kind of a formula's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A text.
    Text,
    /// A date.
    Date,
    /// True or false.
    Truth,
}
