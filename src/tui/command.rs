//! The table of all keys and actions. The key rows on the screen, the help, the actions menu and the README
//! are derived from it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::message::Lang;

/// A command of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each command is explained by its row in `BINDINGS`")]
pub enum Command {
    Next,
    Previous,
    Enter,
    Left,
    Right,
    Up,
    Down,
    WordLeft,
    WordRight,
    LineStart,
    LineEnd,
    SectionStart,
    SectionEnd,
    PageDown,
    PageUp,
    NextSection,
    PreviousSection,
    SelectLeft,
    SelectRight,
    SelectUp,
    SelectDown,
    SelectLineStart,
    SelectLineEnd,
    SelectAll,
    Mark,
    CopyTable,
    CopyField,
    GoTo,
    Find,
    Back,
    Help,
    Edit,
    Options,
    Redraw,
    Findings,
    NextFinding,
    Save,
    Actions,
    Undo,
    Redo,
    Preview,
    Export,
    Final,
    Into,
    AddRow,
    Delete,
    Backspace,
    SameAsAbove,
    Copy,
    Cut,
    Paste,
    Leave,
    Revert,
    KeyStrip,
    SaveCopy,
    History,
    /// Move the report to another edition of its form.
    Edition,
    Suspend,
    Quit,
    LastYear,
    TakeLast,
    ConfirmPage,
    Follow,
}

/// A row of the key table.
#[derive(Debug)]
pub struct Binding {
    /// The command.
    pub command: Command,
    /// The keys that run it; the first one is displayed.
    pub keys: &'static [&'static str],
    /// An alternative, for terminals that intercept the keys.
    pub other_way: [&'static str; 2],
    /// A short label for the key rows at the foot of the screen; empty if it is not displayed there.
    pub short: [&'static str; 2],
    /// Description for help and the README.
    pub help: [&'static str; 2],
}

const fn row(
    command: Command,
    keys: &'static [&'static str],
    other_way: [&'static str; 2],
    short: [&'static str; 2],
    help: [&'static str; 2],
) -> Binding {
    Binding { command, keys, other_way, short, help }
}

const NONE: [&str; 2] = ["", ""];

/// The table of all keys.
pub static BINDINGS: [Binding; 63] = [
    row(
        Command::Help,
        &["F1"],
        ["Ctrl-K 1"; 2],
        ["帮助", "Help"],
        ["本项的帮助；再按一次查看按键一览", "help for this field; press again for all keys"],
    ),
    row(
        Command::Edit,
        &["F2"],
        ["Ctrl-K 2"; 2],
        ["修改", "Edit"],
        ["修改已有内容；长文字展开至整屏", "edit the contents; long text fills the screen"],
    ),
    row(
        Command::GoTo,
        &["F3", "Ctrl-G"],
        ["Ctrl-K 3"; 2],
        ["定位", "Go to"],
        ["定位：节号、项目名称、拼音首字母", "go to a section, field or path; pinyin initials work"],
    ),
    row(
        Command::Options,
        &["F4"],
        ["Ctrl-K 4"; 2],
        ["操作", "Options"],
        [
            "本项可用的操作：选项、日历、增删行、填写说明、手工填列",
            "actions for this field: choices, calendar, rows, explanation, override",
        ],
    ),
    row(Command::Redraw, &["F5", "Ctrl-L"], ["Ctrl-K 5"; 2], NONE, ["刷新屏幕", "redraw the screen"]),
    row(
        Command::LastYear,
        &["F6"],
        ["Ctrl-K 6"; 2],
        ["上年", "Last"],
        ["显示或收起上年数、增减额、增减率", "show or hide last year's value, difference and percentage"],
    ),
    row(Command::Findings, &["F7"], ["Ctrl-K 7"; 2], ["检查", "Check"], ["检查结果", "the findings"]),
    row(
        Command::NextFinding,
        &["F8"],
        ["Ctrl-K 8"; 2],
        ["下一条", "Next"],
        [
            "跳转到下一处未填、待确认或待核实的内容",
            "go to the next finding: to enter, to correct, to confirm or to explain",
        ],
    ),
    row(Command::Save, &["F9", "Ctrl-S"], ["Ctrl-K 9"; 2], ["保存", "Save"], ["保存", "save"]),
    row(Command::Actions, &["F10"], ["Ctrl-K 0"; 2], ["菜单", "Menu"], ["全部操作", "all actions"]),
    row(
        Command::Next,
        &["Tab"],
        ["↓ / →", "Down / Right"],
        ["下一项", "Next"],
        ["下一项；表中右移", "next field; in a table, right"],
    ),
    row(
        Command::PageDown,
        &["PgDn"],
        ["F3"; 2],
        ["下一节", "Next page"],
        ["向下翻页，至末尾则下一节", "page down; at the end, next section"],
    ),
    row(Command::Undo, &["Ctrl-Z"], ["F10 1"; 2], ["撤销", "Undo"], ["撤销", "undo"]),
    row(Command::Quit, &["Ctrl-Q"], ["F10 9"; 2], ["退出", "Quit"], ["保存并退出", "save and quit"]),
    row(Command::Export, &["Ctrl-E"], ["F10 5"; 2], ["导出", "Export"], ["导出草稿", "export a draft"]),
    row(
        Command::Preview,
        &["Ctrl-P"],
        ["F10 4"; 2],
        ["预览", "Preview"],
        ["预览全部报告内容", "preview the whole report"],
    ),
    row(
        Command::Previous,
        &["Shift-Tab"],
        ["↑ / ←", "Up / Left"],
        ["上一项", "Previous"],
        ["上一项；表中左移", "previous field; in a table, left"],
    ),
    row(
        Command::Enter,
        &["Enter", "Ctrl-J"],
        ["Tab"; 2],
        NONE,
        [
            "下一项；表中向下，指标、人员等列表末行增加一行；长文字换段；标注“~”的先确认",
            "next field; in a table, down, and after the last row of a list a new row; in long text, a new paragraph; on ~, confirm",
        ],
    ),
    row(
        Command::PageUp,
        &["PgUp"],
        ["F3"; 2],
        NONE,
        ["向上翻页，至开头则上一节", "page up; at the top, previous section"],
    ),
    row(Command::NextSection, &["Ctrl-PgDn"], ["PgDn"; 2], NONE, ["下一节", "next section"]),
    row(Command::PreviousSection, &["Ctrl-PgUp"], ["PgUp"; 2], NONE, ["上一节", "previous section"]),
    row(Command::Redo, &["Ctrl-Y"], ["F10 2"; 2], NONE, ["重做", "redo"]),
    row(Command::AddRow, &["Ins"], ["F10 3"; 2], NONE, ["增加一行", "add a row"]),
    row(
        Command::Back,
        &["Ctrl-O"],
        ["F10 6"; 2],
        NONE,
        ["返回跳转前的位置", "return to the position before a jump"],
    ),
    row(Command::Find, &["Ctrl-F"], ["F10 7"; 2], NONE, ["查找文字", "find text"]),
    row(
        Command::Leave,
        &["Esc"],
        ["Tab"; 2],
        NONE,
        ["离开文字或面板，内容保留", "leave the text or panel; entries are kept"],
    ),
    row(
        Command::Revert,
        &["Ctrl-U"],
        ["F4"; 2],
        NONE,
        ["恢复修改前的内容", "restore the contents from before this edit"],
    ),
    row(
        Command::TakeLast,
        &["Ctrl-R"],
        ["F4"; 2],
        NONE,
        ["采用上年内容，确认之前标注“~”", "use last year's value, marked ~ until confirmed"],
    ),
    row(
        Command::SameAsAbove,
        &["Ctrl-D"],
        ["F4"; 2],
        NONE,
        [
            "复制上一行内容；选择多行的，首行向下填充",
            "copy from the row above; fill the selected rows from the first",
        ],
    ),
    row(
        Command::Delete,
        &["Del"],
        ["Backspace"; 2],
        NONE,
        ["清空单元格；文字中删除后一字", "clear the cell; in text, delete the next character"],
    ),
    row(
        Command::Backspace,
        &["Backspace", "Ctrl-H"],
        ["Del"; 2],
        NONE,
        ["删除前一字；选中单元格的清空", "delete the previous character; clear a selected cell"],
    ),
    row(Command::Left, &["Left"], ["Shift-Tab"; 2], NONE, ["向左", "left"]),
    row(Command::Right, &["Right"], ["Tab"; 2], NONE, ["向右", "right"]),
    row(Command::Up, &["Up"], ["Shift-Tab"; 2], NONE, ["向上", "up"]),
    row(Command::Down, &["Down"], ["Tab"; 2], NONE, ["向下", "down"]),
    row(
        Command::WordLeft,
        &["Ctrl-Left"],
        ["Left"; 2],
        NONE,
        ["向左一词；表中到行首", "one word left; in a table, first cell of the row"],
    ),
    row(
        Command::WordRight,
        &["Ctrl-Right"],
        ["Right"; 2],
        NONE,
        ["向右一词；表中到行尾", "one word right; in a table, last cell of the row"],
    ),
    row(Command::LineStart, &["Home"], ["Left"; 2], NONE, ["行首", "start of the line"]),
    row(Command::LineEnd, &["End"], ["Right"; 2], NONE, ["行尾", "end of the line"]),
    row(Command::SectionStart, &["Ctrl-Home"], ["F3"; 2], NONE, ["本节开头", "start of section"]),
    row(Command::SectionEnd, &["Ctrl-End"], ["PgDn"; 2], NONE, ["本节末尾", "end of section"]),
    row(
        Command::SelectLeft,
        &["Shift-Left"],
        ["F10"; 2],
        NONE,
        ["向左选择文字或单元格", "extend the selection left"],
    ),
    row(
        Command::SelectRight,
        &["Shift-Right"],
        ["F10"; 2],
        NONE,
        ["向右选择文字或单元格", "extend the selection right"],
    ),
    row(Command::SelectUp, &["Shift-Up"], ["F10"; 2], NONE, ["向上选择文字或单元格", "select upwards"]),
    row(Command::SelectDown, &["Shift-Down"], ["F10"; 2], NONE, ["向下选择文字或单元格", "select downwards"]),
    row(
        Command::SelectLineStart,
        &["Shift-Home"],
        ["F10"; 2],
        NONE,
        ["选择到行首", "extend the selection to the start of the line"],
    ),
    row(
        Command::SelectLineEnd,
        &["Shift-End"],
        ["F10"; 2],
        NONE,
        ["选择到行尾", "extend the selection to the end of the line"],
    ),
    row(Command::SelectAll, &["Ctrl-A"], ["Home Shift-End"; 2], NONE, ["全选本项", "select the whole field"]),
    row(
        Command::Copy,
        &["Ctrl-C"],
        ["F10"; 2],
        NONE,
        ["复制选中的文字或单元格", "copy the selected text or cells"],
    ),
    row(Command::Cut, &["Ctrl-X"], ["F10"; 2], NONE, ["剪切", "cut"]),
    row(
        Command::Paste,
        &["Ctrl-V"],
        ["F10"; 2],
        NONE,
        [
            "粘贴本程序中复制的内容；其他程序的用 Shift-Insert 或右键",
            "paste; from other programs: Shift-Insert or right button",
        ],
    ),
    row(
        Command::KeyStrip,
        &["Ctrl-K"],
        ["F10"; 2],
        NONE,
        ["之后按数字 n 即为 Fn（0 为 F10）", "a following digit n means Fn (0 is F10)"],
    ),
    // Without a key of their own: available in the menu.
    row(
        Command::Final,
        &[],
        ["F10"; 2],
        NONE,
        ["导出定稿，须检查无错误、无待确认内容", "export the final version (no errors, nothing unconfirmed)"],
    ),
    row(
        Command::Into,
        &[],
        ["F10"; 2],
        NONE,
        ["填入财政部门下发的空表（Word）", "fill in the bureau's own form (Word)"],
    ),
    row(
        Command::ConfirmPage,
        &[],
        ["F10 0"; 2],
        NONE,
        [
            "确认本节的上年内容，须先浏览至本节末尾",
            "confirm last year's values of this section, once all of it was shown",
        ],
    ),
    row(
        Command::Follow,
        &[],
        ["F10"; 2],
        NONE,
        ["全文数据改为随表更新（先预览）", "link the figures in all texts to the tables, after a preview"],
    ),
    row(
        Command::Mark,
        &[],
        ["F10"; 2],
        NONE,
        ["用方向键选择文字或单元格，Esc 结束", "select text or cells with the arrow keys, until Esc"],
    ),
    row(
        Command::CopyTable,
        &[],
        ["F10"; 2],
        NONE,
        ["复制当前表格，含表头和行名", "copy the current table with its headers and row names"],
    ),
    row(
        Command::CopyField,
        &[],
        ["F10"; 2],
        NONE,
        ["复制本项全文，不换行，引用的数据为数值", "copy this field unwrapped, with references as values"],
    ),
    row(Command::SaveCopy, &[], ["F10"; 2], NONE, ["另存副本", "save a copy under another name"]),
    row(
        Command::History,
        &[],
        ["F10"; 2],
        NONE,
        ["历史版本：比较、取回、另存", "backups: compare, restore, save as a file"],
    ),
    row(
        Command::Edition,
        &[],
        ["F10"; 2],
        NONE,
        ["改用其他版本的报表格式", "move the report to another edition of its form"],
    ),
    row(
        Command::Suspend,
        &[],
        ["F10"; 2],
        NONE,
        ["暂时返回命令行；fg 恢复", "suspend to the shell; fg returns"],
    ),
];

/// An entry of the menu of all actions (F10).
#[derive(Debug)]
pub struct MenuEntry {
    /// The group; entries of a group are adjacent.
    pub group: [&'static str; 2],
    /// The digit that runs the command, which the key table names as another way.
    pub digit: Option<usize>,
    /// The command.
    pub command: Command,
    /// A short label: a verb and its object.
    pub label: [&'static str; 2],
}

const FILE: [&str; 2] = ["文件", "File"];
const EDIT: [&str; 2] = ["编辑", "Edit"];
const VIEW: [&str; 2] = ["查看", "View"];
const CHECK: [&str; 2] = ["检查", "Check"];
const EXPORT: [&str; 2] = ["导出", "Export"];

const fn item(
    group: [&'static str; 2],
    digit: Option<usize>,
    command: Command,
    label: [&'static str; 2],
) -> MenuEntry {
    MenuEntry { group, digit, command, label }
}

/// The menu of all actions (F10).
pub static MENU: [MenuEntry; 36] = [
    item(FILE, Some(8), Command::Save, ["保存", "Save"]),
    item(FILE, None, Command::SaveCopy, ["另存副本", "Save a copy"]),
    item(FILE, None, Command::History, ["历史版本", "Versions"]),
    item(FILE, None, Command::Edition, ["更换格式版本", "Form edition"]),
    item(FILE, None, Command::Suspend, ["暂时离开", "Suspend"]),
    item(FILE, Some(9), Command::Quit, ["保存并退出", "Save and quit"]),
    item(EDIT, Some(1), Command::Undo, ["撤销", "Undo"]),
    item(EDIT, Some(2), Command::Redo, ["重做", "Redo"]),
    item(EDIT, None, Command::Edit, ["修改内容", "Edit the entry"]),
    item(EDIT, None, Command::Options, ["本项操作", "Field actions"]),
    item(EDIT, None, Command::Mark, ["开始选择", "Start selecting"]),
    item(EDIT, None, Command::Copy, ["复制", "Copy"]),
    item(EDIT, None, Command::CopyTable, ["复制表格", "Copy the table"]),
    item(EDIT, None, Command::CopyField, ["复制本项全文", "Copy the field"]),
    item(EDIT, None, Command::Cut, ["剪切", "Cut"]),
    item(EDIT, None, Command::Paste, ["粘贴", "Paste"]),
    item(EDIT, None, Command::SameAsAbove, ["同上一行", "Copy from above"]),
    item(EDIT, Some(3), Command::AddRow, ["增加一行", "Add a row"]),
    item(EDIT, None, Command::Revert, ["恢复原内容", "Restore the entry"]),
    item(EDIT, None, Command::TakeLast, ["采用上年内容", "Use last year's"]),
    item(EDIT, None, Command::Follow, ["数据随表更新", "Link figures"]),
    item(VIEW, None, Command::GoTo, ["定位", "Go to"]),
    item(VIEW, Some(7), Command::Find, ["查找文字", "Find text"]),
    item(VIEW, Some(6), Command::Back, ["返回上一位置", "Go back"]),
    item(VIEW, None, Command::NextSection, ["下一节", "Next section"]),
    item(VIEW, None, Command::PreviousSection, ["上一节", "Previous section"]),
    item(VIEW, None, Command::LastYear, ["对照上年", "Last year"]),
    item(VIEW, Some(4), Command::Preview, ["预览报告", "Preview"]),
    item(VIEW, None, Command::Redraw, ["刷新屏幕", "Redraw"]),
    item(VIEW, None, Command::Help, ["帮助", "Help"]),
    item(CHECK, None, Command::Findings, ["检查结果", "Findings"]),
    item(CHECK, None, Command::NextFinding, ["下一条结果", "Next finding"]),
    item(CHECK, Some(0), Command::ConfirmPage, ["确认本节", "Confirm section"]),
    item(EXPORT, Some(5), Command::Export, ["导出草稿", "Export a draft"]),
    item(EXPORT, None, Command::Final, ["导出定稿", "Export final"]),
    item(EXPORT, None, Command::Into, ["填入空表", "Fill in a document"]),
];

impl Command {
    /// Returns its name in the keys file, such as `next-finding`.
    pub fn name(self) -> String {
        let mut name = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    /// Returns the command that selects what this one passes over.
    pub fn selecting(self) -> Option<Command> {
        Some(match self {
            Command::Left => Command::SelectLeft,
            Command::Right => Command::SelectRight,
            Command::Up => Command::SelectUp,
            Command::Down => Command::SelectDown,
            Command::LineStart => Command::SelectLineStart,
            Command::LineEnd => Command::SelectLineEnd,
            _ => return None,
        })
    }

    /// True if it is useful only when last year's values are known.
    pub fn needs_last_year(self) -> bool {
        matches!(self, Command::LastYear | Command::TakeLast | Command::ConfirmPage)
    }
}

impl Binding {
    /// Returns the text in a language.
    pub fn pick(texts: [&'static str; 2], lang: Lang) -> &'static str {
        texts[usize::from(lang == Lang::En)]
    }
}

/// Returns the row of a command in the key table.
pub fn binding(command: Command) -> Option<&'static Binding> {
    BINDINGS.iter().find(|binding| binding.command == command)
}

/// Normalises a key: terminals send Shift-Tab in two ways, and letters with Ctrl in either case.
pub fn normal(key: KeyEvent) -> (KeyCode, KeyModifiers) {
    let modifiers = key.modifiers & (KeyModifiers::CONTROL | KeyModifiers::SHIFT | KeyModifiers::ALT);
    match key.code {
        KeyCode::BackTab => (KeyCode::BackTab, KeyModifiers::NONE),
        // The Linux console sends Shift-Tab as Tab with Alt.
        KeyCode::Tab if modifiers.intersects(KeyModifiers::SHIFT | KeyModifiers::ALT) => {
            (KeyCode::BackTab, KeyModifiers::NONE)
        }
        KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
            (KeyCode::Char(c.to_ascii_lowercase()), KeyModifiers::CONTROL)
        }
        KeyCode::Enter | KeyCode::Backspace | KeyCode::Esc | KeyCode::Delete | KeyCode::F(_) => {
            (key.code, KeyModifiers::NONE)
        }
        code => (code, modifiers),
    }
}

/// Parses a key name as used in the table, such as `Ctrl-PgDn`.
pub fn parse_key(name: &str) -> Option<(KeyCode, KeyModifiers)> {
    let (modifiers, rest) = if let Some(rest) = name.strip_prefix("Ctrl-") {
        (KeyModifiers::CONTROL, rest)
    } else if let Some(rest) = name.strip_prefix("Shift-") {
        (KeyModifiers::SHIFT, rest)
    } else {
        (KeyModifiers::NONE, name)
    };
    let code = match rest {
        "Tab" if modifiers == KeyModifiers::SHIFT => return Some((KeyCode::BackTab, KeyModifiers::NONE)),
        "Tab" => KeyCode::Tab,
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Backspace" => KeyCode::Backspace,
        "Del" => KeyCode::Delete,
        "Ins" => KeyCode::Insert,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        _ => match rest.strip_prefix('F').and_then(|number| number.parse().ok()) {
            Some(number) => KeyCode::F(number),
            None => KeyCode::Char(rest.chars().next()?.to_ascii_lowercase()),
        },
    };
    Some((code, modifiers))
}

/// Returns the name of a key in the notation of the table.
pub fn key_name(key: KeyEvent) -> String {
    let (code, modifiers) = normal(key);
    let name = match code {
        KeyCode::BackTab => return "Shift-Tab".to_owned(),
        KeyCode::Backspace => "Backspace",
        KeyCode::Delete => "Del",
        KeyCode::Insert => "Ins",
        KeyCode::PageUp => "PgUp",
        KeyCode::PageDown => "PgDn",
        KeyCode::Char(' ') => "Space",
        _ => "",
    };
    let mut text = String::new();
    let is_capital = matches!(code, KeyCode::Char(letter) if letter.is_uppercase());
    for (modifier, word) in
        [(KeyModifiers::CONTROL, "Ctrl-"), (KeyModifiers::ALT, "Alt-"), (KeyModifiers::SHIFT, "Shift-")]
    {
        if modifiers.contains(modifier) && !(is_capital && modifier == KeyModifiers::SHIFT) {
            text += word;
        }
    }
    match code {
        _ if !name.is_empty() => text += name,
        KeyCode::F(number) => text.extend(["F".to_owned(), number.to_string()]),
        KeyCode::Char(letter) if modifiers.contains(KeyModifiers::CONTROL) => {
            text.push(letter.to_ascii_uppercase());
        }
        KeyCode::Char(letter) => text.push(letter),
        other => text.extend([format!("{other:?}")]),
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_key_is_named_well_and_means_one_thing() {
        let mut seen = HashMap::new();
        for row in &BINDINGS {
            for key in row.keys {
                let parsed = parse_key(key);
                assert!(parsed.is_some(), "{key}");
                let (code, modifiers) = parsed.unwrap();
                assert_eq!(key_name(KeyEvent::new(code, modifiers)), *key);
                assert_eq!(seen.insert(parsed, row.command), None, "{key}");
            }
        }
    }
    /// A label has two to six characters in Chinese, every group is in one place, and the digits are those
    /// that the key table names.
    #[test]
    fn the_menu_is_short_and_in_groups() {
        let mut groups = Vec::new();
        for MenuEntry { group, digit, command, label } in &MENU {
            assert!((2..=6).contains(&label[0].chars().count()) && label[1].len() <= 18, "{label:?}");
            if groups.last() != Some(group) {
                assert!(!groups.contains(group), "{group:?}");
                groups.push(*group);
            }
            let named = binding(*command).unwrap().other_way[0];
            if let Some(named) = named.strip_prefix("F10 ") {
                assert_eq!(digit.map(|digit| digit.to_string()).as_deref(), Some(named), "{command:?}");
            }
        }
        assert_eq!(groups.len(), 5);
        let without_key = BINDINGS.iter().filter(|row| row.keys.is_empty());
        for row in without_key {
            assert!(MENU.iter().any(|entry| entry.command == row.command), "{:?}", row.command);
        }
    }
}
