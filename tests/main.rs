//! The one integration binary.

mod commands;
