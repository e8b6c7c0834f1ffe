//! Assigns a block of spreadsheet cells to the columns and rows of a table.
//!
//! If header lines are recognised, they identify the columns, in any order, and are removed; otherwise
//! columns are assigned by position. Rows are found by name or number if the block has such a column,
//! otherwise by position; rows that do not exist are new. Calculated cells are skipped. The report is not
//! changed here: the user or a command reviews the result first.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::Cell;
use super::columns::{
    Column, Heading, LineKind, Wanted, count_values, heading, kind_of_line, row_number, unit_of,
};
use super::entry::entry_text;
use super::label::{can_be_name, key, one_line, strip_row_number};
use super::quantity::{Units, converted, without_sign};
use super::rows::fixed_names;
use crate::export::{SUM_MARK, unguarded};
use crate::form::{CellRef, Columns, FieldId, FieldType, Form, Home, Row, Value, clean, clean_line};
use crate::message::{self, Lang};
use crate::report::{Edit, Report, RowEntries};
use crate::sheet::{Origin, Sheet};

/// Target of a block.
#[derive(Clone, Copy, Debug)]
pub struct Area<'a> {
    /// The form.
    pub form: &'a Form,
    /// Current entries.
    pub report: &'a Report,
    /// Values calculated from the entries.
    pub sheet: &'a Sheet,
    /// Columns that the block is intended for.
    pub columns: &'a Columns,
    /// Start position for a block without headers or row names: a row, and an index in `columns`. A block
    /// that starts at the sum row continues with the first row.
    pub start: (Row, usize),
    /// True if the first column of a block without headers can contain row names or numbers.
    pub names: bool,
}

/// Result of fitting a block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// Number of recognised header lines.
    pub headers: usize,
    /// Lines that are rows.
    pub lines: Vec<Line>,
    /// Texts without a cell.
    pub lost: Vec<Lost>,
    /// Lines that are no rows and are passed over.
    pub skipped: Vec<Skipped>,
}

/// A line that is no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Line of the block, from 1.
    pub line: usize,
    /// Text.
    pub text: String,
    /// True for a row that adds up some of the others, false for a remark.
    pub subtotal: bool,
}

/// A line of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Row that it belongs to.
    pub row: Row,
    /// True if the row must be added.
    pub is_new: bool,
    /// Texts for its cells.
    pub cells: Vec<Put>,
}

/// A text for a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Put {
    /// Target cell.
    pub cell: CellRef,
    /// Text.
    pub text: String,
    /// Text in the block, if it is in another unit.
    pub written: Option<String>,
    /// Result of entering the text.
    pub fate: Fate,
}

/// Result of entering a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Entered into a blank cell.
    Entered,
    /// Replaces another entry.
    Replaces,
    /// Entered, but not a valid value of the column.
    Unreadable,
    /// Equal to the current content.
    Same,
    /// The cell is locked.
    Locked,
}

/// A text without a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Line of the block, from 1.
    pub line: usize,
    /// Text.
    pub text: String,
    /// Reason.
    pub why: Why,
}

/// Reason why a text has no cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no such column. Contains its header, which can be empty.
    NoColumn(String),
    /// The table cannot have more rows. Contains the maximum.
    Full(usize),
    /// An earlier line has the same row.
    Twice,
    /// Several columns have this header.
    TwoColumns(String),
    /// Several rows have the name.
    TwoRows,
    /// The name cannot be that of a row.
    NoName,
    /// The line has texts in columns of numbers, as a header that is not recognised.
    NoValues,
}

impl Put {
    /// True if the text is written to the cell.
    pub fn is_entered(&self) -> bool {
        matches!(self.fate, Fate::Entered | Fate::Replaces | Fate::Unreadable)
    }
}

/// A text for a calculated cell that differs from the calculated value.
#[derive(Clone, Debug)]
pub struct Difference<'f> {
    /// Cell and text.
    pub put: &'f Put,
    /// Value of the text; `None` if it is not valid.
    found: Option<Value>,
    own: &'f Value,
    kind: &'f FieldType,
}

impl Difference<'_> {
    /// Returns the sentence with both values; `name` is the name of the cell.
    pub fn sentence(&self, name: &str, lang: Lang) -> String {
        let own = match self.own {
            Value::Blank => message::draft_blank(lang),
            own => self.kind.show(own, lang),
        };
        match (&self.found, self.own) {
            (Some(Value::Number(found)), Value::Number(own_number)) => {
                let by = found.checked_sub(*own_number).map(Value::Number);
                let by = by.map_or_else(String::new, |by| self.kind.show(&by, lang));
                let found = self.kind.show(&Value::Number(*found), lang);
                message::table_differs(lang, name, &found, &own, &by)
            }
            (Some(found), _) => message::table_differs_text(lang, name, &self.kind.show(found, lang), &own),
            (None, _) => message::table_unreadable(lang, name, &self.put.text, &own),
        }
    }
}

/// Counts of a fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cells that get a text, including replaced and invalid ones.
    pub entered: usize,
    /// Cells that contained another text.
    pub replaced: usize,
    /// Added rows.
    pub rows: usize,
    /// Texts for locked cells.
    pub locked: usize,
    /// Texts that are not valid.
    pub unreadable: usize,
    /// Texts without a cell.
    pub lost: usize,
}

/// Method of finding the row of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By the names in a column.
    Names(usize),
    /// By the numbers in a column.
    Numbers(usize),
    /// By position.
    Places,
}

impl Fit {
    /// Counts the results, with or without new rows.
    pub fn counts(&self, new_rows: bool) -> Counts {
        let mut counts = Counts { lost: self.lost.len(), ..Counts::default() };
        for line in &self.lines {
            let filled = line.cells.iter().filter(|put| !put.text.is_empty());
            if line.is_new && !new_rows {
                counts.lost += filled.count();
                continue;
            }
            counts.rows += usize::from(line.is_new);
            counts.locked += filled.filter(|put| put.fate == Fate::Locked).count();
            for put in &line.cells {
                counts.entered += usize::from(put.is_entered());
                counts.replaced += usize::from(put.fate == Fate::Replaces);
                counts.unreadable += usize::from(put.fate == Fate::Unreadable);
            }
        }
        counts
    }

    /// Returns sentences on lines that are passed over and on amounts in another unit, with an example of each; `short`
    /// shortens a text.
    pub fn remarks(&self, lang: Lang, short: impl Fn(&str) -> String) -> Vec<String> {
        let skipped = self
            .skipped
            .first()
            .map(|first| message::fit_skipped(lang, self.skipped.len(), &short(&clean_line(&first.text))));
        let puts = self.lines.iter().flat_map(|line| &line.cells);
        let converted: Vec<(&String, &Put)> =
            puts.filter_map(|put| Some((put.written.as_ref()?, put))).collect();
        let converted = converted.first().map(|(written, put)| {
            message::fit_converted(lang, converted.len(), &short(&clean_line(written)), &put.text)
        });
        skipped.into_iter().chain(converted).collect()
    }

    /// Returns the edit that enters the block, with or without new rows; `None` if nothing changes.
    pub fn edit(&self, columns: &Columns, new_rows: bool) -> Option<Edit> {
        let mut edits = Vec::new();
        for line in self.lines.iter().filter(|line| new_rows || !line.is_new) {
            if let (true, Some(at)) = (line.is_new, line.row.index()) {
                edits.push(Edit::InsertRow { rows: columns.rows, at, row: RowEntries::default() });
            }
            let entered = line.cells.iter().filter(|put| put.is_entered());
            edits.extend(
                entered.map(|put| Edit::Set { cell: put.cell, text: Some(put.text.as_str().into()) }),
            );
        }
        (!edits.is_empty()).then_some(Edit::Batch(edits))
    }

    /// Returns the texts for calculated cells that differ from the values calculated after the edit.
    pub fn differences<'f>(
        &'f self,
        form: &'f Form,
        after: &'f Sheet,
    ) -> impl Iterator<Item = Difference<'f>> {
        let locked = self.lines.iter().flat_map(|line| &line.cells).filter(|put| put.fate == Fate::Locked);
        let filled = locked.filter(|put| !put.text.is_empty() && !form.field(put.cell.field).by_hand);
        filled.filter_map(|put| {
            let kind = &form.field(put.cell.field).kind;
            let (found, own) = (kind.parse(&put.text), &after.cell(put.cell).value);
            (found.as_ref() != Ok(own)).then(|| Difference { put, found: found.ok(), own, kind })
        })
    }
}

/// Fits a block to a table.
pub fn fit(area: Area<'_>, block: &[Vec<String>]) -> Fit {
    let Area { form, report, columns, .. } = area;
    let cells: Vec<Vec<Cell>> = block
        .iter()
        .map(|line| line.iter().map(|text| Cell::new(unguarded(text).trim())).collect())
        .collect();
    let set = form.row_set(columns.rows);
    let names = (0..report.rows(columns.rows)).map(|row| report.row_name(form, columns.rows, row));
    let names = names.filter(|name| !name.is_empty()).map(key);
    let names: HashSet<String> = names.chain(fixed_names(set).map(|(name, _)| name)).collect();
    let fields = &columns.fields[usize::from(set.name_field.is_some() && starts_with_names(area))..];
    let table = fields.first().and_then(|field| form.field(*field).table());
    let wanted = Wanted { form, fields, rows: columns.rows, table, names: &names };
    let heading = heading(&wanted, &cells).unwrap_or_else(|| by_place(area, &cells));
    let (headers, way) = (heading.lines, way(area, &heading, &cells));
    let head = heading.common_unit(form);
    let fit = Fit { headers, ..Fit::default() };
    let rows = Rows::new(area, way, &cells[headers..]);
    let units = Units { table: heading.unit, head, ..Units::default() };
    let mut fitting = Fitting { area, wanted, heading, units, way, rows, fit };
    // A statement of the unit holds for the lines above it, too.
    for line in &cells[headers..] {
        if let LineKind::Unit(unit) = kind_of_line(&wanted, &fitting.heading, line, None) {
            fitting.units.table = Some(unit);
        }
    }
    for (at, (line, cells)) in block.iter().zip(&cells).enumerate().skip(headers) {
        fitting.line(at + 1, line, cells);
    }
    fitting.fit
}

/// True if the names of rows are the first of the columns.
fn starts_with_names(area: Area<'_>) -> bool {
    let name = area.form.row_set(area.columns.rows).name_field;
    name.is_some() && area.columns.fields.first() == name.as_ref()
}

/// Assigns columns by position, from the start column to the right.
fn by_place(area: Area<'_>, block: &[Vec<Cell>]) -> Heading {
    let set = area.form.row_set(area.columns.rows);
    // A block without names begins with the first column of values.
    let first = || block.iter().filter_map(|line| line.first()).filter(|cell| !cell.text.is_empty());
    let skips_names = area.names
        && area.start.1 == 0
        && starts_with_names(area)
        && first().next().is_some()
        && !first().any(|cell| can_be_name(&cell.text) || strip_row_number(&cell.text).is_some());
    let from = area.start.1 + usize::from(skips_names);
    let fields = area.columns.fields.iter().skip(from);
    let fields = fields.map(|field| {
        let is_name = area.names && Some(*field) == set.name_field;
        Some(if is_name { Column::Name } else { Column::Field(*field) })
    });
    let wide = block.iter().any(|line| line.len() > area.columns.fields.len());
    let labelled = || {
        block
            .iter()
            .all(|line| line.first().is_some_and(|cell| row_number(&set.pattern, &cell.text).is_some()))
    };
    let label = area.names && set.name_field.is_none() && wide && labelled();
    let columns = label.then_some(Some(Column::Name)).into_iter().chain(fields).collect();
    Heading { columns, ..Heading::default() }
}

/// Chooses the method of finding rows. Numbers are used only if each line has a unique one: after a line was
/// inserted, the position is correct and not the number.
fn way(area: Area<'_>, heading: &Heading, block: &[Vec<Cell>]) -> Way {
    let set = area.form.row_set(area.columns.rows);
    let Some(place) = heading.names() else { return Way::Places };
    if set.name_field.is_some() {
        return Way::Names(place);
    }
    let filled = block[heading.lines..].iter().filter(|line| !is_blank(line));
    let numbers: Option<Vec<usize>> =
        filled.map(|line| row_number(&set.pattern, line.get(place).map_or("", |cell| &cell.text))).collect();
    let distinct = |numbers: &Vec<usize>| numbers.iter().collect::<HashSet<_>>().len() == numbers.len();
    if numbers.is_some_and(|numbers| distinct(&numbers)) { Way::Numbers(place) } else { Way::Places }
}

fn is_blank(line: &[Cell]) -> bool {
    line.iter().all(|cell| cell.text.is_empty())
}

/// Rows of the report, indexed for the search.
#[derive(Default)]
struct Rows {
    by_name: HashMap<String, Vec<usize>>,
    /// Number of lines of the block, by name.
    lines: HashMap<String, usize>,
    /// Rows without a name.
    nameless: BTreeSet<usize>,
    /// Rows without any entry, which can take a new name.
    free: BTreeSet<usize>,
    /// Number of rows, including new ones.
    count: usize,
    /// Row for the next line.
    next: usize,
    met: HashSet<usize>,
}

impl Rows {
    fn new(area: Area<'_>, way: Way, body: &[Vec<Cell>]) -> Rows {
        let Area { form, report, columns, .. } = area;
        let set = form.row_set(columns.rows);
        let count = report.rows(columns.rows);
        let next = area.start.0.index().unwrap_or(0).min(count);
        let mut rows = Rows { count, next, ..Rows::default() };
        let Way::Names(place) = way else { return rows };
        for line in body {
            *rows
                .lines
                .entry(line.get(place).map_or_else(String::new, |cell| bare_key(&cell.text)))
                .or_default() += 1;
        }
        // In reverse order, so that `pop` returns the first of several rows with the same name.
        for row in (0..count).rev() {
            let name = report.row_name(form, columns.rows, row);
            let own = key(name);
            // A default name of the form that only numbers the row: 二级机构1.
            let numbered =
                name.ends_with(char::is_numeric) && set.start.get(row).is_some_and(|start| start == name);
            let others = set.fields.iter().filter(|field| Some(**field) != set.name_field);
            let blank = others.into_iter().all(|field| report.text(CellRef::at(*field, row)).is_empty());
            if blank && (name.is_empty() || numbered && !rows.lines.contains_key(&own)) {
                rows.free.insert(row);
            }
            if name.is_empty() {
                rows.nameless.insert(row);
            } else {
                rows.by_name.entry(own).or_default().push(row);
            }
        }
        for (name, row) in fixed_names(set) {
            rows.by_name.entry(name).or_insert_with(|| vec![row]);
        }
        rows
    }

    /// True if several rows have the name, and not as many lines of the block.
    fn is_ambiguous(&self, name: &str) -> bool {
        let name = bare_key(name);
        let rows = self.by_name.get(&name).map_or(0, Vec::len);
        !name.is_empty() && rows > 1 && self.lines.get(&name).is_some_and(|lines| *lines < rows)
    }

    /// Returns the row for a name. A new name takes a row without entries, preferably the one at its
    /// position, otherwise a new row. A line without a name takes a row without a name.
    fn named(&mut self, name: &str, place: usize) -> usize {
        let alone = strip_row_number(name).map_or(name, |(_, rest)| rest);
        for name in [key(name), key(alone)] {
            match self.by_name.get_mut(&name).map(|rows| (rows.len(), rows)) {
                Some((1, rows)) => return rows[0],
                Some((_, rows)) => {
                    *self.lines.entry(key(alone)).or_default() -= 1;
                    return rows.pop().unwrap_or_default();
                }
                None => {}
            }
        }
        let kept = if name.is_empty() { &self.nameless } else { &self.free };
        let found = kept.get(&place).or_else(|| self.free.first()).copied();
        let row = found.unwrap_or_else(|| self.add());
        self.nameless.remove(&row);
        self.free.remove(&row);
        // A second line with the same new name is a duplicate of this row.
        if !name.is_empty() {
            self.by_name.insert(key(alone), vec![row]);
        }
        row
    }

    fn add(&mut self) -> usize {
        self.count += 1;
        self.count - 1
    }
}

/// Returns the key of a name without its number.
fn bare_key(name: &str) -> String {
    key(strip_row_number(name).map_or(name, |(.., rest)| rest))
}

struct Fitting<'a> {
    area: Area<'a>,
    wanted: Wanted<'a>,
    heading: Heading,
    units: Units,
    way: Way,
    rows: Rows,
    fit: Fit,
}

impl Fitting<'_> {
    fn line(&mut self, number: usize, line: &[String], cells: &[Cell]) {
        let set = self.area.form.row_set(self.area.columns.rows);
        let place = match self.way {
            Way::Names(place) | Way::Numbers(place) => Some(place),
            Way::Places => None,
        };
        let named = place.map(|place| one_line(cells.get(place).map_or("", |cell| cell.text.as_str())));
        let marked = place.and_then(|place| line.get(place)).is_some_and(|text| text.starts_with(SUM_MARK));
        let kind = if marked {
            LineKind::Sum
        } else {
            kind_of_line(&self.wanted, &self.heading, cells, named.as_deref())
        };
        match kind {
            LineKind::Row | LineKind::Sum => {}
            LineKind::Unit(_) | LineKind::Header => return,
            LineKind::Remark | LineKind::Subtotal => {
                let texts = cells.iter().map(|cell| one_line(&cell.text)).filter(|text| !text.is_empty());
                let text = texts.collect::<Vec<_>>().join("  ");
                let subtotal = kind == LineKind::Subtotal;
                self.fit.skipped.push(Skipped { line: number, text, subtotal });
                return;
            }
            LineKind::NoName => return self.lose(number, line, &Why::NoName),
        }
        let first = number == self.fit.headers + 1;
        let begins_there = self.way == Way::Places && first && self.area.start.0 == Row::Sum;
        if begins_there || kind == LineKind::Sum {
            return self.cells(number, line, Row::Sum, false);
        }
        if self.heading.lines == 0 && self.is_header_like(cells) {
            return self.lose(number, line, &Why::NoValues);
        }
        let place = self.rows.next;
        self.rows.next += 1;
        if named.is_some() && is_blank(cells) {
            return;
        }
        if named
            .as_deref()
            .is_some_and(|name| matches!(self.way, Way::Names(_)) && self.rows.is_ambiguous(name))
        {
            return self.lose(number, line, &Why::TwoRows);
        }
        let row = match (self.way, named) {
            (Way::Names(_), Some(name)) => self.rows.named(&name, place),
            (Way::Numbers(_), Some(label)) => {
                let known = row_number(&set.pattern, &label).filter(|row| *row < self.rows.count);
                known.unwrap_or_else(|| self.rows.add())
            }
            _ => place,
        };
        if row >= set.max {
            return self.lose(number, line, &Why::Full(set.max));
        }
        if !self.rows.met.insert(row) {
            return self.lose(number, line, &Why::Twice);
        }
        let is_new = row >= self.area.report.rows(self.area.columns.rows);
        self.cells(number, line, Row::At(u32::try_from(row).unwrap_or(u32::MAX)), is_new);
    }

    /// True if a line has words, and no value, in several columns of numbers.
    fn is_header_like(&self, cells: &[Cell]) -> bool {
        let texts = cells.iter().map(|cell| cell.text.as_str());
        let columns = self.heading.columns.iter().copied();
        let (words, values) = count_values(self.area.form, texts.zip(columns));
        words >= 2 && values == 0
    }

    fn cells(&mut self, number: usize, line: &[String], row: Row, is_new: bool) {
        let mut cells = Vec::new();
        let name = self.area.form.row_set(self.area.columns.rows).name_field;
        for (place, text) in line.iter().enumerate() {
            let unit = unit_of(&self.heading, place, self.units);
            let column = self.heading.columns.get(place).copied().flatten();
            match column {
                Some(Column::Field(field)) => {
                    for (field, text) in self.parts(CellRef { field, row }, text) {
                        cells.extend(self.put(CellRef { field, row }, &text, unit, is_new));
                    }
                }
                Some(Column::Name) => {
                    cells.extend(name.and_then(|field| self.put(CellRef { field, row }, text, None, is_new)));
                }
                Some(Column::Ordinal) => {}
                None if text.trim().is_empty() => {}
                None => {
                    let head =
                        self.heading.heads.get(place).map_or_else(String::new, |head| head.label.clone());
                    let twice = self.heading.twice.contains(&place);
                    let why = if twice { Why::TwoColumns(head) } else { Why::NoColumn(head) };
                    self.fit.lost.push(Lost { line: number, text: one_line(text), why });
                }
            }
        }
        self.fit.lines.push(Line { row, is_new, cells });
    }

    /// Returns the columns of a text, which are several for a whole target: `≥95%`.
    fn parts<'t>(&self, cell: CellRef, text: &'t str) -> Vec<(FieldId, Cow<'t, str>)> {
        let goal: Vec<FieldId> = self.area.form.goal_cells(cell).into_iter().map(|cell| cell.field).collect();
        let columns = goal.iter().filter(|part| self.heading.fields().any(|field| field == **part)).count();
        if goal.len() < 2 || columns > 1 || self.heading.lines == 0 {
            return vec![(cell.field, Cow::Borrowed(text))];
        }
        let texts = self.area.form.split(&goal, &one_line(text)).unwrap_or_default();
        goal.into_iter().zip(texts.into_iter().map(Cow::Owned)).collect()
    }

    fn lose(&mut self, line: usize, cells: &[String], why: &Why) {
        let filled = cells.iter().filter(|text| !text.trim().is_empty());
        let lost = filled.map(|text| Lost { line, text: one_line(text), why: why.clone() });
        self.fit.lost.extend(lost);
    }

    fn put(&self, cell: CellRef, text: &str, unit: Option<&'static str>, is_new: bool) -> Option<Put> {
        let Area { form, report, sheet, .. } = self.area;
        let field = form.field(cell.field);
        if cell.row == Row::Sum && !field.summed() {
            return None;
        }
        let text = unguarded(text);
        let text = without_sign(&field.kind, text);
        let mut text = if field.kind.is_long() { clean(text) } else { one_line(text) };
        if field.kind.means_blank(&text) {
            text.clear();
        }
        let text = match field.home {
            Home::RowName(_) => self.row_name(&text, cell),
            _ => entry_text(form, cell.field, &text).to_owned(),
        };
        let other = unit.and_then(|unit| converted(&field.kind, &text, unit));
        let (text, written) = match other {
            Some(other) => (other, Some(text)),
            None => (text, None),
        };
        let held = sheet.cell(cell);
        let locked = form.is_locked(cell) && held.origin != Origin::Overridden;
        let read = field.kind.parse(&text);
        let same = || {
            let reads_the_same = matches!(&read, Ok(value) if held.problem.is_none() && *value == held.value);
            reads_the_same || clean(report.text(cell)).trim() == text.trim()
        };
        let fate = match &read {
            _ if locked => Fate::Locked,
            _ if !is_new && same() => Fate::Same,
            _ if is_new && text.is_empty() => Fate::Same,
            Err(_) => Fate::Unreadable,
            Ok(_) if is_new || report.text(cell).is_empty() => Fate::Entered,
            Ok(_) => Fate::Replaces,
        };
        Some(Put { cell, text, written, fate })
    }

    /// Removes the number before a row's name. If the row already has this name, returns the existing
    /// spelling.
    fn row_name(&self, text: &str, cell: CellRef) -> String {
        let Area { form, report, columns, .. } = self.area;
        let held = cell.row.index().map_or("", |row| report.row_name(form, columns.rows, row));
        let alone =
            strip_row_number(text).map(|(_, rest)| rest).filter(|rest| !rest.is_empty()).unwrap_or(text);
        match self.way {
            Way::Names(_) if !held.is_empty() && [key(text), key(alone)].contains(&key(held)) => {
                held.to_owned()
            }
            Way::Names(_) => alone.to_owned(),
            _ => entry_text(form, cell.field, text).to_owned(),
        }
    }
}
