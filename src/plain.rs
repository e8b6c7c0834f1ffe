//! Filling in a report by questions and answers, line by line: for screen readers, braille lines and terminals
//! that can do nothing else.
//!
//! A line comes in, lines to be said and effects come out. It never moves a cursor, draws nothing and repeats
//! nothing: what was said is said. Pure: it knows the form and the report, but no terminal, no file and no clock.

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

use jiff::civil::Date;

use crate::export::{Receipt, Request};
use crate::form::{CellRef, clean_line};
use crate::message::{self, Lang};
use crate::report::{Caret, Edit, Finding, FindingKind, Merge, Session};
use ask::Purpose;
use choose::Choice;
use entry::Writing;
use orders::{Order, Said};
use steps::{Asks, Stop};

/// An event.
#[derive(Clone, Debug)]
pub enum Message {
    /// A line was read.
    Line(String),
    /// A line was read that cannot be taken, for this reason.
    Refused(String),
    /// There are no more lines.
    End,
    /// The program is to leave, keeping everything: with this exit code.
    Leave(u8),
    /// The file was saved; or why not.
    Saved(Result<(), String>),
    /// The report was written elsewhere: what to say; or why not.
    Exported(Result<Receipt, ExportError>),
}

/// Why something was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// There is a file of that name.
    Exists,
    /// Anything else, as a sentence.
    Other(String),
}

/// Something is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Save the report.
    Save,
    /// Write an export.
    Export(Request),
    /// Write a copy of the report to another file, which must not be there yet.
    Copy(String),
    /// Leave the program, with this exit code.
    Quit(u8),
}

/// The exit code where what was typed could not be saved and nobody can be asked.
const NOT_SAVED: u8 = 5;

/// How many jumps can be taken back.
const MAX_BACK: usize = 50;

/// A report being filled in by questions.
#[derive(Debug)]
pub struct Dialogue {
    /// Form, report, sheet and history.
    pub session: Session,
    /// Whether another session holds the report: nothing can be changed here.
    pub read_only: bool,
    lang: Lang,
    file: String,
    today: Date,
    here: Stop,
    mode: Mode,
    said: Vec<String>,
    back: Vec<Stop>,
    /// The revision that the file holds.
    saved: Option<u64>,
    /// The run of lines that makes one step of the history.
    run: u64,
    /// The cells whose values were said.
    heard: BTreeSet<CellRef>,
    /// The sections that were entered.
    entered: BTreeSet<usize>,
    /// Whether it was said how a long text is written anew.
    told_rewriting: bool,
    /// The finding that was gone to last.
    found: Option<Finding>,
    /// A calculated cell that may be typed over.
    unlocked: Option<CellRef>,
    /// The export that was begun.
    exporting: Option<Request>,
    /// Whether to leave once saved, and with which exit code.
    leaving: Option<u8>,
    /// Whether nobody can be asked any more.
    ended: bool,
}

/// What the next line is.
#[derive(Clone, Debug, Default)]
enum Mode {
    /// An answer to the question at hand.
    #[default]
    Field,
    /// A paragraph.
    Writing(Writing),
    /// One of several.
    Choosing(Choice),
    /// A line for something else.
    Asking(Purpose),
}

impl Dialogue {
    /// Begins where a person was, else at the first thing to fill in. `saved`: whether the file holds the report.
    pub fn new(
        session: Session,
        lang: Lang,
        file: &str,
        today: Date,
        saved: bool,
        caret: Option<&Caret>,
    ) -> Dialogue {
        let mut dialogue = Dialogue {
            saved: saved.then_some(session.revision()),
            session,
            read_only: false,
            lang,
            file: file.to_owned(),
            today,
            here: Stop { section: 0, item: 0, asks: Asks::End },
            mode: Mode::Field,
            said: Vec::new(),
            back: Vec::new(),
            run: 0,
            heard: BTreeSet::new(),
            entered: BTreeSet::new(),
            told_rewriting: false,
            found: None,
            unlocked: None,
            exporting: None,
            leaving: None,
            ended: false,
        };
        dialogue.here = caret.and_then(|caret| dialogue.caret_stop(caret)).unwrap_or(dialogue.start());
        dialogue
    }

    /// Says what is filled in, and asks the first question.
    pub fn begin(&mut self) {
        let (lang, title) = (self.lang, self.session.form().title.clone());
        self.say(message::plain_begin(lang, &title, &self.file));
        if self.read_only {
            self.say(message::read_only(lang));
        }
        self.say(message::plain_welcome(lang));
        self.arrive();
    }

    /// Where a person begins: the first required cell that is empty, else the first.
    fn start(&self) -> Stop {
        let form = self.session.form();
        let findings = self.session.sheet().findings.iter();
        let empty = findings.filter(|finding| finding.kind == FindingKind::Required);
        let first = empty
            .map(|finding| finding.cell)
            .min_by_key(|cell| (form.field(cell.field).section, cell.field, cell.row));
        let first = first.and_then(|cell| steps::locate(&self.session, cell, 0));
        let any = || (0..form.sections.len()).find_map(|section| steps::first(&self.session, section));
        first.or_else(any).unwrap_or(Stop { section: 0, item: 0, asks: Asks::End })
    }

    /// Where the person was, if that is still there.
    fn caret_stop(&self, caret: &Caret) -> Option<Stop> {
        let cell = caret.cell.filter(|cell| self.session.report().has(self.session.form(), *cell))?;
        steps::locate(&self.session, cell, caret.section)
    }

    /// Where a person is.
    pub fn caret(&self) -> Caret {
        let Stop { section, item, .. } = self.here;
        Caret { section, item, cell: self.here.cell(), offset: 0, answer: None }
    }

    /// What is to be said since this was last asked.
    pub fn drain_output(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// Whether the file does not hold what was typed.
    pub fn is_changed(&self) -> bool {
        self.saved != Some(self.session.revision())
    }

    /// Takes the report as somebody else saved it.
    pub fn show_other(&mut self, session: Session) {
        self.saved = Some(session.revision());
        self.session = session;
        self.say(message::plain_followed(self.lang));
        self.clamp();
    }

    /// Says a sentence.
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
            Message::End => {
                self.ended = true;
                self.leave(0)
            }
            Message::Leave(code) => {
                self.ended = true;
                self.leave(code)
            }
            Message::Saved(result) => self.saved(result),
            Message::Exported(result) => {
                self.exported(result);
                Vec::new()
            }
        }
    }

    fn leave(&mut self, code: u8) -> Vec<Effect> {
        self.leaving = Some(code);
        if self.is_changed() && !self.read_only { vec![Effect::Save] } else { vec![Effect::Quit(code)] }
    }

    fn saved(&mut self, result: Result<(), String>) -> Vec<Effect> {
        let leaving = self.leaving.take();
        match result {
            Ok(()) => {
                self.saved = Some(self.session.revision());
                self.say(message::saved(self.lang, &self.file));
                leaving.map(|code| vec![Effect::Quit(code)]).unwrap_or_default()
            }
            Err(reason) => {
                // A person stays and reads why; a signal, or the end of the input, does not wait.
                self.say(reason);
                let code =
                    leaving.filter(|_| self.ended).map(|code| if code == 0 { NOT_SAVED } else { code });
                code.map(|code| vec![Effect::Quit(code)]).unwrap_or_default()
            }
        }
    }

    /// Changes the report, unless another session holds it: then says so.
    fn change(&mut self, edit: Edit, cell: CellRef, merge: Merge) -> bool {
        if self.read_only {
            self.say(message::read_only(self.lang));
            return false;
        }
        self.session.change(edit, cell, merge);
        true
    }

    fn line(&mut self, line: &str) -> Vec<Effect> {
        // What cannot be seen or heard is no answer.
        let line = &clean_line(line);
        match std::mem::take(&mut self.mode) {
            Mode::Field => self.answer(line),
            Mode::Writing(writing) => self.write_or_obey(writing, line),
            Mode::Choosing(choice) => self.choose(choice, line),
            Mode::Asking(purpose) => self.asked(&purpose, line),
        }
    }

    /// An answer to the question at hand, or an order.
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
            Order::Quit => return self.leave(0),
        }
        Vec::new()
    }
}

/// Yes, in whatever words.
pub(crate) fn is_yes(text: &str) -> bool {
    ["1", "１", "y", "yes", "是", "要", "加", "好", "对", "有"].contains(&text.trim().to_lowercase().as_str())
}

/// No, in whatever words.
pub(crate) fn is_no(text: &str) -> bool {
    ["2", "２", "0", "n", "no", "否", "不", "不要", "不加", "没有"]
        .contains(&text.trim().to_lowercase().as_str())
}
