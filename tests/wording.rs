//! Findings about wording and repetition: the texts that must have one, with the marked characters, and the
//! texts that must have none.

use std::fmt::Write as _;

use tianbiao::check::RuleId;
use tianbiao::form::{CellRef, Form};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, read};
use tianbiao::session::{Merge, Session};
use tianbiao::sheet::{Texts, calculate};

use crate::support::fresh::assert_fresh;
use crate::support::scenario::{BUILT_IN, SAMPLE, form};

/// The rules about wording.
const RULES: [&str; 8] = [
    "doubled-mark",
    "half-width",
    "year-gap",
    "placeholder",
    "numbering",
    "this-year",
    "repeated",
    "repeated-indicator",
];

/// The sample without its long texts, but with the given ones.
fn sample(form: &Form, texts: &[(&str, &str)]) -> Report {
    let mut report = Report::from_file(form, read(SAMPLE).unwrap());
    for field in form.field_ids().filter(|id| form.field(*id).heading.is_some()) {
        report.apply(form, Edit::Set { cell: CellRef::only(field), text: None });
    }
    for (path, text) in texts {
        let cell = report.resolve(form, path).unwrap();
        report.apply(form, Edit::Set { cell, text: Some((*text).into()) });
    }
    report
}

/// The findings about wording: the rule, and the marked characters.
fn told(form: &Form, report: &Report) -> Vec<String> {
    let sheet = calculate(form, report);
    let found = tianbiao::check::check(form, report, &sheet);
    let of_words = found.iter().filter(|finding| RULES.contains(&&*finding.name(form)));
    let one = |finding: &tianbiao::check::Finding| {
        let text = report.text(finding.cell);
        let part = finding.place.map_or_else(
            || text.to_owned(),
            |place| text.chars().take(place.end as usize).skip(place.start as usize).collect(),
        );
        for lang in [Lang::Zh, Lang::En] {
            assert!(!finding.sentence(&Texts { form, report, sheet: &sheet, lang }).is_empty());
        }
        format!("{} {part}", finding.name(form))
    };
    of_words.map(one).collect()
}

#[track_caller]
fn check(path: &str, cases: &[(&str, &[&str])]) {
    let form = form(BUILT_IN);
    let mut wrong = String::new();
    for (text, wanted) in cases {
        let found = told(&form, &sample(&form, &[(path, text)]));
        if found != *wanted {
            let _ = writeln!(wrong, "{text:?}\n  found  {found:?}\n  wanted {wanted:?}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn wrong_punctuation_is_reported() {
    check(
        "performance",
        &[
            ("总投资40.11亿元。。", &["doubled-mark 。。"]),
            ("建立台账，，逐项销号；。下一步", &["doubled-mark ，，", "doubled-mark ；。"]),
            ("建立台账,，逐项销号", &["doubled-mark ,，"]),
            ("完成了。。。", &["doubled-mark 。。。"]),
            ("一、、", &["doubled-mark 、、"]),
            ("监督管理工作;负责施工", &["half-width ;"]),
            ("以此为引领,持续深化;逐项落实:一项不漏!", &["half-width ,"]),
            ("建立了“台账”,逐项销号", &["half-width ,"]),
            ("逐项销号,“一单四制”", &["half-width ,"]),
            ("逐项销号?\n全部", &["half-width ?"]),
            ("监督工程(房屋建筑和市政)全部", &["half-width (房屋建筑和市政)"]),
            ("监督工程（房屋建筑和市政)全部", &["half-width )"]),
            ("监督工程(房屋建筑和市政）全部", &["half-width ("]),
            ("202 3年完成", &["year-gap 202 3年"]),
            ("至20 23 年底，2 0 2 3年", &["year-gap 20 23 年", "year-gap 2 0 2 3年"]),
        ],
    );
}

#[test]
fn correct_punctuation_has_no_findings() {
    let texts = [
        "完成率3.5%，共8,813.2万元，于10:30开始，比例为1:2，见 https://example.cn/a?b=1,2;c 和a@b.cn。",
        "按照（1）质量、（2）安全两项；他说：“好。”，随后……等等。",
        "检查了办公费、水电费......等项目。办公费……",
        "指出：“要抓好落实！”《办法》（试行）。",
        "真的！！真的？！",
        "2023-09-28、2023.9.28、9/28，财综〔2023〕5号，2023 年，12月 31日",
        "第1,2组；A类,B类；PM2.5;PM10",
        "因公出国(境)费、部门(单位)、附件(1)",
        "表1 2023年，共3 2023年",
        "人员{{staff}}人,{{expenditure[sum].basic|short}}万元。",
        "Word, Excel; PPT: all (three) done!",
        "设备X光机、XL型号、5×7米、3x4、file__name、XX.cn",
        "",
        "\n\n",
    ];
    let cases: Vec<(&str, &[&str])> = texts.iter().map(|text| (*text, &[][..])).collect();
    check("performance", &cases);
    check("goals[1].expected", &cases);
}

#[test]
fn placeholders_are_reported() {
    check(
        "performance",
        &[
            ("……", &["placeholder ……"]),
            ("完成30个。\n ……。\n", &["placeholder ……。"]),
            ("任务1：完成30个\n任务2：", &["placeholder 任务2："]),
            ("任务1：\n任务2：\n完成30个", &["placeholder 任务1："]),
            ("XX单位于20××年完成____个", &["placeholder XX", "placeholder ××", "placeholder ____"]),
        ],
    );
    check(
        "duties",
        &[
            (
                "根据“三定”规定或单位章程概述主要职责，不必逐条抄录。",
                &["placeholder 根据“三定”规定或单位章程概述主要职责，不必逐条抄录。"],
            ),
            (
                "（根据“三定”规定或单位章程概述主要职责）",
                &["placeholder 根据“三定”规定或单位章程概述主要职责"],
            ),
        ],
    );
    check("quality[1].name", &[("指标2：", &["placeholder 指标2："]), ("……", &["placeholder ……"])]);
    check(
        "tasks",
        &[
            ("任务1：\n完成30个\n任务2：\n完成15个", &[]),
            ("任务1：完成30个\n其他：\n完成15个", &[]),
            ("主要职责", &[]),
            ("根据“三定”规定或单位章程概述主要职责，监督全市工程。", &[]),
        ],
    );
}

#[test]
fn paragraph_numbers_must_be_consecutive() {
    check(
        "performance",
        &[
            ("一、甲\n二、乙\n四、丙\n五、丁", &["numbering 四、"]),
            ("1.甲\n2.乙\n2.丙\n3.丁", &["numbering 2."]),
            ("（1）甲\n（3）乙", &["numbering （3）"]),
            ("(一)甲\n（三）乙", &["numbering （三）"]),
            ("①甲\n②乙\n④丙", &["numbering ④"]),
            ("第一，甲\n第三，乙", &["numbering 第三，"]),
            ("任务1：甲\n任务3：乙", &["numbering 任务3："]),
            ("任务1：甲\n任务2乙\n任务3：丙", &["numbering 任务2"]),
            ("十一、甲\n十三、乙", &["numbering 十三、"]),
            ("一是抓登记。二是抓巡查。四是抓验收。", &["numbering 四是"]),
            ("一是甲；二是乙；三是丙。\n一是丁；三是戊。", &["numbering 三是"]),
            ("（一）甲\n1.子\n3.丑\n（二）乙\n1.寅\n2.卯", &["numbering 3."]),
        ],
    );
    let texts = [
        "（一）甲\n1、子\n2、丑\n（二）乙\n1、寅\n2、卯\n（三）丙",
        // Numbers continue over paragraphs, over nested lists, over another heading.
        "1.甲\n正文。\n（1）子\n（2）丑\n2.乙\n（1）寅\n3.丙",
        "一、甲\n1.子\n2.丑\n二、乙\n3.寅\n三、丙",
        "1.甲\n2、乙\n3．丙",
        "甲\n1.子\n2.丑\n乙\n1.寅\n2.卯",
        // The first number is free.
        "三、甲\n四、乙",
        "2.甲",
        // These are not numbers of paragraphs.
        "1.甲\n3.5万元用于抽测\n2.乙",
        "1.甲\n2.15个工程\n3.丙",
        "1.甲\n2.乙\n3.5万元用于抽测\n3.丙\n4.丁",
        "1.甲\n1.1子\n1.2丑\n2.乙\n2.1寅",
        "1.甲\n12月完成\n3个工程\n2.乙",
        "五、六月份加密巡查\n三、四季度再查",
        "2023年甲\n2022年乙",
        "一是一，二是二，不是三是四。",
        "一是甲；二是乙。\n一是丙；二是丁。",
        "一是甲：一是子，二是丑，三是寅。二是乙。三是丙：一是卯，二是辰。四是丁。",
        "其一是甲。任务4管好经费\n任务9管好人",
        "9.甲\n10.乙\n11.丙",
        "九、甲\n十、乙\n十一、丙\n二十、",
    ];
    let silent = &texts[..texts.len() - 1];
    check("performance", &silent.iter().map(|text| (*text, &[][..])).collect::<Vec<_>>());
    check("performance", &[(texts[texts.len() - 1], &["numbering 二十、"])]);
}

#[test]
fn this_year_is_reported_if_it_is_ambiguous() {
    let form = form(BUILT_IN);
    let texts =
        [("performance", "共监督52个。今年办理71个，今年验收30个。"), ("measures", "今年将加强管理。")];
    assert_eq!(told(&form, &sample(&form, &texts)), ["this-year 今年"]);
    for (path, text) in [("report_date", "2023-12-31"), ("report_date", ""), ("year", "2024"), ("year", "")] {
        let texts = [texts[0], (path, text)];
        assert_eq!(told(&form, &sample(&form, &texts)), [""; 0], "{path} {text}");
    }
}

const LONG: &str = "对发现的问题要求立行立改，整改完成以后由原监督人员复查并签字";

#[test]
fn repetitions_are_reported() {
    let form = form(BUILT_IN);
    let told = |texts: &[(&str, &str)]| told(&form, &sample(&form, texts));
    let again = format!("repeated {LONG}");
    let numbered = format!("前面一句。\n2.安全服务：{LONG}；");
    let plain = format!("{LONG}。后面一句。");
    assert_eq!(told(&[("special_usage", &plain), ("performance", &numbered)]), [again.as_str()]);
    assert_eq!(told(&[("performance", &format!("{LONG}。中间。{LONG}。"))]), [again.as_str()]);
    // Reported once per text, after the first occurrence.
    let thrice = format!("{plain}{plain}{plain}");
    assert_eq!(told(&[("performance", &thrice), ("problems", &thrice)]), [again.as_str(), again.as_str()]);
    // One page can repeat at length what another says in short.
    assert_eq!(told(&[("results", &plain), ("performance", &plain)]), [""; 0]);
    let short = "全年没有发生一起安全事故。";
    assert_eq!(told(&[("performance", &format!("{short}{short}")), ("problems", short)]), [""; 0]);
    // The end of a sentence is the same as the end of the one before.
    let ends = "为加强监管，制定专项整治方案，明确了各方责任。汛期到来，制定专项整治方案，明确了各方责任。";
    assert_eq!(told(&[("performance", ends)]), ["repeated 制定专项整治方案，明确了各方责任"]);
    let counted = "一季度考评27个，优良7个，其中市政工程3个。二季度考评24个，优良7个，其中市政工程3个。";
    assert_eq!(told(&[("performance", counted)]), [""; 0]);
    // The number of findings is limited.
    let mut many = String::new();
    for at in 0..100 {
        let _ = write!(many, "{LONG}，第{at}次。");
    }
    assert_eq!(told(&[("performance", &many), ("problems", &many)]).len(), 30);
}

#[test]
fn an_indicator_belongs_to_one_class() {
    let form = form(BUILT_IN);
    let told = |texts: &[(&str, &str)]| told(&form, &sample(&form, texts));
    let (one, other) = (("quality[2].name", "服务对象满意度 "), ("goals[1].expected", "服务对象满意度"));
    assert_eq!(told(&[one, other]), ["repeated-indicator 服务对象满意度"]);
    assert_eq!(told(&[("quality[1].name", "不适用"), ("cost[1].name", "不适用"), other]), [""; 0]);
}

#[test]
fn the_sample_has_no_findings() {
    let form = form(BUILT_IN);
    assert_eq!(told(&form, &Report::from_file(&form, read(SAMPLE).unwrap())), [""; 0]);
}

/// After typing, moving and undoing, the findings equal those of a fresh calculation.
#[test]
fn findings_follow_every_edit() {
    let form = form(BUILT_IN);
    let mut session = Session::new(form.clone(), sample(&form, &[]));
    let (one, other) =
        (format!("1.甲。。\n2.{LONG}。今年办理71个。"), format!("前言{LONG}\n{LONG}。202 3年"));
    for (path, text) in [
        ("performance", one.as_str()),
        ("problems", &other),
        ("results", &one),
        ("cost[1].name", "服务对象满意度"),
    ] {
        let cell = session.report().resolve(&form, path).unwrap();
        let mut typed = String::new();
        for c in text.chars() {
            typed.push(c);
            session.change(Edit::Set { cell, text: Some(typed.as_str().into()) }, cell, Merge::No);
            assert_fresh(&session);
        }
    }
    let repeated = |session: &Session| {
        let findings = session.findings().iter();
        findings.filter(|finding| matches!(finding.rule, RuleId::Repeated)).count()
    };
    assert_eq!(repeated(&session), 1);
    let cell = session.report().resolve(&form, "performance").unwrap();
    for text in ["前面。", "", "\n"] {
        let text = format!("{text}{one}{text}");
        session.change(Edit::Set { cell, text: Some(text.into()) }, cell, Merge::No);
        assert_fresh(&session);
    }
    while session.undo().is_some() {
        assert_fresh(&session);
    }
    assert_eq!(repeated(&session), 0);
}
