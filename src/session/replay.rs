//! The records of the journal: the changes of a report as text, and their replay.
//!
//! The first record is a [`snapshot`]: the whole report, with the steps that can be undone. Each later change
//! is one record. The replay gives exactly the same report and steps, whatever happened to the report file.
//! It ends at the first record that does not fit and never fails.

use std::collections::HashSet;

use super::edit_text::{Words, cell, decode, encode, line, next_note, next_number, note_words, unescape};
use super::history::{Change, Merge, UndoHistory, Way};
use crate::form::{CellRef, Form, RowSetId};
use crate::report::{Annex, Edit, Report, Topic};

/// Maximum size of the undo steps in a snapshot, and of the redo steps, in bytes; older steps are dropped.
const MAX_STEP_BYTES: usize = 1024 * 1024;

/// Maximum number of entries moved by row edits. This ends the replay of a journal that was made to keep the
/// program busy.
const MAX_WORK: usize = 200_000_000;

/// A record after the snapshot.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// A session begins: further typing is a new step, not part of the last step before.
    Open,
    /// A change of the report.
    Change(Change),
    /// The file was saved and has this stamp.
    Saved(String),
    /// Position of the user.
    Caret(Caret),
    /// The program ended with this exit code.
    Left(u8),
}

/// Position of the user, and a half-written text that is not an entry yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caret {
    /// Index of the section.
    pub section: usize,
    /// Index of the item in the section.
    pub item: usize,
    /// The focused cell.
    pub cell: Option<CellRef>,
    /// Offset of the caret in the text of the cell, in characters.
    pub offset: usize,
    /// A half-written explanation. Half-written entries are recorded as changes.
    pub answer: Option<Answer>,
}

/// A half-written answer to the question why a finding is right, or a half-typed line of the line dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Rule of the finding; empty for a line.
    pub rule: String,
    /// Cell of the finding.
    pub cell: CellRef,
    /// The text so far.
    pub text: String,
    /// Offset of the caret in the text, in characters.
    pub offset: usize,
}

impl Answer {
    /// True if it is a half-typed line.
    pub fn is_line(&self) -> bool {
        self.rule.is_empty()
    }
}

/// The result of a replay.
#[derive(Clone, Debug)]
pub struct Replay {
    /// The report with its undo history.
    pub undo_history: UndoHistory,
    /// The stamp of the file at the last save, and the report at that time; `None` if it was never saved.
    pub saved: Option<(String, Report)>,
    /// Number of changes since the last save.
    pub changes: usize,
    /// Last position of the user.
    pub caret: Caret,
    /// Exit code of the program; `None` if it ended without a record.
    pub left: Option<u8>,
    /// Number of unused records: the first that did not fit, and all after it.
    pub unused: usize,
    /// Number of entries moved by row edits so far.
    work: usize,
}

impl Record {
    /// Encodes the record as text.
    pub fn encode(&self, form: &Form) -> String {
        let mut text = String::new();
        match self {
            Record::Open => line(&mut text, &["open"]),
            Record::Change(change) => {
                let place = form.number_path(change.cell);
                match change.way {
                    Way::Done(Merge::No) => line(&mut text, &["do", &place]),
                    Way::Done(Merge::Run(run)) => line(&mut text, &["do", &place, &run.to_string()]),
                    Way::Undone => line(&mut text, &["undo", &place]),
                    Way::Redone => line(&mut text, &["redo", &place]),
                }
                encode(form, &change.edit, &mut text);
            }
            Record::Saved(stamp) => line(&mut text, &["saved", stamp]),
            Record::Caret(caret) => {
                let [section, item, offset] =
                    [caret.section, caret.item, caret.offset].map(|number| number.to_string());
                let place = caret.cell.map(|cell| form.number_path(cell)).unwrap_or_default();
                let mut words = vec!["caret", &section, &item, &offset, &place];
                let written = caret.answer.as_ref().map(|answer| {
                    let Answer { rule, cell, text, offset } = answer;
                    [text.clone(), rule.clone(), form.number_path(*cell), offset.to_string()]
                });
                words.extend(written.iter().flatten().map(String::as_str));
                line(&mut text, &words);
            }
            Record::Left(code) => line(&mut text, &["left", &code.to_string()]),
        }
        text
    }

    /// Decodes a record; `None` if it does not fit the form.
    pub fn decode(form: &Form, text: &str) -> Option<Record> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let mut words = lines.next()?.split('\t');
        let kind = words.next()?;
        let record = match kind {
            "do" | "undo" | "redo" => {
                let cell = cell(form, &unescape(words.next()?))?;
                let way = match (kind, words.next()) {
                    ("do", None) => Way::Done(Merge::No),
                    ("do", Some(run)) => Way::Done(Merge::Run(run.parse().ok()?)),
                    ("undo", None) => Way::Undone,
                    ("redo", None) => Way::Redone,
                    _ => return None,
                };
                Record::Change(Change { way, edit: decode(form, lines.by_ref())?, cell })
            }
            "open" => Record::Open,
            "saved" => Record::Saved(unescape(words.next()?)),
            "caret" => Record::Caret(Caret {
                section: next_number(&mut words)?,
                item: next_number(&mut words)?,
                offset: next_number(&mut words)?,
                cell: cell(form, &unescape(words.next()?)),
                // Older journals contain the text without its question.
                answer: match (words.next(), words.next()) {
                    (Some(text), Some(rule)) => {
                        let (place, offset) = (unescape(words.next()?), next_number(&mut words)?);
                        let (rule, text) = (unescape(rule), unescape(text));
                        cell(form, &place).map(|cell| Answer { rule, cell, text, offset })
                    }
                    _ => None,
                },
            }),
            "left" => Record::Left(words.next()?.parse().ok()?),
            _ => return None,
        };
        (words.next().is_none() && lines.next().is_none()).then_some(record)
    }
}

/// Encodes the whole report, with its undo and redo steps, as one record.
pub fn snapshot(form: &Form, undo_history: &UndoHistory) -> String {
    let report = &undo_history.report;
    let mut text = String::from("report\n");
    for rows in form.row_set_ids() {
        line(&mut text, &["rows", &form.row_set(rows).name, &report.rows(rows).to_string()]);
    }
    for (cell, entry) in report.filled(form) {
        line(&mut text, &["set", &form.number_path(cell), entry]);
    }
    for (topic, cell, note) in report.notes() {
        line(&mut text, &note_words(topic, &form.number_path(cell), note));
    }
    for (cell, last) in report.last_values() {
        line(&mut text, &["last", &form.number_path(cell), &last.text]);
    }
    for cell in report.unconfirmed() {
        line(&mut text, &["carried", &form.number_path(cell)]);
    }
    snapshot_annex(&report.annex, &mut text);
    for (kind, steps) in [("undo", &undo_history.undo), ("redo", &undo_history.redo)] {
        let mut kept = Vec::new();
        let mut room = MAX_STEP_BYTES;
        for done in steps.iter().rev() {
            let mut lines = String::new();
            encode(form, &done.inverse, &mut lines);
            let Some(rest) = room.checked_sub(lines.len()) else { break };
            room = rest;
            kept.push((done, lines));
        }
        for (done, lines) in kept.iter().rev() {
            let count = lines.matches('\n').count().to_string();
            let run = match done.merge {
                Merge::No => String::new(),
                Merge::Run(run) => run.to_string(),
            };
            line(&mut text, &[kind, &form.number_path(done.cell), &count, &run]);
            text.push_str(lines);
        }
    }
    text
}

fn snapshot_annex(annex: &Annex, text: &mut String) {
    for (name, count) in &annex.rows {
        line(text, &["annex rows", name, &count.to_string()]);
    }
    for (kind, pairs) in [
        ("annex set", &annex.entries),
        ("annex explain", &annex.explanations),
        ("annex explained", &annex.explained_values),
        ("annex tick", &annex.checked),
        ("annex last", &annex.last),
        ("annex last explain", &annex.last_explanations),
        ("annex part", &annex.parts),
    ] {
        for (name, value) in pairs {
            line(text, &[kind, name, value]);
        }
    }
    for (kind, words) in [("annex carried", &annex.unconfirmed), ("annex leftover", &annex.leftovers)] {
        for word in words {
            line(text, &[kind, word]);
        }
    }
}

/// Replays the records of a journal; `None` if it does not begin with a snapshot.
pub fn replay<'a>(form: &Form, records: impl IntoIterator<Item = &'a [u8]>) -> Option<Replay> {
    let mut records = records.into_iter().map(std::str::from_utf8);
    let undo_history = read_snapshot(form, records.next()?.ok()?)?;
    let mut replay = Replay {
        undo_history,
        saved: None,
        changes: 0,
        caret: Caret::default(),
        left: None,
        unused: 0,
        work: 0,
    };
    while let Some(text) = records.next() {
        if text.ok().and_then(|text| replay.take(form, text)).is_none() {
            replay.unused = 1 + records.count();
            break;
        }
    }
    Some(replay)
}

impl Replay {
    fn take(&mut self, form: &Form, text: &str) -> Option<()> {
        if text.starts_with("report\n") {
            // The journal was rewritten while changes were unsaved. The saved state remains valid.
            self.undo_history = read_snapshot(form, text)?;
            self.changes += 1;
            return Some(());
        }
        match Record::decode(form, text)? {
            Record::Open => {
                self.undo_history.seal();
                self.left = None;
            }
            Record::Change(change) => {
                let report = self.undo_history.report();
                self.work = self.work.saturating_add(work(form, report, &change.edit));
                if self.work > MAX_WORK || !fits(form, report, &change.edit) {
                    return None;
                }
                self.undo_history.apply(form, change);
                self.changes += 1;
            }
            Record::Saved(stamp) => {
                self.saved = Some((stamp, self.undo_history.report.clone()));
                self.changes = 0;
            }
            Record::Caret(caret) => self.caret = caret,
            Record::Left(code) => self.left = Some(code),
        }
        Some(())
    }
}

/// Returns the number of entries that an edit moves.
fn work(form: &Form, report: &Report, edit: &Edit) -> usize {
    match edit {
        Edit::Set { .. } | Edit::Note { .. } | Edit::Mark { .. } | Edit::Last { .. } => 1,
        Edit::InsertRow { rows, .. } | Edit::RemoveRow { rows, .. } | Edit::MoveRow { rows, .. } => {
            let kept = report.notes.len() + report.carried.len();
            report.rows(*rows) * form.row_set(*rows).fields.len() + 10 * kept
        }
        Edit::Batch(edits) => {
            // Each insertion also moves the rows inserted before it.
            let inserted = edits.iter().filter(|edit| matches!(edit, Edit::InsertRow { .. })).count();
            let each = edits.iter().map(|edit| work(form, report, edit));
            each.fold(inserted.saturating_mul(inserted).saturating_mul(8), usize::saturating_add)
        }
    }
}

/// True if the edit can be applied to the report: its rows exist, and no row set exceeds its maximum.
fn fits(form: &Form, report: &Report, edit: &Edit) -> bool {
    let mut counts: Vec<(RowSetId, usize)> = Vec::new();
    fits_rows(form, report, edit, &mut counts)
}

fn fits_rows(form: &Form, report: &Report, edit: &Edit, counts: &mut Vec<(RowSetId, usize)>) -> bool {
    match edit {
        Edit::Set { .. } | Edit::Note { .. } | Edit::Mark { .. } | Edit::Last { .. } => true,
        Edit::InsertRow { rows, at, .. } => {
            let count = count(report, counts, *rows);
            *count += 1;
            *at < *count && *count <= form.row_set(*rows).max
        }
        Edit::RemoveRow { rows, at } => {
            let count = count(report, counts, *rows);
            let there = *at < *count;
            *count = count.saturating_sub(1);
            there
        }
        Edit::MoveRow { rows, from, to } => {
            let count = count(report, counts, *rows);
            *from < *count && *to < *count
        }
        Edit::Batch(edits) => edits.iter().all(|edit| fits_rows(form, report, edit, counts)),
    }
}

/// Returns the number of rows after the edits checked so far.
fn count<'a>(report: &Report, counts: &'a mut Vec<(RowSetId, usize)>, rows: RowSetId) -> &'a mut usize {
    let at = counts.iter().position(|(other, _)| *other == rows).unwrap_or_else(|| {
        counts.push((rows, report.rows(rows)));
        counts.len() - 1
    });
    &mut counts[at].1
}

fn read_snapshot(form: &Form, text: &str) -> Option<UndoHistory> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    (lines.next()? == "report").then_some(())?;
    let mut counts: Vec<usize> = form.row_sets.iter().map(|set| set.min).collect();
    let mut lines = lines.peekable();
    let mut unknown = Vec::new();
    while let Some(words) = lines.peek().and_then(|line| line.strip_prefix("rows\t")) {
        let (name, count) = words.split_once('\t')?;
        let (name, count) = (unescape(name), count.parse().ok()?);
        match form.row_set_named(&name) {
            Some(rows) => *counts.get_mut(rows.0 as usize)? = form.row_set(rows).max.min(count),
            None => unknown.push((name, count)),
        }
        lines.next();
    }
    let mut report = Report::blank(form, counts);
    report.annex.rows = unknown;
    let mut undo_history = UndoHistory::new(report);
    while let Some(line) = lines.next() {
        let mut words = line.split('\t');
        let kind = words.next()?;
        if let "undo" | "redo" = kind {
            let (place, count) = (unescape(words.next()?), next_number(&mut words)?);
            let merge = match words.next()? {
                "" => Merge::No,
                run => Merge::Run(run.parse().ok()?),
            };
            let step: Vec<&str> = lines.by_ref().take(count).collect();
            let edit = decode(form, step.into_iter());
            // A step that no longer fits the form cannot be undone, nor can the steps before it.
            match cell(form, &place).zip(edit) {
                Some((cell, edit)) => undo_history.put(kind == "undo", edit, cell, merge),
                None => undo_history.forget(kind == "undo"),
            }
            continue;
        }
        read_line(form, &mut undo_history.report, kind, &mut words)?;
    }
    let annex = &mut undo_history.report.annex;
    // Duplicate entries are kept: the file writer adds them to the leftovers.
    for pairs in [
        &mut annex.explanations,
        &mut annex.explained_values,
        &mut annex.checked,
        &mut annex.last,
        &mut annex.last_explanations,
        &mut annex.parts,
    ] {
        keep_last(pairs, |(name, _)| name);
    }
    keep_last(&mut annex.unconfirmed, |path| path);
    Some(undo_history)
}

/// Keeps only the last item with each name, because a file contains each name once.
fn keep_last<T>(list: &mut Vec<T>, name: impl Fn(&T) -> &String) {
    let mut seen = HashSet::new();
    let last: Vec<bool> = list.iter().rev().map(|one| seen.insert(name(one))).collect();
    let mut last = last.into_iter().rev();
    list.retain(|_| last.next().unwrap_or(true));
}

/// Reads a line of a snapshot. Contents that the form does not know (any more) go to the annex.
fn read_line(form: &Form, report: &mut Report, kind: &str, words: &mut Words<'_>) -> Option<()> {
    let first = unescape(words.next()?);
    let known = |path: &str| cell(form, path).filter(|cell| report.has(form, *cell));
    match kind {
        "carried" => match known(&first) {
            Some(cell) => {
                report.mark(cell, true);
            }
            None => report.annex.unconfirmed.push(first),
        },
        "annex carried" => report.annex.unconfirmed.push(first),
        "annex leftover" => report.annex.leftovers.push(first),
        _ => return read_pair(form, report, kind, first, words),
    }
    words.next().is_none().then_some(())
}

fn read_pair(
    form: &Form,
    report: &mut Report,
    kind: &str,
    first: String,
    words: &mut Words<'_>,
) -> Option<()> {
    let second = unescape(words.next()?);
    let known = cell(form, &first).filter(|cell| report.has(form, *cell));
    let annex = &mut report.annex;
    match (kind, known) {
        ("set", Some(cell)) => drop(report.set(cell, Some(second.into()))),
        ("last", Some(cell)) => drop(report.set_last(form, cell, Some(second.into()))),
        ("set" | "annex set", _) => annex.entries.push((first, second)),
        ("last" | "annex last", _) => annex.last.push((first, second)),
        ("explain" | "explained" | "tick", _) => {
            let (topic, note) = next_note(kind, first, words)?;
            match (cell(form, &second), topic) {
                (Some(cell), topic) => drop(report.notes.insert((topic, cell), note)),
                (None, Topic::Rule(rule)) => {
                    let key = format!("{rule}@{second}");
                    annex.explained_values.extend(note.values.map(|values| (key.clone(), values)));
                    annex.explanations.push((key, note.text));
                }
                (None, Topic::Claim(claim)) => {
                    annex.checked.push((format!("{second} {claim}"), note.values.unwrap_or_default()));
                }
            }
        }
        ("annex rows", _) => annex.rows.push((first, second.parse().ok()?)),
        ("annex explain", _) => annex.explanations.push((first, second)),
        ("annex explained", _) => annex.explained_values.push((first, second)),
        ("annex tick", _) => annex.checked.push((first, second)),
        ("annex last explain", _) => annex.last_explanations.push((first, second)),
        ("annex part", _) => annex.parts.push((first, second)),
        _ => return None,
    }
    words.next().is_none().then_some(())
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::report::{Note, RowEntries};
    use crate::session::Session;
    use crate::store::forms::Shelf;

    /// The most comprehensive form, and its sample.
    pub(crate) fn sample() -> (Arc<Form>, Report) {
        let shelf = Shelf::default();
        let found = shelf.find(shelf.first_id(), "").unwrap();
        let file = crate::report::read(&found.origin.sample().unwrap().1).unwrap();
        let report = Report::from_file(&found.form, file);
        (found.form, report)
    }

    /// Actions of a random session; numbers are taken modulo the number of choices.
    #[derive(Clone, Debug)]
    pub(crate) enum Act {
        Type(usize, Option<String>, u64),
        Explain(usize, Option<String>),
        Mark(usize, bool),
        Last(usize, Option<String>),
        Insert(usize, usize, String),
        Remove(usize, usize),
        Move(usize, usize, usize),
        Undo,
        Redo,
        Saved,
        Open,
    }

    pub(crate) fn acts() -> impl Strategy<Value = Vec<Act>> {
        let number = || 0..500usize;
        let text = || prop_oneof![any::<String>(), "[0-9.]{1,6}", "[甲乙\t\n\\\\\r\"]{1,5}"];
        let act = prop_oneof![
            6 => (number(), prop::option::weighted(0.8, text()), 0..3u64)
                .prop_map(|(cell, text, run)| Act::Type(cell, text, run)),
            1 => (number(), prop::option::of(text())).prop_map(|(cell, text)| Act::Explain(cell, text)),
            2 => (number(), any::<bool>()).prop_map(|(cell, unconfirmed)| Act::Mark(cell, unconfirmed)),
            1 => (number(), prop::option::of(text())).prop_map(|(cell, text)| Act::Last(cell, text)),
            2 => (number(), number(), text()).prop_map(|(rows, at, text)| Act::Insert(rows, at, text)),
            1 => (number(), number()).prop_map(|(rows, at)| Act::Remove(rows, at)),
            1 => (number(), number(), number()).prop_map(|(rows, from, to)| Act::Move(rows, from, to)),
            3 => Just(Act::Undo),
            2 => Just(Act::Redo),
            1 => Just(Act::Saved),
            1 => Just(Act::Open),
        ];
        prop::collection::vec(act, 0..60)
    }

    pub(crate) fn edit_of(form: &Form, report: &Report, act: &Act) -> Option<(Edit, CellRef)> {
        let cells = report.cells(form);
        let pick = |number: usize| cells[number % cells.len()];
        let rows = |number: usize| {
            let all: Vec<RowSetId> = form.row_set_ids().collect();
            all[number % all.len()]
        };
        let note = |text: &str, values: Option<&str>| Note {
            text: text.to_owned(),
            values: values.map(str::to_owned),
        };
        let first = |rows: RowSetId| CellRef::at(form.row_set(rows).fields[0], 0);
        Some(match act {
            Act::Type(cell, text, _) => {
                let text = text.clone().filter(|text| !text.is_empty()).map(Into::into);
                (Edit::Set { cell: pick(*cell), text }, pick(*cell))
            }
            Act::Explain(cell, text) => {
                let values = text.as_ref().filter(|text| text.len() % 2 == 0).map(|_| "1 2\n3".to_owned());
                let edit = match cell % 3 {
                    0 => Edit::tick(pick(*cell), "a\tb71个", text.clone()),
                    _ => Edit::explain("a\tb", pick(*cell), text.clone(), values),
                };
                (Edit::Batch(vec![edit]), pick(*cell))
            }
            Act::Mark(cell, unconfirmed) => {
                (Edit::Mark { cell: pick(*cell), unconfirmed: *unconfirmed }, pick(*cell))
            }
            Act::Last(cell, text) => {
                let text = text.clone().map(Into::into);
                (Edit::Last { cell: pick(*cell), text }, pick(*cell))
            }
            Act::Insert(set, at, text) => {
                let rows = rows(*set);
                let at = at % (report.rows(rows) + 1);
                if report.rows(rows) >= form.row_set(rows).max.min(12) {
                    return None;
                }
                let field = form.row_set(rows).fields[0];
                let row = RowEntries {
                    entries: vec![(field, text.as_str().into())],
                    notes: vec![
                        (Topic::Rule("r".to_owned()), field, note(&format!("因{text}"), None)),
                        (Topic::Rule("s".to_owned()), field, note("y", Some("1\n2"))),
                        (Topic::Claim("c".to_owned()), field, note("", Some(text))),
                    ],
                    last: vec![(field, format!("旧{text}").into())],
                    unconfirmed: vec![field],
                };
                let row = if text.is_empty() { RowEntries::default() } else { row };
                let insert = Edit::InsertRow { rows, at, row };
                let set = Edit::Set { cell: CellRef::at(field, at), text: Some("x".into()) };
                (Edit::Batch(vec![insert, set]), first(rows))
            }
            Act::Remove(set, at) => {
                let rows = rows(*set);
                let at = at.checked_rem(report.rows(rows))?;
                (Edit::RemoveRow { rows, at }, first(rows))
            }
            Act::Move(set, from, to) => {
                let rows = rows(*set);
                let [from, to] = [from.checked_rem(report.rows(rows))?, to.checked_rem(report.rows(rows))?];
                (Edit::MoveRow { rows, from, to }, first(rows))
            }
            _ => return None,
        })
    }

    fn perform(session: &mut Session, act: &Act) {
        match act {
            Act::Undo => drop(session.undo()),
            Act::Redo => drop(session.redo()),
            act => {
                let edit = edit_of(session.form(), session.report(), act);
                let merge = match act {
                    Act::Type(_, _, run) if *run > 0 => Merge::Run(*run),
                    _ => Merge::No,
                };
                if let Some((edit, cell)) = edit {
                    session.change(edit, cell, merge);
                }
            }
        }
    }

    fn again(form: &Form, records: &[String]) -> Replay {
        replay(form, records.iter().map(String::as_bytes)).unwrap()
    }

    /// Asserts that both have the same report, undo steps and redo steps.
    fn assert_same(form: &Arc<Form>, live: &UndoHistory, replayed: &UndoHistory) {
        assert_eq!(live.report, replayed.report);
        assert_eq!(live.undo.len(), replayed.undo.len());
        assert_eq!(live.redo.len(), replayed.redo.len());
        let mut a = Session::resume(Arc::clone(form), live.clone());
        let mut b = Session::resume(Arc::clone(form), replayed.clone());
        for step in [Session::undo, Session::redo] {
            loop {
                let (x, y) = (step(&mut a), step(&mut b));
                assert_eq!((&x, a.report()), (&y, b.report()));
                if x.is_none() {
                    break;
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn replaying_gives_the_same_report_and_steps(acts in acts()) {
            let (form, mut report) = sample();
            // A text with figures that follow moved rows.
            let cell = cell(&form, "problems").unwrap();
            let text = "{{goals[2].actual}}{{quality[1].name}}{{income[2].fiscal}}{{units[工程质量监督站].name}}";
            report.apply(&form, Edit::Set { cell, text: Some(text.into()) });
            let mut session = Session::new(Arc::clone(&form), report);
            session.keep_log();
            let mut records = vec![snapshot(&form, session.undo_history())];
            let mut saved = None;
            for (at, act) in acts.iter().enumerate() {
                perform(&mut session, act);
                records.extend(session.take_log().into_iter().map(|change| Record::Change(change).encode(&form)));
                match act {
                    Act::Saved => {
                        records.push(Record::Saved(format!("s{at}")).encode(&form));
                        saved = Some((format!("s{at}"), session.report().clone()));
                    }
                    Act::Open => {
                        records.push(Record::Open.encode(&form));
                        session = Session::resume(Arc::clone(&form), session.undo_history().clone());
                        session.keep_log();
                    }
                    _ => {}
                }
            }
            let replayed = again(&form, &records);
            prop_assert_eq!(replayed.unused, 0);
            prop_assert_eq!(&replayed.saved, &saved);
            assert_same(&form, session.undo_history(), &replayed.undo_history);
            // Starting again from a snapshot changes nothing.
            let replayed = again(&form, &[snapshot(&form, session.undo_history())]);
            assert_same(&form, session.undo_history(), &replayed.undo_history);
        }

        #[test]
        fn any_lines_are_survived(lines in prop::collection::vec(
            "(do|undo|redo|set|insert|remove|move|explain|caret|report)(\t(units|year|goals|units\\[2\\]\\.name|income\\[sum\\]\\.fiscal|[0-9]{1,10}|set|\\PC)){0,5}",
            0..12,
        )) {
            let (form, report) = sample();
            let mut records = vec![snapshot(&form, &UndoHistory::new(report))];
            records.push(lines.join("\n") + "\n");
            records.extend(lines.iter().map(|line| format!("do\tyear\n{line}\n")));
            let replayed = again(&form, &records);
            prop_assert!(replayed.unused <= records.len());
        }
    }

    #[test]
    fn records_are_lines() {
        let (form, _) = sample();
        let year = cell(&form, "year").unwrap();
        let caret = Caret {
            section: 2,
            item: 1,
            cell: cell(&form, "income[3].fiscal"),
            offset: 4,
            answer: Some(Answer {
                rule: "staff-over-posts".to_owned(),
                cell: cell(&form, "staff").unwrap(),
                text: "因\t为\n".to_owned(),
                offset: 2,
            }),
        };
        for (record, text) in [
            (Record::Open, "open\n"),
            (Record::Saved("7 1f".to_owned()), "saved\t7 1f\n"),
            (Record::Left(129), "left\t129\n"),
            (Record::Caret(Caret::default()), "caret\t0\t0\t0\t\n"),
            (
                Record::Caret(caret),
                "caret\t2\t1\t4\tincome[3].fiscal\t因\\t为\\n\tstaff-over-posts\tstaff\t2\n",
            ),
            (
                Record::Change(Change {
                    way: Way::Done(Merge::Run(7)),
                    edit: Edit::Set { cell: year, text: Some("2\\3".into()) },
                    cell: year,
                }),
                "do\tyear\t7\nset\tyear\t2\\\\3\n",
            ),
        ] {
            assert_eq!(record.encode(&form), text);
            assert_eq!(Record::decode(&form, text), Some(record));
        }
        let old = Caret { section: 2, ..Caret::default() };
        assert_eq!(Record::decode(&form, "caret\t2\t0\t0\t\tx\n"), Some(Record::Caret(old)));
        for bad in [
            "",
            "open",
            "what\n",
            "caret\t0\t0\t0\t\tx\tr\tstaff\n",
            "do\tnone\nclear\tyear\n",
            "left\t256\n",
            "open\tx\n",
            "open\n\n",
        ] {
            assert_eq!(Record::decode(&form, bad), None, "{bad:?}");
        }
    }

    #[test]
    fn rows_that_cannot_be_end_the_replay() {
        let (form, report) = sample();
        let first = snapshot(&form, &UndoHistory::new(report.clone()));
        for bad in [
            "remove\tunits\t3",
            "move\tunits\t0\t3",
            "insert\tunits\t9",
            "insert\tunits\t0\tset\tgoals[1].actual\tx",
        ] {
            let records = [
                first.clone(),
                "do\tyear\nset\tyear\t1\n".to_owned(),
                format!("do\tyear\n{bad}\n"),
                first.clone(),
            ];
            let replayed = again(&form, &records);
            assert_eq!((replayed.unused, replayed.changes), (2, 1), "{bad}");
            assert_eq!(replayed.undo_history.report.text(cell(&form, "year").unwrap()), "1");
        }
        let huge = first.replace("rows\tunits\t3\n", "rows\tunits\t4000000000\n");
        assert!(
            again(&form, &[huge]).undo_history.report.rows(form.row_set_named("units").unwrap()) < 4_000_000
        );
    }

    #[test]
    fn a_journal_made_to_keep_the_program_busy_ends() {
        let (form, report) = sample();
        let first = snapshot(&form, &UndoHistory::new(report));
        let insert = "insert\tgoals\t0\n".repeat(20_000);
        let mut records = vec![first.clone(), format!("do\tyear\n{insert}")];
        assert_eq!(again(&form, &records).unused, 1, "rows in one go");
        records.truncate(1);
        records.extend(std::iter::repeat_n("do\tyear\ninsert\tgoals\t0\n".to_owned(), 30_000));
        assert!(again(&form, &records).unused > 0, "row by row");
    }

    #[test]
    fn what_the_form_does_not_know_goes_to_the_annex() {
        let (form, report) = sample();
        let text = snapshot(&form, &UndoHistory::new(report))
            + "annex last\tgone\t0\nset\tgone\t1\nlast\tgone\t2\ncarried\tgone\nannex leftover\ty\nexplain\tr\tgone\tx\nundo\tgone\t1\t\nclear\tgone\n";
        let undo_history = again(&form, &[text]).undo_history;
        assert_eq!(undo_history.report.annex.entries, [("gone".to_owned(), "1".to_owned())]);
        assert_eq!(undo_history.report.annex.explanations, [("r@gone".to_owned(), "x".to_owned())]);
        let annex = &undo_history.report.annex;
        assert_eq!(annex.last, [("gone".to_owned(), "2".to_owned())]);
        assert_eq!((&annex.unconfirmed, &annex.leftovers), (&vec!["gone".to_owned()], &vec!["y".to_owned()]));
        assert_eq!(again(&form, &[snapshot(&form, &undo_history)]).undo_history.report, undo_history.report);
        assert_eq!(undo_history.steps(), 0);
    }
}
