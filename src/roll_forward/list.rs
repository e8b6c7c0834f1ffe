//! The plan as a list: one line per field outside tables and per table column. Numeric columns of a table
//! that are cleared share one line.

use super::plan::{Plan, Rolled, Treatment};
use crate::form::{CellRef, FieldId, Group, Home, Item as FormItem, Row, Table, characters};
use crate::message::{self, Lang};

/// One line of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Index of the section.
    pub section: usize,
    /// Label.
    pub label: String,
    /// Fields that the line covers.
    pub fields: Vec<FieldId>,
    /// Description of last year's values.
    pub before: String,
    /// Description of this year's values.
    pub after: String,
    /// Treatment of the fields.
    pub treatment: Treatment,
}

/// Counts of the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Kept entries.
    pub kept: usize,
    /// Kept entries that must be confirmed.
    pub unconfirmed: usize,
    /// Entries calculated from last year's values.
    pub derived: usize,
    /// Blank cells that must be filled in.
    pub asked: usize,
    /// Entries without a cell in this form, stored in the annex.
    pub unmatched: usize,
    /// Figures in texts that are references to cells.
    pub references: usize,
}

impl Plan {
    /// Returns the lines of the plan, in the form's order.
    pub fn items(&self, rolled: &Rolled, lang: Lang) -> Vec<Item> {
        let mut items = Vec::new();
        let mut named = Vec::new();
        for (section, page) in self.form.sections.iter().enumerate() {
            for item in &page.items {
                let parts = match item {
                    FormItem::Field(field) => vec![(self.form.label(*field).to_owned(), vec![*field])],
                    FormItem::Table(table) => self.parts(self.form.table(*table), &mut named, lang),
                    FormItem::Chapter { .. } | FormItem::Note(_) | FormItem::Signature(_) => continue,
                };
                items.extend(parts.into_iter().filter_map(|part| self.item(rolled, lang, section, part)));
            }
        }
        items
    }

    /// Counts the cells by treatment.
    pub fn summary(&self, rolled: &Rolled) -> Summary {
        let report = &rolled.report;
        let mut summary = Summary {
            unconfirmed: report.unconfirmed().count(),
            unmatched: report.annex.entries.len(),
            references: rolled.references.values().sum(),
            ..Summary::default()
        };
        for cell in report.cells(&self.form).into_iter().filter(|cell| cell.row != Row::Sum) {
            let count = match self.treatment(cell.field) {
                Some(Treatment::Keep | Treatment::Confirm) => &mut summary.kept,
                Some(Treatment::Derive) => &mut summary.derived,
                Some(Treatment::Clear) if report.entry(cell).is_none() => {
                    summary.asked += 1;
                    continue;
                }
                _ => continue,
            };
            *count += usize::from(report.entry(cell).is_some());
        }
        summary
    }

    /// Returns the parts of a table with separate treatment, with labels: row names and columns.
    fn parts(&self, table: &Table, named: &mut Vec<FieldId>, lang: Lang) -> Vec<(String, Vec<FieldId>)> {
        let mut parts = Vec::new();
        let names = table.groups.iter().filter_map(|group| self.form.row_set(group.rows).name_field);
        let names: Vec<FieldId> = names.filter(|name| !named.contains(name)).collect();
        for name in names {
            named.push(name);
            parts.push((self.form.label(name).to_owned(), vec![name]));
        }
        // Cleared numeric columns need no line of their own.
        let mut figures: Option<usize> = None;
        for column in 0..table.width {
            let fields = table.groups.iter().filter_map(|group: &Group| group.columns.get(column).copied());
            let fields: Vec<FieldId> = fields.filter(|field| self.treatment(*field).is_some()).collect();
            let Some(first) = fields.first().copied() else { continue };
            let label = self.form.label(first).to_owned();
            if !self.form.field(first).kind.is_number() || self.treatment(first) != Some(Treatment::Clear) {
                parts.push((label, fields));
            } else if let Some((all, figures)) = figures.and_then(|at| parts.get_mut(at)) {
                *all = message::roll_figures(lang);
                figures.extend(fields);
            } else {
                figures = Some(parts.len());
                parts.push((label, fields));
            }
        }
        parts
    }

    fn item(
        &self,
        rolled: &Rolled,
        lang: Lang,
        section: usize,
        (label, fields): (String, Vec<FieldId>),
    ) -> Option<Item> {
        let treatment = self.treatment(*fields.first()?)?;
        // Omit calculated fields that have no overrides: there is nothing to decide.
        let typed = |field: &FieldId| self.last.column(*field).iter().any(Option::is_some);
        if fields.iter().all(|field| self.form.field(*field).calculate.is_some() && !typed(field)) {
            return None;
        }
        let before =
            self.words(&fields, lang, &|cell| rolled.report.last(cell).map(|last| last.text.as_ref()));
        // A text with references is shown as last year's text.
        let now = |cell| {
            let last = rolled.report.last(cell).filter(|_| rolled.references.contains_key(&cell));
            last.map(|last| last.text.as_ref()).or(rolled.report.entry(cell).map(AsRef::as_ref))
        };
        let mut after = self.words(&fields, lang, &now);
        let references =
            |(cell, count): (&CellRef, &usize)| if fields.contains(&cell.field) { *count } else { 0 };
        let references: usize = rolled.references.iter().map(references).sum();
        if references > 0 {
            after += &message::roll_references(lang, references);
        }
        Some(Item { section, label, fields, before, after, treatment })
    }

    /// Describes the values of some fields in a few words.
    fn words<'t>(&self, fields: &[FieldId], lang: Lang, text: &dyn Fn(CellRef) -> Option<&'t str>) -> String {
        let [first, ..] = fields else { return String::new() };
        let field = self.form.field(*first);
        if let Home::Alone = field.home {
            let Some(text) = text(CellRef::only(*first)) else { return message::draft_blank(lang) };
            let is_long = field.kind.is_long();
            return if is_long { message::roll_characters(lang, characters(text)) } else { text.to_owned() };
        }
        let rows = |field: FieldId| self.form.field(field).rows().map_or(0, |rows| self.last.rows(rows));
        let filled: usize = fields
            .iter()
            .map(|field| (0..rows(*field)).filter(|row| text(CellRef::at(*field, *row)).is_some()).count())
            .sum();
        match filled {
            0 => message::draft_blank(lang),
            count if field.kind.is_number() => message::roll_numbers(lang, count),
            count => message::roll_entries(lang, count),
        }
    }
}
