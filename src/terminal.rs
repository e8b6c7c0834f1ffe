//! The terminal layer: key decoding, frame encoding, character widths and terminal detection.
//!
//! It does not depend on forms or reports.

pub mod clipboard;
pub mod input;
pub mod job;
pub mod line;
pub mod probe;
pub mod width;
pub mod writer;
