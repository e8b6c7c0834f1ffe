//! A part as a percentage of a whole: 基本支出767.32万元，占总支出的87.1%.

use rust_decimal::Decimal;

use super::near::{fits_range, near, percentages};
use super::scene::{Amount, Found, Scene};
use crate::check::reconciliation::ClaimKind;
use crate::form::round;

/// Maximum number of glyphs between 占 and its percentage.
const MAX_WORDS: usize = 30;

/// Maximum number of wholes that are tried.
const MAX_WHOLES: usize = 12;

/// Maximum deviation of a wrong percentage in points, if the whole must be guessed.
const NEAR: Decimal = Decimal::from_parts(2, 0, 0, false, 0);

pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Found>) {
    for at in 0..scene.amounts.len() {
        found.extend(share(scene, at));
    }
    for (_, end) in scene.find(scene.here..scene.end(), &["分别占", "占比分别为"]) {
        respective(scene, end, found);
    }
}

/// Several parts with their percentages: 基本支出60万元、项目支出40万元，分别占60%和40%.
fn respective(scene: &Scene<'_>, end: usize, found: &mut Vec<Found>) {
    let group = scene.group_start(end);
    let stop =
        (end..scene.end()).find(|at| matches!(scene.at(*at), '；' | '。' | '，')).unwrap_or(scene.end());
    let percents: Vec<usize> =
        scene.amounts_in(end..stop).filter(|(_, percent)| percent.is_percent()).map(|(at, _)| at).collect();
    let before: Vec<usize> = scene.amounts_in(group..end).map(|(at, _)| at).collect();
    let Some(from) = before.len().checked_sub(percents.len()).filter(|_| percents.len() > 1) else { return };
    let parts: Vec<usize> = before[from..].to_vec();
    let amounts: Vec<&Amount> = parts.iter().filter_map(|at| scene.amounts.get(*at)).collect();
    let Some(first) = amounts.first() else { return };
    let values: Option<Vec<Decimal>> =
        amounts.iter().map(|part| part.value_in(first).filter(|_| part.is_exact())).collect();
    let Some(values) = values else { return };
    let wholes = scene.amounts_in(0..first.from).rev().filter(|(_, whole)| whole.is_exact());
    let mut wholes: Vec<(Decimal, Decimal)> = wholes
        .filter_map(|(_, whole)| Some((whole.value_in(first)?, whole.off_in(first)?)))
        .take(MAX_WHOLES)
        .collect();
    wholes.insert(0, (values.iter().sum(), Decimal::ZERO));
    let ranges = |whole: (Decimal, Decimal)| -> Option<Vec<[Decimal; 3]>> {
        values.iter().zip(&amounts).map(|(value, part)| percentages((*value, part.off()), whole)).collect()
    };
    let stated = |at: usize| scene.amounts.get(percents[at]).map_or(Decimal::ZERO, |percent| percent.value);
    let fitting = |ranges: &[[Decimal; 3]]| {
        (0..percents.len()).filter(|at| fits_range(ranges[*at], stated(*at))).count()
    };
    let best = wholes.into_iter().filter_map(ranges).max_by_key(|ranges| fitting(ranges));
    // With one percentage that does not fit, the others show which whole is meant.
    let Some(best) = best.filter(|ranges| fitting(ranges) + 1 >= percents.len()) else { return };
    for (at, percent) in percents.iter().enumerate() {
        let Some(amount) = scene.amounts.get(*percent) else { continue };
        let holds = fits_range(best[at], amount.value);
        let mut operands = vec![parts[at]];
        operands.extend(parts.iter().filter(|part| **part != parts[at]));
        let calculated = round(best[at][1], amount.value.scale().max(2));
        found.push(Found {
            stated: *percent,
            operands,
            calculated,
            holds,
            quote: first.from..amount.end,
            field: None,
            part: None,
            elsewhere: false,
        });
    }
}

fn share(scene: &Scene<'_>, at: usize) -> Option<Found> {
    let percent = scene.amounts.get(at).filter(|percent| percent.is_percent() && scene.is_here(percent))?;
    let before = (scene.here.max(percent.from.saturating_sub(MAX_WORDS))..percent.from).rev();
    let sign =
        before.take_while(|at| !matches!(scene.at(*at), '。' | '；')).find(|at| scene.at(*at) == '占')?;
    let between = sign + 1..percent.from;
    let is_other = |(_, amount): (usize, &Amount)| amount.is_percent();
    if percent.kind == ClaimKind::Change || scene.amounts_in(between.clone()).any(is_other) {
        return None;
    }
    let is_part = |amount: &Amount| amount.is_exact() && amount.depth <= percent.depth;
    let group = scene.group_start(sign);
    let clause = scene.clause_start(sign);
    if scene.amounts_in(clause..sign).next().is_none()
        && let Some((from, _, part)) =
            scene.words.iter().find(|(from, end, _)| *from >= clause && *end == sign)
        && let Some((_, end, whole)) = scene.words.iter().find(|(from, ..)| *from == sign + 1)
        && scene.at(*end) == '的'
        && end + 1 == percent.from
    {
        // 公用支出占基本支出的11.08%
        let found = Found::of_field(at, Vec::new(), *whole, *from..percent.end);
        return Some(Found { part: Some(*part), ..found });
    }
    let (part_at, part) = scene.amounts_in(group..sign).rev().find(|(_, amount)| !amount.is_percent())?;
    if !is_part(part) || scene.has(part.end..sign, &["分别", "占"]) || scene.has(between.clone(), &["分别"])
    {
        return None;
    }
    let named: Vec<usize> = scene
        .amounts_in(between)
        .filter(|(_, amount)| amount.is_like(part) && !amount.loose)
        .map(|(at, _)| at)
        .collect();
    let quote = part.from..percent.end;
    let result = |operands: Vec<usize>, calculated: Decimal, holds: bool| {
        let calculated = round(calculated, percent.value.scale().max(2));
        Some(Found {
            stated: at,
            operands,
            calculated,
            holds,
            quote: quote.clone(),
            field: None,
            part: None,
            elsewhere: false,
        })
    };
    let value = (part.value, part.off());
    if let [whole_at] = named[..] {
        let whole = scene.amounts.get(whole_at)?;
        // 占168所的三分之一，采购节约率6.3%
        if (whole.end..percent.from).any(|at| matches!(scene.at(at), '，' | ',' | '、')) {
            return None;
        }
        let range = percentages(value, (whole.value_in(part)?, whole.off_in(part)?))?;
        return result(vec![part_at, whole_at], range[1], fits_range(range, percent.value));
    }
    if !named.is_empty() {
        return None;
    }
    let word = scene.words.iter().rev().find(|(from, end, _)| *from > sign && *end < percent.from);
    if let Some((_, end, field)) = word {
        let direct = (*end..percent.from)
            .all(|at| matches!(scene.at(at), '的' | '总' | '额' | '比' | '例' | '重' | '为' | '达' | '数'));
        let others = scene
            .amounts_in(group..part.from)
            .rev()
            .filter(|(_, other)| other.is_exact() && other.is_like(part));
        let parts = std::iter::once(part_at).chain(others.map(|(at, _)| at)).take(4).collect();
        return direct.then(|| Found::of_field(at, parts, *field, quote.clone()));
    }
    let wholes =
        scene.amounts_in(0..part.from).rev().filter(|(_, whole)| whole.is_exact() && whole.is_like(part));
    let mut nearest: Option<(Decimal, Vec<usize>, Decimal)> = None;
    for (whole_at, whole) in wholes.take(MAX_WHOLES) {
        let whole_value = whole.value_in(part)?;
        if whole_value < part.value || whole_value.is_zero() {
            continue;
        }
        let Some(range) = percentages(value, (whole_value, whole.off_in(part)?)) else { continue };
        if fits_range(range, percent.value) {
            return result(vec![part_at, whole_at], range[1], true);
        }
        let off = (range[1] - percent.value).abs();
        let close = off <= NEAR || near(round(range[1], percent.value.scale()), percent.value);
        if close && nearest.as_ref().is_none_or(|(least, ..)| off < *least) {
            nearest = Some((off, vec![part_at, whole_at], range[1]));
        }
    }
    // The whole may be the sum of the parts of the sentence.
    let siblings = scene
        .amounts_in(scene.here..scene.end())
        .filter(|(_, other)| other.is_exact() && other.is_like(part));
    let siblings: Vec<usize> =
        siblings.filter(|(_, other)| other.depth == part.depth).map(|(at, _)| at).collect();
    let sum = siblings
        .iter()
        .filter_map(|at| scene.amounts.get(*at)?.value_in(part))
        .try_fold(Decimal::ZERO, Decimal::checked_add)?;
    if siblings.len() > 1
        && let Some(range) = percentages(value, (sum, Decimal::ZERO))
        && fits_range(range, percent.value)
    {
        return result(
            std::iter::once(part_at).chain(siblings.into_iter().filter(|at| *at != part_at)).collect(),
            range[1],
            true,
        );
    }
    let (_, operands, calculated) = nearest?;
    result(operands, calculated, false)
}
