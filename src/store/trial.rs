//! Whether a folder can be used: something is written, locked and taken away again.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::fault;
use super::folder::Folder;
use super::{FileError, FileProblem};

/// What can be done in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The folder.
    pub path: PathBuf,
    /// Whether locks hold there.
    pub locks: bool,
}

/// Tries a folder that is there.
pub fn folder(path: &Path) -> Result<Trial, FileError> {
    let failed = |problem| FileError::new(path, problem);
    let locks = Folder::open(path).and_then(|folder| try_it(&folder)).map_err(failed)?;
    Ok(Trial { path: path.to_owned(), locks })
}

/// Tries a folder of the person's own, made if need be.
pub fn own_folder(path: &Path) -> Result<Trial, FileError> {
    // Whatever fails here fails again in a moment.
    let _ = DirBuilder::new().recursive(true).mode(0o700).create(path);
    folder(path)
}

fn try_it(folder: &Folder) -> Result<bool, FileProblem> {
    let (name, file) = folder.create()?;
    let tried = || {
        fault::write(&file, b"tianbiao\n")?;
        // It is locked from its beginning: a second one must not get it.
        Ok(folder.open_again(&name)?.try_lock().is_err())
    };
    let result = tried();
    folder.remove(&name);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_tried_and_left_as_it_was() {
        let path = std::env::temp_dir().join(format!("tianbiao-trial-{}", std::process::id()));
        let trial = own_folder(&path.join("a/b")).unwrap();
        assert!(trial.locks);
        assert_eq!(std::fs::read_dir(path.join("a/b")).unwrap().count(), 0);
        let missing = folder(&path.join("none")).unwrap_err();
        assert!(matches!(missing.problem, FileProblem::Missing | FileProblem::FolderMissing));
        assert!(folder(Path::new("/proc")).is_err());
        std::fs::remove_dir_all(&path).unwrap();
    }
}
