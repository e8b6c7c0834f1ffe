//! Office packages: a zip archive of XML parts, and text as it may stand in them.
//!
//! The same parts give the same bytes: they are written in the order given, each dated 1980-01-01.

use std::borrow::Cow;
use std::io::{self, Cursor, Write};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// How each part begins.
pub(super) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Returns the archive of `parts`, each a name and its text.
pub(super) fn package<T: AsRef<str>>(parts: &[(T, T)]) -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name.as_ref(), options)?;
        zip.write_all(text.as_ref().as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Escapes text for XML and leaves out the characters that XML 1.0 forbids.
pub(super) fn safe(text: &str) -> Cow<'_, str> {
    let is_forbidden =
        |c: char| (c < ' ' && !matches!(c, '\t' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if !text.contains(is_forbidden) {
        return escape(text);
    }
    let allowed: String = text.chars().filter(|c| !is_forbidden(*c)).collect();
    Cow::Owned(escape(allowed.as_str()).into_owned())
}
