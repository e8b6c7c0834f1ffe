//! All messages of the program in Chinese and English, in one table.
//!
//! Each row becomes a function with typed arguments, so the compiler checks that both languages use the same
//! ones. Words that belong to a form come from its template and are not here.

/// Turns a row `name(argument: Type) => "中文", "English";` into `name(lang, argument) -> String`.
macro_rules! messages {
    ($($name:ident($($argument:ident: $type:ty),*) => $zh:literal, $en:literal;)*) => {
        $(
            #[doc = concat!("`", $en, "`")]
            #[allow(clippy::too_many_arguments, clippy::useless_format, clippy::trivially_copy_pass_by_ref, unreachable_pub)]
            pub fn $name(lang: Lang, $($argument: $type),*) -> String {
                match lang {
                    Lang::Zh => format!($zh),
                    Lang::En => format!($en),
                }
            }
        )*
    };
}

pub(crate) use messages;

mod editions;
mod export;
mod fill;
mod find;
mod following;
mod lang;
mod plain;
mod reasons;
mod reference;

pub use editions::*;
pub use export::*;
pub use fill::*;
pub use find::*;
pub use following::*;
pub use lang::Lang;
pub use plain::*;
pub(crate) use reasons::TWICE;
pub use reasons::{did_you_mean, ron_reason, usage_reason, written_twice};
pub use reference::*;

pub mod terminal;

messages! {
    // Paths.
    no_path() => "未指定项目路径，如 year 或 income[3].fiscal", "the path is missing, such as year or income[3].fiscal";

    // Values.
    not_applicable() => "不适用", "n/a";
    yes() => "是", "yes";
    no() => "否", "no";

    // Errors in an entry.
    entry_unreadable(found: &str) => "“{found}”无法识别为数字，请填数字，如 881.32 或 662.86+19.44", "\"{found}\" is not a number: use digits, such as 881.32 or 662.86+19.44";
    entry_grouping(found: &str) => "“{found}”的千分位有误，应每三位一个逗号，如 8,813.2；小数点应为“.”", "the commas in \"{found}\" are misplaced: group by three digits, as in 8,813.2; the decimal point is \".\"";
    entry_wrong_unit(found: &str, expected: &str) => "单位“{found}”与本栏单位“{expected}”不一致，请换算后填列", "the unit \"{found}\" does not match this field's \"{expected}\": convert the number first";
    entry_no_unit(found: &str) => "本栏不带单位，请删除“{found}”", "this field has no unit: remove \"{found}\"";
    entry_too_large() => "数值过大，请核对位数", "the number is too large: check the number of digits";
    entry_division_by_zero() => "除数是 0", "division by zero";
    entry_unfinished() => "算式不完整", "the calculation is incomplete";
    entry_unit_missing() => "部分数字未带单位，请统一写明单位", "some numbers have a unit and some do not: write the unit for each";
    entry_bracketed(found: &str) => "括号中的 {found} 可能表示负数；负数请写为 -{found}，不是负数请去掉括号", "{found} in brackets may mean a negative number: write -{found}, or {found} without brackets";
    entry_parted(found: &str) => "“{found}”中间有空格，同一个数请连续书写", "\"{found}\" contains a space: write a single number without spaces";
    entry_unit_twice() => "乘除运算后的单位不正确", "the result of this multiplication or division has the wrong unit";
    entry_too_long() => "算式过长，请分开填列", "the calculation is too long: enter it in parts";
    entry_is_date(found: &str) => "“{found}”为日期，本栏应填数字", "\"{found}\" is a date, a number is required here";
    entry_is_phone(found: &str) => "“{found}”为电话号码，本栏应填数字", "\"{found}\" is a telephone number, a number is required here";
    entry_is_range(found: &str) => "“{found}”为数值范围，本栏应填一个数", "\"{found}\" is a range, a single number is required here";
    entry_is_shortened(found: &str) => "“{found}”为科学计数法，数值可能不完整，请填写完整数字，如 662.86", "\"{found}\" is shortened and may lack digits: enter the whole number, such as 662.86";
    entry_or_formula() => "；确为数字或算式的，请在前面加“=”", "; if it is a number or a calculation, write \"=\" before it";
    entry_date(found: &str) => "“{found}”无法识别为日期，请按 2024-9-28 的格式填写", "\"{found}\" is not a date: write it as in 2024-9-28";
    entry_no_such_day(day: &str) => "日期 {day} 不存在，请核对", "the date {day} does not exist";
    entry_no_year() => "日期缺少年份，请按 2024-9-28 的格式填写", "the year is missing: write the date as in 2024-9-28";
    entry_year_range() => "年份应在 1900 至 2200 之间", "the year must be between 1900 and 2200";
    division_by_zero() => "除数为 0，无法计算", "no result: division by zero";
    division_by_blank() => "除数为空，无法计算", "no result: the divisor is blank";
    result_too_large() => "计算结果过大，无法精确表示", "the result is too large to be calculated exactly";
    depends_on(place: &str, path: &str) => "应先更正“{place}”", "{path} must be corrected first";

    // Screen: status messages.
    welcome() => "直接输入内容，Tab 下一项，Ctrl-Z 撤销，Ctrl-Q 保存并退出", "Just type. Tab: next field, Ctrl-Z: undo, Ctrl-Q: quit; everything is saved";
    too_small() => "窗口过小，请放大；内容已保留", "Window too small: enlarge it; nothing is lost";
    nothing_to_fill() => "本页没有需要填写的项目", "there is nothing to fill in on this page";
    locked() => "自动计算，无需填列；如需手工填列请按 F4", "calculated, no entry needed; F4 overrides it";
    unlocked() => "已改为手工填列；F4 恢复自动计算", "enter a value to override the formula; F4 calculates it again";
    already_editing() => "正在修改本项，Enter 完成，Ctrl-Z 撤销", "you are editing this field: Enter completes, Ctrl-Z undoes";
    choose_with_f4(count: usize) => "按数字 1-{count} 选择，或按空格、F4 打开列表", "press a digit 1-{count}, or Space or F4 to open the list";
    paste_too_long(limit: usize) => "粘贴的内容超过 {limit} MB，未插入；请核对，或分次粘贴", "the pasted text is larger than {limit} MB and was not inserted; check it, or paste it in parts";
    nothing_to_paste() => "没有可粘贴的内容；其他程序中复制的请用 Shift-Insert 或鼠标右键粘贴", "nothing to paste; for text from outside: Shift-Insert or right mouse button";
    pasted(what: &str) => "已粘贴：{what}；Ctrl-Z 撤销", "pasted: {what}; Ctrl-Z to undo";
    paste_nothing(locked: usize, lost: usize) => "没有可粘贴的单元格：自动计算 {locked} 格，超出表格范围 {lost} 格", "nothing to paste here: {locked} cells calculated, {lost} outside the table";
    paste_title(table: &str) => "粘贴：{table}", "Paste: {table}";
    paste_replaced(count: usize) => "覆盖原有 {count} 格", "{count} cells overwritten";
    paste_rows(count: usize) => "新增 {count} 行", "{count} new rows";
    fit_skipped(count: usize, text: &str) => "{count} 行不是数据，未填入（如“{text}”）", "{count} lines are no data and were passed over, such as \"{text}\"";
    fit_converted(count: usize, before: &str, after: &str) => "{count} 格已换算单位（如 {before} 换算为 {after}）", "{count} cells converted to the form's unit, such as {before} to {after}";
    paste_locked(count: usize) => "= 合计 {count} 格自动计算", "= {count} calculated cells skipped";
    paste_unreadable(count: usize) => "! {count} 格无法识别", "! {count} cells not readable";
    paste_lost(count: usize, first: &str) => "{count} 格超出表格范围（{first}）", "{count} cells do not fit ({first})";
    paste_headers(count: usize) => "已识别表头 {count} 行，按栏目名称对应", "{count} header lines: matched by column name";
    paste_take() => "粘贴", "paste";
    paste_take_rows(rows: usize) => "粘贴，新增 {rows} 行", "paste, adding {rows} rows";
    paste_no_rows(count: usize) => "仅粘贴到已有的行（{count} 格），不增加行", "paste into existing rows only ({count} cells)";
    paste_first() => "Enter 粘贴，Esc 取消", "Enter: paste, Esc: cancel";
    paste_keys() => "Enter 粘贴  Esc 取消  PgDn/PgUp 翻页", "Enter: paste  Esc: cancel  PgDn/PgUp: scroll";
    nothing_changed_here() => "本项未作修改", "this field was not changed";
    reverted() => "已恢复；Ctrl-Z 撤销", "restored; Ctrl-Z to undo";
    no_row_above() => "上方没有可复制的行", "there is no row above to copy";
    nothing_selected() => "未选中文字：按 Shift-方向键选择", "no text is selected: use Shift with the arrow keys";
    copied() => "已复制，Ctrl-V 粘贴", "copied; Ctrl-V to paste";
    copied_only_here(limit: usize) => "已复制，Ctrl-V 粘贴；超过 {limit} KB，未送到终端的剪贴板", "copied; more than {limit} kB, not sent to the terminal's clipboard";
    field_is_empty() => "本项无内容", "this field is empty";
    no_table_here() => "当前位置没有表格", "there is no table here";
    marking() => "已开始选择：按方向键选择，Ctrl-C 复制，Esc 结束", "selecting: arrow keys select, Ctrl-C copies, Esc ends";
    range_selected(rows: usize, columns: usize) => "已选择 {rows} 行 {columns} 列：Ctrl-C 复制，Del 清除，Ctrl-D 向下填充，Esc 取消", "{rows} rows, {columns} columns: Ctrl-C copies, Del clears, Ctrl-D fills down, Esc cancels";
    range_cleared(count: usize) => "已清除 {count} 格，Ctrl-Z 撤销", "{count} cells cleared; Ctrl-Z to undo";
    range_filled(count: usize) => "已向下填充 {count} 格，Ctrl-Z 撤销", "{count} cells filled; Ctrl-Z to undo";
    range_is_blank() => "选择的单元格无内容", "these cells are blank";
    range_unchanged() => "选择的单元格没有可改动的内容", "nothing to change in these cells";
    range_calculated(count: usize) => "；{count} 格自动计算，未改动", "; {count} calculated cells not changed";
    cut() => "已剪切，Ctrl-V 粘贴", "cut; Ctrl-V to paste";
    nothing_to_undo() => "没有可撤销的操作", "nothing to undo";
    nothing_to_redo() => "没有可重做的操作", "nothing to redo";
    undone(what: &str) => "已撤销：{what}；Ctrl-Y 重做", "undone: {what}; Ctrl-Y to redo";
    redone(what: &str) => "已重做：{what}", "redone: {what}";
    step_cells(cells: usize) => "{cells} 格", "{cells} cells";
    step_cells_and_rows(cells: usize, rows: usize) => "{cells} 格、{rows} 行", "{cells} cells, {rows} rows";
    step_added(row: &str) => "添加{row}", "{row} added";
    step_removed(row: &str) => "删除{row}", "{row} removed";
    step_moved(row: &str) => "移动{row}", "{row} moved";
    step_confirmed(cells: usize) => "确认 {cells} 处", "{cells} confirmed";
    no_rows_here() => "此处没有可增加、删除或移动的行", "no rows can be added, removed or moved here";
    rows_at_most(limit: usize) => "最多 {limit} 行", "at most {limit} rows";
    rows_at_least(limit: usize) => "至少应有 {limit} 行", "at least {limit} rows";
    row_added(row: &str) => "已添加{row}", "{row} added";
    row_removed(row: &str) => "已删除{row}；Ctrl-Z 恢复", "{row} removed; Ctrl-Z to undo";
    row_at_edge() => "已是首行（末行），不能再移动", "the row cannot be moved further";
    nowhere_to_go_back() => "没有可返回的位置", "there is no earlier position to return to";
    last_field() => "已是最后一项。F7 检查结果，Ctrl-E 导出，Ctrl-Q 保存并退出", "last field: F7 shows findings, Ctrl-E exports, Ctrl-Q saves and quits";
    first_field() => "已是第一项", "this is the first field";
    table_end(total: &str, section: &str) => "已到本节最后一格。{total}再按 Enter 或 Tab 进入“{section}”", "last cell of this section. {total}Enter or Tab again goes to {section}";
    total_now(name: &str, value: &str) => "{name} {value}。", "{name} {value}. ";
    page_end() => "已到本节末尾，PgDn 下一节", "end of the section; PgDn for the next section";
    page_start() => "已到本节开头，PgUp 上一节", "start of the section; PgUp for the previous section";
    last_section() => "已是最后一节", "this is the last section";
    first_section() => "已是第一节", "this is the first section";
    no_findings() => "检查未发现问题", "no findings";
    no_such_key() => "此键在此处无效；F1 帮助，F10 菜单", "this key has no function here; F1 for help, F10 for all actions";
    digit_wanted() => "Ctrl-K 之后按数字：1 帮助 … 0 菜单", "press a digit after Ctrl-K: 1 help ... 0 menu";
    digits_and_arrows() => "数字或方向键选择，Enter 确定，Esc 返回", "digits or arrows: select, Enter: confirm, Esc: back";
    or_a_copy() => "。F10 可另存副本", ". F10 can save a copy elsewhere";
    quit_unsaved() => "仍未保存，草稿已保留。再按 Ctrl-Q 不保存退出，或按 F10 另存副本", "still not saved, draft is on disk: Ctrl-Q again quits, F10 saves a copy";
    quit_again() => "再按一次 Ctrl-C 保存并退出", "press Ctrl-C again to save and quit";
    nothing_found() => "未找到", "nothing found";
    last_place() => "返回上一位置", "previous position";
    answer_first() => "请先完成本行：Enter 确定，Esc 取消", "finish this line first: Enter confirms, Esc cancels";
    only_explain() => "仅“待核实”事项可填写说明，本条应更正", "only findings marked ? can be explained; this one must be corrected";
    explain_why() => "情况属实的，请说明原因", "If the value is correct, enter the reason";
    explanation_kept() => "说明已保存", "explanation recorded; it is saved with the file";
    no_file_name() => "未输入文件名，未写入文件", "no file name entered, nothing written";
    left_report(path: &str, progress: &str) => "报告：{path}，{progress}", "report: {path}, {progress}";
    left_unsaved(path: &str) => "改动未保存到 {path}，草稿已保留，再次打开时可恢复", "changes were not saved to {path}; the draft is kept and can be restored when it is opened again";
    saved(file: &str) => "已保存：{file}", "saved: {file}";
    filled_on_paper() => "（打印后手写签章）", "(filled in by hand after printing)";

    // Last year.
    last_none() => "本报告没有上年数据", "this report contains no values from last year";
    last_head() => "上年", "Last year";
    last_head_of(year: &str) => "上年（{year}）", "Last year ({year})";
    last_is(value: &str) => "上年 {value}", "last year {value}";
    difference_is(value: &str) => "增减额 {value}", "change {value}";
    last_row() => "上年数", "last";
    difference_row() => "增减额", "change";
    percent_row() => "增减率", "%";
    this_year() => "本年", "now";
    last_unchanged() => "未变", "unchanged";
    last_changed() => "已改", "changed";
    last_characters(count: usize) => "{count} 字", "{count} chars";
    last_text_head(head: &str) => "{head}，只读", "{head}, read only";
    last_text_keys() => "F6 收起  Ctrl-R 整段采用", "F6: hide  Ctrl-R: copy all";
    last_text_key() => "F6 收起", "F6: hide";
    last_locked() => "自动计算，不采用上年数；如需手工填列请按 F4", "calculated: last year's number cannot be copied; F4 overrides the formula";
    last_blank() => "上年此处为空", "there is no value from last year here";
    last_is_here() => "与上年相同，无需采用", "already the same as last year";
    last_taken() => "已采用上年内容，核实后按 Enter 确认；Ctrl-Z 撤销", "last year's value copied: check it, Enter confirms, Ctrl-Z undoes";
    last_row_none() => "本行没有可采用的内容：已填的不覆盖，上年为空的不采用", "nothing to copy: filled cells are kept, last year's blanks are skipped";
    last_row_taken(count: usize) => "已采用上年 {count} 格，核实后按 Enter 确认；Ctrl-Z 撤销", "{count} cells copied from last year: check them, Enter confirms, Ctrl-Z undoes";
    take_last(value: &str) => "采用上年内容：{value}", "copy last year's value: {value}";
    take_last_row() => "整行采用上年内容（仅补空格）", "copy last year's row (blank cells only)";
    confirm_it() => "确认：内容无变化", "confirm: unchanged";
    confirm_none() => "本节没有待确认的上年内容", "there is no value from last year to confirm in this section";
    confirm_unseen() => "本节尚未浏览完，请浏览至末尾后按 F10 0 确认整节", "this section was not viewed to its end: view it, then F10 0 confirms it";
    confirm_long(count: usize) => "其余 {count} 段长文字未显示完整，请按 F2 浏览后逐段按 Enter 确认", "{count} long texts are not shown in full: F2 shows each, Enter confirms it";
    confirm_rest(count: usize) => "；其余 {count} 段长文字未显示完整，请逐段浏览后确认", "; {count} long texts not shown in full remain: read and confirm each";
    confirmed_page(count: usize) => "已确认本节 {count} 处；Ctrl-Z 撤销", "{count} confirmed in this section; Ctrl-Z to undo";
    confirmed_section() => "本节上年内容均已确认", "all of last year's values in this section are confirmed";
    confirmed_all() => "上年内容均已确认", "all of last year's values are confirmed";
    last_explanation() => "上年说明（Ctrl-R 采用）：", "last year's explanation (Ctrl-R copies it): ";
    carried_count(count: usize) => "  上年内容待确认 {count}", "  to confirm {count}";
    carried_on_page(count: usize) => "上年内容 {count} 处待确认", "values from last year to confirm: {count}";
    what_to_do_carried() => "无变化的按 Enter 确认，有变化的直接修改；浏览至本节末尾后按 F10 0 确认整节", "Enter confirms, typing replaces; F10 0 confirms a section you have viewed";

    // The start screen.
    program_name() => "填表  部门整体支出绩效评价自评报告", "tianbiao  performance self-evaluation reports";
    start_what() => "请选择", "What would you like to do?";
    start_new() => "新建报告", "create a report";
    start_last() => "由上年度报告生成（本程序的报告、Word 文档或文本）", "start from last year's report (a report, Word document or text)";
    start_open() => "打开报告或文档", "open a report or document";
    start_practise() => "练习（已填好的练习稿）", "practise with a completed sample";
    start_quit() => "退出", "quit";
    start_missing(file: &str) => "未找到文件 {file}", "there is no file {file}";
    start_gone(file: &str) => "未找到文件 {file}，其自动保存的草稿仍在", "there is no file {file}, but its draft still exists";
    start_restore(file: &str) => "由草稿恢复 {file}", "restore from the draft: {file}";
    start_open_near(file: &str) => "打开 {file}", "open {file}";
    start_create(file: &str) => "新建 {file}", "create {file}";
    start_other() => "其他操作", "something else";
    practice_exists() => "已有练习稿", "There is a practice report";
    practice_continue() => "继续练习", "continue with it";
    practice_restart() => "重新开始练习", "start again";
    practice_restarted() => "练习稿已恢复为初始内容", "the practice report has its first content again";
    start_which_form() => "报表格式", "Which form?";
    start_year() => "报告年度", "Which year is the report for?";
    start_year_detail() => "直接按 Enter 采用", "press Enter to accept";
    start_new_file() => "保存为", "Save the report to which file?";
    start_new_file_detail() => "直接按 Enter 采用；只写文件名的，存放在当前文件夹", "press Enter to accept; a relative path is in the current folder";
    start_open_file() => "打开文件", "Open which file?";
    start_open_file_detail() => "输入文件名，或按 ↓ 从下列文件中选择；Word 文档和文本将先导入", "enter a file name or press Down to select; Word documents and text are imported first";
    start_last_file() => "上年度报告文件", "Which file is last year's report?";
    start_last_file_detail() => "输入文件名，或按 ↓ 从下列文件中选择；上年度文件不作改动", "enter a file name or press Down to select; last year's file is not changed";
    start_import_file() => "导入文档，保存为", "This is a document: save the imported report to which file?";
    start_keys() => "数字或方向键选择，Enter 确定，Esc 返回，Ctrl-Q 退出", "digits or arrows: select, Enter: confirm, Esc: back, Ctrl-Q: quit";
    year_wanted() => "年度应为四位数，如 2023", "enter the year with four digits, such as 2023";
    file_wanted() => "请输入文件名", "enter a file name";
    not_a_terminal() => "界面须在终端中打开；不使用界面的命令见 tianbiao --help", "the screen needs a terminal; to work without one see tianbiao --help";
    terminal_failed(reason: &str) => "无法打开终端：{reason}", "cannot open the terminal: {reason}";
    exported(path: &str) => "已导出：{path}", "written: {path}";

    // Questions before a report is shown.
    held_by(owner: &str) => "该报告正在另一窗口填报：{owner}", "This report is being edited elsewhere: {owner}";
    owner(user: &str, since: &str) => "{user}{since} 起", "{user}since {since}";
    owner_from(from: &str) => "，来自 {from}", ", from {from}";
    held_read() => "只读打开（对方保存后自动更新）", "view only; the view is updated when the other session saves";
    held_take() => "接管编辑（对方自动保存并退出）", "take over: the other session saves its work and exits";
    held_also() => "同时编辑（保存时不覆盖对方内容，逐项比较后选择）", "edit it too: saving overwrites nothing of theirs; compare both side by side";
    no_lock() => "此处文件系统不支持加锁，不能防止同时打开；保存时仍核对，不覆盖他人的修改", "locks do not work here, so the report may be open twice; saving still never overwrites other changes";
    held_quit() => "退出", "quit";
    draft_newer(reason: &str) => "发现比已保存文件更新的草稿（{reason}，已自动保留）：", "A draft newer than the saved file was found ({reason}; kept automatically):";
    draft_older(reason: &str) => "发现未保存的草稿，早于现有文件（{reason}，已自动保留）：", "A draft that was not saved was found, older than the current file ({reason}; kept automatically):";
    draft_hung_up() => "连接断开", "connection lost";
    draft_killed() => "程序异常退出", "program interrupted";
    draft_file() => "文件", "File";
    draft_saved() => "保存", "Saved";
    draft_draft() => "草稿", "Draft";
    draft_facts(time: &str, count: usize, place: &str) => "{time}   较文件多 {count} 处改动，最后位置：{place}", "{time}   {count} more changes, last position {place}";
    draft_preview() => "改动预览", "Changes";
    draft_more(count: usize) => "... 其余 {count} 处（按 3 逐项查看）", "... {count} more (press 3 to view them one by one)";
    draft_continue() => "继续编辑草稿（推荐；已保存的文件另存备份）", "continue with the draft (recommended; the saved file is kept in the history)";
    draft_use_file() => "采用已保存的文件（草稿移入历史版本，可随时取回）", "use the saved file (the draft is moved to the history)";
    draft_pick() => "逐项比较后选择", "compare and choose one by one";
    draft_note() => "两份均保留，可在 F10 历史版本中取回", "neither version is deleted: F10, Versions lists them";
    blank_in_message() => "空", "blank";
    unreadable_in_message() => "（无法识别）", "(not readable)";
    draft_blank() => "（空）", "(blank)";
    last_value_of(label: &str) => "上年{label}", "last year's {label}";
    mark_waits() => "~ 上年内容，待确认", "~ from last year, to be confirmed";
    mark_confirmed() => "已确认", "confirmed";
    draft_put_away() => "发现未保存的草稿，已存入历史版本：F10 历史版本", "an unsaved draft was found and moved to the history: F10, versions";
    draft_taken() => "继续编辑草稿；已保存的文件已存入历史版本", "continuing with the draft; the saved file is in the history";
    pick_keys() => "空格 采用/不采用，Enter 确定，Esc 返回，Ctrl-Q 退出（不作改动）", "Space: select or clear, Enter: confirm, Esc: back, Ctrl-Q: quit, no changes";
    read_only() => "只读：报告正在另一窗口填报", "read only: the report is being edited elsewhere";
    on_disk() => "草稿已自动保存", "draft saved automatically";
    not_on_disk() => "草稿未能自动保存：", "the draft could not be saved: ";
    taken_over(owner: &str) => "报告已由另一窗口接管：{owner}；本窗口输入的内容均已保存", "the report was taken over by {owner}; everything typed here is saved";

    // The screen: menus, panels, help.
    all_actions() => "菜单", "All actions";
    open_ticks() => "多项选择", "choose several";
    open_calendar() => "日历", "calendar";
    override_it() => "改为手工填列", "override the formula";
    calculate_again() => "恢复自动计算", "calculate again";
    calculated_again() => "已恢复自动计算", "now calculated again";
    explain_finding(sentence: &str) => "填写说明：{sentence}", "explain: {sentence}";
    add_row_below() => "在下方插入一行", "add a row below";
    add_row_above() => "在上方插入一行", "add a row above";
    move_row_up() => "本行上移", "move the row up";
    move_row_down() => "本行下移", "move the row down";
    remove_row() => "删除本行", "delete the row";
    same_as_above() => "复制上一行内容", "same as the row above";
    fill_not_applicable() => "填写“不适用”", "enter \"n/a\"";
    revert_field() => "恢复修改前的内容", "restore the value from before you entered this field";
    copy_to() => "副本另存为", "Save the copy to which file";
    copy_detail() => "当前内容另存一份，原文件不变，继续编辑原文件", "saves the current content to another file; you continue with the original file";
    copy_exists() => "已有同名文件，请另起文件名", "a file with that name exists: choose another name";
    difference_ticked(place: &str) => "{place} 的核对记录", "tick in {place}";
    difference_explained(place: &str) => "{place} 的说明", "explanation of {place}";
    difference_new_row(place: &str) => "{place}：增加一行", "{place}: row added";
    difference_gone_row(place: &str) => "{place}：减少一行", "{place}: row removed";
    versions_head() => "历史版本（按时间倒序）", "Versions in the history, newest first";
    version_number(number: u32) => "第 {number} 版", "version {number}";
    version_differs(count: usize) => "与当前内容相差 {count} 处", "{count} differences from the current content";
    version_same() => "与当前内容相同", "same as the current content";
    version_keys() => "1取回（可撤销） 2查看全文 3另存为文件  ↑↓选择  Esc返回", "1 restore (can be undone)  2 view all  3 save to file  Up/Down  Esc back";
    version_now(text: &str) => "当前：{text}", "now:  {text}";
    version_then(text: &str) => "原为：{text}", "then: {text}";
    version_fetched(number: u32, count: usize) => "已取回第 {number} 版，改动 {count} 处；Ctrl-Z 撤销，F9 保存", "version {number} restored, {count} changes; Ctrl-Z to undo, F9 to save";
    version_to(number: u32) => "第 {number} 版另存为", "Save version {number} to which file";
    version_to_detail() => "另存一份，当前内容和原文件不变", "saves to another file; the content here and the original stay unchanged";
    version_other_form(form: &str) => "该版本使用另一种报表格式（{form}），只能按 3 另存为文件", "this version belongs to another form ({form}): press 3 to save it to a file";
    version_damaged(reason: &str) => "该版本无法识别为报告（{reason}），只能按 3 另存为文件", "this version is not a readable report ({reason}): press 3 to save it to a file";
    both_changed(file: &str) => "{file} 在另一处有改动，本窗口也有改动。[x] 采用本次填写的内容，[ ] 采用文件中的内容：", "{file} was changed both elsewhere and here. [x] uses the value here, [ ] the value in the file:";
    both_file(text: &str) => "文件中：  {text}", "in the file: {text}";
    both_here(text: &str) => "本次填写：{text}", "here:        {text}";
    both_head() => "文件中 -> 本次填写", "in the file -> here";
    draft_aside() => "已采用保存的文件；草稿已移入历史版本，可随时取回", "using the saved file; the draft was moved to the history and can be restored";
    merged() => "已合并，尚未保存：F9 保存，Ctrl-Z 撤销", "merged, not saved yet: F9 to save, Ctrl-Z to undo";
    crashed() => "程序出错退出。已输入的内容均已保留，重新打开即可继续。请将下面一行告知维护人员：", "The program failed. Your entries are kept: open the report again to continue. Please report this line:";
    export_as() => "导出格式", "Export format";
    export_to() => "导出文件名", "Export file name";
    export_ready() => "检查无错误，可由 F10 导出定稿；已有同名文件的，经确认才覆盖", "no errors: F10 exports the final version; no file is replaced without asking";
    export_ready_confirmed() => "检查无错误，上年内容均已确认，可由 F10 导出定稿；已有同名文件的，经确认才覆盖", "no errors, last year's values confirmed: F10 exports the final version; no file is replaced without asking";
    export_draft() => "草稿可随时导出；已有同名文件的，经确认才覆盖", "drafts can be exported at any time; no file is replaced without asking";
    export_final_open(count: usize) => "检查无错误，尚有 {count} 处待核实未说明；可导出定稿，已有同名文件的，经确认才覆盖", "no errors, {count} findings not explained: exports the final version; no file is replaced without asking";
    export_final() => "检查无错误，可导出定稿；已有同名文件的，经确认才覆盖", "no errors: exports the final version; no file is replaced without asking";
    cannot_suspend() => "没有可返回的命令行，未挂起", "there is no shell to return to: not suspended";
    time_unknown() => "时间不详", "time unknown";
    already_there(path: &str) => "已有同名文件：{path}", "{path} exists already";
    keep_and_rename() => "另存为其他文件名", "save under another name";
    replace_file() => "覆盖", "overwrite";
    do_not_export() => "取消", "cancel";
    preview() => "预览（只读）", "Preview (read only)";
    all_keys() => "按键一览", "All keys";
    is_required() => "必填", "required";
    how_calculated() => "计算公式", "How it is calculated";
    used_by(names: &str) => "引用情况：{names}", "Used by: {names}";
    path_is(path: &str) => "路径：{path}", "Path on the command line: {path}";
    help_more() => "再按 F1 查看按键一览；Esc 返回", "press F1 again for all keys; Esc: back";
    terminal_notes() => "PuTTY：Window > Translation 选 UTF-8\nXshell：文件 > 属性 > 终端 > 编码 选 UTF-8\n网页堡垒机：F 键可能被浏览器占用，可用 Ctrl-K 加数字代替\nscreen：Ctrl-A 须按 Ctrl-A a；本程序不使用 Ctrl-A 和 Ctrl-B\n终端检测：tianbiao doctor；按键检测：tianbiao doctor --keys", "PuTTY: Window > Translation: UTF-8\nXshell: File > Properties > Terminal > Encoding: UTF-8\nWeb consoles: the browser may intercept F-keys; use Ctrl-K and a digit\nscreen: for Ctrl-A press Ctrl-A a; this program does not use Ctrl-A or Ctrl-B\nOther problems: tianbiao doctor; for keys: tianbiao doctor --keys";
    unsaved() => "有改动未保存", "changes not saved";
    all_saved(time: &str) => "已保存 {time}", "saved {time}";
    progress_is(percent: usize) => "填报进度 {percent}%", "{percent}% complete";
    sections_head() => "章节", "Sections";
    marks_head() => "标记", "Marks";
    marks_legend() => "* 必填未填 ! 错误\n? 待核实   ~ 上年内容\n= 自动计算 + 有说明\ni 提示", "* required ! error\n? explain  ~ last year\n= formula  + note\ni hint";
    this_cell() => "当前单元格", "This cell";
    filling_help() => "填写说明", "How to fill it in";
    used_by_head() => "引用情况", "Used by";
    column_is(path: &str) => "栏目：{path}", "Column: {path}";
    row_of(row: usize, rows: usize, column: usize, columns: usize) => "行 {row}/{rows} 列 {column}/{columns}", "row {row}/{rows} col {column}/{columns}";
    columns_right(count: usize) => "右侧还有 {count} 列", "{count} more to the right";
    columns_left(count: usize) => "左侧还有 {count} 列", "{count} more to the left";
    calculation_is(text: &str) => "计算：{text}", "Formula: {text}";
    partly_blank() => "（部分为空）", "(partly blank)";
    can_type_sums() => "可直接输入算式，如 662.86+19.44；空表示无此项，0 表示有此项但为零", "calculations are allowed, such as 662.86+19.44; blank = none, 0 = zero";
    field_of(at: usize, count: usize) => "第 {at} 项，共 {count} 项", "field {at}/{count}";
    figures_told() => "核对：", "Figures: ";
    figure_of(label: &str, figure: &str) => "{label} {figure}", "{label} {figure}";
    listed() => "、", ", ";
    figures_agree(figures: &str, table: &str) => "{figures}，与{table}一致", "{figures}: same as in {table}";
    figure_is_not(figure: &str, table: &str, label: &str, value: &str, by: &str) => "{figure} 与{table}{label} {value} 不一致{by}", "{figure} differs from {label} {value} in {table}{by}";
    figure_by(difference: &str) => "，差 {difference}", " by {difference}";
    steps(count: usize) => "可撤销 {count} 步", "{count} to undo";
    required_blank() => "（必填）", "(required, blank)";
    findings_head() => "检查结果", "Findings";
    finding_counts(errors: usize, explain: usize, required: usize, carried: &str, hints: usize, explained: usize) => "错误 {errors}  待核实 {explain}  必填未填 {required}{carried}  提示 {hints}  已说明 {explained}", "errors {errors}  to explain {explain}  required {required}{carried}  hints {hints}  explained {explained}";
    finding_of(at: usize, count: usize) => "第 {at} 条，共 {count} 条（F8 下一条）", "{at} of {count} (F8: next)";
    finding_of_short(at: usize, count: usize) => "第 {at}/{count} 条 F8", "{at}/{count} F8";
    what_to_do_error() => "更正后自动消除；不影响保存、翻页和导出草稿", "Clears when corrected; does not block saving, paging or draft export";
    what_to_do_explain() => "请更正；情况属实的，按 F4 填写说明", "correct the value; if it is right, F4 adds an explanation, saved with the file";
    tab_findings() => "检查", "findings";
    tab_claims() => "对账", "figures";
    tab_relations() => "关系", "relations";
    tab_unmentioned() => "表中有数、文中未写", "in no text";
    tab_unmentioned_short() => "文中未写", "in no text";
    review_open() => "待处理", "open";
    review_all() => "全部", "all";
    review_range(filter: &str) => "范围：{filter}  左右键切换", "shown: {filter}  Left/Right changes it";
    review_unmentioned() => "表中已填列、综述等文字中未写明的数据", "values of the tables that no text mentions";
    review_nothing() => "此范围内没有数据", "nothing in this list";
    review_none_open() => "没有待处理的数据", "nothing is open";
    review_is_equal() => "已与其他数据一致，无需标记", "equal to another value: no tick is needed";
    review_is_explained() => "已填写说明，无需标记", "explained already: no tick is needed";
    review_only_claims() => "仅文中数据可标记为已核", "only figures of texts can be ticked";
    review_no_finding() => "本条没有需要说明的事项；已核对的，按空格标记", "there is nothing to explain here; Space marks it as checked";
    review_do_differs() => "请更正；情况属实的，按 F4 填写说明，或按空格标记为已核", "correct it; if it is right, F4 explains it, or Space marks it as checked";
    review_do_unchecked() => "没有自动核对；经人工核对无误的，按空格标记为已核", "not compared by the program; if you have checked it by hand, Space marks it";
    review_do_settled() => "已由人工核对或说明；数据变动后须重新核对", "checked or explained by hand; a change of a value opens it again";
    review_do_unmentioned() => "按 Enter 跳转到该单元格", "Enter goes to the cell";
    review_keys() => "F8 下一条  Enter 到原文  空格 已核对  Tab 下一栏  F4 填写说明  Esc 关闭", "F8: next  Enter: go there  Space: checked  Tab: next list  F4: explain  Esc: close";
    review_keys_other() => "F8 下一条  Enter 到原文  Tab 下一栏  F4 填写说明  Esc 关闭", "F8: next  Enter: go there  Tab: next list  F4: explain  Esc: close";
    ticked() => "已标记为已核", "marked as checked";
    unticked() => "已取消标记", "no longer marked";
    findings_keys() => "Enter 跳转，带 + 的展开  F4 填写说明  Tab 对账  F7/Esc 返回", "Enter: go to it, or open a line with +  F4: explain  Tab: figures  F7/Esc: back";
    goto_head() => "定位", "Go to";
    goto_hint() => "输入节号、名称、拼音首字母或文字", "enter a section number, name, pinyin initials, path or text";
    figure_head() => "插入表中数据", "Insert which number";
    figure_hint() => "输入名称或拼音首字母；加空格可再输入行名", "enter a name, pinyin initials or path; add a space and a row name to narrow it";
    figure_keys() => "方向键选择，Enter 插入，Esc 返回", "arrows: select, Enter: insert, Esc: back";
    figure_form(place: &str) => "{place} 的显示格式", "Format of {place}";
    figure_share() => "占另一数据的百分比……", "as a percentage of another number...";
    figure_share_of(place: &str) => "{place} 占下列数据的百分比", "{place} as a percentage of which number";
    figure_insert() => "插入表中数据（随表更新）", "insert a table reference (updated with the table)";
    figures_head() => "引用的表中数据", "Table references in the text";
    goto_keys() => "方向键选择，Enter 跳转，Tab 查找文字，Esc 返回", "arrows: select, Enter: go, Tab: find text, Esc: back";
    menu_filter() => "输入文字或拼音首字母筛选", "type to filter";
    menu_filtered(title: &str, filter: &str) => "{title}：{filter}", "{title}: {filter}";
    type_to_choose() => "请输入序号、文字或拼音首字母，或用方向键选择", "type a number or a part of the text, or use the arrows";
    menu_keys() => "数字或方向键选择，Enter 确定，Esc 返回", "digits or arrows: select, Enter: confirm, Esc: back";
    tick_keys() => "空格或数字勾选，输入文字筛选，Enter 确定，Esc 返回", "Space or digits: tick, type to narrow, Enter: confirm, Esc: back";
    calendar_keys() => "方向键选择日期，PgUp/PgDn 换月，Enter 确定，Esc 返回", "arrows: day, PgUp/PgDn: month, Enter: confirm, Esc: back";
    reader_keys_wide() => "PgDn/PgUp 翻页，←/→ 左右移动，Esc 返回", "PgDn/PgUp: scroll, Left/Right: scroll sideways, Esc: back";
    reader_keys() => "PgDn/PgUp 翻页，Esc 返回", "PgDn/PgUp: scroll, Esc: back";
    ask_keys() => "Enter 确定，Esc 返回", "Enter: confirm, Esc: back";
    text_keys() => "Enter 换段  Tab/Esc 离开（内容保留）  F2 收起  F4 插入表中数据", "Enter: paragraph  Tab/Esc: leave (text kept)  F2: close  F4: insert reference";
    text_keys_waiting() => "Enter 确认  Tab/Esc 离开（内容保留）  F2 收起", "Enter: confirm  Tab/Esc: leave (text kept)  F2: close";
    key_strip() => "按数字：1帮助 2修改 3定位 4操作 5刷新 6上年 7检查 8下一条 9保存 0菜单", "a digit: 1help 2edit 3go to 4options 5redraw 6last 7check 8next 9save 0menu";
    text_count(characters: usize, paragraphs: usize) => "{characters} 字  {paragraphs} 段", "{characters} characters  {paragraphs} paragraphs";
    lines_shown(from: usize, to: usize, count: usize) => "第 {from}-{to} 行，共 {count} 行", "{from}-{to} / {count} lines";
    month_head(year: i16, month: i8) => "{year}年{month}月", "{year}-{month:02}";
    week_days() => "一 二 三 四 五 六 日", "Mo Tu We Th Fr Sa Su";

    // Findings.
    constraint_broken() => "不符合填报要求", "does not meet the requirements";
    check_at(label: &str) => "检查：{label}", "check: {label}";

    // Table references in texts.
    reference_blank_placeholder(label: &str) => "〔空：{label}〕", "[blank: {label}]";
    reference_no_cell_placeholder(path: &str) => "〔引用无效〕", "[none: {path}]";
    reference_no_value_placeholder(label: &str, path: &str) => "〔无数据：{label}〕", "[no value: {path}]";
    reference_no_figure() => "“{{{{”后面不是引用，将按原样打印；请按 F4 插入引用，确需原样打印的，请说明原因", "\"{{{{\" does not start a table reference and is printed as typed: F4 inserts one; explain it if intended";
    reference_in_row_name(typed: &str) => "行名称中不能使用引用，将按原样打印；请改为文字", "{typed} cannot be used in a row name and is printed as typed: write it as text";
    reference_no_cell(typed: &str, why: &str) => "引用的数据不存在，请重新选择数据或改为文字", "{typed} has no value to show: correct the reference or write the text: {why}";
    reference_blank(place: &str) => "文中引用的“{place}”为空，请先填列", "\"{place}\" is used in the text but is blank: fill it in";
    reference_no_value(place: &str) => "文中引用的“{place}”无法计算，请先更正", "\"{place}\" is used in the text but has no value: correct it first";
    reference_circular(typed: &str, name: &str) => "引用的“{name}”本身含有引用，请改为文字", "{typed} refers to a text that itself contains references: write the text instead";
    reference_long_text(typed: &str, name: &str) => "引用的“{name}”文字过长，请改为文字", "{typed} refers to a text too long to insert: write the text instead";
    reference_not_whole(typed: &str, name: &str) => "引用的“{name}”不是整数，不能加减，请重新选择", "{typed} does not refer to a whole number: remove the addition, or use a whole-number field";
    reference_unit(typed: &str, name: &str, unit: &str) => "引用的“{name}”不能换算为所选单位（原单位“{unit}”），请重新选择单位", "the unit in {typed} cannot be converted to \"{unit}\": change it, or remove it";
    reference_no_share(typed: &str, name: &str) => "“{name}”无法计算百分比：两项应为同一类单位，后一项不能为 0", "{typed} is not a valid percentage: both numbers need the same kind of unit, the second must not be 0";
    reference_too_many(limit: usize) => "引用的表中数据过多，最多 {limit} 处，其后原样打印；请改为文字", "more than {limit} table references: from here on they are printed as typed; write them as text";
    text_at(label: &str) => "文字：{label}", "text: {label}";
    unexplained() => "未说明", "not explained";
    former_explanation(text: &str) => "原说明（所述数据已变动）：{text}", "former explanation, written for other values: {text}";
    former_words() => "以下为原说明，所述数据已变动，请核对后按 Enter 确认", "the explanation below was written for other values: check it, Enter confirms it";
    explanation(text: &str) => "说明：{text}", "explanation: {text}";

    // Command line.
    path_no_row(table: &str, row: &str) => "{table} 没有“{row}”行", "{table} has no row \"{row}\"";
    path_ambiguous(table: &str, row: &str, one: usize, other: usize) => "{table} 的第 {one} 行和第 {other} 行名称均为“{row}”，请使用行号，如 {table}[{one}]", "rows {one} and {other} of {table} are both named \"{row}\": use the number, such as {table}[{one}]";
    path_is_table(table: &str) => "{table} 是表，请写为 {table}[行].栏", "{table} is a table: write {table}[row].column";
    path_has_no_rows(name: &str) => "{name} 没有行和栏，请直接写 {name}", "{name} has no rows or columns: write only {name}";
    path_is_cell(table: &str) => "请只写表的名称：{table}", "write only the name of the table: {table}";
    path_columns(all: &str) => "；现有：{all}", "; it has: {all}";
    path_next_row(table: &str, next: usize) => "；可接着填 {table}[{next}]", "; {table}[{next}] would be the next row";
    assign_no_equals(text: &str) => "“{text}”缺少“=”，请写为 路径=值", "\"{text}\" contains no \"=\": write PATH=VALUE";
    assign_locked(path: &str) => "{path} 为自动计算，不能直接填列；如需修改，请加 --override", "{path} is calculated and cannot be set; to override it add --override";
    assign_twice(path: &str) => "{path} 有两个不同的值", "{path} is set to two different values";
    assign_no_rule(rule: &str, all: &str) => "没有规则 {rule}，现有：{all}", "there is no rule {rule}; available: {all}";
    assign_line(line: usize) => "标准输入第 {line} 行：", "standard input, line {line}: ";
    assign_nothing() => "未指定修改内容：请写 路径=值，或用 - 从标准输入读取", "no changes given: write PATH=VALUE, or - to read standard input";
    assign_refused(count: usize) => "有 {count} 处错误，文件未改动", "{count} errors: the file was not changed";
    kept_nowhere() => "修改须写回文件：报告应为文件名，不能为 -", "changes are written back to the file: the report must be a file, not -";
    stdin_twice() => "标准输入只能读取一次：只能有一处为 -", "standard input can be read only once: use - in one place only";
    table_nothing() => "没有可识别的行，文件未改动", "it contains no readable row: the file was not changed";
    table_too_many(most: usize) => "超过 {most} 格，文件未改动；请分次录入", "it contains more than {most} cells: the file was not changed; split it into parts";
    table_line(line: usize) => "第 {line} 行：", "line {line}: ";
    table_no_place(text: &str) => "“{text}”超出本表的栏目", "\"{text}\" is outside the columns of the table";
    table_no_column(head: &str, text: &str) => "本表没有“{head}”栏目，“{text}”无法填列", "the table has no column \"{head}\", so there is no place for \"{text}\"";
    table_two_columns(head: &str, text: &str) => "有两栏的表头均为“{head}”，无法确定“{text}”属于哪一栏，请修改表头", "two columns have the header \"{head}\", so the place of \"{text}\" is not known; change the header";
    table_two_rows(name: &str) => "报告中有两行名称均为“{name}”，无法确定填入哪一行，请先修改名称", "two rows of the report are called \"{name}\"; change a name first";
    table_no_name(text: &str) => "“{text}”不能作为行名称，请核对表头和各栏", "\"{text}\" cannot be the name of a row; check the header and the columns";
    table_no_values(text: &str) => "“{text}”不是数据，疑为未识别的表头，请核对栏目名称", "\"{text}\" is no value; it may be a header that is not recognised";
    table_row_twice(name: &str) => "行“{name}”重复", "the row \"{name}\" occurs more than once";
    table_rows_added(count: usize) => "新增 {count} 行", "{count} rows added";
    table_differs(name: &str, found: &str, own: &str, by: &str) => "{name}：表格 {found}，计算 {own}，差 {by}", "{name}: {found} in the spreadsheet, {own} calculated, difference {by}";
    table_unreadable(name: &str, found: &str, own: &str) => "{name}：表格“{found}”无法识别，计算 {own}", "{name}: \"{found}\" in the spreadsheet is not readable, {own} calculated";
    table_differs_text(name: &str, found: &str, own: &str) => "{name}：表格 {found}，计算 {own}", "{name}: {found} in the spreadsheet, {own} calculated";
    set_done(file: &str, count: usize) => "{file}：已修改 {count} 处", "{file}: {count} values changed";
    set_same(file: &str) => "{file}：内容无变化，未保存", "{file}: no changes, not saved";
    new_done(file: &str, title: &str) => "{file}：已新建，{title}", "{file}: created, {title}";
    new_no_year() => "该报表格式没有年度项，不能使用 --year", "this form has no year field, so --year cannot be used";
    form_created(file: &str) => "{file}：已新建；修改后用 tianbiao form check 检查", "{file}: created; edit it, then run tianbiao form check";
    form_not_on_shelf(id: &str) => "以后打开该报告仍需报表格式 {id}：请放入 ~/.config/tianbiao/forms，或将其所在文件夹写入 TIANBIAO_FORMS", "opening this report later needs the form {id}: put it in ~/.config/tianbiao/forms, or add its folder to TIANBIAO_FORMS";
    form_fits(id: &str, edition: &str, fields: usize) => "检查无错误：{id} {edition}，{fields} 项", "no errors: {id} {edition}, {fields} fields";
    form_mistakes(count: usize) => "共 {count} 处错误", "{count} errors";
    form_built_in() => "内置", "built in";
    form_unreadable() => "无法读取，请用 tianbiao form check 检查", "cannot be read: see tianbiao form check";
    form_head_path() => "路径", "path";
    form_head_type() => "类型", "type";
    form_head_label() => "名称", "label";
    form_calculated() => "自动计算", "calculated";
    form_summed() => "有汇总行", "sum row";
    check_count(errors: usize, open: usize, rest: usize) => "{errors} 处错误，{open} 处待核实，{rest} 处提示或已说明", "errors {errors}, to explain {open}, hints or explained {rest}";
    check_carried(count: usize) => "{count} 处上年内容待确认", "{count} values still from last year, not confirmed";
    check_clean() => "检查未发现问题", "no findings";
    usage_is(usage: &str) => "用法：{usage}", "Usage: {usage}";
    usage_more() => "详见 --help", "For more information, try '--help'.";
    command_and_file(file: &str) => "命令应写在最前面：{file} 之后不能再写命令", "the command must come first: no command is allowed after {file}";
    unknown_language(found: &str) => "--lang 应为 zh 或 en，不能为“{found}”", "--lang must be zh or en, not \"{found}\"";
    unknown_command(name: &str) => "没有命令 {name}", "there is no command {name}";
    output_failed(reason: &str) => "无法写入标准输出：{reason}", "cannot write to standard output: {reason}";
    export_refused(errors: usize, file: &str) => "尚有 {errors} 处错误，未导出定稿；请用 tianbiao check {file} 查看", "{errors} errors remain: final version not exported; see tianbiao check {file}";
    export_contradicts(count: usize, file: &str) => "尚有 {count} 处数据不一致未说明，未导出定稿；请用 tianbiao check {file} 查看", "{count} differences between figures are not explained: final version not exported; see tianbiao check {file}";
    export_unconfirmed(count: usize, file: &str) => "尚有 {count} 处上年内容待确认，未导出定稿；请打开 {file}，按 F8 逐处查看，Enter 确认（或用 tianbiao set 重新填写）", "{count} values from last year are not confirmed: final version not exported; open {file}, F8 goes through them and Enter confirms (or set them again with tianbiao set)";
    export_failed(format: &str, reason: &str) => "无法导出 {format}：{reason}", "cannot export {format}: {reason}";
    export_unknown(extension: &str, names: &str) => "不支持导出为 .{extension}，请用 -f 指明格式：{names}", ".{extension} is not a known format; specify one with -f: {names}";
    fill_no_blank() => "尚未记录可填入的文档，请写明文件名：--into 空表.docx", "no document is known yet: name it with --into BLANK.docx";
    fill_needs_file() => "--into 须用 -o 指定写出的文件，或用 -n 仅列出填入位置", "--into needs -o OUT, or -n to list the places only";
    fill_same_file(file: &str) => "不能写回 {file} 本身，请用 -o 指定其他文件名", "{file} is the blank itself and is never written to; use another name with -o";
    fill_failed(file: &str, reason: &str) => "无法填入 {file}：{reason}", "{file} cannot be filled in: {reason}";
    fill_label_unknown(label: &str) => "“{label}”应为“栏目=文档中的名称”，如 phone=电话号码；栏目的写法见 tianbiao get", "\"{label}\" must be PATH=TEXT, such as phone=Telephone; see tianbiao get for the paths of fields";
    fill_open_labels(labels: &str) => "文档中尚未对应的名称：{labels}。属于本表栏目的，请用 --label 栏目=名称 指定", "labels of the document without a field: {labels}; use --label PATH=TEXT if one is that of a field";
    fill_not_written() => "未写出文档。仍需写出的加 --partly（填入后读取不一致的除外）", "nothing was written; --partly writes it although values have no place, but not if values are read back differently";
    export_needs_file(format: &str, extension: &str) => "{format} 格式不能在屏幕上显示，请导出到文件：-o 文件名.{extension}", "{format} is not text: write it to a file with -o NAME.{extension}";

    // Files.
    file_missing(file: &str) => "文件 {file} 不存在，请核对文件名和文件夹", "there is no file {file}: check the file name and folder";
    file_folder_missing(file: &str) => "{file} 所在的文件夹不存在，请先新建文件夹或更换位置", "the folder of {file} does not exist: create it, or choose another location";
    file_no_rights(file: &str) => "没有读写 {file} 的权限，原文件未改动；请更换位置，或联系管理员授权", "no permission to read or write {file}; it was not changed. Choose another location, or ask for permission";
    file_read_only(file: &str) => "{file} 所在磁盘为只读，请保存到其他位置", "{file} is on a read-only disk: save to another location";
    file_no_space(file: &str) => "磁盘已满，{file} 未保存，原文件未改动；请清理空间后再保存，或保存到其他位置", "the disk is full: {file} was not saved and is unchanged; free some space, or save to another location";
    file_quota(file: &str) => "磁盘配额已用完，{file} 未保存，原文件未改动；请清理文件后再保存，或保存到其他位置", "the disk quota is used up: {file} was not saved and is unchanged; delete some files, or save to another location";
    file_size_limit(file: &str) => "超过系统允许的文件大小，{file} 未保存，原文件未改动；请保存到其他位置，或联系管理员", "the file size limit of the system was exceeded: {file} was not saved and is unchanged; save to another location, or ask for a higher limit";
    file_name_too_long(file: &str) => "文件名过长，请缩短：{file}", "the file name is too long: {file}; choose a shorter one";
    file_not_regular(file: &str) => "{file} 不是普通文件（而是文件夹、管道、设备或循环链接），请更换", "{file} is not a regular file (but a folder, pipe, device or circular link): choose another";
    file_is_report(file: &str) => "{file} 是报告文件本身，不能被导出文件覆盖，请更换文件名", "{file} is the report itself and cannot be overwritten by an export: choose another name";
    export_mismatch(format: &str, extension: &str) => "-f {format} 与扩展名 .{extension} 不一致，请改其中一个", "-f {format} and the extension .{extension} do not match: change one of them";
    file_exists(file: &str) => "已有同名文件 {file}，未覆盖；请使用其他文件名", "{file} exists and was not overwritten: choose another name";
    or_force() => "；如需覆盖，请加 --force", "; use --force to overwrite it";
    or_form_check() => "；请用 tianbiao form check 检查", "; see tianbiao form check";
    or_form() => "；或用 --form 指定报表格式", "; or specify the form with --form";
    file_changed(file: &str) => "{file} 打开后被他人修改，未覆盖；请另存副本，再比较合并", "{file} was changed elsewhere after it was opened and was not overwritten: save a copy, then compare and merge";
    file_too_large(file: &str, megabytes: u64) => "{file} 过大，上限 {megabytes} MB；请核对是否选错文件", "{file} is too large, at most {megabytes} MB: check that it is the right file";
    file_not_utf8() => "此处起不是 UTF-8 编码（可能为 GBK），请另存为 UTF-8 后再打开", "from here on the text is not UTF-8 (possibly GBK): save it as UTF-8 first";
    file_io(file: &str, reason: &str) => "{file} 读写出错：{reason}；原文件未改动，请检查磁盘或更换位置", "{file}: {reason}; it was not changed. Check the disk or choose another location";
    file_not_synced(file: &str) => "{file} 已写入，但系统未能确认已存入磁盘；请再保存一次", "{file} was written, but the system could not confirm that it is on disk: save again before relying on it";
    form_unknown(id: &str, known: &str) => "没有报表格式“{id}”，现有：{known}", "there is no form \"{id}\"; available: {known}";
    form_has_mistakes(file: &str, count: usize) => "报表格式 {file} 有 {count} 处错误，请先更正", "the form {file} has {count} errors: correct them first";
    report_damaged(reason: &str) => "{reason}；文件未改动", "{reason}; the file was not changed";

    // Export.
    format_docx() => "Word 文档：按印制表样排版，供上报", "Word document in the layout of the printed form, ready to print and submit";
    format_text() => "纯文本：表格用线条画出", "plain text, tables drawn with lines";
    format_markdown() => "Markdown：供网页查看，或转换为其他格式", "Markdown, for the web or for conversion";
    format_csv() => "CSV：每项一行，可用 WPS 表格、Excel 打开", "one row per value, for spreadsheets";
    format_xlsx() => "电子表格：可用 WPS 表格、Excel 打开，每表一个工作表，合计为公式", "spreadsheet (Excel, WPS): one sheet per table, totals as formulas";
    format_json() => "JSON：全部内容和检查结果，供程序读取", "all values and findings, for programs";
    practice_mark() => "练习稿", "PRACTICE";
    draft_mark() => "草稿", "DRAFT";
    no_table_for_sheets() => "本报告没有需要填列的表格，请选择其他格式", "this report has no tables to export: choose another format";
    label_value(label: &str, value: &str) => "{label}：{value}", "{label}: {value}";
    table_unit(unit: &str) => "（单位：{unit}）", " (unit: {unit})";
    row_number() => "序号", "No.";
    too_many_columns(found: usize, allowed: usize) => "表格共 {found} 列，Word 表格最多 {allowed} 列", "a table has {found} columns; a Word table can have at most {allowed}";
    date_to_write() => "年    月    日", "Date:                ";
    annex_heading() => "附：填报说明", "Annex: explanations";
    annex_none() => "没有需要说明的事项。", "No explanations are needed.";
    annex_review() => "附：数据核对情况表", "Annex: figures of the texts";
    annex_no_figures() => "文中没有可核对的数据。", "The texts have no figures.";
    annex_counts(count: usize, counted: &str) => "文中数据共 {count} 项：{counted}。", "{count} figures: {counted}.";
    annex_comma() => "，", ", ";
    annex_part(title: &str, count: usize) => "{title}（{count} 项）", "{title} ({count})";
    annex_compared() => "已对照的数据", "Compared";
    annex_related() => "数据之间的关系", "Relations";
    annex_unchecked() => "没有可对照的数据", "Nothing to compare with";
    annex_unmentioned() => "表中有数、文中未写", "In no text";
    annex_figure() => "文中表述", "Text";
    annex_result() => "核对结果", "Result";
    annex_reason() => "未核原因", "Reason";
    annex_value() => "数值", "Value";
    annex_place() => "所在栏目", "Field";
    annex_finding() => "检查情况", "Finding";
    annex_explanation() => "说明", "Explanation";

    // Comparison of two reports.
    order_of_rows(rows: &str) => "行次：{rows}", "Order: {rows}";
    row_place(row: usize) => "第 {row} 行", "row {row}";
    beyond_the_form() => "报表格式以外的内容", "Content outside the form";
    diff_same(before: &str, after: &str) => "{before} 与 {after} 内容相同", "{before} and {after} have the same content";
    diff_count(count: usize, calculated: usize) => "{count} 处不同，其中自动计算（=）{calculated} 处", "{count} differences, {calculated} of them calculated (=)";
    diff_gone(count: usize) => "-{count} 字", "-{count} characters";
    diff_new(count: usize) => "+{count} 字", "+{count} characters";
    diff_left_out(count: usize) => "..（{count} 字）..", "..({count} characters)..";
    diff_other_form(before: &str, after: &str, strangers: usize) => "两份报告的报表格式不同（{before}、{after}），按路径和名称对照；{strangers} 项仅一方有", "the reports use different forms ({before}, {after}); compared by path and label; {strangers} fields are in only one of them";
    diff_nothing_common(before: &str, after: &str) => "{before} 与 {after} 两种报表格式没有相同的项目，无法对照", "the forms {before} and {after} have no field in common and cannot be compared";

    // Journal.
    state_not_ours(file: &str) => "{file} 不是本程序为当前用户建立的文件（为链接，或属于其他用户），未改动；请移走", "{file} was not created by this program (it is a link, or belongs to another user) and was not changed: move it away";
    recover_nothing(file: &str) => "{file}：没有草稿，或草稿内容均已保存", "{file}: no draft, or everything in it is already saved in the file";
    recover_found(count: usize, time: &str) => "草稿最后写入时间 {time}，较文件多 {count} 处改动", "draft last written {time}; {count} differences";
    recover_theirs() => "（文件中后来有改动，以文件为准）", " (changed later in the file, which is used)";
    recover_done(file: &str) => "{file}：已写入恢复的内容", "{file}: recovered content written";
    recover_kept(number: u32, file: &str) => "原文件已存入历史版本，编号 {number}：tianbiao history {file} --fetch {number}", "the previous version is number {number} in the history: tianbiao history {file} --fetch {number}";
    good_in_draft(file: &str) => "有未保存的草稿：tianbiao recover {file}", "an unsaved draft exists: tianbiao recover {file}";
    good_in_history(file: &str, number: u32, time: &str) => "最近一个完好的历史版本（{time}）：tianbiao history {file} --fetch {number}", "the last good version is in the history ({time}): tianbiao history {file} --fetch {number}";

    // Last year.
    roll_characters(count: usize) => "{count} 字", "{count} characters";
    roll_numbers(count: usize) => "{count} 个数据", "{count} numbers";
    roll_entries(count: usize) => "{count} 项", "{count} entries";
    roll_references(count: usize) => " 随表 {count}", ", {count} table references";
    roll_figures() => "各格", "cells";
    intake_title(file: &str) => "导入预览：{file}", "Import: {file}";
    intake_part(title: &str, count: usize) => "{title}（{count} 项）", "{title} ({count})";
    intake_keys() => "Enter 新建报告  F4 指定栏目  Ctrl-PgDn 下一部分  Esc 返回", "Enter: create report  F4: choose a field  Ctrl-PgDn: next part  Esc: back";
    intake_choice_keys() => "Enter 填入  输入文字筛选  Esc 返回", "Enter: fill in, type to filter, Esc: back";
    intake_where(text: &str) => "“{text}”填入哪一栏", "Where does \"{text}\" go?";
    intake_arrows() => "请用方向键选择，按 Enter 新建报告", "arrows: select, Enter: create the report";
    intake_no_leftover() => "仅未识别的内容可指定栏目，请先选择一项未识别的内容", "only a text without a field can be given one; select one first";
    intake_no_field() => "没有符合的栏目，请修改筛选文字", "no field fits; change the filter";
    intake_entered(place: &str) => "已填入{place}", "entered into {place}";
    roll_title(file: &str) => "由上年度报告生成：{file}", "Start from last year's report: {file}";
    roll_head() => "项目|上年|本年|处理", "item|last year|this year|action";
    roll_counts(kept: usize, asked: usize, references: usize, unmatched: usize) => "沿用 {kept}  待填 {asked}  随表 {references}  未识别 {unmatched}", "keep {kept}  re-enter {asked}  references {references}  unmatched {unmatched}";
    roll_note() => "表中数据不带入本年，上年数列示供参照；文中数据随表更新", "table numbers are not carried over but shown for reference; numbers in texts follow the tables";
    roll_before(value: &str) => "上年 {value}", "Last year {value}";
    roll_after(value: &str) => "本年 {value}", "This year {value}";
    roll_keys_short() => "Enter 生成  F4 修改  F6 本节  Esc 返回", "Enter create  F4 change  F6 section  Esc";
    roll_keys() => "Enter 生成本年草稿  F4/空格 修改处理方式  F6 本节全部沿用/重填  Esc 返回", "Enter: create draft  F4/Space: change action  F6: whole section  Esc: back";
    roll_name_keys() => "Enter 生成并开始填报  Esc 返回  Ctrl-Q 放弃", "Enter: create and start, Esc: back, Ctrl-Q: quit";
    roll_arrows() => "方向键选择，F4 或空格修改处理方式，Enter 生成草稿", "arrows: select, F4 or Space: change the action, Enter: create the draft";
    roll_keep() => "沿用", "keep";
    roll_confirm() => "沿用，待确认", "to confirm";
    roll_clear() => "本年填报", "re-enter";
    roll_derive() => "自动生成", "automatic";
    roll_done(file: &str) => "{file}：本年草稿已生成", "{file}: this year's draft created";
    roll_summary(kept: usize, unconfirmed: usize, derived: usize, asked: usize, references: usize, unmatched: usize) => "沿用 {kept} 项（其中待确认 ~ {unconfirmed} 项），自动生成 {derived} 项，本年填报 {asked} 项，随表更新的数据 {references} 个，未识别、存入附注 {unmatched} 项", "{kept} kept ({unconfirmed} marked ~ to be confirmed), {derived} automatic, {asked} to re-enter, {references} table references, {unmatched} without a field stored in the annex";
    roll_no_year() => "无法推算年度，请在封面填写，或用 --year 指定", "the year cannot be derived: enter it on the cover, or specify --year";
    roll_unmatched() => "无此项目，存入附注", "no such field, stored in the annex";

    // Locks.
    state_taken_over(file: &str) => "{file} 已被另一窗口接管，本窗口不再写入；本窗口的内容退出时存入历史版本", "{file} was taken over by another session and is no longer written here; the content here is saved to the history on exit";
    file_held(file: &str, owner: &str, since: &str) => "{file} 已在另一窗口打开（{owner}，{since} 起），未改动；请先退出该窗口", "{file} is open in another session ({owner}, since {since}) and was not changed: close that session first";
    onto_itself(file: &str) => "{file} 是来源文件，不能覆盖；请用 -o 指定其他文件名", "{file} is the source file and is not overwritten: specify another name with -o";

    // History.
    history_none(file: &str) => "{file}：没有历史版本", "{file}: no versions in the history yet";
    history_unknown(number: u32, known: &str) => "没有第 {number} 版，现有：{known}", "there is no version {number}; available: {known}";
    history_fetched(number: u32, file: &str) => "{file}：已取出第 {number} 版", "{file}: version {number} fetched";
    history_session() => "本次填报之前", "before an editing session";
    history_recovery() => "恢复草稿之前", "before a draft was recovered";
    history_draft() => "未采用的草稿", "unused draft";
    history_edition() => "更换格式版本前的文件", "the file before its form edition changed";
    history_overwritten() => "他人修改、后被覆盖的内容", "changed elsewhere, then overwritten";
    // Import.
    import_old_word() => "Word 95 或更早版本的文件，无法读取；请用 Word 或 WPS 打开，另存为 .docx 后再导入（保存类型选“Word 文档（*.docx）”）", "a file of Word 95 or earlier, which cannot be read: open it in Word or WPS, save it as .docx, then import it (Save As, type Word Document (*.docx))";
    import_doc_damaged() => "该 .doc 或 .wps 文件无法读取，可能传输不完整；请用 Word 或 WPS 打开，另存为 .docx 后再导入", "this .doc or .wps file cannot be read, it may be incomplete: open it in Word or WPS, save it as .docx, then import it";
    import_locked() => "文件已加密，请用 Word 或 WPS 去除密码，另存为 .docx 后再导入", "password protected: remove the password in Word or WPS, save it as .docx, then import it";
    import_sheet() => "此格式的电子表格无法读取；请在 WPS 表格或 Excel 中另存为 .xlsx，再导入", "this kind of workbook cannot be read: save it as .xlsx in a spreadsheet program, then import it";
    import_pdf() => "PDF 文件，请导入原 Word 文档，或用 Word、WPS 另存为 .docx（扫描件须先识别文字）", "a PDF: import the original Word document, or save it as .docx in Word or WPS (a scan needs text recognition first)";
    import_save_as(kind: &str) => "{kind} 文件，请用 Word 或 WPS 另存为 .docx 后再导入", "a {kind} file: save it as .docx in Word or WPS, then import it";
    import_docx_damaged(reason: &str) => "该 .docx 无法读取，可能传输不完整（{reason}）；请用 Word 或 WPS 打开后另存，再导入", "this .docx cannot be read, it may be incomplete ({reason}): open it in Word or WPS, save it again, then import it";
    import_book_damaged(reason: &str) => "该电子表格无法读取，可能传输不完整（{reason}）；请用 WPS 表格或 Excel 打开后另存，再导入", "this workbook cannot be read, it may be incomplete ({reason}): open it in a spreadsheet program, save it again, then import it";
    import_not_word() => "不是 Word 文档，也不是电子表格；可导入 .docx、.doc、.xlsx、.xls、.csv 和纯文本 .txt", "neither a Word document nor a workbook: .docx, .doc, .xlsx, .xls, .csv and plain text .txt can be imported";
    import_too_large() => "内容过多，不是一份报告，未导入；请核对是否选错文件", "too much content for a report, not imported: check that it is the right file";
    import_not_text() => "不是文本；可导入 .docx、.doc、.xlsx、.xls、.csv 和纯文本 .txt，其他格式请用 Word 或 WPS 另存为 .docx", "not text: .docx, .doc, .xlsx, .xls, .csv and plain text .txt can be imported; save other formats as .docx in Word or WPS first";
    import_nothing(title: &str) => "未识别到“{title}”的内容，未新建文件；请核对文件", "no content of \"{title}\" was found, no file was created: check the file";
    import_nothing_written() => "仅供查看，未新建文件", "nothing was written";
    import_done(file: &str, placed: usize, fields: usize, cells: usize, prose: usize) => "{file}：已识别 {placed} 项（单项 {fields}、表格 {cells}、综述 {prose}）", "{file}: {placed} values placed (fields {fields}, table cells {cells}, prose {prose})";
    import_found_all(placed: usize) => "已识别 {placed} 项，原文内容均已识别", "{placed} items placed; nothing is left over";
    import_found_lost(parts: usize) => "另有 {parts} 类内容未读取，请查看预览", "{parts} kinds of content were not read; see the preview";
    import_found(placed: usize, unplaced: usize) => "已识别 {placed} 项，{unplaced} 项未识别，存入附注", "{placed} values placed from the document, {unplaced} without a field stored in the annex";
    import_repaired(count: usize) => "自动整理 {count} 处", "{count} repaired or dropped";
    import_first(file: &str) => "{file}：是文档，不是报告；请先导入：tianbiao import {file} -o 报告.ron", "{file}: a document, not a report; import it first: tianbiao import {file} -o REPORT.ron";
    import_form_chosen(title: &str, id: &str) => "已按“{title}”（{id}）识别（相符栏目最多）", "read as \"{title}\" ({id}), the best match";
    import_calculated(count: usize) => "其中 {count} 项与自动计算结果一致，由公式生成，不另存", "{count} of them equal the calculated values and are not stored";
    import_overrides(count: usize) => "其中 {count} 项合计与明细不符，按原文保留，请用 tianbiao check 核对", "{count} totals do not match their parts and are kept as in the document: check them with tianbiao check";
    import_all_placed() => "原文内容均已识别", "nothing in the document was left over";
    import_unplaced(count: usize) => "{count} 项未识别，原样存入文件末尾的 leftovers：", "{count} items have no field and are stored at the end of the file under leftovers:";
    import_more(count: usize) => "……其余 {count} 项", "... and {count} more";
}

/// Returns the word for yes or no.
pub fn truth(lang: Lang, truth: bool) -> String {
    if truth { yes(lang) } else { no(lang) }
}
