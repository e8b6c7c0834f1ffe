//! The resolved form: sections, fields, tables, rows and checks, with all names resolved.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;

use super::bilingual::text;
use super::{
    CellRef, ChoicesBy, Expr, FieldId, FieldType, Paper, Percent, Phrase, Row, RowSetId, Step, TableId,
    TableLayout,
};
use crate::message::Lang;

/// A compiled form: names resolved, formulas parsed and ordered.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Identifier of the form.
    pub id: String,
    /// Edition of the form.
    pub edition: String,
    /// Full name.
    pub title: String,
    /// Language of its texts.
    pub language: Lang,
    /// Title line of the screen; a phrase that can contain values.
    pub caption: Phrase,
    /// Text of the cover; a phrase that can contain values.
    pub cover: Phrase,
    /// Page layout of the printed form.
    pub paper: Paper,
    /// Name of an exported file; a phrase that can contain values. `None` uses the name of the report's file.
    pub file_name: Option<Phrase>,
    /// Name of the Word document beside the form's file that is filled in with the report; empty if there is none.
    pub blank: String,
    /// The field that holds the report's year.
    pub year: Option<FieldId>,
    /// Limit for the change of a figure since last year, in percent. A larger change gets a finding.
    pub change: Option<Percent>,
    /// The pages, in order.
    pub sections: Vec<Section>,
    /// All fields and columns, in the form's order.
    pub fields: Vec<Field>,
    /// All tables.
    pub tables: Vec<Table>,
    /// All row sets: the shared ones and those that belong to a single table or group.
    pub row_sets: Vec<RowSet>,
    /// Rules across fields.
    pub checks: Vec<Check>,
    /// Order in which columns and sums are calculated.
    pub order: Vec<Step>,
    /// Names of other editions, mapped to their current names.
    pub(super) renamed: HashMap<String, String>,
    /// True if its texts contain years.
    pub(super) has_years: bool,
    /// The form as compiled, if this is one with the year of a report in its texts.
    pub(super) undated: Option<Arc<Form>>,
    /// The year in its texts.
    pub(super) shown_year: Option<i32>,
    /// The form with its labels in the other language, if there are any.
    pub(super) translated: Option<Arc<Form>>,
    /// Names of tables with groups.
    pub(super) grouped: HashMap<String, TableId>,
    /// The names that the first word of a path can have.
    pub(super) names: HashMap<String, Name>,
}

/// The item that the first word of a path refers to.
#[derive(Clone, Debug)]
pub(super) enum Name {
    /// A single field outside any table.
    Field(FieldId),
    /// A table, group or row set, with its columns by name.
    Rows(RowSetId, HashMap<String, FieldId>),
}

/// A page of the form.
#[derive(Clone, Debug)]
pub struct Section {
    /// Name of the section.
    pub name: String,
    /// Name in lists, with the whole number from the structure: `二（一）年度收入情况`.
    pub label: String,
    /// Heading as printed: `（一）年度收入情况`.
    pub title: String,
    /// The printed heading of the chapter that the section is a part of: `二、收支情况`; empty if there is none.
    pub chapter: String,
    /// Short label for the section strip.
    pub short: String,
    /// Numbered heading that begins here on paper.
    pub heading: Option<String>,
    /// Other texts that documents have in place of the heading.
    pub words: Vec<String>,
    /// Layout on paper.
    pub print: Print,
    /// True if its pages are landscape.
    pub landscape: bool,
    /// Widths of the label and the value of its boxes, in percent.
    pub widths: Option<[u32; 2]>,
    /// Help text.
    pub hint: String,
    /// Contents, with chapters flattened.
    pub items: Vec<Item>,
    /// The conditions of chapters, notes and signature boxes, by the index of the item. Fields have their own.
    pub conditions: Vec<Option<Expr>>,
}

/// One item on a page.
#[derive(Clone, Debug)]
pub enum Item {
    /// A field.
    Field(FieldId),
    /// A table.
    Table(TableId),
    /// A chapter heading with its depth and number.
    Chapter {
        /// Depth, from 1.
        depth: usize,
        /// `一、`, `（一）`, `1、`
        number: String,
        /// Text of the heading.
        label: String,
        /// Other texts that documents have in place of the heading.
        words: Vec<String>,
    },
    /// A sentence without an input.
    Note(String),
    /// A box that is signed on paper.
    Signature(Signature),
}

/// Layout of a section on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Print {
    /// Centred lines; the form's title comes first.
    Cover,
    /// Boxes with a label and a value.
    #[default]
    Boxes,
    /// Headings and paragraphs.
    Prose,
    /// Lines of `label：value`, such as the name of the person who filled in the form.
    Lines,
}

/// A box that is printed empty and filled in by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Text that describes the required entry.
    pub label: String,
    /// The person who signs.
    pub signer: String,
    /// True if a date line follows.
    pub date: bool,
    /// Minimum height of the box in millimetres.
    pub height: Option<u32>,
}

/// A row that adds up all other rows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SumRow {
    /// Label of the row.
    #[serde(deserialize_with = "text")]
    pub label: String,
    /// Other texts that documents have in place of the label.
    #[serde(default)]
    pub words: Vec<String>,
    /// Position in the table.
    #[serde(default)]
    pub position: SumPosition,
}

/// A last row of a table that shows fields outside the table below its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TotalRow {
    /// Label of the row.
    pub label: String,
    /// Other texts that documents have in place of the label.
    pub words: Vec<String>,
    /// Indices of columns in ascending order, each with the field below it.
    pub fields: Vec<(usize, FieldId)>,
}

/// Position of a sum row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum SumPosition {
    /// Above the rows.
    #[default]
    Top,
    /// Below the rows.
    Bottom,
}

/// A field, or a column. A column is a field that has one cell per row.
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a key of the template, and they go together freely"
)]
pub struct Field {
    /// Name, without the name of the table.
    pub name: String,
    /// Label shown to the user.
    pub label: String,
    /// Numbered heading of the field, in prose.
    pub heading: Option<Heading>,
    /// Help text.
    pub hint: String,
    /// Type of its values.
    pub kind: FieldType,
    /// True if a blank cell is a finding.
    pub required: bool,
    /// Formula that calculates the value; the cell is locked.
    pub calculate: Option<Expr>,
    /// Formulas of single rows, by index. They precede `calculate`.
    pub row_formulas: BTreeMap<u32, Expr>,
    /// The rows with formulas of their own, each after those that it reads.
    pub row_order: Vec<u32>,
    /// The field is relevant only if this holds; the conditions of its containers are included.
    pub relevant: Option<Expr>,
    /// Condition for an entry, and the message if it does not hold.
    pub constraint: Option<(Expr, Option<Phrase>)>,
    /// Severity if `constraint` does not hold.
    pub severity: Severity,
    /// For a choice: the choices that fit the value of another field.
    pub choices_by: Option<ChoicesBy>,
    /// Initial value in a new report.
    pub default: Option<String>,
    /// True if an entry may replace the calculated value without a finding.
    pub free: bool,
    /// True if it is printed empty and filled in by hand on paper.
    pub by_hand: bool,
    /// True if the figures in the text are plans, which may differ from the results.
    pub plan: bool,
    /// True if it is printed in the same line as the previous field.
    pub beside: bool,
    /// True if it is printed below the boxes as a line `label：value`.
    pub under: bool,
    /// Line at the bottom of the cover that is printed instead of label and value.
    pub foot: Option<Phrase>,
    /// Treatment of the value in next year's report.
    pub carry: Carry,
    /// Words in prose that identify this value.
    pub words: Vec<Word>,
    /// Index of its section.
    pub section: usize,
    /// Position in the structure of the form.
    pub home: Home,
}

/// Words in prose that identify a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Text of the words.
    pub text: String,
    /// True if the words always mean this value. Otherwise they can also mean a part of it or a related
    /// value.
    pub sure: bool,
}

/// A numbered heading; the number comes from the structure of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Depth, from 1.
    pub depth: usize,
    /// Number as printed in front of the label: `（一）`.
    pub number: String,
    /// Number in exported data, including the enclosing chapters: `二（一）`.
    pub outline: String,
}

/// Position of a field in the structure of the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Home {
    /// Not part of a table.
    #[default]
    Alone,
    /// A column of a table.
    Column {
        /// The table.
        table: TableId,
        /// Index of the group in the table.
        group: usize,
        /// Index of the column.
        column: usize,
        /// The rows that have a cell in this column.
        rows: RowSetId,
        /// True if the table has a sum row that adds up this column.
        summed: bool,
    },
    /// The name of a row of a shared row set.
    RowName(RowSetId),
}

impl Field {
    /// Returns the rows of the field, or `None` if it is not part of a table.
    pub fn rows(&self) -> Option<RowSetId> {
        match self.home {
            Home::Alone => None,
            Home::Column { rows, .. } | Home::RowName(rows) => Some(rows),
        }
    }

    /// Returns the table of the column, or `None` if the field is not a column.
    pub fn table(&self) -> Option<TableId> {
        match self.home {
            Home::Column { table, .. } => Some(table),
            Home::Alone | Home::RowName(_) => None,
        }
    }

    /// Returns the label, preceded by its number as printed.
    pub fn numbered_label(&self) -> String {
        let number = self.heading.as_ref().map_or("", |heading| heading.number.as_str());
        format!("{number}{}", self.label)
    }

    /// True if a sum row adds up this column.
    pub fn summed(&self) -> bool {
        matches!(self.home, Home::Column { summed: true, .. })
    }

    /// Returns the formula that calculates the value in a row.
    pub fn formula(&self, row: Row) -> Option<&Expr> {
        match row {
            Row::Sum => None,
            Row::Only => self.calculate.as_ref(),
            Row::At(row) => self.row_formulas.get(&row).or(self.calculate.as_ref()),
        }
    }

    /// Returns all formulas that calculate values.
    pub fn formulas(&self) -> impl Iterator<Item = &Expr> {
        self.calculate.iter().chain(self.row_formulas.values())
    }

    /// True if a formula of it uses the other field.
    pub fn uses(&self, other: FieldId) -> bool {
        self.formulas().any(|formula| formula.needs().contains(&Step::Column(other)))
    }

    /// True if the formula of the row uses the other field.
    pub fn uses_in(&self, row: Row, other: FieldId) -> bool {
        self.formula(row).is_some_and(|formula| formula.needs().contains(&Step::Column(other)))
    }

    /// Returns the row of the column that adds up this row, if rows have their own formulas.
    pub fn row_that_reads(&self, own: FieldId, row: Row) -> Option<Row> {
        let Row::At(read) = row else { return None };
        let found = self.row_formulas.iter().find(|(_, formula)| formula.reads_row(own, read));
        found.map(|(at, _)| Row::At(*at)).filter(|at| *at != row)
    }
}

/// Treatment of a value in next year's report; `F` is a formula, which in a template is not parsed yet.
#[derive(Clone, Debug, Default, Deserialize)]
pub enum Carry<F = Expr> {
    /// The value is kept.
    Keep,
    /// The value is kept and marked until the user confirms it.
    Confirm,
    /// The value is cleared.
    #[default]
    Clear,
    /// The value is calculated from last year's values.
    Derive(F),
}

/// A table: one or more groups of rows with the same columns.
#[derive(Clone, Debug)]
pub struct Table {
    /// Caption, with its number.
    pub label: String,
    /// Help text.
    pub hint: String,
    /// Index of the section that contains it.
    pub section: usize,
    /// Header of the first column, which contains the names of the rows.
    pub row_label: String,
    /// Headers, as a tree over the columns.
    pub headers: Vec<Header>,
    /// Number of header levels.
    pub depth: usize,
    /// Number of columns, without the column of row names.
    pub width: usize,
    /// Groups; a table without groups has exactly one.
    pub groups: Vec<Group>,
    /// The row that adds up all other rows.
    pub sum: Option<SumRow>,
    /// A last row that shows fields outside the table below its columns.
    pub total: Option<TotalRow>,
    /// Other texts that documents have in place of the caption.
    pub words: Vec<String>,
    /// True if the names of the rows are printed in a column of their own.
    pub names_rows: bool,
    /// Layout on paper.
    pub layout: TableLayout,
}

impl Table {
    /// Returns the number of printed columns, without captions and names of rows.
    pub fn printed_columns(&self) -> usize {
        if self.layout.columns.is_empty() { self.width } else { self.layout.columns.len() }
    }

    /// Returns the number of caption columns before the rows: one for the groups, one for the captions over
    /// them.
    pub fn caption_columns(&self) -> usize {
        let has = |caption: fn(&Group) -> &String| self.groups.iter().any(|group| !caption(group).is_empty());
        usize::from(has(|group| &group.over)) + usize::from(has(|group| &group.label))
    }
}

/// A header over columns `from..to` at a level from 0. A leaf is the header of a single column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Text of the header.
    pub label: String,
    /// Other texts that documents have in place of the text.
    pub words: Vec<String>,
    /// First level that it covers.
    pub level: usize,
    /// Number of levels that it covers. The header of a single column extends to the last level.
    pub height: usize,
    /// First column under it.
    pub from: usize,
    /// Index after the last column under it.
    pub to: usize,
    /// True if it is the header of a single column.
    pub leaf: bool,
    /// Byte offsets between the words of the text, at which a line of it may end.
    pub breaks: Vec<usize>,
    /// Shorter names of the column that are parts of the text, longest first.
    pub shorter: Vec<String>,
}

/// Rows of one kind in a table.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// First word of the paths of its cells.
    pub name: String,
    /// Caption; empty in a table without groups.
    pub label: String,
    /// Caption over this group and its neighbouring groups.
    pub over: String,
    /// A note printed under the caption `over`.
    pub over_note: String,
    /// Help text.
    pub hint: String,
    /// Other texts that documents have in place of the caption.
    pub words: Vec<String>,
    /// Row set that its rows come from.
    pub rows: RowSetId,
    /// Columns, in the order of the headers.
    pub columns: Vec<FieldId>,
    /// The columns that compare a result with its target.
    pub targets: Option<Targets>,
}

/// The columns whose rows compare a result with its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Targets {
    /// Name of the indicator.
    pub name: Option<FieldId>,
    /// Operator between result and target, such as `≥`.
    pub operator: Option<FieldId>,
    /// Target.
    pub target: FieldId,
    /// Unit of measure of the target.
    pub unit: Option<FieldId>,
    /// Result.
    pub result: FieldId,
    /// Reason why the target is missed.
    pub reason: Option<FieldId>,
}

/// A list of rows.
#[derive(Clone, Debug)]
pub struct RowSet {
    /// First word of the paths of its names. For the rows of a single group, the group's name.
    pub name: String,
    /// Label of a row.
    pub label: String,
    /// Other texts that documents have in place of the label.
    pub words: Vec<String>,
    /// Pattern for the text of a row; `{n}` is replaced with its number.
    pub pattern: String,
    /// The field that holds a row's name; `None` for the rows of a single group.
    pub name_field: Option<FieldId>,
    /// Initial row names of a new report; empty strings for rows without a name.
    pub start: Vec<String>,
    /// True if the rows are exactly those of `start`, and their names cannot be changed.
    pub fixed: bool,
    /// Other texts that documents have in place of the name of a fixed row, with the index of the row.
    pub row_words: Vec<(usize, String)>,
    /// Minimum number of rows.
    pub min: usize,
    /// Maximum number of rows.
    pub max: usize,
    /// Columns in all tables, including the name field.
    pub fields: Vec<FieldId>,
}

/// A rule, with the message for a violation.
#[derive(Clone, Debug)]
pub struct Check {
    /// Short name, unique in the form.
    pub id: String,
    /// Field at which a finding is shown.
    pub at: FieldId,
    /// True if the rule is also evaluated for the sum row.
    pub sum_row: bool,
    /// Condition that must hold.
    pub rule: Expr,
    /// Severity of a violation.
    pub severity: Severity,
    /// Message for a violation.
    pub message: Phrase,
    /// Advice for the correction.
    pub advice: String,
}

/// Severity of a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Severity {
    /// An error; a final export is refused.
    #[default]
    Error,
    /// Must be corrected or explained.
    Explain,
    /// Should be reviewed.
    Hint,
}

impl Form {
    /// Returns the maximum number of decimals of the fields in an expression.
    pub fn decimals(&self, expr: &Expr) -> u32 {
        let mut decimals = 0;
        expr.walk(&mut |part| {
            let cell = if let Expr::Last(cell) = part { cell } else { part };
            for field in cell.reads() {
                decimals = decimals.max(self.field(field).kind.decimals());
            }
        });
        decimals
    }

    /// Returns the field with this ID.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }

    /// Returns the table with this ID.
    pub fn table(&self, id: TableId) -> &Table {
        &self.tables[id.0 as usize]
    }

    /// Returns the row set with this ID.
    pub fn row_set(&self, id: RowSetId) -> &RowSet {
        &self.row_sets[id.0 as usize]
    }

    /// Returns the IDs of all fields, in the form's order.
    pub fn field_ids(&self) -> impl Iterator<Item = FieldId> + use<> {
        (0..u32::try_from(self.fields.len()).unwrap_or(u32::MAX)).map(FieldId)
    }

    /// Returns the IDs of all tables.
    pub fn table_ids(&self) -> impl Iterator<Item = TableId> + use<> {
        (0..u32::try_from(self.tables.len()).unwrap_or(u32::MAX)).map(TableId)
    }

    /// Returns the IDs of all row sets.
    pub fn row_set_ids(&self) -> impl Iterator<Item = RowSetId> + Clone + use<> {
        (0..u32::try_from(self.row_sets.len()).unwrap_or(u32::MAX)).map(RowSetId)
    }

    /// True if the cell does not accept an entry: it is calculated, the name of a fixed row, or filled in by hand on paper.
    pub fn is_locked(&self, cell: CellRef) -> bool {
        let field = self.field(cell.field);
        let is_fixed = matches!(field.home, Home::RowName(rows) if self.row_set(rows).fixed);
        cell.row == Row::Sum
            || is_fixed
            || field.by_hand
            || (field.formula(cell.row).is_some() && !field.free)
    }

    /// Returns a field's label.
    pub fn label(&self, id: FieldId) -> &str {
        &self.field(id).label
    }

    /// Returns the row set that the first word of a path names.
    pub fn row_set_named(&self, name: &str) -> Option<RowSetId> {
        let name = self.renamed.get(name).map_or(name, String::as_str);
        self.row_set_ids().find(|id| self.row_set(*id).name == name)
    }
}
