//! Finds the figures of a text that can be replaced by references.
//!
//! A figure is replaced automatically if its words mean a cell with the same value, and a reference shows
//! exactly the same text. If the values differ or the meaning is uncertain, the user must confirm the
//! replacement.

use super::figures::{Figure, Verdict};
use super::mention::Skip;
use super::numbers::Span;
use super::read::Prose;
use crate::form::{CellRef, Form};
use crate::report::Report;
use crate::sheet::Sheet;
use crate::sheet::reference::{Shape, write};

/// A part of a text with the reference that can replace it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The part to replace: the number, with its unit if it is not the cell's unit.
    pub span: Span,
    /// The cell.
    pub cell: CellRef,
    /// The reference: `{{staff}}`.
    pub text: String,
}

/// A figure of a text, with its possible replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The figure.
    pub figure: Figure,
    /// The replacement; `None` if no cell can be shown instead.
    pub replacement: Option<Replacement>,
    /// True if no confirmation is needed: the text is shown unchanged.
    pub sure: bool,
}

/// Returns all figures of a text, in order, with their possible replacements.
pub fn candidates(
    prose: &Prose,
    form: &Form,
    report: &Report,
    sheet: &Sheet,
    cell: CellRef,
) -> Vec<Candidate> {
    let text = report.text(cell);
    let candidate = |figure: Figure| {
        let following = match (figure.verdict, figure.doubt) {
            (Verdict::NotChecked(Skip::Year), None) => year(form, sheet, text, &figure),
            (Verdict::Equal(cell) | Verdict::Rounded(cell) | Verdict::Different(cell), _) => {
                value(form, sheet, text, &figure, cell)
            }
            // Only the user can decide.
            (Verdict::NotChecked(Skip::Plan | Skip::Near | Skip::About), _) => {
                figure.meant.and_then(|cell| value(form, sheet, text, &figure, cell))
            }
            _ => None,
        };
        let same = following.as_ref().is_some_and(|following| following.same);
        // A planned amount may be the same this year, but not next year.
        let sure = same && matches!(figure.verdict, Verdict::Equal(_) | Verdict::NotChecked(Skip::Year));
        let sure = sure && figure.doubt != Some(Skip::Plan);
        let replacement = following.map(|Following { cell, span, shape, .. }| {
            let text = write(form, report, cell, &shape);
            Replacement { span, cell, text }
        });
        Candidate { figure, replacement, sure }
    };
    prose.figures(form, report, sheet, cell).into_iter().map(candidate).collect()
}

/// Returns the replacements that leave the shown text unchanged, in order.
pub fn replacements(
    prose: &Prose,
    form: &Form,
    report: &Report,
    sheet: &Sheet,
    cell: CellRef,
) -> Vec<Replacement> {
    let sure = candidates(prose, form, report, sheet, cell).into_iter().filter(|candidate| candidate.sure);
    sure.filter_map(|candidate| candidate.replacement).collect()
}

/// The cell, position and format of a possible reference.
struct Following {
    cell: CellRef,
    span: Span,
    shape: Shape,
    /// True if it shows the same text as now.
    same: bool,
}

/// Returns the text with its replacements applied.
pub fn replaced(text: &str, replacements: &[Replacement]) -> String {
    let mut written = String::with_capacity(text.len());
    let mut from = 0;
    for replacement in replacements {
        let bytes = &replacement.span.bytes;
        written.push_str(text.get(from..bytes.start as usize).unwrap_or_default());
        written.push_str(&replacement.text);
        from = bytes.end as usize;
    }
    written.push_str(text.get(from..).unwrap_or_default());
    written
}

/// Handles the report's year. Earlier years are left unchanged, because they may be the start of something.
fn year(form: &Form, sheet: &Sheet, text: &str, figure: &Figure) -> Option<Following> {
    let cell = CellRef::only(form.year?);
    let (span, written) = number(text, figure);
    let same = sheet.cell(cell).value.number()? == figure.value
        && form.field(cell.field).kind.show_as(figure.value, None, false)? == written;
    same.then(|| Following { cell, span, shape: Shape::default(), same })
}

/// Handles a value, in the unit and with the decimals of the text.
fn value(form: &Form, sheet: &Sheet, text: &str, figure: &Figure, cell: CellRef) -> Option<Following> {
    let kind = &form.field(cell.field).kind;
    let value = sheet.cell(cell).value.number()?;
    let own = kind.power_of(&figure.unit)? == 0;
    let unit = (!own).then(|| figure.unit.clone());
    let (span, written) =
        if own { number(text, figure) } else { (figure.span.clone(), figure.span.of(text)) };
    let shown = |short| kind.show_as(value, unit.as_deref(), short);
    let same = [false, true].into_iter().find(|short| shown(*short).as_deref() == Some(written));
    let short = same.unwrap_or(decimals(written) < decimals(&shown(false)?));
    Some(Following { cell, span, shape: Shape { unit, short, ..Shape::default() }, same: same.is_some() })
}

/// Returns the number of decimals in a written number.
fn decimals(written: &str) -> usize {
    let (_, behind) = written.split_once('.').unwrap_or_default();
    behind.chars().take_while(char::is_ascii_digit).count()
}

/// Returns the position of the number without its unit, and its text.
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
