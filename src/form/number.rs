//! Parses numbers as users type them: full-width characters, thousands separators, units, small formulas.
//!
//! Contains neither formatting nor arithmetic between cells. `Decimal::from_str` rounds silently, accepts
//! `1e3` and rejects `８８１．３２`, so the text is tokenised here and only ASCII digits reach
//! `from_str_exact`. An ambiguous number is an error, never a guess.

#![deny(clippy::arithmetic_side_effects)]

mod lexer;
mod lookalike;
mod parser;

use rust_decimal::Decimal;

use super::arithmetic::{MAX_DIGITS, MAX_MAGNITUDE};
use super::digits::NumberError;
use super::unit::Unit;
use lexer::{Placed, Token, piece, tokens};
pub(super) use lookalike::lookalike;
use parser::parse;

/// Parses a number for a cell with this unit. Returns its value in that unit, without trailing zeros and never
/// `-0`. A number without a unit is in the cell's unit; `¥` alone means 元.
///
/// # Errors
///
/// Returns a [`NumberError`] with the cause.
pub(super) fn read(text: &str, unit: Option<&Unit>) -> Result<Decimal, NumberError> {
    if let Some(value) = plain(text) {
        return Ok(value);
    }
    let unitless = Unit::new("");
    let cell = unit.unwrap_or(&unitless);
    let typed: Vec<char> = text.chars().collect();
    let (marked, tokens) = tokens(&typed, cell)?;
    if let Some((at, end)) = bracketed(&tokens).filter(|_| !marked) {
        return Err(NumberError::Bracketed(piece(&typed, at, end)));
    }
    parse(&typed, cell, &tokens)
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

    fn result(text: &str, unit: &str) -> Result<String, NumberError> {
        let unit = (!unit.is_empty()).then(|| Unit::new(unit));
        read(text, unit.as_ref()).map(|value| value.to_string())
    }

    fn check(table: &[(&str, &str, &str)]) {
        for (text, unit, value) in table {
            let found = result(text, unit);
            if *value == "!" {
                assert!(found.is_err(), "{text:?} in {unit:?}: {found:?}");
            } else {
                assert_eq!(found, Ok((*value).to_owned()), "{text:?} in {unit:?}");
            }
        }
    }

    #[test]
    fn figures_and_formulas_are_read() {
        check(&[
            ("881.32", "万元", "881.32"),
            ("881.30", "万元", "881.3"),
            ("８８１．３２", "万元", "881.32"),
            ("881。32", "万元", "881.32"),
            ("881｡32", "万元", "881.32"),
            (" \u{3000}881.32\u{a0}\t\u{feff}", "万元", "881.32"),
            (".5", "", "0.5"),
            ("007", "", "7"),
            ("8,813.2", "万元", "8813.2"),
            ("8，813.2", "万元", "8813.2"),
            ("1,234，567", "", "1234567"),
            ("662.86+19.44", "万元", "682.3"),
            ("=662.86+19.44", "万元", "682.3"),
            ("＝６６２．８６＋１９．４４", "万元", "682.3"),
            (" = 662.86 \u{3000}+ 19.44 ", "万元", "682.3"),
            ("=5", "万元", "5"),
            ("10−1－2-3", "", "4"),
            ("2×3*4", "", "24"),
            ("1+2×（3+4）", "", "15"),
            ("7÷2/2", "", "1.75"),
            ("1/3", "", "0.333333333333"),
            ("2/3", "", "0.666666666667"),
            ("-2/3", "", "-0.666666666667"),
            ("1/8000000000000", "", "0"),
            ("5/10000000000000", "", "0.000000000001"),
            ("-5/10000000000000", "", "-0.000000000001"),
            ("40110.5/7*(2/3)", "", "3820.047619047619"),
            ("10/3*3", "", "10"),
            ("1/3+1/3+1/3", "", "1"),
            ("(10/3)亿元", "元", "333333333.333333333333"),
            ("(1/3)元", "亿元", "0.000000003333"),
            ("1000000000000000000/3", "", "333333333333333333.3333333333"),
            ("200000000000000000/3+0.12345678901", "", "66666666666666666.7901234557"),
            ("0.1234567*0.1234567", "", "0.015241556775"),
            ("-5", "", "-5"),
            ("－５", "", "-5"),
            ("+5", "", "5"),
            ("-0", "", "0"),
            ("5-5", "", "0"),
            ("0*-3", "", "0"),
            ("=(5)", "", "5"),
            ("(-5)", "", "-5"),
            ("(5)*1", "", "5"),
            ("-(5)", "", "-5"),
            ("5*-3", "", "-15"),
            ("5--3", "", "8"),
        ]);
    }

    #[test]
    fn units_are_read() {
        check(&[
            ("8813200元", "万元", "881.32"),
            ("8,813,200 元", "万元", "881.32"),
            ("8813200元整", "万元", "881.32"),
            ("40.11亿元", "万元", "401100"),
            ("881.32万元", "万元", "881.32"),
            ("881.32 万 元", "万元", "881.32"),
            ("881.32万", "万元", "881.32"),
            ("881.32万", "元", "8813200"),
            ("40.11亿", "万元", "401100"),
            ("5千", "万元", "0.5"),
            ("1.5百万元", "千元", "1500"),
            ("1.2万", "人", "12000"),
            ("1.2万人", "人", "12000"),
            ("1.2万", "万人", "1.2"),
            ("50人", "万人", "0.005"),
            ("1.2万", "", "12000"),
            ("¥8813200", "万元", "881.32"),
            ("￥881.32万元", "万元", "881.32"),
            ("¥881.32万", "万元", "881.32"),
            ("-¥5", "元", "-5"),
            ("¥-5", "元", "-5"),
            ("662.86万元+19.44万元", "万元", "682.3"),
            ("6628600元+19.44万元", "万元", "682.3"),
            ("662.86+19.44万元", "万元", "682.3"),
            ("(6628600+194400)元", "万元", "682.3"),
            ("3*2亿元", "万元", "60000"),
            ("2亿元/4", "万元", "5000"),
            ("15%", "%", "15"),
            ("１５％", "%", "15"),
            ("15‰", "%", "1.5"),
            ("15", "%", "15"),
            ("50人", "人", "50"),
            ("2024年", "年", "2024"),
            ("50m2", "㎡", "50"),
            ("50M２", "m2", "50"),
            ("50m²", "平方米", "50"),
            ("50㎡+20平方米", "m2", "70"),
            ("1.2万平方米", "m2", "12000"),
            ("12000㎡", "万平方米", "1.2"),
            ("1.2万", "m2", "12000"),
            ("2公顷", "㎡", "20000"),
            ("50m3", "立方米", "!"),
            ("50m3", "m3", "50"),
            ("5000元/人", "元/人", "5000"),
            ("0.5万元/人", "元/人", "!"),
            ("1000000000000000000", "", "1000000000000000000"),
            ("0.1234567890123456789012345678", "", "0.1234567890123456789012345678"),
            ("0.12345678901234567890123456789", "", "!"),
            ("0.123456789012345678901234567", "", "0.123456789012345678901234567"),
        ]);
    }

    #[test]
    fn what_is_refused() {
        use NumberError::{
            Bracketed, DivisionByZero, Empty, Parted, TooLarge, TooManyDigits, Unfinished, UnitMissing,
            UnitTwice,
        };
        let bad = |found: &str| NumberError::Unreadable(found.to_owned());
        let grouping = |found: &str| NumberError::Grouping(found.to_owned());
        let wrong = |found: &str, expected: &str| NumberError::WrongUnit {
            found: found.to_owned(),
            expected: expected.to_owned(),
        };
        for (text, unit, error) in [
            ("", "万元", Empty),
            (" \u{3000}", "万元", Empty),
            ("=", "万元", Unfinished),
            ("5+", "", Unfinished),
            ("(5", "", Unfinished),
            ("¥", "元", Unfinished),
            ("1,23", "", grouping("1,23")),
            (" 5 + 1，23", "", grouping("1，23")),
            ("0,123", "", grouping("0,123")),
            ("1234,567", "", grouping("1234,567")),
            ("1,,234", "", grouping("1,,234")),
            (",123", "", grouping(",123")),
            ("1.234,567", "", bad("1.234,567")),
            ("1e3", "", bad("e3")),
            ("1_234", "", bad("_")),
            ("12.3.4", "", bad("12.3.4")),
            ("1..2", "", bad("1..2")),
            ("。", "", bad("。")),
            ("8 813", "", Parted("8 813".into())),
            ("不适用", "万元", bad("不适用")),
            ("约５万元", "万元", bad("约５万元")),
            ("5)", "", bad(")")),
            ("()", "", bad(")")),
            ("(5)", "", Bracketed("5".into())),
            (" （1,234.50 ）", "万元", Bracketed("1,234.50".into())),
            ("(3 万 元)", "万元", Bracketed("3 万 元".into())),
            ("(3)万元", "万元", Bracketed("3".into())),
            ("12 345.6", "", Parted("12 345.6".into())),
            ("3+5\u{3000}5", "", Parted("5\u{3000}5".into())),
            ("(5 6)", "", bad("6")),
            ("--5", "", bad("-")),
            ("5---3", "", bad("-")),
            ("*5", "", bad("*")),
            ("==5", "", bad("=")),
            ("2+3=5", "", bad("=")),
            ("5²", "", wrong("²", "")),
            ("①", "", bad("①")),
            ("½", "", bad("½")),
            ("1.2万5千", "元", bad("万5千")),
            ("50m23", "m2", bad("m23")),
            ("15%", "", wrong("%", "")),
            ("15％", "万元", wrong("％", "万元")),
            ("50个", "人", wrong("个", "人")),
            ("50人", "", wrong("人", "")),
            ("50元", "人", wrong("元", "人")),
            ("¥50", "人", wrong("¥", "人")),
            ("¥50万", "人", wrong("万", "人")),
            ("1.2万", "%", wrong("万", "%")),
            ("5万元左右", "万元", wrong("万元左右", "万元")),
            ("3+4亿元", "万元", UnitMissing),
            ("4亿元-3", "万元", UnitMissing),
            ("3万元*2万元", "万元", UnitTwice),
            ("6/2万元", "万元", UnitTwice),
            ("((3万元)元)", "万元", UnitTwice),
            ("1/0", "", DivisionByZero),
            ("0/(2-2)", "", DivisionByZero),
            ("1/(1-1/3*3)", "", DivisionByZero),
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
                bad("一二三四五六七八九十一二三四五六七八九十…"),
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
            let found = result(&text, "");
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
                prop_assert!(number.abs() <= MAX_MAGNITUDE);
                let again = read(&number.to_string(), None);
                prop_assert_eq!(again, Ok(number));
                prop_assert!(!number.is_zero() || number.is_sign_positive());
            }
        }

        #[test]
        fn formatted_figures_read_back(
            mantissa in -1_000_000_000_000_000_000..=1_000_000_000_000_000_000_i64,
            scale in 0..=12_u32,
        ) {
            let value = Decimal::new(mantissa, scale);
            for text in shapes(value) {
                prop_assert_eq!(read(&text, Some(&Unit::new("万元"))), Ok(value), "{}", text);
            }
        }

        #[test]
        fn sums_are_exact(parts in prop::collection::vec(-1_000_000_000_i64..=1_000_000_000, 1..=60)) {
            let text: Vec<String> = parts.iter().map(|p| Decimal::new(*p, 4).to_string()).collect();
            let total: i64 = parts.iter().sum();
            prop_assert_eq!(read(&text.join("+"), None), Ok(Decimal::new(total, 4)));
        }
    }
}
