//! Boxes to tick: `优□ 良☑ 中□ 差□`.

use std::ops::Range;

use super::segments::BOXES;

/// A box and its new state.
pub(super) type Mark = (Range<usize>, &'static str);

/// Returns the ways to tick exactly one of the boxes of a text.
pub(super) fn variants(text: &str) -> Vec<Vec<Mark>> {
    let boxes: Vec<Range<usize>> = text.match_indices(BOXES).map(|(at, mark)| at..at + mark.len()).collect();
    let blank = if text.contains('□') { "□" } else { "☐" };
    let variant = |ticked: usize| {
        let mark =
            |(at, range): (usize, &Range<usize>)| (range.clone(), if at == ticked { "☑" } else { blank });
        boxes.iter().enumerate().map(mark).collect()
    };
    (0..boxes.len()).map(variant).collect()
}

/// Returns the text with boxes ticked.
pub(super) fn apply(text: &str, marks: &[Mark]) -> String {
    let mut ticked = text.to_owned();
    for (range, mark) in marks.iter().rev() {
        ticked.replace_range(range.clone(), mark);
    }
    ticked
}
