//! Service mode: nothing outside the folder can be read or written.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::support::desk::{Desk, PROGRAM, Ran};
use crate::support::pty::Pty;

/// A folder with the folder of the service `dir`, and files outside.
struct Host(Desk);

impl Host {
    fn new(name: &str) -> Host {
        let desk = Desk::new(&format!("service-{name}"));
        for folder in ["dir/sub", "dir/.hidden", "out", ".ssh"] {
            fs::create_dir_all(desk.path(folder)).unwrap();
        }
        desk.run(&["new", "dir/2023.ron", "--sample"]).ok();
        for path in ["out/secret.ron", "dir/sub/inner.ron", "dir/.hidden/report.ron", "dir/plain"] {
            fs::copy(desk.path("dir/2023.ron"), desk.path(path)).unwrap();
        }
        desk.write(".bashrc", b"# rc");
        desk.write(".ssh/authorized_keys", b"key");
        symlink("../out/secret.ron", desk.path("dir/link.ron")).unwrap();
        symlink("../out", desk.path("dir/outdir")).unwrap();
        symlink("/", desk.path("dir/sub/top")).unwrap();
        Host(desk)
    }

    /// Runs the program in service mode, line by line.
    fn talk(&self, file: &[&str], lines: &str) -> Ran {
        let dir = self.0.path("dir");
        let mut arguments = vec!["--service", dir.to_str().unwrap(), "--plain"];
        arguments.extend(file);
        self.0.run_with(&arguments, lines)
    }

    /// All files outside of the folder and of the drafts, with their contents.
    fn outside(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        fn walk(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_symlink() || path.ends_with("dir") || path.ends_with(".local") {
                    continue;
                }
                if path.is_dir() {
                    walk(&path, found);
                } else {
                    found.insert(path.clone(), fs::read(&path).unwrap());
                }
            }
        }
        let mut found = BTreeMap::new();
        walk(&self.0.folder, &mut found);
        found
    }

    fn inside(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path("dir")).unwrap();
        let mut names: Vec<String> =
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

const ONLY: &str = "只能使用本文件夹";
const HIDDEN: &str = "隐藏";
const KIND: &str = "扩展名";

/// Names for a copy or an export that lead out of the folder, and the words that refuse them.
fn targets(desk: &Desk) -> Vec<(String, &'static str)> {
    let absolute = |path: &str| desk.path(path).to_str().unwrap().to_owned();
    let long = format!("{}.ron", "长".repeat(200));
    let mut all: Vec<(String, &'static str)> = [
        (".bashrc", HIDDEN),
        (".x.ron", HIDDEN),
        (".ssh/authorized_keys", HIDDEN),
        (".hidden/x.ron", HIDDEN),
        ("sub/.x.ron", HIDDEN),
        (".2023.ron.tianbiao/journal.ron", HIDDEN),
        ("../x.ron", ONLY),
        ("./../x.ron", ONLY),
        ("sub/../../x.ron", ONLY),
        ("../.bashrc", ONLY),
        ("../.ssh/authorized_keys", ONLY),
        ("outdir/x.ron", ONLY),
        ("sub/top/tmp/x.ron", ONLY),
        ("/tmp/x.ron", ONLY),
        ("//tmp/x.ron", ONLY),
        ("/proc/self/cwd/../x.ron", ONLY),
        ("/proc/1/cwd/x.ron", ONLY),
        ("/dev/null", ONLY),
        ("/etc/cron.d/x.ron", ONLY),
        ("authorized_keys", KIND),
        ("x.sh", KIND),
        ("x.ron.", KIND),
        ("~/x.ron", "文件夹"),
        ("$HOME/x.ron", "文件夹"),
        ("2023.ron/x.ron", "文件夹"),
        ("link.ron", "已有"),
        ("2023.ron", "已有"),
    ]
    .map(|(name, words)| (name.to_owned(), words))
    .to_vec();
    all.push((absolute("out/x.ron"), ONLY));
    all.push((absolute(".bashrc"), ONLY));
    all.push((absolute("dir/../out/x.ron"), ONLY));
    all.push((long, "文件名过长"));
    all
}

#[test]
fn nothing_is_written_outside_the_folder() {
    let host = Host::new("write");
    let (before, names) = (host.outside(), host.inside());
    for (name, words) in targets(&host.0) {
        let ran = host.talk(&["2023.ron"], &format!(":另存 {name}\n:退出\n"));
        let said = format!("{}{}", ran.out, ran.talk);
        assert!(said.contains(words), "{name}: {said}");
        assert!(!said.contains("已导出"), "{name}: {said}");
        assert_eq!((&host.outside(), &host.inside()), (&before, &names), "{name}");
    }
    // Inside, everything works, and no absolute path is shown.
    let ran = host.talk(&["2023.ron"], ":另存 sub/copy.ron\n:退出\n").ok();
    assert!(ran.out.contains("已导出：sub/copy.ron"), "{}", ran.out);
    assert!(host.0.path("dir/sub/copy.ron").exists());
    assert!(!ran.out.contains(host.0.folder.to_str().unwrap()), "{}", ran.out);
}

#[test]
fn nothing_is_read_outside_the_folder() {
    let host = Host::new("read");
    let absolute = |path: &str| host.0.path(path).to_str().unwrap().to_owned();
    let mut paths: Vec<(String, &str)> = [
        ("../out/secret.ron", ONLY),
        ("link.ron", ONLY),
        ("outdir/secret.ron", ONLY),
        ("sub/../../out/secret.ron", ONLY),
        ("sub/top/etc/passwd.ron", ONLY),
        ("/etc/passwd", ONLY),
        ("/proc/self/environ", ONLY),
        (".hidden/report.ron", HIDDEN),
        ("plain", KIND),
    ]
    .map(|(path, words)| (path.to_owned(), words))
    .to_vec();
    paths.push((absolute("out/secret.ron"), ONLY));
    paths.push((absolute(".local/state/tianbiao/x.ron"), ONLY));
    for (path, words) in paths {
        // As the argument of the command.
        let ran = host.talk(&[&path], ":退出\n");
        assert!(ran.code == 5 && ran.talk.contains(words), "{path}: {} {}", ran.out, ran.talk);
        // At the start: open, last year's report.
        for choice in ["打开", "上年度"] {
            let start = host.talk(&[], "").out;
            let line = start.lines().find(|line| line.contains(choice)).unwrap_or_else(|| panic!("{start}"));
            let number = line.trim().split(|c: char| !c.is_ascii_digit()).next().unwrap();
            let ran = host.talk(&[], &format!("{number}\n{path}\n"));
            assert!(ran.out.contains(words), "{choice} {path}: {}", ran.out);
        }
    }
    let ran = host.talk(&["sub/inner.ron"], ":退出\n").ok();
    assert!(ran.out.contains("临湘市"), "{}", ran.out);
    // A document that is filled in is read, too.
    let ran = host.talk(&["2023.ron"], ":填入 ../out/secret.docx\n:退出\n");
    assert!(ran.out.contains(ONLY), "{}", ran.out);
}

#[test]
fn settings_of_the_client_do_not_count() {
    let host = Host::new("environment");
    let form = host.0.run(&["form", "new", "dir/own-form.ron", "--id", "own"]).ok();
    assert!(form.talk.contains("own") || form.out.contains("own"));
    fs::create_dir_all(host.0.path("forms")).unwrap();
    fs::copy(host.0.path("dir/own-form.ron"), host.0.path("forms/own-form.ron")).unwrap();
    host.0.write("dir/own.ron", b"(form: \"own\", edition: \"1\", entries: {})");
    let dir = host.0.path("dir");
    let script = format!(
        "TIANBIAO_FORMS=$PWD/forms XDG_DATA_DIRS=$PWD XDG_STATE_HOME=$PWD/out \"$T\" --service '{}' --plain own.ron",
        dir.display()
    );
    let ran = host.0.shell(&script);
    assert!(ran.code == 3 && ran.talk.contains("own"), "{} {}", ran.out, ran.talk);
    assert_eq!(fs::read_dir(host.0.path("out")).unwrap().count(), 1);
    // There are no commands.
    for command in [&["export", "2023.ron"][..], &["get", "../out/secret.ron"], &["form", "list"]] {
        let mut arguments = vec!["--service", dir.to_str().unwrap()];
        arguments.extend(command);
        let ran = host.0.run(&arguments);
        assert!(ran.code == 2 && ran.out.is_empty(), "{command:?}: {}", ran.out);
    }
}

#[test]
fn the_screen_lists_the_folder_and_does_not_suspend() {
    let host = Host::new("screen");
    let dir = host.0.path("dir");
    // A shell with job control, which could continue a suspended program.
    let script = "set -m; \"$0\" --service \"$1\"";
    let mut pty = Pty::run("sh".as_ref(), &host.0.folder, &["-c", script, PROGRAM, dir.to_str().unwrap()]);
    pty.wait_for("2023.ron");
    pty.send("1");
    pty.wait_for("UTF-8 80x24");
    // The menu entry, found by its words.
    pty.send("\x1b[21~");
    pty.wait_for("菜单");
    pty.send("暂时离开\r");
    pty.wait_for("没有可返回的命令行");
    let shown = pty.screen.screen().contents();
    assert!(!shown.contains(host.0.folder.to_str().unwrap()), "{shown}");
    pty.send("\x11");
    pty.wait_until(|screen| !screen.alternate_screen(), "the main screen");
    assert!(pty.end().1.success());
}
