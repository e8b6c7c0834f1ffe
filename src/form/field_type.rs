//! Field types: a row of properties and functions for each, and their use with the parameters of a field.
//!
//! The rows are in `types`. Code outside `form` asks a [`FieldType`] for a property; it cannot tell one type
//! from another.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::arithmetic::shift;
use super::date;
use super::decimal::{round, show_number};
use super::kind::Kind;
use super::number::{self, lookalike};
use super::unit::Unit;
use super::{Percent, Problem, Value, split_choices};
use crate::message::{self, Lang};

/// A row of [`TYPES`](super::types::TYPES).
#[derive(Debug)]
pub struct TypeRow {
    /// Name in a template.
    pub name: &'static str,
    /// An entry.
    pub sample: &'static str,
    /// Short description of the expected entry, in Chinese and in English. The parameters `{unit}`,
    /// `{decimals}` and `{choices}` are filled in.
    pub(super) help: [&'static str; 2],
    /// Sentence for [`Problem::Mistyped`], with parameters like `help`.
    pub(super) mistyped: [&'static str; 2],
    /// Kind of the values in formulas. Numbers have a unit.
    pub(super) kind: Kind,
    /// True for free text: it may contain references, and its wording is checked.
    pub(super) prose: bool,
    /// True for numbers with decimals.
    pub(super) decimals: bool,
    /// True for telephone numbers.
    pub(super) phone: bool,
    /// Returns the input of an entry.
    pub(super) widget: fn(&FieldType) -> Widget<'_>,
    /// Parses an entry that is neither blank nor 不适用.
    pub(super) parse: fn(&FieldType, &str) -> Result<Value, Problem>,
    /// Completes an entry; the result replaces the typed text.
    pub(super) complete: fn(&str, Date) -> Option<String>,
}

impl TypeRow {
    /// The properties that most types share.
    pub(super) const DEFAULT: TypeRow = TypeRow {
        name: "",
        sample: "",
        help: ["", ""],
        mistyped: ["不符合填写要求", "does not meet the requirements"],
        kind: Kind::Text,
        prose: false,
        decimals: false,
        phone: false,
        widget: |_| Widget::Line,
        parse: |_, text| Ok(Value::Text(text.into())),
        complete: |_, _| None,
    };
}

/// A type with the parameters of a field.
#[derive(Clone, Debug)]
pub struct FieldType {
    row: &'static TypeRow,
    unit: Option<Unit>,
    decimals: u32,
    padded: bool,
    pub(super) choices: Vec<String>,
}

/// Input of an entry, on the screen and line by line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Widget<'a> {
    /// A line.
    Line,
    /// Paragraphs.
    Paragraphs,
    /// One of these choices.
    Choices(&'a [String]),
    /// Several of these choices.
    Several(&'a [String]),
    /// A line, or a day in a calendar.
    Calendar,
}

impl<'a> Widget<'a> {
    /// Returns the choices of a list.
    pub fn choices(self) -> Option<&'a [String]> {
        match self {
            Widget::Choices(choices) | Widget::Several(choices) => Some(choices),
            Widget::Line | Widget::Paragraphs | Widget::Calendar => None,
        }
    }

    /// Returns the same list with only these choices.
    pub fn only(self, fitting: &'a [String]) -> Widget<'a> {
        match self {
            Widget::Choices(_) => Widget::Choices(fitting),
            Widget::Several(_) => Widget::Several(fitting),
            other => other,
        }
    }
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

/// Maximum number of decimals of a number shown in a larger unit.
const MAX_SHOWN_DECIMALS: u32 = 20;

impl FieldType {
    /// Returns a type. Parameters that do not apply to it are ignored. `padded` is true if missing decimals are
    /// padded with zeros.
    pub(super) fn new(
        row: &'static TypeRow,
        unit: Option<Unit>,
        (decimals, padded): (u32, bool),
        choices: &[String],
    ) -> FieldType {
        FieldType {
            row,
            unit: unit.filter(|_| row.kind == Kind::Number),
            decimals: if row.decimals { decimals } else { 0 },
            padded,
            choices: choices.to_vec(),
        }
    }

    /// Returns the name of the type in a template.
    pub fn name(&self) -> &'static str {
        self.row.name
    }

    /// Parses the text that the user typed.
    pub fn parse(&self, text: &str) -> Result<Value, Problem> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(Value::Blank);
        }
        if self.choices.iter().any(|choice| choice == trimmed) {
            return (self.row.parse)(self, trimmed);
        }
        if trimmed == "不适用" || trimmed.eq_ignore_ascii_case("n/a") {
            return Ok(Value::NotApplicable);
        }
        if self.means_blank(trimmed) {
            return Ok(Value::Blank);
        }
        (self.row.parse)(self, text)
    }

    /// True if a text says that a number column has nothing to enter: a dash, 无, 不涉及.
    pub fn means_blank(&self, text: &str) -> bool {
        let text = text.trim();
        let is_dash = |c| matches!(c, '-' | '－' | '—' | '–' | '─' | '−' | '/' | '／' | '\\');
        self.is_number()
            && (matches!(text, "无" | "不涉及" | "无此项") || !text.is_empty() && text.chars().all(is_dash))
    }

    /// Parses a number in the unit of this type.
    pub(super) fn parse_number(&self, text: &str) -> Result<Decimal, Problem> {
        let (text, unit) = (text.trim(), self.unit.as_ref());
        let number = lookalike(text, unit, self.is_whole()).map_or_else(|| number::read(text, unit), Err);
        number.map_err(|error| Problem::Number(Box::new(error)))
    }

    /// Rounds the result of a formula to the precision of this type.
    pub fn round(&self, value: Value) -> Value {
        match value {
            Value::Number(number) if self.is_number() => Value::Number(round(number, self.decimals)),
            value => value,
        }
    }

    /// Formats a value, identically for the screen, exports and the command line.
    pub fn show(&self, value: &Value, lang: Lang) -> String {
        match value {
            Value::Blank => String::new(),
            Value::NotApplicable => message::not_applicable(lang),
            Value::Number(number) => show_number(*number, self.padding()),
            Value::Text(text) => text.to_string(),
            Value::Date(day) => lang.choose([date::chinese(*day), day.to_string()]),
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
        let (own, wanted) = (self.unit.as_ref()?, Unit::new(name));
        let decimals = i64::from(decimals) - i64::from(own.power(&wanted)?);
        let decimals =
            u32::try_from(decimals.max(0)).ok().filter(|decimals| *decimals <= MAX_SHOWN_DECIMALS)?;
        Some(show_number(own.convert(number, &wanted)?, decimals) + wanted.name())
    }

    /// Completes a relative or incomplete date; the result replaces the typed text.
    pub fn complete(&self, text: &str, today: Date) -> Option<String> {
        (self.row.complete)(text, today)
    }

    /// Number of decimals.
    pub fn decimals(&self) -> u32 {
        self.decimals
    }

    /// Minimum number of decimals shown.
    fn padding(&self) -> u32 {
        if self.padded { self.decimals } else { 0 }
    }

    /// Name of the unit.
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_ref().map(Unit::name)
    }

    /// Names of the units in which its numbers can be shown, its own unit first.
    pub fn units(&self) -> Vec<String> {
        let Some(own) = self.unit.as_ref() else { return Vec::new() };
        std::iter::once(own.name().to_owned()).chain(own.sisters()).collect()
    }

    /// Power of ten that converts a figure with this unit to the field's unit; `None` if the units are
    /// incompatible.
    pub fn power_of(&self, unit: &str) -> Option<i32> {
        Unit::new(unit).power(self.unit.as_ref()?)
    }

    /// Converts a figure in a unit of this power to the field's unit; `None` if the result is too large.
    pub fn in_own_unit(figure: Decimal, power: i32) -> Option<Decimal> {
        shift(figure, power).ok()
    }

    /// Compares a figure, with its decimals as written and in a unit of this power, with a value of this
    /// field.
    pub fn agreement(&self, value: Decimal, figure: Decimal, power: i32) -> Agreement {
        let Some(here) = FieldType::in_own_unit(figure, power) else { return Agreement::Different };
        if here == value {
            return Agreement::Equal;
        }
        let is_rounded = |there: Decimal| !here.is_zero() && round(there, figure.scale()) == figure;
        if shift(value, -power).is_ok_and(is_rounded)
            || !value.is_zero() && round(here, self.decimals()) == value
        {
            return Agreement::Rounded;
        }
        Agreement::Different
    }

    /// Returns the choices in a value.
    pub fn chosen<'v>(&self, value: &'v Value) -> Vec<&'v str> {
        match (value, self.widget()) {
            (Value::Text(text), Widget::Several(_)) => split_choices(text).collect(),
            (Value::Text(text), _) => vec![text],
            _ => Vec::new(),
        }
    }

    /// Input of an entry.
    pub fn widget(&self) -> Widget<'_> {
        (self.row.widget)(self)
    }

    /// True if an entry may have several paragraphs.
    pub fn is_long(&self) -> bool {
        self.widget() == Widget::Paragraphs
    }

    /// True if an entry is free text: it may contain references, and its wording is checked.
    pub fn is_prose(&self) -> bool {
        self.row.prose
    }

    /// True if an entry is one line of free text, such as a name.
    pub fn is_short_text(&self) -> bool {
        self.is_prose() && !self.is_long()
    }

    /// True if the values are whole numbers.
    pub fn is_whole(&self) -> bool {
        self.is_number() && !self.row.decimals
    }

    /// True if the values are telephone numbers.
    pub fn is_phone(&self) -> bool {
        self.row.phone
    }

    /// True if the values are dates.
    pub fn is_date(&self) -> bool {
        self.kind() == Kind::Date
    }

    /// True if the values are numbers.
    pub fn is_number(&self) -> bool {
        self.kind() == Kind::Number
    }

    /// Kind of the values in formulas.
    pub(super) fn kind(&self) -> Kind {
        self.row.kind
    }

    /// Returns the sentence for [`Problem::Mistyped`].
    pub fn mistyped(&self, lang: Lang) -> String {
        self.mistyped_among(&self.choices, lang)
    }

    /// Returns the sentence for [`Problem::Mistyped`] if only these choices fit.
    pub fn mistyped_among(&self, choices: &[String], lang: Lang) -> String {
        self.filled(self.row.mistyped, &choices.join("、"), lang)
    }

    /// Short description of the expected entry.
    pub fn describe(&self, lang: Lang) -> String {
        self.filled(self.row.help, &self.choices.join(" / "), lang)
    }

    /// Returns a text with the parameters of this type.
    fn filled(&self, texts: [&str; 2], choices: &str, lang: Lang) -> String {
        lang.choose(texts)
            .replace("{decimals}", &self.decimals.to_string())
            .replace("{unit}", self.unit().unwrap_or_default())
            .replace("{choices}", choices)
    }

    /// Returns a number in percent of a number of another field. Returns `None` if the units are incompatible
    /// or the divisor is zero.
    pub fn share(&self, number: Decimal, whole: (&FieldType, Decimal)) -> Option<Percent> {
        let of = match (self.unit.as_ref(), whole.0.unit.as_ref()) {
            (None, None) => whole.1,
            (Some(own), Some(other)) => other.convert(whole.1, own)?,
            _ => return None,
        };
        Percent::share(number, of)
    }
}
