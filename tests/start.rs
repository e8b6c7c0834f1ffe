//! The start screen: from nothing to a report with a few keys.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tianbiao::app::start::{Offer, Outcome};
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
    Offer { forms: vec![("overall".to_owned(), "整体支出".to_owned())], year: 2023, ..Offer::default() }
}

/// The start screen after some keys, separated by blanks, and its outcome.
fn start(forms: &[(&str, &str)], file: Option<&str>, keys: &str) -> (Start, Option<Outcome>) {
    let forms = forms.iter().map(|(id, title)| ((*id).to_owned(), (*title).to_owned())).collect();
    let offer = Offer { forms, year: 2023, file: file.map(Into::into), ..files() };
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
fn new(file: &str, form: &str, year: Option<&str>, sample: bool) -> Option<Outcome> {
    Some(Outcome::New { file: file.into(), form: form.into(), year: year.map(str::to_owned), sample })
}

#[test]
fn keys_lead_to_a_report() {
    let cases = [
        (ONE, None, "1 Enter Enter", new("2023.ron", "overall", Some("2023"), false)),
        (ONE, None, "Enter Backspace 4 Enter Enter", new("2024.ron", "overall", Some("2024"), false)),
        (ONE, None, "Enter 2 0 2 5 Enter a Enter", new("a", "overall", Some("2025"), false)),
        (TWO, None, "1 2 Enter Enter", new("2023.ron", "project", Some("2023"), false)),
        (ONE, None, "Down Down Enter a . r o n Enter", Some(Outcome::Open("a.ron".into()))),
        (ONE, None, "4 Enter", new("practice.ron", "overall", None, true)),
        (ONE, None, "4 Esc 1 Enter Enter", new("2023.ron", "overall", Some("2023"), false)),
        (ONE, None, "5", Some(Outcome::Quit(0))),
        (ONE, None, "Ctrl-Q", Some(Outcome::Quit(0))),
        // From last year's report; the files in the folder are offered.
        (ONE, None, "2 a . d o c x Enter", Some(Outcome::Last("a.docx".into()))),
        (ONE, None, "2 Down Enter", Some(Outcome::Last("2022.ron".into()))),
        (ONE, None, "3 d o c Down Down Enter", Some(Outcome::Open("去年.docx".into()))),
        (ONE, None, "2 去 Enter", Some(Outcome::Last("去年.docx".into()))),
        (ONE, None, "2 r o n Enter", Some(Outcome::Last("ron".into()))),
        (ONE, None, "3 Down Down Up Up 7 Enter", Some(Outcome::Open("7".into()))),
        // A file that does not exist yet: only the year is asked.
        (ONE, Some("新.ron"), "Enter", new("新.ron", "overall", Some("2023"), false)),
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
        for keys in ["", "1", "1 Enter", "2", "2 Down", "3 中 文", "4 中 文", "x"] {
            let (start, _) = start(TWO, None, keys);
            let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
            terminal.draw(|frame| view::start::draw(&start, frame)).unwrap();
        }
    }
}

#[test]
fn recent_reports_are_opened_with_one_key() {
    let recent =
        vec![("/a/2024.ron".into(), "11-22 10:32".to_owned()), ("/b.ron".into(), "11-01 09:00".to_owned())];
    for (keys, outcome) in [
        ("Enter", Some(Outcome::Open("/a/2024.ron".into()))),
        ("7", Some(Outcome::Open("/b.ron".into()))),
        ("Down Enter", Some(Outcome::Open("/b.ron".into()))),
        ("8", None),
        ("5", Some(Outcome::Quit(0))),
    ] {
        let offer = Offer { recent: recent.clone(), ..one() };
        let mut start = Start::new(Look::default(), (80, 24), offer);
        assert_eq!(press(&mut start, keys), outcome, "{keys}");
    }
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

/// Items that only the arrow keys reach have no digit.
#[test]
fn item_numbers_have_one_digit() {
    let recent = (0..9).map(|at| (format!("/{at}.ron").into(), "11-22 10:32".to_owned())).collect();
    let screen = shown((80, 24), Offer { recent, ..one() }, "", None);
    assert!(screen.contains("   9  11-22 10:32  /3.ron\n      11-22 10:32  /4.ron"), "{screen}");
}

/// A narrow window also shows the choices, and all of the message.
#[test]
fn a_narrow_window_shows_choices_and_message() {
    let recent = vec![("/林/自评/二〇二四年度/2024.ron".into(), "11-22 10:32".to_owned())];
    let screen = shown((40, 12), Offer { recent, ..one() }, "", None);
    for line in
        ["   5  退出", " > 6  11-22 10:32  ..二四年度/2024.ron", "   2  从去年的报告开始（.ron，Word 的.."]
    {
        assert!(screen.lines().any(|shown| shown == line), "{line}: {screen}");
    }
    let screen = shown((40, 12), files(), "2 Down", None);
    for line in [" > 2022.ron", "   去年.docx", " 数字或方向键选，Enter 确定，Ctrl-Q 退出"] {
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
