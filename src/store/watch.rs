//! Being told when something happens to a file, without asking again and again.

use std::path::Path;

use rustix::buffer::spare_capacity;
use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
use rustix::io::{Errno, read};

/// So many bytes of events are taken at once; what they say is not looked at.
const EVENTS: usize = 4096;

/// Waits for changes in a file's folder and tells of each, until nobody listens any more or it cannot be
/// watched. Saving replaces the file, so it is the folder that is watched. Tells once to begin with: something may
/// have happened since the file was read.
pub fn watch(path: &Path, mut tell: impl FnMut() -> bool) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(watcher) = init(CreateFlags::CLOEXEC) else { return };
    let flags = WatchFlags::CLOSE_WRITE | WatchFlags::MOVED_TO | WatchFlags::DELETE;
    if add_watch(&watcher, folder, flags).is_err() || !tell() {
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

    /// A change of before it was watched is not waited for.
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
