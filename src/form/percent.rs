//! Percentages: relative changes, and shares of a total.

use rust_decimal::Decimal;

use super::field_type::FieldType;
use super::value::Value;
use crate::message::Lang;

/// An exact percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(Decimal);

/// Larger changes are not shown in percent, because they are not more informative than the difference.
const FARTHEST: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

impl Percent {
    /// Parses a limit from a template: a number above zero without a sign or unit.
    pub fn read(text: &str) -> Option<Percent> {
        let number = FieldType::number(0).parse(text).ok()?.number()?;
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
    pub fn show_change(self, lang: Lang) -> Option<String> {
        let kind = FieldType::number(1);
        let number = kind.round(Value::Number(self.0)).number()?;
        (!number.is_zero() && number.abs() < FARTHEST).then(|| kind.show_signed(number, lang) + "%")
    }

    /// Formats with one decimal, for programs.
    pub fn show_plain(self) -> String {
        let kind = FieldType::number(1);
        kind.show_plain(&kind.round(Value::Number(self.0)))
    }

    /// Formats with two decimals; `short` omits trailing zeros.
    pub fn show_share(self, short: bool) -> String {
        let kind = FieldType::Decimal { decimals: 2, padded: !short, unit: None };
        kind.show(&kind.round(Value::Number(self.0)), Lang::Zh) + "%"
    }

    /// Formats as in a template.
    pub fn show(self, lang: Lang) -> String {
        FieldType::number(0).show(&Value::Number(self.0), lang)
    }
}

impl FieldType {
    /// Returns a number in percent of a number of another field. Returns `None` if the units are incompatible
    /// or the divisor is zero.
    pub fn share(&self, number: Decimal, whole: (&FieldType, Decimal)) -> Option<Percent> {
        let of = match (self.measure(), whole.0.measure()) {
            (None, None) => whole.1,
            (Some(own), Some(other)) => other.convert(whole.1, own)?,
            _ => return None,
        };
        Percent::share(number, of)
    }
}
