//! Skips control strings: answers and notices of the terminal, such as a colour or a window title. Pure.
//!
//! A control string is `ESC` and one of `]`, `P`, `_`, `^`, `X` (OSC, DCS, APC, PM, SOS), or the same as one
//! C1 character, then any text, then `ESC \`, U+009C or BEL. No user types one. A string that does not end is
//! skipped until an Escape that starts something else, another control character, or a period of silence.

/// A control string in progress.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ControlString {
    /// True if some of its text has arrived.
    pub has_text: bool,
    /// True if nothing has arrived for a while: only its end is still recognised.
    pub paused: bool,
    /// The introducer, if it may be a key typed with Alt or just after Esc.
    pub key: Option<u8>,
}

/// The result of looking for the end of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// After this many bytes, which are part of the string.
    At(usize),
    /// Not in these bytes. The first this many are part of the string; the rest may be half of its end.
    Later(usize),
}

/// Returns the number of bytes that introduce a control string, and the key that they may be.
pub(super) fn introducer(bytes: &[u8]) -> Option<(usize, Option<u8>)> {
    match bytes {
        [0x1b, key @ (b']' | b'P' | b'_' | b'^' | b'X'), ..] => Some((2, Some(*key))),
        [0xc2, 0x90 | 0x98 | 0x9d | 0x9e | 0x9f, ..] => Some((2, None)),
        _ => None,
    }
}

/// Looks for the end of a string.
pub(super) fn end(bytes: &[u8]) -> End {
    let last = |at: usize| if at + 1 == bytes.len() { End::Later(at) } else { End::At(at) };
    for (at, byte) in bytes.iter().enumerate() {
        match (byte, bytes.get(at + 1)) {
            (0x1b, Some(b'\\')) | (0xc2, Some(0x9c)) => return End::At(at + 2),
            // Another Escape starts something else.
            (0x1b, _) => return last(at),
            (0xc2, None) => return End::Later(at),
            // BEL ends a string; CAN and SUB cancel it.
            (0x07 | 0x18 | 0x1a, _) => return End::At(at + 1),
            // Line breaks and tabs are allowed in a string.
            (0x08..=0x0d, _) => {}
            (0..=0x1f | 0x7f, _) => return End::At(at),
            _ => {}
        }
    }
    End::Later(bytes.len())
}

/// True if `bytes` contain the end of a string whose start arrived long ago.
pub(super) fn has_end(bytes: &[u8]) -> bool {
    matches!(end(bytes), End::At(at) if is_ended(bytes.get(..at).unwrap_or_default()))
}

/// True if `bytes` are the rest of a string whose Escape was emitted as a key too early.
pub(super) fn is_torn_off(bytes: &[u8]) -> bool {
    let Some((first, text)) = bytes.split_first() else { return false };
    let begins = match first {
        b']' => {
            let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            digits > 0 && text.get(digits) == Some(&b';')
        }
        b'P' => matches!(text, [b'>' | b'!' | b'0'..=b'9', _, ..]),
        b'_' => text.starts_with(b"G"),
        b'^' | b'X' => false,
        _ => return false,
    };
    begins || has_end(text) && matches!(end(text), End::At(at) if at == text.len())
}

fn is_ended(string: &[u8]) -> bool {
    [&b"\x1b\\"[..], b"\x07", b"\xc2\x9c"].iter().any(|end| string.ends_with(end))
}
