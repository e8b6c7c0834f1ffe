//! Events of the input: keys, pastes and replies of the terminal.

use crossterm::event::KeyEvent;

/// Maximum size of a paste in bytes; a longer one is rejected.
pub const MAX_PASTE: usize = 1024 * 1024;

/// An event decoded from the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A key press.
    Key(KeyEvent),
    /// Pasted text.
    Paste(String),
    /// A paste longer than [`MAX_PASTE`]; its text is discarded.
    TooLong,
    /// Reply with the cursor position: row and column, from 1.
    Position(u16, u16),
    /// Bytes that are not valid UTF-8, so the character is unknown.
    NotUtf8,
}

#[derive(Debug, Default)]
pub(super) struct Paste {
    pub(super) bytes: Vec<u8>,
    /// True if the paste exceeded [`MAX_PASTE`].
    pub(super) too_long: bool,
    /// True if nothing has arrived for a while.
    pub(super) paused: bool,
}

impl Paste {
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.paused = false;
        if self.bytes.len() + bytes.len() > MAX_PASTE {
            (self.bytes, self.too_long) = (Vec::new(), true);
        } else if !self.too_long {
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// Emits the paste unless it is empty.
    pub(super) fn end(self, tell: &mut impl FnMut(Typed)) {
        if self.too_long {
            tell(Typed::TooLong);
        } else if !self.bytes.is_empty() {
            tell(Typed::Paste(String::from_utf8_lossy(&self.bytes).into_owned()));
        }
    }
}
