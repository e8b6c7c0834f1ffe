//! The plain mode: fills in a report by questions and answers, line by line, for screen readers, braille
//! displays and terminals without cursor control.
//!
//! Converts input lines to output lines and effects. Never moves the cursor or redraws. Pure: no terminal, no
//! files, no clock.

mod ask;
mod choose;
mod entry;
mod find;
mod go;
mod last_year;
pub mod opening;
pub mod orders;
mod rows;
mod speak;
pub mod start;
mod steps;

use std::collections::BTreeSet;

use crate::app::Wording;
use crate::app::model::{BackList, Leave, Model};
use crate::check::{Finding, FindingKind};
use crate::export::{ExportError, Receipt, Request};
use crate::form::{CellRef, clean_line};
use crate::message::{self, Lang};
use crate::report::Edit;
use crate::session::{Caret, Merge, Session};
use ask::Purpose;
use choose::Choice;
use entry::Writing;
use orders::{Order, Said};
use steps::{Asks, Stop};

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
}

/// An effect that the caller must perform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Save the report.
    Save,
    /// Export the report.
    Export(Request),
    /// Write a copy of the report to another file, which must not exist.
    Copy(String),
    /// Quit with this exit code.
    Quit(u8),
}

/// The sentences of the line dialogue.
pub const LINES: Wording = Wording {
    both_changed: message::plain_both_changed,
    merged: message::plain_merged,
    put_away: message::plain_put_away,
};

/// The state of filling in a report in plain mode.
#[derive(Debug)]
pub struct Dialogue {
    /// The open report.
    pub model: Model,
    lang: Lang,
    here: Stop,
    mode: Mode,
    said: Vec<String>,
    back: BackList<Stop>,
    /// Number of the current run: lines of a long text with the same number are one step of the history.
    run: u64,
    /// Cells whose values were read to the user.
    heard: BTreeSet<CellRef>,
    /// Sections whose hint was already shown.
    entered: BTreeSet<usize>,
    /// True if the commands for rewriting a long text were already explained.
    told_rewriting: bool,
    /// The finding of the last jump.
    found: Option<Finding>,
    /// A calculated cell that the user may override.
    unlocked: Option<CellRef>,
}

/// The meaning of the next input line.
#[derive(Clone, Debug, Default)]
enum Mode {
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

impl Dialogue {
    /// Starts at the saved position, otherwise at the first required blank cell.
    pub fn new(model: Model, lang: Lang, caret: Option<&Caret>) -> Dialogue {
        let mut dialogue = Dialogue {
            model,
            lang,
            here: Stop { section: 0, item: 0, asks: Asks::End },
            mode: Mode::Field,
            said: Vec::new(),
            back: BackList::default(),
            run: 0,
            heard: BTreeSet::new(),
            entered: BTreeSet::new(),
            told_rewriting: false,
            found: None,
            unlocked: None,
        };
        dialogue.here = caret.and_then(|caret| dialogue.caret_stop(caret)).unwrap_or(dialogue.start());
        dialogue
    }

    /// Announces the report and asks the first question.
    pub fn begin(&mut self) {
        let (lang, title) = (self.lang, self.model.session.form().title.clone());
        self.say(message::plain_begin(lang, &title, &self.model.file));
        if self.model.read_only {
            self.say(message::read_only(lang));
        }
        self.say(message::plain_welcome(lang));
        self.arrive();
    }

    /// Returns the first blank required cell, otherwise the first question.
    fn start(&self) -> Stop {
        let form = self.model.session.form();
        let findings = self.model.session.sheet().findings.iter();
        let empty = findings.filter(|finding| finding.kind == FindingKind::Required);
        let first = empty
            .map(|finding| finding.cell)
            .min_by_key(|cell| (form.field(cell.field).section, cell.field, cell.row));
        let first = first.and_then(|cell| steps::locate(&self.model.session, cell, 0));
        let any = || (0..form.sections.len()).find_map(|section| steps::first(&self.model.session, section));
        first.or_else(any).unwrap_or(Stop { section: 0, item: 0, asks: Asks::End })
    }

    /// Returns the saved position if it still exists.
    fn caret_stop(&self, caret: &Caret) -> Option<Stop> {
        let cell =
            caret.cell.filter(|cell| self.model.session.report().has(self.model.session.form(), *cell))?;
        steps::locate(&self.model.session, cell, caret.section)
    }

    /// Returns the current position.
    pub fn caret(&self) -> Caret {
        let Stop { section, item, .. } = self.here;
        Caret { section, item, cell: self.here.cell(), offset: 0, answer: None }
    }

    /// Returns the output lines since the last call.
    pub fn drain_output(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// Replaces the report by the version that another session saved.
    pub fn show_other(&mut self, session: Session) {
        self.model.follow(session);
        self.say(message::plain_followed(self.lang));
        self.clamp();
    }

    /// Adds an output line unless it is empty.
    pub fn say(&mut self, text: String) {
        if !text.is_empty() {
            self.said.push(text);
        }
    }

    /// Updates the state; returns the effects to perform.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Line(line) => self.line(&line),
            Message::Refused(reason) => {
                self.say(reason);
                Vec::new()
            }
            Message::End => self.leave(0, true),
            Message::Leave(code) => self.leave(code, true),
            Message::Saved(result) => self.saved(result),
            Message::Exported(result) => {
                self.exported(result);
                Vec::new()
            }
        }
    }

    fn leave(&mut self, code: u8, must: bool) -> Vec<Effect> {
        // A user who is there can end the input to leave without saving.
        self.model.saving.failures = 0;
        match self.model.leave(code, must) {
            Leave::Now(code) => vec![Effect::Quit(code)],
            Leave::AfterSaving => vec![Effect::Save],
        }
    }

    fn saved(&mut self, result: Result<(), String>) -> Vec<Effect> {
        let (said, leaving) = match result {
            Ok(()) => {
                let leaving = self.model.saved(String::new());
                (message::saved(self.lang, &self.model.file), leaving)
            }
            Err(reason) => (reason, self.model.saving.failed()),
        };
        self.say(said);
        leaving.map(|code| vec![Effect::Quit(code)]).unwrap_or_default()
    }

    /// Changes the report; if another session holds it, outputs a message and returns false.
    fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) -> bool {
        let changes = self.model.change(edit, cell, merge);
        if !changes {
            self.say(message::read_only(self.lang));
        }
        changes
    }

    fn line(&mut self, line: &str) -> Vec<Effect> {
        // Removes invisible characters: they must not become part of an answer.
        let line = &clean_line(line);
        match std::mem::take(&mut self.mode) {
            Mode::Field => self.answer(line),
            Mode::Writing(writing) => self.write_or_obey(writing, line),
            Mode::Choosing(choice) => self.choose(choice, line),
            Mode::Asking(purpose) => self.asked(&purpose, line),
        }
    }

    /// Handles an answer to the current question, or a command.
    fn answer(&mut self, line: &str) -> Vec<Effect> {
        match orders::read(line) {
            Said::Order(order, rest) => return self.obey(order, &rest),
            Said::Unknown(word) => self.say(message::plain_unknown(self.lang, &word)),
            Said::Text(text) => match self.here.asks {
                Asks::More(_) if is_yes(&text) => self.add_row(),
                Asks::More(_) if is_no(&text) => self.forward(),
                Asks::More(_) => self.say(message::plain_yes_or_no(self.lang)),
                Asks::End => return self.end_chosen(&text),
                Asks::Cell(cell) => self.enter(cell, &text),
            },
        }
        Vec::new()
    }

    fn obey(&mut self, order: Order, rest: &str) -> Vec<Effect> {
        match order {
            Order::Keep | Order::Forward => self.forward(),
            Order::Back => self.backward(),
            Order::SectionBack => self.section_beside(false),
            Order::SectionForward => self.section_beside(true),
            Order::Again => self.ask(),
            Order::Help => self.help(),
            Order::Orders => self.all_orders(),
            Order::GoTo => self.go_to(rest),
            Order::Return => self.go_back(),
            Order::Find => self.find(rest),
            Order::Findings => self.findings(rest),
            Order::NextFinding => self.next_finding(),
            Order::Explain => self.explain_here(rest),
            Order::Confirm => self.confirm(),
            Order::ConfirmSection => self.confirm_section(),
            Order::TakeLast => self.take_last(),
            Order::Clear => self.clear(),
            Order::Add => self.add(),
            Order::Paragraph => self.rewrite(rest),
            Order::RemoveRow => self.remove_row(),
            Order::MoveUp => self.move_row(false),
            Order::MoveDown => self.move_row(true),
            Order::Rename => self.rename(rest),
            Order::SameAsAbove => self.same_as_above(),
            Order::Override => self.unlock(),
            Order::Release => self.release(),
            Order::Undo => self.undo(true),
            Order::Redo => self.undo(false),
            Order::Read => self.read_section(),
            Order::Save => return vec![Effect::Save],
            Order::Export => self.choose_format(),
            Order::Copy => return self.copy(rest),
            Order::Text => match self.here.asks {
                Asks::Cell(cell) => self.enter(cell, rest),
                Asks::More(_) | Asks::End => self.say(message::nothing_to_fill(self.lang)),
            },
            Order::Quit => return self.leave(0, false),
        }
        Vec::new()
    }
}

/// True for any usual word for yes.
pub(crate) fn is_yes(text: &str) -> bool {
    ["1", "１", "y", "yes", "是", "要", "加", "好", "对", "有"].contains(&text.trim().to_lowercase().as_str())
}

/// True for any usual word for no.
pub(crate) fn is_no(text: &str) -> bool {
    ["2", "２", "0", "n", "no", "否", "不", "不要", "不加", "没有"]
        .contains(&text.trim().to_lowercase().as_str())
}
