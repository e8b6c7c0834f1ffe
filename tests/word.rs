//! Reading Word documents of any maker: from XML to blocks, and to a report.

use tianbiao::form::compile;
use tianbiao::import::{Block, Cell, Document, Grid, import, read_docx, read_text};
use tianbiao::report::write;

use crate::support::scenario::BUILT_IN;
use crate::support::word::{archive, document, docx, docx_with};

const LAST_YEAR: &str = include_str!("fixtures/last-year.txt");

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn p(inside: &str) -> String {
    format!("<w:p>{inside}</w:p>")
}

fn tc(inside: &str) -> String {
    format!("<w:tc>{inside}</w:tc>")
}

fn tbl(rows: &[&str]) -> String {
    format!("<w:tbl>{}</w:tbl>", rows.iter().flat_map(|row| ["<w:tr>", row, "</w:tr>"]).collect::<String>())
}

/// A paragraph with properties, such as those of a list.
fn with(properties: &str, text: &str) -> String {
    p(&format!("<w:pPr>{properties}</w:pPr>{}", run(text)))
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.to_owned())
}

fn aside(text: &str) -> Block {
    Block::Aside(text.to_owned())
}

fn heading(level: usize, text: &str) -> Block {
    Block::Heading { level, text: text.to_owned() }
}

fn row(texts: &[&str]) -> Vec<Cell> {
    texts.iter().map(|text| Cell::new(*text)).collect()
}

#[test]
fn docx_elements_are_read_as_blocks() {
    let text_box =
        |tag: &str, inside: &str| format!("<mc:{tag}><w:txbxContent>{inside}</w:txbxContent></mc:{tag}>");
    for (xml, wanted) in [
        (
            p("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>"),
            vec![paragraph("甲\n乙\t丙")],
        ),
        (p(&run("A&amp;B&lt;&#20013;&#x6587;&unknown;")), vec![paragraph("A&B<中文&unknown;")]),
        (p("<w:r><w:t><![CDATA[<甲>]]></w:t></w:r>"), vec![paragraph("<甲>")]),
        (p(&format!("<w:pPr><w:pStyle w:val=\"2\"/></w:pPr>{}", run("节"))), vec![heading(2, "节")]),
        (p(&format!("<w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr>{}", run("章"))), vec![heading(1, "章")]),
        (
            p(&format!(
                "{}<w:r>{}{}</w:r>",
                run("前"),
                text_box("Choice", &p(&run("框"))),
                text_box("Fallback", &p(&run("框")))
            )),
            vec![paragraph("前"), aside("框")],
        ),
        (
            p(&format!(
                "<w:del>{}</w:del><w:moveFrom>{}</w:moveFrom><w:ins>{}</w:ins>",
                run("删"),
                run("移"),
                run("增")
            )),
            vec![paragraph("增")],
        ),
        // The end of a paragraph was deleted: the next one continues it.
        (
            format!("{}{}", with("<w:rPr><w:del w:id=\"1\"/></w:rPr>", "前"), p(&run("后"))),
            vec![paragraph("前后")],
        ),
        // Check boxes, phonetic guides, and placeholders that were never replaced.
        (
            p(
                "<w:r><w:sym w:font=\"Wingdings 2\" w:char=\"F052\"/><w:t>是</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/><w:t>否</w:t></w:r>",
            ),
            vec![paragraph("☑是□否")],
        ),
        (
            p(&format!("<w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby>", run("zi"), run("字"))),
            vec![paragraph("字")],
        ),
        (
            format!(
                "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
                p(&run("单击此处输入文字")),
                p(&run("写好的"))
            ),
            vec![paragraph("写好的")],
        ),
        // Links and fields show their result.
        (
            p(&format!(
                "<w:hyperlink>{}</w:hyperlink><w:fldSimple w:instr=\"DATE\">{}</w:fldSimple>",
                run("甲"),
                run("乙")
            )),
            vec![paragraph("甲乙")],
        ),
        // The first of several alternatives.
        (
            p(&format!(
                "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>{}",
                run("一"),
                run("二"),
                run("三"),
                run("后")
            )),
            vec![paragraph("一后")],
        ),
        (p(&format!("<w:r><w:instrText>PAGE</w:instrText></w:r>{}", run("1"))), vec![paragraph("1")]),
        (
            tbl(&[
                &tc(&p(&run("外"))),
                &format!("{}{}", tc(&p(&run("左"))), tc(&tbl(&[&tc(&p(&run("内")))]))),
            ]),
            vec![Block::Table(Grid::known(vec![row(&["外"]), row(&["左", ""]), row(&["内"])]))],
        ),
        (
            tbl(&[&tc(&p(&run("留"))), &format!("<w:trPr><w:del/></w:trPr>{}", tc(&p(&run("删"))))]),
            vec![Block::Table(Grid::known(vec![row(&["留"])]))],
        ),
        (
            tbl(&[&format!(
                "{}{}",
                tc(&format!("<w:tcPr><w:hMerge w:val=\"restart\"/></w:tcPr>{}", p(&run("宽")))),
                tc("<w:tcPr><w:hMerge/></w:tcPr><w:p/>")
            )]),
            vec![Block::Table(Grid::known(vec![vec![Cell::wide("宽", 2)]]))],
        ),
    ] {
        assert_eq!(read_docx(&docx(&xml)).unwrap().blocks, wanted, "{xml}");
    }
}

/// Chapters, their sections, and items, numbered as in the templates of offices.
const NUMBERING: &str = "<w:numbering><w:abstractNum w:abstractNumId=\"0\">\
    <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:pStyle w:val=\"a3\"/><w:lvlText w:val=\"（%2）\"/></w:lvl>\
    <w:lvl w:ilvl=\"2\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%3.\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"5\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
const STYLES: &str = "<w:styles><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>\
    <w:style w:styleId=\"a3\"><w:name w:val=\"二级\"/><w:basedOn w:val=\"1\"/><w:pPr><w:numPr><w:numId w:val=\"5\"/></w:numPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style></w:styles>";

fn item(depth: usize, text: &str) -> String {
    with(&format!("<w:numPr><w:ilvl w:val=\"{depth}\"/><w:numId w:val=\"5\"/></w:numPr>"), text)
}

#[test]
fn automatic_numbers_are_part_of_the_text() {
    let body = [
        item(0, "章"),
        with("<w:pStyle w:val=\"a3\"/>", "节"),
        item(2, "条"),
        item(2, ""),
        item(2, "又一条"),
        with("<w:pStyle w:val=\"a3\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr>", "没有编号"),
        with("<w:pStyle w:val=\"a3\"/>", "又一节"),
        format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", item(0, "局机关")),
    ];
    let bytes = docx_with(&body.concat(), &[("styles", STYLES), ("numbering", NUMBERING)]);
    assert_eq!(
        read_docx(&bytes).unwrap().blocks,
        [
            paragraph("一、章"),
            heading(2, "（一）节"),
            paragraph("1.条"),
            paragraph("3.又一条"),
            heading(2, "没有编号"),
            heading(2, "（二）又一节"),
            Block::Table(Grid::known(vec![row(&["二、局机关"])])),
        ]
    );
}

/// The text of chapters and sections has no numbers, as in most documents based on a template.
#[test]
fn a_report_with_automatic_numbers_is_the_same_report() {
    let form = compile(BUILT_IN).unwrap();
    let document = read_text(LAST_YEAR).unwrap();
    let of_line = |line: &str| {
        let bare = |marks: [char; 2]| {
            line.split_once(marks[1])
                .filter(|(number, _)| number.chars().all(|c| c == marks[0] || "一二三四五六".contains(c)))
        };
        match (bare(['、', '、']), bare(['（', '）'])) {
            (Some((_, rest)), _) => item(0, rest),
            (_, Some((_, rest))) => item(1, rest),
            // The numbers of these two are missing.
            _ if line == "部门（单位）整体支出绩效情况" || line == "存在的主要问题" => {
                item(0, line)
            }
            _ => p(&run(line)),
        }
    };
    let of_cell = |cell: &Cell| tc(&cell.text.lines().map(of_line).collect::<String>());
    let of_block = |block: &Block| match block {
        Block::Table(grid) => {
            let rows: Vec<String> = grid.rows.iter().map(|row| row.iter().map(of_cell).collect()).collect();
            tbl(&rows.iter().map(String::as_str).collect::<Vec<_>>())
        }
        Block::Paragraph(text) | Block::Aside(text) | Block::Heading { text, .. } => of_line(text),
    };
    let body: String = document.blocks.iter().map(of_block).collect();
    assert!(body.contains(&item(1, "基本支出")) && body.matches("w:numId").count() > 15);
    let file = |document: &Document| write(&form, &import(&form, document).report);
    let read = read_docx(&docx_with(&body, &[("numbering", NUMBERING)])).unwrap();
    assert_eq!(file(&read), file(&document));
}

#[test]
fn margins_and_notes_are_separate() {
    let part = |root: &str, inside: &str| format!("<w:{root} xmlns:w=\"x\">{inside}</w:{root}>");
    let head = part("hdr", &p(&run("某站自评报告")));
    let foot = part(
        "ftr",
        &format!(
            "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
            p(&format!("{}<w:r><w:instrText>PAGE</w:instrText></w:r>{}", run("第 "), run("3 页")))
        ),
    );
    let notes = part(
        "footnotes",
        &format!(
            "<w:footnote w:type=\"separator\"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote>{}</w:footnote>",
            p(&run("按决算口径。"))
        ),
    );
    let damaged = "<w:ftr><w:p><w:r><w:t>半</w:t></w:r></w:p><w:p>";
    let parts = [
        ("header", head.as_str()),
        ("header", &head),
        ("footer", &foot),
        ("footnotes", &notes),
        ("footer", damaged),
    ];
    let wanted = [paragraph("正文"), aside("某站自评报告"), aside("按决算口径。"), aside("半")];
    assert_eq!(read_docx(&docx_with(&p(&run("正文")), &parts)).unwrap().blocks, wanted);
}

/// Text outside the main text fills fields of the cover and is not mixed into prose.
#[test]
fn text_boxes_and_margins_are_not_prose() {
    let form = compile(BUILT_IN).unwrap();
    let text_box = |text: &str| {
        p(&format!("<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>", p(&run(text))))
    };
    let body = [
        text_box("部门（单位）名称：城北敬老院"),
        p(&run("五、评价报告综述（文字部分）")),
        p(&run("五、存在的主要问题")),
        p(&run("护理人员不足。")),
        text_box("图一 人员构成"),
        p(&run("经费偏紧。")),
    ];
    let header = format!("<w:hdr>{}{}</w:hdr>", p(&run("城北敬老院")), p(&run("- 1 -")));
    let imported = import(&form, &read_docx(&docx_with(&body.concat(), &[("header", &header)])).unwrap());
    let at = |path: &str| imported.report.text(imported.report.resolve(&form, path).unwrap()).to_owned();
    assert_eq!(at("unit_name"), "城北敬老院");
    assert_eq!(at("problems"), "护理人员不足。\n经费偏紧。");
    assert_eq!(imported.unplaced, ["图一 人员构成", "城北敬老院"]);
}

#[test]
fn parts_are_read_in_any_notation() {
    let strict = "<w:document xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\" w:conformance=\"strict\"><w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:document>";
    let bare = "<document xmlns=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><body><p><r><t>甲</t></r></p></body></document>";
    let plain = document(&p(&run("甲")));
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect::<Vec<u8>>()
    };
    let utf16 = plain.replace("UTF-8", "UTF-16");
    for main in [
        strict.as_bytes().to_vec(),
        bare.as_bytes().to_vec(),
        format!("\u{feff}{plain}").into_bytes(),
        wide(&utf16, u16::to_le_bytes),
        wide(&utf16, u16::to_be_bytes),
    ] {
        let relations = "<Relationships><Relationship Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
        let bytes = archive(&[("_rels/.rels", relations.as_bytes()), ("word/document.xml", &main[..])]);
        assert_eq!(read_docx(&bytes).unwrap().blocks, [paragraph("甲")]);
    }
    let damaged = archive(&[("word/document.xml", b"<w:document><w:body><w:p><w:r><w:t>\xff\xfe")]);
    assert!(read_docx(&damaged).is_err());
}
