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

pub(crate) use calculate::{Changes, is_other};
pub use calculate::{calculate, calculate_on, recalculate};
pub(crate) use column::Column;
pub use column::{Origin, SheetCell};
pub use comparison::{Change as LastChange, Comparison, compare_with_last};
pub use explain::{Explanation, explain, users};
pub use fill::fill;
pub(crate) use follow::follow;
pub use range::TextRange;
pub use texts::{Texts, message_phrase, phrase, phrase_or, problem_sentence};
pub use values::Sheet;
