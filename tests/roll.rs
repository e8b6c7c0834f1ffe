//! Rolling last year's report forward to this year's draft.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tianbiao::form::{CellRef, Form};
use tianbiao::message::Lang;
use tianbiao::report::{Edit, Report, read, write};
use tianbiao::roll_forward::{Plan, Treatment};
use tianbiao::tui::command::parse_key;
use tianbiao::tui::event::Message;
use tianbiao::tui::look::Look;
use tianbiao::tui::roll::{Outcome, Preview};
use tianbiao::tui::view;

use crate::support::desk::Desk;
use crate::support::scenario::{BUILT_IN, PROJECT, SAMPLE, form, screen};

/// Last year's report with some entries changed.
fn last(form: &Form, changes: &[(&str, &str)]) -> Report {
    let mut report = Report::from_file(form, read(SAMPLE).unwrap());
    for (path, text) in changes {
        let cell = report.resolve(form, path).unwrap();
        report.apply(form, Edit::Set { cell, text: Some((*text).into()) });
    }
    report
}

fn field(form: &Form, report: &Report, path: &str) -> CellRef {
    report.resolve(form, path).unwrap_or_else(|error| panic!("{path}: {error:?}"))
}

/// This year's entry, true if it is unconfirmed, and last year's value.
fn carried(form: &Form, report: &Report, path: &str) -> (String, bool, String) {
    let cell = field(form, report, path);
    let last = report.last(cell).map_or(String::new(), |last| last.text.to_string());
    (report.text(cell).to_owned(), report.is_unconfirmed(cell), last)
}

#[test]
fn each_field_is_carried_as_the_form_says() {
    let form = form(BUILT_IN);
    let last = last(&form, &[("expenditure[1].balance_total", "12.5"), ("phone", "0730-3700000")]);
    let text = |path: &str| last.text(field(&form, &last, path)).to_owned();
    let rolled = Plan::new(form.clone(), &form, &last, None).roll();
    let got = |path: &str| carried(&form, &rolled.report, path);
    // Names and the like stay, without a mark.
    assert_eq!(got("unit_name"), (text("unit_name"), false, text("unit_name")));
    // The year is derived, and so is last year's balance.
    assert_eq!(got("year"), ("2024".to_owned(), false, "2023".to_owned()));
    assert_eq!(got("income[1].carried_over").0, "12.50");
    assert_eq!(got("income[2].carried_over").0, "");
    // Entries that may have changed stay until the user confirms them.
    assert_eq!(got("phone"), ("0730-3700000".to_owned(), true, "0730-3700000".to_owned()));
    for path in ["units[3].name", "quality[1].name", "evaluators[1].name", "problems"] {
        assert_eq!(got(path), (text(path), true, text(path)), "{path}");
    }
    // Figures of texts become references; the text of last year is kept as last year's value.
    let (now, waits, before) = got("basic_spending");
    assert!(now.starts_with("{{year}}年基本支出{{expenditure[sum].basic}}万元。其中人员支出{{expenditure[sum].personnel|short}}万元"));
    assert!(waits && before == text("basic_spending"));
    assert!(now.contains(
        "三公经费{{official[sum].total}}万元，其中公务接待费{{official[sum].reception|short}}万元"
    ));
    // Figures, results and dates are blank, with last year's values, also of calculated cells.
    for path in ["staff", "results", "goals[1].actual", "score", "income[3].fiscal"] {
        let (now, waits, before) = got(path);
        assert_eq!((now.as_str(), waits, before.is_empty()), ("", false, false), "{path}");
    }
    assert_eq!(got("report_date"), (String::new(), false, "2024-09-20".to_owned()));
    assert_eq!(got("income[sum].total").2, "881.32");
    assert_eq!(got("grade").2, "优");
    // A blank entry is not marked and has no value of last year.
    assert_eq!(got("income[2].fiscal"), (String::new(), false, String::new()));
    // The file contains all of it.
    let again = Report::from_file(&form, read(&write(&form, &rolled.report)).unwrap());
    assert_eq!(again, rolled.report);
}

#[test]
fn the_user_can_change_the_treatment() {
    let form = form(BUILT_IN);
    let last = last(&form, &[]);
    let id = |path: &str| field(&form, &last, path).field;
    let mut plan = Plan::new(form.clone(), &form, &last, Some("2026".to_owned()));
    assert_eq!(plan.treatment(id("results")), Some(Treatment::Clear));
    assert_eq!(plan.treatment(id("income[1].total")), None, "calculated");
    plan.choose(id("results"), Treatment::Confirm);
    plan.choose(id("phone"), Treatment::Keep);
    plan.choose(id("basic_spending"), Treatment::Clear);
    let rolled = plan.roll();
    let got = |path: &str| carried(&form, &rolled.report, path);
    assert_eq!(got("year").0, "2026");
    assert!(got("results").1 && !got("results").0.is_empty());
    assert!(!got("phone").1 && !got("phone").0.is_empty());
    assert_eq!(got("basic_spending").0, "");
    let items = plan.items(&rolled, Lang::Zh);
    let item = items.iter().find(|item| item.fields == [id("results")]).unwrap();
    assert_eq!((item.treatment, item.before == item.after), (Treatment::Confirm, true));
    assert!(items.iter().all(|item| !item.fields.contains(&id("income[1].total"))));
    // Every entry is counted once in the summary.
    let (summary, plain) = (plan.summary(&rolled), Plan::new(form.clone(), &form, &last, None));
    let before = plain.summary(&plain.roll());
    assert_eq!(summary.kept, before.kept);
    assert_eq!(summary.asked, before.asked);
}

/// The built-in form as another edition, with some texts replaced.
fn edition(changes: &[(&str, &str)]) -> Arc<Form> {
    let mut source = BUILT_IN.replacen("edition: \"2023\"", "edition: \"2024\"", 1);
    for (before, after) in changes {
        assert!(source.contains(before), "{before}");
        source = source.replace(before, after);
    }
    form(&source)
}

#[test]
fn renamed_fields_are_found_and_removed_ones_are_kept() {
    let theirs = form(BUILT_IN);
    let renamed =
        r#"renamed: [("ph@ne", "telephone"), ("official.abr@ad", "official.travel"), ("g@als", "aims")],"#;
    let ours = edition(&[
        ("phone", "telephone"),
        ("abroad", "travel"),
        ("goals", "aims"),
        ("name: \"tasks\"", "name: \"plans\""),
        ("    sections: [", &format!("    {}\n    sections: [", renamed.replace('@', "o"))),
    ]);
    let last = last(&theirs, &[("official[2].abroad", "1.25"), ("phone", "3700000")]);
    let text = |path: &str| last.text(field(&theirs, &last, path)).to_owned();
    let rolled = Plan::new(ours.clone(), &theirs, &last, None).roll();
    let got = |path: &str| carried(&ours, &rolled.report, path);
    assert_eq!(got("telephone"), ("3700000".to_owned(), true, "3700000".to_owned()));
    assert_eq!(got("official[2].travel").2, "1.25");
    assert_eq!(got("aims[2].expected").0, text("goals[2].expected"));
    // The former name works too, so last year's scripts still run.
    assert_eq!(got("goals[2].expected"), got("aims[2].expected"));
    assert_eq!(rolled.report.annex.entries, [("tasks".to_owned(), text("tasks"))]);
    // Malformed paths are errors and never cause a panic.
    for path in ["].x[", "[].", "].[x].y", "goals].[1", "[", "goals[2]."] {
        let blank = Report::new(&ours);
        assert!(blank.resolve(&ours, path).is_err(), "{path}");
    }
    // If last year's report is opened with this year's form, its names are found too.
    let opened = Report::from_file(&ours, read(&write(&theirs, &last)).unwrap());
    assert_eq!(opened.text(field(&ours, &opened, "telephone")), "3700000");
    assert_eq!(opened.rows(ours.row_set_named("goals").unwrap()), 3);
}

#[test]
fn another_unit_is_converted() {
    let theirs = form(BUILT_IN);
    let ours = edition(&[("unit: \"万元\"", "unit: \"元\"")]);
    let last = last(&theirs, &[("income[3].fiscal", "662.86+19.44")]);
    let rolled = Plan::new(ours.clone(), &theirs, &last, None).roll();
    let cell = field(&ours, &rolled.report, "income[3].fiscal");
    assert_eq!(rolled.report.last(cell).unwrap().value.number().unwrap().to_string(), "6823000");
}

#[test]
fn a_quite_different_form_keeps_everything_in_the_annex() {
    let (theirs, ours) = (form(BUILT_IN), form(PROJECT));
    let last = last(&theirs, &[]);
    let rolled = Plan::new(ours.clone(), &theirs, &last, None).roll();
    let placed = rolled.report.last_values().count();
    let filled = last.filled(&theirs);
    assert!(rolled.report.annex.entries.len() + placed >= filled.len(), "{placed}");
}

#[test]
fn former_names_must_be_unused_and_new_names_must_exist() {
    for (pair, sentence) in [
        ("(\"contact\", \"phone\")", "“contact”在本报表格式中仍为现用名称"),
        ("(\"old\", \"phon\")", "phone"),
        ("(\"official.old\", \"official.abrod\")", "abroad"),
    ] {
        let source =
            BUILT_IN.replacen("    sections: [", &format!("    renamed: [{pair}],\n    sections: ["), 1);
        let mistakes = tianbiao::form::compile(&source).unwrap_err();
        let text = mistakes[0].kind.sentence(Lang::Zh);
        assert!(mistakes.len() == 1 && text.contains(sentence), "{text}");
        let line = source.lines().position(|line| line.contains("renamed:")).unwrap() + 1;
        assert_eq!(mistakes[0].line, line);
    }
}

#[test]
fn roll_on_the_command_line() {
    let desk = Desk::new("roll");
    desk.run(&["new", "2023.ron", "--sample"]).ok();
    let before = desk.read("2023.ron");
    let plan = desk.run(&["roll", "2023.ron", "-n"]).ok();
    assert!(plan.out.contains("= 0封面  年度") && plan.out.contains("2024"), "{plan:?}");
    assert_eq!(desk.names(), ["2023.ron"], "nothing is written");
    let done = desk.run(&["roll", "2023.ron", "-o", "2024.ron"]).ok();
    assert!(done.talk.contains("2024.ron：本年草稿已生成"), "{done:?}");
    assert_eq!(desk.read("2023.ron"), before);
    assert_eq!(desk.run(&["get", "2024.ron", "year"]).ok().out, "2024\n");
    assert_eq!(desk.run(&["get", "2024.ron", "income[sum].total"]).ok().out, "0.00\n");
    let again = desk.run(&["roll", "2023.ron", "-o", "2024.ron"]);
    assert_eq!(again.code, 5, "an existing file is left alone: {again:?}");
    desk.run(&["roll", "2023.ron", "-o", "2024.ron", "--force", "--year", "2025"]).ok();
    assert_eq!(desk.run(&["get", "2024.ron", "year"]).ok().out, "2025\n");
    // If last year's report has no year, the new one has none.
    desk.run(&["set", "2023.ron", "year="]).ok();
    desk.run(&["roll", "2023.ron", "-o", "unknown.ron"]).ok();
    assert_eq!(desk.run(&["get", "unknown.ron", "year"]).ok().out, "\n");
    assert_eq!(desk.run(&["roll", "2023.ron"]).code, 2);
    assert_eq!(desk.run(&["roll", "gone.ron", "-o", "x.ron"]).code, 5);
    desk.write("damaged.ron", b"(form: ");
    assert_eq!(desk.run(&["roll", "damaged.ron", "-o", "x.ron"]).code, 3);
}

/// The preview of the sample after some keys, separated by blanks, and its outcome.
fn preview(size: (u16, u16), keys: &str) -> (Preview, Option<Outcome>) {
    let form = form(BUILT_IN);
    let plan = Plan::new(form.clone(), &form, &last(&form, &[]), None);
    let mut preview = Preview::new(Look::default(), size, plan, "a/2023.ron".into(), None);
    let mut outcome = None;
    for key in keys.split_whitespace() {
        let named = parse_key(key).filter(|_| key.chars().count() > 1);
        let character = || (KeyCode::Char(key.chars().next().unwrap()), KeyModifiers::NONE);
        let (code, modifiers) = named.unwrap_or_else(character);
        outcome = preview.update(Message::Key(KeyEvent::new(code, modifiers)));
    }
    (preview, outcome)
}

#[test]
fn the_preview_leads_to_a_draft() {
    for (keys, outcome) in [
        ("Enter Enter", Some(Outcome::Make("a/2024.ron".into()))),
        ("Enter Ctrl-U 今 . r o n Enter", Some(Outcome::Make("今.ron".into()))),
        ("Enter Ctrl-U Enter", None),
        ("Enter Esc Esc", Some(Outcome::Back)),
        ("Down x Ctrl-Q", Some(Outcome::Quit(0))),
    ] {
        assert_eq!(preview((80, 24), keys).1, outcome, "{keys}");
    }
}

#[test]
fn treatments_are_changed_by_item_or_by_page() {
    let letters = |keys: &str| -> String {
        preview((80, 24), keys).0.items.iter().take(13).map(|item| item.treatment.letter()).collect()
    };
    let down = "Down ".repeat(7);
    assert_eq!(letters(""), "====*=~~~*~**");
    // The year: derived, kept, to be confirmed, or blank.
    assert_eq!(letters("F4 4"), "~===*=~~~*~**");
    assert_eq!(letters("4 4 4"), "*===*=~~~*~**");
    assert_eq!(letters("4 4 4 4"), letters(""));
    assert_eq!(letters(&(down.clone() + "F6")), "====*=~~~~~~~");
    assert_eq!(letters(&(down.clone() + "6 6")), "====*=*******");
    let (changed, _) = preview((80, 24), &(down + "F6"));
    assert!(
        changed.rolled.report.unconfirmed().count()
            > preview((80, 24), "").0.rolled.report.unconfirmed().count()
    );
}

#[test]
fn the_preview_is_drawn_at_every_size() {
    let draw = |size: (u16, u16), keys: &str| {
        let (preview, _) = preview(size, keys);
        screen(size, |frame| view::roll::draw(&preview, frame))
    };
    for size in [(1, 1), (20, 5), (40, 10), (80, 24), (120, 40)] {
        for keys in ["", "End", "Enter", "Enter 中", "x"] {
            draw(size, keys);
        }
    }
    for (name, size) in [("roll_80x24", (80, 24)), ("roll_40x12", (40, 12))] {
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, draw(size, "Down"));
        });
    }
}
