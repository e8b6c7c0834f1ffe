//! The national form of the self-evaluation of a project: values, single mistakes, and the next year.

use std::sync::Arc;

use jiff::civil::date;
use tianbiao::form::Form;
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, read};
use tianbiao::roll_forward::Plan;
use tianbiao::session::{Merge, Session};
use tianbiao::store::forms::Shelf;

use super::PROJECT;

/// Returns the form and its sample.
fn sample() -> (Arc<Form>, Report) {
    let found = Shelf::new(Vec::new()).find(PROJECT, "").unwrap();
    let (_, text) = found.origin.sample().unwrap();
    let report = Report::from_file(&found.form, read(&text).unwrap());
    (found.form, report)
}

/// Returns the sample with some entries changed.
fn changed(entries: &[(&str, &str)]) -> Session {
    let (form, report) = sample();
    let mut session = Session::new(form.clone(), report);
    session.set_today(date(2024, 10, 8));
    for (path, text) in entries {
        let cell = session.report().resolve(&form, path).unwrap_or_else(|error| panic!("{path}: {error:?}"));
        let text = Some(*text).filter(|text| !text.is_empty()).map(Into::into);
        session.change(Edit::Set { cell, text }, cell, Merge::No);
    }
    session
}

/// Returns the rule and the path of each finding that is not explained.
fn findings(session: &Session) -> Vec<(String, String)> {
    let form = session.form();
    let found = session.findings().iter().filter(|finding| !finding.explained);
    found.map(|finding| (finding.name(form).to_string(), form.number_path(finding.cell))).collect()
}

#[test]
fn the_sample_has_the_expected_totals() {
    let session = changed(&[]);
    for (path, value) in [
        ("funds[1].initial", "455.00"),
        ("funds[1].spent", "482.50"),
        ("funds[1].weight", "10"),
        ("funds[1].rate", "96.50"),
        ("funds[1].points", "9.65"),
        ("funds[2].points", ""),
        ("total_weight", "100"),
        ("score", "99.45"),
    ] {
        let cell = session.report().resolve(session.form(), path).unwrap();
        let shown = session.sheet().cell(cell).relevant.then(|| session.texts(Lang::Zh).shown(cell));
        assert_eq!(shown.unwrap_or_default(), value, "{path}");
    }
}

/// A mistake in an otherwise correct report is found once, where it is.
#[test]
fn mistakes_are_found() {
    let mut wrong = Vec::new();
    for (entries, wanted) in [
        (&[][..], &[][..]),
        (&[("report_date", "2023年12月1日")], &[("report-date-early", "report_date")]),
        (&[("year", "2099")], &[("report-date-early", "report_date"), ("year-future", "year")]),
        (&[("project", "")], &[("required", "project")]),
        // Weights.
        (&[("social[1].weight", "12"), ("social[1].points", "12")], &[("weights-total", "total_weight")]),
        (&[("funds[1].weight", "20")], &[("weights-total", "total_weight")]),
        (
            &[("social[1].weight", "0"), ("social[1].points", "0")],
            &[("constraint", "social[1].weight"), ("weights-total", "total_weight")],
        ),
        // Points.
        (&[("social[1].points", "10.5")], &[("constraint", "social[1].points")]),
        (
            &[("social[1].points", "-1"), ("social[1].reason", "另有说明。")],
            &[("constraint", "social[1].points")],
        ),
        (&[("funds[1].points", "11")], &[("constraint", "funds[1].points")]),
        (&[("funds[1].points", "9")], &[]),
        (&[("social[1].points", "")], &[("indicator-points", "social[1].points")]),
        (&[("social[1].points", "9")], &[("indicator-reason", "social[1].reason")]),
        (&[("social[1].points", "9"), ("social[1].reason", "两个片区延期。")], &[]),
        // Results and targets.
        (
            &[("satisfaction[1].actual", "87%")],
            &[("indicator-full-points", "satisfaction[1].points"), ("target", "satisfaction[1].actual")],
        ),
        (
            &[("satisfaction[1].actual", "87"), ("satisfaction[1].points", "9")],
            &[("indicator-reason", "satisfaction[1].reason"), ("target", "satisfaction[1].actual")],
        ),
        (
            &[
                ("satisfaction[1].actual", "87"),
                ("satisfaction[1].points", "9"),
                ("satisfaction[1].reason", "停水通知不及时，已改进。"),
            ],
            &[],
        ),
        (
            &[("cost[1].operator", "≥")],
            &[("indicator-full-points", "cost[1].points"), ("target", "cost[1].actual")],
        ),
        (&[("quantity[3].actual", "3座")], &[("target", "quantity[3].actual")]),
        (&[("quantity[3].operator", "≥"), ("quantity[3].actual", "3座")], &[]),
        (&[("timeliness[1].actual", "")], &[("indicator-actual", "timeliness[1].actual")]),
        (&[("social[1].operator", "")], &[("indicator-operator", "social[1].operator")]),
        (&[("lasting[1].operator", "≥")], &[("indicator-number", "lasting[1].target")]),
        (&[("timeliness[1].measure", "")], &[("indicator-measure", "timeliness[1].measure")]),
        // Money.
        (&[("funds[2].spent", "470")], &[("spent-over-budget", "funds[2].spent")]),
        (&[("funds[4].spent", "0"), ("funds[4].budget", "0")], &[]),
        (&[("funds[4].spent", "-1")], &[("constraint", "funds[4].spent")]),
    ] {
        let mut found = findings(&changed(entries));
        found.sort();
        let found: Vec<_> = found.iter().map(|(rule, path)| (rule.as_str(), path.as_str())).collect();
        if found != wanted {
            wrong.push(format!("{entries:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The next year: what is kept, what waits for confirmation, what is cleared or derived.
#[test]
fn the_next_year() {
    for (path, text, waits) in [
        ("year", "2024", false),
        ("project", "云溪片区老旧供水管网改造", false),
        ("sources[2].name", "其中：当年财政拨款", false),
        ("funds[2].budget", "", false),
        ("goals[1].actual", "", false),
        ("quantity[1].name", "改造供水管网长度", true),
        ("quantity[1].operator", "≥", true),
        ("quantity[1].target", "18", true),
        ("quantity[1].measure", "公里", true),
        ("quantity[1].weight", "10", true),
        ("quantity[1].actual", "", false),
        ("quantity[1].points", "", false),
        ("quantity[2].reason", "", false),
        ("preparer", "苏砚秋", true),
        ("report_date", "", false),
    ] {
        let (form, last) = sample();
        let rolled = Plan::new(form.clone(), &form, &last, None).roll().report;
        let cell = rolled.resolve(&form, path).unwrap();
        assert_eq!((rolled.text(cell), rolled.is_unconfirmed(cell)), (text, waits), "{path}");
    }
}
