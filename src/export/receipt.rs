//! Message after a successful export: path, size, and commands to copy the file.

use std::path::Path;

use super::fetch::{Fetch, Remote};
use crate::message::{self, Lang};

/// Result of writing a file for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The message.
    pub said: String,
    /// Commands to copy the file, in an SSH session.
    pub fetch: Option<Fetch>,
}

impl Receipt {
    /// Returns the receipt of an export to an absolute path; messages display the path as `shown`.
    pub fn new(lang: Lang, path: &Path, shown: &str, size: usize, remote: Option<&Remote>) -> Receipt {
        Receipt {
            said: message::exported_to(lang, shown, &message::size(lang, size)),
            fetch: remote.and_then(|remote| remote.fetch(path)),
        }
    }

    /// Returns the complete message, line by line.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![self.said.clone()];
        for (words, command) in self.commands(lang) {
            lines.extend([words, command.to_owned()]);
        }
        lines
    }

    /// Returns the commands that copy the file, each with its introduction.
    pub fn commands(&self, lang: Lang) -> Vec<(String, &str)> {
        let Some(Fetch { scp, sz }) = &self.fetch else { return Vec::new() };
        let scp = (message::export_fetch(lang), scp.as_str());
        let sz = sz.as_deref().map(|sz| (message::export_fetch_sz(lang), sz));
        [Some(scp), sz].into_iter().flatten().collect()
    }
}

/// The reason why a file for the user was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// A file with that name exists.
    Exists,
    /// Any other reason, as a sentence.
    Other(String),
}

impl From<String> for Receipt {
    fn from(said: String) -> Receipt {
        Receipt { said, fetch: None }
    }
}
