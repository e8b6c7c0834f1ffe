//! Compares two reports of one form, entry by entry, and makes edits that apply selected differences.
//!
//! Rows that keep their order are matched by name, so that an inserted row is one difference and does not
//! shift the rows after it. All cells are those of the `before` report. Pure functions; the caller makes the
//! sentences.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::form::{CellRef, FieldId, Form, RowSetId};
use crate::report::{Edit, Entry, Note, Pairing, Paths, Report, RowEntries, Topic};

/// One difference between two reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Type and location of the difference.
    pub what: What,
    /// Path of the cell, with the row name if there is one; for a row, its row set and number.
    pub path: String,
    /// Text in the `before` report; for a row, all its entries.
    pub before: Entry,
    /// Text in the `after` report.
    pub after: Entry,
    /// True if the entry in the `after` report is unconfirmed: it comes from last year's report.
    pub unconfirmed: bool,
}

/// Type and location of a difference.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// An entry.
    Entry(CellRef),
    /// A note, by topic and cell, with the note in the `after` report.
    Note(Topic, CellRef, Option<Note>),
    /// Only the mark of an unconfirmed entry differs.
    Mark(CellRef),
    /// Last year's value.
    Last(CellRef),
    /// A row that only the `after` report has, with the index in the `before` report before which to insert
    /// it.
    NewRow(RowSetId, usize, RowEntries),
    /// A row that only the `before` report has.
    GoneRow(RowSetId, usize),
}

/// The report that made a difference, compared with a common origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The `before` report.
    Before,
    /// The `after` report.
    After,
    /// Both, with different results.
    Both,
}

/// Returns the differences between two reports, in the form's order.
pub fn compare(form: &Form, before: &Report, after: &Report) -> Vec<Difference> {
    let matched: Vec<Pairing> = form.row_set_ids().map(|rows| pair(form, rows, before, after)).collect();
    let paths = Paths::new(form, before);
    let mut found: Vec<((FieldId, usize), Difference)> = Vec::new();
    for (rank, cell) in before.cells(form).into_iter().enumerate() {
        let Some(there) = there(form, &matched, cell) else { continue };
        let unconfirmed = after.is_unconfirmed(there);
        let mut differs = |what, before_text: Option<&Arc<str>>, after: Option<&Arc<str>>| {
            let path = paths.of(cell);
            let (before, after) = (before_text.cloned(), after.cloned());
            let difference = Difference { what, path, before, after, unconfirmed };
            found.push((place(form, cell, rank), difference));
        };
        let entries = [before.entry(cell), after.entry(there)];
        if entries[0] != entries[1] {
            differs(What::Entry(cell), entries[0], entries[1]);
        } else if before.is_unconfirmed(cell) != unconfirmed {
            differs(What::Mark(cell), entries[0], entries[1]);
        }
        let last = [before.last(cell), after.last(there)].map(|last| last.map(|last| &last.text));
        if last[0] != last[1] {
            differs(What::Last(cell), last[0], last[1]);
        }
    }
    for (topic, cell) in noted(form, &matched, before, after) {
        let Some(there) = there(form, &matched, cell) else { continue };
        let notes = [before.note(&topic, cell), after.note(&topic, there)];
        if notes[0] != notes[1] {
            let (texts, path) = match &topic {
                Topic::Rule(rule) => (
                    notes.map(|note| note.map(|note| note.text.as_str())),
                    format!("{rule}@{}", paths.of(cell)),
                ),
                Topic::Claim(claim) => {
                    (notes.map(|note| note.map(|_| claim.as_str())), format!("{} {claim}", paths.of(cell)))
                }
            };
            let [before, after] = texts.map(|text| text.map(Into::into));
            let what = What::Note(topic, cell, notes[1].cloned());
            let difference = Difference { what, path, before, after, unconfirmed: false };
            found.push((place(form, cell, usize::MAX), difference));
        }
    }
    for (rows, matched) in form.row_set_ids().zip(&matched) {
        found.extend(row_differences(form, rows, matched, before, after));
    }
    // The sort is stable: it keeps the order of differences with the same key.
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, difference)| difference).collect()
}

/// Returns the edit that applies selected differences to the `before` report.
pub fn pick<'a>(picked: impl IntoIterator<Item = &'a Difference>) -> Edit {
    let mut edits = Vec::new();
    let mut rows: Vec<(RowSetId, usize, Option<&RowEntries>)> = Vec::new();
    for Difference { what, after, unconfirmed, .. } in picked {
        match what {
            What::Entry(cell) => {
                edits.push(Edit::Set { cell: *cell, text: after.clone() });
                // Setting a text removes the mark, so set the mark afterwards.
                edits.extend(unconfirmed.then_some(Edit::Mark { cell: *cell, unconfirmed: true }));
            }
            What::Mark(cell) => edits.push(Edit::Mark { cell: *cell, unconfirmed: *unconfirmed }),
            What::Last(cell) => edits.push(Edit::Last { cell: *cell, text: after.clone() }),
            What::Note(topic, cell, note) => {
                edits.push(Edit::Note { topic: topic.clone(), cell: *cell, note: note.clone() });
            }
            What::NewRow(set, at, row) => rows.push((*set, *at, Some(row))),
            What::GoneRow(set, at) => rows.push((*set, *at, None)),
        }
    }
    // From the last row to the first, so that the indices of the remaining rows stay valid.
    rows.reverse();
    rows.sort_by_key(|(_, at, _)| std::cmp::Reverse(*at));
    edits.extend(rows.into_iter().map(|(rows, at, row)| match row {
        Some(row) => Edit::InsertRow { rows, at, row: row.clone() },
        None => Edit::RemoveRow { rows, at },
    }));
    Edit::Batch(edits)
}

/// Returns the report that made a difference since a common origin. The caller must not undo changes that
/// only the `before` report made.
pub fn changed_by(origin: &Report, before: &Report, difference: &Difference) -> Side {
    let was = match &difference.what {
        What::Entry(cell) => origin.entry(*cell).map(AsRef::as_ref),
        What::Note(topic, cell, after) => {
            let was = origin.note(topic, *cell);
            return match (was == before.note(topic, *cell), was == after.as_ref()) {
                (true, _) => Side::After,
                (_, true) => Side::Before,
                _ => Side::Both,
            };
        }
        What::Last(cell) => origin.last(*cell).map(|last| last.text.as_ref()),
        What::Mark(cell) => {
            let was = origin.is_unconfirmed(*cell);
            return if was == difference.unconfirmed { Side::Before } else { Side::After };
        }
        What::NewRow(rows, ..) => {
            return if before.rows(*rows) < origin.rows(*rows) { Side::Before } else { Side::After };
        }
        What::GoneRow(rows, _) => {
            return if before.rows(*rows) > origin.rows(*rows) { Side::Before } else { Side::After };
        }
    };
    match (was == difference.before.as_deref(), was == difference.after.as_deref()) {
        (true, _) => Side::After,
        (_, true) => Side::Before,
        _ => Side::Both,
    }
}

/// Pairs the rows of two reports. If their numbers are equal, rows are paired by index, whatever their
/// entries.
fn pair(form: &Form, rows: RowSetId, before: &Report, after: &Report) -> Pairing {
    let counts = (before.rows(rows), after.rows(rows));
    if counts.0 == counts.1 {
        return Pairing::by_place(counts.0, counts.1);
    }
    let [names, other] = [before, after].map(|report| report.row_keys(form, rows));
    let mut pairing = Pairing::by_name(&names, &other);
    pairing.part_moved();
    let set = form.row_set(rows);
    let entry = |report: &'_ Report, field, row| report.entry(CellRef::at(field, row)).cloned();
    pairing.join_between(|a, b| {
        set.fields.iter().all(|field| entry(before, *field, a) == entry(after, *field, b))
    });
    pairing.join_rest();
    pairing
}

fn row_differences(
    form: &Form,
    rows: RowSetId,
    matched: &Pairing,
    before: &Report,
    after: &Report,
) -> Vec<((FieldId, usize), Difference)> {
    let set = form.row_set(rows);
    let Some(first) = set.fields.iter().min() else { return Vec::new() };
    let difference = |what, row: usize, before, after| {
        let path = format!("{}[{}]", set.name, row + 1);
        ((*first, 0), Difference { what, path, before, after, unconfirmed: false })
    };
    let gone = matched.gone().map(|row| {
        let text = row_entries(form, rows, before, row);
        difference(What::GoneRow(rows, row), row, Some(words(&text).into()), None)
    });
    let new = matched.new_rows().map(|row| {
        let next = (row + 1..after.rows(rows)).find_map(|row| matched.before(row));
        let entries = row_entries(form, rows, after, row);
        let text = Some(words(&entries).into());
        let at = next.unwrap_or(before.rows(rows));
        difference(What::NewRow(rows, at, entries), row, None, text)
    });
    gone.chain(new).collect()
}

/// Returns the cell of the `after` report that is paired with a cell of the `before` report.
fn there(form: &Form, matched: &[Pairing], cell: CellRef) -> Option<CellRef> {
    let rows = form.field(cell.field).rows();
    match (rows.and_then(|rows| matched.get(rows.0 as usize)), cell.row.index()) {
        (Some(matched), Some(row)) => Some(CellRef::at(cell.field, matched.after(row)?)),
        _ => Some(cell),
    }
}

/// Returns the topics and cells of all notes in either report, with cells of the `before` report.
fn noted(form: &Form, matched: &[Pairing], before: &Report, after: &Report) -> BTreeSet<(Topic, CellRef)> {
    let mut all: BTreeSet<(Topic, CellRef)> =
        before.notes().map(|(topic, cell, _)| (topic.clone(), cell)).collect();
    for (topic, cell, _) in after.notes() {
        let rows = form.field(cell.field).rows();
        let here = match (rows.and_then(|rows| matched.get(rows.0 as usize)), cell.row.index()) {
            (Some(matched), Some(row)) => matched.before(row).map(|row| CellRef::at(cell.field, row)),
            _ => Some(cell),
        };
        all.extend(here.map(|here| (topic.clone(), here)));
    }
    all
}

/// Sort key of a difference: groups all cells of a table, in reading order.
fn place(form: &Form, cell: CellRef, rank: usize) -> (FieldId, usize) {
    let field = form.field(cell.field);
    let first = match field.home {
        crate::form::Home::Column { table, group, .. } => form.table(table).groups[group].columns[0],
        _ => cell.field,
    };
    (first, rank.saturating_add(1))
}

fn row_entries(form: &Form, rows: RowSetId, report: &Report, row: usize) -> RowEntries {
    let fields = &form.row_set(rows).fields;
    let entry = |field: &FieldId| Some((*field, report.entry(CellRef::at(*field, row))?.clone()));
    let notes =
        report.notes().filter(|(_, cell, _)| fields.contains(&cell.field) && cell.row.index() == Some(row));
    let mut taken = RowEntries {
        entries: fields.iter().filter_map(entry).collect(),
        notes: notes.map(|(topic, cell, note)| (topic.clone(), cell.field, note.clone())).collect(),
        ..RowEntries::default()
    };
    report.take_carried(fields, row, &mut taken);
    taken
}

fn words(row: &RowEntries) -> String {
    let texts: Vec<&str> = row.entries.iter().map(|(_, text)| text.as_ref()).collect();
    texts.join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::session::testing::{acts, edit_of, sample};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn what_differs_is_all_that_differs(acts in acts()) {
            let (form, before) = sample();
            let mut after = before.clone();
            for act in &acts {
                if let Some((edit, _)) = edit_of(&form, &after, act) {
                    after.apply(&form, edit);
                }
            }
            let found = compare(&form, &before, &after);
            prop_assert_eq!(found.is_empty(), before == after);
            let mut picked = before.clone();
            let back = picked.apply(&form, pick(&found));
            prop_assert_eq!(&picked, &after);
            picked.apply(&form, back);
            prop_assert_eq!(&picked, &before);
            for difference in &found {
                prop_assert_eq!(changed_by(&before, &before, difference), Side::After);
                // Each difference can be applied alone.
                let mut one = before.clone();
                one.apply(&form, pick([difference]));
                prop_assert!(one != before);
            }
        }
    }

    #[test]
    fn differences_in_the_forms_order() {
        let (form, before) = sample();
        let mut after = before.clone();
        let units = form.row_set_named("units").unwrap();
        for (path, text) in
            [("problems", "无"), ("income[3].fiscal", "1"), ("income[1].fiscal", "2"), ("contact", "")]
        {
            let cell = after.resolve(&form, path).unwrap();
            after.apply(&form, Edit::Set { cell, text: Some(text.into()) });
        }
        let name = form.row_set(units).name_field.unwrap();
        let row = RowEntries { entries: vec![(name, "新站".into())], ..RowEntries::default() };
        after.apply(&form, Edit::InsertRow { rows: units, at: 1, row });
        let found = compare(&form, &before, &after);
        let paths: Vec<&str> = found.iter().map(|difference| difference.path.as_str()).collect();
        assert_eq!(
            paths,
            ["units[2]", "contact", "income[局机关].fiscal", "income[工程质量监督站].fiscal", "problems"]
        );
        assert_eq!((found[1].after.clone(), found[2].after.as_deref()), (None, Some("2")));
        assert_eq!(found[0].after.as_deref(), Some("新站"));
    }
    /// A removed row in the middle and new rows at the end are reported as such, not as changes of all rows
    /// between.
    #[test]
    fn rows_that_come_and_go_shift_no_others() {
        let (form, before) = sample();
        let units = form.row_set_named("units").unwrap();
        let name = form.row_set(units).name_field.unwrap();
        let mut after = before.clone();
        after.apply(&form, Edit::RemoveRow { rows: units, at: 0 });
        for (at, text) in [(1, "甲站"), (3, "乙站")] {
            let row = RowEntries { entries: vec![(name, text.into())], ..RowEntries::default() };
            after.apply(&form, Edit::InsertRow { rows: units, at, row });
        }
        let found = compare(&form, &before, &after);
        let what: Vec<(&str, &What)> =
            found.iter().map(|difference| (difference.path.as_str(), &difference.what)).collect();
        assert!(
            matches!(
                what.as_slice(),
                [
                    ("units[1]", What::GoneRow(_, 0)),
                    ("units[2]", What::NewRow(_, 2, _)),
                    ("units[4]", What::NewRow(_, 3, _)),
                ]
            ),
            "{what:?}"
        );
        let mut picked = before.clone();
        picked.apply(&form, pick(&found));
        assert_eq!(picked, after);
    }
}
