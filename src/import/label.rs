//! Normalises labels: variants in blanks, character width, brackets, colons and leading numbers.

use unicode_normalization::UnicodeNormalization;

/// Maximum length of a leading number, including blanks around it.
const MAX_NUMBER_BYTES: usize = 32;
/// Units in brackets after a label.
const UNITS: [&str; 13] =
    ["万元", "元", "千元", "亿元", "人", "名", "个", "分", "%", "人民币万元", "人民币元", "台", "辆"];
/// Words after a number that counts something: `目标3个月内完成` has no label.
const COUNTED: [char; 20] = [
    '个', '年', '月', '日', '天', '次', '项', '万', '亿', '元', '人', '名', '家', '条', '处', '件', '分',
    '%', '％', '户',
];

/// Returns a normalised key, so that variants of a label are equal: no blanks, no quotes, no underlines to write
/// on, half width, one kind of bracket, lower case, no mark at the end.
pub(super) fn key(text: &str) -> String {
    let mut key: String = text
        .nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '"' | '“' | '”' | '‘' | '’' | '\'' | '_'))
        .map(|c| match c {
            '[' | '【' | '〔' | '〖' => '(',
            ']' | '】' | '〕' | '〗' => ')',
            c => c.to_ascii_lowercase(),
        })
        .collect();
    while key.ends_with([':', ';', '。']) {
        key.pop();
    }
    key
}

/// A key under which a label is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LookUp {
    pub key: String,
    /// True if a part of the label was cut that can change its meaning.
    pub cut: bool,
}

/// Returns the keys under which a label is looked up, most certain first: the whole text, without a number in
/// front, without brackets at the end, without any brackets.
pub(super) fn look_ups(text: &str) -> Vec<LookUp> {
    let whole = key(text);
    let bare = strip_heading_number(text).map(|(.., rest)| key(rest)).filter(|bare| !bare.is_empty());
    let mut all: Vec<LookUp> = Vec::new();
    let mut add = |key: &str, cut| {
        if !key.is_empty() && all.iter().all(|other| other.key != key) {
            all.push(LookUp { key: key.to_owned(), cut });
        }
    };
    let keys = || [Some(&whole), bare.as_ref()].into_iter().flatten();
    keys().for_each(|key| add(key, false));
    for key in keys() {
        if let Some((before, inner)) = key.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
            add(before, !is_harmless(inner));
        }
    }
    keys().for_each(|key| add(&without_brackets(key), true));
    all
}

/// True if a text in brackets at the end of a label does not change its meaning: a unit, or a request to sign.
fn is_harmless(inner: &str) -> bool {
    UNITS.contains(&inner)
        || matches!(inner, "盖章" | "公章" | "签章" | "签字" | "签名" | "加盖公章" | "制" | "章")
        || inner.starts_with("满分")
        || inner.contains('、') && inner.split('、').all(|choice| choice.chars().nth(2).is_none())
        || inner.starts_with("单位:")
}

/// True if a key can be the other one with a few more characters: `人员编制数` and `人员编制`.
pub(super) fn extends(a: &str, b: &str) -> bool {
    let (a_count, b_count) = (a.chars().count(), b.chars().count());
    let (long, short) = if a_count >= b_count { (a, b) } else { (b, a) };
    let (count, fewer) = (a_count.max(b_count), a_count.min(b_count));
    let mut rest = long.chars();
    fewer >= 4 && (count - fewer) * 4 <= count && short.chars().all(|c| rest.any(|other| other == c))
}

/// Returns the keys of all variants of a label: `部门（单位）概况` also gives `部门概况` and `单位概况`.
pub(super) fn variants(label: &str) -> Vec<String> {
    let full = key(label);
    let mut all = vec![full.clone()];
    let bare = without_unit(&full);
    if bare.len() < full.len() {
        all.extend(variants(bare));
    }
    if let (Some(open), Some(close)) = (full.find('('), full.find(')'))
        && open < close
    {
        let (before, within, after) = (&full[..open], &full[open + 1..close], &full[close + 1..]);
        let mut add = |text: String| {
            if text.chars().count() >= 2 && !all.contains(&text) {
                all.push(text);
            }
        };
        add(format!("{before}{after}"));
        if !before.is_empty() && !after.is_empty() {
            add(format!("{within}{after}"));
        }
    }
    all
}

/// Removes a trailing unit in brackets from a key.
pub(super) fn without_unit(key: &str) -> &str {
    let unit = key.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let is_unit = |inner: &str| UNITS.contains(&inner.strip_prefix("单位:").unwrap_or(inner));
    unit.filter(|(_, inner)| is_unit(inner)).map_or(key, |(before, _)| before)
}

/// True for the usual labels of sum rows.
pub(super) fn is_sum(key: &str) -> bool {
    matches!(key, "合计" | "总计" | "汇总" | "共计")
}

/// True for the label of a row that adds up some of the rows.
pub(super) fn is_subtotal(key: &str) -> bool {
    key == "小计" || key.ends_with("小计")
}

/// True if a text is a remark on a table, such as a source or an explanation: `注：按决算口径。`
pub(super) fn is_remark(text: &str) -> bool {
    let text = key(text);
    let rest = ["注", "附注", "备注", "说明", "填表说明", "填报说明", "数据来源", "资料来源"]
        .iter()
        .find_map(|word| text.strip_prefix(word));
    rest.is_some_and(|rest| rest.starts_with([':', '1', '(', '.', '、']))
}

/// True if a text can be the name of a row: it has words, is no sentence, and is not too long.
pub(super) fn can_be_name(text: &str) -> bool {
    const MAX_NAME: usize = 60;
    let has_words = text.chars().any(char::is_alphabetic);
    has_words && !text.contains(['。', '；', '\n', '|']) && text.chars().nth(MAX_NAME).is_none()
}

/// Removes the underlines and blanks that a value is written on.
pub(super) fn without_underline(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '_' | '＿'))
}

/// True if a text is a number, with signs but without words.
pub(super) fn is_number(text: &str) -> bool {
    text.contains(char::is_numeric) && !text.contains(char::is_alphabetic)
}

/// Removes the points of a class from the key of its caption: `产出指标(50分)`.
pub(super) fn without_points(key: &str) -> &str {
    let parts = key.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let is_points =
        |text: &str| text.strip_suffix(['分', '%']).is_some_and(|number| number.parse::<u32>().is_ok());
    parts.filter(|(_, points)| is_points(points)).map_or(key, |(before, _)| before)
}

/// Removes all bracketed parts from a key.
pub(super) fn without_brackets(key: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(key.len());
    for c in key.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// True if two keys differ by at most one character in `part`, as in a typing error.
pub(super) fn alike(a: &str, b: &str, part: usize) -> bool {
    let (long, short) = (a.chars().count().max(b.chars().count()), a.chars().count().min(b.chars().count()));
    long <= 64 && short >= 3 && (long - short) * part <= long && strsim::levenshtein(a, b) * part <= long
}

/// Style of the number before a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `第一部分`
    Part,
    /// `一、`
    Chinese,
    /// `（一）`
    ChineseBrackets,
    /// `1、` or `1.`
    Digits,
    /// `（1）`
    DigitsBrackets,
    /// `①`
    Circled,
    /// `1.2`
    Levels,
}

/// Splits a text into its leading number and the rest.
pub(super) fn strip_number(text: &str) -> Option<(Style, usize, &str)> {
    let text = text.trim();
    let first = text.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        let ordinal = usize::try_from(u32::from(first) - u32::from('①')).ok()? + 1;
        return Some((Style::Circled, ordinal, after_mark(&text[first.len_utf8()..])));
    }
    if let Some(rest) = text.strip_prefix(['（', '(']) {
        let close = rest.find(['）', ')'])?;
        let (style, ordinal) = ordinal(rest[..close].trim())?;
        let style = if style == Style::Chinese { Style::ChineseBrackets } else { Style::DigitsBrackets };
        let rest = &rest[close..];
        return Some((style, ordinal, after_mark(&rest[rest.chars().next()?.len_utf8()..])));
    }
    if let Some(rest) = text.strip_prefix('第') {
        let end = rest.find(|c: char| !is_number_character(c))?;
        let (_, ordinal) = ordinal(&rest[..end])?;
        let rest = &rest[end..];
        let rest = ["部分", "章", "节"].iter().find_map(|word| rest.strip_prefix(word))?;
        return Some((Style::Part, ordinal, after_mark(rest)));
    }
    let end = text.find(|c: char| !is_number_character(c))?;
    let (style, ordinal) = ordinal(&text[..end])?;
    let rest = text[end..].trim_start();
    let rest = rest.strip_prefix(['、', '.', '．', '，', ')', '）', ':', '：'])?;
    // 1.5 is not a heading number.
    let may_be_decimal =
        style == Style::Digits && text[end..].trim_start().starts_with(['.', '．', '，', ':', '：']);
    if may_be_decimal && rest.starts_with(|c: char| c.is_numeric()) {
        return None;
    }
    Some((style, ordinal, rest.trim()))
}

/// Like [`strip_number`], but also accepts a number that only a blank separates from the name of a row: `2 甲`.
pub(super) fn strip_row_number(text: &str) -> Option<(usize, &str)> {
    let found = strip_number(text).map(|(_, number, rest)| (number, rest));
    found.or_else(|| {
        let (number, rest) = text.trim().split_once(char::is_whitespace)?;
        let (_, number) = ordinal(number)?;
        let rest = rest.trim();
        rest.starts_with(char::is_alphabetic).then_some((number, rest))
    })
}

/// Like [`strip_number`], but also accepts multilevel numbers: `1.2 `.
pub(super) fn strip_heading_number(text: &str) -> Option<(Style, usize, &str)> {
    strip_number(text).or_else(|| {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '．'))?;
        let (levels, rest) = text.split_at(end);
        let mut numbers = levels.trim_end_matches(['.', '．']).split(['.', '．']);
        let number = numbers.next_back().filter(|_| levels.len() <= MAX_NUMBER_BYTES)?;
        let above = numbers.clone().next().is_some() && numbers.all(|number| !number.is_empty());
        Some((Style::Levels, number.parse().ok().filter(|_| above)?, after_mark(rest)))
    })
}

/// Returns the heading in a line of a table of contents, without leader dots and page number.
pub(super) fn contents_entry(line: &str) -> Option<&str> {
    let before = line.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
    let head =
        before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '…' | '·' | '．' | '-'));
    let leader = &before[head.len()..];
    let leads = leader.contains(['\t', '…']) || leader.contains("...") || leader.contains("···");
    (before.len() < line.trim_end().len() && leads && !head.is_empty()).then_some(head)
}

fn after_mark(text: &str) -> &str {
    let text = text.trim_start();
    text.strip_prefix(['、', '.', '．', ':', '：']).unwrap_or(text).trim()
}

fn is_number_character(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十".contains(c)
}

/// Parses a number of one or two digits, Arabic or Chinese.
fn ordinal(text: &str) -> Option<(Style, usize)> {
    if text.len() > MAX_NUMBER_BYTES {
        return None;
    }
    let folded: String = text.nfkc().collect();
    if folded.is_empty() || folded.chars().count() > 3 {
        return None;
    }
    if folded.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((Style::Digits, folded.parse().ok()?));
    }
    let one = |text: &str| Some(1 + "一二三四五六七八九".chars().position(|digit| text.chars().eq([digit]))?);
    let number = match folded.split_once('十') {
        None => one(&folded)?,
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { one(tens)? };
            tens * 10 + if ones.is_empty() { 0 } else { one(ones)? }
        }
    };
    Some((Style::Chinese, number))
}

/// Removes a row label such as `指标2：` (pattern `指标{n}`). Returns its number and the rest.
pub(super) fn strip_pattern<'t>(text: &'t str, pattern: &str) -> Option<(Option<usize>, &'t str)> {
    let (before, _) = pattern.split_once("{n}")?;
    let before = before.trim();
    if before.is_empty() {
        return None;
    }
    let text = text.trim();
    let rest = text.strip_prefix(before)?.trim_start();
    let end = rest.find(|c: char| !is_number_character(c)).unwrap_or(rest.len());
    let number = ordinal(&rest[..end]).filter(|_| !rest[end..].starts_with(COUNTED));
    let rest = if number.is_some() { rest[end..].trim_start() } else { rest };
    let marked = rest.strip_prefix(['：', ':', '、', '.', '．', '，', ';', '；']);
    match (number, marked) {
        (None, None) => None,
        (number, marked) => Some((number.map(|(_, number)| number), marked.unwrap_or(rest).trim())),
    }
}

/// Removes what the form prints before a text in a row of this pattern: its label (`指标2：`) or, if it has one,
/// its number. Returns the number and the rest.
pub(super) fn strip_row_label<'t>(text: &'t str, pattern: &str) -> Option<(Option<usize>, &'t str)> {
    let has_label = pattern.split_once("{n}").is_some_and(|(before, _)| !before.trim().is_empty());
    strip_pattern(text, pattern).or_else(|| {
        let (style, number, rest) = strip_number(text).filter(|_| has_label)?;
        // `1.甲；2.乙` is a list of its own.
        let goes_on = |(at, _)| {
            let next = rest.get(at..).and_then(strip_number);
            next.is_some_and(|(other, next, _)| (other, next) == (style, number + 1))
        };
        (!rest.char_indices().any(goes_on)).then_some((Some(number), rest))
    })
}

/// True if a text is only an ellipsis, which means that there could be more: `……`.
pub(crate) fn is_ellipsis(text: &str) -> bool {
    !text.trim().is_empty() && text.trim().chars().all(|c| matches!(c, '…' | '.' | '·' | '。'))
}

/// True if a line ends where a sentence can end.
pub(super) fn ends_sentence(line: &str) -> bool {
    line.ends_with(['。', '；', '：', '！', '？', '）', '”', '》', '.', ';', ':', '!', '?', ')', '"'])
}

/// Joins several lines; between Chinese characters without a blank.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    paragraphs(text).for_each(|part| join_line(&mut line, part));
    line
}

/// Appends the next line to a line.
pub(super) fn join_line(line: &mut String, next: &str) {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if latin(line.chars().next_back()) && latin(next.chars().next()) {
        line.push(' ');
    }
    line.push_str(next);
}

/// Returns the paragraphs of a text, trimmed and without empty ones.
pub(super) fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_many_writings() {
        for (a, b) in [
            ("部门(单位)名称", "部门（单位）名称"),
            ("姓  名", "姓名"),
            ("联系人：", "联 系 人"),
            ("“三公”经费", "三公经费"),
            ("年度收入情况(万元)", "年度收入情况【万元】："),
        ] {
            assert_eq!(key(a), key(b));
        }
        assert_eq!(variants("部门（单位）概况"), ["部门(单位)概况", "部门概况", "单位概况"]);
        assert_eq!(variants("三公经费（万元）"), ["三公经费(万元)", "三公经费"]);
    }

    #[test]
    fn numbers_in_front() {
        for (text, found) in [
            ("一、概况", Some((Style::Chinese, 1, "概况"))),
            ("（二）基本支出", Some((Style::ChineseBrackets, 2, "基本支出"))),
            ("( 1 ) 甲", Some((Style::DigitsBrackets, 1, "甲"))),
            ("1.工程", Some((Style::Digits, 1, "工程"))),
            ("１２、工程", Some((Style::Digits, 12, "工程"))),
            ("第三部分 绩效", Some((Style::Part, 3, "绩效"))),
            ("二十一、甲", Some((Style::Chinese, 21, "甲"))),
            ("②甲", Some((Style::Circled, 2, "甲"))),
            ("1.5万元", None),
            ("2023年", None),
            ("一是甲", None),
            ("十十、甲", None),
            ("", None),
        ] {
            assert_eq!(strip_number(text), found, "{text}");
        }
    }

    #[test]
    fn numbers_of_headings_may_have_levels() {
        for (text, found) in [
            ("1.2 基本支出", Some((Style::Levels, 2, "基本支出"))),
            ("2.1.3、基本支出", Some((Style::Levels, 3, "基本支出"))),
            ("1.2.基本支出", Some((Style::Levels, 2, "基本支出"))),
            ("一、概况", Some((Style::Chinese, 1, "概况"))),
            ("2023年", None),
            (".2 甲", None),
            (".", None),
            ("1.2", None),
        ] {
            assert_eq!(strip_heading_number(text), found, "{text}");
        }
    }

    #[test]
    fn entries_of_a_table_of_contents() {
        for (line, head) in [
            ("一、概况\t3", Some("一、概况")),
            ("一、概况 ...... 12", Some("一、概况")),
            ("一、概况……3", Some("一、概况")),
            ("概况 3", None),
            ("人员编制    50", None),
            ("支出……", None),
            ("\t3", None),
            ("12", None),
        ] {
            assert_eq!(contents_entry(line), head, "{line}");
        }
    }

    #[test]
    fn names_of_rows_in_front() {
        for (text, found) in [
            ("指标1：合格率", Some((Some(1), "合格率"))),
            ("指标 ２:合格率", Some((Some(2), "合格率"))),
            ("指标十、合格率", Some((Some(10), "合格率"))),
            ("指标：合格率", Some((None, "合格率"))),
            ("指标3合格率", Some((Some(3), "合格率"))),
            ("指标2：", Some((Some(2), ""))),
            ("指标3个月内完成", None),
            ("指标合格率", None),
            ("合格率", None),
        ] {
            assert_eq!(strip_pattern(text, "指标{n}"), found, "{text}");
        }
        assert_eq!(strip_pattern("1、甲", "{n}、"), None);
    }

    #[test]
    fn labels_and_numbers_of_rows_in_front() {
        for (text, found) in [
            ("指标1：合格率", Some((Some(1), "合格率"))),
            ("指标１:合格率", Some((Some(1), "合格率"))),
            ("（1）合格率", Some((Some(1), "合格率"))),
            ("1.合格率", Some((Some(1), "合格率"))),
            ("1.甲；2.乙", None),
            ("（1）甲（2）乙", None),
            ("1.5倍", None),
            ("合格率", None),
        ] {
            assert_eq!(strip_row_label(text, "指标{n}"), found, "{text}");
        }
        for text in ["1、甲", "（1）甲", "甲"] {
            assert_eq!(strip_row_label(text, "{n}、"), None, "{text}");
        }
    }
}
