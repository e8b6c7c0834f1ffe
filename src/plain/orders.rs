//! Parses input lines into commands and text. The help and the README are generated from the table of
//! commands.
//!
//! A command is a sign that cannot be an entry, or a colon and a word. Input methods type `《` for `<` and `。`
//! for `.`, so both forms are accepted. A sign that can begin a text is a command only as a whole line. A
//! backslash before a text that looks like a command makes it text.

pub(super) use crate::app::choosing::to_number;
use crate::message::Lang;
use crate::report::naming::initials;

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Leave the value unchanged and go to the next question.
    Keep,
    /// Go to the previous question.
    Back,
    /// Go to the next question without a change.
    Forward,
    /// Go to the previous section.
    SectionBack,
    /// Go to the next section.
    SectionForward,
    /// Repeat the question.
    Again,
    /// Help for the current field.
    Help,
    /// List all commands.
    Orders,
    /// Go to a section, field or path.
    GoTo,
    /// Return from a jump.
    Return,
    /// Search for text.
    Find,
    /// Replace text.
    Replace,
    /// List the findings.
    Findings,
    /// Go to the next finding.
    NextFinding,
    /// List the figures of the texts.
    Review,
    /// Tick figures.
    Tick,
    /// Explain a finding.
    Explain,
    /// Confirm last year's value.
    Confirm,
    /// Confirm all values of the section that were read.
    ConfirmSection,
    /// Copy last year's value.
    TakeLast,
    /// Clear the cell.
    Clear,
    /// Add a row; in a long text, continue writing.
    Add,
    /// Rewrite a paragraph of a long text.
    Paragraph,
    /// Remove the current row.
    RemoveRow,
    /// Move the row up.
    MoveUp,
    /// Move the row down.
    MoveDown,
    /// Rename the row.
    Rename,
    /// Copy the value of the row above.
    SameAsAbove,
    /// Override a formula.
    Override,
    /// Calculate the value again.
    Release,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Read the whole section.
    Read,
    /// Save.
    Save,
    /// Move the report to another edition of its form.
    Edition,
    /// Export.
    Export,
    /// Fill in a Word document.
    Into,
    /// Save a copy.
    Copy,
    /// Enter text that looks like a command.
    Text,
    /// Save and quit.
    Quit,
}

/// A row of the table of commands.
#[derive(Debug)]
pub struct Row {
    /// The command.
    pub order: Order,
    /// The sign; may be empty.
    pub sign: &'static str,
    /// True if an argument may follow the sign directly.
    pub open: bool,
    /// Name of the argument, in Chinese and English; may be empty.
    pub argument: [&'static str; 2],
    /// The words after a colon, in Chinese and English.
    pub words: [&'static str; 2],
    /// Description, in Chinese and English.
    pub help: [&'static str; 2],
}

const fn row(order: Order, sign: &'static str, words: [&'static str; 2], help: [&'static str; 2]) -> Row {
    Row { order, sign, open: false, argument: ["", ""], words, help }
}

impl Row {
    const fn with(mut self, open: bool, argument: [&'static str; 2]) -> Row {
        (self.open, self.argument) = (open, argument);
        self
    }

    /// Returns the text in the given language.
    pub fn pick(texts: [&'static str; 2], lang: Lang) -> &'static str {
        if lang == Lang::Zh { texts[0] } else { texts[1] }
    }

    /// Returns the form with the sign, such as `@项目`, or an empty string.
    pub fn signed(&self, lang: Lang) -> String {
        if self.sign.is_empty() {
            return String::new();
        }
        let argument = if self.open { Row::pick(self.argument, lang) } else { "" };
        format!("{}{argument}", self.sign)
    }

    /// Returns the form with a word, such as `:去 项目`, or an empty string.
    pub fn worded(&self, lang: Lang) -> String {
        match (Row::pick(self.words, lang), Row::pick(self.argument, lang)) {
            ("", _) => String::new(),
            (word, "") => format!(":{word}"),
            (word, argument) => format!(":{word} {argument}"),
        }
    }
}

/// All commands, most frequent first.
pub const ORDERS: &[Row] = &[
    row(Order::Keep, "", ["", ""], ["空行：不修改，下一项", "empty line: no change, next question"]),
    row(Order::Back, "<", ["上一项", "back"], ["上一项", "previous question"]),
    row(Order::Forward, ">", ["下一项", "next"], ["不修改，下一项", "no change, next question"]),
    row(Order::SectionBack, "<<", ["上一节", "section-back"], ["上一节", "previous section"]),
    row(Order::SectionForward, ">>", ["下一节", "section-next"], ["下一节", "next section"]),
    row(
        Order::Again,
        ".",
        ["再念", "again"],
        ["重读问题；填写长文字时表示填写完毕", "repeat the question; in a long text, finish it"],
    ),
    row(Order::Help, "?", ["帮助", "help"], ["本项的填写说明和计算公式", "help for this field"]),
    row(Order::Orders, "??", ["命令", "commands"], ["全部命令", "all orders"]),
    row(
        Order::GoTo,
        "@",
        ["去", "go"],
        [
            "定位到某一节、某一项：节号、名称、拼音首字母或路径",
            "go to a section or field: number, name or path",
        ],
    )
    .with(true, ["项目", "PLACE"]),
    row(Order::Return, "@@", ["回", "return"], ["返回上一位置", "return to the position before a jump"]),
    row(Order::Find, "/", ["找", "find"], ["查找名称或已填内容", "find words in names and entries"])
        .with(true, ["文字", "WORDS"]),
    row(
        Order::Replace,
        "",
        ["替换", "replace"],
        ["替换全部文字中的内容，先列出各处", "replace words in all texts, after a list of the places"],
    )
    .with(false, ["原文=新文", "OLD=NEW"]),
    row(
        Order::Findings,
        "!",
        ["检查", "check"],
        ["检查结果；带序号则跳转到该条", "the findings; with a number, go there"],
    )
    .with(true, ["号", "NUMBER"]),
    row(
        Order::NextFinding,
        "!!",
        ["下条", "next-finding"],
        ["跳转到下一条检查结果", "go to the next finding"],
    ),
    row(
        Order::Review,
        "",
        ["对账", "review"],
        ["文中数据的核对情况", "the figures of the texts, and what they were compared with"],
    ),
    row(
        Order::Tick,
        "",
        ["核对", "tick"],
        [
            "将对账清单中的数据标记为已核，或取消标记",
            "mark figures of that list as checked by hand, or remove the mark",
        ],
    )
    .with(false, ["号", "NUMBER"]),
    row(
        Order::Explain,
        "",
        ["说明", "explain"],
        ["为本项“待核实”事项填写说明", "explain a finding of this field"],
    ),
    row(Order::Confirm, "~", ["确认", "confirm"], ["上年内容无变化，确认", "confirm last year's value"]),
    row(
        Order::ConfirmSection,
        "~~",
        ["确认本节", "confirm-section"],
        ["确认本节已朗读的上年内容", "confirm last year's values of this section that were read out"],
    ),
    row(
        Order::TakeLast,
        "",
        ["沿用", "take"],
        ["采用上年内容，再用 ~ 确认", "use last year's value; confirm it with ~"],
    ),
    row(Order::Clear, "-", ["清空", "clear"], ["清空本项", "empty this field"]),
    row(
        Order::Add,
        "+",
        ["加行", "add"],
        ["在下方增加一行；长文字中为续写", "add a row below; in a long text, append"],
    ),
    row(
        Order::Paragraph,
        "#",
        ["改段", "paragraph"],
        ["重写长文字的一段", "rewrite a paragraph of a long text"],
    )
    .with(true, ["段号", "NUMBER"]),
    row(
        Order::RemoveRow,
        "",
        ["删行", "remove"],
        ["删除本行，各表同步", "delete this row from all its tables"],
    ),
    row(Order::MoveUp, "", ["上移", "up"], ["本行上移", "move this row up"]),
    row(Order::MoveDown, "", ["下移", "down"], ["本行下移", "move this row down"]),
    row(Order::Rename, "", ["改名", "rename"], ["本行改名", "rename this row"]).with(false, ["名称", "NAME"]),
    row(Order::SameAsAbove, "", ["同上", "same"], ["复制上一行内容", "copy from the row above"]),
    row(
        Order::Override,
        "",
        ["手填", "override"],
        ["自动计算改为手工填列", "enter a calculated value by hand"],
    ),
    row(
        Order::Release,
        "",
        ["自动", "calculate"],
        ["恢复自动计算", "calculate the value automatically again"],
    ),
    row(Order::Undo, "", ["撤销", "undo"], ["撤销上一步", "undo"]),
    row(Order::Redo, "", ["重做", "redo"], ["重做", "redo"]),
    row(Order::Read, "", ["念", "read"], ["朗读本节已填内容", "read out the entries of this section"]),
    row(Order::Save, "", ["存盘", "save"], ["保存", "save"]),
    row(Order::Export, "", ["导出", "export"], ["导出草稿或定稿", "export a draft or the final version"]),
    row(
        Order::Into,
        "",
        ["填入", "fill"],
        ["填入财政部门下发的空表（Word）", "fill in the bureau's own form (Word)"],
    )
    .with(false, ["文件", "FILE"]),
    row(
        Order::Edition,
        "",
        ["版本", "edition"],
        ["改用其他版本的报表格式", "move the report to another edition of its form"],
    )
    .with(false, ["版本", "EDITION"]),
    row(Order::Copy, "", ["另存", "copy"], ["另存副本", "save a copy"]).with(false, ["文件", "FILE"]),
    row(
        Order::Text,
        "\\",
        ["文字", "text"],
        ["填写以命令符号开头的内容", "enter text that starts with a command character"],
    )
    .with(true, ["内容", "TEXT"]),
    row(Order::Quit, "", ["退出", "quit"], ["保存并退出", "save and quit"]),
];

/// The meaning of an input line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A command with its argument.
    Order(Order, String),
    /// A colon and an unknown word.
    Unknown(String),
    /// A text.
    Text(String),
}

/// Maps the characters that input methods produce to the ASCII sign.
fn narrow(c: char) -> char {
    match c {
        '《' | '〈' | '＜' => '<',
        '》' | '〉' | '＞' => '>',
        '？' => '?',
        '！' => '!',
        '～' => '~',
        '／' | '、' => '/',
        '＠' => '@',
        '：' => ':',
        '－' => '-',
        '＋' => '+',
        '。' | '．' => '.',
        '＃' => '#',
        '＼' => '\\',
        other => other,
    }
}

/// True if the whole line is this sign.
pub fn is_sign(line: &str, sign: &str) -> bool {
    line.trim().chars().map(narrow).eq(sign.chars())
}

/// Returns the text after a leading backslash; `None` without a backslash.
pub fn escaped(line: &str) -> Option<&str> {
    line.strip_prefix(['\\', '＼'])
}

/// Parses a line. Leading and trailing blanks are part of a text: paragraphs begin with two blanks.
pub fn read(text: &str) -> Said {
    let line = text.trim();
    if line.is_empty() {
        return Said::Order(Order::Keep, String::new());
    }
    if let Some(text) = escaped(line) {
        return Said::Order(Order::Text, text.to_owned());
    }
    let signed = ORDERS.iter().filter(|row| !row.sign.is_empty());
    if let Some(row) = signed.clone().find(|row| is_sign(line, row.sign)) {
        return Said::Order(row.order, String::new());
    }
    let mut chars = line.chars();
    let first = chars.next().map(narrow).unwrap_or_default();
    let rest = chars.as_str();
    if first == ':' {
        return worded(rest);
    }
    let number = to_number(rest).is_some();
    for row in signed.filter(|row| row.open && row.sign.starts_with(first)) {
        // `!important` is text, `!3` is a command.
        if number || !matches!(row.order, Order::Findings | Order::Paragraph) {
            return Said::Order(row.order, rest.trim().to_owned());
        }
    }
    Said::Text(text.to_owned())
}

/// Returns the command in a line of a long text: a sign that cannot be a paragraph, or a colon and a known
/// word.
pub fn ends_text(line: &str) -> Option<(Order, String)> {
    match read(line) {
        Said::Order(
            order @ (Order::Back
            | Order::Forward
            | Order::SectionBack
            | Order::SectionForward
            | Order::Orders),
            rest,
        ) => Some((order, rest)),
        Said::Order(order, rest)
            if is_sign(line.trim().get(..1).unwrap_or_default(), ":") || line.trim().starts_with('：') =>
        {
            (order != Order::Text).then_some((order, rest))
        }
        _ => None,
    }
}

/// Finds a command by its word, in either language or by pinyin initials.
fn worded(rest: &str) -> Said {
    let rest = rest.trim();
    let (word, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let lower = word.to_lowercase();
    let named = |row: &&Row| {
        let [zh, en] = row.words;
        !zh.is_empty() && (zh == word || en == lower || initials(zh) == lower)
    };
    match ORDERS.iter().find(named) {
        Some(row) => Said::Order(row.order, argument.trim().to_owned()),
        None => Said::Unknown(word.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn lines_mean_orders_or_texts() {
        let order = |order, rest: &str| Said::Order(order, rest.to_owned());
        let text = |text: &str| Said::Text(text.to_owned());
        for (line, meant) in [
            ("", order(Order::Keep, "")),
            ("  ", order(Order::Keep, "")),
            ("<", order(Order::Back, "")),
            ("《", order(Order::Back, "")),
            ("《〈", order(Order::SectionBack, "")),
            ("》》", order(Order::SectionForward, "")),
            ("？", order(Order::Help, "")),
            ("？？", order(Order::Orders, "")),
            ("。", order(Order::Again, "")),
            ("！", order(Order::Findings, "")),
            ("！3", order(Order::Findings, "3")),
            ("!important", text("!important")),
            ("～", order(Order::Confirm, "")),
            ("~5", text("~5")),
            ("/基本", order(Order::Find, "基本")),
            ("、基本", order(Order::Find, "基本")),
            ("＠rybz", order(Order::GoTo, "rybz")),
            ("@@", order(Order::Return, "")),
            ("-", order(Order::Clear, "")),
            ("-5", text("-5")),
            ("=662.86+19.44", text("=662.86+19.44")),
            ("+5", text("+5")),
            ("#2", order(Order::Paragraph, "2")),
            ("#甲", text("#甲")),
            ("《预算法》规定", text("《预算法》规定")),
            ("：撤销", order(Order::Undo, "")),
            (":cx", order(Order::Undo, "")),
            (":UNDO", order(Order::Undo, "")),
            (":改名 质监站", order(Order::Rename, "质监站")),
            (":看", Said::Unknown("看".to_owned())),
            ("\\<", order(Order::Text, "<")),
            ("＼：甲", order(Order::Text, "：甲")),
            (":文字 ?", order(Order::Text, "?")),
            ("林晓", text("林晓")),
            ("　　林晓 ", text("　　林晓 ")),
        ] {
            assert_eq!(read(line), meant, "{line}");
        }
    }

    #[test]
    fn every_order_can_be_told_from_the_others() {
        let mut seen = BTreeSet::new();
        for row in ORDERS.iter().filter(|row| row.order != Order::Keep) {
            let [zh, en] = row.words;
            for word in [row.sign, zh, en, &initials(zh)] {
                assert!(word.is_empty() || seen.insert(word.to_owned()), "{word} twice");
            }
            assert_eq!(read(&format!(":{zh}")), Said::Order(row.order, String::new()));
        }
    }
}
