//! The appearance of the screen: captures at several sizes, and properties at any size.

use proptest::prelude::*;

use crate::support::scenario::{Scenario, messages};
use crate::support::targets;

/// The name of a screen, its size, and the keys from the filled-in sample that lead to it.
const SCREENS: &[(&str, (u16, u16), &str)] = &[
    ("fields", (80, 24), "<PgDn><Tab*3>"),
    ("grid", (80, 24), "<PgDn*4><Tab*8>"),
    ("grid typed in", (80, 24), "<F3>expenditure[3].personnel<Enter>700+0.5"),
    ("indicators", (80, 24), "<F3>timeliness[2].name<Enter>"),
    ("prose", (80, 24), "<F3>8<Enter><Tab*2>"),
    ("text", (80, 24), "<F3>performance<Enter><F2><Ctrl-Home>"),
    (
        "figures in text",
        (80, 24),
        "<F3>problems<Enter><F2><Enter><Paste 支出{{expenditure[sum].basic}}万元><Left*2>",
    ),
    ("figure to insert", (80, 24), "<F3>problems<Enter><F4>1jbzc"),
    ("figure forms", (80, 24), "<F3>problems<Enter><F4>1jbzc<Enter>"),
    ("wide figures", (120, 40), "<F3>problems<Enter><Paste {{posts}}{{staff|% posts}}>"),
    ("findings", (80, 24), "<F3>posts<Enter><End><Backspace><F3>year<Enter><Del><F7><Down>"),
    ("reconciliation", (80, 24), RECONCILIATION),
    ("reconciliation small", (60, 16), RECONCILIATION),
    ("wide reconciliation", (120, 40), "<F7><Tab><Right>"),
    ("go to", (80, 24), "<F3>zc"),
    ("menu", (80, 24), "<F10>"),
    ("menu small", (60, 16), "<F10><PgDn*2>"),
    ("menu filtered", (80, 24), "<F10>dc"),
    ("options", (80, 24), "<F3>income[2].fund<Enter><F4>"),
    ("calendar", (80, 24), "<F3>report_date<Enter><F4>1"),
    ("help", (80, 24), "<F3>expenditure[sum].basic<Enter><F1>"),
    ("key strip", (80, 24), "<Ctrl-K>"),
    ("wide fields", (120, 40), "<PgDn><Tab*4>"),
    ("wide grid", (120, 40), "<F3>expenditure[3].basic<Enter>"),
    ("small grid", (60, 16), "<F3>expenditure[3].project<Enter>"),
    ("small fields", (60, 20), "<PgDn>"),
    ("tiny", (24, 7), "<PgDn><Tab*3>"),
    ("paste", (80, 24), PASTE),
    ("paste small", (40, 12), PASTE),
    ("following", (80, 24), FOLLOWING),
    ("following small", (40, 12), FOLLOWING),
    ("following all", (120, 40), "<F10>随表更新<Enter><PgDn>"),
    ("preview small", (40, 12), "<Ctrl-P><PgDn*4><Right*2>"),
];

/// A figure of a text that differs from its cell, and the list of figures.
const RECONCILIATION: &str = "<F3>staff<Enter>69<Tab><F7><Tab>";

/// A text with a figure that differs from its cell, and one that has no cell.
const FOLLOWING: &str = "<F3>special_usage<Enter>基本支出760万元。购置设备12台。<F4>2<Down*2> ";

/// A block as copied from a workbook: the names in another order, one new name, one invalid number.
const PASTE: &str = "<F3>income[1].carried_over<Enter><Paste 机构名称\t收入合计\t其中：\t\t\t\n\t\t上年结转\t公共财政拨款\t政府基金拨款\t备注\n合计\t9\t1\t2\t3\t\n工程质量监督站\t9\t1.5\t662.86\t很多\t好\n信息中心\t9\t2\t3\t\t\n>";

#[test]
fn screens() {
    for (name, size, keys) in SCREENS {
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, description => *keys, omit_expression => true }, {
            insta::assert_snapshot!(name.replace(' ', "_"), Scenario::sample(*size).keys(keys).screen());
        });
    }
}

/// Keys that a user can press anywhere.
pub fn any_key() -> impl Strategy<Value = String> {
    let named = prop::sample::select(vec![
        "<Tab>",
        "<Shift-Tab>",
        "<Enter>",
        "<Esc>",
        "<Up>",
        "<Down>",
        "<Left>",
        "<Right>",
        "<Home>",
        "<End>",
        "<PgUp>",
        "<PgDn>",
        "<Ctrl-PgDn>",
        "<Ctrl-Home>",
        "<Ctrl-End>",
        "<F1>",
        "<F2>",
        "<F3>",
        "<F4>",
        "<F6>",
        "<F7>",
        "<F8>",
        "<F10>",
        "<Ins>",
        "<Del>",
        "<Backspace>",
        "<Ctrl-Z>",
        "<Ctrl-Y>",
        "<Ctrl-D>",
        "<Ctrl-U>",
        "<Ctrl-X>",
        "<Ctrl-V>",
        "<Ctrl-K>",
        "<Ctrl-O>",
        "<Ctrl-P>",
        "<Ctrl-E>",
        "<Ctrl-F>",
        "<Ctrl-R>",
        "<Shift-Left>",
        "<Shift-Up>",
        "<Shift-Right>",
        "<Shift-Down>",
        "<Shift-Home>",
        "<Shift-End>",
        "<Ctrl-A>",
        "<Ctrl-C>",
        "<F10>复制表格<Enter>",
        "<F7><Tab> ",
        "<Ctrl-Left>",
        "<F4>2",
        "<F10>0",
        "<F10>随表更新<Enter>",
        "<Paste 1\t2\n3\t甲>",
        "<Paste 1\n2\n3\n4>",
        "<Paste 5\n>",
        PASTE,
    ]);
    let typed = prop::sample::select(vec![
        "1",
        "2",
        "3",
        "5",
        "9",
        "0",
        ".",
        "+",
        "中",
        "文。",
        "a",
        "é",
        "👩‍👧",
        " ",
        "8,813.2",
        "不适用",
    ]);
    prop_oneof![3 => named.prop_map(str::to_owned), 2 => typed.prop_map(str::to_owned)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_at_any_size(
        keys in prop::collection::vec(any_key(), 1..40),
        size in (20u16..140, 5u16..50),
        which in 0..3u8,
    ) {
        targets::on_screen(which, size, keys.iter().flat_map(|key| messages(key)));
    }
}

/// The line that is being typed is visible at every height.
#[test]
fn typed_text_is_visible() {
    for height in [5, 8, 10, 12, 13, 15, 17, 24] {
        for (width, field) in [(20, "results"), (40, "measures"), (80, "measures")] {
            let keys = format!("<F3>{field}<Enter><End><Paste {}>", "看不看得见打的字呢".repeat(15));
            let mut scenario = Scenario::sample((width, height)).keys(&keys);
            for keys in ["", "<Up*3>", "<Left*9>", "<End>"] {
                scenario.keys_in(keys);
                let screen = scenario.screen();
                let (screen, caret) = screen.rsplit_once("caret ").unwrap();
                let row: usize = caret.trim().split_once(',').unwrap().1.parse().unwrap();
                let line = screen.lines().nth(row).unwrap_or_default();
                let typed = line.chars().filter(|c| "看不见得打的字呢".contains(*c)).count();
                assert!(typed > 2, "{width}x{height} {field} {row}:\n{screen}");
            }
        }
    }
}

/// Windows of all sizes, from the smallest to a very large one.
#[test]
fn every_size_is_drawn() {
    for (width, height) in
        [(1, 1), (19, 4), (20, 5), (30, 8), (40, 10), (59, 14), (79, 16), (109, 24), (110, 33), (300, 100)]
    {
        for keys in [
            "",
            "<PgDn*4>",
            "<F3>8<Enter><F2>",
            "<F7>",
            "<F10>",
            "<F1>",
            "<F3>lxr",
            "<Ctrl-E>1",
            "<Tab*4><F4>1",
            PASTE,
            FOLLOWING,
            "<F10>随表更新<Enter><End>",
            "<Ctrl-P><Right*9><Left>",
        ] {
            Scenario::sample((width, height)).keys(keys).screen();
        }
    }
}
