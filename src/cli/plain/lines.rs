//! Line input and output: a reader thread, a writer thread and a signal thread, connected by one channel.
//!
//! The reader waits until each line has been processed, which gives backpressure. Blocked output does not delay
//! signals. On a terminal the program edits the lines itself: see [`typing`](super::typing).

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::isatty;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use crate::form::visible;
use crate::message::{self, Lang};
use crate::terminal::input::Waiting;
use crate::terminal::job::can_suspend;
use crate::terminal::width::Width;

use super::typing::{Entered, Typing};

/// Exit code after a hang-up.
pub(super) const HUNG_UP: u8 = 129;
/// Maximum length of a line, in MB.
const MAX_MB: usize = 4;
/// Maximum number of bytes that a terminal keeps of a line.
const TERMINAL_LINE: usize = 4095;
/// Number of bytes read at once.
const BATCH: usize = 64 * 1024;
/// A half-typed line is reported after this time.
const KEEP_WITHIN: Duration = Duration::from_millis(700);
/// Time allowed for the rest of a key's sequence, and for the rest of a paste.
const HALF_A_KEY: Duration = Duration::from_millis(50);
const HALF_A_PASTE: Duration = Duration::from_secs(1);
/// Time limit for writing the last lines before exit.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Input event.
#[derive(Debug)]
pub(super) enum Heard {
    /// A line, with a warning if there is one.
    Line(String, Option<Note>),
    /// A line that was rejected.
    Refused(Note),
    /// A line that is half typed; it is not finished yet.
    Half(String),
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
    /// The line being typed, if the input is a terminal.
    typing: Option<Typing>,
    /// The reader's channel, until it is started.
    reader: Option<Sender<Event>>,
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.typing.iter().for_each(Typing::give_back);
    }
}

impl Lines {
    /// Starts the threads; the reader starts with the first question.
    pub(super) fn open(width: Width) -> io::Result<Lines> {
        let (sender, events) = channel();
        let (writer, texts) = channel::<String>();
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
        let typing = Typing::start(width);
        if typing.is_some() {
            [SIGTSTP, SIGCONT, SIGWINCH]
                .iter()
                .try_for_each(|signal| signals.handle().add_signal(*signal))?;
        }
        let (to, typed) = (sender.clone(), typing.clone());
        spawn("signals", move || {
            for signal in signals.forever() {
                let code = match (signal, &typed) {
                    (SIGTSTP, Some(typing)) => {
                        typing.stop(can_suspend());
                        continue;
                    }
                    (SIGCONT, Some(typing)) => {
                        typing.resume();
                        continue;
                    }
                    (SIGWINCH, Some(typing)) => {
                        typing.resize();
                        continue;
                    }
                    (SIGHUP, _) => HUNG_UP,
                    (SIGINT, _) => 130,
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
        let queue = VecDeque::new();
        Ok(Lines { events, writer, queue, unwritten: 0, turn: None, typing, reader: Some(sender) })
    }

    /// Returns the half-typed line; empty if the input is no terminal.
    pub(super) fn half(&self) -> String {
        self.typing.as_ref().map(Typing::half).unwrap_or_default()
    }

    /// Begins the next line with a text; returns false if the input is no terminal.
    pub(super) fn offer(&self, text: &str) -> bool {
        self.typing.iter().for_each(|typing| typing.offer(text.to_owned()));
        self.typing.is_some()
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
        if let Some(sender) = self.reader.take() {
            let typing = self.typing.clone();
            let started = spawn("lines", move || match typing {
                Some(typing) => read_typing(&typing, &sender),
                None => read_lines(&sender),
            });
            if started.is_err() {
                return Heard::Leave(HUNG_UP);
            }
        }
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
        let half = if self.half().is_empty() { "" } else { "\n" };
        let text: String = std::iter::once(half.to_owned())
            .chain(lines.iter().map(|line| visible(&line.replace(['\n', '\t'], " ")) + "\n"))
            .collect();
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
pub(super) fn write_all(mut bytes: &[u8]) -> io::Result<()> {
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

/// Reads what is typed on a terminal, until it is gone.
fn read_typing(typing: &Typing, sender: &Sender<Event>) {
    let stdin = rustix::stdio::stdin();
    let mut input = crate::terminal::input::Input::default();
    let mut bytes = vec![0; BATCH];
    // The half-typed line that was reported last, and the time to report the current one.
    let (mut told, mut due) = (String::new(), None::<Instant>);
    let gone = loop {
        typing.take_offer();
        let half = typing.half();
        due = due
            .filter(|_| half != told)
            .or_else(|| (half != told).then(|| Instant::now().checked_add(KEEP_WITHIN)).flatten());
        let wait = match (input.waiting(), due) {
            (Waiting::Nothing, None) => None,
            (Waiting::Nothing, Some(due)) => Some(due.saturating_duration_since(Instant::now())),
            (Waiting::Key, _) => Some(HALF_A_KEY),
            (Waiting::Paste, _) => Some(HALF_A_PASTE),
        };
        let wait = wait.and_then(|wait| Timespec::try_from(wait).ok());
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        let mut typed = Vec::new();
        match poll(&mut ready, wait.as_ref()) {
            Ok(0) if input.waiting() != Waiting::Nothing => input.pause(&mut |one| typed.push(one)),
            Ok(0) => {}
            Err(Errno::INTR) => continue,
            Err(_) => break true,
            Ok(_) => match rustix::io::read(stdin, &mut bytes) {
                Ok(count @ 1..) => {
                    input.feed(bytes.get(..count).unwrap_or_default(), &mut |one| typed.push(one));
                }
                Err(Errno::INTR | Errno::AGAIN) => continue,
                Ok(_) | Err(_) => break true,
            },
        }
        let mut tell = |entered| match entered {
            Entered::Line(line) => send(sender, Heard::Line(line, None)),
            Entered::NotUtf8 => send(sender, Heard::Refused(Note::NotUtf8)),
            Entered::TooLong => send(sender, Heard::Refused(Note::TooLong)),
            Entered::End => false,
        };
        if !typed.into_iter().all(|one| typing.handle(one, &mut tell)) {
            break false;
        }
        if due.is_some_and(|due| due <= Instant::now()) {
            (told, due) = (typing.half(), None);
            if sender.send(Event::Heard(Heard::Half(told.clone()))).is_err() {
                return;
            }
        }
    };
    let last = if gone { Heard::Leave(HUNG_UP) } else { Heard::End };
    // The receiver may be gone already.
    let _ = sender.send(Event::Heard(last));
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
