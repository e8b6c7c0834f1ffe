//! The tables of amounts.

use super::form::{Layout, Options};
use super::paper::{Cell, Look, Merge, Row, UNITS, cell, lines, row};

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

impl Options {
    /// Returns the caption of a table of amounts; empty if the document does not print it.
    pub fn caption(&self, which: usize) -> &'static str {
        let money = &MONEY[which];
        let has_caption = self.layout == Layout::Captions || money.has_caption || !self.words.is_empty();
        if has_caption { self.word(money.caption) } else { "" }
    }

    /// Returns the rows of a table of amounts.
    pub fn amounts(&self, which: usize) -> Vec<Row> {
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
