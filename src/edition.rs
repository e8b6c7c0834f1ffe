//! Converts a report to another edition of its form, or to another form.
//!
//! Values are found by name: the names of the new edition and those that its template lists as `renamed`. Values keep
//! their meaning: a figure whose unit differs is written with its old unit. Contents without a place are kept in
//! the report, and a file with them loses nothing.

use std::collections::HashSet;

use crate::form::{
    CellRef, Field, FieldId, FieldType, Form, Problem, Row, Value, Widget, clean_line, quoted,
};
use crate::message::{self, Lang};
use crate::report::naming::place_words;
use crate::report::{Report, ReportFile, Topic};
use crate::sheet::{Sheet, calculate};

/// Maximum length of a text in a list of changes, in characters.
const MAX_QUOTED: usize = 20;

/// A report of another edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The report.
    pub report: Report,
    /// The contents that are not the same in both editions, by kind.
    pub changes: Vec<Change>,
}

/// A content that is not the same in both editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The kind of change.
    pub kind: ChangeKind,
    /// Path of the field in the report's own edition; in the new edition if the field is new.
    pub path: String,
    /// Names of the field on a screen, or the name of a row set.
    pub place: String,
    /// The text, or the number of rows, before.
    pub before: String,
    /// The text, the number of rows or the name of the field after.
    pub after: String,
}

/// The kinds of changes, the important ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// A row set has more rows than the edition allows.
    Rows,
    /// The edition has no such field or row.
    Dropped,
    /// The text is not one of the edition's choices.
    Choice,
    /// The text does not fit the type of the field.
    Mistyped,
    /// The field has another unit.
    Converted,
    /// The value is calculated in one of the editions only.
    Calculated,
    /// The field has another name.
    Renamed,
    /// The field is new.
    New,
}

impl Change {
    /// Returns the line of a list, with the path for a user of the command line.
    pub fn line(&self, with_path: bool, lang: Lang) -> String {
        let place = clean_line(&self.place);
        let place = if with_path { format!("{} {place}", clean_line(&self.path)) } else { place };
        let [before, after] = [&self.before, &self.after].map(|text| quoted(text, MAX_QUOTED));
        match self.kind {
            ChangeKind::Rows => message::moved_rows(lang, &place, &before, &after),
            ChangeKind::Dropped => message::moved_dropped(lang, &place, &before),
            ChangeKind::Choice => message::moved_choice(lang, &place, &before),
            ChangeKind::Mistyped => message::moved_mistyped(lang, &place, &before),
            ChangeKind::Converted => message::moved_converted(lang, &place, &before, &after),
            ChangeKind::Calculated => message::moved_calculated(lang, &place, &before),
            ChangeKind::Renamed => message::moved_renamed(lang, &place, &after),
            ChangeKind::New => message::moved_new(lang, &place),
        }
    }
}

/// Converts a report of the form `theirs` to `form`, which is another edition or another form.
pub fn moved(form: &Form, theirs: &Form, report: &Report) -> Moved {
    let sheet = calculate(theirs, report);
    let source = Source { form, theirs, report, sheet: &sheet };
    let mut changes = Vec::new();
    let mut entries = Vec::new();
    let mut known = HashSet::new();
    for cell in report.cells(theirs) {
        let path = source.path(cell);
        let ours = source.field(&path);
        known.extend(ours.map(|(id, _)| id));
        if let Some(text) = source.text(cell, ours.map(|(_, field)| field)) {
            let change = source.change(cell, &path, ours, &text);
            changes.extend(change.filter(|_| !source.is_beyond(cell)));
            entries.push((path, text));
        }
    }
    let rows: Vec<(String, usize)> =
        theirs.row_set_ids().map(|rows| (theirs.row_set(rows).name.clone(), report.rows(rows))).collect();
    changes.extend(rows.iter().filter_map(|(name, count)| source.too_many(name, *count)));
    let file = source.file(rows, entries);
    let moved = Report::from_file(form, file);
    let new = form.field_ids().filter(|id| !known.contains(id)).filter_map(|id| source.new_field(id, &moved));
    changes.extend(new);
    changes.sort_by_key(|change| change.kind);
    Moved { report: moved, changes }
}

/// A report of one form on its way to another form.
struct Source<'a> {
    form: &'a Form,
    theirs: &'a Form,
    report: &'a Report,
    sheet: &'a Sheet,
}

impl Source<'_> {
    /// Returns the path of a cell with the numbers of its row.
    fn path(&self, cell: CellRef) -> String {
        self.theirs.path(cell, |_, row| (row + 1).to_string())
    }

    /// Returns the field of the new form at a path.
    fn field(&self, path: &str) -> Option<(FieldId, &Field)> {
        let cell = self.form.resolve(path, |_, _| Some(Row::At(0))).ok()?;
        Some((cell.field, self.form.field(cell.field)))
    }

    /// Returns the text for the new form. A value that their form calculates becomes an entry if the new form does not
    /// calculate it.
    fn text(&self, cell: CellRef, ours: Option<&Field>) -> Option<String> {
        let (kind, found) = (&self.theirs.field(cell.field).kind, self.sheet.cell(cell));
        let text = match self.report.entry(cell) {
            Some(text) => text.to_string(),
            None if ours.is_some_and(|field| field.calculate.is_none()) && cell.row != Row::Sum => {
                kind.show_plain(&found.value)
            }
            None => return None,
        };
        let text = match (ours, found.value.number()) {
            (Some(ours), Some(_)) => with_unit(kind, ours, &found.value, text),
            _ => text,
        };
        Some(text).filter(|text| !text.is_empty())
    }

    /// Returns the change that a text goes through.
    fn change(
        &self,
        cell: CellRef,
        path: &str,
        ours: Option<(FieldId, &Field)>,
        text: &str,
    ) -> Option<Change> {
        let place = place_words(self.theirs, self.report, cell);
        let change = |kind, after: String| {
            Some(Change { kind, path: path.to_owned(), place: place.clone(), before: text.to_owned(), after })
        };
        let Some((_, field)) = ours else { return change(ChangeKind::Dropped, String::new()) };
        let theirs = self.theirs.field(cell.field);
        if theirs.calculate.is_some() != field.calculate.is_some() && self.report.entry(cell).is_none() {
            return change(ChangeKind::Calculated, String::new());
        }
        let (before, after) = (theirs.kind.parse(text), field.kind.parse(text));
        match after {
            Err(Problem::Mistyped) if before.is_ok() => match field.kind.widget() {
                Widget::Choices(_) | Widget::Several(_) => change(ChangeKind::Choice, String::new()),
                _ => change(ChangeKind::Mistyped, String::new()),
            },
            Err(_) if before.is_ok() => change(ChangeKind::Mistyped, String::new()),
            Ok(value) if theirs.kind.unit() != field.kind.unit() && value.number().is_some() => {
                let unit = field.kind.unit().unwrap_or_default();
                change(ChangeKind::Converted, field.kind.show_plain(&value) + unit)
            }
            _ if clean_line(&theirs.label) != clean_line(&field.label) => {
                change(ChangeKind::Renamed, field.label.clone())
            }
            _ => None,
        }
    }

    /// True if the new form does not have the row, which is reported for the row set.
    fn is_beyond(&self, cell: CellRef) -> bool {
        let rows = self.theirs.field(cell.field).rows();
        let set = rows.and_then(|rows| self.form.row_set_named(&self.theirs.row_set(rows).name));
        set.zip(cell.row.index()).is_some_and(|(set, row)| row >= self.form.row_set(set).max)
    }

    /// Returns the change of a row set that has fewer rows in the new form.
    fn too_many(&self, name: &str, count: usize) -> Option<Change> {
        let set = self.form.row_set(self.form.row_set_named(name)?);
        let (before, after) = (count.to_string(), set.max.to_string());
        let place = if set.label.is_empty() { name.to_owned() } else { set.label.clone() };
        (count > set.max).then(|| Change {
            kind: ChangeKind::Rows,
            path: name.to_owned(),
            place,
            before,
            after,
        })
    }

    /// Returns the change for a field that only the new form has and that is filled in by a person.
    fn new_field(&self, id: FieldId, moved: &Report) -> Option<Change> {
        let field = self.form.field(id);
        if field.by_hand || field.calculate.is_some() {
            return None;
        }
        let cell = if field.rows().is_some() { CellRef::at(id, 0) } else { CellRef::only(id) };
        let place = place_words(self.form, moved, cell);
        let path = self.form.number_path(cell);
        Some(Change { kind: ChangeKind::New, path, place, before: String::new(), after: String::new() })
    }

    /// Returns the contents of the file of the new report.
    fn file(&self, rows: Vec<(String, usize)>, entries: Vec<(String, String)>) -> ReportFile {
        let (form, report) = (self.form, self.report);
        let annex = report.annex.clone();
        let of_rule = |rule: &str, cell| format!("{rule}@{}", self.path(cell));
        let explanations =
            report.explanations().map(|(rule, cell, text)| (of_rule(rule, cell), text.to_owned()));
        let mut explained_values = Vec::new();
        let mut checked = Vec::new();
        for (topic, cell, note) in report.notes() {
            let Some(values) = note.values.clone() else { continue };
            match topic {
                Topic::Rule(rule) => explained_values.push((of_rule(rule, cell), values)),
                Topic::Claim(words) => checked.push((format!("{} {words}", self.path(cell)), values)),
            }
        }
        let last =
            report.last_values().map(|(cell, last)| (self.path(cell), self.last_text(cell, &last.text)));
        ReportFile {
            form: form.id.clone(),
            edition: form.edition.clone(),
            rows: rows.into_iter().chain(annex.rows).collect(),
            entries: entries.into_iter().chain(annex.entries).collect(),
            explanations: explanations.chain(annex.explanations).collect(),
            explained_values: explained_values.into_iter().chain(annex.explained_values).collect(),
            checked: checked.into_iter().chain(annex.checked).collect(),
            carried: report.unconfirmed().map(|cell| self.path(cell)).chain(annex.unconfirmed).collect(),
            last_year: last.chain(annex.last).collect(),
            last_explanations: annex.last_explanations,
            leftovers: annex.leftovers,
            parts: annex.parts,
        }
    }

    /// Returns last year's text, with its unit if the new form has another one.
    fn last_text(&self, cell: CellRef, text: &str) -> String {
        let kind = &self.theirs.field(cell.field).kind;
        let ours = self.field(&self.path(cell));
        match (ours, kind.parse(text).ok().filter(|value| value.number().is_some())) {
            (Some((_, field)), Some(value)) => with_unit(kind, field, &value, text.to_owned()),
            _ => text.to_owned(),
        }
    }
}

/// Returns the text of a number with its unit, if the new field has another unit.
fn with_unit(kind: &FieldType, ours: &Field, value: &Value, text: String) -> String {
    let unit = kind.unit().unwrap_or_default();
    if ours.kind.unit() == kind.unit() || text.contains(char::is_alphabetic) {
        return text;
    }
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    (if is_plain { text } else { kind.show_plain(value) }) + unit
}
