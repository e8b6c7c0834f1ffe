//! The Word documents that the values of a report are filled into: those beside the report, and those that were used,
//! which are listed in its state folder.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::atomic::parent;
use super::reports::beside;
use super::stamp::hash;
use super::{FileError, StateDir};

/// File in the state folder that lists the documents, the last one first: mark and path, one per line.
const LIST: &str = "blanks";
/// File in the state folder that lists the Word documents that were exported, in the same way.
const EXPORTED: &str = "exported";
const MAX_LIST_BYTES: u64 = 64 * 1024;
/// Maximum number of documents in the list.
const MAX_LISTED: usize = 8;
/// Mark of a document that was imported, and not filled in yet.
const NOT_FILLED: &str = "-";

/// A document that was used for a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank {
    /// Absolute path.
    pub path: PathBuf,
    /// Size and hash of the content that was filled in; `None` if it was not filled in yet.
    pub mark: Option<String>,
}

/// Returns the mark of a content. Equal marks mean equal content.
pub fn mark(bytes: &[u8]) -> String {
    format!("{}:{:016x}", bytes.len(), hash(bytes))
}

/// Returns the documents that were used for a report, the last one first.
pub fn used(place: &StateDir) -> Vec<Blank> {
    read(place, LIST)
}

/// Returns the Word documents that were exported from a report, the last one first.
pub fn exported(place: &StateDir) -> Vec<PathBuf> {
    read(place, EXPORTED).into_iter().map(|blank| blank.path).collect()
}

fn read(place: &StateDir, list: &str) -> Vec<Blank> {
    let bytes = place.folder.read_own(list, MAX_LIST_BYTES).ok().flatten().unwrap_or_default();
    let lines = bytes.split(|byte| *byte == b'\n').filter_map(|line| {
        let at = line.iter().position(|byte| *byte == b' ')?;
        let mark = std::str::from_utf8(&line[..at]).ok()?;
        let path = PathBuf::from(OsString::from_vec(line[at + 1..].to_vec()));
        let mark = (mark != NOT_FILLED).then(|| mark.to_owned());
        path.is_absolute().then_some(Blank { path, mark })
    });
    lines.take(MAX_LISTED).collect()
}

/// Adds a document to the list, as the last one that was used.
pub fn remember(place: &StateDir, blank: &Blank) -> Result<(), FileError> {
    add(place, LIST, blank)
}

/// Adds a document to the list of those that were exported.
pub fn remember_export(place: &StateDir, path: &Path) -> Result<(), FileError> {
    add(place, EXPORTED, &Blank { path: path.to_owned(), mark: None })
}

fn add(place: &StateDir, list: &str, blank: &Blank) -> Result<(), FileError> {
    // A path with a line break would be read as two.
    if !blank.path.is_absolute() || blank.path.as_os_str().as_bytes().contains(&b'\n') {
        return Ok(());
    }
    let before = read(place, list);
    let others = before.iter().filter(|other| other.path != blank.path);
    let mut bytes = Vec::new();
    for Blank { path, mark } in std::iter::once(blank).chain(others).take(MAX_LISTED) {
        bytes.extend(mark.as_deref().unwrap_or(NOT_FILLED).bytes());
        bytes.push(b' ');
        bytes.extend(path.as_os_str().as_bytes());
        bytes.push(b'\n');
    }
    let written = place.folder.write_own(list, &bytes, true);
    written.map(drop).map_err(|problem| place.failed(list, problem))
}

/// Returns the Word documents in the folder of a report with the time of their last change in seconds since 1970, the
/// newest first. The lock files of word processors are omitted.
pub fn documents(report: &Path) -> Vec<(PathBuf, i64)> {
    let folder = parent(report);
    let is_word = |path: &PathBuf| {
        let is_lock = path.as_os_str().as_bytes().starts_with(b"~$");
        !is_lock && path.extension().is_some_and(|end| end.eq_ignore_ascii_case("docx"))
    };
    let found = beside(folder).into_iter().filter(is_word).map(|name| folder.join(name));
    let mut dated: Vec<(PathBuf, i64)> =
        found.map(|path| (changed(&path), path)).map(|(time, path)| (path, time)).collect();
    dated.sort_by(|(one, one_time), (other, other_time)| {
        other_time.cmp(one_time).then_with(|| one.cmp(other))
    });
    dated
}

/// True if the document exists.
pub fn exists(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.is_file())
}

/// Returns the time of the last change of a file in seconds since 1970; 0 if it is unknown.
pub fn changed(path: &Path) -> i64 {
    let time = std::fs::metadata(path).and_then(|file| file.modified()).ok();
    let time = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    time.and_then(|time| i64::try_from(time.as_secs()).ok()).unwrap_or(0)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests write files of their own")]
mod tests {
    use super::*;
    use crate::store::testing::Desk;

    #[test]
    fn documents_that_were_used_are_listed_last_one_first() {
        let desk = Desk::new("blanks_used");
        let report = desk.file("r.ron", b"()");
        let place = desk.state().place(&report).unwrap();
        assert_eq!(used(&place), []);
        let blank =
            |name: &str, mark: Option<&str>| Blank { path: desk.path(name), mark: mark.map(str::to_owned) };
        remember(&place, &blank("空 表.docx", None)).unwrap();
        remember(&place, &blank("2.docx", Some(&mark(b"a")))).unwrap();
        assert_eq!(used(&place), [blank("2.docx", Some(&mark(b"a"))), blank("空 表.docx", None)]);
        remember(&place, &blank("空 表.docx", Some("1:2"))).unwrap();
        assert_eq!(used(&place), [blank("空 表.docx", Some("1:2")), blank("2.docx", Some(&mark(b"a")))]);
        // A name with a line break cannot be listed.
        remember(&place, &blank("a\n- /etc/b.docx", None)).unwrap();
        for number in 0..20 {
            remember(&place, &blank(&format!("{number}.docx"), None)).unwrap();
        }
        let names: Vec<Blank> = used(&place);
        assert_eq!((names.len(), &names[0]), (MAX_LISTED, &blank("19.docx", None)));
    }

    #[test]
    fn documents_beside_a_report_are_found() {
        let desk = Desk::new("blanks_beside");
        let report = desk.file("r.ron", b"()");
        for (name, time) in
            [("旧.docx", 1000), ("新.DOCX", 3000), ("~$新.docx", 9000), (".x.docx", 9000), ("a.txt", 9000)]
        {
            let file = std::fs::File::create(desk.path(name)).unwrap();
            file.set_modified(UNIX_EPOCH + std::time::Duration::from_secs(time)).unwrap();
        }
        assert_eq!(documents(&report), [(desk.path("新.DOCX"), 3000), (desk.path("旧.docx"), 1000)]);
    }
}
