//! Finds the figures of a sentence and the words that describe them: the form's value, the row, the year.
//!
//! A figure is tied to a word only if all words in between are known to add nothing (`words.rs`); otherwise
//! it is not compared. After a comma, the subject applies only to a figure whose clause says how it differs:
//! 年初预算114万元，实际支出114万元. The subject ends with the sentence.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::chars::{ENDS, reference_end};
use super::label::{Label, is_specific, label};
use super::mention::{Mention, Named, Said, Skip, Spoken, Tie};
use super::names::Names;
use super::numbers::{Glyphs, Kind, Number, numbers, unit};
use super::words::{Context, Index, Meaning};
use crate::check::reconciliation::ClaimKind;
use crate::check::relations::{Amount, Link, Scene, depth, relations};
use crate::form::chinese;
use crate::form::{FieldId, Form, Unit};
use rust_decimal::Decimal;

/// Maximum nesting depth of brackets. Text in deeper brackets is read as part of the text around it.
const MAX_DEPTH: usize = 8;

/// The boundary between the subject and the current position. The largest one since the subject counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Direct,
    Colon,
    Bracket,
    Clause,
}

/// The state at a position in a sentence.
#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a word that was read or not, and they go together freely"
)]
struct State {
    subject: Option<(FieldId, bool)>,
    /// Position of the subject's word.
    word: usize,
    /// Start of the clause.
    clause: usize,
    /// Boundary between the subject and the current position.
    gap: Gap,
    /// True if unknown words occurred since the subject.
    strange: bool,
    /// True if the clause contains words that may modify the next word of the form.
    modified: bool,
    /// True if the clause says how its figure differs: by row, year, or plan and result.
    differs: bool,
    /// True if the subject is joined to the next word without a figure between them.
    joined: bool,
    /// True if the next word of the form continues a list.
    begins: bool,
    /// True if the subject is the last item of a list.
    listed: bool,
    row: Named,
    year: Spoken,
    plan: bool,
    /// Hash of the words for a part of the year; zero if there are none.
    period: u64,
    several: bool,
    change: bool,
    share: bool,
    limit: bool,
    each: bool,
    about: bool,
    /// True if the last word may introduce a comparison: 比, 和.
    than: bool,
}

impl State {
    /// Returns the state at the start of a sentence. In a text about plans, figures are plans.
    fn new(plan: bool) -> State {
        State {
            subject: None,
            word: 0,
            clause: 0,
            gap: Gap::Direct,
            strange: false,
            modified: false,
            differs: false,
            joined: false,
            begins: false,
            listed: false,
            row: Named::No,
            year: Spoken::This,
            plan,
            period: 0,
            several: false,
            change: false,
            share: false,
            limit: false,
            each: false,
            about: false,
            than: false,
        }
    }

    /// Begins a new clause.
    fn part(&mut self, at: usize, gap: Gap) {
        if let Named::Row(rows, name) = self.row {
            self.row = Named::Near(rows, name);
        }
        self.clause = at;
        self.gap = self.gap.max(gap);
        self.modified = false;
        self.differs = false;
        self.change = false;
        self.share = false;
        self.limit = false;
        self.each = false;
        self.about = false;
    }

    /// Records unknown words.
    fn other(&mut self) {
        self.modified = true;
        self.strange = true;
    }

    /// Records a word of the form as the subject.
    fn subject(&mut self, field: FieldId, sure: bool, at: usize) {
        let joined = self.joined && self.subject.is_some();
        self.subject = Some((field, sure && !self.modified));
        self.word = at;
        self.gap = Gap::Direct;
        self.strange = false;
        // A word directly after it may mean only a part of this value.
        self.modified = true;
        self.several = joined;
        self.joined = false;
        self.listed = std::mem::take(&mut self.begins);
    }

    fn context(&mut self, context: Context) {
        let than = std::mem::take(&mut self.than);
        match context {
            Context::Filler | Context::Period => {}
            Context::Total => self.several |= self.listed,
            Context::Whole => self.row = Named::No,
            Context::Opener => self.modified = false,
            Context::Other => self.other(),
            Context::Actual => {
                self.plan = false;
                self.differs = true;
            }
            Context::Change => self.change = true,
            Context::Than => {
                self.than = true;
                self.other();
            }
            Context::Share => self.share = true,
            Context::Limit => self.limit = true,
            Context::About => self.about = true,
            Context::Several => self.several = true,
            Context::Each => self.each = true,
            Context::Joiner => {
                self.than = true;
                self.joined = self.gap == Gap::Direct && !self.strange;
                self.begins = true;
                self.modified = false;
            }
            // 比上年, 比计划多0.6公里
            Context::OtherYear | Context::Plan if than => self.change = true,
            Context::Plan => {
                self.plan = true;
                self.differs = true;
            }
            Context::OtherYear => {
                self.year = Spoken::Other;
                self.differs = true;
            }
            Context::ThisYear => {
                self.year = Spoken::This;
                self.differs = true;
            }
        }
    }

    fn name(&mut self, meaning: Named) {
        self.than = false;
        self.row = match meaning {
            Named::Row(rows, name) if self.modified => Named::Near(rows, name),
            other => other,
        };
        self.differs = true;
        self.modified = false;
    }

    /// Resets what the sentence says about one figure only.
    fn after_figure(&mut self) {
        self.gap = Gap::Clause;
        self.differs = false;
        self.about = false;
        self.joined = false;
        self.begins = false;
        self.than = false;
        // Words before the figure do not modify a word after it.
        self.modified = false;
    }

    fn year(&mut self, year: Spoken) {
        if std::mem::take(&mut self.than) {
            self.change = true;
        } else {
            self.year = year;
            self.differs = true;
        }
    }
}

/// Reads sentences; reuses its buffers.
pub(super) struct Reader<'a> {
    /// The form.
    pub form: &'a Form,
    /// Words of the form.
    pub words: &'a Index<Meaning>,
    /// Names in the report.
    pub names: &'a Names,
    /// Units.
    pub units: &'a Index<bool>,
    /// True if the text is about plans.
    pub plan: bool,
    /// A position in the glyphs and the number of open brackets there; advanced from number to number, so that a
    /// long sentence is read once.
    depth: (usize, usize),
    glyphs: Glyphs,
    numbers: Vec<Number>,
    amounts: Vec<Amount>,
    /// Words of the form in the sentence: start, end and field.
    terms: Vec<(usize, usize, FieldId)>,
}

/// Words at the start of a sentence that continues the calculation of the sentence before.
const CONTINUES: [&str; 13] =
    ["其中", "包括", "分为", "按", "这", "上述", "占", "主要", "具体", "分别", "资金", "比", "中，"];

/// Number of glyphs at the start of a sentence in which these words are searched for.
const MAX_START: usize = 12;

impl<'a> Reader<'a> {
    /// Creates a reader.
    pub(super) fn new(
        form: &'a Form,
        words: &'a Index<Meaning>,
        names: &'a Names,
        units: &'a Index<bool>,
    ) -> Reader<'a> {
        let (glyphs, numbers, amounts, terms) = Default::default();
        Reader { form, words, names, units, plan: false, depth: (0, 0), glyphs, numbers, amounts, terms }
    }

    /// Returns the figures of a sentence, and the relations between them and the figures of the two sentences
    /// before.
    pub(super) fn read(&mut self, before: &str, sentence: &str) -> (Box<[Mention]>, Box<[Link]>) {
        let mentions = self.mentions_of(sentence);
        if mentions.is_empty() && self.amounts.is_empty() {
            return Default::default();
        }
        let continues = |start: &str| CONTINUES.iter().any(|word| start.contains(word));
        let here = if !before.is_empty()
            && continues(&self.glyphs.text(0..MAX_START.min(self.glyphs.chars.len())))
        {
            // The sentence before may be a part of the same list: 按性质分，…。按机构分，….
            let last = before.trim_end_matches(ENDS).rfind(ENDS).map_or(0, |at| at + 1);
            let last = (last..before.len()).find(|at| before.is_char_boundary(*at)).unwrap_or(before.len());
            let start: String = before[last..].chars().take(MAX_START).collect();
            let before = if continues(&start) { before } else { &before[last..] };
            self.glyphs.read(before);
            let here = self.glyphs.chars.len();
            self.mentions_of(&[before, sentence].concat());
            here
        } else {
            0
        };
        let scene = Scene::new(&self.glyphs, &self.amounts, &self.terms, here);
        (mentions.into(), relations(&scene).into())
    }

    /// Returns the numbers of an entry, with or without units.
    pub(super) fn amounts(&mut self, entry: &str) -> &[Amount] {
        // At the start of a sentence, 7.2天 would be the number of a heading and two days.
        self.mentions_of(&["：", entry].concat());
        &self.amounts
    }

    /// Returns the figures of a short text.
    pub(super) fn mentions_in(&mut self, text: &str) -> Vec<Mention> {
        let mut mentions = self.mentions_of(text);
        mentions.retain(|mention| !matches!(mention.said, Said::Year { .. }));
        mentions
    }

    /// Returns the value of the form that a short text with a single figure means, and the figure.
    pub(super) fn tie_of(&mut self, text: &str) -> Option<(Tie, Decimal)> {
        let mut mentions = self.mentions_in(text).into_iter();
        match (mentions.next()?, mentions.next()) {
            (Mention { said: Said::Tied(tie), value, .. }, None) => Some((tie, value)),
            _ => None,
        }
    }

    fn mentions_of(&mut self, sentence: &str) -> Vec<Mention> {
        self.amounts.clear();
        self.terms.clear();
        self.depth = (0, 0);
        if !may_have_numbers(sentence) {
            return Vec::new();
        }
        self.glyphs.read(sentence);
        numbers(&self.glyphs, self.units, &mut self.numbers);
        let says =
            |number: &Number| matches!(number.kind, Kind::Figure | Kind::Vague | Kind::Year | Kind::Bare);
        if self.numbers.iter().any(says) { self.mentions() } else { Vec::new() }
    }

    /// Returns a hash of glyphs, not zero.
    fn hash(&self, from: usize, to: usize) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.glyphs.chars.get(from..to).hash(&mut hasher);
        hasher.finish().max(1)
    }

    /// Returns the longest word or name at a position, with its meaning.
    fn meaning(&self, at: usize) -> Option<(usize, Meaning)> {
        let rest = self.glyphs.chars.get(at..)?;
        let (word, name) = (self.words.longest(rest), self.names.longest(rest));
        match (word, name) {
            (Some(word), Some(name)) if word.0 > name.0 => Some(word),
            (word, name) => name.or(word),
        }
    }

    fn mentions(&mut self) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut state = State::new(self.plan);
        let mut brackets: Vec<State> = Vec::new();
        let (mut at, mut next) = (0, 0);
        while at < self.glyphs.chars.len() {
            while self.numbers.get(next).is_some_and(|number| number.from < at) {
                next += 1;
            }
            if let Some((length, meaning)) = self.meaning(at) {
                match meaning {
                    Meaning::Field(field, sure) => {
                        self.terms.push((at, at + length, field));
                        state.subject(field, sure, at);
                    }
                    Meaning::Row(rows, name) => state.name(Named::Row(rows, name)),
                    Meaning::Whole => state.name(Named::No),
                    Meaning::Context(context) => {
                        state.context(context);
                        if context == Context::Period {
                            state.period = self.hash(at, at + length);
                        }
                    }
                }
                at += length;
                continue;
            }
            if let Some(number) = self.numbers.get(next).filter(|number| number.from == at) {
                at = number.end();
                mentions.extend(self.number(next, &mut state));
                continue;
            }
            if let Some(end) = self.reference(at, &mut state) {
                at = end;
                continue;
            }
            match self.glyphs.at(at) {
                '、' if state.subject.is_some() && state.gap == Gap::Direct && !state.strange => {
                    state.context(Context::Joiner);
                }
                stop if is_stop(stop) => {
                    state.part(at + 1, Gap::Clause);
                    state.begins = stop == '、';
                    if matches!(stop, ';' | '；') {
                        state.plan = self.plan;
                    }
                }
                ':' => state.part(at + 1, Gap::Colon),
                '(' => {
                    if brackets.len() < MAX_DEPTH {
                        brackets.push(state.clone());
                    }
                    state.part(at + 1, Gap::Bracket);
                }
                ')' => {
                    if let Some(before) = brackets.pop() {
                        state = before;
                    }
                }
                _ => {
                    state.than = false;
                    state.other();
                }
            }
            at += 1;
        }
        mentions
    }

    /// Skips a reference `{{..}}` and its unit: it shows a value of the report already. Returns the
    /// position after it.
    fn reference(&self, at: usize, state: &mut State) -> Option<usize> {
        let end = reference_end(&self.glyphs.chars, at)?;
        if self.glyphs.at(end) == '年' {
            let moved = self.glyphs.chars[at..end].iter().any(|c| matches!(c, '-' | '+'));
            state.year(if moved { Spoken::Other } else { Spoken::This });
        } else {
            state.after_figure();
        }
        Some(end + unit(&self.glyphs, self.units, end).map_or(0, |(length, _)| length))
    }

    /// Returns the figure for a number, and updates the state.
    fn number(&mut self, index: usize, state: &mut State) -> Option<Mention> {
        let (from, open) = self.depth;
        let to = self.numbers[index].from;
        self.depth = (to, depth(open, &self.glyphs.chars[from..to]));
        let number = &self.numbers[index];
        let (mut kind, mut loose, mut each) = (ClaimKind::Count, false, false);
        let said = match number.kind {
            Kind::Year => {
                let year = i32::try_from(number.value).ok()?;
                state.year(Spoken::Year(year));
                let day = self.numbers.get(index + 1).filter(|next| next.from == number.end());
                Said::Year { alone: day.is_none_or(|next| next.kind != Kind::Day) }
            }
            Kind::YearEnd => {
                state.than = false;
                return None;
            }
            Kind::Day => {
                state.than = false;
                state.period = self.hash(number.from, number.end());
                return None;
            }
            Kind::Bare => {
                let amount = self.amount(number, ClaimKind::Count, false, false);
                self.amounts.push(amount);
                state.than = false;
                state.other();
                return None;
            }
            Kind::Nothing => {
                state.than = false;
                state.other();
                return None;
            }
            Kind::Figure | Kind::Vague => {
                (kind, loose) = self.kind(number, state);
                each = state.each || self.glyphs.at(number.end()) == '/';
                self.figure(number, state)
            }
        };
        let floor = index.checked_sub(1).map_or(0, |before| self.numbers[before].end());
        let number = &self.numbers[index];
        let (mut words, mut keys, mut from) = (String::new(), [0; 2], number.from);
        if number.kind != Kind::Year {
            let Label { before, after, from: start } = label(&self.glyphs, floor, number);
            // 节约率6.46% is no difference.
            if kind == ClaimKind::Change
                && before.ends_with('率')
                && Unit::new(&self.glyphs.text(number.unit.clone())).is_share()
            {
                kind = ClaimKind::Rate;
            }
            // 新增违建34处 is a number of things.
            if kind == ClaimKind::Change && (before.contains("新增") || before.starts_with('增')) {
                let counted = Unit::new(&self.glyphs.text(number.unit.clone())).is_counted();
                kind = match () {
                    () if state.plan => ClaimKind::Plan,
                    () if counted => ClaimKind::Count,
                    () => ClaimKind::Actual,
                };
            }
            // 预算1.4万元，支出1.1万元
            if kind == ClaimKind::Plan && matches!(before.as_str(), "支出" | "使用" | "执行") {
                kind = ClaimKind::Actual;
            }
            let amount = self.amount(number, kind, loose, each);
            words = [before.as_str(), &after].concat();
            let key = |label: &str| {
                let mut hasher = DefaultHasher::new();
                (label, amount.unit.base(), kind == ClaimKind::Plan, state.period).hash(&mut hasher);
                if is_specific(label) { hasher.finish().max(1) } else { 0 }
            };
            keys = [key(&words), if after.is_empty() { 0 } else { key(&before) }];
            from = start;
            self.amounts.push(amount);
        }
        let number = &self.numbers[index];
        let end = if number.kind == Kind::Year { number.digits + 1 } else { number.end() };
        let span = self.glyphs.span(number.from..end);
        let unit = self.glyphs.span(number.digits..number.digits + 1).bytes.start;
        Some(Mention {
            span,
            unit,
            value: number.value,
            said,
            kind,
            loose,
            label: words.into(),
            words: self.glyphs.span(from..from + 1).chars.start,
            keys,
            year: state.year,
            period: state.period,
            row: state.row,
            spelled: number.spelled,
        })
    }

    /// Returns the figure as the relations see it.
    fn amount(&self, number: &Number, kind: ClaimKind, loose: bool, each: bool) -> Amount {
        Amount {
            from: number.from,
            end: number.end(),
            depth: self.depth.1,
            value: number.value,
            unit: Unit::new(&self.glyphs.text(number.unit.clone())),
            kind,
            loose,
            spelled: number.spelled,
            each,
        }
    }

    /// Returns the kind of a figure, and true if it is inexact, a bound, or stands for several things.
    fn kind(&self, number: &Number, state: &State) -> (ClaimKind, bool) {
        let unit = Unit::new(&self.glyphs.text(number.unit.clone()));
        let after = self.meaning(number.end()).map(|(_, meaning)| meaning);
        let said_after = |context| after == Some(Meaning::Context(context));
        let loose = number.kind == Kind::Vague
            || state.about
            || state.limit
            || said_after(Context::About)
            || said_after(Context::Limit);
        let kind = match () {
            // 由45人增加到50人
            () if matches!(self.glyphs.at(number.from.wrapping_sub(1)), '由' | '从' | '自') => {
                ClaimKind::Change
            }
            // 平均住院日少0.6天
            () if is_difference(&self.glyphs, number.from) => ClaimKind::Change,
            () if state.change || unit.name().ends_with("百分点") => ClaimKind::Change,
            () if unit.is_share() => ClaimKind::Rate,
            () if state.plan => ClaimKind::Plan,
            () if unit.is_counted() => ClaimKind::Count,
            () => ClaimKind::Actual,
        };
        (kind, loose)
    }

    fn figure(&self, number: &Number, state: &mut State) -> Said {
        let said = self.tie(number, state).map_or_else(Said::Untied, Said::Tied);
        if number.spelled && matches!(said, Said::Untied(_)) {
            // Most numerals in words are part of a phrase: 四项任务.
            state.than = false;
            state.other();
            return said;
        }
        // The figure belongs to unknown words. Figures after it belong to those, not to the subject.
        if matches!(said, Said::Untied(Skip::NoWord | Skip::Apart)) {
            state.subject = None;
        }
        state.after_figure();
        said
    }

    fn tie(&self, number: &Number, state: &State) -> Result<Tie, Skip> {
        let unit = self.glyphs.text(number.unit.clone());
        let percent = Unit::new(&unit).is_share();
        let behind = self.glyphs.at(number.end());
        let after = self.meaning(number.end()).map(|(_, meaning)| meaning);
        let said_after = |context| after == Some(Meaning::Context(context));
        let plain = [
            (state.change || unit.ends_with("百分点"), Skip::Change),
            (state.share && percent, Skip::Share),
            (state.limit || said_after(Context::Limit), Skip::Limit),
            ((state.several || state.each || behind == '/') && state.subject.is_some(), Skip::Several),
        ];
        if let Some((_, why)) = plain.into_iter().find(|(is_so, _)| *is_so) {
            return Err(why);
        }
        let (field, sure) = state.subject.ok_or(Skip::NoWord)?;
        if state.strange {
            return Err(Skip::Apart);
        }
        let is_last = number.end() + 1 >= self.glyphs.chars.len();
        let carried = match state.gap {
            Gap::Direct => true,
            Gap::Colon => is_last || is_stop(behind),
            Gap::Bracket => behind == ')',
            Gap::Clause => false,
        };
        if !carried && !state.differs {
            return Err(Skip::NoWord);
        }
        let Some(power) = self.form.field(field).kind.power_of(&unit) else {
            return Err(if percent { Skip::Share } else { Skip::Unit });
        };
        if state.period != 0 {
            return Err(Skip::Period);
        }
        if number.kind == Kind::Vague {
            return Err(Skip::About);
        }
        let about = state.about || said_after(Context::About);
        let doubts = [(state.plan, Skip::Plan), (!sure, Skip::Near), (about, Skip::About)];
        let doubt = doubts.into_iter().find_map(|(is_so, why)| is_so.then_some(why));
        let from = if state.gap == Gap::Clause { state.clause } else { state.word };
        let quote = self.glyphs.span(from..from + 1).chars.start;
        Ok(Tie { field, power, row: state.row, year: state.year, doubt, quote })
    }
}

/// True if a word for a difference stands directly before the position: 多, 少, 高, 低.
fn is_difference(glyphs: &Glyphs, at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map_or(' ', |at| glyphs.at(at));
    matches!(before(1), '多' | '少' | '高' | '低') && !matches!(before(2), '最' | '至' | '不' | '众' | '很')
}

/// True if the character ends a clause.
fn is_stop(glyph: char) -> bool {
    matches!(glyph, ',' | '，' | '、' | ';' | '；' | '。')
}

/// True if the text contains half-width or full-width digits, or a Chinese numeral.
fn may_have_numbers(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        || text.contains(|c| ('０'..='９').contains(&c) || chinese::is_numeral(c))
}
