//! Selected cells of a table, and what is copied to the clipboards.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Modifier;
use tianbiao::tui::event::Effect;
use tianbiao::tui::view;

use crate::support::scenario::{BUILT_IN, Scenario};

const HOME: (u16, u16) = (80, 24);

fn sample(path: &str) -> Scenario {
    Scenario::sample(HOME).keys(&format!("<F3>{path}<Enter>"))
}

fn blank(path: &str) -> Scenario {
    Scenario::blank(BUILT_IN, HOME).keys(&format!("<F3>{path}<Enter>"))
}

/// The text that was sent to the terminal's clipboard last.
fn copied(scenario: &Scenario) -> &str {
    match scenario.effects.last() {
        Some(Effect::Clipboard(text)) => text,
        other => panic!("{other:?}"),
    }
}

/// Keys at a cell of the sample, and the text that they copy.
#[test]
fn selected_cells_are_copied_as_tab_separated_text() {
    for (path, keys, text) in [
        ("expenditure[3].personnel", "<Shift-Right><Ctrl-C>", "682.30\t85.02"),
        ("expenditure[3].personnel", "<Shift-Left*2><Ctrl-C>", "881.32\t767.32\t682.30"),
        (
            "expenditure[3].personnel",
            "<Shift-Up*3><Shift-Right><Ctrl-C>",
            "682.30\t85.02\n\t\n\t\n682.30\t85.02",
        ),
        // Past the edges of the table nothing is selected.
        ("expenditure[3].balance_year", "<Shift-Right*9><Shift-Down*9><Ctrl-C>", "0.00\t0.00"),
        // Names of rows, and the label of the sum row.
        (
            "expenditure[3].personnel",
            "<Left*3><Shift-Right><Shift-Up*3><Ctrl-C>",
            "局机关及二级机构汇总\t881.32\n局机关\t\n工程造价服务站\t\n工程质量监督站\t881.32",
        ),
        // Captions are not cells.
        ("quality[2].target", "<Shift-Down><Ctrl-C>", "不低于98%\n不少于28个"),
        // A single cell is copied as it was typed.
        ("expenditure[3].personnel", "<Shift-Right><Shift-Left><Ctrl-C>", "682.3"),
        ("expenditure[3].personnel", "<Ctrl-C>", "682.3"),
        ("expenditure[3].basic", "<Ctrl-C>", "767.32"),
        ("contact", "<Ctrl-C>", "林晓禾"),
        ("contact", "<F2><Shift-Left*2><Ctrl-C>", "晓禾"),
        ("contact", "<Ctrl-A><Ctrl-X>", "林晓禾"),
    ] {
        let scenario = sample(path).keys(keys);
        assert_eq!(copied(&scenario), text, "{path} {keys}");
        assert_eq!(
            scenario.keys("<F3>problems<Enter><Ctrl-A><Ctrl-V>").get("problems"),
            text.replace('\t', " ")
        );
    }
}

/// Del clears the selected cells and Ctrl-D fills them, each as one step. Calculated cells are left out.
#[test]
fn selected_cells_are_cleared_and_filled_in_one_step() {
    for (path, keys, values, said) in [
        (
            "expenditure[3].personnel",
            "<Shift-Right*2><Del>",
            &[("expenditure[3].personnel", ""), ("expenditure[3].project", ""), ("expenditure[3].total", "")]
                [..],
            "已清除 3 格",
        ),
        (
            "expenditure[3].total",
            "<Shift-Right*2><Backspace>",
            &[("expenditure[3].personnel", ""), ("expenditure[3].operating", "85.02")],
            "已清除 1 格，Ctrl-Z 撤销；2 格自动计算，未改动",
        ),
        (
            "expenditure[3].personnel",
            "<Shift-Right><Ctrl-X>",
            &[("expenditure[3].personnel", ""), ("expenditure[3].operating", "")],
            "已清除 2 格",
        ),
        (
            "official[3].reception",
            "<Shift-Right><Ctrl-D>",
            &[("official[3].reception", ""), ("official[3].vehicle_upkeep", "")],
            "已向下填充 2 格",
        ),
        (
            "goals[1].expected",
            "<Shift-Right><Shift-Down*2><Ctrl-D>",
            &[
                ("goals[2].expected", "应登记的工程全部纳入监督"),
                ("goals[3].actual", "登记率100%，没有漏登工程"),
            ],
            "已向下填充 4 格",
        ),
        // The caption between them is not a row.
        (
            "quality[2].target",
            "<Shift-Down><Ctrl-D>",
            &[("quantity[1].target", "不低于98%")],
            "已向下填充 1 格",
        ),
    ] {
        let scenario = sample(path);
        let (file, steps) = (scenario.file(), scenario.app.model.session.steps());
        let scenario = scenario.keys(keys);
        for (path, value) in values {
            assert_eq!(scenario.get(path), *value, "{keys} {path}");
        }
        assert!(scenario.notice().contains(said), "{}", scenario.notice());
        assert_eq!(scenario.app.model.session.steps(), steps + 1);
        let scenario = scenario.keys("<Ctrl-Z>");
        assert_eq!(scenario.file(), file, "{path} {keys}");
        let again = scenario.keys("<Ctrl-Y>");
        assert_eq!(again.get(values[0].0), values[0].1);
    }
    // Nothing but calculated cells.
    let scenario = sample("expenditure[3].total").keys("<Shift-Right><Del>");
    assert_eq!(scenario.file(), sample("posts").file());
    assert!(scenario.notice().contains("2 格自动计算，未改动"), "{}", scenario.notice());
    // A new row of a list.
    let filled = blank("evaluators[1].name").keys("甲<Tab>站长<Shift-Left><Shift-Down*2><Ctrl-D>");
    assert_eq!(
        (filled.get("evaluators[3].name"), filled.get("evaluators[3].position")),
        ("甲".into(), "站长".into())
    );
}

/// The selection is visible and ends with Esc, an arrow or typing.
#[test]
fn a_selection_of_cells_ends() {
    let reversed = |scenario: &Scenario| {
        let mut terminal = Terminal::new(TestBackend::new(HOME.0, HOME.1)).unwrap();
        terminal.draw(|frame| view::draw(&scenario.app, frame)).unwrap();
        let buffer = terminal.backend().buffer();
        let cells = (3..HOME.1).flat_map(|y| (0..HOME.0).map(move |x| (x, y)));
        cells.filter(|at| buffer[*at].modifier.contains(Modifier::REVERSED)).count()
    };
    let scenario = sample("expenditure[3].personnel").keys("<Shift-Up><Shift-Right>");
    assert_eq!(reversed(&scenario), 4 * 8);
    assert!(scenario.notice().contains("已选择 2 行 2 列"), "{}", scenario.notice());
    assert_eq!(scenario.at(), "expenditure[2].operating");
    for (keys, at) in [
        ("<Esc>", "expenditure[2].operating"),
        ("<Up>", "expenditure[1].operating"),
        ("<Left>", "expenditure[2].personnel"),
        ("<Tab>", "expenditure[2].project"),
        ("7", "expenditure[2].operating"),
        ("<F2>", "expenditure[2].operating"),
    ] {
        let after = sample("expenditure[3].personnel").keys("<Shift-Up><Shift-Right>").keys(keys);
        assert_eq!(after.at(), at);
        assert!(reversed(&after) < 8, "{keys}\n{}", after.screen());
        // Only the current cell is cleared.
        assert_eq!(after.keys("<Del>").get("expenditure[3].personnel"), "682.30");
    }
    // A block is pasted at the first selected cell.
    let pasted = blank("income[2].fund").keys("<Shift-Up><Shift-Left>").paste("1\t2\n3\t4\n").keys("<Enter>");
    assert_eq!(
        (pasted.get("income[1].fiscal"), pasted.get("income[2].fund")),
        ("1.00".into(), "4.00".into())
    );
    let copied = sample("income[3].fiscal").keys("<Shift-Right*3><Ctrl-C><Up><Left*3><Ctrl-V><Enter>");
    assert_eq!(copied.get("income[2].non_tax"), "218.46");
}

/// The arrow keys select after a command of the menu, for terminals that do not send Shift with them.
#[test]
fn cells_and_text_are_selected_without_shift() {
    let start = "<F10>开始选择<Enter>";
    for (path, keys, text) in [
        ("expenditure[3].personnel", "<Right><Up><Ctrl-C>", "\t\n682.30\t85.02"),
        ("contact", "<Left><Ctrl-C>", "林晓"),
        ("contact", "<Home><Ctrl-C>", "林晓禾"),
        ("duties", "<Home><Down*0><Ctrl-C>", "建设、施工、监理等单位提供技术服务。"),
    ] {
        let scenario = sample(path).keys(start).keys(keys);
        assert_eq!(copied(&scenario), text, "{path} {keys}");
        // Other keys end it.
        assert!(!scenario.app.input.marking);
    }
    let ended = sample("expenditure[3].personnel").keys(start).keys("<Right><Esc><Left><Del>");
    assert_eq!(
        (ended.get("expenditure[3].personnel"), ended.get("expenditure[3].operating")),
        (String::new(), "85.02".into())
    );
}

/// The menu copies the whole table with its headers and row names, and the current field.
#[test]
fn a_table_and_a_field_are_copied_from_the_menu() {
    let table = sample("expenditure[3].personnel").keys("<F10>复制表格<Enter>");
    let lines: Vec<&str> = copied(&table).lines().collect();
    assert_eq!(lines[0], "机构名称\t支出合计\t基本支出\t人员支出\t公用支出\t项目支出\t当年结余\t累计结余");
    assert_eq!(lines[1], "局机关及二级机构汇总\t881.32\t767.32\t682.30\t85.02\t114.00\t0.00\t0.00");
    assert_eq!(lines[4], "工程质量监督站\t881.32\t767.32\t682.30\t85.02\t114.00\t0.00\t0.00");
    assert_eq!(lines.len(), 5);
    let list = sample("quality[2].target").keys("<F10>复制表格<Enter>");
    let lines: Vec<&str> = copied(&list).lines().collect();
    assert_eq!(
        lines[..3],
        ["\t指标\t绩效目标\t完成情况", "质量指标", "指标1\t竣工验收一次通过率\t100%\t100%"]
    );
    // A text has no line breaks but its own, and its references are values.
    let text = sample("problems")
        .paste("{{expenditure[sum].basic}}万元")
        .keys("<Enter>二")
        .keys("<F10>复制本项全文<Enter>");
    assert!(copied(&text).ends_with("不够系统。767.32万元\n二"), "{}", copied(&text));
    assert!(sample("problems").keys("<F10>复制表格<Enter>").effects.is_empty());
}

/// Text for the terminal's clipboard is bounded and cleaned, and can be switched off.
#[test]
fn the_clipboard_of_the_terminal_is_bounded_and_can_be_switched_off() {
    let long = "长".repeat(33_334);
    let scenario = sample("problems").keys("<Ctrl-A>").paste(&long).keys("<Ctrl-A><Ctrl-C>");
    assert_eq!(scenario.effects, []);
    assert!(scenario.notice().contains("超过 100 KB"), "{}", scenario.notice());
    let mut scenario = sample("contact");
    scenario.app.look.clipboard = false;
    let scenario = scenario.keys("<Ctrl-C>");
    assert_eq!((&scenario.effects[..], scenario.notice()), (&[][..], "已复制，Ctrl-V 粘贴"));
    assert_eq!(scenario.keys("<F3>problems<Enter><Ctrl-A><Ctrl-V>").get("problems"), "林晓禾");
}

/// Blank cells are not copied: the clipboard keeps what it has.
#[test]
fn blank_cells_are_not_copied() {
    let scenario = blank("expenditure[1].personnel").keys("5<Ctrl-A><Ctrl-C><Down><Shift-Right><Ctrl-C>");
    assert_eq!(scenario.notice(), "选择的单元格无内容");
    assert_eq!(copied(&scenario), "5");
    assert_eq!(scenario.keys("<Esc><Ctrl-V>").get("expenditure[2].operating"), "5.00");
}
