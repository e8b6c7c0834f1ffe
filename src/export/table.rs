//! Tables as the form prints them: a tree of headers, captions at the left of groups, sum rows.
//!
//! A [`Table`] contains each cell once, with the number of rows and columns that it spans; its [`Grid`] maps
//! positions to cells. Formats that cannot draw a header tree use the flattened [`Column::path`].

use super::values::{header_path, join_path, names_unit, one_line, shown_in_table};
use crate::form::{
    self, CellRef, Expr, FieldId, Form, GoalPart, Group, Header, Operator, Row, SumPosition, TableId, clean,
};
use crate::message;
use crate::sheet::Texts;

/// A table of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Text above the table; may be empty.
    pub caption: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Header rows; a row contains only the cells that start in it.
    pub head: Vec<Vec<Cell>>,
    /// Rows below the header, in the same representation.
    pub body: Vec<Vec<Cell>>,
    /// Layout on paper.
    pub layout: Layout,
}

/// Layout of a table on paper; it contains only the columns that are relevant in this report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Width of each printed column, in percent; empty for automatic widths.
    pub widths: Vec<u32>,
    /// Width, in percent, of a column at the left that holds the caption; 0 for a caption above the table.
    pub aside: u32,
    /// True if the rows are printed as lines of a single cell.
    pub lines: bool,
    /// Minimum number of rows.
    pub at_least: usize,
    /// Printed columns: the header, and the indices of the joined columns, counted after the caption and name
    /// columns. Empty if every column is printed as a column of its own.
    pub columns: Vec<(String, Vec<usize>)>,
    /// The part of a target that each column of the table contains, counted after the caption and name columns.
    pub goal_parts: Vec<Option<GoalPart>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// All headers above it as a single text: `其中：人员支出`.
    pub path: String,
    /// Kind of its content.
    pub kind: ColumnKind,
}

/// Kind of a column's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Captions of groups of rows, or labels of boxes.
    Caption,
    /// Names of rows.
    RowName,
    /// Texts.
    Text,
    /// Numbers.
    Number,
}

/// Horizontal alignment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Left.
    #[default]
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Text; may have several lines.
    pub text: String,
    /// Number of columns that it spans.
    pub columns: usize,
    /// Number of rows that it spans.
    pub rows: usize,
    /// True for a header of columns or rows.
    pub header: bool,
    /// Alignment of its text.
    pub align: Align,
    /// Cell of the report whose value is shown; `None` for headers, captions and names.
    pub source: Option<CellRef>,
}

impl Cell {
    /// Returns a cell that spans one row and one column.
    pub(super) fn new(text: String, align: Align) -> Cell {
        Cell { text, columns: 1, rows: 1, header: false, align, source: None }
    }

    pub(super) fn header(text: String) -> Cell {
        Cell { header: true, ..Cell::new(text, Align::Center) }
    }

    /// True if it is in a row that shows sums or totals.
    pub(super) fn is_in_sum_row(&self) -> bool {
        self.source.is_some_and(|source| source.row.index().is_none())
    }
}

/// A label and its value, which can have several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Label.
    pub label: String,
    /// Displayed value; empty if blank.
    pub value: String,
}

/// A cell with its position in the grid.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'t> {
    /// First row, including the header rows in the count.
    pub row: usize,
    /// First column.
    pub column: usize,
    /// The cell.
    pub cell: &'t Cell,
}

/// Mapping from the positions of a table to its cells.
#[derive(Clone, Debug)]
pub struct Grid<'t> {
    /// All cells, row by row.
    pub cells: Vec<Placed<'t>>,
    /// By row and column: index of the cell that covers the position.
    pub owners: Vec<Vec<Option<usize>>>,
}

impl<'t> Grid<'t> {
    /// Returns the cell that covers a position.
    pub(super) fn at(&self, row: usize, column: usize) -> Option<&Placed<'t>> {
        self.cells.get((*self.owners.get(row)?.get(column)?)?)
    }

    /// Returns the height of each row, from `least` to `most`, for the heights that the cells need. A cell over
    /// several rows, with a `gap` between two of them, increases the height of the last one if needed.
    pub(super) fn heights(
        &self,
        (least, most): (usize, usize),
        gap: usize,
        needed: impl Fn(usize, &Placed<'t>) -> usize,
    ) -> Vec<usize> {
        let mut heights = vec![least; self.owners.len()];
        let (low, high): (Vec<_>, Vec<_>) =
            self.cells.iter().enumerate().partition(|(_, placed)| placed.cell.rows == 1);
        for (index, placed) in low.into_iter().chain(high) {
            let end = (placed.row + placed.cell.rows).min(heights.len());
            let rows = heights.get_mut(placed.row..end).unwrap_or_default();
            let there = rows.iter().sum::<usize>() + gap * rows.len().saturating_sub(1);
            if let Some(last) = rows.last_mut() {
                *last = (*last + needed(index, placed).saturating_sub(there)).min(most);
            }
        }
        heights
    }
}

impl Table {
    /// Lays out the cells: each cell takes the first free position of its row.
    pub fn grid(&self) -> Grid<'_> {
        let height = self.head.len() + self.body.len();
        let width = self.columns.len();
        let mut grid = Grid { cells: Vec::new(), owners: vec![vec![None; width]; height] };
        for (row, cells) in self.head.iter().chain(&self.body).enumerate() {
            for cell in cells {
                let Some(column) = grid.owners[row].iter().position(Option::is_none) else { break };
                let index = grid.cells.len();
                grid.cells.push(Placed { row, column, cell });
                for owners in grid.owners.iter_mut().skip(row).take(cell.rows) {
                    for owner in owners.iter_mut().skip(column).take(cell.columns) {
                        owner.get_or_insert(index);
                    }
                }
            }
        }
        grid
    }
}

/// Converts boxes to a table. Each pair of the longest row gets a label column and a value column.
pub fn boxes(rows: &[Vec<Pair>]) -> Table {
    let pairs = rows.iter().map(Vec::len).max().unwrap_or(0);
    let kinds = [ColumnKind::Caption, ColumnKind::Text];
    let columns = (0..pairs * 2).map(|at| Column { path: String::new(), kind: kinds[at % 2] }).collect();
    let body = rows.iter().map(|row| {
        let mut cells = Vec::new();
        for (at, pair) in row.iter().enumerate() {
            cells.push(Cell::header(pair.label.clone()));
            let mut value = Cell::new(pair.value.clone(), Align::Left);
            if at + 1 == row.len() {
                value.columns += (pairs - row.len()) * 2;
            }
            cells.push(value);
        }
        cells
    });
    Table { body: body.collect(), columns, ..Table::default() }
}

/// Returns a table of the form, or `None` if none of its columns is relevant.
pub(super) fn table(texts: &Texts<'_>, id: TableId) -> Option<Table> {
    let plan = Plan::new(texts, id)?;
    let mut columns = plan.caption_columns();
    if plan.table.names_rows {
        columns.push(Column { path: plan.row_head(), kind: ColumnKind::RowName });
    }
    columns.extend(plan.kept.iter().map(|column| Column {
        path: join_path(&header_path(plan.table, *column)),
        kind: if plan.is_number(*column) { ColumnKind::Number } else { ColumnKind::Text },
    }));
    let (caption, head, body, layout) = (plan.caption(), plan.head(), plan.body(), plan.layout());
    Some(Table { caption, columns, head, body, layout })
}

/// A table of the form with its printed columns.
struct Plan<'a> {
    texts: &'a Texts<'a>,
    table: &'a form::Table,
    /// Indices of the printed columns.
    kept: Vec<usize>,
    /// True if there is a column for the captions over several groups.
    has_over: bool,
    /// True if there is a column for the captions of groups.
    has_captions: bool,
}

impl<'a> Plan<'a> {
    fn new(texts: &'a Texts<'a>, id: TableId) -> Option<Plan<'a>> {
        let table = texts.form.table(id);
        let fields = |column: usize| table.groups.iter().filter_map(move |group| group.columns.get(column));
        let is_asked = |column: usize| fields(column).any(|field| texts.sheet.is_relevant(*field));
        if !(0..table.width).any(is_asked) {
            return None;
        }
        let is_for_the_pen = |column: usize| {
            fields(column).all(|field| never_asked(texts.form.field(*field).relevant.as_ref()))
        };
        let kept: Vec<usize> =
            (0..table.width).filter(|column| is_asked(*column) || is_for_the_pen(*column)).collect();
        let has_over = table.groups.iter().any(|group| !group.over.is_empty());
        let has_captions = table.groups.iter().any(|group| !group.label.is_empty());
        (!kept.is_empty()).then_some(Plan { texts, table, kept, has_over, has_captions })
    }

    /// Returns the number of caption columns before the rows of a grouped table.
    fn caption_count(&self) -> usize {
        usize::from(self.has_over) + usize::from(self.has_captions)
    }

    fn form(&self) -> &'a Form {
        self.texts.form
    }

    /// Returns the headers of the caption columns, each with the number of columns that it spans; none if the captions
    /// have no header.
    fn caption_heads(&self) -> Vec<(String, usize)> {
        let layout = &self.table.layout;
        match [&layout.over, &layout.captions].map(|label| one_line(label)) {
            [_, captions] if captions.is_empty() => Vec::new(),
            [over, captions] if !over.is_empty() && self.caption_count() == 2 => {
                vec![(over, 1), (captions, 1)]
            }
            [_, captions] => vec![(captions, self.caption_count())],
        }
    }

    /// Returns the caption columns. A header over both is that of the first.
    fn caption_columns(&self) -> Vec<Column> {
        let mut paths = self.caption_heads().into_iter();
        let mut path = || paths.next().map_or_else(String::new, |(label, _)| label);
        (0..self.caption_count()).map(|_| Column { path: path(), kind: ColumnKind::Caption }).collect()
    }

    /// Returns the layout on paper, without the columns that are not printed.
    fn layout(&self) -> Layout {
        let layout = &self.table.layout;
        let place = |column: &usize| self.kept.iter().position(|kept| kept == column);
        let columns: Vec<(String, Vec<usize>)> = layout
            .columns
            .iter()
            .map(|printed| (one_line(&printed.label), printed.columns.iter().filter_map(place).collect()))
            .collect();
        let before = self.caption_count() + usize::from(self.table.names_rows);
        let is_printed = |at: usize| match at.checked_sub(before) {
            None => true,
            Some(at) if columns.is_empty() => self.kept.contains(&at),
            Some(at) => columns.get(at).is_some_and(|(_, parts)| !parts.is_empty()),
        };
        let widths = layout.widths.iter().enumerate().filter(|(at, _)| is_printed(*at));
        Layout {
            widths: widths.map(|(_, width)| *width).collect(),
            aside: layout.aside,
            lines: layout.lines,
            at_least: layout.at_least,
            columns: columns.into_iter().filter(|(_, parts)| !parts.is_empty()).collect(),
            goal_parts: self.kept.iter().map(|column| self.goal_part(*column)).collect(),
        }
    }

    /// True if its rows are shared with other tables and have names.
    fn shared(&self) -> bool {
        self.table.groups.iter().any(|group| self.form().row_set(group.rows).name_field.is_some())
    }

    fn field(&self, column: usize) -> Option<FieldId> {
        self.table.groups.first()?.columns.get(column).copied()
    }

    fn is_number(&self, column: usize) -> bool {
        self.field(column).is_some_and(|field| self.form().field(field).kind.is_number())
    }

    fn goal_part(&self, column: usize) -> Option<GoalPart> {
        self.form().goal_part(self.field(column)?)
    }

    /// Returns the pattern of rows without names, unless it is only the number: `指标{n}：`.
    fn pattern(&self, group: &Group) -> Option<&'a str> {
        let pattern = self.form().row_set(group.rows).pattern.as_str();
        (pattern != "{n}").then_some(pattern)
    }

    fn row_head(&self) -> String {
        if self.shared() || !self.table.row_label.is_empty() {
            one_line(&self.table.row_label)
        } else {
            message::row_number(self.texts.lang)
        }
    }

    /// Returns the caption. Adds the unit if all numbers have the same unit and no label names it.
    fn caption(&self) -> String {
        let caption = one_line(&self.table.label);
        let Some(group) = self.table.groups.first() else { return caption };
        let fields = self.kept.iter().filter_map(|column| group.columns.get(*column));
        let numbers: Vec<FieldId> =
            fields.copied().filter(|field| self.form().field(*field).kind.is_number()).collect();
        let unit = |field: &FieldId| self.form().field(*field).kind.unit().filter(|unit| !unit.is_empty());
        let Some(first) = numbers.first().and_then(unit) else { return caption };
        let same = numbers.iter().all(|field| unit(field) == Some(first));
        if same && !numbers.iter().any(|field| names_unit(self.form(), *field, first)) {
            caption + &message::table_unit(self.texts.lang, &one_line(first))
        } else {
            caption
        }
    }

    /// Returns the headers by level. The first header spans the caption columns too if they have no own
    /// header.
    fn head(&self) -> Vec<Vec<Cell>> {
        let mut levels: Vec<usize> = self.headers().map(|(header, ..)| header.level).collect();
        levels.sort_unstable();
        levels.dedup();
        let mut head: Vec<Vec<Cell>> = vec![Vec::new(); levels.len()];
        let captions = self.caption_heads();
        let has_heads = !captions.is_empty();
        if let Some(first) = head.first_mut() {
            let rows = levels.len();
            first.extend(captions.into_iter().map(|(label, columns)| Cell {
                columns,
                rows,
                ..Cell::header(label)
            }));
        }
        if let (true, Some(first)) = (self.table.names_rows, head.first_mut()) {
            let (columns, rows) = (1 + self.caption_count(), levels.len());
            first.push(Cell { columns, rows, ..Cell::header(self.row_head()) });
        }
        for (header, from, to) in self.headers() {
            let covers = header.level..header.level + header.height;
            let Ok(row) = levels.binary_search(&header.level) else { continue };
            let mut cell = Cell::header(clean(&header.label).trim().to_owned());
            cell.columns = to - from;
            if from == 0 && !self.table.names_rows && !has_heads {
                cell.columns += self.caption_count();
            }
            cell.rows = levels.iter().filter(|level| covers.contains(level)).count();
            head[row].push(cell);
        }
        head
    }

    /// Returns the headers over printed columns, with the range of printed columns that they cover.
    fn headers(&self) -> impl Iterator<Item = (&'a Header, usize, usize)> {
        self.table.headers.iter().filter_map(|header| {
            let from = self.kept.iter().filter(|column| **column < header.from).count();
            let to = self.kept.iter().filter(|column| **column < header.to).count();
            (from < to).then_some((header, from, to))
        })
    }

    fn body(&self) -> Vec<Vec<Cell>> {
        let groups: Vec<(&Group, Vec<Vec<Cell>>)> =
            self.table.groups.iter().map(|group| (group, self.rows(group))).collect();
        let mut body = Vec::new();
        let mut over_until = 0;
        for (at, (group, rows)) in groups.iter().enumerate() {
            let mut before = Vec::new();
            if self.has_over && at >= over_until {
                let sisters = groups[at..].iter().take_while(|(other, _)| other.over == group.over);
                // A group without a caption over it shows its own caption across both columns.
                let alone = group.over.is_empty() && self.has_captions;
                let sisters = if alone { sisters.take(0).count() } else { sisters.count() };
                over_until = at + sisters;
                let height = groups[at..over_until].iter().map(|(_, rows)| rows.len()).sum();
                if !alone {
                    before.push(caption(&format!("{}\n{}", group.over, group.over_note), height));
                }
            }
            if self.has_captions {
                let mut cell = caption(&group.label, rows.len());
                cell.columns += usize::from(self.has_over && group.over.is_empty());
                before.push(cell);
            }
            for row in rows {
                let mut cells = std::mem::take(&mut before);
                cells.extend(row.iter().cloned());
                body.push(cells);
            }
        }
        body.extend(self.total());
        body
    }

    /// Returns the last row, which shows fields outside the table. Its label spans the columns before the first field.
    fn total(&self) -> Option<Vec<Cell>> {
        let total = self.table.total.as_ref()?;
        let field = |column: &usize| {
            let (_, field) = total.fields.iter().find(|(of, _)| of == column)?;
            self.texts.sheet.is_relevant(*field).then_some(*field)
        };
        let first = self.kept.iter().position(|column| field(column).is_some())?;
        let before = self.caption_count() + usize::from(self.table.names_rows);
        let columns = before + first;
        let label = Cell { columns, ..Cell::header(one_line(&total.label)) };
        let value = |column: &usize| match field(column) {
            Some(field) => self.value(CellRef::only(field)),
            None => Cell::new(String::new(), Align::Left),
        };
        let label = Some(label).filter(|_| columns > 0);
        Some(label.into_iter().chain(self.kept[first..].iter().map(value)).collect())
    }

    /// Returns the rows of a group, at least one. Trailing blank rows of an unshared list are omitted.
    fn rows(&self, group: &Group) -> Vec<Vec<Cell>> {
        let shared = self.form().row_set(group.rows).name_field.is_some();
        let count = self.texts.report.rows(group.rows);
        let mut rows: Vec<Vec<Cell>> = (0..count).map(|row| self.row(group, row)).collect();
        if !shared {
            let is_blank = |row: &Vec<Cell>| {
                row.iter().skip(usize::from(self.table.names_rows)).all(|cell| cell.text.is_empty())
            };
            let filled = rows.iter().rposition(|row| !is_blank(row)).map_or(0, |last| last + 1);
            rows.truncate(filled);
        }
        if rows.is_empty() {
            let width = self.kept.len() + usize::from(self.table.names_rows);
            rows.push((0..width).map(|_| Cell::new(String::new(), Align::Left)).collect());
        }
        match &self.table.sum {
            Some(sum) if sum.position == SumPosition::Top => rows.insert(0, self.sum_row(group, &sum.label)),
            Some(sum) => rows.push(self.sum_row(group, &sum.label)),
            None => {}
        }
        rows
    }

    fn row(&self, group: &Group, row: usize) -> Vec<Cell> {
        let cell = |field| CellRef::at(field, row);
        let mut cells: Vec<Cell> = self.values(group, cell);
        let label = || one_line(&self.texts.report.row_label(self.form(), group.rows, row));
        if self.table.names_rows {
            cells.insert(0, name(label()));
        } else if self.pattern(group).is_some()
            && cells.iter().any(|cell| !cell.text.is_empty())
            && let Some(first) = cells.first_mut()
        {
            // Add a colon after `指标1`, but not if the pattern itself ends in punctuation.
            first.text = match label() {
                label if label.ends_with(char::is_alphanumeric) => {
                    message::label_value(self.texts.lang, &label, &first.text)
                }
                label => label + &first.text,
            };
        }
        cells
    }

    fn sum_row(&self, group: &Group, label: &str) -> Vec<Cell> {
        let mut cells = vec![name(one_line(label))];
        cells.extend(self.values(group, |field| CellRef { field, row: Row::Sum }));
        cells
    }

    fn values(&self, group: &Group, cell: impl Fn(FieldId) -> CellRef) -> Vec<Cell> {
        let fields = self.kept.iter().filter_map(|column| group.columns.get(*column));
        fields.map(|field| self.value(cell(*field))).collect()
    }

    fn value(&self, source: CellRef) -> Cell {
        let align = if self.form().field(source.field).kind.is_number() { Align::Right } else { Align::Left };
        Cell { source: Some(source), ..Cell::new(shown_in_table(self.texts, source), align) }
    }
}

/// True if a condition never holds: such a column is printed empty and filled in by hand.
fn never_asked(relevant: Option<&Expr>) -> bool {
    match relevant {
        Some(Expr::Truth(truth)) => !truth,
        Some(Expr::Binary(Operator::And, left, right)) => never_asked(Some(left)) || never_asked(Some(right)),
        _ => false,
    }
}

fn name(text: String) -> Cell {
    Cell { header: true, ..Cell::new(text, Align::Left) }
}

fn caption(text: &str, rows: usize) -> Cell {
    Cell { rows, ..Cell::header(clean(text).trim().to_owned()) }
}

/// Returns a table of texts with a single header row.
pub(super) fn plain(head: Vec<String>, body: Vec<Vec<String>>) -> Table {
    let columns = head.iter().map(|path| Column { path: path.clone(), kind: ColumnKind::Text }).collect();
    let cells = |row: Vec<String>| row.into_iter().map(|text| Cell::new(text, Align::Left)).collect();
    Table {
        columns,
        head: vec![head.into_iter().map(Cell::header).collect()],
        body: body.into_iter().map(cells).collect(),
        ..Table::default()
    }
}
