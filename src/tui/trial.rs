//! What the terminal is and which keys arrive, tried out without the screen: for `tianbiao doctor`.

use std::io;

use super::app::Look;
use super::terminal::{self, Came};
use super::tried::Tried;
use crate::terminal::input::{Input, Typed};
use crate::terminal::probe::{self, Answer};

pub use super::terminal::has_terminal;

/// What the terminal says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Columns and rows.
    pub size: (u16, u16),
    /// What it answered, if it did.
    pub answer: Option<Answer>,
}

/// Looks at the terminal; none where there is none. `asks`: whether it may be asked, by an escape sequence.
pub fn look(asks: bool) -> Option<Seen> {
    if !has_terminal() {
        return None;
    }
    let size = terminal::size().ok()?;
    let fits = size.0 >= probe::ROOM.0 && size.1 >= probe::ROOM.1;
    Some(Seen { size, answer: if fits && asks { ask().ok().flatten() } else { None } })
}

/// Asks on the other screen, so that nothing of the question is seen; nobody waits longer than a moment.
fn ask() -> io::Result<Option<Answer>> {
    terminal::enter()?;
    let asked = terminal::write(probe::QUESTION.as_bytes());
    let (mut input, mut answer) = (Input::default(), None);
    let mut bytes = vec![0; terminal::BATCH];
    while asked.is_ok() && answer.is_none() {
        let Came::Bytes(count) = terminal::read(&mut bytes, Some(&terminal::A_MOMENT)) else { break };
        input.feed(bytes.get(..count).unwrap_or_default(), &mut |typed| {
            if let Typed::Position(row, column) = typed {
                answer = answer.or(probe::answer(row, column));
            }
        });
    }
    terminal::leave();
    asked.map(|()| answer)
}

/// Lets a person press keys and says what arrives, until that is ended; gives what is to be said afterwards.
pub fn keys(look: Look) -> io::Result<Vec<String>> {
    let columns = terminal::size()?.0;
    let mut tried = Tried::new(look, usize::from(columns));
    terminal::enter_line()?;
    let mut result = terminal::write(tried.head().as_bytes());
    let mut input = Input::default();
    let mut bytes = vec![0; terminal::BATCH];
    // What came and is nothing whole yet.
    let mut came = Vec::new();
    while result.is_ok() && !tried.is_over() {
        let mut typed = Vec::new();
        match terminal::read(&mut bytes, terminal::patience(input.waiting())) {
            Came::Bytes(count) => {
                // One by one, so that each key has its own bytes.
                let mut text = String::new();
                for byte in bytes.get(..count).unwrap_or_default() {
                    came.push(*byte);
                    input.feed(&[*byte], &mut |one| typed.push(one));
                    if !typed.is_empty() || input.is_empty() {
                        text += &tried.heard(&came, &typed);
                        (came, typed) = (Vec::new(), Vec::new());
                    }
                }
                result = terminal::write(text.as_bytes());
            }
            Came::Nothing => {
                input.pause(&mut |one| typed.push(one));
                result = terminal::write(tried.heard(&came, &typed).as_bytes());
                came.clear();
            }
            Came::Gone => break,
        }
    }
    terminal::leave_line();
    result.map(|()| tried.summary())
}
