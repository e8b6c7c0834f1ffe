//! What is said about figures of a text that are to follow the tables, before they do.

use super::Lang;

messages! {
    follow_text() => "让文中的数随表更新（先看，再定）", "make the figures of this text follow the tables (shown first)";
    follow_title(text: &str) => "文中的数随表更新：{text}", "Figures that follow the tables: {text}";
    follow_whole() => "整份报告", "the whole report";
    follow_counts(chosen: usize, can: usize) => "选中 {chosen} / 可随表 {can}", "{chosen} chosen of {can}";
    follow_already(count: usize) => "  已随表 {count}", "  {count} do already";
    follow_keys() => "空格选/不选  Enter 选中的随表更新  F6 全选/全不选  Esc 不动", "Space chooses  Enter: the chosen follow  F6 all or none  Esc leaves all";
    follow_keys_short() => "空格选  Enter 定  F6 全选  Esc 不动", "Space choose  Enter take  F6 all  Esc";
    follow_first() => "空格选或不选，Enter 让选中的随表更新，Esc 不动", "Space chooses or not, Enter makes the chosen follow, Esc leaves all";
    follow_no_figures() => "这里没有可随表更新的数", "there are no figures here that could follow a table";
    follow_all_already(count: usize) => "这里的 {count} 个数都已随表更新", "the {count} figures here follow their tables already";
    follow_none_chosen() => "一处也没选：空格选，Esc 不动", "none is chosen: Space chooses, Esc leaves all";
    follow_cannot(why: &str) => "这一处不能随表：{why}", "this one cannot follow: {why}";
    follow_done(count: usize) => "{count} 处的数从此随表更新；Ctrl-Z 撤销", "{count} figures follow the tables from now on; Ctrl-Z takes it back";
    follow_same(value: &str, place: &str) => "{value} = {place}", "{value} = {place}";
    follow_becomes(value: &str, now: &str) => "{value} 改成 {now}", "{value} becomes {now}";
    follow_written(typed: &str) => "写成 {typed}", "written as {typed}";
    follow_differs(value: &str) => "与表中 {value} 不同", "not the table's {value}";
    follow_rounded(value: &str) => "四舍五入的数，表中 {value}", "rounded, the table has {value}";
    follow_otherwise() => "与表中相同，写法不同", "the same, written otherwise";
    follow_plan() => "是预算或计划的数", "what was planned";

    // Why a figure is not compared with a table.
    why_year() => "是年份", "a year";
    why_no_word() => "旁边没有表中的栏目名", "no column of a table is named by it";
    why_apart() => "与栏目名之间隔着别的话", "other words stand between it and a column's name";
    why_unit() => "计量单位与那一栏不同", "measured otherwise than the column";
    why_change() => "是增减的数", "a change";
    why_share() => "是比例", "a share";
    why_limit() => "是上下限", "a bound";
    why_several() => "说的不止一个数", "one of several, or each of many";
    why_period() => "是别的年度或时段的数", "of another year, or of a part of one";
    why_near() => "说的可能是相近的另一个数", "perhaps another value near it";
    why_about() => "是约数", "not exact";
    why_row() => "没有说明是哪一行", "which row is not said";
    why_blank() => "表中还是空的", "the table is blank there";
    why_part() => "是几个数中的一个，合起来才是表中的数", "a part of what the table has";
}
