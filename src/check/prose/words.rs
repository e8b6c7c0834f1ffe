//! The meanings of words in prose: a value of the form, the name of a row, or the kind of figure near them.
//! The longest word matches, in half width and without spaces and quotation marks.

use std::collections::HashMap;

use crate::form::{FieldId, Form, RowSetId};

/// Maximum length of a name, in characters.
pub(super) const MAX_NAME: usize = 60;

/// ID of a name, independent of its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name(pub u32);

impl Name {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Meaning of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A value of the form. The flag is true if the word always means this value; otherwise it may mean a
    /// part of it.
    Field(FieldId, bool),
    /// The name of a row.
    Row(RowSetId, Name),
    /// The entity that the report is about: all rows together.
    Whole,
    /// A statement about the figures near the word.
    Context(Context),
}

/// Statement of a word about the figures near it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// No statement.
    Filler,
    /// No statement after a single word. After the last word of a list, the figure is the total of the list:
    /// 合计.
    Total,
    /// The figure is for all rows together.
    Whole,
    /// Words before it do not modify the word after it: 其中, 为.
    Opener,
    /// A term with its own meaning, in which shorter words must not be found: 预算执行率.
    Other,
    /// The figure is an actual result: 实际, 决算.
    Actual,
    /// The figure is a planned, granted or received amount: 预算, 到位.
    Plan,
    /// The figure is a difference: 增加, 同比.
    Change,
    /// The figure is a difference if a year follows: 比, 较.
    Than,
    /// The figure is a share: 占.
    Share,
    /// The figure is a bound: 不超过, 以内.
    Limit,
    /// The figure is not exact: 约.
    About,
    /// There is one figure for several words, or the figure is one of several: 分别, 均.
    Several,
    /// The figure is an amount per unit: 人均.
    Each,
    /// Joins two words with one figure: 和.
    Joiner,
    /// Another year: 上年.
    OtherYear,
    /// The report's year: 今年.
    ThisYear,
    /// A part of a year: 上半年.
    Period,
}

const CONTEXTS: &[(Context, &str)] = &[
    (
        Context::Filler,
        "总 总数 总量 计 数 额 达 达到 了 的 金额 资金 经费 费用 完成 使用 开支 列支 支付 发生 情况 执行 累计 现有 共有 全年 年度 \
         年末 年底 期末 末 部门 单位 部门(单位) 我站 我局 我单位 我部门 我中心 我所 我委 我办 我院 我校 我馆 我队 我镇 我乡 本站 \
         各级各类 各类 各级 各项 本局 本单位 本中心 本所 本委 本院 本校 本镇 本乡 全站 全单位",
    ),
    (Context::Total, "共 共计 合计 总计 总额 总和 之和"),
    (Context::Whole, "全部门 全系统 全局 本部门 汇总"),
    (Context::Opener, "其中 包括 包含 含 为 是 中的"),
    (
        Context::Other,
        "预算执行 预算执行率 预算管理 预算绩效 预算单位 预算编制 绩效目标 绩效指标 产出指标 效益指标 质量指标 数量指标 \
         时效指标 成本指标 满意度指标 定量指标 定性指标 指标体系 执行到位 落实到位 管理到位 整改到位 责任到位 \
         措施到位 不含 不包括 不包含 本年收入 本年收入合计 \
         标准化 超预算 高标准 高标准农田 用款计划 较大 较好 较多 较高 计划生育 安排部署",
    ),
    (Context::Actual, "实际 实际支出 决算 决算数 决算支出 支出决算 支出决算数 支出数 执行数"),
    (
        Context::Plan,
        "预算 年初 计划 批复 核定 安排 下达 拨入 拨付 到位 收到 申请 申报 控制数 指标 拟 预计 预期 目标 调整 追加",
    ),
    (
        Context::Change,
        "增加 减少 增长 下降 上升 降低 提高 压减 压缩 节约 节省 缩减 增幅 降幅 同比 环比 新增 净增 超支 少支 多支 差额 相差 \
         增支 增收 减收 回升 下滑 增 减",
    ),
    (Context::Than, "比 较 同"),
    (Context::Share, "占 占比 比重 比例"),
    (
        Context::Limit,
        "不超过 不超 不少于 不低于 不高于 不多于 至少 最多 最低 最高 超过 低于 高于 少于 多于 小于 大于 控制在 力争 确保 限额 \
         标准 不足 突破 以内 之内 以上 以下",
    ),
    (Context::About, "约 大约 近 将近 左右 上下"),
    (Context::Several, "分别 均 都"),
    (Context::Each, "人均 户均 亩均 次均 生均 床均 日均 平均 每 各"),
    (Context::Joiner, "和 与 及 以及 或"),
    (
        Context::OtherYear,
        "上年 上年度 上一年 上一年度 去年 前年 往年 历年 近年 近年来 近三年 以前年度 上年同期 去年同期 同期 明年 次年 下年 下年度 \
         全省 全国 省平均 该县 该市 该区 该镇 该乡 该局 该院 邻县 周边县",
    ),
    (Context::ThisYear, "今年 本年 本年度 当年"),
    (Context::Period, "上半年 下半年 季度 一季度 二季度 三季度 四季度 前三季度 月均 目前"),
];

/// Words with their meanings, found as prefixes of a text.
#[derive(Debug)]
pub(super) struct Index<M> {
    /// Bit set of the first characters of words, by code point modulo `BITS`. A quick filter, since most
    /// characters begin no word.
    begins: Vec<u64>,
    /// Lengths of the words with a first character, in descending order.
    lengths: HashMap<char, Vec<usize>>,
    meanings: HashMap<Box<[char]>, M>,
}

impl<M: Copy> Default for Index<M> {
    fn default() -> Index<M> {
        Index::new()
    }
}

impl<M: Copy> Index<M> {
    /// Creates an index without words.
    pub(super) fn new() -> Index<M> {
        Index { begins: vec![0; BITS / 64], lengths: HashMap::new(), meanings: HashMap::new() }
    }

    /// Adds a word. If the word is known already, `both` returns the new meaning for the current one.
    pub(super) fn add(&mut self, text: &str, meaning: M, both: impl FnOnce(M) -> M) {
        self.add_word(word(text), meaning, both);
    }

    /// Adds a word that is already normalised by [`word`].
    pub(super) fn add_word(&mut self, word: Box<[char]>, meaning: M, both: impl FnOnce(M) -> M) {
        let Some(first) = word.first() else { return };
        let (word_at, bit) = place(*first);
        self.begins[word_at] |= bit;
        let lengths = self.lengths.entry(*first).or_default();
        if !lengths.contains(&word.len()) {
            lengths.push(word.len());
            lengths.sort_unstable_by(|a, b| b.cmp(a));
        }
        self.meanings.entry(word).and_modify(|known| *known = both(*known)).or_insert(meaning);
    }

    /// Returns the meaning of a word.
    pub(super) fn get(&self, word: &[char]) -> Option<M> {
        self.meanings.get(word).copied()
    }

    /// Removes a word.
    pub(super) fn remove(&mut self, word: &[char]) {
        self.meanings.remove(word);
    }

    /// Returns the length and meaning of the longest word at the start of the text.
    pub(super) fn longest(&self, text: &[char]) -> Option<(usize, M)> {
        let first = text.first()?;
        let (word_at, bit) = place(*first);
        if self.begins[word_at] & bit == 0 {
            return None;
        }
        let lengths = self.lengths.get(first)?;
        lengths.iter().find_map(|length| {
            let meaning = self.meanings.get(text.get(..*length)?)?;
            Some((*length, *meaning))
        })
    }
}

impl Index<()> {
    /// True if the index has no words.
    pub(super) fn is_empty(&self) -> bool {
        self.meanings.is_empty()
    }

    /// True if the text contains any of the words.
    pub(super) fn occurs_in(&self, text: &str) -> bool {
        text.char_indices().any(|(at, c)| {
            let (word_at, bit) = place(fold(c));
            self.begins[word_at] & bit != 0 && {
                let rest = text[at..].chars().map(fold).filter(|c| !is_skipped(*c));
                self.longest(&rest.take(MAX_NAME).collect::<Vec<char>>()).is_some()
            }
        })
    }
}

/// Size of the bit set of first characters, in bits.
const BITS: usize = 1 << 15;

fn place(c: char) -> (usize, u64) {
    let bit = u32::from(c) as usize % BITS;
    (bit / 64, 1 << (bit % 64))
}

/// Returns the words of a form with their meanings.
pub(super) fn of_form(form: &Form) -> Index<Meaning> {
    let mut index = Index::new();
    for (context, words) in CONTEXTS {
        for word in words.split_whitespace() {
            index.add(word, Meaning::Context(*context), |known| known);
        }
    }
    for id in form.field_ids() {
        for word in &form.field(id).words {
            let meaning = Meaning::Field(id, word.sure);
            // A word for two values means neither.
            index.add(&word.text, meaning, |known| match known {
                Meaning::Field(other, _) if other != id => Meaning::Context(Context::Other),
                _ => meaning,
            });
        }
    }
    for table in &form.tables {
        if let Some(sum) = &table.sum {
            index.add(&sum.label, Meaning::Whole, |known| known);
        }
    }
    index
}

/// Normalises a text for the lookup of words.
pub(super) fn word(text: &str) -> Box<[char]> {
    text.chars().map(fold).filter(|c| !is_skipped(*c)).collect()
}

/// Normalises a character for comparison: half width, one kind of brackets.
pub(super) fn fold(c: char) -> char {
    match c {
        // A full-width comma separates clauses; it is not a digit separator.
        '，' => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '−' => '-',
        '〔' | '【' => '(',
        '〕' | '】' => ')',
        c => c,
    }
}

/// True if a character is ignored in the comparison of words.
pub(super) fn is_skipped(c: char) -> bool {
    c.is_whitespace() || matches!(c, '“' | '”' | '"' | '‘' | '’' | '\'' | '\u{200b}' | '\u{feff}')
}
