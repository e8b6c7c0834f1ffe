//! References: `{{income[sum].total}}` in a text shows the current value of that cell.
//!
//! They are filled in last, when all values are known. Formulas see a text as typed; checks, screens and
//! exports see it filled in. A text with figures is never filled into another text, so there are no cycles. A
//! figure without a value shows a conspicuous placeholder and gets a finding.

pub(super) mod syntax;

use std::borrow::Cow;
use std::ops::Range;

pub use syntax::may_hold;

use super::range::TextRange;
use crate::form::{CellRef, Form};
use crate::message::{self, Lang};
use crate::report::naming::chain;
use crate::report::{Report, RowFinder};
use syntax::Figure;

/// Maximum number of references and stray braces per report; the rest stays as typed.
pub(crate) const MAX_REFERENCES: usize = 10_000;

/// A reference in a text, or stray braces: braces that do not begin a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Byte range in the text as typed.
    pub typed: Range<usize>,
    /// Range in the text as typed, in characters.
    pub place: TextRange,
    /// Byte range in the text as shown.
    pub shown: Range<usize>,
    /// The cell whose value it shows.
    pub cell: Option<CellRef>,
    /// The whole, if the figure shows the value as a share of this cell.
    pub share_of: Option<CellRef>,
    /// The reason why it shows no value.
    pub fault: Option<Fault>,
}

/// The reason why a reference shows no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The braces begin no figure; they are shown as typed.
    NoFigure,
    /// The figure is in the name of a row. It is shown as typed, because paths contain row names.
    InRowName,
    /// The report does not have the cell (any more).
    NoCell,
    /// The report does not have the cell that is the whole of a share.
    NoWhole,
    /// The cell is blank.
    Blank(CellRef),
    /// The cell has no value: its entry cannot be parsed, or its formula has no result.
    NoValue(CellRef),
    /// The cell is a text with figures, possibly the same text.
    Circular,
    /// The cell is a text that is too long to be filled into another.
    LongText,
    /// An offset for a value that is not an integer.
    NotWhole,
    /// The unit is incompatible with that of the cell's field.
    Unit(CellRef),
    /// The share cannot be calculated: one of the two values is not a number, their units are incompatible,
    /// or the whole is zero.
    NoShare,
    /// The limit for the number of figures is exceeded.
    TooMany,
}

/// Format of a reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Offset added to the value: -1 for the previous year.
    pub offset: i64,
    /// Unit to convert the value to, shown after it: `亿元`.
    pub unit: Option<String>,
    /// The whole, if the value is shown as a percentage of this cell.
    pub share_of: Option<CellRef>,
    /// Omits trailing zeros: 682.3, not 682.30.
    pub short: bool,
}

/// Returns the reference for a cell and format, as typed into a text.
pub fn write(form: &Form, report: &Report, cell: CellRef, shape: &Shape) -> String {
    let path = |cell| writable(report.path(form, cell), || form.number_path(cell));
    let (cell, share_of) = (path(cell), shape.share_of.map(path));
    Figure {
        path: &cell,
        offset: shape.offset,
        unit: shape.unit.as_deref(),
        share_of: share_of.as_deref(),
        short: shape.short,
    }
    .to_string()
}

/// Returns the path with the row name if a figure can contain it, otherwise the path with the row number.
pub(super) fn writable(by_name: String, by_number: impl FnOnce() -> String) -> String {
    if syntax::is_writable(&by_name) { by_name } else { by_number() }
}

impl Reference {
    /// True if this is a figure, even if it has no value to show.
    pub fn is_figure(&self) -> bool {
        self.fault != Some(Fault::NoFigure)
    }
}

impl Fault {
    /// True if the text is shown as typed, without a placeholder.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Fault::NoFigure | Fault::InRowName | Fault::TooMany)
    }
}

/// Returns a text with the names of the cells in place of the code of its references.
pub fn named<'t>(form: &Form, report: &Report, text: &'t str, lang: Lang) -> Cow<'t, str> {
    if !may_hold(text) {
        return Cow::Borrowed(text);
    }
    let rows = RowFinder::new(form, report);
    let (mut named, mut last) = (String::new(), 0);
    for piece in syntax::pieces(text) {
        let Some(figure) = piece.figure else { continue };
        let name = match rows.resolve(figure.path) {
            Ok(cell) => message::reference_named(lang, &chain(form, report, cell, lang)),
            Err(_) => message::reference_no_cell_placeholder(lang, figure.path),
        };
        named.push_str(text.get(last..piece.bytes.start).unwrap_or_default());
        named.push_str(&name);
        last = piece.bytes.end;
    }
    named.push_str(text.get(last..).unwrap_or_default());
    Cow::Owned(named)
}

/// Returns the row in a path, without the marks of a removed row.
pub(crate) fn row_of(path: &str) -> Option<&str> {
    syntax::parts(path).map(|(_, row, _)| row.trim_end_matches(super::follow::GONE))
}

/// Returns the paths of the cell and of the whole in the first reference of a text.
pub(crate) fn paths(text: &str) -> Option<(&str, Option<&str>)> {
    let figure = syntax::pieces(text).next()?.figure?;
    Some((figure.path, figure.share_of))
}
