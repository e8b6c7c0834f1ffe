//! Fills in a Word document of the bureau, blank or of last year, with the values of a report.
//!
//! The document stays as it is, except for the values: other parts of the archive and other tags and texts are not changed.
//! The places of the values are found by an import of the document with numbers in all places that can hold a value
//! (`probe`). The result is imported and compared with the report, so that a value in the wrong place is found.

mod by_value;
mod edits;
mod error;
mod filled;
mod holes;
mod lines;
mod package;
mod paper;
mod probe;
mod rows;
mod segments;
mod ticks;
mod values;

use std::collections::{BTreeMap, BTreeSet};

pub use error::FillError;
pub use filled::{Filled, Place, Remark};
pub use lines::{Line, Part};

use filled::printed;
use holes::{Hole, Known, holes};
use paper::Paper;
use probe::{Probed, probe};
use values::{Writer, Written};

use crate::export::{cells, shown};
use crate::form::{CellRef, FieldId, Home, RowSetId, TableId};
use crate::import::{Block, DocxError, MainPart, import, main_part, read_docx_with};
use crate::report::Report;
use crate::sheet::{Origin, Texts, calculate};

/// First bytes of .doc and .wps files, and of encrypted files.
const OLD_WORD: [u8; 4] = [0xD0, 0xCF, 0x11, 0xE0];
/// Maximum number of times that rows are added.
const MAX_ROUNDS: usize = 4;

/// Fills in a document (.docx) with the values of a report.
pub fn fill(texts: &Texts<'_>, document: &[u8]) -> Result<Filled, FillError> {
    if document.starts_with(&OLD_WORD) {
        return Err(FillError::OldWord);
    }
    if package::is_signed(document) {
        return Err(FillError::Signed);
    }
    let MainPart { name, bytes } = main_part(document)?;
    let mut xml = String::from_utf8(bytes).map_err(|_| FillError::Encoding)?;
    let needed = needed_rows(texts);
    let mut round = 0;
    loop {
        let paper = Paper::parse(&xml)?;
        let before = import(texts.form, &read_docx_with(document, xml.as_bytes())?);
        if !before.is_report {
            return Err(FillError::OtherForm);
        }
        let mut holes = holes(&paper, &Known::new(texts.form, &before));
        let mut probed = probe(texts.form, document, &paper, &mut holes)?;
        by_value::add_by_value(texts.form, &paper, &holes, &before, &mut probed);
        let unsure = std::mem::take(&mut probed.guessed);
        probed.spots.retain(|cell, _| !unsure.contains_key(&cell.field));
        round += 1;
        let more = if round < MAX_ROUNDS {
            rows::add_rows(texts.form, &needed, &paper, &holes, &probed)
        } else {
            None
        };
        if let Some(more) = more {
            xml = more;
            continue;
        }
        let writer =
            Writer { texts, paper: &paper, holes: &holes, probed: &probed, written: Written::default() };
        let (filled, written) = writer.write();
        let bytes = package::with_part(document, &name, filled.as_bytes())
            .map_err(|error| DocxError::Damaged(error.to_string()))?;
        let (unplaced, omitted) = unplaced(texts, &paper, &holes, &probed, &written);
        let mut result = Filled {
            bytes,
            places: places(texts, &paper, &holes, &probed, &written.kept),
            unplaced,
            differing: Vec::new(),
            open: open_labels(&paper, &holes, &probed, &unsure),
            unsure,
            left: Vec::new(),
            remarks: written
                .remarks
                .iter()
                .cloned()
                .chain(omitted.into_iter().map(Remark::Omitted))
                .collect(),
        };
        let year =
            |report: &Report| texts.form.year.map(|field| report.text(CellRef::only(field)).to_owned());
        let old =
            year(&before.report).filter(|old| !old.is_empty() && year(texts.report).as_ref() != Some(old));
        compare(texts, document, filled.as_bytes(), &written, old.as_deref(), &mut result)?;
        return Ok(result);
    }
}

/// Returns the number of rows with a value, by list.
fn needed_rows(texts: &Texts<'_>) -> BTreeMap<RowSetId, usize> {
    let mut needed = BTreeMap::new();
    for cell in cells(texts) {
        if let (Some(rows), Some(row)) = (texts.form.field(cell.field).rows(), cell.row.index())
            && !shown(texts, cell).is_empty()
        {
            let count = needed.entry(rows).or_insert(0);
            *count = (row + 1).max(*count);
        }
    }
    needed
}

/// Returns the values that were not written: the typed ones, and the calculated ones of tables in which a cell is
/// left over; and the other calculated ones, which the document does not print.
fn unplaced(
    texts: &Texts<'_>,
    paper: &Paper<'_>,
    holes: &[Hole],
    probed: &Probed,
    written: &Written,
) -> (Vec<CellRef>, Vec<CellRef>) {
    let table = |cell: &CellRef| match texts.form.field(cell.field).home {
        Home::Column { table, .. } => Some(table),
        _ => None,
    };
    let taken = probed.holes();
    let row = |hole: usize| paper.row_of(holes[hole].paragraph);
    let open: BTreeSet<usize> = (0..holes.len()).filter(|at| !taken.contains(at)).filter_map(row).collect();
    let mut rows: BTreeMap<TableId, (usize, usize)> = BTreeMap::new();
    for (cell, spots) in &probed.spots {
        for (table, row) in spots.iter().filter_map(|spot| table(cell).zip(row(spot.hole))) {
            let range = rows.entry(table).or_insert((row, row));
            *range = (row.min(range.0), row.max(range.1));
        }
    }
    let has_open = |table: TableId| {
        rows.get(&table)
            .is_some_and(|(first, last)| open.range(first.saturating_sub(1)..=last + 1).next().is_some())
    };
    let is_left = |cell: &CellRef| {
        let field = texts.form.field(cell.field);
        let is_fixed = matches!(field.home, Home::RowName(rows) if texts.form.row_set(rows).fixed);
        let is_printed = !field.by_hand && !is_fixed && !shown(texts, *cell).is_empty();
        is_printed && !written.cells.contains(cell)
    };
    let is_asked = |cell: &CellRef| {
        texts.sheet.cell(*cell).origin != Origin::Calculated || table(cell).is_some_and(has_open)
    };
    cells(texts).into_iter().filter(is_left).partition(is_asked)
}

/// Imports the filled document and compares it with the report.
fn compare(
    texts: &Texts<'_>,
    document: &[u8],
    xml: &[u8],
    written: &Written,
    old_year: Option<&str>,
    result: &mut Filled,
) -> Result<(), FillError> {
    let read = read_docx_with(document, xml)?;
    let imported = import(texts.form, &read);
    let sheet = calculate(texts.form, &imported.report);
    let found = Texts { form: texts.form, report: &imported.report, sheet: &sheet, lang: texts.lang };
    let text = |texts: &Texts<'_>, cell: CellRef| lines(&printed(texts, cell));
    let missing: BTreeSet<CellRef> = result.unplaced.iter().copied().collect();
    let all: BTreeSet<CellRef> = cells(texts).into_iter().chain(cells(&found)).collect();
    for cell in all {
        let is_calculated =
            found.report.has(texts.form, cell) && sheet.cell(cell).origin == Origin::Calculated;
        // A value that the document does not print is calculated from the others, which can be incomplete.
        if missing.contains(&cell)
            || written.kept.contains(&cell)
            || is_calculated && !written.cells.contains(&cell)
        {
            continue;
        }
        let (wanted, got) = (text(texts, cell), text(&found, cell));
        if wanted != got {
            result.differing.push((cell, got));
        }
    }
    result.left = imported.unplaced;
    if let Some(year) = old_year {
        let names_year = |text: &str| text.contains(&format!("{year}年"));
        for block in &read.blocks {
            match block {
                Block::Aside(text) if names_year(text) => result.remarks.push(Remark::Margin(text.clone())),
                Block::Heading { text, .. } if names_year(text) => {
                    result.remarks.push(Remark::OtherYear(text.clone()));
                }
                Block::Table(grid) => {
                    let texts = grid.rows.iter().flatten().map(|cell| &cell.text);
                    let labels = texts.filter(|text| text.chars().count() < 40 && names_year(text));
                    result.remarks.extend(labels.map(|text| Remark::OtherYear(text.clone())));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Returns the labels of places that belong to no field, and those that only resemble that of a field.
fn open_labels(
    paper: &Paper<'_>,
    holes: &[Hole],
    probed: &Probed,
    unsure: &BTreeMap<FieldId, String>,
) -> Vec<String> {
    let taken = probed.holes();
    let mut labels: Vec<String> = unsure.values().cloned().collect();
    let filled = filled_cells(paper, holes, probed);
    let values: BTreeSet<String> = filled.iter().map(|cell| paper.cell_text(*cell)).collect();
    let open = holes.iter().enumerate().filter(|(at, _)| !taken.contains(at)).map(|(_, hole)| hole);
    for label in open.flat_map(|hole| labels_of(paper, hole, &filled)) {
        let is_label = (2..=30).contains(&label.chars().count())
            && label.chars().any(char::is_alphabetic)
            && !values.contains(&label)
            && !label.contains(['：', ':']);
        if is_label && !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

/// Returns the places in the order of the document.
fn places(
    texts: &Texts<'_>,
    paper: &Paper<'_>,
    holes: &[Hole],
    probed: &Probed,
    kept: &BTreeSet<CellRef>,
) -> Vec<Place> {
    let filled = filled_cells(paper, holes, probed);
    let mut places: Vec<(usize, Place)> = Vec::new();
    for (cell, spots) in &probed.spots {
        for spot in spots {
            let hole = &holes[spot.hole];
            let paragraph = &paper.paragraphs[hole.paragraph];
            let before = paragraph.text[hole.at.clone()].trim().to_owned();
            let text = if kept.contains(cell) { before.clone() } else { printed(texts, *cell) };
            let label = labels_of(paper, hole, &filled).join(" / ");
            places.push((spot.hole, Place { label, cell: *cell, before, text }));
        }
    }
    places.sort_by_key(|(hole, _)| *hole);
    // A text of several lines has several places.
    places.dedup_by(|(_, place), (_, before)| place.cell == before.cell && place.label == before.label);
    places.into_iter().map(|(_, place)| place).collect()
}

/// Returns the cells with a place that belongs to a field.
fn filled_cells(paper: &Paper<'_>, holes: &[Hole], probed: &Probed) -> BTreeSet<usize> {
    let spots = probed.spots.values().flatten();
    spots.filter_map(|spot| paper.paragraphs[holes[spot.hole].paragraph].cell).collect()
}

/// Returns the words beside a place: those before it, or the label of its row and the header of its column.
fn labels_of(paper: &Paper<'_>, hole: &Hole, filled: &BTreeSet<usize>) -> Vec<String> {
    let paragraph = &paper.paragraphs[hole.paragraph];
    let own = paragraph.text[..hole.at.start].trim();
    let own = own.rsplit(['\t', '\u{3000}']).next().unwrap_or(own).trim_end_matches(['：', ':']);
    if hole.kind == holes::Kind::Below {
        return vec![paragraph.text.trim().to_owned()];
    }
    let Some(at) = paragraph.cell else {
        if !own.is_empty() || !paragraph.is_blank() {
            let after = paragraph.text[hole.at.end..].trim();
            return vec![if own.is_empty() { after } else { own }.to_owned()];
        }
        let above =
            paper.body().take_while(|(at, _)| *at < hole.paragraph).filter(|(_, above)| !above.is_blank());
        return above.last().map(|(_, above)| above.text.trim().to_owned()).into_iter().collect();
    };
    let cell = &paper.cells[at];
    let row = &paper.rows[cell.row];
    let words = |at: usize| paper.cell_text(at).replace('\n', "");
    let before: Vec<usize> = row
        .cells
        .iter()
        .copied()
        .take_while(|other| *other != at)
        .filter(|other| !words(*other).is_empty())
        .collect();
    let name = before.iter().find(|other| filled.contains(other));
    let left = before.iter().rev().find(|other| !filled.contains(other)).or(name).map(|other| words(*other));
    let is_above = |other: &&paper::Cell| {
        other.column <= cell.column && cell.column < other.column + other.columns && !other.is_continued
    };
    let above =
        paper.rows[..cell.row].iter().rev().filter(|above| above.table == row.table).find_map(|above| {
            let over = above.cells.iter().find(|other| is_above(&&paper.cells[**other]))?;
            let is_header = !filled.contains(over) && above.cells.len() > 1 && !words(*over).is_empty();
            is_header.then(|| words(*over))
        });
    let has_columns = row.cells.iter().filter(|other| filled.contains(other)).count() > 1;
    let parts = [left, above.filter(|_| has_columns), Some(own.to_owned())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect()
}
