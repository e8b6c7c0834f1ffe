//! The editing rule: what is selected on arrival, which keys edit, what one step of undo takes back.

use crate::support::scenario::{BUILT_IN, PROJECT, Scenario};

const HOME: (u16, u16) = (80, 24);

fn sample(path: &str) -> Scenario {
    Scenario::sample(HOME).keys(&format!("<F3>{path}<Enter>"))
}

fn blank(path: &str) -> Scenario {
    Scenario::blank(BUILT_IN, HOME).keys(&format!("<F3>{path}<Enter>"))
}

/// Text typed on arrival replaces the content of every line, in forms and in tables.
#[test]
fn a_character_replaces_the_content_of_a_line() {
    for (path, keys, value) in [
        ("posts", "52", "52"),
        ("report_date", "2024-10-8<Tab>", "2024年10月8日"),
        ("contact", "何静", "何静"),
        ("preparer", "何静", "何静"),
        ("expenditure[3].personnel", "12.5", "12.50"),
        ("quality[1].target", "9", "9"),
        // A paste and the several characters of an input method.
        ("contact", "<Paste 何静宜>", "何静宜"),
        ("posts", "<Paste 52\n>", "52"),
        // Deleting clears it.
        ("posts", "<Del>", ""),
        ("posts", "<Backspace>", ""),
        // The whole field, selected again.
        ("posts", "<F2><Ctrl-A>7", "7"),
        ("posts", "<End><Shift-Home>7", "7"),
        ("posts", "<Home><Shift-End>7", "7"),
        ("posts", "<F2><Shift-Left>7", "57"),
        ("posts", "<Shift-Left>7", "70"),
        ("expenditure[3].personnel", "<F2><Ctrl-A>7", "7.00"),
        ("duties", "<Ctrl-A>无", "无"),
    ] {
        assert_eq!(sample(path).keys(keys).get(path), value, "{path} {keys}");
    }
    // Moving away and back selects it again; saving does not.
    assert_eq!(sample("posts").keys("52<Tab><Shift-Tab>7").get("posts"), "7");
    assert_eq!(sample("posts").keys("5<F9>2").get("posts"), "52");
    assert_eq!(sample("expenditure[3].project").keys("5<F9>2").get("expenditure[3].project"), "52.00");
}

/// F2 and the keys that move the caret edit the existing text in place.
#[test]
fn other_keys_edit_the_content_of_a_line() {
    for (path, keys, value) in [
        ("posts", "<F2>2", "502"),
        ("posts", "<Right>2", "502"),
        ("posts", "<End>2", "502"),
        ("posts", "<Left>2", "250"),
        ("posts", "<Home>2", "250"),
        ("contact", "<F2>甲", "林晓禾甲"),
        ("contact", "<End>甲", "林晓禾甲"),
        // A proposed value is edited like an entered one.
        ("preparer", "<F2>甲", "林晓禾甲"),
        ("quality[1].target", "<F2>9", "100%9"),
        ("quality[1].target", "<F2><Home>9", "9100%"),
        ("quality[1].target", "<F2><End>9", "100%9"),
        ("quality[1].target", "<End>9", "100%9"),
        ("quality[1].target", "<Home>9", "9100%"),
        // Nobody types a long text again.
        ("duties", "<Ctrl-A><Left>甲", "甲承担"),
    ] {
        let scenario = sample(path).keys(keys);
        assert!(scenario.get(path).starts_with(value), "{path} {keys}: {}", scenario.get(path));
        assert_eq!(scenario.at().split('[').next(), path.split('[').next(), "{keys}");
    }
    // In a table the arrows still go to the next cell.
    assert_eq!(sample("quality[1].target").keys("<Left>").at(), "quality[1].name");
    assert_eq!(sample("quality[1].target").keys("9<Left>").at(), "quality[1].name");
    assert_eq!(sample("quality[1].target").keys("<F2><Left>").at(), "quality[1].target");
    assert_eq!(sample("income[1].fiscal").keys("<End><Right>").at(), "income[1].fund");
    // A calculated cell is not edited.
    let locked = sample("expenditure[3].basic").keys("<Home><End><Shift-End>");
    assert_eq!((locked.file(), locked.at()), (sample("posts").file(), "expenditure[3].basic".to_owned()));
}

/// Home and End stay in the field; Ctrl-Home and Ctrl-End go to the ends of the section.
#[test]
fn home_and_end_stay_in_the_field() {
    for path in ["contact", "posts", "duties", "quality[1].target", "expenditure[3].personnel"] {
        for keys in ["<End>", "<End><End>", "<Home><Home>", "<F2><End><End>", "9<Home><Home>"] {
            assert_eq!(sample(path).keys(keys).at(), path, "{keys}");
        }
    }
    let end = sample("contact").keys("<End><End>甲");
    assert_eq!(
        (end.get("contact"), end.get("results")),
        ("林晓禾甲".into(), sample("contact").get("results"))
    );
    assert_eq!(sample("posts").keys("<Ctrl-Home>").at(), "contact");
    assert_eq!(sample("posts").keys("<Ctrl-End>").at(), "results");
    assert_eq!(sample("quality[1].target").keys("<Ctrl-End>").at(), "grade");
}

/// F2 expands only long text.
#[test]
fn a_line_is_edited_in_place() {
    use tianbiao::tui::panels::Mode;
    for path in ["contact", "posts", "quality[1].target"] {
        let scenario = sample(path).keys("<F2><F2>");
        assert_eq!(scenario.app.mode, Mode::Page);
        assert!(scenario.notice().contains("正在修改"), "{}", scenario.notice());
    }
    assert_eq!(sample("duties").keys("<F2>").app.mode, Mode::Text);
    // A choice opens its list.
    let choice = Scenario::blank(PROJECT, HOME).keys("<F3>project_kind<Enter><F2>");
    assert!(choice.screen().contains("一次性"), "{}", choice.screen());
}

/// One entry of a field or cell is one step of undo.
#[test]
fn one_entry_is_one_step() {
    for (path, before, keys) in [
        ("expenditure[3].personnel", "682.30", "12.5"),
        ("expenditure[3].personnel", "682.30", "12.5<Tab>"),
        ("expenditure[3].personnel", "682.30", "=1,2+3.5<Backspace*2>4<Enter>"),
        ("expenditure[3].personnel", "682.30", "<Del>7<Tab>"),
        ("expenditure[3].personnel", "682.30", "<F2><Backspace>5<Left><Left>1<End>2"),
        ("posts", "50", "52"),
        ("posts", "50", "<F2>2<Tab>"),
        ("contact", "林晓禾", "何静，何静宜。 又<Tab>"),
        ("contact", "林晓禾", "何<Paste 静宜>又"),
        ("contact", "林晓禾", "<F2><Shift-Left><Ctrl-X><Ctrl-V>甲"),
        ("report_date", "2024年9月20日", "10月8日<Tab>"),
        ("preparer", "林晓禾", "何静<Tab>"),
    ] {
        let scenario = sample(path);
        let (file, steps) = (scenario.file(), scenario.app.model.session.steps());
        let scenario = scenario.keys(keys);
        assert_eq!(scenario.app.model.session.steps(), steps + 1, "{path} {keys}");
        let scenario = scenario.keys("<Ctrl-Z>");
        assert_eq!((scenario.get(path), scenario.at()), (before.into(), path.into()), "{keys}");
        assert_eq!(scenario.file(), file, "{path} {keys}");
    }
    // Two visits are two steps.
    let twice = sample("posts").keys("5<Tab><Shift-Tab>7");
    assert_eq!(twice.keys("<Ctrl-Z>").get("posts"), "5");
    // A number in a long text stays whole.
    assert_eq!(blank("duties").keys("共12.5亿元，又<Ctrl-Z>").get("duties"), "共12.5亿元，");
}

/// Undo and redo in a long text leave the caret where the text changed.
#[test]
fn undo_leaves_the_caret_at_the_change() {
    let start = || blank("duties").keys("甲乙丙丁甲乙丙丁<Left*5>");
    for (keys, undone, redone) in [
        ("新。字", 5, 6),
        ("<Backspace*2>", 3, 1),
        ("<Del*2>", 5, 3),
        ("<Enter>", 3, 4),
        ("乙", 3, 4),
        ("<Shift-Left*2>新", 3, 2),
    ] {
        let offset = |scenario: &Scenario| scenario.app.input.editor.offset();
        let scenario = start().keys(keys).keys("<Ctrl-Z>");
        assert_eq!(offset(&scenario), undone, "{keys}");
        assert_eq!(offset(&scenario.keys("<Ctrl-Y>")), redone, "{keys}");
    }
}

/// After an entry in the last cell of a section's table the total is seen before the section is left.
#[test]
fn the_total_is_seen_before_a_section_is_left() {
    for (path, keys, key, next, total) in [
        ("income[3].fiscal", "5", "<Enter>", "expenditure[1].personnel", "收入表·汇总·收入合计 5.00"),
        ("income[3].other", "5", "<Tab>", "expenditure[1].personnel", "收入表·汇总·收入合计 5.00"),
        ("expenditure[3].personnel", "5", "<Enter>", "official[1].reception", "支出表·汇总·支出合计 5.00"),
        (
            "expenditure[3].balance_total",
            "5",
            "<Enter>",
            "official[1].reception",
            "支出表·汇总·累计结余 5.00",
        ),
    ] {
        let scenario = blank(path).keys(keys).keys(key);
        assert_eq!(scenario.at(), path, "{path}");
        assert!(scenario.notice().contains(total), "{}", scenario.notice());
        assert!(scenario.notice().contains("再按 Enter 或 Tab 进入"), "{}", scenario.notice());
        assert_eq!(scenario.keys(key).at(), next, "{path}");
        // Without an entry nothing is in the way.
        assert_eq!(blank(path).keys(key).at(), next, "{path}");
    }
    // Fields, lists and tables before other fields of the section are left at once.
    assert_eq!(blank("issuer").keys("局<Tab>").at(), "contact");
    assert_eq!(blank("satisfaction[1].actual").keys("5<Tab>").at(), "score");
}

/// 不适用 is not offered for numbers that are added up; it can still be typed.
#[test]
fn not_applicable_is_offered_only_where_it_is_a_value() {
    for path in
        ["staff", "score", "expenditure[3].personnel", "expenditure[3].balance_total", "income[2].fund"]
    {
        let scenario = sample(path).keys("<F4>");
        assert!(!scenario.screen().contains("不适用"), "{path}\n{}", scenario.screen());
    }
    let offered = Scenario::blank(PROJECT, HOME).keys("<F3>beneficiaries<Enter><F4>");
    assert!(offered.screen().contains("不适用"), "{}", offered.screen());
}

/// The focused field has brackets on both sides, and its content is reversed until it is edited.
#[test]
fn the_focus_is_visible_without_colour() {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::style::Modifier;
    let reversed = |scenario: &Scenario| {
        let (width, height) = scenario.app.size;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| tianbiao::tui::view::draw(&scenario.app, frame)).unwrap();
        let buffer = terminal.backend().buffer();
        // Below the strip of sections, whose current section is reversed too.
        let cells = (3..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let marked = cells.filter(|at| buffer[*at].modifier.contains(Modifier::REVERSED));
        marked.map(|at| buffer[at].symbol().to_owned()).collect::<String>().replace(' ', "")
    };
    for (path, keys, text, shown) in [
        ("posts", "", "50", "[50 "),
        ("posts", "<F2>", "", "[50 "),
        ("contact", "", "林晓禾", "[林晓禾 "),
        ("preparer", "", "林晓禾", "[林晓禾 "),
        ("expenditure[3].personnel", "", "682.30", "[682.30]"),
        ("expenditure[3].balance_total", "", "0.00", "[0.00]"),
        ("expenditure[3].personnel", "12", "", "[12      ]"),
        ("units[3].name", "", "3、工程质量监督站", "[3、工程质量监督站]"),
        ("duties", "", "", "[承担全市"),
    ] {
        let scenario = sample(path).keys(keys);
        assert!(scenario.screen().contains(shown), "{path} {keys}\n{}", scenario.screen());
        let ends = scenario.screen().lines().any(|line| line.ends_with(']'));
        assert!(ends || path.contains('.'), "{path} {keys}\n{}", scenario.screen());
        assert_eq!(reversed(&scenario), text, "{path} {keys}");
    }
}
