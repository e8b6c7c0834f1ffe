//! Errors of the system at every call of a save, injected from outside: `just faults`.
//!
//! Runs only on request, because it needs `strace`. The tests of `store` inject errors inside of the process; this one takes the
//! program as it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::desk::{Desk, PROGRAM};

/// The calls that open or change files.
const CALLS: &str = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,ftruncate,unlink,unlinkat,mkdir,mkdirat,fchmod,fchown";
const ERRORS: [&str; 5] = ["ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT"];

/// Runs a command line under `strace`, with these options; returns its exit code, or `None` if it was killed.
fn traced(desk: &Desk, options: &[&str], arguments: &[&str], input: &str) -> Option<i32> {
    let script = format!(
        "printf '{input}' | strace -f -qq -o trace -e trace={CALLS} {} \"$0\" {} > out 2>&1",
        options.join(" "),
        arguments.join(" ")
    );
    let mut command = desk.command("/bin/sh");
    command.args(["-c", &format!("{script}; exit $?"), PROGRAM]);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.output().unwrap().status.code()
}

/// The calls that name the report or its folders, by name with their positions among the calls of that name.
fn calls(desk: &Desk) -> Vec<(String, usize)> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    let mut begun = false;
    for line in desk.read("trace").lines() {
        let Some(name) = line.split_whitespace().nth(1).and_then(|call| call.split('(').next()) else {
            continue;
        };
        let number = count.entry(name.to_owned()).or_default();
        *number += 1;
        // Before, the loader opens libraries; an error there is not one of the program.
        begun |= line.contains("r.ron");
        if begun {
            found.push((name.to_owned(), *number));
        }
    }
    found
}

/// One way to save: the arguments and the input.
struct Save {
    name: &'static str,
    arguments: &'static [&'static str],
    input: &'static str,
}

const SAVES: [Save; 2] = [
    Save { name: "set", arguments: &["set", "r.ron", "contact=乙"], input: "" },
    Save {
        name: "--plain", arguments: &["--plain", "r.ron"], input: "@contact\\n乙\\n:保存\\n:退出\\n"
    },
];

/// A desk with a report whose contact is 甲.
fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.run(&["new", "r.ron", "--year", "2023"]).ok();
    desk.run(&["set", "r.ron", "contact=甲"]).ok();
    desk
}

/// The text of the report is one that was saved whole.
fn is_whole(desk: &Desk) -> bool {
    let ran = desk.run(&["get", "r.ron", "contact"]);
    ran.code == 0 && ["甲", "乙"].contains(&ran.out.trim())
}

/// Files that a failed save has left behind in a folder.
fn strays(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.contains(".tmp")).collect()
}

#[test]
#[ignore = "needs strace: `just faults`"]
fn an_error_at_any_call_leaves_a_whole_file() {
    let works = Command::new("strace").args(["-qq", "-o", "/dev/null", "true"]).status();
    if !works.is_ok_and(|status| status.success()) {
        println!("skipped: strace is not installed, or tracing is not allowed");
        return;
    }
    println!(
        "{:<10} {:>6} {:>6} {:>8} {:>6} {:>10} {:>8}",
        "save", "calls", "runs", "refused", "torn", "unreported", "strays"
    );
    let mut wrong = 0;
    for save in SAVES {
        let first = desk("faults-count");
        assert_eq!(traced(&first, &[], save.arguments, save.input), Some(0), "{}", first.read("out"));
        let all = calls(&first);
        assert!(all.len() > 10, "{}", all.len());
        let (mut runs, mut refused, mut torn, mut unreported, mut left) = (0, 0, 0, 0, 0);
        for (at, (call, number)) in all.iter().enumerate() {
            let tried: Vec<&str> =
                if save.arguments[0] == "set" { ERRORS.to_vec() } else { vec![ERRORS[at % ERRORS.len()]] };
            for error in tried {
                let desk = desk("faults");
                let inject = format!("-e inject={call}:error={error}:when={number}");
                let code = traced(&desk, &[&inject], save.arguments, save.input);
                runs += 1;
                refused += usize::from(code != Some(0));
                torn += usize::from(!is_whole(&desk));
                let is_saved = desk.run(&["get", "r.ron", "contact"]).out.trim() == "乙";
                // Success without the new text; a draft that can be recovered is no success.
                unreported += usize::from(code == Some(0) && !is_saved);
                left += usize::from(!strays(&desk.folder).is_empty());
                // The cause is gone: the same works.
                let again = desk.run(&["set", "r.ron", "contact=乙"]);
                torn += usize::from(again.code != 0 || !is_whole(&desk));
            }
        }
        println!(
            "{:<10} {:>6} {runs:>6} {refused:>8} {torn:>6} {unreported:>10} {left:>8}",
            save.name,
            all.len()
        );
        // Otherwise nothing was injected.
        assert!(refused > 0, "{}", save.name);
        wrong += torn + unreported + left;
    }
    assert_eq!(wrong, 0);
}
