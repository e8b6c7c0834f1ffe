//! The header of an outside table: its lines, and the content of each column.
//!
//! Columns are found by their headers, in any order; the column of row names also by its content. The same
//! function reads the tables of a document, a pasted block and a spreadsheet.

use std::collections::HashSet;

use super::document::Cell;
use super::headers::{Head, by_tree, heads, match_columns};
use super::label::{
    can_be_name, is_number, is_remark, is_subtotal, is_sum, key, look_ups, one_line, strip_number,
    strip_row_number,
};
use super::limits::{MAX_COLUMNS, MAX_LABEL_BYTES};
use super::quantity::{Units, own_unit};
use crate::form::{FieldId, Form, RowSetId, TableId};
use crate::message::{self, Lang};

/// Maximum number of header lines.
const MAX_LINES: usize = 8;
/// Maximum number of lines below the header that show the content of its columns.
const SAMPLE: usize = 40;

/// Columns that a table of a document can have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub form: &'a Form,
    /// Columns, without the names of rows.
    pub fields: &'a [FieldId],
    /// Rows of the columns.
    pub rows: RowSetId,
    /// Table whose header tree can be incomplete.
    pub table: Option<TableId>,
    /// Names that are known to be rows, as keys.
    pub names: &'a HashSet<String>,
}

/// Content of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Field(FieldId),
    /// Names or labels of rows.
    Name,
    /// Numbers of rows beside their names.
    Ordinal,
}

/// Header of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Heading {
    /// Number of lines.
    pub lines: usize,
    pub heads: Vec<Head>,
    /// Content of each column; `None` if the form has no such column.
    pub columns: Vec<Option<Column>>,
    /// Fields whose header only resembles the form's.
    pub guessed: Vec<FieldId>,
    /// Indices of columns whose headers belong to the same field.
    pub twice: Vec<usize>,
    /// Unit in a line within the header.
    pub unit: Option<&'static str>,
    /// True if a header says which column contains the names of rows.
    pub names_told: bool,
}

impl Heading {
    /// Returns the number of columns of the form that were found.
    pub(super) fn found(&self) -> usize {
        self.fields().count()
    }

    /// Returns the columns of the form that were found.
    pub(super) fn fields(&self) -> impl Iterator<Item = FieldId> {
        self.columns.iter().filter_map(|column| match column {
            Some(Column::Field(field)) => Some(*field),
            _ => None,
        })
    }

    /// Returns the index of the column with the names of rows.
    pub(super) fn names(&self) -> Option<usize> {
        self.columns.iter().position(|column| *column == Some(Column::Name))
    }

    /// Returns the unit in the header of the row names; or in that of a calculated total, if no other header has one.
    pub(super) fn common_unit(&self, form: &Form) -> Option<&'static str> {
        let unit = |at: usize| self.heads.get(at).and_then(|head| super::quantity::unit_in(&head.label));
        let of_names = self.names().and_then(unit);
        of_names.or_else(|| {
            let mut stated = (0..self.heads.len()).filter_map(|at| Some((at, unit(at)?)));
            let (at, unit) = stated.next().filter(|_| stated.next().is_none())?;
            let Some(Some(Column::Field(field))) = self.columns.get(at) else { return None };
            form.field(*field).calculate.is_some().then_some(unit)
        })
    }

    /// Returns the columns of a row's cells: by order, or by position in the grid.
    pub(super) fn places(&self, cells: &[Cell]) -> Vec<Option<usize>> {
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
}

/// Reads the header at the top of a table. Uses the number of lines that finds the most columns.
pub(super) fn heading(wanted: &Wanted<'_>, rows: &[Vec<Cell>]) -> Option<Heading> {
    let mut best: Option<Heading> = None;
    let mut upper: Vec<Vec<Cell>> = Vec::new();
    let mut unit = None;
    for (at, row) in rows.iter().take(MAX_LINES).enumerate() {
        let stated = only_text(row).and_then(own_unit);
        if stated.is_some() {
            unit = stated;
        } else if is_header_line(row) {
            upper.push(row.clone());
        } else {
            break;
        }
        let Some(mut found) = named(wanted, &upper, &rows[at + 1..]) else { continue };
        (found.lines, found.unit) = (at + 1, unit);
        // A line without a new column belongs to the header only if it contains nothing but the unit.
        let is_better = |best: &Heading| {
            found.found() > best.found() || found.found() == best.found() && stated.is_some()
        };
        if best.as_ref().is_none_or(is_better) {
            best = Some(found);
        }
    }
    best
}

/// Returns the text of the only filled cell of a row.
pub(super) fn only_text(row: &[Cell]) -> Option<&str> {
    let mut filled = row.iter().filter(|cell| !cell.text.trim().is_empty());
    filled.next().filter(|_| filled.next().is_none()).map(|cell| cell.text.as_str())
}

/// True if a row can be a line of a header: short texts, but no numbers.
fn is_header_line(row: &[Cell]) -> bool {
    row.len() <= MAX_COLUMNS
        && row.iter().any(|cell| !cell.text.trim().is_empty())
        && row.iter().all(|cell| cell.text.len() <= MAX_LABEL_BYTES && !is_number(&cell.text))
}

/// Returns the header that consists of these lines.
fn named(wanted: &Wanted<'_>, upper: &[Vec<Cell>], body: &[Vec<Cell>]) -> Option<Heading> {
    let width = body.iter().take(SAMPLE).map(Vec::len).max().unwrap_or(0);
    let last = upper.last().map_or(0, Vec::len);
    // A table of the form without its merged cells has a shorter last line than its rows.
    let of_tree = wanted.table.filter(|_| width > last).and_then(|table| by_tree(wanted.form, table, upper));
    let heads = of_tree.filter(|heads| heads.len() == width);
    let heads: Vec<Head> = heads.unwrap_or_else(|| self::heads(upper)).into_iter().map(parted).collect();
    let found = match_columns(wanted.form, wanted.fields, &heads);
    // The search for the names below takes longer.
    if found.fields.iter().all(Option::is_none) && found.twice.is_empty() {
        return None;
    }
    let mut columns: Vec<Option<Column>> =
        found.fields.iter().map(|field| field.map(Column::Field)).collect();
    let told = name_head(wanted, &heads);
    let mut heading = Heading {
        heads,
        guessed: found.guessed,
        twice: found.twice,
        names_told: told.is_some(),
        ..Heading::default()
    };
    let ordinal = |at: &usize| is_ordinal(&heading.heads[*at].label);
    let ordinals: Vec<usize> = (0..columns.len()).filter(ordinal).collect();
    let told = told.or_else(|| names_by_content(wanted, &heading, &columns, &ordinals, body));
    if let Some(at) = told {
        columns[at] = Some(Column::Name);
        for ordinal in ordinals.into_iter().filter(|ordinal| *ordinal != at) {
            columns[ordinal] = Some(Column::Ordinal);
        }
    }
    heading.columns = columns;
    let filled = heading.heads.iter().filter(|head| !head.label.is_empty()).count();
    let known = heading.columns.iter().flatten().count() + heading.twice.len();
    let enough = heading.names_told || heading.found() + heading.twice.len() >= 1 && known * 2 >= filled;
    (heading.found() + heading.twice.len() > 0 && enough).then_some(heading)
}

/// Returns the column whose header is that of the row names.
fn name_head(wanted: &Wanted<'_>, heads: &[Head]) -> Option<usize> {
    let Wanted { form, fields, rows, .. } = wanted;
    let set = form.row_set(*rows);
    let mut called: Vec<String> =
        std::iter::once(&set.label).chain(&set.words).map(|word| key(word)).collect();
    called.extend(set.name_field.map(|field| key(form.label(field))));
    if set.name_field.is_none() {
        called.extend([Lang::Zh, Lang::En].map(|lang| key(&message::row_number(lang))));
    }
    if let Some(table) = fields.first().and_then(|field| form.field(*field).table()) {
        called.push(key(&form.table(table).row_label));
    }
    called.retain(|word| !word.is_empty());
    let is_called = |head: &Head| look_ups(&head.label).iter().any(|look_up| called.contains(&look_up.key));
    heads.iter().position(is_called)
}

/// True for the header of a column of numbers: `序号`.
pub(super) fn is_ordinal(head: &str) -> bool {
    matches!(key(head).as_str(), "序号" | "编号" | "行次" | "no" | "no.")
}

/// Returns the column that contains the names or labels of rows, by its content.
fn names_by_content(
    wanted: &Wanted<'_>,
    heading: &Heading,
    columns: &[Option<Column>],
    ordinals: &[usize],
    body: &[Vec<Cell>],
) -> Option<usize> {
    let set = wanted.form.row_set(wanted.rows);
    let texts = |at: usize| {
        let cells = body.iter().take(SAMPLE).filter_map(move |row| row.get(at));
        cells.map(|cell| cell.text.trim()).filter(|text| !text.is_empty())
    };
    let free = (0..columns.len()).filter(|at| columns[*at].is_none() && !heading.twice.contains(at));
    if set.name_field.is_none() {
        let mut free = free;
        return free.find(|at| {
            let mut labels = texts(*at).peekable();
            labels.peek().is_some() && labels.all(|text| row_number(&set.pattern, text).is_some())
        });
    }
    let is_known = |text: &str| {
        let bare = strip_row_number(text).map_or(text, |(.., rest)| rest);
        [key(text), key(bare)].iter().any(|key| wanted.names.contains(key)) || is_sum(&key(text))
    };
    let free: Vec<usize> = free.filter(|at| !ordinals.contains(at)).collect();
    let known = free.iter().copied().filter(|at| texts(*at).any(is_known));
    if let Some(at) = known.max_by_key(|at| texts(*at).filter(|text| is_known(text)).count()) {
        return Some(at);
    }
    // The corner header can be blank.
    let corner = *free.first()?;
    let names =
        |at: usize| texts(at).next().is_some() && texts(at).all(|text| can_be_name(text) || is_remark(text));
    (heading.heads[corner].label.is_empty() && names(corner)).then_some(corner)
}

/// Splits a header that includes the headers above it, as in exports: `结余 / 当年结余`, `其中：人员支出`.
fn parted(mut head: Head) -> Head {
    head.label = one_line(&head.label);
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

/// Returns the row index, from 0, of a label: `指标2` or only `2`.
pub(super) fn row_number(pattern: &str, text: &str) -> Option<usize> {
    let text = key(text);
    let (before, after) = pattern.split_once("{n}")?;
    let inner = text.strip_prefix(&key(before)).unwrap_or(&text);
    let inner = inner.strip_suffix(&key(after)).unwrap_or(inner);
    inner.parse::<usize>().ok()?.checked_sub(1)
}

/// Kind of a line below the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineKind {
    /// A row, or a line without a name.
    Row,
    /// The row that adds up all others.
    Sum,
    /// A row that adds up some of the others. It is not read.
    Subtotal,
    /// A remark on the table.
    Remark,
    /// A statement of the unit.
    Unit(&'static str),
    /// The header once more.
    Header,
    /// A line whose name cannot be the name of a row.
    NoName,
}

/// Returns the kind of a line below the header. `name` is the text in the column of row names.
pub(super) fn kind_of_line(
    wanted: &Wanted<'_>,
    heading: &Heading,
    cells: &[Cell],
    name: Option<&str>,
) -> LineKind {
    if let Some(text) = only_text(cells) {
        if let Some(unit) = own_unit(text) {
            return LineKind::Unit(unit);
        }
        if is_remark(text)
            || wanted.form.row_set(wanted.rows).name_field.is_some() && is_sentence(&one_line(text))
        {
            return LineKind::Remark;
        }
    }
    if repeats(heading, cells) || numbers_columns(heading, cells) {
        return LineKind::Header;
    }
    let Some(name) = name else { return LineKind::Row };
    let word =
        if name.is_empty() { sum_label(wanted, heading, cells).unwrap_or_default() } else { key(name) };
    let named = wanted.form.row_set(wanted.rows).name_field.is_some();
    if is_own_sum(wanted, &word) && !wanted.names.contains(&word) {
        LineKind::Sum
    } else if named && is_subtotal(&word) && !wanted.names.contains(&word) {
        LineKind::Subtotal
    } else if is_remark(name) {
        LineKind::Remark
    } else if named && !word.is_empty() && !can_be_row(&word) {
        LineKind::NoName
    } else {
        LineKind::Row
    }
}

/// Returns the key of the label of a sum in a column beside that of the names: it can cover several columns.
fn sum_label(wanted: &Wanted<'_>, heading: &Heading, cells: &[Cell]) -> Option<String> {
    let places = heading.places(cells);
    let is_field = |place: Option<usize>| {
        let column = place.and_then(|at| heading.columns.get(at).copied().flatten());
        matches!(column, Some(Column::Field(_)))
    };
    let others = cells.iter().zip(places).filter(|(_, place)| place.is_some() && !is_field(*place));
    others.map(|(cell, _)| key(&cell.text)).find(|word| is_own_sum(wanted, word) || is_subtotal(word))
}

/// True if a name can be that of a row: text, an ellipsis, or only a number with a mark.
fn can_be_row(word: &str) -> bool {
    can_be_name(word)
        || super::label::is_ellipsis(word)
        || strip_number(word).is_some_and(|(.., rest)| rest.is_empty())
}

/// True if a text has words and cannot be a name.
fn is_sentence(text: &str) -> bool {
    text.contains(char::is_alphabetic) && !can_be_name(text)
}

/// True if the filled cells of a line repeat the headers of their columns.
fn repeats(heading: &Heading, cells: &[Cell]) -> bool {
    if heading.lines == 0 {
        return false;
    }
    let places = heading.places(cells);
    let filled = cells.iter().zip(places).filter(|(cell, _)| !cell.text.trim().is_empty());
    let (mut count, mut same) = (0, 0);
    for (cell, place) in filled {
        count += 1;
        let head = place.and_then(|at| heading.heads.get(at));
        let text = key(&cell.text);
        same += usize::from(head.is_some_and(|head| {
            key(&head.label) == text || head.above.iter().any(|above| key(above) == text)
        }));
    }
    count >= 2 && same * 2 > count
}

/// True if a line only numbers the columns, as in forms of accounts: `栏次  1  2  3`, `1=2+3  2  3`.
fn numbers_columns(heading: &Heading, cells: &[Cell]) -> bool {
    let places = heading.places(cells);
    let (mut last, mut count) = (0, 0);
    for (cell, place) in cells.iter().zip(places).filter(|(cell, _)| !cell.text.trim().is_empty()) {
        let text = key(&cell.text);
        let text = text.trim_start_matches('(').trim_end_matches(')');
        if matches!(text, "栏次" | "栏号" | "行次" | "列次" | "序号" | "甲" | "乙" | "栏目") {
            continue;
        }
        if place.is_some() && place == heading.names() && !text.starts_with(|c: char| c.is_ascii_digit()) {
            return false;
        }
        let (number, formula) = text.split_once('=').unwrap_or((text, "1"));
        let is_formula =
            formula.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '*' | '/' | '(' | ')'));
        match number.parse::<usize>() {
            Ok(number) if is_formula && number == last + 1 || last == 0 && number == 2 => last = number,
            _ => return false,
        }
        count += 1;
    }
    count >= 3
}

/// Counts the filled cells of the form's columns: those whose text is a word in a column of numbers, and all others.
pub(super) fn count_values(
    form: &Form,
    cells: impl Iterator<Item = (impl AsRef<str>, Option<Column>)>,
) -> (usize, usize) {
    let (mut words, mut values) = (0, 0);
    for (text, column) in cells {
        let text = text.as_ref();
        if let (Some(Column::Field(field)), false) = (column, text.trim().is_empty()) {
            let kind = &form.field(field).kind;
            let is_word = kind.is_number() && !text.contains(char::is_numeric) && !kind.means_blank(text);
            words += usize::from(is_word);
            values += usize::from(!is_word);
        }
    }
    (words, values)
}

/// True if a name is the label of the sum row of one of the tables.
fn is_own_sum(wanted: &Wanted<'_>, word: &str) -> bool {
    let form = wanted.form;
    let tables =
        form.tables.iter().filter(|table| table.groups.iter().any(|group| group.rows == wanted.rows));
    let mut sums = tables.filter_map(|table| table.sum.as_ref()).peekable();
    if sums.peek().is_none() {
        return false;
    }
    is_sum(word)
        || sums.any(|sum| {
            let labels = std::iter::once(&sum.label).chain(&sum.words);
            labels.map(|label| key(label)).any(|label| {
                let tail: String = label.chars().skip(label.chars().count().saturating_sub(2)).collect();
                // A name such as 机关及下属单位汇总, but not 信息汇总.
                let of_all = word.contains('及')
                    || ["全", "各", "本", "部门", "单位", "机构"].iter().any(|all| word.starts_with(all));
                label == word || of_all && word.ends_with(&tail) && !is_subtotal(word)
            })
        })
}

/// Returns the unit of a column.
pub(super) fn unit_of(heading: &Heading, at: usize, units: Units) -> Option<&'static str> {
    let head = heading.heads.get(at);
    let of_head = head.and_then(|head| {
        std::iter::once(&head.label).chain(&head.above).find_map(|label| super::quantity::unit_in(label))
    });
    of_head.or(units.nearest())
}
