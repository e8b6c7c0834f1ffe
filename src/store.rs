//! File access. No other module opens files.
//!
//! Reading is bounded and never blocks: a pipe, device or folder is rejected before it is opened. Writing with
//! [`save`] is atomic. The content of files is not interpreted here, except for finding reports ([`reports`])
//! and forms ([`forms`]).

mod atomic;
pub mod backups;
pub mod blanks;
pub mod damaged;
mod destination;
pub mod documents;
pub mod drafts;
mod error;
mod fault;
mod folder;
mod foreign_lock;
pub mod forms;
pub mod journal;
pub mod lock;
mod name;
pub mod office;
pub mod open_report;
mod owner;
mod reading;
pub mod reports;
pub mod service;
mod stamp;
pub mod state;
#[cfg(test)]
pub(crate) mod testing;
pub mod trial;
pub mod watch;

pub use atomic::{How, is_same_file, may_export, save, sweep};
pub use destination::{may_name, may_use};
pub use error::{FileError, FileProblem};
pub(crate) use fault::carry;
#[cfg(test)]
pub(crate) use fault::{Plan, steps_of};
pub use name::shown;
pub use reading::{
    MAX_DOCUMENT_BYTES, MAX_FORM_BYTES, MAX_REPORT_BYTES, MAX_TABLE_BYTES, keep_private, program, read_any,
    read_any_stream, read_stream, read_text,
};
pub use stamp::Stamp;
pub use state::{State, StateDir};
