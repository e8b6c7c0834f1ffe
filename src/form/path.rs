//! Paths: the text form of a [`CellRef`], such as `year` or `income[局机关].total`, and of the columns of a table.

use super::{CellRef, FieldId, Form, Home, Name, Row, RowSetId};
use crate::form::mistake::nearest;
use crate::message::{self, Lang};

/// Why a path names no cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathError {
    /// The form has nothing of that name.
    Unknown {
        /// The name.
        name: String,
        /// The name most like it.
        near: Option<String>,
    },
    /// The table has no such column.
    NoColumn {
        /// The table.
        table: String,
        /// The column as written.
        column: String,
        /// The columns it has.
        all: String,
    },
    /// The table has no such row.
    NoRow {
        /// The table.
        table: String,
        /// The row as written.
        row: String,
    },
    /// The table has no sum row.
    NoSumRow {
        /// The table.
        table: String,
    },
    /// A table is not a cell: a row and a column are wanted.
    NotACell {
        /// The table.
        table: String,
    },
    /// A field has no rows.
    NoRows {
        /// The field.
        name: String,
    },
    /// A cell is not a table.
    NotATable {
        /// The table that the cell stands in.
        table: String,
    },
}

/// Columns over one list of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The rows.
    pub rows: RowSetId,
    /// The columns, the names of the rows first where they have names.
    pub fields: Vec<FieldId>,
}

impl PathError {
    /// The sentence for a person.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            PathError::Unknown { name, .. } if name.is_empty() => message::no_path(lang),
            PathError::Unknown { name, near } => {
                let hint = near.as_ref().map_or_else(String::new, |near| message::did_you_mean(lang, near));
                message::unknown_name(lang, name) + &hint
            }
            PathError::NoColumn { table, column, all } => {
                let near = nearest(column, all.split(' '));
                let hint = match near {
                    Some(near) => message::did_you_mean(lang, &near),
                    None => message::path_columns(lang, all),
                };
                message::unknown_column(lang, table, column) + &hint
            }
            PathError::NoRow { table, row } => message::path_no_row(lang, table, row),
            PathError::NoSumRow { table } => message::no_sum_row(lang, table),
            PathError::NotACell { table } => message::path_is_table(lang, table),
            PathError::NoRows { name } => message::path_has_no_rows(lang, name),
            PathError::NotATable { table } => message::path_is_cell(lang, table),
        }
    }
}

impl Form {
    /// The cell a path names, by what it is called here or was called in another edition; `find_row` knows the rows of a report by number or name.
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

    /// The same without a hint for a person, who may have written thousands of names that are not known.
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

    /// What a path of another edition is called here.
    fn renamed_path(&self, path: &str) -> Option<String> {
        let path = path.trim();
        let Some(open) = path.find('[').filter(|_| !self.renamed.is_empty()) else {
            return self.renamed.get(path).cloned();
        };
        let close = open + path.get(open..)?.rfind("].")?;
        let (head, row, column) = (&path[..open], &path[open..=close], &path[close + 2..]);
        let head = self.renamed.get(head).map_or(head, String::as_str);
        Some(match self.renamed.get(&format!("{}.{column}", &path[..open])) {
            // Within the table, or to another.
            Some(new) => match new.split_once('.') {
                Some((head, column)) => format!("{head}{row}.{column}"),
                None => format!("{head}{row}.{new}"),
            },
            None => format!("{head}{row}.{column}"),
        })
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
            (Name::Field(_), _) => Err(PathError::NoRows { name: head.to_owned() }),
            (Name::Rows(rows, columns), rest) => {
                let not_a_cell = || PathError::NotACell { table: head.to_owned() };
                // The last "]." ends the row: a row's name may hold brackets itself.
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
                        return Err(PathError::NoSumRow { table: head.to_owned() });
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

    /// The columns that a name names together: those of a table or of a group of it, or, by the name of rows
    /// that tables share, those of all these tables.
    pub fn columns_named(&self, name: &str) -> Result<Columns, PathError> {
        let name = name.trim();
        let head = name.split(['[', '.']).next().unwrap_or(name);
        let rows = match self.names.get(head) {
            Some(Name::Rows(..)) if head != name => {
                return Err(PathError::NotATable { table: head.to_owned() });
            }
            Some(Name::Rows(rows, _)) => *rows,
            Some(Name::Field(_)) => return Err(PathError::NoRows { name: name.to_owned() }),
            None => {
                let tables = self.names.iter().filter(|(_, name)| matches!(name, Name::Rows(..)));
                let near = nearest(head, tables.map(|(name, _)| name.as_str()));
                return Err(PathError::Unknown { name: head.to_owned(), near });
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

    /// The path of a cell with its row written as given.
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

    /// The word a cell's path begins with.
    pub fn path_head(&self, cell: CellRef) -> &str {
        let field = self.field(cell.field);
        match field.home {
            Home::Alone => &field.name,
            Home::Column { table, group, .. } => &self.table(table).groups[group].name,
            Home::RowName(rows) => &self.row_set(rows).name,
        }
    }

    fn column_names(&self, rows: RowSetId, head: &str) -> String {
        let fields = self.row_set(rows).fields.iter();
        let names = fields
            .filter(|field| self.path_head(CellRef::only(**field)) == head)
            .map(|field| self.field(*field).name.as_str());
        names.collect::<Vec<_>>().join(" ")
    }
}
