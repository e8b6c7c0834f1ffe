//! Live figures: `{{income[sum].total}}` in a text shows the current value of that cell.
//!
//! They are filled in last, when all values are known. Formulas see a text as typed; checks, screens and
//! exports see it filled in. A text with figures is never filled into another text, so there are no cycles. A
//! figure without a value shows a conspicuous placeholder and gets a finding.

mod follow;
mod syntax;

use std::collections::BTreeMap;
use std::ops::Range;

pub(crate) use follow::follow;
pub use syntax::may_hold;

use super::{Sheet, TextRange, Texts};
use crate::form::{CellRef, Form, Home, Value, clean_line};
use crate::message;
use crate::report::naming::place;
use crate::report::{Report, RowFinder};
use syntax::{Figure, pieces};

/// Maximum number of figures and stray braces per report; the rest stays as typed.
const MAX_FIGURES: usize = 10_000;

/// Maximum length of a text that a figure can show, in bytes.
const MAX_TEXT: usize = 1_000;

/// A live figure in a text, or stray braces: braces that do not begin a figure.
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

/// The reason why a live figure shows no value.
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

/// Format of a live figure.
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

/// Returns the live figure for a cell and format, as typed into a text.
pub fn write(form: &Form, report: &Report, cell: CellRef, shape: &Shape) -> String {
    let path = |cell| writable(report.path(form, cell), || report.number_path(form, cell));
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
fn writable(by_name: String, by_number: impl FnOnce() -> String) -> String {
    if syntax::is_writable(&by_name) { by_name } else { by_number() }
}

/// Returns a text with its figures filled in, as the report shows it.
pub fn fill(texts: &Texts<'_>, text: &str) -> String {
    let Texts { form, report, sheet, .. } = *texts;
    Filler::new(form, report, sheet, sheet.texts()).fill(text, false).0
}

/// Fills in the live figures of texts.
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
        Filler { form, sheet, rows: RowFinder::new(form, report), texts, left: MAX_FIGURES }
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
            let mut live = Reference {
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
                Some(figure) => self.show(figure, &mut live),
            };
            self.left = self.left.saturating_sub(1);
            filled.push_str(&text[last..piece.bytes.start]);
            last = piece.bytes.end;
            let start = filled.len();
            match (shown, &piece.figure) {
                (Ok(shown), _) => filled.push_str(&shown),
                (Err(fault), Some(figure)) if !fault.is_plain() => {
                    filled.push_str(&self.placeholder(fault, figure));
                    live.fault = Some(fault);
                }
                (Err(fault), _) => {
                    filled.push_str(&text[piece.bytes]);
                    live.fault = Some(fault);
                }
            }
            live.shown = start..filled.len();
            let stop = live.fault == Some(Fault::TooMany);
            all.push(live);
            if stop {
                break;
            }
        }
        filled.push_str(&text[last..]);
        (filled, all)
    }

    /// Returns the text that a figure shows. Sets the cells of `live`.
    fn show(&self, figure: &Figure<'_>, live: &mut Reference) -> Result<String, Fault> {
        let cell = self.rows.resolve(figure.path).map_err(|_| Fault::NoCell)?;
        live.cell = Some(cell);
        if let Some(path) = figure.share_of {
            live.share_of = Some(self.rows.resolve(path).map_err(|_| Fault::NoWhole)?);
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
        match live.share_of {
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
    fn placeholder(&self, fault: Fault, figure: &Figure<'_>) -> String {
        let lang = self.form.language;
        match fault {
            Fault::NoCell => message::live_no_cell_placeholder(lang, figure.path),
            Fault::NoWhole => message::live_no_cell_placeholder(lang, figure.share_of.unwrap_or_default()),
            Fault::Blank(cell) => message::live_blank_placeholder(lang, &label(self.form, cell)),
            Fault::NoValue(cell) => message::live_no_value_placeholder(lang, &label(self.form, cell)),
            _ => message::live_no_value_placeholder(lang, figure.path),
        }
    }
}

/// Returns the label of a cell on one line.
fn label(form: &Form, cell: CellRef) -> String {
    clean_line(form.label(cell.field))
}

impl Reference {
    /// True if this is a figure, even if it has no value to show.
    pub fn is_figure(&self) -> bool {
        self.fault != Some(Fault::NoFigure)
    }
}

impl Fault {
    /// True if the text is shown as typed, without a placeholder.
    fn is_plain(self) -> bool {
        matches!(self, Fault::NoFigure | Fault::InRowName | Fault::TooMany)
    }

    /// Describes the fault in a sentence; `typed` is the figure as typed.
    pub(crate) fn sentence(self, texts: &Texts<'_>, typed: &str) -> String {
        let Texts { form, report, lang, .. } = *texts;
        let typed = clean_line(typed);
        let place = |cell| place(form, report, cell);
        let no_cell = |path: Option<&str>| {
            // Do not search for the row again: it does not exist.
            let error = path.and_then(|path| form.resolve(path, |_, _| None).err());
            let why = error.map_or_else(String::new, |error| error.sentence(lang));
            message::live_no_cell(lang, &typed, &why)
        };
        let figure = || pieces(&typed).next().and_then(|piece| piece.figure);
        match self {
            Fault::NoFigure => message::live_no_figure(lang),
            Fault::InRowName => message::live_in_row_name(lang, &typed),
            Fault::NoCell => no_cell(figure().map(|figure| figure.path)),
            Fault::NoWhole => no_cell(figure().and_then(|figure| figure.share_of)),
            Fault::Blank(cell) => message::live_blank(lang, &place(cell)),
            Fault::NoValue(cell) => message::live_no_value(lang, &place(cell)),
            Fault::Circular => message::live_circular(lang, &typed),
            Fault::LongText => message::live_long_text(lang, &typed),
            Fault::NotWhole => message::live_not_whole(lang, &typed),
            Fault::Unit(cell) => {
                message::live_unit(lang, &typed, form.field(cell.field).kind.unit().unwrap_or_default())
            }
            Fault::NoShare => message::live_no_share(lang, &typed),
            Fault::TooMany => message::live_too_many(lang, MAX_FIGURES),
        }
    }
}
