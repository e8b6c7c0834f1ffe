//! One of several texts.

use super::super::{FieldType, Problem, TypeRow, Value, Widget};

pub(super) static ROW: TypeRow = TypeRow {
    name: "Choice",
    sample: "是",
    help: ["选择：{choices}", "choice: {choices}"],
    mistyped: ["应为下列之一：{choices}", "choose one of: {choices}"],
    widget: |kind| Widget::Choices(&kind.choices),
    parse,
    ..TypeRow::DEFAULT
};

fn parse(kind: &FieldType, text: &str) -> Result<Value, Problem> {
    let found = kind.choices.iter().find(|choice| *choice == text.trim());
    found.map(|choice| Value::Text(choice.as_str().into())).ok_or(Problem::Mistyped)
}
