//! The look of the screen on a terminal, and the sentence on its message line.

use std::borrow::Cow;

use super::keys::Keys;
use super::theme::{Frame, Theme};
use crate::message::Lang;
use crate::terminal::width::Width;

/// The look of the screen on this terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The language of screens and messages.
    pub lang: Lang,
    /// The width of ambiguous characters.
    pub width: Width,
    /// The colours.
    pub theme: &'static Theme,
    /// The characters for rules.
    pub frame: Frame,
    /// The key bindings.
    pub keys: &'static Keys,
    /// True if copied text also goes to the clipboard of the terminal.
    pub clipboard: bool,
}

impl Default for Look {
    fn default() -> Look {
        Look {
            lang: Lang::Zh,
            width: Width::Narrow,
            theme: Theme::plain(),
            frame: Frame::ASCII,
            keys: Keys::standard(),
            clipboard: true,
        }
    }
}

/// A sentence on the message line, shown until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sentence.
    pub text: String,
    /// True if it reports a failure.
    pub bad: bool,
}

impl Notice {
    /// Creates a notice; replaces the default keys in the sentence by the current key bindings.
    pub fn new(look: &Look, text: String, bad: bool) -> Notice {
        let text = match look.keys.spoken(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(spoken) => spoken,
        };
        Notice { text, bad }
    }
}
