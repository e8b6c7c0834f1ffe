//! The key strip: after Ctrl-K, the digit n acts as Fn.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::message::{self, Lang};
use crate::tui::command::Command;
use crate::tui::keys::Keys;

/// Returns the command of a typed character, or the refusal.
pub(in crate::tui) fn command(typed: Option<char>, lang: Lang) -> Result<Command, String> {
    let number = typed.and_then(|character| character.to_digit(10));
    let number =
        number.and_then(|digit| u8::try_from(digit).ok()).ok_or_else(|| message::digit_wanted(lang))?;
    let number = if number == 0 { 10 } else { number };
    // Uses the standard key bindings, so that this way is always available, whatever the keys file changes.
    let key = KeyEvent::new(KeyCode::F(number), KeyModifiers::NONE);
    Keys::standard().command(key).ok_or_else(|| message::no_such_key(lang))
}
