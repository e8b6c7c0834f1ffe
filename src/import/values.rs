//! Texts that are no values, or say a value in another way: prompts of a blank form, and ticks.

use super::label::{is_ellipsis, key, paragraphs};
use crate::form::{BETWEEN_CHOICES, FieldType, Widget};

/// The ticked choices among all choices, in a text such as `优☑  良□  中□  差□`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ticked {
    /// The text does not list the choices.
    No,
    /// One choice is ticked, or several that can be chosen together.
    Chosen(String),
    /// No choice is ticked, or several that cannot be chosen together.
    Unclear,
}

const TICKS: [char; 8] = ['√', '✓', '✔', '☑', '■', '☒', '●', '☚'];
const BOXES: [char; 5] = ['□', '☐', '○', '◯', '▢'];

/// Reads the ticked choices.
pub(super) fn ticked(kind: &FieldType, text: &str) -> Ticked {
    let widget = kind.widget();
    let Some(choices) = widget.choices() else { return Ticked::No };
    let mut places: Vec<(usize, usize, &String)> = Vec::new();
    for choice in choices.iter().filter(|choice| !choice.is_empty()) {
        match text.find(choice.as_str()) {
            Some(at) => places.push((at, at + choice.len(), choice)),
            None => return Ticked::No,
        }
    }
    if places.len() < 2 {
        return Ticked::No;
    }
    places.sort_unstable();
    let in_front = text.trim_start().starts_with(TICKS) || text.trim_start().starts_with(BOXES);
    let has_boxes = text.contains(BOXES) || text.contains(['(', '（', '[']);
    let found = places.iter().enumerate().filter(|(at, (from, to, _))| {
        let before = at.checked_sub(1).map_or(0, |at| places[at].1);
        let after = places.get(at + 1).map_or(text.len(), |(from, ..)| *from);
        let (before, after) = (&text[before..*from], &text[*to..after]);
        match (has_boxes, in_front) {
            (true, true) => before.contains(TICKS),
            (true, false) => after.contains(TICKS),
            // Without boxes the tick is directly beside its choice.
            (false, true) => before.ends_with(TICKS),
            (false, false) => before.ends_with(TICKS) || after.starts_with(TICKS),
        }
    });
    let found: Vec<&str> = found.map(|(_, (.., choice))| choice.as_str()).collect();
    match (&found[..], widget) {
        ([only], _) => Ticked::Chosen((*only).to_owned()),
        ([_, ..], Widget::Several(_)) => Ticked::Chosen(found.join(BETWEEN_CHOICES)),
        _ => Ticked::Unclear,
    }
}

/// True if a text is only what a blank form prints for a value: `年 月 日`, `20__`, `任务1：`, `……`.
pub(super) fn is_blank_form(kind: &FieldType, text: &str) -> bool {
    let bare: String = key(text);
    if bare.is_empty() || is_ellipsis(text) {
        return true;
    }
    if kind.is_date() {
        return bare.chars().all(|c| matches!(c, '年' | '月' | '日' | '.' | '-' | '/'))
            || bare
                .strip_prefix("20")
                .is_some_and(|rest| rest.chars().all(|c| matches!(c, '年' | '月' | '日')));
    }
    // Labels of lines without a text.
    let is_label = |line: &str| {
        let line = key(line);
        let digits = line.trim_end_matches(|c: char| c.is_ascii_digit());
        digits.len() < line.len()
            && (2..=4).contains(&digits.chars().count())
            && digits.chars().all(char::is_alphabetic)
    };
    let mut lines = paragraphs(text).filter(|line| !is_ellipsis(line)).peekable();
    kind.is_long()
        && lines.peek().is_some()
        && lines.all(|line| line.ends_with(['：', ':']) && is_label(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::compile;

    #[test]
    fn a_ticked_choice_is_read() {
        let form = compile(include_str!("../../templates/linxiang-overall-expenditure.ron")).unwrap();
        let kind = &form.fields.iter().find(|field| field.name == "grade").unwrap().kind;
        let one = |choice: &str| Ticked::Chosen(choice.to_owned());
        for (text, wanted) in [
            ("优☑  良□  中□  差□", one("优")),
            ("☑优  □良  □中  □差", one("优")),
            ("□优  □良  □中  ☑差", one("差")),
            ("√优   良   中   差", one("优")),
            ("优  √良   中   差", one("良")),
            ("优√   良   中   差", one("优")),
            ("优   良√   中   差", one("良")),
            ("优（√） 良（ ） 中（ ） 差（ ）", one("优")),
            ("优（ ） 良（ ） 中（√） 差（ ）", one("中")),
            ("优（） 良（） 中（） 差（）", Ticked::Unclear),
            ("优☑ 良☑ 中□ 差□", Ticked::Unclear),
            ("优√良中差", Ticked::Unclear),
            ("优 良 中 差", Ticked::Unclear),
            ("优", Ticked::No),
            ("优秀", Ticked::No),
        ] {
            assert_eq!(ticked(kind, text), wanted, "{text}");
        }
    }
}
