//! Tables of a template: the tree of headers, the columns, the groups, the rows they share or own.

use std::collections::HashMap;

use super::super::definition::{ColumnDef, FieldDef, ItemDef, Node, TableDef};
use super::super::{Group, Header, Home, Item, MistakeKind, Name, RowSet, RowSetId, Table, TableId};
use super::{Compiler, MAX_ROWS, Page, Pending, index, is_identifier, place};

/// Headers are no deeper than this.
const MAX_HEADER_DEPTH: usize = 4;

struct Headers<'d> {
    all: Vec<Header>,
    columns: Vec<&'d FieldDef>,
}

struct TablePlan<'d> {
    definition: &'d TableDef,
    table: TableId,
    shared: Option<RowSetId>,
    columns: Vec<&'d FieldDef>,
}

#[derive(Default)]
struct Caption<'d> {
    label: &'d str,
    over: &'d str,
    hint: &'d str,
    start: Option<u32>,
}

impl Compiler<'_> {
    pub(super) fn table<'d>(
        &mut self,
        node: &'d Node<ItemDef>,
        definition: &'d TableDef,
        page: &mut Page<'d>,
        pending: &mut Vec<Pending<'d>>,
    ) {
        let mut tree = Headers { all: Vec::new(), columns: Vec::new() };
        self.headers(&definition.columns, 0, &mut tree);
        let depth = tree.all.iter().map(|header| header.level + 1).max().unwrap_or(0);
        for header in tree.all.iter_mut().filter(|header| header.leaf) {
            header.height = depth - header.level;
        }
        if tree.columns.is_empty() {
            self.mistake(node.offset(self.source), MistakeKind::NoColumns);
        }
        let table = TableId(index(self.tables.len()));
        let shared = definition.rows.as_ref().and_then(|rows| self.shared_row_set(rows));
        if let Some(name) = shared.and_then(|rows| self.row_sets[rows.0 as usize].name_field)
            && self.fields[name.index()].section == usize::MAX
        {
            self.fields[name.index()].section = page.section;
        }
        self.tables.push(Table {
            label: definition.label.clone(),
            hint: definition.hint.clone(),
            section: page.section,
            row_label: shared.map_or(String::new(), |rows| self.row_sets[rows.0 as usize].label.clone()),
            headers: tree.all,
            depth,
            width: tree.columns.len(),
            groups: Vec::new(),
            sum: definition.sum.clone(),
        });
        page.items.push(Item::Table(table));
        let mut plan = TablePlan { definition, table, shared, columns: tree.columns };
        if definition.groups.is_empty() {
            match &definition.name {
                Some(name) => self.group(&mut plan, name, &Caption::default(), page, pending),
                None => self.mistake(node.offset(self.source), MistakeKind::NoTableName),
            }
        }
        for node in &definition.groups {
            let Some(group) = self.get(node) else { continue };
            let caption =
                Caption { label: &group.label, over: &group.over, hint: &group.hint, start: group.start };
            self.group(&mut plan, &group.name, &caption, page, pending);
        }
    }

    fn shared_row_set(&mut self, node: &Node<String>) -> Option<RowSetId> {
        let name = self.get(node)?;
        let found = self.row_sets.iter().position(|rows| rows.name == *name && rows.name_field.is_some());
        if found.is_none() {
            let all: Vec<_> = self.row_sets.iter().filter(|rows| rows.name_field.is_some()).collect();
            let all = all.iter().map(|rows| rows.name.as_str()).collect::<Vec<_>>().join(" ");
            self.mistake(node.offset(self.source), MistakeKind::UnknownRows { name: name.clone(), all });
        }
        found.map(|at| RowSetId(index(at)))
    }

    fn headers<'d>(&mut self, columns: &'d [Node<ColumnDef>], level: usize, tree: &mut Headers<'d>) {
        for node in columns {
            let Some(column) = self.get(node) else { continue };
            if level >= MAX_HEADER_DEPTH {
                let limit = MAX_HEADER_DEPTH;
                self.mistake(node.offset(self.source), MistakeKind::HeadersTooDeep { limit });
                return;
            }
            let at = tree.all.len();
            let from = tree.columns.len();
            let (label, leaf) = match column {
                ColumnDef::Column(field) => (&field.label, true),
                ColumnDef::Group(header) => (&header.label, false),
            };
            tree.all.push(Header { label: label.clone(), level, height: 1, from, to: from + 1, leaf });
            match column {
                ColumnDef::Column(field) => tree.columns.push(field),
                ColumnDef::Group(header) => {
                    self.headers(&header.columns, level + 1, tree);
                    tree.all[at].to = tree.columns.len();
                }
            }
        }
    }

    fn group<'d>(
        &mut self,
        plan: &mut TablePlan<'d>,
        name_node: &'d Node<String>,
        caption: &Caption<'_>,
        page: &Page<'d>,
        pending: &mut Vec<Pending<'d>>,
    ) {
        let Some(name) = self.claim(name_node) else { return };
        let definition = plan.definition;
        let rows = plan.shared.unwrap_or_else(|| {
            let start = caption.start.or(definition.start).unwrap_or(1).min(MAX_ROWS) as usize;
            self.add_row_set(RowSet {
                name: name.clone(),
                label: String::new(),
                pattern: definition.row.clone().unwrap_or_else(|| "{n}".to_owned()),
                name_field: None,
                start: vec![String::new(); start],
                min: definition.min.unwrap_or(0) as usize,
                max: definition.max.unwrap_or(MAX_ROWS).min(MAX_ROWS) as usize,
                fields: Vec::new(),
            })
        });
        let group = self.tables[plan.table.0 as usize].groups.len();
        let mut columns = HashMap::new();
        let mut ids = Vec::new();
        let mut containers = page.containers.clone();
        containers.extend(&definition.relevant);
        for (column, field) in plan.columns.iter().enumerate() {
            let Some(column_name) = self.get(&field.name).cloned() else { continue };
            let offset = field.name.offset(self.source);
            if !is_identifier(&column_name) || column_name == "sum" {
                self.mistake(offset, MistakeKind::BadName { name: column_name.clone() });
            }
            let home = Home::Column { table: plan.table, group, column, rows, summed: false };
            let mut built = self.field(field, &column_name, Some(definition), home);
            built.section = page.section;
            let summed = definition.sum.is_some() && built.kind.is_number() && field.summed != Some(false);
            built.home = Home::Column { table: plan.table, group, column, rows, summed };
            let id = self.add_field(built);
            if let Some(first) = columns.insert(column_name.clone(), id) {
                let first_line = plan.columns.iter().take(column).find(|other| {
                    other.name.get(self.source).is_ok_and(|other| *other == self.fields[first.index()].name)
                });
                let first_line = first_line.map_or(0, |other| {
                    place(self.source, other.name.offset(self.source), MistakeKind::NoColumns).line
                });
                self.mistake(offset, MistakeKind::DuplicateName { name: column_name, first_line });
            }
            ids.push(id);
            pending.push(Pending {
                field: id,
                definition: field,
                home: Some((name.clone(), rows)),
                containers: containers.clone(),
            });
        }
        self.tables[plan.table.0 as usize].groups.push(Group {
            name: name.clone(),
            label: caption.label.to_owned(),
            over: caption.over.to_owned(),
            hint: caption.hint.to_owned(),
            rows,
            columns: ids,
        });
        self.names.insert(name, Name::Rows(rows, columns));
    }
}
