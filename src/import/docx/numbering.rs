//! Automatic paragraph numbers of Word. They are not in the text, but readers see them as part of it.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;

use quick_xml::events::BytesStart;

use super::xml::{attribute, each_start};
use crate::form::ordinal;

/// Maximum depth of a list.
const MAX_DEPTH: usize = 9;
/// Maximum length of a number pattern, in characters.
const MAX_PATTERN: usize = 60;

/// Lists of a document, with their counters.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels, by the id of the definition.
    kinds: HashMap<String, [Level; MAX_DEPTH]>,
    /// Definitions that refer to a style, and the definition of each style.
    to_style: HashMap<String, String>,
    of_style: HashMap<String, String>,
    /// By the id of the list.
    lists: HashMap<String, List>,
    counts: HashMap<String, [Option<usize>; MAX_DEPTH]>,
    begun: HashSet<String>,
}

#[derive(Debug, Default)]
struct List {
    kind: String,
    /// Levels that restart with this list.
    starts: [Option<usize>; MAX_DEPTH],
}

/// Numbering of a level.
#[derive(Clone, Debug, Default)]
struct Level {
    start: usize,
    format: String,
    /// `第%1章`
    pattern: String,
    /// True if there is no space between number and text.
    tight: bool,
    /// True if the numbers of higher levels are written in digits.
    digits: bool,
    /// Style of the paragraphs at this level.
    style: String,
}

/// The element that is currently open.
enum Open {
    Kind(String),
    List(String),
}

impl Numbering {
    /// Parses the part, up to the first damage.
    pub(super) fn read(source: impl BufRead) -> Numbering {
        let mut numbering = Numbering::default();
        let (mut open, mut depth) = (None, 0);
        each_start(source, |element| numbering.element(element, &mut open, &mut depth));
        numbering
    }

    fn element(&mut self, element: &BytesStart<'_>, open: &mut Option<Open>, depth: &mut usize) {
        let local = element.local_name();
        let name: &str = local.as_ref();
        let value = || attribute(element, "val").unwrap_or_default();
        let number = || value().parse::<usize>().ok();
        match (name, &open) {
            ("abstractNum", _) => *open = attribute(element, "abstractNumId").map(Open::Kind),
            ("num", _) => *open = attribute(element, "numId").map(Open::List),
            ("lvl" | "lvlOverride", _) => {
                *depth = attribute(element, "ilvl").and_then(|depth| depth.parse().ok()).unwrap_or(MAX_DEPTH);
            }
            ("abstractNumId", Some(Open::List(id))) => {
                self.lists.entry(id.clone()).or_default().kind = value();
            }
            ("startOverride", Some(Open::List(id))) => {
                let list = self.lists.entry(id.clone()).or_default();
                if let Some(start) = list.starts.get_mut(*depth) {
                    *start = number();
                }
            }
            ("numStyleLink", Some(Open::Kind(id))) => drop(self.to_style.insert(id.clone(), value())),
            ("styleLink", Some(Open::Kind(id))) => drop(self.of_style.insert(value(), id.clone())),
            (_, Some(Open::Kind(id))) => {
                let Some(level) = self.kinds.entry(id.clone()).or_default().get_mut(*depth) else { return };
                match name {
                    "start" => level.start = number().unwrap_or(1),
                    "numFmt" => level.format = value(),
                    "lvlText" => level.pattern = value().chars().take(MAX_PATTERN).collect(),
                    "suff" => level.tight = value() == "nothing",
                    "isLgl" => level.digits = true,
                    "pStyle" => level.style = value(),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// Returns the level of a list that is assigned to a paragraph style.
    pub(super) fn depth_of(&self, list: &str, style: &str) -> usize {
        let levels = self.lists.get(list).and_then(|list| self.levels(&list.kind));
        levels.and_then(|levels| levels.iter().position(|level| level.style == style)).unwrap_or(0)
    }

    fn levels(&self, kind: &str) -> Option<&[Level; MAX_DEPTH]> {
        let linked = self.to_style.get(kind).and_then(|style| self.of_style.get(style));
        self.kinds.get(linked.map_or(kind, String::as_str))
    }

    /// Counts a paragraph of a list and returns its number text.
    pub(super) fn count(&mut self, id: &str, depth: usize) -> Option<String> {
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

    fn numbering() -> Numbering {
        let level = |at: usize, format: &str, pattern: &str, more: &str| {
            format!(
                "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{more}<w:lvlText w:val=\"{pattern}\"/></w:lvl>"
            )
        };
        let chapters = [
            level(0, "chineseCounting", "%1、", "<w:pStyle w:val=\"1\"/>"),
            level(1, "chineseCountingThousand", "（%2）", "<w:pStyle w:val=\"2\"/>"),
            level(2, "decimal", "%1.%3", "<w:isLgl/>"),
            level(3, "bullet", "·", ""),
        ];
        let xml = format!(
            "<w:numbering><w:abstractNum w:abstractNumId=\"0\">{}</w:abstractNum>\
             <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"0\"/></w:num>\
             <w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>\
             <w:num w:numId=\"4\"><w:abstractNumId w:val=\"9\"/></w:num><w:num w:numId=\"6\"><w:abstractNumId w:val=\"6\"/></w:num>\
             <w:abstractNum w:abstractNumId=\"6\"><w:numStyleLink w:val=\"章节\"/></w:abstractNum>\
             <w:abstractNum w:abstractNumId=\"7\"><w:styleLink w:val=\"章节\"/>{}</w:abstractNum></w:numbering>",
            chapters.concat(),
            level(0, "upperRoman", "%1.", "")
        );
        Numbering::read(xml.as_bytes())
    }

    #[test]
    fn lists_count() {
        let mut numbering = numbering();
        for (list, depth, text) in [
            ("1", 0, Some("一、")),
            ("1", 1, Some("（一）")),
            ("1", 1, Some("（二）")),
            // Another list of the same definition continues the numbers, unless it has a start override.
            ("2", 0, Some("二、")),
            ("2", 1, Some("（一）")),
            ("2", 2, Some("2.1 ")),
            ("2", 3, None),
            ("3", 0, Some("一、")),
            ("3", 0, Some("二、")),
            ("3", 20, None),
            ("4", 0, None),
            ("5", 0, None),
            ("6", 0, Some("I.")),
        ] {
            assert_eq!(numbering.count(list, depth).as_deref(), text, "{list} {depth}");
        }
        assert_eq!([numbering.depth_of("1", "2"), numbering.depth_of("1", "9")], [1, 0]);
    }

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
