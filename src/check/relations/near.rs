//! Distances between numbers: rounding, and mistakes of typing.

use rust_decimal::Decimal;

use crate::form::round;

/// True if the two numbers are at typing distance: as many digits, at least two, of which one differs, or two
/// that are at most two places apart are exchanged.
pub(in crate::check) fn near(one: Decimal, other: Decimal) -> bool {
    let (mut one, mut other) = (one.normalize(), other.normalize());
    let scale = one.scale().max(other.scale());
    one.rescale(scale);
    other.rescale(scale);
    if one.is_sign_negative() != other.is_sign_negative() || one == other {
        return false;
    }
    let (one, other) = (one.mantissa().abs().to_string(), other.mantissa().abs().to_string());
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() || one.len() < 2 {
        return false;
    }
    let different: Vec<usize> = (0..one.len()).filter(|at| one[*at] != other[*at]).collect();
    match different[..] {
        [_] => true,
        [first, second] => second - first <= 2 && one[first] == other[second] && one[second] == other[first],
        _ => false,
    }
}

/// True if the same digits stand in a unit ten thousand or a hundred million times as large.
pub(in crate::check) fn is_other_unit(one: Decimal, other: Decimal) -> bool {
    let (least, most) = (one.abs().min(other.abs()), one.abs().max(other.abs()));
    let is_factor = |factor: &i64| least.checked_mul(Decimal::from(*factor)) == Some(most);
    !least.is_zero() && [10_000, 100_000_000].iter().any(is_factor)
}

/// True if `number`, rounded or cut to the decimals of `figure`, is the figure.
pub(super) fn fits(number: Decimal, figure: Decimal) -> bool {
    let step = Decimal::new(1, figure.scale());
    let cut = number.checked_sub(figure).is_some_and(|off| off >= Decimal::ZERO && off < step);
    number == figure || round(number, figure.scale()) == figure || cut && figure.scale() > 0
}

/// Half of the last decimal place of a number with its decimals as written.
pub(in crate::check) fn half_step(number: Decimal) -> Decimal {
    Decimal::new(5, number.scale() + 1)
}

/// Returns the percentages that a part and a whole can have, the least, the middle and the greatest, if each is
/// inexact by the given amount.
pub(in crate::check) fn percentages(
    (part, part_off): (Decimal, Decimal),
    (whole, whole_off): (Decimal, Decimal),
) -> Option<[Decimal; 3]> {
    let percent = |part: Decimal, whole: Decimal| part.checked_div(whole)?.checked_mul(Decimal::ONE_HUNDRED);
    let least = percent(part.checked_sub(part_off)?, whole.checked_add(whole_off)?)?;
    let most = percent(part.checked_add(part_off)?, whole.checked_sub(whole_off)?)?;
    Some([least, percent(part, whole)?, most])
}

/// True if a written percentage is one of the range, rounded or cut to its decimals.
pub(in crate::check) fn fits_range([least, middle, most]: [Decimal; 3], figure: Decimal) -> bool {
    let half = half_step(figure);
    // Percentages of two decimals are often adjusted so that they add up to 100.
    let adjusted = figure.scale() > 1 && (middle - figure).abs() <= half * Decimal::TWO;
    // A mistake of typing is no rounding.
    if !adjusted && !fits(middle, figure) && near(round(middle, figure.scale()), figure) {
        return false;
    }
    fits(middle, figure)
        || adjusted
        || figure.scale() == 0 && middle.trunc() == figure
        || least - half <= figure && figure <= most + half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_distance_is_one_digit_or_two_exchanged() {
        for (one, other, is_near) in [
            ("169.39", "169.93", true),
            ("881.32", "881.23", true),
            ("767.32", "761.32", true),
            ("52", "25", true),
            ("52", "53", true),
            ("1.10", "1.2", true),
            ("5", "6", false),
            ("52", "52.0", false),
            ("52", "520", false),
            ("123", "321", true),
            ("1234", "4231", false),
            ("114", "224", false),
        ] {
            let number = |text| Decimal::from_str_exact(text).unwrap();
            assert_eq!(near(number(one), number(other)), is_near, "{one} {other}");
        }
    }
}
