//! Encodes edits as text and decodes them: one line per edit, with words separated by tabs.
//!
//! Cells are written as paths with row numbers, so that the text is valid for other editions of the form as
//! long as names do not change. The journal consists of such lines.

use crate::form::{CellRef, FieldId, Form, Row, RowSetId};
use crate::report::{Edit, Note, RowEntries, Topic};

/// The words of a line.
pub(super) type Words<'a> = std::str::Split<'a, char>;

/// Appends a line with escaped words.
pub(super) fn line(text: &mut String, words: &[&str]) {
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            text.push('\t');
        }
        escape(text, word);
    }
    text.push('\n');
}

fn escape(text: &mut String, word: &str) {
    for c in word.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            c => text.push(c),
        }
    }
}

/// Decodes an escaped word.
pub(super) fn unescape(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        text.push(match (c, c == '\\') {
            (c, false) => c,
            (_, true) => match chars.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some(c) => c,
                None => '\\',
            },
        });
    }
    text
}

/// Resolves such a path to its cell, without a check that the report has the row.
pub(super) fn cell(form: &Form, path: &str) -> Option<CellRef> {
    let number = |text: &str| text.parse::<u32>().ok()?.checked_sub(1).map(Row::At);
    form.find(path, |_, text| number(text)).ok()
}

/// Appends the lines of an edit. A batch has no line of its own; its edits are written in order.
pub(super) fn encode(form: &Form, edit: &Edit, text: &mut String) {
    let rows_name = |rows: &RowSetId| form.row_set(*rows).name.as_str();
    match edit {
        Edit::Set { cell, text: Some(entry) } => line(text, &["set", &form.number_path(*cell), entry]),
        Edit::Set { cell, text: None } => line(text, &["clear", &form.number_path(*cell)]),
        Edit::Mark { cell, unconfirmed } => {
            line(text, &[if *unconfirmed { "carried" } else { "confirmed" }, &form.number_path(*cell)]);
        }
        Edit::Last { cell, text: Some(last) } => line(text, &["last", &form.number_path(*cell), last]),
        Edit::Last { cell, text: None } => line(text, &["no last", &form.number_path(*cell)]),
        Edit::InsertRow { rows, at, row } => {
            let at = at.to_string();
            let mut words = vec!["insert".to_owned(), rows_name(rows).to_owned(), at];
            for (field, entry) in &row.entries {
                words.extend(["set".to_owned(), form.number_path(CellRef::at(*field, 0)), entry.to_string()]);
            }
            for (topic, field, note) in &row.notes {
                let path = form.number_path(CellRef::at(*field, 0));
                words.extend(note_words(topic, &path, note).into_iter().map(str::to_owned));
            }
            for (field, last) in &row.last {
                words.extend(["last".to_owned(), form.number_path(CellRef::at(*field, 0)), last.to_string()]);
            }
            for field in &row.unconfirmed {
                words.extend(["carried".to_owned(), form.number_path(CellRef::at(*field, 0))]);
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            line(text, &words);
        }
        Edit::RemoveRow { rows, at } => line(text, &["remove", rows_name(rows), &at.to_string()]),
        Edit::MoveRow { rows, from, to } => {
            line(text, &["move", rows_name(rows), &from.to_string(), &to.to_string()]);
        }
        Edit::Note { topic, cell, note: Some(note) } => {
            line(text, &note_words(topic, &form.number_path(*cell), note));
        }
        Edit::Note { topic, cell, note: None } => {
            let (kind, name) = match topic {
                Topic::Rule(rule) => ("unexplain", rule),
                Topic::Claim(claim) => ("untick", claim),
            };
            line(text, &[kind, name, &form.number_path(*cell)]);
        }
        Edit::Batch(edits) => {
            for edit in edits {
                encode(form, edit, text);
            }
        }
    }
}

/// Decodes an edit from its lines.
pub(super) fn decode<'a>(form: &Form, lines: impl Iterator<Item = &'a str>) -> Option<Edit> {
    let mut edits: Vec<Edit> = lines.map(|line| decode_line(form, line)).collect::<Option<_>>()?;
    if edits.len() == 1 { edits.pop() } else { Some(Edit::Batch(edits)) }
}

fn decode_line(form: &Form, line: &str) -> Option<Edit> {
    let mut words = line.split('\t');
    let edit = match words.next()? {
        "set" => Edit::Set { cell: next_cell(form, &mut words)?, text: Some(unescape(words.next()?).into()) },
        "clear" => Edit::Set { cell: next_cell(form, &mut words)?, text: None },
        "carried" => Edit::Mark { cell: next_cell(form, &mut words)?, unconfirmed: true },
        "confirmed" => Edit::Mark { cell: next_cell(form, &mut words)?, unconfirmed: false },
        "last" => {
            Edit::Last { cell: next_cell(form, &mut words)?, text: Some(unescape(words.next()?).into()) }
        }
        "no last" => Edit::Last { cell: next_cell(form, &mut words)?, text: None },
        "insert" => {
            let (rows, at) = (next_rows(form, &mut words)?, next_number(&mut words)?);
            Edit::InsertRow { rows, at, row: decode_row(form, rows, &mut words)? }
        }
        "remove" => Edit::RemoveRow { rows: next_rows(form, &mut words)?, at: next_number(&mut words)? },
        "move" => {
            let (rows, from) = (next_rows(form, &mut words)?, next_number(&mut words)?);
            Edit::MoveRow { rows, from, to: next_number(&mut words)? }
        }
        kind @ ("explain" | "explained" | "tick") => {
            let (name, cell) = (unescape(words.next()?), next_cell(form, &mut words)?);
            let (topic, note) = next_note(kind, name, &mut words)?;
            Edit::Note { topic, cell, note: Some(note) }
        }
        kind @ ("unexplain" | "untick") => {
            let name = unescape(words.next()?);
            let topic = if kind == "untick" { Topic::Claim(name) } else { Topic::Rule(name) };
            Edit::Note { topic, cell: next_cell(form, &mut words)?, note: None }
        }
        _ => return None,
    };
    words.next().is_none().then_some(edit)
}

fn decode_row(form: &Form, rows: RowSetId, words: &mut Words<'_>) -> Option<RowEntries> {
    let mut row = RowEntries::default();
    let field = |words: &mut Words<'_>| -> Option<FieldId> {
        let cell = next_cell(form, words)?;
        (form.field(cell.field).rows() == Some(rows)).then_some(cell.field)
    };
    while let Some(word) = words.next() {
        match word {
            "set" => row.entries.push((field(words)?, unescape(words.next()?).into())),
            "explain" | "explained" | "tick" => {
                let (name, field) = (unescape(words.next()?), field(words)?);
                let (topic, note) = next_note(word, name, words)?;
                row.notes.push((topic, field, note));
            }
            "last" => row.last.push((field(words)?, unescape(words.next()?).into())),
            "carried" => row.unconfirmed.push(field(words)?),
            _ => return None,
        }
    }
    Some(row)
}

/// Returns the words of a note: its kind, its name, the path of its cell, and its content.
pub(super) fn note_words<'a>(topic: &'a Topic, path: &'a str, note: &'a Note) -> Vec<&'a str> {
    match (topic, &note.values) {
        (Topic::Rule(rule), None) => vec!["explain", rule, path, &note.text],
        (Topic::Rule(rule), Some(values)) => vec!["explained", rule, path, &note.text, values],
        (Topic::Claim(claim), values) => vec!["tick", claim, path, values.as_deref().unwrap_or_default()],
    }
}

/// Decodes the content of a note of this kind and name.
pub(super) fn next_note(kind: &str, name: String, words: &mut Words<'_>) -> Option<(Topic, Note)> {
    if kind == "tick" {
        let note = Note { text: String::new(), values: Some(unescape(words.next()?)) };
        return Some((Topic::Claim(name), note));
    }
    let text = unescape(words.next()?);
    let values = if kind == "explained" { Some(unescape(words.next()?)) } else { None };
    Some((Topic::Rule(name), Note { text, values }))
}

fn next_cell(form: &Form, words: &mut Words<'_>) -> Option<CellRef> {
    cell(form, &unescape(words.next()?))
}

fn next_rows(form: &Form, words: &mut Words<'_>) -> Option<RowSetId> {
    form.row_set_named(&unescape(words.next()?))
}

pub(super) fn next_number(words: &mut Words<'_>) -> Option<usize> {
    words.next()?.parse().ok()
}
