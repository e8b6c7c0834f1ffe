//! Assigns a block of spreadsheet cells to the columns and rows of a table.
//!
//! If header lines are recognised, they identify the columns, in any order, and are removed; otherwise
//! columns are assigned by position. Rows are found by name or number if the block has such a column,
//! otherwise by position; rows that do not exist are new. Calculated cells are skipped. The report is not
//! changed here: the user or a command reviews the result first.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Cell;
use super::entry::entry_text;
use super::headers::{Head, heads, match_columns};
use super::label::{is_dash, is_number, is_sum, key, one_line, strip_number};
use crate::export::{SUM_MARK, unguarded};
use crate::form::{CellRef, Columns, FieldId, FieldType, Form, Group, Home, Row, Value, clean};
use crate::message::{self, Lang};
use crate::report::{Edit, Report, RowEntries};
use crate::sheet::{Origin, Sheet};

/// Maximum number of header lines.
const MAX_HEADERS: usize = 4;

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

/// Content of a column of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Field(FieldId),
    /// Labels of rows without names: `指标2`.
    RowLabel,
}

/// Recognised headers of a block.
#[derive(Default)]
struct Heading {
    /// Number of header lines; 0 if columns are assigned by position.
    lines: usize,
    columns: Vec<Option<Column>>,
    /// Header texts of the columns.
    words: Vec<String>,
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
    let heading = recognised(area, block).unwrap_or_else(|| by_place(area, block));
    let headers = heading.lines;
    let body = &block[headers..];
    let way = way(area, &heading, body);
    let fit = Fit { headers, ..Fit::default() };
    let mut fitting = Fitting { area, heading, way, rows: Rows::new(area, way, body), fit };
    for (at, line) in body.iter().enumerate() {
        fitting.line(headers + at + 1, line);
    }
    fitting.fit
}

/// Assigns columns by position, from the start column to the right.
fn by_place(area: Area<'_>, block: &[Vec<String>]) -> Heading {
    let set = area.form.row_set(area.columns.rows);
    let fields = area.columns.fields.iter().skip(area.start.1).map(|field| Some(Column::Field(*field)));
    let wide = block.iter().any(|line| line.len() > area.columns.fields.len());
    let labelled =
        || block.iter().all(|line| line.first().is_some_and(|text| row_number(&set.pattern, text).is_some()));
    let label = area.names && set.name_field.is_none() && wide && labelled();
    let columns = label.then_some(Some(Column::RowLabel)).into_iter().chain(fields).collect();
    Heading { columns, ..Heading::default() }
}

/// Chooses the method of finding rows. Numbers are used only if each line has a unique one: after a line was
/// inserted, the position is correct and not the number.
fn way(area: Area<'_>, heading: &Heading, body: &[Vec<String>]) -> Way {
    let set = area.form.row_set(area.columns.rows);
    let place = |wanted: Column| heading.columns.iter().position(|column| *column == Some(wanted));
    if let Some(name) = set.name_field.filter(|_| heading.lines > 0 || area.names) {
        return place(Column::Field(name)).map_or(Way::Places, Way::Names);
    }
    let Some(place) = place(Column::RowLabel) else { return Way::Places };
    let filled = body.iter().filter(|line| !is_blank(line));
    let numbers: Option<Vec<usize>> =
        filled.map(|line| row_number(&set.pattern, line.get(place).map_or("", String::as_str))).collect();
    let distinct = |numbers: &Vec<usize>| numbers.iter().collect::<HashSet<_>>().len() == numbers.len();
    if numbers.is_some_and(|numbers| distinct(&numbers)) { Way::Numbers(place) } else { Way::Places }
}

fn is_blank(line: &[String]) -> bool {
    line.iter().all(|text| text.trim().is_empty())
}

/// Recognises the header lines at the top of a block. Uses the number of lines that finds the most columns.
fn recognised(area: Area<'_>, block: &[Vec<String>]) -> Option<Heading> {
    let is_wordy = |line: &&Vec<String>| !line.iter().any(|cell| is_number(cell));
    let wordy = block.iter().take(MAX_HEADERS).take_while(is_wordy).count();
    let mut best: Option<(usize, Heading)> = None;
    for lines in 1..=wordy {
        let rows: Vec<Vec<Cell>> = block[..lines]
            .iter()
            .map(|line| line.iter().map(|text| Cell::new(one_line(text))).collect())
            .collect();
        let heads: Vec<Head> = heads(&rows).into_iter().map(parted).collect();
        let columns = named_columns(area, &heads, &block[lines..]);
        let found = columns.iter().flatten().count();
        let words: Vec<String> = heads.into_iter().map(|head| head.label).collect();
        let filled = words.iter().filter(|word| !word.is_empty()).count();
        if found > 0 && found * 2 >= filled && best.as_ref().is_none_or(|(most, _)| found > *most) {
            best = Some((found, Heading { lines, columns, words }));
        }
    }
    best.map(|(_, heading)| heading)
}

/// Splits a header that includes the headers above it, as in exports: `结余 / 当年结余`, `其中：人员支出`.
fn parted(mut head: Head) -> Head {
    while let Some((above, label)) = head.label.rsplit_once(" / ").or_else(|| head.label.rsplit_once('：'))
        && !label.trim().is_empty()
    {
        head.above.insert(0, above.trim().to_owned());
        head.label = label.trim().to_owned();
    }
    // A header above can itself contain a path, so each part of it is added too.
    let parts = head.above.iter().flat_map(|above| above.split(" / ")).map(str::to_owned).collect::<Vec<_>>();
    head.above.extend(parts);
    head
}

fn named_columns(area: Area<'_>, heads: &[Head], body: &[Vec<String>]) -> Vec<Option<Column>> {
    let Area { form, columns, .. } = area;
    let set = form.row_set(columns.rows);
    let fields = &columns.fields[usize::from(set.name_field.is_some())..];
    let found = match_columns(form, fields, heads);
    let mut found: Vec<Option<Column>> = found.into_iter().map(|field| field.map(Column::Field)).collect();
    let any = found.iter().any(Option::is_some);
    let of_rows = set.name_field.map_or(Column::RowLabel, Column::Field);
    let mut called = vec![key(&set.label)];
    called.extend(set.name_field.map(|field| key(form.label(field))));
    called.push(key(&message::row_number(form.language)));
    if let Some(Home::Column { table, .. }) = fields.first().map(|field| form.field(*field).home) {
        called.push(key(&form.table(table).row_label));
    }
    let names = heads.iter().position(|head| !head.label.is_empty() && called.contains(&key(&head.label)));
    // The corner header can be empty; then the row labels identify the column.
    let corner = || {
        let blank = heads.first().is_some_and(|head| head.label.is_empty());
        let mut labels = body.iter().filter_map(|line| line.first()).filter(|text| !text.trim().is_empty());
        let label = |text: &String| row_number(&set.pattern, text).is_some();
        (any && (blank || found.first() == Some(&None))
            && (set.name_field.is_some() && blank || labels.all(label)))
        .then_some(0)
    };
    if let Some(at) = names.or_else(corner)
        && let Some(column) = found.get_mut(at)
    {
        *column = Some(of_rows);
    }
    found
}

/// Returns the row index, from 0, of a label: `指标2` or only `2`.
fn row_number(pattern: &str, text: &str) -> Option<usize> {
    let text = key(text);
    let (before, after) = pattern.split_once("{n}")?;
    let inner = text.strip_prefix(&key(before)).unwrap_or(&text);
    let inner = inner.strip_suffix(&key(after)).unwrap_or(inner);
    inner.parse::<usize>().ok()?.checked_sub(1)
}

/// Rows of the report, indexed for the search.
#[derive(Default)]
struct Rows {
    by_name: HashMap<String, Vec<usize>>,
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
    fn new(area: Area<'_>, way: Way, body: &[Vec<String>]) -> Rows {
        let Area { form, report, columns, .. } = area;
        let set = form.row_set(columns.rows);
        let count = report.rows(columns.rows);
        let next = area.start.0.index().unwrap_or(0).min(count);
        let mut rows = Rows { count, next, ..Rows::default() };
        let Way::Names(place) = way else { return rows };
        let named: HashSet<String> =
            body.iter().filter_map(|line| line.get(place)).map(|name| key(unguarded(name))).collect();
        // In reverse order, so that `pop` returns the first of several rows with the same name.
        for row in (0..count).rev() {
            let name = report.row_name(form, columns.rows, row);
            let own = key(name);
            // A default name of the form that only numbers the row: 二级机构1.
            let numbered =
                name.ends_with(char::is_numeric) && set.start.get(row).is_some_and(|start| start == name);
            let others = set.fields.iter().filter(|field| Some(**field) != set.name_field);
            let blank = others.into_iter().all(|field| report.text(CellRef::at(*field, row)).is_empty());
            if blank && (name.is_empty() || numbered && !named.contains(&own)) {
                rows.free.insert(row);
            }
            if name.is_empty() {
                rows.nameless.insert(row);
            } else {
                rows.by_name.entry(own).or_default().push(row);
            }
        }
        rows
    }

    /// Returns the row for a name. A new name takes a row without entries, preferably the one at its
    /// position, otherwise a new row. A line without a name takes a row without a name.
    fn named(&mut self, name: &str, place: usize) -> usize {
        let alone = strip_number(name).map_or(name, |(_, _, rest)| rest);
        for name in [key(name), key(alone)] {
            match self.by_name.get_mut(&name).map(|rows| (rows.len(), rows)) {
                Some((1, rows)) => return rows[0],
                Some((_, rows)) => return rows.pop().unwrap_or_default(),
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

struct Fitting<'a> {
    area: Area<'a>,
    heading: Heading,
    way: Way,
    rows: Rows,
    fit: Fit,
}

impl Fitting<'_> {
    fn line(&mut self, number: usize, line: &[String]) {
        let set = self.area.form.row_set(self.area.columns.rows);
        let text = |place: usize| one_line(unguarded(line.get(place).map_or("", String::as_str)));
        let named = match self.way {
            Way::Names(place) | Way::Numbers(place) => Some(text(place)),
            Way::Places => None,
        };
        let first = number == self.fit.headers + 1;
        let begins_there = self.way == Way::Places && first && self.area.start.0 == Row::Sum;
        if begins_there || named.as_deref().is_some_and(|name| self.is_sum(name)) {
            return self.cells(number, line, Row::Sum, false);
        }
        let place = self.rows.next;
        self.rows.next += 1;
        if named.is_some() && is_blank(line) {
            return;
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

    fn cells(&mut self, number: usize, line: &[String], row: Row, is_new: bool) {
        let mut cells = Vec::new();
        for (place, text) in line.iter().enumerate() {
            match self.heading.columns.get(place).copied().flatten() {
                Some(Column::Field(field)) => cells.extend(self.put(CellRef { field, row }, text, is_new)),
                Some(Column::RowLabel) => {}
                None if text.trim().is_empty() => {}
                None => {
                    let why = Why::NoColumn(self.heading.words.get(place).cloned().unwrap_or_default());
                    self.fit.lost.push(Lost { line: number, text: one_line(text), why });
                }
            }
        }
        self.fit.lines.push(Line { row, is_new, cells });
    }

    fn lose(&mut self, line: usize, cells: &[String], why: &Why) {
        let filled = cells.iter().filter(|text| !text.trim().is_empty());
        let lost = filled.map(|text| Lost { line, text: one_line(text), why: why.clone() });
        self.fit.lost.extend(lost);
    }

    fn is_sum(&self, label: &str) -> bool {
        if label.starts_with(SUM_MARK) {
            return true;
        }
        let word = key(label);
        let Area { form, columns, .. } = self.area;
        let shows = |group: &Group| group.rows == columns.rows;
        let tables = form.tables.iter().filter(|table| table.groups.iter().any(shows));
        let mut sums = tables.filter_map(|table| table.sum.as_ref()).peekable();
        let common = sums.peek().is_some() && is_sum(&word);
        (common || sums.any(|sum| key(&sum.label) == word)) && !self.rows.by_name.contains_key(&word)
    }

    fn put(&self, cell: CellRef, text: &str, is_new: bool) -> Option<Put> {
        let Area { form, report, sheet, .. } = self.area;
        let field = form.field(cell.field);
        if cell.row == Row::Sum && !field.summed() {
            return None;
        }
        let text = unguarded(text);
        let mut text = if field.kind.is_long() { clean(text) } else { one_line(text) };
        if field.kind.is_number() && is_dash(&text) {
            text.clear();
        }
        let text = match field.home {
            Home::RowName(_) => self.row_name(&text, cell),
            _ => entry_text(form, cell.field, &text).to_owned(),
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
        Some(Put { cell, text, fate })
    }

    /// Removes the number before a row's name. If the row already has this name, returns the existing
    /// spelling.
    fn row_name(&self, text: &str, cell: CellRef) -> String {
        let Area { form, report, columns, .. } = self.area;
        let held = cell.row.index().map_or("", |row| report.row_name(form, columns.rows, row));
        let alone =
            strip_number(text).map(|(_, _, rest)| rest).filter(|rest| !rest.is_empty()).unwrap_or(text);
        match self.way {
            Way::Names(_) if !held.is_empty() && [key(text), key(alone)].contains(&key(held)) => {
                held.to_owned()
            }
            Way::Names(_) => alone.to_owned(),
            _ => entry_text(form, cell.field, text).to_owned(),
        }
    }
}
