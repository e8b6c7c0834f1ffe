//! Choosing from a list by typing: by number, by words of the label, or by pinyin initials.

use crate::report::naming::matches;

/// The entries that a typed text selects from a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrowed {
    /// The text is the number of this entry, and no longer number begins with it.
    One(usize),
    /// The indices of the entries that fit the text, the one with exactly this number first.
    Some(Vec<usize>),
}

/// Returns the entries that a typed text selects, given the number and label of each entry. Blanks around the
/// text and the width of its digits are ignored. An empty text selects all.
pub fn narrow<'a>(
    typed: &str,
    entries: impl IntoIterator<Item = (Option<usize>, &'a str)> + Clone,
) -> Narrowed {
    let wanted = half_width(typed.trim()).to_lowercase();
    let is_number = !wanted.is_empty() && wanted.bytes().all(|byte| byte.is_ascii_digit());
    let mut exact = None;
    let mut longer = Vec::new();
    for (at, (number, _)) in entries.clone().into_iter().enumerate().filter(|_| is_number) {
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        if number == wanted {
            exact = Some(at);
        } else if number.starts_with(&wanted) {
            longer.push(at);
        }
    }
    match exact {
        Some(at) if longer.is_empty() => Narrowed::One(at),
        None if longer.is_empty() => {
            let fits = entries.into_iter().enumerate().filter(|(_, (_, label))| matches(label, &wanted));
            Narrowed::Some(fits.map(|(at, _)| at).collect())
        }
        _ => Narrowed::Some(exact.into_iter().chain(longer).collect()),
    }
}

/// Returns the only entry that a complete text selects, or the indices of all that fit. Unlike [`narrow`],
/// nothing more is typed: a number selects the entry that has it, and a whole label selects its entry.
pub fn choose<'a>(
    text: &str,
    entries: impl IntoIterator<Item = (Option<usize>, &'a str)> + Clone,
) -> Result<usize, Vec<usize>> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Vec::new());
    }
    if let Some(at) = entries.clone().into_iter().position(|(_, label)| label == text) {
        return Ok(at);
    }
    // A number that no entry has is a mistake; it is not searched for in the labels.
    if let Some(number) = to_number(text) {
        let at = entries.into_iter().position(|(own, _)| own == Some(number));
        return at.ok_or_else(Vec::new);
    }
    match narrow(text, entries) {
        Narrowed::One(at) => Ok(at),
        Narrowed::Some(fits) => <[usize; 1]>::try_from(fits).map(|[at]| at),
    }
}

/// Parses a number; also accepts full-width digits from input methods.
pub fn to_number(text: &str) -> Option<usize> {
    half_width(text.trim()).parse().ok()
}

/// Returns a text with half-width digits.
fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        other => other,
    };
    text.chars().map(narrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: [&str; 4] = ["导出草稿", "导出定稿", "另存副本", "第 12 版"];

    #[test]
    fn a_text_narrows_a_list() {
        use Narrowed::{One, Some};
        let four = || LABELS.into_iter().zip(1..).map(|(label, number)| (Option::Some(number), label));
        for (typed, narrowed) in [
            ("", Some(vec![0, 1, 2, 3])),
            ("导出", Some(vec![0, 1])),
            ("dcd", Some(vec![1])),
            ("LCFB", Some(vec![2])),
            (" 定稿 ", Some(vec![1])),
            ("2", One(1)),
            ("３", One(2)),
            // No number of this list: a text.
            ("12", Some(vec![3])),
            ("无", Some(vec![])),
        ] {
            assert_eq!(narrow(typed, four()), narrowed, "{typed}");
        }
        let many: Vec<String> = (1..=30).map(|at| format!("项 {at}")).collect();
        let many = || many.iter().zip(1..).map(|(label, number)| (Option::Some(number), label.as_str()));
        for (typed, narrowed) in [
            ("1", Some(vec![0, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])),
            ("12", One(11)),
            ("3", Some(vec![2, 29])),
            ("4", One(3)),
        ] {
            assert_eq!(narrow(typed, many()), narrowed, "{typed}");
        }
    }

    #[test]
    fn a_whole_text_chooses_from_a_list() {
        let four = || LABELS.into_iter().zip(1..).map(|(label, number)| (Some(number), label));
        for (text, chosen) in [
            ("2", Ok(1)),
            ("４", Ok(3)),
            ("导出定稿", Ok(1)),
            ("定稿", Ok(1)),
            ("lc", Ok(2)),
            ("导出", Err(vec![0, 1])),
            ("5", Err(vec![])),
            ("12", Err(vec![])),
            ("", Err(vec![])),
            ("无", Err(vec![])),
        ] {
            assert_eq!(choose(text, four()), chosen, "{text}");
        }
        let years = || ["2023", "2024"].into_iter().zip(1..).map(|(label, number)| (Some(number), label));
        assert_eq!(choose("2024", years()), Ok(1), "a label that is a number");
    }
}
