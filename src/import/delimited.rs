//! Tables whose cells are separated by commas, semicolons, or bars.

use csv::ReaderBuilder;

use super::frames::{is_rule, part};

/// Separators of files that spreadsheets save.
const SEPARATORS: [u8; 2] = [b',', b';'];
/// With fewer columns, a long cell without quotes means that the text is prose.
const FEW_COLUMNS: usize = 4;
const LONG_CELL: usize = 40;
/// Number of rows with blank cells that show that a text is a table.
const MIN_BLANKS: usize = 3;

/// Returns the rows of a text whose cells are separated by commas or semicolons. The separator is the one that gives
/// the most rows of one width. Returns `None` if the text is prose.
pub(super) fn read_separated(text: &str) -> Option<Vec<Vec<String>>> {
    let found = SEPARATORS.iter().filter_map(|separator| {
        let rows = records(text, *separator)?;
        let equal = equal_rows(&rows);
        (equal >= 2 && equal * 5 >= rows.len() * 4).then_some((equal, rows))
    });
    // Of equal counts `max_by_key` returns the last one.
    found.rev().max_by_key(|(equal, _)| *equal).map(|(_, rows)| rows)
}

/// Returns the rows of a file whose cells are separated by commas or semicolons and whose rows have different widths.
/// Several rows have blank cells between separators, which prose does not have.
pub(super) fn read_ragged(text: &str) -> Option<Vec<Vec<String>>> {
    SEPARATORS.iter().find_map(|separator| {
        let two = [char::from(*separator); 2].iter().collect::<String>();
        if text.lines().filter(|line| line.contains(&two)).count() < MIN_BLANKS {
            return None;
        }
        let rows = records(text, *separator)?;
        let is_long = |cell: &String| cell.chars().count() > LONG_CELL && !cell.contains('\n');
        // A sentence that contains a separator, without quotes.
        let is_cut = |row: &Vec<String>| row.len() > 1 && row.first().is_some_and(is_long);
        (!rows.iter().any(is_cut)).then_some(rows)
    })
}

/// Returns the number of rows that have the most frequent width above 1.
fn equal_rows(rows: &[Vec<String>]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(Vec::len).filter(|width| *width > 1).collect();
    widths.sort_unstable();
    widths.chunk_by(|a, b| a == b).map(<[usize]>::len).max().unwrap_or(0)
}

/// Returns the rows with a separator, or `None` if it also occurs within sentences or numbers.
fn records(text: &str, separator: u8) -> Option<Vec<Vec<String>>> {
    let mut separators = text.match_indices(char::from(separator)).peekable();
    separators.peek()?;
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_outside_numbers = |at: usize| !(at > 0 && bytes[at - 1].is_ascii_digit() && digits(at + 1) == 3);
    let is_spaced = |at: usize| bytes.get(at + 1) == Some(&b' ');
    let (mut any_outside, mut any_tight) = (false, false);
    for (at, _) in separators {
        any_outside |= is_outside_numbers(at);
        any_tight |= !is_spaced(at);
    }
    if !any_outside || !any_tight {
        return None;
    }
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(bytes);
    let rows: Result<Vec<Vec<String>>, _> = reader
        .records()
        .map(|record| record.map(|record| record.iter().map(|cell| cell.trim().to_owned()).collect()))
        .collect();
    let rows: Vec<Vec<String>> = rows.ok()?;
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let is_prose = columns < FEW_COLUMNS
        && rows.iter().flatten().any(|cell| !cell.contains('\n') && cell.chars().count() > LONG_CELL)
        && !text.contains('"');
    (!is_prose).then_some(rows)
}

/// True if a line is a row between bars: `| a | b |`.
pub(super) fn is_barred(line: &str) -> bool {
    let line = line.trim();
    line.len() > 1 && begins_with_bar(line) && line.chars().next_back().is_some_and(is_bar)
}

fn is_bar(c: char) -> bool {
    c == '|' || part(c) == Some('|')
}

fn begins_with_bar(line: &str) -> bool {
    line.starts_with(is_bar)
}

/// Returns the number of bars between cells, without those that are escaped.
pub(super) fn bars(line: &str) -> usize {
    let mut escaped = false;
    let mut count = 0;
    for c in line.chars() {
        count += usize::from(is_bar(c) && !escaped);
        escaped = c == '\\' && !escaped;
    }
    count
}

/// True if the outer bars of rows are no cells: all rows begin with one, or most begin and end with one.
fn are_edged(rows: &[&str]) -> bool {
    rows.iter().all(|line| begins_with_bar(line.trim_start()))
        || rows.iter().filter(|line| is_barred(line)).count() * 2 > rows.len()
}

/// Returns the cells of rows between bars, `\|` as a bar. A row that is shorter than the first ends with blank cells.
pub(super) fn bar_rows(rows: &[&str]) -> Vec<Vec<String>> {
    let left = are_edged(rows);
    // Of the rows with as many bars as the first, either all or none end with an edge.
    let count = rows.first().map_or(0, |first| bars(first));
    let ends = |line: &&str| line.trim_end().ends_with(is_bar);
    let alike: Vec<&str> = rows.iter().copied().filter(|line| bars(line) == count).collect();
    let right = left && (alike.iter().all(ends) || !alike.iter().any(ends));
    let mut cells: Vec<Vec<String>> = rows.iter().map(|line| bar_cells(line, left, right)).collect();
    let width = cells.first().map_or(0, Vec::len);
    for row in cells.iter_mut().filter(|row| row.len() < width) {
        row.resize(width, String::new());
    }
    cells
}

/// Returns the cells of a row between bars. With edges, the outer bars are no cells and may be missing.
fn bar_cells(line: &str, left: bool, right: bool) -> Vec<String> {
    let line = line.trim();
    let inner = line.strip_prefix(is_bar).filter(|_| left).unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        if is_bar(c) {
            if right && chars.peek().is_none() {
                break;
            }
            cells.push(String::new());
        } else if let Some(cell) = cells.last_mut() {
            let escaped = chars.next_if(|next| c == '\\' && is_bar(*next));
            cell.push(escaped.unwrap_or(c));
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// True if a line only separates rows: `| --- | --: |`, `---+---`, `+---+`.
pub(super) fn is_separator(line: &str) -> bool {
    let line = line.trim();
    let is_part = |c: char| matches!(c, '-' | '=' | '+' | ':' | ' ' | '\t') || is_bar(c) || part(c).is_some();
    is_rule(line) || (line.contains(['-', '=', '─', '═']) && line.len() > 2 && line.chars().all(is_part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_gives_rows_of_one_width() {
        for (text, rows) in [
            (
                "机构名称,公共财政拨款\n局机关,700\n",
                Some(vec![vec!["机构名称", "公共财政拨款"], vec!["局机关", "700"]]),
            ),
            ("甲;乙\n\"1,5\";2\n", Some(vec![vec!["甲", "乙"], vec!["1,5", "2"]])),
            ("甲,乙,丙\n\"一\n二\",,3\n", Some(vec![vec!["甲", "乙", "丙"], vec!["一\n二", "", "3"]])),
            ("\"1,234.00\",乙\n\"5\",6", Some(vec![vec!["1,234.00", "乙"], vec!["5", "6"]])),
            ("甲,乙", None),
            ("1,234.00\n2,345.00\n", None),
            ("First, the unit.\nSecond, the year.\n", None),
            ("全年监督工程52个,\n其中房屋建筑50个\n", None),
            ("一句没有分隔的话\n另一句\n", None),
        ] {
            let found = read_separated(text);
            let found: Option<Vec<Vec<&str>>> = found
                .as_ref()
                .map(|rows| rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect());
            assert_eq!(found, rows, "{text}");
        }
    }

    #[test]
    fn rows_can_have_different_widths() {
        let text = "标题\n甲,乙\n机构,合计,其中：,,\n,,拨款,上年,其他\n1、局,,,,\n得分,,99,,\n\"一句,话\"\n";
        let rows = read_ragged(text).unwrap();
        assert_eq!(rows[0], ["标题"]);
        assert_eq!(rows[1], ["甲", "乙"]);
        assert_eq!(rows[5], ["得分", "", "99", "", ""]);
        assert_eq!(rows[6], ["一句,话"]);
        let sentence = "全年监督工程".repeat(7);
        assert_eq!(read_ragged(&format!("{text}{sentence},其中房屋建筑50个\n")), None);
        assert_eq!(read_ragged("一句,话\n另一句,话\n,,\n"), None);
    }

    #[test]
    fn cells_stand_between_bars() {
        assert_eq!(bar_cells("| 甲 | 乙\\|丙 | |", true, true), ["甲", "乙|丙", ""]);
        assert_eq!(bar_cells(" 甲 | 乙 ", true, true), ["甲", "乙"]);
        assert_eq!(bar_cells("│甲│乙│", true, true), ["甲", "乙"]);
        // Without edges a bar at an end has a blank cell beside it.
        assert_eq!(bar_cells(" | 甲 | ", false, false), ["", "甲", ""]);
        assert_eq!(
            bar_rows(&["|甲 |乙 |丙", "|1 |2 |", "| | |"]),
            [["甲", "乙", "丙"], ["1", "2", ""], ["", "", ""]]
        );
        assert_eq!(
            bar_rows(&["| 甲 | 乙 | 丙 |", "| 1 | 2 |", "| 3 | 4 | 5"]),
            [["甲", "乙", "丙"], ["1", "2", ""], ["3", "4", "5"]]
        );
        assert!(are_edged(&["| 甲", "| 乙"]) && are_edged(&["| 甲 |", "| 乙 |", "丙 |"]));
        assert!(!are_edged(&["甲 | 乙", " | 1", " | 2"]));
        assert_eq!((bars("| a | b |"), bars("a \\| b"), bars("a")), (3, 0, 0));
        for (line, separates) in
            [("| --- | --: |", true), ("---+---", true), ("| - | a |", false), ("--", false), ("", false)]
        {
            assert_eq!(is_separator(line), separates, "{line}");
        }
    }
}
