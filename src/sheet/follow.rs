//! Extends an edit of rows with edits of texts, so that every reference keeps showing the same cell.
//!
//! Figures that name a renamed row get its new name; figures that give the number of a moved row get its new
//! number. Figures of a removed row stay for the user to see. They get a mark if they would otherwise show
//! another row.

use std::cell::OnceCell;

use super::reference::syntax::{Figure, may_hold, parts, pieces};
use super::reference::writable;
use crate::form::{CellRef, FieldId, Form, Home, Row, RowSetId};
use crate::report::{Edit, Paths, Report, RowFinder, RowShift};

/// Mark after the name or number of a removed row.
pub(super) const GONE: char = '?';

/// Returns the edit with the edits of texts whose figures follow their rows. An edit that does not change
/// names or positions of rows is returned unchanged.
pub(crate) fn follow(form: &Form, report: &Report, edit: Edit) -> Edit {
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
        rows: [RowFinder::new(form, report), RowFinder::new(form, &after)],
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
    /// Applies an edit of the user: references follow their rows. Returns the edit that undoes it.
    pub fn change(&mut self, form: &Form, edit: Edit) -> Edit {
        let edit = follow(form, self, edit);
        self.apply(form, edit)
    }
}

/// True if the edit can change names or positions of rows.
fn moves_rows(form: &Form, edit: &Edit) -> bool {
    match edit {
        Edit::Set { cell, .. } => matches!(form.field(cell.field).home, Home::RowName(_)),
        Edit::InsertRow { .. } | Edit::RemoveRow { .. } | Edit::MoveRow { .. } => true,
        Edit::Note { .. } | Edit::Mark { .. } | Edit::Last { .. } => false,
        Edit::Batch(edits) => edits.iter().any(|edit| moves_rows(form, edit)),
    }
}

/// Returns the entries that may contain figures.
fn texts<'r>(form: &Form, report: &'r Report) -> Vec<(CellRef, &'r str)> {
    let is_text = |field: &FieldId| {
        let field = form.field(*field);
        field.kind.is_prose() && !matches!(field.home, Home::RowName(_))
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

/// An edit of rows, with the report before and after.
struct Change<'a> {
    form: &'a Form,
    report: &'a Report,
    edit: &'a Edit,
    after: &'a Report,
    /// Rows before and after the edit.
    rows: [RowFinder<'a>; 2],
    /// Paths after the edit.
    paths: OnceCell<Paths<'a>>,
}

impl Change<'_> {
    /// Returns the edits that make the figures of a text follow. An unconfirmed text stays unconfirmed.
    fn follow(&self, cell: CellRef, text: &str) -> Vec<Edit> {
        let Some(cell) = self.there(cell) else { return Vec::new() };
        // If the edit itself writes this text, its figures already refer to the rows after the edit.
        let stays = self.after.text(cell) == text;
        let Some(text) = stays.then(|| self.rewritten(text)).flatten() else { return Vec::new() };
        let set = Edit::Set { cell, text: Some(text.into()) };
        let mark = self.after.is_unconfirmed(cell).then_some(Edit::Mark { cell, unconfirmed: true });
        std::iter::once(set).chain(mark).collect()
    }

    /// Returns the cell after the edit; `None` if its row is removed.
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

    /// Returns a text with updated figures; `None` if it needs no change.
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

    /// Returns the path that names the same cell after the edit; `None` if the path needs no change.
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
        let by_number = || self.form.number_path(there);
        let counts = row.trim().parse::<usize>().ok().is_some_and(|number| Some(number) == number_of(cell));
        if counts {
            return Some(by_number());
        }
        let paths = self.paths.get_or_init(|| Paths::new(self.form, self.after));
        Some(writable(paths.of(there), by_number))
    }
}

/// Returns the number of the cell's row, from 1.
fn number_of(cell: CellRef) -> Option<usize> {
    cell.row.index().map(|row| row + 1)
}

/// Tracks the index of a row through an edit.
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
        self.row = self.row.and_then(|row| RowShift { rows: self.rows, at, inserted: true }.index(row));
    }

    fn remove(&mut self, at: usize) {
        if at >= self.count {
            return;
        }
        self.count -= 1;
        self.row = self.row.and_then(|row| RowShift { rows: self.rows, at, inserted: false }.index(row));
    }
}
