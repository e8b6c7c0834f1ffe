//! What tests are written with.

pub mod pty;
pub mod scenario;
