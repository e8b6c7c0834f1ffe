//! The seam for faults: every step that changes a disk passes [`step`], which tests make fail or end the
//! process.
//!
//! In the program it is nothing. In tests a thread says at which step what is to happen; steps are counted
//! from 0 in the order in which they are taken, whatever module takes them.

use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;

#[cfg(not(test))]
#[inline]
#[expect(clippy::unnecessary_wraps, reason = "in tests it can fail")]
pub(super) fn step() -> io::Result<()> {
    Ok(())
}

/// Writes a whole text; a step that fails has written half of it, as a full disk does.
pub(super) fn write(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    if let Err(error) = step() {
        file.write_all(&bytes[..bytes.len() / 2])?;
        return Err(error);
    }
    file.write_all(bytes)
}

/// The same at a place in the file.
pub(super) fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    if let Err(error) = step() {
        file.write_all_at(&bytes[..bytes.len() / 2], at)?;
        return Err(error);
    }
    file.write_all_at(bytes, at)
}

/// Locks a file for this process alone, unless another has it; a file system may have no locks.
pub(super) fn try_lock(file: &File) -> Result<(), TryLockError> {
    has_locks()?;
    file.try_lock()
}

/// The same beside others that do so.
pub(super) fn try_lock_shared(file: &File) -> Result<(), TryLockError> {
    has_locks()?;
    file.try_lock_shared()
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "in tests it can fail")]
fn has_locks() -> Result<(), TryLockError> {
    Ok(())
}

#[cfg(test)]
use plan::has_locks;
#[cfg(test)]
pub(crate) use plan::{Plan, steps_of};
#[cfg(test)]
pub(super) use plan::{step, without_locks};

#[cfg(test)]
mod plan {
    use std::cell::Cell;
    use std::fs::TryLockError;
    use std::io;

    use rustix::io::Errno;
    use rustix::process::{Signal, getpid, kill_process};

    /// What happens at which step.
    #[derive(Clone, Copy, Debug)]
    pub enum Plan {
        /// Nothing; steps are counted.
        Count,
        /// One step fails.
        Fail(usize, Errno),
        /// This step and all after it fail.
        FailFrom(usize, Errno),
        /// The process is killed instead of taking the step.
        Kill(usize),
        /// The program crashes instead of taking the step.
        Crash(usize),
    }

    thread_local! {
        static PLAN: Cell<Option<Plan>> = const { Cell::new(None) };
        static STEP: Cell<usize> = const { Cell::new(0) };
        static NO_LOCKS: Cell<bool> = const { Cell::new(false) };
    }

    pub fn step() -> io::Result<()> {
        let Some(plan) = PLAN.get() else { return Ok(()) };
        let now = STEP.replace(STEP.get() + 1);
        match plan {
            Plan::Fail(at, error) if at == now => Err(error.into()),
            Plan::FailFrom(at, error) if at <= now => Err(error.into()),
            Plan::Crash(at) if at == now => panic!("step {at}"),
            Plan::Kill(at) if at == now => {
                kill_process(getpid(), Signal::KILL).unwrap();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether the file system has locks.
    pub fn has_locks() -> Result<(), TryLockError> {
        if NO_LOCKS.get() { Err(TryLockError::Error(Errno::NOLCK.into())) } else { Ok(()) }
    }

    /// Does something on a file system that has no locks.
    pub fn without_locks<T>(act: impl FnOnce() -> T) -> T {
        NO_LOCKS.set(true);
        let result = act();
        NO_LOCKS.set(false);
        result
    }

    /// Does something under a plan; gives back what came of it and how many steps it took.
    pub fn steps_of<T>(plan: Plan, act: impl FnOnce() -> T) -> (T, usize) {
        PLAN.set(Some(plan));
        STEP.set(0);
        let result = act();
        PLAN.set(None);
        (result, STEP.get())
    }
}
