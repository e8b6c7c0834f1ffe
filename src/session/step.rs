//! Describes a step of the undo history in words: the effect of an undo or redo.

use std::collections::HashSet;

use crate::form::{CellRef, Form, Home, RowSetId};
use crate::message::{self, Lang};
use crate::report::naming::{RowTitle, cell_words, section_name};
use crate::report::{Edit, Report, Topic};

/// A step that was undone or redone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The cell at which the step was made.
    pub cell: CellRef,
    did: Did,
    /// True if entries of several sections changed, so that no single one is named.
    spread: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Did {
    Entry(CellRef),
    Entries { cells: usize, rows: usize },
    Added(RowTitle),
    Removed(RowTitle),
    Moved(RowTitle),
    Confirmed(usize),
    Explained(CellRef),
    Ticked(CellRef),
}

impl Step {
    /// Returns the step that an edit undoes (`undone`) or redoes. `report` must contain the rows of the edit:
    /// call this before the edit is applied, or afterwards if the edit [inserts rows](Step::brings_rows).
    pub(super) fn of(form: &Form, report: &Report, edit: &Edit, cell: CellRef, undone: bool) -> Step {
        let mut cells = HashSet::new();
        let (mut marks, mut rows, mut noted) = (HashSet::new(), Vec::new(), None);
        for part in edit.parts() {
            match part {
                Edit::Set { cell, .. } | Edit::Last { cell, .. } => _ = cells.insert(*cell),
                Edit::Mark { cell, .. } => _ = marks.insert(*cell),
                Edit::Note { topic: Topic::Rule(_), cell, .. } => noted = Some(Did::Explained(*cell)),
                Edit::Note { topic: Topic::Claim(_), cell, .. } => noted = Some(Did::Ticked(*cell)),
                Edit::InsertRow { .. } | Edit::RemoveRow { .. } | Edit::MoveRow { .. } => rows.push(part),
                Edit::Batch(_) => {}
            }
        }
        let label = |rows: RowSetId, at| RowTitle::new(form, report, rows, at);
        let did = match (rows.as_slice(), cells.len(), noted) {
            ([Edit::RemoveRow { rows, at }], 0, _) if undone => Did::Added(label(*rows, *at)),
            ([Edit::RemoveRow { rows, at }], 0, _) => Did::Removed(label(*rows, *at)),
            ([Edit::InsertRow { rows, at, .. }], 0, _) if undone => Did::Removed(label(*rows, *at)),
            ([Edit::InsertRow { rows, at, .. }], 0, _) => Did::Added(label(*rows, *at)),
            ([Edit::MoveRow { rows, from, .. }], 0, _) => Did::Moved(label(*rows, *from)),
            ([], 0, Some(noted)) => noted,
            ([], 0, None) if !marks.is_empty() => Did::Confirmed(marks.len()),
            ([], 1, _) => Did::Entry(cells.iter().next().copied().unwrap_or(cell)),
            (rows, cells, _) => Did::Entries { cells, rows: rows.len() },
        };
        // A row name is in the tables of several sections.
        let fields = cells.iter().map(|cell| form.field(cell.field));
        let mut sections =
            fields.filter(|field| !matches!(field.home, Home::RowName(_))).map(|field| field.section);
        let first = sections.next();
        let spread = sections.any(|section| Some(section) != first);
        Step { cell, did, spread }
    }

    /// True if the edit inserts rows.
    pub(super) fn brings_rows(edit: &Edit) -> bool {
        edit.parts().iter().any(|part| matches!(part, Edit::InsertRow { .. }))
    }

    /// Returns the effect of the step and its location, in words.
    pub fn words(&self, form: &Form, report: &Report, lang: Lang) -> String {
        let did = match &self.did {
            Did::Entry(cell) => cell_words(form, report, *cell),
            Did::Explained(cell) => message::difference_explained(lang, &cell_words(form, report, *cell)),
            Did::Ticked(cell) => message::difference_ticked(lang, &cell_words(form, report, *cell)),
            Did::Entries { cells, rows: 0 } => message::step_cells(lang, *cells),
            Did::Entries { cells, rows } => message::step_cells_and_rows(lang, *cells, *rows),
            Did::Added(row) => message::step_added(lang, &row.words(lang)),
            Did::Removed(row) => message::step_removed(lang, &row.words(lang)),
            Did::Moved(row) => message::step_moved(lang, &row.words(lang)),
            Did::Confirmed(count) => message::step_confirmed(lang, *count),
        };
        if self.spread {
            return did;
        }
        format!("{} {did}", section_name(form, self.cell.field, lang))
    }
}
