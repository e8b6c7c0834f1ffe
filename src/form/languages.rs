//! A form with labels in two languages: the form keeps those of its own language, and a copy of it has the others.

use std::sync::Arc;

use super::Form;
use super::bilingual::of;
use crate::message::Lang;

impl Form {
    /// Keeps the texts of the form's language. Returns all texts of the other language if there are any.
    pub(super) fn divide_languages(&mut self) -> Option<Vec<String>> {
        let (own, other) = match self.language {
            Lang::Zh => (Lang::Zh, Lang::En),
            Lang::En => (Lang::En, Lang::Zh),
        };
        let (mut others, mut are_there) = (Vec::new(), false);
        self.texts_mut(&mut |text| {
            let (Some(mine), Some(its)) = (of(text, own), of(text, other)) else {
                others.push(text.clone());
                return;
            };
            are_there = true;
            others.push(its);
            *text = mine;
        });
        are_there.then_some(others)
    }

    /// Returns a copy of the form with these texts, as [`Form::divide_languages`] returned them.
    pub(super) fn with_texts(&self, texts: Vec<String>) -> Form {
        let mut form = self.clone();
        let mut texts = texts.into_iter();
        form.texts_mut(&mut |text| {
            if let Some(other) = texts.next() {
                *text = other;
            }
        });
        form
    }

    /// Returns the form with its labels in this language, if the template has them.
    pub fn in_language(self: &Arc<Form>, lang: Lang) -> Arc<Form> {
        match self.translation().filter(|_| lang != self.language) {
            Some(other) => Arc::clone(other).of_year(self.shown_year),
            None => Arc::clone(self),
        }
    }

    /// Returns the form with its labels in the other language, without a year in them.
    pub fn translation(&self) -> Option<&Arc<Form>> {
        self.undated.as_deref().unwrap_or(self).translated.as_ref()
    }
}
