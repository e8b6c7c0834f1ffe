//! Characters of symbol fonts, mostly boxes and ticks.

use std::borrow::Cow;

/// Returns a box, with a tick if it is set.
pub(super) fn tick_box(is_set: bool) -> &'static str {
    if is_set { "☑" } else { "□" }
}

/// Converts a symbol-font character to Unicode. Only the last byte of the code counts.
pub(super) fn symbol(font: &str, code: u32) -> &'static str {
    known(font, code).unwrap_or("\u{fffd}")
}

/// Converts the symbol-font characters in a text to Unicode, if they are known. Their codes are for private use.
pub(super) fn with_symbols<'t>(font: Option<&str>, text: &'t str) -> Cow<'t, str> {
    let Some(font) = font.filter(|_| text.contains(PRIVATE)) else { return Cow::Borrowed(text) };
    let mut converted = String::with_capacity(text.len());
    for c in text.chars() {
        match known(font, u32::from(c)).filter(|_| PRIVATE(c)) {
            Some(symbol) => converted.push_str(symbol),
            None => converted.push(c),
        }
    }
    Cow::Owned(converted)
}

/// True if the character is a code of a symbol font.
const PRIVATE: fn(char) -> bool = |c| ('\u{f000}'..='\u{f0ff}').contains(&c);

fn known(font: &str, code: u32) -> Option<&'static str> {
    Some(match (font, code & 0xff) {
        ("Wingdings 2", 0x50 | 0x96) | ("Wingdings", 0xfc) => "✓",
        ("Wingdings 2", 0x4f) | ("Wingdings", 0xfb) => "✗",
        ("Wingdings 2", 0x52) | ("Wingdings", 0xfe) => "☑",
        ("Wingdings 2", 0x51 | 0x53 | 0x54) | ("Wingdings", 0xfd) => "☒",
        ("Wingdings 2", 0x2a | 0xa3) | ("Wingdings", 0x6f | 0x71 | 0x72 | 0xa8) => "□",
        ("Wingdings", 0x6c | 0x9f) | ("Symbol", 0xb7) => "●",
        ("Wingdings", 0x6e | 0xa7) => "■",
        ("Wingdings", 0x75) => "◆",
        ("Wingdings", 0xd8 | 0xe0 | 0xe8) => "→",
        ("Symbol", 0xb3) => "≥",
        ("Symbol", 0xa3) => "≤",
        ("Symbol", 0xb4) => "×",
        ("Symbol", 0xb1) => "±",
        _ => return None,
    })
}
