//! Writes a worksheet: caption, headers and rows of a table, with settings for screen and print.

use std::fmt::Write as _;

use super::formula::{Formulas, Place, exact_decimals, padded_decimals};
use super::layout::Layout;
use super::style::{Role, Style, Styles};
use super::xml::{MAIN, escaped};
use crate::export::block::Mark;
use crate::export::guard::guarded;
use crate::export::package::XML;
use crate::export::table::{Align, Cell, ColumnKind, Grid, Table};
use crate::sheet::Texts;

/// Number of rows above the table, for its caption.
const ABOVE: usize = 1;
/// Maximum number of UTF-16 code units in a cell.
const MAX_TEXT: usize = 32_767;

/// Settings of a sheet that do not depend on its table.
#[derive(Clone, Copy)]
pub(super) struct Setup {
    /// True for the sheet that is active when the workbook is opened.
    pub(super) is_first: bool,
    /// The mark on every printed page, if any.
    pub(super) mark: Option<Mark>,
}

/// Returns the number of frozen rows, which also repeat on every printed page: caption and headers.
pub(super) fn head_rows(table: &Table) -> usize {
    ABOVE + table.head.len()
}

/// Returns the worksheet of a table.
pub(super) fn worksheet(texts: &Texts<'_>, table: &Table, styles: &mut Styles, setup: Setup) -> String {
    let grid = table.grid();
    let layout = Layout::new(table, &grid);
    let last = Place {
        row: (ABOVE + grid.owners.len()).saturating_sub(1),
        column: table.columns.len().saturating_sub(1),
    };
    let area = Place { row: 0, column: 0 }.to(last);
    let mut xml = format!(
        "{XML}<worksheet xmlns=\"{MAIN}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension ref=\"{area}\"/>"
    );
    view(&mut xml, table, setup);
    xml.push_str("<sheetFormatPr defaultRowHeight=\"15\"/><cols>");
    for (at, width) in layout.widths.iter().enumerate() {
        let number = at + 1;
        let _ = write!(xml, "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>");
    }
    xml.push_str("</cols><sheetData>");
    let formulas = Formulas::new(texts, &grid, ABOVE);
    let mut writer = Writer { xml, texts, table, grid: &grid, layout: &layout, styles, formulas };
    writer.caption();
    for row in 0..grid.owners.len() {
        writer.row(row);
    }
    let mut xml = writer.xml;
    xml.push_str("</sheetData>");
    merges(&mut xml, table, &grid);
    paper(&mut xml, texts, &layout, setup);
    // Suppress warnings: digits stored as text and sums of partial ranges are intentional.
    let _ = writeln!(
        xml,
        "<ignoredErrors><ignoredError sqref=\"{area}\" numberStoredAsText=\"1\" formulaRange=\"1\"/></ignoredErrors>\
         </worksheet>"
    );
    xml
}

/// Writes the view with frozen headers and row names.
fn view(xml: &mut String, table: &Table, setup: Setup) {
    let selected = if setup.is_first { " tabSelected=\"1\"" } else { "" };
    let named = table.columns.iter().rposition(|column| column.kind == ColumnKind::RowName);
    let columns = named.map(|at| at + 1).filter(|count| *count < table.columns.len()).unwrap_or(0);
    let place = Place { row: head_rows(table), column: columns };
    let (rows, corner) = (place.row, place.name());
    let (split, pane) = match columns {
        0 => (String::new(), "bottomLeft"),
        _ => (format!("xSplit=\"{columns}\" "), "bottomRight"),
    };
    let _ = write!(
        xml,
        "<sheetViews><sheetView{selected} workbookViewId=\"0\">\
         <pane {split}ySplit=\"{rows}\" topLeftCell=\"{corner}\" activePane=\"{pane}\" state=\"frozen\"/>\
         <selection pane=\"{pane}\" activeCell=\"{corner}\" sqref=\"{corner}\"/></sheetView></sheetViews>"
    );
}

/// Writes the merged ranges: the caption over all columns, and every cell that spans several positions.
fn merges(xml: &mut String, table: &Table, grid: &Grid<'_>) {
    let (width, height) = (table.columns.len(), grid.owners.len());
    let mut areas = Vec::new();
    if width > 1 {
        areas.push(Place { row: 0, column: 0 }.to(Place { row: 0, column: width - 1 }));
    }
    for placed in &grid.cells {
        let rows = placed.cell.rows.min(height - placed.row);
        let columns = placed.cell.columns.min(width - placed.column);
        if rows * columns > 1 {
            let first = Place { row: placed.row + ABOVE, column: placed.column };
            let last = Place { row: first.row + rows - 1, column: first.column + columns - 1 };
            areas.push(first.to(last));
        }
    }
    if areas.is_empty() {
        return;
    }
    let _ = write!(xml, "<mergeCells count=\"{}\">", areas.len());
    for area in areas {
        let _ = write!(xml, "<mergeCell ref=\"{area}\"/>");
    }
    xml.push_str("</mergeCells>");
}

/// Writes the print setup: A4, scaled to the page width, with page numbers in the footer.
fn paper(xml: &mut String, texts: &Texts<'_>, layout: &Layout, setup: Setup) {
    let orientation = if layout.is_wide() { "landscape" } else { "portrait" };
    let _ = write!(
        xml,
        "<printOptions horizontalCentered=\"1\"/>\
         <pageMargins left=\"0.6\" right=\"0.6\" top=\"0.8\" bottom=\"0.7\" header=\"0.4\" footer=\"0.3\"/>\
         <pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"{orientation}\"/><headerFooter>"
    );
    if let Some(mark) = setup.mark {
        let _ = write!(xml, "<oddHeader>&amp;C{}</oddHeader>", escaped(&mark.words(texts.lang)));
    }
    xml.push_str("<oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>");
}

/// State of the rows during writing.
struct Writer<'a> {
    xml: String,
    texts: &'a Texts<'a>,
    table: &'a Table,
    grid: &'a Grid<'a>,
    layout: &'a Layout,
    styles: &'a mut Styles,
    formulas: Formulas<'a>,
}

impl Writer<'_> {
    fn caption(&mut self) {
        let style = Style::new(Role::Caption, Align::Center);
        let _ = write!(self.xml, "<row r=\"1\" ht=\"{}\" customHeight=\"1\">", self.layout.caption);
        self.text(Place { row: 0, column: 0 }, &self.table.caption, style);
        for column in 1..self.table.columns.len() {
            self.blank(Place { row: 0, column }, style);
        }
        self.xml.push_str("</row>");
    }

    fn row(&mut self, row: usize) {
        let (grid, number) = (self.grid, row + ABOVE + 1);
        let height = self.layout.heights.get(row).copied().unwrap_or_default();
        // Other rows have no fixed height, so that a spreadsheet adjusts it when a text is edited.
        let fixed = if row < self.table.head.len() { " customHeight=\"1\"" } else { "" };
        let _ = write!(self.xml, "<row r=\"{number}\" ht=\"{height}\"{fixed}>");
        let columns = 0..self.table.columns.len();
        let is_sum = columns
            .clone()
            .filter_map(|column| grid.at(row, column))
            .any(|placed| placed.cell.is_in_sum_row());
        for column in columns {
            let place = Place { row: row + ABOVE, column };
            let Some(placed) = grid.at(row, column) else {
                self.blank(place, Style::new(Role::Body, Align::Left));
                continue;
            };
            let role = match placed.cell {
                Cell { header: true, align: Align::Center, .. } => Role::Header,
                _ if is_sum => Role::Sum,
                _ => Role::Body,
            };
            let style = Style::new(role, placed.cell.align);
            if (placed.row, placed.column) == (row, column) {
                self.cell(place, placed.cell, style);
            } else {
                self.blank(place, style);
            }
        }
        self.xml.push_str("</row>");
    }

    /// Writes a cell as a formula, a number or a text.
    fn cell(&mut self, place: Place, cell: &Cell, style: Style) {
        let Some(source) = cell.source else { return self.text(place, &cell.text, style) };
        let kind = &self.texts.form.field(source.field).kind;
        if !kind.is_number() {
            return self.text(place, &cell.text, style);
        }
        let is_number = self.texts.sheet.cell(source).value.number().is_some();
        let decimals = exact_decimals(&cell.text).filter(|_| is_number);
        if decimals.is_none() && !cell.text.is_empty() {
            return self.text(place, &cell.text, style);
        }
        let formula = self.formulas.of(cell);
        // A result can change, so it is shown with the decimals of its column.
        let decimals = match padded_decimals(kind) {
            Some(padded) => Some(padded.max(decimals.unwrap_or(0))),
            None => decimals.filter(|_| formula.is_none()),
        };
        let name = place.name();
        let number = self.styles.number(Style { decimals, ..style });
        let _ = match formula {
            Some(formula) => {
                let kind = if cell.text.is_empty() { " t=\"str\"" } else { "" };
                let formula = escaped(&formula);
                write!(
                    self.xml,
                    "<c r=\"{name}\" s=\"{number}\"{kind}><f>{formula}</f><v>{}</v></c>",
                    cell.text
                )
            }
            None if cell.text.is_empty() => write!(self.xml, "<c r=\"{name}\" s=\"{number}\"/>"),
            None => write!(self.xml, "<c r=\"{name}\" s=\"{number}\"><v>{}</v></c>", cell.text),
        };
    }

    /// Writes a text cell that a spreadsheet does not interpret as a formula or a number.
    fn text(&mut self, place: Place, text: &str, style: Style) {
        if text.is_empty() {
            return self.blank(place, style);
        }
        let text = shortened(text);
        let is_quoted =
            guarded(text.clone()) != text || text.starts_with(|c: char| c.is_ascii_digit() || c == '\'');
        let number = self.styles.number(Style { is_quoted, ..style });
        let is_kept = text.trim() != text || text.contains('\n');
        let space = if is_kept { " xml:space=\"preserve\"" } else { "" };
        let (name, text) = (place.name(), escaped(&text));
        let _ = write!(
            self.xml,
            "<c r=\"{name}\" s=\"{number}\" t=\"inlineStr\"><is><t{space}>{text}</t></is></c>"
        );
    }

    fn blank(&mut self, place: Place, style: Style) {
        let (name, number) = (place.name(), self.styles.number(style));
        let _ = write!(self.xml, "<c r=\"{name}\" s=\"{number}\"/>");
    }
}

/// Cuts a text to the maximum length of a cell; a cut text ends with `…`.
fn shortened(text: &str) -> String {
    if text.len() <= MAX_TEXT || text.encode_utf16().count() <= MAX_TEXT {
        return text.to_owned();
    }
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units < MAX_TEXT
    });
    let mut short: String = kept.collect();
    short.push('…');
    short
}
