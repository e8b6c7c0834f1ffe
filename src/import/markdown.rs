//! Reads Markdown: the subset that this program exports, and paragraphs that an editor has wrapped.
//!
//! A list item `**label**：value`, and a label on a line of its own with the paragraphs below it, are a row of two
//! cells, so that a colon in the value means nothing. A block quote is a box for signatures. A frame of `+---+` is a table.

use super::delimited::{bar_rows, is_separator};
use super::frames::{is_rule, read_soft_frame};
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
    let mut reader = Reader {
        read,
        done: Vec::new(),
        rows: Vec::new(),
        label: None,
        paragraph: String::new(),
        // Only a dialect with frames writes typographic marks as keys of a keyboard.
        is_typed: text.lines().any(is_rule),
    };
    let mut quote: Vec<String> = Vec::new();
    let mut table: Vec<&str> = Vec::new();
    let mut frame: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        let line = line.trim_end_matches(' ');
        if !line.starts_with('>') && !quote.is_empty() {
            reader.quote(&std::mem::take(&mut quote))?;
        }
        let is_framed = is_rule(line) || (line.starts_with('|') && !frame.is_empty());
        if !is_framed && !frame.is_empty() {
            reader.frame(&std::mem::take(&mut frame))?;
        }
        if !line.starts_with('|') && !table.is_empty() {
            reader.table(&std::mem::take(&mut table))?;
        }
        if is_framed {
            frame.push(line);
        } else if let Some(text) = line.strip_prefix('>') {
            quote.push(reader.inline(text.trim()));
        } else if line.starts_with('|') {
            table.push(line);
        } else if line.trim().is_empty() {
            reader.end_paragraph()?;
        } else if let Some((level, text)) = heading(line) {
            reader.heading(level, &reader.inline(text))?;
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
    /// True if straight quotes, `--` and `...` stand for typographic marks.
    is_typed: bool,
}

struct Label {
    text: String,
    lines: Vec<String>,
}

impl Reader<'_> {
    /// Returns a text without its marks.
    fn inline(&self, text: &str) -> String {
        if self.is_typed { inline(&typographic(text)) } else { inline(text) }
    }

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
            Some([self.inline(label), self.inline(value.trim())])
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
            self.label = Some(Label { text: self.inline(label), lines: Vec::new() });
        } else if self.label.is_some() {
            let line = self.inline(&text);
            self.label.iter_mut().for_each(|label| label.lines.push(line.clone()));
        } else {
            self.end_rows()?;
            self.read.paragraph()?;
            self.push(Block::Paragraph(self.inline(&text)));
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
        let rows: Vec<&str> = lines.iter().copied().filter(|line| !is_separator(line)).collect();
        let cell = |text: &String| Cell::new(self.inline(text));
        let cells = bar_rows(&rows).iter().map(|row| row.iter().map(cell).collect()).collect();
        self.grid(cells)
    }

    /// Reads a frame. If its lines do not meet, each is a paragraph.
    fn frame(&mut self, lines: &[&str]) -> Result<(), TooLarge> {
        self.end_paragraph()?;
        self.end_rows()?;
        match read_soft_frame(lines) {
            Some(mut grid) => {
                for cell in grid.rows.iter_mut().flatten() {
                    cell.text = self.inline(&cell.text);
                }
                self.read.cells(grid.all_texts())?;
                self.push(Block::Table(grid));
            }
            None => {
                for line in lines.iter().filter(|line| !is_rule(line)) {
                    self.read.paragraph()?;
                    self.push(Block::Paragraph(self.inline(line)));
                }
            }
        }
        Ok(())
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

/// Returns a text with typographic marks for quotes in pairs, dashes and dots, unless they are escaped.
fn typographic(text: &str) -> String {
    let mut escaped = false;
    let quotes = text.matches('"').count() - text.matches("\\\"").count();
    let pairs = quotes.is_multiple_of(2);
    let mut is_open = false;
    let mut marks = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let long = [("---", "—"), ("--", "–"), ("...", "…")];
        let long = long.iter().find(|(typed, _)| !escaped && rest.starts_with(typed));
        let (taken, mark) = match (c, long) {
            (_, Some((typed, mark))) => (typed.len(), *mark),
            ('"', _) if pairs && !escaped => {
                is_open = !is_open;
                (1, if is_open { "“" } else { "”" })
            }
            _ => (c.len_utf8(), &rest[..c.len_utf8()]),
        };
        marks.push_str(mark);
        escaped = c == '\\' && !escaped;
        rest = &rest[taken..];
    }
    marks
}

/// HTML tags that only change the look of a text.
const TAGS: [&str; 15] = [
    "u", "b", "i", "em", "strong", "span", "sup", "sub", "ins", "mark", "small", "big", "font", "code", "kbd",
];
/// Maximum length of the properties of a tag or a span.
const MAX_PROPERTIES: usize = 200;

/// Returns a text without its marks: backslashes before punctuation, `**`, pairs of tags, spans with properties
/// (`[text]{.underline}`), and `<br>` as a line break.
pub(super) fn inline(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let mut tags = Tags::new(text);
    // The places of open brackets, and of those that belong to spans.
    let (mut brackets, mut marks): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
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
        } else if let Some(after) = tags.strip(rest, text.len() - rest.len()) {
            rest = after;
        } else if let Some(after) = span_properties(after).filter(|_| c == ']' && !brackets.is_empty()) {
            marks.extend(brackets.pop());
            rest = after;
        } else {
            match c {
                '[' => brackets.push(plain.len()),
                ']' => _ = brackets.pop(),
                _ => {}
            }
            plain.push(c);
            rest = after;
        }
    }
    if marks.is_empty() {
        return plain;
    }
    marks.sort_unstable();
    let is_mark = |at: &usize| marks.binary_search(at).is_ok();
    plain.char_indices().filter(|(at, _)| !is_mark(at)).map(|(_, c)| c).collect()
}

/// Returns the text after the properties of a span: `{.underline}`.
fn span_properties(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?;
    let (properties, rest) =
        inner.split_at(inner.bytes().take(MAX_PROPERTIES).position(|byte| byte == b'}')?);
    (properties.starts_with(['.', '#']) || properties.contains('=')).then(|| &rest[1..])
}

/// The tags of a text that are open.
struct Tags {
    /// For each of [`TAGS`], the place of the last end, and the number of those that are open.
    open: Vec<(Option<usize>, usize)>,
}

impl Tags {
    fn new(text: &str) -> Tags {
        let ends = TAGS.iter().map(|tag| (text.rfind(&format!("</{tag}>")), 0));
        Tags { open: if text.contains("</") { ends.collect() } else { Vec::new() } }
    }

    /// Removes a tag from the start of a text that stands at a place. A tag without an end is text.
    fn strip<'t>(&mut self, text: &'t str, at: usize) -> Option<&'t str> {
        let inner = text.strip_prefix('<')?;
        for (tag, (last, open)) in TAGS.iter().zip(&mut self.open) {
            let end = inner.strip_prefix('/').and_then(|rest| rest.strip_prefix(tag)?.strip_prefix('>'));
            if let Some(rest) = end.filter(|_| *open > 0) {
                *open -= 1;
                return Some(rest);
            }
            let Some(rest) = inner.strip_prefix(tag).filter(|_| last.is_some_and(|last| last > at)) else {
                continue;
            };
            if let Some(end) = rest.bytes().take(MAX_PROPERTIES).position(|byte| byte == b'>')
                && (end == 0 || rest.starts_with(' '))
            {
                *open += 1;
                return Some(&rest[end + 1..]);
            }
        }
        None
    }
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
    fn a_frame_is_a_table() {
        let text = "# 标题\n\n## 一、概况\n\n+------+----------+\n| 职能 | 负       |\n|      | 责\\*监督 |\n|      |          |\n|      | <u>甲</u>|\n+------+----------+\n\n尾\n\n+---+\n| 甲\n";
        let found = read_markdown(text, &mut Read::default()).unwrap().blocks;
        let grid = Grid::known(vec![vec![Cell::new("职能"), Cell::new("负责*监督\n甲")]]);
        let paragraph = |text: &str| Block::Paragraph(text.to_owned());
        assert_eq!(found[2..], [Block::Table(grid), paragraph("尾"), paragraph("| 甲")]);
    }

    #[test]
    fn typed_marks_become_typographic() {
        for (text, marks) in [
            ("打\"翻身仗\"、\"两节\"", "打“翻身仗”、“两节”"),
            ("5\"屏", "5\"屏"),
            ("\\\"甲\\\"\"乙\"", "\\\"甲\\\"“乙”"),
            ("甲------乙......1--2\\...", "甲——乙……1–2\\..."),
        ] {
            assert_eq!(typographic(text), marks, "{text}");
        }
    }

    #[test]
    fn marks_are_removed_and_escapes_kept() {
        for (text, plain) in [
            ("\\*\\*甲\\\\", "**甲\\"),
            ("**甲**乙", "甲乙"),
            ("a<br>b<br/>c<b>", "a\nb\nc<b>"),
            ("<u>甲</u><span class=\"x\">乙<b>丙</span></b>", "甲乙丙"),
            ("<u>甲", "<u>甲"),
            ("甲</u><u>乙", "甲</u><u>乙"),
            ("\\<u>甲\\</u>", "<u>甲</u>"),
            ("[甲[1]]{.underline}乙[2]", "甲[1]乙[2]"),
            ("[[甲]{.underline}]{#a}[乙]{丙}", "甲[乙]{丙}"),
            ("<ul>甲</ul>", "<ul>甲</ul>"),
            ("a\\b", "a\\b"),
        ] {
            assert_eq!(inline(text), plain);
        }
        assert!(!is_markdown("# 一\n正文"));
        assert!(is_markdown("# 一\n**甲**") && is_markdown("# 一\n## 二"));
    }
}
