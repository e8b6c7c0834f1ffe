//! The journal: an append-only file of records, so that entries are on disk before the report is saved. The
//! content of records is not interpreted here.
//!
//! Each record is preceded by its length and a checksum over both. If the file is damaged, all records before
//! the first invalid one are used. Records that could not be written stay in memory and are retried; a torn
//! record at the end is truncated first.

use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::MetadataExt;

use super::fault::{step, write_at};
use super::state::StateDir;
use super::{FileError, FileProblem};

const NAME: &str = "journal";
/// Name prefix under which unreadable journals are kept, followed by a number.
const SET_ASIDE: &str = "journal.bad";
const MAX_SET_ASIDE: usize = 100;
/// The first line: file type and format version.
const MAGIC: &[u8] = b"tianbiao journal 1\n";
/// Size of the header of a record: length and checksum, four bytes each, little-endian.
const FRAME: usize = 8;
/// Maximum size of a journal: room for two reports of maximum size, and as much again for changes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Maximum number of bytes appended before the journal is rewritten.
const MAX_APPENDED: u64 = 8 * 1024 * 1024;

/// The form that a journal belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The form's id.
    pub form: String,
    /// The form's edition.
    pub edition: String,
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    place: StateDir,
    file: File,
    /// Number of valid bytes in the file.
    good: u64,
    /// The value of `good` when the file was last rewritten.
    start: u64,
    /// Encoded records that are not in the file yet.
    pending: Vec<u8>,
    /// Offset of the last pending record.
    last: Option<usize>,
    /// True if the file may contain a torn record after the valid bytes.
    torn: bool,
    /// True if written data is not synced.
    dirty: bool,
}

/// The parsed content of a journal.
#[derive(Debug)]
pub struct Contents {
    /// The form it belongs to.
    pub head: Head,
    bytes: Vec<u8>,
    records: Vec<Range<usize>>,
    /// Number of bytes at the end that are invalid and ignored.
    pub cut: usize,
    /// Modification time in seconds since 1970.
    pub modified: i64,
    /// The nanoseconds of that time.
    nanoseconds: i64,
    /// True if it is next to the report, because the state folder could not be written.
    pub beside: bool,
}

impl Journal {
    /// Writes a new journal; the old one remains until the new one is on disk.
    pub fn create(place: &StateDir, head: &Head, records: &[Vec<u8>]) -> Result<Journal, FileError> {
        let mut bytes = MAGIC.to_vec();
        frame(&mut bytes, format!("{}\n{}", head.form, head.edition).as_bytes());
        for record in records {
            frame(&mut bytes, record);
        }
        let file =
            place.folder.write_own(NAME, &bytes, true).map_err(|problem| place.failed(NAME, problem))?;
        let good = bytes.len() as u64;
        Ok(Journal::new(place, file, good, good))
    }

    fn new(place: &StateDir, file: File, good: u64, start: u64) -> Journal {
        let (place, pending) = (place.clone(), Vec::new());
        Journal { place, file, good, start, pending, last: None, torn: false, dirty: false }
    }

    /// Continues a journal that was read.
    pub fn resume(place: &StateDir, contents: &Contents) -> Result<Journal, FileError> {
        let failed = |problem| place.failed(NAME, problem);
        let file = place.folder.open_own(NAME, false).map_err(failed)?;
        let file = file.ok_or_else(|| failed(FileProblem::Missing))?;
        let good = (contents.bytes.len() - contents.cut) as u64;
        // Start at 0, because it is unknown how much of the existing content is obsolete.
        Ok(Journal { torn: contents.cut > 0, ..Journal::new(place, file, good, 0) })
    }

    /// Appends a record in memory. With `replaces_last` it replaces the last record, if that is still
    /// pending.
    pub fn append(&mut self, record: &[u8], replaces_last: bool) {
        if let Some(last) = self.last.take()
            && replaces_last
        {
            self.pending.truncate(last);
        }
        self.last = Some(self.pending.len());
        frame(&mut self.pending, record);
    }

    /// Writes the pending records in one call; keeps them in memory on error.
    pub fn flush(&mut self) -> Result<(), FileError> {
        self.write().map_err(|problem| self.place.failed(NAME, problem))
    }

    fn write(&mut self) -> Result<(), FileProblem> {
        if self.pending.is_empty() {
            return Ok(());
        }
        if self.torn {
            step()?;
            self.file.set_len(self.good)?;
        }
        self.torn = true;
        write_at(&self.file, &self.pending, self.good)?;
        self.torn = false;
        self.good += self.pending.len() as u64;
        self.pending.clear();
        self.last = None;
        self.dirty = true;
        Ok(())
    }

    /// Writes the pending records and waits until they are on disk.
    pub fn sync(&mut self) -> Result<(), FileError> {
        self.flush()?;
        if !self.dirty {
            return Ok(());
        }
        let synced = step().and_then(|()| self.file.sync_data());
        synced.map_err(|error| self.place.failed(NAME, error.into()))?;
        self.dirty = false;
        Ok(())
    }

    /// True if the journal should be rewritten: it has grown too long, or the file was removed.
    pub fn wants_renewal(&self) -> bool {
        self.good - self.start + self.pending.len() as u64 > MAX_APPENDED
            || !self.place.folder.is_at(NAME, &self.file)
    }

    /// Returns the number of pending bytes.
    pub fn waiting(&self) -> u64 {
        self.pending.len() as u64
    }
}

/// Reads a journal up to the first invalid record: the newer one, if there is one next to the report. Returns `None` if
/// there is none, if it is damaged from the start, or if it has another format.
pub fn read(place: &StateDir) -> Result<Option<Contents>, FileError> {
    let own = read_in(place);
    let Some(Ok(Some(spare))) = place.spare().map(|spare| read_in(&spare)) else { return own };
    let time = |contents: &Contents| (contents.modified, contents.nanoseconds);
    match own {
        Ok(Some(own)) if time(&own) > time(&spare) => Ok(Some(own)),
        _ => Ok(Some(Contents { beside: true, ..spare })),
    }
}

/// Returns the journal in a folder.
fn read_in(place: &StateDir) -> Result<Option<Contents>, FileError> {
    let failed = |problem| place.failed(NAME, problem);
    let Some(file) = place.folder.open_own(NAME, false).map_err(failed)? else { return Ok(None) };
    let metadata = file.metadata().map_err(|error| failed(error.into()))?;
    let bytes = super::reading::read_file(&file, MAX_BYTES).map_err(failed)?;
    let contents = parse(bytes, metadata.mtime());
    Ok(contents.map(|contents| Contents { nanoseconds: metadata.mtime_nsec(), ..contents }))
}

/// Returns the folders that can hold the journal.
fn folders(place: &StateDir) -> impl Iterator<Item = StateDir> {
    [Some(place.clone()), place.spare()].into_iter().flatten()
}

/// Renames a journal that cannot be used; it is not deleted.
pub fn set_aside(place: &StateDir) -> Result<(), FileError> {
    folders(place).filter(is_in).try_for_each(|place| set_aside_in(&place))
}

fn set_aside_in(place: &StateDir) -> Result<(), FileError> {
    let mut result = Ok(());
    for number in 1..=MAX_SET_ASIDE {
        let name = format!("{SET_ASIDE}{number}");
        result = place.folder.rename_to_new(NAME.as_ref(), name.as_ref());
        if !result.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::AlreadyExists) {
            break;
        }
    }
    result.map_err(|error| place.failed(NAME, error.into()))
}

/// Removes a journal that is no longer needed.
pub fn remove(place: &StateDir) {
    place.folder.remove(NAME.as_ref());
    remove_spare(place);
}

/// Removes the journal next to the report.
pub fn remove_spare(place: &StateDir) {
    if let Some(spare) = place.spare() {
        spare.folder.remove(NAME.as_ref());
        spare.remove_empty();
    }
}

/// True if a journal exists, readable or not.
pub fn is_there(place: &StateDir) -> bool {
    folders(place).any(|place| is_in(&place))
}

fn is_in(place: &StateDir) -> bool {
    place.folder.open_own(NAME, false).is_ok_and(|file| file.is_some())
}

/// Parses a journal up to the first invalid record; `modified` in seconds since 1970.
pub fn parse(bytes: Vec<u8>, modified: i64) -> Option<Contents> {
    let mut records = Vec::new();
    let mut good = MAGIC.len();
    bytes.strip_prefix(MAGIC)?;
    while let Some(record) = next(&bytes, good) {
        good = record.end;
        records.push(record);
    }
    if records.is_empty() {
        return None;
    }
    let head = std::str::from_utf8(&bytes[records.remove(0)]).ok()?;
    let (form, edition) = head.split_once('\n')?;
    let head = Head { form: form.to_owned(), edition: edition.to_owned() };
    let cut = bytes.len() - good;
    Some(Contents { head, bytes, records, cut, modified, nanoseconds: 0, beside: false })
}

/// Returns the range of the record at an offset, if it is valid.
fn next(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let frame = bytes.get(at..at.checked_add(FRAME)?)?;
    let (length, checksum) = frame.split_first_chunk::<4>()?;
    let checksum = u32::from_le_bytes(checksum.try_into().ok()?);
    let start = at + FRAME;
    let record = start..start.checked_add(u32::from_le_bytes(*length) as usize)?;
    (crc32(&[length, bytes.get(record.clone())?]) == checksum).then_some(record)
}

fn frame(bytes: &mut Vec<u8>, record: &[u8]) {
    let length = u32::try_from(record.len()).unwrap_or(u32::MAX).to_le_bytes();
    bytes.extend(length);
    bytes.extend(crc32(&[&length, record]).to_le_bytes());
    bytes.extend(record);
}

impl Contents {
    /// Returns the records in order.
    pub fn records(&self) -> impl Iterator<Item = &[u8]> {
        self.records.iter().map(|record| &self.bytes[record.clone()])
    }
}

/// CRC-32, as used by zip and Ethernet.
#[allow(clippy::cast_possible_truncation, reason = "of a number below 256")]
fn crc32(parts: &[&[u8]]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut byte = 0u32;
        while byte < 256 {
            let mut value = byte;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
                bit += 1;
            }
            table[byte as usize] = value;
            byte += 1;
        }
        table
    };
    let bytes = parts.iter().copied().flatten();
    !bytes.fold(!0, |crc: u32, byte| (crc >> 8) ^ TABLE[usize::from(crc.to_le_bytes()[0] ^ *byte)])
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests write files of their own")]
mod tests {
    use proptest::prelude::*;
    use rustix::io::Errno;

    use super::*;
    use crate::store::fault::{Plan, steps_of};
    use crate::store::testing::{Desk, put};

    fn head() -> Head {
        Head { form: "f".to_owned(), edition: "1".to_owned() }
    }

    fn records(place: &StateDir) -> Vec<String> {
        let contents = read(place).unwrap().unwrap();
        contents.records().map(|record| String::from_utf8(record.to_vec()).unwrap()).collect()
    }

    #[test]
    fn the_checksum_is_the_known_one() {
        assert_eq!(crc32(&[b"1234", b"56789"]), 0xcbf4_3926);
    }

    #[test]
    fn what_is_appended_is_read() {
        let desk = Desk::new("journal");
        let place = desk.place();
        assert!(read(&place).unwrap().is_none());
        let mut journal = Journal::create(&place, &head(), &[b"a".to_vec()]).unwrap();
        journal.append(b"b", false);
        journal.append(b"c", true);
        journal.append("丁".as_bytes(), false);
        assert_eq!(records(&place), ["a"]);
        journal.flush().unwrap();
        journal.append(b"e", true);
        journal.sync().unwrap();
        assert_eq!(records(&place), ["a", "c", "丁", "e"]);
        let contents = read(&place).unwrap().unwrap();
        assert_eq!((contents.head.clone(), contents.cut), (head(), 0));
        let mut journal = Journal::resume(&place, &contents).unwrap();
        journal.append(b"f", true);
        journal.sync().unwrap();
        assert_eq!(records(&place), ["a", "c", "丁", "e", "f"]);
        assert!(!journal.wants_renewal());
        std::fs::remove_file(place.path().join(NAME)).unwrap();
        assert!(journal.wants_renewal());
    }

    #[test]
    fn a_torn_end_is_cut_and_written_over() {
        let desk = Desk::new("torn");
        let place = desk.place();
        let file = place.path().join(NAME);
        Journal::create(&place, &head(), &[b"one".to_vec(), b"two".to_vec()]).unwrap();
        let whole = std::fs::read(&file).unwrap();
        for end in 0..whole.len() {
            put(&file, &whole[..end]);
            let Some(contents) = read(&place).unwrap() else { continue };
            let before: Vec<_> = contents.records().map(<[u8]>::to_vec).collect();
            assert!(before.len() < 2);
            let mut journal = Journal::resume(&place, &contents).unwrap();
            journal.append(b"x", false);
            journal.flush().unwrap();
            let contents = read(&place).unwrap().unwrap();
            assert_eq!(contents.records().count(), before.len() + 1);
            assert_eq!(contents.cut, 0, "{end}");
        }
    }

    #[test]
    fn a_failed_write_is_kept_and_tried_again() {
        let desk = Desk::new("full");
        let place = desk.place();
        for errno in [Errno::NOSPC, Errno::IO, Errno::DQUOT] {
            let mut journal = Journal::create(&place, &head(), &[]).unwrap();
            journal.append(b"first", false);
            journal.sync().unwrap();
            journal.append(b"second, long enough to be torn", false);
            let (result, _) = steps_of(Plan::FailFrom(0, errno), || journal.sync());
            result.unwrap_err();
            let (result, _) = steps_of(Plan::FailFrom(0, errno), || journal.sync());
            result.unwrap_err();
            assert_eq!(records(&place), ["first"]);
            journal.append(b"x", true);
            journal.sync().unwrap();
            assert_eq!(records(&place), ["first", "x"]);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn damage_costs_nothing_before_it(
            texts in prop::collection::vec(any::<Vec<u8>>(), 0..8),
            at in any::<prop::sample::Index>(),
            bit in 0..8u8,
        ) {
            let mut bytes = MAGIC.to_vec();
            frame(&mut bytes, b"f\n1");
            let mut ends = vec![bytes.len()];
            for text in &texts {
                frame(&mut bytes, text);
                ends.push(bytes.len());
            }
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            let whole = ends.iter().filter(|end| **end <= at).count();
            match parse(bytes, 0) {
                None => prop_assert_eq!(whole, 0),
                Some(contents) => {
                    let found: Vec<_> = contents.records().map(<[u8]>::to_vec).collect();
                    prop_assert_eq!(&found[..], &texts[..whole - 1]);
                }
            }
        }

        #[test]
        fn garbage_is_no_journal(bytes in any::<Vec<u8>>(), zeros in 0..64usize) {
            let mut whole = MAGIC.to_vec();
            frame(&mut whole, b"f\n1");
            let good = whole.len();
            whole.extend(vec![0; zeros]);
            whole.extend(&bytes);
            let contents = parse(whole, 0).unwrap();
            prop_assert!(contents.records().count() == 0 || bytes.len() > FRAME);
            prop_assert!(contents.cut <= bytes.len() + zeros && good > 0);
            prop_assert!(parse(bytes, 0).is_none());
        }
    }
}
