//! Finds style issues in a text: doubled or half-width marks, a space inside a year, remains of a form or a
//! draft. Examines characters, not meanings; reports only unambiguous cases.

use super::chars::{count, is_blank, is_han, reference_end};
use super::numbering::{self, Numbering, NumberingError};
use crate::form::FieldType;
use crate::sheet::TextRange;

/// A style issue in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StyleIssue {
    /// A doubled mark: `。。`
    Doubled,
    /// A half-width mark between Chinese characters: `管理工作;负责`
    HalfWidth {
        /// Number of such marks in the text; the finding is at the first.
        count: u32,
    },
    /// A space inside a year: `202 3年`
    YearGap,
    /// A placeholder: `……` alone, `指标2：` with nothing after it, `XX项目`.
    Placeholder,
    /// A line of the form's own help text.
    Help,
    /// The number of a paragraph does not follow the one before.
    Numbering {
        /// The number before.
        last: u32,
    },
    /// A label without a colon after a label with one: `任务4管好经费` after `任务3：`
    NoColon,
    /// A sentence ends with the same words as the one before.
    Ending,
    /// 今年 in a report dated in a later year than the one it is about: it may mean either year.
    ThisYear {
        /// The report's year.
        year: i32,
        /// The year of the report's date.
        written: i32,
    },
}

/// Marks that must not follow each other, unless all of them are in `CRIES`.
const MARKS: [char; 9] = ['。', '，', '、', '；', '：', '！', '？', ',', ';'];
const CRIES: [char; 2] = ['！', '？'];

/// Maximum length of the text in brackets that is examined.
const MAX_BRACKET: usize = 100;

/// Minimum length of the text in brackets that is examined. A part of a word in brackets, as in 因公出国(境),
/// is often in half width.
const MIN_BRACKET: usize = 3;

/// Minimum length of a line that is compared with the help text. Shorter lines may match by chance.
const MIN_HELP: usize = 8;

/// Reports all style issues of a text; `help` is the form's help for it.
pub(in crate::check) fn issues(
    text: &str,
    kind: &FieldType,
    help: &str,
    tell: &mut impl FnMut(TextRange, StyleIssue),
) {
    let mut lines = Lines::default();
    let mut numbering = kind.is_long().then(Numbering::default);
    for line in text.split('\n') {
        lines.line(line, help, tell);
        if let Some(numbering) = &mut numbering {
            endings(&lines.chars, &mut |from, to| tell(lines.place(from, to), StyleIssue::Ending));
            numbering.line(&lines.chars, &mut |from, to, error| {
                let issue = match error {
                    NumberingError::After(last) => StyleIssue::Numbering { last },
                    NumberingError::NoColon => StyleIssue::NoColon,
                };
                tell(lines.place(from, to), issue);
            });
        }
        lines.start += lines.chars.len() + 1;
    }
    if let Some((place, _)) = lines.unfinished {
        tell(place, StyleIssue::Placeholder);
    }
    if let Some((place, count)) = lines.half_width {
        tell(place, StyleIssue::HalfWidth { count });
    }
}

/// Minimum length of an ending; shorter ones may be repeated by chance.
const MIN_ENDING: usize = 14;

/// Finds sentences that end with the same words as the sentence before in the paragraph. An ending is two
/// clauses without figures.
fn endings(line: &[char], tell: &mut impl FnMut(usize, usize)) {
    let (mut start, mut before) = (0, None);
    for sentence in line.split(|c| *c == '。') {
        let end = start + sentence.len();
        let mut commas = sentence.iter().enumerate().rev().filter(|(_, c)| **c == '，');
        let from = commas.nth(1).map(|(at, _)| start + at + 1);
        let ending = from.map(|from| (from, &line[from..end]));
        let ending = ending.filter(|(_, words)| {
            words.len() >= MIN_ENDING && !words.iter().any(|c| c.is_ascii_digit() || matches!(c, '{' | '；'))
        });
        if let (Some((from, words)), Some((_, same))) = (ending, before)
            && words == same
        {
            tell(from, end);
        }
        before = ending;
        start = end + 1;
    }
}

/// Words about the future: in such a sentence, 今年 is the year of writing.
const TO_COME: [&str; 7] = ["将", "拟", "计划", "打算", "继续", "力争", "预计"];

/// Returns the position of 今年 in a sentence that is not about the future, in characters.
pub(super) fn this_year(sentence: &str) -> Option<u32> {
    let at = sentence.find("今年")?;
    let to_come = TO_COME.iter().any(|word| sentence.contains(word));
    (!to_come).then(|| count(sentence[..at].chars().count()))
}

/// State of reading a text line by line.
#[derive(Default)]
struct Lines {
    /// Characters of the line.
    chars: Vec<char>,
    /// Start of the line in the text, in characters.
    start: usize,
    /// Position of the first half-width mark, and the number of all.
    half_width: Option<(TextRange, u32)>,
    /// A line with a label and nothing after it, and the label. The next line may contain its content.
    unfinished: Option<(TextRange, [char; 2])>,
    /// Positions of the open brackets.
    open: Vec<usize>,
}

impl Lines {
    fn place(&self, from: usize, to: usize) -> TextRange {
        let count = |at: usize| u32::try_from(self.start + at).unwrap_or(u32::MAX);
        TextRange { start: count(from), end: count(to) }
    }

    fn at(&self, at: usize) -> char {
        self.chars.get(at).copied().unwrap_or('\n')
    }

    fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\n', |at| self.at(at))
    }

    /// Reports the style issues of a line.
    fn line(&mut self, line: &str, help: &str, tell: &mut impl FnMut(TextRange, StyleIssue)) {
        self.chars.clear();
        self.chars.extend(line.chars());
        self.open.clear();
        self.left_in(line, help, tell);
        let mut at = 0;
        while at < self.chars.len() {
            let c = self.chars[at];
            if is_han(c) {
                at += 1;
                continue;
            }
            let end = match c {
                '{' => reference_end(&self.chars, at).unwrap_or(at + 1),
                _ if MARKS.contains(&c) => self.marks(at, tell),
                ':' | '!' | '?' => {
                    self.half_width(at);
                    at + 1
                }
                '(' | '（' => {
                    self.open.push(at);
                    at + 1
                }
                ')' | '）' => {
                    self.closed(at);
                    at + 1
                }
                '1' | '2' => self.year(at, tell),
                'X' | 'x' | 'Ｘ' | '×' | '_' => self.blank(at, tell),
                _ => at + 1,
            };
            at = end.max(at + 1);
        }
    }

    fn marks(&mut self, from: usize, tell: &mut impl FnMut(TextRange, StyleIssue)) -> usize {
        let length = self.chars[from..].iter().take_while(|c| MARKS.contains(c)).count();
        let run = &self.chars[from..from + length];
        let cries = run.iter().all(|c| CRIES.contains(c));
        if length > 1 && !cries && run.iter().any(|c| !c.is_ascii()) {
            tell(self.place(from, from + length), StyleIssue::Doubled);
        } else if length == 1 && run[0].is_ascii() {
            self.half_width(from);
        }
        from + length
    }

    /// Records a half-width mark between Chinese characters.
    fn half_width(&mut self, at: usize) {
        let (before, after) = (self.before(at), self.at(at + 1));
        let chinese_before = is_han(before) || matches!(before, '”' | '’' | '）' | '》' | '」' | '】');
        let chinese_after = is_han(after) || matches!(after, '“' | '‘' | '（' | '《' | '「' | '【' | '\n');
        if chinese_before && chinese_after {
            self.count(at, at + 1);
        }
    }

    fn count(&mut self, from: usize, to: usize) {
        let place = self.place(from, to);
        self.half_width.get_or_insert((place, 0)).1 += 1;
    }

    /// Records half-width brackets around Chinese text, and brackets of different widths.
    fn closed(&mut self, at: usize) {
        let Some(from) = self.open.pop().filter(|from| at - from <= MAX_BRACKET) else { return };
        let inside = &self.chars[from + 1..at];
        let chinese = inside.len() >= MIN_BRACKET && inside.iter().copied().any(is_han);
        match (self.at(from), self.at(at)) {
            ('(', ')') if chinese && is_han(self.before(from)) => self.count(from, at + 1),
            ('(', '）') if chinese => self.count(from, from + 1),
            ('（', ')') if chinese => self.count(at, at + 1),
            _ => {}
        }
    }

    /// Reports a year with a space inside. Returns the position after it.
    fn year(&self, from: usize, tell: &mut impl FnMut(TextRange, StyleIssue)) -> usize {
        let (mut at, mut digits, mut gap, mut year) = (from, 0, false, 0);
        while digits < 4 {
            match self.at(at) {
                c if c.is_ascii_digit() => {
                    year = year * 10 + c.to_digit(10).unwrap_or(0);
                    digits += 1;
                }
                c if is_blank(c) => gap = true,
                _ => break,
            }
            at += 1;
        }
        let before = self.before(from);
        let alone = !(before.is_ascii_alphanumeric() || matches!(before, '.' | ',' | '-'));
        let mark = at + self.chars[at..].iter().take_while(|c| is_blank(**c)).count();
        if digits == 4 && gap && alone && self.at(mark) == '年' && (1900..2100).contains(&year) {
            tell(self.place(from, mark + 1), StyleIssue::YearGap);
            return mark + 1;
        }
        from + self.chars[from..].iter().take_while(|c| c.is_ascii_digit()).count()
    }

    /// Reports placeholders of a draft: `XX项目`, `20××年`, `____个`. Returns the position after the
    /// placeholder.
    fn blank(&self, from: usize, tell: &mut impl FnMut(TextRange, StyleIssue)) -> usize {
        let first = self.at(from);
        let length = self.chars[from..].iter().take_while(|c| **c == first).count();
        let (before, after) = (self.before(from), self.at(from + length));
        let in_word = |c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '/' | '@' | '-' | '_');
        let beside = is_han(after) || is_han(before);
        let enough = length >= if first == '_' { 3 } else { 2 };
        let code = in_word(before) || in_word(after) || after.is_ascii_digit();
        if enough && beside && !code {
            tell(self.place(from, from + length), StyleIssue::Placeholder);
        }
        from + length
    }

    /// Reports a line that only contains remains of the form: a label, an ellipsis or help text.
    fn left_in(&mut self, line: &str, help: &str, tell: &mut impl FnMut(TextRange, StyleIssue)) {
        let is_frame = |c: char| is_blank(c) || matches!(c, '\r' | '（' | '）' | '(' | ')');
        let typed = line.trim_matches(is_frame);
        if typed.is_empty() {
            return;
        }
        let from = self.chars.iter().take_while(|c| is_frame(**c)).count();
        let whole = |to: &Self| to.place(from, from + typed.chars().count());
        let label = numbering::label(&self.chars);
        if let Some((place, before)) = self.unfinished.take()
            && label.is_some_and(|(label, _)| label == before)
        {
            tell(place, StyleIssue::Placeholder);
        }
        if let Some((name, end)) = label
            && self.chars[end..].iter().all(|c| is_blank(*c) || *c == '\r')
        {
            self.unfinished = Some((whole(self), name));
        } else if typed.contains('…') && typed.chars().all(|c| matches!(c, '…' | '。')) {
            tell(whole(self), StyleIssue::Placeholder);
        } else if typed.len() <= help.len() && typed.chars().count() >= MIN_HELP && help.contains(typed) {
            tell(whole(self), StyleIssue::Help);
        }
    }
}
