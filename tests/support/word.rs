//! Word documents for tests, built from XML.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The texts for all numbers, joined.
pub fn each(numbers: std::ops::Range<usize>, text: impl Fn(usize) -> String) -> String {
    numbers.map(text).collect()
}

/// An archive of parts.
pub fn archive<T: AsRef<[u8]>>(parts: &[(&str, T)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
            .unwrap();
        zip.write_all(text.as_ref()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The main part with a body.
pub fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}<w:sectPr/></w:body></w:document>"
    )
}

/// A document with a body, in the style of office programs.
pub fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// Like [`docx`], with other parts, each as its type and its text.
pub fn docx_with(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut names, mut related) = (Vec::new(), String::new());
    for (at, (kind, _)) in others.iter().enumerate() {
        let name = format!("part{at}.xml");
        let _ = write!(related, "<Relationship Id=\"r{at}\" Type=\"{kinds}/{kind}\" Target=\"{name}\"/>");
        names.push(format!("word/{name}"));
    }
    let related = format!("<Relationships>{related}</Relationships>");
    let document = document(body);
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"/word/main.xml\"/></Relationships>";
    let styles = "<w:styles xmlns:w=\"x\"><w:style w:styleId=\"2\"><w:name w:val=\"heading 2\"/></w:style><w:style w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style></w:styles>";
    let mut parts = vec![
        ("_rels/.rels", relations),
        ("word/_rels/main.xml.rels", related.as_str()),
        ("word/styles.xml", styles),
        ("word/main.xml", document.as_str()),
    ];
    parts.extend(names.iter().zip(others).map(|(name, (_, text))| (name.as_str(), *text)));
    archive(&parts)
}
