//! Field types: parsing, rounding and formatting of their values.
//!
//! A new type is a variant of [`FieldType`]; the exhaustive matches below then require the rest. Only this
//! file formats a [`Decimal`].

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::date;
use super::decimal::{round, show_number};
use super::digits;
use super::kind::Kind;
use super::number;
use super::problem::Problem;
use super::unit::Unit;
use super::value::Value;
use crate::message::{self, Lang};

/// Name of a type in the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum TypeName {
    /// A single line of text.
    Text,
    /// Paragraphs of text.
    LongText,
    /// An integer.
    Integer,
    /// A number with decimals.
    Decimal,
    /// A date.
    Date,
    /// One of several texts.
    Choice,
    /// A telephone number.
    Phone,
}

/// A type with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// A single line of text.
    Text,
    /// Paragraphs of text.
    LongText,
    /// An integer with an optional unit.
    Integer(Option<Unit>),
    /// A number with decimals.
    Decimal {
        /// Maximum number of decimals.
        decimals: u32,
        /// True if missing decimals are padded with zeros.
        padded: bool,
        /// Unit.
        unit: Option<Unit>,
    },
    /// A date.
    Date,
    /// One of several texts.
    Choice(Vec<String>),
    /// A telephone number.
    Phone,
}

/// Input of an entry, on the screen and line by line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Widget<'a> {
    /// A line.
    Line,
    /// Paragraphs.
    Paragraphs,
    /// A list of these choices.
    Choices(&'a [String]),
    /// A line, or a day in a calendar.
    Calendar,
}

/// Result of comparing a figure in a text with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Equal.
    Equal,
    /// Equal after one of them is rounded.
    Rounded,
    /// Different.
    Different,
}

/// Maximum number of decimals of a field.
pub(super) const MAX_DECIMALS: u32 = 10;

/// Maximum number of decimals of a number shown in a larger unit.
const MAX_SHOWN_DECIMALS: u32 = 20;

impl FieldType {
    /// Returns a decimal type without a unit.
    pub fn number(decimals: u32) -> FieldType {
        FieldType::Decimal { decimals, padded: true, unit: None }
    }

    /// Parses the text that the user typed.
    pub fn parse(&self, text: &str) -> Result<Value, Problem> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(Value::Blank);
        }
        if is_not_applicable(trimmed) {
            return Ok(Value::NotApplicable);
        }
        match self {
            FieldType::Text | FieldType::LongText => Ok(Value::Text(text.into())),
            FieldType::Integer(unit) => {
                let number = read(trimmed, unit.as_ref())?;
                if number.fract().is_zero() { Ok(Value::Number(number)) } else { Err(Problem::Mistyped) }
            }
            FieldType::Decimal { unit, .. } => read(trimmed, unit.as_ref()).map(Value::Number),
            FieldType::Date => date::read(trimmed).map(Value::Date).map_err(Problem::Date),
            FieldType::Choice(choices) => {
                let found = choices.iter().find(|choice| choice.as_str() == trimmed);
                found.map(|choice| Value::Text(choice.as_str().into())).ok_or(Problem::Mistyped)
            }
            FieldType::Phone => {
                if is_phone(trimmed) {
                    Ok(Value::Text(trimmed.into()))
                } else {
                    Err(Problem::Mistyped)
                }
            }
        }
    }

    /// Rounds the result of a formula to the precision of this type.
    pub fn round(&self, value: Value) -> Value {
        match (self, value) {
            (FieldType::Integer(_), Value::Number(number)) => Value::Number(round(number, 0)),
            (FieldType::Decimal { decimals, .. }, Value::Number(number)) => {
                Value::Number(round(number, *decimals))
            }
            (_, value) => value,
        }
    }

    /// Formats a value, identically for the screen, exports and the command line.
    pub fn show(&self, value: &Value, lang: Lang) -> String {
        match value {
            Value::Blank => String::new(),
            Value::NotApplicable => message::not_applicable(lang),
            Value::Number(number) => show_number(*number, self.padding()),
            Value::Text(text) => text.to_string(),
            Value::Date(day) => show_date(*day, lang),
            Value::Truth(truth) => message::truth(lang, *truth),
        }
    }

    /// Formats a number with its sign, for differences.
    pub fn show_signed(&self, number: Decimal, lang: Lang) -> String {
        let sign = if number > Decimal::ZERO { "+" } else { "" };
        sign.to_owned() + &self.show(&Value::Number(number), lang)
    }

    /// Formats a value for programs: ISO dates, numbers as on the screen.
    pub fn show_plain(&self, value: &Value) -> String {
        match value {
            Value::Date(day) => day.to_string(),
            other => self.show(other, Lang::Zh),
        }
    }

    /// Converts a number to another unit, if it differs by a power of ten, and formats it exactly with that
    /// unit. Without a unit, formats it like the field. `short` omits trailing zeros. Returns `None` if the
    /// units are incompatible.
    pub fn show_as(&self, number: Decimal, unit: Option<&str>, short: bool) -> Option<String> {
        let decimals = if short { 0 } else { self.padding() };
        let Some(name) = unit else { return Some(show_number(number, decimals)) };
        let (own, wanted) = (self.measure()?, Unit::new(name));
        let decimals = i64::from(decimals) - i64::from(own.power(&wanted)?);
        let decimals =
            u32::try_from(decimals.max(0)).ok().filter(|decimals| *decimals <= MAX_SHOWN_DECIMALS)?;
        Some(show_number(own.convert(number, &wanted)?, decimals) + wanted.name())
    }

    /// Completes a relative or incomplete date; the result replaces the typed text.
    pub fn complete(&self, text: &str, today: Date) -> Option<String> {
        match self {
            FieldType::Date => date::complete(text, today).map(|day| show_date(day, Lang::Zh)),
            _ => None,
        }
    }

    /// Number of decimals.
    pub fn decimals(&self) -> u32 {
        match self {
            FieldType::Decimal { decimals, .. } => *decimals,
            _ => 0,
        }
    }

    /// Minimum number of decimals shown.
    fn padding(&self) -> u32 {
        match self {
            FieldType::Decimal { padded: false, .. } => 0,
            _ => self.decimals(),
        }
    }

    /// Name of the unit.
    pub fn unit(&self) -> Option<&str> {
        self.measure().map(Unit::name)
    }

    /// Names of the units in which its numbers can be shown, its own unit first.
    pub fn units(&self) -> Vec<String> {
        let Some(own) = self.measure() else { return Vec::new() };
        std::iter::once(own.name().to_owned()).chain(own.sisters()).collect()
    }

    /// Unit of its numbers.
    pub(super) fn measure(&self) -> Option<&Unit> {
        match self {
            FieldType::Integer(unit) | FieldType::Decimal { unit, .. } => unit.as_ref(),
            _ => None,
        }
    }

    /// Power of ten that converts a figure with this unit to the field's unit; `None` if the units are
    /// incompatible.
    pub fn power_of(&self, unit: &str) -> Option<i32> {
        match self {
            FieldType::Integer(own) | FieldType::Decimal { unit: own, .. } => {
                Unit::new(unit).power(own.as_ref()?)
            }
            _ => None,
        }
    }

    /// Converts a figure in a unit of this power to the field's unit; `None` if the result is too large.
    pub fn in_own_unit(figure: Decimal, power: i32) -> Option<Decimal> {
        digits::shift(figure, power).ok()
    }

    /// Compares a figure, with its decimals as written and in a unit of this power, with a value of this
    /// field.
    pub fn agreement(&self, value: Decimal, figure: Decimal, power: i32) -> Agreement {
        let Some(here) = FieldType::in_own_unit(figure, power) else { return Agreement::Different };
        if here == value {
            return Agreement::Equal;
        }
        let is_rounded = |there: Decimal| !here.is_zero() && round(there, figure.scale()) == figure;
        if digits::shift(value, -power).is_ok_and(is_rounded)
            || !value.is_zero() && round(here, self.decimals()) == value
        {
            return Agreement::Rounded;
        }
        Agreement::Different
    }

    /// Input of an entry.
    pub fn widget(&self) -> Widget<'_> {
        match self {
            FieldType::LongText => Widget::Paragraphs,
            FieldType::Choice(choices) => Widget::Choices(choices),
            FieldType::Date => Widget::Calendar,
            _ => Widget::Line,
        }
    }

    /// True if an entry may have several paragraphs.
    pub fn is_long(&self) -> bool {
        self.widget() == Widget::Paragraphs
    }

    /// True if an entry is free text: it may contain references, and its wording is checked.
    pub fn is_prose(&self) -> bool {
        matches!(self, FieldType::Text | FieldType::LongText)
    }

    /// True if an entry is one line of free text, such as a name.
    pub fn is_short_text(&self) -> bool {
        self.is_prose() && !self.is_long()
    }

    /// True if the values are whole numbers.
    pub fn is_whole(&self) -> bool {
        matches!(self, FieldType::Integer(_))
    }

    /// True if the values are dates.
    pub fn is_date(&self) -> bool {
        self.kind() == Kind::Date
    }

    /// True if the values are numbers.
    pub fn is_number(&self) -> bool {
        matches!(self, FieldType::Integer(_) | FieldType::Decimal { .. })
    }

    /// Kind of the values in formulas.
    pub(super) fn kind(&self) -> Kind {
        match self {
            FieldType::Integer(_) | FieldType::Decimal { .. } => Kind::Number,
            FieldType::Date => Kind::Date,
            FieldType::Text | FieldType::LongText | FieldType::Choice(_) | FieldType::Phone => Kind::Text,
        }
    }

    /// Returns the sentence for an entry that is not a value of this type.
    pub fn mistyped(&self, lang: Lang) -> String {
        match self {
            FieldType::Integer(_) => message::entry_not_whole(lang),
            FieldType::Choice(choices) => message::entry_not_a_choice(lang, &choices.join("、")),
            FieldType::Phone => message::entry_not_a_phone(lang),
            _ => message::constraint_broken(lang),
        }
    }

    /// Short description of the expected entry.
    pub fn describe(&self, lang: Lang) -> String {
        match self {
            FieldType::Text => message::type_text(lang),
            FieldType::LongText => message::type_long_text(lang),
            FieldType::Integer(unit) => message::type_integer(lang, unit_name(unit.as_ref())),
            FieldType::Decimal { decimals, unit, .. } => {
                message::type_decimal(lang, *decimals, unit_name(unit.as_ref()))
            }
            FieldType::Date => message::type_date(lang),
            FieldType::Choice(choices) => message::type_choice(lang, &choices.join(" / ")),
            FieldType::Phone => message::type_phone(lang),
        }
    }
}

fn unit_name(unit: Option<&Unit>) -> &str {
    unit.map_or("", Unit::name)
}

fn show_date(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => date::chinese(day),
        Lang::En => day.to_string(),
    }
}

fn read(text: &str, unit: Option<&Unit>) -> Result<Decimal, Problem> {
    number::read(text, unit).map(|number| number.value).map_err(|error| Problem::Number(Box::new(error)))
}

fn is_not_applicable(text: &str) -> bool {
    text == "不适用" || text.eq_ignore_ascii_case("n/a")
}

/// True for 5 to 40 digits with the punctuation of telephone numbers.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    (5..=40).contains(&digits)
        && text.chars().all(|c| c.is_numeric() || " -－—+＋()（）转、,，/;；".contains(c))
}
