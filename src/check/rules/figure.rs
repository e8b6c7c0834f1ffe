//! A figure in a text differs from the value that its words mean.

use crate::check::finding::{Detail, Finding, Mark};
use crate::check::prose::Doubt;
use crate::check::quote::quoted;
use crate::check::rule::{Find, Rule};
use crate::form::{CellRef, Row};
use crate::message::{Lang, messages};
use crate::report::naming::place;
use crate::sheet::{TextRange, Texts};
#[cfg(test)]
use super::tests::Example;

pub(super) const RULE: Rule = Rule {
    name: "",
    help: ["文中数据与表中不一致", "A figure in a text differs from the table."],
    mark: Mark::Explain,
    quiet: true,
    blocks: true,
    find: &[Find::Text(|text, found| text.doubtful(Doubt::Different, found))],
    sentence,
};

#[cfg(test)]
pub(super) const EXAMPLE: Example = Example {
    entries: &[("budget", "5"), ("prose", "年度预算6万元。")],
    at: "prose",
    says: "the text says \"预算6万元\", but the table has 预算 5.00 万元",
    ..Example::NONE
};

messages! {
    figure_differs(words: &str, label: &str, value: &str) => "文中“{words}”与表中{label} {value}不一致", "the text says \"{words}\", but the table has {label} {value}";
}

fn sentence(texts: &Texts<'_>, finding: &Finding) -> String {
    compared(texts, finding).map_or_else(String::new, |(words, label, value)| {
        figure_differs(texts.lang, &words, &label, &value)
    })
}

/// Returns the words of a figure, and the label and the value of the cell that it is compared with.
pub(super) fn compared(texts: &Texts<'_>, finding: &Finding) -> Option<(String, String, String)> {
    let (Detail::Figure { quote, against }, Some(range)) = (finding.detail, finding.place) else { return None };
    let unit = texts.form.field(against.field).kind.unit().unwrap_or_default();
    let value = [&texts.shown(against), unit].join(" ").trim_end().to_owned();
    let words = quoted(texts, finding.cell, TextRange { start: quote, ..range });
    Some((words, label(texts, against), value))
}

/// Returns the label of a cell. For sums over all rows the label of the column is enough.
pub(super) fn label(texts: &Texts<'_>, cell: CellRef) -> String {
    match cell.row {
        Row::At(_) => place(texts.form, texts.report, cell),
        _ => texts.form.label(cell.field).to_owned(),
    }
}
