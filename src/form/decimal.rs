//! Rounding and text of decimals. Both happen here only, so that a number is the same everywhere.

use rust_decimal::{Decimal, RoundingStrategy};

use super::arithmetic::shift;

/// Largest power of ten that a number is rounded to.
const MAX_POWER: i32 = 18;

/// Rounds half away from zero (四舍五入) to this number of decimals; never pads with zeros.
pub fn round(number: Decimal, decimals: u32) -> Decimal {
    number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// Rounds like [`round`], to tens, hundreds and so on if `places` is negative. Returns `None` if the result is too large.
pub(super) fn round_to(number: Decimal, places: i32) -> Option<Decimal> {
    if places >= 0 {
        return Some(round(number, places.unsigned_abs()));
    }
    let places = places.max(-MAX_POWER);
    shift(round(shift(number, places).ok()?, 0), -places).ok()
}

/// Formats a number with at least this number of decimals; never cuts digits.
pub(super) fn show_number(number: Decimal, decimals: u32) -> String {
    let mut number = number.normalize();
    if number.scale() < decimals {
        number.rescale(decimals);
    }
    if number.is_zero() {
        number.set_sign_positive(true);
    }
    number.to_string()
}

/// Formats a number for the explanation of a formula.
pub fn show_in_formula(number: Decimal, decimals: u32) -> String {
    show_number(number, decimals)
}
