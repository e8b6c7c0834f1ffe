//! Text outside the main text: notes, page headers and footers.

use std::collections::HashSet;

use super::document::Block;
use super::label::paragraphs;
use crate::message::{self, Lang};

/// Lines outside the main text, each once, without page numbers and the draft mark of an export.
#[derive(Debug, Default)]
pub(super) struct Margins {
    known: HashSet<String>,
}

impl Margins {
    /// Returns the new lines of a note, page header or footer.
    pub(super) fn asides(&mut self, blocks: Vec<Block>) -> Vec<Block> {
        let is_new =
            |line: &String| !is_page_number(line) && !is_draft_mark(line) && self.known.insert(line.clone());
        lines(blocks).into_iter().filter(is_new).map(Block::Aside).collect()
    }
}

/// Returns the lines of a note, page header or footer.
fn lines(blocks: Vec<Block>) -> Vec<String> {
    let of_block = |block| match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Aside(text) => vec![text],
        Block::Break => Vec::new(),
        Block::Table(grid) => grid
            .rows
            .into_iter()
            .map(|row| row.into_iter().map(|cell| cell.text).collect::<Vec<_>>().join("  "))
            .collect(),
    };
    let texts: Vec<String> = blocks.into_iter().flat_map(of_block).collect();
    texts.iter().flat_map(|text| paragraphs(text)).map(str::to_owned).collect()
}

/// True if a line of the main text is a page number with dashes or words: `— 9 —`, `第 3 页`.
pub(super) fn is_page_mark(line: &str) -> bool {
    let has_digit = line.contains(|c: char| c.is_ascii_digit());
    let dashes = |c: char| "-－—–─·•".contains(c);
    let marked =
        line.starts_with(dashes) && line.ends_with(dashes) || line.starts_with('第') && line.ends_with('页');
    has_digit && marked && line.chars().count() <= 16 && is_page_number(line)
}

/// True if a line only consists of one mark, as below a heading: `=====`.
pub(super) fn is_underline(line: &str) -> bool {
    const MIN_MARKS: usize = 4;
    let line = line.trim();
    let first = line.chars().next().filter(|first| "=~^-_*#+─━═—".contains(*first));
    first.is_some_and(|first| line.chars().all(|c| c == first)) && line.chars().nth(MIN_MARKS - 1).is_some()
}

/// True if a line begins an annex: `附件1 评分表`.
pub(super) fn is_annex(line: &str) -> bool {
    let rest = ["附件", "附表"].iter().find_map(|word| line.trim().strip_prefix(word));
    let rest = rest
        .map(|rest| rest.trim_start_matches(|c: char| c.is_numeric() || "一二三四五六七八九十".contains(c)));
    let ends =
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['：', ':', ' ', '　', '\t', '、', '.']));
    ends && line.chars().count() <= 40
}

/// True if a line contains only a page number: `- 3 -`, `第 3 页 共 9 页`, `Page 3 of 9`.
fn is_page_number(line: &str) -> bool {
    let line = line.to_lowercase().replace("page", "").replace("of", "");
    let counts = |c: char| {
        c.is_numeric()
            || c.is_whitespace()
            || "第页共一二三四五六七八九十-－—–─·•|/／~～.,，:：()（）".contains(c)
    };
    line.chars().all(counts)
}

/// True if a line contains only the draft mark of an export, which stands at the top of each page.
pub(super) fn is_draft_mark(line: &str) -> bool {
    [Lang::Zh, Lang::En].into_iter().any(|lang| line == message::draft_mark(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers() {
        for line in ["3", "- 3 -", "— 12 —", "第 3 页 共 9 页", "第一页", "Page 3 of 9", "3/9", ""]
        {
            assert!(is_page_number(line), "{line}");
        }
        for line in ["2023年度", "第一中学", "自评报告 3", "Copy of 3"] {
            assert!(!is_page_number(line), "{line}");
        }
    }
}
