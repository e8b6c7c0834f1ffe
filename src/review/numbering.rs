//! Numbers in front of paragraphs, and 一是, 二是 within them: whether each follows on the one before.
//!
//! A list begins anywhere and with any number, since the form numbers its own headings. It goes on over other
//! paragraphs, and over lists inside it; it is forgotten where the list goes on that it stands in.

use super::wording::{is_blank, is_han};

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// `一、`
    Chinese,
    /// `（一）`
    InBrackets,
    /// `1.` or `1、`
    Plain,
    /// `（1）`
    PlainInBrackets,
    /// `1）`
    PlainBracket,
    /// `①`
    Circled,
    /// `第一，`
    Ordinal,
    /// `任务1：`
    Label([char; 2]),
}

/// A number in front of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    style: Style,
    number: u32,
    /// Where it begins and ends.
    from: usize,
    to: usize,
    /// Whether it can be something else, and is a number only where it follows on one.
    unsure: bool,
}

/// A list that goes on.
#[derive(Clone, Copy, Debug)]
struct List {
    style: Style,
    last: u32,
    /// Whether the last may have been no number.
    unsure: bool,
}

/// The lists of a text that go on, one within another.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: Vec<List>,
    /// Which of 一是, 二是 were there; none where another paragraph is numbered.
    counted: u32,
}

/// What is wrong with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    /// It does not follow on the one before.
    After(u32),
    /// A label has no colon.
    NoColon,
}

/// Longer than any list.
const MAX: u32 = 99;

impl Numbering {
    /// Reads a line; tells where a number stands that is wrong.
    pub(super) fn line(&mut self, line: &[char], tell: &mut impl FnMut(usize, usize, Slip)) {
        if let Some(head) = head(line) {
            self.head(head, tell);
        }
        self.counted(line, tell);
    }

    fn head(&mut self, head: Head, tell: &mut impl FnMut(usize, usize, Slip)) {
        let Head { style, number, unsure, from, to } = head;
        let known = self.lists.iter().rposition(|list| list.style == style);
        let before = known.map(|at| self.lists[at]);
        let follows = before
            .is_some_and(|list| number == list.last + 1 || list.unsure && !unsure && number == list.last);
        if unsure && !follows {
            return;
        }
        self.counted = 0;
        self.lists.truncate(known.unwrap_or(self.lists.len()));
        self.lists.push(List { style, last: number, unsure });
        match before {
            Some(list) if !follows && number != 1 => tell(from, to, Slip::After(list.last)),
            Some(_) if unsure && matches!(style, Style::Label(_)) => tell(from, to, Slip::NoColon),
            _ => {}
        }
    }

    /// `一是`, behind a mark. One list may stand within another, so that going back is none of ours.
    fn counted(&mut self, line: &[char], tell: &mut impl FnMut(usize, usize, Slip)) {
        let mut first = true;
        for (at, _) in line.iter().enumerate().filter(|(_, c)| **c == '是') {
            let from = line[..at].iter().rposition(|c| chinese_digit(*c).is_none()).map_or(0, |at| at + 1);
            let before = line[..from].iter().rfind(|c| !is_blank(**c));
            let begins =
                before.is_none_or(|c| matches!(c, '。' | '；' | '：' | '，' | ';' | ':' | ',' | '！'));
            let number = chinese(&line[from..at]).filter(|number| begins && *number < u32::BITS);
            let Some(number) = number else { continue };
            if std::mem::take(&mut first) && number == 1 {
                self.counted = 0;
            }
            let bit = 1 << number;
            if number > 1 && self.counted != 0 && self.counted & (bit >> 1) == 0 {
                tell(from, at + 1, Slip::After(self.counted.ilog2()));
            }
            self.counted |= bit;
        }
    }
}

/// The number in front of a line.
fn head(line: &[char]) -> Option<Head> {
    let from = line.iter().take_while(|c| is_blank(**c)).count();
    let at = |place: usize| line.get(place).copied().unwrap_or('\n');
    let first = at(from);
    let found = |style, number, to, unsure| Some(Head { style, number, from, to, unsure });
    if matches!(first, '(' | '（') {
        let close = from + 1 + line[from + 1..].iter().take(4).position(|c| matches!(c, ')' | '）'))?;
        let inside = &line[from + 1..close];
        return match (plain(inside), chinese(inside)) {
            (Some(number), _) => found(Style::PlainInBrackets, number, close + 1, false),
            (_, Some(number)) => found(Style::InBrackets, number, close + 1, false),
            _ => None,
        };
    }
    if let number @ 1..=20 = (u32::from(first)).wrapping_sub(u32::from('①') - 1) {
        return found(Style::Circled, number, from + 1, false);
    }
    let digits = line[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    if digits > 0 {
        let number = plain(&line[from..from + digits])?;
        let to = from + digits + 1;
        return match at(to - 1) {
            // 3.5万元, 1、2号楼
            '.' | '．' | '、' => found(Style::Plain, number, to, at(to).is_ascii_digit()),
            ')' | '）' => found(Style::PlainBracket, number, to, false),
            _ => None,
        };
    }
    let ordinal = usize::from(first == '第');
    let start = from + ordinal;
    let digits = line[start..].iter().take_while(|c| chinese_digit(**c).is_some()).count();
    if let Some(number) = chinese(&line[start..start + digits]) {
        let to = start + digits + 1;
        return match at(to - 1) {
            '，' | '、' if ordinal == 1 => found(Style::Ordinal, number, to, false),
            // 五、六月份
            '、' if ordinal == 0 => found(Style::Chinese, number, to, chinese_digit(at(to)).is_some()),
            _ => None,
        };
    }
    let (name, to) = label_name(line, from)?;
    let digits = line[to..].iter().take_while(|c| c.is_ascii_digit()).count();
    let number = plain(&line[to..to + digits])?;
    let end = to + digits;
    let colon = matches!(at(end), '：' | ':');
    found(Style::Label(name), number, end + usize::from(colon), !colon)
}

/// The label of a line and where it ends: `任务1：`.
pub(super) fn label(line: &[char]) -> Option<([char; 2], usize)> {
    let head = head(line).filter(|head| !head.unsure)?;
    match head.style {
        Style::Label(name) => Some((name, head.to)),
        _ => None,
    }
}

/// Two Chinese characters at the beginning of a line, in front of digits.
fn label_name(line: &[char], from: usize) -> Option<([char; 2], usize)> {
    let name = [*line.get(from)?, *line.get(from + 1)?];
    let digit = line.get(from + 2).is_some_and(char::is_ascii_digit);
    (digit && name.iter().all(|c| is_han(*c))).then_some((name, from + 2))
}

fn plain(digits: &[char]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 2 {
        return None;
    }
    let number = digits.iter().try_fold(0, |number, c| Some(number * 10 + c.to_digit(10)?))?;
    (1..=MAX).contains(&number).then_some(number)
}

fn chinese_digit(c: char) -> Option<u32> {
    let at = "一二三四五六七八九十".chars().position(|digit| digit == c)?;
    u32::try_from(at + 1).ok()
}

/// `三`, `十二`, `二十`, `二十一`.
fn chinese(digits: &[char]) -> Option<u32> {
    let value = |at: usize| digits.get(at).and_then(|c| chinese_digit(*c));
    let unit = |at: usize| value(at).filter(|digit| *digit < 10);
    match (digits.len(), digits.iter().position(|c| *c == '十')) {
        (1, _) => value(0),
        (2, Some(0)) => Some(10 + unit(1)?),
        (2, Some(1)) => Some(10 * unit(0)?),
        (3, Some(1)) => Some(10 * unit(0)? + unit(2)?),
        _ => None,
    }
}
