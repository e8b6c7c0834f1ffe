//! A sentence with its figures, as the relations see it.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::check::prose::Glyphs;
use crate::check::reconciliation::{ClaimKind, RelationKind};
use crate::form::{FieldId, Unit};
use crate::sheet::TextRange;

/// A figure in a sentence; positions are in glyphs.
#[derive(Clone, Debug)]
pub(in crate::check) struct Amount {
    /// Position of the first glyph.
    pub from: usize,
    /// Position after the unit.
    pub end: usize,
    /// Number of open brackets around it.
    pub depth: usize,
    /// The number, with its decimals as written.
    pub value: Decimal,
    /// The unit.
    pub unit: Unit,
    /// Kind of the figure.
    pub kind: ClaimKind,
    /// True if it is inexact, a bound, one figure for several things, or an amount per unit.
    pub loose: bool,
    /// True if it is written in Chinese numerals.
    pub spelled: bool,
    /// True if it is an amount per unit.
    pub each: bool,
}

/// A sentence with the figures that its relations may use.
pub(in crate::check) struct Scene<'a> {
    /// The glyphs of the sentence, after those of the sentence before if that is needed.
    pub glyphs: &'a Glyphs,
    /// The figures in order.
    pub amounts: &'a [Amount],
    /// Words of the form: position, position after them, and the field.
    pub words: &'a [(usize, usize, FieldId)],
    /// Start of the sentence in the glyphs.
    pub here: usize,
    /// Bit set of the glyphs that occur, by code point modulo its size.
    present: [u64; 4],
}

/// A relation that a finder has found; figures are indices of amounts.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The figure that states the result.
    pub stated: usize,
    /// The figures that the result follows from.
    pub operands: Vec<usize>,
    /// The result as calculated.
    pub calculated: Decimal,
    /// True if it holds.
    pub holds: bool,
    /// The words to quote, in glyphs.
    pub quote: Range<usize>,
    /// The field whose value is the missing operand; the result depends on it.
    pub field: Option<FieldId>,
    /// The field of the part, if that is missing too.
    pub part: Option<FieldId>,
    /// True if the missing operand is a plan in another text.
    pub elsewhere: bool,
}

impl Found {
    /// Returns a relation that depends on the value of a field.
    pub(super) fn of_field(
        stated: usize,
        operands: Vec<usize>,
        field: FieldId,
        quote: Range<usize>,
    ) -> Found {
        Found {
            stated,
            operands,
            calculated: Decimal::ZERO,
            holds: true,
            quote,
            field: Some(field),
            part: None,
            elsewhere: false,
        }
    }
}

/// A range of a text in characters, relative to the start of a sentence. It may lie in the sentence before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) struct Position {
    start: i32,
    end: i32,
}

impl Position {
    /// Returns the range in a text in which the sentence starts at this character.
    pub(in crate::check) fn after(self, start: u32) -> TextRange {
        let place = |at: i32| start.saturating_add_signed(at);
        TextRange { start: place(self.start), end: place(self.end) }
    }
}

/// A relation in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::check) struct Link {
    /// Kind.
    pub kind: RelationKind,
    /// Position of the figure that states the result.
    pub stated: Position,
    /// The result as stated.
    pub value: Decimal,
    /// Positions of the operands.
    pub operands: Box<[Position]>,
    /// The result as calculated, in the unit of the stated figure.
    pub calculated: Decimal,
    /// True if it holds.
    pub holds: bool,
    /// The words to quote.
    pub quote: Position,
    /// The part and the base that are written, if the value of a field is the missing operand.
    pub open: Option<Open>,
    /// The written part, if the missing operand is a plan in another text.
    pub elsewhere: Option<(Decimal, Unit)>,
}

/// A relation that depends on the value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::check) struct Open {
    /// The field.
    pub field: FieldId,
    /// The values of the operands and their units.
    pub values: Box<[(Decimal, Unit)]>,
    /// The field of the part, if that is not written either.
    pub part: Option<FieldId>,
    /// The unit of the stated figure.
    pub unit: Unit,
    /// True if the stated figure is an increase.
    pub up: bool,
}

/// Characters that separate clauses.
pub(super) fn is_stop(glyph: char) -> bool {
    matches!(glyph, '、' | ',' | '，' | ';' | '；' | ':' | '。')
}

impl Amount {
    /// True if it is a percentage.
    pub(super) fn is_percent(&self) -> bool {
        self.unit.is_share()
    }

    /// True if it has no unit.
    pub(super) fn is_bare(&self) -> bool {
        self.unit.name().is_empty()
    }

    /// True if it is an exact result or plan, which can be a part of a sum.
    pub(super) fn is_exact(&self) -> bool {
        !self.loose && !self.each && !self.is_bare() && !self.is_percent() && self.kind != ClaimKind::Change
    }

    /// True if the two figures can be compared.
    pub(super) fn is_like(&self, other: &Amount) -> bool {
        self.unit.power(&other.unit).is_some() || self.is_points() && other.is_percent()
    }

    /// True if it is a difference of percentages.
    fn is_points(&self) -> bool {
        self.unit.name().ends_with("百分点")
    }

    /// Returns the value in the unit of another figure.
    pub(super) fn value_in(&self, other: &Amount) -> Option<Decimal> {
        if self.is_points() && other.is_percent() {
            return Some(self.value);
        }
        self.unit.convert(self.value, &other.unit)
    }

    /// Returns how much the value may be off because of its rounding: nothing for things that are counted.
    pub(super) fn off(&self) -> Decimal {
        let counted = self.value.scale() == 0 && self.unit.is_counted();
        if counted { Decimal::ZERO } else { super::near::half_step(self.value) }
    }

    /// Returns how much the value may be off, in the unit of another figure.
    pub(super) fn off_in(&self, other: &Amount) -> Option<Decimal> {
        if self.is_points() && other.is_percent() {
            return Some(self.off());
        }
        self.unit.convert(self.off(), &other.unit)
    }
}

impl<'a> Scene<'a> {
    pub(in crate::check) fn new(
        glyphs: &'a Glyphs,
        amounts: &'a [Amount],
        words: &'a [(usize, usize, FieldId)],
        here: usize,
    ) -> Scene<'a> {
        let mut present = [0; 4];
        for glyph in &glyphs.chars {
            let (word, bit) = bit(*glyph);
            present[word] |= bit;
        }
        Scene { glyphs, amounts, words, here, present }
    }

    /// False if the glyph does not occur.
    fn may_have(&self, glyph: char) -> bool {
        let (word, bit) = bit(glyph);
        self.present[word] & bit != 0
    }
}

/// Returns the position of a glyph in the bit set of a scene.
fn bit(glyph: char) -> (usize, u64) {
    let place = u32::from(glyph) as usize % 256;
    (place / 64, 1 << (place % 64))
}

impl Scene<'_> {
    /// Returns the glyph at a position; a space outside of the sentence.
    pub(super) fn at(&self, at: usize) -> char {
        self.glyphs.at(at)
    }

    /// True if a word is at a position.
    pub(super) fn is_at(&self, at: usize, word: &str) -> bool {
        word.chars().zip(at..).all(|(c, at)| self.at(at) == c)
    }

    /// Returns the positions of words in a range, with the position after each.
    pub(super) fn find<'s>(
        &'s self,
        range: Range<usize>,
        words: &'s [&str],
    ) -> impl Iterator<Item = (usize, usize)> + 's {
        // Most words do not occur in a sentence.
        let may_occur = |word: &&str| word.chars().all(|c| self.may_have(c));
        let words: Vec<&str> = words.iter().copied().filter(may_occur).collect();
        let range = if words.is_empty() { 0..0 } else { range };
        range.filter_map(move |at| {
            let word = words.iter().find(|word| self.is_at(at, word))?;
            Some((at, at + word.chars().count()))
        })
    }

    /// True if any of the words occurs in a range.
    pub(super) fn has(&self, range: Range<usize>, words: &[&str]) -> bool {
        self.find(range, words).next().is_some()
    }

    /// Returns the position after the last glyph.
    pub(super) fn end(&self) -> usize {
        self.glyphs.chars.len()
    }

    /// Returns the figures of a range of glyphs, with their indices.
    pub(super) fn amounts_in(
        &self,
        range: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = (usize, &Amount)> + Clone {
        let from = self.amounts.partition_point(|amount| amount.from < range.start);
        let to = self.amounts.partition_point(|amount| amount.from < range.end).max(from);
        (from..to).zip(&self.amounts[from..to])
    }

    /// Returns the number of open brackets at a position.
    pub(super) fn depth(&self, at: usize) -> usize {
        depth(0, &self.glyphs.chars[..at.min(self.end())])
    }

    /// Returns the position of the bracket that closes the one at `open`.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for at in open..self.end() {
            match self.at(at) {
                '(' => depth += 1,
                ')' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                return Some(at);
            }
        }
        None
    }

    /// Returns the start of the group of clauses that contains a position: after the last `；`.
    pub(super) fn group_start(&self, at: usize) -> usize {
        let ends = |at: &usize| matches!(self.at(*at), '；' | ';' | '。');
        (self.here..at).rev().find(ends).map_or(self.here, |at| at + 1)
    }

    /// Returns the start of the clause that contains a position.
    pub(super) fn clause_start(&self, at: usize) -> usize {
        (self.here.min(at)..at)
            .rev()
            .find(|at| is_stop(self.at(*at)) || self.at(*at) == '(')
            .map_or(self.here.min(at), |at| at + 1)
    }

    /// True if the figure states something in the current sentence.
    pub(super) fn is_here(&self, amount: &Amount) -> bool {
        amount.from >= self.here
    }

    /// Returns the words of a figure: its clause up to its end.
    pub(super) fn words_of(&self, amount: &Amount) -> Range<usize> {
        let from = self.clause_start(amount.from);
        let last = self.amounts.iter().rev().find(|other| other.end <= amount.from);
        from.max(last.map_or(0, |other| other.end))..amount.end
    }

    /// Converts the positions of a relation to characters. `None` if it is about an earlier sentence.
    pub(super) fn link(&self, kind: RelationKind, found: Found) -> Option<Link> {
        let stated = self.amounts.get(found.stated)?;
        let involved = found.operands.iter().chain([&found.stated]);
        if !involved.filter_map(|at| self.amounts.get(*at)).any(|amount| self.is_here(amount)) {
            return None;
        }
        let start = i64::from(self.glyphs.span(self.here..self.here + 1).chars.start);
        let position = |glyphs: Range<usize>| {
            let chars = self.glyphs.span(glyphs).chars;
            let at = |char: u32| i32::try_from(i64::from(char) - start).unwrap_or(0);
            Position { start: at(chars.start), end: at(chars.end) }
        };
        let place = |amount: &Amount| position(amount.from..amount.end);
        let operands = found.operands.iter().filter_map(|at| self.amounts.get(*at)).map(place);
        let first = found.operands.first().and_then(|at| self.amounts.get(*at)).filter(|_| found.elsewhere);
        let elsewhere = first.map(|part| (part.value, part.unit.clone()));
        let values = found.operands.iter().filter_map(|at| self.amounts.get(*at));
        let values = values.map(|amount| (amount.value, amount.unit.clone()));
        Some(Link {
            kind,
            stated: place(stated),
            value: stated.value,
            operands: operands.collect(),
            calculated: found.calculated,
            holds: found.holds,
            quote: position(found.quote.clone()),
            elsewhere,
            open: found.field.map(|field| Open {
                field,
                part: found.part,
                values: values.collect(),
                unit: stated.unit.clone(),
                up: self.has(found.quote, &["增", "提高", "上升", "超", "多"]),
            }),
        })
    }
}

/// Returns the number of open brackets after these glyphs, if `open` are open before them.
pub(in crate::check) fn depth(open: usize, glyphs: &[char]) -> usize {
    glyphs.iter().fold(open, |depth, glyph| match glyph {
        '(' => depth + 1,
        ')' => depth.saturating_sub(1),
        _ => depth,
    })
}
