//! The compound file that contains the streams of a document.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use cfb::CompoundFile;

use super::error::DocError;

/// Maximum length of a stream. A file is not longer, but sectors can be used twice.
const MAX_STREAM_BYTES: u64 = 32 * 1024 * 1024;
/// Size of the header.
const HEADER_BYTES: usize = 512;
/// Number of bytes that a sector of the allocation table counts.
const COUNTED_BYTES: usize = 128 * 512;

/// An open compound file.
pub(in crate::import) struct Container<'b>(CompoundFile<Cursor<Cow<'b, [u8]>>>);

impl<'b> Container<'b> {
    /// Opens the file. Some writers omit the last sectors, which the allocation table counts: blank ones are added.
    pub(in crate::import) fn open(bytes: &'b [u8]) -> Result<Container<'b>, DocError> {
        let file = CompoundFile::open(Cursor::new(Cow::Borrowed(bytes))).or_else(|_| {
            let body = bytes.len().saturating_sub(HEADER_BYTES).next_multiple_of(COUNTED_BYTES);
            let mut padded = bytes.to_vec();
            padded.resize(HEADER_BYTES + body, 0);
            CompoundFile::open(Cursor::new(Cow::Owned(padded)))
        });
        file.map(Container).map_err(|_| DocError::Damaged)
    }

    /// Returns the content of a stream.
    pub(in crate::import) fn stream(&mut self, name: &str) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let stream = self.0.open_stream(name).ok()?;
        stream.take(MAX_STREAM_BYTES).read_to_end(&mut content).ok()?;
        Some(content)
    }
}
