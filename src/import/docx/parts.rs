//! The archive of a .docx: which part is the document, which styles are headings.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::{DocxError, Styles, attribute, outline_level, parse};
use crate::import::Block;

/// A part is no larger than this once unpacked.
pub const MAX_PART_BYTES: u64 = 64 * 1024 * 1024;
/// The parts beside the main one are no larger.
const MAX_SIDE_BYTES: u64 = 8 * 1024 * 1024;
/// An archive has no more entries.
const MAX_ENTRIES: usize = 10_000;

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
const MAIN_PART: &str = "word/document.xml";

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// The blocks of a .docx.
pub fn read_docx(bytes: &[u8]) -> Result<Vec<Block>, DocxError> {
    if bytes.starts_with(OLE) {
        return Err(DocxError::OldWord);
    }
    // Each entry costs memory before it can be refused: they are counted first.
    if bytes.windows(4).filter(|window| *window == b"PK\x01\x02").count() > MAX_ENTRIES {
        return Err(DocxError::TooLarge);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let main = main_part(&mut archive).unwrap_or_else(|| MAIN_PART.to_owned());
    let styles = styles(&mut archive, &main).unwrap_or_default();
    let part = match archive.by_name(&main) {
        Ok(part) => part,
        Err(ZipError::FileNotFound) => return Err(DocxError::NotWord),
        Err(error) => return Err(damaged(&error)),
    };
    let mut source = BufReader::new(part.take(MAX_PART_BYTES));
    let result = parse(&mut source, &styles);
    // What was cut off looks damaged, but is too large.
    if source.into_inner().limit() == 0 { Err(DocxError::TooLarge) } else { result }
}

fn damaged(error: &ZipError) -> DocxError {
    DocxError::Damaged(error.to_string())
}

/// A small part beside the main one.
fn side<'a>(archive: &'a mut Archive<'_>, name: &str) -> Option<impl BufRead + 'a> {
    Some(BufReader::new(archive.by_name(name).ok()?.take(MAX_SIDE_BYTES)))
}

/// The name of the main part, from the package's relations.
fn main_part(archive: &mut Archive<'_>) -> Option<String> {
    let mut reader = Reader::from_reader(side(archive, "_rels/.rels")?);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element)
                if attribute(&element, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")) =>
            {
                let target = attribute(&element, "Target")?;
                return Some(target.trim_start_matches('/').to_owned());
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The styles of headings: those with an outline level, and those called so.
fn styles(archive: &mut Archive<'_>, main: &str) -> Option<Styles> {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut reader = Reader::from_reader(side(archive, &format!("{folder}/styles.xml"))?);
    reader.config_mut().expand_empty_elements = true;
    let mut styles = Styles::new();
    let mut style: Option<String> = None;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) => {
                let local = element.local_name();
                let name: &str = local.as_ref();
                let level = match name {
                    "style" => {
                        style = attribute(&element, "styleId");
                        None
                    }
                    "outlineLvl" => outline_level(attribute(&element, "val")),
                    "name" => heading_name(&attribute(&element, "val").unwrap_or_default()),
                    _ => None,
                };
                if let (Some(style), Some(level)) = (&style, level) {
                    styles.insert(style.clone(), level);
                }
            }
            Event::End(element) if element.local_name().as_ref() == "style" => style = None,
            Event::Eof => return Some(styles),
            _ => {}
        }
    }
}

/// `heading 2`, `Heading 2`, `标题 2`.
fn heading_name(name: &str) -> Option<usize> {
    let name = name.trim().to_lowercase();
    let number = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    number.trim().parse().ok().filter(|level| (1..=9).contains(level))
}
