//! Data that tries to control the terminal or to look like something else, in every entry, label, file name
//! and lock owner. The output of the program is searched character by character.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::symlink;
use std::sync::Arc;

use tianbiao::form::Form;
use tianbiao::report::{Edit, Report, read, write};
use tianbiao::session::{Answer, Caret, Merge, Session};
use tianbiao::store::drafts::Draft;
use tianbiao::store::forms::Shelf;
use tianbiao::store::lock::{Attempt, Lock, Owner};
use tianbiao::store::{State, backups, reports};

use crate::support::desk::{Desk, PROGRAM, Ran};
use crate::support::pty::Pty;
use crate::support::scenario::{PROJECT, Scenario, form};

/// Terminal sequences, as bytes and as code points; direction marks, line breaks, invisible characters.
const EVIL: &str = "\u{1b}]0;EVIL\u{7}\u{1b}[31337m\u{1b}P+q\u{1b}\\\u{1b}c\u{9b}31337m\u{9d}0;EVIL\u{9c}\
    \u{90}q\u{98}\u{8}\u{7f}\u{b}\u{c}\u{e}\u{202e}\u{2066}\u{2069}\u{61c}\u{200f}\u{200b}\u{200d}\u{feff}\
    \u{ad}\u{e0045}\u{e007f}\u{fff9}\u{85}\u{2028}\u{2029}\r\nFORGED";

/// A sequence that changes the terminal's title, in a name that looks like an option.
const OPTION: &str = "--\u{1b}]0;EVIL\u{7}.ron";

/// The text with [`EVIL`] inserted after its first character.
fn dirty(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| format!("{first}{EVIL}{}", chars.as_str()))
}

/// True if the character controls a terminal or is invisible.
fn is_evil(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e00ff}')
}

/// The surroundings of the first such character in a text.
fn evil_in(text: &str) -> Option<String> {
    let at = text.find(is_evil)?;
    let before: Vec<char> = text[..at].chars().rev().take(20).collect();
    let after = text[at..].chars().take(20);
    Some(format!("{:?}", before.into_iter().rev().chain(after).collect::<String>()))
}

/// Neither output has such characters, and no line of the messages comes from a name.
fn evil_of(ran: &Ran) -> Option<String> {
    let forged = || ran.talk.lines().find(|line| line.starts_with("FORGED")).map(|_| ran.talk.clone());
    // Spreadsheets need a byte order mark at the beginning.
    let out = ran.out.strip_prefix("\u{feff}").unwrap_or(&ran.out);
    evil_in(out).or_else(|| evil_in(&ran.talk)).or_else(forged)
}

/// A form in which all quoted Chinese texts are dirty.
fn dirty_form() -> String {
    let mut text = String::new();
    for (at, part) in PROJECT.split('"').enumerate() {
        // Texts that formulas compare with are unchanged.
        let is_text = at % 2 == 1
            && part.chars().next().is_some_and(|first| first > '\u{2fff}')
            && !PROJECT.contains(&format!("'{part}'"));
        text.push_str(if at > 0 { "\"" } else { "" });
        text.push_str(&if is_text { dirty(part).replace('\\', "\\\\") } else { part.to_owned() });
    }
    text
}

/// A report of that form, dirty in every entry and in its unknown parts.
fn dirty_report(form: &Form) -> String {
    let mut report = Report::new(form);
    for cell in report.cells(form) {
        if form.field(cell.field).calculate.is_none() {
            report.apply(form, Edit::Set { cell, text: Some(dirty("值").into()) });
        }
    }
    let (explained, beyond) = (dirty("说"), dirty("附"));
    write(form, &report)
        .replace("    entries: {\n", &format!("    entries: {{\n        {beyond:?}: {beyond:?},\n"))
        .replace(
            "\n)\n",
            &format!(
                "\n    explanations: {{\"required@year\": {explained:?}, {explained:?}: {explained:?}}},
                leftovers: [{beyond:?}],\n    odd: {{{beyond:?}: [{beyond:?}]}},\n)\n"
            ),
        )
}

/// File names: one with all of [`EVIL`], one with bytes that are not UTF-8.
fn names() -> [OsString; 2] {
    [
        OsString::from(format!("a{}.ron", EVIL.replace('\\', "-"))),
        OsString::from_vec(b"b\xff\x9b31337m\xc2\x1b[31337m\r\nFORGED.ron".to_vec()),
    ]
}

/// A desk with the dirty form in its folder of forms, and a report of it under each name, each with a draft
/// and an earlier version. The second report has an edition that is not available.
fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    std::fs::create_dir_all(desk.path(".config/tianbiao/forms")).unwrap();
    desk.write(".config/tianbiao/forms/project.ron", dirty_form().as_bytes());
    let shelf = Shelf::new(vec![desk.path(".config/tianbiao/forms")]);
    let editions = ["2024".to_owned(), dirty("版")];
    for (name, edition) in names().into_iter().zip(editions) {
        let path = desk.folder.join(name);
        let text = dirty_report(&form(&dirty_form()));
        std::fs::write(&path, text.replace("edition: \"2024\"", &format!("edition: {edition:?}"))).unwrap();
        let loaded = reports::load(&path, &shelf).unwrap();
        let place = State::new(Some(desk.path(".local/state"))).place(&path).unwrap();
        backups::keep_file(&place, backups::Reason::Session, 1_700_000_000).unwrap();
        let (mut draft, _) = Draft::open(place, &loaded).unwrap();
        let mut session = Session::new(loaded.form, loaded.report);
        session.keep_log();
        draft.begin(session.report());
        for cell in session.report().cells(session.form()).into_iter().take(8) {
            session.change(Edit::Set { cell, text: Some(dirty("稿").into()) }, cell, Merge::No);
        }
        let cell = session.report().resolve(session.form(), "year").unwrap();
        let answer = Answer { rule: "required".to_owned(), cell, text: dirty("答"), offset: 0 };
        let caret = Caret { answer: Some(answer), ..Caret::default() };
        draft.leave(&mut session.contents(), &caret, 129).unwrap();
    }
    std::fs::write(desk.folder.join(OPTION), "(").unwrap();
    desk
}

#[test]
fn no_command_prints_control_characters() {
    let desk = desk("hostile");
    // An argument may contain line breaks of the user's own.
    let text = dirty("文").replace("\r\nFORGED", "");
    let mistaken =
        dirty_form().replace("type: ", "typ: ").replace("name: \"year\"", &format!("name: {text:?}"));
    desk.write("mistaken.ron", mistaken.as_bytes());
    desk.write("source.txt", format!("部门名称\t{text}\n{text}\n联系人：{text}\n").as_bytes());
    let commands: &[&[&str]] = &[
        &["FILE"],
        &["get", "FILE"],
        &["get", "FILE", "--all"],
        &["get", "FILE", "--typed"],
        &["get", "FILE", "--json"],
        &["get", "FILE", "project_name"],
        &["get", "FILE", "project_name", "manager", "year"],
        &["get", "FILE", &text],
        &["check", "FILE", OPTION],
        &["check", "FILE"],
        &["check", "FILE", "--json"],
        &["export", "FILE"],
        &["export", "FILE", "--annex", "-f", "markdown"],
        &["export", "FILE", "-f", "json"],
        &["export", "FILE", "--final"],
        &["export", "FILE", "-o", "FILE"],
        &["export", "FILE", "-o", &format!("x.{text}")],
        &["export", "FILE", "-f", &text],
        &["export", "FILE", "-f", "text", "-o", &format!("{text}/x")],
        &["diff", "FILE", "source.txt"],
        &["diff", "FILE", "FILE"],
        &["table", "FILE", "funds"],
        &["table", "FILE", "funds", "--tsv"],
        &["table", "FILE", &text],
        &["table", "FILE", "funds", "FILE"],
        &["table", "FILE", "funds", "source.txt"],
        &["roll", "FILE", "-n"],
        &["roll", "FILE", "-o", "FILE"],
        &["roll", "FILE", "-o", "rolled.ron"],
        &["roll", "source.txt", "-n", "--form", "project-evaluation"],
        &["recover", "FILE", "-n"],
        &["recover", "FILE", "-n", "--json"],
        &["history", "FILE"],
        &["history", "FILE", "--json"],
        &["history", "FILE", "--fetch", "7"],
        &["recover", "FILE"],
        &["set", "FILE", &format!("manager={text}")],
        &["set", "FILE", &format!("{text}=1"), &text, &format!("{text}@{text}=1")],
        &["set", "FILE", "year=x\u{1b}[31337m"],
        &["set", "FILE", &format!("funds[{text}].spent=1")],
        &["new", "FILE"],
        &["new", "FILE", "--form", &text],
        &["new", "FILE", "--form", &format!("./{text}.ron")],
        &["import", "FILE", "-o", "x.ron"],
        &["import", "source.txt", "-o", "x.ron", "--form", "project-evaluation", "--force"],
        &["import", "source.txt", "-o", "FILE", "--form", "project-evaluation", "--force"],
        &["new", "FILE", "--form", "project-evaluation", "--force"],
        &["form", "list"],
        &["form", "show", "project-evaluation"],
        &["form", "show", "FILE"],
        &["form", "show", &text],
        &["form", "check", "FILE"],
        &["form", "check", "mistaken.ron"],
        &["man", &text],
        &["completions", &text],
        &["--lang", &text, "get", "FILE"],
        &["--width", &text, "get", "FILE"],
        &[&format!("--{text}")],
        &["new", "y.ron", "--year", &text],
        &["FILE", "get", "FILE"],
    ];
    let mut found = Vec::new();
    for (file, lang) in names().iter().zip(["zh", "en"]) {
        for arguments in commands {
            let words = arguments.iter().map(|word| if *word == "FILE" { file } else { OsStr::new(word) });
            let ran: Ran =
                desk.command(PROGRAM).args(words).env("TIANBIAO_LANG", lang).output().unwrap().into();
            found.extend(evil_of(&ran).map(|evil| format!("{arguments:?}: {evil}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Every page, panel and menu of a report that is dirty throughout.
#[test]
fn no_screen_shows_control_characters() {
    let form = form(&dirty_form());
    let report = Report::from_file(&form, read(&dirty_report(&form)).unwrap());
    let mut scenario = Scenario::over(Session::new(Arc::clone(&form), report), (80, 24));
    let mut look = |keys: &str| {
        scenario.keys_in(keys);
        let screen = scenario.screen();
        assert_eq!(evil_in(&screen), None, "{keys} at {}\n{screen}", scenario.at());
        scenario.keys_in("<Esc><Esc>");
    };
    for keys in ["<F3>", "<F7>", "<F7><F4>", "<F10>", "<Ctrl-E>", "<Ctrl-P>", "<F1><F1>"] {
        look(keys);
    }
    for section in 0..form.sections.len() {
        look(&format!("<F3>{section}<Enter>"));
        for keys in ["", "<F1>", "<F2>", "<F4>", "<Tab>", "<F1>", "<F2>", "<F4>"] {
            look(keys);
        }
    }
}

/// The output without the program's own sequences: cursor, colours, modes.
fn without_own_sequences(raw: &[u8]) -> String {
    let text = String::from_utf8(raw.to_vec()).unwrap();
    let mut rest = text.as_str();
    let mut left = String::new();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        left.push_str(before);
        let end = after.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
        let parameters = after[..end].strip_prefix('[').unwrap_or("EVIL");
        let own = [">", "M", "(B"].iter().find_map(|own| after.strip_prefix(own));
        rest = if let Some(after) = own {
            after
        } else if parameters.len() < 20 && !parameters.contains("31337") && !parameters.contains("EVIL") {
            &after[end + 1..]
        } else {
            left.push('\u{1b}');
            after
        };
    }
    // The cursor moves back and to the beginning of the line.
    (left + rest).replace(['\r', '\u{8}'], "")
}

/// On a real terminal, byte by byte: the questions before a report, the report, the messages afterwards.
#[test]
fn control_characters_in_data_do_not_reach_the_terminal() {
    let desk = desk("hostile_terminal");
    symlink(".config", desk.path("config")).unwrap();
    symlink(".local/state", desk.path("state")).unwrap();
    let [file, other_edition] = names();
    let run = |arguments: &[&OsStr], steps: &[(&str, &str)]| {
        let mut pty = Pty::run(PROGRAM.as_ref(), &desk.folder, arguments);
        for (words, keys) in steps {
            pty.wait_for(words);
            pty.send(keys);
        }
        pty.read_to_end();
        let left = without_own_sequences(&pty.raw);
        assert_eq!(evil_in(&left), None, "{arguments:?}");
        assert!(pty.raw.len() > 100, "{left}");
    };
    let place = State::new(Some(desk.path("state"))).place(&desk.folder.join(&file)).unwrap();
    let owner = Owner::this(&dirty("王"), &dirty("1.2.3.4"), &dirty("tty"), 1_700_000_000);
    let Attempt::Taken(lock) = Lock::take(&place, &owner).unwrap() else { panic!() };
    run(&[&file], &[("正在另一窗口填报", "3")]);
    drop(lock);
    run(&[&file], &[("发现", "1"), ("请说明原因", "\u{1b}"), ("UTF-8", "\u{11}")]);
    run(&[&other_edition], &[("只读", "\u{11}")]);
    run(&["history".as_ref(), &file, "--fetch".as_ref(), "1".as_ref()], &[]);
    run(&[OsStr::new("--"), OPTION.as_ref()], &[]);
    run(&[], &[("请选择", "打开报告\r"), ("打开文件", "\u{11}")]);
    // A new file has exactly the name that was given.
    let new = OsString::from_vec(b"c\xff\x1b]0;EVIL\x07.ron".to_vec());
    run(&[&new], &[("未找到文件", "新建\r"), ("报表格式", "2"), ("年度", "\r"), ("UTF-8", "\u{11}")]);
    assert!(desk.folder.join(&new).exists());
}
