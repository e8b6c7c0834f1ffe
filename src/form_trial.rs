//! Tries a form and lists what its author probably did not intend: conditions that never hold, keys without effect,
//! rules that a blank report breaks.
//!
//! Nothing is claimed that is not certain. A condition over choices is evaluated for every combination of them; other
//! conditions are not examined.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::check::{RuleId, check};
use crate::form::{
    Cells, Expr, FieldId, Form, Item, NoResult, Operand, Operator, Row, Widget, clean_line,
    evaluate_condition,
};
use crate::message::{self, Lang};
use crate::report::Report;
use crate::sheet::{Texts, calculate};

/// Maximum number of combinations of choices that a condition is evaluated for.
const MAX_COMBINATIONS: usize = 10_000;

/// The key of a template whose value names a field or a row set.
const NAME: &str = "name:";

/// A doubtful part of a form, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The kind of doubt.
    pub kind: DoubtKind,
}

/// The kinds of doubts, each with the label or the name of the part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoubtKind {
    /// The condition can never hold.
    NeverHolds(String),
    /// The condition always holds.
    AlwaysHolds(String),
    /// No table has the rows.
    UnusedRows(String),
    /// `required` has no effect, because nobody fills in the field.
    NotFilledIn(String),
    /// A new report already has the finding: its sentence.
    Broken(String),
}

impl DoubtKind {
    /// Returns the sentence.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            DoubtKind::NeverHolds(label) => message::doubt_never(lang, label),
            DoubtKind::AlwaysHolds(label) => message::doubt_always(lang, label),
            DoubtKind::UnusedRows(name) => message::doubt_unused_rows(lang, name),
            DoubtKind::NotFilledIn(label) => message::doubt_not_filled_in(lang, label),
            DoubtKind::Broken(sentence) => message::doubt_broken(lang, sentence),
        }
    }
}

/// Tries a form that was compiled from `source`.
pub fn doubts(form: &Form, source: &str, lang: Lang) -> Vec<Doubt> {
    let mut trial = Trial { form, source, all: Vec::new() };
    trial.conditions();
    trial.rows();
    trial.blank_report(lang);
    trial.all.sort_by_key(|doubt| (doubt.line, doubt.column));
    trial.all.dedup();
    trial.all
}

struct Trial<'a> {
    form: &'a Form,
    source: &'a str,
    all: Vec<Doubt>,
}

impl Trial<'_> {
    /// Adds a doubt at the part of the template that `name` names.
    fn add(&mut self, key: &str, name: &str, kind: DoubtKind) {
        let (line, column) = place(self.source, key, name);
        self.all.push(Doubt { line, column, kind });
    }

    fn conditions(&mut self) {
        let form = self.form;
        for field in &form.fields {
            if let Some(relevant) = &field.relevant {
                self.condition(NAME, &field.name, &clean_line(&field.label), relevant, true);
            }
            if let Some((constraint, _)) = &field.constraint {
                self.condition(NAME, &field.name, &clean_line(&field.label), constraint, true);
            }
            if field.required && (field.by_hand || field.calculate.is_some() && !field.free) {
                self.add(NAME, &field.name, DoubtKind::NotFilledIn(clean_line(&field.label)));
            }
        }
        for section in &form.sections {
            for (item, condition) in section.items.iter().zip(&section.conditions) {
                let label = match item {
                    Item::Chapter { label, .. } => label,
                    Item::Signature(signature) => &signature.label,
                    Item::Note(text) => text,
                    Item::Field(_) | Item::Table(_) => continue,
                };
                if let Some(condition) = condition {
                    self.condition("label:", label, &clean_line(label), condition, true);
                }
            }
        }
        for check in &form.checks {
            self.condition("id:", &check.id, &check.id, &check.rule, false);
        }
    }

    /// Examines a condition over choices; with `both`, also reports one that always holds.
    fn condition(&mut self, key: &str, name: &str, label: &str, condition: &Expr, both: bool) {
        match results(self.form, condition) {
            Some([_, false]) => self.add(key, name, DoubtKind::NeverHolds(label.to_owned())),
            Some([false, true]) if both => self.add(key, name, DoubtKind::AlwaysHolds(label.to_owned())),
            _ => {}
        }
    }

    fn rows(&mut self) {
        let form = self.form;
        for rows in form.row_sets.iter().filter(|rows| rows.name_field.is_some() && rows.fields.len() < 2) {
            self.add(NAME, &rows.name, DoubtKind::UnusedRows(rows.name.clone()));
        }
    }

    /// Adds the findings that a blank report already has, other than blanks that are to be filled in.
    fn blank_report(&mut self, lang: Lang) {
        let form = self.form;
        let report = Report::new(form);
        let sheet = calculate(form, &report);
        let texts = Texts { form, report: &report, sheet: &sheet, lang };
        for finding in check(form, &report, &sheet) {
            if !matches!(finding.rule, RuleId::Check | RuleId::Constraint | RuleId::Format) {
                continue;
            }
            let sentence = finding.sentence(&texts);
            let kind = DoubtKind::Broken(sentence);
            match finding.rule {
                RuleId::Check => self.add("id:", &finding.name(form), kind),
                _ => self.add(NAME, &form.field(finding.cell.field).name, kind),
            }
        }
    }
}

/// Calls `visit` for an expression and its parts.
fn collect<'e>(expr: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    visit(expr);
    match expr {
        Expr::Negate(inner) | Expr::Not(inner) => collect(inner, visit),
        Expr::Binary(_, left, right) => {
            collect(left, visit);
            collect(right, visit);
        }
        Expr::Call(_, arguments) => arguments.iter().for_each(|argument| collect(argument, visit)),
        _ => {}
    }
}

/// Evaluates a condition over choices for every combination; returns if it can be false or unknown, and if it can be
/// true. `None` if it reads anything else, or if there are too many combinations.
fn results(form: &Form, condition: &Expr) -> Option<[bool; 2]> {
    let mut fields: Vec<FieldId> = Vec::new();
    let mut is_plain = true;
    collect(condition, &mut |part| match part {
        Expr::Cell(field) => {
            let is_choice = matches!(form.field(*field).kind.widget(), Widget::Choices(_));
            is_plain &= is_choice && form.field(*field).calculate.is_none();
            if !fields.contains(field) {
                fields.push(*field);
            }
        }
        Expr::Text(_) | Expr::Truth(_) | Expr::Not(_) => {}
        Expr::Binary(operator, ..) => {
            is_plain &=
                matches!(operator, Operator::Or | Operator::And | Operator::Equal | Operator::NotEqual);
        }
        _ => is_plain = false,
    });
    if !is_plain || fields.is_empty() {
        return None;
    }
    let choices = |field: &FieldId| form.field(*field).kind.widget().choices().unwrap_or_default();
    let count = fields.iter().map(|field| choices(field).len() + 1).try_fold(1_usize, usize::checked_mul)?;
    if count > MAX_COMBINATIONS {
        return None;
    }
    let mut seen = [false; 2];
    for combination in 0..count {
        let mut rest = combination;
        let mut chosen = HashMap::new();
        for field in &fields {
            let options = choices(field);
            let at = rest % (options.len() + 1);
            rest /= options.len() + 1;
            // The last one is a blank.
            chosen.insert(*field, options.get(at).map(String::as_str));
        }
        let holds = evaluate_condition(condition, &Chosen(chosen), Row::Only) == Some(true);
        seen[usize::from(holds)] = true;
    }
    Some(seen)
}

/// Cells with choices.
struct Chosen<'a>(HashMap<FieldId, Option<&'a str>>);

impl Cells for Chosen<'_> {
    fn value(&self, field: FieldId, _: Row) -> Result<Operand<'_>, NoResult> {
        Ok(self.0.get(&field).copied().flatten().map_or(Operand::Blank, Operand::Text))
    }

    fn rows(&self, _: FieldId) -> usize {
        0
    }

    fn last(&self, _: FieldId, _: Row) -> Operand<'_> {
        Operand::Blank
    }

    fn first_alike(&self, _: FieldId, row: u32) -> u32 {
        row
    }

    fn row_named(&self, _: FieldId, _: &str, _: u32) -> Option<u32> {
        None
    }

    fn today(&self) -> Option<Date> {
        None
    }
}

/// Returns the line and column of the name behind a key in a template; the start if it is written in another way.
fn place(source: &str, key: &str, name: &str) -> (usize, usize) {
    let quoted = format!("\"{name}\"");
    let found = source.match_indices(&quoted).find(|(at, _)| {
        let before = source[..*at].trim_end();
        before.ends_with(key)
    });
    let at = found.map_or(0, |(at, _)| at);
    let line_start = source[..at].rfind('\n').map_or(0, |end| end + 1);
    (source[..at].matches('\n').count() + 1, source[line_start..at].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::compile;

    const FORM: &str = r#"(
    id: "f", edition: "1", title: "t", language: "zh", caption: "x",
    row_sets: [(name: "units", label: "机构")],
    sections: [(name: "s", label: "甲", items: [
        Field(name: "k", label: "类别", type: Choice, choices: ["有", "无", "不适用"]),
        Field(name: "c", label: "级别", type: Choice, choices: ["市", "县"]),
        Field(name: "total", label: "合计", type: Decimal),
        FIELDS
    ])],
    checks: [CHECKS],
)"#;

    /// Doubts, with their places and sentences.
    #[test]
    fn doubts_are_certain() {
        let field = |keys: &str| format!("Field(name: \"x\", label: \"金额\", type: Decimal, {keys}),");
        let check = |rule: &str| {
            format!("(id: \"r\", at: \"total\", rule: \"{rule}\", severity: Hint, message: \"不符\"),")
        };
        let unused = "3:23 row_sets 中的 units 没有表使用";
        for (fields, checks, expected) in [
            (field("relevant: \"k = '有'\""), String::new(), vec![unused]),
            (field("relevant: \"k = '不适用'\""), String::new(), vec![unused]),
            (
                field("relevant: \"k = '有' and k = '无'\""),
                String::new(),
                vec![unused, "8:21 “金额”的条件不可能成立"],
            ),
            // A blank choice is neither.
            (field("relevant: \"k = '有' or k != '有'\""), String::new(), vec![unused]),
            (field("relevant: \"k = '有' or total > 5\""), String::new(), vec![unused]),
            (field("relevant: \"total > 5 and total < 3\""), String::new(), vec![unused]),
            (
                field("required: true, calculate: \"total\""),
                String::new(),
                vec![unused, "8:21 “金额”无需填写，required 不起作用"],
            ),
            (
                field("default: \"5\", constraint: \"x > 9\", message: \"应大于 9\""),
                String::new(),
                vec![unused, "8:21 新建的空白报告已有此问题：应大于 9"],
            ),
            (String::new(), check("k = '有' and k = '无'"), vec![unused, "10:19 “r”的条件不可能成立"]),
        ] {
            let source = FORM.replace("FIELDS", &fields).replace("CHECKS", &checks);
            let form = compile(&source).unwrap_or_else(|mistakes| panic!("{fields}{checks}: {mistakes:?}"));
            let found: Vec<String> = doubts(&form, &source, Lang::Zh)
                .iter()
                .map(|doubt| format!("{}:{} {}", doubt.line, doubt.column, doubt.kind.sentence(Lang::Zh)))
                .collect();
            assert_eq!(found, expected, "{fields}{checks}");
        }
    }

    #[test]
    fn the_built_in_forms_have_no_doubts() {
        for source in [
            include_str!("../templates/linxiang-overall-expenditure.ron"),
            include_str!("../templates/hunan-overall-annexes.ron"),
            include_str!("../templates/project-expenditure-self-evaluation.ron"),
            include_str!("../templates/skeleton.zh.ron"),
            include_str!("../templates/skeleton.en.ron"),
        ] {
            assert_eq!(doubts(&compile(source).unwrap(), source, Lang::Zh), []);
        }
    }
}
