//! The views of a reconciliation: the list of the command line, the tab of the findings, the line dialogue and the annex.

use serde_json::Value;
use tianbiao::check::Checked;
use tianbiao::check::reconciliation::{Reason, Reconciliation, Relation, RelationKind, Verdict, Witness};
use tianbiao::check::review::{Quotes, Review, relation_words};
use tianbiao::export::review_json;
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report};
use tianbiao::session::Session;
use tianbiao::sheet::{TextRange, Texts, calculate};
use tianbiao::tui::event::Effect;

use crate::support::desk::Desk;
use crate::support::scenario::{Scenario, form};

/// A sample with one figure that differs from its table.
fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.run(&["new", "r.ron", "--sample"]).ok();
    let text = desk.read("r.ron").replace("实有人数68人", "实有人数69人");
    desk.write("r.ron", text.as_bytes());
    desk
}

/// `check --all --json` is one array: findings, then claims in the order of the texts, then relations.
#[test]
fn all_figures_are_listed_as_json() {
    let desk = desk("review_json");
    let plain: Value = serde_json::from_str(&desk.run(&["check", "r.ron", "--json"]).ok().out).unwrap();
    let all: Value =
        serde_json::from_str(&desk.run(&["check", "r.ron", "--all", "--json"]).ok().out).unwrap();
    let items = all.as_array().unwrap();
    let kinds: Vec<&str> = items.iter().map(|item| item["item"].as_str().unwrap()).collect();
    let order = |kind: &&str| ["finding", "claim", "relation"].iter().position(|one| one == kind).unwrap();
    assert!(kinds.is_sorted_by_key(order), "{kinds:?}");
    // The findings are those of `check --json`.
    let findings: Vec<Value> = items[..plain.as_array().unwrap().len()].to_vec();
    for (with, without) in findings.iter().zip(plain.as_array().unwrap()) {
        let mut with = with.clone();
        assert_eq!(with.as_object_mut().unwrap().remove("item").unwrap(), "finding");
        assert_eq!(&with, without);
    }
    let claims: Vec<&Value> = items.iter().filter(|item| item["item"] == "claim").collect();
    let places: Vec<(&str, u64)> = claims
        .iter()
        .map(|claim| (claim["path"].as_str().unwrap(), claim["start"].as_u64().unwrap()))
        .collect();
    let paths: Vec<&str> = {
        let mut paths: Vec<&str> = places.iter().map(|place| place.0).collect();
        paths.dedup();
        paths
    };
    assert_eq!(paths[..4], ["tasks", "results", "profile_basic", "profile_scope"]);
    assert!(places.windows(2).all(|two| two[0].0 != two[1].0 || two[0].1 < two[1].1), "{places:?}");
    let claim = claims.iter().find(|claim| claim["text"] == "69人").unwrap();
    let members = [
        "item", "file", "path", "start", "end", "text", "value", "unit", "label", "row", "year", "kind",
        "verdict", "reason", "witness", "ticked",
    ];
    let names: Vec<&String> = claim.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), members.len());
    assert!(members.iter().all(|name| claim.get(name).is_some()), "{claim}");
    for (name, value) in [
        ("file", "r.ron"),
        ("path", "profile_basic"),
        ("value", "69"),
        ("unit", "人"),
        ("verdict", "differs"),
        ("reason", "cell"),
    ] {
        assert_eq!(claim[name], value, "{claim}");
    }
    assert_eq!(claim["witness"], serde_json::json!([{ "path": "staff", "start": null, "end": null }]));
    assert_eq!(claim["ticked"], false);
}

/// `check --all` lists the same in lines, and has the exit codes of `check`.
#[test]
fn all_figures_are_listed_in_lines() {
    let desk = desk("review_lines");
    let lines = desk.run(&["check", "r.ron", "--all"]).ok().out;
    for line in [
        "r.ron: ! profile_basic 部门（单位）基本情况: “实有人数69人”不一致：概况 实有人数 68",
        "r.ron: = profile_basic 部门（单位）基本情况: “人员编制50人”一致：概况 人员编制 50",
    ] {
        assert!(lines.lines().any(|one| one == line), "{line}\n{lines}");
    }
    let findings = desk.run(&["check", "r.ron"]).ok().out;
    assert!(lines.starts_with(&findings));
    desk.run(&["check", "r.ron", "--all", "--strict"]).code(1);
    let english = desk.run(&["check", "r.ron", "--all", "--lang", "en"]).ok().out;
    assert!(english.contains("\"实有人数69人\" different: 概况 实有人数 68"), "{english}");
}

/// A ticked claim counts as checked for its figure and the value in the table; its finding is answered. Another
/// value opens it again.
#[test]
fn a_ticked_figure_is_answered_for_its_values() {
    let desk = desk("review_ticked");
    desk.run(&["check", "r.ron", "--strict"]).code(1);
    desk.run(&["export", "r.ron", "--final"]).code(1);
    let ticked = "    checked: {\n        \"profile_basic 实有人数69人\": \"68\",\n    },\n)\n";
    let text = desk.read("r.ron").trim_end().strip_suffix(')').unwrap().to_owned() + ticked;
    desk.write("r.ron", text.as_bytes());
    let all = desk.run(&["check", "r.ron", "--all", "--strict"]).ok().out;
    assert!(
        all.contains("+ profile_basic 部门（单位）基本情况: “实有人数69人”已核：概况 实有人数 68"),
        "{all}"
    );
    desk.run(&["export", "r.ron", "--final"]).ok();
    let json = desk.run(&["check", "r.ron", "--all", "--json"]).ok().out;
    let items: Value = serde_json::from_str(&json).unwrap();
    let claim = items.as_array().unwrap().iter().find(|item| item["text"] == "69人").unwrap();
    assert_eq!((&claim["ticked"], &claim["verdict"]), (&Value::Bool(true), &Value::from("differs")));
    for change in ["staff=67", "profile_basic=年末实有人数70人。"] {
        std::fs::copy(desk.path("r.ron"), desk.path("s.ron")).unwrap();
        desk.run(&["set", "s.ron", change, "staff-over-posts@staff=借调"]).ok();
        desk.run(&["check", "s.ron", "--strict"]).code(1);
    }
    // Other words of the text may change.
    desk.run(&["set", "r.ron", "profile_basic=人员编制50人，实有人数69人，含退休返聘。"]).ok();
    desk.run(&["check", "r.ron", "--strict"]).ok();
}

/// A form with two numbers, a table and a text.
const FORM: &str = r#"(
    id: "review", edition: "1", title: "年度报告", caption: "年度报告", language: "zh",
    sections: [
        (name: "facts", label: "基本概况", short: "概况", items: [
            Field(name: "posts", label: "人员编制", type: Integer, unit: "人", words: ["人员编制"]),
            Field(name: "staff", label: "实有人数", type: Integer, unit: "人", words: ["实有人数"]),
        ]),
        (name: "account", label: "综述", short: "综述", items: [
            Field(name: "prose", label: "年度部门（单位）总体运行情况", type: LongText),
        ]),
    ],
)"#;

/// The form with a text: a figure that equals its number, one that differs, and two that have none.
fn scenario(size: (u16, u16)) -> Scenario {
    let form = form(FORM);
    let mut report = Report::new(&form);
    let text = "全站人员编制50人，实有人数68人。全年发放开工通知书71个。购置水泵13台。";
    for (path, text) in [("posts", "50"), ("staff", "69"), ("prose", text)] {
        let cell = report.resolve(&form, path).unwrap();
        report.apply(&form, Edit::Set { cell, text: Some(text.into()) });
    }
    Scenario::over(Session::new(form, report), size)
}

/// Keys in the list of figures; the notice, part of the screen, and the ticks of the report after them.
#[test]
fn the_tab_of_figures() {
    let ticks = |scenario: &Scenario| {
        let report = scenario.app.model.session.report();
        report.ticks().map(|(_, words, value)| format!("{words}={value}")).collect::<Vec<_>>().join(" ")
    };
    for (keys, notice, screen, ticked) in [
        // The list begins with the most severe figure.
        ("", "", ">! 综述 ..运行情况  实有人数68人               概况 实有人数 69", ""),
        ("", "", "检查 1  [对账 4]  ", ""),
        ("", "", " 一致 1  约数 0  不一致 1  存疑 0  未核 2  已核 0", ""),
        ("", "", " . 综述 ..运行情况  全年发放开工通知书71个     没有可对照的数", ""),
        // Space ticks; the figure leaves the list, and its finding is answered.
        (" ", "已标记为已核", "未核 2  已核 1", "实有人数68人=69"),
        ("　", "已标记为已核", "不一致 0  存疑 0", "实有人数68人=69"),
        (" <Tab*3>", "", "待核实 0 ", "实有人数68人=69"),
        ("<Down> ", "已标记为已核", "未核 1  已核 1", "全年发放开工通知书71个="),
        // The list of ticked figures; Space removes the tick.
        (" <Left>", "", ">+ 综述 ..运行情况  实有人数68人", "实有人数68人=69"),
        (" <Left> ", "已取消标记", "已核 0", ""),
        // One step of the undo history.
        (" <Ctrl-Z>", "已撤销：综述 年度部门（单位）总体运行情况 的核对记录；Ctrl-Y 重做", "", ""),
        (" <Ctrl-Z><Ctrl-Y>", "已重做：综述 年度部门（单位）总体运行情况 的核对记录", "", "实有人数68人=69"),
        // The arrows change what is listed.
        ("<Right>", "", "范围：全部", ""),
        ("<Right*2>", "", ">= 综述 ..运行情况  全站人员编制50人", ""),
        ("<Right*2> ", "已与其他数据一致，无需标记", "", ""),
        ("<Right*3>", "", "此范围内没有数据", ""),
        ("<Right*3> ", "仅文中数据可标记为已核", "", ""),
        ("<Right*2><F8>", "", "范围：待处理", ""),
        ("<F8*2>", "", ">. 综述 ..运行情况  购置水泵13台", ""),
        ("<F8*3>", "", ">! 综述", ""),
        // F4 explains the finding of the figure.
        ("<F4>", "", "情况属实的，请说明原因", ""),
        ("<F4>含返聘<Enter><F7>", "", "已说明 1", ""),
        ("<F4>含返聘<Enter><F7><Tab><Left>", "", ">+ 综述 ..运行情况  实有人数68人", ""),
        ("<F4>含返聘<Enter><F7><Tab><Left> ", "已填写说明，无需标记", "", ""),
        ("<F8><F4>", "本条没有需要说明的事项；已核对的，按空格标记", "", ""),
        // The other tabs.
        ("<Tab>", "", "[关系 ", ""),
        ("<Tab*2>", "", "[表中有数、文中未写 ", ""),
        ("<Tab*3>", "", "[检查 1]", ""),
        ("<Shift-Tab>", "", "[检查 1]", ""),
        // The list is shown again where the user left it.
        ("<F8*2><Enter><F7>", "", ">. 综述 ..运行情况  购置水泵13台", ""),
        ("<Esc><F7>", "", "[检查 1]", ""),
    ] {
        let scenario = scenario((80, 24)).keys("<F7><Tab>").keys(keys);
        assert_eq!(scenario.notice(), notice, "{keys}");
        assert!(scenario.screen().contains(screen), "{keys}: {screen}\n{}", scenario.screen());
        assert_eq!(ticks(&scenario), ticked, "{keys}");
    }
}

/// Enter goes to the figure: the caret is at its end.
#[test]
fn enter_goes_to_the_figure() {
    let scenario = scenario((80, 24)).keys("<F7><Tab><Enter>");
    assert_eq!(scenario.at(), "prose");
    let editor = &scenario.app.input.editor;
    let before: String = editor.text().chars().take(editor.offset()).collect();
    assert!(before.ends_with("实有人数68人"), "{before}");
}

/// A report without findings opens the figures at once.
#[test]
fn without_findings_the_figures_are_shown() {
    let scenario = scenario((80, 24)).keys("<F3>staff<Enter>68<Tab><F7>");
    assert_eq!(scenario.notice(), "检查未发现问题");
    assert!(scenario.screen().contains("检查 0  [对账 4]"), "{}", scenario.screen());
}

/// A report that cannot be changed can be read, but not ticked.
#[test]
fn a_tick_is_a_change() {
    let mut scenario = scenario((80, 24));
    scenario.app.model.read_only = true;
    scenario.keys_in("<F7><Tab> ");
    assert_eq!(scenario.app.model.session.report().ticks().count(), 0);
    assert!(scenario.screen().contains("[对账 "), "{}", scenario.screen());
    assert_ne!(scenario.notice(), "");
}

/// The line dialogue reads the counts and the open figures, goes to one by its number, and ticks them.
#[test]
fn figures_are_read_and_ticked_line_by_line() {
    let desk = desk("review_plain");
    // The figure that differs is the first of the list.
    let said =
        desk.run_with(&["--plain", "r.ron"], ":对账\n:核对 1\n:核对\n:核对 1000\n:对账\n:quit\n").ok().out;
    let lines: Vec<&str> = said.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("一致 ")).unwrap();
    assert!(lines[at].contains("不一致 1，存疑 0") && lines[at].ends_with("已核 0"), "{said}");
    assert_eq!(
        lines[at + 2],
        "1、8综述 （一）部门（单位）基本情况：“实有人数69人”不一致：概况 实有人数 68",
        "{said}"
    );
    for words in ["已标记为已核：实有人数69人", "请在冒号 :核对 后加序号", "不一致 0，存疑 0"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(desk.read("r.ron").contains("\"profile_basic 实有人数69人\": \"68\""), "{}", desk.read("r.ron"));
    // The numbers of a list stay while it is worked through; undo removes one tick.
    let said = desk.run_with(&["--plain", "r.ron"], ":review\n:tick 1 2\n:tick 3\n:undo\n:quit\n").ok().out;
    assert_eq!(said.matches("已标记为已核：").count(), 3, "{said}");
    let file = desk.read("r.ron");
    let ticks = file.split_once("    checked: {").unwrap().1.split_once('}').unwrap().0;
    assert_eq!(ticks.matches(": \"").count(), 3, "{ticks}");
}

/// The annex of a document lists the figures that were compared, and those that were not, with their numbers.
#[test]
fn the_annex_lists_what_was_compared() {
    let desk = desk("review_annex");
    let ticked = "    checked: {\n        \"profile_basic 编外人员10名\": \"\",\n    },\n)\n";
    let text = desk.read("r.ron").trim_end().strip_suffix(')').unwrap().to_owned() + ticked;
    desk.write("r.ron", text.as_bytes());
    let markdown = desk.run(&["export", "r.ron", "-f", "markdown", "--annex"]).ok().out;
    let (_, annex) = markdown.split_once("## 附：数据核对情况表").unwrap();
    assert!(annex.trim_start().starts_with("文中数据共 ") && annex.contains("不一致 1，"), "{annex}");
    assert!(annex.contains("已核 1。"), "{annex}");
    let (compared, unchecked) = annex.split_once("### 没有可对照的数据（").unwrap();
    for row in [
        "| 一（一）部门（单位）基本情况 | 实有人数69人 | 不一致：概况 实有人数 68 |",
        "| 一（一）部门（单位）基本情况 | 人员编制50人 | 一致：概况 人员编制 50 |",
        "| 一（一）部门（单位）基本情况 | 编外人员10名 | 已核：人工核对 |",
    ] {
        assert!(compared.contains(row), "{row}: {annex}");
    }
    assert!(unchecked.contains("未核原因") && !unchecked.contains("编外人员10名"), "{annex}");
    // The text and the Word document have the same annex.
    let text = desk.run(&["export", "r.ron", "--annex"]).ok().out;
    assert!(text.contains("附：数据核对情况表") && text.contains("已核：人工核对"), "{text}");
    desk.run(&["export", "r.ron", "-o", "r.docx", "--annex"]).ok();
    assert!(!desk.run(&["export", "r.ron"]).ok().out.contains("数据核对情况表"));
}

/// The annex is an entry of the menu of formats, and a choice of the line dialogue.
#[test]
fn the_annex_is_offered_with_the_formats() {
    let exported = |keys: &str| {
        let scenario = scenario((80, 24)).keys("<Ctrl-E>").keys(keys);
        let annex = scenario.effects.iter().filter_map(|effect| match effect {
            Effect::Export(request) => Some((request.format, request.options.annex)),
            _ => None,
        });
        annex.collect::<Vec<_>>()
    };
    for (keys, found) in [
        ("1<Enter>", [("docx", false)]),
        ("81<Enter>", [("docx", true)]),
        ("884<Enter>", [("text", false)]),
        ("<F10>定稿<Enter>84<Enter>", [("text", true)]),
    ] {
        let keys = if keys.starts_with("<F10>") {
            format!("<Esc><F3>staff<Enter>68<Tab>{keys}")
        } else {
            keys.to_owned()
        };
        assert_eq!(exported(&keys), found, "{keys}");
    }
    let menu = scenario((80, 24)).keys("<Ctrl-E>8").screen();
    assert!(menu.contains("附填报说明和数据核对情况表：是"), "{menu}");
    let desk = desk("review_annex_plain");
    desk.run_with(&["--plain", "r.ron"], ":导出\n5\n3\n核对.md\n:quit\n").ok();
    assert!(desk.read("核对.md").contains("## 附：数据核对情况表"));
}

/// A relation in words and as JSON: operands with their places, the stated and the calculated value.
#[test]
fn relations_name_their_operands() {
    let form = form(FORM);
    let mut report = Report::new(&form);
    let cell = |path: &str| report.resolve(&form, path).unwrap();
    let (prose, posts) = (cell("prose"), cell("posts"));
    for (cell, text) in [(posts, "50"), (prose, "持证40人，见习74人，合计115人。")] {
        report.apply(&form, Edit::Set { cell, text: Some(text.into()) });
    }
    let sheet = calculate(&form, &report);
    let texts = Texts { form: &form, report: &report, sheet: &sheet, lang: Lang::Zh };
    let part = |start, end| Witness { cell: prose, place: Some(TextRange { start, end }) };
    let whole = Witness { cell: posts, place: None };
    let relation = |kind, operands, [stated, calculated]: [i64; 2], verdict| Relation {
        cell: prose,
        place: Some(TextRange { start: 14, end: 18 }),
        kind,
        operands,
        stated: Some(stated.into()),
        calculated: Some(calculated.into()),
        verdict,
        reason: Reason::Relation,
        is_excused: false,
    };
    let relations = vec![
        relation(RelationKind::Sum, vec![part(2, 5), part(8, 11)], [115, 114], Verdict::Differs),
        relation(RelationKind::Share, vec![part(2, 5), whole], [80, 80], Verdict::Equal),
        relation(RelationKind::Count, vec![part(2, 5), part(8, 11)], [2, 2], Verdict::Equal),
        Relation {
            place: None,
            cell: posts,
            ..relation(RelationKind::Target, vec![whole], [50, 50], Verdict::Equal)
        },
    ];
    let review = Review::new(Reconciliation { relations, ..Reconciliation::default() }, &[]);
    let quotes = Quotes::new(&texts);
    let words: Vec<String> = review.relations.iter().map(|one| relation_words(&quotes, one)).collect();
    assert_eq!(
        words,
        [
            "“合计115人”合计不一致：40人 + 74人 = 114",
            "“合计115人”占比一致：40人 / 50 = 80%",
            "“合计115人”项数一致：列举 2 项",
            "“50”目标一致：目标为“50”",
        ]
    );
    let json = review_json(&[("r.ron", Checked { texts, findings: &[] })], &[review]).unwrap();
    let items: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        items[0],
        serde_json::json!({
            "item": "relation", "file": "r.ron", "path": "prose", "start": 14, "end": 18, "kind": "sum",
            "operands": [
                { "path": "prose", "start": 2, "end": 5 },
                { "path": "prose", "start": 8, "end": 11 },
            ],
            "stated": "115", "calculated": "114", "verdict": "differs", "reason": "relation",
        })
    );
    assert_eq!(items[1]["operands"][1], serde_json::json!({ "path": "posts", "start": null, "end": null }));
    assert_eq!((&items[3]["start"], &items[3]["path"]), (&Value::Null, &Value::from("posts")));
}
