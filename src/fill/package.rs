//! The archive of a document: replaces its main part, and copies all other parts as they are.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Folder of the signatures of a document.
const SIGNATURES: &str = "_xmlsignatures/";

/// True if the document has a digital signature.
pub(super) fn is_signed(package: &[u8]) -> bool {
    let archive = ZipArchive::new(Cursor::new(package));
    archive.is_ok_and(|archive| archive.file_names().flatten().any(|name| name.starts_with(SIGNATURES)))
}

/// Returns the archive with another content of a part. The other parts keep their bytes, dates and order.
pub(super) fn with_part(package: &[u8], part: &str, content: &[u8]) -> io::Result<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(package))?;
    let mut copy = ZipWriter::new(Cursor::new(Vec::with_capacity(package.len())));
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at)?;
        if file.name()? != part {
            copy.raw_copy_file(file)?;
            continue;
        }
        let mut options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        if let Some(time) = file.last_modified() {
            options = options.last_modified_time(time);
        }
        copy.start_file(part, options)?;
        copy.write_all(content)?;
    }
    Ok(copy.finish()?.into_inner())
}
