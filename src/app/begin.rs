//! From the result of the start to a report: opened, newly created, imported, or rolled forward from last
//! year.

use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;

use super::start::{Outcome, PRACTICE};
use super::{Environment, blanks};
use crate::form::{CellRef, Form};
use crate::message::{self, Lang};
use crate::report::{Edit, Report};
use crate::roll_forward::Plan;
use crate::store::damaged::{Damaged, rescued};
use crate::store::documents::Fitted;
use crate::store::forms::{Found, Shelf};
use crate::store::reports::{self, LoadError, Loaded};
use crate::store::{How, documents, may_name, may_use, shown};

/// The next step after the start.
#[derive(Debug)]
pub enum Begun {
    /// Open this report.
    Report(Box<Loaded>, PathBuf),
    /// Open this report afresh: see [`super::opening::open_afresh`].
    Afresh {
        /// The report.
        loaded: Box<Loaded>,
        /// Its file.
        path: PathBuf,
        /// The contents that replace those of the file, if any.
        contents: Option<Box<Report>>,
    },
    /// Ask how to restore this damaged report.
    Damaged(Box<Damaged>),
    /// Preview the import of this document.
    Document(Box<Fitted>, PathBuf),
    /// Preview the roll-forward of this file, with a summary of what was found if it is a document.
    Plan(Box<Plan>, PathBuf, Option<String>),
    /// Leave with this exit code.
    Quit(u8),
}

/// Performs the result of the start. `plan` is the roll-forward that was previewed, if any.
pub fn begin(
    environment: &Environment<'_>,
    outcome: Outcome,
    plan: Option<&Plan>,
    lang: Lang,
) -> Result<Begun, String> {
    let shelf = environment.shelf;
    let named = match &outcome {
        Outcome::Open(path) | Outcome::Restore(path) | Outcome::Last(path) => Some(path),
        Outcome::Import { document, .. } => Some(document),
        _ => None,
    };
    named.map_or(Ok(()), |path| may_use(path)).map_err(|error| error.sentence(lang))?;
    let (made, file) = match (outcome, plan) {
        (Outcome::Quit(code), _) => return Ok(Begun::Quit(code)),
        (Outcome::Open(path), _) if documents::is_no_report(&path) => {
            let fitted = documents::load(shelf, &path, None).map_err(|error| error.sentence(lang))?;
            return Ok(Begun::Document(Box::new(fitted), path));
        }
        (Outcome::Last(path), _) => {
            let (plan, found) = planned(environment, &path, lang)?;
            return Ok(Begun::Plan(Box::new(plan), path, found));
        }
        (Outcome::Open(path), _) => {
            return match reports::load(&path, shelf) {
                Ok(loaded) => Ok(Begun::Report(Box::new(loaded), path)),
                Err(error) => match environment.damaged(&path, &error) {
                    Some(damaged) => Ok(Begun::Damaged(Box::new(damaged))),
                    None => Err(error.sentence(lang)),
                },
            };
        }
        (Outcome::Restore(path), _) => {
            return Ok(Begun::Report(Box::new(restored(environment, &path, lang)?), path));
        }
        (Outcome::RestartPractice, _) => {
            let file = PathBuf::from(PRACTICE);
            let loaded = reports::load(&file, shelf).map_err(|error| error.sentence(lang))?;
            let contents = practice(shelf, &loaded.form.id, lang)?.1;
            return Ok(Begun::Afresh {
                loaded: Box::new(loaded),
                path: file,
                contents: Some(Box::new(contents)),
            });
        }
        (Outcome::NewPractice { form }, _) => {
            let (form, report) = practice(shelf, &form, lang)?;
            (store(shelf, Path::new(PRACTICE), form, report, lang), PRACTICE.into())
        }
        (Outcome::New { file, form, year }, _) => (new_report(shelf, &file, &form, &year, lang), file),
        (Outcome::Import { document, file }, _) => {
            let fitted = documents::load(shelf, &document, None).map_err(|error| error.sentence(lang))?;
            (made_from(environment, &fitted, &document, &file, lang), file)
        }
        (Outcome::Roll(file), Some(plan)) => (rolled(environment, plan, &file, lang), file),
        // There is no plan only if the front end has not asked for it.
        (Outcome::Roll(file), None) => return begin(environment, Outcome::Open(file), None, lang),
    };
    Ok(Begun::Afresh { loaded: Box::new(made?), path: file, contents: None })
}

/// Returns the form and a sample of its report to practise with.
fn practice(shelf: &Shelf, form: &str, lang: Lang) -> Result<(Arc<Form>, Report), String> {
    let found = shelf.find_or_open(form).map_err(|error| error.sentence(lang))?;
    let mut report = reports::sample(&found).map_err(|error| error.sentence(lang))?;
    report.mark_practice();
    Ok((found.form, report))
}

/// Writes the draft of a missing report to its file again.
fn restored(environment: &Environment<'_>, path: &Path, lang: Lang) -> Result<Loaded, String> {
    let shelf = environment.shelf;
    let place = environment.state.find(path).map_err(|error| error.sentence(lang))?;
    let found = place.map(|place| rescued(&place, shelf, path)).transpose();
    let found = found.map_err(|error| error.sentence(lang))?.flatten();
    let (form, report) = found.ok_or_else(|| message::recover_nothing(lang, &shown(path)))?;
    store(shelf, path, form, report, lang)
}

/// Creates this year's draft according to the plan.
pub fn rolled(environment: &Environment<'_>, plan: &Plan, file: &Path, lang: Lang) -> Result<Loaded, String> {
    let (form, report) = (Arc::clone(plan.form()), plan.roll().report);
    store_with(environment, file, (form, report), plan.blank.as_deref(), lang)
}

/// Creates the report that was imported from a document.
pub fn made_from(
    environment: &Environment<'_>,
    fitted: &Fitted,
    document: &Path,
    file: &Path,
    lang: Lang,
) -> Result<Loaded, String> {
    let (form, report) = (Arc::clone(&fitted.form), fitted.imported.report.clone());
    store_with(environment, file, (form, report), Some(document), lang)
}

/// Writes a report to a new file, with the document that is offered to be filled in with it.
fn store_with(
    environment: &Environment<'_>,
    file: &Path,
    (form, mut report): (Arc<Form>, Report),
    document: Option<&Path>,
    lang: Lang,
) -> Result<Loaded, String> {
    check_name(file, lang)?;
    let elsewhere = blanks::name(&mut report, file, document);
    let loaded = store(environment.shelf, file, form, report, lang)?;
    blanks::list(environment.state, file, elsewhere);
    Ok(loaded)
}

/// Returns the plan for last year's report or document, and a summary if it is a document.
fn planned(environment: &Environment<'_>, path: &Path, lang: Lang) -> Result<(Plan, Option<String>), String> {
    let shelf = environment.shelf;
    let (theirs, report, found) = if documents::is_no_report(path) {
        let (form, report, found) = imported(shelf, path, lang)?;
        (form, report, Some(found))
    } else {
        let loaded = reports::load(path, shelf).map_err(|error| error.sentence(lang))?;
        (loaded.form, loaded.report, None)
    };
    let blank = if found.is_some() {
        Some(path.to_owned())
    } else {
        blanks::last_used(environment.state, path, &report)
    };
    // A form that is only beside the report is not on the shelf.
    let form = shelf.newest(&theirs.id).map_or_else(|_| Arc::clone(&theirs), |found| found.form);
    let mut plan = Plan::new(form, &theirs, &report, None);
    plan.blank = blank;
    Ok((plan, found))
}

/// Imports a document; returns the form, the report and a summary of what was found.
fn imported(shelf: &Shelf, path: &Path, lang: Lang) -> Result<(Arc<Form>, Report, String), String> {
    let fitted = documents::load(shelf, path, None).map_err(|error| error.sentence(lang))?;
    let found = fitted.found(lang);
    Ok((fitted.form, fitted.imported.report, found))
}

/// Creates a new report and saves it at once, so that the name is reserved and the directory is known to be
/// writable.
fn new_report(shelf: &Shelf, path: &Path, form: &str, year: &str, lang: Lang) -> Result<Loaded, String> {
    let found = shelf.find_or_open(form).map_err(|error| error.sentence(lang))?;
    let report = content(&found, Some(year), false).map_err(|error| error.sentence(lang))?;
    check_name(path, lang)?;
    store(shelf, path, found.form, report, lang)
}

/// Returns a blank report or the filled-in sample, of a year if that is given and the form has one.
pub fn content(found: &Found, year: Option<&str>, sample: bool) -> Result<Report, LoadError> {
    let mut report = if sample { reports::sample(found)? } else { Report::new(&found.form) };
    if let (Some(field), Some(year)) = (found.form.year, year) {
        report.apply(&found.form, Edit::Set { cell: CellRef::only(field), text: Some(year.into()) });
    }
    Ok(report)
}

/// Checks the name of a new file.
fn check_name(path: &Path, lang: Lang) -> Result<(), String> {
    may_name(path, &absolute(".").unwrap_or_default()).map_err(|error| error.sentence(lang))
}

/// Writes a report to a new file.
fn store(shelf: &Shelf, path: &Path, form: Arc<Form>, report: Report, lang: Lang) -> Result<Loaded, String> {
    shelf.find_for(path, &form.id, &form.edition).map_err(|error| error.sentence(lang))?;
    let stamp = reports::store(path, &form, &report, How::New).map_err(|error| error.sentence(lang))?;
    Ok(Loaded { form, report, stamp: Some(stamp), remark: None })
}
