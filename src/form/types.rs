//! The table of all field types. Each type is one file, which contains its row.

mod choice;
mod choices;
mod date;
mod decimal;
mod integer;
mod long_text;
mod phone;
mod text;

use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::field_type::{FieldType, TypeRow};

/// All field types. The names in templates and the READMEs are derived from this table.
pub static TYPES: &[&TypeRow] = &[
    &text::ROW,
    &long_text::ROW,
    &integer::ROW,
    &decimal::ROW,
    &date::ROW,
    &choice::ROW,
    &choices::ROW,
    &phone::ROW,
];

/// The names of all types.
pub(super) static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| TYPES.iter().map(|row| row.name).collect());

/// The default type is a single line of text.
impl Default for FieldType {
    fn default() -> FieldType {
        FieldType::new(&text::ROW, None, (0, false), &[])
    }
}

impl FieldType {
    /// Returns a decimal type without a unit.
    pub fn number(decimals: u32) -> FieldType {
        FieldType::new(&decimal::ROW, None, (decimals, true), &[])
    }
}

/// Finds the row of a type by its name.
impl<'de> Deserialize<'de> for &'static TypeRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(TypeName)
    }
}

struct TypeName;

impl Visitor<'_> for TypeName {
    type Value = &'static TypeRow;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a type")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        let row = TYPES.iter().find(|row| row.name == name);
        row.copied().ok_or_else(|| E::unknown_variant(name, &NAMES))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::kind::Kind;
    use crate::form::unit::Unit;
    use crate::form::{Problem, Value, Widget, compile};
    use crate::message::Lang;

    /// A field of this type, with all parameters.
    fn field_type(row: &'static TypeRow) -> FieldType {
        FieldType::new(row, Some(Unit::new("万元")), (2, true), &["甲".to_owned(), row.sample.to_owned()])
    }

    #[test]
    fn names_are_unique_and_compile() {
        for row in TYPES {
            assert_eq!(NAMES.iter().filter(|name| **name == row.name).count(), 1, "{}", row.name);
            let unit = if row.kind == Kind::Number { "unit: \"万元\"," } else { "" };
            let has_choices = field_type(row).widget().choices().is_some();
            let choices =
                if has_choices { format!("choices: [\"甲\", {:?}],", row.sample) } else { String::new() };
            let source = format!(
                r#"(id: "a", edition: "1", title: "a", caption: "a", sections: [(name: "s", label: "s", items: [
                Field(name: "a", label: "a", type: {}, {unit} {choices})])])"#,
                row.name
            );
            let form = compile(&source).unwrap();
            let mut expected = field_type(row);
            if !has_choices {
                expected.choices.clear();
            }
            assert_eq!(format!("{:?}", form.fields[0].kind), format!("{expected:?}"));
        }
    }

    /// Only numbers are rounded: a text that is derived from a number shows all its decimals.
    #[test]
    fn only_numbers_are_rounded() {
        let number = Value::Number("1.555".parse().unwrap());
        for row in TYPES {
            let kind = FieldType::new(row, None, (0, true), &[]);
            let rounded = kind.round(number.clone()) != number;
            assert_eq!(rounded, kind.is_number(), "{}", row.name);
        }
    }

    #[test]
    fn samples_parse_and_read_back() {
        for row in TYPES {
            let kind = field_type(row);
            let value = kind.parse(row.sample).unwrap();
            let fits = match kind.kind() {
                Kind::Number => matches!(value, Value::Number(_)),
                Kind::Text => matches!(value, Value::Text(_)),
                Kind::Date => matches!(value, Value::Date(_)),
                Kind::Truth => false,
            };
            assert!(fits, "{}: {value:?}", row.name);
            assert_eq!(kind.show(&value, Lang::Zh), row.sample);
            for shown in [kind.show(&value, Lang::En), kind.show_plain(&value)] {
                assert_eq!(kind.parse(&shown), Ok(value.clone()), "{}: {shown}", row.name);
            }
            assert_eq!(kind.round(value.clone()), value, "{}", row.name);
            assert_eq!(kind.parse(" \u{3000}"), Ok(Value::Blank), "{}", row.name);
            assert_eq!(kind.parse(" N/A "), Ok(Value::NotApplicable), "{}", row.name);
        }
    }

    #[test]
    fn descriptions_and_sentences_are_complete() {
        for row in TYPES {
            let kind = field_type(row);
            for lang in [Lang::Zh, Lang::En] {
                for text in [kind.describe(lang), kind.mistyped(lang)] {
                    assert!(!text.is_empty() && !text.contains('{'), "{}: {text}", row.name);
                }
            }
            assert_eq!(kind.units().is_empty(), !kind.is_number(), "{}", row.name);
            assert_eq!(kind.is_long(), kind.is_prose() && kind.widget() == Widget::Paragraphs);
        }
    }

    #[test]
    fn wrong_entries_are_mistyped() {
        for (row, text) in [
            (&integer::ROW, "1.5"),
            (&choice::ROW, "乙"),
            (&choices::ROW, "甲、乙"),
            (&phone::ROW, "1234"),
            (&phone::ROW, "12345a"),
        ] {
            assert_eq!(field_type(row).parse(text), Err(Problem::Mistyped), "{}: {text}", row.name);
        }
        for (row, text) in [(&integer::ROW, "a"), (&decimal::ROW, "1.2.3"), (&date::ROW, "2024")] {
            assert!(!matches!(field_type(row).parse(text), Ok(_) | Err(Problem::Mistyped)), "{text}");
        }
    }
}
