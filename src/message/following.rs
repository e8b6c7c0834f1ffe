//! Messages about linking numbers in a text to the tables, so that they are updated with the tables.

use super::Lang;

messages! {
    follow_text() => "让文中的数随表更新（先看，再定）", "link numbers in this text to the tables (preview first)";
    follow_title(text: &str) => "文中的数随表更新：{text}", "Link numbers to the tables: {text}";
    follow_whole() => "整份报告", "the whole report";
    follow_counts(chosen: usize, can: usize) => "选中 {chosen} / 可随表 {can}", "{chosen} of {can} selected";
    follow_already(count: usize) => "  已随表 {count}", "  {count} already linked";
    follow_keys() => "空格选/不选  Enter 选中的随表更新  F6 全选/全不选  Esc 不动", "Space: select  Enter: link selected  F6: all or none  Esc: cancel";
    follow_keys_short() => "空格选  Enter 定  F6 全选  Esc 不动", "Space select  Enter link  F6 all  Esc";
    follow_first() => "空格选或不选，Enter 让选中的随表更新，Esc 不动", "Space: select or clear, Enter: link the selected numbers, Esc: cancel";
    follow_no_figures() => "这里没有可随表更新的数", "there are no numbers here that can be linked to a table";
    follow_all_already(count: usize) => "这里的 {count} 个数都已随表更新", "all {count} numbers here are already linked to the tables";
    follow_none_chosen() => "一处也没选：空格选，Esc 不动", "nothing selected: Space selects, Esc cancels";
    follow_cannot(why: &str) => "这一处不能随表：{why}", "this number cannot be linked: {why}";
    follow_done(count: usize) => "{count} 处的数从此随表更新；Ctrl-Z 撤销", "{count} numbers are now updated with the tables; Ctrl-Z to undo";
    follow_same(value: &str, place: &str) => "{value} = {place}", "{value} = {place}";
    follow_becomes(value: &str, now: &str) => "{value} 改成 {now}", "{value} changes to {now}";
    follow_linked(value: &str) => "{value}（随表更新）", "{value} (linked)";
    follow_written(typed: &str) => "写成 {typed}", "written as {typed}";
    follow_differs(value: &str) => "与表中 {value} 不同", "differs from {value} in the table";
    follow_rounded(value: &str) => "四舍五入的数，表中 {value}", "rounded; the table has {value}";
    follow_otherwise() => "与表中相同，写法不同", "same value, written differently";
    follow_plan() => "是预算或计划的数", "a budget or planned number";

    // Reasons why a number is not compared with a table.
    why_year() => "是年份", "it is a year";
    why_no_word() => "旁边没有表中的栏目名", "there is no table column name near it";
    why_apart() => "与栏目名之间隔着别的话", "other words separate it from the column name";
    why_unit() => "计量单位与那一栏不同", "its unit differs from that of the column";
    why_change() => "是增减的数", "it is an increase or decrease";
    why_share() => "是比例", "it is a proportion";
    why_limit() => "是上下限", "it is an upper or lower limit";
    why_several() => "说的不止一个数", "it refers to more than one number";
    why_period() => "是别的年度或时段的数", "it belongs to another year or period";
    why_near() => "说的可能是相近的另一个数", "it may refer to another, similar number";
    why_about() => "是约数", "it is approximate";
    why_row() => "没有说明是哪一行", "the row is not specified";
    why_blank() => "表中还是空的", "the cell in the table is blank";
    why_part() => "是几个数中的一个，合起来才是表中的数", "it is only a part of the number in the table";
}
