//! Reads a document block by block, row by row and line by line, and assigns each to a part of the form.

use std::collections::{HashMap, HashSet};

use super::label::{
    contents_entry, is_number, is_remark, key, one_line, paragraphs, without_brackets, without_underline,
};
use super::lexicon::Lexicon;
use super::lexicon::split_year;
use super::limits::{MAX_COLUMNS, MAX_LABEL_BYTES};
use super::lists::OpenList;
use super::margins::{is_annex, is_page_mark};
use super::normalise::Found;
use super::prose::Prose;
use super::quantity::{
    Units, own_unit, split_unit, unit_in, unit_in_remark, year_at_end, year_in, year_number,
};
use super::repair::with_key;
use super::rows::{SharedTable, Taken, gather};
use super::values::{Ticked, is_blank_form, ticked};
use super::{Block, Cell, Grid, Place, Repair, RepairKind};
use crate::form::{CellRef, FieldId, Form, Print, TableId};

/// Maximum number of blocks that are searched for the cover, and of lines in its title.
const COVER_BLOCKS: usize = 60;
const COVER_LINES: usize = 4;
/// Part of a title, in percent, that a line needs to be the title of another bureau.
const MIN_TITLE: usize = 30;
/// Maximum number of shared tables in a document. Further tables are kept as text.
const MAX_TABLES: usize = 100;
/// Maximum total number of rows in shared tables.
const MAX_SHARED_ROWS: usize = 10_000;
/// In a longer line only the label at its start is recognised.
const SHORT_LINE: usize = 300;

/// State while a document is read.
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
        for (at, block) in blocks.iter().enumerate().filter(|(at, _)| !cover.contains(at)) {
            // A covering letter before the title, and another report after this one.
            if at < from || at >= to {
                self.lose_block(block);
                continue;
            }
            if !matches!(block, Block::Table(_) | Block::Aside(_)) {
                self.continued = false;
            }
            match block {
                Block::Heading { level, text } => self.line(&one_line(text), Some(*level)),
                Block::Paragraph(text) => paragraphs(text).for_each(|line| self.line(line, None)),
                Block::Aside(text) => paragraphs(text).for_each(|line| self.aside(line)),
                Block::Table(grid) => self.table(&grid.rows),
            }
        }
    }

    /// Joins labels and headings that stand on two lines.
    fn join_labels(&self, blocks: &[Block]) -> Vec<Block> {
        let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
        for block in blocks {
            if let (Block::Paragraph(next), Some(Block::Paragraph(last))) = (block, joined.last_mut())
                && last.len() + next.len() <= MAX_LABEL_BYTES
                && !last.contains('\n')
                && self.words.is_two_lines(last, next)
            {
                last.push_str(next.trim());
                continue;
            }
            joined.push(block.clone());
        }
        joined
    }

    /// Reads a table. A table without a header directly after another one continues it.
    fn table(&mut self, rows: &[Vec<Cell>]) {
        let continues = rows.first().is_some_and(|first| {
            self.continued && self.shared.last().is_some_and(|table| table.goes_on(first))
        });
        self.in_shared = continues;
        let mut at = 0;
        while at < rows.len() {
            at += self.row(&rows[at..]);
        }
        self.continued = self.in_shared;
        self.close();
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

    /// Reads the title on the cover, which can span several lines. Returns the indices of its blocks.
    fn cover(&mut self, blocks: &[Block]) -> HashSet<usize> {
        let lines: Vec<(usize, &str)> = blocks
            .iter()
            .take(COVER_BLOCKS)
            .enumerate()
            .filter_map(|(at, block)| match block {
                Block::Heading { text, .. } | Block::Paragraph(text) | Block::Aside(text) => {
                    Some((at, text.as_str()))
                }
                Block::Table(_) => None,
            })
            .collect();
        let is_short = |(_, line): &(usize, &str)| line.len() <= MAX_LABEL_BYTES;
        // A title on one line precedes one on several: a line above it is not part of it.
        for count in 1..=COVER_LINES.min(lines.len()) {
            for lines in lines.windows(count).filter(|lines| lines.iter().all(is_short)) {
                let text: String = lines.iter().map(|(_, line)| *line).collect();
                let Some(values) = self.words.cover(&text) else { continue };
                for (field, value) in values {
                    self.cover_value(field, &text, &value);
                }
                self.found.evidence.title = true;
                return lines.iter().map(|(at, _)| *at).collect();
            }
        }
        // The title is that of another bureau; read at least its year.
        let mut best = (MIN_TITLE, None);
        for count in 1..=COVER_LINES.min(lines.len()) {
            for lines in lines.windows(count).filter(|lines| lines.iter().all(is_short)) {
                let text: String = lines.iter().map(|(_, line)| *line).collect();
                let like = self.words.likeness_to_title(&text);
                if like > best.0 {
                    best = (like, Some(text));
                }
            }
        }
        if let Some(line) = best.1 {
            self.found.evidence.like_title = true;
            if let (Some(field), Some(year)) = (self.words.form.year, year_in(&line)) {
                self.cover_value(field, &line, &year);
            }
        }
        HashSet::new()
    }

    /// Returns the index of the first block of a second title, or the number of blocks.
    fn next_cover(&self, blocks: &[Block], cover: &HashSet<usize>) -> usize {
        let Some(last) = cover.iter().max() else { return blocks.len() };
        let text = |block: &Block| match block {
            Block::Heading { text, .. } | Block::Paragraph(text) if text.len() <= MAX_LABEL_BYTES => {
                Some(text.clone())
            }
            _ => None,
        };
        let texts: Vec<Option<String>> = blocks.iter().map(text).collect();
        let is_title = |at: &usize| {
            (1..=COVER_LINES.min(blocks.len() - at)).any(|count| {
                let lines: Option<String> = texts[*at..at + count].iter().cloned().collect();
                lines.is_some_and(|lines| self.words.cover(&lines).is_some())
            })
        };
        (last + 1..blocks.len()).filter(|at| texts[*at].is_some()).find(is_title).unwrap_or(blocks.len())
    }

    /// Stores the texts of a block that is not part of the report as unmatched.
    fn lose_block(&mut self, block: &Block) {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Aside(text) => self.lose(text),
            Block::Table(grid) => {
                for row in &grid.rows {
                    let texts: Vec<String> =
                        row.iter().map(|cell| one_line(&cell.text)).filter(|text| !text.is_empty()).collect();
                    if !texts.is_empty() {
                        self.found.unplaced.push(texts.join("  "));
                    }
                }
            }
        }
    }

    /// Stores a value in the title. Text before the year does not belong to it.
    fn cover_value(&mut self, field: FieldId, line: &str, value: &str) {
        if self.words.form.year != Some(field) {
            self.claim(field, value.to_owned());
            return;
        }
        match year_at_end(value) {
            Some(year) => {
                self.joined_year(field, line, year);
                let before = &value[..value.len() - year.len()];
                if !before.is_empty() {
                    self.found.unplaced.push(before.to_owned());
                }
                self.claim(field, year_number(year).map_or_else(|| year.to_owned(), |year| year.to_string()));
            }
            None => self.repair(Place::Cell(CellRef::only(field)), RepairKind::Placeholder, value, ""),
        }
    }

    /// Records a year whose digits were apart: `20 23`.
    fn joined_year(&mut self, field: FieldId, line: &str, year: &str) {
        let written = with_key(line, year).filter(|written| *written != year);
        if let Some(written) = written.filter(|_| self.words.form.year == Some(field)) {
            self.repair(Place::Cell(CellRef::only(field)), RepairKind::JoinedYear, written, year);
        }
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
            if rest.is_empty() {
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
    fn claim(&mut self, field: FieldId, text: String) {
        let kind = &self.words.form.field(field).kind;
        let bare = without_underline(&text);
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
            self.claim(field, paragraphs(text).collect::<Vec<_>>().join("\n"));
        } else if kind.parse(&one_line(text)).is_ok() {
            let joined = one_line(text);
            if text.trim().contains('\n') {
                self.repair(Place::Cell(CellRef::only(field)), RepairKind::LinesJoined, text.trim(), &joined);
            }
            self.claim(field, joined);
        } else {
            let mut lines = paragraphs(text);
            let first = lines.next().unwrap_or_default().to_owned();
            self.claim(field, first);
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
            if !self.words.is_caption(line) {
                self.found.unplaced.push(line.to_owned());
            }
            self.caption = Some(table);
            self.in_section_start = false;
            let before = self.units.above.take();
            self.units = Units { before, caption: unit_in(line), ..self.units };
            self.is_other_year = split_year(line).is_some_and(|(year, _)| !self.is_own_year(year));
        } else if self.prose.begins(line, level) {
            self.close();
            self.in_prose = true;
            let lost = self.prose.line(line, level);
            self.found.unplaced.extend(lost);
        } else if let Some((field, value)) = self.words.foot(line, self.section) {
            self.label = None;
            self.claim(field, value);
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
            self.claim(field, text.trim().to_owned());
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
                self.claim(field, text);
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

    /// Reads the first of these rows of a table, or all lines of a header. Returns the number of rows read.
    fn row(&mut self, rows: &[Vec<Cell>]) -> usize {
        let Some(cells) = rows.first() else { return 1 };
        if self.behind {
            self.lose_block(&Block::Table(Grid::guessed(vec![cells.clone()])));
            return 1;
        }
        if self.contents_row(cells) {
            return 1;
        }
        let mut rest = &cells[..];
        while let Some((at, line)) = self.break_in(rest) {
            // The text dump has appended the lines below the table to its last cell.
            let lines: Vec<&str> = paragraphs(&rest[at].text).collect();
            let (above, below) = lines.split_at(line);
            let mut row = rest[..at].to_vec();
            row.push(Cell::wide(above.join("\n"), rest[at].columns));
            if row.iter().any(|cell| !cell.text.is_empty()) {
                self.whole_row(&row);
            }
            for line in below {
                self.line(line, None);
            }
            rest = &rest[at + 1..];
        }
        if rest.len() == cells.len()
            && let Some(lines) = self.shared_header(rows)
        {
            return lines;
        }
        if rest.iter().any(|cell| !cell.text.is_empty()) {
            self.whole_row(rest);
        }
        1
    }

    /// True if a row is a line of a table of contents: a heading and a page number. Records it.
    fn contents_row(&mut self, cells: &[Cell]) -> bool {
        let filled: Vec<&Cell> = cells.iter().filter(|cell| !cell.text.is_empty()).collect();
        let [head, page] = filled[..] else { return false };
        let is_page = page.text.len() <= 3 && page.text.bytes().all(|b| b.is_ascii_digit());
        let found = is_page && self.is_heading(&one_line(&head.text));
        if found {
            self.repair(Place::None, RepairKind::Contents, &format!("{}\t{}", head.text, page.text), "");
        }
        found
    }

    /// Reads the header of a shared table at the top of these rows. Returns the number of its lines.
    fn shared_header(&mut self, rows: &[Vec<Cell>]) -> Option<usize> {
        let has_room = self.shared.len() < MAX_TABLES && self.shared_rows() <= MAX_SHARED_ROWS;
        let table = SharedTable::begin(&self.words, rows, self.caption, self.units, &self.names);
        let table = table.filter(|_| has_room && !self.is_other_year)?;
        self.in_section_start = false;
        self.end_shared();
        self.close();
        (self.in_shared, self.in_prose) = (true, false);
        let lines = table.heading.lines;
        self.found.evidence.columns = self.found.evidence.columns.max(table.heading.found());
        self.shared.push(table);
        Some(lines)
    }

    /// Ends the last shared table: its names are known, and a statement of the unit above it no longer counts.
    fn end_shared(&mut self) {
        if let Some(table) = self.shared.last_mut().filter(|_| self.in_shared) {
            self.found.unplaced.append(&mut table.untold());
            self.names.extend(table.rows.iter().filter(|row| !row.sum).map(|row| key(&row.name)));
            self.units.end_table();
            self.caption = None;
        }
        self.in_shared = false;
    }

    /// Returns the cell and the line in it at which text starts that is not part of the row.
    fn break_in(&self, cells: &[Cell]) -> Option<(usize, usize)> {
        if cells.len() < 2 {
            return None;
        }
        cells.iter().enumerate().find_map(|(at, cell)| {
            let signature = self.words.is_signature(&cell.text);
            let breaks = |line: usize, text: &str| {
                let section = self.words.section(text).map(|(section, _)| &self.words.form.sections[section]);
                section.is_some_and(|section| line > 0 || section.print == Print::Prose)
                    || (line > 0 && self.words.caption(text).is_some() && key(text).chars().count() >= 4)
                    || (line > 0
                        && (self.pairs(text).len() >= 2 || is_remark(text) || own_unit(text).is_some()))
                    || (line == 0 && signature)
            };
            let found = paragraphs(&cell.text).enumerate().find(|(line, text)| breaks(*line, text));
            found.map(|(line, _)| (at, line))
        })
    }

    fn shared_rows(&self) -> usize {
        self.shared.iter().map(|table| table.rows.len()).sum()
    }

    fn whole_row(&mut self, cells: &[Cell]) {
        // A cell can state the unit beside another text.
        if !self.in_shared
            && let Some((at, unit)) =
                cells.iter().enumerate().find_map(|(at, cell)| Some((at, own_unit(&cell.text)?)))
        {
            self.unit_line(unit);
            let mut others = cells.to_vec();
            others[at].text.clear();
            if others.iter().any(|cell| !cell.text.is_empty()) {
                self.whole_row(&others);
            }
            return;
        }
        let filled: Vec<&Cell> = cells.iter().filter(|cell| !cell.text.is_empty()).collect();
        let Some(first) = filled.first() else { return };
        if cells.len() == 1 {
            self.close();
            paragraphs(&first.text).for_each(|line| self.line(line, None));
            return;
        }
        if let Some(table) = self.shared.last_mut().filter(|_| self.in_shared) {
            match table.take(&self.words, cells) {
                Taken::Yes(lost) => {
                    self.found.unplaced.extend(lost);
                    return;
                }
                Taken::No => self.end_shared(),
            }
        }
        self.other_row(cells, &filled);
    }

    /// Reads a row that is not in a shared table: a header, boxes, a row of a list, or text.
    fn other_row(&mut self, cells: &[Cell], filled: &[&Cell]) {
        if cells.len() > MAX_COLUMNS {
            self.close();
            self.unknown_row(cells);
            return;
        }
        if self.words.column_labels(cells) >= 2
            && let Some(list) = OpenList::begin(&self.words, cells)
        {
            self.list_headers.insert(list.table, list.clone());
            let columns = self.words.form.table(list.table).groups.iter().flat_map(|group| &group.columns);
            let says_more =
                |cell: &Cell| !self.words.is_head(&one_line(&cell.text), columns.clone().copied());
            let others: Vec<&Cell> = cells
                .iter()
                .zip(list.has_column(cells.len()))
                .filter(|(cell, has)| !has || says_more(cell))
                .map(|(cell, _)| cell)
                .collect();
            (self.list, self.in_prose, self.label) = (Some(list), false, None);
            for cell in others {
                self.caption_cell(&cell.text);
            }
            return;
        }
        if !self.labels_above.is_empty() && self.values_below(cells) {
            return;
        }
        let text = one_line(&filled[0].text);
        let heads_a_part = self.words.section(&text).is_some() || self.words.caption(&text).is_some();
        if self.words.exact_field(&text).is_some() {
            self.close();
            self.boxes(cells);
            return;
        }
        if let Some((at, (table, group))) = cells
            .iter()
            .enumerate()
            .find_map(|(at, cell)| Some((at, self.words.group(&one_line(&cell.text))?.0)))
        {
            let after = &cells[at + 1..];
            self.in_foreign_group = false;
            self.found.evidence.groups += 1;
            let list = OpenList::of_group(self.list_headers.get(&table), table, group, after.len());
            self.in_prose = false;
            cells[..at].iter().for_each(|cell| self.caption_cell(&cell.text));
            self.take(&list, after);
            self.list = Some(list);
            return;
        }
        let lone = filled.len() == 1;
        if lone && !self.pairs(text.lines().next().unwrap_or_default()).is_empty() {
            self.close();
            paragraphs(&filled[0].text).for_each(|line| self.line(line, None));
            return;
        }
        if lone
            && let Some(list) = &self.list
            && !heads_a_part
            && self.words.is_printed(&text)
        {
            let place = list.first_column(self.words.form).map_or(Place::None, Place::Field);
            self.prompt(place, &text);
            return;
        }
        if let Some(list) = self.list.clone().filter(|_| !(lone && heads_a_part)) {
            let grouped = list.is_grouped(self.words.form);
            let from = if grouped { cells.len().saturating_sub(list.width()) } else { 0 };
            // A group that the form does not have ends the group before it.
            let is_foreign =
                |cell: &Cell| !cell.text.is_empty() && !self.words.is_printed(&one_line(&cell.text));
            self.in_foreign_group |= grouped && cells[..from].iter().any(is_foreign);
            if self.in_foreign_group {
                self.unknown_row(cells);
                return;
            }
            cells[..from].iter().for_each(|cell| self.caption_cell(&cell.text));
            self.take(&list, &cells[from..]);
            return;
        }
        self.close();
        if lone {
            paragraphs(&filled[0].text).for_each(|line| self.line(line, None));
        } else if !self.boxes(cells) {
            self.unknown_row(cells);
        }
    }

    fn take(&mut self, list: &OpenList, cells: &[Cell]) {
        for lost in list.take(self.words.form, cells, &mut self.found.lists) {
            self.lose(&lost);
        }
    }

    /// Reads a cell before rows: a caption, which can span several lines.
    fn caption_cell(&mut self, text: &str) {
        if !self.words.is_printed(&one_line(text)) {
            self.lose(text);
        }
    }

    /// Reads boxes: a label, its value, the next label. The value can be below the label if a row contains only
    /// labels. Returns true if there was any.
    fn boxes(&mut self, cells: &[Cell]) -> bool {
        let label = |cell: &Cell| {
            let text = one_line(&cell.text);
            self.words.field(&text, self.section).map(|(field, _)| field)
        };
        let labels: Vec<Option<FieldId>> = cells.iter().map(label).collect();
        let filled = cells.iter().filter(|cell| !cell.text.is_empty()).count();
        let found = labels.iter().flatten().count();
        if found >= 2 && found == filled && cells.len() == found {
            for (cell, field) in cells.iter().zip(&labels) {
                field.iter().for_each(|field| self.heard(&cell.text, *field));
            }
            self.labels_above = labels;
            return true;
        }
        let (mut any, mut others, mut at) = (false, Vec::new(), 0);
        while let Some(cell) = cells.get(at) {
            let field = labels[at];
            at += 1;
            if let Some(field) = field {
                any = true;
                self.heard(&cell.text, field);
                self.section = self.words.form.field(field).section;
                let count = labels[at..].iter().take_while(|label| label.is_none()).count();
                self.value_of_label(field, &cell.text, &cells[at..at + count], &mut others);
                at += count;
            } else if cell.text.is_empty() {
            } else if !self.pairs(cell.text.lines().next().unwrap_or_default()).is_empty() {
                any = true;
                paragraphs(&cell.text).for_each(|line| self.line(line, None));
            } else {
                others.push(cell.text.clone());
            }
        }
        if any {
            for text in &others {
                self.caption_cell(text);
            }
        }
        any
    }

    /// Stores the value of a label: the first filled cell behind it. Of several numbers nothing says which is the
    /// value.
    fn value_of_label(&mut self, field: FieldId, label: &str, cells: &[Cell], others: &mut Vec<String>) {
        let filled: Vec<&Cell> = cells.iter().filter(|cell| !cell.text.is_empty()).collect();
        let is_number_field = self.words.form.field(field).kind.is_number();
        if filled.len() > 1 && is_number_field && filled.iter().all(|cell| is_number(&cell.text)) {
            let texts: Vec<String> = filled.iter().map(|cell| one_line(&cell.text)).collect();
            self.found.unplaced.push(format!("{}：{}", one_line(label), texts.join("  ")));
            return;
        }
        match filled.split_first() {
            Some((first, rest)) => {
                self.value(field, &first.text);
                others.extend(rest.iter().map(|cell| cell.text.clone()));
            }
            None => self.claim(field, String::new()),
        }
    }

    /// Reads the values below a row of labels. Returns false if the row does not fit.
    fn values_below(&mut self, cells: &[Cell]) -> bool {
        let labels = std::mem::take(&mut self.labels_above);
        let is_label = |cell: &Cell| self.words.field(&one_line(&cell.text), self.section).is_some();
        if labels.len() != cells.len() || cells.iter().any(is_label) {
            return false;
        }
        for (field, cell) in labels.into_iter().zip(cells) {
            if let Some(field) = field {
                self.value(field, &cell.text);
            }
        }
        true
    }

    /// Handles a row that does not match the form: part of the surrounding prose, or unmatched.
    fn unknown_row(&mut self, cells: &[Cell]) {
        let texts: Vec<String> =
            cells.iter().filter(|cell| !cell.text.is_empty()).map(|cell| one_line(&cell.text)).collect();
        if self.in_prose {
            let long = texts.iter().any(|text| text.chars().count() > 30);
            if long {
                cells.iter().flat_map(|cell| paragraphs(&cell.text)).for_each(|line| self.line(line, None));
            } else {
                self.line(&texts.join("  "), None);
            }
        } else if texts.iter().any(|text| !self.words.is_printed(text)) {
            self.found.unplaced.push(texts.join("  "));
        }
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
