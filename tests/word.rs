//! Reading Word documents of any maker: from XML to blocks, and to a report.

use tianbiao::form::compile;
use tianbiao::import::{Block, Cell, Document, Grid, LostKind, LostPart, import, read_docx, read_text};
use tianbiao::report::write;

use crate::support::desk::Desk;
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
            vec![
                Block::Table(Grid::known(vec![row(&["外"]), row(&["左", ""])])),
                Block::Table(Grid::known(vec![row(&["内"])])),
            ],
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

/// The code of a symbol font can also be in the text.
#[test]
fn codes_of_symbol_fonts_are_characters() {
    let fonts = "<w:rFonts w:ascii=\"Wingdings\" w:hAnsi=\"Wingdings\"/>";
    let body = p(&format!("{}{}", run_with(fonts, "\u{f0fe}是\u{f001}"), run("\u{f0fe}")));
    reads(&docx(&body), vec![paragraph("☑是\u{f001}\u{f0fe}")], &[]);
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
        Block::Break => String::new(),
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

/// A run with properties.
fn run_with(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
}

fn table(rows: Vec<Vec<Cell>>) -> Block {
    Block::Table(Grid::known(rows))
}

/// Checks the blocks of a document, and its parts that are not read.
#[track_caller]
fn reads(bytes: &[u8], blocks: Vec<Block>, lost: &[(LostKind, usize)]) {
    let lost = lost.iter().map(|&(kind, count)| LostPart { kind, count }).collect();
    assert_eq!(read_docx(bytes).unwrap(), Document { blocks, lost });
}

#[test]
fn text_that_is_struck_through_is_left_out_and_counted() {
    let body = format!("{}{}", run_with("<w:strike/>", "45"), run_with("<w:strike w:val=\"0\"/>", "50"));
    let read = read_docx(&docx(&p(&body))).unwrap();
    assert_eq!(read.blocks, [paragraph("50")]);
    assert_eq!(read.lost, [LostPart { kind: LostKind::StruckText, count: 2 }]);
}

#[test]
fn hidden_text_is_left_out_and_counted() {
    let styles = "<w:styles><w:style w:styleId=\"h\"><w:basedOn w:val=\"g\"/></w:style>\
        <w:style w:styleId=\"g\"><w:rPr><w:vanish/></w:rPr></w:style>\
        <w:style w:styleId=\"n\"><w:rPr><w:b/></w:rPr></w:style></w:styles>";
    for (body, blocks, hidden) in [
        (format!("{}{}", run_with("<w:vanish/>", "旧数"), run("682.3")), vec![paragraph("682.3")], 2),
        (run_with("<w:b/><w:vanish w:val=\"true\"/><w:specVanish/>", "旧 数"), vec![], 2),
        (run_with("<w:vanish w:val=\"0\"/>", "留"), vec![paragraph("留")], 0),
        // Hidden in a browser only: the page numbers of a table of contents.
        (run_with("<w:webHidden/>", "留"), vec![paragraph("留")], 0),
        (run_with("<w:rStyle w:val=\"h\"/>", "藏"), vec![], 1),
        (run_with("<w:rStyle w:val=\"n\"/>", "留"), vec![paragraph("留")], 0),
        (run_with("<w:rStyle w:val=\"h\"/><w:vanish w:val=\"0\"/>", "留"), vec![paragraph("留")], 0),
        (format!("<w:pPr><w:pStyle w:val=\"h\"/></w:pPr>{}", run("藏")), vec![], 1),
        // Two styles that hide the text cancel each other out.
        (
            format!("<w:pPr><w:pStyle w:val=\"h\"/></w:pPr>{}", run_with("<w:rStyle w:val=\"g\"/>", "留")),
            vec![paragraph("留")],
            0,
        ),
        // Only the paragraph mark is hidden.
        (format!("<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{}", run("留")), vec![paragraph("留")], 0),
        // A hidden text box.
        (
            format!(
                "<w:r><w:rPr><w:vanish/></w:rPr><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>{}",
                p(&run("框中")),
                run("留")
            ),
            vec![paragraph("留")],
            2,
        ),
        // The property of the run around a text box does not come from a content control in the box.
        (
            format!(
                "<w:r><w:pict><w:txbxContent><w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt></w:txbxContent></w:pict><w:t>留</w:t></w:r>",
                p(&run("框"))
            ),
            vec![paragraph("留"), aside("框")],
            0,
        ),
    ] {
        let lost: Vec<_> = (hidden > 0).then_some((LostKind::HiddenText, hidden)).into_iter().collect();
        reads(&docx_with(&p(&body), &[("styles", styles)]), blocks, &lost);
    }
    let hidden_row = format!("<w:trPr><w:hidden/></w:trPr>{}", tc(&p(&run("藏"))));
    let blocks = vec![table(vec![row(&["留"])])];
    reads(&docx(&tbl(&[&tc(&p(&run("留"))), &hidden_row])), blocks, &[(LostKind::HiddenText, 1)]);
    // A hidden paragraph has no number.
    let hidden_item =
        with("<w:rPr><w:vanish/></w:rPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"5\"/></w:numPr>", "");
    let body = [item(0, "章"), hidden_item, item(0, "又一章")].concat();
    let blocks = vec![paragraph("一、章"), paragraph("二、又一章")];
    reads(&docx_with(&body, &[("numbering", NUMBERING)]), blocks, &[]);
}

#[test]
fn what_is_not_read_is_counted() {
    let picture = "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><a:blip/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>";
    let old_picture = "<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>";
    let line = "<w:r><w:pict><v:line/></w:pict></w:r>";
    let workbook = "<w:r><w:object><v:shape><v:imagedata/></v:shape><o:OLEObject ProgID=\"Excel.Sheet.12\"/></w:object></w:r>";
    let control =
        "<w:r><w:object><v:shape><v:imagedata/></v:shape><w:control w:name=\"CheckBox1\"/></w:object></w:r>";
    let chart = "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>";
    let smart_art = chart.replace("c:chart", "dgm:relIds");
    let deleted =
        "<w:del><w:r><w:delText>删去 的</w:delText><w:delInstrText>PAGE</w:delInstrText></w:r></w:del>";
    for (body, lost) in [
        (p(picture), (LostKind::Picture, 1)),
        (p(&format!("{old_picture}{line}")), (LostKind::Picture, 1)),
        (p(&workbook.repeat(4)), (LostKind::Object, 4)),
        (p(control), (LostKind::FormField, 1)),
        (p(&format!("{chart}{smart_art}")), (LostKind::Object, 2)),
        (p(deleted), (LostKind::DeletedText, 3)),
        ("<w:altChunk r:id=\"r9\"/>".to_owned(), (LostKind::Part, 1)),
        (p("<w:r><w:commentReference w:id=\"1\"/></w:r>"), (LostKind::Comment, 1)),
        (item(0, "").replace("<w:t></w:t>", "<w:t>留</w:t>"), (LostKind::Number, 1)),
    ] {
        let document = read_docx(&docx(&format!("{}{body}", p(&run("正文"))))).unwrap();
        assert_eq!(document.lost, [LostPart { kind: lost.0, count: lost.1 }], "{body}");
        assert_eq!(document.blocks[0], paragraph("正文"), "{body}");
    }
    // A deleted row and a deleted cell; text that was moved is not lost.
    let body = tbl(&[
        &tc(&p(&run("留"))),
        &format!("<w:trPr><w:del/></w:trPr>{}", tc(&p(&run("删行")))),
        &tc(&format!("<w:tcPr><w:cellDel/></w:tcPr>{}", p(&run("删格")))),
    ]);
    reads(&docx(&body), vec![table(vec![row(&["留"]), row(&[""])])], &[(LostKind::DeletedText, 4)]);
    reads(
        &docx(&p(&format!("<w:moveFrom>{}</w:moveFrom>{}", run("移"), run("留")))),
        vec![paragraph("留")],
        &[],
    );
    // Text of a drawing from before text boxes.
    reads(
        &docx(&p("<w:r><w:pict><v:shape><v:textpath string=\"某局文件\"/></v:shape></w:pict></w:r>")),
        vec![aside("某局文件")],
        &[],
    );
    // A damaged note.
    let parts = [("footer", "<w:ftr><w:p><w:r><w:t>半</w:t></w:r></w:p><w:p>")];
    reads(
        &docx_with(&p(&run("正文")), &parts),
        vec![paragraph("正文"), aside("半")],
        &[(LostKind::Margin, 1)],
    );
}

#[test]
fn the_command_line_tells_what_was_not_read() {
    let desk = Desk::new("word-lost");
    let lines = |text: &str| text.lines().map(|line| p(&run(line))).collect::<String>();
    let of_block = |block: &Block| match block {
        Block::Table(grid) => {
            let cell = |cell: &Cell| tc(&lines(&cell.text));
            let rows: Vec<String> = grid.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
            tbl(&rows.iter().map(String::as_str).collect::<Vec<_>>())
        }
        Block::Paragraph(text) | Block::Aside(text) | Block::Heading { text, .. } => lines(text),
        Block::Break => String::new(),
    };
    let body: String = read_text(LAST_YEAR).unwrap().blocks.iter().map(of_block).collect();
    for (name, more, words) in [
        ("甲.docx", "", "已识别"),
        ("乙.docx", "<w:altChunk r:id=\"r9\"/>", "其他格式的嵌入部分 1 处未读取"),
        ("丙.docx", &p(&run_with("<w:vanish/>", "旧数")), "隐藏文字 2 字未读取"),
    ] {
        desk.write(name, &docx(&format!("{body}{more}")));
        let said = desk.run(&["import", name, "-n"]).ok().talk;
        assert!(said.contains(words), "{said}");
        assert_eq!(said.contains("未读取"), !more.is_empty(), "{said}");
        assert!(more.is_empty() || !said.contains("原文内容均已识别"), "{said}");
    }
}

#[test]
fn form_fields_and_content_controls_have_values() {
    let field = |properties: &str, code: &str| {
        p(&format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:name w:val=\"甲\"/><w:enabled/>{properties}</w:ffData></w:fldChar></w:r>\
             <w:r><w:instrText> {code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>{}",
            run("后")
        ))
    };
    let tick = |more: &str| field(&format!("<w:checkBox><w:sizeAuto/>{more}</w:checkBox>"), "FORMCHECKBOX");
    let choices = "<w:listEntry w:val=\"优\"/><w:listEntry w:val=\"良\"/>";
    let list = |more: &str| field(&format!("<w:ddList>{more}{choices}</w:ddList>"), "FORMDROPDOWN");
    let control = |state: &str, shown: &str| {
        p(&format!(
            "<w:sdt><w:sdtPr><w14:checkbox>{state}<w14:checkedState w14:val=\"2612\"/></w14:checkbox></w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>{}",
            run("后")
        ))
    };
    for (body, text) in [
        (tick("<w:default w:val=\"0\"/>"), "□后"),
        (tick("<w:default w:val=\"1\"/>"), "☑后"),
        (tick("<w:default w:val=\"0\"/><w:checked/>"), "☑后"),
        (tick("<w:default w:val=\"1\"/><w:checked w:val=\"0\"/>"), "□后"),
        (list(""), "优后"),
        (list("<w:result w:val=\"1\"/>"), "良后"),
        (list("<w:default w:val=\"1\"/>"), "良后"),
        (field("<w:textInput><w:default w:val=\"请填\"/></w:textInput>", "FORMTEXT"), "后"),
        (control("<w14:checked w14:val=\"1\"/>", &run("☒")), "☑后"),
        (control("<w14:checked w14:val=\"0\"/>", &run("☐")), "□后"),
        (control("", "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/></w:r>"), "□后"),
    ] {
        reads(&docx(&body), vec![paragraph(text)], &[]);
    }
    let unknown = list("<w:result w:val=\"7\"/>");
    reads(&docx(&unknown), vec![paragraph("后")], &[(LostKind::FormField, 1)]);
    // Combined characters: a tick in a box.
    let equation = |code: &str| {
        let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
        let (from, to) = code.split_at(4);
        let part = |code: &str| format!("<w:r><w:instrText>{code}</w:instrText></w:r>");
        p(&[&mark("begin"), &part(from), &part(to), &mark("end"), &run("后")].map(String::as_str).concat())
    };
    reads(&docx(&equation(r" eq \o\ac(□,√)")), vec![paragraph("☑后")], &[]);
    reads(&docx(&equation(r" EQ \f(1,2)")), vec![paragraph("后")], &[(LostKind::Object, 1)]);
    // The text of a drop-down control is in the document; a control can contain a paragraph.
    let drop_down = format!(
        "<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:value=\"1\"/></w:dropDownList></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>\
         <w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val=\"1\"/></w14:checkbox></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        p(&run("优")),
        p(&run("☒"))
    );
    reads(&docx(&drop_down), vec![paragraph("优"), paragraph("☑")], &[]);
}

#[test]
fn cells_have_the_extents_of_the_document() {
    let cell = |properties: &str, text: &str| tc(&format!("<w:tcPr>{properties}</w:tcPr>{}", p(&run(text))));
    let first = "<w:vMerge w:val=\"restart\"/>";
    for next in ["<w:vMerge/>", "<w:vMerge w:val=\"continue\"/>"] {
        let body = tbl(&[
            &format!("{}{}", cell(&format!("<w:gridSpan w:val=\"2\"/>{first}"), "类"), cell("", "甲")),
            &format!("{}{}", cell(&format!("<w:gridSpan w:val=\"2\"/>{next}"), ""), cell("", "乙")),
            &format!("<w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}{}", cell("", "丙"), cell(next, "丁")),
            &format!("<w:trPr><w:gridAfter w:val=\"2\"/></w:trPr>{}", cell("", "戊")),
        ]);
        let rows = vec![
            vec![Cell::wide("类", 2), Cell::new("甲")],
            vec![Cell::merged(2), Cell::new("乙")],
            vec![Cell::new(""), Cell::new("丙"), Cell::new("丁")],
            vec![Cell::new("戊"), Cell::wide("", 2)],
        ];
        reads(&docx(&body), vec![table(rows)], &[]);
        // Word does not show the text of a covered cell.
        let body = tbl(&[&cell(first, "显示"), &cell(next, "盖住的")]);
        let rows = vec![vec![Cell::new("显示")], vec![Cell::merged(1)]];
        reads(&docx(&body), vec![table(rows)], &[(LostKind::HiddenText, 3)]);
    }
}

#[test]
fn a_text_box_over_a_blank_cell_is_the_text_of_the_cell() {
    let text_box =
        |text: &str| format!("<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>", p(&run(text)));
    let body = tbl(&[&format!(
        "{}{}",
        tc(&p(&text_box("张三"))),
        tc(&p(&format!("{}{}", run("电话"), text_box("框"))))
    )]);
    reads(&docx(&body), vec![table(vec![row(&["张三", "电话"])]), aside("框")], &[]);
}

#[test]
fn a_table_in_a_cell_divides_the_outer_table() {
    let inner = tbl(&[&tc(&p(&run("内"))), &tc(&tbl(&[&tc(&p(&run("最内")))]))]);
    let body = tbl(&[&tc(&format!("{}{inner}{}", p(&run("前")), p(&run("后")))), &tc(&p(&run("外")))]);
    let blocks = vec![
        table(vec![row(&["前\n后"])]),
        table(vec![row(&["内"]), row(&[""])]),
        table(vec![row(&["最内"])]),
        table(vec![row(&["外"])]),
    ];
    reads(&docx(&body), blocks, &[]);
}
