//! Figures follow their rows: what else an edit of rows takes so that every figure goes on showing the cell it showed.
//!
//! A row that is renamed takes the figures that name it along, a row that moves those that count to it. Figures of a row that
//! goes are left for the person to see, marked where they would otherwise show another row.

use std::cell::OnceCell;

use super::syntax::{Figure, may_hold, parts, pieces};
use super::{Rows, writable};
use crate::form::{CellRef, FieldId, FieldType, Form, Home, Row, RowSetId};
use crate::report::{Edit, Paths, Report, Splice};

/// What is put behind the name of a row that is gone.
const GONE: char = '?';

/// An edit with what it takes for figures to follow their rows; one that moves and renames none as it is.
pub(in crate::report) fn follow(form: &Form, report: &Report, edit: Edit) -> Edit {
    if !moves_rows(form, &edit) {
        return edit;
    }
    let texts = texts(form, report);
    if texts.is_empty() {
        return edit;
    }
    let mut after = report.clone();
    after.apply(form, edit.clone());
    let change = Change {
        form,
        report,
        edit: &edit,
        after: &after,
        rows: [Rows::new(form, report), Rows::new(form, &after)],
        paths: OnceCell::new(),
    };
    let edits = texts.into_iter().flat_map(|(cell, text)| change.follow(cell, text));
    let edits: Vec<Edit> = edits.collect();
    if edits.is_empty() {
        return edit;
    }
    Edit::Batch(std::iter::once(edit).chain(edits).collect())
}

impl Report {
    /// Changes the report as a person does: figures in texts follow their rows. Gives back the edit that undoes it.
    pub fn change(&mut self, form: &Form, edit: Edit) -> Edit {
        let edit = follow(form, self, edit);
        self.apply(form, edit)
    }
}

/// Whether an edit changes how rows are named or counted.
fn moves_rows(form: &Form, edit: &Edit) -> bool {
    match edit {
        Edit::Set { cell, .. } => matches!(form.field(cell.field).home, Home::RowName(_)),
        Edit::InsertRow { .. } | Edit::RemoveRow { .. } | Edit::MoveRow { .. } => true,
        Edit::Explain { .. } | Edit::Mark { .. } | Edit::Last { .. } => false,
        Edit::Batch(edits) => edits.iter().any(|edit| moves_rows(form, edit)),
    }
}

/// The entries that may hold figures.
fn texts<'r>(form: &Form, report: &'r Report) -> Vec<(CellRef, &'r str)> {
    let is_text = |field: &FieldId| {
        let field = form.field(*field);
        matches!(field.kind, FieldType::Text | FieldType::LongText) && !matches!(field.home, Home::RowName(_))
    };
    let cells = form.field_ids().filter(is_text).flat_map(|id| {
        let alone = form.field(id).rows().is_none();
        let place = move |row| if alone { CellRef::only(id) } else { CellRef::at(id, row) };
        report
            .column(id)
            .iter()
            .enumerate()
            .filter_map(move |(row, text)| Some((place(row), text.as_deref()?)))
    });
    cells.filter(|(_, text)| may_hold(text)).collect()
}

/// An edit of rows, before and after.
struct Change<'a> {
    form: &'a Form,
    report: &'a Report,
    edit: &'a Edit,
    after: &'a Report,
    /// The rows before and after.
    rows: [Rows<'a>; 2],
    /// The paths afterwards.
    paths: OnceCell<Paths<'a>>,
}

impl Change<'_> {
    /// What a text takes for its figures to follow. It is last year's afterwards if it was before.
    fn follow(&self, cell: CellRef, text: &str) -> Vec<Edit> {
        let Some(cell) = self.there(cell) else { return Vec::new() };
        // A text that the edit writes speaks of the rows as they are afterwards.
        let stays = self.after.text(cell) == text;
        let Some(text) = stays.then(|| self.rewritten(text)).flatten() else { return Vec::new() };
        let set = Edit::Set { cell, text: Some(text.into()) };
        let mark = self.after.is_unconfirmed(cell).then_some(Edit::Mark { cell, unconfirmed: true });
        std::iter::once(set).chain(mark).collect()
    }

    /// Where a cell is afterwards; nowhere when its row is gone.
    fn there(&self, cell: CellRef) -> Option<CellRef> {
        match (self.form.field(cell.field).rows(), cell.row.index()) {
            (Some(rows), Some(row)) => {
                let mut track = Track { rows, row: Some(row), count: self.report.rows(rows) };
                track.follow(self.edit);
                track.row.map(|row| CellRef::at(cell.field, row))
            }
            _ => Some(cell),
        }
    }

    /// A text with its figures following; none when they follow as they are.
    fn rewritten(&self, text: &str) -> Option<String> {
        let mut written = String::new();
        let mut last = 0;
        for piece in pieces(text) {
            let Some(figure) = piece.figure else { continue };
            let (path, share_of) = (self.path(figure.path), figure.share_of.and_then(|of| self.path(of)));
            if path.is_none() && share_of.is_none() {
                continue;
            }
            let figure = Figure {
                path: path.as_deref().unwrap_or(figure.path),
                share_of: share_of.as_deref().or(figure.share_of),
                ..figure
            };
            written.push_str(&text[last..piece.bytes.start]);
            written.push_str(&figure.to_string());
            last = piece.bytes.end;
        }
        (last > 0).then(|| written + &text[last..])
    }

    /// What a path must be to name the same cell afterwards; none when it may stay.
    fn path(&self, path: &str) -> Option<String> {
        let [before, after] = &self.rows;
        let cell = before.resolve(path).ok().filter(|cell| matches!(cell.row, Row::At(_)))?;
        let Some(there) = self.there(cell) else {
            let (head, row, rest) = parts(path)?;
            let mut row = row.to_owned();
            let gone = |row: &str| format!("{head}{row}{rest}");
            while after.resolve(&gone(&row)).is_ok() {
                row.push(GONE);
            }
            return Some(gone(&row)).filter(|gone| gone != path);
        };
        if after.resolve(path) == Ok(there) {
            return None;
        }
        let (_, row, _) = parts(path)?;
        let by_number = || self.after.number_path(self.form, there);
        let counts = row.trim().parse::<usize>().ok().is_some_and(|number| Some(number) == number_of(cell));
        if counts {
            return Some(by_number());
        }
        let paths = self.paths.get_or_init(|| Paths::new(self.form, self.after));
        Some(writable(paths.of(there), by_number))
    }
}

/// The number of a cell's row, from 1.
fn number_of(cell: CellRef) -> Option<usize> {
    cell.row.index().map(|row| row + 1)
}

/// A row on its way through an edit.
struct Track {
    rows: RowSetId,
    row: Option<usize>,
    count: usize,
}

impl Track {
    fn follow(&mut self, edit: &Edit) {
        match edit {
            Edit::InsertRow { rows, at, .. } if *rows == self.rows => self.insert(*at),
            Edit::RemoveRow { rows, at } if *rows == self.rows => self.remove(*at),
            Edit::MoveRow { rows, from, to } if *rows == self.rows => {
                let is_this = self.row == Some(*from);
                self.remove(*from);
                self.insert(*to);
                if is_this {
                    self.row = Some((*to).min(self.count.saturating_sub(1)));
                }
            }
            Edit::Batch(edits) => edits.iter().for_each(|edit| self.follow(edit)),
            _ => {}
        }
    }

    fn insert(&mut self, at: usize) {
        let at = at.min(self.count);
        self.count += 1;
        self.row = self.row.and_then(|row| Splice::inserted(self.rows, at).index(row));
    }

    fn remove(&mut self, at: usize) {
        if at >= self.count {
            return;
        }
        self.count -= 1;
        self.row = self.row.and_then(|row| Splice::removed(self.rows, at).index(row));
    }
}
