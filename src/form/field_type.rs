//! All knowledge of a type of field: how its text is parsed, rounded and shown.
//!
//! A new type is a variant of [`FieldType`]; the exhaustive matches below ask for the rest. Only this file
//! turns a [`Decimal`] into text.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Deserialize;

use super::CellRef;
use super::date::{self, DateError};
use super::formula::Kind;
use super::number::{self, NumberError};
use super::percent::Percent;
use super::unit::Unit;
use super::value::Value;
use crate::message::{self, Lang};

/// A type as the template names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum TypeName {
    /// One line.
    Text,
    /// Paragraphs.
    LongText,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Decimal,
    /// A day.
    Date,
    /// One of several.
    Choice,
    /// A telephone number.
    Phone,
}

/// A type with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Paragraphs of text.
    LongText,
    /// A whole number, of a unit.
    Integer(Option<Unit>),
    /// A number with decimals.
    Decimal {
        /// How many are allowed.
        decimals: u32,
        /// Whether missing ones are shown as zeros.
        padded: bool,
        /// What it counts.
        unit: Option<Unit>,
    },
    /// A day.
    Date,
    /// One of several texts.
    Choice(Vec<String>),
    /// A telephone number.
    Phone,
}

/// Why a cell has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Its text is no number.
    Number(Box<NumberError>),
    /// Its text is no date.
    Date(DateError),
    /// Its text is no whole number.
    NotWhole,
    /// Its text is none of the choices.
    NotAChoice,
    /// Its text is no telephone number.
    NotAPhone,
    /// Its formula divides by zero.
    DivisionByZero,
    /// Its formula divides by a blank.
    DivisionByBlank,
    /// The number is too large to be exact.
    TooLarge,
    /// A cell that its formula needs has no value.
    Depends(CellRef),
}

/// How a figure in a text compares with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// They are the same.
    Equal,
    /// One of them is the other, rounded.
    Rounded,
    /// They are not.
    Different,
}

/// The most decimals a field can have.
pub const MAX_DECIMALS: u32 = 10;

/// A number in a larger unit is shown to no more decimals.
const MAX_SHOWN_DECIMALS: u32 = 20;

/// Rounds half away from zero (四舍五入) to so many decimals; never pads.
pub fn round(number: Decimal, decimals: u32) -> Decimal {
    number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// A number with exactly so many decimals, or more where it has more: nothing is cut.
fn show_number(number: Decimal, decimals: u32) -> String {
    let mut number = number.normalize();
    if number.scale() < decimals {
        number.rescale(decimals);
    }
    if number.is_zero() {
        number.set_sign_positive(true);
    }
    number.to_string()
}

impl FieldType {
    /// A number without a unit.
    pub fn number(decimals: u32) -> FieldType {
        FieldType::Decimal { decimals, padded: true, unit: None }
    }

    /// What the person typed, read.
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
                if number.fract().is_zero() { Ok(Value::Number(number)) } else { Err(Problem::NotWhole) }
            }
            FieldType::Decimal { unit, .. } => read(trimmed, unit.as_ref()).map(Value::Number),
            FieldType::Date => date::read(trimmed).map(Value::Date).map_err(Problem::Date),
            FieldType::Choice(choices) => {
                let found = choices.iter().find(|choice| choice.as_str() == trimmed);
                found.map(|choice| Value::Text(choice.as_str().into())).ok_or(Problem::NotAChoice)
            }
            FieldType::Phone => {
                if is_phone(trimmed) {
                    Ok(Value::Text(trimmed.into()))
                } else {
                    Err(Problem::NotAPhone)
                }
            }
        }
    }

    /// What a formula gave, as this field keeps it.
    pub fn round(&self, value: Value) -> Value {
        match (self, value) {
            (FieldType::Integer(_), Value::Number(number)) => Value::Number(round(number, 0)),
            (FieldType::Decimal { decimals, .. }, Value::Number(number)) => {
                Value::Number(round(number, *decimals))
            }
            (_, value) => value,
        }
    }

    /// A value as text, the same on the screen, in exports and on the command line.
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

    /// A number with its sign: a difference.
    pub fn show_signed(&self, number: Decimal, lang: Lang) -> String {
        let sign = if number > Decimal::ZERO { "+" } else { "" };
        sign.to_owned() + &self.show(&Value::Number(number), lang)
    }

    /// A value for programs: dates as ISO, numbers as shown.
    pub fn show_plain(&self, value: &Value) -> String {
        match value {
            Value::Date(day) => day.to_string(),
            other => self.show(other, Lang::Zh),
        }
    }

    /// A number in another unit that is a power of ten of the field's own, with that unit behind it, exactly; without
    /// one as the field shows it. `short` leaves out zeros at the end. `None` where the units do not go together.
    pub fn show_as(&self, number: Decimal, unit: Option<&str>, short: bool) -> Option<String> {
        let decimals = if short { 0 } else { self.padding() };
        let Some(name) = unit else { return Some(show_number(number, decimals)) };
        let (own, wanted) = (self.measure()?, Unit::new(name));
        let decimals = i64::from(decimals) - i64::from(own.power(&wanted)?);
        let decimals =
            u32::try_from(decimals.max(0)).ok().filter(|decimals| *decimals <= MAX_SHOWN_DECIMALS)?;
        Some(show_number(own.convert(number, &wanted)?, decimals) + wanted.name())
    }

    /// A number in percent of one of another field; `None` where their units do not go together or there is nothing
    /// to divide by.
    pub fn share(&self, number: Decimal, whole: (&FieldType, Decimal)) -> Option<Percent> {
        let of = match (self.measure(), whole.0.measure()) {
            (None, None) => whole.1,
            (Some(own), Some(other)) => other.convert(whole.1, own)?,
            _ => return None,
        };
        Percent::share(number, of)
    }

    /// What a date that leaves something out means today, to be kept instead of what was typed.
    pub fn complete(&self, text: &str, today: Date) -> Option<String> {
        match self {
            FieldType::Date => date::complete(text, today).map(|day| show_date(day, Lang::Zh)),
            _ => None,
        }
    }

    /// How many decimals are shown.
    pub fn decimals(&self) -> u32 {
        match self {
            FieldType::Decimal { decimals, .. } => *decimals,
            _ => 0,
        }
    }

    /// How many decimals are shown at least.
    fn padding(&self) -> u32 {
        match self {
            FieldType::Decimal { padded: false, .. } => 0,
            _ => self.decimals(),
        }
    }

    /// What a number counts.
    pub fn unit(&self) -> Option<&str> {
        self.measure().map(Unit::name)
    }

    /// The units that its numbers can be shown in, its own first.
    pub fn units(&self) -> Vec<String> {
        let Some(own) = self.measure() else { return Vec::new() };
        std::iter::once(own.name().to_owned()).chain(own.sisters()).collect()
    }

    /// The unit of its numbers.
    fn measure(&self) -> Option<&Unit> {
        match self {
            FieldType::Integer(unit) | FieldType::Decimal { unit, .. } => unit.as_ref(),
            _ => None,
        }
    }

    /// By which power of ten a figure with this unit counts here; `None` where the two measure different things.
    pub fn power_of(&self, unit: &str) -> Option<i32> {
        match self {
            FieldType::Integer(own) | FieldType::Decimal { unit: own, .. } => {
                Unit::new(unit).power(own.as_ref()?)
            }
            _ => None,
        }
    }

    /// A figure in a unit of this power, in the field's own; none where it is too large.
    pub fn in_own_unit(figure: Decimal, power: i32) -> Option<Decimal> {
        number::shift(figure, power).ok()
    }

    /// How a figure, as written with its decimals in a unit of this power, compares with a value of this field.
    pub fn agreement(&self, value: Decimal, figure: Decimal, power: i32) -> Agreement {
        let Some(here) = FieldType::in_own_unit(figure, power) else { return Agreement::Different };
        if here == value {
            return Agreement::Equal;
        }
        let is_rounded = |there: Decimal| !here.is_zero() && round(there, figure.scale()) == figure;
        if number::shift(value, -power).is_ok_and(is_rounded)
            || !value.is_zero() && round(here, self.decimals()) == value
        {
            return Agreement::Rounded;
        }
        Agreement::Different
    }

    /// Whether it takes a number.
    pub fn is_number(&self) -> bool {
        matches!(self, FieldType::Integer(_) | FieldType::Decimal { .. })
    }

    /// What formulas see.
    pub(super) fn kind(&self) -> Kind {
        match self {
            FieldType::Integer(_) | FieldType::Decimal { .. } => Kind::Number,
            FieldType::Date => Kind::Date,
            FieldType::Text | FieldType::LongText | FieldType::Choice(_) | FieldType::Phone => Kind::Text,
        }
    }

    /// What kind of entry it takes, in a few words.
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

/// Digits with the marks that telephone numbers are written with, 5 to 40 of them.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    (5..=40).contains(&digits)
        && text.chars().all(|c| c.is_numeric() || " -－—+＋()（）转、,，/;；".contains(c))
}

/// A number as a formula's explanation shows it.
pub fn show_in_formula(number: Decimal, decimals: u32) -> String {
    show_number(number, decimals)
}
