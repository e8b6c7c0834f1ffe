//! All integration tests, as one program.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like tests")]

mod commands;
mod exports;
mod imports;
mod scenarios;
mod screens;
mod support;
