//! Finds cells and sections by name, number, path or text, and lists the findings.
//!
//! Going to a question is in [`super::go`].

use super::dialogue::{Action, Dialogue};
use super::orders::{ORDERS, Row, to_number};
use super::steps::{self, Stop};
use super::words::one_line;
use crate::app::find::Hit;
use crate::check::{Detail, Finding, Group};
use crate::form::{CellRef, Home};
use crate::message;
use crate::report::naming::{full_label, matches, place_words, section_words, table_words};
use crate::session::Merge;

/// Maximum number of hits.
const MAX_HITS: usize = 200;

/// Numbers of characters read before and after a hit.
const BEFORE: usize = 8;
const AFTER: usize = 22;

impl Dialogue {
    /// `@`: moves to a section by number, a cell by path, or either by name or pinyin initials.
    pub(super) fn go_to(&mut self, wanted: &str) {
        let form = self.model.session.form();
        if wanted.is_empty() {
            let items = form.sections.iter().enumerate().map(|(at, section)| {
                let first = steps::first(&self.model.session, at);
                (section.title.clone(), first.map_or(Action::Nothing, Action::Go))
            });
            let items = items.collect();
            // Sections are numbered from 0, as in the form.
            return self.offer_from(0, message::sections_head(self.model.lang), items);
        }
        if let Some(section) = to_number(wanted).filter(|at| *at < form.sections.len()) {
            self.back.push(self.here);
            return self.enter_section(section);
        }
        if let Ok(cell) = self.model.session.report().resolve(form, wanted)
            && let Some(stop) = self.stop_of(cell)
        {
            return self.jump(stop);
        }
        let hits = self.names(&wanted.to_lowercase());
        self.offer_hits(hits);
    }

    /// `/`: searches names and entries.
    pub(super) fn find(&mut self, wanted: &str) {
        if wanted.is_empty() {
            return self.say(message::plain_find_what(self.model.lang));
        }
        let wanted = wanted.to_lowercase();
        let mut hits = self.names(&wanted);
        hits.extend(self.texts(&wanted));
        self.offer_hits(hits);
    }

    fn offer_hits(&mut self, mut hits: Vec<(String, Action)>) {
        hits.truncate(MAX_HITS);
        match hits.as_slice() {
            [] => self.say(message::nothing_found(self.model.lang)),
            [(_, Action::Go(stop))] => {
                let stop = *stop;
                self.jump(stop);
            }
            many => {
                let title = message::plain_found(self.model.lang, many.len());
                self.offer(title, hits);
            }
        }
    }

    /// Returns the question or calculated value of a cell.
    pub(super) fn stop_of(&self, cell: CellRef) -> Option<Stop> {
        // Row names are asked in the first table that shows the rows.
        let is_name = matches!(self.model.session.form().field(cell.field).home, Home::RowName(_));
        steps::locate(&self.model, cell, if is_name { 0 } else { self.here.section })
    }

    fn names(&self, wanted: &str) -> Vec<(String, Action)> {
        let form = self.model.session.form();
        let mut hits = Vec::new();
        for (at, section) in form.sections.iter().enumerate() {
            if matches(&section.label, wanted) || section.name == wanted {
                let stop = steps::first(&self.model.session, at);
                hits.extend(stop.map(|stop| (format!("{at} {}", section.title), Action::Go(stop))));
            }
        }
        for cell in self.model.named_cells() {
            if !form.field(cell.field).by_hand && matches(&full_label(form, cell), wanted) {
                let label = section_words(form, cell) + &full_label(form, cell);
                hits.extend(self.stop_of(cell).map(|stop| (label, Action::Go(stop))));
            }
        }
        hits
    }

    /// Returns the cells whose text contains the search text, each with the words around the first hit.
    fn texts(&self, wanted: &str) -> Vec<(String, Action)> {
        let form = self.model.session.form();
        let mut found = self.model.find(wanted);
        found.dedup_by_key(|hit| hit.cell);
        let hits = found.iter().filter_map(|hit| {
            let stop = self.stop_of(hit.cell)?;
            let place = place_words(form, self.model.session.report(), hit.cell);
            let words = message::label_value(
                self.model.lang,
                &one_line(&place),
                &one_line(&self.model.excerpt(hit, BEFORE, AFTER)),
            );
            Some((words, Action::Go(stop)))
        });
        hits.collect()
    }

    /// `:替换`: replaces a text in all texts after a question that lists the places.
    pub(super) fn replace(&mut self, argument: &str) {
        let lang = self.model.lang;
        let Some((wanted, with)) = argument.split_once('=').or_else(|| argument.split_once('＝')) else {
            return self.say(message::plain_replace_what(lang));
        };
        let hits = self.model.find(wanted);
        let hits: Vec<Hit> = hits.into_iter().filter(Hit::is_replaceable).collect();
        if hits.is_empty() {
            return self.say(message::nothing_found(lang));
        }
        for hit in &hits {
            let place = place_words(self.model.session.form(), self.model.session.report(), hit.cell);
            self.say(message::label_value(
                lang,
                &one_line(&place),
                &one_line(&self.model.excerpt(hit, BEFORE, AFTER)),
            ));
        }
        let yes = message::plain_replace_all(lang, wanted, with, hits.len());
        let no = message::plain_replace_cancel(lang);
        let replace = Action::ReplaceText { wanted: wanted.to_owned(), with: with.to_owned() };
        self.offer(message::replace_head(lang), vec![(yes, replace), (no, Action::Nothing)]);
    }

    /// Replaces a text wherever it can be replaced, as one step of the undo history.
    pub(super) fn replace_all(&mut self, wanted: &str, with: &str) {
        let hits = self.model.find(wanted);
        let hits: Vec<&Hit> = hits.iter().filter(|hit| hit.is_replaceable()).collect();
        let Some(first) = hits.first() else { return };
        let (count, edit) = (hits.len(), self.model.replacement(&hits, with));
        let changed = self.model.change(edit, first.cell, Merge::No);
        if self.accepted(changed).is_some() {
            self.say(message::plain_replaced_all(self.model.lang, count));
        }
    }

    /// Returns the number of findings of each kind, as text.
    pub(super) fn counts(&self) -> String {
        let all = self.model.finding_counts();
        let there: Vec<&str> = all.split("  ").filter(|part| !part.ends_with(" 0")).collect();
        if there.is_empty() {
            message::no_findings(self.model.lang)
        } else {
            there.join(&message::plain_comma(self.model.lang))
        }
    }

    /// `!`: lists the findings, those with one cause in one line; with a number, moves to that finding.
    pub(super) fn findings(&mut self, wanted: &str) {
        let groups = &self.model.session.overview().groups;
        let items: Vec<(String, Action)> = groups.iter().filter_map(|group| self.group_item(group)).collect();
        if items.is_empty() {
            return self.say(message::no_findings(self.model.lang));
        }
        if let Some(number) = to_number(wanted) {
            match number.checked_sub(1).and_then(|at| items.get(at)) {
                Some((_, Action::Go(stop))) => {
                    let stop = *stop;
                    self.jump(stop);
                }
                Some((title, Action::Group(members))) => self.members(title.clone(), &members.clone()),
                _ => self.say(message::plain_no_such_choice(self.model.lang, items.len())),
            }
            return;
        }
        let counts = self.counts();
        self.offer(counts, items);
    }

    fn group_item(&self, group: &Group) -> Option<(String, Action)> {
        if !group.opens() {
            return self.finding_item(&group.first);
        }
        let session = &self.model.session;
        let (lang, form) = (self.model.lang, session.form());
        let sentence = group.sentence(&session.texts(lang), session.findings());
        let words = self.marked_words(group.first.mark(), &one_line(&sentence));
        let place = one_line(&group.place(form, session.report()));
        let title = message::label_value(lang, place.trim_end(), &words);
        Some((title, Action::Group(group.members.clone())))
    }

    fn finding_item(&self, finding: &Finding) -> Option<(String, Action)> {
        let stop = self.stop_of(finding.cell)?;
        let (form, report) = (self.model.session.form(), self.model.session.report());
        let place = match finding.detail {
            Detail::Rows(_) => table_words(form, finding.cell),
            _ => place_words(form, report, finding.cell),
        };
        let words = self.finding_words(finding);
        Some((message::label_value(self.model.lang, &one_line(&place), &words), Action::Go(stop)))
    }

    /// Lists the findings of a group.
    pub(super) fn members(&mut self, title: String, members: &[usize]) {
        let findings = self.model.session.findings();
        let members = members.iter().filter_map(|at| self.finding_item(findings.get(*at)?));
        let items = members.collect();
        self.offer(title, items);
    }

    /// `!!`: moves to the finding after the current cell's; if that is resolved, to the one after the last
    /// visited. Findings with one cause are one stop.
    pub(super) fn next_finding(&mut self) {
        let findings = self.model.session.findings();
        let here = self.here.cell();
        let at = findings.iter().rposition(|finding| Some(finding.cell) == here);
        let next = self.model.next_finding(here, at);
        let stop = next.and_then(|finding| self.stop_of(finding.cell));
        match stop {
            Some(stop) => {
                self.model.visited = next;
                self.jump(stop);
            }
            None => self.say(message::no_findings(self.model.lang)),
        }
    }

    /// Outputs all commands, one per line.
    pub(super) fn all_orders(&mut self) {
        let lang = self.model.lang;
        for row in ORDERS {
            let help = Row::pick(row.help, lang);
            let signed = [message::plain_sign(lang, row.sign), row.signed(lang)].join(" ");
            let worded = row.worded(lang);
            let ways: Vec<&str> =
                [signed.trim(), &worded].into_iter().filter(|way| !way.is_empty()).collect();
            let ways = ways.join(&message::plain_comma(lang));
            self.say(if ways.is_empty() { help.to_owned() } else { message::label_value(lang, &ways, help) });
        }
        self.say(message::plain_orders_more(lang));
    }
}
