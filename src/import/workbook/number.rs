//! Numbers of a workbook as text, by their number format.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Number of digits that spreadsheets show; further ones come from binary fractions.
const DIGITS: usize = 15;
/// Largest power of ten that is written out.
const MAX_EXPONENT: i64 = 100;
/// Last day that spreadsheets know, the end of the year 9999.
const LAST_DAY: i64 = 2_958_465;

/// Kind of a number format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// A number.
    #[default]
    Plain,
    /// A share: 0.985 is shown as 98.5%.
    Percent,
    /// A number that is shown divided by this power of ten, such as an amount in 元 that is shown in 万元.
    Scaled(u8),
    /// A date.
    Day,
    /// A year and a month.
    Month,
    /// A year.
    Year,
    /// A time of day.
    Time,
}

impl Format {
    /// Returns the format with a predefined number.
    pub(super) fn of_number(number: u32) -> Option<Format> {
        match number {
            9 | 10 => Some(Format::Percent),
            14..=16 | 22 | 28..=31 | 50 | 51 | 53 | 54 | 58 => Some(Format::Day),
            17 | 27 | 36 | 52 | 57 => Some(Format::Month),
            18..=21 | 32..=35 | 55 | 56 => Some(Format::Time),
            1..=8 | 11..=13 | 37..=49 => Some(Format::Plain),
            _ => None,
        }
    }

    /// Returns the format of a code: `0.0%`, `yyyy"年"m"月"d"日"`.
    pub(super) fn of_code(code: &str) -> Format {
        let bare = bare(code);
        let has = |c: char| bare.contains(c);
        if has('%') {
            Format::Percent
        } else if has('d') {
            Format::Day
        } else if has('h') || has('s') {
            Format::Time
        } else if has('y') {
            if has('m') { Format::Month } else { Format::Year }
        } else {
            match scale(code) {
                0 => Format::Plain,
                power => Format::Scaled(power),
            }
        }
    }
}

/// Returns the power of ten by which a format code divides: three for each comma behind the last digit, and one for
/// each digit behind a point that is only drawn: `#,##0,` and `0!.0000`.
fn scale(code: &str) -> u8 {
    let mut chars = code.chars();
    let (mut is_drawn, mut digits, mut commas) = (false, 0_u8, 0_u8);
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '!' | '\\' => is_drawn |= chars.next() == Some('.'),
            '"' => {
                let quoted: String = chars.by_ref().take_while(|c| *c != '"').collect();
                is_drawn |= quoted == ".";
            }
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '_' | '*' => _ = chars.next(),
            '0' | '#' | '?' => {
                digits = digits.saturating_add(u8::from(is_drawn));
                commas = 0;
            }
            ',' => commas = commas.saturating_add(3),
            _ => {}
        }
    }
    digits.saturating_add(commas).min(24)
}

/// Returns the first section of a format code in lower case, without quoted and escaped characters.
fn bare(code: &str) -> String {
    if code.eq_ignore_ascii_case("general") {
        return String::new();
    }
    let mut bare = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => _ = chars.next(),
            c => bare.push(c.to_ascii_lowercase()),
        }
    }
    bare
}

/// Returns a number as text. A text that is no number is returned as it is.
pub(super) fn shown(number: &str, format: Format, from_1904: bool) -> String {
    let Some(decimal) = Decimal::read(number) else { return number.trim().to_owned() };
    match format {
        Format::Plain => decimal.text(),
        Format::Scaled(power) => Decimal { point: decimal.point - i64::from(power), ..decimal }.text(),
        Format::Percent => format!("{}%", Decimal { point: decimal.point + 2, ..decimal }.text()),
        Format::Day | Format::Month | Format::Year | Format::Time => {
            decimal.moment(format, from_1904).unwrap_or_else(|| decimal.text())
        }
    }
}

/// A decimal number: digits without zeros at the ends, and the position of the point in them.
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// Reads a number, and rounds it to the digits that spreadsheets show.
    fn read(text: &str) -> Option<Decimal> {
        let text = text.trim();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let negative = mantissa.starts_with('-');
        let mantissa = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = whole.bytes().chain(fraction.bytes());
        if whole.len() + fraction.len() == 0 || !all.clone().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let exponent: i64 = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
        let mut point = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
        let zeros = all.clone().take_while(|byte| *byte == b'0').count();
        let mut digits: Vec<u8> = all.skip(zeros).collect();
        point -= i64::try_from(zeros).ok()?;
        if digits.len() > DIGITS {
            let up = digits[DIGITS] >= b'5';
            digits.truncate(DIGITS);
            let nines = digits.iter().rev().take_while(|digit| up && **digit == b'9').count();
            digits.truncate(DIGITS - nines);
            match digits.last_mut() {
                Some(last) if up => *last += 1,
                None => {
                    digits.push(b'1');
                    point += 1;
                }
                Some(_) => {}
            }
        }
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        if digits.is_empty() {
            point = 1;
        }
        ((-MAX_EXPONENT..=MAX_EXPONENT).contains(&point)).then_some(Decimal { negative, digits, point })
    }

    /// Returns the digits before and behind the point.
    fn parts(&self) -> (String, String) {
        let at = usize::try_from(self.point).unwrap_or(0);
        let zeros = usize::try_from(-self.point).unwrap_or(0);
        let digits: String = self.digits.iter().map(|digit| char::from(*digit)).collect();
        let whole = format!("{:0<at$}", &digits[..at.min(digits.len())]);
        let fraction =
            "0".repeat(if digits.is_empty() { 0 } else { zeros }) + &digits[at.min(digits.len())..];
        (if whole.is_empty() || digits.is_empty() { "0".to_owned() } else { whole }, fraction)
    }

    fn text(&self) -> String {
        let (whole, fraction) = self.parts();
        let sign = if self.negative && !self.digits.is_empty() { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }

    /// Returns the date or time with this number of days.
    fn moment(&self, format: Format, from_1904: bool) -> Option<String> {
        let (whole, fraction) = self.parts();
        let days: i64 = whole.parse().ok()?;
        let fraction: i64 = format!("{fraction:0<6.6}").parse().ok()?;
        let minutes = (fraction * 24 * 60 + 500_000) / 1_000_000;
        let time = format!("{:02}:{:02}", minutes / 60, minutes % 60);
        if self.negative || days > LAST_DAY || minutes >= 24 * 60 {
            return None;
        }
        if format == Format::Time && days == 0 {
            return Some(time);
        }
        let day = day(days, from_1904)?;
        Some(match format {
            Format::Month => format!("{}年{}月", day.year(), day.month()),
            Format::Year => day.year().to_string(),
            _ if minutes > 0 => format!("{day} {time}"),
            _ => day.to_string(),
        })
    }
}

/// Returns the date of a day number. Day 60 of the older calendar is a leap day that did not exist.
fn day(days: i64, from_1904: bool) -> Option<Date> {
    let first = match (from_1904, days) {
        (true, _) => date(1904, 1, 1),
        (false, 1..=59) => date(1899, 12, 31),
        (false, 61..) => date(1899, 12, 30),
        (false, _) => return None,
    };
    first.checked_add(days.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_shortest_decimals() {
        for (number, text) in [
            ("0.30000000000000004", "0.3"),
            ("662.8599999999999", "662.86"),
            ("0.00", "0"),
            ("-0", "0"),
            ("-12.50", "-12.5"),
            ("1E+3", "1000"),
            ("1.5e-7", "0.00000015"),
            ("9999999999999999", "10000000000000000"),
            ("0.99999999999999999", "1"),
            ("68", "68"),
            ("5550123", "5550123"),
            ("07305550123", "7305550123"),
            ("1e999", "1e999"),
            ("abc", "abc"),
            ("", ""),
        ] {
            assert_eq!(shown(number, Format::Plain, false), text);
        }
    }

    #[test]
    fn formats_give_shares_and_dates() {
        for (number, code, text) in [
            ("0.985", "0.0%", "98.5%"),
            ("1", "0%", "100%"),
            ("0", "0%", "0%"),
            ("0.28999999999999998", "0.00%", "29%"),
            ("6628600", "0!.0000", "662.86"),
            ("6628600", "0\\.0,", "662.86"),
            ("6628600", "#,##0.00,", "6628.6"),
            ("6628600", "#,##0.00", "6628600"),
            ("45563", "yyyy/m/d", "2024-09-28"),
            ("45563", "yyyy\"年\"m\"月\"d\"日\";@", "2024-09-28"),
            ("45563", "yyyy\"年\"m\"月\"", "2024年9月"),
            ("45563.4375", "yyyy-mm-dd hh:mm", "2024-09-28 10:30"),
            ("0.4375", "h:mm", "10:30"),
            ("50", "0\"days\"", "50"),
            ("50", "[Red]#,##0.00_);(#,##0.00)", "50"),
            ("45563", "General", "45563"),
            ("45563", "G/通用格式", "45563"),
            ("60", "yyyy-m-d", "60"),
            ("59", "yyyy-m-d", "1900-02-28"),
            ("99999999", "yyyy-m-d", "99999999"),
        ] {
            assert_eq!(shown(number, Format::of_code(code), false), text, "{number} {code}");
        }
        assert_eq!(shown("44101", Format::of_number(14).unwrap(), true), "2024-09-28");
        assert_eq!((Format::of_number(10), Format::of_number(164)), (Some(Format::Percent), None));
    }
}
