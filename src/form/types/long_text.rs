//! Paragraphs of text.

use super::super::field_type::{TypeRow, Widget};

pub(super) static ROW: TypeRow = TypeRow {
    name: "LongText",
    sample: "本年完成改造三处，其余结转下年。",
    help: ["文字，可分段", "text with paragraphs"],
    prose: true,
    widget: |_| Widget::Paragraphs,
    ..TypeRow::DEFAULT
};
