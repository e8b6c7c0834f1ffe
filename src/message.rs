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

mod export;
mod following;
mod lang;
mod plain;
mod reasons;
mod reference;

pub use export::*;
pub use following::*;
pub use lang::Lang;
pub use plain::*;
pub(crate) use reasons::TWICE;
pub use reasons::{did_you_mean, ron_reason, usage_reason, written_twice};
pub use reference::*;

pub mod terminal;

messages! {
    // Paths.
    no_path() => "没有写是哪一项，如 year 或 income[3].fiscal", "the path is missing, such as year or income[3].fiscal";

    // Values.
    not_applicable() => "不适用", "n/a";
    yes() => "是", "yes";
    no() => "否", "no";

    // Errors in an entry.
    entry_unreadable(found: &str) => "“{found}”读不成数，请写数字，如 881.32 或 662.86+19.44", "\"{found}\" is not a number: use digits, such as 881.32 or 662.86+19.44";
    entry_grouping(found: &str) => "“{found}”的千分位不对，应每三位一个逗号，如 8,813.2；小数点请用“.”", "the commas in \"{found}\" are misplaced: group by three digits, as in 8,813.2; the decimal point is \".\"";
    entry_wrong_unit(found: &str, expected: &str) => "单位“{found}”和本栏的“{expected}”对不上，请换算后再填", "the unit \"{found}\" does not match this field's \"{expected}\": convert the number first";
    entry_no_unit(found: &str) => "本栏的数没有单位，请去掉“{found}”", "this field has no unit: remove \"{found}\"";
    entry_too_large() => "数太大，请核对位数", "the number is too large: check the number of digits";
    entry_division_by_zero() => "除数是 0", "division by zero";
    entry_unfinished() => "算式没写完", "the calculation is incomplete";
    entry_unit_missing() => "有的数带单位、有的不带，请都写上单位", "some numbers have a unit and some do not: write the unit for each";
    entry_bracketed(found: &str) => "括号里的 {found} 可以是负数；负数请写 -{found}，不是负数请去掉括号", "{found} in brackets may mean a negative number: write -{found}, or {found} without brackets";
    entry_parted(found: &str) => "“{found}”中间有空格，是一个数请连着写", "\"{found}\" contains a space: write a single number without spaces";
    entry_unit_twice() => "这样乘除，结果的单位不对", "the result of this multiplication or division has the wrong unit";
    entry_too_long() => "算式太长，请分开填", "the calculation is too long: enter it in parts";
    entry_date(found: &str) => "“{found}”读不成日期，请写成 2024-9-28 这样", "\"{found}\" is not a date: write it as in 2024-9-28";
    entry_no_such_day(day: &str) => "没有 {day} 这一天，请核对", "the date {day} does not exist";
    entry_no_year() => "日期缺年份，请写成 2024-9-28 这样", "the year is missing: write the date as in 2024-9-28";
    entry_year_range() => "年份应在 1900 到 2200 之间", "the year must be between 1900 and 2200";
    division_by_zero() => "除数是 0，没有结果", "no result: division by zero";
    division_by_blank() => "除数没填，没有结果", "no result: the divisor is blank";
    result_too_large() => "结果太大，算不准", "the result is too large to be calculated exactly";
    depends_on(place: &str, path: &str) => "应先更正“{place}”", "{path} must be corrected first";

    // Screen: status messages.
    welcome() => "直接打字，Tab 下一项，做错了 Ctrl-Z，随时 Ctrl-Q，都会保存", "Just type. Tab: next field, Ctrl-Z: undo, Ctrl-Q: quit; everything is saved";
    too_small() => "窗口太小，内容都在，请放大", "Window too small: enlarge it; nothing is lost";
    nothing_to_fill() => "这一页没有要填的", "there is nothing to fill in on this page";
    locked() => "自动计算，不用填；确要手填请按 F4", "calculated, no entry needed; F4 overrides it";
    unlocked() => "可以手填了；按 F4 可改回自动计算", "enter a value to override the formula; F4 calculates it again";
    already_editing() => "正在修改本项，Enter 完成，Ctrl-Z 撤销", "you are editing this field: Enter completes, Ctrl-Z undoes";
    choose_with_f4(count: usize) => "按数字 1-{count} 选，或按空格、F4 打开列表", "press a digit 1-{count}, or Space or F4 to open the list";
    paste_too_long(limit: usize) => "粘贴的内容超过 {limit} MB，没有放进来；请核对，或分几次粘贴", "the pasted text is larger than {limit} MB and was not inserted; check it, or paste it in parts";
    nothing_to_paste() => "没有可粘贴的内容；外面复制的用 Shift-Insert 或右键", "nothing to paste; for text from outside: Shift-Insert or right mouse button";
    pasted(what: &str) => "已粘贴：{what}；Ctrl-Z 撤销", "pasted: {what}; Ctrl-Z to undo";
    paste_nothing(locked: usize, lost: usize) => "没有可放的：自动计算 {locked} 格，表外 {lost} 格", "nothing to paste here: {locked} cells calculated, {lost} outside the table";
    paste_title(table: &str) => "粘贴：{table}", "Paste: {table}";
    paste_replaced(count: usize) => "改掉原有的 {count} 格", "{count} cells overwritten";
    paste_rows(count: usize) => "新增 {count} 行", "{count} new rows";
    paste_locked(count: usize) => "= 自动计算，跳过 {count} 格", "= {count} calculated cells skipped";
    paste_unreadable(count: usize) => "! 读不成 {count} 格", "! {count} cells not readable";
    paste_lost(count: usize, first: &str) => "没处放 {count} 格（{first}）", "{count} cells do not fit ({first})";
    paste_headers(count: usize) => "表头 {count} 行，按栏名对", "{count} header lines: matched by column name";
    paste_take() => "放进去", "paste";
    paste_take_rows(rows: usize) => "放进去，新增 {rows} 行", "paste, adding {rows} rows";
    paste_no_rows(count: usize) => "只放已有的行（{count} 格），不加行", "paste into existing rows only ({count} cells)";
    paste_first() => "Enter 放进去，Esc 不放", "Enter: paste, Esc: cancel";
    paste_keys() => "Enter 放进去  Esc 不放  PgDn/PgUp 看", "Enter: paste  Esc: cancel  PgDn/PgUp: scroll";
    nothing_changed_here() => "本项没改过", "this field was not changed";
    reverted() => "已恢复；要撤回按 Ctrl-Z", "restored; Ctrl-Z to undo";
    no_row_above() => "上面没有可照抄的行", "there is no row above to copy";
    nothing_selected() => "没有选中文字：Shift-方向键选择", "no text is selected: use Shift with the arrow keys";
    copied() => "已复制，Ctrl-V 粘贴", "copied; Ctrl-V to paste";
    cut() => "已剪切，Ctrl-V 粘贴", "cut; Ctrl-V to paste";
    nothing_to_undo() => "没有可撤销的了", "nothing to undo";
    nothing_to_redo() => "没有可重做的了", "nothing to redo";
    undone(what: &str) => "已撤销：{what}；Ctrl-Y 重做", "undone: {what}; Ctrl-Y to redo";
    redone(what: &str) => "已重做：{what}", "redone: {what}";
    step_cells(cells: usize) => "{cells} 格", "{cells} cells";
    step_cells_and_rows(cells: usize, rows: usize) => "{cells} 格、{rows} 行", "{cells} cells, {rows} rows";
    step_added(row: &str) => "添加{row}", "{row} added";
    step_removed(row: &str) => "删除{row}", "{row} removed";
    step_moved(row: &str) => "移动{row}", "{row} moved";
    step_confirmed(cells: usize) => "确认 {cells} 处", "{cells} confirmed";
    no_rows_here() => "这里没有可以增删、移动的行", "no rows can be added, removed or moved here";
    rows_at_most(limit: usize) => "最多 {limit} 行", "at most {limit} rows";
    rows_at_least(limit: usize) => "至少要有 {limit} 行", "at least {limit} rows";
    row_added(row: &str) => "已添加{row}", "{row} added";
    row_removed(row: &str) => "已删除{row}；Ctrl-Z 恢复", "{row} removed; Ctrl-Z to undo";
    row_at_edge() => "已经在最边上了", "the row cannot be moved further";
    nowhere_to_go_back() => "没有跳转过，无处可回", "there is no earlier position to return to";
    last_field() => "这是最后一项。F7 看检查结果，Ctrl-E 导出，Ctrl-Q 存盘退出", "last field: F7 shows findings, Ctrl-E exports, Ctrl-Q saves and quits";
    first_field() => "这是第一项", "this is the first field";
    table_end(total: &str, section: &str) => "已到本节最后一格。{total}再按 Enter 或 Tab 进入“{section}”", "last cell of this section. {total}Enter or Tab again goes to {section}";
    total_now(name: &str, value: &str) => "{name} {value}。", "{name} {value}. ";
    page_end() => "本节到底了，PgDn 下一节", "end of the section; PgDn for the next section";
    page_start() => "本节到顶了，PgUp 上一节", "start of the section; PgUp for the previous section";
    last_section() => "这是最后一节", "this is the last section";
    first_section() => "这是第一节", "this is the first section";
    no_findings() => "没有检查出问题", "no findings";
    no_such_key() => "这个键在这里不起作用；F1 帮助，F10 所有操作", "this key has no function here; F1 for help, F10 for all actions";
    digit_wanted() => "Ctrl-K 之后按数字：1 帮助 … 0 菜单", "press a digit after Ctrl-K: 1 help ... 0 menu";
    digits_and_arrows() => "用数字或方向键选，Enter 确定，Esc 返回", "digits or arrows: select, Enter: confirm, Esc: back";
    or_a_copy() => "。按 F10 可以另存一份副本", ". F10 can save a copy elsewhere";
    quit_unsaved() => "还是没有存上，草稿已落盘。再按一次 Ctrl-Q 不存盘退出，或按 F10 另存一份副本", "still not saved, draft is on disk: Ctrl-Q again quits, F10 saves a copy";
    quit_again() => "再按一次 Ctrl-C 存盘并退出", "press Ctrl-C again to save and quit";
    nothing_found() => "没有找到", "nothing found";
    last_place() => "上一处", "previous position";
    answer_first() => "先写完这一行：Enter 确定，Esc 不写了", "finish this line first: Enter confirms, Esc cancels";
    only_explain() => "只有“?”可以写说明；这一条要改数", "only findings marked ? can be explained; this one must be corrected";
    explain_why() => "属实的话，请写明原因", "If the value is correct, enter the reason";
    explanation_kept() => "说明已记下，随文件保存", "explanation recorded; it is saved with the file";
    no_file_name() => "未输入文件名，未写入文件", "no file name entered, nothing written";
    saved(file: &str) => "已存盘：{file}", "saved: {file}";
    filled_on_paper() => "（打印后手填）", "(filled in by hand after printing)";

    // Last year.
    last_none() => "这份报告里没有去年的值", "this report contains no values from last year";
    last_head() => "去年", "Last year";
    last_head_of(year: &str) => "去年（{year}）", "Last year ({year})";
    last_is(value: &str) => "去年 {value}", "last year {value}";
    difference_is(value: &str) => "差额 {value}", "change {value}";
    last_row() => "去年", "last";
    difference_row() => "差额", "change";
    percent_row() => "增减", "%";
    this_year() => "今年", "now";
    last_unchanged() => "未改", "unchanged";
    last_changed() => "改了", "changed";
    last_characters(count: usize) => "{count} 字", "{count} chars";
    last_text_head(head: &str) => "{head}，只读", "{head}, read only";
    last_text_keys() => "F6 收起  Ctrl-R 整段沿用", "F6: hide  Ctrl-R: copy all";
    last_text_key() => "F6 收起", "F6: hide";
    last_locked() => "自动计算的，不能沿用去年的数；确要手填请按 F4", "calculated: last year's number cannot be copied; F4 overrides the formula";
    last_blank() => "去年这里没有值", "there is no value from last year here";
    last_is_here() => "已经和去年一样", "already the same as last year";
    last_taken() => "沿用了去年的，核对后按 Enter 确认；Ctrl-Z 撤销", "last year's value copied: check it, Enter confirms, Ctrl-Z undoes";
    last_row_none() => "这一行没有可沿用的：填了的不动，去年空的不带", "nothing to copy: filled cells are kept, last year's blanks are skipped";
    last_row_taken(count: usize) => "沿用了去年的 {count} 格，核对后按 Enter 确认；Ctrl-Z 撤销", "{count} cells copied from last year: check them, Enter confirms, Ctrl-Z undoes";
    take_last(value: &str) => "沿用去年的：{value}", "copy last year's value: {value}";
    take_last_row() => "整行沿用去年的（只补空格）", "copy last year's row (blank cells only)";
    confirm_it() => "确认：没有变", "confirm: unchanged";
    confirm_none() => "本节没有待确认的上年内容", "there is no value from last year to confirm in this section";
    confirm_unseen() => "本节尚未浏览完，请浏览至末尾后按 F10 0 确认整节", "this section was not viewed to its end: view it, then F10 0 confirms it";
    confirm_long(count: usize) => "其余 {count} 段长文字未显示完整，请按 F2 浏览后逐段按 Enter 确认", "{count} long texts are not shown in full: F2 shows each, Enter confirms it";
    confirm_rest(count: usize) => "；其余 {count} 段长文字未显示完整，请逐段浏览后确认", "; {count} long texts not shown in full remain: read and confirm each";
    confirmed_page(count: usize) => "已确认本节 {count} 处；Ctrl-Z 撤销", "{count} confirmed in this section; Ctrl-Z to undo";
    confirmed_section() => "本节上年内容均已确认", "all of last year's values in this section are confirmed";
    confirmed_all() => "上年内容均已确认", "all of last year's values are confirmed";
    last_explanation() => "去年的说明（Ctrl-R 沿用）：", "last year's explanation (Ctrl-R copies it): ";
    carried_count(count: usize) => "  去年待确认 {count}", "  to confirm {count}";
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
    start_which_form() => "用哪份表单？", "Which form?";
    start_year() => "哪一年度的报告？", "Which year is the report for?";
    start_year_detail() => "不用改就按 Enter", "press Enter to accept";
    start_new_file() => "保存到哪个文件？", "Save the report to which file?";
    start_new_file_detail() => "不用改就按 Enter；写相对路径就放在当前文件夹", "press Enter to accept; a relative path is in the current folder";
    start_open_file() => "打开哪个文件？", "Open which file?";
    start_open_file_detail() => "写文件名，或按 ↓ 在下面选；.docx 和 .txt 会先导入", "enter a file name or press Down to select; .docx and .txt are imported first";
    start_last_file() => "去年的报告是哪个文件？", "Which file is last year's report?";
    start_last_file_detail() => "写文件名，或按 ↓ 在下面选；去年的文件不会被改动", "enter a file name or press Down to select; last year's file is not changed";
    start_import_file() => "这是一份文档，导入后保存到哪个文件？", "This is a document: save the imported report to which file?";
    start_keys() => "数字或方向键选，Enter 确定，Esc 返回，Ctrl-Q 退出", "digits or arrows: select, Enter: confirm, Esc: back, Ctrl-Q: quit";
    year_wanted() => "年度写四位数，如 2023", "enter the year with four digits, such as 2023";
    file_wanted() => "请写文件名", "enter a file name";
    not_a_terminal() => "界面要在终端里打开；不用界面请看 tianbiao --help", "the screen needs a terminal; to work without one see tianbiao --help";
    terminal_failed(reason: &str) => "终端打不开：{reason}", "cannot open the terminal: {reason}";
    exported(path: &str) => "已写到：{path}", "written: {path}";

    // Questions before a report is shown.
    held_by(owner: &str) => "这份报告正在别处填写：{owner}", "This report is being edited elsewhere: {owner}";
    owner(user: &str, from: &str, since: &str) => "{user}{since} 起，在 {from}", "{user}since {since}, from {from}";
    held_read() => "只看不改，那边一存盘这里就更新", "view only; the view is updated when the other session saves";
    held_take() => "接管：那边会存好并退出", "take over: the other session saves its work and exits";
    held_also() => "也打开来填：存盘时不会盖掉对方存的，两份逐项并排由您选", "edit it too: saving overwrites nothing of theirs; compare both side by side";
    no_lock() => "这里不能加锁，挡不住同时打开；存盘时仍会核对，不会盖掉别人存的", "locks do not work here, so the report may be open twice; saving still never overwrites other changes";
    held_quit() => "退出", "quit";
    draft_newer(reason: &str) => "找到一份比存盘更新的草稿（{reason}，已自动保留）：", "A draft newer than the saved file was found ({reason}; kept automatically):";
    draft_older(reason: &str) => "找到一份没有存进文件的草稿，比现在的文件早（{reason}，已自动保留）：", "A draft that was not saved was found, older than the current file ({reason}; kept automatically):";
    draft_hung_up() => "连接断开", "connection lost";
    draft_killed() => "程序中断", "program interrupted";
    draft_file() => "文件", "File";
    draft_saved() => "存盘", "Saved";
    draft_draft() => "草稿", "Draft";
    draft_facts(time: &str, count: usize, place: &str) => "{time}   多出 {count} 处改动，最后停在 {place}", "{time}   {count} more changes, last position {place}";
    draft_preview() => "改动预览", "Changes";
    draft_more(count: usize) => "... 还有 {count} 处（按 3 逐条看）", "... {count} more (press 3 to view them one by one)";
    draft_continue() => "接着草稿填（推荐；存盘那份另留一份备份）", "continue with the draft (recommended; the saved file is kept in the history)";
    draft_use_file() => "用存盘那份（草稿移到历史，以后还能取回）", "use the saved file (the draft is moved to the history)";
    draft_pick() => "逐条比较，挑着要", "compare and choose one by one";
    draft_note() => "哪一份都不会被删掉。历史：tianbiao history 文件名", "Neither version is deleted. History: tianbiao history FILE";
    unreadable_in_message() => "（读不出）", "(not readable)";
    draft_blank() => "（空）", "(blank)";
    mark_waits() => "~ 去年的，待确认", "~ from last year, to be confirmed";
    mark_confirmed() => "已确认", "confirmed";
    draft_put_away() => "找到一份没有存盘的草稿，已放进历史：F10 历史版本", "an unsaved draft was found and moved to the history: F10, versions";
    draft_taken() => "接着草稿填；存盘那份在历史里", "continuing with the draft; the saved file is in the history";
    pick_keys() => "空格 要/不要，Enter 确定，Esc 返回，Ctrl-Q 退出（什么都不改）", "Space: select or clear, Enter: confirm, Esc: back, Ctrl-Q: quit, no changes";
    read_only() => "只看不改：别处正在填写这份报告", "read only: the report is being edited elsewhere";
    on_disk() => "草稿已自动保存", "draft saved automatically";
    not_on_disk() => "草稿未能自动保存：", "the draft could not be saved: ";
    taken_over(owner: &str) => "报告由别处接管：{owner}；这里打的字都已保存", "the report was taken over by {owner}; everything typed here is saved";

    // The screen: menus, panels, help.
    all_actions() => "所有操作", "All actions";
    open_calendar() => "日历", "calendar";
    override_it() => "手填（不按公式）", "override the formula";
    calculate_again() => "改回自动计算", "calculate again";
    calculated_again() => "已改回自动计算", "now calculated again";
    explain_finding(sentence: &str) => "写说明：{sentence}", "explain: {sentence}";
    add_row_below() => "在下面加一行", "add a row below";
    add_row_above() => "在上面加一行", "add a row above";
    move_row_up() => "上移一行", "move the row up";
    move_row_down() => "下移一行", "move the row down";
    remove_row() => "删除这一行", "delete the row";
    same_as_above() => "与上一行相同", "same as the row above";
    fill_not_applicable() => "填“不适用”", "enter \"n/a\"";
    revert_field() => "恢复到进入本项之前", "restore the value from before you entered this field";
    copy_to() => "副本存到哪个文件", "Save the copy to which file";
    copy_detail() => "现在填的内容另存一份，原来的文件不变，接着填的还是原来那份", "saves the current content to another file; you continue with the original file";
    copy_exists() => "已有同名文件，请换个名字", "a file with that name exists: choose another name";
    difference_explained(place: &str) => "{place} 的说明", "explanation of {place}";
    difference_new_row(place: &str) => "{place}：多一行", "{place}: row added";
    difference_gone_row(place: &str) => "{place}：少一行", "{place}: row removed";
    versions_head() => "历史版本（新的在前）", "Versions in the history, newest first";
    version_number(number: u32) => "第 {number} 版", "version {number}";
    version_differs(count: usize) => "与现在相差 {count} 处", "{count} differences from the current content";
    version_same() => "和现在一样", "same as the current content";
    version_keys() => "1取回（可撤销） 2看全文 3存成文件  ↑↓翻看  Esc返回", "1 restore (can be undone)  2 view all  3 save to file  Up/Down  Esc back";
    version_now(text: &str) => "现在：{text}", "now:  {text}";
    version_then(text: &str) => "那时：{text}", "then: {text}";
    version_fetched(number: u32, count: usize) => "已取回第 {number} 版，改了 {count} 处；Ctrl-Z 撤销，F9 存盘", "version {number} restored, {count} changes; Ctrl-Z to undo, F9 to save";
    version_to(number: u32) => "第 {number} 版存到哪个文件", "Save version {number} to which file";
    version_to_detail() => "另存一份，屏上的和原来的文件都不变", "saves to another file; the content here and the original stay unchanged";
    version_other_form(form: &str) => "这一版是另一份表单（{form}）的，只能按 3 存成文件", "this version belongs to another form ({form}): press 3 to save it to a file";
    version_damaged(reason: &str) => "这一版读不成报告（{reason}），只能按 3 存成文件", "this version is not a readable report ({reason}): press 3 to save it to a file";
    both_changed(file: &str) => "{file} 在别处改过，这里也改过。打 [x] 的用这里的，[ ] 的用文件里的：", "{file} was changed both elsewhere and here. [x] uses the value here, [ ] the value in the file:";
    both_file(text: &str) => "文件里：{text}", "in the file: {text}";
    both_here(text: &str) => "这里：  {text}", "here:        {text}";
    both_head() => "文件里 -> 这里", "in the file -> here";
    draft_aside() => "用的是存盘那份；草稿已移到历史，可以取回", "using the saved file; the draft was moved to the history and can be restored";
    merged() => "已合并，还没有存盘：F9 存盘，Ctrl-Z 撤销", "merged, not saved yet: F9 to save, Ctrl-Z to undo";
    crashed() => "程序出错退出了。已经打的字都留着，重新打开就能接着填。请把下面这行告诉维护人员：", "The program failed. Your entries are kept: open the report again to continue. Please report this line:";
    export_as() => "导出格式", "Export format";
    export_to() => "导出文件名", "Export file name";
    export_ready() => "检查无错误，可由 F10 导出定稿；已有的文件未经确认不会被覆盖", "no errors: F10 exports the final version; no file is replaced without asking";
    export_draft() => "草稿可随时导出；已有的文件未经确认不会被覆盖", "drafts can be exported at any time; no file is replaced without asking";
    export_final() => "检查无错误，导出为定稿；已有的文件未经确认不会被覆盖", "no errors: exports the final version; no file is replaced without asking";
    cannot_suspend() => "没有可返回的命令行，未挂起", "there is no shell to return to: not suspended";
    time_unknown() => "时间不详", "time unknown";
    already_there(path: &str) => "已有同名文件：{path}", "{path} exists already";
    keep_and_rename() => "另存为其他文件名", "save under another name";
    replace_file() => "覆盖", "overwrite";
    do_not_export() => "取消", "cancel";
    preview() => "预览（只读）", "Preview (read only)";
    all_keys() => "全部按键", "All keys";
    is_required() => "必填", "required";
    how_calculated() => "怎么算的", "How it is calculated";
    used_by(names: &str) => "被谁用到：{names}", "Used by: {names}";
    path_is(path: &str) => "路径：{path}", "Path on the command line: {path}";
    help_more() => "再按 F1 看全部按键；Esc 返回", "press F1 again for all keys; Esc: back";
    terminal_notes() => "PuTTY：Window > Translation 选 UTF-8\nXshell：文件 > 属性 > 终端 > 编码 选 UTF-8\n网页堡垒机：F 键可能被浏览器占用，用 Ctrl-K 加数字代替\nscreen：Ctrl-A 要按 Ctrl-A a；本程序不用 Ctrl-A 和 Ctrl-B\n哪里不对：tianbiao doctor；哪个键没反应：tianbiao doctor --keys", "PuTTY: Window > Translation: UTF-8\nXshell: File > Properties > Terminal > Encoding: UTF-8\nWeb consoles: the browser may intercept F-keys; use Ctrl-K and a digit\nscreen: for Ctrl-A press Ctrl-A a; this program does not use Ctrl-A or Ctrl-B\nOther problems: tianbiao doctor; for keys: tianbiao doctor --keys";
    unsaved() => "有改动未保存", "changes not saved";
    all_saved(time: &str) => "已存 {time}", "saved {time}";
    progress_is(percent: usize) => "填报进度 {percent}%", "{percent}% complete";
    sections_head() => "章节", "Sections";
    marks_head() => "标记", "Marks";
    marks_legend() => "* 必填空   ! 错误\n? 待核实   ~ 去年值\n= 自动算   + 有说明\ni 提示", "* required ! error\n? explain  ~ last year\n= formula  + note\ni hint";
    this_cell() => "本格", "This cell";
    filling_help() => "填写说明", "How to fill it in";
    used_by_head() => "被谁用到", "Used by";
    column_is(path: &str) => "列  {path}", "Col {path}";
    row_of(row: usize, rows: usize, column: usize, columns: usize) => "行 {row}/{rows} 列 {column}/{columns}", "row {row}/{rows} col {column}/{columns}";
    columns_right(count: usize) => "右边还有 {count} 列", "{count} more to the right";
    columns_left(count: usize) => "左边还有 {count} 列", "{count} more to the left";
    calculation_is(text: &str) => "算  {text}", "Calc {text}";
    partly_blank() => "（部分为空）", "(partly blank)";
    can_type_sums() => "可直接输入算式，如 662.86+19.44；空=无此项，0=有但为零", "calculations are allowed, such as 662.86+19.44; blank = none, 0 = zero";
    field_of(at: usize, count: usize) => "字段 {at}/{count}", "field {at}/{count}";
    figures_told() => "数", "Fig";
    figure_agrees(figure: &str, section: usize, label: &str) => "{figure}=表{section}{label} ok", "{figure}={section} {label} ok";
    figure_is_not(figure: &str, section: usize, label: &str, value: &str) => "{figure} ! 表{section}{label} {value}", "{figure} ! {section} {label} {value}";
    steps(count: usize) => "撤销 {count} 步", "{count} to undo";
    required_blank() => "（必填，空）", "(required, blank)";
    findings_head() => "检查结果", "Findings";
    finding_counts(errors: usize, explain: usize, required: usize, carried: &str, hints: usize, explained: usize) => "错误 {errors}  待核实 {explain}  必填空 {required}{carried}  提示 {hints}  已说明 {explained}", "errors {errors}  to explain {explain}  required {required}{carried}  hints {hints}  explained {explained}";
    finding_of(at: usize, count: usize) => "第 {at} 条，共 {count} 条（F8 下一条）", "{at} of {count} (F8: next)";
    finding_of_short(at: usize, count: usize) => "第 {at}/{count} 条 F8", "{at}/{count} F8";
    what_to_do_error() => "改数后自动消失；不挡存盘、翻页和草稿导出", "Clears when corrected; does not block saving, paging or draft export";
    what_to_do_explain() => "改数；属实则按 F4 写说明，随文件保存", "correct the value; if it is right, F4 adds an explanation, saved with the file";
    findings_keys() => "Enter 跳转，带 + 的展开  F4 填写说明  F7/Esc 返回", "Enter: go to it, or open a line with +  F4: explain  F7/Esc: back";
    goto_head() => "去哪里", "Go to";
    goto_hint() => "输入节号、名称、拼音首字母、路径或文字", "enter a section number, name, pinyin initials, path or text";
    find_head() => "找字", "Find text";
    find_hint() => "在已填的文字里找", "search in the entered text";
    figure_head() => "插入哪个数", "Insert which number";
    figure_hint() => "输入名称、拼音首字母或路径；加空格可再写行名", "enter a name, pinyin initials or path; add a space and a row name to narrow it";
    figure_keys() => "方向键选，Enter 插入，Esc 返回", "arrows: select, Enter: insert, Esc: back";
    figure_form(place: &str) => "{place} 写成什么样", "Format of {place}";
    figure_share() => "占另一个数的百分比……", "as a percentage of another number...";
    figure_share_of(place: &str) => "{place} 占哪个数的百分比", "{place} as a percentage of which number";
    figure_insert() => "插入表中数（随表更新）", "insert a table reference (updated with the table)";
    figure_is(typed: &str, shown: &str, from: &str) => "{typed} = {shown}（{from}）", "{typed} = {shown} ({from})";
    figures_head() => "文中的表中数", "Table references in the text";
    goto_keys() => "方向键选，Enter 去，Tab 找名称/找文字，Esc 返回", "arrows: select, Enter: go, Tab: search names or text, Esc: back";
    menu_filter() => "输入文字或拼音首字母筛选", "type to filter";
    menu_filtered(title: &str, filter: &str) => "{title}：{filter}", "{title}: {filter}";
    type_to_choose() => "请输入序号、文字或拼音首字母，或用方向键选择", "type a number or a part of the text, or use the arrows";
    menu_keys() => "数字或方向键选，Enter 确定，Esc 返回", "digits or arrows: select, Enter: confirm, Esc: back";
    calendar_keys() => "方向键选日，PgUp/PgDn 换月，Enter 确定，Esc 返回", "arrows: day, PgUp/PgDn: month, Enter: confirm, Esc: back";
    reader_keys_wide() => "PgDn/PgUp 翻页，←/→ 左右看，Esc 返回", "PgDn/PgUp: scroll, Left/Right: scroll sideways, Esc: back";
    reader_keys() => "PgDn/PgUp 翻页，Esc 返回", "PgDn/PgUp: scroll, Esc: back";
    ask_keys() => "Enter 确定，Esc 返回", "Enter: confirm, Esc: back";
    text_keys() => "Enter 换段  Tab/Esc 离开（不丢字）  F2 收起  F4 插入表中数", "Enter: paragraph  Tab/Esc: leave (text kept)  F2: close  F4: insert reference";
    text_keys_waiting() => "Enter 确认  Tab/Esc 离开（不丢字）  F2 收起", "Enter: confirm  Tab/Esc: leave (text kept)  F2: close";
    key_strip() => "按数字：1帮助 2改 3定位 4选择 5重画 6去年 7检查 8下条 9存盘 0菜单", "a digit: 1help 2edit 3go to 4options 5redraw 6last 7check 8next 9save 0menu";
    text_count(characters: usize, paragraphs: usize) => "字 {characters}  段 {paragraphs}", "{characters} characters  {paragraphs} paragraphs";
    lines_shown(from: usize, to: usize, count: usize) => "{from}-{to} / {count} 行", "{from}-{to} / {count} lines";
    month_head(year: i16, month: i8) => "{year}年{month}月", "{year}-{month:02}";
    week_days() => "一 二 三 四 五 六 日", "Mo Tu We Th Fr Sa Su";

    // Findings.
    constraint_broken() => "不符合填写要求", "does not meet the requirements";
    check_at(label: &str) => "检查：{label}", "check: {label}";

    // Table references in texts.
    reference_blank_placeholder(label: &str) => "〔空：{label}〕", "[blank: {label}]";
    reference_no_cell_placeholder(path: &str) => "〔引用无效〕", "[none: {path}]";
    reference_no_value_placeholder(label: &str, path: &str) => "〔无数据：{label}〕", "[no value: {path}]";
    reference_no_figure() => "“{{{{”后面不是引用，将按原样打印；请按 F4 插入引用，确需原样打印的，请说明原因", "\"{{{{\" does not start a table reference and is printed as typed: F4 inserts one; explain it if intended";
    reference_in_row_name(typed: &str) => "行名称中不能使用引用，将按原样打印；请改为文字", "{typed} cannot be used in a row name and is printed as typed: write it as text";
    reference_no_cell(typed: &str, why: &str) => "引用的数据不存在，请重新选择数据或改为文字", "{typed} has no value to show: correct the reference or write the text: {why}";
    reference_blank(place: &str) => "文中用到的“{place}”还是空的，请先填上", "\"{place}\" is used in the text but is blank: fill it in";
    reference_no_value(place: &str) => "文中用到的“{place}”没有数，请先把那里改好", "\"{place}\" is used in the text but has no value: correct it first";
    reference_circular(typed: &str, name: &str) => "引用的“{name}”本身含有引用，请改为文字", "{typed} refers to a text that itself contains references: write the text instead";
    reference_long_text(typed: &str, name: &str) => "引用的“{name}”文字过长，请改为文字", "{typed} refers to a text too long to insert: write the text instead";
    reference_not_whole(typed: &str, name: &str) => "引用的“{name}”不是整数，不能加减，请重新选择", "{typed} does not refer to a whole number: remove the addition, or use a whole-number field";
    reference_unit(typed: &str, name: &str, unit: &str) => "引用的“{name}”不能换算为所选单位（原单位“{unit}”），请重新选择单位", "the unit in {typed} cannot be converted to \"{unit}\": change it, or remove it";
    reference_no_share(typed: &str, name: &str) => "“{name}”无法计算百分比：两项应为同一类单位，后一项不能为 0", "{typed} is not a valid percentage: both numbers need the same kind of unit, the second must not be 0";
    reference_too_many(limit: usize) => "引用的表中数太多，最多 {limit} 处，从这里起照原样打印；请写成文字", "more than {limit} table references: from here on they are printed as typed; write them as text";
    text_at(label: &str) => "文字：{label}", "text: {label}";
    unexplained() => "未说明", "not explained";
    explanation(text: &str) => "说明：{text}", "explanation: {text}";

    // Command line.
    path_no_row(table: &str, row: &str) => "{table} 没有“{row}”这一行", "{table} has no row \"{row}\"";
    path_is_table(table: &str) => "{table} 是一张表，请写成 {table}[行].栏", "{table} is a table: write {table}[row].column";
    path_has_no_rows(name: &str) => "{name} 没有行和栏，直接写 {name}", "{name} has no rows or columns: write only {name}";
    path_is_cell(table: &str) => "写整张表的名称就行：{table}", "write only the name of the table: {table}";
    path_columns(all: &str) => "；有：{all}", "; it has: {all}";
    path_next_row(table: &str, next: usize) => "；可以接着填 {table}[{next}]", "; {table}[{next}] would be the next row";
    assign_no_equals(text: &str) => "“{text}”里没有“=”，请写成 路径=值", "\"{text}\" contains no \"=\": write PATH=VALUE";
    assign_locked(path: &str) => "{path} 是算出来的，不能直接填；确实要改，请加 --override", "{path} is calculated and cannot be set; to override it add --override";
    assign_twice(path: &str) => "{path} 给了两个不同的值", "{path} is set to two different values";
    assign_no_rule(rule: &str, all: &str) => "没有 {rule} 这条规则，有：{all}", "there is no rule {rule}; available: {all}";
    assign_line(line: usize) => "标准输入第 {line} 行：", "standard input, line {line}: ";
    assign_nothing() => "没有给出要改的内容：写 路径=值，或用 - 从标准输入读", "no changes given: write PATH=VALUE, or - to read standard input";
    assign_refused(count: usize) => "有 {count} 处不对，文件没有改动", "{count} errors: the file was not changed";
    kept_nowhere() => "改了要写回文件：报告要写文件名，不能写 -", "changes are written back to the file: the report must be a file, not -";
    stdin_twice() => "标准输入只能读一次：只能有一处写 -", "standard input can be read only once: use - in one place only";
    table_nothing() => "里面没有一行可读的内容，文件没有改动", "it contains no readable row: the file was not changed";
    table_too_many(most: usize) => "里面多于 {most} 格，文件没有改动；请分几次", "it contains more than {most} cells: the file was not changed; split it into parts";
    table_line(line: usize) => "第 {line} 行：", "line {line}: ";
    table_no_place(text: &str) => "“{text}”超出了这张表的栏", "\"{text}\" is outside the columns of the table";
    table_no_column(head: &str, text: &str) => "这张表没有“{head}”这一栏，“{text}”放不下", "the table has no column \"{head}\", so there is no place for \"{text}\"";
    table_row_twice(name: &str) => "“{name}”这一行前面已经有了", "the row \"{name}\" occurs more than once";
    table_rows_added(count: usize) => "新增 {count} 行", "{count} rows added";
    table_differs(name: &str, found: &str, own: &str, by: &str) => "{name}：表格 {found}，计算 {own}，差 {by}", "{name}: {found} in the spreadsheet, {own} calculated, difference {by}";
    table_unreadable(name: &str, found: &str, own: &str) => "{name}：表格“{found}”无法识别，计算 {own}", "{name}: \"{found}\" in the spreadsheet is not readable, {own} calculated";
    table_differs_text(name: &str, found: &str, own: &str) => "{name}：表格 {found}，计算 {own}", "{name}: {found} in the spreadsheet, {own} calculated";
    set_done(file: &str, count: usize) => "{file}：改了 {count} 处", "{file}: {count} values changed";
    set_same(file: &str) => "{file}：没有变化，不用保存", "{file}: no changes, not saved";
    new_done(file: &str, title: &str) => "{file}：已新建，{title}", "{file}: created, {title}";
    new_no_year() => "这份表单没有年度这一项，--year 用不上", "this form has no year field, so --year cannot be used";
    form_not_on_shelf(id: &str) => "以后打开这份报告还要用到表单 {id}：请把它放进 ~/.config/tianbiao/forms，或把它的文件夹写进 TIANBIAO_FORMS", "opening this report later needs the form {id}: put it in ~/.config/tianbiao/forms, or add its folder to TIANBIAO_FORMS";
    form_fits(id: &str, edition: &str, fields: usize) => "没有错误：{id} {edition}，{fields} 项", "no errors: {id} {edition}, {fields} fields";
    form_mistakes(count: usize) => "共 {count} 处错误", "{count} errors";
    form_built_in() => "程序自带", "built in";
    form_unreadable() => "读不了，用 tianbiao form check 查看", "cannot be read: see tianbiao form check";
    form_head_path() => "路径", "path";
    form_head_type() => "类型", "type";
    form_head_label() => "名称", "label";
    form_calculated() => "自动计算", "calculated";
    form_summed() => "有汇总行", "sum row";
    check_count(errors: usize, open: usize, rest: usize) => "{errors} 处错误，{open} 处待核实，{rest} 处提示或已说明", "errors {errors}, to explain {open}, hints or explained {rest}";
    check_carried(count: usize) => "{count} 处仍是去年的，没有确认", "{count} values still from last year, not confirmed";
    check_clean() => "没有发现问题", "no findings";
    other_edition(file: &str, theirs: &str, ours: &str) => "{file}：报告用的是表单的 {theirs} 版，这里只有 {ours} 版，对不上的内容会原样保留", "{file}: the report uses form edition {theirs}; only {ours} is available; content that does not fit is kept unchanged";
    usage_is(usage: &str) => "用法：{usage}", "Usage: {usage}";
    usage_more() => "更多见 --help", "For more information, try '--help'.";
    command_and_file(file: &str) => "命令要写在最前面：{file} 之后不能再写命令", "the command must come first: no command is allowed after {file}";
    unknown_language(found: &str) => "--lang 只能是 zh 或 en，不是“{found}”", "--lang must be zh or en, not \"{found}\"";
    unknown_command(name: &str) => "没有 {name} 这个命令", "there is no command {name}";
    output_failed(reason: &str) => "写不到标准输出：{reason}", "cannot write to standard output: {reason}";
    export_refused(errors: usize, file: &str) => "还有 {errors} 处错误，未导出定稿；用 tianbiao check {file} 查看", "{errors} errors remain: final version not exported; see tianbiao check {file}";
    export_unconfirmed(count: usize, file: &str) => "还有 {count} 处是去年的、没有确认，未导出定稿；打开 {file}，按 F8 逐处看，Enter 确认（或用 tianbiao set 重新赋值）", "{count} values from last year are not confirmed: final version not exported; open {file}, F8 goes through them and Enter confirms (or set them again with tianbiao set)";
    export_failed(format: &str, reason: &str) => "导不出 {format}：{reason}", "cannot export {format}: {reason}";
    export_unknown(extension: &str, names: &str) => "不支持导出为 .{extension}，请用 -f 指明格式：{names}", ".{extension} is not a known format; specify one with -f: {names}";
    export_needs_file(format: &str, extension: &str) => "{format} 格式不能在屏幕显示，请写到文件：-o 文件名.{extension}", "{format} is not text: write it to a file with -o NAME.{extension}";

    // Files.
    file_missing(file: &str) => "没有 {file} 这个文件，请核对文件名和文件夹", "there is no file {file}: check the file name and folder";
    file_folder_missing(file: &str) => "{file} 所在的文件夹不存在，请先建文件夹或换个位置", "the folder of {file} does not exist: create it, or choose another location";
    file_no_rights(file: &str) => "没有读写 {file} 的权限，原文件没有动；请换个位置，或请管理员开通权限", "no permission to read or write {file}; it was not changed. Choose another location, or ask for permission";
    file_read_only(file: &str) => "{file} 所在的磁盘是只读的，请存到别的位置", "{file} is on a read-only disk: save to another location";
    file_no_space(file: &str) => "磁盘满了，{file} 没有存上，原文件没有动；请腾出空间再存，或存到别的位置", "the disk is full: {file} was not saved and is unchanged; free some space, or save to another location";
    file_quota(file: &str) => "磁盘配额用完了，{file} 没有存上，原文件没有动；请删些文件再存，或存到别的位置", "the disk quota is used up: {file} was not saved and is unchanged; delete some files, or save to another location";
    file_size_limit(file: &str) => "超过了系统允许的文件大小，{file} 没有存上，原文件没有动；请存到别的位置，或请管理员放宽限制", "the file size limit of the system was exceeded: {file} was not saved and is unchanged; save to another location, or ask for a higher limit";
    file_name_too_long(file: &str) => "文件名太长，请换个短些的：{file}", "the file name is too long: {file}; choose a shorter one";
    file_not_regular(file: &str) => "{file} 不是普通文件（是文件夹、管道、设备或绕圈的链接），请换一个", "{file} is not a regular file (but a folder, pipe, device or circular link): choose another";
    file_is_report(file: &str) => "{file} 就是这份报告，不能被导出的文件覆盖，请换一个文件名", "{file} is the report itself and cannot be overwritten by an export: choose another name";
    export_mismatch(format: &str, extension: &str) => "-f {format} 与扩展名 .{extension} 不一致，请改其中一个", "-f {format} and the extension .{extension} do not match: change one of them";
    file_exists(file: &str) => "已有同名文件 {file}，没有覆盖；确实要覆盖请加 --force", "{file} exists and was not overwritten; use --force to overwrite it";
    file_changed(file: &str) => "{file} 打开之后被别人改过，没有覆盖；请另存一份，再对照着合并", "{file} was changed elsewhere after it was opened and was not overwritten: save a copy, then compare and merge";
    file_too_large(file: &str, megabytes: u64) => "{file} 太大，最多 {megabytes} MB；请核对是不是选错了文件", "{file} is too large, at most {megabytes} MB: check that it is the right file";
    file_not_utf8() => "从这里起不是 UTF-8 文字（可能是 GBK），请另存为 UTF-8 再打开", "from here on the text is not UTF-8 (possibly GBK): save it as UTF-8 first";
    file_io(file: &str, reason: &str) => "{file} 读写出错：{reason}；原文件没有动，请检查磁盘或换个位置", "{file}: {reason}; it was not changed. Check the disk or choose another location";
    file_not_synced(file: &str) => "{file} 已经写好，但系统没能确认写进磁盘；请再存一次，断电前不要依赖它", "{file} was written, but the system could not confirm that it is on disk: save again before relying on it";
    form_unknown(id: &str, known: &str) => "没有“{id}”这份表单，有：{known}", "there is no form \"{id}\"; available: {known}";
    form_has_mistakes(file: &str, count: usize) => "表单 {file} 有 {count} 处错误，先用 tianbiao form check 改好", "the form {file} has {count} errors: correct them first, see tianbiao form check";
    report_damaged(reason: &str) => "{reason}；文件没有动", "{reason}; the file was not changed";

    // Export.
    format_docx() => "Word 文档，按印制的表样排版", "Word document in the layout of the printed form, ready to print and submit";
    format_text() => "纯文本，表格用线画出", "plain text, tables drawn with lines";
    format_markdown() => "Markdown，可在网页上看，也可转成别的格式", "Markdown, for the web or for conversion";
    format_csv() => "CSV：每项一行，可用电子表格打开", "one row per value, for spreadsheets";
    format_xlsx() => "电子表格（Excel、WPS），每张表一个工作表，合计为公式", "spreadsheet (Excel, WPS): one sheet per table, totals as formulas";
    format_json() => "JSON：全部内容和检查结果，供程序读取", "all values and findings, for programs";
    practice_mark() => "练习稿", "PRACTICE";
    draft_mark() => "草稿", "DRAFT";
    no_table_for_sheets() => "这份报告没有要填的表格，请改用其他格式", "this report has no tables to export: choose another format";
    label_value(label: &str, value: &str) => "{label}：{value}", "{label}: {value}";
    table_unit(unit: &str) => "（单位：{unit}）", " (unit: {unit})";
    row_number() => "序号", "No.";
    too_many_columns(found: usize, allowed: usize) => "一张表有 {found} 列，Word 的表格最多 {allowed} 列", "a table has {found} columns; a Word table can have at most {allowed}";
    date_to_write() => "年    月    日", "Date:                ";
    annex_heading() => "附：填报说明", "Annex: explanations";
    annex_none() => "没有需要说明的事项。", "No explanations are needed.";
    annex_place() => "所在栏目", "Field";
    annex_finding() => "检查情况", "Finding";
    annex_explanation() => "说明", "Explanation";

    // Comparison of two reports.
    order_of_rows(rows: &str) => "次序：{rows}", "Order: {rows}";
    row_place(row: usize) => "第 {row} 行", "row {row}";
    beyond_the_form() => "表单以外的内容", "Content outside the form";
    diff_same(before: &str, after: &str) => "{before} 和 {after} 的内容一样", "{before} and {after} have the same content";
    diff_count(count: usize, calculated: usize) => "{count} 处不同，其中自动计算（=）{calculated} 处", "{count} differences, {calculated} of them calculated (=)";
    diff_gone(count: usize) => "-{count} 字", "-{count} characters";
    diff_new(count: usize) => "+{count} 字", "+{count} characters";
    diff_left_out(count: usize) => "..（{count} 字）..", "..({count} characters)..";
    diff_other_form(before: &str, after: &str, strangers: usize) => "两份报告的表单不同（{before}、{after}），按路径和名称对照；{strangers} 项只有一边有", "the reports use different forms ({before}, {after}); compared by path and label; {strangers} fields are in only one of them";
    diff_nothing_common(before: &str, after: &str) => "{before} 和 {after} 两份表单没有一项相同，无法对照", "the forms {before} and {after} have no field in common and cannot be compared";

    // Journal.
    state_not_ours(file: &str) => "{file} 不是本程序为您建的（是链接，或属于别人），没有动它；请把它移开", "{file} was not created by this program (it is a link, or belongs to another user) and was not changed: move it away";
    recover_nothing(file: &str) => "{file}：没有草稿，或草稿里的都已经存在文件里", "{file}: no draft, or everything in it is already saved in the file";
    recover_found(count: usize, time: &str) => "草稿最后写于 {time}，多出 {count} 处", "draft last written {time}; {count} differences";
    recover_theirs() => "（文件后来改的，照文件）", " (changed later in the file, which is used)";
    recover_done(file: &str) => "{file}：已写入找回的内容", "{file}: recovered content written";
    recover_kept(number: u32, file: &str) => "原来那份留在历史里，编号 {number}：tianbiao history {file} --fetch {number}", "the previous version is number {number} in the history: tianbiao history {file} --fetch {number}";
    good_in_draft(file: &str) => "没有存进文件的草稿还在：tianbiao recover {file}", "an unsaved draft exists: tianbiao recover {file}";
    good_in_history(file: &str, number: u32, time: &str) => "上一份好的在历史里（{time}）：tianbiao history {file} --fetch {number}", "the last good version is in the history ({time}): tianbiao history {file} --fetch {number}";

    // Last year.
    roll_characters(count: usize) => "{count} 字", "{count} characters";
    roll_numbers(count: usize) => "有数 {count} 个", "{count} numbers";
    roll_entries(count: usize) => "{count} 项", "{count} entries";
    roll_references(count: usize) => " 随表 {count}", ", {count} table references";
    roll_figures() => "各格", "cells";
    roll_title(file: &str) => "从去年的报告结转：{file}", "Start from last year's report: {file}";
    roll_head() => "项|去年|今年|处理", "item|last year|this year|action";
    roll_counts(kept: usize, asked: usize, references: usize, unmatched: usize) => "沿用 {kept}  待填 {asked}  随表 {references}  未匹配 {unmatched}", "keep {kept}  re-enter {asked}  references {references}  unmatched {unmatched}";
    roll_note() => "表里的数不带到今年，去年的数在旁边作参照；文字里的数跟着表走", "table numbers are not carried over but shown for reference; numbers in texts follow the tables";
    roll_before(value: &str) => "去年 {value}", "Last year {value}";
    roll_after(value: &str) => "今年 {value}", "This year {value}";
    roll_keys_short() => "Enter 建  F4 改  F6 本节  Esc 返回", "Enter create  F4 change  F6 section  Esc";
    roll_keys() => "Enter 建今年的草稿  F4 或空格 改处理方式  F6 本节全部沿用/重填  Esc 返回", "Enter: create draft  F4/Space: change action  F6: whole section  Esc: back";
    roll_name_keys() => "Enter 建好并开始填  Esc 返回  Ctrl-Q 放弃", "Enter: create and start, Esc: back, Ctrl-Q: quit";
    roll_arrows() => "方向键选一项，F4 或空格改处理方式，Enter 建草稿", "arrows: select, F4 or Space: change the action, Enter: create the draft";
    roll_keep() => "沿用", "keep";
    roll_confirm() => "沿用，待确认", "to confirm";
    roll_clear() => "今年重填", "re-enter";
    roll_derive() => "自动", "automatic";
    roll_done(file: &str) => "{file}：今年的草稿已建好", "{file}: this year's draft created";
    roll_summary(kept: usize, unconfirmed: usize, derived: usize, asked: usize, references: usize, unmatched: usize) => "沿用 {kept} 处（其中 {unconfirmed} 处带 ~ 待确认），自动 {derived} 处，今年重填 {asked} 处，{references} 个数随表更新，没有对应栏目存入附注 {unmatched} 处", "{kept} kept ({unconfirmed} marked ~ to be confirmed), {derived} automatic, {asked} to re-enter, {references} table references, {unmatched} without a field stored in the annex";
    roll_no_year() => "年度推不出来，请在封面填写，或用 --year 指明", "the year cannot be derived: enter it on the cover, or specify --year";
    roll_unmatched() => "没有这一项，存入附注", "no such field, stored in the annex";

    // Locks.
    state_taken_over(file: &str) => "{file} 已被另一处会话接管，这里不再写入；这里的内容退出时存进历史", "{file} was taken over by another session and is no longer written here; the content here is saved to the history on exit";
    file_held(file: &str, owner: &str, since: &str) => "{file} 已在另一处打开（{owner}，{since} 起），没有动它；请先在那边退出", "{file} is open in another session ({owner}, since {since}) and was not changed: close that session first";
    onto_itself(file: &str) => "{file} 是来源，不会被覆盖；-o 请写另一个文件名", "{file} is the source file and is not overwritten: specify another name with -o";

    // History.
    history_none(file: &str) => "{file}：还没有留下版本", "{file}: no versions in the history yet";
    history_unknown(number: u32, known: &str) => "没有第 {number} 版，有：{known}", "there is no version {number}; available: {known}";
    history_fetched(number: u32, file: &str) => "{file}：已取出第 {number} 版", "{file}: version {number} fetched";
    history_session() => "填写之前", "before an editing session";
    history_recovery() => "找回草稿之前", "before a draft was recovered";
    history_draft() => "没有采用的草稿", "unused draft";
    history_overwritten() => "别人改过、被覆盖的", "changed elsewhere, then overwritten";
    // Import.
    import_old_word() => "是旧版 .doc 或 .wps；请用 Word 或 WPS 另存为 .docx 再导入（另存时类型选“Word 文档（*.docx）”）", "an old .doc or .wps file: save it as .docx in Word or WPS, then import it (Save As, type Word Document (*.docx))";
    import_locked() => "加了密码；请用 Word 或 WPS 去掉密码，另存为 .docx 再导入", "password protected: remove the password in Word or WPS, save it as .docx, then import it";
    import_sheet() => "是电子表格，不是文档；单张表请复制了在界面里粘贴，或用 tianbiao table 读入", "a spreadsheet, not a document: copy a table and paste it on the screen, or read it with tianbiao table";
    import_pdf() => "是 PDF；请导入当初的 Word 文档，或用 Word、WPS 另存为 .docx（扫描件要先识别文字）", "a PDF: import the original Word document, or save it as .docx in Word or WPS (a scan needs text recognition first)";
    import_save_as(kind: &str) => "是 {kind} 文件；请用 Word 或 WPS 另存为 .docx 再导入", "a {kind} file: save it as .docx in Word or WPS, then import it";
    import_docx_damaged(reason: &str) => "这个 .docx 读不了，可能没有传完整（{reason}）；请用 Word 或 WPS 打开后另存一份再导入", "this .docx cannot be read, it may be incomplete ({reason}): open it in Word or WPS, save it again, then import it";
    import_not_word() => "不是 Word 文档；能导入的是 .docx 和纯文本 .txt", "not a Word document: only .docx and plain text .txt can be imported";
    import_too_large() => "内容太多，不像是一份报告，没有导入；请核对是不是选错了文件", "too much content for a report, not imported: check that it is the right file";
    import_not_text() => "不是文字；能导入的是 .docx 和纯文本 .txt，其他格式请先用 Word 或 WPS 另存为 .docx", "not text: only .docx and plain text .txt can be imported; save other formats as .docx in Word or WPS first";
    import_nothing(title: &str) => "里面没有找到“{title}”的内容，没有新建文件；请核对文件，或用 --form 指明表单", "no content of \"{title}\" was found, no file was created: check the file, or specify the form with --form";
    import_done(file: &str, placed: usize, fields: usize, cells: usize, prose: usize) => "{file}：放好 {placed} 处（单项 {fields}，表格 {cells}，综述 {prose}）", "{file}: {placed} values placed (fields {fields}, table cells {cells}, prose {prose})";
    import_found(placed: usize, unplaced: usize) => "从文档里放好 {placed} 处，{unplaced} 处没有对应的栏目，留在附注里", "{placed} values placed from the document, {unplaced} without a field stored in the annex";
    import_first(file: &str) => "{file}：是文档，不是报告；先导入：tianbiao import {file} -o 报告.ron", "{file}: a document, not a report; import it first: tianbiao import {file} -o REPORT.ron";
    import_form_chosen(title: &str, id: &str) => "按“{title}”（{id}）读的，它对上的最多", "read as \"{title}\" ({id}), the best match";
    import_calculated(count: usize) => "其中 {count} 处与自动计算的一致，由公式给出，不另存", "{count} of them equal the calculated values and are not stored";
    import_overrides(count: usize) => "其中 {count} 处合计与明细不符，照原文保留，请用 tianbiao check 核对", "{count} totals do not match their parts and are kept as in the document: check them with tianbiao check";
    import_all_placed() => "原文没有剩下的内容", "nothing in the document was left over";
    import_unplaced(count: usize) => "{count} 处没有对应的栏目，原样留在文件末尾的 leftovers 里：", "{count} items have no field and are stored at the end of the file under leftovers:";
    import_more(count: usize) => "……还有 {count} 处", "... and {count} more";
}

/// Returns the word for yes or no.
pub fn truth(lang: Lang, truth: bool) -> String {
    if truth { yes(lang) } else { no(lang) }
}
