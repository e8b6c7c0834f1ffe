//! Automatic paragraph numbers of word processors. They are not in the text, but readers see them as part of it.

use std::collections::{HashMap, HashSet};

use super::look::Look;
use crate::form::ordinal;

/// Maximum depth of a list.
pub(super) const MAX_DEPTH: usize = 9;
/// Maximum length of a number pattern, in characters.
pub(super) const MAX_PATTERN: usize = 60;

/// Lists of a document, with their counters.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels, by the id of the definition.
    pub kinds: HashMap<String, [Level; MAX_DEPTH]>,
    /// Definitions that refer to a style, and the definition of each style.
    pub to_style: HashMap<String, String>,
    pub of_style: HashMap<String, String>,
    /// By the id of the list.
    pub lists: HashMap<String, List>,
    counts: HashMap<String, [Option<usize>; MAX_DEPTH]>,
    begun: HashSet<String>,
}

/// A list that is numbered by a definition.
#[derive(Debug, Default)]
pub(super) struct List {
    /// Id of the definition.
    pub kind: String,
    /// Levels that restart with this list.
    pub starts: [Option<usize>; MAX_DEPTH],
}

/// Numbering of a level.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    pub start: usize,
    /// Number format by its name in .docx files.
    pub format: String,
    /// `第%1章`
    pub pattern: String,
    /// True if there is no space between number and text.
    pub tight: bool,
    /// True if the numbers of higher levels are written in digits.
    pub digits: bool,
    /// Style of the paragraphs at this level.
    pub style: String,
}

impl Numbering {
    /// True if the list has a definition.
    fn knows(&self, list: &str) -> bool {
        self.lists.get(list).is_some_and(|list| self.levels(&list.kind).is_some())
    }

    /// Counts a paragraph of a style and returns its number text, which is empty if it has none. A paragraph without
    /// text is counted and has none. Returns nothing if its list is not defined.
    pub(super) fn number(&mut self, look: &Look, style: &str, is_blank: bool) -> Option<String> {
        // The list 0 switches the numbers of a style off.
        let Some(list) = look.list.as_ref().filter(|list| *list != "0") else { return Some(String::new()) };
        let depth = look.depth.unwrap_or_else(|| self.depth_of(list, style));
        let number = self.count(list, depth).filter(|_| !is_blank).unwrap_or_default();
        (is_blank || self.knows(list)).then_some(number)
    }

    /// Returns the level of a list that is assigned to a paragraph style.
    fn depth_of(&self, list: &str, style: &str) -> usize {
        let levels = self.lists.get(list).and_then(|list| self.levels(&list.kind));
        levels.and_then(|levels| levels.iter().position(|level| level.style == style)).unwrap_or(0)
    }

    fn levels(&self, kind: &str) -> Option<&[Level; MAX_DEPTH]> {
        let linked = self.to_style.get(kind).and_then(|style| self.of_style.get(style));
        self.kinds.get(linked.map_or(kind, String::as_str))
    }

    /// Counts a paragraph of a list and returns its number text.
    fn count(&mut self, id: &str, depth: usize) -> Option<String> {
        let list = self.lists.get(id)?;
        // Access the fields separately: the counts are modified while the levels are borrowed.
        let linked = self.to_style.get(&list.kind).and_then(|style| self.of_style.get(style));
        let levels = self.kinds.get(linked.unwrap_or(&list.kind))?;
        let level = levels.get(depth)?;
        let counts = self.counts.entry(list.kind.clone()).or_default();
        if self.begun.insert(id.to_owned()) {
            for (count, start) in counts.iter_mut().zip(list.starts) {
                *count = start.map_or(*count, |start| start.checked_sub(1));
            }
        }
        counts[depth] = Some(
            counts[depth].map_or(list.starts[depth].unwrap_or(level.start), |count| count.saturating_add(1)),
        );
        counts[depth + 1..].fill(None);
        let mut text = String::new();
        let mut chars = level.pattern.chars();
        while let Some(c) = chars.next() {
            let place =
                (c == '%').then(|| chars.clone().next().and_then(|digit| digit.to_digit(10))).flatten();
            match place.and_then(|place| (place as usize).checked_sub(1)).filter(|place| *place < MAX_DEPTH) {
                Some(place) => {
                    chars.next();
                    let of = &levels[place];
                    let format = if level.digits && place != depth { "decimal" } else { &of.format };
                    text.push_str(&written(format, counts[place].unwrap_or(of.start)));
                }
                None => text.push(c),
            }
        }
        if level.format == "bullet" || text.trim().is_empty() {
            return None;
        }
        if !level.tight && text.ends_with(char::is_alphanumeric) {
            text.push(' ');
        }
        Some(text)
    }
}

/// Formats a number; rare formats are written in digits.
fn written(format: &str, number: usize) -> String {
    let of = |signs: &str| number.checked_sub(1).and_then(|at| signs.chars().nth(at)).map(String::from);
    let special = match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "japaneseDigitalTenThousand"
        | "koreanCounting" => Some(if number == 0 { "零".to_owned() } else { ordinal(number) }),
        "chineseLegalSimplified" | "japaneseLegal" | "ideographLegalTraditional" => {
            of("壹贰叁肆伍陆柒捌玖拾")
        }
        "ideographTraditional" => of("甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => of("子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
        "decimalEnclosedParen" => Some(format!("({number})")),
        "decimalEnclosedFullstop" => Some(format!("{number}.")),
        "decimalZero" => Some(format!("{number:02}")),
        "upperLetter" => of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "lowerLetter" => of("abcdefghijklmnopqrstuvwxyz"),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).map(|text| text.to_lowercase()),
        "none" => Some(String::new()),
        _ => None,
    };
    special.unwrap_or_else(|| number.to_string())
}

fn roman(number: usize) -> Option<String> {
    let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let tens = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"];
    (1..100).contains(&number).then(|| format!("{}{}", tens[number / 10], ones[number % 10]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written() {
        for (format, number, text) in [
            ("decimal", 12, "12"),
            ("chineseCounting", 10, "十"),
            ("chineseCounting", 11, "十一"),
            ("chineseCounting", 20, "二十"),
            ("chineseCounting", 99, "九十九"),
            ("chineseCounting", 100, "100"),
            ("decimalEnclosedCircleChinese", 3, "③"),
            ("decimalEnclosedCircle", 21, "21"),
            ("upperRoman", 14, "XIV"),
            ("lowerRoman", 0, "0"),
            ("lowerLetter", 2, "b"),
            ("decimalZero", 7, "07"),
            ("none", 7, ""),
            ("rare", 7, "7"),
        ] {
            assert_eq!(written(format, number), text, "{format} {number}");
        }
    }
}
