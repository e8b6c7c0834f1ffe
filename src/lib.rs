//! 填表: a terminal form filler for the annual performance self-evaluation reports of Chinese local
//! government.
//!
//! Modules, in reading order:
//!
//! - [`form`]: form definitions. Compiles a template to a `Form`, or returns all mistakes in it.
//! - [`report`]: entries as text, edits, and the format of report files.
//! - [`sheet`]: `calculate(form, report)` returns the `Sheet`: the values of all cells.
//! - [`check`]: `check(form, report, sheet)` returns the findings of all rules.
//! - [`edition`]: converts a report to another edition of its form.
//! - [`form_trial`]: tries a form and lists what its author probably did not intend.
//! - [`session`]: a report being edited, with its sheet, its findings and its undo history.
//! - [`import`]: converts a document to a report.
//! - [`roll_forward`]: creates this year's draft from last year's report.
//! - [`export`]: writes a report as text, Markdown, CSV, JSON, XLSX or DOCX.
//! - [`diff`]: compares two reports.
//! - [`store`]: the only module that opens files.
//! - [`app`]: what a person can do in either front end: start, open, enter, confirm, save, export, leave.
//! - [`terminal`]: decodes keys, encodes frames and measures character width.
//! - [`tui`]: the screen. `update` turns messages into effects, `view` draws, the event loop performs
//!   effects.
//! - [`plain`]: the same dialogue line by line. Pure; `cli` reads and writes the lines.
//! - [`cli`]: the command line.
//! - [`message`]: all messages in Chinese and English.
//!
//! Rules enforced by a test over the sources: `form` does not depend on reports; `report`, `sheet`,
//! `check`, `import`, `roll_forward`, `export`, `diff`, `app` and `plain` do not depend on the screen; only
//! `store` opens files; only `main`, `cli` and the event loop with its screens read a clock; views do not
//! change state; no amount of money is converted to floating point.

#[cfg(test)]
#[path = "../tests/support/pty.rs"]
#[allow(dead_code, unreachable_pub, reason = "the integration tests use the rest of it")]
mod pty;

pub mod app;
pub mod check;
pub mod cli;
pub mod clock;
pub mod diff;
pub mod edition;
pub mod export;
pub mod fill;
pub mod form;
pub mod form_trial;
pub mod import;
pub mod message;
pub mod plain;
pub mod report;
pub mod roll_forward;
pub mod session;
pub mod sheet;
pub mod store;
pub mod terminal;
pub mod tui;
