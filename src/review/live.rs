//! The figures of a text that can follow the tables from now on: their words mean a cell, the cell has just
//! this, and it can be written in the way the text does.

use super::numbers::Span;
use super::sentence::Why;
use super::{Figure, Verdict, figures};
use crate::form::{CellRef, Form, Value, show_in_formula};
use crate::report::{Report, Sheet};

/// A part of a text that can follow a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What is replaced: the number, with its unit where that is not the cell's.
    pub span: Span,
    /// The cell.
    pub cell: CellRef,
    /// What is added to its value: -1 for the year before the report's.
    pub offset: i64,
    /// The unit that the value is converted to.
    pub unit: Option<String>,
    /// Whether it is written without zeros at the end.
    pub short: bool,
}

/// Every part of a text that can follow a cell, in order. What was planned may be the same this year and need not be
/// next year: it stays.
pub fn live(form: &Form, report: &Report, sheet: &Sheet, cell: CellRef) -> Vec<Replacement> {
    let text = report.text(cell);
    let found = figures(form, report, sheet, cell);
    let replace = |figure: Figure| match (figure.verdict, figure.doubt) {
        (Verdict::NotChecked(Why::Year), None) => year(form, sheet, text, &figure),
        (Verdict::Equal(_), Some(Why::Plan)) => None,
        (Verdict::Equal(cell), _) => value(form, sheet, text, &figure, cell),
        _ => None,
    };
    found.into_iter().filter_map(replace).collect()
}

/// The report's year, or the one before.
fn year(form: &Form, sheet: &Sheet, text: &str, figure: &Figure) -> Option<Replacement> {
    let cell = CellRef::only(form.year?);
    let year = sheet.cell(cell).value.number()?;
    let offset = i64::try_from(figure.value.checked_sub(year)?).ok()?;
    let span = number(text, figure);
    matches!(offset, -1 | 0).then_some(Replacement { span, cell, offset, unit: None, short: false })
}

fn value(form: &Form, sheet: &Sheet, text: &str, figure: &Figure, cell: CellRef) -> Option<Replacement> {
    let kind = &form.field(cell.field).kind;
    let value = sheet.cell(cell).value.number()?;
    let span = number(text, figure);
    let written = text.get(span.bytes.start as usize..span.bytes.end as usize)?;
    let replacement = |span, unit, short| Some(Replacement { span, cell, offset: 0, unit, short });
    if kind.power_of(&figure.unit) != Some(0) {
        // With a unit of its own it says how many decimals it has.
        let short = show_in_formula(figure.value, 0) == written;
        return replacement(figure.span.clone(), Some(figure.unit.clone()), short);
    }
    let shown = kind.show_plain(&Value::Number(value));
    match written {
        _ if written == shown => replacement(span, None, false),
        _ if written == show_in_formula(value, 0) => replacement(span, None, true),
        _ => None,
    }
}

/// Where the number stands without its unit.
fn number(text: &str, figure: &Figure) -> Span {
    let bytes = figure.span.bytes.start as usize..figure.span.bytes.end as usize;
    let written = text.get(bytes).unwrap_or_default();
    let number = written.strip_suffix(&figure.unit).unwrap_or(written).trim_end();
    let (chars, bytes) = (figure.span.chars.start, figure.span.bytes.start);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Span { chars: chars..chars + count(number.chars().count()), bytes: bytes..bytes + count(number.len()) }
}
