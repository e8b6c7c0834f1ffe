//! Reads the numbering part of a .docx archive.

use std::io::BufRead;

use quick_xml::events::BytesStart;

use super::xml::{attribute, each_start};
use crate::import::numbering::{MAX_DEPTH, MAX_PATTERN, Numbering};

/// The element that is currently open.
enum Open {
    Kind(String),
    List(String),
}

/// Parses the part, up to the first damage.
pub(super) fn read_numbering(source: impl BufRead) -> Numbering {
    let mut numbering = Numbering::default();
    let (mut open, mut depth) = (None, 0);
    each_start(source, |start| element(&mut numbering, start, &mut open, &mut depth));
    numbering
}

fn element(numbering: &mut Numbering, element: &BytesStart<'_>, open: &mut Option<Open>, depth: &mut usize) {
    let local = element.local_name();
    let name: &str = local.as_ref();
    let value = || attribute(element, "val").unwrap_or_default();
    let number = || value().parse::<usize>().ok();
    match (name, &open) {
        ("abstractNum", _) => *open = attribute(element, "abstractNumId").map(Open::Kind),
        ("num", _) => *open = attribute(element, "numId").map(Open::List),
        ("lvl" | "lvlOverride", _) => {
            *depth = attribute(element, "ilvl").and_then(|depth| depth.parse().ok()).unwrap_or(MAX_DEPTH);
        }
        ("abstractNumId", Some(Open::List(id))) => {
            numbering.lists.entry(id.clone()).or_default().kind = value();
        }
        ("startOverride", Some(Open::List(id))) => {
            let list = numbering.lists.entry(id.clone()).or_default();
            if let Some(start) = list.starts.get_mut(*depth) {
                *start = number();
            }
        }
        ("numStyleLink", Some(Open::Kind(id))) => drop(numbering.to_style.insert(id.clone(), value())),
        ("styleLink", Some(Open::Kind(id))) => drop(numbering.of_style.insert(value(), id.clone())),
        (_, Some(Open::Kind(id))) => {
            let Some(level) = numbering.kinds.entry(id.clone()).or_default().get_mut(*depth) else { return };
            match name {
                "start" => level.start = number().unwrap_or(1),
                "numFmt" => level.format = value(),
                "lvlText" => level.pattern = value().chars().take(MAX_PATTERN).collect(),
                "suff" => level.tight = value() == "nothing",
                "isLgl" => level.digits = true,
                "pStyle" => level.style = value(),
                _ => {}
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::look::Look;

    fn numbering() -> Numbering {
        let level = |at: usize, format: &str, pattern: &str, more: &str| {
            format!(
                "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{pattern}\"/></w:lvl>"
            )
        };
        let chapters = [
            level(0, "chineseCounting", "%1、", "<w:pStyle w:val=\"1\"/>"),
            level(1, "chineseCountingThousand", "（%2）", "<w:pStyle w:val=\"2\"/>"),
            level(2, "decimal", "%1.%3", "<w:isLgl/>"),
            level(3, "bullet", "·", ""),
        ];
        let xml = format!(
            "<w:numbering><w:abstractNum w:abstractNumId=\"0\">{}</w:abstractNum>\
             <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"0\"/></w:num>\
             <w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>\
             <w:num w:numId=\"4\"><w:abstractNumId w:val=\"9\"/></w:num><w:num w:numId=\"6\"><w:abstractNumId w:val=\"6\"/></w:num>\
             <w:abstractNum w:abstractNumId=\"6\"><w:numStyleLink w:val=\"章节\"/></w:abstractNum>\
             <w:abstractNum w:abstractNumId=\"7\"><w:styleLink w:val=\"章节\"/>{}</w:abstractNum></w:numbering>",
            chapters.concat(),
            level(0, "upperRoman", "%1.", "")
        );
        read_numbering(xml.as_bytes())
    }

    #[test]
    fn lists_count() {
        let mut numbering = numbering();
        for (list, depth, text) in [
            ("1", 0, Some("一、")),
            ("1", 1, Some("（一）")),
            ("1", 1, Some("（二）")),
            // Another list of the same definition continues the numbers, unless it has a start override.
            ("2", 0, Some("二、")),
            ("2", 1, Some("（一）")),
            ("2", 2, Some("2.1 ")),
            ("2", 3, Some("")),
            ("3", 0, Some("一、")),
            ("3", 0, Some("二、")),
            ("3", 20, Some("")),
            // The definition or the list is missing.
            ("4", 0, None),
            ("5", 0, None),
            ("0", 0, Some("")),
            ("6", 0, Some("I.")),
        ] {
            let look = Look { list: Some(list.to_owned()), depth: Some(depth), ..Look::default() };
            assert_eq!(numbering.number(&look, "", false).as_deref(), text, "{list} {depth}");
        }
        // The level of a style; a paragraph without text is counted.
        let look = Look { list: Some("1".to_owned()), ..Look::default() };
        for (style, is_blank, text) in [("9", false, "三、"), ("2", true, ""), ("2", false, "（二）")] {
            assert_eq!(numbering.number(&look, style, is_blank).as_deref(), Some(text));
        }
    }
}
