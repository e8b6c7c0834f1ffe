//! The screen: one channel of messages in, effects out.

pub mod app;
pub mod canvas;
pub mod command;
pub mod editor;
mod entry;
pub mod geometry;
mod goto;
pub mod grid;
pub mod layout;
pub mod mode;
mod motion;
pub mod theme;
pub mod view;
pub mod width;
