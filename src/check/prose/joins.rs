//! Compares the figures of different texts: those with the same label, and those of the same sentence.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};

use super::label::is_alike;
use rust_decimal::Decimal;

use super::mention::{Mention, Named, Said, Spoken};
use super::numbering;
use super::text::{Sentence, Text};
use crate::check::reconciliation::ClaimKind;
use crate::check::reconciliation::Witness;
use crate::check::relations::{fits_range, is_other_unit, near, percentages};
use crate::form::{CellRef, Unit, round};
use crate::sheet::TextRange;

/// Maximum number of figures with one label that are compared. A label that occurs more often is too general.
const MAX_SAME: usize = 24;

/// Maximum number of figures whose labels are compared one by one.
const MAX_SIMILAR: usize = 400;

/// Number of characters at the start of a line that can be its label.
const MAX_LABEL: usize = 12;

/// Minimum length of a part that two similar labels share.
const MIN_SHARED: usize = 4;

/// Maximum number of planned amounts that rates are compared with.
const MAX_PLANS: usize = 100;

/// Maximum number of findings; the user would not read more.
const MAX_FOUND: usize = 200;

/// Two figures that state the same fact differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::check) struct Contradiction {
    /// The later place.
    pub cell: CellRef,
    /// Position of the figure with its words.
    pub place: TextRange,
    /// Position of the figure.
    pub figure: TextRange,
    /// The earlier place.
    pub other: CellRef,
    /// Position of the earlier figure with its words.
    pub other_place: TextRange,
    /// Position of the earlier figure.
    pub other_figure: TextRange,
    /// True if the sentences are the same but for their figures.
    pub same_sentence: bool,
}

/// A figure of a text.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub cell: CellRef,
    /// Offset of the sentence, in characters and in bytes.
    pub chars: u32,
    pub bytes: u32,
    pub text: &'a Text,
    pub sentence: &'a Sentence,
    pub mention: &'a Mention,
}

impl Spot<'_> {
    fn unit(&self) -> Unit {
        let mention = self.mention;
        let from = (self.bytes + mention.unit) as usize;
        let to = (self.bytes + mention.span.bytes.end) as usize;
        let unit = self.text.source.get(from..to).unwrap_or_default();
        Unit::new(if unit.is_empty() { "%" } else { unit })
    }

    /// Returns the position of the figure.
    pub(super) fn figure(&self) -> TextRange {
        let chars = &self.mention.span.chars;
        TextRange { start: self.chars + chars.start, end: self.chars + chars.end }
    }

    /// Returns the position of the figure with the words before it.
    fn place(&self) -> TextRange {
        let figure = self.figure();
        TextRange { start: self.chars + self.mention.words.min(self.mention.span.chars.start), ..figure }
    }

    /// Returns the value of the other figure in the unit of this one.
    fn value_of(&self, other: &Spot<'_>) -> Option<Decimal> {
        other.unit().convert(other.mention.value, &self.unit())
    }

    /// True if the figures are equal, or rounded to the same value.
    pub(super) fn agrees(&self, other: &Spot<'_>) -> bool {
        let (one, two) = (self.mention.value, other.mention.value);
        let same =
            |other: Decimal, figure: Decimal| other == figure || round(other, figure.scale()) == figure;
        self.value_of(other).is_some_and(|value| same(value, one))
            || other.value_of(self).is_some_and(|value| same(value, two))
    }

    fn is_near(&self, other: &Spot<'_>) -> bool {
        let value = self.value_of(other);
        value.is_some_and(|value| near(self.mention.value, value) || is_other_unit(self.mention.value, value))
    }

    /// True if the figure is compared with a cell or an indicator, which says more than another text.
    fn is_compared(&self) -> bool {
        let at = self.sentence.mentions.iter().position(|mention| std::ptr::eq(mention, self.mention));
        matches!(&self.mention.said, Said::Tied(tie) if tie.doubt.is_none())
            || self.sentence.hits.iter().flatten().any(|hit| Some(hit.mention) == at && hit.whole)
    }

    /// True if the figure is part of a relation that holds.
    fn is_in_relation(&self) -> bool {
        self.sentence.relates(self.mention)
    }

    fn contradicts(&self, earlier: &Spot<'_>, same_sentence: bool) -> Contradiction {
        Contradiction {
            cell: self.cell,
            place: self.place(),
            figure: self.figure(),
            other: earlier.cell,
            other_place: earlier.place(),
            other_figure: earlier.figure(),
            same_sentence,
        }
    }
}

/// Calls `visit` with each figure of the texts, in the order of the form.
pub(super) fn spots<T: Borrow<Text>>(texts: &HashMap<CellRef, T>) -> impl Iterator<Item = Spot<'_>> {
    let ordered: BTreeMap<CellRef, &Text> = texts.iter().map(|(cell, text)| (*cell, text.borrow())).collect();
    ordered.into_iter().flat_map(|(cell, text)| {
        let sentences = text.sentences.iter().scan((0, 0), |(chars, bytes), sentence| {
            let here = (*chars, *bytes, sentence);
            *chars += sentence.chars;
            *bytes += sentence.bytes;
            Some(here)
        });
        sentences.flat_map(move |(chars, bytes, sentence)| {
            let mentions = sentence.mentions.iter();
            mentions.map(move |mention| Spot { cell, chars, bytes, text, sentence, mention })
        })
    })
}

/// Returns the figures with a comparable label, grouped by it.
pub(super) fn same_labels(texts: &HashMap<CellRef, Text>) -> HashMap<u64, Vec<Spot<'_>>> {
    let mut labels: HashMap<u64, Vec<Spot<'_>>> = HashMap::new();
    for spot in spots(texts) {
        let mention = spot.mention;
        let comparable = !matches!(mention.said, Said::Year { .. })
            && !mention.loose
            && !mention.spelled
            && mention.kind != ClaimKind::Change;
        if comparable {
            for key in mention.keys.iter().filter(|key| **key != 0) {
                labels.entry(*key).or_default().push(spot);
            }
        }
    }
    labels.retain(|_, spots| spots.len() > 1);
    labels
}

/// True if two figures with the same label are about the same year and row.
pub(super) fn is_same_scope(one: &Mention, other: &Mention) -> bool {
    let rows = |mention: &Mention| match mention.row {
        Named::Row(set, name) | Named::Near(set, name) => Some((set, name)),
        Named::No => None,
    };
    one.year == other.year && rows(one) == rows(other)
}

/// A planned amount in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    at: Witness,
    value: Decimal,
    unit: Unit,
}

/// Returns the planned amounts of the texts.
pub(super) fn plans(texts: &HashMap<CellRef, Text>) -> Vec<Plan> {
    let planned = spots(texts).filter(|spot| {
        let mention = spot.mention;
        mention.kind == ClaimKind::Plan && !mention.loose && mention.year != Spoken::Other
    });
    let plan = |spot: Spot<'_>| {
        let at = Witness { cell: spot.cell, place: Some(spot.figure()) };
        Plan { at, value: spot.mention.value, unit: spot.unit() }
    };
    planned.map(plan).take(MAX_PLANS).collect()
}

/// Returns a result as a percentage of a plan, true if it is the written percentage, and the plan. A percentage that
/// may be a mistake of typing is compared with the nearest plan; otherwise no plan is meant.
pub(super) fn of_plan(
    plans: &[Plan],
    (part, unit): &(Decimal, Unit),
    percent: Decimal,
) -> Option<(Decimal, bool, Witness)> {
    let ranges = plans.iter().filter_map(|plan| {
        let whole = plan.unit.convert(plan.value, unit)?;
        Some((plan, percentages((*part, Decimal::ZERO), (whole, Decimal::ZERO))?))
    });
    let mut nearest = None;
    for (plan, range) in ranges {
        let calculated = round(range[1], percent.scale().max(2));
        if fits_range(range, percent) {
            return Some((calculated, true, plan.at));
        }
        if near(round(range[1], percent.scale()), percent) {
            nearest.get_or_insert((calculated, false, plan.at));
        }
    }
    nearest
}

/// Returns the figures that contradict a figure of another text.
pub(super) fn contradictions(texts: &HashMap<CellRef, Text>) -> Vec<Contradiction> {
    let mut found = of_labels(texts);
    found.extend(of_sentences(texts));
    found.extend(of_similar_labels(texts));
    found.sort_unstable();
    // One finding per figure; the same sentence says more than the same label.
    found.sort_by_key(|one| (one.cell, one.figure, !one.same_sentence));
    found.dedup_by_key(|one| (one.cell, one.figure));
    found.truncate(MAX_FOUND);
    found
}

fn of_labels(texts: &HashMap<CellRef, Text>) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for spots in same_labels(texts).into_values().filter(|spots| spots.len() <= MAX_SAME) {
        for (at, later) in spots.iter().enumerate() {
            let alike =
                |other: &&Spot<'_>| other.cell != later.cell && is_same_scope(other.mention, later.mention);
            let agrees = spots.iter().filter(alike).any(|other| later.agrees(other));
            if agrees {
                continue;
            }
            let earlier = spots[..at].iter().filter(alike).find(|earlier| earlier.is_near(later));
            // The same text may also give the other value, for something else.
            let is_both = |earlier: &Spot<'_>| {
                spots.iter().any(|spot| spot.cell == later.cell && spot.agrees(earlier))
                    || spots.iter().any(|spot| spot.cell == earlier.cell && spot.agrees(later))
            };
            if let Some(earlier) = earlier.filter(|earlier| !is_both(earlier) && !later.is_compared()) {
                found.push(later.contradicts(earlier, false));
            }
        }
    }
    found
}

/// Compares figures whose labels are similar, in reports of usual length.
fn of_similar_labels(texts: &HashMap<CellRef, Text>) -> Vec<Contradiction> {
    let comparable = |spot: &Spot<'_>| {
        let mention = spot.mention;
        !matches!(mention.said, Said::Year { .. })
            && !mention.loose
            && !mention.spelled
            && matches!(mention.kind, ClaimKind::Actual | ClaimKind::Count)
            && mention.period == 0
            && mention.label.chars().count() > 1
            && mention.value >= Decimal::TEN
            && !spot.is_compared()
    };
    let all: Vec<(Spot<'_>, Unit)> =
        spots(texts).filter(comparable).take(MAX_SIMILAR + 1).map(|spot| (spot, spot.unit())).collect();
    if all.len() > MAX_SIMILAR {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (later, unit) in &all {
        if later.is_in_relation() {
            continue;
        }
        let alike = |(other, of): &&(Spot<'_>, Unit)| {
            other.cell != later.cell
                && of.base() == unit.base()
                && is_same_scope(other.mention, later.mention)
                && is_alike(&other.mention.label, &later.mention.label, MIN_SHARED)
        };
        let supported = all.iter().filter(alike).any(|(other, _)| other.agrees(later));
        let mut near = all.iter().filter(alike).filter(|(earlier, _)| earlier.is_near(later));
        // Of two figures that nothing else supports, the later one is reported.
        let earlier = near.find(|(earlier, _)| earlier.is_in_relation() || earlier.cell < later.cell);
        let Some((earlier, _)) = earlier.filter(|_| !supported) else { continue };
        // The earlier figure may have the other value in a third text.
        let is_both = all.iter().any(|(spot, _)| spot.cell == later.cell && spot.agrees(earlier));
        if !is_both {
            found.push(later.contradicts(earlier, false));
        }
    }
    found
}

fn of_sentences(texts: &HashMap<CellRef, Text>) -> Vec<Contradiction> {
    let mut sentences: HashMap<u64, Vec<(Spot<'_>, usize)>> = HashMap::new();
    for spot in spots(texts) {
        // Each sentence once: by its first figure.
        let is_first = spot.sentence.mentions.first().is_some_and(|first| std::ptr::eq(first, spot.mention));
        if is_first {
            for skeleton in &spot.sentence.skeletons {
                sentences.entry(skeleton.hash).or_default().push((spot, skeleton.figures));
            }
        }
    }
    let mut found = Vec::new();
    for same in sentences.into_values().filter(|same| (2..=MAX_SAME).contains(&same.len())) {
        let (first, figures) = same[0];
        for (other, other_figures) in same[1..].iter().filter(|(other, _)| other.cell != first.cell) {
            if figures != *other_figures {
                continue;
            }
            let pairs = figures_of(&first).zip(figures_of(other)).take(figures);
            let differs = |(one, other): &(Spot<'_>, Spot<'_>)| {
                !one.agrees(other)
                    && one.mention.year == other.mention.year
                    && one.mention.kind == other.mention.kind
            };
            let pairs =
                pairs.filter(differs).filter(|(one, other)| !one.is_compared() && !other.is_compared());
            found.extend(pairs.map(|(one, other)| other.contradicts(&one, true)));
        }
    }
    found
}

/// Returns the figures of the sentence of a figure, without years.
fn figures_of<'a>(spot: &Spot<'a>) -> impl Iterator<Item = Spot<'a>> + use<'a> {
    let spot = *spot;
    let figures = spot.sentence.mentions.iter().filter(|mention| !matches!(mention.said, Said::Year { .. }));
    figures.map(move |mention| Spot { mention, ..spot })
}

/// A number of numbered paragraphs that differs from the paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::check) struct Miscount {
    /// The text.
    pub cell: CellRef,
    /// Position of the number with its words.
    pub place: TextRange,
    /// The text with the paragraphs.
    pub list: CellRef,
    /// The number of paragraphs.
    pub count: usize,
}

/// Words that show that a number is about all paragraphs.
const ALL: [&str; 10] = ["均", "全部", "都", "全面", "以上", "上述", "年度", "全年", "共", "各项"];

/// Largest difference between a wrong number and the paragraphs.
const NEAR_COUNT: Decimal = Decimal::from_parts(2, 0, 0, false, 0);

/// Returns the numbers of numbered paragraphs that differ from the paragraphs: 四项任务 beside 任务1 to 任务5.
pub(super) fn miscounts(texts: &HashMap<CellRef, Text>) -> Vec<Miscount> {
    let mut lists: Vec<(String, CellRef, usize)> = Vec::new();
    for (cell, text) in texts {
        for (label, count) in labels_of_lines(&text.source) {
            lists.push((label, *cell, count));
        }
    }
    let mut found = Vec::new();
    if lists.is_empty() {
        return found;
    }
    for spot in spots(texts) {
        let (label, value) = (&spot.mention.label, spot.mention.value);
        let named = lists.iter().filter(|(name, ..)| label.ends_with(name.as_str()));
        let named: Vec<_> = named.filter(|(_, cell, _)| *cell != spot.cell).collect();
        let [(_, list, count)] = named[..] else { continue };
        let unit = spot.unit();
        let sentence = spot.text.source.get(spot.bytes as usize..(spot.bytes + spot.sentence.bytes) as usize);
        let is_all = ALL.iter().any(|word| sentence.is_some_and(|sentence| sentence.contains(word)));
        let apart = (Decimal::from(*count) - value).abs();
        let counts = matches!(unit.base(), "项" | "个") && !spot.mention.loose && is_all;
        if counts && !apart.is_zero() && apart <= NEAR_COUNT {
            found.push(Miscount { cell: spot.cell, place: spot.place(), list: *list, count: *count });
        }
    }
    found.sort_unstable();
    found
}

/// Returns the labels of the numbered paragraphs of a text with their numbers.
fn labels_of_lines(text: &str) -> Vec<(String, usize)> {
    let mut labels: Vec<(String, usize)> = Vec::new();
    for line in text.lines() {
        let line: Vec<char> = line.chars().take(MAX_LABEL).collect();
        let Some((name, _)) = numbering::label(&line) else { continue };
        let name: String = name.iter().collect();
        match labels.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => labels.push((name, 1)),
        }
    }
    labels.retain(|(_, count)| *count > 1);
    labels
}
