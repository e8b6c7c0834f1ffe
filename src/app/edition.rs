//! Moving an open report to another edition of its form, and back by a stored version.

use std::path::Path;
use std::sync::Arc;

use jiff::ZonedDateTime;

use super::document::{Document, Front, seconds};
use crate::edition::{Change, moved};
use crate::form::{Form, visible_line};
use crate::message::{self, Lang};
use crate::report::Report;
use crate::store::forms::Shelf;
use crate::store::{FileError, How, Stamp, reports, save};

/// A report in another edition of its form, before the user confirms it.
#[derive(Clone, Debug)]
pub struct Move {
    /// The edition.
    pub edition: String,
    /// The contents that are not the same in both editions.
    pub changes: Vec<Change>,
    /// The form of the edition.
    pub form: Arc<Form>,
    /// The report.
    pub report: Report,
}

/// Returns the other editions of a form, newest first.
pub fn others(shelf: &Shelf, form: &Form) -> Vec<String> {
    let mut editions = shelf.editions(&form.id);
    editions.retain(|edition| *edition != form.edition);
    editions
}

impl Move {
    /// Converts a report to another edition of its form; returns the reason if that is not available.
    pub fn new(
        shelf: &Shelf,
        path: &Path,
        (form, report): (&Form, &Report),
        edition: &str,
        lang: Lang,
    ) -> Result<Move, String> {
        let found = shelf.find_for(path, &form.id, edition).map_err(|error| error.sentence(lang))?;
        if found.form.edition != edition || edition == form.edition {
            let known: Vec<String> =
                others(shelf, form).iter().map(|edition| visible_line(edition)).collect();
            return Err(message::edition_unknown(lang, &visible_line(edition), &known.join(" ")));
        }
        let theirs = found.form.of_year(report.year(form));
        let moved = moved(&theirs, form, report);
        Ok(Move { edition: edition.to_owned(), changes: moved.changes, form: theirs, report: moved.report })
    }

    /// Returns the changes in lines, with paths for a user of the command line.
    pub fn lines(&self, with_paths: bool, lang: Lang) -> Vec<String> {
        self.changes.iter().map(|change| change.line(with_paths, lang)).collect()
    }
}

impl Document {
    /// Makes the report one of another edition. The present file becomes a stored version. The report must be opened again
    /// afterwards. Returns the sentence about it, or the reason if nothing was changed.
    pub fn change_edition(
        &mut self,
        front: &mut impl Front,
        to: &Move,
        now: &ZonedDateTime,
    ) -> Result<String, String> {
        let Move { form, report, edition, .. } = to;
        self.replace(front, now, |path, how| reports::store(path, form, report, how))?;
        Ok(message::edition_changed(front.model().lang, &visible_line(edition)))
    }

    /// Makes a stored version the report, with the edition that it has. The present file becomes a stored version. The
    /// report must be opened again afterwards.
    pub fn return_to_version(
        &mut self,
        front: &mut impl Front,
        number: u32,
        now: &ZonedDateTime,
    ) -> Result<String, String> {
        let lang = front.model().lang;
        let (_, bytes) = self.fetched(number, lang)?;
        self.replace(front, now, |path, how| save(path, &bytes, how))?;
        Ok(message::version_returned(lang, number))
    }

    /// Saves what was typed, then replaces the file.
    fn replace(
        &mut self,
        front: &mut impl Front,
        now: &ZonedDateTime,
        write: impl FnOnce(&Path, How<'_>) -> Result<Stamp, FileError>,
    ) -> Result<(), String> {
        let lang = front.model().lang;
        front.model().writable()?;
        if front.model().is_changed() {
            self.save(front, now)?;
        }
        let caret = front.caret();
        let mut contents = front.model_mut().session.contents();
        let replaced = self.held.replace(&mut contents, &caret, seconds(now), write);
        replaced.map_err(|error| {
            error.map_or_else(|| message::edition_no_version(lang), |error| error.sentence(lang))
        })
    }
}
