//! The figures of a text that can follow the tables from now on: their words mean a cell, the cell has just
//! this, and a live figure shows it in the very way the text writes it. Where their words mean a cell that has
//! something else, they can follow it on a person's word.

use super::numbers::Span;
use super::sentence::Skip;
use super::{Figure, Verdict, figures};
use crate::form::{CellRef, Form};
use crate::report::reference::{Shape, write};
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

/// A figure of a text, and what can stand in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The figure.
    pub figure: Figure,
    /// What can stand there; nothing where no cell is meant.
    pub replacement: Option<Replacement>,
    /// Whether it needs nobody's word: the text stays as it is shown.
    pub sure: bool,
}

/// Every figure of a text, in order, with what can stand in its place.
pub fn candidates(form: &Form, report: &Report, sheet: &Sheet, cell: CellRef) -> Vec<Candidate> {
    let text = report.text(cell);
    let candidate = |figure: Figure| {
        let following = match (figure.verdict, figure.doubt) {
            (Verdict::NotChecked(Skip::Year), None) => year(form, sheet, text, &figure),
            (Verdict::Equal(cell) | Verdict::Rounded(cell) | Verdict::Different(cell), _) => {
                value(form, sheet, text, &figure, cell)
            }
            // Nobody but a person can tell.
            (Verdict::NotChecked(Skip::Plan | Skip::Near | Skip::About), _) => {
                figure.meant.and_then(|cell| value(form, sheet, text, &figure, cell))
            }
            _ => None,
        };
        let same = following.as_ref().is_some_and(|following| following.same);
        // What was planned may be the same this year and need not be next year.
        let sure = same && matches!(figure.verdict, Verdict::Equal(_) | Verdict::NotChecked(Skip::Year));
        let sure = sure && figure.doubt != Some(Skip::Plan);
        let replacement = following.map(|Following { cell, span, shape, .. }| {
            let text = write(form, report, cell, &shape);
            Replacement { span, cell, text }
        });
        Candidate { figure, replacement, sure }
    };
    figures(form, report, sheet, cell).into_iter().map(candidate).collect()
}

/// Every part of a text that can follow a cell without anything being shown otherwise, in order.
pub fn replacements(form: &Form, report: &Report, sheet: &Sheet, cell: CellRef) -> Vec<Replacement> {
    let sure = candidates(form, report, sheet, cell).into_iter().filter(|candidate| candidate.sure);
    sure.filter_map(|candidate| candidate.replacement).collect()
}

/// What a part of a text would follow, and how it would be written.
struct Following {
    cell: CellRef,
    span: Span,
    shape: Shape,
    /// Whether it shows what the text has now.
    same: bool,
}

/// A text with its parts replaced by what follows their cells.
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

/// The report's year. A year before it may be when something began: that stays what it is.
fn year(form: &Form, sheet: &Sheet, text: &str, figure: &Figure) -> Option<Following> {
    let cell = CellRef::only(form.year?);
    let (span, written) = number(text, figure);
    let same = sheet.cell(cell).value.number()? == figure.value
        && form.field(cell.field).kind.show_as(figure.value, None, false)? == written;
    same.then(|| Following { cell, span, shape: Shape::default(), same })
}

/// A value in the unit and with the decimals that the text has.
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

/// How many decimals a number is written with.
fn decimals(written: &str) -> usize {
    let (_, behind) = written.split_once('.').unwrap_or_default();
    behind.chars().take_while(char::is_ascii_digit).count()
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
