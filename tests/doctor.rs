//! `tianbiao doctor` on several kinds of terminal and without one, and the key file.

use std::fs;
use std::path::Path;

use crate::support::desk::{Desk, PROGRAM};
use crate::support::pty::Pty;
use crate::terminal::Folder;

/// Runs the doctor on a terminal that sends `answer`.
fn examine(folder: &Folder, options: &[&str], answer: &str) -> (String, Option<i32>) {
    let script = format!("'{PROGRAM}' doctor {}; echo IT IS OVER $?; read _", options.join(" "));
    let mut pty = Pty::run(Path::new("/bin/sh"), &folder.0, &["-c", &script]);
    pty.wait_until_asked(1);
    pty.send(answer);
    pty.wait_for("IT IS OVER");
    assert!(pty.is_in_order());
    let screen = pty.shown().join("\n");
    let code = screen.split("IT IS OVER ").nth(1).and_then(|code| code.trim().parse().ok());
    (screen, code)
}

#[test]
fn terminal_properties_are_reported() {
    let folder = Folder::new("doctor");
    for (options, answer, words, code) in [
        (
            &[][..],
            "\x1b[2;11R",
            &["TERM=xterm-256color，80x24", "ok 编码     UTF-8", "占一格，线条用 ─", "均正常"][..],
            0,
        ),
        (&[], "\x1b[2;13R", &["占两格", "均正常"], 0),
        (&[], "\x1b[2;12R", &["引号与线条宽度不同"], 0),
        // An answer that is split and comes after a key.
        (&[], "a\x1b[2;1", &["不报告光标位置"], 0),
        (&["--width", "narrow"], "\x1b[2;13R", &["!! 字宽", "与终端实际不符", "1 项需要处理"], 1),
        (&["--width", "wide"], "\x1b[2;13R", &["ok 字宽"], 0),
        (
            &["--lang", "en"],
            "\x1b[2;19R",
            &["!! encoding not UTF-8", "Xshell", "GNU screen", "problems: 1;"],
            1,
        ),
    ] {
        let (screen, found) = examine(&folder, options, answer);
        for word in words {
            assert!(screen.contains(word), "{options:?} {answer:?} {word}: {screen}");
        }
        assert_eq!(found, Some(code), "{screen}");
    }
}

#[test]
fn checks_without_a_terminal_are_reported() {
    let desk = Desk::new("doctor");
    let ran = desk.run(&["doctor"]).ok();
    for words in [
        "tianbiao 0.",
        "不在终端中",
        "可写，支持加锁",
        "linxiang-overall-expenditure",
        "tianbiao/forms",
        "其余正常",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let json = desk.run(&["doctor", "--json"]).ok().out;
    let all: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(all.as_array().unwrap().iter().all(|line| line["ok"] == true && line["check"].is_string()));
    // Nothing is left behind in the folder of the reports.
    assert_eq!(desk.names(), [".local"]);
    desk.run(&["doctor", "--keys"]).code(5).says("终端");
    desk.run(&["doctor", "--keys", "--plain"]).code(5).says("去掉 --plain");
    // A folder that is not writable, and an invalid key file.
    fs::create_dir_all(desk.path(".config/tianbiao")).unwrap();
    desk.write(".config/tianbiao/keys.ron", b"{\"F7\": \"save\",\n \"x\": \"save\"}");
    let ran = desk.shell("cd /proc && \"$T\" doctor").code(1);
    for words in ["!! 报告     不可写", "!! 按键", "keys.ron:2:2: “x”不能更改", "2 项需要处理"]
    {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    desk.write(".config/tianbiao/keys.ron", b"{\"F7\": \"save\"}");
    assert!(desk.run(&["doctor"]).ok().out.contains("已更改 1 个键"));
}

#[test]
fn a_line_terminal_is_not_queried() {
    let folder = Folder::new("doctor-dumb");
    for command in [format!("TERM=dumb '{PROGRAM}' doctor"), format!("'{PROGRAM}' --plain doctor")] {
        let script = format!("{command}; echo IT IS OVER $?; read _");
        let mut pty = Pty::run(Path::new("/bin/sh"), &folder.0, &["-c", &script]);
        pty.wait_for("IT IS OVER 0");
        let screen = pty.shown().join("\n");
        assert!(screen.contains("逐项问答方式") && screen.contains("检查完毕，均正常。"), "{screen}");
        assert!(!pty.raw.contains(&0x1b), "{command}");
    }
}

#[test]
fn pressed_keys_are_shown_one_by_one() {
    let folder = Folder::new("try-keys");
    let script = format!("'{PROGRAM}' doctor --keys; echo IT IS OVER; read _");
    let mut pty = Pty::run(Path::new("/bin/sh"), &folder.0, &["-c", &script]);
    pty.wait_for("尚未收到：F1 F2");
    pty.send("\x1bOP\x1b[[B\x01中\x1b[18~");
    pty.wait_for("ESC [ 1 8 ~           F7");
    let screen = pty.shown().join("\n");
    for words in ["ESC O P               F1", "ESC [ [ B             F2", "^A", "文字", "尚未收到：F3 F4"]
    {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    pty.send("\x1b");
    pty.wait_for("leave");
    pty.send("\x11");
    pty.wait_for("IT IS OVER");
    let screen = pty.shown().join("\n");
    assert!(screen.contains("Ctrl-K 8") || screen.contains("改键文件里操作的名称"), "{screen}");
    assert!(pty.is_in_order());
}

#[test]
fn the_key_file_changes_keys_on_the_screen() {
    let folder = Folder::new("remapped");
    fs::create_dir_all(folder.0.join("config/tianbiao")).unwrap();
    fs::write(
        folder.0.join("config/tianbiao/keys.ron"),
        "{\"F12\": \"findings\", \"F7\": \"quit\", \"Ctrl-T\": \"suspend\", \"F1\": \"none\",\n \"q\": \"quit\"}",
    )
    .unwrap();
    let mut pty = Pty::run(Path::new(PROGRAM), &folder.0, &["s.ron"]);
    // Mistakes in the file are reported; all other lines apply.
    pty.wait_for("keys.ron:2:2");
    pty.wait_for("F12检查");
    pty.wait_for("Ctrl-K 1帮助");
    // Help and menu show the changed keys.
    pty.send("\x1b[21~暂时离开");
    pty.wait_for("Ctrl-T");
    pty.send("\x1b");
    pty.send("\x0b1");
    pty.send("\x0b1");
    pty.wait_for("F12");
    pty.send("\x1b");
    pty.send("\x1b[24~");
    pty.wait_for("[检查 1]");
    pty.send("\x1b");
    // Messages do so too.
    pty.send("\x1b[23~");
    pty.wait_for("在此处无效；Ctrl-K 1 帮助，F10 菜单");
    // The second way to a key is unchanged, and the prompt shows it.
    pty.send("\x0b");
    pty.wait_for("7检查");
    pty.send("7");
    pty.wait_for("[检查 1]");
    pty.send("\x1b");
    pty.send("\x1b[18~");
    let (_, status) = pty.end();
    assert_eq!(status.code(), Some(0));
}
