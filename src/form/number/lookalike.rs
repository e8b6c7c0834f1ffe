//! Recognises texts in a number column that are no numbers but would be calculated: a date, a telephone number, a
//! range, or a number that a spreadsheet has shortened.

use super::super::date::is_written_as_date;
use super::super::digits::{NumberError, fold};
use super::super::unit::{Kind, Unit};

/// Maximum length of such a text, in bytes.
const MAX_BYTES: usize = 64;

/// Returns the error for a text that is something other than a number. `whole` is true in a column of whole numbers. A
/// text that begins with `=` is a formula.
pub(in super::super) fn lookalike(text: &str, unit: Option<&Unit>, whole: bool) -> Option<NumberError> {
    let is_amount = text.len() < 10 && text.split('.').count() < 3;
    if text.len() > MAX_BYTES || is_amount && text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let plain: String = text.chars().map(dashed).filter(|c| *c != ' ').collect();
    let found = || text.to_owned();
    if plain.starts_with('=') {
        None
    } else if is_written_as_date(&plain) {
        Some(NumberError::Date(found()))
    } else if is_area_and_number(&plain) || is_mobile(&plain, is_never_long(unit, whole)) {
        Some(NumberError::Phone(found()))
    } else if is_range(&plain, whole) {
        Some(NumberError::Range(found()))
    } else if is_shortened(&plain) {
        Some(NumberError::Shortened(found()))
    } else {
        None
    }
}

/// Folds a character; dashes become a minus sign.
fn dashed(c: char) -> char {
    if matches!(c, '—' | '–' | '―') { '-' } else { fold(c) }
}

/// True for digits of which there are as many as a range says.
fn are_digits(text: &str, count: std::ops::RangeInclusive<usize>) -> bool {
    count.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// True for a number with its area code, `0730-3724618`, or for a service number, `400-812-3456`.
fn is_area_and_number(plain: &str) -> bool {
    let plain = plain.strip_prefix('(').map_or_else(|| plain.to_owned(), |rest| rest.replacen(')', "-", 1));
    let is_area = |code: &str| are_digits(code, 3..=4) && code.starts_with('0') && !code.starts_with("00");
    let is_service = |code: &str| matches!(code, "400" | "800");
    match plain.split('-').collect::<Vec<&str>>().as_slice() {
        [all] => are_digits(all, 10..=12) && all.starts_with('0') && !all.starts_with("00"),
        [code, number] => {
            is_area(code) && are_digits(number, 7..=8) || is_service(code) && are_digits(number, 7..=7)
        }
        [code, number, end] => {
            is_area(code) && are_digits(number, 7..=8) && are_digits(end, 1..=6)
                || is_service(code) && are_digits(number, 3..=3) && are_digits(end, 4..=4)
        }
        _ => false,
    }
}

/// True for eleven digits that begin as those of a mobile telephone do. In one piece they are a number unless `absurd` is
/// true.
fn is_mobile(plain: &str, absurd: bool) -> bool {
    let digits = plain.replace('-', "");
    let groups: Vec<usize> = plain.split('-').map(str::len).collect();
    let may_begin =
        digits.strip_prefix('1').is_some_and(|rest| rest.starts_with(|c| ('3'..='9').contains(&c)));
    may_begin && are_digits(&digits, 11..=11) && (groups == [3, 4, 4] || absurd && groups == [11])
}

/// True if a value of eleven digits in this unit is absurd: people, shares, thousands of 元, and whole numbers of things.
fn is_never_long(unit: Option<&Unit>, whole: bool) -> bool {
    unit.map_or(whole, |unit| match unit.kind {
        Kind::People | Kind::Share => true,
        Kind::Money => unit.exponent > 2,
        Kind::Other(_) => whole,
        Kind::Area | Kind::Length => false,
    })
}

/// True for `3~5` or `3至5`, and for `3-5` in a column of whole numbers, where the result would be negative.
fn is_range(plain: &str, whole: bool) -> bool {
    if let Some((from, to)) = plain.split_once(['~', '至', '到']) {
        return figure(from).is_some() && figure(to).is_some();
    }
    let Some((from, to)) = plain.split_once('-').filter(|_| whole) else { return false };
    let whole = |text| figure(text)?.parse::<u32>().ok();
    matches!((whole(from), whole(to)), (Some(from), Some(to)) if from < to)
}

/// Returns the figure of a text that consists of a figure, with a unit after it or without.
fn figure(text: &str) -> Option<&str> {
    let figure = text.trim_end_matches(|c: char| c.is_alphabetic() || matches!(c, '%' | '‰' | '㎡'));
    let is_figure = figure.starts_with(|c: char| c.is_ascii_digit())
        && figure.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    is_figure.then_some(figure)
}

/// True for `6.6e+02`.
fn is_shortened(plain: &str) -> bool {
    let lower = plain.to_ascii_lowercase();
    let Some((figure, power)) = lower.split_once('e') else { return false };
    let figure = figure.trim_start_matches(['+', '-']);
    let digits = figure.replacen('.', "", 1);
    are_digits(&digits, 1..=MAX_BYTES) && are_digits(power.trim_start_matches(['+', '-']), 1..=3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number() {
        let kind = |text: &str, unit: &str, whole: bool| {
            let unit = (!unit.is_empty()).then(|| Unit::new(unit));
            match lookalike(text, unit.as_ref(), whole) {
                Some(NumberError::Date(_)) => 'd',
                Some(NumberError::Phone(_)) => 'p',
                Some(NumberError::Range(_)) => 'r',
                Some(NumberError::Shortened(_)) => 'e',
                Some(other) => panic!("{other:?}"),
                None => '.',
            }
        };
        for (text, unit, fraction, whole) in [
            ("2024-9-28", "万元", 'd', 'd'),
            ("2024/9/28", "万元", 'd', 'd'),
            ("2024.9.28", "万元", 'd', 'd'),
            ("2024。9。28", "万元", 'd', 'd'),
            ("２０２４－９－２８", "万元", 'd', 'd'),
            ("2024—9—28", "万元", 'd', 'd'),
            ("28/9/2024", "万元", 'd', 'd'),
            ("9-28-2024", "万元", 'd', 'd'),
            ("2024-09", "万元", 'd', 'd'),
            ("9月28日", "万元", 'd', 'd'),
            ("2024年9月", "万元", 'd', 'd'),
            ("2024年9月28日", "万元", 'd', 'd'),
            ("二〇二四年九月二十八日", "万元", 'd', 'd'),
            ("九月二十八日", "万元", 'd', 'd'),
            ("0730-3724618", "万元", 'p', 'p'),
            ("０７３０－３７２４６１８", "万元", 'p', 'p'),
            ("0730 3724618", "万元", 'p', 'p'),
            ("(0730)3724618", "万元", 'p', 'p'),
            ("010-62345678-801", "万元", 'p', 'p'),
            ("07303724618", "元", 'p', 'p'),
            ("400-812-3456", "元", 'p', 'p'),
            ("13807301234", "万元", 'p', 'p'),
            ("13807301234", "人", 'p', 'p'),
            ("13807301234", "元", '.', '.'),
            ("13807301234", "个", '.', 'p'),
            ("13807301234", "", '.', 'p'),
            ("138-0730-1234", "元", 'p', 'p'),
            ("3-5", "人", '.', 'r'),
            ("3—5人", "人", '.', 'r'),
            ("3人-5人", "人", '.', 'r'),
            ("3~5", "万元", 'r', 'r'),
            ("3～5人", "人", 'r', 'r'),
            ("3.5万元至5万元", "万元", 'r', 'r'),
            ("6.6E+02", "万元", 'e', 'e'),
            ("1e3", "万元", 'e', 'e'),
            ("-1.5e-3", "万元", 'e', 'e'),
            // Numbers and calculations.
            ("881.32", "万元", '.', '.'),
            ("8,813,200", "元", '.', '.'),
            ("20240928", "元", '.', '.'),
            ("13800000000", "元", '.', '.'),
            ("13,807,301,234", "万元", '.', '.'),
            ("=2024-9-28", "万元", '.', '.'),
            ("＝3-5", "人", '.', '.'),
            ("=13807301234", "万元", '.', '.'),
            ("2024-9", "万元", '.', '.'),
            ("2024-13-1", "万元", '.', '.'),
            ("100-30", "人", '.', '.'),
            ("100-30-5", "万元", '.', '.'),
            ("100/3/2", "万元", '.', '.'),
            ("662.86+19.44", "万元", '.', '.'),
            ("5-5", "人", '.', '.'),
            ("-5", "人", '.', '.'),
            ("007", "人", '.', '.'),
            ("0000012345", "元", '.', '.'),
            ("2024年", "年", '.', '.'),
            ("12月", "月", '.', '.'),
            ("5元", "元", '.', '.'),
        ] {
            assert_eq!(kind(text, unit, false), fraction, "{text:?} in {unit}");
            assert_eq!(kind(text, unit, true), whole, "{text:?} in whole {unit}");
        }
    }

    #[test]
    fn long_texts_are_not_examined() {
        let long = "1-".repeat(1_000_000) + "1";
        assert_eq!(lookalike(&long, None, true), None);
    }
}
