//! The names in a report: the names of its rows, and of the entity that the report is about.
//!
//! A sentence that was read keeps the name, not the row. This index knows the current row of each name, so
//! that no text is read again when rows are added or removed.

use std::mem;

use super::words::{Index, MAX_NAME, Meaning, Name, word};
use crate::form::{FieldId, Form, Home, Piece, Row, RowSetId};
use crate::report::{Entry, Report, is_same};

/// The names in a report.
#[derive(Debug)]
pub(super) struct Names {
    /// The fields that contain names, with their row set; `None` for the entity that the
    /// report is about.
    fields: Vec<(FieldId, Option<RowSetId>)>,
    /// The entries of these fields, with the name if the entry is one.
    typed: Vec<(Entry, Option<Name>)>,
    words: Index<Name>,
    /// Words and meanings, by ID of the name.
    known: Vec<Known>,
    /// IDs of names that do not occur any more, for reuse.
    free: Vec<Name>,
}

/// A name with its meaning.
#[derive(Debug, Default)]
struct Known {
    word: Box<[char]>,
    means: Means,
}

/// Meaning of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Means {
    /// The name does not occur.
    #[default]
    Nothing,
    /// A row.
    Row(RowSetId, u32),
    /// The entity that the report is about, or several rows with the same name.
    Whole,
}

/// Changes of names.
#[derive(Debug)]
pub(super) struct Renamed {
    /// Words with a new meaning. Sentences that contain them must be read again.
    pub words: Index<()>,
    /// True if any other name now belongs to a different row.
    pub moved: bool,
}

impl Names {
    /// Creates an index without names.
    pub(super) fn new(form: &Form) -> Names {
        Names {
            fields: fields(form),
            typed: Vec::new(),
            words: Index::new(),
            known: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Returns the length and meaning of the longest name at the start of the text.
    pub(super) fn longest(&self, text: &[char]) -> Option<(usize, Meaning)> {
        let (length, name) = self.words.longest(text)?;
        let meaning = match self.known[name.index()].means {
            Means::Row(rows, _) => Meaning::Row(rows, name),
            Means::Nothing | Means::Whole => Meaning::Whole,
        };
        Some((length, meaning))
    }

    /// Returns all names that occur, normalised.
    pub(super) fn all(&self) -> impl Iterator<Item = &[char]> {
        self.known.iter().filter(|known| known.means != Means::Nothing).map(|known| &*known.word)
    }

    /// Returns the fields that contain names.
    pub(super) fn is_name_field(&self, field: FieldId) -> bool {
        self.fields.iter().any(|(other, _)| *other == field)
    }

    /// Returns the row with the name.
    pub(super) fn row(&self, name: Name) -> Option<Row> {
        match self.known.get(name.index())?.means {
            Means::Row(_, row) => Some(Row::At(row)),
            _ => None,
        }
    }

    /// Reads the current entries. Returns the changes of names, or `None` if no entry has changed.
    pub(super) fn take_up(&mut self, report: &Report) -> Option<Renamed> {
        let fields = mem::take(&mut self.fields);
        let now = || fields.iter().flat_map(|(field, _)| report.column(*field));
        let count = now().count();
        let pairs = self.typed.iter().zip(now());
        let from = pairs.take_while(|((before, _), now)| is_same(before.as_ref(), now.as_ref())).count();
        let room = self.typed.len().min(count) - from;
        let pairs = self.typed.iter().rev().zip(now().rev()).take(room);
        let behind = pairs.take_while(|((before, _), now)| is_same(before.as_ref(), now.as_ref())).count();
        let to = self.typed.len() - behind;
        let renamed = (from < to || self.typed.len() != count).then(|| {
            let come = now().take(count - behind).skip(from);
            let come: Vec<_> = come.map(|entry| (entry.clone(), self.name(entry))).collect();
            self.typed.splice(from..to, come);
            self.find_meanings(&fields, report)
        });
        self.fields = fields;
        renamed
    }

    /// Returns the ID of the name in an entry, or `None` if the entry is not a name.
    fn name(&mut self, entry: &Entry) -> Option<Name> {
        let text = entry.as_deref().map(str::trim).filter(|text| is_name(text))?;
        let word = word(text);
        self.words.get(&word).or_else(|| {
            let name = self.free.pop().unwrap_or(Name(u32::try_from(self.known.len()).ok()?));
            if name.index() == self.known.len() {
                self.known.push(Known::default());
            }
            self.words.add_word(word.clone(), name, |known| known);
            self.known[name.index()].word = word;
            Some(name)
        })
    }

    /// Determines the current meaning of each name. Returns the changes.
    fn find_meanings(&mut self, fields: &[(FieldId, Option<RowSetId>)], report: &Report) -> Renamed {
        let before: Vec<Means> = self.known.iter_mut().map(|known| mem::take(&mut known.means)).collect();
        let mut typed = self.typed.iter();
        for (field, rows) in fields {
            for (row, (_, name)) in (0..).zip(typed.by_ref().take(report.column(*field).len())) {
                let Some(name) = name else { continue };
                let means = &mut self.known[name.index()].means;
                *means = match (*means, rows) {
                    (Means::Nothing, Some(rows)) => Means::Row(*rows, row),
                    // A name of several rows does not identify any of them.
                    _ => Means::Whole,
                };
            }
        }
        let mut renamed = Renamed { words: Index::new(), moved: false };
        for (at, before) in (0..).zip(before) {
            let name = Name(at);
            let known = &mut self.known[name.index()];
            match (before, known.means) {
                (before, now) if before == now => {}
                (Means::Row(one, _), Means::Row(other, _)) if one == other => renamed.moved = true,
                (_, now) => {
                    renamed.words.add_word(known.word.clone(), (), |()| ());
                    if now == Means::Nothing {
                        self.words.remove(&mem::take(&mut known.word));
                        self.free.push(name);
                    }
                }
            }
        }
        renamed
    }
}

/// Returns the fields that contain names. The fields in the caption name the entity that the report is about.
fn fields(form: &Form) -> Vec<(FieldId, Option<RowSetId>)> {
    let caption = form.caption.pieces.iter().filter_map(|piece| match piece {
        Piece::Value(expr) => expr.field(),
        Piece::Words(_) => None,
    });
    let caption = caption.filter(|id| {
        let field = form.field(*id);
        field.home == Home::Alone && field.kind.is_short_text()
    });
    let rows = form.row_set_ids().filter_map(|rows| Some((form.row_set(rows).name_field?, Some(rows))));
    caption.map(|id| (id, None)).chain(rows).collect()
}

/// True if the text can be a name. A single character occurs in too many words, and digits alone are a
/// number.
fn is_name(text: &str) -> bool {
    (2..=MAX_NAME).contains(&text.chars().count()) && text.chars().any(char::is_alphabetic)
}
