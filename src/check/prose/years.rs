//! The years that a sentence names.

use super::mark::core;
use super::mention::{Mention, Said};
use crate::sheet::TextRange;

/// Words that show that a sentence may rightly name another year.
const EXCUSES: &[&str] = &[
    "比",
    "较",
    "上年",
    "去年",
    "前年",
    "计划",
    "拟",
    "力争",
    "预计",
    "将",
    "继续",
    "下一步",
    "打算",
    "规划",
    "成立",
    "以来",
    "始建",
    "建成",
    "启动",
    "组建",
    "设立",
    "更名",
    "印发",
    "出台",
    "施行",
    "修订",
    "发布",
    "下发",
    "文件",
    "荣获",
    "获评",
    "被评",
    "授予",
    "曾",
    "期间",
    "起",
    "历年",
    "往年",
    "近年",
    "跨年",
    "结转",
    "购置",
    "购入",
    "投入使用",
];

/// Words that compare years, or say that the next one is meant.
const COMPARISONS: [&str; 20] = [
    "比",
    "较",
    "上年",
    "去年",
    "同期",
    "计划安排",
    "年计划",
    "度计划",
    "拟",
    "预计",
    "力争",
    "将",
    "下一步",
    "核定",
    "批准",
    "成立",
    "晋升",
    "以来",
    "编制预算",
    "预算编制",
];

/// Words after a year that make it a part of something else.
const NOT_ALONE: [&str; 8] = ["的", "以", "前", "后", "初", "间", "版", "届"];

/// The years of a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// All years that it names.
    pub years: Box<[i32]>,
    /// The year at its start, or after 截至, which all of its figures are about: the year and its position relative
    /// to the sentence.
    pub governs: Option<(i32, TextRange)>,
    /// True if that year follows 截至: the figures are those at its end.
    pub is_end: bool,
    /// True if it may rightly name another year.
    pub excused: bool,
    /// True if it compares years, or is about the next one.
    pub is_comparison: bool,
}

/// Returns the years of a sentence. A sentence without years has none.
pub(super) fn frame(sentence: &str, mentions: &[Mention]) -> Option<Box<Frame>> {
    let year = |mention: &Mention| match mention.said {
        Said::Year { .. } => i32::try_from(mention.value).ok(),
        _ => None,
    };
    let years: Box<[i32]> = mentions.iter().filter_map(year).collect();
    if years.is_empty() {
        return None;
    }
    let has_figures = mentions.iter().any(|mention| year(mention).is_none() && !mention.spelled);
    let (from, _) = core(sentence);
    let governing = mentions.iter().find_map(|mention| {
        let value = year(mention).filter(|_| mention.said == Said::Year { alone: true })?;
        let bytes = &mention.span.bytes;
        // The start of the content lies behind a year at its start.
        let before = sentence.get(from..bytes.start as usize).unwrap_or_default().trim();
        let behind = sentence.get(bytes.end as usize..).unwrap_or_default();
        let alone = !NOT_ALONE.iter().any(|word| behind.starts_with(word));
        let is_end = before.ends_with("截至") || before.ends_with("截止");
        let governs = before.is_empty() && alone || is_end;
        let chars = &mention.span.chars;
        (governs && has_figures).then_some((value, TextRange { start: chars.start, end: chars.end }, is_end))
    });
    let is_end = governing.is_some_and(|(.., is_end)| is_end);
    let governs = governing.map(|(year, range, _)| (year, range));
    let excused = EXCUSES.iter().any(|word| sentence.contains(word));
    let is_comparison = COMPARISONS.iter().any(|word| sentence.contains(word));
    Some(Box::new(Frame { years, governs, is_end, excused, is_comparison }))
}
