//! The terminal's answers to queries reach the screen at any time, and never the report.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rustix::process::Signal;

use crate::support::between::Between;
use crate::support::desk::PROGRAM;
use crate::support::pty::Pty;
use crate::support::scenario::SAMPLE;
use crate::terminal::Folder;

const NARROW: &str = "\x1b[2;11R";
const WIDE: &str = "\x1b[2;13R";
const GARBLED: &str = "\x1b[2;19R";

/// The program on a terminal that was queried and has not answered yet.
fn start(folder: &Folder, options: &[&str]) -> Pty {
    let mut pty = Pty::run(Path::new(PROGRAM), &folder.0, &[&["s.ron"], options].concat());
    pty.wait_until_asked(1);
    pty.wait_for("UTF-8 80x24");
    pty
}

/// Quits. All that was typed must be in the unit's name.
fn leave(mut pty: Pty, folder: &Folder, typed: &str) {
    pty.send("\x11");
    let (_, status) = pty.end();
    assert_eq!(status.code(), Some(0));
    assert_eq!(folder.report(), SAMPLE.replace("监督站\"", &format!("监督站{typed}\"")));
}

#[test]
fn lines_are_drawn_once_they_are_known_to_be_narrow() {
    let folder = Folder::new("narrow");
    let mut pty = start(&folder, &[]);
    assert!(pty.screen.screen().contents().contains("--------"));
    pty.send(NARROW);
    pty.wait_for("────────");
    assert!(!pty.screen.screen().contents().contains("--------"));
    // The screen is not cleared again: the earlier output was correct.
    assert_eq!(pty.raw.windows(4).filter(|bytes| bytes == b"\x1b[2J").count(), 1);
    leave(pty, &folder, "");
    for (options, answer) in [(&["--ascii"][..], NARROW), (&[], WIDE), (&["--width", "wide"], NARROW)] {
        let mut pty = start(&folder, options);
        pty.send(answer);
        pty.read_until_silent(Duration::from_millis(100));
        assert!(pty.screen.screen().contents().contains("--------"), "{options:?}");
        leave(pty, &folder, "");
    }
}

#[test]
fn an_answer_is_never_entered_as_text() {
    let folder = Folder::new("answers");
    for (typed, lines) in [
        // Split, also after its Escape; late; twice; between keys.
        (&["\x1b[2;", "11R"][..], true),
        (&["\x1b", "[2;11R"], true),
        (&["\x1b", "", "[2;11R"], true),
        (&["\x1b[2;1", "", "1R"], true),
        (&["\t", NARROW, "\x1bOR"], true),
        (&[NARROW, NARROW, WIDE, "\x1b[24;80R"], true),
        (&["\x1b[1;1R", NARROW], true),
        // The answer to another query, and invalid answers.
        (&["\x1b[24;80R", "\x1b[0;0R", "\x1b[2R", "\x1b[R"], false),
        // A paste is not an answer.
        (&["\x1b[200~\x1b[2;11R\x1b[201~", "\x1a"], false),
    ] {
        let mut pty = start(&folder, &[]);
        for packet in typed {
            pty.send(packet);
            // A long pause, or a short one.
            pty.read_until_silent(Duration::from_millis(if packet.is_empty() { 120 } else { 20 }));
        }
        pty.send("\x1b\x1b");
        pty.read_until_silent(Duration::from_millis(150));
        assert_eq!(pty.screen.screen().contents().contains("────"), lines, "{typed:?}");
        leave(pty, &folder, "");
    }
}

#[test]
fn a_full_redraw_queries_the_terminal_again() {
    let folder = Folder::new("again");
    let mut pty = start(&folder, &[]);
    pty.send(NARROW);
    pty.wait_for("────────");
    pty.send("\x0c");
    pty.wait_until_asked(2);
    // The terminal is wide now.
    pty.send(WIDE);
    pty.wait_for("--------");
    // Suspending to the shell. There is no shell here, so it returns at once.
    pty.send("\x1b[21~暂时离开\r");
    pty.wait_until_asked(3);
    pty.send(NARROW);
    pty.wait_for("────────");
    // Stopped by another process.
    pty.signal(Signal::STOP);
    pty.lose(80, 24);
    pty.signal(Signal::CONT);
    pty.wait_until_asked(4);
    pty.send(WIDE);
    pty.wait_for("--------");
    leave(pty, &folder, "");
}

#[test]
fn a_terminal_without_chinese_gets_a_message_in_latin_letters() {
    let folder = Folder::new("garbled");
    let mut pty = start(&folder, &[]);
    pty.send(GARBLED);
    pty.wait_for("Zhongduan bianma bu shi UTF-8");
    let screen = pty.screen.screen().contents();
    for words in ["not set to UTF-8", "Xshell", "SecureCRT", "PuTTY", "MobaXterm", "Ctrl-Q"] {
        assert!(screen.contains(words), "{screen}");
    }
    // Nothing else is shown, because earlier output is in wrong positions.
    assert!(!screen.contains("年度"), "{screen}");
    // Input is ignored while the form cannot be shown.
    pty.send("abc\x1b[200~def\x1b[201~\t");
    pty.send("\x0c");
    pty.wait_until_asked(2);
    pty.send(GARBLED);
    pty.read_until_silent(Duration::from_millis(50));
    pty.send("\r");
    pty.wait_for("UTF-8 80x24");
    pty.send("\x0c");
    pty.wait_until_asked(3);
    pty.send(NARROW);
    pty.wait_for("────────");
    leave(pty, &folder, "");
}

/// Chinese in another encoding is reported, not dropped silently.
#[test]
fn input_in_another_encoding_is_reported() {
    let folder = Folder::new("gbk");
    let gbk = b"\xd6\xd0\xce\xc4";
    // A terminal that does not answer.
    let mut pty = start(&folder, &[]);
    pty.send_bytes(gbk);
    pty.wait_for("Zhongduan bianma bu shi UTF-8");
    pty.send("\r");
    pty.wait_for("UTF-8 80x24");
    pty.send_bytes(gbk);
    pty.wait_for("输入的不是 UTF-8");
    leave(pty, &folder, "");
    let mut pty = start(&folder, &[]);
    pty.send(NARROW);
    pty.wait_for("────────");
    pty.send_bytes(gbk);
    pty.wait_for("输入的不是 UTF-8");
    leave(pty, &folder, "");
}

/// If the user quits at once, the shell does not get the answer.
#[test]
fn the_shell_never_gets_the_answer() {
    let folder = Folder::new("hasty");
    let script = format!("'{PROGRAM}' s.ron; echo IT IS OVER; read line; echo \"<$line>\"; read line");
    let mut pty = Pty::run(Path::new("/bin/sh"), &folder.0, &["-c", &script]);
    pty.wait_until_asked(1);
    pty.send("\x11");
    std::thread::sleep(Duration::from_millis(100));
    pty.send(NARROW);
    pty.wait_for("IT IS OVER");
    pty.send("x\n");
    pty.wait_for("<x>");
    assert!(pty.is_in_order());
}

/// tmux and screen answer the query themselves; line characters are not trusted, because the terminal outside
/// can differ.
#[test]
fn multiplexers_answer_for_themselves() {
    for (multiplexer, arguments) in
        [("tmux", &["-u", "-f", "/dev/null", "-L"][..]), ("screen", &["-U", "-c", "/dev/null", "-S"])]
    {
        if !Between::is_installed(multiplexer) {
            continue;
        }
        let name = format!("tianbiao-in-{multiplexer}-{}", std::process::id());
        let folder = Folder::new(&name);
        let mut command = Command::new(multiplexer);
        command.args(arguments).arg(&name);
        if multiplexer == "tmux" {
            command.arg("new-session").arg(format!("'{PROGRAM}' s.ron"));
        } else {
            command.args([PROGRAM, "s.ron"]);
        }
        let mut pty = Pty::open(&command, &folder.0);
        pty.wait_for("UTF-8 80x");
        pty.send("\t\x1b[F新字");
        pty.wait_for("监督站新字");
        pty.read_until_silent(Duration::from_millis(100));
        let screen = pty.screen.screen().contents();
        assert!(screen.contains("--------") && !screen.contains("Zhongduan"), "{multiplexer}: {screen}");
        pty.send("\x11");
        pty.end();
        assert!(folder.report().contains("监督站新字\""), "{multiplexer}");
    }
}
