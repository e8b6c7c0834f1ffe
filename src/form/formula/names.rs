//! Names visible to formulas: fields outside tables, columns of tables, and first the columns of the
//! formula's own table.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::super::decimal::show_in_formula;
use super::super::kind::Kind;
use super::super::model::{Form, Name};
use super::super::{Field, FieldId, Group, MistakeKind, RowSet, RowSetId, nearest};
use super::FixedRow;

/// Names of the form, as seen by a formula.
pub(in crate::form) struct Names<'a> {
    pub(in crate::form) form: &'a Form,
    /// Name and rows of the formula's own table.
    pub(in crate::form) home: Option<&'a (String, RowSetId)>,
    /// The column that the formula calculates in one row: `[2]` is another row of it.
    pub(in crate::form) own: Option<FieldId>,
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
            let table = self.home.map_or("", |(table, _)| table);
            return match self.form.names.get(name) {
                Some(Name::Field(_)) => {
                    Err(MistakeKind::Ambiguous { name: name.to_owned(), path: format!("{table}.{name}") })
                }
                _ => Ok(*field),
            };
        }
        match self.form.names.get(name) {
            Some(Name::Field(field)) => Ok(*field),
            Some(Name::Rows(..)) => Err(MistakeKind::ColumnExpected { table: name.to_owned() }),
            None => {
                let sisters = self.sisters().into_iter().flat_map(HashMap::keys);
                let alone = self.form.names.iter().filter(|(_, name)| matches!(name, Name::Field(_)));
                let all = sisters.chain(alone.map(|(name, _)| name)).map(String::as_str);
                let near = self.labelled(name).or_else(|| nearest(name, all));
                Err(MistakeKind::UnknownName { name: name.to_owned(), near })
            }
        }
    }

    /// Returns the name of the field with this label, which an author may have written instead.
    fn labelled(&self, label: &str) -> Option<String> {
        let mut fields = self.form.fields.iter().enumerate();
        let has_label = |(at, field): &(usize, &Field)| {
            let id = FieldId(u32::try_from(*at).unwrap_or(u32::MAX));
            field.label == label && (field.rows().is_none() || self.same_row(id))
        };
        fields.find(has_label).map(|(_, field)| field.name.clone())
    }

    /// Resolves a column of every group of a table, with the names of the groups. Returns `None` if no table with
    /// groups has this name.
    pub(in crate::form) fn of_groups(
        &self,
        table: &str,
        column: &str,
    ) -> Option<Result<Vec<(&str, FieldId)>, MistakeKind>> {
        let groups = &self.form.table(*self.form.grouped.get(table)?).groups;
        let column = |group: &'_ Group| self.column(&group.name, column);
        Some(groups.iter().map(|group| Ok((group.name.as_str(), column(group)?))).collect())
    }

    /// Resolves a column of a table, group or row set.
    pub(super) fn column(&self, table: &str, column: &str) -> Result<FieldId, MistakeKind> {
        if let Some(found) = self.of_groups(table, column) {
            let path = format!("{table}.{column}");
            return Err(found.err().unwrap_or(MistakeKind::ManyRows { path }));
        }
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

    /// Resolves the number of a row, from 1.
    pub(in crate::form) fn row_number(rows: &RowSet, number: Decimal) -> Result<FixedRow, MistakeKind> {
        let index = number.checked_sub(Decimal::ONE).filter(Decimal::is_integer);
        let index = index.and_then(|index| u32::try_from(index).ok());
        let index = index.filter(|index| (*index as usize) < rows.max);
        let number = show_in_formula(number, 0);
        index.map(FixedRow::Index).ok_or(MistakeKind::NoRowNumber { number, most: rows.max })
    }

    /// Resolves the name of a row that a new report begins with.
    pub(in crate::form) fn row_named(rows: &RowSet, name: &str) -> Result<FixedRow, MistakeKind> {
        let name = name.trim();
        let start = rows.start.iter().position(|start| start.trim() == name && !name.is_empty());
        match (rows.name_field, start.and_then(|start| u32::try_from(start).ok())) {
            // Rows that are neither inserted nor removed keep their positions.
            (Some(_), Some(start)) if rows.min == rows.max => Ok(FixedRow::Index(start)),
            (Some(field), Some(start)) => Ok(FixedRow::Named { field, name: name.to_owned(), start }),
            _ => {
                let starts = rows.start.iter().filter(|start| !start.is_empty());
                let near = nearest(name, starts.map(String::as_str));
                Err(MistakeKind::NoRowNamed { name: name.to_owned(), near })
            }
        }
    }

    /// Returns the rows of a column.
    pub(in crate::form) fn rows(&self, column: FieldId) -> Result<&RowSet, MistakeKind> {
        let rows = self.form.field(column).rows().ok_or(MistakeKind::RowExpected)?;
        Ok(self.form.row_set(rows))
    }

    /// Returns the kind of a field's values.
    pub(super) fn kind(&self, field: FieldId) -> Kind {
        self.form.field(field).kind.kind()
    }
}
