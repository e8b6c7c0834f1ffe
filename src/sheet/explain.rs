//! Explains how a value is calculated, and lists the users of a value.

use super::column::Origin;
use super::texts::Texts;
use crate::form::{CellRef, Expr, FixedRow, Home, Operator, Row, Value, show_in_formula};
use crate::message;
use crate::report::naming::sum_label;

/// Explanation of a calculated value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The formula in labels: `基本支出 = 人员支出 + 公用支出`.
    pub words: String,
    /// The formula in numbers: `767.32 = 682.30 + 85.02`.
    pub numbers: String,
    /// True if blank cells were left out.
    pub partial: bool,
}

/// Maximum number of parts shown in a sum.
const MAX_PARTS: usize = 6;

/// Explains the calculation of a calculated or overridden cell; `None` for a typed cell or a sum of blank
/// cells.
pub fn explain(texts: &Texts<'_>, cell: CellRef) -> Option<Explanation> {
    let field = texts.form.field(cell.field);
    let sheet_cell = texts.sheet.cell(cell);
    if sheet_cell.origin == Origin::Typed {
        return None;
    }
    let value = texts.sheet.calculated(cell).unwrap_or(&sheet_cell.value);
    let result = field.kind.show(value, texts.lang);
    let (words, numbers) = match (cell.row, field.formula(cell.row)) {
        (Row::Sum, _) => sum_row(texts, cell)?,
        (_, Some(formula)) => (
            write(formula, 0, &|expr, _| label(texts, cell, expr)),
            write(formula, 0, &|expr, every_row| {
                if every_row { label(texts, cell, expr) } else { number(texts, expr, cell.row) }
            }),
        ),
        _ => return None,
    };
    Some(Explanation {
        words: format!("{} = {words}", field.label),
        numbers: format!("{result} = {numbers}"),
        partial: sheet_cell.partial,
    })
}

fn sum_row(texts: &Texts<'_>, cell: CellRef) -> Option<(String, String)> {
    let rows = texts.form.field(cell.field).rows()?;
    let count = texts.report.rows(rows);
    let at = |row| CellRef::at(cell.field, row);
    let filled = (0..count).filter(|row| !texts.sheet.cell(at(*row)).value.is_blank());
    let kept: Vec<usize> = filled.clone().take(MAX_PARTS).collect();
    let more = filled.count().saturating_sub(kept.len());
    let mut words: Vec<String> =
        kept.iter().map(|row| texts.report.row_label(texts.form, rows, *row)).collect();
    let kind = &texts.form.field(cell.field).kind;
    let mut numbers: Vec<String> =
        kept.iter().map(|row| kind.show(&texts.sheet.cell(at(*row)).value, texts.lang)).collect();
    if more > 0 {
        words.push(format!("..({more})"));
        numbers.push("..".to_owned());
    }
    if words.is_empty() {
        return None;
    }
    Some((words.join(" + "), numbers.join(" + ")))
}

/// Formats a formula, with `leaf` for fields and columns. Its flag is true for parts that are evaluated in every row.
fn write(expr: &Expr, binding: u8, leaf: &dyn Fn(&Expr, bool) -> String) -> String {
    match expr {
        Expr::Number(number) => show_in_formula(*number, 0),
        Expr::Text(text) => format!("“{text}”"),
        Expr::Truth(truth) => truth.to_string(),
        Expr::Cell(_) | Expr::Sum(_) | Expr::At(..) | Expr::Column(_) | Expr::Last(_) => leaf(expr, false),
        Expr::Negate(inner) => format!("-{}", write(inner, u8::MAX, leaf)),
        Expr::Not(inner) => format!("not {}", write(inner, u8::MAX, leaf)),
        Expr::Call(function, arguments) => {
            let every_row = function.is_conditional();
            let leaf = |expr: &Expr, inner| leaf(expr, inner || every_row);
            let arguments: Vec<String> = arguments.iter().map(|argument| write(argument, 0, &leaf)).collect();
            format!("{}({})", function.name, arguments.join(", "))
        }
        Expr::Binary(operator, left, right) => {
            let own = operator.binding();
            let after = own + u8::from(matches!(operator, Operator::Subtract | Operator::Divide));
            let written =
                format!("{} {} {}", write(left, own, leaf), operator.symbol(), write(right, after, leaf));
            if own < binding { format!("({written})") } else { written }
        }
    }
}

/// Returns the label of a part of the formula of a cell.
fn label(texts: &Texts<'_>, cell: CellRef, expr: &Expr) -> String {
    let form = texts.form;
    match expr {
        Expr::Cell(field) => form.label(*field).to_owned(),
        Expr::Sum(field) => format!("{}[{}]", form.label(*field), sum_label(form, *field)),
        Expr::Column(field) => format!("{}[..]", form.label(*field)),
        Expr::At(field, row) => {
            let row = match (row, form.field(*field).rows()) {
                (FixedRow::Index(row), Some(rows)) => {
                    let label = texts.report.row_label(form, rows, *row as usize);
                    if label.is_empty() { (row + 1).to_string() } else { label }
                }
                (FixedRow::Index(row), None) => (row + 1).to_string(),
                (FixedRow::Named { name, .. }, _) => name.clone(),
            };
            // In its own column the row is enough.
            if *field == cell.field { row } else { format!("{}[{row}]", form.label(*field)) }
        }
        Expr::Last(last) => message::last_value_of(texts.lang, &label(texts, cell, last)),
        _ => String::new(),
    }
}

fn number(texts: &Texts<'_>, expr: &Expr, row: Row) -> String {
    if let Expr::Column(field) = expr {
        return format!("{}[..]", texts.form.label(*field));
    }
    match texts.sheet.evaluate(expr, row) {
        Ok(Value::Number(number)) => show_in_formula(number, texts.form.decimals(expr)),
        Ok(Value::Blank) | Err(_) => message::draft_blank(texts.lang),
        Ok(other) => match expr.field() {
            Some(field) => texts.form.field(field).kind.show(&other, texts.lang),
            None => String::new(),
        },
    }
}

/// Returns the labels of all users of a cell: calculated fields, the sum row, checks, and texts that show its
/// value.
pub fn users(texts: &Texts<'_>, cell: CellRef) -> Vec<String> {
    let Texts { form, lang, .. } = *texts;
    let uses = |expr: &Expr| {
        let mut found = false;
        expr.walk(&mut |part| {
            found |= match (part, cell.row) {
                (Expr::Sum(field), Row::Sum)
                | (Expr::Cell(field) | Expr::Column(field), Row::Only | Row::At(_))
                | (Expr::At(field, FixedRow::Named { .. }), Row::At(_)) => *field == cell.field,
                (Expr::At(field, FixedRow::Index(row)), Row::At(at)) => *field == cell.field && *row == at,
                _ => false,
            };
        });
        found
    };
    let mut names = Vec::new();
    for field in &form.fields {
        if field.formulas().any(uses) {
            names.push(field.label.clone());
        }
    }
    if let (Home::Column { table, summed: true, .. }, Row::At(_)) = (form.field(cell.field).home, cell.row) {
        names.extend(form.table(table).sum.as_ref().map(|sum| sum.label.clone()));
    }
    for check in &form.checks {
        if uses(&check.rule) {
            names.push(message::check_at(lang, form.label(check.at)));
        }
    }
    let showing = texts.sheet.texts_showing(cell).map(|text| form.field(text.field));
    names.extend(showing.map(|field| message::text_at(lang, &field.numbered_label())));
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    names
}
