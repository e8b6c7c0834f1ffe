//! Writes the values of a report into the places of a document, in the look that the document gives them.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::edits::Editor;
use super::filled::{Remark, printed};
use super::holes::{Hole, Kind};
use super::paper::{Paper, Paragraph, Piece};
use super::probe::{Probed, Spot, is_before_label, remove_hints, write, write_ticks};
use super::rows::{label_of_row, prints_lines};
use super::ticks;
use crate::form::{CellRef, FieldId, GoalPart, Home, Row, Value, show_in_formula};
use crate::import::is_ellipsis;
use crate::sheet::Texts;

/// Minimum length of a gap whose width is kept, in characters.
const WIDE: usize = 4;
/// Size of a text whose run does not specify it, in half points.
const SIZE: u32 = 21;
/// Sizes of a number that is too wide for its cell, in half points.
const SMALLER: [u32; 2] = [18, 16];
/// Height of a line in twips, per half point of its text.
const LINE: u32 = 13;

/// Result of writing.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Cells whose value is in the document.
    pub cells: BTreeSet<CellRef>,
    /// Cells whose text in the document is kept.
    pub kept: BTreeSet<CellRef>,
    pub remarks: Vec<Remark>,
}

/// Writes the values.
pub(super) struct Writer<'a, 'x> {
    pub texts: &'a Texts<'a>,
    pub paper: &'a Paper<'x>,
    pub holes: &'a [Hole],
    pub probed: &'a Probed,
    pub written: Written,
}

impl<'a> Writer<'a, '_> {
    /// Writes all values. Returns the document.
    pub(super) fn write(mut self) -> (String, Written) {
        let mut editor = Editor::new(self.paper);
        remove_hints(&mut editor, self.holes);
        let probed = self.probed;
        for (cell, spots) in &probed.spots {
            self.cell(&mut editor, *cell, spots);
        }
        self.lines_of_lists(&mut editor);
        (editor.finish(), self.written)
    }

    /// Returns the value of a cell, with the values of the columns that are printed in the same one.
    fn joined(&mut self, cell: CellRef) -> String {
        let form = self.texts.form;
        let value = printed(self.texts, cell);
        let Home::Column { table, group, column, .. } = form.field(cell.field).home else { return value };
        // A number that is written in place of a target arrives as its value.
        let is_value = form.goal_part(cell.field) == Some(GoalPart::Value);
        let columns = form.table(table).layout.columns.iter().find(|printed| {
            printed.columns.first() == Some(&column) || is_value && printed.columns.contains(&column)
        });
        let Some(columns) = columns.filter(|columns| columns.columns.len() > 1) else { return value };
        let mut parts = Vec::new();
        for other in &columns.columns {
            let Some(field) = form.table(table).groups[group].columns.get(*other) else { continue };
            let with = CellRef { field: *field, row: cell.row };
            let text = printed(self.texts, with);
            if with == cell {
                parts.push((*field, text));
            } else if !text.is_empty() && !self.probed.spots.contains_key(&with) {
                parts.push((*field, text));
                self.written.cells.insert(with);
            }
        }
        match &parts[..] {
            [(_, only)] => only.clone(),
            _ => form.join(&parts.iter().map(|(field, text)| (*field, text.as_str())).collect::<Vec<_>>()),
        }
    }

    fn cell(&mut self, editor: &mut Editor<'_, '_>, cell: CellRef, spots: &[Spot]) {
        let value = self.joined(cell);
        self.written.cells.insert(cell);
        if self.is_printed_by_bureau(cell, &value, spots) {
            self.written.kept.insert(cell);
            return;
        }
        self.look_at_height(cell, &value, spots);
        let is_long = self.texts.form.field(cell.field).kind.is_long();
        let several = spots.iter().any(|spot| spot.line != spots[0].line);
        if is_long && (several || value.contains('\n') || !spots[0].before.is_empty()) {
            self.lines(editor, &value, spots);
            return;
        }
        for spot in spots {
            self.short(editor, cell, &value, spot);
        }
    }

    /// True if the document prints another name of the bureau below its cover than the form proposes: nobody typed the
    /// name in the report.
    fn is_printed_by_bureau(&self, cell: CellRef, value: &str, spots: &[Spot]) -> bool {
        let field = self.texts.form.field(cell.field);
        let is_default = field.foot.is_some() && field.default.as_deref() == Some(value);
        is_default && spots.iter().all(|spot| !self.old(&self.holes[spot.hole]).trim().is_empty())
    }

    /// Records a text that may be longer than its row with a fixed height shows: wider than its cell, or several lines.
    /// Numbers are fitted to their cells.
    fn look_at_height(&mut self, cell: CellRef, value: &str, spots: &[Spot]) {
        if self.texts.form.field(cell.field).kind.is_number() {
            return;
        }
        let may_be_cut = spots.iter().any(|spot| {
            let hole = &self.holes[spot.hole];
            let paragraph = &self.paper.paragraphs[hole.paragraph];
            let Some(place) = paragraph.cell.map(|cell| &self.paper.cells[cell]) else { return false };
            let row = &self.paper.rows[place.row];
            let lines = row.height / (self.size(paragraph) * LINE);
            let room = place.room().unwrap_or_default().saturating_mul(lines.max(1));
            row.is_exact && room > 0 && width(value, self.size(paragraph)) > room
        });
        if may_be_cut {
            self.written.remarks.push(Remark::FixedHeight(cell));
        }
    }

    /// Returns the size of the text of a paragraph, in half points.
    fn size(&self, paragraph: &Paragraph) -> u32 {
        let look =
            paragraph.pieces.iter().find_map(|piece| piece.look.clone()).or_else(|| paragraph.mark.clone());
        look.and_then(|look| size(&self.paper.xml[look])).unwrap_or(SIZE).max(1)
    }

    /// Returns the text in a place.
    fn old(&self, hole: &Hole) -> &'a str {
        &self.paper.paragraphs[hole.paragraph].text[hole.at.clone()]
    }

    fn short(&mut self, editor: &mut Editor<'_, '_>, cell: CellRef, value: &str, spot: &Spot) {
        let hole = &self.holes[spot.hole];
        let kind = &self.texts.form.field(cell.field).kind;
        let old = match hole.kind {
            Kind::Cell => String::new(),
            _ => self.old(hole).to_owned(),
        };
        match hole.kind {
            Kind::Ticks => {
                if let Some(marks) = tick(&old, value) {
                    write_ticks(editor, hole, &marks);
                }
                return;
            }
            Kind::Year(digits) if !value.is_empty() => {
                let year = digits.write(value);
                // Digits that stay keep their look: the last two can be on a line to write on.
                let same = old.chars().zip(year.chars()).take_while(|(old, new)| old == new);
                let same: usize = same.map(|(c, _)| c.len_utf8()).sum();
                if year != old {
                    editor.replace(hole.paragraph, hole.at.start + same..hole.at.end, &year[same..]);
                }
                return;
            }
            Kind::Below if value.is_empty() => return,
            Kind::Line(_) => {
                let text = self.line_of_cell(cell, value);
                if !text.is_empty() {
                    write(editor, self.paper, hole, &text);
                }
                return;
            }
            _ => {}
        }
        let is_ellipsis = is_ellipsis(old.trim());
        if value.is_empty() && (old.trim().is_empty() && hole.kind != Kind::Cell || is_ellipsis) {
            return;
        }
        let mut text = self.in_unit(cell, value, spot);
        let same = kind.parse(old.trim()).ok().filter(|read| !read.is_blank());
        let is_text = matches!(same, Some(Value::Text(_)));
        if spot.converted.is_none() && !is_text && same.is_some() && same == kind.parse(value).ok() {
            return;
        }
        if is_ellipsis {
            text = self.label_of_row(cell).unwrap_or_default() + &text;
        }
        if let Some(suffix) =
            suffix(&old).filter(|suffix| kind.is_number() && !text.is_empty() && !text.ends_with(suffix))
        {
            text.push_str(suffix);
        }
        let text = self.in_gap(hole, &old, text);
        let text = self.fitted(editor, cell, hole, text);
        if text != old || hole.kind == Kind::Cell {
            write(editor, self.paper, hole, &text);
        }
    }

    /// Returns a number in the unit of the document.
    fn in_unit(&self, cell: CellRef, value: &str, spot: &Spot) -> String {
        let number = match self.texts.sheet.cell(cell).value {
            Value::Number(number) if !value.is_empty() => number,
            _ => return value.to_owned(),
        };
        let factor = spot.converted.as_ref().and_then(|(written, read)| {
            let (written, read) = (written.parse::<Decimal>().ok()?, read.parse::<Decimal>().ok()?);
            written.checked_div(read)
        });
        let scaled = factor.and_then(|factor| number.checked_mul(factor));
        scaled.map_or_else(|| value.to_owned(), |scaled| show_in_formula(scaled, 0))
    }

    /// Returns the label before the first row of a list, with the number of the row.
    fn label_of_row(&self, cell: CellRef) -> Option<String> {
        label_of_row(self.paper, self.holes, self.probed, cell)
    }

    /// Returns a row of a list as a line of a cell. If rows before it are blank, the lines have numbers.
    fn line_of_cell(&self, cell: CellRef, value: &str) -> String {
        let Some((rows, row)) = self.texts.form.field(cell.field).rows().zip(cell.row.index()) else {
            return value.to_owned();
        };
        let is_blank = |row: usize| printed(self.texts, CellRef::at(cell.field, row)).is_empty();
        let last = (0..self.texts.report.rows(rows)).rev().find(|row| !is_blank(*row)).unwrap_or(0);
        let has_gap = (0..last).any(is_blank);
        let label = self.texts.report.row_label(self.texts.form, rows, row);
        if has_gap && !value.is_empty() {
            [label.trim_end_matches(['：', ':', '、']), "：", value].concat()
        } else {
            value.to_owned()
        }
    }

    /// Keeps the width of the blanks that a text is written over.
    fn in_gap(&self, hole: &Hole, old: &str, text: String) -> String {
        let is_line = |c: char| matches!(c, '_' | '＿');
        let is_blank = |c: char| c.is_whitespace() || is_line(c);
        let has_room = old.starts_with(is_blank) || old.ends_with(is_blank);
        if !has_room || text.is_empty() {
            return text;
        }
        let cells = |text: &str| {
            text.chars().map(|c| if (c as u32) < 0x250 || c == '\u{2002}' { 1 } else { 2 }).sum::<usize>()
        };
        let paragraph = &self.paper.paragraphs[hole.paragraph];
        let room = cells(old).saturating_sub(cells(&text));
        let fill = old.chars().find(|c| is_line(*c)).unwrap_or(' ');
        let overlaps = |piece: &&Piece| piece.at.start < hole.at.end && hole.at.start < piece.at.end;
        let is_underlined =
            fill != ' ' || paragraph.pieces.iter().filter(overlaps).any(|piece| piece.has(self.paper, "u "));
        let follows = is_before_label(self.paper, hole);
        let fills_cell = paragraph.cell.is_some() && hole.at.len() == paragraph.text.len();
        if !follows && (old.chars().count() < WIDE || fills_cell && !is_underlined) {
            return text;
        }
        let pad = |count: usize| fill.to_string().repeat(count);
        if is_underlined {
            pad(room / 2) + &text + &pad(room - room / 2)
        } else if follows {
            text + &pad(room.max(2))
        } else {
            text
        }
    }

    /// Shortens a number that is wider than its cell, or makes it smaller.
    fn fitted(&mut self, editor: &mut Editor<'_, '_>, cell: CellRef, hole: &Hole, text: String) -> String {
        let paragraph = &self.paper.paragraphs[hole.paragraph];
        let Some(room) = paragraph.cell.and_then(|cell| self.paper.cells[cell].room()) else { return text };
        let size = self.size(paragraph);
        if !self.texts.form.field(cell.field).kind.is_number() || width(&text, size) <= room {
            return text;
        }
        let shorter = match text.split_once('.') {
            Some(_) => text.trim_end_matches('0').trim_end_matches('.'),
            None => &text,
        };
        let sizes = SMALLER.into_iter().filter(|smaller| *smaller < size).chain([size]);
        let mut ways = sizes.flat_map(|size| [(size, text.as_str()), (size, shorter)]);
        let Some((size, fitted)) = ways.find(|(size, text)| width(text, *size) <= room) else {
            self.written.remarks.push(Remark::Narrow(cell));
            editor.set_size(hole.paragraph, size.min(SMALLER[1]));
            return shorter.to_owned();
        };
        editor.set_size(hole.paragraph, size);
        fitted.to_owned()
    }

    /// Writes a text of several lines: each line into the paragraph of a line, the others behind it.
    fn lines(&mut self, editor: &mut Editor<'_, '_>, value: &str, spots: &[Spot]) {
        let lines: Vec<&str> = value.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let is_blank = |spot: &Spot| {
            self.holes[spot.hole].at.is_empty() || self.old(&self.holes[spot.hole]).trim().is_empty()
        };
        if lines.is_empty() && spots.iter().all(is_blank) {
            return;
        }
        let mut by_line: BTreeMap<usize, Vec<&Spot>> = BTreeMap::new();
        for spot in spots {
            by_line.entry(spot.line).or_default().push(spot);
        }
        let places: Vec<&Spot> = by_line.values().map(|spots| spots[0]).collect();
        for (at, spot) in places.iter().enumerate() {
            let hole = &self.holes[spot.hole];
            let text = &self.paper.paragraphs[hole.paragraph].text;
            let rest = || lines.iter().skip(at).map(|line| (*line).to_owned());
            match hole.kind {
                Kind::Below => return editor.add_below(hole.paragraph, rest()),
                Kind::Line(_) => {
                    editor.replace(
                        hole.paragraph,
                        hole.at.clone(),
                        lines.first().copied().unwrap_or_default(),
                    );
                    return editor.add_after(hole.paragraph, rest().skip(1));
                }
                _ => {}
            }
            let from = hole
                .at
                .start
                .checked_sub(spot.before.len())
                .filter(|from| text[*from..].starts_with(&spot.before));
            if from.is_none() {
                editor.remove_number(hole.paragraph);
            }
            let to =
                hole.at.end + if text[hole.at.end..].starts_with(&spot.after) { spot.after.len() } else { 0 };
            let range = from.unwrap_or(hole.at.start)..to;
            match lines.get(at) {
                Some(line) if text[range.clone()] == **line => {}
                Some(line) => editor.replace(hole.paragraph, range.clone(), line),
                None if at == 0 => editor.replace(hole.paragraph, range.clone(), ""),
                None if range.len() == text.trim().len() => editor.remove(hole.paragraph),
                None => editor.replace(hole.paragraph, range.clone(), ""),
            }
            if at + 1 == places.len() {
                editor.add_after(hole.paragraph, lines.iter().skip(at + 1).map(|line| (*line).to_owned()));
            }
        }
    }

    /// True if the rows of a list up to this one are lines of one cell.
    fn is_in_one_cell(&self, field: FieldId, last: usize) -> bool {
        let cell_of = |row: usize| {
            let spot = self.probed.spots.get(&CellRef::at(field, row))?.first()?;
            self.paper.paragraphs[self.holes[spot.hole].paragraph].cell
        };
        match last.checked_sub(1) {
            Some(before) => cell_of(last).is_some() && cell_of(last) == cell_of(before),
            None => prints_lines(self.texts.form, field) && cell_of(last).is_some(),
        }
    }

    /// Adds the rows of lists that are lines of one cell.
    fn lines_of_lists(&mut self, editor: &mut Editor<'_, '_>) {
        let form = self.texts.form;
        let probed = self.probed;
        let fields: BTreeSet<FieldId> =
            probed.spots.keys().filter(|cell| cell.row.index().is_some()).map(|cell| cell.field).collect();
        for field in fields {
            let Some(rows) = form.field(field).rows() else { continue };
            let last = probed.spots.keys().filter(|cell| cell.field == field && cell.row != Row::Sum).max();
            let Some((last, spots)) =
                last.and_then(|cell| Some((cell.row.index()?, probed.spots.get(cell)?)))
            else {
                continue;
            };
            let hole = &self.holes[spots[0].hole];
            if !self.is_in_one_cell(field, last) {
                continue;
            }
            let mut added = Vec::new();
            for row in last + 1..self.texts.report.rows(rows) {
                let cell = CellRef::at(field, row);
                let value = self.joined(cell);
                self.written.cells.insert(cell);
                added.push(match self.label_of_row(cell) {
                    Some(label) => label + &value,
                    None => self.line_of_cell(cell, &value),
                });
            }
            while added.last().is_some_and(String::is_empty) {
                added.pop();
            }
            if !added.is_empty() {
                editor.add_after(hole.paragraph, added);
            }
        }
    }
}

/// Returns the greatest width of a text in twips. A character is as wide as its height, which is 10 twips per half
/// point; a digit is half as wide, or a little more in some fonts.
fn width(text: &str, size: u32) -> u32 {
    text.chars().map(|c| if c.is_ascii() { size * 6 } else { size * 10 }).sum()
}

/// Returns the marks that tick the box of a choice.
fn tick(text: &str, choice: &str) -> Option<Vec<ticks::Mark>> {
    let variants = ticks::variants(text);
    let boxes: Vec<std::ops::Range<usize>> =
        variants.first()?.iter().map(|(range, _)| range.clone()).collect();
    let is_before = text.trim_start().starts_with(super::segments::BOXES);
    let named = |at: usize| {
        let part = if is_before {
            &text[boxes[at].end..boxes.get(at + 1).map_or(text.len(), |next| next.start)]
        } else {
            &text[at.checked_sub(1).map_or(0, |before| boxes[before].end)..boxes[at].start]
        };
        part.trim().trim_matches(['、', '，', '；']).trim() == choice
    };
    let at = (0..boxes.len()).find(|at| named(*at))?;
    variants.into_iter().nth(at)
}

/// Returns the words behind a number: `48人`.
fn suffix(old: &str) -> Option<&str> {
    let old = old.trim();
    let at = old.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (number, suffix) = old.split_at(at);
    let is_unit = suffix.chars().count() <= 3 && suffix.chars().all(|c| c.is_alphabetic() || c == '%');
    (is_unit
        && !suffix.is_empty()
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))
    .then_some(suffix)
}

/// Returns the size of a text from the properties of its run, in half points.
fn size(look: &str) -> Option<u32> {
    let (_, rest) = look.split_once(":sz ").or_else(|| look.split_once("<sz "))?;
    let (_, value) = rest.split_once("val=\"")?;
    value.split('"').next()?.parse().ok()
}
