//! Choices: lists of any length, choices that depend on another answer, and several choices in one cell.

use jiff::civil::date;
use tianbiao::app::model::Model;
use tianbiao::check::check;
use tianbiao::export::{Format, Options};
use tianbiao::form::compile;
use tianbiao::import::{import, read_text};
use tianbiao::message::Lang;
use tianbiao::plain::{Dialogue, LINES, Message};
use tianbiao::report::{Edit, Report};
use tianbiao::session::Session;
use tianbiao::sheet::{Texts, calculate};

use crate::support::scenario::{Scenario, form};

const FORM: &str = r#"(
    id: "choosing", edition: "1", title: "选择", language: "zh", caption: "x",
    sections: [(
        name: "all", label: "甲", short: "甲",
        items: [
            Field(name: "province", label: "省份", type: Choice, choices: ["湖南", "湖北", "广西"]),
            Field(name: "city", label: "城市", type: Choice, choices: ["其他"],
                choices_by: ("province", [("湖南", ["长沙", "岳阳"]), ("湖北", ["武汉"])])),
            Field(name: "funds", label: "资金来源", type: Choices, choices: ["财政拨款", "自有资金", "社会捐赠"]),
            Field(name: "donor", label: "捐赠人", type: Text, relevant: "chosen(funds, '社会捐赠')"),
            Field(name: "month", label: "月份", type: Choice,
                choices: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"]),
            Table(name: "t", label: "表", type: Text, start: 2, max: 4, columns: [
                Column(name: "kind", label: "类别", type: Choice, choices: ["货物", "服务"]),
                Column(name: "item", label: "品目", type: Choice,
                    choices_by: ("kind", [("货物", ["电脑", "家具"]), ("服务", ["物业"])])),
            ]),
        ],
    )],
)"#;

/// Returns the sentences about a report with these entries, with their paths.
fn found(entries: &[(&str, &str)]) -> Vec<(String, String)> {
    let form = form(FORM);
    let mut report = Report::new(&form);
    for (path, text) in entries {
        let cell = report.resolve(&form, path).unwrap();
        report.apply(&form, Edit::Set { cell, text: Some((*text).into()) });
    }
    let sheet = calculate(&form, &report);
    let texts = Texts { form: &form, report: &report, sheet: &sheet, lang: Lang::Zh };
    let findings = check(&form, &report, &sheet);
    findings.iter().map(|found| (report.path(&form, found.cell), found.sentence(&texts))).collect()
}

/// A choice that does not fit is a finding, in the row of a table too. It is kept.
#[test]
fn a_choice_must_fit_the_other_answer() {
    for (entries, wanted) in [
        (&[("province", "湖南"), ("city", "长沙")][..], None),
        (&[("province", "湖南"), ("city", "其他")], None),
        (&[("province", "广西"), ("city", "其他")], None),
        (&[("city", "武汉")], None),
        (
            &[("province", "湖南"), ("city", "武汉")],
            Some(("city", "“武汉”与省份“湖南”不符，应为：长沙、岳阳、其他")),
        ),
        (&[("province", "广西"), ("city", "武汉")], Some(("city", "“武汉”与省份“广西”不符，应为：其他"))),
        (&[("province", "湖南"), ("city", "上海")], Some(("city", "应为下列之一：长沙、岳阳、武汉、其他"))),
        (&[("t[1].kind", "货物"), ("t[1].item", "电脑"), ("t[2].kind", "服务"), ("t[2].item", "物业")], None),
        (
            &[("t[1].kind", "服务"), ("t[2].kind", "货物"), ("t[2].item", "物业")],
            Some(("t[2].item", "“物业”与类别“货物”不符，应为：电脑、家具")),
        ),
        (&[("funds", "社会捐赠，财政拨款")], None),
        (
            &[("funds", "贷款")],
            Some(("funds", "应为下列各项，可选多项，以“、”分隔：财政拨款、自有资金、社会捐赠")),
        ),
    ] {
        let wanted: Vec<_> =
            wanted.map(|(at, words)| (at.to_owned(), words.to_owned())).into_iter().collect();
        assert_eq!(found(entries), wanted, "{entries:?}");
    }
}

/// The list on the screen and line by line has only the choices that fit.
#[test]
fn only_fitting_choices_are_offered() {
    let mut scenario = Scenario::blank(FORM, (80, 24)).keys("1<Tab><F4>");
    let screen = scenario.screen();
    assert!(screen.contains("岳阳") && screen.contains("其他") && !screen.contains("武汉"), "{screen}");
    scenario.keys_in("2");
    assert_eq!(scenario.get("city"), "岳阳");
    // Another answer makes the choice a finding, and nothing is deleted.
    scenario.keys_in("<Up>2<Tab>");
    assert_eq!(scenario.get("city"), "岳阳");
    let rules: Vec<_> =
        scenario.app.model.session.findings().iter().map(|found| found.rule.rule().name).collect();
    assert_eq!(rules, ["choice"]);
    scenario.keys_in("1");
    assert_eq!(scenario.get("city"), "武汉");
    assert!(scenario.app.model.session.findings().is_empty());
}

/// Several choices are ticked with the blank or by number, and narrowed by typing.
#[test]
fn several_choices_are_ticked() {
    let at_funds = || Scenario::blank(FORM, (80, 24)).keys("<Tab><Tab>");
    for (keys, value) in [
        (" 1<Enter>", "财政拨款"),
        (" 31<Enter>", "财政拨款、社会捐赠"),
        (" <Down> <Up> <Enter>", "财政拨款、自有资金"),
        ("2<Enter>", "自有资金"),
        ("捐 <Enter>", "社会捐赠"),
        ("捐<Enter>1<Enter>", "财政拨款、社会捐赠"),
        (" 11<Enter>", ""),
        ("12<Esc>", ""),
        ("<F4>1", ""),
        ("<F4>13<Enter>", "社会捐赠"),
        ("<F2>3<Enter> 1<Enter>", "财政拨款、社会捐赠"),
        (" 3<Enter><Del>", ""),
    ] {
        assert_eq!(at_funds().keys(keys).get("funds"), value, "{keys}");
    }
    let open = at_funds().keys(" 3");
    let screen = open.screen();
    assert!(screen.contains("1 [ ] 财政拨款") && screen.contains("3 [x] 社会捐赠"), "{screen}");
    // A pasted list is the value; the field that depends on it appears.
    let pasted = at_funds().paste("社会捐赠、财政拨款");
    assert_eq!(pasted.get("funds"), "财政拨款、社会捐赠");
    assert!(pasted.screen().contains("捐赠人"), "{}", pasted.screen());
}

/// A number of two digits chooses from a long list.
#[test]
fn numbers_of_several_digits_choose() {
    let at_month = || Scenario::blank(FORM, (80, 24)).keys("<Tab><Tab><Tab>");
    for (keys, value) in
        [("12", "12月"), ("1<Enter>", "1月"), ("3", "3月"), ("11", "11月"), ("<F4>10", "10月")]
    {
        assert_eq!(at_month().keys(keys).get("month"), value, "{keys}");
    }
}

/// Line by line, several numbers or words are several choices.
#[test]
fn several_choices_are_answered_in_a_line() {
    for (line, value) in [
        ("1 3", "财政拨款、社会捐赠"),
        ("３、1", "财政拨款、社会捐赠"),
        ("捐赠 自有", "自有资金、社会捐赠"),
        ("财政拨款，自有资金", "财政拨款、自有资金"),
        ("2", "自有资金"),
        ("1 4", ""),
        ("自有 贷款", ""),
    ] {
        let form = form(FORM);
        let session = Session::new(form.clone(), Report::new(&form));
        let model = Model::new(session, (Lang::Zh, &LINES), "a.ron", date(2024, 9, 28), true);
        let mut dialogue = Dialogue::new(model, None);
        dialogue.begin();
        _ = dialogue.update(Message::Line("@funds".to_owned()));
        let asked = dialogue.drain_output();
        assert_eq!(asked.last().unwrap(), "输入序号，可选多项（如 1 3）：1 财政拨款，2 自有资金，3 社会捐赠");
        _ = dialogue.update(Message::Line(line.to_owned()));
        let session = &dialogue.model.session;
        let cell = session.report().resolve(&form, "funds").unwrap();
        assert_eq!(session.report().text(cell), value, "{line}");
    }
}

/// Ticks of a document are read, and an export is read back.
#[test]
fn several_ticks_are_imported() {
    let form = form(FORM);
    for (text, value) in [
        ("财政拨款☑ 自有资金□ 社会捐赠☑", "财政拨款、社会捐赠"),
        ("□财政拨款 □自有资金 ☑社会捐赠", "社会捐赠"),
        ("社会捐赠、财政拨款", "社会捐赠、财政拨款"),
        ("□财政拨款 □自有资金 □社会捐赠", ""),
    ] {
        let document = format!("选择\n省份：湖南\n城市：长沙\n资金来源：{text}\n月份：3月\n");
        let imported = import(&form, &read_text(&document).unwrap());
        let cell = imported.report.resolve(&form, "funds").unwrap();
        assert_eq!(imported.report.text(cell), value, "{text}");
        let session = Session::new(form.clone(), imported.report);
        let write = Format::named("text").unwrap().write;
        let printed = write(&session.checked(Lang::Zh), Options::default()).unwrap();
        let printed = String::from_utf8(printed).unwrap();
        let shown = if value.is_empty() { "" } else { session_value(&session, "funds") };
        assert!(printed.contains(shown), "{printed}");
    }
}

/// Returns the value of a text cell in the order of the form.
fn session_value<'s>(session: &'s Session, path: &str) -> &'s str {
    let cell = session.report().resolve(session.form(), path).unwrap();
    match &session.sheet().cell(cell).value {
        tianbiao::form::Value::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

/// A text that is no choice of the field is never equal to its value.
#[test]
fn formulas_name_only_choices() {
    let unknown =
        |name: &str, choice: &str, all: &str| Some(format!("{name} 没有选项“{choice}”，可用：{all}"));
    let funds = "财政拨款 自有资金 社会捐赠";
    for (formula, wanted) in [
        ("chosen(funds, '社会捐赠') and province = '湖南'", None),
        ("funds = '财政拨款、社会捐赠' or city != '其他'", None),
        ("province = '河南'", unknown("province", "河南", "湖南 湖北 广西")),
        ("'河南' != province", unknown("province", "河南", "湖南 湖北 广西")),
        ("chosen(funds, '捐赠')", unknown("funds", "捐赠", funds)),
        ("funds = '财政拨款、贷款'", unknown("funds", "贷款", funds)),
        ("count_if(t.kind, kind = '工程') > 0", unknown("kind", "工程", "货物 服务")),
        ("donor = '某厂'", None),
    ] {
        let source = FORM.replacen("chosen(funds, '社会捐赠')", formula, 1);
        let source = if formula.starts_with("donor") {
            source.replacen("relevant:", "constraint:", 1)
        } else {
            source
        };
        let found = compile(&source).err().map(|mistakes| mistakes[0].kind.sentence(Lang::Zh));
        assert_eq!(found, wanted, "{formula}");
    }
}

#[test]
fn mistakes_in_lists_of_choices_are_reported() {
    for (before, after, sentence) in [
        ("(\"province\", [", "(\"amount\", [", "报表格式中没有 amount"),
        (
            "(\"province\", [",
            "(\"funds\", [",
            "funds 不是单项选择，choices_by 应以另一 Choice 类型的栏目名称开头",
        ),
        (
            "(\"province\", [",
            "(\"city\", [",
            "city 不是单项选择，choices_by 应以另一 Choice 类型的栏目名称开头",
        ),
        ("(\"湖北\", [", "(\"河北\", [", "province 没有选项“河北”，可用：湖南 湖北 广西"),
        ("(\"湖北\", [", "(\"湖南\", [", "选项“湖南”无效：不能为空，两端不能有空格，不能重复"),
        (
            "choices: [\"其他\"],\n",
            "\n",
            "choices_by 中缺少 province 的选项“广西”；始终可选的内容写入 choices",
        ),
        (
            "\"社会捐赠\"]",
            "\"社会、个人捐赠\"]",
            "Choices 类型的选项“社会、个人捐赠”不能含有顿号、逗号、分号",
        ),
        ("type: Choice, choices: [\"其他\"],", "type: Text,", "choices_by 只能与 Choice, Choices 同时使用"),
    ] {
        let mistakes = compile(&FORM.replacen(before, after, 1)).expect_err(sentence);
        assert!(
            mistakes.iter().any(|mistake| mistake.kind.sentence(Lang::Zh) == sentence),
            "{sentence}: {mistakes:?}"
        );
    }
}
