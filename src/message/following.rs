//! Messages about linking numbers in a text to the tables, so that they are updated with the tables.

use super::Lang;

messages! {
    follow_text() => "文中数据改为随表更新（先预览）", "link numbers in this text to the tables (preview first)";
    follow_title(text: &str) => "文中数据随表更新：{text}", "Link numbers to the tables: {text}";
    follow_whole() => "全文", "the whole report";
    follow_counts(chosen: usize, can: usize) => "已选 {chosen} / 可随表 {can}", "{chosen} of {can} selected";
    follow_already(count: usize) => "  已随表 {count}", "  {count} already linked";
    follow_keys() => "空格 选择/取消  Enter 改为随表更新  F6 全选/全不选  Esc 取消", "Space: select  Enter: link selected  F6: all or none  Esc: cancel";
    follow_keys_short() => "空格选择  Enter 确定  F6 全选  Esc 取消", "Space select  Enter link  F6 all  Esc";
    follow_first() => "空格选择或取消，Enter 将选中的改为随表更新，Esc 取消", "Space: select or clear, Enter: link the selected numbers, Esc: cancel";
    follow_no_figures() => "此处没有可随表更新的数据", "there are no numbers here that can be linked to a table";
    follow_all_already(count: usize) => "此处 {count} 个数据均已随表更新", "all {count} numbers here are already linked to the tables";
    follow_none_chosen() => "未选择：空格选择，Esc 取消", "nothing selected: Space selects, Esc cancels";
    follow_cannot(why: &str) => "该处不能随表更新：{why}", "this number cannot be linked: {why}";
    follow_done(count: usize) => "{count} 处数据已改为随表更新；Ctrl-Z 撤销", "{count} numbers are now updated with the tables; Ctrl-Z to undo";
    follow_same(value: &str, place: &str) => "{value} = {place}", "{value} = {place}";
    follow_becomes(value: &str, now: &str) => "{value} 改为 {now}", "{value} changes to {now}";
    follow_linked(value: &str) => "{value}（随表更新）", "{value} (linked)";
    follow_written(typed: &str) => "写成 {typed}", "written as {typed}";
    follow_differs(value: &str) => "与表中 {value} 不同", "differs from {value} in the table";
    follow_rounded(value: &str) => "为四舍五入数，表中 {value}", "rounded; the table has {value}";
    follow_otherwise() => "与表中数值相同，书写形式不同", "same value, written differently";
    follow_plan() => "为预算或计划数", "a budget or planned number";

    // Reasons why a number is not compared with a table.
    why_year() => "为年份", "it is a year";
    why_no_word() => "附近没有表中栏目名称", "there is no table column name near it";
    why_apart() => "与栏目名称之间隔有其他内容", "other words separate it from the column name";
    why_unit() => "计量单位与该栏不同", "its unit differs from that of the column";
    why_change() => "为增减数", "it is an increase or decrease";
    why_share() => "为比例", "it is a proportion";
    why_limit() => "为上下限", "it is an upper or lower limit";
    why_several() => "涉及多个数", "it refers to more than one number";
    why_period() => "为其他年度或期间的数", "it belongs to another year or period";
    why_near() => "可能指另一相近的数", "it may refer to another, similar number";
    why_about() => "为约数", "it is approximate";
    why_row() => "未说明所属的行", "the row is not specified";
    why_blank() => "表中为空", "the cell in the table is blank";
    why_part() => "为分项数，各项合计才是表中数", "it is only a part of the number in the table";
}
