//! Words that a user adds to a form: labels that documents of the bureau have in place of the form's.

use super::{CellRef, Form, Home, Word};
use crate::form::FieldId;

impl Form {
    /// Returns the path of a field without a row: `phone`, `income.fiscal`.
    pub fn field_path(&self, field: FieldId) -> String {
        let name = &self.field(field).name;
        match self.field(field).home {
            Home::Alone => name.clone(),
            Home::Column { .. } | Home::RowName(_) => {
                format!("{}.{name}", self.path_head(CellRef::only(field)))
            }
        }
    }

    /// Returns the field of a path without a row.
    pub fn field_at(&self, path: &str) -> Option<FieldId> {
        self.field_ids().find(|field| self.field_path(*field) == path)
    }

    /// Adds words to the fields of their paths. Returns true if any is new; an unknown path adds none.
    pub fn add_words<'w>(&mut self, words: impl IntoIterator<Item = (&'w str, &'w str)>) -> bool {
        let mut added = false;
        for (path, text) in words {
            let Some(field) = self.field_at(path) else { continue };
            let own = &mut self.fields[field.0 as usize].words;
            if !text.is_empty() && own.iter().all(|word| word.text != text) {
                own.push(Word { text: text.to_owned(), sure: true });
                added = true;
            }
        }
        added
    }
}
