//! Parses numbers as users type them: full-width characters, thousands separators, units, small formulas.
//!
//! Contains neither formatting nor arithmetic between cells. `Decimal::from_str` rounds silently, accepts
//! `1e3` and rejects `８８１．３２`, so the text is tokenised here and only ASCII digits reach
//! `from_str_exact`. An ambiguous number is an error, never a guess.

#![deny(clippy::arithmetic_side_effects)]

use rust_decimal::{Decimal, RoundingStrategy};

pub use super::digits::NumberError;
pub(crate) use super::digits::fold;
use super::digits::shift;
use super::unit::{Kind, Unit, canonical};

/// Maximum magnitude of a value in its cell's unit, and of every intermediate result.
///
/// Ten decimals still add up exactly below this limit. A sum that needs more digits than a `Decimal` has is
/// an error.
pub(super) const MAX_MAGNITUDE: Decimal = Decimal::from_parts(0xa764_0000, 0x0de0_b6b3, 0, false, 0); // 10^18

/// Maximum number of digits in one number.
pub(super) const MAX_DIGITS: usize = 28;

/// Maximum number of tokens in one formula: numbers, units, signs and brackets, without the leading `=`.
pub(super) const MAX_TOKENS: usize = 200;

/// Maximum nesting of brackets.
pub(super) const MAX_DEPTH: usize = 32;

/// Maximum decimals of a product or quotient; rounded once, at the end, half away from zero.
pub(super) const MAX_DECIMALS: u32 = 12;

/// From this magnitude on, [`MAX_DECIMALS`] exceed [`MAX_DIGITS`], so a rounded result has two decimals
/// fewer.
const CROWDED: Decimal = Decimal::from_parts(0x6fc1_0000, 0x0023_86f2, 0, false, 0); // 10^16
const CROWDED_DECIMALS: u32 = 10;

/// Maximum length of the text quoted in an error, in characters.
const MAX_FOUND: usize = 20;

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
    let unitless;
    let cell = if let Some(unit) = unit {
        unit
    } else {
        unitless = Unit::new("");
        &unitless
    };
    let typed: Vec<char> = text.chars().collect();
    let mut lexer = Lexer { typed: &typed, name: canonical(cell.name().chars()).chars().collect(), at: 0 };
    lexer.skip_blanks();
    if lexer.peek().is_none() {
        return Err(NumberError::Empty);
    }
    let marked = lexer.take('=');
    let tokens = lexer.tokens()?;
    if let Some((at, end)) = bracketed(&tokens).filter(|_| !marked) {
        return Err(NumberError::Bracketed { at: tokens[0].at, found: piece(&typed, at, end) });
    }
    let mut reader = Reader { typed: &typed, cell, rest: &tokens, depth: 0, formula: marked };
    let part = reader.sum()?;
    if let Some(extra) = reader.rest.first() {
        let read = tokens.len().saturating_sub(reader.rest.len());
        let before = read.checked_sub(1).and_then(|at| tokens.get(at));
        return Err(match (before, extra.token) {
            (Some(Placed { token: Token::Figure(_), at, .. }), Token::Figure(_)) => {
                NumberError::Parted { at: *at, found: piece(&typed, *at, extra.end) }
            }
            _ => unreadable(&typed, extra.at, extra.end),
        });
    }
    let value = part.rounded().normalize();
    if digits(value) > MAX_DIGITS {
        return Err(NumberError::TooManyDigits);
    }
    Ok(Number { value, is_sum: reader.formula })
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Figure(Decimal),
    /// A unit, or other letters; the text of the token decides.
    Word,
    Yuan,
    Plus,
    Minus,
    Times,
    Over,
    Open,
    Close,
}

/// A token with its range in the typed text.
#[derive(Clone, Copy, Debug)]
struct Placed {
    token: Token,
    at: usize,
    end: usize,
}

struct Lexer<'a> {
    typed: &'a [char],
    /// The cell's own unit; it can contain sign characters, as in 元/人.
    name: Vec<char>,
    at: usize,
}

impl Lexer<'_> {
    fn tokens(mut self) -> Result<Vec<Placed>, NumberError> {
        let mut tokens = Vec::new();
        loop {
            self.skip_blanks();
            let at = self.at;
            let Some(next) = self.peek() else {
                return Ok(tokens);
            };
            if tokens.len() >= MAX_TOKENS {
                return Err(NumberError::TooLong);
            }
            let token = match next {
                '+' => self.sign(Token::Plus),
                '-' => self.sign(Token::Minus),
                '*' | '×' => self.sign(Token::Times),
                '/' | '÷' => self.sign(Token::Over),
                '(' => self.sign(Token::Open),
                ')' => self.sign(Token::Close),
                '¥' => self.sign(Token::Yuan),
                c if is_figure(c) => self.figure()?,
                c if is_word(c) => self.word()?,
                _ => return Err(unreadable(self.typed, at, at.saturating_add(1))),
            };
            tokens.push(Placed { token, at, end: self.at });
        }
    }

    fn peek(&self) -> Option<char> {
        self.typed.get(self.at).copied().map(fold)
    }

    fn skip_while(&mut self, fits: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&fits) {
            self.at = self.at.saturating_add(1);
        }
    }

    fn skip_blanks(&mut self) {
        self.skip_while(|c| c == ' ');
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }

    fn sign(&mut self, token: Token) -> Token {
        self.at = self.at.saturating_add(1);
        token
    }

    fn figure(&mut self) -> Result<Token, NumberError> {
        let at = self.at;
        self.skip_while(is_figure);
        let run: String = slice(self.typed, at, self.at).iter().copied().map(fold).collect();
        // Accept a trailing decimal point: the user has not typed the decimals yet.
        let run =
            run.strip_suffix('.').filter(|whole| !whole.contains('.') && !whole.is_empty()).unwrap_or(&run);
        let (whole, decimals) = run.split_once('.').map_or((run, None), |(w, d)| (w, Some(d)));
        if decimals.is_some_and(|d| d.is_empty() || !d.bytes().all(|b| b.is_ascii_digit())) {
            return Err(unreadable(self.typed, at, self.at));
        }
        if !is_grouped(whole) {
            let found = piece(self.typed, at, self.at);
            return Err(NumberError::Grouping { at, found });
        }
        let mut clean: String = run.chars().filter(|c| *c != ',').collect();
        let counted = clean.trim_start_matches('0').bytes().filter(u8::is_ascii_digit);
        if counted.count() > MAX_DIGITS {
            return Err(NumberError::TooManyDigits);
        }
        if clean.starts_with('.') {
            clean.insert(0, '0');
        }
        Decimal::from_str_exact(&clean).map(Token::Figure).map_err(|_| unreadable(self.typed, at, self.at))
    }

    /// Reads a unit: the cell's own name, or a run of letters. A digit belongs to a unit only as in m2.
    fn word(&mut self) -> Result<Token, NumberError> {
        let at = self.at;
        let rest = self.typed.get(at..).unwrap_or_default();
        let own = self.name.len();
        let here = rest.iter().take(own).map(|c| fold(*c).to_ascii_lowercase());
        let behind = rest.get(own).copied().map(fold);
        if own > 0
            && here.eq(self.name.iter().copied())
            && !behind.is_some_and(|c| is_word(c) || is_figure(c))
        {
            self.at = at.saturating_add(own);
            return Ok(Token::Word);
        }
        self.skip_while(is_word);
        let last = self.at.checked_sub(1).and_then(|i| self.typed.get(i)).copied().map(fold);
        if matches!(last, Some('m' | 'M')) && matches!(self.peek(), Some('2' | '3')) {
            self.at = self.at.saturating_add(1);
            self.skip_while(is_word);
        }
        if self.peek().is_some_and(is_figure) {
            self.skip_while(|c| is_word(c) || is_figure(c));
            return Err(unreadable(self.typed, at, self.at));
        }
        Ok(Token::Word)
    }
}

fn is_figure(folded: char) -> bool {
    folded.is_ascii_digit() || matches!(folded, '.' | ',')
}

fn is_word(folded: char) -> bool {
    folded.is_alphabetic()
        || matches!(folded, '%' | '‰' | '㎡' | '²' | '³' | '°' | '℃' | '·')
        || ('㎀'..='㏟').contains(&folded)
}

/// True if separators, if any, form groups of three digits. `0,123` is a decimal comma and is rejected.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut parted = false;
    for group in groups {
        parted = true;
        if group.len() != 3 {
            return false;
        }
    }
    !parted || ((1..=3).contains(&first.len()) && !first.starts_with('0'))
}

fn slice(typed: &[char], at: usize, end: usize) -> &[char] {
    typed.get(at..end).unwrap_or_default()
}

fn piece(typed: &[char], at: usize, end: usize) -> String {
    let whole = slice(typed, at, end);
    let mut found: String = whole.iter().take(MAX_FOUND).collect();
    if whole.len() > MAX_FOUND {
        found.push('…');
    }
    found
}

fn unreadable(typed: &[char], at: usize, end: usize) -> NumberError {
    let found = piece(typed, at, end);
    NumberError::Unreadable { at, found }
}

/// Origin of an amount's unit; it decides which amounts can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// No unit: a factor, or a figure in the cell's unit.
    Plain,
    /// The cell's own unit, given explicitly.
    Cell,
    /// Another unit of the same kind, converted.
    Converted,
}

/// A part of a formula, in the cell's unit.
#[derive(Clone, Copy, Debug)]
struct Part {
    amount: Decimal,
    measure: Measure,
    /// True if no product or quotient exceeded [`MAX_DECIMALS`], so that every digit is significant.
    exact: bool,
}

impl Part {
    /// Returns the rounded result. Intermediate results are not rounded, so that 1/3*3 is 1.
    fn rounded(&self) -> Decimal {
        if self.exact {
            return self.amount;
        }
        let places = if self.amount.abs() < CROWDED { MAX_DECIMALS } else { CROWDED_DECIMALS };
        self.amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
    }
}

/// Recursive-descent parser over the remaining tokens; only brackets recurse.
struct Reader<'a> {
    typed: &'a [char],
    cell: &'a Unit,
    rest: &'a [Placed],
    depth: usize,
    /// True if the text is more than a number with its sign and unit.
    formula: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, wanted: &[Token]) -> Option<&'a Placed> {
        let (first, rest) = self.rest.split_first()?;
        wanted.contains(&first.token).then(|| {
            self.rest = rest;
            first
        })
    }

    fn sum(&mut self) -> Result<Part, NumberError> {
        let mut left = self.product()?;
        while let Some(sign) = self.take(&[Token::Plus, Token::Minus]) {
            self.formula = true;
            let right = self.product()?;
            let measure = match (left.measure, right.measure) {
                (Measure::Plain, Measure::Converted) | (Measure::Converted, Measure::Plain) => {
                    return Err(NumberError::UnitMissing { at: sign.at });
                }
                (Measure::Converted, _) | (_, Measure::Converted) => Measure::Converted,
                (Measure::Cell, _) | (_, Measure::Cell) => Measure::Cell,
                (Measure::Plain, Measure::Plain) => Measure::Plain,
            };
            let addend = if sign.token == Token::Minus { opposite(right.amount) } else { right.amount };
            let exact = left.exact && right.exact;
            left = Part { amount: add(left.amount, addend, exact)?, measure, exact };
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Part, NumberError> {
        let mut left = self.signed()?;
        while let Some(sign) = self.take(&[Token::Times, Token::Over]) {
            self.formula = true;
            let right = self.signed()?;
            let over = sign.token == Token::Over;
            if right.measure != Measure::Plain && (over || left.measure != Measure::Plain) {
                return Err(NumberError::UnitTwice { at: sign.at });
            }
            if over && right.rounded().is_zero() {
                return Err(NumberError::DivisionByZero { at: sign.at });
            }
            let amount = if over {
                left.amount.checked_div(right.amount)
            } else {
                left.amount.checked_mul(right.amount)
            };
            let amount = limited(amount.ok_or(NumberError::TooLarge)?.normalize())?;
            left = Part {
                amount,
                measure: if right.measure == Measure::Plain { left.measure } else { right.measure },
                exact: left.exact
                    && right.exact
                    && amount.scale() <= MAX_DECIMALS
                    && digits(amount) <= MAX_DIGITS,
            };
        }
        Ok(left)
    }

    /// Parses an operand with at most one sign before it.
    fn signed(&mut self) -> Result<Part, NumberError> {
        let sign = self.take(&[Token::Plus, Token::Minus]);
        let mut part = self.operand()?;
        if sign.is_some_and(|s| s.token == Token::Minus) {
            part.amount = opposite(part.amount);
        }
        Ok(part)
    }

    /// Parses a number or a bracket, with an optional `¥` (and sign) before it and an optional unit after it.
    fn operand(&mut self) -> Result<Part, NumberError> {
        let yuan = self.take(&[Token::Yuan]);
        let sign = yuan.and_then(|_| self.take(&[Token::Plus, Token::Minus]));
        let end = self.typed.len();
        let (first, rest) = self.rest.split_first().ok_or(NumberError::Unfinished { at: end })?;
        self.rest = rest;
        let mut part = match first.token {
            Token::Figure(amount) => Part { amount, measure: Measure::Plain, exact: true },
            Token::Open => self.bracket()?,
            _ => return Err(unreadable(self.typed, first.at, first.end)),
        };
        if sign.is_some_and(|s| s.token == Token::Minus) {
            part.amount = opposite(part.amount);
        }
        let words = self.words();
        if let Some(at) = words.map(|(at, _)| at).or(yuan.map(|y| y.at)) {
            if part.measure != Measure::Plain {
                return Err(NumberError::UnitTwice { at });
            }
            let power = self.power(words, yuan)?;
            let kept = if power < 0 { part.rounded() } else { part.amount };
            part.amount = shift(kept, power)?;
            part.measure = if power == 0 { Measure::Cell } else { Measure::Converted };
        }
        part.amount = limited(part.amount)?;
        Ok(part)
    }

    fn bracket(&mut self) -> Result<Part, NumberError> {
        self.formula = true;
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err(NumberError::TooDeep);
        }
        let part = self.sum()?;
        if self.take(&[Token::Close]).is_none() {
            return Err(match self.rest.first() {
                Some(next) => unreadable(self.typed, next.at, next.end),
                None => NumberError::Unfinished { at: self.typed.len() },
            });
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(part)
    }

    /// Consumes the unit's words, which can contain blanks (万 元), and returns their range.
    fn words(&mut self) -> Option<(usize, usize)> {
        let first = self.take(&[Token::Word])?;
        let mut end = first.end;
        while let Some(next) = self.take(&[Token::Word]) {
            end = next.end;
        }
        Some((first.at, end))
    }

    /// Returns the power of ten that converts a number with these words, or `¥`, into the cell's unit.
    fn power(&self, words: Option<(usize, usize)>, yuan: Option<&Placed>) -> Result<i32, NumberError> {
        let (at, end) = words.or(yuan.map(|y| (y.at, y.end))).unwrap_or_default();
        let wrong = || NumberError::WrongUnit {
            found: piece(self.typed, at, end),
            expected: self.cell.name().to_owned(),
        };
        if yuan.is_some() && self.cell.kind != Kind::Money {
            return Err(wrong());
        }
        let mut exponent = 0;
        if words.is_some() {
            let name: String = slice(self.typed, at, end).iter().collect();
            let unit = Unit::new(&name);
            // A bare 万 multiplies the cell's base unit by ten thousand: 元 for 万元, 人 for 人. It is not
            // valid for a share.
            let bare = unit.kind == Kind::Other(String::new()) && self.cell.kind != Kind::Share;
            if !bare && !unit.same_kind(self.cell) {
                return Err(wrong());
            }
            exponent = unit.exponent;
        }
        exponent.checked_sub(self.cell.exponent).ok_or_else(wrong)
    }
}

/// Negates the amount; zero stays positive.
pub(super) fn opposite(amount: Decimal) -> Decimal {
    let mut turned = amount;
    turned.set_sign_negative(!amount.is_zero() && !amount.is_sign_negative());
    turned
}

/// Returns the exact sum, or `None` if it has too many digits.
pub(super) fn plus(left: Decimal, right: Decimal) -> Option<Decimal> {
    let sum = left.checked_add(right)?;
    if sum.scale() >= left.scale().max(right.scale()) { Some(sum) } else { add(left, right, true).ok() }
}

/// Adds two amounts. Near its limit `Decimal` drops decimals silently. The scale reveals this, and an exact
/// sum is then an error.
fn add(left: Decimal, right: Decimal, exact: bool) -> Result<Decimal, NumberError> {
    let (left, right) = (left.normalize(), right.normalize());
    let sum = limited(left.checked_add(right).ok_or(NumberError::TooLarge)?)?;
    let whole = left.is_zero() || right.is_zero() || sum.scale() >= left.scale().max(right.scale());
    (whole || !exact).then_some(sum).ok_or(NumberError::TooManyDigits)
}

fn digits(amount: Decimal) -> usize {
    let power = amount.mantissa().unsigned_abs().checked_ilog10().unwrap_or(0);
    usize::try_from(power).unwrap_or(usize::MAX).saturating_add(1)
}

fn limited(amount: Decimal) -> Result<Decimal, NumberError> {
    if amount.abs() > MAX_MAGNITUDE {
        return Err(NumberError::TooLarge);
    }
    Ok(amount)
}

#[cfg(test)]
mod tests {
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
