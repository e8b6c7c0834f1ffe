//! Documents made to keep the program busy or to fill the memory. Each would take hours if the work grew
//! faster than the document. All give a report or an error message.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use tianbiao::form::compile;
use tianbiao::import::{
    Block, DocError, DocxError, Imported, MAX_PART_BYTES, import, read_doc, read_docx, read_text,
};
use tianbiao::report::{Report, read};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::scenario::BUILT_IN;
use crate::support::word::{archive, docx, docx_with, each};

const LAST_YEAR: &str = include_str!("fixtures/last-year.txt");

fn imported(text: &str) -> Imported {
    import(&compile(BUILT_IN).unwrap(), &read_text(text).unwrap())
}

#[test]
fn bombs_are_refused() {
    let errors = |bytes: &[u8]| read_docx(bytes).unwrap_err();
    // 200 MB of blanks in 200 kB.
    let large = usize::try_from(MAX_PART_BYTES).unwrap() + 1_000;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"<w:document><w:body><w:p>").unwrap();
    let blanks = vec![b' '; 1_000_000];
    for _ in 0..=large / 1_000_000 {
        zip.write_all(&blanks).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1_000_000);
    assert_eq!(errors(&bytes), DocxError::TooLarge);
    assert_eq!(errors(&docx(&"<w:tbl><w:tr><w:tc>".repeat(100_000))), DocxError::TooLarge);
    assert_eq!(errors(&docx(&"<w:smartTag>".repeat(1_000))), DocxError::TooLarge);
    let many: Vec<(String, &str)> = (0..10_001).map(|at| (format!("x{at}"), "")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    assert_eq!(errors(&archive(&many)), DocxError::TooLarge);
    assert_eq!(read_doc(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), Err(DocError::Damaged));
    assert_eq!(errors(&archive(&[("xl/workbook.xml", "<workbook/>")])), DocxError::NotWord);
    assert_eq!(errors(&archive(&[("word/document.xml", "<workbook></workbook>")])), DocxError::NotWord);
    assert!(matches!(errors(b"PK\x03\x04"), DocxError::Damaged(_)));
    let lol = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><w:document><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>";
    assert_eq!(
        read_docx(&archive(&[("word/document.xml", lol)])).unwrap().blocks,
        [Block::Paragraph("&b;".to_owned())]
    );
}

/// A table of institutions with these rows.
fn institutions(rows: &str) -> String {
    format!("\t机构名称\n\t收入合计\n\n{rows}\n某\n")
}

/// Texts whose work or memory could grow with the square of their length.
#[test]
fn long_texts_take_linear_time_and_memory() {
    let mut lines = LAST_YEAR.to_owned();
    for at in 0..6_000 {
        let _ = writeln!(lines, "\t机构名称\n\t第{at}行\n\n某：某\n");
    }
    let long_lines = format!("{}\n", "续".repeat(100)).repeat(10_000);
    let head = "\t预期目标\n\t实际完成\n\n";
    let wide = |first: &str, cells: &str, count: usize| format!("\t{first}\n{}\n", cells.repeat(count));
    let numbered = each(1..500, |at| format!("\t{at}、\n\t1\n\n"));
    for (name, text) in [
        ("tables that begin and end", lines),
        // A text for a field that already has one is compared with it.
        (
            "claims",
            format!("职能职责概述：{}\n{}", "甲".repeat(300_000), "职能职责概述：乙\n".repeat(20_000)),
        ),
        // Each cell ends the table, and another one follows.
        ("breaks in a row", "\t评价组组长（签字）：\n".repeat(25_000)),
        ("lines of a goal", format!("{head}\t目标1：甲\n{long_lines}\t乙\n{long_lines}")),
        ("lines for the last goal", format!("{head}\t目标1：甲\n目标2：乙\n\t一\n{long_lines}")),
        ("goals", format!("{head}{}", "\t目标1：甲\n\t乙\n\n".repeat(4_000))),
        // Headers above headers, each over all of them.
        (
            "wide headers",
            [wide("机构名称", "\t甲\n", 30_000), wide("", "\t乙\n", 60_000), wide("甲", "\t1\n", 5_000)]
                .concat(),
        ),
        (
            "a long header",
            [wide("机构名称", "\t其中\n", 190), wide(&"长".repeat(200_000), "\t乙\n", 190)].concat(),
        ),
        (
            "a long name",
            [wide("机构名称", "\t丙\n", 190), wide(&"甲".repeat(200_000), "\t1\n", 190)].concat(),
        ),
        // Rows with the same name, the same number, or neither, in many tables.
        ("one name", institutions(&"\t甲\n\t1\n\n".repeat(480)).repeat(20)),
        ("numbers", institutions(&numbered).repeat(12)),
        ("no names", institutions(&"\t\n\t1\n\n".repeat(480)).repeat(20)),
        // Labels are searched for at every colon, every blank, every character.
        ("colons", format!("联系人：{}\n", " ：".repeat(140)).repeat(1_000)),
        ("blanks", "联系人：甲 联络电话：1 ".repeat(20_000)),
        ("beginnings", format!("联{}\n", "系".repeat(70)).repeat(2_000)),
        ("almost labels", "年度主要工作内X：甲\n".repeat(3_000)),
        ("almost headings", "五、评价报告综述（文字部分）\n（一）部门（单位）基本情况甲\n".repeat(10_000)),
        ("a cover", "临湘市2023年度".repeat(50_000)),
        ("colons in one line", "：".repeat(300_000)),
        ("labels in one line", "联系人：".repeat(100_000)),
        ("digits", "1234567890".repeat(50_000)),
        ("brackets", "（".repeat(200_000)),
        ("marks", "甲\u{301}\u{316}".to_owned() + &"\u{301}\u{316}".repeat(100_000)),
        ("headings in a cell", format!("\t{}", "二、部门（单位）收支情况\n\n".repeat(20_000))),
    ] {
        let last = imported(&text);
        let kept: usize =
            last.unplaced.iter().chain(last.placed.iter().map(|placed| &placed.text)).map(String::len).sum();
        // Nothing is repeated for each of its neighbours.
        assert!(kept < text.len() * 3, "{name}: {kept} of {}", text.len());
    }
}

#[test]
fn documents_above_the_limits_are_refused() {
    for (text, fits) in [
        ("甲\n".repeat(100_000), true),
        ("甲\n".repeat(100_001), false),
        ("\t\n".repeat(100_000), true),
        ("\t\n".repeat(100_001), false),
        ("\t".repeat(99_999), true),
        ("\t".repeat(100_001), false),
        (format!("\t甲\n{}", "乙\n".repeat(100_001)), false),
        ("a".repeat(16 * 1024 * 1024), true),
        ("a".repeat(16 * 1024 * 1024 + 1), false),
    ] {
        assert_eq!(read_text(&text).is_ok(), fits, "{}", &text[..8]);
    }
    let cells = |count: usize| format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", "<w:tc/>".repeat(count));
    for (body, fits) in [
        ("<w:p/>".repeat(100_000), true),
        ("<w:p/>".repeat(100_001), false),
        (cells(100_000), true),
        (cells(100_001), false),
        (format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "a".repeat(16 * 1024 * 1024 + 1)), false),
    ] {
        let result = read_docx(&docx(&body));
        assert_eq!(result.map(drop), if fits { Ok(()) } else { Err(DocxError::TooLarge) }, "{}", &body[..20]);
    }
}

/// The parts other than the main one, and the properties of cells and paragraphs.
#[test]
fn no_part_of_a_docx_takes_long() {
    let attributes = each(0..100_000, |at| format!(" a{at}=\"1\""));
    let spans = "<w:tc><w:tcPr><w:gridSpan w:val=\"2147483648\"/></w:tcPr><w:p><w:r><w:t>机构名称</w:t></w:r></w:p></w:tc>";
    let nested = "<w:tbl><w:tr><w:tc>".repeat(120) + "<w:p/>" + &"</w:tc></w:tr></w:tbl>".repeat(120);
    let levels = each(0..9, |at| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"{}\"/><w:lvlText w:val=\"{}\"/></w:lvl>",
            usize::MAX,
            "%1%2%3".repeat(1_000)
        )
    });
    let numbering = format!(
        "<w:numbering><w:abstractNum w:abstractNumId=\"0\">{levels}</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    );
    let numbered = "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"8\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>";
    let bases = each(0..20_000, |at| {
        format!("<w:style w:styleId=\"s{at}\"><w:basedOn w:val=\"s{}\"/></w:style>", at + 1)
    });
    let styles = format!("<w:styles>{bases}</w:styles>");
    let styled = "<w:p><w:pPr><w:pStyle w:val=\"s0\"/></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>";
    let header = format!("<w:hdr>{}</w:hdr>", "<w:p/>".repeat(40_000));
    let headers = vec![("header", header.as_str()); 60];
    for (body, parts, fits) in [
        (format!("<w:p><w:pPr><w:pStyle{attributes} w:val=\"1\"/></w:pPr></w:p>"), vec![], true),
        (
            format!("<w:tbl>{}</w:tbl>", format!("<w:tr>{}</w:tr>", spans.repeat(150)).repeat(100)),
            vec![],
            true,
        ),
        (nested.repeat(100), vec![], true),
        (numbered.repeat(20), vec![("numbering", numbering.as_str())], true),
        (styled.repeat(10_000), vec![("styles", styles.as_str())], true),
        (styled.to_owned(), headers, false),
    ] {
        let result = read_docx(&docx_with(&body, &parts));
        match &result {
            Ok(blocks) => drop(import(&compile(BUILT_IN).unwrap(), blocks)),
            Err(error) => assert_eq!(*error, DocxError::TooLarge),
        }
        assert_eq!(result.is_ok(), fits, "{}", &body[..40]);
    }
}

/// Four times as many entries, known or not, take about four times as long to read, not sixteen times.
#[test]
fn reports_are_read_in_linear_time() {
    let form = compile(BUILT_IN).unwrap();
    let quickest = |text: &str| {
        let read_once = || {
            let begun = Instant::now();
            let report = Report::from_file(&form, read(text).unwrap());
            drop(tianbiao::report::write(&form, &report));
            begun.elapsed()
        };
        (0..3).map(|_| read_once()).min().unwrap()
    };
    let part = |name: &str, count: usize, entry: &dyn Fn(usize) -> String| {
        let entries = each(0..count, |at| format!("{},", entry(at)));
        format!("(form: \"{}\", {name}: {{{entries}}})", form.id)
    };
    let kinds: [(&str, &dyn Fn(usize) -> String); 8] = [
        ("unknown parts", &|count| {
            format!("({} form: \"{}\")", each(0..count, |at| format!("p{at}: 0,")), form.id)
        }),
        ("unknown entries", &|count| part("entries", count, &|at| format!("\"u{at}\": \"\""))),
        ("rows", &|count| part("entries", count, &|at| format!("\"units[{at}].name\": \"1\""))),
        ("unknown row sets", &|count| part("rows", count, &|at| format!("\"w{at}\": 1"))),
        ("explanations", &|count| part("explanations", count, &|at| format!("\"r{at}@year\": \"1\""))),
        ("values of none", &|count| part("explained_values", count, &|at| format!("\"r{at}@u{at}\": \"1\""))),
        ("ticks", &|count| part("checked", count, &|at| format!("\"year w{at}\": \"1\""))),
        ("last year", &|count| part("last_year", count, &|at| format!("\"u{at}\": \"1\""))),
    ];
    for (name, text) in kinds {
        let (one, four) = (quickest(&text(5_000)), quickest(&text(20_000)));
        assert!(four < one * 10 + Duration::from_millis(50), "{name}: {one:?}, four times as many {four:?}");
    }
}

/// An archive that declares wrong sizes for its parts.
#[test]
fn declared_sizes_are_not_trusted() {
    let blanks = " ".repeat(usize::try_from(MAX_PART_BYTES).unwrap() + 1_000);
    let bytes =
        archive(&[("word/document.xml", format!("<w:document><w:body>{blanks}</w:body></w:document>"))]);
    let entry = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    for size in [0_u32, 1_000, u32::MAX - 1] {
        let mut lying = bytes.clone();
        lying[entry + 24..entry + 28].copy_from_slice(&size.to_le_bytes());
        assert!(matches!(read_docx(&lying), Err(DocxError::TooLarge | DocxError::Damaged(_))), "{size}");
    }
}
