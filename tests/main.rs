//! The one integration binary.

mod commands;
mod exports;
