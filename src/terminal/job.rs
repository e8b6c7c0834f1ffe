//! Job control of the shell that started the program.

use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{getpgrp, getsid};

static FORBIDDEN: AtomicBool = AtomicBool::new(false);

/// Forbids suspending: there must be no way to a shell.
pub fn forbid_suspending() {
    FORBIDDEN.store(true, Ordering::Relaxed);
}

/// True if a shell with job control started the program and can continue it.
pub fn can_suspend() -> bool {
    // Such a shell gives each job its own process group; its own group contains the session leader.
    !FORBIDDEN.load(Ordering::Relaxed) && getsid(None).is_ok_and(|session| session != getpgrp())
}
