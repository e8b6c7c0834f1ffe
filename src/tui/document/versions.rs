//! The stored versions of a report, for the versions screen: list, read, copy.
//!
//! Storage is in [`backups`]; nothing is drawn here.

use super::{Document, clock};
use crate::export::{ExportError, Receipt};
use crate::message;
use crate::report::{Report, read};
use crate::store::backups::{self, Version};
use crate::store::{FileError, How};
use crate::tui::event::Message;
use crate::tui::versions::Kept;

impl Document {
    /// Lists all stored versions, oldest first.
    pub(super) fn versions(&self) -> Message {
        let versions = self.kept_versions().map_err(|error| error.sentence(self.app.look.lang));
        Message::Versions(
            versions.map(|versions| versions.iter().map(|version| self.in_words(version)).collect()),
        )
    }

    /// Reads one version: its report, or the reason why it cannot be read.
    pub(super) fn version(&self, number: u32) -> Message {
        let (lang, form) = (self.app.look.lang, self.app.model.session.form());
        let (kept, bytes) = match self.fetched(number) {
            Ok(fetched) => fetched,
            Err(reason) => return Message::Versions(Err(reason)),
        };
        let report = match read(&String::from_utf8_lossy(&bytes)) {
            Ok(file) if file.form == form.id => Ok(Report::from_file(form, file)),
            Ok(file) => Err(message::version_other_form(lang, &file.form)),
            Err(error) => Err(message::version_damaged(lang, &error.reason(lang))),
        };
        Message::Version(kept, Box::new(report))
    }

    /// Writes one version to a new file.
    pub(super) fn copy_version(&self, number: u32, path: &str) -> Result<Receipt, ExportError> {
        let (_, bytes) = self.fetched(number).map_err(ExportError::Other)?;
        self.write_beside(path, &bytes, How::New)
    }

    fn fetched(&self, number: u32) -> Result<(Kept, Vec<u8>), String> {
        let lang = self.app.look.lang;
        let fetch = || -> Result<_, FileError> {
            let versions = self.kept_versions()?;
            let bytes = self.held.place().map_or(Ok(None), |place| backups::fetch(place, number))?;
            Ok((versions, bytes))
        };
        let (versions, bytes) = fetch().map_err(|error| error.sentence(lang))?;
        let version = versions.iter().find(|version| version.number == number);
        version.zip(bytes).map(|(version, bytes)| (self.in_words(version), bytes)).ok_or_else(|| {
            let known: Vec<String> = versions.iter().map(|version| version.number.to_string()).collect();
            message::history_unknown(lang, number, &known.join(" "))
        })
    }

    fn kept_versions(&self) -> Result<Vec<Version>, FileError> {
        self.held.place().map_or_else(|| Ok(Vec::new()), backups::list)
    }

    fn in_words(&self, version: &Version) -> Kept {
        let why = version.reason.words(self.app.look.lang);
        Kept { number: version.number, when: clock(version.time), why }
    }
}
