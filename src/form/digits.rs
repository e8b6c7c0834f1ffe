//! Characters of numbers as they are typed, and the error for a text that is not a number.

use crate::message::{self, Lang};

/// The words behind a figure whose unit is unknown, in Chinese and in English. They are a unit of no field, so that the
/// figure is not calculated.
pub(crate) const UNKNOWN_UNIT: [&str; 2] = ["单位不明", "unit unknown"];

/// Error for a text that is not a number. The quoted parts are as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// The text is empty or contains only whitespace.
    Empty,
    /// Characters that are not part of a number, or are not allowed at this position; cut after 20.
    Unreadable(String),
    /// A single number in brackets, `(3.00)`. In accounting this means -3.00. Contains it without the brackets.
    Bracketed(String),
    /// Two numbers separated only by whitespace: `12 345.6`.
    Parted(String),
    /// Separators that do not form groups of three digits: `1,23`, `0,5`, `12345,678`.
    Grouping(String),
    /// The text ends where a number or a closing bracket is expected.
    Unfinished,
    /// A unit of a different kind than the cell's unit.
    WrongUnit {
        /// Unit in the text.
        found: String,
        /// Unit of the cell; empty if it has none.
        expected: String,
    },
    /// `3+4亿元` in 万元: the unit of the 3 is ambiguous. A unit on every part is correct.
    UnitMissing,
    /// `3万元*2万元`, `6/2万元`, `(3万元)元`: the result would not be in the cell's unit.
    UnitTwice,
    /// More than `MAX_DIGITS` digits in a number, or an exact result that needs more digits than fit.
    TooManyDigits,
    /// Exceeds `MAX_MAGNITUDE` in the cell's unit.
    TooLarge,
    /// A division by zero.
    DivisionByZero,
    /// More than `MAX_TOKENS` tokens.
    TooLong,
    /// Brackets nested deeper than `MAX_DEPTH`.
    TooDeep,
    /// A date, such as `2024-9-28`.
    Date(String),
    /// A telephone number, such as `0730-3724618`.
    Phone(String),
    /// A range, such as `3~5`; as `3-5` in a column of whole numbers only.
    Range(String),
    /// A number that a spreadsheet has shortened: `6.6E+02`.
    Shortened(String),
}

impl NumberError {
    /// Returns the sentence for the user.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            NumberError::Unreadable(found) => message::entry_unreadable(lang, found),
            NumberError::Bracketed(found) => message::entry_bracketed(lang, found),
            NumberError::Parted(found) => message::entry_parted(lang, found),
            NumberError::Grouping(found) => message::entry_grouping(lang, found),
            NumberError::Empty | NumberError::Unfinished => message::entry_unfinished(lang),
            NumberError::WrongUnit { found, expected } if expected.is_empty() => {
                message::entry_no_unit(lang, found)
            }
            NumberError::WrongUnit { found, expected } if UNKNOWN_UNIT.contains(&found.as_str()) => {
                message::entry_unknown_unit(lang, expected)
            }
            NumberError::WrongUnit { found, expected } => message::entry_wrong_unit(lang, found, expected),
            NumberError::UnitMissing => message::entry_unit_missing(lang),
            NumberError::UnitTwice => message::entry_unit_twice(lang),
            NumberError::TooManyDigits | NumberError::TooLarge => message::entry_too_large(lang),
            NumberError::DivisionByZero => message::entry_division_by_zero(lang),
            NumberError::TooLong | NumberError::TooDeep => message::entry_too_long(lang),
            NumberError::Date(found) => message::entry_is_date(lang, found) + &or_formula(lang, found),
            NumberError::Phone(found) => message::entry_is_phone(lang, found) + &or_formula(lang, found),
            NumberError::Range(found) => message::entry_is_range(lang, found) + &or_formula(lang, found),
            NumberError::Shortened(found) => message::entry_is_shortened(lang, found),
        }
    }
}

/// Returns how to enter a text that can also be calculated; empty for other texts.
fn or_formula(lang: Lang, found: &str) -> String {
    let is_formula = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | ' ' | '+');
    if found.chars().map(fold).all(is_formula) { message::entry_or_formula(lang) } else { String::new() }
}

/// Normalises a typed character: full-width to ASCII, `。` to `.`, all whitespace to a space.
///
/// Maps one character to one character, so that offsets stay valid. NFKC would turn `5²` into 52 and `①` into
/// 1.
pub(crate) fn fold(typed: char) -> char {
    match typed {
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(typed).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(typed)
        }
        '。' | '｡' => '.',
        '−' => '-',
        '￥' => '¥',
        '\u{200b}' | '\u{feff}' => ' ', // invisible, often pasted from web pages
        blank if blank.is_whitespace() => ' ',
        other => other,
    }
}
