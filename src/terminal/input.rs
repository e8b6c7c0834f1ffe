//! Decodes bytes from the terminal into keys, pastes and replies. Pure: performs no I/O and does not wait.
//!
//! Memory is bounded: an unterminated sequence is dropped, and a paste that is too long is rejected as a
//! whole, never truncated. If the end of a paste is lost, for example because the connection broke, keys that
//! arrive after a pause end the paste.

mod burst;
mod event;
mod keys;
mod string;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use burst::Burst;
use event::Paste;
pub use event::{MAX_PASTE, Typed};
use keys::{Found, character, key};
use string::{ControlString, End};

/// After a pause inside a paste, a packet of at most this many bytes is treated as keys.
const BY_HAND: usize = 64;

const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// The kind of input that is still incomplete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Nothing: the next bytes start a new event.
    Nothing,
    /// The rest of a key.
    Key,
    /// The rest of a paste or of a control string.
    Paste,
}

/// Decoder state: bytes received that do not form a complete event yet.
#[derive(Debug, Default)]
pub struct Input {
    /// The incomplete key sequence.
    rest: Vec<u8>,
    /// The bracketed paste in progress.
    paste: Option<Paste>,
    /// Text that may have been pasted without brackets.
    burst: Burst,
    /// The control string in progress, whose text is skipped.
    string: Option<ControlString>,
    /// True if the last event was a lone Escape.
    escaped: bool,
    /// True if the rest of a sequence or of a character did not arrive in time.
    late: bool,
}

impl Input {
    /// True if no input is pending.
    pub fn is_empty(&self) -> bool {
        let skips = self.string.is_some_and(|string| !string.paused);
        self.rest.is_empty() && self.burst.is_empty() && self.paste.is_none() && !skips
    }

    /// Returns the kind of input that is pending. Unless it is nothing, the caller must call [`Input::pause`]
    /// after a period of silence.
    pub fn waiting(&self) -> Waiting {
        match (&self.paste, &self.string) {
            (Some(Paste { paused: true, .. }), _) | (_, Some(ControlString { paused: true, .. })) => {
                Waiting::Nothing
            }
            // Half of its end, or the Escape key.
            (_, Some(_)) if !self.rest.is_empty() => Waiting::Key,
            (Some(_), _) | (_, Some(_)) => Waiting::Paste,
            _ if self.burst.is_empty() && (self.rest.is_empty() || self.late) => Waiting::Nothing,
            _ => Waiting::Key,
        }
    }

    /// Decodes `bytes` and passes every complete event to `tell`.
    pub fn feed(&mut self, bytes: &[u8], tell: &mut impl FnMut(Typed)) {
        if self.paste.as_ref().is_some_and(|paste| paste.paused)
            && bytes.len() <= BY_HAND
            && find(&[&self.rest, bytes].concat(), PASTE_ENDS).is_none()
        {
            (self.paste, self.rest) = (None, Vec::new());
        }
        self.string.take_if(|string| string.paused && !string::has_end(&[&self.rest, bytes].concat()));
        if std::mem::take(&mut self.late) {
            self.flush_late(bytes, tell);
        }
        let mut all = std::mem::take(&mut self.rest);
        if std::mem::take(&mut self.escaped) && (keys::is_torn_off(bytes) || string::is_torn_off(bytes)) {
            // The rest of a sequence arrived too late: its Escape has already been emitted.
            all.push(0x1b);
        }
        all.extend_from_slice(bytes);
        let mut at = 0;
        while let Some(left) = all.get(at..).filter(|left| !left.is_empty()) {
            if let Some(paste) = &mut self.paste {
                let end = find(left, PASTE_ENDS);
                // The end marker may be split over two packets too.
                let until = end.unwrap_or_else(|| left.len() - torn(left, PASTE_ENDS));
                paste.take(&left[..until]);
                at += until;
                if end.is_none() {
                    break;
                }
                at += PASTE_ENDS.len();
                self.end_paste(tell);
                continue;
            }
            if let Some(string) = &mut self.string {
                match string::end(left) {
                    End::At(end) => {
                        at += end;
                        self.string = None;
                        continue;
                    }
                    End::Later(skipped) => {
                        at += skipped;
                        string.has_text |= skipped > 0;
                        break;
                    }
                }
            }
            let text = burst::text(left);
            if text > 0 && self.burst.takes(&left[..text]) {
                at += text;
                continue;
            }
            let found = key(left);
            if matches!(found, Found::Part) {
                break;
            }
            self.end_burst(tell);
            if let Found::String(string, length) = found {
                at += length;
                self.string = Some(string);
                continue;
            }
            if left.starts_with(PASTE_BEGINS) {
                at += PASTE_BEGINS.len();
                self.paste = Some(Paste::default());
                continue;
            }
            if text > 0 {
                tell_keys(&left[..text], tell);
                at += text;
                continue;
            }
            at += tell_key(left, tell).unwrap_or(left.len());
        }
        self.rest = all.split_off(at.min(all.len()));
    }

    /// Called when nothing has arrived for a while: emits the pending input as it is.
    pub fn pause(&mut self, tell: &mut impl FnMut(Typed)) {
        if self.paste.is_some() {
            self.end_paste(tell);
            self.paste = Some(Paste { paused: true, ..Paste::default() });
            return;
        }
        if let Some(string) = &mut self.string {
            string.paused = true;
            if let (false, true, Some(key)) = (string.has_text, self.rest.is_empty(), string.key) {
                // Nothing follows: the user typed it.
                tell(Typed::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)));
                tell(Typed::Key(character(char::from(key))));
            }
            return;
        }
        self.end_burst(tell);
        // No user types these bytes, so the rest of the sequence or of the character is late.
        self.late = self.rest.starts_with(b"\x1b[") || self.rest.first().is_some_and(|byte| !byte.is_ascii());
        if !self.late {
            self.tell_rest(tell);
        }
    }

    /// Decides about a late sequence when more bytes arrive: they are its rest, or something else.
    fn flush_late(&mut self, bytes: &[u8], tell: &mut impl FnMut(Typed)) {
        let all = [&self.rest, bytes].concat();
        match key(&all) {
            Found::Key(..) | Found::Position(..) | Found::String(..) | Found::Part => {}
            Found::Nothing(_) if all.starts_with(PASTE_BEGINS) || !all[0].is_ascii() => {}
            // The user may have typed it after all.
            Found::Nothing(_) if self.rest.len() == 2 => self.tell_rest(tell),
            // A complete but unknown sequence: it is consumed as a whole.
            Found::Nothing(length) if bytes.len() > 1 && length == all.len() => {}
            Found::Nothing(_) => self.rest.clear(),
        }
    }

    /// Emits the pending bytes as single keys because no more of the sequence has arrived.
    fn tell_rest(&mut self, tell: &mut impl FnMut(Typed)) {
        let rest = std::mem::take(&mut self.rest);
        let mut left = rest.as_slice();
        // Escape alone, or Escape and keys typed immediately after it.
        if let Some((0x1b, after)) = left.split_first() {
            tell(Typed::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE)));
            left = after;
            self.escaped = left.is_empty();
        }
        for byte in left.iter().filter(|byte| byte.is_ascii_graphic()) {
            tell(Typed::Key(character(char::from(*byte))));
        }
    }

    /// Emits the text that was held back, as a paste or as keys.
    fn end_burst(&mut self, tell: &mut impl FnMut(Typed)) {
        if self.burst.is_empty() {
            return;
        }
        let (text, pasted) = self.burst.end();
        if pasted {
            text.end(tell);
        } else {
            tell_keys(&text.bytes, tell);
        }
    }

    fn end_paste(&mut self, tell: &mut impl FnMut(Typed)) {
        if let Some(paste) = self.paste.take() {
            paste.end(tell);
        }
    }
}

/// Emits each key of a text.
fn tell_keys(text: &[u8], tell: &mut impl FnMut(Typed)) {
    let mut at = 0;
    while let Some(length) =
        text.get(at..).filter(|left| !left.is_empty()).and_then(|left| tell_key(left, tell))
    {
        at += length;
    }
}

/// Emits the key at the start of `bytes` and returns its length in bytes; `None` if it is incomplete.
fn tell_key(bytes: &[u8], tell: &mut impl FnMut(Typed)) -> Option<usize> {
    match key(bytes) {
        Found::Key(event, length) => {
            tell(Typed::Key(event));
            Some(length)
        }
        Found::Position((row, column), length) => {
            tell(Typed::Position(row, column));
            Some(length)
        }
        Found::Nothing(length) => {
            if bytes.first().is_some_and(|byte| !byte.is_ascii()) {
                tell(Typed::NotUtf8);
            }
            Some(length)
        }
        Found::String(_, length) => Some(length),
        Found::Part => None,
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|found| found == wanted)
}

/// Returns the number of bytes at the end that may be the start of `wanted`.
fn torn(bytes: &[u8], wanted: &[u8]) -> usize {
    (1..wanted.len()).rev().find(|length| bytes.ends_with(&wanted[..*length])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::keys::MAX_SEQUENCE;
    use super::*;

    /// Formats an event: keys with the names of the key table, pastes in brackets.
    fn shown(typed: &Typed) -> String {
        let Typed::Key(KeyEvent { code, modifiers, .. }) = typed else {
            return match typed {
                Typed::Paste(text) if text.len() > 20 => format!("[{}]", text.len()),
                Typed::Paste(text) => format!("[{text}]"),
                Typed::Position(row, column) => format!("{row};{column}R"),
                Typed::NotUtf8 => "?".to_owned(),
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

    /// Decodes packets and formats the events; an empty packet is a pause.
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
            // Replies and reports: cursor position, terminal type, mouse clicks, focus.
            (b"\x1b[3;1Ra\x1b[?62;22cb\x1b[M !!c\x1b[<0;1;1Md\x1b[Ie", "3;1R a b c d e"),
            // Bytes of another encoding.
            (b"\xd6\xd0a\xb0\xa1b", "? ? a ? ? b"),
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
            (&[b"\x1b[", b"", b"x"], "Esc [ x"),
            (&[b"\x1b[", b"", b"", b"A"], "Up"),
            (&[b"\x1b[1;5", b"", b"D", b"a"], "Ctrl-Left a"),
            (&[b"\x1b[2;", b"", b"11R"], "2;11R"),
            (&[b"\x1b[2;", b"", b"1", b"", b"1R"], "2;11R"),
            (&[b"\x1b[2;1", b"", b"x", b"y"], "x y"),
            (&[b"\x1b[?62;2", b"", b"2c"], ""),
            (&[b"\x1b", b"", b"[2;11R"], "Esc 2;11R"),
            (&[b"\x1b[20", b"", b"0~a\rb\x1b[201~"], "[a\rb]"),
            (&[b"\x1bO", b""], "Esc O"),
            (&[b"\xe4\xb8", b"", b"a"], "? a"),
            (&[b"\xe4", b"", b"\xb8", b"", b"\xad"], "中"),
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
            // The paste was cut off: bytes are keys again.
            (&[b"\x1b[200~bc", b"", b"d\x11"], "[bc] d Ctrl-q"),
            (&[b"\x1b[200~bc", b"", b"", b"\x1b[A"], "[bc] Up"),
            (&[b"\x1b[200~", &long, b"", b"d"], "[too long] d"),
            // The connection was only slow.
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
        assert_eq!(typed(&[text.as_bytes(), b""]), format!("[{}]", text.len()));
        // In packets that may split a character; input other than text ends the burst.
        for size in [40, 100, 399] {
            let packets: Vec<&[u8]> = text.as_bytes().chunks(size).chain([&b""[..]]).collect();
            let typed = typed(&packets);
            assert!(!typed.contains("Tab") && typed.starts_with('['), "{size}: {typed}");
        }
        assert_eq!(typed(&[text.as_bytes(), b"\x1b[A"]), format!("[{}] Up", text.len()));
        assert_eq!(typed(&["字".repeat(20).as_bytes()]), ["字"; 20].join(" "));
        let keys = [b"\x1b[A".repeat(200), b"a".to_vec()].concat();
        assert_eq!(typed(&[&keys]).matches("Up").count(), 200);
        let long = vec![b'a'; MAX_PASTE + 1];
        assert_eq!(typed(&[&long, b"", b"a"]), "[too long] a");
    }

    #[test]
    fn what_may_have_been_typed_is_keys() {
        for (packets, keys) in [
            (&[&b"12\t34\t"[..], b""][..], "1 2 Tab 3 4 Tab"),
            (&[b"abc\r", b""], "a b c Enter"),
            (&["字\r".as_bytes(), b""], "字 Enter"),
            (&[b"6\r5\r", b"\x1b[A"], "6 Enter 5 Enter Up"),
            (&[b"6\r5\r", b"\x11"], "6 Enter 5 Enter Ctrl-q"),
            // Single keys never wait, and neither do repeated keys.
            (&[b"\r"], "Enter"),
            (&["中文".as_bytes()], "中 文"),
            (&[b"5\t", b"\t"], "5 Tab Tab"),
            (&[b"5\t", b"\t\t", b"a"], "5 Tab Tab Tab a"),
            (&[b"\t\t\r"], "Tab Tab Enter"),
            // A few lines, in two packets.
            (&[b"1\t2\t3\r", b"4\t5\t6\r", b""], "[1\t2\t3\r4\t5\t6\r]"),
            (&[b"a first line\r", b"a second line\r", b"and a third one", b""], "[42]"),
            (&[b"a\x1b[200~b\rc\x1b[201~"], "a [b\rc]"),
        ] {
            assert_eq!(typed(packets), keys, "{packets:?}");
        }
    }

    /// The bytes that each terminal sends for the keys of the key table, with the table's key names.
    #[test]
    #[allow(clippy::too_many_lines, reason = "it is a table")]
    fn every_terminal_is_understood() {
        let alike: &[(&str, &str)] = &[
            ("Ctrl-c Ctrl-d Ctrl-e Ctrl-f Ctrl-g", "\x03\x04\x05\x06\x07"),
            ("Ctrl-k 1 Ctrl-l Ctrl-o Ctrl-p Ctrl-q", "\x0b1\x0c\x0f\x10\x11"),
            ("Ctrl-r Ctrl-s Ctrl-u Ctrl-v Ctrl-x Ctrl-y Ctrl-z", "\x12\x13\x15\x16\x18\x19\x1a"),
            ("Enter Tab Ctrl-j", "\r\t\n"),
            ("Backspace Ctrl-h", "\x7f\x08"),
            ("PageUp PageDown Insert Delete", "\x1b[5~\x1b[6~\x1b[2~\x1b[3~"),
            ("F5 F6 F7 F8 F9 F10", "\x1b[15~\x1b[17~\x1b[18~\x1b[19~\x1b[20~\x1b[21~"),
        ];
        let modified = (
            "Ctrl-Left Ctrl-Right Ctrl-Home Ctrl-End Ctrl-PageUp Ctrl-PageDown Shift-Left Shift-Up",
            "\x1b[1;5D\x1b[1;5C\x1b[1;5H\x1b[1;5F\x1b[5;5~\x1b[6;5~\x1b[1;2D\x1b[1;2A",
        );
        let functions = ("F1 F2 F3 F4", "\x1bOP\x1bOQ\x1bOR\x1bOS");
        let arrows = ("Up Down Right Left", "\x1b[A\x1b[B\x1b[C\x1b[D");
        let other_arrows = ("Up Down Right Left", "\x1bOA\x1bOB\x1bOC\x1bOD");
        let back = ("Shift-BackTab", "\x1b[Z");
        let ends = ("Home End", "\x1b[1~\x1b[4~");
        let keypad = ("0 5 9 . + - * / Enter", "\x1bOp\x1bOu\x1bOy\x1bOn\x1bOk\x1bOm\x1bOj\x1bOo\x1bOM");
        let terminals: &[(&str, &[(&str, &str)])] = &[
            (
                "xterm",
                &[
                    functions,
                    arrows,
                    other_arrows,
                    back,
                    modified,
                    keypad,
                    ("Home End", "\x1b[H\x1b[F"),
                    ("Home End", "\x1bOH\x1bOF"),
                ],
            ),
            // Ctrl-Left arrives as Left.
            (
                "PuTTY",
                &[
                    ("F1 F2 F3 F4", "\x1b[11~\x1b[12~\x1b[13~\x1b[14~"),
                    arrows,
                    other_arrows,
                    back,
                    keypad,
                    ends,
                ],
            ),
            (
                "Linux",
                &[
                    ("F1 F2 F3 F4 F5", "\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E"),
                    arrows,
                    ends,
                    ("Alt-Tab", "\x1b\t"),
                    back,
                ],
            ),
            (
                "rxvt",
                &[
                    ("F1 F2 F3 F4", "\x1b[11~\x1b[12~\x1b[13~\x1b[14~"),
                    ("Home End", "\x1b[7~\x1b[8~"),
                    ("Ctrl-Up Ctrl-Down Ctrl-Right Ctrl-Left", "\x1bOa\x1bOb\x1bOc\x1bOd"),
                    ("Shift-Up Shift-Down Shift-Right Shift-Left", "\x1b[a\x1b[b\x1b[c\x1b[d"),
                    ("Ctrl-Home Ctrl-End Ctrl-PageUp Ctrl-PageDown", "\x1b[7^\x1b[8^\x1b[5^\x1b[6^"),
                    ("Shift-Home Shift-PageUp Ctrl-Shift-End", "\x1b[7$\x1b[5$\x1b[8@"),
                    back,
                    keypad,
                ],
            ),
            ("tmux", &[functions, arrows, back, modified, ends]),
            (
                "screen",
                &[
                    functions,
                    arrows,
                    other_arrows,
                    back,
                    ends,
                    ("Ctrl-Left Ctrl-Right", "\x1b[1;5D\x1b[1;5C"),
                ],
            ),
            // Newer protocols for keys that have no sequence of their own.
            (
                "kitty",
                &[
                    (
                        "Ctrl-a Shift-Enter Esc Ctrl-Tab 5 Enter",
                        "\x1b[97;5u\x1b[13;2u\x1b[27u\x1b[9;5u\x1b[57404u\x1b[57414u",
                    ),
                    ("a", "\x1b[57441u\x1b[57358ua"),
                ],
            ),
            (
                "modifyOtherKeys",
                &[("Ctrl-Enter Shift-Enter Ctrl-.", "\x1b[27;5;13~\x1b[27;2;13~\x1b[27;5;46~")],
            ),
        ];
        for (terminal, rows) in terminals {
            for (keys, bytes) in rows.iter().chain(alike) {
                assert_eq!(typed(&[bytes.as_bytes(), b""]), *keys, "{terminal} {bytes:?}");
                for at in 1..bytes.len() {
                    let (head, tail) = bytes.as_bytes().split_at(at);
                    assert_eq!(typed(&[head, tail, b""]), *keys, "{terminal} {bytes:?} split at {at}");
                }
            }
        }
    }

    /// On a slow connection the rest of a key may arrive long after its Escape.
    #[test]
    fn half_an_arrow_is_an_arrow() {
        for (packets, keys) in [
            (&[&b"\x1b"[..], b"", b"[A"][..], "Esc Up"),
            (&[b"\x1b", b"", b"OP"], "Esc F1"),
            (&[b"\x1b", b"", b"[6;5~"], "Esc Ctrl-PageDown"),
            // Typed by the user.
            (&[b"\x1b", b"", b"[", b"A"], "Esc [ A"),
            (&[b"\x1b", b"", b"a", b"[A"], "Esc a [ A"),
            (&[b"\x1b", b"", b"[1] a note"], "Esc [ 1 ]   a   n o t e"),
            (&[b"\x1b", b"", b"OK"], "Esc O K"),
        ] {
            assert_eq!(typed(packets), keys, "{packets:?}");
        }
    }

    /// Answers and notices of terminals, as they arrive.
    const STRINGS: [&str; 11] = [
        "\x1b]11;rgb:0000/0000/0000\x1b\\",
        "\x1b]11;rgb:0000/0000/0000\x07",
        "\x1b]52;c;5Lit5paH\x1b\\",
        "\x1b]l临湘市\x1b\\",
        "\x1bP>|tmux 3.3a\x1b\\",
        "\x1bP1+r436f=323536\r\n\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b^a private message\x1b\\",
        "\x1bXa text\x1b\\",
        "\u{9d}11;rgb:0000/0000/0000\u{9c}",
        "\u{90}>|x\u{9c}",
    ];

    /// Control strings never become text or a command: whole, in two parts at every byte, with or without a
    /// pause between them, and byte by byte.
    #[test]
    fn control_strings_are_skipped() {
        for string in STRINGS.map(str::as_bytes) {
            let told = || String::from_utf8_lossy(string).escape_default().to_string();
            assert_eq!(typed(&[&[b"a", string, b"b"].concat()]), "a b", "{}", told());
            let bytes: Vec<&[u8]> = string.chunks(1).chain([&b"b"[..]]).collect();
            assert_eq!(typed(&bytes), "b", "{}", told());
            for at in 1..string.len() {
                let (head, tail) = string.split_at(at);
                assert_eq!(typed(&[b"a", head, tail, b"b"]), "a b", "{} at {at}", told());
                // A lone Escape is a key after a pause, whatever follows.
                let rest = match head {
                    b"\x1b" => "a Esc b",
                    [0x1b, _] => continue,
                    _ => "a b",
                };
                assert_eq!(typed(&[b"a", head, b"", tail, b"b"]), rest, "{} pause at {at}", told());
            }
        }
    }

    #[test]
    fn a_control_string_that_does_not_end_lets_the_user_go_on() {
        for (packets, keys) in [
            (&[&b"\x1b]11;rgb"[..], b"", b"a"][..], "a"),
            (&[b"\x1b]11;rgb", b"", "张三".as_bytes()], "张 三"),
            // Escape and other keys end it at once; its Escape is swallowed, because it may be half of the end.
            (&[b"\x1b]11;rgb", b"\x1b", b"", b"a"], "Alt-a"),
            (&[b"\x1b]11;rgb", b"\x1b[A", b"a"], "Up a"),
            (&[b"\x1b]11;rgb", b"\x13a"], "Ctrl-s a"),
            (&[b"\x1b]11;rgb", b"\x18a"], "a"),
            (&[b"\x1b]11;rgb\x1b", b"", b"\\a"], "a"),
            (&[b"\x1b]11;rgb\x1b[200~b\x1b[201~c"], "[b] c"),
            // Nothing follows: the user typed it.
            (&[b"\x1b]", b"", b"a"], "Esc ] a"),
            (&[b"\x1bP", b""], "Esc P"),
            (&[b"\x1b", b"", b"P", b"a"], "Esc P a"),
            // CSI and SS3 as one character.
            (&["\u{9b}A\u{9b}1;5D\u{8f}Pa".as_bytes()], "Up Ctrl-Left F1 a"),
            (&[b"\x1b\x1b]11;x\x07a"], "Esc a"),
        ] {
            assert_eq!(typed(packets), keys, "{packets:?}");
        }
        let endless = [&b"\x1b]"[..], &vec![b'1'; 3 * MAX_PASTE], b"\x1b[Ab"].concat();
        assert_eq!(typed(&[&endless]), "Up b");
    }

    /// Converts an event back to its text.
    fn text_of(typed: &Typed) -> String {
        match typed {
            Typed::Paste(text) => text.clone(),
            Typed::Key(KeyEvent { code, .. }) => match code {
                KeyCode::Enter => "\r".to_owned(),
                KeyCode::Tab => "\t".to_owned(),
                KeyCode::Char('j') => "\n".to_owned(),
                KeyCode::Char(character) => character.to_string(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    proptest! {
        /// All text arrives in order, independent of packet boundaries and pauses.
        #[test]
        fn no_text_is_lost(
            text in prop::collection::vec(prop::sample::select(vec!["a", "12", "中文", "，", "\r", "\n", "\t"]), 0..80),
            cuts in prop::collection::vec((1..60_usize, any::<bool>()), 0..40),
        ) {
            let text = text.concat();
            let (mut input, mut all) = (Input::default(), String::new());
            let mut left = text.as_bytes();
            for (length, pauses) in cuts.into_iter().chain([(usize::MAX, true)]) {
                let (packet, rest) = left.split_at(length.min(left.len()));
                left = rest;
                input.feed(packet, &mut |typed| all.push_str(&text_of(&typed)));
                if pauses {
                    input.pause(&mut |typed| all.push_str(&text_of(&typed)));
                }
            }
            prop_assert_eq!(all, text);
        }

        /// Text and control strings in any packets: all of the text arrives, and nothing else.
        #[test]
        fn strings_between_text_are_skipped(
            parts in prop::collection::vec((prop::sample::select(vec!["", "a", "12", "中文", "，"]),
                prop::option::of(prop::sample::select(STRINGS.to_vec()))), 0..8),
            cuts in prop::collection::vec(1..20_usize, 0..60),
        ) {
            let text: String = parts.iter().map(|part| part.0).collect();
            let bytes: String = parts.iter().map(|part| part.0.to_owned() + part.1.unwrap_or_default()).collect();
            let (mut input, mut all) = (Input::default(), String::new());
            let mut left = bytes.as_bytes();
            for length in cuts.into_iter().chain([usize::MAX]) {
                let (packet, rest) = left.split_at(length.min(left.len()));
                left = rest;
                input.feed(packet, &mut |typed| all.push_str(&text_of(&typed)));
            }
            input.pause(&mut |typed| all.push_str(&text_of(&typed)));
            prop_assert_eq!(all, text);
        }

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
