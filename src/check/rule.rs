//! A rule: its name, its finder and its sentence.

use std::cell::OnceCell;

use super::finding::{Detail, Finding, Mark};
use super::list::RuleId;
use super::prose::{Doubt, Prose, ReadText, StyleIssue, issues};
use super::reconciliation::RelationKind;
use crate::form::{CellRef, Expr, Field, FieldId, Form, Row};
use crate::report::Report;
use crate::sheet::{Column, Sheet, SheetCell, TextRange, Texts};

/// A rule that applies to every form.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, as in `RULE@PATH` and in JSON. Empty if the form names its findings: explanations are stored
    /// by the name of the check, or by the field that a figure means.
    pub name: &'static str,
    /// The condition that it reports, in Chinese and in English.
    pub help: [&'static str; 2],
    /// The usual mark of its findings.
    pub(super) mark: Mark,
    /// True if its findings are hidden while their cell is being typed in.
    pub quiet: bool,
    /// True if an open finding prevents a final export: it says that two statements of the report contradict
    /// each other.
    pub blocks: bool,
    /// The functions that find it.
    pub(super) find: &'static [Find],
    /// Returns the sentence for a finding: the problem, both numbers, and the correct value.
    pub(super) sentence: fn(&Texts<'_>, &Finding) -> String,
}

/// A function that finds the findings of a rule. Except for `All`, it is called again only if something that
/// it reads changed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Find {
    /// Reads one field: its entries, its values, last year's values and the fields in its condition.
    Field(fn(&FieldData<'_>, &mut Found<'_>)),
    /// Reads one check of the form and the fields in its rule.
    Check(fn(&FieldData<'_>, usize, &mut Found<'_>)),
    /// Reads one long text, the tables, and the year and the date of the report.
    Text(fn(&ReadText<'_>, &mut Found<'_>)),
    /// Reads all entries, texts and references.
    All(fn(&AllData<'_>, &mut Found<'_>)),
}

/// A field with everything that its rules read.
pub(super) struct FieldData<'a> {
    pub form: &'a Form,
    pub report: &'a Report,
    pub sheet: &'a Sheet,
    pub id: FieldId,
    pub field: &'a Field,
    pub column: &'a Column,
    issues: OnceCell<Vec<(CellRef, TextRange, StyleIssue)>>,
}

/// All texts of a report.
pub(super) struct AllData<'a> {
    pub form: &'a Form,
    pub report: &'a Report,
    pub sheet: &'a Sheet,
    pub prose: &'a Prose,
}

/// Collects the findings of a rule.
pub(super) struct Found<'a> {
    rule: RuleId,
    mark: Mark,
    all: &'a mut Vec<Finding>,
}

impl<'a> FieldData<'a> {
    pub(super) fn new(form: &'a Form, report: &'a Report, sheet: &'a Sheet, id: FieldId) -> FieldData<'a> {
        let (field, column) = (form.field(id), sheet.column(id));
        FieldData { form, report, sheet, id, field, column, issues: OnceCell::new() }
    }

    /// Returns the relevant cells, the sum row last.
    pub(super) fn cells(&self) -> impl Iterator<Item = (CellRef, &'a SheetCell)> + use<'a> {
        let (id, alone) = (self.id, self.field.rows().is_none());
        let place = move |row| if alone { CellRef::only(id) } else { CellRef::at(id, row) };
        let rows = self.column.cells.iter().enumerate().map(move |(row, cell)| (place(row), cell));
        let sum = self.column.sum.iter().map(move |cell| (CellRef { field: id, row: Row::Sum }, cell));
        rows.chain(sum).filter(|(_, cell)| cell.relevant)
    }

    /// Returns the relevant cells that have a value.
    pub(super) fn filled(&self) -> impl Iterator<Item = (CellRef, &'a SheetCell)> + use<'a> {
        self.cells().filter(|(_, cell)| cell.problem.is_none() && !cell.value.is_blank())
    }

    /// True if the condition is false in a row. In the sum row, its columns mean their sums.
    pub(super) fn is_broken(&self, condition: &Expr, row: Row) -> bool {
        self.sheet.condition(condition, row) == Some(false)
    }

    /// Adds a finding for each style issue that `wanted` accepts.
    pub(super) fn style(&self, found: &mut Found<'_>, wanted: fn(StyleIssue) -> bool) {
        for (cell, place, issue) in self.issues() {
            if wanted(*issue) {
                found.add(*cell, Some(*place), Detail::Style(*issue));
            }
        }
    }

    /// Returns the style issues in the typed texts.
    fn issues(&self) -> &[(CellRef, TextRange, StyleIssue)] {
        self.issues.get_or_init(|| {
            let mut all = Vec::new();
            let texts = self.cells().filter(|_| self.field.kind.is_prose());
            for (cell, text) in texts.filter_map(|(cell, _)| Some((cell, self.report.entry(cell)?))) {
                issues(text, &self.field.kind, &self.field.hint, &mut |place, issue| {
                    all.push((cell, place, issue));
                });
            }
            all
        })
    }
}

impl<'a> Found<'a> {
    pub(super) fn new(rule: RuleId, all: &'a mut Vec<Finding>) -> Found<'a> {
        Found { rule, mark: rule.rule().mark, all }
    }

    /// Adds a finding about a whole cell.
    pub(super) fn cell(&mut self, cell: CellRef) {
        self.add(cell, None, Detail::None);
    }

    /// Adds a finding.
    pub(super) fn add(&mut self, cell: CellRef, place: Option<TextRange>, detail: Detail) {
        self.marked(self.mark, cell, place, detail);
    }

    /// Adds a finding with a mark of its own.
    pub(super) fn marked(&mut self, mark: Mark, cell: CellRef, place: Option<TextRange>, detail: Detail) {
        self.all.push(Finding { cell, rule: self.rule, mark, place, detail, explained: false });
    }
}

impl ReadText<'_> {
    /// Adds a finding for each figure that may be wrong for a reason.
    pub(super) fn doubtful(&self, doubt: Doubt, found: &mut Found<'_>) {
        for figure in self.doubtful_figures(doubt) {
            let detail = Detail::Figure { quote: figure.quote, against: figure.against };
            found.add(self.cell, Some(figure.place), detail);
        }
    }

    /// Adds a finding for each relation of a kind that does not hold.
    pub(super) fn broken(&self, kind: RelationKind, found: &mut Found<'_>) {
        for (start, link, calculated, other) in
            self.broken_relations().iter().filter(|(_, link, ..)| link.kind == kind)
        {
            let operands = link.operands.iter().map(|operand| operand.after(*start)).collect();
            let stated = link.stated.after(*start);
            let detail = Detail::Relation { kind, calculated: *calculated, stated, operands, other: *other };
            found.add(self.cell, Some(link.quote.after(*start)), detail);
        }
    }
}
