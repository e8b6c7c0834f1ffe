//! Years in titles, and monetary units in captions.

use super::label::{key, one_line};
use super::limits::MAX_LABEL_BYTES;
use crate::form::FieldType;

/// Units that a table in a document can have instead of the form's.
const MONEY: [&str; 4] = ["元", "千元", "万元", "亿元"];

/// Returns the year in a line such as `20 23 年度`.
pub(super) fn year_in(line: &str) -> Option<String> {
    let text = key(line);
    text.match_indices('年').find_map(|(at, _)| {
        let before = &text[..at];
        let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
        (digits == 4).then(|| before[before.len() - 4..].to_owned())
    })
}

/// Returns the monetary unit at the end of a caption: `（万元）`, `单位：元`.
pub(super) fn unit_in(line: &str) -> Option<&'static str> {
    if line.len() > MAX_LABEL_BYTES {
        return None;
    }
    let text = key(line);
    let word = text.trim_end_matches(')').rsplit(['(', ':']).next().unwrap_or_default();
    MONEY.into_iter().find(|unit| *unit == word)
}

/// Returns the unit in a line that contains nothing else: `单位：万元`.
pub(super) fn own_unit(line: &str) -> Option<&'static str> {
    unit_in(line).filter(|_| key(line).starts_with("单位:"))
}

/// Appends the unit to a number if the table's unit differs from the form's.
pub(super) fn in_unit(kind: &FieldType, text: &str, unit: Option<&'static str>) -> String {
    let differs = |unit: &&str| kind.unit().is_some_and(|own| own != *unit && MONEY.contains(&own));
    match unit.filter(differs) {
        Some(unit) if text.ends_with(char::is_numeric) => format!("{}{unit}", one_line(text)),
        _ => text.to_owned(),
    }
}
