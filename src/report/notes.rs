//! The notes of a report: explanations and ticks.

use super::contents::Report;
use super::note::{Note, Topic};
use crate::form::CellRef;

impl Report {
    /// Returns the note about a topic at a cell.
    pub fn note(&self, topic: &Topic, cell: CellRef) -> Option<&Note> {
        // The key is a tuple of owned values; most reports have no notes.
        if self.notes.is_empty() { None } else { self.notes.get(&(topic.clone(), cell)) }
    }

    /// Iterates over all notes as topic, cell and note: explanations first.
    pub fn notes(&self) -> impl Iterator<Item = (&Topic, CellRef, &Note)> {
        self.notes.iter().map(|((topic, cell), note)| (topic, *cell, note))
    }

    /// Returns the user's explanation of the findings of a rule at a cell, also if it was written for other
    /// values.
    pub fn explanation(&self, rule: &str, cell: CellRef) -> Option<&str> {
        self.reason(rule, cell).map(|note| note.text.as_str())
    }

    /// Returns the explanation of the findings of a rule at a cell, with the values that it was written for.
    pub(crate) fn reason(&self, rule: &str, cell: CellRef) -> Option<&Note> {
        if self.notes.is_empty() { None } else { self.note(&Topic::Rule(rule.to_owned()), cell) }
    }

    /// Iterates over all explanations as rule, cell and text.
    pub fn explanations(&self) -> impl Iterator<Item = (&str, CellRef, &str)> {
        self.notes().filter_map(|(topic, cell, note)| match topic {
            Topic::Rule(rule) => Some((rule.as_str(), cell, note.text.as_str())),
            Topic::Claim(_) => None,
        })
    }

    /// Returns the value that the claim with these words in the text of a cell was ticked against.
    pub fn tick(&self, cell: CellRef, words: &str) -> Option<&str> {
        if self.notes.is_empty() {
            return None;
        }
        self.note(&Topic::Claim(words.to_owned()), cell)?.values.as_deref()
    }

    /// Iterates over all ticks as cell, words of the claim, and the value that it was ticked against.
    pub fn ticks(&self) -> impl Iterator<Item = (CellRef, &str, &str)> {
        self.notes().filter_map(|(topic, cell, note)| match topic {
            Topic::Claim(words) => Some((cell, words.as_str(), note.values.as_deref().unwrap_or_default())),
            Topic::Rule(_) => None,
        })
    }

    /// Sets or removes a note. Returns the previous one.
    pub(super) fn set_note(&mut self, topic: Topic, cell: CellRef, note: Option<Note>) -> Option<Note> {
        // A tick has no text, but an explanation has.
        let is_note = |note: &Note| matches!(topic, Topic::Claim(_)) || !note.text.trim().is_empty();
        match note.filter(is_note) {
            Some(note) => self.notes.insert((topic, cell), note),
            None => self.notes.remove(&(topic, cell)),
        }
    }

    /// Binds the explanations without values to the values that `values_of` returns for their rule and cell,
    /// if any.
    pub(crate) fn bind_explanations(&mut self, mut values_of: impl FnMut(&str, CellRef) -> Option<String>) {
        for ((topic, cell), note) in &mut self.notes {
            if let (Topic::Rule(rule), None) = (topic, &note.values) {
                note.values = values_of(rule, *cell);
            }
        }
    }
}
