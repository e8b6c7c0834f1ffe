//! Calculates a typed formula from its tokens, in the unit of the cell.

use rust_decimal::Decimal;

use super::super::arithmetic::{MAX_DIGITS, add, digits, limited, opposite, shift};
use super::super::decimal::round;
use super::super::digits::NumberError;
use super::super::unit::{Kind, Unit};
use super::lexer::{Placed, Token, piece, slice, unreadable};

/// Maximum nesting of brackets.
pub(super) const MAX_DEPTH: usize = 32;

/// Maximum decimals of a product or quotient; rounded once, at the end, half away from zero.
const MAX_DECIMALS: u32 = 12;

/// From this magnitude on, [`MAX_DECIMALS`] exceed [`MAX_DIGITS`], so a rounded result has two decimals
/// fewer.
const CROWDED: Decimal = Decimal::from_parts(0x6fc1_0000, 0x0023_86f2, 0, false, 0); // 10^16
const CROWDED_DECIMALS: u32 = 10;

/// Returns the result of a formula, without trailing zeros.
pub(super) fn parse(typed: &[char], cell: &Unit, tokens: &[Placed]) -> Result<Decimal, NumberError> {
    let mut reader = Reader { typed, cell, rest: tokens, depth: 0 };
    let part = reader.sum()?;
    if let Some(extra) = reader.rest.first() {
        let read = tokens.len().saturating_sub(reader.rest.len());
        let before = read.checked_sub(1).and_then(|at| tokens.get(at));
        return Err(match (before, extra.token) {
            (Some(Placed { token: Token::Figure(_), at, .. }), Token::Figure(_)) => {
                NumberError::Parted(piece(typed, *at, extra.end))
            }
            _ => unreadable(typed, extra.at, extra.end),
        });
    }
    let value = part.rounded().normalize();
    if digits(value) > MAX_DIGITS {
        return Err(NumberError::TooManyDigits);
    }
    Ok(value)
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
        round(self.amount, places)
    }
}

/// Recursive-descent parser over the remaining tokens; only brackets recurse.
struct Reader<'a> {
    typed: &'a [char],
    cell: &'a Unit,
    rest: &'a [Placed],
    depth: usize,
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
            let right = self.product()?;
            let measure = match (left.measure, right.measure) {
                (Measure::Plain, Measure::Converted) | (Measure::Converted, Measure::Plain) => {
                    return Err(NumberError::UnitMissing);
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
            let right = self.signed()?;
            let over = sign.token == Token::Over;
            if right.measure != Measure::Plain && (over || left.measure != Measure::Plain) {
                return Err(NumberError::UnitTwice);
            }
            if over && right.rounded().is_zero() {
                return Err(NumberError::DivisionByZero);
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
        let (first, rest) = self.rest.split_first().ok_or(NumberError::Unfinished)?;
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
        if words.is_some() || yuan.is_some() {
            if part.measure != Measure::Plain {
                return Err(NumberError::UnitTwice);
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
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err(NumberError::TooDeep);
        }
        let part = self.sum()?;
        if self.take(&[Token::Close]).is_none() {
            return Err(match self.rest.first() {
                Some(next) => unreadable(self.typed, next.at, next.end),
                None => NumberError::Unfinished,
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
