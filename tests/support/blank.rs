//! Empty forms as bureaus send them: Word files of the built-in form, written independently of the program's own
//! export.

mod form;
mod money;
mod package;
mod paper;
mod shapes;
mod tables;
mod values;
mod write;

use std::io::{Cursor, Read};

use zip::ZipArchive;

pub use shapes::{BLANKS, REFUSED, last_year};

/// Returns the names and contents of all parts of a file, in their order.
pub fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let each = (0..archive.len()).map(|at| {
        let mut part = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        (part.name().unwrap().into_owned(), content)
    });
    each.collect()
}

/// Returns the main part of a file.
pub fn main_part(bytes: &[u8]) -> String {
    let (_, content) = parts(bytes).into_iter().find(|(name, _)| name == "word/document.xml").unwrap();
    String::from_utf8(content).unwrap()
}

/// Returns the tags and texts of a part in their order, as they are written.
pub fn tags_and_texts(part: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for piece in part.split_inclusive('>') {
        let (text, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        found.extend([text, tag].into_iter().filter(|piece| !piece.is_empty()));
    }
    found
}
