//! Decodes the bytes that terminals send for a key. Pure: bytes in, a key out.
//!
//! xterm, PuTTY, rxvt, the Linux console, tmux and screen each send different sequences; the decoder accepts
//! all of them at the same time.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::string::{ControlString, introducer};

const BOTH: KeyModifiers = KeyModifiers::CONTROL.union(KeyModifiers::SHIFT);

/// Maximum length of a key sequence in bytes.
pub(super) const MAX_SEQUENCE: usize = 32;

/// The result of decoding the start of a byte string.
pub(super) enum Found {
    /// A key and its length in bytes.
    Key(KeyEvent, usize),
    /// A cursor position report (row and column, from 1) and its length in bytes.
    Position((u16, u16), usize),
    /// The start of a control string and its length in bytes.
    String(ControlString, usize),
    /// A sequence of this many bytes that has no meaning here.
    Nothing(usize),
    /// An incomplete sequence.
    Part,
}

/// Decodes the key at the start of `bytes`, which must not be empty.
pub(super) fn key(bytes: &[u8]) -> Found {
    let plain = |code| Found::Key(KeyEvent::new(code, KeyModifiers::NONE), 1);
    let control = |letter| Found::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL), 1);
    if let Some((length, key)) = introducer(bytes) {
        return Found::String(ControlString { key, ..ControlString::default() }, length);
    }
    // CSI and SS3 as one character: the same as `ESC [` and `ESC O`.
    if let [0xc2, c1 @ (0x8f | 0x9b), rest @ ..] = bytes {
        return escape(&[&[0x1b, c1 - 0x40], rest].concat());
    }
    match bytes[0] {
        0x1b => escape(bytes),
        b'\r' => plain(KeyCode::Enter),
        b'\t' => plain(KeyCode::Tab),
        0x7f => plain(KeyCode::Backspace),
        0 => control(' '),
        byte @ 0x01..=0x1a => control(char::from(byte - 1 + b'a')),
        byte @ 0x1c..=0x1f => control(char::from(byte - 0x1c + b'4')),
        _ => letter(bytes),
    }
}

fn letter(bytes: &[u8]) -> Found {
    let bytes = &bytes[..bytes.len().min(4)];
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(error) => return error.error_len().map_or(Found::Part, Found::Nothing),
    };
    match text.chars().next() {
        // C1 control characters: no key sends them, they are commands for terminals.
        Some(first) if first.is_control() => Found::Nothing(first.len_utf8()),
        Some(first) => Found::Key(character(first), first.len_utf8()),
        None => Found::Part,
    }
}

pub(super) fn character(character: char) -> KeyEvent {
    let shift = if character.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    KeyEvent::new(KeyCode::Char(character), shift)
}

/// Decodes input that starts with Escape: the key itself, a sequence, or a key with Alt.
fn escape(bytes: &[u8]) -> Found {
    match bytes.get(1) {
        None => Found::Part,
        Some(b'[') => sequence(bytes),
        Some(b'O') => keypad(bytes),
        Some(0x1b) => Found::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE), 1),
        Some(_) => match key(&bytes[1..]) {
            Found::Key(mut event, length) => {
                event.modifiers |= KeyModifiers::ALT;
                Found::Key(event, length + 1)
            }
            Found::Nothing(length) => Found::Nothing(length + 1),
            // Escape typed just before a string of the terminal.
            Found::String(..) => Found::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE), 1),
            Found::Position(..) | Found::Part => Found::Part,
        },
    }
}

/// Decodes `ESC O`, an optional modifier and a letter: keypad keys and older function key sequences.
fn keypad(bytes: &[u8]) -> Found {
    let (modifiers, at) = match bytes.get(2) {
        Some(digit @ b'1'..=b'8') => (modifiers(u16::from(digit - b'0')), 3),
        _ => (KeyModifiers::NONE, 2),
    };
    let Some(last) = bytes.get(at) else { return Found::Part };
    let code = match last {
        b'M' => KeyCode::Enter,
        b'X' => KeyCode::Char('='),
        // rxvt: arrows with Ctrl. In the keypad's table these would be punctuation that no keypad has.
        b'a'..=b'd' => return Found::Key(control_arrow(*last), at + 1),
        // `j` to `y` encode `*` to `9`.
        b'j'..=b'y' => KeyCode::Char(char::from(last - b'j' + b'*')),
        _ => match named(*last) {
            Some(code) => code,
            None => return Found::Nothing(if last.is_ascii_graphic() { at + 1 } else { at }),
        },
    };
    Found::Key(KeyEvent::new(code, modifiers), at + 1)
}

fn control_arrow(letter: u8) -> KeyEvent {
    let code = named(letter.to_ascii_uppercase()).unwrap_or(KeyCode::Null);
    KeyEvent::new(code, KeyModifiers::CONTROL)
}

/// Decodes `ESC [`, numbers and a letter.
fn sequence(bytes: &[u8]) -> Found {
    // The Linux console sends `ESC [ [ A` for F1.
    if bytes.get(2) == Some(&b'[') {
        return match bytes.get(3) {
            None => Found::Part,
            Some(letter @ b'A'..=b'E') => {
                Found::Key(KeyEvent::new(KeyCode::F(letter - b'A' + 1), KeyModifiers::NONE), 4)
            }
            Some(_) => Found::Nothing(3),
        };
    }
    let body = &bytes[2..];
    let Some(end) = body.iter().position(|byte| !matches!(byte, 0x20..=0x3f)) else {
        return if bytes.len() > MAX_SEQUENCE { Found::Nothing(bytes.len()) } else { Found::Part };
    };
    let (numbers, last) = (&body[..end], body[end]);
    // rxvt: with Shift. No other terminal ends a sequence with `$`.
    if let Some((b'$', digits)) = numbers.split_last()
        && digits.iter().all(u8::is_ascii_digit)
        && let Some(code) = number(digits).and_then(numbered)
    {
        return Found::Key(KeyEvent::new(code, KeyModifiers::SHIFT), end + 2);
    }
    if !matches!(last, 0x40..=0x7e) {
        // This byte starts something else: only the broken sequence before it is consumed.
        return Found::Nothing(end + 2);
    }
    let length = end + 3;
    if last == b'M' && end == 0 {
        // A mouse click: three bytes with the button and the position follow.
        return if bytes.len() < 6 { Found::Part } else { Found::Nothing(6) };
    }
    let mut numbers = numbers.split(|byte| *byte == b';').map(number);
    let (first, second, third) =
        (numbers.next().flatten(), numbers.next().flatten(), numbers.next().flatten());
    if let (b'R', Some(row), Some(column), None) = (last, first, second, third) {
        // xterm sends the same sequence for Shift-F3, with row 1.
        return Found::Position((row, column), length);
    }
    let mut modifiers = modifiers(second.unwrap_or(1));
    let code = match last {
        // modifyOtherKeys of xterm, for keys that have no sequence of their own.
        b'~' if first == Some(27) => third.and_then(unicode),
        b'~' => first.and_then(numbered),
        // rxvt: `^` is Ctrl, `@` is Ctrl and Shift.
        b'^' | b'@' => {
            modifiers |= if last == b'^' { KeyModifiers::CONTROL } else { BOTH };
            first.and_then(numbered)
        }
        b'a'..=b'd' if end == 0 => {
            modifiers |= KeyModifiers::SHIFT;
            named(last.to_ascii_uppercase())
        }
        b'u' => first.and_then(unicode),
        b'Z' => {
            modifiers |= KeyModifiers::SHIFT;
            Some(KeyCode::BackTab)
        }
        b'R' if end > 0 => None,
        _ => named(last),
    };
    code.map_or(Found::Nothing(length), |code| Found::Key(KeyEvent::new(code, modifiers), length))
}

/// Parses a number; ignores the part after a colon.
fn number(digits: &[u8]) -> Option<u16> {
    std::str::from_utf8(digits).ok()?.split(':').next()?.parse().ok()
}

fn modifiers(number: u16) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    let all = [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)];
    all.into_iter().filter(|(bit, _)| bits & bit != 0).fold(KeyModifiers::NONE, |all, (_, one)| all | one)
}

/// Returns the key for the final letter of a sequence.
fn named(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

/// Returns the key for the number before `~`.
fn numbered(number: u16) -> Option<KeyCode> {
    let function = |first: u8| u8::try_from(number).ok().map(|number| KeyCode::F(number - first));
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => return function(10),
        17..=21 => return function(11),
        23..=26 => return function(12),
        28 | 29 => return function(13),
        31..=34 => return function(14),
        _ => return None,
    })
}

/// Returns the key for a code point, as newer terminals send it. Code points for private use are keypad keys
/// or keys without a function here.
fn unicode(code: u16) -> Option<KeyCode> {
    Some(match code {
        13 | 57414 => KeyCode::Enter,
        9 => KeyCode::Tab,
        27 => KeyCode::Esc,
        8 | 127 => KeyCode::Backspace,
        57399..=57408 => KeyCode::Char(char::from_digit(u32::from(code - 57399), 10)?),
        57409 => KeyCode::Char('.'),
        0xe000..=0xf8ff => return None,
        other => KeyCode::Char(char::from_u32(other.into()).filter(|character| !character.is_control())?),
    })
}

/// True if `bytes` are exactly the rest of a sequence (such as `[A`) whose Escape was emitted too early.
pub(super) fn is_torn_off(bytes: &[u8]) -> bool {
    let whole = match bytes {
        [b'[' | b'O', ..] => [&[0x1b], bytes].concat(),
        _ => return false,
    };
    match escape(&whole) {
        Found::Key(event, length) => length == whole.len() && !matches!(event.code, KeyCode::Char(_)),
        Found::Position(_, length) => length == whole.len(),
        Found::String(..) | Found::Nothing(_) | Found::Part => false,
    }
}
