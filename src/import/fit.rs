//! A block of cells from a spreadsheet on the columns of a table: which cell gets what.
//!
//! Headers that are recognised name the columns, in any order, and their lines are dropped; else columns go by
//! their places. Rows go by name or number where the block has that column, else by their places; rows that are
//! not there are new. Calculated cells are passed over. Nothing is changed here: a person, or a command, looks
//! at what would be first.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Cell;
use super::headers::{Head, heads, match_columns};
use super::label::{is_dash, key, one_line, strip_number};
use crate::export::{SUM_MARK, unguarded};
use crate::form::{CellRef, Columns, FieldId, FieldType, Form, Group, Home, Row, clean};
use crate::message;
use crate::report::{Edit, Origin, Report, RowEntries, Sheet};

/// A table has no more lines of headers.
const MAX_HEADERS: usize = 4;

/// What sum rows are called elsewhere.
const SUMS: [&str; 4] = ["合计", "总计", "汇总", "小计"];

/// Where a block goes.
#[derive(Clone, Copy, Debug)]
pub struct Area<'a> {
    /// The form.
    pub form: &'a Form,
    /// What is typed there so far.
    pub report: &'a Report,
    /// What follows from it.
    pub sheet: &'a Sheet,
    /// The columns that the block is for.
    pub columns: &'a Columns,
    /// Where a block begins that says neither: a row, and one of `columns`. From a sum row it goes on with the
    /// first of the rows.
    pub start: (Row, usize),
    /// Whether a block without headers may say which rows it is about: in its first column.
    pub names: bool,
}

/// What a block comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// How many lines of headers were recognised.
    pub headers: usize,
    /// Its lines that are rows.
    pub lines: Vec<Line>,
    /// What has no place.
    pub lost: Vec<Lost>,
}

/// A line of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which row it is.
    pub row: Row,
    /// Whether the row is to be added.
    pub is_new: bool,
    /// Its cells.
    pub cells: Vec<Put>,
}

/// A text for a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Put {
    /// Which cell.
    pub cell: CellRef,
    /// The text.
    pub text: String,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is entered where nothing was.
    Entered,
    /// It is entered over something else.
    Replaces,
    /// It is entered, though it cannot be read as what the column takes.
    Unreadable,
    /// The cell says the same already.
    Same,
    /// The cell gives its value itself.
    Locked,
}

/// A text without a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The line of the block, from 1.
    pub line: usize,
    /// The text.
    pub text: String,
    /// Why.
    pub why: Why,
}

/// Why a text has no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no such column: its header, or nothing.
    NoColumn(String),
    /// The table takes no more rows.
    Full(usize),
    /// An earlier line is the same row.
    Twice,
}

impl Put {
    /// Whether the cell gets the text.
    pub fn is_entered(&self) -> bool {
        matches!(self.fate, Fate::Entered | Fate::Replaces | Fate::Unreadable)
    }
}

/// How much of a block becomes what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cells that get a text, those that held another one or cannot be read included.
    pub entered: usize,
    /// Cells that held another text.
    pub replaced: usize,
    /// Rows that are added.
    pub rows: usize,
    /// Texts for cells that give their value themselves.
    pub locked: usize,
    /// Texts that cannot be read.
    pub unreadable: usize,
    /// Texts without a place.
    pub lost: usize,
}

/// What a column of a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Field(FieldId),
    /// What rows without names are called: `指标2`.
    RowLabel,
}

/// What a block says of its columns.
#[derive(Default)]
struct Heading {
    /// How many lines it takes; none when the columns go by their places.
    lines: usize,
    columns: Vec<Option<Column>>,
    /// The words over the columns.
    words: Vec<String>,
}

/// How the lines of a block find their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By the names in a column.
    Names(usize),
    /// By the numbers in a column.
    Numbers(usize),
    /// One after the other.
    Places,
}

impl Fit {
    /// How much becomes what, with new rows or without.
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

    /// The edit that enters the block, with new rows or without; none when it changes nothing.
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

    /// The texts for calculated cells that say something else than these calculate, once the rest is entered.
    pub fn disagreeing<'f>(&'f self, form: &'f Form, after: &'f Sheet) -> impl Iterator<Item = &'f Put> {
        let locked = self.lines.iter().flat_map(|line| &line.cells).filter(|put| put.fate == Fate::Locked);
        locked.filter(|put| !put.text.is_empty() && !form.field(put.cell.field).by_hand).filter(|put| {
            let kind = &form.field(put.cell.field).kind;
            kind.parse(&put.text).as_ref() != Ok(&after.cell(put.cell).value)
        })
    }
}

/// What a block comes to on a table.
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

/// The columns of a block without headers: from the start on to the right.
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

/// How lines find their rows. Numbers count only when each line has one of its own: where a line was put in
/// between, the lines stand as they are to stand.
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

/// The lines of headers at the top of a block, if there are any: so many that most columns are found.
fn recognised(area: Area<'_>, block: &[Vec<String>]) -> Option<Heading> {
    let is_number = |cell: &String| cell.contains(char::is_numeric) && !cell.contains(char::is_alphabetic);
    let wordy = block.iter().take(MAX_HEADERS).take_while(|line| !line.iter().any(is_number)).count();
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

/// A header that spells out what stands over it, as exports do: `结余 / 当年结余`, `其中：人员支出`.
fn parted(mut head: Head) -> Head {
    while let Some((above, label)) = head.label.rsplit_once(" / ").or_else(|| head.label.rsplit_once('：'))
        && !label.trim().is_empty()
    {
        head.above.insert(0, above.trim().to_owned());
        head.label = label.trim().to_owned();
    }
    // What stands over several headers is named whole; each part of it counts as well.
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
    // The corner may be empty, and what rows are called speaks for itself.
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

/// The row, from 0, that a label by the pattern means: `指标2` or just `2`.
fn row_number(pattern: &str, text: &str) -> Option<usize> {
    let text = key(text);
    let (before, after) = pattern.split_once("{n}")?;
    let inner = text.strip_prefix(&key(before)).unwrap_or(&text);
    let inner = inner.strip_suffix(&key(after)).unwrap_or(inner);
    inner.parse::<usize>().ok()?.checked_sub(1)
}

/// The rows of a report, to be found.
struct Rows {
    by_name: HashMap<String, Vec<usize>>,
    /// Rows without a name.
    nameless: BTreeSet<usize>,
    /// Rows that hold nothing at all: there for a new name.
    free: BTreeSet<usize>,
    /// How many rows there are, new ones included.
    count: usize,
    /// The row for the next line.
    next: usize,
    met: HashSet<usize>,
}

impl Rows {
    fn new(area: Area<'_>, way: Way, body: &[Vec<String>]) -> Rows {
        let Area { form, report, columns, .. } = area;
        let set = form.row_set(columns.rows);
        let count = report.rows(columns.rows);
        let mut rows = Rows {
            by_name: HashMap::new(),
            nameless: BTreeSet::new(),
            free: BTreeSet::new(),
            count,
            next: area.start.0.index().unwrap_or(0).min(count),
            met: HashSet::new(),
        };
        let Way::Names(place) = way else { return rows };
        let named: HashSet<String> =
            body.iter().filter_map(|line| line.get(place)).map(|name| key(unguarded(name))).collect();
        // From the last to the first: of rows with one name the first is found first.
        for row in (0..count).rev() {
            let name = report.row_name(form, columns.rows, row);
            let own = key(name);
            // A name of the form's own that only numbers the row: 二级机构1.
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

    /// The row of a name. A new name goes to a row that holds nothing, best the one at its place, else to a
    /// new one; what has no name goes to a row without one.
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
        // Two lines of one new name are the same row twice.
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
        let common = sums.peek().is_some() && SUMS.contains(&word.as_str());
        (common || sums.any(|sum| key(&sum.label) == word)) && !self.rows.by_name.contains_key(&word)
    }

    fn put(&self, cell: CellRef, text: &str, is_new: bool) -> Option<Put> {
        let Area { form, report, sheet, .. } = self.area;
        let field = form.field(cell.field);
        if cell.row == Row::Sum && !field.summed() {
            return None;
        }
        let text = unguarded(text);
        let mut text = if field.kind == FieldType::LongText { clean(text) } else { one_line(text) };
        if field.kind.is_number() && is_dash(&text) {
            text.clear();
        }
        if matches!(field.home, Home::RowName(_)) {
            text = self.row_name(&text, cell);
        }
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

    /// A row's name without the number that labels put before it; as it is, where the row has that very name.
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
            _ => text.to_owned(),
        }
    }
}
