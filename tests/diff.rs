//! The differences between two reports.

use tianbiao::diff::{Kind, diff};
use tianbiao::form::{CellRef, Form};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, RowEntries, read};
use tianbiao::sheet::{Texts, calculate};

use crate::support::desk::Desk;
use crate::support::scenario::{BUILT_IN, PROJECT, SAMPLE, form};

/// The differences, one line each: `=` is calculated, `~` prose.
fn lines(before: (&Form, &Report), after: (&Form, &Report)) -> Vec<String> {
    let sheets = [before, after].map(|(form, report)| calculate(form, report));
    let [old, new] = [(before, &sheets[0]), (after, &sheets[1])].map(|((form, report), sheet)| Texts {
        form,
        report,
        sheet,
        lang: Lang::Zh,
    });
    let found = diff(&old, &new).differences.into_iter().map(|found| {
        let mark = match found.kind {
            Kind::Typed => "",
            Kind::Calculated => "=",
            Kind::Prose => "~",
        };
        let [before, after] = [found.before, found.after].map(Option::unwrap_or_default);
        let change = [found.difference, found.percent].map(Option::unwrap_or_default);
        format!("{mark}{} {before}|{after}|{}|{}", found.path, change[0], change[1])
    });
    found.collect()
}

/// The sample with some edits applied.
fn changed(edits: &[&str]) -> (std::sync::Arc<Form>, Report) {
    let form = form(BUILT_IN);
    let mut report = Report::from_file(&form, read(SAMPLE).unwrap());
    let units = form.row_set_named("units").unwrap();
    for edit in edits {
        let (word, rest) = edit.split_once(' ').unwrap();
        let number = |text: &str| text.parse::<usize>().unwrap();
        let edit = match word {
            "move" => {
                let (from, to) = rest.split_once(' ').unwrap();
                Edit::MoveRow { rows: units, from: number(from), to: number(to) }
            }
            "insert" => Edit::InsertRow { rows: units, at: number(rest), row: RowEntries::default() },
            "remove" => Edit::RemoveRow { rows: units, at: number(rest) },
            path => {
                let cell = report.resolve(&form, path).unwrap();
                Edit::Set { cell, text: Some(rest.into()) }
            }
        };
        report.apply(&form, edit);
    }
    (form, report)
}

#[test]
fn changed_values_are_listed_with_dependent_calculations() {
    for (edits, found) in [
        (&[][..], &[][..]),
        // The same value, written in another way.
        (&["income[3].fiscal 600+62.86", "report_date 2024.9.20"], &[]),
        (
            &["expenditure[3].personnel 700"],
            &[
                "=expenditure[sum].total 881.32|899.02|17.70|2.0",
                "=expenditure[sum].basic 767.32|785.02|17.70|2.3",
                "=expenditure[sum].personnel 682.30|700.00|17.70|2.6",
                "=expenditure[工程质量监督站].total 881.32|899.02|17.70|2.0",
                "=expenditure[工程质量监督站].basic 767.32|785.02|17.70|2.3",
                "expenditure[工程质量监督站].personnel 682.30|700.00|17.70|2.6",
            ],
        ),
        // A year has no difference. There is no percentage from a blank or an unreadable value.
        (
            &["year 2024", "posts 很多", "staff 60"],
            &["year 2023|2024||", "posts 50|很多||", "staff 68|60|-8|-11.8"],
        ),
        (&["contact 王芳"], &["contact 林晓禾|王芳||", "=preparer 林晓禾|王芳||"]),
    ] {
        let (form, before) = changed(&[]);
        let (_, after) = changed(edits);
        assert_eq!(lines((&form, &before), (&form, &after)), found, "{edits:?}");
    }
}

#[test]
fn rows_of_the_same_institution_are_paired() {
    for (edits, found) in [
        // Rows that only moved, in either direction.
        (&["move 2 0"][..], &["units[工程质量监督站] 第 3 行|第 1 行||"][..]),
        (&["move 0 2"], &["units[局机关] 第 1 行|第 3 行||"]),
        // A renamed row in the middle.
        (
            &["units[2].name 工程造价服务中心"],
            &["units[工程造价服务中心].name 工程造价服务站|工程造价服务中心||"],
        ),
        // One row removed and another added, which is not a renaming.
        (
            &["units[2].name 信息中心"],
            &["units[工程造价服务站].name 工程造价服务站|||", "units[信息中心].name |信息中心||"],
        ),
        (
            &["remove 1", "insert 0", "units[1].name 新站"],
            &["units[新站].name |新站||", "units[工程造价服务站].name 工程造价服务站|||"],
        ),
    ] {
        let (form, before) = changed(&[]);
        let (_, after) = changed(edits);
        assert_eq!(lines((&form, &before), (&form, &after)), found, "{edits:?}");
    }
}

#[test]
fn lists_are_compared_by_position() {
    let (form, before) = changed(&[]);
    let (_, after) = changed(&["evaluators[2].name 王五"]);
    let lines = lines((&form, &before), (&form, &after));
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].starts_with("evaluators[2].name "), "{lines:?}");
}

#[test]
fn explanations_and_annex_are_compared() {
    let (form, before) = changed(&[]);
    let (_, mut after) = changed(&["move 2 0"]);
    let cell = after.resolve(&form, "income[1].total").unwrap();
    after.apply(&form, Edit::explain("format", cell, Some("按决算".into()), None));
    after.annex.leftovers = vec!["一".into(), "二".into()];
    after.annex.entries = vec![("budget_code".into(), "906017".into())];
    assert_eq!(
        lines((&form, &before), (&form, &after)),
        [
            "units[工程质量监督站] 第 3 行|第 1 行||",
            "~format@income[工程质量监督站].total |按决算||",
            "~budget_code |906017||",
            "~leftovers |一\n二||",
        ]
    );
}

#[test]
fn reports_of_other_editions_are_matched_by_path_and_label() {
    let (built_in, before) = changed(&[]);
    let source = BUILT_IN.replacen("edition: \"2023\"", "edition: \"2024\"", 1).replacen(
        "name: \"method\"",
        "name: \"approach\"",
        1,
    );
    let next = form(&source);
    let mut after = Report::from_file(&next, read(SAMPLE).unwrap());
    let cell = after.resolve(&next, "approach").unwrap();
    after.annex.entries.clear();
    after.apply(&next, Edit::Set { cell, text: Some("委托评价".into()) });
    let method = before.text(before.resolve(&built_in, "method").unwrap());
    assert_eq!(lines((&built_in, &before), (&next, &after)), [format!("approach {method}|委托评价||")]);

    let project = form(PROJECT);
    let other = Report::new(&project);
    let sheets = [calculate(&built_in, &before), calculate(&project, &other)];
    let [old, new] = [(&built_in, &before, &sheets[0]), (&project, &other, &sheets[1])]
        .map(|(form, report, sheet)| Texts { form, report, sheet, lang: Lang::Zh });
    let found = diff(&old, &new);
    assert!(found.strangers > 50, "{}", found.strangers);
}

#[test]
fn thousands_of_rows_are_compared_quickly() {
    let form = form(BUILT_IN);
    let units = form.row_set_named("units").unwrap();
    let name = form.row_set(units).name_field.unwrap();
    let report = |names: &mut dyn Iterator<Item = usize>| {
        let mut report = Report::new(&form);
        for (at, number) in names.enumerate() {
            let row = RowEntries {
                entries: vec![(name, format!("第{number}站").into())],
                ..RowEntries::default()
            };
            report.apply(&form, Edit::InsertRow { rows: units, at, row });
        }
        report
    };
    // Every row moved, every second one renamed.
    let count = form.row_set(units).max.min(2_000) - 3;
    let (before, mut after) = (report(&mut (0..count)), report(&mut (0..count).rev()));
    for row in (0..count).step_by(2) {
        after.apply(&form, Edit::Set { cell: CellRef::at(name, row), text: Some(format!("新{row}").into()) });
    }
    let lines = lines((&form, &before), (&form, &after));
    assert!(lines.len() > count, "{}", lines.len());
}

#[test]
fn text_output() {
    let desk = Desk::new("diff_text");
    desk.run(&["new", "a.ron", "--sample"]).ok();
    desk.run(&["new", "b.ron", "--sample"]).ok();
    desk.run(&["diff", "a.ron", "b.ron"]).ok().gives("").says("内容相同");
    desk.run(&[
        "set",
        "b.ron",
        "income[3].fiscal=700.5",
        "contact=王芳",
        "units[2].name=",
        "goals[1].expected=",
    ])
    .ok();
    let profile = desk.run(&["get", "b.ron", "performance"]).ok().out.replace("1200组", "1350组");
    desk.run(&["set", "b.ron", &format!("performance={}", profile.trim_end().replace('\n', "\\n"))]).ok();
    let ran = desk.run(&["diff", "a.ron", "b.ron"]).code(1).says("9 处不同，其中自动计算（=）4 处");
    let expected = "\
机构名称
  2 / 机构名称  工程造价服务站 → （空）
一、部门（单位）基本概况
  联系人  林晓禾 → 王芳
年度收入情况（万元）
= 局机关及二级机构汇总 / 收入合计            881.32 → 918.96  +37.64  +4.3%
= 局机关及二级机构汇总 / 其中：公共财政拨款  662.86 → 700.50  +37.64  +5.7%
= 3、工程质量监督站 / 收入合计               881.32 → 918.96  +37.64  +4.3%
  3、工程质量监督站 / 其中：公共财政拨款     662.86 → 700.50  +37.64  +5.7%
整体支出绩效定性目标及实施计划完成情况
  目标1 / 预期目标  应登记的工程全部纳入监督 → （空）
四、评价人员
= 填报人（签名）  林晓禾 → 王芳
五、评价报告综述（文字部分）
  四、部门（单位）整体支出绩效情况  -4 字  +4 字
      ..抽测，全年抽测构件和材料[-1200-]{+1350+}组，合格1188组，合格..
";
    assert_eq!(ran.out, expected);
}

#[test]
fn json_output() {
    let desk = Desk::new("diff_json");
    desk.run(&["new", "a.ron", "--year", "2022"]).ok();
    desk.run(&["new", "b.ron", "--year", "2022"]).ok();
    desk.run(&["diff", "a.ron", "b.ron", "--json"]).ok().gives("[]\n");
    desk.run(&["set", "a.ron", "posts=40"]).ok();
    desk.run(&["set", "b.ron", "posts=30"]).ok();
    let json = "[\n  {\n    \"path\": \"posts\",\n    \"before\": \"40\",\n    \"after\": \"30\",\n    \"difference\": \"-10\",\n    \"percent\": \"-25.0\"\n  }\n]\n";
    desk.run(&["diff", "a.ron", "b.ron", "--json"]).code(1).gives(json);
    let piped = desk.shell("cat a.ron | $T diff - b.ron --json");
    assert_eq!((piped.code, piped.out.as_str()), (1, json));
    // Control characters of the data are not printed.
    desk.run(&["set", "b.ron", "contact=\u{1b}[31m王\u{9b}31m\u{202e}芳"]).ok();
    let ran = desk.run(&["diff", "a.ron", "b.ron"]).code(1);
    assert!(!ran.out.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{ran:?}");
}

#[test]
fn failed_comparisons_have_exit_codes() {
    let desk = Desk::with_report("diff_codes");
    desk.write("damaged.ron", b"(\n    form: \"x\",\n");
    for (arguments, code) in [
        (&["diff", "r.ron"][..], 2),
        (&["diff", "-", "-"], 2),
        (&["diff", "r.ron", "missing.ron"], 5),
        (&["diff", "damaged.ron", "r.ron"], 3),
    ] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?} {ran:?}");
        assert!(ran.out.is_empty() && !ran.talk.is_empty(), "{ran:?}");
    }
}

/// A long change is wrapped to the width of a terminal. Counts of zero are left out.
#[test]
fn a_long_change_is_wrapped() {
    let desk = Desk::new("diff_wrapped");
    desk.run(&["new", "a.ron", "--sample"]).ok();
    desk.run(&["new", "b.ron", "--sample"]).ok();
    desk.run(&["set", "b.ron", "duties="]).ok();
    let ran = desk.run(&["diff", "a.ron", "b.ron"]).code(1);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[1].ends_with("  -105 字"), "{}", ran.out);
    assert!(
        lines.len() > 3 && lines[2].starts_with("      [-") && lines[3].starts_with("      "),
        "{}",
        ran.out
    );
    for line in lines {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80 && line == line.trim_end(), "{line}");
    }
}
