//! References: figures in texts that show a cell, such as `{{expenditure[sum].basic}}`.

use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::{Color, Modifier};

use crate::support::desk::Desk;
use crate::support::scenario::{BUILT_IN, PROJECT, SAMPLE, Scenario, form};
use tianbiao::check::check;
use tianbiao::form::{CellRef, FieldId, Form, RowSetId, clean};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, RowEntries, read, write};
use tianbiao::session::{Merge, Session};
use tianbiao::sheet::calculate;
use tianbiao::sheet::fill;
use tianbiao::sheet::reference::{Reference, Shape, write as write_figure};
use tianbiao::tui::event::Effect;
use tianbiao::tui::panels::Mode;
use tianbiao::tui::theme::Theme;
use tianbiao::tui::view;

const HOME: (u16, u16) = (80, 24);

static FORM: LazyLock<Arc<Form>> = LazyLock::new(|| form(BUILT_IN));

/// A session with the sample in which these texts are entered.
fn sample_with(entries: &[(&str, &str)]) -> Session {
    let report = Report::from_file(&FORM, read(SAMPLE).unwrap());
    let mut session = Session::new(Arc::clone(&FORM), report);
    for (path, text) in entries {
        set(&mut session, path, text);
    }
    session
}

fn cell(session: &Session, path: &str) -> CellRef {
    session.report().resolve(session.form(), path).unwrap_or_else(|error| panic!("{path}: {error:?}"))
}

fn set(session: &mut Session, path: &str, text: &str) {
    let cell = cell(session, path);
    session.change(Edit::Set { cell, text: Some(text.into()) }, cell, Merge::No);
}

fn shown(session: &Session, path: &str) -> String {
    let cell = cell(session, path);
    let kind = &session.form().field(cell.field).kind;
    kind.show(&session.sheet().cell(cell).value, session.form().language)
}

fn typed<'s>(session: &'s Session, path: &str) -> &'s str {
    session.report().text(cell(session, path))
}

/// Findings about the references of a text, each as mark, range and sentence.
fn found(session: &Session, path: &str) -> Vec<String> {
    let cell = cell(session, path);
    let texts = session.texts(session.form().language);
    let findings = session.findings_at(cell).filter(|finding| finding.place.is_some());
    findings
        .map(|finding| {
            let place = finding.place.unwrap();
            let mark = finding.mark().letter();
            format!("{mark} {}..{} {}", place.start, place.end, finding.sentence(&texts))
        })
        .collect()
}

fn rows(form: &Form, name: &str) -> RowSetId {
    form.row_set_named(name).unwrap()
}

/// A text entered in the sample, and the text that is shown.
#[test]
fn references_show_cells() {
    for (text, shows) in [
        ("无法计算", "无法计算"),
        ("基本支出{{expenditure[sum].basic}}万元", "基本支出767.32万元"),
        ("{{expenditure[3].personnel}}", "682.30"),
        ("{{ expenditure[工程质量监督站].personnel | short }}万元", "682.3万元"),
        ("{{expenditure[sum].total|亿元}}", "0.088132亿元"),
        ("{{expenditure[sum].project|亿元}}", "0.011400亿元"),
        ("{{expenditure[sum].project|亿元 short}}", "0.0114亿元"),
        ("{{expenditure[sum].project|元}}", "1140000元"),
        ("{{expenditure[sum].personnel|千元}}", "6823.0千元"),
        ("{{expenditure[sum].project|万元}}", "114.00万元"),
        ("{{expenditure[sum].project|short 万元}}", "114万元"),
        ("{{staff}}人，{{staff|人}}，{{staff|万人}}", "68人，68人，0.0068万人"),
        ("{{expenditure[sum].basic|% expenditure[sum].total}}", "87.06%"),
        ("{{expenditure[sum].total|% expenditure[sum].total short}}", "100%"),
        ("{{year}}年，{{year - 1}}年，{{year+1}}年", "2023年，2022年，2024年"),
        ("{{unit_name}}（{{contact}}）", "临湘市青禾工程质量监督站（林晓禾）"),
        ("{{report_date}}", "2024年9月20日"),
        ("{{units[3].name}}", "工程质量监督站"),
        ("{{score}}分，{{grade}}", "99分，优"),
        ("{{{year}}}", "{2023}"),
        ("第一段{{year}}\n第二段{{year}}", "第一段2023\n第二段2023"),
    ] {
        let session = sample_with(&[("problems", text)]);
        assert_eq!(shown(&session, "problems"), shows, "{text}");
        assert_eq!(typed(&session, "problems"), text, "an entry stays as typed");
        assert_eq!(found(&session, "problems"), [""; 0], "{text}");
    }
}

/// A reference without a value shows a placeholder and gives a finding.
#[test]
fn references_without_a_value_are_findings() {
    for (text, shows, finding) in [
        (
            "支出{{expenditure[1].basic}}万元",
            "支出〔空：基本支出〕万元",
            "* 2..26 文中引用的“基本支出[1、局机关]”为空，请先填列",
        ),
        (
            "{{expenditure[9].basic}}",
            "〔引用无效〕",
            "! 0..24 引用的“基本支出[9]”已不存在，请重新选择数据或改为文字",
        ),
        ("{{yaer}}", "〔引用无效〕", "! 0..8 引用的数据不存在，请重新选择数据或改为文字"),
        ("{{income}}", "〔引用无效〕", "! 0..10 引用的数据不存在，"),
        ("{{score|% year2}}", "〔引用无效〕", "! 0..17 引用的数据不存在，"),
        ("{{problems}}", "〔无数据：存在的主要问题〕", "! 0..12 引用的“存在的主要问题”本身含有引用，"),
        (
            "{{measures}}",
            "〔无数据：改进措施和有关建议〕",
            "! 0..12 引用的“改进措施和有关建议”本身含有引用，",
        ),
        (
            "{{performance}}",
            "〔无数据：部门（单位）整体支出绩效情况〕",
            "! 0..15 引用的“部门（单位）整体支出绩效情况”文字过长，",
        ),
        ("{{contact + 1}}", "〔无数据：联系人〕", "! 0..15 引用的“联系人”不是整数，"),
        ("{{expenditure[3].basic + 1}}", "〔无数据：基本支出〕", "! 0..28 "),
        (
            "{{staff|亿元}}",
            "〔无数据：实有人数〕",
            "! 0..12 引用的“实有人数”不能换算为所选单位（原单位“人”），",
        ),
        ("{{contact|元}}", "〔无数据：联系人〕", "! 0..13 "),
        ("{{staff|% expenditure[3].basic}}", "〔无数据：实有人数〕", "! 0..32 “实有人数”无法计算百分比："),
        ("{{income[3].total|% income[3].fund}}", "〔无数据：收入合计〕", "! 0..36 "),
        ("年{{你好}}", "年{{你好}}", "? 1..3 “{{”后面不是引用"),
        ("{{year", "{{year", "? 0..2 “{{”后面不是引用"),
    ] {
        let session = sample_with(&[("measures", "到{{year}}年"), ("problems", text)]);
        assert_eq!(shown(&session, "problems"), shows, "{text}");
        let found = found(&session, "problems");
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].starts_with(finding), "{text}: {found:?}");
    }
    // Literal braces can be explained. The name of a row has no references.
    let mut session = sample_with(&[("problems", "{{ 见附件 }}"), ("units[1].name", "{{year}}科")]);
    assert_eq!(shown(&session, "units[1].name"), "{{year}}科");
    assert!(found(&session, "units[1].name")[0].starts_with("? 0..8 行名称中不能使用引用"));
    let at = cell(&session, "problems");
    let edit = Edit::explain("live-figure", at, Some("原文如此".into()), None);
    session.change(edit, at, Merge::No);
    assert!(found(&session, "problems")[0].starts_with('+'));
}

/// A reference to a cell that cannot be read or has no result.
#[test]
fn a_missing_value_is_reported_at_its_reference() {
    let session = sample_with(&[("income[3].fiscal", "六百"), ("problems", "{{income[sum].total}}")]);
    assert_eq!(shown(&session, "problems"), "〔无数据：收入合计〕");
    assert!(
        found(&session, "problems")[0]
            .starts_with("! 0..21 文中引用的“收入合计[局机关及二级机构汇总]”无法计算")
    );
    let form = form(PROJECT);
    let mut session = Session::new(form.clone(), Report::new(&form));
    set(&mut session, "funds[1].spent", "5");
    set(&mut session, "manager", "{{execution_rate}}");
    assert!(shown(&session, "manager").starts_with("〔无数据："), "{}", shown(&session, "manager"));
}

/// The shown text follows every edit, also if only the referenced value changed.
#[test]
fn a_text_follows_its_references() {
    let mut session = sample_with(&[("problems", "{{expenditure[sum].basic}}")]);
    for (personnel, basic) in
        [("700", "785.02"), ("", "85.02"), ("x", "〔无数据：基本支出〕"), ("1", "86.02")]
    {
        set(&mut session, "expenditure[3].personnel", personnel);
        assert_eq!(shown(&session, "problems"), basic);
        let fresh = calculate(session.form(), session.report());
        assert_eq!(session.findings(), check(session.form(), session.report(), &fresh));
    }
    session.undo();
    session.undo();
    assert_eq!(shown(&session, "problems"), "85.02");
}

/// Checks compare the shown text, whether the text or its cell changed.
#[test]
fn checks_see_the_shown_text() {
    let form = form(
        "(id: \"f\", edition: \"1\", title: \"f\", caption: \"f\", sections: [(name: \"s\", label: \"s\", items: [
            Field(name: \"count\", label: \"人数\", type: Integer), Field(name: \"note\", label: \"说明\", type: Text),
        ])], checks: [
            (id: \"same\", at: \"note\", rule: \"note = '共5人'\", severity: Error, message: \"{note}\"),
        ])",
    );
    let mut session = Session::new(form.clone(), Report::new(&form));
    set(&mut session, "note", "共{{count}}人");
    for (count, says) in [("4", Some("共4人")), ("5", None), ("", Some("共〔空：人数〕人")), ("5", None)]
    {
        set(&mut session, "count", count);
        let checks = session.findings().iter().filter(|finding| finding.name(&form) == "same");
        let said = checks.map(|finding| finding.sentence(&session.texts(form.language))).next();
        assert_eq!(said.as_deref(), says, "{count}");
    }
}

/// The number of references is limited. The rest is reported and prevents a final export.
#[test]
fn the_number_of_references_is_limited() {
    let session = sample_with(&[("problems", &"{{year}}".repeat(10_002)), ("measures", "{{year}}")]);
    assert!(shown(&session, "problems").ends_with("2023{{year}}{{year}}"));
    assert!(found(&session, "problems")[0].starts_with("! 80000..80008 引用的表中数据过多"));
    assert_eq!(found(&session, "measures").len(), 1);
    // Braces that begin no reference count too, and the distance between them costs no time.
    for text in ["{{甲".repeat(200_000), format!("{}{{{{", "长".repeat(400)).repeat(2_000)] {
        let session = sample_with(&[("problems", &text)]);
        assert!((2_000..=10_001).contains(&found(&session, "problems").len()));
    }
}

/// A formula reads a text as it was typed, so the copy shows the same values.
#[test]
fn a_copied_text_shows_its_references_too() {
    let mut session = sample_with(&[("contact", "{{units[3].name}}林晓禾")]);
    for _ in 0..2 {
        assert_eq!(shown(&session, "preparer"), "工程质量监督站林晓禾");
        set(&mut session, "posts", "51");
    }
    set(&mut session, "contact", "{{nobody}}");
    assert_eq!(shown(&session, "preparer"), "〔引用无效〕");
    assert_eq!(found(&session, "contact").len(), 1);
    assert_eq!(found(&session, "preparer").len(), 0, "the finding is where the text was typed");
}

/// References follow their rows in the same step, and one undo reverts both.
#[test]
fn references_follow_their_rows() {
    let name = |session: &Session, at: usize| CellRef::at(cell(session, "units[1].name").field, at);
    let text = "{{income[工程质量监督站].total}} {{income[3].total|% income[工程质量监督站].total}} {{income[sum].total}}";
    let step = |what: &dyn Fn(&mut Session)| {
        let mut session = sample_with(&[("problems", text)]);
        let before = write(session.form(), session.report());
        let steps = session.steps();
        what(&mut session);
        assert_eq!(session.steps(), steps + 1);
        let after = (typed(&session, "problems").to_owned(), shown(&session, "problems"));
        session.undo();
        assert_eq!(write(session.form(), session.report()), before);
        session.redo();
        assert_eq!(typed(&session, "problems"), after.0);
        after
    };
    let all = "881.32 100.00% 881.32";
    let rename = |to: &'static str| {
        step(&|session| {
            let cell = name(session, 2);
            session.change(Edit::Set { cell, text: Some(to.into()) }, cell, Merge::No);
        })
    };
    let renamed = |word: &str| {
        format!(
            "{{{{income[{word}].total}}}} {{{{income[3].total|% income[{word}].total}}}} {{{{income[sum].total}}}}"
        )
    };
    assert_eq!(rename("质安站"), (renamed("质安站"), all.to_owned()));
    // A name that is ambiguous or cannot be written in a reference: the number is used.
    for to in ["", "局机关", "2", "甲|乙", "甲}}"] {
        assert_eq!(rename(to), (renamed("3"), all.to_owned()), "{to}");
    }
    let insert = step(&|session| {
        let (rows, cell) = (rows(session.form(), "units"), name(session, 0));
        session.change(Edit::InsertRow { rows, at: 0, row: RowEntries::default() }, cell, Merge::No);
    });
    assert_eq!(insert, (text.replace("[3]", "[4]"), all.to_owned()));
    let moved = step(&|session| {
        let (rows, cell) = (rows(session.form(), "units"), name(session, 0));
        session.change(Edit::MoveRow { rows, from: 2, to: 0 }, cell, Merge::No);
    });
    assert_eq!(moved, (text.replace("[3]", "[1]"), all.to_owned()));
    let removed = |at: usize| {
        step(&|session| {
            let (rows, cell) = (rows(session.form(), "units"), name(session, 0));
            session.change(Edit::RemoveRow { rows, at }, cell, Merge::No);
        })
    };
    assert_eq!(removed(0), (text.replace("[3]", "[2]"), all.to_owned()));
    // The last of three rows is removed: neither its number nor its name exists any more.
    assert_eq!(removed(2).0, text);
    assert!(removed(2).1.starts_with("〔引用无效〕"), "{}", removed(2).1);
}

/// An unconfirmed text stays unconfirmed if only its references are updated.
#[test]
fn an_updated_reference_confirms_nothing() {
    let mut session = sample_with(&[("problems", "{{income[工程质量监督站].total}}")]);
    let at = cell(&session, "problems");
    session.change(Edit::Mark { cell: at, unconfirmed: true }, at, Merge::No);
    let before = write(session.form(), session.report());
    let name = cell(&session, "units[3].name");
    for text in ["质", "质安", "质安站"] {
        session.change(Edit::Set { cell: name, text: Some(text.into()) }, name, Merge::Run(7));
    }
    assert_eq!(typed(&session, "problems"), "{{income[质安站].total}}");
    assert!(session.report().is_unconfirmed(at));
    session.undo();
    assert_eq!(write(session.form(), session.report()), before);
}

/// The same if a row is inserted above the referenced row.
#[test]
fn a_renumbered_reference_confirms_nothing() {
    for waits in [true, false] {
        let mut session = sample_with(&[("problems", "{{income[2].total}}")]);
        let at = cell(&session, "problems");
        session.change(Edit::Mark { cell: at, unconfirmed: waits }, at, Merge::No);
        let edit = Edit::InsertRow { rows: rows(session.form(), "units"), at: 0, row: RowEntries::default() };
        session.change(edit, at, Merge::No);
        assert_eq!(typed(&session, "problems"), "{{income[3].total}}");
        assert_eq!(session.report().is_unconfirmed(at), waits);
    }
}

/// The number of a removed row does not refer to the next row.
#[test]
fn a_reference_to_a_removed_row_shows_no_other_row() {
    let mut session = sample_with(&[
        ("income[2].fiscal", "7"),
        ("problems", "{{income[2].fiscal}}，{{income[工程造价服务站].fiscal}}"),
    ]);
    let (units, at) = (rows(session.form(), "units"), cell(&session, "income[2].fiscal"));
    session.change(Edit::RemoveRow { rows: units, at: 1 }, at, Merge::No);
    assert_eq!(typed(&session, "problems"), "{{income[2?].fiscal}}，{{income[工程造价服务站].fiscal}}");
    assert_eq!(found(&session, "problems").len(), 2);
    session.undo();
    assert_eq!(shown(&session, "problems"), "7.00，7.00");
}

/// Typing a name letter by letter is one step, whatever references it changes in between.
#[test]
fn typing_a_name_is_one_step() {
    let scenario = Scenario::sample(HOME)
        .keys("<F3>problems<Enter><Ctrl-U>")
        .paste("{{income[工程质量监督站].total}}{{income[局机关].total}}")
        .keys("<F3>units[3].name<Enter>");
    let before = scenario.file();
    let scenario = scenario.keys("局机关二");
    assert!(scenario.file().contains("{{income[3].total}}{{income[局机关].total}}"), "{}", scenario.file());
    let scenario = scenario.keys("<Tab><Ctrl-Z>");
    assert_eq!(scenario.file(), before);
    // Another row gets the name that is in the text: the reference still refers to its original row.
    let scenario = scenario.keys("<F3>units[1].name<Enter><F2><Backspace*3>工程质量监督站");
    assert!(scenario.file().contains("{{income[3].total}}{{income["), "{}", scenario.file());
    let steps = scenario.app.model.session.steps();
    let scenario = scenario.keys("<Ctrl-Z>");
    assert_eq!((scenario.file(), scenario.app.model.session.steps()), (before, steps - 1));
}

/// `set` updates references when a row is renamed, as the screen does.
#[test]
fn set_updates_references_too() {
    let desk = Desk::new("live_set");
    desk.run(&["new", "r.ron", "--sample"]).ok();
    desk.run(&["set", "r.ron", "problems=支出{{expenditure[工程质量监督站].total}}万元，{{nobody}}"]).ok();
    desk.run(&["get", "r.ron", "problems"]).ok().gives("支出881.32万元，〔引用无效〕\n");
    desk.run(&["set", "r.ron", "units[3].name=质安站"]).ok();
    desk.run(&["get", "r.ron", "problems", "--typed"])
        .ok()
        .gives("支出{{expenditure[质安站].total}}万元，{{nobody}}\n");
    // All lines as they were typed, with another name: the given text is updated too.
    let lines =
        desk.run(&["get", "r.ron", "--typed"]).ok().out.replace("units[3].name=质安站", "units[3].name=总站");
    desk.run_with(&["set", "r.ron", "-"], &lines).ok();
    desk.run(&["get", "r.ron", "problems"]).ok().gives("支出881.32万元，〔引用无效〕\n");
    assert!(desk.run(&["export", "r.ron"]).ok().out.contains("支出881.32万元，〔引用无效〕"));
    let json = desk.run(&["check", "r.ron", "--json"]).code(1).out;
    assert!(json.contains("\"rule\": \"live-figure\",\n"), "{json}");
    assert!(json.contains("\"start\": 30,\n    \"end\": 40\n"), "{json}");
    assert!(desk.run(&["get", "r.ron", "problems", "--json"]).ok().out.contains("支出881.32万元"));
    desk.run(&["export", "r.ron", "--final"]).code(1).says("1 处错误");
    desk.run(&["set", "r.ron", "problems=支出{{expenditure[总站].total}}万元"]).ok();
    for format in ["text", "markdown", "csv", "json"] {
        let out = desk.run(&["export", "r.ron", "--final", "-f", format]).ok().out;
        assert!(out.contains("支出881.32万元") && !out.contains("{{"), "{format}: {out}");
    }
}

#[test]
fn written_references_show_the_cell() {
    let session = sample_with(&[("units[1].name", "甲|乙"), ("income[1].fiscal", "5")]);
    let (form, report) = (session.form(), session.report());
    for (path, shape, written, shows) in [
        ("expenditure[sum].basic", Shape::default(), "{{expenditure[sum].basic}}", "767.32"),
        (
            "expenditure[3].personnel",
            Shape { short: true, ..Shape::default() },
            "{{expenditure[工程质量监督站].personnel|short}}",
            "682.3",
        ),
        (
            "income[1].fiscal",
            Shape { unit: Some("元".into()), ..Shape::default() },
            "{{income[1].fiscal|元}}",
            "50000元",
        ),
        ("year", Shape { offset: -1, ..Shape::default() }, "{{year - 1}}", "2022"),
        (
            "expenditure[sum].basic",
            Shape { share_of: Some(cell(&session, "expenditure[sum].total")), ..Shape::default() },
            "{{expenditure[sum].basic|% expenditure[sum].total}}",
            "87.06%",
        ),
    ] {
        let typed = write_figure(form, report, cell(&session, path), &shape);
        assert_eq!(typed, written);
        assert_eq!(fill(&session.texts(form.language), &typed), shows);
    }
}

/// A reference is shown as its value while its text is edited, and is one character for the caret.
#[test]
fn references_on_the_screen() {
    let start = || Scenario::sample(HOME).keys("<F3>problems<Enter><F2><Enter>");
    let scenario = start().paste("基本支出{{expenditure[sum].basic}}万元");
    let screen = scenario.screen();
    assert!(screen.contains("基本支出767.32万元") && !screen.contains("{{"), "{screen}");
    // The reference is named while the caret is beside it.
    let name = "〔支出表·汇总·基本支出 767.32〕";
    assert!(!screen.contains(name), "{screen}");
    for keys in ["<Left*2>", "<Left*3>"] {
        let screen = start().paste("基本支出{{expenditure[sum].basic}}万元").keys(keys).screen();
        assert!(screen.contains(name) && screen.contains("F2 修改引用"), "{keys}: {screen}");
    }
    // Backspace and Delete remove all of it, and one undo brings it back.
    for keys in ["<Left*2><Backspace>", "<Left*3><Del>", "<Left*2><Shift-Left><Del>"] {
        let scenario = start().paste("基本支出{{expenditure[sum].basic}}万元").keys(keys);
        assert!(scenario.get("problems").ends_with("基本支出万元"), "{}", scenario.get("problems"));
        let scenario = scenario.keys("<Ctrl-Z>");
        assert!(typed_at(&scenario, "problems").ends_with("基本支出{{expenditure[sum].basic}}万元"));
        assert!(scenario.screen().contains("基本支出767.32万元"), "{}", scenario.screen());
    }
    let screen = scenario.keys("<Esc><Tab>").screen();
    assert!(screen.contains("基本支出767.32万元"), "{screen}");
}

/// Copied, cut and pasted inside the program a reference stays one; a field without references gets the value.
#[test]
fn a_copied_reference_stays_a_reference() {
    let text = "基本支出{{expenditure[sum].basic}}万元";
    let start = || Scenario::sample(HOME).keys("<F3>problems<Enter><Ctrl-U><F2>").keys("<Enter>").paste(text);
    let scenario = start().keys("<Left*2><Shift-Left><Ctrl-C><End><Ctrl-V>");
    assert!(typed_at(&scenario, "problems").ends_with(&format!("{text}{{{{expenditure[sum].basic}}}}")));
    // The terminal's clipboard gets the value.
    assert!(scenario.effects.contains(&Effect::Clipboard("767.32".into())), "{:?}", scenario.effects);
    let scenario = start().keys("<Left*2><Shift-Left><Ctrl-X><End><Ctrl-V>");
    let problems = typed_at(&scenario, "problems");
    assert!(problems.ends_with("基本支出万元{{expenditure[sum].basic}}"), "{problems}");
    let scenario = scenario.keys("<F3>expenditure[1].personnel<Enter><Ctrl-V>");
    assert_eq!(typed_at(&scenario, "expenditure[1].personnel"), "767.32");
}

/// A reference typed or pasted as code becomes a value as soon as it is complete; other braces stay text.
#[test]
fn typed_code_becomes_a_value() {
    let scenario = Scenario::sample(HOME).keys("<F3>problems<Enter><F2><Enter>").paste("{{year").keys("}");
    assert!(scenario.screen().contains("{{year}"), "{}", scenario.screen());
    let scenario = scenario.keys("}年");
    assert!(
        scenario.screen().contains("2023年") && !scenario.screen().contains("{{"),
        "{}",
        scenario.screen()
    );
    assert!(typed_at(&scenario, "problems").ends_with("{{year}}年"));
    let scenario = scenario.paste("{{ 见附件 }}");
    assert!(scenario.screen().contains("{{ 见附件 }}"), "{}", scenario.screen());
    // A reference without a value is a visible blank.
    let scenario = scenario.keys("<Enter>").paste("支出{{expenditure[1].basic}}、{{nobody}}");
    assert!(scenario.screen().contains("支出〔空：基本支出〕、〔引用无效〕"), "{}", scenario.screen());
}

/// F4: the user finds a cell by its name, chooses a format, and returns to the text.
#[test]
fn a_reference_is_inserted() {
    let start = |keys: &str| {
        Scenario::blank(BUILT_IN, HOME)
            .keys("<F3>expenditure[3].personnel<Enter>682.3<Tab>85.02<Tab>114<F3>year<Enter>2023")
            .keys(&format!("<F3>problems<Enter><F2>本年支出<F4>1{keys}"))
    };
    for (keys, typed, shows) in [
        ("jbzc<Enter><Enter>", "本年支出{{expenditure[sum].basic}}", "本年支出767.32"),
        ("基本支出<Enter>2", "本年支出{{expenditure[sum].basic|万元}}", "本年支出767.32万元"),
        ("人员支出<Enter>2", "本年支出{{expenditure[sum].personnel|short}}", "本年支出682.3"),
        ("expenditure[3].total<Enter><Enter>", "本年支出{{expenditure[二级机构2].total}}", "本年支出881.32"),
        ("项目支出 3、<Enter><Enter>", "本年支出{{expenditure[二级机构2].project}}", "本年支出114.00"),
        ("year<Enter>2", "本年支出{{year - 1}}", "本年支出2022"),
        (
            "jbzc<Enter><End><Enter>支出合计<Enter>",
            "本年支出{{expenditure[sum].basic|% expenditure[sum].total}}",
            "本年支出87.06%",
        ),
    ] {
        let scenario = start(keys);
        assert_eq!(typed_at(&scenario, "problems"), typed, "{keys}\n{}", scenario.screen());
        assert_eq!(scenario.get("problems"), shows, "{keys}");
        assert!(scenario.screen().contains("五、"), "back on the full screen: {}", scenario.screen());
        let scenario = scenario.keys("<Ctrl-Z>");
        assert_eq!(typed_at(&scenario, "problems"), "本年支出", "one step");
    }
    // Nothing is chosen, and nothing is lost.
    for keys in ["<Esc>", "jbzc<Esc>", "没有这个<Enter><Esc>", "jbzc<Enter><Esc>"] {
        let scenario = start(keys).keys("万元");
        assert_eq!(typed_at(&scenario, "problems"), "本年支出万元", "{keys}");
    }
}

fn typed_at(scenario: &Scenario, path: &str) -> String {
    typed(&scenario.app.model.session, path).to_owned()
}

/// F2 beside a reference, or Enter on a selected one, opens its menu; one undo takes the change back.
#[test]
fn a_reference_is_changed() {
    let text = "支出{{expenditure[sum].basic}}万元";
    let start = |keys: &str| {
        Scenario::sample(HOME)
            .keys("<F3>problems<Enter><Ctrl-A><Del>")
            .paste(text)
            .keys("<Left*2>")
            .keys(keys)
    };
    let menu = start("<F2>").screen();
    for words in [
        "〔支出表·汇总·基本支出 767.32〕",
        "> 1  767.32 ",
        "2 位小数",
        "占另一数据的百分比",
        "改为引用其他数据",
        "改为固定文字 767.32",
        "定位到该数据",
    ] {
        assert!(menu.contains(words), "{words}: {menu}");
    }
    assert!(!menu.contains("expenditure") && !menu.contains("short"), "{menu}");
    for (open, keys, stored) in [
        ("<F2>", "2", "支出{{expenditure[sum].basic|万元}}万元"),
        (
            "<Left><F2>",
            "占另<Enter>支出合计<Enter>",
            "支出{{expenditure[sum].basic|% expenditure[sum].total}}万元",
        ),
        (
            "<Shift-Left><Enter>",
            "改为引用<Enter>项目支出<Enter>2",
            "支出{{expenditure[sum].project|short}}万元",
        ),
        ("<F2><Esc><F2>", "改为固定<Enter>", "支出767.32万元"),
        ("<F2>", "<Enter>", text),
    ] {
        let scenario = start(open).keys(keys);
        assert_eq!(typed_at(&scenario, "problems"), stored, "{open}{keys}: {}", scenario.screen());
        assert_eq!(scenario.app.mode, Mode::Page);
        let back = if stored == text { scenario } else { scenario.keys("<Ctrl-Z>") };
        assert_eq!(typed_at(&back, "problems"), text, "{open}{keys}");
    }
    assert_eq!(start("<F2>定位<Enter>").at(), "expenditure[sum].basic");
    // Elsewhere Enter begins a paragraph, also directly beside a reference.
    for (keys, stored) in [
        ("<Enter>", "支出{{expenditure[sum].basic}}\n万元"),
        ("<Left><Enter>", "支出\n{{expenditure[sum].basic}}万元"),
    ] {
        assert_eq!(typed_at(&start(keys), "problems"), stored);
    }
    // Full screen, the menu leads back to the text.
    assert_eq!(start("<End><F2><Home><Right*3><F2><Esc>").app.mode, Mode::Text);
}

/// Two braces open the list of figures to insert; the chosen one replaces them.
#[test]
fn two_braces_ask_for_a_figure() {
    let start = || Scenario::sample(HOME).keys("<F3>problems<Enter><Ctrl-A><Del>支出");
    for braces in ["{{", "｛｛"] {
        let scenario = start().keys(braces);
        assert!(matches!(scenario.app.mode, Mode::GoTo(_)), "{}", scenario.screen());
        let scenario = scenario.keys("jbzc<Enter><Enter>万元");
        assert_eq!(typed_at(&scenario, "problems"), "支出{{expenditure[sum].basic}}万元");
        // The braces and the reference are one step.
        let scenario = scenario.keys("<Ctrl-Z>");
        assert_eq!(typed_at(&scenario, "problems"), "支出{{expenditure[sum].basic}}");
        let scenario = scenario.keys("<Ctrl-Z>");
        assert_eq!(typed_at(&scenario, "problems"), "支出");
        let scenario = scenario.keys("<Ctrl-Y>");
        assert_eq!(typed_at(&scenario, "problems"), "支出{{expenditure[sum].basic}}");
        let scenario = start().keys(braces).keys("<Esc>万元");
        assert_eq!(typed_at(&scenario, "problems"), format!("支出{braces}万元"));
    }
    // Braces are text in fields that cannot hold a reference.
    let scenario = Scenario::sample(HOME).keys("<F3>units[1].name<Enter>{{");
    assert_eq!((typed_at(&scenario, "units[1].name").as_str(), &scenario.app.mode), ("{{", &Mode::Page));
    let mut english = start();
    english.app.look.lang = Lang::En;
    let scenario = english.keys("{{year}}");
    assert_eq!(typed_at(&scenario, "problems"), "支出{{year}}");
}

/// The same in a table, and on the page without the full screen.
#[test]
fn a_reference_is_inserted_in_a_table() {
    let scenario = Scenario::sample(HOME).keys("<F3>cost[2].actual<Enter><F4>7公用支出<Enter>1");
    assert_eq!(typed_at(&scenario, "cost[2].actual"), "85.02万元{{expenditure[sum].operating}}");
    let scenario = scenario.keys("<Tab>");
    assert!(scenario.screen().contains("85.02万元85.02"), "{}", scenario.screen());
    let scenario = scenario.keys("<F3>units[1].name<Enter><F4>");
    assert!(!scenario.screen().contains("插入表中数"), "{}", scenario.screen());
}

#[test]
fn texts_that_show_a_cell_are_listed() {
    let wide = (120, 40);
    let scenario =
        Scenario::sample(wide).keys("<F3>problems<Enter>").paste("{{expenditure[sum].basic}}{{posts}}");
    let screen = scenario.screen();
    assert!(screen.contains("引用的表中数据") && screen.contains("767.32  基本支出["), "{screen}");
    let screen = scenario.keys("<F3>posts<Enter>").screen();
    assert!(screen.contains("文字：五、存在的主要问题"), "{screen}");
    let help = Scenario::sample(HOME).keys("<F3>problems<Enter>").paste("{{posts}}").keys("<F1>");
    assert!(help.screen().contains("50  人员编制（人）"), "{}", help.screen());
    let help = help.keys("<Esc><F3>posts<Enter><F1>");
    assert!(help.screen().contains("文字：五、存在的主要问题"), "{}", help.screen());
}

/// References are underlined in their own colour wherever they are shown, and the rest of the text is not.
#[test]
fn references_have_their_own_style() {
    let mut scenario = Scenario::sample(HOME)
        .keys("<F3>problems<Enter><F2><Enter>")
        .paste("支出{{expenditure[sum].basic}}万元，{{expenditure[1].basic}}。");
    for (theme, keys) in [Theme::colours(), Theme::plain()].into_iter().zip(["", "<F2>"]) {
        scenario.app.look.theme = theme;
        for keys in [keys, "<Esc>", "<Tab>", "<Shift-Tab>"] {
            scenario = scenario.keys(keys);
            let mut terminal = Terminal::new(TestBackend::new(HOME.0, HOME.1)).unwrap();
            terminal.draw(|frame| view::draw(&scenario.app, frame)).unwrap();
            let underlined = |colour: Option<Color>| -> String {
                let cells = terminal.backend().buffer().content.iter();
                let cells = cells.filter(|cell| cell.modifier.contains(Modifier::UNDERLINED));
                let cells = cells.filter(|cell| colour.is_none_or(|colour| cell.fg == colour));
                cells.map(|cell| cell.symbol().trim()).collect()
            };
            assert_eq!(underlined(None), "767.32〔空：基本支出〕", "{keys}");
            if theme == Theme::colours() {
                assert_eq!(underlined(theme.reference.fg), "767.32", "{keys}");
                assert_eq!(underlined(theme.fault.fg), "〔空：基本支出〕", "{keys}");
            }
        }
    }
}

#[test]
fn f8_goes_to_the_reference() {
    let scenario = Scenario::sample(HOME)
        .keys("<F3>problems<Enter>")
        .paste("{{nobody}}，{{year}}，{{noone}}")
        .keys("<F3>year<Enter><F8>");
    assert!(scenario.screen().contains("! 引用的数据不存在"), "{}", scenario.screen());
    let first = scenario.app.input.editor.offset();
    let scenario = scenario.keys("<F8>");
    assert!(scenario.screen().contains("! 引用的数据不存在"), "{}", scenario.screen());
    assert_eq!(scenario.app.input.editor.offset(), first + "，{{year}}，{{noone}}".chars().count());
    assert!(scenario.keys("<Backspace>").get("problems").ends_with("〔引用无效〕，2023，"));
}

/// Ctrl-F searches the text as it is shown.
#[test]
fn a_reference_is_found_by_its_value() {
    let scenario = Scenario::sample(HOME)
        .keys("<F3>measures<Enter>")
        .paste("{{official[sum].total}}")
        .keys("<Ctrl-F>2.14");
    assert!(scenario.screen().contains("改进措施"), "{}", scenario.screen());
}

/// A text with references and with literal braces.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "{{year}}", "{{year - 1}}", "{{income[sum].total}}", "{{income[2].fiscal|short}}", "{{income[局机关].fiscal|亿元}}",
            "{{income[工程质量监督站].total|% income[3].total}}", "{{problems}}", "{{contact}}", "{{goals[2].actual}}", "{{nobody}}",
            "{{", "}}", "{{{", "|", "{{income[", "].total}}", "{{score|%", "{{units[1].name}}", "{{preparer}}", "{{quality[1].name|元}}",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
        1 => Just("\n".to_owned()),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// An edit of rows, or of a text.
#[derive(Clone, Debug)]
enum Act {
    Text(usize, String),
    Name(usize, String, u64),
    Insert(usize, usize),
    Remove(usize, usize),
    Move(usize, usize, usize),
    Both(usize, usize, String),
    Mark(usize, bool),
}

fn any_act() -> impl Strategy<Value = Act> {
    let number = || 0..40usize;
    let name = || {
        prop::sample::select(vec![
            "",
            "局机关",
            "工程质量监督站",
            "新",
            "新站",
            "2",
            "甲|乙",
            "甲}",
            "sum",
            "{{year}}",
        ])
        .prop_map(str::to_owned)
    };
    prop_oneof![
        3 => (number(), any_text()).prop_map(|(cell, text)| Act::Text(cell, text)),
        4 => (number(), name(), 0..3u64).prop_map(|(row, text, run)| Act::Name(row, text, run)),
        1 => (number(), number()).prop_map(|(rows, at)| Act::Insert(rows, at)),
        1 => (number(), number()).prop_map(|(rows, at)| Act::Remove(rows, at)),
        1 => (number(), number(), number()).prop_map(|(rows, from, to)| Act::Move(rows, from, to)),
        1 => (number(), number(), name()).prop_map(|(at, row, name)| Act::Both(at, row, name)),
        1 => (number(), any::<bool>()).prop_map(|(cell, waits)| Act::Mark(cell, waits)),
    ]
}

const TEXTS: [&str; 6] =
    ["problems", "measures", "contact", "goals[1].actual", "goals[2].actual", "quality[1].name"];

fn perform(session: &mut Session, act: &Act) {
    let report = session.report();
    let set_of = |number: usize| rows(session.form(), ["units", "goals", "quality"][number % 3]);
    let name = |row: usize| {
        session.form().row_set(rows(session.form(), "units")).name_field.map(|field| CellRef::at(field, row))
    };
    let first = CellRef::only(FieldId(0));
    let text_of = |text: &str| Some(text.into());
    let (edit, cell, merge) = match act {
        Act::Text(at, text) => {
            let Ok(cell) = report.resolve(session.form(), TEXTS[at % TEXTS.len()]) else { return };
            (Edit::Set { cell, text: text_of(text) }, cell, Merge::No)
        }
        Act::Name(row, text, run) => {
            let Some(row) = row.checked_rem(report.rows(set_of(0))) else { return };
            let Some(cell) = name(row) else { return };
            let merge = if *run == 0 { Merge::No } else { Merge::Run(*run) };
            (Edit::Set { cell, text: text_of(text) }, cell, merge)
        }
        Act::Mark(at, unconfirmed) => {
            let Ok(cell) = report.resolve(session.form(), TEXTS[at % TEXTS.len()]) else { return };
            (Edit::Mark { cell, unconfirmed: *unconfirmed }, cell, Merge::No)
        }
        Act::Insert(set, at) => {
            let rows = set_of(*set);
            let at = at % (report.rows(rows) + 1);
            (Edit::InsertRow { rows, at, row: RowEntries::default() }, first, Merge::No)
        }
        Act::Remove(set, at) => {
            let rows = set_of(*set);
            let Some(at) = at.checked_rem(report.rows(rows)) else { return };
            (Edit::RemoveRow { rows, at }, first, Merge::No)
        }
        Act::Move(set, from, to) => {
            let rows = set_of(*set);
            let count = report.rows(rows);
            let (Some(from), Some(to)) = (from.checked_rem(count), to.checked_rem(count)) else { return };
            (Edit::MoveRow { rows, from, to }, first, Merge::No)
        }
        Act::Both(at, row, text) => {
            let rows = set_of(0);
            let at = at % (report.rows(rows) + 1);
            let insert = Edit::InsertRow { rows, at, row: RowEntries::default() };
            let Some(cell) = name(row % (report.rows(rows) + 1)) else { return };
            (Edit::Batch(vec![insert, Edit::Set { cell, text: text_of(text) }]), first, Merge::No)
        }
    };
    session.change(edit, cell, merge);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Any text is shown in bounded time, and a text without braces is shown unchanged.
    #[test]
    fn references_of_any_text_are_resolved(text in any_text(), other in any_text()) {
        let (text, other) = (clean(&text), clean(&other));
        let session = sample_with(&[("problems", &text), ("contact", &other)]);
        prop_assert_eq!(typed(&session, "problems"), &text);
        let shows = shown(&session, "problems");
        if !text.contains("{{") {
            prop_assert_eq!(&shows, if text.trim().is_empty() { "" } else { &text });
        }
        // Between references the shown text equals the typed text.
        let at = cell(&session, "problems");
        let mut last = (0, 0);
        for live in session.sheet().references(at) {
            prop_assert_eq!(&text[last.0..live.typed.start], &shows[last.1..live.shown.start]);
            last = (live.typed.end, live.shown.end);
        }
        if text.contains("{{") {
            prop_assert_eq!(&text[last.0..], &shows[last.1..]);
        }
        // After writing and reading the report is the same.
        let file = write(session.form(), session.report());
        let again = Report::from_file(session.form(), read(&file).unwrap());
        prop_assert!(&again == session.report());
    }

    /// Any edits of rows and texts can be undone; the sheet is that of the report; and references that showed
    /// a cell still show it, unless its row was removed.
    #[test]
    fn references_survive_edits_of_rows(acts in prop::collection::vec(any_act(), 1..12)) {
        let text = "{{income[局机关].fiscal}}{{income[2].fiscal}}{{income[工程质量监督站].fiscal}}";
        let mut session = sample_with(&[("special_usage", text), ("income[1].fiscal", "1"), ("income[2].fiscal", "2")]);
        let first = write(session.form(), session.report());
        let start = session.steps();
        let mut showed: Vec<Option<String>> = Vec::new();
        for act in &acts {
            perform(&mut session, act);
            let fresh = calculate(session.form(), session.report());
            prop_assert_eq!(session.findings(), check(session.form(), session.report(), &fresh));
            for path in TEXTS.iter().filter(|path| session.report().resolve(session.form(), path).is_ok()) {
                let at = cell(&session, path);
                prop_assert_eq!(&session.sheet().cell(at).value, &fresh.cell(at).value);
                prop_assert_eq!(session.sheet().references(at), fresh.references(at));
            }
            // The row of each reference is identified by the entry in the row.
            let at = cell(&session, "special_usage");
            let values = |live: &Reference| live.cell.map(|cell| session.report().text(cell).to_owned());
            let now: Vec<Option<String>> = session.sheet().references(at).iter().map(values).collect();
            let fiscal = session.report().column(cell(&session, "income[sum].fiscal").field);
            for (was, is) in showed.iter().zip(&now) {
                let there = was.as_ref().is_some_and(|was| fiscal.iter().flatten().any(|text| **text == **was));
                prop_assert!(!there || was == is, "{:?}: {:?} {:?}", act, showed, now);
            }
            showed = now;
        }
        let last = write(session.form(), session.report());
        let steps = session.steps() - start;
        for _ in 0..steps {
            session.undo();
        }
        prop_assert_eq!(write(session.form(), session.report()), first);
        for _ in 0..steps {
            session.redo();
        }
        prop_assert_eq!(write(session.form(), session.report()), last);
    }
}
