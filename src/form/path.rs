//! Paths: the text form of a [`CellRef`], such as `year` or `income[局机关].total`, and of a table's columns.

use super::model::{Form, Home, Name};
use super::{CellRef, FieldId, MistakeKind, Row, RowSetId, nearest};
use crate::message::{self, Lang};

/// Error for a path that does not name a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathError {
    /// The form has no item with this name.
    Unknown {
        /// Name in the path.
        name: String,
        /// Most similar known name.
        near: Option<String>,
    },
    /// The table has no such column.
    NoColumn {
        /// Name of the table.
        table: String,
        /// Column in the path.
        column: String,
        /// Names of the table's columns.
        all: String,
    },
    /// The table has no such row.
    NoRow {
        /// Name of the table.
        table: String,
        /// Row in the path.
        row: String,
    },
    /// Several rows have this name.
    Ambiguous {
        /// Name of the table.
        table: String,
        /// Name in the path.
        row: String,
        /// Numbers of the first two rows with this name.
        numbers: [usize; 2],
    },
    /// The table has no sum row. Contains the name of the table.
    NoSumRow(String),
    /// The path names a table; a row and a column are missing. Contains the name of the table.
    NotACell(String),
    /// The path has a row, but the field has no rows. Contains the name of the field.
    NoRows(String),
    /// The path names a cell where a table is expected. Contains the name of the table.
    NotATable(String),
}

/// Columns of one row set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Row set.
    pub rows: RowSetId,
    /// Columns. The first is the name column, if the rows have names.
    pub fields: Vec<FieldId>,
}

impl PathError {
    /// Returns the message for the user.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            PathError::Unknown { name, .. } if name.is_empty() => message::no_path(lang),
            PathError::Unknown { name, near } => {
                MistakeKind::UnknownName { name: name.clone(), near: near.clone() }.sentence(lang)
            }
            PathError::NoColumn { table, column, all } => {
                let near = nearest(column, all.split(' '));
                let all = if near.is_none() { message::path_columns(lang, all) } else { String::new() };
                let (table, column) = (table.clone(), column.clone());
                MistakeKind::UnknownColumn { table, column, near }.sentence(lang) + &all
            }
            PathError::NoRow { table, row } => message::path_no_row(lang, table, row),
            PathError::Ambiguous { table, row, numbers: [one, other] } => {
                message::path_ambiguous(lang, table, row, *one, *other)
            }
            PathError::NoSumRow(table) => MistakeKind::NoSumRow { path: table.clone() }.sentence(lang),
            PathError::NotACell(table) => message::path_is_table(lang, table),
            PathError::NoRows(name) => message::path_has_no_rows(lang, name),
            PathError::NotATable(table) => message::path_is_cell(lang, table),
        }
    }
}

impl Form {
    /// Resolves a path to a cell, by current names or names of other editions; `find_row` resolves a row
    /// number or name.
    pub fn resolve(
        &self,
        path: &str,
        find_row: impl Fn(RowSetId, &str) -> Option<Row>,
    ) -> Result<CellRef, PathError> {
        self.find(path, find_row).map_err(|error| match error {
            PathError::Unknown { name, .. } => {
                let near = nearest(&name, self.names.keys().map(String::as_str));
                PathError::Unknown { name, near }
            }
            other => other,
        })
    }

    /// Like [`Form::resolve`], but without the search for similar names, which is slow for thousands of
    /// unknown names.
    pub(crate) fn find(
        &self,
        path: &str,
        find_row: impl Fn(RowSetId, &str) -> Option<Row>,
    ) -> Result<CellRef, PathError> {
        match self.resolve_name(path, &find_row) {
            Err(error @ (PathError::Unknown { .. } | PathError::NoColumn { .. })) => {
                self.renamed_path(path).map_or(Err(error), |path| self.resolve_name(&path, &find_row))
            }
            found => found,
        }
    }

    /// Converts a path of another edition to the current names.
    fn renamed_path(&self, path: &str) -> Option<String> {
        let path = path.trim();
        let Some(open) = path.find('[').filter(|_| !self.renamed.is_empty()) else {
            return self.renamed.get(path).cloned();
        };
        let close = open + path.get(open..)?.rfind("].")?;
        let (head, row, column) = (&path[..open], &path[open..=close], &path[close + 2..]);
        let head = self.renamed.get(head).map_or(head, String::as_str);
        let (head, column) = match self.renamed.get(&format!("{}.{column}", &path[..open])) {
            // A column can be renamed within its table or be moved to another table.
            Some(new) => new.split_once('.').unwrap_or((head, new)),
            None => (head, column),
        };
        Some(format!("{head}{row}.{column}"))
    }

    fn resolve_name(
        &self,
        path: &str,
        find_row: &dyn Fn(RowSetId, &str) -> Option<Row>,
    ) -> Result<CellRef, PathError> {
        let path = path.trim();
        let (head, rest) = match path.find('[') {
            Some(open) => (&path[..open], Some(&path[open + 1..])),
            None => (path.split('.').next().unwrap_or(path), None),
        };
        let Some(name) = self.names.get(head) else {
            return Err(PathError::Unknown { name: head.to_owned(), near: None });
        };
        match (name, rest) {
            (Name::Field(field), None) if head == path => Ok(CellRef::only(*field)),
            (Name::Field(_), _) => Err(PathError::NoRows(head.to_owned())),
            (Name::Rows(rows, columns), rest) => {
                let not_a_cell = || PathError::NotACell(head.to_owned());
                // The last "]." ends the row, because a row's name can contain brackets.
                let rest = rest.ok_or_else(not_a_cell)?;
                let close = rest.rfind("].").ok_or_else(not_a_cell)?;
                let (row_text, column) = (&rest[..close], &rest[close + 2..]);
                let field = *columns.get(column).ok_or_else(|| PathError::NoColumn {
                    table: head.to_owned(),
                    column: column.to_owned(),
                    all: self.column_names(*rows, head),
                })?;
                let row = if row_text == "sum" {
                    if !self.field(field).summed() {
                        return Err(PathError::NoSumRow(head.to_owned()));
                    }
                    Row::Sum
                } else {
                    find_row(*rows, row_text).ok_or_else(|| PathError::NoRow {
                        table: head.to_owned(),
                        row: row_text.to_owned(),
                    })?
                };
                Ok(CellRef { field, row })
            }
        }
    }

    /// Returns the columns of a table or group. The name of a shared row set gives the columns of all its
    /// tables.
    pub fn columns_named(&self, name: &str) -> Result<Columns, PathError> {
        let name = name.trim();
        let head = name.split(['[', '.']).next().unwrap_or(name);
        let rows = match self.names.get(head) {
            Some(Name::Rows(..)) if head != name => {
                return Err(PathError::NotATable(head.to_owned()));
            }
            Some(Name::Rows(rows, _)) => *rows,
            Some(Name::Field(_)) => return Err(PathError::NoRows(name.to_owned())),
            None => {
                return Err(PathError::Unknown { name: head.to_owned(), near: self.nearest_table(head) });
            }
        };
        let set = self.row_set(rows);
        let columns = self.tables.iter().flat_map(|table| &table.groups).filter(|group| group.rows == rows);
        let named = columns.clone().filter(|group| group.name == name);
        let of_tables = |group: &super::Group| group.columns.clone();
        let mut fields: Vec<FieldId> = named.flat_map(of_tables).collect();
        if fields.is_empty() {
            fields = columns.flat_map(of_tables).collect();
        }
        fields.splice(0..0, set.name_field);
        Ok(Columns { rows, fields })
    }

    /// Returns the path of a cell; `row_name` returns the text for its row.
    pub fn path(&self, cell: CellRef, row_name: impl FnOnce(RowSetId, usize) -> String) -> String {
        let field = self.field(cell.field);
        let head = self.path_head(cell);
        match (cell.row, field.rows()) {
            (Row::At(_), Some(rows)) => {
                let row = row_name(rows, cell.row.index().unwrap_or_default());
                format!("{head}[{row}].{}", field.name)
            }
            (Row::Sum, _) => format!("{head}[sum].{}", field.name),
            _ => field.name.clone(),
        }
    }

    /// Returns the path of a cell with its row number, as written to report files and journals.
    pub fn number_path(&self, cell: CellRef) -> String {
        self.path(cell, |_, row| (row + 1).to_string())
    }

    /// Returns the first word of a cell's path.
    pub fn path_head(&self, cell: CellRef) -> &str {
        let field = self.field(cell.field);
        match field.home {
            Home::Alone => &field.name,
            Home::Column { table, group, .. } => &self.table(table).groups[group].name,
            Home::RowName(rows) => &self.row_set(rows).name,
        }
    }

    /// Returns the most similar name of a table, group or row set.
    pub(super) fn nearest_table(&self, name: &str) -> Option<String> {
        let tables = self.names.iter().filter(|(_, name)| matches!(name, Name::Rows(..)));
        nearest(name, tables.map(|(name, _)| name.as_str()))
    }

    fn column_names(&self, rows: RowSetId, head: &str) -> String {
        let fields = self.row_set(rows).fields.iter();
        let names = fields
            .filter(|field| self.path_head(CellRef::only(**field)) == head)
            .map(|field| self.field(*field).name.as_str());
        names.collect::<Vec<_>>().join(" ")
    }
}
