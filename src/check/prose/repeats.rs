//! Finds repetitions: an identical long sentence in the texts of one page of the form, and an indicator in
//! two rows of a table with classes.
//!
//! Stores the hash of each sentence with the texts that contain it, so that a change of a text costs only its
//! changed sentences. Findings are cached until a repetition may have changed.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Sentence, Text, wording};
use crate::check::{Finding, FindingKind};
use crate::form::{CellRef, FieldId, Form};
use crate::report::Report;
use crate::sheet::TextRange;
use crate::sheet::touched::Touched;

/// Minimum length of a compared sentence, in bytes: 20 Chinese characters. Shorter sentences may be repeated.
const MIN_BYTES: usize = 60;

/// Maximum number of findings; the user would not read more.
const MAX_TOLD: usize = 30;

/// Maximum length of a label before a sentence, in bytes.
const MAX_LABEL: usize = 60;

/// Non-zero hash of a long sentence; zero for other sentences.
pub(super) type Mark = u64;

/// The repeated sentences and indicators.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// Number of occurrences of a sentence in a text.
    seen: BTreeMap<(Mark, CellRef), u32>,
    /// The sentences that occur more than once.
    twice: BTreeSet<Mark>,
    /// True if `told` is out of date.
    stale: bool,
    told: Vec<Finding>,
    /// Cached findings of repeated indicators; `None` before the first search.
    indicators: Option<Vec<Finding>>,
}

/// Access to the sentences of one text.
pub(super) struct OfText<'a> {
    repeats: &'a mut Repeats,
    cell: CellRef,
    page: usize,
}

impl OfText<'_> {
    /// Adds sentences to the text.
    pub(super) fn add(&mut self, sentences: &[Sentence]) {
        let page = self.page;
        for mark in sentences.iter().filter_map(|sentence| on_page(page, sentence.mark)) {
            *self.repeats.seen.entry((mark, self.cell)).or_insert(0) += 1;
            self.repeats.recount(mark);
        }
        // The sentences after them have moved, and findings contain positions.
        self.repeats.stale |= !self.repeats.twice.is_empty();
    }

    /// Removes sentences from the text.
    pub(super) fn remove(&mut self, sentences: &[Sentence]) {
        let page = self.page;
        for mark in sentences.iter().filter_map(|sentence| on_page(page, sentence.mark)) {
            if let Entry::Occupied(mut count) = self.repeats.seen.entry((mark, self.cell)) {
                *count.get_mut() -= 1;
                if *count.get() == 0 {
                    count.remove();
                }
            }
            self.repeats.recount(mark);
        }
    }
}

/// Returns the hash of a sentence; zero if it is too short or contains no Chinese characters.
pub(super) fn mark(sentence: &str) -> Mark {
    if sentence.len() < MIN_BYTES {
        return 0;
    }
    let (from, to) = core(sentence);
    if to - from < MIN_BYTES || !sentence[from..to].chars().any(wording::is_han) {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    sentence[from..to].hash(&mut hasher);
    hasher.finish().max(1)
}

/// Returns the byte range of the content of a sentence: without label, number and end mark.
fn core(sentence: &str) -> (usize, usize) {
    let is_end = |c: char| super::ENDS.contains(&c) || c == '；' || c.is_whitespace();
    let to = sentence.trim_end_matches(is_end).len();
    let named = sentence.char_indices().take_while(|(at, _)| *at < MAX_LABEL.min(to));
    let colon =
        named.take_while(|(_, c)| !matches!(c, '，' | '。' | '；')).find(|(_, c)| matches!(c, '：' | ':'));
    let from = colon.map_or(0, |(at, c)| at + c.len_utf8());
    let in_front = |c: char| {
        c.is_whitespace() || c.is_ascii_digit() || matches!(c, '.' | '、' | '（' | '）' | '(' | ')')
    };
    let rest = &sentence[from..to];
    (from + rest.len() - rest.trim_start_matches(in_front).len(), to)
}

impl Repeats {
    /// Returns access to the sentences of the text in a cell.
    pub(super) fn of(&mut self, form: &Form, cell: CellRef) -> OfText<'_> {
        OfText { repeats: self, cell, page: form.field(cell.field).section }
    }

    fn recount(&mut self, mark: Mark) {
        let of_it: u32 = self.cells(mark).take(2).map(|(_, count)| count).sum();
        if of_it > 1 {
            self.twice.insert(mark);
            self.stale = true;
        } else if self.twice.remove(&mark) {
            self.stale = true;
        }
    }

    fn cells(&self, mark: Mark) -> impl Iterator<Item = (CellRef, u32)> {
        let of_it = self.seen.range((mark, CellRef::only(FieldId(0)))..);
        of_it.take_while(move |((next, _), _)| *next == mark).map(|((_, cell), count)| (*cell, *count))
    }

    /// Returns the findings of repeated sentences: at most one per sentence and text, after the first
    /// occurrence.
    pub(super) fn sentences(&mut self, form: &Form, texts: &HashMap<CellRef, Text>) -> &[Finding] {
        if std::mem::take(&mut self.stale) {
            let mut told = Vec::new();
            for mark in &self.twice {
                let Some((first, count)) = self.cells(*mark).next() else { continue };
                if count > 1 {
                    told.extend(again(form, texts, *mark, first, first));
                }
                let others = self.cells(*mark).skip(1).take(MAX_TOLD);
                told.extend(others.filter_map(|(cell, _)| again(form, texts, *mark, cell, first)));
                if told.len() >= MAX_TOLD {
                    break;
                }
            }
            told.truncate(MAX_TOLD);
            self.told = told;
        }
        &self.told
    }

    /// Returns the findings of repeated indicators in tables with classes.
    pub(super) fn indicators(&mut self, form: &Form, report: &Report, touched: &Touched) -> &[Finding] {
        let classes = form.tables.iter().filter(|table| table.groups.len() > 1);
        let names = classes.map(|table| {
            let columns = table.groups.iter().filter_map(|group| group.columns.first().copied());
            columns.filter(|id| form.field(*id).kind.is_short_text()).collect::<Vec<_>>()
        });
        let names: Vec<Vec<FieldId>> = names.collect();
        if self.indicators.is_none() || names.iter().flatten().any(|id| touched.any(*id)) {
            let mut told = Vec::new();
            for columns in names {
                let mut first: HashMap<&str, CellRef> = HashMap::new();
                for id in columns {
                    for (row, name) in report.column(id).iter().enumerate() {
                        let cell = CellRef::at(id, row);
                        let name = name.as_deref().map_or("", str::trim);
                        // Short entries such as 无 and 不适用 may occur in every class.
                        if name.chars().filter(|c| wording::is_han(*c)).count() < 4 {
                            continue;
                        }
                        match first.get(name) {
                            Some(first) => {
                                told.push(Finding::new(cell, FindingKind::Indicator { first: *first }));
                            }
                            None => _ = first.insert(name, cell),
                        }
                    }
                }
            }
            told.truncate(MAX_TOLD);
            self.indicators = Some(told);
        }
        self.indicators.as_deref().unwrap_or_default()
    }
}

/// Combines a hash with the page, because sentences are compared only within a page: the form may ask for the
/// same content in short on one page and in full on another. Returns `None` for zero.
fn on_page(page: usize, mark: Mark) -> Option<Mark> {
    (mark != 0).then(|| mark.wrapping_add(page as u64).max(1))
}

/// Returns the finding for a repeated sentence. Compares the texts, because different sentences can have the
/// same hash.
fn again(
    form: &Form,
    texts: &HashMap<CellRef, Text>,
    mark: Mark,
    cell: CellRef,
    first: CellRef,
) -> Option<Finding> {
    let page = form.field(cell.field).section;
    let nth = |cell: CellRef, nth: usize| {
        let text = texts.get(&cell)?;
        let (mut bytes, mut chars) = (0, 0);
        let places = text.sentences.iter().map(|sentence| {
            let place = (bytes..bytes + sentence.len(), chars, sentence.mark);
            bytes += sentence.len();
            chars += sentence.chars;
            place
        });
        let (bytes, chars, _) = places.filter(|(.., other)| on_page(page, *other) == Some(mark)).nth(nth)?;
        Some((text.source.get(bytes)?, chars))
    };
    let (one, _) = nth(first, 0)?;
    let (other, start) = nth(cell, usize::from(cell == first))?;
    let (from, to) = core(other);
    let (one_from, one_to) = core(one);
    if other[from..to] != one[one_from..one_to] {
        return None;
    }
    let count = |text: &str| super::count(text.chars().count());
    let start = start + count(&other[..from]);
    let place = TextRange { start, end: start + count(&other[from..to]) };
    Some(Finding::new(cell, FindingKind::Repeated { place, first }))
}
