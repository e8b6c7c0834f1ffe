//! What terminals send for a key, and the key that it is. Pure: bytes in, a key out.
//!
//! Terminals do not agree: xterm, PuTTY, rxvt, the console of Linux, tmux and screen each have dialects of
//! their own, and all of them are understood at once.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

const BOTH: KeyModifiers = KeyModifiers::CONTROL.union(KeyModifiers::SHIFT);

/// No sequence that a key sends is longer.
pub const MAX_SEQUENCE: usize = 32;

/// What stands at the beginning of some bytes.
pub enum Found {
    /// A key of so many bytes.
    Key(KeyEvent, usize),
    /// Where the cursor stands, row and column from 1, as so many bytes tell.
    Position((u16, u16), usize),
    /// So many bytes that mean nothing here.
    Nothing(usize),
    /// The beginning of something.
    Part,
}

/// The key that some bytes, at least one, begin with.
pub fn key(bytes: &[u8]) -> Found {
    let plain = |code| Found::Key(KeyEvent::new(code, KeyModifiers::NONE), 1);
    let control = |letter| Found::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL), 1);
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
        // Nobody types these: they are for terminals.
        Some(first) if first.is_control() => Found::Nothing(first.len_utf8()),
        Some(first) => Found::Key(character(first), first.len_utf8()),
        None => Found::Part,
    }
}

pub fn character(character: char) -> KeyEvent {
    let shift = if character.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    KeyEvent::new(KeyCode::Char(character), shift)
}

/// What begins with Escape: the key itself, a sequence, or a key with Alt.
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
            Found::Position(..) | Found::Part => Found::Part,
        },
    }
}

/// `ESC O`, perhaps a modifier, a letter: keys of the keypad, and function keys of old.
fn keypad(bytes: &[u8]) -> Found {
    let (modifiers, at) = match bytes.get(2) {
        Some(digit @ b'1'..=b'8') => (modifiers(u16::from(digit - b'0')), 3),
        _ => (KeyModifiers::NONE, 2),
    };
    let Some(last) = bytes.get(at) else { return Found::Part };
    let code = match last {
        b'M' => KeyCode::Enter,
        b'X' => KeyCode::Char('='),
        // rxvt: arrows with Ctrl. In the keypad's table these would be punctuation no keypad has.
        b'a'..=b'd' => return Found::Key(control_arrow(*last), at + 1),
        // `*` to `9` stand from `j` on.
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

/// `ESC [`, numbers, a letter.
fn sequence(bytes: &[u8]) -> Found {
    // The console of Linux sends `ESC [ [ A` for F1.
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
    // rxvt: with Shift. The sign ends no sequence of anybody else's.
    if let Some((b'$', digits)) = numbers.split_last()
        && digits.iter().all(u8::is_ascii_digit)
        && let Some(code) = number(digits).and_then(numbered)
    {
        return Found::Key(KeyEvent::new(code, KeyModifiers::SHIFT), end + 2);
    }
    if !matches!(last, 0x40..=0x7e) {
        // Something else begins here.
        return Found::Nothing(end + 2);
    }
    let length = end + 3;
    if last == b'M' && end == 0 {
        // A click, of which three bytes tell where.
        return if bytes.len() < 6 { Found::Part } else { Found::Nothing(6) };
    }
    let mut numbers = numbers.split(|byte| *byte == b';').map(number);
    let (first, second, third) =
        (numbers.next().flatten(), numbers.next().flatten(), numbers.next().flatten());
    if let (b'R', Some(row), Some(column), None) = (last, first, second, third) {
        // xterm sends the same for F3 with Shift, in the first row.
        return Found::Position((row, column), length);
    }
    let mut modifiers = modifiers(second.unwrap_or(1));
    let code = match last {
        // As xterm tells of keys that had no sequence of their own.
        b'~' if first == Some(27) => third.and_then(unicode),
        b'~' => first.and_then(numbered),
        // rxvt: with Ctrl, with both.
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

/// A number; what stands behind a colon does not matter.
fn number(digits: &[u8]) -> Option<u16> {
    std::str::from_utf8(digits).ok()?.split(':').next()?.parse().ok()
}

fn modifiers(number: u16) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    let all = [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)];
    all.into_iter().filter(|(bit, _)| bits & bit != 0).fold(KeyModifiers::NONE, |all, (_, one)| all | one)
}

/// The key that a sequence ends with.
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

/// The key of a number before `~`.
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

/// The key of a code point, as newer terminals tell it; theirs for private use are keys of the keypad, or
/// keys that do nothing here.
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

/// Whether bytes are the rest of a sequence whose Escape came too early: `[A`, and nothing else.
pub fn is_torn_off(bytes: &[u8]) -> bool {
    let whole = match bytes {
        [b'[' | b'O', ..] => [&[0x1b], bytes].concat(),
        _ => return false,
    };
    match escape(&whole) {
        Found::Key(event, length) => length == whole.len() && !matches!(event.code, KeyCode::Char(_)),
        Found::Position(_, length) => length == whole.len(),
        Found::Nothing(_) | Found::Part => false,
    }
}
