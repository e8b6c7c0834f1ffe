//! Compiles the formulas of single rows and groups.

use std::collections::{BTreeMap, HashMap};

use super::super::definition::RowFormulaDef;
use super::super::formula::FixedRow;
use super::super::formula::names::Names;
use super::super::formula::parser;
use super::super::kind::Kind;
use super::super::{CellRef, Expr, FieldId, MistakeKind};
use super::{Compiler, MAX_FIELDS, Pending};

impl Compiler<'_> {
    /// Returns the formula of the column's own group, and the formulas of its rows by index.
    pub(super) fn row_formulas(
        &mut self,
        pending: &Pending<'_>,
        kind: Kind,
    ) -> (Option<Expr>, BTreeMap<u32, Expr>) {
        let (mut of_group, mut of_rows) = (None, BTreeMap::new());
        let Some(table) = pending.table else { return (None, of_rows) };
        let applies = kind == Kind::Number && pending.definition.calculate.is_none();
        let of_table: &[RowFormulaDef] = if applies { &table.row_formulas } else { &[] };
        for formulas in [&pending.definition.row_formulas, of_table] {
            let mut places: HashMap<&str, usize> = HashMap::new();
            for (key, node) in formulas {
                let Some(name) = self.get(key) else { continue };
                if let Some(first) = places.insert(name, key.offset(self.source)) {
                    self.duplicate(key, name, first);
                    continue;
                }
                let groups = table.groups.iter().filter_map(|group| group.get(self.source).ok());
                let mut groups = groups.filter_map(|group| group.name.get(self.source).ok());
                let is_own_group = pending.home.as_ref().is_some_and(|(home, _)| home == name);
                if !is_own_group && groups.any(|group| group == name) {
                    continue;
                }
                let row = if is_own_group { Ok(None) } else { self.fixed_row(pending.field, name).map(Some) };
                let row = match row {
                    Ok(row) => row,
                    Err(mistake) => {
                        self.mistake(key, mistake);
                        continue;
                    }
                };
                self.row_formulas += 1;
                if self.row_formulas > MAX_FIELDS {
                    self.mistake(key, MistakeKind::TooMany { what: "row_formulas", limit: MAX_FIELDS });
                    return (None, BTreeMap::new());
                }
                let parse = |text: &str, names: &Names<'_>| parser::parse(text, names, Some(kind));
                let formula = self.parsed(node, pending.home.as_ref(), Some(pending.field), parse);
                // A formula of the column precedes one of the table.
                match (row, formula) {
                    (None, Some(formula)) => of_group = of_group.or(Some(formula)),
                    (Some(row), Some(formula)) => drop(of_rows.entry(row).or_insert(formula)),
                    (_, None) => {}
                }
            }
        }
        (of_group, of_rows)
    }

    /// Resolves the number or the name of a row that a formula calculates.
    fn fixed_row(&self, field: FieldId, name: &str) -> Result<u32, MistakeKind> {
        let names = self.names(None);
        let rows = names.rows(field)?;
        let row = match name.trim().parse() {
            Ok(number) => Names::row_number(rows, number)?,
            Err(_) => Names::row_named(rows, name)?,
        };
        match row {
            FixedRow::Index(row) if rows.min == rows.max => Ok(row),
            _ => Err(MistakeKind::RowsNotFixed { min: rows.min, max: rows.max }),
        }
    }

    /// Returns the rows with formulas in an order in which each comes after those that it reads. Records a cycle as a
    /// mistake.
    pub(super) fn row_order(&mut self, pending: &Pending<'_>, formulas: &BTreeMap<u32, Expr>) -> Vec<u32> {
        let needs = |row: u32| {
            let mut rows = Vec::new();
            formulas[&row].walk(&mut |part| match part {
                Expr::At(field, FixedRow::Index(row)) if *field == pending.field => {
                    rows.extend(formulas.contains_key(row).then_some(*row));
                }
                _ => {}
            });
            rows
        };
        // True for a row in the order, false while the rows that it reads are visited.
        let mut done: HashMap<u32, bool> = HashMap::new();
        let (mut order, mut cycle) = (Vec::new(), Vec::new());
        for start in formulas.keys().copied() {
            if done.contains_key(&start) {
                continue;
            }
            done.insert(start, false);
            let mut stack = vec![(start, needs(start))];
            while let Some((row, rest)) = stack.last_mut() {
                let Some(need) = rest.pop() else {
                    done.insert(*row, true);
                    order.push(*row);
                    stack.pop();
                    continue;
                };
                match done.insert(need, false) {
                    Some(true) => drop(done.insert(need, true)),
                    Some(false) => cycle = stack.iter().map(|(row, _)| *row).chain([need]).collect(),
                    None => stack.push((need, needs(need))),
                }
            }
        }
        if let Some(last) = cycle.last().copied() {
            let rows = cycle.iter().skip_while(|row| **row != last);
            let path: Vec<String> =
                rows.map(|row| self.form.number_path(CellRef::at(pending.field, *row as usize))).collect();
            let of_table = pending.table.into_iter().flat_map(|table| &table.row_formulas);
            let node = pending.definition.row_formulas.iter().chain(of_table).next();
            let offset = node.map_or(0, |(_, node)| node.offset(self.source));
            self.mistake_at(offset, MistakeKind::Cycle { path: path.join(" -> ") });
        }
        order
    }
}
