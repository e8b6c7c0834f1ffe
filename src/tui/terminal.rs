//! The terminal: raw mode in and out, and the threads that turn keys and signals into messages.

use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::sync::mpsc::Sender;
use std::time::Duration;

use crossterm::event::{
    self, DisableBracketedPaste, EnableBracketedPaste, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, queue};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::{Signal, getpid, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use super::Event as Happening;
use super::app::Message;
use super::crash;

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
    let (woken, wake) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
    crash::spawn("signals", sender.clone(), move |to| watch_signals(signals, &wake, &to))?;
    crash::spawn("keys", sender.clone(), move |to| read_keys(&woken, &to))
}

fn watch_signals(mut signals: Signals, wake: &OwnedFd, sender: &Sender<Happening>) {
    for signal in signals.forever() {
        let message = match signal {
            SIGWINCH => {
                // A full pipe wakes too.
                let _ = rustix::io::write(wake, &[0]);
                match crossterm::terminal::size() {
                    Ok((columns, rows)) => Message::Resize(columns, rows),
                    Err(_) => continue,
                }
            }
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
///
/// crossterm forgets that keys wait when a change of the window's size is told of in the same moment. So it
/// is let take such a change at once, before keys come; and what it has forgotten all the same is read here.
fn read_keys(woken: &OwnedFd, sender: &Sender<Happening>) {
    let stdin = io::stdin();
    loop {
        let mut ready = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(woken, PollFlags::IN)];
        match poll(&mut ready, None) {
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(_) => break,
        }
        if ready[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            break;
        }
        let has_keys = ready[0].revents().contains(PollFlags::IN);
        if ready[1].revents().contains(PollFlags::IN) {
            let _ = rustix::io::read(woken, &mut [0; 64]);
        }
        let mut taken = false;
        while event::poll(Duration::ZERO).unwrap_or(false) {
            taken = true;
            let message = match event::read() {
                Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => Message::Key(key),
                Ok(Event::Paste(text)) => Message::Paste(text),
                // The size is told of by the signal.
                Ok(_) => continue,
                Err(_) => break,
            };
            if sender.send(Happening::Happened(message)).is_err() {
                return;
            }
        }
        if has_keys && !taken && !read_forgotten(&stdin, sender) {
            return;
        }
    }
    // The other side may have gone already.
    let _ = sender.send(Happening::Happened(Message::Leave(HUNG_UP)));
}

/// Keys that crossterm does not know to be there, as far as they are single characters.
fn read_forgotten(stdin: &io::Stdin, sender: &Sender<Happening>) -> bool {
    let mut bytes = [0; 256];
    let count = rustix::io::read(stdin, &mut bytes).unwrap_or(0);
    let text = String::from_utf8_lossy(bytes.get(..count).unwrap_or_default()).into_owned();
    // The rest of a sequence means nothing without its beginning.
    text.chars().take_while(|character| *character != '\u{1b}').all(|character| {
        let (code, modifiers) = match character {
            '\r' | '\n' => (KeyCode::Enter, KeyModifiers::NONE),
            '\t' => (KeyCode::Tab, KeyModifiers::NONE),
            '\u{7f}' => (KeyCode::Backspace, KeyModifiers::NONE),
            '\u{1}'..='\u{1a}' => {
                let letter = char::from(b'a' + u8::try_from(character).unwrap_or(1) - 1);
                (KeyCode::Char(letter), KeyModifiers::CONTROL)
            }
            other => (KeyCode::Char(other), KeyModifiers::NONE),
        };
        let message = Message::Key(KeyEvent::new(code, modifiers));
        sender.send(Happening::Happened(message)).is_ok()
    })
}
