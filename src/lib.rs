//! 填表: a terminal form filler for the annual performance self-evaluation reports of Chinese local
//! government.
//!
//! Read in this order:
//!
//! - [`form`]: what is asked. A template is compiled into a `Form`, or into every mistake in it.
//! - [`report`]: what was typed, and what follows from it: `calculate(form, report)` gives the `Sheet`.
//! - [`review`]: the findings beyond a single cell: prose against tables. `calculate` asks it last.
//! - [`import`]: a document from outside as a report.
//! - [`roll_forward`]: last year's report as this year's draft.
//! - [`export`]: a report as text, Markdown, CSV, JSON.
//! - [`diff`]: two reports side by side.
//! - [`store`]: the only place that opens files.
//! - [`terminal`]: bytes to keys, frames to bytes, the width of characters.
//! - [`tui`]: the screen. `update` turns what happened into effects, `view` draws, the loop acts.
//! - [`plain`]: the same by questions and answers, line by line. Pure; `cli` reads the lines.
//! - [`cli`]: the command line.
//! - [`message`]: every sentence the program says, in Chinese and English.
//!
//! What never happens, held by a test over the sources: `form` knows no reports; `report`, `review`, `import`,
//! `roll_forward`, `export`, `diff` and `plain` know no screen; nothing but `store` opens a file; only `main`, `cli`, `tui` and its document read
//! a clock; views change nothing; no amount of money passes through a float.

#[cfg(test)]
#[path = "../tests/support/pty.rs"]
#[allow(dead_code, reason = "the tests beside the program use the rest of it")]
mod pty;

pub mod cli;
pub mod diff;
pub mod export;
pub mod form;
pub mod import;
pub mod message;
pub mod plain;
pub mod report;
pub mod review;
pub mod roll_forward;
pub mod store;
pub mod terminal;
pub mod tui;
