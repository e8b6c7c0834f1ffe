//! Parts of a Word file other than the document: content types, relationships, title, styles, headers and
//! footers.

use std::fmt::Write;
use std::io;

use super::super::package::{XML, content_types, package, relations, safe};
use super::page::Layout;

/// XML namespace of the parts.
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// Common prefix of the content types.
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// Parts that are identical in every file: id, name, kind, text.
const FIXED: [[&str; 4]; 3] = [
    ["rId1", "styles.xml", "styles", include_str!("styles.xml")],
    ["rId2", "settings.xml", "settings", include_str!("settings.xml")],
    ["rId3", "fontTable.xml", "fontTable", include_str!("fonts.xml")],
];

/// Returns the complete package with the main part.
pub(super) fn parts(document: String, title: &str, layout: Layout) -> io::Result<Vec<u8>> {
    let mut related: Vec<(&str, &str, &str, String)> =
        FIXED.into_iter().map(|[id, name, kind, text]| (id, name, kind, text.to_owned())).collect();
    for margin in layout.parts() {
        let element = if margin.kind == "header" { "hdr" } else { "ftr" };
        let mut xml = format!("{XML}<w:{element} xmlns:w=\"{MAIN}\">");
        layout.paragraph(margin).write(false, &mut xml);
        let _ = write!(xml, "</w:{element}>");
        related.push((margin.id, margin.part, margin.kind, xml));
    }
    let core = format!(
        "{XML}<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>",
        safe(title)
    );
    let mut types = vec![
        ("word/document.xml".to_owned(), format!("{CONTENT}.document.main+xml")),
        (
            "docProps/core.xml".to_owned(),
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        ),
    ];
    types.extend(
        related.iter().map(|(_, name, kind, _)| (format!("word/{name}"), format!("{CONTENT}.{kind}+xml"))),
    );
    let top = [
        ("rId1".to_owned(), "officeDocument", "word/document.xml".to_owned()),
        ("rId2".to_owned(), "core-properties", "docProps/core.xml".to_owned()),
    ];
    let of_document = related.iter().map(|(id, name, kind, _)| ((*id).to_owned(), *kind, (*name).to_owned()));
    let mut parts = vec![
        content_types(&types),
        relations("_rels/.rels", top),
        ("docProps/core.xml".to_owned(), core),
        ("word/document.xml".to_owned(), document),
        relations("word/_rels/document.xml.rels", of_document),
    ];
    parts.extend(related.into_iter().map(|(_, name, _, text)| (format!("word/{name}"), text)));
    package(&parts)
}
