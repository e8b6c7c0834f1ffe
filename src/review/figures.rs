//! Prose against tables: each figure of a text, with what the table has where its words point.

use std::cell::RefCell;
use std::collections::HashMap;

use rust_decimal::Decimal;

use super::names::Names;
use super::numbers::Span;
use super::sentence::{Mention, Named, Said, Skip, Spoken, Tie};
use crate::form::{Agreement, CellRef, FieldId, FieldType, Form, Row, RowSetId};
use crate::report::{Report, Sheet};

/// A row that nobody named is looked for among so many; more institutions do not stand in one text.
const MAX_ROWS: usize = 200;

/// A figure in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Where it stands, with its unit.
    pub span: Span,
    /// The number, with its decimals as written.
    pub value: Decimal,
    /// Its unit.
    pub unit: String,
    /// What the table says to it.
    pub verdict: Verdict,
    /// Why it may be another figure than the table's, also where the two agree.
    pub doubt: Option<Skip>,
    /// The cell that its words mean, whether or not the two are compared.
    pub meant: Option<CellRef>,
}

/// What a table says to a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The cell has the same.
    Equal(CellRef),
    /// The one is the other, rounded.
    Rounded(CellRef),
    /// The cell has something else.
    Different(CellRef),
    /// Nothing is compared.
    NotChecked(Skip),
}

/// The tables that texts are compared with.
pub(super) struct Tables<'a> {
    pub form: &'a Form,
    pub report: &'a Report,
    pub sheet: &'a Sheet,
    names: &'a Names,
    /// The report's year.
    year: Option<Decimal>,
    /// The first rows that have a value, of the columns that were looked through.
    rows: RefCell<HashMap<FieldId, HashMap<Decimal, CellRef>>>,
}

impl<'a> Tables<'a> {
    pub(super) fn new(form: &'a Form, report: &'a Report, sheet: &'a Sheet, names: &'a Names) -> Tables<'a> {
        let year = form.year.and_then(|field| sheet.cell(CellRef::only(field)).value.number());
        Tables { form, report, sheet, names, year, rows: RefCell::default() }
    }

    /// The report's year.
    pub(super) fn year(&self) -> Option<Decimal> {
        self.year
    }

    /// What the tables say to the figures of a sentence, one by one.
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

    /// The cell that the words around a figure mean.
    pub(super) fn meant(&self, mention: &Mention) -> Option<CellRef> {
        match &mention.said {
            Said::Tied(tie) => self.cell(tie).map(|(cell, _)| cell),
            _ => None,
        }
    }

    fn compare(&self, tie: &Tie, figure: Decimal) -> Verdict {
        let is_other_year = match tie.year {
            Spoken::This => false,
            Spoken::Year(year) => self.year != Some(Decimal::from(year)),
            Spoken::Other => true,
        };
        if is_other_year {
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

    /// The cell that words mean, and whether another row may be meant; none where it cannot be told.
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

    /// The cell of a column that stands for all rows: the sum, or the only one that is filled in.
    fn whole(&self, field: FieldId, rows: RowSetId) -> Option<CellRef> {
        if self.form.field(field).summed() {
            return Some(CellRef { field, row: Row::Sum });
        }
        let cells = (0..self.report.rows(rows)).map(|row| CellRef::at(field, row));
        let mut filled = cells.filter(|cell| self.number(*cell).is_some());
        filled.next().filter(|_| filled.next().is_none())
    }

    /// Another row, or the sum, that has exactly this.
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

    /// Whether a figure and those after it that stand by no word make up the value together: 40万元用于…，74万元用于….
    fn is_part(&self, tie: &Tie, cell: CellRef, mentions: &[Mention]) -> bool {
        let [first, rest @ ..] = mentions else { return false };
        let untied = |said: &Said| matches!(said, Said::Untied(Skip::NoWord | Skip::Apart));
        let mut sum = first.value;
        for mention in rest.iter().take_while(|mention| untied(&mention.said)) {
            let Some(more) = sum.checked_add(mention.value) else { return false };
            sum = more;
            if self.agreement(tie, cell, sum) == Some(Agreement::Equal) {
                return true;
            }
        }
        false
    }
}
