//! Tables with shared rows: merges the rows of all tables by institution.

use std::collections::{HashMap, HashSet};

use super::Cell;
use super::columns::{
    Column, Heading, LineKind, Wanted, count_values, heading, is_ordinal, kind_of_line, only_text, unit_of,
};
use super::label::{can_be_name, is_ellipsis, is_number, key, one_line, strip_row_number};
use super::lexicon::Lexicon;
use super::limits::{MAX_COLUMNS, MAX_LABEL_BYTES};
use super::quantity::{Units, in_unit, own_unit, unit_in_remark, unit_of_caption, without_sign};
use super::repair::{Place, Repair, RepairKind};
use crate::form::{FieldId, Form, RowSet, RowSetId, TableId};

/// Maximum number of rows in a table.
const MAX_ROWS: usize = 5_000;

/// State of a shared table while it is read.
#[derive(Debug, Default)]
pub(super) struct SharedTable {
    pub table: TableId,
    pub heading: Heading,
    pub rows: Vec<SharedRow>,
    /// Statements of the unit around the table.
    units: Units,
    /// Names of rows that are known, as keys.
    names: HashSet<String>,
    /// Headers that do not match the form, until they are reported.
    lost: Vec<String>,
    pub repairs: Vec<Repair>,
}

/// A row of a shared table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SharedRow {
    pub sum: bool,
    pub number: Option<usize>,
    pub name: String,
    pub values: Vec<(FieldId, String)>,
    /// Columns whose cells are blank.
    pub blanks: Vec<FieldId>,
}

/// Result of passing a row to a table.
pub(super) enum Taken {
    /// The row is part of the table. Contains the texts without a column.
    Yes(Vec<String>),
    /// The row is not part of the table.
    No,
}

impl SharedTable {
    /// Returns the table whose header is at the top of these rows, if the form has such a table. `hint` is the table
    /// that the caption names.
    pub(super) fn begin(
        words: &Lexicon<'_>,
        rows: &[Vec<Cell>],
        hint: Option<TableId>,
        units: Units,
        names: &HashSet<String>,
    ) -> Option<SharedTable> {
        if only_text(rows.first()?).is_some() {
            return None;
        }
        let form = words.form;
        let mut best: Option<(usize, TableId, Heading)> = None;
        for id in form.table_ids() {
            let Some(group) = form.table(id).groups.first() else { continue };
            if form.row_set(group.rows).name_field.is_none() {
                continue;
            }
            let wanted = Wanted { form, fields: &group.columns, rows: group.rows, table: Some(id), names };
            let Some(found) = heading(&wanted, rows).filter(|found| found.names().is_some()) else {
                continue;
            };
            let others = rows.len() > 1 && found.columns.len() < 2;
            let certain = found.names_told || found.found() >= 2;
            let score = found.found() * 4 + usize::from(hint == Some(id)) * 2 + usize::from(found.names_told);
            if certain && !others && best.as_ref().is_none_or(|(most, ..)| score > *most) {
                best = Some((score, id, found));
            }
        }
        let (_, table, heading) = best?;
        let header = &rows[..heading.lines];
        let fields: Vec<FieldId> = heading.fields().collect();
        let texts = header.iter().flatten().map(|cell| one_line(&cell.text));
        // Exports print a header with those above it: `结余 / 当年结余`, `其中：人员支出`.
        let parts = |text: String| {
            text.split(" / ").flat_map(|part| part.split('：')).map(str::to_owned).collect::<Vec<_>>()
        };
        let texts = texts.flat_map(parts);
        let is_known = |text: &String| {
            is_ordinal(text) || words.is_printed(text) || words.is_head(text, fields.iter().copied())
        };
        let lost =
            texts.filter(|text| !text.is_empty() && own_unit(text).is_none() && !is_known(text)).collect();
        let units = Units { table: heading.unit, ..units };
        Some(SharedTable { table, heading, lost, units, names: names.clone(), ..SharedTable::default() })
    }

    fn wanted<'a>(&'a self, form: &'a Form) -> Option<Wanted<'a>> {
        let group = form.table(self.table).groups.first()?;
        Some(Wanted {
            form,
            fields: &group.columns,
            rows: group.rows,
            table: Some(self.table),
            names: &self.names,
        })
    }

    /// True if a row without a header can continue the table: as many cells, and a number or a word for none in each
    /// filled one.
    pub(super) fn goes_on(&self, form: &Form, cells: &[Cell]) -> bool {
        let names = self.heading.names();
        let means_blank = |at: usize, text: &str| match self.heading.columns[at] {
            Some(Column::Field(field)) => form.field(field).kind.means_blank(text),
            _ => false,
        };
        let is_value = |(at, cell): (usize, &Cell)| {
            let text = cell.text.trim();
            if Some(at) == names {
                can_be_name(text)
            } else {
                text.is_empty() || is_number(text) || means_blank(at, text)
            }
        };
        cells.len() == self.heading.columns.len() && cells.iter().enumerate().all(is_value)
    }

    /// Reads the next row of the document.
    pub(super) fn take(&mut self, words: &Lexicon<'_>, cells: &[Cell]) -> Taken {
        if cells.len() < 2 || cells.len() > MAX_COLUMNS || self.rows.len() >= MAX_ROWS {
            return Taken::No;
        }
        let places = self.heading.places(cells);
        let named =
            cells.iter().zip(&places).find(|(_, place)| place.is_some() && **place == self.heading.names());
        let name = named.map_or_else(String::new, |(cell, _)| one_line(&cell.text));
        // Rows below a merged name have the same name.
        let is_merged = named.is_some_and(|(cell, _)| cell.merged);
        let before = self.rows.last().filter(|_| is_merged);
        let name = before.map_or(name, |row| row.name.clone());
        let goes_on_with_sum = before.is_some_and(|row| row.sum);
        let heads_a_part = || {
            let heads = words.exact_field(&name).is_some() || words.caption(&name).is_some();
            let is_alone = || cells.iter().filter(|cell| !cell.text.is_empty()).count() == 1;
            heads || words.section(&name).is_some() || unit_of_caption(&name).is_some() && is_alone()
        };
        if name.len() > MAX_LABEL_BYTES || heads_a_part() {
            return Taken::No;
        }
        let Some(wanted) = self.wanted(words.form) else { return Taken::No };
        let kind = kind_of_line(&wanted, &self.heading, cells, Some(&name));
        let mut lost = std::mem::take(&mut self.lost);
        match kind {
            LineKind::Row | LineKind::Sum => {}
            LineKind::Header => return Taken::Yes(lost),
            LineKind::Unit(unit) => {
                self.units.table = Some(unit);
                return Taken::Yes(lost);
            }
            LineKind::Remark => {
                lost.extend(cells.iter().map(|cell| one_line(&cell.text)).filter(|text| !text.is_empty()));
                return Taken::Yes(lost);
            }
            LineKind::Subtotal => {
                let texts = cells.iter().map(|cell| one_line(&cell.text)).filter(|text| !text.is_empty());
                self.repair(RepairKind::Subtotal, &texts.collect::<Vec<_>>().join("  "));
                return Taken::Yes(lost);
            }
            LineKind::NoName => {
                self.lost = lost;
                return Taken::No;
            }
        }
        let few = places.iter().filter(|place| place.is_some()).count() * 2 < cells.len();
        let (texts, values) = self.count_values(words.form, cells, &places);
        let has_no_value = texts >= 1 && values == 0;
        if few || words.column_labels(cells) >= 2 || has_no_value {
            self.lost = lost;
            return Taken::No;
        }
        let mut row = SharedRow::named(kind == LineKind::Sum || goes_on_with_sum, &name);
        for (cell, place) in cells.iter().zip(places) {
            let column = place.and_then(|at| self.heading.columns.get(at).copied().flatten());
            match column {
                Some(Column::Name | Column::Ordinal) => {}
                Some(Column::Field(field)) if cell.text.is_empty() => row.blanks.push(field),
                Some(Column::Field(field)) => row.values.push((field, cell.text.clone())),
                None if cell.text.is_empty() => {}
                // The caption of the table can be beside each of its rows.
                None if words.caption(&one_line(&cell.text)) == Some(self.table) => {}
                None => {
                    let head =
                        place.and_then(|at| self.heading.heads.get(at)).map(|head| one_line(&head.label));
                    lost.push(lost_cell(&name, &head.unwrap_or_default(), &cell.text));
                }
            }
        }
        if is_ellipsis(&name) && row.values.is_empty() {
            self.repair(RepairKind::Placeholder, &name);
            return Taken::Yes(lost);
        }
        if row.sum || !row.name.is_empty() || row.number.is_some() || !row.values.is_empty() {
            if !row.sum {
                self.names.insert(key(&row.name));
            }
            self.rows.push(row);
        }
        Taken::Yes(lost)
    }

    /// Counts the words and the values in the columns of numbers of a row.
    fn count_values(&self, form: &Form, cells: &[Cell], places: &[Option<usize>]) -> (usize, usize) {
        let columns =
            places.iter().map(|place| place.and_then(|at| self.heading.columns.get(at).copied().flatten()));
        count_values(form, cells.iter().map(|cell| one_line(&cell.text)).zip(columns))
    }

    /// Stores the unit that a remark below the table states.
    pub(super) fn remark(&mut self, line: &str) {
        self.units.table = self.units.table.or_else(|| unit_in_remark(line));
    }

    fn repair(&mut self, kind: RepairKind, text: &str) {
        let place = self.heading.fields().next().map_or(Place::None, Place::Field);
        self.repairs.push(Repair::new(place, kind, text, ""));
    }

    /// Returns the unmatched headers that are not reported yet.
    pub(super) fn untold(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lost)
    }

    /// Removes rows that have the same name and number, and different sums, such as a budget and a result of each institution: nothing
    /// says which of them is meant. Returns their texts.
    pub(super) fn split_off_repeated(&mut self, form: &Form) -> Vec<String> {
        // A merged name has its number in the first of its rows only.
        let mut numbers: HashMap<String, HashSet<usize>> = HashMap::new();
        for row in &self.rows {
            numbers.entry(key(&row.name)).or_default().extend(row.number);
        }
        let is_one = |name: &String| numbers.get(name).is_none_or(|numbers| numbers.len() < 2);
        let id = |row: &SharedRow| {
            let name = key(&row.name);
            let number = row.number.filter(|_| !is_one(&name));
            (name, number)
        };
        let mut counts: HashMap<(String, Option<usize>), usize> = HashMap::new();
        for row in self.rows.iter().filter(|row| !row.sum && !row.name.is_empty()) {
            *counts.entry(id(row)).or_default() += 1;
        }
        // The same sums can be above and below the rows.
        let mut sums = self.rows.iter().filter(|row| row.sum);
        let first = sums.next();
        let sums_differ = sums.any(|sum| first.is_some_and(|first| first.values != sum.values));
        let is_repeated = |row: &SharedRow| {
            if row.sum { sums_differ } else { counts.get(&id(row)).is_some_and(|count| *count > 1) }
        };
        let (repeated, kept): (Vec<SharedRow>, _) =
            std::mem::take(&mut self.rows).into_iter().partition(is_repeated);
        self.rows = kept;
        let texts = repeated.iter().flat_map(|row| {
            row.values.iter().map(|(field, text)| lost_cell(&row.name, &one_line(form.label(*field)), text))
        });
        texts.collect()
    }

    /// Adds the units of the document to the numbers, where they differ from the form's.
    pub(super) fn convert(&mut self, form: &Form) {
        let heading = &self.heading;
        let units = Units { head: heading.common_unit(form), ..self.units };
        let unit = |field: FieldId| {
            let at = heading.columns.iter().position(|column| *column == Some(Column::Field(field)))?;
            unit_of(heading, at, units)
        };
        for (field, text) in self.rows.iter_mut().flat_map(|row| &mut row.values) {
            let kind = &form.field(*field).kind;
            *text = in_unit(kind, without_sign(kind, text), unit(*field));
        }
    }
}

impl SharedRow {
    /// Returns a row without values; the number before its name is separate.
    fn named(sum: bool, name: &str) -> SharedRow {
        let (number, name) = match strip_row_number(name) {
            Some((number, rest)) => (Some(number), rest),
            None => (None, name),
        };
        SharedRow { sum, number, name: name.to_owned(), values: Vec::new(), blanks: Vec::new() }
    }
}

pub(super) fn lost_cell(row: &str, column: &str, text: &str) -> String {
    let place: Vec<&str> = [row, column].into_iter().filter(|word| !word.is_empty()).collect();
    if place.is_empty() { one_line(text) } else { format!("{}：{}", place.join(" / "), one_line(text)) }
}

/// One institution, merged from all tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Institution {
    pub number: Option<usize>,
    pub name: String,
    pub values: Vec<(FieldId, String)>,
    /// Columns whose cells are blank.
    pub blanks: Vec<FieldId>,
}

/// All rows of one row set.
#[derive(Debug, Default)]
pub(super) struct Institutions {
    pub rows: Vec<Institution>,
    pub sums: Vec<(FieldId, String)>,
    /// Columns whose sums are blank.
    pub blank_sums: Vec<FieldId>,
    /// The name of a row, and its name in another table.
    pub other_names: Vec<(String, String)>,
}

/// Word in front of the first of the parts of a sum.
const OF_WHICH: &str = "其中:";

/// Returns the keys of the names of fixed rows and of their other words, with the indices of the rows.
pub(super) fn fixed_names(set: &RowSet) -> impl Iterator<Item = (String, usize)> {
    let starts = set.start.iter().enumerate().filter(|_| set.fixed);
    let words = set.row_words.iter().map(|(row, word)| (*row, word));
    starts.chain(words).flat_map(|(row, name)| {
        let name = key(name);
        let bare = name.strip_prefix(OF_WHICH).map(str::to_owned);
        [Some(name), bare].into_iter().flatten().map(move |name| (name, row))
    })
}

/// Returns the index of the fixed row with a name.
pub(super) fn fixed_row(set: &RowSet, name: &str) -> Option<usize> {
    let name = key(name);
    let bare = name.strip_prefix(OF_WHICH).unwrap_or(&name);
    fixed_names(set).find(|(own, _)| *own == name || own == bare).map(|(_, row)| row)
}

/// Merges the rows of all tables of a row set.
pub(super) fn gather(words: &Lexicon<'_>, rows: RowSetId, tables: &[SharedTable]) -> Institutions {
    let mut all = Gathering::default();
    for table in tables {
        let group = words.form.table(table.table).groups.first();
        if group.is_some_and(|group| group.rows == rows) {
            all.table(table);
        }
    }
    // A row with a number but without name and values is an empty line.
    all.found.rows.retain(|row| !row.name.is_empty() || !row.values.is_empty());
    all.found
}

#[derive(Default)]
struct Gathering {
    found: Institutions,
    by_name: HashMap<String, Vec<usize>>,
    by_number: HashMap<usize, Vec<usize>>,
    by_both: HashMap<(String, usize), Vec<usize>>,
}

/// State while the rows of one table are matched. The positions only advance, so each list is scanned once
/// per table.
#[derive(Default)]
struct Walk {
    taken: HashSet<usize>,
    /// Names of its rows.
    names: HashSet<String>,
    of_name: HashMap<String, usize>,
    of_number: HashMap<usize, usize>,
    of_both: HashMap<(String, usize), usize>,
    blank: usize,
}

impl Gathering {
    fn table(&mut self, table: &SharedTable) {
        let names = table.rows.iter().map(|row| key(&row.name)).collect();
        let mut walk = Walk { names, ..Walk::default() };
        for row in &table.rows {
            if row.sum {
                self.found.sums.extend(row.values.iter().cloned());
                self.found.blank_sums.extend(&row.blanks);
                continue;
            }
            let name = key(&row.name);
            let place = self.find(row, &name, &mut walk).unwrap_or_else(|| self.add(row, &name));
            walk.taken.insert(place);
            let institution = &mut self.found.rows[place];
            institution.values.extend(row.values.iter().cloned());
            institution.blanks.extend(&row.blanks);
            let own = key(&institution.name);
            if own.is_empty() {
                institution.name.clone_from(&row.name);
                self.by_name.entry(name).or_default().push(place);
            } else if !name.is_empty() && name != own {
                self.found.other_names.push((institution.name.clone(), row.name.clone()));
            }
        }
    }

    fn add(&mut self, row: &SharedRow, name: &str) -> usize {
        let place = self.found.rows.len();
        self.found.rows.push(Institution {
            number: row.number,
            name: row.name.clone(),
            ..Institution::default()
        });
        if !name.is_empty() {
            self.by_name.entry(name.to_owned()).or_default().push(place);
        }
        if let Some(number) = row.number {
            self.by_number.entry(number).or_default().push(place);
            self.by_both.entry((name.to_owned(), number)).or_default().push(place);
        }
        place
    }

    /// Finds the row of the other tables that is the same institution: with the same name, preferably with
    /// the same number; or with the same number, unless this table contains the other row's name; rows
    /// without name and number in order.
    fn find(&self, row: &SharedRow, name: &str, walk: &mut Walk) -> Option<usize> {
        let Walk { taken, names, of_name, of_number, of_both, blank } = walk;
        let free = |place: usize| !taken.contains(&place);
        let both = row.number.map(|number| (name.to_owned(), number));
        let found =
            both.and_then(|both| next(self.by_both.get(&both)?, of_both.entry(both).or_default(), free));
        let alike = |of_name: &mut HashMap<String, usize>| {
            next(self.by_name.get(name)?, of_name.entry(name.to_owned()).or_default(), free)
        };
        let by_number = || {
            let number = row.number?;
            next(self.by_number.get(&number)?, of_number.entry(number).or_default(), |place| {
                let other = key(&self.found.rows[place].name);
                free(place) && (other.is_empty() || !names.contains(&other))
            })
        };
        let found = found.or_else(|| alike(of_name)).or_else(by_number);
        if found.is_some() || !name.is_empty() || row.number.is_some() {
            return found;
        }
        let rows = &self.found.rows;
        *blank += rows[*blank..]
            .iter()
            .enumerate()
            .take_while(|(at, row)| !row.name.is_empty() || !free(*blank + at))
            .count();
        (*blank < rows.len()).then_some(*blank)
    }
}

/// Returns the next acceptable entry of a list. Skipped entries cannot become acceptable later.
fn next(places: &[usize], from: &mut usize, will_do: impl Fn(usize) -> bool) -> Option<usize> {
    *from += places[*from..].iter().take_while(|place| !will_do(**place)).count();
    places.get(*from).copied()
}
