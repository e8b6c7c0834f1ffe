//! The one place where the screen is opened.

use std::path::Path;

use super::Context;
use super::say::{Code, Failure};
use crate::message;

/// Opens the screen on a report, or on the start screen. TODO: call `tui::open` here.
pub fn open(context: &Context, _file: Option<&Path>) -> Result<Code, Failure> {
    Err(Failure::new(Code::Files, message::no_screen(context.lang())))
}
