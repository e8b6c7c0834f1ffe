//! The form model: the resolved definition of a form's fields, tables, rows and rules.
//!
//! A [`Form`] is compiled from a template by [`compile`]. It holds no report data: entries, values and
//! findings are in `report`. It hard-codes no field name; every name comes from the template.

mod arithmetic;
mod bilingual;
pub(crate) mod chinese;
mod choices;
mod clean;
mod compile;
mod date;
mod dated;
mod decimal;
mod definition;
mod digits;
mod evaluate;
mod field_type;
mod figure;
mod formula;
mod function;
mod id;
mod joined;
mod kind;
mod languages;
mod mistake;
mod model;
mod node;
mod number;
mod numbering;
mod own_words;
mod paper;
mod path;
mod percent;
mod problem;
mod several;
mod types;
mod unit;
mod value;

pub use choices::ChoicesBy;
pub(crate) use clean::quoted;
pub use clean::{characters, clean, clean_line, is_hidden, visible, visible_line};
pub(crate) use clean::{folded, is_of_word};
pub use compile::{compile, written_at};
pub use decimal::{round, show_in_formula};
pub(crate) use digits::UNKNOWN_UNIT;
pub use evaluate::{evaluate, evaluate_condition};
pub use field_type::{Agreement, FieldType, TypeRow, Widget};
pub use formula::{Expr, FixedRow, Operator, Phrase, Piece};
pub use function::{FUNCTIONS, Function};
pub use id::{CellRef, FieldId, Row, RowSetId, Step, TableId};
pub use joined::{GoalPart, JOINED, joined};
pub use mistake::{Mistake, MistakeKind, nearest, similar};
pub use model::{
    Carry, Check, Field, Form, Group, Header, Heading, Home, Item, Print, RowSet, Section, Severity,
    Signature, SumPosition, SumRow, Table, Targets, TotalRow, Word,
};
pub use numbering::ordinal;
pub use paper::{PageNumbers, Paper, PaperColumn, TableLayout};
pub use path::{Columns, PathError};
pub use percent::Percent;
pub use problem::{NoResult, Problem};
pub use several::{BETWEEN_CHOICES, split_choices};
pub use types::TYPES;
pub use unit::Unit;
pub use value::{Cells, Operand, Tally, Value};
