//! Reading: bounded, never blocking, and in the encodings that offices use.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::fs::{Access, Mode, OFlags};

use super::error::{FileError, FileProblem};
use super::service;
use super::stamp::Stamp;

/// Maximum size of a report.
pub const MAX_REPORT_BYTES: u64 = 8 * 1024 * 1024;
/// Maximum size of a table or list of changes from a spreadsheet or script.
pub const MAX_TABLE_BYTES: u64 = 4 * 1024 * 1024;
/// Maximum size of a document to be imported.
pub const MAX_DOCUMENT_BYTES: u64 = 64 * 1024 * 1024;
/// Maximum size of a form.
pub const MAX_FORM_BYTES: u64 = 4 * 1024 * 1024;

/// Reads the text and stamp of a file of at most `limit` bytes.
pub fn read_text(path: &Path, limit: u64) -> Result<(String, Stamp), FileError> {
    let read = || {
        let file = open(path)?;
        let bytes = read_file(&file, limit)?;
        let stamp = Stamp::new(&file, &bytes)?;
        Ok((decode(bytes)?, stamp))
    };
    read().map_err(|problem| FileError::new(path, problem))
}

/// Reads a file of at most `limit` bytes without decoding it.
pub fn read_any(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let read = open(path).and_then(|file| read_file(&file, limit));
    read.map_err(|problem| FileError::new(path, problem))
}

/// Reads a stream of at most `limit` bytes without decoding it; `name` is used in messages.
pub fn read_any_stream(stream: impl Read, name: &str, limit: u64) -> Result<Vec<u8>, FileError> {
    read_bytes(stream, 0, limit).map_err(|problem| FileError::new(Path::new(name), problem))
}

/// Returns the error of a document that is not text in a known encoding.
pub(super) fn not_text(path: &Path, bytes: &[u8]) -> FileError {
    let good = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    FileError::new(path, not_utf8(bytes, good))
}

/// Reads the text of a stream of at most `limit` bytes; `name` is used in messages.
pub fn read_stream(stream: impl Read, name: &str, limit: u64) -> Result<String, FileError> {
    read_bytes(stream, 0, limit).and_then(decode).map_err(|problem| FileError::new(Path::new(name), problem))
}

/// The rights that the umask of the shell takes away from new files.
static TAKEN: AtomicU32 = AtomicU32::new(0o077);

/// Makes new files accessible to their owner only, regardless of the shell's umask, which could even deny the
/// owner.
pub fn keep_private() {
    let umask = rustix::process::umask(Mode::from_raw_mode(0o077));
    TAKEN.store(umask.as_raw_mode(), Ordering::Relaxed);
}

/// Returns the part of a mode that the umask of the shell leaves to new files.
pub(super) fn without_umask(mode: u32) -> u32 {
    mode & !TAKEN.load(Ordering::Relaxed)
}

/// Returns the path of a program, searched in a list of folders as in `PATH`. Returns `None` if no executable
/// file is found.
pub fn program(path: &OsStr, name: &str) -> Option<PathBuf> {
    let folders =
        path.as_bytes().split(|byte| *byte == b':').map(|folder| Path::new(OsStr::from_bytes(folder)));
    // A relative folder would depend on the current folder.
    let found = folders.filter(|folder| folder.is_absolute()).map(|folder| folder.join(name));
    let mut runs = found.filter(|program| {
        program.metadata().is_ok_and(|metadata| metadata.is_file())
            && rustix::fs::access(program, Access::EXEC_OK).is_ok()
    });
    runs.next()
}

/// Opens a regular file; rejects anything else without blocking.
fn open(path: &Path) -> Result<File, FileProblem> {
    // Opening a device can have an effect; this only examines it.
    let found = File::from(service::open(path, OFlags::PATH | OFlags::CLOEXEC)?);
    if !found.metadata()?.is_file() {
        return Err(FileProblem::NotAFile);
    }
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = File::from(service::open(path, flags)?);
    // The file may have been replaced between the two.
    if file.metadata()?.is_file() { Ok(file) } else { Err(FileProblem::NotAFile) }
}

/// Reads an open file of at most `limit` bytes.
pub(super) fn read_file(file: &File, limit: u64) -> Result<Vec<u8>, FileProblem> {
    read_bytes(file, file.metadata()?.len(), limit)
}

/// Reads a stream of at most `limit` bytes; `expected` is the expected size.
pub(super) fn read_bytes(stream: impl Read, expected: u64, limit: u64) -> Result<Vec<u8>, FileProblem> {
    if expected > limit {
        return Err(FileProblem::TooLarge { limit });
    }
    // One extra byte, so that the end is detected without reallocating.
    let mut bytes = Vec::with_capacity(usize::try_from(expected + 1).unwrap_or_default());
    stream.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(FileProblem::TooLarge { limit });
    }
    Ok(bytes)
}

fn decode(bytes: Vec<u8>) -> Result<String, FileProblem> {
    String::from_utf8(bytes).map_err(|error| not_utf8(error.as_bytes(), error.utf8_error().valid_up_to()))
}

/// Returns the place of the first byte that is not UTF-8.
fn not_utf8(bytes: &[u8], good: usize) -> FileProblem {
    let start = bytes[..good].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let end = bytes[good..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| good + end);
    FileProblem::NotUtf8 {
        line: String::from_utf8_lossy(&bytes[..good]).matches('\n').count() + 1,
        column: String::from_utf8_lossy(&bytes[start..good]).chars().count() + 1,
        text: String::from_utf8_lossy(&bytes[start..end]).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bad_byte_has_a_place() {
        for (bytes, line, column) in [
            (&b"\xff"[..], 1, 1),
            (b"a\nb\xb0", 2, 2),
            ("甲乙\n丙".as_bytes(), 0, 0),
            (b"\xe7\x94\xb2\xe4\xb9\n\n", 1, 2),
        ] {
            match decode(bytes.to_vec()) {
                Ok(_) => assert_eq!(line, 0),
                Err(FileProblem::NotUtf8 { line: found, column: at, .. }) => {
                    assert_eq!((found, at), (line, column));
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn reading_is_bounded() {
        assert_eq!(read_stream(&b"1234"[..], "-", 4).unwrap(), "1234");
        let error = read_stream(std::io::repeat(b'a'), "-", 4).unwrap_err();
        assert_eq!(error.problem, FileProblem::TooLarge { limit: 4 });
    }

    #[test]
    fn nothing_but_a_regular_file_is_read() {
        for path in ["/dev/zero", "/dev/tty", "/"] {
            assert_eq!(read_text(Path::new(path), 10).unwrap_err().problem, FileProblem::NotAFile, "{path}");
        }
    }
}
