//! Reads a document block by block, row by row and line by line, and assigns each to a part of the form.

use std::collections::{HashMap, HashSet};

use super::label::{contents_entry, key, one_line, paragraphs, without_brackets};
use super::lexicon::Lexicon;
use super::limits::{MAX_COLUMNS, MAX_LABEL_BYTES};
use super::lists::OpenList;
use super::normalise::Found;
use super::prose::Prose;
use super::quantity::{in_unit, own_unit, unit_in, year_in};
use super::repair::with_key;
use super::rows::{SharedTable, Taken, gather};
use super::{Block, Cell, Place, Repair, RepairKind};
use crate::form::{CellRef, FieldId, Form, Print, TableId};

/// Maximum number of blocks that are searched for the cover, and of lines in its title.
const COVER_BLOCKS: usize = 12;
const COVER_LINES: usize = 4;
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
    shared: Vec<(SharedTable, Option<&'static str>)>,
    /// True if the last of them can continue.
    in_shared: bool,
    list: Option<OpenList>,
    /// Headers of lists, by table; groups can be far below their header.
    list_headers: HashMap<TableId, OpenList>,
    /// Last table caption, and the unit in it.
    caption: Option<TableId>,
    unit: Option<&'static str>,
    /// A label on a line of its own; its value follows.
    label: Option<FieldId>,
    prose: Prose,
    in_prose: bool,
}

impl<'f> Reader<'f> {
    pub(super) fn new(form: &'f Form) -> Reader<'f> {
        Reader {
            words: Lexicon::new(form),
            section: 0,
            found: Found::default(),
            claimed: HashMap::new(),
            shared: Vec::new(),
            in_shared: false,
            list: None,
            list_headers: HashMap::new(),
            caption: None,
            unit: None,
            label: None,
            prose: Prose::new(form),
            in_prose: false,
        }
    }

    /// Reads a document.
    pub(super) fn read(&mut self, blocks: &[Block]) {
        let cover = self.cover(blocks);
        for block in blocks.iter().enumerate().filter(|(at, _)| !cover.contains(at)).map(|(_, block)| block) {
            match block {
                Block::Heading { level, text } => self.line(&one_line(text), Some(*level)),
                Block::Paragraph(text) => paragraphs(text).for_each(|line| self.line(line, None)),
                Block::Aside(text) => paragraphs(text).for_each(|line| self.aside(line)),
                Block::Table(grid) => {
                    for row in &grid.rows {
                        self.row(row);
                    }
                    self.close();
                }
            }
        }
    }

    /// Returns the recognised texts.
    pub(super) fn finish(mut self) -> Found {
        let form = self.words.form;
        self.found.repairs.append(&mut self.prose.repairs);
        self.found.fields.extend(self.prose.finish());
        let mut tables = Vec::new();
        for (mut table, unit) in self.shared {
            self.found.unplaced.append(&mut table.untold(&self.words));
            for (field, text) in table.rows.iter_mut().flat_map(|row| &mut row.values) {
                *text = in_unit(&form.field(*field).kind, text, unit);
            }
            self.found.repairs.append(&mut table.repairs);
            tables.push(table);
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
        for from in 0..lines.len() {
            for to in from + 1..=lines.len().min(from + COVER_LINES) {
                if !lines[from..to].iter().all(is_short) {
                    break;
                }
                let text: String = lines[from..to].iter().map(|(_, line)| *line).collect();
                if let Some(values) = self.words.cover(&text) {
                    for (field, value) in values {
                        self.joined_year(field, &text, &value);
                        self.claim(field, value);
                    }
                    return lines[from..to].iter().map(|(at, _)| *at).collect();
                }
            }
        }
        // The title is that of another bureau; read at least its year.
        let mut short = lines.iter().filter(|line| is_short(line));
        let year = short.find_map(|(_, line)| Some((year_in(line)?, *line)));
        if let (Some(field), Some((year, line))) = (self.words.form.year, year) {
            self.joined_year(field, line, &year);
            self.claim(field, year);
        }
        HashSet::new()
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
        self.in_shared = false;
        self.list = None;
        self.label = None;
    }

    fn lose(&mut self, text: &str) {
        for line in paragraphs(text) {
            let rest = self.words.beyond_print(line);
            if rest.is_empty() {
                self.prompt(Place::None, line);
            } else {
                self.found.unplaced.push(rest.to_owned());
            }
        }
    }

    /// Handles a text that was recognised as a label. If it contains more than the label, it is kept as
    /// unmatched.
    fn heard(&mut self, text: &str, field: FieldId) {
        if !self.words.is_label(text, field) {
            self.found.unplaced.push(one_line(text));
        }
    }

    /// Stores a text for a field outside tables.
    fn claim(&mut self, field: FieldId, text: String) {
        if text.is_empty() {
            self.found.blanks.push(field);
            return;
        }
        self.section = self.words.form.field(field).section;
        let place = Place::Cell(CellRef::only(field));
        match self.claimed.get(&field) {
            None => {
                self.claimed.insert(field, self.found.fields.len());
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
            self.section = section;
            self.unit = None;
            if self.words.form.sections[section].print == Print::Prose {
                self.in_prose = true;
                self.prose.enter(section);
            }
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
            self.label = Some(field);
        } else if let Some(table) = self.words.caption(line) {
            self.close();
            if !self.words.is_caption(line) {
                self.found.unplaced.push(line.to_owned());
            }
            (self.caption, self.unit) = (Some(table), unit_in(line));
        } else if self.prose.begins(line, level) {
            self.close();
            self.in_prose = true;
            let lost = self.prose.line(line, level);
            self.found.unplaced.extend(lost);
        } else if let Some(unit) = own_unit(line) {
            self.unit = Some(unit);
        } else if let Some((field, value)) = self.words.foot(line, self.section) {
            self.label = None;
            self.claim(field, value);
        } else if !self.words.is_printed(line) {
            self.other_line(line);
        } else {
            self.prompt(Place::None, line);
        }
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
                self.words.field(before, self.section).map(|field| (0, field))
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

    /// Reads a row of a table.
    fn row(&mut self, cells: &[Cell]) {
        let mut rest = cells;
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
        if rest.iter().any(|cell| !cell.text.is_empty()) {
            self.whole_row(rest);
        }
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
                    || (line > 0 && self.pairs(text).len() >= 2)
                    || (line == 0 && signature)
            };
            let found = paragraphs(&cell.text).enumerate().find(|(line, text)| breaks(*line, text));
            found.map(|(line, _)| (at, line))
        })
    }

    fn shared_rows(&self) -> usize {
        self.shared.iter().map(|(table, _)| table.rows.len()).sum()
    }

    fn whole_row(&mut self, cells: &[Cell]) {
        let filled: Vec<&Cell> = cells.iter().filter(|cell| !cell.text.is_empty()).collect();
        let Some(first) = filled.first() else { return };
        if cells.len() == 1 {
            self.close();
            paragraphs(&first.text).for_each(|line| self.line(line, None));
            return;
        }
        if let Some(table) = SharedTable::begin(&self.words, cells, self.caption) {
            self.close();
            if self.shared.len() == MAX_TABLES || self.shared_rows() > MAX_SHARED_ROWS {
                self.unknown_row(cells);
                return;
            }
            (self.in_shared, self.in_prose) = (true, false);
            self.shared.push((table, self.unit));
            return;
        }
        if let Some((table, _)) = self.shared.last_mut().filter(|_| self.in_shared) {
            match table.take(&self.words, cells) {
                Taken::Yes(lost) => {
                    self.found.unplaced.extend(lost);
                    return;
                }
                Taken::No => {
                    self.found.unplaced.append(&mut table.untold(&self.words));
                    self.in_shared = false;
                }
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
            .find_map(|(at, cell)| Some((at, self.words.group(&one_line(&cell.text))?)))
        {
            let after = &cells[at + 1..];
            if !self.words.is_caption(&one_line(&cells[at].text)) {
                self.lose(&cells[at].text);
            }
            let list = OpenList::of_group(self.list_headers.get(&table), table, group, after.len());
            self.in_prose = false;
            cells[..at].iter().for_each(|cell| self.caption_cell(&cell.text));
            self.take(&list, after);
            self.list = Some(list);
            return;
        }
        let lone = filled.len() == 1;
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
            let from =
                if list.is_grouped(self.words.form) { cells.len().saturating_sub(list.width()) } else { 0 };
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

    /// Reads boxes: a label, its value, the next label. Returns true if there was any.
    fn boxes(&mut self, cells: &[Cell]) -> bool {
        let mut any = false;
        let mut at = 0;
        let mut others = Vec::new();
        while let Some(cell) = cells.get(at) {
            at += 1;
            if cell.text.is_empty() {
            } else if let Some(field) = self.words.field(&one_line(&cell.text), self.section) {
                any = true;
                self.heard(&cell.text, field);
                self.section = self.words.form.field(field).section;
                if let Some(value) = cells.get(at) {
                    self.value(field, &value.text);
                    at += 1;
                }
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
