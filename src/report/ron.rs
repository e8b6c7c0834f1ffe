//! Reads and writes report files in RON, with one entry per line and long texts on lines of their own.
//!
//! Entries are texts, whatever their type. Contents that the form does not know are kept and written back.
//! The same report always gives the same bytes.

use std::collections::HashSet;
use std::fmt::Write as _;

use ron::error::SpannedError;
use ron::value::RawValue;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use super::comments::{Comments, may_have, scan};
use super::contents::{Annex, Report};
use super::note::{Note, Notes, Topic};
use super::row_finder::RowFinder;
use crate::form::{CellRef, FieldId, Form, Home, Row, clean};
use crate::message::{self, Lang, TWICE};

/// Contents of a report file, before its form is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportFile {
    /// ID of the form.
    pub form: String,
    /// Edition of the form.
    pub edition: String,
    /// Numbers of rows, by row set.
    pub rows: Vec<(String, usize)>,
    /// Entries, by path.
    pub entries: Vec<(String, String)>,
    /// Explanations of findings, by `rule@path`.
    pub explanations: Vec<(String, String)>,
    /// Values that the explanations were written for, by `rule@path`.
    pub explained_values: Vec<(String, String)>,
    /// Ticks: the value that each claim was checked against, by path and words.
    pub checked: Vec<(String, String)>,
    /// Paths of unconfirmed entries from last year.
    pub carried: Vec<String>,
    /// Last year's values, by path.
    pub last_year: Vec<(String, String)>,
    /// Explanations of last year's findings, by `rule@path`.
    pub last_explanations: Vec<(String, String)>,
    /// Contents of an imported document that have no place in the form.
    pub leftovers: Vec<String>,
    /// Parts that this program does not know, unchanged.
    pub parts: Vec<(String, String)>,
}

/// The reason why a report file cannot be read, with its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The reason.
    error: ron::Error,
    /// Text of the line.
    pub text: String,
}

impl ReadError {
    fn new(source: &str, error: SpannedError) -> ReadError {
        let (line, column) = (error.span.start.line, error.span.start.col);
        let text = source.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_owned();
        ReadError { line, column, error: error.code, text }
    }

    /// Describes the reason in a sentence.
    pub fn reason(&self, lang: Lang) -> String {
        message::ron_reason(lang, &self.error)
    }
}

/// Parses a report file.
pub fn read(source: &str) -> Result<ReportFile, ReadError> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    ron::from_str(source).map_err(|error| ReadError::new(source, error))
}

impl<'de> Deserialize<'de> for ReportFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FileVisitor;
        impl<'de> Visitor<'de> for FileVisitor {
            type Value = ReportFile;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a report")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReportFile, A::Error> {
                let mut file = ReportFile::default();
                let mut seen: HashSet<String> = HashSet::new();
                while let Some(Name::Part(name)) = map.next_key()? {
                    if !seen.insert(name.clone()) {
                        return Err(A::Error::custom(format!("{TWICE}{name}")));
                    }
                    match name.as_str() {
                        "form" => file.form = map.next_value()?,
                        "edition" => file.edition = map.next_value()?,
                        "rows" => file.rows = map.next_value::<Pairs<usize>>()?.0,
                        "entries" => file.entries = map.next_value::<Pairs<Text>>()?.texts(),
                        "carried" => file.carried = map.next_value()?,
                        "last_year" => file.last_year = map.next_value::<Pairs<Text>>()?.texts(),
                        "last_explanations" => {
                            file.last_explanations = map.next_value::<Pairs<Text>>()?.texts();
                        }
                        "explanations" => file.explanations = map.next_value::<Pairs<Text>>()?.texts(),
                        "explained_values" => {
                            file.explained_values = map.next_value::<Pairs<Text>>()?.texts();
                        }
                        "checked" => file.checked = map.next_value::<Pairs<Text>>()?.texts(),
                        "leftovers" => {
                            let texts = map.next_value::<Vec<String>>()?;
                            file.leftovers = texts.iter().map(|text| clean(text)).collect();
                        }
                        _ => {
                            let raw: &RawValue = map.next_value()?;
                            file.parts.push((name, raw.get_ron().trim().to_owned()));
                        }
                    }
                }
                if seen.contains("form") { Ok(file) } else { Err(A::Error::missing_field("form")) }
            }
        }
        // The names of the parts are optional, because a part may have any name.
        deserializer.deserialize_struct("Report", &[], FileVisitor)
    }
}

/// Name of a part of the file, known or unknown, which is written without quotes.
#[derive(serde::Deserialize)]
#[serde(field_identifier)]
enum Name {
    Part(String),
}

/// A RON map in the order of the file; duplicate keys are an error.
struct Pairs<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for PairsVisitor<T> {
            type Value = Pairs<T>;
            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("{ \"path\": value }")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<T>, A::Error> {
                let mut pairs = Vec::new();
                let mut seen = HashSet::new();
                while let Some(key) = map.next_key::<String>()? {
                    if !seen.insert(key.clone()) {
                        return Err(A::Error::custom(format!("{TWICE}{key}")));
                    }
                    pairs.push((key, map.next_value()?));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(PairsVisitor(std::marker::PhantomData))
    }
}

impl Pairs<Text> {
    fn texts(self) -> Vec<(String, String)> {
        self.0.into_iter().map(|(path, text)| (path, text.0)).collect()
    }
}

/// An entry: a quoted text, or a bare number that the user wrote by hand. The digits of a number are kept as
/// written.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw: &RawValue = Deserialize::deserialize(deserializer)?;
        let bare = raw.get_ron().trim();
        if bare.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+') {
            // A comment can follow.
            let number = bare.split('/').next().unwrap_or(bare).trim();
            return Ok(Text(number.to_owned()));
        }
        let text: String =
            raw.into_rust().map_err(|error| D::Error::custom(message::ron_reason(Lang::Zh, &error.code)))?;
        Ok(Text(clean(&text)))
    }
}

impl Report {
    /// Creates a report from its file. Contents that the form does not know go to the annex.
    pub fn from_file(form: &Form, file: ReportFile) -> Report {
        let mut annex = Annex {
            parts: file.parts,
            leftovers: file.leftovers,
            last_explanations: file.last_explanations,
            ..Annex::default()
        };
        let mut counts: Vec<usize> = form.row_sets.iter().map(|set| set.min).collect();
        for (name, count) in file.rows {
            match form.row_set_named(&name) {
                Some(rows) => {
                    counts[rows.0 as usize] = count.min(form.row_set(rows).max).max(form.row_set(rows).min);
                }
                None => annex.rows.push((name, count)),
            }
        }
        let mut report = Report::blank(form, counts);
        for (path, text) in file.entries {
            match report.at_number_path(form, &path) {
                Some(cell) if report.entry(cell).is_none() => {
                    report.set(cell, Some(text.as_str().into()).filter(|_| !text.is_empty()));
                }
                _ => annex.entries.push((path, text)),
            }
        }
        for path in file.carried {
            match report.at_number_path(form, &path) {
                Some(cell) => drop(report.mark(cell, true)),
                None => annex.unconfirmed.push(path),
            }
        }
        for (path, text) in file.last_year {
            match report.at_number_path(form, &path) {
                Some(cell) if report.last(cell).is_none() => {
                    report.set_last(form, cell, Some(text.into()));
                }
                _ => annex.last.push((path, text)),
            }
        }
        // Notes may contain row names, so they are read after the entries.
        let rows = RowFinder::new(form, &report);
        let mut notes = Notes::new();
        let explained = |key: &str| {
            let (rule, path) = key.split_once('@')?;
            Some((Topic::Rule(rule.to_owned()), rows.resolve(path).ok()?))
        };
        for (key, text) in file.explanations {
            match explained(&key) {
                Some(place) => drop(notes.insert(place, Note { text, values: None })),
                None => annex.explanations.push((key, text)),
            }
        }
        for (key, values) in file.explained_values {
            match explained(&key) {
                Some(place) => {
                    notes.entry(place).and_modify(|note| note.values = Some(values));
                }
                None => annex.explained_values.push((key, values)),
            }
        }
        for (key, value) in file.checked {
            let claim = key.split_once(' ').and_then(|(path, words)| Some((rows.resolve(path).ok()?, words)));
            match claim {
                Some((cell, words)) => {
                    let note = Note { text: String::new(), values: Some(value) };
                    notes.insert((Topic::Claim(words.to_owned()), cell), note);
                }
                None => annex.checked.push((key, value)),
            }
        }
        report.notes = notes;
        report.annex = annex;
        report
    }

    /// Resolves a path of the file. Rows are found by number only, because their names may follow later in
    /// the file.
    pub(super) fn at_number_path(&self, form: &Form, path: &str) -> Option<CellRef> {
        form.find(path, |rows, row| self.numbered_row(rows, row)).ok()
    }

    /// Returns all cells with an entry, in the form's order.
    pub fn filled(&self, form: &Form) -> Vec<(CellRef, &str)> {
        let text = |cell| self.entry(cell).map(|text| (cell, text.as_ref()));
        self.cells(form).into_iter().filter_map(text).collect()
    }

    /// Returns all cells, in the form's order.
    pub fn cells(&self, form: &Form) -> Vec<CellRef> {
        let mut cells = Vec::new();
        for id in form.field_ids() {
            let Some(rows) = form.field(id).rows() else {
                cells.push(CellRef::only(id));
                continue;
            };
            if form.field(id).summed() {
                cells.push(CellRef { field: id, row: Row::Sum });
            }
            cells.extend((0..self.rows(rows)).map(|row| CellRef::at(id, row)));
        }
        // Row by row within a table, in reading order.
        cells.sort_by_key(|cell| reading_order(form, *cell));
        cells
    }
}

/// Returns the key that sorts cells in the form's order, and the cells of a table row by row.
pub fn reading_order(form: &Form, cell: CellRef) -> (FieldId, Row, FieldId) {
    let first = match form.field(cell.field).home {
        Home::Column { table, group, .. } => form.table(table).groups[group].columns[0],
        _ => cell.field,
    };
    (first, cell.row, cell.field)
}

/// Formats a report file.
pub fn write(form: &Form, report: &Report) -> String {
    write_with(form, report, Comments::default())
}

/// Formats a report file that replaces another one, and keeps the comments of that file.
pub fn write_over(form: &Form, report: &Report, present: &str) -> String {
    let file = if may_have(present) { read(present).ok() } else { None };
    let Some(file) = file else { return write(form, report) };
    let comments = scan(present, &file.parts);
    let before = Report::from_file(form, file);
    write_with(form, report, Comments::place(comments, form, [&before, report]))
}

fn write_with(form: &Form, report: &Report, comments: Comments) -> String {
    let mut file = Writer { text: String::from("(\n"), comments };
    file.part("form", &quote(&form.id));
    file.part("edition", &quote(&form.edition));
    let counts = form.row_set_ids().map(|id| (form.row_set(id).name.clone(), report.rows(id).to_string()));
    let mut taken: HashSet<&str> = form.row_sets.iter().map(|set| set.name.as_str()).collect();
    let unknown = report.annex.rows.iter().filter(|(name, _)| taken.insert(name));
    let unknown = unknown.map(|(name, count)| (name.clone(), count.to_string()));
    file.map("rows", counts.chain(unknown));
    let entries = report.filled(form).into_iter().map(|(cell, text)| (form.number_path(cell), quote(text)));
    let entries: Vec<(String, String)> = entries.collect();
    // Cells may have been added at paths of the annex since the file was read. Annex entries at such paths go
    // to the leftovers, as do duplicate paths from a journal.
    let mut taken: HashSet<&str> = entries.iter().map(|(path, _)| path.as_str()).collect();
    let (unknown, crowded): (Vec<_>, Vec<_>) =
        report.annex.entries.iter().partition(|(path, _)| taken.insert(path.as_str()));
    let unknown = unknown.into_iter().map(|(path, text)| (path.clone(), quote(text)));
    let crowded: Vec<String> = crowded.into_iter().map(|(path, text)| format!("{path}={text}")).collect();
    file.map("entries", entries.iter().cloned().chain(unknown));
    file.notes(form, report);
    let carried = report.unconfirmed().map(|cell| form.number_path(cell));
    let carried: Vec<String> = carried.chain(report.annex.unconfirmed.iter().cloned()).collect();
    file.list("carried", carried.iter());
    file.filled_map("last_year", last_year(form, report));
    let texts = report.annex.last_explanations.iter();
    file.filled_map("last_explanations", texts.map(|(key, text)| (key.clone(), quote(text))).collect());
    file.list("leftovers", report.annex.leftovers.iter().chain(&crowded));
    for (name, raw) in &report.annex.parts {
        let mut letters = name.chars();
        let is_plain = letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && letters.all(|c| c.is_ascii_alphanumeric() || c == '_');
        let name = if is_plain { name.clone() } else { format!("r#{name}") };
        // A line comment in the value must not swallow the comma.
        let end = if raw.contains("//") { "\n    " } else { "" };
        file.part(&name, &format!("{raw}{end}"));
    }
    file.end()
}

/// A report file that is being written.
struct Writer {
    text: String,
    comments: Comments,
}

impl Writer {
    /// Writes a part.
    fn part(&mut self, name: &str, value: &str) {
        let (above, behind) = self.comments.take(name.trim_start_matches("r#"), "", "    ");
        let _ = writeln!(self.text, "{above}    {name}: {value},{behind}");
    }

    /// Writes a part of entries, each with its comments.
    fn map(&mut self, name: &str, pairs: impl Iterator<Item = (String, String)>) {
        let mut map = String::from("{\n");
        for (key, value) in pairs {
            let (above, behind) = self.comments.take(name, &key, "        ");
            // Writing to a string cannot fail.
            let _ = writeln!(map, "{above}        {}: {value},{behind}", quote(&key));
        }
        map.push_str("    }");
        self.part(name, &map);
    }

    /// Writes a part of entries, unless there are none.
    fn filled_map(&mut self, name: &str, pairs: Vec<(String, String)>) {
        if !pairs.is_empty() {
            self.map(name, pairs.into_iter());
        }
    }

    /// Writes a part of texts, unless there are none.
    fn list<'a>(&mut self, name: &str, texts: impl Iterator<Item = &'a String>) {
        let mut lines = String::new();
        for text in texts {
            let _ = writeln!(lines, "        {},", quote(text));
        }
        if !lines.is_empty() {
            self.part(name, &format!("[\n{lines}    ]"));
        }
    }

    /// Writes the explanations and ticks.
    fn notes(&mut self, form: &Form, report: &Report) {
        let explanations = report
            .explanations()
            .map(|(rule, cell, text)| (format!("{rule}@{}", form.number_path(cell)), quote(text)));
        let values = report.notes().filter_map(|(topic, cell, note)| match (topic, &note.values) {
            (Topic::Rule(rule), Some(values)) => {
                Some((format!("{rule}@{}", form.number_path(cell)), quote(values)))
            }
            _ => None,
        });
        let ticks = report
            .ticks()
            .map(|(cell, words, value)| (format!("{} {words}", form.number_path(cell)), quote(value)));
        let annex = &report.annex;
        self.filled_map("explanations", with_kept(explanations.collect(), &annex.explanations));
        self.filled_map("explained_values", with_kept(values.collect(), &annex.explained_values));
        self.filled_map("checked", with_kept(ticks.collect(), &annex.checked));
    }

    /// Returns the file.
    fn end(self) -> String {
        self.text + &self.comments.rest() + ")\n"
    }
}

/// Returns last year's values in the form's order, followed by those at unknown paths.
fn last_year(form: &Form, report: &Report) -> Vec<(String, String)> {
    if !report.has_last() && report.annex.last.is_empty() {
        return Vec::new();
    }
    let cells = report.cells(form);
    let known = cells.into_iter().filter_map(|cell| Some((cell, report.last(cell)?)));
    let last = known.map(|(cell, last)| (form.number_path(cell), quote(&last.text)));
    with_kept(last.collect(), &report.annex.last)
}

/// Adds the entries of the annex with keys that are not used yet.
fn with_kept(mut lines: Vec<(String, String)>, kept: &[(String, String)]) -> Vec<(String, String)> {
    let mut taken: HashSet<String> = lines.iter().map(|(key, _)| key.clone()).collect();
    for (key, text) in kept {
        if taken.insert(key.clone()) {
            lines.push((key.clone(), quote(text)));
        }
    }
    lines
}

/// Quotes a text; as a raw string if it contains quotes, backslashes or several lines.
fn quote(text: &str) -> String {
    if !text.contains(['"', '\\', '\n']) {
        return format!("\"{text}\"");
    }
    let mut longest = 0;
    for (at, _) in text.match_indices('"') {
        let hashes = text[at + 1..].chars().take_while(|c| *c == '#').count();
        longest = longest.max(hashes + 1);
    }
    let hashes = "#".repeat(longest);
    format!("r{hashes}\"{text}\"{hashes}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::Edit;
    use crate::session::testing::{acts, edit_of, sample};

    fn again(form: &Form, report: &Report) -> Report {
        Report::from_file(form, read(&write(form, report)).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn a_file_holds_the_whole_report(acts in acts()) {
            let (form, mut report) = sample();
            for act in &acts {
                if let Some((edit, _)) = edit_of(&form, &report, act) {
                    report.apply(&form, edit);
                }
            }
            // Reading removes characters that cannot be typed. After that, nothing changes.
            let read = again(&form, &report);
            prop_assert_eq!(report.unconfirmed().count(), read.unconfirmed().count());
            prop_assert_eq!(report.last_values().count(), read.last_values().count());
            prop_assert_eq!(&again(&form, &read), &read);
        }
    }

    #[test]
    fn what_came_from_last_year_is_written_by_row() {
        let (form, mut report) = sample();
        let [contact, fiscal, sum] = ["contact", "income[2].fiscal", "income[sum].total"]
            .map(|path| report.resolve(&form, path).unwrap());
        for (cell, text) in [(fiscal, "8,813.2"), (sum, "9000.00")] {
            report.apply(&form, Edit::Last { cell, text: Some(text.into()) });
        }
        report.apply(&form, Edit::Mark { cell: contact, unconfirmed: true });
        let rows = form.row_set_named("units").unwrap();
        let undo = report.apply(&form, Edit::MoveRow { rows, from: 1, to: 0 });
        let text = write(&form, &report);
        let end = text.split_once("    carried: ").unwrap().1;
        assert_eq!(
            end,
            "[\n        \"contact\",\n    ],\n    last_year: {\n        \"income[sum].total\": \"9000.00\",\n        \
             \"income[1].fiscal\": \"8,813.2\",\n    },\n)\n"
        );
        assert_eq!(again(&form, &report), report);
        report.apply(&form, undo);
        assert_eq!(report.last(fiscal).unwrap().value.number().unwrap().to_string(), "8813.2");
        // A new text is this year's. After an undo, the entry is unconfirmed again.
        let undo = report.apply(&form, Edit::Set { cell: contact, text: Some("周".into()) });
        assert!(!report.is_unconfirmed(contact));
        report.apply(&form, undo);
        assert!(report.is_unconfirmed(contact));
    }

    #[test]
    fn what_the_form_does_not_know_is_kept() {
        let (form, _) = sample();
        let text = format!(
            "(form: \"{}\", carried: [\"gone\", \"year\"], last_year: {{\"gone\": \"1\", \"year\": \"2\"}}, \
             last_explanations: {{\"r@gone\": \"x\"}}, leftovers: [\"y\"])",
            form.id
        );
        let report = Report::from_file(&form, read(&text).unwrap());
        assert_eq!(report.annex.unconfirmed, ["gone"]);
        assert_eq!(report.annex.last, [("gone".to_owned(), "1".to_owned())]);
        let written = again(&form, &report);
        assert_eq!(written, report);
        assert_eq!((written.unconfirmed().count(), written.last_values().count()), (1, 1));
    }

    /// Parts of other editions: raw identifiers as names, and values that end with a comment.
    #[test]
    fn parts_that_are_not_known_are_written_so_that_they_are_read_again() {
        let (form, _) = sample();
        let text =
            format!("(form: \"{}\", r#a-b: 1, plain: [1, // one\n 2] // two\n, last: (x: 1))", form.id);
        let report = Report::from_file(&form, read(&text).unwrap());
        assert_eq!(report.annex.parts.len(), 3);
        let once = write(&form, &again(&form, &report));
        let twice = write(&form, &again(&form, &again(&form, &report)));
        assert_eq!(once, twice);
        assert!(once.contains("    r#a-b: 1,\n") && once.contains("    last: (x: 1),\n"), "{once}");
    }

    #[test]
    fn explanations_are_cleaned_as_entries_are() {
        let (form, _) = sample();
        let text = format!(
            "(form: \"{0}\", explanations: {{\"r@year\": \"a\\u{{1b}}b\"}}, last_explanations: {{\"r@year\": \"a\\u{{1b}}b\"}})",
            form.id
        );
        let report = Report::from_file(&form, read(&text).unwrap());
        assert!(!write(&form, &report).contains('\u{1b}'));
    }
}
