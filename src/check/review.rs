//! The reconciliation as a person reviews it: the state of each claim and relation, its words, and its tick.
//!
//! A tick is stored under the words of the claim, with the values that it was compared with.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::finding::{Finding, Mark};
use super::quote::{clause_start, quoted};
use super::reconciliation::{Claim, Reason, Reconciliation, Relation, RelationKind, Verdict, Witness};
use super::values::plain;
use crate::form::{CellRef, Row, clean_line, is_of_word, show_in_formula};
use crate::message::{Lang, messages};
use crate::report::Edit;
use crate::report::naming::{place, section_name};
use crate::sheet::{TextRange, Texts};

messages! {
    state_differs() => "不一致", "different";
    state_suspect() => "存疑", "doubtful";
    state_unchecked() => "未核", "unchecked";
    state_settled() => "已核", "checked";
    state_rounded() => "约数", "rounded";
    state_equal() => "一致", "equal";

    by_cell() => "与表中数据对照", "compared with a table";
    by_indicator() => "与指标对照", "compared with an indicator";
    by_text() => "与其他文字对照", "compared with another text";
    by_relation() => "与相关数据勾稽", "part of a relation";
    is_last_year() => "与上年数相同", "equals last year's value";
    no_label() => "没有可对照的数", "nothing to compare with";
    words_between() => "所指栏目不明确", "the words do not say which value is meant";
    other_unit() => "单位与栏目不同", "the unit differs from that of the table";
    other_year() => "其他年度的数", "a figure of another year";
    part_of_year() => "部分期间的数", "a figure of a part of the year";
    approximate() => "约数", "not exact";
    bound() => "限额或下限", "a bound";
    plan() => "预算数或计划数", "a planned amount";
    ambiguous() => "可能指其他数", "may mean another value";
    several() => "对应多个数", "stands for several values";
    row_unknown() => "未指明机构", "the row is not named";
    cell_blank() => "表中为空", "blank in the table";
    perhaps_mistyped() => "疑有误", "perhaps mistyped";
    by_hand() => "人工核对", "by hand";

    kind_sum() => "合计", "sum";
    kind_share() => "占比", "share";
    kind_rate() => "比率", "rate";
    kind_count() => "项数", "count";
    kind_direction() => "增减", "change";
    kind_target() => "目标", "result and target";
    claim_line(words: &str, state: &str, result: &str) => "“{words}”{state}：{result}", "\"{words}\" {state}: {result}";
    relation_line(words: &str, kind: &str, state: &str, result: &str) => "“{words}”{kind}{state}：{result}", "\"{words}\" {kind} {state}: {result}";
    of_target(target: &str) => "目标为“{target}”", "the target is {target}";
    text_witness(words: &str, place: &str) => "“{words}”（{place}）", "\"{words}\" ({place})";
    related(figures: &str) => "勾稽：{figures}", "related to {figures}";
    and_others(figures: &str, count: usize) => "{figures}等 {count} 项", "{figures} and others ({count})";
    calculated(operands: &str, value: &str) => "{operands}，计算为 {value}", "{operands}: calculated {value}";
    listed(count: &str) => "列举 {count} 项", "listed: {count}";

    between() => "、", ", ";
}

/// The state of a claim or a relation: its verdict, and what a person said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Equal, or the relation holds.
    Equal,
    /// Equal after rounding.
    Rounded,
    /// Different from a value that is certainly meant, or the relation does not hold.
    Differs,
    /// Perhaps mistyped, or last year's.
    Suspect,
    /// Not compared.
    Unchecked,
    /// Ticked, or explained.
    Settled,
}

impl State {
    /// All states, in the order of lists.
    pub const ALL: [State; 6] =
        [State::Equal, State::Rounded, State::Differs, State::Suspect, State::Unchecked, State::Settled];

    fn new(verdict: Verdict, is_settled: bool) -> State {
        match verdict {
            Verdict::Equal => State::Equal,
            Verdict::Rounded => State::Rounded,
            _ if is_settled => State::Settled,
            Verdict::Differs => State::Differs,
            Verdict::Suspect => State::Suspect,
            Verdict::Unchecked => State::Unchecked,
        }
    }

    /// True if a person should look at it.
    pub fn is_open(self) -> bool {
        matches!(self, State::Differs | State::Suspect | State::Unchecked)
    }

    /// Returns the sign in lists.
    pub fn sign(self) -> &'static str {
        match self {
            State::Differs => "!",
            State::Suspect => "?",
            State::Unchecked => ".",
            State::Settled => "+",
            State::Rounded | State::Equal => "=",
        }
    }

    /// Returns the word for it.
    pub fn words(self, lang: Lang) -> String {
        let words: fn(Lang) -> String = match self {
            State::Differs => state_differs,
            State::Suspect => state_suspect,
            State::Unchecked => state_unchecked,
            State::Settled => state_settled,
            State::Rounded => state_rounded,
            State::Equal => state_equal,
        };
        words(lang)
    }
}

impl Reason {
    /// Returns the reason in words.
    pub fn words(self, lang: Lang) -> String {
        let words: fn(Lang) -> String = match self {
            Reason::Cell => by_cell,
            Reason::Indicator => by_indicator,
            Reason::OtherText => by_text,
            Reason::Relation => by_relation,
            Reason::LastYear => is_last_year,
            Reason::NoLabel => no_label,
            Reason::WordsBetween => words_between,
            Reason::OtherUnit => other_unit,
            Reason::OtherYear => other_year,
            Reason::PartOfYear => part_of_year,
            Reason::Approximate => approximate,
            Reason::Bound => bound,
            Reason::Plan => plan,
            Reason::Ambiguous => ambiguous,
            Reason::Several => several,
            Reason::RowUnknown => row_unknown,
            Reason::CellBlank => cell_blank,
        };
        words(lang)
    }
}

impl RelationKind {
    /// Returns the word for it.
    pub fn words(self, lang: Lang) -> String {
        let words: fn(Lang) -> String = match self {
            RelationKind::Sum => kind_sum,
            RelationKind::Share => kind_share,
            RelationKind::Rate => kind_rate,
            RelationKind::Count => kind_count,
            RelationKind::Direction => kind_direction,
            RelationKind::Target => kind_target,
        };
        words(lang)
    }
}

/// Quotes figures of texts. The characters of a text are collected once, because positions count characters.
pub struct Quotes<'a> {
    /// The report and its values.
    pub texts: Texts<'a>,
    chars: RefCell<HashMap<CellRef, Vec<char>>>,
}

impl<'a> Quotes<'a> {
    /// Quotes the texts of a report.
    pub fn new(texts: &Texts<'a>) -> Quotes<'a> {
        Quotes { texts: *texts, chars: RefCell::default() }
    }

    /// Returns a part of a text as typed, without whitespace; `from` moves its start.
    fn part(&self, cell: CellRef, place: TextRange, from: impl FnOnce(&[char]) -> u32) -> String {
        let mut known = self.chars.borrow_mut();
        let chars = known.entry(cell).or_insert_with(|| self.texts.report.text(cell).chars().collect());
        let part = chars.get(from(chars) as usize..place.end as usize);
        part.unwrap_or_default().iter().filter(|c| !c.is_whitespace()).collect()
    }

    /// Returns a figure with its unit, as typed.
    pub fn written(&self, cell: CellRef, place: TextRange) -> String {
        self.part(cell, place, |_| place.start)
    }

    /// Returns the words of the clause up to a figure, as typed. A tick is stored under them.
    fn words(&self, cell: CellRef, place: TextRange) -> String {
        self.part(cell, place, |chars| clause_start(chars, place.start))
    }

    /// Returns the words of the clause up to a figure, as shown.
    fn quoted(&self, cell: CellRef, place: TextRange) -> String {
        if self.texts.sheet.references(cell).is_empty() {
            return self.words(cell, place);
        }
        let mut start = place.start;
        self.part(cell, place, |chars| {
            start = clause_start(chars, place.start);
            start
        });
        quoted(&self.texts, cell, TextRange { start, ..place })
    }

    /// Returns the value of a witness: that of the cell in plain format, or the part of the text.
    fn value(&self, witness: &Witness) -> String {
        match witness.place {
            Some(place) => self.written(witness.cell, place),
            None => plain(&self.texts, witness.cell),
        }
    }

    /// Returns the name of the place of a witness and its value: `支出表 基本支出 767.32`.
    fn named(&self, witness: &Witness) -> String {
        let Texts { form, report, lang, .. } = self.texts;
        let label = match witness.cell.row {
            Row::At(_) => place(form, report, witness.cell),
            _ => form.label(witness.cell.field).to_owned(),
        };
        let place = format!("{} {label}", section_name(form, witness.cell.field, lang));
        match witness.place {
            Some(part) => text_witness(lang, &self.quoted(witness.cell, part), &place),
            None => format!("{place} {}", shortened(&self.texts.shown(witness.cell))),
        }
    }
}

impl Claim {
    /// Returns the words of the clause up to the figure, as shown.
    pub fn quoted(&self, quotes: &Quotes<'_>) -> String {
        quotes.quoted(self.cell, self.place)
    }

    /// Returns the edit that ticks the claim or removes its tick.
    pub fn tick(&self, texts: &Texts<'_>, ticked: bool) -> Edit {
        let quotes = Quotes::new(texts);
        let words = quotes.words(self.cell, self.place);
        Edit::tick(self.cell, &words, ticked.then(|| self.against(&quotes)))
    }

    /// Returns the result of the comparison in words: the values that it was compared with, or the reason.
    pub fn result(&self, quotes: &Quotes<'_>) -> String {
        let lang = quotes.texts.lang;
        if self.witness.is_empty() {
            return if self.ticked { by_hand(lang) } else { self.reason.words(lang) };
        }
        if self.reason == Reason::Relation {
            return self.related(quotes);
        }
        let witness: Vec<String> = self.witness.iter().map(|witness| quotes.named(witness)).collect();
        let doubt = match (self.verdict, self.reason) {
            (_, Reason::LastYear) => Some(is_last_year(lang)),
            (Verdict::Suspect, _) => Some(perhaps_mistyped(lang)),
            _ => None,
        };
        let words = witness.join(&between(lang));
        match (doubt, lang) {
            (None, _) => words,
            (Some(doubt), Lang::Zh) => format!("{words}，{doubt}"),
            (Some(doubt), Lang::En) => format!("{words}: {doubt}"),
        }
    }

    /// Returns the figures to which it is related, in words.
    fn related(&self, quotes: &Quotes<'_>) -> String {
        /// Number of figures that are named.
        const NAMED: usize = 4;
        let lang = quotes.texts.lang;
        let named = self.witness.iter().take(NAMED).map(|witness| shortened(&quotes.value(witness)));
        let named = named.collect::<Vec<_>>().join(&between(lang));
        match self.witness.len() {
            count if count > NAMED => related(lang, &and_others(lang, &named, count)),
            _ => related(lang, &named),
        }
    }

    /// Returns the values that it was compared with.
    fn against(&self, quotes: &Quotes<'_>) -> String {
        let values: Vec<String> = self.witness.iter().map(|witness| quotes.value(witness)).collect();
        values.join(" ")
    }
}

impl Relation {
    /// Returns the words of its place, as shown: the clause up to the stated figure, or the value of the cell.
    pub fn quoted(&self, quotes: &Quotes<'_>) -> String {
        match self.place {
            Some(place) => quotes.quoted(self.cell, place),
            None => shortened(&quotes.texts.shown(self.cell)),
        }
    }

    /// Returns the operands and the calculated value in words: `50个 + 2个 = 52`.
    pub fn result(&self, quotes: &Quotes<'_>) -> String {
        let sign = match self.kind {
            RelationKind::Sum => " + ",
            RelationKind::Share | RelationKind::Rate => " / ",
            RelationKind::Count | RelationKind::Direction | RelationKind::Target => "、",
        };
        if let (RelationKind::Target, [target]) = (self.kind, &self.operands[..])
            && quotes.texts.form.goal_cells(target.cell).len() > 1
        {
            return of_target(quotes.texts.lang, &quotes.texts.shown_goal(target.cell));
        }
        let values: Vec<String> = self.operands.iter().map(|operand| quotes.value(operand)).collect();
        let operands = values.join(sign);
        let Some(calculated_value) = self.calculated.map(|value| show_in_formula(value, 0)) else {
            return operands;
        };
        match self.kind {
            RelationKind::Sum => format!("{operands} = {calculated_value}"),
            RelationKind::Share | RelationKind::Rate => format!("{operands} = {calculated_value}%"),
            RelationKind::Count => listed(quotes.texts.lang, &calculated_value),
            RelationKind::Target => of_target(quotes.texts.lang, &operands),
            RelationKind::Direction => calculated(quotes.texts.lang, &operands, &calculated_value),
        }
    }
}

/// Returns the start of a long text; never ends inside a number.
fn shortened(text: &str) -> String {
    /// Maximum number of characters.
    const LONGEST: usize = 24;
    let line = clean_line(text);
    let Some((cut, _)) = line.char_indices().nth(LONGEST) else { return line };
    let (start, rest) = line.split_at(cut);
    let is_inside = start.ends_with(is_of_word) && rest.starts_with(is_of_word);
    let start = if is_inside { start.trim_end_matches(is_of_word) } else { start };
    format!("{start}…")
}

/// Returns a claim in one line: its words, its state, and the result of the comparison.
pub fn claim_words(quotes: &Quotes<'_>, (state, claim): &(State, Claim)) -> String {
    let lang = quotes.texts.lang;
    claim_line(lang, &claim.quoted(quotes), &state.words(lang), &claim.result(quotes))
}

/// Returns a relation in one line: its words, its kind and state, and its operands.
pub fn relation_words(quotes: &Quotes<'_>, (state, relation): &(State, Relation)) -> String {
    let lang = quotes.texts.lang;
    let (kind, state) = (relation.kind.words(lang), state.words(lang));
    relation_line(lang, &relation.quoted(quotes), &kind, &state, &relation.result(quotes))
}

/// The reconciliation with the state of each item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The claims, in the order of the texts.
    pub claims: Vec<(State, Claim)>,
    /// The relations, in the same order.
    pub relations: Vec<(State, Relation)>,
    /// Cells with a value that no text mentions.
    pub unmentioned: Vec<CellRef>,
}

impl Review {
    /// Returns the review of a reconciliation of the report with these findings.
    pub fn new(found: Reconciliation, findings: &[Finding]) -> Review {
        let explained = findings.iter().filter(|finding| finding.mark() == Mark::Explained);
        // A finding about a calculation begins before the figure, but ends with it.
        let end = |place: Option<TextRange>| place.map(|place| place.end);
        let explained: HashSet<(CellRef, Option<u32>)> =
            explained.map(|finding| (finding.cell, end(finding.place))).collect();
        let claims = found.claims.into_iter().map(|claim| {
            let is_settled = claim.ticked || explained.contains(&(claim.cell, Some(claim.place.end)));
            (State::new(claim.verdict, is_settled), claim)
        });
        let relations = found.relations.into_iter().map(|relation| {
            let is_settled = relation.is_excused || explained.contains(&(relation.cell, end(relation.place)));
            (State::new(relation.verdict, is_settled), relation)
        });
        Review { claims: claims.collect(), relations: relations.collect(), unmentioned: found.unmentioned }
    }
}

impl Review {
    /// Returns the claims that a person should look at, the most severe first.
    pub fn open(&self) -> Vec<&(State, Claim)> {
        let mut open: Vec<_> = self.claims.iter().filter(|(state, _)| state.is_open()).collect();
        open.sort_by_key(|(state, _)| *state);
        open
    }
}

/// Returns the number of entries in each state, in words.
pub fn counts(lang: Lang, states: &[State]) -> String {
    let count = |state: State| states.iter().filter(|one| **one == state).count();
    let counts: Vec<String> =
        State::ALL.iter().map(|state| format!("{} {}", state.words(lang), count(*state))).collect();
    counts.join("  ")
}

/// Marks the claims that were ticked and still have the values that they were ticked for.
pub(super) fn mark_ticked(texts: &Texts<'_>, found: &mut Reconciliation) {
    let ticked: HashSet<CellRef> = texts.report.ticks().map(|(cell, ..)| cell).collect();
    let quotes = Quotes::new(texts);
    for claim in found.claims.iter_mut().filter(|claim| ticked.contains(&claim.cell)) {
        let words = quotes.words(claim.cell, claim.place);
        let values = texts.report.tick(claim.cell, &words);
        claim.ticked = values.is_some_and(|values| values == claim.against(&quotes));
    }
}

/// Returns the places of the ticked claims that differ from a value: the text and the end of the figure. They
/// answer the findings there.
pub(super) fn answered(found: &Reconciliation) -> HashSet<(CellRef, u32)> {
    let differs = |claim: &&Claim| matches!(claim.verdict, Verdict::Differs | Verdict::Suspect);
    let ticked = found.claims.iter().filter(|claim| claim.ticked).filter(differs);
    ticked.map(|claim| (claim.cell, claim.place.end)).collect()
}
