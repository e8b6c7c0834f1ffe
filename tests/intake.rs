//! Files from outside: workbooks, texts that are tables, and the program's own exports.

use std::fmt::Write as _;

use proptest::prelude::*;
use tianbiao::export::{Format, Options};
use tianbiao::import::{
    Block, Cell, Document, Grid, Imported, LostKind, ReadError, Source, import_source, read_document,
    read_source,
};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, RowEntries, read};
use tianbiao::session::Session;

use crate::support::desk::Desk;
use crate::support::scenario::{BUILT_IN, SAMPLE, form};
use crate::support::word::archive;

fn blocks(bytes: &[u8]) -> Document {
    read_document(bytes).unwrap()
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.to_owned())
}

fn table(rows: Vec<Vec<Cell>>) -> Block {
    Block::Table(Grid::known(rows))
}

fn cells<const N: usize>(texts: [&str; N]) -> Vec<Cell> {
    texts.map(Cell::new).into()
}

/// The same workbook, written by a spreadsheet program in three formats.
#[test]
fn a_workbook_gives_titles_tables_and_values_as_shown() {
    let heading = |text: &str| Block::Heading { level: 1, text: text.to_owned() };
    let boxes = [cells(["联系人", "林晓禾", "联络电话"]), vec![Cell::wide("0730-5550123", 2)]].concat();
    let wanted = [
        heading("自评表"),
        paragraph("临湘市2023年度部门（单位）整体支出绩效评价自评报告"),
        paragraph("单位：万元"),
        table(vec![
            boxes,
            cells(["报告日期", "2024-09-28", "", "", ""]),
            cells(["完成率", "98.5%", "1.97", "0.3", "是"]),
            cells(["职能", "第一行\n第二行", "", "", ""]),
        ]),
        Block::Break,
        heading("收入"),
        table(vec![cells(["机构名称", "公共财政拨款"]), cells(["局机关", "5.5"])]),
    ];
    for bytes in [
        &include_bytes!("fixtures/book.xlsx")[..],
        include_bytes!("fixtures/book.xls"),
        include_bytes!("fixtures/book.ods"),
    ] {
        let found = blocks(bytes);
        assert_eq!(found.blocks, wanted);
        let lost: Vec<_> = found.lost.iter().map(|part| (part.kind, part.count)).collect();
        assert_eq!(lost, [(LostKind::Sheet, 1)]);
    }
}

/// A workbook with one sheet.
fn book(rows: &str, more: &str) -> Vec<u8> {
    archive(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"Sheet1\" r:id=\"r1\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        (
            "xl/sharedStrings.xml",
            "<sst><si><t>甲&amp;</t></si><si><r><t>乙</t></r><rPh><t>yi</t></rPh><r><t>丙</t></r></si></sst>",
        ),
        ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{rows}</sheetData>{more}</worksheet>")),
    ])
}

#[test]
fn cells_of_a_workbook_have_texts() {
    let rows = "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"e\"><v>#REF!</v></c></row>\
        <row r=\"3\"><c r=\"B3\" t=\"str\"><f>A1</f><v>一\u{1b}二</v></c><c><v>12.50</v></c><c t=\"inlineStr\"><is><t>三_x000D_</t></is></c></row>";
    let found = blocks(&book(rows, ""));
    let wanted = table(vec![cells(["甲&", "乙丙", "#REF!", ""]), cells(["", "一二", "12.5", "三"])]);
    assert_eq!(found.blocks, [wanted]);
}

#[test]
fn a_workbook_that_is_too_large_is_refused() {
    let bomb = "<row><c t=\"inlineStr\"><is><t>".to_owned() + &"a".repeat(65 << 20) + "</t></is></c></row>";
    assert_eq!(read_document(&book(&bomb, "")), Err(ReadError::TooLarge));
    let mut scattered = String::new();
    for at in 1..4_000 {
        let _ = write!(
            scattered,
            "<row r=\"{at}\"><c r=\"A{at}\"><v>1</v></c><c r=\"{}{at}\"><v>1</v></c></row>",
            letters(at)
        );
    }
    assert_eq!(read_document(&book(&scattered, "")), Err(ReadError::TooLarge));
    let far = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    assert_eq!(blocks(&book(far, "")).blocks, [paragraph("1"), paragraph("2")]);
}

/// The letters of a column.
fn letters(mut column: usize) -> String {
    let mut letters = String::new();
    while column > 0 {
        letters.insert(0, char::from(b'A' + u8::try_from((column - 1) % 26).unwrap()));
        column = (column - 1) / 26;
    }
    letters
}

#[test]
fn a_damaged_workbook_is_named_as_one() {
    let whole = include_bytes!("fixtures/book.xlsx");
    assert!(matches!(read_document(&whole[..whole.len() / 2]), Err(ReadError::Workbook(_))));
    let desk = Desk::new("damaged_book");
    desk.write("book.xlsx", &whole[..whole.len() / 2]);
    desk.run(&["import", "book.xlsx", "-o", "r.ron"]).code(3).says("电子表格");
}

#[test]
fn a_table_is_read_from_any_kind_of_file() {
    let rows = [["机构名称", "公共财政拨款"], ["工程质量监督站", "700"]];
    let lines = |separator: &str| rows.map(|row| row.join(separator)).join("\n");
    let barred = "| 机构名称 | 公共财政拨款 |\n| --- | --: |\n| 工程质量监督站 | 700 |\n".to_owned();
    let framed = "┌──────────────┬────────────┐\n│机构名称      │公共财政拨款│\n├──────────────┼────────────┤\n\
        │工程质量监督站│         700│\n└──────────────┴────────────┘\n";
    for (name, text) in [
        ("commas", lines(",")),
        ("semicolons", lines(";")),
        ("bars", barred),
        ("frame", framed.to_owned()),
        ("tabs", lines("\t")),
    ] {
        let desk = Desk::new(&format!("any_table_{name}"));
        desk.run(&["new", "r.ron", "--sample"]).ok();
        desk.write("x", text.as_bytes());
        desk.run(&["table", "r.ron", "income", "x"]).ok();
        desk.run(&["get", "r.ron", "income[工程质量监督站].fiscal"]).ok().gives("700.00\n");
        desk.run(&["get", "r.ron", "units[4].name"]).code(2);
    }
    let desk = Desk::new("any_table_book");
    desk.run(&["new", "r.ron", "--sample"]).ok();
    desk.write("book.xlsx", include_bytes!("fixtures/book.xlsx"));
    desk.run(&["table", "r.ron", "income", "book.xlsx"]).ok();
    desk.run(&["get", "r.ron", "income[局机关].fiscal"]).ok().gives("5.50\n");
}

/// A report with these texts by path, and more rows where a path needs them.
fn report(texts: &[(String, String)]) -> Report {
    let form = form(BUILT_IN);
    let mut report = Report::from_file(&form, read(SAMPLE).unwrap());
    for (path, text) in texts {
        let set = form.row_set_ids().find(|rows| path.starts_with(&format!("{}[", form.row_set(*rows).name)));
        let number = path.split(['[', ']']).nth(1).and_then(|number| number.parse::<usize>().ok());
        while let (Some(rows), Some(number)) = (set, number)
            && report.rows(rows) < number
        {
            let at = report.rows(rows);
            report.apply(&form, Edit::InsertRow { rows, at, row: RowEntries::default() });
        }
        let cell = report.resolve(&form, path).unwrap_or_else(|error| panic!("{path}: {error:?}"));
        report.apply(&form, Edit::Set { cell, text: Some(text.as_str().into()) });
    }
    report
}

/// A report in a format.
fn exported(report: &Report, format: &str) -> Vec<u8> {
    let form = form(BUILT_IN);
    let session = Session::new(form, report.clone());
    (Format::named(format).unwrap().write)(&session.checked(Lang::Zh), Options::default()).unwrap()
}

/// The report that an export gives.
fn returned(bytes: &[u8]) -> Imported {
    let form = form(BUILT_IN);
    import_source(&form, &read_source(bytes).unwrap())
}

/// A text that looks like something else: a label, a caption, a row of a table, a formula.
fn difficult_text() -> impl Strategy<Value = String> {
    let parts = [
        "联系人：甲",
        "单位：万元",
        "任务1：把好登记关。",
        "二、部门（单位）收支情况",
        "| 甲 | 乙 |",
        "a,b;c",
        "=1+1",
        "'甲",
        "“好”",
        "\"三公\"",
        "# 标题",
        "- **项**：值",
        "**粗**",
        "+---+",
        "合计",
        "2023年支出882.32万元，其中基本支出767.32万元",
        "<br>",
        "\\n",
        "100%",
        "of which basic",
        "局机关及二级机构汇总",
    ];
    let part = prop::sample::select(parts.to_vec()).prop_map(str::to_owned);
    let long = "[甲乙丙丁，。0-9]{0,60}[甲乙丙]";
    prop::collection::vec(prop_oneof![part, long], 1..4).prop_map(|parts| parts.join("，"))
}

/// Texts for cells of all kinds, by path.
fn entries() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![
        Just("第1管理所".to_owned()),
        Just("二级机构2".to_owned()),
        Just("12".to_owned()),
        Just("局机关".to_owned()),
        Just("信息 中心（档案馆）".to_owned()),
        "[甲乙丙丁戊]{1,30}",
    ];
    let amount = prop_oneof![
        Just("0".to_owned()),
        "[1-9][0-9]{0,3}\\.[0-9]{2}",
        Just("-3.5".to_owned()),
        Just("很多".to_owned()),
    ];
    let names = (2..7_usize, name).prop_map(|(row, name)| (format!("units[{row}].name"), name));
    let columns = [
        "income[1].carried_over",
        "income[3].fiscal",
        "expenditure[2].personnel",
        "official[1].reception",
        "assets[2].other",
        "income[2].total",
        "income[sum].total",
        "expenditure[3].basic",
    ];
    let amounts =
        (prop::sample::select(columns.to_vec()), amount).prop_map(|(path, amount)| (path.to_owned(), amount));
    let places = [
        "duties",
        "tasks",
        "results",
        "unit_name",
        "contact",
        "problems",
        "goals[2].expected",
        "goals[4].actual",
        "quality[1].name",
        "quality[3].name",
        "cost[2].actual",
        "evaluators[1].name",
    ];
    let texts = (prop::sample::select(places.to_vec()), difficult_text())
        .prop_map(|(path, text)| (path.to_owned(), text));
    prop::collection::vec(prop_oneof![names, amounts, texts], 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// The exports of values give the same values, with the same totals typed over.
    #[test]
    fn exported_values_come_back(texts in entries()) {
        let before = report(&texts);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (csv, json) = (text(exported(&before, "csv")), text(exported(&before, "json")));
        for export in [&csv, &json] {
            let found = returned(export.as_bytes());
            prop_assert_eq!(found.unplaced, Vec::<String>::new());
            prop_assert_eq!(&text(exported(&found.report, "csv")), &csv);
        }
        prop_assert_eq!(text(exported(&returned(json.as_bytes()).report, "json")), json);
    }
}

#[test]
fn a_table_of_values_is_read_after_a_spreadsheet_has_saved_it() {
    let desk = Desk::new("values_again");
    desk.run(&["new", "r.ron", "--sample"]).ok();
    desk.run(&["export", "r.ron", "-f", "csv", "-o", "r.csv"]).ok();
    let text = desk.read("r.csv");
    let text = text.trim_start_matches('\u{feff}').replace(",662.86,", ",662.860,");
    let (bytes, ..) = encoding_rs::GB18030.encode(&text);
    desk.write("gbk.csv", &bytes);
    desk.run(&["import", "gbk.csv", "-o", "back.ron"]).ok().says("已识别");
    desk.run(&["export", "r.ron", "-f", "json", "-o", "r.json"]).ok();
    desk.run(&["import", "r.json", "-o", "again.ron"]).ok();
    desk.run(&["export", "back.ron", "-f", "csv", "-o", "back.csv"]).ok();
    assert_eq!(desk.read("back.csv"), desk.read("r.csv"));
    // JSON also has the explanations.
    desk.run(&["diff", "r.ron", "again.ron"]).ok().says("内容相同");
    // Another file of the same kinds is a table or text.
    assert!(matches!(read_source(b"{\"a\": 1}").unwrap(), Source::Document(_)));
    assert!(matches!(read_source("path,甲\nx,1\n".as_bytes()).unwrap(), Source::Document(_)));
}

/// Entries that a printed report shows: texts of one paragraph, amounts, and names.
fn printed_entries() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![Just("第1管理所".to_owned()), "[甲乙丙丁戊]{2,30}"];
    let names = (2..5_usize, name).prop_map(|(row, name)| (format!("units[{row}].name"), name));
    let columns = [
        "income[1].carried_over",
        "income[3].fiscal",
        "expenditure[2].personnel",
        "official[1].reception",
        "assets[2].other",
        "income[2].total",
    ];
    let amounts = (prop::sample::select(columns.to_vec()), "0|[1-9][0-9]{0,3}\\.[0-9]{2}")
        .prop_map(|(path, amount)| (path.to_owned(), amount));
    let places = ["duties", "results", "problems", "goals[2].expected", "quality[1].name", "cost[2].actual"];
    let texts = (prop::sample::select(places.to_vec()), "[甲乙丙丁][甲乙丙丁，0-9]{0,90}[甲乙丙]")
        .prop_map(|(path, text)| (path.to_owned(), text));
    prop::collection::vec(prop_oneof![names, amounts, texts], 0..8)
}

/// Two pairs on one line that is wrapped between them.
#[test]
fn a_wrapped_line_of_two_pairs_comes_back() {
    let contact = "甲丁丁丁五乙八丁丁丁零甲四丁丁丁丁乙丙丙乙丙丙甲乙乙丙甲丙甲";
    let before = report(&[("contact".to_owned(), contact.to_owned())]);
    let found = returned(&exported(&before, "text"));
    assert_eq!(exported(&found.report, "csv"), exported(&before, "csv"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Text and Markdown give the same values.
    #[test]
    fn printed_reports_come_back(texts in printed_entries()) {
        let before = report(&texts);
        let csv = |report: &Report| String::from_utf8(exported(report, "csv")).unwrap();
        for format in ["text", "markdown"] {
            let found = returned(&exported(&before, format));
            let (found, wanted) = (csv(&found.report), csv(&before));
            let other: Vec<_> = found.lines().zip(wanted.lines()).filter(|(one, other)| one != other).collect();
            prop_assert_eq!((other, found.lines().count()), (Vec::new(), wanted.lines().count()), "{}", format);
        }
    }
}
