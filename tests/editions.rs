//! Editions of a form: a report keeps its own edition, and its figures are never read in the unit of another one.

use crate::support::desk::Desk;
use crate::support::scenario::BUILT_IN;

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
