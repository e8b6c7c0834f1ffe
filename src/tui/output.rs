//! Frame output: collects each frame as a whole; a thread of its own writes it to the terminal.
//!
//! A stalled terminal blocks only that thread: keys are still read and stored, and when the terminal accepts
//! output again the next frame is drawn from the current state. A slow line thus skips frames, not keys.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, SyncSender, sync_channel};
use std::time::Instant;

use ratatui::Frame;

use super::crash;
use super::event::Event;
use super::painter::{Deferred, Painter};
use super::terminal::{self, Tty};
use crate::terminal::clipboard;
use crate::terminal::probe::{self, Answer};
use crate::terminal::width::Width;

/// The event loop's interface to the terminal.
pub(super) struct Output {
    painter: Painter,
    events: Sender<Event>,
    frames: SyncSender<Vec<u8>>,
    /// True while a frame is being written; [`Event::Written`] reports its end.
    busy: bool,
    question: Question,
    /// Bytes to write before the next frame.
    before: Vec<u8>,
    /// State of the display of Chinese.
    pub chinese: Chinese,
    /// True if the program suspended itself: it has already re-entered the terminal when the signal of its
    /// continuation arrives. If the program was not really stopped, no signal arrives, and the terminal's
    /// answer resets this.
    pub was_suspended: bool,
    /// The text printed after the terminal is restored.
    pub farewell: Farewell,
}

/// State of the display of Chinese.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chinese {
    /// Not known yet.
    Unknown,
    /// Chinese is displayed, or the user continues anyway.
    Shown,
    /// Chinese is not displayed: an explanation is shown instead of the screen.
    Garbled,
}

/// State of the terminal probe.
enum Question {
    /// The terminal has answered, or is not probed.
    Answered,
    /// The next frame contains the probe.
    Asked,
    /// The probe was sent; the answer is expected until this time but accepted at any time.
    Until(Instant),
}

/// The text printed after the terminal is restored.
#[derive(Debug, Default)]
pub(super) struct Farewell {
    /// The line about the report, for standard output.
    pub line: Option<String>,
    /// Anything else that the user must know, for standard error.
    pub note: Option<String>,
}

impl Output {
    /// Starts the writing thread, which reports the end of every frame to `events`.
    pub(super) fn new(painter: Painter, events: Sender<Event>) -> io::Result<Output> {
        let (frames, receiver) = sync_channel(1);
        crash::spawn("screen", events.clone(), move |events| write_frames(&receiver, &events))?;
        Ok(Output {
            painter,
            events,
            frames,
            busy: false,
            question: Question::Answered,
            before: Vec::new(),
            chinese: Chinese::Unknown,
            was_suspended: false,
            farewell: Farewell::default(),
        })
    }

    /// Returns the channel of events.
    pub(super) fn events(&self) -> &Sender<Event> {
        &self.events
    }

    /// True while a frame is being written.
    pub(super) fn is_busy(&self) -> bool {
        self.busy
    }

    /// Records that the frame has been written.
    pub(super) fn written(&mut self) {
        self.busy = false;
    }

    /// Resizes the window, or redraws everything.
    pub(super) fn resize(&mut self, size: (u16, u16)) {
        self.painter.resize(size);
    }

    /// Redraws everything and probes the terminal, if the window has room for the probe.
    pub(super) fn ask(&mut self, size: (u16, u16)) {
        self.painter.ask(size);
        let fits = size.0 >= probe::ROOM.0 && size.1 >= probe::ROOM.1;
        self.question = if fits { Question::Asked } else { Question::Answered };
    }

    /// Re-enters the terminal; the escape sequences are written together with the next frame.
    pub(super) fn enter(&mut self, size: (u16, u16)) {
        self.before = terminal::entry();
        self.ask(size);
    }

    /// Puts a text on the clipboard of the terminal; written together with the next frame.
    pub(super) fn copy(&mut self, text: &str) {
        self.before.extend(clipboard::sequence(text).unwrap_or_default());
    }

    /// Records that a frame was sent; if it contained the probe, the answer is expected until the given
    /// moment.
    pub(super) fn asked_until(&mut self, moment: impl FnOnce() -> Option<Instant>) {
        if matches!(self.question, Question::Asked) {
            self.question = moment().map_or(Question::Answered, Question::Until);
        }
    }

    /// On exit, wait until this time for the terminal's answer; otherwise the shell would receive it.
    pub(super) fn answer_until(&self) -> Option<Instant> {
        match self.question {
            Question::Until(moment) => Some(moment),
            Question::Answered | Question::Asked => None,
        }
    }

    /// Handles a cursor position report; returns the answer to the probe, if it is one.
    pub(super) fn answered(&mut self, row: u16, column: u16) -> Option<Answer> {
        self.was_suspended = false;
        let answer = probe::answer(row, column).filter(|_| !matches!(self.question, Question::Answered))?;
        self.question = Question::Answered;
        self.chinese = if answer == Answer::Garbled { Chinese::Garbled } else { Chinese::Shown };
        Some(answer)
    }

    /// Sets the width of ambiguous characters on the terminal.
    pub(super) fn learn(&mut self, width: Width, size: (u16, u16)) {
        self.painter.learn(width, size);
    }

    /// True if a part of the screen is deferred.
    pub(super) fn is_behind(&self) -> bool {
        self.painter.is_behind()
    }

    /// Draws the deferred parts with the next frame.
    pub(super) fn catch_up(&mut self) {
        self.painter.catch_up();
    }

    /// Draws a frame and sends it to the writing thread; sends nothing if nothing changed.
    pub(super) fn draw(&mut self, deferred: &Deferred, render: impl FnOnce(&mut Frame<'_>)) {
        let frame = [std::mem::take(&mut self.before), self.painter.draw(deferred, render)].concat();
        if !frame.is_empty() {
            // The thread ends with the terminal; then there is nothing to draw on.
            self.busy = self.frames.send(frame).is_ok();
        }
    }
}

fn write_frames(frames: &Receiver<Vec<u8>>, events: &Sender<Event>) {
    for frame in frames {
        let result = Tty.write_all(&frame);
        if events.send(Event::Written(result)).is_err() {
            return;
        }
    }
}
