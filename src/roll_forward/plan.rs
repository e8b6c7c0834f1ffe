//! The plan of a roll-forward: the treatment of each field, and the draft that follows from it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::check::prose::{self, Prose};
use crate::edition::moved;
use crate::form::{Carry, CellRef, FieldId, Form, Row};
use crate::message::{self, Lang};
use crate::report::{Edit, Report};
use crate::sheet::{Sheet, calculate};

/// Treatment of a field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Treatment {
    /// Keep the values.
    Keep,
    /// Keep the values and mark them until the user confirms them.
    Confirm,
    /// Clear the values.
    Clear,
    /// Calculate the values from last year's.
    Derive,
}

/// The treatment of all fields of last year's report.
#[derive(Debug)]
pub struct Plan {
    pub(super) form: Arc<Form>,
    /// Last year's report, converted to this year's form.
    pub(super) last: Report,
    pub(super) sheet: Sheet,
    year: Option<String>,
    chosen: HashMap<FieldId, Treatment>,
    /// The Word document that last year's report was filled into, or imported from.
    pub blank: Option<PathBuf>,
}

/// This year's draft.
#[derive(Debug)]
pub struct Rolled {
    /// The report.
    pub report: Report,
    /// Number of figures in each text that are now references to cells.
    pub references: HashMap<CellRef, usize>,
}

impl Treatment {
    /// Short description of the treatment.
    pub fn words(self, lang: Lang) -> String {
        match self {
            Treatment::Keep => message::roll_keep(lang),
            Treatment::Confirm => message::roll_confirm(lang),
            Treatment::Clear => message::roll_clear(lang),
            Treatment::Derive => message::roll_derive(lang),
        }
    }

    /// Letter that represents the treatment.
    pub fn letter(self) -> char {
        match self {
            Treatment::Keep | Treatment::Derive => '=',
            Treatment::Confirm => '~',
            Treatment::Clear => '*',
        }
    }
}

impl Plan {
    /// Returns the form's default plan for a report of `theirs`, which can be the same form, another edition
    /// or another form. `year` overrides the derived year.
    pub fn new(form: Arc<Form>, theirs: &Form, last: &Report, year: Option<String>) -> Plan {
        let is_same = (&form.id, &form.edition) == (&theirs.id, &theirs.edition);
        let last = if is_same { last.clone() } else { moved(&form, theirs, last).report };
        let sheet = calculate(&form, &last);
        let mut plan = Plan { form, last, sheet, year, chosen: HashMap::new(), blank: None };
        if plan.form.has_years() {
            let year = plan.roll().report.year(&plan.form);
            plan.form = plan.form.of_year(year);
        }
        plan
    }

    /// This year's form.
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// Returns the treatment of a field; `None` if it is calculated (and not freely editable) or filled in by
    /// hand.
    pub fn treatment(&self, field: FieldId) -> Option<Treatment> {
        let definition = self.form.field(field);
        if definition.by_hand || (definition.calculate.is_some() && !definition.free) {
            return None;
        }
        let own = match definition.carry {
            Carry::Keep => Treatment::Keep,
            Carry::Confirm => Treatment::Confirm,
            Carry::Clear => Treatment::Clear,
            Carry::Derive(_) => Treatment::Derive,
        };
        Some(self.chosen.get(&field).copied().unwrap_or(own))
    }

    /// Returns the possible treatments of a field.
    pub fn choices(&self, field: FieldId) -> Vec<Treatment> {
        let mut choices = vec![Treatment::Keep, Treatment::Confirm, Treatment::Clear];
        if matches!(self.form.field(field).carry, Carry::Derive(_)) {
            choices.push(Treatment::Derive);
        }
        choices
    }

    /// Sets the user's choice for a field.
    pub fn choose(&mut self, field: FieldId, treatment: Treatment) {
        self.chosen.insert(field, treatment);
    }

    /// Creates this year's draft.
    pub fn roll(&self) -> Rolled {
        let form = &*self.form;
        let counts = form.row_set_ids().map(|rows| self.last.rows(rows)).collect();
        let mut report = Report::blank(form, counts);
        let mut edits = Vec::new();
        for cell in self.last.cells(form) {
            if let Some(text) = self.last_text(cell) {
                edits.push(Edit::Last { cell, text: Some(text.into()) });
            }
            let Some(treatment) = self.treatment(cell.field).filter(|_| cell.row != Row::Sum) else {
                continue;
            };
            let text = match treatment {
                Treatment::Keep | Treatment::Confirm => self.last.entry(cell).cloned(),
                Treatment::Clear => form.field(cell.field).default.as_deref().map(Into::into),
                Treatment::Derive => self.derived(cell).map(Into::into),
            };
            if text.is_none() {
                continue;
            }
            edits.push(Edit::Set { cell, text });
            if treatment == Treatment::Confirm {
                edits.push(Edit::Mark { cell, unconfirmed: true });
            }
        }
        if let (Some(field), Some(year)) = (form.year, &self.year) {
            edits.push(Edit::Set { cell: CellRef::only(field), text: Some(year.as_str().into()) });
        }
        report.apply(form, Edit::Batch(edits));
        let references = self.insert_references(&mut report);
        report.annex = self.last.annex.clone();
        // Marks and values of the year before do not apply to this year's.
        report.annex.checked.clear();
        report.annex.unconfirmed.clear();
        report.annex.last.clear();
        report.annex.last_explanations = self
            .last
            .explanations()
            .map(|(rule, cell, text)| (format!("{rule}@{}", self.last.path(form, cell)), text.to_owned()))
            .collect();
        Rolled { report, references }
    }

    /// Replaces figures in kept texts with references to cells, if last year's words and values match a cell.
    /// Returns the number of replacements per text.
    fn insert_references(&self, report: &mut Report) -> HashMap<CellRef, usize> {
        let form = &*self.form;
        let prose = Prose::new(form, &self.last, &self.sheet);
        let mut references = HashMap::new();
        for cell in self.last.cells(form) {
            if self.last.entry(cell).is_none() || self.last.entry(cell) != report.entry(cell) {
                continue;
            }
            let replacements = prose::replacements(&prose, form, &self.last, &self.sheet, cell);
            if replacements.is_empty() {
                continue;
            }
            let text = prose::replaced(self.last.text(cell), &replacements);
            let unconfirmed = report.is_unconfirmed(cell);
            report.apply(form, Edit::Set { cell, text: Some(text.into()) });
            report.apply(form, Edit::Mark { cell, unconfirmed });
            references.insert(cell, replacements.len());
        }
        references
    }

    /// Returns last year's value in plain format, or the typed text if it is not a valid value.
    fn last_text(&self, cell: CellRef) -> Option<String> {
        let found = self.sheet.cell(cell);
        let text = match &found.problem {
            Some(_) => self.last.text(cell).to_owned(),
            None => self.form.field(cell.field).kind.show_plain(&found.value),
        };
        Some(text).filter(|text| !text.trim().is_empty())
    }

    /// Calculates a value from last year's values. The result is `None` if it is blank, e.g. for a blank
    /// year.
    fn derived(&self, cell: CellRef) -> Option<String> {
        let field = self.form.field(cell.field);
        let Carry::Derive(formula) = &field.carry else { return None };
        let value = self.sheet.evaluate_whole(formula, cell.row).ok()?;
        let text = field.kind.show_plain(&field.kind.round(value));
        Some(text).filter(|text| !text.is_empty())
    }
}
