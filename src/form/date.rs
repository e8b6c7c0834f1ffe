//! Parses dates as users type them, as whole days of the civil calendar.
//!
//! Handles neither times nor periods. [`chinese`] gives the displayed and exported text. Years have four
//! digits: `24年` is an error, because it would be a guess.

use super::chinese::in_digits;
use super::digits::fold;
use crate::message::{self, Lang};
use jiff::civil::Date;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Valid years in a report.
pub(super) const YEARS: RangeInclusive<i16> = 1900..=2200;

/// Error for a text that is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Not a date. Valid forms are `2024-9-28`, `2024.9.28`, `2024年9月28日`, `20240928`.
    Unreadable,
    /// A month or day that does not exist in the calendar: 2023-2-29, 2024-13-1.
    NoSuchDay {
        /// As typed.
        year: i16,
        /// As typed.
        month: i8,
        /// As typed.
        day: i8,
    },
    /// Month and day without a year; [`complete`] can add the year.
    YearMissing,
    /// A year outside [`YEARS`], including years of two digits.
    OutOfRange,
}

impl DateError {
    /// Returns the sentence for the user. `typed` is the text.
    pub fn sentence(self, lang: Lang, typed: &str) -> String {
        match self {
            DateError::Unreadable => message::entry_date(lang, typed.trim()),
            DateError::NoSuchDay { year, month, day } => {
                message::entry_no_such_day(lang, &format!("{year}-{month}-{day}"))
            }
            DateError::YearMissing => message::entry_no_year(lang),
            DateError::OutOfRange => message::entry_year_range(lang),
        }
    }
}

/// Parses a full date. Blanks are allowed anywhere, even within the year.
///
/// # Errors
///
/// Returns a [`DateError`]. The checks are in this order: format, year, day.
pub(super) fn read(text: &str) -> Result<Date, DateError> {
    let plain = plain(text);
    let Some((year, month, day)) = full(&plain) else {
        let missing =
            month_and_day(&plain).is_some_and(|(m, d)| (1..=12).contains(&m) && (1..=31).contains(&d));
        return Err(if missing { DateError::YearMissing } else { DateError::Unreadable });
    };
    if !YEARS.contains(&year) {
        return Err(DateError::OutOfRange);
    }
    Date::new(year, month, day).map_err(|_| DateError::NoSuchDay { year, month, day })
}

/// Completes 今天, 昨天 or a date without a year. Uses the latest such date that is not after today.
///
/// Returns `None` for a full date, and for a text that is not a date.
pub(super) fn complete(text: &str, today: Date) -> Option<Date> {
    let plain = plain(text);
    let date = match plain.as_str() {
        "今天" | "今日" | "today" => today,
        "昨天" | "昨日" | "yesterday" => today.yesterday().ok()?,
        _ => {
            let (month, day) = month_and_day(&plain)?;
            // 29 February occurs every fourth year, but there can be eight years between two at the turn of a
            // century.
            (0..=8)
                .filter_map(|back| Date::new(today.year().checked_sub(back)?, month, day).ok())
                .find(|date| *date <= today)?
        }
    };
    YEARS.contains(&date.year()).then_some(date)
}

/// Formats the date for a report: 2024年9月28日.
pub(super) fn chinese(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// Normalises the text: folded characters, lower case, no blanks.
fn plain(text: &str) -> String {
    let plain: String =
        text.chars().map(fold).filter(|c| *c != ' ').map(|c| c.to_ascii_lowercase()).collect();
    if plain.contains(['年', '月']) { in_digits(&plain) } else { plain }
}

/// True if a text is written as a date, so that it is not an amount: a day, a month of a year, or a month and a day in
/// words. Digits without marks are not a date here.
pub(super) fn is_written_as_date(text: &str) -> bool {
    let plain = plain(text);
    if plain.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let is_month_and_day = |(month, day)| (1..=12_i8).contains(&month) && (1..=31_i8).contains(&day);
    let is_year = |year: &i16| YEARS.contains(year);
    full(&plain).is_some_and(|(year, month, day)| is_year(&year) && is_month_and_day((month, day)))
        || day_first(&plain).is_some_and(|(day, month, year)| {
            is_year(&year) && (is_month_and_day((month, day)) || is_month_and_day((day, month)))
        })
        || in_words(&plain).is_some_and(is_month_and_day)
        || month_of_year(&plain).is_some_and(|(year, month)| is_year(&year) && (1..=12).contains(&month))
}

/// Parses `28-9-2024`.
fn day_first(plain: &str) -> Option<(i8, i8, i16)> {
    let mark = plain.chars().find(|c| matches!(c, '-' | '.' | '/'))?;
    let (day, rest) = plain.split_once(mark)?;
    let (month, year) = rest.split_once(mark)?;
    let year = Some(year).filter(|year| year.len() == 4)?;
    Some((digits(day, 2)?, digits(month, 2)?, digits(year, 4)?))
}

/// Parses `2024年9月` or `2024-09`. Without the zero, `2024-9` is a difference.
fn month_of_year(plain: &str) -> Option<(i16, i8)> {
    if let Some((year, month)) = plain.strip_suffix('月').and_then(|text| text.split_once('年')) {
        return Some((digits(year, 4)?, digits(month, 2)?));
    }
    let (year, month) = plain.split_once(['-', '/'])?;
    Some((digits(year, 4)?, digits(month, 2)?)).filter(|_| month.starts_with('0'))
}

fn full(plain: &str) -> Option<(i16, i8, i8)> {
    if plain.len() == 8
        && let (Some(year), Some(month), Some(day)) = (plain.get(..4), plain.get(4..6), plain.get(6..))
        && let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2))
    {
        return Some((year, month, day));
    }
    let (year, rest) = plain.split_once('年').map_or_else(
        || {
            let mark = plain.chars().find(|c| matches!(c, '-' | '.' | '/'))?;
            let (year, rest) = plain.split_once(mark)?;
            let (month, day) = rest.split_once(mark)?;
            Some((year, (digits(month, 2)?, digits(day, 2)?)))
        },
        |(year, rest)| Some((year, in_words(rest)?)),
    )?;
    Some((digits(year, 4)?, rest.0, rest.1))
}

fn month_and_day(plain: &str) -> Option<(i8, i8)> {
    in_words(plain).or_else(|| {
        let (month, day) = plain.split_once(['-', '.', '/'])?;
        Some((digits(month, 2)?, digits(day, 2)?))
    })
}

/// Parses `9月28日`, `9月28号` or `9月28`.
fn in_words(plain: &str) -> Option<(i8, i8)> {
    let (month, day) = plain.split_once('月')?;
    let day = day.strip_suffix(['日', '号']).unwrap_or(day);
    Some((digits(month, 2)?, digits(day, 2)?))
}

/// Parses one to `most` digits. Rejects a sign, which `parse` alone would accept.
fn digits<T: FromStr>(text: &str, most: usize) -> Option<T> {
    let fits = text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn what_is_read() {
        use DateError::{NoSuchDay, OutOfRange, Unreadable, YearMissing};
        let day = Ok(date(2024, 9, 28));
        for (text, wanted) in [
            ("2024-9-28", day),
            ("2024-09-28", day),
            ("2024.9.28", day),
            ("2024。9。28", day),
            ("2024/9/28", day),
            ("2024年9月28日", day),
            ("2024年09月28号", day),
            ("2024年9月28", day),
            ("20240928", day),
            ("2024 09 28", day),
            ("２０２４．９．２８", day),
            ("２０２４－９－２８", day),
            ("20 24年9月28日", day),
            ("\u{3000}2024 年 9 月 2 8 日\u{a0}", day),
            ("二〇二四年九月二十八日", day),
            ("二○二四年九月二十八日", day),
            ("二零二四年九月二十八号", day),
            ("二 〇 二 四 年 九 月 二 十 八 日", day),
            ("２0２4年九月28日", day),
            ("二〇二四年十一月三十日", Ok(date(2024, 11, 30))),
            ("二〇二四年十月十日", Ok(date(2024, 10, 10))),
            ("九月二十八日", Err(YearMissing)),
            ("二十四年九月二十八日", Err(OutOfRange)),
            ("二〇二四年二月三十日", Err(NoSuchDay { year: 2024, month: 2, day: 30 })),
            ("二〇二四九二八", Err(Unreadable)),
            ("2024-2-29", Ok(date(2024, 2, 29))),
            ("1900-1-1", Ok(date(1900, 1, 1))),
            ("22001231", Ok(date(2200, 12, 31))),
            ("2023-2-29", Err(NoSuchDay { year: 2023, month: 2, day: 29 })),
            ("2024年13月1日", Err(NoSuchDay { year: 2024, month: 13, day: 1 })),
            ("2024-0-0", Err(NoSuchDay { year: 2024, month: 0, day: 0 })),
            ("1899-12-31", Err(OutOfRange)),
            ("2201-1-1", Err(OutOfRange)),
            ("24年9月28日", Err(OutOfRange)),
            ("24.9.28", Err(OutOfRange)),
            ("9月28日", Err(YearMissing)),
            ("9.28", Err(YearMissing)),
            ("９／２８", Err(YearMissing)),
            ("99.99", Err(Unreadable)),
            ("", Err(Unreadable)),
            ("今天", Err(Unreadable)),
            ("2024", Err(Unreadable)),
            ("2024年9月", Err(Unreadable)),
            ("2024928", Err(Unreadable)),
            ("2024-9.28", Err(Unreadable)),
            ("2024.9.28.", Err(Unreadable)),
            ("9-28-2024", Err(Unreadable)),
            ("2024-+9-28", Err(Unreadable)),
            ("2024--9-28", Err(Unreadable)),
            ("-2024-9-28", Err(Unreadable)),
            ("2024-9-", Err(Unreadable)),
            ("2024年9月28日日", Err(Unreadable)),
            ("20240928日", Err(Unreadable)),
            ("年月日", Err(Unreadable)),
            ("日日88", Err(Unreadable)), // eight bytes, like 20240928
        ] {
            assert_eq!(read(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn what_is_completed() {
        let today = date(2025, 3, 1);
        for (text, today, wanted) in [
            ("今天", today, Some(today)),
            (" To day ", today, Some(today)),
            ("昨天", today, Some(date(2025, 2, 28))),
            ("9月28日", today, Some(date(2024, 9, 28))),
            ("九月二十八日", today, Some(date(2024, 9, 28))),
            ("9.28", today, Some(date(2024, 9, 28))),
            ("９－２８", today, Some(date(2024, 9, 28))),
            ("9/28", today, Some(date(2024, 9, 28))),
            ("3-1", today, Some(today)),
            ("3-2", today, Some(date(2024, 3, 2))),
            ("1号", today, None),
            ("2-29", today, Some(date(2024, 2, 29))),
            ("2-29", date(2104, 2, 28), Some(date(2096, 2, 29))),
            ("2-30", today, None),
            ("13-1", today, None),
            ("明天", today, None),
            ("2024-9-28", today, None),
            ("", today, None),
            ("昨天", date(1900, 1, 1), None),
            ("12-31", date(1900, 1, 1), None),
            ("昨天", Date::MIN, None),
            ("12-31", Date::MIN, None),
        ] {
            assert_eq!(complete(text, today), wanted, "{text:?} on {today}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn any_text_is_safe(text in any::<String>()) {
            let _ = read(&text);
            let _ = complete(&text, date(2025, 3, 1));
        }

        #[test]
        fn any_shape_is_safe(text in "[0-9０-９.。/年月日号 -]{0,12}") {
            if let Ok(date) = read(&text) {
                prop_assert!(YEARS.contains(&date.year()));
            }
        }

        #[test]
        fn formatted_dates_read_back(year in YEARS, month in 1..=12_i8, day in 1..=28_i8) {
            let date = date(year, month, day);
            let (wide, iso) = (chinese(date).replace('0', "０"), date.to_string());
            for text in [chinese(date), wide, iso.replace('-', ""), iso.replace('-', " / "), iso] {
                prop_assert_eq!(read(&text), Ok(date), "{}", text);
            }
            prop_assert_eq!(complete(&format!("{month}月{day}日"), date), Some(date));
        }
    }
}
