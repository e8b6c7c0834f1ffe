//! Tables with shared rows: merges the rows of all tables by institution.

use std::collections::{HashMap, HashSet};

use super::Cell;
use super::headers::{Head, heads, match_columns};
use super::label::{is_ellipsis, is_number, is_sum, key, one_line, strip_number};
use super::lexicon::Lexicon;
use super::limits::{MAX_COLUMNS, MAX_LABEL_BYTES};
use super::repair::{Place, Repair, RepairKind};
use crate::form::{FieldId, RowSetId, TableId};

/// Maximum number of header rows.
const MAX_HEADERS: usize = 8;
/// Maximum number of rows in a table.
const MAX_ROWS: usize = 5_000;

/// State of a shared table while it is read.
#[derive(Debug, Default)]
pub(super) struct SharedTable {
    pub table: TableId,
    /// Header rows; the first contains the header of the row names.
    headers: Vec<Vec<Cell>>,
    heads: Vec<Head>,
    /// Field of each column, known after the headers.
    columns: Vec<Option<FieldId>>,
    pub rows: Vec<SharedRow>,
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
    /// Returns a table that starts with this header row, if it can be a table of the form.
    pub(super) fn begin(words: &Lexicon<'_>, cells: &[Cell], hint: Option<TableId>) -> Option<SharedTable> {
        if !may_be_header(cells) {
            return None;
        }
        let mut filled = cells.iter().filter(|cell| !cell.text.is_empty());
        let (first, _) = (key(&filled.next()?.text), filled.next()?);
        let named = |id: &TableId| {
            let table = words.form.table(*id);
            !table.row_label.is_empty() && key(&table.row_label) == first
        };
        // The table is chosen when all headers are known.
        let table = hint.filter(named).or_else(|| words.form.table_ids().find(named))?;
        Some(SharedTable { table, headers: vec![cells.to_vec()], ..SharedTable::default() })
    }

    /// Reads the next row of the document.
    pub(super) fn take(&mut self, words: &Lexicon<'_>, cells: &[Cell]) -> Taken {
        if self.columns.is_empty() {
            if self.is_header(cells) && self.headers.len() < MAX_HEADERS {
                self.headers.push(cells.to_vec());
                return Taken::Yes(Vec::new());
            }
            if !self.choose_table(words) {
                return Taken::No;
            }
        }
        let (Some(first), true) = (cells.first(), cells.len() >= 2 && self.rows.len() < MAX_ROWS) else {
            return Taken::No;
        };
        if first.text.len() > MAX_LABEL_BYTES || cells.len() > MAX_COLUMNS {
            return Taken::No;
        }
        let name = one_line(&first.text);
        if words.exact_field(&name).is_some() || words.caption(&name).is_some() {
            return Taken::No;
        }
        let places = self.places(cells);
        if places.iter().filter(|place| place.is_some()).count() * 2 < cells.len() {
            return Taken::No;
        }
        let mut row = named(words, self.table, &name);
        let mut lost = std::mem::take(&mut self.lost);
        for (cell, place) in cells.iter().zip(places).skip(1) {
            match place.and_then(|at| self.columns.get(at).copied().flatten()) {
                field if cell.text.is_empty() => row.blanks.extend(field),
                Some(field) => row.values.push((field, cell.text.clone())),
                None => {
                    let head = place.and_then(|at| self.heads.get(at)).map(|head| one_line(&head.label));
                    lost.push(lost_cell(&name, &head.unwrap_or_default(), &cell.text));
                }
            }
        }
        if is_ellipsis(&name) && row.values.is_empty() {
            let column = self.columns.iter().flatten().next().copied();
            let place = column.map_or(Place::None, Place::Field);
            self.repairs.push(Repair::new(place, RepairKind::Placeholder, &name, ""));
            return Taken::Yes(lost);
        }
        if row.sum || !row.name.is_empty() || row.number.is_some() || !row.values.is_empty() {
            self.rows.push(row);
        }
        Taken::Yes(lost)
    }

    /// Returns the unmatched headers that are not reported yet.
    pub(super) fn untold(&mut self, words: &Lexicon<'_>) -> Vec<String> {
        if self.columns.is_empty() {
            self.choose_table(words);
        }
        self.headers.clear();
        std::mem::take(&mut self.lost)
    }

    /// True if a row continues the headers: no new text in the first cell, and words but no numbers in the
    /// others.
    fn is_header(&self, cells: &[Cell]) -> bool {
        let before = self.headers.first().and_then(|row| row.first());
        let again = |cell: &Cell| cell.text.is_empty() || before.is_some_and(|first| first.text == cell.text);
        may_be_header(cells)
            && cells.first().is_some_and(again)
            && cells.iter().skip(1).any(|cell| !cell.text.is_empty())
            && !cells.iter().any(|cell| is_number(&cell.text))
    }

    /// Returns the columns of a row's cells: by order, or by position in the grid.
    fn places(&self, cells: &[Cell]) -> Vec<Option<usize>> {
        if cells.len() == self.columns.len() {
            return (0..cells.len()).map(Some).collect();
        }
        let mut start = 0;
        let place = |cell: &Cell| {
            let found = self.heads.iter().position(|head| head.start == start);
            start += cell.columns;
            found
        };
        cells.iter().map(place).collect()
    }

    /// Chooses the table: the one with the most matched columns, with preference for the table in the
    /// caption.
    fn choose_table(&mut self, words: &Lexicon<'_>) -> bool {
        self.heads = heads(&self.headers);
        let form = words.form;
        let rows = form.table(self.table).groups.first().map(|group| group.rows);
        let mut best = (0, self.table, Vec::new());
        for id in form.table_ids() {
            let Some(group) = form.table(id).groups.first().filter(|group| Some(group.rows) == rows) else {
                continue;
            };
            let columns = match_columns(form, &group.columns, &self.heads);
            let count = columns.iter().flatten().count();
            let hinted = usize::from(id == self.table);
            let score = count * 2 + hinted;
            if count > 0 && score > best.0 {
                best = (score, id, columns);
            }
        }
        (_, self.table, self.columns) = best;
        let columns = || self.columns.iter().flatten().copied();
        let texts = self.headers.iter().flatten().map(|cell| one_line(&cell.text));
        self.lost = texts.filter(|text| !words.is_printed(text) && !words.is_head(text, columns())).collect();
        !self.columns.is_empty()
    }
}

/// True if a row has few and short enough cells for a header row.
fn may_be_header(cells: &[Cell]) -> bool {
    cells.len() <= MAX_COLUMNS && cells.iter().all(|cell| cell.text.len() <= MAX_LABEL_BYTES)
}

fn lost_cell(row: &str, column: &str, text: &str) -> String {
    let place: Vec<&str> = [row, column].into_iter().filter(|word| !word.is_empty()).collect();
    if place.is_empty() { one_line(text) } else { format!("{}：{}", place.join(" / "), one_line(text)) }
}

fn named(words: &Lexicon<'_>, table: TableId, name: &str) -> SharedRow {
    let sum = words.form.table(table).sum.as_ref();
    let sum = sum.is_some_and(|sum| {
        let (label, name) = (key(&sum.label), key(name));
        let tail: String = label.chars().skip(label.chars().count().saturating_sub(2)).collect();
        name == label || name.ends_with(&tail) || is_sum(&name)
    });
    let (number, name) = match strip_number(name) {
        Some((_, number, rest)) => (Some(number), rest),
        None => (None, name),
    };
    SharedRow { sum, number, name: name.to_owned(), values: Vec::new(), blanks: Vec::new() }
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
