//! The terminal: raw mode in and out, and the threads that turn keys and signals into messages.

use std::io::{self, Write};
use std::sync::mpsc::{Sender, channel};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, queue};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpid, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use super::Event as Happening;
use super::app::Message;
use super::crash;
use super::input::{Input, Typed, Waiting, is_burst};

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
const BATCH: usize = 4096;
/// So many bytes of keys may wait to be dealt with: a signal waits for no more than these.
const TURN: usize = 256;
/// The rest of a key comes within this time, and the rest of a paste.
const HALF_A_KEY: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
const HALF_A_PASTE: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };

/// Takes the terminal: raw mode, the other screen, pastes in brackets, no mouse.
pub fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    let mut frame = Vec::new();
    // A crashed program may have left the keypad and cursor keys in application mode.
    frame.extend_from_slice(b"\x1b>\x1b[?1l");
    queue!(frame, EnterAlternateScreen, EnableBracketedPaste, cursor::Show)?;
    Tty.write_all(&frame)
}

/// Gives the terminal back; on a terminal that is gone this does nothing.
pub fn leave() {
    // No style is left on.
    let mut frame = b"\x1b[m".to_vec();
    let restored = queue!(frame, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    // Nobody is left to tell.
    let _ = restored.and_then(|()| Tty.write_all(&frame));
    let _ = disable_raw_mode();
}

/// Gives the terminal to the shell until it is given back.
pub fn suspend() -> io::Result<()> {
    leave();
    kill_process(getpid(), Signal::TSTP)?;
    // Raw mode may be thought to be on still: it is set anew.
    disable_raw_mode()?;
    enter()
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

/// Starts the threads that send what happens: keys and pastes, signals and sizes.
pub fn listen(sender: &Sender<Happening>) -> io::Result<()> {
    let signals = Signals::new([SIGHUP, SIGINT, SIGTERM, SIGWINCH])?;
    crash::spawn("signals", sender.clone(), move |to| watch_signals(signals, &to))?;
    crash::spawn("keys", sender.clone(), move |to| read_keys(&to))
}

fn watch_signals(mut signals: Signals, sender: &Sender<Happening>) {
    for signal in signals.forever() {
        let message = match signal {
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
            return;
        }
        // The other thread takes them meanwhile.
        let moment = Timespec { tv_sec: 0, tv_nsec: 5_000_000 };
        let _ = poll(&mut [], Some(&moment));
    }
}

/// Reads keys until the terminal is gone.
fn read_keys(sender: &Sender<Happening>) {
    let stdin = io::stdin();
    let mut input = Input::default();
    let mut bytes = vec![0; BATCH];
    let mut sent = 0;
    let mut gone = false;
    while !gone {
        let mut tell = |typed| {
            let message = match typed {
                Typed::Key(key) => Message::Key(key),
                Typed::Paste(text) => Message::Paste(text),
                Typed::TooLong => Message::PasteTooLong,
            };
            // Nobody listens any more: the program leaves.
            gone |= sender.send(Happening::Happened(message)).is_err();
        };
        let wait = match input.waiting() {
            Waiting::Nothing => None,
            Waiting::Key => Some(HALF_A_KEY),
            Waiting::Paste => Some(HALF_A_PASTE),
        };
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        match poll(&mut ready, wait.as_ref()) {
            Ok(0) => {
                input.pause(&mut tell);
                continue;
            }
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(_) => break,
        }
        if ready[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            break;
        }
        match rustix::io::read(&stdin, &mut bytes) {
            Ok(count @ 1..) => {
                let bytes = bytes.get(..count).unwrap_or_default();
                let turn = if is_burst(bytes) { count } else { TURN };
                for turn in bytes.chunks(turn) {
                    input.feed(turn, &mut tell);
                    sent += turn.len();
                    if sent >= TURN {
                        sent = 0;
                        wait_for_turn(sender);
                    }
                }
            }
            Err(Errno::INTR | Errno::AGAIN) => {}
            Ok(_) | Err(_) => break,
        }
    }
    // The other side may have gone already.
    let _ = sender.send(Happening::Happened(Message::Leave(HUNG_UP)));
}

/// Waits until all that was sent is dealt with: a flood stays where it comes from.
fn wait_for_turn(sender: &Sender<Happening>) {
    let (turn, come) = channel();
    if sender.send(Happening::Turn(turn)).is_ok() {
        // Nothing is ever said: it ends when the other side lets go.
        let _ = come.recv();
    }
}
