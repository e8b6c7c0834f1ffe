//! Helpers for tests.

pub mod between;
pub mod blank;
pub mod desk;
pub mod emulator;
pub mod fresh;
pub mod office;
pub mod old_word;
pub mod pty;
pub mod scenario;
pub mod targets;
pub mod word;
