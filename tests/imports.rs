//! Import of last year's document: the text dump, variants of it, and the same content as .docx of several
//! makers.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use proptest::prelude::*;
use tianbiao::check::{RuleId, check as findings_of};
use tianbiao::form::{Form, compile};
use tianbiao::import::{Block, Cell, Document, Grid, Imported, import, read_docx, read_text};
use tianbiao::report::{Report, read, write};
use tianbiao::sheet::calculate;

use crate::support::desk::Desk;
use crate::support::scenario::PROJECT;
use crate::support::targets;
use crate::support::word::{archive, docx, each};

const LAST_YEAR: &str = include_str!("fixtures/last-year.txt");
const TEMPLATE: &str = include_str!("../templates/linxiang-overall-expenditure.ron");

fn form() -> Arc<Form> {
    thread_local!(static FORM: Arc<Form> = Arc::new(compile(TEMPLATE).unwrap()));
    FORM.with(Arc::clone)
}

fn imported(text: &str) -> Imported {
    import(&form(), &read_text(text).unwrap())
}

fn file(imported: &Imported) -> String {
    write(&form(), &imported.report)
}

/// The entry at a path.
#[track_caller]
fn at(imported: &Imported, path: &str) -> String {
    let cell = imported.report.resolve(&form(), path).unwrap_or_else(|error| panic!("{path}: {error:?}"));
    imported.report.text(cell).to_owned()
}

#[track_caller]
fn check(imported: &Imported, expected: &[(&str, &str)]) {
    for (path, text) in expected {
        assert_eq!(at(imported, path), *text, "{path}");
    }
}

const EXPECTED: &[(&str, &str)] = &[
    ("year", "2023"),
    ("unit_name", "临湘市青禾工程质量监督站"),
    ("method", "部门（单位）绩效自评"),
    ("report_date", "2024年09月20日"),
    ("issuer", "临湘市财政局"),
    ("contact", "林晓禾"),
    ("phone", "5550123"),
    ("posts", "50"),
    ("staff", "68"),
    ("units[1].name", "局机关"),
    ("units[3].name", "二级机构2"),
    ("income[3].total", ""),
    ("income[3].fiscal", "662.86"),
    ("income[3].non_tax", "218.46"),
    ("expenditure[3].basic", ""),
    ("expenditure[3].personnel", "682.3"),
    ("expenditure[3].operating", "85.02"),
    ("expenditure[3].project", "114"),
    ("official[3].reception", "1.1"),
    ("official[3].vehicle_upkeep", "1.04"),
    ("assets[3].in_use", "681.06"),
    ("goals[1].expected", "应登记的工程全部登记"),
    ("goals[1].actual", "登记率100%"),
    ("goals[3].expected", "验收按承诺办结"),
    ("goals[3].actual", "30个全部办结"),
    ("quality[2].name", "一次验收通过率"),
    ("quantity[1].name", "竣工验收工程数"),
    ("quantity[1].target", ""),
    ("quantity[1].actual", "30个"),
    ("timeliness[1].actual", "0"),
    ("satisfaction[1].name", "来访人员满意率"),
    ("satisfaction[1].actual", "100%"),
    ("score", "99"),
    ("grade", ""),
    ("preparer", ""),
    ("preparer_phone", ""),
    ("evaluators[3].name", "唐书白"),
    ("evaluators[3].unit", "青禾监督站"),
];

#[test]
fn the_dump_is_placed_by_its_labels() {
    let last = imported(LAST_YEAR);
    check(&last, EXPECTED);
    let summary = last.summary(&form());
    assert_eq!((summary.fields, summary.prose), (17, 11));
    let rows = |name: &str| last.report.rows(form().row_set_named(name).unwrap());
    let counts = ["units", "goals", "quality", "quantity", "timeliness", "evaluators"].map(rows);
    assert_eq!(counts, [3, 3, 2, 2, 1, 3]);
    // 13 amounts, 3 goals, 9 indicators, 3 people; five totals, the grade and the preparer are calculated.
    assert_eq!(summary.cells, 13 + 3 * 2 + 9 * 2 + 3 * 3);
    assert_eq!((summary.calculated, summary.overrides), (8, 0));
    assert_eq!(last.unplaced, ["（写部门工作的实绩，按部门实际细化）", "（写预期的效益）"]);
    let sheet = calculate(&form(), &last.report);
    let found = findings_of(&form(), &last.report, &sheet);
    assert!(!found.iter().any(|finding| matches!(finding.rule, RuleId::Override | RuleId::Format)));
}

/// A caption follows a filled cell in a dump: the figure is no number of a heading in front of it.
#[test]
fn a_figure_is_no_number_of_the_caption_behind_it() {
    let head = "\t218.46\n\t\n\n";
    let text = LAST_YEAR
        .replacen(head, "\t218.46\n\t765.15\n\n\n", 1)
        .replace("\n\n\n\t部门（单位）年度", "\n\n\n部门（单位）年度");
    let text = text.replacen("\t部门（单位）年度支出和结余情况", "部门（单位）年度支出和结余情况", 1);
    assert_ne!(text, LAST_YEAR);
    let found = imported(&text);
    check(&found, &[("income[3].other", "765.15"), ("expenditure[3].personnel", "682.3")]);
}

#[test]
fn every_character_of_the_prose_is_kept() {
    let last = imported(LAST_YEAR);
    let prose = LAST_YEAR.split_once("（文字部分）").unwrap().1;
    let fields = [
        "profile_basic",
        "profile_scope",
        "basic_spending",
        "special_funding",
        "special_usage",
        "special_management",
        "special_organisation",
        "special_supervision",
        "performance",
        "problems",
        "measures",
    ];
    let found: Vec<String> = fields.iter().map(|path| at(&last, path)).collect();
    let found: Vec<&str> = found.iter().flat_map(|text| text.lines()).collect();
    let is_heading = |line: &&str| form().fields.iter().any(|field| line.ends_with(field.label.as_str()));
    let chapters = [
        "一、部门（单位）概况",
        "二、部门（单位）整体支出管理及使用情况",
        "（二）专项支出",
        "三、部门（单位）专项组织实施情况",
    ];
    let lines = prose.lines().map(str::trim).filter(|line| !line.is_empty());
    let wanted: Vec<&str> = lines.filter(|line| !is_heading(line) && !chapters.contains(line)).collect();
    assert_eq!(found, wanted);
    for (path, label) in [("duties", "职能职责概述"), ("tasks", "年度主要工作内容")] {
        let cell = LAST_YEAR.split_once(&format!("\t{label}\n\t")).unwrap().1.split("\n\n\t").next().unwrap();
        let wanted: Vec<&str> = cell.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(at(&last, path).lines().collect::<Vec<_>>(), wanted, "{path}");
    }
}

#[test]
fn unplaced_text_is_kept_in_the_file() {
    let last = imported(
        &LAST_YEAR.replace("\t四、评价人员\n", "\t其他说明\n\t有\"引号\"和\\反斜线\n\n\t四、评价人员\n"),
    );
    assert!(last.unplaced.iter().any(|text| text.contains("有\"引号\"和\\反斜线")), "{:?}", last.unplaced);
    let text = file(&last);
    let again = Report::from_file(&form(), read(&text).unwrap());
    assert_eq!(again, last.report);
    assert_eq!(again.annex.leftovers, last.unplaced);
    assert_eq!(write(&form(), &again), text);
}

#[test]
fn spacing_brackets_and_missing_numbers_do_not_matter() {
    let wanted = file(&imported(LAST_YEAR));
    let headings = ["一、", "二、", "三、", "六、", "（一）", "（二）", "1、"];
    let mut bare = String::new();
    for line in LAST_YEAR.lines() {
        let label = |line: &str| {
            form().sections.iter().flat_map(|section| &section.items).any(|item| match item {
                tianbiao::form::Item::Chapter { label, .. } => line.ends_with(label.as_str()),
                tianbiao::form::Item::Field(field) => line.ends_with(form().label(*field)),
                _ => false,
            })
        };
        let number = headings.iter().find(|number| line.starts_with(**number)).filter(|_| label(line));
        let _ = writeln!(bare, "{}", number.map_or(line, |number| &line[number.len()..]));
    }
    assert_ne!(bare, LAST_YEAR);
    let (tables, prose) = LAST_YEAR.split_once("\t五、").unwrap();
    let half = tables.replace('（', "(").replace('）', ")").replace("其中：", "其中:");
    let half = half
        .replace("部门(单位)绩效自评\n", "部门（单位）绩效自评\n")
        .replace("部门(单位)评价组", "部门（单位）评价组");
    let half =
        half.replace("房屋建筑50个、市政工程2个)", "房屋建筑50个、市政工程2个）").replace("52个(", "52个（");
    let blanks = LAST_YEAR.replace("\t联系人\n", "\t联 系 人：\n").replace("\t机构名称", "\t 机 构 名 称");
    let blanks = blanks.replace("报告日期：", "报告日期 :  ").replace("收入合计\n", "收 入 合 计\n");
    for (name, text) in [
        ("crlf", LAST_YEAR.replace('\n', "\r\n")),
        ("no numbers", bare),
        ("blanks", blanks),
        ("one title", LAST_YEAR.replacen("整体支出\n\n绩效评价", "整体支出绩效评价", 1)),
    ] {
        assert!(file(&imported(&text)) == wanted, "{name}: {}", file(&imported(&text)));
    }
    let half = imported(&format!("{half}\t五、{prose}"));
    check(&half, EXPECTED);
    assert_eq!(half.unplaced, ["(写部门工作的实绩，按部门实际细化)", "(写预期的效益)"]);
}

/// The dump, split at the captions of its four tables.
fn four_tables() -> (String, [String; 4], String) {
    let cuts = [
        "\t年度收入情况",
        "\t部门（单位）年度支出和结余",
        "\t机构名称\n\t三公经费",
        "\t机构名称\n\t固定资产",
        "\t三、",
    ];
    let places: Vec<usize> = cuts.iter().map(|cut| LAST_YEAR.find(cut).unwrap()).collect();
    let part = |at: usize| LAST_YEAR[places[at]..places[at + 1]].to_owned();
    (LAST_YEAR[..places[0]].to_owned(), [0, 1, 2, 3].map(part), LAST_YEAR[places[4]..].to_owned())
}

#[test]
fn the_order_of_the_tables_does_not_matter() {
    let (before, [income, expenditure, official, assets], after) = four_tables();
    let other = imported(&format!("{before}{assets}{official}{expenditure}{income}{after}"));
    assert_eq!(file(&other), file(&imported(LAST_YEAR)));
    // Prose first, tables last.
    let (tables, prose) = LAST_YEAR.split_once("\t五、").unwrap();
    let (cover, tables) = tables.split_once("\t一、").unwrap();
    let other = imported(&format!("{cover}\t五、{prose}\n\n\t一、{tables}"));
    assert_eq!(file(&other), file(&imported(LAST_YEAR)));
}

#[test]
fn institutions_share_one_row_set() {
    let (before, tables, after) = four_tables();
    let named = tables.map(|table| {
        table
            .replace("二级机构1", "工程造价站")
            .replace("3、二级机构2", "3、青禾质监站")
            .replace("1、局机关", "1、住建局机关")
    });
    let blank = |width: usize| "\t\n".repeat(width);
    let [income, expenditure, official, assets] = named;
    // Two more institutions; one is in one table only, one has no number in another; and a number without a
    // name.
    let income = format!("{income}\t4、城建档案馆\n\t12.5\n\t\n\t12.5\n{}\n\t6、\n{}\n", blank(3), blank(6));
    let expenditure = format!("{expenditure}\t5、房屋征收中心\n\t7\n\t7\n\t5\n\t2\n{}\n", blank(3));
    let assets = assets.replace("2、工程造价站", "工程造价站");
    let assets = format!("{assets}\t城建档案馆\n\t3.2\n\t3.2\n{}\n", blank(2));
    let grown = imported(&format!("{before}{income}{expenditure}{official}{assets}{after}"));
    assert_eq!(grown.report.rows(form().row_set_named("units").unwrap()), 5);
    check(
        &grown,
        &[
            ("units[1].name", "住建局机关"),
            ("units[2].name", "工程造价站"),
            ("units[4].name", "城建档案馆"),
            ("units[5].name", "房屋征收中心"),
            ("income[城建档案馆].fiscal", "12.5"),
            ("income[城建档案馆].total", ""),
            ("expenditure[房屋征收中心].operating", "2"),
            ("assets[城建档案馆].in_use", "3.2"),
            ("income[青禾质监站].fiscal", "662.86"),
            ("assets[3].in_use", "681.06"),
        ],
    );
    assert_eq!(grown.unplaced.len(), 2, "{:?}", grown.unplaced);
    // One institution fewer.
    let (before, tables, after) = four_tables();
    let fewer = tables.map(|table| {
        let from = table.find("\t2、").unwrap();
        let to = table.find("\t3、").unwrap();
        format!("{}{}", &table[..from], table[to..].replace("3、", "2、"))
    });
    let fewer = imported(&format!("{before}{}{after}", fewer.concat()));
    assert_eq!(fewer.report.rows(form().row_set_named("units").unwrap()), 2);
    check(&fewer, &[("income[2].fiscal", "662.86"), ("assets[二级机构2].in_use", "681.06")]);
}

#[test]
fn a_total_that_disagrees_is_kept_with_its_finding() {
    let text = LAST_YEAR.replace("\t881.32\n\t767.32\n", "\t881.32\n\t767.23\n");
    let last = imported(&text);
    check(
        &last,
        &[("expenditure[3].basic", "767.23"), ("expenditure[3].total", "881.32"), ("income[3].total", "")],
    );
    assert_eq!(last.summary(&form()).overrides, 2);
    let sheet = calculate(&form(), &last.report);
    let found = findings_of(&form(), &last.report, &sheet);
    let differs = found.iter().filter(|finding| finding.rule == RuleId::Override);
    assert_eq!(differs.count(), 2);
    // A sum row with only a total; a preparer who is not the contact; dashes for blanks.
    let (before, [income, expenditure, official, assets], after) = four_tables();
    let official = official.replace("汇总\n\t\n", "汇总\n\t2.5\n").replacen(
        "\t2.14\n\t1.1\n\t1.04\n\t\n",
        "\t—\n\t/\n\t-\n\t\n",
        1,
    );
    let after = after.replace("填报人（签名）：  林晓禾 ", "填报人（签名）：  何静宜 ");
    let last = imported(&format!("{before}{income}{expenditure}{official}{assets}{after}"));
    check(&last, &[("official[sum].total", "2.5"), ("official[3].total", ""), ("preparer", "何静宜")]);
}

#[test]
fn other_units_of_money_are_converted() {
    let text =
        LAST_YEAR.replace("年度收入情况（万元）", "年度收入情况（元）").replace("662.86\n", "6628600\n");
    let last = imported(&text.replace("218.46\n", "2184600\n").replacen("\t881.32\n", "\t8813200\n", 1));
    check(
        &last,
        &[("income[3].fiscal", "662.86"), ("expenditure[3].personnel", "682.3"), ("income[3].total", "")],
    );
}

#[test]
fn lists_may_have_targets_and_many_rows() {
    let from = LAST_YEAR.find("\t整体支出\n\n绩效定量").unwrap();
    let to = LAST_YEAR.find("\t绩效自评综合得分").unwrap();
    let table = "\t一级\n\t二级\n\t指标\n\t绩效目标\n\t完成情况\n\n\t产出目标\n\t数量指标\n\t指标1：甲\n\t不少于3\n\t4\n\n\t\n\t\n\
                 \t指标2：乙\n\t5\n\t6\n\n\t\n\t\n\t指标3：丙\n\t\n\t7\n\n\t\n\t质量指标\n\t指标1：丁\n\n指标2：戊\n\t90%\n\n80%\n\t95%\n\n85%\n\n";
    let last = imported(&format!("{}{table}{}", &LAST_YEAR[..from], &LAST_YEAR[to..]));
    check(
        &last,
        &[
            ("quantity[1].target", "不少于3"),
            ("quantity[2].actual", "6"),
            ("quantity[3].name", "丙"),
            ("quantity[3].actual", "7"),
            ("quality[1].name", "丁"),
            ("quality[2].name", "戊"),
            ("quality[2].target", "80%"),
            ("quality[2].actual", "85%"),
            ("score", "99"),
        ],
    );
}

#[test]
fn people_and_indicators_may_be_more_or_fewer() {
    let people = |count: usize| each(0..count, |at| format!("\t人{at}\n\t科员\n\t某站\n\t\n\n"));
    let from = LAST_YEAR.find("\t姓  名").unwrap();
    let from = from + LAST_YEAR[from..].find("\n\n").unwrap() + 2;
    let to = LAST_YEAR.find("评价组组长").unwrap() - 1;
    let indicators = each(3..9, |at| format!("\t\n\t\n\t\n\t指标{at}：新指标{at}\n\t{at}次\n\n"));
    let place = LAST_YEAR.find("\t时效指标").unwrap();
    let place = LAST_YEAR[..place - 6].rfind("\n\n").unwrap() + 2;
    for count in [0, 1, 12] {
        let (tables, rest) = LAST_YEAR.split_at(to);
        let text = format!("{}{indicators}{}{}{rest}", &tables[..place], &tables[place..from], people(count));
        let last = imported(&text);
        let rows = |name: &str| last.report.rows(form().row_set_named(name).unwrap());
        assert_eq!(
            [rows("evaluators"), rows("quantity"), rows("timeliness")],
            [if count == 0 { 3 } else { count }, 8, 1]
        );
        check(&last, &[("quantity[8].name", "新指标8"), ("quantity[8].actual", "8次"), ("score", "99")]);
        assert_eq!(at(&last, "evaluators[1].name"), if count == 0 { "" } else { "人0" });
        assert_eq!(last.unplaced, imported(LAST_YEAR).unplaced);
    }
}

#[test]
fn chapters_may_be_more_or_fewer() {
    let more = LAST_YEAR.replace("六、改进措施", "六、其他需要说明的事项\n\n有一项说明。\n\n七、改进措施");
    let more = more.replace("存在的主要问题\n", "五、存在的主要问题\n");
    let last = imported(&more);
    assert_eq!(at(&last, "problems"), at(&imported(LAST_YEAR), "problems"));
    assert_eq!(at(&last, "measures"), at(&imported(LAST_YEAR), "measures"));
    assert!(last.unplaced.contains(&"有一项说明。".to_owned()), "{:?}", last.unplaced);
    // The same if the chapter before has no number; and a list in a chapter is not a chapter.
    let more = LAST_YEAR.replace("六、改进措施", "六、其他需要说明的事项\n\n有一项说明。\n\n七、改进措施");
    let last = imported(&more);
    assert_eq!(at(&last, "problems"), at(&imported(LAST_YEAR), "problems"));
    assert!(last.unplaced.contains(&"有一项说明。".to_owned()), "{:?}", last.unplaced);
    let list = "一、甲\n二、乙\n三、丙\n四、丁\n五、戊\n六、己\n";
    let last = imported(&LAST_YEAR.replace("六、改进措施", &format!("{list}六、改进措施")));
    assert!(at(&last, "problems").ends_with(list.trim_end()), "{}", at(&last, "problems"));
    // Numbers of several levels, and a table of contents in front.
    let levels = LAST_YEAR
        .replace("（一）部门（单位）基本情况", "1.1 部门（单位）基本情况")
        .replace("（二）专项支出", "2.2专项支出");
    assert_eq!(file(&imported(&levels)), file(&imported(LAST_YEAR)));
    let contents = "临湘市财政局（制）\n\n目  录\n一、部门（单位）基本概况\t1\n（一）部门（单位）基本情况……4\n六、改进措施和有关建议 ..... 9\n";
    let last = imported(&LAST_YEAR.replace("临湘市财政局（制）\n", contents));
    assert_eq!(file(&last), file(&imported(LAST_YEAR)));
    // A missing heading: its text stays with the one before.
    let fewer = imported(&LAST_YEAR.replace("专项资金实际使用情况分析\n", ""));
    assert_eq!(at(&fewer, "special_usage"), "");
    assert!(at(&fewer, "special_funding").ends_with(&at(&imported(LAST_YEAR), "special_usage")));
    // Text between a chapter and its first part, and a heading with its text on one line.
    let run_in = LAST_YEAR.replace("（一）专项组织情况分析\n\n", "总的说明。\n（一）专项组织情况分析：");
    let last = imported(&run_in);
    assert!(at(&last, "special_organisation").starts_with("总的说明。\n1.质量监督检测费："));
}

#[test]
fn text_after_the_name_of_a_bureau_is_kept() {
    let last = imported(&LAST_YEAR.replace("临湘市财政局（制）", "汨罗市财政局（2023年修订）"));
    check(&last, &[("issuer", "汨罗市财政局")]);
    assert!(last.unplaced.contains(&"（2023年修订）".to_owned()), "{:?}", last.unplaced);
}

/// A table of contents is left out, but a number after a tab is a value.
#[test]
fn a_number_after_a_tab_is_not_a_page_number() {
    let lines = [
        "基本概况",
        "联系人\t林晓禾",
        "人员编制\t50",
        "实有人数……68",
        "基本支出\t767",
        "六、改进措施和有关建议\t9",
    ];
    let blocks: Vec<Block> = lines.map(|line| Block::Paragraph(line.to_owned())).into();
    let last = import(&form(), &blocks.into());
    check(&last, &[("contact", "林晓禾"), ("posts", "50")]);
    assert!(file(&last).contains("68") && file(&last).contains("767") && !file(&last).contains("建议"));
}

#[test]
fn lines_of_label_and_value_are_imported() {
    let text = "岳阳县2022年度部门整体支出绩效自评报告\n单位名称：岳阳县某站\n报告日期  2023-5-6\n岳阳县财政局（制）\n\
                基本概况\n联系人\n王某\n实有人员：12人\n职能职责概述\n第一段。\n\n第二段。\n年度主要工作内容\n任务一。\n";
    let last = imported(text);
    check(
        &last,
        &[
            ("year", "2022"),
            ("unit_name", "岳阳县某站"),
            ("report_date", "2023-5-6"),
            ("issuer", "岳阳县财政局"),
            ("contact", "王某"),
            ("duties", "第一段。\n第二段。"),
            ("tasks", "任务一。"),
        ],
    );
}

/// The program that wrote a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Maker {
    Word,
    Wps,
    LibreOffice,
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn paragraph(maker: Maker, text: &str, properties: &str) -> String {
    // Programs split runs at any position.
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let (first, second) = (escape(&text[..middle]), escape(&text[middle..]));
    match maker {
        Maker::Word => format!(
            "<w:p w:rsidR=\"00A1\"><w:pPr>{properties}<w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:rPr><w:b/></w:rPr>\
             <w:t xml:space=\"preserve\">{first}</w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:del w:id=\"1\"><w:r><w:delText>旧</w:delText></w:r></w:del>\
             <w:ins w:id=\"2\"><w:r><w:t xml:space=\"preserve\">{second}</w:t></w:r></w:ins></w:p>"
        ),
        Maker::Wps => {
            let coded: String = second
                .chars()
                .map(|c| match c {
                    '承' => "&#x627F;".to_owned(),
                    '的' => "&#30340;".to_owned(),
                    c => c.to_string(),
                })
                .collect();
            format!(
                "<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{first}</w:t></w:r><w:bookmarkStart w:id=\"0\"/><w:r><w:t>{coded}</w:t></w:r></w:p>"
            )
        }
        Maker::LibreOffice => format!(
            "<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr></w:rPr><w:t>{first}{second}</w:t></w:r></w:p>"
        ),
    }
}

fn cell(maker: Maker, cell: &Cell, merge: Option<bool>) -> String {
    let mut properties = String::new();
    if cell.columns > 1 {
        let _ = write!(properties, "<w:gridSpan w:val=\"{}\"/>", cell.columns);
    }
    match (merge, maker) {
        (Some(true), _) => properties.push_str("<w:vMerge w:val=\"restart\"/>"),
        (Some(false), Maker::Word) => properties.push_str("<w:vMerge/>"),
        (Some(false), _) => properties.push_str("<w:vMerge w:val=\"continue\"/>"),
        (None, _) => {}
    }
    let mut paragraphs: String = cell.text.lines().map(|line| paragraph(maker, line, "")).collect();
    if paragraphs.is_empty() {
        paragraphs.push_str("<w:p/>");
    }
    format!("<w:tc><w:tcPr><w:tcW w:w=\"100\"/>{properties}</w:tcPr>{paragraphs}</w:tc>")
}

/// Gives the header rows of the dump the column spans that they have in print.
fn widen(rows: &mut [Vec<Cell>]) {
    for at in 0..rows.len() {
        let spans: &[&[usize]] = match (rows[at].first(), rows[at].get(1).map(|cell| cell.text.as_str())) {
            (Some(first), Some(second)) if first.text == "机构名称" => match second {
                "收入合计" => &[&[1, 1, 5]],
                "支出合计" => &[&[1, 1, 4, 2], &[1, 1, 1, 2, 1, 1, 1]],
                "三公经费\n合计" => &[&[1, 1, 4]],
                _ => &[&[1, 1, 2, 1]],
            },
            _ => continue,
        };
        for (row, spans) in rows[at..].iter_mut().zip(spans) {
            for (cell, span) in row.iter_mut().zip(*spans) {
                cell.columns = *span;
            }
        }
    }
}

fn table(maker: Maker, rows: &[Vec<Cell>]) -> String {
    let mut rows = rows.to_vec();
    widen(&mut rows);
    let mut xml = String::from("<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>");
    let mut header = 0;
    for (at, row) in rows.iter().enumerate() {
        header = match row.first().map(|cell| cell.text.as_str()) {
            Some("机构名称") => 1,
            Some("") if header > 0 && row.iter().any(|cell| !cell.text.is_empty()) => header + 1,
            _ => 0,
        };
        xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (column, own) in row.iter().enumerate() {
            let below =
                rows.get(at + 1).and_then(|next| next.get(column)).is_some_and(|below| below.text.is_empty());
            let merge = match header {
                0 => None,
                1 => (below && own.columns == 1).then_some(true),
                _ => own.text.is_empty().then_some(false),
            };
            xml.push_str(&cell(maker, own, merge));
        }
        xml.push_str("</w:tr>");
    }
    xml + "</w:tbl>"
}

fn body(maker: Maker, document: &Document) -> String {
    let mut xml = String::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(text) | Block::Aside(text) | Block::Heading { text, .. } => {
                let heading = match maker {
                    Maker::Word => "<w:pStyle w:val=\"a1\"/>",
                    Maker::Wps => "<w:outlineLvl w:val=\"9\"/>",
                    Maker::LibreOffice => "<w:pStyle w:val=\"Normal\"/>",
                };
                xml.push_str(&paragraph(maker, text, heading));
            }
            Block::Table(grid) => xml.push_str(&table(maker, &grid.rows)),
            Block::Break => {}
        }
    }
    if maker == Maker::Wps { format!("<w:sdt><w:sdtContent>{xml}</w:sdtContent></w:sdt>") } else { xml }
}

#[test]
fn a_docx_of_any_maker_gives_the_same_report() {
    let (before, [income, expenditure, official, assets], after) = four_tables();
    let renamed = LAST_YEAR.replace("二级机构1", "工程造价站").replace("二级机构2", "质量监督站");
    let ordered = format!("{before}{official}{income}{assets}{expenditure}{after}");
    for text in [LAST_YEAR, &renamed, &ordered] {
        let document = read_text(text).unwrap();
        let wanted = file(&imported(text));
        for maker in [Maker::Word, Maker::Wps, Maker::LibreOffice] {
            let bytes = docx(&body(maker, &document));
            let found = read_docx(&bytes).unwrap();
            assert!(found.blocks.len() >= 5);
            assert_eq!(file(&import(&form(), &found)), wanted, "{maker:?}");
        }
    }
}

/// Runs the program in its own folder.
fn run(folder: &str, arguments: &[&str], input: Option<&[u8]>) -> Output {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    std::fs::create_dir_all(&path).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tianbiao"));
    command.args(arguments).current_dir(path).env_clear().env("TIANBIAO_LANG", "zh");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.unwrap_or_default());
    child.wait_with_output().unwrap()
}

#[test]
fn import_reports_how_much_it_placed() {
    let arguments = ["import", "-", "-o", "2023.ron", "--force"];
    let ran = run("import", &arguments, Some(LAST_YEAR.as_bytes()));
    let talk = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(0), "{talk}");
    assert!(talk.contains("2023.ron：已识别 74 项") && talk.contains("（写预期的效益）"), "{talk}");
    let got = run(
        "import",
        &["get", "2023.ron", "income[3].total", "expenditure[sum].basic", "quantity[1].actual"],
        None,
    );
    assert_eq!(String::from_utf8(got.stdout).unwrap(), "881.32\n767.32\n30个\n");
    // GBK, UTF-16, a docx.
    let gbk = encoding_rs::GBK.encode(LAST_YEAR).0.into_owned();
    let wide: Vec<u8> =
        "\u{feff}".encode_utf16().chain(LAST_YEAR.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let word = docx(&body(Maker::Word, &read_text(LAST_YEAR).unwrap()));
    for (source, code) in [
        (&gbk[..], 0),
        (&wide, 0),
        (&word, 0),
        (&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"[..], 3),
        (b"%PDF-1.7", 3),
        (b"a\0b", 3),
        (b"PK\x03\x04", 3),
        (b"nothing of a form", 3),
    ] {
        let ran = run("import", &arguments, Some(source));
        let talk = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(code), "{talk}");
        assert_eq!(talk.contains("已识别 74 项"), code == 0, "{talk}");
    }
    assert_eq!(
        run("import", &["import", "-", "-o", "2023.ron"], Some(LAST_YEAR.as_bytes())).status.code(),
        Some(5)
    );
    assert_eq!(run("import", &["import", "missing.docx", "-o", "x.ron"], None).status.code(), Some(5));
    assert_eq!(run("import", &["import", "-"], None).status.code(), Some(2));
}

#[test]
fn the_best_matching_form_is_used() {
    let project = "2023年度 项目支出绩效自评表\n项目名称：古桥修缮\n项目类别：新增\n主管部门：城建局\n项目负责人：何水生\n\
                   联系电话：5550144\n开始日期：2023-3-1\n结束日期：2023-11-30\n受益人数：1200\n";
    let desk = Desk::new("imports-forms");
    desk.write("last.txt", LAST_YEAR.as_bytes());
    desk.write("project.txt", project.as_bytes());
    // With one form there is no message.
    let ran = desk.run(&["import", "last.txt", "-o", "a.ron"]).ok();
    assert!(!ran.talk.contains("它对上的最多"), "{}", ran.talk);
    std::fs::create_dir_all(desk.path(".config/tianbiao/forms")).unwrap();
    desk.write(".config/tianbiao/forms/project.ron", PROJECT.as_bytes());
    for (document, form, title) in [
        ("last.txt", "linxiang-overall-expenditure", "按“临湘市部门（单位）整体支出绩效评价自评报告”"),
        ("project.txt", "project-evaluation", "按“项目支出绩效自评表”"),
    ] {
        desk.run(&["import", document, "-o", "b.ron", "--force"]).ok().says(title);
        assert!(desk.read("b.ron").contains(&format!("form: \"{form}\"")), "{document}");
        desk.run(&["roll", document, "-o", "c.ron", "--force"]).ok().says(title);
        assert!(desk.read("c.ron").contains(&format!("form: \"{form}\"")), "{document}");
    }
    // `--form` takes precedence.
    desk.run(&["import", "last.txt", "--form", "project-evaluation", "-o", "d.ron"]).ok();
    assert!(desk.read("d.ron").contains("form: \"project-evaluation\""));
    desk.run(&["import", "last.txt", "--form", "no-such-form", "-o", "e.ron"]).code(3).says("no-such-form");
}

#[test]
fn each_unsupported_file_type_has_its_own_message() {
    let compound = |stream: &str| {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied().chain([0; 500]).chain(name).collect::<Vec<u8>>()
    };
    let desk = Desk::new("imports-others");
    for (name, bytes, words) in [
        (
            "去年.doc",
            compound("WordDocument"),
            "该 .doc 或 .wps 文件无法读取，可能传输不完整；请用 Word 或 WPS 打开，另存为 .docx",
        ),
        ("去年.wps", compound("WordDocument"), "该 .doc 或 .wps 文件无法读取"),
        ("加密.docx", compound("EncryptedPackage"), "去除密码，另存为 .docx"),
        ("表.xls", compound("Workbook"), "另存为 .xlsx"),
        ("表.et", compound("Workbook"), "另存为 .xlsx"),
        ("表.xlsx", archive(&[("xl/workbook.xml", "<workbook/>")]), "未识别到"),
        ("去年.pdf", b"%PDF-1.7".to_vec(), "PDF 文件"),
        ("去年.rtf", b"{\\rtf1".to_vec(), "RTF 文件"),
        (
            "去年.odt",
            archive(&[
                ("mimetype", "application/vnd.oasis.opendocument.text"),
                ("META-INF/manifest.xml", ""),
            ]),
            "OpenDocument 文件",
        ),
        (
            "表和文字.odt",
            archive(&[("META-INF/manifest.xml", ""), ("content.xml", TEXT_WITH_TABLE)]),
            "OpenDocument 文件",
        ),
        ("网页.doc", b"<html><body>".to_vec(), "HTML 文件"),
        ("图.docx", b"\x89PNG\r\n\x1a\n\0".to_vec(), "不是文本"),
        ("断.docx", archive(&[("word/document.xml", "<w:document>")])[..60].to_vec(), "可能传输不完整"),
    ] {
        desk.write(name, &bytes);
        desk.run(&["import", name, "-o", "a.ron"]).code(3).says(words).says(name);
        desk.run(&["roll", name, "-o", "a.ron"]).code(3).says(words).says(name);
        desk.run(&["check", name]).code(3).says(&format!("先导入：tianbiao import {name}"));
    }
    assert!(!desk.path("a.ron").exists());
}

/// A text document with a table, which must not be read as a workbook without its paragraphs.
const TEXT_WITH_TABLE: &str = "<office:document-content><office:body><office:text><text:p>评价方式：自评</text:p>\
    <table:table table:name=\"表1\"><table:table-row><table:table-cell><text:p>联系人</text:p></table:table-cell>\
    <table:table-cell><text:p>林晓禾</text:p></table:table-cell><table:table-cell><text:p>联络电话</text:p></table:table-cell>\
    <table:table-cell><text:p>5550123</text:p></table:table-cell></table:table-row></table:table>\
    </office:text></office:body></office:document-content>";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn cut_and_flipped_files_never_panic(from in 0_usize..40_000, to in 0_usize..40_000, flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8)) {
        let mut word = docx(&body(Maker::Word, &read_text(LAST_YEAR).unwrap()));
        let mut text = LAST_YEAR.as_bytes().to_vec();
        for bytes in [&mut word, &mut text] {
            for (at, byte) in &flips {
                let at = at.index(bytes.len());
                bytes[at] ^= byte;
            }
        }
        let end = word.len().saturating_sub(to % 50);
        targets::document(&word[..end]);
        let (from, to) = (from.min(to) % text.len(), from.max(to).min(text.len()));
        targets::document(&text[from..to.max(from)]);
    }

    #[test]
    fn any_rows_never_panic(rows in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
        "", "机构名称", "收入合计", "其中：", "1、甲", "2、", "合计", "12", "指标1：乙", "质量指标", "绩效目标", "完成情况", "预期目标", "实际完成",
        "目标1：甲\n目标2：乙", "联系人", "联系人：甲", "五、评价报告综述（文字部分）", "一、部门（单位）概况", "姓名", "单位", "……", "年度收入情况（元）",
    ]), 0..7), 0..30)) {
        let rows: Vec<Vec<Cell>> = rows.into_iter().map(|row| row.into_iter().map(Cell::new).collect()).collect();
        let last = import(&form(), &vec![Block::Table(Grid::guessed(rows))].into());
        prop_assert_eq!(Report::from_file(&form(), read(&file(&last)).unwrap()), last.report);
    }
}

/// A word that is inserted anywhere, in a line or next to it, is in the report or in its annex.
#[test]
fn inserted_words_are_never_lost() {
    const WORD: &str = "珺珺琇琇";
    let lines: Vec<&str> = LAST_YEAR.lines().collect();
    let mut lost = Vec::new();
    // Every third line in one way, the header lines in every way.
    let ways = (0..lines.len()).step_by(3).map(|at| (at, at % 5));
    let headers = [46, 47, 48, 54, 93, 94, 99, 100, 153, 195]
        .into_iter()
        .flat_map(|at| (0..5).map(move |way| (at, way)));
    for (at, way) in ways.chain(headers) {
        let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        match way {
            0 => changed[at].push_str(WORD),
            1 => changed[at] += concat!("（", "珺珺琇琇", "）"),
            2 => changed.insert(at, WORD.to_owned()),
            3 => changed.insert(at, format!("\t{WORD}")),
            _ => changed.insert(at, format!("\n{WORD}\n")),
        }
        if !file(&imported(&changed.join("\n"))).contains(WORD) {
            lost.push(format!("{at} {way} {}", lines[at]));
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

/// Returns the repairs of an import as path, kind, before and after.
fn repairs(imported: &Imported) -> Vec<(String, &'static str, String, String)> {
    let repair = |repair: &tianbiao::import::Repair| {
        let path = repair.path(&form(), &imported.report).unwrap_or_default();
        (path, repair.kind.name(), repair.before.clone(), repair.after.clone())
    };
    imported.repairs.iter().map(repair).collect()
}

/// Everything that differs between last year's document and the report is listed.
#[test]
fn repairs_of_the_dump_are_listed() {
    let last = imported(LAST_YEAR);
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (_, kind, ..) in repairs(&last) {
        *counts.entry(kind).or_default() += 1;
    }
    let wanted = [
        ("blank_total", 13),
        ("heading_number", 6),
        ("joined_year", 1),
        ("label_removed", 12),
        ("leftover", 2),
        ("placeholder", 4),
        ("second_phone", 1),
    ];
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), wanted);
    let lines: Vec<String> = last
        .repairs
        .iter()
        .map(|repair| repair.sentence(&form(), &last.report, tianbiao::message::Lang::Zh))
        .collect();
    for line in [
        "封面·年度：“20 23”已合并为“2023”",
        "支出表·汇总·基本支出：原文为空，已自动计算为 767.32",
        "绩效表·目标1·预期目标：已去除“目标1：”，保留“应登记的工程全部登记”",
        "绩效表·成本指标·指标：“……”为空白表的提示，已略去",
        "人员·联系电话：原文再次填列的电话“5550123”与自动生成的一致，不另存",
        "综述·存在的主要问题：原文标题缺少序号，已补为“五、”",
        "“（写预期的效益）”未识别，原样存入附注",
    ] {
        assert!(lines.iter().any(|found| found == line), "{line}: {lines:#?}");
    }
    // No path and no name of the program stands in a Chinese line.
    assert!(!lines.iter().any(|line| line.contains(|c: char| c.is_ascii_lowercase())), "{lines:#?}");
}

/// A change of the document: the text and its replacement; path, kind, text before and text after of the repair that
/// it causes, and the line for the user.
type Changed =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const CHANGED: &[Changed] = &[
    ("\t68\n", "\t68人\n", "staff", "unit_removed", "68人", "68", "概况·实有人数：“68人”已去除单位，记为 68"),
    (
        "\t68\n",
        "\t0.0068万人\n",
        "staff",
        "unit_converted",
        "0.0068万人",
        "68",
        "概况·实有人数：“0.0068万人”已换算为 68",
    ),
    (
        "\t114\n",
        "\t—\n",
        "expenditure[3].project",
        "dash",
        "—",
        "",
        "支出表·3、二级机构2·项目支出：“—”表示无此项，已留空",
    ),
    (
        "\t881.32\n\t\n\t662.86",
        "\t900\n\t\n\t662.86",
        "income[3].total",
        "total_recalculated",
        "900",
        "881.32",
        "收入表·3、二级机构2·收入合计：原文为 900，与计算结果 881.32 不一致，暂按原文保留，请核实",
    ),
    (
        "\t5550123\n",
        "\t5550123\n5550456\n",
        "phone",
        "lines_joined",
        "5550123\n5550456",
        "5550123 5550456",
        "概况·联络电话：原文分行，已合并为“5550123 5550456”",
    ),
    (
        "\t五、评价报告综述",
        "联络电话：5550456\n\t五、评价报告综述",
        "phone",
        "second_phone",
        "5550456",
        "",
        "概况·联络电话：原文另有电话“5550456”，存入附注",
    ),
    (
        "\n\t一、部门（单位）基本概况",
        "\n一、部门（单位）基本概况……3\n\t一、部门（单位）基本概况",
        "",
        "contents",
        "一、部门（单位）基本概况……3",
        "",
        "“一、部门（单位）基本概况……3”为目录，已略去",
    ),
    (
        "（一）专项组织情况分析",
        "1、专项组织情况分析",
        "special_organisation",
        "heading_number",
        "1、专项组织情况分析",
        "（一）专项组织情况分析",
        "综述·专项组织情况分析：标题序号“1、”已改为“（一）”",
    ),
    (
        "三、部门（单位）专项组织实施情况",
        "部门（单位）专项组织实施情况",
        "",
        "heading_number",
        "部门（单位）专项组织实施情况",
        "三、部门（单位）专项组织实施情况",
        "部门（单位）专项组织实施情况：原文标题缺少序号，已补为“三、”",
    ),
    (
        "\t青禾监督站\n",
        "\t青禾\n监督站\n",
        "evaluators[1].unit",
        "lines_joined",
        "青禾\n监督站",
        "青禾监督站",
        "人员表·1·单  位：原文分行，已合并为“青禾监督站”",
    ),
    (
        "2、二级机构1",
        "2、信息中心",
        "units.name",
        "guessed_row",
        "二级机构1",
        "信息中心",
        "收入·机构名称：原文另有一表的行名为“二级机构1”，已按序号并入“信息中心”",
    ),
    (
        "3、二级机构2",
        "4、二级机构2",
        "units[3].name",
        "row_number",
        "4、二级机构2",
        "3、二级机构2",
        "收入·3、二级机构2·机构名称：“4、二级机构2”已重新编号为“3、二级机构2”",
    ),
    (
        "\t五、评价报告综述",
        "联系人：林晓禾\n\t五、评价报告综述",
        "contact",
        "repeated",
        "林晓禾",
        "",
        "概况·联系人：“林晓禾”在原文中重复，只保留一处",
    ),
];

#[test]
fn every_change_of_a_text_is_told() {
    for (from, to, path, kind, before, after, line) in CHANGED {
        assert!(LAST_YEAR.contains(from), "{from}");
        let last = imported(&LAST_YEAR.replacen(from, to, 1));
        let found = repairs(&last);
        let wanted = ((*path).to_owned(), *kind, (*before).to_owned(), (*after).to_owned());
        let place = found.iter().position(|(at, of, was, is)| {
            (at.replace("二级机构2", "3"), *of, was.clone(), is.clone()) == wanted
        });
        let place = place.unwrap_or_else(|| panic!("{to}: {found:#?}"));
        assert_eq!(last.repairs[place].sentence(&form(), &last.report, tianbiao::message::Lang::Zh), *line);
    }
}

/// The screen that asks where to save a document says how much of it was repaired.
#[test]
fn the_summary_counts_repairs() {
    let shelf = tianbiao::store::forms::Shelf::new(Vec::new());
    let path = std::path::Path::new("last.txt");
    let fitted = tianbiao::store::documents::read(&shelf, path, LAST_YEAR.as_bytes(), None).unwrap();
    let found = fitted.found(tianbiao::message::Lang::Zh);
    assert_eq!(
        found,
        "已识别 74 项，2 项未识别，存入附注  自动整理 37 处  \
         已按“临湘市部门（单位）整体支出绩效评价自评报告”识别（相符栏目最多）"
    );
}

/// The review goes to standard output, with or without a new report.
#[test]
fn the_command_line_lists_repairs() {
    let desk = Desk::new("import_review");
    desk.write("last.txt", LAST_YEAR.as_bytes());
    let line = "封面·年度：“20 23”已合并为“2023”\n";
    for options in [&["--review"][..], &["--review", "-n"], &["--review", "-n", "-o", "r.ron"]] {
        let ran = desk.run(&[&["import", "last.txt"], options].concat()).ok().says("未新建文件");
        assert!(ran.out.starts_with(line) && ran.out.lines().count() == 39, "{}", ran.out);
        assert!(!desk.path("r.ron").exists());
    }
    let ran = desk.run(&["import", "last.txt", "--review", "-o", "r.ron"]).ok();
    assert!(ran.out.starts_with(line) && desk.path("r.ron").exists(), "{}", ran.out);
    let ran = desk.run(&["import", "last.txt", "--review", "--json"]).ok();
    let all: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
    let first =
        serde_json::json!({"path": "year", "kind": "joined_year", "before": "20 23", "after": "2023"});
    assert_eq!((all.len(), &all[0]), (39, &first));
    let keys: Vec<&String> = all[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["after", "before", "kind", "path"]);
    let last =
        serde_json::json!({"path": null, "kind": "leftover", "before": "（写预期的效益）", "after": null});
    assert_eq!(all.last(), Some(&last));
    let kinds: Vec<&str> = tianbiao::import::RepairKind::ALL.iter().map(|kind| kind.name()).collect();
    assert!(all.iter().all(|repair| kinds.contains(&repair["kind"].as_str().unwrap())));
    // Without a report to create, there must be something to show.
    desk.run(&["import", "last.txt"]).code(2);
    desk.run(&["import", "last.txt", "--json", "-n"]).code(2);
}
