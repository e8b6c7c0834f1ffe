//! From last year's document to this year's report by keys: the result, and the number of keys.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tianbiao::app::start::{Offer, Outcome};
use tianbiao::check::RuleId;
use tianbiao::export::{Format, Options, Request};
use tianbiao::form::Severity;
use tianbiao::import::{import, read_text};
use tianbiao::roll_forward::Plan;
use tianbiao::session::Session;
use tianbiao::tui::command::parse_key;
use tianbiao::tui::event::{Effect, Message};
use tianbiao::tui::look::Look;
use tianbiao::tui::roll::{self, Preview};
use tianbiao::tui::start::Start;

use crate::support::scenario::{BUILT_IN, Scenario, form};

const LAST_YEAR: &str = include_str!("fixtures/last-year.txt");
const HOME: (u16, u16) = (80, 24);

/// Limit for the number of all keys, including the content of fields.
const MOST_KEYS: usize = 200;

/// A user whose keys are counted.
struct Clerk {
    scenario: Scenario,
    /// Number of all keys.
    all: usize,
    /// Number of keys that are not the content of a field.
    others: usize,
}

impl Clerk {
    /// Presses keys that move the cursor or run a command, separated by blanks.
    fn press(&mut self, keys: &str) -> &mut Clerk {
        for key in keys.split_whitespace() {
            let named = if key.chars().count() > 1 { format!("<{key}>") } else { key.to_owned() };
            let times = key.split_once('*').map_or(1, |(_, times)| times.parse().unwrap());
            self.scenario.keys_in(&named);
            self.all += times;
            self.others += times;
        }
        self
    }

    /// Types the content of a field.
    fn write(&mut self, text: &str) -> &mut Clerk {
        self.scenario.keys_in(text);
        self.all += text.chars().count();
        self
    }
}

fn key(name: &str) -> Message {
    let (code, modifiers) = if name.len() > 1 {
        parse_key(name).unwrap()
    } else {
        (KeyCode::Char(name.chars().next().unwrap()), KeyModifiers::NONE)
    };
    Message::Key(KeyEvent::new(code, modifiers))
}

/// The start screen and the preview. Last year's document is the only file in the folder.
fn begin() -> Clerk {
    let form = form(BUILT_IN);
    let forms = vec![[form.id.clone(), form.title.clone(), form.edition.clone()]];
    let offer = Offer { forms, year: 2024, here: vec!["去年.txt".into()], ..Offer::default() };
    let mut start = Start::new(Look::default(), HOME, offer);
    assert_eq!(start.update(key("2")), None);
    assert_eq!(start.update(key("Enter")), Some(Outcome::Last("去年.txt".into())));
    let imported = import(&form, &read_text(LAST_YEAR).unwrap());
    let plan = Plan::new(Arc::clone(&form), &form, &imported.report, None);
    let mut preview = Preview::new(Look::default(), HOME, plan, "去年.txt".into(), None);
    assert_eq!(preview.update(key("Enter")), None);
    assert_eq!(preview.update(key("Enter")), Some(roll::Outcome::Make("2024.ron".into())));
    let session = Session::new(form, preview.rolled.report);
    Clerk { scenario: Scenario::over(session, HOME), all: 4, others: 4 }
}

/// Enters this year's figures and results, page by page.
fn fill_in(clerk: &mut Clerk) {
    clerk.write("2025-9-20").press("PgDn");
    // Contact and staff; the duties stay, the work of the year is new.
    clerk.press("Enter*3").write("70").press("Enter*2");
    clerk.write("任务1：应登记的全部登记。").press("Tab").write("全年监督工程60个。").press("PgDn");
    // The tables: the cursor enters each page where last year had a value; the row names stay.
    clerk.write("700").press("Tab*2").write("200").press("PgDn");
    for amount in ["720", "60", "120", "0"] {
        clerk.write(amount).press("Tab");
    }
    clerk.write("0").press("F10 0 PgDn");
    clerk.write("1.2").press("Tab").write("1.3").press("PgDn").write("690").press("PgDn");
    // Results of goals and indicators, down the column; those that are blank in the fixture are skipped.
    clerk.write("100%").press("Enter").write("99%").press("Enter").write("31个").press("Down Tab*2");
    for result in ["100%", "100%", "31个", "16个", "0", "", "0", "100%", "100%", "100%"] {
        clerk.write(result).press("Down");
    }
    clerk.write("98");
    // Unchanged entries are confirmed after they were seen: a page at once, the texts one by one.
    clerk.press("F10 0 F10 0 PgDn F10 0 F10 0 PgDn Enter*11");
}

/// The texts as they are displayed.
fn prose(scenario: &Scenario) -> Vec<(&'static str, String)> {
    let paths = [
        "duties",
        "profile_basic",
        "profile_scope",
        "basic_spending",
        "special_funding",
        "special_usage",
        "special_management",
        "special_organisation",
        "special_supervision",
        "performance",
        "problems",
        "measures",
    ];
    paths.map(|path| (path, scenario.get(path))).into()
}

#[test]
fn this_years_report_takes_fewer_than_two_hundred_keys() {
    let form = form(BUILT_IN);
    let last = import(&form, &read_text(LAST_YEAR).unwrap()).report;
    let before = prose(&Scenario::over(Session::new(form, last), HOME));
    let mut clerk = begin();
    fill_in(&mut clerk);
    // There are no errors and no unconfirmed entries.
    let findings = clerk.scenario.app.model.session.findings();
    let stands: Vec<_> = findings
        .iter()
        .filter(|finding| finding.severity() == Severity::Error || finding.rule == RuleId::Carried)
        .collect();
    assert!(stands.is_empty(), "{stands:#?}\n{}", clerk.scenario.screen());
    // All figures of the texts that came from the tables are updated, and no others.
    let follow: &[(&str, &[(&str, &str)])] = &[
        ("profile_basic", &[("实有人数68人", "实有人数70人"), ("人员情况：68人", "人员情况：70人")]),
        (
            "profile_scope",
            &[
                ("2023年整体支出881.32万元", "2024年整体支出900.00万元"),
                ("基本支出767.32万元", "基本支出780.00万元"),
                ("项目支出114万元", "项目支出120万元"),
                ("公共财政拨款662.86万元", "公共财政拨款700.00万元"),
                ("非税收入218.46万元", "非税收入200.00万元"),
            ],
        ),
        (
            "basic_spending",
            &[
                ("2023年基本支出767.32万元", "2024年基本支出780.00万元"),
                ("人员支出682.3万元", "人员支出720万元"),
                ("公用支出85.02万元", "公用支出60.00万元"),
                ("三公经费2.14万元", "三公经费2.50万元"),
                ("公务接待费1.1万元", "公务接待费1.2万元"),
                ("公务用车运维费1.04万元", "公务用车运维费1.30万元"),
            ],
        ),
        // A planned figure stays until the user changes it.
        ("special_funding", &[("2023年专项支出", "2024年专项支出")]),
        ("special_usage", &[("实际使用114万元", "实际使用120万元")]),
        (
            "performance",
            &[
                ("整体支出881.32万元", "整体支出900.00万元"),
                ("基本支出767.32万元", "基本支出780.00万元"),
                ("人员支出682.3万元", "人员支出720万元"),
                ("公用支出85.02万元", "公用支出60.00万元"),
                ("项目支出114万元", "项目支出120万元"),
                ("固定资产681.06万元", "固定资产690.00万元"),
                ("自评得分99分", "自评得分98分"),
            ],
        ),
    ];
    for ((path, before), (_, after)) in before.into_iter().zip(prose(&clerk.scenario)) {
        let changes = follow.iter().find(|(changed, _)| *changed == path).map_or(&[][..], |row| row.1);
        let expected = changes.iter().fold(before, |text, (was, is)| {
            assert!(text.contains(was), "{path}: {was}: {text}");
            text.replace(was, is)
        });
        assert_eq!(after, expected, "{path}");
    }
    // The final document is exported, then the program is left.
    clerk.press("F10 定 稿 Enter 1");
    assert!(clerk.scenario.screen().contains("可导出定稿"), "{}", clerk.scenario.screen());
    clerk.press("Enter Ctrl-Q");
    assert!(matches!(
        clerk.scenario.effects.as_slice(),
        [Effect::Export(Request { options: Options { draft: false, annex: false }, .. }), Effect::Save]
    ));
    let session = &clerk.scenario.app.model.session;
    let format = Format::named("text").unwrap();
    let text = (format.write)(&session.checked(session.form().language), Options::default()).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("900.00") && !text.contains("881.32") && !text.contains("{{"), "{text}");
    let Clerk { all, others, .. } = clerk;
    assert!(all < MOST_KEYS, "{all} keys, {others} of them not content");
    assert!(others < MOST_KEYS / 2, "{others} keys that are not content");
}
