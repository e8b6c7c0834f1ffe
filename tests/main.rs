//! All integration tests, as one program.

mod scenarios;
mod support;
