//! Cells as spreadsheets copy and save them: tabs between columns, line breaks between rows.
//!
//! A cell that contains a tab or a line break is quoted, with its own quotes doubled. But the clipboard
//! contains all other cells verbatim, even those that start with a quote (`"三公"经费`). A CSV parser would
//! lose these quotes or consume the following rows, so quotes count only if the closing quote ends the cell.

use crate::form::clean;

/// Returns the cells of a text, row by row, without trailing blank rows.
pub fn read_cells(text: &str) -> Vec<Vec<String>> {
    let text = clean(text);
    // The common case, and the one with the most rows, is a single column.
    let mut rows = vec![Vec::with_capacity(1)];
    let mut rest = text.as_str();
    loop {
        let (cell, after) = quoted(rest).unwrap_or_else(|| {
            let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        });
        if let Some(row) = rows.last_mut() {
            row.push(cell);
        }
        let mut chars = after.chars();
        match chars.next() {
            Some('\n') => rows.push(Vec::with_capacity(1)),
            Some(_) => {}
            None => break,
        }
        rest = chars.as_str();
    }
    while rows.last().is_some_and(|row| row.iter().all(|cell| cell.trim().is_empty())) {
        rows.pop();
    }
    rows
}

/// Parses a quoted cell at the start of a text. Returns the cell and the remaining text.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut from = 0;
    loop {
        let at = from + inner[from..].find('"')?;
        let after = &inner[at + 1..];
        if after.starts_with('"') {
            from = at + 2;
            continue;
        }
        let ends = after.is_empty() || after.starts_with(['\t', '\n']);
        return ends.then(|| (inner[..at].replace("\"\"", "\""), after));
    }
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
