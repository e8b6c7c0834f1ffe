//! The order of headings, values and questions in a section, as the form defines it.
//!
//! Output of the steps is in [`super::speak`].

use crate::app::model::Model;
use crate::form::{CellRef, FieldId, Item, Row, RowSetId, TableId};
use crate::session::Session;
use crate::sheet::grid::{Grid, GridRow};

/// The position of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    /// Index of the section.
    pub section: usize,
    /// Index of the item in the section.
    pub item: usize,
    /// The question.
    pub asks: Asks,
}

/// The content of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// The value of a cell.
    Cell(CellRef),
    /// Asks whether to add another row to this group of the table.
    More(usize),
    /// Asks for the next action at the end of the form.
    End,
}

/// A step of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Index of the item.
    pub item: usize,
    /// The content.
    pub kind: Kind,
}

/// The content of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A heading or a sentence from the form.
    Words(String),
    /// Start of a table.
    Table(TableId),
    /// Start of a group of rows.
    Group(TableId, usize),
    /// Start of a row: the row set and the row index.
    Row(RowSetId, usize),
    /// A locked cell, whose value is output without a question.
    Told(CellRef),
    /// The sum row.
    Sum(TableId),
    /// A question.
    Asked(Asks),
}

/// Returns the steps of a section in order.
pub(super) fn steps(session: &Session, section: usize) -> Vec<Step> {
    let form = session.form();
    let mut steps = Vec::new();
    let Some(page) = form.sections.get(section) else { return steps };
    let items = &page.items;
    for (item, what) in items.iter().enumerate() {
        match what {
            _ if !session.sheet().applies(page, item) => {}
            Item::Field(field) if session.sheet().is_relevant(*field) && !form.field(*field).by_hand => {
                let cell = CellRef::only(*field);
                steps.push(Step { item, kind: asked_or_told(session, cell) });
            }
            Item::Table(table) => {
                let kinds = table_steps(session, *table, is_first_of(session, section, item));
                steps.extend(kinds.into_iter().map(|kind| Step { item, kind }));
            }
            Item::Chapter { number, label, .. } => {
                steps.push(Step { item, kind: Kind::Words(format!("{number}{label}")) });
            }
            Item::Note(words) => steps.push(Step { item, kind: Kind::Words(words.clone()) }),
            Item::Field(_) | Item::Signature(_) => {}
        }
    }
    if section + 1 == form.sections.len() {
        steps.push(Step { item: items.len(), kind: Kind::Asked(Asks::End) });
    }
    steps
}

fn asked_or_told(session: &Session, cell: CellRef) -> Kind {
    if session.is_locked(cell) { Kind::Told(cell) } else { Kind::Asked(Asks::Cell(cell)) }
}

/// Returns a predicate: true if this table is the first that shows the rows, so their names are asked here.
fn is_first_of(session: &Session, section: usize, item: usize) -> impl Fn(RowSetId) -> bool + '_ {
    let form = session.form();
    move |rows| {
        let all = form.sections.iter().enumerate().flat_map(|(at, section)| {
            section.items.iter().enumerate().map(move |(item, what)| (at, item, what))
        });
        let mut shows = all.filter(|(.., what)| match what {
            Item::Table(table) => form.table(*table).groups.iter().any(|group| group.rows == rows),
            _ => false,
        });
        shows.next().is_some_and(|(at, first, _)| (at, first) == (section, item))
    }
}

fn table_steps(session: &Session, table: TableId, is_first: impl Fn(RowSetId) -> bool) -> Vec<Kind> {
    let (form, report, sheet) = (session.form(), session.report(), session.sheet());
    let grid = Grid::new(form, report, sheet, table);
    if grid.rows.iter().all(|row| *row == GridRow::Sum) {
        return Vec::new();
    }
    let mut kinds = vec![Kind::Table(table)];
    for (index, row) in grid.rows.iter().enumerate() {
        let GridRow::Row { group, at } = *row else {
            if let GridRow::Caption(group) = *row {
                kinds.push(Kind::Group(table, group));
            }
            continue;
        };
        let rows = grid.group(*row).rows;
        kinds.push(Kind::Row(rows, at));
        let cells = (0..grid.width()).filter_map(|column| grid.cell(index, column));
        for cell in cells {
            let field = form.field(cell.field);
            let is_name = grid.name == Some(cell.field);
            if field.by_hand || is_name && !is_first(rows) || !is_name && !grid.is_relevant(cell) {
                continue;
            }
            kinds.push(asked_or_told(session, cell));
        }
        let set = form.row_set(rows);
        let is_last = at + 1 >= report.rows(rows);
        let filled = set.fields.iter().any(|field| report.entry(CellRef::at(*field, at)).is_some());
        if is_last && filled && report.rows(rows) < set.max && is_first(rows) {
            kinds.push(Kind::Asked(Asks::More(group)));
        }
    }
    if grid.table.sum.is_some() {
        kinds.push(Kind::Sum(table));
    }
    kinds
}

impl Stop {
    /// Returns the cell of the question, if any.
    pub(super) fn cell(&self) -> Option<CellRef> {
        match self.asks {
            Asks::Cell(cell) => Some(cell),
            Asks::More(_) | Asks::End => None,
        }
    }

    /// Returns the index of this question in the steps of its section. If it is no longer a question, returns
    /// the step that outputs the value of its cell.
    pub(super) fn position(&self, steps: &[Step]) -> Option<usize> {
        let asked = |step: &Step| step.item == self.item && step.kind == Kind::Asked(self.asks);
        let told = |step: &Step| match (&step.kind, self.asks) {
            (Kind::Told(cell), Asks::Cell(here)) => step.item == self.item && *cell == here,
            (Kind::Sum(_), Asks::Cell(here)) => step.item == self.item && here.row == Row::Sum,
            _ => false,
        };
        steps.iter().position(asked).or_else(|| steps.iter().position(told))
    }
}

/// Returns the first question of a section.
pub(super) fn first(session: &Session, section: usize) -> Option<Stop> {
    steps(session, section).iter().find_map(|step| step.stop(section))
}

/// Returns the last question of a section.
pub(super) fn last(session: &Session, section: usize) -> Option<Stop> {
    steps(session, section).iter().rev().find_map(|step| step.stop(section))
}

impl Step {
    /// Returns the question of this step, if it is one.
    pub(super) fn stop(&self, section: usize) -> Option<Stop> {
        match self.kind {
            Kind::Asked(asks) => Some(Stop { section, item: self.item, asks }),
            _ => None,
        }
    }
}

/// Returns the position of a cell; section `here` is preferred to others.
pub(super) fn locate(model: &Model, cell: CellRef, here: usize) -> Option<Stop> {
    let (section, item) = model.locate(cell, here)?;
    Some(Stop { section, item, asks: Asks::Cell(cell) })
}

/// Returns the cells whose values may depend on a cell: calculated cells of its row, sum rows and single
/// fields.
pub(super) fn dependents(session: &Session, cell: CellRef) -> Vec<CellRef> {
    let form = session.form();
    let rows = form.field(cell.field).rows();
    let mut row = Vec::new();
    let mut sums = Vec::new();
    let mut alone = Vec::new();
    for id in form.field_ids().filter(|id| *id != cell.field || rows.is_some()) {
        let field = form.field(id);
        let calculated = field.calculate.is_some();
        match (field.rows(), cell.row) {
            (Some(own), Row::At(at)) if Some(own) == rows => {
                row.extend(
                    (calculated && id != cell.field).then_some(CellRef { field: id, row: Row::At(at) }),
                );
                sums.extend(field.summed().then_some(CellRef { field: id, row: Row::Sum }));
            }
            (None, _) if calculated => alone.push(CellRef::only(id)),
            _ => {}
        }
    }
    row.into_iter().chain(sums).chain(alone).collect()
}

/// Returns the field with the names of a cell's rows, if they have names.
pub(super) fn name_field(session: &Session, cell: CellRef) -> Option<FieldId> {
    let rows = session.form().field(cell.field).rows()?;
    session.form().row_set(rows).name_field
}
