//! A part as a percentage of a whole: 基本支出767.32万元，占总支出的87.1%.

use rust_decimal::Decimal;

use super::near::{fits_range, near, percentages};
use super::scene::{Amount, Found, Scene};
use crate::check::reconciliation::ClaimKind;
use crate::form::{FieldId, round};

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

/// A percentage of a whole, with its part.
struct Share<'a> {
    scene: &'a Scene<'a>,
    at: usize,
    percent: &'a Amount,
    part_at: usize,
    part: &'a Amount,
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
    if let Some(found) = of_fields(scene, at, sign) {
        return Some(found);
    }
    let group = scene.group_start(sign);
    let (part_at, part) = scene.amounts_in(group..sign).rev().find(|(_, amount)| !amount.is_percent())?;
    let is_part = part.is_exact() && part.depth <= percent.depth;
    if !is_part || scene.has(part.end..sign, &["分别", "占"]) || scene.has(between.clone(), &["分别"]) {
        return None;
    }
    let share = Share { scene, at, percent, part_at, part };
    let is_whole = |(_, amount): &(usize, &Amount)| amount.is_like(part) && !amount.loose;
    let named: Vec<(usize, &Amount)> = scene.amounts_in(between).filter(is_whole).collect();
    match named[..] {
        [(whole_at, whole)] => share.of_named(whole_at, whole),
        [] => {
            let word = scene.words.iter().rev().find(|(from, end, _)| *from > sign && *end < percent.from);
            match word {
                Some((_, end, field)) => share.of_field(*end, *field, group),
                None => share.of_any(),
            }
        }
        _ => None,
    }
}

/// A share of two values of the form: 公用支出占基本支出的11.08%.
fn of_fields(scene: &Scene<'_>, at: usize, sign: usize) -> Option<Found> {
    let percent = scene.amounts.get(at)?;
    let clause = scene.clause_start(sign);
    if scene.amounts_in(clause..sign).next().is_some() {
        return None;
    }
    let (from, _, part) = scene.words.iter().find(|(from, end, _)| *from >= clause && *end == sign)?;
    let (_, end, whole) = scene.words.iter().find(|(from, ..)| *from == sign + 1)?;
    (scene.at(*end) == '的' && end + 1 == percent.from).then(|| {
        let found = Found::of_field(at, Vec::new(), *whole, *from..percent.end);
        Found { part: Some(*part), ..found }
    })
}

impl Share<'_> {
    /// Returns the share of a whole that is written after 占.
    fn of_named(&self, whole_at: usize, whole: &Amount) -> Option<Found> {
        // 占168所的三分之一，采购节约率6.3%
        if (whole.end..self.percent.from).any(|at| matches!(self.scene.at(at), '，' | ',' | '、')) {
            return None;
        }
        let range = self.range(whole)?;
        Some(self.result(vec![whole_at], range[1], fits_range(range, self.percent.value)))
    }

    /// Returns the share of a value of the form that is named after 占.
    fn of_field(&self, end: usize, field: FieldId, group: usize) -> Option<Found> {
        let linked = |at: usize| {
            matches!(self.scene.at(at), '的' | '总' | '额' | '比' | '例' | '重' | '为' | '达' | '数')
        };
        // The words may mean another figure in front of them.
        let others = self.scene.amounts_in(group..self.part.from).rev();
        let others = others.filter(|(_, other)| other.is_exact() && other.is_like(self.part));
        let parts = std::iter::once(self.part_at).chain(others.map(|(at, _)| at)).take(4).collect();
        let quote = self.part.from..self.percent.end;
        (end..self.percent.from).all(linked).then(|| Found::of_field(self.at, parts, field, quote))
    }

    /// Returns the share of a figure in front of the part, or of the sum of the parts of the sentence.
    fn of_any(&self) -> Option<Found> {
        let like = |(_, other): &(usize, &Amount)| other.is_exact() && other.is_like(self.part);
        let wholes = self.scene.amounts_in(0..self.part.from).rev().filter(like);
        let mut nearest: Option<(Decimal, usize, Decimal)> = None;
        for (whole_at, whole) in wholes.take(MAX_WHOLES) {
            let value = whole.value_in(self.part)?;
            if value < self.part.value || value.is_zero() {
                continue;
            }
            let Some(range) = self.range(whole) else { continue };
            if fits_range(range, self.percent.value) {
                return Some(self.result(vec![whole_at], range[1], true));
            }
            let off = (range[1] - self.percent.value).abs();
            let close = off <= NEAR || near(round(range[1], self.percent.value.scale()), self.percent.value);
            if close && nearest.is_none_or(|(least, ..)| off < least) {
                nearest = Some((off, whole_at, range[1]));
            }
        }
        let siblings = self.scene.amounts_in(self.scene.here..self.scene.end()).filter(like);
        let siblings: Vec<(usize, &Amount)> =
            siblings.filter(|(_, other)| other.depth == self.part.depth).collect();
        let values = siblings.iter().filter_map(|(_, other)| other.value_in(self.part));
        let sum = values.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)?;
        if siblings.len() > 1
            && let Some(range) = percentages((self.part.value, self.part.off()), (sum, Decimal::ZERO))
            && fits_range(range, self.percent.value)
        {
            let others = siblings.iter().map(|(at, _)| *at).filter(|at| *at != self.part_at);
            return Some(self.result(others.collect(), range[1], true));
        }
        let (_, whole_at, calculated) = nearest?;
        Some(self.result(vec![whole_at], calculated, false))
    }

    fn range(&self, whole: &Amount) -> Option<[Decimal; 3]> {
        let whole = (whole.value_in(self.part)?, whole.off_in(self.part)?);
        percentages((self.part.value, self.part.off()), whole)
    }

    fn result(&self, others: Vec<usize>, calculated: Decimal, holds: bool) -> Found {
        let operands = std::iter::once(self.part_at).chain(others).collect();
        let calculated = round(calculated, self.percent.value.scale().max(2));
        let quote = self.part.from..self.percent.end;
        let (field, part, elsewhere) = (None, None, false);
        Found { stated: self.at, operands, calculated, holds, quote, field, part, elsewhere }
    }
}
