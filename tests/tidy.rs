//! What never happens in the sources, each with its reason. What stands after a file's `#[cfg(test)]`, and
//! in comments, does not count.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::scenario::{BUILT_IN, form};

/// A file has no more lines than this, tests left out: past it, it is about two things.
const MAX_LINES: usize = 700;

/// Something that stands nowhere in some of the files.
struct Absence {
    /// Where it must not stand: files and folders of `src`, a folder with its slash; none is everywhere.
    within: &'static [&'static str],
    /// Where it may stand all the same.
    but: &'static [&'static str],
    words: &'static [&'static str],
    why: &'static str,
}

const ABSENCES: &[Absence] = &[
    Absence {
        within: &["form.rs", "form/"],
        but: &[],
        words: &["crate::report", "crate::export", "crate::store", "crate::tui", "crate::cli"],
        why: "a form is what is asked; it knows nobody who asks",
    },
    Absence {
        within: &["report.rs", "report/"],
        but: &[],
        words: &["crate::export", "crate::store", "crate::tui", "crate::cli"],
        why: "a report is what was typed and what follows; it knows no screen and no file",
    },
    Absence {
        within: &["review.rs", "review/"],
        but: &[],
        words: &["crate::export", "crate::import", "crate::store", "crate::tui", "crate::cli"],
        why: "a review reads the report; it knows nobody who shows it",
    },
    Absence {
        within: &["export.rs", "export/"],
        but: &[],
        words: &["crate::store", "crate::tui", "crate::cli"],
        why: "an export is a pure function of the report",
    },
    Absence {
        within: &["diff.rs", "diff/"],
        but: &[],
        words: &["crate::store", "crate::tui", "crate::cli"],
        why: "what differs is a pure function of the two reports",
    },
    Absence {
        within: &["plain.rs", "plain/"],
        but: &[],
        words: &["crate::store", "crate::tui", "crate::cli", "std::io", "stdout", "stdin", "std::thread"],
        why: "questions are said by whoever asks for them: here are lines in, lines and effects out",
    },
    Absence {
        within: &["store.rs", "store/"],
        but: &[],
        words: &["crate::export", "crate::tui", "crate::cli"],
        why: "the store finds, reads and writes; who asked is no concern of it",
    },
    Absence {
        within: &["message.rs", "message/"],
        but: &[],
        words: &["crate::"],
        why: "sentences depend on nothing",
    },
    Absence {
        within: &["tui.rs", "tui/"],
        but: &[],
        words: &["crate::cli"],
        why: "the command line opens the screen, never the other way round",
    },
    Absence {
        within: &[],
        but: &["terminal.rs", "terminal/", "tui.rs", "tui/"],
        words: &["crossterm", "ratatui", "tui_textarea"],
        why: "only the screen knows the terminal",
    },
    Absence {
        within: &["terminal.rs", "terminal/"],
        but: &[],
        words: &[
            "crate::form",
            "crate::report",
            "crate::export",
            "crate::store",
            "crate::message",
            "crate::tui",
            "crate::cli",
        ],
        why: "the terminal is bytes, keys and cells: it knows no form and nothing above it",
    },
    Absence {
        within: &["tui/"],
        but: &["tui/terminal.rs"],
        words: &["stdout()", "stderr()", "stdin()", "execute!", "queue!", "enable_raw_mode"],
        why: "state and views are pure: the loop and terminal.rs act",
    },
    Absence {
        within: &[],
        but: &["store.rs", "store/"],
        words: &["std::fs", "rustix::fs", "File::", "OpenOptions", "read_to_string", "read_dir", "fs::read"],
        why: "nothing but the store opens a file: bounded, never waiting, whole or not at all",
    },
    Absence {
        within: &[],
        but: &["main.rs", "cli.rs", "cli/", "tui.rs", "tui/document.rs"],
        words: &["Zoned::now", "Timestamp::now", "SystemTime", "Instant::now"],
        why: "only main, cli, tui.rs and its documents read a clock; everybody else is told the day",
    },
    Absence {
        within: &[],
        but: &["main.rs", "cli.rs", "cli/"],
        words: &["std::env", "env::"],
        why: "only the command line asks the environment",
    },
    Absence {
        within: &[],
        but: &[],
        words: &[".display()"],
        why: "a file's name is data: store::shown writes out what would command a terminal",
    },
    Absence {
        within: &["tui/view.rs", "tui/view/"],
        but: &[],
        words: &["&mut App", "&mut Start", "&mut Session", "RefCell", "Cell<", "Mutex", "Atomic"],
        why: "a view changes nothing",
    },
    Absence {
        within: &[],
        but: &[],
        words: &["f32", "f64"],
        why: "amounts are exact decimals, counts are integers",
    },
    Absence {
        within: &[],
        but: &["form/field_type.rs"],
        words: &["round_dp(", ".round()", "trunc_with_scale", "RoundingStrategy::Midpoint"],
        why: "rounding happens in field_type::round alone: half away from zero, once",
    },
    Absence {
        within: &[],
        but: &[],
        words: &[
            "todo!",
            "unimplemented!",
            "dbg!",
            "unreachable!",
            "process::exit",
            "process::abort",
            "unsafe ",
        ],
        why: "nothing is left for later, and no way out skips the terminal's restoring",
    },
    Absence {
        within: &[],
        but: &[],
        words: &["thread::sleep", "async fn", ".await", "poll(Duration::from"],
        why: "the program waits for something to happen and never by the clock",
    },
    Absence {
        within: &[],
        but: &["tui.rs", "cli/plain/lines.rs"],
        words: &["recv_timeout"],
        why: "only the loops have deadlines: to put what was typed on the disk, and to leave",
    },
];

struct Source {
    /// From `src`, with slashes.
    name: String,
    /// As it stands there.
    text: String,
    /// Its lines with their numbers from 1: without tests and comments.
    code: Vec<(usize, String)>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
        // A file of its own for what tests are written with.
        let code = if name.ends_with("/testing.rs") { Vec::new() } else { without_tests(&text) };
        Source { name, text, code }
    };
    let is_source = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let sources: Vec<Source> = files(&folder).into_iter().filter(is_source).map(read).collect();
    assert!(sources.len() > 50, "the sources are where they were");
    sources
}

/// The lines with their numbers, but for what only tests have: an item after `#[cfg(test)]`, to its end.
fn without_tests(text: &str) -> Vec<(usize, String)> {
    let mut code = Vec::new();
    let mut in_test = false;
    for (at, line) in text.lines().enumerate() {
        in_test |= line == "#[cfg(test)]";
        if !in_test {
            code.push((at + 1, without_comment(line).to_owned()));
        }
        let ends = line == "}" || line.ends_with(';') && !line.starts_with(' ');
        in_test &= !ends;
    }
    code
}

/// A line up to its comment; two slashes within quotes are none.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut escaped = false;
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            // The character '"' opens nothing.
            b'"' if at == 0 || bytes[at - 1] != b'\'' || bytes.get(at + 1) != Some(&b'\'') => {
                quoted = !quoted;
            }
            b'/' if !quoted && bytes.get(at + 1) == Some(&b'/') => return &line[..at],
            _ => {}
        }
    }
    line
}

fn is_within(name: &str, places: &[&str]) -> bool {
    places.iter().any(|place| name == *place || (place.ends_with('/') && name.starts_with(place)))
}

/// Whether a word stands in a line, not as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !(word.starts_with(joins) && before.is_some_and(joins)
            || word.ends_with(joins) && after.is_some_and(joins))
    })
}

#[track_caller]
fn none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn what_never_happens() {
    let sources = sources();
    let mut found = Vec::new();
    for absence in ABSENCES {
        for place in absence.within.iter().chain(absence.but) {
            let there = sources.iter().any(|source| is_within(&source.name, &[place]));
            assert!(there, "src/{place} is gone: the absence of {:?} holds nothing", absence.words);
        }
        for source in &sources {
            let meant = absence.within.is_empty() || is_within(&source.name, absence.within);
            if !meant || is_within(&source.name, absence.but) {
                continue;
            }
            for (at, line) in &source.code {
                for word in absence.words.iter().filter(|word| has_word(line, word)) {
                    found.push(format!("src/{}:{at}: `{word}`: {}", source.name, absence.why));
                }
            }
        }
    }
    none(&found);
}

/// A word that an absence looks for is found when it is there.
#[test]
fn words_are_found() {
    for (line, word, there) in [
        ("let a: f64 = 1;", "f64", true),
        ("let f641 = 1;", "f64", false),
        ("let my_f64 = 1;", "f64", false),
        ("use crate::tui::app;", "crate::tui", true),
        ("use crate::tuition;", "crate::tui", false),
        ("std::env::var(a)", "std::env", true),
    ] {
        assert_eq!(has_word(line, word), there, "{word} in {line}");
    }
    let text = "a\n#[cfg(test)]\nuse b;\nc\n#[cfg(test)]\nmod d {\n    e;\n}\nf // g\n";
    let lines: Vec<(usize, String)> = without_tests(text);
    assert_eq!(lines, [(1, "a".into()), (4, "c".into()), (9, "f ".into())]);
    for (line, code) in [
        ("let a = 1; // f64", "let a = 1; "),
        ("//! f64", ""),
        (r#"let url = "a//b"; // c"#, r#"let url = "a//b"; "#),
        (r#"let quote = '"'; // c"#, r#"let quote = '"'; "#),
        (r#"let quote = "\""; // c"#, r#"let quote = "\""; "#),
    ] {
        assert_eq!(without_comment(line), code);
    }
}

#[test]
fn every_file_is_about_one_thing_and_says_which() {
    let mut found = Vec::new();
    for source in sources() {
        if source.code.len() > MAX_LINES {
            found.push(format!(
                "src/{}: {} lines of code, {MAX_LINES} at most",
                source.name,
                source.code.len()
            ));
        }
        if !source.text.starts_with("//! ") {
            found.push(format!("src/{}: does not open by saying what it is", source.name));
        }
        if source.name.ends_with("mod.rs") {
            found.push(format!("src/{}: a module is name.rs with its folder name/", source.name));
        }
    }
    none(&found);
}

/// A decimal becomes text in field_type.rs alone, so that it looks the same on the screen, on paper and in data.
#[test]
fn a_number_is_written_in_one_place() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.name != "form/field_type.rs") {
        let meets = |line: &str| line.contains("rust_decimal") || line.contains("::Number(");
        if !source.code.iter().any(|(_, line)| meets(line)) {
            continue;
        }
        for (at, line) in &source.code {
            for name in ["number", "amount", "value", "decimal", "total", "normalize()"] {
                let written = [format!("{name}.to_string()"), format!("{{{name}}}"), format!("{{{name}:")];
                if let Some(written) = written.iter().find(|written| line.contains(written.as_str())) {
                    found.push(format!("src/{}:{at}: `{written}`: use field_type", source.name));
                }
            }
        }
    }
    none(&found);
}

/// A form's names are the template's: nothing in the program knows a field when it sees it.
#[test]
fn no_field_is_known_by_name() {
    let form = form(BUILT_IN);
    let mut names: BTreeSet<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
    names.extend(form.sections.iter().map(|section| section.name.as_str()));
    names.extend(form.row_sets.iter().map(|rows| rows.name.as_str()));
    let groups = form.tables.iter().flat_map(|table| &table.groups);
    names.extend(groups.map(|group| group.name.as_str()));
    names.extend(form.checks.iter().map(|check| check.id.as_str()));
    assert!(names.contains("expenditure") && names.contains("unit_name") && names.len() > 60);
    // Words of the engine's own that the form happens to use too.
    let engine = [
        ("form/compile.rs", "name"),       // the column that every shared row set has
        ("export/csv.rs", "unit"),         // the head of a column of the file
        ("cli/get.rs", "income"),          // an example in the help
        ("import/docx/styles.rs", "name"), // an element of the Word format
    ];
    let mut found = Vec::new();
    for source in sources() {
        for (at, line) in &source.code {
            for name in &names {
                let known = engine.contains(&(source.name.as_str(), name));
                let written = ["\"", "[", "."].iter().any(|end| line.contains(&format!("\"{name}{end}")));
                if written && !known {
                    found
                        .push(format!("src/{}:{at}: \"{name}\" is a name of the built-in form", source.name));
                }
            }
        }
    }
    none(&found);
}

/// The project speaks of itself: no path of a machine it was made on.
#[test]
fn no_machine_is_named() {
    let words = [concat!("/wo", "rk/"), concat!("/tm", "p/h_"), concat!("/ro", "ot/"), concat!("/hom", "e/")];
    let mut paths: Vec<PathBuf> = ["src", "tests", "benches", "templates", ".ci"]
        .iter()
        .flat_map(|folder| files(&root().join(folder)))
        .collect();
    let top = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    paths.extend(top.filter(|path| path.is_file()));
    let mut found = Vec::new();
    for path in paths {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for word in words.iter().filter(|word| text.contains(**word)) {
            found.push(format!("{}: {word}", path.display()));
        }
    }
    none(&found);
}
