//! Parts of a line that can be a value: text behind labels and numbers, blanks, boxes.

use std::ops::Range;

/// States of a box that can be ticked.
pub(super) const BOXES: [char; 5] = ['□', '☐', '☑', '☒', '■'];

/// True if a text has boxes to tick.
pub(super) fn has_boxes(text: &str) -> bool {
    text.matches(BOXES).count() >= 2
}

/// Returns a range without the blanks and underlines around its text.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '_' | '＿');
    let from = range.start + (part.len() - part.trim_start_matches(is_blank).len());
    let to = from + part.trim_matches(is_blank).len();
    from..to
}

/// Returns the text after a leading number or a numbered label: `2、`, `（一）`, `指标1：`.
pub(super) fn after_number(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['（', '(']).unwrap_or(text);
    let words = rest.trim_start_matches(|c: char| c.is_alphabetic() && !"一二三四五六七八九十".contains(c));
    let words = if rest[..rest.len() - words.len()].chars().count() <= 4 { words } else { rest };
    let is_digit =
        |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c) || ('０'..='９').contains(&c);
    let after = words.trim_start_matches(is_digit);
    if after.len() == words.len() {
        return None;
    }
    let is_apart = after.starts_with(char::is_whitespace);
    let after = after.trim_start();
    let rest = after.strip_prefix(['）', ')']).unwrap_or(after);
    let is_marked = is_apart || rest.len() < after.len();
    let rest = rest.strip_prefix(['、', '.', '．', '：', ':']).or(is_marked.then_some(rest))?;
    Some(rest.trim())
}

/// Returns the parts of a text that can be a value, longest first.
pub(super) fn segments(text: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::from([Range { start: 0, end: text.len() }]);
    // Parts between wide gaps.
    let mut from = 0;
    let mut blanks = 0;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            blanks += if c == '\t' || c == '\u{3000}' { 2 } else { 1 };
        } else {
            if blanks >= 2 && at > from {
                parts.push(from..at);
                from = at;
            }
            blanks = 0;
        }
    }
    if from > 0 {
        parts.push(from..text.len());
    }
    let mut all: Vec<Range<usize>> = Vec::new();
    for part in parts {
        let mut add = |range: Range<usize>| {
            let range = trimmed(text, range);
            all.push(range.clone());
            if let Some(open) = text[range.clone()].rfind(['（', '(']) {
                all.push(trimmed(text, range.start..range.start + open));
            }
            if let Some(rest) = after_number(&text[range.clone()]) {
                all.push(trimmed(text, range.end - rest.len()..range.end));
            }
            let unsigned = text[range.clone()].trim_start_matches(['￥', '¥', ' ']);
            all.push(range.end - unsigned.len()..range.end);
            // Up to the next blank, behind which another label can follow.
            if let Some(blank) = text[range.clone()].find(char::is_whitespace) {
                all.push(range.start..range.start + blank);
            }
        };
        let own = text[part.clone()].to_owned();
        add(part.clone());
        for (at, mark) in own.match_indices(['：', ':']) {
            add(part.start + at + mark.len()..part.end);
        }
    }
    all.retain(|range| !range.is_empty());
    all.sort_by_key(|range| (std::cmp::Reverse(range.len()), range.start));
    all.dedup();
    all
}

/// Returns the blanks of `    年  月  日`.
pub(super) fn blank_date(text: &str) -> Option<Range<usize>> {
    let year = text.find('年')?;
    let blank = |text: &str| text.chars().all(|c| c.is_whitespace() || c == '_');
    let rest = &text[year + '年'.len_utf8()..];
    let month = rest.find('月')?;
    let rest_day = &rest[month + '月'.len_utf8()..];
    let day = rest_day.find('日')?;
    let is_blank = blank(&rest[..month]) && blank(&rest_day[..day]);
    let before = text[..year].trim_end_matches(|c: char| c.is_whitespace() || c == '_');
    let from = before.len();
    let end = text.len() - rest_day.len() + day + '日'.len_utf8();
    (is_blank && (from < year || before.is_empty() || before.ends_with(['：', ':']))).then_some(from..end)
}

/// Returns the places behind colons, up to the next label.
pub(super) fn after_colons(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, mark) in text.match_indices(['：', ':']) {
        let from = at + mark.len();
        let label = text[..at].trim();
        let rest = &text[from..];
        let blanks = rest.len()
            - rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '_' | '＿')).len();
        let next = rest[blanks..].trim_end();
        let ends = next.is_empty()
            || blanks > 0 && next.find(['：', ':']).is_some_and(|colon| next[..colon].chars().count() <= 12);
        if ends && !label.ends_with("其中") {
            found.push(from..from + blanks);
        }
    }
    found
}
