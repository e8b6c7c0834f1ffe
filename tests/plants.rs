//! Unexpected things in the place of a file: links, pipes, devices, folders, files of another user. The
//! program never blocks, follows no link that it must not follow, and always prints a message.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use tianbiao::store::State;

use crate::support::desk::{Desk, PROGRAM, Ran};
use crate::support::pty::Pty;
use crate::support::scenario::BUILT_IN;

/// A thing in the place of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Plant {
    Folder,
    Pipe,
    Socket,
    Device,
    /// A link to the file that must not be touched.
    Link,
    /// A link to a pipe.
    LinkToPipe,
    /// A link to itself.
    Circle,
    /// A link to nothing.
    Dangling,
}

const PLANTS: [Plant; 8] = [
    Plant::Folder,
    Plant::Pipe,
    Plant::Socket,
    Plant::Device,
    Plant::Link,
    Plant::LinkToPipe,
    Plant::Circle,
    Plant::Dangling,
];

/// The file that must not be touched.
const PRECIOUS: &str = "precious";

impl Plant {
    fn put(self, desk: &Desk, path: &Path) {
        let _ = fs::remove_dir_all(path);
        let _ = fs::remove_file(path);
        match self {
            Plant::Folder => fs::create_dir(path).unwrap(),
            Plant::Pipe => rustix::fs::mkfifoat(rustix::fs::CWD, path, 0o600.into()).unwrap(),
            Plant::Socket => drop(UnixListener::bind(path).unwrap()),
            Plant::Device => symlink("/dev/zero", path).unwrap(),
            Plant::Link => symlink(desk.path(PRECIOUS), path).unwrap(),
            Plant::LinkToPipe => symlink(desk.path("pipe"), path).unwrap(),
            Plant::Circle => symlink(path, path).unwrap(),
            Plant::Dangling => symlink(desk.path("nothing"), path).unwrap(),
        }
    }
}

/// A desk with a report `r.ron`, a pipe and the file that must not be touched.
fn desk(name: &str) -> Desk {
    // Paths of sockets have a length limit.
    let desk = Desk::at(std::env::temp_dir().join(format!("tianbiao-{name}-{}", std::process::id())));
    desk.run(&["new", "r.ron", "--year", "2023"]).ok();
    desk.write(PRECIOUS, b"precious");
    Plant::Pipe.put(&desk, &desk.path("pipe"));
    desk
}

/// Runs a command that must end in time, print a message if it fails, and leave [`PRECIOUS`] unchanged.
#[track_caller]
fn run(desk: &Desk, arguments: &[&str], variables: &[(&str, &Path)]) -> Ran {
    let before = fs::metadata(desk.path(PRECIOUS)).unwrap();
    let mut command = desk.command("timeout");
    command.args(["-s", "KILL", "5", PROGRAM]).args(arguments).envs(variables.iter().copied());
    let ran = Ran::from(command.output().unwrap());
    assert!(ran.code < 128, "{arguments:?} hangs: {ran:?}");
    assert!(ran.code == 0 || !ran.talk.is_empty(), "{arguments:?} prints no message");
    let after = fs::metadata(desk.path(PRECIOUS)).unwrap();
    assert_eq!((before.ino(), before.mode()), (after.ino(), after.mode()), "{arguments:?}");
    assert_eq!(desk.read(PRECIOUS), "precious", "{arguments:?}");
    assert!(!desk.path("nothing").exists(), "{arguments:?}");
    ran
}

#[test]
fn unexpected_files_as_report_source_or_template() {
    let desk = desk("read");
    for plant in PLANTS {
        plant.put(&desk, &desk.path("x.ron"));
        let code = match plant {
            // A report can be a link; this one leads to a file that is not a report.
            Plant::Link => 3,
            _ => 5,
        };
        for arguments in [
            &["x.ron"][..],
            &["get", "x.ron"],
            &["check", "x.ron"],
            &["export", "x.ron"],
            &["set", "x.ron", "year=2024"],
            &["roll", "x.ron", "-n"],
            &["import", "x.ron", "-o", "y.ron"],
            &["form", "check", "x.ron"],
            &["form", "show", "./x.ron"],
            &["new", "y.ron", "--form", "./x.ron"],
        ] {
            run(&desk, arguments, &[]).code(code);
        }
        assert_eq!(
            desk.names(),
            [".local", "nothing", "pipe", PRECIOUS, "r.ron", "x.ron"]
                .into_iter()
                .filter(|name| desk.path(name).exists() || *name == "x.ron")
                .collect::<Vec<_>>()
        );
    }
}

#[test]
fn unexpected_files_as_output() {
    let desk = desk("written");
    let place = State::new(Some(desk.path(".local/state"))).place(&desk.path("r.ron")).unwrap();
    tianbiao::store::backups::keep_file(&place, tianbiao::store::backups::Reason::Session, 1).unwrap();
    desk.write(
        "source.txt",
        "临湘市2023年度部门（单位）整体支出绩效评价自评报告\n联系人：甲\n联络电话：5550123\n".as_bytes(),
    );
    for plant in PLANTS {
        plant.put(&desk, &desk.path("x"));
        for arguments in [
            &["new", "x"][..],
            &["export", "r.ron", "-f", "csv", "-o", "x"],
            &["import", "source.txt", "-o", "x"],
            &["history", "r.ron", "--fetch", "1", "-o", "x"],
            &["roll", "r.ron", "-o", "x"],
        ] {
            run(&desk, arguments, &[]).code(5);
            let force: Vec<&str> = arguments.iter().copied().chain(["--force"]).collect();
            // With `--force` the user's own link is followed.
            if !matches!(plant, Plant::Link | Plant::Dangling) {
                run(&desk, &force, &[]).code(5);
            }
        }
    }
}

/// Paths of the report's state: the folders, and the files in them.
fn state_of(desk: &Desk) -> Vec<PathBuf> {
    let _ = fs::remove_dir_all(desk.path(".r.ron.tianbiao"));
    let place = State::new(Some(desk.path(".local/state"))).place(&desk.path("r.ron")).unwrap();
    let place = place.path().to_owned();
    let mut paths = vec![desk.path(".local/state"), desk.path(".local/state/tianbiao"), place.clone()];
    paths.extend(["journal", "lock", "leave", "history", "report"].map(|name| place.join(name)));
    paths
}

#[test]
fn unexpected_files_in_the_state_folder() {
    let desk = desk("state");
    for (at, year) in (0..8).zip(1990..) {
        for plant in [Plant::Folder, Plant::Pipe, Plant::Device, Plant::Link] {
            let path = &state_of(&desk)[at];
            plant.put(&desk, path);
            run(&desk, &["set", "r.ron", &format!("year={year}")], &[]).ok();
            for arguments in [&["history", "r.ron"][..], &["recover", "r.ron"]] {
                let ran = run(&desk, arguments, &[]);
                assert!([0, 5].contains(&ran.code), "{plant:?} {}: {ran:?}", path.display());
            }
            let _ = fs::remove_dir_all(path);
            let _ = fs::remove_file(path);
        }
        run(&desk, &["get", "r.ron", "year"], &[]).ok().gives(&format!("{year}\n"));
    }
}

#[test]
fn unexpected_files_during_a_screen_session() {
    let desk = desk("screen");
    symlink(".local/state", desk.path("state")).unwrap();
    for at in [1, 2, 3, 4, 6] {
        for plant in [Plant::Folder, Plant::Pipe, Plant::Device, Plant::Link] {
            let path = &state_of(&desk)[at];
            plant.put(&desk, path);
            let mut pty = Pty::run(PROGRAM.as_ref(), &desk.folder, &["r.ron"]);
            pty.wait_for("F10菜单");
            pty.send("某局\x11");
            pty.end();
            assert!(desk.read("r.ron").contains("某局"), "{plant:?} {}", path.display());
            run(&desk, &["new", "r.ron", "--force"], &[]).ok();
            let _ = fs::remove_dir_all(path);
            let _ = fs::remove_file(path);
        }
    }
}

#[test]
fn unexpected_files_next_to_the_report_and_the_forms() {
    let desk = desk("beside");
    for plant in PLANTS {
        for name in [".r.ron.tianbiao", ".tianbiao-0000000000000000.tmp", "f.sample.ron"] {
            plant.put(&desk, &desk.path(name));
        }
        fs::hard_link(desk.path(PRECIOUS), desk.path(".tianbiao-0000000000000001.tmp")).unwrap();
        run(&desk, &["set", "r.ron", &format!("year={}", 2000 + plant as u32)], &[]).ok();
        desk.write("f.ron", BUILT_IN.as_bytes());
        run(&desk, &["new", "y.ron", "--form", "./f.ron", "--sample"], &[]).says("f.sample.ron");
        let forms = desk.path("forms");
        let _ = fs::remove_dir_all(&forms);
        fs::create_dir(&forms).unwrap();
        plant.put(&desk, &forms.join("x.ron"));
        plant.put(&desk, &desk.path("x"));
        for folder in [forms, desk.path("x")] {
            let ran = run(&desk, &["form", "list"], &[("TIANBIAO_FORMS", &folder)]).ok();
            assert!(ran.out.contains("linxiang"), "{}", ran.out);
            run(&desk, &["get", "r.ron", "year"], &[("TIANBIAO_FORMS", &folder)]).ok();
        }
    }
    assert_eq!(desk.read(PRECIOUS), "precious");
}

/// A file that is written must not become the configuration of another program: hidden names, hidden folders and
/// unknown extensions are refused unless the user insists.
#[test]
fn hidden_and_foreign_names_are_refused() {
    let desk = Desk::with_report("hidden_names");
    desk.shell("mkdir .ssh; $T export r.ron -o x.txt; $T set r.ron unit_name=某局").ok();
    let before = desk.names();
    for name in [".ssh/x.txt", ".bashrc", "authorized_keys", ".x.ron", "./.x.txt", "x.sh"] {
        for arguments in [
            &["new", name][..],
            &["export", "r.ron", "-f", "text", "-o", name],
            &["roll", "r.ron", "-o", name],
            &["import", "x.txt", "-o", name],
            &["form", "export", "project-expenditure-self-evaluation", "-o", name],
        ] {
            let ran = desk.run(arguments).code(5).says(name).says("--force");
            assert!(ran.talk.contains("隐藏") != ran.talk.contains("扩展名"), "{ran:?}");
        }
        desk.run(&["recover", "r.ron", "--to", name]);
        assert!(desk.path(".ssh").read_dir().unwrap().next().is_none());
    }
    assert_eq!(desk.names(), before);
    desk.run(&["export", "r.ron", "-f", "text", "-o", ".x.txt", "--force"]).ok();
    // A hidden current folder is the user's own choice.
    desk.shell("cd .ssh; $T export ../r.ron -o x.txt; $T export ../r.ron -o $PWD/y.txt").ok();
}

#[test]
fn copies_of_a_report_have_visible_names() {
    let desk = Desk::with_report("hidden_copies");
    for name in [".bashrc", ".ssh/x.ron", "authorized_keys"] {
        let mut plain = Pty::run(PROGRAM.as_ref(), &desk.folder, &["--plain", "r.ron"]);
        plain.wait_for("封面");
        let before = desk.names();
        plain.send(&format!(":copy {name}\n"));
        plain.wait_for("未写入");
        plain.send(":quit\n");
        plain.end();
        assert_eq!(desk.names(), before, "{name}");
    }
}
