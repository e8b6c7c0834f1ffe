//! The terminal: raw mode in and out, and the threads that turn keys and signals into messages.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{Sender, channel};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, queue};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpid, kill_process};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use super::Event as Happening;
use super::app::Message;
use super::crash;
use crate::terminal::input::{Input, Typed, Waiting};

/// Exit code after a hang-up.
pub const HUNG_UP: u8 = 129;

/// The terminal as a file: without the lock and the line buffer of the standard library's output, which
/// another thread may hold.
pub struct Tty;

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let stdout = rustix::stdio::stdout();
        loop {
            match rustix::io::write(stdout, bytes) {
                // Somebody who shares the terminal made it non-blocking.
                Err(Errno::AGAIN) => poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], None)?,
                result => return Ok(result?),
            };
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How often unread keys are looked for before the program leaves, every five milliseconds.
const LAST_KEYS: usize = 40;
/// So many bytes are read at once.
pub const BATCH: usize = 4096;
/// So many keys may wait to be dealt with: a signal waits for no more than these.
const TURN: usize = 64;
/// The rest of a key comes within this time, and the rest of a paste.
const HALF_A_KEY: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
const HALF_A_PASTE: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };
/// So long the terminal may take to say what it is, where that is waited for.
pub const A_MOMENT: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };

/// Takes the terminal: raw mode, the other screen, pastes in brackets, no mouse.
pub fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    Tty.write_all(&entry())
}

/// What takes the terminal, but for raw mode.
pub fn entry() -> Vec<u8> {
    // A crashed program may have left the keypad and cursor keys in application mode.
    let mut frame = b"\x1b>\x1b[?1l".to_vec();
    // Memory takes everything.
    let _ = queue!(frame, EnterAlternateScreen, EnableBracketedPaste, cursor::Show);
    frame
}

/// Gives the terminal back; on a terminal that is gone this does nothing.
pub fn leave() {
    // No style is left on. Where there is no other screen to leave (`screen`, the Linux console), the shell
    // would write across the report.
    let mut frame = b"\x1b[m\x1b[H\x1b[J".to_vec();
    let restored = queue!(frame, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    // Nobody is left to tell.
    let _ = restored.and_then(|()| Tty.write_all(&frame));
    let _ = disable_raw_mode();
}

/// Takes the terminal for keys alone: what stands on it stays.
pub fn enter_line() -> io::Result<()> {
    enable_raw_mode()?;
    Tty.write_all(b"\x1b>\x1b[?1l\x1b[?2004h")
}

/// Gives it back.
pub fn leave_line() {
    // Nobody is left to tell.
    let _ = Tty.write_all(b"\r\x1b[K\x1b[?2004l");
    let _ = disable_raw_mode();
}

/// Writes to the terminal, at once.
pub fn write(bytes: &[u8]) -> io::Result<()> {
    Tty.write_all(bytes)
}

/// Whether keys come from a terminal and what is written goes to one.
pub fn has_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Columns and rows.
pub fn size() -> io::Result<(u16, u16)> {
    crossterm::terminal::size()
}

/// Gives the terminal to the shell until it is given back.
pub fn suspend() -> io::Result<()> {
    leave();
    kill_process(getpid(), Signal::TSTP)?;
    raw_again()?;
    Tty.write_all(&entry())
}

/// Raw mode once more: whoever had the terminal meanwhile left it in some state.
pub fn raw_again() -> io::Result<()> {
    // Raw mode may be thought to be on still: it is set anew.
    disable_raw_mode()?;
    enable_raw_mode()
}

/// Whether the terminal takes nothing; one that is gone is not stalled, it refuses.
pub fn is_stalled() -> bool {
    let stdout = io::stdout();
    let mut ready = [PollFd::new(&stdout, PollFlags::OUT)];
    matches!(poll(&mut ready, Some(&Timespec::default())), Ok(0))
}

/// Says something to whoever reads standard error.
pub fn tell(text: &str) {
    let mut rest = text.as_bytes();
    while let Ok(written @ 1..) = rustix::io::write(rustix::stdio::stderr(), rest) {
        rest = rest.get(written..).unwrap_or_default();
    }
}

/// From now on signals are kept until they are listened for.
pub fn catch_signals() -> io::Result<Signals> {
    Signals::new([SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH])
}

/// Starts the threads that send what happens: keys and pastes, signals and sizes.
pub fn listen(signals: Signals, sender: &Sender<Happening>) -> io::Result<()> {
    crash::spawn("signals", sender.clone(), move |to| watch_signals(signals, &to))?;
    crash::spawn("keys", sender.clone(), move |to| read_keys(&to))
}

fn watch_signals(mut signals: Signals, sender: &Sender<Happening>) {
    for signal in signals.forever() {
        let message = match signal {
            SIGCONT => match sender.send(Happening::Continued) {
                Ok(()) => continue,
                Err(_) => return,
            },
            SIGWINCH => match crossterm::terminal::size() {
                Ok((columns, rows)) => Message::Resize(columns, rows),
                Err(_) => continue,
            },
            SIGHUP => Message::Leave(HUNG_UP),
            SIGINT => Message::Leave(130),
            _ => Message::Leave(143),
        };
        if matches!(message, Message::Leave(_)) {
            let_keys_in();
        }
        if sender.send(Happening::Happened(message)).is_err() {
            return;
        }
    }
}

/// Keys that were typed before a signal came are read before it is told of, as long as that takes no time.
fn let_keys_in() {
    let stdin = io::stdin();
    for _ in 0..LAST_KEYS {
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        let waiting = matches!(poll(&mut ready, Some(&Timespec::default())), Ok(1..));
        if !waiting || !ready[0].revents().contains(PollFlags::IN) {
            break;
        }
        // The other thread takes them meanwhile.
        let moment = Timespec { tv_sec: 0, tv_nsec: 5_000_000 };
        let _ = poll(&mut [], Some(&moment));
    }
    // It may hold some of them back, to see what follows.
    let _ = poll(&mut [], Some(&HALF_A_KEY));
}

/// What came of waiting for bytes.
pub enum Came {
    /// So many.
    Bytes(usize),
    /// Nothing, within the time.
    Nothing,
    /// The terminal is gone.
    Gone,
}

/// How long what is waited for may take.
pub fn patience(waiting: Waiting) -> Option<&'static Timespec> {
    match waiting {
        Waiting::Nothing => None,
        Waiting::Key => Some(&HALF_A_KEY),
        Waiting::Paste => Some(&HALF_A_PASTE),
    }
}

/// Reads what comes within some time, or waits for it for ever.
pub fn read(bytes: &mut [u8], within: Option<&Timespec>) -> Came {
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
fn read_keys(sender: &Sender<Happening>) {
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
            // When nobody listens any more the program leaves.
            gone |= sender.send(happening(one)).is_err();
            sent += 1;
            if sent >= TURN {
                sent = 0;
                wait_for_turn(sender);
            }
        }
    }
    // The other side may have gone already.
    input.pause(&mut |typed| drop(sender.send(happening(typed))));
    let _ = sender.send(Happening::Happened(Message::Leave(HUNG_UP)));
}

fn happening(typed: Typed) -> Happening {
    Happening::Happened(match typed {
        Typed::Key(key) => Message::Key(key),
        Typed::Paste(text) => Message::Paste(text),
        Typed::TooLong => Message::PasteTooLong,
        Typed::Position(row, column) => return Happening::Position(row, column),
        Typed::NotUtf8 => return Happening::NotUtf8,
    })
}

/// Waits until all that was sent is dealt with: a flood stays where it comes from.
fn wait_for_turn(sender: &Sender<Happening>) {
    let (turn, come) = channel();
    if sender.send(Happening::Turn(turn)).is_ok() {
        // Nothing is ever said: it ends when the other side lets go.
        let _ = come.recv();
    }
}
