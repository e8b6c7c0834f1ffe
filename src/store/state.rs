//! The state folder of a report: its journal, lock and backups.
//!
//! Located in `$XDG_STATE_HOME/tianbiao` or `~/.local/state/tianbiao`, in a private folder (0700) named by
//! the
//! hash of the report's path. If that is not writable, in `.NAME.tianbiao` next to the report. If it becomes full
//! later, the journal alone is in `.NAME.tianbiao-draft` next to the report. A note in the state folder stores path, inode and creation time of the report, so that a renamed report is recognised.

use std::ffi::{OsStr, OsString};
use std::fs::{DirBuilder, Metadata};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use super::atomic::parent;
use super::folder::Folder;
use super::stamp::hash;
use super::{FileError, FileProblem};

const FOLDER: &str = "tianbiao";
const NOTE: &str = "report";
/// End of the name of the state folder next to the report.
const BESIDE: &str = ".tianbiao";
/// End of the name of the folder next to the report that holds the journal while the state folder is full.
const SPARE: &str = ".tianbiao-draft";
const MAX_NOTE_BYTES: u64 = 8 * 1024;
/// Maximum number of report paths with the same hash.
const MAX_SAME: usize = 8;
/// Maximum number of reports searched for one that was renamed.
const MAX_REPORTS: usize = 1_000;

/// The folder that contains the state folders of all reports.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Parent of the program's folder; `None` if there is no home folder.
    base: Option<PathBuf>,
}

/// The state folder of one report.
#[derive(Clone, Debug)]
pub struct StateDir {
    pub(super) folder: Arc<Folder>,
    /// Path of the folder, for messages.
    path: PathBuf,
    /// Path of the report, without symbolic links.
    report: PathBuf,
}

/// Creation of missing folders.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Make {
    No,
    Synced,
    /// New folders are on the disk only after [`StateDir::sync_folders`].
    Unsynced,
}

/// Identity of a file, independent of its name: inode and creation time in nanoseconds. Inodes are reused, but
/// not together with the same creation time.
type Birth = (u64, u128);

impl State {
    /// Creates the state from a parent folder such as `~/.local/state`.
    pub fn new(base: Option<PathBuf>) -> State {
        State { base }
    }

    /// Creates the state from the values of `XDG_STATE_HOME` and `HOME`.
    pub fn from_environment(state_home: Option<OsString>, home: Option<OsString>) -> State {
        let absolute = |path: Option<OsString>| path.map(PathBuf::from).filter(|path| path.is_absolute());
        let base = absolute(state_home).or_else(|| absolute(home).map(|home| home.join(".local/state")));
        State { base }
    }

    /// Returns the folder that contains all state folders; `None` if there is no home folder.
    pub fn folder(&self) -> Option<PathBuf> {
        self.base.as_ref().map(|base| base.join(FOLDER))
    }

    /// Returns the state folder of a report, and creates it if it is missing.
    pub fn place(&self, report: &Path) -> Result<StateDir, FileError> {
        self.make_place(report, Make::Synced)
    }

    /// The same; new folders are on the disk after [`StateDir::sync_folders`], or before anything in them is.
    pub fn place_unsynced(&self, report: &Path) -> Result<StateDir, FileError> {
        self.make_place(report, Make::Unsynced)
    }

    fn make_place(&self, report: &Path, make: Make) -> Result<StateDir, FileError> {
        let failed = |problem| FileError::new(report, problem);
        let report = canonical(report).map_err(failed)?;
        if let Ok(Some(place)) = beside(&report, BESIDE, Make::No) {
            return Ok(place);
        }
        // Retry once: after a transient error, a folder at the other location would not be found later.
        let below = self.below(&report, make).or_else(|_| self.below(&report, make));
        let first = match below {
            Ok(Some(place)) => return Ok(place),
            Ok(None) => FileProblem::FolderMissing,
            Err(problem) => problem,
        };
        match beside(&report, BESIDE, Make::Synced) {
            Ok(Some(place)) => Ok(place),
            Ok(None) => Err(failed(first)),
            Err(problem) => Err(failed(problem)),
        }
    }

    /// Returns the state folder of a report if it exists.
    pub fn find(&self, report: &Path) -> Result<Option<StateDir>, FileError> {
        let failed = |problem| FileError::new(report, problem);
        let report = canonical(report).map_err(failed)?;
        match beside(&report, BESIDE, Make::No) {
            Ok(Some(place)) => Ok(Some(place)),
            _ => self.below(&report, Make::No).map_err(failed),
        }
    }

    /// Returns recently used reports, newest first, with the time of use in seconds since 1970. Missing files
    /// are omitted. Returns at most `limit` reports.
    pub fn recent(&self, limit: usize) -> Vec<(PathBuf, i64)> {
        let folder = self.base.as_ref().and_then(|base| Folder::open(base).ok());
        let all = folder.and_then(|base| base.private_there(OsStr::new(FOLDER)).ok().flatten());
        let Some(all) = all else { return Vec::new() };
        let names = all.folders().into_iter().take(MAX_REPORTS);
        let mut dated: Vec<(i64, OsString)> =
            names.filter_map(|name| Some((all.changed(&name)?, name))).collect();
        dated.sort_unstable_by(|one, other| other.cmp(one));
        let reports = dated.into_iter().filter_map(|(time, name)| {
            let report = Note::read(&all.private_there(&name).ok()??)?.report;
            std::fs::symlink_metadata(&report).ok().filter(Metadata::is_file)?;
            Some((report, time))
        });
        reports.take(limit).collect()
    }

    /// Finds or creates the folder inside the program's state folder.
    fn below(&self, report: &Path, make: Make) -> Result<Option<StateDir>, FileProblem> {
        let Some(base) = &self.base else { return Ok(None) };
        let make = if is_of_another_account(base) { Make::No } else { make };
        let above = if make == Make::No { Vec::new() } else { make_with_those_above(base, make) };
        let base_folder = match Folder::open(base) {
            Err(FileProblem::FolderMissing | FileProblem::Missing) if make == Make::No => return Ok(None),
            other => other?,
        };
        for above in above {
            base_folder.made_in(above);
        }
        let Some(all) = private(base_folder, OsStr::new(FOLDER), make)? else { return Ok(None) };
        let place = |name: &OsStr, folder| StateDir::new(folder, base.join(FOLDER).join(name), report);
        let mut free = None;
        for same in 0..MAX_SAME {
            let name = folder_name(report, same);
            let Some(folder) = all.private_there(&name)? else {
                free.get_or_insert(name);
                break;
            };
            // A note lost in a power failure must not make the other files unreachable.
            if Note::read(&folder).is_none_or(|note| note.report == report) {
                return Ok(Some(place(&name, folder)));
            }
        }
        let Some(name) = free else { return Ok(None) };
        let is_renamed = renamed(&all, report).is_some_and(|old| all.rename(&old, &name).is_ok());
        let folder = if is_renamed { all.private_there(&name)? } else { None };
        let folder = folder.map_or_else(|| private(all, &name, make), |folder| Ok(Some(folder)))?;
        let place = folder.map(|folder| place(&name, folder));
        place.iter().for_each(StateDir::note);
        Ok(place)
    }
}

impl StateDir {
    fn new(folder: Folder, path: PathBuf, report: &Path) -> StateDir {
        StateDir { folder: Arc::new(folder), path, report: report.to_owned() }
    }

    /// Returns the path of the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the path of the report, without symbolic links.
    pub fn report(&self) -> &Path {
        &self.report
    }

    /// Returns the folder next to the report that holds the journal while this one cannot be written; `None` if it does
    /// not exist, or if this folder is next to the report itself.
    pub(super) fn spare(&self) -> Option<StateDir> {
        self.spare_folder(Make::No).ok().flatten()
    }

    /// Returns the spare folder, and creates it if it is missing.
    pub(super) fn make_spare(&self) -> Result<StateDir, FileProblem> {
        self.spare_folder(Make::Synced)?.ok_or(FileProblem::FolderMissing)
    }

    fn spare_folder(&self, make: Make) -> Result<Option<StateDir>, FileProblem> {
        if self.path.parent() == self.report.parent() {
            return Ok(None);
        }
        beside(&self.report, SPARE, make)
    }

    /// Removes the folder if it is empty.
    pub(super) fn remove_empty(&self) {
        let _ = std::fs::remove_dir(&self.path);
    }

    /// Updates the note that identifies the report. Called after the folder is created and after each save,
    /// because saving creates a new file. Without the note, only recognising a renamed report fails.
    pub fn note(&self) {
        let birth = std::fs::symlink_metadata(&self.report).ok().and_then(|file| birth(&file));
        let note = Note { report: self.report.clone(), birth };
        if Note::read(&self.folder).as_ref() != Some(&note) {
            let _ = self.folder.write_own(NOTE, &note.write(), false);
        }
    }

    /// True if new folders are neither synced nor being synced.
    pub fn is_unsynced(&self) -> bool {
        self.folder.is_unsynced()
    }

    /// Syncs new folders. An error is ignored here: the next write retries the sync and reports it.
    pub fn sync_folders(&self) {
        let _ = self.folder.sync_above();
    }

    /// Removes temporary files of killed processes here, in the subfolders and next to the report.
    pub fn sweep(&self) {
        self.folder.sweep();
        for name in self.folder.folders() {
            if let Ok(Some(folder)) = self.folder.private_there(&name) {
                folder.sweep();
            }
        }
        super::sweep(&self.report);
    }

    pub(super) fn failed(&self, name: &str, problem: FileProblem) -> FileError {
        FileError::new(&self.path.join(name), problem)
    }
}

/// Identifies the report to which a state folder belongs.
#[derive(PartialEq)]
struct Note {
    report: PathBuf,
    birth: Option<Birth>,
}

impl Note {
    fn read(folder: &Folder) -> Option<Note> {
        let bytes = folder.read_own(NOTE, MAX_NOTE_BYTES).ok()??;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let mut numbers = std::str::from_utf8(&bytes[..end]).ok()?.split(' ');
        let birth = numbers.next().zip(numbers.next());
        let birth = birth.and_then(|(inode, created)| inode.parse().ok().zip(created.parse().ok()));
        Some(Note { report: PathBuf::from(OsString::from_vec(bytes[end + 1..].to_vec())), birth })
    }

    fn write(&self) -> Vec<u8> {
        let birth = self.birth.map(|(inode, created)| format!("{inode} {created}"));
        let mut bytes = birth.unwrap_or_default().into_bytes();
        bytes.push(b'\n');
        bytes.extend(self.report.as_os_str().as_bytes());
        bytes
    }
}

fn birth(file: &Metadata) -> Option<Birth> {
    let created = file.created().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((file.ino(), created.as_nanos()))
}

/// Returns the name of the state folder whose report was renamed to `report`: same identity, and the old path
/// no longer exists.
fn renamed(all: &Folder, report: &Path) -> Option<OsString> {
    let birth = birth(&std::fs::symlink_metadata(report).ok()?)?;
    all.folders().into_iter().take(MAX_REPORTS).find(|name| {
        let note = all.private_there(name).ok().flatten().and_then(|folder| Note::read(&folder));
        note.is_some_and(|note| note.birth == Some(birth) && std::fs::symlink_metadata(&note.report).is_err())
    })
}

/// Creates a folder and its missing parents. Each is synced before the next is created in it, or the folders
/// that contain new ones are returned to be synced. Errors are ignored, because the next access reports them.
fn make_with_those_above(folder: &Path, make: Make) -> Vec<Folder> {
    let mut unsynced = Vec::new();
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    for folder in missing.into_iter().rev() {
        if DirBuilder::new().mode(0o700).create(folder).is_ok()
            && let Ok(above) = Folder::open(parent(folder))
        {
            if make == Make::Unsynced {
                unsynced.push(above);
            } else {
                let _ = above.sync();
            }
        }
    }
    unsynced
}

/// True if the program runs as root in the home of another account, as `sudo` does: that account could not use
/// the folders that it would create there.
fn is_of_another_account(folder: &Path) -> bool {
    let metadata = folder.ancestors().find_map(|folder| std::fs::metadata(folder).ok());
    rustix::process::geteuid().is_root() && metadata.is_some_and(|metadata| metadata.uid() != 0)
}

/// Finds or creates a private subfolder.
fn private(above: Folder, name: &OsStr, make: Make) -> Result<Option<Folder>, FileProblem> {
    match make {
        Make::No => above.private_there(name),
        Make::Synced => above.private(name).map(Some),
        Make::Unsynced => above.private_unsynced(name).map(Some),
    }
}

/// Finds or creates a folder next to the report.
fn beside(report: &Path, end: &str, make: Make) -> Result<Option<StateDir>, FileProblem> {
    let mut name = OsString::from(".");
    name.push(report.file_name().ok_or(FileProblem::NotAFile)?);
    name.push(end);
    let folder = Folder::open(parent(report))?;
    let path = parent(report).join(&name);
    let folder = private(folder, &name, make)?;
    Ok(folder.map(|folder| StateDir::new(folder, path, report)))
}

fn folder_name(report: &Path, same: usize) -> OsString {
    let hash = hash(report.as_os_str().as_bytes());
    OsString::from(if same == 0 { format!("{hash:016x}") } else { format!("{hash:016x}-{same}") })
}

/// Returns the path without symbolic links; the file itself may be missing.
pub(super) fn canonical(report: &Path) -> Result<PathBuf, FileProblem> {
    let report = super::atomic::follow(report)?;
    let name = report.file_name().ok_or(FileProblem::NotAFile)?;
    let folder = std::fs::canonicalize(parent(&report)).map_err(|error| match error.into() {
        FileProblem::Missing => FileProblem::FolderMissing,
        other => other,
    })?;
    Ok(folder.join(name))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests write files of their own")]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use rustix::io::Errno;

    use super::*;
    use crate::store::testing::{Desk, put};
    use crate::store::{How, Plan, save, steps_of};

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn is_beside(place: &StateDir) -> bool {
        place.path().parent() == place.report().parent()
    }

    #[test]
    fn a_place_is_private_and_found_again() {
        let desk = Desk::new("place");
        let report = desk.file("r.ron", b"()");
        let state = desk.state();
        assert!(state.find(&report).unwrap().is_none());
        let place = state.place(&report).unwrap();
        assert!(!is_beside(&place));
        for folder in [desk.path("state"), desk.path("state/tianbiao"), place.path().to_owned()] {
            assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        }
        symlink(&report, desk.path("link.ron")).unwrap();
        assert_eq!(state.place(&desk.path("link.ron")).unwrap().path(), place.path());
        // Another program changed the mode: it is reset.
        std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(state.find(&report).unwrap().unwrap().path(), place.path());
        assert_eq!(mode(place.path()), 0o700);
    }

    #[test]
    fn folders_above_are_put_on_the_disk_too() {
        let desk = Desk::new("above");
        let report = desk.file("r.ron", b"()");
        let steps = |base: &str| {
            let state = State::new(Some(desk.path(base)));
            let (place, steps) = steps_of(Plan::Count, || state.place(&report));
            assert_eq!(mode(&desk.path(base)), 0o700);
            assert!(!is_beside(&place.unwrap()));
            steps
        };
        DirBuilder::new().mode(0o700).create(desk.path("there")).unwrap();
        let [there, one, two] = ["there", "one", "two/three"].map(steps);
        assert_eq!((one - there, two - there), (1, 2), "each is synced where it stands");
    }

    #[test]
    fn a_renamed_report_is_recognised_another_one_is_not() {
        let desk = Desk::new("renamed");
        let report = desk.file("r.ron", b"()");
        let state = desk.state();
        let place = state.place(&report).unwrap();
        save(&report, b"(1)", How::Replace).unwrap();
        place.note();
        put(&place.path().join("mark"), "");
        let copy = desk.path("copy.ron");
        std::fs::copy(&report, &copy).unwrap();
        assert!(state.find(&copy).unwrap().is_none(), "the first one is still there");
        let moved = desk.path("moved.ron");
        std::fs::rename(&report, &moved).unwrap();
        assert!(state.find(&copy).unwrap().is_none(), "another file");
        assert!(state.find(&moved).unwrap().unwrap().path().join("mark").exists());
        assert!(state.find(&report).unwrap().is_none());
    }

    #[test]
    fn recent_reports_come_first() {
        let desk = Desk::new("recent");
        let state = desk.state();
        assert_eq!(state.recent(9), []);
        let [old, gone, new] = ["old.ron", "gone.ron", "new.ron"].map(|name| desk.file(name, b"()"));
        for (report, time) in [(&new, 3000), (&old, 1000), (&gone, 2000)] {
            let place = state.place(report).unwrap();
            let time = UNIX_EPOCH + std::time::Duration::from_secs(time);
            std::fs::File::open(place.path()).unwrap().set_modified(time).unwrap();
        }
        std::fs::remove_file(&gone).unwrap();
        let [old, new] = [old, new].map(|report| report.canonicalize().unwrap());
        assert_eq!(state.recent(9), [(new.clone(), 3000), (old, 1000)]);
        assert_eq!(state.recent(1), [(new, 3000)]);
    }

    #[test]
    fn the_place_is_beside_the_report_where_there_is_no_other() {
        let desk = Desk::new("beside");
        let report = desk.file("r.ron", b"()");
        for base in [None, Some(desk.file("file", b""))] {
            let place = State::new(base).place(&report).unwrap();
            assert!(is_beside(&place));
            assert_eq!(place.path(), desk.path(".r.ron.tianbiao").canonicalize().unwrap());
        }
        // Once it exists, it is used.
        assert!(is_beside(&desk.state().place(&report).unwrap()));
    }

    #[test]
    fn a_folder_that_cannot_be_used_is_not_left_behind() {
        let desk = Desk::new("unused");
        let report = desk.file("r.ron", b"()");
        let nowhere = State::new(None);
        let (place, _) = steps_of(Plan::FailFrom(1, Errno::IO), || nowhere.place(&report));
        place.unwrap_err();
        assert_eq!(desk.names(), ["r.ron"]);
        assert!(is_beside(&nowhere.place(&report).unwrap()));
    }

    #[test]
    fn planted_links_and_files_are_not_followed() {
        let desk = Desk::new("planted");
        let report = desk.file("r.ron", b"()");
        let away = desk.path("away");
        std::fs::create_dir_all(&away).unwrap();
        std::fs::create_dir_all(desk.path("state")).unwrap();
        symlink(&away, desk.path("state/tianbiao")).unwrap();
        symlink(&away, desk.path(".r.ron.tianbiao")).unwrap();
        let error = desk.state().place(&report).unwrap_err();
        assert_eq!(error.problem, FileProblem::NotOurs);
        assert_eq!(std::fs::read_dir(&away).unwrap().count(), 0);
        std::fs::remove_file(desk.path("state/tianbiao")).unwrap();
        let place = desk.state().place(&report).unwrap();
        symlink("/etc/passwd", place.path().join("journal")).unwrap();
        assert_eq!(place.folder.open_own("journal", true).unwrap_err(), FileProblem::NotOurs);
        rustix::fs::mkfifoat(rustix::fs::CWD, place.path().join("lock"), 0o600.into()).unwrap();
        assert_eq!(place.folder.open_own("lock", true).unwrap_err(), FileProblem::NotOurs);
    }
}
