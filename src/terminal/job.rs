//! Job control of the shell that started the program.

use rustix::process::{getpgrp, getsid};

/// True if a shell with job control started the program and can continue it.
pub fn can_suspend() -> bool {
    // Such a shell gives each job its own process group; its own group contains the session leader.
    getsid(None).is_ok_and(|session| session != getpgrp())
}
