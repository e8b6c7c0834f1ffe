//! The READMEs say what the program does: tables, pictures and commands in them are held to it.
//!
//! What stands between `<!-- name -->` and `<!-- end -->` derives from the program. After a change,
//! `UPDATE_EXPECT=1 cargo test readme` writes it anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, Command};
use tianbiao::cli::definition;
use tianbiao::export::FORMATS;
use tianbiao::form::{FUNCTIONS, compile};
use tianbiao::message::Lang;
use tianbiao::plain::orders::{ORDERS, Row};
use tianbiao::plain::{Dialogue, Message};
use tianbiao::report::Session;
use tianbiao::report::reference::fill;
use tianbiao::tui::command::{BINDINGS, Binding};
use tianbiao::tui::keys::Keys;
use tianbiao::tui::theme::Frame;

use crate::support::desk::PROGRAM;
use crate::support::pty::Pty;
use crate::support::scenario::{BUILT_IN, SAMPLE, Scenario};
use crate::terminal::Folder;

const READMES: [(&str, Lang); 2] = [("README.md", Lang::En), ("README.zh-CN.md", Lang::Zh)];
const END: &str = "<!-- end -->";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn pick(texts: [&'static str; 2], lang: Lang) -> &'static str {
    Binding::pick(texts, lang)
}

/// The half of a text in two languages: `新建报告 / a new report`.
fn half(text: &str, lang: Lang) -> &str {
    let (zh, en) = text.split_once(" / ").unwrap_or_else(|| panic!("in one language only: {text}"));
    if lang == Lang::Zh { zh } else { en }
}

fn table(head: [[&'static str; 2]; 2], lang: Lang, rows: impl IntoIterator<Item = [String; 2]>) -> String {
    let row = |cells: [&str; 2]| format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    let mut written = row(head.map(|texts| pick(texts, lang))) + "|---|---|\n";
    for cells in rows {
        written += &row(cells.each_ref().map(String::as_str));
    }
    written
}

const WHAT: [&str; 2] = ["做什么", "What it does"];

fn keys(lang: Lang) -> String {
    let rows = BINDINGS.iter().map(|row| {
        let keys = row.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" ");
        let other = pick(row.other_way, lang);
        [format!("{keys} | {other}"), pick(row.help, lang).to_owned()]
    });
    // Three columns: the first cell holds two.
    let written = table([["键 | 或", "Key | Or"], WHAT], lang, rows);
    written.replace("\\|", "|").replace("|---|---|", "|---|---|---|")
}

/// How an argument is written.
fn usage(argument: &Arg) -> String {
    let value = || argument.get_value_names().map_or(String::new(), |names| names[0].to_string());
    let many = matches!(argument.get_action(), clap::ArgAction::Append);
    let dots = if many { "..." } else { "" };
    let written = match (argument.get_short(), argument.get_long()) {
        (None, None) => format!("{}{dots}", value()),
        (Some(short), _) if argument.get_action().takes_values() => format!("-{short} {}", value()),
        (Some(short), _) => format!("-{short}"),
        (None, Some(long)) if argument.get_action().takes_values() => format!("--{long} {}", value()),
        (None, Some(long)) => format!("--{long}"),
    };
    if argument.is_required_set() { written } else { format!("[{written}]") }
}

/// A command with its arguments, and what it does; or its own commands.
fn command_rows(head: &str, command: &Command, lang: Lang) -> Vec<[String; 2]> {
    let head = format!("{head} {}", command.get_name());
    if command.has_subcommands() {
        return command.get_subcommands().flat_map(|inner| command_rows(&head, inner, lang)).collect();
    }
    let mut written = head;
    for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
        written.push(' ');
        written += &usage(argument);
    }
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    vec![[format!("`{written}`"), half(&about, lang).to_owned()]]
}

fn commands(lang: Lang) -> String {
    let all = definition();
    let rows = all.get_subcommands().flat_map(|command| command_rows("tianbiao", command, lang));
    table([["命令", "Command"], WHAT], lang, rows)
}

fn options(lang: Lang) -> String {
    let all = definition();
    let options = all.get_arguments().filter(|option| option.is_global_set() && !option.is_hide_set());
    let rows = options.map(|option| {
        let help = option.get_help().map(ToString::to_string).unwrap_or_default();
        let written = usage(option);
        [format!("`{}`", written.trim_matches(['[', ']'])), half(&help, lang).to_owned()]
    });
    table([["选项", "Option"], WHAT], lang, rows)
}

/// A conversation at an empty report: the answers, parted by blanks, and what is said to each.
fn talk(answers: &str) -> String {
    let session = Scenario::blank(BUILT_IN, (80, 24)).app.session;
    let (form, report) = (session.shared_form(), session.report().clone());
    let today = jiff::civil::date(2024, 9, 28);
    let lang = form.language;
    let mut dialogue = Dialogue::new(Session::new(form, report), lang, "2023.ron", today, true, None);
    let mut written = String::new();
    for answer in answers.split(' ') {
        dialogue.update(Message::Line(answer.to_owned()));
        written.extend(["> ", answer, "\n", &dialogue.drain_output().join("\n"), "\n"]);
    }
    format!("```text\n{written}```\n")
}

/// What `--plain` takes besides entries.
fn orders(lang: Lang) -> String {
    let rows = ORDERS.iter().map(|row| {
        let code = |text: String| if text.is_empty() { text } else { format!("`{text}`") };
        let ways = format!("{} | {}", code(row.signed(lang)), code(row.worded(lang)));
        [ways, Row::pick(row.help, lang).to_owned()]
    });
    // Three columns: the first cell holds two.
    let written = table([["符号 | 或", "Sign | Or"], WHAT], lang, rows);
    written.replace("\\|", "|").replace("|---|---|", "|---|---|---|")
}

fn functions(lang: Lang) -> String {
    let rows = FUNCTIONS.iter().map(|row| [format!("`{}`", row.usage), pick(row.help, lang).to_owned()]);
    table([["函数", "Function"], WHAT], lang, rows)
}

fn formats(lang: Lang) -> String {
    let rows = FORMATS.iter().map(|row| [format!("`{}` .{}", row.name, row.extension), (row.help)(lang)]);
    table([["格式", "Format"], ["内容", "What it is"]], lang, rows)
}

/// Figures in texts: how they are typed, and what they show in the sample.
fn figures(lang: Lang) -> String {
    let session = Scenario::sample((80, 24)).app.session;
    let texts = session.texts(session.form().language);
    let rows = [
        ("{{expenditure[sum].basic}}", ["单位自己写在后面", "the unit is for the text to say"]),
        ("{{expenditure[sum].personnel|short}}", ["不带末尾的 0", "without zeros at the end"]),
        (
            "{{expenditure[sum].project|亿元 short}}",
            ["换算成这个单位，连单位一起写", "in that unit, which stands behind it"],
        ),
        (
            "{{expenditure[sum].basic|% expenditure[sum].total}}",
            ["占后一个数的百分比", "as a percentage of the other"],
        ),
        ("{{year - 1}}", ["整数可以加减", "a whole number, and one less"]),
    ];
    let rows = rows.map(|(typed, what)| {
        [format!("`{typed}`"), format!("{} | {}", fill(&texts, typed), pick(what, lang))]
    });
    // Three columns: the last cell holds two.
    let head = [["打的字", "Typed"], ["显示 | 说明", "Shows | What it is"]];
    table(head, lang, rows).replace("|---|---|", "|---|---|---|").replace("\\| ", "| ")
}

/// The screen of the sample: `80x24 <PgDn*3><Tab>` is the size and the keys that lead there.
fn screen(order: &str) -> String {
    let (size, keys) = order.split_once(' ').unwrap_or((order, ""));
    let (width, height) = size.split_once('x').unwrap();
    let mut scenario = Scenario::sample((width.parse().unwrap(), height.parse().unwrap())).keys(keys);
    // As most terminals show it.
    scenario.app.look.frame = Frame::LINES;
    let screen = scenario.screen();
    let (screen, _) = screen.rsplit_once("caret").unwrap();
    format!("```text\n{screen}```\n")
}

fn part(order: &str, lang: Lang) -> Option<String> {
    let (name, rest) = order.split_once(' ').unwrap_or((order, ""));
    Some(match name {
        "figures" => figures(lang),
        "keys" => keys(lang),
        "commands" => commands(lang),
        "options" => options(lang),
        "orders" => orders(lang),
        "talk" => talk(rest),
        "functions" => functions(lang),
        "formats" => formats(lang),
        "screen" => screen(rest),
        _ => return None,
    })
}

#[test]
fn tables_and_pictures_are_the_programs() {
    for (name, lang) in READMES {
        let readme = text(name);
        let mut written = String::new();
        let mut seen = BTreeSet::new();
        let mut rest = readme.as_str();
        while let Some(start) = rest.find("<!-- ") {
            let (before, after) = rest.split_at(start);
            let (order, body) = after[5..].split_once(" -->\n").unwrap();
            written += before;
            written += &after[..after.len() - body.len()];
            rest = body;
            if let Some(part) = part(order, lang) {
                seen.insert(order.split(' ').next().unwrap());
                written.extend(["\n", &part, "\n"]);
                rest = &body[body.find(END).unwrap_or_else(|| panic!("{name}: {order} has no end"))..];
            }
        }
        written += rest;
        let all =
            ["commands", "figures", "formats", "functions", "keys", "options", "orders", "screen", "talk"];
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), all, "{name}");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(path(name), &written).unwrap();
        } else if written != readme {
            let old: BTreeSet<&str> = readme.lines().collect();
            let new: Vec<&str> = written.lines().filter(|line| !old.contains(line)).collect();
            panic!(
                "{name}: these lines should stand there (UPDATE_EXPECT=1 writes them):\n\n{}\n",
                new.join("\n")
            );
        }
    }
}

/// The fenced block after a mark, without its fences.
fn block<'t>(name: &str, readme: &'t str, mark: &str) -> &'t str {
    let mark = format!("<!-- {mark} -->\n");
    let (_, after) = readme.split_once(&mark).unwrap_or_else(|| panic!("{name}: no {mark}"));
    let (_, inner) = after.split_once("```").unwrap();
    let (_, inner) = inner.split_once('\n').unwrap();
    inner.split_once("```").unwrap().0
}

#[test]
fn the_form_compiles() {
    for (name, lang) in READMES {
        let readme = text(name);
        let form = compile(block(name, &readme, "form")).unwrap_or_else(|mistakes| {
            let said: Vec<String> = mistakes
                .iter()
                .map(|mistake| format!("{}: {}", mistake.line, mistake.sentence(lang)))
                .collect();
            panic!("{name}:\n{}", said.join("\n"))
        });
        assert!(form.language == lang && form.fields.len() > 5 && !form.checks.is_empty());
    }
}

#[test]
fn the_file_of_keys_holds() {
    for (name, _) in READMES {
        let (keys, mistakes) = Keys::read(block(name, &text(name), "remap"));
        assert_eq!((mistakes, keys.changed), (Vec::new(), 3), "{name}");
    }
}

/// The lines of the report file stand in the sample in this order; `...` leaves some out.
#[test]
fn the_report_file_is_the_samples() {
    for (name, _) in READMES {
        let readme = text(name);
        let mut lines = SAMPLE.lines().map(str::trim);
        for line in block(name, &readme, "report").lines().map(str::trim).filter(|line| *line != "...") {
            assert!(
                lines.any(|written| written == line),
                "{name}: not in the sample, or not in order: {line}"
            );
        }
    }
}

/// One command runs the program, one passes the tests; the second is what `.ci/run` ends with.
#[test]
fn the_two_commands() {
    let ci = text(".ci/run");
    for (name, _) in READMES {
        let readme = text(name);
        let test = block(name, &readme, "test");
        assert_eq!(test.lines().count(), 1, "{name}");
        assert_eq!(ci.lines().last(), Some(test.trim()), "{name}");
        let run = block(name, &readme, "run");
        assert_eq!(run.lines().count(), 1, "{name}");
        assert!(run.starts_with("cargo run --release"), "{name}");
        assert!(!run.contains("&&") && !run.contains(';'), "{name}: one command");
    }
    assert!(
        ci.contains("cargo fmt --check\n") && ci.contains("clippy --all-targets --locked -- -D warnings\n")
    );
    assert!(text("justfile").contains("check:\n    .ci/run\n"), "`just check` is what the machine runs");
}

/// Exit codes that the help names are explained, and no others but those of signals.
#[test]
fn exit_codes() {
    let help = definition().get_after_help().unwrap().to_string();
    let (_, codes) = help.split_once("exit codes:\n").unwrap();
    let mut wanted: Vec<String> =
        codes.split_whitespace().filter(|word| word.parse::<u8>().is_ok()).map(str::to_owned).collect();
    wanted.push("129, 130, 143".to_owned());
    for (name, lang) in READMES {
        let readme = text(name);
        let heading = pick(["退出码", "Exit codes"], lang);
        let (_, section) = readme.split_once(&format!("## {heading}\n")).unwrap();
        let section = section.split("\n## ").next().unwrap();
        let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
        let found: Vec<&str> = rows.filter(|code| code.starts_with(|c: char| c.is_ascii_digit())).collect();
        assert_eq!(found, wanted, "{name}");
    }
}

/// What the layout names is there, and what is there is named.
#[test]
fn the_layout() {
    let unnamed = [".git", ".github", ".gitignore", "Cargo.lock", "target", "proptest-regressions"];
    let mut there: BTreeSet<String> = BTreeSet::new();
    for entry in fs::read_dir(path("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        there.insert(name);
    }
    for (name, _) in READMES {
        let readme = text(name);
        let mut named = BTreeSet::new();
        for line in block(name, &readme, "layout").lines() {
            let place = line.split_whitespace().next().unwrap();
            assert!(path(place).exists(), "{name}: {place} is not there");
            named.insert(place.split('/').next().unwrap().to_owned());
        }
        let missing: Vec<&String> =
            there.iter().filter(|file| !named.contains(*file) && !unnamed.contains(&file.as_str())).collect();
        assert!(missing.is_empty(), "{name}: not named in the layout: {missing:?}");
    }
}

#[test]
fn links_lead_somewhere() {
    for (name, _) in READMES {
        let readme = text(name);
        for link in readme.split("](").skip(1) {
            let target = link.split(')').next().unwrap();
            let target = target.split('#').next().unwrap();
            assert!(target.is_empty() || path(target).exists(), "{name}: {target}");
        }
        assert!(!readme.contains("http"), "{name}: the project speaks of itself");
    }
}

/// What is pressed after the first command opens the sample indeed.
#[test]
fn the_first_keys_open_the_sample() {
    for (name, _) in READMES {
        let text = text(name);
        let before = text.split_once("`Enter`").unwrap().0;
        let digit = before.rsplit('`').nth(1).unwrap();
        let folder = Folder::new(&format!("first-{name}"));
        let mut pty = Pty::run(Path::new(PROGRAM), &folder.0, &[] as &[&str]);
        pty.wait_for("数字或方向键选");
        pty.send(digit);
        pty.wait_for("practice.ron");
        pty.send("\r");
        pty.wait_for("UTF-8 80x24");
    }
}
