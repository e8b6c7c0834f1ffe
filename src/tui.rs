//! The screen: one channel of messages in, effects out.
//!
//! The loop below is the only part of the screen that acts: it reads the clock, the terminal and, through
//! `store`, files. It sleeps until something happens and draws once for all that has.

pub mod app;
pub mod ask;
pub(crate) mod begin;
pub mod canvas;
pub mod command;
mod crash;
pub(crate) mod document;
pub mod editor;
mod entry;
pub mod findings;
pub mod following;
pub mod geometry;
mod goto;
mod hand_in;
pub mod keys;
mod last_year;
pub mod layout;
pub mod mode;
mod motion;
pub mod opening;
mod output;
pub mod painter;
pub mod paste;
pub mod reference;
pub mod roll;
pub mod start;
mod terminal;
pub mod theme;
pub mod trial;
mod tried;
pub mod versions;
pub mod view;

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use jiff::Zoned;
use signal_hook::iterator::Signals;

use crate::export::Remote;
use crate::message::{self, Lang};
use crate::report::{difference, grid};
use crate::store::forms::Shelf;
use crate::store::lock::Owner;
use crate::store::office::Office;
use crate::store::open_report;
use crate::store::state::State;
use crate::store::{reports, watch};
use crate::terminal::probe::Answer;
use crate::terminal::width::Width;
use app::{Disk, Look, Message};
use command::Command;
use crash::CRASHED;
use document::{After, Decided, Document, Opened, Waiting, clock};
use opening::Decision;
use output::{Chinese, Output};
use painter::{Deferred, Painter};
use roll::Preview;
use start::{Files, Start};
use theme::Frame;

/// What the screen is opened with.
#[derive(Debug)]
pub struct Launch<'a> {
    /// How it looks; the language may give way to the form's.
    pub look: Look,
    /// Whether the width of characters was told; else the terminal is asked.
    pub width_is_known: bool,
    /// Whether lines may be drawn where they are known to be one cell wide.
    pub lines: bool,
    /// What is to be said at the beginning.
    pub notice: Option<String>,
    /// The language that was asked for.
    pub lang: Option<Lang>,
    /// Where forms are.
    pub shelf: &'a Shelf,
    /// Where drafts are kept.
    pub state: &'a State,
    /// Who holds the report from now on.
    pub owner: Owner,
    /// The report to open, or to begin when it is not there.
    pub file: Option<&'a Path>,
    /// The report, already read.
    pub report: Option<reports::Loaded>,
    /// The SSH session that the terminal belongs to, if it does.
    pub remote: Option<Remote>,
    /// What makes a PDF.
    pub office: Office,
}

/// What is on the screen.
#[allow(clippy::large_enum_variant, reason = "there is one of it, and it is seldom moved")]
enum Screen {
    Start(Box<Start>),
    Roll(Box<Preview>),
    Asks(Box<Waiting>),
    Document(Box<Document>),
}

impl From<Opened> for Screen {
    fn from(opened: Opened) -> Screen {
        match opened {
            Opened::Ready(document) => Screen::Document(document),
            Opened::Asks(waiting) => Screen::Asks(waiting),
        }
    }
}

/// What the loop waits for.
enum Event {
    /// Something that the screen is to know.
    Happened(Message),
    /// A frame has been written; or the terminal is gone.
    Written(io::Result<()>),
    /// The terminal told where its cursor stands: row and column.
    Position(u16, u16),
    /// What was typed is not UTF-8.
    NotUtf8,
    /// The program was stopped and goes on.
    Continued,
    /// The report's file was changed by somebody else.
    Touched,
    /// Whoever sends keys waits until this is dropped.
    Turn(Sender<()>),
}

/// What is said about a place follows once no key came for so long.
const PAUSE: Duration = Duration::from_millis(200);
/// So long after it was asked what it is the terminal may still say so.
const ANSWER_WITHIN: Duration = Duration::from_millis(500);
/// How long the last frame may take before the program leaves without it.
const LAST_FRAME: Duration = Duration::from_millis(500);
/// What was typed is on the disk after this time at the latest.
const KEEP_WITHIN: Duration = Duration::from_millis(700);
/// A disk that takes nothing is tried again after this time.
const TRY_AGAIN: Duration = Duration::from_secs(5);
/// So many recent reports are offered.
const MAX_RECENT: usize = 9;
/// How long another session may take to leave before its lock is taken from it, and how often to look.
const HAND_OVER: Duration = Duration::from_secs(3);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Opens the screen and stays until a person leaves; gives the exit code.
pub fn open(mut launch: Launch<'_>) -> Result<u8, String> {
    let lang = launch.look.lang;
    if !terminal::has_terminal() {
        return Err(message::not_a_terminal(lang));
    }
    let failed = |error: io::Error| message::terminal_failed(lang, &error.to_string());
    let size = terminal::size().map_err(failed)?;
    let mut screen = first_screen(&mut launch, size);
    if let Some(notice) = launch.notice.take() {
        say(&mut screen, notice);
    }
    if let Err(error) = terminal::enter() {
        terminal::leave();
        return Err(failed(error));
    }
    crash::watch();
    let (sender, receiver) = channel();
    let result = crash::survived(|| {
        let signals = terminal::catch_signals()?;
        let painter = Painter::new(size, launch.look.width, launch.width_is_known);
        let mut output = Output::new(painter, sender.clone())?;
        output.ask(size);
        let code = run(&mut launch, screen, &mut output, signals, (&sender, &receiver))?;
        let drained = drain_frames(&mut output, &receiver, &mut Vec::new());
        Ok((code, output.farewell.take(), drained))
    });
    let result = result.unwrap_or(Ok((CRASHED, None, false)));
    let crash = crash::taken().map(|crash| format!("{}\n{crash}", message::crashed(lang)));
    // A terminal that is stalled is left alone: writing to it would wait for ever. One that is gone refuses.
    let stalled = matches!(result, Ok((_, _, false))) && (crash.is_none() || terminal::is_stalled());
    if !stalled {
        terminal::leave();
        if let Ok((_, farewell, _)) = &result
            && let Some(farewell) = crash.as_ref().or(farewell.as_ref())
        {
            terminal::tell(&format!("{}\n", crate::form::visible(farewell)));
        }
    }
    result.map(|(code, ..)| code).map_err(failed)
}

fn first_screen(launch: &mut Launch<'_>, size: (u16, u16)) -> Screen {
    match (launch.report.take(), launch.file) {
        (Some(loaded), Some(path)) => document::open(launch, loaded, path, size).into(),
        _ => start_screen(launch, size),
    }
}

/// Says a sentence on whatever is shown.
fn say(screen: &mut Screen, text: String) {
    match screen {
        Screen::Start(start) => start.say(text),
        Screen::Roll(preview) => preview.say(text),
        Screen::Asks(waiting) => waiting.opening.notice = Some(app::Notice { text, bad: true }),
        Screen::Document(document) => document.app.announce(text),
    }
}

/// The start screen, with the forms and files there are.
fn start_screen(launch: &Launch<'_>, size: (u16, u16)) -> Screen {
    let forms = launch.shelf.list().into_iter().filter(|form| !form.id.is_empty());
    let forms = forms.map(|form| (form.id, form.title)).collect();
    let year = Zoned::now().year().saturating_sub(1);
    let recent = launch.state.recent(MAX_RECENT).into_iter().map(|(path, time)| (path, clock(time)));
    let files = Files { recent: recent.collect(), here: reports::beside(Path::new(".")) };
    Screen::Start(Box::new(Start::new(
        launch.look,
        size,
        forms,
        year,
        launch.file.map(Path::to_owned),
        files,
    )))
}

fn run(
    launch: &mut Launch<'_>,
    mut screen: Screen,
    output: &mut Output,
    signals: Signals,
    (sender, receiver): (&Sender<Event>, &Receiver<Event>),
) -> io::Result<u8> {
    let mut signals = Some(signals);
    let mut changed = true;
    // When something typed has to be on the disk, and when the rest of the screen is to follow.
    let mut deadline: Option<Instant> = None;
    let mut pause: Option<Instant> = None;
    follow_file(&screen, sender);
    let mut is_new = true;
    loop {
        if changed && !output.is_busy() {
            draw(&screen, output);
            // The first frame does not wait for the threads.
            if let Some(signals) = signals.take() {
                terminal::listen(signals, sender)?;
            }
            if std::mem::take(&mut is_new) {
                sync_folders(&screen, sender);
            }
            output.asked_until(|| Instant::now().checked_add(ANSWER_WITHIN));
            changed = false;
            pause = output.is_behind().then(|| Instant::now() + PAUSE);
        }
        let first = match next(receiver, deadline.into_iter().chain(pause).min()) {
            Ok(first) => first,
            Err(RecvTimeoutError::Disconnected) => return Ok(terminal::HUNG_UP),
            Err(RecvTimeoutError::Timeout) => {
                let now = Instant::now();
                if pause.take_if(|pause| *pause <= now).is_some() {
                    output.catch_up();
                    changed = true;
                }
                if deadline.take_if(|deadline| *deadline <= now).is_some() {
                    if let Screen::Document(document) = &mut screen {
                        changed |= document.keep_now();
                    }
                    deadline = next_deadline(&screen, None);
                }
                continue;
            }
        };
        // All that has arrived goes into one frame.
        let (mut events, written) = arrived(first, receiver);
        if written {
            output.written();
        }
        while let Some(event) = events.pop_front() {
            let message = match deal(launch, &mut screen, event, output)? {
                Dealt::Message(message) => message,
                Dealt::Done { changes } => {
                    changed |= changes;
                    continue;
                }
            };
            changed = true;
            if let Message::Resize(columns, rows) = message {
                output.resize((columns, rows));
            }
            let before = std::mem::discriminant(&screen);
            screen = match step(launch, screen, message, output) {
                Step::Stay(screen) => screen,
                Step::Leave(code) => return Ok(code),
                Step::Suspend(screen, size) => {
                    let mut later = Vec::new();
                    // A terminal that takes no frame takes no farewell either.
                    if drain_frames(output, receiver, &mut later) {
                        output.was_suspended = true;
                        terminal::suspend()?;
                        // It may be another terminal by now.
                        output.ask(size);
                    }
                    events.extend(later);
                    screen
                }
                Step::TakeOver(waiting) => {
                    let mut later = Vec::new();
                    let taken = take_over(launch, &waiting, output, receiver, &mut later);
                    events.extend(later);
                    match taken {
                        Ok(()) => {
                            let opening = &waiting.opening;
                            reopen(launch, opening.look, opening.size, &waiting.path)
                        }
                        Err(reason) => {
                            let mut waiting = waiting;
                            waiting.opening.notice =
                                Some(app::Notice::new(&waiting.opening.look, reason, true));
                            Screen::Asks(waiting)
                        }
                    }
                }
            };
            if std::mem::discriminant(&screen) != before {
                follow_file(&screen, sender);
                is_new = true;
            }
        }
        deadline = next_deadline(&screen, deadline);
    }
}

/// What an event comes to.
enum Dealt {
    /// Something that the screen is to know.
    Message(Message),
    /// It is dealt with; perhaps something has changed.
    Done { changes: bool },
}

/// Deals with what is no concern of the screen.
fn deal(
    launch: &mut Launch<'_>,
    screen: &mut Screen,
    event: Event,
    output: &mut Output,
) -> io::Result<Dealt> {
    let mut changes = true;
    match event {
        Event::Happened(message) => return Ok(Dealt::Message(message)),
        Event::Written(_) => return Ok(Dealt::Message(Message::Leave(terminal::HUNG_UP))),
        Event::Turn(turn) => {
            drop(turn);
            changes = false;
        }
        Event::Position(row, column) => match output.answered(row, column) {
            Some(answer) => learn(launch, screen, output, answer),
            None => changes = false,
        },
        // A terminal that did not say what it is says it so.
        Event::NotUtf8 if output.chinese == Chinese::Unknown => {
            output.chinese = Chinese::Garbled;
            output.resize(look(screen).1);
        }
        Event::NotUtf8 => {
            let lang = look(screen).0.lang;
            say(screen, message::terminal::typed_not_utf8(lang));
        }
        // Somebody else stopped it.
        Event::Continued if !std::mem::take(&mut output.was_suspended) => {
            terminal::raw_again()?;
            output.enter(look(screen).1);
        }
        Event::Continued => changes = false,
        Event::Touched => match screen {
            Screen::Document(document) => document.follow(launch),
            _ => changes = false,
        },
    }
    Ok(Dealt::Done { changes })
}

/// What has arrived, and whether the frame on its way has been written: that does not wait its turn, as what
/// comes before it may end the program, which then waits for the frame.
fn arrived(first: Event, receiver: &Receiver<Event>) -> (VecDeque<Event>, bool) {
    let mut events: VecDeque<Event> = std::iter::once(first).chain(receiver.try_iter()).collect();
    let count = events.len();
    events.retain(|event| !matches!(event, Event::Written(Ok(()))));
    let written = events.len() < count;
    (events, written)
}

/// The next event, waiting for it no longer than until a deadline.
fn next(receiver: &Receiver<Event>, deadline: Option<Instant>) -> Result<Event, RecvTimeoutError> {
    match deadline {
        None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        Some(deadline) => receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())),
    }
}

/// What one message comes to.
#[allow(clippy::large_enum_variant, reason = "there is one of it, and it is seldom moved")]
enum Step {
    Stay(Screen),
    Suspend(Screen, (u16, u16)),
    TakeOver(Box<Waiting>),
    Leave(u8),
}

fn step(launch: &Launch<'_>, mut screen: Screen, message: Message, output: &mut Output) -> Step {
    let size = look(&mut screen).1;
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
        Screen::Start(mut start) => match start.update(message) {
            Some(start::Outcome::Quit(code)) => Step::Leave(code),
            Some(outcome) => match begin::begin(launch, &mut start, outcome) {
                Some(screen) => Step::Stay(screen),
                None => Step::Stay(Screen::Start(start)),
            },
            None => Step::Stay(Screen::Start(start)),
        },
        Screen::Roll(mut preview) => match preview.update(message) {
            Some(roll::Outcome::Quit(code)) => Step::Leave(code),
            Some(roll::Outcome::Back) => Step::Stay(start_screen(launch, preview.size)),
            Some(roll::Outcome::Make(file)) => match begin::make(launch, &mut preview, &file) {
                Some(screen) => Step::Stay(screen),
                None => Step::Stay(Screen::Roll(preview)),
            },
            None => Step::Stay(Screen::Roll(preview)),
        },
        Screen::Asks(mut waiting) => match waiting.opening.update(message) {
            None => Step::Stay(Screen::Asks(waiting)),
            Some(Decision::TakeOver) if waiting.holder().is_some() => Step::TakeOver(waiting),
            Some(decision) => match waiting.decide(decision) {
                Decided::Show(opened) => Step::Stay(opened.into()),
                Decided::Leave(code) => Step::Leave(code),
            },
        },
        Screen::Document(mut document) => match document.update(launch, message, output) {
            After::Leave(code) => Step::Leave(code),
            After::Stay => Step::Stay(Screen::Document(document)),
            After::Suspend => {
                let size = document.app.size;
                Step::Suspend(Screen::Document(document), size)
            }
            After::Reopen => {
                match reports::load(document.path(), launch.shelf) {
                    Ok(loaded) => Step::Stay(document::reopen(launch, *document, loaded).into()),
                    // What is there now is no report: this one stays.
                    Err(error) => {
                        document.app.announce(error.sentence(document.app.look.lang));
                        Step::Stay(Screen::Document(document))
                    }
                }
            }
        },
    }
}

/// What a person does in front of a terminal that shows no Chinese: looks again, goes on all the same, or
/// leaves. Keys would not be what was typed.
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

/// How a screen looks, and its size.
fn look(screen: &mut Screen) -> (&mut Look, (u16, u16)) {
    match screen {
        Screen::Start(start) => (&mut start.look, start.size),
        Screen::Roll(preview) => (&mut preview.look, preview.size),
        Screen::Asks(waiting) => (&mut waiting.opening.look, waiting.opening.size),
        Screen::Document(document) => (&mut document.app.look, document.app.size),
    }
}

/// What the terminal is has come to be known: it is drawn for accordingly.
fn learn(launch: &mut Launch<'_>, screen: &mut Screen, output: &mut Output, answer: Answer) {
    let (look, size) = look(screen);
    let (width, frame) = match answer {
        // Nothing drawn so far is where it should be.
        Answer::Garbled => return output.resize(size),
        // What a person says counts for more.
        _ if launch.width_is_known => return,
        Answer::Width(Width::Narrow) if launch.lines => (Width::Narrow, Frame::LINES),
        Answer::Width(width) => (width, Frame::ASCII),
        Answer::Mixed => (look.width, Frame::ASCII),
    };
    for look in [look, &mut launch.look] {
        (look.width, look.frame) = (width, frame);
    }
    if answer != Answer::Mixed {
        output.learn(width, size);
    }
}

/// When something typed has to be on the disk: counted from the first of it.
fn next_deadline(screen: &Screen, deadline: Option<Instant>) -> Option<Instant> {
    let Screen::Document(document) = screen else { return None };
    if !document.is_waiting() {
        return None;
    }
    let within = if matches!(document.app.disk, Disk::Failing(_)) { TRY_AGAIN } else { KEEP_WITHIN };
    deadline.or_else(|| Instant::now().checked_add(within))
}

/// A session that only looks is told of every change of the file.
fn follow_file(screen: &Screen, sender: &Sender<Event>) {
    let Screen::Document(document) = screen else { return };
    if !document.app.read_only {
        return;
    }
    let (path, sender) = (document.path().to_owned(), sender.clone());
    // Without it the report is only as new as when it was opened; the status line says that it is read only.
    let _ = crash::spawn("file", sender, move |sender| {
        watch::watch(&path, || sender.send(Event::Touched).is_ok());
    });
}

/// New folders for the state of a report are put on the disk.
fn sync_folders(screen: &Screen, sender: &Sender<Event>) {
    let Screen::Document(document) = screen else { return };
    if let Some(place) = document.unsynced_place() {
        // Without it they are synced with the first change.
        let _ = crash::spawn("folders", sender.clone(), move |_| place.sync_folders());
    }
}

/// Asks the session that holds a report to leave, and waits until it has; after a while takes the lock from
/// it.
fn take_over(
    launch: &Launch<'_>,
    waiting: &Waiting,
    output: &mut Output,
    receiver: &Receiver<Event>,
    later: &mut Vec<Event>,
) -> Result<(), String> {
    let Some((place, holder)) = waiting.holder() else { return Ok(()) };
    let lang = waiting.opening.look.lang;
    let deadline = Instant::now() + HAND_OVER;
    let taken = open_report::take_over(place, holder, &launch.owner, || {
        match receiver.recv_timeout(LOOK_AGAIN) {
            Ok(Event::Written(Ok(()))) => output.written(),
            // Everything else is for afterwards.
            Ok(event) => later.push(event),
            Err(_) => {}
        }
        Instant::now() <= deadline
    });
    taken.map_err(|error| error.sentence(lang))
}

/// Opens a report again, as its file is now.
fn reopen(launch: &Launch<'_>, look: Look, size: (u16, u16), path: &Path) -> Screen {
    match reports::load(path, launch.shelf) {
        Ok(loaded) => document::open(launch, loaded, path, size).into(),
        Err(error) => {
            let mut start = Start::new(look, size, Vec::new(), 0, Some(path.to_owned()), Files::default());
            start.say(error.sentence(look.lang));
            Screen::Start(Box::new(start))
        }
    }
}

/// Waits for the frame on its way; false when the terminal does not take it. What else happens is for later.
fn drain_frames(output: &mut Output, receiver: &Receiver<Event>, later: &mut Vec<Event>) -> bool {
    let deadline = Instant::now() + LAST_FRAME;
    loop {
        // Leaving before the terminal has answered would leave the answer to the shell.
        let answer = output.answer_until().filter(|until| *until > Instant::now());
        let deadline = match answer {
            _ if output.is_busy() => deadline,
            Some(until) => until.min(deadline),
            None => return true,
        };
        match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Event::Written(Ok(()))) => output.written(),
            Ok(Event::Position(row, column)) => drop(output.answered(row, column)),
            Err(RecvTimeoutError::Timeout) if !output.is_busy() => return true,
            Ok(event @ Event::Written(Err(_))) => {
                later.push(event);
                return false;
            }
            Ok(event) => later.push(event),
            Err(_) => return false,
        }
    }
}

fn draw(screen: &Screen, output: &mut Output) {
    let none = Deferred::default();
    if output.chinese == Chinese::Garbled {
        return output.draw(&none, view::garbled::draw);
    }
    match screen {
        Screen::Start(start) => output.draw(&none, |frame| view::start::draw(start, frame)),
        Screen::Roll(preview) => output.draw(&none, |frame| view::roll::draw(preview, frame)),
        Screen::Asks(waiting) => output.draw(&none, |frame| view::opening::draw(&waiting.opening, frame)),
        Screen::Document(document) => {
            let app = &document.app;
            output.draw(&view::followers(app), |frame| view::draw(app, frame));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_known_to_be_written_before_the_program_leaves() {
        let (sender, receiver) = channel();
        sender.send(Event::Written(Ok(()))).unwrap();
        sender.send(Event::Touched).unwrap();
        let (events, written) = arrived(Event::Happened(Message::Leave(0)), &receiver);
        let events: Vec<Event> = events.into();
        assert!(written && matches!(events[..], [Event::Happened(Message::Leave(0)), Event::Touched]));
        assert!(!arrived(Event::Touched, &receiver).1);
    }
}
