//! The plan of an import as lines: what needs a look, what is entered where, what was changed on the way, and what
//! has no field or was not read. The screen, the line mode and the command line show the same lines.

use super::imported::{Fate, Imported, Placed};
use super::repair::{Place, RepairKind};
use crate::form::{CellRef, Field, FieldId, Form, Home};
use crate::message::{Lang, messages};
use crate::report::naming::chain;
use crate::report::{Edit, RowEntries};

/// A group of lines of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Needs a look: a label that only resembles the form's, a total that differs, another unit, a value that cannot
    /// be read.
    Review,
    /// Texts without a field.
    Leftover,
    /// Parts of the document that were not read.
    Lost,
    /// Entries of a section, by its index.
    Entries(usize),
    /// Other changes.
    Repairs,
}

/// A line of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLine {
    /// Group.
    pub part: Part,
    /// Cell, if the line is about one.
    pub cell: Option<CellRef>,
    /// Name of the place for the user; can be empty.
    pub label: String,
    /// Text of the document.
    pub text: String,
    /// Text in the report if it differs, and the reason; can be empty.
    pub note: String,
    /// Index of the text without a field.
    pub leftover: Option<usize>,
}

messages! {
    part_review() => "需核对", "To check";
    part_leftover() => "未识别，存入附注", "No field, stored in the annex";
    part_lost() => "未读取", "Not read";
    part_repairs() => "导入时的整理", "Changes";
    by_label(label: &str) => "按“{label}”识别，请核对", "recognised by \"{label}\"; check it";
    as_calculated() => "与计算结果一致，自动计算", "equals the calculated value";
    not_valid() => "不符合填写要求，原样保留，请核对", "not a valid value; kept as it is";
}

impl Part {
    /// Returns the title of the group.
    pub fn title(self, form: &Form, lang: Lang) -> String {
        match self {
            Part::Review => part_review(lang),
            Part::Leftover => part_leftover(lang),
            Part::Lost => part_lost(lang),
            Part::Repairs => part_repairs(lang),
            Part::Entries(section) => {
                form.sections.get(section).map_or_else(String::new, |section| section.label.clone())
            }
        }
    }
}

/// Returns a text without the label of the field before it.
fn without_label<'t>(field: &Field, text: &'t str) -> &'t str {
    let rest = text.strip_prefix(field.label.trim_end_matches(['：', ':']));
    let rest = rest.map(|rest| rest.trim_start_matches(['：', ':', ' '])).filter(|rest| !rest.is_empty());
    rest.unwrap_or(text)
}

impl PlanLine {
    /// Returns the line as one text: place, text and note.
    pub fn sentence(&self) -> String {
        let note = if self.note.is_empty() { String::new() } else { format!("（{}）", self.note) };
        match (self.label.is_empty(), self.text.is_empty()) {
            (true, _) => format!("{}{note}", self.text),
            (false, true) => format!("{}：{}", self.label, self.note),
            (false, false) => format!("{}：{}{note}", self.label, self.text),
        }
    }
}

impl Imported {
    /// Returns the lines of the plan, grouped, what needs a look first.
    pub fn plan(&self, form: &Form, lang: Lang) -> Vec<PlanLine> {
        let mut lines = Vec::new();
        let line = |part, cell: CellRef, text: &str, note: String| PlanLine {
            part,
            cell: Some(cell),
            label: chain(form, &self.report, cell, lang),
            text: text.to_owned(),
            note,
            leftover: None,
        };
        for placed in &self.placed {
            let field = form.field(placed.cell.field);
            let section = field.section;
            let shown = match (placed.fate, self.report.entry(placed.cell)) {
                (Fate::Calculated, _) | (_, None) => placed.text.clone(),
                (_, Some(entry)) => entry.to_string(),
            };
            let note = match placed.fate {
                Fate::Calculated => as_calculated(lang),
                _ => String::new(),
            };
            lines.push(line(Part::Entries(section), placed.cell, &shown, note));
            if let Some(label) = self.guessed.get(&placed.cell.field) {
                lines.push(line(Part::Review, placed.cell, &shown, by_label(lang, label)));
            }
            if placed.fate != Fate::Calculated && field.kind.parse(&shown).is_err() {
                lines.push(line(Part::Review, placed.cell, &shown, not_valid(lang)));
            }
        }
        for repair in &self.repairs {
            let part = match repair.kind {
                RepairKind::Leftover => continue,
                RepairKind::TotalRecalculated
                | RepairKind::UnitConverted
                | RepairKind::GuessedRow
                | RepairKind::Ticked => Part::Review,
                _ => Part::Repairs,
            };
            let cell = match repair.place {
                Place::Cell(cell) => Some(cell),
                Place::Field(_) | Place::None => None,
            };
            let text = repair.sentence(form, &self.report, lang);
            lines.push(PlanLine {
                part,
                cell,
                label: String::new(),
                text,
                note: String::new(),
                leftover: None,
            });
        }
        for (at, text) in self.unplaced.iter().enumerate() {
            let leftover = Some(at);
            let (label, note) = (String::new(), String::new());
            lines.push(PlanLine {
                part: Part::Leftover,
                cell: None,
                label,
                text: text.clone(),
                note,
                leftover,
            });
        }
        for part in &self.lost {
            let (label, note, text) = (String::new(), String::new(), part.sentence(lang));
            lines.push(PlanLine { part: Part::Lost, cell: None, label, text, note, leftover: None });
        }
        lines.sort_by_key(|line| line.part);
        lines
    }

    /// Returns the cells that can receive a text without a field: those outside tables, and the next row of each
    /// column, if the text is a value of their type.
    pub fn targets(&self, form: &Form, leftover: usize) -> Vec<CellRef> {
        let Some(text) = self.unplaced.get(leftover) else { return Vec::new() };
        let is_open = |id: &FieldId| {
            let field = form.field(*id);
            let fits = field.kind.parse(without_label(field, text)).is_ok();
            field.calculate.is_none() && !field.by_hand && fits
        };
        let fields = form.field_ids().filter(is_open);
        let cells = fields.map(|id| match form.field(id).home {
            Home::Alone => CellRef::only(id),
            Home::RowName(rows) | Home::Column { rows, .. } => {
                let count = self.report.rows(rows);
                let blank = (0..count).find(|row| self.report.text(CellRef::at(id, *row)).is_empty());
                CellRef::at(id, blank.unwrap_or(count).min(form.row_set(rows).max.saturating_sub(1)))
            }
        });
        cells.collect()
    }

    /// Enters a text without a field into a cell. A text of several lines goes on in a new line; any other entry takes
    /// the place of the text.
    pub fn assign(&mut self, form: &Form, leftover: usize, cell: CellRef) {
        if leftover >= self.unplaced.len() {
            return;
        }
        let text = self.unplaced.remove(leftover);
        let field = form.field(cell.field);
        let bare = without_label(field, &text);
        if let (Some(rows), Some(at)) = (field.rows(), cell.row.index())
            && at >= self.report.rows(rows)
        {
            let at = self.report.rows(rows);
            self.report.apply(form, Edit::InsertRow { rows, at, row: RowEntries::default() });
        }
        let before = self.report.text(cell).to_owned();
        if !field.kind.is_long() && !before.is_empty() {
            self.unplaced.push(before.clone());
        }
        let entry = if field.kind.is_long() && !before.is_empty() {
            format!("{before}\n{bare}")
        } else {
            bare.to_owned()
        };
        self.report.apply(form, Edit::Set { cell, text: Some(entry.as_str().into()) });
        self.report.annex.leftovers.clone_from(&self.unplaced);
        self.repairs.retain(|repair| repair.kind != RepairKind::Leftover || repair.before != text);
        self.placed.retain(|placed| placed.cell != cell);
        self.placed.push(Placed { cell, text: entry, fate: Fate::Entered });
    }
}
