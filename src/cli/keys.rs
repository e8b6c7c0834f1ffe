//! Reads the user's key binding file.

use std::path::PathBuf;

use super::{Context, configuration};
use crate::store::{FileProblem, read_text};
use crate::tui::keys::Keys;

const NAME: &str = "keys.ron";
/// Maximum size of the key binding file.
const MAX_BYTES: u64 = 64 * 1024;

/// Result of reading the file.
pub(super) struct Found {
    /// Path of the file, even if it does not exist.
    pub path: Option<PathBuf>,
    /// Key bindings.
    pub keys: &'static Keys,
    /// Errors in the file, each with its position.
    pub wrong: Vec<String>,
}

/// Reads the file, if it exists. Errors in it never disable the other bindings or the defaults.
pub(super) fn read(context: &Context) -> Found {
    let lang = context.lang();
    let path = configuration().filter(|_| !context.is_service).map(|folder| folder.join(NAME));
    let wrong = match path.as_deref().map(|file| read_text(file, MAX_BYTES)) {
        Some(Ok((text, _))) => {
            let (keys, mistakes) = Keys::read(&text);
            let told = mistakes.iter().map(|mistake| {
                format!("{NAME}:{}:{}: {}", mistake.line, mistake.column, mistake.sentence(lang))
            });
            let wrong = told.collect();
            // Read only once and needed until the program exits.
            return Found { path, keys: Box::leak(Box::new(keys)), wrong };
        }
        None => Vec::new(),
        Some(Err(error)) => match error.problem {
            FileProblem::Missing | FileProblem::FolderMissing => Vec::new(),
            _ => vec![error.sentence(lang)],
        },
    };
    Found { path, keys: Keys::standard(), wrong }
}
