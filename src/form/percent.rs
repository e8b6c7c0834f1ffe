//! Percentages: relative changes, and shares of a total.

use rust_decimal::Decimal;

use super::decimal::{round, show_number};
use super::number;

/// An exact percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(Decimal);

/// Larger changes are not shown in percent, because they are not more informative than the difference.
const FARTHEST: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

impl Percent {
    /// Parses a limit from a template: a number above zero without a sign or unit.
    pub fn read(text: &str) -> Option<Percent> {
        let number = number::read(text.trim(), None).ok()?;
        (number > Decimal::ZERO).then_some(Percent(number))
    }

    /// Returns a difference in percent of the number before; `None` if that is zero.
    pub fn of(difference: Decimal, before: Decimal) -> Option<Percent> {
        difference.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before.abs()).map(Percent)
    }

    /// Returns a number in percent of the total; `None` if that is zero.
    pub fn share(part: Decimal, whole: Decimal) -> Option<Percent> {
        part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole).map(Percent)
    }

    /// True if its absolute value exceeds the limit.
    pub fn is_beyond(self, limit: Percent) -> bool {
        self.0.abs() > limit.0
    }

    /// Formats with sign and one decimal; `None` if the result is zero or very large.
    pub fn show_change(self) -> Option<String> {
        let number = round(self.0, 1);
        let sign = if number > Decimal::ZERO { "+" } else { "" };
        (!number.is_zero() && number.abs() < FARTHEST).then(|| format!("{sign}{}%", self.show_plain()))
    }

    /// Formats with one decimal, for programs.
    pub fn show_plain(self) -> String {
        show_number(round(self.0, 1), 1)
    }

    /// Formats with two decimals; `short` omits trailing zeros.
    pub fn show_share(self, short: bool) -> String {
        show_number(round(self.0, 2), if short { 0 } else { 2 }) + "%"
    }

    /// Formats as in a template.
    pub fn show(self) -> String {
        show_number(self.0, 0)
    }
}
