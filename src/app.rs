//! The application model: what a person can do with a report, without the front end that shows it.
//!
//! It reads no clock: the front end passes the time.

pub mod begin;
pub mod blanks;
pub mod choosing;
pub mod document;
pub mod edition;
mod entry;
pub mod export;
pub mod fill;
pub mod find;
pub mod findings;
mod last_year;
pub mod model;
pub mod opening;
mod places;
mod rows;
pub mod start;
pub mod versions;

use std::path::Path;

use jiff::{Timestamp, ZonedDateTime};

use crate::clock::is_known;
use crate::export::Remote;
use crate::form::Form;
use crate::message::{self, Lang};
use crate::store::damaged::Damaged;
use crate::store::forms::Shelf;
use crate::store::lock::Owner;
use crate::store::office::Office;
use crate::store::reports::LoadError;
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

    /// Returns what can replace a report that cannot be loaded, if it is damaged and there is something.
    pub fn damaged(&self, path: &Path, error: &LoadError) -> Option<Damaged> {
        Damaged::find((self.state, self.owner), self.shelf, path, error)
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
pub fn clock(seconds: i64, now: &ZonedDateTime, lang: Lang) -> String {
    let time = Timestamp::from_second(seconds).ok().filter(|_| is_known(seconds));
    let Some(time) = time else { return message::time_unknown(lang) };
    let time = time.to_zoned_datetime(now.time_zone().clone());
    let format = if time.date() == now.date() { "%H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
    time.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::clock::local;

    #[test]
    fn a_wrong_system_clock_is_an_unknown_time() {
        let day = Duration::from_hours(24);
        for wrong in
            [UNIX_EPOCH, UNIX_EPOCH - day, UNIX_EPOCH + day * 3_000_000, UNIX_EPOCH + day * 100_000_000]
        {
            let now = local(wrong);
            let seconds = now.timestamp().as_second();
            assert_eq!(seconds, 0, "{wrong:?}");
            assert_eq!(clock(seconds, &now, Lang::Zh), "时间不详");
            // A file may have the time of the wrong clock, or of a right one.
            assert_eq!(clock(300_000_000_000, &now, Lang::En), "time unknown");
            assert!(clock(1_700_000_000, &now, Lang::En).starts_with("2023-11-1"));
        }
        let now = local(UNIX_EPOCH + day * 20_000);
        assert_eq!(now.timestamp().as_second(), 20_000 * 24 * 60 * 60);
        assert_eq!(clock(now.timestamp().as_second(), &now, Lang::Zh), now.strftime("%H:%M:%S").to_string());
    }
}
