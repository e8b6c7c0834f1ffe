//! Workbooks for Excel, WPS and LibreOffice (ECMA-376 SpreadsheetML): a sheet for every table that is asked.
//!
//! Sheets show what the other documents show, in the form's language, with numbers as numbers and sums as
//! formulas that carry the calculated value. This file makes the package; a sheet is made in `sheet`.

mod formula;
mod layout;
mod name;
mod sheet;
mod style;

use std::fmt::Write as _;
use std::io;

use self::formula::absolute_rows;
use self::name::{Names, without_unit};
use self::sheet::{Setup, head_rows, worksheet};
use self::style::Styles;
use super::package::{XML, package, safe};
use super::table::{Table, table};
use super::{Options, values::one_line};
use crate::form::Item;
use crate::message;
use crate::report::Texts;

/// The namespace of workbooks, sheets and styles.
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// What the types of relationships inside the package begin with.
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// The namespace of the parts that hold relationships.
const PACKAGE_RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// What the content types of the parts begin with.
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// A table and the name of its sheet.
struct Sheet {
    name: String,
    table: Table,
}

/// Returns the tables of a report as a workbook.
///
/// Fails where no table is asked: a workbook has at least one sheet.
pub(super) fn write(texts: &Texts<'_>, options: Options) -> io::Result<Vec<u8>> {
    let texts = Texts { lang: texts.form.language, ..*texts };
    let sheets = sheets(&texts);
    if sheets.is_empty() {
        return Err(io::Error::other(message::no_table_for_sheets(texts.lang)));
    }
    let mut styles = Styles::default();
    let mut worksheets = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let setup = Setup { is_first: at == 0, is_draft: options.draft };
        let part = format!("xl/worksheets/sheet{}.xml", at + 1);
        worksheets.push((part, worksheet(&texts, &sheet.table, &mut styles, setup)));
    }
    let part = |name: &str, text: String| (name.to_owned(), text);
    let mut parts = vec![
        part("[Content_Types].xml", content_types(sheets.len())),
        part("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml".to_owned())])),
        part("xl/workbook.xml", workbook(&sheets)),
        part("xl/_rels/workbook.xml.rels", workbook_relations(sheets.len())),
        part("xl/styles.xml", styles.xml(texts.lang)),
    ];
    parts.append(&mut worksheets);
    package(&parts)
}

/// Returns the tables that are asked, in the form's order.
fn sheets(texts: &Texts<'_>) -> Vec<Sheet> {
    let mut names = Names::default();
    let mut sheets = Vec::new();
    for section in &texts.form.sections {
        for item in &section.items {
            let Item::Table(id) = item else { continue };
            let Some(table) = table(texts, *id) else { continue };
            let caption = without_unit(texts, *id, &table.caption);
            let name = names.unique(&[caption, &one_line(&section.label)]);
            sheets.push(Sheet { name, table });
        }
    }
    sheets
}

/// Returns text for an element or attribute of the type `ST_Xstring`, in which `_x0041_` means `A`.
fn escaped(text: &str) -> String {
    let is_code = |rest: &str| {
        let code = rest.as_bytes().get(2..7);
        code.is_some_and(|code| code[4] == b'_' && code[..4].iter().all(u8::is_ascii_hexdigit))
    };
    let mut escaped = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices("_x").filter(|(at, _)| is_code(&text[*at..])) {
        escaped.push_str(&text[from..at]);
        escaped.push_str("_x005F");
        from = at;
    }
    escaped.push_str(&text[from..]);
    safe(&escaped).into_owned()
}

fn content_types(sheets: usize) -> String {
    let mut xml = format!(
        "{XML}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    let mut part = |name: &str, kind: &str| {
        let _ = write!(xml, "<Override PartName=\"/xl/{name}.xml\" ContentType=\"{CONTENT}.{kind}+xml\"/>");
    };
    part("workbook", "sheet.main");
    part("styles", "styles");
    for number in 1..=sheets {
        part(&format!("worksheets/sheet{number}"), "worksheet");
    }
    xml.push_str("</Types>\n");
    xml
}

/// Returns a part of relationships, each a type and a target, numbered from `rId1`.
fn relations(targets: &[(&str, String)]) -> String {
    let mut xml = format!("{XML}<Relationships xmlns=\"{PACKAGE_RELATIONS}\">");
    for (at, (kind, target)) in targets.iter().enumerate() {
        let id = at + 1;
        let _ = write!(xml, "<Relationship Id=\"rId{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>");
    }
    xml.push_str("</Relationships>\n");
    xml
}

fn workbook_relations(sheets: usize) -> String {
    let mut targets: Vec<(&str, String)> =
        (1..=sheets).map(|number| ("worksheet", format!("worksheets/sheet{number}.xml"))).collect();
    targets.push(("styles", "styles.xml".to_owned()));
    relations(&targets)
}

/// Returns the main part: the sheets, and their headers as rows that repeat on every printed page.
fn workbook(sheets: &[Sheet]) -> String {
    let mut xml = format!(
        "{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><bookViews><workbookView/></bookViews><sheets>"
    );
    for (at, sheet) in sheets.iter().enumerate() {
        let (name, id) = (escaped(&sheet.name), at + 1);
        let _ = write!(xml, "<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>");
    }
    xml.push_str("</sheets><definedNames>");
    for (at, sheet) in sheets.iter().enumerate() {
        let name = escaped(&sheet.name.replace('\'', "''"));
        let rows = absolute_rows(head_rows(&sheet.table));
        let _ = write!(
            xml,
            "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{at}\">'{name}'!{rows}</definedName>"
        );
    }
    xml.push_str("</definedNames></workbook>\n");
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (text, written) in [
            ("甲", "甲"),
            ("a<b&\"c\"", "a&lt;b&amp;&quot;c&quot;"),
            ("_x0041_", "_x005F_x0041_"),
            ("_x004_ _x00zz_ _x", "_x004_ _x00zz_ _x"),
            ("甲_x000D__x000a_", "甲_x005F_x000D__x005F_x000a_"),
            ("_x甲乙", "_x甲乙"),
            ("a\u{1}b\u{ffff}", "ab"),
        ] {
            assert_eq!(escaped(text), written, "{text:?}");
        }
    }
}
