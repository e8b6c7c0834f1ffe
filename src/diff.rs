//! Two reports side by side, value by value: what differs, and by how much.
//!
//! The reports may be of different forms: fields go together by path, else by label; rows by what they are
//! called, so that an institution is compared with itself wherever it stands. What is compared is the values,
//! the calculated ones too: a total is what a person looks for first. Pure; how it looks is the caller's.

mod pairs;
mod prose;

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;
use serde::Serialize;

use crate::export::{Status, cells, labels, plain, status};
use crate::form::{CellRef, FieldType, Percent, Value, clean};
use crate::message;
use crate::report::{Annex, Paths, Texts};
use pairs::Pairs;
pub use prose::{Piece, words};

/// A place where two reports differ; for programs path, values and change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where, as the command line names it.
    pub path: String,
    /// Of what it is a part: the table's caption, or the section's heading.
    #[serde(skip)]
    pub heading: String,
    /// What it is called there.
    #[serde(skip)]
    pub label: String,
    /// The value before, as programs read it.
    pub before: Option<String>,
    /// The value after.
    pub after: Option<String>,
    /// The value after less the one before, where both are amounts.
    pub difference: Option<String>,
    /// The same in percent of the value before, to one decimal.
    pub percent: Option<String>,
    /// What kind of value it is.
    #[serde(skip)]
    pub kind: Kind,
}

/// What kind of value differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person typed it.
    Typed,
    /// It follows from others.
    Calculated,
    /// A text of sentences, where words are looked at.
    Prose,
}

/// What two reports have in common, and where they differ.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// In the order of the form after.
    pub differences: Vec<Difference>,
    /// How many fields go together.
    pub common: usize,
    /// How many fields only one of the forms has.
    pub strangers: usize,
}

/// A short text is looked at as a whole.
const SHORT: usize = 16;

/// Where two reports differ.
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
    // Stable: within a place in the order in which they were found.
    sides.found.sort_by_key(|(rank, _)| *rank);
    let differences = sides.found.into_iter().map(|(_, difference)| difference).collect();
    Comparison { differences, common: pairs.common(), strangers: pairs.strangers() }
}

/// Where a place stands among all others.
type Rank = (usize, usize);

/// Both reports, and what was found so far.
struct Sides<'a> {
    before: &'a Texts<'a>,
    after: &'a Texts<'a>,
    paths: [Paths<'a>; 2],
    pairs: &'a Pairs<'a>,
    found: Vec<(Rank, Difference)>,
}

/// A cell as the two reports have it; one of them may not.
type Both = (Option<CellRef>, Option<CellRef>);

impl Sides<'_> {
    /// The values that differ; gives the rank of every cell after.
    fn values(&mut self) -> HashMap<CellRef, usize> {
        let ranks: HashMap<CellRef, usize> =
            cells(self.after).into_iter().enumerate().map(|(rank, cell)| (cell, rank + 1)).collect();
        let mut met = HashSet::new();
        let mut all: Vec<(Rank, Both)> = Vec::new();
        // What only the report before has stands behind what stands before it there.
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
        let kind_of = match status(texts, cell) {
            Status::Calculated => Kind::Calculated,
            _ if *kind == FieldType::LongText || *kind == FieldType::Text && long => Kind::Prose,
            _ => Kind::Typed,
        };
        let change = match amounts {
            (Some(old), Some(new)) => change(kind, old, new),
            _ => (None, None),
        };
        let (path, (heading, label)) = (self.path(both), labels(texts, cell));
        Some(Difference {
            path,
            heading,
            label,
            before: old,
            after: new,
            difference: change.0,
            percent: change.1,
            kind: kind_of,
        })
    }

    /// The side that says what a cell is: the one after, where it has it.
    fn side(&self, both: Both) -> Option<(&Texts<'_>, CellRef)> {
        match both {
            (_, Some(cell)) => Some((self.after, cell)),
            (Some(cell), None) => Some((self.before, cell)),
            (None, None) => None,
        }
    }

    fn path(&self, both: Both) -> String {
        let path = match both {
            (_, Some(cell)) => self.paths[1].of(cell),
            (Some(cell), None) => self.paths[0].of(cell),
            (None, None) => String::new(),
        };
        clean(&path)
    }

    /// What was explained, by rule and place.
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
        for ((both, rule), [before, after]) in all {
            let Some((texts, cell)) = self.side(both).filter(|_| before != after) else { continue };
            let (heading, label) = labels(texts, cell);
            let label = format!("{label} / {}", message::annex_explanation(texts.lang));
            let path = format!("{}@{}", clean(&rule), self.path(both));
            let rank = both.1.and_then(|cell| ranks.get(&cell)).copied().unwrap_or(usize::MAX);
            self.found.push(((rank, usize::MAX), text(path, heading, label, before, after)));
        }
    }

    /// Rows that stand elsewhere among the others.
    fn moved(&mut self, ranks: &HashMap<CellRef, usize>) {
        for (rows, there, pairing) in self.pairs.rows() {
            let stay: HashSet<(usize, usize)> = pairing.in_order().into_iter().collect();
            let set = self.after.form.row_set(there);
            let first = set.fields.iter().filter_map(|field| ranks.get(&CellRef::at(*field, 0))).min();
            let moved = (0..self.before.report.rows(rows)).filter_map(|row| Some((row, pairing.after(row)?)));
            for (before, after) in moved.filter(|pair| !stay.contains(pair)) {
                let label = self.after.report.row_label(self.after.form, there, after);
                let path = clean(&format!("{}[{}]", set.name, self.paths[1].row(there, after)));
                let [before, after] =
                    [before, after].map(|row| Some(message::row_place(self.after.lang, row + 1)));
                let heading = message::order_of_rows(self.after.lang, &clean(&set.label));
                let difference = text(path, heading, clean(&label), before, after);
                let rank = first.copied().unwrap_or(usize::MAX);
                self.found.push(((rank, 0), Difference { kind: Kind::Typed, ..difference }));
            }
        }
    }

    /// What the files hold beyond their forms.
    fn annex(&mut self) {
        let [before, after] = [kept(&self.before.report.annex), kept(&self.after.report.annex)];
        let paths: Vec<&String> =
            before.keys().chain(after.keys().filter(|path| !before.contains_key(*path))).collect();
        let heading = message::beyond_the_form(self.after.lang);
        for path in paths {
            let texts = [before.get(path).cloned(), after.get(path).cloned()];
            if texts[0] != texts[1] {
                let [before, after] = texts;
                let difference = text(path.clone(), heading.clone(), path.clone(), before, after);
                self.found.push(((usize::MAX, usize::MAX), difference));
            }
        }
    }
}

/// A difference of texts.
fn text(
    path: String,
    heading: String,
    label: String,
    before: Option<String>,
    after: Option<String>,
) -> Difference {
    Difference { path, heading, label, before, after, difference: None, percent: None, kind: Kind::Prose }
}

/// The number in a cell, unless it is a year: that is a name.
fn amount(texts: &Texts<'_>, cell: CellRef) -> Option<Decimal> {
    match texts.sheet.cell(cell).value {
        Value::Number(number) if texts.form.year != Some(cell.field) => Some(number),
        _ => None,
    }
}

/// By how much an amount has changed, and by how much of what it was in percent.
fn change(kind: &FieldType, before: Decimal, after: Decimal) -> (Option<String>, Option<String>) {
    let Some(difference) = after.checked_sub(before) else { return (None, None) };
    let percent = Percent::of(difference, before).map(Percent::show_plain);
    (Some(kind.show_plain(&Value::Number(difference))), percent)
}

/// What a file holds beyond its form, by path.
fn kept(annex: &Annex) -> BTreeMap<String, String> {
    let rows = annex.rows.iter().map(|(name, count)| (format!("rows.{name}"), count.to_string()));
    let texts = annex.entries.iter().chain(&annex.explanations).chain(&annex.parts).cloned();
    let leftovers =
        (!annex.leftovers.is_empty()).then(|| ("leftovers".to_owned(), annex.leftovers.join("\n")));
    rows.chain(texts).chain(leftovers).map(|(path, text)| (clean(&path), clean(&text))).collect()
}
