//! Lines in and out: a thread that reads, one that writes, one that hears signals, and one channel.
//!
//! Nothing is sent to a terminal but text and line ends. A line waits until the one before it was dealt with, so
//! that a flood stays where it comes from. Who does not take what is written holds up no signal.

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

/// The exit code after a hang-up.
pub const HUNG_UP: u8 = 129;
/// A line is no longer than this, in MB.
const MAX_MB: usize = 4;
/// A terminal keeps no more bytes of a line than this.
const TERMINAL_LINE: usize = 4095;
/// So many bytes are read at once.
const BATCH: usize = 64 * 1024;
/// How long the last words may take before the program leaves without them.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// What was heard.
#[derive(Debug)]
pub enum Heard {
    /// A line; and what is to be said of it.
    Line(String, Option<Note>),
    /// A line that cannot be taken.
    Refused(Note),
    /// There are no more.
    End,
    /// The program is to leave, with this exit code.
    Leave(u8),
}

/// What is to be said of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// It is too long.
    TooLong,
    /// The terminal has cut it.
    Cut,
    /// It is no text.
    NotUtf8,
    /// There are keys in it that the terminal cannot carry out in a line.
    Keys,
}

impl Note {
    /// The sentence.
    pub fn sentence(self, lang: Lang) -> String {
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
    /// Whoever reads waits until this is dropped.
    Turn(Heard, Sender<()>),
    Written(io::Result<()>),
}

/// Both ends of the talk.
pub struct Lines {
    events: Receiver<Event>,
    writer: Sender<String>,
    /// What came while something else was waited for.
    queue: VecDeque<Event>,
    /// How much was handed over and is not written yet.
    unwritten: usize,
    /// The reader's turn, held while its line is dealt with.
    turn: Option<Sender<()>>,
}

impl Lines {
    /// Begins to listen.
    pub fn open() -> io::Result<Lines> {
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

    /// Says lines, and waits until they are out, or until a signal comes.
    pub fn say(&mut self, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        let mut text = String::new();
        for line in lines {
            // A line is one line, whatever it was made from.
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

    /// Whether a signal waits to be dealt with.
    fn is_leaving(&self) -> bool {
        self.queue.iter().any(|event| matches!(event, Event::Heard(Heard::Leave(_))))
    }

    /// What was written is counted; all else waits its turn.
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

    /// What is heard next.
    pub fn next(&mut self) -> Heard {
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

    /// Waits a moment; what is heard meanwhile is for later.
    pub fn wait(&mut self, moment: Duration) {
        let until = Instant::now() + moment;
        while let Ok(event) = self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
            self.take(event);
        }
    }

    /// The last words, as far as they are taken in time.
    pub fn finish(&mut self, lines: &[String]) {
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

/// Standard output without the lock of the standard library, which the main thread holds.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    let stdout = rustix::stdio::stdout();
    while !bytes.is_empty() {
        match rustix::io::write(stdout, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            // Somebody who shares it made it non-blocking.
            Err(Errno::AGAIN) => {
                poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], None)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Reads lines until there are no more.
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
    // A terminal ends by Ctrl-D, or because it is gone.
    let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
    let asked = poll(&mut ready, Some(&Timespec::default()));
    let gone = is_terminal
        && (asked.is_err()
            || ready[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL));
    let last = if gone { Heard::Leave(HUNG_UP) } else { Heard::End };
    // The other side may have gone already.
    let _ = sender.send(Event::Heard(last));
}

/// Sends a line and waits until it is dealt with; false when nobody listens any more.
fn send(sender: &Sender<Event>, heard: Heard) -> bool {
    let (turn, come) = channel::<()>();
    let sent = sender.send(Event::Turn(heard, turn)).is_ok();
    // Nothing is ever said: it ends when the other side lets go.
    let _ = come.recv();
    sent
}

/// Bytes on their way to lines.
#[derive(Debug, Default)]
struct Input {
    is_terminal: bool,
    line: Vec<u8>,
    /// Whether the line has grown too long, and the rest of it is passed over.
    too_long: bool,
    /// Whether a line was read before.
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

    /// What is left without a line end is a line too.
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
            // Arrows, Esc: what was meant by them is not known.
            Ok(text) if text.contains('\u{1b}') => Heard::Refused(Note::Keys),
            Ok(text) => {
                let text = if begun { &*text } else { text.strip_prefix('\u{feff}').unwrap_or(&text) };
                Heard::Line(erased(text.trim_end_matches('\r')), cut.then_some(Note::Cut))
            }
            // The terminal may have cut within a character.
            Err(error) if cut && error.utf8_error().error_len().is_none() => {
                let whole = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes().get(..whole).unwrap_or_default());
                Heard::Line(text.into_owned(), Some(Note::Cut))
            }
            Err(_) => Heard::Refused(Note::NotUtf8),
        }
    }
}

/// The line after the erasing in it: a terminal carries out only one of the two codes of Backspace.
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
