//! The state of a file when it was read or written, by which a change by somebody else is detected.

use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Identity of a file's content when it was read or written, used to detect changes by others.
///
/// Includes a hash of the content, because size and time stamp can stay the same when the content changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub(super) size: u64,
    hash: u64,
    inode: u64,
    /// Seconds and nanoseconds.
    modified: (i64, i64),
}

impl Stamp {
    pub(super) fn new(file: &File, bytes: &[u8]) -> io::Result<Stamp> {
        let metadata = file.metadata()?;
        Ok(Stamp {
            size: bytes.len() as u64,
            hash: hash(bytes),
            inode: metadata.ino(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        })
    }

    /// True if the content is the same, regardless of when and by whom it was written.
    pub fn same_content(&self, other: &Stamp) -> bool {
        (self.size, self.hash) == (other.size, other.hash)
    }

    /// Returns the modification time in seconds since 1970.
    pub fn modified(&self) -> i64 {
        self.modified.0
    }

    /// Returns the stamp as text for the journal. Equal text means equal content.
    pub fn text(&self) -> String {
        format!("{} {:016x}", self.size, self.hash)
    }

    /// True if the file has not been touched. Compares metadata only, so the file is not read.
    pub fn looks_untouched(&self, path: &Path) -> bool {
        std::fs::metadata(path).is_ok_and(|now| {
            (now.len(), now.ino(), now.mtime(), now.mtime_nsec())
                == (self.size, self.inode, self.modified.0, self.modified.1)
        })
    }
}

/// FNV-1a. Detects accidental changes and is the same in every build.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
