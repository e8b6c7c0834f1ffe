//! The terminal user interface: one channel of messages in, effects out.
//!
//! The event loop below is the only part of it with side effects: it reads the clock and the terminal and,
//! through `store`, files. It sleeps until an event arrives, and draws once for all pending events.

pub mod app;
pub mod ask;
pub(crate) mod begin;
pub mod canvas;
pub mod command;
mod crash;
pub(crate) mod document;
pub mod editor;
mod entry;
pub mod event;
pub mod findings;
pub mod following;
pub mod geometry;
mod goto;
mod hand_in;
pub mod input;
pub mod keys;
mod last_year;
pub mod layout;
pub mod look;
pub mod mode;
pub mod model;
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
use crate::session::difference;
use crate::sheet::grid;
use crate::store::forms::Shelf;
use crate::store::lock::Owner;
use crate::store::office::Office;
use crate::store::open_report;
use crate::store::state::State;
use crate::store::{reports, watch};
use crate::terminal::probe::Answer;
use crate::terminal::width::Width;
use command::Command;
use crash::CRASHED;
use document::{After, Decided, Document, Opened, Waiting, clock};
use event::Message;
use look::Look;
use model::Disk;
use opening::Decision;
use output::{Chinese, Output};
use painter::{Deferred, Painter};
use roll::Preview;
use start::{Files, Start};
use theme::Frame;

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
    /// The language requested by the user.
    pub lang: Option<Lang>,
    /// The available forms.
    pub shelf: &'a Shelf,
    /// The directory of drafts.
    pub state: &'a State,
    /// The lock owner for reports opened from now on.
    pub owner: Owner,
    /// The report to open, or to create if it does not exist.
    pub file: Option<&'a Path>,
    /// The report, already loaded.
    pub report: Option<reports::Loaded>,
    /// The SSH session of the terminal, if any.
    pub remote: Option<Remote>,
    /// The office program that makes a PDF.
    pub office: Office,
}

/// The current screen.
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

/// An event of the main loop.
enum Event {
    /// A message for the screen.
    Happened(Message),
    /// A frame has been written, or the terminal is gone.
    Written(io::Result<()>),
    /// The terminal reported its cursor position: row and column.
    Position(u16, u16),
    /// The input is not UTF-8.
    NotUtf8,
    /// The program was continued after a stop.
    Continued,
    /// Another process changed the report's file.
    Touched,
    /// The sender of keys waits until this is dropped.
    Turn(Sender<()>),
}

/// The deferred parts of the screen are drawn after this time without a key.
const PAUSE: Duration = Duration::from_millis(200);
/// The terminal is expected to answer a probe within this time.
const ANSWER_WITHIN: Duration = Duration::from_millis(500);
/// Time allowed for the last frame; then the program exits without it.
const LAST_FRAME: Duration = Duration::from_millis(500);
/// Autosave delay: typed text is on the disk after this time at the latest.
const KEEP_WITHIN: Duration = Duration::from_millis(700);
/// Delay before writing to a failing disk is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(5);
/// Maximum number of recent reports offered.
const MAX_RECENT: usize = 9;
/// Time allowed for another session to exit before its lock is taken, and the polling interval.
const HAND_OVER: Duration = Duration::from_secs(3);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Runs the user interface until the user leaves; returns the exit code.
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
    // Do not write to a stalled terminal: that would block for ever. A terminal that is gone returns an
    // error.
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

/// Shows a sentence on the current screen.
fn say(screen: &mut Screen, text: String) {
    match screen {
        Screen::Start(start) => start.say(text),
        Screen::Roll(preview) => preview.say(text),
        Screen::Asks(waiting) => waiting.opening.notice = Some(look::Notice { text, bad: true }),
        Screen::Document(document) => document.app.announce(text),
    }
}

/// Creates the start screen with the available forms and files.
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
    // The autosave deadline, and the time to draw the deferred parts of the screen.
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
        // All pending events go into one frame.
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
                                Some(look::Notice::new(&waiting.opening.look, reason, true));
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

/// The result of an event.
enum Dealt {
    /// A message for the screen.
    Message(Message),
    /// The event is consumed; `changes` is true if the screen may have changed.
    Done { changes: bool },
}

/// Handles events that do not concern the screen.
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
        // The terminal did not answer the probe; its input shows the encoding.
        Event::NotUtf8 if output.chinese == Chinese::Unknown => {
            output.chinese = Chinese::Garbled;
            output.resize(look(screen).1);
        }
        Event::NotUtf8 => {
            let lang = look(screen).0.lang;
            say(screen, message::terminal::typed_not_utf8(lang));
        }
        // Another process stopped the program.
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

/// Drains the pending events; the flag is true if the current frame has been written. That is reported at
/// once, out of order, because an earlier event may end the program, which then waits for the frame.
fn arrived(first: Event, receiver: &Receiver<Event>) -> (VecDeque<Event>, bool) {
    let mut events: VecDeque<Event> = std::iter::once(first).chain(receiver.try_iter()).collect();
    let count = events.len();
    events.retain(|event| !matches!(event, Event::Written(Ok(()))));
    let written = events.len() < count;
    (events, written)
}

/// Waits for the next event, at most until the deadline.
fn next(receiver: &Receiver<Event>, deadline: Option<Instant>) -> Result<Event, RecvTimeoutError> {
    match deadline {
        None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        Some(deadline) => receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())),
    }
}

/// The result of one message.
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
                    // The file is no longer a report: keep this one.
                    Err(error) => {
                        document.app.announce(error.sentence(document.app.look.lang));
                        Step::Stay(Screen::Document(document))
                    }
                }
            }
        },
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

/// Returns the look and size of a screen.
fn look(screen: &mut Screen) -> (&mut Look, (u16, u16)) {
    match screen {
        Screen::Start(start) => (&mut start.look, start.size),
        Screen::Roll(preview) => (&mut preview.look, preview.size),
        Screen::Asks(waiting) => (&mut waiting.opening.look, waiting.opening.size),
        Screen::Document(document) => (&mut document.app.look, document.app.size),
    }
}

/// Applies the answer of a probe to the look and the output.
fn learn(launch: &mut Launch<'_>, screen: &mut Screen, output: &mut Output, answer: Answer) {
    let (look, size) = look(screen);
    let (width, frame) = match answer {
        // Everything drawn so far is misplaced.
        Answer::Garbled => return output.resize(size),
        // The user's setting has precedence.
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

/// Returns the autosave deadline, counted from the first unsaved change.
fn next_deadline(screen: &Screen, deadline: Option<Instant>) -> Option<Instant> {
    let Screen::Document(document) = screen else { return None };
    if !document.is_waiting() {
        return None;
    }
    let within =
        if matches!(document.app.model.saving.disk, Disk::Failing(_)) { TRY_AGAIN } else { KEEP_WITHIN };
    deadline.or_else(|| Instant::now().checked_add(within))
}

/// Watches the file if the session is read only, and sends an event for every change.
fn follow_file(screen: &Screen, sender: &Sender<Event>) {
    let Screen::Document(document) = screen else { return };
    if !document.app.model.read_only {
        return;
    }
    let (path, sender) = (document.path().to_owned(), sender.clone());
    // If watching fails, the report stays as it was when opened; the status line says that it is read only.
    let _ = crash::spawn("file", sender, move |sender| {
        watch::watch(&path, || sender.send(Event::Touched).is_ok());
    });
}

/// Syncs new state folders of the report on a thread.
fn sync_folders(screen: &Screen, sender: &Sender<Event>) {
    let Screen::Document(document) = screen else { return };
    if let Some(place) = document.unsynced_place() {
        // If the thread cannot start, they are synced with the first change.
        let _ = crash::spawn("folders", sender.clone(), move |_| place.sync_folders());
    }
}

/// Asks the session that holds the lock of a report to exit, and waits for it. After [`HAND_OVER`] takes the
/// lock.
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
            // All other events are handled afterwards.
            Ok(event) => later.push(event),
            Err(_) => {}
        }
        Instant::now() <= deadline
    });
    taken.map_err(|error| error.sentence(lang))
}

/// Opens a report again from its current file.
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

/// Waits until the current frame is written; returns false if the terminal does not take it. Other events are
/// pushed to `later`.
fn drain_frames(output: &mut Output, receiver: &Receiver<Event>, later: &mut Vec<Event>) -> bool {
    let deadline = Instant::now() + LAST_FRAME;
    loop {
        // Exiting before the terminal has answered a probe would leave the answer to the shell.
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
