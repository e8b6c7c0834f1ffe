//! The repairs of an import: everything that differs between the document and the report.

use super::label::{key, strip_heading_number};
use crate::form::{CellRef, FieldId, Form, Home, quoted};
use crate::message::{Lang, label_value, messages};
use crate::report::Report;
use crate::report::naming::{chain, section_name};

/// A difference between the document and the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Part of the form that it concerns.
    pub place: Place,
    /// Kind of the difference.
    pub kind: RepairKind,
    /// Text in the document; empty if the document has none.
    pub before: String,
    /// Text in the report; empty if the text was dropped.
    pub after: String,
}

/// Part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// No part of the form, or a heading.
    None,
    /// A field, or a column regardless of its rows.
    Field(FieldId),
    /// A cell.
    Cell(CellRef),
}

/// Defines the kinds of repairs, each with its name in JSON and its sentence in Chinese and in English.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $kind:ident $name:ident($($text:ident),*) => $zh:literal, $en:literal;)*) => {
        /// Kind of a repair.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum RepairKind {
            $($(#[doc = $doc])* $kind,)*
        }

        messages! {
            $($name($($text: &str),*) => $zh, $en;)*
        }

        impl RepairKind {
            /// All kinds.
            pub const ALL: &[RepairKind] = &[$(RepairKind::$kind),*];

            /// Returns the name in JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(RepairKind::$kind => stringify!($name),)*
                }
            }

            fn sentence(self, lang: Lang, before: &str, after: &str) -> String {
                let text = |name: &str| if name == "before" { before } else { after };
                match self {
                    $(RepairKind::$kind => $name(lang, $(text(stringify!($text))),*),)*
                }
            }
        }
    };
}

kinds! {
    /// A calculated cell is blank in the document.
    BlankTotal blank_total(after) => "原文为空，已自动计算为 {after}", "blank in the document, calculated as {after}";
    /// The digits of a year were apart.
    JoinedYear joined_year(before, after) => "“{before}”已合并为“{after}”", "\"{before}\" joined to \"{after}\"";
    /// A heading has no number, or another one than in the form.
    HeadingNumber heading_number(before, after) => "标题序号“{before}”已改为“{after}”", "the number \"{before}\" of the heading is now \"{after}\"";
    /// The label or number of a row stood before an entry.
    LabelRemoved label_removed(before, after) => "已去除“{before}”，保留“{after}”", "\"{before}\" was removed, leaving \"{after}\"";
    /// A row has another number than in the report.
    RowNumber row_number(before, after) => "“{before}”已重新编号为“{after}”", "\"{before}\" is now \"{after}\"";
    /// A number has the unit of its field.
    UnitRemoved unit_removed(before, after) => "“{before}”已去除单位，记为 {after}", "the unit was removed from \"{before}\", leaving {after}";
    /// A number has another unit than its field.
    UnitConverted unit_converted(before, after) => "“{before}”已换算为 {after}", "\"{before}\" was converted to {after}";
    /// A total differs from the calculated value.
    TotalRecalculated total_recalculated(before, after) => "原文为 {before}，与计算结果 {after} 不一致，暂按原文保留，请核实", "{before} in the document, calculated {after}: kept as in the document, check it";
    /// A telephone number that is not stored, because the document has another one or the same one.
    SecondPhone second_phone(before) => "原文再次填列的电话“{before}”与自动生成的一致，不另存", "the second telephone number \"{before}\" equals the calculated one and is not stored";
    /// A prompt of the blank form was left in the document.
    Placeholder placeholder(before) => "“{before}”为空白表的提示，已略去", "\"{before}\" is a prompt of the blank form and was dropped";
    /// A dash in a cell for a number.
    Dash dash(before) => "“{before}”表示无此项，已留空", "\"{before}\" means that there is none; the cell is blank";
    /// A choice was ticked among all choices.
    Ticked ticked(before, after) => "“{before}”已读取为“{after}”", "\"{before}\" was read as \"{after}\"";
    /// A target was divided into operator, value and unit, and is written in another way.
    TargetDivided target_divided(before, after) => "“{before}”已拆分为“{after}”", "\"{before}\" was divided into \"{after}\"";
    /// A page number within the text.
    PageNumber page_number(before) => "“{before}”为页码，已略去", "\"{before}\" is a page number and was dropped";
    /// A line that only underlines a heading.
    Rule rule(before) => "“{before}”为标题下的线条，已略去", "\"{before}\" is a line below a heading and was dropped";
    /// The mark of a draft at the top of a page.
    DraftMark draft_mark(before) => "“{before}”为页眉，已略去", "\"{before}\" is the head of a page and was dropped";
    /// A row that adds up some of the others.
    Subtotal subtotal(before) => "“{before}”为小计行，不填列，已略去", "\"{before}\" is a subtotal and was dropped";
    /// The text of a cell is on several lines.
    LinesJoined lines_joined(after) => "原文分行，已合并为“{after}”", "its lines were joined to \"{after}\"";
    /// The same text stands in the document twice.
    Repeated repeated(before) => "“{before}”在原文中重复，只保留一处", "\"{before}\" stands in the document twice and is stored once";
    /// A line of a table of contents.
    Contents contents(before) => "“{before}”为目录，已略去", "\"{before}\" is a line of the table of contents and was dropped";
    /// A row has other names in other tables, and was matched by its number.
    GuessedRow guessed_row(before, after) => "原文另有一表的行名为“{before}”，已按序号并入“{after}”", "in another table the row is called \"{before}\"; it was matched to \"{after}\" by its number";
    /// A text matches no field.
    Leftover leftover(before) => "“{before}”未识别，原样存入附注", "\"{before}\" has no field and is stored in the annex";
}

messages! {
    no_number(after: &str) => "原文标题缺少序号，已补为“{after}”", "the heading has no number in the document; it is now \"{after}\"";
    other_phone(before: &str) => "原文另有电话“{before}”，存入附注", "the document has another telephone number \"{before}\"; it is stored in the annex";
}

/// Maximum number of characters of a text in a sentence.
const MAX_QUOTED: usize = 40;

impl Repair {
    pub(super) fn new(place: Place, kind: RepairKind, before: &str, after: &str) -> Repair {
        Repair { place, kind, before: before.to_owned(), after: after.to_owned() }
    }

    /// Returns the path of the part of the form; `None` if it has none.
    pub fn path(&self, form: &Form, report: &Report) -> Option<String> {
        match self.place {
            Place::None => None,
            Place::Cell(cell) => Some(report.path(form, cell)),
            Place::Field(field) => {
                let name = &form.field(field).name;
                let table = form.field(field).rows().map(|_| form.path_head(CellRef::only(field)));
                Some(table.map_or_else(|| name.clone(), |table| format!("{table}.{name}")))
            }
        }
    }

    /// Returns a line for the user: the place, and what was changed.
    pub fn sentence(&self, form: &Form, report: &Report, lang: Lang) -> String {
        let place = match self.place {
            Place::None if self.kind == RepairKind::HeadingNumber => {
                self.after[number_of(&self.after).len()..].to_owned()
            }
            Place::None => String::new(),
            Place::Cell(cell) => chain(form, report, cell, lang),
            Place::Field(field) => {
                let group = match form.field(field).home {
                    Home::Column { table, group, .. } => form.table(table).groups[group].label.clone(),
                    _ => String::new(),
                };
                let names = [section_name(form, field, lang), group, form.field(field).label.clone()];
                names.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>().join("·")
            }
        };
        let said = match self.kind {
            RepairKind::SecondPhone if self.after.is_empty() => {
                other_phone(lang, &quoted(&self.before, MAX_QUOTED))
            }
            RepairKind::HeadingNumber => {
                let [before, after] = [&self.before, &self.after].map(|heading| number_of(heading));
                if before.is_empty() {
                    no_number(lang, after)
                } else {
                    self.kind.sentence(lang, before, after)
                }
            }
            // The label alone; the entry follows.
            kind => {
                let label =
                    self.before.strip_suffix(&self.after).filter(|_| kind == RepairKind::LabelRemoved);
                kind.sentence(
                    lang,
                    &quoted(label.unwrap_or(&self.before), MAX_QUOTED),
                    &quoted(&self.after, MAX_QUOTED),
                )
            }
        };
        if place.is_empty() { said } else { label_value(lang, &place, &said) }
    }
}

/// Returns the number of a heading.
fn number_of(heading: &str) -> &str {
    let rest = strip_heading_number(heading).map_or(heading, |(.., rest)| rest);
    heading.strip_suffix(rest).unwrap_or_default().trim()
}

/// Returns the repair of a heading whose number differs from the form's. `printed` is the heading as the form
/// prints it.
pub(super) fn renumbered(line: &str, printed: &str, place: Place) -> Option<Repair> {
    let bare = |text: &str| key(strip_heading_number(text).map_or(text, |(.., rest)| rest));
    let differs = key(line) != key(printed) && bare(line) == bare(printed);
    differs.then(|| Repair::new(place, RepairKind::HeadingNumber, line.trim(), printed))
}

/// Returns the part of a text that has this key.
pub(super) fn with_key<'t>(text: &'t str, wanted: &str) -> Option<&'t str> {
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let begins: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut found = ends.filter_map(|end| {
        let start = begins.iter().rev().find(|start| **start < end && key(&text[**start..end]) == wanted)?;
        Some(text[*start..end].trim())
    });
    found.next()
}
