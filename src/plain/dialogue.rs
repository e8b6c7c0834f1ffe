//! The state of filling in a report line by line, and the outputs and changes that every command uses.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::steps::{self, Asks, Stop};
use super::words::one_line;
use crate::app::Wording;
use crate::app::blanks::Candidate;
use crate::app::document::Front;
use crate::app::edition::Move;
use crate::app::fill::Filling;
use crate::app::model::{BackList, Model};
use crate::export::{ExportError, Options, Receipt, Request};
use crate::form::CellRef;
use crate::message;
use crate::report::Edit;
use crate::session::{Answer, Caret, Merge};
use crate::sheet::TextRange;

/// An input event.
#[derive(Clone, Debug)]
pub enum Message {
    /// A line was read.
    Line(String),
    /// A line that was rejected, with the reason.
    Refused(String),
    /// End of the input.
    End,
    /// Save everything and quit with this exit code.
    Leave(u8),
    /// The file was saved, or the reason why not.
    Saved(Result<(), String>),
    /// The report was exported, with the receipt, or the reason why not.
    Exported(Result<Receipt, ExportError>),
    /// The Word documents that can be filled in.
    Candidates(Vec<Candidate>),
    /// The other editions of the form, newest first.
    Editions(Vec<String>),
    /// The report in another edition, to be confirmed; or the reason why it cannot be converted.
    Moving(Result<Box<Move>, String>),
    /// The edition was not changed, for this reason.
    NotMoved(String),
    /// A Word document was filled in, or the reason why it cannot be.
    Filled(Result<Box<Filling>, String>),
}

/// An effect that the caller must perform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Save the report.
    Save,
    /// Export the report.
    Export(Request),
    /// List the Word documents that can be filled in.
    Candidates,
    /// Fill in a Word document.
    Fill(String),
    /// Write a copy of the report to another file, which must not exist.
    Copy(String),
    /// List the other editions of the form.
    Editions,
    /// Convert the report to another edition, for a preview.
    PreviewEdition(String),
    /// Make the report one of another edition, and open it again.
    ChangeEdition(String),
    /// Quit with this exit code.
    Quit(u8),
}

/// The sentences of the line dialogue.
pub const LINES: Wording = Wording {
    both_changed: message::plain_both_changed,
    merged: message::plain_merged,
    put_away: message::plain_put_away,
    locked: message::plain_locked,
    last_locked: message::plain_locked,
    undone: message::plain_undone,
    row_removed: |lang, label| message::plain_row_removed(lang, &one_line(label)),
    final_refused: message::plain_final_refused,
};

/// The state of filling in a report in plain mode.
#[derive(Debug)]
pub struct Dialogue {
    /// The open report.
    pub model: Model,
    pub(super) here: Stop,
    pub(super) mode: Mode,
    pub(super) said: Vec<String>,
    pub(super) back: BackList<Stop>,
    /// Number of the current run: lines of a long text with the same number are one step of the history.
    pub(super) run: u64,
    /// The line being typed, as far as it is known.
    pub(super) half: String,
    /// The line that was half typed when the program ended last.
    pub(super) offered: Option<Answer>,
    /// Cells whose values were read to the user.
    pub(super) heard: BTreeSet<CellRef>,
    /// Sections whose hint was already shown.
    pub(super) entered: BTreeSet<usize>,
    /// The figures of the list that was read last.
    pub(super) reviewed: Vec<(CellRef, TextRange)>,
    /// True if the commands for rewriting a long text were already explained.
    pub(super) told_rewriting: bool,
}

/// The meaning of the next input line.
#[derive(Clone, Debug, Default)]
pub(super) enum Mode {
    /// An answer to the current question.
    #[default]
    Field,
    /// A paragraph of a long text.
    Writing(Writing),
    /// A choice from a list.
    Choosing(Choice),
    /// Another input, such as a file name.
    Asking(Purpose),
}

/// The purpose of an input line.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    /// The explanation of a finding.
    Explain {
        /// The rule.
        rule: String,
        /// The cell.
        cell: CellRef,
        /// Current or last year's explanation; an empty line accepts it.
        offer: String,
    },
    /// The file name for an export; an empty line accepts the proposed one.
    Export(Request),
    /// The Word document that is filled in.
    Document(Vec<Candidate>),
    /// The file name for a copy.
    Copy,
    /// The name of a row.
    Rename,
}

/// A list of choices.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) items: Vec<(String, Action)>,
    /// The number of the first entry.
    pub(super) base: usize,
    /// Index of the first entry not yet output.
    pub(super) from: usize,
}

/// The effect of a choice.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// Go to a question.
    Go(Stop),
    /// Explain a finding of the current cell.
    Explain(String),
    /// Export in a format.
    Format(&'static str),
    /// Export as a draft or as the final version.
    Export {
        /// Name of the format.
        format: &'static str,
        /// Draft or final, with or without the annex.
        options: Options,
        /// The Word document that is filled in, if the program does not write one of its own.
        into: Option<PathBuf>,
    },
    /// Output all places of the filled document.
    AllPlaces,
    /// Replace a text wherever it can be replaced.
    ReplaceText {
        /// The text.
        wanted: String,
        /// The text that replaces it.
        with: String,
    },
    /// Overwrite the existing file.
    Replace(Request),
    /// Ask for another file name.
    Rename(Request),
    /// Show the findings.
    Findings,
    /// Show these findings, which are one group.
    Group(Vec<usize>),
    /// Show the export formats.
    Formats,
    /// Convert the report to another edition, for a preview.
    Preview(String),
    /// Make the report one of another edition.
    Move(String),
    /// Go to the first section.
    FromTheTop,
    /// Save and quit.
    Quit,
    /// Cancel.
    Nothing,
}

/// The state of writing a long text. Each line is stored in the report immediately.
#[derive(Clone, Debug)]
pub(super) struct Writing {
    pub(super) cell: CellRef,
    /// The paragraphs before and after the ones being written.
    pub(super) around: [Vec<String>; 2],
    /// The paragraphs written so far.
    pub(super) lines: Vec<String>,
    /// True if the next line continues the last paragraph.
    pub(super) joins: bool,
    /// True if an existing paragraph is being rewritten; it can also be left unchanged or deleted.
    pub(super) anew: bool,
}

impl Front for Dialogue {
    fn model(&self) -> &Model {
        &self.model
    }

    fn model_mut(&mut self) -> &mut Model {
        &mut self.model
    }

    fn caret(&self) -> Caret {
        let Stop { section, item, .. } = self.here;
        let cell = self.here.cell();
        let answer = cell.filter(|_| !self.half.is_empty()).map(|cell| Answer {
            rule: String::new(),
            cell,
            text: self.half.clone(),
            offset: 0,
        });
        Caret { section, item, cell, offset: 0, answer }
    }

    fn announce(&mut self, text: String) {
        self.say(text);
    }
}

impl Dialogue {
    /// Starts at the saved position, otherwise at the first required blank cell.
    pub fn new(model: Model, caret: Option<&Caret>) -> Dialogue {
        let mut dialogue = Dialogue {
            model,
            here: Stop { section: 0, item: 0, asks: Asks::End },
            mode: Mode::Field,
            said: Vec::new(),
            back: BackList::default(),
            run: 0,
            half: String::new(),
            offered: None,
            heard: BTreeSet::new(),
            entered: BTreeSet::new(),
            reviewed: Vec::new(),
            told_rewriting: false,
        };
        dialogue.here = caret.and_then(|caret| dialogue.caret_stop(caret)).unwrap_or(dialogue.start());
        let half = caret.and_then(|caret| caret.answer.clone()).filter(Answer::is_line);
        dialogue.offered = half.filter(|half| Some(half.cell) == dialogue.here.cell());
        dialogue
    }

    /// Sets the half-typed line, which is stored in the draft.
    pub fn set_half(&mut self, text: String) {
        self.half = text;
    }

    /// Returns the line that was half typed when the program ended last, once; true if it can be entered as it
    /// is, without replacing a text of several paragraphs.
    pub fn take_offered(&mut self) -> Option<(String, bool)> {
        let half = self.offered.take()?;
        let session = &self.model.session;
        let replaces = session.form().field(half.cell.field).kind.is_long()
            && !session.report().text(half.cell).is_empty();
        Some((half.text, !replaces))
    }

    /// Returns the first blank required cell, otherwise the first question.
    fn start(&self) -> Stop {
        let form = self.model.session.form();
        let first = self.model.first_required();
        let first = first.and_then(|cell| steps::locate(&self.model, cell, 0));
        let any = || (0..form.sections.len()).find_map(|section| steps::first(&self.model.session, section));
        first.or_else(any).unwrap_or(Stop { section: 0, item: 0, asks: Asks::End })
    }

    /// Returns the saved position if it still exists.
    fn caret_stop(&self, caret: &Caret) -> Option<Stop> {
        let cell =
            caret.cell.filter(|cell| self.model.session.report().has(self.model.session.form(), *cell))?;
        steps::locate(&self.model, cell, caret.section)
    }

    /// Returns the output lines since the last call.
    pub fn drain_output(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// Adds an output line unless it is empty.
    pub fn say(&mut self, text: String) {
        if !text.is_empty() {
            self.said.push(text);
        }
    }

    /// Changes the report; if another session holds it, outputs a message and returns false.
    pub(super) fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) -> bool {
        let changed = self.model.change(edit, cell, merge);
        self.accepted(changed).is_some()
    }

    /// Outputs the reason of a refusal.
    pub(super) fn accepted<T>(&mut self, result: Result<T, String>) -> Option<T> {
        result.map_err(|reason| self.say(reason)).ok()
    }
}
