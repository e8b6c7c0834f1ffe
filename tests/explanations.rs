//! Explanations and ticks count only for the values that they were given for; what they prevent and permit.

use std::sync::Arc;

use tianbiao::report::{Edit, Report, read, write};
use tianbiao::session::{Merge, Session, Side, changed_by, compare, pick};

use crate::support::desk::Desk;
use crate::support::scenario::{BUILT_IN, SAMPLE, Scenario, form};

/// A check, `check --strict` and `export --final` of a report with one change: the exit codes of the three, and
/// part of what the export says.
#[test]
fn a_final_document_needs_its_contradictions_explained() {
    let desk = Desk::new("refusals");
    desk.run(&["new", "sample.ron", "--sample"]).ok();
    for (changes, codes, says) in [
        (&[][..], [0, 0, 0], ""),
        // An error.
        (&["posts=五十"], [1, 1, 1], "尚有 1 处错误"),
        // A figure in a text that differs from the table.
        (&["performance=全站实有人数69人。"], [0, 1, 1], "尚有 1 处数据不一致未说明，未导出定稿"),
        (&["performance=全站实有人数69人。", "figure-staff@performance=含返聘1人"], [0, 0, 0], ""),
        // Another question: more persons than posts.
        (&["staff-over-posts@staff="], [0, 1, 0], "尚有 1 处待核实未说明"),
    ] {
        let copy = [&["set", "r.ron"], changes].concat();
        std::fs::copy(desk.path("sample.ron"), desk.path("r.ron")).unwrap();
        if !changes.is_empty() {
            desk.run(&copy).ok();
        }
        let check = desk.run(&["check", "r.ron"]);
        let strict = desk.run(&["check", "r.ron", "--strict"]);
        let export = desk.run(&["export", "r.ron", "-o", "r.txt", "--final", "--force"]);
        let found = [check.code, strict.code, export.code];
        assert_eq!(found, codes, "{changes:?}: {}{}", check.out, export.talk);
        assert!(export.talk.contains(says), "{}", export.talk);
        assert_eq!(says.is_empty(), !export.talk.contains("尚有"), "{}", export.talk);
    }
}

/// The sample with another number of persons; its explanation is for 68 persons over 50 posts. `check --json` has
/// the explanation only for these values, and offers the former words otherwise.
#[test]
fn an_explanation_counts_only_for_its_values() {
    let desk = Desk::new("bound");
    desk.run(&["new", "r.ron", "--sample"]).ok();
    // Without the text that names the number of persons too.
    let text = desk.read("r.ron").replace("实有人数68人", "实有人数较多");
    // A file of the old form has no values.
    let values = "    explained_values: {\n        \"staff-over-posts@staff\": \"68 50\",\n    },\n";
    assert!(text.contains(values));
    let text = text.replace(values, "");
    desk.write("r.ron", text.as_bytes());
    let found = |strict: i32| {
        desk.run(&["check", "r.ron"]).ok();
        desk.run(&["check", "r.ron", "--strict"]).code(strict);
        let json = desk.run(&["check", "r.ron", "--json"]).ok().out;
        let found: serde_json::Value = serde_json::from_str(&json).unwrap();
        let found = found.as_array().unwrap().iter().find(|one| one["path"] == "staff").unwrap().clone();
        [found["explanation"].is_string(), found["former"].is_string()]
    };
    assert_eq!(found(0), [true, false]);
    assert!(!desk.read("r.ron").contains("explained_values"), "a file of the old form");
    desk.run(&["set", "r.ron", "staff=168"]).ok();
    assert!(desk.read("r.ron").contains("\"staff-over-posts@staff\": \"68 50\""), "{}", desk.read("r.ron"));
    assert_eq!(found(1), [false, true]);
    let line = desk.run(&["check", "r.ron"]).out;
    assert!(line.contains("? staff") && line.contains("原说明（所述数据已变动）：实有人数中有"), "{line}");
    // A copy by `get` and `set` does not confirm it.
    desk.run(&["new", "copy.ron", "--year", "2023"]).ok();
    let listed = desk.run(&["get", "r.ron", "--typed"]).ok().out;
    assert!(listed.contains("\n# staff-over-posts@staff=实有人数中有"), "{listed}");
    desk.run_with(&["set", "copy.ron", "-"], &listed).ok();
    assert!(!desk.read("copy.ron").contains("explanations"));
    // The values of the rule count, not only those of the cell.
    desk.run(&["set", "r.ron", "staff=68", "posts=60"]).ok();
    assert_eq!(found(1), [false, true]);
    desk.run(&["set", "r.ron", "posts=50.0"]).ok();
    assert_eq!(found(0), [true, false]);
    // Another explanation is for the values that it is given with.
    desk.run(&["set", "r.ron", "staff=168", "staff-over-posts@staff=借调"]).ok();
    assert_eq!(found(0), [true, false]);
    desk.run(&["set", "r.ron", "staff=68"]).ok();
    assert_eq!(found(1), [false, true]);
    assert!(desk.read("r.ron").contains("\"staff-over-posts@staff\": \"168 50\""));
    desk.run(&["set", "r.ron", "staff-over-posts@staff="]).ok();
    assert_eq!(found(1), [false, false]);
    assert!(!desk.read("r.ron").contains("explained_values"));
}

/// Two wrong sums of one text have one explanation. It counts for the sums that it was given for: another wrong sum
/// is open, and one that is corrected leaves the other explained.
#[test]
fn an_explanation_of_several_findings_counts_for_each() {
    let desk = Desk::new("several");
    desk.run(&["new", "r.ron", "--sample"]).ok();
    let marks = |text: &str| {
        desk.run(&["set", "r.ron", &format!("problems={text}")]).ok();
        let lines = desk.run(&["check", "r.ron"]).out;
        let lines = lines.lines().filter(|line| line.contains(" problems "));
        lines.map(|line| line.split_whitespace().nth(1).unwrap().to_owned()).collect::<String>()
    };
    assert_eq!(marks("共有40+74=115人。另有1+1=3家。"), "??");
    desk.run(&["set", "r.ron", "sum@problems=含兼职"]).ok();
    assert_eq!(marks("共有40+74=115人。另有1+1=3家。"), "++");
    assert_eq!(marks("此外1+1=3家。"), "+");
    assert_eq!(marks("此外1+1=4家。共有40+74=115人。"), "?+");
}

/// Keys on the screen, and the explanation's state after them: `+` if it counts.
#[test]
fn the_screen_asks_again_when_values_change() {
    let mark = |scenario: &Scenario| {
        let mut findings = scenario.app.model.session.findings().iter();
        findings
            .find(|finding| finding.name(scenario.app.model.session.form()) == "staff-over-posts")
            .unwrap()
            .mark()
            .letter()
    };
    let staff = "<F3>staff<Enter>";
    let mut scenario = Scenario::sample((80, 24)).keys(staff);
    assert_eq!(mark(&scenario), '+');
    scenario.keys_in("168<Tab>");
    assert_eq!(mark(&scenario), '?');
    scenario.keys_in("<Ctrl-Z>");
    assert_eq!(mark(&scenario), '+');
    scenario.keys_in(&format!("<Ctrl-Y>{staff}"));
    assert_eq!(mark(&scenario), '?');
    // The question shows the former words. Esc leaves them alone, Enter confirms them for the new values.
    scenario.keys_in("<F7>");
    assert!(scenario.screen().contains("原说明（所述数据已变动）：实有人数中有"), "{}", scenario.screen());
    scenario.keys_in("<F4>");
    let screen = scenario.screen();
    assert!(
        screen.contains("请核对后按 Enter 确认") && screen.contains("> 实有人数中有编外人员10名"),
        "{screen}"
    );
    scenario.keys_in("<Esc>");
    assert_eq!(mark(&scenario), '?');
    scenario.keys_in("<F7><F4>，另借调100名<Enter>");
    assert_eq!(mark(&scenario), '+');
    assert!(scenario.file().contains("\"staff-over-posts@staff\": \"168 50\""), "{}", scenario.file());
    scenario.keys_in("<Ctrl-Z>");
    assert_eq!(mark(&scenario), '?');
}

/// The line dialogue: the number of persons changes, the former words are offered, an empty line confirms them.
#[test]
fn the_line_dialogue_offers_the_former_words() {
    let desk = Desk::new("plain_former");
    desk.run(&["new", "r.ron", "--sample"]).ok();
    let said = desk.run_with(&["--plain", "r.ron"], "@staff\n168\n@staff\n:说明\n\n:quit\n").ok().out;
    assert!(said.contains("原说明（所述数据已变动）：实有人数中有"), "{said}");
    assert!(said.contains("说明已保存"), "{said}");
    let file = desk.read("r.ron");
    assert!(file.contains("\"staff-over-posts@staff\": \"168 50\""), "{file}");
}

/// A typed total of a row is explained, and a claim of a text in a row is ticked. Edits of rows, and the state of both
/// after them: the explanation counts, and the tick is at the row.
#[test]
fn notes_follow_their_rows() {
    let form = form(BUILT_IN);
    let mut report = Report::from_file(&form, read(SAMPLE).unwrap());
    let cell = |report: &Report, path: &str| report.resolve(&form, path).unwrap();
    let total = cell(&report, "expenditure[3].total");
    report.apply(&form, Edit::Set { cell: total, text: Some("900".into()) });
    let mut session = Session::new(Arc::clone(&form), report);
    let values = Some("900.00 881.32".to_owned());
    session.change(Edit::explain("override", total, Some("含跨年".into()), values), total, Merge::No);
    let goal = cell(session.report(), "goals[3].actual");
    session.change(Edit::tick(goal, "30个", Some("30".into())), goal, Merge::No);
    let units = form.row_set_named("units").unwrap();
    let goals = form.row_set_named("goals").unwrap();
    let name = cell(session.report(), "units[3].name");
    let state = |session: &Session| {
        let found = session.findings().iter().find(|finding| finding.name(&form) == "override");
        let ticks: Vec<String> = session.report().ticks().map(|(cell, ..)| form.number_path(cell)).collect();
        (found.map(|found| (form.number_path(found.cell), found.explained)), ticks.concat())
    };
    let at = |path: &str, tick: &str| (Some((path.to_owned(), true)), tick.to_owned());
    assert_eq!(state(&session), at("expenditure[3].total", "goals[3].actual"));
    for (edit, path, tick) in [
        (Edit::MoveRow { rows: units, from: 2, to: 0 }, "expenditure[1].total", "goals[3].actual"),
        (Edit::Set { cell: name, text: Some("质监站".into()) }, "expenditure[3].total", "goals[3].actual"),
        (Edit::RemoveRow { rows: units, at: 0 }, "expenditure[2].total", "goals[3].actual"),
        (Edit::MoveRow { rows: goals, from: 2, to: 1 }, "expenditure[3].total", "goals[2].actual"),
        (Edit::RemoveRow { rows: goals, at: 2 }, "expenditure[3].total", ""),
    ] {
        session.change(edit.clone(), total, Merge::No);
        assert_eq!(state(&session), at(path, tick), "{edit:?}");
        // The file keeps both; undo brings them back.
        let written = write(&form, session.report());
        assert_eq!(&Report::from_file(&form, read(&written).unwrap()), session.report());
        session.undo();
        assert_eq!(state(&session), at("expenditure[3].total", "goals[3].actual"));
    }
    // A row that is removed and restored has its notes again.
    session.change(Edit::RemoveRow { rows: units, at: 2 }, total, Merge::No);
    assert_eq!(state(&session).0, None);
    session.undo();
    assert_eq!(state(&session), at("expenditure[3].total", "goals[3].actual"));
}

/// Two people explain and tick in copies of a report. Each difference is one of the file or of the draft.
#[test]
fn notes_are_compared_and_merged() {
    let form = form(BUILT_IN);
    let origin = Report::from_file(&form, read(SAMPLE).unwrap());
    let cell = |path: &str| origin.resolve(&form, path).unwrap();
    let (results, staff) = (cell("results"), cell("staff"));
    let (mut file, mut draft) = (origin.clone(), origin.clone());
    draft.apply(&form, Edit::tick(results, "52个", Some("52".into())));
    draft.apply(&form, Edit::tick(results, "50个", Some("50".into())));
    file.apply(&form, Edit::tick(results, "50个", Some("51".into())));
    let known =
        |values: &str| Edit::explain("staff-over-posts", staff, Some("借调".into()), Some(values.to_owned()));
    file.apply(&form, known("68 50"));
    draft.apply(&form, known("68 51"));
    let found = compare(&form, &file, &draft);
    let sides: Vec<(&str, Side)> =
        found.iter().map(|one| (one.path.as_str(), changed_by(&origin, &file, one))).collect();
    let expected =
        [("staff-over-posts@staff", Side::Both), ("results 50个", Side::Both), ("results 52个", Side::After)];
    assert_eq!(sides, expected);
    let mut merged = file.clone();
    merged.apply(&form, pick(&found));
    assert_eq!(merged, draft);
    // Values that are not known are those of the other side.
    let mut old = origin.clone();
    old.apply(&form, Edit::explain("staff-over-posts", staff, Some("借调".into()), None));
    old.apply(&form, Edit::tick(results, "50个", Some("51".into())));
    assert_eq!(compare(&form, &old, &file), []);
}

/// Last year's ticks are not this year's; unknown ticks are kept in the file.
#[test]
fn ticks_end_with_the_year() {
    let desk = Desk::new("ticks");
    desk.run(&["new", "2023.ron", "--sample"]).ok();
    let checked =
        "    checked: {\n        \"results 52个\": \"52\",\n        \"gone[1].x 3个\": \"3\",\n    },\n)\n";
    let text = desk.read("2023.ron").trim_end().strip_suffix(')').unwrap().to_owned() + checked;
    desk.write("2023.ron", text.as_bytes());
    desk.run(&["set", "2023.ron", "contact=周"]).ok();
    let text = desk.read("2023.ron");
    assert!(text.contains("\"results 52个\": \"52\"") && text.contains("\"gone[1].x 3个\": \"3\""), "{text}");
    desk.run(&["roll", "2023.ron", "-o", "2024.ron"]).ok();
    let text = desk.read("2024.ron");
    assert!(!text.contains("checked") && !text.contains("explained_values"), "{text}");
    assert!(text.contains("last_explanations"));
}
