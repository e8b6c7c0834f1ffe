//! A part as a percentage of a whole: 基本支出767.32万元，占总支出的87.1%.

use rust_decimal::Decimal;

use super::near::{fits_range, near, percentages};
use super::scene::{Found, Scene};
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
}

fn share(scene: &Scene<'_>, at: usize) -> Option<Found> {
    let percent = scene.amounts.get(at).filter(|percent| percent.is_percent() && scene.is_here(percent))?;
    let before = (scene.here.max(percent.from.saturating_sub(MAX_WORDS))..percent.from).rev();
    let sign =
        before.take_while(|at| !matches!(scene.at(*at), '。' | '；')).find(|at| scene.at(*at) == '占')?;
    let between = sign + 1..percent.from;
    let is_other = |(_, amount): (usize, &super::scene::Amount)| amount.is_percent();
    if percent.kind == ClaimKind::Change || scene.amounts_in(between.clone()).any(is_other) {
        return None;
    }
    let is_part = |amount: &super::scene::Amount| amount.is_exact() && amount.depth <= percent.depth;
    let group = scene.group_start(sign);
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
        Some(Found { stated: at, operands, calculated, holds, quote: quote.clone() })
    };
    let value = (part.value, part.off());
    if let [whole_at] = named[..] {
        let whole = scene.amounts.get(whole_at)?;
        let range = percentages(value, (whole.value_in(part)?, whole.off_in(part)?))?;
        return result(vec![part_at, whole_at], range[1], fits_range(range, percent.value));
    }
    if !named.is_empty() {
        return None;
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
