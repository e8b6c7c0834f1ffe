//! Decides if a document is a report of a form at all.
//!
//! A few labels that occur in any letter, such as a contact or a telephone number, do not make a report.

use std::collections::BTreeSet;

use crate::form::{FieldId, Form, Item, Print};

/// Parts of a form that a document has.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// True if it has the form's title.
    pub title: bool,
    /// True if it has a title like the form's.
    pub like_title: bool,
    /// Labels of fields.
    pub labels: BTreeSet<FieldId>,
    /// Largest number of columns that a table with shared rows has.
    pub columns: usize,
    /// Number of captions of groups.
    pub groups: usize,
    /// Number of headings of the prose, and of those in the form.
    pub headings: (usize, usize),
}

impl Evidence {
    /// True if the document is a report of the form.
    pub(super) fn is_report(&self, form: &Form) -> bool {
        let (mut parts, mut lists) = (0, 0);
        for (at, section) in
            form.sections.iter().enumerate().filter(|(_, section)| section.print != Print::Prose)
        {
            let of_section = |field: &&FieldId| form.field(**field).section == at;
            let labels = section.items.iter().filter(|item| matches!(item, Item::Field(_))).count();
            let found = self.labels.iter().filter(of_section).count();
            parts += usize::from(found >= 3 && found * 2 >= labels);
            lists += usize::from(found > 0);
        }
        parts += usize::from(self.labels.len() >= 6);
        parts += usize::from(self.columns >= 3);
        parts += usize::from(self.headings.0 >= 3 && self.headings.0 * 2 >= self.headings.1);
        let weak =
            usize::from(self.title) * 2 + usize::from(self.like_title) + self.groups.min(1) + lists.min(2);
        parts >= 1 || weak >= 3 || self.covers_small_form(form)
    }

    /// True if a form with few parts has at least half of them.
    fn covers_small_form(&self, form: &Form) -> bool {
        let fields = form.sections.iter().flat_map(|section| &section.items);
        let fields = fields.filter(|item| matches!(item, Item::Field(_))).count();
        let columns =
            form.tables.iter().filter(|table| !table.row_label.is_empty()).map(|table| table.width).max();
        let found = self.labels.len() + self.columns + self.headings.0;
        found > 0 && found * 2 >= fields + columns.unwrap_or(0)
    }
}
