//! Reads .xlsx: the workbook, its styles, shared strings and sheets.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::number::{Format, shown};
use super::package::{Package, Part, unescape};
use super::sheet::{Position, Sheet};
use super::{Book, MAX_SHEETS};
use crate::import::DocxError;
use crate::import::docx::xml::{attribute, each_event, each_start, is_on, resolve};
use crate::import::limits::Read;

/// The main part.
pub(super) const WORKBOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
const STYLES: &str = "xl/styles.xml";
const STRINGS: &str = "xl/sharedStrings.xml";
/// Maximum number of shared strings and of merged cells of a sheet.
const MAX_STRINGS: usize = 500_000;
const MAX_MERGED: usize = 100_000;

/// Strings and formats that the cells of all sheets refer to.
struct Shared {
    strings: Vec<String>,
    /// Formats by the number of the style.
    formats: Vec<Format>,
    from_1904: bool,
}

/// Reads the visible sheets.
pub(super) fn read(package: &mut Package<'_>, read: &mut Read) -> Result<Book, DocxError> {
    let mut sheets: Vec<(String, String)> = Vec::new();
    let mut book = Book::default();
    let mut from_1904 = false;
    if let Some(part) = package.part(WORKBOOK)? {
        each_start(part, |element| match element.local_name().as_ref() {
            "workbookPr" => from_1904 = attribute(element, "date1904").is_some_and(|on| is_on(Some(&on))),
            "sheet" => {
                let hidden = attribute(element, "state").is_some_and(|state| state != "visible");
                let name = attribute(element, "name").unwrap_or_default();
                if hidden || sheets.len() == MAX_SHEETS {
                    book.left_out += 1;
                } else {
                    sheets.push((unescape(&name), attribute(element, "id").unwrap_or_default()));
                }
            }
            _ => {}
        });
    }
    let mut targets = HashMap::new();
    if let Some(part) = package.part(RELATIONS)? {
        each_start(part, |element| {
            if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
                targets.insert(id, target);
            }
        });
    }
    let formats = package.part(STYLES)?.map(formats).unwrap_or_default();
    let strings = package.part(STRINGS)?.map(strings).transpose()?.unwrap_or_default();
    let shared = Shared { strings, formats, from_1904 };
    for (name, id) in sheets {
        let target = targets.get(&id).map_or("", String::as_str);
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        match package.part(&path)? {
            Some(part) if !path.contains("/chartsheets/") => {
                let mut reader = Reader::new(&shared, read);
                each_event(part, |event| reader.event(event))?;
                book.sheets.push(Sheet { name, ..reader.sheet });
            }
            _ => book.left_out += 1,
        }
    }
    Ok(book)
}

/// Reads the formats of the styles.
fn formats(part: Part) -> Vec<Format> {
    let mut codes: HashMap<u32, Format> = HashMap::new();
    let mut formats = Vec::new();
    let mut in_cells = false;
    // Damage loses only the formats after it.
    let _ = each_event(part, |event| {
        match event {
            Event::Start(element) => {
                let number = |name| attribute(element, name).and_then(|number| number.parse::<u32>().ok());
                match element.local_name().as_ref() {
                    "numFmt" => {
                        let code = unescape(&attribute(element, "formatCode").unwrap_or_default());
                        codes.extend(number("numFmtId").map(|id| (id, Format::of_code(&code))));
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id = number("numFmtId").unwrap_or(0);
                        let format = codes.get(&id).copied().or_else(|| Format::of_number(id));
                        formats.push(format.unwrap_or_default());
                    }
                    _ => {}
                }
            }
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => in_cells = false,
            _ => {}
        }
        Ok(())
    });
    formats
}

/// Reads the shared strings.
fn strings(part: Part) -> Result<Vec<String>, DocxError> {
    let mut strings = Vec::new();
    let mut text = Text::default();
    each_event(part, |event| {
        text.event(event);
        if let Event::End(element) = event
            && element.local_name().as_ref() == "si"
        {
            strings.push(std::mem::take(&mut text.content));
        }
        if strings.len() > MAX_STRINGS { Err(DocxError::TooLarge) } else { Ok(()) }
    })?;
    Ok(strings)
}

/// The text of `t` elements, without phonetic guides.
#[derive(Default)]
struct Text {
    content: String,
    inside: bool,
    phonetic: bool,
}

impl Text {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => self.inside = true,
                "rPh" => self.phonetic = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "t" => self.inside = false,
                "rPh" => self.phonetic = false,
                _ => {}
            },
            _ if self.inside && !self.phonetic => add(&mut self.content, event),
            _ => {}
        }
    }
}

/// Adds the text of an event. Spreadsheets escape a carriage return as `_x000D_`.
fn add(content: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(text) => content.push_str(&text.xml10_content().replace("_x000D_", "")),
        Event::CData(text) => content.push_str(&text.xml10_content()),
        Event::GeneralRef(entity) => content.push_str(&resolve(entity)),
        _ => {}
    }
}

/// State while a sheet is read.
struct Reader<'s> {
    shared: &'s Shared,
    read: &'s mut Read,
    sheet: Sheet,
    /// Position of the current cell, or of the next one if it has none.
    position: Position,
    kind: String,
    format: Format,
    value: String,
    in_value: bool,
    text: Text,
}

impl<'s> Reader<'s> {
    fn new(shared: &'s Shared, read: &'s mut Read) -> Reader<'s> {
        Reader {
            shared,
            read,
            sheet: Sheet::default(),
            position: (0, 0),
            kind: String::new(),
            format: Format::Plain,
            value: String::new(),
            in_value: false,
            text: Text::default(),
        }
    }

    fn event(&mut self, event: &Event<'_>) -> Result<(), DocxError> {
        match event {
            Event::Start(element) => self.start(element)?,
            Event::End(element) => match element.local_name().as_ref() {
                "v" => self.in_value = false,
                "c" => self.cell()?,
                "row" => self.position = (self.position.0.saturating_add(1), 0),
                _ => {}
            },
            _ if self.in_value => add(&mut self.value, event),
            _ => {}
        }
        self.text.event(event);
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), DocxError> {
        match element.local_name().as_ref() {
            "row" => {
                let row = attribute(element, "r").and_then(|row| row.parse::<u32>().ok()?.checked_sub(1));
                self.position = (row.unwrap_or(self.position.0), 0);
            }
            "c" => {
                let at = attribute(element, "r").and_then(|name| position(&name));
                self.position = at.unwrap_or(self.position);
                self.kind = attribute(element, "t").unwrap_or_default();
                let style =
                    attribute(element, "s").and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
                self.format = self.shared.formats.get(style).copied().unwrap_or_default();
                self.value.clear();
                self.text.content.clear();
            }
            "v" => self.in_value = true,
            "mergeCell" => {
                let area = attribute(element, "ref").unwrap_or_default();
                let area = area.split_once(':').and_then(|(a, b)| Some((position(a)?, position(b)?)));
                self.sheet.merged.extend(area);
                if self.sheet.merged.len() > MAX_MERGED {
                    return Err(DocxError::TooLarge);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Ends a cell.
    fn cell(&mut self) -> Result<(), DocxError> {
        let text = match self.kind.as_str() {
            "s" => {
                let index = self.value.trim().parse::<usize>().ok();
                index.and_then(|index| self.shared.strings.get(index)).cloned().unwrap_or_default()
            }
            "inlineStr" => std::mem::take(&mut self.text.content),
            "b" => if self.value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "str" | "e" | "d" => std::mem::take(&mut self.value),
            _ => shown(&self.value, self.format, self.shared.from_1904),
        };
        self.sheet.add(self.position, &text, self.read)?;
        self.position.1 = self.position.1.saturating_add(1);
        Ok(())
    }
}

/// Parses the name of a cell: `B3` is row 2, column 1.
fn position(name: &str) -> Option<Position> {
    let name = name.replace('$', "");
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let mut column = 0_u32;
    for c in letters.bytes() {
        if !c.is_ascii_alphabetic() || column > 100_000 {
            return None;
        }
        column = column * 26 + u32::from(c.to_ascii_uppercase() - b'A') + 1;
    }
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        for (name, at) in [
            ("A1", Some((0, 0))),
            ("$AB$12", Some((11, 27))),
            ("A0", None),
            ("1", None),
            ("A", None),
            ("ZZZZZZZZ1", None),
        ] {
            assert_eq!(position(name), at, "{name}");
        }
    }
}
