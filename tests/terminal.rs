//! The real program on a real terminal: what a scenario cannot show.

use std::path::PathBuf;
use std::time::Duration;

use rustix::process::Signal;

use crate::support::pty::Pty;
use crate::support::scenario::SAMPLE;

/// A folder with the sample in it, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tianbiao-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("s.ron"), SAMPLE).unwrap();
        Folder(path)
    }

    fn report(&self) -> String {
        std::fs::read_to_string(self.0.join("s.ron")).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn keys_are_kept_and_the_terminal_is_given_back() {
    let folder = Folder::new("quit");
    let mut pty = Pty::start(&folder.0, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t改过的单位");
    pty.wait_for("改过的单位");
    pty.send("\x11");
    pty.wait_until(|screen| !screen.alternate_screen(), "the other screen");
    let (_, status) = pty.end();
    assert_eq!(status.code(), Some(0));
    assert!(folder.report().contains("监督站改过的单位"));
}

#[test]
fn signals_keep_everything() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let folder = Folder::new(&format!("signal{code}"));
        let mut pty = Pty::start(&folder.0, &["s.ron"]);
        pty.wait_for("UTF-8 80x24");
        pty.send("\t新字");
        pty.wait_for("新字");
        pty.signal(signal);
        let (took, status) = pty.end();
        assert_eq!(status.code(), Some(code));
        assert!(took < Duration::from_secs(2), "{took:?}");
        assert!(folder.report().contains("监督站新字"), "{code}");
    }
}

#[test]
fn a_dropped_line_keeps_everything() {
    let folder = Folder::new("hangup");
    let mut pty = Pty::start(&folder.0, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t新字");
    pty.wait_for("新字");
    pty.hang_up();
    let (took, _) = pty.end();
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(folder.report().contains("监督站新字"));
}

/// Nobody reads what the program writes: it goes on taking keys, and a signal ends it in time.
#[test]
fn a_stalled_terminal_stops_nothing() {
    let folder = Folder::new("stall");
    let mut pty = Pty::start(&folder.0, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    for _ in 0..60 {
        // Each turns the page, which writes more than a terminal holds in all.
        pty.send("\x1b[6;5~");
        pty.send("\x1b[5;5~");
    }
    pty.send("\t停线时打的字");
    // Time for keys to arrive; nothing on the screen can be waited for.
    std::thread::sleep(Duration::from_millis(300));
    pty.signal(Signal::TERM);
    let (took, status) = pty.end();
    assert_eq!(status.code(), Some(143));
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(folder.report().contains("停线时打的字"));
}
