//! A report that is read with another edition of its form: the contents that this edition does not have, and the figures
//! whose unit is unknown, because only the report's own edition says it.

use super::contents::Report;
use super::ron::ReportFile;
use crate::form::{CellRef, Form, Problem, RowSetId, UNKNOWN_UNIT, clean_line, quoted};
use crate::message::{self, Lang};

/// Maximum number of changes in a list of sentences.
const MAX_SENTENCES: usize = 20;
/// Maximum length of a text in a sentence, in characters.
const MAX_QUOTED: usize = 20;

/// A content that another edition of the form does not take over as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditionChange {
    /// A row set has more rows than the edition allows.
    Rows(RowSetId, usize),
    /// The path has another name in the edition.
    Renamed(String, CellRef),
    /// The edition has no such field or row. Contains the path and the text.
    Dropped(String, String),
    /// The text is not one of the edition's choices.
    Choice(CellRef, String),
    /// The text is a figure without a unit.
    Figure(CellRef, String),
}

impl Report {
    /// Creates a report from a file of another edition, to be viewed only. Figures without a unit are marked, so that they
    /// are not calculated in the unit of this edition. Returns the report and its changes, the important ones first.
    pub fn from_other_edition(form: &Form, file: ReportFile) -> (Report, Vec<EditionChange>) {
        let (counts, entries) = (file.rows.clone(), file.entries.clone());
        let mut report = Report::from_file(form, file);
        let marked = |text: &str| Some(format!("{text} {}", form.language.choose(UNKNOWN_UNIT)).into());
        let mut changes = Vec::new();
        for (name, count) in counts {
            let rows = form.row_set_named(&name).filter(|rows| count > form.row_set(*rows).max);
            changes.extend(rows.map(|rows| EditionChange::Rows(rows, count)));
        }
        for (path, text) in entries {
            let Some(cell) = report.at_number_path(form, &path) else {
                changes.push(EditionChange::Dropped(path, text));
                continue;
            };
            let kind = &form.field(cell.field).kind;
            if form.number_path(cell) != path {
                changes.push(EditionChange::Renamed(path, cell));
            }
            if kind.widget().choices().is_some() && kind.parse(&text) == Err(Problem::Mistyped) {
                changes.push(EditionChange::Choice(cell, text));
            } else if is_figure(form, cell, &text) {
                report.set(cell, marked(&text));
                changes.push(EditionChange::Figure(cell, text));
            }
        }
        let last = report.last_values().filter(|(cell, last)| is_figure(form, *cell, &last.text));
        let last: Vec<(CellRef, String)> = last.map(|(cell, last)| (cell, last.text.to_string())).collect();
        for (cell, text) in last {
            report.set_last(form, cell, marked(&text));
        }
        changes.sort_by_key(EditionChange::rank);
        (report, changes)
    }
}

/// True if a text is a figure that has no unit although its field has one.
fn is_figure(form: &Form, cell: CellRef, text: &str) -> bool {
    let kind = &form.field(cell.field).kind;
    kind.unit().is_some() && !kind.means_blank(text) && !text.contains(char::is_alphabetic)
}

impl EditionChange {
    fn rank(&self) -> usize {
        match self {
            EditionChange::Rows(..) => 0,
            EditionChange::Renamed(..) => 1,
            EditionChange::Dropped(..) => 2,
            EditionChange::Choice(..) => 3,
            EditionChange::Figure(..) => 4,
        }
    }

    /// Returns the lines of a list of changes. A long list ends with the number of the rest.
    pub fn lines(changes: &[EditionChange], form: &Form, lang: Lang) -> Vec<String> {
        let mut lines: Vec<String> =
            changes.iter().take(MAX_SENTENCES).map(|change| change.line(form, lang)).collect();
        let rest = changes.len().saturating_sub(MAX_SENTENCES);
        lines.extend((rest > 0).then(|| message::edition_more(lang, rest)));
        lines
    }

    fn line(&self, form: &Form, lang: Lang) -> String {
        let named = |cell: &CellRef| (form.number_path(*cell), clean_line(form.label(cell.field)));
        match self {
            EditionChange::Rows(rows, count) => {
                let set = form.row_set(*rows);
                message::edition_rows(lang, &set.name, *count, set.max)
            }
            EditionChange::Renamed(path, cell) => {
                let (now, label) = named(cell);
                message::edition_renamed(lang, &quoted(path, MAX_QUOTED), &now, &label)
            }
            EditionChange::Dropped(path, text) => {
                message::edition_dropped(lang, &quoted(path, MAX_QUOTED), &quoted(text, MAX_QUOTED))
            }
            EditionChange::Choice(cell, text) => {
                let (path, label) = named(cell);
                message::edition_choice(lang, &path, &label, &quoted(text, MAX_QUOTED))
            }
            EditionChange::Figure(cell, text) => {
                let (path, label) = named(cell);
                let unit = form.field(cell.field).kind.unit().unwrap_or_default();
                message::edition_figure(lang, &path, &label, &quoted(text, MAX_QUOTED), unit)
            }
        }
    }
}
