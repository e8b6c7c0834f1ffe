//! Tests of the terminal and its keys without the screen, for `tianbiao doctor`.

use std::io;

use super::look::Look;
use super::terminal::{self, Came};
use super::tried::Tried;
use crate::terminal::input::{Input, Typed};
use crate::terminal::probe::{self, Answer};

pub use super::terminal::has_terminal;

/// Properties reported by the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Columns and rows.
    pub size: (u16, u16),
    /// The answer to the probe, if any.
    pub answer: Option<Answer>,
}

/// Examines the terminal; returns `None` if there is none. `asks` is true if it may be probed with an escape
/// sequence.
pub fn look(asks: bool) -> Option<Seen> {
    if !has_terminal() {
        return None;
    }
    let size = terminal::size().ok()?;
    let fits = size.0 >= probe::ROOM.0 && size.1 >= probe::ROOM.1;
    Some(Seen { size, answer: if fits && asks { ask().ok().flatten() } else { None } })
}

/// Probes on the alternate screen, so that the probe is not visible; waits at most [`terminal::A_MOMENT`].
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

/// Runs the key test until the user ends it; returns the final lines to print.
pub fn keys(look: Look) -> io::Result<Vec<String>> {
    let columns = terminal::size()?.0;
    let mut tried = Tried::new(look, usize::from(columns));
    terminal::enter_line()?;
    let mut result = terminal::write(tried.head().as_bytes());
    let mut input = Input::default();
    let mut bytes = vec![0; terminal::BATCH];
    // Bytes of an incomplete key.
    let mut came = Vec::new();
    while result.is_ok() && !tried.is_over() {
        let mut typed = Vec::new();
        match terminal::read(&mut bytes, terminal::patience(input.waiting())) {
            Came::Bytes(count) => {
                // Byte by byte, so that each key is shown with its own bytes.
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
