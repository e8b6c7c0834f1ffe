//! The words that name a figure: 开工通知书 in 今年办理开工通知书71个.

use super::chars::is_han;
use super::numbers::{Glyphs, Number};

/// Maximum number of glyphs before a figure that can name it.
const MAX_BEFORE: usize = 30;

/// Maximum number of glyphs after a figure that can name it.
const MAX_AFTER: usize = 6;

/// Words between a name and its figure.
const LINKS: [&str; 36] = [
    "分别为",
    "达到了",
    "达到",
    "共有",
    "共计",
    "合计",
    "总计",
    "累计",
    "约为",
    "均为",
    "仅为",
    "均达",
    "完成",
    "实现",
    "超过",
    "只有",
    "为",
    "达",
    "到",
    "共",
    "有",
    "计",
    "了",
    "是",
    "约",
    "近",
    "至",
    "均",
    "仅",
    "已",
    "数",
    "量",
    "总",
    "各",
    "的",
    "也",
];

/// Words before a name that do not belong to it.
const OPENERS: [&str; 65] = [
    "其中",
    "全年",
    "今年",
    "本年度",
    "本年",
    "全市",
    "全县",
    "全区",
    "全镇",
    "全乡",
    "我市",
    "我县",
    "我区",
    "我镇",
    "我乡",
    "我局",
    "我站",
    "我院",
    "我校",
    "我单位",
    "我部门",
    "本单位",
    "本部门",
    "年末",
    "年底",
    "年内",
    "截至",
    "目前",
    "累计",
    "共计",
    "并",
    "及",
    "和",
    "与",
    "同时",
    "还",
    "已经",
    "已",
    "先后",
    "另有",
    "另",
    "通过",
    "完成",
    "开展",
    "组织",
    "办理",
    "发放",
    "发出",
    "下发",
    "实现",
    "建成",
    "共",
    "新",
    "按时",
    "及时",
    "顺利",
    "以及",
    "对",
    "将",
    "为",
    "实际",
    "现有",
    "达到",
    "了",
    "了的",
];

/// Words after a figure that do not belong to its name.
const BEHIND: [&str; 34] = [
    "的", "占", "比", "较", "同", "增", "减", "均", "全部", "已", "以", "用于", "主要", "并", "及", "和",
    "与", "为", "是", "达", "完", "按", "由", "在", "从", "其", "未", "没", "中", "得", "到", "于", "内",
    "左右",
];

/// Labels that are too general to mean the same thing in two places.
const GENERAL: [&str; 62] = [
    "项目",
    "工程",
    "人员",
    "企业",
    "群众",
    "资金",
    "问题",
    "单位",
    "部门",
    "工作",
    "任务",
    "方面",
    "情况",
    "金额",
    "经费",
    "费用",
    "机构",
    "支出",
    "收入",
    "预算",
    "决算",
    "安排",
    "使用",
    "投入",
    "投资",
    "发现",
    "检查",
    "抽查",
    "培训",
    "参加",
    "涉及",
    "覆盖",
    "面积",
    "长度",
    "总额",
    "数量",
    "指标",
    "目标",
    "措施",
    "制度",
    "文件",
    "会议",
    "活动",
    "次数",
    "人数",
    "户数",
    "增加",
    "减少",
    "增长",
    "下降",
    "完成率",
    "合格率",
    "优良率",
    "办结率",
    "满意度",
    "达标率",
    "整改",
    "整改率",
    "处理",
    "补助",
    "建设",
    "服务",
];

/// True if a label is specific enough to mean the same thing in two places.
pub(super) fn is_specific(label: &str) -> bool {
    label.chars().count() > 1 && !GENERAL.contains(&label)
}

/// True if two labels may name the same figure: one contains the other, they end
/// alike, or they share a part of `enough` characters.
pub(super) fn is_alike(one: &str, other: &str, enough: usize) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() < other.len() { (&one, &other) } else { (&other, &one) };
    let is_general = |part: &[char]| !is_specific(&part.iter().collect::<String>());
    let shared = (0..short.len()).map(|from| {
        let parts =
            (from + 1..=short.len()).rev().map(|to| &short[from..to]).filter(|part| !is_general(part));
        parts
            .into_iter()
            .find(|part| long.windows(part.len()).any(|window| window == *part))
            .map_or(0, <[char]>::len)
    });
    let most = shared.max().unwrap_or(0);
    let suffix = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    let suffix = suffix > 2 && !is_general(&one[one.len() - suffix..]);
    suffix || most >= enough || most >= 2 && most == short.len()
}

/// The words that name a figure.
pub(super) struct Label {
    /// The words before the figure.
    pub before: String,
    /// The words directly after it.
    pub after: String,
    /// Position of the first glyph of the words before the figure.
    pub from: usize,
}

/// Returns the words that name a number, which may stand on both sides of it: 监督52个工程. `floor` is the
/// position after the figure before it.
pub(super) fn label(glyphs: &Glyphs, floor: usize, number: &Number) -> Label {
    let from = floor.max(number.from.saturating_sub(MAX_BEFORE));
    let words = (from..number.from).rev().take_while(|at| is_han(glyphs.at(*at))).last();
    let mut before = words.unwrap_or(number.from)..number.from;
    while let Some(length) = LINKS.iter().find_map(|word| ends_with(glyphs, &before, word)) {
        before.end -= length;
    }
    while let Some(length) = OPENERS.iter().find_map(|word| starts_with(glyphs, &before, word)) {
        before.start += length;
    }
    let behind = number.end()..(number.end() + MAX_AFTER).min(glyphs.chars.len());
    let is_name = |at: &usize| {
        is_han(glyphs.at(*at))
            && !BEHIND.iter().any(|word| starts_with(glyphs, &(*at..behind.end), word).is_some())
    };
    let after = number.end()..behind.clone().take_while(is_name).last().map_or(number.end(), |at| at + 1);
    Label { from: before.start, before: glyphs.text(before), after: glyphs.text(after) }
}

fn starts_with(glyphs: &Glyphs, range: &std::ops::Range<usize>, word: &str) -> Option<usize> {
    let length = word.chars().count();
    (length <= range.len() && glyphs.starts_with(range.start, word)).then_some(length)
}

fn ends_with(glyphs: &Glyphs, range: &std::ops::Range<usize>, word: &str) -> Option<usize> {
    let length = word.chars().count();
    (length <= range.len() && glyphs.starts_with(range.end - length, word)).then_some(length)
}
