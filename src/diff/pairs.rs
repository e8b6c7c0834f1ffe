//! Pairs the fields and rows of two reports.

use std::collections::{BTreeSet, HashMap};

use crate::export::labels;
use crate::form::{CellRef, FieldId, Form, Row, RowSetId};
use crate::report::{Pairing, alike};
use crate::sheet::Texts;

/// Paired fields and rows of two reports.
pub(super) struct Pairs<'a> {
    before: &'a Form,
    after: &'a Form,
    to_after: HashMap<FieldId, FieldId>,
    to_before: HashMap<FieldId, FieldId>,
    /// By the row set of the `before` form.
    rows: HashMap<RowSetId, (RowSetId, Pairing)>,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(before: &Texts<'a>, after: &Texts<'a>) -> Pairs<'a> {
        let to_after = fields(before, after);
        let to_before = to_after.iter().map(|(before, after)| (*after, *before)).collect();
        let mut rows: HashMap<RowSetId, (RowSetId, Pairing)> = HashMap::new();
        for id in before.form.row_set_ids() {
            let set = before.form.row_set(id);
            let rows_of = |field| after.form.field(*to_after.get(field)?).rows();
            let of_a_field = || set.fields.iter().find_map(rows_of);
            if let Some(there) = after.form.row_set_named(&set.name).or_else(of_a_field) {
                rows.insert(id, (there, pair(before, id, after, there)));
            }
        }
        Pairs { before: before.form, after: after.form, to_after, to_before, rows }
    }

    /// Number of paired fields.
    pub(super) fn common(&self) -> usize {
        self.to_after.len()
    }

    /// Number of fields without a counterpart.
    pub(super) fn strangers(&self) -> usize {
        (self.before.fields.len() - self.common()) + (self.after.fields.len() - self.common())
    }

    /// Returns the paired row sets, in the order of the `before` form, with their paired rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = (RowSetId, RowSetId, &Pairing)> {
        let found = |rows: RowSetId| self.rows.get(&rows).map(|(there, pairing)| (rows, *there, pairing));
        self.before.row_set_ids().filter_map(found)
    }

    /// Returns the cell of the `after` report that is paired with a cell of the `before` report.
    pub(super) fn after(&self, cell: CellRef) -> Option<CellRef> {
        let field = *self.to_after.get(&cell.field)?;
        let (from, to) = (self.before.field(cell.field).rows(), self.after.field(field).rows());
        self.along(cell.row, from, to, Pairing::after).map(|row| CellRef { field, row })
    }

    /// Returns the cell of the `before` report that is paired with a cell of the `after` report.
    pub(super) fn before(&self, cell: CellRef) -> Option<CellRef> {
        let field = *self.to_before.get(&cell.field)?;
        let (from, to) = (self.before.field(field).rows(), self.after.field(cell.field).rows());
        self.along(cell.row, from, to, Pairing::before).map(|row| CellRef { field, row })
    }

    fn along(
        &self,
        row: Row,
        before: Option<RowSetId>,
        after: Option<RowSetId>,
        way: impl Fn(&Pairing, usize) -> Option<usize>,
    ) -> Option<Row> {
        let Some(at) = row.index() else { return Some(row) };
        let (there, pairing) = self.rows.get(&before?)?;
        let found = way(pairing, at).filter(|_| Some(*there) == after)?;
        u32::try_from(found).ok().map(Row::At)
    }
}

/// Pairs fields by path (former paths included), then by label. The label pass pairs columns only with
/// columns, because it includes the table's caption.
fn fields(before: &Texts<'_>, after: &Texts<'_>) -> HashMap<FieldId, FieldId> {
    let mut found = HashMap::new();
    let mut free: BTreeSet<FieldId> = after.form.field_ids().collect();
    for field in before.form.field_ids() {
        let row = if before.form.field(field).rows().is_some() { Row::At(0) } else { Row::Only };
        let path = before.form.path(CellRef { field, row }, |_, row| row.to_string());
        let there = after.form.resolve(&path, |_, _| Some(Row::At(0)));
        if let Some(there) = there.ok().filter(|there| free.remove(&there.field)) {
            found.insert(field, there.field);
        }
    }
    let words = |texts: &Texts<'_>, field: FieldId| {
        let row = if texts.form.field(field).rows().is_some() { Row::Sum } else { Row::Only };
        labels(texts, CellRef { field, row })
    };
    let mut free: HashMap<(String, String), FieldId> =
        free.into_iter().map(|field| (words(after, field), field)).collect();
    for field in before.form.field_ids() {
        if !found.contains_key(&field)
            && let Some(there) = free.remove(&words(before, field))
        {
            found.insert(field, there);
        }
    }
    found
}

/// Pairs rows. An institution is never compared with another one: rows whose names have nothing in common
/// count as removed and added. Lists without names are paired by position.
fn pair(before: &Texts<'_>, rows: RowSetId, after: &Texts<'_>, there: RowSetId) -> Pairing {
    let names = before.report.row_keys(before.form, rows);
    let other = after.report.row_keys(after.form, there);
    let mut pairing = Pairing::by_name(&names, &other);
    let named = before.form.row_set(rows).name_field.is_some();
    let nameless = |one: &str, other: &str| named && (one.is_empty() || other.is_empty());
    pairing.join_between(|a, b| alike(names[a], other[b]) || nameless(names[a], other[b]));
    if !named {
        pairing.join_rest();
    }
    pairing
}
