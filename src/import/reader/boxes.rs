//! Reads boxes: labels and their values in the cells of a row.

use super::Reader;
use crate::form::FieldId;
use crate::import::document::{Cell, Covers};
use crate::import::label::{is_number, one_line, paragraphs};

impl Reader<'_> {
    /// Reads boxes: a label, its value, the next label. The value can be below the label if a row contains only
    /// labels. Returns true if there was any.
    pub(super) fn boxes(&mut self, cells: &[Cell]) -> bool {
        let label = |cell: &Cell| {
            let text = one_line(&cell.text);
            self.words.field(&text, self.section).map(|(field, _)| field)
        };
        let labels: Vec<Option<FieldId>> = cells.iter().map(label).collect();
        let filled = cells.iter().filter(|cell| !cell.text.is_empty()).count();
        let found = labels.iter().flatten().count();
        if found >= 2 && found == filled && cells.len() == found {
            for (cell, field) in cells.iter().zip(&labels) {
                if let Some(field) = field {
                    self.heard(&cell.text, *field);
                }
            }
            self.labels_above = labels;
            return true;
        }
        let (mut any, mut others, mut at) = (false, Vec::new(), 0);
        while let Some(cell) = cells.get(at) {
            let field = labels[at];
            at += 1;
            if let Some(field) = field {
                any = true;
                self.heard(&cell.text, field);
                self.section = self.words.form.field(field).section;
                let count = labels[at..].iter().take_while(|label| label.is_none()).count();
                self.value_of_label(field, &cell.text, &cells[at..at + count], &mut others);
                at += count;
            } else if cell.text.is_empty() {
            } else if !self.pairs(cell.text.lines().next().unwrap_or_default()).is_empty() {
                any = true;
                paragraphs(&cell.text).for_each(|line| self.line(line, None));
            } else {
                others.push(cell.text.clone());
            }
        }
        if any {
            for text in &others {
                self.caption_cell(text);
            }
        }
        any
    }

    /// Stores the value of a label: the first filled cell behind it. Of several numbers nothing says which is the
    /// value. A text with an empty cell on both sides, or with another text behind it, can be a label that the form
    /// does not have, unless it is the only one and a number, a date or a choice that the field can have.
    pub(super) fn value_of_label(
        &mut self,
        field: FieldId,
        label: &str,
        cells: &[Cell],
        others: &mut Vec<String>,
    ) {
        let filled: Vec<&Cell> = cells.iter().filter(|cell| !cell.text.is_empty()).collect();
        let kind = &self.words.form.field(field).kind;
        if filled.len() > 1 && kind.is_number() && filled.iter().all(|cell| is_number(&cell.text)) {
            let texts: Vec<String> = filled.iter().map(|cell| one_line(&cell.text)).collect();
            self.found.unplaced.push(format!("{}：{}", one_line(label), texts.join("  ")));
            return;
        }
        let is_typed = |cell: &&Cell| {
            !kind.is_long() && !kind.is_short_text() && kind.parse(&one_line(&cell.text)).is_ok()
        };
        let is_apart = self.covers == Covers::Known
            && !(filled.len() == 1 && filled.iter().all(is_typed))
            && cells.first().is_some_and(|cell| cell.text.is_empty())
            && cells.iter().rev().skip(1).any(|cell| !cell.text.is_empty());
        match filled.split_first() {
            Some(_) if is_apart => {
                others.extend(filled.iter().map(|cell| cell.text.clone()));
                self.claim(field, "");
            }
            Some((first, rest)) => {
                self.value(field, &first.text);
                others.extend(rest.iter().map(|cell| cell.text.clone()));
            }
            None => self.claim(field, ""),
        }
    }

    /// Reads the values below a row of labels. Returns false if the row does not fit.
    pub(super) fn values_below(&mut self, cells: &[Cell]) -> bool {
        let labels = std::mem::take(&mut self.labels_above);
        let is_label = |cell: &Cell| self.words.field(&one_line(&cell.text), self.section).is_some();
        if labels.len() != cells.len() || cells.iter().any(is_label) {
            return false;
        }
        for (field, cell) in labels.into_iter().zip(cells) {
            if let Some(field) = field {
                self.value(field, &cell.text);
            }
        }
        true
    }
}
