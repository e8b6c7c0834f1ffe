//! The person's file of keys: where it is, and what it says.

use std::path::PathBuf;

use super::{Context, configuration};
use crate::store::{FileProblem, read_text};
use crate::tui::keys::Keys;

const NAME: &str = "keys.ron";
/// No file of keys is larger.
const MAX_BYTES: u64 = 64 * 1024;

/// What was found.
pub struct Found {
    /// Where the file is, or would be.
    pub path: Option<PathBuf>,
    /// Which key does what.
    pub keys: &'static Keys,
    /// What is wrong in the file, each with its place.
    pub wrong: Vec<String>,
}

/// Reads the file, if there is one; whatever is wrong in it, there are keys.
pub fn read(context: &Context) -> Found {
    let lang = context.lang();
    let path = configuration().map(|folder| folder.join(NAME));
    let Some(file) = &path else { return Found { path, keys: Keys::standard(), wrong: Vec::new() } };
    match read_text(file, MAX_BYTES) {
        Ok((text, _)) => {
            let (keys, mistakes) = Keys::read(&text);
            let told = mistakes.iter().map(|mistake| {
                format!("{NAME}:{}:{}: {}", mistake.line, mistake.column, mistake.sentence(lang))
            });
            let wrong = told.collect();
            // It is read once, and there to the end.
            Found { path, keys: Box::leak(Box::new(keys)), wrong }
        }
        Err(error) => {
            let missing = matches!(error.problem, FileProblem::Missing | FileProblem::FolderMissing);
            let wrong = if missing { Vec::new() } else { vec![error.sentence(lang)] };
            Found { path, keys: Keys::standard(), wrong }
        }
    }
}
