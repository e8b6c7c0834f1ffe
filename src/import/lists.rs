//! Lists: tables with rows of their own, under one header or in groups. A cell can contain several rows as
//! paragraphs, and a document can omit some of the columns.

use std::collections::BTreeMap;

use super::headers::{Head, match_columns};
use super::label::{
    ends_sentence, is_ellipsis, join_line, key, one_line, paragraphs, strip_row_label, without_points,
};
use super::lexicon::Lexicon;
use super::{Cell, Covers};
use super::{Place, Repair, RepairKind};
use crate::form::{CellRef, FieldId, Form, Group, RowSetId, TableId};

/// Maximum number of rows in a list. Further rows are kept as text.
const MAX_LIST_ROWS: usize = 2_000;

/// Values of one row of a list.
pub(super) type ListRow = Vec<(FieldId, String)>;

/// A row that is a paragraph of a cell, or its entry in one column.
#[derive(Clone, Debug, Default)]
struct Part {
    /// Number in its label.
    number: Option<usize>,
    text: String,
    /// Text in the document, with the label.
    written: String,
    labelled: bool,
}

/// Meaning of a cell that only names its row.
enum RowName {
    Number,
    Sum,
}

/// The contents of all lists.
#[derive(Default)]
pub(super) struct Lists {
    pub rows: BTreeMap<RowSetId, Vec<ListRow>>,
    /// Sums, by column.
    pub sums: Vec<(FieldId, String)>,
    /// Changes made while they were read.
    pub repairs: Vec<Repair>,
}

/// The list that is currently being read.
#[derive(Clone, Debug)]
pub(super) struct OpenList {
    pub table: TableId,
    group: usize,
    /// Column of each header cell, counted from the right, because rows can start with fewer captions.
    columns: Vec<Option<usize>>,
    /// Number of value cells in a row; known after the first row of a group.
    width: Option<usize>,
}

impl OpenList {
    /// Returns the list that starts with this header row. Caption cells in the row are ignored.
    pub(super) fn begin(words: &Lexicon<'_>, cells: &[Cell]) -> Option<OpenList> {
        let form = words.form;
        let heads: Vec<Head> =
            cells.iter().map(|cell| Head { label: one_line(&cell.text), ..Head::default() }).collect();
        let mut best: Option<(usize, OpenList)> = None;
        for id in form.table_ids() {
            let table = form.table(id);
            let own_rows = |group: &&Group| form.row_set(group.rows).name_field.is_none();
            let Some(group) = table.groups.first().filter(own_rows) else { continue };
            let mut found = match_columns(form, &group.columns, &heads).fields;
            // A printed column that joins several is read as the first of them.
            for (head, found) in heads.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
                let mut printed = table.layout.columns.iter();
                let joined = printed.find(|column| key(&column.label) == key(&head.label));
                *found = joined.and_then(|column| group.columns.get(*column.columns.first()?)).copied();
            }
            // The parts of a target are read from one column, unless others have a column of their own.
            for printed in table.layout.columns.iter().filter(|printed| printed.columns.len() > 1) {
                let fields: Vec<FieldId> =
                    printed.columns.iter().filter_map(|column| group.columns.get(*column)).copied().collect();
                let mut parts = found.iter_mut().flatten().filter(|field| fields.contains(field));
                if let (Some(part), None, Some(first)) = (parts.next(), parts.next(), fields.first())
                    && form.goal_part(*first).is_some()
                {
                    *part = *first;
                }
            }
            let count = found.iter().flatten().count();
            let width = table.printed_columns();
            if count == 0 || count * 2 < width || (count == 1 && width > 1) {
                continue;
            }
            let captioned = cells.iter().any(|cell| words.caption(&one_line(&cell.text)) == Some(id));
            let score = count * 64 / table.width + usize::from(captioned) * 8;
            if best.as_ref().is_none_or(|(other, _)| score > *other) {
                let column = |field: &Option<FieldId>| {
                    field.and_then(|field| group.columns.iter().position(|other| *other == field))
                };
                let columns = found.iter().rev().map(column).collect();
                best = Some((score, OpenList { table: id, group: 0, columns, width: None }));
            }
        }
        best.map(|(_, list)| list)
    }

    /// Returns the list of a group whose caption is in a row. `header` is the header of its table, if it was
    /// seen; `after` is the number of cells after the caption.
    pub(super) fn of_group(
        header: Option<&OpenList>,
        table: TableId,
        group: usize,
        after: usize,
    ) -> OpenList {
        let columns = header.map(|header| header.columns.clone());
        OpenList { table, group, columns: columns.unwrap_or_default(), width: Some(after) }
    }

    /// Returns, for each header cell, true if it is the header of a column.
    pub(super) fn has_column(&self, cells: usize) -> Vec<bool> {
        (0..cells).map(|at| self.columns.get(cells - 1 - at).is_some_and(Option::is_some)).collect()
    }

    /// Returns the columns of the last cells of a row.
    pub(super) fn columns_at_end(&self, cells: usize) -> Vec<Option<usize>> {
        (0..cells).rev().map(|back| self.columns.get(back).copied().flatten()).collect()
    }

    fn group_of<'f>(&self, form: &'f Form) -> Option<&'f Group> {
        form.table(self.table).groups.get(self.group)
    }

    /// True if a caption is over other groups of the table, but not over this one.
    pub(super) fn is_over_others(&self, form: &Form, caption: &str) -> bool {
        let caption = key(caption);
        let caption = without_points(&caption);
        let is_over = |group: &Group| key(&group.over) == caption;
        form.table(self.table).groups.iter().any(is_over) && !self.group_of(form).is_some_and(is_over)
    }

    /// Returns the first column of the group.
    pub(super) fn first_column(&self, form: &Form) -> Option<FieldId> {
        self.group_of(form)?.columns.first().copied()
    }

    /// True if the table has groups, so that rows can start with captions.
    pub(super) fn is_grouped(&self, form: &Form) -> bool {
        self.group_of(form).is_some_and(|group| !group.label.is_empty())
    }

    /// Number of value cells at the right end of a row.
    pub(super) fn width(&self) -> usize {
        self.width.unwrap_or(self.columns.len())
    }

    /// Reads the cells of a row. Returns the texts without a column.
    /// With guessed covers, blank cells can stand for the rest of a wide one.
    pub(super) fn take(&self, form: &Form, cells: &[Cell], covers: Covers, lists: &mut Lists) -> Vec<String> {
        let Some(group) = self.group_of(form) else { return Vec::new() };
        let pattern = &form.row_set(group.rows).pattern;
        let cells = match self.name_of_row(form, cells) {
            Some(RowName::Sum) => {
                let columns = self.columns_of(form, group, &cells[1..], covers);
                let sums = cells[1..].iter().zip(columns);
                let sums =
                    sums.filter_map(|(cell, column)| Some((group.columns[column?], cell.text.clone())));
                lists.sums.extend(sums.filter(|(field, _)| form.field(*field).summed()));
                return Vec::new();
            }
            Some(RowName::Number) => &cells[1..],
            None => cells,
        };
        let columns = self.columns_of(form, group, cells, covers);
        let mut lost = Vec::new();
        let mut texts: Vec<(usize, &str)> = Vec::new();
        for (cell, column) in cells.iter().zip(columns) {
            match column {
                Some(column) if !form.field(group.columns[column]).by_hand => {
                    texts.push((column, &cell.text));
                }
                _ if cell.text.is_empty() => {}
                _ => lost.push(one_line(&cell.text)),
            }
        }
        let rows =
            if form.row_set(group.rows).max == 1 { vec![whole(&texts)] } else { split(&texts, pattern) };
        for row in rows {
            let rows = lists.rows.entry(group.rows).or_default();
            // A row with another number is a part of a table whose rows were not recognised.
            let number = row.first().and_then(|(_, part)| part.number);
            if covers == Covers::Guessed && number.is_some_and(|number| number > rows.len() + 1) {
                lost.extend(row.into_iter().map(|(_, part)| part.written).filter(|text| !text.is_empty()));
                continue;
            }
            let mut kept = ListRow::new();
            for (column, part) in row {
                let field = group.columns[column];
                let mut repair = |place, kind, after: &str| {
                    lists.repairs.push(Repair::new(place, kind, &part.written, after));
                };
                if part.text.is_empty() || is_ellipsis(&part.text) {
                    if !part.written.is_empty() {
                        repair(Place::Field(field), RepairKind::Placeholder, "");
                    }
                    continue;
                }
                let cell = Place::Cell(CellRef::at(field, rows.len()));
                let fields = self.columns_in(form, group, column);
                let texts = form.split(&fields, &part.text).unwrap_or_else(|| vec![part.text.clone()]);
                let joined = form
                    .join(&fields.iter().copied().zip(texts.iter().map(String::as_str)).collect::<Vec<_>>());
                let is_other = fields.len() > 1 && form.goal_part(field).is_some() && joined != part.text;
                if is_other {
                    repair(cell, RepairKind::TargetDivided, texts.join(" ").trim());
                } else if part.labelled {
                    repair(cell, RepairKind::LabelRemoved, &part.text);
                } else if part.written != part.text {
                    repair(cell, RepairKind::LinesJoined, &part.text);
                }
                kept.extend(fields.into_iter().zip(texts).filter(|(_, text)| !text.is_empty()));
            }
            // A text shows a cell of several paragraphs as several lines.
            let is_only = form.row_set(group.rows).max == 1 && covers == Covers::Guessed;
            let only = rows.first_mut().filter(|_| is_only);
            if let Some(only) = only {
                go_on(only, kept);
            } else if rows.len() >= MAX_LIST_ROWS {
                lost.extend(kept.into_iter().map(|(_, text)| text));
            } else if !kept.is_empty() {
                rows.push(kept);
            }
        }
        lost
    }

    /// Returns the columns whose texts are in this column of the document: several if the form prints them as one, and
    /// the document has no column of their own for the others.
    fn columns_in(&self, form: &Form, group: &Group, column: usize) -> Vec<FieldId> {
        let mut printed = form.table(self.table).layout.columns.iter().map(|printed| &printed.columns[..]);
        let joined = printed.find(|joined| joined.first() == Some(&column)).unwrap_or(&[]);
        // The header of a name can be that of its target, which stands behind it.
        let is_goal = group.columns.get(column).is_some_and(|field| form.goal_part(*field).is_some());
        let is_apart = is_goal && joined.iter().skip(1).any(|other| self.columns.contains(&Some(*other)));
        let columns = if joined.len() < 2 || is_apart { &[column][..] } else { joined };
        columns.iter().filter_map(|column| group.columns.get(*column)).copied().collect()
    }

    /// Returns what the first cell of a row says if it only names the row, as exports print it. The sum row is
    /// calculated and needs no entry.
    fn name_of_row(&self, form: &Form, cells: &[Cell]) -> Option<RowName> {
        let table = form.table(self.table);
        let first = cells
            .first()
            .filter(|_| table.names_rows && cells.len() > self.columns.iter().flatten().count())?;
        let text = key(&first.text);
        if table.sum.as_ref().is_some_and(|sum| key(&sum.label) == text) {
            return Some(RowName::Sum);
        }
        let pattern = &form.row_set(table.groups.get(self.group)?.rows).pattern;
        let number: String = text.chars().filter(char::is_ascii_digit).collect();
        let is_name = !number.is_empty() && key(&pattern.replace("{n}", &number)) == text;
        is_name.then_some(RowName::Number)
    }

    /// Returns the column of the group for each cell of a row. The first value identifies the row.
    fn columns_of(&self, form: &Form, group: &Group, cells: &[Cell], covers: Covers) -> Vec<Option<usize>> {
        let (width, count) = (group.columns.len(), cells.len());
        let printed = &form.table(self.table).layout.columns;
        if self.columns.iter().flatten().count() == 0 {
            let first = |at: usize| printed.get(at).and_then(|printed| printed.columns.first().copied());
            let is_printed = count <= printed.len();
            return (0..count)
                .map(|at| if is_printed { first(at) } else { (at < width).then_some(at) })
                .collect();
        }
        // A row with fewer cells than the header begins with fewer captions, or ends early behind a blank caption.
        let ends_early = covers == Covers::Guessed
            && group.label.is_empty()
            && count < self.columns.len()
            && cells.first().is_some_and(|cell| cell.text.is_empty());
        let last = if ends_early { self.columns.len() } else { count }.saturating_sub(1);
        let mut columns: Vec<Option<usize>> =
            (0..count).map(|at| self.columns.get(last - at).copied().flatten()).collect();
        if !group.label.is_empty() && !columns.contains(&Some(0)) {
            // 绩效目标 can be above the names of indicators. The names come first, regardless of their header.
            let first = cells.iter().position(|cell| !cell.text.is_empty()).unwrap_or(0);
            let known = columns.iter().position(Option::is_some).unwrap_or(0);
            let place = if first < known || first == known && covers == Covers::Guessed { first } else { 0 };
            if let Some(column) = columns.get_mut(place) {
                *column = Some(0);
            }
        }
        columns
    }
}

/// Returns the cells as one row, with their paragraphs as they are.
fn whole(texts: &[(usize, &str)]) -> Vec<(usize, Part)> {
    let part = |text: &str| {
        let text = paragraphs(text).collect::<Vec<_>>().join("\n");
        Part { written: text.clone(), text, ..Part::default() }
    };
    texts.iter().map(|(column, text)| (*column, part(text))).collect()
}

/// Appends the texts of a line to the only row of a list.
fn go_on(row: &mut ListRow, line: ListRow) {
    for (field, text) in line {
        match row.iter_mut().find(|(known, _)| *known == field) {
            Some((_, before)) if ends_sentence(before) => {
                before.push('\n');
                before.push_str(&text);
            }
            Some((_, before)) => join_line(before, &text),
            None => row.push((field, text)),
        }
    }
}

/// Splits the cells into one row, or into several rows if they contain one paragraph per row.
fn split(texts: &[(usize, &str)], pattern: &str) -> Vec<Vec<(usize, Part)>> {
    let parts: Vec<(usize, Vec<Part>)> =
        texts.iter().map(|(column, text)| (*column, parts(text, pattern))).collect();
    let first = parts.first().map_or(0, |(_, parts)| parts.len());
    let named = parts.first().is_some_and(|(_, parts)| parts.iter().any(|part| part.number.is_some()));
    let even = parts.iter().all(|(_, other)| other.len() == first || other.is_empty());
    if first < 2 || !(named || even) {
        let whole = |text: &str| Part {
            written: paragraphs(text).collect::<Vec<_>>().join("\n"),
            ..Part::new(&one_line(text), pattern)
        };
        return vec![texts.iter().map(|(column, text)| (*column, whole(text))).collect()];
    }
    let mut rows = vec![Vec::new(); first];
    for (at, (column, parts)) in parts.into_iter().enumerate() {
        // In other cells, numbered lines are assigned by their numbers.
        let by_number = at > 0 && parts.len() != first && parts.iter().all(|part| part.number.is_some());
        let mut place = 0;
        let mut gathered: Vec<Part> = vec![Part::default(); first];
        for (line, part) in parts.into_iter().enumerate() {
            place = match part.number {
                Some(number) if by_number => number.saturating_sub(1).min(first - 1),
                _ if line < first => line,
                _ => place,
            };
            let before = &mut gathered[place];
            if !before.text.is_empty() {
                before.text.push('；');
                before.written.push('\n');
            }
            before.text.push_str(&part.text);
            before.written.push_str(&part.written);
            before.labelled |= part.labelled;
        }
        for (row, part) in rows.iter_mut().zip(gathered) {
            row.push((column, part));
        }
    }
    rows
}

/// Splits a cell into rows. Each paragraph is a row; if some start with a row label, each of those starts a
/// row.
fn parts(text: &str, pattern: &str) -> Vec<Part> {
    let lines: Vec<Part> = paragraphs(text).map(|line| Part::new(line, pattern)).collect();
    let any_labelled = lines.iter().any(|part| part.labelled);
    let mut parts: Vec<Part> = Vec::new();
    for line in lines {
        match parts.last_mut() {
            Some(before) if any_labelled && !line.labelled => {
                join_line(&mut before.text, &line.text);
                before.written.push('\n');
                before.written.push_str(&line.written);
            }
            _ => parts.push(line),
        }
    }
    parts
}

impl Part {
    /// Removes the label or number of the row from the start of a line.
    fn new(line: &str, pattern: &str) -> Part {
        let (number, rest) = strip_row_label(line, pattern).unwrap_or((None, line.trim()));
        let labelled = number.is_some() || rest.len() < line.trim().len();
        Part { number, text: rest.to_owned(), written: line.trim().to_owned(), labelled }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_cells_as_paragraphs() {
        let pairs = |expected: &str, actual: &str| {
            let rows = split(&[(0, expected), (1, actual)], "目标{n}");
            let texts =
                rows.into_iter().map(|row| row.into_iter().map(|(_, part)| part.text).collect::<Vec<_>>());
            texts.map(|row| row.join("|")).collect::<Vec<_>>()
        };
        assert_eq!(pairs("目标1：甲\n目标2：乙", "一\n二"), ["甲|一", "乙|二"]);
        assert_eq!(pairs("目标1：甲\n目标2：乙", "目标2：二"), ["甲|", "乙|二"]);
        assert_eq!(pairs("目标1：甲\n续\n目标2：乙", "一\n二\n三"), ["甲续|一", "乙|二；三"]);
        assert_eq!(pairs("1、甲\n2、乙", "一"), ["甲|一", "乙|"]);
        assert_eq!(pairs("甲\n乙", "一\n二"), ["甲|一", "乙|二"]);
        assert_eq!(pairs("甲\n乙", "一"), ["甲乙|一"]);
        assert_eq!(pairs("目标1：甲", "一\n二"), ["甲|一二"]);
        assert_eq!(pairs("", ""), ["|"]);
    }
}
