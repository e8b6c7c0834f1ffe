//! Reviews prose: compares the figures in texts with the tables and with each other.
//!
//! Texts are parsed by sentence, because the words about a figure are always in its sentence. After a change,
//! only the changed sentences are parsed again; a text is compared again only if a field that it mentions
//! changed.

mod figures;
mod names;
mod numbering;
mod numbers;
mod reference;
mod repeats;
mod sentence;
mod sums;
mod wording;
mod words;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

pub use figures::{Figure, Verdict};
pub use numbers::Span;
pub use reference::{Candidate, Replacement, candidates, replaced, replacements};
pub(super) use repeats::MAX_REPEATS;
pub use sentence::Skip;
pub use sums::Sum;
pub use wording::StyleIssue;
pub(super) use wording::{is_han, issues};

use super::Finding;
use super::each;
use super::rule::Find;
use crate::form::{CellRef, FieldId, Form, Home, Value};
use crate::report::Report;
use crate::sheet::{Column, Sheet, TextRange, is_other};
use figures::Tables;
use names::{Names, Renamed};
use repeats::{Mark, mark, repeated};
use sentence::{Mention, Reader};
use sums::SumError;
use words::{Index, Meaning};

/// Characters that end a sentence.
const ENDS: [char; 6] = ['。', '！', '？', '!', '?', '\n'];

/// The parsed texts of a report.
#[derive(Debug, Default)]
pub struct Prose {
    lexicon: Option<Lexicon>,
    texts: HashMap<CellRef, Text>,
    /// Repeated sentences: the text, the position, and the text with the first occurrence. `None` if they
    /// must be searched again.
    repeated: Option<Vec<(CellRef, TextRange, CellRef)>>,
}

/// The words to find in texts.
#[derive(Debug)]
struct Lexicon {
    /// The form's words.
    words: Index<Meaning>,
    /// Units.
    units: Index<bool>,
    /// Fields with long texts.
    texts: Vec<FieldId>,
    /// Date fields outside tables. The latest date is taken as the date of the report.
    dates: Vec<FieldId>,
    /// Names in the report.
    names: Names,
}

/// A parsed text.
#[derive(Debug, Default)]
struct Text {
    source: Arc<str>,
    sentences: Vec<Sentence>,
    /// The fields that its figures mean.
    fields: BTreeSet<FieldId>,
    /// Cached findings; `None` if the text must be compared again.
    found: Option<Vec<Finding>>,
}

/// A parsed sentence.
#[derive(Debug)]
struct Sentence {
    bytes: u32,
    chars: u32,
    mentions: Box<[Mention]>,
    slips: Box<[SumError]>,
    /// Hash to recognise repetitions.
    mark: Mark,
    /// Offset of 今年, in characters.
    this_year: Option<u32>,
}

/// A parsed text with the data that its findings depend on.
pub(super) struct ReadText<'a> {
    /// The cell of the text.
    pub cell: CellRef,
    sentences: &'a [Sentence],
    tables: &'a Tables<'a>,
    this_year: Option<StyleIssue>,
}

impl Prose {
    /// Parses the texts of a report.
    pub fn new(form: &Form, report: &Report, sheet: &Sheet) -> Prose {
        let mut prose = Prose::default();
        prose.read(form, report, sheet);
        prose
    }

    /// Parses the changes in the texts of a report of the same form.
    pub(super) fn read(&mut self, form: &Form, report: &Report, sheet: &Sheet) {
        let lexicon = self.lexicon.get_or_insert_with(|| Lexicon::new(form));
        let renamed = lexicon.names.take_up(report);
        let mut reader = Reader::new(form, &lexicon.words, &lexicon.names, &lexicon.units);
        if let Some(Renamed { words, moved }) = renamed {
            for text in self.texts.values_mut() {
                if moved {
                    text.found = None;
                }
                if !words.is_empty() {
                    text.rename(&words, &mut reader);
                }
            }
        }
        let mut seen = 0;
        for cell in lexicon.cells(form, report) {
            let Some(source) = report.entry(cell).filter(|_| sheet.cell(cell).relevant) else { continue };
            seen += 1;
            let text = self.texts.entry(cell).or_default();
            if !Arc::ptr_eq(&text.source, source) {
                text.change(source, &mut reader);
                self.repeated = None;
            }
        }
        if self.texts.len() > seen {
            let is_read = |cell: CellRef| report.entry(cell).is_some() && sheet.cell(cell).relevant;
            self.texts.retain(|cell, _| report.has(form, *cell) && is_read(*cell));
            self.repeated = None;
        }
        if self.repeated.is_none() {
            self.repeated = Some(repeated(form, &self.texts));
        }
    }

    /// Adds the findings in texts. A text is compared again only if the text, a field that its figures mean, or
    /// the year or date of the report changed since the columns `before`.
    pub(super) fn findings(
        &mut self,
        form: &Form,
        report: &Report,
        sheet: &Sheet,
        before: &[Arc<Column>],
        all: &mut Vec<Finding>,
    ) {
        let Some(Lexicon { names, dates, .. }) = &self.lexicon else { return };
        let tables = Tables::new(form, report, sheet, names);
        let changed = |field: FieldId| is_other(field, before, sheet.columns());
        let another_time = form.year.into_iter().chain(dates.iter().copied()).any(changed);
        let this_year = this_year(&tables, dates);
        for (cell, text) in &mut self.texts {
            let current = !another_time && !text.fields.iter().any(|field| changed(*field));
            let found = text.found.take().filter(|_| current).unwrap_or_else(|| {
                let data = ReadText { cell: *cell, sentences: &text.sentences, tables: &tables, this_year };
                let mut all = Vec::new();
                each(&mut all, |find, found| {
                    if let Find::Text(find) = find {
                        find(&data, found);
                    }
                });
                all
            });
            all.extend(&found);
            text.found = Some(found);
        }
    }

    /// Returns the repeated sentences: the text, the position, and the text with the first occurrence.
    pub(super) fn repeated(&self) -> &[(CellRef, TextRange, CellRef)] {
        self.repeated.as_deref().unwrap_or_default()
    }

    /// Returns the figures with a unit in a text, each with the result of the comparison with the tables.
    pub fn figures(&self, form: &Form, report: &Report, sheet: &Sheet, cell: CellRef) -> Vec<Figure> {
        self.figures_within(form, report, sheet, cell, &(0..usize::MAX))
    }

    /// Returns the figures of the sentences that overlap a byte range of a text.
    pub fn figures_within(
        &self,
        form: &Form,
        report: &Report,
        sheet: &Sheet,
        cell: CellRef,
        within: &Range<usize>,
    ) -> Vec<Figure> {
        let mut found = Vec::new();
        let (Some(lexicon), Some(text)) = (&self.lexicon, self.texts.get(&cell)) else { return found };
        let tables = Tables::new(form, report, sheet, &lexicon.names);
        let (mut chars, mut bytes) = (0, 0);
        for sentence in &text.sentences {
            let here = bytes as usize..(bytes + sentence.bytes) as usize;
            if here.start < within.end && within.start < here.end {
                tables.judge(&sentence.mentions, &mut |mention, verdict| {
                    let span = mention.span.after(chars, bytes);
                    let unit = (bytes + mention.unit) as usize..span.bytes.end as usize;
                    let unit = text.source.get(unit).unwrap_or_default().to_owned();
                    let (doubt, meant) = (mention.doubt(), tables.meant(mention));
                    found.push(Figure { span, value: mention.value, unit, verdict, doubt, meant });
                });
            }
            chars += sentence.chars;
            bytes += sentence.bytes;
        }
        found
    }
}

/// Returns the style issue for 今年 if the report is dated later than the year it is about.
fn this_year(tables: &Tables<'_>, dates: &[FieldId]) -> Option<StyleIssue> {
    let year = i32::try_from(tables.year()?).ok()?;
    let date = |id: &FieldId| match tables.sheet.cell(CellRef::only(*id)).value {
        Value::Date(date) => Some(i32::from(date.year())),
        _ => None,
    };
    let written = dates.iter().filter_map(date).max()?;
    (written > year).then_some(StyleIssue::ThisYear { year, written })
}

impl ReadText<'_> {
    /// Calls `differs` with each figure that differs from the table: its position, the start of the words
    /// about it, and the cell that they mean.
    pub(super) fn different_figures(&self, differs: &mut dyn FnMut(TextRange, u32, CellRef)) {
        for (start, sentence) in self.sentences() {
            self.tables.judge(&sentence.mentions, &mut |mention, verdict| {
                if let (Verdict::Different(against), Some(quote)) = (verdict, mention.quote()) {
                    differs(place(start, &mention.span), start + quote, against);
                }
            });
        }
    }

    /// Returns the wrong calculations with their positions.
    pub(super) fn wrong_sums(&self) -> impl Iterator<Item = (TextRange, Sum)> {
        let each = |(start, sentence): (u32, &'_ Sentence)| {
            sentence.slips.iter().map(move |slip| (place(start, &slip.span), slip.sum)).collect::<Vec<_>>()
        };
        self.sentences().flat_map(each)
    }

    /// Returns the position of the first ambiguous 今年.
    pub(super) fn this_year(&self) -> Option<(TextRange, StyleIssue)> {
        let issue = self.this_year?;
        let start = self.sentences().find_map(|(start, sentence)| Some(start + sentence.this_year?))?;
        Some((TextRange { start, end: start + 2 }, issue))
    }

    /// Returns the sentences with their positions in characters.
    fn sentences(&self) -> impl Iterator<Item = (u32, &Sentence)> {
        self.sentences.iter().scan(0, |start, sentence| {
            let here = *start;
            *start += sentence.chars;
            Some((here, sentence))
        })
    }
}

/// Returns the range of a span in a sentence that starts at this character.
fn place(start: u32, span: &Span) -> TextRange {
    TextRange { start: start + span.chars.start, end: start + span.chars.end }
}

impl Lexicon {
    fn new(form: &Form) -> Lexicon {
        let is_text = |id: &FieldId| form.field(*id).kind.is_long();
        let is_date = |id: &FieldId| {
            let field = form.field(*id);
            field.kind.is_date() && field.home == Home::Alone
        };
        Lexicon {
            words: words::of_form(form),
            units: numbers::units(),
            texts: form.field_ids().filter(is_text).collect(),
            dates: form.field_ids().filter(is_date).collect(),
            names: Names::new(form),
        }
    }

    /// Returns the cells of all long texts.
    fn cells(&self, form: &Form, report: &Report) -> impl Iterator<Item = CellRef> {
        self.texts.iter().flat_map(|id| {
            let alone = form.field(*id).rows().is_none();
            let place = move |row| if alone { CellRef::only(*id) } else { CellRef::at(*id, row) };
            (0..report.column(*id).len()).map(place)
        })
    }
}

impl Text {
    /// Updates the text to `source`. Sentences before and after the change are not parsed again.
    fn change(&mut self, source: &Arc<str>, reader: &mut Reader<'_>) {
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
        let fresh = source[from..to].split_inclusive(ENDS).map(|sentence| Sentence::new(sentence, reader));
        let fresh: Vec<Sentence> = fresh.collect();
        self.sentences.splice(kept..again, fresh);
        self.source = Arc::clone(source);
        self.is_read();
    }

    /// Parses the sentences again that contain any of these names.
    fn rename(&mut self, names: &Index<()>, reader: &mut Reader<'_>) {
        let (mut from, mut again) = (0, false);
        for sentence in &mut self.sentences {
            let text = &self.source[from..from + sentence.len()];
            from += sentence.len();
            if names.occurs_in(text) {
                *sentence = Sentence::new(text, reader);
                again = true;
            }
        }
        if again {
            self.is_read();
        }
    }

    /// Updates derived data after a change of the sentences.
    fn is_read(&mut self) {
        let mentions = self.sentences.iter().flat_map(|sentence| &sentence.mentions);
        self.fields = mentions.filter_map(Mention::field).collect();
        self.found = None;
    }
}

impl Sentence {
    fn len(&self) -> usize {
        self.bytes as usize
    }

    fn new(text: &str, reader: &mut Reader<'_>) -> Sentence {
        let (mentions, slips) = reader.read(text);
        let mark = mark(text);
        let this_year = wording::this_year(text);
        Sentence {
            bytes: count(text.len()),
            chars: count(text.chars().count()),
            mentions,
            slips,
            mark,
            this_year,
        }
    }
}

/// Converts a length to `u32`. Texts are much shorter than the maximum.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

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
