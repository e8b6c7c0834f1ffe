//! Converts the recognised texts to a report: first rows, then entries, then totals. A total is stored only
//! if it differs from the calculated value.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::evidence::Evidence;
use super::label::one_line;
use super::lists::Lists;
use super::quantity::exact;
use super::rows::{Institution, Institutions, fixed_row, lost_cell};
use super::{Fate, Imported, Place, Placed, Repair, RepairKind};
use crate::form::{CellRef, FieldId, Form, Row, RowSetId, Step, Value};
use crate::message::Lang;
use crate::report::{Edit, Report, RowEntries};
use crate::sheet::{Origin, Sheet, calculate};

/// Texts recognised in a document.
#[derive(Default)]
pub(super) struct Found {
    /// Fields outside tables, including prose.
    pub fields: Vec<(FieldId, String)>,
    /// Rows shared by several tables.
    pub shared: Vec<(RowSetId, Institutions)>,
    /// Rows of lists.
    pub lists: Lists,
    /// Texts that match no cell.
    pub unplaced: Vec<String>,
    /// Fields outside tables that have a label but no text in the document.
    pub blanks: Vec<FieldId>,
    /// Changes made while the document was read.
    pub repairs: Vec<Repair>,
    /// Fields and columns whose label only resembles the form's, with the label in the document.
    pub guessed: BTreeMap<FieldId, String>,
    /// Parts of the form that the document has.
    pub evidence: Evidence,
    /// True if the cells of the texts are certain, so that any text is kept as it is.
    pub certain: bool,
}

/// Returns the report for the recognised texts.
pub(super) fn normalise(form: &Form, found: Found) -> Imported {
    let Found { unplaced, mut repairs, lists, .. } = found;
    repairs.extend(lists.repairs);
    let imported = Imported {
        report: Report::new(form),
        placed: Vec::new(),
        unplaced,
        repairs,
        lost: Vec::new(),
        guessed: found.guessed,
        is_report: found.evidence.is_report(form),
    };
    let blanks = found.blanks.into_iter().map(CellRef::only).collect();
    let (seen, later, certain) = (HashSet::new(), BTreeMap::new(), found.certain);
    let mut settling = Settling { form, imported, seen, later, blanks, certain };
    for (field, text) in found.fields {
        settling.put(CellRef::only(field), &text);
    }
    for (rows, institutions) in found.shared {
        settling.institutions(rows, institutions);
    }
    for (rows, list) in lists.rows {
        let kept = settling.resize(rows, list.len().max(1));
        for (at, row) in list.into_iter().enumerate() {
            for (field, text) in row {
                settling.put_in_row(field, at, kept, &text);
            }
        }
    }
    for (field, text) in lists.sums {
        let cell = CellRef { field, row: Row::Sum };
        if text.is_empty() {
            settling.blanks.insert(cell);
        }
        settling.put(cell, &text);
    }
    settling.totals();
    settling.blank_totals();
    let mut imported = settling.imported;
    imported.report.annex.leftovers.clone_from(&imported.unplaced);
    add_leftovers(&mut imported);
    let section = |place: Place| match place {
        Place::None => None,
        Place::Field(field) => Some((form.field(field).section, CellRef::at(field, usize::MAX))),
        Place::Cell(cell) => Some((form.field(cell.field).section, cell)),
    };
    // Headings and leftovers have no cell; headings come first.
    imported.repairs.sort_by_key(|repair| (repair.kind == RepairKind::Leftover, section(repair.place)));
    imported
}

/// Adds the texts without a field that no other repair names.
fn add_leftovers(imported: &mut Imported) {
    let told = [RepairKind::SecondPhone, RepairKind::GuessedRow];
    let told = imported.repairs.iter().filter(|repair| told.contains(&repair.kind));
    let told: HashSet<String> = told.map(|repair| repair.before.clone()).collect();
    let is_told = |text: &str| told.iter().any(|told| text == told || text.ends_with(&format!("：{told}")));
    for text in imported.unplaced.iter().filter(|text| !is_told(text)) {
        imported.repairs.push(Repair::new(Place::None, RepairKind::Leftover, text, ""));
    }
}

struct Settling<'f> {
    form: &'f Form,
    imported: Imported,
    seen: HashSet<CellRef>,
    /// Texts for calculated cells, which are compared after all entries are stored.
    later: BTreeMap<CellRef, String>,
    /// Cells that are blank in the document and may be calculated.
    blanks: BTreeSet<CellRef>,
    /// True if any text is kept as it is.
    certain: bool,
}

impl Settling<'_> {
    fn institutions(&mut self, rows: RowSetId, mut found: Institutions) {
        if self.form.row_set(rows).fixed {
            for row in std::mem::take(&mut found.rows) {
                self.fixed_row(rows, row);
            }
        }
        let kept = match found.rows.len() {
            0 => self.imported.report.rows(rows),
            count => self.resize(rows, count),
        };
        for (at, institution) in found.rows.into_iter().enumerate() {
            if let Some(name) = self.form.row_set(rows).name_field {
                self.renumbered_row(CellRef::at(name, at), institution.number, &institution.name);
                self.put_in_row(name, at, kept, &institution.name);
            }
            self.blanks.extend(institution.blanks.into_iter().map(|field| CellRef::at(field, at)));
            for (field, text) in institution.values {
                self.put_in_row(field, at, kept, &text);
            }
        }
        let summed = found.blank_sums.into_iter().filter(|field| self.form.field(*field).summed());
        self.blanks.extend(summed.map(|field| CellRef { field, row: Row::Sum }));
        for (field, text) in found.sums {
            if self.form.field(field).summed() {
                self.put(CellRef { field, row: Row::Sum }, &text);
            } else {
                self.lose(field, &text);
            }
        }
    }

    /// Stores the texts of the row of a fixed row set that has the name.
    fn fixed_row(&mut self, rows: RowSetId, found: Institution) {
        let Some(at) = fixed_row(self.form.row_set(rows), &found.name) else {
            let texts = found.values.into_iter().filter(|(_, text)| !text.is_empty());
            let label = |field| one_line(self.form.label(field));
            let lost = texts.map(|(field, text)| lost_cell(&found.name, &label(field), &text));
            self.imported.unplaced.extend(lost);
            return;
        };
        self.blanks.extend(found.blanks.into_iter().map(|field| CellRef::at(field, at)));
        for (field, text) in found.values {
            self.put(CellRef::at(field, at), &text);
        }
    }

    /// Resizes a row set to the wanted length within the form's limits. Returns the actual length.
    fn resize(&mut self, rows: RowSetId, wanted: usize) -> usize {
        let set = self.form.row_set(rows);
        let wanted = wanted.max(set.min).min(set.max);
        let report = &mut self.imported.report;
        while report.rows(rows) > wanted {
            let at = report.rows(rows) - 1;
            report.apply(self.form, Edit::RemoveRow { rows, at });
        }
        while report.rows(rows) < wanted {
            let at = report.rows(rows);
            report.apply(self.form, Edit::InsertRow { rows, at, row: RowEntries::default() });
        }
        if let Some(name) = set.name_field {
            // Clear the default names; the document has its own.
            for at in 0..wanted {
                report.apply(self.form, Edit::Set { cell: CellRef::at(name, at), text: None });
            }
        }
        wanted
    }

    fn put_in_row(&mut self, field: FieldId, at: usize, rows: usize, text: &str) {
        if at < rows {
            self.put(CellRef::at(field, at), text);
        } else {
            self.lose(field, text);
        }
    }

    fn lose(&mut self, field: FieldId, text: &str) {
        if !text.is_empty() {
            let label = one_line(self.form.label(field));
            self.imported.unplaced.push(format!("{label}：{text}"));
        }
    }

    /// Stores a text for a cell. If there are several texts for a cell, the first one is used.
    fn put(&mut self, cell: CellRef, written: &str) {
        let field = self.form.field(cell.field);
        let text = if field.kind.is_long() { written.to_owned() } else { one_line(written) };
        if text.is_empty() {
            return;
        }
        if written.contains('\n') && !field.kind.is_long() {
            self.repair(cell, RepairKind::LinesJoined, written, &text);
        }
        if field.kind.means_blank(&text) && !self.certain {
            self.repair(cell, RepairKind::Dash, &text, "");
            return;
        }
        if field.by_hand || !self.seen.insert(cell) {
            self.lose(cell.field, &text);
        } else if cell.row == Row::Sum || field.formula(cell.row).is_some() {
            if self.certain || field.kind.parse(&text).is_ok() {
                self.later.insert(cell, text);
            } else {
                // A word in place of a total is a header or a remark.
                self.lose(cell.field, &text);
            }
        } else if !self.certain
            && field.kind.is_number()
            && field.kind.parse(&text).is_err()
            && !text.contains(char::is_numeric)
        {
            self.lose(cell.field, &text);
        } else {
            self.enter(cell, text, Fate::Entered);
        }
    }

    fn repair(&mut self, cell: CellRef, kind: RepairKind, before: &str, after: &str) {
        self.imported.repairs.push(Repair::new(Place::Cell(cell), kind, before, after));
    }

    /// Records the number before the name of a row, if the report gives it another number.
    fn renumbered_row(&mut self, cell: CellRef, number: Option<usize>, name: &str) {
        let is_other = |number: &usize| Some(*number) != cell.row.index().map(|row| row + 1);
        if let Some(number) = number.filter(is_other) {
            let label = |number: usize| match self.form.field(cell.field).rows() {
                Some(rows) => self.form.row_set(rows).pattern.replace("{n}", &number.to_string()) + name,
                None => name.to_owned(),
            };
            let after = label(cell.row.index().map_or(0, |row| row + 1));
            self.repair(cell, RepairKind::RowNumber, &label(number), &after);
        }
    }

    /// Records the unit of a number, which the report does not store. Returns the number in the unit of the field if
    /// it is another one.
    fn unit(&mut self, cell: CellRef, text: &str) -> Option<String> {
        let kind = &self.form.field(cell.field).kind;
        let (number, unit) =
            text.split_at(text.find(|c: char| c.is_alphabetic() || c == '%').unwrap_or(text.len()));
        let value = kind.parse(text).ok()?;
        if kind.is_number() && !unit.is_empty() && !number.is_empty() && value.number().is_some() {
            let same = kind.parse(number).is_ok_and(|bare| bare == value);
            let repair = if same { RepairKind::UnitRemoved } else { RepairKind::UnitConverted };
            self.repair(cell, repair, text, &kind.show(&value, Lang::Zh));
            if !same {
                return exact(kind, text);
            }
        }
        None
    }

    /// Records the cells that are blank in the document and have a calculated value.
    fn blank_totals(&mut self) {
        let sheet = calculate(self.form, &self.imported.report);
        for cell in std::mem::take(&mut self.blanks) {
            let found = sheet.cell(cell);
            if found.origin == Origin::Calculated && !found.value.is_blank() && !self.seen.contains(&cell) {
                let shown = self.form.field(cell.field).kind.show(&found.value, Lang::Zh);
                self.repair(cell, RepairKind::BlankTotal, "", &shown);
            }
        }
    }

    fn enter(&mut self, cell: CellRef, text: String, fate: Fate) {
        if fate != Fate::Calculated {
            let converted = self.unit(cell, &text);
            let text = Some(Arc::from(converted.as_deref().unwrap_or(&text)));
            self.imported.report.apply(self.form, Edit::Set { cell, text });
        }
        self.imported.placed.push(Placed { cell, text, fate });
    }

    /// Compares totals in calculation order, because an override affects later totals.
    fn totals(&mut self) {
        let mut later = std::mem::take(&mut self.later);
        for step in &self.form.order {
            let is_of_step = |cell: &CellRef| match step {
                Step::Column(field) => cell.field == *field && cell.row != Row::Sum,
                Step::Sum(field) => cell.field == *field && cell.row == Row::Sum,
            };
            let cells: Vec<CellRef> = later.keys().copied().filter(is_of_step).collect();
            if cells.is_empty() {
                continue;
            }
            let sheet = calculate(self.form, &self.imported.report);
            for cell in cells {
                let Some(text) = later.remove(&cell) else { continue };
                let fate = if self.agrees(&sheet, cell, &text) { Fate::Calculated } else { Fate::Overrides };
                let kind = &self.form.field(cell.field).kind;
                match fate {
                    Fate::Calculated if kind.is_phone() => {
                        self.repair(cell, RepairKind::SecondPhone, &text, &text);
                    }
                    Fate::Overrides if !self.form.field(cell.field).free => {
                        let calculated = kind.show(&sheet.cell(cell).value, Lang::Zh);
                        self.repair(cell, RepairKind::TotalRecalculated, &text, &calculated);
                    }
                    _ => {}
                }
                self.enter(cell, text, fate);
            }
        }
    }

    /// True if a text equals the calculated value.
    fn agrees(&self, sheet: &Sheet, cell: CellRef, text: &str) -> bool {
        let found = sheet.cell(cell);
        let read = self.form.field(cell.field).kind.parse(text);
        match (&found.value, read) {
            _ if found.problem.is_some() => false,
            (Value::Text(own), Ok(Value::Text(read))) => own.trim() == read.trim(),
            (own, Ok(read)) => *own == read,
            (_, Err(_)) => false,
        }
    }
}
