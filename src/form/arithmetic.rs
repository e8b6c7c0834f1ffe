//! Exact arithmetic: a result that needs more digits than a `Decimal` has is an error.

#![deny(clippy::arithmetic_side_effects)]

use rust_decimal::Decimal;

use super::digits::NumberError;

/// Maximum magnitude of a value in its cell's unit, and of every intermediate result.
///
/// Ten decimals still add up exactly below this limit. A sum that needs more digits than a `Decimal` has is
/// an error.
pub(super) const MAX_MAGNITUDE: Decimal = Decimal::from_parts(0xa764_0000, 0x0de0_b6b3, 0, false, 0); // 10^18

/// Maximum number of digits in one number.
pub(super) const MAX_DIGITS: usize = 28;

/// Multiplies the amount by 10^power exactly: only the decimal point moves.
pub(super) fn shift(amount: Decimal, power: i32) -> Result<Decimal, NumberError> {
    if amount.is_zero() || power == 0 {
        return Ok(amount.normalize());
    }
    let amount = amount.normalize();
    let scale = i64::from(amount.scale()).saturating_sub(i64::from(power));
    let decimals = u32::try_from(scale.max(0)).map_err(|_| NumberError::TooManyDigits)?;
    let mut moved = amount;
    moved.set_scale(decimals).map_err(|_| NumberError::TooManyDigits)?;
    for _ in scale..0 {
        moved = moved.checked_mul(Decimal::TEN).ok_or(NumberError::TooLarge)?;
    }
    Ok(moved.normalize())
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
pub(super) fn add(left: Decimal, right: Decimal, exact: bool) -> Result<Decimal, NumberError> {
    let (left, right) = (left.normalize(), right.normalize());
    let sum = limited(left.checked_add(right).ok_or(NumberError::TooLarge)?)?;
    let whole = left.is_zero() || right.is_zero() || sum.scale() >= left.scale().max(right.scale());
    (whole || !exact).then_some(sum).ok_or(NumberError::TooManyDigits)
}

/// Number of digits of a quotient that count: the others are lost when it is multiplied again.
const SURE_DIGITS: u32 = 24;
/// Numbers with at most this many decimals are exact.
const EXACT_DECIMALS: u32 = 10;

/// Removes the error of a division: `100 / 12 * 3` is 25.
pub(super) fn settled(number: Decimal) -> Decimal {
    if number.scale() <= EXACT_DECIMALS {
        return number;
    }
    number.round_sf(SURE_DIGITS).unwrap_or(number).normalize()
}

/// Returns the number of digits, without leading zeros.
pub(super) fn digits(amount: Decimal) -> usize {
    let power = amount.mantissa().unsigned_abs().checked_ilog10().unwrap_or(0);
    usize::try_from(power).unwrap_or(usize::MAX).saturating_add(1)
}

/// Returns the amount, or an error above [`MAX_MAGNITUDE`].
pub(super) fn limited(amount: Decimal) -> Result<Decimal, NumberError> {
    if amount.abs() > MAX_MAGNITUDE {
        return Err(NumberError::TooLarge);
    }
    Ok(amount)
}
