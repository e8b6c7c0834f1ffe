//! Modes of the files that the program creates, and several accounts in one folder.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use crate::support::desk::{Desk, PROGRAM, Ran};
use crate::support::pty::Pty;

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().mode() & 0o7777
}

/// All files and folders below a folder.
fn all(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all(&path));
        }
        found.push(path);
    }
    found
}

/// Created files and folders are accessible only to their owner, whatever the umask.
#[test]
fn created_files_are_private_to_their_owner() {
    for umask in ["0000", "0777"] {
        let desk = Desk::new(&format!("umask{umask}"));
        desk.shell(&format!(
            "umask {umask}; $T new r.ron --year 2023 && $T set r.ron unit_name=某局 &&
             $T export r.ron -o x.txt && $T export r.ron -o x.csv && $T roll r.ron -o next.ron &&
             $T import x.txt -o imported.ron"
        ))
        .ok();
        // A session with a draft that is recovered, and a version that is fetched.
        symlink(".local/state", desk.path("state")).unwrap();
        let command = format!("umask {umask}; exec \"$0\" \"$@\"");
        let mut pty = Pty::run("sh".as_ref(), &desk.folder, &["-c", &command, PROGRAM, "r.ron"]);
        pty.wait_for("UTF-8 80x24");
        pty.send("新字");
        pty.wait_for("草稿已自动保存");
        pty.signal(rustix::process::Signal::KILL);
        pty.end();
        desk.shell(&format!(
            "umask {umask}; $T recover r.ron --to found.ron && $T recover r.ron && $T set r.ron year=2022 &&
             $T history r.ron --fetch 1 -o old.ron"
        ))
        .ok();
        let made = all(&desk.folder);
        for path in &made {
            let wanted = if path.is_symlink() || path.ends_with(".local") || path.ends_with("state") {
                continue;
            } else if path.is_dir() {
                0o700
            } else {
                0o600
            };
            assert_eq!(mode(path), wanted, "umask {umask}: {}", path.display());
        }
        for name in ["journal", "lock", "report", "x.csv", "imported.ron", "found.ron", "old.ron", "next.ron"]
        {
            assert!(made.iter().any(|path| path.ends_with(name)), "{name}: {made:?}");
        }
        assert!(made.iter().any(|path| path.to_string_lossy().contains("history/0")), "{made:?}");
    }
}

/// The files of a set-group-id folder are shared with its group, as far as the folder and the umask allow; its
/// state folder is not.
#[test]
fn new_files_in_a_folder_of_a_group_are_shared_with_it() {
    for (folder, umask, wanted) in [
        (0o2770, "0002", 0o660),
        (0o2770, "0022", 0o640),
        (0o2750, "0002", 0o640),
        (0o2770, "0077", 0o600),
        (0o2700, "0002", 0o600),
        (0o770, "0002", 0o600),
    ] {
        let desk = Desk::new("set_group_id");
        fs::create_dir(desk.path("group")).unwrap();
        fs::set_permissions(desk.path("group"), Permissions::from_mode(folder)).unwrap();
        desk.shell(&format!(
            "umask {umask}; cd group; $T new r.ron --year 2023 && $T export r.ron -o x.txt && $T set r.ron unit_name=某局"
        ))
        .ok();
        for name in ["group/r.ron", "group/x.txt"] {
            assert_eq!(mode(&desk.path(name)), wanted, "{folder:o}, umask {umask}: {name}");
        }
    }
}

#[test]
fn modes_are_kept_on_saving() {
    let desk = Desk::with_report("kept_modes");
    desk.shell("$T export r.ron -o x.md").ok();
    for (kept, year) in [0o640, 0o664, 0o600, 0o400, 0o755].into_iter().zip(2000..) {
        for (umask, year) in [("0000", year), ("0777", year + 20)] {
            for name in ["r.ron", "x.md"] {
                fs::set_permissions(desk.path(name), Permissions::from_mode(kept)).unwrap();
            }
            let ran = desk.shell(&format!(
                "umask {umask}; $T set r.ron year={year} && $T export r.ron -o x.md --force"
            ));
            // A file that its owner cannot write to is not replaced. Root can write to every file.
            assert!(ran.code == 0 || kept == 0o400 && ran.code == 5, "{ran:?}");
            assert_eq!((mode(&desk.path("r.ron")), mode(&desk.path("x.md"))), (kept, kept), "umask {umask}");
        }
    }
}

/// Two accounts and a folder that both can write to. Only root can act as both.
struct Office {
    desk: Desk,
}

const GROUP: u32 = 61_600;

impl Office {
    fn open(name: &str) -> Option<Office> {
        if !rustix::process::geteuid().is_root() {
            return None;
        }
        let desk = Desk::at(std::env::temp_dir().join(format!("tianbiao-{name}-{}", std::process::id())));
        fs::set_permissions(&desk.folder, Permissions::from_mode(0o755)).unwrap();
        // Other accounts cannot read the build folder.
        // A child process that another test starts would inherit an open file, which then cannot be run.
        desk.shell("cp $T tianbiao").ok();
        let shared = desk.path("shared");
        fs::create_dir(&shared).unwrap();
        chown(&shared, Some(61_501), Some(GROUP)).unwrap();
        fs::set_permissions(&shared, Permissions::from_mode(0o2770)).unwrap();
        for account in [61_501, 61_502] {
            let home = desk.path(&account.to_string());
            fs::create_dir(&home).unwrap();
            chown(&home, Some(account), Some(GROUP)).unwrap();
        }
        let office = Office { desk };
        office.run(61_501, &["new", "r.ron", "--year", "2023"]).ok();
        fs::set_permissions(shared.join("r.ron"), Permissions::from_mode(0o660)).unwrap();
        Some(office)
    }

    /// The words before the program's arguments that make an account run it.
    fn words(&self, account: u32) -> Vec<String> {
        let home = self.desk.path(&account.to_string());
        let program = self.desk.path("tianbiao");
        let words = format!(
            "env HOME={0} XDG_STATE_HOME={0} USER=u{account} SSH_CONNECTION=10.0.0.{1} TIANBIAO_LANG=zh
             setpriv --reuid={account} --regid={GROUP} --clear-groups {2}",
            home.display(),
            account % 10,
            program.display()
        );
        words.split_whitespace().map(str::to_owned).collect()
    }

    fn run(&self, account: u32, arguments: &[&str]) -> Ran {
        let words = self.words(account);
        let mut command = self.desk.command(&words[0]);
        command.args(&words[1..]).args(arguments).current_dir(self.desk.path("shared"));
        command.output().unwrap().into()
    }

    fn screen(&self, account: u32, arguments: &[&str]) -> Pty {
        let mut words = self.words(account);
        words.extend(arguments.iter().map(|word| (*word).to_owned()));
        Pty::run(words[0].as_ref(), &self.desk.path("shared"), &words[1..])
    }

    fn report(&self) -> String {
        self.desk.read("shared/r.ron")
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.desk.path("shared")).unwrap();
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

/// Root with the home of an account, as with `sudo`, leaves nothing in it that the account cannot use.
#[test]
fn root_creates_no_folders_in_the_home_of_another_account() {
    let Some(office) = Office::open("sudo") else { return };
    let home = office.desk.path("61501");
    let before = all(&home);
    let mut words = office.words(61_501);
    words.retain(|word| !["setpriv", "--clear-groups"].contains(&word.as_str()) && !word.starts_with("--re"));
    words.push("r.ron".to_owned());
    let mut pty = Pty::run(words[0].as_ref(), &office.desk.path("shared"), &words[1..]);
    pty.wait_for("UTF-8 80x24");
    pty.send("新字");
    pty.wait_for("草稿已自动保存");
    pty.send("\x11");
    pty.end();
    assert_eq!(all(&home), before);
    assert!(all(&home).iter().all(|path| fs::metadata(path).unwrap().uid() == 61_501));
    office.run(61_501, &["set", "r.ron", "year=2021"]).ok();
}

/// While one account has the report open, the other gets the owner's name, can still open the report, and
/// neither overwrites the other's changes.
#[test]
fn two_accounts_overwrite_nothing() {
    let Some(office) = Office::open("accounts") else { return };
    let mut first = office.screen(61_501, &["r.ron"]);
    first.wait_for("UTF-8 80x24");
    assert!(office.names().contains(&".r.ron.tianbiao-61501".to_owned()), "{:?}", office.names());
    let ran = office.run(61_502, &["set", "r.ron", "year=2000"]).code(4);
    assert!(ran.talk.contains("u61501 10.0.0.1"), "{}", ran.talk);
    let mut second = office.screen(61_502, &["r.ron"]);
    second.wait_for("u61501");
    second.wait_for("10.0.0.1");
    second.send("2");
    second.wait_for("UTF-8 80x24");
    first.send("\t甲\x13");
    first.wait_for("甲");
    first.wait_until(|screen| screen.contents().contains("已保存"), "saved");
    assert!(office.report().contains('甲'));
    second.send("\t\t乙\x13");
    second.wait_for("[x]");
    assert!(!office.report().contains('乙'), "{}", office.report());
    second.send("\r");
    second.wait_for("乙");
    second.send("\x13");
    second.wait_until(|screen| screen.contents().contains("已保存"), "saved");
    second.send("\x11");
    second.end();
    assert!(office.report().contains('甲') && office.report().contains('乙'), "{}", office.report());
    first.send("丙\x13");
    first.wait_for("[x]");
    first.send("\r");
    first.wait_for("丙");
    first.send("\x11");
    first.end();
    let report = office.report();
    assert!(report.contains("甲丙") && report.contains('乙'), "{report}");
    let file = fs::metadata(office.desk.path("shared/r.ron")).unwrap();
    assert_eq!((file.gid(), file.mode() & 0o777), (GROUP, 0o660));
    assert_eq!(office.names(), ["r.ron"], "marks are removed when their sessions end");
    office.run(61_502, &["set", "r.ron", "year=2000"]).ok();
}

/// Planted marks, and marks of dead sessions, are ignored.
#[test]
fn only_live_sessions_are_named() {
    let Some(office) = Office::open("marks") else { return };
    let shared = office.desk.path("shared");
    let mark = shared.join(".r.ron.tianbiao-61501");
    let run = || office.run(61_502, &["set", "r.ron", "unit_name=甲", "posts=1"]);
    for plant in [
        "mkfifo X",
        "mkdir X",
        "ln -s /dev/zero X",
        "ln -s r.ron X",
        "echo user root > X",
        "ln r.ron X",
        "touch X",
    ] {
        office
            .desk
            .shell(&plant.replace('X', mark.to_str().unwrap()).replace("ln r.ron", "ln shared/r.ron"))
            .ok();
        run().ok();
        office.run(61_501, &["set", "r.ron", "unit_name=", "posts="]).ok();
        let _ = fs::remove_dir(&mark);
        let _ = fs::remove_file(&mark);
    }
    // A killed session leaves a mark of a dead process.
    let mut pty = office.screen(61_501, &["r.ron"]);
    pty.wait_for("UTF-8 80x24");
    pty.signal(rustix::process::Signal::KILL);
    pty.end();
    assert!(mark.exists());
    run().ok();
    office.run(61_501, &["set", "r.ron", "unit_name="]).ok();
    assert!(!mark.exists(), "the next session of the same account removes it");
}

/// In a sticky folder that everybody can write to, links of other users are not followed.
#[test]
fn links_of_other_users_are_not_followed_in_sticky_folders() {
    let Some(office) = Office::open("sticky") else { return };
    let desk = &office.desk;
    desk.write("precious", b"precious");
    let open = desk.path("open");
    fs::create_dir(&open).unwrap();
    fs::set_permissions(&open, Permissions::from_mode(0o1777)).unwrap();
    desk.shell("ln -s ../precious open/x.txt; chown -h 61501 open/x.txt; cp shared/r.ron .").ok();
    let ran = desk.run(&["export", "r.ron", "-o", "open/x.txt", "--force"]).code(5);
    assert!(ran.talk.contains("open/x.txt"), "{}", ran.talk);
    assert_eq!(desk.read("precious"), "precious");
    // The user's own link is followed.
    desk.shell("chown -h 0 open/x.txt").ok();
    desk.run(&["export", "r.ron", "-o", "open/x.txt", "--force"]).ok();
    assert!(open.join("x.txt").is_symlink() && desk.read("precious").contains("2023"));
}
