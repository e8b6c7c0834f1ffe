//! The empty forms of bureaus that other tests fill in.

use tianbiao::form::Form;
use tianbiao::import::{Imported, LostKind, Placed, RepairKind, import, read_document};
use tianbiao::message::Lang;
use tianbiao::report::naming::chain;

use crate::support::blank::{BLANKS, REFUSED, last_year, main_part, parts, tags_and_texts};
use crate::support::office;
use crate::support::scenario::{BUILT_IN, form};

fn imported(form: &Form, bytes: &[u8]) -> Imported {
    import(form, &read_document(bytes).unwrap())
}

/// The places of a document and their texts.
fn places(form: &Form, found: &Imported) -> Vec<String> {
    let line = |placed: &Placed| {
        let name = chain(form, &found.report, placed.cell, Lang::Zh);
        format!("{name}={}", placed.text.replace('\n', "/"))
    };
    found.placed.iter().map(line).collect()
}

/// A blank has no values for the reader: nothing but defaults, the names of rows and the instructions for the user.
#[test]
fn blanks_hold_no_values() {
    let form = form(BUILT_IN);
    let usual = ["局机关", "二级机构1", "二级机构2"].as_slice();
    let county = ["局机关", "园林管理所", "市政维护所", "路灯管理站", "环境卫生所"].as_slice();
    let note = "（指标按本部门实际填写，可以增减）";
    let other = [
        "岳阳县20   年度部门（单位）整体支出",
        "绩效评价自评报告",
        "填报单位名称",
        "电话号码",
        "年末实有人数",
        "基本支出小计",
        "固定资产情况（元）",
        "接待费",
    ];
    let cases: [(&str, &[&str], &str, &[&str]); 13] = [
        ("word", usual, "临湘市", &[note]),
        ("libreoffice", usual, "临湘市", &[note]),
        ("prompts", usual, "临湘市", &[note]),
        ("nothing", usual, "临湘市", &[note]),
        ("controls", usual, "临湘市", &[note]),
        ("control_boxes", usual, "临湘市", &[note, "评价等次：优□  良□  中□  差□"]),
        ("text_boxes", usual, "临湘市", &[note]),
        ("other_county", county, "岳阳县", &other),
        ("unnamed", &[], "临湘市", &[note]),
        ("separate", usual, "临湘市", &[note]),
        ("prefix", usual, "临湘市", &[note]),
        ("strict", usual, "临湘市", &[note]),
        ("checks", usual, "临湘市", &[note, "评价等次：优□ 良□ 中□ 差□"]),
    ];
    for (name, make) in BLANKS.iter().filter(|(name, _)| *name != "last_year") {
        let (_, units, issuer, unplaced) = cases.iter().find(|case| case.0 == *name).unwrap();
        let found = imported(&form, &make());
        assert!(found.is_report, "{name}");
        assert_eq!(found.unplaced, *unplaced, "{name}");
        let mut wanted = vec![
            "封面·评价方式=部门（单位）绩效自评".to_owned(),
            "封面·评价机构=部门（单位）评价组".to_owned(),
            format!("封面·制表机关={issuer}财政局"),
        ];
        wanted.extend((1..).zip(*units).map(|(n, unit)| format!("收入·{n}、{unit}·机构名称={unit}")));
        // Instructions and zeros that are printed stand where a value stands.
        let is_printed = |line: &String| line.contains("=（") || line.ends_with("=0.00");
        let places = places(&form, &found);
        let (printed, placed): (Vec<String>, Vec<String>) = places.into_iter().partition(is_printed);
        assert_eq!(placed, wanted, "{name}");
        let count = match *name {
            "prompts" => 16,
            "checks" => 4 * (6 + 7 + 5 + 4),
            _ => 0,
        };
        assert_eq!(printed.len(), count, "{name}: {printed:#?}");
    }
}

/// The report of last year is read completely.
#[test]
fn the_report_of_last_year_is_read() {
    let form = form(BUILT_IN);
    let found = imported(&form, &last_year());
    assert_eq!(
        found.unplaced,
        ["（指标按本部门实际填写，可以增减）", "临湘市河湖管理中心2022年度整体支出绩效自评"]
    );
    assert!(found.repairs.iter().all(|repair| repair.kind != RepairKind::TotalRecalculated));
    let summary = found.summary(&form);
    assert_eq!((summary.fields, summary.prose, summary.overrides), (17, 11, 0), "{summary:?}");
    let places = places(&form, &found);
    for line in [
        "封面·年度=2022",
        "封面·报告日期=2023年03月15日",
        "收入表·3、水文监测站·纳入专户管理的非税收入拨款=28.00",
        "支出表·1、局机关·当年结余=-5.60",
        "绩效表·时效指标·指标1·完成情况=4月26日",
        "人员表·4·姓  名=龙见山",
    ] {
        assert!(places.iter().any(|place| place == line), "{line}: {places:#?}");
    }
}

/// Files that cannot be filled in are read, or refused with a message.
#[test]
fn refused_files_are_what_they_are_named() {
    for (name, make) in REFUSED {
        let read = read_document(&make());
        match *name {
            "encrypted" | "damaged" => assert!(read.is_err(), "{name}"),
            "tracked" => {
                let lost = read.unwrap().lost;
                assert_eq!(lost.iter().map(|part| part.kind).collect::<Vec<_>>(), [LostKind::DeletedText]);
            }
            _ => assert!(read.unwrap().lost.is_empty(), "{name}"),
        }
    }
    let names =
        |make: fn() -> Vec<u8>| -> Vec<String> { parts(&make()).into_iter().map(|(name, _)| name).collect() };
    let of = |wanted: &str| REFUSED.iter().find(|(name, _)| *name == wanted).unwrap().1;
    assert!(names(of("signed")).iter().any(|name| name.starts_with("_xmlsignatures/")));
}

/// The cells of each row fill the columns of its table, and merged cells continue a cell above.
#[test]
fn tables_of_blanks_are_regular() {
    for (name, make) in BLANKS {
        let document = main_part(&make());
        assert_eq!(tags_and_texts(&document).concat(), document, "{name}");
        // The checker knows the usual names of elements, and cells that are not within controls.
        let is_known = !["prefix", "controls", "control_boxes"].contains(name);
        let found = office::tables(&office::parse(&document).unwrap());
        assert!(!is_known || found.is_empty(), "{name}: {found:#?}");
    }
}

/// The same blank is written the same each time, and the parts of a file are in order.
#[test]
fn blanks_are_written_alike() {
    for (name, make) in BLANKS.iter().chain(REFUSED) {
        assert_eq!(make(), make(), "{name}");
    }
    let names: Vec<String> = parts(&last_year()).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
            "word/_rels/document.xml.rels",
            "word/styles.xml",
            "word/settings.xml",
            "word/fontTable.xml",
            "word/footer1.xml",
            "docProps/core.xml",
            "word/header1.xml",
            "docProps/thumbnail.jpeg"
        ]
    );
}
