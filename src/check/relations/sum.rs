//! A total and its parts: in brackets, after 其中, before 合计, or written out as a calculation.

use std::ops::Range;

use rust_decimal::Decimal;

use super::near::{fits, half_step, near};
use super::scene::{Amount, Found, Scene, is_stop};
use crate::check::reconciliation::ClaimKind;

/// Words after which the parts of a total follow.
const OPENERS: [&str; 8] = ["其中", "包括", "分为", "组成为", "来源为", "构成为", "分别是", "分别为"];

/// Words for groups that overlap with others, so that their numbers need not add up to the total.
const ACROSS: &[&str] = &[
    "党员",
    "团员",
    "女",
    "少数民族",
    "本科",
    "硕士",
    "研究生",
    "职称",
    "高级",
    "中级",
    "退休",
    "兼",
    "达标",
];

/// Words that show that the parts are not complete, or that they are something else.
const SOME: &[&str] = &[
    "含",
    "另",
    "不包括",
    "不计",
    "除",
    "等",
    "同比",
    "均",
    "各",
    "每",
    "主要",
    "比",
    "较",
    "未计入",
    "超过",
];

/// Words before the total of the parts in front of it.
const TOTALS: [&str; 7] = ["合计", "共计", "总计", "总共", "合共", "两项共", "共"];

/// Units of events, which persons and organisations can be the parts of.
const EVENTS: [&str; 6] = ["起", "件", "次", "例", "宗", "条"];

/// Units of the persons and organisations in events.
const ACTORS: [&str; 6] = ["人", "名", "家", "户", "个", "位"];

/// Maximum number of words after which parts are searched for. A sentence with more is no sentence, and would take
/// time that grows with the square of its length.
const MAX_OPENERS: usize = 40;

/// Maximum number of totals that are tried for the same parts.
const MAX_TOTALS: usize = 12;

/// Maximum difference between a total of two digits and the sum of its parts. With a larger difference, the parts
/// are only some of all.
const MAX_MISSING: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// Maximum number of glyphs between a total and the bracket with its parts: 52个监督项目（.
const MAX_NOUN: usize = 8;

pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Found>) {
    for at in 0..scene.amounts.len() {
        found.extend(in_brackets(scene, at));
    }
    let openers: Vec<(usize, usize)> = openers(scene);
    for (at, (from, to)) in openers.iter().enumerate() {
        let end = openers.get(at + 1).map_or(scene.end(), |(next, _)| *next);
        after_opener(scene, *from, *to..end, found);
    }
    for at in 0..scene.amounts.len() {
        if scene.is_here(&scene.amounts[at]) && !found.iter().any(|found| found.stated == at) {
            found.extend(before_total(scene, at));
        }
    }
}

/// Returns the positions of the words after which parts follow.
fn openers(scene: &Scene<'_>) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize)> = scene.find(scene.here..scene.end(), &OPENERS).collect();
    // 按身份分，…
    let sorted = scene.find(scene.here..scene.end(), &["按"]).filter_map(|(from, to)| {
        let word = (to..(to + 8).min(scene.end())).take_while(|at| !is_stop(scene.at(*at))).last()?;
        let ends = matches!(scene.at(word), '分' | '看') && is_stop(scene.at(word + 1));
        ends.then_some((from, word + 1))
    });
    all.extend(sorted);
    // 实有人员中，…
    let among = scene.find(scene.here..scene.end(), &["中，", "中:"]);
    all.extend(among.filter(|(from, _)| *from > scene.here + 1));
    all.sort_unstable();
    all.dedup_by(|next, before| next.0 < before.1);
    all.truncate(MAX_OPENERS);
    all
}

/// A total with its parts in brackets: 52个（房建50个、市政2个）.
fn in_brackets(scene: &Scene<'_>, at: usize) -> Option<Found> {
    let total = scene.amounts.get(at).filter(|total| total.is_exact() && scene.is_here(total))?;
    let noun =
        (total.end..total.end + MAX_NOUN).take_while(|at| !is_stop(scene.at(*at)) && scene.at(*at) != ')');
    let open = noun.into_iter().find(|at| scene.at(*at) == '(')?;
    if scene.amounts_in(total.end..open).next().is_some() {
        return None;
    }
    let close = scene.closing(open)?;
    let inside = open + 1..close;
    if scene.has(inside.clone(), &OPENERS) {
        return None;
    }
    let parts = parts(scene, inside.clone(), total);
    let complete = !scene.has(inside.clone(), SOME) && !scene.has(inside.clone(), ACROSS);
    let named = is_list_of_parts(scene, inside, &parts, total);
    let quote = scene.words_of(total).start..close + 1;
    let sum = Sum { scene, total: at, parts: &parts };
    sum.holds(parts.len(), quote.clone()).or_else(|| {
        let differs = if named { parts.len() > 1 } else { sum.is_near(parts.len()) };
        (complete && differs).then(|| sum.found(parts.len(), false, quote))?
    })
}

/// True if nothing but named parts of the same unit stand in the range.
fn is_list_of_parts(scene: &Scene<'_>, inside: Range<usize>, parts: &[usize], total: &Amount) -> bool {
    let mut from = inside.start;
    for part in parts.iter().filter_map(|at| scene.amounts.get(*at)) {
        let named =
            part.from > from && !(from..part.from).any(|at| is_stop(scene.at(at)) && scene.at(at) != ':');
        let ends =
            part.end == inside.end || is_stop(scene.at(part.end)) || matches!(scene.at(part.end), '和' | '(');
        if !named || !ends || !part.is_like(total) {
            return false;
        }
        let behind = if scene.at(part.end) == '(' {
            scene.closing(part.end).unwrap_or(inside.end) + 1
        } else {
            part.end
        };
        from = behind + 1;
    }
    let all = scene.amounts_in(inside.clone()).filter(|(_, amount)| amount.depth == total.depth + 1);
    let counted = all.filter(|(_, amount)| !amount.is_percent()).count();
    counted == parts.len() && from > inside.end
}

/// Parts after a word such as 其中. The total is in this or in a previous sentence. The parts may have figures of
/// several kinds, each with its total: 学前教育1620人次81万元.
fn after_opener(scene: &Scene<'_>, opener: usize, range: Range<usize>, found: &mut Vec<Found>) {
    let depth = scene.depth(opener);
    let range = range.start..close_of(scene, range);
    let before = scene.amounts_in(0..opener).rev();
    let totals = before.filter(|(_, total)| total.is_exact() && total.depth <= depth).take(MAX_TOTALS);
    let totals: Vec<(usize, &Amount)> = totals.collect();
    for (index, (_, first)) in totals.iter().enumerate() {
        // Each kind of figure once, with all of its totals.
        if totals[..index].iter().any(|(_, other)| other.is_like(first)) {
            continue;
        }
        let alike: Vec<usize> =
            totals.iter().filter(|(_, other)| other.is_like(first)).map(|(at, _)| *at).collect();
        found.extend(
            holding(scene, &alike, range.clone(), depth)
                .or_else(|| failing(scene, &alike, range.clone(), depth)),
        );
    }
}

/// Returns the end of the first group of clauses of a range.
fn group_end(scene: &Scene<'_>, range: &Range<usize>) -> usize {
    range.clone().find(|at| matches!(scene.at(*at), '；' | ';')).unwrap_or(range.end)
}

/// Returns the first of the totals that is the sum of the first parts.
fn holding(scene: &Scene<'_>, totals: &[usize], range: Range<usize>, depth: usize) -> Option<Found> {
    let group = group_end(scene, &range);
    for total in totals {
        let amount = scene.amounts.get(*total)?;
        for end in [group, range.end] {
            let parts = parts_at(scene, range.start..end, amount, depth);
            let sum = Sum { scene, total: *total, parts: &parts };
            for count in (2..=parts.len()).rev() {
                let last = scene.amounts.get(*parts.get(count - 1)?)?;
                // A list does not end before 、.
                if count < parts.len() && scene.at(last.end) == '、' {
                    continue;
                }
                if let Some(found) = sum.holds(count, whole(scene, amount, last.end)) {
                    return Some(found);
                }
            }
        }
    }
    None
}

/// Returns the first of the totals that almost is the sum of the parts.
fn failing(scene: &Scene<'_>, totals: &[usize], range: Range<usize>, depth: usize) -> Option<Found> {
    let group = group_end(scene, &range);
    for total in totals {
        let amount = scene.amounts.get(*total)?;
        for end in [group, range.end] {
            let parts = parts_at(scene, range.start..end, amount, depth);
            let Some(last) = parts.last().and_then(|at| scene.amounts.get(*at)) else { continue };
            let words = range.start..last.end;
            // Beyond `；` only a list of single parts goes on.
            let groups = words.clone().filter(|at| matches!(scene.at(*at), '；' | ';')).count();
            if groups > 0 && groups + 1 != parts.len() {
                continue;
            }
            let others = scene.has(last.end..end, &["另", "还有", "此外"]);
            if others || scene.has(words.clone(), SOME) || scene.has(words.clone(), ACROSS) {
                continue;
            }
            // Plans and results are not parts of one total.
            let plans = parts.iter().filter(|at| scene.amounts[**at].kind == ClaimKind::Plan).count();
            if plans > 0 && plans < parts.len() {
                continue;
            }
            // Other figures may stand directly before or after a part: 教学楼6栋2.94万平方米.
            let direct = |other: &Amount| {
                parts
                    .iter()
                    .any(|at| scene.amounts[*at].from == other.end || scene.amounts[*at].end == other.from)
            };
            let mut others = scene.amounts_in(words.clone()).filter(|(at, part)| {
                part.depth == depth && !part.is_percent() && !part.spelled && !parts.contains(at)
            });
            if others.any(|(_, other)| !direct(other)) {
                continue;
            }
            let sum = Sum { scene, total: *total, parts: &parts };
            let listed = total == &totals[0] && sum.is_list(words);
            if sum.is_near(parts.len()) || listed {
                return sum.found(parts.len(), false, whole(scene, amount, last.end));
            }
        }
    }
    None
}

/// Returns the range from the words of a figure to a position, with the bracket that closes after it.
fn whole(scene: &Scene<'_>, amount: &Amount, end: usize) -> Range<usize> {
    let start = scene.words_of(amount).start;
    let closes = scene.at(end) == ')' && scene.depth(end) > scene.depth(start);
    start..end + usize::from(closes)
}

/// Returns the end of the bracket around the start of a range, or the end of the range.
fn close_of(scene: &Scene<'_>, range: Range<usize>) -> usize {
    let mut depth = 0_usize;
    for at in range.clone() {
        match scene.at(at) {
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            _ => {}
        }
    }
    range.end
}

/// A total after its parts: 基本支出40万元、项目支出74万元，合计114万元.
fn before_total(scene: &Scene<'_>, at: usize) -> Option<Found> {
    let total = scene.amounts.get(at).filter(|total| total.is_exact())?;
    let words = scene.words_of(total);
    let (word, end) = scene.find(words.start..total.from, &TOTALS).last()?;
    let short = scene.is_at(word, "共") && total.from > end && total.from <= end + 3;
    let direct = short
        || (end..total.from).all(|at| {
            matches!(
                scene.at(at),
                '为' | '达'
                    | '到'
                    | '有'
                    | ':'
                    | '是'
                    | '支'
                    | '出'
                    | '收'
                    | '入'
                    | '计'
                    | '金'
                    | '额'
                    | '人'
                    | '数'
            )
        });
    if !direct {
        return None;
    }
    let group = scene.group_start(word);
    let depth = total.depth;
    let mut parts: Vec<usize> = parts_at(scene, group..word, total, depth);
    let is_other = |part: &Amount| part.depth == depth && !part.is_percent() && !part.spelled;
    let all = scene.amounts_in(group..word).filter(|(_, part)| is_other(part)).count();
    let whole = all == parts.len();
    while parts.len() > 1 {
        let first = scene.amounts.get(parts[0])?;
        let sum = Sum { scene, total: at, parts: &parts };
        if let Some(found) = sum.holds(parts.len(), scene.words_of(first).start..total.end) {
            return Some(found);
        }
        parts.remove(0);
    }
    let parts = parts_at(scene, group..word, total, depth);
    let sum = Sum { scene, total: at, parts: &parts };
    // 建议62件、提案48件，共110件: a clause of its own.
    let alone = word <= words.start + 3
        && parts_at(scene, group..word, total, depth).iter().all(|at| scene.amounts[*at].unit == total.unit);
    let strong = alone
        || !scene.is_at(word, "共")
        || scene.is_at(word, "共计")
        || short && parts_at(scene, group..word, total, depth).len() > 2;
    let complete = whole && strong && !scene.has(group..word, SOME) && !scene.has(group..word, ACROSS);
    let first = scene.amounts.get(*parts.first()?)?;
    (complete && sum.is_near(parts.len()))
        .then(|| sum.found(parts.len(), false, scene.words_of(first).start..total.end))?
}

/// Returns the figures of a range that may be parts of the total, inside of the brackets after it.
fn parts(scene: &Scene<'_>, range: Range<usize>, total: &Amount) -> Vec<usize> {
    parts_at(scene, range, total, total.depth + 1)
}

/// Returns the figures of a range that may be parts of the total, in this number of brackets.
fn parts_at(scene: &Scene<'_>, range: Range<usize>, total: &Amount, depth: usize) -> Vec<usize> {
    let all = scene.amounts_in(range).filter(|(_, part)| part.depth == depth && part.is_exact());
    let like: Vec<usize> = all
        .clone()
        .filter(|(_, part)| part.is_like(total) && part.spelled == total.spelled)
        .map(|(at, _)| at)
        .collect();
    if like.is_empty() && EVENTS.contains(&total.unit.name()) {
        let actors: Vec<_> = all.take_while(|(_, part)| ACTORS.contains(&part.unit.name())).collect();
        return actors.into_iter().map(|(at, _)| at).collect();
    }
    like
}

/// A total with its possible parts.
struct Sum<'a> {
    scene: &'a Scene<'a>,
    total: usize,
    parts: &'a [usize],
}

impl Sum<'_> {
    /// Returns the sum of the first parts in the unit of the total, and how much it may be off.
    fn sum(&self, count: usize) -> Option<(Decimal, Decimal)> {
        let total = self.scene.amounts.get(self.total)?;
        let mut sum = (Decimal::ZERO, Decimal::ZERO);
        for part in self.parts.get(..count)?.iter().filter_map(|at| self.scene.amounts.get(*at)) {
            let value = part.value_in(total).unwrap_or(part.value);
            sum.0 = sum.0.checked_add(value)?;
            // Parts in the same unit and with as many decimals as the total are exact.
            if part.unit.power(&total.unit).is_some_and(|power| power > 0) {
                sum.1 = sum.1.checked_add(part.off_in(total)?)?;
            }
        }
        Some(sum)
    }

    fn holds(&self, count: usize, quote: Range<usize>) -> Option<Found> {
        let total = self.scene.amounts.get(self.total)?;
        let (sum, off) = self.sum(count).filter(|_| count > 1)?;
        let apart = sum.checked_sub(total.value)?.abs();
        let rounded = !total.unit.is_counted() && fits(sum, total.value);
        (apart <= off || rounded || apart.is_zero()).then(|| self.found(count, true, quote))?
    }

    /// True if the parts are a complete list: they are more than the total, or three or more and almost the total.
    fn is_list(&self, words: Range<usize>) -> bool {
        let Some((total, (sum, off))) = self.scene.amounts.get(self.total).zip(self.sum(self.parts.len()))
        else {
            return false;
        };
        let Some(apart) = sum.checked_sub(total.value) else { return false };
        let few = apart.abs() <= MAX_MISSING && total.unit.is_counted() && total.value > MAX_MISSING;
        let rest = self.scene.has(words, &["其他", "其余", "剩余"]);
        let most = apart.abs().checked_mul(Decimal::TEN).is_some_and(|apart| apart <= total.value);
        let many = self.parts.len() > 2;
        apart > off && (few || most) && many
            || many && few && apart.abs() > off
            || rest && most && apart.abs() > off && many
    }

    /// True if one mistake of typing explains the difference.
    fn is_near(&self, count: usize) -> bool {
        let Some((total, (sum, _))) =
            self.scene.amounts.get(self.total).zip(self.sum(count)).filter(|_| count > 1)
        else {
            return false;
        };
        let one_part = |at: &usize| {
            let value = self.scene.amounts.get(*at).map(|part| part.value_in(total).unwrap_or(part.value));
            value.is_some_and(|part| {
                let missing = sum.checked_sub(part).and_then(|rest| total.value.checked_sub(rest));
                missing.is_some_and(|missing| missing > Decimal::ZERO && near(missing, part))
            })
        };
        // A difference in the last decimal place is one of rounding.
        let rounding = total.value.scale() > 0
            && sum
                .checked_sub(total.value)
                .is_some_and(|off| off.abs() <= half_step(total.value) * Decimal::TWO)
            && self.parts.len() > 2;
        // A short list after 其中 is often a selection of the parts.
        let selection = total.value.scale() == 0
            && total.value < Decimal::ONE_HUNDRED
            && self.parts.len() < 3
            && total.value.checked_sub(sum).is_some_and(|missing| missing > MAX_MISSING);
        !rounding && !selection && (near(total.value, sum) || self.parts.iter().take(count).any(one_part))
    }

    fn found(&self, count: usize, holds: bool, quote: Range<usize>) -> Option<Found> {
        let operands = self.parts.get(..count)?.to_vec();
        Some(Found {
            stated: self.total,
            operands,
            calculated: self.sum(count)?.0,
            holds,
            quote,
            field: None,
            part: None,
            elsewhere: false,
        })
    }
}
