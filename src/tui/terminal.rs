//! The terminal: raw mode in and out, and the threads that turn keys and signals into messages.

use std::io::{self, Write};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyEventKind};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, queue};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpid, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use super::Event as Happening;
use super::app::Message;

/// Exit code after a hang-up.
pub const HUNG_UP: u8 = 129;

/// The terminal as a file: without the lock and the line buffer of the standard library's output, which
/// another thread may hold.
pub struct Tty;

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(rustix::stdio::stdout(), bytes)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How often unread keys are looked for before the program leaves, every five milliseconds.
const LAST_KEYS: usize = 40;

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
    let mut frame = Vec::new();
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
    let to = sender.clone();
    thread::Builder::new().name("signals".to_owned()).spawn(move || watch_signals(signals, &to))?;
    let to = sender.clone();
    thread::Builder::new().name("keys".to_owned()).spawn(move || read_keys(&to))?;
    Ok(())
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

/// Waits for keys without crossterm, which spins for ever on a terminal that is gone.
fn read_keys(sender: &Sender<Happening>) {
    let stdin = io::stdin();
    loop {
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        match poll(&mut ready, None) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => break,
        }
        if ready[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            break;
        }
        while event::poll(Duration::ZERO).unwrap_or(false) {
            let message = match event::read() {
                Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => Message::Key(key),
                Ok(Event::Paste(text)) => Message::Paste(text),
                Ok(Event::Resize(columns, rows)) => Message::Resize(columns, rows),
                Ok(_) => continue,
                Err(_) => break,
            };
            if sender.send(Happening::Happened(message)).is_err() {
                return;
            }
        }
    }
    // The other side may have gone already.
    let _ = sender.send(Happening::Happened(Message::Leave(HUNG_UP)));
}
