//! A figure in a sentence and the meaning of its words.

use rust_decimal::Decimal;

use super::numbers::Span;
use super::words::Name;
use crate::check::reconciliation::{ClaimKind, Reason};
use crate::form::{FieldId, RowSetId};

/// A figure in a sentence; positions are relative to the start of the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Position of the figure with its unit.
    pub span: Span,
    /// Byte offset of the unit.
    pub unit: u32,
    /// The number, with its decimals as written.
    pub value: Decimal,
    /// Meaning of the figure according to the sentence.
    pub said: Said,
    /// Kind of the figure.
    pub kind: ClaimKind,
    /// True if the figure is an approximation or a bound, one figure for several things, or an amount per unit.
    pub loose: bool,
    /// The words that name the figure, without words such as 共 and 达到; empty if there are none.
    pub label: Box<str>,
    /// Position of the first of these words, in characters.
    pub words: u32,
    /// Hashes of the label, and of its part before the figure, with unit, kind and part of the year; zero if they
    /// are too general to compare.
    pub keys: [u64; 2],
    /// The year that the words name.
    pub year: Spoken,
    /// Hash of the part of the year that the words name; zero if they name none.
    pub period: u64,
    /// The row that the words name.
    pub row: Named,
    /// True if it is written in Chinese numerals.
    pub spelled: bool,
}

impl Mention {
    /// Returns the position of the words that mean a value, in characters.
    pub(super) fn quote(&self) -> Option<u32> {
        match &self.said {
            Said::Tied(tie) => Some(tie.quote),
            _ => None,
        }
    }

    /// Returns the field that the words mean.
    pub(super) fn field(&self) -> Option<FieldId> {
        match &self.said {
            Said::Tied(tie) => Some(tie.field),
            _ => None,
        }
    }

    /// Returns the reason why the figure may differ from the table without a mistake.
    pub(super) fn doubt(&self) -> Option<Skip> {
        match &self.said {
            Said::Tied(tie) => tie.doubt,
            // A day of the year is not the whole year.
            Said::Year { alone: false } => Some(Skip::Period),
            _ => None,
        }
    }
}

/// Meaning of a figure according to its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It is a year, alone or as part of a date.
    Year {
        /// True unless a day of the year follows, other than the last day.
        alone: bool,
    },
    /// Its words mean a value of the form.
    Tied(Tie),
    /// Its words do not mean a value of the form.
    Untied(Skip),
}

/// The value that the words around a figure mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tie {
    /// The field.
    pub field: FieldId,
    /// Power of ten that converts the figure's unit to the field's unit.
    pub power: i32,
    /// The row.
    pub row: Named,
    /// The year.
    pub year: Spoken,
    /// The reason why the figure may differ from the table without a mistake.
    pub doubt: Option<Skip>,
    /// Position of the words, in characters.
    pub quote: u32,
}

/// The row that the words name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// No row.
    No,
    /// A row, named in the clause of the figure.
    Row(RowSetId, Name),
    /// A row, named elsewhere in the sentence.
    Near(RowSetId, Name),
}

/// The year that the words name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// No year, or the report's year.
    This,
    /// The given year.
    Year(i32),
    /// A year other than the report's.
    Other,
}

/// The reason why a figure is not compared with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// It is a year.
    Year,
    /// No word of the form belongs to it.
    NoWord,
    /// Unknown words separate it from the word of the form.
    Apart,
    /// Its unit is incompatible with that of the field.
    Unit,
    /// It is a difference.
    Change,
    /// It is a share.
    Share,
    /// It is a bound.
    Limit,
    /// It is one figure for several values, or a figure per unit.
    Several,
    /// It is a figure of another year, or of a part of a year.
    Period,
    /// It is a planned, granted or received amount, which may differ from the table.
    Plan,
    /// Its words may mean a value related to that in the table.
    Near,
    /// It is not exact.
    About,
    /// The words do not say which row is meant.
    Row,
    /// The cell is blank.
    Blank,
    /// It is one of several parts of the table's value.
    Part,
}

impl Skip {
    /// Returns the reason in a reconciliation. The flag is true if the figure is one of a part of the year.
    pub(super) fn reason(self, part_of_year: bool) -> Reason {
        match self {
            Skip::Year | Skip::NoWord | Skip::Change | Skip::Share => Reason::NoLabel,
            Skip::Apart => Reason::WordsBetween,
            Skip::Unit => Reason::OtherUnit,
            Skip::Limit => Reason::Bound,
            Skip::Several => Reason::Several,
            Skip::Period if part_of_year => Reason::PartOfYear,
            Skip::Period => Reason::OtherYear,
            Skip::Plan => Reason::Plan,
            Skip::Near => Reason::Ambiguous,
            Skip::About => Reason::Approximate,
            Skip::Row => Reason::RowUnknown,
            Skip::Blank => Reason::CellBlank,
            Skip::Part => Reason::Relation,
        }
    }
}
