//! The values that a finding names. An explanation counts only while they are unchanged.

use super::finding::{Detail, Finding};
use crate::form::{CellRef, Expr, Row, Value, show_in_formula};
use crate::report::{Note, Report};
use crate::sheet::{TextRange, Texts};

/// A blank value among others.
const BLANK: &str = "-";

impl Finding {
    /// Returns the values that the finding names, separated by spaces. Names and positions of rows are not
    /// among them.
    pub fn values(&self, texts: &Texts<'_>) -> String {
        let mut values: Vec<String> = self.written(texts).into_iter().collect();
        match self.detail {
            Detail::Check(index) => {
                read_by(texts, &texts.form.checks[index].rule, self.cell.row, &mut values);
            }
            Detail::Cell(other) if self.place.is_none() => {
                let others = texts.form.goal_cells(other);
                values.extend(std::iter::once(self.cell).chain(others).map(|cell| plain(texts, cell)));
            }
            Detail::Figure { against: other, .. } | Detail::Cell(other) => values.push(plain(texts, other)),
            Detail::Relation { calculated, .. } => values.push(show_in_formula(calculated, 0)),
            Detail::Elsewhere { cell, place } => values.push(part(texts.report, cell, place)),
            Detail::Unknown(index) => {
                values.extend(texts.report.annex.unknown().nth(index).map(|(_, text)| text.into_owned()));
            }
            Detail::Paragraphs { count, .. } => values.push(count.to_string()),
            Detail::Year(year) => values.push(year.to_string()),
            Detail::None | Detail::Rows(_) | Detail::Style(_) if self.place.is_none() => {
                values.push(plain(texts, self.cell));
                let kind = &texts.form.field(self.cell.field).kind;
                values.extend(texts.sheet.calculated(self.cell).map(|value| kind.show_plain(value)));
                values.extend(texts.report.last(self.cell).map(|last| last.text.to_string()));
            }
            Detail::None | Detail::Rows(_) | Detail::Style(_) => {}
        }
        let values = values.iter().map(|value| value.split_whitespace().collect::<String>());
        values
            .map(|value| if value.is_empty() { BLANK.to_owned() } else { value })
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Returns the part of the text that it concerns, as typed.
    fn written(&self, texts: &Texts<'_>) -> Option<String> {
        self.place.map(|place| part(texts.report, self.cell, place))
    }

    /// Returns the user's explanation, if it was written for the present values.
    pub fn explanation<'t>(&self, texts: &Texts<'t>) -> Option<&'t str> {
        self.note(texts).filter(|note| note.counts_for(&self.values(texts))).map(|note| note.text.as_str())
    }

    /// Returns the explanation that was written for other values, so that it no longer counts.
    pub fn former<'t>(&self, texts: &Texts<'t>) -> Option<&'t str> {
        let note = self.note(texts).filter(|_| !self.explained);
        note.filter(|note| !note.counts_for(&self.values(texts))).map(|note| note.text.as_str())
    }

    fn note<'t>(&self, texts: &Texts<'t>) -> Option<&'t Note> {
        texts.report.reason(&self.name(texts.form), self.cell)
    }
}

/// Returns the values of all findings of a rule at a cell, one line for each; `None` if there are none.
pub(crate) fn values_of(
    texts: &Texts<'_>,
    findings: &[Finding],
    rule: &str,
    cell: CellRef,
) -> Option<String> {
    let here = findings.iter().filter(|finding| finding.cell == cell && finding.name(texts.form) == rule);
    let values: Vec<String> = here.map(|finding| finding.values(texts)).collect();
    (!values.is_empty()).then(|| values.join("\n"))
}

/// Adds the values that a rule reads in a row. A function of a whole column counts as one value, so that the
/// order of its rows does not matter.
fn read_by(texts: &Texts<'_>, rule: &Expr, row: Row, values: &mut Vec<String>) {
    rule.walk(&mut |part| {
        let is_whole = |argument: &Expr| matches!(argument, Expr::Column(_));
        let reads = match part {
            Expr::Cell(_) | Expr::Sum(_) | Expr::At(..) | Expr::Last(_) => true,
            Expr::Call(_, arguments) => arguments.iter().any(is_whole),
            _ => false,
        };
        if reads {
            let value = texts.sheet.evaluate(part, row).unwrap_or(Value::Blank);
            values.push(match part.field() {
                Some(field) => texts.form.field(field).kind.show_plain(&value),
                None => value.number().map_or_else(String::new, |number| show_in_formula(number, 0)),
            });
        }
    });
}

/// Returns a part of the text of a cell as typed, without whitespace.
fn part(report: &Report, cell: CellRef, place: TextRange) -> String {
    let text = report.text(cell).chars().skip(place.start as usize);
    text.take((place.end - place.start) as usize).filter(|c| !c.is_whitespace()).collect()
}

/// Returns the value of a cell in plain format, or its entry if it has no value.
pub(super) fn plain(texts: &Texts<'_>, cell: CellRef) -> String {
    let found = texts.sheet.cell(cell);
    match found.problem {
        Some(_) => texts.report.text(cell).to_owned(),
        None => texts.form.field(cell.field).kind.show_plain(&found.value),
    }
}
