//! The matcher of documents and tables: units, headers, rows, boxes, and documents that are no report.

use std::sync::Arc;

use tianbiao::form::Form;
use tianbiao::import::{Block, Cell, Grid, Imported, import, read_text};

use crate::support::desk::Desk;
use crate::support::scenario::{BUILT_IN, form};

/// The beginning of a report.
const HEAD: &str = "临湘市2023年度部门（单位）整体支出\n绩效评价自评报告\n一、部门（单位）基本概况\n联系人\t林晓禾\t联络电话\t5550123\n\
                    人员编制\t50\t实有人数\t68\n二、部门（单位）收支情况\n";

fn imported(form: &Form, text: &str) -> Imported {
    import(form, &read_text(text).unwrap())
}

/// Imports the beginning of a report and a text, and compares entries by path and texts without a field.
#[track_caller]
fn check(form: &Arc<Form>, text: &str, entries: &[(&str, &str)], left: &[&str]) {
    let found = imported(form, &format!("{HEAD}{text}"));
    for (path, wanted) in entries {
        let cell =
            found.report.resolve(form, path).unwrap_or_else(|error| panic!("{path}: {error:?}\n{text}"));
        assert_eq!(found.report.text(cell), *wanted, "{path}\n{text}");
    }
    assert_eq!(found.unplaced, left, "{text}");
}

#[test]
fn the_nearest_statement_of_a_unit_counts() {
    let form = form(BUILT_IN);
    let fiscal = [("income[局机关].fiscal", "662.86"), ("income[局机关].other", "3")];
    for text in [
        "年度收入情况（万元）\n机构名称\t公共财政拨款（元）\t其他收入\n局机关\t6,628,600.00\t3\n",
        "年度收入情况\n单位：元\n机构名称\t公共财政拨款\t其他收入\n局机关\t6628600\t30000\n",
        "单位：元\n年度收入情况\n机构名称\t公共财政拨款\t其他收入\n局机关\t6628600\t30000\n",
        "年度收入情况（元）\n机构名称\t公共财政拨款\t其他收入\n局机关\t6628600\t30000\n",
        "年度收入情况\n填报单位：某局      单位：元\n机构名称\t公共财政拨款\t其他收入\n局机关\t6628600\t30000\n",
        "年度收入情况\n金额单位：人民币元\n机构名称\t公共财政拨款\t其他收入\n局机关\t6628600\t30000\n",
        "年度收入情况\n机构名称\t公共财政拨款\t其他收入\n单位：元\t\t\n局机关\t6628600\t30000\n",
        "年度收入情况\n机构名称（单位：元）\t公共财政拨款\t其他收入\n局机关\t6628600\t30000\n",
        "年度收入情况（千元）\n机构名称\t公共财政拨款\t其他收入\n局机关\t6628.6\t30\n",
        "年度收入情况（万元）\n机构名称\t公共财政拨款\t其他收入\n局机关\t￥662.86\t3\n",
    ] {
        let found = imported(&form, &format!("{HEAD}{text}"));
        for (path, wanted) in fiscal {
            let cell = found.report.resolve(&form, path).unwrap();
            assert_eq!(found.report.text(cell).trim_start_matches('￥'), wanted, "{path}\n{text}");
        }
    }
    // A statement above a table ends with it.
    check(
        &form,
        "年度收入情况\n单位：元\n机构名称\t公共财政拨款\t其他收入\n局机关\t6628600\t30000\n固定资产（万元）\n机构名称\t在用固定资产\t出租固定资产\n局机关\t5\t6\n",
        &[("income[局机关].fiscal", "662.86"), ("assets[局机关].in_use", "5")],
        &[],
    );
    // Tables without a caption have the unit of the table directly above.
    check(
        &form,
        "年度收入情况（元）\n机构名称\t公共财政拨款\t其他收入\n局机关\t6628600\t30000\n机构名称\t公务接待费\t因公出国费\n局机关\t70000\t80000\n机构名称\t在用固定资产\t出租固定资产\n局机关\t50000\t60000\n",
        &[fiscal[0], ("official[局机关].reception", "7"), ("assets[局机关].in_use", "5")],
        &[],
    );
    // A caption in other words than the form's has a unit, too.
    for caption in ["房屋设备（元）", "房屋设备（元）\t\t", "房屋设备（单位：元）"] {
        let text = format!(
            "年度收入情况（万元）\n机构名称\t公共财政拨款\t其他收入\n局机关\t662.86\t3\n{caption}\n机构名称\t在用固定资产\t出租固定资产\n局机关\t50000\t60000\n三公经费（万元）\n机构名称\t公务接待费\t因公出国费\n局机关\t7\t8\n"
        );
        let left = caption.trim().replace("（单位：元）", "");
        check(
            &form,
            &text,
            &[fiscal[0], ("assets[局机关].in_use", "5"), ("official[局机关].reception", "7")],
            &[left.as_str()],
        );
    }
    check(
        &form,
        "年度收入情况\n机构名称\t公共财政拨款\t其他收入\n局机关\t6628600\t30000\n注：本表金额单位为元。\n",
        &fiscal,
        &["注：本表金额单位为元。"],
    );
}

#[test]
fn rows_are_found_by_their_names() {
    let form = form(BUILT_IN);
    let caption = "年度收入情况（万元）\n";
    for (rows, entries, left) in [
        (
            "序号\t机构名称\t公共财政拨款\t其他收入\n1\t局机关\t5\t6\n2\t信息站\t7\t8\n",
            &[("income[局机关].fiscal", "5"), ("income[信息站].other", "8")][..],
            &[][..],
        ),
        ("单位名称\t非税收入拨款\t公共财政拨款\n局机关\t5\t6\n", &[("income[局机关].non_tax", "5")], &[]),
        (
            "机构名称\t公共财政拨款\t其他收入\n局机关\t5\t6\n小计\t5\t6\n信息站\t7\t8\n合计\t12\t14\n",
            &[("income[局机关].fiscal", "5"), ("income[信息站].other", "8"), ("income[sum].fiscal", "")],
            &[],
        ),
        (
            "机构名称\t公共财政拨款\t政府基金拨款\t其他收入\n栏次\t1\t2\t3\n局机关\t5\t6\t7\n",
            &[("income[1].fiscal", "5"), ("units[1].name", "局机关")],
            &[],
        ),
        (
            "机构名称\t公共财政拨款\t其他收入\n局机关\t5\t6\n机构名称\t公共财政拨款\t其他收入\n信息站\t7\t8\n",
            &[("income[信息站].other", "8")],
            &[],
        ),
        (
            "机构名称\t公共财政拨款\t其他收入\n1 局机关\t5\t6\n2、110指挥中心\t7\t8\n",
            &[("units[1].name", "局机关"), ("units[2].name", "110指挥中心")],
            &[],
        ),
        (
            "机构名称\t公共财政拨款\t其他收入\n信息汇总\t5\t6\n",
            &[("units[1].name", "信息汇总"), ("income[1].fiscal", "5")],
            &[],
        ),
        (
            "机构名称\t公共财政拨款\t其他收入\n局机关\t5\t6\n注：以上数据来自决算。\t\t\n",
            &[("income[1].fiscal", "5")],
            &["注：以上数据来自决算。"],
        ),
        (
            "机构名称\t类别\t公共财政拨款\n局机关\t预算\t5\n局机关\t决算\t6\n信息站\t决算\t7\n",
            &[("income[1].fiscal", "7"), ("units[1].name", "信息站")],
            &[
                "类别",
                "局机关 / 类别：预算",
                "局机关 / 类别：决算",
                "信息站 / 类别：决算",
                "局机关 / 公共财政拨款：5",
                "局机关 / 公共财政拨款：6",
            ],
        ),
        (
            "机构名称\t公共财政拨款\t其他收入\n局机关\t无\t不涉及\n",
            &[("income[1].fiscal", ""), ("income[1].other", "")],
            &[],
        ),
        (
            "机构名称\t公共财政拨款\t公共财政拨款\t其他收入\n局机关\t5\t6\t7\n",
            &[("income[1].fiscal", ""), ("income[1].other", "7")],
            &["局机关 / 公共财政拨款：5", "局机关 / 公共财政拨款：6"],
        ),
    ] {
        check(&form, &format!("{caption}{rows}"), entries, left);
    }
    // A budget and a result under a merged name.
    let row = |name: Cell, texts: [&str; 2]| vec![name, Cell::new(texts[0]), Cell::new(texts[1])];
    let rows = vec![
        row(Cell::new("机构名称"), ["类别", "公共财政拨款"]),
        row(Cell::new("1、局机关"), ["预算", "5"]),
        row(Cell::merged(1), ["决算", "6"]),
    ];
    let mut document = read_text(HEAD).unwrap();
    document.blocks.push(Block::Table(Grid::known(rows)));
    let found = import(&form, &document);
    assert!(found.unplaced.contains(&"局机关 / 公共财政拨款：6".to_owned()), "{:?}", found.unplaced);
    assert_eq!(
        found.placed.iter().filter(|placed| form.field(placed.cell.field).name == "fiscal").count(),
        0
    );
    // The table of another year.
    check(
        &form,
        "2022年度收入情况（万元）\n机构名称\t公共财政拨款\t其他收入\n局机关\t7\t7\n2023年度收入情况（万元）\n机构名称\t公共财政拨款\t其他收入\n局机关\t5\t6\n",
        &[("income[局机关].fiscal", "5")],
        &["2022年度收入情况（万元）", "局机关  7  7"],
    );
}

#[test]
fn values_stand_beside_or_below_their_labels() {
    let form = form(BUILT_IN);
    let title = "临湘市2023年度部门（单位）整体支出\n绩效评价自评报告\n";
    for (text, entries) in [
        ("联系人\t联络电话\t人员编制\n林晓禾\t5550123\t50\n", &[("contact", "林晓禾"), ("posts", "50")][..]),
        ("联系人    林晓禾    联络电话    5550123\n", &[("contact", "林晓禾"), ("phone", "5550123")]),
        ("编制人数\t50\t实有人员\t68\n", &[("posts", "50"), ("staff", "68")]),
        ("绩效自评综合得分（满分100分）\t\t99\n", &[("score", "99")]),
        ("自评得分：99\n评价等级：优☑ 良□ 中□ 差□\n", &[("score", "99")]),
        ("评价方式：__部门自评___\n", &[("method", "部门自评")]),
        ("年度主要\n工作内容\n任务1：甲。\n任务2：乙。\n", &[("tasks", "任务1：甲。\n任务2：乙。")]),
        ("年度主要工作内容：任务1：\n任务2：\n", &[("tasks", "")]),
    ] {
        let found = imported(&form, &format!("{title}{text}"));
        for (path, wanted) in entries {
            let cell = found.report.resolve(&form, path).unwrap();
            assert_eq!(found.report.text(cell), *wanted, "{path}\n{text}");
        }
        assert!(found.unplaced.is_empty(), "{text}{:?}", found.unplaced);
    }
}

#[test]
fn what_is_before_and_behind_a_report_is_left_over() {
    let form = form(BUILT_IN);
    let letter = "财政局：\n根据2024年通知，现报送材料。\n联系人：王小明，电话：5550199\n";
    let found = imported(&form, &format!("{letter}{HEAD}"));
    let text = |path: &str| found.report.text(found.report.resolve(&form, path).unwrap()).to_owned();
    assert_eq!((text("year"), text("contact")), ("2023".to_owned(), "林晓禾".to_owned()));
    assert_eq!(found.unplaced.len(), 3, "{:?}", found.unplaced);
    // The same report again.
    let found = imported(&form, &format!("{HEAD}{HEAD}"));
    assert_eq!(found.unplaced.len(), 4, "{:?}", found.unplaced);
    // An annex behind the last text, a signature, and page numbers.
    let prose = "五、评价报告综述（文字部分）\n五、存在的主要问题\n有问题。\n— 9 —\n六、改进措施和有关建议\n加强管理。\n某站\n2024年9月28日\n附件1：评分表\n社会效益\t安全生产\t15\n";
    let found = imported(&form, &format!("{HEAD}{prose}"));
    let text = |path: &str| found.report.text(found.report.resolve(&form, path).unwrap()).to_owned();
    assert_eq!(text("problems"), "有问题。");
    assert!(text("measures").starts_with("加强管理。") && text("social[1].name").is_empty());
}

#[test]
fn a_document_that_is_no_report_is_refused() {
    let desk = Desk::new("matching_refused");
    for (at, text) in [
        "[general]\nx=1\n",
        "建设工程施工合同\n发包人：某局\n一、工程概况\n联系人：王五\n联系电话：13812345678\n单位名称：某公司\n日期：2023年5月6日\n",
        "公开招聘报名表\n姓名\t张三\n联系电话\t13812345678\t联系人\t张三\n单位名称\t某中学\t人员编制\t50\n实有人数\t48\n",
        "2023年度某县水利局工作报告\n一、部门基本情况\n某县水利局内设机构8个。\n五、存在的问题\n预算编制不够精细。\n",
        "姓名,职务,单位,电话\n张三,科长,某局,5550123\n李四,主任,某局,5550124\n",
    ]
    .iter()
    .enumerate()
    {
        let name = format!("{at}.txt");
        desk.write(&name, text.as_bytes());
        desk.run(&["import", &name, "-o", "out.ron"]).code(3).says("未识别到");
    }
    assert!(!desk.path("out.ron").exists());
}

#[test]
fn a_block_of_a_spreadsheet_is_read_or_refused() {
    let desk = Desk::new("matching_table");
    desk.run(&["new", "s.ron", "--sample", "--year", "2023"]).ok();
    let before = desk.read("s.ron");
    let name = "工程质量监督站";
    for (block, entries) in [
        (format!("单位：元\t\n机构名称\t公共财政拨款（元）\n{name}\t6628601\n"), "662.8601"),
        (format!("机构名称\t公共财政拨款\n单位：元\t\n{name}\t6628601\n"), "662.8601"),
        (format!("序号\t机构名称\t公共财政拨款\n3\t{name}\t5\n"), "5.00"),
        (format!("单位名称\t公共财政拨款\n{name}\t5\n合计\t5\n"), "5.00"),
        (format!("机构名称\t公共财政拨款\n{name}\t5\n小计\t5\n注：以上数据来自决算。\t\n"), "5.00"),
        (format!("序号\t机构名称\t公共财政拨款\n3\t{name}\t5\n小计\t\t5\n合计\t\t5\n"), "5.00"),
        (format!("机构名称,公共财政拨款\n{name},5\n"), "5.00"),
        (format!("| 机构名称 | 公共财政拨款 |\n| --- | --: |\n| {name} | 5 |\n"), "5.00"),
    ] {
        desk.write("r.ron", before.as_bytes());
        desk.run_with(&["table", "r.ron", "income", "-"], &block).ok();
        let got = desk.run(&["get", "r.ron", "income[工程质量监督站].fiscal"]).ok().out;
        assert_eq!(got.trim_end().trim_end_matches('0'), entries.trim_end_matches('0'), "{block}");
        let names = desk.run(&["table", "r.ron", "income", "--tsv"]).ok().out;
        assert_eq!(names.lines().count(), 5, "{names}");
    }
    desk.write("r.ron", before.as_bytes());
    let block = format!("机构名称\t公共财政拨款（元）\n{name}\t7000000\n注：见决算。\t\n");
    desk.run_with(&["table", "r.ron", "income", "-"], &block)
        .ok()
        .says("1 行不是数据，未填入（如“注：见决算。”）")
        .says("1 格已换算单位（如 7000000 换算为 700）");
    for (block, words) in [
        ("机构名称\t公共财政拨款\t公共财政拨款\n局机关\t5\t6\n", "有两栏的表头均为“公共财政拨款”"),
        ("甲乙\t丙丁\t戊己\n局机关\t1\t2\n", "疑为未识别的表头"),
        ("机构名称\t公共财政拨款\n662.86\t5\n", "“662.86”不能作为行名称"),
    ] {
        desk.write("r.ron", before.as_bytes());
        desk.run_with(&["table", "r.ron", "income", "-"], block).code(2).says(words);
        assert_eq!(desk.read("r.ron"), before);
    }
    desk.write("r.ron", before.as_bytes());
    desk.run(&["set", "r.ron", "units[2].name=工程质量监督站"]).ok();
    let block = "机构名称\t公共财政拨款\n工程质量监督站\t5\n";
    desk.run_with(&["table", "r.ron", "income", "-"], block).code(2).says("报告中有两行名称均为");
}

#[test]
fn the_plan_says_what_needs_a_look() {
    let desk = Desk::new("matching_plan");
    let text = format!(
        "{HEAD}年度收入情况（元）\n机构名称\t公共财政拨款\t其他收入\n局机关\t6628600\t30000\n某事：另有说明\n"
    );
    desk.write("a.txt", text.as_bytes());
    let ran = desk.run(&["import", "a.txt", "-n"]).ok();
    for line in [
        "需核对（2 项）",
        "income[局机关].fiscal  收入表·1、局机关·公共财政拨款：“6628600元”已换算为 662.86",
        "未识别，存入附注（1 项）",
        "  某事：另有说明",
        "  contact  概况·联系人：林晓禾",
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
    assert_eq!(desk.names(), ["a.txt"]);
}

/// The beginning of the prose.
const PROSE: &str =
    "五、评价报告综述（文字部分）\n一、部门（单位）概况\n（一）部门（单位）基本情况\n本站为二级机构。\n";

#[test]
fn a_line_that_equals_a_heading_can_be_text() {
    let form = form(BUILT_IN);
    check(
        &form,
        &format!(
            "{PROSE}二、部门（单位）整体支出管理及使用情况\n（一）基本支出\n合规。\n四、部门（单位）整体支出绩效情况\n主要问题是指标不细。\n六、改进措施和有关建议\n另见下文。\n五、存在的主要问题\n一、认识问题\n（一）基本支出\n管理不细。\n六、改进措施和有关建议\n细化指标。\n"
        ),
        &[
            ("basic_spending", "合规。"),
            ("performance", "主要问题是指标不细。\n六、改进措施和有关建议\n另见下文。"),
            ("problems", "一、认识问题\n（一）基本支出\n管理不细。"),
            ("measures", "细化指标。"),
        ],
        &[],
    );
    // A table of contents without page numbers.
    let contents = "目录\n一、部门（单位）基本概况\n二、部门（单位）收支情况\n五、评价报告综述（文字部分）\n一、部门（单位）概况\n四、部门（单位）整体支出绩效情况\n";
    let text = HEAD.replacen("一、部门", &format!("{contents}一、部门"), 1)
        + PROSE
        + "四、部门（单位）整体支出绩效情况\n完成。\n";
    let found = imported(&form, &text);
    for (path, wanted) in
        [("contact", "林晓禾"), ("profile_basic", "本站为二级机构。"), ("performance", "完成。")]
    {
        assert_eq!(found.report.text(found.report.resolve(&form, path).unwrap()), wanted, "{path}");
    }
    // Nothing says which of two equal lines is the heading.
    let text = format!(
        "{HEAD}{PROSE}四、部门（单位）整体支出绩效情况\n完成。\n六、改进措施和有关建议\n甲。\n六、改进措施和有关建议\n乙。\n"
    );
    let found = imported(&form, &text);
    let measures = found.report.resolve(&form, "measures").unwrap().field;
    assert!(found.guessed.contains_key(&measures), "{:?}", found.guessed);
}

#[test]
fn a_text_ends_with_its_sheet() {
    let form = form(BUILT_IN);
    let mut document = read_text(&format!("{HEAD}{PROSE}六、改进措施和有关建议\n细化指标。\n")).unwrap();
    let paragraph = |text: &str| Block::Paragraph(text.to_owned());
    document.blocks.extend([Block::Break, paragraph("2022年度数据"), paragraph("备查。")]);
    let found = import(&form, &document);
    let measures = found.report.resolve(&form, "measures").unwrap();
    assert_eq!(found.report.text(measures), "细化指标。");
    assert_eq!(found.unplaced, ["2022年度数据", "备查。"]);
}

#[test]
fn a_text_that_is_cut_is_left_over() {
    let form = form(BUILT_IN);
    let first = "负责统一办理建筑施工许可证；负责建筑市场行政管理；负责全市";
    let second = "施工队伍的管理及资质等级的审查和申报。";
    let left = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    for (text, path, wanted, unplaced) in [
        // The label stands beside the first of several lines.
        (
            format!("职能职责概述      {first}\n{second}\n"),
            "duties",
            "",
            left(&[&format!("职能职责概述：{first}"), second]),
        ),
        (
            format!("职能职责概述：{first}\n{second}\n"),
            "duties",
            "",
            left(&[&format!("职能职责概述：{first}"), second]),
        ),
        // The label stands above lines that break within a sentence.
        (
            format!("职能职责概述\n{first}\n{second}\n"),
            "duties",
            "",
            left(&[&format!("职能职责概述：{first}"), second]),
        ),
        // The label stands between the lines of its text.
        (
            "任务1：把好监督登记关，应登记的全部登记。\n年度主要\n工作内容\n任务2：加强巡查。\n".to_owned(),
            "tasks",
            "",
            left(&["任务1：把好监督登记关，应登记的全部登记。", "任务2：加强巡查。"]),
        ),
        // The labels stand above all values.
        (
            "职能职责概述\n年度主要工作内容\n年度部门（单位）总\n体运行情况及取得的\n成绩\n负责监督。\n"
                .to_owned(),
            "results",
            "",
            left(&["负责监督。"]),
        ),
        (
            "年度主要工作内容\n年度部门（单位）总\n体运行情况和\n负责监督。\n".to_owned(),
            "tasks",
            "",
            left(&["年度部门（单位）总", "体运行情况和", "负责监督。"]),
        ),
        // Whole paragraphs, and a label on several lines.
        (
            format!("职能职责概述\n{second}\n（1）监督\n（2）登记\n"),
            "duties",
            &format!("{second}\n（1）监督\n（2）登记"),
            vec![],
        ),
        ("年度部门（单\n位）总体运行\n情况及取得的\n成绩\n完成。\n".to_owned(), "results", "完成。", vec![]),
        (
            "年度主要工作内容：任务1：登记。\n任务2：巡查。\n".to_owned(),
            "tasks",
            "任务1：登记。\n任务2：巡查。",
            vec![],
        ),
    ] {
        let unplaced: Vec<&str> = unplaced.iter().map(String::as_str).collect();
        check(&form, &text, &[(path, wanted)], &unplaced);
    }
}

#[test]
fn marks_of_pages_within_a_text_are_dropped() {
    check(
        &form(BUILT_IN),
        &format!("{PROSE}其中：基本支出\n\n— 5 —\n                 草稿\n\n767.32万元。\n"),
        &[("profile_basic", "本站为二级机构。\n其中：基本支出\n767.32万元。")],
        &[],
    );
}

#[test]
fn a_heading_without_a_number_can_be_foreign() {
    let prose = "五、评价报告综述（文字部分）\n部门（单位）概况\n部门（单位）基本情况\n本站为二级机构。\n";
    check(
        &form(BUILT_IN),
        &format!(
            "{prose}预算绩效管理工作开展情况\n成立了领导小组。\n部门（单位）整体支出绩效情况\n加强监督\n全部完成有关情况。\n"
        ),
        &[("profile_basic", "本站为二级机构。"), ("performance", "加强监督\n全部完成有关情况。")],
        &["预算绩效管理工作开展情况", "成立了领导小组。"],
    );
    // Where headings have numbers, a line without one is text.
    check(
        &form(BUILT_IN),
        &format!("{PROSE}预算绩效管理工作开展情况\n成立了领导小组。\n"),
        &[("profile_basic", "本站为二级机构。\n预算绩效管理工作开展情况\n成立了领导小组。")],
        &[],
    );
}

#[test]
fn a_value_between_blank_cells_is_one_if_it_fits() {
    let form = form(BUILT_IN);
    let mut document = read_text(HEAD).unwrap();
    let row = |texts: [&str; 4]| texts.map(Cell::new).to_vec();
    document.blocks.push(Block::Table(Grid::known(vec![
        row(["绩效自评综合得分", "", "99", ""]),
        row(["评价等次", "", "优", ""]),
        row(["职能职责概述", "", "单位地址", ""]),
    ])));
    let found = import(&form, &document);
    assert_eq!(found.report.text(found.report.resolve(&form, "score").unwrap()), "99");
    assert_eq!(found.unplaced, ["单位地址"]);
}

#[test]
fn a_text_can_contain_what_ends_texts_elsewhere() {
    let form = form(BUILT_IN);
    let performance = "四、部门（单位）整体支出绩效情况\n完成。\n";
    let text =
        "四、评价人员\n由财务室组成。\n三公经费（万元）\n年度收入情况（万元）\n附件1：评分表\n见附件。";
    check(
        &form,
        &format!(
            "四、评价人员\n{PROSE}{performance}{text}\n五、存在的主要问题\n指标不细。\n附件2 说明\n略。\n"
        ),
        &[("performance", &format!("完成。\n{text}")), ("problems", "指标不细。")],
        &["附件2 说明", "略。"],
    );
    // A caption above a table ends the text.
    let found = imported(
        &form,
        &format!(
            "{HEAD}{PROSE}{performance}年度收入情况（万元）\n机构名称\t公共财政拨款\t其他收入\n局机关\t5\t6\n"
        ),
    );
    assert_eq!(found.report.text(found.report.resolve(&form, "performance").unwrap()), "完成。");
    assert_eq!(found.report.text(found.report.resolve(&form, "income[局机关].fiscal").unwrap()), "5");
    // The text of a box can state a unit.
    let mut document = read_text(HEAD).unwrap();
    document.blocks.push(Block::Table(Grid::known(vec![vec![
        Cell::new("职能职责概述"),
        Cell::new("单位：元\n注：按决算口径。\n金额单位：元"),
    ]])));
    let found = import(&form, &document);
    let duties = found.report.resolve(&form, "duties").unwrap();
    assert_eq!(found.report.text(duties), "单位：元\n注：按决算口径。\n金额单位：元");
    check(&form, "职能职责概述\n单位：元\n监督。\n", &[("duties", "单位：元\n监督。")], &[]);
}

#[test]
fn labels_and_values_stand_on_one_line() {
    let form = form(BUILT_IN);
    let text = HEAD.replacen(
        "联系人\t林晓禾\t联络电话\t5550123\n人员编制\t50\t实有人数\t68",
        "联系人 林 晓禾 联络电话 5550123\n人员编制 50 实有人数 68",
        1,
    );
    let found = imported(&form, &text);
    for (path, wanted) in [("contact", "林 晓禾"), ("phone", "5550123"), ("posts", "50"), ("staff", "68")]
    {
        assert_eq!(found.report.text(found.report.resolve(&form, path).unwrap()), wanted, "{path}");
    }
}

#[test]
fn a_text_whose_quotes_are_torn_out_is_left_over() {
    check(
        &form(BUILT_IN),
        &format!(
            "{PROSE}四、部门（单位）整体支出绩效情况\n------------\n打好 翻身仗 ，完成\n“ ”\n任务。\n五、存在的主要问题\n指标不细。\n"
        ),
        &[("performance", ""), ("problems", "指标不细。")],
        &["打好 翻身仗 ，完成", "“ ”", "任务。"],
    );
}
