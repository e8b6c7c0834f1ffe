//! The functions that the fuzz targets call, included from the test suite.

#[allow(dead_code, reason = "the test suite uses the rest of it")]
#[path = "../tests/support/scenario.rs"]
pub mod scenario;
#[path = "../tests/support/targets.rs"]
pub mod targets;
#[allow(dead_code, reason = "the test suite uses the rest of it")]
#[path = "../tests/support/word.rs"]
pub mod word;
