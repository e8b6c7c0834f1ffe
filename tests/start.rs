//! The start screen: from nothing to a report with a few keys.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tianbiao::app::start::{Missing, Offer, Outcome, Recent};
use tianbiao::tui::command::parse_key;
use tianbiao::tui::event::Message;
use tianbiao::tui::look::Look;
use tianbiao::tui::start::Start;
use tianbiao::tui::view;

use crate::support::scenario::screen;

const ONE: &[(&str, &str)] = &[("overall", "整体支出")];
const TWO: &[(&str, &str)] = &[("overall", "整体支出"), ("project", "项目支出")];

fn files() -> Offer {
    Offer { here: vec!["2022.ron".into(), "2023.ron".into(), "去年.docx".into()], ..Offer::default() }
}

fn one() -> Offer {
    Offer {
        forms: vec![["overall", "整体支出", "2023"].map(str::to_owned)], year: 2023, ..Offer::default()
    }
}

/// The start screen after some keys, separated by blanks, and its outcome.
fn start(forms: &[(&str, &str)], file: Option<&str>, keys: &str) -> (Start, Option<Outcome>) {
    let forms = forms.iter().map(|(id, title)| [id, title, &"2023"].map(|text| (*text).to_owned())).collect();
    let missing = file.map(|file| Missing {
        path: file.into(),
        near: vec!["2023.ron".into()],
        has_draft: file.contains("稿"),
    });
    let offer = Offer { forms, year: 2023, missing, ..files() };
    let mut start = Start::new(Look::default(), (80, 24), offer);
    let outcome = press(&mut start, keys);
    (start, outcome)
}

fn press(start: &mut Start, keys: &str) -> Option<Outcome> {
    let mut outcome = None;
    for key in keys.split_whitespace() {
        let named = parse_key(key).filter(|_| key.chars().count() > 1);
        let (code, modifiers) =
            named.unwrap_or((KeyCode::Char(key.chars().next().unwrap()), KeyModifiers::NONE));
        outcome = start.update(Message::Key(KeyEvent::new(code, modifiers)));
    }
    outcome
}

#[allow(clippy::unnecessary_wraps, reason = "it is compared with an optional outcome")]
fn new(file: &str, form: &str, year: &str) -> Option<Outcome> {
    Some(Outcome::New { file: file.into(), form: form.into(), year: year.to_owned() })
}

#[test]
fn keys_lead_to_a_report() {
    let cases = [
        (ONE, None, "1 Enter Enter", new("2023.ron", "overall", "2023")),
        (ONE, None, "Enter Backspace 4 Enter Enter", new("2024.ron", "overall", "2024")),
        (ONE, None, "Enter 2 0 2 5 Enter a Enter", new("a", "overall", "2025")),
        (TWO, None, "1 2 Enter Enter", new("2023.ron", "project", "2023")),
        (ONE, None, "Down Down Enter a . r o n Enter", Some(Outcome::Open("a.ron".into()))),
        (ONE, None, "4", Some(Outcome::NewPractice { form: "overall".into() })),
        (ONE, None, "2 Esc 1 Enter Enter", new("2023.ron", "overall", "2023")),
        (ONE, None, "5", Some(Outcome::Quit(0))),
        (ONE, None, "Ctrl-Q", Some(Outcome::Quit(0))),
        // From last year's report; the files in the folder are offered.
        (ONE, None, "2 a . d o c x Enter", Some(Outcome::Last("a.docx".into()))),
        (ONE, None, "2 Down Enter", Some(Outcome::Last("2022.ron".into()))),
        (ONE, None, "3 d o c Down Down Enter", Some(Outcome::Open("去年.docx".into()))),
        (ONE, None, "2 去 Enter", Some(Outcome::Last("去年.docx".into()))),
        (ONE, None, "2 r o n Enter", Some(Outcome::Last("ron".into()))),
        (ONE, None, "3 Down Down Up Up 7 Enter", Some(Outcome::Open("7".into()))),
        // A file that does not exist: files with a similar name, then a new one, of which only the year is
        // asked.
        (ONE, Some("新.ron"), "Enter", Some(Outcome::Open("2023.ron".into()))),
        (ONE, Some("新.ron"), "2 Enter", new("新.ron", "overall", "2023")),
        (ONE, Some("新.docx"), "2 Enter", new("新.ron", "overall", "2023")),
        (ONE, Some("新.ron"), "3 5", Some(Outcome::Quit(0))),
        (ONE, Some("新.ron"), "Esc 4", Some(Outcome::NewPractice { form: "overall".into() })),
        (ONE, Some("稿.ron"), "Enter", Some(Outcome::Restore("稿.ron".into()))),
        // By words and pinyin initials.
        (ONE, None, "练 习 Enter", Some(Outcome::NewPractice { form: "overall".into() })),
        (ONE, None, "t c Enter", Some(Outcome::Quit(0))),
        // Invalid input has no outcome.
        (ONE, None, "1 Backspace Backspace Enter", None),
        (ONE, None, "3 Enter", None),
        (ONE, None, "x", None),
    ];
    for (forms, file, keys, outcome) in cases {
        assert_eq!(start(forms, file, keys).1, outcome, "{keys}");
    }
}

#[test]
fn every_step_is_drawn_at_every_size() {
    for size in [(1, 1), (20, 5), (40, 10), (80, 24), (120, 40)] {
        for keys in ["", "1", "1 Enter", "2", "2 Down", "3 中 文", "报 告", "x"] {
            let (start, _) = start(TWO, None, keys);
            let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
            terminal.draw(|frame| view::start::draw(&start, frame)).unwrap();
        }
    }
}

#[test]
fn recent_reports_are_opened_with_one_key() {
    let recent = [("/a/2024.ron", "11-22 10:32"), ("/b.ron", "11-01 09:00")].map(recent);
    for (keys, outcome) in [
        ("Enter", Some(Outcome::Open("/a/2024.ron".into()))),
        ("2", Some(Outcome::Open("/b.ron".into()))),
        ("Down Enter", Some(Outcome::Open("/b.ron".into()))),
        ("b . r Enter", Some(Outcome::Open("/b.ron".into()))),
        ("8", None),
        ("7", Some(Outcome::Quit(0))),
    ] {
        let offer = Offer { recent: recent.to_vec(), ..one() };
        let mut start = Start::new(Look::default(), (80, 24), offer);
        assert_eq!(press(&mut start, keys), outcome, "{keys}");
    }
}

/// Practising opens the report of the last time, or gives it its first contents again.
#[test]
fn practice_is_continued_or_begun_again() {
    for (keys, outcome) in [
        ("4", None),
        ("4 Enter", Some(Outcome::Open("practice.ron".into()))),
        ("4 2", Some(Outcome::RestartPractice)),
    ] {
        let here = vec!["practice.ron".into()];
        let mut start = Start::new(Look::default(), (80, 24), Offer { here, ..one() });
        assert_eq!(press(&mut start, keys), outcome, "{keys}");
    }
}

fn recent((path, time): (&str, &str)) -> Recent {
    Recent { path: path.into(), time: time.to_owned(), progress: "填报进度 52%".to_owned() }
}

fn shown(size: (u16, u16), files: Offer, keys: &str, said: Option<&str>) -> String {
    let (recent, here) = (files.recent, files.here);
    let mut start = Start::new(Look::default(), size, Offer { recent, here, ..one() });
    press(&mut start, keys);
    if let Some(said) = said {
        start.say(said.to_owned());
    }
    screen(size, |frame| view::start::draw(&start, frame))
}

/// The recent reports come first, with date and progress; then the actions.
#[test]
fn the_start_lists_recent_reports_first() {
    let recent = vec![recent(("/林/2024.ron", "11-22 10:32"))];
    let screen = shown((80, 24), Offer { recent, ..one() }, "", None);
    let lines: Vec<&str> = screen.lines().skip(5).take(6).collect();
    assert_eq!(
        lines,
        [
            " > 1  /林/2024.ron                                    11-22 10:32  填报进度 52%",
            "   2  新建报告",
            "   3  由上年度报告生成（本程序的报告、Word 文档或文本）",
            "   4  打开报告或文档",
            "   5  练习（已填好的练习稿）",
            "   6  退出",
        ],
        "{screen}"
    );
}

/// A narrow window also shows the choices, and all of the message.
#[test]
fn a_narrow_window_shows_choices_and_message() {
    let recent = vec![recent(("/林/自评/二〇二四年度/2024.ron", "11-22 10:32"))];
    let screen = shown((40, 12), Offer { recent, ..one() }, "", None);
    for line in [
        "   5  练习（已填好的练习稿）",
        " > 1  ..〇二四年度/2024.ron 11-22 10:32",
        "   3  由上年度报告生成（本程序的报告..",
    ] {
        assert!(screen.lines().any(|shown| shown == line), "{line}: {screen}");
    }
    let screen = shown((40, 12), files(), "2 Down", None);
    for line in [" > 2022.ron", "   去年.docx", " 数字或方向键选择，Ctrl-Q 退出"] {
        assert!(screen.lines().any(|shown| shown == line), "{line}: {screen}");
    }
    let said = "x.doc：是旧版 Word 文件（.doc）；请用 Word 或 WPS 打开，另存为“Word 文档（*.docx）”，再导入";
    for size in [(80, 24), (60, 16), (40, 12)] {
        let screen = shown(size, files(), "2", Some(said));
        assert!(screen.replace(['\n', ' '], "").contains(&said.replace(' ', "")), "{screen}");
    }
}

/// If only one file is possible, it need not be chosen; a typed name takes precedence.
#[test]
fn the_only_file_is_used() {
    for (keys, outcome) in [
        ("2 Enter", Some(Outcome::Last("去年.docx".into()))),
        ("3 Enter", Some(Outcome::Open("去年.docx".into()))),
        ("2 a . r o n Enter", Some(Outcome::Last("a.ron".into()))),
        ("2 Up Enter", None),
    ] {
        let offer = Offer { here: vec!["去年.docx".into()], ..one() };
        let mut start = Start::new(Look::default(), (80, 24), offer);
        assert_eq!(press(&mut start, keys), outcome, "{keys}");
    }
}

/// A key that does nothing here shows which keys do something.
#[test]
fn a_key_that_does_nothing_shows_a_notice() {
    let mut start = Start::new(Look::default(), (80, 24), one());
    assert_eq!(press(&mut start, "Ins"), None);
    assert!(start.notice.is_some());
    assert_eq!(press(&mut start, "Down"), None);
    assert!(start.notice.is_none());
}

/// A message breaks between words, and none of them is lost.
#[test]
fn a_message_on_two_lines_is_complete() {
    let said = "arrows: select, F4 or Space: change the action, Enter: create the draft";
    for columns in 45..66 {
        let screen = shown((columns, 16), one(), "", Some(said));
        let lines: Vec<&str> = screen.lines().map(str::trim).collect();
        assert!(lines.join(" ").contains(said), "{screen}");
    }
}

mod real {
    //! The real program: practice, a missing file, a document.

    use std::fs;

    use crate::support::desk::{Desk, PROGRAM};
    use crate::support::pty::Pty;
    use crate::support::scenario::SAMPLE;

    const DOCUMENT: &[u8] = include_bytes!("fixtures/last-year.txt");

    /// A practice report is marked in every copy, and never final.
    #[test]
    fn a_practice_report_is_never_final() {
        let desk = Desk::new("practice");
        let ran = desk.run_with(&["--plain"], "练习\n@contact\n某人\n:另存 copy.ron\n:导出\n1\n定稿\n").ok();
        assert!(ran.out.contains("练习稿不能导出定稿"), "{}", ran.out);
        assert!(desk.read("practice.ron").contains("\"contact\": \"某人\""));
        desk.run(&["roll", "practice.ron", "-o", "rolled.ron"]).ok();
        for file in ["practice.ron", "copy.ron", "rolled.ron"] {
            assert!(desk.read(file).contains("    practice: true,\n"), "{file}");
            let ran = desk.run(&["export", file, "--final", "-o", "final.docx"]).code(1);
            assert!(ran.talk.contains("练习稿不能导出定稿"), "{}", ran.talk);
        }
        desk.run(&["check", "practice.ron"]).ok().says("练习稿不能导出定稿");
        desk.run(&["check", "practice.ron", "--strict"]).code(1);
        desk.run(&["export", "practice.ron", "-o", "draft.txt"]).ok();
        assert!(!desk.names().contains(&"final.docx".to_owned()));
        // Continued, and begun again; what was there before can be restored.
        desk.run_with(&["--plain"], "练习\n继续\n@phone\n0730-123\n").ok();
        assert!(desk.read("practice.ron").contains("\"phone\": \"0730-123\""));
        let ran = desk.run_with(&["--plain"], "练习\n重新\n").ok();
        assert!(ran.out.contains("练习稿已恢复为初始内容"), "{}", ran.out);
        let fresh = SAMPLE.trim_end().strip_suffix(')').unwrap().to_owned() + "    practice: true,\n)\n";
        assert_eq!(desk.read("practice.ron"), fresh);
        desk.run_with(&["--plain", "practice.ron"], ":撤销\n").ok();
        assert!(desk.read("practice.ron").contains("\"phone\": \"0730-123\""));
        // The title says so.
        let mut pty = Pty::run(PROGRAM.as_ref(), &desk.folder, &["practice.ron"]);
        pty.wait_for("练习稿  2023年度");
        pty.send("\x1b[21~定稿\r");
        pty.wait_for("练习稿不能导出定稿");
        pty.send("\x11");
        pty.end();
    }

    /// A missing file is said to be missing, with files of a similar name; its draft is written again.
    #[test]
    fn a_missing_file_is_said_to_be_missing() {
        let desk = Desk::new("missing");
        desk.run(&["new", "2023.ron", "--year", "2023"]).ok();
        let ran = desk.run_with(&["--plain", "2032.ron"], "").ok();
        assert!(
            ran.out.starts_with("未找到文件 2032.ron\n1、打开 2023.ron\n2、新建 2032.ron\n"),
            "{}",
            ran.out
        );
        assert_eq!(desk.names().iter().filter(|name| name.contains(".ron")).count(), 1);
        desk.run_with(&["--plain", "2023.ron"], "@contact\n林晓\n").ok();
        let before = desk.read("2023.ron");
        fs::remove_file(desk.path("2023.ron")).unwrap();
        let ran = desk.run_with(&["--plain", "2023.ron"], "1\n").ok();
        assert!(
            ran.out.starts_with("未找到文件 2023.ron，其自动保存的草稿仍在\n1、由草稿恢复 2023.ron\n"),
            "{}",
            ran.out
        );
        assert_eq!(desk.read("2023.ron"), before);
        // A new report of the same name does not inherit the draft, which stays in the history.
        fs::remove_file(desk.path("2023.ron")).unwrap();
        let ran = desk.run_with(&["--plain", "2023.ron"], "新建\n\n2023\n").ok();
        assert!(!ran.out.contains("草稿比"), "{}", ran.out);
        assert!(!desk.read("2023.ron").contains("林晓"));
        let mut pty = Pty::run(PROGRAM.as_ref(), &desk.folder, &["2032.ron"]);
        pty.wait_for("未找到文件 2032.ron");
        pty.send("\r");
        pty.wait_for("UTF-8 80x24");
        // Leaving names the report and what is open.
        pty.send("\x11");
        pty.wait_for("报告：/");
        pty.wait_for("2023.ron，填报进度 0%（必填 ");
        pty.end();
    }

    /// An existing file is not replaced, and the sentence names no option of the command line.
    #[test]
    fn an_existing_file_is_not_replaced() {
        let desk = Desk::with_report("taken");
        let before = desk.read("r.ron");
        let ran = desk.run_with(&["--plain"], "新建\n\n2024\nr.ron\n").ok();
        assert!(ran.out.contains("已有同名文件 r.ron，未覆盖；请使用其他文件名\n"), "{}", ran.out);
        assert_eq!(desk.read("r.ron"), before);
        desk.run(&["new", "r.ron"]).code(5).says("请使用其他文件名；如需覆盖，请加 --force");
    }

    /// A document is imported if somebody can answer; otherwise the command is named.
    #[test]
    fn a_document_is_offered_for_import() {
        let desk = Desk::new("document");
        desk.write("去年.txt", DOCUMENT);
        for arguments in [&["去年.txt"][..], &["--plain", "去年.txt"]] {
            desk.run(arguments).code(3).says("tianbiao import 去年.txt");
        }
        let mut pty = Pty::run(PROGRAM.as_ref(), &desk.folder, &["去年.txt"]);
        pty.wait_for("导入预览：去年.txt");
        pty.send("\r");
        pty.wait_for("导入文档，保存为");
        pty.send("\r");
        pty.wait_for("UTF-8 80x24");
        pty.send("\x11");
        pty.end();
        assert!(desk.read("去年.ron").contains("entries"));
        let mut pty = Pty::run(PROGRAM.as_ref(), &desk.folder, &["--plain", "去年.txt"]);
        pty.wait_for("导入文档，保存为");
        pty.send("今年.ron\n:退出\n");
        pty.end();
        assert!(desk.read("今年.ron").contains("entries"));
    }
}
