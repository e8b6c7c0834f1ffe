//! From the result of the start screen to a report on the screen: opened, newly created, imported, or rolled
//! forward from last year.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::roll::Preview;
use super::start::{Outcome, Start};
use super::{Launch, Screen, document};
use crate::form::{CellRef, Form};
use crate::message::Lang;
use crate::report::{Edit, Report};
use crate::roll_forward::Plan;
use crate::store::forms::Shelf;
use crate::store::{How, documents, reports};

/// Performs the result of the start screen; on failure shows the reason there.
pub(super) fn begin(launch: &Launch<'_>, start: &mut Start, outcome: Outcome) -> Option<Screen> {
    let lang = start.look.lang;
    let result = match outcome {
        Outcome::Quit(_) => return None,
        Outcome::Open(path) if documents::is_no_report(&path) => {
            return match imported(launch.shelf, &path, lang) {
                Ok((.., found)) => {
                    start.ask_import(path, found);
                    None
                }
                Err(reason) => {
                    start.say(reason);
                    None
                }
            };
        }
        Outcome::Last(path) => match preview(launch, start, path, lang) {
            Ok(preview) => return Some(Screen::Roll(Box::new(preview))),
            Err(reason) => Err(reason),
        },
        Outcome::Open(path) => reports::load(&path, launch.shelf)
            .map(|loaded| (loaded, path))
            .map_err(|error| error.sentence(lang)),
        Outcome::Import { document, file } => {
            imported(launch.shelf, &document, lang).and_then(|(form, report, _)| {
                store(launch.shelf, &file, form, report, lang).map(|loaded| (loaded, file))
            })
        }
        Outcome::New { file, form, year, sample } => {
            new_report(launch.shelf, &file, &form, year.as_deref(), sample, lang).map(|loaded| (loaded, file))
        }
    };
    match result {
        Ok((loaded, path)) => Some(document::open(launch, loaded, &path, start.size).into()),
        Err(reason) => {
            start.say(reason);
            None
        }
    }
}

/// Creates this year's draft according to the plan and opens it; on failure shows the reason in the preview.
pub(super) fn make(launch: &Launch<'_>, preview: &mut Preview, path: &Path) -> Option<Screen> {
    let lang = preview.look.lang;
    let (form, report) = (Arc::clone(preview.plan.form()), preview.plan.roll().report);
    match store(launch.shelf, path, form, report, lang) {
        Ok(loaded) => Some(document::open(launch, loaded, path, preview.size).into()),
        Err(reason) => {
            preview.say(reason);
            None
        }
    }
}

/// Creates the preview of a roll-forward from last year's report or document.
fn preview(launch: &Launch<'_>, start: &Start, path: PathBuf, lang: Lang) -> Result<Preview, String> {
    let (plan, found) = planned(launch.shelf, &path, lang)?;
    Ok(Preview::new(start.look, start.size, plan, path, found))
}

/// Returns the plan for last year's report or document, and a summary if it is a document.
pub(crate) fn planned(shelf: &Shelf, path: &Path, lang: Lang) -> Result<(Plan, Option<String>), String> {
    let (theirs, report, found) = if documents::is_no_report(path) {
        let (form, report, found) = imported(shelf, path, lang)?;
        (form, report, Some(found))
    } else {
        let loaded = reports::load(path, shelf).map_err(|error| error.sentence(lang))?;
        (loaded.form, loaded.report, None)
    };
    let form = shelf.newest(&theirs.id).map_err(|error| error.sentence(lang))?.form;
    Ok((Plan::new(form, &theirs, &report, None), found))
}

/// Imports a document; returns the form, the report and a summary of what was found.
pub(crate) fn imported(
    shelf: &Shelf,
    path: &Path,
    lang: Lang,
) -> Result<(Arc<Form>, Report, String), String> {
    let fitted = documents::load(shelf, path, None).map_err(|error| error.sentence(lang))?;
    let found = fitted.found(lang);
    Ok((fitted.form, fitted.imported.report, found))
}

/// Creates a new report and saves it at once, so that the name is reserved and the directory is known to be
/// writable.
pub(crate) fn new_report(
    shelf: &Shelf,
    path: &Path,
    form: &str,
    year: Option<&str>,
    sample: bool,
    lang: Lang,
) -> Result<reports::Loaded, String> {
    let found = shelf.find_or_open(form).map_err(|error| error.sentence(lang))?;
    let mut report = if sample {
        reports::sample(&found).map_err(|error| error.sentence(lang))?
    } else {
        Report::new(&found.form)
    };
    if let (Some(field), Some(year)) = (found.form.year, year) {
        report.apply(&found.form, Edit::Set { cell: CellRef::only(field), text: Some(year.into()) });
    }
    store(shelf, path, found.form, report, lang)
}

/// Writes a report to a new file.
pub(crate) fn store(
    shelf: &Shelf,
    path: &Path,
    form: Arc<Form>,
    report: Report,
    lang: Lang,
) -> Result<reports::Loaded, String> {
    let origin = shelf.find(&form.id, &form.edition).map_err(|error| error.sentence(lang))?.origin;
    let stamp = reports::store(path, &form, &report, How::New).map_err(|error| error.sentence(lang))?;
    Ok(reports::Loaded { form, origin, report, stamp: Some(stamp), other_edition: None })
}
