//! Crash handling: a panic in any thread ends the program; its message is stored until the terminal is
//! restored.

use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::event::{Event, Message};

/// Exit code after a crash.
pub(super) const CRASHED: u8 = 101;

/// The message of the first crash.
static CRASH: Mutex<Option<String>> = Mutex::new(None);

/// Installs a panic hook that stores the message for [`taken`] instead of printing it on a terminal in raw
/// mode.
pub(super) fn watch() {
    panic::set_hook(Box::new(|info| {
        CRASH.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| info.to_string());
    }));
}

/// Removes the hook; returns the message of the first crash, if any.
pub(super) fn taken() -> Option<String> {
    drop(panic::take_hook());
    CRASH.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Calls a function that may panic; returns `None` if it did.
pub(super) fn survived<T>(act: impl FnOnce() -> T) -> Option<T> {
    panic::catch_unwind(AssertUnwindSafe(act)).ok()
}

/// Starts a thread; if it panics, the program stores everything and exits.
pub(super) fn spawn(
    name: &str,
    events: Sender<Event>,
    act: impl FnOnce(Sender<Event>) + Send + 'static,
) -> io::Result<()> {
    let body = move || {
        let to = events.clone();
        if survived(|| act(to)).is_none() {
            // If the receiver is gone, the program is exiting already.
            let _ = events.send(Event::Message(Message::Leave(CRASHED)));
        }
    };
    thread::Builder::new().name(name.to_owned()).spawn(body).map(drop)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests write files of their own")]
mod tests {
    use std::env;
    use std::ffi::OsString;
    use std::path::{Path, PathBuf};
    use std::sync::mpsc::channel;

    use super::*;
    use crate::app::Environment;
    use crate::app::start::Target;
    use crate::pty::Pty;
    use crate::report::Report;
    use crate::store::drafts::{self, Found};
    use crate::store::forms::Shelf;
    use crate::store::lock::Owner;
    use crate::store::office::Office;
    use crate::store::testing::Desk;
    use crate::store::{How, Plan, State, reports, steps_of};
    use crate::tui::look::Look;
    use crate::tui::{Launch, open};

    fn state(folder: &Path) -> State {
        State::new(Some(folder.join("state")))
    }

    /// Not an independent test: other tests run it on a terminal, and make it crash or wait for the disk.
    #[test]
    fn running() {
        let variable = |name| env::var_os(name).map(OsString::into_string).and_then(Result::ok);
        let (Some(folder), Some(at)) = (variable("TIANBIAO_TEST_DESK"), variable("TIANBIAO_TEST_CRASH"))
        else {
            return;
        };
        let plan = at.parse().map_or(Plan::Gate("TIANBIAO_TEST_GATE"), Plan::Crash);
        let folder = PathBuf::from(folder);
        let file = folder.join("r.ron");
        let shelf = Shelf::default();
        let launch = Launch {
            width_is_known: true,
            lines: false,
            notice: None,
            look: Look::default(),
            environment: Environment {
                lang: None,
                shelf: &shelf,
                state: &state(&folder),
                owner: &Owner::this("", "", "", 0),
                remote: None,
                office: Office::new(OsString::new(), PathBuf::new()),
            },
            target: Target::Report(Box::new(reports::load(&file, &shelf).unwrap()), file),
        };
        let (code, _) = steps_of(plan, || open(launch));
        println!("left {}", code.unwrap());
    }

    /// Returns the texts of the fields `unit_name` and `method` that the next start finds in the file and its
    /// draft.
    fn held(folder: &Path) -> [String; 2] {
        let file = folder.join("r.ron");
        let loaded = reports::load(&file, &Shelf::default()).unwrap();
        let place = state(folder).place(&file).unwrap();
        place.sweep();
        let found = drafts::look(&place, &loaded).unwrap().0;
        let report = match &found {
            Found::More(recovery) => recovery.replay.undo_history.report(),
            _ => &loaded.report,
        };
        ["unit_name", "method"]
            .map(|name| report.text(report.resolve(&loaded.form, name).unwrap()).to_owned())
    }

    /// Runs the program on a terminal, with a crash at a step, or with a disk that waits at a gate.
    fn run(folder: &Path, crash: &str) -> Pty {
        let script = format!(
            "TIANBIAO_TEST_DESK='{0}' TIANBIAO_TEST_GATE='{0}/gate' TIANBIAO_TEST_CRASH={crash} '{1}' \
             --exact tui::crash::tests::running --nocapture; echo IT IS OVER; read _",
            folder.display(),
            env::current_exe().unwrap().display()
        );
        Pty::run(Path::new("/bin/sh"), folder, &["-c", &script])
    }

    /// Types, saves, types and leaves, with a crash at one step that changes the disk; returns false if there
    /// is no such step.
    fn crash_at(at: usize) -> bool {
        let desk = Desk::new(&format!("crash{at}"));
        let shelf = Shelf::default();
        let form = shelf.find(shelf.first_id(), "").unwrap().form;
        let report = Report::new(&form);
        let folder = desk.path("");
        reports::store(&desk.path("r.ron"), &form, &report, How::New).unwrap();
        let before = held(&folder);
        let mut pty = run(&folder, &at.to_string());
        let mut typed = before.clone();
        let mut step = |keys: &str, wanted: &str, name: &str, method: &str| {
            pty.send(keys);
            typed[0].push_str(name);
            typed[1].push_str(method);
            let seen = |screen: &vt100::Screen| {
                screen.contents().contains(wanted) || screen.contents().contains("IT IS OVER")
            };
            pty.wait_until(seen, wanted);
            pty.screen.screen().contents().contains("IT IS OVER")
        };
        let over = step("", "UTF-8 80x24", "", "")
            || step("\x1bORunit_name\r新字\t", "草稿已自动保存", "新字", "")
            || step("\x13", "已保存", "", "")
            || step("\x1b[F乙\x11", "IT IS OVER", "", "乙");
        assert!(over && pty.is_in_order(), "step {at}:\n{}", pty.screen.screen().contents());
        let said = pty.screen.screen().contents();
        let crashed = said.matches("程序出错退出").count();
        assert_eq!(said.contains("left 101"), crashed == 1, "step {at}:\n{said}");
        assert_eq!(held(&folder), typed, "step {at}:\n{said}");
        assert_eq!(desk.names(), ["r.ron", "state"], "step {at}: no stray, no core");
        !said.contains("left 0")
    }

    #[test]
    fn a_crash_at_every_step() {
        const STEPS: usize = 48;
        const AT_ONCE: usize = 6;
        let crashed: Vec<bool> = thread::scope(|scope| {
            let run = |first| (first..STEPS).step_by(AT_ONCE).map(crash_at).collect::<Vec<_>>();
            let threads: Vec<_> = (0..AT_ONCE).map(|first| scope.spawn(move || run(first))).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let count = crashed.iter().filter(|crashed| **crashed).count();
        assert!((20..STEPS).contains(&count), "{count} steps");
    }

    #[test]
    fn keys_are_shown_while_the_disk_is_slow() {
        let desk = Desk::new("gate");
        let shelf = Shelf::default();
        let form = shelf.find(shelf.first_id(), "").unwrap().form;
        let folder = desk.path("");
        reports::store(&desk.path("r.ron"), &form, &Report::new(&form), How::New).unwrap();
        let mut pty = run(&folder, "never");
        pty.wait_for("UTF-8 80x24");
        let gate = desk.path("gate");
        let (kind, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU);
        rustix::fs::mknodat(rustix::fs::CWD, &gate, kind, mode, 0).unwrap();
        pty.send("\x1bORunit_name\r新字\t甲乙");
        pty.wait_for("甲乙");
        pty.wait_for("正在写入草稿");
        pty.send("\x1b[20~");
        pty.wait_for("正在保存");
        pty.send("丙");
        pty.wait_for("甲乙丙");
        assert_eq!(held(&folder)[0], "");
        let open = std::fs::File::options().write(true).open(&gate).unwrap();
        std::fs::remove_file(&gate).unwrap();
        drop(open);
        pty.wait_for("已保存");
        pty.wait_for("草稿已自动保存");
        pty.send("丁\x11");
        pty.wait_for("left 0");
        assert_eq!(held(&folder), ["新字", "甲乙丙丁"]);
    }

    #[test]
    fn a_crash_of_any_thread_ends_the_program() {
        let (sender, receiver) = channel();
        spawn("short", sender.clone(), |_| {}).unwrap();
        spawn("crashing", sender, |_| panic!("of a test")).unwrap();
        let events: Vec<Event> = receiver.iter().collect();
        assert!(matches!(events[..], [Event::Message(Message::Leave(CRASHED))]));
    }
}
