//! Texts as lines of output, and the words for yes and no.

use crate::form::{characters, visible_line};

/// Returns the number of paragraphs and of characters of a text.
pub(super) fn size(text: &str) -> (usize, usize) {
    (text.split('\n').count(), characters(text))
}

/// Joins a text into one line and makes control characters visible.
pub(super) fn one_line(text: &str) -> String {
    visible_line(&text.replace('\n', " "))
}

/// True for any usual word for yes.
pub(super) fn is_yes(text: &str) -> bool {
    ["1", "１", "y", "yes", "是", "要", "加", "好", "对", "有"].contains(&text.trim().to_lowercase().as_str())
}

/// True for any usual word for no.
pub(super) fn is_no(text: &str) -> bool {
    ["2", "２", "0", "n", "no", "否", "不", "不要", "不加", "没有"]
        .contains(&text.trim().to_lowercase().as_str())
}
