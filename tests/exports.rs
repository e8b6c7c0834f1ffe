//! Exports: documents in every format, and data that looks like markup.

use std::sync::Arc;

use proptest::prelude::*;
use tianbiao::export::{Block, FORMATS, Format, Options, document, findings_json, values_json};
use tianbiao::form::{Form, compile};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report};
use tianbiao::session::{Merge, Session};

pub(crate) const FORM: &str = r#"(
    id: "small", edition: "2024", title: "部门自评报告", cover: "{year}年度\n部门自评报告", caption: "{year}", year: "year",
    row_sets: [(name: "units", label: "机构名称", start: ["局机关", "质安站"])],
    sections: [
        (name: "cover", label: "封面", print: Cover, items: [
            Field(name: "year", label: "年度", type: Integer),
            Field(name: "unit_name", label: "单位名称", type: Text),
            Field(name: "day", label: "报告日期", type: Date),
        ]),
        (name: "basics", label: "概况", heading: "基本概况", items: [
            Field(name: "contact", label: "联系人", type: Text),
            Field(name: "phone", label: "电话", type: Phone, beside: true),
            Field(name: "posts", label: "编制", type: Integer, unit: "人"),
            Field(name: "fax", label: "传真", type: Phone, beside: true, relevant: "posts > 100"),
            Field(name: "duties", label: "职能", type: LongText),
        ]),
        (name: "money", label: "支出", heading: "支出情况", items: [
            Table(name: "spent", label: "年度支出", rows: "units", type: Decimal, unit: "万元", columns: [
                Column(name: "total", label: "合计", calculate: "basic + project"),
                Group(label: "其中：", columns: [
                    Column(name: "basic", label: "基本支出"),
                    Column(name: "project", label: "项目支出"),
                ]),
                Column(name: "abroad", label: "出国", relevant: "posts > 100"),
            ], sum: (label: "汇总")),
        ]),
        (name: "abroad", label: "出国", heading: "出国情况", relevant: "posts > 100", items: [
            Note("仅限大单位。"),
            Field(name: "trips", label: "次数", type: Integer),
        ]),
        (name: "goals", label: "指标", heading: "绩效指标", items: [
            Table(label: "定量指标", row: "指标{n}", type: Text, columns: [
                Column(name: "name", label: "指标"),
                Column(name: "actual", label: "完成"),
                Column(name: "sign", label: "签字", relevant: "false"),
            ], groups: [
                (name: "quality", label: "质量", over: "产出", start: 2),
                (name: "quantity", label: "数量", over: "产出", start: 2),
                (name: "social", label: "满意度"),
            ]),
            Signature(label: "单位意见", signer: "负责人（签章）", date: true),
        ]),
        (name: "prose", label: "综述", heading: "综述", print: Prose, items: [
            Chapter(label: "概况", items: [Field(name: "profile", label: "基本情况", type: LongText)]),
            Chapter(label: "出国", relevant: "posts > 100", items: [Field(name: "why", label: "原因", type: LongText)]),
            Field(name: "problems", label: "问题", type: LongText),
        ]),
    ],
    checks: [(id: "no-project", at: "spent.project", rule: "project > 0", severity: Explain, message: "项目支出 {project} 应大于 0")],
)"#;

pub(crate) const FILLED: &[(&str, &str)] = &[
    ("year", "2024"),
    ("unit_name", "质安站"),
    ("day", "2025-3-1"),
    ("contact", "林晓禾"),
    ("phone", "3734882"),
    ("posts", "50"),
    ("duties", "监督工程。\n处理事故。"),
    ("spent[1].basic", "1.5"),
    ("spent[1].project", "0"),
    ("spent[2].basic", "abc"),
    ("quality[1].name", "合格率"),
    ("quality[1].actual", "100%"),
    ("quantity[2].name", "竣工"),
    ("quantity[2].actual", "30个"),
    ("profile", "全站在职68人。\n\n内设6个科室。"),
];

fn form(source: &str) -> Arc<Form> {
    Arc::new(compile(source).unwrap_or_else(|mistakes| {
        let all: Vec<_> =
            mistakes.iter().map(|m| format!("{}: {}", m.line, m.kind.sentence(Lang::En))).collect();
        panic!("{}", all.join("\n"))
    }))
}

pub(crate) fn session(source: &str, entries: &[(&str, &str)]) -> Session {
    let form = form(source);
    let mut session = Session::new(form.clone(), Report::new(&form));
    for (path, text) in entries {
        let cell = session.report().resolve(&form, path).unwrap();
        session.change(Edit::Set { cell, text: Some((*text).into()) }, cell, Merge::No);
    }
    session
}

fn explained() -> Session {
    let mut session = session(FORM, FILLED);
    let cell = session.report().resolve(&session.shared_form(), "spent[1].project").unwrap();
    let text = Some("当年没有项目。".to_owned());
    session.change(Edit::explain("no-project", cell, text, None), cell, Merge::No);
    session
}

fn export(session: &Session, format: &str, annex: bool) -> String {
    let format = Format::named(format).unwrap();
    let bytes =
        (format.write)(&session.checked(session.form().language), Options { annex, draft: false }).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// A form with one text that is exported as a value, a paragraph and a cell.
fn with_text(text: &str) -> Session {
    const ONE: &str = r#"(id: "one", edition: "1", title: "表", caption: "", sections: [
        (name: "a", label: "甲", items: [
            Field(name: "value", label: "值", type: Text),
            Table(name: "t", label: "表", columns: [Column(name: "c", label: "栏", type: Text), Column(name: "d", label: "丁", type: Text)]),
        ]),
        (name: "b", label: "乙", print: Prose, items: [Field(name: "prose", label: "文", type: LongText)]),
    ])"#;
    session(ONE, &[("value", text), ("t[1].c", text), ("prose", text)])
}

#[test]
fn plain_text() {
    insta::assert_snapshot!(export(&explained(), "text", true), @r#"
                                        2024年度
                                      部门自评报告

                                 单位名称：质安站
                                 报告日期：2025年3月1日

    一、基本概况

    +--------+------------------------------+------+-------------------------------+
    | 联系人 | 林晓禾                       | 电话 | 3734882                       |
    +--------+------------------------------+------+-------------------------------+
    |  编制  | 50人                                                                |
    +--------+---------------------------------------------------------------------+
    |  职能  | 监督工程。                                                          |
    |        | 处理事故。                                                          |
    +--------+---------------------------------------------------------------------+

    二、支出情况

                                 年度支出（单位：万元）
    +---------------------+----------------+---------------------------------------+
    |                     |                |                其中：                 |
    |      机构名称       |      合计      +-------------------+-------------------+
    |                     |                |     基本支出      |     项目支出      |
    +---------------------+----------------+-------------------+-------------------+
    | 汇总                |                |                   |              0.00 |
    +---------------------+----------------+-------------------+-------------------+
    | 1、局机关           |           1.50 |              1.50 |              0.00 |
    +---------------------+----------------+-------------------+-------------------+
    | 2、质安站           |                |               abc |                   |
    +---------------------+----------------+-------------------+-------------------+

    四、绩效指标

                                        定量指标
    +-----------------------------------------+------------------+-----------------+
    |                  指标                   |       完成       |      签字       |
    +------+------+---------------------------+------------------+-----------------+
    |      | 质量 | 指标1：合格率             | 100%             |                 |
    |      +------+---------------------------+------------------+-----------------+
    | 产出 |      |                           |                  |                 |
    |      | 数量 +---------------------------+------------------+-----------------+
    |      |      | 指标2：竣工               | 30个             |                 |
    +------+------+---------------------------+------------------+-----------------+
    |   满意度    |                           |                  |                 |
    +-------------+---------------------------+------------------+-----------------+

    +------------------------------------------------------------------------------+
    | 单位意见：                                                                   |
    |                                                                              |
    |                                                                              |
    |                                             负责人（签章）：                 |
    |                                                           年    月    日     |
    +------------------------------------------------------------------------------+

    五、综述

    一、概况
    （一）基本情况
    　　全站在职68人。
    　　内设6个科室。

    三、问题

    附：填报说明

    +------------------------------------+------------------------+----------------+
    |              所在栏目              |        检查情况        |      说明      |
    +------------------------------------+------------------------+----------------+
    | 年度支出 / 1、局机关 / 其中：项目  | 项目支出 0.00 应大于 0 | 当年没有项目。 |
    | 支出                               |                        |                |
    +------------------------------------+------------------------+----------------+

    附：数据核对情况表

    　　文中数据共 2 项：一致 0，约数 0，不一致 0，存疑 0，未核 2，已核 0。

    没有可对照的数据（2 项）

    +----------------------------+-----------------------+-------------------------+
    |          所在栏目          |       文中表述        |        未核原因         |
    +----------------------------+-----------------------+-------------------------+
    | 一（一）基本情况           | 全站在职68人          | 没有可对照的数          |
    +----------------------------+-----------------------+-------------------------+
    | 一（一）基本情况           | 内设6个               | 没有可对照的数          |
    +----------------------------+-----------------------+-------------------------+
    "#);
}

#[test]
fn markdown() {
    insta::assert_snapshot!(export(&explained(), "markdown", true), @r#"
    # 2024年度 部门自评报告

    - **单位名称**：质安站
    - **报告日期**：2025年3月1日

    ## 一、基本概况

    - **联系人**：林晓禾
    - **电话**：3734882
    - **编制**：50人

    **职能**

    监督工程。

    处理事故。

    ## 二、支出情况

    **年度支出（单位：万元）**

    | 机构名称 | 合计 | 其中：基本支出 | 其中：项目支出 |
    | ---------- | ------------: | ------------: | ------------: |
    | 汇总 | | | 0.00 |
    | 1、局机关 | 1.50 | 1.50 | 0.00 |
    | 2、质安站 | | abc | |

    ## 四、绩效指标

    **定量指标**

    | | | 指标 | 完成 | 签字 |
    | ---------- | ---------- | ------------- | ---------- | ---------- |
    | **产出** | **质量** | 指标1：合格率 | 100% | |
    | | **数量** | | | |
    | | | 指标2：竣工 | 30个 | |
    | **满意度** | | | | |

    > **单位意见**：
    >
    > **负责人（签章）**：
    >
    > 年　　月　　日

    ## 五、综述

    ### 一、概况

    #### （一）基本情况

    全站在职68人。

    内设6个科室。

    ### 三、问题

    ## 附：填报说明

    | 所在栏目 | 检查情况 | 说明 |
    | ------------------------------ | ---------------------- | -------------- |
    | 年度支出 / 1、局机关 / 其中：项目支出 | 项目支出 0.00 应大于 0 | 当年没有项目。 |

    ## 附：数据核对情况表

    文中数据共 2 项：一致 0，约数 0，不一致 0，存疑 0，未核 2，已核 0。

    ### 没有可对照的数据（2 项）

    | 所在栏目 | 文中表述 | 未核原因 |
    | ---------------- | ------------ | -------------- |
    | 一（一）基本情况 | 全站在职68人 | 没有可对照的数 |
    | 一（一）基本情况 | 内设6个 | 没有可对照的数 |
    "#);
}

#[test]
fn csv() {
    insta::assert_snapshot!(export(&explained(), "csv", false).replace('\u{feff}', "BOM "), @r#"
    BOM path,label,value,unit,status
    units[局机关].name,1、局机关 / 机构名称,局机关,,typed
    units[质安站].name,2、质安站 / 机构名称,质安站,,typed
    year,年度,2024,,typed
    unit_name,单位名称,质安站,,typed
    day,报告日期,2025-03-01,,typed
    contact,联系人,林晓禾,,typed
    phone,电话,3734882,,typed
    posts,编制,50,人,typed
    duties,职能,"监督工程。
    处理事故。",,typed
    spent[sum].total,年度支出 / 汇总 / 合计,,万元,unknown
    spent[sum].basic,年度支出 / 汇总 / 其中：基本支出,,万元,unknown
    spent[sum].project,年度支出 / 汇总 / 其中：项目支出,0.00,万元,calculated
    spent[局机关].total,年度支出 / 1、局机关 / 合计,1.50,万元,calculated
    spent[局机关].basic,年度支出 / 1、局机关 / 其中：基本支出,1.50,万元,typed
    spent[局机关].project,年度支出 / 1、局机关 / 其中：项目支出,0.00,万元,typed
    spent[质安站].total,年度支出 / 2、质安站 / 合计,,万元,unknown
    spent[质安站].basic,年度支出 / 2、质安站 / 其中：基本支出,abc,万元,unreadable
    spent[质安站].project,年度支出 / 2、质安站 / 其中：项目支出,,万元,blank
    quality[1].name,质量 / 指标1 / 指标,合格率,,typed
    quality[1].actual,质量 / 指标1 / 完成,100%,,typed
    quality[2].name,质量 / 指标2 / 指标,,,blank
    quality[2].actual,质量 / 指标2 / 完成,,,blank
    quantity[1].name,数量 / 指标1 / 指标,,,blank
    quantity[1].actual,数量 / 指标1 / 完成,,,blank
    quantity[2].name,数量 / 指标2 / 指标,竣工,,typed
    quantity[2].actual,数量 / 指标2 / 完成,30个,,typed
    social[1].name,满意度 / 指标1 / 指标,,,blank
    social[1].actual,满意度 / 指标1 / 完成,,,blank
    profile,一（一）基本情况,"全站在职68人。

    内设6个科室。",,typed
    problems,三、问题,,,blank
    "#);
}

#[test]
fn json() {
    insta::assert_snapshot!(export(&explained(), "json", false), @r#"
    {
      "form": "small",
      "edition": "2024",
      "values": {
        "units[局机关].name": "局机关",
        "units[质安站].name": "质安站",
        "year": "2024",
        "unit_name": "质安站",
        "day": "2025-03-01",
        "contact": "林晓禾",
        "phone": "3734882",
        "posts": "50",
        "duties": "监督工程。\n处理事故。",
        "spent[sum].total": null,
        "spent[sum].basic": null,
        "spent[sum].project": "0.00",
        "spent[局机关].total": "1.50",
        "spent[局机关].basic": "1.50",
        "spent[局机关].project": "0.00",
        "spent[质安站].total": null,
        "spent[质安站].basic": "abc",
        "spent[质安站].project": null,
        "quality[1].name": "合格率",
        "quality[1].actual": "100%",
        "quality[2].name": null,
        "quality[2].actual": null,
        "quantity[1].name": null,
        "quantity[1].actual": null,
        "quantity[2].name": "竣工",
        "quantity[2].actual": "30个",
        "social[1].name": null,
        "social[1].actual": null,
        "profile": "全站在职68人。\n\n内设6个科室。",
        "problems": null
      },
      "findings": [
        {
          "path": "spent[质安站].basic",
          "severity": "error",
          "rule": "format",
          "message": "“abc”无法识别为数字，请填数字，如 881.32 或 662.86+19.44",
          "explanation": null,
          "former": null
        },
        {
          "path": "spent[局机关].project",
          "severity": "explain",
          "rule": "no-project",
          "message": "项目支出 0.00 应大于 0",
          "explanation": "当年没有项目。",
          "former": null
        }
      ]
    }
    "#);
}

#[test]
fn json_for_the_command_line() {
    let session = explained();
    let checked = session.checked(Lang::En);
    let cell = session.report().resolve(session.form(), "day").unwrap();
    assert_eq!(values_json(&checked.texts, Some(&[cell])).unwrap(), "{\n  \"day\": \"2025-03-01\"\n}\n");
    insta::assert_snapshot!(findings_json(&[("a.ron", checked), ("b.ron", checked)]).unwrap().split("  },\n").next().unwrap(), @r#"
    [
      {
        "file": "a.ron",
        "path": "spent[质安站].basic",
        "severity": "error",
        "rule": "format",
        "message": "\"abc\" is not a number: use digits, such as 881.32 or 662.86+19.44",
        "explanation": null,
        "former": null,
        "start": null,
        "end": null
    "#);
    assert_eq!(findings_json(&[]).unwrap(), "[]\n");
    let odd = findings_json(&[("甲\u{202e}\u{9b}\u{1b}.ron", checked)]).unwrap();
    assert!(odd.contains(r#""file": "甲\u202e\u009b\u001b.ron""#), "{odd}");
}

/// Four levels of headers, a sum row below, rows without names, all in English.
#[test]
fn deep_headers_in_english() {
    const DEEP: &str = r#"(
        id: "deep", edition: "1", title: "Spending", language: "en", caption: "",
        sections: [(name: "a", label: "A", heading: "Figures", items: [
            Table(name: "t", label: "Spending", type: Decimal, unit: "yuan", start: 2, columns: [
                Group(label: "All", columns: [
                    Group(label: "of which:", columns: [
                        Group(label: "running", columns: [
                            Column(name: "a", label: "staff"), Column(name: "b", label: "other"),
                        ]),
                        Column(name: "c", label: "projects"),
                    ]),
                    Column(name: "d", label: "total", calculate: "a + b + c"),
                ]),
                Column(name: "e", label: "remark", type: Text),
            ], sum: (label: "Sum", position: Bottom)),
        ])],
    )"#;
    let entries = [("t[1].a", "1234567.89"), ("t[1].c", "2"), ("t[2].a", "n/a"), ("t[1].e", "first\nsecond")];
    let session = session(DEEP, &entries);
    insta::assert_snapshot!(export(&session, "text", false), @r#"
                                        Spending

    一、Figures

                                 Spending (unit: yuan)
    +-----+--------------------------------------------+---------------------------+
    |     |                    All                     |                           |
    |     +-------------------------------+------------+                           |
    |     |           of which:           |            |                           |
    | No. +--------------------+----------+            |          remark           |
    |     |      running       |          |   total    |                           |
    |     +------------+-------+ projects |            |                           |
    |     |   staff    | other |          |            |                           |
    +-----+------------+-------+----------+------------+---------------------------+
    | 1   | 1234567.89 |       |     2.00 | 1234569.89 | first                     |
    |     |            |       |          |            | second                    |
    +-----+------------+-------+----------+------------+---------------------------+
    | 2   |        n/a |       |          |            |                           |
    +-----+------------+-------+----------+------------+---------------------------+
    | Sum | 1234567.89 |       |     2.00 | 1234569.89 |                           |
    +-----+------------+-------+----------+------------+---------------------------+
    "#);
    insta::assert_snapshot!(export(&session, "markdown", false), @r#"
    # Spending

    ## 一、Figures

    **Spending (unit: yuan)**

    | No. | All / of which: running / staff | All / of which: running / other | All / of which: projects | All / total | remark |
    | ---------- | ------------: | ------------: | ------------: | ------------: | ---------- |
    | 1 | 1234567.89 | | 2.00 | 1234569.89 | first<br>second |
    | 2 | n/a | | | | |
    | Sum | 1234567.89 | | 2.00 | 1234569.89 | |
    "#);
}

#[test]
fn captions_have_one_header_or_two() {
    const GROUPS: &str = r#"(id: "f", edition: "1", title: "F", language: "en", caption: "", sections: [
        (name: "a", label: "A", items: [Table(label: "Indicators", type: Text, HEADS
            columns: [Column(name: "c", label: "third")],
            groups: [(name: "g", label: "number", over: "output"), (name: "h", label: "quality", over: "output")],
        )]),
    ])"#;
    for (heads, wanted) in [
        (
            "captions: \"level\",",
            [vec![("level", 2), ("third", 1)], vec![("level", 1), ("", 1), ("third", 1)]],
        ),
        (
            "over: \"first\", captions: \"second\",",
            [
                vec![("first", 1), ("second", 1), ("third", 1)],
                vec![("first", 1), ("second", 1), ("third", 1)],
            ],
        ),
    ] {
        let session = session(&GROUPS.replace("HEADS", heads), &[("g[1].c", "1")]);
        let blocks = document(&session.checked(Lang::En), Options::default());
        let table =
            blocks.iter().find_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
        let table = table.unwrap();
        let head: Vec<_> = table.head[0].iter().map(|cell| (cell.text.as_str(), cell.columns)).collect();
        let paths: Vec<_> = table.columns.iter().map(|column| (column.path.as_str(), 1)).collect();
        assert_eq!([head, paths], wanted);
    }
}

#[test]
fn irrelevant_parts_are_omitted_and_numbers_stay() {
    let headings = |entries: &[(&str, &str)]| {
        let session = session(FORM, entries);
        let blocks = document(&session.checked(Lang::Zh), Options::default());
        let headings = blocks.into_iter().filter_map(|block| match block {
            Block::Heading { number, text, .. } => Some(number + &text),
            _ => None,
        });
        headings.collect::<Vec<_>>().join(" ")
    };
    let without = "一、基本概况 二、支出情况 四、绩效指标 五、综述 一、概况 （一）基本情况 三、问题";
    assert_eq!(headings(&[]), without);
    let with = "一、基本概况 二、支出情况 三、出国情况 四、绩效指标 五、综述 一、概况 （一）基本情况 二、出国 （一）原因 三、问题";
    assert_eq!(headings(&[("posts", "101")]), with);
}

#[test]
fn exports_are_deterministic_and_end_with_a_line_break() {
    for format in FORMATS.iter().filter(|format| format.terminal) {
        let first = export(&explained(), format.name, true);
        assert_eq!(first, export(&explained(), format.name, true), "{}", format.name);
        assert!(first.ends_with('\n'), "{}", format.name);
        assert!(!(format.help)(Lang::Zh).is_empty());
        assert_eq!(Format::of_extension(format.extension).map(|found| found.name), Some(format.name));
    }
}

#[test]
fn markdown_escapes() {
    for (text, value, paragraph) in [
        ("甲|乙", r"甲\|乙", r"甲\|乙"),
        (r"甲\|乙", r"甲\\\|乙", r"甲\\\|乙"),
        ("*a* _b_ `c`", r"\*a\* \_b\_ \`c\`", r"\*a\* \_b\_ \`c\`"),
        ("# 甲", r"\# 甲", r"\# 甲"),
        ("<b>&amp;", r"\<b\>\&amp;", r"\<b\>\&amp;"),
        ("![a](b)", r"!\[a\](b)", r"\!\[a\](b)"),
        ("~~a~~ $x$ ^2^", r"\~\~a\~\~ \$x\$ \^2\^", r"\~\~a\~\~ \$x\$ \^2\^"),
        ("https://a.b", r"https\://a.b", r"https\://a.b"),
        ("www.a.b", r"www\.a.b", r"www\.a.b"),
        (":smile: 3:30", r"\:smile: 3:30", r"\:smile: 3:30"),
        ("a@b.c", r"a\@b.c", r"a\@b.c"),
        ("- 甲", "- 甲", r"\- 甲"),
        ("+ 甲", "+ 甲", r"\+ 甲"),
        ("---", r"\-\--", r"\-\--"),
        ("=== 甲", "=== 甲", r"\=== 甲"),
        ("1. 甲", "1. 甲", r"1\. 甲"),
        ("2) 甲", "2) 甲", r"2\) 甲"),
        ("(a) 甲", "(a) 甲", r"(a\) 甲"),
        ("iv. 甲", "iv. 甲", r"iv\. 甲"),
        ("a... 甲", r"a\... 甲", r"a\... 甲"),
        ("1、甲。（2）乙", "1、甲。（2）乙", "1、甲。（2）乙"),
        (": 甲", ": 甲", r"\: 甲"),
        ("> 甲", r"\> 甲", r"\> 甲"),
        ("12.5%", "12.5%", r"12\.5%"),
        ("    甲", "甲", "甲"),
    ] {
        let written = export(&with_text(text), "markdown", false);
        let lines: Vec<&str> = written.lines().collect();
        assert!(lines.contains(&format!("- **值**：{value}").as_str()), "{text}: {written}");
        assert!(lines.contains(&format!("| {value} | |").as_str()), "{text}: {written}");
        assert_eq!(lines.last(), Some(&paragraph), "{text}");
    }
}

#[test]
fn exports_contain_no_control_characters() {
    let dirty = "甲\u{1b}]0;x\u{7}\u{9b}31m\u{202e}乙\u{2066}\u{200b}\u{feff}丙\r\u{85}\u{2028}丁";
    let template = FORM.replace("基本概况", dirty).replace("汇总", dirty).replace("其中：", dirty);
    let entries = [
        ("unit_name", dirty),
        ("duties", dirty),
        ("quality[1].name", dirty),
        ("units[1].name", dirty),
        // Identifies its row and is therefore part of paths.
        ("units[2].name", "站\u{1b}c\u{202e}"),
    ];
    let session = session(&template, &entries);
    for format in FORMATS.iter().filter(|format| format.terminal) {
        let written = export(&session, format.name, true);
        let written = written.strip_prefix('\u{feff}').unwrap_or(&written);
        let bad = |c: char| {
            (c.is_control() && !matches!(c, '\n' | '\r'))
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{200b}' | '\u{feff}')
        };
        assert_eq!(written.find(bad), None, "{}: {written}", format.name);
        assert!(format.name == "csv" || !written.contains('\r'), "{}", format.name);
    }
}

/// Number of pipes that separate cells.
fn dividing_pipes(line: &str) -> usize {
    let mut escaped = false;
    let mut count = 0;
    for c in line.chars() {
        count += usize::from(c == '|' && !escaped);
        escaped = c == '\\' && !escaped;
    }
    count
}

/// The Markdown elements of an exported document, and its text.
fn markdown_parts(session: &Session) -> (Vec<String>, String) {
    use pulldown_cmark::{Event, Options, Parser};
    let written = export(session, "markdown", false);
    let (mut parts, mut words) = (Vec::new(), String::new());
    for event in Parser::new_ext(&written, Options::all()) {
        match event {
            Event::Text(text) => words.push_str(&text),
            other => {
                words.push('\n');
                parts.push(format!("{other:?}"));
            }
        }
    }
    let words: Vec<String> =
        words.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    (parts, words.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn all_rows_of_a_markdown_table_have_the_same_number_of_pipes(text in r"[-|\\`*<>&#\n\r\t a甲1.]{0,12}|\PC{0,8}") {
        let written = export(&with_text(&text), "markdown", false);
        let table: Vec<&str> = written.lines().filter(|line| line.starts_with('|')).collect();
        prop_assert!((2..=3).contains(&table.len()), "{}", written);
        for line in table {
            prop_assert_eq!(dividing_pipes(line), 3, "{}", line);
        }
    }

    /// For a reader with every extension the elements are the same as with a plain word, and the text is as
    /// typed.
    #[test]
    fn data_is_never_markup(text in r#"[-+=*_~^$:!?%#@&;|\\`'"<>()\[\]{}/. a-c甲0-9]{1,16}|(https?://|www\.|mailto:|<b>|&lt;|!\[|\]\(|\[\^1\]|```|-->|<!--|:::|:a:){1,3}"#) {
        let text = text.trim();
        prop_assume!(!text.is_empty());
        let (parts, words) = markdown_parts(&with_text(text));
        prop_assert_eq!(parts, markdown_parts(&with_text("甲")).0, "{}", text);
        let typed = text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(words.matches(&typed).count() >= 3, true, "{}: {}", text, words);
    }

    #[test]
    fn all_lines_of_a_text_table_have_the_same_width(text in r"[-+| a甲，。（1.\n]{0,200}|[ a-z0-9一-龥Ａ-Ｚé😀…“”]{0,80}") {
        let written = export(&with_text(&text), "text", false);
        let tables = written.split("一、文").next().unwrap();
        let mut widths: Vec<usize> = tables
            .lines()
            .filter(|line| line.starts_with(['|', '+']) && line.ends_with(['|', '+']))
            .map(|line| {
                use unicode_segmentation::UnicodeSegmentation;
                use unicode_width::UnicodeWidthStr;
                line.graphemes(true).map(|g| g.width().min(2)).sum()
            })
            .collect();
        widths.dedup();
        prop_assert_eq!(widths, vec![80], "{}", written);
    }
}
