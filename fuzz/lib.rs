//! What the fuzz targets call: the very functions of the test suite, from where they stand.

#[allow(dead_code, reason = "the test suite uses the rest of it")]
#[path = "../tests/support/scenario.rs"]
pub mod scenario;
#[path = "../tests/support/targets.rs"]
pub mod targets;
