//! Quotations from a text, for sentences about it.

use super::finding::Finding;
use crate::sheet::{TextRange, Texts};

/// Maximum length of a quotation, in characters.
const MAX_QUOTE: usize = 40;

/// Number of characters quoted before a punctuation mark to show its position.
const CONTEXT: usize = 6;

/// Returns a part of a text without whitespace. A long part is cut at the start, because the figure is at the
/// end.
pub(super) fn quoted(text: &str, place: TextRange) -> String {
    let part = text.chars().skip(place.start as usize).take((place.end - place.start) as usize);
    let part: Vec<char> = part.filter(|c| !c.is_whitespace()).collect();
    let cut = part.len().saturating_sub(MAX_QUOTE);
    let dots = if cut > 0 { "…" } else { "" };
    dots.chars().chain(part[cut..].iter().copied()).collect()
}

/// Returns the text of a finding without whitespace. A long text is cut at the end.
pub(super) fn quoted_from(texts: &Texts<'_>, finding: &Finding) -> String {
    let Some(place) = finding.place else { return String::new() };
    let length = (place.end - place.start) as usize;
    let text = texts.report.text(finding.cell);
    let part = text.chars().skip(place.start as usize).take(length.min(MAX_QUOTE));
    let dots = if length > MAX_QUOTE { "…" } else { "" };
    part.filter(|c| !c.is_whitespace()).chain(dots.chars()).collect()
}

/// Returns the text of a finding with a few characters before it. A number or a Latin word is quoted whole.
pub(super) fn near(texts: &Texts<'_>, finding: &Finding) -> String {
    let Some(place) = finding.place else { return String::new() };
    let text = texts.report.text(finding.cell);
    let before: Vec<char> = text.chars().take(place.start as usize + 1).collect();
    let joins = |at: usize| before[at].is_ascii_alphanumeric() || matches!(before[at], '.' | ',' | '%');
    let mut start = (place.start as usize).saturating_sub(CONTEXT);
    while start > 0 && before.len() > start && joins(start - 1) && joins(start) {
        start -= 1;
    }
    quoted(text, TextRange { start: u32::try_from(start).unwrap_or(place.start), ..place })
}
