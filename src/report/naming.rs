//! What things are called: a cell with its section, table, row and unit, and whether words mean it.
//!
//! The same on the screen, in questions and in lists; nothing of it knows how it is shown.

use pinyin::ToPinyin;

use super::{Report, explain};
use crate::form::{CellRef, Form, Home};

/// A field's label with its unit and its number from the structure.
pub fn field_label(form: &Form, cell: CellRef) -> String {
    let field = form.field(cell.field);
    let unit = field.kind.unit().map_or_else(String::new, |unit| format!("（{unit}）"));
    field.numbered_label() + &unit
}

/// Help for a field, and for what it stands in.
pub fn hints(form: &Form, cell: CellRef) -> Vec<String> {
    let field = form.field(cell.field);
    let section = form.sections.get(field.section).map_or("", |section| section.hint.as_str());
    let table = match field.home {
        Home::Column { table, group, .. } => {
            let table = form.table(table);
            [table.groups[group].hint.as_str(), table.hint.as_str()]
        }
        _ => ["", ""],
    };
    let all = [field.hint.as_str(), table[0], table[1], section];
    all.into_iter().filter(|hint| !hint.is_empty()).map(str::to_owned).collect()
}

/// A cell as a person knows it: section, label, row.
pub fn place_words(form: &Form, report: &Report, cell: CellRef) -> String {
    section_words(form, cell) + &cell_words(form, report, cell)
}

/// The section of a cell, in front of what stands in it.
pub fn section_words(form: &Form, cell: CellRef) -> String {
    let section = form.field(cell.field).section;
    let short = form.sections.get(section).map_or("", |section| section.short.as_str());
    format!("{section}{short} ")
}

/// A cell's label with its row, or with its unit where it stands alone.
pub fn cell_words(form: &Form, report: &Report, cell: CellRef) -> String {
    match form.field(cell.field).home {
        Home::Alone => field_label(form, cell),
        _ => explain::place(form, report, cell),
    }
}

/// A field's label with its table's.
pub fn full_label(form: &Form, cell: CellRef) -> String {
    let field = form.field(cell.field);
    match field.home {
        Home::Column { table, group, .. } => {
            let table = form.table(table);
            let group = &table.groups[group].label;
            let head = if group.is_empty() { &table.label } else { group };
            format!("{head} {}", field.label)
        }
        _ => field_label(form, cell),
    }
}

/// Whether a label holds the words, or its pinyin initials hold the letters.
pub fn matches(label: &str, wanted: &str) -> bool {
    label.to_lowercase().contains(wanted) || initials(label).contains(wanted)
}

/// The first letters of a label's pinyin: 联系人 is `lxr`.
pub fn initials(label: &str) -> String {
    let letters = label.chars().filter_map(|character| match character.to_pinyin() {
        Some(pinyin) => pinyin.first_letter().chars().next(),
        None => character.is_ascii_alphanumeric().then(|| character.to_ascii_lowercase()),
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn initials_of_labels() {
        for (label, letters) in
            [("联系人", "lxr"), ("三公经费 合计", "sgjfhj"), ("人员编制（人）", "rybzr"), ("A1类", "a1l")]
        {
            assert_eq!(super::initials(label), letters);
        }
    }
}
