//! Classes of characters, and counts of them.

/// Characters that end a sentence.
pub(super) const ENDS: [char; 6] = ['。', '！', '？', '!', '?', '\n'];

/// Converts a length to `u32`. Texts are much shorter than the maximum.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// True if the character is a Chinese one.
pub(in crate::check) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// True if the character is a tab or a space, including full-width and no-break spaces.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}' | '\u{a0}')
}

/// Maximum length of a reference `{{..}}`, in characters.
const MAX_REFERENCE: usize = 200;

/// Returns the position after a reference `{{..}}` that begins at `at`; `None` if none begins there.
pub(super) fn reference_end(chars: &[char], at: usize) -> Option<usize> {
    let text = chars.get(at..).filter(|text| text.starts_with(&['{', '{']))?;
    let text = &text[..text.len().min(MAX_REFERENCE)];
    text.windows(2).position(|two| two == ['}', '}']).map(|length| at + length + 2)
}
