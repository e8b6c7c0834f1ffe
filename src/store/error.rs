//! Why a file cannot be read or written: which file, why, what to do.

use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::{Stamp, shown};
use crate::message::{self, Lang};

/// A file that could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub problem: FileProblem,
    /// Set when the new content is in place all the same, only not surely on the disk yet.
    pub written: Option<Stamp>,
}

/// Why a file cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// There is none.
    Missing,
    /// The folder it should be in is not there.
    FolderMissing,
    /// The person may not.
    NoRights,
    /// The file system cannot be written to.
    ReadOnly,
    /// The disk is full.
    NoSpace,
    /// The person's share of the disk is used up.
    Quota,
    /// Larger than the system lets a file be.
    FileSizeLimit,
    /// The name is too long for the file system.
    NameTooLong,
    /// A folder, a pipe, a device, a link in a circle.
    NotAFile,
    /// A link, or a file or folder of somebody else, where only the program's own may stand.
    NotOurs,
    /// Another session has taken the report over.
    TakenOver,
    /// There is a file already, and it was not to be replaced.
    Exists,
    /// It is the report that was to be exported.
    Report,
    /// Somebody changed the file since it was read.
    Changed,
    /// More bytes than are read.
    TooLarge {
        /// How many are.
        limit: u64,
    },
    /// Not UTF-8.
    NotUtf8 {
        /// The line of the first bad byte, from 1.
        line: usize,
        /// Its column in characters, from 1.
        column: usize,
        /// The line's text.
        text: String,
    },
    /// Anything else, in the system's words.
    Io(String),
}

impl FileError {
    pub(super) fn new(path: &Path, problem: FileProblem) -> FileError {
        FileError { path: path.to_owned(), problem, written: None }
    }

    /// The sentence: which file, why, what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let file = &shown(&self.path);
        if self.written.is_some() {
            return message::file_not_synced(lang, file);
        }
        match &self.problem {
            FileProblem::Missing => message::file_missing(lang, file),
            FileProblem::FolderMissing => message::file_folder_missing(lang, file),
            FileProblem::NoRights => message::file_no_rights(lang, file),
            FileProblem::ReadOnly => message::file_read_only(lang, file),
            FileProblem::NoSpace => message::file_no_space(lang, file),
            FileProblem::Quota => message::file_quota(lang, file),
            FileProblem::FileSizeLimit => message::file_size_limit(lang, file),
            FileProblem::NameTooLong => message::file_name_too_long(lang, file),
            FileProblem::NotAFile => message::file_not_regular(lang, file),
            FileProblem::NotOurs => message::state_not_ours(lang, file),
            FileProblem::TakenOver => message::state_taken_over(lang, file),
            FileProblem::Exists => message::file_exists(lang, file),
            FileProblem::Report => message::file_is_report(lang, file),
            FileProblem::Changed => message::file_changed(lang, file),
            FileProblem::TooLarge { limit } => message::file_too_large(lang, file, limit / (1024 * 1024)),
            FileProblem::NotUtf8 { line, column, .. } => {
                format!("{file}:{line}:{column}: {}", message::file_not_utf8(lang))
            }
            FileProblem::Io(reason) => message::file_io(lang, file, reason),
        }
    }
}

impl From<Errno> for FileProblem {
    fn from(error: Errno) -> FileProblem {
        match error {
            Errno::NOENT => FileProblem::Missing,
            Errno::NOTDIR => FileProblem::FolderMissing,
            Errno::ACCESS | Errno::PERM => FileProblem::NoRights,
            Errno::ROFS => FileProblem::ReadOnly,
            Errno::NOSPC => FileProblem::NoSpace,
            Errno::DQUOT => FileProblem::Quota,
            Errno::FBIG => FileProblem::FileSizeLimit,
            Errno::NAMETOOLONG => FileProblem::NameTooLong,
            Errno::LOOP | Errno::ISDIR | Errno::NXIO => FileProblem::NotAFile,
            Errno::EXIST => FileProblem::Exists,
            other => FileProblem::Io(io::Error::from(other).to_string()),
        }
    }
}

impl From<io::Error> for FileProblem {
    fn from(error: io::Error) -> FileProblem {
        match Errno::from_io_error(&error) {
            Some(errno) => errno.into(),
            None => FileProblem::Io(error.to_string()),
        }
    }
}
