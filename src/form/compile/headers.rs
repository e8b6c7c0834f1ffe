//! Line breaks in the texts of headers, and shorter names of columns.
//!
//! Chinese is written without blanks. Words are mostly two characters long, and many longer ones are in the
//! form: labels, and words in prose.

use std::collections::HashSet;

use super::super::{Form, Header};

/// Maximum number of characters of a word that is kept together. Longer texts are several words.
const LONGEST_WORD: usize = 5;

/// Completes the headers of all tables.
pub(in crate::form) fn complete(form: &mut Form) {
    let mut tables = std::mem::take(&mut form.tables);
    let words = words(form);
    for table in &mut tables {
        for header in &mut table.headers {
            header.breaks = breaks(&header.label, &words);
        }
        for header in table.headers.iter_mut().filter(|header| header.leaf) {
            let columns = table.groups.iter().filter_map(|group| group.columns.get(header.from));
            let names = columns.flat_map(|id| form.field(*id).words.iter().map(|word| word.text.as_str()));
            header.shorter = shorter(header, names);
        }
    }
    form.tables = tables;
}

/// Returns the short words of the form.
fn words(form: &Form) -> HashSet<String> {
    let labels = form.fields.iter().map(|field| field.label.as_str());
    let words = form.fields.iter().flat_map(|field| field.words.iter().map(|word| word.text.as_str()));
    let short = labels.chain(words).filter(|word| (2..=LONGEST_WORD).contains(&word.chars().count()));
    short.map(str::to_owned).collect()
}

/// Returns the offsets at which a line of the label may end: the edges of known words, and after each two
/// characters, but not inside a known word, and not after or before a single character.
fn breaks(label: &str, words: &HashSet<String>) -> Vec<usize> {
    // Words between blanks need no help.
    if label.contains(|c: char| c == ' ' || c.is_ascii_alphabetic()) {
        return Vec::new();
    }
    let offsets: Vec<usize> = label.char_indices().map(|(at, _)| at).chain([label.len()]).collect();
    let count = offsets.len() - 1;
    let mut inside = vec![false; offsets.len()];
    let mut edges = vec![false; offsets.len()];
    for from in 0..count {
        for to in (from + 2..=count.min(from + LONGEST_WORD)).filter(|to| (from, *to) != (0, count)) {
            if label.get(offsets[from]..offsets[to]).is_some_and(|part| words.contains(part)) {
                inside[from + 1..to].fill(true);
                (edges[from], edges[to]) = (true, true);
            }
        }
    }
    let may_end = |at: &usize| (edges[*at] || at.is_multiple_of(2)) && !inside[*at];
    (2..count.saturating_sub(1)).filter(may_end).map(|at| offsets[at]).collect()
}

/// Returns the names that are parts of the header's text, longest first.
fn shorter<'a>(header: &Header, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let is_part = |name: &&str| name.len() < header.label.len() && header.label.contains(name);
    let mut names: Vec<String> = names.filter(is_part).map(str::to_owned).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_divided_between_words() {
        let words: HashSet<String> =
            ["固定资产", "非税收入", "支出"].into_iter().map(str::to_owned).collect();
        let cases = [
            ("公务接待费", vec!["公务"]),
            ("公务用车运维费", vec!["公务", "公务用车"]),
            ("在用固定资产", vec!["在用"]),
            ("固定资产合计", vec!["固定资产"]),
            ("非税收入拨款", vec!["非税收入"]),
            ("三公经费合计", vec!["三公", "三公经费"]),
            ("其他", vec![]),
            ("其中：", vec![]),
            ("Income total", vec![]),
        ];
        for (label, ends) in cases {
            let found: Vec<&str> = breaks(label, &words).into_iter().map(|at| &label[..at]).collect();
            assert_eq!(found, ends, "{label}");
        }
    }
}
