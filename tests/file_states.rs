//! A report file that is damaged, deleted or changed while it is open, or before it is opened.

use std::fs;
use std::path::Path;

use rustix::process::Signal;

use crate::support::desk::PROGRAM;
use crate::support::pty::Pty;
use crate::support::scenario::SAMPLE;
use crate::terminal::Folder;

const SAVE: &str = "\x1b[20~";
const QUIT: &str = "\x11";

fn open(folder: &Folder, arguments: &[&str]) -> Pty {
    Pty::run(Path::new(PROGRAM), &folder.0, arguments)
}

/// Opens the report on the screen and enters a text.
fn typed(folder: &Folder) -> Pty {
    let mut pty = open(folder, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t\x1b[F新字");
    pty.wait_for("草稿已自动保存");
    pty
}

/// Ways in which another program damages a file.
fn damages() -> [&'static [u8]; 3] {
    [b"", &SAMPLE.as_bytes()[..SAMPLE.len() / 3], b"\xff\xfe\x00"]
}

#[test]
fn a_file_that_is_damaged_while_it_is_open_is_written_again() {
    for (at, damage) in damages().into_iter().enumerate() {
        let folder = Folder::new(&format!("damaged_open{at}"));
        let mut pty = typed(&folder);
        fs::write(folder.0.join("s.ron"), damage).unwrap();
        pty.send(SAVE);
        pty.wait_for("s.ron 已损坏或已被其他程序改写");
        pty.wait_for("写入草稿");
        pty.send("1");
        pty.wait_for("已重新写入 s.ron");
        pty.send(QUIT);
        pty.end();
        assert!(folder.report().contains("监督站新字"), "{}", folder.report());
        // The damaged file is in the history.
        let kept = "exec \"$0\" history s.ron --fetch 1 -o damaged.ron";
        Pty::run("sh".as_ref(), &folder.0, &["-c", kept, PROGRAM]).end();
        assert_eq!(fs::read(folder.0.join("damaged.ron")).unwrap(), damage);
    }
}

#[test]
fn a_report_that_is_damaged_before_anything_is_typed_is_written_again() {
    let folder = Folder::new("damaged_untouched");
    let mut pty = open(&folder, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    fs::write(folder.0.join("s.ron"), "(").unwrap();
    pty.send(SAVE);
    pty.wait_for("已损坏");
    pty.send("1");
    pty.wait_for("已重新写入");
    pty.send(QUIT);
    pty.end();
    assert!(folder.report().contains("工程质量监督站"));
}

#[test]
fn a_damaged_report_is_restored_when_it_is_opened() {
    let folder = Folder::new("damaged_opening");
    let mut pty = typed(&folder);
    pty.send(SAVE);
    pty.wait_for("已保存");
    pty.send(QUIT);
    pty.end();
    let good = folder.report();
    fs::write(folder.0.join("s.ron"), &good[..100]).unwrap();
    // Leaving changes nothing.
    let mut pty = open(&folder, &["s.ron"]);
    pty.wait_for("已损坏");
    pty.send(QUIT);
    pty.end();
    assert_eq!(folder.report(), good[..100]);
    // The version before the session.
    let mut pty = open(&folder, &["s.ron"]);
    pty.wait_for("写入历史版本 1");
    pty.send("2");
    pty.wait_for("已重新写入");
    pty.send(QUIT);
    pty.end();
    assert!(!folder.report().contains("新字") && folder.report().contains("工程质量监督站"));
    // The draft, line by line.
    fs::write(folder.0.join("s.ron"), "").unwrap();
    let mut pty = open(&folder, &["--plain", "s.ron"]);
    pty.wait_for("写入草稿");
    pty.send("1\n");
    pty.wait_for("已重新写入 s.ron");
    pty.send(":quit\n");
    pty.end();
    assert!(folder.report().contains("监督站新字"));
}

#[test]
fn a_damaged_report_that_another_session_has_open_is_left_to_it() {
    let folder = Folder::new("damaged_held");
    let mut first = typed(&folder);
    fs::write(folder.0.join("s.ron"), "").unwrap();
    let mut second = open(&folder, &["s.ron"]);
    second.wait_for("已损坏");
    second.send("1");
    second.wait_for("接管");
    assert_eq!(folder.report(), "");
    second.send(QUIT);
    second.end();
    first.send(SAVE);
    first.wait_for("已损坏");
    first.send("1");
    first.wait_for("已重新写入");
    first.send(QUIT);
    first.end();
    assert!(folder.report().contains("监督站新字"));
}

#[test]
fn a_draft_is_next_to_the_report_while_the_state_folder_cannot_be_written() {
    let folder = Folder::new("spare");
    let mut pty = typed(&folder);
    // Nothing can be created in a folder that is removed, as on a full disk.
    fs::remove_dir_all(folder.0.join("state")).unwrap();
    pty.send("与旧字");
    pty.wait_for("草稿已改存至报告所在文件夹");
    pty.wait_for("草稿已存至报告旁");
    pty.signal(Signal::KILL);
    pty.end();
    let mut pty = open(&folder, &["--plain", "s.ron"]);
    pty.wait_for("新字与旧字");
    pty.send("1\n");
    pty.wait_for("继续编辑草稿；");
    pty.send("另一单位\n");
    pty.wait_for("评价方式");
    assert!(!folder.0.join(".s.ron.tianbiao-draft").exists());
    pty.send(":quit\n");
    pty.end();
    assert!(folder.report().contains("另一单位"), "{}", folder.report());
}

/// Types while another program writes another text to the file.
fn both_changed(folder: &Folder) -> Pty {
    let mut pty = typed(folder);
    let other = folder.report().replace("监督站", "监理站");
    fs::write(folder.0.join("s.ron"), &other).unwrap();
    pty.send(SAVE);
    pty.wait_for("另一处有改动");
    pty
}

#[test]
fn a_draft_is_written_to_a_new_file() {
    // The file was changed elsewhere.
    let folder = Folder::new("apart");
    let mut pty = both_changed(&folder);
    let other = folder.report();
    pty.send("\x1b");
    pty.wait_for("另存为新文件");
    pty.send("4");
    pty.wait_for("草稿已另存为 s-副本.ron");
    pty.wait_for("监督站新字");
    pty.send(QUIT);
    pty.end();
    assert_eq!(folder.report(), other);
    let copy = || fs::read_to_string(folder.0.join("s-副本.ron")).unwrap();
    assert!(copy().contains("监督站新字"));
    // The original has no draft any more.
    let mut pty = open(&folder, &["s.ron"]);
    pty.wait_for("监理站");
    pty.send(QUIT);
    pty.end();
    // The file is damaged. The name of the copy is taken.
    let mut pty = open(&folder, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    pty.send("\t\x1b[F又一");
    pty.wait_for("草稿已自动保存");
    fs::write(folder.0.join("s.ron"), "(").unwrap();
    pty.send(SAVE);
    pty.wait_for("已损坏");
    pty.wait_for("另存为新文件");
    pty.send("\x1b[F\x1b[A\r");
    pty.wait_for("草稿已另存为 s-副本2.ron");
    pty.send(QUIT);
    pty.end();
    assert_eq!(folder.report(), "(");
    assert!(fs::read_to_string(folder.0.join("s-副本2.ron")).unwrap().contains("又一"));
}

#[test]
fn a_draft_is_written_to_a_new_file_line_by_line() {
    let folder = Folder::new("apart_plain");
    let mut pty = both_changed(&folder);
    pty.signal(Signal::KILL);
    pty.end();
    let mut pty = open(&folder, &["--plain", "s.ron"]);
    pty.wait_for(":另存");
    pty.send(":另存\n");
    pty.wait_for("草稿已另存为 s-副本.ron");
    pty.send(":quit\n");
    pty.end();
    assert!(folder.report().contains("监理站"));
    assert!(fs::read_to_string(folder.0.join("s-副本.ron")).unwrap().contains("监督站新字"));
}
