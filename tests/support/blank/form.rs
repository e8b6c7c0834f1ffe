//! The built-in form as a document, with what counties print differently.

use super::paper::{
    Cell, Look, Merge, Paper, Par, Part, Piece, Row, Table, UNITS, cell, high, lines, par, pieces_in, row,
};
use super::values::{EMPTY, Values};

/// Prompt of a content control.
const PROMPT: &str = "单击此处输入文字。";
/// Room for a date that is written by hand.
const DATE: &str = "                                                                     年    月    日";

/// What is under a heading of the prose.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Under {
    /// An empty paragraph.
    Empty,
    /// Nothing: the next heading follows.
    Nothing,
    /// A red instruction. Cells have instructions in grey.
    Hint,
}

/// What is in the field of the grade.
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

/// A table of amounts: its caption in the form's words, its header, and the widths of its columns.
struct Money {
    caption: &'static str,
    header: fn(&Options, &[usize]) -> Vec<Row>,
    spans: &'static [usize],
    /// True if the joined table prints the caption.
    has_caption: bool,
}

const MONEY: [Money; 4] = [
    Money {
        caption: "年度收入情况（万元）",
        header: income,
        spans: &[6, 3, 3, 3, 3, 3, 3],
        has_caption: true,
    },
    Money {
        caption: "部门（单位）年度支出和结余情况（万元）",
        header: expenditure,
        spans: &[6, 3, 3, 2, 3, 3, 2, 2],
        has_caption: true,
    },
    Money {
        caption: "三公经费（万元）", header: official, spans: &[6, 4, 4, 4, 3, 3], has_caption: false
    },
    Money {
        caption: "固定资产（万元）", header: assets, spans: &[6, 5, 5, 4, 4], has_caption: false
    },
];

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
    fn word(&self, label: &'static str) -> &'static str {
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

    fn tables(&self) -> Vec<Part> {
        let mut blocks = vec![block("一、部门（单位）基本概况", self.overview())];
        for (at, which) in self.order.into_iter().enumerate() {
            let heading = if at == 0 { "二、部门（单位）收支情况" } else { "" };
            let money = &MONEY[which];
            let has_caption = self.layout == Layout::Captions || money.has_caption || !self.words.is_empty();
            let caption = if has_caption { self.word(money.caption).to_owned() } else { String::new() };
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

    /// Returns the rows of a table of amounts.
    fn amounts(&self, which: usize) -> Vec<Row> {
        let Money { header, spans, .. } = &MONEY[which];
        let mut spans = spans.to_vec();
        if self.layout == Layout::Captions {
            // Numbers in columns of 13 mm.
            let count = spans.len() - 1;
            spans = [vec![UNITS - 2 * count], vec![2; count]].concat();
        }
        let mut rows = header(self, &spans);
        let sum = self.word("局机关及二级机构汇总").to_owned();
        let units = (1..).zip(self.values.units).map(|(n, name)| format!("{n}、{name}"));
        for (at, name) in std::iter::once(sum).chain(units).enumerate() {
            let amounts = self.values.money[which].get(at).copied().unwrap_or_default();
            let mut cells = vec![lines(Look::Text, &[name], spans[0])];
            for (column, span) in spans[1..].iter().enumerate() {
                cells.push(cell(amounts.get(column).copied().unwrap_or(self.nothing), *span));
            }
            rows.push(Row { is_exact: self.layout == Layout::Captions, ..row(cells) });
        }
        rows
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

/// Returns the first row of a table in which parts of totals have a header of their own: total, and parts.
fn simple(
    options: &Options,
    spans: &[usize],
    total: Cell,
    parts: &[&'static str],
    last: Option<&str>,
) -> Vec<Row> {
    let under: usize = spans[2..2 + parts.len()].iter().sum();
    let mut first = vec![
        cell("机构名称", spans[0]).merged(Merge::First),
        total.merged(Merge::First),
        cell("其中：", under),
    ];
    let mut second = vec![cell("", spans[0]).merged(Merge::Next), cell("", spans[1]).merged(Merge::Next)];
    second.extend(parts.iter().zip(&spans[2..]).map(|(part, span)| cell(options.word(part), *span)));
    if let Some(last) = last {
        let span = spans[spans.len() - 1];
        first.push(cell(last, span).merged(Merge::First));
        second.push(cell("", span).merged(Merge::Next));
    }
    vec![row(first), row(second)]
}

fn income(options: &Options, spans: &[usize]) -> Vec<Row> {
    let parts = ["上年结转", "公共财政拨款", "政府基金拨款", "纳入专户管理的非税收入拨款", "其他收入"];
    simple(options, spans, cell("收入合计", spans[1]), &parts, None)
}

fn official(options: &Options, spans: &[usize]) -> Vec<Row> {
    let parts = ["公务接待费", "公务用车运维费", "公务用车购置费", "因公出国费"];
    simple(options, spans, lines(Look::Cell, &["三公经费", "合计"], spans[1]), &parts, None)
}

fn assets(options: &Options, spans: &[usize]) -> Vec<Row> {
    let total = lines(Look::Cell, &["固定资产", "合计"], spans[1]);
    simple(options, spans, total, &["在用固定资产", "出租固定资产"], Some("其他"))
}

fn expenditure(options: &Options, spans: &[usize]) -> Vec<Row> {
    let first = |text: &str, at: usize| cell(text, spans[at]).merged(Merge::First);
    let next = |at: usize| cell("", spans[at]).merged(Merge::Next);
    let wide = |text: &str, from: usize, to: usize| cell(text, spans[from..to].iter().sum());
    vec![
        row(vec![first("机构名称", 0), first("支出合计", 1), wide("其中：", 2, 6), wide("结余", 6, 8)]),
        row(vec![
            next(0),
            next(1),
            first(options.word("基本支出"), 2),
            wide("其中：", 3, 5),
            first("项目支出", 5),
            first("当年结余", 6),
            first("累计结余", 7),
        ]),
        row(vec![
            next(0),
            next(1),
            next(2),
            cell("人员支出", spans[3]),
            cell("公用支出", spans[4]),
            next(5),
            next(6),
            next(7),
        ]),
    ]
}
