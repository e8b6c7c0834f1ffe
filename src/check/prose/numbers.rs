//! Finds numbers in prose and classifies them: a figure with a unit, a year, a day, a range, or a part of a
//! telephone number, an ordinal or a document number.

use std::ops::Range;

use rust_decimal::Decimal;

use super::words::{Index, fold, is_skipped};
use crate::form::chinese;

/// A normalised sentence: half width, without spaces and quotation marks. Its characters are called glyphs.
#[derive(Debug, Default)]
pub(in crate::check) struct Glyphs {
    /// The glyphs.
    pub chars: Vec<char>,
    /// Position of each glyph in the sentence.
    places: Vec<Place>,
}

/// Position of a character in its sentence.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    count: u32,
    byte: u32,
    byte_after: u32,
}

/// A range of a text, in characters and in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// In characters.
    pub chars: Range<u32>,
    /// In bytes.
    pub bytes: Range<u32>,
}

impl Span {
    /// Returns the text of the range.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.bytes.start as usize..self.bytes.end as usize).unwrap_or_default()
    }

    /// Returns the range shifted by a number of characters and bytes.
    pub(super) fn after(&self, chars: u32, bytes: u32) -> Span {
        Span {
            chars: self.chars.start + chars..self.chars.end + chars,
            bytes: self.bytes.start + bytes..self.bytes.end + bytes,
        }
    }
}

/// A number in a sentence with its unit; positions are in glyphs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// Position of the first glyph: a sign or a digit.
    pub from: usize,
    /// Position after the last digit.
    pub digits: usize,
    /// Range of the unit; empty if there is none.
    pub unit: Range<usize>,
    /// The number, with its decimals as written.
    pub value: Decimal,
    /// Kind of the number.
    pub kind: Kind,
    /// True if it is written in Chinese numerals.
    pub spelled: bool,
}

/// Kind of a number in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number with a unit.
    Figure,
    /// An inexact number with a unit: 80余人.
    Vague,
    /// A number without a unit.
    Bare,
    /// A year: `2023年`.
    Year,
    /// The end of a year: `12月31日`.
    YearEnd,
    /// A part of a year: `9月28日`, `1-6月`.
    Day,
    /// The start or end of a range, part of a code, a time, an ordinal.
    Nothing,
}

/// Units of measured quantities; their figures can have decimals.
const MEASURES: &str = "元 角 % ‰ 个百分点 百分点 平方米 平方公里 平方千米 立方米 平米 公里 千米 米 厘米 毫米 公顷 亩 吨 千克 公斤 克 升 \
    千瓦时 千瓦 度电 小时 分钟 秒 分 倍 微克 毫克 分贝 兆瓦 ㎡ m2 m² m3 m³ km2 km² km kg m t";

/// Units of counted things.
const COUNTS: &str = "个 个月 个工作日 工作日 天 周 年 岁 人 人次 人天 名 位 户 户次 家 家次 项 项次 件 件次 起 次 份 批 批次 宗 例 条 台 \
    台次 套 辆 部 艘 架 处 所 座 栋 幢 间 层 片 块 株 棵 头 只 支 根 本 册 张 篇 期 场 场次 轮 届 组 队 班 镇 乡 村 县 省 站 款 \
    笔 袋 箱 桶 盏 门 类 种 课时 学时 对 口 眼 枚 封 幅 卷 剂 例次 架次 台套 学分 学位";

/// Multipliers of units, longest first.
const MULTIPLIERS: [&str; 10] = ["千万", "百万", "十万", "万亿", "千亿", "百亿", "十亿", "万", "亿", "千"];

/// Maximum number of digits of a figure.
const MAX_DIGITS: usize = 24;

impl Glyphs {
    /// Reads a sentence and replaces the contents.
    pub(super) fn read(&mut self, sentence: &str) {
        self.chars.clear();
        self.places.clear();
        let (mut blank, mut wide) = (false, false);
        let mut typed = (0..).zip(sentence.char_indices()).peekable();
        while let Some((count, (at, c))) = typed.next() {
            let place = Place { count, byte: narrow(at), byte_after: narrow(at + c.len_utf8()) };
            let mut folded = fold(c);
            if is_skipped(folded) {
                blank = true;
                continue;
            }
            let digit = folded.is_ascii_digit();
            // A space separates two numbers: keep it between digits.
            if blank && digit && self.chars.last().is_some_and(char::is_ascii_digit) {
                self.push(' ', place);
            }
            // A full-width comma between full-width digits is a thousands separator: ８，８１３.
            if c == '，' && wide && typed.peek().is_some_and(|(_, (_, next))| ('０'..='９').contains(next))
            {
                folded = ',';
            }
            wide = digit && folded != c;
            blank = false;
            self.push(folded, place);
        }
    }

    fn push(&mut self, glyph: char, place: Place) {
        self.chars.push(glyph);
        self.places.push(place);
    }

    /// Returns the position of a range of glyphs in the sentence.
    pub(in crate::check) fn span(&self, run: Range<usize>) -> Span {
        let (Some(first), Some(last)) =
            (self.places.get(run.start), self.places.get(run.end.wrapping_sub(1)))
        else {
            return Span::default();
        };
        Span { chars: first.count..last.count + 1, bytes: first.byte..last.byte_after }
    }

    /// Returns the glyph at a position; a space after the end of the sentence.
    pub(in crate::check) fn at(&self, place: usize) -> char {
        self.chars.get(place).copied().unwrap_or(' ')
    }

    fn before(&self, place: usize) -> char {
        place.checked_sub(1).map_or(' ', |before| self.at(before))
    }

    /// Returns the glyphs of a range as text.
    pub(in crate::check) fn text(&self, run: Range<usize>) -> String {
        self.chars.get(run).unwrap_or_default().iter().collect()
    }

    /// True if a word is at a position.
    pub(super) fn starts_with(&self, at: usize, word: &str) -> bool {
        word.chars().zip(at..).all(|(c, at)| self.at(at) == c)
    }
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Returns all units. The flag is true for units of counted things.
pub(super) fn units() -> Index<bool> {
    let mut index = Index::new();
    for (units, counts) in [(MEASURES, false), (COUNTS, true)] {
        for unit in units.split_whitespace() {
            index.add(unit, counts, |known| known);
        }
    }
    index
}

/// Finds all numbers of a sentence, in order.
pub(super) fn numbers(glyphs: &Glyphs, units: &Index<bool>, found: &mut Vec<Number>) {
    found.clear();
    let mut at = 0;
    while at < glyphs.chars.len() {
        if glyphs.at(at).is_ascii_digit() {
            let number = number(glyphs, units, at);
            at = number.end();
            found.push(number);
        } else if let Some(number) = spelled(glyphs, units, at) {
            at = number.end();
            found.push(number);
        } else {
            at += 1;
        }
    }
    for next in 0..found.len() {
        let (before, after) = found.split_at_mut(next);
        let Some(number) = after.first_mut() else { break };
        let end = before.last().map_or(0, Number::end);
        let sign = number.from.checked_sub(1).filter(|sign| glyphs.at(*sign) == '-' && *sign >= end);
        match before.last_mut() {
            Some(one) if end + 1 == number.from => connect(glyphs, one, number),
            // A minus sign that does not join two numbers: -3.5%.
            _ if sign.is_some_and(|sign| !glyphs.before(sign).is_ascii_alphanumeric()) => {
                number.from -= 1;
                number.value = -number.value;
            }
            _ => {}
        }
    }
}

impl Number {
    /// Returns the position after the number and its unit.
    pub(super) fn end(&self) -> usize {
        self.unit.end.max(self.digits)
    }
}

/// Parses the number that begins at a digit.
fn number(glyphs: &Glyphs, units: &Index<bool>, from: usize) -> Number {
    let digits =
        |from: usize| (from..glyphs.chars.len()).take_while(|at| glyphs.at(*at).is_ascii_digit()).count();
    let mut whole = from + digits(from);
    let mut grouped = false;
    while glyphs.at(whole) == ',' && digits(whole + 1) == 3 && (grouped || whole - from <= 3) {
        whole += 4;
        grouped = true;
    }
    let point = glyphs.at(whole) == '.' && digits(whole + 1) > 0;
    let end = if point { whole + 1 + digits(whole + 1) } else { whole };
    let nothing = |end: usize| Number {
        from,
        digits: end,
        unit: end..end,
        value: Decimal::ZERO,
        kind: Kind::Nothing,
        spelled: false,
    };
    // The number of a heading directly before a figure: 1.2023年, 2.30个.
    if from == 0 && point && !grouped && whole <= 2 {
        let counted = unit(glyphs, units, end).is_some_and(|(_, counts)| counts);
        if counted || number(glyphs, units, whole + 1).kind == Kind::Year {
            return nothing(whole + 1);
        }
    }
    let clean: String = glyphs.text(from..end).chars().filter(|c| *c != ',').collect();
    let value = Decimal::from_str_exact(&clean).ok().filter(|_| clean.len() <= MAX_DIGITS);
    let before = glyphs.before(from);
    let follows = matches!(glyphs.at(end), '.' | ',' | ':') && glyphs.at(end + 1).is_ascii_digit();
    let joined = from.checked_sub(2).is_some_and(|at| glyphs.at(at).is_ascii_digit());
    let heading = before == '.' && from <= 3;
    let coded = before.is_ascii_alphabetic()
        || matches!(before, '第' | '_' | '#')
        || matches!(before, '.' | ',' | ':') && joined && !heading;
    let leading = clean.len() > 1 && clean.starts_with('0') && !clean.starts_with("0.");
    let (Some(value), false, false, false) = (value, follows, coded, leading) else {
        return nothing(end);
    };
    if !point
        && !grouped
        && let Some(dated) = date(glyphs, from, end, value)
    {
        return dated;
    }
    let exact = !matches!(glyphs.at(end), '余' | '多' | '几');
    let start = end + usize::from(!exact);
    let (kind, unit) = match unit(glyphs, units, start) {
        Some((length, _)) => {
            let unit = start..start + length;
            let vague = !exact || unit.clone().any(|at| matches!(glyphs.at(at), '余' | '多'));
            (if vague { Kind::Vague } else { Kind::Figure }, unit)
        }
        None => (Kind::Bare, end..end),
    };
    Number { from, digits: end, unit, value, kind, spelled: false }
}

/// Units of durations and ages: a Chinese numeral before them is no figure.
const DURATIONS: [&str; 8] = ["年", "天", "周", "岁", "个月", "分", "期", "届"];

/// Parses a number in Chinese numerals with its unit: 二十八个, 百分之九十五. 一 alone is mostly an article.
fn spelled(glyphs: &Glyphs, units: &Index<bool>, at: usize) -> Option<Number> {
    let percent = glyphs.starts_with(at, PERCENT);
    let from = if percent { at + PERCENT.chars().count() } else { at };
    if !chinese::is_numeral(glyphs.at(from)) || !percent && !may_begin(glyphs.before(from)) {
        return None;
    }
    let numerals =
        |from: usize| (from..glyphs.chars.len()).take_while(|at| chinese::is_numeral(glyphs.at(*at))).count();
    let mut end = from + numerals(from);
    let numeral = glyphs.chars.get(from..end)?;
    let mut value = Decimal::from(chinese::parse(numeral)?);
    let decimals = if glyphs.at(end) == '点' { numerals(end + 1) } else { 0 };
    if (1..=4).contains(&decimals) {
        for (scale, c) in (1..).zip(&glyphs.chars[end + 1..=end + decimals]) {
            let digit = if matches!(c, '零' | '〇') { 0 } else { chinese::digit(*c)? };
            value += Decimal::new(i64::from(digit), scale);
        }
        end += 1 + decimals;
    }
    if percent {
        return Some(Number {
            from: at,
            digits: end,
            unit: at..from,
            value,
            kind: Kind::Figure,
            spelled: true,
        });
    }
    let exact = !matches!(glyphs.at(end), '余' | '多' | '几');
    let start = end + usize::from(!exact);
    let (length, _) = unit(glyphs, units, start)?;
    let unit = start..start + length;
    let name = glyphs.text(unit.clone());
    if numeral == ['一'] || DURATIONS.contains(&name.as_str()) {
        return None;
    }
    let kind = if exact { Kind::Figure } else { Kind::Vague };
    Some(Number { from, digits: end, unit, value, kind, spelled: true })
}

/// Words before a percentage in Chinese numerals.
const PERCENT: &str = "百分之";

/// True if a numeral can begin after this glyph.
fn may_begin(before: char) -> bool {
    !(chinese::is_numeral(before)
        || before.is_ascii_digit()
        || matches!(before, '第' | '其' | '万' | '亿' | '点'))
}

/// Parses a part of a date or time: `2023年`, `6月`, `9月28日`, `14时`.
fn date(glyphs: &Glyphs, from: usize, end: usize, value: Decimal) -> Option<Number> {
    let number =
        |to: usize, kind| Some(Number { from, digits: end, unit: end..to, value, kind, spelled: false });
    let small = i32::try_from(value).ok()?;
    match glyphs.at(end) {
        '年' if end - from == 4 && (1900..=2200).contains(&small) => match glyphs.at(end + 1) {
            '度' | '末' | '底' | '内' => number(end + 2, Kind::Year),
            '初' => number(end + 2, Kind::Day),
            _ => number(end + 1, Kind::Year),
        },
        '月' if (1..=12).contains(&small) => {
            let day = (end + 1..glyphs.chars.len()).take_while(|at| glyphs.at(*at).is_ascii_digit()).count();
            let after = end + 1 + day;
            let (ends, to) = match (day, glyphs.at(after)) {
                (1 | 2, '日' | '号') => (glyphs.text(end + 1..after) == "31", after + 1),
                (0, '末' | '底') => (true, after + 1),
                _ => (false, end + 1),
            };
            number(to, if ends && small == 12 { Kind::YearEnd } else { Kind::Day })
        }
        '日' => number(end + 1, Kind::Day),
        '时' | '点' | '号' => number(end + 1, Kind::Nothing),
        '分' if matches!(glyphs.before(from), '时' | '点') => number(end + 1, Kind::Nothing),
        _ => None,
    }
}

/// Returns the length of the unit at a position, and whether it is a unit of counted things. The unit can
/// contain 余 or 多: 3万余元.
pub(super) fn unit(glyphs: &Glyphs, units: &Index<bool>, at: usize) -> Option<(usize, bool)> {
    let base = |at: usize| {
        let (length, counted) = units.longest(glyphs.chars.get(at..)?)?;
        // `m` is not a unit in `mm`.
        let cut = glyphs.at(at + length - 1).is_ascii_alphabetic()
            && glyphs.at(at + length).is_ascii_alphanumeric();
        (!cut).then_some((length, counted))
    };
    let multiplied = MULTIPLIERS.iter().find(|word| glyphs.starts_with(at, word)).and_then(|word| {
        let length = word.chars().count();
        let more = usize::from(matches!(glyphs.at(at + length), '余' | '多'));
        match base(at + length + more) {
            Some((unit, _)) => Some((length + more + unit, false)),
            // A multiplier without a unit, as in 881万, is enough, except for 千.
            None => (*word != "千").then_some((length, false)),
        }
    });
    base(at).into_iter().chain(multiplied).max_by_key(|(length, _)| *length)
}

/// Reclassifies two numbers with a dash, 至 or 到 between them as a range, a date or a code. A subtraction is
/// left unchanged.
fn connect(glyphs: &Glyphs, one: &mut Number, other: &mut Number) {
    let sign = glyphs.at(one.end());
    let dash = matches!(sign, '-' | '~' | '—' | '–');
    if !dash && !matches!(sign, '至' | '到') {
        return;
    }
    let subtracts = sign == '-' && matches!(glyphs.at(other.end()), '=' | '+' | '-');
    let in_year =
        [one.kind, other.kind].iter().any(|kind| matches!(kind, Kind::Year | Kind::Day | Kind::YearEnd));
    // 1300万元到8月 is an amount and a month.
    if !dash && one.kind == Kind::Figure {
        return;
    }
    let joined = match one.kind {
        _ if in_year => true,
        Kind::Nothing => true,
        Kind::Bare => !(subtracts && other.unit.is_empty() && glyphs.at(other.end()) == '='),
        _ => dash && !subtracts,
    };
    if joined {
        one.kind = if in_year { Kind::Day } else { Kind::Nothing };
        other.kind = one.kind;
    }
}
