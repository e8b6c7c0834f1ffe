//! The journal: a file that is only appended to, one record after another, so that what was typed is on the
//! disk before it is saved. What a record means is not known here.
//!
//! A record stands behind its length and a checksum over both. Whatever happened to the file, everything up
//! to the first record that does not fit is used. What could not be written stays in memory and is tried
//! again; a torn end is cut off first.

use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::MetadataExt;

use super::fault::{step, write_at};
use super::state::StateDir;
use super::{FileError, FileProblem};

const NAME: &str = "journal";
/// What could not be read is kept under this name and a number.
const SET_ASIDE: &str = "journal.bad";
const MAX_SET_ASIDE: usize = 100;
/// The first line: what the file is, and which version of its layout.
const MAGIC: &[u8] = b"tianbiao journal 1\n";
/// Length and checksum of a record, each in four bytes, the lowest first.
const FRAME: usize = 8;
/// No journal is larger than this: two reports of the largest size, and as much again for what happened.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// So much is appended before everything is written anew.
const MAX_APPENDED: u64 = 8 * 1024 * 1024;

/// What a journal is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The id of the form.
    pub form: String,
    /// Its edition.
    pub edition: String,
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    place: StateDir,
    file: File,
    /// So much of the file is whole.
    good: u64,
    /// How much of it was there when it was written anew.
    start: u64,
    /// Records that are not in the file yet.
    pending: Vec<u8>,
    /// Where the last of them begins.
    last: Option<usize>,
    /// Whether the file may hold a torn record behind what is whole.
    torn: bool,
    /// Whether something was written and not synced.
    dirty: bool,
}

/// What stands in a journal.
#[derive(Debug)]
pub struct Contents {
    /// What it is about.
    pub head: Head,
    bytes: Vec<u8>,
    records: Vec<Range<usize>>,
    /// So many bytes at the end did not fit and are not used.
    pub cut: usize,
    /// When it was last written: seconds since 1970.
    pub modified: i64,
}

impl Journal {
    /// Writes a journal anew: the old one stands until the new one is on the disk.
    pub fn create(place: &StateDir, head: &Head, records: &[Vec<u8>]) -> Result<Journal, FileError> {
        let mut bytes = MAGIC.to_vec();
        frame(&mut bytes, format!("{}\n{}", head.form, head.edition).as_bytes());
        for record in records {
            frame(&mut bytes, record);
        }
        let file =
            place.folder.write_own(NAME, &bytes, true).map_err(|problem| place.failed(NAME, problem))?;
        let good = bytes.len() as u64;
        let place = place.clone();
        Ok(Journal {
            place,
            file,
            good,
            start: good,
            pending: Vec::new(),
            last: None,
            torn: false,
            dirty: false,
        })
    }

    /// Goes on with a journal that was read.
    pub fn resume(place: &StateDir, contents: &Contents) -> Result<Journal, FileError> {
        let failed = |problem| place.failed(NAME, problem);
        let file = place.folder.open_own(NAME, false).map_err(failed)?;
        let file = file.ok_or_else(|| failed(FileProblem::Missing))?;
        let good = (contents.bytes.len() - contents.cut) as u64;
        let place = place.clone();
        Ok(Journal {
            place,
            file,
            good,
            // What happened before is not known to be worth keeping.
            start: 0,
            pending: Vec::new(),
            last: None,
            torn: contents.cut > 0,
            dirty: false,
        })
    }

    /// Adds a record, in memory; it may take the place of the last one, if that is not in the file yet.
    pub fn append(&mut self, record: &[u8], replaces_last: bool) {
        if let Some(last) = self.last.take()
            && replaces_last
        {
            self.pending.truncate(last);
        }
        self.last = Some(self.pending.len());
        frame(&mut self.pending, record);
    }

    /// Writes what is in memory, in one call; kept in memory when that fails.
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

    /// Writes what is in memory and waits until it is on the disk.
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

    /// Whether everything should be written anew: it has grown too long, or somebody took the file away.
    pub fn wants_renewal(&self) -> bool {
        self.good - self.start + self.pending.len() as u64 > MAX_APPENDED
            || !self.place.folder.is_at(NAME, &self.file)
    }

    /// How many bytes wait in memory.
    pub fn waiting(&self) -> u64 {
        self.pending.len() as u64
    }

    /// How large the file is.
    pub fn size(&self) -> u64 {
        self.good
    }
}

/// Reads a journal: everything up to the first record that does not fit; nothing when there is none, or when
/// it is damaged from its beginning on or of another layout.
pub fn read(place: &StateDir) -> Result<Option<Contents>, FileError> {
    let failed = |problem| place.failed(NAME, problem);
    let Some(file) = place.folder.open_own(NAME, false).map_err(failed)? else { return Ok(None) };
    let metadata = file.metadata().map_err(|error| failed(error.into()))?;
    let bytes = super::read_bytes(&file, metadata.len(), MAX_BYTES).map_err(failed)?;
    Ok(parse(bytes, metadata.mtime()))
}

/// Puts a journal that cannot be used out of the way; it is kept.
pub fn set_aside(place: &StateDir) -> Result<(), FileError> {
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

/// Takes a journal away that is not needed any more.
pub fn remove(place: &StateDir) {
    place.folder.remove(NAME.as_ref());
}

/// Whether there is a journal, readable or not.
pub fn is_there(place: &StateDir) -> bool {
    place.folder.open_own(NAME, false).is_ok_and(|file| file.is_some())
}

/// What stands in the bytes of a journal that was last written at a time in seconds since 1970: everything up to
/// the first record that does not fit.
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
    Some(Contents { head, cut: bytes.len() - good, bytes, records, modified })
}

/// The record that begins at a place, if it is whole.
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
    /// The records, in order.
    pub fn records(&self) -> impl Iterator<Item = &[u8]> {
        self.records.iter().map(|record| &self.bytes[record.clone()])
    }
}

/// The checksum of zip and Ethernet.
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
