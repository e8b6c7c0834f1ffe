//! Messages about problems of the terminal, with remedies.

use super::Lang;

messages! {
    // Shown instead of the screen if Chinese cannot be displayed; the Chinese is written in pinyin.
    garbled_what() => "Zhongduan bianma bu shi UTF-8, zhongwen wufa xianshi.", "This terminal is not set to UTF-8: Chinese can be neither shown nor typed.";
    garbled_cure() => "Qing ba zhongduan bianma gaicheng UTF-8, zai an Ctrl-L:", "Set its encoding to UTF-8, then press Ctrl-L:";
    garbled_keys() => "Ctrl-L chongxin jiancha    Enter jixu    Ctrl-Q tuichu", "Ctrl-L: check again    Enter: continue    Ctrl-Q: quit";

    typed_not_utf8() => "输入的不是 UTF-8 编码，未写入；请将终端（或粘贴来源）的编码改为 UTF-8", "the input is not UTF-8 and was not inserted: set the terminal encoding to UTF-8";

    // The key binding file.
    no_such_key_name(name: &str) => "没有名为“{name}”的键；可写 F1、Ctrl-T、Shift-F7、PgDn 等", "there is no key \"{name}\"; use names such as F1, Ctrl-T or PgDn";
    fixed_key(name: &str) => "“{name}”不能更改：用于输入文字，或为菜单和文字编辑所必需", "\"{name}\" cannot be changed: it types text, or menus and texts need it";
    action_misspelt(name: &str, near: &str) => "没有操作“{name}”，是否为 \"{near}\"？", "there is no action \"{name}\"; did you mean \"{near}\"?";
    no_such_action(name: &str) => "没有操作“{name}”；全部操作见 tianbiao doctor --keys", "there is no action \"{name}\"; for a list see tianbiao doctor --keys";
    keys_syntax(reason: &str) => "{reason}；其后内容未读取", "{reason}; the rest was not read";
    keys_wrong(wrong: &str, all: usize) => "按键设置有 {all} 处错误：{wrong}", "{all} errors in the key bindings: {wrong}";

    // tianbiao doctor.
    ok() => "ok", "ok";
    bad() => "!!", "!!";
    program() => "程序", "program";
    terminal() => "终端", "terminal";
    terminal_is(term: &str, columns: u16, rows: u16) => "TERM={term}，{columns}x{rows}", "TERM={term}, {columns}x{rows}";
    terminal_small(columns: u16, rows: u16) => "窗口过小（{columns}x{rows}），请放大到 80x24", "the window is too small ({columns}x{rows}): enlarge it to 80x24";
    terminal_none() => "当前不在终端中：终端各项请登录后直接运行检测", "not in a terminal: log in and run it in a terminal to check the rest";
    terminal_lines() => "逐项问答方式（--plain），不显示全屏界面；如需界面，请去掉 --plain，并将 TERM 设为 xterm-256color 等", "question mode (--plain), no screen; for the screen omit --plain and set TERM to xterm-256color or similar";
    terminal_console() => "Linux 本机控制台不能显示中文；请通过 SSH 登录，或先启动 fbterm", "the Linux console cannot show Chinese: log in over SSH, or start fbterm first";
    terminal_mute() => "终端不报告光标位置：按窄字符、ASCII 线条显示。中文引号错位时，请加 --width wide", "the terminal does not report its cursor position: using narrow characters and ASCII lines; if quotes are misplaced, add --width wide";
    line() => "连接", "line";
    line_local() => "本机", "local";
    line_ssh(from: &str) => "SSH，来自 {from}", "SSH from {from}";
    line_inside(names: &str) => "；位于 {names} 中", "; inside {names}";
    inside_tmux() => "由 tmux 代外层终端应答。外层终端不是 UTF-8 时，中文显示为下划线，请用 tmux -u 启动", "tmux answers for the outer terminal; if Chinese appears there as underscores, start it as: tmux -u";
    encoding() => "编码", "encoding";
    encoding_ok() => "UTF-8", "UTF-8";
    encoding_bad() => "不是 UTF-8，不能显示中文。改为 UTF-8：", "not UTF-8: Chinese cannot be shown. Set it to UTF-8:";
    encoding_locale(name: &str, value: &str) => "{name}={value} 不是 UTF-8；不影响本程序，其他程序可能显示乱码：export {name}=C.UTF-8", "{name}={value} is not UTF-8; this program is not affected, others may be: export {name}=C.UTF-8";
    width() => "字宽", "width";
    width_narrow() => "“ ” … — 占一格，线条用 ─", "“ ” … — take one cell, lines are drawn with ─";
    width_narrow_inside() => "“ ” … — 占一格；外层终端情况不明，线条用 ASCII", "“ ” … — take one cell; the outer terminal is unknown, so lines use ASCII";
    width_wide() => "“ ” … — 占两格，线条用 ASCII", "“ ” … — take two cells, lines use ASCII";
    width_mixed() => "引号与线条宽度不同，线条用 ASCII；中文引号错位时，请加 --width wide", "quotes and lines differ in width, lines use ASCII; if quotes are misplaced, add --width wide";
    width_told(width: &str) => "按 --width 或 TIANBIAO_WIDTH：{width}", "set by --width or TIANBIAO_WIDTH: {width}";
    width_contradicted(width: &str) => "--width 或 TIANBIAO_WIDTH 指定为 {width}，与终端实际不符；去掉后以终端为准", "--width or TIANBIAO_WIDTH sets {width}, but the terminal draws differently: remove the setting to follow the terminal";
    colours() => "颜色", "colours";
    colours_16() => "16 色；各种颜色均另有字母标记", "16 colours; each also has a letter mark";
    colours_none() => "不使用颜色（NO_COLOR 或单色终端）", "none (NO_COLOR, or a monochrome terminal)";
    keys_file() => "按键", "keys";
    keys_standard(file: &str) => "默认按键（如需更改，请编写 {file}）", "default key bindings (create {file} to change them)";
    keys_changed(file: &str, count: usize) => "{file}：已更改 {count} 个键", "{file}: {count} keys changed";
    service_not_enforced() => "本机内核不支持 Landlock，仅由程序限定文件夹", "the kernel does not support Landlock: only the program limits the folder";
    landlock() => "限定", "sandbox";
    landlock_ok() => "内核支持 Landlock，服务模式（--service）由内核限定文件夹", "the kernel supports Landlock: it enforces the folder of --service";
    landlock_none() => "内核不支持 Landlock，服务模式（--service）仅由程序限定文件夹", "the kernel does not support Landlock: only the program limits the folder of --service";
    state_folder() => "草稿", "drafts";
    state_none() => "未设置 HOME 和 XDG_STATE_HOME，草稿存放在报告所在文件夹", "neither HOME nor XDG_STATE_HOME is set: drafts are stored next to the report";
    report_folder() => "报告", "reports";
    folder_ok(path: &str) => "{path}：可写，支持加锁", "{path}: writable, locks work";
    folder_no_locks(path: &str) => "{path}：可写，不支持加锁：不能防止同时打开，保存时仍核对", "{path}: writable, but locks do not work: a report may be opened twice; saving still checks for other changes";
    folder_bad(reason: &str) => "不可写：{reason}。请更换可写的文件夹，或联系管理员授权", "not writable: {reason}. Use another folder, or ask for write permission";
    forms() => "报表格式", "forms";
    forms_ok(count: usize, list: &str) => "{count} 种：{list}", "{count}: {list}";
    forms_folders(list: &str) => "自备的报表格式目录：{list}", "folders of own forms: {list}";
    all_well() => "检查完毕，均正常。按键检测：tianbiao doctor --keys", "All checks passed. To test the keys: tianbiao doctor --keys";
    all_well_in_lines() => "检查完毕，均正常。", "All checks passed.";
    rest_is_well() => "其余正常；终端请登录后检测。", "All other checks passed; check the terminal after logging in.";
    some_bad(count: usize) => "{count} 项需要处理，见 !! 各行", "problems: {count}; see the lines marked !!";

    // tianbiao doctor --keys.
    keys_in_lines() => "逐项问答方式没有单个按键可检测；请去掉 --plain，并将 TERM 设为 xterm-256color 等", "question mode has no single keys to test: omit --plain and set TERM to xterm-256color or similar";
    keys_head() => "按下列各键，查看收到的内容和对应操作。Ctrl-Q 或连按三次 Esc 结束", "Press each key below to see what it sends and does. End: Ctrl-Q or Esc x3";
    keys_left(keys: &str) => "尚未收到：{keys}", "not received yet: {keys}";
    keys_all_came() => "常用键均已收到。Ctrl-Q 结束", "all important keys received. Ctrl-Q: end";
    key_text() => "文字", "text";
    key_nothing() => "本程序不使用", "no function here";
    key_not_utf8() => "不是 UTF-8：请将终端编码改为 UTF-8", "not UTF-8: set the terminal encoding to UTF-8";
    key_unknown() => "无法识别", "unknown";
    key_paste(characters: usize) => "粘贴 {characters} 字", "paste of {characters} characters";
    keys_never() => "未收到的键及替代按法：", "Keys not received, and their alternatives:";
    keys_never_none() => "常用键均已收到。", "All important keys were received.";
    keys_never_why() => "未按过的键不计。未收到的键多被客户端、浏览器或输入法占用：Ctrl-K 加数字始终可用，也可更改按键。", "Keys you did not press do not count. A client, browser or input method may intercept keys: Ctrl-K and a digit always work, and keys can be reassigned.";
    keys_actions() => "按键设置文件中操作的名称：", "Action names for the key binding file:";
}

/// Instructions to set the encoding, for each terminal program.
pub const GARBLED_CURES: [&str; 6] = [
    "Xshell         File > Properties > Terminal > Encoding: UTF-8",
    "SecureCRT      Session Options > Appearance > Character encoding: UTF-8",
    "PuTTY          Change Settings > Window > Translation: UTF-8",
    "MobaXterm      Edit session > Terminal settings > Charset: UTF-8",
    "GNU screen     Ctrl-A :encoding utf8 Enter, or start it as: screen -U",
    "Linux console  has no Chinese: log in over SSH, or start fbterm",
];

/// The same in one line of Chinese.
pub const GARBLED_IN_CHINESE: &str =
    "终端编码不是 UTF-8，中文无法显示。改成 UTF-8 后按 Ctrl-L；Xshell：文件 > 属性 > 终端 > 编码。";
