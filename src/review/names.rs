//! The names of a report: what its rows are called, and what all of it is about.
//!
//! What was read of a text keeps the name. Which row has it now is known here, so that no text is read again
//! where rows come or go.

use std::mem;

use super::words::{Index, Meaning, word};
use crate::form::{FieldId, FieldType, Form, Home, Piece, Row, RowSetId};
use crate::report::{Entry, Report, is_same};

/// Names are no longer.
pub(super) const MAX_NAME: usize = 60;

/// A name, wherever it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name(u32);

/// The names of a report.
#[derive(Debug)]
pub(super) struct Names {
    /// The fields in which they stand, with the rows that they name; none for all that the report is about.
    fields: Vec<(FieldId, Option<RowSetId>)>,
    /// What was typed there, with its name if it is one.
    typed: Vec<(Entry, Option<Name>)>,
    words: Index<Name>,
    /// By name.
    known: Vec<Known>,
    /// Names that stand nowhere any more.
    free: Vec<Name>,
}

/// What is known of a name.
#[derive(Debug, Default)]
struct Known {
    word: Box<[char]>,
    means: Means,
}

/// What a name means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Means {
    /// Nothing: it stands nowhere.
    #[default]
    Nothing,
    /// A row.
    Row(RowSetId, u32),
    /// All that the report is about, or one of several rows.
    Whole,
}

/// What is other about names.
#[derive(Debug)]
pub(super) struct Renamed {
    /// The words that mean something else: where they stand is read again.
    pub words: Index<()>,
    /// Whether any of the others is the name of another row.
    pub moved: bool,
}

impl Names {
    /// No names yet.
    pub(super) fn new(form: &Form) -> Names {
        Names {
            fields: fields(form),
            typed: Vec::new(),
            words: Index::new(),
            known: Vec::new(),
            free: Vec::new(),
        }
    }

    /// The longest name that a text begins with: its length and what it means.
    pub(super) fn longest(&self, text: &[char]) -> Option<(usize, Meaning)> {
        let (length, name) = self.words.longest(text)?;
        let meaning = match self.known[name.index()].means {
            Means::Row(rows, _) => Meaning::Row(rows, name),
            Means::Nothing | Means::Whole => Meaning::Whole,
        };
        Some((length, meaning))
    }

    /// The row that has a name.
    pub(super) fn row(&self, name: Name) -> Option<Row> {
        match self.known.get(name.index())?.means {
            Means::Row(_, row) => Some(Row::At(row)),
            _ => None,
        }
    }

    /// Takes up what is typed now.
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

    /// The name that was typed, if it is one.
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

    /// Finds what each name means now; tells which mean something else.
    fn find_meanings(&mut self, fields: &[(FieldId, Option<RowSetId>)], report: &Report) -> Renamed {
        let before: Vec<Means> = self.known.iter_mut().map(|known| mem::take(&mut known.means)).collect();
        let mut typed = self.typed.iter();
        for (field, rows) in fields {
            for (row, (_, name)) in (0..).zip(typed.by_ref().take(report.column(*field).len())) {
                let Some(name) = name else { continue };
                let means = &mut self.known[name.index()].means;
                *means = match (*means, rows) {
                    (Means::Nothing, Some(rows)) => Means::Row(*rows, row),
                    // Two rows of one name are not told apart by it.
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

/// Where names stand: the caption says what the report is about.
fn fields(form: &Form) -> Vec<(FieldId, Option<RowSetId>)> {
    let caption = form.caption.pieces.iter().filter_map(|piece| match piece {
        Piece::Value(expr) => expr.field(),
        Piece::Words(_) => None,
    });
    let caption = caption.filter(|id| {
        let field = form.field(*id);
        field.home == Home::Alone && field.kind == FieldType::Text
    });
    let rows = form.row_set_ids().filter_map(|rows| Some((form.row_set(rows).name_field?, Some(rows))));
    caption.map(|id| (id, None)).chain(rows).collect()
}

/// One character is in every other word, and digits are numbers.
fn is_name(text: &str) -> bool {
    (2..=MAX_NAME).contains(&text.chars().count()) && text.chars().any(char::is_alphabetic)
}

impl Name {
    fn index(self) -> usize {
        self.0 as usize
    }
}
