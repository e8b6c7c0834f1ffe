//! Figures of texts that become references on demand: shown, chosen, replaced in one step, or left alone.

use tianbiao::tui::panels::Mode;

use crate::support::scenario::{BUILT_IN, Scenario};

const HOME: (u16, u16) = (80, 24);

/// At a text of the sample, with the list of its figures.
fn at(path: &str, size: (u16, u16)) -> Scenario {
    Scenario::sample(size).keys(&format!("<F3>{path}<Enter><F4>2"))
}

/// At the given text, in a report whose tables have one filled row.
fn text(text: &str) -> Scenario {
    let cells = "<F3>income[1].fiscal<Enter>600.5<F3>expenditure[1].personnel<Enter>400<F3>posts<Enter>50";
    let scenario = Scenario::blank(BUILT_IN, HOME).keys(cells).keys("<F3>year<Enter>2024");
    scenario.keys(&format!("<F3>basic_spending<Enter>{text}<F4>2"))
}

fn entry(scenario: &Scenario, path: &str) -> String {
    let session = &scenario.app.model.session;
    let cell = session.report().resolve(session.form(), path).unwrap();
    session.report().text(cell).to_owned()
}

#[test]
fn chosen_figures_become_references_in_one_step() {
    let before = Scenario::sample(HOME);
    let shown = before.get("basic_spending");
    let scenario = at("basic_spending", HOME);
    let screen = scenario.screen();
    for words in [
        "已选 7 / 可随表 7",
        "> [x] 2023年",
        "[x] 公务用车运维费1.04万元",
        "4三公 公务用车运维费",
        "3支出 基本支出[局机关.. 767.32（随表更新）",
    ] {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    assert_eq!(scenario.file(), before.file(), "nothing is replaced yet");
    // The second is deselected and stays as it is; the displayed text is the same.
    let scenario = scenario.keys("<Down> <Enter>");
    let typed = entry(&scenario, "basic_spending");
    assert!(
        typed.starts_with(
            "{{year}}年基本支出767.32万元。其中人员支出{{expenditure[sum].personnel|short}}万元"
        )
    );
    assert_eq!(scenario.get("basic_spending"), shown);
    assert!(scenario.screen().contains("6 处数据已改为随表更新"), "{}", scenario.screen());
    assert_eq!((scenario.at().as_str(), &scenario.app.mode), ("basic_spending", &Mode::Page));
    // The figures now follow the tables.
    let followed = scenario.keys("<F3>expenditure[3].personnel<Enter>700<Tab>");
    assert!(followed.get("basic_spending").contains("基本支出767.32万元。其中人员支出700万元"));
    let undone = followed.keys("<Ctrl-Z*2>");
    assert_eq!(undone.file(), before.file());
    assert!(undone.keys("<Ctrl-Y>").get("basic_spending").contains("682.3"));
}

#[test]
fn leaving_the_list_changes_nothing() {
    let before = Scenario::sample(HOME).file();
    for keys in ["<Esc>", "<F6><Enter>", "<F7>", "x", "4<Esc>", "6<Enter>", "<Ctrl-P>"] {
        let scenario = at("basic_spending", HOME).keys(keys);
        assert_eq!(scenario.file(), before, "{keys}");
    }
    let scenario = at("basic_spending", HOME).keys("<F6><Enter>");
    assert!(matches!(scenario.app.mode, Mode::Following(_)) && scenario.screen().contains("未选择"));
    let scenario = at("basic_spending", HOME).keys("<F6*2><Enter>");
    assert_eq!(entry(&scenario, "basic_spending").matches("{{").count(), 7);
    // Pasted text chooses nothing.
    let scenario = at("basic_spending", HOME).paste("46").keys("<Enter>");
    assert_eq!(entry(&scenario, "basic_spending").matches("{{").count(), 7);
    // From the text on the full screen the list leads back to it.
    for keys in ["<Enter>", "<Esc>"] {
        let scenario = Scenario::sample(HOME).keys("<F3>basic_spending<Enter><F2><F4>2").keys(keys);
        assert_eq!(scenario.app.mode, Mode::Text);
    }
    let mut scenario = Scenario::sample(HOME);
    scenario.app.model.read_only = true;
    let scenario = scenario.keys("<F3>basic_spending<Enter><F4>2");
    assert!(scenario.screen().contains("只读"), "{}", scenario.screen());
}

/// The status of a figure that is not chosen at first, and its value after the user chooses it.
#[test]
fn figures_that_would_change_are_chosen_by_the_user() {
    for (words, said, becomes) in [
        // The cell has another value, which is written in the format of the text.
        (
            "公共财政拨款590万元",
            "[ ] 公共财政拨款590万元      2收入 公共财政拨款[局.. 与表中 600.50 不同",
            "600.5",
        ),
        ("公共财政拨款590.00万元", "与表中 600.50 不同", "600.50"),
        ("公共财政拨款601万元", "为四舍五入数，表中 600.50", "600.5"),
        ("年初预算安排人员支出400万元", "为预算或计划数", "400"),
        ("年初预算安排人员支出390万元", "为预算或计划数", "400"),
        ("公共财政拨款约590万元", "为约数", "600.5"),
        ("人员编制52人", "与表中 50 不同", "50"),
    ] {
        let scenario = text(words);
        let screen = scenario.screen();
        assert!(screen.contains(said), "{words}: {said}: {screen}");
        assert!(screen.contains("已选 0 / 可随表 1"), "{words}: {screen}");
        let scenario = scenario.keys(" ");
        assert!(scenario.screen().contains(&format!("改为 {becomes}")), "{words}: {}", scenario.screen());
        let scenario = scenario.keys("<Enter>");
        assert!(entry(&scenario, "basic_spending").contains("{{"), "{words}");
        let shown = scenario.get("basic_spending");
        assert!(shown.contains(becomes) && !shown.contains("{{"), "{words}: {shown}");
    }
    // There is no cell: the figure cannot be chosen.
    for (words, why) in [
        ("安排培训40万元", "附近没有表中栏目名称"),
        ("其他收入30万元", "表中为空"),
        ("基本支出增长3万元", "为增减数"),
        ("去年人员支出390万元", "为其他年度或期间的数"),
        ("2019年成立", "为年份"),
    ] {
        let screen = text(words).keys(" ").screen();
        assert!(
            screen.contains(&format!(" -  {words}").chars().take(8).collect::<String>()),
            "{words}: {screen}"
        );
        assert!(screen.contains(why) && screen.contains("该处不能随表"), "{words}: {screen}");
        assert!(text(words).keys("<Enter>").screen().contains("未选择"));
    }
    let screen = text("<Paste 编制{{posts}}人。>").screen();
    assert!(screen.contains("此处 1 个数据均已随表更新"), "{screen}");
    let screen = text("没有数。").screen();
    assert!(screen.contains("没有可随表更新的数"), "{screen}");
}

#[test]
fn an_unconfirmed_text_stays_unconfirmed() {
    let scenario = Scenario::sample(HOME).keys("<F3>basic_spending<Enter>");
    let mut scenario = scenario;
    let cell = scenario.app.cursor.cell.unwrap();
    let mark = tianbiao::report::Edit::Mark { cell, unconfirmed: true };
    scenario.app.model.session.change(mark, cell, tianbiao::session::Merge::No);
    // Confirming is then the first item of the menu.
    let scenario = scenario.keys("<F4>3<Enter>");
    assert!(entry(&scenario, "basic_spending").contains("{{"), "{}", scenario.screen());
    assert!(scenario.app.model.session.report().is_unconfirmed(cell));
}

#[test]
fn figures_of_the_whole_report_are_listed_at_every_size() {
    let keys = "<F10>随表更新<Enter>";
    for size in [(40, 12), (60, 16), (80, 24), (120, 40), (20, 5), (1, 1)] {
        let before = Scenario::sample(size);
        let mut scenario = Scenario::sample(size).keys(keys);
        for key in ["<Down>", "<PgDn>", "<End>", " ", "<F6>", "<PgUp>", "<Home>", "<F6>"] {
            scenario.keys_in(key);
            scenario.screen();
        }
        let chosen = |scenario: &Scenario| match &scenario.app.mode {
            Mode::Following(following) => following.counts().0,
            other => panic!("{other:?}"),
        };
        while chosen(&scenario) < 24 {
            scenario.keys_in("<F6>");
        }
        let scenario = scenario.keys("<Enter>");
        let texts = ["profile_basic", "profile_scope", "basic_spending", "performance"];
        for path in texts {
            assert!(entry(&scenario, path).contains("{{"), "{path} at {size:?}");
            assert_eq!(scenario.get(path), before.get(path));
        }
        assert_eq!(scenario.app.model.session.steps(), 1);
        // No figure is left that would be chosen at first.
        let again = scenario.keys(keys);
        assert!(size.0 < 80 || again.screen().contains("已选 0 / 可随表 1  已随表 24"), "{}", again.screen());
    }
}
