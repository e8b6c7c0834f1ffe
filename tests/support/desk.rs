//! A separate folder for each test, in which the real program runs.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tianbiao::store::{How, save};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_tianbiao");

/// A separate folder for a test, empty at first.
pub struct Desk {
    pub folder: PathBuf,
}

/// The result of a run.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub talk: String,
}

impl Desk {
    pub fn new(name: &str) -> Desk {
        Desk::at(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    /// A desk at a given path.
    pub fn at(folder: PathBuf) -> Desk {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Desk { folder }
    }

    /// A desk with a blank report `r.ron`.
    pub fn with_report(name: &str) -> Desk {
        let desk = Desk::new(name);
        desk.run(&["new", "r.ron", "--year", "2023"]).ok();
        desk
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.folder)
            .env_clear()
            .env("HOME", &self.folder)
            .env("TIANBIAO_LANG", "zh")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.command(PROGRAM).args(arguments).output().unwrap().into()
    }

    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(PROGRAM);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // The program may exit before it has read all of its input.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap().into()
    }

    pub fn shell(&self, script: &str) -> Ran {
        self.command("/bin/sh").args(["-c", script]).env("T", PROGRAM).output().unwrap().into()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        save(&self.path(name), bytes, How::Replace).unwrap();
    }

    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            talk: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    #[track_caller]
    pub fn code(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    #[track_caller]
    pub fn ok(self) -> Ran {
        self.code(0)
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Ran {
        assert!(self.talk.contains(words), "{words}: {}", self.talk);
        self
    }

    #[track_caller]
    pub fn gives(self, out: &str) -> Ran {
        assert_eq!(self.out, out, "{}", self.talk);
        self
    }
}
