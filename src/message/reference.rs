//! Messages about references, that is, values of cells that a text shows.

use super::Lang;

messages! {
    row_numbered(row: usize) => "第 {row} 行", "row {row}";
    row_named(kind: &str, name: &str) => "{kind}“{name}”", "\"{name}\"";
    in_all_tables() => "，各表同步", " in all tables";
    one_row() => "一行", "row";
    table_of(section: &str) => "{section}表", "{section}";
    sum_of_rows() => "汇总", "sum";
    reference_is(name: &str, value: &str) => "〔{name} {value}〕", "[{name} {value}]";
    reference_named(name: &str) => "〔{name}〕", "[{name}]";
    reference_share_is(name: &str, whole: &str, value: &str) => "〔{name}占{whole} {value}〕", "[{name} of {whole} {value}]";
    reference_keys() => "F2 修改引用  Backspace、Delete 整体删除  Enter 另起一段", "F2: change the reference  Backspace, Delete: delete it whole  Enter: new paragraph";
    reference_keys_selected() => "Enter 修改引用  Delete 整体删除  直接输入则替换", "Enter: change the reference  Delete: delete it  typing replaces it";
    reference_keys_line() => "F2 修改引用  Backspace、Delete 整体删除", "F2: change the reference  Backspace, Delete: delete it whole";
    reference_other() => "改为引用其他数据", "refer to another cell";
    reference_to_text(value: &str) => "改为固定文字 {value}", "replace by the text {value}";
    reference_go() => "定位到该数据", "go to the cell";
    reference_decimals(digits: usize) => "{digits} 位小数", "{digits} decimals";
    reference_short() => "省略末尾的 0", "without trailing zeros";
    reference_year(offset: i64) => "数值 {offset:+}", "{offset:+}";
    last_linked(count: usize) => "{count} 个数据已改为随表更新", "{count} figures now follow the tables";
    clause_gap() => "；", "; ";
    reference_gone(name: &str) => "引用的“{name}”已不存在，请重新选择数据或改为文字", "\"{name}\" does not exist any more: choose another cell or write the text";
}
