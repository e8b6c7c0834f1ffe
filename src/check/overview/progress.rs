//! Progress: how much of what the finished report needs is there.
//!
//! A report needs its required entries, the rows of its tables, a correction or an explanation of each
//! finding, and a confirmation of each entry from last year.

use super::group::Group;
use super::rows::TableRows;
use crate::check::finding::{Finding, Mark};
use crate::check::list::RuleId;
use crate::form::{CellRef, FieldId, Form, Home};
use crate::message::{self, Lang, messages};
use crate::report::Report;
use crate::sheet::Sheet;

messages! {
    summary_open(percent: usize, open: &str) => "填报进度 {percent}%（{open}）", "{percent}% complete ({open})";
    open_errors(count: usize) => "错误 {count}", "errors {count}";
    open_explain(count: usize) => "待核实 {count}", "to explain {count}";
    open_required(count: usize) => "必填 {count}", "to fill in {count}";
    open_carried(count: usize) => "上年内容 {count}", "to confirm {count}";
    between_kinds() => "、", ", ";
}

/// The progress of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The progress of each section.
    pub sections: Vec<Needs>,
    /// The progress of the whole report.
    pub whole: Needs,
}

/// The needs of a section or a report, and how many of them are met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Number of things that the finished report needs.
    pub needed: usize,
    /// Number of those that are there.
    pub done: usize,
    /// True if the section has relevant fields.
    pub asked: bool,
    /// Number of findings and of missing entries with each mark.
    marks: [usize; Mark::ALL.len()],
}

impl Needs {
    /// Returns the percentage that is there; 100 only if nothing is open.
    pub fn percent(&self) -> usize {
        (self.done * 100).checked_div(self.needed).unwrap_or(100)
    }

    /// Returns the number of findings and of missing entries with a mark.
    pub fn count(&self, mark: Mark) -> usize {
        self.marks[mark as usize]
    }

    /// Returns the marks of what is open with their counts, most severe first.
    pub fn open(&self) -> impl Iterator<Item = (Mark, usize)> + '_ {
        let marks = [Mark::Error, Mark::Explain, Mark::Required, Mark::Carried];
        marks.into_iter().map(|mark| (mark, self.count(mark))).filter(|(_, count)| *count > 0)
    }

    /// True if nothing is open.
    pub fn is_done(&self) -> bool {
        self.open().next().is_none()
    }

    /// Returns the percentage and what is open, in words.
    pub fn summary(&self, lang: Lang) -> String {
        // In the order in which a report is worked through.
        let open: Vec<String> = [Mark::Error, Mark::Required, Mark::Explain, Mark::Carried]
            .into_iter()
            .map(|mark| (mark, self.count(mark)))
            .filter(|(_, count)| *count > 0)
            .map(|(mark, count)| match mark {
                Mark::Error => open_errors(lang, count),
                Mark::Required => open_required(lang, count),
                Mark::Explain => open_explain(lang, count),
                _ => open_carried(lang, count),
            })
            .collect();
        if open.is_empty() {
            return message::progress_is(lang, self.percent());
        }
        summary_open(lang, self.percent(), &open.join(&between_kinds(lang)))
    }

    fn add(&mut self, other: &Needs) {
        self.needed += other.needed;
        self.done += other.done;
        self.asked |= other.asked;
        for (sum, count) in self.marks.iter_mut().zip(other.marks) {
            *sum += count;
        }
    }
}

/// Returns the progress of a report with these groups of findings and rows of tables.
pub(super) fn progress(
    form: &Form,
    report: &Report,
    sheet: &Sheet,
    findings: &[Finding],
    groups: &[Group],
    tables: &[TableRows],
) -> Progress {
    let mut sections = vec![Needs::default(); form.sections.len()];
    for id in form.field_ids() {
        let Some(section) = sections.get_mut(form.field(id).section) else { continue };
        let is_relevant = sheet.is_relevant(id);
        section.asked |= is_relevant;
        if is_relevant && form.field(id).required {
            add_required(form, report, sheet, id, section);
        }
    }
    for table in tables {
        if let Some(section) = sections.get_mut(form.table(table.table).section) {
            section.needed += table.needed;
            section.done += table.done;
        }
    }
    for group in groups {
        let Some(section) = sections.get_mut(form.field(group.first.cell.field).section) else { continue };
        let mark = group.first.mark();
        section.marks[mark as usize] += group.weight();
        section.needed += match mark {
            Mark::Error | Mark::Explain => group.weight(),
            // A blank field is counted by its field or row.
            Mark::Required if group.first.rule != RuleId::Required => group.weight(),
            Mark::Carried => {
                let members = group.members.iter().filter_map(|at| findings.get(*at));
                members.filter(|finding| !is_counted(form, tables, finding.cell)).count()
            }
            _ => 0,
        };
    }
    let mut whole = Needs::default();
    for section in &sections {
        whole.add(section);
    }
    Progress { sections, whole }
}

/// Adds the cells of a required field. A cell that the program fills in counts only while it is blank.
fn add_required(form: &Form, report: &Report, sheet: &Sheet, id: FieldId, section: &mut Needs) {
    let field = form.field(id);
    let place = |row| if field.rows().is_none() { CellRef::only(id) } else { CellRef::at(id, row) };
    for (row, cell) in sheet.column(id).cells.iter().enumerate().filter(|(_, cell)| cell.relevant) {
        let place = place(row);
        if cell.problem.is_none() && cell.value.is_blank() {
            section.needed += 1;
            continue;
        }
        let entry = report.entry(place).map(|entry| &**entry);
        let is_given = form.year == Some(id)
            || form.is_locked(place)
            || field.default.is_some() && entry == field.default.as_deref();
        if !is_given {
            section.needed += 1;
            section.done += usize::from(!report.is_unconfirmed(place));
        }
    }
}

/// True if a cell belongs to a required field or to a row that is counted, so that a missing confirmation is
/// counted there.
fn is_counted(form: &Form, tables: &[TableRows], cell: CellRef) -> bool {
    let field = form.field(cell.field);
    let is_own = |table| tables.iter().any(|rows| rows.table == table && !rows.shared);
    field.required || matches!(field.home, Home::Column { table, .. } if is_own(table))
}
