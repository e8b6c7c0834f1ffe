//! Helpers for the tests of this module.

use std::path::{Path, PathBuf};

use super::{How, State, StateDir, save};

/// A temporary folder for a test, removed on drop.
pub(crate) struct Desk {
    folder: PathBuf,
}

impl Desk {
    pub(crate) fn new(name: &str) -> Desk {
        let folder = std::env::temp_dir().join(format!("tianbiao-{}-{name}", std::process::id()));
        Desk::at(folder)
    }

    pub(crate) fn at(folder: PathBuf) -> Desk {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Desk { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        save(&path, bytes, How::Replace).unwrap();
        path
    }

    pub(crate) fn state(&self) -> State {
        State::new(Some(self.path("state")))
    }

    /// Returns the state folder of a report `r.ron`.
    pub(crate) fn place(&self) -> StateDir {
        self.state().place(&self.file("r.ron", b"()")).unwrap()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        names(&self.folder)
    }
}

/// Writes a file as another program would.
pub(crate) fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    save(path, bytes.as_ref(), How::Replace).unwrap();
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
