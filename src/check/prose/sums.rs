//! Checks calculations inside a sentence: a written-out sum, a total with its parts in brackets, a rate of
//! two counts. Examines only unambiguous cases; most sentences have none.

use std::ops::Range;

use rust_decimal::Decimal;

use super::numbers::{Glyphs, Kind, Number, Span};

/// A wrong calculation in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SumError {
    /// Position in the sentence.
    pub span: Span,
    /// The calculation.
    pub sum: Sum,
}

/// A wrong calculation in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sum {
    /// A written-out calculation: `40+74=115`
    Spelled {
        /// The correct result.
        right: Decimal,
    },
    /// A total with parts in brackets: `52个（房建50个、市政3个）`
    Parts {
        /// Sum of the parts.
        right: Decimal,
    },
    /// A rate of two counts: `考评27个，优良4个，优良率15.8%`
    Rate {
        /// The correct rate, in percent.
        right: Decimal,
        /// Count of the part.
        part: Decimal,
        /// Count of the whole.
        whole: Decimal,
    },
}

/// Words for groups that overlap with others, so that their numbers need not add up to the total.
const ACROSS: [&str; 12] =
    ["党员", "团员", "女", "少数民族", "本科", "硕士", "研究生", "职称", "高级", "中级", "退休", "兼"];

/// Words that show that the brackets are not a complete list of parts.
const SOME: [&str; 8] = ["其中", "含", "包括", "另", "不", "除", "等", "同比"];

/// Maximum number of preceding numbers that are searched for the counts of a rate.
const MAX_BACK: usize = 12;

/// Maximum deviation of a wrong rate, in percentage points. With a larger deviation it is a rate of other
/// counts.
const NEAR: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// Returns the wrong calculations of a sentence.
pub(super) fn errors(glyphs: &Glyphs, numbers: &[Number]) -> Vec<SumError> {
    let each = numbers.iter().enumerate().filter_map(|(at, number)| {
        let error = spelled(glyphs, &numbers[at..]).or_else(|| parts(glyphs, &numbers[at..]));
        error.or_else(|| rate(glyphs, &numbers[..at], number))
    });
    each.map(|(run, sum)| SumError { span: glyphs.span(run), sum }).collect()
}

/// Checks a written-out calculation that begins at the first number: `40+74=114`, `4÷27=14.8%`.
fn spelled(glyphs: &Glyphs, numbers: &[Number]) -> Option<(Range<usize>, Sum)> {
    let first = numbers.first()?;
    let before = first.from.checked_sub(1).map_or(' ', |at| glyphs.at(at));
    if before.is_ascii_alphanumeric() || is_sign(before) || matches!(before, '=' | ')' | '.') {
        return None;
    }
    let mut signs = Vec::new();
    let joined = |pair: &[Number]| (pair[1].from == pair[0].end() + 1).then(|| glyphs.at(pair[0].end()));
    for pair in numbers.windows(2) {
        match joined(pair)? {
            '=' => break,
            sign if is_sign(sign) => signs.push(sign),
            _ => return None,
        }
    }
    let result = numbers.get(signs.len() + 1).filter(|_| !signs.is_empty())?;
    let terms = &numbers[..=signs.len()];
    let behind = glyphs.at(result.end());
    let exact = |number: &Number| matches!(number.kind, Kind::Bare | Kind::Figure);
    if is_sign(behind) || behind == '=' || !exact(result) || !terms.iter().all(exact) {
        return None;
    }
    let unit = |number: &Number| glyphs.text(number.unit.clone());
    let adds = signs.iter().all(|sign| matches!(sign, '+' | '-'));
    let mut right = first.value;
    for (sign, term) in signs.iter().zip(&terms[1..]) {
        right = match sign {
            '+' if adds => right.checked_add(term.value)?,
            '-' if adds => right.checked_sub(term.value)?,
            '×' | '*' if !adds => right.checked_mul(term.value)?,
            '÷' | '/' if !adds => right.checked_div(term.value)?,
            // Mixed operators are ignored: omitted brackets would have to be guessed.
            _ => return None,
        };
    }
    let of_result = |term: &Number| term.unit.is_empty() || unit(term) == unit(result);
    let agrees = if adds {
        if !(terms.iter().all(of_result) || result.unit.is_empty()) {
            return None;
        }
        right == result.value
    } else {
        if terms.iter().any(|term| !term.unit.is_empty()) || !matches!(unit(result).as_str(), "" | "%") {
            return None;
        }
        right = if unit(result) == "%" { right.checked_mul(Decimal::ONE_HUNDRED)? } else { right };
        is_rounded(right, result.value)
    };
    (!agrees).then(|| (first.from..result.end(), Sum::Spelled { right }))
}

fn is_sign(glyph: char) -> bool {
    matches!(glyph, '+' | '-' | '×' | '*' | '÷' | '/')
}

/// True if the figure is the number, rounded or truncated to the figure's decimals.
fn is_rounded(number: Decimal, figure: Decimal) -> bool {
    let step = Decimal::new(1, figure.scale());
    number.checked_sub(figure).is_some_and(|off| off.abs() < step)
}

/// Checks a total followed by its parts in brackets. All parts must have the same unit and a name, and no
/// word may say that the parts are incomplete.
fn parts(glyphs: &Glyphs, numbers: &[Number]) -> Option<(Range<usize>, Sum)> {
    let total = numbers.first().filter(|number| number.kind == Kind::Figure)?;
    let open = total.end();
    if glyphs.at(open) != '(' {
        return None;
    }
    let inside = glyphs.chars.get(open + 1..)?;
    let close = open + 1 + inside.iter().position(|c| matches!(c, '(' | ')'))?;
    if glyphs.at(close) != ')' {
        return None;
    }
    let words = glyphs.text(open + 1..close);
    if SOME.iter().chain(&ACROSS).any(|word| words.contains(word)) {
        return None;
    }
    let unit = |number: &Number| glyphs.text(number.unit.clone());
    let terms: Vec<&Number> = numbers[1..].iter().take_while(|number| number.from < close).collect();
    let mut right = Decimal::ZERO;
    let mut from = open + 1;
    for (at, term) in terms.iter().enumerate() {
        let ends = if at + 1 == terms.len() { term.end() == close } else { is_stop(glyphs.at(term.end())) };
        let named = term.from > from && !glyphs.chars.get(from..term.from)?.iter().copied().any(is_stop);
        if term.kind != Kind::Figure || unit(term) != unit(total) || !ends || !named {
            return None;
        }
        right = right.checked_add(term.value)?;
        from = term.end() + 1;
    }
    (terms.len() > 1 && right != total.value).then(|| (total.from..close + 1, Sum::Parts { right }))
}

fn is_stop(glyph: char) -> bool {
    matches!(glyph, '、' | ',' | '，' | ';' | '；' | ':' | '和')
}

/// Checks a rate that is named after one of two counts before it: `27个项目，优良项目4个，优良率14.8%`.
fn rate(glyphs: &Glyphs, before: &[Number], rate: &Number) -> Option<(Range<usize>, Sum)> {
    if rate.kind != Kind::Figure || glyphs.text(rate.unit.clone()) != "%" {
        return None;
    }
    let linked = |at: usize| matches!(glyphs.at(at), '为' | '达' | '到' | '是' | ':');
    let end = (0..rate.from).rev().find(|at| !linked(*at))?;
    let name = end.checked_sub(2)?..end;
    let satisfied = glyphs.at(end) == '度' && glyphs.text(name.clone()) == "满意";
    if glyphs.at(end) != '率' && !satisfied {
        return None;
    }
    let stem = glyphs.chars.get(name.clone())?;
    let mut nearest: Option<(Decimal, Decimal, Decimal)> = None;
    let before = &before[before.len().saturating_sub(MAX_BACK)..];
    for (at, part) in before.iter().enumerate().filter(|(_, part)| part.kind == Kind::Figure) {
        let from = at.checked_sub(1).map_or(0, |at| before[at].end());
        if !is_called(glyphs.chars.get(from..part.from)?, stem) {
            continue;
        }
        let unit = glyphs.text(part.unit.clone());
        let wholes = before[..at].iter().filter(|whole| {
            whole.kind == Kind::Figure && glyphs.text(whole.unit.clone()) == unit && whole.value >= part.value
        });
        for whole in wholes {
            let Some(share) = part.value.checked_div(whole.value) else { continue };
            let right = share.checked_mul(Decimal::ONE_HUNDRED)?;
            if is_rounded(right, rate.value) {
                return None;
            }
            let off = (right - rate.value).abs();
            if off <= NEAR && nearest.is_none_or(|(near, ..)| off < (near - rate.value).abs()) {
                nearest = Some((right, part.value, whole.value));
            }
        }
    }
    let (right, part, whole) = nearest?;
    Some((name.start..rate.end(), Sum::Rate { right, part, whole }))
}

/// True if the label contains the word without a negation before it.
fn is_called(label: &[char], stem: &[char]) -> bool {
    let opposite = |at: usize| {
        at.checked_sub(1).is_some_and(|before| matches!(label[before], '不' | '未' | '非' | '无'))
    };
    label.windows(stem.len()).enumerate().any(|(at, word)| word == stem && !opposite(at))
}
