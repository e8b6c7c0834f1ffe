//! An open folder. All files in it are accessed relative to its descriptor, so that replacing the folder by
//! another cannot redirect access. Symbolic links in it are never followed.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata, Permissions, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::{Access, AtFlags, Dir, DirEntry, FileType, Mode, OFlags, RenameFlags, Stat};
use rustix::io::{Errno, retry_on_intr};

use super::fault::{step, try_lock};
use super::reading::{read_bytes, read_file, without_umask};
use super::service::{self, Refusal};
use super::{FileProblem, Stamp};

/// Maximum number of names tried for a temporary file.
const MAX_NAMES: usize = 16;
/// Maximum number of entries examined in a folder.
const MAX_ENTRIES: usize = 10_000;
/// Mode of new files: private, because reports contain personal names.
pub(super) const NEW_MODE: u32 = 0o600;
/// Mode of private folders.
const PRIVATE_FOLDER: u32 = 0o700;
const TEMPORARY_START: &str = ".tianbiao-";
const TEMPORARY_END: &str = ".tmp";

/// Owner and mode of a file to be replaced.
#[derive(Clone, Copy)]
pub(super) struct Before {
    pub(super) owner: u32,
    pub(super) group: u32,
    pub(super) mode: u32,
}

/// An open folder.
#[derive(Debug)]
pub(super) struct Folder {
    fd: OwnedFd,
    /// Those above it that hold new folders and are not synced yet, the highest first: they are before anything
    /// in this one is.
    unsynced: Mutex<Vec<Folder>>,
}

/// A file in a listing.
pub(super) struct Listed {
    pub(super) name: OsString,
    pub(super) size: u64,
}

impl Folder {
    fn new(fd: OwnedFd) -> Folder {
        Folder { fd, unsynced: Mutex::default() }
    }

    pub(super) fn open(path: &Path) -> Result<Folder, FileProblem> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match service::open(path, flags) {
            Ok(fd) => Ok(Folder::new(fd)),
            Err(Refusal::System(Errno::NOENT)) => Err(FileProblem::FolderMissing),
            Err(other) => Err(other.into()),
        }
    }

    /// Opens a subfolder that belongs to this account only, and creates it if it is missing. Rejects a
    /// symbolic link or another account's folder, which may have been planted.
    pub(super) fn private(&self, name: &OsStr) -> Result<Folder, FileProblem> {
        self.make(name, true).map(|(folder, _)| folder)
    }

    /// Like [`Folder::private`], but a created folder is only synced by [`Folder::sync_above`].
    pub(super) fn private_unsynced(self, name: &OsStr) -> Result<Folder, FileProblem> {
        let (mut folder, made) = self.make(name, false)?;
        let mut unsynced = std::mem::take(&mut *self.lock_unsynced());
        if made {
            unsynced.push(self);
        }
        folder.unsynced = Mutex::new(unsynced);
        Ok(folder)
    }

    /// Opens a private folder, creating it if needed. Returns true if it was created.
    fn make(&self, name: &OsStr, sync: bool) -> Result<(Folder, bool), FileProblem> {
        let make = || rustix::fs::mkdirat(&self.fd, name, Mode::from_raw_mode(PRIVATE_FOLDER));
        step()?;
        let made = match retry_on_intr(make) {
            Ok(()) => true,
            Err(Errno::EXIST) => false,
            Err(other) => return Err(other.into()),
        };
        let synced = if made && sync { self.sync() } else { Ok(()) };
        let folder = synced.and_then(|()| self.private_there(name)?.ok_or(FileProblem::FolderMissing));
        if made && folder.is_err() {
            // Remove the new, unusable folder. This fails if it contains files by now, which are kept.
            let _ = retry_on_intr(|| rustix::fs::unlinkat(&self.fd, name, AtFlags::REMOVEDIR));
        }
        Ok((folder?, made))
    }

    /// Records a parent in which a folder was made and which is not synced yet.
    pub(super) fn made_in(&self, above: Folder) {
        self.lock_unsynced().push(above);
    }

    /// True if this folder or a parent is new and neither synced nor being synced.
    pub(super) fn is_unsynced(&self) -> bool {
        self.unsynced.try_lock().is_ok_and(|unsynced| !unsynced.is_empty())
    }

    /// Syncs the parents in which a folder was made.
    pub(super) fn sync_above(&self) -> Result<(), FileProblem> {
        let mut unsynced = self.lock_unsynced();
        while let Some(above) = unsynced.first() {
            above.sync_own()?;
            unsynced.remove(0);
        }
        Ok(())
    }

    fn lock_unsynced(&self) -> MutexGuard<'_, Vec<Folder>> {
        self.unsynced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens an entry without following a symbolic link and without blocking. A created file is private.
    fn open_at(&self, name: impl AsRef<OsStr>, flags: OFlags) -> rustix::io::Result<OwnedFd> {
        let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(NEW_MODE);
        retry_on_intr(|| rustix::fs::openat(&self.fd, name.as_ref(), flags, mode))
    }

    /// Opens such a subfolder; returns `None` if it is missing.
    pub(super) fn private_there(&self, name: &OsStr) -> Result<Option<Folder>, FileProblem> {
        let fd = match self.open_at(name, OFlags::RDONLY | OFlags::DIRECTORY) {
            Ok(fd) => fd,
            Err(Errno::NOENT) => return Ok(None),
            Err(Errno::LOOP | Errno::NOTDIR) => return Err(FileProblem::NotOurs),
            Err(other) => return Err(other.into()),
        };
        let stat = retry_on_intr(|| rustix::fs::fstat(&fd))?;
        if stat.st_uid != rustix::process::geteuid().as_raw() {
            return Err(FileProblem::NotOurs);
        }
        if stat.st_mode & 0o077 != 0 {
            retry_on_intr(|| rustix::fs::fchmod(&fd, Mode::from_raw_mode(PRIVATE_FOLDER)))?;
        }
        Ok(Some(Folder::new(fd)))
    }

    /// Opens a file in a private folder; with `make`, creates it if it is missing. Rejects planted files.
    pub(super) fn open_own(&self, name: &str, make: bool) -> Result<Option<File>, FileProblem> {
        let mut flags = OFlags::RDWR;
        if make {
            step()?;
            flags |= OFlags::CREATE;
        }
        let file = match self.open_at(name, flags) {
            Ok(fd) => File::from(fd),
            Err(Errno::NOENT) if !make => return Ok(None),
            Err(Errno::LOOP) => return Err(FileProblem::NotOurs),
            Err(other) => return Err(other.into()),
        };
        if is_ours(&file.metadata()?) { Ok(Some(file)) } else { Err(FileProblem::NotOurs) }
    }

    /// True if other accounts may write to the folder. The system accounts, which may write anywhere, are
    /// ignored.
    pub(super) fn is_shared(&self) -> bool {
        let stat = retry_on_intr(|| rustix::fs::fstat(&self.fd));
        stat.is_ok_and(|stat| stat.st_mode & 0o022 != 0 || stat.st_uid != rustix::process::geteuid().as_raw())
    }

    /// Opens or creates a file of this account that everybody may read; `None` if that fails.
    pub(super) fn open_mark(&self, name: &OsStr) -> Option<File> {
        let flags = OFlags::RDWR | OFlags::CREATE;
        let file = self.open_unless_planted(name, flags, rustix::process::geteuid().as_raw())?;
        // Some file systems have fixed modes and refuse changes.
        if file.metadata().ok()?.mode() & 0o777 != 0o644 {
            file.set_permissions(Permissions::from_mode(0o644)).ok()?;
        }
        Some(file)
    }

    /// Opens such a file of another account for reading.
    pub(super) fn read_mark(&self, name: &OsStr, account: u32) -> Option<File> {
        self.open_unless_planted(name, OFlags::RDONLY, account)
    }

    fn open_unless_planted(&self, name: &OsStr, flags: OFlags, account: u32) -> Option<File> {
        let file = File::from(self.open_at(name, flags).ok()?);
        let metadata = file.metadata().ok()?;
        (metadata.is_file() && metadata.nlink() == 1 && metadata.uid() == account).then_some(file)
    }

    /// Returns the names in the folder that start with `start`.
    pub(super) fn names_from(&self, start: &OsStr) -> Vec<OsString> {
        let names = self.entries().map(|entry| name_of(&entry));
        names.filter(|name| name.as_bytes().starts_with(start.as_bytes())).collect()
    }

    /// Returns the entries of the folder that can be read.
    fn entries(&self) -> impl Iterator<Item = DirEntry> {
        Dir::read_from(&self.fd).into_iter().flat_map(|entries| entries.take(MAX_ENTRIES)).flatten()
    }

    /// Reads a file in a private folder; returns `None` if it is missing.
    pub(super) fn read_own(&self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, FileProblem> {
        let Some(file) = self.open_own(name, false)? else { return Ok(None) };
        read_file(&file, limit).map(Some)
    }

    /// Writes a file in a private folder atomically; with `sync`, waits until it is on disk.
    pub(super) fn write_own(&self, name: &str, bytes: &[u8], sync: bool) -> Result<File, FileProblem> {
        let (temporary, file) = self.create()?;
        let write = || -> Result<(), FileProblem> {
            super::fault::write(&file, bytes)?;
            if sync {
                step()?;
                file.sync_all()?;
            }
            self.rename(&temporary, OsStr::new(name))?;
            Ok(())
        };
        if let Err(problem) = write() {
            self.remove(&temporary);
            return Err(problem);
        }
        if sync {
            self.sync()?;
        }
        Ok(file)
    }

    /// Returns the rights that the group of the folder has to new files: in a set-group-id folder, which shares
    /// its files, those that it has to the folder, as far as the umask leaves them.
    pub(super) fn rights_of_group(&self) -> u32 {
        const SET_GROUP_ID: u32 = 0o2000;
        match retry_on_intr(|| rustix::fs::fstat(&self.fd)) {
            Ok(stat) if stat.st_mode & SET_GROUP_ID != 0 => without_umask(stat.st_mode & 0o060),
            _ => 0,
        }
    }

    /// Returns owner and mode of the file to be replaced, if it exists. Rejects anything that is not a
    /// writable regular file.
    pub(super) fn look(&self, name: &OsStr) -> Result<Option<Before>, FileProblem> {
        let Some(stat) = self.stat(name)? else { return Ok(None) };
        if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
            return Err(FileProblem::NotAFile);
        }
        retry_on_intr(|| rustix::fs::accessat(&self.fd, name, Access::WRITE_OK, AtFlags::EACCESS))?;
        Ok(Some(Before { owner: stat.st_uid, group: stat.st_gid, mode: stat.st_mode & 0o7777 }))
    }

    fn stat(&self, name: &OsStr) -> Result<Option<Stat>, FileProblem> {
        match retry_on_intr(|| rustix::fs::statat(&self.fd, name, AtFlags::SYMLINK_NOFOLLOW)) {
            Ok(stat) => Ok(Some(stat)),
            Err(Errno::NOENT) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// Returns device and inode of a file, to detect that it was replaced.
    pub(super) fn identity(&self, name: impl AsRef<OsStr>) -> Option<(u64, u64)> {
        self.stat(name.as_ref()).ok()?.map(|stat| (stat.st_dev, stat.st_ino))
    }

    /// True if the name still refers to the open file.
    pub(super) fn is_at(&self, name: impl AsRef<OsStr>, file: &File) -> bool {
        file.metadata().is_ok_and(|file| self.identity(name) == Some((file.dev(), file.ino())))
    }

    /// Creates a private file with an unpredictable name. The file is locked to show that its writer is
    /// alive.
    pub(super) fn create(&self) -> Result<(OsString, File), FileProblem> {
        let random = RandomState::new();
        for attempt in 0..MAX_NAMES {
            let name =
                OsString::from(format!("{TEMPORARY_START}{:016x}{TEMPORARY_END}", random.hash_one(attempt)));
            step()?;
            match self.open_at(&name, OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL) {
                Ok(fd) => {
                    let file = File::from(fd);
                    // Without locks, `sweep` leaves temporary files alone. Before the lock is taken, the sweep of another
                    // process can lock and remove the file: then another name is tried.
                    let is_swept = matches!(try_lock(&file), Err(TryLockError::WouldBlock));
                    if !is_swept && self.is_at(&name, &file) {
                        return Ok((name, file));
                    }
                }
                Err(Errno::EXIST) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Err(FileProblem::Io(io::Error::from(Errno::EXIST).to_string()))
    }

    /// Opens a file again, as another process would.
    pub(super) fn open_again(&self, name: &OsStr) -> Result<File, FileProblem> {
        Ok(File::from(self.open_at(name, OFlags::WRONLY)?))
    }

    /// True if the file's content matches the stamp.
    pub(super) fn holds(&self, name: &OsStr, stamp: &Stamp) -> Result<bool, FileProblem> {
        let file = match self.open_at(name, OFlags::RDONLY) {
            Ok(fd) => File::from(fd),
            // The file was removed meanwhile: nothing can be overwritten.
            Err(Errno::NOENT) => return Ok(true),
            Err(other) => return Err(other.into()),
        };
        if file.metadata()?.len() != stamp.size {
            return Ok(false);
        }
        match read_bytes(&file, stamp.size, stamp.size) {
            Ok(bytes) => Ok(Stamp::new(&file, &bytes)?.same_content(stamp)),
            Err(FileProblem::TooLarge { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }

    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        step()?;
        Ok(retry_on_intr(|| rustix::fs::renameat(&self.fd, from, &self.fd, to))?)
    }

    /// Renames unless the target exists. A file created at the last moment is not overwritten.
    pub(super) fn rename_to_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        let fd = &self.fd;
        step()?;
        match retry_on_intr(|| rustix::fs::renameat_with(fd, from, fd, to, RenameFlags::NOREPLACE)) {
            // Not supported by all file systems; a hard link does not overwrite either.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
                retry_on_intr(|| rustix::fs::linkat(fd, from, fd, to, AtFlags::empty()))?;
                self.remove(from);
                Ok(())
            }
            other => Ok(other?),
        }
    }

    /// Removes a file. Errors are ignored: the caller reports an earlier one.
    pub(super) fn remove(&self, name: &OsStr) {
        let _ = retry_on_intr(|| rustix::fs::unlinkat(&self.fd, name, AtFlags::empty()));
    }

    pub(super) fn sync(&self) -> Result<(), FileProblem> {
        self.sync_above()?;
        self.sync_own()
    }

    fn sync_own(&self) -> Result<(), FileProblem> {
        step()?;
        match retry_on_intr(|| rustix::fs::fsync(&self.fd)) {
            // Some file systems do not support syncing a folder.
            Ok(()) | Err(Errno::INVAL) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    /// Returns the regular files in the folder, sorted by name; symbolic links and special files are omitted.
    pub(super) fn list(&self) -> Result<Vec<Listed>, FileProblem> {
        let mut files = Vec::new();
        for entry in Dir::read_from(&self.fd)?.take(MAX_ENTRIES) {
            let name = name_of(&entry?);
            if let Some(stat) = self.stat(&name)?
                && FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
            {
                files.push(Listed { name, size: u64::try_from(stat.st_size).unwrap_or_default() });
            }
        }
        files.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    /// Returns the names of the subfolders, except hidden ones.
    pub(super) fn folders(&self) -> Vec<OsString> {
        let folders = self.entries().filter(|entry| entry.file_type() == FileType::Directory);
        let names = folders.map(|entry| name_of(&entry));
        names.filter(|name| !name.as_bytes().starts_with(b".")).collect()
    }

    /// Returns the modification time of an entry, in seconds since 1970.
    pub(super) fn changed(&self, name: &OsStr) -> Option<i64> {
        self.stat(name).ok().flatten().map(|stat| stat.st_mtime)
    }

    /// Removes temporary files of this account left by a killed process: those that no process has locked.
    pub(super) fn sweep(&self) {
        for name in self.entries().map(|entry| name_of(&entry)).filter(|name| is_temporary(name)) {
            if let Ok(file) = self.open_again(&name)
                && file.metadata().is_ok_and(|metadata| is_ours(&metadata))
                && try_lock(&file).is_ok()
            {
                self.remove(&name);
            }
        }
    }
}

fn name_of(entry: &DirEntry) -> OsString {
    OsStr::from_bytes(entry.file_name().to_bytes()).to_owned()
}

/// True for a regular file of this account.
fn is_ours(file: &Metadata) -> bool {
    file.is_file() && file.uid() == rustix::process::geteuid().as_raw()
}

/// True if [`Folder::create`] could have generated the name.
fn is_temporary(name: &OsStr) -> bool {
    let middle =
        name.to_str().and_then(|name| name.strip_prefix(TEMPORARY_START)?.strip_suffix(TEMPORARY_END));
    middle.is_some_and(|middle| middle.len() == 16 && middle.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
