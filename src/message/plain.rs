//! What the questions of `--plain` say: read aloud, so short, with nothing that only looks like something.

use super::Lang;

messages! {
    // The beginning.
    plain_begin(title: &str, file: &str) => "{title}，{file}", "{title}, {file}";
    plain_welcome() => "一行一答，空行不改；问号 ? 帮助，两个问号 ?? 全部命令，冒号 :退出 存盘退出", "one line, one answer; an empty line keeps; question mark ? helps, two of them ?? list the orders, colon :quit saves and leaves";
    plain_followed() => "别处存了盘，这里已更新", "it was saved elsewhere and is up to date here";
    plain_start_help() => "按号选；空行用默认的；小于号 < 回到开头，冒号 :退出 退出", "a number chooses, an empty line takes what is offered, less-than < begins again, colon :quit leaves";
    plain_with_default(question: &str, usual: &str) => "{question} 空行用 {usual}", "{question} An empty line takes {usual}";
    plain_roll(file: &str) => "建今年的草稿吗？空行建到 {file}，写文件名换个名字，2 不建", "Make this year's draft? An empty line makes {file}, a name another file, 2 none";
    plain_choose_first() => "写号；空行是 1", "a number; an empty line is 1";

    plain_take(number: usize) => "用这里的吗？1 用，2 不用；空行是 {number}", "take it? 1 yes, 2 no; an empty line is {number}";

    plain_both_changed(file: &str) => "{file} 在别处改过，这里也改过，逐处选用哪一份：前面是文件里的，后面是这里的", "{file} was changed elsewhere, and here too: choose place by place, the file's comes first, what is here second";
    plain_merged() => "已合并，还没有存盘：冒号 :存盘 存盘，冒号 :撤销 撤销", "merged and not saved yet: colon :save saves, colon :undo takes it back";
    plain_put_away() => "找到一份没有存盘的草稿，已放进历史：tianbiao history 文件名", "there was a draft that the file does not hold; it is in the history: tianbiao history FILE";

    // Where one is.
    plain_section(section: usize, count: usize, label: &str) => "第 {section} 节，共 {count} 节：{label}", "Section {section} of {count}: {label}";
    plain_table(label: &str, rows: usize, columns: usize) => "{label}，{rows} 行 {columns} 栏", "{label}, {rows} rows, {columns} columns";
    plain_rows(rows: usize, columns: usize) => "表，{rows} 行 {columns} 栏", "table, {rows} rows, {columns} columns";
    plain_row(label: &str, rows: usize) => "{label}，共 {rows} 行", "{label}, of {rows} rows";
    plain_row_number(row: usize, rows: usize) => "第 {row} 行，共 {rows} 行", "row {row} of {rows}";
    plain_calculated(label: &str, value: &str) => "{label}：{value}，自动", "{label}: {value}, calculated";
    plain_equals(label: &str, value: &str) => "{label} = {value}", "{label} = {value}";
    plain_comma() => "，", ", ";
    plain_colon() => "：", ": ";

    // Questions.
    plain_blank() => "空", "blank";
    plain_size(paragraphs: usize, characters: usize) => "{paragraphs} 段，{characters} 字", "paragraphs {paragraphs}, characters {characters}";
    plain_waits() => "去年的，波浪号 ~ 确认", "last year's, tilde ~ confirms";
    plain_overridden() => "手填的", "typed over";
    plain_choices(choices: &str) => "写号：{choices}", "a number: {choices}";
    plain_write() => "一行一段，写完后单独一行句点 .", "a line a paragraph; a line with only a full stop . ends it";
    plain_rewrite() => "空行不改；加号 + 接着写；井号 # 加段号重写一段；直接写就全部重写", "an empty line keeps it; plus + goes on; number sign # and a number writes a paragraph anew; a text writes all anew";
    plain_replaced(paragraphs: usize) => "原来的 {paragraphs} 段已换掉，冒号 :撤销 恢复；接着写，写完单独一行句点 .", "the paragraphs of before ({paragraphs}) are replaced, colon :undo brings them back; go on, a full stop . ends it";
    plain_anew() => "重写这一段，写完单独一行句点 .；空行不改，减号 - 删掉这段", "write it anew, a full stop . ends it; an empty line keeps it, minus - takes it out";
    plain_more(label: &str) => "再加一行{label}吗？1 加；空行不加", "another row of {label}? 1 adds it, an empty line does not";
    plain_yes_or_no() => "1 加，空行不加；要填内容请先加行", "1 adds a row, an empty line does not; add it before filling it in";
    plain_end() => "都问完了", "that was the last question";
    plain_export() => "导出", "export";
    plain_quit() => "存盘退出", "save and leave";
    plain_from_the_top() => "从头再来一遍", "again from the beginning";

    // What an answer came to.
    plain_read_as(value: &str) => "读作 {value}", "read as {value}";
    plain_error(sentence: &str) => "错误：{sentence}", "error: {sentence}";
    plain_explain(sentence: &str) => "待核实：{sentence}", "to explain: {sentence}";
    plain_explain_here() => "属实的话，冒号 :说明 写原因", "if it is right, colon :explain says why";
    plain_explain_there() => "属实的话，小于号 < 回去，再用冒号 :说明 写原因", "if it is right, less-than < goes back to it, and colon :explain says why";
    plain_explained(sentence: &str) => "已说明：{sentence}", "explained: {sentence}";
    plain_hint(sentence: &str) => "提示：{sentence}", "hint: {sentence}";
    plain_go_back() => "小于号 < 回去改", "less-than < goes back to it";
    plain_cleared() => "已清空", "emptied";
    plain_blank_already() => "本来就是空的", "it is blank already";
    plain_locked() => "自动计算，不用填；确要手填用冒号 :手填", "calculated: nothing to enter; colon :override types over it all the same";
    plain_unlocked() => "现在写要填的内容；冒号 :自动 改回", "enter what it should be; colon :calculate goes back";
    plain_not_calculated() => "这一项本来就是自己填的", "this is entered anyhow";
    plain_not_overridden() => "这一项没有手填过", "this was not typed over";
    plain_undone(place: &str) => "已撤销：{place}；冒号 :重做 恢复", "undone: {place}; colon :redo does it again";
    plain_no_paragraphs() => "这一项不分段", "this has no paragraphs";
    plain_which_paragraph(count: usize) => "写井号和段号，如 #1；共 {count} 段", "number sign and a paragraph, such as #1; there are {count}";
    plain_row_removed(label: &str) => "已删除 {label}，各表同步；冒号 :撤销 恢复", "{label} is removed in all its tables; colon :undo brings it back";
    plain_no_name() => "这里的行没有名称", "rows here have no names";
    plain_new_name() => "新的名称？空行不改", "the new name? An empty line keeps the old one";
    plain_copy_to() => "另存到哪个文件？空行不存", "save a copy as what file? An empty line saves none";
    plain_renamed(name: &str) => "已改名 {name}，各表同步", "renamed {name} in all its tables";
    plain_nothing_waits() => "这一项没有待确认的去年值", "nothing of last year waits here";
    plain_confirm_unheard(count: usize) => "还有 {count} 处没念过，逐项听过或用冒号 :念 之后再确认", "{count} were not heard yet: go through them, or colon :read, then confirm";
    plain_confirmed(count: usize) => "已确认 {count} 处；冒号 :撤销 取回", "{count} confirmed; colon :undo takes it back";
    plain_too_long(limit: usize) => "这一行超过 {limit} MB，没有收", "the line is longer than {limit} MB and was not taken";
    plain_cut() => "这一行太长，终端只收下前面一截，请核对；长的段落分几行写，行末加反斜杠 \\ 就和下一行接成一段", "the line was too long for the terminal, which kept its beginning: check it; a paragraph can be written in several lines, each but the last with a backslash \\ at its end";
    plain_keys() => "这一行里有 Esc、方向键一类的键，没有收；改错用退格，小于号 < 回上一项", "there are keys such as Esc or arrows in the line, which was not taken: Backspace corrects, less-than < goes back";
    plain_not_utf8() => "这一行不是 UTF-8 文字，没有收；请把终端编码改成 UTF-8。Zhe yi hang mei you shou: qing ba zhongduan bianma gaicheng UTF-8.", "the line is not UTF-8 and was not taken: set the terminal to UTF-8";

    // Lists.
    plain_difference(place: &str, before: &str, after: &str) => "{place}：{before}，改为 {after}", "{place}: {before}, becomes {after}";
    plain_numbered(number: usize, words: &str) => "{number}、{words}", "{number}. {words}";
    plain_choose() => "写号去，空行返回", "a number chooses, an empty line goes back";
    plain_more_choices(count: usize) => "还有 {count} 条，大于号 > 接着念；写号去，空行返回", "{count} more, greater-than > goes on; a number chooses, an empty line goes back";
    plain_no_such_number(first: usize, last: usize) => "请写 {first} 到 {last} 的号", "a number from {first} to {last}";
    plain_found(count: usize) => "找到 {count} 处", "{count} found";
    plain_find_what() => "找什么？写斜杠 / 加文字，如 /基本支出", "find what? slash / and words, such as /basic";
    plain_hit(place: &str, words: &str) => "{place}：{words}", "{place}: {words}";
    plain_read_end() => "本节念完", "the end of the section";

    // Explanations and exports.
    plain_nothing_to_explain() => "这一项没有要说明的", "nothing here needs an explanation";
    plain_explain_which() => "说明哪一条？", "Explain which?";
    plain_last_explanation(text: &str) => "去年的说明：{text}", "last year's explanation: {text}";
    plain_why() => "写明原因；空行用上面的说明，减号 - 去掉说明，小于号 < 不写了", "say why; an empty line takes the one above, minus - takes it out, less-than < leaves it";
    plain_why_new() => "写明原因；空行不写了", "say why; an empty line leaves it";
    plain_left() => "不写了", "left as it was";
    plain_export_to(usual: &str) => "导出文件名，空行采用 {usual}", "file to export to; an empty line takes {usual}";
    plain_draft_or_final() => "草稿或定稿", "Draft or final";

    // Orders.
    plain_unknown(word: &str) => "没有“:{word}”这个命令，什么都没改；要填以冒号开头的内容，前面加反斜杠 \\；两个问号 ?? 全部命令", "there is no order \":{word}\", nothing was changed; a text that begins with a colon goes behind a backslash \\; two question marks ?? list the orders";
    plain_order(ways: &str, help: &str) => "{ways}：{help}", "{ways}: {help}";
    plain_orders_more() => "全角的符号一样用；命令也可以写拼音首字母，如 :cx 撤销；以这些符号开头的内容，前面加反斜杠 \\", "full-width signs do the same; a text that looks like an order goes behind a backslash \\";
    plain_help_more() => "两个问号 ?? 全部命令；句点 . 再念问题", "two question marks ?? list the orders, a full stop . says the question again";
}

/// Whether to take a difference; `usual` is what an empty line says.
pub fn plain_take_it(lang: Lang, usual: bool) -> String {
    let number = if usual { 1 } else { 2 };
    plain_take(lang, number)
}

/// Several values in a sentence, of what where that is to be said.
pub fn plain_values(lang: Lang, head: &str, values: &str) -> String {
    if head.is_empty() { values.to_owned() } else { format!("{head}{}{values}", plain_colon(lang)) }
}

/// A choice that is not there.
pub fn plain_no_such_choice(lang: Lang, count: usize) -> String {
    plain_no_such_number(lang, 1, count)
}

/// A question: what, its value, and what else there is to know of it.
pub fn plain_question(lang: Lang, label: &str, value: &str, marks: &str) -> String {
    let comma = if value.is_empty() || marks.is_empty() { String::new() } else { plain_comma(lang) };
    format!("{label}{}{value}{comma}{marks}", plain_colon(lang))
}

/// Where to export to; an empty line takes the usual name, where there is one.
pub fn plain_which_file(lang: Lang, usual: &str) -> String {
    if usual.is_empty() { super::export_to(lang) } else { plain_export_to(lang, usual) }
}

/// What a sign is called: read aloud, most signs are silent.
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
