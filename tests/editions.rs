//! Editions of a form: a report keeps its own edition, and its figures are never read in the unit of another one.

use std::path::Path;

use crate::support::desk::{Desk, PROGRAM};
use crate::support::pty::Pty;
use crate::support::scenario::BUILT_IN;
use crate::terminal::Folder;

/// An edition of a small form.
fn edition(name: &str) -> String {
    let source = r#"(
        id: "budget", edition: "EDITION", title: "预算表", language: "zh", caption: "{year}", year: "year",
        row_sets: [(name: "units", label: "单位", row: "{n}、", start: [""], min: 1, max: MAX)],
        renamed: [RENAMED],
        sections: [(name: "s", label: "预算", short: "预算", items: [
            Field(name: "year", label: "年度", type: Integer, carry: Derive("year + 1")),
            Field(name: "CONTACT", label: "联系人", type: Text),
            DROPPED
            Field(name: "state", label: "类别", type: Choice, choices: [CHOICES]),
            Table(name: "money", label: "金额", rows: "units", type: Decimal, unit: "UNIT", decimals: 2,
                columns: [Column(name: "amount", label: "金额")], sum: (label: "合计", position: Bottom)),
        ])],
    )"#;
    let values: [[&str; 7]; 1] = match name {
        "2023" => [[
            "5",
            "",
            "person",
            r#"Field(name: "note", label: "备注", type: Text),"#,
            r#""甲类", "乙类""#,
            "万元",
            "2023",
        ]],
        _ => [["2", r#"("person", "contact")"#, "contact", "", r#""一类", "二类""#, "元", "2024"]],
    };
    let [max, renamed, contact, dropped, choices, unit, edition] = values[0];
    [
        ("MAX", max),
        ("RENAMED", renamed),
        ("CONTACT", contact),
        ("DROPPED", dropped),
        ("CHOICES", choices),
        ("UNIT", unit),
    ]
    .into_iter()
    .fold(source.replace("EDITION", edition), |text, (word, value)| text.replace(word, value))
}

/// A desk with a report of the edition 2023.
fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    std::fs::create_dir_all(desk.path(".config/tianbiao/forms")).unwrap();
    desk.write(".config/tianbiao/forms/f.ron", edition("2023").as_bytes());
    desk.run(&["new", "r.ron", "--form", "budget", "--year", "2023"]).ok();
    let changes =
        ["person=周", "note=旧", "state=甲类", "units[1].name=甲", "units[2].name=乙", "units[3].name=丙"];
    desk.run(&[&["set", "r.ron"], &changes[..]].concat()).ok();
    desk.run(&["set", "r.ron", "money[1].amount=12.5", "money[2].amount=1万元", "money[3].amount=7"]).ok();
    desk
}

#[test]
fn a_report_whose_edition_is_missing_can_only_be_read() {
    let desk = desk("edition_missing");
    let before = desk.read("r.ron");
    desk.write(".config/tianbiao/forms/f.ron", edition("2024").as_bytes());
    for command in [&["check", "r.ron"][..], &["get", "r.ron"], &["export", "r.ron", "-f", "text"]] {
        let ran = desk.run(command);
        for line in [
            "r.ron：报告使用 2023 版报表格式，本机仅有 2024 版，只能查看；单位不明的金额和数量不参与计算\n",
            "  行数：units 原有 3 行，现版最多 2 行\n",
            "  改名：person 现为 contact（联系人）\n",
            "  无此栏目：note（旧）\n",
            "  无此栏目：money[3].amount（7）\n",
            "  无此选项：state 类别（甲类）\n",
            "  单位不明：money[1].amount 金额（12.5），现版单位为元\n",
        ] {
            assert!(ran.talk.contains(line), "{line}\n{ran:?}");
        }
    }
    // A figure with its own unit is converted.
    desk.run(&["get", "r.ron", "money[1].amount", "money[2].amount", "contact"])
        .ok()
        .gives("12.5 单位不明\n10000.00\n周\n");
    desk.run(&["get", "r.ron", "money[sum].amount"]).ok().gives("\n");
    let found = desk.run(&["check", "r.ron"]).code(1).out;
    assert!(
        found.contains(
            "! money[甲].amount 金额: 按另一版报表格式填列，单位不明，不参与计算；本栏单位为“元”\n"
        ),
        "{found}"
    );
    desk.run(&["set", "r.ron", "contact=吴"]).code(3).says(
        "r.ron：报告使用 2023 版报表格式，本机仅有 2024 版，未改动；请将 2023 版报表格式放入 ~/.config/tianbiao/forms，或用 tianbiao roll 生成 2024 版报告",
    );
    let ran = desk.run_with(&["--plain", "r.ron"], "吴\n/保存\n/退出\n");
    assert!(ran.out.contains("只读：报告为 2023 版报表格式，现有 2024 版，金额未换算"), "{ran:?}");
    assert_eq!(desk.read("r.ron"), before);
    // Its figures do not become entries of the new edition.
    desk.run(&["roll", "r.ron", "-o", "n.ron"]).ok();
    let rolled = desk.read("n.ron");
    assert!(rolled.contains("edition: \"2024\"") && !rolled.contains("\"12.5\""), "{rolled}");
    // With its edition it is as it was.
    desk.write(".config/tianbiao/forms/old.ron", edition("2023").as_bytes());
    assert_eq!(desk.run(&["get", "r.ron", "money[1].amount"]).ok().talk, "");
    desk.run(&["set", "r.ron", "person=吴"]).ok();
    assert!(desk.read("r.ron").contains("edition: \"2023\""));
}

#[test]
fn the_persons_own_form_is_used() {
    let desk = Desk::new("own_form");
    desk.run(&["new", "r.ron", "--year", "2023"]).ok();
    std::fs::create_dir_all(desk.path(".config/tianbiao/forms")).unwrap();
    let own = BUILT_IN.replacen("label: \"年度\"", "label: \"报告年度\"", 1);
    desk.write(".config/tianbiao/forms/own.ron", own.as_bytes());
    let ran = desk.run(&["check", "r.ron"]);
    assert!(
        ran.talk.contains("使用自备的报表格式 ") && ran.talk.contains("own.ron，未用内置的同名同版格式"),
        "{ran:?}"
    );
    let shown = desk.run(&["form", "show", "linxiang-overall-expenditure"]).ok().out;
    assert!(shown.contains("报告年度"), "{shown}");
}

#[test]
fn a_form_beside_the_report_is_found() {
    let desk = Desk::new("form_beside");
    std::fs::create_dir_all(desk.path("sub")).unwrap();
    desk.write("sub/x.ron", edition("2023").as_bytes());
    let made = desk.run(&["new", "sub/r.ron", "--form", "sub/x.ron", "--year", "2023"]).ok();
    assert!(!made.talk.contains("TIANBIAO_FORMS"), "{made:?}");
    desk.run(&["set", "sub/r.ron", "money[1].amount=5"]).ok();
    desk.run(&["get", "sub/r.ron", "money[sum].amount"]).ok().gives("5.00\n");
    desk.run(&["roll", "sub/r.ron", "-o", "sub/n.ron"]).ok();
    desk.run(&["get", "sub/n.ron", "year"]).ok().gives("2024\n");
}

/// A desk with a report of the edition 2023 and both editions of its form.
fn desk_with_both(name: &str) -> Desk {
    let desk = desk(name);
    desk.write(".config/tianbiao/forms/new.ron", edition("2024").as_bytes());
    desk
}

#[test]
fn a_report_moves_to_another_edition_after_a_list_and_a_yes() {
    let desk = desk_with_both("edition_move");
    let before = desk.read("r.ron");
    desk.run(&["edition", "r.ron"]).ok().gives("r.ron：现为 2023 版报表格式；其他版本：2024\n");
    let listed = desk.run(&["edition", "r.ron", "--to", "2024"]).ok();
    let planned = "r.ron：改用 2024 版报表格式，5 处不同，未改动；核对后加 --yes 执行";
    assert!(listed.talk.contains(planned), "{listed:?}");
    for line in [
        "  行数：units 单位 现有 3 行，该版最多 2 行，多出的行存入附注\n",
        "  无此栏目：note 0预算 备注（旧），存入附注\n",
        "  无此选项：state 0预算 类别（甲类），请重新选择\n",
        "  换算：money[1].amount 0预算 金额[1、甲]（12.5万元，即 125000.00元）\n",
    ] {
        assert!(listed.out.contains(line), "{line}\n{}", listed.out);
    }
    assert_eq!(desk.read("r.ron"), before);
    desk.run(&["edition", "r.ron", "--to", "2024", "--yes"]).ok();
    desk.run(&["get", "r.ron", "money[1].amount", "money[2].amount", "contact"])
        .ok()
        .gives("125000.00\n10000.00\n周\n");
    let after = desk.read("r.ron");
    assert!(after.contains("edition: \"2024\"") && after.contains("\"note\": \"旧\""), "{after}");
    // Nothing is asked again, and the file before is a version.
    desk.run(&["edition", "r.ron", "--to", "2024"]).code(2);
    desk.run(&["history", "r.ron", "--fetch", "1"]).ok().gives(&before);
    desk.run(&["edition", "r.ron", "--to", "1999"])
        .code(2)
        .says("没有可更换的 1999 版报表格式；现有其他版本：2023");
}

#[test]
fn marks_last_year_and_explanations_move_too() {
    let desk = desk_with_both("edition_notes");
    let text = desk.read("r.ron");
    let added = "    carried: [\n        \"money[1].amount\",\n        \"person\",\n    ],\n    last_year: {\n        \"money[1].amount\": \"3\",\n    },\n    checked: {\n        \"person 周\": \"1\",\n    },\n)\n";
    desk.write("r.ron", (text.trim_end().trim_end_matches(')').to_owned() + added).as_bytes());
    desk.run(&["edition", "r.ron", "--to", "2024", "--yes"]).ok();
    let after = desk.read("r.ron");
    for part in
        ["\"money[1].amount\",", "\"contact\",", "\"money[1].amount\": \"3万元\"", "\"contact 周\": \"1\""]
    {
        assert!(after.contains(part), "{part}\n{after}");
    }
}

/// Moved on the screen, and returned to the edition before by its version: the file is the same again.
#[test]
fn a_report_moves_on_the_screen_and_back() {
    let desk = desk_with_both("edition_screen");
    let folder = Folder::new("edition");
    for name in ["f.ron", "new.ron"] {
        let text = desk.read(&format!(".config/tianbiao/forms/{name}"));
        std::fs::create_dir_all(folder.0.join("config/tianbiao/forms")).unwrap();
        std::fs::write(folder.0.join("config/tianbiao/forms").join(name), text).unwrap();
    }
    std::fs::write(folder.0.join("s.ron"), desk.read("r.ron")).unwrap();
    let mut pty = Pty::run(Path::new(PROGRAM), &folder.0, &["s.ron"]);
    pty.wait_for("UTF-8 80x24");
    // Unsaved text is part of the move.
    pty.send("\t新人");
    pty.wait_for("新人");
    pty.send("\x1b[21~格式版本\r");
    pty.wait_for("1  2024 版");
    pty.send("1");
    pty.wait_for("换算：0预算 金额[1、甲]（12.5万元，即 125000.00元）");
    let shown = pty.shown().join("\n");
    assert!(shown.contains("改用 2024 版报表格式") && !shown.contains("money["), "{shown}");
    pty.send("1");
    pty.wait_for("已改用 2024 版报表格式");
    let moved = folder.report();
    assert!(moved.contains("edition: \"2024\"") && moved.contains("\"contact\": \"新人\""), "{moved}");
    pty.send("\x1b[21~历史\r");
    pty.wait_for("更换格式版本前的文件");
    pty.send("1");
    pty.wait_for("该版本使用 2023 版报表格式");
    pty.send("1");
    pty.wait_for("已退回第");
    assert_eq!(folder.report(), desk.read("r.ron").replace("\"周\"", "\"新人\""));
    pty.send("\x11");
    pty.end();
}

#[test]
fn a_report_moves_by_questions() {
    let desk = desk_with_both("edition_plain");
    let ran = desk.run_with(&["--plain", "r.ron"], "2023\n:版本\n1\n1\n:读\n:退出\n");
    for line in [
        "更换格式版本（现为 2023 版）",
        "1、2024 版",
        "换算：0预算 金额[1、甲]（12.5万元，即 125000.00元）",
        "已改用 2024 版报表格式",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    let moved = desk.read("r.ron");
    assert!(moved.contains("edition: \"2024\""), "{moved}\n{}", ran.out);
    // Left as it is.
    let other = desk_with_both("edition_plain_left");
    let before = other.read("r.ron");
    let ran = other.run_with(&["--plain", "r.ron"], ":版本 2024\n2\n:版本 1999\n:退出\n");
    assert!(ran.out.contains("没有可更换的 1999 版报表格式"), "{}", ran.out);
    assert_eq!(other.read("r.ron"), before);
}
