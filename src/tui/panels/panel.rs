//! The interface of a panel: keys in, outcome out.

use super::tabs::Tab;
use crate::check::Finding;
use crate::export::{Options, Request};
use crate::form::{CellRef, FieldId};
use crate::message;
use crate::report::Edit;
use crate::session::Answer;
use crate::sheet::TextRange;
use crate::tui::canvas::Canvas;
use crate::tui::command::Command;
use crate::tui::context::Context;
use crate::tui::event::Effect;
use crate::tui::input::{Cursor, Searched};
use crate::tui::reference::Picking;

/// A panel over the page. It does not know the application: it reads the context and returns an outcome.
pub(in crate::tui) trait Panel {
    /// Handles a command other than one that closes the panel.
    fn handle(&mut self, command: Command, cx: &Context<'_>) -> Outcome;

    /// Handles typed or pasted text.
    fn typed(&mut self, _text: &str, cx: &Context<'_>) -> Outcome {
        Outcome::Refuse(message::digits_and_arrows(cx.look.lang))
    }

    /// Updates the panel after a change of the report that it requested.
    fn refresh(&mut self, _cx: &Context<'_>) {}

    /// Draws the panel.
    fn draw(&self, cx: &Context<'_>, canvas: &mut Canvas<'_>);

    /// True if the command that opens the panel closes it too.
    fn closes(&self, _command: Command) -> bool {
        false
    }

    /// Returns the outcome of closing the panel.
    fn close(&self) -> Outcome {
        Outcome::Close
    }

    /// True if the full-screen text is shown again after the panel.
    fn is_over_text(&self) -> bool {
        false
    }
}

/// The result of a key in a panel.
#[derive(Debug)]
pub(in crate::tui) enum Outcome {
    /// The panel stays.
    Stay,
    /// The panel stays, and a sentence is shown.
    Say(String),
    /// The panel stays, and a refusal is shown.
    Refuse(String),
    /// The panel stays, and an effect is requested.
    Emit(Effect),
    /// The panel stays, the report is changed at a cell, and a sentence is shown.
    Change(Edit, CellRef, String),
    /// The panel stays behind a reader with this title and these lines.
    Read(String, Vec<String>),
    /// The panel closes.
    Close,
    /// The panel closes, and an action is performed.
    Do(Action),
}

/// An action after a panel has closed.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Performs a command.
    Command(Command),
    /// Requests an effect.
    Emit(Effect),
    /// Asks which label of the document in the fill preview belongs to a field.
    AskLabel(Options, FieldId),
    /// Stores a label of the document in the fill preview for the field of a path.
    NameLabel {
        /// Draft or final.
        options: Options,
        /// The path.
        path: String,
        /// The label.
        label: String,
    },
    /// Shows a refusal.
    Refuse(String),
    /// Moves to a position.
    GoTo(Cursor),
    /// Shows a tab of the findings panel.
    Review(Tab),
    /// Moves to a place that a tab lists.
    GoToPlace {
        /// The cell.
        cell: CellRef,
        /// The part of its text.
        place: Option<TextRange>,
        /// The tab.
        tab: Tab,
    },
    /// Moves to a place that a search found, and selects it.
    GoToHit {
        /// The cell.
        cell: CellRef,
        /// The range in the text as stored, in characters.
        place: TextRange,
        /// The sentence.
        said: String,
    },
    /// Remembers the search, then performs an action.
    Searched {
        /// The search.
        searched: Searched,
        /// The action.
        then: Box<Action>,
    },
    /// Moves to a finding.
    GoToFinding(Finding),
    /// Sets the current cell to a text.
    Choose(String),
    /// Applies an edit as one step of the undo history, and shows a sentence.
    Apply {
        /// The edit.
        edit: Edit,
        /// The cell to which undo returns.
        cell: CellRef,
        /// The sentence.
        said: String,
        /// True if the current cell may have become another one.
        arrives: bool,
    },
    /// Opens the calendar.
    Calendar,
    /// Opens the list of several choices.
    Tick,
    /// Shows the list of all keys.
    AllKeys,
    /// Adds a row above or below the current one.
    AddRow {
        /// True to add it below.
        below: bool,
    },
    /// Asks for the cell that the text is to show, or for the whole of which this cell is to be shown as a
    /// share.
    PickFigure {
        /// The cell to be shown as a share, if any.
        part: Option<CellRef>,
        /// True if the reference at the caret is replaced.
        replacing: bool,
    },
    /// Inserts a reference to a cell; asks for its format if there are several.
    Pick(CellRef, Picking),
    /// Opens the review of figures that can be replaced by references to table cells.
    Follow,
    /// Inserts a reference or words into the current text.
    Insert {
        /// The text as stored.
        typed: String,
        /// True if it replaces the reference at the caret.
        replacing: bool,
    },
    /// Removes the current row.
    RemoveRow,
    /// Moves the current row.
    MoveRow {
        /// True to move it down.
        down: bool,
    },
    /// Allows typing over a calculated cell.
    Override,
    /// Removes a typed total, so that it is calculated again.
    Release,
    /// Confirms last year's entry.
    Confirm,
    /// Takes over last year's values of the row.
    TakeLastRow,
    /// Asks for the explanation of a finding.
    Explain {
        /// The rule of the finding.
        rule: String,
        /// The cell of the finding.
        cell: CellRef,
    },
    /// Stores the explanation of a finding.
    Answer(Answer),
    /// Asks for the path of an export.
    AskPath(Request),
    /// Asks for the format of an export.
    Formats(Options),
    /// Asks for the path to write a version to.
    AskVersionPath(u32),
    /// Exports the report.
    Export(Request),
    /// Shows how to fetch the last exported file.
    Fetch,
    /// Does nothing.
    Nothing,
}

/// Closes a panel for a command that opens another one or acts on the page; refuses any other command.
pub(super) fn elsewhere(command: Command, cx: &Context<'_>) -> Outcome {
    match command {
        Command::Help
        | Command::GoTo
        | Command::Find
        | Command::Findings
        | Command::NextFinding
        | Command::Preview
        | Command::Export
        | Command::Undo
        | Command::Redo
        | Command::Back => Outcome::Do(Action::Command(command)),
        _ => Outcome::Refuse(message::no_such_key(cx.look.lang)),
    }
}
