//! Detects pastes in terminals without bracketed paste. Text typed ahead while the connection stalls also
//! arrives at once, so timing is no evidence: text counts as pasted if no user can have typed it without
//! seeing it. Mistakes do harm: keys taken for a paste all go into one field; a paste taken for keys moves
//! through the form at each line break. Long text, and text with a line break or a tab, is held back until
//! the input pauses; a single key never is. Other text has the same effect either way. Pure.

use super::event::{MAX_PASTE, Paste};

/// Text of at least this many bytes at once counts as pasted.
const LONG: usize = 512;
/// Maximum number of keys a user types without seeing the result: four seconds of fast typing.
const BLIND: usize = 40;
/// Average number of keys for one character typed with an input method.
const COMPOSED: usize = 3;

/// Text that is held back.
#[derive(Debug, Default)]
pub(super) struct Burst {
    text: Paste,
    /// True if the text is known to be pasted.
    pasted: bool,
}

impl Burst {
    /// True if no text is held back.
    pub(super) fn is_empty(&self) -> bool {
        self.text.bytes.is_empty() && !self.text.too_long
    }

    /// Holds the text back if necessary; returns true if it did.
    pub(super) fn takes(&mut self, text: &[u8]) -> bool {
        let has_text = text.iter().any(|byte| !is_break(*byte));
        let held = if self.is_empty() {
            text.len() >= LONG || has_text && text.iter().any(|byte| is_break(*byte))
        } else {
            // A repeated key is not held back until the user releases it.
            self.pasted || has_text && text.len() > 1
        };
        if held {
            self.text.take(text);
            self.pasted |= self.text.too_long || is_pasted(&self.text.bytes);
        }
        held
    }

    /// Returns the text that was held back and true if it was pasted, and clears the state.
    pub(super) fn end(&mut self) -> (Paste, bool) {
        let Burst { text, pasted } = std::mem::take(self);
        (text, pasted)
    }
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b'\t')
}

/// Returns the number of leading bytes that are complete characters of text.
pub(super) fn text(bytes: &[u8]) -> usize {
    let c1 = |next: Option<&u8>| next.is_some_and(|byte| matches!(byte, 0x80..=0x9f));
    let control = |(at, byte): (usize, &u8)| match byte {
        0xc2 => c1(bytes.get(at + 1)),
        byte => (*byte < b' ' && !is_break(*byte)) || *byte == 0x7f,
    };
    let end = bytes.iter().enumerate().take(MAX_PASTE).position(control).unwrap_or(bytes.len());
    let text = bytes.get(..end).unwrap_or_default();
    std::str::from_utf8(text).map_or_else(|error| error.valid_up_to(), str::len)
}

/// True if text that arrived at once was pasted. A line feed is no evidence: tmux sends it for Enter on the
/// keypad.
fn is_pasted(bytes: &[u8]) -> bool {
    if bytes.len() >= LONG {
        return true;
    }
    let text = String::from_utf8_lossy(bytes);
    // A user who types ahead ends with Enter or Tab.
    let text = text.trim_end_matches(['\r', '\n', '\t']);
    if !text.contains(['\r', '\n', '\t']) {
        return false;
    }
    let keys = text.chars().map(|character| if character.is_ascii() { 1 } else { COMPOSED }).sum::<usize>();
    // No key sends CR LF.
    keys > BLIND || text.contains("\r\n") || is_block(text)
}

/// True for a block of spreadsheet cells: two or more lines, each with the same number of tabs.
fn is_block(text: &str) -> bool {
    let mut tabs = text.split(['\r', '\n']).map(|line| line.matches('\t').count());
    let first = tabs.next().unwrap_or_default();
    let more: Vec<usize> = tabs.collect();
    first > 0 && !more.is_empty() && more.iter().all(|count| *count == first)
}

#[cfg(test)]
mod tests {
    use super::is_pasted;

    #[test]
    fn what_nobody_types_was_pasted() {
        for (text, pasted) in [
            // Typed ahead while the connection stalled.
            ("12\t34\t", false),
            ("12\t34\t56\r78\t", false),
            ("68\r50\r", false),
            ("林晓\r5550123\r50\r", false),
            ("2023\r临湘市青禾站\r", false),
            // Enter on the keypad in tmux.
            ("662.86\n19.44\n114\n", false),
            ("1\t2\r3\r", false),
            // An input method that commits a sentence, followed by Enter.
            ("本单位主要职责是负责建筑工程质量监督管理工作。\r", false),
            ("abc\r", false),
            ("\t\t\t\t\r\r", false),
            ("一份很长的文字，没有换行，也没有制表符，从别处复制过来，放在一个格子里", false),
            // Pasted.
            ("1\t2\t3\r4\t5\t6\r", true),
            ("1\t2\n3\t4", true),
            ("张三\t科长\r李四\t科员\r", true),
            ("one\r\ntwo", true),
            ("a line of a text\rand another line\rand the last\r", true),
            ("主要职能\r一是贯彻执行法规\r二是负责监督\r", true),
            ("1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\t13\t14\t15\t16\t17", true),
        ] {
            assert_eq!(is_pasted(text.as_bytes()), pasted, "{text:?}");
        }
    }
}
