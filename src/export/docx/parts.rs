//! The parts of a Word file around the document: types, relations, title, styles, what is in the margins.

use std::fmt::Write;
use std::io;

use super::super::package::{XML, package, safe};
use super::page::Margins;
use crate::message::{self, Lang};

/// The namespaces of the main part.
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Returns the package around the main part.
pub(super) fn parts(document: &str, title: &str, margins: Margins, lang: Lang) -> io::Result<Vec<u8>> {
    let mut types = String::new();
    let mut relations = String::new();
    let mut part = |id: &str, name: &str, kind: &str, content: &str| {
        let _ = write!(types, "<Override PartName=\"/word/{name}\" ContentType=\"{WORD}.{content}+xml\"/>");
        if !id.is_empty() {
            let _ = write!(
                relations,
                "<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{name}\"/>"
            );
        }
    };
    part("", "document.xml", "officeDocument", "document.main");
    part("rId1", "styles.xml", "styles", "styles");
    part("rId2", "settings.xml", "settings", "settings");
    part("rId3", "fontTable.xml", "fontTable", "fontTable");
    let mut side: Vec<(String, String)> = Vec::new();
    for margin in margins.parts() {
        part(margin.id, margin.part, margin.kind, margin.kind);
        let element = if margin.kind == "header" { "hdr" } else { "ftr" };
        let mut xml = format!("{XML}<w:{element} xmlns:w=\"{MAIN}\">");
        margins.paragraph(margin, &message::draft_mark(lang)).write(false, &mut xml);
        let _ = write!(xml, "</w:{element}>");
        side.push((format!("word/{}", margin.part), xml));
    }
    let types = format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{types}\
         <Override PartName=\"/docProps/core.xml\" \
         ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
    );
    let list = |relations: &str| {
        format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>")
    };
    let top = format!(
        "<Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" \
         Target=\"docProps/core.xml\"/>"
    );
    let core = format!(
        "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>",
        safe(title)
    );
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), types),
        ("_rels/.rels".to_owned(), list(&top)),
        ("docProps/core.xml".to_owned(), core),
        ("word/document.xml".to_owned(), document.to_owned()),
        ("word/_rels/document.xml.rels".to_owned(), list(&relations)),
        ("word/styles.xml".to_owned(), include_str!("styles.xml").to_owned()),
        ("word/settings.xml".to_owned(), include_str!("settings.xml").to_owned()),
        ("word/fontTable.xml".to_owned(), include_str!("fonts.xml").to_owned()),
    ];
    parts.append(&mut side);
    package(&parts)
}
