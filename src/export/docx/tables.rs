//! Converts boxes and tables to bands of cells: column widths, font sizes of numbers, cell styles.

use super::super::Pair;
use super::super::measure::{width as cells_wide, wrap_evenly};
use super::super::table::{Align, Cell, ColumnKind, Grid, Table, boxes};
use super::bands::{Band, CELL_MARGIN, Drawn, LONG, Row};
use super::paragraph::{Look, Paragraph, Style};
use super::printed;

/// Default widths of label and value in boxes, in percent.
const BOX: [u32; 2] = [14, 36];
/// Default width of the row names, and of each caption column, in percent.
const NAMES: u32 = 22;
const CAPTIONS: u32 = 12;
/// Texts with at most this number of characters are centred in their cell.
const SHORT: usize = 16;
/// Font sizes of numbers and of row names, in half-points. The first size at which the widest text of a
/// column fits is used. A number must not wrap; a name may.
const NUMBER_SIZES: [u32; 4] = [20, 18, 16, 14];
const NAME_SIZES: [u32; 3] = [20, 18, 16];
/// In a table with more rows and without captions, numbers are right-aligned so that they can be compared.
const MANY_ROWS: usize = 12;
/// Minimum width of a column that is narrowed to make space for numbers, in twips (15 mm).
const NARROW: u32 = 850;
/// Half the width of a Chinese character in a cell, in twips.
const CELL: u32 = Style::CellLabel.measures().0;

/// Returns labels and values as boxes.
pub(super) fn boxes_band(rows: &[Vec<Pair>], widths: Option<[u32; 2]>, width: u32) -> Band {
    let table = boxes(rows);
    let pairs = u32::try_from(table.columns.len() / 2).unwrap_or(1).max(1);
    let [label, value] = widths.unwrap_or(BOX);
    // Labels use the width from the form, but at most half of the row. Values share the rest.
    let label = label.min(50 / pairs);
    let value = if (label + value) * pairs == 100 { value } else { (100 - label * pairs) / pairs };
    let shares = [label, value].repeat(table.columns.len() / 2);
    let style = |_: usize, _: usize, cell: &Cell| {
        let is_short = !cell.text.contains('\n') && cell.text.chars().count() <= SHORT;
        if cell.header || is_short { Style::CellLabel } else { Style::CellText }
    };
    let widths = widths_of(&shares, width);
    let rows = rows_of(&table, &table.grid(), &widths, &[], style);
    Band { widths, head: 0, rows }
}

/// Returns a table with its caption above it or at its left.
pub(super) fn table_band(table: &Table, width: u32) -> Band {
    let is_long = table.head.len() + table.body.len() >= LONG;
    // The caption of a long table is repeated on each page, which is possible only above the table.
    let aside = if table.caption.is_empty() || is_long { 0 } else { table.layout.aside };
    let columns = printed::column_kinds(table);
    let mut shares = if table.layout.widths.len() == columns.len() {
        table.layout.widths.clone()
    } else {
        automatic(&columns)
    };
    if aside > 0 {
        // The other columns share the remaining width.
        let others: u32 = shares.iter().sum();
        shares.insert(0, others * aside / 100_u32.saturating_sub(aside).max(1));
    }
    let mut widths = widths_of(&shares, width);
    let before = usize::from(aside > 0);
    let printed = printed::printed(table, |column, text| {
        widths.get(column + before).is_none_or(|width| cells_wide(text) <= cells_in(*width))
    });
    let grid = printed.grid();
    let longest = longest(&printed, &grid);
    make_room_for_numbers(&columns, &longest, &mut widths[before..]);
    let head = printed.head.len();
    let is_short = short_columns(&printed, &grid);
    let style = |row: usize, column: usize, cell: &Cell| match columns.get(column) {
        _ if row < head => Style::CellLabel,
        Some(ColumnKind::Number) => Style::CellNumber,
        Some(ColumnKind::RowName) => Style::CellName,
        _ if cell.header || is_short[column] => Style::CellLabel,
        _ => Style::CellText,
    };
    let sizes = sizes(&columns, &longest, &widths[before..]);
    let mut rows = rows_of(&printed, &grid, &widths, &sizes, style);
    let mut head = head;
    if aside > 0 {
        let paragraphs = paragraphs(Style::CellLabel, &printed.caption, widths[0]);
        let caption = Drawn { column: 0, columns: 1, rows: rows.len(), paragraphs, top: false };
        if let Some(first) = rows.first_mut() {
            first.cells.insert(0, caption);
        }
    } else if !printed.caption.is_empty() {
        let paragraphs = vec![Paragraph::of(Style::CellCaption, &printed.caption)];
        rows.insert(0, Row::single(widths.len(), 420, false, paragraphs));
        head += 1;
    }
    let mut band = Band { widths, head, rows };
    band.make_room();
    band
}

/// Returns the cells of a table as rows to draw. The last entries of `widths` are the columns of the table;
/// `sizes` are the font sizes of numbers by column.
fn rows_of(
    table: &Table,
    grid: &Grid<'_>,
    widths: &[u32],
    sizes: &[Option<u32>],
    style: impl Fn(usize, usize, &Cell) -> Style,
) -> Vec<Row> {
    let before = widths.len() - table.columns.len();
    let has_captions = table.columns.first().is_some_and(|column| column.kind == ColumnKind::Caption);
    let is_compared = table.body.len() > MANY_ROWS && !has_captions;
    let mut rows = vec![Row::default(); grid.owners.len()];
    for placed in &grid.cells {
        let Cell { columns, rows: height, .. } = *placed.cell;
        let column = placed.column + before;
        let style = style(placed.row, placed.column, placed.cell);
        let width = widths.iter().skip(column).take(columns).sum();
        let is_number = style == Style::CellNumber;
        let paragraphs = if is_number || style == Style::CellName {
            let mut paragraph = Paragraph::new(style);
            let size = sizes.get(placed.column).copied().flatten();
            paragraph.run(&placed.cell.text, Look { size, ..Look::default() });
            paragraph.align = Some(Align::Right).filter(|_| is_number && is_compared);
            vec![paragraph]
        } else if placed.cell.header {
            paragraphs(style, &placed.cell.text, width)
        } else {
            lines(style, &placed.cell.text)
        };
        rows[placed.row].cells.push(Drawn { column, columns, rows: height, paragraphs, top: false });
    }
    rows
}

/// Returns the number of character cells that fit on a line of a cell of this width in twips.
fn cells_in(width: u32) -> usize {
    usize::try_from(width.saturating_sub(2 * CELL_MARGIN) / CELL).unwrap_or(usize::MAX)
}

/// Returns each line of the text of a cell as a paragraph.
fn lines(style: Style, text: &str) -> Vec<Paragraph> {
    text.split('\n').map(|line| Paragraph::of(style, line)).collect()
}

/// Splits the text of a cell into lines. A long label is wrapped into lines of similar length; a label with a
/// note below it is wrapped by the word processor.
fn paragraphs(style: Style, text: &str, width: u32) -> Vec<Paragraph> {
    if style != Style::CellLabel || text.contains('\n') {
        return lines(style, text);
    }
    wrap_evenly(text, cells_in(width)).iter().map(|line| Paragraph::of(style, line)).collect()
}

/// Returns, by column, true if all its texts are short and can be centred.
fn short_columns(table: &Table, grid: &Grid<'_>) -> Vec<bool> {
    let mut is_short = vec![true; table.columns.len()];
    let head = table.head.len();
    for placed in grid.cells.iter().filter(|placed| placed.row >= head && !placed.cell.header) {
        is_short[placed.column] &=
            !placed.cell.text.contains('\n') && placed.cell.text.chars().count() <= SHORT / 2;
    }
    is_short
}

/// Returns, by column, the width in cells of the widest text below the headings.
fn longest(table: &Table, grid: &Grid<'_>) -> Vec<usize> {
    let mut longest = vec![0_usize; table.columns.len()];
    let head = table.head.len();
    for placed in grid.cells.iter().filter(|placed| placed.row >= head && placed.cell.columns == 1) {
        longest[placed.column] = longest[placed.column].max(cells_wide(&placed.cell.text));
    }
    longest
}

/// Returns the width in twips of a number of digits at a size in half-points, including the cell margins. A
/// digit is half as wide as it is high.
fn width_at(size: u32, cells: usize) -> u32 {
    u32::try_from(cells).unwrap_or(u32::MAX).saturating_mul(size * 5).saturating_add(2 * CELL_MARGIN)
}

/// Widens columns whose numbers do not fit at the smallest size, and narrows the columns that have spare
/// width.
fn make_room_for_numbers(kinds: &[ColumnKind], longest: &[usize], widths: &mut [u32]) {
    let [.., least] = NUMBER_SIZES;
    let needed: Vec<u32> = kinds
        .iter()
        .zip(longest)
        .map(|(kind, cells)| match kind {
            ColumnKind::Number => width_at(least, *cells),
            _ => NARROW,
        })
        .collect();
    let missing: u32 = needed.iter().zip(&*widths).map(|(needed, width)| needed.saturating_sub(*width)).sum();
    let spare: u32 = needed.iter().zip(&*widths).map(|(needed, width)| width.saturating_sub(*needed)).sum();
    if missing == 0 || missing > spare {
        return;
    }
    let mut left = missing;
    let last = widths.iter().zip(&needed).rposition(|(width, needed)| width > needed);
    for (at, (width, needed)) in widths.iter_mut().zip(&needed).enumerate() {
        if *width < *needed {
            *width = *needed;
        } else {
            let own = *width - needed;
            // Take from each column in proportion to its spare width, and the remainder from the last.
            let part = u32::try_from(u64::from(own) * u64::from(missing) / u64::from(spare)).unwrap_or(0);
            let given = if Some(at) == last { left.min(own) } else { part.min(left) };
            *width -= given;
            left -= given;
        }
    }
}

/// Returns, by column, the font size of its numbers or names if they are too wide at the default size. All
/// numbers of a table have the same size.
fn sizes(kinds: &[ColumnKind], longest: &[usize], widths: &[u32]) -> Vec<Option<u32>> {
    let columns = || kinds.iter().zip(longest).zip(widths);
    let fits = |size: u32, longest: usize, width: u32| width_at(size, longest) <= width;
    let all_fit = |size: &&u32| {
        columns()
            .all(|((kind, longest), width)| *kind != ColumnKind::Number || fits(**size, *longest, *width))
    };
    let number = NUMBER_SIZES.iter().find(all_fit).or(NUMBER_SIZES.last()).copied();
    let usual = NUMBER_SIZES.first().copied();
    let size = |((kind, longest), width): ((&ColumnKind, &usize), &u32)| match kind {
        ColumnKind::Number => number,
        ColumnKind::RowName => NAME_SIZES.iter().find(|size| fits(**size, *longest, *width)).copied(),
        ColumnKind::Caption | ColumnKind::Text => None,
    };
    columns().map(size).map(|size| size.filter(|_| size != usual)).collect()
}

/// Returns default widths, in hundredths of a percent: equal widths for number columns, twice as wide for
/// texts.
fn automatic(kinds: &[ColumnKind]) -> Vec<u32> {
    let count = |kind: ColumnKind| kinds.iter().filter(|other| **other == kind).count();
    let count = |kind| u32::try_from(count(kind)).unwrap_or(0);
    let fixed = count(ColumnKind::Caption) * CAPTIONS + count(ColumnKind::RowName) * NAMES;
    let parts = (count(ColumnKind::Number) + 2 * count(ColumnKind::Text)).max(1);
    // Hundredths of a percent, because the parts are rarely integers.
    let part = (10_000_u32.saturating_sub(fixed * 100) / parts).max(1);
    let share = |kind| match kind {
        ColumnKind::Caption => CAPTIONS * 100,
        ColumnKind::RowName => NAMES * 100,
        ColumnKind::Number => part,
        ColumnKind::Text => part * 2,
    };
    kinds.iter().copied().map(share).collect()
}

/// Divides a width in proportion to the shares; the results add up to the width.
fn widths_of(shares: &[u32], width: u32) -> Vec<u32> {
    let whole: u32 = shares.iter().sum::<u32>().max(1);
    let (mut sum, mut edge) = (0, 0);
    let next = shares.iter().map(|share| {
        sum += share;
        let before = std::mem::replace(&mut edge, width * sum / whole);
        edge - before
    });
    next.collect()
}
