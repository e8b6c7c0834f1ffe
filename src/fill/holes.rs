//! Places of a document in which a value can be: blanks, and texts that an import takes for values.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::paper::{Paper, Paragraph};
use super::segments::{after_colons, after_number, blank_date, has_boxes, segments, trimmed};
use crate::form::{Form, Home};
use crate::import::{Imported, Place, RepairKind, is_ellipsis};

/// Maximum length of a paragraph with a label, in bytes.
const MAX_LABELLED: usize = 400;
/// Minimum number of headers behind a blank corner.
const MIN_HEADS: usize = 3;
/// Minimum length of a gap between words, in characters.
const GAP: usize = 3;

/// A place in which a value can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hole {
    pub paragraph: usize,
    /// Range in the text of the paragraph.
    pub at: Range<usize>,
    pub kind: Kind,
    /// Places with the same share have the same value: the name of a row in several tables.
    pub share: Option<String>,
}

/// Kind of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text.
    Text,
    /// All paragraphs of a cell.
    Cell,
    /// A line of a blank cell beside a cell with several numbered lines.
    Line(usize),
    /// New paragraphs below a heading.
    Below,
    /// An instruction beside numbered prompts, which is removed.
    Hint,
    /// Boxes to tick.
    Ticks,
    /// The year of the report.
    Year(Digits),
}

/// Way to write a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digits {
    /// `2023`
    Four,
    /// `23` after a printed `20`
    Two,
    /// `二〇二三`, with the character for zero.
    Chinese(char),
}

impl Digits {
    /// All ways.
    pub(super) const ALL: [Digits; 6] = [
        Digits::Four,
        Digits::Two,
        Digits::Chinese('〇'),
        Digits::Chinese('○'),
        Digits::Chinese('O'),
        Digits::Chinese('零'),
    ];

    /// Writes a year.
    pub(super) fn write(self, year: &str) -> String {
        match self {
            Digits::Four => year.to_owned(),
            Digits::Two => year.chars().skip(2).collect(),
            Digits::Chinese(zero) => {
                let digit = |c: char| match c.to_digit(10) {
                    Some(0) => zero,
                    Some(digit) => "一二三四五六七八九".chars().nth(digit as usize - 1).unwrap_or(c),
                    None => c,
                };
                year.chars().map(digit).collect()
            }
        }
    }
}

/// Texts that an import takes for values.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Lines of the values; true for the name of a row.
    lines: HashMap<String, bool>,
    /// Values that a title contains.
    in_title: Vec<String>,
    year: Option<String>,
}

impl Known {
    /// Collects the texts of an import.
    pub(super) fn new(form: &Form, imported: &Imported) -> Known {
        let mut known = Known::default();
        for placed in &imported.placed {
            let field = form.field(placed.cell.field);
            let is_name = matches!(field.home, Home::RowName(_));
            let entry = imported.report.text(placed.cell);
            known.add(&placed.text, is_name);
            known.add(entry, is_name);
            // The parts of a target can be one text.
            let goal = form.goal_cells(placed.cell);
            if goal.len() > 1 {
                let texts: Vec<_> =
                    goal.iter().map(|cell| (cell.field, imported.report.text(*cell))).collect();
                known.add(&form.join(&texts), false);
            }
            if form.year == Some(placed.cell.field) {
                known.year = Some(placed.text.trim().to_owned());
            } else if form.cover.names(placed.cell.field) {
                known.in_title.push(entry.trim().to_owned());
            }
        }
        for repair in &imported.repairs {
            // The text of these is not a value, or more than a value: a label before it, a number of a row.
            let is_other = matches!(
                repair.kind,
                RepairKind::Leftover
                    | RepairKind::Contents
                    | RepairKind::HeadingNumber
                    | RepairKind::LabelRemoved
                    | RepairKind::RowNumber
                    | RepairKind::Subtotal
            );
            if repair.place != Place::None && !is_other {
                known.add(&repair.before, false);
            }
        }
        known
    }

    fn add(&mut self, text: &str, is_name: bool) {
        // A prompt such as `目标1：` stays before the value.
        let is_value = |line: &&str| !line.is_empty() && !line.ends_with(['：', ':']);
        for line in text.lines().map(str::trim).chain([text.trim()]).filter(is_value) {
            *self.lines.entry(line.to_owned()).or_default() |= is_name;
            // The import adds the unit of the table to its numbers.
            let number = line.trim_end_matches(char::is_alphabetic);
            if number.len() < line.len() && number.ends_with(|c: char| c.is_ascii_digit()) {
                self.lines.entry(number.to_owned()).or_default();
            }
            if let Some(rest) = after_number(line) {
                self.lines.entry(rest.to_owned()).or_default();
            }
        }
    }
}

/// Returns the places of a document.
pub(super) fn holes(paper: &Paper<'_>, known: &Known) -> Vec<Hole> {
    let mut found = Search { paper, known, holes: Vec::new() };
    for cell in 0..paper.cells.len() {
        found.cell(cell);
    }
    found.body();
    let mut holes = found.holes;
    holes.sort_by_key(|hole| (hole.paragraph, hole.at.start));
    // Without a gap, the year belongs into the title only, which comes first.
    let mut is_first = true;
    holes.retain(|hole| {
        let is_gap = !matches!(hole.kind, Kind::Year(_)) || !hole.at.is_empty();
        is_gap || std::mem::take(&mut is_first)
    });
    holes
}

struct Search<'p, 'x> {
    paper: &'p Paper<'x>,
    known: &'p Known,
    holes: Vec<Hole>,
}

impl Search<'_, '_> {
    fn push(&mut self, paragraph: usize, at: Range<usize>, kind: Kind) {
        let text = &self.paper.paragraphs[paragraph].text;
        let named = match (kind, self.paper.paragraphs[paragraph].cell) {
            (Kind::Cell, Some(cell)) => self.paper.cell_text(cell).replace('\n', ""),
            _ => text[at.clone()].trim().to_owned(),
        };
        let share = match self.known.lines.get_key_value(&named) {
            Some((line, true)) if self.can_name_row(paragraph) => Some(line.clone()),
            _ => None,
        };
        self.holes.push(Hole { paragraph, at, kind, share });
    }

    /// True if a paragraph is in the first cell of a row, apart from numbers and merged cells.
    fn can_name_row(&self, paragraph: usize) -> bool {
        let Some(cell) = self.paper.paragraphs[paragraph].cell else { return false };
        let row = &self.paper.rows[self.paper.cells[cell].row];
        let is_before = |other: &usize| {
            let text = self.paper.cell_text(*other);
            !self.paper.cells[*other].is_continued && text.chars().any(char::is_alphabetic)
        };
        row.cells.len() > 1 && row.cells.iter().find(|other| is_before(other)) == Some(&cell)
    }

    fn cell(&mut self, at: usize) {
        let cell = &self.paper.cells[at];
        if cell.is_continued || cell.paragraphs.is_empty() {
            return;
        }
        let text = self.paper.cell_text(at);
        let first = cell.paragraphs[0];
        if text.is_empty() && self.is_corner(at) {
            return;
        }
        if text.is_empty() {
            let to_fill = cell.paragraphs.iter().find(|at| self.paper.paragraphs[**at].control.is_some());
            let to_fill = *to_fill.unwrap_or(&first);
            let whole = 0..self.paper.paragraphs[to_fill].text.len();
            match self.numbered_lines_beside(at) {
                0 | 1 => self.push(to_fill, whole, Kind::Text),
                lines => (0..lines).for_each(|line| self.push(to_fill, whole.clone(), Kind::Line(line))),
            }
            return;
        }
        let lines: Vec<&str> = text.lines().collect();
        // A short text on several lines, such as a number or a name that was wrapped by hand.
        let is_known = |text: &str| self.known.lines.contains_key(text);
        if lines.len() > 1
            && (is_known(&lines.concat()) || is_known(&lines.join(" ")))
            && !lines.iter().any(|line| is_known(line))
        {
            let length = self.paper.paragraphs[first].text.len();
            return self.push(first, 0..length, Kind::Cell);
        }
        let is_prompt = |line: &&str| after_number(line).is_some_and(str::is_empty);
        let has_prompts = lines.iter().any(is_prompt);
        for paragraph in cell.paragraphs.clone() {
            let text = self.paper.paragraphs[paragraph].text.trim();
            if has_prompts && text.starts_with('（') && text.ends_with('）') {
                self.push(paragraph, 0..0, Kind::Hint);
            } else if !text.is_empty() {
                self.paragraph(paragraph);
            }
        }
    }

    /// True if a blank cell is above the names of rows: only labels follow it.
    fn is_corner(&self, cell: usize) -> bool {
        let cells = &self.paper.rows[self.paper.cells[cell].row].cells;
        let at = cells.iter().position(|other| *other == cell).unwrap_or(0);
        let is_label = |other: &usize| {
            let text = self.paper.cell_text(*other);
            !text.is_empty() && !self.known.lines.contains_key(&text) && after_colons(&text).is_empty()
        };
        let after = &cells[at + 1..];
        at <= 1 && after.len() >= MIN_HEADS && after.iter().all(is_label)
    }

    /// Returns the number of numbered lines in the cells of the same row: `目标1：`, `目标2：`.
    fn numbered_lines_beside(&self, cell: usize) -> usize {
        let row = &self.paper.rows[self.paper.cells[cell].row];
        let count = |other: &usize| {
            let text = self.paper.cell_text(*other);
            text.lines().filter(|line| after_number(line).is_some()).count()
        };
        row.cells.iter().filter(|other| **other != cell).map(count).max().unwrap_or(0)
    }

    fn body(&mut self) {
        let body: Vec<(usize, &Paragraph)> = self.paper.body().collect();
        let mut was_blank = true;
        for (position, (at, paragraph)) in body.iter().enumerate() {
            let next = body.get(position + 1).map(|(_, next)| *next);
            if paragraph.is_blank() {
                let is_gap = paragraph.pieces.iter().any(|piece| piece.has(self.paper, "u "));
                if (!was_blank && !paragraph.breaks || paragraph.control.is_some()) && !is_gap {
                    self.push(*at, 0..paragraph.text.len(), Kind::Text);
                }
                was_blank = true;
                continue;
            }
            was_blank = false;
            let before = self.holes.len();
            self.paragraph(*at);
            let is_value = self.holes.len() > before;
            if !is_value && is_heading(paragraph) && self.has_nothing_below(paragraph, next) {
                self.push(*at, 0..0, Kind::Below);
            }
        }
    }

    /// True if neither text nor a heading of a lower level follows a heading.
    fn has_nothing_below(&self, heading: &Paragraph, next: Option<&Paragraph>) -> bool {
        let Some(next) = next else { return true };
        let is_adjacent = self.paper.xml[heading.range.end..next.range.start].trim().is_empty();
        if !is_adjacent {
            return true;
        }
        if !is_heading(next) {
            return next.is_blank() && next.breaks;
        }
        let levels = self.level(heading).zip(self.level(next));
        levels.is_some_and(|(own, next)| next <= own)
    }

    /// Returns the level of a heading: from its number, or from its style or list.
    fn level(&self, heading: &Paragraph) -> Option<usize> {
        let text = heading.text.trim();
        let is_chinese = |text: &str| text.starts_with(|c| "一二三四五六七八九十".contains(c));
        let bracket = text.strip_prefix(['（', '(']);
        match bracket {
            _ if text.starts_with('第') => return Some(0),
            _ if is_chinese(text) => return Some(1),
            Some(rest) if is_chinese(rest) => return Some(2),
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => return Some(4),
            _ if text.starts_with(|c: char| c.is_ascii_digit()) => return Some(3),
            _ => {}
        }
        let properties = &self.paper.xml[heading.properties.clone()?];
        let value = |name: &str| {
            let (_, rest) = properties.split_once(&format!("<{}{name} ", self.paper.prefix))?;
            let (_, value) = rest.split_once("val=\"")?;
            let digits = value.split('"').next()?.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits.parse::<usize>().ok()
        };
        value("ilvl")
            .map(|level| level + 1)
            .or_else(|| value("outlineLvl").map(|level| level + 1))
            .or_else(|| value("pStyle"))
    }

    /// Adds the places of a paragraph with text.
    fn paragraph(&mut self, at: usize) {
        let text = self.paper.paragraphs[at].text.as_str();
        let whole = trimmed(text, 0..text.len());
        if self.known.lines.contains_key(&text[whole.clone()]) {
            let kind = if has_boxes(&text[whole.clone()]) { Kind::Ticks } else { Kind::Text };
            return self.push(at, whole, kind);
        }
        let mut taken = Taken::default();
        let mut from = 0;
        for line in text.split('\n') {
            if line.len() <= MAX_LABELLED {
                self.line(at, from..from + line.len(), &mut taken);
            }
            from += line.len() + 1;
        }
        for mut range in self.gaps(at) {
            // The rest of the line behind a value is not another place.
            if text.len() > MAX_LABELLED || taken.is_beside(&range, text) {
                continue;
            }
            if text[range.clone()].starts_with('\t') {
                // The text is written before the tab, which draws the line.
                range.end = range.start;
            }
            taken.0.push((range, Kind::Text));
        }
        taken.0.into_iter().for_each(|(range, kind)| self.push(at, range, kind));
    }

    /// Adds the places of a line of a paragraph.
    fn line(&self, at: usize, line: Range<usize>, taken: &mut Taken) {
        let paragraph = &self.paper.paragraphs[at];
        let text = &paragraph.text[line.clone()];
        let moved = |range: Range<usize>| line.start + range.start..line.start + range.end;
        let in_cell = paragraph.cell.is_some();
        if let Some((range, digits)) = self.year(text, in_cell) {
            taken.take(moved(range), Kind::Year(digits));
        }
        for value in self.known.in_title.iter().filter(|value| !in_cell && !value.is_empty()) {
            if let Some(from) = text.find(value.as_str()) {
                taken.take(moved(from..from + value.len()), Kind::Text);
            }
        }
        // A value on a line to write on, with the blanks around it, or in a content control.
        for range in self.set_off(at) {
            if self.known.lines.contains_key(paragraph.text[range.clone()].trim()) {
                taken.take(range, Kind::Text);
            }
        }
        for range in segments(text) {
            let part = &text[range.clone()];
            if self.known.lines.contains_key(part) || has_boxes(part) {
                let kind = if has_boxes(part) { Kind::Ticks } else { Kind::Text };
                taken.take(moved(range), kind);
            }
        }
        if let Some(range) = blank_date(text) {
            taken.take(moved(range), Kind::Text);
        }
        let whole = trimmed(text, 0..text.len());
        let (ellipsis, whole_end) = (&text[whole.clone()], whole.end);
        if in_cell && is_ellipsis(ellipsis) {
            taken.take(moved(whole), Kind::Text);
        }
        for range in after_colons(text) {
            taken.take(moved(range), Kind::Text);
        }
        // A row whose name has a number, but is blank: `2、`.
        let is_number =
            ellipsis.ends_with(['、', '.', '．']) && after_number(ellipsis).is_some_and(str::is_empty);
        if is_number && self.is_in_blank_row(paragraph) {
            taken.take(line.start + whole_end..line.start + whole_end, Kind::Text);
        }
    }

    /// True if all other cells of the row of a paragraph are blank or have values, and there are at least two.
    fn is_in_blank_row(&self, paragraph: &Paragraph) -> bool {
        let Some(own) = paragraph.cell else { return false };
        let cells = &self.paper.rows[self.paper.cells[own].row].cells;
        let is_open = |cell: &usize| {
            let text = self.paper.cell_text(*cell);
            text.is_empty() || self.known.lines.contains_key(&text)
        };
        cells.len() >= 3 && cells.iter().filter(|cell| **cell != own).all(is_open)
    }

    /// Returns the place of the year of the report: in a title, or a gap before "年度".
    fn year(&self, text: &str, in_cell: bool) -> Option<(Range<usize>, Digits)> {
        if let Some(year) = &self.known.year {
            for digits in Digits::ALL.into_iter().filter(|digits| *digits != Digits::Two) {
                let written = digits.write(year);
                let found = text.match_indices(&written).find(|(at, _)| {
                    text[at + written.len()..]
                        .trim_start_matches(|c: char| c.is_whitespace() || c == '_')
                        .starts_with("年度")
                });
                if let Some((at, _)) = found {
                    return Some((at..at + written.len(), digits));
                }
            }
        }
        let end = text.find("年度")?;
        let before = text[..end]
            .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '_' | '＿' | '×' | 'X' | 'x'));
        if before.len() == end && (self.known.year.is_some() || in_cell || before.is_empty()) {
            return None;
        }
        let digits = if before.ends_with("20") { Digits::Two } else { Digits::Four };
        Some((before.len()..end, digits))
    }

    /// Returns the parts of a paragraph that are underlined, and those in content controls.
    fn set_off(&self, at: usize) -> Vec<Range<usize>> {
        let mut parts: Vec<Range<usize>> = Vec::new();
        for piece in &self.paper.paragraphs[at].pieces {
            match parts.last_mut() {
                _ if piece.is_fixed || !piece.has(self.paper, "u ") && piece.control.is_none() => {}
                Some(last) if last.end == piece.at.start => last.end = piece.at.end,
                _ => parts.push(piece.at.clone()),
            }
        }
        parts
    }

    /// Returns the gaps to write in: underlined blanks, and underlines.
    fn gaps(&self, at: usize) -> Vec<Range<usize>> {
        let paragraph = &self.paper.paragraphs[at];
        let mut gaps: Vec<Range<usize>> = Vec::new();
        for piece in &paragraph.pieces {
            let text = &paragraph.text[piece.at.clone()];
            let is_blank = !text.is_empty() && text.trim().is_empty();
            let is_form_field = is_blank && text.contains('\u{2002}');
            let is_prompt =
                text.is_empty() && piece.control.is_some_and(|at| self.paper.controls[at].prompt.is_some());
            let is_gap = is_form_field || is_prompt || is_blank && piece.has(self.paper, "u ");
            match gaps.last_mut() {
                Some(last) if is_gap && last.end == piece.at.start && !is_prompt => last.end = piece.at.end,
                _ if is_gap => gaps.push(piece.at.clone()),
                _ => {}
            }
        }
        let mut from = None;
        let is_line = |c: char| matches!(c, '_' | '＿');
        for (at, c) in paragraph.text.char_indices().chain([(paragraph.text.len(), ' ')]) {
            match from {
                None if is_line(c) => from = Some(at),
                Some(start) if !is_line(c) => {
                    if paragraph.text[start..at].chars().count() >= GAP {
                        gaps.push(start..at);
                    }
                    from = None;
                }
                _ => {}
            }
        }
        gaps
    }
}

/// The places of a paragraph.
#[derive(Default)]
struct Taken(Vec<(Range<usize>, Kind)>);

impl Taken {
    /// Adds a place, unless it overlaps one before it.
    fn take(&mut self, range: Range<usize>, kind: Kind) {
        let overlaps = |(other, _): &(Range<usize>, Kind)| {
            range.start < other.end && other.start < range.end || *other == range
        };
        if !self.0.iter().any(overlaps) {
            self.0.push((range, kind));
        }
    }

    /// True if only blanks are between a range and a place.
    fn is_beside(&self, range: &Range<usize>, text: &str) -> bool {
        self.0.iter().any(|(other, _)| {
            let (from, to) = (other.end.min(range.end), range.start.max(other.start));
            from > to || text[from..to].trim().is_empty()
        })
    }
}

/// True if a paragraph can be a heading: short, with a number or a list number, and no mark at its end.
fn is_heading(paragraph: &Paragraph) -> bool {
    let text = paragraph.text.trim();
    let is_short = text.chars().nth(60).is_none() && !text.ends_with(['。', '；', '：', ':', '，']);
    let is_numbered = after_number(text).is_some_and(|rest| !rest.is_empty());
    is_short && !text.is_empty() && (is_numbered || paragraph.is_listed)
}

/// Returns the holes by the row of a table that they are in.
pub(super) fn by_row(paper: &Paper<'_>, holes: &[Hole]) -> BTreeMap<usize, Vec<usize>> {
    let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, hole) in holes.iter().enumerate() {
        if let Some(row) = paper.row_of(hole.paragraph) {
            rows.entry(row).or_default().push(at);
        }
    }
    rows
}
