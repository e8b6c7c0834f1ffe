//! Finds the cell of each place of a document: writes a different number into each place, imports the document, and sees
//! in which cell each number arrives. So filling in uses the same rules as reading.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::edits::Editor;
use super::error::FillError;
use super::holes::{Digits, Hole, Kind, by_row};
use super::paper::Paper;
use super::ticks;
use crate::form::{CellRef, FieldId, Form, Home, Row, TableId};
use crate::import::{Imported, Place, RepairKind, import, one_line, read_docx_with};

/// Maximum number of imports, and of all bytes that they read; a few imports are always made.
const MAX_IMPORTS: usize = 60;
const MIN_IMPORTS: usize = 6;
const MAX_READ: usize = 60 * 1024 * 1024;
/// The year that stands for the year of the report.
const YEAR: &str = "2097";
/// First character of a name that stands for the name of a row.
const NAME_MARK: char = '囗';
const NAME_DIGITS: &str = "甲乙丙丁戊己庚辛壬癸";

/// A place whose cell is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub hole: usize,
    /// Line of the value.
    pub line: usize,
    /// Text of the same line before and after the place, which belongs to the value.
    pub before: String,
    pub after: String,
    /// The number that arrived, if another one was written: the document has another unit.
    pub converted: Option<(String, String)>,
}

/// The cells of the places.
#[derive(Debug, Default)]
pub(super) struct Probed {
    pub spots: BTreeMap<CellRef, Vec<Spot>>,
    /// Fields and columns whose label only resembles the form's, with the label in the document.
    pub guessed: BTreeMap<FieldId, String>,
}

impl Probed {
    /// Returns the places that belong to a cell.
    pub(super) fn holes(&self) -> BTreeSet<usize> {
        self.spots.values().flatten().map(|spot| spot.hole).collect()
    }
}

/// Returns the cells of the places of a document.
pub(super) fn probe(
    form: &Form,
    package: &[u8],
    paper: &Paper<'_>,
    holes: &mut [Hole],
) -> Result<Probed, FillError> {
    let is_name = names_of_rows(paper, holes);
    let names = is_name.clone();
    let mut prober = Prober { form, package, paper, is_name, leftovers: BTreeSet::new(), imports: 0 };
    let mut outcome = prober.search(holes)?;
    let repeated = prober.share_repeated(holes, &outcome);
    if share_names(form, paper, holes, &names, &outcome) || repeated {
        prober.is_name = names;
        let all: BTreeSet<usize> =
            (0..holes.len()).filter(|at| outcome.at.contains_key(at) || holes[*at].share.is_some()).collect();
        let shared = prober.settle(holes, all)?;
        if shared.at.len() >= outcome.at.len() {
            outcome = shared;
        }
    }
    let mut probed = Probed { guessed: outcome.guessed, ..Probed::default() };
    for (cell, spot) in outcome.at.into_values() {
        probed.spots.entry(cell).or_default().push(spot);
    }
    for spots in probed.spots.values_mut() {
        // A text below a heading is the last choice.
        if spots.iter().any(|spot| holes[spot.hole].kind != Kind::Below) {
            spots.retain(|spot| holes[spot.hole].kind != Kind::Below);
        }
        spots.sort_by_key(|spot| (spot.line, spot.hole));
    }
    Ok(probed)
}

/// Result of one import.
#[derive(Clone, Debug, Default)]
struct Outcome {
    /// The cell of each place that arrived.
    at: BTreeMap<usize, (CellRef, Spot)>,
    unplaced: Vec<String>,
    guessed: BTreeMap<FieldId, String>,
}

struct Prober<'a, 'x> {
    form: &'a Form,
    package: &'a [u8],
    paper: &'a Paper<'x>,
    /// Places that receive a name instead of a number.
    is_name: Vec<bool>,
    /// Texts that were left over in any of the imports.
    leftovers: BTreeSet<String>,
    imports: usize,
}

/// Returns the first place of each share.
fn first_of_shares(holes: &[Hole]) -> HashMap<&str, usize> {
    let shares = holes.iter().enumerate().rev();
    shares.filter_map(|(at, hole)| Some((hole.share.as_deref()?, at))).collect()
}

/// Returns the text that is written into a place. Places with a common share have the text of the first one.
fn text_of(holes: &[Hole], first: &HashMap<&str, usize>, is_name: &[bool], at: usize) -> String {
    let hole = &holes[at];
    if let Kind::Year(digits) = hole.kind {
        return digits.write(YEAR);
    }
    let shared = hole.share.as_deref().and_then(|share| first.get(share).copied());
    let at = shared.unwrap_or(at);
    // A trailing zero would be lost by a conversion.
    let code = ((900_000 + at) * 10 + 1).to_string();
    if !is_name.get(at).copied().unwrap_or_default() {
        return code;
    }
    name_of(&code, NAME_DIGITS)
}

/// Returns a number as the name of a row, with characters in place of its digits.
pub(super) fn name_of(number: &str, digits: &str) -> String {
    let digit = |c: char| c.to_digit(10).and_then(|digit| digits.chars().nth(digit as usize)).unwrap_or(c);
    [NAME_MARK].into_iter().chain(number.chars().map(digit)).collect()
}

impl Prober<'_, '_> {
    /// Finds the places that arrive. A place that arrives nowhere may have damaged a label, so it is taken back, and the
    /// places around it are tried again.
    fn search(&mut self, holes: &[Hole]) -> Result<Outcome, FillError> {
        let limit = (MAX_READ / self.paper.xml.len().max(1)).clamp(MIN_IMPORTS, MAX_IMPORTS);
        let mut found: BTreeSet<usize> = BTreeSet::new();
        let all = (0..holes.len()).filter(|at| holes[*at].kind != Kind::Hint).collect();
        let mut queue: Vec<(Vec<usize>, bool)> = vec![(all, true)];
        while let Some((group, is_first)) = queue.pop() {
            if self.imports >= limit {
                break;
            }
            let active: BTreeSet<usize> = found.iter().chain(&group).copied().collect();
            let outcome = self.run(holes, &active)?;
            let arrived: Vec<usize> =
                group.iter().copied().filter(|at| outcome.at.contains_key(at)).collect();
            let undisturbed = found.iter().all(|at| outcome.at.contains_key(at));
            let lost: Vec<usize> = if undisturbed {
                group.iter().copied().filter(|at| !outcome.at.contains_key(at)).collect()
            } else {
                group.clone()
            };
            if undisturbed && !arrived.is_empty() {
                found.extend(&arrived);
                if !lost.is_empty() {
                    queue.push((lost, true));
                }
                continue;
            }
            let flipped = lost.iter().filter(|at| is_first && self.flip(holes, **at)).count();
            if flipped > 0 {
                // Tried once more as names instead of numbers.
                queue.push((lost, false));
                continue;
            }
            let lost = self.without_leftovers(holes, lost, &found, &outcome);
            if lost.len() > 1 {
                let (first, second) = lost.split_at(lost.len() / 2);
                queue.push((second.to_vec(), false));
                queue.push((first.to_vec(), false));
            }
        }
        self.settle(holes, found)
    }

    /// Omits the places whose text is left over as it was written, because no label asks for it: outside tables, in
    /// wide cells, and in rows whose other cells are recognised.
    fn without_leftovers(
        &self,
        holes: &[Hole],
        lost: Vec<usize>,
        found: &BTreeSet<usize>,
        outcome: &Outcome,
    ) -> Vec<usize> {
        let first = first_of_shares(holes);
        let over: BTreeSet<&str> = outcome.unplaced.iter().map(|text| text.trim()).collect();
        let row = |at: usize| self.paper.row_of(holes[at].paragraph);
        let known: BTreeSet<usize> = found.iter().filter_map(|at| row(*at)).collect();
        let is_wanted = |at: &usize| {
            let may_be_damaged =
                row(*at).is_some_and(|row| self.paper.rows[row].cells.len() > 2 && !known.contains(&row));
            may_be_damaged || !over.contains(text_of(holes, &first, &self.is_name, *at).as_str())
        };
        lost.into_iter().filter(is_wanted).collect()
    }

    /// Gives a place whose text is left over as a second text of a field the share of the first one.
    fn share_repeated(&self, holes: &mut [Hole], outcome: &Outcome) -> bool {
        let first = first_of_shares(holes);
        let mut shares: Vec<(usize, usize)> = Vec::new();
        for at in (0..holes.len()).filter(|at| !outcome.at.contains_key(at) && holes[*at].kind == Kind::Text)
        {
            let text = text_of(holes, &first, &self.is_name, at);
            let over = self
                .leftovers
                .iter()
                .find_map(|line| line.strip_suffix(&text)?.strip_suffix('：').map(str::to_owned));
            let Some(label) = over else { continue };
            let first = outcome.at.iter().find(|(other, (cell, _))| {
                let field = self.form.field(cell.field);
                holes[**other].share.is_none() && field.home == Home::Alone && one_line(&field.label) == label
            });
            if let Some((first, _)) = first {
                shares.push((at, *first));
            }
        }
        for (at, first) in &shares {
            let share = format!("{NAME_MARK}={first}");
            holes[*first].share = Some(share.clone());
            holes[*at].share = Some(share);
        }
        !shares.is_empty()
    }

    /// Writes a name instead of a number into a blank place of a table, or the other way round. Returns false for other
    /// places.
    fn flip(&mut self, holes: &[Hole], at: usize) -> bool {
        let hole = &holes[at];
        let in_cell = self.paper.paragraphs[hole.paragraph].cell.is_some();
        let can_flip = in_cell && hole.kind == Kind::Text && hole.share.is_none();
        if can_flip {
            self.is_name[at] = !self.is_name[at];
        }
        can_flip
    }

    /// Imports with these places only, until all of them arrive.
    fn settle(&mut self, holes: &[Hole], mut active: BTreeSet<usize>) -> Result<Outcome, FillError> {
        for _ in 0..4 {
            let outcome = self.run(holes, &active)?;
            let before = active.len();
            active.retain(|at| outcome.at.contains_key(at));
            if active.len() == before {
                return Ok(outcome);
            }
        }
        self.run(holes, &active)
    }

    fn run(&mut self, holes: &[Hole], active: &BTreeSet<usize>) -> Result<Outcome, FillError> {
        self.imports += 1;
        let first = first_of_shares(holes);
        let mut editor = Editor::new(self.paper);
        let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
        remove_hints(&mut editor, holes);
        for at in active {
            let hole = &holes[*at];
            if hole.kind == Kind::Ticks {
                let text = &self.paper.paragraphs[hole.paragraph].text[hole.at.clone()];
                if let Some(ticked) = ticks::variants(text).into_iter().next() {
                    write_ticks(&mut editor, hole, &ticked);
                    by_text.entry(ticks::apply(text, &ticked)).or_default().push(*at);
                }
                continue;
            }
            let text = text_of(holes, &first, &self.is_name, *at);
            // The label behind a gap stays apart.
            let gap = if is_before_label(self.paper, hole) { "  " } else { "" };
            write(&mut editor, self.paper, hole, &format!("{text}{gap}"));
            by_text.entry(text).or_default().push(*at);
        }
        let xml = editor.finish();
        let document = read_docx_with(self.package, xml.as_bytes())?;
        let imported = import(self.form, &document);
        self.leftovers.extend(imported.unplaced.iter().filter(|text| text.contains('：')).cloned());
        Ok(self.outcome(&imported, &by_text))
    }

    fn outcome(&self, imported: &Imported, by_text: &HashMap<String, Vec<usize>>) -> Outcome {
        let mut outcome = Outcome {
            unplaced: imported.unplaced.clone(),
            guessed: imported.guessed.clone(),
            ..Outcome::default()
        };
        let arrive = |outcome: &mut Outcome, token: &str, cell: CellRef, spot: Spot| {
            for hole in by_text.get(token).into_iter().flatten() {
                outcome.at.entry(*hole).or_insert_with(|| (cell, Spot { hole: *hole, ..spot.clone() }));
            }
        };
        for placed in &imported.placed {
            if self.form.year == Some(placed.cell.field) {
                if placed.text == YEAR || imported.report.text(placed.cell) == YEAR {
                    for digits in Digits::ALL {
                        arrive(&mut outcome, &digits.write(YEAR), placed.cell, Spot::alone());
                    }
                }
                continue;
            }
            for (line, text) in placed.text.lines().enumerate() {
                let tokens = tokens(text);
                let [token] = tokens[..] else { continue };
                let at = token.as_ptr() as usize - text.as_ptr() as usize;
                let (before, after) = (text[..at].to_owned(), text[at + token.len()..].to_owned());
                let entry = imported.report.text(placed.cell);
                let number = |text: &str| text.parse::<Decimal>().ok();
                let is_converted = self.form.field(placed.cell.field).kind.is_number()
                    && number(entry).is_some_and(|read| Some(read) != number(token));
                let converted = is_converted.then(|| (token.to_owned(), entry.to_owned()));
                arrive(&mut outcome, token, placed.cell, Spot { hole: 0, line, before, after, converted });
            }
        }
        for repair in imported.repairs.iter().filter(|repair| repair.kind == RepairKind::Ticked) {
            if let Place::Cell(cell) = repair.place {
                arrive(&mut outcome, repair.before.trim(), cell, Spot::alone());
            }
        }
        // A text that is no value of its field is left over with the label of the field.
        for line in &imported.unplaced {
            let [token] = tokens(line)[..] else { continue };
            let label = line.strip_suffix(token).and_then(|label| label.strip_suffix('：'));
            let Some(label) = label else { continue };
            let is_it = |id: &FieldId| {
                let field = self.form.field(*id);
                field.home == Home::Alone && one_line(&field.label) == label
            };
            let mut fields = self.form.field_ids().filter(is_it);
            if let (Some(field), None) = (fields.next(), fields.next())
                && !outcome.at.values().any(|(cell, _)| cell.field == field)
            {
                arrive(&mut outcome, token, CellRef::only(field), Spot::alone());
            }
        }
        outcome
    }
}

impl Spot {
    pub(super) fn alone() -> Spot {
        Spot { hole: 0, line: 0, before: String::new(), after: String::new(), converted: None }
    }
}

/// True if a place is blank or ends with blanks, and a label follows in the same paragraph.
pub(super) fn is_before_label(paper: &Paper<'_>, hole: &Hole) -> bool {
    let text = &paper.paragraphs[hole.paragraph].text;
    hole.kind == Kind::Text
        && (hole.at.is_empty() || text[hole.at.clone()].ends_with(char::is_whitespace))
        && text[hole.at.end..].contains(['：', ':'])
}

/// Removes the instructions beside prompts.
pub(super) fn remove_hints(editor: &mut Editor<'_, '_>, holes: &[Hole]) {
    holes.iter().filter(|hole| hole.kind == Kind::Hint).for_each(|hole| editor.remove(hole.paragraph));
}

/// Writes a text into a place.
pub(super) fn write(editor: &mut Editor<'_, '_>, paper: &Paper<'_>, hole: &Hole, text: &str) {
    match hole.kind {
        Kind::Below => editor.add_below(hole.paragraph, [text.to_owned()]),
        Kind::Line(1..) => editor.add_after(hole.paragraph, [text.to_owned()]),
        Kind::Cell => {
            editor.replace(hole.paragraph, hole.at.clone(), text);
            let cell = paper.paragraphs[hole.paragraph].cell;
            for other in cell
                .into_iter()
                .flat_map(|cell| &paper.cells[cell].paragraphs)
                .filter(|at| **at != hole.paragraph)
            {
                editor.replace(*other, 0..paper.paragraphs[*other].text.len(), "");
            }
        }
        Kind::Hint => {}
        Kind::Text | Kind::Ticks | Kind::Line(_) | Kind::Year(_) => {
            editor.replace(hole.paragraph, hole.at.clone(), text);
        }
    }
}

/// Ticks and clears boxes.
pub(super) fn write_ticks(editor: &mut Editor<'_, '_>, hole: &Hole, ticked: &[ticks::Mark]) {
    for (range, text) in ticked {
        editor.replace(hole.paragraph, hole.at.start + range.start..hole.at.start + range.end, text);
    }
}

/// Returns the numbers and names in a text that can stand for a value.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if c == NAME_MARK {
            c.len_utf8() + span(&rest[c.len_utf8()..], |c| NAME_DIGITS.contains(c))
        } else if c.is_ascii_digit() {
            span(rest, |c| c.is_ascii_digit())
        } else {
            c.len_utf8()
        };
        let token = &rest[..length];
        if token.starts_with(NAME_MARK) || token.starts_with('9') && token.len() >= 7 {
            found.push(token);
        }
        at += length;
    }
    found
}

fn span(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.len() - text.trim_start_matches(is_part).len()
}

/// Returns which places receive a name: those of known names, and the first blank of a blank row.
fn names_of_rows(paper: &Paper<'_>, holes: &[Hole]) -> Vec<bool> {
    let mut is_name: Vec<bool> = holes.iter().map(|hole| hole.share.is_some()).collect();
    for (row, inside) in by_row(paper, holes) {
        let cells = &paper.rows[row].cells;
        let is_open = |cell: &usize| {
            let text = paper.cell_text(*cell);
            text.is_empty() || text.chars().all(|c| c.is_numeric() || c == '、')
        };
        if cells.len() >= 3
            && cells.iter().all(is_open)
            && let Some(first) = inside.first()
        {
            is_name[*first] = true;
        }
    }
    is_name
}

/// Gives the names of blank rows in several tables a common share by their position: the tables have the same rows.
/// Returns true if there are any.
fn share_names(
    form: &Form,
    paper: &Paper<'_>,
    holes: &mut [Hole],
    is_name: &[bool],
    outcome: &Outcome,
) -> bool {
    let rows = by_row(paper, holes);
    let mut counts: BTreeMap<TableId, usize> = BTreeMap::new();
    let mut shares: Vec<(usize, String)> = Vec::new();
    for inside in rows.values() {
        let home = |at: &usize| outcome.at.get(at).map(|(cell, _)| (form.field(cell.field).home, cell.row));
        let table = inside.iter().filter_map(home).find_map(|(home, row)| match home {
            Home::Column { table, rows, .. }
                if row != Row::Sum && form.row_set(rows).name_field.is_some() =>
            {
                Some((table, rows))
            }
            _ => None,
        });
        let Some((table, set)) = table else { continue };
        let count = counts.entry(table).or_default();
        *count += 1;
        let arrived = |at: &&usize| matches!(home(at), Some((Home::RowName(_), _)));
        let lost = |at: &&usize| is_name[**at] && !outcome.at.contains_key(at);
        let name = inside.iter().find(arrived).or_else(|| inside.iter().find(lost));
        if let Some(name) = name.filter(|at| holes[**at].share.is_none()) {
            shares.push((*name, format!("{NAME_MARK}{}/{count}", set.0)));
        }
    }
    let is_shared = counts.len() > 1 && !shares.is_empty();
    for (at, share) in shares.into_iter().filter(|_| is_shared) {
        holes[at].share = Some(share);
    }
    is_shared
}
