//! What is said once a file is written: where it is, how large it is, how it is fetched.

use std::path::Path;

use super::fetch::{Fetch, Remote};
use crate::message::{self, Lang};

/// A file that was written for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The sentence that says so.
    pub said: String,
    /// How it is fetched, in an SSH session.
    pub fetch: Option<Fetch>,
}

impl Receipt {
    /// Returns what is said of an export at an absolute path, which messages write as `shown`.
    pub fn new(lang: Lang, path: &Path, shown: &str, size: usize, remote: Option<&Remote>) -> Receipt {
        Receipt {
            said: message::exported_to(lang, shown, &message::size(lang, size)),
            fetch: remote.and_then(|remote| remote.fetch(path)),
        }
    }

    /// Returns all there is to say, line by line.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![self.said.clone()];
        for (words, command) in self.commands(lang) {
            lines.extend([words, command.to_owned()]);
        }
        lines
    }

    /// Returns the commands that fetch the file, each with the words that introduce it.
    pub fn commands(&self, lang: Lang) -> Vec<(String, &str)> {
        let Some(Fetch { scp, sz }) = &self.fetch else { return Vec::new() };
        let scp = (message::export_fetch(lang), scp.as_str());
        let sz = sz.as_deref().map(|sz| (message::export_fetch_sz(lang), sz));
        [Some(scp), sz].into_iter().flatten().collect()
    }
}

impl From<String> for Receipt {
    fn from(said: String) -> Receipt {
        Receipt { said, fetch: None }
    }
}
