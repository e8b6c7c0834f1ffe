//! Finds the parts of a .docx archive: the document, styles, numbering, notes, page headers and footers.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::encoding::DecodingReader;
use zip::ZipArchive;
use zip::result::ZipError;

use super::error::DocxError;
use super::lists::read_numbering;
use super::parser::Parser;
use super::styles::Styles;
use super::xml::{attribute, each_start};
use crate::import::document::{Document, LostKind};
use crate::import::margins::Margins;

/// Maximum unpacked size of the main part.
pub const MAX_PART_BYTES: u64 = 64 * 1024 * 1024;
/// Maximum unpacked size of other parts.
const MAX_SIDE_BYTES: u64 = 8 * 1024 * 1024;
/// Maximum number of entries in the archive.
const MAX_ENTRIES: usize = 10_000;
/// Maximum number and size of notes, page headers and footers.
const MAX_MARGINS: usize = 40;
const MAX_MARGIN_BYTES: u64 = 1024 * 1024;

const MAIN_PART: &str = "word/document.xml";
/// Types of parts outside the main text, by the last segment of the relationship type.
const MARGINS: [&str; 4] = ["header", "footer", "footnotes", "endnotes"];

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Main part of a Word document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MainPart {
    /// Name in the archive.
    pub name: String,
    /// Content, unpacked.
    pub bytes: Vec<u8>,
}

/// Converts a .docx file to blocks.
pub fn read_docx(bytes: &[u8]) -> Result<Document, DocxError> {
    read(bytes, None)
}

/// Converts a .docx file to blocks, with other content in place of its main part.
pub fn read_docx_with(bytes: &[u8], main: &[u8]) -> Result<Document, DocxError> {
    read(bytes, Some(main))
}

/// Returns the main part of a .docx file.
pub fn main_part(bytes: &[u8]) -> Result<MainPart, DocxError> {
    let mut archive = open(bytes)?;
    let name = main_name(&mut archive);
    let mut content = Vec::new();
    let part = archive.by_name(&name).map_err(|error| missing(&error))?;
    part.take(MAX_PART_BYTES)
        .read_to_end(&mut content)
        .map_err(|error| DocxError::Damaged(error.to_string()))?;
    if content.len() as u64 == MAX_PART_BYTES {
        return Err(DocxError::TooLarge);
    }
    Ok(MainPart { name, bytes: content })
}

fn open(bytes: &[u8]) -> Result<Archive<'_>, DocxError> {
    // Count the entries first, because each one costs memory before the archive can be rejected.
    if bytes.windows(4).filter(|window| *window == b"PK\x01\x02").count() > MAX_ENTRIES {
        return Err(DocxError::TooLarge);
    }
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))
}

fn read(bytes: &[u8], other: Option<&[u8]>) -> Result<Document, DocxError> {
    let mut archive = open(bytes)?;
    let main = main_name(&mut archive);
    let relations = relations(&mut archive, &main);
    let styles = side(&mut archive, &relations.part("styles", &main), MAX_SIDE_BYTES).map(Styles::read);
    let numbering =
        side(&mut archive, &relations.part("numbering", &main), MAX_SIDE_BYTES).map(read_numbering);
    let mut parser = Parser::new(styles.unwrap_or_default(), numbering.unwrap_or_default());
    if let Some(bytes) = other {
        parser.parse(DecodingReader::new(bytes))?;
    } else {
        let part = archive.by_name(&main).map_err(|error| missing(&error))?;
        if part.size() > MAX_PART_BYTES {
            return Err(DocxError::TooLarge);
        }
        let mut limited = part.take(MAX_PART_BYTES);
        let result = parser.parse(DecodingReader::new(BufReader::new(&mut limited)));
        // A part that was cut at the limit looks damaged, but is too large.
        if limited.limit() == 0 {
            return Err(DocxError::TooLarge);
        }
        result?;
    }
    if !parser.has_body {
        return Err(DocxError::NotWord);
    }
    let mut blocks = parser.take_blocks();
    let mut margins = Margins::default();
    for name in &relations.margins {
        let Some(source) = side(&mut archive, name, MAX_MARGIN_BYTES) else {
            parser.lose(LostKind::Margin, 1);
            continue;
        };
        match parser.parse(source) {
            Ok(()) => {}
            Err(DocxError::TooLarge) => return Err(DocxError::TooLarge),
            // Damage in a note, header or footer loses only the content after the damage.
            Err(_) => parser.lose(LostKind::Margin, 1),
        }
        blocks.extend(margins.asides(parser.take_blocks()));
    }
    parser.lose(LostKind::Margin, relations.surplus);
    Ok(parser.finish(blocks))
}

/// Returns the error for a main part that cannot be opened.
fn missing(error: &ZipError) -> DocxError {
    match error {
        ZipError::FileNotFound => DocxError::NotWord,
        error => damaged(error),
    }
}

fn damaged(error: &ZipError) -> DocxError {
    DocxError::Damaged(error.to_string())
}

/// Opens a small part other than the main one.
fn side<'a, 'b>(archive: &'a mut Archive<'b>, name: &str, limit: u64) -> Option<impl BufRead + use<'a, 'b>> {
    let part = archive.by_name(name).ok()?.take(limit);
    Some(DecodingReader::new(BufReader::new(part)))
}

/// Parts related to the main part.
#[derive(Default)]
struct Relations {
    /// Parts, by the last segment of their relationship type.
    parts: HashMap<String, String>,
    margins: Vec<String>,
    /// Number of notes, page headers and footers beyond the limit.
    surplus: usize,
}

impl Relations {
    /// Returns the part of a kind, or the usual name if there is no relationship for it.
    fn part(&self, kind: &str, main: &str) -> String {
        self.parts.get(kind).cloned().unwrap_or_else(|| beside(main, &format!("{kind}.xml")))
    }
}

/// Reads the relationships of the main part.
fn relations(archive: &mut Archive<'_>, main: &str) -> Relations {
    let mut relations = Relations::default();
    let name = main.rsplit_once('/').map_or(main, |(_, name)| name);
    each_relation(archive, &beside(main, &format!("_rels/{name}.rels")), |kind, target| {
        let kind = kind.rsplit('/').next().unwrap_or_default();
        let part = beside(main, target);
        if relations.margins.len() == MAX_MARGINS {
            relations.surplus += usize::from(MARGINS.contains(&kind));
        } else if MARGINS.contains(&kind) {
            relations.margins.push(part);
        } else if kind == "styles" || kind == "numbering" {
            relations.parts.insert(kind.to_owned(), part);
        }
    });
    relations
}

/// Returns the name of the main part, from the relationships of the package if they name it.
fn main_name(archive: &mut Archive<'_>) -> String {
    let mut main = None;
    each_relation(archive, "_rels/.rels", |kind, target| {
        if main.is_none() && kind.ends_with("/officeDocument") {
            main = Some(target.trim_start_matches('/').to_owned());
        }
    });
    main.unwrap_or_else(|| MAIN_PART.to_owned())
}

/// Calls `handle` with type and target of each relationship.
fn each_relation(archive: &mut Archive<'_>, name: &str, mut handle: impl FnMut(&str, &str)) {
    let Some(source) = side(archive, name, MAX_SIDE_BYTES) else { return };
    each_start(source, |element| {
        if let (Some(kind), Some(target)) = (attribute(element, "Type"), attribute(element, "Target")) {
            handle(&kind, &target);
        }
    });
}

/// Resolves a target relative to the folder of the main part, or to the root if it starts with a slash.
fn beside(main: &str, target: &str) -> String {
    match (target.strip_prefix('/'), main.rsplit_once('/')) {
        (Some(top), _) => top.to_owned(),
        (None, Some((folder, _))) => match target.strip_prefix("../") {
            Some(above) => beside(folder, above),
            None => format!("{folder}/{target}"),
        },
        (None, None) => target.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_from_the_folder_or_the_top() {
        for (main, target, name) in [
            ("word/document.xml", "styles.xml", "word/styles.xml"),
            ("word/document.xml", "/word/styles2.xml", "word/styles2.xml"),
            ("a/b/main.xml", "../styles.xml", "a/styles.xml"),
            ("document.xml", "styles.xml", "styles.xml"),
            ("document.xml", "../styles.xml", "../styles.xml"),
        ] {
            assert_eq!(beside(main, target), name);
        }
    }
}
