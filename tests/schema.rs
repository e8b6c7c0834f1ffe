//! The JSON of all commands is as `docs/schema.json` describes it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::desk::Desk;

/// Checks a value against a schema with the keywords that `docs/schema.json` uses; returns the first mistake.
fn mistake(all: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    for (keyword, wanted) in schema.as_object().unwrap() {
        let wrong = match keyword.as_str() {
            "description" => None,
            "$ref" => {
                let name = wanted.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                mistake(all, &all["$defs"][name], value, at)
            }
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    other => panic!("unknown type {other}"),
                };
                let fits = wanted.as_array().map_or_else(|| is(wanted), |names| names.iter().any(is));
                (!fits).then(|| format!("{at}: {value} is no {wanted}"))
            }
            "enum" => {
                let fits = wanted.as_array().unwrap().contains(value);
                (!fits).then(|| format!("{at}: {value} is none of {wanted}"))
            }
            "const" => (wanted != value).then(|| format!("{at}: {value} is not {wanted}")),
            "anyOf" => {
                let mut wrong = wanted.as_array().unwrap().iter().map(|one| mistake(all, one, value, at));
                let first = wrong.next().unwrap();
                first.filter(|_| wrong.all(|wrong| wrong.is_some()))
            }
            "required" => {
                let mut names = wanted.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
                let missing = names.find(|name| value.get(name).is_none());
                missing.map(|name| format!("{at}: {name} is missing"))
            }
            "properties" => {
                let known = wanted.as_object().unwrap().iter();
                known
                    .filter_map(|(name, schema)| Some((name, schema, value.get(name)?)))
                    .find_map(|(name, schema, value)| mistake(all, schema, value, &format!("{at}.{name}")))
            }
            "items" => value
                .as_array()
                .into_iter()
                .flatten()
                .enumerate()
                .find_map(|(index, value)| mistake(all, wanted, value, &format!("{at}[{index}]"))),
            "additionalProperties" => value
                .as_object()
                .into_iter()
                .flatten()
                .find_map(|(name, value)| mistake(all, wanted, value, &format!("{at}.{name}"))),
            other => panic!("unknown keyword {other}"),
        };
        if wrong.is_some() {
            return wrong;
        }
    }
    None
}

#[test]
fn the_output_of_all_commands_fits_the_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema.json");
    let all: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let desk = Desk::new("schema");
    let mut outputs: Vec<(&str, Vec<String>)> = Vec::new();
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let forms =
        ["linxiang-overall-expenditure", "hunan-overall-annexes", "project-expenditure-self-evaluation"];
    for (at, form) in forms.into_iter().enumerate() {
        let (sample, blank, next) = (format!("s{at}.ron"), format!("b{at}.ron"), format!("n{at}.ron"));
        desk.run(&["new", &sample, "--form", form, "--sample"]).ok();
        desk.run(&["new", &blank, "--form", form, "--year", "2024"]).ok();
        desk.run(&["roll", &sample, "-o", &next]).ok();
        desk.run(&["export", &sample, "-o", &format!("s{at}.docx")]).ok();
        outputs.push(("form_show", words(&format!("form show {form} --json"))));
        outputs.push(("diff", words(&format!("diff {sample} {next} --json"))));
        outputs.push(("import_review", words(&format!("import s{at}.docx --review --json"))));
        for file in [sample, blank, next] {
            outputs.push(("get", words(&format!("get {file} --json --all"))));
            outputs.push(("check", words(&format!("check {file} --json --all"))));
            outputs.push(("export", words(&format!("export {file} -f json"))));
        }
    }
    // Findings of every severity, one with an explanation that does not count any more.
    for change in ["contact=", "required@contact=暂缺", "income[3].fiscal=1", "income[2].fiscal=abc"] {
        desk.run(&["set", "s0.ron", change]).ok();
    }
    desk.run_with(&["--plain", "s0.ron"], "@phone\n123\n:保存\n:退出\n").ok();
    for (name, line) in [
        ("check", "check s0.ron b1.ron --json"),
        ("history", "history s0.ron --json"),
        ("recover", "recover s0.ron -n --json"),
        ("form_list", "form list --json"),
        ("doctor", "doctor --json"),
    ] {
        outputs.push((name, words(line)));
    }
    for (name, arguments) in &outputs {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ran = desk.run(&arguments);
        let value: Value = serde_json::from_str(&ran.out)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error} {}", ran.talk));
        let schema = &all["$defs"][name];
        assert!(schema.is_object(), "{name}");
        assert_eq!(mistake(&all, schema, &value, name), None, "{arguments:?}");
    }
    // Each definition for a command is used.
    let used = |name: &str| {
        outputs.iter().any(|(output, _)| *output == name)
            || ["values", "finding", "place", "checked_finding", "claim", "relation"].contains(&name)
    };
    let names: Vec<&String> = all["$defs"].as_object().unwrap().keys().collect();
    assert!(names.iter().all(|name| used(name)), "{names:?}");
    assert!(!desk.run(&["history", "s0.ron", "--json"]).out.contains("[]"));
}
