//! The system clock in the local time zone; it may be wrong.

use std::time::SystemTime;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// Returns the current time. A clock before 1970 or after the year 9999 is wrong: the time is unknown.
#[allow(clippy::disallowed_methods, reason = "the only place that reads the date and the time")]
pub fn now() -> ZonedDateTime {
    local(SystemTime::now())
}

/// Returns today's date, or `None` if it is unknown.
pub fn today() -> Option<Date> {
    let now = now();
    is_known(now.timestamp().as_second()).then(|| now.date())
}

/// Returns a time in the local time zone; 1970 if it is unknown.
pub fn local(time: impl TryInto<Timestamp>) -> ZonedDateTime {
    let time = time.try_into().ok().filter(|time| is_known(time.as_second()));
    time.unwrap_or_default().to_zoned_datetime(TimeZone::system())
}

/// True if a time, in seconds since 1970, is known.
pub fn is_known(seconds: i64) -> bool {
    seconds > 0 && Timestamp::from_second(seconds).is_ok()
}
