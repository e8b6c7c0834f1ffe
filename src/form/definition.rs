//! The template as written: what serde reads from a `.ron` form file, before any name is resolved.
//!
//! Every part that can be wrong by itself is a [`Node`]: it remembers where in the file it stands and it
//! keeps its own syntax error instead of failing the whole. So one pass finds all mistakes, each with its
//! place. Meaning is given in `compile.rs`.

use std::cell::Cell;

use ron::Options;
use ron::error::SpannedError;
use ron::extensions::Extensions;
use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};

use super::{PageNumbers, Severity, TypeName};

/// The dialect of RON that templates are written in: `Some(..)` and the inner brackets may be left out.
pub fn dialect() -> Options {
    Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_NEWTYPES)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
}

thread_local! {
    /// Whether nodes note their places. Each is read once more for that, so what is deep is read many times.
    static PLACES: Cell<bool> = const { Cell::new(true) };
}

/// Reads a template without mistakes: its nodes have no places. `None` when it must be read with places, as it
/// may have mistakes.
pub fn read_without_places(source: &str) -> Option<FormDef> {
    struct Restore;
    impl Drop for Restore {
        fn drop(&mut self) {
            PLACES.set(true);
        }
    }
    // The brackets of what stands in a `Some` may be left out, unless it is read by itself.
    if source.contains("Some") {
        return None;
    }
    PLACES.set(false);
    let _restore = Restore;
    dialect().from_str(source).ok()
}

/// A part of the template with its place: the address of its text, which lies inside the template's text.
#[derive(Debug)]
pub struct Node<T> {
    start: usize,
    raw: String,
    value: Result<T, Box<SpannedError>>,
}

impl<T> Node<T> {
    /// Where the part begins in `source`, in bytes, after blanks and comments.
    pub fn offset(&self, source: &str) -> usize {
        self.start.saturating_sub(source.as_ptr() as usize) + leading_trivia(&self.raw)
    }

    /// Where the text inside a quoted part begins in `source`, in bytes; `None` when it holds escapes, so
    /// that positions inside it cannot be told.
    pub fn inner_offset(&self, source: &str) -> Option<usize> {
        let trivia = leading_trivia(&self.raw);
        let text = self.raw.get(trivia..)?;
        let quote = text.find('"')?;
        let raw_string = text.starts_with('r');
        (raw_string || !text.contains('\\')).then(|| self.offset(source) + quote + 1)
    }

    /// The part, or its syntax error with the offset in `source` where it stands.
    pub fn get(&self, source: &str) -> Result<&T, (usize, &SpannedError)> {
        match &self.value {
            Ok(value) => Ok(value),
            Err(error) => {
                let start = self.start.saturating_sub(source.as_ptr() as usize);
                Err((start + offset_of(&self.raw, error.span.start), error))
            }
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Node<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !PLACES.get() {
            return Ok(Node { start: 0, raw: String::new(), value: Ok(T::deserialize(deserializer)?) });
        }
        let raw: &'de RawValue = Deserialize::deserialize(deserializer)?;
        let text = raw.get_ron();
        Ok(Node {
            start: text.as_ptr() as usize,
            raw: text.to_owned(),
            value: dialect().from_str(text).map_err(Box::new),
        })
    }
}

/// The byte offset in `text` of a place that RON gives as line and column (both from 1, in characters).
pub fn offset_of(text: &str, position: ron::error::Position) -> usize {
    let mut line_start = 0;
    for _ in 1..position.line {
        match text[line_start..].find('\n') {
            Some(end) => line_start += end + 1,
            None => break,
        }
    }
    text[line_start..]
        .char_indices()
        .nth(position.col.saturating_sub(1))
        .map_or(text.len(), |(at, _)| line_start + at)
}

/// How many bytes of blanks and comments `text` begins with.
fn leading_trivia(text: &str) -> usize {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        rest = if let Some(comment) = trimmed.strip_prefix("//") {
            comment.find('\n').map_or("", |end| &comment[end..])
        } else if let Some(comment) = trimmed.strip_prefix("/*") {
            comment.find("*/").map_or("", |end| &comment[end + 2..])
        } else {
            return text.len() - trimmed.len();
        };
    }
}

/// A whole form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormDef {
    /// The form's identity: lower-case words joined by hyphens.
    pub id: Node<String>,
    /// Which edition of the form, usually a year.
    pub edition: String,
    /// The form's full name.
    pub title: String,
    /// The language of the form's own texts: `zh` or `en`.
    #[serde(default)]
    pub language: Option<Node<String>>,
    /// What the head of the screen says; `{name}` is a value.
    pub caption: Node<String>,
    /// What the cover says; the title when it says nothing.
    #[serde(default)]
    pub cover: Option<Node<String>>,
    /// The pages of the printed form.
    #[serde(default)]
    pub paper: Option<Node<PaperDef>>,
    /// What an exported file is called, without its end; `{name}` is a value. As the report's file when left out.
    #[serde(default)]
    pub file_name: Option<Node<String>>,
    /// The field that holds the report's year, for roll-forward and the year that dates are completed with.
    #[serde(default)]
    pub year: Option<Node<String>>,
    /// What things were called in other editions, and what they are called now: fields, tables, row sets,
    /// `table.column`.
    #[serde(default)]
    pub renamed: Vec<(Node<String>, Node<String>)>,
    /// From how many percent on a figure's change since last year is worth a look; never when left out.
    #[serde(default)]
    pub change: Option<Node<String>>,
    /// Lists of rows that several tables share.
    #[serde(default)]
    pub row_sets: Vec<Node<RowSetDef>>,
    /// The pages, in order.
    pub sections: Vec<Node<SectionDef>>,
    /// The rules across fields.
    #[serde(default)]
    pub checks: Vec<Node<CheckDef>>,
}

/// The pages of the printed form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperDef {
    /// The margins in millimetres: top, right, bottom, left.
    #[serde(default)]
    pub margins: Option<Node<(u32, u32, u32, u32)>>,
    /// Where page numbers are printed.
    #[serde(default)]
    pub page_numbers: Option<Node<PageNumbers>>,
}

/// A list of rows that several tables share, such as the institutions of a department.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSetDef {
    /// Head of the paths of its names: `units[1].name`.
    pub name: Node<String>,
    /// What a row is called: the head of the first column.
    pub label: String,
    /// How a row is shown: `{n}` is its number, the name follows.
    #[serde(default)]
    pub row: Option<String>,
    /// Help for the name.
    #[serde(default)]
    pub hint: String,
    /// The names of the rows that a new report begins with.
    #[serde(default)]
    pub start: Option<Node<Vec<String>>>,
    /// No fewer rows than this.
    #[serde(default)]
    pub min: Option<Node<u32>>,
    /// No more rows than this.
    #[serde(default)]
    pub max: Option<Node<u32>>,
}

/// A page of the form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionDef {
    /// The page's name.
    pub name: Node<String>,
    /// Its heading on the screen, and on paper unless `heading` says otherwise.
    pub label: String,
    /// Two or three characters for the section strip.
    #[serde(default)]
    pub short: Option<String>,
    /// Whether a numbered heading begins here on paper; a page without one continues the heading before it.
    #[serde(default)]
    pub heading: Option<String>,
    /// How the page stands on paper.
    #[serde(default)]
    pub print: super::Print,
    /// True if its pages are landscape.
    #[serde(default)]
    pub landscape: bool,
    /// The widths in percent of the label and the value of its boxes.
    #[serde(default)]
    pub widths: Option<Node<Vec<u32>>>,
    /// The page is only asked when this holds.
    #[serde(default)]
    pub relevant: Option<Node<String>>,
    /// Help for the page.
    #[serde(default)]
    pub hint: String,
    /// What is on it.
    pub items: Vec<Node<ItemDef>>,
}

/// One thing on a page.
#[derive(Debug, Deserialize)]
pub enum ItemDef {
    /// A field.
    Field(Box<FieldDef>),
    /// A table.
    Table(Box<TableDef>),
    /// A numbered chapter with fields or chapters inside.
    Chapter(ChapterDef),
    /// A sentence that is printed and shown, and asks nothing.
    Note(String),
    /// A box that is printed empty and filled in by hand.
    Signature(SignatureDef),
}

/// A box that is printed empty and filled in by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureDef {
    /// What is to be written.
    pub label: String,
    /// Who signs.
    #[serde(default)]
    pub signer: String,
    /// Whether a date line follows.
    #[serde(default)]
    pub date: bool,
    /// The least height of the box in millimetres.
    #[serde(default)]
    pub height: Option<Node<u32>>,
}

/// A numbered chapter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChapterDef {
    /// Its heading.
    pub label: String,
    /// The chapter is only asked when this holds.
    #[serde(default)]
    pub relevant: Option<Node<String>>,
    /// What is in it.
    pub items: Vec<Node<ItemDef>>,
}

/// A field, or a column of a table, which is a field asked once per row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a key of the template, and they go together freely"
)]
pub struct FieldDef {
    /// Its name in paths and formulas.
    pub name: Node<String>,
    /// What the person reads.
    pub label: String,
    /// Help, shown beside the field and by F1.
    #[serde(default)]
    pub hint: String,
    /// What kind of value it takes; a column takes the table's when it says nothing.
    #[serde(default, rename = "type")]
    pub kind: Option<Node<TypeName>>,
    /// For a choice: what can be chosen.
    #[serde(default)]
    pub choices: Vec<String>,
    /// For a number: what it counts.
    #[serde(default)]
    pub unit: Option<String>,
    /// For a decimal: how many places are shown and allowed.
    #[serde(default)]
    pub decimals: Option<Node<u32>>,
    /// Must not be left blank.
    #[serde(default)]
    pub required: bool,
    /// The formula that gives the value.
    #[serde(default)]
    pub calculate: Option<Node<String>>,
    /// Only asked when this holds.
    #[serde(default)]
    pub relevant: Option<Node<String>>,
    /// Must hold for what is entered.
    #[serde(default)]
    pub constraint: Option<Node<String>>,
    /// What to say when `constraint` does not hold.
    #[serde(default)]
    pub message: Option<Node<String>>,
    /// What a new report begins with.
    #[serde(default)]
    pub default: Option<String>,
    /// For a decimal: whether missing decimals are shown as zeros; they are unless this is false.
    #[serde(default)]
    pub padded: Option<bool>,
    /// For a column of numbers: whether the sum row adds it up; it does unless this is false.
    #[serde(default)]
    pub summed: Option<bool>,
    /// For a calculated field: what is typed over it stands without a finding.
    #[serde(default)]
    pub free: bool,
    /// Printed empty and filled in by hand on paper.
    #[serde(default)]
    pub by_hand: bool,
    /// Stands beside the field before it on paper.
    #[serde(default)]
    pub beside: bool,
    /// Printed below the boxes as a line `label：value`.
    #[serde(default)]
    pub under: bool,
    /// The line at the foot of the cover that is printed instead of label and value; `{name}` is a value.
    #[serde(default)]
    pub foot: Option<Node<String>>,
    /// What happens to it when next year's report begins.
    #[serde(default)]
    pub carry: Option<Node<CarryDef>>,
    /// Words in prose that mean this value; with a `?` at the end, words that may also mean a part of it.
    #[serde(default)]
    pub words: Vec<String>,
}

/// What happens to a value when next year's report begins.
#[derive(Debug, Deserialize)]
pub enum CarryDef {
    /// Stays as it is.
    Keep,
    /// Stays, marked until a person confirms it.
    Confirm,
    /// Is asked anew.
    Clear,
    /// Follows from last year's values.
    Derive(Node<String>),
}

/// A table: columns under a tree of headers, rows from a row set or its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableDef {
    /// Head of the paths of its cells; left out when `groups` name them.
    #[serde(default)]
    pub name: Option<Node<String>>,
    /// Its caption.
    pub label: String,
    /// Help for the table.
    #[serde(default)]
    pub hint: String,
    /// The shared row set its rows come from; left out for rows of its own.
    #[serde(default)]
    pub rows: Option<Node<String>>,
    /// How a row of its own is called: `{n}` is its number.
    #[serde(default)]
    pub row: Option<String>,
    /// How many rows of its own a new report begins with.
    #[serde(default)]
    pub start: Option<Node<u32>>,
    /// No fewer rows of its own than this.
    #[serde(default)]
    pub min: Option<Node<u32>>,
    /// No more rows of its own than this.
    #[serde(default)]
    pub max: Option<Node<u32>>,
    /// The type of columns that say none.
    #[serde(default, rename = "type")]
    pub kind: Option<Node<TypeName>>,
    /// The unit of columns that say none.
    #[serde(default)]
    pub unit: Option<String>,
    /// The decimals of columns that say none.
    #[serde(default)]
    pub decimals: Option<Node<u32>>,
    /// The columns under their headers.
    pub columns: Vec<Node<ColumnDef>>,
    /// Several lists of rows under the same columns, each with a name of its own.
    #[serde(default)]
    pub groups: Vec<Node<GroupDef>>,
    /// A row that adds up all others.
    #[serde(default)]
    pub sum: Option<super::SumRow>,
    /// The table is only asked when this holds.
    #[serde(default)]
    pub relevant: Option<Node<String>>,
    /// The widths of the columns as printed, in percent.
    #[serde(default)]
    pub widths: Option<Node<Vec<u32>>>,
    /// The width in percent of a column at the left that holds the caption.
    #[serde(default)]
    pub aside: Option<Node<u32>>,
    /// The rows of the list are printed as lines of one cell.
    #[serde(default)]
    pub lines: Option<Node<bool>>,
    /// The least number of rows that are printed.
    #[serde(default)]
    pub at_least: Option<Node<u32>>,
    /// The heading over the captions of the groups.
    #[serde(default)]
    pub captions: Option<Node<String>>,
    /// The columns as printed: a heading and the columns of the table that it joins.
    #[serde(default)]
    pub paper: Option<Node<Vec<PaperColumnDef>>>,
}

/// A column as printed: its heading, and the columns of the table that it joins.
pub type PaperColumnDef = (String, Vec<Node<String>>);

/// A column, or a header over several.
#[derive(Debug, Deserialize)]
pub enum ColumnDef {
    /// A field asked once per row.
    Column(Box<FieldDef>),
    /// A header over columns or further headers.
    Group(HeaderDef),
}

/// A header over columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderDef {
    /// The header's words.
    pub label: String,
    /// What stands under it.
    pub columns: Vec<Node<ColumnDef>>,
}

/// A list of rows under the columns it shares with its sisters, such as one class of indicators.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupDef {
    /// Head of the paths of its cells.
    pub name: Node<String>,
    /// Its caption.
    pub label: String,
    /// The caption over several sisters in a row.
    #[serde(default)]
    pub over: String,
    /// A note printed under the caption over several sisters; the first of them has it.
    #[serde(default)]
    pub over_note: Option<Node<String>>,
    /// Help for the group.
    #[serde(default)]
    pub hint: String,
    /// How many rows a new report begins with.
    #[serde(default)]
    pub start: Option<Node<u32>>,
}

/// A rule across fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckDef {
    /// A short name, unique in the form: what explanations are kept under.
    pub id: Node<String>,
    /// The field or column where a finding is shown; for a column the rule is asked for every row.
    pub at: Node<String>,
    /// Whether the rule is asked for the sum row too.
    #[serde(default)]
    pub sum_row: bool,
    /// What must hold.
    pub rule: Node<String>,
    /// How much it matters.
    pub severity: Severity,
    /// What to say when it does not: `{formula}` is a value.
    pub message: Node<String>,
    /// What to do about it.
    #[serde(default)]
    pub advice: String,
}
