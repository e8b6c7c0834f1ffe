//! Rules about the sources, each with its reason. Code after `#[cfg(test)]` and comments are exempt.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::scenario::{BUILT_IN, form};

/// Maximum number of lines of a file without tests. A longer file is about two things.
const MAX_LINES: usize = 700;

/// Words that are forbidden in some files.
struct Absence {
    /// Files and folders of `src` in which the words are forbidden, folders with a slash; empty means
    /// everywhere.
    within: &'static [&'static str],
    /// Exceptions, in which the words are allowed.
    but: &'static [&'static str],
    words: &'static [&'static str],
    why: &'static str,
}

const ABSENCES: &[Absence] = &[
    Absence {
        within: &["cli/plain.rs", "cli/plain/"],
        but: &[],
        words: &["crate::tui"],
        why: "the line dialogue does not depend on the screen",
    },
    Absence {
        within: &["plain.rs", "plain/"],
        but: &[],
        words: &["crate::store", "std::io", "stdout", "stdin", "std::thread"],
        why: "the dialogue maps lines to lines and effects; its caller does the input and output",
    },
    Absence {
        within: &[],
        but: &["terminal.rs", "terminal/", "tui.rs", "tui/"],
        words: &["crossterm", "ratatui"],
        why: "only the screen uses the terminal",
    },
    Absence {
        within: &["tui/"],
        but: &["tui/terminal.rs"],
        words: &["stdout()", "stderr()", "stdin()", "execute!", "queue!", "enable_raw_mode"],
        why: "state and views are pure; only the event loop and terminal.rs do input and output",
    },
    Absence {
        within: &[],
        but: &["store.rs", "store/"],
        words: &["std::fs", "rustix::fs", "File::", "OpenOptions", "read_to_string", "read_dir", "fs::read"],
        why: "only the store opens files: with limits, without blocking, atomically",
    },
    Absence {
        within: &[],
        but: &["clock.rs", "cli/plain/lines.rs", "tui.rs"],
        words: &["SystemTime", "Instant::now"],
        why: "only these read a clock",
    },
    Absence {
        within: &[],
        but: &["clock.rs", "cli.rs", "cli/", "tui/screen.rs", "tui/document.rs"],
        words: &["clock::now"],
        why: "only the command line and the screens read the time; other code is passed it",
    },
    Absence {
        within: &[],
        but: &[],
        words: &["ZonedDateTime::now", "Timestamp::now"],
        why: "they panic after the year 9999: use clock::now",
    },
    Absence {
        within: &[],
        but: &["main.rs", "cli.rs", "cli/"],
        words: &["std::env", "env::"],
        why: "only the command line reads the environment",
    },
    Absence {
        within: &[],
        but: &[],
        words: &[".display()"],
        why: "a file name is data: store::shown escapes control characters",
    },
    Absence {
        within: &[
            "tui/context.rs",
            "tui/layout.rs",
            "tui/navigation.rs",
            "tui/panels.rs",
            "tui/panels/",
            "tui/view/",
            "tui/widgets.rs",
        ],
        but: &[],
        words: &["tui::app", "super::app"],
        why: "panels, layout and drawing read a context; they do not know the application",
    },
    Absence {
        within: &["tui/"],
        but: &["tui/app.rs", "tui/app/entry.rs", "tui/app/exports.rs", "tui/app/motion.rs"],
        words: &["impl App"],
        why: "the methods of the application are in four files",
    },
    Absence {
        within: &["tui/view.rs", "tui/view/"],
        but: &[],
        words: &["&mut App", "&mut Start", "&mut Session", "RefCell", "Cell<", "Mutex", "Atomic"],
        why: "a view changes nothing",
    },
    Absence {
        within: &[],
        but: &["import/workbook/xls.rs"],
        words: &["f32", "f64"],
        why: "amounts are exact decimals, counts are integers; an old workbook stores reals, which become text at once",
    },
    Absence {
        within: &[],
        but: &["form/decimal.rs"],
        words: &["round_dp(", ".round()", "round_dp_with_strategy", "trunc_with_scale", "RoundingStrategy"],
        why: "only decimal::round rounds: half away from zero, once",
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
        why: "no unfinished code, and no exit without restoring the terminal",
    },
    Absence {
        within: &[],
        but: &[],
        words: &["thread::sleep", "async fn", ".await", "poll(Duration::from"],
        why: "the program waits for events and does not poll",
    },
    Absence {
        within: &[],
        but: &["tui.rs", "tui/worker.rs", "cli/plain/lines.rs"],
        words: &["recv_timeout"],
        why: "only the loops and a save have deadlines: for autosave, for its result and for quitting",
    },
];

/// The modules of the crate in layers: a module uses only modules in the layers before its own.
const LAYERS: &[&[&str]] = &[
    &["message", "terminal", "clock"],
    &["form"],
    &["report"],
    &["sheet"],
    &["check"],
    &["session", "export", "edition", "form_trial"],
    &["import", "roll_forward", "diff"],
    &["fill"],
    &["store"],
    &["app"],
    &["plain", "tui"],
    &["cli"],
];

struct Source {
    /// Path from `src`, with slashes.
    name: String,
    /// The text of the file.
    text: String,
    /// The lines of code with their numbers from 1, without tests and comments.
    code: Vec<(usize, String)>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, sorted.
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
        // A file with helpers for tests only.
        let code = if name.ends_with("/testing.rs") { Vec::new() } else { without_tests(&text) };
        Source { name, text, code }
    };
    let is_source = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let sources: Vec<Source> = files(&folder).into_iter().filter(is_source).map(read).collect();
    assert!(sources.len() > 50, "the sources are found");
    sources
}

/// The lines with their numbers, without items after `#[cfg(test)]`, which end with the item.
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

/// A line without its comment. Two slashes within quotes do not begin one.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let mut escaped = false;
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            // The character literal '"' opens no quote.
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

/// True if a word is in a line, and not as a part of a longer word.
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
fn forbidden_words_are_absent() {
    let sources = sources();
    let mut found = Vec::new();
    for absence in ABSENCES {
        for place in absence.within.iter().chain(absence.but) {
            let there = sources.iter().any(|source| is_within(&source.name, &[place]));
            assert!(there, "src/{place} does not exist: the rule about {:?} has no effect", absence.words);
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

#[test]
fn modules_use_only_lower_layers() {
    let layer = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    let mut found = Vec::new();
    for source in sources() {
        let module = source.name.split(['/', '.']).next().unwrap_or_default();
        if matches!(module, "main" | "lib") {
            continue;
        }
        let own = layer(module).unwrap_or_else(|| panic!("src/{} is in no layer", source.name));
        for (at, line) in &source.code {
            for part in line.split("crate::").skip(1) {
                let used = part.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                if used != module && layer(used).is_some_and(|used| used >= own) {
                    found.push(format!("src/{}:{at}: `{module}` uses `{used}`", source.name));
                }
            }
        }
    }
    none(&found);
}

/// Forbidden words are found in code that has them.
#[test]
fn forbidden_words_are_detected() {
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
fn files_are_short_and_start_with_a_description() {
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
            found.push(format!("src/{}: does not start with a description", source.name));
        }
        if source.name.ends_with("mod.rs") {
            found.push(format!("src/{}: a module is name.rs with its folder name/", source.name));
        }
    }
    none(&found);
}

/// A decimal is converted to text only in `decimal.rs`, so that it is the same on screen, on paper and in
/// data.
#[test]
fn numbers_are_formatted_in_one_place() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.name != "form/decimal.rs") {
        let meets = |line: &str| line.contains("rust_decimal") || line.contains("::Number(");
        if !source.code.iter().any(|(_, line)| meets(line)) {
            continue;
        }
        for (at, line) in &source.code {
            for name in ["number", "amount", "value", "decimal", "total", "normalize()"] {
                let written = [format!("{name}.to_string()"), format!("{{{name}}}"), format!("{{{name}:")];
                if let Some(written) = written.iter().find(|written| line.contains(written.as_str())) {
                    found.push(format!("src/{}:{at}: `{written}`: use form::decimal", source.name));
                }
            }
        }
    }
    none(&found);
}

/// The names of a form's fields are defined by its template: the program has no code for a particular field.
#[test]
fn no_field_name_is_hard_coded() {
    let form = form(BUILT_IN);
    let mut names: BTreeSet<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
    names.extend(form.sections.iter().map(|section| section.name.as_str()));
    names.extend(form.row_sets.iter().map(|rows| rows.name.as_str()));
    let groups = form.tables.iter().flat_map(|table| &table.groups);
    names.extend(groups.map(|group| group.name.as_str()));
    names.extend(form.checks.iter().map(|check| check.id.as_str()));
    assert!(names.contains("expenditure") && names.contains("unit_name") && names.len() > 60);
    // Words of the program itself that the form also uses as names.
    let engine = [
        ("form/compile.rs", "name"),           // the column that every shared row set has
        ("export/csv.rs", "unit"),             // the header of a column of the file
        ("cli/get.rs", "income"),              // an example in the help
        ("import/docx/styles.rs", "name"),     // an element of the Word format
        ("import/workbook/ods.rs", "name"),    // an attribute of the format
        ("import/workbook/xlsx.rs", "name"),   // an attribute of the format
        ("check/reconciliation.rs", "actual"), // a kind of a figure
        ("check/reconciliation.rs", "target"), // a kind of a relation
        ("check/rules/target.rs", "target"),   // the name of a rule
        ("check/rules/year.rs", "year"),       // the name of a rule
        ("form/function.rs", "year"),          // a function
        ("form/compile/fields.rs", "unit"),    // a key of a template
        ("cli/form.rs", "unit"),               // a key of the JSON
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

/// The project is self-contained: it names no path of a machine that it was built on.
#[test]
fn no_local_path_is_named() {
    let words = [concat!("/wo", "rk/"), concat!("/tm", "p/h_"), concat!("/ro", "ot/"), concat!("/hom", "e/")];
    let mut paths: Vec<PathBuf> = ["src", "tests", "benches", "templates", "docs", ".ci"]
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

/// The names that a `use` declaration brings in, each with its path: `a::{b, c::d as e}` has two.
fn expanded(tree: &str, before: &[String], paths: &mut Vec<(Vec<String>, String)>) {
    let tree = tree.trim();
    let head = tree.find('{').unwrap_or(tree.len());
    let mut path = before.to_vec();
    let plain = tree[..head].trim_end_matches("::");
    let (plain, alias) = plain.split_once(" as ").unwrap_or((plain, ""));
    path.extend(plain.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
    if head == tree.len() {
        if path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name = if alias.is_empty() { path.last().cloned().unwrap_or_default() } else { alias.to_owned() };
        paths.push((path, name));
        return;
    }
    let inside = &tree[head + 1..tree.rfind('}').unwrap_or(tree.len())];
    let (mut depth, mut from) = (0_usize, 0);
    for (at, c) in inside.char_indices().chain([(inside.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inside[from..at].trim().is_empty() {
                    expanded(&inside[from..at], &path, paths);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

/// The imports of the files: the module, then for each name its path and true if it is re-exported.
type Imports = BTreeMap<Vec<String>, Vec<(Vec<String>, String, bool)>>;

fn imports(sources: &[Source]) -> Imports {
    let mut imports = Imports::new();
    for source in sources {
        let module = source.name.trim_end_matches(".rs");
        let module: Vec<String> = match module {
            "lib" | "main" => Vec::new(),
            path => path.split('/').map(str::to_owned).collect(),
        };
        let code = source.code.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n");
        let found = imports.entry(module).or_default();
        for statement in code.split(';') {
            let lines = statement.trim_start().lines().skip_while(|line| line.trim_start().starts_with('#'));
            let statement: String = lines.collect::<Vec<_>>().join(" ");
            let at = statement.find("use ").filter(|at| {
                let before = statement[..*at].trim();
                before.is_empty() || (before.starts_with("pub") && !before.contains(['{', '=']))
            });
            let Some(at) = at else { continue };
            let is_public = statement[..at].contains("pub");
            let mut paths = Vec::new();
            expanded(&statement[at + 4..], &[], &mut paths);
            found.extend(paths.into_iter().map(|(path, name)| (path, name, is_public)));
        }
    }
    imports
}

/// The module whose file defines what a path in a module names, re-exports followed; none for other crates.
fn defined_in(imports: &Imports, module: &[String], path: &[String], depth: usize) -> Option<Vec<String>> {
    let mut here = module.to_vec();
    let mut rest = path;
    match path.first().map(String::as_str) {
        Some("crate") => (here, rest) = (Vec::new(), &path[1..]),
        Some("self") => rest = &path[1..],
        Some("super") => {
            while rest.first().is_some_and(|part| part == "super") {
                here.pop()?;
                rest = &rest[1..];
            }
        }
        Some(first) => {
            let mut child = here.clone();
            child.push(first.to_owned());
            if !imports.contains_key(&child) && depth == 0 {
                return None;
            }
        }
        None => return Some(here),
    }
    while let Some(first) = rest.first() {
        let mut child = here.clone();
        child.push(first.clone());
        if imports.contains_key(&child) {
            (here, rest) = (child, &rest[1..]);
            continue;
        }
        let re_export = imports.get(&here)?.iter().find(|(_, name, is_public)| *is_public && name == first);
        return match re_export {
            Some((path, ..)) if depth < 8 => defined_in(imports, &here, path, depth + 1).or(Some(here)),
            _ => Some(here),
        };
    }
    Some(here)
}

/// Files that import each other in a circle, as groups.
fn cycles(imports: &Imports) -> Vec<Vec<String>> {
    let modules: Vec<&Vec<String>> = imports.keys().collect();
    let index = |module: &Vec<String>| modules.binary_search(&module).ok();
    let edges: Vec<BTreeSet<usize>> = imports
        .iter()
        .map(|(module, names)| {
            let targets = names.iter().filter_map(|(path, ..)| defined_in(imports, module, path, 0));
            targets.filter(|target| target != module).filter_map(|target| index(&target)).collect()
        })
        .collect();
    let reached: Vec<BTreeSet<usize>> = (0..modules.len())
        .map(|start| {
            let mut seen = BTreeSet::new();
            let mut open: Vec<usize> = edges[start].iter().copied().collect();
            while let Some(next) = open.pop() {
                if seen.insert(next) {
                    open.extend(&edges[next]);
                }
            }
            seen
        })
        .collect();
    let mut groups = BTreeSet::new();
    for start in 0..modules.len() {
        if reached[start].contains(&start) {
            let group =
                (0..modules.len()).filter(|at| reached[start].contains(at) && reached[*at].contains(&start));
            groups.insert(group.map(|at| modules[at].join("::")).collect::<Vec<_>>());
        }
    }
    groups.into_iter().collect()
}

#[test]
fn files_do_not_import_each_other_in_circles() {
    let found = cycles(&imports(&sources()));
    none(&found.iter().map(|group| group.join(" ")).collect::<Vec<_>>());
}

/// Messages that name a command or an option and are used outside `cli`, each with its reason.
const NAMED: [(&str, &str); 3] = [
    ("not_a_terminal", "shown on the command line, because there is no screen"),
    ("terminal_notes", "the last page of the help is for whoever sets up the terminal"),
    ("plain_put_away", "the line dialogue has no list of versions"),
];

/// A message on the screen names keys, never a command or an option of the command line.
#[test]
fn the_screen_names_no_commands_and_options() {
    let sources = sources();
    let (messages, others): (Vec<_>, Vec<_>) =
        sources.iter().partition(|source| is_within(&source.name, &["message.rs", "message/"]));
    // The key test is a command.
    let commands = ["cli.rs", "cli/", "tui/tried.rs", "tui/trial.rs"];
    let screens: Vec<_> = others.into_iter().filter(|source| !is_within(&source.name, &commands)).collect();
    let mut found = Vec::new();
    for line in messages.iter().flat_map(|source| source.text.lines()) {
        let Some((name, texts)) = line.trim_start().split_once('(') else { continue };
        let follows = |start: &str| {
            let mut rests = texts.split(start).skip(1);
            rests.any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
        };
        let is_option = follows("--") || follows("tianbiao ");
        if !texts.contains(") => \"") || !is_option || NAMED.iter().any(|(named, _)| *named == name) {
            continue;
        }
        for source in &screens {
            for (number, line) in &source.code {
                if has_word(line, &format!("message::{name}")) || has_word(line, &format!("said::{name}")) {
                    found.push(format!("{}:{number}: {name}", source.name));
                }
            }
        }
    }
    none(&found);
}
