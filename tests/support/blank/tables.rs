//! The tables of the form other than those of amounts, and their layout.

use super::form::{Grade, Layout, Options, PROMPT, Under};
use super::paper::{
    Cell, Look, Merge, Par, Part, Piece, Row, Table, UNITS, cell, high, lines, par, pieces_in, row,
};

/// Room for a date that is written by hand.
const DATE: &str = "                                                                     年    月    日";
/// Groups of indicators, each with its kind of goal.
const GROUPS: [(&str, &str); 8] = [
    ("质量指标", "产出目标"),
    ("数量指标", "产出目标"),
    ("时效指标", "产出目标"),
    ("成本指标", "产出目标"),
    ("社会效益", "效益目标"),
    ("经济效益", "效益目标"),
    ("生态效益", "效益目标"),
    ("社会公众或服务对象满意度", "效益目标"),
];

/// Part of the form: its heading, its caption, and its rows.
struct Block {
    heading: &'static str,
    caption: String,
    rows: Vec<Row>,
}

fn block(heading: &'static str, rows: Vec<Row>) -> Block {
    Block { heading, caption: String::new(), rows }
}
impl Options {
    /// Returns the tables with their headings.
    pub fn tables(&self) -> Vec<Part> {
        let mut blocks = vec![block("一、部门（单位）基本概况", self.overview())];
        for (at, which) in self.order.into_iter().enumerate() {
            let heading = if at == 0 { "二、部门（单位）收支情况" } else { "" };
            let caption = self.caption(which).to_owned();
            blocks.push(Block { heading, caption, rows: self.amounts(which) });
        }
        let aside = self.layout != Layout::Captions;
        let caption = |text: &str| if aside { String::new() } else { text.to_owned() };
        let goals = "整体支出绩效定性目标及实施计划完成情况";
        let heading = "三、部门（单位）整体支出绩效自评情况";
        blocks.push(Block { heading, caption: caption(goals), rows: self.goals() });
        let indicators = "整体支出绩效定量目标及实施计划完成情况";
        blocks.push(Block { heading: "", caption: caption(indicators), rows: self.indicators() });
        blocks.push(block("", self.score()));
        blocks.push(block("四、评价人员", self.people()));
        blocks.push(block("", signatures()));
        self.laid_out(blocks)
    }

    /// Returns the blocks as one table or several.
    fn laid_out(&self, blocks: Vec<Block>) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut joined: Vec<Row> = Vec::new();
        let table = |rows| Part::Table(Table { rows, has_full_grid: self.layout == Layout::Joined });
        for block in blocks {
            if self.layout == Layout::Captions {
                let heading = (!block.heading.is_empty()).then(|| par(Look::Part, block.heading));
                let caption = par(Look::Caption, &block.caption);
                parts.extend(heading.into_iter().chain([caption]).map(Part::Par));
                parts.push(table(block.rows));
                continue;
            }
            if self.layout == Layout::Parts && !joined.is_empty() && !block.heading.is_empty() {
                parts.push(table(std::mem::take(&mut joined)));
                parts.push(Part::Par(par(Look::Line, "")));
            }
            if !block.heading.is_empty() {
                joined.push(row(vec![lines(Look::Caption, &[block.heading], UNITS)]));
            }
            if !block.caption.is_empty() {
                joined.push(row(vec![cell(&block.caption, UNITS)]));
            }
            joined.extend(block.rows);
        }
        if !joined.is_empty() {
            parts.push(table(joined));
        }
        parts
    }

    /// Returns a cell for a value.
    fn value(&self, text: &str, span: usize) -> Cell {
        if text.is_empty() && self.has_controls {
            return Cell { is_prompt: true, ..lines(Look::Cell, &[PROMPT], span) };
        }
        cell(text, span)
    }

    /// Returns a cell for a long text, with its lines or what is printed there.
    fn long(&self, texts: &[String], printed: &[&str], note: &str, span: usize) -> Cell {
        if !texts.is_empty() {
            return lines(Look::Text, texts, span);
        }
        let mut cell = lines(Look::Text, printed, span);
        if self.has_controls && printed == [""] {
            let prompt = Par { is_prompt: true, ..par(Look::Text, PROMPT) };
            // The last paragraph of a cell is outside the control.
            cell.pars = vec![prompt, par(Look::Text, "")];
        }
        if self.under == Under::Hint {
            cell.pars.insert(0, pieces_in(Look::Text, vec![Piece::Note(note.to_owned())]));
        }
        cell
    }

    fn overview(&self) -> Vec<Row> {
        let values = &self.values;
        let [contact, phone, posts, staff] = values.boxes;
        // The label is as narrow as the numbers of the narrow layout.
        let (label, value) = if self.layout == Layout::Captions { (2, 10) } else { (4, 8) };
        let long = |name: &str, texts: &[String], printed: &[&str], note: &str| {
            high(1800, vec![cell(name, label), self.long(texts, printed, note, UNITS - label)])
        };
        let plain = |texts: &[&str]| -> Vec<String> { texts.iter().map(|text| (*text).to_owned()).collect() };
        let pair = |one: &str, first: &str, two: &str, second: &str| {
            row(vec![cell(one, label), self.value(first, value), cell(two, label), self.value(second, value)])
        };
        vec![
            pair("联系人", contact, self.word("联络电话"), phone),
            pair("人员编制", posts, self.word("实有人数"), staff),
            long("职能职责概述", &plain(values.duties), &[""], "（按“三定”规定填写，300字以内）"),
            long(
                "年度主要工作内容",
                &numbered("任务", values.tasks),
                &["任务1：", "任务2：", "任务3："],
                "（逐项列出本年度的主要工作任务）",
            ),
            long(
                "年度部门（单位）总体运行情况及取得的成绩",
                &plain(values.results),
                &[""],
                "（对照任务填写）",
            ),
        ]
    }

    fn goals(&self) -> Vec<Row> {
        let aside = if self.layout == Layout::Captions { 0 } else { 4 };
        let half = (UNITS - aside) / 2;
        let label = "整体支出绩效定性目标及实施计划完成情况";
        let goals = self.values.goals;
        let expected: Vec<&str> = goals.iter().map(|(expected, _)| *expected).collect();
        let actual: Vec<String> = goals.iter().map(|(_, actual)| (*actual).to_owned()).collect();
        let mut rows = vec![row(vec![cell("预期目标", half), cell("实际完成", half)])];
        if aside == 0 {
            for n in 0..goals.len().max(3) {
                let (expected, actual) = goals.get(n).copied().unwrap_or_default();
                let expected = format!("目标{}：{expected}", n + 1);
                rows.push(row(vec![
                    lines(Look::Text, &[expected], half),
                    lines(Look::Text, &[actual], half),
                ]));
            }
            return rows;
        }
        let printed = ["目标1：", "目标2：", "目标3："];
        let left = self.long(&numbered("目标", &expected), &printed, "（年初申报的目标）", half);
        let right = self.long(&actual, &[""], "（逐条对应）", half);
        rows.push(high(1400, vec![left, right]));
        rows[0].cells.insert(0, cell(label, aside).merged(Merge::First));
        rows[1].cells.insert(0, cell("", aside).merged(Merge::Next));
        rows
    }

    fn indicators(&self) -> Vec<Row> {
        let is_apart = self.layout == Layout::Captions;
        let (aside, kind) = (if is_apart { 0 } else { 4 }, if self.has_kinds { 4 } else { 0 });
        let (target, actual) = (if is_apart { 4 } else { 0 }, 5);
        let name = UNITS - aside - kind - 4 - target - actual;
        let label = lines(Look::Cell, &["整体支出", "绩效定量目标及实施计划", "完成情况"], aside);
        let headers = if is_apart {
            vec![
                cell("评价内容", kind + 4),
                cell("指标", name),
                cell("绩效目标", target),
                cell("完成情况", actual),
            ]
        } else {
            vec![
                label.merged(Merge::First),
                cell("评价内容", kind + 4),
                cell("绩效目标", name),
                cell("完成情况", actual),
            ]
        };
        let mut rows = vec![row(headers)];
        let mut before = "";
        for ((group, over), found) in GROUPS.iter().zip(&self.values.indicators) {
            let printed: &[&str] = if *over == "产出目标" {
                &["指标1：", "指标2：", "……"]
            } else {
                &["指标1："]
            };
            for at in 0..printed.len().max(found.len()) {
                let found = found.get(at);
                let label = match (found, printed.get(at)) {
                    (None, Some(printed)) => (*printed).to_owned(),
                    _ => format!("指标{}：", at + 1),
                };
                let (own, goal, done) =
                    found.map_or(("", "", ""), |found| (found.name, found.target, found.actual));
                let text = if is_apart { format!("{label}{own}") } else { format!("{label}{own}{goal}") };
                let mut cells = Vec::new();
                if aside > 0 {
                    cells.push(cell("", aside).merged(Merge::Next));
                }
                if kind > 0 && *over != before {
                    cells.push(lines(Look::Cell, &[*over, over_note(over)], kind).merged(Merge::First));
                    before = over;
                } else if kind > 0 {
                    cells.push(cell("", kind).merged(Merge::Next));
                }
                let merge = match (at, printed.len()) {
                    (_, 1) => Merge::None,
                    (0, _) => Merge::First,
                    _ => Merge::Next,
                };
                cells.push(cell(if at == 0 { group } else { "" }, 4).merged(merge));
                cells.push(lines(Look::Text, &[text], name));
                if is_apart {
                    cells.push(cell(goal, target));
                }
                cells.push(cell(done, actual));
                rows.push(row(cells));
            }
        }
        rows
    }

    fn score(&self) -> Vec<Row> {
        let [score, grade] = self.values.score;
        let grade = match self.grade {
            Grade::Text => cell(grade, 20),
            Grade::List => {
                let mut cell = cell("", 20);
                cell.pars[0].pieces = vec![Piece::List(&["优", "良", "中", "差"])];
                cell
            }
            Grade::Ticks => {
                let mut cell = cell("", 20);
                let choices = ["优", "  良", "  中", "  差"];
                cell.pars[0].pieces = choices
                    .iter()
                    .flat_map(|choice| [Piece::Text((*choice).to_owned()), Piece::Tick])
                    .collect();
                cell
            }
            Grade::Boxes => cell("优□ 良□ 中□ 差□", 20),
        };
        vec![
            row(vec![cell("绩效自评综合得分", 4), self.value(score, 20)]),
            row(vec![cell("评价等次", 4), grade]),
        ]
    }

    fn people(&self) -> Vec<Row> {
        let mut rows =
            vec![row(vec![cell("姓  名", 5), cell("职务/职称", 6), cell("单  位", 8), cell("签  字", 5)])];
        for at in 0..self.values.people.len().max(4) {
            let [name, position, unit] = self.values.people.get(at).copied().unwrap_or_default();
            rows.push(row(vec![cell(name, 5), cell(position, 6), cell(unit, 8), cell("", 5)]));
        }
        rows
    }
}

/// Returns texts with their numbers: `任务1：…`.
fn numbered(label: &str, texts: &[&str]) -> Vec<String> {
    (1..).zip(texts).map(|(n, text)| format!("{label}{n}：{text}")).collect()
}

/// Returns the instruction below a kind of goal.
fn over_note(kind: &str) -> &'static str {
    match kind {
        "产出目标" => "（指标按本部门实际填写，可以增减）",
        _ => "（预期实现的效益）",
    }
}

fn signatures() -> Vec<Row> {
    let box_of = |texts: &[&str], height| high(height, vec![lines(Look::Text, texts, UNITS)]);
    vec![
        box_of(&["评价组组长（签字）：", "", DATE], 1200),
        box_of(
            &[
                "部门（单位）意见：",
                "",
                "                                         部门（单位）负责人（签章）：",
                "",
                DATE,
            ],
            2000,
        ),
        box_of(
            &[
                "财政部门归口业务科室意见：",
                "",
                "                                  财政部门归口业务科室负责人（签章）：",
                "",
                DATE,
            ],
            2000,
        ),
    ]
}
