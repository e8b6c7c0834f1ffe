//! The form: the resolved definition of what is asked, and the whole vocabulary of it.
//!
//! A [`Form`] comes from a template by [`compile`]. It knows no report: entries, values and findings live
//! in `report`. It knows no field by name either; every name comes from the template.

mod clean;
mod compile;
mod date;
mod definition;
mod field_type;
mod formula;
mod function;
mod mistake;
mod number;
mod numbering;
mod paper;
mod path;
mod percent;
mod unit;
mod value;

use std::collections::HashMap;

use serde::Deserialize;

pub use clean::{characters, clean, clean_line, is_hidden, visible, visible_line};
pub use compile::compile;
pub use date::DateError;
pub use field_type::{Agreement, FieldType, Problem, TypeName, round, show_in_formula};
pub use formula::{Expr, Operator, Phrase, Piece};
pub use function::{FUNCTIONS, Function};
pub use mistake::{Mistake, MistakeKind, nearest};
pub use number::NumberError;
pub use numbering::ordinal;
pub use paper::{PageNumbers, Paper, PaperColumn, TableLayout};
pub use path::{Columns, PathError};
pub use percent::Percent;
pub use value::{Cells, Tally, Value, evaluate};

use crate::message::Lang;

/// Index of a field in [`Form::fields`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(pub u32);

/// Index of a table in [`Form::tables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub u32);

/// Index of a row set in [`Form::row_sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowSetId(pub u32);

/// A compiled form: names resolved, formulas parsed and ordered.
#[derive(Debug)]
pub struct Form {
    /// The form's identity.
    pub id: String,
    /// Which edition of it.
    pub edition: String,
    /// Its full name.
    pub title: String,
    /// The language of its texts.
    pub language: Lang,
    /// What the head of the screen says, with values in it.
    pub caption: Phrase,
    /// What the cover says, with values in it.
    pub cover: Phrase,
    /// The pages of the printed form.
    pub paper: Paper,
    /// What an exported file is called, with values in it; as the report's file where the form does not say.
    pub file_name: Option<Phrase>,
    /// The field that holds the report's year.
    pub year: Option<FieldId>,
    /// From how many percent on a figure's change since last year is worth a look.
    pub change: Option<Percent>,
    /// The pages, in order.
    pub sections: Vec<Section>,
    /// All fields and columns, in the form's order.
    pub fields: Vec<Field>,
    /// All tables.
    pub tables: Vec<Table>,
    /// All row sets: the shared ones and those that belong to one table or group.
    pub row_sets: Vec<RowSet>,
    /// The rules across fields.
    pub checks: Vec<Check>,
    /// In which order columns and sums are calculated.
    pub order: Vec<Step>,
    /// What things were called in other editions, and what they are called now.
    renamed: HashMap<String, String>,
    /// What a path begins with.
    names: HashMap<String, Name>,
}

/// What the first word of a path names.
#[derive(Clone, Debug)]
enum Name {
    /// A field of its own.
    Field(FieldId),
    /// A table, group or row set: its columns by name.
    Rows(RowSetId, HashMap<String, FieldId>),
}

/// A page of the form.
#[derive(Debug)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// Its heading on the screen, with the number that the structure gives: `二（一）年度收入情况`.
    pub label: String,
    /// A few characters for the section strip.
    pub short: String,
    /// The numbered heading that begins here on paper.
    pub heading: Option<String>,
    /// How it stands on paper.
    pub print: Print,
    /// True if its pages are landscape.
    pub landscape: bool,
    /// The widths in percent of the label and the value of its boxes.
    pub widths: Option<[u32; 2]>,
    /// Help for the page.
    pub hint: String,
    /// What is on it, chapters flattened.
    pub items: Vec<Item>,
}

/// One thing on a page.
#[derive(Clone, Debug)]
pub enum Item {
    /// A field.
    Field(FieldId),
    /// A table.
    Table(TableId),
    /// A chapter's heading at a depth from 1, with its number.
    Chapter {
        /// How deep, from 1.
        depth: usize,
        /// `一、`, `（一）`, `1、`
        number: String,
        /// The heading's words.
        label: String,
    },
    /// A sentence that asks nothing.
    Note(String),
    /// A box to be signed on paper.
    Signature(Signature),
}

/// How a section stands on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Print {
    /// Centred lines, the form's title first.
    Cover,
    /// Boxes: a label, a value.
    #[default]
    Boxes,
    /// Headings and paragraphs.
    Prose,
    /// Lines of `label：value` (such as who filled the form in).
    Lines,
}

/// A box that is printed empty and filled in by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// What is to be written.
    pub label: String,
    /// Who signs.
    pub signer: String,
    /// Whether a date line follows.
    pub date: bool,
    /// The least height of the box in millimetres.
    pub height: Option<u32>,
}

/// A row that adds up all others.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SumRow {
    /// What it is called.
    pub label: String,
    /// Where it stands.
    #[serde(default)]
    pub position: SumPosition,
}

/// Where a sum row stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum SumPosition {
    /// Above the rows.
    #[default]
    Top,
    /// Below them.
    Bottom,
}

/// A field, or a column, which is a field asked once per row.
#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a key of the template, and they go together freely"
)]
pub struct Field {
    /// Its name, without the table's.
    pub name: String,
    /// What the person reads.
    pub label: String,
    /// Its own numbered heading, in prose.
    pub heading: Option<Heading>,
    /// Help.
    pub hint: String,
    /// What it takes.
    pub kind: FieldType,
    /// Must not be left blank.
    pub required: bool,
    /// The formula that gives its value; such a cell is locked.
    pub calculate: Option<Expr>,
    /// Only asked when this holds; what contains it is in it.
    pub relevant: Option<Expr>,
    /// Must hold for an entry, with what to say when it does not.
    pub constraint: Option<(Expr, Option<Phrase>)>,
    /// What a new report begins with.
    pub default: Option<String>,
    /// What is typed over its formula stands without a finding.
    pub free: bool,
    /// Printed empty and filled in by hand on paper.
    pub by_hand: bool,
    /// Stands beside the field before it on paper.
    pub beside: bool,
    /// True if it is printed below the boxes as a line `label：value`.
    pub under: bool,
    /// The line at the foot of the cover that is printed instead of label and value.
    pub foot: Option<Phrase>,
    /// What happens to it next year.
    pub carry: Carry,
    /// Words in prose that mean this value.
    pub words: Vec<Word>,
    /// On which page it stands.
    pub section: usize,
    /// Where it belongs.
    pub home: Home,
}

/// Words in prose that mean a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The words.
    pub text: String,
    /// Whether they always mean it; else they may mean a part of it, or something near it.
    pub sure: bool,
}

/// A numbered heading that the structure gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// How deep, from 1.
    pub depth: usize,
    /// As printed in front of the label: `（一）`.
    pub number: String,
    /// As the screen names it, with the chapters around it: `二（一）`.
    pub outline: String,
}

/// Where a field belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// It stands by itself.
    Alone,
    /// It is a column.
    Column {
        /// The table.
        table: TableId,
        /// Which group of the table.
        group: usize,
        /// Which column.
        column: usize,
        /// The rows it is asked for.
        rows: RowSetId,
        /// Whether the table has a sum row that adds it up.
        summed: bool,
    },
    /// It is the name of a row of a shared row set.
    RowName(RowSetId),
}

impl Field {
    /// The rows it is asked for, unless it stands alone.
    pub fn rows(&self) -> Option<RowSetId> {
        match self.home {
            Home::Alone => None,
            Home::Column { rows, .. } | Home::RowName(rows) => Some(rows),
        }
    }

    /// Its label with its number from the structure.
    pub fn numbered_label(&self) -> String {
        let outline = self.heading.as_ref().map_or("", |heading| heading.outline.as_str());
        format!("{outline}{}", self.label)
    }

    /// Whether a sum row adds it up.
    pub fn summed(&self) -> bool {
        matches!(self.home, Home::Column { summed: true, .. })
    }
}

/// What happens to a value when next year's report begins.
#[derive(Debug, Default)]
pub enum Carry {
    /// Stays as it is.
    Keep,
    /// Stays, marked until a person confirms it.
    Confirm,
    /// Is asked anew.
    #[default]
    Clear,
    /// Follows from last year's values.
    Derive(Expr),
}

/// A table: one or more groups of rows under the same columns.
#[derive(Debug)]
pub struct Table {
    /// Its caption, with its number.
    pub label: String,
    /// Help.
    pub hint: String,
    /// The page it stands on.
    pub section: usize,
    /// Head of the first column: what a row is called.
    pub row_label: String,
    /// The headers as a tree over the columns.
    pub headers: Vec<Header>,
    /// How many levels of headers.
    pub depth: usize,
    /// How many columns, the row's name aside.
    pub width: usize,
    /// The groups; a plain table has one.
    pub groups: Vec<Group>,
    /// The row that adds up all others.
    pub sum: Option<SumRow>,
    /// True if the names of the rows are printed in a column of their own.
    pub names_rows: bool,
    /// How it is laid out on paper.
    pub layout: TableLayout,
}

impl Table {
    /// Returns how many columns of captions stand before the rows: one for the groups, one for those over them.
    pub fn caption_columns(&self) -> usize {
        let has = |caption: fn(&Group) -> &String| self.groups.iter().any(|group| !caption(group).is_empty());
        usize::from(has(|group| &group.over)) + usize::from(has(|group| &group.label))
    }
}

/// A header over columns `from..to` at a level from 0; a leaf is a column's own header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its words.
    pub label: String,
    /// On which level it begins.
    pub level: usize,
    /// How many levels it covers: a column's own header reaches to the last.
    pub height: usize,
    /// The first column under it.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// Whether it is a column's own header.
    pub leaf: bool,
}

/// Rows of one kind in a table.
#[derive(Debug)]
pub struct Group {
    /// Head of the paths of its cells.
    pub name: String,
    /// Its caption, empty in a plain table.
    pub label: String,
    /// The caption over it and its sisters.
    pub over: String,
    /// A note printed under the caption over it and its sisters.
    pub over_note: String,
    /// Help.
    pub hint: String,
    /// Where its rows come from.
    pub rows: RowSetId,
    /// Its columns, in the order of the headers.
    pub columns: Vec<FieldId>,
}

/// A list of rows.
#[derive(Debug)]
pub struct RowSet {
    /// Head of the paths of its names; for rows of one group, the group's name.
    pub name: String,
    /// What a row is called.
    pub label: String,
    /// How a row is shown: `{n}` is its number.
    pub pattern: String,
    /// The field that holds a row's name; rows of one group have none.
    pub name_field: Option<FieldId>,
    /// The names that a new report begins with; empty names for rows that have none.
    pub start: Vec<String>,
    /// No fewer rows than this.
    pub min: usize,
    /// No more rows than this.
    pub max: usize,
    /// Its columns in all tables, the name field included.
    pub fields: Vec<FieldId>,
}

/// A rule, and what to say where it does not hold.
#[derive(Debug)]
pub struct Check {
    /// A short name, unique in the form.
    pub id: String,
    /// Where a finding is shown.
    pub at: FieldId,
    /// Whether the sum row is asked too.
    pub sum_row: bool,
    /// What must hold.
    pub rule: Expr,
    /// How much it matters.
    pub severity: Severity,
    /// What to say.
    pub message: Phrase,
    /// What to do about it.
    pub advice: String,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Severity {
    /// Wrong: a final export is refused.
    Error,
    /// To be corrected or explained.
    Explain,
    /// Worth a look.
    Hint,
}

/// One step of a calculation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// All rows of a field.
    Column(FieldId),
    /// The sum row's cell of a column.
    Sum(FieldId),
}

/// One place in a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellRef {
    /// Which field.
    pub field: FieldId,
    /// Which row of it.
    pub row: Row,
}

/// Which row of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Row {
    /// The field stands alone.
    Only,
    /// The sum row.
    Sum,
    /// A row, from 0.
    At(u32),
}

impl CellRef {
    /// A field that stands alone.
    pub fn only(field: FieldId) -> CellRef {
        CellRef { field, row: Row::Only }
    }

    /// A row of a column, from 0.
    pub fn at(field: FieldId, row: usize) -> CellRef {
        CellRef { field, row: Row::At(u32::try_from(row).unwrap_or(u32::MAX)) }
    }
}

impl Row {
    /// The row's number from 0, unless it is none of the listed rows.
    pub fn index(self) -> Option<usize> {
        match self {
            Row::At(row) => usize::try_from(row).ok(),
            Row::Only | Row::Sum => None,
        }
    }
}

impl FieldId {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Form {
    /// A field by its index.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }

    /// A table by its index.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0 as usize]
    }

    /// A row set by its index.
    pub fn row_set(&self, id: RowSetId) -> &RowSet {
        &self.row_sets[id.0 as usize]
    }

    /// All fields with their indices, in the form's order.
    pub fn field_ids(&self) -> impl Iterator<Item = FieldId> + use<> {
        (0..u32::try_from(self.fields.len()).unwrap_or(u32::MAX)).map(FieldId)
    }

    /// All row sets with their indices.
    pub fn row_set_ids(&self) -> impl Iterator<Item = RowSetId> + use<> {
        (0..u32::try_from(self.row_sets.len()).unwrap_or(u32::MAX)).map(RowSetId)
    }

    /// Whether a cell gives its value itself, so that nothing is to be typed there: it is calculated, or
    /// filled in by hand on paper.
    pub fn is_locked(&self, cell: CellRef) -> bool {
        let field = self.field(cell.field);
        cell.row == Row::Sum || field.by_hand || (field.calculate.is_some() && !field.free)
    }

    /// A field's label without the line breaks that paper wants.
    pub fn label(&self, id: FieldId) -> &str {
        &self.field(id).label
    }

    /// The row set that a path's first word names.
    pub fn row_set_named(&self, name: &str) -> Option<RowSetId> {
        let name = self.renamed.get(name).map_or(name, String::as_str);
        self.row_set_ids().find(|id| self.row_set(*id).name == name)
    }
}
