//! Findings: problems in a report that the user should review.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::list::RuleId;
use rust_decimal::Decimal;

use super::prose::StyleIssue;
use super::reconciliation::{RelationKind, Witness};
use crate::form::{CellRef, FieldId, Form, Severity};
use crate::sheet::{TextRange, Texts};

/// A problem at a place in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The cell.
    pub cell: CellRef,
    /// The rule.
    pub rule: RuleId,
    /// The mark without an explanation.
    pub(super) mark: Mark,
    /// The range of the text that it concerns; `None` for the whole cell.
    pub place: Option<TextRange>,
    /// Data for the sentence.
    pub detail: Detail,
    /// True if the user has explained it, or ticked its claim, for the present values.
    pub explained: bool,
}

/// Data of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Nothing.
    None,
    /// Another cell.
    Cell(CellRef),
    /// A number of rows that are not filled in.
    Rows(usize),
    /// A check of the form, by its index.
    Check(usize),
    /// A content of the file without a place in the form, by its index.
    Unknown(usize),
    /// A figure in a text.
    Figure {
        /// Start of the words that belong to the figure, in characters.
        quote: u32,
        /// The cell with the different value.
        against: CellRef,
    },
    /// A number of paragraphs in another text.
    Paragraphs {
        /// The other text.
        cell: CellRef,
        /// The number.
        count: usize,
    },
    /// Another year.
    Year(i32),
    /// A part of another text that says something else.
    Elsewhere {
        /// The other text.
        cell: CellRef,
        /// The part.
        place: TextRange,
    },
    /// A relation between figures of a text that does not hold.
    Relation {
        /// Its kind.
        kind: RelationKind,
        /// The result as calculated.
        calculated: Decimal,
        /// The figure that states the result.
        stated: TextRange,
        /// The figures that it follows from.
        operands: Operands,
        /// A value elsewhere that it follows from as well.
        other: Option<Witness>,
    },
    /// A style issue.
    Style(StyleIssue),
}

/// The first figures that a result follows from, as ranges of its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operands {
    /// The ranges; unused ones are `None`.
    pub places: [Option<TextRange>; 6],
    /// True if there are more.
    pub more: bool,
}

impl FromIterator<TextRange> for Operands {
    fn from_iter<I: IntoIterator<Item = TextRange>>(ranges: I) -> Operands {
        let mut operands = Operands::default();
        let mut ranges = ranges.into_iter();
        for (place, range) in operands.places.iter_mut().zip(&mut ranges) {
            *place = Some(range);
        }
        operands.more = ranges.next().is_some();
        operands
    }
}

/// The state of a finding, shown as a letter; most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// `!`
    Error,
    /// `?`
    Explain,
    /// `*`
    Required,
    /// `~`: an unconfirmed entry from last year.
    Carried,
    /// `i`
    Hint,
    /// `+`: like `?`, but explained.
    Explained,
}

impl Mark {
    /// All marks, most severe first.
    pub const ALL: [Mark; 6] =
        [Mark::Error, Mark::Explain, Mark::Required, Mark::Carried, Mark::Hint, Mark::Explained];

    /// Returns the letter.
    pub fn letter(self) -> char {
        match self {
            Mark::Error => '!',
            Mark::Explain => '?',
            Mark::Required => '*',
            Mark::Carried => '~',
            Mark::Hint => 'i',
            Mark::Explained => '+',
        }
    }
}

impl From<Severity> for Mark {
    fn from(severity: Severity) -> Mark {
        match severity {
            Severity::Error => Mark::Error,
            Severity::Explain => Mark::Explain,
            Severity::Hint => Mark::Hint,
        }
    }
}

impl Finding {
    /// Compares two findings for lists: most severe first, then form order, then position in the text.
    pub fn order(&self, other: &Finding, form: &Form) -> Ordering {
        let section = |finding: &Finding| form.field(finding.cell.field).section;
        let place = |finding: &Finding| (finding.place, finding.rule, finding.detail);
        let order = self.mark().cmp(&other.mark());
        order
            .then_with(|| section(self).cmp(&section(other)))
            .then_with(|| self.cell.cmp(&other.cell))
            .then_with(|| place(self).cmp(&place(other)))
    }

    /// Returns the severity.
    pub fn severity(&self) -> Severity {
        match self.mark {
            Mark::Error | Mark::Required => Severity::Error,
            Mark::Explain | Mark::Explained => Severity::Explain,
            Mark::Carried | Mark::Hint => Severity::Hint,
        }
    }

    /// Returns the mark that it is shown with.
    pub fn mark(&self) -> Mark {
        match self.mark {
            Mark::Explain if self.explained => Mark::Explained,
            mark => mark,
        }
    }

    /// True if it prevents a final export: an error, an unconfirmed entry of last year, or a contradiction that
    /// is not explained.
    pub fn blocks_final(&self) -> bool {
        match self.mark() {
            Mark::Error | Mark::Required | Mark::Carried => true,
            Mark::Explain => self.rule.rule().blocks,
            Mark::Hint | Mark::Explained => false,
        }
    }

    /// Returns the name of the rule. Explanations are stored under this name.
    pub fn name<'f>(&self, form: &'f Form) -> Cow<'f, str> {
        match self.detail {
            Detail::Check(index) => Cow::Borrowed(&form.checks[index].id),
            // Each value has its own name, so that an explanation does not apply to all figures of a text.
            Detail::Figure { against, .. } if self.rule == RuleId::Figure => {
                Cow::Owned(figure_rule(form, against.field))
            }
            _ => Cow::Borrowed(self.rule.rule().name),
        }
    }

    /// Returns the form's advice for a failed check; empty for other findings.
    pub fn advice<'f>(&self, form: &'f Form) -> &'f str {
        match self.detail {
            Detail::Check(index) => &form.checks[index].advice,
            _ => "",
        }
    }

    /// Returns the sentence for the user: the problem, both numbers, and the correct value.
    pub fn sentence(&self, texts: &Texts<'_>) -> String {
        (self.rule.rule().sentence)(texts, self)
    }
}

/// Returns the name under which the figures in texts that mean a value of this field are explained.
pub(super) fn figure_rule(form: &Form, id: FieldId) -> String {
    let field = form.field(id);
    match field.rows() {
        Some(_) => format!("figure-{}-{}", form.path_head(CellRef::only(id)), field.name),
        None => format!("figure-{}", field.name),
    }
}
