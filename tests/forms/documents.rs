//! Documents of the national form as bureaus print it: an import reads every value or names it.

use std::path::Path;

use tianbiao::store::documents::read;
use tianbiao::store::forms::Shelf;

use super::PROJECT;
use crate::support::desk::Desk;
use crate::support::word::docx;

/// A row of a table. `3>text` covers three columns, `^` goes on with the cell above, below which `|text` begins.
type Row<'t> = &'t [&'t str];

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// Returns a table.
fn table(rows: &[Row<'_>]) -> String {
    let cell = |written: &&str| {
        let (span, text) = match written.split_once('>') {
            Some((span, text)) if span.parse::<usize>().is_ok() => (span, text),
            _ => ("1", *written),
        };
        let (merge, text) = match text.strip_prefix('|') {
            Some(text) => ("<w:vMerge w:val=\"restart\"/>", text),
            None if text == "^" => ("<w:vMerge/>", ""),
            None => ("", text),
        };
        let lines: String = text.split('\n').map(paragraph).collect();
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/>{merge}</w:tcPr>{lines}</w:tc>")
    };
    let row = |cells: &Row<'_>| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

/// Returns the entries that an import of a document finds, and the texts without a place.
fn imported(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let fitted = read(&Shelf::new(Vec::new()), Path::new(name), bytes, None).unwrap();
    assert_eq!(fitted.form.id, PROJECT);
    let (form, report) = (&fitted.form, &fitted.imported.report);
    let entries = report.filled(form);
    let entries = entries.into_iter().map(|(cell, text)| format!("{}={text}", form.number_path(cell)));
    let entries = entries.filter(|entry| !entry.starts_with("sources[")).collect();
    (entries, fitted.imported.unplaced.clone())
}

#[track_caller]
fn check((entries, unplaced): (Vec<String>, Vec<String>), wanted: &[&str], left: &[&str]) {
    let missing: Vec<_> = wanted.iter().filter(|line| !entries.iter().any(|entry| entry == *line)).collect();
    let wrong: Vec<_> = entries.iter().filter(|entry| !wanted.contains(&entry.as_str())).collect();
    assert!(missing.is_empty() && wrong.is_empty(), "missing: {missing:#?}\nwrong: {wrong:#?}");
    assert_eq!(unplaced, left);
}

/// The layout of the ministry: one column of targets, the points of the classes behind their captions.
const NATIONAL: &[Row<'_>] = &[
    &["2>项目名称", "7>河湖水质自动监测站更新"],
    &["2>主管部门", "3>南塘县生态环境局", "实施单位", "3>南塘县环境监测站"],
    &["2>|项目资金\n（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    &["2>^", "年度资金总额", "80", "86", "84.3", "10", "98.02%", "9.8"],
    &["2>^", "其中：本年财政拨款", "80", "80", "78.3", "—", "97.88%", "—"],
    &["2>^", "上年结转资金", "", "6", "6", "—", "100%", "—"],
    &["2>^", "其他资金", "", "", "", "—", "", "—"],
    &["|年度总体目标", "4>预期目标", "4>实际完成情况"],
    &["^", "4>更新监测设备12台；\n培训人员300人次。", "4>更新监测设备12台，培训286人次。"],
    &[
        "|绩\n效\n指\n标",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ],
    &["^", "|产出指标\n（50分）", "|数量指标", "指标1：设备更新数量", "≥12台", "12台", "10", "10", ""],
    &["^", "^", "^", "指标2：培训人次", ">= 300 人次", "286人次", "10", "9.5", "两期培训合并，下年补训。"],
    &["^", "^", "质量指标", "指标1：设备验收合格率", "100%", "100%", "10", "10", ""],
    &["^", "^", "时效指标", "指标1：设备到位时间", "2023年10月底前", "2023年9月", "10", "10", ""],
    &["^", "^", "成本指标", "指标1：项目总成本", "≤86万元", "84.3万元", "10", "10", ""],
    &["^", "|效益指标\n（30分）", "经济效益指标", "", "", "", "", "", ""],
    &[
        "^",
        "^",
        "社会效益\n指标",
        "指标1：监测能力",
        "明显提升",
        "达成预期指标",
        "20",
        "18",
        "平台联调延期。",
    ],
    &["^", "^", "生态效益指标", "", "", "", "", "", ""],
    &["^", "^", "可持续影响指标", "指标1：设备使用年限", "≥8年", "8年", "10", "10", ""],
    &[
        "^",
        "满意度指标\n（10分）",
        "服务对象满意度指标",
        "指标1：服务对象满意度",
        "≥90%",
        "93%",
        "10",
        "10",
        "",
    ],
    &["6>总分", "100", "97.3", ""],
];

/// The entries of the national layout.
const NATIONAL_ENTRIES: &[&str] = &[
    "year=2023",
    "project=河湖水质自动监测站更新",
    "department=南塘县生态环境局",
    "unit=南塘县环境监测站",
    "funds[2].initial=80",
    "funds[2].budget=80",
    "funds[2].spent=78.3",
    "funds[3].budget=6",
    "funds[3].spent=6",
    "goals[1].actual=更新监测设备12台，培训286人次。",
    "quantity[1].name=设备更新数量",
    "quantity[1].operator=≥",
    "quantity[1].target=12",
    "quantity[1].measure=台",
    "quantity[1].actual=12台",
    "quantity[1].weight=10",
    "quantity[1].points=10",
    "quantity[2].name=培训人次",
    "quantity[2].operator=≥",
    "quantity[2].target=300",
    "quantity[2].measure=人次",
    "quantity[2].actual=286人次",
    "quantity[2].weight=10",
    "quantity[2].points=9.5",
    "quantity[2].reason=两期培训合并，下年补训。",
    "quality[1].name=设备验收合格率",
    "quality[1].target=100%",
    "quality[1].actual=100%",
    "quality[1].weight=10",
    "quality[1].points=10",
    "timeliness[1].name=设备到位时间",
    "timeliness[1].target=2023年10月底前",
    "timeliness[1].actual=2023年9月",
    "timeliness[1].weight=10",
    "timeliness[1].points=10",
    "cost[1].name=项目总成本",
    "cost[1].operator=≤",
    "cost[1].target=86",
    "cost[1].measure=万元",
    "cost[1].actual=84.3万元",
    "cost[1].weight=10",
    "cost[1].points=10",
    "social[1].name=监测能力",
    "social[1].target=明显提升",
    "social[1].actual=达成预期指标",
    "social[1].weight=20",
    "social[1].points=18",
    "social[1].reason=平台联调延期。",
    "lasting[1].name=设备使用年限",
    "lasting[1].operator=≥",
    "lasting[1].target=8",
    "lasting[1].measure=年",
    "lasting[1].actual=8年",
    "lasting[1].weight=10",
    "lasting[1].points=10",
    "satisfaction[1].name=服务对象满意度",
    "satisfaction[1].operator=≥",
    "satisfaction[1].target=90",
    "satisfaction[1].measure=%",
    "satisfaction[1].actual=93%",
    "satisfaction[1].weight=10",
    "satisfaction[1].points=10",
    "preparer=江问渠",
    "phone=0716-5558204",
    "report_date=2024年2月20日",
];

const CONTACT: &str = "填报人：江问渠      联系电话：0716-5558204      填报日期：2024年2月20日";

/// Returns the document in the national layout.
fn national(rows: &[Row<'_>]) -> Vec<u8> {
    let head: String = ["项目支出绩效自评表", "（2023年度）"].map(paragraph).concat();
    docx(&[head, table(rows), paragraph(CONTACT)].concat())
}

#[test]
fn the_national_layout() {
    let wanted = [NATIONAL_ENTRIES, &["goals[1].expected=更新监测设备12台；\n培训人员300人次。"]].concat();
    check(imported("a.docx", &national(NATIONAL)), &wanted, &[]);
}

/// The same as a text with tabs between the cells, in which merged cells are written once or in each row.
#[test]
fn the_national_layout_as_a_text() {
    for repeats in [false, true] {
        let mut above: Vec<String> = Vec::new();
        let mut text = "项目支出绩效自评表\n（2023年度）\n".to_owned();
        for row in NATIONAL {
            let mut cells: Vec<String> = Vec::new();
            for (at, cell) in row.iter().enumerate() {
                let cell = cell.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('>');
                let is_count =
                    row[at].split_once('>').is_some_and(|(count, _)| count.parse::<usize>().is_ok());
                let cell = if is_count { cell } else { row[at] };
                cells.push(match (cell, repeats) {
                    ("^", true) => above.get(at).cloned().unwrap_or_default(),
                    ("^", false) => String::new(),
                    (cell, _) => cell.trim_start_matches('|').replace('\n', ""),
                });
            }
            text += &(cells.join("\t") + "\n");
            above = cells;
        }
        text += CONTACT;
        let wanted = [NATIONAL_ENTRIES, &["goals[1].expected=更新监测设备12台；培训人员300人次。"]].concat();
        check(imported("a.txt", text.as_bytes()), &wanted, &[]);
    }
}

/// A provincial layout: operator, value and unit have columns of their own, with other words.
const PROVINCIAL: &[Row<'_>] = &[
    &["项目名称", "10>基层文化站维修"],
    &["主管部门", "4>南塘县文化和旅游局", "实施单位\n（盖章）", "5>南塘县文化馆"],
    &["|年度目标", "5>项目年度目标", "5>年度目标完成情况"],
    &["^", "5>维修文化站3个。", "5>维修文化站3个，均已开放。"],
    &["^", "5>项目实施过程概述", "5>3月立项，8月完工。"],
    &[
        "|预算执行情况（10分）",
        "年度预算数（万元）",
        "年初预算",
        "调整后预算数",
        "预算执行数",
        "预算执行率",
        "权重",
        "4>得分",
    ],
    &["^", "总额", "45.00", "45.00", "44.20", "98.22%", "10", "4>9.82"],
    &["^", "其中：财政资金", "45.00", "45.00", "44.20", "98.22%", "/", "4>/"],
    &["^", "财政专户管理资金", "1.50", "", "", "", "/", "4>/"],
    &["^", "其他资金", "", "", "", "", "/", "4>/"],
    &[
        "|绩效指标（90分）",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "完成值",
        "权重",
        "得分",
        "未完成原因分析",
    ],
    &["^", "|产出指标", "数量指标", "维修文化站数量", "=", "3", "个", "3", "30", "30", ""],
    &["^", "^", "质量指标", "验收合格率", "=", "100", "%", "100", "30", "30", ""],
    &[
        "^",
        "效益指标",
        "社会效益指标",
        "服务群众人次",
        "≥",
        "5000",
        "人次",
        "4800",
        "20",
        "18",
        "暑期停电两周",
    ],
    &["^", "满意度指标", "满意度指标", "群众满意度", "≥", "90", "%", "92", "10", "10", ""],
    &["8>合计", "100", "97.82", ""],
    &["评价结论", "10>项目按期完成。"],
];

/// The entries of the provincial layout.
const PROVINCIAL_ENTRIES: &[&str] = &[
    "year=2023",
    "project=基层文化站维修",
    "department=南塘县文化和旅游局",
    "unit=南塘县文化馆",
    "goals[1].expected=维修文化站3个。",
    "goals[1].actual=维修文化站3个，均已开放。",
    "funds[2].initial=45.00",
    "funds[2].budget=45.00",
    "funds[2].spent=44.20",
    "quantity[1].name=维修文化站数量",
    "quantity[1].operator==",
    "quantity[1].target=3",
    "quantity[1].measure=个",
    "quantity[1].actual=3",
    "quantity[1].weight=30",
    "quantity[1].points=30",
    "quality[1].name=验收合格率",
    "quality[1].operator==",
    "quality[1].target=100",
    "quality[1].measure=%",
    "quality[1].actual=100",
    "quality[1].weight=30",
    "quality[1].points=30",
    "social[1].name=服务群众人次",
    "social[1].operator=≥",
    "social[1].target=5000",
    "social[1].measure=人次",
    "social[1].actual=4800",
    "social[1].weight=20",
    "social[1].points=18",
    "social[1].reason=暑期停电两周",
    "satisfaction[1].name=群众满意度",
    "satisfaction[1].operator=≥",
    "satisfaction[1].target=90",
    "satisfaction[1].measure=%",
    "satisfaction[1].actual=92",
    "satisfaction[1].weight=10",
    "satisfaction[1].points=10",
];

#[test]
fn targets_in_columns_of_their_own() {
    let left = [
        "年度预算数（万元）",
        "评价结论  项目按期完成。",
        "财政专户管理资金 / 年初预算数：1.50",
        "财政专户管理资金 / 分值：/",
        "财政专户管理资金 / 得分：/",
        "预期目标：项目实施过程概述",
        "实际完成情况：3月立项，8月完工。",
    ];
    let bytes = docx(&[paragraph("项目支出绩效自评表（2023年度）"), table(PROVINCIAL)].concat());
    check(imported("b.docx", &bytes), PROVINCIAL_ENTRIES, &left);
}

/// Returns a row without its values.
fn blank(row: Row<'_>) -> Vec<&str> {
    let cleared = row.iter().enumerate().map(|(at, cell)| {
        let (span, text) = cell.split_at(cell.find('>').filter(|at| *at == 1).map_or(0, |at| at + 1));
        let is_value = at > 0 && text.contains(|c: char| c.is_ascii_digit()) && !text.contains("指标");
        if is_value || span == "7>" || span == "3>" { span } else { *cell }
    });
    cleared.collect()
}

/// The bureau's file is filled in, blank or with last year's values, and read back with every entry.
#[test]
fn the_national_layout_is_filled_in() {
    let blank: Vec<Vec<&str>> = NATIONAL.iter().map(|row| blank(row)).collect();
    let blank: Vec<Row<'_>> = blank.iter().map(Vec::as_slice).collect();
    for (name, document) in [("old", national(NATIONAL)), ("blank", national(&blank))] {
        let desk = Desk::new(&format!("forms_documents_{name}"));
        desk.run(&["new", "r.ron", "--form", PROJECT, "--sample"]).ok();
        desk.write("bureau.docx", &document);
        desk.run(&["export", "r.ron", "--into", "bureau.docx", "-o", "filled.docx"]).ok();
        desk.run(&["import", "filled.docx", "-o", "filled.ron"]).ok();
        assert_eq!(super::values(&desk, "filled.ron"), super::values(&desk, "r.ron"), "{name}");
    }
}
