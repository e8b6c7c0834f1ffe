//! Frames on their way to the terminal: collected whole, written in one go by a thread of their own.
//!
//! A terminal that stalls stops that thread and nothing else: keys go on being read and kept, and the next
//! frame is drawn from the newest state when the line moves again. So a slow line skips frames, not keys.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, SyncSender, sync_channel};
use std::time::Instant;

use ratatui::Frame;

use super::Event;
use super::crash;
use super::painter::{Deferred, Painter};
use super::terminal::{self, Tty};
use crate::terminal::probe::{self, Answer};
use crate::terminal::width::Width;

/// The terminal as the loop sees it.
pub struct Output {
    painter: Painter,
    events: Sender<Event>,
    frames: SyncSender<Vec<u8>>,
    /// Whether a frame is being written: its end comes as an [`Event::Written`].
    busy: bool,
    question: Question,
    /// Goes out before the next frame.
    before: Vec<u8>,
    /// Whether the terminal shows Chinese.
    pub chinese: Chinese,
    /// Whether the program stopped itself, and has taken the terminal back already when it is told so. Where
    /// nobody can stop it, it is never told, but the terminal answers.
    pub was_suspended: bool,
    /// What is said once the terminal is given back.
    pub farewell: Option<String>,
}

/// Whether the terminal shows Chinese.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chinese {
    /// It has not said so.
    Unknown,
    /// It does, or a person goes on all the same.
    Shown,
    /// It does not: that is said instead of anything else.
    Garbled,
}

/// What the terminal is.
enum Question {
    /// It has said so, or is not asked.
    Answered,
    /// It is asked in the next frame.
    Asked,
    /// It was asked, and may answer for ever; until a moment it probably will.
    Until(Instant),
}

impl Output {
    /// Starts the writing thread; the end of every frame is told to `events`.
    pub fn new(painter: Painter, events: Sender<Event>) -> io::Result<Output> {
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
            farewell: None,
        })
    }

    /// Where the end of every frame is told.
    pub fn events(&self) -> &Sender<Event> {
        &self.events
    }

    /// Whether a frame is still on its way.
    pub fn is_busy(&self) -> bool {
        self.busy
    }

    /// The frame that was on its way has been written.
    pub fn written(&mut self) {
        self.busy = false;
    }

    /// The window has another size, or everything is to be drawn again.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.painter.resize(size);
    }

    /// Everything is to be drawn again, and the terminal asked what it is.
    pub fn ask(&mut self, size: (u16, u16)) {
        self.painter.ask(size);
        let fits = size.0 >= probe::ROOM.0 && size.1 >= probe::ROOM.1;
        self.question = if fits { Question::Asked } else { Question::Answered };
    }

    /// The terminal is to be taken anew, in one piece with what is drawn on it.
    pub fn enter(&mut self, size: (u16, u16)) {
        self.before = terminal::entry();
        self.ask(size);
    }

    /// A frame went out: if there was a question in it, the answer may take until a moment.
    pub fn asked_until(&mut self, moment: impl FnOnce() -> Option<Instant>) {
        if matches!(self.question, Question::Asked) {
            self.question = moment().map_or(Question::Answered, Question::Until);
        }
    }

    /// Whoever leaves waits so long for the answer, or the shell would get it.
    pub fn answer_until(&self) -> Option<Instant> {
        match self.question {
            Question::Until(moment) => Some(moment),
            Question::Answered | Question::Asked => None,
        }
    }

    /// The terminal told where its cursor stands: what that says, if it was asked.
    pub fn answered(&mut self, row: u16, column: u16) -> Option<Answer> {
        self.was_suspended = false;
        let answer = probe::answer(row, column).filter(|_| !matches!(self.question, Question::Answered))?;
        self.question = Question::Answered;
        self.chinese = if answer == Answer::Garbled { Chinese::Garbled } else { Chinese::Shown };
        Some(answer)
    }

    /// The terminal is known to draw ambiguous characters this wide.
    pub fn learn(&mut self, width: Width, size: (u16, u16)) {
        self.painter.learn(width, size);
    }

    /// Whether a part of the screen is to follow after a pause.
    pub fn is_behind(&self) -> bool {
        self.painter.is_behind()
    }

    /// The pause has come: the next frame holds nothing back.
    pub fn catch_up(&mut self) {
        self.painter.catch_up();
    }

    /// Draws a frame and sends it off; nothing is sent when nothing changed.
    pub fn draw(&mut self, followers: &Deferred, render: impl FnOnce(&mut Frame<'_>)) {
        let frame = self.painter.draw(followers, render);
        if !frame.is_empty() {
            let frame = [std::mem::take(&mut self.before), frame].concat();
            // The thread ends with the terminal; then there is nobody to draw for.
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
