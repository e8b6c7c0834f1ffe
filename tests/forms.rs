//! The built-in forms other than the first: their samples, checks, documents and next year's draft.

mod documents;
mod project;
mod typed;

use crate::support::desk::Desk;

const HUNAN: &str = "hunan-overall-annexes";
const PROJECT: &str = "project-expenditure-self-evaluation";

/// All built-in forms.
const FORMS: [&str; 3] = ["linxiang-overall-expenditure", HUNAN, PROJECT];

/// A desk with the sample of a form.
fn sample(name: &str, form: &str) -> Desk {
    let desk = Desk::new(&format!("{name}_{form}"));
    desk.run(&["new", "s.ron", "--sample", "--form", form]).ok();
    desk
}

/// Returns all values of a report. Documents do not contain explanations.
fn values(desk: &Desk, report: &str) -> Vec<String> {
    let all = desk.run(&["get", report]).ok().out;
    all.lines().filter(|line| !line.contains('@')).map(str::to_owned).collect()
}

/// The samples are complete and have no findings.
#[test]
fn samples_have_no_findings() {
    for form in FORMS {
        let desk = sample("forms_sample", form);
        desk.run(&["check", "--strict", "s.ron"]).ok();
        desk.run(&["export", "s.ron", "--final", "-o", "s.txt"]).ok();
        desk.run(&["form", "check", form]).ok();
    }
}

/// Every export comes back with the same values, and the program finds the form by itself.
#[test]
fn exported_samples_come_back() {
    for form in FORMS {
        let desk = sample("forms_back", form);
        for extension in ["docx", "txt", "md", "csv", "json"] {
            let (document, report) = (format!("s.{extension}"), format!("{extension}.ron"));
            desk.run(&["export", "s.ron", "-o", &document]).ok();
            let imported = desk.run(&["import", &document, "-o", &report]);
            assert_eq!(imported.code, 0, "{form} {extension}: {imported:?}");
            assert_eq!(values(&desk, &report), values(&desk, "s.ron"), "{form} {extension}: {imported:?}");
        }
    }
}

/// The Word export is its own blank: changed values are filled in and read back.
#[test]
fn exported_samples_are_filled_in() {
    for (form, change) in [
        (FORMS[0], "expenditure[局机关].personnel=500"),
        (HUNAN, "spending[8].actual=600.5"),
        (PROJECT, "funds[2].spent=400.25"),
    ] {
        let desk = sample("forms_fill", form);
        desk.run(&["export", "s.ron", "-o", "s.docx"]).ok();
        desk.run(&["set", "s.ron", change]).ok();
        let filled = desk.run(&["export", "s.ron", "--into", "s.docx", "-o", "f.docx"]);
        assert_eq!(filled.code, 0, "{form}: {filled:?}");
        desk.run(&["import", "f.docx", "-o", "f.ron"]).ok();
        assert_eq!(values(&desk, "f.ron"), values(&desk, "s.ron"), "{form}");
    }
}

/// Totals, rates and points are calculated; mistakes have exactly the expected finding.
#[test]
fn mistakes_are_found() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        (
            HUNAN,
            &["staff[1].actual=140"],
            &[
                "? staff[1].actual {year}年实际在职人数: 实际在职人数 140 大于编制数 128，多 12 人，请核实；情况属实的，请说明原因",
            ],
        ),
        (
            HUNAN,
            &["funds[6].spent=2000"],
            &[
                "! funds[年度资金总额].spent 全年执行数: 全年执行数按收入性质分合计 3322.50，按支出性质分合计 3243.85，两者应相等",
            ],
        ),
        (HUNAN, &["spending[12].actual=300"], &["! spending[公用经费].actual"]),
        (HUNAN, &["quality[1].points=11"], &["! quality[1].points 得分: 得分 11 应在 0 至分值 10 之间"]),
        (HUNAN, &["quality[2].reason="], &["! quality[2].reason"]),
        (HUNAN, &["quantity[1].weight=12"], &["! total_weight 分值合计: 分值合计 102，应为 100"]),
        (HUNAN, &["report_date=2023-11-1"], &["! report_date"]),
        (HUNAN, &["buildings[1].built=900"], &["? buildings[1].built"]),
        (PROJECT, &["quantity[1].weight=12"], &["! total_weight 分值合计: 分值合计 102，应为 100"]),
        (PROJECT, &["quantity[2].reason="], &["! quantity[2].reason"]),
        (PROJECT, &["funds[2].spent=600"], &["? funds[其中：当年财政拨款].spent"]),
        (PROJECT, &["quantity[1].points=11"], &["! quantity[1].points"]),
    ];
    for (form, changes, expected) in cases {
        let desk = sample("forms_mistakes", form);
        desk.run(&[&["set", "s.ron"], *changes].concat()).ok();
        let found = desk.run(&["check", "s.ron"]).out;
        for line in *expected {
            let line = line.replace("{year}", "2023");
            assert!(found.contains(&line), "{changes:?}: {line}\n{found}");
        }
    }
}

#[test]
fn sums_rates_and_points_are_calculated() {
    let desk = sample("forms_values", HUNAN);
    for (path, value) in [
        ("staff[1].rate", "94.53"),
        ("spending[1].actual", "62.03"),
        ("spending[2].last", "41.20"),
        ("spending[7].budget", "1260.00"),
        ("buildings[1].size_rate", "99.12"),
        ("funds[1].spent", "3322.50"),
        ("funds[1].rate", "98.63"),
        ("funds[1].points", "9.86"),
        ("total_weight", "100"),
        ("score", "99.36"),
    ] {
        desk.run(&["get", "s.ron", path]).ok().gives(&format!("{value}\n"));
    }
    // Of an amount that was not budgeted there is no rate, and points are at most the weight.
    desk.run(&["set", "s.ron", "funds[2].spent=4000", "funds[6].spent=2900"]).ok();
    desk.run(&["get", "s.ron", "funds[1].points"]).ok().gives("10\n");
}

/// Next year: identity, targets and weights are kept for confirmation, results are cleared, and last year's actual
/// amounts are the amounts of the year before.
#[test]
fn next_year_begins_with_what_is_kept() {
    let desk = sample("forms_roll", HUNAN);
    desk.run(&["roll", "s.ron", "-o", "n.ron"]).ok();
    for (path, value) in [
        ("year", "2024"),
        ("department", "湖南省南塘水文勘测中心"),
        ("spending[4].last", "38.46"),
        ("spending[4].actual", ""),
        ("quantity[1].target", "86"),
        ("quantity[1].weight", "10"),
        ("quantity[1].actual", ""),
        ("quantity[1].points", ""),
        ("funds[2].spent", ""),
        ("report_date", ""),
    ] {
        desk.run(&["get", "n.ron", path]).ok().gives(&format!("{value}\n"));
    }
    let shown = desk.run(&["export", "n.ron", "-f", "text"]).ok().out;
    assert!(shown.contains("2023年决算数") && shown.contains("2024年预算数"), "{shown}");
}
