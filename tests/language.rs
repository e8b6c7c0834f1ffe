//! The language of forms: dates, functions of texts, fixed rows, formulas of rows, checks of groups, and labels.

use std::sync::Arc;

use jiff::civil::date;
use tianbiao::check::check;
use tianbiao::export::{Format, Options};
use tianbiao::form::{Form, Severity, compile};
use tianbiao::import::{import, read_text};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, read, write};
use tianbiao::session::{Merge, Session};
use tianbiao::sheet::{Texts, calculate_on, explain};

use crate::support::scenario::{BUILT_IN, Scenario, form as template};

/// A form with a row set that keeps its rows, one that does not, and a table with groups.
const FORM: &str = r#"(
    id: "language", edition: "1", title: "Language", caption: "{year}", year: "year",
    row_sets: [
        (name: "units", label: "机构", start: ["局机关", "信息中心"], min: 1, max: 9),
        (name: "lines", label: "项目", start: ["收入", "支出", "结余"], min: 3, max: 3),
    ],
    sections: [(
        name: "all", label: "All",
        items: [
            Field(name: "year", label: "年度", type: Integer, unit: "年"),
            Field(name: "signed", label: "签订日期", type: Date),
            Field(name: "done", label: "完成日期", type: Date),
            Field(name: "text", label: "概况", type: LongText),
            Field(name: "amount", label: "金额", type: Decimal, decimals: 2),
            Table(
                name: "t", label: "T", rows: "units", type: Decimal,
                columns: [Column(name: "a", label: "甲"), Column(name: "b", label: "乙")],
                sum: (label: "合计"),
            ),
            Table(
                name: "f", label: "F", rows: "lines", type: Decimal, row_formulas: [TABLE],
                columns: [
                    Column(name: "plan", label: "预算"),
                    Column(name: "actual", label: "决算", row_formulas: [COLUMN]),
                ],
            ),
            Table(
                name: "goals", label: "G", type: Text, start: 2, max: 5, row_formulas: [GROUPS],
                columns: [Column(name: "name", label: "指标"), Column(name: "score", label: "得分", type: Decimal)],
                groups: [(name: "quality", label: "质量"), (name: "cost", label: "成本")],
            ),
        ],
    )],
    checks: [CHECKS],
)"#;

/// Paths and texts.
type Entries<'a> = &'a [(&'a str, &'a str)];

fn source(parts: Entries<'_>) -> String {
    let given = parts.iter().fold(FORM.to_owned(), |form, (key, value)| form.replacen(key, value, 1));
    ["TABLE", "COLUMN", "GROUPS", "CHECKS"].iter().fold(given, |form, key| form.replace(key, ""))
}

fn form(parts: Entries<'_>) -> Form {
    compile(&source(parts)).unwrap_or_else(|mistakes| panic!("{parts:?}: {mistakes:?}"))
}

/// Returns a report with these entries; an entry `last PATH` is a value of last year.
fn filled(form: &Form, entries: Entries<'_>) -> Report {
    let mut file = read(&write(form, &Report::new(form))).unwrap();
    for (path, text) in entries {
        if let Some(path) = path.strip_prefix("last ") {
            file.last_year.push((path.to_owned(), (*text).to_owned()));
        }
    }
    let mut report = Report::from_file(form, file);
    for (path, text) in entries.iter().filter(|(path, _)| !path.starts_with("last ")) {
        let cell = report.resolve(form, path).unwrap();
        report.apply(form, Edit::Set { cell, text: Some((*text).into()) });
    }
    report
}

/// Returns the sentences of the checks of the form.
fn said(form: &Form, report: &Report, known: bool) -> Vec<(String, String)> {
    let today = known.then(|| date(2024, 9, 28));
    let sheet = calculate_on(form, report, today);
    let texts = Texts { form, report, sheet: &sheet, lang: Lang::Zh };
    let found = check(form, report, &sheet);
    let of_form =
        found.iter().filter(|finding| form.checks.iter().any(|check| check.id == finding.name(form)));
    of_form.map(|finding| (report.path(form, finding.cell), finding.sentence(&texts))).collect()
}

/// Returns a check that always fails and says the value of a formula.
fn says(at: &str, formula: &str) -> String {
    format!("(id: \"c\", at: \"{at}\", rule: \"1 = 2\", severity: Hint, message: \"{{{formula}}}\"),")
}

const SCORES: [(&str, &str); 5] = [
    ("year", "2023"),
    ("quality[1].name", "甲"),
    ("quality[1].score", "3"),
    ("quality[2].name", "乙"),
    ("quality[2].score", "4"),
];

#[test]
fn formulas_have_values() {
    let dates = [("year", "2023"), ("signed", "2024-3-1"), ("done", "2024-2-28")];
    let text = |text| [("text", text)];
    let cases: &[(Entries<'_>, &str, &str)] = &[
        (&dates, "date(2023, 12, 31)", "2023年12月31日"),
        (&dates, "date(year, 12, 31)", "2023年12月31日"),
        (&dates, "date(year, 2, 29)", "空"),
        (&dates, "date(amount, 2, 1)", "空"),
        (&dates, "year(signed)", "2024"),
        (&dates, "month(signed)", "3"),
        (&dates, "day(signed)", "1"),
        (&dates, "signed - done", "2"),
        (&dates, "done - signed", "-2"),
        (&dates, "signed - signed", "0"),
        (&dates, "if(signed > date(year, 12, 31), '晚', '早')", "晚"),
        (&dates, "if(signed = date(2024, 3, 1), '同', '异')", "同"),
        (&[("year", "2023")], "signed - date(year, 12, 31)", "空"),
        (&dates, "today()", "2024年9月28日"),
        (&dates, "year(today()) - year", "1"),
        (&text("青禾 大道\n改造"), "length(text)", "6"),
        (&[("text", "共{{amount}}元"), ("amount", "12.5")], "length(text)", "7"),
        (&[], "length(text)", "空"),
        (&text("完成ＡＢＣ工程"), "if(contains(text, 'abc'), '有', '无')", "有"),
        (&text("完成工程"), "if(contains(text, 'abc'), '有', '无')", "无"),
        (&text("不低于98%"), "number(text)", "98"),
        (&text("不少于二十八个"), "number(text) * 2", "56"),
        (&text("80至90"), "number(text)", "空"),
        (&[("last amount", "5"), ("amount", "8")], "amount - last(amount)", "3.00"),
        (&[("amount", "8")], "last(amount)", "空"),
        (&[("last t[sum].a", "5")], "last(t[sum].a)", "5.00"),
        (&[("last t[2].a", "5")], "last(t[信息中心].a)", "5.00"),
        (&[("t[1].a", "3"), ("t[2].a", "4")], "t[2].a - t[1].a", "1.00"),
        (&[("t[1].a", "3"), ("t[2].a", "4")], "t[信息中心].a", "4.00"),
        (
            &[("t[1].a", "3"), ("units[1].name", "信息中心"), ("units[2].name", "档案馆")],
            "t[信息中心].a",
            "3.00",
        ),
        (&[("t[1].a", "3"), ("units[2].name", "档案馆")], "t['信息中心'].a", "空"),
        (&[], "t[9].a", "空"),
        (&[("quality[2].score", "3")], "quality[2].score", "3.00"),
        (&[("quality[2].score", "3"), ("cost[1].score", "4")], "sum(goals.score)", "7.00"),
        (&[("quality[2].name", "甲"), ("cost[1].name", "乙")], "count(goals.name)", "2"),
        (&[("t[1].a", "3"), ("t[2].a", "4")], "average(t.a)", "3.50"),
        (&[("t[2].a", "4")], "average(t.a)", "4.00"),
        (&[], "average(t.a)", "空"),
        (&SCORES, "sum_if(quality.score, name = '甲')", "3.00"),
        (&SCORES, "sum_if(quality.score, quality.name != '甲' and score > year - 2022)", "4.00"),
        (&SCORES, "count_if(quality.name, contains(name, '甲'))", "1"),
        (&SCORES, "average_if(quality.score, score > 0)", "3.50"),
        (&SCORES, "sum_if(quality.score, name = '丙')", "空"),
        (&[("amount", "1234.5")], "round(amount, -2)", "1200.00"),
        (&[("amount", "1250")], "round(amount, -2)", "1300.00"),
        (&[("amount", "100")], "if(amount / 12 * 3 = 25, '等', '不等')", "等"),
        (&[("amount", "100")], "amount / 12 * 3", "25.00"),
        (&[("amount", "8")], "（amount ＋ 2） × 3 ÷ 2 － 1", "14.00"),
        (&[("amount", "8")], "IF(amount ≥ ８ AND amount <> 9, ‘是’, “否”)", "是"),
        (&[("amount", "8")], "MAX(amount，９)", "9.00"),
        (&[("amount", "8")], "if(amount == 8, '等', '异')", "等"),
    ];
    for (entries, formula, value) in cases {
        let form = form(&[("CHECKS", &says("year", formula))]);
        let found = said(&form, &filled(&form, entries), true);
        assert_eq!(found, [("year".to_owned(), (*value).to_owned())], "{formula}");
    }
}

/// A rule whose result is unknown does not apply.
#[test]
fn without_a_date_the_rule_does_not_apply() {
    let rule = "(id: \"c\", at: \"year\", rule: \"signed <= today()\", severity: Hint, message: \"晚于 {today()}\"),";
    let form = form(&[("CHECKS", rule)]);
    for (entries, known, count) in [
        (&[("signed", "2024-10-1")][..], true, 1),
        (&[("signed", "2024-9-28")], true, 0),
        (&[("signed", "2024-10-1")], false, 0),
        (&[], true, 0),
    ] {
        assert_eq!(said(&form, &filled(&form, entries), known).len(), count, "{entries:?}");
    }
}

/// The second row with a name is named, with the number of the first.
#[test]
fn equal_rows_are_found() {
    let rule = "(id: \"c\", at: \"units.name\", rule: \"unique(name)\", severity: Explain, \
                message: \"{name}同第{first(name)}行\"),";
    let form = form(&[("CHECKS", rule)]);
    for (names, found) in [
        (["局机关", "信息中心"], &[][..]),
        (["局机关", " 局机关 "], &[("units[2].name", " 局机关 同第1行")]),
        (["ＩＴ中心", "it中心"], &[("units[2].name", "it中心同第1行")]),
        (["", ""], &[]),
    ] {
        let entries = [("units[1].name", names[0]), ("units[2].name", names[1])];
        let found: Vec<_> = found.iter().map(|(at, words)| ((*at).to_owned(), (*words).to_owned())).collect();
        let told: Vec<_> = said(&form, &filled(&form, &entries), true)
            .into_iter()
            .map(|(at, words)| (at.replace("局机关", "2").replace("it中心", "2"), words))
            .collect();
        assert_eq!(told, found, "{names:?}");
    }
}

/// Row 3 is row 1 minus row 2, in every column or in one, by number or by name.
#[test]
fn rows_have_formulas_of_their_own() {
    let entries = [
        ("f[1].plan", "10"),
        ("f[2].plan", "4"),
        ("f[1].actual", "7"),
        ("f[2].actual", "3"),
        ("f[1].plan", "9"),
    ];
    for (key, formulas, plan, actual) in [
        ("TABLE", "(\"3\", \"[1] - [2]\")", "5.00", "4.00"),
        ("TABLE", "(\"结余\", \"[收入] - [支出]\")", "5.00", "4.00"),
        ("TABLE", "(\"3\", \"f[1].plan - f[2].plan\")", "5.00", "5.00"),
        ("COLUMN", "(\"3\", \"[1] - plan\")", "", "7.00"),
        ("TABLE", "(\"3\", \"[2] + 1\"), (\"2\", \"[1] * 2\")", "19.00", "15.00"),
    ] {
        let form = form(&[(key, formulas)]);
        let entries: Vec<_> = entries
            .into_iter()
            .filter(|(path, _)| !formulas.contains("\"2\"") || !path.contains("[2]"))
            .collect();
        let report = filled(&form, &entries);
        let sheet = calculate_on(&form, &report, None);
        let texts = Texts { form: &form, report: &report, sheet: &sheet, lang: Lang::Zh };
        for (path, value) in [("f[3].plan", plan), ("f[3].actual", actual)] {
            let cell = report.resolve(&form, path).unwrap();
            assert_eq!(texts.shown(cell), value, "{formulas}: {path}");
            assert_eq!(form.is_locked(cell), !value.is_empty(), "{formulas}: {path}");
        }
        assert!(!form.is_locked(report.resolve(&form, "f[1].plan").unwrap()));
    }
}

#[test]
fn a_formula_of_a_row_is_explained() {
    let form = form(&[("TABLE", "(\"3\", \"[1] - [2] + last(amount)\")")]);
    let report = filled(&form, &[("f[1].plan", "10"), ("f[2].plan", "4"), ("last amount", "1")]);
    let sheet = calculate_on(&form, &report, None);
    let texts = Texts { form: &form, report: &report, sheet: &sheet, lang: Lang::Zh };
    let explanation = explain(&texts, report.resolve(&form, "f[3].plan").unwrap()).unwrap();
    assert_eq!(explanation.words, "预算 = 1、收入 - 2、支出 + 上年金额");
    assert_eq!(explanation.numbers, "7.00 = 10.00 - 4.00 + 1.00");
}

/// The formula of a group applies to all its rows, and to no other group.
#[test]
fn groups_have_formulas_of_their_own() {
    let form = form(&[("GROUPS", "(\"cost\", \"amount * 2\")")]);
    let report = filled(&form, &[("amount", "4"), ("quality[1].score", "1")]);
    let sheet = calculate_on(&form, &report, None);
    let texts = Texts { form: &form, report: &report, sheet: &sheet, lang: Lang::Zh };
    for (path, value) in [
        ("cost[1].score", "8.00"),
        ("cost[2].score", "8.00"),
        ("quality[1].score", "1.00"),
        ("quality[2].score", ""),
    ] {
        assert_eq!(texts.shown(report.resolve(&form, path).unwrap()), value, "{path}");
    }
}

/// One check of a table with groups applies to every group, under one name.
#[test]
fn one_check_is_for_all_groups() {
    let rule = "(id: \"c\", at: \"goals.score\", rule: \"blank(name) or not blank(score)\", severity: Explain, \
                message: \"{name}未评分\"),";
    let form = form(&[("CHECKS", rule)]);
    let report = filled(
        &form,
        &[("quality[1].name", "甲"), ("cost[2].name", "乙"), ("cost[1].name", "丙"), ("cost[1].score", "1")],
    );
    let found = said(&form, &report, true);
    let found: Vec<_> = found.iter().map(|(at, words)| (at.as_str(), words.as_str())).collect();
    assert_eq!(found, [("quality[1].score", "甲未评分"), ("cost[2].score", "乙未评分")]);
}

/// Misuse is reported at the place, with the sentence.
#[test]
fn misuse_is_reported_with_its_place() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("CHECKS", "signed + done", "signed", "此处应为数字，该公式的结果为日期"),
        ("CHECKS", "signed - year", "signed", "此处应为数字，该公式的结果为日期"),
        ("CHECKS", "signed > 2023", "> 2023", "日期与数字不能进行此运算"),
        ("CHECKS", "date(2023, 2, 29)", "date(", "没有 2023-2-29 这一日期"),
        ("CHECKS", "date(2023, 2)", "date(", "有 2 个参数，应为 date(2023, 12, 31)"),
        ("CHECKS", "year(text)", "text)", "此处应为日期，该公式的结果为文字"),
        ("CHECKS", "today(1)", "today(", "有 1 个参数，应为 today()"),
        ("CHECKS", "length(amount)", "amount)", "此处应为文字，该公式的结果为数字"),
        ("CHECKS", "contains(text)", "contains", "有 1 个参数，应为 contains(text, part)"),
        ("CHECKS", "number(year)", "year)", "此处应为文字，该公式的结果为数字"),
        ("CHECKS", "last(amount + 1)", "amount +", "last(x) 的参数应为栏目名称"),
        ("CHECKS", "unique(amount)", "amount)", "unique(x) 的参数应为栏目名称"),
        ("CHECKS", "unique(t.a)", "t.a", "t.a 有多行：应使用 sum(t.a) 等函数，或 表名[sum].栏名"),
        ("CHECKS", "t[0].a", "0]", "没有第 0 行，行号为 1 至 9"),
        ("CHECKS", "t[10].a", "10]", "没有第 10 行，行号为 1 至 9"),
        ("CHECKS", "t[1.5].a", "1.5]", "没有第 1.5 行，行号为 1 至 9"),
        ("CHECKS", "t[档案馆].a", "档案馆]", "start 中没有名称为“档案馆”的行"),
        ("CHECKS", "t[信息中].a", "信息中]", "start 中没有名称为“信息中”的行，是否为 信息中心？"),
        ("CHECKS", "quality[甲].score", "甲]", "start 中没有名称为“甲”的行"),
        ("CHECKS", "t[].a", "].a", "方括号中应为 sum（汇总行）、行号或行名"),
        ("CHECKS", "t[1 + 1].a", "+ 1", "此处应为“]”，而不是“+”"),
        ("CHECKS", "t[1].c", "c}", "t 没有 c 栏，是否为 a？"),
        ("CHECKS", "amount && 1", "&&", "此处不应有“&”，请改用 and"),
        ("CHECKS", "！amount", "！", "此处不应有“！”，请改用 not"),
        ("CHECKS", "金额 + 1", "金额", "报表格式中没有 金额，是否为 amount？"),
        ("CHECKS", "sum_if(t.a)", "sum_if", "有 1 个参数，应为 sum_if(table.column, condition)"),
        (
            "CHECKS",
            "sum_if(amount, year > 1)",
            "amount,",
            "sum_if(table.column, condition) 的参数应为栏目名称",
        ),
        ("CHECKS", "sum_if(t.a, b + 1)", "b +", "此处应为是或否，该公式的结果为数字"),
        ("CHECKS", "sum_if(t.a, c > 1)", "c >", "报表格式中没有 c，是否为 a？"),
        ("CHECKS", "[1]", "[1]", "只有 row_formulas 中可用 [行号] 表示本栏的其他行"),
        (
            "CHECKS",
            "goals.score",
            "score}",
            "goals.score 有多行：应使用 sum(goals.score) 等函数，或 表名[sum].栏名",
        ),
        ("CHECKS", "count(goals.nome)", "goals.nome", "quality 没有 nome 栏，是否为 name？"),
        ("TABLE", "(\"3\", \"[4]\")", "4]", "没有第 4 行，行号为 1 至 3"),
        ("TABLE", "(\"盈亏\", \"[1]\")", "\"盈亏", "start 中没有名称为“盈亏”的行"),
        ("TABLE", "(\"3\", \"[3] + 1\")", "\"[3]", "公式循环引用：f[3].plan -> f[3].plan"),
        (
            "TABLE",
            "(\"3\", \"[2]\"), (\"2\", \"[3]\")",
            "\"[2]",
            "公式循环引用：f[2].plan -> f[3].plan -> f[2].plan",
        ),
        ("TABLE", "(\"3\", \"sum(f.plan)\")", "\"sum", "公式循环引用：f.plan -> f.plan"),
        ("TABLE", "(\"3\", \"signed\")", "signed", "此处应为数字，该公式的结果为日期"),
        ("TABLE", "(\"3\", \"[1]\"), (\"3\", \"[2]\")", "\"3\", \"[2]", "3 已在第 21 行用过，请换一个名称"),
        ("GROUPS", "(\"1\", \"amount\")", "\"1\"", "有 row_formulas 的表行数应固定：min（0）应等于 max（5）"),
    ];
    for (key, text, at, sentence) in cases {
        let check = says("year", text);
        let source = source(&[(key, if *key == "CHECKS" { &check } else { text })]);
        let mistakes = compile(&source).expect_err(text);
        let first = &mistakes[0];
        let line: String =
            source.lines().nth(first.line - 1).unwrap().chars().skip(first.column - 1).collect();
        assert_eq!(first.kind.sentence(Lang::Zh), *sentence, "{text}");
        assert!(line.starts_with(at), "{text}: at {line:?}, not {at:?}");
    }
}

/// Dates and names of the built-in form.
#[test]
fn the_built_in_form_checks_dates_and_names() {
    let form = template(BUILT_IN);
    let year = ("year", "2023");
    let cases: &[(Entries<'_>, &[(&str, &str)])] = &[
        (&[year, ("report_date", "2024-1-1")], &[]),
        (
            &[year, ("report_date", "2023-9-28")],
            &[("report_date", "报告日期 2023年9月28日 应在 2023 年度终了之后")],
        ),
        (
            &[year, ("report_date", "2023-12-31")],
            &[("report_date", "报告日期 2023年12月31日 应在 2023 年度终了之后")],
        ),
        (
            &[year, ("report_date", "2024-9-29")],
            &[("report_date", "报告日期 2024年9月29日 晚于今天 2024年9月28日，请核对")],
        ),
        (&[("year", "2025")], &[("year", "年度 2025 尚未开始，请核对")]),
        (&[("year", "2024")], &[]),
        (&[("year", "2101")], &[]),
        (
            &[("units[2].name", "局机关")],
            &[("units[2].name", "机构名称“局机关”与第 1 行重复，请核实；确为不同机构的，请使用全称加以区分")],
        ),
        (&[("units[1].name", "局机关"), ("units[2].name", "局机关（本级）")], &[]),
    ];
    for (entries, found) in cases {
        let told = said(&form, &filled(&form, entries), true);
        let told: Vec<_> =
            told.iter().map(|(at, words)| (at.replace("局机关", "2"), words.as_str())).collect();
        let found: Vec<_> = found.iter().map(|(at, words)| ((*at).to_owned(), *words)).collect();
        assert_eq!(told, found, "{entries:?}");
    }
}

/// A form with the year in its labels.
const DATED: &str = r#"(
    id: "dated", edition: "1", title: "决算报告", caption: "{year}", year: "year",
    row_sets: [(name: "units", label: "{year}年机构", start: ["局机关"])],
    sections: [
        (
            name: "cover", label: "封面",
            items: [Field(name: "year", label: "年度", type: Integer), Field(name: "staff", label: "{year}年末人数", type: Integer)],
        ),
        (
            name: "money", label: "{year}年度收支", heading: "{year}年度收支", hint: "按 {year} 年决算填列。",
            items: [
                Table(
                    name: "t", label: "{year}年度收支表", rows: "units", type: Decimal,
                    columns: [
                        Column(name: "last", label: "{year - 1}年末数"),
                        Group(label: "{year}年", columns: [Column(name: "plan", label: "预算"), Column(name: "end", label: "{ year }年末数")]),
                    ],
                    sum: (label: "{year}年合计"),
                ),
                Note("{year + 1}年起执行新标准。"),
            ],
        ),
    ],
    checks: [(id: "c", at: "t.end", rule: "end >= last", severity: Hint, message: "{end} 少于 {last}")],
)"#;

/// Labels show the year of the report, on the screen, in findings and in documents.
#[test]
fn labels_contain_the_year() {
    let form = Arc::new(compile(DATED).unwrap());
    let mut session = Session::new(Arc::clone(&form), Report::new(&form));
    let year = session.report().resolve(&form, "year").unwrap();
    for (entry, labels) in [
        (
            "2023",
            [
                "2023年末人数",
                "2022年末数",
                "2023年末数",
                "一、2023年度收支",
                "2023年度收支表",
                "2024年起执行新标准。",
            ],
        ),
        (
            "2024",
            [
                "2024年末人数",
                "2023年末数",
                "2024年末数",
                "一、2024年度收支",
                "2024年度收支表",
                "2025年起执行新标准。",
            ],
        ),
        ("", ["年末人数", "年末数", "年末数", "一、年度收支", "年度收支表", "年起执行新标准。"]),
        (
            "二〇二三",
            [
                "2023年末人数",
                "2022年末数",
                "2023年末数",
                "一、2023年度收支",
                "2023年度收支表",
                "2024年起执行新标准。",
            ],
        ),
        ("本年", ["年末人数", "年末数", "年末数", "一、年度收支", "年度收支表", "年起执行新标准。"]),
    ] {
        session.change(Edit::Set { cell: year, text: Some(entry.into()) }, year, Merge::No);
        let shown = session.form();
        let label = |path| shown.label(session.report().resolve(shown, path).unwrap().field).to_owned();
        let found = [label("staff"), label("t[1].last"), label("t[1].end")];
        assert_eq!(found, labels[..3], "{entry}");
        assert_eq!([&shown.sections[1].label, &shown.tables[0].label], labels[3..5], "{entry}");
        let write = Format::named("text").unwrap().write;
        let text = String::from_utf8(write(&session.checked(Lang::Zh), Options::default()).unwrap()).unwrap();
        for label in labels {
            assert!(text.contains(label), "{entry}: {label}: {text}");
        }
        assert!(!text.contains('{'), "{text}");
    }
}

/// A document is recognised whatever its year is.
#[test]
fn labels_with_any_year_are_imported() {
    let form = compile(DATED).unwrap();
    for year in [2019, 2023] {
        let last = year - 1;
        let text = format!(
            "决算报告\n年度：{year}\n{year}年末人数：48\n一、{year}年度收支\n{year}年度收支表\n\
             {year}年机构\t{last}年末数\t预算\t{year}年末数\n{year}年合计\t5\t6\t7\n局机关\t5\t6\t7\n"
        );
        let imported = import(&form, &read_text(&text).unwrap());
        let at = |path: &str| imported.report.text(imported.report.resolve(&form, path).unwrap()).to_owned();
        let found = [at("staff"), at("t[1].last"), at("t[1].plan"), at("t[1].end")];
        assert_eq!(found, ["48", "5", "6", "7"], "{year}: {:?}", imported.unplaced);
        assert_eq!(imported.unplaced, Vec::<String>::new());
    }
}

#[test]
fn a_label_contains_nothing_but_the_year() {
    for (label, wrong) in [
        ("{year}年末人数", None),
        ("{year - 1}年至{year+1}年人数", None),
        ("{staff}人", Some("staff")),
        ("{year * 2}年", Some("year * 2")),
        ("{year - x}年", Some("year - x")),
        ("{}年", Some("")),
        ("{year年", Some("year年")),
        ("{years}年", Some("years")),
    ] {
        let source = DATED.replace("{year}年末人数", label);
        let found = compile(&source).err().map(|mistakes| {
            let line: String = source
                .lines()
                .nth(mistakes[0].line - 1)
                .unwrap()
                .chars()
                .skip(mistakes[0].column - 1)
                .collect();
            assert!(line.starts_with(&label[label.find('{').unwrap()..]), "{line}");
            mistakes[0].kind.sentence(Lang::Zh)
        });
        let wanted = wrong.map(|wrong| {
            format!("标签中的大括号内只能为 year 所指的项目，可加减年数，如 {{year}}、{{year - 1}}，不能为“{wrong}”")
        });
        assert_eq!(found, wanted, "{label}");
    }
}

/// An explanation counts only for the values that it was written for, in fixed rows too.
#[test]
fn an_explanation_is_bound_to_fixed_rows() {
    let rule = "(id: \"c\", at: \"amount\", rule: \"amount <= t[2].a\", severity: Explain, message: \"多\"),";
    let form = Arc::new(form(&[("CHECKS", rule)]));
    let mut session = Session::new(Arc::clone(&form), filled(&form, &[("amount", "5"), ("t[2].a", "4")]));
    let [amount, fixed] = ["amount", "t[2].a"].map(|path| session.report().resolve(&form, path).unwrap());
    let text = Some("属实。".to_owned());
    let finding = session.findings_at(amount).next().unwrap();
    let values = finding.values(&session.texts(Lang::Zh));
    session.change(Edit::explain("c", amount, text, Some(values)), amount, Merge::No);
    for (entry, explained) in [("4", true), ("3", false), ("4", true)] {
        session.change(Edit::Set { cell: fixed, text: Some(entry.into()) }, fixed, Merge::No);
        let found = session.findings_at(amount).next().unwrap();
        assert_eq!(found.explained, explained, "{entry}");
    }
}

/// One line of a form stands for many formulas, but not for more than can be compiled at once.
#[test]
fn a_form_cannot_multiply_its_formulas_without_limit() {
    let all =
        |count: usize, written: fn(usize) -> String| (0..count).map(written).collect::<Vec<_>>().join(",");
    let columns = all(300, |at| format!("Column(name: \"c{at}\", label: \"c\")"));
    let groups = all(60, |at| format!("(name: \"g{at}\", label: \"g\")"));
    let rows = all(60, |at| format!("(\"{}\", \"1 + 1\")", at + 1));
    let checks = all(400, |at| {
        format!("(id: \"k{at}\", at: \"t.c0\", rule: \"true\", severity: Hint, message: \"\")")
    });
    let many = format!("true or {} = 1", ["sum(t.c0)"; 20].join(" + "));
    let one = format!("(id: \"k\", at: \"t.c0\", rule: \"{many}\", severity: Hint, message: \"\"),");
    for (rows, columns, checks, what) in [
        (&*rows, &*columns, "", "row_formulas"),
        ("", "Column(name: \"c0\", label: \"c\"),", &*checks, "checks"),
        ("", "Column(name: \"c0\", label: \"c\"),", &*one, "columns of groups"),
    ] {
        let source = format!(
            "(id: \"f\", edition: \"1\", title: \"f\", caption: \"f\", sections: [(name: \"s\", label: \"s\", items: [
            Table(name: \"t\", label: \"t\", type: Decimal, min: 60, max: 60, start: 60, row_formulas: [{rows}],
            columns: [{columns}], groups: [{groups}]),
            ])], checks: [{checks}])"
        );
        let mistakes = compile(&source).unwrap_err();
        let limit = |mistake: &tianbiao::form::Mistake| matches!(mistake.kind, tianbiao::form::MistakeKind::TooMany { what: found, .. } if found == what);
        assert!(mistakes.iter().any(limit), "{what}: {:?}", mistakes.first());
    }
}

/// A form with conditions, choices and a constraint that is not an error.
const CONDITIONS: &str = r#"(
    id: "conditions", edition: "1", title: "Conditions", language: "zh", caption: "x",
    sections: [(
        name: "all", label: "甲", short: "甲",
        items: [
            Field(name: "kind", label: "类别", type: Choice, choices: ["有", "无", "不适用"], default: "无"),
            Field(name: "staff", label: "人数", type: Integer, constraint: "staff <= 50", severity: Explain,
                message: "人数 {staff} 超过 50"),
            Field(name: "why", label: "理由", type: Text, relevant: "kind = '不适用'"),
            Chapter(label: "采购情况", relevant: "kind = '有'", items: [
                Note("附采购合同。"),
                Field(name: "amount", label: "合同金额", type: Decimal),
                Signature(label: "采购负责人"),
            ]),
            Note(text: "无采购的，下章不填。", relevant: "kind = '无'"),
            Signature(label: "分管领导", relevant: "staff > 50"),
        ],
    )],
)"#;

/// Chapters, notes and signature boxes are shown and printed only if they apply.
#[test]
fn items_that_do_not_apply_are_neither_shown_nor_printed() {
    let all = ["采购情况", "附采购合同", "合同金额", "采购负责人", "无采购的", "分管领导", "理由"];
    for (keys, there) in [
        ("", &["无采购的"][..]),
        ("<F4>1", &["采购情况", "附采购合同", "合同金额", "采购负责人"]),
        ("<F4>3<Tab>60<Tab>", &["分管领导", "理由"]),
    ] {
        let scenario = Scenario::blank(CONDITIONS, (80, 30)).keys(keys);
        let shown = scenario.screen();
        let session = &scenario.app.model.session;
        let options = Options { annex: false, draft: false };
        let printed =
            (Format::named("markdown").unwrap().write)(&session.checked(Lang::Zh), options).unwrap();
        let printed = String::from_utf8(printed).unwrap();
        for words in all {
            let is_there = there.iter().any(|part| words.contains(part));
            assert_eq!(shown.contains(words), is_there, "{keys} {words}\n{shown}");
            assert_eq!(printed.contains(words), is_there, "{keys} {words}\n{printed}");
        }
    }
}

/// The finding of a constraint has the severity that the form gives it, and can be explained.
#[test]
fn a_constraint_can_ask_for_an_explanation() {
    let scenario = Scenario::blank(CONDITIONS, (80, 24)).keys("<Tab>60<Tab>");
    let session = &scenario.app.model.session;
    let found: Vec<_> =
        session.findings().iter().filter(|finding| finding.name(session.form()) == "constraint").collect();
    let [finding] = found[..] else { panic!("{found:?}") };
    assert_eq!(finding.severity(), Severity::Explain);
    assert_eq!(finding.sentence(&session.texts(Lang::Zh)), "人数 60 超过 50");
    let cell = finding.cell;
    let mut model = scenario.app.model;
    assert_eq!(model.explain("constraint", cell, "含借调人员"), Ok(true));
    assert!(model.session.findings_at(cell).all(|finding| finding.explained));
}

/// Marks of an input method outside texts, each with the mark that is right.
#[test]
fn full_width_marks_of_a_form_are_named() {
    let source = "(id: \"f\", edition: \"1\", title: \"t\", caption: \"x\", sections: [(name: \"s\", label: \"s\", items: [\n\
        Field(name: \"a\", label: \"a，：“”\", type: Choice, choices: [\"b\"]),\n])])";
    assert!(compile(source).is_ok());
    for (before, after, mark, instead) in [
        ("label: \"s\"", "label: “s”", "“", "\""),
        ("\"t\",", "\"t\"，", "，", ","),
        ("title:", "title：", "：", ":"),
        ("[\"b\"]", "【\"b\"]", "【", "["),
        ("[\"b\"]", "[\"b\"】", "】", "]"),
        ("Field(", "Field（", "（", "("),
        ("type:", "type：", "：", ":"),
    ] {
        let source = source.replacen(before, after, 1);
        let mistakes = compile(&source).expect_err(after);
        let first = &mistakes[0];
        assert_eq!(first.kind.sentence(Lang::Zh), format!("此处不应有“{mark}”，请改用 {instead}"), "{after}");
        let line = source.lines().nth(first.line - 1).unwrap();
        assert!(line.chars().skip(first.column - 1).collect::<String>().starts_with(mark), "{after}");
    }
}

/// A name that is a column and a field outside tables is not guessed.
#[test]
fn an_ambiguous_name_is_a_mistake() {
    let source = |formula: &str| {
        format!(
            "(id: \"f\", edition: \"1\", title: \"t\", caption: \"x\", sections: [(name: \"s\", label: \"s\", items: [
            Field(name: \"total\", label: \"a\", type: Decimal, calculate: \"sum(t.total)\"),
            Table(name: \"t\", label: \"T\", type: Decimal, start: 2, columns: [
                Column(name: \"total\", label: \"b\"), Column(name: \"c\", label: \"c\", calculate: \"{formula}\"),
            ]),
            ])])"
        )
    };
    assert!(compile(&source("t.total * 2")).is_ok());
    let mistakes = compile(&source("total * 2")).unwrap_err();
    let sentences: Vec<_> = mistakes.iter().map(|mistake| mistake.kind.sentence(Lang::Zh)).collect();
    assert_eq!(
        sentences,
        ["total 既是本表的栏，又是表外的项目：本表的栏写作 t.total；要用表外的项目，请将其中之一改名"]
    );
}

/// Keys without effect, and choices and defaults that nobody can choose.
#[test]
fn keys_without_effect_are_mistakes() {
    for (key, value, sentence) in [
        (
            "type: Choice",
            "type: Choice, choices: [\"有\", \"有\"]",
            "选项“有”无效：不能为空，两端不能有空格，不能重复",
        ),
        (
            "type: Choice",
            "type: Choice, choices: [\"有\", \" 无\"]",
            "选项“ 无”无效：不能为空，两端不能有空格，不能重复",
        ),
        (
            "type: Choice",
            "type: Choice, choices: [\"有\", \"\"]",
            "选项“”无效：不能为空，两端不能有空格，不能重复",
        ),
        (
            "type: Choice",
            "type: Choice, choices: [\"有\"], default: \"没\"",
            "default“没”不是 Choice 类型的有效内容",
        ),
        ("type: Choice", "type: Text, choices: [\"有\"]", "choices 只能与 Choice, Choices 同时使用"),
        ("type: Choice", "type: Text, unit: \"元\"", "unit 只能与 Integer, Decimal 同时使用"),
        ("type: Choice", "type: Integer, decimals: 2", "decimals 只能与 Decimal 同时使用"),
        ("type: Choice", "type: Text, message: \"m\"", "message 只能与 constraint 同时使用"),
        ("type: Choice", "type: Text, severity: Hint", "severity 只能与 constraint 同时使用"),
        ("id: \"f\"", "id: \"f_e\"", "编号“f_e”无效：应由小写字母、数字和连字符“-”组成"),
    ] {
        let source = "(id: \"f\", edition: \"1\", title: \"t\", caption: \"x\", sections: [(name: \"s\", label: \"s\", items: [
            Field(name: \"a\", label: \"a\", type: Choice),
        ])])";
        let source = if key.starts_with("id") {
            source.replace("type: Choice", "type: Text")
        } else {
            source.to_owned()
        };
        let mistakes = compile(&source.replace(key, value)).expect_err(value);
        assert_eq!(mistakes[0].kind.sentence(Lang::Zh), sentence, "{value}");
    }
}

/// A form with labels in two languages, with the year in some of them.
const BILINGUAL: &str = r#"(
    id: "bilingual", edition: "1", title: "Report", language: "zh", caption: "x", year: "year",
    row_sets: [(name: "units", label: (zh: "机构", en: "Institution"), start: ["局机关"])],
    sections: [
        (
            name: "cover", label: (zh: "封面", en: "Cover"),
            items: [
                Field(name: "year", label: (zh: "年度", en: "Year"), type: Integer, hint: (zh: "四位", en: "four digits")),
                Field(name: "staff", label: (zh: "{year}年末人数", en: "Staff at the end of {year}"), type: Integer, required: true),
                Note(text: (zh: "请核对。", en: "Please check.")),
                Note(text: (zh: "人数已填。", en: "Staff is filled in."), relevant: "staff > 0"),
            ],
        ),
        (
            name: "money", label: (zh: "收支", en: "Money"), heading: (zh: "收支情况", en: "Income and expenditure"),
            items: [
                Table(
                    name: "t", label: (zh: "收入表", en: "Income table"), rows: "units", type: Decimal,
                    columns: [
                        Group(label: (zh: "收入", en: "Income"), columns: [
                            Column(name: "grant", label: (zh: "拨款", en: "Grant")), Column(name: "other", label: "其他"),
                        ]),
                    ],
                    sum: (label: (zh: "合计", en: "Total")),
                ),
                Signature(label: (zh: "负责人", en: "Manager"), signer: (zh: "签字", en: "Signature")),
            ],
        ),
    ],
)"#;

/// The screen shows the labels of its language, documents those of the form; the year is in both.
#[test]
fn labels_are_in_the_language_of_the_screen() {
    let zh = ["年度", "2023年末人数", "请核对", "人数已填", "机构", "收入表", "拨款", "合计", "负责人"];
    let en = [
        "Year",
        "Staff at the end of 2023",
        "Please check",
        "Staff is filled in",
        "Institution",
        "Income table",
        "Grant",
        "Total",
        "Manager",
    ];
    let mut session = Session::new(Arc::new(compile(BILINGUAL).unwrap()), {
        let form = compile(BILINGUAL).unwrap();
        filled(&form, &[("year", "2023"), ("staff", "5"), ("t[1].grant", "3")])
    });
    for lang in [Lang::Zh, Lang::En] {
        session.show_in(lang);
        let (own, other) = if lang == Lang::Zh { (zh, en) } else { (en, zh) };
        let form = session.form();
        let section = |at: usize| [&form.sections[at].label, &form.sections[at].short].map(String::clone);
        let wanted = match lang {
            Lang::Zh => [["封面", "封面"], ["一、收支", "收支"]],
            Lang::En => [["Cover", "Cove"], ["一、Money", "Mone"]],
        };
        assert_eq!([section(0), section(1)], wanted);
        let labels: Vec<&str> = form.fields.iter().map(|field| field.label.as_str()).collect();
        for words in [own[0], own[1], own[6], "其他"] {
            assert!(labels.contains(&words), "{words}: {labels:?}");
        }
        let table = &form.tables[0];
        assert_eq!(
            [&table.label, &table.row_label, &table.sum.as_ref().unwrap().label],
            [own[5], own[4], own[7]]
        );
        let printed =
            (Format::named("text").unwrap().write)(&session.checked(lang), Options::default()).unwrap();
        let printed = String::from_utf8(printed).unwrap();
        for (own, other) in zh.iter().zip(en) {
            assert!(printed.contains(own) && !printed.contains(other), "{own}: {printed}");
        }
        assert!(labels.iter().all(|label| !other.contains(label)), "{labels:?}");
    }
    // Another year is in the labels of the screen too.
    let year = session.report().resolve(session.form(), "year").unwrap();
    session.change(Edit::Set { cell: year, text: Some("2024".into()) }, year, Merge::No);
    assert!(session.form().fields.iter().any(|field| field.label == "Staff at the end of 2024"));
}

/// A document in either language is imported.
#[test]
fn labels_in_either_language_are_imported() {
    let form = compile(BILINGUAL).unwrap();
    for text in [
        "Report\n年度：2023\n2023年末人数：48\n一、收支情况\n收入表\n机构\t拨款\t其他\n合计\t5\t6\n局机关\t5\t6\n",
        "Report\nYear: 2023\nStaff at the end of 2023: 48\n一、Income and expenditure\nIncome table\n\
         Institution\tGrant\t其他\nTotal\t5\t6\n局机关\t5\t6\n",
    ] {
        let imported = import(&form, &read_text(text).unwrap());
        let at = |path: &str| imported.report.text(imported.report.resolve(&form, path).unwrap()).to_owned();
        assert_eq!(
            [at("year"), at("staff"), at("t[1].grant"), at("t[1].other")],
            ["2023", "48", "5", "6"],
            "{text}"
        );
        assert_eq!(imported.unplaced, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_label_has_both_languages() {
    for (before, after) in [
        ("(zh: \"封面\", en: \"Cover\")", "(zh: \"封面\")"),
        ("(zh: \"封面\", en: \"Cover\")", "(zh: \"封面\", de: \"Titel\")"),
        ("Note(text: (zh: \"请核对。\", en: \"Please check.\"))", "Note(4)"),
        ("en: \"Staff at the end of {year}\"", "en: \"Staff at the end of {yaer}\""),
    ] {
        assert!(compile(&BILINGUAL.replacen(before, after, 1)).is_err(), "{after}");
    }
}

/// A part that cannot be read is the only mistake: the names in it are not unknown. Other unknown names are.
#[test]
fn names_in_an_unreadable_part_are_not_unknown() {
    let form = |keys: &str, name: &str| {
        let text = format!(
            "(id: \"f\", edition: \"1\", title: \"t\", caption: \"{{{name}}}\", sections: [(name: \"s\", label: \"s\", items: [
            Field(name: \"a\", label: \"a\", type: Integer, {keys}),
            Field(name: \"b\", label: \"b\", type: Integer, calculate: \"a + 1\")])])"
        );
        let mistakes = tianbiao::form::compile(&text).unwrap_err();
        mistakes.iter().map(|mistake| (mistake.line, mistake.column)).collect::<Vec<_>>()
    };
    assert_eq!(form("requierd: true", "a"), [(2, 57)]);
    assert_eq!(form("requierd: true", "c"), [(1, 48), (2, 57)]);
    assert_eq!(form("required: true", "s"), [(1, 48)]);
}
