//! Finds the figures of a sentence and the words that describe them: the form's value, the row, the year.
//!
//! A figure is tied to a word only if all words in between are known to add nothing (`words.rs`); otherwise
//! it is not compared. After a comma, the subject applies only to a figure whose clause says how it differs:
//! 年初预算114万元，实际支出114万元. The subject ends with the sentence.

use rust_decimal::Decimal;

use super::chars::reference_end;
use super::names::Names;
use super::numbers::{Glyphs, Kind, Number, Span, numbers, unit};
use super::sums::{SumError, errors};
use super::words::{Context, Index, Meaning, Name};
use crate::check::reconciliation::Reason;
use crate::form::{FieldId, Form, RowSetId};

/// Maximum nesting depth of brackets. Text in deeper brackets is read as part of the text around it.
const MAX_DEPTH: usize = 8;

/// A figure in a sentence; positions are relative to the start of the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    /// Position of the figure with its unit.
    pub span: Span,
    /// Byte offset of the unit.
    pub unit: u32,
    /// The number, with its decimals as written.
    pub value: Decimal,
    /// Meaning of the figure according to the sentence.
    pub said: Said,
}

impl Mention {
    /// Returns the position of the words that mean a value, in characters.
    pub(super) fn quote(&self) -> Option<u32> {
        match &self.said {
            Said::Tied(tie) => Some(tie.quote),
            _ => None,
        }
    }

    /// Returns the field that the words mean.
    pub(super) fn field(&self) -> Option<FieldId> {
        match &self.said {
            Said::Tied(tie) => Some(tie.field),
            _ => None,
        }
    }

    /// Returns the reason why the figure may differ from the table without a mistake.
    pub(super) fn doubt(&self) -> Option<Skip> {
        match &self.said {
            Said::Tied(tie) => tie.doubt,
            // A day of the year is not the whole year.
            Said::Year { alone: false } => Some(Skip::Period),
            _ => None,
        }
    }
}

/// Meaning of a figure according to its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It is a year, alone or as part of a date.
    Year {
        /// True unless a day of the year follows, other than the last day.
        alone: bool,
    },
    /// Its words mean a value of the form.
    Tied(Tie),
    /// Its words do not mean a value of the form.
    Untied(Skip),
}

/// The value that the words around a figure mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tie {
    /// The field.
    pub field: FieldId,
    /// Power of ten that converts the figure's unit to the field's unit.
    pub power: i32,
    /// The row.
    pub row: Named,
    /// The year.
    pub year: Spoken,
    /// The reason why the figure may differ from the table without a mistake.
    pub doubt: Option<Skip>,
    /// Position of the words, in characters.
    pub quote: u32,
}

/// The row that the words name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// No row.
    No,
    /// A row, named in the clause of the figure.
    Row(RowSetId, Name),
    /// A row, named elsewhere in the sentence.
    Near(RowSetId, Name),
}

/// The year that the words name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// No year, or the report's year.
    This,
    /// The given year.
    Year(i32),
    /// A year other than the report's.
    Other,
}

/// The reason why a figure is not compared with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// It is a year.
    Year,
    /// No word of the form belongs to it.
    NoWord,
    /// Unknown words separate it from the word of the form.
    Apart,
    /// Its unit is incompatible with that of the field.
    Unit,
    /// It is a difference.
    Change,
    /// It is a share.
    Share,
    /// It is a bound.
    Limit,
    /// It is one figure for several values, or a figure per unit.
    Several,
    /// It is a figure of another year, or of a part of a year.
    Period,
    /// It is a planned, granted or received amount, which may differ from the table.
    Plan,
    /// Its words may mean a value related to that in the table.
    Near,
    /// It is not exact.
    About,
    /// The words do not say which row is meant.
    Row,
    /// The cell is blank.
    Blank,
    /// It is one of several parts of the table's value.
    Part,
}

impl Skip {
    /// Returns the reason in a reconciliation.
    pub(super) fn reason(self) -> Reason {
        match self {
            Skip::Year | Skip::NoWord | Skip::Change | Skip::Share => Reason::NoLabel,
            Skip::Apart => Reason::WordsBetween,
            Skip::Unit => Reason::OtherUnit,
            Skip::Limit => Reason::Bound,
            Skip::Several => Reason::Several,
            Skip::Period => Reason::OtherYear,
            Skip::Plan => Reason::Plan,
            Skip::Near => Reason::Ambiguous,
            Skip::About => Reason::Approximate,
            Skip::Row => Reason::RowUnknown,
            Skip::Blank => Reason::CellBlank,
            Skip::Part => Reason::Relation,
        }
    }
}

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
    period: bool,
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
    fn new() -> State {
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
            plan: false,
            period: false,
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
            Context::Filler => {}
            Context::Total => self.several |= self.listed,
            Context::Whole => self.row = Named::No,
            Context::Opener => self.modified = false,
            Context::Other => self.other(),
            Context::Actual => {
                self.plan = false;
                self.differs = true;
            }
            Context::Plan => {
                self.plan = true;
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
            Context::OtherYear if than => self.change = true,
            Context::OtherYear => {
                self.year = Spoken::Other;
                self.differs = true;
            }
            Context::ThisYear => {
                self.year = Spoken::This;
                self.differs = true;
            }
            Context::Period => self.period = true,
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
    glyphs: Glyphs,
    numbers: Vec<Number>,
}

impl<'a> Reader<'a> {
    /// Creates a reader.
    pub(super) fn new(
        form: &'a Form,
        words: &'a Index<Meaning>,
        names: &'a Names,
        units: &'a Index<bool>,
    ) -> Reader<'a> {
        Reader { form, words, names, units, glyphs: Glyphs::default(), numbers: Vec::new() }
    }

    /// Returns the figures of a sentence, and the mistakes in its own calculations.
    pub(super) fn read(&mut self, sentence: &str) -> (Box<[Mention]>, Box<[SumError]>) {
        if !has_digits(sentence) {
            return Default::default();
        }
        self.glyphs.read(sentence);
        numbers(&self.glyphs, self.units, &mut self.numbers);
        let says = |number: &Number| matches!(number.kind, Kind::Figure | Kind::Vague | Kind::Year);
        let mentions = if self.numbers.iter().any(says) { self.mentions() } else { Vec::new() };
        (mentions.into(), errors(&self.glyphs, &self.numbers).into())
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
        let mut state = State::new();
        let mut brackets: Vec<State> = Vec::new();
        let (mut at, mut next) = (0, 0);
        while at < self.glyphs.chars.len() {
            while self.numbers.get(next).is_some_and(|number| number.from < at) {
                next += 1;
            }
            if let Some((length, meaning)) = self.meaning(at) {
                match meaning {
                    Meaning::Field(field, sure) => state.subject(field, sure, at),
                    Meaning::Row(rows, name) => state.name(Named::Row(rows, name)),
                    Meaning::Whole => state.name(Named::No),
                    Meaning::Context(context) => state.context(context),
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
    fn number(&self, index: usize, state: &mut State) -> Option<Mention> {
        let number = &self.numbers[index];
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
                state.period = true;
                return None;
            }
            Kind::Bare | Kind::Nothing => {
                state.than = false;
                state.other();
                return None;
            }
            Kind::Figure | Kind::Vague => self.figure(number, state),
        };
        let end = if number.kind == Kind::Year { number.digits + 1 } else { number.end() };
        let span = self.glyphs.span(number.from..end);
        let unit = self.glyphs.span(number.digits..number.digits + 1).bytes.start;
        Some(Mention { span, unit, value: number.value, said })
    }

    fn figure(&self, number: &Number, state: &mut State) -> Said {
        let said = self.tie(number, state).map_or_else(Said::Untied, Said::Tied);
        // The figure belongs to unknown words. Figures after it belong to those, not to the subject.
        if matches!(said, Said::Untied(Skip::NoWord | Skip::Apart)) {
            state.subject = None;
        }
        state.after_figure();
        said
    }

    fn tie(&self, number: &Number, state: &State) -> Result<Tie, Skip> {
        let unit = self.glyphs.text(number.unit.clone());
        let percent = unit == "%" || unit == "‰";
        let behind = self.glyphs.at(number.end());
        let after = self.meaning(number.end()).map(|(_, meaning)| meaning);
        let said_after = |context| after == Some(Meaning::Context(context));
        let plain = [
            (state.change || unit.ends_with("百分点"), Skip::Change),
            (state.share && percent, Skip::Share),
            (state.limit || said_after(Context::Limit), Skip::Limit),
            (state.several || state.each || behind == '/', Skip::Several),
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
        if state.period {
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

/// True if the character ends a clause.
fn is_stop(glyph: char) -> bool {
    matches!(glyph, ',' | '，' | '、' | ';' | '；' | '。')
}

/// True if the text contains half-width or full-width digits.
fn has_digits(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) || text.contains(|c| ('０'..='９').contains(&c))
}
