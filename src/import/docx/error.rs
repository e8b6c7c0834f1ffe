//! Reasons why a Word document cannot be read.

use crate::import::limits::TooLarge;
use crate::message::{self, Lang};

/// Error for a document that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocxError {
    /// Not an archive, or a damaged one, with the technical reason.
    Damaged(String),
    /// An archive, but not a Word document.
    NotWord,
    /// The document exceeds the limits.
    TooLarge,
}

impl From<TooLarge> for DocxError {
    fn from(_: TooLarge) -> DocxError {
        DocxError::TooLarge
    }
}

impl DocxError {
    /// Returns the message for the user, with advice.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            DocxError::Damaged(reason) => message::import_docx_damaged(lang, reason),
            DocxError::NotWord => message::import_not_word(lang),
            DocxError::TooLarge => message::import_too_large(lang),
        }
    }
}
