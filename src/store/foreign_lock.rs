//! Marks next to a report, in a folder writable by other accounts, that show who has the report open.
//!
//! Locks are in the state folder of each account, invisible to other accounts; marks inform the other
//! accounts.
//! A mark contains user, terminal and time and prevents nothing: saving refuses to overwrite changes by
//! others
//! in any case. In a folder that only its owner can write to there are no marks.

use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::atomic::parent;
use super::fault::{try_lock, try_lock_shared, write_at};
use super::folder::Folder;
use super::owner::{Owner, content};

/// Maximum number of marks read.
const MAX_MARKS: usize = 16;

/// A mark of this account, removed on drop.
#[derive(Debug)]
pub(super) struct ForeignLock {
    folder: Folder,
    name: OsString,
    file: File,
}

impl ForeignLock {
    /// Creates a mark that this account has the report open, if others may write to its folder.
    pub(super) fn leave(report: &Path, owner: &Owner) -> Option<ForeignLock> {
        let folder = Folder::open(parent(report)).ok()?;
        if !folder.is_shared() {
            return None;
        }
        let mut name = start(report)?;
        name.push(rustix::process::geteuid().as_raw().to_string());
        let file = folder.open_mark(&name)?;
        if matches!(try_lock(&file), Err(TryLockError::WouldBlock)) {
            return None;
        }
        let mark = ForeignLock { folder, name, file };
        let written = mark.file.set_len(0).and_then(|()| write_at(&mark.file, owner.write().as_bytes(), 0));
        written.is_ok().then_some(mark)
    }
}

impl Drop for ForeignLock {
    fn drop(&mut self) {
        if self.folder.is_at(&self.name, &self.file) {
            self.folder.remove(&self.name);
        }
    }
}

/// Returns the other accounts that have the report open, according to their marks.
pub(super) fn others(report: &Path) -> Vec<Owner> {
    let (Ok(folder), Some(start)) = (Folder::open(parent(report)), start(report)) else { return Vec::new() };
    let names = folder.names_from(&start).into_iter().take(MAX_MARKS);
    names.filter_map(|name| other(&folder, &name, &start)).collect()
}

/// Returns the owner of a mark if it is another account, its process is alive, and the mark's file belongs to
/// the account in its name.
fn other(folder: &Folder, name: &OsStr, start: &OsStr) -> Option<Owner> {
    let account = name.as_bytes().strip_prefix(start.as_bytes())?;
    let account: u32 = std::str::from_utf8(account).ok()?.parse().ok()?;
    if account == rustix::process::geteuid().as_raw() {
        return None;
    }
    let file = folder.read_mark(name, account)?;
    let owner = content(&file);
    match try_lock_shared(&file) {
        Ok(()) => None,
        Err(TryLockError::WouldBlock) => Some(owner.unwrap_or_default()),
        // Without locks, check the process.
        Err(TryLockError::Error(_)) => owner.filter(|owner| owner.is_alive() != Some(false)),
    }
}

/// Returns the prefix of the names of a report's marks, which is followed by the account number.
fn start(report: &Path) -> Option<OsString> {
    let mut name = OsString::from(".");
    name.push(report.file_name()?);
    name.push(".tianbiao-");
    Some(name)
}
