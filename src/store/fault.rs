//! Fault injection: every operation that changes the disk calls [`step`], which tests use to simulate errors
//! or end the process.
//!
//! Does nothing in the released program. In tests, a per-thread plan defines what happens at which step;
//! steps are counted from 0 in the order of execution, across all modules.

use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;

#[cfg(not(test))]
#[inline]
#[expect(clippy::unnecessary_wraps, reason = "in tests it can fail")]
pub(super) fn step() -> io::Result<()> {
    Ok(())
}

/// Writes all bytes. A failing step writes half of them, as on a full disk.
pub(super) fn write(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    if let Err(error) = step() {
        file.write_all(&bytes[..bytes.len() / 2])?;
        return Err(error);
    }
    file.write_all(bytes)
}

/// Writes all bytes at an offset; fails like [`write()`].
pub(super) fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    if let Err(error) = step() {
        file.write_all_at(&bytes[..bytes.len() / 2], at)?;
        return Err(error);
    }
    file.write_all_at(bytes, at)
}

/// Takes an exclusive lock without blocking. The file system may not support locks.
pub(super) fn try_lock(file: &File) -> Result<(), TryLockError> {
    has_locks()?;
    file.try_lock()
}

/// Takes a shared lock without blocking.
pub(super) fn try_lock_shared(file: &File) -> Result<(), TryLockError> {
    has_locks()?;
    file.try_lock_shared()
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "in tests it can fail")]
fn has_locks() -> Result<(), TryLockError> {
    Ok(())
}

/// Prepares an action for another thread; in tests, the plan of this thread applies to it too.
#[cfg(not(test))]
pub(crate) fn carry<T>(act: impl FnOnce(T) + Send + 'static) -> impl FnOnce(T) + Send + 'static {
    act
}

#[cfg(test)]
use plan::has_locks;
#[cfg(test)]
pub(crate) use plan::{Plan, carry, steps_of};
#[cfg(test)]
pub(super) use plan::{step, without_locks};

#[cfg(test)]
mod plan {
    use std::cell::{Cell, RefCell};
    use std::fs::TryLockError;
    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use rustix::io::Errno;
    use rustix::process::{Signal, getpid, kill_process};

    /// Defines what happens at which step.
    #[derive(Clone, Copy, Debug)]
    pub(crate) enum Plan {
        /// Only count the steps.
        Count,
        /// The given step fails.
        Fail(usize, Errno),
        /// The given step and all later ones fail.
        FailFrom(usize, Errno),
        /// The process is killed at the given step.
        Kill(usize),
        /// The program panics at the given step.
        Crash(usize),
        /// While the named pipe of this variable exists, every step waits until its writer has closed it.
        Gate(&'static str),
    }

    thread_local! {
        /// The plan, with the number of the next step.
        static PLAN: RefCell<Option<(Plan, Arc<AtomicUsize>)>> = const { RefCell::new(None) };
        static NO_LOCKS: Cell<bool> = const { Cell::new(false) };
    }

    pub(crate) fn step() -> io::Result<()> {
        let Some((plan, steps)) = PLAN.with_borrow(Clone::clone) else { return Ok(()) };
        let now = steps.fetch_add(1, Ordering::SeqCst);
        match plan {
            Plan::Fail(at, error) if at == now => Err(error.into()),
            Plan::FailFrom(at, error) if at <= now => Err(error.into()),
            Plan::Crash(at) if at == now => panic!("step {at}"),
            Plan::Gate(variable) => {
                // Without the pipe, reading fails at once.
                let _ = std::env::var_os(variable).map(std::fs::read);
                Ok(())
            }
            Plan::Kill(at) if at == now => {
                kill_process(getpid(), Signal::KILL).unwrap();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Fails if the simulated file system has no locks.
    pub(super) fn has_locks() -> Result<(), TryLockError> {
        if NO_LOCKS.get() { Err(TryLockError::Error(Errno::NOLCK.into())) } else { Ok(()) }
    }

    /// Runs an action as on a file system without locks.
    pub(crate) fn without_locks<T>(act: impl FnOnce() -> T) -> T {
        NO_LOCKS.set(true);
        let result = act();
        NO_LOCKS.set(false);
        result
    }

    /// Runs an action under a plan; returns its result and the number of steps.
    pub(crate) fn steps_of<T>(plan: Plan, act: impl FnOnce() -> T) -> (T, usize) {
        let steps = Arc::new(AtomicUsize::new(0));
        PLAN.set(Some((plan, Arc::clone(&steps))));
        let result = act();
        PLAN.set(None);
        (result, steps.load(Ordering::SeqCst))
    }

    /// Prepares an action for another thread, to which the plan of this thread applies too.
    pub(crate) fn carry<T>(act: impl FnOnce(T) + Send + 'static) -> impl FnOnce(T) + Send + 'static {
        let plan = PLAN.with_borrow(Clone::clone);
        move |argument| {
            PLAN.set(plan);
            act(argument);
        }
    }
}
