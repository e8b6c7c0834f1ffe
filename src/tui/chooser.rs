//! The selection in a list that typing narrows: by number, by words, or by pinyin initials.

use super::command::Command;
use super::editor::Editor;
use super::widgets::step_in_list;
use crate::app::choosing::{Narrowed, narrow};

/// The typed text, the entries that fit it, and the selected one.
#[derive(Clone, Debug)]
pub struct Chooser {
    filter: Editor,
    left: Vec<usize>,
    /// Index of the selected entry among those that fit.
    pub selected: usize,
}

/// The result of a key in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// The selection or the typed text has changed.
    Moved,
    /// This entry is chosen.
    Entry(usize),
    /// No entry fits.
    Nothing,
    /// The key has no function in a list.
    Other,
}

impl PartialEq for Chooser {
    fn eq(&self, other: &Chooser) -> bool {
        (&self.left, self.selected) == (&other.left, other.selected)
    }
}

impl Chooser {
    /// Selects the first of a number of entries.
    pub fn new(count: usize) -> Chooser {
        Chooser { filter: Editor::new("", false), left: (0..count).collect(), selected: 0 }
    }

    /// Returns the indices of the entries that fit.
    pub fn left(&self) -> &[usize] {
        &self.left
    }

    /// Returns the typed text.
    pub fn filter(&self) -> String {
        self.filter.text()
    }

    /// Handles typed text, given the number and label of each entry.
    pub(super) fn typed<'a>(
        &mut self,
        text: &str,
        entries: impl IntoIterator<Item = (Option<usize>, &'a str)> + Clone,
    ) -> Chosen {
        if self.filter().is_empty() && text.trim().is_empty() {
            return Chosen::Other;
        }
        self.filter.insert(text);
        self.search(entries)
    }

    /// Handles a command, given the number and label of each entry.
    pub(super) fn command<'a>(
        &mut self,
        command: Command,
        entries: impl IntoIterator<Item = (Option<usize>, &'a str)> + Clone,
    ) -> Chosen {
        match command {
            Command::Backspace if self.filter.backspace() => return self.search(entries),
            Command::Revert if self.filter.delete_to_start() => return self.search(entries),
            Command::Enter | Command::Next => {
                return self.left.get(self.selected).map_or(Chosen::Nothing, |at| Chosen::Entry(*at));
            }
            _ => {}
        }
        let Some(selected) = step_in_list(self.selected, self.left.len().saturating_sub(1), command) else {
            return Chosen::Other;
        };
        self.selected = selected;
        Chosen::Moved
    }

    /// Keeps the entries that fit the typed text; chooses an entry whose number was typed.
    fn search<'a>(&mut self, entries: impl IntoIterator<Item = (Option<usize>, &'a str)> + Clone) -> Chosen {
        match narrow(&self.filter(), entries) {
            Narrowed::One(at) => Chosen::Entry(at),
            Narrowed::Some(left) => {
                (self.left, self.selected) = (left, 0);
                Chosen::Moved
            }
        }
    }
}
