//! Search in the whole report, and replacement: hits, the keys that go to them, and what is never replaced.

use crate::support::scenario::{BUILT_IN, Scenario};
use tianbiao::tui::panels::Mode;

const HOME: (u16, u16) = (80, 24);

fn sample() -> Scenario {
    Scenario::sample(HOME)
}

fn stored(scenario: &Scenario, path: &str) -> String {
    let session = &scenario.app.model.session;
    let cell = session.report().resolve(session.form(), path).unwrap();
    session.report().text(cell).to_owned()
}

/// A report in which 监督 is in a line, in a cell of a table, twice in a text, and in a calculated field.
fn start() -> Scenario {
    Scenario::blank(BUILT_IN, HOME)
        .keys("<F3>contact<Enter>监督员甲<F3>duties<Enter>负责监督，实施监督。<F3>quality[1].name<Enter>监督率<Tab>")
        .keys("<F3>year<Enter>")
}

#[test]
fn hits_are_visited_in_the_order_of_the_form() {
    let scenario = start().keys("<Ctrl-F>监督");
    assert!(scenario.screen().contains("第 1 处，共 5 处"), "{}", scenario.screen());
    let mut scenario = scenario.keys("<Enter>");
    let places = ["contact", "duties", "duties", "quality[1].name", "preparer", "contact"];
    for (at, place) in places.into_iter().enumerate() {
        assert_eq!(scenario.at(), place);
        assert!(
            scenario.notice().starts_with(&format!("第 {} 处，共 5 处", at % 5 + 1)),
            "{}",
            scenario.notice()
        );
        if place != "preparer" {
            assert_eq!(scenario.app.input.editor.selected_text().as_deref(), Some("监督"), "{place}");
        }
        // The query is remembered: Ctrl-F and Enter, or Ctrl-F twice, go to the next hit.
        scenario = scenario.keys(if at % 2 == 0 { "<Ctrl-F><Enter>" } else { "<Ctrl-F*2>" });
    }
    // Shift-Tab goes back.
    let mut scenario = start().keys("<Ctrl-F>监督<Enter>");
    for place in ["preparer", "quality[1].name", "duties", "duties", "contact"] {
        scenario = scenario.keys("<Ctrl-F><Shift-Tab>");
        assert_eq!(scenario.at(), place);
    }
    // Esc closes the search and remembers the query, which is selected: typing replaces it.
    let scenario = scenario.keys("<Ctrl-F>甲<Esc><Ctrl-F>");
    assert!(scenario.screen().contains("查找：甲"), "{}", scenario.screen());
    let scenario = scenario.keys("负责");
    assert!(scenario.screen().contains("查找：负责"), "{}", scenario.screen());
    // On the full screen the text stays there.
    let scenario = start().keys("<F3>duties<Enter><F2><Ctrl-F>实施<Enter>");
    assert_eq!(scenario.app.mode, Mode::Text);
    assert!(start().keys("<Ctrl-F>没有这个<Enter>").screen().contains("未找到"));
}

#[test]
fn values_are_found_as_they_are_shown() {
    let text = "支出{{expenditure[sum].basic}}万元，共";
    let scenario = sample().keys("<F3>problems<Enter><Ctrl-A><Del>").paste(text);
    // The calculated cells, the entry and the reference.
    let scenario = scenario.keys("<Ctrl-F>出767.32万元，共");
    let screen = scenario.screen();
    assert!(screen.contains("支出767.32万元，共") && !screen.contains("{{"), "{screen}");
    let scenario = scenario.keys("<End><Enter>");
    assert_eq!(scenario.at(), "problems");
    assert_eq!(scenario.app.input.editor.selected_shown().as_deref(), Some("出767.32万元，共"));
    // A hit inside a reference selects all of it.
    let scenario =
        sample().keys("<F3>problems<Enter><Ctrl-A><Del>").paste(text).keys("<Ctrl-F>67.3<Shift-Tab>");
    assert_eq!(scenario.app.input.editor.selected_shown().as_deref(), Some("767.32"));
    // Calculated cells are found, too.
    let scenario = sample().keys("<Ctrl-F>881.32<Enter>");
    assert_eq!(scenario.at(), "income[sum].total");
    // The words around a hit keep numbers whole.
    let screen = sample().keys("<Ctrl-F>其中<Enter><Ctrl-F>").screen();
    assert!(!screen.contains(" 67.32") && !screen.contains(" 7.32"), "{screen}");
}

#[test]
fn hits_are_replaced_in_one_step_after_a_preview() {
    let before = start().file();
    let scenario = start().keys("<Ctrl-F>监督<Tab>检查<Enter>");
    let screen = scenario.screen();
    for words in
        ["替换 4 处，共 4 处可替换", "[x] 1概况 联系人", "监督员甲", "检查员甲", "负责监督，实施检查。"]
    {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    assert_eq!(scenario.file(), before, "nothing is replaced yet");
    // The second hit is taken out.
    let steps = scenario.app.model.session.steps();
    let scenario = scenario.keys("<Down> <Enter>");
    assert_eq!(stored(&scenario, "contact"), "检查员甲");
    assert_eq!(stored(&scenario, "duties"), "负责监督，实施检查。");
    assert_eq!(stored(&scenario, "quality[1].name"), "检查率");
    assert!(scenario.notice().starts_with("已替换 3 处"), "{}", scenario.notice());
    assert_eq!(scenario.app.model.session.steps(), steps + 1);
    let scenario = scenario.keys("<Ctrl-Z>");
    assert_eq!(scenario.file(), before);
    // The entries are in several sections.
    assert_eq!(scenario.notice(), "已撤销：3 格；Ctrl-Y 重做");
    // Leaving at any time changes nothing.
    for keys in [
        "<Tab><Esc>",
        "<Tab>检查<Esc>",
        "<Tab>检查<Enter><Esc>",
        "<Tab>检查<Enter><F6><Enter><Esc>",
        "<Tab>检查<Enter>x<Esc>",
    ] {
        assert_eq!(start().keys("<Ctrl-F>监督").keys(keys).file(), before, "{keys}");
    }
    // An empty replacement deletes.
    let scenario = start().keys("<Ctrl-F>监督<Tab><Enter><Enter>");
    assert_eq!(stored(&scenario, "duties"), "负责，实施。");
}

#[test]
fn references_and_calculated_values_are_not_replaced() {
    let text = "支出{{expenditure[sum].basic}}万元，共767.32万元";
    let report = || sample().keys("<F3>problems<Enter><Ctrl-A><Del>").paste(text);
    let scenario = report().keys("<Ctrl-F>767.32<Tab>800<Enter>");
    assert!(scenario.screen().contains("共 4 处可替换"), "{}", scenario.screen());
    let scenario = scenario.keys("<Enter>");
    assert_eq!(stored(&scenario, "problems"), "支出{{expenditure[sum].basic}}万元，共800万元");
    assert_eq!(scenario.get("expenditure[sum].basic"), "767.32");
    // The code of a reference is not part of the text.
    for word in ["basic", "sum", "{{"] {
        let scenario = report().keys(&format!("<Ctrl-F>{word}<Tab>x<Enter>"));
        assert!(scenario.screen().contains("未找到"), "{word}: {}", scenario.screen());
        assert_eq!(stored(&scenario, "problems"), text);
    }
    let scenario = report().keys("<Ctrl-F>支出767.32万元，共<Tab>x<Enter>");
    assert!(scenario.screen().contains("不能替换"), "{}", scenario.screen());
    // An amount is not a text.
    let scenario = sample().keys("<Ctrl-F>682.30<Tab>x<Enter>");
    assert!(scenario.screen().contains("不能替换"), "{}", scenario.screen());
    // An unconfirmed text stays unconfirmed.
    let rolled = Scenario::rolled(HOME).keys("<F3>contact<Enter>");
    let cell = rolled.app.cursor.cell.unwrap();
    let scenario = rolled.keys("<Ctrl-F>林晓禾<Tab>林<Enter><Enter>");
    assert_eq!(stored(&scenario, "contact"), "林");
    assert!(scenario.app.model.session.report().is_unconfirmed(cell));
    // Nothing is replaced in a report that cannot be changed.
    let mut scenario = start();
    scenario.app.model.read_only = true;
    let scenario = scenario.keys("<Ctrl-F>监督<Tab>检查<Enter><Enter>");
    assert_eq!(stored(&scenario, "contact"), "监督员甲");
}

/// Full-width characters are found and replaced as typed.
#[test]
fn width_is_as_typed() {
    let scenario = Scenario::blank(BUILT_IN, HOME).keys("<F3>duties<Enter>Ａ类,a类，A类。");
    let scenario = scenario.keys("<Ctrl-F>，<Tab>,<Enter><Enter>");
    assert_eq!(stored(&scenario, "duties"), "Ａ类,a类,A类。");
    let scenario = scenario.keys("<Ctrl-F>Ａ<Tab>甲<Enter><Enter>");
    assert_eq!(stored(&scenario, "duties"), "甲类,a类,A类。");
    let scenario = scenario.keys("<Ctrl-F>a<Tab>乙<Enter><Enter>");
    assert_eq!(stored(&scenario, "duties"), "甲类,乙类,乙类。");
}

#[test]
fn enter_after_a_hit_goes_to_the_next_one_and_changes_nothing() {
    let start = start();
    let before = start.file();
    let mut scenario = start.keys("<Ctrl-F>监督<Enter>");
    for place in ["duties", "duties", "quality[1].name", "preparer", "contact"] {
        scenario = scenario.keys("<Enter>");
        assert_eq!(scenario.at(), place);
    }
    for place in ["preparer", "quality[1].name"] {
        scenario = scenario.keys("<Shift-Tab>");
        assert_eq!(scenario.at(), place);
    }
    assert_eq!(scenario.file(), before);
    // Any other input ends the search: Enter is a new paragraph again.
    let scenario = scenario.keys("<Ctrl-F>实施<Enter>甲<Enter>");
    assert_eq!(stored(&scenario, "duties"), "负责监督，甲\n监督。");
    let scenario = scenario.keys("<Ctrl-Z*2><Ctrl-F>实施<Enter>").paste("乙").keys("<Enter>");
    assert_eq!(stored(&scenario, "duties"), "负责监督，乙\n监督。");
}
