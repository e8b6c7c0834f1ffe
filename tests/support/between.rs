//! A terminal multiplexer between the program and its terminal.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::pty::Pty;

/// After this long without output, it has forwarded everything that it was sent.
const SILENCE: Duration = Duration::from_millis(50);

/// tmux or screen on a terminal of 80 columns and 24 rows.
pub struct Between {
    pty: Pty,
    pipe: File,
    folder: PathBuf,
}

impl Between {
    /// True if the multiplexer is installed.
    #[allow(dead_code, reason = "for the benchmark, which skips what is not installed")]
    pub fn is_installed(multiplexer: &str) -> bool {
        let script = format!("command -v {multiplexer}");
        Command::new("sh").args(["-c", &script]).stdout(Stdio::null()).status().unwrap().success()
    }

    pub fn start(multiplexer: &str) -> Between {
        let name = format!("tianbiao-{multiplexer}-{}", std::process::id());
        let folder = std::env::temp_dir().join(&name);
        fs::create_dir_all(&folder).unwrap();
        let write = |file: &str, text: &str| {
            File::create(folder.join(file)).unwrap().write_all(text.as_bytes()).unwrap();
        };
        // The output of the inner program comes through a pipe, byte by byte.
        assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
        write("player", &format!("stty raw -echo; exec cat {}/pipe\n", folder.display()));
        write("tmux.conf", "set -g status off\n");
        write("screenrc", "startup_message off\n");
        let player = folder.join("player");
        let mut command = Command::new(multiplexer);
        match multiplexer {
            "tmux" => {
                let player = format!("sh {}", player.display());
                command.args(["-u", "-L", &name, "-f", "tmux.conf", "new-session", &player])
            }
            _ => command.args(["-U", "-c", "screenrc", "-S", &name, "sh"]).arg(&player),
        };
        let mut pty = Pty::open(&command, &folder);
        let pipe = File::options().write(true).open(folder.join("pipe")).unwrap();
        pty.read_until_silent(SILENCE * 4);
        Between { pty, pipe, folder }
    }

    /// Sends bytes to the multiplexer; returns the number of bytes that it sends to its terminal.
    pub fn send(&mut self, bytes: &[u8]) -> usize {
        self.pipe.write_all(bytes).unwrap();
        self.pty.read_until_silent(SILENCE)
    }

    /// The screen of the terminal outside.
    pub fn screen(&self) -> &vt100::Screen {
        self.pty.screen.screen()
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
