//! Plain mode: input lines, output lines, and the resulting file.

use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tianbiao::app::document::Front;
use tianbiao::app::model::Model;
use tianbiao::app::opening::{Decision, Draft, Question};
use tianbiao::app::start::{Missing, Offer, Outcome, Recent};
use tianbiao::check::{RuleId, check as findings_of};
use tianbiao::export::{Options, Request};
use tianbiao::form::CellRef;
use tianbiao::message::Lang;
use tianbiao::plain::opening::Opening;
use tianbiao::plain::orders::{ORDERS, Said, read};
use tianbiao::plain::start::Start;
use tianbiao::plain::{Dialogue, Effect, LINES, Message};
use tianbiao::report::{Edit, Report, read as read_report, write};
use tianbiao::session::Session;
use tianbiao::sheet::calculate;

use crate::support::scenario::{BUILT_IN, PROJECT, ROLLED, SAMPLE, form};

/// A dialogue, and the effects that it requested.
struct Talk {
    dialogue: Dialogue,
    effects: Vec<Effect>,
}

impl Talk {
    fn over(session: Session) -> Talk {
        let lang = session.form().language;
        let mut dialogue =
            Dialogue::new(Model::new(session, (lang, &LINES), "2023.ron", date(2024, 9, 28), true), None);
        dialogue.begin();
        dialogue.drain_output();
        Talk { dialogue, effects: Vec::new() }
    }

    fn blank(source: &str) -> Talk {
        let form = form(source);
        let report = Report::new(&form);
        Talk::over(Session::new(form, report))
    }

    fn of(text: &str) -> Talk {
        let form = form(BUILT_IN);
        let report = Report::from_file(&form, read_report(text).unwrap());
        Talk::over(Session::new(form, report))
    }

    /// Sends lines; returns the output of the last one.
    fn hears(&mut self, lines: &str) -> Vec<String> {
        let mut said = Vec::new();
        for line in lines.split('\n') {
            let effects = self.dialogue.update(Message::Line(line.to_owned()));
            self.effects.extend(effects);
            said = self.dialogue.drain_output();
            let session = &self.dialogue.model.session;
            let sheet = calculate(session.form(), session.report());
            assert_eq!(session.findings(), findings_of(session.form(), session.report(), &sheet));
        }
        for line in &said {
            assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
        }
        said
    }

    /// Path of the cell that the current question asks for.
    fn at(&self) -> String {
        let session = &self.dialogue.model.session;
        let cell = self.dialogue.caret().cell;
        cell.map_or(String::new(), |cell| session.form().number_path(cell))
    }

    fn text(&self, path: &str) -> String {
        let session = &self.dialogue.model.session;
        let cell = session.report().resolve(session.form(), path).unwrap();
        session.report().text(cell).to_owned()
    }

    fn file(&self) -> String {
        write(self.dialogue.model.session.form(), self.dialogue.model.session.report())
    }
}

/// Checks a transcript: each answer follows `> `, and its output follows the answer.
#[track_caller]
fn check(talk: &mut Talk, conversation: &str) {
    let mut heard: Vec<String> = Vec::new();
    for line in conversation.trim().lines().map(str::trim_start) {
        if let Some(answer) = line.strip_prefix('>') {
            heard.push(line.to_owned());
            let answer = answer.strip_prefix(' ').unwrap_or(answer);
            heard.extend(talk.hears(answer));
        }
    }
    let wanted: Vec<&str> = conversation.trim().lines().map(str::trim_start).collect();
    assert_eq!(heard, wanted, "\n{}", heard.join("\n"));
}

#[test]
fn a_line_is_an_entry_and_its_effects_are_printed() {
    let mut talk = Talk::blank(BUILT_IN);
    check(
        &mut talk,
        "> @posts
         第 1 节，共 9 节：一、部门（单位）基本概况
         联系方式、人员数量和全年工作概述。
         人员编制（人）：空，必填，整数
         > 五十
         错误：“五十”无法识别为数字，请填数字，如 881.32 或 662.86+19.44
         小于号 < 返回修改
         实有人数（人）：空，必填，整数
         > <
         人员编制（人）：五十
         错误：“五十”无法识别为数字，请填数字，如 881.32 或 662.86+19.44
         > ５０人
         识别为 50
         实有人数（人）：空，必填，整数
         >
         职能职责概述：空，必填
         每行一段，填写完毕后单独一行输入句点 .
         > @income[3].fiscal
         第 2 节，共 9 节：二、部门（单位）收支情况，（一）年度收入情况
         按决算口径填列，单位万元，保留两位小数。无此项收入的留空，有此项但为零的填 0；可直接输入算式，如 662.86+19.44。
         表，3 行 6 栏，万元
         3、二级机构2，共 3 行
         公共财政拨款：空
         > ＝662.86＋19.44
         识别为 682.30
         收入合计 = 682.30
         局机关及二级机构汇总：收入合计 = 682.30，公共财政拨款 = 682.30
         政府基金拨款：空
         > 0
         局机关及二级机构汇总：政府基金拨款 = 0.00
         纳入专户管理的非税收入拨款：空
         > <<
         第 1 节，共 9 节：一、部门（单位）基本概况
         联系人：空，必填
         > 林晓
         填报人（签名） = 林晓
         联络电话：空，必填，电话号码
         > -
         原为空
         > 12
         错误：应为电话号码：5 至 40 位数字，可带“-”，如 0730-3724618
         小于号 < 返回修改
         人员编制（人）：50
         > :撤销
         已撤销：概况 联络电话；冒号 :重做 恢复
         联络电话：空，必填，电话号码
         > @report_date
         封面（共 9 节）
         报告日期：空，必填，日期
         > 今天
         识别为 2024年9月28日
         制表机关：临湘市财政局",
    );
    assert_eq!(talk.text("income[3].fiscal"), "＝662.86＋19.44");
    assert_eq!(talk.text("report_date"), "2024年9月28日");
}

/// Every full-width sign of an input method does the same as the plain sign.
#[test]
fn full_width_signs_are_orders() {
    let plain =
        ["<", ">", "<<", ">>", "?", "??", "!", "!1", "~", "-", "+", ".", "/基本", "@人员编制", ":cx", "\\甲"];
    let wide = [
        "《",
        "》",
        "《〈",
        "》〉",
        "？",
        "？？",
        "！",
        "！１",
        "～",
        "－",
        "＋",
        "。",
        "／基本",
        "＠人员编制",
        "：撤销",
        "＼甲",
    ];
    for (plain, wide) in plain.into_iter().zip(wide) {
        let hear = |line: &str| {
            let mut talk = Talk::of(ROLLED);
            talk.hears("@contact");
            (talk.hears(line), talk.file(), talk.at())
        };
        assert_eq!(hear(plain), hear(wide), "{plain} {wide}");
    }
}

#[test]
fn long_texts_are_written_by_paragraphs() {
    let mut talk = Talk::blank(BUILT_IN);
    talk.hears("@tasks");
    talk.hears("任务1：甲\n <不是命令\n\\.");
    let heard = talk.hears("。");
    assert_eq!(heard[..2], ["3 段，11 字", "年度部门（单位）总体运行情况及取得的成绩：空，必填"]);
    assert_eq!(talk.text("tasks"), "任务1：甲\n <不是命令\n.");
    let heard = talk.hears("<");
    assert_eq!(heard[..4], ["年度主要工作内容：3 段，11 字", "1、任务1：甲", "2、 <不是命令", "3、."]);
    assert_eq!(talk.hears("＃3"), [".", "重写本段，完毕后单独一行输入句点 .；空行不修改，减号 - 删除本段"]);
    talk.hears("-");
    assert_eq!(talk.text("tasks"), "任务1：甲\n <不是命令");
    talk.hears("<\n#2\n任务2：乙\n任务3：丙\n.");
    assert_eq!(talk.text("tasks"), "任务1：甲\n任务2：乙\n任务3：丙");
    talk.hears("<\n+\n任务4：丁\n.");
    assert_eq!(talk.text("tasks"), "任务1：甲\n任务2：乙\n任务3：丙\n任务4：丁");
    talk.hears("<\n#1\n");
    assert_eq!(talk.text("tasks"), "任务1：甲\n任务2：乙\n任务3：丙\n任务4：丁", "an empty line keeps it");
    assert_eq!(
        talk.hears("<\n全新"),
        ["原有 4 段已替换，冒号 :撤销 恢复；可继续输入，完毕后单独一行输入句点 ."]
    );
    talk.hears("第二段\n.");
    assert_eq!(talk.text("tasks"), "全新\n第二段");
    // A line that ends in a backslash continues on the next line.
    talk.hears("<\n#2\n第二\\\n段＼\n落\n.");
    assert_eq!(talk.text("tasks"), "全新\n第二段落");
    talk.hears(":撤销");
    // Consecutive lines are one step.
    assert_eq!(talk.hears(":撤销")[0], "已撤销：概况 年度主要工作内容；冒号 :重做 恢复");
    assert_eq!(talk.text("tasks"), "任务1：甲\n任务2：乙\n任务3：丙\n任务4：丁");
    talk.hears(":重做");
    assert_eq!(talk.text("tasks"), "全新\n第二段");
}

/// Invisible characters alone change nothing; blanks belong to the text.
#[test]
fn an_entry_is_stored_as_written() {
    let mut talk = Talk::of(SAMPLE);
    let before = talk.file();
    for unheard in ["\u{200b}", "\u{feff}", " \u{202e}\t", "\u{7}"] {
        talk.hears(&format!("@contact\n{unheard}\n@duties\n{unheard}"));
        assert_eq!(talk.file(), before, "{unheard:?}");
    }
    talk.hears("@duties\n　　第一段 \n　　第二段\n.\n@contact\n　　两头空 格  ");
    assert_eq!(talk.text("duties"), "　　第一段 \n　　第二段");
    assert_eq!(talk.text("contact"), "　　两头空 格  ");
}

/// Within a long text orders work as elsewhere, and nothing of the text is lost.
#[test]
fn an_order_ends_a_long_text() {
    for (line, at) in
        [("《", "staff"), ("》", "tasks"), ("<<", "year"), ("：撤销", "duties"), (":quit", "duties")]
    {
        let mut talk = Talk::blank(BUILT_IN);
        talk.hears("@duties\n甲\n《预算法》\n：不是命令");
        talk.hears(line);
        assert_eq!(talk.at(), at, "{line}");
        if line == "：撤销" {
            assert_eq!(talk.text("duties"), "");
            talk.hears(":重做");
        }
        assert_eq!(talk.text("duties"), "甲\n《预算法》\n：不是命令", "{line}");
    }
}

#[test]
fn rows_are_added_and_removed_in_all_tables() {
    let mut talk = Talk::of(SAMPLE);
    talk.hears("@income[3].other");
    assert_eq!(talk.hears(">"), ["增加一行：1 增加，空行不增加"]);
    assert_eq!(talk.hears("1"), ["已添加机构，各表同步", "第 4 行，共 4 行", "机构名称：空"]);
    talk.hears("检测站");
    assert_eq!(talk.text("units[4].name"), "检测站");
    assert_eq!(talk.at(), "income[4].carried_over");
    talk.hears(":改名 检测中心");
    assert_eq!(talk.text("units[4].name"), "检测中心");
    assert_eq!(talk.hears(":上移")[0], "3、检测中心，共 4 行");
    assert_eq!(talk.text("units[3].name"), "检测中心");
    assert_eq!(talk.hears(":删行")[0], "已删除机构“检测中心”，各表同步；冒号 :撤销 恢复");
    assert_eq!(talk.file(), SAMPLE);
    talk.hears(":撤销");
    assert_eq!(talk.text("units[3].name"), "检测中心");
    talk.hears(":重做\n@expenditure[2].personnel\n:同上");
    assert_eq!(talk.file(), SAMPLE, "the row above is blank");
    talk.hears("@goals[1].expected\n+\n新目标");
    assert_eq!(talk.text("goals[2].expected"), "新目标");
}

#[test]
fn calculated_cells_are_reported_and_can_be_overridden() {
    let mut talk = Talk::of(SAMPLE);
    let heard = talk.hears("@income[3].total");
    assert_eq!(heard[heard.len() - 2..], ["3、工程质量监督站，共 3 行", "收入合计：881.32，自动计算"]);
    assert_eq!(talk.hears("900"), ["自动计算，无需填列；如需手工填列，用冒号 :手填"]);
    assert_eq!(talk.hears(":手填"), ["请输入内容；冒号 :自动 恢复自动计算"]);
    let heard = talk.hears("900");
    assert_eq!(heard[0], "局机关及二级机构汇总：收入合计 = 900.00");
    assert!(heard[1].starts_with("待核实：手工填列 900.00"), "{heard:?}");
    assert_eq!(heard[2], "情况属实的，小于号 < 返回，再用冒号 :说明 填写原因");
    let heard = talk.hears("@income[3].total");
    assert_eq!(heard.last().unwrap(), "情况属实的，用冒号 :说明 填写原因");
    assert_eq!(talk.hears(":说明").last().unwrap(), "填写原因；空行取消");
    talk.hears("决算如此");
    assert!(talk.file().contains("\"override@income[3].total\": \"决算如此\""), "{}", talk.file());
    talk.hears(":说明\n-");
    talk.hears(":自动");
    assert_eq!(talk.file(), SAMPLE);
    assert_eq!(
        talk.hears("@expenditure[sum].basic").last().unwrap(),
        "局机关及二级机构汇总 基本支出：767.32，自动计算"
    );
    let help = talk.hears("？");
    assert!(help.contains(&"767.32 = 767.32".to_owned()), "{help:?}");
    assert_eq!(
        talk.hears(">"),
        ["第 4 节，共 9 节：二、部门（单位）收支情况，（三）“三公”经费情况"]
            .into_iter()
            .chain([
                "单位万元。各项已包含在公用支出和项目支出中，此处单独列示，不重复计算。",
                "三公经费（万元），3 行 5 栏",
                "1、局机关，共 3 行",
                "公务接待费：空"
            ])
            .collect::<Vec<_>>()
    );
}

#[test]
fn last_years_values_are_printed_and_confirmed() {
    let mut talk = Talk::of(ROLLED);
    let heard = talk.hears("@contact");
    assert!(heard.last().unwrap().ends_with("，上年内容，波浪号 ~ 确认"), "{heard:?}");
    let waiting = |talk: &Talk| {
        let findings = talk.dialogue.model.session.findings();
        findings.iter().filter(|finding| finding.rule == RuleId::Carried).count()
    };
    let before = waiting(&talk);
    assert_eq!(talk.hears("～")[0], "已确认");
    assert_eq!(waiting(&talk), before - 1);
    // Only printed entries are confirmed with the section.
    let heard = talk.hears("~~");
    assert!(heard[0].starts_with("已确认 1 处") && heard[1].contains("未朗读"), "{heard:?}");
    talk.hears(":念");
    let heard = talk.hears("~~");
    assert!(heard[0].starts_with("已确认 "), "{heard:?}");
    assert_eq!(talk.hears("~~"), ["本节没有待确认的上年内容"]);
    let heard = talk.hears("@staff");
    assert!(heard.iter().any(|line| line.starts_with("上年 ")), "{heard:?}");
    let heard = talk.hears(":沿用");
    assert!(heard[0].ends_with("上年内容，波浪号 ~ 确认"), "{heard:?}");
}

#[test]
fn choices_are_numbers_or_words() {
    let mut talk = Talk::blank(PROJECT);
    let session = &talk.dialogue.model.session;
    let form = session.form();
    let choice = form
        .field_ids()
        .find(|id| matches!(form.field(*id).kind.widget(), tianbiao::form::Widget::Choices(_)));
    let cell = CellRef::only(choice.unwrap());
    let path = session.report().path(form, cell);
    let heard = talk.hears(&format!("@{path}"));
    assert!(
        heard.last().unwrap().starts_with("输入序号：1 ")
            || heard.last().unwrap().starts_with("a number: 1 "),
        "{heard:?}"
    );
    talk.hears("不在其中");
    assert_eq!((talk.text(&path), talk.at()), (String::new(), path.clone()), "nothing is entered");
    talk.hears("２");
    let chosen = talk.text(&path);
    assert!(heard.last().unwrap().contains(&format!("2 {chosen}")), "{chosen} {heard:?}");
    talk.hears(&format!("@{path}\n-"));
    assert_eq!(talk.text(&path), "");
    talk.hears(&format!("@{path}\n{chosen}"));
    assert_eq!(talk.text(&path), chosen);
}

#[test]
fn orders_go_to_names_words_and_findings() {
    let mut talk = Talk::of(SAMPLE);
    for (line, path) in [
        ("@rybz", "posts"),
        ("@3", "expenditure[1].personnel"),
        ("@年度主要", "tasks"),
        ("@units[2].name", "units[2].name"),
        ("@@", "tasks"),
        ("/罗列不到的字", "tasks"),
        ("!1", "staff"),
        ("!!", "staff"),
        ("<", "posts"),
        ("！！", "staff"),
        ("/0730-5550123\n1", "phone"),
    ] {
        talk.hears(line);
        assert_eq!(talk.at(), path, "{line}");
    }
    let heard = talk.hears("/合计");
    assert!(heard[0].starts_with("找到") && heard[1].starts_with("1、"), "{heard:?}");
    talk.hears("1");
    assert_ne!(talk.at(), "phone");
    let heard = talk.hears("@");
    assert_eq!((heard[0].as_str(), heard[1].as_str()), ("章节", "0、封面"));
    assert_eq!(talk.hears("11"), ["请输入 0 至 8 的序号"]);
    talk.hears("3");
    assert_eq!(talk.dialogue.caret().section, 3);
    assert_eq!(
        talk.hears(":撤消"),
        ["没有命令“:撤消”，内容未改动；如需填写以冒号开头的内容，前面加反斜杠 \\；两个问号 ?? 全部命令"],
    );
    assert_eq!(talk.file(), SAMPLE);
}

/// The answers that fill in the whole form like the sample.
fn answers() -> Vec<String> {
    let form = form(BUILT_IN);
    let wanted = Report::from_file(&form, read_report(SAMPLE).unwrap());
    // The year is asked before the file is created.
    let mut begun = Report::new(&form);
    let year = begun.resolve(&form, "year").unwrap();
    begun.apply(&form, Edit::Set { cell: year, text: Some("2023".into()) });
    let mut talk = Talk::over(Session::new(form.clone(), begun));
    let mut lines: Vec<String> = Vec::new();
    for _ in 0..500 {
        let Some(cell) = talk.dialogue.caret().cell else {
            if lines.last().is_some_and(|line| line == ":quit") {
                break;
            }
            let is_end = talk.hears(".").first().is_some_and(|line| line == "已填到最后一项");
            lines.push(".".into());
            lines.push(if is_end { ":quit" } else { "" }.into());
            talk.hears(lines.last().unwrap());
            continue;
        };
        let text = wanted.text(cell).to_owned();
        let is_long = form.field(cell.field).kind.is_long() && !text.is_empty();
        let mut answers: Vec<String> = text.split('\n').map(str::to_owned).collect();
        if !is_long && text == talk.dialogue.model.session.report().text(cell) {
            answers = vec![String::new()];
        }
        for answer in &mut answers {
            if !answer.is_empty() && read(answer) != Said::Text(answer.clone()) {
                answer.insert(0, '\\');
            }
        }
        answers.extend(is_long.then(|| ".".to_owned()));
        for answer in answers {
            talk.hears(&answer);
            lines.push(answer);
        }
    }
    let explanations: Vec<String> = wanted
        .explanations()
        .flat_map(|(_, cell, text)| [format!("@{}", wanted.path(&form, cell)), format!(":说明 {text}")])
        .collect();
    for line in &explanations {
        talk.hears(line);
    }
    assert!(talk.file() == SAMPLE, "{}", talk.file());
    explanations.into_iter().chain([":quit".into()]).for_each(|line| lines.push(line));
    let quit = lines.iter().position(|line| line == ":quit").unwrap();
    lines.remove(quit);
    lines
}

#[test]
fn answers_make_the_same_file() {
    use crate::support::desk::Desk;
    let lines = answers().join("\n");
    let desk = Desk::new("plain_fill");
    desk.run(&["new", "set.ron"]).ok();
    let form = form(BUILT_IN);
    let wanted = Report::from_file(&form, read_report(SAMPLE).unwrap());
    let mut set = String::new();
    for (cell, text) in wanted.filled(&form) {
        let text = text.replace('\\', "\\\\").replace('\n', "\\n");
        set.extend([&form.number_path(cell), "=", &text, "\n"]);
    }
    for (rule, cell, text) in wanted.explanations() {
        set.extend([rule, "@", &form.number_path(cell), "=", text, "\n"]);
    }
    desk.run_with(&["set", "set.ron", "-"], &set).ok();
    assert_eq!(desk.read("set.ron"), SAMPLE);
    // The same through a pipe; the year is asked before the file is created.
    let ran = desk.run_with(&["--plain", "asked.ron"], &format!("新建\n\n2023\n{lines}\n"));
    let left =
        format!("已保存：asked.ron\n报告：{}，填报进度 100%\n", desk.path("asked.ron").to_str().unwrap());
    assert!(ran.out.ends_with(&left), "{}", ran.out);
    assert!(!ran.out.contains(|c: char| c.is_control() && c != '\n'));
    assert_eq!(ran.talk, "");
    ran.ok();
    assert_eq!(desk.read("asked.ron"), desk.read("set.ron"));
}

#[test]
fn exports_and_copies() {
    let mut talk = Talk::of(SAMPLE);
    talk.hears(":导出\n5\n1\n");
    let export = |draft, path: &str, replace| {
        Effect::Export(Request {
            format: "markdown",
            options: Options { draft, annex: false },
            path: path.into(),
            replace,
            into: None,
        })
    };
    let name = "临湘市青禾工程质量监督站_2023_自评报告_草稿.md";
    assert_eq!(talk.effects, [export(true, name, false)]);
    talk.effects.clear();
    talk.dialogue.update(Message::Exported(Err(tianbiao::export::ExportError::Exists)));
    assert_eq!(talk.dialogue.drain_output()[0], format!("已有同名文件：{name}"));
    talk.hears("覆盖");
    assert_eq!(talk.effects, [export(true, name, true)]);
    talk.effects.clear();
    talk.hears(":dc\n5\n定稿\n/tmp/终稿.md");
    assert_eq!(talk.effects, [export(false, "/tmp/终稿.md", false)], "nothing prevents it");
    talk.effects.clear();
    assert!(talk.hears(":dc\n5\n2")[0].contains("_定稿.md"));
    talk.hears("");
    assert_eq!(talk.effects, [export(false, &name.replace("草稿", "定稿"), false)]);
    talk.effects.clear();
    talk.hears("@posts\n");
    talk.hears("@posts\n五十");
    assert_eq!(talk.hears(":导出\n5\n2")[0], "尚有 1 处错误，未导出定稿：叹号 ! 逐条查看");
    talk.hears(":另存 副本.ron");
    assert_eq!(talk.effects, [Effect::Copy("副本.ron".into())]);
    talk.effects.clear();
    talk.hears(":存盘");
    assert_eq!(talk.effects, [Effect::Save]);
    assert_eq!(talk.dialogue.update(Message::Saved(Err("满了".into()))), []);
    assert_eq!(talk.dialogue.drain_output(), ["满了"], "the session stays open and prints the reason");
    assert_eq!(talk.dialogue.update(Message::End), [Effect::Save]);
    assert_eq!(talk.dialogue.update(Message::Saved(Err("满了".into()))), [Effect::Quit(5)]);
    assert_eq!(talk.dialogue.update(Message::Leave(129)), [Effect::Save]);
    assert_eq!(talk.dialogue.update(Message::Saved(Ok(()))), [Effect::Quit(129)]);
}

#[test]
fn a_read_only_session_changes_nothing() {
    let mut talk = Talk::of(ROLLED);
    talk.dialogue.model.read_only = true;
    let before = talk.file();
    for line in ["甲", "~", "-", "+", ":撤销", ":沿用", ":删行", ":上移", ":改名 甲", ":同上"] {
        for place in ["@contact", "@income[2].fiscal", "@duties"] {
            talk.hears(place);
            talk.hears(line);
            assert_eq!(talk.file(), before, "{place} {line}");
        }
    }
    assert_eq!(talk.dialogue.update(Message::End), [Effect::Quit(0)]);
}

/// A choice is made by number, by words or by pinyin initials; if several fit, they are read out.
#[test]
fn choices_are_made_by_number_or_words() {
    for (answer, kind) in
        [("2", "延续"), ("３", "一次性"), ("yx", "延续"), ("一次", "一次性"), ("x", ""), ("9", "")]
    {
        let mut talk = Talk::blank(PROJECT);
        talk.hears("@project_kind");
        let heard = talk.hears(answer);
        let form = form(PROJECT);
        let cell = talk.dialogue.model.session.report().resolve(&form, "project_kind").unwrap();
        assert_eq!(talk.dialogue.model.session.report().text(cell), kind, "{answer}: {heard:?}");
        if answer == "x" {
            assert_eq!(heard[0], "符合的有：1 新增，2 延续，3 一次性；请输入序号");
        }
    }
}

fn start(file: Option<&str>, lines: &str) -> (Vec<String>, Option<Outcome>) {
    let forms = [["overall", "整体支出", "2023"], ["project", "项目", "2024"]];
    let forms = forms.iter().map(|form| form.map(str::to_owned)).collect();
    let recent = vec![Recent { path: "a.ron".into(), time: "昨天".to_owned(), progress: "50%".to_owned() }];
    let missing = file.map(|file| Missing {
        path: file.into(),
        near: vec!["2023.ron".into()],
        has_draft: file.contains("稿"),
    });
    let offer = Offer { forms, year: 2023, recent, missing, here: Vec::new() };
    let mut start = Start::new(Lang::Zh, offer);
    let mut outcome = None;
    for line in lines.split('\n') {
        start.drain_output();
        outcome = start.answer(line);
    }
    (start.drain_output(), outcome)
}

#[test]
fn answers_at_the_start_lead_to_a_report() {
    let new = |file: &str, form: &str, year: &str| {
        Some(Outcome::New { file: file.into(), form: form.into(), year: year.to_owned() })
    };
    for (file, lines, outcome) in [
        (None, "2\n\n\n", new("2023.ron", "overall", "2023")),
        (None, "２\n2\n２０２４\n新.ron", new("新.ron", "project", "2024")),
        (None, "新建\nxm\n\n", new("2023.ron", "project", "2023")),
        (None, "5", Some(Outcome::NewPractice { form: "overall".into() })),
        (None, "lx", Some(Outcome::NewPractice { form: "overall".into() })),
        (None, "3\n<\n2\n\n\n", new("2023.ron", "overall", "2023")),
        (None, "3\na.docx", Some(Outcome::Last("a.docx".into()))),
        (None, "4\na.ron", Some(Outcome::Open("a.ron".into()))),
        (None, "6", Some(Outcome::Quit(0))),
        (None, "1", Some(Outcome::Open("a.ron".into()))),
        (None, "", Some(Outcome::Open("a.ron".into()))),
        (None, "7", None),
        (None, "2\n:退出", Some(Outcome::Quit(0))),
        // The file named by the user does not exist.
        (Some("新.ron"), "1", Some(Outcome::Open("2023.ron".into()))),
        (Some("新.ron"), "2\n\n", new("新.ron", "overall", "2023")),
        (Some("新.ron"), "2\n1\n二三\n2022", new("新.ron", "overall", "2022")),
        (Some("新.docx"), "2\n\n", new("新.ron", "overall", "2023")),
        (Some("新.ron"), "3\n1", Some(Outcome::Open("a.ron".into()))),
        (Some("稿.ron"), "1", Some(Outcome::Restore("稿.ron".into()))),
    ] {
        assert_eq!(start(file, lines).1, outcome, "{lines:?}");
    }
    assert_eq!(start(None, "7").0[0], "请输入 1 至 6 的序号");
    assert_eq!(
        start(None, "报告").0[0],
        "符合的有：2 新建报告，3 由上年度报告生成（本程序的报告、Word 文档或文本），4 打开报告或文档；请输入序号"
    );
    assert_eq!(start(None, "<").0[1], "1、a.ron，昨天，50%");
    assert_eq!(start(Some("新.ron"), "无此项").0[1], "未找到文件 新.ron");
}

#[test]
fn questions_before_a_report() {
    let held = || Question::InUse { owner: "林 \u{1b}[2J".into(), other: false };
    let draft = |proposed| {
        Question::Draft(Draft {
            reason: "断线".into(),
            facts: vec![("文件".into(), "2023.ron".into())],
            differences: vec![["甲".into(), "1".into(), "2".into()], ["乙".into(), "3".into(), "4".into()]],
            proposed,
        })
    };
    for (question, lines, decision) in [
        (held(), "", Some(Decision::ReadOnly)),
        (held(), "2", Some(Decision::TakeOver)),
        (held(), "3", Some(Decision::Quit(0))),
        (held(), "甲", None),
        (draft(None), "", Some(Decision::Continue)),
        (draft(None), "2", Some(Decision::UseFile)),
        (draft(None), "3\n\n2", Some(Decision::Pick(vec![0]))),
        (draft(Some(vec![true, false])), "\n", Some(Decision::Pick(vec![0]))),
        (draft(Some(vec![true, false])), "不\n要", Some(Decision::Pick(vec![1]))),
        (draft(Some(vec![true, false])), ":quit", Some(Decision::Quit(0))),
    ] {
        let mut opening = Opening::new(Lang::Zh, question);
        let mut last = None;
        for line in lines.split('\n') {
            assert!(opening.drain_output().iter().all(|line| !line.contains('\u{1b}')));
            last = opening.answer(line);
        }
        assert_eq!(last, decision, "{lines:?}");
    }
}

/// Lines of any kind, in any order.
fn any_line() -> impl Strategy<Value = String> {
    let words = ORDERS.iter().flat_map(|row| [row.sign, row.words[0], row.words[1]]).collect::<Vec<_>>();
    let signs = select(words.clone()).prop_map(str::to_owned);
    let orders = select(words).prop_map(|word| format!(":{word}"));
    let places = [
        "@",
        "@3",
        "@tasks",
        "@goals[1].expected",
        "@units[2].name",
        "@income[sum].total",
        "@8",
        "!2",
        "#1",
        "/一",
    ];
    let texts = [
        "1",
        "2",
        "3",
        "２",
        "甲",
        "5+5",
        "五",
        "不适用",
        "{{year}}",
        "",
        "\\.",
        "今天",
        "林\u{1b}[2J\u{202e}",
    ];
    prop_oneof![
        3 => signs,
        3 => orders,
        3 => select(places.to_vec()).prop_map(str::to_owned),
        3 => select(texts.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// No input breaks the dialogue, and every step can be undone.
    #[test]
    fn any_lines_are_answered(lines in vec(any_line(), 1..60), source in select(vec![SAMPLE, ROLLED])) {
        let mut talk = Talk::of(source);
        for line in &lines {
            talk.hears(&line.replace('\n', " "));
        }
        talk.hears(".\n\n");
        while talk.dialogue.model.session.undo().is_some() {}
        prop_assert_eq!(talk.file(), source);
    }
}

mod real {
    //! The real program, on pipes and on a terminal that can only show lines.

    use std::path::Path;
    use std::time::Duration;

    use rustix::process::Signal;
    use tianbiao::session::{Caret, Merge};
    use tianbiao::store::drafts::Draft;
    use tianbiao::store::forms::Shelf;
    use tianbiao::store::lock::{Attempt, Lock, Owner};
    use tianbiao::store::{State, reports};

    use super::*;
    use crate::support::desk::{Desk, PROGRAM};
    use crate::support::pty::Pty;

    fn state(desk: &Desk) -> State {
        State::new(Some(desk.path(".local/state")))
    }

    #[test]
    fn the_end_of_the_input_saves_everything() {
        let desk = Desk::with_report("plain_end");
        for (input, path, text) in [
            ("某站", "unit_name", "某站"),
            ("@contact\n林晓\n", "contact", "林晓"),
            ("@tasks\n甲\n乙", "tasks", "甲\n乙"),
            ("@contact\n-\n@income[1].fiscal\n1+1\n:撤销\n", "contact", ""),
        ] {
            let ran = desk.run_with(&["--plain", "r.ron"], input).ok();
            assert!(ran.out.contains("已保存：r.ron\n报告：/"), "{}", ran.out);
            desk.run(&["get", "r.ron", path, "--typed"]).ok().gives(&format!("{text}\n"));
        }
        let before = desk.read("r.ron");
        desk.run_with(&["--plain", "r.ron"], "\n\n??\n").ok();
        assert_eq!(desk.read("r.ron"), before);
    }

    #[test]
    fn closed_pipes_and_invalid_lines() {
        let desk = Desk::with_report("plain_pipe");
        desk.shell("(echo 某站; while echo; do :; done) | $T --plain r.ron | head -3 >/dev/null").ok();
        desk.run(&["get", "r.ron", "unit_name"]).ok().gives("某站\n");
        let ran = desk.shell("printf '@contact\\n\\274\\327\\n@phone\\n0730123\\n' | $T --plain r.ron").ok();
        assert!(ran.out.contains("本行不是 UTF-8 编码，未接收"), "{}", ran.out);
        desk.run(&["get", "r.ron", "contact"]).ok().gives("\n");
        desk.run(&["get", "r.ron", "phone"]).ok().gives("0730123\n");
        let ran = desk.shell("head -c 9000000 /dev/zero | tr '\\0' a | $T --plain r.ron").ok();
        assert!(ran.out.contains("超过 4 MB，未接收"), "{}", ran.out);
        desk.run(&["--plain", "none/r.ron"]).ok();
        desk.write("bad.ron", b"(");
        desk.run(&["--plain", "bad.ron"]).code(3).says("bad.ron:1:");
    }

    #[test]
    fn a_second_session_is_refused_or_read_only() {
        let desk = Desk::with_report("plain_two");
        let place = state(&desk).place(&desk.path("r.ron")).unwrap();
        let owner = Owner::this("周", "10.0.0.7", "/dev/pts/7", 0);
        let Attempt::Taken(lock) = Lock::take(&place, &owner).unwrap() else { panic!() };
        let before = desk.read("r.ron");
        let ran = desk.run_with(&["--plain", "r.ron"], "").code(4).says("已在另一窗口打开（周 10.0.0.7");
        assert!(ran.out.starts_with("该报告正在另一窗口填报：周 "), "{}", ran.out);
        // The other session is named by its address, not by a device of this host.
        let first = ran.out.lines().next().unwrap_or_default();
        assert!(first.ends_with("起，来自 10.0.0.7") && !first.contains("/dev"), "{first}");
        desk.run_with(&["--plain", "r.ron"], "3\n").code(4).says("已在另一窗口打开");
        let ran = desk.run_with(&["--plain", "r.ron"], "1\n@contact\n林晓\n:存盘\n").ok();
        assert_eq!(ran.out.matches("只读：报告正在另一窗口填报").count(), 3, "{}", ran.out);
        assert_eq!(desk.read("r.ron"), before);
        drop(lock);
        desk.run_with(&["--plain", "r.ron"], "@contact\n林晓\n").ok();
        assert_ne!(desk.read("r.ron"), before);
    }

    #[test]
    fn a_draft_is_offered() {
        for (answer, contact, kept) in
            [("1\n", "林晓", 1), ("2\n", "", 1), ("3\n\n2\n", "林晓", 3), ("", "", 0)]
        {
            let desk = Desk::with_report("plain_draft");
            let path = desk.path("r.ron");
            let loaded = reports::load(&path, &Shelf::default()).unwrap();
            let place = state(&desk).place(&path).unwrap();
            let (mut draft, _) = Draft::open(place, &loaded).unwrap();
            let mut session = Session::new(loaded.form, loaded.report);
            session.keep_log();
            draft.begin(session.report());
            for (path, text) in [("contact", "林晓"), ("phone", "0730123")] {
                let cell = session.report().resolve(session.form(), path).unwrap();
                session.change(Edit::Set { cell, text: Some(text.into()) }, cell, Merge::No);
            }
            draft.leave(&mut session.contents(), &Caret::default(), 129).unwrap();
            let ran = desk.run_with(&["--plain", "r.ron"], answer).ok();
            assert!(
                ran.out.starts_with("发现比已保存文件更新的草稿（连接断开，已自动保留）："),
                "{}",
                ran.out
            );
            desk.run(&["get", "r.ron", "contact"]).ok().gives(&format!("{contact}\n"));
            let history = desk.run(&["history", "r.ron"]).ok().out;
            assert_eq!(history.lines().count(), kept, "{answer:?}: {history}");
        }
    }

    #[test]
    fn data_cannot_control_the_terminal() {
        let desk = Desk::with_report("plain_hostile");
        let bad = "甲\u{1b}[2J\u{9b}31m\u{202e}乙";
        desk.run(&[
            "set",
            "r.ron",
            &format!("unit_name={bad}"),
            &format!("tasks={bad}"),
            &format!("units[1].name={bad}"),
        ])
        .ok();
        let text = desk.read("r.ron").replace("青", "");
        desk.write("r.ron", text.replace("甲", "甲\u{7}").as_bytes());
        let typed = bad.replace('\u{1b}', "");
        let input = format!(
            "<\n:念\n>>\n:念\n>>\n:念\n/甲\n\n@units[1].name\n{bad}\n@{bad}\n:{bad}\n/{bad}\n:另存 {bad}\u{7}.ron\n\
             {typed}\n<\n:{typed}\n/{typed}\n:另存 {typed}\u{7}.ron\n??\n!\n\n"
        );
        let ran = desk.run_with(&["--plain", "r.ron"], &input).ok();
        let wrong: Vec<char> =
            ran.out.chars().filter(|c| tianbiao::form::is_hidden(*c) && *c != '\n').collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(ran.out.matches("本行含有 Esc").count(), 5, "{}", ran.out);
        assert!(ran.out.contains("已导出：甲[2J31m乙.ron"), "{}", ran.out);
    }

    /// The program on a terminal whose `TERM` is `name`.
    fn dumb(desk: &Desk, name: &str, arguments: &str) -> Pty {
        let script = format!("TERM={name} exec {PROGRAM} {arguments}");
        Pty::run("sh".as_ref(), &desk.folder, &["-c", &script])
    }

    #[test]
    fn a_dumb_terminal_gets_lines() {
        for (name, arguments) in [("dumb", "r.ron"), ("", "r.ron"), ("xterm", "--plain r.ron")] {
            let desk = Desk::with_report("plain_dumb");
            let mut pty = dumb(&desk, name, arguments);
            pty.wait_for("部门（单位）名称：空，必填");
            pty.send("某站\n");
            pty.wait_for("评价方式：部门（单位）绩效自评");
            pty.send("\u{4}");
            pty.wait_for("已保存：r.ron");
            let (_, status) = pty.end();
            assert_eq!(status.code(), Some(0));
            assert!(!pty.raw.contains(&0x1b), "no escape sequence at all");
            desk.run(&["get", "r.ron", "unit_name"]).ok().gives("某站\n");
        }
    }

    #[test]
    fn signals_and_hang_ups_save_everything() {
        for signal in [Some((Signal::TERM, 143)), Some((Signal::HUP, 129)), Some((Signal::INT, 130)), None] {
            let desk = Desk::with_report("plain_signals");
            let mut pty = dumb(&desk, "dumb", "r.ron");
            pty.wait_for("部门（单位）名称：空，必填");
            pty.send("某站\n");
            pty.wait_for("评价方式");
            match signal {
                Some((signal, _)) => pty.signal(signal),
                None => pty.hang_up(),
            }
            let (took, status) = pty.end();
            assert!(took < Duration::from_secs(2), "{took:?}");
            if let Some((_, code)) = signal {
                assert_eq!(status.code(), Some(code));
            }
            desk.run(&["get", "r.ron", "unit_name"]).ok().gives("某站\n");
        }
    }

    /// L1: what the terminal shows of a line is what is entered: characters are erased whole, whatever their
    /// width, without control sequences.
    #[test]
    fn a_line_is_edited_as_it_is_shown() {
        let desk = Desk::with_report("plain_edit");
        for name in ["dumb", "xterm"] {
            let mut pty = dumb(&desk, name, "--plain r.ron");
            pty.wait_for("，必填");
            pty.send("@evaluating_body\n");
            pty.wait_for("评价机构：");
            for (keys, shown) in [
                ("张三李四\u{7f}\u{7f}五", "张三五"),
                ("\u{8}四", "张三四"),
                ("\x1b[D\x1b[D二", "张二三四"),
                ("\x1b[H一\x1b[F五", "一张二三四五"),
                ("\x15甲 乙丙\x17丁", "甲 丁"),
                (&"字".repeat(60), "字字字字"),
                (&"\u{7f}".repeat(50), "甲 丁字字字字字字字字字字"),
            ] {
                pty.send(keys);
                let last = |screen: &vt100::Screen| {
                    let columns = screen.size().1;
                    let (row, _) = screen.cursor_position();
                    screen.rows(0, columns.get()).nth(row.into()).unwrap_or_default()
                };
                pty.wait_until(|screen| last(screen).starts_with(shown) || shown.len() == 12, shown);
            }
            pty.send("\n");
            pty.wait_for("报告日期：");
            pty.send(":quit\n");
            pty.end();
            assert!(!pty.raw.contains(&0x1b), "no escape sequence at all");
            let text = format!("甲 丁{}\n", "字".repeat(10));
            desk.run(&["get", "r.ron", "evaluating_body"]).ok().gives(&text);
        }
    }

    /// The terminal is given back as it was, also after a stop.
    #[test]
    fn a_terminal_is_given_back() {
        let desk = Desk::with_report("plain_back");
        let script = format!(
            "set -m; TERM=dumb {PROGRAM} r.ron; echo IT IS STOPPED; read _; fg; echo IT IS OVER; read _"
        );
        let mut pty = Pty::run("sh".as_ref(), &desk.folder, &["-c", &script]);
        pty.wait_for("部门（单位）名称：空，必填");
        pty.send("某");
        pty.wait_for("某");
        assert!(!pty.is_in_order());
        pty.send("\x1a");
        pty.wait_for("IT IS STOPPED");
        assert!(pty.is_in_order());
        pty.send("\n");
        pty.wait_until(|screen| screen.contents().trim_end().ends_with("某"), "the line again");
        pty.send("站\n");
        pty.wait_for("评价方式");
        pty.send(":quit\n");
        pty.wait_for("IT IS OVER");
        assert!(pty.is_in_order());
        desk.run(&["get", "r.ron", "unit_name"]).ok().gives("某站\n");
    }

    /// L2: a half-typed line survives a hang-up and a kill, and is on the input line at the next start.
    #[test]
    fn a_half_typed_line_is_kept() {
        for signal in [Some(Signal::KILL), Some(Signal::HUP), Some(Signal::TERM), None] {
            let desk = Desk::with_report("plain_half");
            let mut pty = dumb(&desk, "dumb", "r.ron");
            pty.wait_for("部门（单位）名称：空，必填");
            pty.send("半截");
            pty.wait_for("半截");
            if signal == Some(Signal::KILL) {
                std::thread::sleep(Duration::from_millis(1200));
            }
            match signal {
                Some(signal) => pty.signal(signal),
                None => pty.hang_up(),
            }
            pty.end();
            let mut pty = dumb(&desk, "dumb", "r.ron");
            pty.wait_for("上次未提交的内容：半截");
            pty.wait_until(|screen| screen.contents().trim_end().ends_with("\n半截"), "the line");
            pty.send("字\n");
            pty.wait_for("评价方式");
            pty.send(":quit\n");
            pty.end();
            desk.run(&["get", "r.ron", "unit_name"]).ok().gives("半截字\n");
            let mut pty = dumb(&desk, "dumb", "r.ron");
            pty.wait_for("评价方式");
            assert!(!pty.screen.screen().contents().contains("上次未提交"));
        }
    }

    /// An answer is in the journal before the next question is printed.
    #[test]
    fn a_kill_loses_no_answers() {
        let desk = Desk::with_report("plain_kill");
        let mut pty = dumb(&desk, "dumb", "r.ron");
        pty.wait_for("部门（单位）名称：空，必填");
        pty.send("某站\n");
        pty.wait_for("评价方式");
        pty.send("@tasks\n");
        pty.wait_for("填写完毕后");
        pty.send("任务1\n#\n");
        // The terminal echoes a line before the program reads it, so the echo proves nothing. The help that
        // is printed next shows that the lines before it were read.
        pty.send("?\n");
        pty.wait_until(|screen| screen.contents().matches("填写完毕后单独一行").count() > 1, "the help");
        pty.signal(Signal::KILL);
        pty.end();
        let place = State::new(Some(desk.path("state"))).find(&desk.path("r.ron")).unwrap();
        assert!(place.is_some());
        let mut pty = dumb(&desk, "dumb", "r.ron");
        pty.wait_for("发现比已保存文件更新的草稿");
        pty.send("1\n");
        pty.wait_for("年度主要工作内容：2 段");
        pty.send(":quit\n");
        pty.end();
        desk.run(&["get", "r.ron", "unit_name"]).ok().gives("某站\n");
        desk.run(&["get", "r.ron", "tasks"]).ok().gives("任务1\n#\n");
    }

    /// Another session takes over the report: this one reports that and has saved everything.
    #[test]
    fn a_report_is_taken_over() {
        let desk = Desk::with_report("plain_take");
        let mut first = dumb(&desk, "dumb", "r.ron");
        first.wait_for("部门（单位）名称：空，必填");
        first.send("某站\n");
        first.wait_for("评价方式");
        let mut second = dumb(&desk, "dumb", "r.ron");
        second.wait_for("输入序号；空行为 1");
        second.send("2\n");
        second.wait_for("评价方式：部门（单位）绩效自评");
        first.wait_for("报告由别处接管");
        assert_eq!(first.end().1.code(), Some(129));
        second.send(":quit\n");
        assert_eq!(second.end().1.code(), Some(0));
        desk.run(&["get", "r.ron", "unit_name"]).ok().gives("某站\n");
        assert!(Path::new(&desk.path("r.ron")).exists());
    }

    /// The file is saved elsewhere in between: the differences are listed, and the user chooses one by one.
    #[test]
    fn a_file_changed_outside_is_merged() {
        let desk = Desk::with_report("plain_outside");
        let mut pty = dumb(&desk, "dumb", "r.ron");
        pty.wait_for("部门（单位）名称：空，必填");
        pty.send("某站\n@contact\n林晓\n");
        pty.wait_for("联络电话：空，必填");
        desk.write(
            "r.ron",
            desk.read("r.ron").replace("\"year\"", "\"phone\": \"110110\",\n\"year\"").as_bytes(),
        );
        pty.send(":save\n");
        pty.wait_for("r.ron 在另一处有改动，本窗口也有改动");
        pty.wait_for("1、0封面 部门（单位）名称：（空），改为 某站");
        pty.send("\n2\n\n");
        pty.wait_for("已合并，尚未保存");
        // The merge is a step after the earlier ones, also in the next session.
        pty.send(":撤销\n");
        pty.wait_for("已撤销");
        pty.send(":重做\n:quit\n");
        assert_eq!(pty.end().1.code(), Some(0));
        let mut again = dumb(&desk, "dumb", "r.ron");
        again.wait_for("联络电话：110110");
        for undone in ["概况 2 格", "联系人", "部门（单位）名称"] {
            again.send(":撤销\n");
            again.wait_for(&format!("{undone}；冒号 :重做"));
        }
        again.send(":重做\n:重做\n:重做\n:quit\n");
        assert_eq!(again.end().1.code(), Some(0));
        for (path, text) in [("unit_name", "某站"), ("contact", ""), ("phone", "110110")] {
            desk.run(&["get", "r.ron", path]).ok().gives(&format!("{text}\n"));
        }
    }

    /// A read-only session reports what is saved elsewhere.
    #[test]
    fn a_read_only_session_follows() {
        let desk = Desk::with_report("plain_follow");
        let mut first = dumb(&desk, "dumb", "r.ron");
        first.wait_for("部门（单位）名称：空，必填");
        let mut second = dumb(&desk, "dumb", "r.ron");
        second.wait_for("输入序号；空行为 1");
        second.send("1\n");
        second.wait_for("部门（单位）名称：空，必填");
        first.send("某站\n:save\n");
        first.wait_for("已保存");
        second.send(".\n");
        second.wait_for("对方已保存，内容已更新");
        second.wait_for("部门（单位）名称：某站");
    }

    /// Nobody reads the output: a signal still ends the program in time, and everything is saved.
    #[test]
    fn a_stalled_line_blocks_nothing() {
        let desk = Desk::with_report("plain_stall");
        let mut pty = dumb(&desk, "dumb", "r.ron");
        pty.wait_for("部门（单位）名称：空，必填");
        pty.send("某站\n");
        pty.wait_for("评价方式");
        for _ in 0..40 {
            // Each prints more than is read.
            pty.send("??\n");
        }
        std::thread::sleep(Duration::from_millis(300));
        pty.signal(Signal::TERM);
        let (took, status) = pty.end();
        assert_eq!(status.code(), Some(143));
        assert!(took < Duration::from_secs(2), "{took:?}");
        desk.run(&["get", "r.ron", "unit_name"]).ok().gives("某站\n");
    }

    #[test]
    fn a_report_starts_from_last_years_report() {
        let desk = Desk::new("plain_roll");
        desk.write("2023.ron", SAMPLE.as_bytes());
        let ran = desk.run_with(&["--plain"], "2\nnone.ron\n2\n2023.ron\n\n@contact\n~\n").ok();
        assert!(ran.out.contains("文件 none.ron 不存在"), "{}", ran.out);
        assert!(ran.out.contains("空行存为 2024.ron"), "{}", ran.out);
        desk.run(&["roll", "2023.ron", "-o", "rolled.ron"]).ok();
        let confirmed = desk.read("rolled.ron").replace("        \"contact\",\n", "");
        assert_eq!(desk.read("2024.ron"), confirmed);
        // A document that is named at the start is imported.
        desk.write("去年.txt", include_bytes!("fixtures/last-year.txt"));
        let ran = desk.run_with(&["--plain"], "打开报告\n去年.txt\n今年.ron\n").ok();
        assert!(ran.out.contains("已识别"), "{}", ran.out);
        desk.run(&["get", "今年.ron", "income[sum].total"]).ok().gives("881.32\n");
    }
}
