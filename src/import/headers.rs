//! Headers of an imported table: the label of each column, and the headers above it.
//!
//! If the document specifies how many columns a cell spans, that is used. A text dump does not: there an
//! empty cell is merged with the cell above it, and a cell that is not empty belongs to a header over several
//! columns.

use super::Cell;
use super::label::{alike, key, variants};
use crate::form::{FieldId, Form, Home};

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

/// Assigns a field to each column, by its header and the headers above it.
pub(super) fn match_columns(form: &Form, columns: &[FieldId], heads: &[Head]) -> Vec<Option<FieldId>> {
    let mut scores: Vec<(usize, usize, usize)> = Vec::new();
    for (at, head) in heads.iter().enumerate() {
        for (column, field) in columns.iter().enumerate() {
            let score = score(form, *field, head);
            if score > 0 {
                // Prefer equal positions among equal scores.
                scores.push((score * 64 - at.abs_diff(column + 1).min(63), at, column));
            }
        }
    }
    scores.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.cmp(b)));
    let mut found = vec![None; heads.len()];
    let mut taken = vec![false; columns.len()];
    for (_, at, column) in scores {
        if found[at].is_none() && !taken[column] {
            found[at] = Some(columns[column]);
            taken[column] = true;
        }
    }
    found
}

fn score(form: &Form, id: FieldId, head: &Head) -> usize {
    let field = form.field(id);
    let wanted = variants(&field.label);
    let own = key(&head.label);
    let stripped = super::label::without_brackets(&own);
    if own.is_empty() {
        return 0;
    }
    // A header below another one: 三公经费 above 合计.
    let paths = head.above.iter().map(|above| key(above) + &own);
    let is = |word: &str| wanted.iter().any(|wanted| wanted == word);
    let likeness = if wanted.first() == Some(&own) {
        16
    } else if is(&own) || is(&stripped) {
        12
    } else if paths.into_iter().any(|path| is(&path)) {
        10
    } else if field.words.iter().any(|word| key(&word.text) == own) {
        8
    } else if wanted.iter().any(|word| alike(word, &own, 4)) {
        4
    } else {
        return 0;
    };
    let Home::Column { table, column, .. } = field.home else { return likeness * 4 };
    let table = form.table(table);
    let over =
        table.headers.iter().filter(|header| !header.leaf && (header.from..header.to).contains(&column));
    let over = over.map(|header| &header.label).chain([&table.label]).map(|label| key(label));
    let agreeing = over.filter(|label| head.above.iter().any(|above| key(above) == *label)).count();
    likeness * 4 + agreeing.min(3)
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
