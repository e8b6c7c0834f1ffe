//! A day of the calendar.

use super::super::date;
use super::super::kind::Kind;
use super::super::{Problem, TypeRow, Value, Widget};

pub(super) static ROW: TypeRow = TypeRow {
    name: "Date",
    sample: "2024年9月28日",
    help: ["日期", "date"],
    kind: Kind::Date,
    widget: |_| Widget::Calendar,
    parse: |_, text| date::read(text).map(Value::Date).map_err(Problem::Date),
    complete: |text, today| date::complete(text, today).map(date::chinese),
    ..TypeRow::DEFAULT
};
