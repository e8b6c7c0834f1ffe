//! The template as written: the serde structure of a `.ron` form file, before names are resolved.
//!
//! Every part that can contain a mistake of its own is a [`Node`]. `compile.rs` interprets the structure. A part
//! that is an `Option` can be omitted.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::bilingual::{optional_text, text};
use super::node::Node;
use super::{Carry, PageNumbers, Severity, TypeRow};

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
    pub language: Option<Node<String>>,
    /// Title line of the screen; `{name}` is replaced with a value.
    pub caption: Node<String>,
    /// Text of the cover; defaults to the title.
    pub cover: Option<Node<String>>,
    /// Page layout of the printed form.
    pub paper: Option<Node<PaperDef>>,
    /// Name of an exported file, without extension; `{name}` is replaced with a value. Defaults to the name
    /// of the report's file.
    pub file_name: Option<Node<String>>,
    /// Name of the bureau's Word document beside the form's file, which is filled in with the report.
    #[serde(default)]
    pub blank: String,
    /// Field that holds the report's year, used for roll-forward and to complete dates.
    pub year: Option<Node<String>>,
    /// Old names of other editions with their current names: fields, tables, row sets, `table.column`.
    #[serde(default)]
    pub renamed: Vec<(Node<String>, Node<String>)>,
    /// Limit for the change of a figure since last year, in percent. A larger change gets a finding; none if
    /// omitted.
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
    pub margins: Option<Node<(u32, u32, u32, u32)>>,
    /// Position of page numbers.
    pub page_numbers: Option<Node<PageNumbers>>,
}

/// A row set that several tables share, such as the institutions of a department.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowSetDef {
    /// First word of the paths of its names: `units[1].name`.
    pub name: Node<String>,
    /// Label of a row: the header of the first column.
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// Pattern for the text of a row; `{n}` is replaced with its number, the name follows.
    pub row: Option<String>,
    /// Help text for the name.
    #[serde(default, deserialize_with = "text")]
    pub hint: String,
    /// Names of the initial rows in a new report.
    pub start: Option<Node<Vec<String>>>,
    /// True if the rows are exactly those of `start`, and their names cannot be changed.
    #[serde(default)]
    pub fixed: bool,
    /// Minimum number of rows.
    pub min: Option<Node<u32>>,
    /// Maximum number of rows.
    pub max: Option<Node<u32>>,
    /// Other texts that documents have in place of the label.
    #[serde(default)]
    pub words: Vec<String>,
    /// Other texts that documents have in place of the name of a fixed row.
    #[serde(default)]
    pub row_words: Vec<(Node<String>, Vec<String>)>,
}

/// A page of the form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionDef {
    /// Name of the page.
    pub name: Node<String>,
    /// Heading on the screen, and on paper unless `heading` is set.
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// Short label for the section strip, two or three characters.
    #[serde(default, deserialize_with = "optional_text")]
    pub short: Option<String>,
    /// Numbered heading that begins here on paper. A page without one continues the previous heading.
    #[serde(default, deserialize_with = "optional_text")]
    pub heading: Option<String>,
    /// Layout on paper.
    #[serde(default)]
    pub print: super::Print,
    /// True if its pages are landscape.
    #[serde(default)]
    pub landscape: bool,
    /// Widths of the label and the value of its boxes, in percent.
    pub widths: Option<Node<Vec<u32>>>,
    /// The page is relevant only if this holds.
    pub relevant: Option<Node<String>>,
    /// Help text.
    #[serde(default, deserialize_with = "text")]
    pub hint: String,
    /// Other texts that documents have in place of the heading.
    #[serde(default)]
    pub words: Vec<String>,
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
    Note(NoteDef),
    /// A box that is printed empty and filled in by hand.
    Signature(SignatureDef),
}

/// A sentence that is printed and displayed: a text, or a text with a condition.
#[derive(Debug)]
pub(super) struct NoteDef {
    /// The sentence.
    pub text: String,
    /// The note is relevant only if this holds.
    pub relevant: Option<Node<String>>,
}

impl<'de> Deserialize<'de> for NoteDef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NoteDef, D::Error> {
        deserializer.deserialize_any(NoteVisitor)
    }
}

struct NoteVisitor;

/// A note with its keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoteKeys {
    #[serde(deserialize_with = "text")]
    text: String,
    relevant: Option<Node<String>>,
}

impl<'de> Visitor<'de> for NoteVisitor {
    type Value = NoteDef;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text, or text: and relevant:")
    }

    fn visit_str<E>(self, text: &str) -> Result<NoteDef, E> {
        Ok(NoteDef { text: text.to_owned(), relevant: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, keys: A) -> Result<NoteDef, A::Error> {
        let NoteKeys { text, relevant } = NoteKeys::deserialize(MapAccessDeserializer::new(keys))?;
        Ok(NoteDef { text, relevant })
    }
}

/// A box that is printed empty and filled in by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureDef {
    /// Text that describes the required entry.
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// The person who signs.
    #[serde(default, deserialize_with = "text")]
    pub signer: String,
    /// True if a date line follows.
    #[serde(default)]
    pub date: bool,
    /// Minimum height of the box in millimetres.
    pub height: Option<Node<u32>>,
    /// The box is relevant only if this holds.
    pub relevant: Option<Node<String>>,
}

/// A numbered chapter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChapterDef {
    /// Heading.
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// The chapter is relevant only if this holds.
    pub relevant: Option<Node<String>>,
    /// Other texts that documents have in place of the heading.
    #[serde(default)]
    pub words: Vec<String>,
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
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// Help text, shown next to the field and by F1.
    #[serde(default, deserialize_with = "text")]
    pub hint: String,
    /// Type of its values; a column defaults to the table's type.
    #[serde(rename = "type")]
    pub kind: Option<Node<&'static TypeRow>>,
    /// For a choice: the available values.
    #[serde(default)]
    pub choices: Vec<Node<String>>,
    /// For a choice: another field, and the further values that are available for each of its values.
    pub choices_by: Option<Node<ChoicesByDef>>,
    /// For a number: its unit.
    pub unit: Option<String>,
    /// For a decimal: number of decimals that are displayed and allowed.
    pub decimals: Option<Node<u32>>,
    /// True if a blank cell is a finding.
    #[serde(default)]
    pub required: bool,
    /// Formula that calculates the value.
    pub calculate: Option<Node<String>>,
    /// For a column: formulas of single rows, by row number or row name, or of a group, by its name.
    #[serde(default)]
    pub row_formulas: Vec<RowFormulaDef>,
    /// The field is relevant only if this holds.
    pub relevant: Option<Node<String>>,
    /// Condition for an entry.
    pub constraint: Option<Node<String>>,
    /// Message if `constraint` does not hold.
    pub message: Option<Node<String>>,
    /// Severity if `constraint` does not hold; defaults to `Error`.
    pub severity: Option<Node<Severity>>,
    /// Initial value in a new report.
    pub default: Option<Node<String>>,
    /// For a decimal: false if missing decimals are not padded with zeros; defaults to true.
    pub padded: Option<bool>,
    /// For a column of numbers: false if the sum row does not add it up; defaults to true.
    pub summed: Option<bool>,
    /// For a calculated field: true if an entry may replace the calculated value without a finding.
    #[serde(default)]
    pub free: bool,
    /// True if it is printed empty and filled in by hand on paper.
    #[serde(default)]
    pub by_hand: bool,
    /// True if the figures in the text are plans, which may differ from the results.
    #[serde(default)]
    pub plan: bool,
    /// True if it is printed in the same line as the previous field.
    #[serde(default)]
    pub beside: bool,
    /// True if it is printed below the boxes as a line `label：value`.
    #[serde(default)]
    pub under: bool,
    /// Line at the bottom of the cover that is printed instead of label and value; `{name}` is replaced with
    /// a value.
    pub foot: Option<Node<String>>,
    /// Treatment of the value in next year's report.
    pub carry: Option<Node<Carry<Node<String>>>>,
    /// Words in prose that identify this value. Words with a trailing `?` can also mean a part of it.
    #[serde(default)]
    pub words: Vec<String>,
}

/// A table: columns under a tree of headers, with rows from a shared row set or of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableDef {
    /// First word of the paths of its cells. With `groups`, which have names of their own, it means all of them in
    /// checks and in functions such as `count`.
    pub name: Option<Node<String>>,
    /// Caption.
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// Help text.
    #[serde(default, deserialize_with = "text")]
    pub hint: String,
    /// Name of the shared row set; omitted for rows of its own.
    pub rows: Option<Node<String>>,
    /// Pattern for the label of an own row; `{n}` is replaced with its number.
    pub row: Option<String>,
    /// Number of own rows in a new report.
    pub start: Option<Node<u32>>,
    /// Minimum number of own rows.
    pub min: Option<Node<u32>>,
    /// Maximum number of own rows.
    pub max: Option<Node<u32>>,
    /// Default type of columns.
    #[serde(rename = "type")]
    pub kind: Option<Node<&'static TypeRow>>,
    /// Default unit of columns.
    pub unit: Option<String>,
    /// Default number of decimals of columns.
    pub decimals: Option<Node<u32>>,
    /// Columns, under their headers.
    pub columns: Vec<Node<ColumnDef>>,
    /// Formulas of single rows or groups, for all columns of numbers that have no formula: `("3", "[1] - [2]")`.
    #[serde(default)]
    pub row_formulas: Vec<RowFormulaDef>,
    /// Several lists of rows under the same columns, each with its own name.
    #[serde(default)]
    pub groups: Vec<Node<GroupDef>>,
    /// A row that adds up all other rows.
    pub sum: Option<super::SumRow>,
    /// A last row that shows fields outside the table below its columns.
    pub total: Option<TotalDef>,
    /// The columns that compare a result with its target.
    pub targets: Option<TargetsDef>,
    /// The table is relevant only if this holds.
    pub relevant: Option<Node<String>>,
    /// Widths of the printed columns, in percent.
    pub widths: Option<Node<Vec<u32>>>,
    /// Width, in percent, of a column at the left that holds the caption.
    pub aside: Option<Node<u32>>,
    /// True if the rows of the list are printed as lines of a single cell.
    pub lines: Option<Node<bool>>,
    /// Minimum number of printed rows.
    pub at_least: Option<Node<u32>>,
    /// Header over the captions of the groups.
    pub captions: Option<Node<String>>,
    /// Header over the common captions of the groups; without it, `captions` is over both.
    pub over: Option<Node<String>>,
    /// Printed columns: a header, and the columns of the table that it joins.
    pub paper: Option<Node<Vec<PaperColumnDef>>>,
    /// Other texts that documents have in place of the caption.
    #[serde(default)]
    pub words: Vec<String>,
}

/// The name of a field of choices, and for each of its values the choices that fit it.
pub(super) type ChoicesByDef = (Node<String>, Vec<(Node<String>, Vec<Node<String>>)>);

/// The number or name of a row or the name of a group, and a formula; `[2]` in it is another row of the column.
pub(super) type RowFormulaDef = (Node<String>, Node<String>);

/// A last row that shows fields outside the table below its columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TotalDef {
    /// Label of the row.
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// Other texts that documents have in place of the label.
    #[serde(default)]
    pub words: Vec<String>,
    /// Columns, each with the field below it.
    pub fields: Vec<(Node<String>, Node<String>)>,
}

/// The columns of a table whose rows compare a result with its target.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetsDef {
    /// Column with the name of the indicator.
    pub name: Option<Node<String>>,
    /// Column with the operator between result and target, such as `≥`.
    pub operator: Option<Node<String>>,
    /// Column with the target.
    pub target: Node<String>,
    /// Column with the unit of measure of the target.
    pub unit: Option<Node<String>>,
    /// Column with the result.
    pub result: Node<String>,
    /// Column with the reason why the target is missed.
    pub reason: Option<Node<String>>,
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
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// Other texts that documents have in place of the label.
    #[serde(default)]
    pub words: Vec<String>,
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
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// Common caption of consecutive groups.
    #[serde(default, deserialize_with = "text")]
    pub over: String,
    /// A note printed under the common caption; only the first of the groups has it.
    pub over_note: Option<Node<String>>,
    /// Help text.
    #[serde(default, deserialize_with = "text")]
    pub hint: String,
    /// Number of initial rows in a new report.
    pub start: Option<Node<u32>>,
    /// Other texts that documents have in place of the caption.
    #[serde(default)]
    pub words: Vec<String>,
}

/// A rule across fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckDef {
    /// Short name, unique in the form; explanations are stored under it.
    pub id: Node<String>,
    /// Field or column at which a finding is shown; for a column the rule is evaluated for every row. A column of a
    /// table with groups, by the table's name, means that column of every group.
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
