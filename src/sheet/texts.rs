//! Texts with values: phrases of the form, and the sentence for a problem.

use super::values::Sheet;
use crate::form::{CellRef, FieldType, Form, NoResult, Phrase, Piece, Problem, Row};
use crate::message::{self, Lang};
use crate::report::Report;
use crate::report::naming::place;

/// The data from which sentences are made.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    /// The form.
    pub form: &'a Form,
    /// The entries.
    pub report: &'a Report,
    /// The values calculated from the entries.
    pub sheet: &'a Sheet,
    /// Language of the sentences.
    pub lang: Lang,
}

impl Texts<'_> {
    /// Returns the value of a cell as shown.
    pub fn shown(&self, cell: CellRef) -> String {
        self.form.field(cell.field).kind.show(&self.sheet.cell(cell).value, self.lang)
    }

    /// Returns a target as shown, with its operator and unit.
    pub fn shown_goal(&self, target: CellRef) -> String {
        let texts: Vec<_> =
            self.form.goal_cells(target).into_iter().map(|cell| (cell.field, self.shown(cell))).collect();
        self.form.join(&texts.iter().map(|(field, text)| (*field, text.as_str())).collect::<Vec<_>>())
    }
}

/// Returns a phrase with its values filled in.
pub fn phrase(texts: &Texts<'_>, phrase: &Phrase, row: Row) -> String {
    phrase_or(texts, phrase, row, &message::unreadable_in_message(texts.lang))
}

/// Returns a message of the form with its values filled in. A blank value is named as blank.
pub fn message_phrase(texts: &Texts<'_>, phrase: &Phrase, row: Row) -> String {
    let unreadable = message::unreadable_in_message(texts.lang);
    filled(texts, phrase, row, &unreadable, &message::blank_in_message(texts.lang))
}

/// Returns a phrase with its values filled in, with `unreadable` in place of a value that cannot be
/// calculated.
pub fn phrase_or(texts: &Texts<'_>, phrase: &Phrase, row: Row, unreadable: &str) -> String {
    filled(texts, phrase, row, unreadable, "")
}

fn filled(texts: &Texts<'_>, phrase: &Phrase, row: Row, unreadable: &str, blank: &str) -> String {
    let mut written = String::new();
    for piece in &phrase.pieces {
        match piece {
            Piece::Words(words) => written.push_str(words),
            Piece::Value(expr) => {
                let Ok(value) = texts.sheet.evaluate(expr, row) else {
                    written.push_str(unreadable);
                    continue;
                };
                if value.is_blank() {
                    written.push_str(blank);
                    continue;
                }
                let kind = expr.field().map(|field| &texts.form.field(field).kind);
                written.push_str(&match kind {
                    Some(kind) => kind.show(&value, texts.lang),
                    None => FieldType::number(texts.form.decimals(expr)).show(&value, texts.lang),
                });
            }
        }
    }
    written
}

/// Returns a sentence that says why a cell has no value. `typed` is its entry.
pub fn problem_sentence(texts: &Texts<'_>, problem: &Problem, kind: &FieldType, typed: &str) -> String {
    let lang = texts.lang;
    match problem {
        Problem::Number(error) => error.sentence(lang),
        Problem::Date(error) => error.sentence(lang, typed),
        Problem::Mistyped => kind.mistyped(lang),
        Problem::NoResult(NoResult::DivisionByZero) => message::division_by_zero(lang),
        Problem::NoResult(NoResult::DivisionByBlank) => message::division_by_blank(lang),
        Problem::NoResult(NoResult::TooLarge) => message::result_too_large(lang),
        Problem::NoResult(NoResult::Depends(cell)) => {
            let path = texts.report.path(texts.form, *cell);
            message::depends_on(lang, &place(texts.form, texts.report, *cell), &path)
        }
    }
}
