//! Formats the output: short sentences, one per line, most important first.
//!
//! Movement between questions is in [`super::go`].

use super::dialogue::Dialogue;
use super::steps::{self, Asks, Kind, Step};
use super::words::{one_line, size};
use crate::check::{Finding, Mark, RuleId};
use crate::form::{CellRef, Home, Row, RowSetId, TableId, Widget, visible_line};
use crate::message;
use crate::report::naming::{cell_words, field_label, hints, place_words, sum_label};
use crate::sheet::grid::{Grid, GridRow};
use crate::sheet::{LastChange, Origin, compare_with_last, explain, users};

/// Maximum number of changed values output per kind after an answer.
const MAX_DEPENDENTS: usize = 6;

impl Dialogue {
    fn shown_or_blank(&self, cell: CellRef) -> String {
        let shown = self.model.shown(cell);
        if shown.is_empty() { message::plain_blank(self.model.lang) } else { one_line(&shown) }
    }

    pub(super) fn say_section(&mut self, section: usize) {
        let form = self.model.session.form();
        let Some(there) = form.sections.get(section) else { return };
        let headings =
            [there.chapter.as_str(), &there.title].into_iter().filter(|heading| !heading.is_empty());
        let label = headings.collect::<Vec<_>>().join(&message::plain_comma(self.model.lang));
        let (hint, count) = (there.hint.clone(), form.sections.len());
        // Sections are numbered from 0, and nobody counts the cover.
        self.say(match section {
            0 => message::plain_first_section(self.model.lang, &label, count),
            _ => message::plain_section(self.model.lang, section, count, &label),
        });
        // The hint is output once; `?` repeats it.
        if self.entered.insert(section) {
            self.say(hint);
        }
    }

    /// Outputs the steps between two questions.
    pub(super) fn tell(&mut self, steps: &[Step], section: usize) {
        for step in steps {
            let said = match &step.kind {
                Kind::Words(words) => one_line(words),
                Kind::Table(table) => self.table_words(*table, section),
                Kind::Group(table, group) => {
                    let group = &self.model.session.form().table(*table).groups[*group];
                    format!("{} {}", group.over, group.label).trim().to_owned()
                }
                Kind::Row(rows, at) => self.row_words(*rows, *at),
                Kind::Told(cell) if self.model.shown(*cell).is_empty() => String::new(),
                Kind::Told(cell) => {
                    let label = self.label(*cell);
                    message::plain_calculated(self.model.lang, &label, &self.shown_or_blank(*cell))
                }
                Kind::Sum(table) => self.sum_words(*table),
                Kind::Asked(_) => String::new(),
            };
            self.say(said);
        }
    }

    /// Returns a table's name, unless the section has the same name, and its size.
    fn table_words(&self, table: TableId, section: usize) -> String {
        let form = self.model.session.form();
        let there = form.table(table);
        let rows = there.groups.iter().map(|group| self.model.session.report().rows(group.rows)).sum();
        let bare = |text: &str| text.split('（').next().unwrap_or_default().to_owned();
        let section = form.sections.get(section).map_or("", |section| section.title.as_str());
        let known = section.contains(&bare(&there.label));
        let words = if known {
            message::plain_rows(self.model.lang, rows, there.width)
        } else {
            message::plain_table(self.model.lang, &there.label, rows, there.width)
        };
        match self.unit_of(table).filter(|unit| known || !there.label.contains(unit)) {
            Some(unit) => words + &message::plain_comma(self.model.lang) + unit,
            None => words,
        }
    }

    /// Returns the unit if all columns of a table have the same; it is then output once instead of in every
    /// cell.
    fn unit_of(&self, table: TableId) -> Option<&str> {
        let form = self.model.session.form();
        let mut units = form
            .table(table)
            .groups
            .iter()
            .flat_map(|group| &group.columns)
            .map(|id| form.field(*id).kind.unit());
        let first = units.next()??;
        units.all(|unit| unit == Some(first)).then_some(first)
    }

    /// Returns a row's name or number, and the number of rows.
    fn row_words(&self, rows: RowSetId, at: usize) -> String {
        let label = one_line(&self.model.session.report().row_label(self.model.session.form(), rows, at));
        let count = self.model.session.report().rows(rows).max(1);
        let set = self.model.session.form().row_set(rows);
        let named = set.name_field.is_none()
            || !self.model.session.report().row_name(self.model.session.form(), rows, at).is_empty();
        if !named || label.parse::<usize>().is_ok() {
            message::plain_row_number(self.model.lang, at + 1, count)
        } else {
            message::plain_row(self.model.lang, &label, count)
        }
    }

    /// Returns the label of a cell in a question; the unit is omitted if the table has already announced it.
    fn label(&self, cell: CellRef) -> String {
        let form = self.model.session.form();
        match form.field(cell.field).home {
            Home::Column { table, .. } if self.unit_of(table).is_some() => form.label(cell.field).to_owned(),
            _ => field_label(form, cell),
        }
    }

    /// Returns the sum row as one sentence; empty while it is blank.
    fn sum_words(&self, table: TableId) -> String {
        let session = &self.model.session;
        let grid = Grid::new(session.form(), session.report(), session.sheet(), table);
        let Some(row) = grid.rows.iter().position(|row| *row == GridRow::Sum) else { return String::new() };
        let cells = (0..grid.width()).filter_map(|column| grid.cell(row, column));
        let cells: Vec<CellRef> = cells.filter(|cell| !self.model.shown(*cell).is_empty()).collect();
        let label = grid.table.sum.as_ref().map_or("", |sum| sum.label.as_str());
        self.values_words(label, &cells)
    }

    /// Formats values, such as `汇总：收入合计 881.32，上年结转 0.00`.
    fn values_words(&self, head: &str, cells: &[CellRef]) -> String {
        if cells.is_empty() {
            return String::new();
        }
        let label = |cell: &CellRef| self.model.session.form().label(cell.field).to_owned();
        let values: Vec<String> = cells
            .iter()
            .map(|cell| message::plain_equals(self.model.lang, &label(cell), &self.shown_or_blank(*cell)))
            .collect();
        message::plain_values(self.model.lang, head, &values.join(&message::plain_comma(self.model.lang)))
    }

    /// Asks the current question.
    pub(super) fn ask(&mut self) {
        match self.here.asks {
            Asks::Cell(cell) => self.ask_cell(cell),
            Asks::More(group) => {
                let label = self.group_label(group);
                self.say(message::plain_more(self.model.lang, &label));
            }
            Asks::End => self.ask_end(),
        }
    }

    /// Returns the name of a group's rows.
    fn group_label(&self, group: usize) -> String {
        let form = self.model.session.form();
        let item = form.sections.get(self.here.section).and_then(|section| section.items.get(self.here.item));
        let Some(crate::form::Item::Table(table)) = item else { return String::new() };
        let Some(group) = form.table(*table).groups.get(group) else { return String::new() };
        group.label.clone()
    }

    fn ask_cell(&mut self, cell: CellRef) {
        let lang = self.model.lang;
        self.heard.insert(cell);
        let form = self.model.session.form();
        let kind = form.field(cell.field).kind.clone();
        let label = match cell.row {
            Row::Sum => format!("{} {}", sum_label(form, cell.field), self.label(cell)),
            _ => self.label(cell),
        };
        let is_long = kind.is_long();
        let text = self.model.shown(cell);
        let value = if is_long && !text.is_empty() {
            let (paragraphs, count) = size(&text);
            message::plain_size(lang, paragraphs, count)
        } else {
            self.shown_or_blank(cell)
        };
        let marks = self.marks(cell, text.is_empty());
        self.say(message::plain_question(lang, &label, &value, &marks));
        if is_long && !text.is_empty() {
            self.say_paragraphs(&text);
        }
        self.say_last(cell);
        self.say_findings(cell, false);
        if self.has_mark(cell, Mark::Explain) {
            self.say(message::plain_explain_here(lang));
        }
        let is_locked = self.model.session.is_locked(cell);
        let widget = self.model.session.widget(cell);
        if let Some(choices) = widget.choices().filter(|_| !is_locked) {
            let numbered = choices.iter().zip(1..).map(|(choice, number)| format!("{number} {choice}"));
            let all: Vec<String> = numbered.collect();
            let all = all.join(&message::plain_comma(lang));
            self.say(match widget {
                Widget::Several(_) => message::plain_several(lang, &all),
                _ => message::plain_choices(lang, &all),
            });
        } else if is_long && !is_locked {
            if text.is_empty() {
                self.say(message::plain_write(lang));
            } else if !std::mem::replace(&mut self.told_rewriting, true) {
                self.say(message::plain_rewrite(lang));
            }
        }
    }

    /// Returns the state of a cell besides its value: required, unconfirmed, overridden, calculated.
    fn marks(&self, cell: CellRef, is_blank: bool) -> String {
        let lang = self.model.lang;
        let field = self.model.session.form().field(cell.field);
        let mut marks = Vec::new();
        if is_blank && field.required {
            marks.push(message::is_required(lang));
        }
        // The unit is in the label; choices and long texts are explained below.
        let is_plain = field.kind.is_prose() || field.kind.widget().choices().is_some();
        if is_blank && matches!(field.home, Home::Alone) && !is_plain {
            let kind = field.kind.describe(lang);
            marks.push(kind.trim_end_matches(field.kind.unit().unwrap_or_default()).trim().to_owned());
        }
        if self.model.waits(cell) {
            marks.push(message::plain_waits(lang));
        }
        match self.model.session.sheet().cell(cell).origin {
            Origin::Overridden if !field.free => marks.push(message::plain_overridden(lang)),
            Origin::Calculated => marks.push(message::form_calculated(lang)),
            _ => {}
        }
        marks.join(&message::plain_comma(lang))
    }

    pub(super) fn say_paragraphs(&mut self, text: &str) {
        for (paragraph, number) in text.split('\n').zip(1..) {
            self.say(message::plain_numbered(self.model.lang, number, &visible_line(paragraph)));
        }
    }

    /// Outputs last year's value if known.
    fn say_last(&mut self, cell: CellRef) {
        let lang = self.model.lang;
        let found = compare_with_last(&self.model.session.texts(lang), cell);
        let Some(found) = found.filter(|_| !self.model.waits(cell)) else { return };
        let last = one_line(&self.model.last_in_words(cell, &found));
        let last = message::last_is(lang, &last);
        if let LastChange::Linked(count) = found.change {
            return self.say(last + &message::clause_gap(lang) + &message::last_linked(lang, count));
        }
        self.say(match found.change.amount() {
            Some(amount) => {
                format!("{last}{}{}", message::plain_comma(lang), message::difference_is(lang, &amount))
            }
            None => last,
        });
    }

    /// Outputs the findings of a cell, one sentence each, except those already stated in the question.
    pub(super) fn say_findings(&mut self, cell: CellRef, answered: bool) {
        let findings: Vec<Finding> = self.model.session.findings_at(cell).copied().collect();
        for finding in findings {
            let said_anyhow = matches!(finding.rule, RuleId::Required | RuleId::Carried);
            if said_anyhow || answered && finding.explained {
                continue;
            }
            let sentence = self.finding_words(&finding);
            self.say(sentence);
        }
    }

    /// Formats a finding as a sentence with its severity and the advice.
    pub(super) fn finding_words(&self, finding: &Finding) -> String {
        let lang = self.model.lang;
        if finding.mark() == Mark::Carried {
            return message::plain_waits(lang);
        }
        let sentence = one_line(&finding.sentence(&self.model.session.texts(lang)));
        self.marked_words(finding.mark(), &sentence)
    }

    /// Adds the severity to a sentence.
    pub(super) fn marked_words(&self, mark: Mark, sentence: &str) -> String {
        let lang = self.model.lang;
        match mark {
            Mark::Error => message::plain_error(lang, sentence),
            Mark::Explain => message::plain_explain(lang, sentence),
            Mark::Explained => message::plain_explained(lang, sentence),
            Mark::Hint => message::plain_hint(lang, sentence),
            Mark::Carried | Mark::Required => sentence.to_owned(),
        }
    }

    /// Records the values that depend on a cell, and the findings, before an answer.
    pub(super) fn watch(&self, cell: CellRef) -> Watched {
        let dependents = steps::dependents(&self.model.session, cell);
        let values = dependents.into_iter().map(|cell| (cell, self.model.shown(cell))).collect();
        Watched { values, findings: self.model.session.findings().to_vec() }
    }

    /// Outputs the result of an answer: the parsed value, dependent values that changed, and findings.
    pub(super) fn say_answered(&mut self, cell: CellRef, typed: &str, before: &Watched) {
        let lang = self.model.lang;
        let shown = self.model.shown(cell);
        let is_readable = self.model.session.sheet().cell(cell).problem.is_none();
        // Do not mention that 0 was read as 0.00.
        let same =
            |shown: &str| shown.contains('.') && shown.trim_end_matches('0').trim_end_matches('.') == typed;
        if is_readable && shown != typed && !shown.is_empty() && !same(&shown) {
            self.say(message::plain_read_as(lang, &one_line(&shown)));
        }
        let moved = before.values.iter().filter(|(cell, before)| self.model.shown(*cell) != *before);
        let moved: Vec<CellRef> = moved.map(|(cell, _)| *cell).collect();
        let of = |wanted: fn(Row) -> bool| -> Vec<CellRef> {
            moved.iter().copied().filter(|cell| wanted(cell.row)).take(MAX_DEPENDENTS).collect()
        };
        let row = self.values_words("", &of(|row| matches!(row, Row::At(_))));
        self.say(row);
        let sums = of(|row| row == Row::Sum);
        if let Some(first) = sums.first() {
            let label = sum_label(self.model.session.form(), first.field).to_owned();
            let sums = self.values_words(&label, &sums);
            self.say(sums);
        }
        let alone = self.values_words("", &of(|row| row == Row::Only));
        self.say(alone);
        self.say_findings(cell, true);
        if self.has_mark(cell, Mark::Error) {
            self.say(message::plain_go_back(lang));
        } else if self.has_mark(cell, Mark::Explain) {
            self.say(message::plain_explain_there(lang));
        }
        // New findings of dependent cells.
        let findings = self.model.session.findings().iter();
        let new =
            findings.filter(|finding| moved.contains(&finding.cell) && !before.findings.contains(finding));
        let new: Vec<String> = new
            .map(|finding| {
                let place = cell_words(self.model.session.form(), self.model.session.report(), finding.cell);
                message::label_value(lang, &one_line(&place), &self.finding_words(finding))
            })
            .collect();
        self.said.extend(new);
    }

    fn has_mark(&self, cell: CellRef, mark: Mark) -> bool {
        self.model.session.findings_at(cell).any(|finding| finding.mark() == mark)
    }

    /// Outputs help for the current question.
    pub(super) fn help(&mut self) {
        let lang = self.model.lang;
        if let Some(cell) = self.here.cell() {
            let form = self.model.session.form();
            let kind = form.field(cell.field).kind.describe(lang);
            let mut lines = vec![format!(
                "{}{}{kind}",
                place_words(form, self.model.session.report(), cell),
                message::plain_colon(lang)
            )];
            lines.extend(hints(form, cell));
            let texts = self.model.session.texts(lang);
            if let Some(how) = explain(&texts, cell) {
                lines.push(format!(
                    "{}{}{}",
                    message::how_calculated(lang),
                    message::plain_colon(lang),
                    how.words
                ));
                lines.push(how.numbers);
            }
            let users = users(&texts, cell);
            if !users.is_empty() {
                lines.push(message::used_by(lang, &users.join("、")));
            }
            if form.field(cell.field).kind.is_long() {
                lines.push(message::plain_rewrite(lang));
            }
            lines.extend(self.model.path_shown(cell).map(|path| message::path_is(lang, &path)));
            for line in lines {
                self.say(one_line(&line));
            }
        }
        self.say(message::plain_help_more(lang));
    }

    /// Outputs all values of the current section, one per line.
    pub(super) fn read_section(&mut self) {
        let section = self.here.section;
        let steps = steps::steps(&self.model.session, section);
        self.say_section(section);
        for step in steps {
            match step.kind {
                Kind::Asked(Asks::Cell(cell)) => {
                    let label = self.label(cell);
                    let text = self.model.shown(cell);
                    self.heard.insert(cell);
                    if text.contains('\n') {
                        self.say(message::plain_question(self.model.lang, &label, "", ""));
                        self.say_paragraphs(&text);
                    } else {
                        let value = self.shown_or_blank(cell);
                        let marks = if self.model.waits(cell) {
                            message::plain_waits(self.model.lang)
                        } else {
                            String::new()
                        };
                        self.say(message::plain_question(self.model.lang, &label, &value, &marks));
                    }
                }
                Kind::Asked(_) => {}
                _ => self.tell(&[step], section),
            }
        }
        self.say(message::plain_read_end(self.model.lang));
    }
}

/// Dependent values and findings before an answer.
pub(super) struct Watched {
    values: Vec<(CellRef, String)>,
    findings: Vec<Finding>,
}
