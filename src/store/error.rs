//! Errors of reading and writing files, with the path, the reason and a remedy.

use std::io;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::service::Refusal;
use super::{Stamp, shown};
use crate::message::{self, Lang};

/// A file that could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// Path of the file.
    pub path: PathBuf,
    /// Reason of the error.
    pub problem: FileProblem,
    /// Set if the new content is in place, but possibly not on disk yet.
    pub written: Option<Stamp>,
}

/// Reason why a file cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// The file does not exist.
    Missing,
    /// The parent folder does not exist.
    FolderMissing,
    /// Permission denied.
    NoRights,
    /// The file system is read-only.
    ReadOnly,
    /// The disk is full.
    NoSpace,
    /// The user's disk quota is used up.
    Quota,
    /// The file would exceed the system's size limit.
    FileSizeLimit,
    /// The name is too long for the file system.
    NameTooLong,
    /// A folder, pipe, device or circular link.
    NotAFile,
    /// A symbolic link or another account's file or folder, in a place reserved for the program's own files.
    NotOurs,
    /// Another session has taken over the report.
    TakenOver,
    /// In service mode: the path leads out of the folder, or through a symbolic link.
    Outside,
    /// The name of the file or of a folder in its path is hidden.
    Hidden,
    /// The extension is none of reports or documents.
    Foreign,
    /// The file exists and must not be replaced.
    Exists,
    /// The target of an export is the exported report itself.
    Report,
    /// The file was changed by somebody else after it was read.
    Changed,
    /// The file is too large.
    TooLarge {
        /// Maximum size in bytes.
        limit: u64,
    },
    /// The file is not UTF-8.
    NotUtf8 {
        /// Line of the first invalid byte, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// Text of the line.
        text: String,
    },
    /// Any other error, as described by the system.
    Io(String),
}

impl FileError {
    pub(super) fn new(path: &Path, problem: FileProblem) -> FileError {
        FileError { path: path.to_owned(), problem, written: None }
    }

    /// Returns the message: the file, the reason and a remedy.
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
            FileProblem::Outside => message::file_outside(lang, file),
            FileProblem::Hidden => message::file_hidden(lang, file),
            FileProblem::Foreign => message::file_foreign(lang, file),
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

impl From<Refusal> for FileProblem {
    fn from(refusal: Refusal) -> FileProblem {
        match refusal {
            Refusal::Outside => FileProblem::Outside,
            Refusal::Hidden => FileProblem::Hidden,
            Refusal::System(error) => error.into(),
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
