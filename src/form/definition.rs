//! The template as written: the serde structure of a `.ron` form file, before names are resolved.
//!
//! Every part that can contain a mistake of its own is a [`Node`]: it stores its position in the file, and
//! its own syntax error instead of failing the whole file. So a single pass finds all mistakes with their
//! positions. `compile.rs` interprets the structure.

use std::cell::Cell;

use ron::Options;
use ron::error::SpannedError;
use ron::extensions::Extensions;
use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};

use super::{PageNumbers, Severity, TypeRow};

/// The RON dialect of templates: `Some(..)` and the inner brackets of newtypes can be omitted.
pub(super) fn dialect() -> Options {
    Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_NEWTYPES)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
}

thread_local! {
    /// True if nodes record their positions. Each node is then parsed once more, so deep ones many times.
    static PLACES: Cell<bool> = const { Cell::new(true) };
}

/// Parses a template without mistakes; its nodes have no positions. Returns `None` if the template must be parsed
/// with positions, because it may contain mistakes.
pub(super) fn read_without_places(source: &str) -> Option<FormDef> {
    struct Restore;
    impl Drop for Restore {
        fn drop(&mut self) {
            PLACES.set(true);
        }
    }
    // The brackets of the value of a `Some` are optional, except where it is parsed alone.
    if source.contains("Some") {
        return None;
    }
    PLACES.set(false);
    let _restore = Restore;
    dialect().from_str(source).ok()
}

/// A part of the template with its position: the address of its text, which is a slice of the template's
/// text.
#[derive(Debug)]
pub(super) struct Node<T> {
    start: usize,
    raw: String,
    value: Result<T, Box<SpannedError>>,
}

impl<T> Node<T> {
    /// Returns the byte offset of the part in `source`, after leading blanks and comments.
    pub(super) fn offset(&self, source: &str) -> usize {
        self.start.saturating_sub(source.as_ptr() as usize) + leading_trivia(&self.raw)
    }

    /// Returns the byte offset in `source` of the text inside a quoted part. Returns `None` if the text
    /// contains escapes, because positions inside it would not match.
    pub(super) fn inner_offset(&self, source: &str) -> Option<usize> {
        let trivia = leading_trivia(&self.raw);
        let text = self.raw.get(trivia..)?;
        let quote = text.find('"')?;
        let raw_string = text.starts_with('r');
        (raw_string || !text.contains('\\')).then(|| self.offset(source) + quote + 1)
    }

    /// Returns the part, or its syntax error with the offset in `source`.
    pub(super) fn get(&self, source: &str) -> Result<&T, (usize, &SpannedError)> {
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

/// Converts a RON position (line and column, both from 1, in characters) to a byte offset in `text`.
pub(super) fn offset_of(text: &str, position: ron::error::Position) -> usize {
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

/// Returns the number of leading bytes that are blanks or comments.
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

/// A complete form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormDef {
    /// Identifier of the form: lower-case words joined by hyphens.
    pub id: Node<String>,
    /// Edition of the form, usually a year.
    pub edition: String,
    /// Full name of the form.
    pub title: String,
    /// Language of the form's texts: `zh` or `en`.
    #[serde(default)]
    pub language: Option<Node<String>>,
    /// Title line of the screen; `{name}` is replaced with a value.
    pub caption: Node<String>,
    /// Text of the cover; defaults to the title.
    #[serde(default)]
    pub cover: Option<Node<String>>,
    /// Page layout of the printed form.
    #[serde(default)]
    pub paper: Option<Node<PaperDef>>,
    /// Name of an exported file, without extension; `{name}` is replaced with a value. Defaults to the name
    /// of the report's file.
    #[serde(default)]
    pub file_name: Option<Node<String>>,
    /// Field that holds the report's year, used for roll-forward and to complete dates.
    #[serde(default)]
    pub year: Option<Node<String>>,
    /// Old names of other editions with their current names: fields, tables, row sets, `table.column`.
    #[serde(default)]
    pub renamed: Vec<(Node<String>, Node<String>)>,
    /// Limit for the change of a figure since last year, in percent. A larger change gets a finding; none if
    /// omitted.
    #[serde(default)]
    pub change: Option<Node<String>>,
    /// Row sets that several tables share.
    #[serde(default)]
    pub row_sets: Vec<Node<RowSetDef>>,
    /// Pages, in order.
    pub sections: Vec<Node<SectionDef>>,
    /// Rules across fields.
    #[serde(default)]
    pub checks: Vec<Node<CheckDef>>,
}

/// Page layout of the printed form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperDef {
    /// Margins in millimetres: top, right, bottom, left.
    #[serde(default)]
    pub margins: Option<Node<(u32, u32, u32, u32)>>,
    /// Position of page numbers.
    #[serde(default)]
    pub page_numbers: Option<Node<PageNumbers>>,
}

/// A row set that several tables share, such as the institutions of a department.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowSetDef {
    /// First word of the paths of its names: `units[1].name`.
    pub name: Node<String>,
    /// Label of a row: the header of the first column.
    pub label: String,
    /// Pattern for the text of a row; `{n}` is replaced with its number, the name follows.
    #[serde(default)]
    pub row: Option<String>,
    /// Help text for the name.
    #[serde(default)]
    pub hint: String,
    /// Names of the initial rows in a new report.
    #[serde(default)]
    pub start: Option<Node<Vec<String>>>,
    /// Minimum number of rows.
    #[serde(default)]
    pub min: Option<Node<u32>>,
    /// Maximum number of rows.
    #[serde(default)]
    pub max: Option<Node<u32>>,
}

/// A page of the form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionDef {
    /// Name of the page.
    pub name: Node<String>,
    /// Heading on the screen, and on paper unless `heading` is set.
    pub label: String,
    /// Short label for the section strip, two or three characters.
    #[serde(default)]
    pub short: Option<String>,
    /// Numbered heading that begins here on paper. A page without one continues the previous heading.
    #[serde(default)]
    pub heading: Option<String>,
    /// Layout on paper.
    #[serde(default)]
    pub print: super::Print,
    /// True if its pages are landscape.
    #[serde(default)]
    pub landscape: bool,
    /// Widths of the label and the value of its boxes, in percent.
    #[serde(default)]
    pub widths: Option<Node<Vec<u32>>>,
    /// The page is relevant only if this holds.
    #[serde(default)]
    pub relevant: Option<Node<String>>,
    /// Help text.
    #[serde(default)]
    pub hint: String,
    /// Contents of the page.
    pub items: Vec<Node<ItemDef>>,
}

/// One item on a page.
#[derive(Debug, Deserialize)]
pub(super) enum ItemDef {
    /// A field.
    Field(Box<FieldDef>),
    /// A table.
    Table(Box<TableDef>),
    /// A numbered chapter with fields or chapters inside.
    Chapter(ChapterDef),
    /// A sentence that is printed and displayed, without an input.
    Note(String),
    /// A box that is printed empty and filled in by hand.
    Signature(SignatureDef),
}

/// A box that is printed empty and filled in by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureDef {
    /// Text that describes the required entry.
    pub label: String,
    /// The person who signs.
    #[serde(default)]
    pub signer: String,
    /// True if a date line follows.
    #[serde(default)]
    pub date: bool,
    /// Minimum height of the box in millimetres.
    #[serde(default)]
    pub height: Option<Node<u32>>,
}

/// A numbered chapter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChapterDef {
    /// Heading.
    pub label: String,
    /// The chapter is relevant only if this holds.
    #[serde(default)]
    pub relevant: Option<Node<String>>,
    /// Contents of the chapter.
    pub items: Vec<Node<ItemDef>>,
}

/// A field, or a column of a table. A column is a field that has one cell per row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a key of the template, and they go together freely"
)]
pub(super) struct FieldDef {
    /// Name in paths and formulas.
    pub name: Node<String>,
    /// Label shown to the user.
    pub label: String,
    /// Help text, shown next to the field and by F1.
    #[serde(default)]
    pub hint: String,
    /// Type of its values; a column defaults to the table's type.
    #[serde(default, rename = "type")]
    pub kind: Option<Node<&'static TypeRow>>,
    /// For a choice: the available values.
    #[serde(default)]
    pub choices: Vec<String>,
    /// For a number: its unit.
    #[serde(default)]
    pub unit: Option<String>,
    /// For a decimal: number of decimals that are displayed and allowed.
    #[serde(default)]
    pub decimals: Option<Node<u32>>,
    /// True if a blank cell is a finding.
    #[serde(default)]
    pub required: bool,
    /// Formula that calculates the value.
    #[serde(default)]
    pub calculate: Option<Node<String>>,
    /// The field is relevant only if this holds.
    #[serde(default)]
    pub relevant: Option<Node<String>>,
    /// Condition for an entry.
    #[serde(default)]
    pub constraint: Option<Node<String>>,
    /// Message if `constraint` does not hold.
    #[serde(default)]
    pub message: Option<Node<String>>,
    /// Initial value in a new report.
    #[serde(default)]
    pub default: Option<String>,
    /// For a decimal: false if missing decimals are not padded with zeros; defaults to true.
    #[serde(default)]
    pub padded: Option<bool>,
    /// For a column of numbers: false if the sum row does not add it up; defaults to true.
    #[serde(default)]
    pub summed: Option<bool>,
    /// For a calculated field: true if an entry may replace the calculated value without a finding.
    #[serde(default)]
    pub free: bool,
    /// True if it is printed empty and filled in by hand on paper.
    #[serde(default)]
    pub by_hand: bool,
    /// True if it is printed in the same line as the previous field.
    #[serde(default)]
    pub beside: bool,
    /// True if it is printed below the boxes as a line `label：value`.
    #[serde(default)]
    pub under: bool,
    /// Line at the bottom of the cover that is printed instead of label and value; `{name}` is replaced with
    /// a value.
    #[serde(default)]
    pub foot: Option<Node<String>>,
    /// Treatment of the value in next year's report.
    #[serde(default)]
    pub carry: Option<Node<CarryDef>>,
    /// Words in prose that identify this value. Words with a trailing `?` can also mean a part of it.
    #[serde(default)]
    pub words: Vec<String>,
}

/// Treatment of a value in next year's report.
#[derive(Debug, Deserialize)]
pub(super) enum CarryDef {
    /// The value is kept.
    Keep,
    /// The value is kept and marked until the user confirms it.
    Confirm,
    /// The value is cleared.
    Clear,
    /// The value is calculated from last year's values.
    Derive(Node<String>),
}

/// A table: columns under a tree of headers, with rows from a shared row set or of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableDef {
    /// First word of the paths of its cells; omitted if `groups` have the names.
    #[serde(default)]
    pub name: Option<Node<String>>,
    /// Caption.
    pub label: String,
    /// Help text.
    #[serde(default)]
    pub hint: String,
    /// Name of the shared row set; omitted for rows of its own.
    #[serde(default)]
    pub rows: Option<Node<String>>,
    /// Pattern for the label of an own row; `{n}` is replaced with its number.
    #[serde(default)]
    pub row: Option<String>,
    /// Number of own rows in a new report.
    #[serde(default)]
    pub start: Option<Node<u32>>,
    /// Minimum number of own rows.
    #[serde(default)]
    pub min: Option<Node<u32>>,
    /// Maximum number of own rows.
    #[serde(default)]
    pub max: Option<Node<u32>>,
    /// Default type of columns.
    #[serde(default, rename = "type")]
    pub kind: Option<Node<&'static TypeRow>>,
    /// Default unit of columns.
    #[serde(default)]
    pub unit: Option<String>,
    /// Default number of decimals of columns.
    #[serde(default)]
    pub decimals: Option<Node<u32>>,
    /// Columns, under their headers.
    pub columns: Vec<Node<ColumnDef>>,
    /// Several lists of rows under the same columns, each with its own name.
    #[serde(default)]
    pub groups: Vec<Node<GroupDef>>,
    /// A row that adds up all other rows.
    #[serde(default)]
    pub sum: Option<super::SumRow>,
    /// The table is relevant only if this holds.
    #[serde(default)]
    pub relevant: Option<Node<String>>,
    /// Widths of the printed columns, in percent.
    #[serde(default)]
    pub widths: Option<Node<Vec<u32>>>,
    /// Width, in percent, of a column at the left that holds the caption.
    #[serde(default)]
    pub aside: Option<Node<u32>>,
    /// True if the rows of the list are printed as lines of a single cell.
    #[serde(default)]
    pub lines: Option<Node<bool>>,
    /// Minimum number of printed rows.
    #[serde(default)]
    pub at_least: Option<Node<u32>>,
    /// Header over the captions of the groups.
    #[serde(default)]
    pub captions: Option<Node<String>>,
    /// Printed columns: a header, and the columns of the table that it joins.
    #[serde(default)]
    pub paper: Option<Node<Vec<PaperColumnDef>>>,
}

/// A printed column: its header, and the columns of the table that it joins.
pub(super) type PaperColumnDef = (String, Vec<Node<String>>);

/// A column, or a header over several columns.
#[derive(Debug, Deserialize)]
pub(super) enum ColumnDef {
    /// A field with one cell per row.
    Column(Box<FieldDef>),
    /// A header over columns or further headers.
    Group(HeaderDef),
}

/// A header over columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeaderDef {
    /// Text of the header.
    pub label: String,
    /// Columns and headers under it.
    pub columns: Vec<Node<ColumnDef>>,
}

/// A list of rows that shares the columns with the other groups of its table, such as one class of
/// indicators.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupDef {
    /// First word of the paths of its cells.
    pub name: Node<String>,
    /// Caption.
    pub label: String,
    /// Common caption of consecutive groups.
    #[serde(default)]
    pub over: String,
    /// A note printed under the common caption; only the first of the groups has it.
    #[serde(default)]
    pub over_note: Option<Node<String>>,
    /// Help text.
    #[serde(default)]
    pub hint: String,
    /// Number of initial rows in a new report.
    #[serde(default)]
    pub start: Option<Node<u32>>,
}

/// A rule across fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckDef {
    /// Short name, unique in the form; explanations are stored under it.
    pub id: Node<String>,
    /// Field or column at which a finding is shown; for a column the rule is evaluated for every row.
    pub at: Node<String>,
    /// True if the rule is also evaluated for the sum row.
    #[serde(default)]
    pub sum_row: bool,
    /// Condition that must hold.
    pub rule: Node<String>,
    /// Severity of a violation.
    pub severity: Severity,
    /// Message for a violation; `{formula}` is replaced with a value.
    pub message: Node<String>,
    /// Advice for the correction.
    #[serde(default)]
    pub advice: String,
}
