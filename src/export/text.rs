//! Writes plain text, 80 cells wide: tables drawn with `|`, `-` and `+`, merged cells as on paper.

use super::measure::{widest_word, width, wrap, wrap_evenly};
use super::table::boxes;
use super::{Align, Block, Cell, ColumnKind, Grid, Options, Pair, Table, document};
use crate::check::Checked;
use crate::message::{self, Lang};

/// Width of the page.
const PAGE: usize = 80;
/// Maximum width of a table whose content does not fit the page.
const WIDEST: usize = 100;
/// Indent of a paragraph.
const INDENT: &str = "　　";
/// Minimum width of a header, if it is that long.
const HEADER: usize = 6;
/// Minimum width of a text.
const TEXT: usize = 8;
/// Minimum width of a row name.
const NAME: usize = 12;
/// Maximum width that a header requests.
const WIDE_HEADER: usize = 16;
/// Number of free lines in a signature box.
const SIGNING_LINES: usize = 2;

/// Writes a document as text.
pub(super) fn write(checked: &Checked<'_>, options: Options) -> Vec<u8> {
    let (blocks, lang) = (document(checked, options), checked.texts.form.language);
    let mut page = String::new();
    let mut before: Option<&Block> = None;
    for block in &blocks {
        if matches!(block, Block::NewPage(_)) {
            continue;
        }
        if before.is_some_and(|before| is_apart(before, block)) {
            page.push('\n');
        }
        for line in lines(block, lang) {
            page.push_str(line.trim_end());
            page.push('\n');
        }
        before = Some(block);
    }
    page.into_bytes()
}

/// True if an empty line separates two blocks.
fn is_apart(before: &Block, block: &Block) -> bool {
    match (before, block) {
        (Block::Heading { level: 1, .. }, _) | (_, Block::Heading { level: 1, .. }) => true,
        (
            Block::Heading { .. } | Block::Paragraph(_) | Block::Note(_),
            Block::Paragraph(_) | Block::Note(_),
        )
        | (Block::Heading { .. }, Block::Heading { .. }) => false,
        _ => true,
    }
}

fn lines(block: &Block, lang: Lang) -> Vec<String> {
    match block {
        Block::Title(lines) => {
            lines.iter().flat_map(|line| wrap(line, PAGE, 0)).map(|l| center(&l)).collect()
        }
        Block::Heading { number, text, .. } => wrap(&format!("{number}{text}"), PAGE, 0),
        Block::Paragraph(text) | Block::Note(text) => {
            let mut lines = wrap(text, PAGE, width(INDENT));
            if let Some(first) = lines.first_mut() {
                first.insert_str(0, INDENT);
            }
            lines
        }
        Block::Lines { rows, cover } => pair_lines(rows, *cover, lang),
        Block::CoverFoot(text) => wrap(text, PAGE, 0).iter().map(|line| center(line)).collect(),
        Block::Boxes { rows, .. } => Drawing::new(&boxes(rows)).lines(),
        Block::Table(table) => {
            let mut lines = Vec::new();
            if !table.caption.is_empty() {
                lines.extend(wrap(&table.caption, PAGE, 0).iter().map(|line| center(line)));
            }
            lines.extend(Drawing::new(table).lines());
            lines
        }
        Block::Signature { label, signer, date, .. } => signature(label, signer, date.as_deref(), lang),
        Block::NewPage(_) => Vec::new(),
    }
}

fn center(line: &str) -> String {
    format!("{}{line}", " ".repeat(PAGE.saturating_sub(width(line)) / 2))
}

fn pair_lines(rows: &[Vec<Pair>], cover: bool, lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for row in rows {
        let pairs = row.iter().map(|pair| message::label_value(lang, &pair.label, &pair.value));
        lines.extend(wrap(&pairs.collect::<Vec<_>>().join("        "), PAGE, 0));
    }
    if cover {
        // Centred as one block, so that all lines start in the same column.
        let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
        let before = " ".repeat(PAGE.saturating_sub(widest) / 2);
        return lines.into_iter().map(|line| format!("{before}{line}")).collect();
    }
    lines
}

fn signature(label: &str, signer: &str, date: Option<&str>, lang: Lang) -> Vec<String> {
    let inner = PAGE - 4;
    let rule = format!("+{}+", "-".repeat(PAGE - 2));
    let label = message::label_value(lang, label.trim_end_matches(['：', ':']), "");
    let mut content = wrap(label.trim_end(), inner, 0);
    content.extend(vec![String::new(); SIGNING_LINES]);
    let mut right = Vec::new();
    if !signer.is_empty() {
        let signer = message::label_value(lang, signer.trim_end_matches(['：', ':']), "");
        right.push(format!("{}{}", signer.trim_end(), " ".repeat(16)));
    }
    right.extend(date.map(|date| format!("{date}    ")));
    content.extend(right.iter().map(|line| align(line, inner, Align::Right)));
    let mut lines = vec![rule.clone()];
    lines.extend(content.iter().map(|line| format!("| {} |", align(line, inner, Align::Left))));
    lines.push(rule);
    lines
}

fn align(text: &str, cells: usize, align: Align) -> String {
    let free = cells.saturating_sub(width(text));
    let before = match align {
        Align::Left => 0,
        Align::Center => free / 2,
        Align::Right => free,
    };
    format!("{}{text}{}", " ".repeat(before), " ".repeat(free - before))
}

/// A table with its measured widths and heights.
struct Drawing<'t> {
    grid: Grid<'t>,
    /// Inner width of each column, without blanks and rules.
    widths: Vec<usize>,
    /// Number of lines of each row.
    heights: Vec<usize>,
    /// Wrapped text of each cell.
    texts: Vec<Vec<String>>,
}

impl<'t> Drawing<'t> {
    fn new(table: &'t Table) -> Drawing<'t> {
        let grid = table.grid();
        let widths = widths(table, &grid);
        let mut drawing = Drawing { grid, widths, heights: Vec::new(), texts: Vec::new() };
        let texts = drawing.grid.cells.iter().map(|placed| {
            let cells = drawing.span(placed.column, placed.cell.columns);
            let text = &placed.cell.text;
            if placed.cell.header { wrap_evenly(text, cells) } else { wrap(text, cells, 0) }
        });
        drawing.texts = texts.collect();
        drawing.heights = drawing.grid.heights((1, usize::MAX), 1, |index, _| drawing.texts[index].len());
        drawing
    }

    /// Returns the inner width of a cell that spans several columns.
    fn span(&self, column: usize, columns: usize) -> usize {
        let covered = self.widths.iter().skip(column).take(columns);
        covered.sum::<usize>() + columns.saturating_sub(1) * 3
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for row in 0..=self.heights.len() {
            lines.push(self.rule(row));
            for line in 0..self.heights.get(row).copied().unwrap_or(0) {
                lines.push(
                    self.content(row, |from| {
                        height(&self.heights[from..row]) + usize::from(from < row) + line
                    }),
                );
            }
        }
        lines
    }

    fn owner(&self, row: usize, column: usize) -> Option<usize> {
        self.grid.owners.get(row)?.get(column).copied().flatten()
    }

    /// True if there is a horizontal rule above a position.
    fn is_ruled(&self, row: usize, column: usize) -> bool {
        row == 0
            || row == self.heights.len()
            || self.owner(row, column).is_none()
            || self.owner(row - 1, column) != self.owner(row, column)
    }

    /// True if there is a vertical line at the left of a position.
    fn is_walled(&self, row: usize, column: usize) -> bool {
        column == 0
            || column == self.widths.len()
            || self.owner(row, column).is_none()
            || self.owner(row, column - 1) != self.owner(row, column)
    }

    /// Returns the line above a row. Cells that span both rows continue through it.
    fn rule(&self, row: usize) -> String {
        let mut line = String::new();
        let mut column = 0;
        while column <= self.widths.len() {
            let right = column < self.widths.len() && self.is_ruled(row, column);
            let left = column > 0 && self.is_ruled(row, column - 1);
            let up = row > 0 && self.is_walled(row - 1, column);
            let down = row < self.heights.len() && self.is_walled(row, column);
            line.push(match (left || right, up || down) {
                (true, true) => '+',
                (true, false) => '-',
                (false, true) => '|',
                (false, false) => ' ',
            });
            if right {
                line.push_str(&"-".repeat(self.widths[column] + 2));
            } else if column < self.widths.len() {
                let (text, columns) = self.cell_line(row, column, |from| height(&self.heights[from..row]));
                line.push_str(&text);
                column += columns - 1;
            }
            column += 1;
        }
        line
    }

    /// Returns one text line of a row; `at` maps the start row of a cell to the line within that cell.
    fn content(&self, row: usize, at: impl Fn(usize) -> usize) -> String {
        let mut line = String::new();
        let mut column = 0;
        while column < self.widths.len() {
            line.push('|');
            let (text, columns) = self.cell_line(row, column, &at);
            line.push_str(&text);
            column += columns;
        }
        line.push('|');
        line
    }

    /// Returns one line of the cell at a position, and the number of columns that it spans.
    fn cell_line(&self, row: usize, column: usize, at: impl Fn(usize) -> usize) -> (String, usize) {
        let Some(index) = self.owner(row, column) else {
            return (" ".repeat(self.widths[column] + 2), 1);
        };
        let placed = &self.grid.cells[index];
        let Cell { columns, rows, header, align: side, .. } = *placed.cell;
        let columns = columns.min(self.widths.len() - placed.column).max(1);
        let lines = &self.texts[index];
        let end = (placed.row + rows).min(self.heights.len());
        let free = height(&self.heights[placed.row..end]).saturating_sub(lines.len());
        let above = if header { free / 2 } else { 0 };
        let text = at(placed.row).checked_sub(above).and_then(|line| lines.get(line));
        let cells = self.span(placed.column, columns);
        (format!(" {} ", align(text.map_or("", String::as_str), cells, side)), columns)
    }
}

/// Returns the number of lines of rows, including the rules between them.
fn height(heights: &[usize]) -> usize {
    heights.iter().sum::<usize>() + heights.len().saturating_sub(1)
}

/// Computes column widths: first the minimum, then an even share up to the preferred width, then the rest of
/// the page.
fn widths(table: &Table, grid: &Grid<'_>) -> Vec<usize> {
    let count = table.columns.len();
    let mut least = vec![2; count];
    let mut wanted = vec![2; count];
    for placed in grid.cells.iter().filter(|placed| placed.cell.columns == 1) {
        let longest = placed.cell.text.split('\n').map(width).max().unwrap_or(0);
        let (need, want) = match table.columns[placed.column].kind {
            _ if placed.row < table.head.len() => (longest.min(HEADER), longest.min(WIDE_HEADER)),
            // In a grouped table the texts of the rows need the space more than the captions. A note below a
            // caption wraps.
            ColumnKind::Caption if !table.head.is_empty() => {
                let caption = placed.cell.text.lines().next().map_or(0, width);
                (caption.min(TEXT), caption.min(NAME))
            }
            ColumnKind::Caption => (longest.min(TEXT), longest.min(WIDE_HEADER)),
            ColumnKind::RowName => (longest.min(NAME), longest),
            ColumnKind::Number => (longest, longest),
            ColumnKind::Text => (longest.min(TEXT), longest),
        };
        let word = widest_word(&placed.cell.text).min(WIDE_HEADER);
        least[placed.column] = need.max(word).max(least[placed.column]);
        wanted[placed.column] = want.max(word).max(wanted[placed.column]);
    }
    let rules = count * 3 + 1;
    let needs = least.iter().sum::<usize>() + rules;
    let page = if needs > PAGE { needs.max(WIDEST.min(wanted.iter().sum::<usize>() + rules)) } else { PAGE };
    let mut free = page.saturating_sub(needs);
    let mut widths = least;
    // The narrowest column below its preferred width gets the next cells.
    while free > 0 {
        let narrowest = (0..count).filter(|at| widths[*at] < wanted[*at]).min_by_key(|at| widths[*at]);
        let Some(at) = narrowest else { break };
        let step = (wanted[at] - widths[at]).min(2).min(free);
        widths[at] += step;
        free -= step;
    }
    let is_text = |at: &usize| table.columns[*at].kind == ColumnKind::Text;
    let mut columns: Vec<usize> = (0..count).filter(is_text).collect();
    if columns.is_empty() {
        columns = (0..count).collect();
    }
    for (turn, at) in columns.iter().enumerate() {
        widths[*at] += free / columns.len() + usize::from(turn < free % columns.len());
    }
    widths
}
