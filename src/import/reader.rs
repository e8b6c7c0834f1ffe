//! Reads a document block by block, row by row and line by line, and assigns each to a part of the form.

mod boxes;
mod cover;
mod order;
mod tables;

use std::collections::{HashMap, HashSet};

use order::Decoy;

use super::document::{Block, Cell, Covers};
use super::label::{
    contents_entry, is_remark, key, one_line, paragraphs, without_brackets, without_underline,
};
use super::lexicon::{Lexicon, split_year};
use super::limits::MAX_LABEL_BYTES;
use super::lists::OpenList;
use super::margins::{is_annex, is_page_mark};
use super::normalise::Found;
use super::prose::Prose;
use super::quantity::{Units, own_unit, split_unit, unit_in, unit_in_remark};
use super::repair::{Place, Repair, RepairKind};
use super::rows::{SharedTable, gather};
use super::values::{Ticked, is_blank_form, ticked};
use crate::form::{CellRef, FieldId, Form, Print, TableId};

/// In a longer line only the label at its start is recognised.
const SHORT_LINE: usize = 300;

/// State while a document is read.
#[allow(clippy::struct_excessive_bools, reason = "they are independent")]
pub(super) struct Reader<'f> {
    words: Lexicon<'f>,
    /// Current section of the form.
    section: usize,
    found: Found,
    claimed: HashMap<FieldId, usize>,
    shared: Vec<SharedTable>,
    /// Names of the rows of shared tables so far, as keys.
    names: HashSet<String>,
    /// True if the last of them can continue.
    in_shared: bool,
    /// True if a table without a header continues the last of them.
    continued: bool,
    list: Option<OpenList>,
    /// Headers of lists, by table; groups can be far below their header.
    list_headers: HashMap<TableId, OpenList>,
    /// Last table caption.
    caption: Option<TableId>,
    /// Units of the tables that follow.
    units: Units,
    /// True if no table follows the heading of the section yet.
    in_section_start: bool,
    /// True if the caption names another year than that of the report.
    is_other_year: bool,
    /// Origin of the extents of the cells of the current table.
    covers: Covers,
    /// Number of rows that were compared with the headers of shared tables.
    attempts: usize,
    /// Index of the last text of several lines.
    long: Option<usize>,
    /// True if the last line is unmatched and ends within a sentence.
    is_cut: bool,
    /// The same of the line before.
    was_cut: bool,
    /// True behind the report: in an annex, or in another report.
    behind: bool,
    /// Labels of the row above, whose values can be in this row, by cell.
    labels_above: Vec<Option<FieldId>>,
    /// True while rows follow that belong to a group which the form does not have.
    in_foreign_group: bool,
    /// A label on a line of its own; its value follows.
    label: Option<FieldId>,
    prose: Prose,
    in_prose: bool,
}

impl<'f> Reader<'f> {
    pub(super) fn new(form: &'f Form) -> Reader<'f> {
        let starts =
            form.row_sets.iter().filter(|rows| rows.name_field.is_some()).flat_map(|rows| &rows.start);
        let names = starts.filter(|name| !name.is_empty()).map(|name| key(name)).collect();
        Reader {
            words: Lexicon::new(form),
            section: 0,
            found: Found::default(),
            claimed: HashMap::new(),
            shared: Vec::new(),
            names,
            in_shared: false,
            continued: false,
            list: None,
            list_headers: HashMap::new(),
            caption: None,
            units: Units::default(),
            in_section_start: false,
            is_other_year: false,
            covers: Covers::default(),
            attempts: 0,
            long: None,
            is_cut: false,
            was_cut: false,
            behind: false,
            labels_above: Vec::new(),
            in_foreign_group: false,
            label: None,
            prose: Prose::new(form),
            in_prose: false,
        }
    }

    /// Reads a document.
    pub(super) fn read(&mut self, blocks: &[Block]) {
        let blocks = &self.join_labels(blocks)[..];
        let cover = self.cover(blocks);
        let (from, to) = (cover.iter().min().copied().unwrap_or(0), self.next_cover(blocks, &cover));
        let decoys = self.decoys(blocks, from, to);
        self.found.guessed.extend(decoys.unclear);
        for (at, block) in blocks.iter().enumerate().filter(|(at, _)| !cover.contains(at)) {
            // A covering letter before the title, and another report after this one.
            if at < from || at >= to {
                self.lose_block(block);
                continue;
            }
            if !matches!(block, Block::Table(_) | Block::Aside(_) | Block::Break) {
                self.continued = false;
            }
            let decoy = |line: usize| decoys.lines.get(&(at, line)).copied();
            match block {
                Block::Heading { text, .. } if decoy(0).is_some() => {
                    paragraphs(text).for_each(|line| self.decoy(line, decoy(0)));
                }
                Block::Heading { level, text } => self.line(&one_line(text), Some(*level)),
                Block::Paragraph(text) => {
                    for (number, line) in paragraphs(text).enumerate() {
                        match decoy(number) {
                            None => self.line(line, None),
                            found => self.decoy(line, found),
                        }
                    }
                }
                Block::Aside(text) => paragraphs(text).for_each(|line| self.aside(line)),
                Block::Break => {
                    self.close();
                    self.in_prose = false;
                }
                Block::Table(grid) => {
                    self.covers = grid.covers;
                    self.table(&grid.rows);
                }
            }
        }
    }

    /// Reads a line that equals a heading but is none.
    fn decoy(&mut self, line: &str, decoy: Option<Decoy>) {
        if decoy == Some(Decoy::Contents) {
            self.repair(Place::None, RepairKind::Contents, line, "");
        } else if self.in_prose {
            self.found.unplaced.extend(self.prose.add(line));
        } else {
            self.other_line(line);
        }
    }

    /// Returns the recognised texts.
    pub(super) fn finish(mut self) -> Found {
        let form = self.words.form;
        let names = self.found.fields.iter().filter(|(field, _)| form.field(*field).kind.is_short_text());
        let names = names.map(|(_, text)| key(text)).collect();
        self.found.unplaced.extend(self.prose.sign_off(&names));
        self.found.repairs.append(&mut self.prose.repairs);
        self.found.guessed.extend(self.prose.guessed.drain(..));
        self.found.evidence.headings = self.prose.found();
        self.found.fields.extend(self.prose.finish());
        let mut tables = self.shared;
        for table in &mut tables {
            self.found.unplaced.append(&mut table.untold());
            self.found.unplaced.append(&mut table.split_off_repeated(form));
            table.convert(form);
            self.found.repairs.append(&mut table.repairs);
            let label = |field: &FieldId| (*field, one_line(form.label(*field)));
            self.found.guessed.extend(table.heading.guessed.iter().map(label));
        }
        for rows in form.row_set_ids().filter(|rows| form.row_set(*rows).name_field.is_some()) {
            let mut found = gather(&self.words, rows, &tables);
            for (name, other) in found.other_names.drain(..) {
                let place = form.row_set(rows).name_field.map_or(Place::None, Place::Field);
                self.found.repairs.push(Repair::new(place, RepairKind::GuessedRow, &other, &name));
                self.found.unplaced.push(format!("{name}：{other}"));
            }
            if !found.rows.is_empty() || !found.sums.is_empty() {
                self.found.shared.push((rows, found));
            }
        }
        self.found
    }

    /// Records a text that is dropped, if it is a prompt of the blank form.
    fn prompt(&mut self, place: Place, text: &str) {
        if self.words.is_prompt(text) {
            self.repair(place, RepairKind::Placeholder, text.trim(), "");
        }
    }

    fn repair(&mut self, place: Place, kind: RepairKind, before: &str, after: &str) {
        self.found.repairs.push(Repair::new(place, kind, before, after));
    }

    fn close(&mut self) {
        self.end_shared();
        self.in_foreign_group = false;
        self.list = None;
        self.label = None;
    }

    fn lose(&mut self, text: &str) {
        for line in paragraphs(text) {
            if self.numbered_on(line) {
                continue;
            }
            let rest = self.words.beyond_print(line);
            let is_bare = line.ends_with(['：', ':'])
                && word_number(line.trim_end_matches(['：', ':']))
                    .is_some_and(|(word, number)| format!("{word}{number}") == key(line));
            if is_bare {
                // A line of the blank form without its text.
                self.repair(Place::None, RepairKind::Placeholder, line, "");
            } else if rest.is_empty() {
                self.prompt(Place::None, line);
            } else {
                self.is_cut =
                    rest.chars().nth(10).is_some() && !rest.ends_with(['。', '；', '：', '！', '？', '）']);
                self.found.unplaced.push(rest.to_owned());
            }
        }
    }

    /// Appends a line to the last long text if it has the next number of the same words: `任务2：` after `任务1：`.
    fn numbered_on(&mut self, line: &str) -> bool {
        let Some(at) = self.long else { return false };
        let text = &mut self.found.fields[at].1;
        let is_next = text.lines().next_back().and_then(word_number).zip(word_number(line));
        let is_next = is_next.is_some_and(|((word, last), (other, next))| word == other && next == last + 1);
        if is_next {
            text.push('\n');
            text.push_str(line);
        }
        is_next
    }

    /// Handles a text that was recognised as a label. If it contains more than the label, the value is not
    /// certain, and the text is kept as unmatched.
    fn heard(&mut self, text: &str, field: FieldId) {
        if self.words.is_own_label(text, field) {
            self.found.evidence.labels.insert(field);
        }
        if !self.words.is_label(text, field) {
            self.found.guessed.insert(field, one_line(text));
            self.found.unplaced.push(one_line(text));
        }
    }

    /// Stores a text for a field outside tables.
    fn claim(&mut self, field: FieldId, text: &str) {
        let kind = &self.words.form.field(field).kind;
        let bare = without_underline(text);
        let text = match ticked(kind, bare) {
            Ticked::No => bare.to_owned(),
            Ticked::One(choice) => {
                self.repair(Place::Cell(CellRef::only(field)), RepairKind::Ticked, bare, &choice);
                choice
            }
            Ticked::Unclear => {
                let label = one_line(self.words.form.label(field));
                self.found.unplaced.push(format!("{label}：{bare}"));
                return;
            }
        };
        if kind.is_long() && self.words.begins_label(text.lines().next().unwrap_or_default()) {
            // A label on several lines beside the text.
            return self.lose(&text);
        }
        if !text.is_empty() && is_blank_form(kind, &text) {
            self.repair(Place::Cell(CellRef::only(field)), RepairKind::Placeholder, &text, "");
            self.found.blanks.push(field);
            return;
        }
        if text.is_empty() {
            self.found.blanks.push(field);
            return;
        }
        self.section = self.words.form.field(field).section;
        let place = Place::Cell(CellRef::only(field));
        match self.claimed.get(&field) {
            None => {
                let at = self.found.fields.len();
                self.long = kind.is_long().then_some(at);
                self.claimed.insert(field, at);
                self.found.fields.push((field, text));
            }
            // Compare only texts of similar length: a long text must not be normalised again for each
            // duplicate.
            Some(at)
                if self.found.fields[*at].1.len() <= text.len() * 2
                    && key(&self.found.fields[*at].1) == key(&text) =>
            {
                self.repair(place, RepairKind::Repeated, &text, "");
            }
            Some(_) => {
                if self.words.form.field(field).kind.is_phone() {
                    self.repair(place, RepairKind::SecondPhone, &text, "");
                }
                let label = one_line(self.words.form.label(field));
                self.found.unplaced.push(format!("{label}：{text}"));
            }
        }
    }

    /// Stores the text of a cell for a field. Lines after the first that do not fit its type are read
    /// separately.
    fn value(&mut self, field: FieldId, text: &str) {
        let kind = &self.words.form.field(field).kind;
        if kind.is_long() {
            self.claim(field, &paragraphs(text).collect::<Vec<_>>().join("\n"));
        } else if kind.parse(&one_line(text)).is_ok() {
            let joined = one_line(text);
            if text.trim().contains('\n') {
                self.repair(Place::Cell(CellRef::only(field)), RepairKind::LinesJoined, text.trim(), &joined);
            }
            self.claim(field, &joined);
        } else {
            let mut lines = paragraphs(text);
            let first = lines.next().unwrap_or_default().to_owned();
            self.claim(field, &first);
            let is_phone = kind.is_phone();
            for line in lines {
                if is_phone && self.words.form.field(field).kind.parse(line).is_ok() {
                    self.repair(Place::Cell(CellRef::only(field)), RepairKind::SecondPhone, line, "");
                    self.found.unplaced.push(line.to_owned());
                } else {
                    self.line(line, None);
                }
            }
        }
    }

    /// Reads a line outside the main text. It can fill a field, but does not continue anything.
    fn aside(&mut self, line: &str) {
        self.label = None;
        if self.in_prose || self.list.is_some() {
            self.lose(line);
        } else {
            self.line(line, None);
        }
        self.label = None;
    }

    /// Reads a line outside tables, or the only cell of a row.
    fn line(&mut self, line: &str, level: Option<usize>) {
        let line = line.trim();
        self.was_cut = std::mem::take(&mut self.is_cut);
        if is_page_mark(line) {
            self.repair(Place::None, RepairKind::PageNumber, line, "");
            return;
        }
        if self.behind && self.words.section(line).is_none() {
            self.lose(line);
            return;
        }
        // An annex follows the report.
        if is_remark(line) && !self.in_prose && unit_in_remark(line).is_some() {
            self.shared.last_mut().into_iter().for_each(|table| table.remark(line));
        }
        if self.in_prose && is_annex(line) {
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
        if let Some(unit) = own_unit(line) {
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
                }
            }
        } else if let Some(field) = self.words.exact_field(line) {
            self.section = self.words.form.field(field).section;
            // A label beside a text of several lines stands between them: its text begins above.
            self.label = Some(field).filter(|_| !self.was_cut);
        } else if let Some(table) = self.words.caption(line) {
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
        } else if self.prose.begins(line, level) {
            self.close();
            self.in_prose = true;
            let lost = self.prose.line(line, level);
            self.found.unplaced.extend(lost);
        } else if let Some((field, value)) = self.words.foot(line, self.section) {
            self.label = None;
            self.claim(field, &value);
        } else if !self.words.is_printed(line) {
            self.other_line(line);
        } else {
            self.prompt(Place::None, line);
        }
    }

    /// Stores the unit in a line of its own: for the section, or below a caption for the next table.
    fn unit_line(&mut self, unit: &'static str) {
        let units = &mut self.units;
        let place = if self.in_section_start { &mut units.section } else { &mut units.above };
        *place = Some(unit);
    }

    /// True if the report is of this year, as far as it is known.
    fn is_own_year(&self, year: &str) -> bool {
        let field = self.words.form.year;
        let own =
            field.and_then(|field| self.claimed.get(&field)).map(|at| self.found.fields[*at].1.as_str());
        own.is_none_or(|own| own == year)
    }

    /// Splits a line of labels and values with several blanks between them, if it has at least two labels.
    fn spaced(&self, line: &str) -> Option<Vec<Cell>> {
        let parts: Vec<&str> = line.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() < 3 || line.len() > SHORT_LINE {
            return None;
        }
        let is_label = |part: &&&str| self.words.exact_field(part).is_some();
        let first = parts.first().is_some_and(|part| self.words.exact_field(part).is_some());
        (first && parts.iter().filter(is_label).count() >= 2)
            .then(|| parts.into_iter().map(Cell::new).collect())
    }

    /// True if a text is certainly a heading of the form, by its number or its length.
    fn is_heading(&self, text: &str) -> bool {
        let section = self.words.section(text);
        section.is_some_and(|(_, numbered)| numbered || key(text).chars().count() >= 6)
            || self.prose.begins(text, None)
    }

    /// Reads a line that does not start with a label.
    fn other_line(&mut self, line: &str) {
        if let Some(field) = self.label {
            let long = self.words.form.field(field).kind.is_long();
            match self.claimed.get(&field).filter(|_| long) {
                Some(at) => {
                    let text = &mut self.found.fields[*at].1;
                    text.push('\n');
                    text.push_str(line);
                }
                None => self.value(field, line),
            }
            self.label = Some(field).filter(|_| long);
            return;
        }
        if let Some((field, value)) = self.words.field_before(line, self.section) {
            if self.was_cut && self.words.form.field(field).kind.is_long() {
                return self.lose(line);
            }
            self.value(field, value);
        } else if !self.like_a_default(line) {
            self.lose(line);
        }
    }

    /// Matches a line on the cover without a label to a default value of the form: 某某财政局（制）.
    fn like_a_default(&mut self, line: &str) -> bool {
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
    fn prose_line(&mut self, line: &str, level: Option<usize>) -> bool {
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
        let captioned = self.words.caption(line).is_some_and(|table| {
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
        let lost = self.prose.line(line, level);
        self.found.unplaced.extend(lost);
        true
    }

    /// Returns labels followed by a colon with their values, if the line starts with one.
    fn pairs(&self, line: &str) -> Vec<(FieldId, String)> {
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
    fn label_at_end(&self, text: &str) -> Option<(usize, FieldId)> {
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

/// Splits a line such as `任务2：甲` into its word and its number.
fn word_number(line: &str) -> Option<(&str, usize)> {
    let word = line.trim().split_once(|c: char| c.is_ascii_digit())?.0;
    let rest = &line.trim()[word.len()..];
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let is_word = (1..=4).contains(&word.chars().count()) && word.chars().all(char::is_alphabetic);
    let number = rest[..digits].parse().ok().filter(|_| is_word && digits <= 2)?;
    Some((word, number))
}
