//! The blanks of the tests.

use std::io::{Cursor, Write};

use super::form::{Grade, Layout, Options, PRINTED, Under};
use super::package::package;
use super::paper::{Look, Par, Piece, par, pieces_in};
use super::values::{EMPTY, LAST_YEAR, Values};
use super::write::{Manner, Program, WORD};

/// A blank by its name.
pub type Blank = (&'static str, fn() -> Vec<u8>);

/// Blanks that can be filled in.
pub const BLANKS: &[Blank] = &[
    ("word", word),
    ("libreoffice", libreoffice),
    ("prompts", prompts),
    ("nothing", nothing),
    ("controls", controls),
    ("control_boxes", control_boxes),
    ("text_boxes", text_boxes),
    ("other_county", other_county),
    ("unnamed", unnamed),
    ("separate", separate),
    ("prefix", prefix),
    ("strict", strict),
    ("last_year", last_year),
    ("checks", checks),
];

/// Files that cannot be filled in.
pub const REFUSED: &[Blank] = &[
    ("tracked", tracked),
    ("signed", signed),
    ("protected", protected),
    ("encrypted", encrypted),
    ("damaged", damaged),
];

/// Labels of the form in the words of another county.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("临湘市20", "岳阳县20"),
    ("临湘市财政局（制）", "岳阳县财政局（制）"),
    ("部门(单位)名称", "填报单位名称"),
    ("联络电话", "电话号码"),
    ("实有人数", "年末实有人数"),
    ("局机关及二级机构汇总", "合  计"),
    ("基本支出", "基本支出小计"),
    ("公务接待费", "接待费"),
    ("固定资产（万元）", "固定资产情况（元）"),
];

fn written(options: &Options, manner: &Manner) -> Vec<u8> {
    package(&options.paper(), manner, &[])
}

/// The form as Word writes it.
fn word() -> Vec<u8> {
    written(&PRINTED, &WORD)
}

/// The form as LibreOffice writes it, with a table for each part.
fn libreoffice() -> Vec<u8> {
    let manner = Manner { program: Program::LibreOffice, ..WORD };
    written(&Options { layout: Layout::Parts, ..PRINTED }, &manner)
}

/// Instructions in red under the headings of the prose, and in grey in cells.
fn prompts() -> Vec<u8> {
    written(&Options { under: Under::Hint, ..PRINTED }, &WORD)
}

/// Nothing under the headings of the prose, and nothing in empty cells.
fn nothing() -> Vec<u8> {
    written(&Options { under: Under::Nothing, ..PRINTED }, &Manner { is_bare: true, ..WORD })
}

/// Content controls around paragraphs, runs and cells, and a list of choices.
fn controls() -> Vec<u8> {
    written(&Options { has_controls: true, grade: Grade::List, ..PRINTED }, &WORD)
}

/// Content controls that are check boxes. The style of prompts has the name that a Chinese Word gives it.
fn control_boxes() -> Vec<u8> {
    let manner = Manner { prompt_style: "a3", ..WORD };
    written(&Options { has_controls: true, grade: Grade::Ticks, ..PRINTED }, &manner)
}

/// Lines of the cover and below the table in text boxes.
fn text_boxes() -> Vec<u8> {
    written(&Options { has_boxes: true, ..PRINTED }, &WORD)
}

/// The form of another county: other words, another order of tables, one table in another unit, five institutions,
/// and no column for the kind of indicators.
fn other_county() -> Vec<u8> {
    let units = &["局机关", "园林管理所", "市政维护所", "路灯管理站", "环境卫生所"];
    written(
        &Options {
            values: Values { units, ..EMPTY },
            words: OTHER_WORDS,
            order: [1, 0, 3, 2],
            has_kinds: false,
            ..PRINTED
        },
        &WORD,
    )
}

/// The form with numbers of institutions, but without their names.
fn unnamed() -> Vec<u8> {
    written(&Options { values: Values { units: &["", "", ""], ..EMPTY }, ..PRINTED }, &WORD)
}

/// A table with a caption above for each table of the form, narrow columns, fixed heights, and a column for targets.
fn separate() -> Vec<u8> {
    written(&Options { layout: Layout::Captions, ..PRINTED }, &WORD)
}

/// Elements with another prefix than usual.
fn prefix() -> Vec<u8> {
    written(&PRINTED, &Manner { prefix: "ns0", ..WORD })
}

/// The strict variant of the format.
fn strict() -> Vec<u8> {
    written(&PRINTED, &Manner { is_strict: true, ..WORD })
}

/// The form with the report of last year.
pub fn last_year() -> Vec<u8> {
    let header = "临湘市河湖管理中心2022年度整体支出绩效自评";
    written(&Options { values: LAST_YEAR, header, ..PRINTED }, &WORD)
}

/// Check boxes as characters, room for the date, and amounts of zero.
fn checks() -> Vec<u8> {
    written(&Options { grade: Grade::Boxes, nothing: "0.00", date: "      年    月    日", ..PRINTED }, &WORD)
}

/// A document with tracked changes.
fn tracked() -> Vec<u8> {
    let remarks = || -> Vec<Par> {
        let text = |text: &str| Piece::Text(text.to_owned());
        let pieces = vec![text("本表一式"), Piece::Deleted("两"), Piece::Inserted("三"), text("份。")];
        vec![par(Look::Line, "填表说明"), pieces_in(Look::Line, pieces)]
    };
    written(&Options { remarks, ..PRINTED }, &WORD)
}

/// A document with a digital signature.
fn signed() -> Vec<u8> {
    let signature = b"<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><SignedInfo/><SignatureValue>AAAA</SignatureValue></Signature>";
    package(
        &PRINTED.paper(),
        &WORD,
        &[("_xmlsignatures/origin.sigs", b""), ("_xmlsignatures/sig1.xml", signature)],
    )
}

/// A document that only its owner may change.
fn protected() -> Vec<u8> {
    written(&PRINTED, &Manner { is_protected: true, ..WORD })
}

/// A document with a password.
fn encrypted() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, content) in [("/EncryptionInfo", &[4, 0, 4, 0][..]), ("/EncryptedPackage", &[0x5A; 4096])] {
        file.create_stream(name).unwrap().write_all(content).unwrap();
    }
    file.into_inner().into_inner()
}

/// A document of which the second half is missing.
fn damaged() -> Vec<u8> {
    let mut bytes = word();
    bytes.truncate(bytes.len() / 2);
    bytes
}
