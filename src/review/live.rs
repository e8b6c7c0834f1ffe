//! The figures of a text that can follow the tables from now on: their words mean a cell, the cell has just
//! this, and a live figure shows it in the very way the text writes it.

use super::numbers::Span;
use super::sentence::Why;
use super::{Figure, Verdict, figures};
use crate::form::{CellRef, Form};
use crate::report::live::{Shape, write};
use crate::report::{Report, Sheet};

/// A part of a text with what can stand there instead: it shows the same, and follows the cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What is replaced: the number, with its unit where that is not the cell's.
    pub span: Span,
    /// The cell.
    pub cell: CellRef,
    /// What stands there instead: `{{staff}}`.
    pub text: String,
}

/// Every part of a text that can follow a cell, in order. What was planned may be the same this year and need not be
/// next year: it stays.
pub fn live(form: &Form, report: &Report, sheet: &Sheet, cell: CellRef) -> Vec<Replacement> {
    let text = report.text(cell);
    let replace = |figure: Figure| {
        let (cell, span, shape) = match (figure.verdict, figure.doubt) {
            (Verdict::NotChecked(Why::Year), None) => year(form, sheet, text, &figure),
            (Verdict::Equal(_), Some(Why::Plan)) => None,
            (Verdict::Equal(cell), _) => value(form, sheet, text, &figure, cell),
            _ => None,
        }?;
        Some(Replacement { span, cell, text: write(form, report, cell, &shape) })
    };
    figures(form, report, sheet, cell).into_iter().filter_map(replace).collect()
}

type Following = Option<(CellRef, Span, Shape)>;

/// The report's year, or the one before.
fn year(form: &Form, sheet: &Sheet, text: &str, figure: &Figure) -> Following {
    let cell = CellRef::only(form.year?);
    let year = sheet.cell(cell).value.number()?;
    let offset = i64::try_from(figure.value.checked_sub(year)?).ok()?;
    let (span, written) = number(text, figure);
    let same = form.field(cell.field).kind.show_as(figure.value, None, false)? == written;
    (same && matches!(offset, -1 | 0)).then(|| (cell, span, Shape { offset, ..Shape::default() }))
}

/// A value in the unit and with the decimals that the text has.
fn value(form: &Form, sheet: &Sheet, text: &str, figure: &Figure, cell: CellRef) -> Following {
    let kind = &form.field(cell.field).kind;
    let value = sheet.cell(cell).value.number()?;
    let own = kind.power_of(&figure.unit)? == 0;
    let unit = (!own).then(|| figure.unit.clone());
    let (span, written) =
        if own { number(text, figure) } else { (figure.span.clone(), figure.span.of(text)) };
    let shows = |short: &bool| kind.show_as(value, unit.as_deref(), *short).as_deref() == Some(written);
    let short = [false, true].into_iter().find(shows)?;
    Some((cell, span, Shape { unit, short, ..Shape::default() }))
}

/// Where the number stands without its unit, and how it is written.
fn number<'t>(text: &'t str, figure: &Figure) -> (Span, &'t str) {
    let written = figure.span.of(text);
    let number = written.strip_suffix(&figure.unit).unwrap_or(written).trim_end();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (chars, bytes) = (figure.span.chars.start, figure.span.bytes.start);
    let span = Span {
        chars: chars..chars + count(number.chars().count()),
        bytes: bytes..bytes + count(number.len()),
    };
    (span, number)
}
