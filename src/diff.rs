//! Compares the values of two reports: which cells differ, and by how much.
//!
//! The reports can be of different forms. Fields are paired by path, else by label; rows are paired by name,
//! so that an institution is compared with itself regardless of its row number. Typed and calculated values
//! are compared, because a changed total matters most to the user. Pure functions; the caller formats the
//! result.

mod pairs;
mod prose;

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;
use serde::Serialize;

use crate::export::{cells, labels, plain};
use crate::form::{CellRef, FieldType, Percent, Value, clean};
use crate::message;
use crate::report::{Annex, Paths};
use crate::sheet::{Origin, Texts};
use pairs::Pairs;
pub use prose::{Piece, words};

/// A place where two reports differ. Its path, values and change are serialised for programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Path of the cell, as on the command line.
    pub path: String,
    /// Caption of the table or heading of the section that contains the cell.
    #[serde(skip)]
    pub heading: String,
    /// Label of the cell.
    #[serde(skip)]
    pub label: String,
    /// Value in the `before` report, in machine-readable form.
    pub before: Option<String>,
    /// Value in the `after` report.
    pub after: Option<String>,
    /// The `after` value minus the `before` value, if both are amounts.
    pub difference: Option<String>,
    /// The difference in percent of the `before` value, to one decimal.
    pub percent: Option<String>,
    /// Kind of the value.
    #[serde(skip)]
    pub kind: Kind,
}

/// Kind of a value that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The user typed it.
    Typed,
    /// The program calculates it.
    Calculated,
    /// A text of sentences, which is compared word by word.
    Prose,
}

/// Result of a comparison of two reports.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Differences, in the order of the `after` form.
    pub differences: Vec<Difference>,
    /// Number of paired fields.
    pub common: usize,
    /// Number of fields without a counterpart.
    pub strangers: usize,
}

/// Texts up to this number of characters are compared as a whole.
const SHORT: usize = 16;

/// Compares the `before` report with the `after` report.
pub fn diff(before: &Texts<'_>, after: &Texts<'_>) -> Comparison {
    let pairs = Pairs::new(before, after);
    let mut sides = Sides {
        paths: [Paths::new(before.form, before.report), Paths::new(after.form, after.report)],
        before,
        after,
        pairs: &pairs,
        found: Vec::new(),
    };
    let ranks = sides.values();
    sides.explanations(&ranks);
    sides.moved(&ranks);
    sides.annex();
    // The sort is stable: differences of the same rank remain in the order in which they were found.
    sides.found.sort_by_key(|(rank, _)| *rank);
    let differences = sides.found.into_iter().map(|(_, difference)| difference).collect();
    Comparison { differences, common: pairs.common(), strangers: pairs.strangers() }
}

/// Sort key of a difference.
type Rank = (usize, usize);

/// Both reports, and the differences found so far.
struct Sides<'a> {
    before: &'a Texts<'a>,
    after: &'a Texts<'a>,
    paths: [Paths<'a>; 2],
    pairs: &'a Pairs<'a>,
    found: Vec<(Rank, Difference)>,
}

/// A cell in the two reports; `None` if a report does not have it.
type Both = (Option<CellRef>, Option<CellRef>);

impl Sides<'_> {
    /// Collects the values that differ. Returns the rank of every cell of the `after` report.
    fn values(&mut self) -> HashMap<CellRef, usize> {
        let ranks: HashMap<CellRef, usize> =
            cells(self.after).into_iter().enumerate().map(|(rank, cell)| (cell, rank + 1)).collect();
        let mut met = HashSet::new();
        let mut all: Vec<(Rank, Both)> = Vec::new();
        // A cell that exists only in the `before` report is sorted behind the paired cell that precedes it
        // there.
        let mut last = 0;
        for (at, cell) in cells(self.before).into_iter().enumerate() {
            let there = self.pairs.after(cell).filter(|there| ranks.contains_key(there));
            match there {
                Some(there) => {
                    last = ranks[&there];
                    met.insert(there);
                    all.push(((last, 0), (Some(cell), Some(there))));
                }
                None => all.push(((last, at + 1), (Some(cell), None))),
            }
        }
        let new = ranks.iter().filter(|(cell, _)| !met.contains(*cell));
        all.extend(new.map(|(cell, rank)| ((*rank, 0), (None, Some(*cell)))));
        for (rank, both) in all {
            if let Some(difference) = self.value(both) {
                self.found.push((rank, difference));
            }
        }
        ranks
    }

    fn value(&self, both: Both) -> Option<Difference> {
        let (before, after) = (self.before, self.after);
        let [old, new] =
            [both.0.and_then(|cell| plain(before, cell)), both.1.and_then(|cell| plain(after, cell))];
        let amounts =
            (both.0.and_then(|cell| amount(before, cell)), both.1.and_then(|cell| amount(after, cell)));
        if old == new || matches!(amounts, (Some(old), Some(new)) if old == new) {
            return None;
        }
        let (texts, cell) = self.side(both)?;
        let kind = &texts.form.field(cell.field).kind;
        let long = [&old, &new].into_iter().flatten().any(|text| text.chars().count() > SHORT);
        let kind_of = if self.is_calculated(both) {
            Kind::Calculated
        } else if kind.is_long() || kind.is_prose() && long {
            Kind::Prose
        } else {
            Kind::Typed
        };
        let (difference, percent) = match amounts {
            (Some(old), Some(new)) => change(kind, old, new),
            _ => (None, None),
        };
        let found = text(self.path(both), labels(texts, cell), [old, new]);
        Some(Difference { difference, percent, kind: kind_of, ..found })
    }

    /// True if the cell is calculated in every report that has it, with a result or without.
    fn is_calculated(&self, both: Both) -> bool {
        let sides = [(self.before, both.0), (self.after, both.1)];
        let mut origins = sides.into_iter().filter_map(|(texts, cell)| Some(texts.sheet.cell(cell?).origin));
        origins.all(|origin| origin == Origin::Calculated)
    }

    /// Returns the report that describes the cell: `after` if it has the cell, else `before`.
    fn side(&self, both: Both) -> Option<(&Texts<'_>, CellRef)> {
        let after = both.1.map(|cell| (self.after, cell));
        after.or_else(|| Some((self.before, both.0?)))
    }

    fn path(&self, both: Both) -> String {
        let after = both.1.map(|cell| self.paths[1].of(cell));
        clean(&after.or_else(|| Some(self.paths[0].of(both.0?))).unwrap_or_default())
    }

    /// Compares the explanations, by rule and cell.
    fn explanations(&mut self, ranks: &HashMap<CellRef, usize>) {
        let mut all: BTreeMap<(Both, String), [Option<String>; 2]> = BTreeMap::new();
        for (rule, cell, text) in self.before.report.explanations() {
            let both = (Some(cell), self.pairs.after(cell));
            all.entry((both, rule.to_owned())).or_default()[0] = Some(clean(text));
        }
        for (rule, cell, text) in self.after.report.explanations() {
            let both = (self.pairs.before(cell), Some(cell));
            all.entry((both, rule.to_owned())).or_default()[1] = Some(clean(text));
        }
        for ((both, rule), found) in all {
            let Some((texts, cell)) = self.side(both).filter(|_| found[0] != found[1]) else { continue };
            let (heading, label) = labels(texts, cell);
            let label = format!("{label} / {}", message::annex_explanation(texts.lang));
            let path = format!("{}@{}", clean(&rule), self.path(both));
            let rank = both.1.and_then(|cell| ranks.get(&cell)).copied().unwrap_or(usize::MAX);
            self.found.push(((rank, usize::MAX), text(path, (heading, label), found)));
        }
    }

    /// Finds rows whose order relative to the other rows has changed.
    fn moved(&mut self, ranks: &HashMap<CellRef, usize>) {
        for (rows, there, pairing) in self.pairs.rows() {
            let stay: HashSet<(usize, usize)> = pairing.in_order().into_iter().collect();
            let set = self.after.form.row_set(there);
            let first = set.fields.iter().filter_map(|field| ranks.get(&CellRef::at(*field, 0))).min();
            let moved = (0..self.before.report.rows(rows)).filter_map(|row| Some((row, pairing.after(row)?)));
            for (before, after) in moved.filter(|pair| !stay.contains(pair)) {
                let label = self.after.report.row_label(self.after.form, there, after);
                let path = clean(&format!("{}[{}]", set.name, self.paths[1].row(there, after)));
                let found = [before, after].map(|row| Some(message::row_place(self.after.lang, row + 1)));
                let heading = message::order_of_rows(self.after.lang, &clean(&set.label));
                let difference = text(path, (heading, clean(&label)), found);
                let rank = first.copied().unwrap_or(usize::MAX);
                self.found.push(((rank, 0), Difference { kind: Kind::Typed, ..difference }));
            }
        }
    }

    /// Compares the content of the files that is not part of their forms.
    fn annex(&mut self) {
        let [before, after] = [kept(&self.before.report.annex), kept(&self.after.report.annex)];
        let paths: Vec<&String> =
            before.keys().chain(after.keys().filter(|path| !before.contains_key(*path))).collect();
        let heading = message::beyond_the_form(self.after.lang);
        for path in paths {
            let texts = [before.get(path).cloned(), after.get(path).cloned()];
            if texts[0] != texts[1] {
                let difference = text(path.clone(), (heading.clone(), path.clone()), texts);
                self.found.push(((usize::MAX, usize::MAX), difference));
            }
        }
    }
}

/// Returns a difference of texts.
fn text(path: String, (heading, label): (String, String), values: [Option<String>; 2]) -> Difference {
    let [before, after] = values;
    Difference { path, heading, label, before, after, difference: None, percent: None, kind: Kind::Prose }
}

/// Returns the number in a cell, except for the report's year, which is not an amount.
fn amount(texts: &Texts<'_>, cell: CellRef) -> Option<Decimal> {
    match texts.sheet.cell(cell).value {
        Value::Number(number) if texts.form.year != Some(cell.field) => Some(number),
        _ => None,
    }
}

/// Returns the change of an amount, absolute and in percent of the `before` value.
fn change(kind: &FieldType, before: Decimal, after: Decimal) -> (Option<String>, Option<String>) {
    let Some(difference) = after.checked_sub(before) else { return (None, None) };
    let percent = Percent::of(difference, before).map(Percent::show_plain);
    (Some(kind.show_plain(&Value::Number(difference))), percent)
}

/// Returns the content of a file that is not part of its form, by path.
fn kept(annex: &Annex) -> BTreeMap<String, String> {
    let rows = annex.rows.iter().map(|(name, count)| (format!("rows.{name}"), count.to_string()));
    let texts = annex.entries.iter().chain(&annex.explanations).chain(&annex.parts).cloned();
    let leftovers =
        (!annex.leftovers.is_empty()).then(|| ("leftovers".to_owned(), annex.leftovers.join("\n")));
    rows.chain(texts).chain(leftovers).map(|(path, text)| (clean(&path), clean(&text))).collect()
}
