//! Tries a form and lists what its author probably did not intend: conditions that never hold, keys without effect,
//! rules that a blank report breaks.
//!
//! Nothing is claimed that is not certain. A condition over choices and over numbers that are compared with constants is
//! evaluated for every combination of choices and of numbers at, below and above the constants; other conditions are not
//! examined.

mod filled;

use std::collections::HashMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::check::{RuleId, check};
use crate::form::{
    Cells, Expr, FieldId, Form, Item, NoResult, Operand, Operator, Row, Widget, clean_line,
    evaluate_condition, written_at,
};
use crate::message::{self, Lang};
use crate::report::Report;
use crate::sheet::{Texts, calculate};
use filled::Filled;

/// Maximum number of combinations of values that a condition is evaluated for.
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
    /// Two fields of a section have the same word for imports: labels, word.
    SameWord(String, String, String),
    /// No table has the rows.
    UnusedRows(String),
    /// `required` has no effect, because nobody fills in the field.
    NotFilledIn(String),
    /// A calculated field has no result in any filled report: label, reason.
    NoResult(String, String),
    /// The condition is neither true nor false in any filled report.
    Undecided(String),
    /// A new report already has the finding: its sentence.
    Broken(String),
}

impl DoubtKind {
    /// Returns the sentence.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            DoubtKind::NeverHolds(label) => message::doubt_never(lang, label),
            DoubtKind::AlwaysHolds(label) => message::doubt_always(lang, label),
            DoubtKind::SameWord(first, second, word) => message::doubt_word(lang, first, second, word),
            DoubtKind::UnusedRows(name) => message::doubt_unused_rows(lang, name),
            DoubtKind::NotFilledIn(label) => message::doubt_not_filled_in(lang, label),
            DoubtKind::NoResult(label, reason) => message::doubt_no_result(lang, label, reason),
            DoubtKind::Undecided(label) => message::doubt_undecided(lang, label),
            DoubtKind::Broken(sentence) => message::doubt_broken(lang, sentence),
        }
    }
}

/// Tries a form that was compiled from `source`.
pub fn doubts(form: &Form, source: &str, lang: Lang) -> Vec<Doubt> {
    let mut trial = Trial { form, source, all: Vec::new() };
    trial.conditions();
    trial.rows();
    trial.words();
    trial.blank_report(lang);
    trial.filled_reports(lang);
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
                self.condition(NAME, &field.name, &clean_line(&field.label), relevant, Unknown::IsFalse);
            }
            if let Some((constraint, _)) = &field.constraint {
                self.condition(NAME, &field.name, &clean_line(&field.label), constraint, Unknown::IsNothing);
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
                    self.condition("label:", label, &clean_line(label), condition, Unknown::IsFalse);
                }
            }
        }
        for check in &form.checks {
            self.condition("id:", &check.id, &check.id, &check.rule, Unknown::IsNothing);
        }
    }

    /// Examines a condition.
    fn condition(&mut self, key: &str, name: &str, label: &str, condition: &Expr, unknown: Unknown) {
        let kind = match results(self.form, condition, unknown) {
            Some([_, false]) => DoubtKind::NeverHolds(label.to_owned()),
            Some([false, true]) => DoubtKind::AlwaysHolds(label.to_owned()),
            _ => return,
        };
        self.add(key, name, kind);
    }

    /// Lists words that two fields of a section share: an import cannot tell which of them is meant.
    fn words(&mut self) {
        let form = self.form;
        let mut owners: HashMap<(usize, &str), FieldId> = HashMap::new();
        for id in form.field_ids().filter(|id| form.field(*id).rows().is_none()) {
            let field = form.field(id);
            for word in field.words.iter().filter(|word| word.sure) {
                let owner = *owners.entry((field.section, word.text.trim())).or_insert(id);
                if owner != id {
                    let (first, second) = (clean_line(&form.field(owner).label), clean_line(&field.label));
                    let kind = DoubtKind::SameWord(first, second, clean_line(&word.text));
                    self.add(NAME, &field.name, kind);
                }
            }
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

    /// Adds the formulas and conditions that never have a result although all values that they read are present.
    fn filled_reports(&mut self, lang: Lang) {
        let form = self.form;
        let filled = Filled::new(form);
        for id in form.field_ids() {
            let field = form.field(id);
            let label = clean_line(&field.label);
            if let Some(reason) = filled.no_result(id, lang) {
                self.add(NAME, &field.name, DoubtKind::NoResult(label.clone(), reason));
            }
            let conditions =
                field.relevant.iter().chain(field.constraint.iter().map(|(condition, _)| condition));
            if conditions.into_iter().any(|condition| filled.is_undecided(condition, id)) {
                self.add(NAME, &field.name, DoubtKind::Undecided(label));
            }
        }
        for check in form.checks.iter().filter(|check| filled.is_undecided(&check.rule, check.at)) {
            self.add("id:", &check.id, DoubtKind::Undecided(check.id.clone()));
        }
    }
}

/// Meaning of a condition that is neither true nor false.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    /// It does not hold: what depends on it is not shown.
    IsFalse,
    /// It does not apply: there is no finding.
    IsNothing,
}

/// The fields of a condition with all values that can make a difference to it.
#[derive(Default)]
struct Inputs<'a> {
    choices: HashMap<FieldId, &'a [String]>,
    constants: HashMap<FieldId, Vec<Decimal>>,
}

impl<'a> Inputs<'a> {
    /// Adds what a condition reads. Returns `None` if that is more than choices and comparisons with constants.
    fn read(&mut self, form: &'a Form, condition: &Expr) -> Option<()> {
        match condition {
            Expr::Truth(_) => Some(()),
            Expr::Not(inner) => self.read(form, inner),
            Expr::Binary(Operator::And | Operator::Or, left, right) => {
                self.read(form, left)?;
                self.read(form, right)
            }
            Expr::Binary(Operator::Equal | Operator::NotEqual, left, right)
                if [left, right].into_iter().all(|side| self.is_choice(form, side)) =>
            {
                Some(())
            }
            Expr::Binary(
                Operator::Equal
                | Operator::NotEqual
                | Operator::Less
                | Operator::LessOrEqual
                | Operator::Greater
                | Operator::GreaterOrEqual,
                left,
                right,
            ) => {
                let ((Expr::Cell(field), other) | (other, Expr::Cell(field))) =
                    (left.as_ref(), right.as_ref())
                else {
                    return None;
                };
                let constant = constant(other).filter(|_| form.field(*field).kind.is_number())?;
                self.constants.entry(*field).or_default().push(constant);
                Some(())
            }
            _ => None,
        }
    }

    /// True if a side of a comparison is a text or a choice, which is added.
    fn is_choice(&mut self, form: &'a Form, side: &Expr) -> bool {
        let Expr::Cell(field) = side else { return matches!(side, Expr::Text(_)) };
        match form.field(*field).kind.widget() {
            Widget::Choices(choices) if form.field(*field).calculate.is_none() => {
                self.choices.insert(*field, choices);
                true
            }
            _ => false,
        }
    }

    /// Returns the fields, each with its values.
    fn values(self) -> Option<Vec<(FieldId, Vec<Operand<'a>>)>> {
        let texts = |choices: &'a [String]| choices.iter().map(|choice| Operand::Text(choice)).collect();
        let mut all: Vec<(FieldId, Vec<Operand<'a>>)> =
            self.choices.into_iter().map(|(field, choices)| (field, texts(choices))).collect();
        for (field, constants) in self.constants {
            all.push((field, around(constants)?.into_iter().map(Operand::Number).collect()));
        }
        for (_, values) in &mut all {
            values.extend([Operand::Blank, Operand::NotApplicable]);
        }
        Some(all)
    }
}

/// Returns the number that an expression is.
fn constant(expr: &Expr) -> Option<Decimal> {
    match expr {
        Expr::Number(number) => Some(*number),
        Expr::Negate(inner) => constant(inner).map(|number| -number),
        _ => None,
    }
}

/// Returns the numbers, one between each two of them, and one below and above all.
fn around(mut numbers: Vec<Decimal>) -> Option<Vec<Decimal>> {
    numbers.sort_unstable();
    let (first, last) = (*numbers.first()?, *numbers.last()?);
    let mut all = vec![first.checked_sub(Decimal::ONE)?, last.checked_add(Decimal::ONE)?];
    for pair in numbers.windows(2) {
        all.push(pair[0].checked_add(pair[1])?.checked_div(Decimal::TWO)?);
    }
    all.extend(numbers);
    Some(all)
}

/// Evaluates a condition for every combination of values; returns if it can be false, and if it can be true. `None` if
/// it reads values that cannot be listed, or if there are too many combinations.
fn results(form: &Form, condition: &Expr, unknown: Unknown) -> Option<[bool; 2]> {
    let mut inputs = Inputs::default();
    inputs.read(form, condition)?;
    let fields = inputs.values().filter(|fields| !fields.is_empty())?;
    let count = fields.iter().map(|(_, values)| values.len()).try_fold(1_usize, usize::checked_mul)?;
    if count > MAX_COMBINATIONS {
        return None;
    }
    let mut seen = [false; 2];
    for combination in 0..count {
        let mut rest = combination;
        let mut chosen = HashMap::new();
        for (field, values) in &fields {
            chosen.insert(*field, values[rest % values.len()]);
            rest /= values.len();
        }
        match evaluate_condition(condition, &Chosen(chosen), Row::Only) {
            Some(holds) => seen[usize::from(holds)] = true,
            None => seen[0] |= unknown == Unknown::IsFalse,
        }
    }
    Some(seen)
}

/// Cells with values.
struct Chosen<'a>(HashMap<FieldId, Operand<'a>>);

impl Cells for Chosen<'_> {
    fn value(&self, field: FieldId, _: Row) -> Result<Operand<'_>, NoResult> {
        Ok(self.0.get(&field).copied().unwrap_or(Operand::Blank))
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
    let at = written_at(source, key, name).unwrap_or(0);
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
            (
                field("relevant: \"total > 5 and total < 3\""),
                String::new(),
                vec![unused, "8:21 “金额”的条件不可能成立"],
            ),
            (field("relevant: \"total > 5 and total < 6\""), String::new(), vec![unused]),
            (field("relevant: \"total > -1 or total <= -1\""), String::new(), vec![unused]),
            (field("relevant: \"total > 5 and total + 0 < 3\""), String::new(), vec![unused]),
            (
                field("constraint: \"x >= 0 or x <= 100\", message: \"不符\""),
                String::new(),
                vec![unused, "8:21 “金额”的条件总是成立，不起作用"],
            ),
            (
                field("constraint: \"x < 0 and x > 100\", message: \"不符\""),
                String::new(),
                vec![unused, "8:21 “金额”的条件不可能成立"],
            ),
            (field("constraint: \"x >= 0 and x <= 100\", message: \"不符\""), String::new(), vec![unused]),
            (
                String::new(),
                check("k = '有' or k != '有'"),
                vec![unused, "10:19 “r”的条件总是成立，不起作用"],
            ),
            (
                field("words: [\"总额\"]")
                    + "Field(name: \"z\", label: \"余额\", type: Decimal, words: [\"总额\"])",
                String::new(),
                vec![unused, "8:81 “金额”和“余额”有相同的别称“总额”，导入时无法区分"],
            ),
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
            (
                field("calculate: \"total / (5 - 5)\""),
                String::new(),
                vec![unused, "8:21 “金额”在所有试填的报告中均无计算结果：除数为 0，无法计算"],
            ),
            (
                field("calculate: \"year(date(total + 200000, 1, 1))\""),
                String::new(),
                vec![unused, "8:21 “金额”在所有试填的报告中均无计算结果：结果为空"],
            ),
            (field("calculate: \"total / (total - 5)\""), String::new(), vec![unused]),
            (
                field(
                    "calculate: \"if(k = '有' and c = '县' and total > 999999, 5, year(date(total + 200000, 1, 1)))\"",
                ),
                String::new(),
                vec![unused],
            ),
            (
                String::new(),
                check("total > year(date(total + 200000, 1, 1))"),
                vec![unused, "10:19 “r”的条件在所有试填的报告中均无法判断，不起作用"],
            ),
            (String::new(), check("last(total) <= total"), vec![unused]),
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
