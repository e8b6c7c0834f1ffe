//! A telephone number: 5 to 40 digits with their punctuation, so that several numbers fit.

use super::super::digits::fold;
use super::super::{Problem, TypeRow, Value};

pub(super) static ROW: TypeRow = TypeRow {
    name: "Phone",
    sample: "0730-3789516",
    help: ["电话号码", "telephone number"],
    phone: true,
    mistyped: [
        "应为电话号码：5 至 40 位数字，可带“-”，如 0730-3724618",
        "a telephone number has 5 to 40 digits, with \"-\" between them, such as 0730-3724618",
    ],
    parse: |_, text| {
        // Half width, as numbers are.
        let text: String = text.trim().chars().map(half_width).collect();
        if is_phone(&text) { Ok(Value::Text(text.into())) } else { Err(Problem::Mistyped) }
    },
    ..TypeRow::DEFAULT
};

fn half_width(typed: char) -> char {
    if typed == '—' { '-' } else { fold(typed) }
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (5..=40).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " -+()转、,/;".contains(c))
}
