//! What tests are written with.

pub mod desk;
pub mod pty;
pub mod scenario;
