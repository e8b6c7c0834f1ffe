//! Years in titles, and monetary units in captions, headers and lines.

use super::label::{key, one_line};
use super::limits::MAX_LABEL_BYTES;
use crate::form::FieldType;

/// Units that a table in a document can have instead of the form's.
const MONEY: [&str; 4] = ["万元", "千元", "亿元", "元"];
/// Words beside a unit.
const BESIDE: [&str; 5] = ["人民币", "金额单位", "货币单位", "计量单位", "金额"];

/// Units that a document states, by the distance from a cell: the nearest one counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Units {
    /// In the heading of a section, or in a line under it: for all tables of the section.
    pub section: Option<&'static str>,
    /// In a line above the caption of a table.
    pub before: Option<&'static str>,
    /// In the caption of the table.
    pub caption: Option<&'static str>,
    /// In a line between the caption and the table.
    pub above: Option<&'static str>,
    /// In a line of the table.
    pub table: Option<&'static str>,
    /// In the header of the row names, or only in that of the total.
    pub head: Option<&'static str>,
}

impl Units {
    /// Returns the unit of a column whose header has none.
    pub(super) fn nearest(self) -> Option<&'static str> {
        let near = self.table.or(self.head).or(self.above).or(self.caption);
        near.or(self.before).or(self.section)
    }

    /// Forgets the statements that hold for one table.
    pub(super) fn end_table(&mut self) {
        *self = Units { section: self.section, ..Units::default() };
    }
}

/// Returns the year in a line such as `20 23 年度` or `二〇二三年度`.
pub(super) fn year_in(line: &str) -> Option<String> {
    let text = key(line);
    text.match_indices('年').find_map(|(at, _)| year_at_end(&text[..at]).map(str::to_owned))
}

/// Returns the year at the end of a key.
pub(super) fn year_at_end(text: &str) -> Option<&str> {
    let (from, _) = text.char_indices().rev().nth(3)?;
    let year = &text[from..];
    let before = text[..from].chars().next_back();
    (year_number(year).is_some() && !before.is_some_and(|c| c.is_ascii_digit())).then_some(year)
}

/// Returns the number of a year of four digits, Arabic or Chinese.
pub(super) fn year_number(text: &str) -> Option<i32> {
    let digit = |c: char| match c {
        '〇' | '○' | '零' | '◯' | 'Ｏ' | 'o' => Some(0),
        c => c.to_digit(10).or_else(|| {
            let at = "一二三四五六七八九".chars().position(|digit| digit == c)?;
            u32::try_from(at + 1).ok()
        }),
    };
    let digits: Vec<u32> = text.chars().map(digit).collect::<Option<_>>()?;
    let year = digits.iter().fold(0, |year, digit| year * 10 + i32::try_from(*digit).unwrap_or(0));
    (digits.len() == 4 && (1900..=2200).contains(&year)).then_some(year)
}

/// Returns the monetary unit that a caption or header ends with: `（万元）`, `单位：元`, `金额(人民币元)`.
pub(super) fn unit_in(line: &str) -> Option<&'static str> {
    if line.len() > MAX_LABEL_BYTES {
        return None;
    }
    let text = key(line);
    let word = text.trim_end_matches(')').rsplit(['(', ':', ',']).next().unwrap_or_default();
    let marked = text.ends_with(')') || text.contains(':');
    let word = BESIDE.iter().fold(word, |word, beside| word.strip_prefix(beside).unwrap_or(word));
    MONEY.into_iter().find(|unit| marked && *unit == word)
}

/// Returns the unit at the end of a line that can be the caption of a table in other words than the form's:
/// `资产情况（元）`.
pub(super) fn unit_of_caption(line: &str) -> Option<&'static str> {
    let unit = unit_in(line)?;
    let (words, _) = line.rsplit_once(['（', '('])?;
    words.trim_end().ends_with(char::is_alphabetic).then_some(unit)
}

/// Returns the unit in a line that contains nothing else: `单位：万元`, `（金额单位：元）`.
pub(super) fn own_unit(line: &str) -> Option<&'static str> {
    let unit = unit_in(line)?;
    let text = key(line);
    let text = text.trim_start_matches('(').trim_end_matches(')');
    let text = text.strip_prefix("币种:人民币").unwrap_or(text).trim_start_matches([',', '(']);
    let before = text.strip_suffix(unit)?;
    let before = BESIDE.iter().fold(before, |before, word| before.strip_suffix(word).unwrap_or(before));
    matches!(before, "" | "单位:" | "金额单位:" | "货币单位:" | "计量单位:" | "金额:" | ":").then_some(unit)
}

/// Returns the unit that a remark on a table states: `注：本表金额单位为元。`
pub(super) fn unit_in_remark(line: &str) -> Option<&'static str> {
    let text = key(line);
    let after = ["单位为", "单位是", "单位:"].iter().find_map(|word| text.split_once(word))?.1;
    let after = after.strip_prefix("人民币").unwrap_or(after);
    let unit = MONEY.into_iter().find(|unit| after.starts_with(unit))?;
    let rest = &after[unit.len()..];
    (rest.is_empty() || rest.starts_with([',', ';', '。', ')', '.'])).then_some(unit)
}

/// Returns a number without a currency sign, which is no statement of the unit.
pub(super) fn without_sign<'t>(kind: &FieldType, text: &'t str) -> &'t str {
    if kind.is_number() { text.trim_start().trim_start_matches(['¥', '￥']) } else { text }
}

/// Splits a statement of the unit from the end of a line: `填报单位：某局      单位：万元`.
pub(super) fn split_unit(line: &str) -> Option<(&str, &'static str)> {
    let starts = line.match_indices(['单', '金', '（', '(']).map(|(at, _)| at).filter(|at| *at > 0);
    starts.into_iter().find_map(|at| {
        let (before, after) = line.split_at(at);
        let apart = before.ends_with(|c: char| c.is_whitespace()) || after.starts_with(['（', '(']);
        let unit = own_unit(after).filter(|_| apart && key(after).contains("单位:"))?;
        Some((before.trim_end(), unit))
    })
}

/// Returns a number in the unit of its field, exactly, if the unit of the table is another one.
pub(super) fn converted(kind: &FieldType, text: &str, unit: &'static str) -> Option<String> {
    let differs = kind.unit().is_some_and(|own| own != unit && MONEY.contains(&own));
    let text = one_line(text);
    if !differs || !text.ends_with(|c: char| c.is_numeric() || c == ')' || c == '）') {
        return None;
    }
    exact(kind, &format!("{text}{unit}"))
}

/// Appends the unit of the table to a number, if it is another unit than that of the field.
pub(super) fn in_unit(kind: &FieldType, text: &str, unit: Option<&'static str>) -> String {
    let unit = unit.filter(|unit| converted(kind, text, unit).is_some());
    unit.map_or_else(|| text.to_owned(), |unit| one_line(text) + unit)
}

/// Returns the value of a number in the unit of its field, with all its decimals.
pub(super) fn exact(kind: &FieldType, text: &str) -> Option<String> {
    let value = kind.parse(text).ok()?.number()?;
    Some(value.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_captions_headers_and_lines() {
        for (line, unit, own) in [
            ("单位：元", Some("元"), Some("元")),
            ("（单位：万元）", Some("万元"), Some("万元")),
            ("金额单位：人民币元", Some("元"), Some("元")),
            ("（元）", Some("元"), Some("元")),
            ("年度收入情况（千元）", Some("千元"), None),
            ("公共财政拨款(万元)", Some("万元"), None),
            ("填报单位：某局      单位：万元", Some("万元"), None),
            ("公共财政拨款", None, None),
            ("万元", None, None),
            ("单位：某局", None, None),
            ("三公经费（含税）", None, None),
        ] {
            assert_eq!((unit_in(line), own_unit(line)), (unit, own), "{line}");
        }
    }

    #[test]
    fn a_caption_in_any_words_has_a_unit() {
        for (line, unit) in [
            ("资产情况（元）", Some("元")),
            ("三、资产情况 (千元)", Some("千元")),
            ("共计12.5（元）", None),
            ("资产情况：元", None),
            ("资产情况", None),
        ] {
            assert_eq!(unit_of_caption(line), unit, "{line}");
        }
    }

    #[test]
    fn a_unit_at_the_end_of_a_line_is_split_off() {
        assert_eq!(split_unit("填报单位：某局      单位：万元"), Some(("填报单位：某局", "万元")));
        assert_eq!(split_unit("部门名称：某局（单位：元）"), Some(("部门名称：某局", "元")));
        assert_eq!(split_unit("单位：万元"), None);
        assert_eq!(split_unit("填报单位：万元"), None);
        assert_eq!(split_unit("预算单位：某局"), None);
    }

    #[test]
    fn years_are_arabic_or_chinese() {
        for (line, year) in [
            ("某市20 23 年度报告", Some("2023")),
            ("某市二〇二三年度报告", Some("二〇二三")),
            ("二○二四年九月", Some("二○二四")),
            ("20__年度", None),
            ("三年行动", None),
            ("120239年", None),
        ] {
            assert_eq!(year_in(line).as_deref(), year, "{line}");
        }
        assert_eq!(year_number("二〇二三"), Some(2023));
    }
}
