//! The real program on a real terminal: behaviour that a scenario cannot show.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};
use tianbiao::store::State;

use crate::support::desk::PROGRAM;
use crate::support::pty::Pty;
use crate::support::scenario::SAMPLE;

/// A folder with the sample, removed on drop.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tianbiao-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("s.ron"), SAMPLE).unwrap();
        Folder(path)
    }

    /// Waits until the journal contains some words. In a question the screen does not show that.
    fn wait_for_journal(&self, words: &str) {
        let place = State::new(Some(self.0.join("state"))).find(&self.0.join("s.ron")).unwrap().unwrap();
        let deadline = Instant::now() + Duration::from_secs(10);
        loop {
            let journal = std::fs::read(place.path().join("journal")).unwrap_or_default();
            if String::from_utf8_lossy(&journal).contains(words) {
                return;
            }
            assert!(Instant::now() < deadline, "{words} never appeared in the journal");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn report(&self) -> String {
        std::fs::read_to_string(self.0.join("s.ron")).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn start(folder: &Folder) -> Pty {
    Pty::run(Path::new(PROGRAM), &folder.0, &["s.ron"])
}

#[test]
fn keys_are_saved_and_the_terminal_is_restored() {
    let folder = Folder::new("quit");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t\x1b[F改过的单位");
    pty.wait_for("改过的单位");
    pty.send("\x11");
    pty.wait_until(|screen| !screen.alternate_screen(), "the main screen");
    let (_, status) = pty.end();
    assert_eq!(status.code(), Some(0));
    assert!(folder.report().contains("监督站改过的单位"));
}

/// `screen` and the Linux console have no alternate screen: the shell continues on an empty screen.
#[test]
fn a_terminal_without_an_alternate_screen_is_left_clean() {
    let folder = Folder::new("clean");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    pty.send("\x1b[21~");
    pty.wait_for("菜单");
    pty.send("9");
    pty.wait_until(|screen| !screen.alternate_screen(), "the main screen");
    pty.wait_for("填报进度");
    pty.end();
    pty.read_until_silent(Duration::ZERO);
    let sent = String::from_utf8_lossy(&pty.raw).replace("\x1b[?1049h", "").replace("\x1b[?1049l", "");
    let mut plain = vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0);
    plain.process(sent.as_bytes());
    // One line tells where the report is.
    let left = plain.screen().contents();
    assert!(left.starts_with("报告：/") && left.trim_end().ends_with("，填报进度 100%"), "{left}");
    assert_eq!(plain.screen().cursor_position(), (1, 0));
}

/// Copied text is sent to the clipboard of the terminal, once and between whole frames, unless that is
/// switched off.
#[test]
fn copied_text_goes_to_the_clipboard_of_the_terminal() {
    // 林晓禾 in base64.
    let sequence = "\x1b]52;c;5p6X5pmT56a+\x07";
    for (number, command, sends) in [
        (0, "exec \"$0\" s.ron", true),
        (1, "exec \"$0\" --clipboard off s.ron", false),
        (2, "TIANBIAO_CLIPBOARD=off exec \"$0\" s.ron", false),
        (3, "TIANBIAO_CLIPBOARD=off exec \"$0\" --clipboard on s.ron", true),
    ] {
        let folder = Folder::new(&format!("copy{number}"));
        let mut pty = Pty::run("sh".as_ref(), &folder.0, &["-c", command, PROGRAM]);
        pty.wait_for("UTF-8 80x24");
        pty.send("\x07contact\r\x03");
        pty.wait_for("已复制");
        pty.send("\t");
        pty.wait_for("[0730");
        let sent = String::from_utf8_lossy(&pty.raw).into_owned();
        assert_eq!(sent.matches(sequence).count(), usize::from(sends), "{command}");
        assert_eq!(sent.matches("\x1b]52").count(), usize::from(sends), "{command}");
        pty.send("\x11");
        pty.end();
    }
}

#[test]
fn signals_save_everything() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let folder = Folder::new(&format!("signal{code}"));
        let mut pty = start(&folder);
        pty.wait_for("UTF-8 80x24");
        pty.send("\t\x1b[F新字");
        pty.wait_for("新字");
        pty.signal(signal);
        let (took, status) = pty.end();
        assert_eq!(status.code(), Some(code));
        assert!(!String::from_utf8_lossy(&pty.raw).contains("报告：/"), "nobody reads it");
        assert!(took < Duration::from_secs(2), "{took:?}");
        assert!(folder.report().contains("监督站新字"), "{code}");
    }
}

#[test]
fn a_hang_up_saves_everything() {
    let folder = Folder::new("hangup");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t\x1b[F新字");
    pty.wait_for("新字");
    pty.hang_up();
    let (took, _) = pty.end();
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(folder.report().contains("监督站新字"));
}

/// A hang-up also continues the program, which may notice that before it notices the missing terminal.
#[test]
fn a_continuation_without_a_terminal_saves_everything() {
    for number in 0..5 {
        let folder = Folder::new(&format!("continued{number}"));
        let mut pty = start(&folder);
        pty.wait_for("UTF-8 80x24");
        pty.send("\t\x1b[F新字");
        pty.wait_for("新字");
        // Each signal draws the screen again, so that the program is busy when the terminal is gone.
        let program = pty.program();
        let continues = std::thread::spawn(move || while kill_process(program, Signal::CONT).is_ok() {});
        pty.lose(80, 24);
        pty.wait_for("新字");
        pty.hang_up();
        pty.end();
        continues.join().unwrap();
        assert!(folder.report().contains("监督站新字"), "{number}");
    }
}

/// Without brackets, input that nobody can have typed is a paste. Keys that were typed ahead stay keys.
#[test]
fn a_paste_without_brackets_is_recognised() {
    let folder = Folder::new("burst");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    // Typed ahead, all at once: each text goes to its own field.
    pty.send("\x07contact\r");
    pty.wait_for("联系人");
    pty.send("甲\t乙\t");
    pty.wait_for("乙");
    // In two packets, into one field.
    pty.send("\x07tasks\r");
    pty.read_until_silent(Duration::from_millis(150));
    pty.send("第一行要做的事\r第二行\r");
    pty.send("第三行也要做\r第四行");
    pty.wait_for("第四行");
    pty.send("\x11");
    pty.end();
    let report = folder.report();
    let value =
        |name: &str| report.lines().find(|line| line.contains(&format!("\"{name}\":"))).unwrap().to_owned();
    assert!(value("contact").contains('甲') && value("phone").contains('乙'), "{report}");
    assert!(report.contains("第一行要做的事\n第二行\n第三行也要做\n第四行"), "{report}");
}

/// Keys arrive faster than they are processed: a signal does not wait for all of them.
#[test]
fn a_signal_does_not_wait_behind_a_flood_of_keys() {
    let folder = Folder::new("flood");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    // The text is so long that each key takes time.
    pty.send(&format!("\t\x1b[200~{}\x1b[201~", "字".repeat(10_000)));
    pty.wait_for("字字");
    // As many keys as a terminal can buffer; the arrow keys show that this is not a paste.
    pty.send(&"甲\x1b[D\x1b[C".repeat(440));
    pty.wait_for("甲");
    pty.signal(Signal::TERM);
    let (took, status) = pty.end();
    assert_eq!(status.code(), Some(143));
    // All keys together would take several times as long.
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert!(folder.report().contains("字字甲"));
}

/// A terminal that accepts no output from the start gets its modes back too.
#[test]
fn an_unwritable_terminal_is_restored() {
    let folder = Folder::new("unwritable");
    let script = format!("'{PROGRAM}' s.ron 1</dev/tty; echo LEFT $?; read _");
    let mut pty = Pty::run(Path::new("/bin/sh"), &folder.0, &["-c", &script]);
    pty.wait_for("LEFT 5");
    assert!(pty.is_in_order(), "{}", pty.screen.screen().contents());
}

/// Nobody reads the output: the program still accepts keys, and a signal ends it in time.
#[test]
fn a_stalled_terminal_blocks_nothing() {
    let folder = Folder::new("stall");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    for _ in 0..60 {
        // Each turns the page, which writes more than a terminal can buffer.
        pty.send("\x1b[6;5~");
        pty.send("\x1b[5;5~");
    }
    pty.send("\t停线时打的字");
    // Time for the keys to arrive; there is nothing on the screen to wait for.
    std::thread::sleep(Duration::from_millis(300));
    pty.signal(Signal::TERM);
    let (took, status) = pty.end();
    assert_eq!(status.code(), Some(143));
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(folder.report().contains("停线时打的字"));
}

/// A slow line skips frames; when it continues, it shows the current screen.
#[test]
fn skipped_frames_leave_no_trace() {
    let folder = Folder::new("skipped");
    let mut pty = Pty::run(Path::new(PROGRAM), &folder.0, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    for _ in 0..60 {
        pty.send("\x1b[6;5~");
        pty.send("\x1b[5;5~");
    }
    pty.send("\t补的字");
    pty.wait_for("可撤销 1 步");
    let shown = pty.shown();
    pty.lose(80, 24);
    pty.send("\x0c");
    pty.wait_for("Ctrl-Q退出");
    assert_eq!(pty.shown(), shown);
    assert!(shown.iter().any(|line| line.contains("补的字")), "{shown:?}");
}

/// Ctrl-L, a resize and the return from the shell draw everything again.
#[test]
fn a_lost_screen_is_redrawn() {
    let folder = Folder::new("lost");
    let mut pty = Pty::run(Path::new(PROGRAM), &folder.0, &["s.ron"]);
    pty.wait_for("Ctrl-Q退出");
    let shown = pty.shown();
    pty.lose(80, 24);
    pty.send("\x0c");
    pty.wait_until(|screen| screen.contents().contains("Ctrl-Q退出"), "Ctrl-L");
    assert_eq!(pty.shown()[..19], shown[..19]);
    // There is no shell that could stop the program: it returns at once.
    pty.lose(80, 24);
    pty.send("\x1b[21~暂时离开\r");
    pty.wait_for("Ctrl-Q退出");
    assert!(pty.screen.screen().alternate_screen() && pty.screen.screen().bracketed_paste());
    assert_eq!(pty.shown()[..19], shown[..19]);
    for (columns, rows) in [(100, 30), (60, 16), (80, 24)] {
        pty.resize(columns, rows);
        // The keys are in the last two rows of the new size.
        let is_drawn = |screen: &vt100::Screen| {
            let mut last = screen.rows(0, columns).skip(usize::from(rows) - 2);
            last.any(|row| row.contains("F1"))
        };
        pty.wait_until(is_drawn, "the new size");
    }
    pty.wait_for("Ctrl-Q退出");
    assert_eq!(pty.shown()[..19], shown[..19]);
}

/// T1: a terminal that reports a size of 0x0 is taken for 80x24, at the start and later.
#[test]
fn a_window_without_a_size_is_80x24() {
    let folder = Folder::new("size");
    let script = format!("stty rows 0 cols 0; exec '{PROGRAM}' s.ron");
    let mut pty = Pty::run(Path::new("/bin/sh"), &folder.0, &["-c", &script]);
    pty.wait_for("UTF-8 80x24");
    pty.resize(100, 30);
    pty.wait_for("UTF-8 100x30");
    pty.lose_size();
    pty.wait_for("UTF-8 80x24");
    pty.send("\x11");
    pty.end();
}

/// T5: SIGTSTP from another process leaves the terminal to the shell, and `fg` returns, as the menu entry does.
#[test]
fn a_stopped_program_leaves_the_terminal_and_returns() {
    let folder = Folder::new("stop");
    let script = format!(
        "set -m; '{PROGRAM}' s.ron; echo IT IS STOPPED; read _; fg; echo STOPPED AGAIN; read _; fg; echo IT IS OVER"
    );
    let mut pty = Pty::run(Path::new("/bin/sh"), &folder.0, &["-c", &script]);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t新字站");
    pty.wait_for("新字站");
    for (by_menu, words) in [(false, "IT IS STOPPED"), (true, "STOPPED AGAIN")] {
        if by_menu {
            pty.send("\x1b[21~暂时离开\r");
        } else {
            pty.signal(Signal::TSTP);
        }
        pty.wait_for(words);
        assert!(pty.is_in_order(), "{}", pty.screen.screen().contents());
        folder.wait_for_journal("新字");
        pty.lose(80, 24);
        pty.send("\n");
        pty.wait_for("新字站");
        pty.wait_for("Ctrl-Q退出");
        assert!(!pty.is_in_order());
    }
    pty.send("\x11");
    pty.wait_for("IT IS OVER");
    assert!(pty.is_in_order() && folder.report().contains("新字站"));
}

/// T2: what a terminal reports about itself is not typed into the report, also long after the start.
#[test]
fn reports_of_the_terminal_are_not_typed() {
    let folder = Folder::new("reports");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t\x1bOQ");
    for part in
        ["\x1b]11;rgb:0000/0000/0000\x1b\\", "\x1bP>|xterm(390)\x1b\\", "\u{9d}4;1;rgb:00/00/00\u{9c}"]
    {
        pty.send(part);
    }
    for part in ["\x1b]11;rgb:0000", "/0000/0000", "\x1b", "\\新字站"] {
        pty.send(part);
        pty.read_until_silent(Duration::from_millis(150));
    }
    pty.wait_for("新字站");
    pty.send("\x11");
    pty.end();
    assert!(folder.report().contains("新字站\""), "{}", folder.report());
}

/// Without input nothing is sent, and no thread wakes up.
#[test]
fn an_idle_program_sends_nothing_and_does_not_wake_up() {
    let folder = Folder::new("idle");
    let mut pty = Pty::run(Path::new(PROGRAM), &folder.0, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t\x1b[F新字");
    pty.wait_for("草稿已自动保存");
    pty.read_until_silent(Duration::from_millis(400));
    let before = pty.wake_ups();
    assert_eq!(pty.read_until_silent(Duration::from_millis(400)), 0);
    assert_eq!(pty.wake_ups(), before);
}

#[test]
fn typed_text_survives_a_kill() {
    let folder = Folder::new("kill");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t\x1b[F新字");
    pty.wait_for("草稿已自动保存");
    pty.signal(Signal::KILL);
    pty.end();
    assert_eq!(folder.report(), SAMPLE, "the file is as it was");
    let mut pty = start(&folder);
    pty.wait_for("发现比已保存文件更新的草稿");
    pty.send("1");
    pty.wait_for("监督站新字");
    // The recovered text can be undone, and the caret is where it was.
    pty.send("又\x1a");
    pty.wait_until(
        |screen| screen.contents().contains("已撤销") && !screen.contents().contains("新字又"),
        "undo",
    );
    pty.send("\x1a");
    pty.wait_until(|screen| !screen.contents().contains("新字"), "undo across the kill");
    pty.send("\x19\x11");
    pty.end();
    assert!(folder.report().contains("监督站新字"));
}

/// No place for the draft exists when the report is opened: that is reported, and the draft is stored as soon
/// as possible.
#[test]
fn a_draft_is_stored_as_soon_as_possible() {
    let folder = Folder::new("late");
    let in_the_way = [folder.0.join("state"), folder.0.join(".s.ron.tianbiao")];
    for path in &in_the_way {
        std::fs::write(path, "").unwrap();
    }
    let mut pty = start(&folder);
    pty.wait_for("草稿未能自动保存");
    pty.send("\t\x1b[F新字");
    pty.wait_for("监督站新字");
    for path in &in_the_way {
        std::fs::remove_file(path).unwrap();
    }
    pty.send("\t");
    pty.wait_for("草稿已自动保存");
    pty.signal(Signal::KILL);
    pty.end();
    let mut pty = start(&folder);
    pty.wait_for("发现比已保存文件更新的草稿");
    pty.send("1");
    pty.wait_for("监督站新字");
    pty.send("\x11");
    pty.end();
    assert!(folder.report().contains("监督站新字"));
}

#[test]
fn a_half_written_explanation_survives_a_kill() {
    let folder = Folder::new("half");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    pty.send("\x1b[18~\x1bOS，又借调两人");
    pty.wait_for("，又借调两人");
    folder.wait_for_journal("，又借调两人");
    pty.signal(Signal::KILL);
    pty.end();
    assert_eq!(folder.report(), SAMPLE, "the file is as it was");
    let mut pty = start(&folder);
    pty.wait_for("，又借调两人");
    pty.send("，见附件\r");
    pty.wait_for("说明已保存");
    pty.send("\x11");
    pty.end();
    assert!(folder.report().contains("，又借调两人，见附件\""), "{}", folder.report());
}

#[test]
fn a_version_of_the_history_is_fetched_on_the_screen() {
    const HISTORY: &str = "\x1b[21~历史版本\r";
    let folder = Folder::new("history");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    pty.send(HISTORY);
    pty.wait_for("没有历史版本");
    pty.send("\t\x1b[F新字\x13");
    pty.wait_for("已保存");
    pty.send(HISTORY);
    pty.wait_for("本次填报之前");
    pty.send("1");
    pty.wait_for("原为：");
    pty.send("3\r");
    pty.wait_for("已导出");
    assert_eq!(std::fs::read_to_string(folder.0.join("s-1.ron")).unwrap(), SAMPLE);
    pty.send(&format!("{HISTORY}11"));
    pty.wait_for("已取回第 1 版");
    pty.send("\x13");
    pty.wait_for("已保存");
    assert_eq!(folder.report(), SAMPLE);
    pty.send("\x1a\x11");
    pty.end();
    assert!(folder.report().contains("监督站新字"), "{}", folder.report());
}

#[test]
fn a_second_session_reads_and_follows_and_can_take_over() {
    let folder = Folder::new("two");
    let mut first = start(&folder);
    first.wait_for("UTF-8 80x24");
    let mut second = start(&folder);
    second.wait_for("正在另一窗口填报");
    second.send("1");
    second.wait_for("只读");
    first.send("\t\x1b[F甲\x13");
    second.wait_for("监督站甲");
    second.send("\t\x1b[F乙");
    second.wait_for("报告正在另一窗口填报");
    second.send("\x11");
    second.end();
    first.send("丙");
    first.wait_for("监督站甲丙");
    let mut third = start(&folder);
    third.wait_for("正在另一窗口填报");
    third.send("2");
    third.wait_for("监督站甲丙");
    let (took, _) = first.end();
    assert!(took < Duration::from_secs(2), "{took:?}");
    third.send("丁\x11");
    third.end();
    assert!(!folder.report().contains('乙'));
    assert!(folder.report().contains("监督站甲丙") && folder.report().contains('丁'), "{}", folder.report());
}

/// D8: a session on another host, which cannot ask this one, takes the report over by replacing the lock. The
/// first Ctrl-Q leaves, and what was typed here is in the history.
#[test]
fn a_session_that_lost_its_report_leaves_and_keeps_its_text() {
    let folder = Folder::new("lost-lock");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t新字站");
    folder.wait_for_journal("新字站");
    let place = std::fs::read_dir(folder.0.join("state/tianbiao")).unwrap().find_map(|entry| {
        let path = entry.unwrap().path().join("lock");
        path.exists().then_some(path)
    });
    let lock = place.expect("the lock file");
    std::fs::remove_file(&lock).unwrap();
    std::fs::write(&lock, "other host").unwrap();
    pty.send("又");
    pty.wait_for("新字站又");
    pty.send("\x11");
    let (took, status) = pty.end();
    assert!(took < Duration::from_secs(2) && status.code() == Some(5), "{took:?} {status}");
    assert_eq!(folder.report(), SAMPLE);
    let kept = std::process::Command::new(PROGRAM)
        .args(["history", "s.ron", "--json"])
        .current_dir(&folder.0)
        .env("XDG_STATE_HOME", folder.0.join("state"))
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&kept.stdout).contains("draft"), "{kept:?}");
}

/// D8: the session does not wait for a key once it knows that the report was taken over.
#[test]
fn a_session_that_lost_its_report_leaves_by_itself() {
    for arguments in [&["s.ron"][..], &["--plain", "s.ron"]] {
        let folder = Folder::new(&format!("lost-alone{}", arguments.len()));
        let mut pty = Pty::run(Path::new(PROGRAM), &folder.0, arguments);
        pty.wait_for("2023");
        let is_plain = arguments.len() == 2;
        let text = |text: &str| if is_plain { format!("{text}\n") } else { text.to_owned() };
        pty.send(&text("2022"));
        folder.wait_for_journal("2022");
        let place = State::new(Some(folder.0.join("state"))).find(&folder.0.join("s.ron")).unwrap().unwrap();
        std::fs::remove_file(place.path().join("lock")).unwrap();
        std::fs::write(place.path().join("lock"), "other host").unwrap();
        pty.send(&text("新字"));
        pty.wait_until(
            |screen| screen.contents().contains("接管") && !screen.alternate_screen(),
            "the farewell",
        );
        let (_, status) = pty.end();
        assert_eq!(status.code(), Some(5), "{arguments:?}");
        assert_eq!(folder.report(), SAMPLE);
        assert!(!tianbiao::store::backups::list(&place).unwrap().is_empty());
    }
}

/// A rejected draft is moved to the history, and a message says so.
#[test]
fn a_rejected_draft_is_moved_to_the_history() {
    let folder = Folder::new("aside");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t\x1b[F新字");
    pty.wait_for("草稿已自动保存");
    pty.signal(Signal::KILL);
    pty.end();
    let mut again = start(&folder);
    again.wait_for("采用已保存的文件");
    again.send("2");
    again.wait_for("草稿已移入历史版本");
    again.send("\x11");
    again.end();
    assert!(!folder.report().contains("新字"));
}

/// The file is saved elsewhere in between: neither version is overwritten, and the user chooses field by
/// field.
#[test]
fn a_file_changed_elsewhere_is_merged() {
    let folder = Folder::new("outside");
    let mut pty = start(&folder);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t\x1b[F甲");
    pty.wait_for("监督站甲");
    let theirs = SAMPLE.replace("\"staff\": \"68\"", "\"staff\": \"69\"");
    std::fs::write(folder.0.join("s.ron"), &theirs).unwrap();
    pty.send("\x13");
    pty.wait_for("[x]");
    assert_eq!(folder.report(), theirs, "the file still has the change made elsewhere");
    // Their change is kept, and ours is used.
    pty.send("\r");
    pty.wait_for("监督站甲");
    pty.send("\x11");
    pty.end();
    assert!(folder.report().contains("监督站甲") && folder.report().contains("\"staff\": \"69\""));
}

/// Keys arrive while a frame is being sent, and the last one quits: the terminal is restored.
#[test]
fn a_terminal_is_restored_however_fast_the_user_quits() {
    for round in 0..4 {
        let folder = Folder::new(&format!("fast{round}"));
        let script = format!("'{PROGRAM}' s.ron; echo IT IS OVER; read _");
        let mut pty = Pty::run(Path::new("/bin/sh"), &folder.0, &["-c", &script]);
        pty.wait_for("UTF-8 80x24");
        let mut typed = String::new();
        for character in "甲乙丙丁戊己庚辛".chars() {
            // Separate writes, so that frames are sent between them.
            pty.send(&character.to_string());
            typed.push(character);
        }
        pty.send("\x11");
        pty.wait_for("IT IS OVER");
        assert!(pty.is_in_order(), "round {round}:\n{}", pty.screen.screen().contents());
        assert!(folder.report().contains(&format!("\"year\": \"{typed}\"")));
    }
}
