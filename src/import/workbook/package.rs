//! Parts of an archive, bounded in their total size.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use quick_xml::encoding::DecodingReader;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::import::DocxError;

/// Maximum unpacked size of all parts that are read.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;
/// Maximum number of entries in the archive.
const MAX_ENTRIES: usize = 10_000;

/// An archive, and the number of bytes that may still be unpacked.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

/// A part as decoded XML.
pub(super) type Part = DecodingReader<Cursor<Vec<u8>>>;

impl<'b> Package<'b> {
    /// Opens an archive.
    pub(super) fn new(bytes: &'b [u8]) -> Result<Package<'b>, DocxError> {
        // Count the entries first, because each one costs memory before the archive can be rejected.
        if bytes.windows(4).filter(|window| *window == b"PK\x01\x02").count() > MAX_ENTRIES {
            return Err(DocxError::TooLarge);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        Ok(Package { archive, left: MAX_UNPACKED })
    }

    /// True if the archive has a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// Returns the number of parts in whose path a text occurs.
    pub(super) fn count(&self, words: &str) -> usize {
        let names = self.archive.file_names().flatten();
        names.filter(|name| name.contains(words) && !name.ends_with('/')).count()
    }

    /// Unpacks a part; `None` if there is none.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part>, DocxError> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(damaged(&error)),
        };
        let mut bytes = Vec::new();
        let read = part.take(self.left + 1).read_to_end(&mut bytes);
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(DocxError::TooLarge)?;
        read.map_err(|error| DocxError::Damaged(error.to_string()))?;
        Ok(Some(DecodingReader::new(Cursor::new(bytes))))
    }
}

/// Returns the value of an attribute without entities.
pub(super) fn unescape(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), Cow::into_owned)
}

fn damaged(error: &ZipError) -> DocxError {
    DocxError::Damaged(error.to_string())
}
