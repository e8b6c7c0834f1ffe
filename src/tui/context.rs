//! The state of the document screen as layout, panels and drawing read it.

use std::cell::LazyCell;

use super::input::{CellInput, Cursor, Entering, Searched};
use super::look::{Look, Notice};
use crate::app::model::Model;
use crate::check::{Finding, RuleId};
use crate::form::{CellRef, FieldId, FieldType, Home, Item, Row, Widget};
use crate::session::Session;
use crate::sheet::TextRange;
use crate::sheet::grid::Grid;

/// The state of the screen, except the panel over the page.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Form, report, sheet and history.
    pub session: &'a Session,
    /// The open report.
    pub model: &'a Model,
    /// The look of the screen.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The user's position.
    pub cursor: Cursor,
    /// The input of the current cell.
    pub input: &'a CellInput,
    /// Index of the first line of the page shown.
    pub scroll: usize,
    /// The current notice.
    pub notice: Option<&'a Notice>,
    /// True if last year's values are shown.
    pub last_year: bool,
    /// The last search.
    pub searched: &'a Searched,
    /// The position before the last jump.
    pub back: Option<Cursor>,
    /// True if the current long text fills the screen.
    pub is_text: bool,
    /// True if the key strip waits for a digit.
    pub strip: bool,
}

impl<'a> Context<'a> {
    /// True if the current cell is in a table.
    pub(super) fn in_grid(&self) -> bool {
        self.cursor.cell.is_some_and(|cell| self.session.form().field(cell.field).home != Home::Alone)
    }

    /// Returns the type of the current cell.
    pub(super) fn kind(&self) -> Option<&'a FieldType> {
        self.cursor.cell.map(|cell| &self.session.form().field(cell.field).kind)
    }

    /// Returns the input of the current cell.
    pub(super) fn widget(&self) -> Option<Widget<'a>> {
        self.cursor.cell.map(|cell| self.session.widget(cell))
    }

    /// True if the text of the current cell may have several paragraphs.
    pub(super) fn many_lines(&self) -> bool {
        self.kind().is_some_and(FieldType::is_long)
    }

    /// Returns the grid of the current cell.
    pub(super) fn grid(&self) -> Option<Grid<'a>> {
        let section = &self.session.form().sections[self.cursor.section];
        match section.items.get(self.cursor.item)? {
            Item::Table(table) => {
                Some(Grid::new(self.session.form(), self.session.report(), self.session.sheet(), *table))
            }
            _ => None,
        }
    }

    /// Returns the total to which the current cell of a table contributes: of the whole table, or of its row.
    pub(super) fn total(&self) -> Option<CellRef> {
        let (grid, cell) = (self.grid()?, self.cursor.cell?);
        let form = self.session.form();
        let columns = &grid.group(*grid.rows.get(grid.find(cell)?.0)?).columns;
        if let Some(row) = form.field(cell.field).row_that_reads(cell.field, cell.row) {
            return Some(CellRef { row, ..cell });
        }
        // In other rows, the same columns can depend on each other the other way round.
        let mut chain = vec![cell.field];
        while let Some(user) = chain.last().and_then(|last| {
            let uses = |user: &&FieldId| form.field(**user).uses_in(cell.row, *last) && !chain.contains(user);
            columns.iter().find(uses)
        }) {
            chain.push(*user);
        }
        let field = chain.pop().unwrap_or(cell.field);
        let of_table = CellRef { field, row: Row::Sum };
        let total = if grid.find(of_table).is_some() { of_table } else { CellRef { field, row: cell.row } };
        (total != cell).then_some(total)
    }

    /// Returns the index of the finding whose part of the text contains the caret or ends at it.
    pub(super) fn finding_at_caret(&self) -> Option<usize> {
        let caret = LazyCell::new(|| self.input.editor.offset());
        let at_caret = |place: TextRange| (place.start as usize..=place.end as usize).contains(&caret);
        self.session.findings().iter().rposition(|finding| {
            self.cursor.cell == Some(finding.cell) && finding.place.is_some_and(at_caret)
        })
    }

    /// Returns the index of the current finding: the one at the caret, else the last of the cell. The one
    /// that was visited last has precedence over the last of the cell.
    pub(super) fn finding_here(&self) -> Option<usize> {
        let is_here = |finding: &Finding| self.cursor.cell == Some(finding.cell);
        let visited = self.model.visited.as_ref().filter(|finding| is_here(finding));
        let findings = self.session.findings();
        let last = || match visited {
            Some(visited) => findings.iter().position(|finding| finding == visited),
            None => findings.iter().rposition(is_here),
        };
        self.finding_at_caret().or_else(last)
    }

    /// True if a finding is hidden while its cell is being typed in: the format is checked only on leaving
    /// the cell, deviations from last year wait until then too, and some kinds are shown at the foot anyway.
    pub(super) fn is_quiet(&self, cell: CellRef, rule: RuleId) -> bool {
        let here = self.cursor.cell == Some(cell) && self.input.entering != Entering::Selected;
        here && self.input.typing && rule.rule().quiet
    }
}
