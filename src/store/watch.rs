//! Change notification for a file, without polling.

use std::path::Path;

use rustix::buffer::spare_capacity;
use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
use rustix::io::{Errno, read};

use super::atomic::parent;

/// Size of the event buffer in bytes; the content of events is ignored.
const EVENTS: usize = 4096;

/// Waits for changes in a file's folder and calls `tell` for each, until `tell` returns false or watching
/// fails. The folder is watched, because saving replaces the file. Calls `tell` once at the start, because
/// the file may have changed after it was read.
pub fn watch(path: &Path, mut tell: impl FnMut() -> bool) {
    let Ok(watcher) = init(CreateFlags::CLOEXEC) else { return };
    let flags = WatchFlags::CLOSE_WRITE | WatchFlags::MOVED_TO | WatchFlags::DELETE;
    if add_watch(&watcher, parent(path), flags).is_err() || !tell() {
        return;
    }
    let mut events = Vec::with_capacity(EVENTS);
    loop {
        events.clear();
        match read(&watcher, spare_capacity(&mut events)) {
            Err(Errno::INTR) => {}
            Ok(0) | Err(_) => return,
            Ok(_) => {
                if !tell() {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change before watching started must be reported at once.
    #[test]
    fn tells_once_to_begin_with() {
        let mut told = 0;
        watch(&std::env::temp_dir().join("gone.ron"), || {
            told += 1;
            false
        });
        assert_eq!(told, 1);
    }
}
