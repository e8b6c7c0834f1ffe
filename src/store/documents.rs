//! Documents from outside in files: a path to blocks, by what the bytes are and not by the file's name.
//!
//! What the blocks mean to a form is `import`'s.

use std::path::{Path, PathBuf};

use super::{FileError, FileProblem, MAX_DOCUMENT_BYTES, MAX_PLAIN_BYTES, decode_document, read_any, shown};
use crate::import::{Block, DocxError, read_docx, read_text};
use crate::message::{self, Lang};

/// How other files than text begin: archives, older Word files, PDF, RTF.
const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = b"\xd0\xcf\x11\xe0";
const OTHERS: [&[u8]; 3] = [b"%PDF", b"{\\rtf", b"PK"];

/// What documents are called.
const ENDS: [&str; 3] = ["docx", "doc", "txt"];

/// Why there are no blocks.
#[derive(Debug)]
pub enum DocumentError {
    /// The file cannot be read.
    File(FileError),
    /// It is no Word document that can be read.
    Word(PathBuf, DocxError),
    /// It is neither a Word document nor text.
    NotText(PathBuf),
}

/// Reads a document.
pub fn load(path: &Path) -> Result<Vec<Block>, DocumentError> {
    blocks(path, read_any(path, MAX_DOCUMENT_BYTES).map_err(DocumentError::File)?)
}

/// The blocks of a document's bytes; `path` is for messages.
pub fn blocks(path: &Path, bytes: Vec<u8>) -> Result<Vec<Block>, DocumentError> {
    if bytes.starts_with(ZIP) || bytes.starts_with(OLE) {
        return read_docx(&bytes).map_err(|error| DocumentError::Word(path.to_owned(), error));
    }
    let has_mark = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if OTHERS.iter().any(|start| bytes.starts_with(start)) || (bytes.contains(&0) && !has_mark) {
        return Err(DocumentError::NotText(path.to_owned()));
    }
    if bytes.len() as u64 > MAX_PLAIN_BYTES {
        let problem = FileProblem::TooLarge { limit: MAX_PLAIN_BYTES };
        return Err(DocumentError::File(FileError::new(path, problem)));
    }
    let text = decode_document(path, bytes).map_err(DocumentError::File)?;
    Ok(read_text(&text))
}

/// Whether a file's name is that of a document and not of a report.
pub fn is_document(path: &Path) -> bool {
    let end = path.extension().unwrap_or_default();
    ENDS.iter().any(|document| end.eq_ignore_ascii_case(document))
}

impl DocumentError {
    /// The sentence: which file, why, what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let failed = |path: &Path, reason: &str| message::import_failed(lang, &shown(path), reason);
        match self {
            DocumentError::File(error) => error.sentence(lang),
            DocumentError::Word(path, error) => failed(path, &error.sentence(lang)),
            DocumentError::NotText(path) => failed(path, &message::import_not_text(lang)),
        }
    }
}
