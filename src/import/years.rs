//! The year in the labels of a document: `2022年末数` is the label `{year}年末数` of a form.

use std::collections::{BTreeSet, HashSet};

use super::document::Block;
use super::label::{key, strip_number};
use crate::form::Form;

/// Maximum number of years that are tried.
const MAX_YEARS: usize = 20;

/// Returns the year with which most labels of the form occur in the document; `None` if none occurs.
pub(super) fn year_of_labels(form: &Form, blocks: &[Block]) -> Option<i32> {
    let (mut keys, mut years) = (HashSet::new(), BTreeSet::new());
    let mut read = |text: &str| {
        for line in text.lines() {
            years_in(line, &mut years);
            let label = strip_number(line).map_or(line, |(_, _, rest)| rest);
            keys.extend([line, label].map(key));
            keys.extend(label.split_once(['：', ':']).map(|(label, _)| key(label)));
        }
    };
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Aside(text) => read(text),
            Block::Break => {}
            Block::Table(grid) => grid.rows.iter().flatten().for_each(|cell| read(&cell.text)),
        }
    }
    // A label can name the year before, which is then the only one in the document.
    let nearby = years.iter().flat_map(|year| [*year, year + 1]).collect::<BTreeSet<i32>>();
    let found = nearby.into_iter().rev().take(MAX_YEARS).map(|year| {
        let texts = form.texts_of_year(year);
        (texts.iter().filter(|text| keys.contains(&key(text))).count(), year)
    });
    found.max().filter(|(count, _)| *count > 0).map(|(_, year)| year)
}

/// Adds the years of a text.
fn years_in(text: &str, years: &mut BTreeSet<i32>) {
    for digits in text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4) {
        years.extend(digits.parse::<i32>().ok().filter(|year| (1900..=2200).contains(year)));
    }
}
