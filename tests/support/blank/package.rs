//! The parts of a document beside its text.

use super::paper::Paper;
use super::write::{Manner, Program, document, escaped, joined, strict};
use crate::support::word::archive;

const TOP: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n";
const MAIN: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const KINDS: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// A picture of the first page, which is no text.
const THUMBNAIL: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, 0x4A, 0x46, 0x49, 0x46, 0x00, 0xFF, 0xD9];

/// Returns a file with a document and further parts.
pub fn package(paper: &Paper, manner: &Manner, others: &[(&str, &[u8])]) -> Vec<u8> {
    let kind = |text: String| if manner.is_strict { strict(&text) } else { text };
    let texts = [
        ("[Content_Types].xml", content_types(paper)),
        ("_rels/.rels", kind(package_relations())),
        ("word/document.xml", document(paper, manner)),
        ("word/_rels/document.xml.rels", kind(document_relations(paper))),
        ("word/styles.xml", kind(styles(manner))),
        ("word/settings.xml", kind(settings(manner))),
        ("word/fontTable.xml", kind(fonts())),
        ("word/footer1.xml", kind(footer())),
        ("docProps/core.xml", core()),
    ];
    let mut parts: Vec<(&str, Vec<u8>)> =
        texts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    if !paper.header.is_empty() {
        parts.push(("word/header1.xml", kind(header(paper.header)).into_bytes()));
    }
    parts.push(("docProps/thumbnail.jpeg", THUMBNAIL.to_vec()));
    parts.extend(others.iter().map(|(name, bytes)| (*name, bytes.to_vec())));
    archive(&parts)
}

fn content_types(paper: &Paper) -> String {
    let mut parts = vec![
        ("word/document", "document.main"),
        ("word/styles", "styles"),
        ("word/settings", "settings"),
        ("word/fontTable", "fontTable"),
        ("word/footer1", "footer"),
    ];
    if !paper.header.is_empty() {
        parts.push(("word/header1", "header"));
    }
    let parts = joined(&parts, |(name, kind)| {
        format!("<Override PartName=\"/{name}.xml\" ContentType=\"{KINDS}.{kind}+xml\"/>")
    });
    format!(
        "{TOP}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/><Default Extension=\"sigs\" ContentType=\"application/vnd.openxmlformats-package.digital-signature-origin\"/>{parts}\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>"
    )
}

fn relations(relations: &[(&str, &str, &str)]) -> String {
    let each = joined(relations, |(id, kind, target)| {
        format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>")
    });
    format!(
        "{TOP}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{each}</Relationships>"
    )
}

fn package_relations() -> String {
    let metadata = "http://schemas.openxmlformats.org/package/2006/relationships/metadata";
    relations(&[
        ("rId3", &format!("{metadata}/thumbnail"), "docProps/thumbnail.jpeg"),
        ("rId2", &format!("{metadata}/core-properties"), "docProps/core.xml"),
        ("rId1", &format!("{RELATIONS}/officeDocument"), "word/document.xml"),
    ])
}

fn document_relations(paper: &Paper) -> String {
    let kind = |name: &str| format!("{RELATIONS}/{name}");
    let (styles, settings, fonts) = (kind("styles"), kind("settings"), kind("fontTable"));
    let (footer, header) = (kind("footer"), kind("header"));
    let mut all = vec![
        ("rId1", styles.as_str(), "styles.xml"),
        ("rId2", &settings, "settings.xml"),
        ("rId3", &fonts, "fontTable.xml"),
        ("rId8", &footer, "footer1.xml"),
    ];
    if !paper.header.is_empty() {
        all.push(("rId9", &header, "header1.xml"));
    }
    relations(&all)
}

fn styles(manner: &Manner) -> String {
    let (normal, own) = match manner.program {
        Program::Word => ("a", String::new()),
        Program::LibreOffice => ("Normal", (1..=10).map(numbered_style).collect()),
    };
    format!(
        "{TOP}<w:styles {MAIN}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:eastAsia=\"宋体\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"{normal}\"><w:name w:val=\"Normal\"/><w:qFormat/><w:pPr><w:widowControl w:val=\"0\"/><w:jc w:val=\"both\"/></w:pPr><w:rPr><w:kern w:val=\"2\"/><w:sz w:val=\"21\"/><w:szCs w:val=\"24\"/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"a0\"><w:name w:val=\"Default Paragraph Font\"/></w:style>\
         <w:style w:type=\"character\" w:styleId=\"{}\"><w:name w:val=\"Placeholder Text\"/><w:basedOn w:val=\"a0\"/><w:rPr><w:color w:val=\"808080\"/></w:rPr></w:style>{own}</w:styles>",
        manner.prompt_style
    )
}

/// A style of a paragraph as programs name the looks of their documents.
fn numbered_style(number: usize) -> String {
    format!(
        "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"P{number}\"><w:name w:val=\"P{number}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/></w:style>"
    )
}

fn settings(manner: &Manner) -> String {
    let protection = if manner.is_protected {
        "<w:documentProtection w:edit=\"readOnly\" w:enforcement=\"1\" w:cryptProviderType=\"rsaAES\" w:cryptAlgorithmClass=\"hash\" w:cryptAlgorithmType=\"typeAny\" w:cryptAlgorithmSid=\"14\" w:cryptSpinCount=\"100000\" w:hash=\"AAAA\" w:salt=\"AAAA\"/>"
    } else {
        ""
    };
    format!(
        "{TOP}<w:settings {MAIN}><w:zoom w:percent=\"100\"/>{protection}<w:defaultTabStop w:val=\"420\"/><w:compat><w:spaceForUL/><w:ulTrailSpace/><w:useFELayout/><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"
    )
}

fn fonts() -> String {
    let names =
        [("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体"), ("方正小标宋简体", "宋体"), ("黑体", "SimHei")];
    let each = joined(&names, |(name, other)| {
        format!("<w:font w:name=\"{name}\"><w:altName w:val=\"{other}\"/><w:charset w:val=\"86\"/></w:font>")
    });
    format!("{TOP}<w:fonts {MAIN}>{each}</w:fonts>")
}

fn footer() -> String {
    format!(
        "{TOP}<w:ftr {MAIN}><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:t xml:space=\"preserve\">— </w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>"
    )
}

fn header(text: &str) -> String {
    format!(
        "{TOP}<w:hdr {MAIN}><w:p><w:pPr><w:jc w:val=\"right\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"18\"/></w:rPr><w:t>{}</w:t></w:r></w:p></w:hdr>",
        escaped(text)
    )
}

fn core() -> String {
    format!(
        "{TOP}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>自评报告</dc:title><dc:creator>bureau</dc:creator></cp:coreProperties>"
    )
}
