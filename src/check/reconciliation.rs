//! Reconciliation: every figure of the prose with its verdict, and every relation between figures.

use rust_decimal::Decimal;

use crate::form::CellRef;
use crate::sheet::TextRange;

/// All figures and relations of a report with their verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// The figures, in the form's order of the texts.
    pub claims: Vec<Claim>,
    /// The relations, in the same order.
    pub relations: Vec<Relation>,
    /// Cells with a value that no text mentions.
    pub unmentioned: Vec<CellRef>,
}

/// A figure in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The text.
    pub cell: CellRef,
    /// Position of the figure with its unit.
    pub place: TextRange,
    /// The number, with its decimals as written.
    pub value: Decimal,
    /// Its unit, as written.
    pub unit: String,
    /// The words that name the figure; empty if there are none.
    pub label: String,
    /// The name of the row that the words name.
    pub row: Option<String>,
    /// The year that the words name.
    pub year: Option<i32>,
    /// Kind of the figure.
    pub kind: ClaimKind,
    /// Result of the comparison.
    pub verdict: Verdict,
    /// Reason of the verdict.
    pub reason: Reason,
    /// The values that it was compared with.
    pub witness: Vec<Witness>,
    /// True if a person has checked it by hand.
    pub ticked: bool,
}

/// Kind of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClaimKind {
    /// A result.
    Actual,
    /// A planned, granted or received amount.
    Plan,
    /// A difference.
    Change,
    /// A percentage.
    Rate,
    /// A number of things.
    Count,
}

/// Result of the comparison of a figure or a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// A value that is certainly meant is another one, or the relation does not hold.
    Differs,
    /// A value that is probably meant is almost the same, or the figure is last year's.
    Suspect,
    /// There is nothing to compare with.
    Unchecked,
    /// Equal after rounding to the decimals written.
    Rounded,
    /// Equal, or the relation holds.
    Equal,
}

/// Reason of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Compared with a cell.
    Cell,
    /// Compared with an indicator.
    Indicator,
    /// Compared with another text.
    OtherText,
    /// Part of a relation.
    Relation,
    /// Equals last year's value.
    LastYear,
    /// No word of the form belongs to it.
    NoLabel,
    /// Unknown words separate it from the word of the form.
    WordsBetween,
    /// Its unit is incompatible with that of the field.
    OtherUnit,
    /// It is a figure of another year.
    OtherYear,
    /// It is a figure of a part of the year.
    PartOfYear,
    /// It is not exact.
    Approximate,
    /// It is a bound.
    Bound,
    /// It is a planned amount, which may differ from the table.
    Plan,
    /// Its words may mean a value related to that in the table.
    Ambiguous,
    /// It is one figure for several values, or a figure per unit.
    Several,
    /// The words do not say which row is meant.
    RowUnknown,
    /// The cell is blank.
    CellBlank,
}

/// A place with a value: a cell, or a part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Witness {
    /// The cell.
    pub cell: CellRef,
    /// The part of its text; `None` for the value of the cell.
    pub place: Option<TextRange>,
}

/// A relation between figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The cell that states the result.
    pub cell: CellRef,
    /// Position of the stated figure; `None` for the value of the cell.
    pub place: Option<TextRange>,
    /// Kind.
    pub kind: RelationKind,
    /// The figures that the result follows from.
    pub operands: Vec<Witness>,
    /// The result as stated.
    pub stated: Option<Decimal>,
    /// The result as calculated from the operands.
    pub calculated: Option<Decimal>,
    /// True, false or unknown.
    pub verdict: Verdict,
    /// Reason of the verdict.
    pub reason: Reason,
    /// True if the report itself gives a reason for the difference.
    pub is_excused: bool,
}

/// Kind of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RelationKind {
    /// A total and its parts.
    Sum,
    /// A part as a percentage of a whole.
    Share,
    /// A rate of two counts.
    Rate,
    /// A number and the list that it counts.
    Count,
    /// Two values with their difference or change in percent.
    Direction,
    /// A result and its target.
    Target,
}

/// Names used in JSON.
macro_rules! names {
    ($type:ident: $($variant:ident $name:literal),*) => {
        impl $type {
            /// All variants.
            pub const ALL: &[$type] = &[$($type::$variant),*];

            /// Returns the name used in JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $($type::$variant => $name,)*
                }
            }
        }
    };
}

names!(ClaimKind: Actual "actual", Plan "plan", Change "change", Rate "rate", Count "count");
names!(Verdict: Differs "differs", Suspect "suspect", Unchecked "unchecked", Rounded "rounded", Equal "equal");
names!(Reason: Cell "cell", Indicator "indicator", OtherText "other_text", Relation "relation", LastYear "last_year",
    NoLabel "no_label", WordsBetween "words_between", OtherUnit "other_unit", OtherYear "other_year",
    PartOfYear "part_of_year", Approximate "approximate", Bound "bound", Plan "plan", Ambiguous "ambiguous",
    Several "several", RowUnknown "row_unknown", CellBlank "cell_blank");
names!(RelationKind: Sum "sum", Share "share", Rate "rate", Count "count", Direction "direction", Target "target");
