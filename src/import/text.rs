//! Converts plain text to blocks.
//!
//! A text can contain tables of several kinds, also one after the other. In a text dump of a Word document, a cell
//! starts a line with a TAB, a blank line ends a row, and a cell with several paragraphs contains blank lines. So a
//! line without a TAB continues the last cell, unless that is empty. The reader, which has the form, decides if such
//! a line is below the table instead. Text copied from a spreadsheet has all cells of a row on one line. Other tables
//! are drawn with frames or bars, or their cells are separated by commas.
//!
//! A text that was wrapped at a fixed width has its paragraphs joined.

use super::delimited::{bar_rows, bars, is_barred, is_separator, read_ragged, read_separated};
use super::frames::{is_framed, is_rule, read_frame};
use super::limits::{Read, TooLarge};
use super::markdown::{inline, is_markdown, read_markdown};
use super::tabs::read_row;
use super::{Block, Cell, Document, Grid};
use crate::export::{is_wrapped, join_wrapped, width};
use crate::form::clean;

/// Range of widths at which texts are wrapped.
const WRAPPED: std::ops::RangeInclusive<usize> = 60..=100;
/// Number of wrapped lines that show that a text without a frame of the same width is wrapped.
const MIN_WRAPPED: usize = 3;

/// Maximum length of a label, in bytes.
const MAX_LABEL: usize = 60;

/// Converts a text to blocks.
pub fn read_text(text: &str) -> Result<Document, TooLarge> {
    let mut blocks = Blocks::default();
    blocks.read.bytes(text.len())?;
    let text = clean(text);
    if is_markdown(&text) {
        return read_markdown(&text, &mut blocks.read);
    }
    if text.contains('\t') {
        blocks.is_dump = is_dump(&text);
    } else if let Some(rows) = read_separated(&text).or_else(|| read_ragged(&text)) {
        blocks.sheet(rows)?;
        return Ok(blocks.done.into());
    } else {
        blocks.wrap = wrap_width(&text);
    }
    let mut rest = text.as_str();
    for framed in framed_lines(&text).chunk_by(|a, b| a == b) {
        let lines = rest.split_inclusive('\n').take(framed.len());
        let (run, after) = rest.split_at(lines.map(str::len).sum());
        if framed[0] {
            blocks.framed(run)?;
        } else {
            blocks.unframed(run)?;
        }
        rest = after;
    }
    blocks.end_table();
    Ok(blocks.done.into())
}

/// Returns, for each line, true if it is part of a frame. A line that begins with a bar is a row with a blank first cell
/// if a line beside it has as many bars but does not begin with one.
fn framed_lines(text: &str) -> Vec<bool> {
    let lines: Vec<&str> = text.lines().collect();
    let mut framed: Vec<bool> = lines.iter().map(|line| is_framed(line)).collect();
    let mut from = 0;
    for run in framed.clone().chunk_by(|a, b| a == b) {
        let to = from + run.len();
        let is_rows = lines[from..to].iter().all(|line| !is_rule(line));
        let count = bars(lines[from]);
        let beside = [from.checked_sub(1), Some(to)].into_iter().flatten().filter_map(|at| lines.get(at));
        if run[0] && is_rows && beside.into_iter().any(|line| count > 0 && bars(line) == count) {
            framed[from..to].fill(false);
        }
        from = to;
    }
    framed
}

/// True if the cells of a text begin a line each, as in a dump of a document.
fn is_dump(text: &str) -> bool {
    let (mut led, mut wide) = (0_usize, 0_usize);
    for line in text.lines() {
        match line.strip_prefix('\t') {
            Some(rest) if !rest.contains('\t') => led += 1,
            _ if line.contains('\t') => wide += 1,
            _ => {}
        }
    }
    led >= wide
}

/// Returns the width at which the paragraphs of a text are wrapped, or `None` if they are not.
fn wrap_width(text: &str) -> Option<usize> {
    let rules = text.lines().filter(|line| is_rule(line)).map(|line| width(line.trim()));
    let frame = rules.min().filter(|width| WRAPPED.contains(width));
    let lines: Vec<&str> = text.lines().filter(|line| !is_framed(line)).map(str::trim_end).collect();
    let widest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    let wrap = frame.unwrap_or(widest);
    let goes_on = |two: &&[&str]| {
        is_indented(two[0])
            && !two[1].is_empty()
            && !is_indented(two[1])
            && is_wrapped(two[0], two[1], wrap - 2)
    };
    if widest > wrap || !WRAPPED.contains(&wrap) {
        return None;
    }
    let least = if frame.is_some() { 1 } else { MIN_WRAPPED };
    (lines.windows(2).filter(goes_on).count() >= least).then_some(wrap)
}

/// True if a line begins with a label: the blanks before it were dropped where the line was wrapped.
fn is_labelled(line: &str) -> bool {
    line.find(['：', ':']).is_some_and(|at| at <= MAX_LABEL && !line[..at].contains(char::is_whitespace))
}

fn is_indented(line: &str) -> bool {
    line.starts_with(char::is_whitespace)
}

#[derive(Default)]
struct Blocks<'t> {
    done: Vec<Block>,
    rows: Vec<Vec<Cell>>,
    /// True if the last row continues.
    open: bool,
    /// True if each cell begins a line.
    is_dump: bool,
    /// Width at which paragraphs are wrapped.
    wrap: Option<usize>,
    /// The line before, if it is part of the last paragraph, and true if that paragraph is indented.
    last: Option<(&'t str, bool)>,
    read: Read,
}

impl<'t> Blocks<'t> {
    /// Reads lines that begin like a frame.
    fn framed(&mut self, run: &'t str) -> Result<(), TooLarge> {
        let lines: Vec<&str> = run.lines().collect();
        let mut from = 0;
        while from < lines.len() {
            // Two rules in a row belong to two frames.
            let ends = |at: &usize| is_rule(lines[*at]) && lines.get(at + 1).is_none_or(|next| is_rule(next));
            let end = (from + 1..lines.len()).find(ends);
            let Some((end, grid)) = end.and_then(|end| Some((end, read_frame(&lines[from..=end])?))) else {
                return self.barred(&lines[from..]);
            };
            self.read.cells(grid.all_texts())?;
            self.end_table();
            self.done.push(Block::Table(grid));
            from = end + 1;
        }
        Ok(())
    }

    /// Reads lines with cells between bars; a single one is a paragraph.
    fn barred(&mut self, lines: &[&'t str]) -> Result<(), TooLarge> {
        let is_marked = lines.iter().any(|line| is_barred(line) && is_separator(line));
        let rows: Vec<&str> = lines.iter().copied().filter(|line| !is_separator(line)).collect();
        if lines.len() < 2 {
            return rows.into_iter().try_for_each(|line| self.paragraph(line));
        }
        let cell = |text: String| if is_marked { inline(&text) } else { text };
        self.table(bar_rows(&rows).into_iter().map(|row| row.into_iter().map(cell).collect()).collect())
    }

    /// Adds the rows of a file. A row of a single cell is a paragraph.
    fn sheet(&mut self, rows: Vec<Vec<String>>) -> Result<(), TooLarge> {
        let mut table: Vec<Vec<String>> = Vec::new();
        for mut row in rows {
            if row.len() == 1 || (table.is_empty() && self.is_title(&row)) {
                self.table(std::mem::take(&mut table))?;
                self.read.paragraph()?;
                self.done.push(Block::Paragraph(row.swap_remove(0)));
            } else {
                table.push(row);
            }
        }
        self.table(table)
    }

    /// True if a row above all tables has a text in its first cell only.
    fn is_title(&self, row: &[String]) -> bool {
        let is_blank = |text: &String| text.trim().is_empty();
        let is_above =
            self.rows.is_empty() && !self.done.iter().any(|block| matches!(block, Block::Table(_)));
        is_above
            && row.split_first().is_some_and(|(first, rest)| !is_blank(first) && rest.iter().all(is_blank))
    }

    /// Adds a table.
    fn table(&mut self, rows: Vec<Vec<String>>) -> Result<(), TooLarge> {
        self.end_table();
        let grid =
            Grid::guessed(rows.into_iter().map(|row| row.into_iter().map(Cell::new).collect()).collect());
        self.read.cells(grid.all_texts())?;
        if !grid.rows.is_empty() {
            self.done.push(Block::Table(grid));
        }
        Ok(())
    }

    /// Reads lines outside frames.
    fn unframed(&mut self, run: &'t str) -> Result<(), TooLarge> {
        if self.is_dump {
            return run.lines().try_for_each(|line| self.dumped(line));
        }
        if run.contains('\t') {
            return self.copied(run);
        }
        let mut rest = run;
        while !rest.is_empty() {
            // The lines up to the next blank one.
            let is_blank = |line: &&str| line.trim().is_empty();
            let lines = rest.split_inclusive('\n').take_while(|line| !is_blank(line)).map(str::len).sum();
            let (stretch, after) = rest.split_at(lines);
            if let Some(rows) = read_separated(stretch) {
                self.table(rows)?;
            } else {
                self.lines(stretch)?;
            }
            let blank = after.split_inclusive('\n').take_while(is_blank).map(str::len).sum();
            rest = &after[blank..];
            self.last = None;
        }
        Ok(())
    }

    /// Reads lines without blank ones between them. Lines with the same number of bars are rows.
    fn lines(&mut self, stretch: &'t str) -> Result<(), TooLarge> {
        let lines: Vec<&str> = stretch.lines().collect();
        let mut from = 0;
        while from < lines.len() {
            // A line of a text is indented.
            let is_text = |line: &str| line.starts_with('\u{3000}');
            let bars = |line: &str| if is_text(line) { 0 } else { bars(line) };
            let count = bars(lines[from]);
            let goes_on =
                |line: &&&str| bars(line) == count || (count > 0 && !is_text(line) && is_separator(line));
            let to = from + lines[from..].iter().take_while(goes_on).count().max(1);
            if count > 0 && to > from + 1 {
                self.barred(&lines[from..to])?;
            } else {
                lines[from..to].iter().try_for_each(|line| self.paragraph(line))?;
            }
            from = to;
        }
        Ok(())
    }

    /// Reads a line of a dump.
    fn dumped(&mut self, line: &'t str) -> Result<(), TooLarge> {
        if let Some(text) = line.strip_prefix('\t') {
            self.read.cell()?;
            if !self.open {
                self.rows.push(Vec::new());
            }
            self.open = true;
            if let Some(row) = self.rows.last_mut() {
                row.push(Cell::new(text.trim()));
            }
        } else if line.trim().is_empty() {
            self.open = false;
        } else if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut())
            && !cell.text.is_empty()
        {
            cell.text.push('\n');
            cell.text.push_str(line.trim());
            self.open = true;
            self.read.paragraph()?;
        } else {
            self.paragraph(line)?;
        }
        Ok(())
    }

    /// Reads rows with their cells on one line. A quoted cell can contain line breaks.
    fn copied(&mut self, run: &'t str) -> Result<(), TooLarge> {
        let mut rest = Some(run);
        while let Some(text) = rest {
            let (row, after) = read_row(text);
            rest = after;
            if self.is_title(&row) && row.len() > 1 {
                self.read.paragraph()?;
                self.done.push(Block::Paragraph(row[0].trim().to_owned()));
                continue;
            }
            if row.len() == 1 {
                // Outside a row, quotes are text.
                let (line, after) = text.split_once('\n').unwrap_or((text, ""));
                self.paragraph(line)?;
                rest = Some(after).filter(|after| !after.is_empty());
                continue;
            }
            row.iter().try_for_each(|_| self.read.cell())?;
            self.rows.push(row.iter().map(|text| Cell::new(text.trim())).collect());
        }
        Ok(())
    }

    fn paragraph(&mut self, line: &'t str) -> Result<(), TooLarge> {
        self.end_table();
        if line.trim().is_empty() {
            self.last = None;
            return Ok(());
        }
        if let (Some(wrap), Some((before, indented)), false) = (self.wrap, self.last, is_indented(line))
            && is_wrapped(before.trim_end(), line, if indented { wrap - 2 } else { wrap })
            && (indented || !is_labelled(line))
            && let Some(Block::Paragraph(text)) = self.done.last_mut()
        {
            join_wrapped(text, line.trim_end(), wrap);
            self.last = Some((line, indented));
            return Ok(());
        }
        self.read.paragraph()?;
        self.done.push(Block::Paragraph(line.trim().to_owned()));
        self.last = Some((line, is_indented(line)));
        Ok(())
    }

    fn end_table(&mut self) {
        self.open = false;
        if !self.rows.is_empty() {
            self.done.push(Block::Table(Grid::guessed(std::mem::take(&mut self.rows))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Block {
        let cells = |row: &&[&str]| row.iter().map(|text| Cell::new(*text)).collect();
        Block::Table(Grid::guessed(rows.iter().map(cells).collect()))
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(text.to_owned())
    }

    #[test]
    fn cells_begin_with_tabs_and_rows_end_with_blank_lines() {
        let text = "标题\n\n\t甲\n\t乙\n\n\t丙\n合计\n\n再合计\n\t丁\n\n\n\t\n\t\n\n　　段落  \n";
        assert_eq!(
            read_text(text).unwrap().blocks,
            [
                paragraph("标题"),
                table(&[&["甲", "乙"], &["丙\n合计\n再合计", "丁"], &["", ""]]),
                paragraph("段落")
            ]
        );
    }

    #[test]
    fn tables_of_all_kinds_stand_between_paragraphs() {
        let text = "标题\n甲\t乙\n\"一\n\n二\"\t2\n\n尾,尾\n";
        assert_eq!(
            read_text(text).unwrap().blocks,
            [paragraph("标题"), table(&[&["甲", "乙"], &["一\n\n二", "2"]]), paragraph("尾,尾")]
        );
        let text = "标题\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n\n甲,乙,丙\n1,,3\n\n 甲 | 乙\n---+---\n 1 | 2\n(1 row)\n| 尾\n";
        assert_eq!(
            read_text(text).unwrap().blocks,
            [
                paragraph("标题"),
                table(&[&["甲", "乙"], &["1", "2"]]),
                table(&[&["甲", "乙", "丙"], &["1", "", "3"]]),
                table(&[&["甲", "乙"], &["1", "2"]]),
                paragraph("(1 row)"),
                paragraph("| 尾"),
            ]
        );
    }

    #[test]
    fn rows_between_bars_can_begin_with_a_blank_cell() {
        for text in ["甲 | 乙 | 丙\n | 1 | 2\n | 3 | 4\n", "甲 | 乙 | 丙 \n | 1 | 2\n---|---|---\n | 3 | 4\n"]
        {
            assert_eq!(
                read_text(text).unwrap().blocks,
                [table(&[&["甲", "乙", "丙"], &["", "1", "2"], &["", "3", "4"]])],
                "{text}"
            );
        }
    }

    #[test]
    fn an_indented_line_is_no_row() {
        let text = "　　| 甲 | 乙 |\n　　| 丙 | 丁 |\n　　+---+\n　　--- \n尾\n";
        let texts = ["| 甲 | 乙 |", "| 丙 | 丁 |", "+---+", "---", "尾"].map(paragraph);
        assert_eq!(read_text(text).unwrap().blocks, texts);
    }

    #[test]
    fn rows_of_a_file_with_different_widths() {
        let text = "标题\n得分,,99,,\n等次,,优,,\n机构,,,,\n职能,负责\n尾\n";
        let rows: &[&[&str]] = &[
            &["得分", "", "99", "", ""],
            &["等次", "", "优", "", ""],
            &["机构", "", "", "", ""],
            &["职能", "负责"],
        ];
        assert_eq!(read_text(text).unwrap().blocks, [paragraph("标题"), table(rows), paragraph("尾")]);
    }

    #[test]
    fn wrapped_paragraphs_are_joined() {
        let rule = format!("+{}+\n| 甲{} |\n+{}+", "-".repeat(62), " ".repeat(58), "-".repeat(62));
        let (first, second) = ("甲".repeat(30), "乙".repeat(32));
        let text = format!("{rule}\n一、标题\n　　{first}\n{second}\n丙\n丁\n　　另一段\n二、标题\n");
        let found = read_text(&text).unwrap().blocks;
        let joined = format!("{first}{second}丙");
        let texts = ["一、标题", joined.as_str(), "丁", "另一段", "二、标题"].map(paragraph);
        assert_eq!(found[1..], texts);
        // Without a frame, one long line does not mean that the text is wrapped.
        assert_eq!(read_text(&format!("　　{first}\n甲\n")).unwrap().blocks.len(), 2);
    }

    #[test]
    fn cells_of_a_spreadsheet_stand_on_one_line() {
        assert_eq!(
            read_text("甲\t乙\t丙\r\n\t1\t2\r\n尾\r\n").unwrap().blocks,
            [table(&[&["甲", "乙", "丙"], &["", "1", "2"]]), paragraph("尾")]
        );
    }
}
