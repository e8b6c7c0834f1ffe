//! Parses numbers as users type them: full-width characters, thousands separators, units, small formulas.
//!
//! Contains neither formatting nor arithmetic between cells. `Decimal::from_str` rounds silently, accepts
//! `1e3` and rejects `８８１．３２`, so the text is tokenised here and only ASCII digits reach
//! `from_str_exact`. An ambiguous number is an error, never a guess.

#![deny(clippy::arithmetic_side_effects)]

mod lexer;
mod parser;

use rust_decimal::Decimal;

use super::arithmetic::{MAX_DIGITS, MAX_MAGNITUDE};
use super::digits::NumberError;
use super::unit::Unit;
use lexer::{Placed, Token, piece, tokens};
use parser::parse;

/// A parsed number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// Value in the cell's unit, without trailing zeros and never `-0`.
    pub value: Decimal,
    /// True if the text is a formula (`=`, a sum, brackets): the typed text is kept and the value is
    /// displayed.
    pub is_sum: bool,
}

/// Parses a number for a cell with this unit. A number without a unit is in the cell's unit; `¥` alone means
/// 元.
///
/// # Errors
///
/// Returns a [`NumberError`] with the cause and its position.
pub(super) fn read(text: &str, unit: Option<&Unit>) -> Result<Number, NumberError> {
    if let Some(value) = plain(text) {
        return Ok(Number { value, is_sum: false });
    }
    let unitless = Unit::new("");
    let cell = unit.unwrap_or(&unitless);
    let typed: Vec<char> = text.chars().collect();
    let (marked, tokens) = tokens(&typed, cell)?;
    if let Some((at, end)) = bracketed(&tokens).filter(|_| !marked) {
        return Err(NumberError::Bracketed { at: tokens[0].at, found: piece(&typed, at, end) });
    }
    let (value, is_formula) = parse(&typed, cell, &tokens)?;
    Ok(Number { value, is_sum: marked || is_formula })
}

/// Returns the range of a number (with its unit) if the whole text is that number in brackets.
fn bracketed(tokens: &[Placed]) -> Option<(usize, usize)> {
    let is_word = |placed: &Placed| placed.token == Token::Word;
    let unit = tokens.iter().rev().take_while(|placed| is_word(placed)).count();
    let (figure, last) = match tokens.split_at(tokens.len().saturating_sub(unit)).0 {
        [open, figure, inner @ .., close] if (open.token, close.token) == (Token::Open, Token::Close) => {
            (figure, inner.iter().all(is_word).then(|| inner.last().unwrap_or(figure))?)
        }
        _ => return None,
    };
    matches!(figure.token, Token::Figure(_)).then_some((figure.at, last.end))
}

/// Fast path for most numbers: ASCII digits with at most one decimal point. `None` does not mean an error:
/// the full parser then parses the text or returns the error.
fn plain(text: &str) -> Option<Decimal> {
    let text = text.trim_matches(' ');
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if text.len() > MAX_DIGITS || !digits(whole) || !digits(decimals) {
        return None;
    }
    let value = Decimal::from_str_exact(text).ok()?;
    // Remove only trailing zeros of the decimals.
    let value = if text.ends_with('0') { value.normalize() } else { value };
    (value <= MAX_MAGNITUDE).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::parser::MAX_DEPTH;
    use super::*;
    use proptest::prelude::*;

    fn result(text: &str, unit: &str) -> Result<(String, bool), NumberError> {
        let unit = (!unit.is_empty()).then(|| Unit::new(unit));
        read(text, unit.as_ref()).map(|n| (n.value.to_string(), n.is_sum))
    }

    fn check(table: &[(&str, &str, &str, bool)]) {
        for (text, unit, value, is_sum) in table {
            let found = result(text, unit);
            if *value == "!" {
                assert!(found.is_err(), "{text:?} in {unit:?}: {found:?}");
            } else {
                assert_eq!(found, Ok(((*value).to_owned(), *is_sum)), "{text:?} in {unit:?}");
            }
        }
    }

    #[test]
    fn figures_and_formulas_are_read() {
        check(&[
            ("881.32", "万元", "881.32", false),
            ("881.30", "万元", "881.3", false),
            ("８８１．３２", "万元", "881.32", false),
            ("881。32", "万元", "881.32", false),
            ("881｡32", "万元", "881.32", false),
            (" \u{3000}881.32\u{a0}\t\u{feff}", "万元", "881.32", false),
            (".5", "", "0.5", false),
            ("007", "", "7", false),
            ("8,813.2", "万元", "8813.2", false),
            ("8，813.2", "万元", "8813.2", false),
            ("1,234，567", "", "1234567", false),
            ("662.86+19.44", "万元", "682.3", true),
            ("=662.86+19.44", "万元", "682.3", true),
            ("＝６６２．８６＋１９．４４", "万元", "682.3", true),
            (" = 662.86 \u{3000}+ 19.44 ", "万元", "682.3", true),
            ("=5", "万元", "5", true),
            ("10−1－2-3", "", "4", true),
            ("2×3*4", "", "24", true),
            ("1+2×（3+4）", "", "15", true),
            ("7÷2/2", "", "1.75", true),
            ("1/3", "", "0.333333333333", true),
            ("2/3", "", "0.666666666667", true),
            ("-2/3", "", "-0.666666666667", true),
            ("1/8000000000000", "", "0", true),
            ("5/10000000000000", "", "0.000000000001", true),
            ("-5/10000000000000", "", "-0.000000000001", true),
            ("40110.5/7*(2/3)", "", "3820.047619047619", true),
            ("10/3*3", "", "10", true),
            ("1/3+1/3+1/3", "", "1", true),
            ("(10/3)亿元", "元", "333333333.333333333333", true),
            ("(1/3)元", "亿元", "0.000000003333", true),
            ("1000000000000000000/3", "", "333333333333333333.3333333333", true),
            ("200000000000000000/3+0.12345678901", "", "66666666666666666.7901234557", true),
            ("0.1234567*0.1234567", "", "0.015241556775", true),
            ("-5", "", "-5", false),
            ("－５", "", "-5", false),
            ("+5", "", "5", false),
            ("-0", "", "0", false),
            ("5-5", "", "0", true),
            ("0*-3", "", "0", true),
            ("=(5)", "", "5", true),
            ("(-5)", "", "-5", true),
            ("(5)*1", "", "5", true),
            ("-(5)", "", "-5", true),
            ("5*-3", "", "-15", true),
            ("5--3", "", "8", true),
        ]);
    }

    #[test]
    fn units_are_read() {
        check(&[
            ("8813200元", "万元", "881.32", false),
            ("8,813,200 元", "万元", "881.32", false),
            ("8813200元整", "万元", "881.32", false),
            ("40.11亿元", "万元", "401100", false),
            ("881.32万元", "万元", "881.32", false),
            ("881.32 万 元", "万元", "881.32", false),
            ("881.32万", "万元", "881.32", false),
            ("881.32万", "元", "8813200", false),
            ("40.11亿", "万元", "401100", false),
            ("5千", "万元", "0.5", false),
            ("1.5百万元", "千元", "1500", false),
            ("1.2万", "人", "12000", false),
            ("1.2万人", "人", "12000", false),
            ("1.2万", "万人", "1.2", false),
            ("50人", "万人", "0.005", false),
            ("1.2万", "", "12000", false),
            ("¥8813200", "万元", "881.32", false),
            ("￥881.32万元", "万元", "881.32", false),
            ("¥881.32万", "万元", "881.32", false),
            ("-¥5", "元", "-5", false),
            ("¥-5", "元", "-5", false),
            ("662.86万元+19.44万元", "万元", "682.3", true),
            ("6628600元+19.44万元", "万元", "682.3", true),
            ("662.86+19.44万元", "万元", "682.3", true),
            ("(6628600+194400)元", "万元", "682.3", true),
            ("3*2亿元", "万元", "60000", true),
            ("2亿元/4", "万元", "5000", true),
            ("15%", "%", "15", false),
            ("１５％", "%", "15", false),
            ("15‰", "%", "1.5", false),
            ("15", "%", "15", false),
            ("50人", "人", "50", false),
            ("2024年", "年", "2024", false),
            ("50m2", "㎡", "50", false),
            ("50M２", "m2", "50", false),
            ("50m²", "平方米", "50", false),
            ("50㎡+20平方米", "m2", "70", true),
            ("1.2万平方米", "m2", "12000", false),
            ("12000㎡", "万平方米", "1.2", false),
            ("1.2万", "m2", "12000", false),
            ("2公顷", "㎡", "20000", false),
            ("50m3", "立方米", "!", false),
            ("50m3", "m3", "50", false),
            ("5000元/人", "元/人", "5000", false),
            ("0.5万元/人", "元/人", "!", false),
            ("1000000000000000000", "", "1000000000000000000", false),
            ("0.1234567890123456789012345678", "", "0.1234567890123456789012345678", false),
            ("0.12345678901234567890123456789", "", "!", false),
            ("0.123456789012345678901234567", "", "0.123456789012345678901234567", false),
        ]);
    }

    #[test]
    fn what_is_refused() {
        use NumberError::{
            Bracketed, DivisionByZero, Empty, Parted, TooLarge, TooManyDigits, Unfinished, UnitMissing,
            UnitTwice,
        };
        let bad = |at, found: &str| NumberError::Unreadable { at, found: found.to_owned() };
        let grouping = |at, found: &str| NumberError::Grouping { at, found: found.to_owned() };
        let wrong = |found: &str, expected: &str| NumberError::WrongUnit {
            found: found.to_owned(),
            expected: expected.to_owned(),
        };
        for (text, unit, error) in [
            ("", "万元", Empty),
            (" \u{3000}", "万元", Empty),
            ("=", "万元", Unfinished { at: 1 }),
            ("5+", "", Unfinished { at: 2 }),
            ("(5", "", Unfinished { at: 2 }),
            ("¥", "元", Unfinished { at: 1 }),
            ("1,23", "", grouping(0, "1,23")),
            (" 5 + 1，23", "", grouping(5, "1，23")),
            ("0,123", "", grouping(0, "0,123")),
            ("1234,567", "", grouping(0, "1234,567")),
            ("1,,234", "", grouping(0, "1,,234")),
            (",123", "", grouping(0, ",123")),
            ("1.234,567", "", bad(0, "1.234,567")),
            ("1e3", "", bad(1, "e3")),
            ("1_234", "", bad(1, "_")),
            ("12.3.4", "", bad(0, "12.3.4")),
            ("1..2", "", bad(0, "1..2")),
            ("。", "", bad(0, "。")),
            ("8 813", "", Parted { at: 0, found: "8 813".into() }),
            ("不适用", "万元", bad(0, "不适用")),
            ("约５万元", "万元", bad(0, "约５万元")),
            ("5)", "", bad(1, ")")),
            ("()", "", bad(1, ")")),
            ("(5)", "", Bracketed { at: 0, found: "5".into() }),
            (" （1,234.50 ）", "万元", Bracketed { at: 1, found: "1,234.50".into() }),
            ("(3 万 元)", "万元", Bracketed { at: 0, found: "3 万 元".into() }),
            ("(3)万元", "万元", Bracketed { at: 0, found: "3".into() }),
            ("12 345.6", "", Parted { at: 0, found: "12 345.6".into() }),
            ("3+5\u{3000}5", "", Parted { at: 2, found: "5\u{3000}5".into() }),
            ("(5 6)", "", bad(3, "6")),
            ("--5", "", bad(1, "-")),
            ("5---3", "", bad(3, "-")),
            ("*5", "", bad(0, "*")),
            ("==5", "", bad(1, "=")),
            ("2+3=5", "", bad(3, "=")),
            ("5²", "", wrong("²", "")),
            ("①", "", bad(0, "①")),
            ("½", "", bad(0, "½")),
            ("1.2万5千", "元", bad(3, "万5千")),
            ("50m23", "m2", bad(2, "m23")),
            ("15%", "", wrong("%", "")),
            ("15％", "万元", wrong("％", "万元")),
            ("50个", "人", wrong("个", "人")),
            ("50人", "", wrong("人", "")),
            ("50元", "人", wrong("元", "人")),
            ("¥50", "人", wrong("¥", "人")),
            ("¥50万", "人", wrong("万", "人")),
            ("1.2万", "%", wrong("万", "%")),
            ("5万元左右", "万元", wrong("万元左右", "万元")),
            ("3+4亿元", "万元", UnitMissing { at: 1 }),
            ("4亿元-3", "万元", UnitMissing { at: 3 }),
            ("3万元*2万元", "万元", UnitTwice { at: 3 }),
            ("6/2万元", "万元", UnitTwice { at: 1 }),
            ("((3万元)元)", "万元", UnitTwice { at: 6 }),
            ("1/0", "", DivisionByZero { at: 1 }),
            ("0/(2-2)", "", DivisionByZero { at: 1 }),
            ("1/(1-1/3*3)", "", DivisionByZero { at: 1 }),
            ("12345678901234567890123456789", "", TooManyDigits),
            ("1000000000000000001", "", TooLarge),
            ("-1000000000000000001", "", TooLarge),
            ("1000000000000000000*2", "", TooLarge),
            ("1000000000000000000*1000000000000000000", "", TooLarge),
            ("1/0.0000000000000000000000001", "", TooLarge),
            ("9999999999999亿元", "元", TooLarge),
            ("9999999999999999999999999999万亿元", "元", TooLarge),
            ("0.0000000000000000000000001元", "万元", TooManyDigits),
            ("100000000000000000+0.000000000000000001", "", TooManyDigits),
            (
                "一二三四五六七八九十一二三四五六七八九十一",
                "",
                bad(0, "一二三四五六七八九十一二三四五六七八九十…"),
            ),
        ] {
            assert_eq!(result(text, unit), Err(error), "{text:?} in {unit:?}");
        }
    }

    #[test]
    fn limits_of_formulas() {
        let sum = |figures: usize| vec!["1"; figures].join("+");
        let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
        for (text, wanted) in [
            (format!("={}", sum(100)), Ok("100")),
            (format!("{}万", sum(100)), Ok("!")),
            (sum(101), Err(NumberError::TooLong)),
            (sum(1_000_000), Err(NumberError::TooLong)),
            (nested(MAX_DEPTH), Ok("1")),
            (nested(MAX_DEPTH.saturating_add(1)), Err(NumberError::TooDeep)),
            ("(1)+".repeat(40) + "1", Ok("41")),
            ("(".repeat(1_000_000), Err(NumberError::TooLong)),
        ] {
            let found = result(&text, "").map(|(value, _)| value);
            if wanted == Ok("!") {
                assert!(found.is_err(), "{found:?}");
            } else {
                assert_eq!(found, wanted.map(str::to_owned));
            }
        }
    }

    /// The number in the notations that users type.
    fn shapes(value: Decimal) -> Vec<String> {
        let plain = value.to_string();
        let wide: String = plain
            .chars()
            .map(|c| match c {
                '-' => '－',
                '.' => '。',
                c => u32::from(c).checked_add(0xfee0).and_then(char::from_u32).unwrap_or(c),
            })
            .collect();
        let digits = plain.trim_start_matches('-');
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let mut parted = String::new();
        for (index, digit) in whole.chars().enumerate() {
            let left = whole.len().saturating_sub(index);
            if index > 0 && left.is_multiple_of(3) {
                parted.push('，');
            }
            parted.push(digit);
        }
        let sign = if value.is_sign_negative() { "-" } else { "" };
        let point = if decimals.is_empty() { "" } else { "." };
        vec![
            format!(" {wide}\u{3000}"),
            format!("{sign}{parted}{point}{decimals}"),
            format!("={plain}万元"),
            format!("{plain}+0"),
            format!("({plain})*1"),
            plain,
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn any_text_is_safe(text in any::<String>(), unit in any::<String>()) {
            let _ = read(&text, None);
            let _ = read(&text, Some(&Unit::new(&unit)));
        }

        /// Full-width digits take the full parser.
        #[test]
        fn the_short_way_is_the_long_one(text in "[0-9]{0,20}\\.?[0-9]{0,14} ?") {
            let wide: String = text.chars().map(|c| if c.is_ascii_digit() {
                char::from_u32(u32::from(c).saturating_add(0xfee0)).unwrap()
            } else { c }).collect();
            let unit = Unit::new("万元");
            match (read(&text, Some(&unit)), read(&wide, Some(&unit))) {
                (Ok(short), Ok(long)) => prop_assert_eq!(short, long),
                (short, long) => prop_assert!(short.is_err() && long.is_err(), "{:?} {:?}", short, long),
            }
        }

        #[test]
        fn any_formula_is_safe(
            text in "[-0-9０-９.。,，+*/×÷()（）¥%万亿元人m2 =]{0,60}",
            unit in prop::sample::select(vec!["", "万元", "元", "亿元", "人", "%", "m2", "元/人"]),
        ) {
            if let Ok(number) = read(&text, Some(&Unit::new(unit))) {
                prop_assert!(number.value.abs() <= MAX_MAGNITUDE);
                let again = read(&number.value.to_string(), None);
                prop_assert_eq!(again, Ok(Number { value: number.value, is_sum: false }));
                prop_assert!(!number.value.is_zero() || number.value.is_sign_positive());
            }
        }

        #[test]
        fn formatted_figures_read_back(
            mantissa in -1_000_000_000_000_000_000..=1_000_000_000_000_000_000_i64,
            scale in 0..=12_u32,
        ) {
            let value = Decimal::new(mantissa, scale);
            for text in shapes(value) {
                prop_assert_eq!(read(&text, Some(&Unit::new("万元"))).map(|n| n.value), Ok(value), "{}", text);
            }
        }

        #[test]
        fn sums_are_exact(parts in prop::collection::vec(-1_000_000_000_i64..=1_000_000_000, 1..=60)) {
            let text: Vec<String> = parts.iter().map(|p| Decimal::new(*p, 4).to_string()).collect();
            let total: i64 = parts.iter().sum();
            prop_assert_eq!(read(&text.join("+"), None).map(|n| n.value), Ok(Decimal::new(total, 4)));
        }
    }
}
