//! What a sentence calculates itself: a sum spelled out, a total with its parts in brackets, a rate of two
//! counts. Only what can be nothing else is looked at; most sentences have none.

use std::ops::Range;

use rust_decimal::Decimal;

use super::numbers::{Glyphs, Kind, Number, Span};

/// Something in a sentence that does not add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SumError {
    /// Where it stands in the sentence.
    pub span: Span,
    /// What is wrong.
    pub sum: Sum,
}

/// A calculation in a text that comes out otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sum {
    /// `40+74=115`
    Spelled {
        /// What would be right.
        right: Decimal,
    },
    /// `52个（房建50个、市政3个）`
    Parts {
        /// What the parts add up to.
        right: Decimal,
    },
    /// `考评27个，优良4个，优良率15.8%`
    Rate {
        /// What would be right, in percent.
        right: Decimal,
        /// How many.
        part: Decimal,
        /// Of how many.
        whole: Decimal,
    },
}

/// Parts that go across others, so that they need not add up.
const ACROSS: [&str; 12] =
    ["党员", "团员", "女", "少数民族", "本科", "硕士", "研究生", "职称", "高级", "中级", "退休", "兼"];

/// Words by which brackets hold only some of the parts.
const SOME: [&str; 8] = ["其中", "含", "包括", "另", "不", "除", "等", "同比"];

/// A rate is of counts no further back.
const MAX_BACK: usize = 12;

/// A rate further away than this many percent is one of something else.
const NEAR: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// All that does not add up in a sentence.
pub(super) fn slips(glyphs: &Glyphs, numbers: &[Number]) -> Vec<SumError> {
    let each = numbers.iter().enumerate().filter_map(|(at, number)| {
        let slip = spelled(glyphs, &numbers[at..]).or_else(|| parts(glyphs, &numbers[at..]));
        slip.or_else(|| rate(glyphs, &numbers[..at], number))
    });
    each.map(|(run, sum)| SumError { span: glyphs.span(run), sum }).collect()
}

/// `40+74=114`, `4÷27=14.8%`, beginning at the first of the numbers.
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
            // A product in a sum: brackets would be guessed.
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

/// Whether a figure is a number rounded or cut to the decimals it has.
fn is_rounded(number: Decimal, figure: Decimal) -> bool {
    let step = Decimal::new(1, figure.scale());
    number.checked_sub(figure).is_some_and(|off| off.abs() < step)
}

/// A total followed by its parts in brackets: all of the same unit, each with a name, none said to be some of them.
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

/// `27个项目，优良项目4个，优良率14.8%`: a rate named after what one of two counts before it counts.
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

/// Whether a label has the word, and not its opposite.
fn is_called(label: &[char], stem: &[char]) -> bool {
    let opposite = |at: usize| {
        at.checked_sub(1).is_some_and(|before| matches!(label[before], '不' | '未' | '非' | '无'))
    };
    label.windows(stem.len()).enumerate().any(|(at, word)| word == stem && !opposite(at))
}
