//! Checks a report: evaluates the rules in `rules.rs` and the checks of the form.

mod finding;
mod list;
mod overview;
pub mod prose;
mod quote;
pub mod reconciliation;
mod relations;
pub mod review;
mod rule;
mod rules;
mod values;

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

pub use finding::{Detail, Finding, Mark};
pub use list::RuleId;
pub use overview::{Group, Needs, Overview, Progress};
pub use rule::Rule;
pub use rules::{is_rule, named_rules};
pub(crate) use values::values_of;

use crate::form::{CellRef, Form, Severity};
use crate::report::{Carried, Entry, Report};
use crate::sheet::{Changes, Column, Sheet, Texts, calculate, is_other};
use prose::Prose;
use reconciliation::Reconciliation;
use review::{Review, answered, mark_ticked};
use rule::{AllData, FieldData, Find, Found};

/// Returns the findings of a report, most severe first, then in the form's order.
pub fn check(form: &Form, report: &Report, sheet: &Sheet) -> Vec<Finding> {
    Checker::default().check(form, report, sheet)
}

/// Returns all figures and relations of the texts of a report with their verdicts.
pub fn reconcile(form: &Form, report: &Report, sheet: &Sheet) -> Reconciliation {
    reconciled(&Prose::new(form, report, sheet), form, report, sheet)
}

/// Returns the reconciliation of a report with the state of each item.
pub fn review(checked: &Checked<'_>) -> Review {
    let Texts { form, report, sheet, .. } = checked.texts;
    Review::new(reconcile(form, report, sheet), checked.findings)
}

fn reconciled(prose: &Prose, form: &Form, report: &Report, sheet: &Sheet) -> Reconciliation {
    let mut found = prose.reconcile(form, report, sheet);
    mark_ticked(&Texts { form, report, sheet, lang: form.language }, &mut found);
    found
}

/// Binds explanations that were stored without values to the present values of their findings. Files of older
/// versions have no values.
pub(crate) fn bind(form: &Form, report: &mut Report) {
    if report.notes().all(|(_, _, note)| note.values.is_some()) {
        return;
    }
    let sheet = calculate(form, report);
    let findings = check(form, report, &sheet);
    let before = report.clone();
    let texts = Texts { form, report: &before, sheet: &sheet, lang: form.language };
    report.bind_explanations(|rule, cell| values_of(&texts, &findings, rule, cell));
}

/// A report with its values and findings.
#[derive(Clone, Copy)]
pub struct Checked<'a> {
    /// The report and its values.
    pub texts: Texts<'a>,
    /// Its findings.
    pub findings: &'a [Finding],
}

/// Checks the same report again after each edit. Rules of fields and texts are evaluated again only where they
/// read something that changed.
#[derive(Debug, Default)]
pub struct Checker {
    /// The entries, values and data of last year that the findings below were found in.
    entries: Vec<Arc<Vec<Entry>>>,
    columns: Vec<Arc<Column>>,
    carried: Carried,
    today: Option<Date>,
    /// Findings of each field.
    fields: Vec<Vec<Finding>>,
    /// Findings of each check of the form.
    checks: Vec<Vec<Finding>>,
    /// Findings of each text.
    texts: HashMap<CellRef, Vec<Finding>>,
    /// The parsed texts.
    prose: Prose,
}

impl Checker {
    /// Returns the same findings as [`check`].
    pub fn check(&mut self, form: &Form, report: &Report, sheet: &Sheet) -> Vec<Finding> {
        self.fields.resize_with(form.fields.len(), Vec::new);
        self.checks.resize_with(form.checks.len(), Vec::new);
        let changes = Changes {
            columns: [&self.columns, sheet.columns()],
            carried: [&self.carried, sheet.carried()],
            today: self.today != sheet.today(),
        };
        for id in form.field_ids() {
            let entries = self.entries.get(id.index());
            let changed = entries.is_none_or(|before| !Arc::ptr_eq(before, report.shared_column(id)))
                || is_other(id, &self.columns, sheet.columns())
                || report.carried().is_changed(&self.carried, id);
            let condition = form.field(id).constraint.as_ref();
            let reads = |(condition, _): &(_, _)| changes.are_read_by(condition);
            let choices = form.field(id).choices_by.as_ref();
            let chooses = choices.is_some_and(|choices| changes.are_read_by(&choices.by));
            if changed || chooses || condition.is_some_and(reads) {
                let data = FieldData::new(form, report, sheet, id);
                self.fields[id.index()] = collect(|find, found| {
                    if let Find::Field(find) = find {
                        find(&data, found);
                    }
                });
            }
        }
        for (index, check) in form.checks.iter().enumerate() {
            if is_other(check.at, &self.columns, sheet.columns()) || changes.are_read_by(&check.rule) {
                let data = FieldData::new(form, report, sheet, check.at);
                self.checks[index] = collect(|find, found| {
                    if let Find::Check(find) = find {
                        find(&data, index, found);
                    }
                });
            }
        }
        let mut all: Vec<Finding> = self.fields.iter().chain(&self.checks).flatten().copied().collect();
        self.prose.read(form, report, sheet);
        let texts = &mut self.texts;
        let last_changed = form.field_ids().any(|id| report.carried().is_changed(&self.carried, id));
        self.prose.changed_texts(form, report, sheet, &self.columns, last_changed, |text| {
            let found = collect(|find, found| {
                if let Find::Text(find) = find {
                    find(text, found);
                }
            });
            texts.insert(text.cell, found);
        });
        texts.retain(|cell, _| self.prose.has(*cell));
        all.extend(texts.values().flatten());
        let data = AllData { form, report, sheet, prose: &self.prose };
        all.extend(collect(|find, found| {
            if let Find::All(find) = find {
                find(&data, found);
            }
        }));
        self.entries = form.field_ids().map(|id| Arc::clone(report.shared_column(id))).collect();
        self.columns = sheet.columns().to_vec();
        self.carried = report.carried().clone();
        self.today = sheet.today();
        let noted: HashSet<CellRef> = report.notes().map(|(_, cell, _)| cell).collect();
        let texts = Texts { form, report, sheet, lang: form.language };
        // A tick of a claim answers the findings at its figure.
        let answered = LazyCell::new(|| answered(&self.reconcile(form, report, sheet)));
        let has_ticks = report.ticks().next().is_some();
        let is_ticked = |finding: &Finding| {
            let asks = has_ticks && finding.severity() == Severity::Explain;
            finding.place.is_some_and(|place| asks && answered.contains(&(finding.cell, place.end)))
        };
        for finding in all.iter_mut().filter(|finding| noted.contains(&finding.cell)) {
            finding.explained = finding.explanation(&texts).is_some() || is_ticked(finding);
        }
        all.sort_by(|one, other| one.order(other, form));
        all
    }

    /// Returns the same as [`reconcile`] for the report checked last.
    pub fn reconcile(&self, form: &Form, report: &Report, sheet: &Sheet) -> Reconciliation {
        reconciled(&self.prose, form, report, sheet)
    }

    /// Returns the parsed texts of the report checked last.
    pub fn prose(&self) -> &Prose {
        &self.prose
    }
}

/// Returns the findings of all rules; `run` calls a finder of the wanted kind.
fn collect(mut run: impl FnMut(Find, &mut Found<'_>)) -> Vec<Finding> {
    let mut all = Vec::new();
    for id in RuleId::ALL {
        let mut found = Found::new(*id, &mut all);
        id.rule().find.iter().for_each(|find| run(*find, &mut found));
    }
    all
}
