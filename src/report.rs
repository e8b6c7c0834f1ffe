//! The report: the texts that the user entered, by field and row, and the edits that change them.
//!
//! Entries are neither refused nor interpreted here: a half-typed number is an entry like any other. The
//! calculation in `sheet` applies the types of the form. Applying an edit returns its inverse.

mod carried;
pub mod naming;
mod pairing;
mod ron;
mod row_finder;
mod row_shift;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub(crate) use carried::Carried;
pub use carried::LastValue;
pub use pairing::{Pairing, alike};
pub use ron::{ReadError, ReportFile, read, write};
pub(crate) use row_finder::RowFinder;
pub(crate) use row_shift::RowShift;

use crate::form::{CellRef, FieldId, Form, Row, RowSetId};

/// Text of an entry; `None` is blank.
pub type Entry = Option<Arc<str>>;

/// True if both are `None` or both point to the same allocation.
pub(crate) fn is_same<T: ?Sized>(one: Option<&Arc<T>>, other: Option<&Arc<T>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}

/// The contents of a report: entries, explanations, and values from last year.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Number of rows of each row set, by its index.
    pub(crate) rows: Vec<usize>,
    /// By field: one entry for a field outside tables, one per row for a column. Copies of a report share the
    /// fields that are not edited.
    pub(crate) entries: Vec<Arc<Vec<Entry>>>,
    /// Entries that override cells of sum rows.
    pub(crate) sums: BTreeMap<FieldId, Arc<str>>,
    /// Explanations of findings, by rule and cell.
    pub(crate) explanations: BTreeMap<(String, CellRef), String>,
    /// Values from last year's report, and the marks of unconfirmed entries.
    pub(crate) carried: Carried,
    /// Contents of the file that the form does not know.
    pub annex: Annex,
}

/// Contents of a report file that its form does not know, in the order of the file. They are kept and written
/// back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annex {
    /// Row counts of unknown row sets.
    pub rows: Vec<(String, usize)>,
    /// Entries at unknown paths.
    pub entries: Vec<(String, String)>,
    /// Explanations of unknown rules or places.
    pub explanations: Vec<(String, String)>,
    /// Values of last year at unknown paths.
    pub last: Vec<(String, String)>,
    /// Unknown paths of unconfirmed entries.
    pub unconfirmed: Vec<String>,
    /// Explanations of last year's findings, by `rule@path` with row names in the path.
    pub last_explanations: Vec<(String, String)>,
    /// Unknown parts of the file, unchanged.
    pub parts: Vec<(String, String)>,
    /// Texts of an imported document that have no place in the form, in the order of the document.
    pub leftovers: Vec<String>,
}

/// The entries of one row across all tables that share it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowEntries {
    /// The entries that are not blank.
    pub entries: Vec<(FieldId, Arc<str>)>,
    /// Explanations of findings, as rule, field and text.
    pub explanations: Vec<(String, FieldId, String)>,
    /// Values from last year.
    pub last: Vec<(FieldId, Arc<str>)>,
    /// Fields with an unconfirmed entry from last year.
    pub unconfirmed: Vec<FieldId>,
}

/// A change of a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Sets or clears the text of a cell. This also removes the mark of an unconfirmed entry.
    Set {
        /// The cell.
        cell: CellRef,
        /// New text; `None` clears the cell.
        text: Entry,
    },
    /// Sets or removes the mark of an unconfirmed entry: text that comes from last year's report.
    Mark {
        /// The cell.
        cell: CellRef,
        /// True if the entry is unconfirmed.
        unconfirmed: bool,
    },
    /// Sets last year's value of a cell.
    Last {
        /// The cell.
        cell: CellRef,
        /// Last year's text; `None` if it is unknown.
        text: Entry,
    },
    /// Inserts a row before the row at `at`.
    InsertRow {
        /// The row set.
        rows: RowSetId,
        /// Index of the new row, from 0.
        at: usize,
        /// Contents of the new row.
        row: RowEntries,
    },
    /// Removes a row with its entries in all tables.
    RemoveRow {
        /// The row set.
        rows: RowSetId,
        /// Index of the row, from 0.
        at: usize,
    },
    /// Moves a row.
    MoveRow {
        /// The row set.
        rows: RowSetId,
        /// Index before the move, from 0.
        from: usize,
        /// Index after the move.
        to: usize,
    },
    /// Sets or removes the explanation of a finding.
    Explain {
        /// Rule of the finding.
        rule: String,
        /// Cell of the finding.
        cell: CellRef,
        /// The explanation; `None` removes it.
        text: Option<String>,
    },
    /// Several edits, applied in order as one.
    Batch(Vec<Edit>),
}

/// Formats the paths of many cells: row names are looked up only once.
#[derive(Debug)]
pub struct Paths<'a> {
    form: &'a Form,
    words: Vec<Vec<String>>,
}

impl<'a> Paths<'a> {
    /// Looks up the row names of a report.
    pub fn new(form: &'a Form, report: &Report) -> Paths<'a> {
        Paths { form, words: form.row_set_ids().map(|rows| report.row_words(form, rows)).collect() }
    }

    /// Returns the path of a cell.
    pub fn of(&self, cell: CellRef) -> String {
        self.form.path(cell, |rows, row| self.row(rows, row))
    }

    /// Returns the word for a row in paths: its name or its number.
    pub fn row(&self, rows: RowSetId, row: usize) -> String {
        let word = self.words.get(rows.0 as usize).and_then(|words| words.get(row));
        word.cloned().unwrap_or_else(|| (row + 1).to_string())
    }
}

impl Report {
    /// Returns a new report with the form's initial rows and default values.
    pub fn new(form: &Form) -> Report {
        let rows: Vec<usize> = form.row_sets.iter().map(|rows| rows.start.len()).collect();
        let mut report = Report::blank(form, rows);
        for id in form.row_set_ids() {
            let set = form.row_set(id);
            let Some(name) = set.name_field else { continue };
            for (at, start) in set.start.iter().enumerate().filter(|(_, start)| !start.is_empty()) {
                Arc::make_mut(&mut report.entries[name.index()])[at] = Some(start.as_str().into());
            }
        }
        for field in form.field_ids() {
            if let Some(default) = &form.field(field).default {
                Arc::make_mut(&mut report.entries[field.index()]).fill(Some(default.as_str().into()));
            }
        }
        report
    }

    /// Returns a report with blank entries and these numbers of rows.
    pub(crate) fn blank(form: &Form, rows: Vec<usize>) -> Report {
        let length = |field: FieldId| form.field(field).rows().map_or(1, |set| rows[set.0 as usize]);
        let entries = form.field_ids().map(|field| Arc::new(vec![None; length(field)])).collect();
        Report {
            rows,
            entries,
            sums: BTreeMap::new(),
            explanations: BTreeMap::new(),
            carried: Carried::default(),
            annex: Annex::default(),
        }
    }

    /// Returns the text of a cell; empty if the cell is blank.
    pub fn text(&self, cell: CellRef) -> &str {
        self.entry(cell).map_or("", |text| text.as_ref())
    }

    /// Returns the entry of a cell; `None` if the cell is blank or does not exist.
    pub fn entry(&self, cell: CellRef) -> Option<&Arc<str>> {
        let entries = self.entries.get(cell.field.index())?;
        match cell.row {
            Row::Only => entries.first()?.as_ref(),
            Row::At(_) => entries.get(cell.row.index()?)?.as_ref(),
            Row::Sum => self.sums.get(&cell.field),
        }
    }

    /// Returns all entries of a field, by row.
    pub fn column(&self, field: FieldId) -> &[Entry] {
        &self.entries[field.index()]
    }

    /// Returns all entries of a field, by row. An edit of the field replaces the allocation while it is
    /// shared.
    pub(crate) fn shared_column(&self, field: FieldId) -> &Arc<Vec<Entry>> {
        &self.entries[field.index()]
    }

    fn column_mut(&mut self, field: FieldId) -> &mut Vec<Entry> {
        Arc::make_mut(&mut self.entries[field.index()])
    }

    /// Returns the number of rows of a row set.
    pub fn rows(&self, rows: RowSetId) -> usize {
        self.rows[rows.0 as usize]
    }

    /// Returns the user's explanation of a finding: the reason why the report is right all the same.
    pub fn explanation(&self, rule: &str, cell: CellRef) -> Option<&str> {
        if self.explanations.is_empty() {
            return None;
        }
        self.explanations.get(&(rule.to_owned(), cell)).map(String::as_str)
    }

    /// Iterates over all explanations as rule, cell and text.
    pub fn explanations(&self) -> impl Iterator<Item = (&str, CellRef, &str)> {
        self.explanations.iter().map(|((rule, cell), text)| (rule.as_str(), *cell, text.as_str()))
    }

    /// True if the cell exists: its row may have been removed.
    pub fn has(&self, form: &Form, cell: CellRef) -> bool {
        let field = form.field(cell.field);
        match (cell.row, field.rows()) {
            (Row::Only, None) => true,
            (Row::Sum, Some(_)) => field.summed(),
            (Row::At(_), Some(rows)) => cell.row.index().is_some_and(|row| row < self.rows(rows)),
            _ => false,
        }
    }

    /// Returns the trimmed name of a row; empty if the row set has no names.
    pub fn row_name(&self, form: &Form, rows: RowSetId, row: usize) -> &str {
        form.row_set(rows).name_field.map_or("", |field| self.text(CellRef::at(field, row)).trim())
    }

    /// Returns a key for each row of a set, to match rows of two reports: its name, or its entry in the first
    /// column if the set has no names.
    pub fn row_keys(&self, form: &Form, rows: RowSetId) -> Vec<&str> {
        let set = form.row_set(rows);
        let key = set.name_field.or(set.fields.first().copied());
        let text = |row| key.map_or("", |key| self.text(CellRef::at(key, row)).trim());
        (0..self.rows(rows)).map(text).collect()
    }

    /// Returns the label of a row as shown: its number in the form's pattern, followed by its name.
    pub fn row_label(&self, form: &Form, rows: RowSetId, row: usize) -> String {
        let number = form.row_set(rows).pattern.replace("{n}", &(row + 1).to_string());
        number + self.row_name(form, rows, row)
    }

    /// Returns the path of a cell. The row is given by its name if the name is unique, otherwise by its
    /// number. [`Paths`] is faster for many cells.
    pub fn path(&self, form: &Form, cell: CellRef) -> String {
        form.path(cell, |rows, row| {
            self.row_words(form, rows).into_iter().nth(row).unwrap_or_else(|| (row + 1).to_string())
        })
    }

    /// Returns the word for each row in paths: its name if it is unique and valid in a path, otherwise its
    /// number.
    fn row_words(&self, form: &Form, rows: RowSetId) -> Vec<String> {
        let names: Vec<&str> = (0..self.rows(rows)).map(|row| self.row_name(form, rows, row)).collect();
        let mut times: HashMap<&str, usize> = HashMap::new();
        for name in &names {
            *times.entry(name).or_default() += 1;
        }
        let plain = |name: &str| {
            !name.is_empty()
                && name != "sum"
                && !name.contains(['[', ']', '=', '\n'])
                && name.parse::<usize>().is_err()
                && times.get(name) == Some(&1)
        };
        let words = names.iter().enumerate();
        words
            .map(|(row, name)| if plain(name) { (*name).to_owned() } else { (row + 1).to_string() })
            .collect()
    }

    /// Returns the path of a cell with its row number, as written to report files.
    pub fn number_path(&self, form: &Form, cell: CellRef) -> String {
        form.path(cell, |_, row| (row + 1).to_string())
    }

    /// Resolves a path to its cell.
    pub fn resolve(&self, form: &Form, path: &str) -> Result<CellRef, crate::form::PathError> {
        form.resolve(path, |rows, text| self.find_row(form, rows, text))
    }

    /// Finds a row by its number from 1, its name or its label.
    fn find_row(&self, form: &Form, rows: RowSetId, text: &str) -> Option<Row> {
        let text = text.trim();
        let count = self.rows(rows);
        let number = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let by_number = number.filter(|row| *row < count);
        // A row name takes precedence over an equal label of another row.
        let named = || (0..count).find(|row| !text.is_empty() && self.row_name(form, rows, *row) == text);
        let labelled = || (0..count).find(|row| self.row_label(form, rows, *row) == text);
        let row = by_number.or_else(named).or_else(labelled)?;
        u32::try_from(row).ok().map(Row::At)
    }

    /// Applies an edit to the report. Returns the edit that undoes it.
    pub fn apply(&mut self, form: &Form, edit: Edit) -> Edit {
        match edit {
            Edit::Set { cell, text } => {
                let text = text.filter(|text| !text.is_empty());
                let before = Edit::Set { cell, text: self.set(cell, text) };
                if self.mark(cell, false) {
                    Edit::Batch(vec![before, Edit::Mark { cell, unconfirmed: true }])
                } else {
                    before
                }
            }
            Edit::Mark { cell, unconfirmed } => {
                Edit::Mark { cell, unconfirmed: self.mark(cell, unconfirmed) }
            }
            Edit::Last { cell, text } => Edit::Last { cell, text: self.set_last(form, cell, text) },
            Edit::InsertRow { rows, at, row } => {
                self.insert_row(form, rows, at, row);
                Edit::RemoveRow { rows, at }
            }
            Edit::RemoveRow { rows, at } => {
                let row = self.remove_row(form, rows, at);
                Edit::InsertRow { rows, at, row }
            }
            Edit::MoveRow { rows, from, to } => {
                let row = self.remove_row(form, rows, from);
                self.insert_row(form, rows, to, row);
                Edit::MoveRow { rows, from: to, to: from }
            }
            Edit::Explain { rule, cell, text } => {
                let key = (rule.clone(), cell);
                let before = match text.filter(|text| !text.trim().is_empty()) {
                    Some(text) => self.explanations.insert(key, text),
                    None => self.explanations.remove(&key),
                };
                Edit::Explain { rule, cell, text: before }
            }
            Edit::Batch(edits) => {
                let mut inverse: Vec<Edit> = edits.into_iter().map(|edit| self.apply(form, edit)).collect();
                inverse.reverse();
                Edit::Batch(inverse)
            }
        }
    }

    /// Sets the entry of a cell. Returns the previous entry.
    pub(crate) fn set(&mut self, cell: CellRef, text: Entry) -> Entry {
        if cell.row == Row::Sum {
            return match text {
                Some(text) => self.sums.insert(cell.field, text),
                None => self.sums.remove(&cell.field),
            };
        }
        let row = cell.row.index().unwrap_or(0);
        let column = self.entries.get_mut(cell.field.index()).map(Arc::make_mut);
        let slot = column.and_then(|column| column.get_mut(row));
        slot.and_then(|slot| std::mem::replace(slot, text))
    }

    fn insert_row(&mut self, form: &Form, rows: RowSetId, at: usize, row: RowEntries) {
        let count = &mut self.rows[rows.0 as usize];
        let at = at.min(*count);
        *count += 1;
        for field in &form.row_set(rows).fields {
            self.column_mut(*field).insert(at, None);
        }
        for (field, text) in row.entries {
            self.column_mut(field)[at] = Some(text);
        }
        self.shift(form, &RowShift::inserted(rows, at));
        for (rule, field, text) in row.explanations {
            self.explanations.insert((rule, CellRef::at(field, at)), text);
        }
        for (field, text) in row.last {
            self.set_last(form, CellRef::at(field, at), Some(text));
        }
        for field in row.unconfirmed {
            self.mark(CellRef::at(field, at), true);
        }
    }

    fn remove_row(&mut self, form: &Form, rows: RowSetId, at: usize) -> RowEntries {
        let count = &mut self.rows[rows.0 as usize];
        if at >= *count {
            return RowEntries::default();
        }
        *count -= 1;
        let fields = &form.row_set(rows).fields;
        let mut taken = RowEntries::default();
        for field in fields {
            if let Some(text) = self.column_mut(*field).remove(at) {
                taken.entries.push((*field, text));
            }
        }
        for ((rule, cell), text) in &self.explanations {
            if fields.contains(&cell.field) && cell.row.index() == Some(at) {
                taken.explanations.push((rule.clone(), cell.field, text.clone()));
            }
        }
        self.take_carried(fields, at, &mut taken);
        self.shift(form, &RowShift::removed(rows, at));
        taken
    }

    /// Moves explanations and last year's values along with their rows. Drops those of a removed row.
    fn shift(&mut self, form: &Form, shift: &RowShift) {
        let before = std::mem::take(&mut self.explanations);
        self.explanations = before
            .into_iter()
            .filter_map(|((rule, cell), text)| Some(((rule, shift.moved(form, cell)?), text)))
            .collect();
        self.carried.shift(&form.row_set(shift.rows).fields, shift);
    }
}
