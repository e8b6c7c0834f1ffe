//! Messages about search and replacement.

use super::Lang;

messages! {
    find_head() => "查找", "Find";
    replace_head() => "查找和替换", "Find and replace";
    find_line() => "查找：", "Find: ";
    replace_line() => "替换为：", "Replace by: ";
    find_hint() => "请输入要查找的文字；在全部项目、表格和综述中查找", "enter the text to find in all fields, tables and texts";
    find_count(at: usize, count: usize) => "第 {at} 处，共 {count} 处", "{at} of {count}";
    find_at(at: usize, count: usize) => "第 {at} 处，共 {count} 处；Enter 下一处，Shift-Tab 上一处", "{at} of {count}; Enter: next, Shift-Tab: previous";
    find_keys() => "Enter 定位  Shift-Tab 上一处  方向键选择  Tab 替换  Esc 返回", "Enter: go to it  Shift-Tab: previous  arrows: select  Tab: replace  Esc: back";
    replace_keys() => "Enter 预览替换  Tab 返回查找内容  Esc 返回", "Enter: preview  Tab: search text  Esc: back";
    replace_counts(chosen: usize, can: usize) => "替换 {chosen} 处，共 {can} 处可替换", "{chosen} of {can} to be replaced";
    replace_preview_keys() => "空格 取消或选中  Enter 替换  F6 全选或全不选  F2 返回修改  Esc 取消", "Space: take out or in  Enter: replace  F6: all or none  F2: back  Esc: cancel";
    replace_first() => "空格取消或选中，Enter 替换，Esc 取消", "Space: take out or in, Enter: replace, Esc: cancel";
    replace_none() => "未选中任何一处", "nothing is selected";
    replace_nothing() => "找到的内容均为引用、数据或自动计算，不能替换", "only references, data and calculated values were found: they cannot be replaced";
    replace_not_here() => "此处为引用、数据或自动计算，不能替换", "this is a reference, data or a calculated value: it cannot be replaced";
    plain_replace_what() => "请写明要替换的内容，如 :替换 质安站=质量监督站", "enter the old and the new text, such as :replace old=new";
    plain_replace_all(wanted: &str, with: &str, count: usize) => "将“{wanted}”替换为“{with}”，共 {count} 处", "replace \"{wanted}\" by \"{with}\" in {count} places";
    plain_replace_cancel() => "取消", "cancel";
    plain_replaced_all(count: usize) => "已替换 {count} 处；冒号 :撤销 恢复", "{count} replaced; colon :undo restores them";
    replaced(count: usize) => "已替换 {count} 处；Ctrl-Z 撤销", "{count} replaced; Ctrl-Z to undo";
}
