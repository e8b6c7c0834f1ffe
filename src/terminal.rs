//! The terminal: bytes to keys, frames to bytes, the width of characters, what a terminal answers.
//!
//! It knows no form and no report.

pub mod input;
pub mod probe;
pub mod width;
pub mod writer;
