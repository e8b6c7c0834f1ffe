//! The views of a reconciliation: the list of the command line, the tab of the findings, the line dialogue and the annex.

use serde_json::Value;

use crate::support::desk::Desk;

/// A sample with one figure that differs from its table.
fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.run(&["new", "r.ron", "--sample"]).ok();
    let text = desk.read("r.ron").replace("实有人数68人", "实有人数69人");
    desk.write("r.ron", text.as_bytes());
    desk
}

/// `check --all --json` is one array: findings, then claims in the order of the texts, then relations.
#[test]
fn all_figures_are_listed_as_json() {
    let desk = desk("review_json");
    let plain: Value = serde_json::from_str(&desk.run(&["check", "r.ron", "--json"]).ok().out).unwrap();
    let all: Value =
        serde_json::from_str(&desk.run(&["check", "r.ron", "--all", "--json"]).ok().out).unwrap();
    let items = all.as_array().unwrap();
    let kinds: Vec<&str> = items.iter().map(|item| item["item"].as_str().unwrap()).collect();
    let order = |kind: &&str| ["finding", "claim", "relation"].iter().position(|one| one == kind).unwrap();
    assert!(kinds.is_sorted_by_key(order), "{kinds:?}");
    // The findings are those of `check --json`.
    let findings: Vec<Value> = items[..plain.as_array().unwrap().len()].to_vec();
    for (with, without) in findings.iter().zip(plain.as_array().unwrap()) {
        let mut with = with.clone();
        assert_eq!(with.as_object_mut().unwrap().remove("item").unwrap(), "finding");
        assert_eq!(&with, without);
    }
    let claims: Vec<&Value> = items.iter().filter(|item| item["item"] == "claim").collect();
    let places: Vec<(&str, u64)> = claims
        .iter()
        .map(|claim| (claim["path"].as_str().unwrap(), claim["start"].as_u64().unwrap()))
        .collect();
    let paths: Vec<&str> = {
        let mut paths: Vec<&str> = places.iter().map(|place| place.0).collect();
        paths.dedup();
        paths
    };
    assert_eq!(paths[..4], ["tasks", "results", "profile_basic", "profile_scope"]);
    assert!(places.windows(2).all(|two| two[0].0 != two[1].0 || two[0].1 < two[1].1), "{places:?}");
    let claim = claims.iter().find(|claim| claim["text"] == "69人").unwrap();
    let members = [
        "item", "file", "path", "start", "end", "text", "value", "unit", "label", "row", "year", "kind",
        "verdict", "reason", "witness", "ticked",
    ];
    let names: Vec<&String> = claim.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), members.len());
    assert!(members.iter().all(|name| claim.get(name).is_some()), "{claim}");
    for (name, value) in [
        ("file", "r.ron"),
        ("path", "profile_basic"),
        ("value", "69"),
        ("unit", "人"),
        ("verdict", "differs"),
        ("reason", "cell"),
    ] {
        assert_eq!(claim[name], value, "{claim}");
    }
    assert_eq!(claim["witness"], serde_json::json!([{ "path": "staff", "start": null, "end": null }]));
    assert_eq!(claim["ticked"], false);
}

/// `check --all` lists the same in lines, and has the exit codes of `check`.
#[test]
fn all_figures_are_listed_in_lines() {
    let desk = desk("review_lines");
    let lines = desk.run(&["check", "r.ron", "--all"]).ok().out;
    for line in [
        "r.ron: ! profile_basic 部门（单位）基本情况: “实有人数69人”不一致：概况 实有人数 68",
        "r.ron: = profile_basic 部门（单位）基本情况: “人员编制50人”一致：概况 人员编制 50",
    ] {
        assert!(lines.lines().any(|one| one == line), "{line}\n{lines}");
    }
    let findings = desk.run(&["check", "r.ron"]).ok().out;
    assert!(lines.starts_with(&findings));
    desk.run(&["check", "r.ron", "--all", "--strict"]).code(1);
    let english = desk.run(&["check", "r.ron", "--all", "--lang", "en"]).ok().out;
    assert!(english.contains("\"实有人数69人\" different: 概况 实有人数 68"), "{english}");
}

/// A ticked claim counts as checked for its figure and the value in the table; its finding is answered. Another
/// value opens it again.
#[test]
fn a_ticked_figure_is_answered_for_its_values() {
    let desk = desk("review_ticked");
    desk.run(&["check", "r.ron", "--strict"]).code(1);
    desk.run(&["export", "r.ron", "--final"]).code(1);
    let ticked = "    checked: {\n        \"profile_basic 实有人数69人\": \"68\",\n    },\n)\n";
    let text = desk.read("r.ron").trim_end().strip_suffix(')').unwrap().to_owned() + ticked;
    desk.write("r.ron", text.as_bytes());
    let all = desk.run(&["check", "r.ron", "--all", "--strict"]).ok().out;
    assert!(
        all.contains("+ profile_basic 部门（单位）基本情况: “实有人数69人”已核：概况 实有人数 68"),
        "{all}"
    );
    desk.run(&["export", "r.ron", "--final"]).ok();
    let json = desk.run(&["check", "r.ron", "--all", "--json"]).ok().out;
    let items: Value = serde_json::from_str(&json).unwrap();
    let claim = items.as_array().unwrap().iter().find(|item| item["text"] == "69人").unwrap();
    assert_eq!((&claim["ticked"], &claim["verdict"]), (&Value::Bool(true), &Value::from("differs")));
    for change in ["staff=67", "profile_basic=年末实有人数70人。"] {
        std::fs::copy(desk.path("r.ron"), desk.path("s.ron")).unwrap();
        desk.run(&["set", "s.ron", change, "staff-over-posts@staff=借调"]).ok();
        desk.run(&["check", "s.ron", "--strict"]).code(1);
    }
    // Other words of the text may change.
    desk.run(&["set", "r.ron", "profile_basic=人员编制50人，实有人数69人，含退休返聘。"]).ok();
    desk.run(&["check", "r.ron", "--strict"]).ok();
}
