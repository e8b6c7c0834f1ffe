//! Reads Markdown: the subset that this program exports, and paragraphs that an editor has wrapped.
//!
//! A list item `**label**：value`, and a label on a line of its own with the paragraphs below it, are a row of two
//! cells, so that a colon in the value means nothing. A block quote is a box for signatures.

use super::delimited::{bar_cells, is_separator};
use super::label::join_line;
use super::limits::{Read, TooLarge};
use super::{Block, Cell, Document, Grid};

/// Maximum level of headings.
const DEEPEST: usize = 6;

/// True if a text has headings of Markdown and other signs of it.
pub(super) fn is_markdown(text: &str) -> bool {
    let headings = text.lines().filter(|line| heading(line).is_some()).take(2).count();
    let is_sign = |line: &str| {
        line.starts_with("- **") || line.starts_with("**") || (line.starts_with('|') && is_separator(line))
    };
    headings > 1 || (headings == 1 && text.lines().any(is_sign))
}

/// Returns the level and the text of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let text = text.strip_prefix(' ')?.trim();
    ((1..=DEEPEST).contains(&level) && !text.is_empty()).then_some((level, text))
}

/// Converts Markdown to blocks.
pub(super) fn read_markdown(text: &str, read: &mut Read) -> Result<Document, TooLarge> {
    let mut reader =
        Reader { read, done: Vec::new(), rows: Vec::new(), label: None, paragraph: String::new() };
    let mut quote: Vec<String> = Vec::new();
    let mut table: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        let line = line.trim_end_matches(' ');
        if !line.starts_with('>') && !quote.is_empty() {
            reader.quote(&std::mem::take(&mut quote))?;
        }
        if !line.starts_with('|') && !table.is_empty() {
            reader.table(&std::mem::take(&mut table))?;
        }
        if let Some(text) = line.strip_prefix('>') {
            quote.push(inline(text.trim()));
        } else if line.starts_with('|') {
            table.push(line);
        } else if line.trim().is_empty() {
            reader.end_paragraph()?;
        } else if let Some((level, text)) = heading(line) {
            reader.heading(level, &inline(text))?;
        } else if let Some(item) = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)) {
            reader.item(item)?;
        } else {
            join_line(&mut reader.paragraph, line.trim());
        }
    }
    reader.end_paragraph()?;
    reader.end_rows()?;
    Ok(reader.done.into())
}

struct Reader<'r> {
    read: &'r mut Read,
    done: Vec<Block>,
    /// Rows of a label and its value.
    rows: Vec<[String; 2]>,
    /// A label whose paragraphs follow.
    label: Option<Label>,
    /// The text of a paragraph so far, with its marks.
    paragraph: String,
}

struct Label {
    text: String,
    lines: Vec<String>,
}

impl Reader<'_> {
    fn push(&mut self, block: Block) {
        self.done.push(block);
    }

    fn heading(&mut self, level: usize, text: &str) -> Result<(), TooLarge> {
        self.end_paragraph()?;
        self.end_rows()?;
        self.read.paragraph()?;
        // The first heading is the title, and the others are one level deeper than in the report.
        let is_title = level == 1 && self.done.is_empty();
        self.push(if is_title {
            Block::Paragraph(text.to_owned())
        } else {
            Block::Heading { level: level.saturating_sub(1).max(1), text: text.to_owned() }
        });
        Ok(())
    }

    fn item(&mut self, item: &str) -> Result<(), TooLarge> {
        self.end_paragraph()?;
        self.end_label()?;
        let pair = item.strip_prefix("**").and_then(|rest| split_bold(rest)).and_then(|(label, rest)| {
            let value = rest.strip_prefix(['：', ':'])?;
            Some([inline(label), inline(value.trim())])
        });
        match pair {
            Some(pair) => self.rows.push(pair),
            None => join_line(&mut self.paragraph, item.trim()),
        }
        Ok(())
    }

    /// Ends a paragraph: a label, a line below a label, or other text.
    fn end_paragraph(&mut self) -> Result<(), TooLarge> {
        let text = std::mem::take(&mut self.paragraph);
        if text.is_empty() {
            return Ok(());
        }
        let label = text.strip_prefix("**").and_then(split_bold).filter(|(_, rest)| rest.is_empty());
        if let Some((label, _)) = label {
            self.end_label()?;
            self.label = Some(Label { text: inline(label), lines: Vec::new() });
        } else if let Some(label) = &mut self.label {
            label.lines.push(inline(&text));
        } else {
            self.end_rows()?;
            self.read.paragraph()?;
            self.push(Block::Paragraph(inline(&text)));
        }
        Ok(())
    }

    /// Ends a label. Without text below it, it is a caption.
    fn end_label(&mut self) -> Result<(), TooLarge> {
        let Some(label) = self.label.take() else { return Ok(()) };
        if label.lines.is_empty() {
            self.end_rows()?;
            self.read.paragraph()?;
            self.push(Block::Paragraph(label.text));
        } else {
            self.rows.push([label.text, label.lines.join("\n")]);
        }
        Ok(())
    }

    /// Ends the rows of labels and values.
    fn end_rows(&mut self) -> Result<(), TooLarge> {
        self.end_label()?;
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        self.grid(rows.into_iter().map(|row| row.map(Cell::new).into()).collect())
    }

    fn table(&mut self, lines: &[&str]) -> Result<(), TooLarge> {
        self.end_paragraph()?;
        self.end_rows()?;
        let rows = lines.iter().filter(|line| !is_separator(line));
        let cells = |line: &&str| bar_cells(line, true).iter().map(|text| Cell::new(inline(text))).collect();
        self.grid(rows.map(cells).collect())
    }

    fn quote(&mut self, lines: &[String]) -> Result<(), TooLarge> {
        self.end_paragraph()?;
        self.end_rows()?;
        let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
        self.grid(vec![vec![Cell::new(lines.join("\n"))]])
    }

    fn grid(&mut self, rows: Vec<Vec<Cell>>) -> Result<(), TooLarge> {
        let grid = Grid::guessed(rows);
        self.read.cells(grid.all_texts())?;
        self.push(Block::Table(grid));
        Ok(())
    }
}

/// Splits a text after `**` at the next `**` that is not escaped.
fn split_bold(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if !escaped && text[at..].starts_with("**") {
            return Some((&text[..at], &text[at + 2..]));
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

/// Returns a text without its marks: backslashes before punctuation, `**`, and `<br>` as a line break.
pub(super) fn inline(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = after;
        if c == '\\' && after.starts_with(|next: char| next.is_ascii_punctuation()) {
            plain.push_str(&after[..1]);
            rest = &after[1..];
        } else if let Some(after) = after.strip_prefix('*').filter(|_| c == '*') {
            rest = after;
        } else if let Some(after) =
            ["br>", "br/>", "br />"].iter().find_map(|mark| after.strip_prefix(mark)).filter(|_| c == '<')
        {
            plain.push('\n');
            rest = after;
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_an_export() {
        let text = "# 标题 自评报告\n\n- **名称**：某局：甲\n- **空白**：\n\n尾\n\n## 一、概况\n\n**职责**\n\n第一段\\_\n\n1\\. 第二段\n接\n\n**表（万元）**\n\n| 甲 | 乙 |\n| --- | --: |\n| **一<br>二** | 1\\|2 |\n\n> **意见**：\n>\n> 年　月\n\n- 一项\n";
        let found = read_markdown(text, &mut Read::default()).unwrap().blocks;
        let table = |rows: &[&[&str]]| {
            let cells = |row: &&[&str]| row.iter().map(|text| Cell::new(*text)).collect();
            Block::Table(Grid::guessed(rows.iter().map(cells).collect()))
        };
        let paragraph = |text: &str| Block::Paragraph(text.to_owned());
        assert_eq!(
            found,
            [
                paragraph("标题 自评报告"),
                table(&[&["名称", "某局：甲"], &["空白", ""]]),
                paragraph("尾"),
                Block::Heading { level: 1, text: "一、概况".into() },
                table(&[&["职责", "第一段_\n1. 第二段接"]]),
                paragraph("表（万元）"),
                table(&[&["甲", "乙"], &["一\n二", "1|2"]]),
                table(&[&["意见：\n年　月"]]),
                paragraph("一项"),
            ]
        );
    }

    #[test]
    fn marks_are_removed_and_escapes_kept() {
        for (text, plain) in [
            ("\\*\\*甲\\\\", "**甲\\"),
            ("**甲**乙", "甲乙"),
            ("a<br>b<br/>c<b>", "a\nb\nc<b>"),
            ("a\\b", "a\\b"),
        ] {
            assert_eq!(inline(text), plain);
        }
        assert!(!is_markdown("# 一\n正文"));
        assert!(is_markdown("# 一\n**甲**") && is_markdown("# 一\n## 二"));
    }
}
