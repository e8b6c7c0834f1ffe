//! What tests are written with.

pub mod scenario;
