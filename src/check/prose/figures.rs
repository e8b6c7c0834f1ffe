//! Compares prose with tables: each figure of a text with the cell that its words mean.

use std::cell::RefCell;
use std::collections::HashMap;

use rust_decimal::Decimal;

use super::mention::{Mention, Named, Said, Skip, Spoken, Tie};
use super::names::Names;
use super::numbers::Span;
use super::words::Name;
use crate::check::reconciliation::RelationKind;
use crate::check::relations::{Link, Open, fits_range, half_step, is_other_unit, near, percentages};
use crate::form::{Agreement, CellRef, FieldId, FieldType, Form, Row, RowSetId, Unit, round};
use crate::report::Report;
use crate::sheet::Sheet;

/// Maximum number of rows that are searched for the value of a figure without a row name. One text does not
/// describe more institutions.
const MAX_ROWS: usize = 200;

/// A figure in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Position of the figure with its unit.
    pub span: Span,
    /// The number, with its decimals as written.
    pub value: Decimal,
    /// Its unit.
    pub unit: String,
    /// Result of the comparison with the table.
    pub verdict: Verdict,
    /// The reason why the figure may differ from the table without a mistake; also set if both agree.
    pub doubt: Option<Skip>,
    /// The cell that its words mean, even if it is not compared.
    pub meant: Option<CellRef>,
}

/// Result of the comparison of a figure with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The figure equals the value of the cell.
    Equal(CellRef),
    /// The figure and the value differ only by rounding.
    Rounded(CellRef),
    /// The figure differs from the value of the cell.
    Different(CellRef),
    /// The figure is not compared.
    NotChecked(Skip),
}

/// The tables to compare texts with.
pub(super) struct Tables<'a> {
    pub form: &'a Form,
    pub report: &'a Report,
    pub sheet: &'a Sheet,
    names: &'a Names,
    /// The report's year.
    year: Option<Decimal>,
    /// First cell with each value, by column; filled when a column is first searched.
    rows: RefCell<HashMap<FieldId, HashMap<Decimal, CellRef>>>,
}

impl<'a> Tables<'a> {
    pub(super) fn new(form: &'a Form, report: &'a Report, sheet: &'a Sheet, names: &'a Names) -> Tables<'a> {
        let year = form.year.and_then(|field| sheet.cell(CellRef::only(field)).value.number());
        Tables { form, report, sheet, names, year, rows: RefCell::default() }
    }

    /// Returns the result of a relation that depends on the value of a field, true if it holds, and the cell. `None`
    /// if the value is not known.
    pub(super) fn result(&self, link: &Link, open: &Open) -> Option<(Decimal, bool, CellRef)> {
        let kind = &self.form.field(open.field).kind;
        let cell = match self.form.field(open.field).rows() {
            Some(rows) => self.whole(open.field, rows)?,
            None => CellRef::only(open.field),
        };
        let value = self.number(cell)?;
        let own =
            |(number, unit): &(Decimal, Unit)| FieldType::in_own_unit(*number, kind.power_of(unit.name())?);
        let off = |(number, unit): &(Decimal, Unit)| own(&(half_step(*number), unit.clone()));
        if let Some(part) = open.part {
            let part = match self.form.field(part).rows() {
                Some(rows) => self.whole(part, rows)?,
                None => CellRef::only(part),
            };
            let range = percentages((self.number(part)?, Decimal::ZERO), (value, Decimal::ZERO))?;
            return Some((round(range[1], link.value.scale().max(2)), fits_range(range, link.value), cell));
        }
        if link.kind == RelationKind::Share {
            let range = |part| percentages((own(part)?, off(part)?), (value, Decimal::ZERO));
            let [_, middle, _] = range(open.values.first()?)?;
            // The words may mean another figure in front of them.
            let holds = open.values.iter().filter_map(range).any(|range| fits_range(range, link.value));
            return Some((round(middle, link.value.scale().max(2)), holds, cell));
        }
        let base = match open.values.first() {
            Some(base) => own(base)?,
            None => self.report.last(cell)?.value.number()?,
        };
        let apart = value.checked_sub(base)?;
        let same_way = apart.is_zero() || apart.is_sign_positive() == open.up;
        if open.unit.is_share() {
            let range = percentages((apart.abs(), Decimal::ZERO), (base, Decimal::ZERO))?;
            let calculated = round(range[1], link.value.scale().max(2));
            return Some((calculated, same_way && fits_range(range, link.value), cell));
        }
        let stated = (link.value, open.unit.clone());
        let close = apart.abs().checked_sub(own(&stated)?)?.abs() <= off(&stated)?;
        let calculated = FieldType::in_own_unit(apart, -kind.power_of(open.unit.name())?)?;
        Some((calculated, same_way && close, cell))
    }

    /// Returns the row with the name.
    pub(super) fn row(&self, name: Name) -> Option<Row> {
        self.names.row(name)
    }

    /// Returns the report's year.
    pub(super) fn year(&self) -> Option<Decimal> {
        self.year
    }

    /// Compares the figures of a sentence with the tables, one by one.
    pub(super) fn judge(&self, mentions: &[Mention], verdict: &mut impl FnMut(&Mention, Verdict)) {
        for (at, mention) in mentions.iter().enumerate() {
            let found = match &mention.said {
                Said::Year { .. } => Verdict::NotChecked(Skip::Year),
                Said::Untied(why) => Verdict::NotChecked(*why),
                Said::Tied(tie) => match self.compare(tie, mention.value) {
                    Verdict::Different(cell) if self.is_part(tie, cell, &mentions[at..]) => {
                        Verdict::NotChecked(Skip::Part)
                    }
                    found => found,
                },
            };
            verdict(mention, found);
        }
    }

    /// Returns the cell that the words around a figure mean.
    pub(super) fn meant(&self, mention: &Mention) -> Option<CellRef> {
        match &mention.said {
            Said::Tied(tie) => self.cell(tie).map(|(cell, _)| cell),
            _ => None,
        }
    }

    /// Returns the cell that the words of a figure mean, if the figure is last year's value of the cell and this
    /// year's value is another one.
    pub(super) fn stale(&self, tie: &Tie, figure: Decimal) -> Option<CellRef> {
        let (cell, _) = self.cell(tie).filter(|_| !self.is_other_year(tie))?;
        let kind = &self.form.field(cell.field).kind;
        let last = self.report.last(cell)?.value.number()?;
        let now = self.number(cell)?;
        let was = kind.agreement(last, figure, tie.power) == Agreement::Equal && !figure.is_zero();
        (was && kind.agreement(now, figure, tie.power) == Agreement::Different).then_some(cell)
    }

    /// Returns the cell that the words of a figure probably mean, if the figure is at typing distance from its
    /// value.
    pub(super) fn near(&self, tie: &Tie, figure: Decimal) -> Option<CellRef> {
        let (cell, _) = self.cell(tie).filter(|_| !self.is_other_year(tie))?;
        let (now, here) = (self.number(cell)?, FieldType::in_own_unit(figure, tie.power)?);
        let long = figure.normalize().mantissa().unsigned_abs() >= 100;
        (long && near(now, here) || is_other_unit(now, here)).then_some(cell)
    }

    /// Returns the cell that the words of a figure mean in the report's year, if the words name another year but
    /// the figure is that of the report's year.
    pub(super) fn of_this_year(&self, tie: &Tie, figure: Decimal) -> Option<CellRef> {
        let (cell, _) = self.cell(tie).filter(|_| self.is_other_year(tie) && tie.year != Spoken::Other)?;
        let same = self.agreement(tie, cell, figure)? != Agreement::Different;
        let last = self.report.last(cell).and_then(|last| last.value.number());
        let kind = &self.form.field(cell.field).kind;
        let was = last.is_some_and(|last| kind.agreement(last, figure, tie.power) != Agreement::Different);
        (same && !was && !figure.is_zero()).then_some(cell)
    }

    /// True if the words of a figure name another year than the report's.
    pub(super) fn is_other_year(&self, tie: &Tie) -> bool {
        match tie.year {
            Spoken::This => false,
            Spoken::Year(year) => self.year != Some(Decimal::from(year)),
            Spoken::Other => true,
        }
    }

    /// Compares a figure with the cell that its words mean.
    pub(super) fn compare(&self, tie: &Tie, figure: Decimal) -> Verdict {
        if self.is_other_year(tie) {
            return Verdict::NotChecked(Skip::Period);
        }
        let Some((cell, others)) = self.cell(tie) else { return Verdict::NotChecked(Skip::Row) };
        let agreement = self.agreement(tie, cell, figure);
        match agreement {
            Some(Agreement::Equal) => return Verdict::Equal(cell),
            Some(Agreement::Rounded) if tie.doubt.is_none_or(|why| why == Skip::About) => {
                return Verdict::Rounded(cell);
            }
            _ => {}
        }
        if others
            && !figure.is_zero()
            && let Some(cell) = self.other_row(tie, figure)
        {
            return Verdict::Equal(cell);
        }
        match (agreement, tie.doubt) {
            (None, _) => Verdict::NotChecked(Skip::Blank),
            (_, Some(why)) => Verdict::NotChecked(why),
            _ => Verdict::Different(cell),
        }
    }

    /// Returns the cell that the words mean, and true if another row may be meant. `None` if the row is
    /// unknown.
    fn cell(&self, tie: &Tie) -> Option<(CellRef, bool)> {
        let Some(rows) = self.form.field(tie.field).rows() else {
            let named = matches!(tie.row, Named::Row(..));
            return (!named).then(|| (CellRef::only(tie.field), false));
        };
        let at = |name| Some(CellRef { field: tie.field, row: self.names.row(name)? });
        match tie.row {
            Named::Row(set, name) => Some((at(name).filter(|_| set == rows)?, false)),
            Named::Near(set, name) if set == rows => Some((at(name)?, true)),
            _ => Some((self.whole(tie.field, rows)?, true)),
        }
    }

    /// Returns the cell for all rows of a column: the sum, or the only cell that is not blank.
    fn whole(&self, field: FieldId, rows: RowSetId) -> Option<CellRef> {
        if self.form.field(field).summed() {
            return Some(CellRef { field, row: Row::Sum });
        }
        let cells = (0..self.report.rows(rows)).map(|row| CellRef::at(field, row));
        let mut filled = cells.filter(|cell| self.number(*cell).is_some());
        filled.next().filter(|_| filled.next().is_none())
    }

    /// Returns another row, or the sum, with exactly this value.
    fn other_row(&self, tie: &Tie, figure: Decimal) -> Option<CellRef> {
        let rows = self.form.field(tie.field).rows()?;
        let here = FieldType::in_own_unit(figure, tie.power)?;
        let mut known = self.rows.borrow_mut();
        let values = known.entry(tie.field).or_insert_with(|| {
            let rows = (0..self.report.rows(rows).min(MAX_ROWS)).map(|row| CellRef::at(tie.field, row));
            let all = std::iter::once(CellRef { field: tie.field, row: Row::Sum }).chain(rows);
            let mut values = HashMap::new();
            for (value, cell) in all.filter_map(|cell| Some((self.number(cell)?, cell))) {
                values.entry(value).or_insert(cell);
            }
            values
        });
        values.get(&here).copied()
    }

    fn agreement(&self, tie: &Tie, cell: CellRef, figure: Decimal) -> Option<Agreement> {
        let kind = &self.form.field(tie.field).kind;
        Some(kind.agreement(self.number(cell)?, figure, tie.power))
    }

    fn number(&self, cell: CellRef) -> Option<Decimal> {
        self.sheet.cell(cell).value.number()
    }

    /// True if the figure and the figures after it that belong to no word add up to the value:
    /// 40万元用于…，74万元用于….
    fn is_part(&self, tie: &Tie, cell: CellRef, mentions: &[Mention]) -> bool {
        let [first, rest @ ..] = mentions else { return false };
        let untied = |said: &Said| matches!(said, Said::Untied(Skip::NoWord | Skip::Apart));
        let mut sum = first.value;
        let rest = rest.iter().filter(|mention| !mention.spelled);
        for mention in rest.take_while(|mention| untied(&mention.said)) {
            let Some(more) = sum.checked_add(mention.value) else { return false };
            sum = more;
            if self.agreement(tie, cell, sum) == Some(Agreement::Equal) {
                return true;
            }
        }
        false
    }
}
