//! Compiles the tables of a template: header tree, columns, groups, and their shared or own rows.

use std::collections::HashMap;

use super::super::definition::{ColumnDef, FieldDef, ItemDef, TableDef, TargetsDef, TotalDef};
use super::super::model::Name;
use super::super::node::Node;
use super::super::{
    FieldId, Group, Header, Home, Item, MistakeKind, Print, RowSet, RowSetId, Table, TableId, TableLayout,
    Targets, TotalRow, nearest,
};
use super::sections::Page;
use super::{Compiler, MAX_ROWS, Pending, index, is_identifier};

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

impl<'d> Compiler<'d> {
    pub(super) fn table(&mut self, node: &Node<ItemDef>, definition: &'d TableDef, page: &mut Page<'d>) {
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
            self.mistake(node, MistakeKind::NoColumns);
        }
        let table = TableId(index(self.form.tables.len()));
        let shared = definition.rows.as_ref().and_then(|rows| self.shared_row_set(rows));
        if let Some(name) = shared.and_then(|rows| self.form.row_set(rows).name_field)
            && self.form.field(name).section == usize::MAX
        {
            self.form.fields[name.index()].section = page.section;
        }
        self.form.tables.push(Table {
            label: definition.label.clone(),
            hint: definition.hint.clone(),
            section: page.section,
            row_label: shared.map_or(String::new(), |rows| self.form.row_set(rows).label.clone()),
            headers: tree.all,
            depth,
            width: tree.columns.len(),
            groups: Vec::new(),
            sum: definition.sum.clone(),
            total: None,
            words: definition.words.clone(),
            names_rows: false,
            layout: TableLayout::default(),
        });
        page.items.push(Item::Table(table));
        let plan = TablePlan { definition, table, shared, columns: tree.columns };
        if definition.groups.is_empty() {
            match &definition.name {
                Some(name) => self.group(&plan, name, None, Group::default(), page),
                None => self.mistake(node, MistakeKind::NoTableName),
            }
        }
        if let Some(name) = definition.name.as_ref().filter(|_| !definition.groups.is_empty())
            && let Some(name) = self.claim(name)
        {
            self.form.grouped.insert(name, table);
        }
        let mut over_before = "";
        for node in &definition.groups {
            let Some(group) = self.get(node) else { continue };
            let captions = Group {
                label: group.label.clone(),
                words: group.words.clone(),
                over: group.over.clone(),
                over_note: self.over_note(group, over_before).to_owned(),
                hint: group.hint.clone(),
                ..Group::default()
            };
            over_before = &group.over;
            self.group(&plan, &group.name, group.start.as_ref(), captions, page);
        }
        self.totals.extend(definition.total.as_ref().map(|total| (table, total)));
        self.layout(definition, table);
    }

    /// Compiles the last row of a table. The fields below its columns must be known.
    pub(super) fn total(&mut self, id: TableId, definition: &TotalDef) {
        let names: Vec<String> = self.form.table(id).groups.first().map_or_else(Vec::new, |group| {
            group.columns.iter().map(|field| self.form.field(*field).name.clone()).collect()
        });
        let mut fields = Vec::new();
        for (column, field) in &definition.fields {
            let Some(name) = self.get(column) else { continue };
            let at = names.iter().position(|known| known == name);
            if at.is_none() {
                let near = nearest(name, names.iter().map(String::as_str));
                self.mistake(column, MistakeKind::UnknownName { name: name.clone(), near });
            }
            let found = self.plain_field(field);
            let found = found.filter(|field| self.form.field(*field).home == Home::Alone);
            fields.extend(at.zip(found));
        }
        fields.sort_unstable();
        let total = TotalRow { label: definition.label.clone(), words: definition.words.clone(), fields };
        self.form.tables[id.0 as usize].total = Some(total);
    }

    fn shared_row_set(&mut self, node: &Node<String>) -> Option<RowSetId> {
        let name = self.get(node)?;
        let shared = |id: &RowSetId| self.form.row_set(*id).name_field.is_some();
        let all = self.form.row_set_ids().filter(shared);
        let found = all.clone().find(|id| self.form.row_set(*id).name == *name);
        if found.is_none() {
            let all = all.map(|id| self.form.row_set(id).name.as_str()).collect::<Vec<_>>().join(" ");
            let name = name.clone();
            let kind = if all.is_empty() {
                MistakeKind::NoRowSets { name }
            } else {
                MistakeKind::UnknownRows { name, all }
            };
            self.mistake(node, kind);
        }
        found
    }

    /// Returns the minimum and maximum number of rows.
    pub(super) fn row_limits(&mut self, min: Option<&Node<u32>>, max: Option<&Node<u32>>) -> (usize, usize) {
        let [least, most] = [min, max].map(|node| {
            let (node, rows) = node.and_then(|node| Some((node, *self.get(node)? as usize)))?;
            if rows > MAX_ROWS {
                self.mistake(node, MistakeKind::TooMany { what: "rows", limit: MAX_ROWS });
            }
            Some(rows.min(MAX_ROWS))
        });
        let (least, most) = (least.unwrap_or(0), most.unwrap_or(MAX_ROWS));
        if let (Some(node), true) = (min, least > most) {
            self.mistake(node, MistakeKind::MinAboveMax { min: least, max: most });
        }
        (least.min(most), most)
    }

    /// Returns the number of initial rows; `place` is the offset of the number in the form, if present.
    pub(super) fn start_rows(&mut self, start: usize, place: Option<usize>, limits: (usize, usize)) -> usize {
        let (min, max) = limits;
        if let Some(place) = place.filter(|_| !(min..=max).contains(&start)) {
            self.mistake_at(place, MistakeKind::StartOutside { start, min, max });
        }
        let start = start.clamp(min, max);
        self.rows += start;
        if self.rows > MAX_ROWS {
            let kind = MistakeKind::TooMany { what: "rows to begin with", limit: MAX_ROWS };
            self.mistake_at(place.unwrap_or(0), kind);
            return 0;
        }
        start
    }

    fn headers(&mut self, columns: &'d [Node<ColumnDef>], level: usize, tree: &mut Headers<'d>) {
        for node in columns {
            let Some(column) = self.get(node) else { continue };
            if level >= MAX_HEADER_DEPTH {
                let limit = MAX_HEADER_DEPTH;
                self.mistake(node, MistakeKind::HeadersTooDeep { limit });
                return;
            }
            let at = tree.all.len();
            let from = tree.columns.len();
            // The words of a column are those of its field.
            let (label, words, leaf) = match column {
                ColumnDef::Column(field) => (field.label.clone(), Vec::new(), true),
                ColumnDef::Group(header) => (header.label.clone(), header.words.clone(), false),
            };
            let (breaks, shorter, to) = (Vec::new(), Vec::new(), from + 1);
            tree.all.push(Header { label, words, level, height: 1, from, to, leaf, breaks, shorter });
            match column {
                ColumnDef::Column(field) => tree.columns.push(field),
                ColumnDef::Group(header) => {
                    self.headers(&header.columns, level + 1, tree);
                    tree.all[at].to = tree.columns.len();
                }
            }
        }
    }

    /// Adds a group, which has its captions already, to its table.
    fn group(
        &mut self,
        plan: &TablePlan<'d>,
        name_node: &Node<String>,
        start: Option<&Node<u32>>,
        captions: Group,
        page: &Page<'d>,
    ) {
        let Some(name) = self.claim(name_node).filter(|_| self.has_room(plan.columns.len())) else { return };
        let TablePlan { definition, table, shared, columns } = plan;
        let rows = shared.unwrap_or_else(|| self.own_rows(definition, &name, start));
        let group = self.form.table(*table).groups.len();
        let mut ids = Vec::new();
        let mut by_name = HashMap::new();
        let mut containers = page.containers.clone();
        containers.extend(&definition.relevant);
        for (column, &definition_of_column) in columns.iter().enumerate() {
            let node = &definition_of_column.name;
            let Some(column_name) = self.get(node) else { continue };
            if !is_identifier(column_name) || column_name == "sum" {
                self.mistake(node, MistakeKind::BadName { name: column_name.clone() });
            }
            let mut field = self.field(definition_of_column, column_name, Some(definition));
            let is_summed = field.kind.is_number() && definition_of_column.summed != Some(false);
            let summed = definition.sum.is_some() && is_summed;
            field.section = page.section;
            field.home = Home::Column { table: *table, group, column, rows, summed };
            let field = self.add_field(field);
            let same = |other: &&&FieldDef| other.name.get(self.source).is_ok_and(|name| name == column_name);
            if let Some(first) = columns[..column].iter().find(same) {
                self.duplicate(node, column_name, first.name.offset(self.source));
            }
            by_name.insert(column_name.clone(), field);
            ids.push(field);
            self.pending.push(Pending {
                field,
                definition: definition_of_column,
                home: Some((name.clone(), rows)),
                table: Some(definition),
                containers: containers.clone(),
            });
        }
        let targets = definition.targets.as_ref().and_then(|targets| self.targets(&name, targets, &by_name));
        let group = Group { name: name.clone(), rows, columns: ids, targets, ..captions };
        self.form.tables[table.0 as usize].groups.push(group);
        self.form.names.insert(name, Name::Rows(rows, by_name));
    }

    /// Looks up the columns that compare a result with its target.
    fn targets(
        &mut self,
        table: &str,
        definition: &'d TargetsDef,
        columns: &HashMap<String, FieldId>,
    ) -> Option<Targets> {
        let mut column = |node: &Node<String>| {
            let name = self.get(node)?;
            let found = columns.get(name).copied();
            if found.is_none() {
                let near = nearest(name, columns.keys().map(String::as_str));
                let (table, column) = (table.to_owned(), name.clone());
                self.mistake(node, MistakeKind::UnknownColumn { table, column, near });
            }
            found
        };
        let [name, operator, unit, reason] =
            [&definition.name, &definition.operator, &definition.unit, &definition.reason]
                .map(|node| node.as_ref().and_then(&mut column));
        let (target, result) = (column(&definition.target), column(&definition.result));
        Some(Targets { name, operator, target: target?, unit, result: result?, reason })
    }

    /// Adds the rows of a group that has rows of its own.
    fn own_rows(&mut self, definition: &TableDef, name: &str, start: Option<&Node<u32>>) -> RowSetId {
        let (min, max) = self.row_limits(definition.min.as_ref(), definition.max.as_ref());
        let start = start.or(definition.start.as_ref());
        let count = self.get_optional(start).map_or(1, |count| *count as usize);
        let start = self.start_rows(count, start.map(|node| node.offset(self.source)), (min, max));
        self.add_row_set(RowSet {
            name: name.to_owned(),
            label: String::new(),
            words: Vec::new(),
            pattern: definition.row.clone().unwrap_or_else(|| "{n}".to_owned()),
            name_field: None,
            start: vec![String::new(); start],
            fixed: false,
            row_words: Vec::new(),
            min,
            max,
            fields: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{CellRef, Mistake, MistakeKind, compile};

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
            ("fixed: true, start: [\"a\", \"b\"], row_words: [(\"b\", [\"c\"])]", "", None),
            ("fixed: true", "", Some(("\"r\"", outside(0, 1, 1)))),
            (
                "fixed: true, start: [\"aa\"], row_words: [(\"bb\", [\"c\"])]",
                "",
                Some(("\"bb\"", MistakeKind::UnknownName { name: "bb".to_owned(), near: None })),
            ),
            (
                "start: [\"a\"], row_words: [(\"a\", [\"c\"])]",
                "",
                Some(("\"a\"", MistakeKind::Misplaced { key: "row_words", place: "fixed: true" })),
            ),
            ("", "min: 100001,", Some(("100001", many))),
        ] {
            let wanted: Vec<_> = wanted.map(|(at, kind)| (at.to_owned(), kind)).into_iter().collect();
            assert_eq!(mistakes(row_set, table), wanted, "{row_set} {table}");
        }
    }

    #[test]
    fn fixed_rows_and_last_rows() {
        let form = |words: &str, total: &str| {
            format!(
                "(id: \"f\", edition: \"1\", title: \"f\", caption: \"f\",
                row_sets: [(name: \"r\", label: \"r\", fixed: true, start: [\"a\", \"b\"], row_words: [{words}])],
                sections: [(name: \"s\", label: \"s\", items: [
                    Table(name: \"t\", label: \"t\", type: Integer, rows: \"r\", {total}
                        columns: [Column(name: \"c\", label: \"c\"), Column(name: \"d\", label: \"d\")]),
                    Field(name: \"e\", label: \"e\", type: Integer),
                ])])"
            )
        };
        let source = form("(\"b\", [\"x\"])", "total: (label: \"all\", fields: [(\"d\", \"e\")]),");
        let compiled = compile(&source).unwrap();
        let rows = &compiled.row_sets[0];
        assert_eq!((rows.min, rows.max, &rows.row_words), (2, 2, &vec![(1, "x".to_owned())]));
        let name = CellRef::at(rows.name_field.unwrap(), 0);
        assert!(compiled.is_locked(name));
        let fields = &compiled.tables[0].total.as_ref().unwrap().fields;
        assert_eq!(fields.iter().map(|(column, _)| *column).collect::<Vec<_>>(), [1]);
        for (total, name) in [("(\"x1\", \"e\")", "x1"), ("(\"d\", \"x2\")", "x2")] {
            let source = form("", &format!("total: (label: \"all\", fields: [{total}]),"));
            let found = compile(&source).unwrap_err();
            assert_eq!(found[0].kind, MistakeKind::UnknownName { name: name.to_owned(), near: None });
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
