//! Drafts, histories and locks from a script's point of view: what a session leaves behind and what the
//! commands do with it.

use std::path::{Path, PathBuf};

use tianbiao::report::Edit;
use tianbiao::session::{Caret, Merge, Session};
use tianbiao::store::drafts::{Draft, Found};
use tianbiao::store::forms::Shelf;
use tianbiao::store::lock::{Attempt, Lock, Owner};
use tianbiao::store::{How, State, backups, reports, save};

use crate::support::desk::Desk;

/// Leaves behind what an interrupted session does: entries that are in the journal and not in the file.
fn draft(desk: &Desk, file: &str, entries: &[(&str, &str)]) {
    let path = desk.path(file);
    let loaded = reports::load(&path, &Shelf::default()).unwrap();
    let place = state(desk).place(&path).unwrap();
    let (mut draft, found) = Draft::open(place, &loaded).unwrap();
    assert!(!matches!(found, Found::More(_)));
    let mut session = Session::new(loaded.form, loaded.report);
    session.keep_log();
    draft.begin(session.report());
    for (path, text) in entries {
        let cell = session.report().resolve(session.form(), path).unwrap();
        session.change(Edit::Set { cell, text: Some((*text).into()) }, cell, Merge::No);
    }
    draft.leave(&mut session.contents(), &Caret::default(), 129).unwrap();
}

fn state(desk: &Desk) -> State {
    State::new(Some(desk.path(".local/state")))
}

fn journal(desk: &Desk) -> PathBuf {
    state(desk).find(&desk.path("r.ron")).unwrap().unwrap().path().join("journal")
}

#[test]
fn a_draft_is_listed_and_recovered() {
    let desk = Desk::with_report("recover");
    let before = desk.read("r.ron");
    desk.run(&["recover", "r.ron"]).ok().gives("").says("没有草稿");
    draft(&desk, "r.ron", &[("contact", "林\u{1b}晓"), ("income[1].fiscal", "1"), ("tasks", "一\n二")]);
    let listed = "contact: （空） -> 林晓\ntasks: （空） -> 一 二\nincome[局机关].fiscal: （空） -> 1\n";
    desk.run(&["recover", "r.ron", "-n"]).ok().gives(listed).says("多 3 处改动");
    assert_eq!(desk.read("r.ron"), before, "only listed");
    desk.run(&["recover", "r.ron", "--to", "found.ron"]).ok().gives(listed);
    assert_eq!(desk.read("r.ron"), before, "written elsewhere");
    desk.run(&["recover", "r.ron", "--to", "found.ron"]).code(5).says("found.ron");
    desk.run(&["get", "found.ron", "income[1].fiscal"]).ok().gives("1.00\n");
    let json = desk.run(&["recover", "r.ron", "-n", "--json"]).ok().out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json[0]["path"], &json[0]["before"]), (&"contact".into(), &serde_json::Value::Null));
    desk.run(&["recover", "r.ron"]).ok().gives(listed).says("--fetch 1");
    assert_eq!(desk.read("r.ron"), desk.read("found.ron"));
    desk.run(&["history", "r.ron", "--fetch", "1"]).ok().gives(&before);
    desk.run(&["recover", "r.ron"]).ok().gives("").says("没有草稿");
    assert_eq!(desk.names(), [".local", "found.ron", "r.ron"]);
}

#[test]
fn a_draft_is_recovered_when_its_file_is_missing_or_damaged() {
    let desk = Desk::with_report("rescue");
    draft(&desk, "r.ron", &[("contact", "林")]);
    let good = desk.read("r.ron");
    desk.write("r.ron", &good.as_bytes()[..100]);
    desk.run(&["get", "r.ron"]).code(3).says("tianbiao recover r.ron");
    desk.run(&["r.ron"]).code(3).says("tianbiao recover r.ron");
    desk.run(&["recover", "r.ron"]).ok().gives("contact: （空） -> 林\n");
    desk.run(&["get", "r.ron", "contact"]).ok().gives("林\n");
    desk.run(&["get", "r.ron", "year"]).ok().gives("2023\n");
    desk.run(&["history", "r.ron", "--fetch", "1"]).ok().gives(&good[..100]);
    desk.shell("rm r.ron").ok();
    desk.run(&["recover", "r.ron"]).ok();
    desk.run(&["get", "r.ron", "contact"]).ok().gives("林\n");
    desk.write("r.ron", b"\xff");
    desk.run(&["get", "r.ron"]).code(3).says("--fetch");
    desk.run(&["recover", "r.ron"]).ok();
    desk.run(&["get", "r.ron", "contact"]).ok().gives("林\n");
}

#[test]
fn changes_made_elsewhere_are_kept() {
    let desk = Desk::with_report("theirs");
    draft(&desk, "r.ron", &[("contact", "林"), ("posts", "50")]);
    desk.run(&["set", "r.ron", "phone=110", "posts=51"]).ok();
    let ran = desk.run(&["recover", "r.ron"]).ok();
    assert!(ran.out.contains("phone: 110 -> （空）（文件中后来有改动，以文件为准）\n"), "{}", ran.out);
    desk.run(&["get", "r.ron", "contact", "phone", "posts"]).ok().gives("林\n110\n50\n");
    // The history has both: the previous file and the draft.
    let list = desk.run(&["history", "r.ron"]).ok().out;
    assert!(list.contains("恢复草稿之前") && list.contains("未采用的草稿"), "{list}");
    desk.run(&["recover", "r.ron"]).ok().gives("");
}

#[test]
fn a_live_session_is_not_disturbed() {
    let desk = Desk::with_report("held");
    draft(&desk, "r.ron", &[("contact", "林")]);
    let place = state(&desk).find(&desk.path("r.ron")).unwrap().unwrap();
    let owner = Owner::this("王", "192.168.1.7", "/dev/pts/3", 1_700_000_000);
    let Attempt::Taken(lock) = Lock::take(&place, &owner).unwrap() else { panic!() };
    let before = desk.read("r.ron");
    desk.run(&["recover", "r.ron"]).code(4).says("王 192.168.1.7 /dev/pts/3");
    assert_eq!(desk.read("r.ron"), before);
    desk.run(&["recover", "r.ron", "-n"]).ok();
    desk.run(&["set", "r.ron", "year=2024"]).code(4).says("王");
    // The same for commands that would overwrite the report.
    desk.write(
        "last.txt",
        "临湘市2023年度部门（单位）整体支出绩效评价自评报告\n联系人：甲\n联络电话：5550123\n".as_bytes(),
    );
    desk.shell("cp r.ron last.ron").ok();
    for command in [
        &["new", "r.ron", "--force"][..],
        &["import", "last.txt", "-o", "r.ron", "--force"],
        &["roll", "last.ron", "-o", "r.ron", "--force"],
    ] {
        desk.run(command).code(4).says("王");
    }
    assert_eq!(desk.read("r.ron"), before);
    drop(lock);
    desk.run(&["recover", "r.ron"]).ok();
    desk.run(&["set", "r.ron", "year=2024"]).ok();
}

#[test]
fn versions_are_listed_and_fetched() {
    let desk = Desk::with_report("history");
    desk.run(&["history", "r.ron"]).ok().gives("").says("没有历史版本");
    desk.run(&["history", "r.ron", "--json"]).ok().gives("[]\n");
    desk.run(&["history", "r.ron", "--fetch", "1"]).code(2);
    desk.run(&["history", "r.ron", "-o", "x"]).code(2);
    let place = state(&desk).place(&desk.path("r.ron")).unwrap();
    backups::keep_file(&place, backups::Reason::Session, 1_700_000_000).unwrap();
    let list = desk.run(&["history", "r.ron"]).ok().out;
    assert!(list.contains("2023-11-14 ") || list.contains("2023-11-15 "), "{list}");
    let before = desk.read("r.ron");
    desk.run(&["history", "r.ron", "--fetch", "1", "-o", "old.ron"]).ok().gives("");
    assert_eq!(desk.read("old.ron"), before);
    desk.run(&["history", "r.ron", "--fetch", "1", "-o", "old.ron"]).code(5);
    desk.run(&["history", "r.ron", "--fetch", "1", "-o", "old.ron", "--force"]).ok();
    desk.run(&["history", "r.ron", "--fetch", "7"]).code(2).says("有：1");
    desk.shell("mv r.ron moved.ron; $T history moved.ron --fetch 1 > again.ron").ok();
    assert_eq!(desk.read("again.ron"), before, "a renamed report keeps its history");
}

/// Damaged journals and planted files: an error message, never a panic, and the file is unchanged.
/// Versions contain personal data, so they can be deleted: one or all, after they are listed.
#[test]
fn versions_are_deleted_on_request() {
    let desk = Desk::with_report("delete_versions");
    desk.run(&["history", "r.ron", "--delete", "--yes"]).code(2).says("没有历史版本");
    let place = state(&desk).place(&desk.path("r.ron")).unwrap();
    for (number, text) in (0..).zip(["一", "二", "三"]) {
        backups::keep(&place, text.as_bytes(), backups::Reason::Session, number).unwrap();
    }
    let report = desk.read("r.ron");
    let count = || backups::list(&place).unwrap().len();
    desk.run(&["history", "r.ron", "--delete=9", "--yes"]).code(2);
    let listed = desk.run(&["history", "r.ron", "--delete=2"]).code(2).says("1 个历史版本");
    assert!(listed.talk.contains("--yes") && listed.out.starts_with("   2  "), "{listed:?}");
    assert_eq!(count(), 3, "not confirmed");
    desk.run(&["history", "r.ron", "--delete=2", "--yes"]).ok().says("已删除 1 个历史版本");
    desk.run(&["history", "r.ron", "--fetch", "2"]).code(2);
    desk.run(&["history", "r.ron", "--fetch", "3"]).ok().gives("三");
    desk.run(&["history", "r.ron", "--delete", "--yes"]).ok().says("已删除 2 个历史版本");
    assert_eq!(count(), 0);
    assert_eq!(desk.read("r.ron"), report);
    desk.run(&["history", "r.ron", "--yes"]).code(2);
}

#[test]
fn damaged_journals_are_harmless() {
    let desk = Desk::with_report("damage");
    draft(&desk, "r.ron", &[("contact", "林"), ("phone", "1"), ("posts", "50")]);
    let journal = journal(&desk);
    let good = std::fs::read(&journal).unwrap();
    let put = |bytes: &[u8]| save(&journal, bytes, How::Replace).unwrap();
    let before = desk.read("r.ron");
    let parts = 60;
    for part in 0..=parts {
        let at = (good.len() - 1) * part / parts;
        put(&good[..at]);
        desk.run(&["recover", "r.ron", "-n"]).ok();
        let mut flipped = good.clone();
        flipped[at] ^= 1 << (part % 8);
        put(&flipped);
        desk.run(&["recover", "r.ron", "-n"]).ok();
    }
    for garbage in [&b"\0\0\0\0"[..], b"tianbiao journal 2\nfuture", b"\xff\xff\xff\xff"] {
        let mut bytes = good.clone();
        bytes.extend(garbage);
        put(&bytes);
        desk.run(&["recover", "r.ron", "-n"]).ok().says("多 3 处改动");
        put(garbage);
        desk.run(&["recover", "r.ron", "-n"]).ok().says("没有草稿");
    }
    let huge = format!("truncate -s 2G '{}'", journal.display());
    desk.shell(&huge).ok();
    assert!([0, 5].contains(&desk.run(&["recover", "r.ron"]).code));
    for plant in ["ln -s /etc/passwd", "mkfifo", "mkdir"] {
        desk.shell(&format!("rm -rf '{0}'; {plant} '{0}'", journal.display())).ok();
        desk.run(&["recover", "r.ron"]).code(5);
    }
    assert_eq!(desk.read("r.ron"), before);
    assert!(Path::new("/etc/passwd").exists());
}
