//! The cell being typed in: its editor and the state of typing.

use super::editor::Editor;
use crate::form::CellRef;
use crate::report::Entry;

/// The user's position: a cell of an item of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Index of the section.
    pub section: usize,
    /// Index of the item in the section; needed because row names appear in several tables.
    pub item: usize,
    /// The cell; `None` on a page without fields.
    pub cell: Option<CellRef>,
}

/// The last search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// The search text.
    pub query: String,
    /// The replacement, if there was one.
    pub with: Option<String>,
}

/// The input state of the current cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entering {
    /// The content of a line is selected: typing replaces it.
    Selected,
    /// Typing has begun in a selected line: in a grid, arrow keys leave the cell.
    Typed,
    /// The caret is in the text: arrow keys move it.
    Inside,
}

/// The input of the current cell.
#[derive(Debug)]
pub struct CellInput {
    /// The text of the cell.
    pub editor: Editor,
    /// The input state.
    pub entering: Entering,
    /// The corner of the selected cells of a table that is opposite to the cursor.
    pub range: Option<CellRef>,
    /// True if keys that move the caret or the cursor select, as with Shift.
    pub marking: bool,
    /// True if the cell is being typed in; its format is checked on leaving.
    pub typing: bool,
    /// The entry of the cell when the user came to it, and whether it was unconfirmed.
    pub before: (Entry, bool),
    /// Number of the current run of typing; each run is one step of the undo history.
    pub run: u64,
    run_kind: Option<RunKind>,
}

/// Kind of a run of typing; each kind is a separate step of the undo history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// Characters were added.
    Insert,
    /// Characters were removed.
    Delete,
}

impl Default for CellInput {
    fn default() -> CellInput {
        CellInput {
            editor: Editor::new("", false),
            entering: Entering::Selected,
            range: None,
            marking: false,
            typing: false,
            before: (None, false),
            run: 0,
            run_kind: None,
        }
    }
}

impl CellInput {
    /// Ends the selection of cells.
    pub fn select_none(&mut self) {
        (self.range, self.marking) = (None, false);
    }

    /// Ends the current run of typing.
    pub fn end_run(&mut self) {
        self.run += 1;
        self.run_kind = None;
    }

    /// Continues the current run of typing, or begins another one if its kind differs.
    pub fn continue_run(&mut self, kind: RunKind) {
        if self.run_kind != Some(kind) {
            self.end_run();
            self.run_kind = Some(kind);
        }
        self.typing = true;
    }

    /// Ends typing in the cell.
    pub fn end_typing(&mut self) {
        self.typing = false;
        self.end_run();
    }
}
