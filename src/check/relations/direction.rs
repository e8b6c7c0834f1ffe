//! Two values with their difference or change: 比上年的768万元减少0.68万元，下降0.09%; 由45人增加到50人.

use std::ops::Range;

use rust_decimal::Decimal;

use super::near::{fits_range, near, percentages};
use super::scene::{Amount, Found, Scene};
use crate::check::reconciliation::ClaimKind;
use crate::form::round;

/// Words for an increase.
const UP: &[&str] = &[
    "增加",
    "增长",
    "上升",
    "提高",
    "增幅",
    "提升",
    "超支",
    "超出",
    "上涨",
    "多支出",
    "升高",
    "净增",
    "增至",
    "升至",
    "延长",
    "扩大",
    "增到",
    "升到",
    "升为",
];

/// Words for a decrease.
const DOWN: &[&str] = &[
    "减少",
    "下降",
    "降低",
    "节约",
    "节省",
    "压减",
    "压缩",
    "降幅",
    "减幅",
    "少支出",
    "回落",
    "缩减",
    "净减",
    "减至",
    "降至",
    "降到",
    "减到",
    "降为",
    "下滑",
    "缩短",
];

/// Words that begin a comparison.
const THAN: [&str; 7] = ["比", "较", "同比", "环比", "相比", "由", "从"];

/// Maximum number of glyphs between a comparison and its word for a direction.
const MAX_WORDS: usize = 30;

/// Maximum number of glyphs between a word for a direction and its figure.
const MAX_LINK: usize = 3;

/// Maximum deviation of a wrong percentage in points, if the base must be guessed.
const NEAR: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// A word for a direction with the figures around it, as indices.
struct Change {
    up: bool,
    word: Range<usize>,
    than: usize,
    /// Candidates for the new value, nearest first.
    now: Vec<usize>,
    /// The old value.
    base: Option<usize>,
    difference: Option<usize>,
    percent: Option<usize>,
    /// True if the new value follows the word: 增加到.
    reached: bool,
    /// True if the difference after the new value says the opposite.
    opposed: bool,
}

pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Found>) {
    let words: Vec<(usize, usize, bool)> = directions(scene);
    let mut after = scene.here;
    for (from, end, up) in words {
        if from < after {
            continue;
        }
        let Some(change) = change(scene, from..end, up) else { continue };
        let last = [change.difference, change.percent].into_iter().flatten().max();
        after = last.and_then(|at| scene.amounts.get(at)).map_or(end, |amount| amount.end);
        found.extend(change.check(scene));
    }
}

fn directions(scene: &Scene<'_>) -> Vec<(usize, usize, bool)> {
    let up = scene.find(scene.here..scene.end(), UP).map(|(from, end)| (from, end, true));
    let down = scene.find(scene.here..scene.end(), DOWN).map(|(from, end)| (from, end, false));
    // 比上年多18人
    let more = scene.find(scene.here..scene.end(), &["多", "少", "高", "低"]);
    let more = more.filter(|(from, end)| {
        scene.at(*end).is_ascii_digit()
            && !matches!(
                scene.at(from.saturating_sub(1)),
                '减' | '至' | '更' | '最' | '提' | '降' | '不' | '较'
            )
    });
    let more = more.map(|(from, end)| (from, end, matches!(scene.at(from), '多' | '高')));
    let mut all: Vec<_> = up.chain(down).chain(more).collect();
    all.sort_unstable();
    all
}

/// Returns the figure directly after a position, with words such as 了 in between.
fn directly_after<'s>(scene: &'s Scene<'_>, end: usize) -> Option<(usize, &'s Amount)> {
    let (at, amount) = scene.amounts_in(end..end + MAX_LINK).next()?;
    let linked =
        |at: usize| matches!(scene.at(at), '了' | '约' | '为' | '达' | '到' | '至' | ':' | '幅' | '度');
    (end..amount.from).all(linked).then_some((at, amount))
}

fn change(scene: &Scene<'_>, word: Range<usize>, up: bool) -> Option<Change> {
    let start = scene.here.max(word.start.saturating_sub(MAX_WORDS));
    let start =
        (start..word.start).rev().find(|at| matches!(scene.at(*at), '；' | '。')).map_or(start, |at| at + 1);
    let (than, than_end) = scene.find(start..word.start, &THAN).last()?;
    // 比例, 比重, 由于 and 较好 are no comparisons.
    let next = scene.at(than_end);
    if matches!(next, '例' | '重' | '于' | '好' | '大' | '快' | '多' | '为' | '率' | '财' | '各' | '单')
    {
        return None;
    }
    // 与2022年相比，基本工资增加186.3万元
    if scene.is_at(than, "相比") && word.start > than_end + 1 {
        return None;
    }
    let (at, amount) = directly_after(scene, word.end)?;
    let reached = (word.end..amount.from).any(|at| matches!(scene.at(at), '到' | '至'))
        || matches!(scene.at(word.end - 1), '至' | '到' | '为');
    let between: Vec<(usize, &Amount)> = scene.amounts_in(than_end..word.start).collect();
    let base = match between[..] {
        [] => None,
        // The old value stands directly before the word.
        [(at, base)] if base.end + 1 >= word.start => Some(at),
        _ => return None,
    };
    if reached {
        let base = base.filter(|_| matches!(scene.at(than), '由' | '从'))?;
        let further = after_result(scene, amount, up);
        let opposed = further.is_some_and(|(_, _, opposed)| opposed);
        let (difference, percent) = match further {
            Some((at, further, _)) if further.is_percent() => (None, Some(at)),
            Some((at, ..)) => (Some(at), percent_after(scene, at, up)),
            None => (None, None),
        };
        let (now, base) = (vec![at], Some(base));
        return Some(Change { up, word, than, now, base, difference, percent, reached, opposed });
    }
    if matches!(scene.at(than), '由' | '从') {
        return None;
    }
    let (difference, percent) =
        if amount.is_percent() { (None, Some(at)) } else { (Some(at), percent_after(scene, at, up)) };
    let like = |other: &Amount| match difference.or(base).and_then(|at| scene.amounts.get(at)) {
        Some(amount) => other.is_like(amount),
        None => !other.is_percent(),
    };
    let depth = scene.depth(than);
    let before = scene.amounts_in(0..than).rev();
    let now = before.filter(|(_, now)| {
        like(now)
            && now.depth == depth
            && now.kind != ClaimKind::Change
            && !now.loose
            && !now.is_percent()
            && !now.is_bare()
    });
    let now = now.map(|(at, _)| at).take(6).collect();
    Some(Change { up, word, than, now, base, difference, percent, reached, opposed: false })
}

/// Returns the difference or percentage after a new value, and true if its word says the opposite:
/// 由48个增加到52个，增加4个.
fn after_result<'s>(scene: &'s Scene<'_>, now: &Amount, up: bool) -> Option<(usize, &'s Amount, bool)> {
    let (at, amount) = scene.amounts_in(now.end..now.end + 8).next()?;
    let between = now.end..amount.from;
    let (up_word, down_word) = (scene.has(between.clone(), UP), scene.has(between, DOWN));
    let fits = (up_word != down_word) && (amount.is_percent() || amount.is_like(now));
    fits.then_some((at, amount, up_word != up))
}

/// Returns the percentage of a change directly after its difference: 增加0.8万人次，增长6.8%.
fn percent_after(scene: &Scene<'_>, difference: usize, up: bool) -> Option<usize> {
    let end = scene.amounts.get(difference)?.end;
    let (at, percent) = scene.amounts_in(end..end + 8).next().filter(|(_, percent)| percent.is_percent())?;
    let words = if up { UP } else { DOWN };
    let direct = percent.from <= end + 1 && matches!(scene.at(end), '(' | '，' | ',');
    (scene.has(end..percent.from, words) || scene.has(end..percent.from, &["幅度"]) || direct).then_some(at)
}

impl Change {
    fn check(&self, scene: &Scene<'_>) -> Option<Found> {
        let get = |at: Option<usize>| at.and_then(|at| scene.amounts.get(at));
        let (base, difference, percent) = (get(self.base), get(self.difference), get(self.percent));
        if let Some(found) = self.of_old(scene) {
            return Some(found);
        }
        let mut wrong: Option<(Decimal, Found)> = None;
        for now_at in &self.now {
            let now = scene.amounts.get(*now_at)?;
            let result = match (base, difference, percent) {
                (Some(base), _, _) => self.of_base(scene, *now_at, now, base),
                (None, Some(difference), Some(percent)) => {
                    self.of_difference(scene, *now_at, now, difference, percent)
                }
                _ => None,
            };
            match result {
                Some((_, found)) if found.holds => return Some(found),
                // A figure of the sentence before may be about something else.
                Some(_) if !scene.is_here(now) => {}
                Some((off, found)) if wrong.as_ref().is_none_or(|(least, _)| off < *least) => {
                    wrong = Some((off, found));
                }
                _ => {}
            }
            // The old value is compared with the nearest new one only.
            if base.is_some() && scene.is_here(now) {
                break;
            }
        }
        wrong.map(|(_, found)| found).or_else(|| self.of_field(scene))
    }

    /// A change of a value of the form whose new or old value is not written: 三公经费比上年减少0.26万元.
    fn of_field(&self, scene: &Scene<'_>) -> Option<Found> {
        if self.reached {
            return None;
        }
        let before = scene.words.iter().rev().filter(|(from, ..)| *from >= scene.here);
        let now = self.now.first().and_then(|now| scene.amounts.get(*now));
        let word = match now.filter(|now| scene.is_here(now)) {
            // 三公经费2.14万元，比上年减少0.26万元
            Some(now) => before.clone().find(|(_, end, _)| *end <= now.from && now.from - end < MAX_LINK),
            None => {
                before.clone().find(|(from, ..)| (scene.clause_start(self.than)..self.than).contains(from))
            }
        };
        let (from, end, field) = word?;
        let direct = !scene.has(scene.clause_start(*from)..*from, &["占", "的"]);
        let year = scene.has(self.than..self.word.start, &["上年", "去年", "同比"])
            || scene.has(self.than..self.word.start, &["年"]);
        let stated = self.difference.or(self.percent)?;
        // A figure between the word and the comparison is the new value; then the old one must be last year's.
        if !direct || !year || self.difference.is_none() && self.base.is_none() {
            return None;
        }
        let quote = *end - 1..scene.amounts.get(stated)?.end;
        let quote = scene.clause_start(quote.start)..quote.end;
        let operands = self.base.into_iter().collect();
        Some(Found::of_field(stated, operands, *field, quote))
    }

    /// Compares the percentage with the old value and the difference. A percentage that fits is not a result yet.
    fn of_old(&self, scene: &Scene<'_>) -> Option<Found> {
        let (base_at, difference_at, percent_at) = (self.base?, self.difference?, self.percent?);
        let (base, difference, percent) =
            (scene.amounts.get(base_at)?, scene.amounts.get(difference_at)?, scene.amounts.get(percent_at)?);
        let range =
            percentages((difference.value_in(base)?, difference.off_in(base)?), (base.value, base.off()))?;
        if fits_range(range, percent.value) {
            return None;
        }
        let calculated = round(range[1], percent.value.scale().max(2));
        let (operands, quote) = (vec![difference_at, base_at], self.than..percent.end);
        Some(Found {
            stated: percent_at,
            operands,
            calculated,
            holds: false,
            quote,
            field: None,
            part: None,
            elsewhere: false,
        })
    }

    /// Compares a new with an old value that is written.
    fn of_base(
        &self,
        scene: &Scene<'_>,
        now_at: usize,
        now: &Amount,
        base: &Amount,
    ) -> Option<(Decimal, Found)> {
        let base_value = base.value_in(now)?;
        let base_at = self.base?;
        let apart = now.value.checked_sub(base_value)?;
        let off = now.off().checked_add(base.off_in(now)?)?;
        let result = |stated: usize, calculated: Decimal, holds: bool| {
            let end = scene.amounts.get(stated)?.end.max(self.word.end);
            let mut operands = vec![now_at, base_at];
            operands.retain(|at| *at != stated);
            Some((
                Decimal::ZERO,
                Found {
                    stated,
                    operands,
                    calculated,
                    holds,
                    quote: self.start(scene, now)..end,
                    field: None,
                    part: None,
                    elsewhere: false,
                },
            ))
        };
        let up = apart.is_sign_positive() && !apart.is_zero();
        let stated = self.difference.or(self.percent).unwrap_or(now_at);
        if (up != self.up || self.opposed) && apart.abs() > off || apart.is_zero() && off.is_zero() {
            return result(stated, if self.reached { base_value } else { apart }, false);
        }
        if let Some((at, difference)) = self.difference.and_then(|at| Some((at, scene.amounts.get(at)?))) {
            let stated_difference = difference.value_in(now)?;
            let apart = apart.abs();
            let off = off.checked_add(difference.off_in(now)?)?;
            let exact = now.unit.name() == base.unit.name() && base.unit.name() == difference.unit.name();
            let off = if exact { Decimal::ZERO } else { off };
            if apart.checked_sub(stated_difference)?.abs() > off {
                return result(at, difference_in(apart, now, difference)?, false);
            }
        }
        if let Some((at, percent)) = self.percent.and_then(|at| Some((at, scene.amounts.get(at)?))) {
            let range = percentages((apart.abs(), off), (base_value, base.off_in(now)?))?;
            return result(
                at,
                round(range[1], percent.value.scale().max(2)),
                fits_range(range, percent.value),
            );
        }
        result(stated, if self.difference.is_some() { apart.abs() } else { now.value }, true)
    }

    /// Compares the percentage with the new value and the difference.
    fn of_difference(
        &self,
        scene: &Scene<'_>,
        now_at: usize,
        now: &Amount,
        difference: &Amount,
        percent: &Amount,
    ) -> Option<(Decimal, Found)> {
        let value = difference.value_in(now)?;
        let base = if self.up { now.value.checked_sub(value)? } else { now.value.checked_add(value)? };
        let off = difference.off_in(now)?;
        let range = percentages((value, off), (base, off.checked_add(now.off())?))?;
        // The figure before may be the old value: 上年三公经费2.4万元，本年减少0.26万元，下降10.8%.
        let of_old = percentages((value, off), (now.value, now.off()))?;
        let holds = fits_range(range, percent.value) || fits_range(of_old, percent.value);
        let apart = (range[1] - percent.value).abs();
        if !holds && apart > NEAR && !near(round(range[1], percent.value.scale()), percent.value) {
            return None;
        }
        let calculated = round(range[1], percent.value.scale().max(2));
        let operands = vec![now_at, self.difference?];
        let quote = self.start(scene, now)..percent.end;
        Some((
            apart,
            Found {
                stated: self.percent?,
                operands,
                calculated,
                holds,
                quote,
                field: None,
                part: None,
                elsewhere: false,
            },
        ))
    }

    fn start(&self, scene: &Scene<'_>, now: &Amount) -> usize {
        if self.reached { scene.clause_start(self.than) } else { scene.words_of(now).start.min(self.than) }
    }
}

/// Converts a difference from the unit of the new value to its own unit.
fn difference_in(apart: Decimal, now: &Amount, difference: &Amount) -> Option<Decimal> {
    now.unit.convert(apart, &difference.unit).or(Some(apart))
}
