//! Fills in the references of texts.

use std::collections::BTreeMap;

use super::reference::syntax::{Figure, pieces};
use super::reference::{Fault, MAX_REFERENCES, Reference};
use super::texts::Texts;
use super::values::Sheet;
use crate::form::{CellRef, Form, Home, Value, clean_line};
use crate::message;
use crate::report::{Report, RowFinder};

/// Maximum length of a text that a figure can show, in bytes.
const MAX_TEXT: usize = 1_000;

/// Returns a text with its figures filled in, as the report shows it.
pub fn fill(texts: &Texts<'_>, text: &str) -> String {
    let Texts { form, report, sheet, .. } = *texts;
    Filler::new(form, report, sheet, sheet.texts()).fill(text, false).0
}

/// Fills in the references of texts.
pub(crate) struct Filler<'a> {
    form: &'a Form,
    sheet: &'a Sheet,
    rows: RowFinder<'a>,
    /// The texts with figures.
    texts: &'a BTreeMap<CellRef, Vec<Reference>>,
    /// Number of figures and stray braces that may still be evaluated.
    left: usize,
}

impl<'a> Filler<'a> {
    /// Creates a filler for a sheet whose values are all known. `texts` are the cells that may have figures.
    pub(crate) fn new(
        form: &'a Form,
        report: &'a Report,
        sheet: &'a Sheet,
        texts: &'a BTreeMap<CellRef, Vec<Reference>>,
    ) -> Filler<'a> {
        Filler { form, sheet, rows: RowFinder::new(form, report), texts, left: MAX_REFERENCES }
    }

    /// Returns the text of a cell with its figures filled in, and their positions.
    pub(crate) fn cell(&mut self, cell: CellRef) -> (String, Vec<Reference>) {
        let Value::Text(text) = &self.sheet.cell(cell).value else { return Default::default() };
        self.fill(text, matches!(self.form.field(cell.field).home, Home::RowName(_)))
    }

    fn fill(&mut self, text: &str, in_name: bool) -> (String, Vec<Reference>) {
        let mut filled = String::with_capacity(text.len());
        let mut all = Vec::new();
        let mut last = 0;
        for piece in pieces(text) {
            let mut reference = Reference {
                typed: piece.bytes.clone(),
                place: piece.place,
                shown: 0..0,
                cell: None,
                share_of: None,
                fault: None,
            };
            let shown = match &piece.figure {
                _ if self.left == 0 => Err(Fault::TooMany),
                None => Err(Fault::NoFigure),
                Some(_) if in_name => Err(Fault::InRowName),
                Some(figure) => self.show(figure, &mut reference),
            };
            self.left = self.left.saturating_sub(1);
            filled.push_str(&text[last..piece.bytes.start]);
            last = piece.bytes.end;
            let start = filled.len();
            match (shown, &piece.figure) {
                (Ok(shown), _) => filled.push_str(&shown),
                (Err(fault), Some(figure)) if !fault.is_plain() => {
                    filled.push_str(&self.placeholder(fault, figure, reference.cell));
                    reference.fault = Some(fault);
                }
                (Err(fault), _) => {
                    filled.push_str(&text[piece.bytes]);
                    reference.fault = Some(fault);
                }
            }
            reference.shown = start..filled.len();
            let stop = reference.fault == Some(Fault::TooMany);
            all.push(reference);
            if stop {
                break;
            }
        }
        filled.push_str(&text[last..]);
        (filled, all)
    }

    /// Returns the text that a figure shows. Sets the cells of `reference`.
    fn show(&self, figure: &Figure<'_>, reference: &mut Reference) -> Result<String, Fault> {
        let cell = self.rows.resolve(figure.path).map_err(|_| Fault::NoCell)?;
        reference.cell = Some(cell);
        if let Some(path) = figure.share_of {
            reference.share_of = Some(self.rows.resolve(path).map_err(|_| Fault::NoWhole)?);
        }
        let kind = &self.form.field(cell.field).kind;
        let value = self.value(cell)?;
        let Value::Number(number) = value else {
            let whole = figure.offset != 0;
            return match value {
                Value::NotApplicable => Ok(kind.show(value, self.form.language)),
                _ if whole => Err(Fault::NotWhole),
                _ if figure.unit.is_some() => Err(Fault::Unit(cell)),
                _ if figure.share_of.is_some() => Err(Fault::NoShare),
                _ => Ok(kind.show(value, self.form.language)),
            };
        };
        let mut number = *number;
        if figure.offset != 0 {
            if !kind.is_whole() {
                return Err(Fault::NotWhole);
            }
            number = number.checked_add(figure.offset.into()).ok_or(Fault::NoValue(cell))?;
        }
        match reference.share_of {
            None => kind.show_as(number, figure.unit, figure.short).ok_or(Fault::Unit(cell)),
            Some(whole) => {
                let Value::Number(amount) = self.value(whole)? else { return Err(Fault::NoShare) };
                let of = &self.form.field(whole.field).kind;
                let share = kind.share(number, (of, *amount)).ok_or(Fault::NoShare)?;
                Ok(share.show_share(figure.short))
            }
        }
    }

    /// Returns the value of a cell that can be shown in a text.
    fn value(&self, cell: CellRef) -> Result<&'a Value, Fault> {
        if self.texts.contains_key(&cell) {
            return Err(Fault::Circular);
        }
        let found = self.sheet.cell(cell);
        match &found.value {
            _ if found.problem.is_some() => Err(Fault::NoValue(cell)),
            Value::Blank => Err(Fault::Blank(cell)),
            Value::Text(text) if text.len() > MAX_TEXT => Err(Fault::LongText),
            value => Ok(value),
        }
    }

    /// Returns the placeholder for a missing value, in the form's language.
    fn placeholder(&self, fault: Fault, figure: &Figure<'_>, cell: Option<CellRef>) -> String {
        let lang = self.form.language;
        match fault {
            Fault::NoCell => message::reference_no_cell_placeholder(lang, figure.path),
            Fault::NoWhole => {
                message::reference_no_cell_placeholder(lang, figure.share_of.unwrap_or_default())
            }
            Fault::Blank(cell) => message::reference_blank_placeholder(lang, &label(self.form, cell)),
            Fault::NoValue(cell) => {
                let label = label(self.form, cell);
                message::reference_no_value_placeholder(lang, &label, &label)
            }
            _ => {
                let label = cell.map_or_else(String::new, |cell| label(self.form, cell));
                message::reference_no_value_placeholder(lang, &label, figure.path)
            }
        }
    }
}

/// Returns the label of a cell on one line.
fn label(form: &Form, cell: CellRef) -> String {
    clean_line(form.label(cell.field))
}
