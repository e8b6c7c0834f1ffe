//! Describes a difference between two reports in words: the label of its cell, and the texts before and
//! after.

use std::borrow::Cow;

use super::{Difference, What};
use crate::form::{CellRef, Form};
use crate::message::{self, Lang};
use crate::report::naming::{place_words, section_words};
use crate::report::{Report, Topic};
use crate::sheet::reference::named;

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
        What::Note(Topic::Rule(_), cell, _) => message::difference_explained(lang, &words(*cell)),
        What::Note(Topic::Claim(_), cell, _) => message::difference_ticked(lang, &words(*cell)),
        What::NewRow(rows, ..) => message::difference_new_row(lang, &row(*rows)),
        What::GoneRow(rows, _) => message::difference_gone_row(lang, &row(*rows)),
    };
    if matches!(difference.what, What::Mark(_)) {
        let state = |waits| if waits { message::mark_waits(lang) } else { message::mark_confirmed(lang) };
        return [place, state(!difference.unconfirmed), state(difference.unconfirmed)];
    }
    // The code of references is English: on a Chinese screen the names of their cells stand for it.
    let readable = |text| match lang {
        Lang::Zh => named(form, before, text, lang),
        Lang::En => Cow::Borrowed(text),
    };
    let texts =
        [&difference.before, &difference.after].map(|text| readable(text.as_deref().unwrap_or_default()));
    let same = same_start([&texts[0], &texts[1]]);
    let [before, after] = texts.map(|text| match text.as_ref() {
        "" => message::draft_blank(lang),
        text if same > 0 => format!("..{}", text.get(same..).unwrap_or(text).replace('\n', " ")),
        text => text.replace('\n', " "),
    });
    [place, before, after]
}

/// Returns the byte offset from which two texts are shown: a few characters before they begin to differ, or 0
/// if they have few characters in common.
fn same_start([before, after]: [&str; 2]) -> usize {
    let same = before.char_indices().zip(after.chars()).take_while(|((_, one), other)| one == other);
    let starts: Vec<usize> = same.map(|((at, _), _)| at).collect();
    let Some(start) = starts.len().checked_sub(COMMON).filter(|_| starts.len() >= LONG) else { return 0 };
    let at = starts[start];
    // A name of a reference is shown whole.
    match (before[..at].rfind('〔'), before[..at].rfind('〕')) {
        (Some(open), close) if close.is_none_or(|close| close < open) => open,
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::compile;
    use crate::report::Edit;

    #[test]
    fn references_are_named_in_chinese() {
        let form = compile(include_str!("../../templates/linxiang-overall-expenditure.ron")).unwrap();
        let mut report = Report::new(&form);
        let cell = report.resolve(&form, "problems").unwrap();
        let before = "全年基本支出{{expenditure[sum].basic}}万元";
        let after = "全年基本支出{{expenditure[sum].total|short}}万元";
        report.apply(&form, Edit::Set { cell, text: Some(before.into()) });
        let difference = Difference {
            what: What::Entry(cell),
            path: String::new(),
            before: Some(before.into()),
            after: Some(after.into()),
            unconfirmed: false,
        };
        let shown = |lang| words(&form, &report, &difference, lang);
        assert_eq!(
            shown(Lang::Zh)[1..],
            ["..〔支出表·汇总·基本支出〕万元", "..〔支出表·汇总·支出合计〕万元"]
        );
        assert_eq!(shown(Lang::En)[1], "..m].basic}}万元");
    }
}
