//! Scenarios on the screen: keys in, values and cursor positions out.

use crate::support::scenario::{BUILT_IN, PROJECT, SAMPLE, Scenario};
use std::path::Path;

use tianbiao::app::document::Front;
use tianbiao::app::model::Disk;
use tianbiao::export::ExportError;
use tianbiao::export::{Options, Receipt, Remote, Request};
use tianbiao::message::Lang;
use tianbiao::tui::event::{Effect, Message};
use tianbiao::tui::panels::Mode;

const HOME: (u16, u16) = (80, 24);

fn blank() -> Scenario {
    Scenario::blank(BUILT_IN, HOME)
}

fn sample() -> Scenario {
    Scenario::sample(HOME)
}

/// Keys typed from the start of a blank report, and the values they give.
#[test]
fn typing_gives_values() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("2023<Tab>质安站<Enter>甲<Down>", &[("year", "2023"), ("unit_name", "质安站"), ("method", "甲")]),
        (
            "<F3>income[3].fiscal<Enter>662.86<Right*2>218.46",
            &[
                ("income[3].total", "881.32"),
                ("income[sum].total", "881.32"),
                ("income[sum].non_tax", "218.46"),
            ],
        ),
        (
            "<F3>expenditure[3].personnel<Enter>682.3<Tab>85.02<Tab>114",
            &[
                ("expenditure[3].basic", "767.32"),
                ("expenditure[sum].basic", "767.32"),
                ("expenditure[sum].total", "881.32"),
            ],
        ),
        (
            "<F3>income[1].fiscal<Enter>６６２．８６＋１９。44<Tab>=10+5<Tab>3.1亿元",
            &[("income[1].fiscal", "682.30"), ("income[1].fund", "15.00"), ("income[1].non_tax", "31000.00")],
        ),
        ("<F3>report_date<Enter>今天<Tab>", &[("report_date", "2024年9月28日")]),
        ("<F3>report_date<Enter>9月20日<Tab>", &[("report_date", "2024年9月20日")]),
        ("<F3>score<Enter>89.5", &[("grade", "良")]),
        ("<F3>contact<Enter>林晓<Tab>", &[("preparer", "林晓")]),
        ("<F3>preparer<Enter>何静<Tab>", &[("preparer", "何静"), ("contact", "")]),
        (
            "<F3>income[1].fiscal<Enter>5<Down>6<Down><Ctrl-D>",
            &[("income[3].fiscal", "6.00"), ("income[sum].fiscal", "17.00")],
        ),
        ("<F3>income[1].fund<Enter>不适用", &[("income[1].fund", "不适用"), ("income[1].total", "")]),
    ];
    for (keys, values) in cases {
        let scenario = blank().keys(keys);
        for (path, value) in *values {
            assert_eq!(scenario.get(path), *value, "{keys}: {path}");
        }
    }
}

/// Keys from the start of a blank report, and the cell that they lead to.
#[test]
fn keys_lead_to_places() {
    let cases = [
        ("", "year"),
        ("<Tab>", "unit_name"),
        ("<Tab><Shift-Tab>", "year"),
        ("<Down><Down>", "method"),
        ("<Enter>", "unit_name"),
        ("<PgDn>", "contact"),
        ("<PgDn><PgUp>", "year"),
        ("<PgDn><PgDn>", "income[1].carried_over"),
        ("<PgDn*2><Left>", "income[1].total"),
        ("<PgDn*2><Left*2>", "units[1].name"),
        ("<PgDn*2><Up>", "income[sum].carried_over"),
        ("<PgDn*2><Tab*5>", "income[2].carried_over"),
        ("<PgDn*2><Enter>", "income[2].carried_over"),
        ("<PgDn*2><Enter*3>", "expenditure[1].personnel"),
        ("<PgDn*2><Ctrl-Right>", "income[1].other"),
        ("<PgDn*2><Ctrl-Right><Ctrl-Left>", "units[1].name"),
        ("<PgDn*2><Ctrl-End>", "income[3].other"),
        ("<F3>8<Enter>", "profile_basic"),
        ("<F3>lxr<Enter>", "contact"),
        ("<F3>基本支出<Enter>", "expenditure[1].basic"),
        ("<F3>8<Enter><Ctrl-O>", "year"),
        ("<Ctrl-K>3quantity[1].name<Enter>", "quantity[1].name"),
        ("<F7><Enter>", "year"),
        ("<F7><Down><Enter>", "unit_name"),
        ("<F8>", "unit_name"),
        ("<F8><F8><F8>", "contact"),
        ("<Esc><Esc>", "year"),
    ];
    for (keys, place) in cases {
        assert_eq!(blank().keys(keys).at(), place, "{keys}");
    }
}

#[test]
fn sums_are_updated_on_every_key_and_by_undo() {
    let mut scenario = sample().keys("<F3>expenditure[3].personnel<Enter>");
    let before = scenario.file();
    for (key, basic) in [("1", "86.02"), ("2", "97.02"), (".", "97.02"), ("5", "97.52")] {
        scenario = scenario.keys(key);
        assert_eq!(scenario.get("expenditure[3].basic"), basic);
        assert_eq!(scenario.get("expenditure[sum].basic"), basic);
        assert!(scenario.screen().contains(basic), "{}", scenario.screen());
    }
    assert_eq!(scenario.get("expenditure[sum].total"), "211.52");
    let scenario = scenario.keys("<Backspace*4>682.3<Tab>");
    assert_eq!(scenario.file(), before);
}

#[test]
fn an_incomplete_number_is_an_error_only_after_leaving() {
    let scenario = blank().keys("<F3>income[1].fiscal<Enter>12+");
    assert!(!scenario.screen().contains("没写完"), "{}", scenario.screen());
    let scenario = scenario.keys("<Tab><Left>");
    assert!(scenario.screen().contains("! 算式不完整"), "{}", scenario.screen());
    assert!(scenario.screen().contains("12+]"), "what was typed stays: {}", scenario.screen());
}

#[test]
fn calculated_cells_are_locked_until_overridden() {
    let scenario = sample().keys("<F3>expenditure[3].basic<Enter>");
    let before = scenario.file();
    let scenario = scenario.keys("5");
    assert_eq!(scenario.file(), before);
    assert!(scenario.screen().contains("自动计算"), "{}", scenario.screen());
    let scenario = scenario.keys("<F4>7770<Tab>");
    assert_eq!(scenario.get("expenditure[3].basic"), "770.00");
    assert_eq!(scenario.get("expenditure[3].total"), "884.00");
    let scenario = scenario.keys("<F7>");
    assert!(scenario.screen().contains("手工填列 770.00，与计算结果 767.32 不一致"), "{}", scenario.screen());
    let scenario = scenario.keys("<Esc><F3>expenditure[3].basic<Enter><F4>7");
    assert_eq!(scenario.file(), before);
}

#[test]
fn institutions_are_shared_by_all_tables() {
    let start = sample().keys("<F3>income[3].fiscal<Enter>");
    let before = start.file();
    let added = start.keys("<Ins>新设站<Enter>");
    assert_eq!(added.get("units[4].name"), "新设站");
    for page in ["<PgDn>", "<PgDn*2>", "<PgDn*3>"] {
        let scenario = sample().keys("<F3>income[3].fiscal<Enter><Ins>新设站<Up>").keys(page);
        assert!(scenario.screen().contains("4、新设站"), "{}", scenario.screen());
    }
    let added = added.keys("<F3>assets[4].in_use<Enter>5<Tab>");
    assert!(added.screen().contains("4、新设站"), "{}", added.screen());
    assert_eq!(added.get("assets[sum].in_use"), "686.06");
    // The row is moved up together with its figures.
    let moved = added.keys("<F3>assets[4].in_use<Enter><F4>3");
    assert_eq!((moved.get("units[3].name"), moved.get("assets[3].in_use")), ("新设站".into(), "5.00".into()));
    assert_eq!(moved.get("income[4].fiscal"), "662.86");
    // The row is removed, then everything is undone.
    let removed = moved.keys("<F4>5");
    assert_eq!(removed.get("units[3].name"), "工程质量监督站");
    let steps = removed.app.model.session.steps();
    let back = removed.keys(&format!("<Ctrl-Z*{steps}>"));
    assert_eq!(back.file(), before);
    let again = back.keys(&format!("<Ctrl-Y*{steps}>"));
    assert_eq!(again.get("units[3].name"), "工程质量监督站");
    assert_eq!(again.get("assets[sum].in_use"), "681.06");
}

#[test]
fn enter_on_the_last_row_adds_a_row() {
    let scenario = blank().keys("<F3>evaluators[1].name<Enter>甲<Enter>乙<Enter>丙<Enter>丁<Tab>站长<Enter>");
    assert_eq!(scenario.get("evaluators[4].name"), "丁");
    assert_eq!(scenario.at(), "evaluators[5].name");
    // An empty last row adds no row: Enter goes to the next field.
    assert_eq!(scenario.keys("<Enter>").at(), "preparer");
}

#[test]
fn long_text_has_paragraphs_and_keeps_pasted_text() {
    let paragraph = "按照年初预算安排，".repeat(120);
    let pasted = format!("{paragraph}\r\n\u{1b}[31m第二段\u{7}\t完");
    let scenario = blank().keys("<F3>performance<Enter>").paste(&pasted).keys("<Enter>第三段");
    assert_eq!(scenario.get("performance"), format!("{paragraph}\n[31m第二段 完\n第三段"));
    // One undo each for the typed text, the paragraph break and the paste.
    assert_eq!(scenario.keys("<Ctrl-Z*3>").get("performance"), "");
    let scenario = blank().keys("<F3>performance<Enter><F2>甲<Enter>乙<Up>丙<Esc>");
    assert_eq!(scenario.get("performance"), "甲丙\n乙");
    assert_eq!(scenario.at(), "performance");
}

#[test]
fn undo_reverts_sentences_and_moves_the_cursor() {
    let scenario = blank().keys("<F3>duties<Enter>第一句。第二句。第三").keys("<F3>8<Enter><Ctrl-Z>");
    assert_eq!((scenario.get("duties"), scenario.at()), ("第一句。第二句。".into(), "duties".into()));
    let scenario = scenario.keys("<Ctrl-Z><Ctrl-Z>");
    assert_eq!(scenario.get("duties"), "");
    assert_eq!(scenario.keys("<Ctrl-Y*3>").get("duties"), "第一句。第二句。第三");
}

#[test]
fn a_finding_is_explained_and_the_explanation_kept() {
    let scenario = blank().keys("<F3>posts<Enter>50<Tab>68<Tab>");
    let scenario = scenario.keys("<F7><Home><F4>含编外人员<Enter>");
    assert!(scenario.file().contains("\"staff-over-posts@staff\": \"含编外人员\""), "{}", scenario.file());
    let again = scenario.keys("<Ctrl-Z>");
    assert!(!again.file().contains("含编外"));
}

/// A session ended in the middle of an explanation: the next one opens the question as it was left.
#[test]
fn a_half_written_explanation_is_restored() {
    let start = || blank().keys("<F3>posts<Enter>50<Tab>68<Tab>");
    for keys in ["<F7><Home><F4>", "<Shift-Tab><F4>1"] {
        let before = start().keys(keys).keys("含编外，<Left*2>另有");
        let caret = before.app.caret();
        let mut after = start();
        after.app.return_to(&caret);
        after.app.notice = None;
        assert!(after.screen().contains("> 含编另有外，"), "{}", after.screen());
        assert_eq!(after.screen(), before.screen(), "{keys}");
        assert_eq!(after.app.caret(), caret);
        let kept = after.keys("借调<Enter>");
        assert!(kept.file().contains("\"staff-over-posts@staff\": \"含编另有借调外，\""), "{}", kept.file());
        assert_eq!(kept.app.caret().answer, None);
    }
}

/// However a session ends, the text entered so far in a question is in the file.
#[test]
fn a_half_written_explanation_is_saved_on_leaving() {
    let half = || blank().keys("<F3>posts<Enter>50<Tab>68<Tab><F7><Home><F4>含编外");
    for mut left in [half().keys("<Ctrl-Q>"), half().keys("<Ctrl-C><Ctrl-C>"), half()] {
        left.send(Message::Leave(129));
        assert!(left.file().contains("\"staff-over-posts@staff\": \"含编外\""), "{}", left.file());
        assert_eq!(left.effects[0], Effect::Save);
    }
    // A question that was opened and not edited changes nothing.
    let kept = half().keys("<Enter><F7><Home><F4><Esc>");
    assert_eq!(kept.app.model.session.steps(), half().app.model.session.steps() + 1);
}

#[test]
fn a_choice_accepts_only_what_fits_it() {
    let scenario = Scenario::blank(PROJECT, HOME).keys("<F3>project_kind<Enter>2");
    assert_eq!(scenario.get("project_kind"), "延续");
    let scenario = scenario.keys("q");
    assert_eq!(scenario.get("project_kind"), "延续");
    assert!(scenario.screen().contains("1-3"), "{}", scenario.screen());
    assert_eq!(scenario.keys("<F4>3").get("project_kind"), "一次性");
}

/// A form that the program does not know uses the same screens.
#[test]
fn another_form_is_filled_in_the_same_way() {
    let start = Scenario::blank(PROJECT, HOME)
        .keys("2024<Tab>智慧监管平台<Tab>1<Tab>住建局<Tab>何静<Tab>0730-5550123<Tab>");
    assert!(!start.screen().contains("采购方式"), "{}", start.screen());
    let branch = start.keys("2024-1-1<Tab>2024-12-31<Tab>1.2万<Tab>1<Tab>");
    assert_eq!(branch.get("beneficiaries"), "12000");
    assert_eq!(branch.at(), "procurement_method", "the branch is relevant now");
    let branch = branch.keys("4<Tab>只有一家能做<Tab>");
    assert_eq!(branch.at(), "supplier", "the branch has a whole page");
    let money = branch.keys("某公司<Tab>98<Tab>2024.3.1<Tab>100<Tab>100<Tab>96<Tab>");
    assert_eq!(money.get("funds[sum].spent"), "96.00");
    assert_eq!(money.get("execution_rate"), "96.00");
    let scores = money.keys(
        "<F3>indicators[1].weight<Enter>60<Tab>55<Tab><Down*0><F3>indicators[2].weight<Enter>40<Tab>38<Tab>",
    );
    assert_eq!(scores.get("indicators[sum].score"), "93.0");
    let off = scores.keys("<F3>is_procured<Enter>2<Tab>");
    assert!(!off.screen().contains("采购方式"));
    assert_eq!(off.get("contract_amount"), "", "an irrelevant field has no value");
    let on = off.keys("<F3>is_procured<Enter>1");
    assert_eq!(on.get("contract_amount"), "98.00", "the entry is kept");
}

#[test]
fn quitting_saves_first_and_stays_if_that_fails() {
    let mut scenario = blank();
    scenario = scenario.keys("2023<Ctrl-Q>");
    assert_eq!(scenario.effects, [Effect::Save]);
    scenario.send(Message::Saved(Err("磁盘满".into())));
    assert_eq!(scenario.effects, [Effect::Save]);
    assert!(scenario.screen().contains("磁盘满"));
    scenario = scenario.keys("<Ctrl-Q>");
    scenario.send(Message::Saved(Ok("10:32:05".into())));
    assert_eq!(scenario.effects, [Effect::Save, Effect::Save, Effect::Quit(0)]);
    let mut unchanged = sample().keys("<Ctrl-Q>");
    assert_eq!(unchanged.effects, [Effect::Quit(0)]);
    unchanged.effects.clear();
    let mut killed = sample().keys("9");
    killed.send(Message::Leave(143));
    killed.send(Message::Saved(Ok("10:32:05".into())));
    assert_eq!(killed.effects, [Effect::Save, Effect::Quit(143)]);
}

/// If the file can never be saved, the third attempt quits, once everything is in the draft.
#[test]
fn quitting_without_saving_takes_three_attempts() {
    let failing = |scenario: &mut Scenario| {
        scenario.keys_in("<Ctrl-Q>");
        scenario.send(Message::Saved(Err("只读".into())));
    };
    let mut scenario = blank().keys("2023");
    scenario.app.model.saving.disk = Disk::Kept;
    failing(&mut scenario);
    assert!(scenario.screen().contains("只读"));
    failing(&mut scenario);
    assert!(scenario.screen().contains("再按 Ctrl-Q 不保存退出"), "{}", scenario.screen());
    // After any other key the attempts are counted again.
    scenario.keys_in("4");
    failing(&mut scenario);
    failing(&mut scenario);
    scenario.app.model.saving.disk = Disk::Failing("满".into());
    failing(&mut scenario);
    assert_eq!(scenario.effects, vec![Effect::Save; 5]);
    scenario.app.model.saving.disk = Disk::Kept;
    scenario.keys_in("<Ctrl-Q>");
    assert_eq!(scenario.effects.last(), Some(&Effect::Quit(5)));
}

/// D8: when another session has taken the report over, the first Ctrl-Q leaves.
#[test]
fn a_report_that_was_taken_over_is_left_at_once() {
    let mut scenario = blank().keys("2023");
    scenario.app.model.saving.disk = Disk::Failing("接管".into());
    scenario.app.model.saving.taken_over = true;
    scenario.keys_in("<Ctrl-Q>");
    scenario.send(Message::Saved(Err("接管".into())));
    assert_eq!(scenario.effects, [Effect::Save, Effect::Quit(5)]);
}

#[test]
fn an_export_never_replaces_a_file_without_asking() {
    let mut scenario = sample().keys("<Ctrl-E>5<Enter>");
    let export = |replace| Effect::Export(request("markdown", true, &format!("{NAME}_草稿.md"), replace));
    assert_eq!(scenario.effects, [export(false)]);
    scenario.send(Message::Exported(Err(ExportError::Exists)));
    for words in ["已有同名文件", "1  覆盖", "2  另存为其他文件名"] {
        assert!(scenario.screen().contains(words), "{}", scenario.screen());
    }
    scenario = scenario.keys("1");
    assert_eq!(scenario.effects, [export(false), export(true)]);
    // Enter alone replaces nothing. The question for another name proposes the same name, and the export
    // stays a draft.
    scenario.send(Message::Exported(Err(ExportError::Exists)));
    scenario = scenario.keys("<Enter><Enter>");
    assert_eq!(scenario.effects.last(), Some(&export(false)));
}

/// File name of an export of the sample, without its ending.
const NAME: &str = "临湘市青禾工程质量监督站_2023_自评报告";

fn request(format: &'static str, draft: bool, path: &str, replace: bool) -> Request {
    Request { format, options: Options { draft, annex: false }, path: path.to_owned(), replace, into: None }
}

/// Keys in the sample, and the export that they request.
#[test]
fn drafts_and_final_documents() {
    let to_final = "<F10>定稿<Enter>";
    for (keys, format, draft, path) in [
        ("<Ctrl-E>1<Enter>", "docx", true, format!("{NAME}_草稿.docx")),
        ("<Ctrl-E>4<Enter>", "text", true, format!("{NAME}_草稿.txt")),
        (&format!("{to_final}1<Enter>"), "docx", false, format!("{NAME}_定稿.docx")),
        (&format!("{to_final}5<Enter>"), "markdown", false, format!("{NAME}_定稿.md")),
        ("<Ctrl-E>2<Enter>", "pdf", true, format!("{NAME}_草稿.pdf")),
        ("<F10>54a.txt<Enter>", "text", true, "a.txt".to_owned()),
        // A draft is exported despite errors. Its name follows the entries.
        (
            "<F3>posts<Enter>五十<F3>year<Enter><Ctrl-U><Backspace*4>2024<Ctrl-E>4<Enter>",
            "text",
            true,
            NAME.replace("2023", "2024") + "_草稿.txt",
        ),
    ] {
        let scenario = sample().keys(keys);
        assert_eq!(scenario.effects, [Effect::Export(request(format, draft, &path, false))], "{keys}");
    }
    let refused = |scenario: Scenario, words: &str| {
        let scenario = scenario.keys(to_final);
        assert!(scenario.effects.is_empty());
        assert_eq!(scenario.app.notice.as_ref().map(|notice| notice.text.as_str()), Some(words));
        assert!(scenario.screen().contains(words), "{}", scenario.screen());
    };
    refused(sample().keys("<F3>posts<Enter>五十<Tab>"), "尚有 1 处错误，未导出定稿：F7 查看，F8 逐条处理");
    refused(Scenario::rolled(HOME), "尚有 5 处错误、54 处上年内容待确认，未导出定稿：F7 查看，F8 逐条处理");
}

/// The export is reported; in an SSH session the report has the command that fetches the file.
#[test]
fn an_export_is_reported_with_its_fetch_command() {
    let path = "/srv/2023/单位_草稿.docx";
    let written = |remote: Option<&Remote>| {
        Message::Exported(Ok(Receipt::new(Lang::Zh, Path::new(path), path, 13_000, remote)))
    };
    let begun = || sample().keys("<Ctrl-E>1<Enter>");
    let mut scenario = begun();
    scenario.send(written(None));
    assert!(scenario.screen().contains("已导出：/srv/2023/单位_草稿.docx（13 KB）"), "{}", scenario.screen());
    assert_eq!(scenario.app.mode, Mode::Page);

    let remote = Remote::new("10.0.0.9 51234 10.0.0.5 2222", "zhou", true);
    let scp = "scp -P 2222 zhou@10.0.0.5:'/srv/2023/单位_草稿.docx' .";
    let mut scenario = begun();
    scenario.send(written(remote.as_ref()));
    for words in ["已导出：/srv/2023/单位_草稿.docx（13 KB）", scp, "sz '/srv/2023/单位_草稿.docx'"]
    {
        assert!(scenario.screen().contains(words), "{words}: {}", scenario.screen());
    }
    // The report can be shown again.
    let scenario = scenario.keys("<Esc><Ctrl-E>0");
    assert!(scenario.screen().contains(scp), "{}", scenario.screen());

    // A user who is typing is not interrupted.
    let mut scenario = begun().keys("2");
    scenario.send(written(remote.as_ref()));
    assert!(scenario.screen().contains("Ctrl-E 查看取回命令"), "{}", scenario.screen());
    assert!(scenario.keys("<Ctrl-E>0").screen().contains(scp));

    // A narrow window breaks the command at a place where the shell joins the lines again.
    let mut scenario = Scenario::sample((40, 24)).keys("<Ctrl-E>1<Enter>");
    scenario.send(written(remote.as_ref()));
    assert!(
        scenario.screen().contains("scp -P 2222 zhou@10.0.0.5:'/srv/2023/'\\\n'单位_草稿.docx' ."),
        "{}",
        scenario.screen()
    );
}

#[test]
fn the_sample_is_complete_and_has_no_findings() {
    let scenario = sample();
    assert_eq!(scenario.file(), SAMPLE, "the sample has the format of the program");
    let open = scenario.app.model.session.findings().iter().filter(|finding| !finding.explained).count();
    assert_eq!(open, 0);
    for (path, value) in [
        ("income[3].total", "881.32"),
        ("expenditure[sum].basic", "767.32"),
        ("official[sum].total", "2.14"),
        ("assets[sum].total", "681.06"),
        ("grade", "优"),
    ] {
        assert_eq!(scenario.get(path), value, "{path}");
    }
}

/// Regressions: keys from the start of a blank report or of the sample, and the values they must give.
#[test]
fn fixed_bugs_stay_fixed() {
    // Ctrl-U after an undo elsewhere restored the text of another cell.
    let scenario = sample().keys("<PgDn>甲<Tab>5<Ctrl-Z><Ctrl-Z><Ctrl-U>");
    assert_eq!((scenario.get("contact"), scenario.get("phone")), ("林晓禾".into(), "0730-5550123".into()));
    // A paste that fitted nowhere was a step and prevented redo.
    let scenario = blank().keys("2023<Ctrl-Z><F3>income[sum].total<Enter>").paste("1\t2").keys("<Ctrl-Y>");
    assert_eq!(scenario.get("year"), "2023");
    // Page down stopped at texts that filled the window.
    let mut scenario = sample().keys("<F3>8<Enter>");
    for _ in 0..40 {
        scenario = scenario.keys("<PgDn>");
    }
    assert_eq!(scenario.at(), "measures");
    // Saving moved the caret to the end of the text.
    let scenario = blank().keys("<F3>duties<Enter>甲乙<Left><F9>丙");
    assert_eq!(scenario.get("duties"), "甲丙乙");
    // Esc discarded a half-written explanation.
    let scenario = blank().keys("<F3>posts<Enter>50<Tab>68<Tab><F7><Home><F4>编外<Esc>");
    assert!(scenario.file().contains("编外"), "{}", scenario.file());
    // A rate with a blank divisor gave no message.
    let scenario = Scenario::blank(PROJECT, HOME).keys("<F3>funds[1].spent<Enter>5<Tab><F7><End>");
    assert!(scenario.screen().contains("除数"), "{}", scenario.screen());
}

/// The current cell is visible at every size at which anything is drawn.
#[test]
fn the_current_cell_is_visible() {
    for height in 5..30 {
        for width in [20, 40, 80, 120] {
            for scenario in [Scenario::sample((width, height)), Scenario::rolled((width, height))] {
                let screen = scenario.keys("<F3>expenditure[3].personnel<Enter>").screen();
                assert!(
                    screen.contains("[  682.30") || screen.contains("682.30]"),
                    "{width}x{height}\n{screen}"
                );
            }
        }
    }
}

#[test]
fn a_read_only_report_is_not_changed() {
    let mut scenario = sample();
    scenario.app.model.read_only = true;
    let before = scenario.file();
    let scenario = scenario
        .keys("<Tab>甲<Del><F3>income[1].fiscal<Enter>5<Ins><F4>5<Ctrl-X><Ctrl-D><Ctrl-Z><F9>")
        .paste("1\t2\n3\t4");
    assert_eq!(scenario.file(), before);
    assert_eq!(scenario.effects, []);
    assert!(scenario.screen().contains("只读"), "{}", scenario.screen());
}

#[test]
fn a_new_row_does_not_clash_with_an_entry_in_the_annex() {
    use tianbiao::report::{Report, read};
    use tianbiao::session::Session;
    let form = crate::support::scenario::form(BUILT_IN);
    let text =
        SAMPLE.replace("\"income[3].fiscal\"", "\"income[4].fiscal\": \"5\",\n        \"income[3].fiscal\"");
    let report = Report::from_file(&form, read(&text).unwrap());
    let scenario = Scenario::over(Session::new(form.clone(), report), HOME);
    let scenario = scenario.keys("<F3>income[3].fiscal<Enter><Ins><F3>income[4].fiscal<Enter>7<Tab>");
    let again = Report::from_file(&form, read(&scenario.file()).unwrap());
    assert_eq!(again.text(again.resolve(&form, "income[4].fiscal").unwrap()), "7");
    assert!(scenario.file().contains("income[4].fiscal=5"), "nothing is lost");
}

/// Paging reaches the last page and the first one at every size, however little is visible.
#[test]
fn paging_always_advances() {
    for size in [(40, 12), (40, 10), (60, 16), (80, 24), (120, 40), (24, 7)] {
        let mut scenario = Scenario::rolled(size).keys("<F3>0<Enter>");
        let last = scenario.app.model.session.form().sections.len() - 1;
        for (key, end) in [("<PgDn>", last), ("<PgUp>", 0)] {
            let mut presses = 0;
            while scenario.app.cursor.section != end {
                let before = (scenario.app.cursor, scenario.app.scroll);
                scenario.keys_in(key);
                assert_ne!(
                    (scenario.app.cursor, scenario.app.scroll),
                    before,
                    "{size:?} {key}\n{}",
                    scenario.screen()
                );
                presses += 1;
                assert!(presses < 200, "{size:?}");
            }
        }
    }
}

/// The description of a key can take several lines, which stay in their column.
#[test]
fn help_for_keys_stays_in_its_column() {
    let screen = sample().keys("<F1><F1>").screen();
    let at = screen.lines().position(|line| line.starts_with(" F4 ")).unwrap();
    let rest = screen.lines().nth(at + 1).unwrap();
    assert!(rest.starts_with(&" ".repeat(31)) && !rest.trim().is_empty(), "{screen}");
}

/// A message that is too long for its line uses the line of the help as well.
#[test]
fn a_long_notice_is_shown_completely() {
    let mut scenario = sample().keys("5<F9>");
    let reason = "没有读写 d/ro.ron 的权限，原文件未改动；请更换位置，或联系管理员授权";
    scenario.send(Message::Saved(Err(reason.into())));
    let screen = scenario.screen();
    let at = screen.lines().position(|line| line.contains(reason)).unwrap();
    let both: String = screen.lines().skip(at).take(2).map(str::trim).collect();
    assert_eq!(both, format!("{reason}。F10 可另存副本"), "{screen}");
}

/// If an explanation is longer than the window, the line of the caret is visible.
#[test]
fn the_caret_of_a_long_explanation_is_visible() {
    for size in [(20, 8), (40, 12), (80, 16)] {
        let scenario = Scenario::sample(size).keys("<F3>staff<Enter><F4>");
        let at = scenario.screen().lines().position(|line| line.contains("写说明")).unwrap() - 2;
        let text = "理由很长".repeat(80);
        let scenario = scenario.keys(&format!("<Down*{at}><Enter><Paste {text}>鱼"));
        let screen = scenario.screen();
        let (screen, caret) = screen.rsplit_once("caret ").unwrap();
        let row: usize = caret.trim().split_once(',').unwrap().1.parse().unwrap();
        assert!(screen.lines().nth(row).unwrap().contains('鱼'), "{size:?} {caret}\n{screen}");
    }
}

/// A calculated cell is neither chosen nor cut, and no message claims that it was.
#[test]
fn a_calculated_cell_is_neither_chosen_nor_cut() {
    let before = sample().file();
    let scenario = sample().keys("<F3>grade<Enter><F4>");
    assert!(!scenario.screen().contains("2  良"), "{}", scenario.screen());
    assert_eq!(scenario.keys("2").file(), before);
    let scenario = sample().keys("<F3>income[sum].total<Enter><Ctrl-X>");
    assert_eq!(scenario.file(), before);
    assert!(!scenario.app.notice.as_ref().unwrap().text.contains("已剪切"));
    let scenario = sample().keys("<F3>posts<Enter><Ctrl-A><Shift-Left><Ctrl-X>");
    assert!(scenario.app.notice.as_ref().unwrap().text.contains("已剪切"), "{}", scenario.screen());
}

/// A sentence about a row names it; other tables are mentioned only if they have the same rows.
#[test]
fn changed_rows_are_named() {
    for (keys, said) in [
        ("<F3>quality[2].name<Enter><F4>5", "已删除指标“实体抽测合格率”；Ctrl-Z 恢复"),
        ("<F3>evaluators[2].name<Enter><F4>5", "已删除“何静宜”；Ctrl-Z 恢复"),
        ("<F3>income[2].fiscal<Enter><F4>5", "已删除机构“工程造价服务站”，各表同步；Ctrl-Z 恢复"),
        ("<F3>income[2].fiscal<Enter><Ins><F4>5", "已删除第 3 行，各表同步；Ctrl-Z 恢复"),
        ("<F3>quality[2].name<Enter><Ins>", "已添加指标"),
        ("<F3>evaluators[2].name<Enter><Ins>", "已添加一行"),
        ("<F3>income[2].fiscal<Enter><Ins>", "已添加机构，各表同步"),
    ] {
        let scenario = sample().keys(keys);
        assert_eq!(scenario.notice(), said, "{keys}");
    }
}

/// Undo names what it reverted, redo names what it repeated.
#[test]
fn undo_and_redo_name_their_steps() {
    for (keys, back, again) in [
        ("<F3>posts<Enter>5", "概况 人员编制（人）", "概况 人员编制（人）"),
        ("<F3>income[2].fiscal<Enter><Ins>", "收入表 添加第 3 行", "收入表 添加第 3 行"),
        ("<F3>income[2].fiscal<Enter><Ins><F2>新站<Tab>", "收入 机构名称[3、]", "收入 机构名称[3、新站]"),
        (
            "<F3>income[2].fiscal<Enter><F4>3",
            "收入表 移动机构“工程造价服务站”",
            "收入表 移动机构“工程造价服务站”",
        ),
        (
            "<F3>income[2].fiscal<Enter><F4>5",
            "收入表 删除机构“工程造价服务站”",
            "收入表 删除机构“工程造价服务站”",
        ),
        (
            "<F3>quality[2].name<Enter><F4>5",
            "绩效表 删除指标“实体抽测合格率”",
            "绩效表 删除指标“实体抽测合格率”",
        ),
        ("<F3>income[1].fiscal<Enter><Paste 1\t2\n3\t4\n><Enter>", "收入表 4 格", "收入表 4 格"),
    ] {
        let mut scenario = sample().keys(keys);
        for (key, told) in [("<Ctrl-Z>", back), ("<Ctrl-Y>", again)] {
            scenario.keys_in(key);
            let notice = scenario.notice();
            let told = if key == "<Ctrl-Z>" {
                format!("已撤销：{told}；Ctrl-Y 重做")
            } else {
                format!("已重做：{told}")
            };
            assert_eq!(notice, told, "{keys}");
        }
    }
}
