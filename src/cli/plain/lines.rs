//! Line input and output: a reader thread, a writer thread and a signal thread, connected by one channel.
//!
//! Only text and line ends are sent to the terminal. The reader waits until each line has been processed,
//! which gives backpressure. Blocked output does not delay signals.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::isatty;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::form::visible;
use crate::message::{self, Lang};

/// Exit code after a hang-up.
pub(super) const HUNG_UP: u8 = 129;
/// Maximum length of a line, in MB.
const MAX_MB: usize = 4;
/// Maximum number of bytes that a terminal keeps of a line.
const TERMINAL_LINE: usize = 4095;
/// Number of bytes read at once.
const BATCH: usize = 64 * 1024;
/// Time limit for writing the last lines before exit.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Input event.
#[derive(Debug)]
pub(super) enum Heard {
    /// A line, with a warning if there is one.
    Line(String, Option<Note>),
    /// A line that was rejected.
    Refused(Note),
    /// End of input.
    End,
    /// Request to exit with this code.
    Leave(u8),
}

/// Problem with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// The line is too long.
    TooLong,
    /// The terminal has truncated the line.
    Cut,
    /// The line is not UTF-8.
    NotUtf8,
    /// The line contains keys that have no effect in a line, such as arrows.
    Keys,
}

impl Note {
    /// Returns the message.
    pub(super) fn sentence(self, lang: Lang) -> String {
        match self {
            Note::TooLong => message::plain_too_long(lang, MAX_MB),
            Note::Cut => message::plain_cut(lang),
            Note::NotUtf8 => message::plain_not_utf8(lang),
            Note::Keys => message::plain_keys(lang),
        }
    }
}

enum Event {
    Heard(Heard),
    /// The reader waits until the sender in it is dropped.
    Turn(Heard, Sender<()>),
    Written(io::Result<()>),
}

/// Line input and output.
pub(super) struct Lines {
    events: Receiver<Event>,
    writer: Sender<String>,
    /// Events received while waiting for something else.
    queue: VecDeque<Event>,
    /// Number of texts passed to the writer that are not written yet.
    unwritten: usize,
    /// Holds back the reader while its line is processed.
    turn: Option<Sender<()>>,
}

impl Lines {
    /// Starts the threads.
    pub(super) fn open() -> io::Result<Lines> {
        let (sender, events) = channel();
        let (writer, texts) = channel::<String>();
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
        let to = sender.clone();
        spawn("signals", move || {
            for signal in signals.forever() {
                let code = match signal {
                    SIGHUP => HUNG_UP,
                    SIGINT => 130,
                    _ => 143,
                };
                if to.send(Event::Heard(Heard::Leave(code))).is_err() {
                    return;
                }
            }
        })?;
        let to = sender.clone();
        spawn("output", move || {
            for text in texts {
                if to.send(Event::Written(write_all(text.as_bytes()))).is_err() {
                    return;
                }
            }
        })?;
        spawn("lines", move || read_lines(&sender))?;
        Ok(Lines { events, writer, queue: VecDeque::new(), unwritten: 0, turn: None })
    }

    /// Writes lines and waits until they are written or a signal arrives.
    pub(super) fn say(&mut self, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        let mut text = String::new();
        for line in lines {
            // Line breaks inside a line are replaced.
            text.extend([&visible(&line.replace(['\n', '\t'], " ")), "\n"]);
        }
        if self.writer.send(text).is_err() {
            return;
        }
        self.unwritten += 1;
        while self.unwritten > 0 && !self.is_leaving() {
            match self.events.recv() {
                Ok(event) => self.take(event),
                Err(_) => return,
            }
        }
    }

    /// True if a signal is pending.
    fn is_leaving(&self) -> bool {
        self.queue.iter().any(|event| matches!(event, Event::Heard(Heard::Leave(_))))
    }

    /// Counts written texts and queues all other events.
    fn take(&mut self, event: Event) {
        match event {
            Event::Written(result) => {
                self.unwritten = self.unwritten.saturating_sub(1);
                if result.is_err() {
                    self.queue.push_back(Event::Heard(Heard::Leave(HUNG_UP)));
                }
            }
            event @ Event::Heard(Heard::Leave(_)) => self.queue.push_front(event),
            event => self.queue.push_back(event),
        }
    }

    /// Returns the next input event.
    pub(super) fn next(&mut self) -> Heard {
        self.turn = None;
        loop {
            match self.queue.pop_front() {
                Some(Event::Heard(heard)) => return heard,
                Some(Event::Turn(heard, turn)) => {
                    self.turn = Some(turn);
                    return heard;
                }
                Some(Event::Written(_)) => {}
                None => match self.events.recv() {
                    Ok(event) => self.take(event),
                    Err(_) => return Heard::Leave(HUNG_UP),
                },
            }
        }
    }

    /// Waits for the given time; events that arrive meanwhile are queued.
    pub(super) fn wait(&mut self, moment: Duration) {
        let until = Instant::now() + moment;
        while let Ok(event) = self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.take(event);
        }
    }

    /// Writes the last lines, within the time limit.
    pub(super) fn finish(&mut self, lines: &[String]) {
        let text: String =
            lines.iter().map(|line| visible(&line.replace(['\n', '\t'], " ")) + "\n").collect();
        if !text.is_empty() && self.writer.send(text).is_ok() {
            self.unwritten += 1;
        }
        let until = Instant::now() + LAST_WORDS;
        while self.unwritten > 0 {
            match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(event) => self.take(event),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

fn spawn(name: &str, act: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(act).map(drop)
}

/// Writes to standard output, bypassing the standard library's lock, which the main thread holds.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    let stdout = rustix::stdio::stdout();
    while !bytes.is_empty() {
        match rustix::io::write(stdout, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            // Another process that shares the descriptor made it non-blocking.
            Err(Errno::AGAIN) => {
                poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], None)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Reads lines until the end of input.
fn read_lines(sender: &Sender<Event>) {
    let stdin = rustix::stdio::stdin();
    let is_terminal = isatty(stdin);
    let mut input = Input { is_terminal, ..Input::default() };
    let mut bytes = vec![0; BATCH];
    loop {
        let read = match rustix::io::read(stdin, &mut bytes) {
            Ok(count @ 1..) => bytes.get(..count).unwrap_or_default(),
            Err(Errno::INTR) => continue,
            Err(Errno::AGAIN) => {
                let _ = poll(&mut [PollFd::new(&stdin, PollFlags::IN)], None);
                continue;
            }
            Ok(_) | Err(_) => break,
        };
        if !input.feed(read, &mut |heard| send(sender, heard)) {
            return;
        }
    }
    if !input.end(&mut |heard| send(sender, heard)) {
        return;
    }
    // A terminal's input ends with Ctrl-D, or because the terminal is gone.
    let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
    let asked = poll(&mut ready, Some(&Timespec::default()));
    let gone = is_terminal
        && (asked.is_err()
            || ready[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL));
    let last = if gone { Heard::Leave(HUNG_UP) } else { Heard::End };
    // The receiver may be gone already.
    let _ = sender.send(Event::Heard(last));
}

/// Sends a line and waits until it is processed. Returns false if the receiver is gone.
fn send(sender: &Sender<Event>, heard: Heard) -> bool {
    let (turn, come) = channel::<()>();
    let sent = sender.send(Event::Turn(heard, turn)).is_ok();
    // Nothing is ever sent: `recv` returns when the other side drops the sender.
    let _ = come.recv();
    sent
}

/// Splits input bytes into lines.
#[derive(Debug, Default)]
struct Input {
    is_terminal: bool,
    line: Vec<u8>,
    /// True if the line is too long; the rest of it is skipped.
    too_long: bool,
    /// True after the first line.
    begun: bool,
}

impl Input {
    fn feed(&mut self, mut bytes: &[u8], tell: &mut dyn FnMut(Heard) -> bool) -> bool {
        while let Some(at) = bytes.iter().position(|byte| *byte == b'\n') {
            self.push(bytes.get(..at).unwrap_or_default());
            bytes = bytes.get(at + 1..).unwrap_or_default();
            let heard = self.heard();
            if !tell(heard) {
                return false;
            }
        }
        self.push(bytes);
        true
    }

    /// Emits remaining bytes without a line end as a line.
    fn end(&mut self, tell: &mut dyn FnMut(Heard) -> bool) -> bool {
        if self.line.is_empty() && !self.too_long {
            return true;
        }
        let heard = self.heard();
        tell(heard)
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.line.len() + bytes.len() > MAX_MB * 1024 * 1024 {
            self.too_long = true;
            self.line = Vec::new();
        }
        if !self.too_long {
            self.line.extend_from_slice(bytes);
        }
    }

    fn heard(&mut self) -> Heard {
        let begun = std::mem::replace(&mut self.begun, true);
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.too_long) {
            return Heard::Refused(Note::TooLong);
        }
        let cut = self.is_terminal && line.len() >= TERMINAL_LINE;
        match String::from_utf8(line) {
            // Arrow keys, Esc: their intended effect is unknown.
            Ok(text) if text.contains('\u{1b}') => Heard::Refused(Note::Keys),
            Ok(text) => {
                let text = if begun { &*text } else { text.strip_prefix('\u{feff}').unwrap_or(&text) };
                Heard::Line(erased(text.trim_end_matches('\r')), cut.then_some(Note::Cut))
            }
            // The terminal may have truncated the line within a character.
            Err(error) if cut && error.utf8_error().error_len().is_none() => {
                let whole = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes().get(..whole).unwrap_or_default());
                Heard::Line(text.into_owned(), Some(Note::Cut))
            }
            Err(_) => Heard::Refused(Note::NotUtf8),
        }
    }
}

/// Applies Backspace characters in a line: the terminal itself handles only one of the two Backspace codes.
fn erased(line: &str) -> String {
    line.chars().fold(String::with_capacity(line.len()), |mut kept, character| {
        match character {
            '\u{8}' | '\u{7f}' => drop(kept.pop()),
            character => kept.push(character),
        }
        kept
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(is_terminal: bool, parts: &[&[u8]]) -> Vec<String> {
        let mut input = Input { is_terminal, ..Input::default() };
        let mut all = Vec::new();
        let mut tell = |heard| {
            all.push(match heard {
                Heard::Line(line, note) => format!("{}{line}", note.map_or("", |_| "cut ")),
                other => format!("{other:?}"),
            });
            true
        };
        for part in parts {
            assert!(input.feed(part, &mut tell));
        }
        assert!(input.end(&mut tell));
        all
    }

    #[test]
    fn bytes_are_lines() {
        assert_eq!(heard(false, &[b"a\nb\r\n\nc"]), ["a", "b", "", "c"]);
        assert_eq!(heard(false, &["\u{feff}甲\n\u{feff}".as_bytes(), b"\n"]), ["甲", "\u{feff}"]);
        assert_eq!(heard(false, &["甲".as_bytes(), b"\n"].concat().chunks(1).collect::<Vec<_>>()), ["甲"]);
        assert_eq!(heard(false, &[b"\xbc\xd7\nb\n"]), ["Refused(NotUtf8)", "b"]);
        let long = vec![b'a'; MAX_MB * 1024 * 1024];
        assert_eq!(heard(false, &[&long, b"b", b"c\nd"]), ["Refused(TooLong)", "d"]);
        assert_eq!(heard(false, &[&long, b"\n"])[0].len(), long.len());
        assert!(heard(false, &[]).is_empty());
        assert_eq!(heard(true, &["张三\u{8}四\u{7f}\u{7f}\u{7f}\u{8}李\n".as_bytes()]), ["李"]);
        for keys in ["\u{1b}\n", "甲\u{1b}[D\n", "\u{1b}OA\n"] {
            assert_eq!(heard(true, &[keys.as_bytes(), b"b\n"]), ["Refused(Keys)", "b"]);
        }
    }

    #[test]
    fn what_a_terminal_cuts_is_told() {
        let line = "甲".repeat(TERMINAL_LINE / 3) + "\n";
        assert!(heard(true, &[line.as_bytes()])[0].starts_with("cut 甲"));
        assert!(!heard(false, &[line.as_bytes()])[0].starts_with("cut"));
        let cut = [b"a", "甲".repeat(TERMINAL_LINE / 3).as_bytes()].concat();
        let cut = [&cut[..TERMINAL_LINE], b"\n"].concat();
        assert!(heard(true, &[&cut])[0].starts_with("cut a甲"));
    }
}
