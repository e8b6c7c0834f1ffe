//! The year in the texts of a form: `{year}年末数`, `{year - 1}年决算数`.
//!
//! A form is compiled once, but its reports are about different years. [`Form::of_year`] returns the form with the
//! year of a report in all its labels, so that nothing else has to know that a label can contain it.

use std::sync::Arc;

use super::compile::complete_headers;
use super::{Form, Item, MistakeKind};

/// A text with years: the words before each year, the year's distance from the report's, and the words at the end.
type Dated<'t> = (Vec<(&'t str, i32)>, &'t str);

impl Form {
    /// True if its texts contain years, whatever report it is for.
    pub fn has_years(&self) -> bool {
        self.has_years
    }

    /// Returns the form with this year in its texts. Returns the same form if it has this year already, or if its
    /// texts have no years.
    pub fn of_year(self: Arc<Form>, year: Option<i32>) -> Arc<Form> {
        if !self.has_years || self.undated.is_some() && self.shown_year == year {
            return self;
        }
        let undated = self.undated.as_ref().map_or_else(|| Arc::clone(&self), Arc::clone);
        let form = undated.with_year(year);
        Arc::new(Form { undated: Some(undated), ..form })
    }

    /// Returns a copy of the form with this year in its texts; an unknown year is left out.
    pub fn with_year(&self, year: Option<i32>) -> Form {
        let mut form = self.undated.as_deref().unwrap_or(self).clone();
        form.fill_in_year(year);
        complete_headers(&mut form);
        form.shown_year = year;
        form
    }

    /// Returns the texts that contain the year, with this year.
    pub fn texts_of_year(&self, year: i32) -> Vec<String> {
        self.undated.as_deref().unwrap_or(self).clone().fill_in_year(Some(year))
    }

    /// Replaces the years in all texts, and returns the texts that contain one.
    fn fill_in_year(&mut self, year: Option<i32>) -> Vec<String> {
        let name = self.year.map_or_else(String::new, |field| self.field(field).name.clone());
        let mut changed = Vec::new();
        self.texts_mut(&mut |text| {
            let Ok((parts, end)) = dated(text, &name) else { return };
            if parts.is_empty() {
                return;
            }
            let mut filled = String::with_capacity(text.len());
            for (words, distance) in parts {
                filled.push_str(words);
                filled.extend(year.and_then(|year| year.checked_add(distance)).map(|year| year.to_string()));
            }
            filled.push_str(end);
            changed.push(filled.clone());
            *text = filled;
        });
        changed
    }

    /// Returns the mistakes in texts that contain years, with these texts. Sets whether there are any years.
    pub(super) fn check_years(&mut self) -> Vec<(String, MistakeKind)> {
        let name = self.year.map_or_else(String::new, |field| self.field(field).name.clone());
        let (mut mistakes, mut has_years) = (Vec::new(), false);
        self.texts_mut(&mut |text| match dated(text, &name) {
            Ok((parts, _)) => has_years |= !parts.is_empty(),
            Err(kind) => mistakes.push((text.clone(), kind)),
        });
        self.has_years = has_years;
        mistakes
    }

    /// Calls `visit` for each text that can contain a year: labels, headers, captions, headings, their other
    /// words, notes and help.
    pub(super) fn texts_mut(&mut self, visit: &mut impl FnMut(&mut String)) {
        for section in &mut self.sections {
            let texts = [&mut section.label, &mut section.title, &mut section.chapter, &mut section.short];
            let others = section.heading.iter_mut().chain([&mut section.hint]).chain(&mut section.words);
            texts.into_iter().chain(others).for_each(&mut *visit);
            for item in &mut section.items {
                match item {
                    Item::Chapter { label, words, .. } => {
                        [label].into_iter().chain(words).for_each(&mut *visit);
                    }
                    Item::Note(text) => visit(text),
                    Item::Signature(signature) => {
                        [&mut signature.label, &mut signature.signer].into_iter().for_each(&mut *visit);
                    }
                    Item::Field(_) | Item::Table(_) => {}
                }
            }
        }
        for field in &mut self.fields {
            let words = field.words.iter_mut().map(|word| &mut word.text);
            [&mut field.label, &mut field.hint].into_iter().chain(words).for_each(&mut *visit);
        }
        for table in &mut self.tables {
            [&mut table.label, &mut table.hint, &mut table.row_label].into_iter().for_each(&mut *visit);
            table.words.iter_mut().for_each(&mut *visit);
            for header in &mut table.headers {
                [&mut header.label].into_iter().chain(&mut header.words).for_each(&mut *visit);
            }
            for group in &mut table.groups {
                let texts = [&mut group.label, &mut group.over, &mut group.over_note, &mut group.hint];
                texts.into_iter().chain(&mut group.words).for_each(&mut *visit);
            }
            if let Some(sum) = &mut table.sum {
                [&mut sum.label].into_iter().chain(&mut sum.words).for_each(&mut *visit);
            }
            if let Some(total) = &mut table.total {
                [&mut total.label].into_iter().chain(&mut total.words).for_each(&mut *visit);
            }
            visit(&mut table.layout.captions);
            visit(&mut table.layout.over);
            table.layout.columns.iter_mut().for_each(|column| visit(&mut column.label));
        }
        for rows in &mut self.row_sets {
            [&mut rows.label].into_iter().chain(&mut rows.words).for_each(&mut *visit);
        }
    }
}

/// Returns a label without its years.
pub(super) fn without_years(label: &str) -> String {
    let mut parts = label.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    first + &parts.map(|part| part.split_once('}').map_or(part, |(_, after)| after)).collect::<String>()
}

/// Divides a text at its years. `name` is the name of the field that holds the year.
fn dated<'t>(text: &'t str, name: &str) -> Result<Dated<'t>, MistakeKind> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (inner, after) = after.split_once('}').unwrap_or((after, ""));
        let distance = distance(inner, name);
        parts.push((words, distance.ok_or_else(|| MistakeKind::NotAYear { found: inner.to_owned() })?));
        rest = after;
    }
    Ok((parts, rest))
}

/// Parses `year`, `year - 1` or `year + 1`.
fn distance(inner: &str, name: &str) -> Option<i32> {
    let rest = inner.trim().strip_prefix(name).filter(|_| !name.is_empty())?.trim_start();
    if rest.is_empty() {
        return Some(0);
    }
    let (sign, digits) = match rest.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, rest.strip_prefix('+')?),
    };
    let digits = digits.trim();
    let is_number = !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit());
    Some(sign * digits.parse::<i32>().ok().filter(|_| is_number)?)
}
