//! Office packages: a zip archive of XML parts, and the escaping of text in them.
//!
//! The output is deterministic: parts are written in the given order, and each is dated 1980-01-01.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Cursor, Write};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Common prefix of the relationship types.
pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// Start of each part.
pub(super) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Returns an archive of `parts`, given as pairs of name and text.
pub(super) fn package<T: AsRef<str>>(parts: &[(T, T)]) -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name.as_ref(), options)?;
        zip.write_all(text.as_ref().as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Returns the part with the content types; `overrides` are pairs of part name and content type.
pub(super) fn content_types(overrides: &[(String, String)]) -> (String, String) {
    let mut xml = format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    for (part, content) in overrides {
        let _ = write!(xml, "<Override PartName=\"/{part}\" ContentType=\"{content}\"/>");
    }
    xml.push_str("</Types>");
    ("[Content_Types].xml".to_owned(), xml)
}

/// Returns a relationships part; each relationship has an id, a type and a target.
pub(super) fn relations<'a>(
    name: &str,
    relations: impl IntoIterator<Item = (String, &'a str, String)>,
) -> (String, String) {
    let mut xml = format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (id, kind, target) in relations {
        let kind = match kind {
            "core-properties" => format!("{PACKAGE}/relationships/metadata/{kind}"),
            kind => format!("{RELATIONS}/{kind}"),
        };
        let _ = write!(xml, "<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>");
    }
    xml.push_str("</Relationships>");
    (name.to_owned(), xml)
}

/// True for the characters that XML 1.0 forbids, and for carriage returns.
pub(super) fn is_forbidden(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Escapes text for XML and removes the characters that XML 1.0 forbids.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    if !text.contains(is_forbidden) {
        return escape(text);
    }
    let allowed: String = text.chars().filter(|c| !is_forbidden(*c)).collect();
    Cow::Owned(escape(allowed.as_str()).into_owned())
}
