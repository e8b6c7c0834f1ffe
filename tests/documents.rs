//! Reports as Word files: structure, layout, and import of the exported file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use tianbiao::export::{Format, Options, cells, plain};
use tianbiao::form::{CellRef, Form, Home};
use tianbiao::import::{Imported, import, read_docx, read_text};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Paths, Report, read};
use tianbiao::session::{Merge, Session};
use tianbiao::sheet::{Texts, calculate};

use crate::exports::{FILLED, FORM, session};
use crate::support::office::{Element, check, parse, parts, problems};
use crate::support::scenario::{BUILT_IN, PROJECT, SAMPLE, form};
use crate::support::word::each;

const LAST_YEAR: &str = include_str!("fixtures/last-year.txt");
/// The sample, exported by the program and then saved by LibreOffice.
const SAVED: &[u8] = include_bytes!("fixtures/sample-libreoffice.docx");

fn sample() -> Session {
    let form = form(BUILT_IN);
    let report = Report::from_file(&form, read(SAMPLE).unwrap());
    Session::new(form, report)
}

/// The sample with `count` institutions.
fn institutions(count: usize) -> Session {
    let mut text = SAMPLE.replace("\"units\": 3", &format!("\"units\": {count}"));
    let mut rows = String::new();
    for row in 4..=count {
        let _ = write!(
            rows,
            "\"units[{row}].name\": \"第{row}管理所\", \"income[{row}].fiscal\": \"{row}.5\", \
             \"expenditure[{row}].personnel\": \"{row}\", \"assets[{row}].in_use\": \"0.{row:02}\","
        );
    }
    text = text.replace("\"year\": \"2023\",", &format!("\"year\": \"2023\", {rows}"));
    let form = form(BUILT_IN);
    let report = Report::from_file(&form, read(&text).unwrap());
    Session::new(form, report)
}

fn docx(session: &Session, options: Options) -> Vec<u8> {
    let format = Format::named("docx").unwrap();
    (format.write)(&session.checked(session.form().language), options).unwrap()
}

const DRAFT: Options = Options { annex: false, draft: true };
const FINAL: Options = Options { annex: false, draft: false };

fn english() -> String {
    FORM.replace("edition: \"2024\",", "edition: \"2024\", language: \"en\",")
}

/// A form with a table on a landscape page, and with its own widths, signature and lines.
const LANDSCAPE: &str = r#"(
    id: "wide", edition: "1", title: "宽表", caption: "", paper: (margins: (20, 15, 20, 15), page_numbers: Center),
    sections: [
        (name: "a", label: "甲", heading: "甲", widths: [20, 80], items: [Field(name: "value", label: "值", type: Text)]),
        (name: "b", label: "乙", heading: "乙", landscape: true, items: [
            Table(name: "t", label: "表", start: 30, widths: [10, 60, 30], type: Text, columns: [
                Column(name: "c", label: "栏"), Column(name: "d", label: "丁"), Column(name: "e", label: "数", type: Integer),
            ]),
            Note("以上由各单位填写。"),
        ]),
        (name: "c", label: "丙", heading: "丙", items: [
            Table(name: "list", label: "清单", aside: 10, lines: true, type: Text, row: "目标{n}", start: 2, columns: [
                Column(name: "c", label: "栏"), Column(name: "d", label: "丁"),
            ]),
            Signature(label: "意见", date: true, height: 50),
            Field(name: "preparer", label: "填报人", type: Text, under: true),
            Field(name: "phone", label: "电话", type: Phone, under: true, beside: true),
        ]),
    ],
)"#;

/// Reports of many kinds, each with a name.
fn reports() -> Vec<(&'static str, Session)> {
    let blank = |source: &str| {
        let form = form(source);
        let report = Report::new(&form);
        Session::new(form, report)
    };
    vec![
        ("sample", sample()),
        ("a new report", blank(BUILT_IN)),
        ("40 institutions", institutions(40)),
        ("small form", session(FORM, FILLED)),
        ("small form in English", session(&english(), FILLED)),
        ("another form", blank(PROJECT)),
        ("landscape", session(LANDSCAPE, &[("t[30].c", "甲")])),
        (
            "lines",
            session(
                LANDSCAPE,
                &[("list[1].c", "甲"), ("list[1].d", "乙"), ("list[2].c", "丙"), ("list[2].d", "丁")],
            ),
        ),
        (
            "nothing to ask",
            blank(
                r#"(id: "n", edition: "1", title: "n", caption: "", sections: [(name: "s", label: "s", items: [])])"#,
            ),
        ),
    ]
}

#[test]
fn every_part_is_valid_for_word() {
    for (name, session) in reports() {
        for (annex, draft) in [(false, true), (true, false)] {
            let bytes = docx(&session, Options { annex, draft });
            let found = problems(&bytes);
            assert!(found.is_empty(), "{name}: {}", found.join("\n"));
            assert_eq!(bytes, docx(&session, Options { annex, draft }), "{name}");
        }
    }
}

/// A change that makes a part invalid.
enum Spoil {
    /// Swaps two neighbours.
    Swap(&'static str, &'static str),
    /// Replaces the first occurrence.
    Replace(&'static str, &'static str),
    /// After the first text, removes everything from the second to the third.
    Cut(&'static str, &'static str, &'static str),
}

impl Spoil {
    fn apply(&self, text: &str) -> String {
        match self {
            Spoil::Swap(first, second) => {
                text.replacen(&format!("{first}{second}"), &format!("{second}{first}"), 1)
            }
            Spoil::Replace(from, to) => text.replacen(from, to, 1),
            Spoil::Cut(after, from, to) => {
                let at = text.find(after).unwrap();
                let from = at + text[at..].find(from).unwrap();
                let end = from + text[from..].find(to).unwrap() + to.len();
                format!("{}{}", &text[..from], &text[end..])
            }
        }
    }
}

/// Each of these makes a valid file invalid in a way that some reader rejects. Validators find about two
/// thirds.
const TRAPS: &[(&str, &str, Spoil)] = {
    use Spoil::{Cut, Replace, Swap};
    const DOCUMENT: &str = "word/document.xml";
    const STYLES: &str = "word/styles.xml";
    const SETTINGS: &str = "word/settings.xml";
    &[
        (
            DOCUMENT,
            "vMerge before gridSpan",
            Swap("<w:gridSpan w:val=\"3\"/>", "<w:vMerge w:val=\"restart\"/>"),
        ),
        (DOCUMENT, "vAlign before tcW", Replace("<w:tcW ", "<w:vAlign w:val=\"center\"/><w:tcW ")),
        (DOCUMENT, "jc before ind", Swap("<w:ind w:left=\"0\" w:right=\"420\"/>", "<w:jc w:val=\"right\"/>")),
        (
            DOCUMENT,
            "jc twice",
            Replace("<w:jc w:val=\"right\"/>", "<w:jc w:val=\"right\"/><w:jc w:val=\"right\"/>"),
        ),
        (DOCUMENT, "keepNext before pStyle", Swap("<w:pStyle w:val=\"CellPart\"/>", "<w:keepNext/>")),
        (DOCUMENT, "u before rFonts", Swap("<w:rFonts w:hint=\"eastAsia\"/>", "<w:u w:val=\"single\"/>")),
        (
            DOCUMENT,
            "tblLayout before tblBorders",
            Replace("<w:tblBorders>", "<w:tblLayout w:type=\"fixed\"/><w:tblBorders>"),
        ),
        (
            DOCUMENT,
            "docGrid before cols",
            Swap("<w:cols w:space=\"425\"/>", "<w:docGrid w:linePitch=\"312\"/>"),
        ),
        (
            DOCUMENT,
            "footerReference after pgSz",
            Swap(
                "<w:footerReference w:type=\"even\" r:id=\"rId7\"/>",
                "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>",
            ),
        ),
        (
            DOCUMENT,
            "sectPr first in pPr",
            Replace("<w:pStyle w:val=\"CoverFoot\"/>", "<w:sectPr/><w:pStyle w:val=\"CoverFoot\"/>"),
        ),
        (
            DOCUMENT,
            "a cell without a paragraph",
            Cut("<w:vMerge/><w:vAlign w:val=\"center\"/></w:tcPr>", "<w:p>", "</w:p>"),
        ),
        (DOCUMENT, "a table without a grid", Cut("<w:tbl>", "<w:tblGrid>", "</w:tblGrid>")),
        (DOCUMENT, "gridCol with a type", Replace("<w:gridCol ", "<w:gridCol w:type=\"dxa\" ")),
        (
            DOCUMENT,
            "a grid wider than its rows",
            Replace("</w:tblGrid>", "<w:gridCol w:w=\"10\"/></w:tblGrid>"),
        ),
        (DOCUMENT, "a span too large", Replace("<w:gridSpan w:val=\"", "<w:gridSpan w:val=\"9")),
        (DOCUMENT, "a cell wider than its columns", Replace("<w:tcW w:w=\"", "<w:tcW w:w=\"1")),
        (
            DOCUMENT,
            "a merged cell with nothing above",
            Replace("<w:vMerge w:val=\"restart\"/>", "<w:vMerge/>"),
        ),
        (DOCUMENT, "on with a value", Replace("<w:cantSplit/>", "<w:cantSplit w:val=\"true\"/>")),
        (DOCUMENT, "a control character", Replace("林晓禾", "林\u{b}晓禾")),
        (DOCUMENT, "a relationship that is not there", Replace("r:id=\"rId4\"", "r:id=\"rId44\"")),
        (
            DOCUMENT,
            "a style that is not there",
            Replace("w:pStyle w:val=\"Prose\"", "w:pStyle w:val=\"Prosa\""),
        ),
        (
            DOCUMENT,
            "no properties of the last section",
            Replace("</w:sectPr></w:body>", "</w:sectPr><w:p/></w:body>"),
        ),
        (
            DOCUMENT,
            "two tables without a paragraph between",
            Replace("</w:tbl>", "</w:tbl><w:tbl><w:tblPr/><w:tblGrid/></w:tbl>"),
        ),
        (
            STYLES,
            "basedOn before name",
            Swap("<w:name w:val=\"heading 1\"/>", "<w:basedOn w:val=\"Normal\"/>"),
        ),
        (
            STYLES,
            "rPr before pPr",
            Replace("<w:pPr><w:spacing w:line=\"760\"", "<w:rPr/><w:pPr><w:spacing w:line=\"760\""),
        ),
        (STYLES, "the same id twice", Replace("w:styleId=\"Prose\"", "w:styleId=\"Title\"")),
        (
            SETTINGS,
            "compat before evenAndOddHeaders",
            Replace("</w:compat>", "</w:compat><w:evenAndOddHeaders/>"),
        ),
        (
            SETTINGS,
            "compatSetting before ulTrailSpace",
            Replace("</w:compat>", "<w:ulTrailSpace/></w:compat>"),
        ),
        (
            "word/fontTable.xml",
            "charset before panose1",
            Swap("<w:panose1 w:val=\"02020603050405020304\"/>", "<w:charset w:val=\"00\"/>"),
        ),
        (
            "[Content_Types].xml",
            "a part without its type",
            Cut("<Types", "<Override PartName=\"/word/footer1.xml\"", "/>"),
        ),
        ("docProps/core.xml", "two titles", Replace("</dc:title>", "</dc:title><dc:title></dc:title>")),
    ]
};

#[test]
fn the_checker_finds_every_invalid_file() {
    let good = parts(&docx(&sample(), DRAFT));
    assert_eq!(check(&good), Vec::<String>::new());
    for (part, what, spoil) in TRAPS {
        let mut spoilt = good.clone();
        let text = spoil.apply(&good[*part]);
        assert_ne!(text, good[*part], "{what}: nothing was changed");
        spoilt.insert((*part).to_owned(), text);
        assert_ne!(check(&spoilt), Vec::<String>::new(), "{what}");
    }
    // A grid of 70 columns in which each row is valid.
    let mut wide = good.clone();
    let cells = "<w:tc><w:tcPr><w:tcW w:w=\"10\" w:type=\"dxa\"/></w:tcPr><w:p/></w:tc>".repeat(70);
    let table = format!(
        "<w:tbl><w:tblPr/><w:tblGrid>{}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl><w:p/><w:sectPr>",
        "<w:gridCol w:w=\"10\"/>".repeat(70)
    );
    let text = &good["word/document.xml"];
    let at = text.rfind("<w:sectPr>").unwrap();
    let text = format!("{}{}", &text[..at], text[at..].replacen("<w:sectPr>", &table, 1));
    wide.insert("word/document.xml".to_owned(), text);
    assert_eq!(check(&wide).len(), 1, "{:?}", check(&wide));
}

/// The main part, with a line for each paragraph, row and table.
#[test]
fn main_document_part() {
    let session = session(FORM, FILLED);
    let parts = parts(&docx(&session, Options { annex: true, draft: true }));
    let mut text = parts["word/document.xml"].clone();
    for element in ["<w:p>", "<w:tr>", "</w:tr>", "<w:tbl>", "</w:tbl>", "<w:tc>", "<w:sectPr>"] {
        text = text.replace(element, &format!("\n{element}"));
    }
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("word_document", text);
    });
}

/// Every value by its path. The name and target of an indicator are printed as one text, so they are one
/// value here.
fn values(form: &Form, report: &Report) -> BTreeMap<String, String> {
    let sheet = calculate(form, report);
    let texts = Texts { form, report, sheet: &sheet, lang: form.language };
    let paths = Paths::new(form, report);
    let mut values = BTreeMap::new();
    for cell in cells(&texts) {
        let Some(value) = plain(&texts, cell) else { continue };
        let joined = joined_into(form, cell);
        values.entry(paths.of(joined)).or_insert_with(String::new).push_str(&value);
    }
    values
}

/// The cell that a cell is printed in.
fn joined_into(form: &Form, cell: CellRef) -> CellRef {
    let Home::Column { table, group, column, .. } = form.field(cell.field).home else { return cell };
    let table = form.table(table);
    let printed = table.layout.columns.iter().find(|printed| printed.columns.contains(&column));
    let first = printed.and_then(|printed| printed.columns.first()).copied().unwrap_or(column);
    CellRef { field: table.groups[group].columns[first], ..cell }
}

fn imported(form: &Form, bytes: &[u8]) -> Imported {
    import(form, &read_docx(bytes).unwrap())
}

#[test]
fn exported_documents_are_imported_without_loss() {
    let form: Arc<Form> = form(BUILT_IN);
    let last_year = import(&form, &read_text(LAST_YEAR).unwrap()).report;
    let last_year = Session::new(form.clone(), last_year);
    for (name, session) in [("sample", sample()), ("40", institutions(40)), ("last year", last_year)] {
        for options in [DRAFT, FINAL] {
            let back = imported(&form, &docx(&session, options));
            assert_eq!(back.unplaced, Vec::<String>::new(), "{name}");
            assert_eq!(values(&form, &back.report), values(&form, session.report()), "{name}");
        }
    }
}

#[test]
fn a_document_saved_by_libreoffice_is_imported() {
    let form = form(BUILT_IN);
    let back = imported(&form, SAVED);
    assert_eq!(back.unplaced, Vec::<String>::new());
    assert_eq!(values(&form, &back.report), values(&form, sample().report()));
}

/// Every value of a form with a foot of the cover, totals below and joined columns, none of them the default.
#[test]
fn other_forms_come_back() {
    let form = form(
        r#"(id: "other", edition: "1", title: "自查表", caption: "", sections: [
        (name: "c", label: "封面", print: Cover, items: [
            Field(name: "unit", label: "单位名称", type: Text),
            Field(name: "issuer", label: "制表机关", type: Text, default: "某某市财政局", foot: "{issuer}（制）"),
        ]),
        (name: "t", label: "表", heading: "自查情况", items: [
            Table(name: "money", label: "资金（万元）", type: Decimal, start: 2, at_least: 4, row: "第{n}季度",
                columns: [Column(name: "plan", label: "计划数"), Column(name: "paid", label: "支付数")],
                sum: (label: "合计", position: Bottom)),
            Table(name: "list", label: "整改清单", type: Text, lines: true, start: 2, row: "事项{n}",
                paper: [("问题", ["problem", "place"]), ("整改结果", ["result"])],
                columns: [Column(name: "problem", label: "存在问题"), Column(name: "place", label: "地点"), Column(name: "result", label: "结果")]),
        ]),
    ])"#,
    );
    let mut session = Session::new(form.clone(), Report::new(&form));
    for (path, text) in [
        ("unit", "青禾站"),
        ("issuer", "岳阳市财政局绩效科"),
        ("money[1].plan", "10"),
        ("money[1].paid", "9.50"),
        ("money[2].plan", "-20"),
        ("money[2].paid", "8"),
        ("list[1].problem", "台账不全"),
        ("list[1].place", "一科"),
        ("list[1].result", "已补齐"),
        ("list[2].problem", "公示不及时"),
        ("list[2].place", "二科"),
        ("list[2].result", "已公示"),
    ] {
        let cell = session.report().resolve(&form, path).unwrap();
        session.change(Edit::Set { cell, text: Some(text.into()) }, cell, Merge::No);
    }
    let bytes = docx(&session, DRAFT);
    let back = imported(&form, &bytes);
    assert_eq!(back.unplaced, Vec::<String>::new());
    assert_eq!(values(&form, &back.report), values(&form, session.report()));
    let document = parse(&parts(&bytes)["word/document.xml"]).unwrap();
    let rows: Vec<String> = document
        .everything()
        .iter()
        .filter(|element| element.name == "w:tr")
        .map(|row| row.words())
        .collect();
    let at =
        |words: &str| rows.iter().position(|row| row == words).unwrap_or_else(|| panic!("{words}: {rows:?}"));
    // Two blank rows to write in stand before the total.
    assert_eq!(at("合计-10.0017.50") - at("第2季度-20.008.00"), 3);
    at("事项1：台账不全\u{3000}一科事项2：公示不及时\u{3000}二科已补齐已公示");
}

/// A goal without a result keeps its own row: lines of one cell could not show which goal and result belong
/// together.
#[test]
fn a_list_with_a_gap_keeps_its_rows() {
    let form = form(BUILT_IN);
    for blank in ["goals[1].actual", "goals[2].expected", "goals[2].actual"] {
        let mut session = sample();
        let cell = session.report().resolve(&form, blank).unwrap();
        session.change(Edit::Set { cell, text: None }, cell, Merge::No);
        let back = imported(&form, &docx(&session, DRAFT));
        assert_eq!(values(&form, &back.report), values(&form, session.report()), "{blank}");
    }
}

fn tree(session: &Session, options: Options, part: &str) -> Element {
    parse(&parts(&docx(session, options))[part]).unwrap()
}

#[test]
fn a_draft_is_marked_on_every_page() {
    let session = sample();
    let sections = |options| {
        let document = tree(&session, options, "word/document.xml");
        let all = document.everything();
        let sections: Vec<(usize, usize)> = all
            .iter()
            .filter(|element| element.name == "w:sectPr")
            .map(|section| {
                (section.all("w:headerReference").count(), section.all("w:footerReference").count())
            })
            .collect();
        sections
    };
    // Breadth first: prose, cover, form. The cover has no page number.
    assert_eq!(sections(DRAFT), [(2, 2), (2, 0), (2, 2)]);
    assert_eq!(sections(FINAL), [(0, 2), (0, 0), (0, 2)]);
    assert_eq!(tree(&session, DRAFT, "word/header1.xml").words(), "草稿");
    assert_eq!(tree(&session, DRAFT, "word/footer2.xml").words(), "—  PAGE 1 —");
    assert!(!parts(&docx(&session, FINAL)).values().any(|part| part.contains("草稿")));
    let english = self::session(&english(), FILLED);
    assert_eq!(tree(&english, DRAFT, "word/header1.xml").words(), "DRAFT");
}

#[test]
fn pages_and_widths_follow_the_form() {
    let (_, session) = reports().into_iter().find(|(name, _)| *name == "landscape").unwrap();
    let document = tree(&session, DRAFT, "word/document.xml");
    let all = document.everything();
    let named = |name: &'static str| all.iter().filter(move |element| element.name == name);
    let mut sizes: Vec<(&str, &str)> =
        named("w:pgSz").map(|size| (size.get("w:w"), size.get("w:orient"))).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [("11906", ""), ("11906", ""), ("16838", "landscape")]);
    let margins: Vec<&str> = named("w:pgMar").map(|margin| margin.get("w:left")).collect();
    assert_eq!(margins, ["850"; 3]);
    // A table is as wide as the text of its page.
    let mut widths: Vec<&str> = named("w:tblW").map(|width| width.get("w:w")).collect();
    widths.sort_unstable();
    assert_eq!(widths, ["10206", "10206", "15138", "15138"]);
    // A long table repeats its headings: caption and column heads.
    assert_eq!(named("w:tblHeader").count(), 2);
    let heights: Vec<u32> = named("w:trHeight").map(|height| height.get("w:val").parse().unwrap()).collect();
    assert!(heights.contains(&2835), "50 mm: {heights:?}");
    assert_eq!(tree(&session, DRAFT, "word/footer1.xml").words(), "—  PAGE 1 —");
}

/// The spaces above title, lines and foot shrink where a long name needs the room, and no line is lost.
#[test]
fn a_cover_is_one_page() {
    let heights = |name: &str| {
        let mut session = sample();
        let cell = session.report().resolve(&form(BUILT_IN), "unit_name").unwrap();
        session.change(Edit::Set { cell, text: Some(name.into()) }, cell, Merge::No);
        let document = tree(&session, FINAL, "word/document.xml");
        let body = document.child("w:body").unwrap();
        let spaces = body.children.iter().take(8).filter_map(|paragraph| {
            let space = paragraph.child("w:pPr")?.child("w:spacing")?;
            Some(space.get("w:before").parse::<u32>().unwrap())
        });
        spaces.collect::<Vec<_>>()
    };
    assert_eq!(heights("质监站"), [1500, 2200, 2400]);
    let long = heights(&"质量安全监督站".repeat(20));
    assert!(long.iter().sum::<u32>() < 5000 && long.len() == 3, "{long:?}");
}

/// A later cover has no page number of the pages before it.
#[test]
fn a_cover_after_other_pages_has_no_number() {
    let form = form(
        r#"(id: "f", edition: "1", title: "表", caption: "", sections: [
        (name: "a", label: "甲", items: [Field(name: "a", label: "甲", type: Text)]),
        (name: "b", label: "乙", print: Cover, items: [Field(name: "b", label: "乙", type: Text)]),
    ])"#,
    );
    let session = Session::new(form.clone(), Report::new(&form));
    assert_eq!(problems(&docx(&session, DRAFT)), Vec::<String>::new());
    let document = tree(&session, DRAFT, "word/document.xml");
    let all = document.everything();
    let cover = all.iter().find(|element| element.name == "w:sectPr" && element.child("w:titlePg").is_some());
    let cover = cover.unwrap();
    assert!(cover.all("w:headerReference").any(|header| header.get("w:type") == "first"));
    assert_eq!(cover.all("w:footerReference").count(), 0);
}

/// A page that ends within a merged cell would cut its text off, so the rows stay together that have room for it.
#[test]
fn rows_beside_a_long_caption_stay_together() {
    let document = tree(&sample(), FINAL, "word/document.xml");
    let all = document.everything();
    let rows: Vec<&&Element> = all.iter().filter(|element| element.name == "w:tr").collect();
    let first = rows.iter().position(|row| row.words().contains("部门工作实绩")).unwrap();
    let is_kept = |row: &Element| row.everything().iter().any(|element| element.name == "w:keepNext");
    let group = &rows[first..first + 8];
    assert!(group[..7].iter().all(|row| is_kept(row)), "the rows of 产出目标");
    let heights: BTreeSet<&str> = group
        .iter()
        .map(|row| row.child("w:trPr").unwrap().child("w:trHeight").unwrap().get("w:val"))
        .collect();
    assert!(heights.iter().all(|height| height.parse::<u32>().unwrap() < 900), "{heights:?}");
}

/// The paragraphs of a built-in report that stand in tables, by style.
#[test]
fn the_layout_is_that_of_the_printed_form() {
    let document = tree(&sample(), FINAL, "word/document.xml");
    let all = document.everything();
    let cells: Vec<Vec<String>> = all
        .iter()
        .filter(|element| element.name == "w:tc")
        .map(|cell| cell.all("w:p").map(Element::words).collect())
        .collect();
    let has = |lines: &[&str]| cells.iter().any(|cell| cell == lines);
    assert!(has(&["评价内容"]) && has(&["绩效目标"]) && !has(&["指标"]));
    assert!(has(&["指标2：实体抽测合格率　不低于98%"]));
    assert!(has(&[
        "目标1：应登记的工程全部纳入监督",
        "目标2：监督工程不发生质量安全责任事故",
        "目标3：竣工验收在承诺时限内办结"
    ]));
    assert!(cells.iter().any(|cell| cell[0] == "产出目标" && cell[1].starts_with("（部门工作实绩")));
    assert!(has(&["整体支出绩", "效定性目标", "及实施计划", "完成情况"]), "the caption is at the left");
    let paragraphs: Vec<String> =
        all.iter().filter(|element| element.name == "w:p").map(|p| p.words()).collect();
    assert!(paragraphs.iter().any(|text| text == "临湘市财政局（制）"));
    // At least five rows for evaluators are printed; three are filled in.
    let signed = cells.iter().position(|cell| cell == &["签  字"]).unwrap();
    assert_eq!(cells.iter().filter(|cell| cell == &&["临湘市青禾工程质量监督站"]).count(), 3);
    assert!(signed > 0);
}

/// A number is not broken: digits are smaller where they need the room, and a minus stays with them.
#[test]
fn a_wide_number_is_printed_smaller() {
    let size = |amount: &str| {
        let mut session = sample();
        let cell = session.report().resolve(&form(BUILT_IN), "income[3].fiscal").unwrap();
        session.change(Edit::Set { cell, text: Some(amount.into()) }, cell, Merge::No);
        let text = parts(&docx(&session, FINAL))["word/document.xml"].clone();
        let at = text.find(&format!("{amount}</w:t>")).unwrap();
        let run = &text[text[..at].rfind("<w:r>").unwrap()..at];
        run.split_once("<w:sz w:val=\"").map(|(_, rest)| rest[..2].to_owned())
    };
    assert_eq!(size("662.86"), None);
    let text = parts(&docx(&institutions(4), FINAL))["word/document.xml"].clone();
    assert!(!text.contains("<w:noBreakHyphen/>"));
    assert_eq!(size("34567890.12").as_deref(), Some("16"));
    // The column of totals is narrower, and all numbers of a table have one size.
    assert_eq!(size("234567890.12").as_deref(), Some("14"));
}

#[test]
fn a_table_of_too_many_columns_is_refused() {
    let columns = each(0..70, |at| format!("Column(name: \"c{at}\", label: \"{at}\"),"));
    let source = format!(
        "(id: \"w\", edition: \"1\", title: \"w\", caption: \"\", sections: [(name: \"s\", label: \"s\", items: [\
         Table(name: \"t\", label: \"t\", type: Text, columns: [{columns}])])])"
    );
    let form = form(&source);
    let session = Session::new(form.clone(), Report::new(&form));
    let error = (Format::named("docx").unwrap().write)(&session.checked(Lang::Zh), FINAL).unwrap_err();
    assert_eq!(error.to_string(), "表格共 70 列，Word 表格最多 63 列");
}

/// Tables with more different column edges than one grid can hold are split into several tables.
#[test]
fn many_column_edges_are_split_into_several_tables() {
    let table = |at: usize| {
        let columns = each(0..at, |c| format!("Column(name: \"c{c}\", label: \"{c}\"),"));
        format!("Table(name: \"t{at}\", label: \"t{at}\", type: Text, columns: [{columns}]),")
    };
    let tables: String = (8..20).map(table).collect();
    let source = format!(
        "(id: \"w\", edition: \"1\", title: \"w\", caption: \"\", sections: [(name: \"s\", label: \"s\", items: [{tables}])])"
    );
    let form = form(&source);
    let session = Session::new(form.clone(), Report::new(&form));
    let bytes = docx(&session, FINAL);
    assert_eq!(problems(&bytes), Vec::<String>::new());
    let document = parse(&parts(&bytes)["word/document.xml"]).unwrap();
    let tables = document.everything().iter().filter(|element| element.name == "w:tbl").count();
    assert!((2..12).contains(&tables), "{tables}");
}

/// A table of a random form.
#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a key of the template, and any combination is allowed"
)]
struct Shape {
    columns: usize,
    /// Index of the first column under a common header.
    header: usize,
    /// Number of lists of rows under captions; 0 for a plain table.
    groups: usize,
    aside: bool,
    sum: bool,
    lines: bool,
    rows: usize,
    landscape: bool,
    text: String,
}

impl Shape {
    /// The section with the table and a line below it.
    fn section(&self, at: usize) -> String {
        let kind = if self.sum { "Decimal" } else { "Text" };
        let column = |nth: usize| format!("Column(name: \"c{nth}\", label: \"栏{nth}\"),");
        let header = self.header.min(self.columns);
        let plain: String = (0..header).map(column).collect();
        let under: String = (header..self.columns).map(column).collect();
        let under = if under.is_empty() {
            under
        } else {
            format!("Group(label: \"其中：\", columns: [{under}]),")
        };
        let mut keys = String::new();
        let mut key = |wanted: bool, text: &str| keys.push_str(if wanted { text } else { "" });
        key(self.aside, "aside: 12,");
        key(self.sum, "sum: (label: \"合计\"),");
        key(self.lines && !self.sum && self.groups == 0, "lines: true,");
        key(!self.lines && self.groups == 0, "at_least: 4,");
        let group = |nth: usize| {
            let over = if nth % 3 == 2 { "" } else { "over: \"产出\", " };
            format!("(name: \"t{at}g{nth}\", label: \"类{nth}\", {over}start: {}),", self.rows)
        };
        let groups: String = (0..self.groups).map(group).collect();
        // A table with row names has no heading for captions.
        let captions = if self.sum { "" } else { "captions: \"内容\", " };
        let rows = match self.groups {
            0 => format!("name: \"t{at}g0\", start: {},", self.rows),
            _ => format!("{captions}groups: [{groups}],"),
        };
        format!(
            "(name: \"s{at}\", label: \"节\", heading: \"节{at}\", landscape: {}, items: [\
             Table(label: \"表{at}\", type: {kind}, row: \"行{{n}}\", {keys} {rows} columns: [{plain}{under}]),\
             Field(name: \"f{at}\", label: \"填报人\", type: Text, under: true),\
             Field(name: \"b{at}\", label: \"框\", type: LongText)]),",
            self.landscape
        )
    }
}

fn shape() -> impl Strategy<Value = Shape> {
    let numbers = (1..14_usize, 0..14_usize, 0..4_usize, 0..30_usize);
    let text = prop_oneof![Just(String::new()), "[甲1. <&>\"'=\u{b}\u{202e}\n]{0,40}", "甲{0,500}"];
    (numbers, any::<[bool; 4]>(), text).prop_map(|((columns, header, groups, rows), flags, text)| {
        let [aside, sum, lines, landscape] = flags;
        Shape { columns, header, groups, aside, sum, lines, rows, landscape, text }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// The file is valid for Word, whatever the form and the entries.
    #[test]
    fn any_form_is_valid_for_word(shapes in prop::collection::vec(shape(), 1..5)) {
        let sections: String = shapes.iter().enumerate().map(|(at, shape)| shape.section(at)).collect();
        let source = format!("(id: \"f\", edition: \"1\", title: \"表\", caption: \"\", sections: [{sections}])");
        let form = form(&source);
        let mut session = Session::new(form.clone(), Report::new(&form));
        for (at, shape) in shapes.iter().enumerate() {
            let rows = shape.rows;
            for path in [format!("b{at}"), format!("f{at}"), format!("t{at}g0[{rows}].c0"), format!("t{at}g0[1].c0")] {
                if let Ok(cell) = session.report().resolve(&form, &path) {
                    session.change(Edit::Set { cell, text: Some(shape.text.as_str().into()) }, cell, Merge::No);
                }
            }
        }
        let found = problems(&docx(&session, Options { annex: true, draft: true }));
        prop_assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
