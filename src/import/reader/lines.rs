//! Reads lines outside tables: headings, labels with their values, and texts.

use super::{MAX_LABELS, Reader, Role, SHORT_LINE, word_number};
use crate::export::width;
use crate::form::{FieldId, Print, TableId};
use crate::import::document::Cell;
use crate::import::label::{
    contents_entry, ends_sentence, is_remark, key, one_line, strip_heading_number, without_brackets,
};
use crate::import::lexicon::split_year;
use crate::import::limits::MAX_LABEL_BYTES;
use crate::import::margins::{is_annex, is_draft_mark, is_page_mark, is_underline};
use crate::import::quantity::{Units, own_unit, split_unit, unit_in, unit_in_remark, unit_of_caption};
use crate::import::repair::{Place, RepairKind};

/// Minimum width of a full line, in cells, and the difference between full lines.
const MIN_FULL: usize = 30;
const MARGIN: usize = 4;

impl Reader<'_> {
    /// Reads a line outside the main text. It can fill a field, but does not continue anything.
    pub(super) fn aside(&mut self, line: &str) {
        self.label = None;
        if self.in_prose || self.list.is_some() {
            self.lose(line);
        } else {
            self.line(line, None);
        }
        self.label = None;
    }

    /// Reads a line outside tables, or the only cell of a row.
    pub(super) fn line(&mut self, line: &str, level: Option<usize>) {
        let line = line.trim();
        if is_page_mark(line) || is_draft_mark(line) {
            let kind = if is_page_mark(line) { RepairKind::PageNumber } else { RepairKind::DraftMark };
            self.repair(Place::None, kind, line, "");
            return;
        }
        self.before = std::mem::take(&mut self.last);
        if self.behind && self.words.section(line).is_none() {
            self.lose(line);
            return;
        }
        // An annex follows the report.
        if is_remark(line) && !self.in_prose && unit_in_remark(line).is_some() {
            self.shared.last_mut().into_iter().for_each(|table| table.remark(line));
        }
        if self.in_prose && !self.in_report && is_annex(line) {
            self.close();
            (self.behind, self.in_prose) = (true, false);
            self.lose(line);
            return;
        }
        if line.is_empty() || (self.in_prose && self.prose_line(line, level)) {
            return;
        }
        if contents_entry(line).is_some_and(|head| self.is_heading(head)) {
            self.repair(Place::None, RepairKind::Contents, line, "");
            return;
        }
        if let Some((section, _)) = self.words.section(line) {
            self.found.repairs.extend(self.words.renumbered_section(line, section));
            self.close();
            (self.section, self.behind) = (section, false);
            (self.units, self.caption) = (Units { section: unit_in(line), ..Units::default() }, None);
            self.in_section_start = true;
            if self.words.form.sections[section].print == Print::Prose {
                self.in_prose = true;
                self.prose.enter(section);
            }
            return;
        }
        let is_text = self.label.is_some_and(|field| self.words.form.field(field).kind.is_long());
        if let Some(unit) = own_unit(line).filter(|_| !is_text) {
            self.unit_line(unit);
            return;
        }
        if let Some((before, unit)) = split_unit(line).filter(|_| self.words.caption(line).is_none()) {
            self.unit_line(unit);
            self.line(before, level);
            return;
        }
        // Labels and values on one line, with blanks between them.
        if let Some(cells) = self.spaced(line) {
            self.boxes(&cells);
            return;
        }
        let pairs = self.pairs(line);
        if let Some((first, _)) = pairs.first() {
            self.label = None;
            self.heard(line.split(['：', ':']).next().unwrap_or_default(), *first);
            for (field, text) in pairs {
                if text.is_empty() {
                    self.label = Some(field);
                } else {
                    self.label = None;
                    self.value(field, &text);
                    self.opened(field);
                }
            }
        } else if let Some(field) = self.words.exact_field(line) {
            self.label_line(field);
        } else if let Some(table) = self.words.caption(line) {
            self.caption_line(line, table);
        } else if self.prose.begins(line, level) {
            self.close();
            self.in_prose = true;
            let lost = self.prose.line(line, level);
            self.found.unplaced.extend(lost);
        } else if let Some((field, value)) = self.words.foot(line, self.section) {
            self.label = None;
            self.claim(field, &value);
        } else if !self.words.is_printed(line) {
            // The caption of a table in other words.
            self.unit_of_next = unit_of_caption(line);
            self.other_line(line);
        } else {
            self.prompt(Place::None, line);
        }
    }

    /// Handles a line that is a label. Its value follows, unless it begins above or is in another place.
    fn label_line(&mut self, field: FieldId) {
        self.section = self.words.form.field(field).section;
        // A label beside a text of several lines stands between them: its text begins above.
        let begins_above = match self.before {
            Role::Cut => true,
            Role::Lost => self.words.form.field(field).kind.is_long(),
            _ => false,
        };
        // After several labels the values follow in another place.
        self.bare_labels = if self.before == Role::Label { self.bare_labels + 1 } else { 1 };
        let is_apart = self.bare_labels >= MAX_LABELS;
        self.last = Role::Label;
        self.label = Some(field).filter(|_| !begins_above && !is_apart);
    }

    /// Handles the caption of a table.
    fn caption_line(&mut self, line: &str, table: TableId) {
        self.close();
        self.is_other_year = split_year(line).is_some_and(|(year, _)| !self.is_own_year(year));
        let is_own = split_year(line).is_some() && !self.is_other_year;
        if !is_own && !self.words.is_caption(line) {
            self.found.unplaced.push(line.to_owned());
        }
        self.caption = Some(table);
        self.in_section_start = false;
        let before = self.units.above.take();
        self.units = Units { before, caption: unit_in(line), ..self.units };
    }

    /// Stores the unit in a line of its own: for the section, or below a caption for the next table.
    pub(super) fn unit_line(&mut self, unit: &'static str) {
        let units = &mut self.units;
        let place = if self.in_section_start { &mut units.section } else { &mut units.above };
        *place = Some(unit);
    }

    /// True if the report is of this year, as far as it is known.
    pub(super) fn is_own_year(&self, year: &str) -> bool {
        let field = self.words.form.year;
        let own =
            field.and_then(|field| self.claimed.get(&field)).map(|at| self.found.fields[*at].1.as_str());
        own.is_none_or(|own| own == year)
    }

    /// Splits a line of labels and values with blanks between them, if it has at least two labels. Words between two
    /// labels are one value.
    pub(super) fn spaced(&self, line: &str) -> Option<Vec<Cell>> {
        if line.len() > SHORT_LINE {
            return None;
        }
        let is_label = |part: &str| self.words.exact_field(part).is_some();
        let is_pairs = |parts: &[&str]| {
            let first = parts.first().is_some_and(|part| is_label(part));
            first && parts.len() >= 3 && parts.iter().filter(|part| is_label(part)).count() >= 2
        };
        let parts: Vec<&str> = line.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
        if is_pairs(&parts) {
            return Some(parts.into_iter().map(Cell::new).collect());
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        if !is_pairs(&words) {
            return None;
        }
        let runs = words.chunk_by(|a, b| !is_label(a) && !is_label(b));
        Some(runs.map(|run| Cell::new(run.join(" "))).collect())
    }

    /// True if a text is certainly a heading of the form, by its number or its length.
    pub(super) fn is_heading(&self, text: &str) -> bool {
        let section = self.words.section(text);
        section.is_some_and(|(_, numbered)| numbered || key(text).chars().count() >= 6)
            || self.prose.begins(text, None)
    }

    /// Reads a line that does not start with a label.
    pub(super) fn other_line(&mut self, line: &str) {
        if let Some(field) = self.label {
            let long = self.words.form.field(field).kind.is_long();
            if long && self.words.begins_label(line) {
                // Labels on several lines stand in a column beside their texts.
                self.label = None;
                return self.lose(line);
            }
            match self.claimed.get(&field).copied().filter(|_| long) {
                Some(at) if is_wrapped_on(&self.found.fields[at].1, line) => {
                    self.label = None;
                    self.withdraw(at);
                    return self.lose(line);
                }
                Some(at) => {
                    let text = &mut self.found.fields[at].1;
                    text.push('\n');
                    text.push_str(line);
                }
                None => self.value(field, line),
            }
            self.label = Some(field).filter(|_| long);
            return;
        }
        if let Some((field, value)) = self.words.field_before(line, self.section) {
            let is_long = self.words.form.field(field).kind.is_long();
            if matches!(self.before, Role::Cut | Role::Lost) && is_long {
                return self.lose(line);
            }
            self.value(field, value);
            self.opened(field);
        } else if !self.like_a_default(line) {
            if self.numbered_on(line) {
                self.last = self.before;
                return;
            }
            if let (Role::Open, Some(at)) = (self.before, self.long) {
                self.withdraw(at);
            }
            self.lose(line);
        }
    }

    /// Records that the text of a field begins beside its label, so that it can go on in the next line.
    pub(super) fn opened(&mut self, field: FieldId) {
        if self.words.form.field(field).kind.is_long() && self.long.is_some() {
            self.last = Role::Open;
        }
    }

    /// Takes back the text of a field that goes on in lines which do not belong to it for certain.
    pub(super) fn withdraw(&mut self, at: usize) {
        let (field, text) = &mut self.found.fields[at];
        let label = one_line(self.words.form.label(*field));
        self.found.unplaced.push(format!("{label}：{}", std::mem::take(text)));
        self.long = None;
    }

    /// Matches a line on the cover without a label to a default value of the form: 某某财政局（制）.
    pub(super) fn like_a_default(&mut self, line: &str) -> bool {
        let form = self.words.form;
        if form.sections[self.section].print != Print::Cover || line.chars().count() > 40 {
            return false;
        }
        let whole = key(line);
        let bare = without_brackets(&whole);
        let is_free = |id: &FieldId| {
            let field = form.field(*id);
            let here = field.section == self.section && field.kind.is_short_text();
            here && !self.claimed.contains_key(id)
        };
        let found = form.field_ids().filter(is_free).find(|id| {
            let default = form.field(*id).default.as_deref().map(key).unwrap_or_default();
            let shared = bare.chars().rev().zip(default.chars().rev()).take_while(|(a, b)| a == b).count();
            bare == default || (shared >= 3 && whole.len() > bare.len())
        });
        if let Some(field) = found {
            let (text, mark) = line.split_at(line.find(['（', '(']).unwrap_or(line.len()));
            self.claim(field, text.trim());
            if !["", "(制)", "(印制)", "(盖章)", "(章)"].contains(&key(mark).as_str()) {
                self.found.unplaced.push(mark.to_owned());
            }
        }
        found.is_some()
    }

    /// Reads a line as prose. Returns false if it is not prose.
    pub(super) fn prose_line(&mut self, line: &str, level: Option<usize>) -> bool {
        if contents_entry(line).is_some_and(|head| self.is_heading(head)) {
            self.repair(Place::None, RepairKind::Contents, line, "");
            return true;
        }
        let section = self.words.section(line);
        if let Some((section, _)) = section
            && self.words.form.sections[section].print == Print::Prose
        {
            self.found.repairs.extend(self.words.renumbered_section(line, section));
            return true;
        }
        let marked = section.is_some_and(|(_, numbered)| numbered || level.is_some());
        let captioned = self.above_table
            && self.words.caption(line).is_some_and(|table| {
                key(line) == key(&self.words.form.table(table).label) && key(line).chars().count() >= 6
            });
        if marked || captioned {
            self.in_prose = false;
            return false;
        }
        let pairs = if line.chars().count() <= SHORT_LINE { self.pairs(line) } else { Vec::new() };
        if pairs.len() >= 2 {
            self.heard(line.split(['：', ':']).next().unwrap_or_default(), pairs[0].0);
            for (field, text) in pairs {
                self.claim(field, &text);
            }
            return true;
        }
        if is_underline(line) && self.prose.is_below_heading() {
            self.repair(Place::None, RepairKind::Rule, line, "");
            return true;
        }
        let lost = self.prose.line(line, level);
        self.found.unplaced.extend(lost);
        true
    }

    /// Returns labels followed by a colon with their values, if the line starts with one.
    pub(super) fn pairs(&self, line: &str) -> Vec<(FieldId, String)> {
        let mut pairs: Vec<(FieldId, usize, usize)> = Vec::new();
        let mut start = 0;
        let short = line.len() <= SHORT_LINE * 3;
        for (at, colon) in line.match_indices(['：', ':']) {
            if !pairs.is_empty() && !short {
                break;
            }
            let before = &line[start..at];
            let found = if pairs.is_empty() {
                self.words.field(before, self.section).map(|(field, _)| (0, field))
            } else {
                self.label_at_end(before)
            };
            match (found, pairs.last_mut()) {
                (None, None) => return Vec::new(),
                (None, Some(_)) => {}
                (Some((from, field)), last) => {
                    if let Some((_, _, end)) = last {
                        *end = start + from;
                    }
                    pairs.push((field, at + colon.len(), line.len()));
                }
            }
            // A label cannot contain a colon.
            start = at + colon.len();
        }
        pairs.into_iter().map(|(field, from, to)| (field, line[from..to].trim().to_owned())).collect()
    }

    /// Returns the longest label at the end of a text. It must be the whole text or follow a blank.
    pub(super) fn label_at_end(&self, text: &str) -> Option<(usize, FieldId)> {
        let mut label = String::new();
        let mut found = None;
        let mut end = text.len();
        for (at, _) in text.char_indices().rev().filter(|(_, c)| c.is_whitespace()).chain([(0, ' ')]) {
            let word = text[at..end].trim_start();
            label.insert_str(0, &key(word));
            if label.len() > MAX_LABEL_BYTES {
                break;
            }
            found = self.words.field_of_key(&label).map(|field| (end - word.len(), field)).or(found);
            end = at;
        }
        found
    }
}

/// True if a text ends within a sentence that a line goes on with. A line goes on with a text only if it is no longer
/// than a full line.
fn is_wrapped_on(text: &str, line: &str) -> bool {
    let last = text.lines().next_back().unwrap_or_default();
    let is_item = strip_heading_number(line).is_some() || word_number(line).is_some();
    let full = width(last);
    full >= MIN_FULL && width(line) <= full + MARGIN && !ends_sentence(last) && !is_item
}
