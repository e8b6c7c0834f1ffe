//! Notes of the user: explanations of findings, and ticks of claims that were checked by hand.
//!
//! A note is kept with the values that it was written for. It counts only while these are unchanged.

use std::collections::BTreeMap;

use super::row_shift::RowShift;
use crate::form::{CellRef, Form};

/// The subject of a note at a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The findings of a rule, which the note explains.
    Rule(String),
    /// A claim of a text, which the note ticks: its words with the figure.
    Claim(String),
}

/// A note of the user.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// The explanation; empty for a tick.
    pub text: String,
    /// The values that it was written for, one line for each finding. `None` if they are not known yet: files
    /// of older versions have none.
    pub values: Option<String>,
}

/// All notes, by topic and cell.
pub(crate) type Notes = BTreeMap<(Topic, CellRef), Note>;

impl Note {
    /// True if the note was written for these values, or if its values are not known.
    pub fn counts_for(&self, values: &str) -> bool {
        self.values.as_ref().is_none_or(|all| all.split('\n').any(|known| known == values))
    }
}

/// Unknown values equal any: they become known when the file is opened, which does not change the report.
impl PartialEq for Note {
    fn eq(&self, other: &Note) -> bool {
        let values = self.values.as_ref().zip(other.values.as_ref());
        self.text == other.text && values.is_none_or(|(one, other)| one == other)
    }
}

/// Moves notes along with their rows. Drops those of a removed row.
pub(super) fn shifted(notes: Notes, form: &Form, shift: &RowShift) -> Notes {
    let moved = |((topic, cell), note)| Some(((topic, shift.moved(form, cell)?), note));
    notes.into_iter().filter_map(moved).collect()
}
