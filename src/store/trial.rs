//! Tests whether a folder is usable: writes, locks and removes a file.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use super::fault;
use super::folder::Folder;
use super::{FileError, FileProblem};

/// Tests an existing folder. Returns true if locks work.
pub fn folder(path: &Path) -> Result<bool, FileError> {
    let tried = Folder::open(path).and_then(|folder| try_it(&folder));
    tried.map_err(|problem| FileError::new(path, problem))
}

/// Tests a folder of the user, and creates it if it is missing. Returns true if locks work.
pub fn own_folder(path: &Path) -> Result<bool, FileError> {
    // Ignore errors here; the test reports them.
    let _ = DirBuilder::new().recursive(true).mode(0o700).create(path);
    folder(path)
}

fn try_it(folder: &Folder) -> Result<bool, FileProblem> {
    let (name, file) = folder.create()?;
    let tried = || {
        fault::write(&file, b"tianbiao\n")?;
        // `create` has locked the file, so a second lock must fail.
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
        let locks = own_folder(&path.join("a/b")).unwrap();
        assert!(locks);
        assert_eq!(std::fs::read_dir(path.join("a/b")).unwrap().count(), 0);
        let missing = folder(&path.join("none")).unwrap_err();
        assert!(matches!(missing.problem, FileProblem::Missing | FileProblem::FolderMissing));
        assert!(folder(Path::new("/proc")).is_err());
        std::fs::remove_dir_all(&path).unwrap();
    }
}
