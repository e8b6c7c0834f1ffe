//! Finds forms by id and edition: built into the program, in folders, or at a path.
//!
//! Compiling is done by `form::compile`; the caller provides the list of folders.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ron::Options;
use ron::extensions::Extensions;
use serde::Deserialize;

use super::{FileError, How, MAX_FORM_BYTES, read_text, save, service, shown};
use crate::form::{Form, Mistake, compile, visible_line};
use crate::message::{self, Lang};

/// A form built into the program.
#[derive(Debug)]
struct BuiltIn {
    id: &'static str,
    template: &'static str,
    sample: &'static str,
}

const BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        id: "linxiang-overall-expenditure",
        template: include_str!("../../templates/linxiang-overall-expenditure.ron"),
        sample: include_str!("../../templates/linxiang-overall-expenditure.sample.ron"),
    },
    BuiltIn {
        id: "hunan-overall-annexes",
        template: include_str!("../../templates/hunan-overall-annexes.ron"),
        sample: include_str!("../../templates/hunan-overall-annexes.sample.ron"),
    },
    BuiltIn {
        id: "project-expenditure-self-evaluation",
        template: include_str!("../../templates/project-expenditure-self-evaluation.ron"),
        sample: include_str!("../../templates/project-expenditure-self-evaluation.sample.ron"),
    },
];

/// Maximum number of files examined in a folder.
const MAX_FILES: usize = 1_000;
/// Maximum number of files beside a report that are examined for its form.
const MAX_BESIDE: usize = 100;
/// File name suffixes of a form, and of its sample report.
const FORM_END: &str = ".ron";
const SAMPLE_END: &str = ".sample.ron";

/// File name suffix of the words that the user added to a form, and their maximum size.
const WORDS_END: &str = "words";
const MAX_WORDS_BYTES: u64 = 256 * 1024;

/// The skeletons of a new form, in Chinese and in English, and the texts in them that are replaced.
const SKELETONS: [&str; 2] =
    [include_str!("../../templates/skeleton.zh.ron"), include_str!("../../templates/skeleton.en.ron")];
const SKELETON_ID: &str = "my-form";
const SKELETON_TITLES: [&str; 2] = ["自编报表", "My form"];

/// The folders with forms, in search order.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// The person's own folders; the last one is written to.
    folders: Vec<PathBuf>,
    /// The folders where an administrator installs forms.
    installed: Vec<PathBuf>,
}

/// Source of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built into the program; the index in the list of built-in forms.
    BuiltIn(usize),
    /// A file.
    File(PathBuf),
}

/// A form in a listing; not compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The id; empty if the file cannot be parsed.
    pub id: String,
    /// The edition.
    pub edition: String,
    /// The full title.
    pub title: String,
    /// The source of the form.
    pub origin: Origin,
}

/// A form that was found and compiled.
#[derive(Clone, Debug)]
pub struct Found {
    /// The form.
    pub form: Arc<Form>,
    /// The source of the form.
    pub origin: Origin,
}

/// Error of finding or compiling a form.
#[derive(Clone, Debug)]
pub enum FormError {
    /// No form has that id.
    Unknown {
        /// The requested id.
        id: String,
        /// The available ids.
        known: Vec<String>,
    },
    /// The form's file cannot be read.
    File(FileError),
    /// The form has mistakes.
    Mistakes {
        /// The form's file.
        file: PathBuf,
        /// The text of the file.
        source: String,
        /// All mistakes, in the order of the text.
        mistakes: Vec<Mistake>,
    },
}

/// The head of a template; the rest is parsed by `compile`.
#[derive(Default, Deserialize)]
struct Head {
    id: String,
    #[serde(default)]
    edition: String,
    #[serde(default)]
    title: String,
}

impl Shelf {
    /// Creates a shelf of the built-in forms and the forms in the given folders.
    pub fn new(folders: Vec<PathBuf>) -> Shelf {
        Shelf { folders, installed: Vec::new() }
    }

    /// Adds folders where an administrator installs forms; the person's own forms come first.
    pub fn with_installed(self, installed: Vec<PathBuf>) -> Shelf {
        Shelf { installed, ..self }
    }

    /// Returns all folders in search order.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().chain(&self.installed).map(PathBuf::as_path)
    }

    /// Returns the id of the default form for new reports.
    pub fn first_id(&self) -> &'static str {
        BUILT_IN[0].id
    }

    /// Returns all forms in search order. Files that are not forms have an empty id.
    pub fn list(&self) -> Vec<Listed> {
        let built_in =
            BUILT_IN.iter().enumerate().map(|(at, form)| listed(form.template, Origin::BuiltIn(at)));
        built_in.chain(self.listed_files()).collect()
    }

    /// Returns the forms with an id, in search order. The heads of other built-in forms are not parsed.
    fn of_id(&self, id: &str) -> Vec<Listed> {
        let built_in = BUILT_IN.iter().enumerate().filter(|(_, form)| form.id == id);
        let built_in = built_in.map(|(at, form)| listed(form.template, Origin::BuiltIn(at)));
        built_in.chain(self.listed_files().filter(|listed| !id.is_empty() && listed.id == id)).collect()
    }

    /// Parses the heads of the files that may be forms.
    fn listed_files(&self) -> impl Iterator<Item = Listed> + use<> {
        let files = self.files().into_iter();
        files.map(|path| listed(&read_form(&path).unwrap_or_default(), Origin::File(path)))
    }

    /// Returns the newest edition of each form, in search order.
    pub fn newest_of_each(&self) -> Vec<Listed> {
        let mut forms: Vec<Listed> = Vec::new();
        for listed in self.list().into_iter().filter(|listed| !listed.id.is_empty()) {
            match forms.iter_mut().find(|known| known.id == listed.id) {
                Some(known) if known.edition < listed.edition => *known = listed,
                Some(_) => {}
                None => forms.push(listed),
            }
        }
        forms
    }

    /// Finds a form by id: the given edition, or else the newest one. Of two forms with the same id and edition,
    /// the person's own is used.
    pub fn find(&self, id: &str, edition: &str) -> Result<Found, FormError> {
        let list = self.of_id(id);
        let meant = list.iter().find(|listed| listed.edition == edition);
        let newest = || {
            // The first of equal editions.
            list.iter().rev().max_by(|one, other| one.edition.cmp(&other.edition))
        };
        match meant.or_else(newest) {
            Some(listed) => {
                let same = |other: &&Listed| other.edition == listed.edition;
                let is_own = |other: &&Listed| matches!(other.origin, Origin::File(_));
                self.open(list.iter().filter(same).find(is_own).unwrap_or(listed).origin.clone())
            }
            None => Err(FormError::Unknown { id: id.to_owned(), known: ids(self.list()) }),
        }
    }

    /// Finds the form of a report: on the shelf, or else its edition in the folder of the report.
    pub fn find_for(&self, report: &Path, id: &str, edition: &str) -> Result<Found, FormError> {
        let found = self.find(id, edition);
        if matches!(&found, Ok(found) if edition.is_empty() || found.form.edition == edition) {
            return found;
        }
        if service::is_active() {
            return found;
        }
        let folder = report.parent().filter(|folder| !folder.as_os_str().is_empty());
        let beside = Shelf::new(vec![folder.unwrap_or(Path::new(".")).to_owned()]).files();
        let mut beside = beside.into_iter().take(MAX_BESIDE).filter_map(|path| {
            let listed = listed(&read_form(&path).ok()?, Origin::File(path));
            (!id.is_empty() && listed.id == id && (edition.is_empty() || listed.edition == edition))
                .then_some(listed)
        });
        beside.next().map_or(found, |listed| self.open(listed.origin))
    }

    /// Returns the editions of a form, newest first.
    pub fn editions(&self, id: &str) -> Vec<String> {
        let editions: BTreeSet<String> = self.of_id(id).into_iter().map(|listed| listed.edition).collect();
        editions.into_iter().rev().collect()
    }

    /// Returns the newest edition of a form.
    pub fn newest(&self, id: &str) -> Result<Found, FormError> {
        self.find(id, "")
    }

    /// Returns all other forms that can be opened, each in its newest edition.
    pub fn others(&self, form: &Form, limit: usize) -> impl Iterator<Item = Arc<Form>> + use<'_> {
        let others = self.newest_of_each().into_iter().filter(|listed| listed.id != form.id);
        let others: Vec<Listed> = others.take(limit).collect();
        let forms = others.into_iter().filter_map(|listed| self.open(listed.origin).ok());
        forms.map(|found| found.form)
    }

    /// Finds a form by id, or opens it if the argument looks like a path.
    pub fn find_or_open(&self, wanted: &str) -> Result<Found, FormError> {
        if wanted.contains('/') || wanted.ends_with(FORM_END) {
            return self.open(Origin::File(PathBuf::from(wanted)));
        }
        self.find(wanted, "")
    }

    /// Opens a form and adds the words of the user to it.
    fn open(&self, origin: Origin) -> Result<Found, FormError> {
        let mut found = open(origin)?;
        let path = self.words_of(&found);
        if let Some((words, _)) = path.and_then(|path| read_text(&path, MAX_WORDS_BYTES).ok()) {
            let words = words.lines().filter_map(|line| line.split_once('='));
            Arc::make_mut(&mut found.form).add_words(words.map(|(path, word)| (path.trim(), word.trim())));
        }
        Ok(found)
    }

    /// Returns the file with the words of the user for a form: beside the form, or in the last folder.
    fn words_of(&self, found: &Found) -> Option<PathBuf> {
        match &found.origin {
            Origin::File(path) => Some(path.with_extension(WORDS_END)),
            Origin::BuiltIn(_) => Some(self.folders.last()?.join(&found.form.id).with_extension(WORDS_END)),
        }
    }

    /// Returns the blank that belongs to a form: a Word document beside the file of the form.
    pub fn blank_of(&self, form: &Form) -> Option<PathBuf> {
        let found = self.find(&form.id, &form.edition).ok()?;
        let Origin::File(file) = found.origin else { return None };
        let blank = (!form.blank.is_empty()).then(|| file.with_file_name(&form.blank))?;
        blank.is_file().then_some(blank)
    }

    /// Stores words for fields of a form, each with the path of its field, and returns the form with them.
    pub fn add_words(&self, form: &Form, words: &[(String, String)]) -> Result<Arc<Form>, FormError> {
        let mut found = self.find(&form.id, &form.edition)?;
        let words = words.iter().map(|(path, word)| (path.as_str(), word.as_str()));
        if !Arc::make_mut(&mut found.form).add_words(words.clone()) {
            return Ok(found.form);
        }
        if let Some(path) = self.words_of(&found) {
            let before = read_text(&path, MAX_WORDS_BYTES).map(|(text, _)| text).unwrap_or_default();
            let added: Vec<String> = words.map(|(path, word)| [path, "=", word, "\n"].concat()).collect();
            if let Some(folder) = path.parent() {
                // The save reports a folder that cannot be made.
                let _ = std::fs::create_dir_all(folder);
            }
            save(&path, (before + &added.concat()).as_bytes(), How::Replace).map_err(FormError::File)?;
        }
        Ok(found.form)
    }

    /// Returns the files that may be forms, in the order of the folders, sorted by name.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for folder in self.folders() {
            // A missing folder contains no forms.
            let Ok(entries) = std::fs::read_dir(folder) else { continue };
            let mut paths: Vec<PathBuf> =
                entries.take(MAX_FILES).flatten().map(|entry| entry.path()).collect();
            paths.retain(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.ends_with(FORM_END) && !name.ends_with(SAMPLE_END) && !name.starts_with('.')
            });
            paths.sort_unstable();
            files.append(&mut paths);
        }
        files
    }
}

impl Found {
    /// Returns the file of the form, if it is used instead of a built-in form with the same id and edition.
    pub fn replaces_built_in(&self) -> Option<PathBuf> {
        let Origin::File(file) = &self.origin else { return None };
        let is_same = |(at, form): (usize, &BuiltIn)| {
            form.id == self.form.id && listed(form.template, Origin::BuiltIn(at)).edition == self.form.edition
        };
        BUILT_IN.iter().enumerate().any(is_same).then(|| file.clone())
    }
}

/// Returns the commented text of a new form.
pub fn skeleton(lang: Lang, id: &str, title: Option<&str>) -> String {
    let text = lang.choose(SKELETONS).replace(SKELETON_ID, id);
    let known = lang.choose(SKELETON_TITLES);
    title.map_or_else(|| text.clone(), |title| text.replace(known, &title.escape_debug().to_string()))
}

impl Origin {
    /// Returns the text of the form.
    pub fn source(&self) -> Result<String, FileError> {
        match self {
            Origin::BuiltIn(at) => Ok(BUILT_IN[*at].template.to_owned()),
            Origin::File(path) => read_form(path),
        }
    }

    /// Returns the path and text of the form's sample report.
    pub fn sample(&self) -> Result<(PathBuf, String), FileError> {
        match self {
            Origin::BuiltIn(at) => Ok((PathBuf::from(BUILT_IN[*at].id), BUILT_IN[*at].sample.to_owned())),
            Origin::File(path) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let sample = path.with_file_name(name.trim_end_matches(FORM_END).to_owned() + SAMPLE_END);
                let (text, _) = read_text(&sample, super::MAX_REPORT_BYTES)?;
                Ok((sample, text))
            }
        }
    }
}

impl FormError {
    /// Returns the message: the form, the reason and a remedy.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            FormError::Unknown { id, known } => {
                message::form_unknown(lang, &visible_line(id), &visible_line(&known.join(" ")))
            }
            FormError::File(error) => error.sentence(lang),
            FormError::Mistakes { file, mistakes, .. } => {
                let file = shown(file);
                let mut text = message::form_has_mistakes(lang, &file, mistakes.len());
                if let Some(first) = mistakes.first() {
                    // Writing to a string cannot fail.
                    let _ = write!(
                        text,
                        "\n{file}:{}:{}: {}",
                        first.line,
                        first.column,
                        first.kind.sentence(lang)
                    );
                }
                text
            }
        }
    }
}

/// Reads the text of a form's file.
pub fn read_form(path: &Path) -> Result<String, FileError> {
    read_text(path, MAX_FORM_BYTES).map(|(text, _)| text)
}

fn open(origin: Origin) -> Result<Found, FormError> {
    let file = match &origin {
        Origin::BuiltIn(at) => PathBuf::from(BUILT_IN[*at].id),
        Origin::File(path) => path.clone(),
    };
    let source = origin.source().map_err(FormError::File)?;
    match compile(&source) {
        Ok(form) => Ok(Found { form: Arc::new(form), origin }),
        Err(mistakes) => Err(FormError::Mistakes { file, source, mistakes }),
    }
}

/// Parses the head of a template.
fn listed(source: &str, origin: Origin) -> Listed {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let options = Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let Head { id, edition, title } = options.from_str(source).unwrap_or_default();
    Listed { id, edition, title, origin }
}

fn ids(list: Vec<Listed>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for listed in list {
        if !listed.id.is_empty() && !ids.contains(&listed.id) {
            ids.push(listed.id);
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_forms_are_what_they_say() {
        for (at, built_in) in BUILT_IN.iter().enumerate() {
            let head = listed(built_in.template, Origin::BuiltIn(at));
            assert_eq!(head.id, built_in.id);
            let found = open(Origin::BuiltIn(at)).unwrap();
            assert_eq!((&found.form.id, &found.form.edition), (&head.id, &head.edition));
            let file = crate::report::read(built_in.sample).unwrap();
            let report = crate::report::Report::from_file(&found.form, file);
            assert_eq!(report.annex, crate::report::Annex::default(), "the sample fits its form");
        }
    }

    #[test]
    fn a_form_of_another_edition_is_better_than_none() {
        let shelf = Shelf::default();
        assert!(shelf.find(shelf.first_id(), "1999").is_ok());
        assert!(matches!(shelf.find("", ""), Err(FormError::Unknown { .. })));
    }
}
