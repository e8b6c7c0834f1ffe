//! Filling in a Word document of the bureau.

use std::path::PathBuf;
use std::sync::Arc;

use crate::fill::{Filled, Line, Part, fill};
use crate::form::{Form, clean_line};
use crate::message::{self, Lang};
use crate::report::Report;
use crate::session::Session;
use crate::sheet::{Sheet, Texts};
use crate::store::blanks::{self, Blank};
use crate::store::open_report::OpenReport;
use crate::store::{MAX_DOCUMENT_BYTES, read_any, shown};

/// A filled document that can be written.
#[derive(Clone, Debug)]
pub struct Filling {
    /// The document that was filled in.
    pub document: PathBuf,
    /// The result.
    pub filled: Filled,
    /// The result in words.
    pub lines: Vec<Line>,
    /// True if the same document was filled in before.
    pub is_known: bool,
    /// Mark of the content of the document.
    mark: String,
    /// The revision of the report.
    revision: u64,
}

/// A report that is filled into a document, without the session, for another thread.
#[derive(Debug)]
pub struct Work {
    form: Arc<Form>,
    report: Report,
    sheet: Sheet,
    revision: u64,
    document: PathBuf,
    used: Vec<Blank>,
    lang: Lang,
}

impl Work {
    /// Creates the work for a report and a document.
    pub fn new(held: &OpenReport, session: &Session, document: &str, lang: Lang) -> Work {
        Work {
            form: session.shared_form(),
            report: session.report().clone(),
            sheet: session.sheet().clone(),
            revision: session.revision(),
            document: held.beside(document),
            used: held.place().map(blanks::used).unwrap_or_default(),
            lang,
        }
    }

    /// Uses another form: with the labels that the user named for its fields.
    #[must_use]
    pub fn with_form(self, form: Arc<Form>) -> Work {
        let year = self.report.year(&form);
        let form = form.of_year(year);
        Work { form, ..self }
    }

    /// Fills in the document; returns the reason if that fails.
    pub fn run(self) -> Result<Filling, String> {
        let Work { form, report, sheet, revision, document, used, lang } = self;
        let bytes = read_any(&document, MAX_DOCUMENT_BYTES).map_err(|error| error.sentence(lang))?;
        // A document uses the form's language, independent of the language of messages.
        let texts = Texts { form: &form, report: &report, sheet: &sheet, lang: form.language };
        let filled = fill(&texts, &bytes)
            .map_err(|error| message::fill_failed(lang, &shown(&document), &error.sentence(lang)))?;
        let mark = blanks::mark(&bytes);
        let is_known = used.iter().any(|used| used.mark.as_ref() == Some(&mark));
        let lines = filled.lines(&texts, lang);
        Ok(Filling { document, filled, lines, is_known, mark, revision })
    }
}

impl Filling {
    /// Returns the number of lines of a part.
    pub fn count(&self, part: Part) -> usize {
        self.lines.iter().filter(|line| line.part == part).count()
    }

    /// True if nothing has to be looked at.
    pub fn is_clean(&self) -> bool {
        !self.lines.iter().any(|line| line.part.needs_look())
    }

    /// Returns the result in one line.
    pub fn summary(&self, lang: Lang) -> String {
        let (places, unplaced) = (self.count(Part::Places), self.count(Part::Unplaced));
        let others = |line: &&Line| line.part.needs_look() && line.part != Part::Unplaced;
        let to_check = self.lines.iter().filter(others).count();
        let head = match unplaced {
            0 if self.is_known && to_check == 0 => return message::fill_known(lang, places),
            0 => message::fill_head(lang, places),
            _ => message::fill_head_unplaced(lang, places, unplaced),
        };
        let check = (to_check > 0).then(|| message::fill_to_check(lang, to_check));
        let first = (!self.is_known).then(|| message::fill_first_time(lang));
        std::iter::once(head).chain(check.or(first)).collect::<Vec<_>>().join(&message::clause_gap(lang))
    }

    /// Returns the reason why the document cannot be written, if any.
    pub fn refused(&self, lang: Lang) -> Option<String> {
        let first = self.lines.iter().find(|line| line.part == Part::Differing)?;
        Some(message::fill_differs(lang, &clean_line(&first.text)))
    }

    /// Returns the sentence about values that are left out.
    pub fn left_out(&self, lang: Lang) -> String {
        match self.count(Part::Unplaced) {
            0 => message::fill_leaves_none(lang),
            count => message::fill_leaves_out(lang, count),
        }
    }

    /// True if the report still has the values that were filled in.
    pub fn is_current(&self, session: &Session) -> bool {
        self.revision == session.revision()
    }

    /// Returns the document for the list of those that were used.
    pub fn blank(&self) -> Blank {
        Blank { path: self.document.clone(), mark: Some(self.mark.clone()) }
    }
}
