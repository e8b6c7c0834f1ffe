//! The terminal user interface: one channel of messages in, effects out.
//!
//! Only the event loop below and the screens that it runs (`screen`, `document`) have side effects: they read
//! the clock, the terminal and, through `store`, files. The loop sleeps until an event arrives, and draws once
//! for all pending events.

pub mod app;
pub mod canvas;
pub mod chooser;
pub mod command;
pub mod context;
mod conversion;
mod crash;
mod document;
pub mod editor;
pub mod event;
pub mod geometry;
mod hand_in;
pub mod input;
pub mod intake;
pub mod keys;
mod last_year;
pub mod layout;
pub mod look;
mod navigation;
pub mod opening;
mod output;
pub mod painter;
pub mod panels;
mod range;
pub mod reference;
pub mod roll;
mod screen;
mod sections;
mod seen;
pub mod start;
mod terminal;
pub mod theme;
pub mod trial;
mod tried;
pub mod view;
mod widgets;
mod worker;

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use signal_hook::iterator::Signals;

use crate::app::model::{Disk, UNSAVED};
use crate::app::opening::hand_over;
use crate::message;
use crate::store::watch;
use crate::terminal::job::can_suspend;
use crate::terminal::probe::Answer;
use crate::terminal::width::Width;
use crash::CRASHED;
pub use document::SCREEN;
use event::{Event, Message};
use output::{Chinese, Farewell, Output};
use painter::Painter;
pub use screen::Launch;
use screen::{Screen, Step};
use theme::Frame;

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

/// Runs the user interface until the user leaves; returns the exit code.
pub fn open(mut launch: Launch<'_>) -> Result<u8, String> {
    let lang = launch.look.lang;
    if !terminal::has_terminal() {
        return Err(message::not_a_terminal(lang));
    }
    let failed = |error: io::Error| message::terminal_failed(lang, &error.to_string());
    let size = terminal::size().map_err(failed)?;
    let mut screen = Screen::first(&mut launch, size);
    if let Some(notice) = launch.notice.take() {
        screen.say(notice);
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
        Ok((code, std::mem::take(&mut output.farewell), drained))
    });
    let result = result.unwrap_or(Ok((CRASHED, Farewell::default(), false)));
    let crash = crash::taken().map(|crash| format!("{}\n{crash}", message::crashed(lang)));
    // Do not write to a stalled terminal: that would block for ever. A terminal that is gone returns an
    // error.
    let stalled = matches!(result, Ok((_, _, false))) && (crash.is_none() || terminal::is_stalled());
    if !stalled {
        terminal::leave();
        if let Ok((_, farewell, _)) = &result {
            let printed = |text: &String| format!("{}\n", crate::form::visible(text));
            terminal::print(&farewell.line.as_ref().map_or_else(String::new, printed));
            let note = crash.as_ref().or(farewell.note.as_ref());
            terminal::tell(&note.map_or_else(String::new, printed));
        }
    }
    result.map(|(code, ..)| code).map_err(failed)
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
            screen.draw(output);
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
                        if document.may_be_slow() {
                            document.show_slow();
                            changed = true;
                        }
                        document.keep_soon(sender);
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
            let message = match deal(launch, &mut screen, event, output) {
                Dealt::Message(message) => message,
                Dealt::Stop => {
                    if let Screen::Document(document) = &mut screen {
                        document.keep_now();
                    }
                    events.extend(suspend(&mut screen, output, receiver));
                    changed = true;
                    continue;
                }
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
            screen = match screen::step(launch, screen, message, output) {
                Step::Stay(screen) => screen,
                Step::Leave(code) => return Ok(code),
                Step::Suspend(mut screen) => {
                    events.extend(suspend(&mut screen, output, receiver));
                    screen
                }
                Step::HandOver(opening, busy) => {
                    let mut later = Vec::new();
                    let taken = hand_over(&launch.environment, &busy, |moment| {
                        wait(moment, output, receiver, &mut later);
                    });
                    events.extend(later);
                    screen::taken_over(launch, opening, busy, taken)
                }
            };
            if std::mem::discriminant(&screen) != before {
                follow_file(&screen, sender);
                is_new = true;
            }
        }
        leave_if_taken_over(&screen, sender);
        deadline = next_deadline(&screen, deadline);
    }
}

/// Leaves a report that another session has taken over: nothing that is typed here could be written any more.
fn leave_if_taken_over(screen: &Screen, sender: &Sender<Event>) {
    let Screen::Document(document) = screen else { return };
    if document.app.model.saving.taken_over {
        let _ = sender.send(Event::Message(Message::Leave(UNSAVED)));
    }
}

/// The result of an event.
enum Dealt {
    /// A message for the screen.
    Message(Message),
    /// Suspend the program.
    Stop,
    /// The event is consumed; `changes` is true if the screen may have changed.
    Done { changes: bool },
}

/// Handles events that do not concern the screen.
fn deal(launch: &mut Launch<'_>, screen: &mut Screen, event: Event, output: &mut Output) -> Dealt {
    let mut changes = true;
    match event {
        Event::Message(message) => return Dealt::Message(message),
        Event::Stop => return Dealt::Stop,
        Event::Written(_) => return Dealt::Message(Message::Leave(terminal::HUNG_UP)),
        Event::Backpressure(waiting) => {
            drop(waiting);
            changes = false;
        }
        Event::Position(row, column) => match output.answered(row, column) {
            Some(answer) => learn(launch, screen, output, answer),
            None => changes = false,
        },
        // The terminal did not answer the probe; its input shows the encoding.
        Event::NotUtf8 if output.chinese == Chinese::Unknown => {
            output.chinese = Chinese::Garbled;
            output.resize(screen.look().1);
        }
        Event::NotUtf8 => {
            let lang = screen.look().0.lang;
            screen.say(message::terminal::typed_not_utf8(lang));
        }
        // Another process stopped the program in a way that cannot be caught.
        Event::Continued if !std::mem::take(&mut output.was_suspended) => {
            // A hang-up continues the program too; then there is no terminal to enter.
            if terminal::raw_again().is_err() {
                return Dealt::Message(Message::Leave(terminal::HUNG_UP));
            }
            output.enter(screen.look().1);
        }
        Event::Continued => changes = false,
        Event::Touched => match screen {
            Screen::Document(document) => document.follow(&launch.environment),
            _ => changes = false,
        },
    }
    Dealt::Done { changes }
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

/// Applies the answer of a probe to the look and the output.
fn learn(launch: &mut Launch<'_>, screen: &mut Screen, output: &mut Output, answer: Answer) {
    let (look, size) = screen.look();
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
    if !document.is_waiting() && !document.may_be_slow() {
        return None;
    }
    let within =
        if matches!(document.app.model.saving.disk, Disk::Failing(_)) { TRY_AGAIN } else { KEEP_WITHIN };
    deadline.or_else(|| Instant::now().checked_add(within))
}

/// Watches the file if the session is read only, and sends an event for every change.
fn follow_file(screen: &Screen, sender: &Sender<Event>) {
    let Screen::Document(document) = screen else { return };
    if !document.file.held.is_read_only() {
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
    if let Some(place) = document.file.held.unsynced_place() {
        // If the thread cannot start, they are synced with the first change.
        let _ = crash::spawn("folders", sender.clone(), move |_| place.sync_folders());
    }
}

/// Suspends the program, or says that there is no shell to return to. Returns the events that arrived
/// meanwhile.
fn suspend(screen: &mut Screen, output: &mut Output, receiver: &Receiver<Event>) -> Vec<Event> {
    let mut later = Vec::new();
    let (look, size) = screen.look();
    if !can_suspend() {
        let said = message::cannot_suspend(look.lang);
        screen.say(said);
        // The user may have asked because the screen is in disorder.
        output.enter(size);
    } else if drain_frames(output, receiver, &mut later) {
        // A terminal that takes no frame takes no farewell either.
        output.was_suspended = true;
        match terminal::suspend() {
            // It may be another terminal by now.
            Ok(()) => output.ask(size),
            // It is gone: everything is saved before the program exits.
            Err(_) => later.push(Event::Message(Message::Leave(terminal::HUNG_UP))),
        }
    }
    later
}

/// Waits for the given time; events that arrive meanwhile are pushed to `later`.
fn wait(moment: Duration, output: &mut Output, receiver: &Receiver<Event>, later: &mut Vec<Event>) {
    let until = Instant::now() + moment;
    while let Ok(event) = receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
        match event {
            Event::Written(Ok(())) => output.written(),
            event => later.push(event),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_known_to_be_written_before_the_program_leaves() {
        let (sender, receiver) = channel();
        sender.send(Event::Written(Ok(()))).unwrap();
        sender.send(Event::Touched).unwrap();
        let (events, written) = arrived(Event::Message(Message::Leave(0)), &receiver);
        let events: Vec<Event> = events.into();
        assert!(written && matches!(events[..], [Event::Message(Message::Leave(0)), Event::Touched]));
        assert!(!arrived(Event::Touched, &receiver).1);
    }
}
