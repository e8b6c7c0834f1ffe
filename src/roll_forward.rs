//! Creates this year's draft from last year's report.
//!
//! Values to keep are copied, some marked until the user confirms them; values that must be new are blank;
//! derived values are calculated from last year's values. All of last year's values are stored next to the
//! new ones. Texts without a cell in this year's form go to the annex. The form defines the treatment of each
//! field; the user can change it per item. Pure functions; callers read and write the files.

mod list;
mod plan;

pub use list::{Item, Summary};
pub use plan::{Plan, Rolled, Treatment};
