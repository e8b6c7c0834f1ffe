//! The parsed texts of a report, and their comparison with the tables.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::figures::{Figure, Tables, Verdict};
use super::indicators::{Compared, Indicators, Reached, unit_of};
use super::joins::{Contradiction, Miscount, Plan, contradictions, miscounts, of_plan, plans};
use super::mention::{Said, Skip, Spoken};
use super::names::{Names, Renamed};
use super::numbers::{self, Span};
use super::repeats::repeated;
use super::sentence::Reader;
use super::text::{Sentence, Text};
use super::variants::{Registered, Variant};
use super::wording::StyleIssue;
use super::words::{self, Index, Meaning};
use crate::check::reconciliation::Witness;
use crate::check::relations::Link;
use crate::form::{CellRef, FieldId, Form, Home, Unit, Value};
use crate::report::{Entry, Report};
use crate::sheet::{Column, Sheet, TextRange, is_other};

/// The parsed texts of a report.
#[derive(Debug, Default)]
pub struct Prose {
    lexicon: Option<Lexicon>,
    texts: HashMap<CellRef, Text>,
    /// Repeated sentences: the text, the position, and the text with the first occurrence. `None` if they
    /// must be searched again.
    repeated: Option<Vec<(CellRef, TextRange, CellRef)>>,
    indicators: Indicators,
    registered: Registered,
    /// Names in short entries that are almost a registered one, by field, with the entries that they were found in.
    entries: HashMap<FieldId, ReadEntries>,
    /// Numbers of numbered paragraphs that differ from the paragraphs; searched again together with them.
    miscounts: Vec<Miscount>,
    /// Planned amounts of all texts; collected again together with the repeated sentences.
    plans: Vec<Plan>,
    /// Figures that contradict a figure of another text; searched again together with the repeated sentences.
    contradictions: Vec<Contradiction>,
}

/// The entries of a field with the names that were found in them.
type ReadEntries = (Arc<Vec<Entry>>, Vec<(CellRef, Variant)>);

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

/// A figure that may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) struct Doubtful {
    /// Its position.
    pub place: TextRange,
    /// Start of the words about it, in characters.
    pub quote: u32,
    /// The cell that it is compared with.
    pub against: CellRef,
    /// The reason.
    pub doubt: Doubt,
}

/// The reason why a figure may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Doubt {
    /// It differs from the value that is certainly meant.
    Different,
    /// It is at typing distance from a value that is probably meant.
    Near,
    /// It is last year's value.
    LastYear,
    /// Its words name another year, but it is the value of the report's year.
    OtherYear,
    /// It differs from the result of the indicator that it names.
    Indicator,
}

impl Doubt {
    /// All reasons.
    pub(super) const ALL: &[Doubt] =
        &[Doubt::Different, Doubt::Near, Doubt::LastYear, Doubt::OtherYear, Doubt::Indicator];
}

/// A parsed text with the data that its findings depend on.
pub(in crate::check) struct ReadText<'a> {
    /// The cell of the text.
    pub cell: CellRef,
    source: &'a str,
    sentences: &'a [Sentence],
    indicators: &'a Indicators,
    plans: &'a [Plan],
    tables: &'a Tables<'a>,
    this_year: Option<StyleIssue>,
    doubtful: OnceCell<Vec<Doubtful>>,
    broken: OnceCell<Vec<Broken<'a>>>,
}

/// A relation that does not hold: the start of its sentence, the relation, the result as calculated, and the value
/// elsewhere that it depends on.
pub(in crate::check) type Broken<'a> = (u32, &'a Link, rust_decimal::Decimal, Option<Witness>);

impl Prose {
    /// Parses the texts of a report.
    pub fn new(form: &Form, report: &Report, sheet: &Sheet) -> Prose {
        let mut prose = Prose::default();
        prose.read(form, report, sheet);
        prose
    }

    /// Parses the changes in the texts of a report of the same form.
    pub(in crate::check) fn read(&mut self, form: &Form, report: &Report, sheet: &Sheet) {
        let lexicon = self.lexicon.get_or_insert_with(|| Lexicon::new(form));
        let renamed = lexicon.names.take_up(report);
        let is_renamed = renamed.is_some();
        let mut reader = Reader::new(form, &lexicon.words, &lexicon.names, &lexicon.units);
        if let Some(Renamed { words, moved }) = renamed {
            for (cell, text) in &mut self.texts {
                reader.plan = form.field(cell.field).plan;
                if moved {
                    text.changed = true;
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
                reader.plan = form.field(cell.field).plan;
                text.change(source, &mut reader);
                self.repeated = None;
            }
        }
        if self.texts.len() > seen {
            let is_read = |cell: CellRef| report.entry(cell).is_some() && sheet.cell(cell).relevant;
            self.texts.retain(|cell, _| report.has(form, *cell) && is_read(*cell));
            self.repeated = None;
        }
        reader.plan = false;
        let all = self.indicators.take_up(form, report, sheet, is_renamed, &mut reader);
        if is_renamed {
            self.registered = Registered::new(&lexicon.names);
        }
        for text in self.texts.values_mut() {
            text.find_indicators(&self.indicators, all);
            text.find_variants(&self.registered, is_renamed);
        }
        self.read_entries(form, report, is_renamed);
    }

    /// Searches short entries for names that are almost a registered one, if they have changed.
    fn read_entries(&mut self, form: &Form, report: &Report, all: bool) {
        let Some(lexicon) = &self.lexicon else { return };
        let is_entry = |id: &FieldId| {
            let kind = &form.field(*id).kind;
            kind.is_prose() && !kind.is_long() && !lexicon.names.is_name_field(*id)
        };
        for id in form.field_ids().filter(is_entry) {
            let column = report.shared_column(id);
            let known = self.entries.entry(id).or_default();
            if !all && Arc::ptr_eq(&known.0, column) {
                continue;
            }
            let alone = form.field(id).rows().is_none();
            let cell = |row| if alone { CellRef::only(id) } else { CellRef::at(id, row) };
            let texts = column.iter().enumerate().filter_map(|(row, text)| Some((cell(row), text.as_ref()?)));
            let found = texts.flat_map(|(cell, text)| {
                self.registered.variants(text).into_iter().map(move |variant| (cell, variant))
            });
            *known = (Arc::clone(column), found.collect());
        }
    }

    /// Returns the names that are almost a registered one: the cell, the position, and the registered name.
    pub(in crate::check) fn variants(&self) -> impl Iterator<Item = (CellRef, TextRange, &str)> {
        let texts = self.texts.iter().flat_map(|(cell, text)| {
            let sentences = text.sentences.iter().scan(0, |start, sentence| {
                let here = *start;
                *start += sentence.chars;
                Some((here, sentence))
            });
            sentences.flat_map(move |(start, sentence)| {
                let variants = sentence.variants.iter().flatten();
                variants.map(move |variant| {
                    let TextRange { start: from, end } = variant.place;
                    (*cell, TextRange { start: start + from, end: start + end }, variant.name.as_str())
                })
            })
        });
        let entries = self.entries.values().flat_map(|(_, found)| found);
        texts.chain(entries.map(|(cell, variant)| (*cell, variant.place, variant.name.as_str())))
    }

    /// Calls `visit` with each text of which the text, a field that its figures mean, or the year or date of
    /// the report changed since the columns `before`. Searches for repeated sentences again if a text changed.
    pub(in crate::check) fn changed_texts(
        &mut self,
        form: &Form,
        report: &Report,
        sheet: &Sheet,
        before: &[Arc<Column>],
        last_changed: bool,
        mut visit: impl FnMut(&ReadText<'_>),
    ) {
        if self.repeated.is_none() {
            self.repeated = Some(repeated(form, &self.texts));
            self.contradictions = contradictions(&self.texts);
            self.miscounts = miscounts(&self.texts);
            let plans = plans(&self.texts);
            if plans != self.plans {
                self.plans = plans;
                // Rates are compared with the plans of other texts.
                for text in self.texts.values_mut() {
                    text.changed |= text.has_rate;
                }
            }
        }
        let Some(Lexicon { names, dates, .. }) = &self.lexicon else { return };
        let tables = Tables::new(form, report, sheet, names);
        let changed = |field: FieldId| is_other(field, before, sheet.columns());
        let another_time = form.year.into_iter().chain(dates.iter().copied()).any(changed) || last_changed;
        let this_year = this_year(&tables, dates);
        for (cell, text) in &mut self.texts {
            let stale = text.changed || another_time || text.fields.iter().any(|field| changed(*field));
            if stale {
                visit(&ReadText::new(*cell, text, &self.indicators, &self.plans, &tables, this_year));
                text.changed = false;
            }
        }
    }

    /// True if the report has this text.
    pub(in crate::check) fn has(&self, cell: CellRef) -> bool {
        self.texts.contains_key(&cell)
    }

    /// Returns the repeated sentences: the text, the position, and the text with the first occurrence.
    pub(in crate::check) fn repeated(&self) -> &[(CellRef, TextRange, CellRef)] {
        self.repeated.as_deref().unwrap_or_default()
    }

    /// Returns the results that have a target.
    pub(in crate::check) fn reached(&self) -> impl Iterator<Item = Reached> {
        self.indicators.reached()
    }

    /// Calls `visit` with each result of an indicator that differs from the cell that its name means: the result and
    /// the cell.
    pub(in crate::check) fn different_indicators(
        &self,
        form: &Form,
        report: &Report,
        sheet: &Sheet,
        visit: &mut dyn FnMut(CellRef, CellRef),
    ) {
        let Some(tables) = self.tables(form, report, sheet) else { return };
        for (indicator, tie, value) in self.indicators.tied() {
            if let Verdict::Different(cell) = tables.compare(tie, value) {
                visit(indicator.result, cell);
            }
        }
    }

    /// Returns the numbers of numbered paragraphs that differ from the paragraphs.
    pub(in crate::check) fn miscounts(&self) -> &[Miscount] {
        &self.miscounts
    }

    /// Returns the figures that contradict a figure of another text.
    pub(in crate::check) fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }

    /// Returns the figures with a unit in a text, each with the result of the comparison with the tables.
    pub fn figures(&self, form: &Form, report: &Report, sheet: &Sheet, cell: CellRef) -> Vec<Figure> {
        self.figures_within(form, report, sheet, cell, &(0..usize::MAX))
    }

    /// Returns the tables to compare texts with; `None` before anything was read.
    pub(super) fn tables<'a>(
        &'a self,
        form: &'a Form,
        report: &'a Report,
        sheet: &'a Sheet,
    ) -> Option<Tables<'a>> {
        self.lexicon.as_ref().map(|lexicon| Tables::new(form, report, sheet, &lexicon.names))
    }

    /// Returns the parsed texts.
    pub(super) fn texts(&self) -> &HashMap<CellRef, Text> {
        &self.texts
    }

    /// Returns the planned amounts of all texts.
    pub(super) fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// Returns the indicators.
    pub(super) fn indicators(&self) -> &Indicators {
        &self.indicators
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
                    // Most numerals in words are part of a phrase.
                    if mention.spelled && matches!(verdict, Verdict::NotChecked(_)) {
                        return;
                    }
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

impl<'a> ReadText<'a> {
    pub(super) fn new(
        cell: CellRef,
        text: &'a Text,
        indicators: &'a Indicators,
        plans: &'a [Plan],
        tables: &'a Tables<'a>,
        this_year: Option<StyleIssue>,
    ) -> ReadText<'a> {
        let (doubtful, broken) = Default::default();
        let (source, sentences) = (&*text.source, &*text.sentences);
        ReadText { cell, source, sentences, indicators, plans, tables, this_year, doubtful, broken }
    }

    /// Returns the figures that may be wrong for a reason.
    pub(in crate::check) fn doubtful_figures(&self, doubt: Doubt) -> impl Iterator<Item = Doubtful> {
        let all = self.doubtful.get_or_init(|| {
            let mut all = Vec::new();
            self.find_doubtful(&mut |place, quote, against, doubt| {
                all.push(Doubtful { place, quote, against, doubt });
            });
            all
        });
        all.iter().copied().filter(move |figure| figure.doubt == doubt)
    }

    fn find_doubtful(&self, visit: &mut dyn FnMut(TextRange, u32, CellRef, Doubt)) {
        let mut bytes = 0;
        for (start, sentence) in self.sentences() {
            let mut hits = sentence.hits.iter().flatten().peekable();
            let mut at = 0;
            let excused = |year: Option<i32>| {
                let beside = |of: &i32, year: i32| (1..=2).contains(&(of - year).abs());
                sentence.frame.as_ref().is_none_or(|frame| {
                    frame.is_comparison
                        || year.is_none_or(|year| !frame.years.iter().all(|of| beside(of, year)))
                })
            };
            let this = self.tables.year().and_then(|year| i32::try_from(year).ok());
            self.tables.judge(&sentence.mentions, &mut |mention, verdict| {
                let here = at;
                at += 1;
                let hit = hits.next_if(|hit| hit.mention == here);
                let words = start + mention.quote().unwrap_or(mention.words.min(mention.span.chars.start));
                let mut doubt = |cell, doubt| visit(place(start, &mention.span), words, cell, doubt);
                match (&mention.said, verdict) {
                    (_, Verdict::Different(cell)) => return doubt(cell, Doubt::Different),
                    (_, Verdict::Equal(_) | Verdict::Rounded(_)) => return,
                    (Said::Tied(tie), Verdict::NotChecked(why)) => {
                        let value = mention.value;
                        if let Some(cell) = self.tables.stale(tie, value) {
                            return doubt(cell, Doubt::LastYear);
                        }
                        let this_year = self.tables.of_this_year(tie, value).filter(|_| !excused(this));
                        if let Some(cell) = this_year.filter(|_| !self.is_unconfirmed()) {
                            return doubt(cell, Doubt::OtherYear);
                        }
                        let unsure = matches!(why, Skip::Plan | Skip::Near);
                        if let Some(cell) = self.tables.near(tie, value).filter(|_| unsure) {
                            return doubt(cell, Doubt::Near);
                        }
                    }
                    _ => {}
                }
                let Some((hit, indicator)) =
                    hit.and_then(|hit| Some((hit, self.indicators.get(hit.indicator)?)))
                else {
                    return;
                };
                let other_year = matches!(mention.year, Spoken::Year(year) if Some(year) != this);
                let source = self.source.get(bytes..).unwrap_or_default();
                match self.indicators.compare(hit, mention, &Unit::new(&unit_of(source, mention))) {
                    _ if other_year => {}
                    Compared::Differs => doubt(indicator.result, Doubt::Indicator),
                    // A rate that follows from its counts is another one.
                    Compared::Near if sentence.relates(mention) => {}
                    Compared::Near => doubt(indicator.result, Doubt::Near),
                    _ => {}
                }
            });
            bytes += sentence.len();
        }
    }

    /// True if the text comes from last year and is not confirmed.
    pub(in crate::check) fn is_unconfirmed(&self) -> bool {
        self.tables.report.is_unconfirmed(self.cell)
    }

    /// Returns the years that govern figures and are not the report's, with their positions.
    pub(in crate::check) fn other_years(&self) -> impl Iterator<Item = (TextRange, i32)> {
        let this = self.tables.year().and_then(|year| i32::try_from(year).ok());
        let tied = |sentence: &Sentence, is_other: bool| {
            sentence.mentions.iter().any(|mention| {
                matches!(&mention.said, Said::Tied(tie) if self.tables.is_other_year(tie) == is_other)
            })
        };
        // A text with values of the report's year may tell of other years as well.
        let has_own = self.sentences.iter().any(|sentence| tied(sentence, false));
        self.sentences().filter_map(move |(start, sentence)| {
            let frame = sentence.frame.as_ref().filter(|frame| !frame.excused)?;
            let several = frame.years.iter().any(|year| *year != frame.years[0]);
            if !frame.is_end && (has_own || several || !tied(sentence, true)) {
                return None;
            }
            let (year, range) = frame.governs?;
            // An older year is history.
            if this.is_none_or(|this| frame.years.contains(&this) || (year - this).abs() > 1) {
                return None;
            }
            Some((TextRange { start: start + range.start, end: start + range.end }, year))
        })
    }

    /// Returns the relations with the start of their sentences, the result as calculated, true if they hold, and the
    /// cell that they depend on. Relations that depend on an unknown value are left out.
    pub(in crate::check) fn relations(
        &self,
    ) -> impl Iterator<Item = (u32, &'a Link, rust_decimal::Decimal, bool, Option<Witness>)> + use<'a, '_>
    {
        let sentences = self.sentences.iter().scan(0, |start, sentence| {
            let here = *start;
            *start += sentence.chars;
            Some((here, sentence))
        });
        let each =
            sentences.flat_map(|(start, sentence)| sentence.relations.iter().map(move |link| (start, link)));
        each.filter_map(|(start, link)| {
            if let Some(part) = &link.elsewhere {
                let (calculated, holds, plan) = of_plan(self.plans, part, link.value)?;
                return Some((start, link, calculated, holds, Some(plan)));
            }
            let Some(open) = &link.open else {
                return Some((start, link, link.calculated, link.holds, None));
            };
            let (calculated, holds, cell) = self.tables.result(link, open)?;
            Some((start, link, calculated, holds, Some(Witness { cell, place: None })))
        })
    }

    /// Returns the relations that do not hold. A relation with a figure that differs from a cell or from an indicator is
    /// left out: the figure is reported as such, and the relation fails for the same reason.
    pub(in crate::check) fn broken_relations(&self) -> &[Broken<'a>] {
        self.broken.get_or_init(|| {
            let known: HashSet<u32> = [Doubt::Different, Doubt::Indicator, Doubt::LastYear]
                .into_iter()
                .flat_map(|doubt| self.doubtful_figures(doubt))
                .map(|figure| figure.place.start)
                .collect();
            let is_known = |start: u32, link: &Link| {
                let mut places = link.operands.iter().chain([&link.stated]);
                places.any(|place| known.contains(&place.after(start).start))
            };
            let broken =
                self.relations().filter(|(start, link, _, holds, _)| !holds && !is_known(*start, link));
            broken.map(|(start, link, calculated, _, other)| (start, link, calculated, other)).collect()
        })
    }

    /// Returns the position of the first ambiguous 今年.
    pub(in crate::check) fn this_year(&self) -> Option<(TextRange, StyleIssue)> {
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
