//! Places in the form: where a cell is shown, and where to begin.

use super::model::Model;
use crate::check::RuleId;
use crate::form::{CellRef, Home, Item};
use crate::message::Lang;

impl Model {
    /// Returns the section and the item that show a cell; the section `here` is preferred to others.
    pub fn locate(&self, cell: CellRef, here: usize) -> Option<(usize, usize)> {
        let form = self.session.form();
        let home = form.field(cell.field).home;
        let shows = |item: &Item| match (item, home) {
            (Item::Field(field), Home::Alone) => *field == cell.field,
            (Item::Table(table), Home::Column { table: own, .. }) => *table == own,
            (Item::Table(table), Home::RowName(rows)) => {
                form.table(*table).groups.iter().any(|group| group.rows == rows)
            }
            _ => false,
        };
        let mut sections = std::iter::once(here).chain((0..form.sections.len()).filter(|at| *at != here));
        sections.find_map(|at| Some((at, form.sections.get(at)?.items.iter().position(shows)?)))
    }

    /// Returns the path of a cell for an English screen. Paths are English words, so a Chinese screen shows
    /// none.
    pub fn path_shown(&self, cell: CellRef) -> Option<String> {
        (self.lang == Lang::En).then(|| self.session.report().path(self.session.form(), cell))
    }

    /// Returns the first required cell that is blank.
    pub fn first_required(&self) -> Option<CellRef> {
        let form = self.session.form();
        let findings = self.session.findings().iter();
        let blank = findings.filter(|finding| finding.rule == RuleId::Required);
        blank
            .map(|finding| finding.cell)
            .min_by_key(|cell| (form.field(cell.field).section, cell.field, cell.row))
    }

    /// Returns the cells that a search by name finds: of each relevant field the only one, or the first of its
    /// rows.
    pub fn named_cells(&self) -> impl Iterator<Item = CellRef> + '_ {
        let (form, report) = (self.session.form(), self.session.report());
        let relevant = form.field_ids().filter(|id| self.session.sheet().is_relevant(*id));
        let cells = relevant.map(|id| match form.field(id).rows() {
            Some(_) => CellRef::at(id, 0),
            None => CellRef::only(id),
        });
        cells.filter(|cell| report.has(form, *cell))
    }
}
