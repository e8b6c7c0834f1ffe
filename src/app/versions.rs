//! The stored versions of an open report: list, read, copy.

use jiff::ZonedDateTime;

use super::clock;
use super::document::Document;
use super::export::Output;
use super::model::Model;
use crate::export::ExportError;
use crate::form::visible_line;
use crate::message::{self, Lang};
use crate::report::{Report, read};
use crate::store::FileError;
use crate::store::backups::{self, Version};

/// A stored version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The number.
    pub number: u32,
    /// The time, in words.
    pub when: String,
    /// The reason, in words.
    pub why: String,
    /// The edition of its form, if that is another one.
    pub edition: Option<String>,
}

impl Kept {
    fn new(version: &Version, lang: Lang, now: &ZonedDateTime) -> Kept {
        Kept {
            number: version.number,
            when: clock(version.time, now, lang),
            why: version.reason.words(lang),
            edition: None,
        }
    }
}

impl Document {
    /// Lists all stored versions, oldest first.
    pub fn versions(&self, lang: Lang, now: &ZonedDateTime) -> Result<Vec<Kept>, String> {
        let versions = self.kept_versions().map_err(|error| error.sentence(lang))?;
        Ok(versions.iter().map(|version| Kept::new(version, lang, now)).collect())
    }

    /// Reads one version: its report, or the reason why it is not a report of this form.
    pub fn version(
        &self,
        number: u32,
        model: &Model,
        now: &ZonedDateTime,
    ) -> Result<(Kept, Result<Report, String>), String> {
        let (form, lang) = (model.session.form(), model.lang);
        let (version, bytes) = self.fetched(number, lang)?;
        let mut kept = Kept::new(&version, lang, now);
        let report = match read(&String::from_utf8_lossy(&bytes)) {
            Ok(file) if file.form == form.id && (file.edition.is_empty() || file.edition == form.edition) => {
                Ok(Report::from_file(form, file))
            }
            Ok(file) if file.form == form.id => {
                let reason = message::version_other_edition(lang, &visible_line(&file.edition));
                kept.edition = Some(file.edition);
                Err(reason)
            }
            Ok(file) => Err(message::version_other_form(lang, &file.form)),
            Err(error) => Err(message::version_damaged(lang, &error.reason(lang))),
        };
        Ok((kept, report))
    }

    /// Returns one version, to be written to a new file.
    pub fn copy_version(&self, number: u32, path: &str, lang: Lang) -> Result<Output, ExportError> {
        let (_, bytes) = self.fetched(number, lang).map_err(ExportError::Other)?;
        self.beside(path, bytes, lang)
    }

    pub(super) fn fetched(&self, number: u32, lang: Lang) -> Result<(Version, Vec<u8>), String> {
        let fetch = || -> Result<_, FileError> {
            let bytes = self.held.place().map_or(Ok(None), |place| backups::fetch(place, number))?;
            Ok((self.kept_versions()?, bytes))
        };
        let (versions, bytes) = fetch().map_err(|error| error.sentence(lang))?;
        let version = versions.iter().find(|version| version.number == number).cloned();
        version.zip(bytes).ok_or_else(|| {
            let known: Vec<String> = versions.iter().map(|version| version.number.to_string()).collect();
            message::history_unknown(lang, number, &known.join(" "))
        })
    }

    fn kept_versions(&self) -> Result<Vec<Version>, FileError> {
        self.held.place().map_or_else(|| Ok(Vec::new()), backups::list)
    }
}
