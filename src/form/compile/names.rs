//! Names visible to formulas: fields outside tables, columns of tables, and first the columns of the
//! formula's own table.

use std::collections::HashMap;

use super::super::formula::parser::Scope;
use super::super::kind::Kind;
use super::super::mistake::nearest;
use super::super::model::{Field, Name};
use super::super::{FieldId, MistakeKind, RowSetId};

/// Names of the form, as seen by a formula.
pub(super) struct Names<'a> {
    pub(super) all: &'a HashMap<String, Name>,
    pub(super) fields: &'a [Field],
    pub(super) home: Option<&'a (String, RowSetId)>,
}

impl Names<'_> {
    fn sisters(&self) -> Option<&HashMap<String, FieldId>> {
        match self.all.get(&self.home?.0)? {
            Name::Rows(_, columns) => Some(columns),
            Name::Field(_) => None,
        }
    }
}

impl Scope for Names<'_> {
    fn name(&self, name: &str) -> Result<FieldId, MistakeKind> {
        if let Some(field) = self.sisters().and_then(|sisters| sisters.get(name)) {
            return Ok(*field);
        }
        match self.all.get(name) {
            Some(Name::Field(field)) => Ok(*field),
            Some(Name::Rows(..)) => Err(MistakeKind::ColumnExpected { table: name.to_owned() }),
            None => {
                let sisters = self.sisters().into_iter().flat_map(HashMap::keys);
                let alone = self.all.iter().filter(|(_, name)| matches!(name, Name::Field(_)));
                let all = sisters.chain(alone.map(|(name, _)| name)).map(String::as_str);
                Err(MistakeKind::UnknownName { name: name.to_owned(), near: nearest(name, all) })
            }
        }
    }

    fn column(&self, table: &str, column: &str) -> Result<FieldId, MistakeKind> {
        let tables = self.all.iter().filter(|(_, name)| matches!(name, Name::Rows(..)));
        let Some(Name::Rows(_, columns)) = self.all.get(table) else {
            let near = nearest(table, tables.map(|(name, _)| name.as_str()));
            return Err(MistakeKind::UnknownName { name: table.to_owned(), near });
        };
        columns.get(column).copied().ok_or_else(|| MistakeKind::UnknownColumn {
            table: table.to_owned(),
            column: column.to_owned(),
            near: nearest(column, columns.keys().map(String::as_str)),
        })
    }

    fn same_row(&self, field: FieldId) -> bool {
        match (self.home, self.fields[field.index()].rows()) {
            (Some((_, home)), Some(rows)) => *home == rows,
            _ => false,
        }
    }

    fn kind(&self, field: FieldId) -> Kind {
        self.fields[field.index()].kind.kind()
    }

    fn summed(&self, field: FieldId) -> bool {
        self.fields[field.index()].summed()
    }
}
