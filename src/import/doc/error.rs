//! Reasons why a .doc file cannot be read.

use crate::import::limits::TooLarge;
use crate::message::{self, Lang};

/// Error for a .doc file that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocError {
    /// Damaged, or cut.
    Damaged,
    /// A compound file, but not a Word document.
    NotWord,
    /// From Word 95 or earlier.
    TooOld,
    /// Encrypted with a password.
    Locked,
    /// The document exceeds the limits.
    TooLarge,
}

impl From<TooLarge> for DocError {
    fn from(_: TooLarge) -> DocError {
        DocError::TooLarge
    }
}

impl DocError {
    /// Returns the message for the user, with advice.
    pub fn sentence(self, lang: Lang) -> String {
        match self {
            DocError::Damaged => message::import_doc_damaged(lang),
            DocError::NotWord => message::import_not_word(lang),
            DocError::TooOld => message::import_old_word(lang),
            DocError::Locked => message::import_locked(lang),
            DocError::TooLarge => message::import_too_large(lang),
        }
    }
}
