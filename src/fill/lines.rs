//! The result of filling in a document as lines. The screen, the line mode and the command line show the same lines.

use super::filled::{Filled, Remark, printed};
use crate::form::CellRef;
use crate::message::{Lang, messages};
use crate::report::naming::chain;
use crate::sheet::Texts;

/// Maximum length of a text that is shown, in characters.
const MAX_SHOWN: usize = 40;

/// A group of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Values without a place in the document.
    Unplaced,
    /// Values that an import of the document reads differently.
    Differing,
    /// Labels that only resemble those of a field.
    Unsure,
    /// Places and texts that the user should look at.
    Remarks,
    /// Places of the document and their values.
    Places,
    /// Texts of the document that belong to no field.
    Left,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Group.
    pub part: Part,
    /// Cell, if the line is about one.
    pub cell: Option<CellRef>,
    /// Text.
    pub text: String,
}

messages! {
    part_unplaced() => "文档中没有对应位置，未填入", "No place in the document";
    part_differing() => "填入后读取结果不一致", "Read back differently";
    part_unsure() => "名称不完全一致，未填入", "The label is another one, not filled in";
    part_remarks() => "请核对", "To check";
    part_places() => "填入位置", "Places";
    part_left() => "文档中不属于任何栏目的文字，保持不变", "Texts that belong to no field, unchanged";
    place_line(label: &str, field: &str, text: &str) => "{label} → {field}：{text}", "{label} → {field}: {text}";
    value_line(field: &str, text: &str) => "{field}：{text}", "{field}: {text}";
    differing_line(field: &str, text: &str, read: &str) => "{field}：应为“{text}”，读取为“{read}”", "{field}: \"{text}\" is read as \"{read}\"";
    unsure_line(label: &str, field: &str) => "文档中的“{label}”疑为“{field}”", "\"{label}\" in the document may be \"{field}\"";
    blank_text() => "（空）", "(blank)";
    remark_narrow(field: &str) => "{field}：数字比单元格宽，可能换行", "{field}: the number is wider than its cell and may be broken";
    remark_fixed_height(field: &str) => "{field}：所在行为固定行高，文字可能显示不全", "{field}: the height of the row is fixed, and the text may be cut off";
    remark_omitted(field: &str) => "{field}：自动计算的内容，文档中没有对应位置", "{field}: calculated, and the document has no place for it";
    remark_margin(text: &str) => "页眉、页脚或文本框中有其他年度的字样，未改动：{text}", "a page header, footer or text box names another year and was not changed: {text}";
    remark_other_year(text: &str) => "文档中有其他年度的字样，未改动：{text}", "a text names another year and was not changed: {text}";
}

impl Part {
    /// True if the user has to look at the lines.
    pub fn needs_look(self) -> bool {
        !matches!(self, Part::Places | Part::Left)
    }

    /// Returns the title of the group.
    pub fn title(self, lang: Lang) -> String {
        match self {
            Part::Unplaced => part_unplaced(lang),
            Part::Differing => part_differing(lang),
            Part::Unsure => part_unsure(lang),
            Part::Remarks => part_remarks(lang),
            Part::Places => part_places(lang),
            Part::Left => part_left(lang),
        }
    }
}

impl Filled {
    /// Returns the lines, grouped, what needs a look first.
    pub fn lines(&self, texts: &Texts<'_>, lang: Lang) -> Vec<Line> {
        let field = |cell: CellRef| chain(texts.form, texts.report, cell, lang);
        let value = |cell: CellRef| brief(&printed(texts, cell), lang);
        let mut lines = Vec::new();
        let mut add = |part, cell, text| lines.push(Line { part, cell, text });
        for cell in &self.unplaced {
            add(Part::Unplaced, Some(*cell), value_line(lang, &field(*cell), &value(*cell)));
        }
        for (cell, read) in &self.differing {
            let text = differing_line(lang, &field(*cell), &value(*cell), &brief(read, lang));
            add(Part::Differing, Some(*cell), text);
        }
        for (id, label) in &self.unsure {
            let cell = CellRef::only(*id);
            add(Part::Unsure, Some(cell), unsure_line(lang, label, &texts.form.field(*id).label));
        }
        for remark in &self.remarks {
            let (cell, text) = match remark {
                Remark::Narrow(cell) => (Some(*cell), remark_narrow(lang, &field(*cell))),
                Remark::FixedHeight(cell) => (Some(*cell), remark_fixed_height(lang, &field(*cell))),
                Remark::Omitted(cell) => (Some(*cell), remark_omitted(lang, &field(*cell))),
                Remark::Margin(text) => (None, remark_margin(lang, &brief(text, lang))),
                Remark::OtherYear(text) => (None, remark_other_year(lang, &brief(text, lang))),
            };
            add(Part::Remarks, cell, text);
        }
        for place in &self.places {
            let text =
                place_line(lang, &brief(&place.label, lang), &field(place.cell), &brief(&place.text, lang));
            add(Part::Places, Some(place.cell), text);
        }
        for text in &self.left {
            add(Part::Left, None, brief(text, lang));
        }
        lines
    }
}

/// Returns the beginning of a text, on one line.
fn brief(text: &str, lang: Lang) -> String {
    if text.trim().is_empty() {
        return blank_text(lang);
    }
    let line: String = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
