//! Writes workbooks for Excel, WPS and LibreOffice (ECMA-376 SpreadsheetML): one sheet per relevant table.
//!
//! Sheets have the same content as the other documents, in the form's language, with numeric cells and with
//! sums as formulas that include the calculated value. This file writes the package; `sheet` writes a sheet.

mod formula;
mod layout;
mod name;
mod sheet;
mod style;
mod xml;

use std::fmt::Write as _;
use std::io;

use self::name::{Names, without_unit};
use self::sheet::{Setup, head_rows, worksheet};
use self::style::Styles;
use self::xml::{MAIN, escaped};
use super::package::{RELATIONS, XML, content_types, package, relations};
use super::table::{Table, table};
use super::{Options, values::one_line};
use crate::check::Checked;
use crate::form::Item;
use crate::message;
use crate::sheet::Texts;

/// Common prefix of the content types.
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// A table and the name of its sheet.
struct Sheet {
    name: String,
    table: Table,
}

/// Returns the tables of a report as a workbook.
///
/// Fails if no table is relevant, because a workbook needs at least one sheet.
pub(super) fn write(checked: &Checked<'_>, options: Options) -> io::Result<Vec<u8>> {
    let texts = Texts { lang: checked.texts.form.language, ..checked.texts };
    let sheets = sheets(&texts);
    if sheets.is_empty() {
        return Err(io::Error::other(message::no_table_for_sheets(texts.lang)));
    }
    let mut styles = Styles::default();
    let mut worksheets = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        let setup = Setup { is_first: at == 0, mark: options.mark(texts.report) };
        let part = format!("xl/worksheets/sheet{}.xml", at + 1);
        worksheets.push((part, worksheet(&texts, &sheet.table, &mut styles, setup)));
    }
    let typed = |part: &str, kind: &str| (part.to_owned(), format!("{CONTENT}.{kind}+xml"));
    let mut types = vec![typed("xl/workbook.xml", "sheet.main"), typed("xl/styles.xml", "styles")];
    types.extend(worksheets.iter().map(|(part, _)| typed(part, "worksheet")));
    let of_workbook = (1..=sheets.len())
        .map(|number| (format!("rId{number}"), "worksheet", format!("worksheets/sheet{number}.xml")));
    let styles_id = format!("rId{}", sheets.len() + 1);
    let of_workbook = of_workbook.chain([(styles_id, "styles", "styles.xml".to_owned())]);
    let mut parts = vec![
        content_types(&types),
        relations("_rels/.rels", [("rId1".to_owned(), "officeDocument", "xl/workbook.xml".to_owned())]),
        ("xl/workbook.xml".to_owned(), workbook(&sheets)),
        relations("xl/_rels/workbook.xml.rels", of_workbook),
        ("xl/styles.xml".to_owned(), styles.xml(texts.lang)),
    ];
    parts.append(&mut worksheets);
    package(&parts)
}

/// Returns the relevant tables, in the form's order.
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

/// Returns the main part: the sheets, and their header rows as print titles.
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
        let rows = head_rows(&sheet.table);
        let _ = write!(
            xml,
            "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"{at}\">'{name}'!$1:${rows}</definedName>"
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
