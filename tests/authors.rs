//! The commands for authors of forms: list, show, check, export, new.

use serde_json::Value;

use crate::support::desk::Desk;
use crate::support::scenario::{BUILT_IN, SAMPLE};

/// The text of any form is written, with its comments, to standard output or a new file.
#[test]
fn forms_and_samples_are_written() {
    let desk = Desk::new("form_export");
    let id = "linxiang-overall-expenditure";
    desk.run(&["form", "export", id]).ok().gives(BUILT_IN);
    desk.run(&["form", "export", id, "--sample"]).ok().gives(SAMPLE);
    desk.run(&["form", "export", id, "-o", "mine.ron"]).ok();
    assert_eq!(desk.read("mine.ron"), BUILT_IN);
    desk.run(&["form", "export", id, "-o", "mine.ron"]).code(5);
    desk.run(&["form", "export", id, "-o", "mine.ron", "--force"]).ok();
    desk.run(&["form", "export", "unknown"]).code(3);
    // A form of one's own.
    desk.run(&["form", "export", "./mine.ron"]).ok().gives(BUILT_IN);
}

/// A new form has no mistakes, can be filled in at once, and finds errors.
#[test]
fn a_new_form_can_be_used() {
    let desk = Desk::new("form_new");
    for (lang, title, entries, says) in [
        (
            "zh",
            "差旅费报销表",
            ["kind=专项", "reason=检查"],
            "支出合计 12.00 超出预算 10.00，多 2.00，请核实",
        ),
        ("en", "Travel", ["kind=special", "reason=audit"], "12.00 is 2.00 more than the budget of 10.00"),
    ] {
        let (form, report) = (format!("{lang}.ron"), format!("r-{lang}.ron"));
        let id = format!("travel-{lang}");
        desk.run(&["--lang", lang, "form", "new", &form, "--id", &id, "--title", title]).ok();
        desk.run(&["--lang", lang, "form", "new", &form]).code(5);
        let text = desk.read(&form);
        assert!(
            text.contains(&format!("id: \"{id}\"")) && text.contains(&format!("title: \"{title}\"")),
            "{text}"
        );
        desk.run(&["form", "check", &form]).ok();
        desk.run(&["new", &report, "--form", &format!("./{form}"), "--year", "2024"]).ok();
        let money = ["spending[1].budget=10", "spending[1].wages=8", "spending[1].other=4"];
        desk.run(&[&["set", &report], &entries[..], &money[..]].concat()).ok();
        desk.run(&["get", &report, "spending[sum].total", "rate"]).ok().gives("12.00\n120.0\n");
        let found = desk.run(&["--lang", lang, "check", &report]);
        assert!(found.out.contains(says), "{}", found.out);
        let next = format!("n-{lang}.ron");
        desk.run(&["roll", &report, "-o", &next]).ok();
        desk.run(&["get", &next, "year"]).ok().gives("2025\n");
    }
}

/// Programs read the list of forms and their fields as JSON.
#[test]
fn forms_are_listed_and_shown_as_json() {
    let desk = Desk::new("form_json");
    let listed: Value = serde_json::from_str(&desk.run(&["form", "list", "--json"]).ok().out).unwrap();
    let first = &listed[0];
    assert_eq!(first["id"], "linxiang-overall-expenditure");
    assert_eq!((&first["edition"], &first["file"]), (&Value::from("2023"), &Value::Null));
    let id = "linxiang-overall-expenditure";
    let shown: Value = serde_json::from_str(&desk.run(&["form", "show", id, "--json"]).ok().out).unwrap();
    assert_eq!((&shown["id"], &shown["language"]), (&Value::from(id), &Value::from("zh")));
    let field = |path: &str| {
        let fields = shown["fields"].as_array().unwrap();
        fields.iter().find(|field| field["path"] == path).unwrap_or_else(|| panic!("{path}")).clone()
    };
    let total = field("expenditure[n].basic");
    assert_eq!(total["unit"], "万元");
    assert_eq!((&total["calculated"], &total["type"]), (&Value::from(true), &Value::from("Decimal")));
    assert_eq!(total["section"], "expenditure");
    assert_eq!(field("grade")["choices"], serde_json::json!(["优", "良", "中", "差"]));
    assert_eq!(field("units[n].name")["section"], Value::Null);
    assert_eq!(field("year")["carry"], "derive");
    assert_eq!(field("evaluators[n].signature")["by_hand"], true);
}

/// Forms and standard input are checked together; the worst result counts.
#[test]
fn several_forms_are_checked() {
    let desk = Desk::new("form_check");
    desk.write("bad.ron", BUILT_IN.replace("carried_over + fiscal", "carried_over + fiscl").as_bytes());
    desk.run(&["form", "check", "linxiang-overall-expenditure"]).ok();
    let ran = desk.run(&["form", "check", "linxiang-overall-expenditure", "bad.ron"]).code(3);
    assert!(ran.out.contains("没有 fiscl，是否为 fiscal？"), "{}", ran.out);
    desk.run_with(&["form", "check", "-"], BUILT_IN).ok();
    desk.run(&["form", "check", "missing.ron"]).code(5);
}

/// Forms that an administrator installed are found; a person's own form with the same id and edition is used instead.
#[test]
fn installed_forms_are_found() {
    let desk = Desk::new("form_installed");
    let form = |title: &str| {
        format!(
            "(id: \"county\", edition: \"1\", title: \"{title}\", caption: \"x\", sections: [(name: \"s\", label: \"s\", items: [
            Field(name: \"a\", label: \"a\", type: Text)])])"
        )
    };
    for folder in ["usr/tianbiao/forms", "etc/tianbiao/forms", ".config/tianbiao/forms"] {
        std::fs::create_dir_all(desk.path(folder)).unwrap();
    }
    let script = "XDG_DATA_DIRS=$PWD/usr XDG_CONFIG_DIRS=relative:$PWD/etc $T form show county";
    for (folder, title) in [("usr", "installed"), ("etc", "configured"), (".config", "own")] {
        desk.write(&format!("{folder}/tianbiao/forms/county.ron"), form(title).as_bytes());
        let shown = desk.shell(script).ok().out;
        assert!(shown.starts_with(&format!("county  1  {title}\n")), "{folder}: {shown}");
    }
}
