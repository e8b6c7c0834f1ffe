//! The contents of a report: the texts that the user entered, by field and row.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::carried::{Carried, LastValue};
use super::entry::Entry;
use super::note::Notes;
use crate::form::{CellRef, FieldId, Form, PathError, Row, RowSetId};

/// The contents of a report: entries, notes, and values from last year.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Number of rows of each row set, by its index.
    pub(crate) rows: Vec<usize>,
    /// By field: one entry for a field outside tables, one per row for a column. Copies of a report share the
    /// fields that are not edited.
    pub(crate) entries: Vec<Arc<Vec<Entry>>>,
    /// Entries that override cells of sum rows.
    pub(crate) sums: BTreeMap<FieldId, Arc<str>>,
    /// Explanations of findings and ticks of claims.
    pub(crate) notes: Notes,
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
    /// Values that these explanations were written for.
    pub explained_values: Vec<(String, String)>,
    /// Ticks at unknown places.
    pub checked: Vec<(String, String)>,
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

/// The part of a report file that marks a report as one to practise with. It is kept like any part that the
/// form does not know: in copies, drafts, versions and in next year's report.
const PRACTICE: (&str, &str) = ("practice", "true");

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

/// The part of a report file that names the Word document beside it that is filled in with the report.
const BLANK: &str = "blank";

impl Annex {
    /// Returns the contents with a name that the form does not know, with their texts: entries, numbers of rows, and
    /// parts of the file.
    pub fn unknown(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let entries = self.entries.iter().map(|(path, text)| (path.as_str(), Cow::Borrowed(text.as_str())));
        let rows = self.rows.iter().map(|(name, count)| (name.as_str(), Cow::Owned(count.to_string())));
        let parts = self.parts.iter().filter(|(name, _)| name != PRACTICE.0 && name != BLANK);
        entries.chain(rows).chain(parts.map(|(name, text)| (name.as_str(), Cow::Borrowed(text.as_str()))))
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
            notes: Notes::new(),
            carried: Carried::default(),
            annex: Annex::default(),
        }
    }

    /// True if the report is one to practise with, which is never final.
    pub fn is_practice(&self) -> bool {
        self.annex.parts.iter().any(|(name, value)| (name.as_str(), value.as_str()) == PRACTICE)
    }

    /// Marks the report as one to practise with.
    pub fn mark_practice(&mut self) {
        if !self.is_practice() {
            let (name, value) = PRACTICE;
            self.annex.parts.retain(|(other, _)| other != name);
            self.annex.parts.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Returns the file name of the Word document that is filled in with the report: one beside the report.
    pub fn blank_document(&self) -> Option<String> {
        let (_, text) = self.annex.parts.iter().find(|(name, _)| name == BLANK)?;
        let name: String = ron::from_str(text).ok()?;
        (Path::new(&name).file_name() == Some(OsStr::new(&name))).then_some(name)
    }

    /// Sets or removes the file name of the Word document that is filled in with the report.
    pub fn set_blank_document(&mut self, file: Option<&str>) {
        self.annex.parts.retain(|(name, _)| name != BLANK);
        // A name that would need an escape is rare, and the list of documents shows it in any case.
        let is_plain = |file: &&str| !file.contains(['"', '\\']) && !file.contains(char::is_control);
        let file = file.filter(is_plain);
        self.annex.parts.extend(file.map(|file| (BLANK.to_owned(), format!("\"{file}\""))));
    }

    /// Returns the year of the report, if it is entered.
    pub fn year(&self, form: &Form) -> Option<i32> {
        let field = form.year?;
        let value = form.field(field).kind.parse(self.text(CellRef::only(field))).ok()?;
        value.number().filter(Decimal::is_integer)?.try_into().ok()
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

    pub(super) fn column_mut(&mut self, field: FieldId) -> &mut Vec<Entry> {
        Arc::make_mut(&mut self.entries[field.index()])
    }

    /// Returns the number of rows of a row set.
    pub fn rows(&self, rows: RowSetId) -> usize {
        self.rows[rows.0 as usize]
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

    /// Resolves a path to its cell. A name that several rows have is an error.
    pub fn resolve(&self, form: &Form, path: &str) -> Result<CellRef, PathError> {
        let same_name = Cell::new(None);
        let found = form.resolve(path, |rows, text| {
            let found = self.find_row(form, rows, text);
            same_name.set(found.err());
            found.ok()?
        });
        found.map_err(|error| match (error, same_name.get()) {
            (PathError::NoRow { table, row }, Some(numbers)) => PathError::Ambiguous { table, row, numbers },
            (error, _) => error,
        })
    }

    /// Finds a row by its number from 1.
    pub(super) fn numbered_row(&self, rows: RowSetId, text: &str) -> Option<Row> {
        let row = text.parse::<usize>().ok()?.checked_sub(1)?;
        if row < self.rows(rows) { u32::try_from(row).ok().map(Row::At) } else { None }
    }

    /// Finds a row by its number from 1, its name or its label. Returns the numbers of two rows if both have the name.
    fn find_row(&self, form: &Form, rows: RowSetId, text: &str) -> Result<Option<Row>, [usize; 2]> {
        let text = text.trim();
        if let Some(row) = self.numbered_row(rows, text) {
            return Ok(Some(row));
        }
        let all = || 0..self.rows(rows);
        let mut named = all().filter(|row| !text.is_empty() && self.row_name(form, rows, *row) == text);
        // A row name takes precedence over an equal label of another row.
        let labelled = || all().find(|row| self.row_label(form, rows, *row) == text);
        let found = match (named.next(), named.next()) {
            (Some(one), Some(other)) => return Err([one + 1, other + 1]),
            (one, _) => one.or_else(labelled),
        };
        Ok(found.and_then(|row| u32::try_from(row).ok()).map(Row::At))
    }

    /// Returns the data from last year's report.
    pub(crate) fn carried(&self) -> &Carried {
        &self.carried
    }

    /// Returns last year's value of a cell.
    pub fn last(&self, cell: CellRef) -> Option<&LastValue> {
        self.carried.kept(cell).last.as_deref()
    }

    /// Returns all values of last year, by cell.
    pub fn last_values(&self) -> impl Iterator<Item = (CellRef, &LastValue)> {
        self.carried.all().filter_map(|(cell, kept)| Some((cell, kept.last.as_deref()?)))
    }

    /// True if any value of last year is known.
    pub fn has_last(&self) -> bool {
        self.last_values().next().is_some()
    }

    /// True if the entry comes from last year and the user has not confirmed it yet.
    pub fn is_unconfirmed(&self, cell: CellRef) -> bool {
        self.carried.kept(cell).unconfirmed
    }

    /// Returns the cells of all unconfirmed entries.
    pub fn unconfirmed(&self) -> impl Iterator<Item = CellRef> {
        self.carried.all().filter(|(_, kept)| kept.unconfirmed).map(|(cell, _)| cell)
    }
}
