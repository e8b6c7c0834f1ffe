//! Compiles the tables of a template: header tree, columns, groups, and their shared or own rows.

use std::collections::HashMap;

use super::super::definition::{ColumnDef, FieldDef, ItemDef, TableDef};
use super::super::model::Name;
use super::super::node::Node;
use super::super::{
    Group, Header, Home, Item, MistakeKind, Print, RowSet, RowSetId, Table, TableId, TableLayout,
};
use super::sections::Page;
use super::{Compiler, MAX_ROWS, Pending, index, is_identifier, place};

/// Maximum depth of headers.
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
    over_note: &'d str,
    hint: &'d str,
    start: Option<&'d Node<u32>>,
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
        for field in &tree.columns {
            // A column is printed in its table, so these keys are as invalid as in prose.
            self.printed_place(field, Print::Prose);
        }
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
            names_rows: false,
            layout: TableLayout::default(),
        });
        page.items.push(Item::Table(table));
        let mut plan = TablePlan { definition, table, shared, columns: tree.columns };
        if definition.groups.is_empty() {
            match &definition.name {
                Some(name) => self.group(&mut plan, name, &Caption::default(), page, pending),
                None => self.mistake(node.offset(self.source), MistakeKind::NoTableName),
            }
        }
        let mut over_before = "";
        for node in &definition.groups {
            let Some(group) = self.get(node) else { continue };
            let over_note = self.over_note(group, over_before);
            over_before = &group.over;
            let caption = Caption {
                label: &group.label,
                over: &group.over,
                over_note,
                hint: &group.hint,
                start: group.start.as_ref(),
            };
            self.group(&mut plan, &group.name, &caption, page, pending);
        }
        self.layout(definition, table);
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

    /// Returns the minimum and maximum number of rows.
    pub(super) fn row_limits(&mut self, min: Option<&Node<u32>>, max: Option<&Node<u32>>) -> (usize, usize) {
        let [least, most] = [min, max].map(|node| {
            let (node, rows) = node.and_then(|node| Some((node, *self.get(node)? as usize)))?;
            if rows > MAX_ROWS {
                let kind = MistakeKind::TooMany { what: "rows", limit: MAX_ROWS };
                self.mistake(node.offset(self.source), kind);
            }
            Some(rows.min(MAX_ROWS))
        });
        let (least, most) = (least.unwrap_or(0), most.unwrap_or(MAX_ROWS));
        if let (Some(node), true) = (min, least > most) {
            self.mistake(node.offset(self.source), MistakeKind::MinAboveMax { min: least, max: most });
        }
        (least.min(most), most)
    }

    /// Returns the number of initial rows; `place` is the offset of the number in the form, if present.
    pub(super) fn start_rows(&mut self, start: usize, place: Option<usize>, limits: (usize, usize)) -> usize {
        let (min, max) = limits;
        if let Some(place) = place.filter(|_| !(min..=max).contains(&start)) {
            self.mistake(place, MistakeKind::StartOutside { start, min, max });
        }
        let start = start.clamp(min, max);
        self.rows += start;
        if self.rows > MAX_ROWS {
            let kind = MistakeKind::TooMany { what: "rows to begin with", limit: MAX_ROWS };
            self.mistake(place.unwrap_or(0), kind);
            return 0;
        }
        start
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
        let Some(name) = self.claim(name_node).filter(|_| self.has_room(plan.columns.len())) else { return };
        let definition = plan.definition;
        let rows = plan.shared.unwrap_or_else(|| {
            let limits = self.row_limits(definition.min.as_ref(), definition.max.as_ref());
            let start = caption.start.or(definition.start.as_ref());
            let count = start.and_then(|node| self.get(node).copied()).map_or(1, |count| count as usize);
            let start = self.start_rows(count, start.map(|node| node.offset(self.source)), limits);
            let (min, max) = limits;
            self.add_row_set(RowSet {
                name: name.clone(),
                label: String::new(),
                pattern: definition.row.clone().unwrap_or_else(|| "{n}".to_owned()),
                name_field: None,
                start: vec![String::new(); start],
                min,
                max,
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
            over_note: caption.over_note.to_owned(),
            hint: caption.hint.to_owned(),
            rows,
            columns: ids,
        });
        self.names.insert(name, Name::Rows(rows, columns));
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Mistake, MistakeKind, compile};

    /// Returns the mistakes in a form with this row set and this table, each with the source text at its
    /// position.
    fn mistakes(row_set: &str, table: &str) -> Vec<(String, MistakeKind)> {
        let source = format!(
            "(id: \"f\", edition: \"1\", title: \"f\", caption: \"f\",\n\
             row_sets: [(name: \"r\", label: \"r\", {row_set})],\n\
             sections: [(name: \"s\", label: \"s\", items: [\n\
             Table(name: \"t\", label: \"t\", type: Text, {table} columns: [Column(name: \"c\", label: \"c\")]),\n\
             ])])"
        );
        let at = |mistake: &Mistake| {
            let line = source.lines().nth(mistake.line - 1).unwrap();
            let text: String = line.chars().skip(mistake.column - 1).collect();
            text.split([',', ')']).next().unwrap().to_owned()
        };
        let found = compile(&source).err().unwrap_or_default();
        found.into_iter().map(|mistake| (at(&mistake), mistake.kind)).collect()
    }

    #[test]
    fn rows_are_as_many_as_may_be() {
        let above = |min, max| MistakeKind::MinAboveMax { min, max };
        let outside = |start, min, max| MistakeKind::StartOutside { start, min, max };
        let many = MistakeKind::TooMany { what: "rows", limit: 50_000 };
        for (row_set, table, wanted) in [
            ("min: 2, max: 2", "min: 2, max: 2,", None),
            ("start: [\"a\"], max: 1", "start: 3, min: 3,", None),
            ("min: 3, max: 2", "", Some(("3", above(3, 2)))),
            ("", "max: 2, min: 3,", Some(("3", above(3, 2)))),
            ("start: [\"a\", \"b\"], max: 1", "", Some(("[\"a\"", outside(2, 0, 1)))),
            ("", "start: 2, min: 3,", Some(("2", outside(2, 3, 50_000)))),
            ("max: 4000000000", "", Some(("4000000000", many.clone()))),
            ("", "min: 100001,", Some(("100001", many))),
        ] {
            let wanted: Vec<_> = wanted.map(|(at, kind)| (at.to_owned(), kind)).into_iter().collect();
            assert_eq!(mistakes(row_set, table), wanted, "{row_set} {table}");
        }
    }

    #[test]
    fn a_report_begins_with_what_must_be_there() {
        let source = "(id: \"f\", edition: \"1\", title: \"f\", caption: \"f\", row_sets: [(name: \"r\", label: \"r\", min: 2)],
            sections: [(name: \"s\", label: \"s\", items: [
                Table(name: \"t\", label: \"t\", type: Text, min: 3, columns: [Column(name: \"c\", label: \"c\")]),
            ])])";
        let form = compile(source).unwrap();
        let starts: Vec<usize> = form.row_sets.iter().map(|rows| rows.start.len()).collect();
        assert_eq!(starts, [2, 3]);
    }

    #[test]
    fn a_form_is_no_larger_than_can_be_worked_with() {
        let column = "Column(name: \"c\", label: \"c\"),";
        let group = |at: usize| format!("(name: \"g{at}\", label: \"g\"),");
        let many: String = (0..300).map(group).collect();
        let columns: String = (0..80).map(|at| column.replace("\"c\"", &format!("\"c{at}\""))).collect();
        for (rows, columns, groups, what) in [
            ("start: 1000,", column, &many[..], "rows to begin with"),
            ("", &columns, &many, "fields"),
            ("start: 50000,", &columns, "", "cells"),
        ] {
            let name = if groups.is_empty() { "name: \"t\", " } else { "" };
            let source = format!(
                "(id: \"f\", edition: \"1\", title: \"f\", caption: \"f\", sections: [(name: \"s\", label: \"s\", items: [
                Table({name} label: \"t\", type: Text, {rows} columns: [{columns}], groups: [{groups}]),
                ])])"
            );
            let found = compile(&source).unwrap_err();
            assert!(
                matches!(found[0].kind, MistakeKind::TooMany { what: found, .. } if found == what),
                "{what}: {:?}",
                found[0]
            );
        }
    }
}
