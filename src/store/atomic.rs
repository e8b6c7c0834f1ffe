//! Atomic saving: write a temporary file in the same folder, sync it, rename it over the old one, sync the
//! folder.
//!
//! On any error the old file is intact and no temporary file is left. A symbolic link is kept and its target
//! replaced. Of a hard link only the saved name gets the new content; the other names keep the old content,
//! because writing in place could tear the file. [`Folder::sweep`] removes temporary files of killed
//! processes.

use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::io::{Errno, retry_on_intr};

use super::folder::{Before, Folder, NEW_MODE};
use super::{FileError, FileProblem, Stamp, fault};

/// Condition for overwriting a file.
#[derive(Clone, Copy, Debug)]
pub enum How<'a> {
    /// Overwrite nothing: the file must not exist.
    New,
    /// Overwrite any file.
    Replace,
    /// Overwrite only the version that was read or written when the stamp was taken.
    Update(&'a Stamp),
}

impl How<'_> {
    /// Returns [`How::Replace`] if the user allows overwriting, otherwise [`How::New`].
    pub fn replace_if(allowed: bool) -> How<'static> {
        if allowed { How::Replace } else { How::New }
    }
}

/// Maximum length of a chain of symbolic links.
const MAX_LINKS: usize = 40;

/// Saves a file atomically. Returns the stamp for the next [`How::Update`].
pub fn save(path: &Path, bytes: &[u8], how: How<'_>) -> Result<Stamp, FileError> {
    let failed = |problem| FileError::new(path, problem);
    if matches!(how, How::New) && std::fs::symlink_metadata(path).is_ok() {
        return Err(failed(FileProblem::Exists));
    }
    let target = follow(path).map_err(failed)?;
    let name = target.file_name().ok_or_else(|| failed(FileProblem::NotAFile))?;
    let folder = Folder::open(parent(&target)).map_err(failed)?;
    let stamp = place(&folder, name, bytes, how).map_err(|problem| {
        // The folder is open, so "missing" means that the folder was removed.
        failed(if problem == FileProblem::Missing { FileProblem::FolderMissing } else { problem })
    })?;
    folder.sync().map_err(|problem| FileError { written: Some(stamp), ..failed(problem) })?;
    Ok(stamp)
}

/// Checks that an export may be saved to `path`, before its bytes are generated: existing files are protected
/// by `how`, and the exported report itself is never overwritten.
pub fn may_export(path: &Path, how: How<'_>, report: &Path) -> Result<(), FileError> {
    use FileProblem::{Exists, Report};
    if std::fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    match how {
        _ if is_same_file(path, report) => Err(FileError::new(path, Report)),
        How::New => Err(FileError::new(path, Exists)),
        How::Replace | How::Update(_) => Ok(()),
    }
}

/// True if two paths name the same existing file.
pub fn is_same_file(path: &Path, other: &Path) -> bool {
    match (std::fs::metadata(path), std::fs::metadata(other)) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}

/// Removes temporary files that killed processes left in the folder of `path`.
pub fn sweep(path: &Path) {
    if let Ok(folder) = Folder::open(parent(path)) {
        folder.sweep();
    }
}

/// Performs all steps except syncing the folder; removes the temporary file on error.
fn place(folder: &Folder, name: &OsStr, bytes: &[u8], how: How<'_>) -> Result<Stamp, FileProblem> {
    let before = folder.look(name)?;
    let (temporary, file) = folder.create()?;
    let result = fill(&file, bytes, before, folder.rights_of_group()).and_then(|stamp| {
        if let How::Update(read) = how
            && before.is_some()
            && !folder.holds(name, read)?
        {
            return Err(FileProblem::Changed);
        }
        match (how, before) {
            (How::New, _) | (How::Update(_), None) => folder.rename_to_new(&temporary, name)?,
            (How::Replace | How::Update(_), _) => folder.rename(&temporary, name)?,
        }
        Ok(stamp)
    });
    if result.is_err() {
        folder.remove(&temporary);
    }
    result
}

/// Writes the content; the file gets the rights of the one that it replaces, or is shared with a group.
fn fill(file: &File, bytes: &[u8], before: Option<Before>, shared: u32) -> Result<Stamp, FileProblem> {
    fault::write(file, bytes)?;
    match before {
        Some(before) => keep(file, before)?,
        None if shared != 0 => {
            // A file system that refuses this has fixed modes: then the file is as readable as its others.
            let _ = file.set_permissions(Permissions::from_mode(NEW_MODE | shared));
        }
        None => {}
    }
    fault::step()?;
    file.sync_all()?;
    Ok(Stamp::new(file, bytes)?)
}

/// Copies owner and mode of the old file to the new one, as far as permitted.
fn keep(file: &File, before: Before) -> Result<(), FileProblem> {
    use std::os::unix::fs::fchown;
    let now = file.metadata()?;
    let mut mode = before.mode;
    if now.gid() != before.group && fchown(file, None, Some(before.group)).is_err() {
        // The permissions of the old group must not be granted to a different group.
        mode = mode & !0o070 | (mode & 0o007) << 3;
    }
    if now.uid() != before.owner && fchown(file, Some(before.owner), None).is_err() {
        mode &= !0o6000;
    }
    // Some file systems have fixed modes and refuse changes.
    if mode != file.metadata()?.mode() & 0o7777 {
        fault::step()?;
        file.set_permissions(Permissions::from_mode(mode))?;
    }
    Ok(())
}

/// Returns the file at the end of a chain of symbolic links; the file itself may be missing.
pub(super) fn follow(path: &Path) -> Result<PathBuf, FileProblem> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match retry_on_intr(|| rustix::fs::readlink(&path, Vec::new())) {
            Ok(_) if is_planted(&path) => return Err(FileProblem::NotOurs),
            Ok(next) => path = parent(&path).join(OsStr::from_bytes(next.to_bytes())),
            Err(Errno::INVAL | Errno::NOENT) => return Ok(path),
            // A link that cannot be read must not be treated as a file.
            Err(other) => return Err(other.into()),
        }
    }
    Err(FileProblem::NotAFile)
}

/// True if the link belongs to another account in a folder where everybody may create files, such as `/tmp`.
/// The kernel does not follow such links either (`protected_symlinks`).
fn is_planted(link: &Path) -> bool {
    const FOR_ALL: u32 = 0o1002;
    let (Ok(link), Ok(folder)) = (std::fs::symlink_metadata(link), std::fs::metadata(parent(link))) else {
        return true;
    };
    let whose = link.uid();
    folder.mode() & FOR_ALL == FOR_ALL
        && whose != folder.uid()
        && whose != rustix::process::geteuid().as_raw()
}

pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::read_text;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("tianbiao-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn what_others_wrote_is_not_overwritten() {
        let folder = folder("update");
        let path = folder.join("r.ron");
        let first = save(&path, b"one", How::New).unwrap();
        let second = save(&path, b"two", How::Update(&first)).unwrap();
        assert!(second.looks_untouched(&path) && !first.looks_untouched(&path));
        // Same size; the modification time may be the same too.
        let error = save(&path, b"six", How::Update(&first)).unwrap_err();
        assert_eq!((error.problem, error.written), (FileProblem::Changed, None));
        // Identical content is not a change, even if somebody else wrote it.
        save(&path, b"two", How::Replace).unwrap();
        save(&path, b"three", How::Update(&second)).unwrap();
        assert_eq!(save(&path, b"x", How::New).unwrap_err().problem, FileProblem::Exists);
        assert_eq!(read_text(&path, 9).unwrap().0, "three");
        std::fs::remove_file(&path).unwrap();
        // The file was removed: there is nothing to overwrite.
        save(&path, b"four", How::Update(&second)).unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_file_that_appears_at_the_last_moment_is_kept() {
        let folder = folder("new");
        save(&folder.join("r.ron"), b"theirs", How::New).unwrap();
        let open = Folder::open(&folder).unwrap();
        let (temporary, _file) = open.create().unwrap();
        let error = open.rename_to_new(&temporary, OsStr::new("r.ron")).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
        open.remove(&temporary);
        assert_eq!(read_text(&folder.join("r.ron"), 9).unwrap().0, "theirs");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn strays_of_the_dead_are_swept_those_of_the_living_are_not() {
        let folder = folder("sweep");
        let open = Folder::open(&folder).unwrap();
        let (dead, file) = open.create().unwrap();
        drop(file);
        let (alive, _file) = open.create().unwrap();
        for name in [".tianbiao-1.tmp", ".tianbiao-00000000000000zz.tmp", "r.ron"] {
            save(&folder.join(name), b"", How::New).unwrap();
        }
        std::os::unix::fs::symlink("r.ron", folder.join(".tianbiao-0000000000000000.tmp")).unwrap();
        sweep(&folder.join("r.ron"));
        let names: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(names.len() == 5 && names.contains(&alive) && !names.contains(&dead), "{names:?}");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_folder_is_needed() {
        for (path, problem) in [
            ("/no-such-folder/r.ron", FileProblem::FolderMissing),
            ("/dev/null", FileProblem::NotAFile),
            ("/dev/null/r.ron", FileProblem::FolderMissing),
            ("/", FileProblem::NotAFile),
        ] {
            assert_eq!(save(Path::new(path), b"", How::Replace).unwrap_err().problem, problem, "{path}");
        }
    }
}
