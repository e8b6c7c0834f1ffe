//! The menu of all actions and the lists of choices: numbers, words, pinyin initials.

use tianbiao::message::Lang;
use tianbiao::tui::event::Effect;
use tianbiao::tui::panels::Mode;

use crate::support::scenario::Scenario;

/// A form with a choice of twelve.
const TWELVE: &str = r#"(id: "f", edition: "1", title: "f", caption: "f", sections: [
    (name: "s", label: "s", items: [
        Field(name: "a", label: "甲", type: Choice, choices: ["一月", "二月", "三月", "四月", "五月", "六月", "七月",
            "八月", "九月", "十月", "十一月", "十二月"]),
        Field(name: "b", label: "乙", type: Text),
    ]),
])"#;

fn sample() -> Scenario {
    Scenario::sample((80, 24))
}

/// The menu of all actions has groups and short entries, and typing narrows it.
#[test]
fn the_menu_of_actions_is_grouped_and_narrowed() {
    for size in [(80, 24), (60, 16)] {
        let mut scenario = Scenario::sample(size).keys("<F10>");
        let mut seen = scenario.screen();
        for _ in 0..4 {
            scenario.keys_in("<PgDn>");
            seen += &scenario.screen();
        }
        for words in ["文件", "编辑", "查看", "检查", "导出", "保存", "Ctrl-Q", "导出定稿"] {
            assert!(seen.contains(words), "{words}: {seen}");
        }
    }
    for (keys, effect) in [
        ("<F10>8", Effect::Save),
        ("<F10>bc<Enter>", Effect::Save),
        ("<F10>保存<Enter>", Effect::Save),
        ("<F10>历史<Enter>", Effect::Versions),
        ("<F10>LSBB<Enter>", Effect::Versions),
        ("<F10>历xx<Backspace*2><Enter>", Effect::Versions),
        ("<F10>bc<Ctrl-U>刷新<Enter>", Effect::Redraw),
    ] {
        assert_eq!(sample().keys(keys).effects, [effect], "{keys}");
    }
    // Nothing fits: Enter does nothing, Backspace goes back, Esc closes.
    let scenario = sample().keys("<F10>没有这个<Enter>");
    assert!(scenario.screen().contains("未找到"), "{}", scenario.screen());
    assert!(scenario.effects.is_empty() && matches!(scenario.app.mode, Mode::Menu(_)));
    let scenario = scenario.keys("<Backspace*4>");
    assert!(scenario.screen().contains("另存副本"), "{}", scenario.screen());
    assert_eq!(scenario.keys("保<Esc>").app.mode, Mode::Page);
}

/// Actions that need last year's values are not offered without them.
#[test]
fn the_menu_says_only_what_is_true() {
    let all = |mut scenario: Scenario| {
        scenario.send(tianbiao::tui::event::Message::Resize(120, 60));
        scenario.keys("<F10>").screen()
    };
    let menu = all(sample());
    for words in ["上年", "去年", "确认本节"] {
        assert!(!menu.contains(words), "{menu}");
    }
    assert!(all(Scenario::rolled((80, 24))).contains("确认本节"));
    // English.
    let mut scenario = sample();
    (scenario.app.look.lang, scenario.app.model.lang) = (Lang::En, Lang::En);
    let menu = all(scenario);
    for words in ["File", "Edit", "View", "Check", "Export", "Save a copy", "Export final"] {
        assert!(menu.contains(words), "{words}: {menu}");
    }
}

/// Choices by number, also of several digits, by words and by pinyin initials; in the list and in the field.
#[test]
fn choices_are_narrowed() {
    for (keys, value) in [
        ("<F4>12", "十二月"),
        ("<F4>1<Enter>", "一月"),
        ("<F4>11", "十一月"),
        ("<F4>1<Down*2><Enter>", "十一月"),
        ("<F4>七<Enter>", "七月"),
        ("<F4>sy<Down><Enter>", "四月"),
        (" 五<Enter>", "五月"),
        ("12", "十二月"),
        ("2", "二月"),
        ("1<Enter>", "一月"),
        ("eyu<Backspace><Enter>", "二月"),
        ("六月<Enter>", "六月"),
        ("<Paste 六月>", "六月"),
        ("x", ""),
    ] {
        let scenario = Scenario::blank(TWELVE, (80, 24)).keys(keys);
        assert_eq!(scenario.get("a"), value, "{keys}: {}", scenario.screen());
    }
    let scenario = Scenario::blank(TWELVE, (80, 24)).keys("x");
    assert!(scenario.app.notice.is_some() && scenario.app.mode == Mode::Page);
}

/// The palette finds a table by the name that notices and references give it.
#[test]
fn a_table_is_found_by_its_short_name() {
    for (typed, section) in [("支出表", 3), ("收入表", 2), ("支出", 3)] {
        let scenario = sample().keys(&format!("<F3>{typed}<Enter>"));
        assert_eq!(scenario.app.cursor.section, section, "{typed}");
    }
}
