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

/// How long anything may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(10);

/// A program on a terminal of 80 columns and 24 rows.
pub struct Pty {
    master: Option<File>,
    child: Child,
    /// What its terminal shows.
    pub screen: vt100::Parser,
    /// All that it sent.
    pub raw: Vec<u8>,
}

impl Pty {
    /// Runs a program with arguments in a folder, as the leader of a session on its own terminal.
    pub fn run(program: &Path, folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Pty {
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
            .arg(program)
            .args(arguments)
            .current_dir(folder)
            .env("TERM", "xterm-256color")
            .env("XDG_STATE_HOME", folder.join("state"))
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("LC_ALL", "zh_CN.UTF-8")
            .stdin(Stdio::from(slave.try_clone().unwrap()))
            .stdout(Stdio::from(slave.try_clone().unwrap()))
            .stderr(Stdio::from(slave))
            .spawn()
            .unwrap();
        let screen = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
        Pty { master: Some(File::from(master)), child, screen, raw: Vec::new() }
    }

    /// Whether keys are lines again and are echoed, as a shell wants them.
    pub fn is_in_order(&self) -> bool {
        let modes = tcgetattr(self.master.as_ref().unwrap()).unwrap().local_modes;
        modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
            && !self.screen.screen().alternate_screen()
            && !self.screen.screen().bracketed_paste()
    }

    /// Types.
    pub fn send(&mut self, keys: &str) {
        self.master.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    /// Reads until the screen shows some words.
    pub fn wait_for(&mut self, words: &str) {
        self.wait_until(|screen| screen.contents().contains(words), words);
    }

    /// Reads until the screen is as wanted.
    pub fn wait_until(&mut self, wanted: impl Fn(&vt100::Screen) -> bool, what: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !wanted(self.screen.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{what} never came:\n{}", self.screen.screen().contents());
            let master = self.master.as_mut().unwrap();
            let mut ready = [PollFd::new(master, PollFlags::IN)];
            let wait = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
            if poll(&mut ready, Some(&wait)).unwrap() == 0 {
                continue;
            }
            let mut chunk = vec![0; 65536];
            let Ok(count) = master.read(&mut chunk) else { break };
            self.screen.process(&chunk[..count]);
            self.raw.extend(&chunk[..count]);
        }
    }

    /// Reads until the program closes its terminal.
    pub fn read_to_end(&mut self) {
        // The end of a terminal is told as an error.
        let _ = self.master.as_mut().unwrap().read_to_end(&mut self.raw);
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.program(), signal).unwrap();
    }

    /// The program's process: the only child of `setsid`, which takes its place when it need not fork.
    fn program(&self) -> Pid {
        let leader = self.child.id();
        let children =
            std::fs::read_to_string(format!("/proc/{leader}/task/{leader}/children")).unwrap_or_default();
        let process = children.split_whitespace().next().map_or(leader, |child| child.parse().unwrap());
        Pid::from_raw(i32::try_from(process).unwrap()).unwrap()
    }

    /// Closes the terminal: the line has dropped.
    pub fn hang_up(&mut self) {
        self.master = None;
    }

    /// Waits for the end; the time it took, and how it ended.
    pub fn end(&mut self) -> (Duration, ExitStatus) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (start.elapsed(), status);
            }
            assert!(start.elapsed() < PATIENCE, "it does not end");
            // Whatever it still writes is read, or it would wait for us.
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
