//! Names of cells with section, table, row and unit, and the search for labels by words or pinyin initials.
//!
//! The screen, prompts and lists use the same names. This file knows nothing of their display.

use pinyin::ToPinyin;

use super::contents::Report;
use crate::form::{CellRef, FieldId, Form, Home, RowSetId, clean_line};
use crate::message::{self, Lang};

/// Maximum length of the name of a row in a sentence, in characters.
const MAX_NAME: usize = 24;

/// Returns the label of a field with its unit and the number from the form's structure.
pub fn field_label(form: &Form, cell: CellRef) -> String {
    let field = form.field(cell.field);
    let unit = field.kind.unit().map_or_else(String::new, |unit| format!("（{unit}）"));
    field.numbered_label() + &unit
}

/// Returns the help texts for a field, its table and its section.
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

/// Returns the label of a cell with its row: `基本支出[1、局机关]`.
pub fn place(form: &Form, report: &Report, cell: CellRef) -> String {
    let field = form.field(cell.field);
    let row = match (field.rows(), cell.row.index()) {
        (Some(rows), Some(row)) if row < report.rows(rows) => report.row_label(form, rows, row),
        (Some(_), None) => sum_label(form, cell.field).to_owned(),
        _ => return field.label.clone(),
    };
    // The groups of a table have the same columns, so the label needs the group.
    let group = match field.home {
        Home::Column { table, group, .. } => form.table(table).groups[group].label.as_str(),
        _ => "",
    };
    let space = if group.is_empty() { "" } else { " " };
    format!("{group}{space}{}[{row}]", field.label)
}

/// Returns the label of the sum row of a column's table.
pub fn sum_label(form: &Form, column: FieldId) -> &str {
    let sum = match form.field(column).home {
        Home::Column { table, .. } => form.table(table).sum.as_ref(),
        _ => None,
    };
    sum.map_or("sum", |sum| sum.label.as_str())
}

/// Returns the full name of a cell: section, label, row.
pub fn place_words(form: &Form, report: &Report, cell: CellRef) -> String {
    section_words(form, cell) + &cell_words(form, report, cell)
}

/// Returns the short name of a field's section; for a column, as the name of a table: `支出表`.
pub fn section_name(form: &Form, field: FieldId, lang: Lang) -> String {
    let field = form.field(field);
    let section = form.sections.get(field.section).map_or("", |section| section.short.as_str());
    match field.home {
        Home::Column { .. } => message::table_of(lang, section),
        _ => section.to_owned(),
    }
}

/// Returns the names that lead to a cell, from its section on: `支出表·汇总·基本支出`.
pub fn chain(form: &Form, report: &Report, cell: CellRef, lang: Lang) -> String {
    let field = form.field(cell.field);
    let mut names = vec![section_name(form, cell.field, lang)];
    if let Home::Column { table, group, .. } = field.home {
        names.push(form.table(table).groups[group].label.clone());
    }
    match (field.rows(), cell.row.index()) {
        (Some(rows), Some(row)) if row < report.rows(rows) => names.push(report.row_label(form, rows, row)),
        (Some(_), None) => names.push(message::sum_of_rows(lang)),
        _ => {}
    }
    names.push(clean_line(&field.label));
    names.retain(|name| !name.is_empty());
    names.join("·")
}

/// Returns the word for the rows of a set: 机构, 指标; empty if the form has none.
pub fn row_kind(form: &Form, rows: RowSetId) -> String {
    let set = form.row_set(rows);
    let word = match set.name_field {
        Some(_) => set.label.trim_end_matches("名称").to_owned(),
        None => set.pattern.replace("{n}", ""),
    };
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// The name of a row, for a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowTitle {
    kind: String,
    name: String,
    number: usize,
}

impl RowTitle {
    /// Returns the title of a row.
    pub fn new(form: &Form, report: &Report, rows: RowSetId, at: usize) -> RowTitle {
        let is_text = |field: &&FieldId| form.field(**field).kind.is_prose();
        let first = form.row_set(rows).fields.iter().find(is_text);
        let text = clean_line(first.map_or("", |field| report.text(CellRef::at(*field, at))));
        let mut name: String = text.trim().chars().take(MAX_NAME).collect();
        if name.len() < text.trim().len() {
            name.push('…');
        }
        // The code of a reference is no name.
        if text.contains("{{") {
            name.clear();
        }
        RowTitle { kind: row_kind(form, rows), name, number: at + 1 }
    }

    /// Returns the name with the word for the row, `指标“按期完成率”`; the number of a row without a name.
    pub fn words(&self, lang: Lang) -> String {
        if self.name.is_empty() {
            message::row_numbered(lang, self.number)
        } else {
            message::row_named(lang, &self.kind, &self.name)
        }
    }
}

/// Returns the section of a cell, as a prefix for the cell's name.
pub fn section_words(form: &Form, cell: CellRef) -> String {
    let section = form.field(cell.field).section;
    let short = form.sections.get(section).map_or("", |section| section.short.as_str());
    format!("{section}{short} ")
}

/// Returns the section and the caption of the table of a cell.
pub fn table_words(form: &Form, cell: CellRef) -> String {
    let table = match form.field(cell.field).home {
        Home::Column { table, .. } => form.table(table).label.as_str(),
        _ => "",
    };
    section_words(form, cell) + table
}

/// Returns the label of a cell with its row; for a field outside tables, with its unit.
pub fn cell_words(form: &Form, report: &Report, cell: CellRef) -> String {
    match form.field(cell.field).home {
        Home::Alone => field_label(form, cell),
        _ => place(form, report, cell),
    }
}

/// Returns the label of a field with the label of its table or group.
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

/// True if the label contains the text, or its pinyin initials contain the text. The text must be in lower
/// case.
pub fn matches(label: &str, wanted: &str) -> bool {
    label.to_lowercase().contains(wanted) || initials(label).contains(wanted)
}

/// Returns the first letters of a label's pinyin: `lxr` for 联系人.
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
