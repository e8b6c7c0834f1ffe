//! Calculation order: every column and sum comes after its dependencies; cycles are reported.

use std::collections::HashMap;

use super::super::{CellRef, Expr, Home, MistakeKind, Step};
use super::{Compiler, Pending};

impl Compiler<'_> {
    /// Returns the calculation order: every step comes after its dependencies. Records cycles as mistakes.
    pub(super) fn order(&mut self, pending: &[Pending<'_>]) -> Vec<Step> {
        // True for a step in the order, false while its dependencies are visited.
        let mut done: HashMap<Step, bool> = HashMap::new();
        let mut order = Vec::new();
        let starts = self.form.field_ids().flat_map(|id| {
            let sum = self.form.field(id).summed().then_some(Step::Sum(id));
            std::iter::once(Step::Column(id)).chain(sum)
        });
        let mut cycles: Vec<Vec<Step>> = Vec::new();
        for start in starts {
            if done.contains_key(&start) {
                continue;
            }
            done.insert(start, false);
            // Explicit stack instead of recursion: a chain of formulas can be as long as the form.
            let mut stack = vec![(start, self.needs(start), 0)];
            while let Some((step, needs, next)) = stack.last_mut() {
                let Some(need) = needs.get(*next).copied() else {
                    done.insert(*step, true);
                    order.push(*step);
                    stack.pop();
                    continue;
                };
                *next += 1;
                match done.get(&need) {
                    Some(true) => {}
                    Some(false) => {
                        let from = stack.iter().position(|entry| entry.0 == need).unwrap_or(0);
                        cycles.push(stack[from..].iter().map(|entry| entry.0).collect());
                    }
                    None => {
                        done.insert(need, false);
                        stack.push((need, self.needs(need), 0));
                    }
                }
            }
        }
        for cycle in cycles {
            self.cycle(&cycle, pending);
        }
        order
    }

    fn needs(&self, step: Step) -> Vec<Step> {
        match step {
            Step::Sum(field) => vec![Step::Column(field)],
            Step::Column(id) => {
                let field = self.form.field(id);
                let mut needs: Vec<Step> =
                    field.calculate.iter().chain(&field.relevant).flat_map(Expr::needs).collect();
                for formula in field.row_formulas.values() {
                    // Other rows of the column itself are calculated in the order of `row_formulas`.
                    formula.walk(&mut |part| match part {
                        Expr::Sum(other) => needs.push(Step::Sum(*other)),
                        Expr::At(other, _) if *other == id => {}
                        part => needs.extend(part.reads().map(Step::Column)),
                    });
                }
                needs
            }
        }
    }

    fn cycle(&mut self, steps: &[Step], pending: &[Pending<'_>]) {
        let written = |step: &Step| {
            let (id, sum) = match step {
                Step::Column(id) => (*id, ""),
                Step::Sum(id) => (*id, "[sum]"),
            };
            let field = self.form.field(id);
            match field.home {
                Home::Alone => field.name.clone(),
                _ => format!("{}{sum}.{}", self.form.path_head(CellRef::only(id)), field.name),
            }
        };
        let mut path: Vec<String> = steps.iter().map(written).collect();
        path.extend(path.first().cloned());
        // Report the mistake at a formula of the cycle.
        let formula = steps.iter().find_map(|step| {
            let (Step::Column(id) | Step::Sum(id)) = step;
            let entry = pending.iter().find(|entry| entry.field == *id)?;
            let of_table = entry.table.into_iter().flat_map(|table| &table.row_formulas);
            let mut of_rows = entry.definition.row_formulas.iter().chain(of_table).map(|(_, node)| node);
            let own = entry.definition.calculate.as_ref().or_else(|| of_rows.next());
            own.or(entry.definition.relevant.as_ref())
        });
        let offset = formula.map_or(0, |node| node.offset(self.source));
        self.mistake_at(offset, MistakeKind::Cycle { path: path.join(" -> ") });
    }
}
