//! Describes a difference between two reports in words: the label of its cell, and the texts before and
//! after.

use super::{Difference, What};
use crate::form::{CellRef, Form};
use crate::message::{self, Lang};
use crate::report::Report;
use crate::report::naming::{place_words, section_words};

/// Number of common characters shown before the first difference of two long texts.
const COMMON: usize = 3;
/// Texts with fewer common characters at the start are shown from their beginning.
const LONG: usize = 6;

/// Returns the label of the cell in the `before` report, and both texts, each on one line.
pub fn words(form: &Form, before: &Report, difference: &Difference, lang: Lang) -> [String; 3] {
    let words = |cell| place_words(form, before, cell);
    // A row is described by the label of its first column.
    let row = |rows| {
        let first = form.row_set(rows).fields[0];
        section_words(form, CellRef::only(first)) + form.label(first)
    };
    let place = match &difference.what {
        What::Entry(cell) | What::Mark(cell) | What::Last(cell) => words(*cell),
        What::Explanation(_, cell) => message::difference_explained(lang, &words(*cell)),
        What::NewRow(rows, ..) => message::difference_new_row(lang, &row(*rows)),
        What::GoneRow(rows, _) => message::difference_gone_row(lang, &row(*rows)),
    };
    if matches!(difference.what, What::Mark(_)) {
        let state = |waits| if waits { message::mark_waits(lang) } else { message::mark_confirmed(lang) };
        return [place, state(!difference.unconfirmed), state(difference.unconfirmed)];
    }
    let texts = [difference.before.as_deref(), difference.after.as_deref()];
    let same = same_start(texts.map(Option::unwrap_or_default));
    let [before, after] = texts.map(|text| match text {
        None | Some("") => message::draft_blank(lang),
        Some(text) if same > 0 => format!("..{}", text.get(same..).unwrap_or(text).replace('\n', " ")),
        Some(text) => text.replace('\n', " "),
    });
    [place, before, after]
}

/// Returns the byte offset from which two texts are shown: a few characters before they begin to differ, or 0
/// if they have few characters in common.
fn same_start([before, after]: [&str; 2]) -> usize {
    let same = before.char_indices().zip(after.chars()).take_while(|((_, one), other)| one == other);
    let starts: Vec<usize> = same.map(|((at, _), _)| at).collect();
    if starts.len() < LONG { 0 } else { starts[starts.len() - COMMON] }
}
