//! Backups on the screen: listed, shown, restored, undone, written to a file.

use crate::support::scenario::{BUILT_IN, SAMPLE, Scenario, form};
use tianbiao::app::versions::Kept;
use tianbiao::export::ExportError;
use tianbiao::report::{Report, read};
use tianbiao::tui::event::{Effect, Message};

const OPEN: &str = "<F10>历史<Enter>";

fn kept(number: u32) -> Kept {
    Kept {
        number,
        when: format!("2024-09-{:02} 10:00:00", 10 + number),
        why: "本次填报之前".to_owned(),
        edition: None,
    }
}

/// The sample before some of its entries were changed.
fn then() -> Report {
    let text = SAMPLE
        .replace("\"contact\": \"林晓禾\"", "\"contact\": \"何静\"")
        .replace("\"posts\": \"50\",\n", "")
        .replace("\"units\": 3", "\"units\": 4")
        .replace("编外人员10名", "编外人员11名");
    Report::from_file(&form(BUILT_IN), read(&text).unwrap())
}

fn listed() -> Scenario {
    let mut scenario = Scenario::sample((80, 24)).keys(OPEN);
    assert_eq!(scenario.effects, [Effect::Versions]);
    scenario.send(Message::Versions(Ok((1..=12).map(kept).collect())));
    scenario
}

fn looked_at(report: Result<Report, String>) -> Scenario {
    let mut scenario = listed().keys("3");
    assert_eq!(scenario.effects.pop(), Some(Effect::Version(10)), "the third newest");
    scenario.send(Message::Version(kept(10), Box::new(report)));
    scenario
}

#[test]
fn screens_of_versions() {
    let report = |scenario: Scenario, name: &str| {
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, scenario.screen());
        });
    };
    report(listed(), "versions");
    report(looked_at(Ok(then())).keys("<Down>"), "version");
}

#[test]
fn a_version_is_restored_in_one_step() {
    let before = Scenario::sample((80, 24)).file();
    let fetched = looked_at(Ok(then())).keys("1");
    let same = tianbiao::report::write(fetched.app.model.session.form(), &then());
    assert_eq!(fetched.file(), same);
    assert!(fetched.screen().contains("已取回第 10 版，改动 5 处"), "{}", fetched.screen());
    assert_eq!(fetched.app.model.session.steps(), 1);
    let back = fetched.keys("<Ctrl-Z>");
    assert_eq!(
        (back.file(), back.at()),
        (before, "contact".to_owned()),
        "taken back, and at the first of it"
    );
    assert_eq!(back.keys("<Ctrl-Y>").file(), same);
}

#[test]
fn showing_a_version_changes_nothing_and_returns_to_the_list() {
    let before = Scenario::sample((80, 24)).file();
    let whole = looked_at(Ok(then())).keys("2");
    assert!(whole.screen().contains("第 10 版"), "{}", whole.screen());
    let mut list = whole.keys("<PgDn><Esc>x<Enter><Esc>");
    assert_eq!(list.effects.pop(), Some(Effect::Versions));
    list.send(Message::Versions(Ok((1..=12).map(kept).collect())));
    let row = list.screen().lines().find(|line| line.starts_with(" >")).unwrap().to_owned();
    assert!(row.contains("2024-09-20"), "the list is where it was left: {row}");
    assert_eq!(list.keys("<Esc>").file(), before);
    // A version equal to the report, and one that is not a report.
    let same = looked_at(Ok(Report::from_file(&form(BUILT_IN), read(SAMPLE).unwrap()))).keys("1");
    assert!(same.screen().contains("与当前内容相同"), "{}", same.screen());
    let damaged = looked_at(Err("读不成报告".to_owned())).keys("1");
    assert!(damaged.screen().contains("读不成报告"));
    assert_eq!((same.file(), damaged.file()), (before.clone(), before.clone()));
    // In a read-only session a version is shown, and the report is not changed.
    let mut held = looked_at(Ok(then()));
    held.app.model.read_only = true;
    let held = held.keys("1");
    assert!(held.screen().contains("只读"), "{}", held.screen());
    assert_eq!(held.file(), before);
}

#[test]
fn a_version_is_written_to_a_new_file() {
    for report in [Ok(then()), Err("读不成报告".to_owned())] {
        let mut asked = looked_at(report).keys("3");
        assert!(asked.screen().contains("> 2023-10.ron"), "{}", asked.screen());
        asked = asked.keys("<Enter>");
        assert_eq!(asked.effects.pop(), Some(Effect::CopyVersion(10, "2023-10.ron".to_owned())));
        asked.send(Message::Exported(Err(ExportError::Exists)));
        assert!(asked.screen().contains("已有同名文件"), "{}", asked.screen());
    }
}

#[test]
fn a_report_without_versions_shows_a_message() {
    let mut scenario = Scenario::sample((80, 24)).keys(OPEN);
    scenario.send(Message::Versions(Ok(Vec::new())));
    assert!(scenario.screen().contains("没有历史版本"), "{}", scenario.screen());
}
