//! Last year's values: shown with this year's, copied, confirmed; and the findings that result from them.

use crate::support::desk::Desk;
use crate::support::scenario::{BUILT_IN, PROJECT, ROLLED, Scenario, form};
use tianbiao::form::{Form, compile};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, read, write};
use tianbiao::session::Session;
use tianbiao::sheet::LastChange;
use tianbiao::tui::event::Message;

const HOME: (u16, u16) = (80, 24);

fn rolled() -> Scenario {
    Scenario::rolled(HOME)
}

/// Number of unconfirmed entries.
fn waiting(scenario: &Scenario) -> usize {
    scenario.app.model.session.report().unconfirmed().count()
}

fn waits(scenario: &Scenario, path: &str) -> bool {
    let session = &scenario.app.model.session;
    let cell = session.report().resolve(session.form(), path).unwrap();
    session.report().is_unconfirmed(cell)
}

/// The findings of a cell whose entry is `now` and whose value of last year is `last`.
fn said(form: &Form, path: &str, now: &str, last: &str) -> Vec<String> {
    let mut report = Report::new(form);
    let cell = report.resolve(form, path).unwrap();
    report.apply(form, Edit::Last { cell, text: Some(last.into()) });
    report.apply(form, Edit::Set { cell, text: Some(now.into()) });
    let sheet = tianbiao::sheet::calculate(form, &report);
    let texts = tianbiao::sheet::Texts { form, report: &report, sheet: &sheet, lang: Lang::Zh };
    let ours = ["carried", "same-as-last", "change", "sign-change"];
    let found = tianbiao::check::check(form, &report, &sheet);
    let here = found.iter().filter(|finding| finding.cell == cell);
    let here = here.filter(|finding| ours.contains(&finding.name(form).as_ref()));
    here.map(|finding| format!("{} {}", finding.mark().letter(), finding.sentence(&texts))).collect()
}

/// A text is unchanged if only references distinguish it from last year's.
#[test]
fn references_are_no_change_of_the_text() {
    let form = form(BUILT_IN);
    let change = |now: &str, last: &str| {
        let mut report = Report::new(&form);
        let mut set = |path: &str, text: &str| {
            let cell = report.resolve(&form, path).unwrap();
            report.apply(&form, Edit::Set { cell, text: Some(text.into()) });
            cell
        };
        set("posts", "52");
        set("year", "2024");
        let cell = set("problems", now);
        report.apply(&form, Edit::Last { cell, text: Some(last.into()) });
        let sheet = tianbiao::sheet::calculate(&form, &report);
        let texts = tianbiao::sheet::Texts { form: &form, report: &report, sheet: &sheet, lang: Lang::Zh };
        tianbiao::sheet::compare_with_last(&texts, cell).unwrap().change
    };
    for (now, last, expected) in [
        ("编制{{posts}}人。", "编制50人。", LastChange::Linked(1)),
        (
            "{{year}}年编制{{posts}}人，{{year}}年。\n完。",
            "2023年编制50人，2023年。\n完。",
            LastChange::Linked(3),
        ),
        ("{{year}}{{posts}}", "202350", LastChange::Linked(2)),
        ("实有{{staff}}人", "实有68人", LastChange::Linked(1)),
        ("编制{{posts}}个", "编制50人", LastChange::Other),
        // An inserted reference does not stand for a figure of last year's text.
        ("编制50人{{posts}}", "编制50人", LastChange::Other),
        ("编制{{posts}}人{{posts}}。", "编制50人。", LastChange::Other),
        ("编制{{posts}}人", "编制50，实有60人", LastChange::Other),
        ("编制{{posts}}人", "现编制50人", LastChange::Other),
        ("编制52人", "编制50人", LastChange::Other),
        ("编制50人", "编制50人", LastChange::Same),
    ] {
        assert_eq!(change(now, last), expected, "{now}");
    }
    for size in [HOME, (120, 40)] {
        for keys in ["", "<F2>"] {
            let keys = format!(
                "<F3>profile_basic<Enter><F4>3<Enter><F3>posts<Enter><Ctrl-U><Backspace*2>52<F3>profile_basic<Enter>{keys}"
            );
            let screen = Scenario::rolled(size).keys(&keys).screen();
            assert!(screen.contains("个数据已改为随表更") && !screen.contains("改了"), "{screen}");
        }
    }
}

#[test]
fn the_fixture_has_the_format_of_the_program() {
    assert_eq!(rolled().file(), ROLLED);
}

/// A path, this year's entry, last year's, and the expected finding.
#[test]
fn unusual_changes_since_last_year_are_findings() {
    let form = form(BUILT_IN);
    let cases = [
        // Must be entered anew, but is identical.
        ("income[1].fiscal", "662.86", "662.86", "i 662.86 与上年完全一致，请核实"),
        ("income[1].fiscal", "６６２．８６", "662.860", "i 662.86 与上年完全一致，请核实"),
        ("results", "做完了。", "做完了。\n", "i 与上年文字完全一致，请核实"),
        // Changed by more than the form allows.
        (
            "income[1].fiscal",
            "131",
            "100",
            "i 本年 131.00，上年 100.00，+31.00 (+31.0%)，变动超过 30%，请核实",
        ),
        (
            "income[1].fiscal",
            "69.99",
            "100",
            "i 本年 69.99，上年 100.00，-30.01 (-30.0%)，变动超过 30%，请核实",
        ),
        ("income[1].fiscal", "0", "100", "i 本年 0.00，上年 100.00，-100.00 (-100.0%)，变动超过 30%，请核实"),
        ("posts", "80", "50", "i 本年 80，上年 50，+30 (+60.0%)，变动超过 30%，请核实"),
        ("income[1].fiscal", "50000", "0.01", "i 本年 50000.00，上年 0.01，+49999.99，变动超过 30%，请核实"),
        (
            "expenditure[1].balance_year",
            "-3",
            "5",
            "? 本年 -3.00，上年 5.00，正负相反，请核实；情况属实的，请说明原因",
        ),
        // No finding.
        ("income[1].fiscal", "130", "100", ""),
        ("income[1].fiscal", "70", "100", ""),
        ("income[1].fiscal", "5", "0", ""),
        ("income[1].fiscal", "0", "0.00", ""),
        ("income[1].fiscal", "5", "不适用", ""),
        ("income[1].fiscal", "5+", "5", ""),
        (
            "expenditure[1].balance_year",
            "0",
            "-5",
            "i 本年 0.00，上年 -5.00，+5.00 (+100.0%)，变动超过 30%，请核实",
        ),
        // Kept on purpose, derived from last year's value, a text, a date.
        ("posts", "50", "50", ""),
        ("income[1].carried_over", "5", "100", ""),
        ("quality[1].actual", "100%", "100%", ""),
        ("duties", "职责", "职责", ""),
        // An override has its own finding.
        ("income[1].total", "5", "100", ""),
    ];
    for (path, now, last, wanted) in cases {
        assert_eq!(said(&form, path, now, last).join("|"), wanted, "{path}: {now}, {last}");
    }
    // A form that sets no limit has no such finding.
    let form = crate::support::scenario::form(&BUILT_IN.replace("    change: \"30\",\n", ""));
    assert_eq!(said(&form, "income[1].fiscal", "500", "100"), [""; 0]);
    assert_eq!(said(&form, "expenditure[1].balance_year", "-3", "5"), [""; 0]);
    assert_eq!(said(&form, "income[1].fiscal", "5", "5").len(), 1);
}

#[test]
fn a_form_sets_the_limit_for_changes() {
    let percent = |written: &str| {
        compile(&BUILT_IN.replace("change: \"30\"", &format!("change: \"{written}\"")))
            .map(|form| form.change)
    };
    assert_eq!(percent("12.5").unwrap().unwrap().show(), "12.5");
    for wrong in ["", "0", "-5", "三成", "30%", "不适用"] {
        let mistakes = percent(wrong).unwrap_err();
        assert_eq!(mistakes.len(), 1, "{wrong}");
        let source = BUILT_IN.lines().position(|line| line.contains("change: ")).unwrap();
        assert_eq!((mistakes[0].line, mistakes[0].column), (source + 1, 13));
        assert!(mistakes[0].kind.sentence(Lang::Zh).contains("百分数"));
    }
}

/// Keys in the rolled report, the field they lead to, and the entries they confirm.
#[test]
fn entries_are_confirmed_by_keys() {
    let all = waiting(&rolled());
    let cases: &[(&str, &str, &[&str])] = &[
        ("<F3>contact<Enter><Enter>", "phone", &["contact"]),
        ("<F3>contact<Enter> ", "phone", &["contact"]),
        ("<F3>contact<Enter><Ctrl-J><Enter>", "posts", &["contact", "phone"]),
        ("<F3>contact<Enter><Tab>", "phone", &[]),
        ("<F3>contact<Enter>甲", "contact", &["contact"]),
        ("<F3>contact<Enter><Backspace>", "contact", &["contact"]),
        ("<F3>contact<Enter><Left> ", "contact", &["contact"]),
        ("<F3>contact<Enter><F4>1", "phone", &["contact"]),
        // In a table row by row, without adding a row.
        ("<F3>evaluators[1].name<Enter><Enter>", "evaluators[1].position", &["evaluators[1].name"]),
        ("<F3>evaluators[3].unit<Enter><Enter>", "preparer", &["evaluators[3].unit"]),
        ("<F3>goals[1].expected<Enter> ", "goals[2].expected", &["goals[1].expected"]),
        ("<F3>goals[3].expected<Enter> ", "goals[3].actual", &["goals[3].expected"]),
        ("<F3>goals[1].expected<Enter>5", "goals[1].expected", &["goals[1].expected"]),
        ("<F3>goals[1].expected<Enter><Del>", "goals[1].expected", &["goals[1].expected"]),
        // Enter confirms a long text wherever the caret is.
        ("<F3>duties<Enter><Enter>", "tasks", &["duties"]),
        ("<F3>duties<Enter><Up><Enter>", "tasks", &["duties"]),
        ("<F3>duties<Enter><Home><Enter>", "tasks", &["duties"]),
        ("<F3>duties<Enter><F2><PgUp><Enter>", "tasks", &["duties"]),
        ("<F3>duties<Enter><F2><Enter>", "tasks", &["duties"]),
        ("<F3>duties<Enter><F2><Ctrl-Home><Ctrl-End><Enter>", "tasks", &["duties"]),
        // Undone.
        ("<F3>contact<Enter><Enter><Ctrl-Z>", "contact", &[]),
        ("<F3>contact<Enter>甲<Ctrl-Z>", "contact", &[]),
        ("<F3>contact<Enter>甲<Ctrl-U>", "contact", &[]),
        ("<F3>contact<Enter><Enter><Ctrl-Z><Ctrl-Y>", "contact", &["contact"]),
    ];
    for (keys, at, confirmed) in cases {
        let scenario = rolled().keys(keys);
        assert_eq!(scenario.at(), *at, "{keys}");
        assert_eq!(waiting(&scenario), all - confirmed.len(), "{keys}");
        for path in *confirmed {
            assert!(!waits(&scenario, path), "{keys}: {path}");
        }
    }
    // Typing replaces a line, but not a long text.
    for (keys, path, text) in [
        ("<F3>posts<Enter>52", "posts", "52"),
        ("<F3>posts<Enter><End>2", "posts", "502"),
        ("<F3>posts<Enter>5<Ctrl-Z><Tab>", "posts", "50"),
        ("<F3>contact<Enter><Backspace>", "contact", ""),
        ("<F3>staff<Enter><Ctrl-R>70", "staff", "70"),
        ("<F3>staff<Enter>5", "staff", "5"),
        (
            "<F3>duties<Enter>完",
            "duties",
            "承担全市房屋建筑和市政工程的质量安全监督；办理监督登记，巡查和抽测参建各方履行质量安全责任的情况；监督工程竣工验收，参加质量安全事故调查；指导施工现场扬尘防治和标准化管理，为建设、施工、监理等单位提供技术服务。完",
        ),
    ] {
        assert_eq!(rolled().keys(keys).get(path), text, "{keys}");
    }
    // After an edit Enter starts a paragraph.
    let scenario = rolled().keys("<F3>duties<Enter><F2><Ctrl-Home>，<Enter>");
    assert!(scenario.get("duties").starts_with("，\n承担"), "{}", scenario.get("duties"));
    // Choosing the same value again confirms it too.
    let form = form(PROJECT);
    let mut report = Report::new(&form);
    let cell = report.resolve(&form, "project_kind").unwrap();
    report.apply(&form, Edit::Set { cell, text: Some("延续".into()) });
    report.apply(&form, Edit::Mark { cell, unconfirmed: true });
    let scenario = Scenario::over(Session::new(form, report), HOME).keys("<F3>project_kind<Enter>2");
    assert_eq!((scenario.get("project_kind"), waiting(&scenario)), ("延续".into(), 0));
}

#[test]
fn every_entry_can_be_confirmed_with_two_keys() {
    let mut scenario = rolled().keys("<F3>contact<Enter>");
    let all = waiting(&scenario);
    for count in 1..=all {
        while scenario.app.cursor.cell.is_none_or(|cell| !scenario.app.model.waits(cell)) {
            scenario = scenario.keys("<F8>");
        }
        scenario = scenario.keys("<Enter>");
        assert_eq!(waiting(&scenario), all - count, "{}", scenario.at());
    }
    assert_eq!(scenario.app.model.session.steps(), all);
    assert!(scenario.screen().contains("上年内容均已确认"), "{}", scenario.screen());
    assert!(!scenario.file().contains("    carried: "));
    assert_eq!(scenario.keys(&format!("<Ctrl-Z*{all}>")).file(), ROLLED);
}

/// The change from last year is checked when the field is left, not while the user types.
#[test]
fn an_incomplete_figure_is_not_compared() {
    let typed = rolled().keys("<F3>income[3].fiscal<Enter>7");
    assert!(!typed.screen().contains("变动超过"), "{}", typed.screen());
    assert!(typed.keys("<Tab><Left>").screen().contains("i 本年 7.00，上年 631.20"));
}

/// F8 continues after the resolved finding, not at the beginning.
#[test]
fn the_next_finding_is_the_one_after_the_resolved_one() {
    let scenario = rolled().keys("<F3>phone<Enter><F8>");
    assert_eq!(scenario.at(), "posts");
    let scenario = scenario.keys("<Enter><F3>staff<Enter><F8>");
    assert_eq!(scenario.at(), "report_date", "a finding of the current cell comes first");
    let scenario = rolled().keys("<F3>phone<Enter><F8><Backspace*2>60<Tab><Backspace*2>55<F8>");
    assert_eq!(scenario.at(), "duties", "neither posts nor staff has a finding left");
}

#[test]
fn a_page_is_confirmed_after_all_of_it_was_seen() {
    let confirm = |scenario: Scenario| scenario.keys("<F10>确认本节<Enter>");
    let all = waiting(&rolled());
    // Not seen yet, or only its end.
    for keys in ["<F3>contact<Enter>", "<F3>7<Enter><F3>6<Enter><Ctrl-End>"] {
        let scenario = confirm(rolled().keys(keys));
        assert_eq!(waiting(&scenario), all, "{keys}");
        assert!(scenario.screen().contains("本节尚未浏览完"), "{}", scenario.screen());
    }
    // Short enough to be seen at once.
    let scenario = confirm(Scenario::rolled((80, 32)).keys("<F3>7<Enter>"));
    assert_eq!(waiting(&scenario), all - 9);
    assert!(scenario.screen().contains("已确认本节 9 处"), "{}", scenario.screen());
    assert_eq!(scenario.keys("<Ctrl-Z>").file(), ROLLED, "one step");
    // Seen page by page: the row names are on every page that shows them.
    let scenario = confirm(rolled().keys("<F3>5<Enter>"));
    assert_eq!(waiting(&scenario), all - 3);
    let scenario = confirm(rolled().keys("<F3>6<Enter><PgDn*3>"));
    assert_eq!(waiting(&scenario), all - 27);
    assert!(!scenario.screen().contains("|~"), "{}", scenario.screen());
    // After a resize the lines are elsewhere: a partly seen page must be seen again.
    let mut scenario = rolled().keys("<F3>6<Enter><PgDn>");
    scenario.send(Message::Resize(60, 16));
    assert_eq!(waiting(&confirm(scenario)), all);
    // Long texts that the page truncates stay unconfirmed.
    let scenario = confirm(rolled().keys("<F3>8<Enter><PgDn*9>"));
    let scenario = if scenario.app.cursor.section == 8 { scenario } else { panic!("{}", scenario.screen()) };
    assert_eq!(waiting(&scenario), all - 10);
    assert!(waits(&scenario, "performance"));
    assert!(scenario.screen().contains("其余 1 段长文字"), "{}", scenario.screen());
}

#[test]
fn last_years_value_is_copied() {
    let all = waiting(&rolled());
    let cases = [
        ("<F3>staff<Enter><Ctrl-R>", "staff", "66", all + 1),
        ("<F3>staff<Enter><Ctrl-R><Enter>", "staff", "66", all),
        ("<F3>staff<Enter><Ctrl-R><Ctrl-Z>", "staff", "68", all),
        ("<F3>staff<Enter>7<Ctrl-R><Ctrl-U>", "staff", "68", all),
        ("<F3>score<Enter><F4>1", "score", "97.5", all + 1),
        ("<F3>report_date<Enter><Ctrl-R>", "report_date", "2024年9月20日", all + 1),
        ("<F3>expenditure[3].personnel<Enter>700<Ctrl-R>", "expenditure[3].basic", "740.12", all + 1),
        // A whole row: only blank cells are filled. Typed and calculated cells stay as they are.
        ("<F3>expenditure[3].personnel<Enter><F4>7", "expenditure[3].balance_total", "0.00", all + 2),
        ("<F3>expenditure[3].personnel<Enter><F4>7", "expenditure[3].personnel", "682.30", all + 2),
        ("<F3>expenditure[3].personnel<Enter><F4>7<Ctrl-Z>", "expenditure[3].balance_total", "", all),
        ("<F3>quality[1].actual<Enter><F4>7", "quality[1].actual", "100%", all + 1),
    ];
    for (keys, path, value, waits) in cases {
        let scenario = rolled().keys(keys);
        assert_eq!((scenario.get(path), waiting(&scenario)), (value.into(), waits), "{keys}");
    }
    let scenario = rolled().keys("<F3>tasks<Enter><F2><Ctrl-R>");
    assert!(scenario.get("tasks").starts_with("任务1") && waits(&scenario, "tasks"));
    assert!(scenario.screen().contains("只读"), "the text is still on the full screen");
    // Reasons for a refusal.
    for (keys, why) in [
        ("<F3>expenditure[3].basic<Enter><Ctrl-R>", "自动计算，不采用上年数"),
        ("<F3>expenditure[sum].personnel<Enter><Ctrl-R>", "自动计算，不采用上年数"),
        ("<F3>income[1].fiscal<Enter><Ctrl-R>", "上年此处为空"),
        ("<F3>contact<Enter><Ctrl-R>", "与上年相同，无需采用"),
        ("<F3>income[3].fiscal<Enter><F4>7", "没有可采用的内容"),
    ] {
        let scenario = rolled().keys(keys);
        assert_eq!(scenario.file(), ROLLED, "{keys}");
        assert!(scenario.screen().contains(why), "{keys}: {}", scenario.screen());
    }
}

#[test]
fn last_years_explanation_is_offered() {
    let offered = "上年说明（Ctrl-R 采用）：实有人数中有编外人员8名";
    for keys in ["<F3>staff<Enter><F7><F4>", "<F3>staff<Enter><F4>2"] {
        let scenario = rolled().keys(keys);
        assert!(scenario.screen().contains(offered), "{keys}: {}", scenario.screen());
        // Offered, but not entered by default.
        let empty = rolled().keys(keys).keys("<Enter>");
        assert!(!empty.file().contains("    explanations"), "{}", empty.file());
        let taken = scenario.keys("<Ctrl-R><Backspace*6>没有超编。<Enter>");
        let written = "\"staff-over-posts@staff\": \"实有人数中有编外人员8名、劳务派遣人员8名，扣除后在编人员50名没有超编。\"";
        assert!(taken.file().contains(written), "{}", taken.file());
    }
}

#[test]
fn f6_shows_and_hides_last_years_values() {
    let shown = rolled().keys("<F3>staff<Enter>");
    assert!(shown.screen().contains("上年（2023）") && shown.screen().contains("+3.0%"));
    let file = shown.file();
    let hidden = shown.keys("<F6>");
    assert!(!hidden.screen().contains("+3.0%"), "{}", hidden.screen());
    assert_eq!(hidden.file(), file);
    assert!(hidden.keys("<Ctrl-K>6").screen().contains("+3.0%"));
    // A value that was blank last year shows nothing, in particular not 0.
    let blank = rolled().keys("<F3>income[1].fiscal<Enter>");
    assert!(!blank.screen().contains("差额"), "{}", blank.screen());
    // Without last year's report there is nothing to show, and no key for it is shown.
    let sample = Scenario::sample(HOME);
    assert!(!sample.screen().contains("F6"));
    assert!(sample.keys("<F6>").screen().contains("没有上年数据"));
}

/// A read-only session confirms and copies nothing.
#[test]
fn a_read_only_session_changes_nothing() {
    let mut scenario = rolled();
    scenario.app.model.read_only = true;
    let scenario = scenario.keys("<F3>contact<Enter><Enter><Enter> <Ctrl-R><F6><F3>7<Enter> <F4>7");
    assert_eq!(scenario.file(), ROLLED);
}

/// Rows without names: last year's values move with their rows.
#[test]
fn last_years_values_follow_their_rows() {
    let scenario = rolled().keys("<F3>evaluators[1].name<Enter><F4>4");
    assert_eq!(scenario.at(), "evaluators[2].name");
    assert!(waits(&scenario, "evaluators[2].name"));
    assert!(scenario.screen().contains("未变"), "{}", scenario.screen());
    let scenario = scenario.keys("<F4>5");
    assert_eq!(waiting(&scenario), waiting(&rolled()) - 3);
    assert_eq!(scenario.keys("<Ctrl-Z*2>").file(), ROLLED);
}

#[test]
fn commands_report_unconfirmed_entries() {
    let desk = Desk::new("last_year");
    desk.write("r.ron", ROLLED.as_bytes());
    let checked = desk.run(&["check", "r.ron"]).code(1).says("54 处上年内容待确认");
    assert!(checked.out.contains("r.ron: ~ contact 联系人: 上年内容，待确认"), "{}", checked.out);
    desk.run(&["check", "r.ron", "--json"]);
    let final_export = ["export", "r.ron", "--final"];
    desk.run(&final_export).code(1).says("尚有 5 处错误").says("尚有 54 处上年内容待确认");
    // Valid except for an unconfirmed entry.
    let form = form(BUILT_IN);
    let mut report = Report::from_file(&form, read(crate::support::scenario::SAMPLE).unwrap());
    let cell = report.resolve(&form, "contact").unwrap();
    report.apply(&form, Edit::Mark { cell, unconfirmed: true });
    desk.write("r.ron", write(&form, &report).as_bytes());
    desk.run(&["check", "r.ron"]).ok().says("1 处上年内容待确认");
    desk.run(&["check", "r.ron", "--strict"]).code(1);
    let json = desk.run(&["check", "r.ron", "--json"]).ok();
    assert!(json.out.contains("\"severity\": \"confirm\"") && json.out.contains("\"rule\": \"carried\""));
    let refused = desk.run(&final_export).code(1).says("尚有 1 处上年内容待确认").says("Enter 确认");
    assert_eq!(refused.out, "");
    desk.run(&["set", "r.ron", "contact=林晓禾"]).ok().says("已修改 1 处");
    desk.run(&["check", "r.ron", "--strict"]).ok();
    desk.run(&final_export).ok();
}

/// The name of a screen, its size, and the keys from the rolled report that lead to it.
const SCREENS: &[(&str, (u16, u16), &str)] = &[
    ("fields", (80, 24), "<F3>staff<Enter>"),
    ("grid", (80, 24), "<F3>expenditure[3].personnel<Enter>"),
    ("sum row", (80, 24), "<F3>expenditure[sum].basic<Enter>"),
    ("indicators", (80, 24), "<F3>quantity[1].target<Enter>不少于30个<Tab>"),
    ("prose", (80, 24), "<F3>basic_spending<Enter>"),
    ("text", (80, 24), "<F3>performance<Enter><F2>"),
    ("findings", (80, 24), "<F7><End><Up*6>"),
    ("explanation", (80, 24), "<F3>staff<Enter><F7><F4>"),
    ("row menu", (80, 24), "<F3>expenditure[3].operating<Enter><F4>"),
    ("wide fields", (120, 40), "<F3>staff<Enter>"),
    ("wide grid", (120, 40), "<F3>official[3].reception<Enter>"),
    ("wide table", (120, 40), "<F3>expenditure[3].personnel<Enter>"),
    ("small fields", (60, 16), "<F3>staff<Enter>"),
    ("small grid", (60, 16), "<F3>expenditure[3].personnel<Enter>"),
    ("small text", (60, 16), "<F3>basic_spending<Enter><F2>"),
    ("narrow fields", (40, 12), "<F3>staff<Enter>"),
    ("narrow grid", (40, 12), "<F3>expenditure[3].personnel<Enter>"),
    ("narrow text", (40, 12), "<F3>duties<Enter><F2>"),
];

#[test]
fn screens() {
    for (name, size, keys) in SCREENS {
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, description => *keys, omit_expression => true }, {
            let name = format!("last_year_{}", name.replace(' ', "_"));
            insta::assert_snapshot!(name, Scenario::rolled(*size).keys(keys).screen());
        });
    }
}

/// At every size the screen shows last year's value of the current cell, with the difference.
#[test]
fn last_years_value_is_shown_at_every_size() {
    for (width, height) in
        [(40, 10), (40, 12), (50, 14), (60, 16), (60, 20), (79, 18), (80, 24), (110, 24), (120, 40)]
    {
        for (path, last, difference) in [
            ("staff", "66", "+2"),
            ("expenditure[3].personnel", "655.10", "+27.20"),
            ("expenditure[sum].basic", "731.60", "+35.72"),
        ] {
            let screen = Scenario::rolled((width, height)).keys(&format!("<F3>{path}<Enter>")).screen();
            assert!(
                screen.contains(last) && screen.contains(difference),
                "{width}x{height} {path}\n{screen}"
            );
        }
    }
}

/// `F10 0` first shows the parts of a page that were not seen yet, then confirms the page.
#[test]
fn confirming_a_page_first_shows_its_unseen_parts() {
    let all = waiting(&rolled());
    let scenario = rolled().keys("<F3>6<Enter><F10>0");
    assert_eq!(waiting(&scenario), all);
    assert!(
        scenario.screen().contains("本节尚未浏览完，请浏览至末尾后按 F10 0 确认整节"),
        "{}",
        scenario.screen()
    );
    assert_ne!(scenario.at(), rolled().keys("<F3>6<Enter>").at());
    let mut scenario = scenario;
    let mut times = 1;
    while waiting(&scenario) == all {
        scenario.keys_in("<F10>0");
        times += 1;
        assert!(times < 8, "{}", scenario.screen());
    }
    assert_eq!(waiting(&scenario), all - 27);
}

/// PgDn goes to a cell that had a value last year and is blank now; otherwise the row stays the same.
#[test]
fn a_page_of_tables_is_entered_at_a_cell_to_fill_in() {
    let scenario = rolled().keys("<F3>income[3].fiscal<Enter><Del><F3>1<Enter><Ctrl-PgDn>");
    assert_eq!(scenario.at(), "income[3].fiscal", "{}", scenario.screen());
    let blank = Scenario::blank(BUILT_IN, HOME).keys("<F3>income[3].fiscal<Enter><Ctrl-PgDn>");
    assert_eq!(blank.at(), "expenditure[3].personnel");
    assert_eq!(blank.keys("<Ctrl-PgDn*2><Ctrl-PgUp>").at(), "official[3].reception");
}

/// If the rows of last year have no room for percentages, the percentage of the current cell is shown below.
#[test]
fn the_percentage_is_shown_at_every_size() {
    for size in [(80, 24), (120, 40), (60, 16), (40, 12)] {
        let screen = Scenario::rolled(size).keys("<F3>income[3].fiscal<Enter>700<Tab><Left>").screen();
        assert!(screen.contains("+10.9%"), "{size:?}: {screen}");
    }
}
