//! The owner of a lock: the user, host, terminal and process of a session.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;

const MAX_BYTES: u64 = 4 * 1024;

/// The session that holds a lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// The user name.
    pub user: String,
    /// The host name.
    pub host: String,
    /// The user's remote address, if connected over the network.
    pub from: String,
    /// The terminal.
    pub terminal: String,
    /// Start of the session, in seconds since 1970.
    pub since: i64,
    /// The process number.
    pub process: u32,
    /// Start time of the process, in kernel clock ticks.
    pub(super) started: u64,
    /// The boot id of the machine.
    pub(super) boot: String,
}

impl Owner {
    /// Returns the owner for this process; `since` in seconds since 1970.
    pub fn this(user: &str, from: &str, terminal: &str, since: i64) -> Owner {
        let process = std::process::id();
        Owner {
            user: one_line(user),
            host: read_line("/proc/sys/kernel/hostname"),
            from: one_line(from),
            terminal: one_line(terminal),
            since,
            process,
            started: started(process).unwrap_or_default(),
            boot: read_line("/proc/sys/kernel/random/boot_id"),
        }
    }

    /// True if the owner's process is alive; `None` if it is on another host.
    pub fn is_alive(&self) -> Option<bool> {
        let here = Owner::this("", "", "", 0);
        if self.host.is_empty() || self.host != here.host {
            return None;
        }
        Some(self.boot == here.boot && started(self.process) == Some(self.started))
    }

    /// Returns the known parts of the owner: user, remote address, terminal, host.
    pub fn whole(&self) -> String {
        let parts = [&self.user, &self.from, &self.terminal, &self.host];
        parts.map(String::as_str).into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn write(&self) -> String {
        let Owner { user, host, from, terminal, since, process, started, boot } = self;
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = write!(text, "user {user}\nhost {host}\nfrom {from}\nterminal {terminal}\nsince {since}\n");
        let _ = write!(text, "process {process}\nstarted {started}\nboot {boot}\n");
        text
    }

    fn read(text: &str) -> Option<Owner> {
        let mut owner = Owner::default();
        for (key, value) in text.lines().filter_map(|line| line.split_once(' ')) {
            // Anybody with write access to the folder may have written the value.
            let value = crate::form::visible_line(value);
            match key {
                "user" => owner.user = value,
                "host" => owner.host = value,
                "from" => owner.from = value,
                "terminal" => owner.terminal = value,
                "since" => owner.since = value.parse().ok()?,
                "process" => owner.process = value.parse().ok()?,
                "started" => owner.started = value.parse().ok()?,
                "boot" => owner.boot = value,
                _ => {}
            }
        }
        (owner.process > 0).then_some(owner)
    }
}

pub(super) fn content(file: &File) -> Option<Owner> {
    use std::io::Seek;
    let mut file = file;
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(MAX_BYTES).read_to_string(&mut text).ok()?;
    Owner::read(&text)
}

/// Returns the start time of a process in clock ticks since boot; `None` if there is no such process.
pub(super) fn started(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The program name may contain any characters, so parse after the last bracket.
    stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
}

fn read_line(path: &str) -> String {
    std::fs::read_to_string(path).map(|text| one_line(&text)).unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(200).collect()
}
