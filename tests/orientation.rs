//! Orientation: the focused cell, its surroundings, headings and headers.

use crate::support::scenario::{BUILT_IN, Scenario, form};
use tianbiao::app::model::Disk;
use tianbiao::report::{Edit, Report, RowEntries};
use tianbiao::session::Session;

const HOME: (u16, u16) = (80, 24);

/// A report with this many institutions, each with expenditure.
fn institutions(count: usize) -> Session {
    let form = form(BUILT_IN);
    let mut report = Report::new(&form);
    let rows = form.row_set_named("units").unwrap();
    while report.rows(rows) < count {
        let at = report.rows(rows);
        report.apply(&form, Edit::InsertRow { rows, at, row: RowEntries::default() });
    }
    for row in 1..=count {
        for (path, text) in [("units", format!("第{row}中心学校")), ("expenditure", format!("{row}.5"))]
        {
            let column = if path == "units" { "name" } else { "personnel" };
            let cell = report.resolve(&form, &format!("{path}[{row}].{column}")).unwrap();
            report.apply(&form, Edit::Set { cell, text: Some(text.into()) });
        }
    }
    Session::new(form, report)
}

/// The numbers of the institutions on the screen.
fn visible(screen: &str) -> Vec<usize> {
    let names = screen.lines().filter_map(|line| line.get(1..)?.trim_start().split_once('、'));
    names.filter_map(|(number, rest)| number.trim().parse().ok().filter(|_| rest.starts_with('第'))).collect()
}

#[test]
fn a_long_table_gets_the_screen() {
    let scenario = Scenario::over(institutions(84), HOME).keys("<F3>expenditure[40].basic<Enter>");
    let screen = scenario.screen();
    assert!(visible(&screen).len() >= 10, "{screen}");
    // Position and calculation share a line, which a rule divides from the table.
    let lines: Vec<&str> = screen.lines().collect();
    let at =
        lines.iter().position(|line| line.contains("栏目：支出合计 > 基本支出 [40、第40中心学校]")).unwrap();
    assert!(lines[at].contains("计算："), "{screen}");
    assert!(lines[at - 1].starts_with("-----"), "{screen}");
    // The headers have three lines.
    let header = lines.iter().position(|line| line.contains("其中：")).unwrap();
    assert!(lines[header + 2].contains("人员支出"), "{screen}");
    assert!(lines[header + 3].contains("---+"), "{screen}");
}

#[test]
fn a_short_table_keeps_its_two_lines() {
    let screen = Scenario::over(institutions(3), HOME).keys("<F3>expenditure[2].basic<Enter>").screen();
    let lines: Vec<&str> = screen.lines().collect();
    let at = lines.iter().position(|line| line.starts_with(" 栏目：")).unwrap();
    assert!(lines[at + 1].starts_with(" 计算：基本支出 = 人员支出 + 公用支出"), "{screen}");
}

#[test]
fn headers_break_between_words() {
    let wide = Scenario::over(institutions(84), HOME);
    let screen = wide.keys("<F3>official[3].abroad<Enter>").screen();
    for broken in ["|公务接待|", "|公务用车|公务用车|因公出国|"] {
        assert!(!screen.contains(broken) || !screen.contains("      费|"), "{screen}");
    }
    assert!(screen.contains("    公务|"), "{screen}");
    assert!(screen.contains("  接待费|"), "{screen}");
    // A name that is too long is replaced by a shorter name of the same value.
    let screen = Scenario::over(institutions(84), HOME).keys("<F3>income[3].fund<Enter>").screen();
    assert!(screen.contains("非税收入|"), "{screen}");
    assert!(!screen.contains("纳入专户"), "{screen}");
}

#[test]
fn two_rows_stay_visible_around_the_cursor() {
    let mut scenario = Scenario::over(institutions(84), HOME).keys("<F3>expenditure[1].personnel<Enter>");
    for keys in ["<Down>", "<Up>"] {
        for _ in 0..83 {
            scenario.keys_in(keys);
            let at: usize = scenario.at()["expenditure[".len()..].split(']').next().unwrap().parse().unwrap();
            let visible = visible(&scenario.screen());
            for near in at.saturating_sub(2).max(1)..=(at + 2).min(84) {
                assert!(visible.contains(&near), "{keys} {at}: {}", scenario.screen());
            }
        }
    }
}

#[test]
fn the_caption_of_a_group_stays_visible() {
    // Undo leads back to a row whose caption would be above the window.
    let scenario =
        Scenario::sample(HOME).keys("<F3>economic[1].name<Enter>指标<Tab><F3>score<Enter><Ctrl-Z>");
    assert_eq!(scenario.at(), "economic[1].name");
    let screen = scenario.screen();
    assert!(screen.contains("栏目：效益目标 > 经济效益 > 指标 [指标1]"), "{screen}");
    for (at, name) in [("quality[1]", "质量指标"), ("cost[2]", "成本指标"), ("satisfaction[1]", "满意度")]
    {
        let mut scenario = Scenario::sample((80, 20)).keys(&format!("<F3>{at}.name<Enter>"));
        for keys in ["", "<Down><Up>", "<Up><Down>"] {
            scenario.keys_in(keys);
            let screen = scenario.screen();
            let row = screen.lines().position(|line| line.starts_with('>')).unwrap();
            let captions = screen.lines().take(row).filter(|line| line.contains("目标 > "));
            assert!(captions.last().is_some_and(|line| line.contains(name)), "{at} {keys}: {screen}");
        }
    }
}

#[test]
fn headings_are_printed_as_in_the_form() {
    let prose = Scenario::sample(HOME).keys("<F3>special_usage<Enter>");
    let screen = prose.screen();
    assert!(screen.contains("  2、专项资金实际使用情况分析"), "{screen}");
    assert!(screen.contains(" （二）专项支出"), "{screen}");
    let listed = Scenario::sample(HOME).keys("<F3>special_usage<Enter><Ctrl-Home><Ctrl-A><Del><F7>").screen();
    let shown = [screen, listed, Scenario::sample(HOME).keys("<F3>专项").screen()];
    for screen in shown {
        for composed in ["二（二）", "一（一）", "（二）1", "（二）2"] {
            assert!(!screen.contains(composed), "{screen}");
        }
    }
    let table = Scenario::sample(HOME).keys("<F3>3<Enter>").screen();
    assert!(table.contains(" 二、部门（单位）收支情况 > （二）部门（单位）年度支出和结余情况"), "{table}");
}

#[test]
fn a_long_label_leaves_the_caret_visible() {
    let label = "部门单位整体支出绩效情况说明".repeat(5).chars().take(64).collect::<String>();
    let template = BUILT_IN.replace(r#"label: "联系人""#, &format!(r#"label: "{label}""#));
    for size in [(60, 16), (60, 12), (70, 16), (40, 12), (79, 24)] {
        let scenario = Scenario::blank(&template, size).keys("<F3>contact<Enter>林晓禾");
        let screen = scenario.screen();
        assert!(screen.contains("林晓禾"), "{size:?}: {screen}");
        let caret = screen.lines().last().unwrap().trim_start_matches("caret ");
        let (x, y) = caret.split_once(',').unwrap();
        let line = screen.lines().nth(y.parse().unwrap()).unwrap();
        assert!(line.contains("林晓禾"), "{size:?} {x},{y}: {screen}");
    }
}

/// In a narrow window the state of the draft is shown whole; encoding and size give way.
#[test]
fn the_state_of_the_draft_is_shown_whole() {
    for (size, other) in [((60, 16), false), ((80, 24), true)] {
        let mut scenario = Scenario::sample(size).keys("<F3>contact<Enter>甲<Tab>");
        scenario.app.model.saving.disk = Disk::Kept;
        let screen = scenario.screen();
        assert!(screen.contains("草稿已自动保存"), "{screen}");
        assert_eq!(screen.contains("UTF-8"), other, "{screen}");
    }
}
