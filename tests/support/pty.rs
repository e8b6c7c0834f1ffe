//! The real program on a real pseudo-terminal.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// Time limit for anything that a test waits for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A program on a terminal of 80 columns and 24 rows.
pub struct Pty {
    master: Option<File>,
    child: Child,
    /// The content of its terminal.
    pub screen: vt100::Parser,
    /// All bytes that it sent.
    pub raw: Vec<u8>,
}

impl Pty {
    /// Runs a program with arguments in a folder, as the leader of a session on its own terminal.
    pub fn run(program: &Path, folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Pty {
        let mut command = Command::new(program);
        command.args(arguments);
        Pty::open(&command, folder)
    }

    /// Starts a command in a folder, as the leader of a session on its own terminal.
    pub fn open(command: &Command, folder: &Path) -> Pty {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&master, size).unwrap();
        let slave = File::options().read(true).write(true).open(&name).unwrap();
        // `setsid` makes the terminal the program's own, so that closing it hangs up.
        let child = Command::new("setsid")
            .args(["--ctty", "--wait"])
            .arg(command.get_program())
            .args(command.get_args())
            .current_dir(folder)
            .env("TERM", "xterm-256color")
            .env("XDG_STATE_HOME", folder.join("state"))
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("LC_ALL", "C.UTF-8")
            .env("TIANBIAO_LANG", "zh")
            .stdin(Stdio::from(slave.try_clone().unwrap()))
            .stdout(Stdio::from(slave.try_clone().unwrap()))
            .stderr(Stdio::from(slave))
            .spawn()
            .unwrap();
        let screen = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
        Pty { master: Some(File::from(master)), child, screen, raw: Vec::new() }
    }

    /// True if the modes are those that a shell needs: line input with echo, no alternate screen, no
    /// bracketed paste.
    pub fn is_in_order(&self) -> bool {
        let modes = tcgetattr(self.master.as_ref().unwrap()).unwrap().local_modes;
        modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
            && !self.screen.screen().alternate_screen()
            && !self.screen.screen().bracketed_paste()
    }

    /// Types text.
    pub fn send(&mut self, keys: &str) {
        self.send_bytes(keys.as_bytes());
    }

    /// Types bytes that need not be UTF-8.
    pub fn send_bytes(&mut self, keys: &[u8]) {
        self.master.as_mut().unwrap().write_all(keys).unwrap();
    }

    /// Reads until the screen shows some words.
    pub fn wait_for(&mut self, words: &str) {
        self.wait_until(|screen| screen.contents().contains(words), words);
    }

    /// Reads until the screen meets a condition.
    pub fn wait_until(&mut self, wanted: impl Fn(&vt100::Screen) -> bool, what: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !wanted(self.screen.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{what} never appeared:\n{}", self.screen.screen().contents());
            if self.read(Duration::from_millis(50)).is_none() {
                break;
            }
        }
    }

    /// Reads until the program has queried the cursor position `times` times.
    #[allow(dead_code, reason = "for the tests that answer queries")]
    pub fn wait_until_asked(&mut self, times: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.raw.windows(4).filter(|bytes| bytes == b"\x1b[6n").count() < times {
            assert!(Instant::now() < deadline, "the program does not query the cursor");
            self.read(Duration::from_millis(50));
        }
    }

    /// Reads until the program closes its terminal.
    pub fn read_to_end(&mut self) {
        // The end of a terminal is reported as an error.
        let _ = self.master.as_mut().unwrap().read_to_end(&mut self.raw);
    }

    /// Reads until there is no output for a while; returns the number of bytes.
    pub fn read_until_silent(&mut self, silence: Duration) -> usize {
        let mut all = 0;
        while let Some(count @ 1..) = self.read(silence) {
            all += count;
        }
        all
    }

    /// Reads the available output, with a time limit. Returns 0 on timeout and none at the end.
    fn read(&mut self, patience: Duration) -> Option<usize> {
        let master = self.master.as_mut().unwrap();
        let mut ready = [PollFd::new(master, PollFlags::IN)];
        let wait = Timespec::try_from(patience).unwrap();
        if poll(&mut ready, Some(&wait)).unwrap() == 0 {
            return Some(0);
        }
        let mut chunk = vec![0; 65536];
        let count = master.read(&mut chunk).ok()?;
        self.screen.process(&chunk[..count]);
        self.raw.extend(&chunk[..count]);
        Some(count)
    }

    /// Number of wake-ups of the program's threads so far.
    pub fn wake_ups(&self) -> u64 {
        let tasks = format!("/proc/{}/task", self.program().as_raw_nonzero());
        let threads = std::fs::read_dir(tasks).unwrap();
        let status =
            threads.map(|task| std::fs::read_to_string(task.unwrap().path().join("status")).unwrap());
        status
            .map(|status| {
                let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches")).unwrap();
                line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
            })
            .sum()
    }

    /// The lines of the screen.
    pub fn shown(&self) -> Vec<String> {
        let screen = self.screen.screen();
        let columns = screen.size().1;
        screen.rows(0, columns.get()).map(|row| row.trim_end().to_owned()).collect()
    }

    /// Changes the size of the window. From then on the screen shows only what the program sends.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(self.master.as_ref().unwrap(), size).unwrap();
        self.lose(columns, rows);
    }

    /// Reports a window size of 0x0, as serial lines do.
    pub fn lose_size(&mut self) {
        let size = Winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(self.master.as_ref().unwrap(), size).unwrap();
        self.lose(80, 24);
    }

    /// Discards the content of the terminal.
    pub fn lose(&mut self, columns: u16, rows: u16) {
        self.screen = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.program(), signal).unwrap();
    }

    /// The program's process: the only child of `setsid`, or the process of `setsid` itself if it did not
    /// fork.
    pub fn program(&self) -> Pid {
        let leader = self.child.id();
        let children =
            std::fs::read_to_string(format!("/proc/{leader}/task/{leader}/children")).unwrap_or_default();
        let process = children.split_whitespace().next().map_or(leader, |child| child.parse().unwrap());
        Pid::from_raw(i32::try_from(process).unwrap()).unwrap()
    }

    /// Closes the terminal, like a dropped connection.
    pub fn hang_up(&mut self) {
        self.master = None;
    }

    /// Waits for the end; returns the time it took, and the exit status.
    pub fn end(&mut self) -> (Duration, ExitStatus) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (start.elapsed(), status);
            }
            assert!(start.elapsed() < PATIENCE, "the program does not end");
            // Its output is read; otherwise the program would block on writing.
            if let Some(master) = &self.master {
                let mut ready = [PollFd::from_borrowed_fd(master.as_fd(), PollFlags::HUP)];
                let wait = Timespec { tv_sec: 0, tv_nsec: 5_000_000 };
                let _ = poll(&mut ready, Some(&wait));
            } else {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = kill_process(self.program(), Signal::KILL);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
