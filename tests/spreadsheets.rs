//! Workbooks: the parts of the package, and the cells of the sheets.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};
use tianbiao::export::{Format, Options};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report};
use tianbiao::session::{Merge, Session};

use crate::support::office::{Element, parse, parts};
use crate::support::scenario::{BUILT_IN, PROJECT, Scenario, form};

/// An exported workbook.
struct Workbook {
    parts: BTreeMap<String, String>,
}

impl Workbook {
    fn of(session: &Session) -> Workbook {
        Workbook::read(&export(session, false).unwrap())
    }

    fn read(bytes: &[u8]) -> Workbook {
        Workbook { parts: parts(bytes) }
    }

    fn part(&self, name: &str) -> Element {
        parse(self.parts.get(name).unwrap_or_else(|| panic!("no part {name}"))).unwrap()
    }

    fn sheet(&self, number: usize) -> Element {
        self.part(&format!("xl/worksheets/sheet{number}.xml"))
    }

    fn sheets(&self) -> Vec<Element> {
        (1..=self.names().len()).map(|number| self.sheet(number)).collect()
    }

    fn names(&self) -> Vec<String> {
        let workbook = self.part("xl/workbook.xml");
        workbook.at(&["sheets"]).children.iter().map(|sheet| sheet.get("name").to_owned()).collect()
    }

    /// The format of a cell.
    fn style(&self, cell: &Element) -> Element {
        let number: usize = cell.get("s").parse().unwrap();
        self.part("xl/styles.xml").at(&["cellXfs"]).children[number].clone()
    }
}

/// Returns a line for each cell that is not blank: its position, its value, its formula.
fn cells(sheet: &Element) -> Vec<String> {
    let rows = &sheet.at(&["sheetData"]).children;
    let all = rows.iter().flat_map(|row| &row.children);
    let lines = all.filter(|cell| !cell.children.is_empty()).map(|cell| {
        let name = cell.get("r");
        let value = match cell.get("t") {
            "inlineStr" => format!("{:?}", cell.at(&["is", "t"]).text),
            "str" => format!("{:?}", cell.at(&["v"]).text),
            "" => cell.at(&["v"]).text.clone(),
            other => panic!("{name}: a cell of type {other}"),
        };
        let formula = cell.child("f").map_or(String::new(), |formula| format!(" ={}", formula.text));
        format!("{name} {value}{formula}")
    });
    lines.collect()
}

fn merges(sheet: &Element) -> Vec<String> {
    let merged = sheet.child("mergeCells").map_or(&[][..], |merged| merged.children.as_slice());
    merged.iter().map(|area| area.get("ref").to_owned()).collect()
}

/// The positions of an area: `A1:B2` has four.
fn places(area: &str) -> Vec<(usize, usize)> {
    let place = |name: &str| {
        let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let column = letters.bytes().fold(0, |column, byte| column * 26 + usize::from(byte - b'A') + 1);
        (name[letters.len()..].parse::<usize>().unwrap(), column)
    };
    let (first, last) = area.split_once(':').unwrap_or((area, area));
    let (first, last) = (place(first), place(last));
    (first.0..=last.0).flat_map(|row| (first.1..=last.1).map(move |column| (row, column))).collect()
}

fn export(session: &Session, draft: bool) -> std::io::Result<Vec<u8>> {
    let format = Format::of_extension("xlsx").unwrap();
    (format.write)(&session.checked(Lang::En), Options { annex: false, draft })
}

fn session(source: &str, entries: &[(&str, &str)]) -> Session {
    let form = form(source);
    let mut session = Session::new(form.clone(), Report::new(&form));
    for (path, text) in entries {
        let cell = session.report().resolve(&form, path).unwrap_or_else(|error| panic!("{path}: {error:?}"));
        session.change(Edit::Set { cell, text: Some((*text).into()) }, cell, Merge::No);
    }
    session
}

fn sample() -> Session {
    Scenario::sample((80, 24)).app.model.session
}

/// A form with one table that has these columns.
fn one_table(columns: &str, sum: &str) -> String {
    format!(
        r#"(
        id: "one", edition: "1", title: "表", caption: "", language: "zh",
        row_sets: [(name: "units", label: "单位", start: ["甲", "乙", "丙"])],
        sections: [(name: "a", label: "页", items: [
            Field(name: "posts", label: "编制", type: Integer),
            Table(name: "t", label: "收支", rows: "units", type: Decimal, decimals: 2, unit: "万元", columns: [{columns}] {sum}),
        ])],
    )"#
    )
}

const SUMS: &str = r#"
    Column(name: "total", label: "合计", calculate: "basic + project"),
    Group(label: "其中：", columns: [
        Column(name: "basic", label: "基本支出"),
        Column(name: "project", label: "项目支出"),
    ]),
    Column(name: "used", label: "已用"),
    Column(name: "left", label: "结余", calculate: "total - used"),
    Column(name: "change", label: "变动", calculate: "-(used - basic)"),
    Column(name: "all", label: "全部", calculate: "sum(project, used, -left)"),
    Column(name: "rate", label: "比例", calculate: "total / used"),
    Column(name: "abroad", label: "出国", relevant: "posts > 100"),
    Column(name: "with_abroad", label: "含出国", calculate: "total + abroad"),
    Column(name: "people", label: "人数", type: Integer, unit: "人"),
"#;
const TOP: &str = r#", sum: (label: "汇总")"#;

#[test]
fn sums_are_formulas_with_the_calculated_value() {
    let entries = [
        ("t[1].basic", "1.5"),
        ("t[1].project", "0"),
        ("t[1].used", "-2.125"),
        ("t[1].people", "12"),
        ("t[2].basic", "100"),
        ("t[2].used", "0.1"),
    ];
    let workbook = Workbook::of(&session(&one_table(SUMS, TOP), &entries));
    insta::assert_snapshot!(cells(&workbook.sheet(1)).join("\n"), @r#"
    A1 "收支"
    A2 "单位"
    B2 "合计"
    C2 "其中："
    E2 "已用"
    F2 "结余"
    G2 "变动"
    H2 "全部"
    I2 "比例"
    J2 "含出国"
    K2 "人数"
    C3 "基本支出"
    D3 "项目支出"
    A4 "汇总"
    B4 101.50 =IF(COUNT(B5:B7)=0,"",SUM(B5:B7))
    C4 101.50 =IF(COUNT(C5:C7)=0,"",SUM(C5:C7))
    D4 0.00 =IF(COUNT(D5:D7)=0,"",SUM(D5:D7))
    E4 -2.025 =IF(COUNT(E5:E7)=0,"",SUM(E5:E7))
    F4 103.53 =IF(COUNT(F5:F7)=0,"",SUM(F5:F7))
    G4 103.53 =IF(COUNT(G5:G7)=0,"",SUM(G5:G7))
    H4 -105.56 =IF(COUNT(H5:H7)=0,"",SUM(H5:H7))
    I4 999.29 =IF(COUNT(I5:I7)=0,"",SUM(I5:I7))
    J4 101.50 =IF(COUNT(J5:J7)=0,"",SUM(J5:J7))
    K4 12 =IF(COUNT(K5:K7)=0,"",SUM(K5:K7))
    A5 "1、甲"
    B5 1.50 =IF(COUNT(C5:D5)=0,"",ROUND(SUM(C5:D5),2))
    C5 1.50
    D5 0.00
    E5 -2.125
    F5 3.63 =IF(COUNT(B5,E5)=0,"",ROUND(SUM(B5)-SUM(E5),2))
    G5 3.63 =IF(COUNT(C5,E5)=0,"",ROUND(SUM(C5)-SUM(E5),2))
    H5 -5.76 =IF(COUNT(D5:F5)=0,"",ROUND(SUM(D5:E5)-SUM(F5),2))
    I5 -0.71
    J5 1.50
    K5 12
    A6 "2、乙"
    B6 100.00 =IF(COUNT(C6:D6)=0,"",ROUND(SUM(C6:D6),2))
    C6 100.00
    E6 0.10
    F6 99.90 =IF(COUNT(B6,E6)=0,"",ROUND(SUM(B6)-SUM(E6),2))
    G6 99.90 =IF(COUNT(C6,E6)=0,"",ROUND(SUM(C6)-SUM(E6),2))
    H6 -99.80 =IF(COUNT(D6:F6)=0,"",ROUND(SUM(D6:E6)-SUM(F6),2))
    I6 1000.00
    J6 100.00
    A7 "3、丙"
    B7 "" =IF(COUNT(C7:D7)=0,"",ROUND(SUM(C7:D7),2))
    F7 "" =IF(COUNT(B7,E7)=0,"",ROUND(SUM(B7)-SUM(E7),2))
    G7 "" =IF(COUNT(C7,E7)=0,"",ROUND(SUM(C7)-SUM(E7),2))
    H7 "" =IF(COUNT(D7:F7)=0,"",ROUND(SUM(D7:E7)-SUM(F7),2))
    "#);
}

/// A cell has a formula only if the formula gives the value that the program calculated.
#[test]
fn other_values_have_no_formula() {
    for (columns, entries, wanted) in [
        // Overrides in a row and in the sum row.
        (SUMS, &[("t[1].basic", "1"), ("t[1].total", "5")][..], &["B5 5.00"][..]),
        (SUMS, &[("t[1].basic", "1"), ("t[sum].basic", "7")], &["C4 7.00"]),
        // Unreadable entries, and a sum that depends on one.
        (
            SUMS,
            &[("t[1].basic", "=1+"), ("t[1].project", "2"), ("t[1].total", "约 3")],
            &["B5 \"约 3\"", "C5 \"=1+\"", "D5 2.00"],
        ),
        // A number with too many digits is a text with all of its digits.
        (
            SUMS,
            &[("t[1].basic", "1234567890123456"), ("t[1].project", "0.5")],
            &["B5 \"1234567890123456.50\"", "C4 \"1234567890123456.00\"", "C5 \"1234567890123456.00\""],
        ),
        (SUMS, &[("t[1].basic", "1234567890123.45")], &["C5 1234567890123.45"]),
        // A formula adds only the parts that apply.
        (
            SUMS,
            &[("t[1].basic", "不适用"), ("t[1].project", "2")],
            &["B5 2.00 =IF(COUNT(C5:D5)=0,\"\",ROUND(SUM(C5:D5),2))", "C5 \"不适用\""],
        ),
        (SUMS, &[("t[1].basic", "不适用"), ("t[1].project", "n/a")], &["B5 \"不适用\""]),
        // Products, comparisons, fields outside the table.
        (
            r#"Column(name: "a", label: "甲"), Column(name: "b", label: "乙", calculate: "a * 2"),
               Column(name: "c", label: "丙", calculate: "a + posts"), Column(name: "d", label: "丁", calculate: "a + 1"),
               Column(name: "e", label: "戊", calculate: "if(a > 1, a, 0)")"#,
            &[("posts", "3"), ("t[1].a", "2")],
            &["B3 2.00", "C3 4.00", "D3 5.00", "E3 3.00", "F3 2.00"],
        ),
    ] {
        let sum = if columns == SUMS { TOP } else { "" };
        let workbook = Workbook::of(&session(&one_table(columns, sum), entries));
        let cells = cells(&workbook.sheet(1));
        for line in wanted {
            let (name, _) = line.split_once(' ').unwrap();
            let found: Vec<&String> =
                cells.iter().filter(|cell| cell.split(' ').next() == Some(name)).collect();
            assert_eq!(found, [*line], "{entries:?}");
        }
    }
}

#[test]
fn numbers_are_shown_with_the_decimals_of_their_column() {
    let columns = r#"
        Column(name: "a", label: "甲"), Column(name: "b", label: "乙", type: Integer),
        Column(name: "c", label: "丙", decimals: 4), Column(name: "d", label: "丁", type: Text),
        Column(name: "e", label: "戊", calculate: "a + c", decimals: 3)"#;
    let entries =
        [("t[1].a", "1.5"), ("t[1].b", "3"), ("t[1].c", "2"), ("t[2].a", "0.125"), ("t[1].d", "1.50")];
    let workbook = Workbook::of(&session(&one_table(columns, ""), &entries));
    let sheet = workbook.sheet(1);
    let styles = workbook.part("xl/styles.xml");
    let code = |name: &str| {
        let mut all = sheet.at(&["sheetData"]).children.iter().flat_map(|row| &row.children);
        let style = workbook.style(all.find(|cell| cell.get("r") == name).unwrap());
        let number = style.get("numFmtId").to_owned();
        let formats = &styles.at(&["numFmts"]).children;
        let own = formats.iter().find(|format| format.get("numFmtId") == number);
        own.map_or(number, |format| format.get("formatCode").to_owned())
    };
    // The built-in formats: 0 is general, 1 is `0`, 2 is `0.00`.
    for (name, wanted) in [
        ("B3", "2"),
        ("B4", "0.000"),
        ("B5", "2"),
        ("C3", "1"),
        ("D3", "0.0000"),
        ("D4", "0.0000"),
        ("E3", "0"),
        ("F3", "0.000"),
    ] {
        assert_eq!(code(name), wanted, "{name}");
    }
}

#[test]
fn texts_stay_texts() {
    let columns = r#"Column(name: "a", label: "甲", type: LongText)"#;
    for (typed, shown, is_quoted) in [
        ("甲", "甲", false),
        ("=1+1", "=1+1", true),
        ("＝1", "＝1", true),
        ("+A1", "+A1", true),
        ("-1-2", "-1-2", true),
        ("@SUM(A1)", "@SUM(A1)", true),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", true),
        ("'甲", "'甲", true),
        ("007", "007", true),
        ("2024-1-2", "2024-1-2", true),
        ("<b>&\"</t></is></c>", "<b>&\"</t></is></c>", false),
        ("甲\n乙  丙", "甲\n乙  丙", false),
        ("甲\r\n乙", "甲\n乙", false),
        ("_x0041_ _x_", "_x005F_x0041_ _x_", false),
        ("甲\u{0}\u{1b}[31m\u{202e}\u{ffff}", "甲[31m", false),
        ("]]>😀", "]]>😀", false),
    ] {
        let workbook = Workbook::of(&session(&one_table(columns, ""), &[("t[1].a", typed)]));
        let sheet = workbook.sheet(1);
        let cell = &sheet.at(&["sheetData"]).children[2].children[1];
        assert_eq!(cell.at(&["is", "t"]).text, shown, "{typed:?}");
        assert!(cell.child("f").is_none(), "{typed:?}");
        assert_eq!(workbook.style(cell).get("quotePrefix") == "1", is_quoted, "{typed:?}");
        let is_kept = cell.at(&["is", "t"]).get("xml:space") == "preserve";
        assert_eq!(is_kept, shown.contains('\n'), "{typed:?}");
    }
}

#[test]
fn a_text_is_cut_to_the_limit_of_a_cell() {
    let columns = r#"Column(name: "a", label: "甲", type: LongText)"#;
    for (count, units) in [(16_383, 32_766), (16_384, 32_767)] {
        let typed = "😀".repeat(count);
        let workbook = Workbook::of(&session(&one_table(columns, ""), &[("t[1].a", typed.as_str())]));
        let sheet = workbook.sheet(1);
        let text = &sheet.at(&["sheetData"]).children[2].children[1].at(&["is", "t"]).text;
        assert_eq!((text.encode_utf16().count(), text.ends_with('…')), (units, count > 16_383));
    }
}

#[test]
fn headers_are_merged_as_they_are_printed() {
    let workbook = Workbook::of(&sample());
    let sheets = workbook.sheets();
    for (number, wanted) in [
        (1, "A1:G1 A2:A3 B2:B3 C2:G2"),
        (2, "A1:H1 A2:A4 B2:B4 C2:F2 G2:H2 C3:C4 D3:E3 F3:F4 G3:G4 H3:H4"),
        (6, "A1:E1 A2:B2 A3:A10 B3:B4 B5:B6 B7:B8 B9:B10 A11:A14"),
        (7, "A1:D1"),
    ] {
        assert_eq!(merges(&sheets[number - 1]).join(" "), wanted, "sheet {number}");
    }
}

/// Merged areas have no position in common, are within the sheet, and only their first cell has a value.
#[test]
fn merged_areas_do_not_overlap() {
    for session in [sample(), session(PROJECT, &[]), session(BUILT_IN, &[])] {
        let workbook = Workbook::of(&session);
        for sheet in workbook.sheets() {
            let all: BTreeSet<_> = places(sheet.at(&["dimension"]).get("ref")).into_iter().collect();
            let filled: BTreeSet<_> =
                cells(&sheet).iter().flat_map(|line| places(line.split(' ').next().unwrap())).collect();
            let mut covered = BTreeSet::new();
            for area in merges(&sheet) {
                for (at, place) in places(&area).into_iter().enumerate() {
                    assert!(covered.insert(place), "{area} overlaps");
                    assert!(all.contains(&place), "{area} is outside");
                    assert!(at == 0 || !filled.contains(&place), "{area} hides a value");
                }
            }
        }
    }
}

/// Every position of a sheet has one cell, in order, with an existing style.
#[test]
fn rows_are_complete() {
    let workbook = Workbook::of(&sample());
    let styles = workbook.part("xl/styles.xml").at(&["cellXfs"]).children.len();
    for sheet in workbook.sheets() {
        let rows = &sheet.at(&["sheetData"]).children;
        let found: Vec<_> = rows
            .iter()
            .flat_map(|row| &row.children)
            .flat_map(|cell| {
                assert!(cell.get("s").parse::<usize>().unwrap() < styles);
                places(cell.get("r"))
            })
            .collect();
        assert_eq!(found, places(sheet.at(&["dimension"]).get("ref")));
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(row.get("r"), (at + 1).to_string());
            assert!((15..=409).contains(&row.get("ht").parse().unwrap()));
        }
    }
}

/// Elements are in the order that ECMA-376 prescribes.
#[test]
fn elements_are_in_order() {
    const WORKSHEET: [&str; 12] = [
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "mergeCells",
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "ignoredErrors",
    ];
    const STYLES: [&str; 7] =
        ["numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"];
    fn names(element: &Element) -> Vec<&str> {
        element.children.iter().map(|child| child.name.as_str()).collect()
    }
    let columns = r#"Column(name: "a", label: "甲", decimals: 3)"#;
    for session in [sample(), session(&one_table(columns, ""), &[])] {
        let workbook = Workbook::of(&session);
        for sheet in workbook.sheets() {
            assert_eq!(names(&sheet), WORKSHEET);
        }
        let styles = workbook.part("xl/styles.xml");
        let own = usize::from(styles.child("numFmts").is_none());
        assert_eq!(names(&styles), STYLES[own..]);
        for list in &styles.children {
            assert_eq!(list.get("count"), list.children.len().to_string(), "{}", list.name);
        }
        let main = workbook.part("xl/workbook.xml");
        assert_eq!(names(&main), ["bookViews", "sheets", "definedNames"]);
    }
}

/// Every relationship has a target part, and every part has a content type.
#[test]
fn relationships_and_content_types_are_complete() {
    let workbook = Workbook::of(&sample());
    let types = workbook.part("[Content_Types].xml");
    let mut typed: BTreeSet<String> = BTreeSet::new();
    for entry in types.children.iter().filter(|entry| entry.name == "Override") {
        typed.insert(entry.get("PartName").trim_start_matches('/').to_owned());
    }
    let mut targets = BTreeSet::new();
    for (relations, folder) in [("_rels/.rels", ""), ("xl/_rels/workbook.xml.rels", "xl/")] {
        for relation in workbook.part(relations).children {
            targets.insert(format!("{folder}{}", relation.get("Target")));
        }
    }
    let parts: BTreeSet<String> = workbook
        .parts
        .keys()
        .filter(|name| !name.contains("_rels/") && *name != "[Content_Types].xml")
        .cloned()
        .collect();
    assert_eq!(targets, parts);
    assert_eq!(typed, parts);
    let ids: Vec<String> = workbook
        .part("xl/_rels/workbook.xml.rels")
        .children
        .iter()
        .map(|relation| relation.get("Id").to_owned())
        .collect();
    for sheet in &workbook.part("xl/workbook.xml").at(&["sheets"]).children {
        assert!(ids.contains(&sheet.get("r:id").to_owned()));
    }
}

#[test]
fn sheets_are_named_after_their_tables() {
    let workbook = Workbook::of(&sample());
    assert_eq!(
        workbook.names(),
        [
            "年度收入情况",
            "部门（单位）年度支出和结余情况",
            "三公经费",
            "固定资产",
            "整体支出绩效定性目标及实施计划完成情况",
            "整体支出绩效定量目标及实施计划完成情况",
            "评价人员",
        ]
    );
    let titles: Vec<String> = workbook
        .part("xl/workbook.xml")
        .at(&["definedNames"])
        .children
        .iter()
        .map(|name| format!("{} {} {}", name.get("name"), name.get("localSheetId"), name.text))
        .collect();
    assert_eq!(titles[1], "_xlnm.Print_Titles 1 '部门（单位）年度支出和结余情况'!$1:$4");
    let quoted = one_table(r#"Column(name: "a", label: "甲")"#, "").replace("收支", "甲's [表]/1");
    let workbook = Workbook::of(&session(&quoted, &[]));
    assert_eq!(workbook.names(), ["甲's (表)-1"]);
    let main = workbook.part("xl/workbook.xml");
    assert_eq!(main.at(&["definedNames"]).children[0].text, "'甲''s (表)-1'!$1:$2");
}

#[test]
fn sheets_are_set_up_for_screen_and_paper() {
    for draft in [false, true] {
        let workbook = Workbook::read(&export(&sample(), draft).unwrap());
        for (at, sheet) in workbook.sheets().iter().enumerate() {
            let view = sheet.at(&["sheetViews", "sheetView"]);
            assert_eq!(view.get("tabSelected") == "1", at == 0);
            let header = sheet.at(&["headerFooter"]).child("oddHeader").map(|header| header.text.as_str());
            assert_eq!(header, draft.then_some("&C草稿"));
            assert_eq!(sheet.at(&["pageSetup"]).get("fitToHeight"), "0");
        }
        let sheet = |number: usize| workbook.sheet(number);
        for (number, corner, orientation) in
            [(1, "B4", "landscape"), (2, "B5", "landscape"), (4, "B4", "portrait"), (6, "A3", "landscape")]
        {
            let sheet = sheet(number);
            let pane = sheet.at(&["sheetViews", "sheetView", "pane"]);
            assert_eq!(pane.get("topLeftCell"), corner, "sheet {number}");
            assert_eq!(pane.get("state"), "frozen");
            assert_eq!(sheet.at(&["pageSetup"]).get("orientation"), orientation, "sheet {number}");
        }
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(export(&sample(), true).unwrap(), export(&sample(), true).unwrap());
}

#[test]
fn a_report_without_tables_is_refused() {
    let hidden = r#"Table(name: "t", label: "表", relevant: "year > 2000", columns: [Column(name: "a", label: "甲", type: Text)]),"#;
    for (language, table, wanted) in [
        ("zh", "", "本报告没有需要填列的表格，请选择其他格式"),
        ("en", hidden, "this report has no tables to export: choose another format"),
    ] {
        let source = format!(
            r#"(id: "none", edition: "1", title: "表", caption: "", language: "{language}", sections: [
                (name: "a", label: "甲", items: [Field(name: "year", label: "年度", type: Integer), {table}]),
            ])"#
        );
        let error = export(&session(&source, &[("year", "1999")]), false).unwrap_err();
        assert_eq!(error.to_string(), wanted);
    }
}

/// The numbers of a sheet by position, as a spreadsheet reads them; all other cells are text or blank.
type Numbers = BTreeMap<(usize, usize), Decimal>;

/// Returns the result that a spreadsheet calculates for a formula of the form `IF(COUNT(x)=0,"",SUM(x))`,
/// where `x` is a list of areas and single cells. The total can be a difference of sums and can be in
/// `ROUND`.
fn recalculated(formula: &str, numbers: &Numbers) -> Option<Decimal> {
    let inner = formula.strip_prefix("IF(COUNT(").unwrap().strip_suffix(')').unwrap();
    let (counted, total) = inner.split_once(")=0,\"\",").unwrap();
    let found = |areas: &str| -> Vec<Decimal> {
        let places = areas.split(',').flat_map(places);
        places.filter_map(|place| numbers.get(&place).copied()).collect()
    };
    if found(counted).is_empty() {
        return None;
    }
    let rounded = total.strip_prefix("ROUND(").map(|rest| rest.strip_suffix(')').unwrap());
    let (sums, decimals) = match rounded {
        Some(rounded) => rounded.rsplit_once(',').map(|(sums, digits)| (sums, digits.parse().ok())).unwrap(),
        None => (total, None),
    };
    let mut total = Decimal::ZERO;
    for part in sums.split_inclusive(')') {
        let is_minus = part.starts_with('-');
        let areas = part.trim_start_matches('-').strip_prefix("SUM(").unwrap().strip_suffix(')').unwrap();
        let sum: Decimal = found(areas).into_iter().sum();
        total += if is_minus { -sum } else { sum };
    }
    Some(decimals.map_or(total, |decimals| {
        total.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// A spreadsheet that calculates the formulas gets the values in the cells, for any entries.
    #[test]
    fn formulas_give_the_values_in_their_cells(
        entries in prop::collection::vec(
            (
                0..3_usize,
                prop::sample::select(vec!["basic", "project", "used", "total", "left", "people"]),
                prop_oneof![
                    prop::sample::select(vec!["0", "不适用", "abc", "=1", "1234567890123456", "0.005"])
                        .prop_map(str::to_owned),
                    "-?[0-9]{1,6}(\\.[0-9]{1,3})?",
                ],
            ),
            0..12,
        ),
        sum in prop::option::of("[0-9]{1,3}"),
    ) {
        let mut typed: Vec<(String, &str)> = entries
            .iter()
            .map(|(row, column, text)| (format!("t[{}].{column}", row + 1), text.as_str()))
            .collect();
        typed.extend(sum.as_deref().map(|text| ("t[sum].basic".to_owned(), text)));
        let typed: Vec<(&str, &str)> = typed.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        let workbook = Workbook::of(&session(&one_table(SUMS, TOP), &typed));
        let sheet = workbook.sheet(1);
        let cells: Vec<&Element> =
            sheet.at(&["sheetData"]).children.iter().flat_map(|row| &row.children).collect();
        let numbers: Numbers = cells
            .iter()
            .filter(|cell| cell.get("t").is_empty())
            .filter_map(|cell| {
                let number = cell.child("v")?.text.parse().unwrap();
                Some((places(cell.get("r"))[0], number))
            })
            .collect();
        for cell in cells {
            let Some(formula) = cell.child("f") else { continue };
            let there = numbers.get(&places(cell.get("r"))[0]).copied();
            prop_assert_eq!(recalculated(&formula.text, &numbers), there, "{}", formula.text);
        }
    }
}
