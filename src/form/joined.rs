//! The texts of several columns as one printed text, and back: `合格率　≥95%`.
//!
//! Texts are separated by a wide blank, which an import finds. An operator, a number and its unit need none.

use super::digits::fold;
use super::{CellRef, FieldId, Form, Home, Widget};

/// Mark between the texts of columns that are printed as one.
pub const JOINED: char = '\u{3000}';

/// Signs of operators, and other ways to write them.
const SIGNS: [(&str, &[&str]); 5] =
    [("≥", &[">=", "≧", "⩾", "=>"]), ("≤", &["<=", "≦", "⩽", "=<"]), ("=", &[]), (">", &[]), ("<", &[])];

/// Marks between an operator that is a word, and its text.
const MARKS: [char; 5] = [':', '：', ' ', ',', '，'];

/// The part of a target that a column contains: `≥`, `95` and `%` of `≥95%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalPart {
    /// The operator.
    Operator,
    /// The value.
    Value,
    /// The unit of measure.
    Unit,
}

impl Form {
    /// Returns the part of a target that a column contains; `None` if the target has no parts.
    pub fn goal_part(&self, field: FieldId) -> Option<GoalPart> {
        let Home::Column { table, group, .. } = self.field(field).home else { return None };
        let targets = self.table(table).groups.get(group)?.targets?;
        let has_parts = targets.operator.is_some() || targets.unit.is_some();
        [
            (targets.operator, GoalPart::Operator),
            (Some(targets.target), GoalPart::Value),
            (targets.unit, GoalPart::Unit),
        ]
        .into_iter()
        .find_map(|(column, part)| (has_parts && column == Some(field)).then_some(part))
    }

    /// Returns the cells of a row that state a target together: operator, value and unit.
    pub fn goal_cells(&self, target: CellRef) -> Vec<CellRef> {
        let Home::Column { table, group, .. } = self.field(target.field).home else { return vec![target] };
        let targets = self.table(table).groups.get(group).and_then(|group| group.targets);
        let targets = targets.filter(|targets| targets.target == target.field);
        let columns = targets.map(|targets| [targets.operator, Some(targets.target), targets.unit]);
        let columns = columns.unwrap_or([None, Some(target.field), None]);
        columns.into_iter().flatten().map(|field| CellRef { field, ..target }).collect()
    }

    /// Returns the texts of columns of the same row as one text.
    pub fn join(&self, texts: &[(FieldId, &str)]) -> String {
        let parts: Vec<_> = texts.iter().map(|(field, text)| (self.goal_part(*field), *text)).collect();
        joined(&parts)
    }

    /// Splits a text that is printed for several columns. Returns a text for each column, which can be empty; `None` if
    /// it is not clear where each begins.
    pub fn split(&self, columns: &[FieldId], text: &str) -> Option<Vec<String>> {
        if columns.len() < 2 {
            return Some(vec![text.to_owned()]);
        }
        let parts: Vec<_> = columns.iter().map(|field| self.goal_part(*field)).collect();
        let is_part = |part: &Option<GoalPart>| part.is_some();
        let Some(from) = parts.iter().position(is_part) else {
            let (first, last) = text.rsplit_once(JOINED).filter(|_| columns.len() == 2)?;
            return Some(vec![first.trim().to_owned(), last.trim().to_owned()]);
        };
        let goal = &parts[from..from + parts[from..].iter().take_while(|part| is_part(part)).count()];
        let operator = goal.iter().position(|part| *part == Some(GoalPart::Operator));
        let operators = match operator.map(|at| self.field(columns[from + at]).kind.widget()) {
            Some(Widget::Choices(choices)) => choices,
            _ => &[],
        };
        let tokens: Vec<&str> = text.split(JOINED).map(str::trim).collect();
        let after = parts.len() - from - goal.len();
        let end = tokens.len().checked_sub(after).filter(|end| *end > from)?;
        // A single text before the target can contain wide blanks itself.
        let is_start =
            |at: &usize| named(tokens[*at], operators).is_some() || sign(tokens[*at], operators).is_some();
        let start = if from == 1 { (1..end).find(is_start).unwrap_or(end - 1).max(1) } else { from };
        let mut texts: Vec<String> = match from {
            0 => Vec::new(),
            1 => vec![tokens[..start].join(" ")],
            _ => tokens[..start].iter().map(|token| (*token).to_owned()).collect(),
        };
        let [operator, value, unit] = split_goal(&tokens[start..end], operators);
        texts.extend(goal.iter().map(|part| match part {
            Some(GoalPart::Operator) => operator.clone(),
            Some(GoalPart::Unit) => unit.clone(),
            _ => value.clone(),
        }));
        texts.extend(tokens[end..].iter().map(|token| (*token).to_owned()));
        Some(texts)
    }
}

/// Joins the texts of columns, each with the part of a target that it contains.
pub fn joined(parts: &[(Option<GoalPart>, &str)]) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut rest = parts;
    while let Some((first, others)) = rest.split_first() {
        let goal = rest.iter().take_while(|(part, _)| part.is_some()).count();
        if goal == 0 {
            texts.push(plain(first.1));
            rest = others;
            continue;
        }
        let text =
            |wanted| rest[..goal].iter().find(|(part, _)| *part == Some(wanted)).map_or("", |(_, text)| text);
        texts.push(goal_text([text(GoalPart::Operator), text(GoalPart::Value), text(GoalPart::Unit)]));
        rest = &rest[goal..];
    }
    texts.retain(|text| !text.is_empty());
    texts.join(&JOINED.to_string())
}

/// Returns a text without the mark.
fn plain(text: &str) -> String {
    text.replace(JOINED, " ")
}

/// Returns operator, value and unit as one text.
fn goal_text(parts: [&str; 3]) -> String {
    let [operator, value, unit] = parts;
    if is_sign(operator)
        && !value.is_empty()
        && number(value).is_some_and(|(_, rest)| rest.is_empty())
        && is_unit(unit)
    {
        return parts.concat();
    }
    let texts = parts.map(plain);
    let from = usize::from(operator.is_empty());
    texts[from..].join(&JOINED.to_string()).trim_end_matches(JOINED).to_owned()
}

/// Splits the parts of a target between wide blanks.
fn split_goal(tokens: &[&str], operators: &[String]) -> [String; 3] {
    let Some((first, rest)) = tokens.split_first() else { return Default::default() };
    if let (Some(operator), Some((value, unit))) = (named(first, operators), rest.split_first()) {
        return [operator.to_owned(), (*value).to_owned(), unit.join(" ")];
    }
    if let Some((operator, text)) = sign(first, operators) {
        let text = [&[text], rest].concat().join(" ");
        return match number(text.trim()).filter(|(_, unit)| is_unit(unit.trim())) {
            Some((value, unit)) => [operator.to_owned(), value.to_owned(), unit.trim().to_owned()],
            None => [operator.to_owned(), text.trim().to_owned(), String::new()],
        };
    }
    // A word such as 定性 counts only with a mark behind it.
    let mut words =
        operators.iter().filter_map(|operator| Some((operator, first.strip_prefix(operator.as_str())?)));
    if let Some((operator, text)) = words.find(|(_, text)| text.starts_with(MARKS) && rest.is_empty()) {
        let text = text.trim_start_matches(MARKS);
        return [operator.clone(), text.to_owned(), String::new()];
    }
    match rest {
        [unit] if number(first).is_some_and(|(_, rest)| rest.is_empty()) => {
            [String::new(), (*first).to_owned(), (*unit).to_owned()]
        }
        _ => [String::new(), tokens.join(" "), String::new()],
    }
}

/// Returns the operator that a text is.
fn named<'o>(text: &str, operators: &'o [String]) -> Option<&'o str> {
    let own = operators.iter().find(|operator| *operator == text).map(String::as_str);
    own.or_else(|| sign(text, operators).filter(|(_, rest)| rest.is_empty()).map(|(operator, _)| operator))
}

/// Returns the operator whose sign begins a text, and the text behind it.
fn sign<'o, 't>(text: &'t str, operators: &'o [String]) -> Option<(&'o str, &'t str)> {
    let known = SIGNS
        .iter()
        .filter_map(|(sign, others)| Some((operators.iter().find(|own| *own == sign)?, sign, others)));
    let ways = known.flat_map(|(own, sign, others)| others.iter().chain([sign]).map(move |way| (own, *way)));
    let found = ways.filter(|(_, way)| {
        let mut chars = text.chars().map(fold);
        way.chars().all(|wanted| chars.next() == Some(wanted))
    });
    let (own, way) = found.max_by_key(|(_, way)| way.chars().count())?;
    let end = text.char_indices().nth(way.chars().count()).map_or(text.len(), |(at, _)| at);
    Some((own, &text[end..]))
}

/// True for an operator that is a sign and no word.
fn is_sign(operator: &str) -> bool {
    !operator.is_empty() && !operator.contains(char::is_alphanumeric)
}

/// Returns the number at the start of a text, and the text behind it.
fn number(text: &str) -> Option<(&str, &str)> {
    let digits = text.strip_prefix(['-', '−']).unwrap_or(text);
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let end = digits.find(|c| !is_of_number(fold(c))).unwrap_or(digits.len()) + text.len() - digits.len();
    text[..end].contains(char::is_numeric).then(|| text.split_at(end))
}

/// True if a text behind a number can be its unit: digits count only in names such as `m2`.
fn is_unit(text: &str) -> bool {
    let mut before = ' ';
    text.chars().all(|c| {
        let is_of_name = !c.is_numeric() || before.is_ascii_alphabetic();
        before = c;
        is_of_name
    }) && !text.starts_with(['.', ',', '-', '~', '～', '至'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::compile;

    /// Returns a form with these columns, and their fields.
    fn columns(columns: &str, targets: &str) -> (Form, Vec<FieldId>) {
        let source = format!(
            r#"(id: "f", edition: "1", title: "f", caption: "", sections: [(name: "s", label: "s", items: [
                Table(name: "t", label: "t", type: Text, targets: ({targets}), columns: [{columns}])])])"#
        );
        let form = compile(&source).unwrap();
        let fields = form.tables[0].groups[0].columns.clone();
        (form, fields)
    }

    const GOAL: &str = r#"Column(name: "sign", label: "s", type: Choice, choices: ["≥", "≤", "=", "定性"]),
        Column(name: "goal", label: "g"), Column(name: "unit", label: "u")"#;
    const NAME: &str = r#"Column(name: "name", label: "n"),"#;
    const RESULT: &str = r#", Column(name: "result", label: "r")"#;
    const TARGETS: &str = r#"operator: "sign", target: "goal", unit: "unit", result: "result""#;

    #[test]
    fn texts_are_joined_and_split() {
        let (form, fields) = columns(&[GOAL, RESULT].concat(), TARGETS);
        for (texts, all) in [
            (["≥", "95", "%"], "≥95%"),
            (["≥", "1,200.5", "平方米"], "≥1,200.5平方米"),
            (["=", "3", ""], "=3"),
            (["≤", "20", "m2"], "≤20m2"),
            (["≥", "-1.5", "℃"], "≥-1.5℃"),
            // A value that is no number, and a unit that could be a part of the number.
            (["≥", "95%", ""], "≥　95%"),
            (["≤", "2023年12月", ""], "≤　2023年12月"),
            (["≥", "95", "0天"], "≥　95　0天"),
            (["≥", "", "个"], "≥　　个"),
            (["≥", "", ""], "≥"),
            (["定性", "效果明显", ""], "定性　效果明显"),
            (["定性", "优", "级"], "定性　优　级"),
            (["", "98", "%"], "98　%"),
            (["", "不低于98%", ""], "不低于98%"),
            (["", "", ""], ""),
        ] {
            let joined = form.join(&fields.iter().copied().zip(texts).collect::<Vec<_>>());
            assert_eq!(joined, all);
            let split = form.split(&fields[..3], all).unwrap();
            assert_eq!(split, texts, "{all}");
        }
        for (field, text) in fields.iter().zip(["≥", "95%", "个", "1　2"]) {
            assert_eq!(form.split(&[*field], text).unwrap(), [text]);
        }
    }

    #[test]
    fn other_ways_to_write_a_target_are_split() {
        let (form, fields) = columns(&[GOAL, RESULT].concat(), TARGETS);
        for (text, texts) in [
            ("＞=９５％", ["≥", "９５", "％"]),
            (">= 95 %", ["≥", "95", "%"]),
            ("≧2个", ["≥", "2", "个"]),
            ("＝100％", ["=", "100", "％"]),
            ("≥　95%", ["≥", "95%", ""]),
            ("≥95　%", ["≥", "95", "%"]),
            ("定性：效果明显", ["定性", "效果明显", ""]),
            // Not certain: the text is kept whole.
            ("95%", ["", "95%", ""]),
            ("≥90%-95%", ["≥", "90%-95%", ""]),
            ("=2023年12月底前", ["=", "2023年12月底前", ""]),
            ("30-40个", ["", "30-40个", ""]),
            (">95%", ["", ">95%", ""]),
            ("定性分析", ["", "定性分析", ""]),
            ("效果　明显", ["", "效果 明显", ""]),
        ] {
            assert_eq!(form.split(&fields[..3], text).unwrap(), texts, "{text}");
        }
    }

    #[test]
    fn a_name_before_the_target() {
        let (form, fields) = columns(&[NAME, GOAL, RESULT].concat(), TARGETS);
        for (text, texts) in [
            ("合格率　≥95%", ["合格率", "≥", "95", "%"]),
            ("合格　率　≥95%", ["合格 率", "≥", "95", "%"]),
            ("影响　定性　明显", ["影响", "定性", "明显", ""]),
            ("合格率　不低于95%", ["合格率", "", "不低于95%", ""]),
        ] {
            assert_eq!(form.split(&fields[..4], text).unwrap(), texts, "{text}");
        }
        assert_eq!(form.split(&fields[..4], "合格率"), None);
        let (form, fields) = columns(
            r#"Column(name: "name", label: "n"), Column(name: "goal", label: "g"), Column(name: "result", label: "r")"#,
            r#"target: "goal", result: "result""#,
        );
        for (texts, all, split) in [
            (["合格率", "不低于98%"], "合格率　不低于98%", Some(["合格率", "不低于98%"])),
            (["GDP", "100"], "GDP　100", Some(["GDP", "100"])),
            (["通过率", ""], "通过率", None),
            (["", "100%"], "100%", None),
        ] {
            assert_eq!(form.join(&fields.iter().copied().zip(texts).collect::<Vec<_>>()), all);
            assert_eq!(form.split(&fields[..2], all), split.map(|texts| texts.map(str::to_owned).to_vec()));
        }
    }
}
