//! Documents of the bureau that are filled in with the values of a report.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use proptest::prelude::*;

use tianbiao::export::{Format, Options, cells, shown};
use tianbiao::fill::{FillError, Filled, Part, fill};
use tianbiao::form::Form;
use tianbiao::import::{import, read_docx};
use tianbiao::message::Lang;
use tianbiao::report::naming::chain;
use tianbiao::report::{Report, read};
use tianbiao::session::Session;
use tianbiao::sheet::{Texts, calculate};

use crate::support::blank::{BLANKS, REFUSED, main_part, parts, tags_and_texts};
use crate::support::desk::Desk;
use crate::support::scenario::{BUILT_IN, SAMPLE, form};
use crate::support::targets;

/// The sample with entries added or replaced.
fn sample(form: &Form, entries: &[(&str, &str)]) -> Report {
    let mut report = Report::from_file(form, read(SAMPLE).unwrap());
    for (path, text) in entries {
        set(form, &mut report, path, text);
    }
    report
}

fn set(form: &Form, report: &mut Report, path: &str, text: &str) {
    use tianbiao::report::{Edit, RowEntries};
    if let Some((head, rest)) = path.split_once('[') {
        let row: usize = rest.split(']').next().unwrap().parse().unwrap();
        let name = rest.split('.').nth(1).unwrap();
        let field = form.field_at(&format!("{head}.{name}")).unwrap();
        let rows = form.field(field).rows().unwrap();
        while report.rows(rows) < row {
            let at = report.rows(rows);
            report.apply(form, Edit::InsertRow { rows, at, row: RowEntries::default() });
        }
        let cell = tianbiao::form::CellRef::at(field, row - 1);
        report.apply(form, Edit::Set { cell, text: Some(text.into()) });
    } else {
        let cell = report.resolve(form, path).unwrap();
        report.apply(form, Edit::Set { cell, text: Some(text.into()).filter(|_| !text.is_empty()) });
    }
}

/// More rows than a blank has, in lists of every kind.
const MORE: &[(&str, &str)] = &[
    ("units[4].name", "城东分站"),
    ("units[5].name", "城西分站"),
    ("income[4].fiscal", "104.50"),
    ("income[5].other", "5.25"),
    ("expenditure[5].personnel", "55.25"),
    ("official[4].reception", "0.30"),
    ("assets[5].in_use", "12.00"),
    ("goals[4].expected", "档案全部归档"),
    ("goals[4].actual", "归档率100%"),
    ("goals[5].expected", "培训不少于2次"),
    ("goals[5].actual", "培训3次"),
    ("quality[3].name", "资料合格率"),
    ("quality[3].target", "不低于90%"),
    ("quality[3].actual", "95%"),
    ("quality[4].name", "复检率"),
    ("quality[4].target", "不低于80%"),
    ("quality[4].actual", "85%"),
    ("social[2].name", "回访率"),
    ("social[2].target", "100%"),
    ("social[2].actual", "99%"),
    ("evaluators[4].name", "甲某"),
    ("evaluators[5].name", "乙某"),
    ("evaluators[6].position", "科员"),
];

/// Fills in a document.
fn filled(form: &Arc<Form>, report: &Report, document: &[u8]) -> Result<Filled, FillError> {
    let sheet = calculate(form, report);
    fill(&Texts { form, report, sheet: &sheet, lang: Lang::Zh }, document)
}

/// Returns the printed values of a report, each with its name.
fn values(form: &Form, report: &Report) -> BTreeSet<String> {
    let sheet = calculate(form, report);
    let texts = Texts { form, report, sheet: &sheet, lang: Lang::Zh };
    let line = |cell| {
        let text = shown(&texts, cell);
        (!text.is_empty())
            .then(|| format!("{}={}", chain(form, report, cell, Lang::Zh), text.replace('\n', "/")))
    };
    cells(&texts).into_iter().filter_map(line).collect()
}

/// Returns the lines of some groups.
fn lines(form: &Arc<Form>, report: &Report, filled: &Filled, part: Part) -> Vec<String> {
    let sheet = calculate(form, report);
    let texts = Texts { form, report, sheet: &sheet, lang: Lang::Zh };
    let lines = filled.lines(&texts, Lang::Zh).into_iter().filter(|line| line.part == part);
    lines.map(|line| line.text).collect()
}

/// Labels that the other county has in place of the form's.
const OTHER_LABELS: [(&str, &str); 5] = [
    ("phone", "电话号码"),
    ("unit_name", "填报单位名称"),
    ("staff", "年末实有人数"),
    ("official.reception", "接待费"),
    ("expenditure.basic", "基本支出小计"),
];

/// The form with the labels that a document has in place of its own.
fn form_for(name: &str) -> Arc<Form> {
    let mut form = form(BUILT_IN);
    if name == "other_county" {
        assert!(Arc::make_mut(&mut form).add_words(OTHER_LABELS));
    }
    form
}

#[test]
fn an_import_of_the_filled_document_is_the_report() {
    for (name, make) in BLANKS {
        let (form, blank) = (form_for(name), make());
        let report = sample(&form, MORE);
        let once = filled(&form, &report, &blank).unwrap();
        let open = lines(&form, &report, &once, Part::Unplaced);
        let differing = lines(&form, &report, &once, Part::Differing);
        assert!(once.is_complete(), "{name}: {open:?} {differing:?}");
        let found = import(&form, &read_docx(&once.bytes).unwrap());
        let (mut read, mut wanted) = (values(&form, &found.report), values(&form, &report));
        if *name == "other_county" {
            // The name that the bureau prints is kept.
            assert!(read.remove("封面·制表机关=岳阳县财政局"));
            wanted.remove("封面·制表机关=临湘市财政局");
        }
        assert_eq!(read, wanted, "{name}");
        let (before, after) = (parts(&blank), parts(&once.bytes));
        assert_eq!(before.len(), after.len());
        for ((part, bytes), (other, filled)) in before.iter().zip(&after) {
            assert_eq!(part, other);
            assert!(part == "word/document.xml" || bytes == filled, "{name}: {part} stays");
        }
    }
}

#[test]
fn a_filled_document_is_filled_in_again() {
    for (name, make) in BLANKS {
        let (form, blank) = (form_for(name), make());
        let report = sample(&form, &[]);
        let once = filled(&form, &report, &blank).unwrap();
        assert!(once.is_complete(), "{name}: {:?} {:?}", once.unplaced, once.differing);
        let twice = filled(&form, &report, &once.bytes).unwrap();
        assert!(twice.is_complete(), "{name}: {:?} {:?}", twice.unplaced, twice.differing);
        assert_eq!(main_part(&twice.bytes), main_part(&once.bytes), "{name}");
        if *name == "word" {
            assert_eq!(once.bytes, filled(&form, &report, &blank).unwrap().bytes, "the same bytes");
        }
    }
}

#[test]
fn the_export_of_the_program_is_a_blank() {
    let form = form(BUILT_IN);
    let exported = |report: Report| {
        let session = Session::new(form.clone(), report);
        let word = Format::named("docx").unwrap();
        (word.write)(&session.checked(Lang::Zh), Options { annex: false, draft: false }).unwrap()
    };
    for document in [exported(Report::new(&form)), exported(sample(&form, &[]))] {
        let report = sample(&form, MORE);
        let filled = filled(&form, &report, &document).unwrap();
        assert!(filled.is_complete(), "{:?} {:?}", filled.unplaced, filled.differing);
    }
}

/// The tags of tables, rows, cells, paragraphs and sections.
fn structure(part: &str) -> Vec<&str> {
    let names =
        ["tbl", "tr", "tc", "p", "pPr", "tcPr", "tblPr", "trPr", "sectPr", "gridSpan", "vMerge", "tcW", "jc"];
    let is_structure = |tag: &&str| {
        let name = tag.trim_start_matches(['<', '/']).split([' ', '/', '>']).next().unwrap_or_default();
        names.contains(&name.rsplit(':').next().unwrap_or_default())
    };
    tags_and_texts(part).into_iter().filter(|tag| tag.starts_with('<')).filter(is_structure).collect()
}

#[test]
fn tags_and_other_texts_stay_in_order() {
    let form = form(BUILT_IN);
    for (name, make) in
        BLANKS.iter().filter(|(name, _)| ["word", "libreoffice", "checks", "last_year"].contains(name))
    {
        let blank = make();
        let report = sample(&form, &[]);
        let filled = filled(&form, &report, &blank).unwrap();
        let (before, after) = (main_part(&blank), main_part(&filled.bytes));
        let mut rest = after.as_str();
        let kept = structure(&before).into_iter().filter(|tag| {
            let found = rest.find(tag).map(|at| at + tag.len());
            rest = &rest[found.unwrap_or(0)..];
            found.is_some()
        });
        let (kept, all) = (kept.count(), structure(&before).len());
        // Lines of last year's texts that this year's have not are removed.
        let removed = if *name == "last_year" { 60 } else { 0 };
        assert!(kept + removed >= all, "{name}: {kept} of {all} tags");
    }
}

#[test]
fn texts_of_last_year_are_gone() {
    let form = form(BUILT_IN);
    let (_, make) = BLANKS.iter().find(|(name, _)| *name == "last_year").unwrap();
    let blank = make();
    let before = import(&form, &read_docx(&blank).unwrap()).report;
    let mut report = Report::new(&form);
    set(&form, &mut report, "year", "2024");
    let filled = filled(&form, &report, &blank).unwrap();
    assert!(filled.is_complete(), "{:?}", lines(&form, &report, &filled, Part::Differing));
    let left = values(&form, &import(&form, &read_docx(&filled.bytes).unwrap()).report);
    let old = values(&form, &before);
    let defaults = ["年度", "制表机关", "评价方式", "评价机构"];
    let stale: Vec<&String> =
        old.intersection(&left).filter(|line| !defaults.iter().any(|name| line.contains(name))).collect();
    assert!(stale.len() <= 3 && stale.iter().all(|line| line.contains("机构名称")), "{stale:?}");
}

#[test]
fn what_is_not_found_is_named() {
    let form = form(BUILT_IN);
    let (_, make) = BLANKS.iter().find(|(name, _)| *name == "other_county").unwrap();
    let report = sample(&form, &[]);
    let filled = filled(&form, &report, &make()).unwrap();
    let unplaced = [
        "封面·部门（单位）名称：临湘市青禾工程质量监督站",
        "概况·联络电话：0730-5550123",
        "概况·实有人数：68",
        "支出表·汇总·基本支出：767.32",
        "支出表·3、工程质量监督站·基本支出：767.32",
        "三公表·汇总·公务接待费：1.10",
        "三公表·3、工程质量监督站·公务接待费：1.10",
    ];
    assert_eq!(lines(&form, &report, &filled, Part::Unplaced), unplaced);
    assert!(filled.differing.is_empty());
    for (_, label) in OTHER_LABELS {
        assert!(filled.open.iter().any(|open| open == label), "{label}: {:?}", filled.open);
    }
}

#[test]
fn documents_that_must_not_be_changed_are_refused() {
    let form = form(BUILT_IN);
    let report = sample(&form, &[]);
    for (name, make) in REFUSED {
        let filled = filled(&form, &report, &make());
        match *name {
            "tracked" => assert_eq!(filled.unwrap_err(), FillError::Tracked),
            "signed" => assert_eq!(filled.unwrap_err(), FillError::Signed),
            "encrypted" => assert_eq!(filled.unwrap_err(), FillError::OldWord),
            "damaged" => assert!(matches!(filled.unwrap_err(), FillError::Unreadable(_))),
            // The protection stays: only the bureau can remove it.
            "protected" => assert!(filled.unwrap().is_complete()),
            name => panic!("{name}"),
        }
    }
    let other = include_bytes!("fixtures/features-libreoffice.doc");
    assert_eq!(filled(&form, &report, other).unwrap_err(), FillError::OldWord);
}

/// The other county's table of assets is in another unit than the form's.
#[test]
fn amounts_are_in_the_unit_of_the_document() {
    let (_, make) = BLANKS.iter().find(|(name, _)| *name == "other_county").unwrap();
    let form = form_for("other_county");
    let filled = filled(&form, &sample(&form, &[]), &make()).unwrap();
    let part = main_part(&filled.bytes);
    let count = |text: &str| tags_and_texts(&part).into_iter().filter(|found| *found == text).count();
    assert_eq!((count("6810600"), count("681.06"), count("2.14")), (4, 0, 2));
}

/// Each prompt of a content control is replaced by a value, also where two labels are in one paragraph.
#[test]
fn no_prompt_stays() {
    let form = form(BUILT_IN);
    for (name, make) in BLANKS.iter().filter(|(name, _)| name.starts_with("control")) {
        let filled = filled(&form, &sample(&form, &[]), &make()).unwrap();
        let part = main_part(&filled.bytes);
        let prompts: Vec<&str> =
            tags_and_texts(&part).into_iter().filter(|text| text.contains("单击此处")).collect();
        assert_eq!((prompts, part.contains("showingPlcHdr")), (Vec::new(), false), "{name}");
    }
}

/// The last digits of the year are on a line to write on, and stay there.
#[test]
fn the_year_keeps_its_line() {
    let form = form(BUILT_IN);
    for (name, make) in BLANKS.iter().filter(|(name, _)| ["word", "last_year"].contains(name)) {
        let filled = filled(&form, &sample(&form, &[]), &make()).unwrap();
        let part = main_part(&filled.bytes);
        let run = part.split("<w:r ").find(|run| run.contains(">23<")).unwrap();
        assert!(run.contains("<w:u "), "{name}: {run}");
    }
}

/// Numbers keep their decimals in columns of 13 mm with narrow margins, and are not smaller than needed.
#[test]
fn numbers_fit_into_narrow_columns() {
    let form = form(BUILT_IN);
    let (_, make) = BLANKS.iter().find(|(name, _)| *name == "separate").unwrap();
    let report = sample(&form, &[]);
    let filled = filled(&form, &report, &make()).unwrap();
    let part = main_part(&filled.bytes);
    let runs: Vec<&str> = part.split("<w:r ").collect();
    for (text, size) in [("114.00", 18), ("881.32", 18), ("85.02", 21), ("2.14", 21), ("0.00", 21)] {
        let found: Vec<&&str> = runs.iter().filter(|run| run.contains(&format!(">{text}<"))).collect();
        let size = format!("<w:sz w:val=\"{size}\"/>");
        assert!(!found.is_empty() && found.iter().all(|run| run.contains(&size)), "{text}: {found:?}");
    }
    assert_eq!(lines(&form, &report, &filled, Part::Remarks), Vec::<String>::new());
}

fn blank(name: &str) -> Vec<u8> {
    BLANKS.iter().find(|(other, _)| *other == name).unwrap().1()
}

#[test]
fn the_command_fills_in_a_document() {
    let desk = Desk::new("filling_command");
    desk.run(&["new", "r.ron", "--sample", "--year", "2023"]).ok();
    desk.write("空表.docx", &blank("word"));
    let export = |options: &[&str]| desk.run(&[&["export", "r.ron"], options].concat());
    export(&["--into"]).code(2).says("尚未记录可填入的文档");
    export(&["--into", "空表.docx"]).code(2).says("须用 -o 指定写出的文件");
    export(&["--partly", "-o", "x.docx"]).code(2);
    let places = export(&["--into", "空表.docx", "-n"]).ok().out;
    assert!(places.contains("  联系人 → 概况·联系人：林晓禾\n"), "{places}");
    assert!(!desk.names().iter().any(|name| name == "out.docx"), "-n writes nothing");
    for force in [&[][..], &["--force"]] {
        export(&[&["--into", "空表.docx", "-o", "空表.docx"], force].concat()).code(2).says("不能写回");
    }
    export(&["--into", "空表.docx", "-o", "out.docx"]).ok().says("已导出");
    export(&["--into", "空表.docx", "-o", "out.docx"]).code(5);
    // The document is known from now on.
    export(&["--into", "-o", "again.docx"]).ok();
    assert_eq!(
        std::fs::read(desk.path("again.docx")).unwrap(),
        std::fs::read(desk.path("out.docx")).unwrap()
    );
    assert_eq!(std::fs::read(desk.path("空表.docx")).unwrap(), blank("word"), "the blank stays");
    export(&["--into", "none.docx", "-o", "x.docx"]).code(5);
    desk.write("old.doc", include_bytes!("fixtures/features-libreoffice.doc"));
    export(&["--into", "old.doc", "-o", "x.docx"]).code(3).says("另存为不加密的 .docx");
}

#[test]
fn values_without_a_place_stop_the_command() {
    let desk = Desk::new("filling_unplaced");
    desk.run(&["new", "r.ron", "--sample", "--year", "2023"]).ok();
    desk.write("other.docx", &blank("other_county"));
    let export = |options: &[&str]| {
        desk.run(&[&["export", "r.ron", "--into", "other.docx", "-o", "out.docx"], options].concat())
    };
    let ran = export(&[]).code(1).says("概况·联络电话：0730-5550123").says("电话号码").says("未写出文档");
    assert!(!desk.names().iter().any(|name| name == "out.docx"), "{}", ran.talk);
    export(&["--partly"]).ok().says("概况·联络电话：0730-5550123");
    export(&["--label", "nothing=电话号码"]).code(2).says("应为“栏目=文档中的名称”");
    let labels = OTHER_LABELS.map(|(path, label)| format!("{path}={label}"));
    let named: Vec<&str> = labels.iter().flat_map(|label| ["--label", label]).chain(["--force"]).collect();
    export(&named).ok();
    // The labels are known from now on, to an import as well.
    export(&["--force"]).ok();
    desk.run(&["import", "out.docx", "-o", "back.ron"]).ok();
    desk.run(&["get", "back.ron", "phone"]).ok().gives("0730-5550123\n");
}

#[test]
fn a_form_names_its_blank() {
    let desk = Desk::new("filling_form");
    let form = BUILT_IN.replacen("    year: \"year\",", "    year: \"year\",\n    blank: \"空表.docx\",", 1);
    std::fs::create_dir(desk.path("forms")).unwrap();
    desk.write("forms/own.ron", form.as_bytes());
    desk.write("forms/own.sample.ron", SAMPLE.as_bytes());
    desk.write("forms/空表.docx", &blank("checks"));
    let ran = desk.shell(
        "export TIANBIAO_FORMS=forms; $T new r.ron --sample --year 2023 --form forms/own.ron && $T export r.ron --into -o out.docx",
    );
    ran.ok().says("已导出");
    let form = self::form(BUILT_IN);
    let found = import(&form, &read_docx(&std::fs::read(desk.path("out.docx")).unwrap()).unwrap());
    assert_eq!(values(&form, &found.report), values(&form, &sample(&form, &[])));
}

/// Returns the ranges of all elements of a part.
fn elements(part: &str) -> Vec<Range<usize>> {
    let (mut open, mut found, mut at) = (Vec::new(), Vec::new(), 0);
    for piece in tags_and_texts(part) {
        let from = at;
        at += piece.len();
        if piece.starts_with("</") {
            found.extend(open.pop().map(|from| from..at));
        } else if piece.ends_with("/>") {
            found.push(from..at);
        } else if piece.starts_with('<') && !piece.starts_with("<?") {
            open.push(from);
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Documents in which elements are missing or repeated.
    #[test]
    fn spoilt_documents(spoilt in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 1..6), which in 0..BLANKS.len()) {
        let mut part = main_part(&BLANKS[which].1());
        for (index, repeat) in spoilt {
            let elements = elements(&part);
            // The element that contains all others may be gone.
            if elements.is_empty() {
                break;
            }
            let range = index.get(&elements).clone();
            let text = if repeat { part[range.clone()].repeat(2) } else { String::new() };
            part.replace_range(range, &text);
        }
        targets::fill_in(part.as_bytes());
    }
}
