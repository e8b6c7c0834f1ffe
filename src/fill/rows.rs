//! Adds rows to the tables of a document, as copies of the last row of their list.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::edits::{Edit, Editor, splice};
use super::holes::{Hole, Kind};
use super::paper::Paper;
use super::probe::{Probed, name_of};
use crate::form::{CellRef, FieldId, Form, Home, RowSetId};
use crate::import::is_ellipsis;

/// Maximum number of rows that are added to a list.
const MAX_ADDED: usize = 5_000;

/// Returns the document with as many rows as the report needs; `None` if it has them.
pub(super) fn add_rows(
    form: &Form,
    needed: &BTreeMap<RowSetId, usize>,
    paper: &Paper<'_>,
    holes: &[Hole],
    probed: &Probed,
) -> Option<String> {
    let mut adding = Adding { form, paper, holes, probed, edits: Vec::new(), restarted: BTreeSet::new() };
    for (rows, needed) in needed {
        adding.list(*rows, *needed);
    }
    let edits = adding.edits;
    (!edits.is_empty()).then(|| splice(paper.xml, edits))
}

/// A row of a table and the places of a list row in it.
type Places = BTreeMap<usize, Vec<(FieldId, usize)>>;

struct Adding<'a, 'x> {
    form: &'a Form,
    paper: &'a Paper<'x>,
    holes: &'a [Hole],
    probed: &'a Probed,
    edits: Vec<Edit>,
    /// Cells that begin a merged cell.
    restarted: BTreeSet<usize>,
}

impl Adding<'_, '_> {
    fn list(&mut self, rows: RowSetId, needed: usize) {
        let is_of_list = |cell: &&CellRef| self.form.field(cell.field).rows() == Some(rows);
        let indices = self.probed.spots.keys().filter(is_of_list).filter_map(|cell| cell.row.index());
        let Some(last) = indices.max() else { return };
        let added = needed.saturating_sub(last + 1).min(MAX_ADDED);
        if added == 0 {
            return;
        }
        let before = if last == 0 { Places::new() } else { self.rows_of(rows, last - 1) };
        for (row, places) in self.rows_of(rows, last) {
            // Rows that are lines of one cell are added with their texts.
            let in_one_cell = before.contains_key(&row)
                || last == 0 && places.iter().any(|(field, _)| prints_lines(self.form, *field));
            if !in_one_cell {
                self.copies(row, &places, last + 1, added);
            }
        }
    }

    /// Returns the rows of tables with places of a row of the list.
    fn rows_of(&self, rows: RowSetId, index: usize) -> Places {
        let mut found = Places::new();
        for (cell, spots) in &self.probed.spots {
            if self.form.field(cell.field).rows() != Some(rows) || cell.row.index() != Some(index) {
                continue;
            }
            for spot in spots {
                if let Some(row) = self.paper.row_of(self.holes[spot.hole].paragraph) {
                    found.entry(row).or_default().push((cell.field, spot.hole));
                }
            }
        }
        found
    }

    /// Adds copies of a row behind it.
    fn copies(&mut self, row: usize, places: &[(FieldId, usize)], first: usize, added: usize) {
        let cells = self.paper.rows[row].cells.clone();
        let with_place: BTreeSet<usize> = places
            .iter()
            .filter_map(|(_, hole)| self.paper.paragraphs[self.holes[*hole].paragraph].cell)
            .collect();
        let leftmost = cells.iter().position(|cell| with_place.contains(cell)).unwrap_or(0);
        let captions: Vec<usize> = cells[..leftmost]
            .iter()
            .copied()
            .filter(|cell| {
                let text = self.paper.cell_text(*cell);
                self.paper.cells[*cell].is_continued
                    || !text.is_empty() && number_at(&text).is_none_or(|at| at.len() != text.len())
            })
            .collect();
        for caption in &captions {
            self.begin_merge(*caption);
        }
        let range = self.paper.rows[row].range.clone();
        let mut copies = String::new();
        for copy in 1..=added {
            copies.push_str(&self.copy(range.clone(), &cells, places, &captions, copy, first + copy - 1));
        }
        self.edits.push(Edit { range: range.end..range.end, text: copies });
    }

    /// Merges a cell with those that are added below it.
    fn begin_merge(&mut self, cell: usize) {
        let found = &self.paper.cells[cell];
        if found.merge.is_some() || !self.restarted.insert(cell) {
            return;
        }
        let prefix = &self.paper.prefix;
        let merge = format!("<{prefix}vMerge {prefix}val=\"restart\"/>");
        let (at, text) = self.place_of_merge(cell, merge);
        self.edits.push(Edit { range: at..at, text });
    }

    /// Returns where the element that merges a cell belongs, and its text.
    fn place_of_merge(&self, cell: usize, merge: String) -> (usize, String) {
        let found = &self.paper.cells[cell];
        let prefix = &self.paper.prefix;
        match (found.before_merge, &found.properties) {
            (Some(at), _) => (at, merge),
            (None, Some(properties)) => {
                let open = self.paper.xml[properties.clone()].find('>').map_or(0, |end| end + 1);
                (properties.start + open, merge)
            }
            (None, None) => (found.open, format!("<{prefix}tcPr>{merge}</{prefix}tcPr>")),
        }
    }

    fn copy(
        &self,
        range: Range<usize>,
        cells: &[usize],
        places: &[(FieldId, usize)],
        captions: &[usize],
        copy: usize,
        index: usize,
    ) -> String {
        let paper = self.paper;
        let mut editor = Editor::new(paper);
        let mut edits = Vec::new();
        for (field, hole) in places {
            let hole = &self.holes[*hole];
            let is_name = matches!(self.form.field(*field).home, Home::RowName(_));
            let old = paper.paragraphs[hole.paragraph].text[hole.at.clone()].trim();
            let text = if is_name && !old.is_empty() {
                // Its own name is written later.
                name_of(&index.to_string(), "子丑寅卯辰巳午未申酉")
            } else if is_ellipsis(old) {
                label_of_row(paper, self.holes, self.probed, CellRef::at(*field, index)).unwrap_or_default()
            } else {
                String::new()
            };
            if hole.kind != Kind::Below {
                editor.replace(hole.paragraph, hole.at.clone(), &text);
            }
            // The number of the label counts on.
            let before = &paper.paragraphs[hole.paragraph].text[..hole.at.start];
            if let Some((at, number)) = counted(before, copy) {
                editor.replace(hole.paragraph, at, &number);
            }
        }
        for cell in cells.iter().filter(|cell| {
            !places.iter().any(|(_, hole)| paper.paragraphs[self.holes[*hole].paragraph].cell == Some(**cell))
        }) {
            let is_caption = captions.contains(cell);
            for paragraph in &paper.cells[*cell].paragraphs {
                let text = &paper.paragraphs[*paragraph].text;
                if is_caption {
                    editor.replace(*paragraph, 0..text.len(), "");
                } else if let Some((at, number)) =
                    counted(text, copy).filter(|(at, _)| at.len() == text.trim().len())
                {
                    editor.replace(*paragraph, at, &number);
                }
            }
            if is_caption {
                let prefix = &paper.prefix;
                let merge = format!("<{prefix}vMerge/>");
                edits.push(if let Some(range) = &paper.cells[*cell].merge {
                    Edit { range: range.clone(), text: merge }
                } else {
                    let (at, text) = self.place_of_merge(*cell, merge);
                    Edit { range: at..at, text }
                });
            }
        }
        edits.extend(editor.into_edits());
        edits.retain(|edit| range.start <= edit.range.start && edit.range.end <= range.end);
        for edit in &mut edits {
            edit.range = edit.range.start - range.start..edit.range.end - range.start;
        }
        without_ids(&splice(&paper.xml[range], edits))
    }
}

/// Returns the label before the place of the first row of a list, with the number of the row of a cell.
pub(super) fn label_of_row(
    paper: &Paper<'_>,
    holes: &[Hole],
    probed: &Probed,
    cell: CellRef,
) -> Option<String> {
    let row = cell.row.index()?;
    let first = &holes[probed.spots.get(&CellRef::at(cell.field, 0))?.first()?.hole];
    let before = &paper.paragraphs[first.paragraph].text[..first.at.start];
    let (at, number) = counted(before, row)?;
    Some(format!("{}{number}{}", &before[..at.start], &before[at.end..]))
}

/// True if the form prints the rows of the list of a field as lines of a cell.
pub(super) fn prints_lines(form: &Form, field: FieldId) -> bool {
    match form.field(field).home {
        Home::Column { table, .. } => form.table(table).layout.lines,
        _ => false,
    }
}

/// Returns the range of the last number in a text.
fn number_at(text: &str) -> Option<Range<usize>> {
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let from = text[..end]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    Some(from..end)
}

/// Returns the last number of a text, increased.
fn counted(text: &str, by: usize) -> Option<(Range<usize>, String)> {
    let at = number_at(text)?;
    let number = text[at.clone()].parse::<usize>().ok().filter(|number| *number < 10_000)?;
    Some((at, (number + by).to_string()))
}

/// Removes what has to be unique in a document: ids of paragraphs and controls, bookmarks, comments.
fn without_ids(xml: &str) -> String {
    let mut kept = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(open) = rest.find('<') {
        let end = rest[open..].find('>').map_or(rest.len(), |end| open + end + 1);
        kept.push_str(&rest[..open]);
        let tag = &rest[open..end];
        let name = tag.trim_start_matches(['<', '/']).split([' ', '/', '>']).next().unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or(name);
        let is_dropped = matches!(
            local,
            "bookmarkStart"
                | "bookmarkEnd"
                | "commentRangeStart"
                | "commentRangeEnd"
                | "commentReference"
                | "id"
        );
        if !is_dropped {
            kept.push_str(&without_attributes(tag));
        }
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

fn without_attributes(tag: &str) -> String {
    let mut kept = tag.to_owned();
    for name in ["paraId", "textId"] {
        let Some(at) = kept.find(&format!(":{name}=\"")) else { continue };
        let Some(from) = kept[..at].rfind(' ') else { continue };
        let value = at + name.len() + 3;
        let Some(end) = kept[value..].find('"') else { continue };
        kept.replace_range(from..=value + end, "");
    }
    kept
}
