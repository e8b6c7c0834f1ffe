//! Completion of words in a shell.

use crate::support::desk::{Desk, PROGRAM};

/// The words that a shell offers for the last one of a line.
fn offered(desk: &Desk, line: &[&str]) -> Vec<String> {
    let mut command = desk.command(PROGRAM);
    command
        .arg("--")
        .arg("tianbiao")
        .args(line)
        .env("TIANBIAO_COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", line.len().to_string())
        .env("_CLAP_IFS", "\n");
    let output = command.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn words_are_completed_from_the_report_on_the_line() {
    let desk = Desk::new("completion");
    desk.run(&["new", "r.ron", "--sample"]).ok();
    let form = "linxiang-overall-expenditure";
    for (line, wanted) in [
        (&["exp"][..], "export"),
        (&["get", "r.ron", "income[sum].tot"], "income[sum].total"),
        (&["get", "r.ron", "income[局"], "income[局机关].fiscal"),
        (&["get", "r.ron", "income[3].fi"], "income[3].fiscal"),
        (&["set", "r.ron", "cont"], "contact="),
        (&["set", "r.ron", "overr"], "override@"),
        (&["set", "r.ron", "required@cont"], "required@contact="),
        (&["table", "r.ron", ""], "expenditure"),
        (&["form", "show", "lin"], form),
        (&["new", "x.ron", "--form", "lin"], form),
    ] {
        let offered = offered(&desk, line);
        assert!(offered.iter().any(|word| word == wanted), "{line:?}: {offered:?}");
        let begun = line.last().unwrap();
        assert!(offered.iter().all(|word| word.starts_with(begun)), "{line:?}: {offered:?}");
    }
    // Without a report there is nothing to offer, and no error.
    assert_eq!(offered(&desk, &["get", "missing.ron", "inc"]), [""; 0]);
}

#[test]
fn every_shell_has_a_script() {
    let desk = Desk::new("shells");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = desk.run(&["completions", shell]).ok().out;
        assert!(script.contains("TIANBIAO_COMPLETE") && script.contains(shell), "{script}");
    }
    assert_eq!(desk.run(&["completions", "sh"]).code, 2);
}
