//! The indicators of a report: rows with a name, a target and a result, and pairs of a goal and its result.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::label::{is_alike, is_specific};
use super::mention::{Mention, Named, Said, Spoken, Tie};
use super::sentence::Reader;
use super::words::{Index, word};
use crate::check::reconciliation::ClaimKind;
use crate::check::relations::{Amount, is_other_unit, near};
use crate::form::{CellRef, Form, Targets, Unit, Value, round};
use crate::report::Report;
use crate::sheet::{Column, Sheet};

/// Minimum length of a name that may be part of a longer label.
const MIN_PART: usize = 4;

/// Minimum length of the beginning or the end of a name that can mean the whole name.
const MIN_SHORT: usize = 2;

/// Maximum number of characters between the name of an indicator and the figure.
const MAX_BETWEEN: usize = 4;

/// Maximum number of characters between 累计 and its figure.
const MAX_CUMULATIVE: usize = 6;

/// Maximum number of indicators whose names are compared with similar labels.
const MAX_ALIKE: usize = 100;

/// Largest difference of two percentages that may be the same one.
const NEAR: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// Endings of names that a text may omit.
const ENDINGS: [&str; 6] = ["情况", "数量", "数", "额", "率", "量"];

/// The operator of a target that the result must be equal to.
const EXACT: &str = "=";

/// Words for a lower bound.
const LOWER: [&str; 11] =
    ["不低于", "不少于", "不小于", "不下于", "至少", "以上", "≥", ">=", ">", "大于", "高于"];

/// Words for an upper bound.
const UPPER: [&str; 16] = [
    "不超过",
    "不高于",
    "不多于",
    "不大于",
    "不超",
    "以内",
    "之内",
    "以下",
    "≤",
    "<=",
    "<",
    "小于",
    "低于",
    "控制在",
    "日内",
    "天内",
];

/// Words for indicators of which less is better.
const LESS: &[&str] = &[
    "事故",
    "差错",
    "投诉",
    "死亡",
    "逾期",
    "缺陷",
    "不合格",
    "返贫",
    "失业",
    "超支",
    "违规",
    "违纪",
    "发病",
    "感染",
    "纠纷",
    "上访",
    "信访",
    "时限",
    "大班额",
    "时间",
    "天数",
    "时长",
    "等候",
    "降低",
    "药占比",
];

/// Units of durations, of which less is better.
const DURATIONS: [&str; 8] = ["工作日", "个工作日", "天", "日", "小时", "分钟", "个月", "周"];

/// An indicator.
#[derive(Debug)]
pub(super) struct Indicator {
    /// Its name.
    label: String,
    /// The target.
    pub target: CellRef,
    /// The result.
    pub result: CellRef,
    /// The value of the result.
    value: Option<(Decimal, Unit)>,
    /// The bound that the target sets.
    goal: Option<Goal>,
    /// True if its row gives a reason for missing the target.
    is_excused: bool,
    /// The value of the form that the name means, with the result.
    pub tie: Option<(Tie, Decimal)>,
}

#[derive(Debug)]
struct Goal {
    value: Decimal,
    unit: Unit,
    /// True if the result must be at most the value.
    most: bool,
    /// True if the result must be equal to the value.
    is_exact: bool,
    /// True if the target does not say whether more or less is better.
    guessed: bool,
}

/// A figure of a text that names an indicator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// Index of the figure in its sentence.
    pub mention: usize,
    /// Index of the indicator.
    pub indicator: usize,
    /// True if the words contain the whole name.
    pub whole: bool,
}

/// Result of the comparison of a figure with an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Compared {
    Equal,
    Rounded,
    Differs,
    /// At typing distance from a value that is probably meant.
    Near,
    Unknown,
}

/// A result and its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) struct Reached {
    /// The target.
    pub target: CellRef,
    /// The result.
    pub result: CellRef,
    /// The value of the target.
    pub goal: Decimal,
    /// The value of the result, in the unit of the target.
    pub value: Decimal,
    /// True if the target is reached; `None` if it does not say whether more or less is better.
    pub holds: Option<bool>,
    /// True if the row gives a reason for missing the target.
    pub is_excused: bool,
}

/// The indicators of a report.
#[derive(Debug, Default)]
pub(super) struct Indicators {
    all: Vec<Indicator>,
    /// Whole names, with the indices of their indicators.
    names: Index<usize>,
    /// Beginnings and ends of names; `None` if they are parts of several names.
    parts: HashMap<Box<[char]>, Option<usize>>,
    /// The columns that they were read from.
    columns: Vec<Arc<Column>>,
}

impl Indicators {
    /// Reads the indicators again if they, or the names that their texts contain (`is_renamed`), have changed. Returns
    /// true if so.
    pub(super) fn take_up(
        &mut self,
        form: &Form,
        report: &Report,
        sheet: &Sheet,
        is_renamed: bool,
        reader: &mut Reader<'_>,
    ) -> bool {
        let groups = || {
            form.tables
                .iter()
                .flat_map(|table| &table.groups)
                .filter_map(|group| Some((group, group.targets?)))
        };
        let fields = groups().flat_map(|(_, targets)| {
            let Targets { name, operator, target, unit, result, reason } = targets;
            [name, operator, Some(target), unit, Some(result), reason]
        });
        let columns: Vec<&Arc<Column>> =
            fields.flatten().map(|field| &sheet.columns()[field.index()]).collect();
        let same = columns.len() == self.columns.len()
            && columns.iter().zip(&self.columns).all(|(now, before)| Arc::ptr_eq(now, before));
        if same && !is_renamed {
            return false;
        }
        self.columns = columns.into_iter().cloned().collect();
        self.all.clear();
        self.names = Index::new();
        self.parts.clear();
        for (group, targets) in groups() {
            for row in 0..report.rows(group.rows) {
                self.row(form, sheet, &targets, row, reader);
            }
        }
        true
    }

    /// Reads a row of a table.
    fn row(&mut self, form: &Form, sheet: &Sheet, targets: &Targets, row: usize, reader: &mut Reader<'_>) {
        let cell = |field| CellRef::at(field, row);
        let text = |cell: CellRef| match &sheet.cell(cell).value {
            Value::Text(text) if sheet.cell(cell).relevant => text.as_ref(),
            _ => "",
        };
        let (target, result) = (cell(targets.target), cell(targets.result));
        let single = |amounts: &[Amount]| match amounts {
            [amount] => Some((amount.value, amount.unit.clone())),
            _ => None,
        };
        if let Some(name) = targets.name.map(cell) {
            let words = text(name);
            if words.trim().is_empty() {
                return;
            }
            let stated: String = form.goal_cells(target).into_iter().map(text).collect();
            let goal = single(reader.amounts(&stated));
            let mut value = single(reader.amounts(text(result)));
            if let (Some((_, unit)), Some((_, of_goal))) = (&mut value, &goal)
                && unit.name().is_empty()
            {
                *unit = of_goal.clone();
            }
            let is_exact = targets.operator.is_some_and(|operator| text(cell(operator)) == EXACT);
            let goal =
                goal.map(|(number, unit)| Goal { is_exact, ..Goal::new(number, unit, &stated, words) });
            let is_excused = targets.reason.is_some_and(|reason| !text(cell(reason)).trim().is_empty());
            let tie = reader.tie_of(&[words, text(result)].concat());
            self.add(
                &word(words),
                Indicator { label: words.trim().to_owned(), target, result, value, goal, is_excused, tie },
            );
            return;
        }
        let (goals, results) = (reader.mentions_in(text(target)), reader.mentions_in(text(result)));
        for one in &results {
            let unit = Unit::new(&unit_of(text(result), one));
            if is_specific(&one.label) && !one.loose && one.kind != ClaimKind::Change {
                let value = Some((one.value, unit));
                self.add(
                    &word(&one.label),
                    Indicator {
                        label: one.label.to_string(),
                        target: result,
                        result,
                        value,
                        goal: None,
                        is_excused: false,
                        tie: None,
                    },
                );
            }
        }
        for goal in &goals {
            let is_named = |mention: &&Mention| mention.label == goal.label && mention.kind == goal.kind;
            let found: Vec<_> = results.iter().filter(is_named).collect();
            let [one] = found[..] else { continue };
            let unit = |text: &str, mention: &Mention| Unit::new(&unit_of(text, mention));
            let value = Some((one.value, unit(text(result), one)));
            let bound = Goal::new(goal.value, unit(text(target), goal), text(target), &goal.label);
            let indicator = Indicator {
                label: goal.label.to_string(),
                target,
                result,
                value,
                goal: Some(bound),
                is_excused: false,
                tie: None,
            };
            self.add(&word(&goal.label), indicator);
        }
    }

    fn add(&mut self, name: &[char], indicator: Indicator) {
        let at = self.all.len();
        self.all.push(indicator);
        let text: String = name.iter().collect();
        let unit = self.all[at].value.as_ref().map(|(_, unit)| unit.base().to_owned()).unwrap_or_default();
        let mut variants = vec![text.as_str()];
        let endings = ENDINGS.iter().copied().chain([unit.as_str()]).filter(|ending| !ending.is_empty());
        variants.extend(endings.filter_map(|ending| text.strip_suffix(ending)));
        for variant in variants {
            let variant: Box<[char]> = variant.chars().collect();
            if variant.len() >= MIN_PART {
                self.names.add_word(variant.clone(), at, |known| known);
            }
            let heads = (MIN_SHORT..=variant.len()).map(|to| &variant[..to]);
            let tails = (0..variant.len().saturating_sub(MIN_SHORT - 1)).map(|from| &variant[from..]);
            for part in heads.chain(tails).filter(|part| is_specific(&part.iter().collect::<String>())) {
                let known = self.parts.entry(part.into()).or_insert(Some(at));
                // A goal and an indicator with the same result are one.
                let same = known.is_some_and(|known| self.all[known].value == self.all[at].value);
                if !same {
                    *known = None;
                }
            }
        }
    }

    /// Returns the figures of a sentence that name an indicator.
    pub(super) fn hits(&self, sentence: &str, mentions: &[Mention]) -> Box<[Hit]> {
        if self.all.is_empty() {
            return Box::default();
        }
        let hit = |(mention, figure): (usize, &Mention)| {
            if matches!(figure.said, Said::Year { .. }) || figure.label.is_empty() {
                return None;
            }
            let label = word(&figure.label);
            let named = (0..label.len()).find_map(|from| {
                let (length, indicator) = self.names.longest(&label[from..])?;
                // Words in front of the name may mean a part of it: 夜间急救平均到达时间.
                (label.len() - from - length <= MAX_BETWEEN).then_some((indicator, from == 0))
            });
            if is_cumulative(sentence, figure) {
                return None;
            }
            if let Some((indicator, whole)) = named {
                return Some(Hit { mention, indicator, whole });
            }
            let indicator = self
                .parts
                .get(&label)
                .copied()
                .flatten()
                .or_else(|| self.alike(figure, &unit_of(sentence, figure)))?;
            Some(Hit { mention, indicator, whole: false })
        };
        mentions.iter().enumerate().filter_map(hit).collect()
    }

    /// Returns the only indicator whose name is similar to the label of a figure and whose result is at typing
    /// distance from it.
    fn alike(&self, figure: &Mention, unit: &str) -> Option<usize> {
        if self.all.len() > MAX_ALIKE || figure.spelled {
            return None;
        }
        let unit = Unit::new(unit);
        let is_alike_one = |indicator: &Indicator| {
            let value = indicator.value.as_ref().filter(|(_, of)| of.base() == unit.base());
            let there = value.and_then(|(value, of)| of.convert(*value, &unit));
            there.is_some_and(|there| near(there, figure.value))
                && is_alike(&indicator.label, &figure.label, MIN_PART)
        };
        let mut found = self.all.iter().enumerate().filter(|(_, indicator)| is_alike_one(indicator));
        let (at, _) = found.next()?;
        found.next().is_none().then_some(at)
    }

    pub(super) fn get(&self, index: usize) -> Option<&Indicator> {
        self.all.get(index)
    }

    /// Returns the indicators whose name means a value of the form.
    pub(super) fn tied(&self) -> impl Iterator<Item = (&Indicator, &Tie, Decimal)> {
        self.all
            .iter()
            .filter_map(|indicator| Some((indicator, &indicator.tie.as_ref()?.0, indicator.tie.as_ref()?.1)))
    }

    /// Returns the results with their targets.
    pub(super) fn reached(&self) -> impl Iterator<Item = Reached> {
        self.all.iter().filter_map(Indicator::reached)
    }

    /// Compares a figure with the result of its indicator.
    pub(super) fn compare(&self, hit: &Hit, mention: &Mention, unit: &Unit) -> Compared {
        let Some((value, of_result)) =
            self.all.get(hit.indicator).and_then(|indicator| indicator.value.as_ref())
        else {
            return Compared::Unknown;
        };
        let Some(there) = of_result.convert(*value, unit) else { return Compared::Unknown };
        let excused = mention.loose
            || matches!(mention.kind, ClaimKind::Plan | ClaimKind::Change)
            || mention.period != 0
            || mention.year == Spoken::Other
            || mention.row != Named::No;
        // Other indicators of the same name may have other values.
        let same = |other: &Indicator| {
            other.value.as_ref().and_then(|(value, of)| of.convert(*value, unit)) == Some(mention.value)
        };
        // The result may be the rounded one: 1.86万人次 for 18640人次.
        let of_rounded =
            unit.convert(mention.value, of_result).is_some_and(|here| round(here, value.scale()) == *value);
        match there {
            _ if there == mention.value => Compared::Equal,
            _ if of_rounded && !value.is_zero() => Compared::Rounded,
            _ if round(there, mention.value.scale()) == mention.value && !mention.value.is_zero() => {
                Compared::Rounded
            }
            _ if excused || mention.spelled => Compared::Unknown,
            _ if hit.whole && !self.all.iter().any(same) => Compared::Differs,
            _ if near(there, mention.value) || is_other_unit(there, mention.value) => Compared::Near,
            _ if unit.is_share() && is_long(&mention.label) && (there - mention.value).abs() <= NEAR => {
                Compared::Near
            }
            _ => Compared::Unknown,
        }
    }
}

/// True if the figure is one of several years.
fn is_cumulative(sentence: &str, figure: &Mention) -> bool {
    let before = sentence.get(..figure.span.bytes.start as usize).unwrap_or_default();
    let near: Vec<char> = before.chars().rev().take(MAX_CUMULATIVE).collect();
    let near: String = near.into_iter().rev().collect();
    near.contains("累计")
}

fn is_long(label: &str) -> bool {
    label.chars().count() >= MIN_PART
}

/// Returns the unit of a figure of a text as written.
pub(super) fn unit_of(text: &str, mention: &Mention) -> String {
    let range = mention.unit as usize..mention.span.bytes.end as usize;
    let unit = text.get(range).unwrap_or_default();
    if unit.is_empty() { "%".to_owned() } else { unit.to_owned() }
}

impl Indicator {
    fn reached(&self) -> Option<Reached> {
        let (goal, (value, unit)) = (self.goal.as_ref()?, self.value.as_ref()?);
        let value = unit.convert(*value, &goal.unit)?;
        let holds = match value {
            _ if value == goal.value => Some(true),
            _ if goal.is_exact || goal.value.is_zero() && !goal.most => Some(false),
            _ if goal.guessed => None,
            _ if goal.most => Some(value <= goal.value),
            _ => Some(value >= goal.value),
        };
        let Indicator { target, result, is_excused, .. } = *self;
        Some(Reached { target, result, goal: goal.value, value, holds, is_excused })
    }
}

impl Goal {
    fn new(value: Decimal, unit: Unit, target: &str, name: &str) -> Goal {
        let says = |words: &[&str]| words.iter().any(|word| target.contains(word));
        let less = LESS.iter().any(|word| name.contains(word)) || DURATIONS.contains(&unit.name());
        let (lower, upper) = (says(&LOWER), says(&UPPER));
        // 不低于 contains 低于.
        let most = match (lower, upper) {
            (true, true) => ["不超过", "不高于", "不多于", "不大于"].iter().any(|word| target.contains(word)),
            (_, upper) => upper || !lower && less,
        };
        let guessed = !lower && !upper && unit.base() == "元";
        Goal { value, unit, most, is_exact: false, guessed }
    }
}
