//! Text that comes all at once: typed ahead while the line stood still, or pasted in a terminal that puts no
//! brackets around what is pasted. Pure.
//!
//! Both are the same bytes, and both ways to mistake them hurt: keys taken for a paste go into one field, a
//! paste taken for keys runs through the form with every line break. Nothing told apart by time can be relied
//! on, as a line that stood still gives all it held back at once. So what decides is whether somebody can
//! have typed it: nobody types many keys without seeing any of them.
//!
//! A line feed proves nothing: tmux makes one of Enter on the keypad. Text without breaks and tabs acts the
//! same either way, so only text with one of them inside is held back at all, until the line is quiet for a
//! moment; a single key never is.

use super::{MAX_PASTE, Paste};

/// So many bytes of text at once were not typed, whatever they are.
const LONG: usize = 512;
/// More keys than this nobody types without seeing them: four seconds of fast typing.
const BLIND: usize = 40;
/// A character that an input method writes takes about so many keys.
const COMPOSED: usize = 3;

/// Text that was held back.
#[derive(Debug, Default)]
pub struct Burst {
    text: Paste,
    /// Whether it is known not to have been typed.
    pasted: bool,
}

impl Burst {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.text.bytes.is_empty() && !self.text.too_long
    }

    /// Takes text that came at once, if it is to be held back: true when it was.
    pub fn takes(&mut self, text: &[u8]) -> bool {
        let has_text = text.iter().any(|byte| !is_break(*byte));
        let held = if self.is_empty() {
            text.len() >= LONG || has_text && text.iter().any(|byte| is_break(*byte))
        } else {
            // A key that repeats is not held back until it is let go.
            self.pasted || has_text && text.len() > 1
        };
        if held {
            self.text.take(text);
            self.pasted |= self.text.too_long || is_pasted(&self.text.bytes);
        }
        held
    }

    /// What was held back, and whether it was pasted; nothing is held back from now on.
    pub fn end(&mut self) -> (Paste, bool) {
        let Burst { text, pasted } = std::mem::take(self);
        (text, pasted)
    }
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n' | b'\t')
}

/// How many bytes at the beginning are whole characters of text.
pub fn text(bytes: &[u8]) -> usize {
    let control = |byte: &u8| (*byte < b' ' && !is_break(*byte)) || *byte == 0x7f;
    let end = bytes.iter().take(MAX_PASTE).position(control).unwrap_or(bytes.len());
    let text = bytes.get(..end).unwrap_or_default();
    std::str::from_utf8(text).map_or_else(|error| error.valid_up_to(), str::len)
}

/// Whether text that came at once was pasted.
fn is_pasted(bytes: &[u8]) -> bool {
    if bytes.len() >= LONG {
        return true;
    }
    let text = String::from_utf8_lossy(bytes);
    // Whoever types ahead ends with a key that goes on.
    let text = text.trim_end_matches(['\r', '\n', '\t']);
    if !text.contains(['\r', '\n', '\t']) {
        return false;
    }
    let keys = text.chars().map(|character| if character.is_ascii() { 1 } else { COMPOSED }).sum::<usize>();
    // No key sends this.
    keys > BLIND || text.contains("\r\n") || is_block(text)
}

/// Whether it is a block of a spreadsheet: two lines or more, each with as many tabs.
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
            // Typed ahead while the line stood still.
            ("12\t34\t", false),
            ("12\t34\t56\r78\t", false),
            ("68\r50\r", false),
            ("林晓\r5550123\r50\r", false),
            ("2023\r临湘市青禾站\r", false),
            // Enter on the keypad in tmux.
            ("662.86\n19.44\n114\n", false),
            ("1\t2\r3\r", false),
            // An input method that commits a sentence, and Enter after it.
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
