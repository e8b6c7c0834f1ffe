//! A place where two reports differ, in words: what it is called, what is there before and after.

use super::naming::{place_words, section_words};
use super::{Difference, Report, What};
use crate::form::{CellRef, Form};
use crate::message::{self, Lang};

/// Long texts that begin alike are shown from so many characters before they part.
const COMMON: usize = 3;
/// Texts that have fewer characters in common are shown from their beginning.
const LONG: usize = 6;

/// The place, as the report before calls it, and both texts, each in a line.
pub fn words(form: &Form, before: &Report, difference: &Difference, lang: Lang) -> [String; 3] {
    let words = |cell| place_words(form, before, cell);
    // A row goes by what its first column asks.
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

/// Where two long texts begin to differ, a few characters before it; 0 when they are short.
fn same_start([before, after]: [&str; 2]) -> usize {
    let same = before.char_indices().zip(after.chars()).take_while(|((_, one), other)| one == other);
    let starts: Vec<usize> = same.map(|((at, _), _)| at).collect();
    if starts.len() < LONG { 0 } else { starts[starts.len() - COMMON] }
}
