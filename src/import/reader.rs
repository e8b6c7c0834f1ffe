//! Reads a document block by block, row by row and line by line, and assigns each to a part of the form.

mod boxes;
mod cover;
mod lines;
mod tables;

use std::collections::{HashMap, HashSet};

use super::document::{Block, Covers};
use super::label::{ends_sentence, key, one_line, paragraphs, without_underline};
use super::lexicon::Lexicon;
use super::lists::OpenList;
use super::normalise::Found;
use super::order::{Decoy, Rank, decoys};
use super::prose::Prose;
use super::quantity::Units;
use super::repair::{Place, Repair, RepairKind};
use super::rows::{SharedTable, fixed_names, gather};
use super::values::{Ticked, is_blank_form, ticked};
use crate::form::{CellRef, FieldId, Form, TableId};

/// In a longer line only the label at its start is recognised.
const SHORT_LINE: usize = 300;

/// Maximum number of lines from a caption to its table.
const MAX_ABOVE_TABLE: usize = 4;
/// Number of labels in a row from which on their values are in another place.
const MAX_LABELS: usize = 3;
/// Maximum length of a text that can be words without a sentence, in characters.
const MAX_WORDS: usize = 10;

/// Role of a line for the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Role {
    #[default]
    Other,
    /// A label whose value follows.
    Label,
    /// A label and the beginning of a long text.
    Open,
    /// A sentence without a field.
    Lost,
    /// A text without a field that ends within a sentence.
    Cut,
}

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
    /// Unit of the next table only, from a line above it that is not known.
    unit_of_next: Option<&'static str>,
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
    /// Role of the last line.
    last: Role,
    /// Role of the line before it.
    before: Role,
    /// Number of labels in a row that stand on lines of their own.
    bare_labels: usize,
    /// True if the block is a table or one follows soon.
    above_table: bool,
    /// True if a heading of the report follows.
    in_report: bool,
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
        let fixed = form.row_sets.iter().flat_map(fixed_names).map(|(name, _)| name);
        let names = starts.filter(|name| !name.is_empty()).map(|name| key(name)).chain(fixed).collect();
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
            unit_of_next: None,
            in_section_start: false,
            is_other_year: false,
            covers: Covers::default(),
            attempts: 0,
            long: None,
            last: Role::Other,
            before: Role::Other,
            bare_labels: 0,
            above_table: false,
            in_report: false,
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
        let decoys = decoys(blocks, from..to, |line| self.rank(line));
        for ((_, node), at) in &decoys.unclear {
            let field = node.checked_sub(1).and_then(|node| self.prose.field_of(node));
            self.found.guessed.extend(field.zip(blocks[*at].text().map(str::to_owned)));
        }
        for (at, block) in blocks.iter().enumerate().filter(|(at, _)| !cover.contains(at)) {
            // A covering letter before the title, and another report after this one.
            if at < from || at >= to {
                self.lose_block(block);
                continue;
            }
            if !matches!(block, Block::Table(_) | Block::Aside(_) | Block::Break) {
                self.continued = false;
            }
            let mut next = blocks[at..].iter().take(MAX_ABOVE_TABLE + 1);
            self.above_table = next.any(|block| matches!(block, Block::Table(_)));
            self.in_report = decoys.last.is_some_and(|last| (at, 0) < last);
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

    /// Returns the heading that a line equals.
    fn rank(&self, line: &str) -> Option<Rank> {
        let section = self.words.section(line).map(|(section, _)| (section, 0));
        section.or_else(|| self.prose.only_node(line).map(|(section, node)| (section, node + 1)))
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
        self.found.fields.retain(|(_, text)| !text.is_empty());
        let form = self.words.form;
        let names = self.found.fields.iter().filter(|(field, _)| form.field(*field).kind.is_short_text());
        let names = names.map(|(_, text)| key(text)).collect();
        self.found.unplaced.extend(self.prose.sign_off(&names));
        self.found.unplaced.extend(self.prose.torn());
        self.prose.join_lines();
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
                self.last = match rest.chars().count() {
                    ..=MAX_WORDS => Role::Other,
                    _ if ends_sentence(rest) => Role::Lost,
                    _ => Role::Cut,
                };
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
            Ticked::Chosen(choice) => {
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
            let mut lines: Vec<&str> = paragraphs(text).collect();
            // Markdown does not separate the text from a note of the form below it.
            while lines.len() > 1 && lines.last().is_some_and(|line| self.words.is_note(line)) {
                lines.pop();
            }
            self.claim(field, &lines.join("\n"));
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
