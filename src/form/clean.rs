//! Cleans text from outside (paste, file, keyboard) for use in a report.
//!
//! Pure functions on text, without widths or screen. The removed characters are invisible to the user who
//! pasted them, but they would move the caret, break a search or be rejected by a word processor.

use super::digits::fold;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Cleans multi-line text: every line break becomes `\n`, tabs are kept, invisible characters are removed,
/// the result is in NFC.
///
/// tmux turns a pasted CRLF into two CRs. So if the text contains no LF and every run of CRs has even length,
/// two CRs count as one line break.
pub fn clean(text: &str) -> String {
    if text.chars().all(is_plain) {
        return text.to_owned();
    }
    let pairs = cr_in_pairs(text);
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                let second = if pairs { '\r' } else { '\n' };
                chars.next_if_eq(&second);
                kept.push('\n');
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
            '\t' => kept.push('\t'),
            _ if is_dropped(c) => {}
            _ => kept.push(c),
        }
    }
    match is_nfc_quick(kept.chars()) {
        IsNormalized::Yes => kept,
        _ => kept.nfc().collect(),
    }
}

/// Cleans single-line text: like [`clean`], but each run of line breaks and tabs becomes one blank, none at
/// the ends.
pub fn clean_line(text: &str) -> String {
    let text = clean(text);
    let parts: Vec<&str> = text.split(['\n', '\t']).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Returns the beginning of a text in one line, with an ellipsis if it has more characters than `most`.
pub(crate) fn quoted(text: &str, most: usize) -> String {
    let mut line = clean_line(text);
    if let Some((end, _)) = line.char_indices().nth(most) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// Returns the number of characters without whitespace, as word processors count them.
pub fn characters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Returns the text for comparisons: half width, lower case, without blanks at the ends.
pub(crate) fn folded(text: &str) -> String {
    text.trim().chars().map(fold).flat_map(char::to_lowercase).collect()
}

/// True if the text has no LF and every run of CRs has even length: a CRLF text that was pasted through tmux.
fn cr_in_pairs(text: &str) -> bool {
    !text.contains('\n') && text.split(|c| c != '\r').all(|run| run.len().is_multiple_of(2))
}

/// Escapes invisible characters, such as `\u{1b}`, so that the text neither controls the terminal nor hides
/// content. Keeps line breaks and tabs.
pub fn visible(text: &str) -> String {
    written_out(text, |c| is_hidden(c) && !matches!(c, '\n' | '\t'))
}

/// Like [`visible`], but also escapes line breaks and tabs, for single-line text such as names.
pub fn visible_line(text: &str) -> String {
    written_out(text, is_hidden)
}

fn written_out(text: &str, wanted: impl Fn(char) -> bool) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        if wanted(c) {
            written.extend(c.escape_default());
        } else {
            written.push(c);
        }
    }
    written
}

/// True for control characters, line breaks, bidirectional controls and invisible characters.
pub fn is_hidden(c: char) -> bool {
    is_dropped(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// True for common characters, which are never changed, whatever their neighbours are.
fn is_plain(c: char) -> bool {
    matches!(c,
        ' '..='~' | '\u{4e00}'..='\u{9fff}' // letters and Chinese characters
        | '\u{3000}'..='\u{3029}' | '\u{ff01}'..='\u{ff5e}' | '\u{2018}'..='\u{201d}' // punctuation
        | '\n')
}

/// True for invisible characters without width: controls, zero-width, bidirectional controls, tags,
/// noncharacters.
fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' // soft hyphen
            | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' // writing direction
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
            | '\u{fe0e}' | '\u{fe0f}' // text or emoji presentation: terminals disagree about the width
            | '\u{fdd0}'..='\u{fdef}' // noncharacters
            | '\u{fff9}'..='\u{fffc}' // annotation marks, object replacement
            | '\u{e0000}'..='\u{e0fff}' if !is_ideograph_variant(c))
        || u32::from(c) & 0xfffe == 0xfffe
}

/// True for ideographic variation selectors, which are needed in names of persons.
fn is_ideograph_variant(c: char) -> bool {
    matches!(c, '\u{e0100}'..='\u{e01ef}')
}

/// True for a character of a number or of a Latin word, inside which a quotation is not cut.
pub(crate) fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '%' | '０'..='９' | '．' | '％')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cleans() {
        for (dirty, many, one) in [
            ("", "", ""),
            ("支出合计", "支出合计", "支出合计"),
            ("甲\r\n乙", "甲\n乙", "甲 乙"),
            ("甲\r\n\r\n乙", "甲\n\n乙", "甲 乙"),
            ("甲\r乙", "甲\n乙", "甲 乙"),
            ("甲\r\r乙", "甲\n乙", "甲 乙"),
            ("甲\r\r乙\r丙", "甲\n\n乙\n丙", "甲 乙 丙"),
            ("甲\r\r\r\r乙", "甲\n\n乙", "甲 乙"),
            ("甲\u{2028}乙\u{2029}丙\u{85}丁", "甲\n乙\n丙\n丁", "甲 乙 丙 丁"),
            ("1\t2\t\t3\n", "1\t2\t\t3\n", "1 2 3"),
            ("a\u{0}b\u{1b}[31mc\u{7f}\u{9b}", "ab[31mc", "ab[31mc"),
            ("\u{feff}甲\u{200b}乙\u{2060}\u{ad}", "甲乙", "甲乙"),
            ("\u{202e}甲\u{2066}\u{61c}", "甲", "甲"),
            ("👨\u{200d}👩", "👨👩", "👨👩"),
            ("☎\u{fe0f}", "☎", "☎"),
            ("葛\u{e0100}", "葛\u{e0100}", "葛\u{e0100}"),
            ("\u{e0041}\u{e0fff}x\u{fffe}\u{1ffff}\u{fdd0}", "x", "x"),
            ("cafe\u{301}", "café", "café"),
            ("　　基本支出", "　　基本支出", "　　基本支出"),
            ("“”…—·①", "“”…—·①", "“”…—·①"),
        ] {
            assert_eq!(clean(dirty), many, "{dirty:?}");
            assert_eq!(clean_line(dirty), one, "{dirty:?}");
        }
    }

    #[test]
    fn plain_characters_stay_as_they_are() {
        use unicode_normalization::char::canonical_combining_class;
        for c in (' '..=char::MAX).filter(|c| is_plain(*c)) {
            assert!(!is_dropped(c) && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}'));
            assert!(is_nfc_quick([c].into_iter()) == IsNormalized::Yes && canonical_combining_class(c) == 0);
        }
    }

    proptest! {
        #[test]
        fn twice_is_once(text in any::<String>()) {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once.clone());
            let line = clean_line(&text);
            prop_assert!(!line.contains(['\n', '\t', '\r']));
            prop_assert_eq!(clean_line(&line), line.clone());
        }
    }
}
