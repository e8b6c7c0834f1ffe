//! Texts of a form, indexed to recognise them in a document.

use std::collections::{HashMap, HashSet};

use super::label::{
    alike, is_ellipsis, key, strip_heading_number, strip_number, strip_pattern, variants, without_brackets,
    without_unit,
};
use super::limits::{MAX_COLUMNS, MAX_LABEL_BYTES};
use super::repair::{Place, Repair, renumbered, with_key};
use crate::form::{FieldId, Form, Item, Phrase, Piece, Print, TableId};
use crate::message::{self, Lang};

/// Printed texts of a form, by key.
pub(super) struct Lexicon<'f> {
    pub form: &'f Form,
    /// Labels of fields outside tables and prose.
    fields: HashMap<String, Vec<FieldId>>,
    /// Headings of sections.
    sections: HashMap<String, usize>,
    /// Captions of tables.
    captions: HashMap<String, TableId>,
    /// Captions of groups of rows.
    groups: HashMap<String, (TableId, usize)>,
    /// Headers of list columns.
    columns: HashSet<String>,
    /// Other printed texts, which contain no values.
    printed: HashSet<String>,
    /// Labels of signature boxes.
    signatures: Vec<String>,
}

impl<'f> Lexicon<'f> {
    pub(super) fn new(form: &'f Form) -> Lexicon<'f> {
        let mut words = Lexicon {
            form,
            fields: HashMap::new(),
            sections: HashMap::new(),
            captions: HashMap::new(),
            groups: HashMap::new(),
            columns: HashSet::new(),
            printed: HashSet::new(),
            signatures: Vec::new(),
        };
        for (at, section) in form.sections.iter().enumerate() {
            if let Some(heading) = &section.heading {
                for word in variants(heading) {
                    words.sections.entry(word).or_insert(at);
                }
            }
            for item in &section.items {
                words.item(item, section.print);
            }
        }
        for word in [form.title.as_str(), "年月日", "其中", "日期", "盖章", "签章", "公章", "目录"]
        {
            words.printed.extend(variants(word));
        }
        words
    }

    fn item(&mut self, item: &Item, print: Print) {
        match item {
            // `Prose` handles these.
            Item::Field(_) if print == Print::Prose => {}
            Item::Field(field) => {
                for word in variants(&self.form.field(*field).label) {
                    self.fields.entry(word).or_default().push(*field);
                }
            }
            Item::Table(table) => self.table(*table),
            Item::Chapter { .. } => {}
            Item::Note(note) => self.printed.extend(note.lines().map(key)),
            Item::Signature(signature) => {
                self.signatures.extend(variants(&signature.label));
                self.printed.extend(variants(&signature.label));
                self.printed.extend(variants(&signature.signer));
            }
        }
    }

    fn table(&mut self, id: TableId) {
        let table = self.form.table(id);
        for word in variants(&table.label) {
            self.captions.entry(word).or_insert(id);
        }
        let headers = table.headers.iter().map(|header| header.label.as_str());
        let sum = table.sum.iter().map(|sum| sum.label.as_str());
        let printed = table.layout.columns.iter().map(|column| column.label.as_str());
        let labels = [table.row_label.as_str(), table.layout.captions.as_str()];
        for label in headers.chain(labels).chain(sum).chain(printed) {
            self.printed.extend(variants(label));
        }
        if table.names_rows && table.row_label.is_empty() {
            self.printed.extend([Lang::Zh, Lang::En].map(|lang| key(&message::row_number(lang))));
        }
        if table.row_label.is_empty() {
            for column in &table.layout.columns {
                self.columns.extend(variants(&column.label));
            }
            for field in table.groups.iter().flat_map(|group| &group.columns) {
                let field = self.form.field(*field);
                self.columns.extend(variants(&field.label));
                self.columns.extend(field.words.iter().map(|word| key(&word.text)));
            }
        }
        for (at, group) in table.groups.iter().enumerate().filter(|(_, group)| !group.label.is_empty()) {
            self.printed.extend(variants(&group.over));
            self.printed.extend(variants(&group.over_note));
            for word in variants(&group.label) {
                self.groups.entry(word).or_insert((id, at));
            }
        }
    }

    /// Returns the field with this label. A label in the current section can differ slightly.
    pub(super) fn field(&self, text: &str, section: usize) -> Option<FieldId> {
        let key = label_key(text).filter(|key| !key.is_empty())?;
        let here = |fields: &Vec<FieldId>| {
            fields.iter().copied().find(|field| self.form.field(*field).section == section)
        };
        let stripped = without_brackets(&key);
        let exact = self.fields.get(&key).or_else(|| self.fields.get(&stripped));
        if let Some(field) = exact.and_then(here) {
            return Some(field);
        }
        let near = self.fields.iter().filter_map(|(word, fields)| Some((word, here(fields)?)));
        let near = near.filter(|(word, _)| alike(word, &key, 4));
        let mut near: Vec<FieldId> = near.map(|(_, field)| field).collect();
        near.sort_unstable();
        near.dedup();
        match near.as_slice() {
            [only] => Some(*only),
            _ => exact?.first().copied(),
        }
    }

    /// Returns the field whose label has exactly this key.
    pub(super) fn exact_field(&self, text: &str) -> Option<FieldId> {
        self.field_of_key(&label_key(text)?)
    }

    /// Returns the field whose label has this key.
    pub(super) fn field_of_key(&self, key: &str) -> Option<FieldId> {
        self.fields.get(key)?.first().copied()
    }

    /// Returns the field with the longest label at the start of a line, and the rest of the line.
    pub(super) fn field_before<'t>(&self, line: &'t str, section: usize) -> Option<(FieldId, &'t str)> {
        let mut word = String::new();
        let mut found = None;
        for (at, c) in line.char_indices().take(60) {
            if let Some(fields) = self.fields.get(&word) {
                let here = fields.iter().find(|field| self.form.field(**field).section == section);
                let whole = c.is_whitespace() || word.chars().count() >= 6;
                found = here
                    .or(fields.first())
                    .filter(|_| whole)
                    .map(|field| (*field, line[at..].trim()))
                    .or(found);
            }
            word.push_str(&key(c.encode_utf8(&mut [0; 4])));
            if !self.fields.keys().any(|label| label.starts_with(&word)) {
                break;
            }
        }
        found
    }

    /// Returns the section with this heading, and true if the heading has a number.
    pub(super) fn section(&self, text: &str) -> Option<(usize, bool)> {
        if let Some(section) = self.sections.get(&label_key(text)?) {
            return Some((*section, false));
        }
        let (.., rest) = strip_heading_number(text)?;
        self.sections.get(&key(rest)).map(|section| (*section, true))
    }

    /// Returns the repair of the heading of a section, if its number differs from the form's.
    pub(super) fn renumbered_section(&self, line: &str, section: usize) -> Option<Repair> {
        let section = &self.form.sections[section];
        let printed = if section.chapter.is_empty() { &section.title } else { &section.chapter };
        renumbered(line, printed, Place::None)
    }

    /// Returns the table with this caption.
    pub(super) fn caption(&self, text: &str) -> Option<TableId> {
        let whole = label_key(text)?;
        let bare = key(strip_number(text).map_or(text, |(.., rest)| rest));
        let found = self.captions.get(&whole).or_else(|| self.captions.get(&bare));
        found.or_else(|| self.captions.get(&without_brackets(&bare))).copied()
    }

    /// Returns the group of rows with this caption.
    pub(super) fn group(&self, text: &str) -> Option<(TableId, usize)> {
        let key = label_key(text)?;
        let stripped = without_brackets(&key);
        let near = || {
            let mut near = self.groups.iter().filter(|(word, _)| alike(word, &stripped, 4));
            near.next().filter(|_| near.next().is_none()).map(|(_, group)| group)
        };
        self.groups.get(&key).or_else(|| self.groups.get(&stripped)).or_else(near).copied()
    }

    /// True if a text contains only the label of the field.
    pub(super) fn is_label(&self, text: &str, field: FieldId) -> bool {
        let fields = |key: &str| self.fields.get(key).is_some_and(|fields| fields.contains(&field));
        let key = key(text);
        fields(&key) || fields(without_unit(&key))
    }

    /// True if a text contains only the caption of a table or of a group of rows.
    pub(super) fn is_caption(&self, text: &str) -> bool {
        let (whole, bare) = (key(text), key(strip_number(text).map_or(text, |(.., rest)| rest)));
        [whole.as_str(), bare.as_str(), without_unit(&bare)]
            .into_iter()
            .any(|key| self.captions.contains_key(key) || self.groups.contains_key(key))
    }

    /// True if a text contains only the header of one of the columns, or a part of it.
    pub(super) fn is_head(&self, text: &str, columns: impl IntoIterator<Item = FieldId>) -> bool {
        let whole = key(text);
        let word = without_unit(&whole);
        columns.into_iter().map(|field| self.form.field(field)).any(|field| {
            let labels = variants(&field.label);
            labels.iter().any(|label| label.contains(word))
                || field.words.iter().any(|own| key(&own.text) == word)
        })
    }

    /// Counts the cells of a row that are headers of list columns.
    pub(super) fn column_labels(&self, cells: &[super::Cell]) -> usize {
        if cells.len() > MAX_COLUMNS {
            return 0;
        }
        let is_head = |cell: &&super::Cell| {
            let key = key(&cell.text);
            self.columns.contains(&key) || self.columns.contains(&without_brackets(&key))
        };
        cells.iter().filter(|cell| cell.text.len() <= 200).filter(is_head).count()
    }

    /// True if a text starts with the label of a signature box.
    pub(super) fn is_signature(&self, text: &str) -> bool {
        let first = text.lines().next().unwrap_or_default();
        let key = key(first.get(..first.floor_char_boundary(MAX_LABEL_BYTES)).unwrap_or_default());
        self.signatures.iter().any(|label| key == *label || key.starts_with(&format!("{label}:")))
    }

    /// Removes printed texts of the form from the start of a line. Returns an empty text if nothing remains.
    pub(super) fn beyond_print<'t>(&self, line: &'t str) -> &'t str {
        let mut rest = line.trim();
        while !self.is_printed(rest) {
            // 评价组组长（签字）：张三  年  月  日
            match rest.split_once(['：', ':']) {
                Some((before, after)) if self.is_printed(before) => rest = after.trim(),
                _ => return rest,
            }
        }
        ""
    }

    /// True if a line contains only printed texts of the form.
    pub(super) fn is_printed(&self, line: &str) -> bool {
        let Some(whole) = label_key(line) else { return false };
        let mut rest = whole.as_str();
        while let Some(shorter) = rest.strip_suffix("年月日") {
            rest = shorter.trim_end_matches(':');
        }
        let is_word = |word: &str| {
            word.is_empty()
                || self.printed.contains(word)
                || self.captions.contains_key(word)
                || self.sections.contains_key(word)
                || self.groups.contains_key(word)
        };
        is_word(rest)
            || is_ellipsis(rest)
            || strip_number(line).is_some_and(|(.., bare)| is_word(&key(bare)))
            || self.is_prompt(line)
    }

    /// True if a text is only a prompt of the blank form: `……`, or the label of a row without an entry.
    pub(super) fn is_prompt(&self, text: &str) -> bool {
        is_ellipsis(text)
            || self
                .patterns()
                .any(|pattern| strip_pattern(text, pattern).is_some_and(|(_, rest)| rest.is_empty()))
    }

    fn patterns(&self) -> impl Iterator<Item = &str> {
        self.form.row_sets.iter().map(|rows| rows.pattern.as_str())
    }

    /// Extracts the values from a text that matches the cover of the form.
    pub(super) fn cover(&self, text: &str) -> Option<Vec<(FieldId, String)>> {
        values_in(&self.form.cover, text)
    }

    /// Returns the field that a line at the foot of the cover prints, and its value: `某某财政局（制）`.
    pub(super) fn foot(&self, line: &str, section: usize) -> Option<(FieldId, String)> {
        if self.form.sections.get(section)?.print != Print::Cover {
            return None;
        }
        let mut fields = self.form.field_ids().filter(|id| self.form.field(*id).section == section);
        fields.find_map(|id| {
            let foot = self.form.field(id).foot.as_ref()?;
            let is_text = |piece: &Piece| matches!(piece, Piece::Words(words) if !key(words).is_empty());
            let has_words = foot.pieces.iter().any(is_text);
            let values = values_in(foot, line).filter(|_| has_words)?;
            let (_, value) = values.into_iter().find(|(field, value)| *field == id && !value.is_empty())?;
            // The value as it is written, not its key.
            with_key(line, &value).map(|written| (id, written.to_owned()))
        })
    }
}

/// Returns the key of a text, unless it is too long for a label.
fn label_key(text: &str) -> Option<String> {
    (text.len() <= MAX_LABEL_BYTES).then(|| key(text))
}

/// Returns the values of a phrase that a text is made of, as keys.
fn values_in(phrase: &Phrase, text: &str) -> Option<Vec<(FieldId, String)>> {
    let text = label_key(text)?;
    let mut rest = text.as_str();
    let mut open: Option<Option<FieldId>> = None;
    let mut values = Vec::new();
    for piece in &phrase.pieces {
        match piece {
            Piece::Value(expr) => open = Some(expr.field()),
            Piece::Words(words) => {
                let words = key(words);
                let at = if words.is_empty() { 0 } else { rest.find(&words)? };
                match open.take() {
                    None if at > 0 => return None,
                    Some(Some(field)) => values.push((field, rest[..at].to_owned())),
                    _ => {}
                }
                rest = &rest[at + words.len()..];
            }
        }
    }
    match open {
        Some(Some(field)) => values.push((field, rest.to_owned())),
        Some(None) => {}
        None if rest.is_empty() => {}
        None => return None,
    }
    (!values.is_empty()).then_some(values)
}
