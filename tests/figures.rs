//! Figures in prose compared with the tables: the cell of each figure, and no findings for correct texts.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use tianbiao::check::check as findings_of;
use tianbiao::check::prose::{Prose, Replacement, Verdict, replacements};
use tianbiao::form::{CellRef, Form};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, read};
use tianbiao::session::{Merge, Session};
use tianbiao::sheet::calculate;

use crate::support::desk::Desk;
use crate::support::scenario::{BUILT_IN, SAMPLE, Scenario, form};

/// The sample with one text. The tables have 整体支出 881.32 = 基本 767.32 (人员 682.30, 公用 85.02) + 项目 114.00, all
/// in the row 工程质量监督站; 三公 2.14 = 接待 1.10 + 运维 1.04; 编制 50, 实有 68; 得分 99; the year 2023.
fn sample(form: &Form, text: &str) -> Report {
    let mut report = Report::from_file(form, read(SAMPLE).unwrap());
    for field in form.field_ids().filter(|id| form.field(*id).heading.is_some()) {
        report.apply(form, Edit::Set { cell: CellRef::only(field), text: None });
    }
    set(form, &mut report, "performance", text);
    report
}

/// The same with a second institution: 局机关 has 人员 100.00, 公用 20.50 and no 三公.
fn two(form: &Form, text: &str) -> Report {
    let mut report = sample(form, text);
    set(form, &mut report, "expenditure[1].personnel", "100");
    set(form, &mut report, "expenditure[1].operating", "20.5");
    report
}

fn set(form: &Form, report: &mut Report, path: &str, text: &str) {
    let cell = report.resolve(form, path).unwrap();
    report.apply(form, Edit::Set { cell, text: Some(text.into()) });
}

/// Every figure of the text with its cell, or with the reason for having none:
/// `767.32万元=expenditure[sum].basic`, `80%-share`.
fn told(form: &Form, report: &Report) -> String {
    let sheet = calculate(form, report);
    let cell = report.resolve(form, "performance").unwrap();
    let text = report.text(cell);
    let mut told = String::new();
    for figure in Prose::new(form, report, &sheet).figures(form, report, &sheet, cell) {
        let written = figure.span.of(text);
        let chars: String = text.chars().collect::<Vec<_>>()
            [figure.span.chars.start as usize..figure.span.chars.end as usize]
            .iter()
            .collect();
        assert_eq!(written, chars, "the byte range and the character range of a figure agree");
        assert!(written.replace([' ', '\u{3000}'], "").ends_with(&figure.unit.replace(' ', "")), "{written}");
        let _ = match figure.verdict {
            Verdict::Equal(cell) => write!(told, "{written}={} ", report.path(form, cell)),
            Verdict::Rounded(cell) => write!(told, "{written}~{} ", report.path(form, cell)),
            Verdict::Different(cell) => write!(told, "{written}!{} ", report.path(form, cell)),
            Verdict::NotChecked(why) => write!(told, "{written}-{} ", format!("{why:?}").to_lowercase()),
        };
    }
    told.trim_end().to_owned()
}

#[track_caller]
fn check(report: impl Fn(&Form, &str) -> Report, cases: &[(&str, &str)]) {
    let form = form(BUILT_IN);
    let mut wrong = String::new();
    for (text, wanted) in cases {
        let found = told(&form, &report(&form, text));
        if found != *wanted {
            let _ = writeln!(wrong, "{text}\n  found  {found}\n  wanted {wanted}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn figures_are_found_and_other_digits_are_ignored() {
    check(
        sample,
        &[
            ("收到８８１．３２万元和8,813,200元", "８８１．３２万元-noword 8,813,200元-noword"),
            ("收到８，８１３，２００元", "８，８１３，２００元-noword"),
            ("共1,5个，共12,345,67个，共1.2.3个", ""),
            ("投资40.11 亿元，3千元，5百万元", "40.11 亿元-noword 3千元-noword 5百万元-noword"),
            (
                "面积169.39万m2，12㎡，3.5 km²，7平方米",
                "169.39万m2-noword 12㎡-noword 3.5 km²-noword 7平方米-noword",
            ),
            ("合格率14.8%、５０％、3‰", "14.8%-noword ５０％-noword 3‰-noword"),
            ("合计:50个,合计：51个", "50个-noword 51个-noword"),
            ("80余人、100多万元、3万余元", "80余人-noword 100多万元-noword 3万余元-noword"),
            ("2023年、2023年度、2023年底、１９９９年", "2023年-year 2023年-year 2023年-year １９９９年-year"),
            ("5年、3个月、12天、2个工作日", "5年-noword 3个月-noword 12天-noword 2个工作日-noword"),
            ("2024年9月28日、9月28日、12月31日、28日、3号楼、14时30分、8:30", "2024年-year"),
            ("2024-9-28、2024.9.28、9/28", ""),
            ("电话0730-5550123、13800000000、3734882", ""),
            ("财综〔2023〕15号、（2023）5号、第3个、PM2.5、A4、GB50300-2013、4G", ""),
            ("3-5个、3至5个、10%-20%、2021-2023年、100～200万元、3个—5个、1-6月", ""),
            ("任务1：监督12次", "12次-noword"),
            (
                "1、监督52个\n2.监督53个\n3.54个\n4.2023年\n（5）55个",
                "52个-noword 53个-noword 54个-noword 2023年-year 55个-noword",
            ),
            ("下降-3.5%，盈余-5万元", "-3.5%-change -5万元-noword"),
            ("两个、一次、三公、四不两直", ""),
            ("123456789012345678901234567890个", ""),
            ("007个、0.5个", "0.5个-noword"),
        ],
    );
}

#[test]
fn words_are_matched_to_cells() {
    check(
        sample,
        &[
            ("基本支出767.32万元", "767.32万元=expenditure[sum].basic"),
            ("基本支出731.6万元", "731.6万元!expenditure[sum].basic"),
            ("“三公”经费2.14万元", "2.14万元=official[sum].total"),
            ("三 公 经 费 2.14 万元", "2.14 万元=official[sum].total"),
            // The longest word is used.
            ("日常公用经费支出85.02万元", "85.02万元=expenditure[sum].operating"),
            ("一般公共预算财政拨款662.86万元", "662.86万元=income[sum].fiscal"),
            ("因公出国(境)费0万元", "0万元=official[sum].abroad"),
            // Each figure has its own word; text in brackets is separate.
            (
                "整体支出881.32万元，其中：基本支出767.32万元（人员经费支出682.3万元，公用经费85.02万元），专项支出114万元。",
                "881.32万元=expenditure[sum].total 767.32万元=expenditure[sum].basic \
                 682.3万元=expenditure[sum].personnel 85.02万元=expenditure[sum].operating \
                 114万元=expenditure[sum].project",
            ),
            ("人员编制50人，实有人数（含编外人员）68名", "50人=posts 68名=staff"),
            ("实有人数：68人。", "68人=staff"),
            ("自评得分99分，评价等次为优", "99分=score"),
            ("2023年度部门整体支出绩效自评得分为98分", "2023年-year 98分!score"),
            ("“三公”经费支出决算为2.14万元", "2.14万元=official[sum].total"),
            // A different quantity.
            ("基本支出占比87.07%，三公经费涉及5个部门", "87.07%-share 5个-apart"),
            ("公务接待费12批次68人", "12批次-unit 68人-noword"),
            ("实有人数68万元", "68万元-unit"),
            // A subject ends with its sentence.
            ("基本支出按规定使用。767.32万元。", "767.32万元-noword"),
            ("基本支出\n731.6万元", "731.6万元-noword"),
        ],
    );
}

#[test]
fn figures_agree_in_other_units_and_rounded() {
    check(
        sample,
        &[
            ("基本支出7673200元", "7673200元=expenditure[sum].basic"),
            ("基本支出7,673,200.00元", "7,673,200.00元=expenditure[sum].basic"),
            ("基本支出0.076732亿元", "0.076732亿元=expenditure[sum].basic"),
            ("基本支出767.320万元", "767.320万元=expenditure[sum].basic"),
            ("基本支出767.3万元", "767.3万元~expenditure[sum].basic"),
            ("基本支出767万元", "767万元~expenditure[sum].basic"),
            ("基本支出768万元", "768万元!expenditure[sum].basic"),
            ("基本支出0.08亿元", "0.08亿元~expenditure[sum].basic"),
            ("基本支出0.07亿元", "0.07亿元!expenditure[sum].basic"),
            // The cells are exact to 100 yuan, the texts are in yuan.
            ("基本支出7673215.5元", "7673215.5元~expenditure[sum].basic"),
            ("基本支出7673315.5元", "7673315.5元!expenditure[sum].basic"),
            ("基本支出约767万元", "767万元~expenditure[sum].basic"),
            ("基本支出约800万元", "800万元-about"),
            ("基本支出800万元左右", "800万元-about"),
            ("基本支出700余万元", "700余万元-about"),
            ("三公经费0万元", "0万元!official[sum].total"),
        ],
    );
}

#[test]
fn changes_plans_and_parts_are_not_compared() {
    check(
        sample,
        &[
            (
                "三公经费2.14万元，比上年减少0.26万元，下降10.8%",
                "2.14万元=official[sum].total 0.26万元-change 10.8%-change",
            ),
            ("三公经费较2022年的2.4万元减少0.26万元", "2022年-year 2.4万元-change 0.26万元-change"),
            ("压减公用经费3万元，新增固定资产5万元", "3万元-change 5万元-change"),
            ("基本支出同比增加20万元", "20万元-change"),
            ("人员支出占基本支出的88.92%", "88.92%-share"),
            ("三公经费不超过3万元，公用支出控制在86万元以内", "3万元-limit 86万元-limit"),
            ("基本支出700万元以上", "700万元-limit"),
            (
                "2022年基本支出731.6万元，2023年767.32万元",
                "2022年-year 731.6万元-period 2023年-year 767.32万元=expenditure[sum].basic",
            ),
            ("上年基本支出731.6万元", "731.6万元-period"),
            ("上半年基本支出300万元，截至6月底项目支出50万元", "300万元-period 50万元-period"),
            ("截至2023年12月31日，实有人数68人", "2023年-year 68人=staff"),
            ("人均公用经费1.25万元，公用经费1.25万元/人", "1.25万元-several 1.25万元-several"),
            // A planned figure that agrees is reported; one that does not is a different figure.
            ("2023年年初预算安排项目支出114万元", "2023年-year 114万元=expenditure[sum].project"),
            ("2023年年初预算安排项目支出120万元", "2023年-year 120万元-plan"),
            (
                "整体支出预算900万元，其中基本支出780万元，项目支出120万元",
                "900万元-plan 780万元-plan 120万元-plan",
            ),
            // Other words between a word and its figure.
            ("公用支出中办公费20万元", "20万元-apart"),
            ("固定资产原值900万元", "900万元-apart"),
            ("项目支出主要用于购买设备30万元", "30万元-apart"),
            // Words in front make the figure a part of the cell; a part can be equal to the whole.
            ("编外人员经费20万元", "20万元-near"),
            ("资金来源公共财政拨款662.86万元", "662.86万元=income[sum].fiscal"),
            ("工资福利支出600万元，对个人和家庭的补助82.3万元", "600万元-near 82.3万元-apart"),
            ("工资福利支出682.3万元", "682.3万元=expenditure[sum].personnel"),
            ("专项经费30万元购买设备", "30万元-near"),
            // One figure for two words, and two words followed by their two figures.
            ("基本支出和项目支出881.32万元", "881.32万元-several"),
            ("人员支出、公用支出767.32万元", "767.32万元-several"),
            ("收入合计、支出合计均为881.32万元", "881.32万元-several"),
            ("人员编制和实有人数分别为50人和68人", "50人-several 68人-several"),
        ],
    );
}

#[test]
fn a_subject_applies_to_the_following_figures() {
    check(
        sample,
        &[
            (
                "专项支出年初预算安排120万元，2023年实际支出114万元",
                "120万元-plan 2023年-year 114万元=expenditure[sum].project",
            ),
            (
                "专项支出年初预算安排120万元，2023年实际支出115万元",
                "120万元-plan 2023年-year 115万元!expenditure[sum].project",
            ),
            ("项目支出预算120万元；决算114万元", "120万元-plan 114万元=expenditure[sum].project"),
            // Parts have no word of their own; their sum is the whole.
            (
                "专项支出114万元，其中检测费40万元，巡查费74万元",
                "114万元=expenditure[sum].project 40万元-apart 74万元-noword",
            ),
            ("专项支出40万元用于检测，74万元用于巡查", "40万元-part 74万元-apart"),
            ("项目支出40万元、74万元", "40万元-part 74万元-noword"),
            ("项目支出40万元、70万元", "40万元!expenditure[sum].project 70万元-noword"),
            ("专项支出（40万元用于检测，74万元用于巡查）", "40万元-noword 74万元-noword"),
            ("三公经费：2.14万元", "2.14万元=official[sum].total"),
            ("专项支出：40万元用于检测", "40万元-noword"),
            // Another subject comes between.
            ("专项支出分两项，检测项目预算40万元，实际支出40万元", "40万元-apart 40万元-noword"),
        ],
    );
}

#[test]
fn row_names_select_rows() {
    check(
        two,
        &[
            ("基本支出887.82万元", "887.82万元=expenditure[sum].basic"),
            (
                "局机关基本支出120.5万元，工程质量监督站基本支出767.32万元。",
                "120.5万元=expenditure[局机关].basic 767.32万元=expenditure[工程质量监督站].basic",
            ),
            ("局机关基本支出767.32万元", "767.32万元!expenditure[局机关].basic"),
            (
                "基本支出887.82万元，其中局机关120.5万元，工程质量监督站767.32万元",
                "887.82万元=expenditure[sum].basic 120.5万元=expenditure[局机关].basic 767.32万元=expenditure[工程质量监督站].basic",
            ),
            // Later in the sentence the row or the total can be meant.
            (
                "局机关2023年基本支出120.5万元，人员支出100万元，公用支出105.52万元",
                "2023年-year 120.5万元=expenditure[局机关].basic 100万元=expenditure[局机关].personnel 105.52万元=expenditure[sum].operating",
            ),
            ("局机关人员编制20人", "20人-row"),
            // No row is named: the total, or a row with exactly this value.
            ("人员支出682.3万元", "682.3万元=expenditure[工程质量监督站].personnel"),
            ("人员支出682.4万元", "682.4万元!expenditure[sum].personnel"),
            ("局机关及二级机构汇总基本支出887.82万元", "887.82万元=expenditure[sum].basic"),
            ("临湘市青禾工程质量监督站基本支出887.82万元", "887.82万元=expenditure[sum].basic"),
        ],
    );
}

#[test]
fn references_are_not_read_as_figures() {
    check(
        sample,
        &[
            ("基本支出{{expenditure[3].basic}}万元，项目支出114万元", "114万元=expenditure[sum].project"),
            ("{{year - 1}}年基本支出{{expenditure[3].basic|亿元}}", ""),
            (
                "{{year - 1}}年基本支出731.6万元，{{year}}年基本支出731.7万元",
                "731.6万元-period 731.7万元!expenditure[sum].basic",
            ),
            ("整体支出{{a}}万元，114万元", "114万元-noword"),
            ("{{{{{{{{项目支出114万元", "114万元=expenditure[sum].project"),
        ],
    );
}

/// Figures that agree with the tables can be replaced by references, with a path and often a format.
#[test]
fn figures_that_agree_can_become_references() {
    let form = form(BUILT_IN);
    for (text, wanted) in [
        ("基本支出767.32万元", "基本支出{{expenditure[sum].basic}}万元"),
        ("人员支出682.3万元", "人员支出{{expenditure[sum].personnel|short}}万元"),
        ("人员支出682.30 万元", "人员支出{{expenditure[sum].personnel}} 万元"),
        ("实有人数68名", "实有人数{{staff}}名"),
        ("基本支出7673200元", "基本支出{{expenditure[sum].basic|元}}"),
        (
            "基本支出0.076732亿元，项目支出0.0114亿元",
            "基本支出{{expenditure[sum].basic|亿元}}，项目支出{{expenditure[sum].project|亿元 short}}",
        ),
        (
            "2023年整体支出881.32万元，2022年842.1万元",
            "{{year}}年整体支出{{expenditure[sum].total}}万元，2022年842.1万元",
        ),
        ("截至2023年12月31日实有人数68人", "截至{{year}}年12月31日实有人数{{staff}}人"),
        // A planned figure stays; a figure with uncertain words that agrees is replaced.
        ("2023年年初预算安排项目支出114万元", "{{year}}年年初预算安排项目支出114万元"),
        ("工资福利支出682.3万元", "工资福利支出{{expenditure[sum].personnel|short}}万元"),
        // Another year, a date, a rounded figure, and figures that are written in another way, differ or have
        // no word.
        ("2021年成立，2024年规划，2023年6月30日开会", ""),
        ("基本支出767万元，人员支出682.300万元，公用支出８５．０２万元，整体支出8,813,200元", ""),
        ("基本支出731.6万元，验收30个", ""),
        ("基本支出{{expenditure[sum].basic}}万元", ""),
    ] {
        let report = sample(&form, text);
        let sheet = calculate(&form, &report);
        let cell = report.resolve(&form, "performance").unwrap();
        let prose = Prose::new(&form, &report, &sheet);
        let found = replacements(&prose, &form, &report, &sheet, cell);
        let mut replaced = text.to_owned();
        for Replacement { span, text, .. } in found.iter().rev() {
            replaced.replace_range(span.bytes.start as usize..span.bytes.end as usize, text);
        }
        assert_eq!(replaced, if wanted.is_empty() { text } else { wanted });
        // The text reads as before, and there is nothing left to replace.
        let followed = sample(&form, &replaced);
        let after = calculate(&form, &followed);
        assert_eq!(after.cell(cell).value, sheet.cell(cell).value);
        let prose = Prose::new(&form, &followed, &after);
        assert_eq!(replacements(&prose, &form, &followed, &after, cell), []);
    }
}

/// A blank table gives no findings.
#[test]
fn blank_cells_are_not_compared() {
    let form = form(BUILT_IN);
    let mut report = Report::new(&form);
    set(&form, &mut report, "performance", "2022年整体支出881.32万元，实有人数68人。基本支出767.32万元。");
    assert_eq!(told(&form, &report), "2022年-year 881.32万元-period 68人-period 767.32万元-blank");
}

/// The findings of a text: rule, marked part, sentence.
fn findings(form: &Form, report: &Report) -> Vec<(String, String, String)> {
    let sheet = calculate(form, report);
    let texts = tianbiao::sheet::Texts { form, report, sheet: &sheet, lang: Lang::Zh };
    let found = findings_of(form, report, &sheet);
    let placed = found.iter().filter_map(|finding| Some((finding, finding.place?)));
    placed
        .map(|(finding, place)| {
            let text = report.text(finding.cell);
            let part = text.chars().skip(place.start as usize).take((place.end - place.start) as usize);
            (finding.name(form).into_owned(), part.collect(), finding.sentence(&texts))
        })
        .collect()
}

#[test]
fn differing_figures_are_findings() {
    let form = form(BUILT_IN);
    for (text, rule, part, sentence) in [
        (
            "整体支出881.32万元。2023年基本支出731.6万元，项目支出114万元。",
            "figure-expenditure-basic",
            "731.6万元",
            "文中“基本支出731.6万元”与表中基本支出 767.32 万元不一致",
        ),
        (
            "甲乙\n（二）实有人数６９人",
            "figure-staff",
            "６９人",
            "文中“实有人数６９人”与表中实有人数 68 人不一致",
        ),
        (
            "项目支出预算120万元，2023年实际支出115万元",
            "figure-expenditure-project",
            "115万元",
            "文中“2023年实际支出115万元”与表中项目支出 114.00 万元不一致",
        ),
        (
            "工程质量监督站基本支出700万元",
            "figure-expenditure-basic",
            "700万元",
            "文中“基本支出700万元”与表中基本支出[3、工程质量监督站] 767.32 万元不一致",
        ),
        ("经费40+74=115万元", "sum", "40+74=115万元", "文中“40+74=115万元”，计算结果为 114"),
        (
            "2022年整体支出88.132万元，其中基本支出76.732万元，项目支出11.4万元。",
            "year",
            "2022年",
            "文中“2022年”应核实年份，报告年度为 2023",
        ),
        (
            "监督项目52个（房建50个、市政3个），验收30个",
            "sum",
            "监督项目52个（房建50个、市政3个）",
            "文中“监督项目52个（房建50个、市政3个）”，各项合计 53（50+3）",
        ),
        (
            "共考评27个项目，其中优良项目4个，优良率为 15.8%",
            "rate",
            "优良率为 15.8%",
            "文中“优良率为15.8%”，按 4/27 计算为 14.81%",
        ),
    ] {
        let found = findings(&form, &sample(&form, text));
        assert_eq!(found, [(rule.to_owned(), part.to_owned(), sentence.to_owned())], "{text}");
    }
}

/// Correct texts in the style of such reports give no findings.
#[test]
fn correct_texts_are_silent() {
    let form = form(BUILT_IN);
    for text in [
        // Ways to write a total and its parts.
        "经费40万元+74万元=114万元，30*2=60，4/27=14.8%，6÷24=25%，100-20=80",
        "共发通知390份（首次298份，复查92份），停工37份（甲区30份，乙区7份），其中整改17份（含复查2份）",
        "监督项目52个（其中房建30个、市政2个），人员68名（党员20名、女职工30名），设备12台（套）",
        "检查52次（3月20次、6月30次等），处理52起（已结50起）",
        "通知书86份，其中质量类50份、安全类30份",
        // Rates.
        "考评27个项目，优良4个，优良率14.8%；考评24个，优良6个、不合格1个，优良率为25%",
        "抽测1200组，合格1188组，合格率99%。回访100人，满意97人，满意度97%",
        "在建22个，报建14个，报建率100%。不合格项目1个，合格率96%",
        "检查30个，整改率100%，比上年提高3个百分点，增长率5.2%",
        "预算114万元，支出109.9万元，预算执行率96.4%",
        // Amounts that are not in the tables.
        "整体支出用于人员工资300万元，用于办公50万元",
        "争取项目资金500万元，非税收入上缴300万元，完成固定资产投资40亿元",
        "基本支出和项目支出合计881.32万元，人均基本支出11.28万元",
        "公务接待费1.1万元，接待12批次86人，人均128元",
        "公务用车购置及运行维护费1.04万元，保有车辆2辆",
        "三公经费预算3万元，实际支出2.14万元，节约0.86万元，下降28.7%",
        "三公经费比上年的2.5万元减少0.36万元",
        "与2022年相比，基本支出增加35.72万元，增长4.88%",
        "2022年整体支出842.1万元，2021年整体支出800万元",
        "2024年计划安排项目支出150万元",
        "固定资产账面原值900万元，累计折旧218.94万元，净值681.06万元",
        "购置固定资产5.2万元，处置固定资产3万元，新增固定资产原值5万元",
        "项目支出中，检测费40万元、巡查费74万元",
        "专项支出用于两个项目：一是检测费40万元；二是巡查费74万元",
        "基本支出中的人员经费682.3万元，公用经费中的办公费12万元",
        "一般公共预算基本支出600万元，政府性基金项目支出14万元",
        "局机关运行经费30万元，下属单位项目支出20万元",
        "工资福利支出600万元，对个人和家庭的补助82.3万元，商品和服务支出85.02万元",
        "上年结转0万元，年末结余0万元，累计结余0万元",
        "一般公共预算财政拨款支出600万元，占支出合计881.32万元的68%",
        "一般公共预算财政拨款基本支出600万元，财政拨款收入支出总计662.86万元",
        "2023年度收入总计881.32万元，其中：本年收入合计850万元，上年结转0万元",
        "利息收入、其他收入合计20万元，劳务收入和其他收入共计12万元",
        "“三公”经费支出决算2.14万元，完成预算3万元的71.3%，比上年减少0.36万元",
        "人员经费682.3万元，主要包括：基本工资200万元、津贴补贴180万元、社会保险缴费90万元",
        // People.
        "人员编制50人，其中事业编制40人、工勤编制10人；实有人数68人，其中在编50人、编外18人",
        "实有在职人员50人，退休人员20人，编外实有人数18人",
        "人员情况：全额11名，自筹39名，编外10名，派遣8名",
        "局机关编制20名，质监站编制30名",
        "全年培训干部职工120人次，新招录在职人员3人",
        // Goals and limits.
        "项目支出控制在120万元以内，公用支出不高于90万元，得分不低于90分",
        "基本支出一季度200万元、二季度190万元",
        "产出得分40分，效益得分39分，自评得分99分，满分100分",
        "按每人1.25万元核定公用经费，公用经费标准1.2万元",
        // Approximate figures.
        "整体支出约900万元，实有人数近70人，公用支出80多万元",
    ] {
        let found = findings(&form, &sample(&form, text));
        assert!(found.is_empty(), "{text}\n{found:?}\n{}", told(&form, &sample(&form, text)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// In any text, every figure is at the reported position.
    #[test]
    fn figures_of_any_text_are_at_their_positions(
        parts in prop::collection::vec(
            prop_oneof![
                "[0-9０-９.,，:/+=()（）%\\-~—{}|、；。\n 年月日至第]{0,12}",
                prop::sample::select(vec![
                    "基本支出", "767.32万元", "局机关", "其中", "实际", "预算", "个", "12.31", "人均", "和", "20", "é", "👩",
                ]).prop_map(str::to_owned),
                any::<String>(),
            ],
            0..40,
        ),
    ) {
        static FORM: LazyLock<Arc<Form>> = LazyLock::new(|| form(BUILT_IN));
        let text = parts.concat();
        let report = two(&FORM, &text);
        told(&FORM, &report);
        for (_, part, sentence) in findings(&FORM, &report) {
            prop_assert!(!part.is_empty() && !sentence.is_empty());
        }
    }
}

/// Reading a text again after each change gives the same result as reading it once.
#[test]
fn incremental_reading_equals_full_reading() {
    let form = form(BUILT_IN);
    let parts = [
        "基本支出7",
        "67.3万元",
        "。",
        "\n",
        "，",
        "项目支出120万元",
        "局机关",
        "あ",
        "1.",
        "40+74=115",
        "（",
        "）",
        "人",
    ];
    let mut session = Session::new(form.clone(), sample(&form, ""));
    let cell = session.report().resolve(&form, "performance").unwrap();
    let name = session.report().resolve(&form, "units[1].name").unwrap();
    let mut text = String::new();
    let mut random = 7_u32;
    let mut next = |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % below
    };
    for turn in 0..600 {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (one, other) = (places[next(places.len())], places[next(places.len())]);
        let cut = one.min(other)..if turn % 3 == 0 { one.max(other) } else { one.min(other) };
        text.replace_range(cut, parts[next(parts.len())]);
        if text.len() > 4_000 {
            text.clear();
        }
        session.change(Edit::Set { cell, text: Some(text.as_str().into()) }, cell, Merge::No);
        if turn % 50 == 49 {
            let called = if turn % 100 == 49 { "项目支出" } else { "局机关" };
            session.change(Edit::Set { cell: name, text: Some(called.into()) }, name, Merge::No);
        }
        let whole = calculate(&form, session.report());
        assert_eq!(
            session.prose().figures(&form, session.report(), session.sheet(), cell),
            Prose::new(&form, session.report(), &whole).figures(&form, session.report(), &whole, cell),
            "{text}"
        );
        assert_eq!(session.findings(), findings_of(&form, session.report(), &whole), "{text}");
    }
}

const HOME: (u16, u16) = (80, 24);

/// The user changes a number; the texts that repeat it are found, visited and explained one by one.
#[test]
fn differing_figures_are_shown_and_visited_on_the_screen() {
    let scenario = Scenario::sample(HOME).keys("<F3>basic_spending<Enter>");
    let foot = "核对：基本支出 767.32、人员支出 682.3、公用支出 85.02，与支出表一致";
    assert!(scenario.screen().contains(foot), "{}", scenario.screen());
    // While the user types, the foot shows the difference; the finding follows later.
    let typed = scenario.keys("<F2><Ctrl-Home><Right*15><Backspace>7<F2>");
    assert!(
        typed.get("basic_spending").starts_with("2023年基本支出767.37万元"),
        "{}",
        typed.get("basic_spending")
    );
    assert!(
        typed.screen().contains("核对：767.37 与支出表基本支出 767.32 不一致，差 0.05"),
        "{}",
        typed.screen()
    );
    assert!(!typed.screen().contains(" ? "), "{}", typed.screen());
    assert!(
        typed
            .keys("<Tab><Shift-Tab>")
            .screen()
            .contains(" ? 文中“基本支出767.37万元”与表中基本支出 767.32 万")
    );
    let typed = Scenario::sample(HOME);
    let differs = typed.keys("<F3>expenditure[3].personnel<Enter>700<Tab>");
    let open = |scenario: &Scenario, text: &str| {
        let paths: Vec<String> = scenario
            .app
            .model
            .session
            .findings()
            .iter()
            .filter(|finding| finding.place.is_some() && !finding.explained)
            .map(|finding| {
                scenario.app.model.session.report().path(scenario.app.model.session.form(), finding.cell)
            })
            .collect();
        paths.iter().filter(|path| *path == text).count()
    };
    assert_eq!(open(&differs, "basic_spending"), 2, "基本支出 and 人员支出");
    assert_eq!(open(&differs, "performance"), 3, "整体支出 too");
    let there = differs.keys("<F3>profile_scope<Enter><F8>");
    assert_eq!(there.at(), "basic_spending");
    let caret = |scenario: &Scenario| {
        let (paragraph, offset) = scenario.app.input.editor.caret();
        scenario.app.input.editor.lines()[paragraph][..offset].to_owned()
    };
    // The texts that differ from one value are one line and one stop: the first two values differ in the text
    // before this one already.
    assert!(caret(&there).ends_with("682.3万元"), "{}", caret(&there));
    assert!(there.screen().contains("与表中人员支出 700.00 万元不一致"), "{}", there.screen());
    // The line opens, and each of its findings leads to its place.
    let opened = there.keys("<F7><Up><Right>");
    assert!(opened.screen().contains("- 8综述"), "{}", opened.screen());
    let listed = opened.keys("<Down*3><Enter>");
    assert_eq!(listed.at(), "performance");
    assert!(caret(&listed).ends_with("767.32万元"), "{}", caret(&listed));
    // Explaining one finding leaves the others open.
    let explained = listed.keys("<F7><Right><Down*3><F4>上年口径<Enter>");
    assert_eq!(open(&explained, "performance"), 2);
    assert!(explained.file().contains("figure-expenditure-basic@performance"), "{}", explained.file());
}

#[test]
fn check_reports_the_position_of_a_figure() {
    let desk = Desk::new("figures");
    desk.write("r.ron", SAMPLE.as_bytes());
    desk.run(&[
        "set",
        "r.ron",
        "special_usage=专项支出全年\u{2003}使用120万元。",
        "basic_spending=40+74=115",
    ])
    .ok();
    let checked = desk.run(&["check", "r.ron"]).ok();
    assert_eq!(
        checked.out.lines().filter(|line| line.contains("文中")).collect::<Vec<_>>(),
        [
            "r.ron: ? basic_spending 基本支出: 文中“40+74=115”，计算结果为 114",
            "r.ron: ? special_usage 专项资金实际使用情况分析: 文中“专项支出全年使用120万元”与表中项目支出 114.00 万元不一致",
        ]
    );
    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["check", "r.ron", "--json"]).ok().out).unwrap();
    let told: Vec<_> = json.as_array().unwrap().iter().filter(|found| found["start"].is_u64()).collect();
    assert_eq!(told[1]["rule"], "figure-expenditure-project");
    assert_eq!((told[1]["start"].as_u64(), told[1]["end"].as_u64()), (Some(9), Some(14)));
    desk.run(&["check", "r.ron", "--strict"]).code(1);
    desk.run(&["set", "r.ron", "sum@basic_spending=属实", "figure-expenditure-project@special_usage=含追加"])
        .ok();
    desk.run(&["check", "r.ron", "--strict"]).ok();
    desk.run(&["set", "r.ron", "figure-a@special_usage=含追加"]).code(2).says("figure-a");
}
