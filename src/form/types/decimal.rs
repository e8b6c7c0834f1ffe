//! A number with decimals, with a unit or without.

use super::super::kind::Kind;
use super::super::{TypeRow, Value};

pub(super) static ROW: TypeRow = TypeRow {
    name: "Decimal",
    sample: "881.32",
    help: ["数字，{decimals} 位小数 {unit}", "number, {decimals} decimals {unit}"],
    kind: Kind::Number,
    decimals: true,
    parse: |kind, text| kind.parse_number(text).map(Value::Number),
    ..TypeRow::DEFAULT
};
