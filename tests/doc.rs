//! Reading Word 97 documents: from streams to blocks, and to a report.

use proptest::prelude::*;
use tianbiao::export::{Format, Options};
use tianbiao::import::{
    Block, Cell, DocError, Document, Grid, LostKind, LostPart, import, read_doc, read_docx,
};
use tianbiao::message::Lang;
use tianbiao::report::write;
use tianbiao::session::Session;

use crate::support::old_word::{
    DELETED, HIDDEN, IN_TABLE, INNER_CELL, INNER_ROW, OldWord, ROW_END, SPECIAL, cells, compound, depth,
};
use crate::support::scenario::{BUILT_IN, form};
use crate::support::targets;

/// Documents written by LibreOffice: a sample report, and a document with most features.
const SAMPLE: &[u8] = include_bytes!("fixtures/sample-libreoffice.doc");
const FEATURES: &[u8] = include_bytes!("fixtures/features-libreoffice.doc");

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.to_owned())
}

fn aside(text: &str) -> Block {
    Block::Aside(text.to_owned())
}

fn heading(level: usize, text: &str) -> Block {
    Block::Heading { level, text: text.to_owned() }
}

fn table(rows: &[&[&str]]) -> Block {
    let row = |row: &&[&str]| row.iter().map(|text| Cell::new(*text)).collect();
    Block::Table(Grid::known(rows.iter().map(row).collect()))
}

/// Checks the blocks of a document, and its parts that are not read.
#[track_caller]
fn reads(doc: OldWord, blocks: &[Block], lost: &[(LostKind, usize)]) {
    let lost = lost.iter().map(|&(kind, count)| LostPart { kind, count }).collect();
    assert_eq!(read_doc(&doc.bytes()).unwrap(), Document { blocks: blocks.to_vec(), lost });
}

/// Text with the properties of special characters, among others.
fn special(doc: OldWord, properties: &[u8], text: &str) -> OldWord {
    doc.run(&[&SPECIAL[..], properties].concat(), text)
}

#[test]
fn paragraphs_and_headings_are_blocks() {
    let doc = OldWord::new()
        .p("正文\u{b}第二行\t制表\u{1e}连字\u{1f}符\u{10400}")
        .p("  ")
        .run(&[], "章")
        .end("\r", 0, &[0x40, 0x26, 0])
        .run(&[], "节")
        .end("\r", 2, &[])
        .run(&[], "不是标题")
        .end("\r", 2, &[0x40, 0x26, 9])
        .run(&[], "前\u{c}后")
        .end("\r", 0, &[])
        .run(&[], "一节")
        .end("\u{c}", 0, &[])
        .run(&[], "没有结束");
    let blocks = [
        paragraph("正文\n第二行\t制表-连字符\u{10400}"),
        heading(1, "章"),
        heading(2, "节"),
        paragraph("不是标题"),
        paragraph("前\n后"),
        paragraph("一节"),
        paragraph("没有结束"),
    ];
    reads(doc, &blocks, &[]);
}

#[test]
fn cells_have_the_extents_of_the_document() {
    // Cells that are merged downwards, and cells that continue them: in the row, or in a property of one cell.
    let (first, next) = (3 << 5, 1 << 5);
    let doc = OldWord::new()
        .cell("类")
        .cell("甲")
        .row(&[0, 2000, 3000], &[first, 0])
        .cell("盖住")
        .cell("乙")
        .row(&[0, 2000, 3000], &[next, 0])
        .cell("丙")
        .cell("丁")
        .cell("戊")
        .row(&[5, 1000, 2000, 3000], &[])
        .cell("宽")
        .cell("盖")
        .cell("己")
        .row(&[0, 1000, 2000, 3000], &[2, 1, 0])
        .cell("后起")
        .row(&[1000, 2000], &[])
        .p("正文")
        .cell("庚")
        .row(&[0, 1000], &[first])
        .cell("")
        .end(
            "\u{7}",
            0,
            &[&IN_TABLE[..], &ROW_END, &cells(&[0, 1000], &[]), &[0x2b, 0xd6, 2, 0, 1]].concat(),
        );
    let grid = vec![
        vec![Cell::wide("类", 2), Cell::new("甲")],
        vec![Cell::merged(2), Cell::new("乙")],
        vec![Cell::new("丙"), Cell::new("丁"), Cell::new("戊")],
        vec![Cell::wide("宽", 2), Cell::new("己")],
        vec![Cell::new(""), Cell::new("后起"), Cell::new("")],
    ];
    let after = vec![vec![Cell::new("庚")], vec![Cell::merged(1)]];
    let blocks = [Block::Table(Grid::known(grid)), paragraph("正文"), Block::Table(Grid::known(after))];
    reads(doc, &blocks, &[(LostKind::HiddenText, 3)]);
}

#[test]
fn cells_have_paragraphs_and_rows_without_an_end_are_kept() {
    let doc = OldWord::new()
        .run(&[], "一")
        .end("\r", 0, &IN_TABLE)
        .run(&[], "二")
        .end("\r", 0, &IN_TABLE)
        .cell("三")
        .row(&[0, 1000], &[])
        .cell("甲")
        .run(&[], "乙")
        .end("\r", 0, &IN_TABLE);
    let rows: [&[&str]; 2] = [&["一\n二\n三"], &["甲", "乙"]];
    reads(doc, &[table(&rows)], &[]);
}

#[test]
fn a_table_in_a_cell_divides_the_outer_table() {
    let inner = |mark: &[u8]| [&depth(2)[..], mark].concat();
    let inner_row = [&inner(&INNER_CELL)[..], &INNER_ROW, &cells(&[0, 1000], &[])].concat();
    let doc = OldWord::new()
        .run(&[], "前")
        .end("\r", 0, &IN_TABLE)
        .run(&[], "内")
        .end("\r", 0, &inner(&INNER_CELL))
        .end("\r", 0, &inner_row)
        .run(&[], "又内")
        .end("\r", 0, &inner(&INNER_CELL))
        .end("\r", 0, &inner_row)
        .cell("后")
        .row(&[0, 2000], &[])
        .cell("外")
        .row(&[0, 2000], &[]);
    reads(doc, &[table(&[&["前\n后"]]), table(&[&["内"], &["又内"]]), table(&[&["外"]])], &[]);
}

#[test]
fn fields_show_their_results() {
    let doc = OldWord::new()
        .p("第\u{13} PAGE \u{14}3\u{15}页")
        .p("\u{13} IF \u{13} A \u{14}1\u{15} = 1 \u{14}是\u{15}")
        .p("\u{13} TC 目录项 \u{15}正文")
        // Combined characters.
        .p("\u{13} eq \\o\\ac(□,√)\u{15}优\u{13} EQ \\f(1,2) \u{15}")
        // Without an end it is no code.
        .p("\u{13}留下")
        .p("也留下");
    let blocks = ["第3页", "是", "正文", "☑优", "留下", "也留下"].map(paragraph);
    reads(doc, &blocks, &[(LostKind::Object, 1)]);
}

#[test]
fn deleted_and_hidden_text_is_left_out_and_counted() {
    let row_end = [&IN_TABLE[..], &ROW_END, &cells(&[0, 1000], &[])].concat();
    let doc = OldWord::new()
        .run(&HIDDEN, "旧 数")
        .run(&DELETED, "删")
        .p("682.3")
        // A deleted end joins two paragraphs; a hidden end does not.
        .run(&[], "前")
        .end_with(&DELETED, "\r", 0, &[])
        .p("后")
        .run(&[], "甲")
        .end_with(&HIDDEN, "\r", 0, &[])
        .p("乙")
        .cell("留")
        .row(&[0, 1000], &[])
        .cell("删行")
        .end_with(&DELETED, "\u{7}", 0, &row_end);
    let blocks = [paragraph("682.3"), paragraph("前后"), paragraph("甲"), paragraph("乙"), table(&[&["留"]])];
    reads(doc, &blocks, &[(LostKind::HiddenText, 2), (LostKind::DeletedText, 3)]);
}

/// A style sheet with styles, each as its kind, base, and properties of paragraphs and characters.
fn style_sheet(styles: &[(u16, u16, &[u8], &[u8])]) -> Vec<u8> {
    let part = |prefix: &[u8], properties: &[u8]| {
        let len = u16::try_from(prefix.len() + properties.len()).unwrap();
        let mut bytes = [&len.to_le_bytes()[..], prefix, properties].concat();
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes
    };
    let mut bytes = part(&[], &[0, 0, 10, 0]);
    for (kind, base, paragraph, character) in styles {
        let mut style = vec![0, 0];
        style.extend((kind | base << 4).to_le_bytes());
        style.resize(10, 0);
        // The name, and a NUL.
        style.extend([1, 0, b'a', 0, 0, 0]);
        if *kind == 1 {
            style.extend(part(&[0, 0], paragraph));
        }
        style.extend(part(&[], character));
        bytes.extend(part(&[], &style));
    }
    bytes
}

#[test]
fn styles_are_inherited() {
    // The styles 1 to 9 are headings in every document.
    let plain = (1, 0xfff, &[][..], &[][..]);
    let mut styles = vec![plain; 10];
    styles[1].2 = &[0x40, 0x26, 2];
    styles.extend([(1, 1, &[][..], &[][..]), (2, 0xfff, &[], &HIDDEN), (1, 0xfff, &[], &HIDDEN)]);
    let styles = style_sheet(&styles);
    let of_style = |style: u8, more: &[u8]| [&[0x30, 0x4a, style, 0][..], more].concat();
    let doc = OldWord::new()
        .list(1, styles)
        .run(&[], "三级")
        .end("\r", 1, &[])
        .run(&[], "也是三级")
        .end("\r", 10, &[])
        .run(&of_style(11, &[]), "藏")
        .p("留")
        .run(&of_style(11, &[0x3c, 0x08, 0]), "不藏")
        .p("")
        .run(&[], "藏")
        .end("\r", 12, &[])
        // Two styles that hide the text cancel each other out.
        .run(&of_style(11, &[]), "留下")
        .end("\r", 12, &[])
        .run(&[0x3c, 0x08, 0x81], "显")
        .end("\r", 12, &[])
        .p("末");
    let blocks = [
        heading(3, "三级"),
        heading(3, "也是三级"),
        paragraph("留"),
        paragraph("不藏"),
        paragraph("留下"),
        paragraph("显"),
        paragraph("末"),
    ];
    reads(doc, &blocks, &[(LostKind::HiddenText, 2)]);
}

/// A level of a list: its number format, the character after the number, and its text.
fn level(format: u8, follow: u8, text: &str) -> Vec<u8> {
    let mut bytes = [0; 28];
    bytes[0] = 1;
    bytes[4] = format;
    bytes[15] = follow;
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&bytes[..], &u16::try_from(units.len() / 2).unwrap().to_le_bytes(), &units].concat()
}

#[test]
fn automatic_numbers_are_part_of_the_text() {
    let mut definitions = vec![1, 0];
    let mut definition = vec![0; 28];
    definition[0] = 7;
    definitions.extend(definition);
    definitions.extend(level(39, 2, "\u{0}、"));
    definitions.extend(level(37, 2, "（\u{1}）"));
    definitions.extend(level(0, 0, "\u{0}.\u{2}"));
    definitions.extend(level(23, 0, "·").repeat(6));
    // Two lists of the definition, of which the second begins again with 1.
    let list = |levels: u8| [&[7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, levels][..], &[0; 3]].concat();
    let mut lists = vec![2, 0, 0, 0];
    lists.extend([list(0), list(1)].concat());
    lists.extend([0xff; 8]);
    lists.extend([1, 0, 0, 0, 0x10, 0, 0, 0]);
    let item = |doc: OldWord, list: i16, depth: u8, text: &str| {
        let list = list.to_le_bytes();
        doc.run(&[], text).end("\r", 0, &[0x0b, 0x46, list[0], list[1], 0x0a, 0x26, depth])
    };
    let mut doc = OldWord::new().list(73, definitions).list(74, lists);
    for (list, depth, text) in [
        (1, 0, "章"),
        (1, 1, "节"),
        (-1, 1, "又一节"),
        (1, 0, ""),
        (1, 2, "条"),
        (1, 3, "点"),
        (2, 0, "重新"),
        (0, 0, "没有编号"),
        (9, 0, "没有定义"),
    ] {
        doc = item(doc, list, depth, text);
    }
    let texts = ["一、章", "（一）节", "（二）又一节", "二.1 条", "点", "一、重新", "没有编号", "没有定义"];
    reads(doc, &texts.map(paragraph), &[(LostKind::Number, 1)]);
}

/// A form field in the stream `Data`: its kind, value and default, and its choices.
fn form_field(kind: u16, value: u16, default: u16, choices: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0; 68];
    bytes[4] = 68;
    bytes.extend([0xff; 4]);
    bytes.extend((kind | value << 2).to_le_bytes());
    bytes.extend([0; 4]);
    let text = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&u16::try_from(units.len() / 2).unwrap().to_le_bytes()[..], &units].concat()
    };
    bytes.extend([text("甲"), vec![0, 0]].concat());
    bytes.extend(default.to_le_bytes());
    bytes.extend([0; 4 * 5]);
    bytes.extend([0xff, 0xff]);
    bytes.extend(u16::try_from(choices.len()).unwrap().to_le_bytes());
    bytes.extend([0, 0]);
    bytes.extend(choices.iter().flat_map(|choice| text(choice)));
    let len = u32::try_from(bytes.len()).unwrap();
    bytes[..4].copy_from_slice(&len.to_le_bytes());
    bytes
}

#[test]
fn form_fields_have_values() {
    let choices = ["优", "良"];
    for (code, data, text) in [
        ("FORMCHECKBOX", form_field(1, 1, 0, &[]), Some("☑")),
        ("FORMCHECKBOX", form_field(1, 0, 1, &[]), Some("□")),
        ("FORMCHECKBOX", form_field(1, 25, 1, &[]), Some("☑")),
        ("FORMDROPDOWN", form_field(2, 1, 0, &choices), Some("良")),
        ("FORMDROPDOWN", form_field(2, 25, 0, &choices), Some("优")),
        ("FORMDROPDOWN", form_field(2, 2, 0, &choices), None),
        ("FORMDROPDOWN", vec![0; 3], None),
    ] {
        let place = [0x55, 0x08, 1, 0x06, 0x08, 1, 0x03, 0x6a, 0, 0, 0, 0];
        let mut doc = OldWord::new().run(&[], &format!("\u{13} {code} ")).run(&place, "\u{1}");
        doc = doc.p("\u{14}\u{15}后");
        doc.data = data;
        let lost: Vec<_> = text.is_none().then_some((LostKind::FormField, 1)).into_iter().collect();
        reads(doc, &[paragraph(&format!("{}后", text.unwrap_or_default()))], &lost);
    }
}

#[test]
fn what_is_not_read_is_counted() {
    let doc = OldWord::new().p("正文");
    let doc = special(doc, &[], "\u{1}\u{5}").run(&[], "\u{13} EMBED Excel.Sheet.8 \u{14}");
    let doc = special(doc, &[], "\u{1}").run(&[], "\u{15}\u{13} CONTROL Forms.CheckBox.1 \u{15}");
    // A drawing that is not described can be a picture.
    let doc = special(doc, &[0x56, 0x08, 1], "\u{1}");
    let doc = special(doc, &[], "\u{8}").p("后");
    let lost =
        [(LostKind::Picture, 2), (LostKind::Comment, 1), (LostKind::Object, 2), (LostKind::FormField, 1)];
    reads(doc, &[paragraph("正文"), paragraph("后")], &lost);
}

#[test]
fn symbols_are_characters() {
    let mut font = vec![0; 39];
    font.extend("Wingdings\0".encode_utf16().flat_map(u16::to_le_bytes));
    let fonts = [&[1, 0, 0, 0, u8::try_from(font.len()).unwrap()][..], &font].concat();
    let doc = special(OldWord::new().list(15, fonts), &[0x09, 0x6a, 0, 0, 0xfe, 0xf0], "(")
        // The code of the font can also be in the text.
        .run(&[0x51, 0x4a, 0, 0], "\u{f0a8}\u{f001}")
        .p("是(否)\u{f0a8}");
    reads(doc, &[paragraph("☑□\u{f001}是(否)\u{f0a8}")], &[]);
}

/// A list of positions, and of entries of equal size with a number at a place.
fn positions(positions: &[u32], size: usize, at: usize, numbers: &[u32]) -> Vec<u8> {
    let mut bytes: Vec<u8> = positions.iter().flat_map(|position| position.to_le_bytes()).collect();
    for number in numbers {
        let mut entry = vec![0; size];
        entry[at..at + 4].copy_from_slice(&number.to_le_bytes());
        bytes.extend(entry);
    }
    bytes
}

fn record(instance: u16, kind: u16, content: &[u8]) -> Vec<u8> {
    let len = u32::try_from(content.len()).unwrap();
    [&(instance << 4).to_le_bytes()[..], &kind.to_le_bytes(), &len.to_le_bytes(), content].concat()
}

#[test]
fn text_boxes_are_at_their_anchors() {
    let shape = |kind: u16, id: u32, flags: u32| {
        record(0, 0xf004, &record(kind, 0xf00a, &[id.to_le_bytes(), flags.to_le_bytes()].concat()))
    };
    // A group with a text box and a picture.
    let group = record(0, 0xf003, &[shape(0, 30, 1), shape(202, 3, 2), shape(75, 31, 2)].concat());
    let shapes = [shape(0, 1, 4), shape(202, 10, 0), shape(202, 20, 0), group, shape(20, 40, 0)].concat();
    let drawings = [record(0, 0xf000, &[]), vec![0], record(0, 0xf002, &record(0, 0xf003, &shapes))].concat();
    let mut doc = OldWord::new().p("前");
    doc = special(doc, &[], "\u{8}").end("\u{7}", 0, &IN_TABLE);
    doc = special(doc, &[], "\u{8}").cell("电话").row(&[0, 1000, 2000], &[]);
    doc = special(doc, &[], "\u{8}\u{8}").p("末");
    doc = doc.story().story().story().story().story().story();
    doc = doc.p("张三").p("框").p("组").p("无锚").p("").story();
    let boxes = positions(&[0, 3, 5, 7, 10, 11], 22, 14, &[10, 20, 3, 99, 0]);
    let anchors = positions(&[2, 4, 9, 10, 20], 26, 0, &[10, 20, 30, 40]);
    doc = doc.list(40, anchors).list(50, drawings).list(56, boxes);
    let blocks = [
        paragraph("前"),
        table(&[&["张三", "电话"]]),
        aside("框"),
        paragraph("末"),
        aside("组"),
        aside("无锚"),
    ];
    reads(doc, &blocks, &[(LostKind::Picture, 1)]);
}

#[test]
fn notes_and_margins_are_asides() {
    let doc = OldWord::new()
        .p("正文")
        .story()
        .p("按决算口径。")
        .story()
        .p("某站自评报告")
        .p("- 1 -")
        .p("某站自评报告")
        .story()
        .p("宏")
        .story()
        .p("批注")
        .story()
        .p("尾注")
        .story()
        .p("框")
        .story()
        .p("眉框")
        .story();
    let blocks = [
        paragraph("正文"),
        aside("框"),
        aside("按决算口径。"),
        aside("某站自评报告"),
        aside("尾注"),
        aside("眉框"),
    ];
    reads(doc, &blocks, &[]);
}

#[test]
fn a_file_that_cannot_be_read_gets_a_reason() {
    let old = OldWord { version: 0x68, ..OldWord::new() }.p("甲").bytes();
    let locked = OldWord { flags: 0x100, ..OldWord::new() }.p("甲").bytes();
    let whole = OldWord::new().p("甲").bytes();
    for (bytes, error, words) in [
        (old, DocError::TooOld, "Word 95 或更早版本"),
        (locked, DocError::Locked, "去除密码"),
        (compound(&[("Contents", b"")]), DocError::NotWord, "不是 Word 文档"),
        (compound(&[("WordDocument", b"")]), DocError::Damaged, "可能传输不完整"),
        (whole[..700].to_vec(), DocError::Damaged, "另存为 .docx"),
        (vec![0; (32 << 20) + 1], DocError::TooLarge, "内容过多"),
    ] {
        assert_eq!(read_doc(&bytes), Err(error));
        assert!(error.sentence(Lang::Zh).contains(words), "{words}");
    }
    let long = OldWord::new().p(&"甲".repeat(2_000_001));
    assert_eq!(read_doc(&long.bytes()), Err(DocError::TooLarge));
}

/// A document with most features, written by LibreOffice.
#[test]
fn a_document_of_another_program_is_read() {
    let document = read_doc(FEATURES).unwrap();
    let grid = vec![
        vec![Cell::wide("类", 2), Cell::new("甲")],
        vec![Cell::merged(2), Cell::new("乙")],
        vec![Cell::new("联系人"), Cell::new("张三"), Cell::new("丙\n丁")],
        vec![Cell::new(""), Cell::new("后起"), Cell::new("戊")],
        vec![Cell::wide("前\n后", 2), Cell::new("己")],
    ];
    let blocks = [
        heading(1, "自评报告"),
        paragraph("一、章"),
        paragraph("（一）节"),
        paragraph("（二）又一节"),
        paragraph("二、又一章"),
        paragraph("682.3"),
        paragraph("留下"),
        paragraph("评价等次：良"),
        paragraph("☑是□否"),
        paragraph("☑是□否"),
        paragraph("图"),
        paragraph("锚"),
        aside("框中"),
        Block::Table(Grid::known(grid)),
        table(&[&["内1", "内2"]]),
        Block::Table(Grid::known(vec![vec![Cell::wide("末", 3)]])),
        paragraph("结尾"),
        aside("按决算口径。"),
        aside("某站自评报告"),
    ];
    let lost = [(LostKind::HiddenText, 2), (LostKind::DeletedText, 2), (LostKind::Picture, 1)];
    let lost = lost.map(|(kind, count)| LostPart { kind, count });
    assert_eq!(document, Document { blocks: blocks.to_vec(), lost: lost.to_vec() });
}

/// A sample report as .doc, written by LibreOffice, gives the same entries as the export to .docx.
#[test]
fn a_report_is_the_same_as_doc_and_as_docx() {
    let form = form(BUILT_IN);
    let imported = |document: Document| import(&form, &document);
    let old = imported(read_doc(SAMPLE).unwrap());
    assert_eq!((old.summary(&form).placed(), old.unplaced.len(), old.lost.len()), (93, 0, 0));
    let path = |path: &str| old.report.text(old.report.resolve(&form, path).unwrap()).to_owned();
    assert_eq!(path("unit_name"), "临湘市青禾工程质量监督站");
    assert_eq!(path("expenditure[1].personnel"), "682.30");
    let session = Session::new(form.clone(), old.report.clone());
    let docx = Format::named("docx").unwrap();
    let docx = (docx.write)(&session.checked(form.language), Options { annex: false, draft: false }).unwrap();
    let new = imported(read_docx(&docx).unwrap());
    assert_eq!(write(&form, &new.report), write(&form, &old.report));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Damaged files are refused or read in part; they never panic.
    #[test]
    fn cut_and_flipped_files_never_panic(
        which in any::<bool>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut bytes =
            if which { SAMPLE } else { FEATURES }.to_vec();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        targets::doc(&bytes);
    }
}

#[test]
fn no_doc_takes_long() {
    for text in [
        // Fields that do not end, and cells.
        "\u{13}\u{14}".repeat(500_000) + &"\u{7}".repeat(500_000),
        "\u{13}".repeat(500_000) + &"\u{7}\u{14}\u{15}".repeat(400_000),
        "\u{13} EQ ".repeat(100_000) + &"\u{15}".repeat(100_000),
        "(\u{1}\u{5}\u{8}".repeat(400_000),
        "\r".repeat(200_000),
    ] {
        for properties in [&SPECIAL[..], &HIDDEN, &DELETED] {
            // The result can be a refusal.
            let _ = read_doc(&OldWord::new().run(properties, &text).end("\r", 0, &IN_TABLE).bytes());
        }
    }
    // Shapes in groups, and text boxes that are the whole story.
    let group = (0..400).fold(Vec::new(), |inner, _| record(0, 0xf003, &inner));
    let drawings = [record(0, 0xf000, &[]), vec![0], record(0, 0xf002, &group)].concat();
    let boxes = positions(&[0; 3_001].map(|at: u32| at), 22, 14, &[7; 3_000]);
    let doc = OldWord::new().p("甲").story().story().story().story().story().story();
    let doc = doc.p(&"乙".repeat(100_000)).story().list(50, drawings).list(56, boxes);
    assert_eq!(read_doc(&doc.bytes()).unwrap().blocks, [paragraph("甲"), aside(&"乙".repeat(100_000))]);
}
