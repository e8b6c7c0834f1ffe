//! A whole number, with a unit or without.

use super::super::chinese;
use super::super::kind::Kind;
use super::super::{Problem, TypeRow, Value};

pub(super) static ROW: TypeRow = TypeRow {
    name: "Integer",
    sample: "126",
    help: ["整数 {unit}", "whole number {unit}"],
    mistyped: ["此处应填整数", "only whole numbers are allowed here"],
    kind: Kind::Number,
    parse: |kind, text| {
        if let Some(year) = chinese::year(text) {
            return Ok(Value::Number(year.into()));
        }
        let number = kind.parse_number(text)?;
        if number.fract().is_zero() { Ok(Value::Number(number)) } else { Err(Problem::Mistyped) }
    },
    ..TypeRow::DEFAULT
};
