//! Names visible to formulas: fields outside tables, columns of tables, and first the columns of the
//! formula's own table.

use std::collections::HashMap;

use super::super::kind::Kind;
use super::super::model::{Form, Name};
use super::super::{FieldId, MistakeKind, RowSetId, nearest};

/// Names of the form, as seen by a formula.
pub(in crate::form) struct Names<'a> {
    pub(in crate::form) form: &'a Form,
    /// Name and rows of the formula's own table.
    pub(in crate::form) home: Option<&'a (String, RowSetId)>,
}

impl Names<'_> {
    fn sisters(&self) -> Option<&HashMap<String, FieldId>> {
        match self.form.names.get(&self.home?.0)? {
            Name::Rows(_, columns) => Some(columns),
            Name::Field(_) => None,
        }
    }

    /// Resolves a bare name: a column of the same table, or a field outside tables.
    pub(in crate::form) fn name(&self, name: &str) -> Result<FieldId, MistakeKind> {
        if let Some(field) = self.sisters().and_then(|sisters| sisters.get(name)) {
            return Ok(*field);
        }
        match self.form.names.get(name) {
            Some(Name::Field(field)) => Ok(*field),
            Some(Name::Rows(..)) => Err(MistakeKind::ColumnExpected { table: name.to_owned() }),
            None => {
                let sisters = self.sisters().into_iter().flat_map(HashMap::keys);
                let alone = self.form.names.iter().filter(|(_, name)| matches!(name, Name::Field(_)));
                let all = sisters.chain(alone.map(|(name, _)| name)).map(String::as_str);
                Err(MistakeKind::UnknownName { name: name.to_owned(), near: nearest(name, all) })
            }
        }
    }

    /// Resolves a column of a table, group or row set.
    pub(super) fn column(&self, table: &str, column: &str) -> Result<FieldId, MistakeKind> {
        let Some(Name::Rows(_, columns)) = self.form.names.get(table) else {
            let (name, near) = (table.to_owned(), self.form.nearest_table(table));
            return Err(MistakeKind::UnknownName { name, near });
        };
        columns.get(column).copied().ok_or_else(|| MistakeKind::UnknownColumn {
            table: table.to_owned(),
            column: column.to_owned(),
            near: nearest(column, columns.keys().map(String::as_str)),
        })
    }

    /// Resolves `name` or `table.column`.
    pub(in crate::form) fn path(&self, path: &str) -> Result<FieldId, MistakeKind> {
        match path.split_once('.') {
            Some((table, column)) => self.column(table, column),
            None => self.name(path),
        }
    }

    /// True if the column has the same rows as the formula.
    pub(super) fn same_row(&self, field: FieldId) -> bool {
        self.home.is_some_and(|(_, home)| self.form.field(field).rows() == Some(*home))
    }

    /// Returns the kind of a field's values.
    pub(super) fn kind(&self, field: FieldId) -> Kind {
        self.form.field(field).kind.kind()
    }
}
