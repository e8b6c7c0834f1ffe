//! The sheet of a report: the value of every cell, or the reason why there is none.

mod calculate;
mod column;
mod comparison;
mod explain;
mod fill;
mod follow;
pub mod grid;
mod range;
pub mod reference;
mod texts;
mod values;

pub use calculate::{calculate, recalculate};
pub(crate) use calculate::{is_other, reads_other};
pub(crate) use column::Column;
pub use column::{Origin, SheetCell};
pub use comparison::{Change as LastChange, Comparison, compare_with_last};
pub use explain::{Explanation, explain, users};
pub use fill::fill;
pub(crate) use follow::follow;
pub use range::TextRange;
pub use texts::{Texts, message_phrase, phrase, phrase_or, problem_sentence};
pub use values::Sheet;
