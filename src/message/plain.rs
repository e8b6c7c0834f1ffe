//! Messages of `--plain`. They are read aloud, so they are short and use no symbols that are only visual.

use super::Lang;

messages! {
    // Start.
    plain_begin(title: &str, file: &str) => "{title}，{file}", "{title}, {file}";
    plain_welcome() => "每行一答，空行不修改；问号 ? 帮助，两个问号 ?? 全部命令，冒号 :退出 保存并退出", "one answer per line; an empty line keeps the value; question mark ? for help, two question marks ?? list all commands, colon :quit saves and quits";
    plain_followed() => "对方已保存，内容已更新", "saved elsewhere; the content here was updated";
    plain_start_help() => "输入序号选择；空行采用默认值；小于号 < 返回开头，冒号 :退出 退出", "enter a number to choose, an empty line for the default; less-than < starts again, colon :quit quits";
    plain_with_default(question: &str, usual: &str) => "{question}，空行采用 {usual}", "{question} Empty line: {usual}";
    plain_roll(file: &str) => "生成本年草稿：空行存为 {file}，可输入其他文件名，2 取消", "Create this year's draft? Empty line: create {file}; file name: use that name; 2: do not create";
    plain_choose_first() => "输入序号；空行为 1", "enter a number; an empty line means 1";

    plain_take(number: usize) => "采用本次填写的内容：1 采用，2 不采用；空行为 {number}", "use the value here? 1 yes, 2 no; an empty line means {number}";

    plain_both_changed(file: &str) => "{file} 在另一处有改动，本窗口也有改动，请逐处选择：前为文件中的内容，后为本次填写的内容", "{file} was changed both elsewhere and here: choose for each place; the value in the file is read first, the value here second";
    plain_merged() => "已合并，尚未保存：冒号 :存盘 保存，冒号 :撤销 撤销", "merged, not saved yet: colon :save saves, colon :undo undoes";
    plain_apart() => "请逐项选择；:另存 将草稿另存为新文件并打开，现有文件不变", "Choose one by one; :copy writes the draft to a new file and opens it, the present file stays as it is";
    plain_put_away() => "发现未保存的草稿，已存入历史版本：tianbiao history 文件名", "an unsaved draft was found and moved to the history: tianbiao history FILE";

    // Position.
    plain_section(section: usize, count: usize, label: &str) => "第 {section} 节，共 {count} 节：{label}", "Section {section} of {count}: {label}";
    plain_first_section(label: &str, count: usize) => "{label}（共 {count} 节）", "{label} ({count} sections)";
    plain_table(label: &str, rows: usize, columns: usize) => "{label}，{rows} 行 {columns} 栏", "{label}, {rows} rows, {columns} columns";
    plain_rows(rows: usize, columns: usize) => "表，{rows} 行 {columns} 栏", "table, {rows} rows, {columns} columns";
    plain_row(label: &str, rows: usize) => "{label}，共 {rows} 行", "{label}, {rows} rows in total";
    plain_row_number(row: usize, rows: usize) => "第 {row} 行，共 {rows} 行", "row {row} of {rows}";
    plain_calculated(label: &str, value: &str) => "{label}：{value}，自动计算", "{label}: {value}, calculated";
    plain_equals(label: &str, value: &str) => "{label} = {value}", "{label} = {value}";
    plain_comma() => "，", ", ";
    plain_colon() => "：", ": ";

    // Questions.
    plain_blank() => "空", "blank";
    plain_size(paragraphs: usize, characters: usize) => "{paragraphs} 段，{characters} 字", "paragraphs: {paragraphs}, characters: {characters}";
    plain_waits() => "上年内容，波浪号 ~ 确认", "from last year, tilde ~ to confirm";
    plain_overridden() => "手工填列", "overridden";
    plain_choices(choices: &str) => "输入序号：{choices}", "enter a number: {choices}";
    plain_several(choices: &str) => "输入序号，可选多项（如 1 3）：{choices}", "enter one or more numbers, such as 1 3: {choices}";
    plain_write() => "每行一段，填写完毕后单独一行输入句点 .", "one paragraph per line; a single full stop . on a line ends the text";
    plain_rewrite() => "空行不修改；加号 + 续写；井号 # 加段号重写一段；直接输入则全部重写", "an empty line keeps the text; plus + appends; number sign # with a number rewrites that paragraph; any other text replaces everything";
    plain_replaced(paragraphs: usize) => "原有 {paragraphs} 段已替换，冒号 :撤销 恢复；可继续输入，完毕后单独一行输入句点 .", "the previous text (paragraphs: {paragraphs}) was replaced, colon :undo restores it; continue, a single full stop . on a line ends the text";
    plain_anew() => "重写本段，完毕后单独一行输入句点 .；空行不修改，减号 - 删除本段", "rewrite this paragraph, a single full stop . on a line ends it; an empty line keeps it, minus - deletes it";
    plain_more(label: &str) => "增加一行{label}：1 增加，空行不增加", "add another row of {label}? 1 adds one, an empty line does not";
    plain_yes_or_no() => "1 增加，空行不增加；填写内容前请先增加行", "1 adds a row, an empty line does not; add the row before entering its content";
    plain_end() => "已填到最后一项", "all questions done";
    plain_export() => "导出", "export";
    plain_quit() => "保存并退出", "save and quit";
    plain_from_the_top() => "从头开始", "start again from the beginning";

    // Results of an answer.
    plain_read_as(value: &str) => "识别为 {value}", "read as {value}";
    plain_error(sentence: &str) => "错误：{sentence}", "error: {sentence}";
    plain_review() => "待处理的数据；输入序号定位，用冒号 :核对 加序号标记为已核", "Open figures; a number goes to it, colon :tick with a number marks it as checked";
    plain_tick_which() => "请在冒号 :核对 后加序号，序号见冒号 :对账", "add the number after colon :tick; colon :review lists the numbers";
    plain_tick_gone() => "该处文字已改动，请重新对账", "that text has changed: list the figures again";
    plain_explain(sentence: &str) => "待核实：{sentence}", "to be checked: {sentence}";
    plain_explain_here() => "情况属实的，用冒号 :说明 填写原因", "if it is correct, use colon :explain to give the reason";
    plain_explain_there() => "情况属实的，小于号 < 返回，再用冒号 :说明 填写原因", "if it is correct, go back with less-than <, then use colon :explain to give the reason";
    plain_explained(sentence: &str) => "已说明：{sentence}", "explained: {sentence}";
    plain_hint(sentence: &str) => "提示：{sentence}", "hint: {sentence}";
    plain_go_back() => "小于号 < 返回修改", "less-than < goes back to change it";
    plain_cleared() => "已清空", "cleared";
    plain_blank_already() => "原为空", "already blank";
    plain_locked() => "自动计算，无需填列；如需手工填列，用冒号 :手填", "calculated, no entry needed; colon :override overrides it";
    plain_unlocked() => "请输入内容；冒号 :自动 恢复自动计算", "now enter the value; colon :calculate restores the formula";
    plain_not_calculated() => "本项不是自动计算", "this field is not calculated";
    plain_not_overridden() => "本项未作手工填列", "this field was not overridden";
    plain_undone(place: &str) => "已撤销：{place}；冒号 :重做 恢复", "undone: {place}; colon :redo restores it";
    plain_no_paragraphs() => "本项不分段", "this field has no paragraphs";
    plain_which_paragraph(count: usize) => "输入井号和段号，如 #1；共 {count} 段", "enter a number sign and a paragraph number, such as #1; there are {count}";
    plain_row_removed(row: &str) => "已删除{row}；冒号 :撤销 恢复", "{row} removed; colon :undo restores it";
    plain_no_name() => "此处的行没有名称", "the rows here have no names";
    plain_new_name() => "新名称，空行不修改", "new name? An empty line keeps the old one";
    plain_copy_to() => "副本另存为，空行取消", "save a copy to which file? An empty line saves none";
    plain_renamed(name: &str) => "已改名为 {name}，各表同步", "renamed to {name} in all its tables";
    plain_nothing_waits() => "本项没有待确认的上年内容", "this field has no value from last year to confirm";
    plain_confirm_unheard(count: usize) => "尚有 {count} 处未朗读，逐项听过或用冒号 :念 之后再确认", "{count} were not read out yet: go through them or use colon :read, then confirm";
    plain_confirmed(count: usize) => "已确认 {count} 处；冒号 :撤销 恢复", "{count} confirmed; colon :undo undoes it";
    plain_too_long(limit: usize) => "本行超过 {limit} MB，未接收", "this line is longer than {limit} MB and was not accepted";
    plain_cut() => "本行过长，终端只接收了前一部分，请核对；长段落请分行输入，行末加反斜杠 \\ 与下一行连成一段", "this line is too long, the terminal kept only its beginning: check it; to enter a long paragraph in several lines, end each line except the last with a backslash \\";
    plain_keys() => "本行含有 Esc、方向键等按键，未接收；改正请用退格，小于号 < 返回上一项", "this line contains keys such as Esc or arrows and was not accepted: use Backspace to correct, less-than < to go back";
    plain_not_utf8() => "本行不是 UTF-8 编码，未接收；请将终端编码改为 UTF-8。Zhe yi hang mei you shou: qing ba zhongduan bianma gaicheng UTF-8.", "this line is not UTF-8 text and was not accepted: set the terminal encoding to UTF-8";
    plain_half(text: &str) => "上次未提交的内容：{text}", "typed last time but not entered: {text}";
    plain_half_here() => "已放回输入行，可继续修改，按 Enter 提交", "it is back on the input line: edit it, or press Enter";

    // Lists.
    plain_difference(place: &str, before: &str, after: &str) => "{place}：{before}，改为 {after}", "{place}: {before}, changed to {after}";
    plain_numbered(number: usize, words: &str) => "{number}、{words}", "{number}. {words}";
    plain_choose() => "输入序号或文字，空行返回", "enter a number or a part of the text, an empty line to go back";
    plain_more_choices(count: usize) => "其余 {count} 条，大于号 > 继续；输入序号或文字，空行返回", "{count} more, greater-than > continues; enter a number or a part of the text, an empty line to go back";
    plain_fitting(choices: &str) => "符合的有：{choices}；请输入序号", "these fit: {choices}; enter a number";
    plain_no_such_number(first: usize, last: usize) => "请输入 {first} 至 {last} 的序号", "enter a number from {first} to {last}";
    plain_found(count: usize) => "找到 {count} 处", "{count} found";
    plain_find_what() => "查找内容：斜杠 / 加文字，如 /基本支出", "find what? Enter slash / and the text, such as /basic";
    plain_read_end() => "本节朗读完毕", "end of the section";

    // Explanations and exports.
    plain_nothing_to_explain() => "本项没有需要说明的事项", "there is nothing to explain here";
    plain_explain_which() => "选择需要说明的事项", "Explain which?";
    plain_last_explanation(text: &str) => "上年说明：{text}", "last year's explanation: {text}";
    plain_why() => "填写原因；空行采用上述说明，减号 - 删除说明，小于号 < 取消", "enter the reason; an empty line uses the explanation above, minus - removes it, less-than < cancels";
    plain_why_new() => "填写原因；空行取消", "enter the reason; an empty line cancels";
    plain_back() => "不改用", "leave it as it is";
    plain_left() => "已取消", "cancelled";
    plain_export_to(usual: &str) => "导出文件名，空行采用 {usual}", "export file name; empty line: {usual}";
    plain_draft_or_final() => "草稿或定稿", "Draft or final";

    // Commands.
    plain_unknown(word: &str) => "没有命令“:{word}”，内容未改动；如需填写以冒号开头的内容，前面加反斜杠 \\；两个问号 ?? 全部命令", "there is no command \":{word}\", nothing was changed; to enter text that starts with a colon, put a backslash \\ before it; two question marks ?? list all commands";
    plain_orders_more() => "全角符号同样有效；命令也可输入拼音首字母，如 :cx 为撤销；以这些符号开头的内容，前面加反斜杠 \\", "full-width signs work as well; to enter text that starts with one of these signs, put a backslash \\ before it";
    plain_help_more() => "两个问号 ?? 全部命令；句点 . 重读问题", "two question marks ?? list all commands, full stop . repeats the question";
}

/// Returns the question whether to use a difference; `usual` is the default for an empty line.
pub fn plain_take_it(lang: Lang, usual: bool) -> String {
    let number = if usual { 1 } else { 2 };
    plain_take(lang, number)
}

/// Joins values to a phrase, preceded by `head` unless it is empty.
pub fn plain_values(lang: Lang, head: &str, values: &str) -> String {
    if head.is_empty() { values.to_owned() } else { format!("{head}{}{values}", plain_colon(lang)) }
}

/// Returns the error for a number that is not among the choices.
pub fn plain_no_such_choice(lang: Lang, count: usize) -> String {
    plain_no_such_number(lang, 1, count)
}

/// Returns a question: the label, the current value and remarks.
pub fn plain_question(lang: Lang, label: &str, value: &str, marks: &str) -> String {
    let comma = if value.is_empty() || marks.is_empty() { String::new() } else { plain_comma(lang) };
    format!("{label}{}{value}{comma}{marks}", plain_colon(lang))
}

/// Returns the question for the export file; an empty line means `usual`, unless that is empty.
pub fn plain_which_file(lang: Lang, usual: &str) -> String {
    if usual.is_empty() { super::export_to(lang) } else { plain_export_to(lang, usual) }
}

/// Returns the name of a symbol, because screen readers skip most symbols.
pub fn plain_sign(lang: Lang, sign: &str) -> String {
    let called = match sign.chars().next() {
        Some('<') => ["小于号", "less-than"],
        Some('>') => ["大于号", "greater-than"],
        Some('?') => ["问号", "question mark"],
        Some('!') => ["叹号", "exclamation mark"],
        Some('.') => ["句点", "full stop"],
        Some('@') => ["at 号", "at sign"],
        Some('/') => ["斜杠", "slash"],
        Some('~') => ["波浪号", "tilde"],
        Some('-') => ["减号", "minus"],
        Some('+') => ["加号", "plus"],
        Some('#') => ["井号", "number sign"],
        Some('\\') => ["反斜杠", "backslash"],
        _ => return String::new(),
    };
    let [zh, en] = called;
    match (lang, sign.len()) {
        (Lang::Zh, 1) => zh.to_owned(),
        (Lang::Zh, _) => format!("两个{zh}"),
        (Lang::En, 1) => en.to_owned(),
        (Lang::En, _) => format!("two {en}"),
    }
}
