//! Reads OpenDocument spreadsheets.

use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};

use super::number::{Format, shown};
use super::package::{Package, unescape};
use super::sheet::{Position, Sheet};
use super::{Book, MAX_SHEETS};
use crate::import::DocxError;
use crate::import::docx::xml::{attribute, each_event, resolve};
use crate::import::limits::Read;

/// The part with the sheets.
pub(super) const CONTENT: &str = "content.xml";
/// Maximum number of times that a cell or row with a text is repeated.
const MAX_REPEATED: u32 = 1_000;

/// Reads the visible sheets. Returns [`DocxError::NotWord`] if the content is that of a text or of slides: their
/// tables are no sheets, and everything else would be lost.
pub(super) fn read(package: &mut Package<'_>, read: &mut Read) -> Result<Book, DocxError> {
    let mut reader = Reader {
        read,
        book: Book::default(),
        is_workbook: false,
        hidden: HashSet::new(),
        style: String::new(),
        sheet: None,
        position: (0, 0),
        row_repeated: 1,
        row: Vec::new(),
        cell: Cell::default(),
        skipped: 0,
    };
    if let Some(part) = package.part(CONTENT)? {
        each_event(part, |event| reader.event(event))?;
    }
    if reader.is_workbook { Ok(reader.book) } else { Err(DocxError::NotWord) }
}

#[derive(Default)]
struct Cell {
    /// True inside a cell.
    open: bool,
    kind: String,
    value: String,
    text: String,
    repeated: u32,
    /// Rows and columns that it spans.
    spans: (u32, u32),
}

/// State while the sheets are read.
struct Reader<'r> {
    read: &'r mut Read,
    book: Book,
    /// True after the start of the sheets.
    is_workbook: bool,
    /// Styles of hidden sheets.
    hidden: HashSet<String>,
    /// Name of the current style.
    style: String,
    sheet: Option<Sheet>,
    /// Position of the current cell.
    position: Position,
    row_repeated: u32,
    /// Texts of the current row, by column.
    row: Vec<(u32, String)>,
    cell: Cell,
    /// Depth of elements within a comment or a drawing.
    skipped: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>) -> Result<(), DocxError> {
        match event {
            Event::Start(element) => self.start(element),
            Event::End(element) => self.end(element.local_name().as_ref())?,
            Event::Text(text) if self.is_text() => self.cell.text.push_str(&text.xml10_content()),
            Event::GeneralRef(entity) if self.is_text() => self.cell.text.push_str(&resolve(entity)),
            _ => {}
        }
        Ok(())
    }

    fn is_text(&self) -> bool {
        self.cell.open && self.skipped == 0
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let count = |name| attribute(element, name).and_then(|count| count.parse::<u32>().ok()).unwrap_or(1);
        let name = element.local_name();
        let name: &str = name.as_ref();
        if self.skipped > 0 || (self.cell.open && matches!(name, "annotation" | "frame" | "custom-shape")) {
            self.skipped += 1;
            return;
        }
        match name {
            "spreadsheet" => self.is_workbook = true,
            "style" => self.style = attribute(element, "name").unwrap_or_default(),
            "table-properties" if attribute(element, "display").is_some_and(|shown| shown == "false") => {
                self.hidden.insert(self.style.clone());
            }
            "table" => {
                let style = attribute(element, "style-name").unwrap_or_default();
                let left_out = self.hidden.contains(&style) || self.book.sheets.len() == MAX_SHEETS;
                self.book.left_out += usize::from(left_out);
                let name = attribute(element, "name").unwrap_or_default();
                self.sheet = (!left_out).then(|| Sheet { name: unescape(&name), ..Sheet::default() });
                self.position = (0, 0);
            }
            "table-row" => {
                self.position.1 = 0;
                self.row_repeated = count("number-rows-repeated");
            }
            "table-cell" | "covered-table-cell" => {
                self.cell = Cell {
                    open: true,
                    kind: attribute(element, "value-type").unwrap_or_default(),
                    value: ["value", "date-value"]
                        .iter()
                        .find_map(|name| attribute(element, name))
                        .unwrap_or_default(),
                    text: String::new(),
                    repeated: count("number-columns-repeated"),
                    spans: (count("number-rows-spanned"), count("number-columns-spanned")),
                };
            }
            "p" if self.cell.open && !self.cell.text.is_empty() => self.cell.text.push('\n'),
            "line-break" if self.cell.open => self.cell.text.push('\n'),
            "s" | "tab" if self.cell.open => {
                let blanks = usize::try_from(count("c")).unwrap_or(1).min(80);
                self.cell.text.push_str(&" ".repeat(blanks));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), DocxError> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        match name {
            "table-cell" | "covered-table-cell" => self.end_cell()?,
            "table-row" => self.end_row()?,
            "table" => self.book.sheets.extend(self.sheet.take()),
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), DocxError> {
        let cell = std::mem::take(&mut self.cell);
        let text = match cell.kind.as_str() {
            "float" | "currency" => shown(&cell.value, Format::Plain, false),
            "percentage" => shown(&cell.value, Format::Percent, false),
            "date" => cell.value.strip_suffix("T00:00:00").unwrap_or(&cell.value).replace('T', " "),
            _ => cell.text,
        };
        let (row, column) = self.position;
        if cell.spans != (1, 1)
            && let Some(sheet) = &mut self.sheet
        {
            let last = (row.saturating_add(cell.spans.0 - 1), column.saturating_add(cell.spans.1 - 1));
            self.read.cell()?;
            sheet.merged.push(((row, column), last));
        }
        let times = if text.trim().is_empty() { 0 } else { cell.repeated };
        if times > MAX_REPEATED {
            return Err(DocxError::TooLarge);
        }
        self.row.extend((0..times).map(|at| (column.saturating_add(at), text.clone())));
        self.position.1 = column.saturating_add(cell.repeated);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), DocxError> {
        let row = std::mem::take(&mut self.row);
        if !row.is_empty() && self.row_repeated > MAX_REPEATED {
            return Err(DocxError::TooLarge);
        }
        if let Some(sheet) = &mut self.sheet {
            let times = if row.is_empty() { 0 } else { self.row_repeated };
            for at in 0..times {
                for (column, text) in &row {
                    sheet.add((self.position.0.saturating_add(at), *column), text, self.read)?;
                }
            }
        }
        self.position = (self.position.0.saturating_add(self.row_repeated), 0);
        Ok(())
    }
}
