//! Bytes from the terminal as keys and pastes. Pure: it reads nothing and waits for nothing.
//!
//! What comes is bounded: a sequence that does not end is no sequence, and a paste that is too long is not
//! taken, so that nothing is taken of it in part. A paste whose end never comes, as the line broke off in the
//! middle, is over when keys come after a pause.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A paste of more bytes is not taken.
pub const MAX_PASTE: usize = 1024 * 1024;
/// So many bytes of text at once were not typed: terminals that put no brackets around a paste send it so.
const BURST: usize = 512;
/// After a pause in a paste so few bytes are keys.
const BY_HAND: usize = 64;
/// No sequence that a key sends is longer.
const MAX_SEQUENCE: usize = 32;

const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// What the bytes came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A key.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// Text was pasted that is too long to be taken.
    TooLong,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Nothing: whatever comes next begins anew.
    Nothing,
    /// The rest of a key.
    Key,
    /// The rest of a paste.
    Paste,
}

/// The bytes that have come and are nothing whole yet.
#[derive(Debug, Default)]
pub struct Input {
    /// The beginning of a key.
    rest: Vec<u8>,
    /// The paste so far.
    paste: Option<Paste>,
}

#[derive(Debug, Default)]
struct Paste {
    bytes: Vec<u8>,
    /// Whether there was more than is taken.
    too_long: bool,
    /// Whether nothing came for a while.
    paused: bool,
}

/// What stands at the beginning of some bytes.
enum Found {
    /// A key of so many bytes.
    Key(KeyEvent, usize),
    /// So many bytes that mean nothing here.
    Nothing(usize),
    /// The beginning of something.
    Part,
}

impl Input {
    /// What is waited for: after a while of silence [`Input::pause`] is to be told.
    pub fn waiting(&self) -> Waiting {
        match &self.paste {
            Some(Paste { paused, .. }) => {
                if *paused {
                    Waiting::Nothing
                } else {
                    Waiting::Paste
                }
            }
            None if self.rest.is_empty() => Waiting::Nothing,
            None => Waiting::Key,
        }
    }

    /// Bytes have come; what is whole is told to `tell`.
    pub fn feed(&mut self, bytes: &[u8], tell: &mut impl FnMut(Typed)) {
        if self.paste.as_ref().is_some_and(|paste| paste.paused)
            && bytes.len() <= BY_HAND
            && find(&[&self.rest, bytes].concat(), PASTE_ENDS).is_none()
        {
            (self.paste, self.rest) = (None, Vec::new());
        }
        if self.paste.is_none() && self.rest.is_empty() && is_burst(bytes) {
            tell(Typed::Paste(String::from_utf8_lossy(bytes).into_owned()));
            return;
        }
        let mut all = std::mem::take(&mut self.rest);
        all.extend_from_slice(bytes);
        let mut at = 0;
        while let Some(left) = all.get(at..).filter(|left| !left.is_empty()) {
            if let Some(paste) = &mut self.paste {
                let end = find(left, PASTE_ENDS);
                // The end may be torn too.
                let until = end.unwrap_or_else(|| left.len() - torn(left, PASTE_ENDS));
                paste.take(&left[..until]);
                at += until;
                if end.is_none() {
                    break;
                }
                at += PASTE_ENDS.len();
                self.end_paste(tell);
                self.paste = None;
            } else if left.starts_with(PASTE_BEGINS) {
                at += PASTE_BEGINS.len();
                self.paste = Some(Paste::default());
            } else {
                match key(left) {
                    Found::Key(event, length) => {
                        tell(Typed::Key(event));
                        at += length;
                    }
                    Found::Nothing(length) => at += length,
                    Found::Part => break,
                }
            }
        }
        self.rest = all.split_off(at.min(all.len()));
    }

    /// Nothing has come for a while: what is there is all there is.
    pub fn pause(&mut self, tell: &mut impl FnMut(Typed)) {
        if self.paste.is_some() {
            self.end_paste(tell);
            self.paste = Some(Paste { paused: true, ..Paste::default() });
            return;
        }
        let rest = std::mem::take(&mut self.rest);
        let mut left = rest.as_slice();
        // Escape, or Escape and what was typed after it at once.
        if let Some((0x1b, after)) = left.split_first() {
            tell(Typed::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)));
            left = after;
        }
        for byte in left.iter().filter(|byte| byte.is_ascii_graphic()) {
            tell(Typed::Key(character(char::from(*byte))));
        }
    }

    /// Tells of the paste, if there is anything of it.
    fn end_paste(&mut self, tell: &mut impl FnMut(Typed)) {
        let Some(paste) = &mut self.paste else { return };
        if paste.too_long {
            tell(Typed::TooLong);
        } else if !paste.bytes.is_empty() {
            tell(Typed::Paste(String::from_utf8_lossy(&paste.bytes).into_owned()));
        }
    }
}

impl Paste {
    fn take(&mut self, bytes: &[u8]) {
        self.paused = false;
        if self.bytes.len() + bytes.len() > MAX_PASTE {
            (self.bytes, self.too_long) = (Vec::new(), true);
        } else if !self.too_long {
            self.bytes.extend_from_slice(bytes);
        }
    }
}

/// Whether bytes that came at once were pasted and not typed.
pub fn is_burst(bytes: &[u8]) -> bool {
    bytes.len() >= BURST && is_text(bytes)
}

/// Whether bytes are text and nothing else; a character may be torn at the end.
fn is_text(bytes: &[u8]) -> bool {
    let whole = match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    whole && bytes.iter().all(|byte| *byte >= b' ' && *byte != 0x7f || matches!(byte, b'\r' | b'\n' | b'\t'))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|found| found == wanted)
}

/// How many bytes at the end may be the beginning of what is wanted.
fn torn(bytes: &[u8], wanted: &[u8]) -> usize {
    (1..wanted.len()).rev().find(|length| bytes.ends_with(&wanted[..*length])).unwrap_or(0)
}

/// The key that some bytes, at least one, begin with.
fn key(bytes: &[u8]) -> Found {
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
        // Codes for terminals that nobody types.
        Some(first) if first.is_control() => Found::Nothing(first.len_utf8()),
        Some(first) => Found::Key(character(first), first.len_utf8()),
        None => Found::Part,
    }
}

fn character(character: char) -> KeyEvent {
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
            Found::Part => Found::Part,
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
        // `*` to `9` stand from `j` on.
        b'j'..=b'y' => KeyCode::Char(char::from(last - b'j' + b'*')),
        _ => match named(*last) {
            Some(code) => code,
            None => return Found::Nothing(if last.is_ascii_graphic() { at + 1 } else { at }),
        },
    };
    Found::Key(KeyEvent::new(code, modifiers), at + 1)
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
    let (first, second) = (numbers.next().flatten(), numbers.next().flatten());
    let mut modifiers = modifiers(second.unwrap_or(1));
    let code = match last {
        b'~' => first.and_then(numbered),
        b'u' => first.and_then(|code| char::from_u32(code.into())).and_then(unicode),
        b'Z' => {
            modifiers |= KeyModifiers::SHIFT;
            Some(KeyCode::BackTab)
        }
        // With numbers it is where the cursor stands.
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

/// The key of a code point, as newer terminals tell it.
fn unicode(character: char) -> Option<KeyCode> {
    Some(match character {
        '\r' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\u{1b}' => KeyCode::Esc,
        '\u{7f}' => KeyCode::Backspace,
        other if other.is_control() => return None,
        other => KeyCode::Char(other),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Keys as the table of keys writes them; pastes in brackets.
    fn shown(typed: &Typed) -> String {
        let Typed::Key(KeyEvent { code, modifiers, .. }) = typed else {
            return match typed {
                Typed::Paste(text) if text.len() > 20 => format!("[{}]", text.len()),
                Typed::Paste(text) => format!("[{text}]"),
                _ => "[too long]".to_owned(),
            };
        };
        let mut text = String::new();
        for (modifier, name) in
            [(KeyModifiers::CONTROL, "Ctrl-"), (KeyModifiers::ALT, "Alt-"), (KeyModifiers::SHIFT, "Shift-")]
        {
            let spoken =
                modifiers.contains(modifier) && !matches!(code, KeyCode::Char(c) if c.is_uppercase());
            text.push_str(if spoken { name } else { "" });
        }
        match code {
            KeyCode::Char(c) => text.push(*c),
            KeyCode::F(number) => text.extend(["F".to_owned(), number.to_string()]),
            other => text.extend([format!("{other:?}")]),
        }
        text
    }

    /// What some packets come to; one with nothing in it is a pause.
    fn typed(packets: &[&[u8]]) -> String {
        let (mut input, mut all) = (Input::default(), Vec::new());
        for packet in packets {
            let mut tell = |typed: Typed| all.push(shown(&typed));
            if packet.is_empty() { input.pause(&mut tell) } else { input.feed(packet, &mut tell) }
        }
        all.join(" ")
    }

    #[test]
    fn keys_are_known() {
        for (bytes, keys) in [
            (&b"aA1"[..], "a A 1"),
            ("中，é".as_bytes(), "中 ， é"),
            (b"\r\n\t\x7f\x08\x11\0\x1f", "Enter Ctrl-j Tab Backspace Ctrl-h Ctrl-q Ctrl-  Ctrl-7"),
            (b"\x1b[A\x1bOA\x1b[1;5D\x1bO5D\x1b[1;2C", "Up Up Ctrl-Left Ctrl-Left Shift-Right"),
            (b"\x1bOP\x1b[11~\x1b[[A\x1b[P", "F1 F1 F1 F1"),
            (b"\x1b[15~\x1b[17~\x1b[21~\x1b[24~\x1b[18;5~", "F5 F6 F10 F12 Ctrl-F7"),
            (b"\x1b[H\x1bOH\x1b[1~\x1b[7~\x1b[1;5H", "Home Home Home Home Ctrl-Home"),
            (b"\x1b[F\x1bOF\x1b[4~\x1b[8~", "End End End End"),
            (b"\x1b[2~\x1b[3~\x1b[5~\x1b[6~\x1b[6;5~", "Insert Delete PageUp PageDown Ctrl-PageDown"),
            (b"\x1b[Z\x1b[1;2Z", "Shift-BackTab Shift-BackTab"),
            // The keypad of a terminal in application mode.
            (b"\x1bOM\x1bOp\x1bOy\x1bOn\x1bOk\x1bOm\x1bOj\x1bOo", "Enter 0 9 . + - * /"),
            (b"\x1bx\x1b\x1b[A", "Alt-x Esc Up"),
            (b"\x1b[97;5u\x1b[13;2u\x1b[97:65;5:1u", "Ctrl-a Shift-Enter Ctrl-a"),
            // Where the cursor stands, what the terminal is, where it was clicked, whether it is looked at.
            (b"\x1b[3;1Ra\x1b[?62;22cb\x1b[M !!c\x1b[<0;1;1Md\x1b[Ie", "a b c d e"),
            // Bytes of another encoding.
            (b"\xd6\xd0a\xb0\xa1b", "a b"),
            (b"\x1b[201~a", "a"),
        ] {
            assert_eq!(typed(&[bytes]), keys, "{bytes:?}");
            let torn: Vec<&[u8]> = bytes.chunks(1).collect();
            assert_eq!(typed(&torn), keys, "{bytes:?} byte by byte");
        }
    }

    #[test]
    fn a_pause_ends_what_does_not_end() {
        for (packets, keys) in [
            (&[&b"\x1b"[..], b""][..], "Esc"),
            (&[b"\x1b", b"[A"], "Up"),
            (&[b"\x1b", b"", b"[A"], "Esc [ A"),
            (&[b"\x1b[", b"", b"a"], "Esc [ a"),
            (&[b"\x1bO", b""], "Esc O"),
            (&[b"\xe4\xb8", b"", b"a"], "a"),
            (&[b"\x1b[1;5\x03"], "Ctrl-c"),
        ] {
            assert_eq!(typed(packets), keys, "{packets:?}");
        }
        let endless = [&b"\x1b["[..], &[b'1'; 1000], b"a"].concat();
        assert_eq!(typed(&[&endless, b"b"]), "b");
    }

    #[test]
    fn pastes_are_taken_whole_or_not_at_all() {
        let long = vec![b'a'; MAX_PASTE + 1];
        for (packets, keys) in [
            (&[&b"a\x1b[200~b\rc\x1b[A\x1b[201~d"[..]][..], "a [b\rc\u{1b}[A] d"),
            (&[b"\x1b[200~\x1b[201~a"], "a"),
            (&[b"\x1b[20", b"0~b", b"c\x1b[2", b"01~d"], "[bc] d"),
            (&[b"\x1b[200~b\x1b[20", b"x\x1b[201~"], "[b\u{1b}[20x]"),
            (&[b"\x1b[200~", &long[1..], b"\x1b[201~a"], "[1048576] a"),
            (&[b"\x1b[200~", &long, b"more\x1b[201~a"], "[too long] a"),
            // Broken off: keys are keys again.
            (&[b"\x1b[200~bc", b"", b"d\x11"], "[bc] d Ctrl-q"),
            (&[b"\x1b[200~bc", b"", b"", b"\x1b[A"], "[bc] Up"),
            (&[b"\x1b[200~", &long, b"", b"d"], "[too long] d"),
            // The line only was slow.
            (&[b"\x1b[200~bc", b"", b"d\re\x1b[201~f"], "[bc] [d\re] f"),
            (&[b"\x1b[200~bc\x1b[2", b"", b"01~f"], "[bc] f"),
            (&[b"\x1b[200~bc\x1b[2", b"", b"f"], "[bc] f"),
            (&[b"\x1b[200~bc", b"", &long[..100], b"d\x1b[201~"], "[bc] [101]"),
        ] {
            assert_eq!(
                typed(packets),
                keys,
                "{:?}",
                packets.iter().map(|p| &p[..p.len().min(20)]).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn a_burst_of_text_is_a_paste() {
        let text = "一\r二\t".repeat(100);
        assert_eq!(typed(&[text.as_bytes()]), format!("[{}]", text.len()));
        assert_eq!(typed(&["字".repeat(20).as_bytes()]), ["字"; 20].join(" "));
        let keys = [b"\x1b[A".repeat(200), b"a".to_vec()].concat();
        assert_eq!(typed(&[&keys]).matches("Up").count(), 200);
    }

    proptest! {
        #[test]
        fn nothing_that_comes_hurts(packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..20)) {
            let mut input = Input::default();
            for packet in &packets {
                input.feed(packet, &mut |_| {});
                prop_assert!(input.rest.len() <= MAX_SEQUENCE);
                if packet.len() % 3 == 0 {
                    input.pause(&mut |_| {});
                }
            }
        }
    }
}
