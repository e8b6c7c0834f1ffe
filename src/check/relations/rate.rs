//! A rate of two counts: 考评27个项目，优良项目4个，优良率14.8%. Also results as a percentage of a plan.

use std::ops::Range;

use rust_decimal::Decimal;

use super::near::{fits_range, near, percentages};
use super::scene::{Amount, Found, Scene};
use crate::check::reconciliation::ClaimKind;
use crate::form::round;

/// Maximum number of preceding figures that are searched for the counts of a rate.
const MAX_BACK: usize = 12;

/// Maximum deviation of a wrong rate, in percentage points. With a larger deviation it is a rate of other
/// counts.
const NEAR: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// Beginnings of names of rates that compare a result with a plan.
const OF_PLAN: [&str; 8] = ["执行", "完成", "支出", "使用", "到位", "进度", "支付", "拨付"];

/// Words for the part of a plan that was not used.
const REST: [&str; 8] = ["剩余", "结余", "未支出", "还剩", "未使用", "未支付", "未拨付", "余"];

pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Found>) {
    for at in 0..scene.amounts.len() {
        let Some(one) = rate(scene, at).or_else(|| of_whole(scene, at)) else { continue };
        // A second rate of the same part is one of something else: 学生满意度92.34%，教师满意度91%.
        let known = |other: &Found| other.holds && other.operands.first() == one.operands.first();
        if one.holds || !found.iter().any(known) {
            found.push(one);
        }
    }
}

/// A candidate for the part and the whole of a rate.
struct Pair {
    part: usize,
    whole: usize,
    calculated: Decimal,
    off: Decimal,
}

fn rate(scene: &Scene<'_>, at: usize) -> Option<Found> {
    let rate = scene.amounts.get(at).filter(|rate| rate.is_percent() && scene.is_here(rate))?;
    let linked = |at: usize| matches!(scene.at(at), '为' | '达' | '到' | '是' | ':' | '均' | '约');
    let end = (scene.here..rate.from).rev().find(|at| !linked(*at))?;
    let name = end.checked_sub(2)?..end;
    // 不合格率
    let negated =
        name.start.checked_sub(1).is_some_and(|at| matches!(scene.at(at), '不' | '未') && at >= scene.here);
    let name = if negated { name.start - 1..name.end } else { name };
    let stem: String = scene.glyphs.text(name.clone());
    let is_rate =
        scene.at(end) == '率' || scene.at(end) == '度' && matches!(stem.as_str(), "满意" | "进" | "知晓");
    if !is_rate && !(scene.is_at(end - 1, "进度")) {
        return None;
    }
    let of_plan = OF_PLAN.contains(&stem.as_str());
    let group = scene.group_start(rate.from);
    let result = match pair(scene, rate, &stem, of_plan, group..rate.from) {
        // The whole may stand before the group of clauses: 立案68起；结案66起，结案率97.06%.
        None => pair(scene, rate, &stem, of_plan, scene.here..rate.from)
            .filter(|pair| scene.amounts.get(pair.part).is_some_and(|part| part.from >= group))
            .or_else(|| of_plan.then(|| with_rest(scene, rate, group))?),
        result => result,
    };
    let quote = name.start..rate.end;
    let Some(pair) = result else {
        // The plan may stand in another text.
        let (part_at, _) = scene
            .amounts_in(group..rate.from)
            .rev()
            .find(|(_, part)| part.is_exact() && part.kind != ClaimKind::Plan)
            .filter(|_| of_plan)?;
        let found = Found {
            stated: at,
            operands: vec![part_at],
            calculated: Decimal::ZERO,
            holds: true,
            quote,
            field: None,
            part: None,
            elsewhere: false,
        };
        return Some(Found { elsewhere: true, ..found });
    };
    let holds = pair.off.is_zero();
    let calculated = shown(pair.calculated, rate);
    Some(Found {
        stated: at,
        operands: vec![pair.part, pair.whole],
        calculated,
        holds,
        quote,
        field: None,
        part: None,
        elsewhere: false,
    })
}

/// A result with what is left of the plan: 支出3221.1万元，执行率99.11%，剩余28.9万元.
fn with_rest(scene: &Scene<'_>, rate: &Amount, group: usize) -> Option<Pair> {
    let (part_at, part) = scene.amounts_in(group..rate.from).rev().find(|(_, part)| part.is_exact())?;
    let after = scene.amounts_in(rate.end..scene.end()).find(|(_, rest)| rest.is_like(part));
    let (rest_at, rest) = after.filter(|(_, rest)| scene.has(scene.words_of(rest), &REST))?;
    let whole = part.value.checked_add(rest.value_in(part)?)?;
    let range = percentages((part.value, part.off()), (whole, rest.off_in(part)?))?;
    let off = if fits_range(range, rate.value) {
        Decimal::ZERO
    } else {
        (range[1] - rate.value).abs().max(Decimal::ONE)
    };
    Some(Pair { part: part_at, whole: rest_at, calculated: range[1], off })
}

/// Returns the part and the whole of a rate among the figures of a range: those that fit, or the nearest ones if
/// the rate may be a mistake of typing. The deviation of those that fit is zero.
fn pair(scene: &Scene<'_>, rate: &Amount, stem: &str, of_plan: bool, range: Range<usize>) -> Option<Pair> {
    let usable = |one: &Amount| {
        !one.is_bare() && !one.is_percent() && !one.each && (!one.loose || one.kind == ClaimKind::Plan)
    };
    let before: Vec<(usize, &Amount)> = scene.amounts_in(range).filter(|(_, one)| usable(one)).collect();
    let before = &before[before.len().saturating_sub(MAX_BACK)..];
    let mut nearest: Option<Pair> = None;
    for (place, (part_at, part)) in before.iter().enumerate() {
        let called = is_called(scene, part, stem);
        if !(called || of_plan && part.is_exact() && part.kind != ClaimKind::Plan) {
            continue;
        }
        for (other, (whole_at, whole)) in before.iter().enumerate().filter(|(other, _)| *other != place) {
            let planned = whole.kind == ClaimKind::Plan && (of_plan || called);
            let unlikely = other > place || !called || whole.value < part.value;
            if !planned && unlikely || whole.kind == ClaimKind::Change || !whole.is_like(part) {
                continue;
            }
            let Some(range) = whole_of(part, whole) else { continue };
            let found = |off| Pair { part: *part_at, whole: *whole_at, calculated: range[1], off };
            if fits_range(range, rate.value) {
                return Some(found(Decimal::ZERO));
            }
            let off = (range[1] - rate.value).abs();
            let close = off <= NEAR
                || near(round(range[1], rate.value.scale()), rate.value)
                || called && is_near_count(part, whole, rate);
            if close && nearest.as_ref().is_none_or(|pair| off < pair.off) {
                nearest = Some(found(off));
            }
        }
    }
    nearest
}

/// A result as a percentage of a named whole: 完成28个，为目标30个的93.3%.
fn of_whole(scene: &Scene<'_>, at: usize) -> Option<Found> {
    let rate = scene.amounts.get(at).filter(|rate| rate.is_percent() && scene.is_here(rate))?;
    let of = rate.from.checked_sub(1).filter(|of| scene.at(*of) == '的')?;
    let planned = ["预算", "计划", "目标", "任务"].iter().any(|word| of >= 2 && scene.is_at(of - 2, word));
    if planned && scene.has(scene.clause_start(of)..of, &["完成", "达到", "占"]) {
        return of_plan(scene, at, rate, of);
    }
    let (whole_at, whole) = scene.amounts_in(scene.clause_start(of)..of).next_back()?;
    if whole.end != of || whole.is_percent() || scene.has(scene.clause_start(of)..of, &["占"]) {
        return None;
    }
    let before = scene.amounts_in(scene.group_start(of)..whole.from).rev();
    let (part_at, part) = before.into_iter().find(|(_, part)| part.is_like(whole))?;
    if !part.is_exact() {
        return None;
    }
    let range = whole_of(part, whole)?;
    Some(Found {
        stated: at,
        operands: vec![part_at, whole_at],
        calculated: shown(range[1], rate),
        holds: fits_range(range, rate.value),
        quote: whole.from..rate.end,
        field: None,
        part: None,
        elsewhere: false,
    })
}

/// A result as a percentage of the plan before it: 预算2.6万元，支出2.14万元，完成预算的82.31%.
fn of_plan(scene: &Scene<'_>, at: usize, rate: &Amount, of: usize) -> Option<Found> {
    let group = scene.group_start(of);
    let before: Vec<(usize, &Amount)> =
        scene.amounts_in(group..of).filter(|(_, one)| one.is_exact()).collect();
    let (part_at, part) = before.iter().rev().find(|(_, part)| part.kind != ClaimKind::Plan)?;
    let plans = before.iter().filter(|(_, whole)| whole.kind == ClaimKind::Plan && whole.is_like(part));
    let ranges = plans.filter_map(|(whole_at, whole)| Some((*whole_at, whole_of(part, whole)?)));
    let ranges: Vec<(usize, [Decimal; 3])> = ranges.collect();
    let fitting = ranges.iter().find(|(_, range)| fits_range(*range, rate.value));
    let holds = fitting.is_some();
    let (whole_at, range) = fitting.or(ranges.last())?;
    let close =
        (range[1] - rate.value).abs() <= NEAR || near(round(range[1], rate.value.scale()), rate.value);
    let calculated = shown(range[1], rate);
    let quote = scene.clause_start(of)..rate.end;
    (holds || close).then(|| Found {
        stated: at,
        operands: vec![*part_at, *whole_at],
        calculated,
        holds,
        quote,
        field: None,
        part: None,
        elsewhere: false,
    })
}

/// True if the part or the whole is at typing distance from the count that the rate gives.
fn is_near_count(part: &Amount, whole: &Amount, rate: &Amount) -> bool {
    let Some(whole) = whole.value_in(part) else { return false };
    let share = rate.value / Decimal::ONE_HUNDRED;
    let right_part = whole.checked_mul(share).map(|right| round(right, part.value.scale()));
    let right_whole = part.value.checked_div(share).map(|right| round(right, part.value.scale()));
    right_part.is_some_and(|right| near(right, part.value))
        || right_whole.is_some_and(|right| near(right, whole))
}

fn whole_of(part: &Amount, whole: &Amount) -> Option<[Decimal; 3]> {
    percentages((part.value, part.off()), (whole.value_in(part)?, whole.off_in(part)?))
}

fn shown(calculated: Decimal, rate: &Amount) -> Decimal {
    round(calculated, rate.value.scale().max(2))
}

/// True if the words before the figure, or directly after it, contain the word without a negation.
fn is_called(scene: &Scene<'_>, part: &Amount, stem: &str) -> bool {
    let words = scene.words_of(part);
    let behind =
        (part.end..(part.end + 8).min(scene.end())).take_while(|at| !super::scene::is_stop(scene.at(*at)));
    let after = part.end..behind.last().map_or(part.end, |at| at + 1);
    let opposite = |at: usize| at > 0 && matches!(scene.at(at - 1), '不' | '未' | '非' | '无');
    // 实收 and 应收 for 收缴率
    let done: String = ['实'].into_iter().chain(stem.chars().next()).collect();
    // 收回 names the part of 回收率 as well.
    let turned: String = stem.chars().rev().collect();
    let stems = [stem, turned.as_str(), done.as_str()];
    [words.start..part.from, after]
        .into_iter()
        .any(|range| scene.find(range.clone(), &stems).any(|(at, end)| !opposite(at) && end <= range.end))
}
