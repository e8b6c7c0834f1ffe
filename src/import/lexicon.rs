//! Texts of a form, indexed to recognise them in a document.

use std::collections::{HashMap, HashSet};

use super::label::{
    LookUp, extends, is_ellipsis, key, look_ups, strip_heading_number, strip_number, strip_pattern, variants,
    without_brackets, without_points, without_unit,
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
    /// Labels of the last rows of tables.
    totals: HashMap<String, TableId>,
    /// Captions of groups of rows.
    groups: HashMap<String, (TableId, usize)>,
    /// Headers of list columns.
    columns: HashSet<String>,
    /// Headers of the columns and of the row names of tables with shared rows.
    shared: HashSet<String>,
    /// Headings of the prose.
    headings: HashSet<String>,
    /// Other printed texts, which contain no values.
    printed: HashSet<String>,
    /// The lines of the notes among them.
    notes: HashSet<String>,
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
            totals: HashMap::new(),
            groups: HashMap::new(),
            columns: HashSet::new(),
            shared: HashSet::new(),
            headings: HashSet::new(),
            printed: HashSet::new(),
            notes: HashSet::new(),
            signatures: Vec::new(),
        };
        for (at, section) in form.sections.iter().enumerate() {
            if let Some(heading) = &section.heading {
                for word in all_variants(heading, &section.words) {
                    words.sections.entry(word).or_insert(at);
                }
            }
            for item in &section.items {
                words.item(item, section.print);
            }
        }
        // Labels precede the other words of fields.
        for (at, section) in
            form.sections.iter().enumerate().filter(|(_, section)| section.print != Print::Prose)
        {
            for item in &section.items {
                let Item::Field(id) = item else { continue };
                for word in form.field(*id).words.iter().filter(|word| word.sure) {
                    let fields = words.fields.entry(key(&word.text)).or_default();
                    let is_other = |other: &FieldId| form.field(*other).section == at;
                    if !fields.iter().any(is_other) {
                        fields.push(*id);
                    }
                }
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
            Item::Field(field) if print == Print::Prose => {
                self.headings.extend(variants(&self.form.field(*field).label));
            }
            Item::Field(field) => {
                for word in variants(&self.form.field(*field).label) {
                    self.fields.entry(word).or_default().push(*field);
                }
            }
            Item::Table(table) => self.table(*table),
            Item::Chapter { label, .. } => self.headings.extend(variants(label)),
            Item::Note(note) => {
                self.printed.extend(note.lines().map(key));
                self.notes.extend(note.lines().map(key));
            }
            Item::Signature(signature) => {
                self.signatures.extend(variants(&signature.label));
                self.printed.extend(variants(&signature.label));
                self.printed.extend(variants(&signature.signer));
            }
        }
    }

    fn table(&mut self, id: TableId) {
        let table = self.form.table(id);
        for word in all_variants(&table.label, &table.words) {
            self.captions.entry(word).or_insert(id);
        }
        if let Some(total) = &table.total {
            for word in all_variants(&total.label, &total.words) {
                self.totals.entry(word).or_insert(id);
            }
        }
        let words =
            |label: &'f String, words: &'f [String]| std::iter::once(label).chain(words).map(String::as_str);
        let headers = table.headers.iter().flat_map(|header| words(&header.label, &header.words));
        let sum = table.sum.iter().flat_map(|sum| words(&sum.label, &sum.words));
        let rows = table.groups.first().map(|group| &self.form.row_set(group.rows).words);
        let printed = table.layout.columns.iter().map(|column| column.label.as_str());
        let labels = [&table.row_label, &table.layout.captions, &table.layout.over].map(String::as_str);
        for label in headers
            .chain(labels)
            .chain(sum)
            .chain(printed)
            .chain(rows.into_iter().flatten().map(String::as_str))
        {
            self.printed.extend(variants(label));
        }
        if let Some(group) =
            table.groups.first().filter(|group| self.form.row_set(group.rows).name_field.is_some())
        {
            let set = self.form.row_set(group.rows);
            self.shared.extend(all_variants(&table.row_label, &set.words));
            for header in &table.headers {
                self.shared.extend(all_variants(&header.label, &header.words));
            }
            for field in &group.columns {
                self.shared.extend(self.form.field(*field).words.iter().map(|word| key(&word.text)));
            }
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
            self.printed.insert(key(&group.over) + &key(&group.over_note));
            for word in all_variants(&group.label, &group.words) {
                self.groups.entry(word).or_insert((id, at));
            }
        }
    }

    /// Returns the table whose last row has this label.
    pub(super) fn total(&self, text: &str) -> Option<TableId> {
        self.totals.get(&key(text)).copied()
    }

    /// Returns the field with this label, and true if that is not certain. A label in the current section can
    /// have a few more characters than the form's.
    pub(super) fn field(&self, text: &str, section: usize) -> Option<(FieldId, bool)> {
        let here = |fields: &Vec<FieldId>| {
            fields.iter().copied().find(|field| self.form.field(*field).section == section)
        };
        let keys = label_keys(text);
        let mut exact = keys.iter().filter_map(|look_up| Some((self.fields.get(&look_up.key)?, look_up.cut)));
        if let Some(found) = exact.clone().find_map(|(fields, cut)| Some((here(fields)?, cut))) {
            return Some(found);
        }
        if let Some((fields, cut)) = exact.next() {
            return Some((*fields.first()?, cut));
        }
        let key = &keys.first()?.key;
        let near = self.fields.iter().filter_map(|(word, fields)| Some((word, here(fields)?)));
        let mut near: Vec<FieldId> =
            near.filter(|(word, _)| extends(word, key)).map(|(_, field)| field).collect();
        near.sort_unstable();
        near.dedup();
        match near.as_slice() {
            [only] => Some((*only, true)),
            _ => None,
        }
    }

    /// Returns the field whose label is this text.
    pub(super) fn exact_field(&self, text: &str) -> Option<FieldId> {
        let keys = label_keys(text);
        keys.iter().filter(|look_up| !look_up.cut).find_map(|look_up| self.field_of_key(&look_up.key))
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
        let keys = label_keys(text);
        let found =
            keys.iter().filter(|look_up| !look_up.cut).find_map(|look_up| self.sections.get(&look_up.key));
        Some((*found?, strip_heading_number(text).is_some()))
    }

    /// Returns the repair of the heading of a section, if its number differs from the form's.
    pub(super) fn renumbered_section(&self, line: &str, section: usize) -> Option<Repair> {
        let section = &self.form.sections[section];
        let printed = if section.chapter.is_empty() { &section.title } else { &section.chapter };
        renumbered(line, printed, Place::None)
    }

    /// Returns the table with this caption.
    pub(super) fn caption(&self, text: &str) -> Option<TableId> {
        let find =
            |text: &str| label_keys(text).iter().find_map(|look_up| self.captions.get(&look_up.key)).copied();
        find(text).or_else(|| find(split_year(text)?.1))
    }

    /// Returns the group of rows with this caption, and true if that is not certain.
    pub(super) fn group(&self, text: &str) -> Option<((TableId, usize), bool)> {
        let keys = label_keys(text);
        let exact = keys.iter().find_map(|look_up| Some((*self.groups.get(&look_up.key)?, look_up.cut)));
        exact.or_else(|| {
            let key = &keys.iter().find(|look_up| !look_up.cut)?.key;
            let mut near = self.groups.iter().filter(|(word, _)| extends(word, key));
            near.next().filter(|_| near.next().is_none()).map(|(_, group)| (*group, true))
        })
    }

    /// True if a line is the beginning of a label, but not all of it.
    pub(super) fn begins_label(&self, line: &str) -> bool {
        let key = key(line);
        (4..=12).contains(&key.chars().count())
            && self.fields.keys().any(|label| label.len() > key.len() && label.starts_with(&key))
    }

    /// True if some lines together are a label or a heading, and the first alone is none.
    pub(super) fn is_label_on_lines(&self, lines: &[&str]) -> bool {
        let Some((first, rest)) = lines.split_first() else { return false };
        let bare = strip_heading_number(first).map_or(*first, |(.., rest)| rest);
        let (first, whole) = (key(bare), key(bare) + &key(&rest.concat()));
        let is_known = |key: &str| {
            let (key, bare) = (key, without_unit(key));
            [key, bare].iter().any(|key| {
                self.fields.contains_key(*key)
                    || self.sections.contains_key(*key)
                    || self.captions.contains_key(*key)
                    || self.headings.contains(*key)
            })
        };
        let is_long = whole.len() > MAX_LABEL_BYTES;
        !is_long && whole.chars().count() >= 6 && is_known(&whole) && !is_known(&first)
    }

    /// True if a text contains only the form's own label of the field, not other words for it.
    pub(super) fn is_own_label(&self, text: &str, field: FieldId) -> bool {
        let own = variants(&self.form.field(field).label);
        label_keys(text).iter().any(|look_up| !look_up.cut && own.contains(&look_up.key))
    }

    /// True if a text contains only the label of the field.
    pub(super) fn is_label(&self, text: &str, field: FieldId) -> bool {
        let is_of = |key: &str| self.fields.get(key).is_some_and(|fields| fields.contains(&field));
        label_keys(text).iter().any(|look_up| !look_up.cut && is_of(&look_up.key))
    }

    /// True if a text contains only the caption of a table or of a group of rows.
    pub(super) fn is_caption(&self, text: &str) -> bool {
        let known = |key: &str| self.captions.contains_key(key) || self.groups.contains_key(key);
        label_keys(text).iter().any(|look_up| !look_up.cut && known(&look_up.key))
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

    /// True if a row can be the header of a table with shared rows.
    pub(super) fn may_be_shared_header(&self, cells: &[super::Cell]) -> bool {
        let is_head = |cell: &super::Cell| {
            let label = cell.text.rsplit_once(" / ").map_or(cell.text.as_str(), |(_, label)| label);
            label_keys(label).iter().any(|look_up| self.shared.contains(&look_up.key))
        };
        cells.len() <= MAX_COLUMNS && cells.iter().any(is_head)
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

    /// True if a line is one of a note.
    pub(super) fn is_note(&self, line: &str) -> bool {
        self.notes.contains(&key(line))
    }

    /// True if a line contains only printed texts of the form.
    pub(super) fn is_printed(&self, line: &str) -> bool {
        let Some(whole) = label_key(line) else { return false };
        let mut rest = without_points(&whole);
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

    /// Returns the part of the title, in percent, that a text has in common with it.
    pub(super) fn likeness_to_title(&self, text: &str) -> usize {
        let pairs = |text: &str| {
            let chars: Vec<char> = key(text).chars().collect();
            chars.windows(2).map(<[char]>::to_vec).collect::<HashSet<_>>()
        };
        let words = self.form.cover.pieces.iter().filter_map(|piece| match piece {
            Piece::Words(words) => Some(words.as_str()),
            Piece::Value(_) => None,
        });
        let (own, other) = (pairs(&words.collect::<String>()), pairs(text));
        // A sentence that names the report is longer than a title.
        if own.is_empty() || other.len() > own.len() * 2 {
            return 0;
        }
        own.intersection(&other).count() * 100 / own.len()
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

/// Splits a year of four digits from the start of a caption: `2022年度收入情况`.
pub(super) fn split_year(text: &str) -> Option<(&str, &str)> {
    let bare = strip_heading_number(text).map_or(text.trim(), |(.., rest)| rest);
    let (year, rest) = bare.split_at_checked(4)?;
    (year.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with('年')).then_some((year, rest))
}

/// Returns the keys of the variants of a label and of its other words.
fn all_variants<'t>(label: &'t str, words: &'t [String]) -> impl Iterator<Item = String> + use<'t> {
    std::iter::once(label).chain(words.iter().map(String::as_str)).flat_map(variants)
}

/// Maximum number of characters of a label, including blanks.
const MAX_LABEL: usize = 80;

/// Returns the keys under which a text is looked up, unless it is too long for a label.
fn label_keys(text: &str) -> Vec<LookUp> {
    let is_long = text.len() > MAX_LABEL_BYTES || text.chars().nth(MAX_LABEL).is_some();
    if is_long { Vec::new() } else { look_ups(text) }
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
