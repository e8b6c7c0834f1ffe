//! The screens: start, preview of a roll-forward, questions before a report is opened, report.

use std::path::Path;

use super::command::Command;
use super::document::{After, Document, SCREEN};
use super::event::Message;
use super::intake;
use super::look::{Look, Notice};
use super::opening::Opening;
use super::output::{Chinese, Output};
use super::painter::Deferred;
use super::roll::{self, Preview};
use super::start::Start;
use super::view;
use crate::app::Environment;
use crate::app::begin::{self, Begun};
use crate::app::document::Front;
use crate::app::opening::{self as model, Next};
use crate::app::start::{Offer, Outcome, Target};
use crate::clock::now;
use crate::message;
use crate::report::Report;
use crate::store::FileError;
use crate::store::open_report::{Locked, Opened, Pending};
use crate::store::reports::{self, Loaded};

/// Parameters of the user interface.
#[derive(Debug)]
pub struct Launch<'a> {
    /// The look; the form's language may replace its language.
    pub look: Look,
    /// True if the user set the width of ambiguous characters; otherwise the terminal is probed.
    pub width_is_known: bool,
    /// True if box-drawing lines may be used when they are known to be one cell wide.
    pub lines: bool,
    /// A sentence to show at the start.
    pub notice: Option<String>,
    /// The forms, folders and programs of the session.
    pub environment: Environment<'a>,
    /// The file named by the user, until it is opened.
    pub target: Target,
}

/// The current screen.
#[allow(clippy::large_enum_variant, reason = "there is one of it, and it is seldom moved")]
pub(super) enum Screen {
    Start(Box<Start>),
    Roll(Box<Preview>),
    Intake(Box<intake::Preview>),
    Asks(Box<(Opening, Pending)>),
    Document(Box<Document>),
}

/// The result of one message.
#[allow(clippy::large_enum_variant, reason = "there is one of it, and it is seldom moved")]
pub(super) enum Step {
    Stay(Screen),
    Suspend(Screen),
    /// Ask another session to leave, then open its report.
    HandOver(Opening, Box<Locked>),
    Leave(u8),
}

impl Screen {
    /// Returns the report, or the start screen if there is none yet.
    pub(super) fn first(launch: &mut Launch<'_>, size: (u16, u16)) -> Screen {
        match std::mem::replace(&mut launch.target, Target::Nothing) {
            Target::Report(loaded, path) => open(launch, *loaded, &path, size),
            Target::Missing(path) => Screen::Start(start(launch, Some(&path), size)),
            Target::Nothing => Screen::Start(start(launch, None, size)),
            Target::Document(path) => {
                let start = start(launch, None, size);
                proceed(launch, start, Outcome::Open(path))
            }
        }
    }

    /// Shows a sentence.
    pub(super) fn say(&mut self, text: String) {
        match self {
            Screen::Start(start) => start.say(text),
            Screen::Roll(preview) => preview.say(text),
            Screen::Intake(preview) => preview.say(text),
            Screen::Asks(asks) => asks.0.notice = Some(Notice { text, bad: true }),
            Screen::Document(document) => document.app.announce(text),
        }
    }

    /// Returns the look and the size.
    pub(super) fn look(&mut self) -> (&mut Look, (u16, u16)) {
        match self {
            Screen::Start(start) => (&mut start.look, start.size),
            Screen::Roll(preview) => (&mut preview.look, preview.size),
            Screen::Intake(preview) => (&mut preview.look, preview.size),
            Screen::Asks(asks) => (&mut asks.0.look, asks.0.size),
            Screen::Document(document) => (&mut document.app.look, document.app.size),
        }
    }

    pub(super) fn draw(&self, output: &mut Output) {
        let none = Deferred::default();
        if output.chinese == Chinese::Garbled {
            return output.draw(&none, view::garbled::draw);
        }
        match self {
            Screen::Start(start) => output.draw(&none, |frame| view::start::draw(start, frame)),
            Screen::Roll(preview) => output.draw(&none, |frame| view::roll::draw(preview, frame)),
            Screen::Intake(preview) => output.draw(&none, |frame| view::intake::draw(preview, frame)),
            Screen::Asks(asks) => output.draw(&none, |frame| view::opening::draw(&asks.0, frame)),
            Screen::Document(document) => {
                let app = &document.app;
                output.draw(&view::deferred(app), |frame| view::draw(app, frame));
            }
        }
    }
}

/// Returns the start screen with the available forms and files.
fn start(launch: &Launch<'_>, missing: Option<&Path>, size: (u16, u16)) -> Box<Start> {
    let offer = Offer::find(&launch.environment, missing, &now());
    Box::new(Start::new(launch.look, size, offer))
}

/// Opens a loaded report.
fn open(launch: &Launch<'_>, loaded: Loaded, path: &Path, size: (u16, u16)) -> Screen {
    let look = Look { lang: launch.environment.lang_for(&loaded.form), ..launch.look };
    shown(look, size, model::open(&launch.environment, loaded, path))
}

/// Opens a report that begins afresh, with new contents if there are any.
fn open_afresh(
    launch: &Launch<'_>,
    loaded: Loaded,
    path: &Path,
    contents: Option<&Report>,
    size: (u16, u16),
) -> Screen {
    let look = Look { lang: launch.environment.lang_for(&loaded.form), ..launch.look };
    let opened = model::open_afresh(&launch.environment, loaded, path, contents, &now());
    let mut screen = shown(look, size, opened);
    if contents.is_some() && matches!(screen, Screen::Document(_)) {
        screen.say(message::practice_restarted(look.lang));
    }
    screen
}

/// Returns the screen for an opened report, or for the question about it.
fn shown(look: Look, size: (u16, u16), opened: Opened) -> Screen {
    match opened {
        Opened::Ready(ready) => Screen::Document(Box::new(Document::new(look, size, *ready, None))),
        Opened::Pending(pending) => {
            let question = model::question(&pending, &SCREEN, look.lang, &now());
            Screen::Asks(Box::new((Opening::new(look, size, question), pending)))
        }
    }
}

/// Opens a report after its other session has left; if that failed, shows the question again.
pub(super) fn taken_over(
    launch: &Launch<'_>,
    mut opening: Opening,
    locked: Box<Locked>,
    taken: Result<(), FileError>,
) -> Screen {
    let (look, size) = (opening.look, opening.size);
    if let Err(error) = taken {
        opening.notice = Some(Notice::new(&look, error.sentence(look.lang), true));
        return Screen::Asks(Box::new((opening, Pending::Locked(locked))));
    }
    match reports::load(&locked.path, launch.environment.shelf) {
        Ok(loaded) => open(launch, loaded, &locked.path, size),
        Err(error) => {
            let mut start = start(launch, None, size);
            start.say(error.sentence(look.lang));
            Screen::Start(start)
        }
    }
}

/// Passes a message to the screen.
pub(super) fn step(launch: &Launch<'_>, mut screen: Screen, message: Message, output: &mut Output) -> Step {
    let size = screen.look().1;
    let message = if output.chinese == Chinese::Garbled {
        read_garbled(launch.look, size, message, output)
    } else {
        Some(message)
    };
    let Some(message) = message else { return Step::Stay(screen) };
    if let Message::Key(key) = &message
        && launch.look.keys.command(*key) == Some(Command::Redraw)
    {
        output.ask(size);
        return Step::Stay(screen);
    }
    match screen {
        Screen::Start(start) => start_step(launch, start, message),
        Screen::Roll(preview) => roll_step(launch, preview, message),
        Screen::Intake(preview) => intake_step(launch, preview, message),
        Screen::Asks(asks) => {
            let (mut opening, pending) = *asks;
            match opening.update(message) {
                None => Step::Stay(Screen::Asks(Box::new((opening, pending)))),
                Some(decision) => decide(launch, opening, pending, decision),
            }
        }
        Screen::Document(document) => document_step(launch, document, message, output),
    }
}

fn start_step(launch: &Launch<'_>, mut start: Box<Start>, message: Message) -> Step {
    let Some(outcome) = start.update(message) else { return Step::Stay(Screen::Start(start)) };
    match outcome {
        Outcome::Quit(code) => Step::Leave(code),
        outcome => Step::Stay(proceed(launch, start, outcome)),
    }
}

/// Performs the result of the start; returns the next screen, which is the start again if something is to be
/// asked or said.
fn proceed(launch: &Launch<'_>, mut start: Box<Start>, outcome: Outcome) -> Screen {
    let (look, size) = (start.look, start.size);
    match begin::begin(&launch.environment, outcome, None, look.lang) {
        Ok(Begun::Report(loaded, path)) => return open(launch, *loaded, &path, size),
        Ok(Begun::Afresh { loaded, path, contents }) => {
            return open_afresh(launch, *loaded, &path, contents.as_deref(), size);
        }
        Ok(Begun::Plan(plan, path, found)) => {
            return Screen::Roll(Box::new(Preview::new(look, size, *plan, path, found)));
        }
        Ok(Begun::Document(fitted, path)) => {
            return Screen::Intake(Box::new(intake::Preview::new(look, size, *fitted, path)));
        }
        Ok(Begun::Damaged(damaged)) => return shown(look, size, Opened::Pending(Pending::Damaged(damaged))),
        Ok(Begun::Quit(_)) => {}
        Err(reason) => start.say(reason),
    }
    Screen::Start(start)
}

fn intake_step(launch: &Launch<'_>, mut preview: Box<intake::Preview>, message: Message) -> Step {
    match preview.update(message) {
        Some(intake::Outcome::Quit(code)) => return Step::Leave(code),
        Some(intake::Outcome::Back) => return Step::Stay(Screen::Start(start(launch, None, preview.size))),
        Some(intake::Outcome::Make(file)) => {
            let environment = &launch.environment;
            match begin::made_from(environment, &preview.fitted, &preview.document, &file, preview.look.lang)
            {
                Ok(loaded) => return Step::Stay(open_afresh(launch, loaded, &file, None, preview.size)),
                Err(reason) => preview.say(reason),
            }
        }
        None => {}
    }
    Step::Stay(Screen::Intake(preview))
}

fn roll_step(launch: &Launch<'_>, mut preview: Box<Preview>, message: Message) -> Step {
    match preview.update(message) {
        Some(roll::Outcome::Quit(code)) => return Step::Leave(code),
        Some(roll::Outcome::Back) => return Step::Stay(Screen::Start(start(launch, None, preview.size))),
        Some(roll::Outcome::Make(file)) => {
            let environment = &launch.environment;
            match begin::rolled(environment, &preview.plan, &file, preview.look.lang) {
                Ok(loaded) => return Step::Stay(open_afresh(launch, loaded, &file, None, preview.size)),
                Err(reason) => preview.say(reason),
            }
        }
        None => {}
    }
    Step::Stay(Screen::Roll(preview))
}

fn decide(launch: &Launch<'_>, opening: Opening, pending: Pending, decision: model::Decision) -> Step {
    let (look, size) = (opening.look, opening.size);
    match model::decide(launch.environment.shelf, pending, decision, (&SCREEN, look.lang), &now()) {
        Next::Leave(code) => Step::Leave(code),
        Next::Replaced(path, said) => Step::Stay(open_again(launch, look, size, &path, said)),
        Next::Refused(pending, reason) => {
            let mut screen = shown(look, size, Opened::Pending(pending));
            screen.say(reason);
            Step::Stay(screen)
        }
        Next::HandOver(locked) => Step::HandOver(opening, locked),
        Next::Ask(pending) => Step::Stay(shown(look, size, Opened::Pending(pending))),
        Next::Ready(ready, said) => {
            Step::Stay(Screen::Document(Box::new(Document::new(look, size, *ready, said))))
        }
    }
}

fn document_step(
    launch: &Launch<'_>,
    mut document: Box<Document>,
    message: Message,
    output: &mut Output,
) -> Step {
    match document.update(&launch.environment, message, output) {
        After::Leave(code) => return Step::Leave(code),
        After::Stay => {}
        After::Suspend => return Step::Suspend(Screen::Document(document)),
        After::Replaced(said) => {
            let (look, size, path) = (document.app.look, document.app.size, document.path().to_owned());
            // The lock is free again before the report is opened.
            drop(document);
            return Step::Stay(open_again(launch, look, size, &path, said));
        }
        After::Reopen => {
            let (environment, look, size) = (&launch.environment, document.app.look, document.app.size);
            match reports::load(document.path(), environment.shelf) {
                Ok(loaded) => {
                    let opened = model::reopen(environment, document.into_held(), loaded);
                    return Step::Stay(shown(look, size, opened));
                }
                Err(error) => {
                    // The file is no longer a report: what is written here can replace it.
                    document.keep_content();
                    let Some(damaged) = environment.damaged(document.path(), &error) else {
                        document.app.announce(error.sentence(look.lang));
                        return Step::Stay(Screen::Document(document));
                    };
                    drop(document);
                    let pending = Pending::Damaged(Box::new(damaged));
                    return Step::Stay(shown(look, size, Opened::Pending(pending)));
                }
            }
        }
    }
    Step::Stay(Screen::Document(document))
}

/// Opens a report whose file was replaced, and shows a sentence.
fn open_again(launch: &Launch<'_>, look: Look, size: (u16, u16), path: &Path, said: String) -> Screen {
    match reports::load(path, launch.environment.shelf) {
        Ok(loaded) => {
            let mut screen = open(launch, loaded, path, size);
            screen.say(said);
            screen
        }
        Err(error) => {
            let mut start = start(launch, None, size);
            start.say(error.sentence(look.lang));
            Screen::Start(start)
        }
    }
}

/// Handles a message while the terminal shows no Chinese: the user can probe again, continue anyway or leave.
/// Other keys are ignored, because they would not be the characters typed.
fn read_garbled(look: Look, size: (u16, u16), message: Message, output: &mut Output) -> Option<Message> {
    match &message {
        Message::Key(key) => match look.keys.command(*key) {
            Some(Command::Redraw | Command::Quit) => Some(message),
            Some(Command::Enter | Command::Leave) => {
                output.chinese = Chinese::Shown;
                output.resize(size);
                None
            }
            _ => None,
        },
        Message::Paste(_) | Message::PasteTooLong => None,
        _ => Some(message),
    }
}
