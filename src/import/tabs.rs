//! Rows of cells that are separated by tabs, as spreadsheets copy them.

/// Parses the row at the start of a text. Returns its cells, and the text after its line break, if it has one.
pub(super) fn read_row(text: &str) -> (Vec<String>, Option<&str>) {
    // The common case, and the one with the most rows, is a single column.
    let mut row = Vec::with_capacity(1);
    let mut rest = text;
    loop {
        let (cell, after) = quoted(rest).unwrap_or_else(|| {
            let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
            (rest[..end].to_owned(), &rest[end..])
        });
        row.push(cell);
        let mut chars = after.chars();
        match chars.next() {
            Some('\n') => return (row, Some(chars.as_str())),
            Some(_) => rest = chars.as_str(),
            None => return (row, None),
        }
    }
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
