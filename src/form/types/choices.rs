//! Several of the choices of a list.

use super::super::{BETWEEN_CHOICES, FieldType, Problem, TypeRow, Value, Widget, split_choices};

pub(super) static ROW: TypeRow = TypeRow {
    name: "Choices",
    sample: "是",
    help: ["可选多项，以“、”分隔：{choices}", "choices, separated by 、: {choices}"],
    mistyped: [
        "应为下列各项，可选多项，以“、”分隔：{choices}",
        "choose one or more, separated by 、: {choices}",
    ],
    widget: |kind| Widget::Several(&kind.choices),
    parse,
    ..TypeRow::DEFAULT
};

/// Returns the choices in the order of the list, each once.
fn parse(kind: &FieldType, text: &str) -> Result<Value, Problem> {
    let written: Vec<&str> = split_choices(text).collect();
    if written.iter().any(|part| !kind.choices.iter().any(|choice| choice == part)) {
        return Err(Problem::Mistyped);
    }
    let chosen = kind.choices.iter().map(String::as_str).filter(|choice| written.contains(choice));
    Ok(Value::Text(chosen.collect::<Vec<_>>().join(BETWEEN_CHOICES).into()))
}
