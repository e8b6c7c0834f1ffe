//! Exporting a report: the file, the messages about it, how to fetch it, and PDF by LibreOffice, which a
//! script replaces here.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rustix::process::Signal;

use crate::support::desk::{Desk, PROGRAM, Ran};
use crate::support::pty::Pty;

/// A fake LibreOffice. Its PDF is the input document after a few bytes.
const OFFICE: &str = "#!/bin/sh\nwhile [ \"$1\" != --outdir ]; do shift; done\n\
                      (printf %%PDF-1.7; cat \"$3\") >\"$2/report.pdf\"\n";
const FONTS: &str = "#!/bin/sh\necho 宋体\n";
/// File name of an export of the sample, without its ending.
const NAME: &str = "临湘市青禾工程质量监督站_2023_自评报告";

/// The name of a program and its script.
type Program<'a> = (&'a str, &'a str);

/// A desk with the sample `s.ron`, programs in `bin` and a folder `tmp`.
fn desk(name: &str, programs: &[Program]) -> Desk {
    let desk = Desk::new(name);
    desk.run(&["new", "s.ron", "--sample"]).ok();
    for folder in ["bin", "tmp"] {
        fs::create_dir(desk.path(folder)).unwrap();
    }
    for (program, script) in programs {
        let path = format!("bin/{program}");
        desk.write(&path, script.as_bytes());
        fs::set_permissions(desk.path(&path), Permissions::from_mode(0o700)).unwrap();
    }
    desk
}

/// True if the folder for temporary files is empty.
fn is_swept(desk: &Desk) -> bool {
    fs::read_dir(desk.path("tmp")).unwrap().next().is_none()
}

/// Runs a script with the programs of the desk before those of the system.
fn run(desk: &Desk, script: &str) -> Ran {
    desk.shell(&format!("PATH=$PWD/bin:$PATH TMPDIR=$PWD/tmp; export PATH TMPDIR; {script}"))
}

#[test]
fn an_export_reports_its_path_and_size() {
    let desk = desk("hand_in_told", &[]);
    let size = |name: &str| desk.read(name).len().div_ceil(1024);
    let ran = desk.run(&["export", "s.ron", "-o", "a.md"]).ok();
    let told = format!("已导出：{}（{} KB）\n", desk.path("a.md").to_str().unwrap(), size("a.md"));
    assert_eq!(ran.talk, told);
    // There is no command to fetch the file if the output is not a terminal.
    let ssh = "SSH_CONNECTION='10.0.0.9 51234 10.0.0.5 2222' USER=zhou";
    assert_eq!(desk.shell(&format!("{ssh} $T export s.ron -o a.md --force")).ok().talk, told);
    let script = format!("{ssh} exec {PROGRAM} export s.ron -o a.md --force");
    let mut pty = Pty::run(Path::new("/bin/sh"), &desk.folder, &["-c", &script]);
    pty.read_to_end();
    let shown = String::from_utf8(pty.raw.clone()).unwrap();
    let path = desk.path("a.md");
    assert!(
        shown.ends_with(&format!("\r\nscp -P 2222 zhou@10.0.0.5:'{}' .\r\n", path.to_str().unwrap())),
        "{shown}"
    );
}

#[test]
fn a_pdf_is_made() {
    let desk = desk("hand_in_pdf", &[("soffice", OFFICE), ("fc-list", FONTS)]);
    run(&desk, "$T export s.ron -o 草稿.pdf").ok().gives("").says("/草稿.pdf（");
    assert!(fs::read(desk.path("草稿.pdf")).unwrap().starts_with(b"%PDF-1.7"));
    assert_eq!(run(&desk, "$T export s.ron -f pdf -o - | head -c 8").ok().out, "%PDF-1.7");
    run(&desk, "$T export s.ron -f pdf").code(2).says("-o 文件名.pdf");
    run(&desk, "$T export s.ron -o 草稿.pdf").code(5).says("--force");
    run(&desk, "$T export s.ron -o 草稿.pdf --force --final").ok();
    // In plain mode too.
    run(&desk, "printf ':dc\\n2\\n1\\n\\n' | $T --plain s.ron").ok();
    assert!(desk.names().contains(&format!("{NAME}_草稿.pdf")));
    assert!(is_swept(&desk));
}

/// Nothing is written, and the message says what to do instead.
#[test]
fn a_pdf_is_refused() {
    let cases: [(&str, &[Program], &str); 5] = [
        (
            "missing",
            &[("fc-list", FONTS)],
            "未安装 LibreOffice，不能直接生成 PDF；请导出 .docx，用 WPS 或 Word 打开后打印或另存为 PDF",
        ),
        ("fonts", &[("soffice", OFFICE), ("fc-list", "#!/bin/sh\n")], "未安装中文字体"),
        ("list", &[("soffice", OFFICE)], "未安装 fc-list"),
        (
            "fails",
            &[("soffice", "#!/bin/sh\necho broken >&2\nexit 1\n"), ("fc-list", FONTS)],
            "LibreOffice 未能生成 PDF（broken）；请导出 .docx",
        ),
        ("empty", &[("soffice", "#!/bin/sh\n"), ("fc-list", FONTS)], "没有输出文件"),
    ];
    for (name, programs, words) in cases {
        let desk = desk(&format!("hand_in_{name}"), programs);
        let files = || desk.names().into_iter().filter(|name| !name.starts_with('.')).collect::<Vec<_>>();
        let names = files();
        let run = |script: &str| {
            desk.shell(&format!("PATH=$PWD/bin TMPDIR=$PWD/tmp; export PATH TMPDIR; {script}"))
        };
        run("$T export s.ron -o a.pdf").code(5).gives("").says(words);
        desk.write("answers", ":dc\n2\n1\n\n".as_bytes());
        let ran = run("$T --plain s.ron <answers").ok();
        assert!(ran.out.contains("正在生成 PDF…\n") && ran.out.contains(words), "{}", ran.out);
        fs::remove_file(desk.path("answers")).unwrap();
        assert_eq!(files(), names, "{name}");
        assert!(is_swept(&desk), "{name}");
    }
}

/// A desk whose LibreOffice waits until the test writes to the pipe `gate`.
fn waiting_desk(name: &str) -> Desk {
    let office = OFFICE.replacen(
        "while",
        "echo $$ >\"$(dirname \"$0\")/pid\"\nread line <\"$(dirname \"$0\")/gate\"\nwhile",
        1,
    );
    let desk = desk(name, &[("soffice", &office), ("fc-list", FONTS)]);
    rustix::fs::mkfifoat(rustix::fs::CWD, desk.path("bin/gate"), 0o600.into()).unwrap();
    desk
}

fn open(desk: &Desk, before: &str, arguments: &str) -> Pty {
    let script = format!(
        "{before} PATH=$PWD/bin:$PATH TMPDIR=$PWD/tmp; export PATH TMPDIR; exec {PROGRAM} {arguments}"
    );
    Pty::run(Path::new("/bin/sh"), &desk.folder, &["-c", &script])
}

/// Opens the pipe that the script reads from. Waits until the script has opened it.
fn open_gate(desk: &Desk) {
    OpenOptions::new().write(true).open(desk.path("bin/gate")).unwrap().write_all(b"\n").unwrap();
}

#[test]
fn typing_continues_during_a_pdf_export() {
    let desk = waiting_desk("hand_in_waits");
    let mut pty = open(&desk, "", "s.ron");
    pty.wait_for("UTF-8 80x24");
    pty.send("\u{5}2\r");
    pty.wait_for("正在生成 PDF");
    pty.send("\t甲乙丙");
    pty.wait_for("甲乙丙");
    // Only one PDF at a time.
    pty.send("\u{5}2b.pdf\r");
    pty.wait_for("正在生成另一个 PDF");
    open_gate(&desk);
    pty.wait_for("已导出：");
    pty.send("\u{11}");
    assert_eq!(pty.end().1.code(), Some(0));
    let pdf = fs::read(desk.path(&format!("{NAME}_草稿.pdf"))).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7") && is_swept(&desk));
    assert!(!desk.path("b.pdf").exists());
}

/// Leaving does not wait for a conversion, and nothing is left of it.
#[test]
fn leaving_ends_a_conversion() {
    for (name, arguments, last, code) in [
        ("quit", "s.ron", Some("\u{11}"), 0),
        ("term", "s.ron", None, 143),
        ("command", "export s.ron -o a.pdf", Some("\u{3}"), 130),
    ] {
        let desk = waiting_desk(&format!("hand_in_{name}"));
        let mut pty = open(&desk, "", arguments);
        if arguments == "s.ron" {
            pty.wait_for("UTF-8 80x24");
            pty.send("\u{5}2a.pdf\r");
            pty.wait_for("正在生成 PDF");
        }
        let pid = loop {
            match fs::read_to_string(desk.path("bin/pid")) {
                Ok(pid) if pid.ends_with('\n') => break pid,
                _ => std::thread::yield_now(),
            }
        };
        match last {
            Some(keys) => pty.send(keys),
            None => pty.signal(Signal::TERM),
        }
        assert_eq!(pty.end().1.code(), Some(code), "{name}");
        let stat = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        assert!(stat.is_empty() || stat.contains(") Z "), "{name}: {stat}");
        assert!(is_swept(&desk) && !desk.path("a.pdf").exists(), "{name}");
    }
}

/// In an SSH session the command that fetches the file is shown, and printed again in one line on exit.
#[test]
fn the_screen_shows_how_to_fetch_a_file() {
    let desk = desk("hand_in_ssh", &[("sz", "#!/bin/sh\n")]);
    let ssh = "export SSH_CONNECTION='fe80::9 51234 2001:db8::5 22' USER=zhou;";
    let mut pty = open(&desk, ssh, "s.ron");
    pty.wait_for("UTF-8 80x24");
    pty.send("\u{5}4x.txt\r");
    pty.wait_for("导出结果");
    pty.wait_for("scp zhou@'[2001:db8::5]':");
    pty.wait_for("sz '");
    pty.send("\u{1b}");
    pty.wait_for("封面");
    pty.send("\u{11}");
    pty.read_to_end();
    let (_, farewell) = std::str::from_utf8(&pty.raw).unwrap().rsplit_once("已导出：").unwrap();
    let path = desk.path("x.txt");
    let path = path.to_str().unwrap();
    assert!(farewell.contains(&format!("scp zhou@'[2001:db8::5]':'{path}' .\r\n")), "{farewell}");
    assert!(farewell.contains(&format!("sz '{path}'\r\n")), "{farewell}");
    let ran = desk.shell(&format!("{ssh} printf ':dc\\n4\\n1\\ny.txt\\n' | $T --plain s.ron")).ok();
    assert!(ran.out.contains("/y.txt（") && !ran.out.contains("scp"), "{}", ran.out);
}

/// An export never overwrites its own report, under any name, even with `--force`.
#[test]
fn a_report_is_not_exported_onto_itself() {
    let desk = desk("hand_in_itself", &[]);
    let before = desk.read("s.ron");
    std::os::unix::fs::symlink("s.ron", desk.path("link.txt")).unwrap();
    for name in ["s.ron", "./s.ron", "link.txt"] {
        for force in ["", "--force"] {
            run(&desk, &format!("$T export s.ron -f text -o {name} {force}")).code(2).says("是报告文件本身");
        }
        let ran = run(&desk, &format!("printf ':dc\\n4\\n1\\n{name}\\n' | $T --plain s.ron")).ok();
        assert!(ran.out.contains("是报告文件本身"), "{}", ran.out);
    }
    let mut pty = open(&desk, "", "s.ron");
    pty.wait_for("UTF-8 80x24");
    pty.send("\u{5}4s.ron\r");
    pty.wait_for("是报告文件本身");
    pty.send("\u{11}");
    pty.end();
    assert_eq!(desk.read("s.ron"), before);
}
