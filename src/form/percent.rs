//! Percentages: how far a number moved, measured by what it was; what share it is of another.

use rust_decimal::Decimal;

use super::field_type::FieldType;
use super::value::Value;
use crate::message::Lang;

/// A number of percent, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(Decimal);

/// What is further than this says no more than the difference does.
const FARTHEST: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);

impl Percent {
    /// A limit as a template writes it: above zero, without a sign or unit.
    pub fn read(text: &str) -> Option<Percent> {
        let number = FieldType::number(0).parse(text).ok()?.number()?;
        (number > Decimal::ZERO).then_some(Percent(number))
    }

    /// A difference in percent of the number before; none of zero.
    pub fn of(difference: Decimal, before: Decimal) -> Option<Percent> {
        difference.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(before.abs()).map(Percent)
    }

    /// A number in percent of the whole; none of zero.
    pub fn share(part: Decimal, whole: Decimal) -> Option<Percent> {
        part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole).map(Percent)
    }

    /// Whether it is further from zero than a limit.
    pub fn is_beyond(self, limit: Percent) -> bool {
        self.0.abs() > limit.0
    }

    /// With its sign and one decimal; none where that says nothing.
    pub fn show_change(self, lang: Lang) -> Option<String> {
        let kind = FieldType::number(1);
        let number = kind.round(Value::Number(self.0)).number()?;
        (!number.is_zero() && number.abs() < FARTHEST).then(|| kind.show_signed(number, lang) + "%")
    }

    /// With one decimal, for programs.
    pub fn show_plain(self) -> String {
        let kind = FieldType::number(1);
        kind.show_plain(&kind.round(Value::Number(self.0)))
    }

    /// To two decimals; `short` leaves out zeros at the end.
    pub fn show_share(self, short: bool) -> String {
        let kind = FieldType::Decimal { decimals: 2, padded: !short, unit: None };
        kind.show(&kind.round(Value::Number(self.0)), Lang::Zh) + "%"
    }

    /// As a template writes it.
    pub fn show(self, lang: Lang) -> String {
        FieldType::number(0).show(&Value::Number(self.0), lang)
    }
}
