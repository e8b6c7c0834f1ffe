//! Checks the numbers of paragraphs, and of 一是, 二是 inside paragraphs: each must follow the one before.
//!
//! A list may begin anywhere and with any number, because the form numbers its own headings. Other paragraphs
//! and inner lists do not interrupt it. It ends when the list around it continues.

use super::chars::{is_blank, is_han};
use crate::form::chinese;

/// Format of a number.
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

/// The number of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    style: Style,
    number: u32,
    /// Start and end of the number.
    from: usize,
    to: usize,
    /// True if this may not be a number: it counts only if it follows the number before.
    unsure: bool,
}

/// A list that may continue.
#[derive(Clone, Copy, Debug)]
struct List {
    style: Style,
    last: u32,
    /// True if the last number may not have been a number.
    unsure: bool,
}

/// The lists of a text that may continue; inner lists come last.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: Vec<List>,
    /// Bit set of the numbers of 一是, 二是 so far; zero after the number of another paragraph.
    counted: u32,
}

/// A mistake in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberingError {
    /// The number does not follow this one before it.
    After(u32),
    /// A label without a colon.
    NoColon,
}

/// Maximum number in a list.
const MAX: u32 = 99;

impl Numbering {
    /// Reads a line and reports wrong numbers with their positions.
    pub(super) fn line(&mut self, line: &[char], tell: &mut impl FnMut(usize, usize, NumberingError)) {
        if let Some(head) = head(line) {
            self.head(head, tell);
        }
        self.counted(line, tell);
    }

    fn head(&mut self, head: Head, tell: &mut impl FnMut(usize, usize, NumberingError)) {
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
            Some(list) if !follows && number != 1 => tell(from, to, NumberingError::After(list.last)),
            Some(_) if unsure && matches!(style, Style::Label(_)) => tell(from, to, NumberingError::NoColon),
            _ => {}
        }
    }

    /// Checks `一是` after a punctuation mark. Lists may be nested, so a smaller number is not a mistake.
    fn counted(&mut self, line: &[char], tell: &mut impl FnMut(usize, usize, NumberingError)) {
        let mut first = true;
        for (at, _) in line.iter().enumerate().filter(|(_, c)| **c == '是') {
            let from = line[..at].iter().rposition(|c| !chinese::is_numeral(*c)).map_or(0, |at| at + 1);
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
                tell(from, at + 1, NumberingError::After(self.counted.ilog2()));
            }
            self.counted |= bit;
        }
    }
}

/// Parses the number at the start of a line.
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
            // Possibly not a list number: 3.5万元, 1、2号楼
            '.' | '．' | '、' => found(Style::Plain, number, to, at(to).is_ascii_digit()),
            ')' | '）' => found(Style::PlainBracket, number, to, false),
            _ => None,
        };
    }
    let ordinal = usize::from(first == '第');
    let start = from + ordinal;
    let digits = line[start..].iter().take_while(|c| chinese::is_numeral(**c)).count();
    if let Some(number) = chinese(&line[start..start + digits]) {
        let to = start + digits + 1;
        return match at(to - 1) {
            '，' | '、' if ordinal == 1 => found(Style::Ordinal, number, to, false),
            // Possibly not a list number: 五、六月份
            '、' if ordinal == 0 => found(Style::Chinese, number, to, chinese::is_numeral(at(to))),
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

/// Returns the label of a line and the position after it: `任务1：`.
pub(super) fn label(line: &[char]) -> Option<([char; 2], usize)> {
    let head = head(line).filter(|head| !head.unsure)?;
    match head.style {
        Style::Label(name) => Some((name, head.to)),
        _ => None,
    }
}

/// Returns the name of a label, two Chinese characters directly before a digit, and the position after it.
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

/// Parses a Chinese number of a list.
fn chinese(numeral: &[char]) -> Option<u32> {
    chinese::parse(numeral).filter(|number| *number <= MAX)
}
