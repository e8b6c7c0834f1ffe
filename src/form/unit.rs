//! Units of measure and the conversion between them.

use rust_decimal::Decimal;

use super::arithmetic::shift;
use super::digits::fold;

/// Multiplier prefixes, as powers of ten; longest first for prefix matching. 十 and 百 alone are not
/// multipliers.
const MULTIPLIERS: &[(&str, i32)] = &[
    ("十万", 5),
    ("百万", 6),
    ("千万", 7),
    ("十亿", 9),
    ("百亿", 10),
    ("千亿", 11),
    ("万亿", 12),
    ("千", 3),
    ("万", 4),
    ("亿", 8),
];

/// Convertible units by kind, as powers of ten of the kind's base unit.
const KNOWN: &[(&[&str], Kind, i32)] = &[
    (&["元", "元整"], Kind::Money, 0),
    (&["%", "百分之"], Kind::Share, -2),
    (&["‰"], Kind::Share, -3),
    (&["m2", "m²", "㎡", "平方米", "平米"], Kind::Area, 0),
    (&["公顷"], Kind::Area, 4),
    (&["km2", "km²", "平方公里", "平方千米"], Kind::Area, 6),
    (&["人", "名", "位"], Kind::People, 0),
    (&["m", "米"], Kind::Length, 0),
    (&["km", "公里", "千米"], Kind::Length, 3),
];

/// Quantity that a unit measures. Figures can be converted only within one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Money,
    Share,
    Area,
    People,
    Length,
    /// Any other unit, named without its multiplier: 个 for 万个; empty for a number without a unit.
    Other(String),
}

/// A unit of measure: its kind, and its factor to the base unit of that kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    name: String,
    pub(super) kind: Kind,
    /// Power of ten to the kind's base unit: 4 for 万元 (元), -2 for %.
    pub(super) exponent: i32,
}

impl Unit {
    /// Returns the unit with this name. An unknown unit is a kind of its own, with prefixes such as 千 万 亿
    /// as multipliers.
    pub fn new(name: &str) -> Self {
        let plain = canonical(name.chars());
        let (kind, exponent) = known(&plain).unwrap_or_else(|| {
            let (base, power) = MULTIPLIERS
                .iter()
                .find_map(|(word, power)| Some((plain.strip_prefix(word)?, *power)))
                .unwrap_or((&plain, 0));
            match known(base) {
                Some((kind, exponent)) if kind != Kind::Share => (kind, exponent.saturating_add(power)),
                _ => (Kind::Other(base.to_owned()), power),
            }
        });
        Self { name: name.trim().to_owned(), kind, exponent }
    }

    /// Returns the name as given, trimmed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns other common units of the same kind: 元 and 亿元 for 万元.
    pub(super) fn sisters(&self) -> Vec<String> {
        let base = match &self.kind {
            Kind::Money => "元",
            Kind::People => "人",
            Kind::Other(name) => name,
            Kind::Share | Kind::Area | Kind::Length => "",
        };
        if base.is_empty() {
            return Vec::new();
        }
        let names = ["", "万", "亿"].map(|multiplier| format!("{multiplier}{base}"));
        names.into_iter().filter(|name| self.power(&Self::new(name)) != Some(0)).collect()
    }

    /// Returns a name of what it measures, without a multiplier: 元 for 万元.
    pub fn base(&self) -> &str {
        match &self.kind {
            Kind::Money => "元",
            Kind::Share => "%",
            Kind::Area => "m2",
            Kind::People => "人",
            Kind::Length => "米",
            Kind::Other(name) => name,
        }
    }

    /// True if it is a share, such as a percentage.
    pub fn is_share(&self) -> bool {
        self.kind == Kind::Share
    }

    /// True if figures without decimals are exact: things are counted one by one.
    pub fn is_counted(&self) -> bool {
        self.exponent == 0 && matches!(self.kind, Kind::People | Kind::Other(_))
    }

    /// True if figures in the two units can be compared and converted.
    pub(super) fn same_kind(&self, other: &Self) -> bool {
        self.kind == other.kind
    }

    /// Power of ten that converts this unit to the other; `None` if the kinds differ.
    pub fn power(&self, other: &Self) -> Option<i32> {
        self.same_kind(other).then(|| self.exponent.checked_sub(other.exponent))?
    }

    /// Converts a value in this unit exactly to another unit; `None` if the kinds differ or the digits do not
    /// fit.
    pub fn convert(&self, value: Decimal, to: &Self) -> Option<Decimal> {
        shift(value, self.power(to)?).ok()
    }
}

/// Normalises a unit's name for comparison: folded, without blanks, in lower case.
pub(super) fn canonical(name: impl Iterator<Item = char>) -> String {
    name.map(fold).filter(|c| *c != ' ').map(|c| c.to_ascii_lowercase()).collect()
}

fn known(name: &str) -> Option<(Kind, i32)> {
    let (_, kind, exponent) = KNOWN.iter().find(|(names, ..)| names.contains(&name))?;
    Some((kind.clone(), *exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_convert() {
        for (value, from, to, wanted) in [
            ("881.32", "万元", "元", Some("8813200")),
            ("8813200", "元", "万元", Some("881.32")),
            ("40.11", "亿元", "万元", Some("401100")),
            ("0", "元", "亿元", Some("0")),
            ("5", "万 元", " 万元 ", Some("5")),
            ("5", "万人", "人", Some("50000")),
            ("5", "名", "人", Some("5")),
            ("5", "万人", "名", Some("50000")),
            ("5", "人", "个", None),
            ("5", "元", "人", None),
            ("5", "%", "‰", Some("50")),
            ("5", "km2", "公顷", Some("500")),
        ] {
            let value = Decimal::from_str_exact(value).ok();
            let found = value.and_then(|v| Unit::new(from).convert(v, &Unit::new(to)));
            assert_eq!(found.map(|v| v.to_string()).as_deref(), wanted, "{from} to {to}");
        }
    }
}
