//! A single line of text.

use super::super::field_type::TypeRow;

pub(super) static ROW: TypeRow = TypeRow {
    name: "Text",
    sample: "城南大道改造工程",
    help: ["一行文字", "single line of text"],
    prose: true,
    ..TypeRow::DEFAULT
};
