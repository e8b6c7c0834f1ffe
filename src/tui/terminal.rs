//! Terminal control: entering and leaving raw mode, and the threads that turn keys and signals into messages.

use std::io::{self, IsTerminal, Write};
use std::os::fd::BorrowedFd;
use std::sync::mpsc::{Sender, channel};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, queue};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpid, kill_process};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::crash;
use super::event::{Event, Message};
use crate::terminal::input::{Input, Typed, Waiting};

/// Exit code after a hang-up (SIGHUP).
pub(super) const HUNG_UP: u8 = 129;

/// The terminal as a writer, without the lock and the line buffer of the standard library's output. Another
/// thread may hold that lock.
pub(super) struct Tty;

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let stdout = rustix::stdio::stdout();
        loop {
            match rustix::io::write(stdout, bytes) {
                // Another process on the same terminal made it non-blocking.
                Err(Errno::AGAIN) => poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], None)?,
                result => return Ok(result?),
            };
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Size of a terminal that does not report one.
const USUAL_SIZE: (u16, u16) = (80, 24);
/// Maximum number of polls for unread keys before exit, at intervals of 5 ms.
const LAST_KEYS: usize = 40;
/// Maximum number of bytes per read.
pub(super) const BATCH: usize = 4096;
/// Maximum number of unprocessed keys; a signal waits for no more than these.
const TURN: usize = 64;
/// Time allowed for the rest of a key's sequence, and for the rest of a paste.
const HALF_A_KEY: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
const HALF_A_PASTE: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };
/// Time allowed for the answer to a probe when the caller waits for it.
pub(super) const A_MOMENT: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };

/// Enters the terminal: raw mode, alternate screen, bracketed paste, no mouse.
pub(super) fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    Tty.write_all(&entry())
}

/// Returns the escape sequences that enter the terminal, without raw mode.
pub(super) fn entry() -> Vec<u8> {
    // A crashed program may have left the keypad and cursor keys in application mode.
    let mut frame = b"\x1b>\x1b[?1l".to_vec();
    // Writing to memory cannot fail.
    let _ = queue!(frame, EnterAlternateScreen, EnableBracketedPaste, cursor::Show);
    frame
}

/// Restores the terminal; does nothing if it is gone.
pub(super) fn leave() {
    // Resets the style and clears the screen. On terminals without an alternate screen (`screen`, the Linux
    // console) the shell would otherwise write over the report.
    let mut frame = b"\x1b[m\x1b[H\x1b[J".to_vec();
    let restored = queue!(frame, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    // An error cannot be reported any more.
    let _ = restored.and_then(|()| Tty.write_all(&frame));
    let _ = disable_raw_mode();
}

/// Enters raw mode for reading keys only; the screen content stays.
pub(super) fn enter_line() -> io::Result<()> {
    enable_raw_mode()?;
    Tty.write_all(b"\x1b>\x1b[?1l\x1b[?2004h")
}

/// Leaves the mode of [`enter_line`].
pub(super) fn leave_line() {
    // An error cannot be reported any more.
    let _ = Tty.write_all(b"\r\x1b[K\x1b[?2004l");
    let _ = disable_raw_mode();
}

/// Writes to the terminal without buffering.
pub(super) fn write(bytes: &[u8]) -> io::Result<()> {
    Tty.write_all(bytes)
}

/// True if both standard input and standard output are a terminal.
pub fn has_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Returns the columns and rows of the terminal; serial lines and some containers report 0x0.
pub(super) fn size() -> io::Result<(u16, u16)> {
    let size = crossterm::terminal::size()?;
    Ok(if size.0 == 0 || size.1 == 0 { USUAL_SIZE } else { size })
}

/// Suspends the program and gives the terminal to the shell until the program is continued.
pub(super) fn suspend() -> io::Result<()> {
    leave();
    // SIGTSTP has a handler.
    kill_process(getpid(), Signal::STOP)?;
    raw_again()?;
    Tty.write_all(&entry())
}

/// Enters raw mode again, because another program may have changed the mode meanwhile.
pub(super) fn raw_again() -> io::Result<()> {
    // `crossterm` may still assume raw mode: leave it and enter it again.
    disable_raw_mode()?;
    enable_raw_mode()
}

/// True if the terminal accepts no output. A terminal that is gone is not stalled; it returns an error.
pub(super) fn is_stalled() -> bool {
    let stdout = io::stdout();
    let mut ready = [PollFd::new(&stdout, PollFlags::OUT)];
    matches!(poll(&mut ready, Some(&Timespec::default())), Ok(0))
}

/// Writes a text to standard error.
pub(super) fn tell(text: &str) {
    write_all(rustix::stdio::stderr(), text);
}

/// Writes a text to standard output, after the screen was left.
pub(super) fn print(text: &str) {
    write_all(rustix::stdio::stdout(), text);
}

/// Writes as much of a text as possible.
fn write_all(to: BorrowedFd<'_>, text: &str) {
    let mut rest = text.as_bytes();
    while let Ok(written @ 1..) = rustix::io::write(to, rest) {
        rest = rest.get(written..).unwrap_or_default();
    }
}

/// Registers the signal handlers; signals are queued until [`listen`] reads them.
pub(super) fn catch_signals() -> io::Result<Signals> {
    Signals::new([SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH])
}

/// Starts the threads that send events: keys, pastes, signals and resizes.
pub(super) fn listen(signals: Signals, sender: &Sender<Event>) -> io::Result<()> {
    crash::spawn("signals", sender.clone(), move |to| watch_signals(signals, &to))?;
    crash::spawn("keys", sender.clone(), move |to| read_keys(&to))
}

fn watch_signals(mut signals: Signals, sender: &Sender<Event>) {
    for signal in signals.forever() {
        let event = match signal {
            SIGCONT => Event::Continued,
            SIGTSTP => Event::Stop,
            SIGWINCH => match size() {
                Ok((columns, rows)) => Event::Message(Message::Resize(columns, rows)),
                Err(_) => continue,
            },
            signal => {
                let_keys_in();
                Event::Message(Message::Leave(match signal {
                    SIGHUP => HUNG_UP,
                    SIGINT => 130,
                    _ => 143,
                }))
            }
        };
        if sender.send(event).is_err() {
            return;
        }
    }
}

/// Lets the other thread read keys typed before the signal, for a limited time.
fn let_keys_in() {
    let stdin = io::stdin();
    for _ in 0..LAST_KEYS {
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        let waiting = matches!(poll(&mut ready, Some(&Timespec::default())), Ok(1..));
        if !waiting || !ready[0].revents().contains(PollFlags::IN) {
            break;
        }
        // The other thread reads them meanwhile.
        let moment = Timespec { tv_sec: 0, tv_nsec: 5_000_000 };
        let _ = poll(&mut [], Some(&moment));
    }
    // It may hold back an incomplete key sequence until it times out.
    let _ = poll(&mut [], Some(&HALF_A_KEY));
}

/// The result of waiting for bytes.
pub(super) enum Came {
    /// This many bytes were read.
    Bytes(usize),
    /// No bytes arrived within the time.
    Nothing,
    /// The terminal is gone.
    Gone,
}

/// Returns the timeout for what the input is waiting for; `None` for no timeout.
pub(super) fn patience(waiting: Waiting) -> Option<&'static Timespec> {
    match waiting {
        Waiting::Nothing => None,
        Waiting::Key => Some(&HALF_A_KEY),
        Waiting::Paste => Some(&HALF_A_PASTE),
    }
}

/// Reads the bytes that arrive within a time; without a time waits for ever.
pub(super) fn read(bytes: &mut [u8], within: Option<&Timespec>) -> Came {
    let stdin = io::stdin();
    loop {
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        match poll(&mut ready, within) {
            Ok(0) => return Came::Nothing,
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(_) => return Came::Gone,
        }
        if ready[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Came::Gone;
        }
        match rustix::io::read(&stdin, &mut *bytes) {
            Ok(count @ 1..) => return Came::Bytes(count),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Ok(_) | Err(_) => return Came::Gone,
        }
    }
}

/// Reads keys until the terminal is gone.
fn read_keys(sender: &Sender<Event>) {
    let mut input = Input::default();
    let mut bytes = vec![0; BATCH];
    let mut sent = 0;
    let mut gone = false;
    while !gone {
        let mut typed = Vec::new();
        match read(&mut bytes, patience(input.waiting())) {
            Came::Bytes(count) => {
                input.feed(bytes.get(..count).unwrap_or_default(), &mut |one| typed.push(one));
            }
            Came::Nothing => input.pause(&mut |one| typed.push(one)),
            Came::Gone => break,
        }
        for one in typed {
            // If the receiver is gone, the program is exiting.
            gone |= sender.send(event(one)).is_err();
            sent += 1;
            if sent >= TURN {
                sent = 0;
                wait_for_processing(sender);
            }
        }
    }
    // The receiver may be gone already.
    input.pause(&mut |typed| drop(sender.send(event(typed))));
    let _ = sender.send(Event::Message(Message::Leave(HUNG_UP)));
}

fn event(typed: Typed) -> Event {
    Event::Message(match typed {
        Typed::Key(key) => Message::Key(key),
        Typed::Paste(text) => Message::Paste(text),
        Typed::TooLong => Message::PasteTooLong,
        Typed::Position(row, column) => return Event::Position(row, column),
        Typed::NotUtf8 => return Event::NotUtf8,
    })
}

/// Backpressure: waits until the receiver has processed everything sent, so that excess input stays in the
/// terminal's buffer.
fn wait_for_processing(sender: &Sender<Event>) {
    let (waiting, done) = channel();
    if sender.send(Event::Backpressure(waiting)).is_ok() {
        // Nothing is ever sent: `recv` returns when the receiver drops the sender.
        let _ = done.recv();
    }
}
