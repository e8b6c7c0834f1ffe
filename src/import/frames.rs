//! Tables drawn with frames: `+---+` and `|`, or box-drawing characters.
//!
//! A frame gives the edges of its cells, so merged cells are known. The lines of a cell are joined where a word would not
//! have fitted on the line before. In Markdown, and where all lines but the first are full, blank lines separate the
//! paragraphs, and all other lines are joined.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::limits::MAX_COLUMNS;
use super::{Cell, Grid};
use crate::export::{is_wrapped, join_wrapped};

/// Maximum size of a frame, in lines and in cells of a line. Larger ones are read line by line.
const MAX_LINES: usize = 20_000;
const MAX_WIDTH: usize = 600;
/// Number of breaks with room at the end of the line from which on breaks are no ends of paragraphs.
const MIN_BREAKS: usize = 2;

/// True if a line can be part of a frame.
pub(super) fn is_framed(line: &str) -> bool {
    // A line of a text is indented.
    if line.starts_with('\u{3000}') {
        return false;
    }
    let line = line.trim();
    line.starts_with('|') || line.starts_with(|c| part(c).is_some()) || is_rule(line)
}

/// True if a line is the upper or lower edge of a frame, or a line of dashes between rows.
pub(super) fn is_rule(line: &str) -> bool {
    let parts = || line.trim().chars().map(|c| part(c).unwrap_or(c));
    parts().all(|c| matches!(c, '+' | '-' | '=')) && parts().next() == Some('+') && parts().count() >= 3
}

/// Returns the ASCII character for a part of a frame: a corner or crossing, a horizontal or a vertical line.
pub(super) fn part(c: char) -> Option<char> {
    match c {
        '─' | '━' | '═' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍' => Some('-'),
        '│' | '┃' | '║' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' => Some('|'),
        '┌'..='╋' | '╒'..='╰' => Some('+'),
        _ => None,
    }
}

/// Reads a frame whose first and last lines are rules. Returns `None` if its lines do not meet.
pub(super) fn read_frame(lines: &[&str]) -> Option<Grid> {
    read(lines, false)
}

/// Reads a frame in which blank lines separate paragraphs, as in Markdown.
pub(super) fn read_soft_frame(lines: &[&str]) -> Option<Grid> {
    read(lines, true)
}

fn read(lines: &[&str], soft: bool) -> Option<Grid> {
    if lines.len() > MAX_LINES || lines.len() < 3 {
        return None;
    }
    [1, 2].into_iter().find_map(|wide| Frame::new(lines, wide)?.grid(soft))
}

/// A cell of the terminal. The second cell of a wide character has no text.
#[derive(Clone, Copy)]
struct Spot<'t> {
    /// Part of a frame, as an ASCII character; a blank for other text.
    mark: char,
    text: &'t str,
}

/// The characters of a frame, by line and position.
struct Frame<'t> {
    lines: Vec<Vec<Spot<'t>>>,
    /// Lines with a horizontal edge.
    rules: Vec<usize>,
    /// Positions of vertical edges.
    edges: Vec<usize>,
}

/// A cell of a frame: bands and columns, from and to.
#[derive(Clone, Copy)]
struct Area {
    top: usize,
    bottom: usize,
    left: usize,
    right: usize,
}

impl<'t> Frame<'t> {
    /// Returns the characters of lines of one width, if box-drawing characters are `wide` cells wide.
    fn new(lines: &[&'t str], wide: usize) -> Option<Frame<'t>> {
        let mut lines: Vec<Vec<Spot<'_>>> = lines.iter().map(|line| spots(line.trim(), wide)).collect();
        // The second half of the last edge.
        for line in &mut lines {
            line.pop_if(|last| wide > 1 && last.text.is_empty());
        }
        let width = lines.first()?.len();
        if width > MAX_WIDTH || lines.iter().any(|line| line.len() != width) {
            return None;
        }
        let mut frame = Frame { lines, rules: Vec::new(), edges: Vec::new() };
        let mut edges = BTreeSet::new();
        for at in 0..frame.lines.len() {
            let found = frame.segments(at);
            if !found.is_empty() {
                frame.rules.push(at);
                edges.extend(found);
            }
        }
        let ends = [frame.rules.first() == Some(&0), frame.rules.last() == Some(&(frame.lines.len() - 1))];
        let sides = [edges.first() == Some(&0), edges.last() == Some(&(width - 1))];
        let apart = frame.rules.windows(2).all(|two| two[1] > two[0] + 1);
        frame.edges = edges.into_iter().collect();
        let fits = (2..=MAX_COLUMNS + 1).contains(&frame.edges.len());
        (fits && apart && ends == [true; 2] && sides == [true; 2]).then_some(frame)
    }

    /// Returns the ends of the horizontal edges of a line.
    fn segments(&self, at: usize) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut open: Option<usize> = None;
        for (x, spot) in self.lines[at].iter().enumerate() {
            match spot.mark {
                '+' => {
                    if let Some(from) = open.filter(|from| x > from + 1) {
                        ends.extend([from, x]);
                    }
                    open = Some(x);
                }
                '-' => {}
                _ => open = None,
            }
        }
        ends
    }

    /// Number of columns.
    fn columns(&self) -> usize {
        self.edges.len() - 1
    }

    /// Number of bands between horizontal edges.
    fn bands(&self) -> usize {
        self.rules.len() - 1
    }

    /// True if there is a vertical edge through a band.
    fn is_walled(&self, band: usize, edge: usize) -> bool {
        let x = self.edges[edge];
        (self.rules[band] + 1..self.rules[band + 1]).all(|y| self.lines[y][x].mark == '|')
    }

    /// True if there is a horizontal edge above a column of a band.
    fn is_ruled(&self, rule: usize, column: usize) -> bool {
        let line = &self.lines[self.rules[rule]];
        line[self.edges[column] + 1..self.edges[column + 1]].iter().all(|spot| spot.mark == '-')
    }

    /// Returns the table, if each cell is a rectangle.
    fn grid(&self, soft: bool) -> Option<Grid> {
        let room = self.padding();
        let areas = self.areas()?;
        let texts: Vec<(Vec<String>, usize)> = areas
            .iter()
            .map(|area| (self.texts(*area, room), self.width(area.left, area.right, room)))
            .collect();
        let soft = soft || are_full_behind_first(&texts);
        let mut rows: Vec<Vec<(usize, Cell)>> = vec![Vec::new(); self.bands()];
        for (area, (lines, width)) in areas.iter().zip(&texts) {
            let columns = area.right - area.left;
            let text = if soft { joined_blocks(lines) } else { joined(lines, *width) };
            rows[area.top].push((area.left, Cell::wide(text, columns)));
            for below in &mut rows[area.top + 1..area.bottom] {
                below.push((area.left, Cell::merged(columns)));
            }
        }
        let row = |mut row: Vec<(usize, Cell)>| {
            row.sort_by_key(|(left, _)| *left);
            row.into_iter().map(|(_, cell)| cell).collect()
        };
        let mut rows: Vec<Vec<Cell>> = rows.into_iter().map(row).collect();
        if let Some(split) = self.unruled_rows(room).filter(|_| !soft) {
            rows.pop();
            rows.extend(split);
            // A cell of several paragraphs looks the same.
            return Some(Grid::guessed(rows));
        }
        Some(Grid::known(rows))
    }

    /// Returns the cells in order, if each is a rectangle.
    fn areas(&self) -> Option<Vec<Area>> {
        let mut areas = Vec::new();
        let mut taken = vec![vec![false; self.columns()]; self.bands()];
        for top in 0..self.bands() {
            let mut left = 0;
            while left < self.columns() {
                if taken[top][left] {
                    left += 1;
                    continue;
                }
                let area = self.area(top, left);
                if self.is_out_of_line(area) {
                    return None;
                }
                for band in &mut taken[area.top..area.bottom] {
                    for is_taken in &mut band[area.left..area.right] {
                        if std::mem::replace(is_taken, true) {
                            return None;
                        }
                    }
                }
                left = area.right;
                areas.push(area);
            }
        }
        Some(areas)
    }

    /// Returns the cell that begins at a position.
    fn area(&self, top: usize, left: usize) -> Area {
        let mut right = left + 1;
        while right < self.columns() && !self.is_walled(top, right) {
            right += 1;
        }
        let mut bottom = top + 1;
        while bottom < self.bands() && (left..right).all(|column| !self.is_ruled(bottom, column)) {
            bottom += 1;
        }
        Area { top, bottom, left, right }
    }

    /// True if each line of a cell has bars where the edges of its columns would be, but at other positions.
    fn is_out_of_line(&self, area: Area) -> bool {
        let columns = area.right - area.left;
        let (from, to) = (self.edges[area.left] + 1, self.edges[area.right]);
        let bars = |y: usize| {
            self.lines[y][from..to]
                .windows(3)
                .filter(|three| three[1].mark == '|' && three[0].text != "|" && three[2].text == " ")
        };
        let mut lines = self.rules[area.top] + 1..self.rules[area.bottom];
        columns > 1 && lines.all(|y| bars(y).count() == columns - 1)
    }

    /// Returns the lines of a cell, including those beside the rules of its neighbours.
    fn texts(&self, area: Area, room: usize) -> Vec<String> {
        let lines = self.rules[area.top] + 1..self.rules[area.bottom];
        lines.map(|y| self.text(y, area.left, area.right, room)).collect()
    }

    /// Returns the text between two edges of a line, without blanks at the end.
    fn text(&self, y: usize, left: usize, right: usize, room: usize) -> String {
        let (from, to) = (self.edges[left] + 1, self.edges[right]);
        let spots = self.lines[y].get(from + room..to - room).unwrap_or_default();
        spots.iter().map(|spot| spot.text).collect::<String>().trim_end().to_owned()
    }

    /// Returns the number of blanks between texts and vertical edges: 1 or 0.
    fn padding(&self) -> usize {
        let is_free = |line: &Vec<Spot<'_>>| {
            let walls = self.edges.iter().filter(|x| line[**x].mark == '|');
            let mut sides = walls.flat_map(|x| [x.checked_sub(1), Some(x + 1)]).flatten();
            sides.all(|x| line.get(x).is_none_or(|spot| spot.text == " " || spot.mark == '-'))
        };
        let narrow = self.edges.windows(2).any(|two| two[1] - two[0] < 3);
        usize::from(!narrow && self.lines.iter().all(is_free))
    }

    /// Returns the width of the text of a cell.
    fn width(&self, left: usize, right: usize, room: usize) -> usize {
        (self.edges[right] - self.edges[left] - 1).saturating_sub(room * 2)
    }

    /// Returns the rows of a table that has rules only around its header, where each line is a row. A line whose
    /// first cell is blank, or of which no text would have fitted on the line before, belongs to the row before.
    fn unruled_rows(&self, room: usize) -> Option<Vec<Vec<Cell>>> {
        let last = self.bands() - 1;
        let columns = self.columns();
        let lines = self.rules[last] + 1..self.rules[last + 1];
        let walled = (1..columns).all(|edge| self.is_walled(last, edge));
        let ruled = (0..columns).all(|column| self.is_ruled(last, column));
        if self.bands() > 2 || columns < 2 || lines.len() < 2 || !walled || !ruled {
            return None;
        }
        let widths: Vec<usize> = (0..columns).map(|at| self.width(at, at + 1, room)).collect();
        let columns: Vec<Vec<String>> = (0..columns)
            .map(|at| self.texts(Area { top: last, bottom: last + 1, left: at, right: at + 1 }, room))
            .collect();
        let centred: Vec<bool> =
            columns.iter().zip(&widths).map(|(lines, width)| is_centred(lines, *width)).collect();
        // A label beside the middle of a text.
        let labels = blocks(&columns[0]).count();
        if labels == 1 && columns[0][0].trim().is_empty() {
            return None;
        }
        let mut rows: Vec<Vec<Vec<String>>> = Vec::new();
        for y in 0..lines.len() {
            let texts: Vec<String> = columns.iter().map(|lines| lines[y].trim().to_owned()).collect();
            let goes_on = |row: &Vec<Vec<String>>| {
                let is_rest = |at: usize| {
                    let before = row[at].last().map_or("", String::as_str);
                    let wrapped = !before.is_empty() && is_wrapped(before, &texts[at], widths[at]);
                    texts[at].is_empty() || wrapped || centred[at]
                };
                texts[0].is_empty() || (0..texts.len()).all(is_rest)
            };
            match rows.last_mut().filter(|row| goes_on(row)) {
                Some(row) => row.iter_mut().zip(texts).for_each(|(cell, text)| cell.push(text)),
                None => rows.push(texts.into_iter().map(|text| vec![text]).collect()),
            }
        }
        if rows.len() < 2 {
            return None;
        }
        let cell = |(lines, width): (Vec<String>, &usize)| Cell::new(joined(&lines, *width));
        Some(rows.into_iter().map(|row| row.into_iter().zip(&widths).map(cell).collect()).collect())
    }
}

/// Returns the cells of the terminal of a line, if box-drawing characters are `wide` cells wide.
fn spots(line: &str, wide: usize) -> Vec<Spot<'_>> {
    let mut spots: Vec<Spot<'_>> = Vec::with_capacity(line.len());
    for text in line.graphemes(true) {
        let width = if wide == 1 { text.width() } else { text.width_cjk() };
        let first = text.chars().next().unwrap_or_default();
        let doubled = first == '=' && spots.last().is_some_and(|last| matches!(last.mark, '+' | '-'));
        let mark = match part(first) {
            Some(mark) => mark,
            None if doubled => '-',
            None if matches!(first, '+' | '-' | '|') => first,
            None => ' ',
        };
        spots.push(Spot { mark, text });
        let rest = if matches!(mark, '+' | '-') { '-' } else { ' ' };
        spots.extend((1..width.min(2)).map(|_| Spot { mark: rest, text: "" }));
    }
    spots
}

/// True if each line of a cell that is `width` wide has equal margins, and not all lines are full.
fn is_centred(lines: &[String], width: usize) -> bool {
    let margin = |line: &String| line.len() - line.trim_start_matches(' ').len();
    let free = |line: &String| width.saturating_sub(crate::export::width(line));
    let filled = || lines.iter().filter(|line| !line.trim().is_empty());
    filled().all(|line| margin(line).abs_diff(free(line)) <= 1) && filled().any(|line| margin(line) > 0)
}

/// Returns the lines of a cell between blank ones.
fn blocks(lines: &[String]) -> impl Iterator<Item = Vec<&str>> {
    let blocks = lines.split(|line| line.trim().is_empty()).filter(|block| !block.is_empty());
    blocks.map(|block| block.iter().map(|line| line.trim()).collect())
}

/// True if the lines of the cells, each with its width, are all full but the first, so that a break is no end of a
/// paragraph.
fn are_full_behind_first(cells: &[(Vec<String>, usize)]) -> bool {
    let mut breaks = 0;
    for (lines, width) in cells {
        for block in blocks(lines) {
            let is_full = |line: &&str| crate::export::width(line) + 1 >= *width;
            if !block[1..].iter().all(is_full) {
                return false;
            }
            if block.len() > 1 && !is_wrapped(block[0], block[1], *width) {
                breaks += block.len() - 1;
            }
        }
    }
    breaks >= MIN_BREAKS
}

/// Joins the lines of a cell between blank ones. A backslash at the end of a line ends a paragraph.
fn joined_blocks(lines: &[String]) -> String {
    let mut text = String::new();
    for block in blocks(lines) {
        if !text.is_empty() {
            text.push('\n');
        }
        for line in block {
            // A number is cut anywhere.
            let is_digit = |c: char| c.is_ascii_digit();
            let (ends, begins) = (|c: char| c.is_ascii_alphanumeric(), line.starts_with(is_digit));
            if text.ends_with(ends) && line.starts_with(ends) && !(begins && text.ends_with(is_digit)) {
                text.push(' ');
            }
            match line.strip_suffix('\\').filter(|before| !before.ends_with('\\')) {
                Some(before) => {
                    text.push_str(before.trim_end());
                    text.push('\n');
                }
                None => text.push_str(line),
            }
        }
    }
    text.trim_end().to_owned()
}

/// Joins the lines of a cell that is `width` wide. A line begins a new paragraph if its first part would have fitted
/// on the line before; the lines of a centred text are one paragraph.
fn joined(lines: &[String], width: usize) -> String {
    let is_centred = is_centred(lines, width);
    let mut text = String::new();
    let mut before = "";
    for line in lines.iter().map(|line| line.trim()) {
        if line.is_empty() || before.is_empty() {
            if !line.is_empty() && !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line);
        } else if is_centred || is_wrapped(before, line, width) {
            join_wrapped(&mut text, line, width);
        } else {
            text.push('\n');
            text.push_str(line);
        }
        before = line;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Grid> {
        read_frame(&text.trim_matches('\n').lines().collect::<Vec<_>>())
    }

    fn rows(grid: &Grid) -> Vec<Vec<&str>> {
        let text = |cell: &'_ Cell| if cell.merged { "^" } else { cell.text.clone().leak() };
        grid.rows.iter().map(|row| row.iter().map(text).collect()).collect()
    }

    #[test]
    fn a_frame_shows_merged_cells() {
        let grid = read(
            "
+--------+----------------+------+
|        |     其中：     |      |
|  机构  +-------+--------+ 结余 |
|        | 基本  |  项目  |      |
+--------+-------+--------+------+
| 1、局  |  1.00 |   2.00 |      |
| 机关   |       |        |      |
+--------+-------+--------+------+
| 合计   | a|b   | -=+    | 5    |
+--------+-------+--------+------+",
        )
        .unwrap();
        assert_eq!(
            rows(&grid),
            [
                vec!["机构", "其中：", "结余"],
                vec!["^", "基本", "项目", "^"],
                vec!["1、局机关", "1.00", "2.00", ""],
                vec!["合计", "a|b", "-=+", "5"],
            ]
        );
        assert_eq!(grid.rows[0][1].columns, 2);
        assert_eq!(grid.covers, super::super::Covers::Known);
    }

    #[test]
    fn lines_of_a_cell_are_paragraphs_if_they_would_have_fitted() {
        let grid = read(
            "
+----------+------------------+
|          | 任务1：登记工程  |
| 工作内容 | 达到100%。       |
|          | 任务2：巡查。    |
+----------+------------------+
|  年度运  | of which the     |
|  行情况  | basic            |
+----------+------------------+",
        )
        .unwrap();
        let wanted = [
            vec!["工作内容", "任务1：登记工程达到100%。\n任务2：巡查。"],
            vec!["年度运行情况", "of which the basic"],
        ];
        assert_eq!(rows(&grid), wanted);
    }

    #[test]
    fn lines_are_joined_if_all_but_the_first_are_full() {
        let text = "
+----------+------------------+
| 概述     | 负责统           |
|          | 一办理施工许可证 |
|          | 和工程建筑面积1  |
|          | 69.39万m2、竣工1 |
|          | 5个，优良率达100 |
|          | %，已全部备案。  |
+----------+------------------+
| 工作内容 | 任务             |
|          | 1：登记全部工程  |
|          |                  |
|          | 任务2：巡查      |
+----------+------------------+";
        let wanted = [
            vec![
                "概述",
                "负责统一办理施工许可证和工程建筑面积169.39万m2、竣工15个，优良率达100%，已全部备案。",
            ],
            vec!["工作内容", "任务1：登记全部工程\n任务2：巡查"],
        ];
        assert_eq!(rows(&read(text).unwrap()), wanted);
        // A single break can be the end of a paragraph.
        let text = "\n+----------+------------------+\n| 概述     | 负责统           |\n|          | 一办理施工许可证 |\n+----------+------------------+";
        assert_eq!(rows(&read(text).unwrap()), [["概述", "负责统\n一办理施工许可证"]]);
        let lines: Vec<&str> = text.trim().lines().collect();
        assert_eq!(rows(&read_soft_frame(&lines).unwrap()), [["概述", "负责统一办理施工许可证"]]);
        let lines = ["+------+", "| 甲\\  |", "| 乙\\\\ |", "| 丙   |", "+------+"];
        assert_eq!(rows(&read_soft_frame(&lines).unwrap()), [["甲\n乙\\\\丙"]]);
    }

    #[test]
    fn box_characters_are_one_or_two_cells_wide() {
        for text in ["┌──┬──┐\n│甲│乙│\n├──┼──┤\n│1 │2 │\n└──┴──┘", "┌─┬─┐\n│甲│乙│\n├─┼─┤\n│1 │2 │\n└─┴─┘"]
        {
            assert_eq!(rows(&read(text).unwrap()), [["甲", "乙"], ["1", "2"]]);
        }
    }

    #[test]
    fn lines_without_rules_between_them_are_rows() {
        let grid = read(
            "
+------+-----+--------+
| 机构 | 拨款 | 说明  |
+------+-----+--------+",
        );
        assert_eq!(grid, None, "the edges do not meet");
        let grid = read(
            "
+----------+------+--------+
| 机构     | 拨款 | 说明   |
+==========+======+========+
| 局机关   | 1    | 用于检 |
| 二级机构 | 2    | 巡查   |
|          |      | 登记   |
+----------+------+--------+",
        )
        .unwrap();
        let wanted = [["机构", "拨款", "说明"], ["局机关", "1", "用于检"], ["二级机构", "2", "巡查\n登记"]];
        assert_eq!(rows(&grid), wanted);
    }
}
