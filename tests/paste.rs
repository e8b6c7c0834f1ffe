//! Blocks of cells pasted into a table on the screen: previewed, then entered in one step, or discarded.

use tianbiao::tui::panels::Mode;

use crate::support::scenario::{BUILT_IN, PROJECT, Scenario};

const HOME: (u16, u16) = (80, 24);

fn at(path: &str) -> Scenario {
    Scenario::blank(BUILT_IN, HOME).keys(&format!("<F3>{path}<Enter>"))
}

#[test]
fn a_block_is_previewed_before_it_is_entered() {
    let block = "9\t9\t1.5\t2\t3\r\n9\t9\t4\t5\t6\r\n";
    let before = at("expenditure[1].total").file();
    let scenario = at("expenditure[1].total").paste(block);
    let screen = scenario.screen();
    for words in [
        "粘贴：部门（单位）年度支出",
        "6 格  = 合计 4 格自动计算",
        "1、局机关",
        "第 1-2 行，共 2 行",
        "> 1  粘贴",
    ] {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    assert_eq!(scenario.file(), before, "nothing is entered yet");
    for (keys, total) in
        [("<Enter>", "21.50"), ("1", "21.50"), ("<Esc>", ""), ("2", ""), ("x", ""), ("<F7>", "")]
    {
        let scenario = at("expenditure[1].total").paste(block).keys(keys);
        assert_eq!(scenario.get("expenditure[sum].total"), total, "{keys}");
        if !total.is_empty() {
            assert!(scenario.screen().contains("已粘贴：6 格"), "{}", scenario.screen());
            assert_eq!(scenario.at(), "expenditure[1].total");
            // Undone in one step.
            let scenario = scenario.keys("<Ctrl-Z>");
            assert_eq!(scenario.file(), before);
            assert_eq!(scenario.keys("<Ctrl-Y>").get("expenditure[sum].total"), total);
        }
    }
    // A second paste does not choose an option.
    let scenario = at("expenditure[1].total").paste(block).paste("1\t2");
    assert!(matches!(scenario.app.mode, Mode::Paste(_)));
    assert_eq!(scenario.file(), before);
}

#[test]
fn blocks_are_entered_by_position_headers_and_names() {
    for (path, block, keys, gets) in [
        // One cell needs no preview, whatever its line ending.
        ("income[1].fiscal", "5\n", "", &[("income[1].fiscal", "5.00")][..]),
        ("goals[1].expected", "\"三公\"经费\r\n", "", &[("goals[1].expected", "\"三公\"经费")]),
        // More rows than the table has: added or left out.
        ("income[3].fiscal", "1\n2\n3", "1", &[("income[3].fiscal", "1.00"), ("income[5].fiscal", "3.00")]),
        ("income[3].fiscal", "1\n2\n3", "2", &[("income[3].fiscal", "1.00"), ("income[sum].fiscal", "1.00")]),
        ("income[3].fiscal", "1\n2\n3", "<Down><Enter>", &[("income[sum].fiscal", "1.00")]),
        // Into a list that has to grow.
        (
            "quality[2].name",
            "甲\t1\n乙\t2\n丙\t3",
            "1",
            &[("quality[4].target", "3"), ("quality[1].name", "")],
        ),
        // On the sum row the first line is the spreadsheet's sum.
        (
            "income[sum].carried_over",
            "9\t9\n1\t2",
            "1",
            &[("income[1].carried_over", "1.00"), ("income[sum].fiscal", "2.00")],
        ),
        // Headers select the columns, and names select the rows.
        (
            "income[1].carried_over",
            "公共财政拨款\t机构名称\t收入合计\n7\t档案馆\t9\n8\t局机关\t9\n",
            "1",
            &[
                ("income[局机关].fiscal", "8.00"),
                ("income[档案馆].fiscal", "7.00"),
                ("units[2].name", "档案馆"),
            ],
        ),
        (
            "income[2].carried_over",
            "公共财政拨款\n1\n2",
            "1",
            &[("income[2].fiscal", "1.00"), ("income[3].fiscal", "2.00")],
        ),
        // Without headers the cells are entered at the cursor, names too.
        (
            "units[2].name",
            "甲站\t\t1\n乙站\t\t2",
            "1",
            &[("units[2].name", "甲站"), ("income[乙站].carried_over", "2.00")],
        ),
        // An entry stays if the spreadsheet has the same value; a blank clears.
        (
            "quality[1].name",
            "甲\t1\t1\n\t2\t",
            "1",
            &[("quality[1].actual", "1"), ("quality[2].target", "2")],
        ),
        // A cell can have several lines.
        ("evaluators[1].name", "王五\t\"一\n二\"", "1", &[("evaluators[1].position", "一二")]),
    ] {
        let scenario = at(path).paste(block);
        assert_eq!(matches!(scenario.app.mode, Mode::Paste(_)), !keys.is_empty(), "{block:?}");
        let scenario = scenario.keys(keys);
        assert_eq!(scenario.app.mode, Mode::Page, "{block:?}");
        for (path, value) in gets {
            assert_eq!(scenario.get(path), *value, "{block:?} {path}");
        }
    }
}

#[test]
fn a_typed_sum_is_kept_when_its_value_is_pasted() {
    let scenario = at("income[1].fiscal").keys("600+62.86<Enter>").keys("<F3>income[1].fiscal<Enter>");
    let scenario = scenario.paste("662.86\t1").keys("1");
    assert!(scenario.file().contains("\"600+62.86\""), "{}", scenario.file());
    assert_eq!(scenario.get("income[1].fund"), "1.00");
}

#[test]
fn cells_without_a_place_are_reported() {
    for (path, block, words) in [
        ("income[sum].carried_over", "1\t2", "没有可粘贴的单元格：自动计算 2 格"),
        ("income[1].total", "1\n", "自动计算，无需填列"),
        ("income[1].other", "1\t2\n3\t4", "2 格超出表格范围（2）"),
        ("income[1].fiscal", "很多\t2", "! 1 格无法识别"),
        ("income[3].fiscal", "1\n2", "新增 1 行"),
        ("income[1].fiscal", "公共财政拨款\n1", "表头 1 行"),
    ] {
        let screen = at(path).paste(block).screen();
        assert!(screen.contains(words), "{block:?}: {screen}");
    }
    let mut scenario = at("income[1].fiscal");
    scenario.app.model.read_only = true;
    assert!(scenario.paste("1\t2").screen().contains("只读"));
    let scenario = Scenario::sample(HOME).keys("<F3>income[3].fiscal<Enter>").paste("1\t2");
    assert!(scenario.screen().contains("覆盖原有 2 格"), "{}", scenario.screen());
    // A list has no more rows than its form allows.
    let lines: Vec<String> = (0..30).map(|row| format!("第{row}人")).collect();
    let scenario = Scenario::blank(PROJECT, HOME).keys("<F3>members[1].name<Enter>").paste(&lines.join("\n"));
    let screen = scenario.screen();
    assert!(screen.contains("20 格  新增 18 行  10 格超出表格范围（第20人）"), "{screen}");
}

#[test]
fn a_long_block_is_paged_and_chosen_in_the_smallest_window() {
    let lines: Vec<String> = (1..=40).map(|row| format!("{row}\t{row}")).collect();
    for size in [(40, 12), (20, 5), (80, 24)] {
        let scenario =
            Scenario::blank(BUILT_IN, size).keys("<F3>income[1].fiscal<Enter>").paste(&lines.join("\n"));
        let scenario = scenario.keys("<PgDn*50>");
        let screen = scenario.screen();
        assert!(size.1 < 12 || screen.contains("40、"), "{screen}");
        let scenario = scenario.keys("<PgUp*50><Home><End><Enter>");
        assert_eq!(scenario.get("income[sum].fiscal"), "820.00");
        assert_eq!(scenario.keys("<Ctrl-Z>").get("income[sum].fiscal"), "");
    }
}

/// V3, V4: a pasted total that differs from the calculated one is told with both numbers, before and after.
#[test]
fn totals_that_disagree_are_told() {
    let told = "支出合计：表格 999.99，计算 881.32，差 118.67";
    let row = "999.99\t767.32\t682.3\t85.02\t114";
    let headed =
        format!("机构名称\t支出合计\t基本支出\t其中：人员支出\t日常公用支出\t项目支出\n二级机构2\t{row}");
    for block in [row, &headed] {
        let scenario = at("expenditure[3].total").paste(block);
        assert!(scenario.screen().contains(told), "{}", scenario.screen());
        let scenario = scenario.keys("<Enter>");
        assert_eq!(scenario.get("expenditure[3].total"), "881.32");
        assert!(scenario.screen().contains(told), "{}", scenario.screen());
    }
    // Several rows are named; many differences are counted.
    let rows: Vec<String> = (1..=6).map(|row| format!("{row}\t{row}\t1\t1")).collect();
    let scenario = at("expenditure[1].total").paste(&rows.join("\n"));
    let screen = scenario.screen();
    assert!(screen.contains("1、局机关 支出合计：表格 1.00，计算 2.00，差 -1.00"), "{screen}");
    assert!(screen.contains("……其余 "), "{screen}");
    // A total that agrees, and a text.
    let screen = at("expenditure[3].total").paste("881.32\t767.32\t682.3\t85.02\t114").screen();
    assert!(!screen.contains("差 "), "{screen}");
    let screen = at("expenditure[3].total").paste("很多\t\t682.3\t85.02\t114").screen();
    assert!(screen.contains("支出合计：表格“很多”无法识别，计算 881.32"), "{screen}");
    // Nothing but a total.
    let screen = at("income[sum].carried_over").paste("7\t2").screen().replace("\n ", "");
    assert!(screen.contains("上年结转：表格 7.00，计算 （空）"), "{screen}");
}

/// V1: labels and numbers that the form prints itself are taken off, however the text is entered.
#[test]
fn labels_of_the_form_are_not_entered_twice() {
    for (path, text, gets) in [
        ("goals[1].expected", "目标1：应登记的全部登记", "应登记的全部登记"),
        ("goals[1].actual", "目标１:已全部登记", "已全部登记"),
        ("goals[2].expected", "（2）甲", "甲"),
        ("quality[2].name", "指标2：合格率", "合格率"),
        ("quality[2].name", "指标 二、合格率", "合格率"),
        ("quality[1].target", "1.5倍以上", "1.5倍以上"),
        ("goals[1].expected", "目标3个月内完成", "目标3个月内完成"),
        ("goals[1].actual", "1.甲；2.乙", "1.甲；2.乙"),
        ("tasks", "任务1：登记", "任务1：登记"),
        ("units[3].name", "3、质量监督站", "质量监督站"),
    ] {
        let scenario = at(path).paste(text).keys("<Tab>");
        assert_eq!(scenario.get(path), gets, "{text} pasted");
        let scenario = at(path).keys(text).keys("<Tab>");
        assert_eq!(scenario.get(path), gets, "{text} typed");
    }
    let scenario = at("quality[1].name").paste("指标1：甲\t指标1：90%\n指标2：乙\t80%").keys("1");
    for (path, value) in [("quality[1].name", "甲"), ("quality[1].target", "90%"), ("quality[2].name", "乙")]
    {
        assert_eq!(scenario.get(path), value, "{path}");
    }
}

/// V2: telephone numbers, codes and figures are half-width, as amounts are; the file keeps what was typed.
#[test]
fn digits_are_half_width() {
    for (path, text, gets) in [
        ("phone", "０７３０－３７８９５１６", "0730-3789516"),
        ("phone", "０７３０　３７８９５１６（转８）", "0730 3789516(转8)"),
        ("report_date", "２０２４年９月２８日", "2024年9月28日"),
        ("posts", "５２", "52"),
        ("quality[1].target", "≥９５％", "≥95%"),
        ("quality[1].target", "不少于２８个", "不少于２８个"),
    ] {
        let scenario = at(path).keys(text).keys("<Tab>");
        assert_eq!(scenario.get(path), gets, "{text}");
    }
}
