//! A parsed text. After a change, only the changed sentences are parsed again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::chars::{ENDS, count};
use super::indicators::{Hit, Indicators};
use super::mark::{Mark, mark};
use super::mention::Mention;
use super::sentence::Reader;
use super::skeleton::{Skeleton, skeletons};
use super::variants::{Registered, Variant};
use super::wording;
use super::words::Index;
use super::years::{Frame, frame};
use crate::check::relations::Link;
use crate::form::FieldId;

/// A parsed text.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub source: Arc<str>,
    pub sentences: Vec<Sentence>,
    /// The fields that its figures mean.
    pub fields: BTreeSet<FieldId>,
    /// True if it has a rate that is compared with the plans of other texts.
    pub has_rate: bool,
    /// True if the text must be compared again.
    pub changed: bool,
}

/// A parsed sentence.
#[derive(Debug)]
pub(super) struct Sentence {
    pub bytes: u32,
    pub chars: u32,
    pub mentions: Box<[Mention]>,
    /// The relations between its figures, and with figures of the sentence before.
    pub relations: Box<[Link]>,
    /// Its first clauses without their figures.
    pub skeletons: Box<[Skeleton]>,
    /// The years that it names.
    pub frame: Option<Box<Frame>>,
    /// The figures that name an indicator; `None` if they must be searched for.
    pub hits: Option<Box<[Hit]>>,
    /// The names that are almost a registered one; `None` if they must be searched for.
    pub variants: Option<Box<[Variant]>>,
    /// Hash to recognise repetitions.
    pub mark: Mark,
    /// Offset of 今年, in characters.
    pub this_year: Option<u32>,
}

impl Text {
    /// Updates the text to `source`. Sentences before and after the change are not parsed again.
    pub(super) fn change(&mut self, source: &Arc<str>, reader: &mut Reader<'_>) {
        let before = common_start(self.source.as_bytes(), source.as_bytes());
        let room = self.source.len().min(source.len()) - before;
        let after = common_end(self.source.as_bytes(), source.as_bytes()).min(room);
        let (mut kept, mut from) = (0, 0);
        while let Some(sentence) = self.sentences.get(kept).filter(|next| from + next.len() <= before) {
            kept += 1;
            from += sentence.len();
        }
        // A last sentence without an end mark may continue in the new text.
        if kept == self.sentences.len() && !self.source.ends_with(ENDS) {
            kept -= usize::from(kept > 0);
            from -= self.sentences.get(kept).map_or(0, Sentence::len);
        }
        let (mut again, mut to) = (self.sentences.len(), source.len());
        let goes_back = |to: usize, length: usize| source.len() - to + length <= after && to >= from + length;
        while let Some(sentence) = self.sentences[kept..again].last().filter(|last| goes_back(to, last.len()))
        {
            again -= 1;
            to -= sentence.len();
        }
        // The first sentence after the change may now be continued from the text before it.
        if again < self.sentences.len() && to > from && !source[from..to].ends_with(ENDS) {
            to += self.sentences[again].len();
            again += 1;
        }
        // The relations of the next sentences may reach into the changed one.
        for _ in 0..BEFORE {
            if let Some(next) = self.sentences.get(again) {
                to += next.len();
                again += 1;
            }
        }
        let mut lengths: Vec<usize> =
            self.sentences[..kept].iter().rev().take(BEFORE).map(Sentence::len).collect();
        lengths.reverse();
        let mut at = from;
        let fresh = source[from..to].split_inclusive(ENDS).map(|sentence| {
            let before = at - lengths.iter().rev().take(BEFORE).sum::<usize>();
            let read = Sentence::new(&source[before..at], sentence, reader);
            at += sentence.len();
            lengths.push(sentence.len());
            read
        });
        let fresh: Vec<Sentence> = fresh.collect();
        self.sentences.splice(kept..again, fresh);
        self.source = Arc::clone(source);
        self.is_read();
    }

    /// Parses the sentences again that contain any of these names.
    pub(super) fn rename(&mut self, names: &Index<()>, reader: &mut Reader<'_>) {
        let (mut from, mut again, mut before) = (0, false, [0; BEFORE]);
        for sentence in &mut self.sentences {
            let text = &self.source[from..from + sentence.len()];
            if names.occurs_in(text) {
                *sentence = Sentence::new(&self.source[before[0]..from], text, reader);
                again = true;
            }
            before.rotate_left(1);
            before[BEFORE - 1] = from;
            from += sentence.len();
        }
        if again {
            self.is_read();
        }
    }

    /// Updates derived data after a change of the sentences.
    fn is_read(&mut self) {
        let mentions = self.sentences.iter().flat_map(|sentence| &sentence.mentions);
        let relations = self.sentences.iter().flat_map(|sentence| &sentence.relations);
        self.has_rate = relations.clone().any(|link| link.elsewhere.is_some());
        let open = relations.filter_map(|link| link.open.as_ref());
        let open = open.flat_map(|open| [Some(open.field), open.part]).flatten();
        self.fields = mentions.filter_map(Mention::field).chain(open).collect();
        self.changed = true;
    }

    /// Searches for names that are almost a registered one: in all sentences, or in those that are new.
    pub(super) fn find_variants(&mut self, registered: &Registered, all: bool) {
        self.search(all, |sentence, text| {
            if all || sentence.variants.is_none() {
                sentence.variants = Some(registered.variants(text).into());
            }
        });
    }

    /// Searches for the figures that name an indicator: in all sentences, or in those that are new.
    pub(super) fn find_indicators(&mut self, indicators: &Indicators, all: bool) {
        self.search(all, |sentence, text| {
            if all || sentence.hits.is_none() {
                sentence.hits = Some(indicators.hits(text, &sentence.mentions));
            }
        });
    }

    /// Calls `visit` with each sentence and its text, if all must be searched or the text has changed.
    fn search(&mut self, all: bool, mut visit: impl FnMut(&mut Sentence, &str)) {
        if !all && !self.changed {
            return;
        }
        let mut from = 0;
        for sentence in &mut self.sentences {
            let to = from + sentence.len();
            visit(sentence, &self.source[from..to]);
            from = to;
        }
        self.changed = true;
    }
}

impl Sentence {
    pub(super) fn len(&self) -> usize {
        self.bytes as usize
    }

    /// True if the figure is part of a relation that holds.
    pub(super) fn relates(&self, mention: &Mention) -> bool {
        let start = mention.span.chars.start;
        let holds = |link: &&Link| link.holds && link.open.is_none() && link.elsewhere.is_none();
        self.relations
            .iter()
            .filter(holds)
            .any(|link| link.operands.iter().chain([&link.stated]).any(|place| place.after(0).start == start))
    }

    fn new(before: &str, text: &str, reader: &mut Reader<'_>) -> Sentence {
        let (mentions, relations) = reader.read(before, text);
        let mark = mark(text);
        let skeletons = skeletons(text, &mentions).into();
        let frame = frame(text, &mentions);
        let this_year = wording::this_year(text);
        Sentence {
            bytes: count(text.len()),
            chars: count(text.chars().count()),
            mentions,
            relations,
            skeletons,
            frame,
            hits: None,
            variants: None,
            mark,
            this_year,
        }
    }
}

/// Number of sentences before a sentence that its relations may use.
const BEFORE: usize = 2;

/// Number of bytes compared at once.
const BLOCK: usize = 4096;

fn common_start(one: &[u8], other: &[u8]) -> usize {
    let blocks = one.chunks_exact(BLOCK).zip(other.chunks_exact(BLOCK));
    let same = blocks.take_while(|(one, other)| one == other).count() * BLOCK;
    same + one[same..].iter().zip(&other[same..]).take_while(|(one, other)| one == other).count()
}

fn common_end(one: &[u8], other: &[u8]) -> usize {
    let blocks = one.rchunks_exact(BLOCK).zip(other.rchunks_exact(BLOCK));
    let same = blocks.take_while(|(one, other)| one == other).count() * BLOCK;
    let (one, other) = (&one[..one.len() - same], &other[..other.len() - same]);
    same + one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count()
}
