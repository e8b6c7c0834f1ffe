//! Filling in the bureau's Word document on the screen and in the line dialogue.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use tianbiao::import::{import, read_docx};

use crate::support::blank::BLANKS;
use crate::support::desk::{Desk, PROGRAM};
use crate::support::pty::Pty;
use crate::support::scenario::{BUILT_IN, form};

/// File name of the draft of the sample.
const DRAFT: &str = "临湘市青禾工程质量监督站_2023_自评报告_草稿.docx";

fn blank(name: &str) -> Vec<u8> {
    BLANKS.iter().find(|(other, _)| *other == name).unwrap().1()
}

/// A desk with the sample `s.ron`, a blank, and an older one of another county.
fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.run(&["new", "s.ron", "--sample"]).ok();
    for (file, kind, hours) in [("空表.docx", "word", 1), ("外县空表.docx", "other_county", 9)] {
        desk.write(file, &blank(kind));
        let time = SystemTime::now() - Duration::from_secs(hours * 3600);
        fs::File::options().write(true).open(desk.path(file)).unwrap().set_modified(time).unwrap();
    }
    desk
}

fn open(desk: &Desk, keys: &str) -> Pty {
    let mut pty = Pty::run(Path::new(PROGRAM), &desk.folder, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    pty.send(keys);
    pty
}

/// The text of a document at a cell.
fn text_in(bytes: &[u8], path: &str) -> String {
    let form = form(BUILT_IN);
    let found = import(&form, &read_docx(bytes).unwrap());
    let cell = found.report.resolve(&form, path).unwrap();
    found.report.text(cell).to_owned()
}

fn leave(mut pty: Pty) {
    pty.send("\u{11}");
    assert_eq!(pty.end().1.code(), Some(0));
}

const F10: &str = "\u{1b}[21~";

#[test]
fn the_screen_fills_in_a_document() {
    let desk = desk("fill_screen");
    let before = fs::read(desk.path("空表.docx")).unwrap();
    let mut pty = open(&desk, &format!("{F10}空表\r"));
    pty.wait_for("填入哪个 Word 文档");
    let shown = pty.shown().join("\n");
    assert!(shown.find("空表.docx").unwrap() < shown.find("外县空表.docx").unwrap(), "{shown}");
    pty.send("\r");
    pty.wait_for("填入预览：空表.docx");
    pty.wait_for("填入位置（");
    pty.wait_for("首次使用该文档");
    pty.send("\r");
    pty.wait_for("全部内容均已填入；原文档不变");
    pty.wait_for(DRAFT);
    pty.send("\r");
    pty.wait_for("已导出：");
    let filled = fs::read(desk.path(DRAFT)).unwrap();
    assert_eq!(text_in(&filled, "unit_name"), "临湘市青禾工程质量监督站");
    assert_eq!(fs::read(desk.path("空表.docx")).unwrap(), before);
    // The document is known now, is the first of the list, and the export is not offered.
    pty.send(&format!("{F10}空表\r"));
    pty.wait_for("上次使用");
    assert!(!pty.shown().join("\n").contains(DRAFT));
    pty.send("\r");
    pty.wait_for("文档与上次相同");
    pty.send("\r");
    pty.wait_for("导出文件名");
    pty.send("\r");
    pty.wait_for("已有同名文件");
    // Another name is the proposal, and keeps the document.
    pty.send("\r");
    pty.wait_for("全部内容均已填入；原文档不变");
    pty.send("二.docx\r");
    pty.wait_for("二.docx（");
    assert_eq!(fs::read(desk.path("二.docx")).unwrap(), filled);
    // An export under another name is not offered either.
    pty.send(&format!("{F10}空表\r"));
    pty.wait_for("上次使用");
    assert!(!pty.shown().join("\n").contains("二.docx"));
    leave(pty);
}

#[test]
fn values_without_a_place_are_named_and_left_out() {
    let desk = desk("fill_screen_county");
    let mut pty = open(&desk, &format!("{F10}空表\r"));
    pty.wait_for("填入哪个 Word 文档");
    // Typed words filter, and a path is taken as it is.
    pty.send("外县");
    pty.wait_until(|screen| !screen.contents().contains("  空表.docx"), "filtered");
    pty.send("\r");
    pty.wait_for("填入预览：外县空表.docx");
    pty.wait_for("文档中没有对应位置，未填入（");
    pty.wait_for("填入 217 处，7 项没有对应位置；首次");
    // A label of the document is named for the selected value.
    pty.send("\x1bOS");
    pty.wait_for("文档中哪一项是“部门（单位）名称”");
    pty.send("填报单位\r");
    pty.wait_for("填入 218 处，6 项没有对应位置；首次");
    pty.send("\r");
    pty.wait_for("项没有对应位置，不写入文档");
    pty.send("三.docx\r");
    pty.wait_for("三.docx（");
    let filled = fs::read(desk.path("三.docx")).unwrap();
    assert_eq!(text_in(&filled, "year"), "2023");
    leave(pty);
}

#[test]
fn a_document_is_not_filled_in_in_place_or_if_it_is_none() {
    let desk = desk("fill_screen_refused");
    let before = fs::read(desk.path("空表.docx")).unwrap();
    desk.write("坏.docx", b"no archive");
    let mut pty = open(&desk, &format!("{F10}空表\r"));
    pty.wait_for("填入哪个 Word 文档");
    pty.send("./坏.docx\r");
    pty.wait_for("无法填入");
    pty.send("\u{15}./无.docx\r");
    pty.wait_for("无.docx");
    pty.send("\u{15}./空表.docx\r");
    pty.wait_for("填入预览：空表.docx");
    pty.send("\r");
    pty.wait_for("导出文件名");
    pty.send("空表.docx\r");
    pty.wait_for("不能写回原文档");
    assert_eq!(fs::read(desk.path("空表.docx")).unwrap(), before);
    leave(pty);
}

#[test]
fn the_line_dialogue_fills_in_a_document() {
    let desk = desk("fill_lines");
    let ran =
        desk.run_with(&["--plain", "s.ron"], ":填入\n2\n3\n1\n二.docx\n:tr\n\n:填入 空表.docx\n1\n\n").ok();
    for words in [
        "填入哪个 Word 文档\n",
        "空表.docx  ",
        "正在填入…\n",
        "文档中没有对应位置，未填入（7 项）\n",
        "7 项没有对应位置，不写入文档；原文档不变\n",
        "填入位置（",
        "/二.docx（",
        "上次使用",
        &format!("/{DRAFT}（"),
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let filled = fs::read(desk.path(DRAFT)).unwrap();
    assert_eq!(text_in(&filled, "unit_name"), "临湘市青禾工程质量监督站");
    let ran = desk.run_with(&["--plain", "s.ron"], ":填入\n没有\n9\n./无.docx\n:填入 s.ron\n").ok();
    assert!(ran.out.contains("没有符合的文档") && ran.out.contains("无.docx"), "{}", ran.out);
}

/// The document that a report was imported from or filled into is offered first, this year and the next.
#[test]
fn the_last_document_is_the_first_of_the_list() {
    let desk = Desk::new("fill_remembered");
    desk.write("旧表.docx", &blank("last_year"));
    desk.run(&["import", "旧表.docx", "-o", "2022.ron"]).ok();
    assert!(desk.read("2022.ron").contains("\n    blank: \"旧表.docx\",\n"));
    // A newer document comes after it.
    desk.write("新表.docx", &blank("word"));
    let first = |report: &str| {
        let out = desk.run_with(&["--plain", report], ":填入\n\n").ok().out;
        out.lines().find(|line| line.contains("上次使用")).unwrap_or_default().to_owned()
    };
    assert!(first("2022.ron").contains("旧表.docx"));
    desk.run(&["roll", "2022.ron", "-o", "2023.ron"]).ok();
    assert!(desk.read("2023.ron").contains("\n    blank: \"旧表.docx\",\n"));
    // Another folder: the file names no document, but the list does.
    fs::create_dir(desk.path("明年")).unwrap();
    desk.run(&["roll", "2022.ron", "-o", "明年/2023.ron"]).ok();
    assert!(!desk.read("明年/2023.ron").contains("blank:"));
    assert!(first("明年/2023.ron").contains("旧表.docx"));
    // A folder that was copied to another machine still names the document.
    fs::create_dir(desk.path("copy")).unwrap();
    for name in ["2023.ron", "旧表.docx"] {
        fs::copy(desk.path(name), desk.path(&format!("copy/{name}"))).unwrap();
    }
    assert!(first("copy/2023.ron").contains("旧表.docx"));
    // After a fill it is the document that was filled in, next year too.
    desk.run_with(&["--plain", "2022.ron"], ":填入 新表.docx\n1\n\n").ok();
    assert!(first("2022.ron").contains("新表.docx"));
    desk.run(&["roll", "2022.ron", "-o", "又.ron"]).ok();
    assert!(first("又.ron").contains("新表.docx"));
    // A document that is gone is not offered, and a path is not followed.
    fs::remove_file(desk.path("copy/旧表.docx")).unwrap();
    assert_eq!(first("copy/2023.ron"), "");
    let outside = desk.read("2023.ron").replace("\"旧表.docx\"", "\"../fill_remembered/旧表.docx\"");
    desk.write("copy/2023.ron", outside.as_bytes());
    assert_eq!(first("copy/2023.ron"), "");
}
