//! Rows of a table. A cell is between two edges, whose places determine the columns of the table.

use crate::import::document::Block;
use crate::import::table::{Merge, RawCell, Rows};

/// Maximum distance of equal edges, and of a row from the edge of the table, in twentieths of a point.
const SAME_EDGE: i32 = 15;
const SAME_END: i32 = 113;

/// A row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Texts of its cells.
    pub cells: Vec<String>,
    /// Edges of its cells.
    pub edges: Vec<i16>,
    /// Merge states of its cells.
    pub merges: Vec<Merge>,
    /// Tables in its cells.
    pub nested: Vec<Block>,
}

/// Returns the rows of a table with the columns that their cells span.
pub(super) fn table(rows: Vec<Row>) -> Rows {
    let edges = Edges::of(&rows);
    let mut table = Rows::default();
    for row in rows {
        let cells = edges.cells(row.cells, &row.edges, &row.merges);
        table.push(cells, row.nested);
    }
    table
}

/// All edges of a table, sorted.
struct Edges(Vec<i32>);

impl Edges {
    fn of(rows: &[Row]) -> Edges {
        let mut edges: Vec<i32> =
            rows.iter().flat_map(|row| &row.edges).map(|edge| i32::from(*edge)).collect();
        edges.sort_unstable();
        edges.dedup_by(|next, edge| *next - *edge <= SAME_EDGE);
        Edges(edges)
    }

    /// Returns the number of the column that begins at an edge.
    fn column(&self, edge: i16) -> usize {
        self.0.partition_point(|other| other + SAME_EDGE < i32::from(edge))
    }

    /// Returns the cells of a row. A cell without edges spans a column.
    fn cells(&self, texts: Vec<String>, edges: &[i16], merges: &[Merge]) -> Vec<RawCell> {
        let is_far =
            |end: Option<&i32>, edge: &i16| end.is_some_and(|end| (end - i32::from(*edge)).abs() > SAME_END);
        let blank = |columns| RawCell { columns, ..RawCell::default() };
        let mut next = 0;
        let mut cells = Vec::with_capacity(texts.len());
        if let Some(first) = edges.first().filter(|edge| is_far(self.0.first(), edge)) {
            next = self.column(*first);
            cells.push(blank(next));
        }
        for (at, text) in texts.into_iter().enumerate() {
            let start = next;
            next = edges.get(at + 1).map_or(0, |edge| self.column(*edge)).max(start + 1);
            cells.push(RawCell {
                text,
                columns: next - start,
                merge: merges.get(at).copied().unwrap_or_default(),
            });
        }
        let rest = self.0.len().saturating_sub(1).saturating_sub(next);
        match edges.last() {
            Some(last) if rest > 0 && is_far(self.0.last(), last) => cells.push(blank(rest)),
            Some(_) => cells.last_mut().into_iter().for_each(|cell| cell.columns += rest),
            None => {}
        }
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(edges: &[i16], texts: &[&str]) -> Row {
        let cells = texts.iter().map(|text| (*text).to_owned()).collect();
        Row { cells, edges: edges.to_vec(), ..Row::default() }
    }

    #[test]
    fn cells_span_the_columns_between_their_edges() {
        let rows = [
            row(&[-108, 900, 2000, 3000], &["甲", "乙", "丙"]),
            // Edges that are nearly the same.
            row(&[-100, 2010, 2999], &["丁", "戊"]),
            // The row begins later and ends earlier than the table.
            row(&[910, 2000], &["己"]),
            // Without edges, with too few, and with edges in the wrong order.
            row(&[], &["庚", "辛"]),
            row(&[-108, 900], &["壬", "癸"]),
            row(&[-108, -200, 3000], &["子", "丑"]),
        ];
        let edges = Edges::of(&rows);
        assert_eq!(edges.0, [-200, -108, 900, 2000, 2999]);
        let spans = |row: Row| {
            let cells = edges.cells(row.cells, &row.edges, &row.merges);
            cells
                .into_iter()
                .map(|cell| format!("{}{}", cell.text, cell.columns))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(rows.map(spans), ["甲2 乙1 丙1", "丁3 戊1", "2 己1 1", "庚1 辛1", "壬2 癸1 1", "子1 丑3"]);
    }
}
