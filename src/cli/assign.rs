//! Parses `PATH=VALUE` lines and applies them to a report, all or none.
//!
//! The order of the lines does not matter: rows are added first, then named, then filled in. Pure; opens no
//! files.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::check::{is_rule, named_rules};
use crate::form::{CellRef, Form, Home, PathError, Row, RowSetId, clean, clean_line};
use crate::import::entry_text;
use crate::message::{self, Lang};
use crate::report::{Edit, Report, RowEntries};

/// The mark before the path of a value that overrides a calculated one.
pub(super) const OVERRIDES: char = '!';

/// One parsed assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    /// The line of standard input, from 1; `None` for an argument.
    pub line: Option<usize>,
    /// The text before `=`.
    path: String,
    /// The text after `=`, unescaped.
    value: String,
    /// True if it may override a calculated value: `!PATH=VALUE`, as `get` prints it.
    overrides: bool,
}

/// A rejected assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Line number in standard input; `None` for an argument.
    pub line: Option<usize>,
    /// Reason for the rejection.
    pub reason: Reason,
}

/// Reason for rejecting an assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// It contains no `=`.
    NoEquals(String),
    /// It does not name a cell; the second value is the number of the next row that could be added.
    Path(PathError, Option<usize>),
    /// The form has no such rule; the second value lists the known rules.
    NoRule(String, String),
    /// The cell is calculated.
    Locked(String),
    /// The cell is also assigned a different value.
    Twice(String),
}

/// Target of an assignment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Entry(CellRef),
    Explanation(CellRef, String),
}

/// Parses one assignment.
pub(super) fn parse(text: &str, line: Option<usize>) -> Result<Assignment, Refusal> {
    match text.split_once('=') {
        Some((path, value)) => {
            let path = path.trim();
            let plain = path.strip_prefix(OVERRIDES);
            Ok(Assignment {
                line,
                path: plain.unwrap_or(path).to_owned(),
                value: unescape(value),
                overrides: plain.is_some(),
            })
        }
        None => Err(Refusal { line, reason: Reason::NoEquals(text.trim().to_owned()) }),
    }
}

/// Parses lines of assignments; blank lines and lines that start with `#` are skipped.
pub(super) fn parse_lines(text: &str) -> impl Iterator<Item = Result<Assignment, Refusal>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().enumerate().filter(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    });
    lines.map(|(at, line)| parse(line, Some(at + 1)))
}

/// Escapes a value to one line: line breaks as `\n`, backslashes doubled.
pub(super) fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n")
}

fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some('n')) => plain.push('\n'),
            ('\\', Some('\\')) => plain.push('\\'),
            _ => {
                plain.push(c);
                continue;
            }
        }
        chars.next();
    }
    plain
}

/// Applies assignments to a report. Returns the cells that were changed or confirmed. Changes nothing if any
/// assignment is rejected.
pub(super) fn assign(
    form: &Form,
    report: &mut Report,
    assignments: &[Assignment],
    override_calculated: bool,
) -> Result<Vec<CellRef>, Vec<Refusal>> {
    let before = report.clone();
    let mut changed = before.clone();
    add_rows(form, &mut changed, assignments);
    let mut named = changed.clone();
    name_rows(form, &mut named, assignments);

    let mut refusals = Vec::new();
    let mut seen: BTreeMap<Target, &str> = BTreeMap::new();
    let mut edits = Vec::new();
    for assignment in assignments {
        let refuse = |reason| Refusal { line: assignment.line, reason };
        if assignment.value.is_empty()
            && before.annex.entries.iter().any(|(path, _)| *path == assignment.path)
        {
            // An entry that has no place in the form can only be removed.
            changed.annex.entries.retain(|(path, _)| *path != assignment.path);
            continue;
        }
        // The new and the previous name of a row refer to the same row.
        let target = target(form, &named, &assignment.path).or_else(|reason| match reason {
            Reason::Path(PathError::Ambiguous { .. }, _) => Err(reason),
            reason => target(form, &before, &assignment.path).map_err(|_| reason),
        });
        let target = match target {
            Ok(target) => target,
            Err(reason) => {
                refusals.push(refuse(reason));
                continue;
            }
        };
        if seen.get(&target).is_some_and(|value| *value != assignment.value) {
            refusals.push(refuse(Reason::Twice(assignment.path.clone())));
        }
        if let Target::Entry(cell) = target
            && form.is_locked(cell)
            && !(override_calculated || assignment.overrides)
            && !assignment.value.trim().is_empty()
        {
            refusals.push(refuse(Reason::Locked(assignment.path.clone())));
        }
        edits.push(edit(form, &target, &assignment.value));
        seen.insert(target, &assignment.value);
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    changed.change(form, Edit::Batch(edits));
    *report = changed;
    let changed = |target| {
        let (cell, is_changed) = match target {
            Target::Entry(cell) => {
                let is_other = !before.has(form, cell) || before.text(cell) != report.text(cell);
                (cell, is_other || before.is_unconfirmed(cell))
            }
            Target::Explanation(cell, rule) => {
                (cell, before.explanation(&rule, cell) != report.explanation(&rule, cell))
            }
        };
        is_changed.then_some(cell)
    };
    let mut cells: Vec<CellRef> = seen.into_keys().filter_map(changed).collect();
    cells.dedup();
    Ok(cells)
}

/// Adds the rows that the paths refer to, directly after the last row and without gaps.
///
/// Rows with names are added only through their names, so that a mistyped path to a number does not create an
/// institution.
fn add_rows(form: &Form, report: &mut Report, assignments: &[Assignment]) {
    let mut wanted: BTreeMap<RowSetId, BTreeSet<usize>> = BTreeMap::new();
    for assignment in assignments {
        if let Some((rows, number)) = new_row(form, &assignment.path) {
            wanted.entry(rows).or_default().insert(number);
        }
    }
    for (rows, wanted) in wanted {
        while wanted.contains(&(report.rows(rows) + 1)) && report.rows(rows) < form.row_set(rows).max {
            let at = report.rows(rows);
            report.apply(form, Edit::InsertRow { rows, at, row: RowEntries::default() });
        }
    }
}

/// Sets the row names in one batch, so that a name in a path refers to the row that had it before.
fn name_rows(form: &Form, report: &mut Report, assignments: &[Assignment]) {
    let mut edits = Vec::new();
    for assignment in assignments {
        if let Ok(Target::Entry(cell)) = target(form, report, &assignment.path)
            && matches!(form.field(cell.field).home, Home::RowName(_))
        {
            edits.push(edit(form, &Target::Entry(cell), &assignment.value));
        }
    }
    report.apply(form, Edit::Batch(edits));
}

/// Resolves a path to a cell, or `rule@path` to an explanation.
fn target(form: &Form, report: &Report, path: &str) -> Result<Target, Reason> {
    let resolve = |path: &str| {
        report.resolve(form, path).map_err(|error| {
            let next = next_row(form, report, path);
            Reason::Path(error, next)
        })
    };
    match path.split_once('@') {
        Some((rule, path)) if !rule.contains(['[', '.']) => {
            if !is_rule(form, rule) {
                let checks = form.checks.iter().map(|check| check.id.as_str());
                let all = named_rules().map(|rule| rule.name).chain(checks).collect::<Vec<_>>().join(" ");
                return Err(Reason::NoRule(rule.to_owned(), all));
            }
            Ok(Target::Explanation(resolve(path)?, rule.to_owned()))
        }
        _ => Ok(Target::Entry(resolve(path)?)),
    }
}

/// The number of the row that a path with a number too large could have added.
fn next_row(form: &Form, report: &Report, path: &str) -> Option<usize> {
    let (rows, _) = new_row(form, path)?;
    Some(report.rows(rows) + 1).filter(|next| *next <= form.row_set(rows).max)
}

/// Returns the row set and the row number of a path that may add a row.
fn new_row(form: &Form, path: &str) -> Option<(RowSetId, usize)> {
    let found = Cell::new(None);
    let number = |rows: RowSetId, text: &str| {
        found.set(Some((rows, text.trim().parse::<u32>().ok()?)));
        Some(Row::At(0))
    };
    let cell = form.resolve(path, number).ok()?;
    let (rows, number) = found.get()?;
    let may_add = form.row_set(rows).name_field.is_none_or(|name| name == cell.field);
    Some((rows, usize::try_from(number).ok()?)).filter(|_| may_add)
}

fn edit(form: &Form, target: &Target, value: &str) -> Edit {
    match target {
        Target::Entry(cell) => {
            let is_long = form.field(cell.field).kind.is_long();
            let text = if is_long { clean(value) } else { clean_line(value) };
            let text = entry_text(form, cell.field, &text);
            Edit::Set { cell: *cell, text: Some(text.into()) }
        }
        Target::Explanation(cell, rule) => {
            // The values are added once all assignments are applied.
            Edit::explain(rule, *cell, Some(clean(value)), None)
        }
    }
}

impl Refusal {
    /// Returns the message.
    pub(super) fn sentence(&self, lang: Lang) -> String {
        let line = self.line.map_or_else(String::new, |line| message::assign_line(lang, line));
        let reason = match &self.reason {
            Reason::NoEquals(text) => message::assign_no_equals(lang, text),
            Reason::Path(error, next) => {
                let next = match (error, next) {
                    (PathError::NoRow { table, .. }, Some(next)) => {
                        message::path_next_row(lang, table, *next)
                    }
                    _ => String::new(),
                };
                error.sentence(lang) + &next
            }
            Reason::NoRule(rule, all) => message::assign_no_rule(lang, rule, all),
            Reason::Locked(path) => message::assign_locked(lang, path),
            Reason::Twice(path) => message::assign_twice(lang, path),
        };
        line + &reason
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes() {
        for (written, plain) in [
            ("a", "a"),
            (r"a\nb", "a\nb"),
            (r"a\\nb", r"a\nb"),
            (r"C:\temp\", r"C:\temp\"),
            (r"\\\n", "\\\n"),
        ] {
            assert_eq!(unescape(written), plain, "{written}");
        }
    }

    #[test]
    fn lines() {
        let read: Vec<_> = parse_lines("\u{feff}# one\r\n\r\nyear = 2023\r\nx==1+2\n").collect();
        let [Ok(year), Ok(x)] = read.as_slice() else { panic!("{read:?}") };
        assert_eq!((year.line, year.path.as_str(), year.value.as_str()), (Some(3), "year", " 2023"));
        assert_eq!((x.path.as_str(), x.value.as_str()), ("x", "=1+2"));
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in any::<String>()) {
            let escaped = escape(&text);
            prop_assert!(!escaped.contains('\n'));
            prop_assert_eq!(unescape(&escaped), text);
        }
    }
}
