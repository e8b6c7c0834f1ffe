//! Findings that are alike as one group: a line of a list that opens. Those with one cause count as one.

use std::collections::HashMap;

use super::rows::TableRows;
use crate::check::finding::{Detail, Finding, Mark};
use crate::check::list::RuleId;
use crate::form::{CellRef, FieldId, Form, Home, Row, TableId};
use crate::message::{self, Lang, messages};
use crate::report::Report;
use crate::report::naming::{full_label, place, place_words, section_words, table_words};
use crate::sheet::Texts;

/// If more findings than this are alike, they are shown as one group.
const MANY: usize = 5;

/// Findings with one cause, or the rows of a table that are not filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The first finding. Rows that are not filled in have one that is not in the list of findings.
    pub first: Finding,
    /// The indices of its findings; empty for rows that are not filled in.
    pub members: Vec<usize>,
    /// True if all findings disappear with one correction.
    has_one_cause: bool,
}

/// The reason for which findings of a rule are one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Cause {
    /// The same value differs from what texts say.
    Value(CellRef),
    /// Texts refer to blank cells of the same table.
    BlankTable(TableId),
    /// Texts refer to the same blank field.
    BlankField(FieldId),
    /// Unconfirmed entries of a section.
    Section(usize),
    /// The same problem in many rows of a column; the check of the form, by its index.
    Column(FieldId, Option<usize>),
}

messages! {
    with_count(sentence: &str, count: usize) => "{sentence}（同类共 {count} 处）", "{sentence} ({count} of this kind)";
    blank_figures(names: &str, count: usize) => "{names}为空，文中引用 {count} 处，请先填列", "{names}: blank, but used in texts ({count} times); fill it in first";
    and_others(names: &str, count: usize) => "{names}等 {count} 项", "{names} and others ({count})";
    between_names() => "、", ", ";
}

/// Returns the groups in the order of their first findings.
pub(super) fn groups(form: &Form, findings: &[Finding], tables: &[TableRows]) -> Vec<Group> {
    let carried = findings.iter().filter(|finding| finding.mark() == Mark::Carried).count();
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<(RuleId, Mark, Cause), usize> = HashMap::new();
    let mut before = None;
    for (at, finding) in findings.iter().enumerate() {
        let cause = cause(form, finding).filter(|cause| match cause {
            Cause::Section(_) => carried > MANY,
            _ => true,
        });
        let Some(key) = cause.map(|cause| (finding.rule, finding.mark(), cause)) else {
            groups.push(Group { first: *finding, members: vec![at], has_one_cause: false });
            continue;
        };
        // Findings of a group usually follow each other.
        let found = before.filter(|(last, _)| *last == key).map(|(_, group)| group);
        let group = found.unwrap_or_else(|| *known.entry(key).or_insert(groups.len()));
        before = Some((key, group));
        if let Some(group) = groups.get_mut(group) {
            group.members.push(at);
        } else {
            let has_one_cause = !matches!(key.2, Cause::Section(_) | Cause::Column(..));
            groups.push(Group { first: *finding, members: vec![at], has_one_cause });
        }
    }
    let mut groups = divided(groups, findings);
    groups.extend(tables.iter().filter_map(not_filled_in));
    groups.sort_by(|one, other| one.first.order(&other.first, form));
    groups
}

/// Divides small groups of the same problem in different rows into single findings.
fn divided(groups: Vec<Group>, findings: &[Finding]) -> Vec<Group> {
    let mut all = Vec::with_capacity(groups.len());
    for group in groups {
        let is_small = !group.has_one_cause && group.members.len() <= MANY;
        if is_small && group.members.len() > 1 && group.first.mark() != Mark::Carried {
            let single = |at: &usize| {
                Some(Group { first: *findings.get(*at)?, members: vec![*at], has_one_cause: false })
            };
            all.extend(group.members.iter().filter_map(single));
        } else {
            all.push(group);
        }
    }
    all
}

fn cause(form: &Form, finding: &Finding) -> Option<Cause> {
    let field = form.field(finding.cell.field);
    match (finding.rule, finding.detail) {
        (RuleId::UnknownEntry, _) => None,
        (RuleId::Carried, _) => Some(Cause::Section(field.section)),
        (RuleId::LiveFigure, Detail::Cell(blank)) => Some(match form.field(blank.field).home {
            Home::Column { table, .. } => Cause::BlankTable(table),
            _ => Cause::BlankField(blank.field),
        }),
        (_, Detail::Figure { against, .. }) => Some(Cause::Value(against)),
        (_, detail) if matches!(finding.cell.row, Row::At(_)) && finding.place.is_none() => {
            let check = if let Detail::Check(check) = detail { Some(check) } else { None };
            Some(Cause::Column(finding.cell.field, check))
        }
        _ => None,
    }
}

/// Returns the group of a table's rows that are not filled in.
fn not_filled_in(table: &TableRows) -> Option<Group> {
    let detail = Detail::Rows(table.blank);
    let (rule, mark) = (RuleId::Required, Mark::Required);
    let first = Finding { cell: table.first?, rule, mark, place: None, detail, explained: false };
    Some(Group { first, members: Vec::new(), has_one_cause: false })
}

impl Group {
    /// Returns the number of findings that the group counts as: one if they have one cause.
    pub fn weight(&self) -> usize {
        match self.first.detail {
            _ if self.has_one_cause => 1,
            Detail::Rows(count) => count,
            _ => self.members.len(),
        }
    }

    /// Returns the number of its findings at which the user stops on the way through all findings.
    pub(super) fn stops(&self) -> usize {
        if self.has_one_cause { 1 } else { self.members.len().max(1) }
    }

    /// True if the group contains several findings.
    pub fn opens(&self) -> bool {
        self.members.len() > 1
    }

    /// Returns the name of its place: a cell, a column, a table or a section.
    pub fn place(&self, form: &Form, report: &Report) -> String {
        let cell = self.first.cell;
        match (self.first.detail, form.field(cell.field).home) {
            (Detail::Rows(_), _) => table_words(form, cell),
            _ if !self.opens() => place_words(form, report, cell),
            (_, Home::Alone) => section_words(form, cell),
            _ if self.first.mark() == Mark::Carried => section_words(form, cell),
            _ => section_words(form, cell) + &full_label(form, cell),
        }
    }

    /// Returns the sentence for the user. The findings are those of the report.
    pub fn sentence(&self, texts: &Texts<'_>, findings: &[Finding]) -> String {
        let count = self.members.len();
        if !self.opens() {
            return self.first.sentence(texts);
        }
        match self.first.rule {
            RuleId::Carried => message::carried_on_page(texts.lang, count),
            RuleId::LiveFigure => self.blank_figures(texts, findings),
            _ => with_count(texts.lang, &self.first.sentence(texts), count),
        }
    }

    /// Names the blank cells that texts refer to.
    fn blank_figures(&self, texts: &Texts<'_>, findings: &[Finding]) -> String {
        /// Number of cells that are named.
        const NAMED: usize = 2;
        let mut cells: Vec<CellRef> = Vec::new();
        for finding in self.members.iter().filter_map(|at| findings.get(*at)) {
            if let Detail::Cell(cell) = finding.detail
                && !cells.contains(&cell)
            {
                cells.push(cell);
            }
        }
        let named: Vec<String> =
            cells.iter().take(NAMED).map(|cell| blank_name(texts.form, texts.report, *cell)).collect();
        let mut names = named.join(&between_names(texts.lang));
        if cells.len() > NAMED {
            names = and_others(texts.lang, &names, cells.len());
        }
        blank_figures(texts.lang, &names, self.members.len())
    }
}

/// Returns the name of a blank cell; without the row if it is the sum, which is what texts usually refer to.
fn blank_name(form: &Form, report: &Report, cell: CellRef) -> String {
    let words =
        if cell.row == Row::Sum { form.label(cell.field).to_owned() } else { place(form, report, cell) };
    format!("“{words}”")
}
