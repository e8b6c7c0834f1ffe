//! Characters of symbol fonts, mostly boxes and ticks.

/// Text of a box with a tick.
pub(super) const TICKED: &str = "☑";
/// Text of a box without a tick.
pub(super) const BLANK_BOX: &str = "□";

/// Returns a box, with a tick if it is set.
pub(super) fn tick_box(is_set: bool) -> &'static str {
    if is_set { TICKED } else { BLANK_BOX }
}

/// Converts a symbol-font character to Unicode. Only the last byte of the code counts.
pub(super) fn symbol(font: &str, code: u32) -> &'static str {
    match (font, code & 0xff) {
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
        _ => "\u{fffd}",
    }
}
