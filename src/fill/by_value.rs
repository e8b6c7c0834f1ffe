//! Finds the cells of places by their values, where numbers in them do not arrive: some columns are only recognised
//! because their values add up.

use std::collections::{BTreeMap, BTreeSet};

use super::holes::{Hole, Kind, by_row};
use super::paper::Paper;
use super::probe::{Probed, Spot};
use crate::form::{CellRef, Form, Home, Row, TableId};
use crate::import::Imported;

/// Adds the cells whose text an import of the document reads, if exactly one place in the rows of the cell has it.
pub(super) fn add_by_value(
    form: &Form,
    paper: &Paper<'_>,
    holes: &[Hole],
    before: &Imported,
    probed: &mut Probed,
) {
    let table = |cell: CellRef| match form.field(cell.field).home {
        Home::Column { table, .. } => Some(table),
        _ => None,
    };
    let mut taken = probed.holes();
    // The rows of tables with a row of the form, and how their numbers are converted.
    let mut rows: BTreeMap<(TableId, Row), BTreeSet<usize>> = BTreeMap::new();
    let mut converted: BTreeMap<usize, Option<(String, String)>> = BTreeMap::new();
    for (cell, spots) in &probed.spots {
        for spot in spots {
            let place = paper.row_of(holes[spot.hole].paragraph);
            if let (Some(table), Some(row)) = (table(*cell), place) {
                rows.entry((table, cell.row)).or_default().insert(row);
                if form.field(cell.field).kind.is_number() {
                    converted.entry(row).or_insert_with(|| spot.converted.clone());
                }
            }
        }
    }
    let inside = by_row(paper, holes);
    let text = |hole: &Hole| paper.paragraphs[hole.paragraph].text[hole.at.clone()].trim();
    for placed in before.placed.iter().filter(|placed| !probed.guessed.contains_key(&placed.cell.field)) {
        let Some(table) = table(placed.cell).filter(|_| !probed.spots.contains_key(&placed.cell)) else {
            continue;
        };
        let Some(rows) = rows.get(&(table, placed.cell.row)) else { continue };
        let number = placed.text.trim_end_matches(char::is_alphabetic);
        let is_it = |at: &usize| {
            let own = text(&holes[*at]);
            holes[*at].kind == Kind::Text
                && !taken.contains(at)
                && (own == placed.text.trim() || own == number)
        };
        let places: Vec<usize> =
            rows.iter().filter_map(|row| inside.get(row)).flatten().copied().filter(is_it).collect();
        let [hole] = places[..] else { continue };
        let converted =
            paper.row_of(holes[hole].paragraph).and_then(|row| converted.get(&row).cloned()).flatten();
        probed.spots.insert(placed.cell, vec![Spot { hole, converted, ..Spot::alone() }]);
        taken.insert(hole);
    }
}
