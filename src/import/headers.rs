//! Headers of an imported table: the label of each column, and the headers above it.
//!
//! If the document specifies how many columns a cell spans, that is used. A text dump does not: there an
//! empty cell is merged with the cell above it, and a cell that is not empty belongs to a header over several
//! columns. If all its merged cells are missing, the header tree of the form itself says what the texts are.

use super::Cell;
use super::label::{LookUp, extends, key, look_ups, variants, without_unit};
use crate::form::{FieldId, Form, Header, Home, TableId};

/// Headers of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The column's own header.
    pub label: String,
    /// Headers above it, or possibly above it; nearest first.
    pub above: Vec<String>,
    /// Start position in the grid.
    pub start: usize,
}

impl Head {
    /// Adds the next text above.
    fn add(&mut self, text: &str) {
        if self.label.is_empty() {
            text.clone_into(&mut self.label);
        } else if !text.is_empty() {
            self.above.push(text.to_owned());
        }
    }
}

/// Returns the headers of all columns, from the header rows.
pub(super) fn heads(rows: &[Vec<Cell>]) -> Vec<Head> {
    let Some((last, upper)) = rows.split_last() else { return Vec::new() };
    let width = |row: &[Cell]| row.iter().map(|cell| cell.columns).sum::<usize>();
    if rows.iter().flatten().any(|cell| cell.columns > 1) && rows.iter().all(|row| width(row) == width(last))
    {
        return by_grid(rows, last);
    }
    let mut heads: Vec<Head> = last
        .iter()
        .enumerate()
        .map(|(start, cell)| Head { label: cell.text.clone(), above: Vec::new(), start })
        .collect();
    // Columns covered by each cell of the row below.
    let mut below: Vec<(bool, Vec<usize>)> =
        heads.iter().enumerate().map(|(at, head)| (head.label.is_empty(), vec![at])).collect();
    for row in upper.iter().rev() {
        let covers = cover(row, &below);
        for (cell, columns) in row.iter().zip(&covers) {
            for at in columns {
                if let Some(head) = heads.get_mut(*at) {
                    head.add(&cell.text);
                }
            }
        }
        below = row.iter().zip(covers).map(|(cell, columns)| (cell.text.is_empty(), columns)).collect();
    }
    heads
}

fn by_grid(rows: &[Vec<Cell>], last: &[Cell]) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    let mut start = 0;
    for cell in last {
        heads.push(Head { start, ..Head::default() });
        start += cell.columns;
    }
    for row in rows.iter().rev() {
        let mut from = 0;
        for cell in row {
            let to = from + cell.columns;
            let first = heads.partition_point(|head| head.start < from);
            for head in heads.iter_mut().skip(first).take_while(|head| head.start < to) {
                head.add(&cell.text);
            }
            from = to;
        }
    }
    heads
}

/// Returns the columns that each cell of a row covers, based on the row below it.
fn cover(row: &[Cell], below: &[(bool, Vec<usize>)]) -> Vec<Vec<usize>> {
    if row.len() == below.len() {
        return below.iter().map(|(_, columns)| columns.clone()).collect();
    }
    // Each run of non-empty cells below shares the remaining cells of this row.
    let mut runs: Vec<(bool, Vec<usize>)> = Vec::new();
    for (empty, columns) in below {
        match runs.last_mut() {
            Some((false, run)) if !empty => run.extend(columns),
            _ => runs.push((*empty, columns.clone())),
        }
    }
    let longest = runs.iter().filter(|(empty, _)| !empty).map(|(_, run)| run.len()).max().unwrap_or(0);
    let mut spare = row.len().saturating_sub(runs.len());
    let mut covers = Vec::with_capacity(row.len());
    for (empty, run) in runs {
        let more = if !empty && run.len() == longest { std::mem::take(&mut spare) } else { 0 };
        covers.extend(std::iter::repeat_n(run, 1 + more.min(row.len())));
    }
    covers.resize(row.len(), Vec::new());
    covers
}

/// Columns of the form that the headers of a table belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// The field of each header.
    pub fields: Vec<Option<FieldId>>,
    /// Fields whose header only resembles the form's.
    pub guessed: Vec<FieldId>,
    /// Indices of headers that belong to a column that another header belongs to as well.
    pub twice: Vec<usize>,
}

/// Assigns a field to each column, by its header and the headers above it.
pub(super) fn match_columns(form: &Form, columns: &[FieldId], heads: &[Head]) -> Columns {
    let mut scores: Vec<(usize, usize, usize)> = Vec::new();
    let own: Vec<OwnKeys> = columns.iter().map(|field| OwnKeys::new(form, *field)).collect();
    for (at, head) in heads.iter().enumerate() {
        let keys = look_ups(&head.label);
        for (column, (field, own)) in columns.iter().zip(&own).enumerate() {
            let score = score(form, *field, own, head, &keys);
            if score > 0 {
                // Prefer equal positions among equal scores.
                scores.push((score * 64 - at.abs_diff(column + 1).min(63), at, column));
            }
        }
    }
    scores.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
    let mut found = Columns { fields: vec![None; heads.len()], ..Columns::default() };
    // The header of each column, with its score.
    let mut taken: Vec<Option<(usize, usize)>> = vec![None; columns.len()];
    for (score, at, column) in &scores {
        if found.fields[*at].is_none() && taken[*column].is_none() {
            found.fields[*at] = Some(columns[*column]);
            taken[*column] = Some((*at, score.div_ceil(64)));
            if score.div_ceil(64) / 4 <= GUESS {
                found.guessed.push(columns[*column]);
            }
        }
    }
    for (score, at, column) in scores {
        let Some((other, best)) = taken[column].filter(|(other, _)| *other != at) else { continue };
        if found.fields[at].is_none() && best == score.div_ceil(64) {
            found.twice.extend([other, at]);
        }
    }
    found.twice.sort_unstable();
    found.twice.dedup();
    for at in &found.twice {
        found.fields[*at] = None;
    }
    found
}

/// Likeness of a header that only resembles the form's.
const GUESS: usize = 4;

/// Keys of the label of a column and of its other words.
struct OwnKeys {
    label: Vec<String>,
    words: Vec<String>,
}

impl OwnKeys {
    fn new(form: &Form, id: FieldId) -> OwnKeys {
        let field = form.field(id);
        OwnKeys {
            label: variants(&field.label),
            words: field.words.iter().map(|word| key(&word.text)).collect(),
        }
    }
}

fn score(form: &Form, id: FieldId, own_keys: &OwnKeys, head: &Head, keys: &[LookUp]) -> usize {
    let field = form.field(id);
    let wanted = &own_keys.label;
    let Some(own) = keys.first().map(|look_up| &look_up.key) else { return 0 };
    let is = |word: &str| wanted.iter().any(|wanted| wanted == word);
    let any = |is: &dyn Fn(&str) -> bool| keys.iter().any(|look_up| is(&look_up.key));
    // A header below another one: 三公经费 above 合计.
    let mut paths = head.above.iter().map(|above| key(above) + own);
    let likeness = if wanted.first() == Some(own) {
        16
    } else if any(&is) {
        12
    } else if paths.any(|path| is(&path)) {
        10
    } else if any(&|key| own_keys.words.iter().any(|word| word == key)) {
        8
    } else if wanted.iter().any(|word| extends(word, own)) {
        GUESS
    } else {
        return 0;
    };
    let Home::Column { table, column, .. } = field.home else { return likeness * 4 };
    let table = form.table(table);
    let over =
        table.headers.iter().filter(|header| !header.leaf && (header.from..header.to).contains(&column));
    let over = over.flat_map(|header| std::iter::once(&header.label).chain(&header.words));
    let over = over.chain(std::iter::once(&table.label).chain(&table.words)).map(|label| key(label));
    let agreeing = over.filter(|label| head.above.iter().any(|above| key(above) == *label)).count();
    likeness * 4 + agreeing.min(3)
}

/// Returns the heads of the form's own columns, if these rows contain the texts of the form's header tree in order,
/// without the cells that are merged in the form. The first is the head of the names of the rows.
pub(super) fn by_tree(form: &Form, table: TableId, rows: &[Vec<Cell>]) -> Option<Vec<Head>> {
    let found: Vec<String> = rows
        .iter()
        .flatten()
        .filter(|cell| !cell.text.is_empty())
        .map(|cell| bare_head(&cell.text))
        .collect();
    let table = form.table(table);
    let levels =
        (0..table.depth).flat_map(|level| table.headers.iter().filter(move |header| header.level == level));
    let wanted = levels.map(|header| bare_head(&header.label));
    if found.is_empty() || !found[1..].iter().cloned().eq(wanted) {
        return None;
    }
    let leaf = |header: &&Header| header.leaf;
    let mut leaves: Vec<&Header> = table.headers.iter().filter(leaf).collect();
    leaves.sort_by_key(|header| header.from);
    let names = Head {
        label: rows.iter().flatten().find(|cell| !cell.text.is_empty())?.text.clone(),
        ..Head::default()
    };
    let of_leaf = |header: &Header| {
        let over =
            table.headers.iter().filter(|other| !other.leaf && (other.from..other.to).contains(&header.from));
        let above = over.map(|over| over.label.clone()).rev().collect();
        Head { label: header.label.clone(), above, start: header.from + 1 }
    };
    let heads = leaves.into_iter().map(of_leaf);
    Some(std::iter::once(names).chain(heads).collect())
}

fn bare_head(text: &str) -> String {
    without_unit(&key(text)).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(texts: &[&str]) -> Vec<Cell> {
        texts.iter().map(|text| Cell::new(*text)).collect()
    }

    #[test]
    fn a_dump_says_nothing_of_widths() {
        let heads = heads(&[
            row(&["机构", "支出", "其中：", "结余"]),
            row(&["", "", "基本", "其中：", "项目", "当年", "累计"]),
            row(&["", "", "", "人员", "公用", "", "", ""]),
        ]);
        let labels: Vec<&str> = heads.iter().map(|head| head.label.as_str()).collect();
        assert_eq!(labels, ["机构", "支出", "基本", "人员", "公用", "项目", "当年", "累计"]);
        assert_eq!(heads[3].above, ["其中：", "其中：", "结余"]);
    }

    #[test]
    fn widths_are_believed() {
        let wide = |text: &str, columns| Cell::wide(text, columns);
        let heads = heads(&[
            vec![wide("机构", 2), wide("其中", 2), wide("结余", 3)],
            vec![wide("", 2), wide("甲", 1), wide("乙", 1), wide("甲", 1), wide("丙", 2)],
        ]);
        let found: Vec<_> = heads.iter().map(|head| (head.label.as_str(), head.start)).collect();
        assert_eq!(found, [("机构", 0), ("甲", 2), ("乙", 3), ("甲", 4), ("丙", 5)]);
        assert_eq!(heads[3].above, ["结余"]);
    }

    #[test]
    fn uneven_headers_are_no_reason_to_panic() {
        for rows in [
            vec![row(&["甲"]), row(&["", ""])],
            vec![row(&["甲", "乙", "丙"]), row(&["丁"])],
            vec![row(&[]), row(&["丁", ""])],
            vec![row(&["甲", "乙"]), row(&[])],
            vec![],
        ] {
            let _ = heads(&rows);
        }
    }
}
