//! Finds the number in a text such as 不低于98%, 1,200.5万元 or 不少于二十八个.

use rust_decimal::Decimal;

use super::arithmetic::MAX_DIGITS;
use super::date::YEARS;
use super::digits::fold;

/// Chinese numerals, by value.
const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
/// Chinese multipliers, as powers of ten. 万 and 亿 at the end belong to the unit, as in 三万元.
const MULTIPLIERS: [(char, u32); 5] = [('十', 1), ('百', 2), ('千', 3), ('万', 4), ('亿', 8)];
/// Units after a single Chinese numeral; it is a part of a word otherwise, as in 统一 or 三公经费.
const COUNTED: &str = "个项次人名位件家户条处所座台套辆份篇场期届天年月周岁元万亿万笔宗起批组只间栋亩米倍成%";

/// Returns the number in a text, without its unit. Returns `None` if there is none or more than one.
///
/// Days, years, ordinals and digits inside names, as in m2, are not numbers. Chinese numerals count only in a
/// text without other numbers.
pub(super) fn number_in(text: &str) -> Option<Decimal> {
    let chars: Vec<char> = text.chars().map(fold).collect();
    match written(&chars, digits) {
        (None, 0) => written(&chars, numerals).0,
        (number, _) => number,
    }
}

/// A number with the position after it. The number is `None` for something that only looks like one.
type Found = (Option<Decimal>, usize);

/// Returns the only number that `read` finds, and the count of numbers.
fn written(chars: &[char], read: fn(&[char], usize) -> Option<Found>) -> (Option<Decimal>, usize) {
    let (mut only, mut count, mut at) = (None, 0, 0);
    while at < chars.len() {
        let Some((number, end)) = read(chars, at) else {
            at += 1;
            continue;
        };
        at = end;
        if number.is_some() {
            only = number;
            count += 1;
        }
    }
    (only.filter(|_| count == 1), count)
}

/// Reads a number in digits that begins at a position.
fn digits(chars: &[char], at: usize) -> Option<Found> {
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    if !is_digit(at) {
        return None;
    }
    let count = |from: usize| chars.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
    let first = count(at);
    let mut end = at + first;
    // 1,200 is one number; 30,5 are two.
    while first <= 3 && chars.get(end) == Some(&',') && count(end + 1) == 3 {
        end += 4;
    }
    if chars.get(end) == Some(&'.') && is_digit(end + 1) {
        end += 1 + count(end + 1);
    }
    let before = |back: usize| at.checked_sub(back).and_then(|at| chars.get(at)).copied().unwrap_or(' ');
    let is_part = before(1).is_ascii_alphabetic() || before(1) == '第';
    if is_part || end - at > MAX_DIGITS || is_of_day(chars, at, end) {
        return Some((None, end));
    }
    let written: String = chars[at..end].iter().filter(|c| **c != ',').collect();
    let mut number = Decimal::from_str_exact(&written).ok()?;
    number.set_sign_negative(before(1) == '-' && !before(2).is_ascii_alphanumeric());
    Some((Some(number), end))
}

/// True if a number is a year, a month, or the day of a month.
fn is_of_day(chars: &[char], at: usize, end: usize) -> bool {
    match chars.get(end) {
        Some('年') => {
            let year: String = chars[at..end].iter().collect();
            year.len() == 4 && year.parse().is_ok_and(|year| YEARS.contains(&year))
        }
        Some('月') => true,
        Some('日' | '号') => at.checked_sub(1).and_then(|at| chars.get(at)) == Some(&'月'),
        _ => false,
    }
}

/// Reads a number in Chinese numerals that begins at a position.
fn numerals(chars: &[char], at: usize) -> Option<Found> {
    let digit = |c: char| match c {
        '零' => Some(0),
        '两' => Some(2),
        c => DIGITS.iter().position(|digit| *digit == c),
    };
    let multiplier = |c: char| MULTIPLIERS.iter().find(|row| row.0 == c).map(|row| row.1);
    let begins = |c: char| digit(c).is_some() || c == '十';
    chars.get(at).filter(|c| begins(**c))?;
    let run = chars[at..].iter().take_while(|c| digit(**c).is_some() || multiplier(**c).is_some()).count();
    let kept = chars[at..at + run].iter().rposition(|c| !matches!(c, '万' | '亿')).map_or(0, |last| last + 1);
    let (end, after) = (at + kept, chars.get(at + kept).copied());
    let numerals = &chars[at..end];
    let is_plain = numerals.iter().all(|c| digit(*c).is_some());
    let is_counted = after.is_some_and(|after| COUNTED.contains(after));
    // 一次 counts, 一次验收通过率 and 一般 do not.
    let is_word = *numerals == ['一'] && chars.get(end + 1).is_some_and(|next| next.is_alphanumeric());
    let is_ordinal = at.checked_sub(1).and_then(|before| chars.get(before)) == Some(&'第');
    let is_year = numerals.len() == 4 && after == Some('年');
    if is_ordinal || is_plain && (!is_counted || is_word || is_year) {
        return Some((None, at + run));
    }
    // The number so far, the part below 万 or 亿, and the digits that no multiplier follows yet.
    let (mut whole, mut part, mut last) = (0_u64, 0_u64, None);
    for c in numerals {
        if let Some(digit) = digit(*c) {
            last =
                Some(last.filter(|_| is_plain).unwrap_or(0_u64).checked_mul(10)?.checked_add(digit as u64)?);
            continue;
        }
        match multiplier(*c) {
            Some(power @ 1..4) => part = part.checked_add(last.take().unwrap_or(1) * 10_u64.pow(power))?,
            Some(power) => {
                whole = (whole + part + last.take().unwrap_or(0)).checked_mul(10_u64.pow(power))?;
                part = 0;
            }
            None => return None,
        }
    }
    Some((Some(Decimal::from(whole + part + last.unwrap_or(0))), at + run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_number_of_a_text_is_found() {
        for (text, number) in [
            ("不低于98%", Some("98")),
            ("30个", Some("30")),
            ("1,200.5万元", Some("1200.5")),
            ("１，２００．５万元", Some("1200.5")),
            ("1200000", Some("1200000")),
            ("不少于二十八个", Some("28")),
            ("百分之九十五", Some("95")),
            ("一百零五户", Some("105")),
            ("两次", Some("2")),
            ("三万元", Some("3")),
            ("一万二千人", Some("12000")),
            ("十个", Some("10")),
            ("下降-3.5%", Some("-3.5")),
            ("≥98", Some("98")),
            ("50m2", Some("50")),
            ("三公经费不超过5万元", Some("5")),
            ("2023年12月31日前完成30个", Some("30")),
            ("30日内办结", Some("30")),
            ("第3季度完成28个", Some("28")),
            ("不少于一次", Some("1")),
            ("一次验收通过率", None),
            ("二〇二三年完成", None),
            ("", None),
            ("完成", None),
            ("统一部署", None),
            ("三公经费", None),
            ("第一名", None),
            ("80-90%", None),
            ("28/30", None),
            ("30,5", None),
            ("甲30个、乙5个", None),
            ("2023年12月31日", None),
        ] {
            assert_eq!(number_in(text).map(|number| number.to_string()).as_deref(), number, "{text}");
        }
    }
}
