//! Writes Markdown that is readable on GitHub and that pandoc can convert.
//!
//! Tables are pipe tables with flattened headers; boxes are lists of label and value. All characters of the
//! data that could act as markup are escaped.

use super::measure::width;
use super::{Align, Block, ColumnKind, Options, Pair, Table, document};
use crate::check::Checked;
use crate::message::{self, Lang};

/// Characters that are markup in some dialect at any position.
const MARKS: &str = "\\`*_{}[]<>#|~^$&@\"'";
/// Maximum level of headings.
const DEEPEST: usize = 6;
/// Minimum and maximum number of dashes below a header: pandoc derives column widths from them.
const DASHES: (usize, usize) = (10, 30);
/// Maximum width that a header requests for its column.
const HEADER: usize = 12;

/// A value wider than this, in cells, is a paragraph of its own.
const SHORT: usize = 80;

/// Writes a document as Markdown.
pub(super) fn write(checked: &Checked<'_>, options: Options) -> Vec<u8> {
    let (blocks, lang) = (document(checked, options), checked.texts.form.language);
    let mut parts: Vec<String> = Vec::new();
    for block in &blocks {
        match block {
            Block::Title(lines) => parts.push(format!("# {}", escape(&lines.join(" ")))),
            Block::Heading { level, number, text } => {
                let marks = "#".repeat((level + 1).min(DEEPEST));
                parts.push(format!("{marks} {}", escape(&format!("{number}{text}"))));
            }
            Block::Paragraph(text) | Block::Note(text) | Block::CoverFoot(text) => parts.push(escape(text)),
            Block::Lines { rows, .. } | Block::Boxes { rows, .. } => parts.extend(pairs(rows, lang)),
            Block::Table(table) => {
                if !table.caption.is_empty() {
                    parts.push(bold(&table.caption));
                }
                parts.push(pipe_table(table));
            }
            Block::Signature { label, signer, date, .. } => {
                parts.push(signature(label, signer, date.as_deref(), lang));
            }
            Block::NewPage(_) => {}
        }
    }
    (parts.join("\n\n") + "\n").into_bytes()
}

/// Writes labels and values: a short value as a list item, a long one as paragraphs below its label.
fn pairs(rows: &[Vec<Pair>], lang: Lang) -> Vec<String> {
    let mut parts = Vec::new();
    let mut list: Vec<String> = Vec::new();
    for pair in rows.iter().flatten() {
        if pair.value.lines().count() <= 1 && width(&pair.value) <= SHORT {
            let item = message::label_value(lang, &bold(&pair.label), &escape_inside(&pair.value));
            list.push(format!("- {}", item.trim_end()));
            continue;
        }
        flush(&mut list, &mut parts);
        parts.push(bold(&pair.label));
        let lines = pair.value.lines().map(str::trim).filter(|line| !line.is_empty());
        parts.extend(lines.map(escape));
    }
    flush(&mut list, &mut parts);
    parts
}

fn flush(list: &mut Vec<String>, parts: &mut Vec<String>) {
    if !list.is_empty() {
        parts.push(list.join("\n"));
        list.clear();
    }
}

fn bold(text: &str) -> String {
    let text = escape_inside(text.trim());
    if text.is_empty() { text } else { format!("**{text}**") }
}

/// Writes a block quote with one line for each entry to be made by hand.
fn signature(label: &str, signer: &str, date: Option<&str>, lang: Lang) -> String {
    let line = |text: &str| {
        let label = message::label_value(lang, &bold(text.trim_end_matches(['：', ':'])), "");
        format!("> {}", label.trim_end())
    };
    let mut lines = vec![line(label)];
    if !signer.is_empty() {
        lines.push(line(signer));
    }
    // Markdown would collapse several blanks into one.
    lines.extend(date.map(|date| format!("> {}", date.trim_end().replace("  ", "\u{3000}"))));
    lines.join("\n>\n")
}

/// Writes a pipe table with one header line. A spanning cell is written at its first position only.
fn pipe_table(table: &Table) -> String {
    let mut lines = vec![row(table.columns.iter().map(|column| escape_inside(&column.path)))];
    let grid = table.grid();
    let head = table.head.len();
    let text = |at: usize, column: usize| {
        let placed = grid.at(at, column)?;
        (placed.row == at && placed.column == column).then_some(placed.cell)
    };
    let mut widest = vec![DASHES.0; table.columns.len()];
    for (column, widest) in widest.iter_mut().enumerate() {
        let cells = (head..grid.owners.len()).filter_map(|at| text(at, column));
        let longest = cells.flat_map(|cell| cell.text.lines()).map(width).max().unwrap_or(0);
        let header = width(&table.columns[column].path).min(HEADER);
        // Numbers do not wrap, so their columns get a larger minimum.
        let least = if table.columns[column].kind == ColumnKind::Number { HEADER } else { header };
        *widest = longest.max(least).clamp(DASHES.0, DASHES.1);
    }
    lines.push(row(table.columns.iter().zip(&widest).map(|(column, dashes)| match column.kind {
        ColumnKind::Number => format!("{}:", "-".repeat(*dashes)),
        _ => "-".repeat(*dashes),
    })));
    for at in head..grid.owners.len() {
        lines.push(row((0..table.columns.len()).map(|column| {
            text(at, column).map_or_else(String::new, |cell| {
                let lines = cell.text.lines().map(str::trim).filter(|line| !line.is_empty());
                let text = lines.map(escape_inside).collect::<Vec<_>>().join("<br>");
                if cell.header && cell.align == Align::Center && !text.is_empty() {
                    format!("**{text}**")
                } else {
                    text
                }
            })
        })));
    }
    lines.join("\n")
}

fn row(cells: impl Iterator<Item = String>) -> String {
    let mut line = String::from("|");
    for cell in cells {
        if !cell.is_empty() {
            line.push(' ');
            line.push_str(&cell);
        }
        line.push_str(" |");
    }
    line
}

/// Escapes a text at the start of a line, including markers of lists, headings and rules.
fn escape(text: &str) -> String {
    let text = text.trim();
    let inside = escape_inside(text);
    // Markdown reads these as list numbers: `1.` `(a)` `iv)`.
    let begins = text.strip_prefix('(').unwrap_or(text);
    let marker = begins.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(begins.len());
    // The offset is valid in the escaped text too: brackets, letters and digits are not escaped.
    let (before, after) = inside.split_at(text.len() - begins.len() + marker);
    if marker > 0 && after.starts_with(['.', ')']) {
        return format!("{before}\\{after}");
    }
    if text.starts_with(['+', '-', '=', ':', '%', '!']) && !inside.starts_with('\\') {
        return format!("\\{inside}");
    }
    inside
}

/// Escapes a text within a line.
fn escape_inside(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_link = (c == ':' && (text[at..].starts_with("://") || begins_emoji(&text[at + 1..])))
            || (c == '.' && text.as_bytes()[at.saturating_sub(3)..at].eq_ignore_ascii_case(b"www"));
        let is_dash = c == '-' && text[at..].starts_with("--");
        let is_dots = c == '.' && text[at..].starts_with("...");
        if is_link || is_dash || is_dots || MARKS.contains(c) {
            escaped.push('\\');
        }
        escaped.push(if c == '\t' || c == '\n' { ' ' } else { c });
    }
    escaped
}

/// True if the text after a colon makes it an emoji code: `:smile:`.
fn begins_emoji(rest: &str) -> bool {
    let name = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "+-_".contains(c));
    name.len() < rest.len() && name.starts_with(':')
}
