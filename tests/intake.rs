//! Files from outside: workbooks, texts that are tables, and the program's own exports.

use std::fmt::Write as _;

use tianbiao::import::{Block, Cell, Document, Grid, LostKind, ReadError, read_document};

use crate::support::desk::Desk;
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

/// The same workbook, written by a spreadsheet program in two formats.
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
        heading("收入"),
        table(vec![cells(["机构名称", "公共财政拨款"]), cells(["局机关", "5.5"])]),
    ];
    for bytes in [&include_bytes!("fixtures/book.xlsx")[..], include_bytes!("fixtures/book.ods")] {
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
