//! The built-in form as a document, with what counties print differently.

use super::paper::{Look, Paper, Par, Part, Piece, par, pieces_in};
use super::values::{EMPTY, Values};

/// Prompt of a content control.
pub const PROMPT: &str = "单击此处输入文字。";
/// Content under a heading of the prose.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// An empty paragraph.
    Empty,
    /// Nothing: the next heading follows.
    Nothing,
    /// A red instruction. Cells have instructions in grey.
    Hint,
}

/// Content of the field of the grade.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    Text,
    /// A list of choices.
    List,
    /// Content controls that are check boxes.
    Ticks,
    /// Check boxes as characters.
    Boxes,
}

/// Layout of the tables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One table.
    Joined,
    /// One table for each part of the form.
    Parts,
    /// A table with a caption above for each table of the form, with narrow columns and fixed heights.
    Captions,
}

/// Properties of a printed form.
pub struct Options {
    pub values: Values,
    /// Labels in the form's words and in those of another county.
    pub words: &'static [(&'static str, &'static str)],
    pub layout: Layout,
    /// Order of the four tables of amounts.
    pub order: [usize; 4],
    pub under: Under,
    /// True if values are content controls.
    pub has_controls: bool,
    /// True if some lines are in text boxes.
    pub has_boxes: bool,
    pub grade: Grade,
    /// True if the indicators have a column for the kind of goal.
    pub has_kinds: bool,
    /// Text of an amount that is not entered.
    pub nothing: &'static str,
    /// Text of the report date that is not entered.
    pub date: &'static str,
    /// Text of the page header.
    pub header: &'static str,
    /// Paragraphs before the prose.
    pub remarks: fn() -> Vec<Par>,
}

/// The form as it is printed most often.
pub const PRINTED: Options = Options {
    values: EMPTY,
    words: &[],
    layout: Layout::Joined,
    order: [0, 1, 2, 3],
    under: Under::Empty,
    has_controls: false,
    has_boxes: false,
    grade: Grade::Text,
    has_kinds: true,
    nothing: "",
    date: "    年  月  日",
    header: "",
    remarks: Vec::new,
};
/// Headings of the prose with their depths; the text of the others is below their parts.
const PROSE: [(usize, &str, bool); 15] = [
    (1, "一、部门（单位）概况", false),
    (2, "（一）部门（单位）基本情况", true),
    (2, "（二）部门（单位）整体支出规模、使用方向和主要内容、涉及范围等", true),
    (1, "二、部门（单位）整体支出管理及使用情况", false),
    (2, "（一）基本支出", true),
    (2, "（二）专项支出", false),
    (3, "1、专项资金安排落实、总投入等情况分析", true),
    (3, "2、专项资金实际使用情况分析", true),
    (3, "3、专项资金管理情况分析", true),
    (1, "三、部门（单位）专项组织实施情况", false),
    (2, "（一）专项组织情况分析", true),
    (2, "（二）专项管理情况分析", true),
    (1, "四、部门（单位）整体支出绩效情况", true),
    (1, "五、存在的主要问题", true),
    (1, "六、改进措施和有关建议", true),
];
impl Options {
    /// Returns the document.
    pub fn paper(&self) -> Paper {
        let mut parts = self.cover();
        parts.push(Part::PageBreak);
        parts.extend(self.tables());
        let [preparer, phone] = self.values.preparer;
        let gap = if preparer.is_empty() { "" } else { "          " };
        let line = format!("填报人（签名）：{preparer:<20}{gap}联系电话：{phone}");
        let line = if self.has_controls {
            pieces_in(
                Look::Line,
                vec![
                    Piece::Text("填报人（签名）：".to_owned()),
                    Piece::Prompt(PROMPT),
                    Piece::Text("      联系电话：".to_owned()),
                    Piece::Prompt(PROMPT),
                ],
            )
        } else {
            par(Look::Line, &line)
        };
        parts.push(Part::Par(self.boxed(line)));
        parts.push(Part::PageBreak);
        parts.extend((self.remarks)().into_iter().map(Part::Par));
        parts.extend(self.prose());
        Paper { parts, header: self.header }
    }

    /// Returns a label in the words of the county.
    pub fn word(&self, label: &'static str) -> &'static str {
        self.words.iter().find(|(own, _)| *own == label).map_or(label, |(_, other)| other)
    }

    /// Returns a line, in a text box if the form has them.
    fn boxed(&self, line: Par) -> Par {
        if self.has_boxes { pieces_in(Look::Line, vec![Piece::Box(vec![line])]) } else { line }
    }

    fn cover(&self) -> Vec<Part> {
        let text = |text: &str| Piece::Text(text.to_owned());
        let values = &self.values;
        let empty = |look, count: usize| vec![par(look, ""); count];
        let year = if values.year.is_empty() { "   ".to_owned() } else { values.year.to_owned() };
        let date = if values.date.is_empty() { self.date } else { values.date };
        let unit = if self.has_controls {
            Piece::Prompt(PROMPT)
        } else {
            Piece::Gap(format!("{:<30}", values.unit))
        };
        let mut pars = empty(Look::Title, 3);
        pars.push(pieces_in(
            Look::Title,
            vec![text(self.word("临湘市20")), Piece::Gap(year), text("年度部门（单位）整体支出")],
        ));
        pars.push(par(Look::Title, "绩效评价自评报告"));
        pars.extend(empty(Look::Title, 4));
        pars.push(self.boxed(pieces_in(Look::Cover, vec![text(self.word("部门(单位)名称")), unit])));
        if self.has_boxes {
            let line = par(Look::Cover, "联系人：              联络电话：");
            pars.push(self.boxed(line));
        }
        pars.push(pieces_in(Look::Cover, vec![text("评价方式："), text("部门（单位）绩效自评")]));
        let body = Piece::Gap("部门（单位）评价组   ".to_owned());
        pars.push(pieces_in(Look::Cover, vec![text("评价机构："), body]));
        pars.push(pieces_in(Look::Cover, vec![text("报告日期："), text(date)]));
        pars.extend(empty(Look::Cover, 4));
        pars.push(par(Look::Foot, self.word("临湘市财政局（制）")));
        pars.into_iter().map(Part::Par).collect()
    }

    fn prose(&self) -> Vec<Part> {
        let mut pars = vec![par(Look::Part, "五、评价报告综述（文字部分）")];
        let mut texts = self.values.prose.iter().peekable();
        for (depth, heading, has_text) in PROSE {
            pars.push(par(Look::Heading(depth), heading));
            let Some(texts) = texts.next_if(|_| has_text) else { continue };
            if !texts.is_empty() {
                pars.extend(texts.iter().map(|text| par(Look::Prose, text)));
            } else if self.has_controls {
                pars.push(Par { is_prompt: true, ..par(Look::Prose, PROMPT) });
            } else {
                match self.under {
                    Under::Empty => pars.push(par(Look::Prose, "")),
                    Under::Nothing => {}
                    Under::Hint => {
                        let hint = "（请简要说明本项情况，不少于200字）".to_owned();
                        pars.push(pieces_in(Look::Prose, vec![Piece::Hint(hint)]));
                    }
                }
            }
        }
        pars.into_iter().map(Part::Par).collect()
    }
}
