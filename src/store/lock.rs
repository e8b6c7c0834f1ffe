//! The lock that lets only one session at a time write a report. It is a separate file in the report's state
//! folder, because saving replaces the report file and a lock on it would be lost.
//!
//! The kernel releases the lock when its owner dies. On file systems without locks the owner's process is
//! checked instead, by host, boot, process number and start time, never by age alone. A live owner can be
//! asked to leave: a request file is written and SIGHUP is sent; the owner then saves its draft and exits.
//! Locks only work between sessions of one account; for other accounts there are [`foreign_lock`] files.

use std::fs::{File, TryLockError};
use std::path::Path;

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

use super::fault::{try_lock, write_at};
use super::foreign_lock::{self, ForeignLock};
pub use super::owner::Owner;
use super::owner::content;
use super::state::{StateDir, canonical};
use super::{FileError, FileProblem};

const NAME: &str = "lock";
/// The file that asks the owner to leave.
const LEAVE: &str = "leave";
/// Maximum number of attempts if the lock file is replaced meanwhile.
const MAX_TRIES: usize = 8;

/// Result of trying to take the lock.
#[derive(Debug)]
pub enum Attempt {
    /// The lock was taken.
    Taken(Lock),
    /// A live session holds the lock.
    Held(Owner),
    /// The lock was taken, but another account has the report open.
    Shared(Lock, Owner),
}

/// A lock, released on drop.
#[derive(Debug)]
pub struct Lock {
    place: StateDir,
    file: File,
    owner: Owner,
    /// True if the file system has no locks, so that two sessions could take the lock at the same moment.
    pub weak: bool,
    /// The mark for other accounts.
    _mark: Option<ForeignLock>,
}

impl Lock {
    /// Takes the lock unless a live session holds it.
    pub fn take(place: &StateDir, owner: &Owner) -> Result<Attempt, FileError> {
        let failed = |problem| place.failed(NAME, problem);
        for _ in 0..MAX_TRIES {
            let file = place.folder.open_own(NAME, true).map_err(failed)?;
            let file = file.ok_or_else(|| failed(FileProblem::Missing))?;
            let locked = try_lock(&file);
            let holder = content(&file);
            let weak = match locked {
                Ok(()) => false,
                Err(TryLockError::WouldBlock) => return Ok(Attempt::Held(holder.unwrap_or_default())),
                Err(TryLockError::Error(_)) => match holder {
                    Some(holder) if holder.is_alive() != Some(false) => {
                        return Ok(Attempt::Held(holder));
                    }
                    _ => true,
                },
            };
            if place.folder.is_at(NAME, &file) {
                let lock = Lock::hold(place, file, owner, weak)?;
                return Ok(match foreign_lock::others(place.report()).into_iter().next() {
                    Some(other) => Attempt::Shared(lock, other),
                    None => Attempt::Taken(lock),
                });
            }
        }
        Err(failed(FileProblem::Changed))
    }

    /// Takes the lock from a live session that did not leave when asked. That session will notice that it
    /// lost the lock.
    pub fn take_over(place: &StateDir, owner: &Owner) -> Result<Lock, FileError> {
        let file = place.folder.write_own(NAME, b"", false).map_err(|problem| place.failed(NAME, problem))?;
        drop(file);
        match Lock::take(place, owner)? {
            Attempt::Taken(lock) | Attempt::Shared(lock, _) => Ok(lock),
            Attempt::Held(_) => Err(place.failed(NAME, FileProblem::Changed)),
        }
    }

    fn hold(place: &StateDir, file: File, owner: &Owner, weak: bool) -> Result<Lock, FileError> {
        let text = owner.write();
        let written = file.set_len(0).and_then(|()| write_at(&file, text.as_bytes(), 0));
        if let Err(error) = written
            && weak
        {
            return Err(place.failed(NAME, error.into()));
        }
        // An old request was addressed to the previous owner.
        place.folder.remove(LEAVE.as_ref());
        let mark = ForeignLock::leave(place.report(), owner);
        Ok(Lock { place: place.clone(), file, owner: owner.clone(), weak, _mark: mark })
    }

    /// Returns the session that asks this one to leave.
    pub fn asked_to_leave(&self) -> Option<Owner> {
        let asking = content(&self.place.folder.open_own(LEAVE, false).ok()??)?;
        (asking != self.owner).then_some(asking)
    }

    /// True if the lock was not taken over.
    pub fn still_ours(&self) -> bool {
        self.place.folder.is_at(NAME, &self.file)
            && (!self.weak || content(&self.file).as_ref() == Some(&self.owner))
    }
}

/// Releases the lock. The empty file shows that the session was not killed.
impl Drop for Lock {
    fn drop(&mut self) {
        if self.still_ours() {
            let _ = self.file.set_len(0);
        }
    }
}

/// Returns device and inode of the lock file, to detect that it was replaced; `None` if it is missing.
pub(super) fn identity(place: &StateDir) -> Option<(u64, u64)> {
    place.folder.identity(NAME)
}

/// Returns another account that has the report open, if any.
pub fn elsewhere(report: &Path) -> Option<Owner> {
    foreign_lock::others(&canonical(report).ok()?).into_iter().next()
}

/// Asks the owner to save and leave. Returns true if a live process was signalled. The caller then repeats
/// [`Lock::take`] until it succeeds.
pub fn ask_to_leave(place: &StateDir, holder: &Owner, asking: &Owner) -> Result<bool, FileError> {
    let mark = place.folder.write_own(LEAVE, asking.write().as_bytes(), false);
    mark.map_err(|problem| place.failed(LEAVE, problem))?;
    Ok(hang_up(holder))
}

/// Sends SIGHUP to exactly that process, not to another one that has reused its number.
fn hang_up(owner: &Owner) -> bool {
    let number = i32::try_from(owner.process).ok().and_then(Pid::from_raw);
    let Some(Ok(process)) = number.map(|number| pidfd_open(number, PidfdFlags::empty())) else {
        return false;
    };
    owner.process != std::process::id()
        && owner.is_alive() == Some(true)
        && pidfd_send_signal(process, Signal::HUP).is_ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};

    use std::io::Read;

    use super::*;
    use crate::store::fault::without_locks;
    use crate::store::owner::started;
    use crate::store::testing::{Desk, put};

    fn owner(user: &str) -> Owner {
        Owner::this(user, "192.168.1.7", "/dev/pts/1", 1_700_000_000)
    }

    fn take(place: &StateDir, user: &str) -> Attempt {
        Lock::take(place, &owner(user)).unwrap()
    }

    /// Returns the owner recorded in the lock file.
    fn holder(place: &StateDir) -> Option<Owner> {
        content(&place.folder.open_own(NAME, false).ok()??)
    }

    /// True if the session must leave: it was asked to, or its lock was taken over.
    fn is_lost(lock: &Lock) -> bool {
        !lock.still_ours() || lock.asked_to_leave().is_some()
    }

    #[test]
    fn one_at_a_time_and_the_other_knows_who() {
        let desk = Desk::new("lock");
        let place = desk.place();
        let Attempt::Taken(lock) = take(&place, "甲") else { panic!() };
        assert!(!lock.weak && !is_lost(&lock));
        let Attempt::Held(owner_there) = take(&place, "乙") else { panic!() };
        assert_eq!(owner_there, owner("甲"));
        assert_eq!(owner_there.is_alive(), Some(true));
        drop(lock);
        assert_eq!(holder(&place), None);
        assert!(matches!(take(&place, "乙"), Attempt::Taken(_)));
    }

    #[test]
    fn a_killed_session_is_known_and_does_not_stand_in_the_way() {
        let desk = Desk::new("killed");
        let place = desk.place();
        let dead = Owner { started: 1, ..owner("甲") };
        put(&place.path().join(NAME), dead.write());
        assert_eq!(dead.is_alive(), Some(false));
        assert_eq!(Owner { boot: "other".to_owned(), ..owner("甲") }.is_alive(), Some(false));
        assert_eq!(Owner { host: "other".to_owned(), ..owner("甲") }.is_alive(), None);
        assert!(!hang_up(&dead));
        assert_eq!(holder(&place), Some(dead));
        assert!(matches!(take(&place, "乙"), Attempt::Taken(_)));
    }

    #[test]
    fn a_live_session_is_asked_to_leave_or_loses_its_lock() {
        let desk = Desk::new("ask");
        let place = desk.place();
        let Attempt::Taken(old) = take(&place, "甲") else { panic!() };
        assert!(!ask_to_leave(&place, &owner("甲"), &owner("乙")).unwrap(), "no signal to oneself");
        assert_eq!(old.asked_to_leave(), Some(owner("乙")));
        assert!(is_lost(&old) && old.still_ours());
        let new = Lock::take_over(&place, &owner("乙")).unwrap();
        assert!(!old.still_ours() && is_lost(&old) && !is_lost(&new));
        drop(old);
        assert_eq!(holder(&place), Some(owner("乙")), "what the new one wrote stays");
        assert!(matches!(take(&place, "丙"), Attempt::Held(_)));
    }

    /// On file systems without locks the owner's process is checked.
    #[test]
    fn without_locks_the_living_are_known_all_the_same() {
        let desk = Desk::new("weak");
        let place = desk.place();
        without_locks(|| {
            let Attempt::Taken(lock) = take(&place, "甲") else { panic!() };
            assert!(lock.weak && lock.still_ours() && !is_lost(&lock));
            let Attempt::Held(owner_there) = take(&place, "乙") else { panic!() };
            assert_eq!(owner_there, owner("甲"));
            let new = Lock::take_over(&place, &owner("乙")).unwrap();
            assert!(new.weak && !lock.still_ours() && new.still_ours());
            drop(lock);
            assert_eq!(holder(&place), Some(owner("乙")));
            drop(new);
            put(&place.path().join(NAME), Owner { started: 1, ..owner("甲") }.write());
            assert_eq!(holder(&place), Some(Owner { started: 1, ..owner("甲") }));
            let Attempt::Taken(lock) = take(&place, "乙") else { panic!() };
            drop(lock);
            assert_eq!(holder(&place), None);
            assert!(matches!(take(&place, "丙"), Attempt::Taken(_)));
        });
        // The temporary file may belong to a live process; without locks this cannot be checked.
        let (name, file) = place.folder.create().unwrap();
        drop(file);
        without_locks(|| place.sweep());
        assert!(place.folder.is_at(&name, &File::open(place.path().join(&name)).unwrap()));
        place.sweep();
        assert!(!place.path().join(&name).exists());
    }

    #[test]
    fn a_signal_goes_to_the_process_that_was_meant() {
        // The test runner may ignore SIGHUP, and children inherit that.
        let mut child = Command::new("env")
            .args(["--default-signal=HUP", "sh", "-c", "echo; exec sleep 60"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdout.take().unwrap().read_exact(&mut [0]).unwrap();
        let meant = Owner { process: child.id(), started: started(child.id()).unwrap(), ..owner("甲") };
        assert!(!hang_up(&Owner { started: 1, ..meant.clone() }));
        assert!(hang_up(&meant));
        assert_eq!(child.wait().unwrap().signal(), Some(1));
        assert_eq!(meant.is_alive(), Some(false));
    }

    #[test]
    fn garbage_names_nobody() {
        let desk = Desk::new("garbage");
        let place = desk.place();
        for garbage in ["", "process x\n", "\u{0}\u{0}", "process 99999999999\n"] {
            put(&place.path().join(NAME), garbage);
            assert_eq!(holder(&place), None);
            assert!(matches!(take(&place, "甲"), Attempt::Taken(_)));
        }
    }
}
