//! Backups: complete copies of a report, made before something replaces it.
//!
//! The newest backups are kept, limited by number and size. The file name contains number, time, content hash
//! and reason, so there is no index that could be damaged.

use std::ffi::OsStr;

use super::folder::Folder;
use super::stamp::hash;
use super::state::StateDir;
use super::{FileError, FileProblem, MAX_REPORT_BYTES, read_any};
use crate::message::{self, Lang};

const FOLDER: &str = "history";
/// Maximum number of backups.
const MAX_VERSIONS: usize = 50;
/// Maximum total size of backups in bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Minimum number of backups, regardless of size.
const MIN_VERSIONS: usize = 4;

/// A backup of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The number, strictly increasing.
    pub number: u32,
    /// Time of the backup in seconds since 1970.
    pub time: i64,
    /// Size in bytes.
    pub size: u64,
    /// Hash of the content.
    pub hash: u64,
    /// Reason of the backup.
    pub reason: Reason,
}

/// Reason for making a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The file before a session changed it.
    Session,
    /// The file before a draft replaced it.
    Recovery,
    /// A draft that was not used.
    Draft,
    /// The file as changed by somebody else, before it was overwritten on purpose.
    Overwritten,
    /// The file before it became a report of another edition of its form.
    Edition,
}

impl Reason {
    const ALL: [Reason; 5] =
        [Reason::Session, Reason::Recovery, Reason::Draft, Reason::Overwritten, Reason::Edition];

    fn names(self) -> (&'static str, fn(Lang) -> String) {
        match self {
            Reason::Session => ("session", message::history_session),
            Reason::Recovery => ("recovery", message::history_recovery),
            Reason::Draft => ("draft", message::history_draft),
            Reason::Overwritten => ("overwritten", message::history_overwritten),
            Reason::Edition => ("edition", message::history_edition),
        }
    }

    /// Returns the word used in file names and JSON.
    pub fn word(self) -> &'static str {
        self.names().0
    }

    /// Returns the text for the user.
    pub fn words(self, lang: Lang) -> String {
        self.names().1(lang)
    }
}

impl Version {
    fn name(&self) -> String {
        let Version { number, time, hash, reason, .. } = self;
        format!("{number:06}_{time}_{hash:016x}.{}", reason.word())
    }

    fn read(name: &OsStr, size: u64) -> Option<Version> {
        let (numbers, word) = name.to_str()?.split_once('.')?;
        let mut numbers = numbers.split('_');
        let number = numbers.next()?.parse().ok()?;
        let time = numbers.next()?.parse().ok()?;
        let hash = u64::from_str_radix(numbers.next()?, 16).ok()?;
        let reason = Reason::ALL.into_iter().find(|reason| reason.word() == word)?;
        numbers.next().is_none().then_some(Version { number, time, size, hash, reason })
    }
}

/// Makes a backup; `time` in seconds since 1970. Does nothing if the newest backup has the same content.
pub fn keep(place: &StateDir, bytes: &[u8], reason: Reason, time: i64) -> Result<Version, FileError> {
    let failed = |problem| place.failed(FOLDER, problem);
    let folder = place.folder.private(OsStr::new(FOLDER)).map_err(failed)?;
    let before = versions(&folder).map_err(failed)?;
    let (size, hash) = (bytes.len() as u64, hash(bytes));
    if let Some(newest) = before.last()
        && (newest.size, newest.hash) == (size, hash)
    {
        return Ok(newest.clone());
    }
    let number = before.last().map_or(1, |newest| newest.number.saturating_add(1));
    let version = Version { number, time, size, hash, reason };
    folder.write_own(&version.name(), bytes, true).map_err(failed)?;
    let mut count = 1;
    let mut room = MAX_BYTES.saturating_sub(size);
    for old in before.iter().rev() {
        count += 1;
        room = room.saturating_sub(old.size);
        if count > MAX_VERSIONS || (room == 0 && count > MIN_VERSIONS) {
            folder.remove(OsStr::new(&old.name()));
        }
    }
    Ok(version)
}

/// Makes a backup of the report file, even if it is not a readable report. Returns `None` if there is no
/// file.
pub fn keep_file(place: &StateDir, reason: Reason, time: i64) -> Result<Option<Version>, FileError> {
    match read_any(place.report(), MAX_REPORT_BYTES) {
        Ok(bytes) => keep(place, &bytes, reason, time).map(Some),
        Err(error) if error.problem == FileProblem::Missing => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns all backups, oldest first.
pub fn list(place: &StateDir) -> Result<Vec<Version>, FileError> {
    let failed = |problem| place.failed(FOLDER, problem);
    match place.folder.private_there(OsStr::new(FOLDER)).map_err(failed)? {
        Some(folder) => versions(&folder).map_err(failed),
        None => Ok(Vec::new()),
    }
}

/// Returns the content of a backup; `None` if the number does not exist.
pub fn fetch(place: &StateDir, number: u32) -> Result<Option<Vec<u8>>, FileError> {
    let failed = |problem| place.failed(FOLDER, problem);
    let Some(folder) = place.folder.private_there(OsStr::new(FOLDER)).map_err(failed)? else {
        return Ok(None);
    };
    let versions = versions(&folder).map_err(failed)?;
    let Some(version) = versions.iter().find(|version| version.number == number) else { return Ok(None) };
    folder.read_own(&version.name(), MAX_REPORT_BYTES).map_err(failed)
}

/// Deletes one backup or all of them, and waits until that is on disk. Returns an error if any is still there.
pub fn delete(place: &StateDir, number: Option<u32>) -> Result<(), FileError> {
    let failed = |problem| place.failed(FOLDER, problem);
    let Some(folder) = place.folder.private_there(OsStr::new(FOLDER)).map_err(failed)? else { return Ok(()) };
    let is_meant = |version: &Version| number.is_none_or(|number| version.number == number);
    for version in versions(&folder).map_err(failed)?.iter().filter(|version| is_meant(version)) {
        folder.remove(OsStr::new(&version.name()));
    }
    folder.sync().map_err(failed)?;
    let is_left = versions(&folder).map_err(failed)?.iter().any(is_meant);
    if is_left { Err(failed(FileProblem::NoRights)) } else { Ok(()) }
}

fn versions(folder: &Folder) -> Result<Vec<Version>, FileProblem> {
    let listed = folder.list()?;
    let mut versions: Vec<Version> =
        listed.iter().filter_map(|file| Version::read(&file.name, file.size)).collect();
    versions.sort_by_key(|version| version.number);
    Ok(versions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Desk, put};

    #[test]
    fn versions_are_kept_listed_and_fetched() {
        let desk = Desk::new("history");
        let place = desk.place();
        assert_eq!(list(&place).unwrap(), []);
        assert_eq!(fetch(&place, 1).unwrap(), None);
        let first = keep_file(&place, Reason::Session, 100).unwrap().unwrap();
        assert_eq!((first.number, first.time, first.size), (1, 100, 2));
        assert_eq!(keep_file(&place, Reason::Session, 200).unwrap().unwrap(), first, "it is there already");
        keep(&place, b"\xff", Reason::Draft, 300).unwrap();
        let back = keep_file(&place, Reason::Recovery, 400).unwrap().unwrap();
        assert_eq!((back.number, back.hash), (3, first.hash));
        assert_eq!(fetch(&place, 2).unwrap().unwrap(), b"\xff");
        let reasons: Vec<_> = list(&place).unwrap().iter().map(|version| version.reason.word()).collect();
        assert_eq!(reasons, ["session", "draft", "recovery"]);
        put(&desk.path("r.ron"), b"\xff\xff");
        assert_eq!(keep_file(&place, Reason::Overwritten, 500).unwrap().unwrap().size, 2);
        std::fs::remove_file(desk.path("r.ron")).unwrap();
        assert_eq!(keep_file(&place, Reason::Session, 600).unwrap(), None);
    }

    #[test]
    fn the_newest_are_kept() {
        let desk = Desk::new("bounds");
        let place = desk.place();
        for number in 0..60u32 {
            keep(&place, &number.to_le_bytes(), Reason::Session, i64::from(number)).unwrap();
        }
        let numbers: Vec<u32> = list(&place).unwrap().iter().map(|version| version.number).collect();
        assert_eq!(numbers, (11..=60).collect::<Vec<_>>());
        for number in 0..6u8 {
            keep(&place, &vec![number; 16 * 1024 * 1024], Reason::Draft, 100).unwrap();
        }
        let numbers: Vec<u32> = list(&place).unwrap().iter().map(|version| version.number).collect();
        assert_eq!(numbers, [63, 64, 65, 66]);
    }

    #[test]
    fn names_that_are_no_versions_are_left_alone() {
        for name in ["", "1", "000001_2_3.word", "x_2_3.draft", "000001_2_3_4.draft", "000001_2.draft"] {
            assert_eq!(Version::read(OsStr::new(name), 0), None, "{name}");
        }
    }
}
