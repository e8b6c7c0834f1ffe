//! Cells as spreadsheets copy and save them: tabs between columns, line breaks between rows.
//!
//! A cell that contains a tab or a line break is quoted, with its own quotes doubled. But the clipboard
//! contains all other cells verbatim, even those that start with a quote (`"三公"经费`). A CSV parser would
//! lose these quotes or consume the following rows, so quotes count only if the closing quote ends the cell.
//!
//! Copied text can also be a table in another form: rows between bars, a frame, or separated by commas.

use super::tabs::read_row;
use super::{Block, read_text};
use crate::form::clean;

/// Returns the cells of a text, row by row, without trailing blank rows.
pub fn read_cells(text: &str) -> Vec<Vec<String>> {
    let text = clean(text);
    let mut rows = drawn(&text).unwrap_or_else(|| separated_by_tabs(&text));
    while rows.last().is_some_and(|row| row.iter().all(|cell| cell.trim().is_empty())) {
        rows.pop();
    }
    rows
}

fn separated_by_tabs(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (row, after) = read_row(text);
        rows.push(row);
        rest = after;
    }
    rows
}

/// Returns the rows of a text without tabs that contains a table. Other lines are rows of one cell.
fn drawn(text: &str) -> Option<Vec<Vec<String>>> {
    if text.contains('\t') || !text.contains('\n') {
        return None;
    }
    let blocks = read_text(text).ok()?.blocks;
    let is_table = |block: &Block| matches!(block, Block::Table(_));
    blocks.iter().any(is_table).then(|| {
        let rows = blocks.into_iter().flat_map(|block| match block {
            Block::Table(grid) => grid.texts(),
            Block::Break => Vec::new(),
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Aside(text) => vec![vec![text]],
        });
        rows.collect()
    })
}

/// Returns cells as text that [`read_cells`] and spreadsheets read, without a line break at the end.
pub fn write_cells(rows: &[Vec<String>]) -> String {
    let write = |cell: &String| {
        let is_quoted = cell.starts_with('"') || cell.contains(['\t', '\n']);
        if is_quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let lines: Vec<String> =
        rows.iter().map(|row| row.iter().map(write).collect::<Vec<_>>().join("\t")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use csv::{QuoteStyle, Terminator, WriterBuilder};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_of_a_clipboard() {
        for (text, rows) in [
            ("", vec![]),
            ("1", vec![vec!["1"]]),
            ("1\n", vec![vec!["1"]]),
            ("1\t2\r\n3\t4\r\n", vec![vec!["1", "2"], vec!["3", "4"]]),
            ("1\t\t\n\t\t3\n\t\n\n", vec![vec!["1", "", ""], vec!["", "", "3"]]),
            ("\u{feff}甲\t乙", vec![vec!["甲", "乙"]]),
            ("\"一\n二\"\t3\n4", vec![vec!["一\n二", "3"], vec!["4"]]),
            ("\"说\"\"好\"\"\"\t1", vec![vec!["说\"好\"", "1"]]),
            ("\"\"\t1", vec![vec!["", "1"]]),
            // Quotes that are part of the text.
            ("\"三公\"经费\t1\n2\t3", vec![vec!["\"三公\"经费", "1"], vec!["2", "3"]]),
            ("\"没有配对\t1\n2\t3", vec![vec!["\"没有配对", "1"], vec!["2", "3"]]),
            ("5\"\t6\"", vec![vec!["5\"", "6\""]]),
            // Other forms of tables.
            ("| 甲 | 乙 |\n| --- | --: |\n| 1\\|2 | **3** |", vec![vec!["甲", "乙"], vec!["1|2", "3"]]),
            ("甲,乙\n1,2\n", vec![vec!["甲", "乙"], vec!["1", "2"]]),
            (
                "单位：元\n+--+--+\n|甲|乙|\n+--+--+\n|1 |2 |\n+--+--+",
                vec![vec!["单位：元"], vec!["甲", "乙"], vec!["1", "2"]],
            ),
            // Text and numbers.
            ("甲，乙,丙", vec![vec!["甲，乙,丙"]]),
            ("甲|乙", vec![vec!["甲|乙"]]),
            ("1,234\n5,678", vec![vec!["1,234"], vec!["5,678"]]),
            ("甲,乙\n\n丙", vec![vec!["甲,乙"], vec![""], vec!["丙"]]),
        ] {
            assert_eq!(read_cells(text), rows, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_a_writer_of_tables_writes_is_read(
            rows in prop::collection::vec(prop::collection::vec("[a甲\"\t\n, ]{0,6}", 2), 1..5)
        ) {
            let mut writer = WriterBuilder::new()
                .delimiter(b'\t')
                .terminator(Terminator::Any(b'\n'))
                .quote_style(QuoteStyle::Necessary)
                .from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let written = write_cells(&rows);
            let mut rows = rows;
            while rows.last().is_some_and(|row| row.iter().all(|cell| cell.trim().is_empty())) {
                rows.pop();
            }
            prop_assert_eq!(read_cells(&text), rows.clone());
            prop_assert_eq!(read_cells(&written), rows);
        }

        #[test]
        fn no_text_is_lost(text in "[a\"\t\n]{0,30}") {
            let letters = |text: &str| text.matches('a').count();
            let read: usize = read_cells(&text).iter().flatten().map(|cell| letters(cell)).sum();
            prop_assert_eq!(read, letters(&text));
        }
    }
}
