//! Hashes of long sentences, to find repetitions.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::chars::{ENDS, is_han};

/// Minimum length of a compared sentence, in bytes: 20 Chinese characters. Shorter sentences may be repeated.
const MIN_BYTES: usize = 60;

/// Maximum length of a label before a sentence, in bytes.
const MAX_LABEL: usize = 60;

/// Non-zero hash of a long sentence; zero for other sentences.
pub(super) type Mark = u64;

/// Returns the hash of a sentence; zero if it is too short or contains no Chinese characters.
pub(super) fn mark(sentence: &str) -> Mark {
    if sentence.len() < MIN_BYTES {
        return 0;
    }
    let (from, to) = core(sentence);
    if to - from < MIN_BYTES || !sentence[from..to].chars().any(is_han) {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    sentence[from..to].hash(&mut hasher);
    hasher.finish().max(1)
}

/// Returns the byte range of the content of a sentence: without label, number and end mark.
pub(super) fn core(sentence: &str) -> (usize, usize) {
    let is_end = |c: char| ENDS.contains(&c) || c == '；' || c.is_whitespace();
    let to = sentence.trim_end_matches(is_end).len();
    let named = sentence.char_indices().take_while(|(at, _)| *at < MAX_LABEL.min(to));
    let colon =
        named.take_while(|(_, c)| !matches!(c, '，' | '。' | '；')).find(|(_, c)| matches!(c, '：' | ':'));
    let from = colon.map_or(0, |(at, c)| at + c.len_utf8());
    let in_front = |c: char| {
        c.is_whitespace() || c.is_ascii_digit() || matches!(c, '.' | '、' | '（' | '）' | '(' | ')')
    };
    let rest = &sentence[from..to];
    (from + rest.len() - rest.trim_start_matches(in_front).len(), to)
}
