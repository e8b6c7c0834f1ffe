//! Findings: problems in a report that the user should review, and the sentence for each.

use std::borrow::Cow;

use super::prose::{StyleIssue, Sum};
use crate::form::{CellRef, FieldId, Form, Home, Percent, Row, Severity, Value, round, show_in_formula};
use crate::message;
use crate::report::naming;
use crate::sheet::reference::Fault;
use crate::sheet::{Beside, TextRange, Texts, beside, phrase, problem_sentence};

/// A problem at a place in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The cell.
    pub cell: CellRef,
    /// The kind of problem.
    pub kind: FindingKind,
    /// True if the user has written an explanation.
    pub explained: bool,
}

/// The kind of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// A required field is empty.
    Required,
    /// An entry cannot be parsed.
    Format,
    /// A formula has no result, for example because it divides by zero.
    NoResult,
    /// A number has more decimals than its field allows.
    Decimals,
    /// The condition of the field does not hold.
    Constraint,
    /// A typed total differs from the result of the formula.
    OverrideDiffers,
    /// A typed total overrides a formula whose result is blank.
    OverrideBlank,
    /// A typed total equals the result of the formula.
    OverrideSame,
    /// A check of the form, by its index.
    Check(usize),
    /// An entry from last year is not confirmed.
    Carried,
    /// An entry that should be new every year equals last year's.
    SameAsLast,
    /// A number changed since last year by more than the form's limit.
    Moved,
    /// A number has the opposite sign of last year's.
    SignChanged,
    /// A live figure in a text has no value to show.
    Reference {
        /// Position of the live figure.
        place: TextRange,
        /// The reason.
        fault: Fault,
    },
    /// A figure in a text differs from the value in the table.
    Figure {
        /// Start of the words that belong to the figure, in characters.
        quote: u32,
        /// Position of the figure.
        place: TextRange,
        /// The cell with the different value.
        against: CellRef,
    },
    /// A sum or rate written in a text does not match the numbers in the text.
    Sum {
        /// Position of the calculation.
        place: TextRange,
        /// The correct result.
        sum: Sum,
    },
    /// A text has a style issue.
    Wording {
        /// Position of the issue.
        place: TextRange,
        /// The issue.
        flaw: StyleIssue,
    },
    /// A long sentence is repeated.
    Repeated {
        /// Position of the repetition.
        place: TextRange,
        /// The text with the first occurrence; may be the same text.
        first: CellRef,
    },
    /// An indicator is in two rows.
    Indicator {
        /// Cell of the first occurrence.
        first: CellRef,
    },
}

/// The data that a finding depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Its cell, last year's value, and the cells in the condition of the field.
    Cell,
    /// A check of the form, by its index.
    Check(usize),
    /// Its text, and the values that the text mentions.
    Text,
}

/// The state of a finding, shown as a letter; most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

impl FindingKind {
    /// Returns the data that the finding depends on.
    pub(crate) fn source(self) -> Source {
        match self {
            FindingKind::Required
            | FindingKind::Format
            | FindingKind::NoResult
            | FindingKind::Decimals
            | FindingKind::Constraint
            | FindingKind::OverrideDiffers
            | FindingKind::OverrideBlank
            | FindingKind::OverrideSame
            | FindingKind::Carried
            | FindingKind::SameAsLast
            | FindingKind::Moved
            | FindingKind::SignChanged => Source::Cell,
            FindingKind::Wording { flaw, .. } if !matches!(flaw, StyleIssue::ThisYear { .. }) => Source::Cell,
            FindingKind::Check(index) => Source::Check(index),
            FindingKind::Wording { .. }
            | FindingKind::Repeated { .. }
            | FindingKind::Indicator { .. }
            | FindingKind::Reference { .. }
            | FindingKind::Figure { .. }
            | FindingKind::Sum { .. } => Source::Text,
        }
    }
}

impl Finding {
    pub(crate) fn new(cell: CellRef, kind: FindingKind) -> Finding {
        Finding { cell, kind, explained: false }
    }

    /// Returns the sort key for lists: most severe first, then form order, then position in the text.
    pub fn rank(&self, form: &Form) -> impl Ord + use<> {
        (self.mark(form), form.field(self.cell.field).section, self.cell, self.place(), self.kind)
    }

    /// Returns the severity.
    pub fn severity(&self, form: &Form) -> Severity {
        match self.kind {
            FindingKind::Required | FindingKind::Format | FindingKind::Constraint => Severity::Error,
            FindingKind::Decimals
            | FindingKind::OverrideDiffers
            | FindingKind::OverrideBlank
            | FindingKind::SignChanged
            | FindingKind::Figure { .. }
            | FindingKind::Sum { .. }
            | FindingKind::Wording { flaw: StyleIssue::Placeholder | StyleIssue::Help, .. } => {
                Severity::Explain
            }
            FindingKind::Wording { .. }
            | FindingKind::Repeated { .. }
            | FindingKind::Indicator { .. }
            | FindingKind::OverrideSame
            | FindingKind::NoResult
            | FindingKind::Carried
            | FindingKind::SameAsLast
            | FindingKind::Moved => Severity::Hint,
            FindingKind::Check(index) => form.checks[index].severity,
            FindingKind::Reference { fault, .. } => fault.severity(),
        }
    }

    /// Returns the mark that it is shown with.
    pub fn mark(&self, form: &Form) -> Mark {
        match (self.kind, self.severity(form)) {
            (FindingKind::Required | FindingKind::Reference { fault: Fault::Blank(_), .. }, _) => {
                Mark::Required
            }
            (FindingKind::Carried, _) => Mark::Carried,
            (_, Severity::Error) => Mark::Error,
            (_, Severity::Explain) if self.explained => Mark::Explained,
            (_, Severity::Explain) => Mark::Explain,
            (_, Severity::Hint) => Mark::Hint,
        }
    }

    /// Returns the name of the rule. Explanations are stored under this name.
    pub fn rule<'f>(&self, form: &'f Form) -> Cow<'f, str> {
        Cow::Borrowed(match self.kind {
            FindingKind::Required => "required",
            FindingKind::Format => "format",
            FindingKind::NoResult => "no-result",
            FindingKind::Decimals => "decimals",
            FindingKind::Constraint => "constraint",
            FindingKind::OverrideDiffers | FindingKind::OverrideBlank | FindingKind::OverrideSame => {
                "override"
            }
            FindingKind::Check(index) => &form.checks[index].id,
            FindingKind::Carried => "carried",
            FindingKind::SameAsLast => "same-as-last",
            FindingKind::Moved => "change",
            FindingKind::SignChanged => "sign-change",
            FindingKind::Reference { .. } => "live-figure",
            // Each value has its own rule, so that an explanation does not apply to all figures of a text.
            FindingKind::Figure { against, .. } => return Cow::Owned(figure_rule(form, against.field)),
            FindingKind::Sum { sum: Sum::Rate { .. }, .. } => "rate",
            FindingKind::Sum { .. } => "sum",
            FindingKind::Wording { flaw, .. } => flaw.rule(),
            FindingKind::Repeated { .. } => "repeated",
            FindingKind::Indicator { .. } => "repeated-indicator",
        })
    }

    /// Returns the range of the text that it concerns; `None` for the whole cell.
    pub fn place(&self) -> Option<TextRange> {
        match self.kind {
            FindingKind::Reference { place, .. }
            | FindingKind::Figure { place, .. }
            | FindingKind::Sum { place, .. }
            | FindingKind::Wording { place, .. }
            | FindingKind::Repeated { place, .. } => Some(place),
            _ => None,
        }
    }

    /// Returns the form's advice for a failed check; empty for other findings.
    pub fn advice<'f>(&self, form: &'f Form) -> &'f str {
        match self.kind {
            FindingKind::Check(index) => &form.checks[index].advice,
            _ => "",
        }
    }

    /// Returns the sentence for the user: the problem, both numbers, and the correct value.
    pub fn sentence(&self, texts: &Texts<'_>) -> String {
        let Texts { form, report, sheet, lang } = *texts;
        let field = form.field(self.cell.field);
        let value = || field.kind.show(&sheet.cell(self.cell).value, lang);
        match self.kind {
            FindingKind::Required => message::required_empty(lang),
            FindingKind::Format | FindingKind::NoResult => {
                sheet.cell(self.cell).problem.as_ref().map_or_else(String::new, |problem| {
                    problem_sentence(texts, problem, &field.kind, report.text(self.cell))
                })
            }
            FindingKind::Decimals => message::too_many_decimals(lang, &value(), field.kind.decimals()),
            FindingKind::Constraint => match &field.constraint {
                Some((_, Some(words))) => phrase(texts, words, self.cell.row),
                _ => message::constraint_broken(lang),
            },
            FindingKind::OverrideDiffers => {
                let calculated = sheet.calculated(self.cell).unwrap_or(&Value::Blank);
                message::override_differs(lang, &value(), &field.kind.show(calculated, lang))
            }
            FindingKind::OverrideBlank => message::override_blank(lang, &value()),
            FindingKind::OverrideSame => message::override_same(lang, &value()),
            FindingKind::Check(index) => phrase(texts, &form.checks[index].message, self.cell.row),
            FindingKind::Carried => message::carried(lang),
            FindingKind::SameAsLast if field.kind.is_number() => message::same_as_last(lang, &value()),
            FindingKind::SameAsLast => message::same_text_as_last(lang),
            FindingKind::Moved | FindingKind::SignChanged => {
                let Some(Beside { last, change }) = beside(texts, self.cell) else { return String::new() };
                if self.kind == FindingKind::SignChanged {
                    return message::sign_changed(lang, &value(), &last);
                }
                let limit = form.change.map_or_else(String::new, Percent::show);
                message::moved(lang, &value(), &last, &change.amount().unwrap_or_default(), &limit)
            }
            FindingKind::Reference { place, fault } => {
                let all = sheet.references(self.cell);
                let at = all.binary_search_by_key(&place.start, |live| live.place.start).ok();
                let typed = at.and_then(|at| report.text(self.cell).get(all[at].typed.clone()));
                fault.sentence(texts, typed.unwrap_or_default())
            }
            FindingKind::Figure { quote, place, against } => {
                let kind = &form.field(against.field).kind;
                let value = kind.show(&sheet.cell(against).value, lang);
                let value = [&value, kind.unit().unwrap_or_default()].join(" ").trim_end().to_owned();
                let words = quoted(report.text(self.cell), TextRange { start: quote, ..place });
                // For sums over all rows the label is enough.
                let label = match against.row {
                    Row::At(_) => naming::place(form, report, against),
                    _ => form.label(against.field).to_owned(),
                };
                message::figure_differs(lang, &words, &label, &value)
            }
            FindingKind::Sum { place, sum } => {
                let words = quoted(report.text(self.cell), place);
                let number = |number| show_in_formula(number, 0);
                match sum {
                    Sum::Spelled { right } => message::sum_differs(lang, &words, &number(right)),
                    Sum::Parts { right } => message::parts_differ(lang, &words, &number(right)),
                    Sum::Rate { right, part, whole } => {
                        let right = show_in_formula(round(right, 2), 0);
                        message::rate_differs(lang, &words, &number(part), &number(whole), &right)
                    }
                }
            }
            FindingKind::Wording { place, flaw } => wording_sentence(texts, self.cell, place, flaw),
            FindingKind::Repeated { place, first } => {
                let words = quoted_from(report.text(self.cell), place);
                if first == self.cell {
                    message::repeated_here(lang, &words)
                } else {
                    message::repeated(lang, &words, &naming::place(form, report, first))
                }
            }
            FindingKind::Indicator { first } => {
                let name = report.text(self.cell).trim();
                message::repeated_indicator(lang, name, class(form, first))
            }
        }
    }
}

/// Returns the rule of the figures in texts that mean a value of this field. Each field has its own rule, so
/// that its figures are explained separately.
pub fn figure_rule(form: &Form, id: FieldId) -> String {
    let field = form.field(id);
    match field.rows() {
        Some(_) => format!("figure-{}-{}", form.path_head(CellRef::only(id)), field.name),
        None => format!("figure-{}", field.name),
    }
}

/// Maximum length of a quotation in a sentence, in characters.
const MAX_QUOTE: usize = 40;

/// Returns a part of a text without whitespace. A long part is cut at the start, because the figure is at the
/// end.
fn quoted(text: &str, place: TextRange) -> String {
    let part = text.chars().skip(place.start as usize).take((place.end - place.start) as usize);
    let part: Vec<char> = part.filter(|c| !c.is_whitespace()).collect();
    let cut = part.len().saturating_sub(MAX_QUOTE);
    let dots = if cut > 0 { "…" } else { "" };
    dots.chars().chain(part[cut..].iter().copied()).collect()
}

/// Returns a part of a text without whitespace. A long part is cut at the end.
fn quoted_from(text: &str, place: TextRange) -> String {
    let length = (place.end - place.start) as usize;
    let part = text.chars().skip(place.start as usize).take(length.min(MAX_QUOTE));
    let dots = if length > MAX_QUOTE { "…" } else { "" };
    part.filter(|c| !c.is_whitespace()).chain(dots.chars()).collect()
}

/// Returns the class of an indicator.
fn class(form: &Form, cell: CellRef) -> &str {
    match form.field(cell.field).home {
        Home::Column { table, group, .. } => &form.table(table).groups[group].label,
        _ => form.label(cell.field),
    }
}

/// Number of characters quoted before a punctuation mark to show its position.
const CONTEXT: u32 = 6;

fn wording_sentence(texts: &Texts<'_>, cell: CellRef, place: TextRange, flaw: StyleIssue) -> String {
    let Texts { report, lang, .. } = *texts;
    let text = report.text(cell);
    let near = || quoted(text, TextRange { start: place.start.saturating_sub(CONTEXT), ..place });
    match flaw {
        StyleIssue::Doubled => message::doubled_mark(lang, &near()),
        StyleIssue::HalfWidth { count } => {
            let right = match text.chars().nth(place.start as usize) {
                Some('(' | ')') => "（）".to_owned(),
                // Full-width forms have the same order as ASCII, at a fixed offset.
                Some(c) => char::from_u32(u32::from(c) + 0xfee0).map_or_else(String::new, String::from),
                None => String::new(),
            };
            match count {
                1 => message::half_width(lang, &near(), &right),
                count => message::half_width_many(lang, &near(), &right, count),
            }
        }
        StyleIssue::YearGap => {
            let part = text.chars().skip(place.start as usize).take((place.end - place.start) as usize);
            message::year_gap(lang, &part.collect::<String>(), &quoted(text, place))
        }
        StyleIssue::Placeholder => message::placeholder(lang, &quoted_from(text, place)),
        StyleIssue::Help => message::help_left_in(lang, &quoted_from(text, place)),
        StyleIssue::Numbering { last } => message::numbering(lang, &quoted(text, place), last, last + 1),
        StyleIssue::NoColon => message::no_colon(lang, &quoted(text, place)),
        StyleIssue::Ending => message::same_ending(lang, &quoted_from(text, place)),
        StyleIssue::ThisYear { year, written } => message::this_year_unclear(lang, year, written),
    }
}
