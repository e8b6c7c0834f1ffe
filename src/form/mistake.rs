//! Mistakes in a template, with position and suggestion.

use crate::message::{self, Lang};

use super::kind::Kind;
use super::types::NAMES;

/// A mistake in a template, with its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Kind of the mistake.
    pub kind: MistakeKind,
}

/// Kinds of mistakes in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is explained by its sentence in `message.rs`")]
pub enum MistakeKind {
    Syntax { error: Box<ron::Error> },
    UnknownKey { found: String, near: Option<String>, all: String },
    BadName { name: String },
    DuplicateName { name: String, first_line: usize },
    StillNamed { name: String },
    UnknownName { name: String, near: Option<String> },
    UnknownColumn { table: String, column: String, near: Option<String> },
    UnknownFunction { name: String, near: Option<String>, all: String },
    UnknownRows { name: String, all: String },
    UnexpectedToken { found: String },
    Expected { expected: String, found: String },
    EndOfFormula,
    EmptyFormula,
    OpenQuote,
    OpenBrace,
    UnreadableNumber { found: String },
    FormulaTooLong { limit: usize },
    FormulaTooDeep { limit: usize },
    WrongKind { found: Kind, wanted: Kind },
    Incomparable { left: Kind, right: Kind },
    WrongArity { usage: String, found: usize },
    ManyRows { path: String },
    NoSumRow { path: String },
    OnlySumRow,
    ColumnExpected { table: String },
    Cycle { path: String },
    MissingType { name: String },
    NoChoices { name: String },
    TooManyDecimals { limit: u32 },
    NotALanguage { found: String },
    NotAPercentage { found: String },
    NoSections,
    NoColumns,
    NoTableName,
    HeadersTooDeep { limit: usize },
    TableInChapter,
    TooMany { what: &'static str, limit: usize },
    MinAboveMax { min: usize, max: usize },
    StartOutside { start: usize, min: usize, max: usize },
    OutOfRange { key: &'static str, found: u32, min: u32, max: u32 },
    WidthCount { found: usize, wanted: usize },
    WidthSum { found: u32 },
    Misplaced { key: &'static str, place: &'static str },
    NoteNotFirst,
    PrintedTwice { name: String },
    NotPrinted { name: String },
    LinesOfMany,
    AtLeastOfMany,
}

impl Mistake {
    /// Returns the message for the user, without the position.
    pub fn sentence(&self, lang: Lang) -> String {
        let hint = |near: &Option<String>| {
            near.as_ref().map_or_else(String::new, |near| message::did_you_mean(lang, near))
        };
        match &self.kind {
            MistakeKind::Syntax { error } => {
                message::template_syntax(lang, &message::ron_reason(lang, error))
            }
            MistakeKind::UnknownKey { found, near, all } => {
                message::unknown_key(lang, found, all) + &hint(near)
            }
            MistakeKind::BadName { name } => message::bad_name(lang, name),
            MistakeKind::DuplicateName { name, first_line } => {
                message::duplicate_name(lang, name, *first_line)
            }
            MistakeKind::StillNamed { name } => message::still_named(lang, name),
            MistakeKind::UnknownName { name, near } => message::unknown_name(lang, name) + &hint(near),
            MistakeKind::UnknownColumn { table, column, near } => {
                message::unknown_column(lang, table, column) + &hint(near)
            }
            MistakeKind::UnknownFunction { name, near, all } => {
                message::unknown_function(lang, name, all) + &hint(near)
            }
            MistakeKind::UnknownRows { name, all } => message::unknown_rows(lang, name, all),
            MistakeKind::UnexpectedToken { found } => message::unexpected_token(lang, found),
            MistakeKind::Expected { expected, found } if found.is_empty() => {
                message::expected_at_end(lang, expected)
            }
            MistakeKind::Expected { expected, found } => message::expected(lang, expected, found),
            MistakeKind::EndOfFormula => message::end_of_formula(lang),
            MistakeKind::EmptyFormula => message::empty_formula(lang),
            MistakeKind::OpenQuote => message::open_quote(lang),
            MistakeKind::OpenBrace => message::open_brace(lang),
            MistakeKind::UnreadableNumber { found } => message::unreadable_number(lang, found),
            MistakeKind::FormulaTooLong { limit } => message::formula_too_long(lang, *limit),
            MistakeKind::FormulaTooDeep { limit } => message::formula_too_deep(lang, *limit),
            MistakeKind::WrongKind { found, wanted } => {
                message::wrong_kind(lang, &found.name(lang), &wanted.name(lang))
            }
            MistakeKind::Incomparable { left, right } => {
                message::incomparable(lang, &left.name(lang), &right.name(lang))
            }
            MistakeKind::WrongArity { usage, found } => message::wrong_arity(lang, usage, *found),
            MistakeKind::ManyRows { path } => message::many_rows(lang, path),
            MistakeKind::NoSumRow { path } => message::no_sum_row(lang, path),
            MistakeKind::OnlySumRow => message::only_sum_row(lang),
            MistakeKind::ColumnExpected { table } => message::column_expected(lang, table),
            MistakeKind::Cycle { path } => message::cycle(lang, path),
            MistakeKind::MissingType { name } => message::missing_type(lang, name, &NAMES.join(" ")),
            MistakeKind::NoChoices { name } => message::no_choices(lang, name),
            MistakeKind::TooManyDecimals { limit } => message::too_many_decimals_in_form(lang, *limit),
            MistakeKind::NotALanguage { found } => message::not_a_language(lang, found),
            MistakeKind::NotAPercentage { found } => message::not_a_percentage(lang, found),
            MistakeKind::NoSections => message::no_sections(lang),
            MistakeKind::NoColumns => message::no_columns(lang),
            MistakeKind::NoTableName => message::no_table_name(lang),
            MistakeKind::HeadersTooDeep { limit } => message::headers_too_deep(lang, *limit),
            MistakeKind::TableInChapter => message::table_in_chapter(lang),
            MistakeKind::TooMany { what, limit } => message::too_many(lang, what, *limit),
            MistakeKind::MinAboveMax { min, max } => message::min_above_max(lang, *min, *max),
            MistakeKind::StartOutside { start, min, max } => message::start_outside(lang, *start, *min, *max),
            MistakeKind::OutOfRange { key, found, min, max } => {
                message::out_of_range(lang, key, *found, *min, *max)
            }
            MistakeKind::WidthCount { found, wanted } => message::width_count(lang, *found, *wanted),
            MistakeKind::WidthSum { found } => message::width_sum(lang, *found),
            MistakeKind::Misplaced { key, place } => message::misplaced(lang, key, place),
            MistakeKind::NoteNotFirst => message::note_not_first(lang),
            MistakeKind::PrintedTwice { name } => message::printed_twice(lang, name),
            MistakeKind::NotPrinted { name } => message::not_printed(lang, name),
            MistakeKind::LinesOfMany => message::lines_of_many(lang),
            MistakeKind::AtLeastOfMany => message::at_least_of_many(lang),
        }
    }
}

impl Kind {
    /// Returns the name that messages use.
    pub fn name(self, lang: Lang) -> String {
        match self {
            Kind::Number => message::kind_number(lang),
            Kind::Text => message::kind_text(lang),
            Kind::Date => message::kind_date(lang),
            Kind::Truth => message::kind_truth(lang),
        }
    }
}

/// Returns the most similar name, if it is similar enough for a typing error.
pub fn nearest<'a>(name: &str, all: impl Iterator<Item = &'a str>) -> Option<String> {
    let limit = 1 + name.chars().count() / 4;
    all.map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}
