//! Tests.

mod exports;
