//! The application model: what a person can do with a report, without the front end that shows it.
//!
//! It reads no clock: the front end passes the time.

pub mod begin;
pub mod choosing;
pub mod document;
mod entry;
pub mod export;
pub mod findings;
mod last_year;
pub mod model;
pub mod opening;
mod places;
mod rows;
pub mod start;
pub mod versions;

use jiff::{Timestamp, Zoned};

use crate::export::Remote;
use crate::form::Form;
use crate::message::Lang;
use crate::store::forms::Shelf;
use crate::store::lock::Owner;
use crate::store::office::Office;
use crate::store::state::State;

/// Exit code after the terminal has hung up.
pub const HUNG_UP: u8 = 129;

/// The forms, folders and programs that a session uses.
#[derive(Debug)]
pub struct Environment<'a> {
    /// The language requested by the user.
    pub lang: Option<Lang>,
    /// The available forms.
    pub shelf: &'a Shelf,
    /// The directory of drafts.
    pub state: &'a State,
    /// The lock owner for reports opened from now on.
    pub owner: &'a Owner,
    /// The SSH session of the terminal, if any.
    pub remote: Option<Remote>,
    /// The office program that makes a PDF.
    pub office: Office,
}

impl Environment<'_> {
    /// Returns the language of messages about a form: the requested one, otherwise the form's.
    pub fn lang_for(&self, form: &Form) -> Lang {
        self.lang.unwrap_or(form.language)
    }
}

/// The sentences that differ between front ends, because they name keys or commands.
#[derive(Debug)]
pub struct Wording {
    /// File and draft were both changed.
    pub both_changed: fn(Lang, &str) -> String,
    /// File and draft were merged.
    pub merged: fn(Lang) -> String,
    /// An earlier draft was moved to the history.
    pub put_away: fn(Lang) -> String,
    /// The cell is calculated.
    pub locked: fn(Lang) -> String,
    /// Last year's value cannot be taken over, because the cell is calculated.
    pub last_locked: fn(Lang) -> String,
    /// A step was undone.
    pub undone: fn(Lang, &str) -> String,
    /// A row was removed.
    pub row_removed: fn(Lang, &str) -> String,
    /// The final version was not exported.
    pub final_refused: fn(Lang, &str) -> String,
}

/// Formats a time, in seconds since 1970, as the time of day, with the date unless it is today.
pub fn clock(seconds: i64, now: &Zoned) -> String {
    let Ok(time) = Timestamp::from_second(seconds) else { return String::new() };
    let time = time.to_zoned(now.time_zone().clone());
    let format = if time.date() == now.date() { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
    time.strftime(format).to_string()
}
