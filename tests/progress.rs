//! Progress: how much of what the finished report needs is there, and what is open in each section.

use std::sync::Arc;

use tianbiao::check::{Mark, Needs, Progress};
use tianbiao::form::Form;
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, read};
use tianbiao::roll_forward::Plan;
use tianbiao::session::Session;

use crate::support::scenario::{BUILT_IN, SAMPLE, Scenario, form};

/// A new report, the sample, or the report of the year after the sample.
fn report(form: &Arc<Form>, name: &str) -> Report {
    let sample = || Report::from_file(form, read(SAMPLE).unwrap());
    match name {
        "sample" => sample(),
        "rolled" => Plan::new(form.clone(), form, &sample(), None).roll().report,
        _ => Report::new(form),
    }
}

fn progress_with(name: &str, entries: &[(&str, &str)]) -> Progress {
    let form = form(BUILT_IN);
    let mut report = report(&form, name);
    for (path, text) in entries {
        let cell = report.resolve(&form, path).unwrap();
        let text = Some((*text).into()).filter(|_| !text.is_empty());
        report.apply(&form, Edit::Set { cell, text });
    }
    Session::new(form, report).overview().progress.clone()
}

/// The open kinds of a section, as the strip shows them.
fn open(needs: &Needs) -> String {
    let marks: Vec<String> = needs.open().map(|(mark, count)| format!("{}{count}", mark.letter())).collect();
    marks.concat()
}

fn sections(progress: &Progress) -> Vec<String> {
    progress.sections.iter().map(open).collect()
}

#[test]
fn a_new_report_has_nothing_and_the_sample_has_everything() {
    let new = progress_with("new", &[("year", "2024")]);
    assert_eq!(new.whole.percent(), 0);
    assert_eq!(sections(&new), ["*2", "*7", "*1", "*1", "*1", "*1", "*3", "*1", "*11"]);
    assert_eq!(new.whole.summary(Lang::Zh), "填报进度 0%（必填 28）");
    let sample = progress_with("sample", &[]);
    assert_eq!(sample.whole.summary(Lang::Zh), "填报进度 100%");
    assert!(sample.sections.iter().all(Needs::is_done));
    assert_eq!(sample.whole.needed, sample.whole.done);
}

#[test]
fn a_report_from_last_year_is_well_under_half_and_shows_all_that_is_open() {
    let rolled = progress_with("rolled", &[]);
    assert!(rolled.whole.percent() < 30, "{}", rolled.whole.summary(Lang::Zh));
    assert_eq!(rolled.whole.count(Mark::Carried), 54);
    assert_eq!(sections(&rolled)[1], "*3~4");
    assert_eq!(sections(&rolled)[6], "*16~27");
}

/// The screen with the report of the year after the sample.
fn rolled(size: (u16, u16)) -> Scenario {
    let form = form(BUILT_IN);
    let report = report(&form, "rolled");
    Scenario::over(Session::new(form, report), size)
}

/// The lines of a screen that contain a text.
fn lines(screen: &str, text: &str) -> Vec<String> {
    screen.lines().filter(|line| line.contains(text)).map(str::to_owned).collect()
}

#[test]
fn findings_with_one_cause_are_one_line_that_opens() {
    let mut scenario = rolled((120, 40)).keys("<F7>");
    let screen = scenario.screen();
    // Texts use values of four blank tables and two blank fields; each of them is one cause.
    assert_eq!(lines(&screen, "文中引用").len(), 6, "{screen}");
    let of_expenditure = lines(&screen, "支出合计");
    assert!(
        of_expenditure[0].contains("“支出合计”、“基本支出”等 5 项为空，文中引用 12 处，请先填列"),
        "{screen}"
    );
    // Rows that are not filled in are lines too.
    assert_eq!(lines(&screen, "尚有 1 行未填列").len(), 4, "{screen}");
    // A group opens with Right or Enter, and closes with Left or Enter.
    let at = screen.lines().skip(3).position(|line| line.contains("“支出合计”")).unwrap();
    scenario.keys_in(&"<Up>".repeat(60));
    scenario.keys_in(&"<Down>".repeat(at));
    let closed = scenario.screen();
    let opened = scenario.keys("<Right>");
    let screen = opened.screen();
    assert_eq!(lines(&screen, "    * 8综述").len(), 12, "{screen}");
    assert_eq!(opened.keys("<Left>").screen(), closed);
}

#[test]
fn f8_stops_once_at_each_cause() {
    let mut scenario = rolled((80, 24));
    let session = &scenario.app.model.session;
    let mut stops: Vec<_> = session.overview().stops(session.findings()).collect();
    // One cause is one stop; each unconfirmed entry is a stop.
    assert_eq!(stops.len(), 5 + 6 + 6 + 54, "{stops:#?}");
    let mut visited = Vec::new();
    for _ in 0..stops.len() {
        scenario.keys_in("<F8>");
        visited.push(scenario.app.model.visited.unwrap());
    }
    // The first key press leads to the stop after the one at the first field.
    let from = stops.iter().position(|first| *first == visited[0]).unwrap();
    stops.rotate_left(from);
    assert_eq!(visited, stops);
}

#[test]
fn the_number_of_a_finding_is_written_out() {
    let screen = rolled((80, 24)).keys("<F8>").screen();
    // The sentence is short enough here.
    assert!(screen.contains("条，共 "), "{screen}");
    assert!(screen.contains("（F8 下一条）"), "{screen}");
}

#[test]
fn many_rows_with_the_same_problem_are_one_line() {
    let form = form(BUILT_IN);
    let mut report = Report::new(&form);
    let rows = report.rows(form.row_set_named("units").unwrap());
    for row in 1..=rows {
        for column in ["fiscal", "fund"] {
            let cell = report.resolve(&form, &format!("income[{row}].{column}")).unwrap();
            report.apply(&form, Edit::Set { cell, text: Some("五百".into()) });
        }
    }
    // Three rows are few: each is a line.
    let overview = Session::new(form.clone(), report.clone()).overview().clone();
    assert_eq!(overview.progress.whole.count(Mark::Error), 6);
    assert_eq!(overview.groups.iter().filter(|group| group.first.mark() == Mark::Error).count(), 6);
}

/// A blank amount is not the amount zero.
#[test]
fn a_blank_amount_is_named_as_blank() {
    let form = form(BUILT_IN);
    let named = [("expenditure[3].personnel", "5")];
    let balance =
        [("income[1].fiscal", "7"), ("expenditure[1].personnel", "5"), ("expenditure[1].balance_total", "2")];
    let balances = "减上年结转 空 减支出 5.00 等于 2.00";
    for (entries, path, says) in [
        (&named[..], "units[3].name", "收入合计 空，支出合计 5.00"),
        (&balance, "expenditure[1].balance_year", balances),
    ] {
        let mut report = Report::new(&form);
        for (path, text) in entries {
            let cell = report.resolve(&form, path).unwrap();
            report.apply(&form, Edit::Set { cell, text: Some((*text).into()) });
        }
        let cell = report.resolve(&form, path).unwrap();
        let session = Session::new(form.clone(), report);
        let found: Vec<String> =
            session.findings_at(cell).map(|finding| finding.sentence(&session.texts(Lang::Zh))).collect();
        assert!(found.iter().any(|found| found.contains(says)), "{path}: {found:?}");
        assert!(!found.concat().contains("0.00，") && !found.concat().contains(" 0.00 "), "{found:?}");
    }
}

/// The counts of each section are in the strip at every width, and agree with the pane and the list.
#[test]
fn every_section_shows_all_its_open_kinds_at_every_width() {
    for size in [(120, 40), (80, 24), (60, 20), (40, 16)] {
        let scenario = rolled(size);
        let screen = scenario.screen();
        let progress = &scenario.app.model.session.overview().progress;
        for (at, needs) in progress.sections.iter().enumerate() {
            let marks = open(needs);
            let line = screen.lines().skip(1).take(20).find(|line| {
                let mut entries = line.split([' ', '[', ']', '|']).filter(|entry| !entry.is_empty());
                let number = at.to_string();
                match size {
                    (120, _) => line.get(1..2) == Some(&number) && entries.any(|entry| entry == marks),
                    _ => entries.any(|entry| entry.starts_with(&number) && entry.ends_with(&marks)),
                }
            });
            assert!(line.is_some(), "{size:?} {at} {marks}: {screen}");
        }
        let counts = scenario.keys("<F7>").screen();
        assert!(size.0 < 80 || counts.contains(" 30  "), "{counts}");
    }
    let sample = Scenario::sample((80, 24)).screen();
    assert_eq!(sample.lines().nth(1).unwrap().matches("ok").count(), 9, "{sample}");
}
