//! Values of a report with their labels, the common basis of tables, CSV and JSON.

use crate::form::{CellRef, FieldId, Form, Home, Row, Table, Value, clean, clean_line};
use crate::sheet::{Origin, Texts};

/// Origin of a value, or the reason why there is none. The names are for programs and independent of the
/// language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// No value.
    Blank,
    /// Typed by the user.
    Typed,
    /// Calculated by a formula.
    Calculated,
    /// Typed by the user instead of the calculated value.
    Overridden,
    /// Typed by the user, but not a valid value of the field.
    Unreadable,
    /// Calculated, but the formula has no result.
    Unknown,
}

impl Status {
    /// Returns the name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Status::Blank => "blank",
            Status::Typed => "typed",
            Status::Calculated => "calculated",
            Status::Overridden => "overridden",
            Status::Unreadable => "unreadable",
            Status::Unknown => "unknown",
        }
    }
}

/// Returns the status of a cell.
pub fn status(texts: &Texts<'_>, cell: CellRef) -> Status {
    let found = texts.sheet.cell(cell);
    match (&found.problem, found.origin) {
        (Some(_), Origin::Calculated) => Status::Unknown,
        (Some(_), _) => Status::Unreadable,
        (None, _) if found.value.is_blank() => Status::Blank,
        (None, Origin::Typed) => Status::Typed,
        (None, Origin::Calculated) => Status::Calculated,
        (None, Origin::Overridden) => Status::Overridden,
    }
}

/// Returns all relevant cells, in the form's order: row by row within a table, the sum row first.
pub fn cells(texts: &Texts<'_>) -> Vec<CellRef> {
    let mut all = texts.report.cells(texts.form);
    all.retain(|cell| texts.sheet.cell(*cell).relevant && is_asked(texts, cell.field));
    all
}

/// True if a field is relevant: a sum cell has no condition of its own.
fn is_asked(texts: &Texts<'_>, field: FieldId) -> bool {
    texts.form.field(field).relevant.is_none() || texts.sheet.is_relevant(field)
}

/// Formats a value as on paper, in the language of `texts`. An invalid entry is shown as typed.
pub fn shown(texts: &Texts<'_>, cell: CellRef) -> String {
    let found = texts.sheet.cell(cell);
    let text = match status(texts, cell) {
        _ if !found.relevant => return String::new(),
        Status::Unreadable => clean(texts.report.text(cell)),
        Status::Unknown => return String::new(),
        _ => clean(&texts.form.field(cell.field).kind.show(&found.value, texts.lang)),
    };
    text.trim().to_owned()
}

/// Formats a value of a table. A percentage has its sign, unless a label names it.
pub(super) fn shown_in_table(texts: &Texts<'_>, cell: CellRef) -> String {
    let text = shown(texts, cell);
    let is_number = matches!(texts.sheet.cell(cell).value, Value::Number(_)) && !text.is_empty();
    let is_share = texts.form.field(cell.field).kind.unit() == Some("%");
    if is_number && is_share && !names_unit(texts.form, cell.field, "%") { text + "%" } else { text }
}

/// Formats a value with its unit, for places where the label does not show the unit.
pub(super) fn shown_with_unit(texts: &Texts<'_>, cell: CellRef) -> String {
    let field = texts.form.field(cell.field);
    let text = shown(texts, cell);
    let unit = clean_line(field.kind.unit().unwrap_or_default());
    let is_number = matches!(texts.sheet.cell(cell).value, Value::Number(_));
    let named = ["（", "("].iter().any(|bracket| field.label.contains(&format!("{bracket}{unit}")));
    if is_number && !named { text + &unit } else { text }
}

/// Formats a value for programs: plain numbers, ISO dates; `None` if there is no value.
pub fn plain(texts: &Texts<'_>, cell: CellRef) -> Option<String> {
    match status(texts, cell) {
        Status::Blank | Status::Unknown => None,
        Status::Unreadable => Some(clean(texts.report.text(cell))),
        _ => {
            let kind = &texts.form.field(cell.field).kind;
            Some(clean(&kind.show_plain(&texts.sheet.cell(cell).value)))
        }
    }
}

/// Returns the full label of a cell: `年度收入情况（万元） / 3、质安站 / 收入合计`.
pub fn label(texts: &Texts<'_>, cell: CellRef) -> String {
    let (over, own) = labels(texts, cell);
    match texts.form.field(cell.field).home {
        Home::Column { .. } if !over.is_empty() => format!("{over} / {own}"),
        _ => own,
    }
}

/// Returns the label of a cell in two parts: its container (table, section or list of rows), and its own
/// label.
pub fn labels(texts: &Texts<'_>, cell: CellRef) -> (String, String) {
    let form = texts.form;
    let field = form.field(cell.field);
    let own = one_line(&field.label);
    match field.home {
        Home::Alone => {
            let section = form.sections.get(field.section).map(|section| one_line(&section.label));
            let outline = field.heading.as_ref().map_or("", |heading| heading.outline.as_str());
            (section.unwrap_or_default(), format!("{outline}{own}"))
        }
        Home::RowName(rows) => (one_line(&form.row_set(rows).label), joined([row_words(texts, cell), own])),
        Home::Column { table, group, column, .. } => {
            let table = form.table(table);
            let group = &table.groups[group];
            let over = one_line(if group.label.is_empty() { &table.label } else { &group.label });
            (over, joined([row_words(texts, cell), join_path(&header_path(table, column))]))
        }
    }
}

fn joined(parts: [String; 2]) -> String {
    let mut parts = Vec::from(parts);
    parts.retain(|part| !part.is_empty());
    parts.join(" / ")
}

/// Returns the label of a cell's row.
fn row_words(texts: &Texts<'_>, cell: CellRef) -> String {
    let field = texts.form.field(cell.field);
    let words = match (cell.row, field.home, field.rows()) {
        (Row::Sum, Home::Column { table, .. }, _) => {
            texts.form.table(table).sum.as_ref().map_or_else(String::new, |sum| one_line(&sum.label))
        }
        (Row::At(_), _, Some(rows)) => {
            let label = texts.report.row_label(texts.form, rows, cell.row.index().unwrap_or_default());
            one_line(&label)
        }
        _ => String::new(),
    };
    words.trim_end_matches(['、', '：', ':', '.']).to_owned()
}

/// Returns the headers above a column, outermost first.
pub(super) fn header_path(table: &Table, column: usize) -> Vec<String> {
    let mut above: Vec<_> =
        table.headers.iter().filter(|header| header.from <= column && column < header.to).collect();
    above.sort_by_key(|header| header.level);
    above.into_iter().map(|header| one_line(&header.label)).collect()
}

/// Joins headers to a single text: `其中：人员支出`, `结余 / 当年结余`.
pub(super) fn join_path(path: &[String]) -> String {
    let mut joined = String::new();
    let mut last = "";
    for part in path.iter().filter(|part| !part.is_empty()) {
        if part == last {
            continue;
        }
        if joined.ends_with(':') {
            joined.push(' ');
        } else if !joined.is_empty() && !joined.ends_with('：') {
            joined.push_str(" / ");
        }
        joined.push_str(part);
        last = part;
    }
    joined.trim_end_matches(['：', ':']).to_owned()
}

/// Joins the lines of a label, with a blank between ASCII characters.
pub(super) fn one_line(text: &str) -> String {
    let mut joined = String::new();
    for line in clean(text).split(['\n', '\t']).map(str::trim).filter(|line| !line.is_empty()) {
        if joined.ends_with(|c: char| c.is_ascii()) && line.starts_with(|c: char| c.is_ascii()) {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

/// True if the caption or the headers of a field's table contain its unit.
pub(super) fn names_unit(form: &Form, field: FieldId, unit: &str) -> bool {
    match form.field(field).home {
        Home::Column { table, column, .. } => {
            let table = form.table(table);
            table.label.contains(unit) || header_path(table, column).iter().any(|part| part.contains(unit))
        }
        _ => false,
    }
}
