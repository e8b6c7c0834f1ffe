//! Messages about problems of the terminal, with remedies.

use super::Lang;

messages! {
    // Shown instead of the screen if Chinese cannot be displayed; the Chinese is written in pinyin.
    garbled_what() => "Zhongduan bianma bu shi UTF-8, zhongwen wufa xianshi.", "This terminal is not set to UTF-8: Chinese can be neither shown nor typed.";
    garbled_cure() => "Qing ba zhongduan bianma gaicheng UTF-8, zai an Ctrl-L:", "Set its encoding to UTF-8, then press Ctrl-L:";
    garbled_keys() => "Ctrl-L chongxin jiancha    Enter jixu    Ctrl-Q tuichu", "Ctrl-L: check again    Enter: continue    Ctrl-Q: quit";

    typed_not_utf8() => "打的字不是 UTF-8，没有写进去；请把终端（或粘贴来源）的编码改成 UTF-8", "the input is not UTF-8 and was not inserted: set the terminal encoding to UTF-8";

    // The key binding file.
    no_such_key_name(name: &str) => "没有叫“{name}”的键；可以写 F1、Ctrl-T、Shift-F7、PgDn 等", "there is no key \"{name}\"; use names such as F1, Ctrl-T or PgDn";
    fixed_key(name: &str) => "“{name}”不能改：是要打的字，或菜单和文字里少不了的键", "\"{name}\" cannot be changed: it types text, or menus and texts need it";
    action_misspelt(name: &str, near: &str) => "没有“{name}”这个操作，是不是 \"{near}\"？", "there is no action \"{name}\"; did you mean \"{near}\"?";
    no_such_action(name: &str) => "没有“{name}”这个操作；全部见 tianbiao doctor --keys", "there is no action \"{name}\"; for a list see tianbiao doctor --keys";
    keys_syntax(reason: &str) => "{reason}；往后的没有读", "{reason}; the rest was not read";
    keys_wrong(wrong: &str, all: usize) => "改键有 {all} 处不对：{wrong}", "{all} errors in the key bindings: {wrong}";

    // tianbiao doctor.
    ok() => "ok", "ok";
    bad() => "!!", "!!";
    program() => "程序", "program";
    terminal() => "终端", "terminal";
    terminal_is(term: &str, columns: u16, rows: u16) => "TERM={term}，{columns}x{rows}", "TERM={term}, {columns}x{rows}";
    terminal_small(columns: u16, rows: u16) => "窗口太小（{columns}x{rows}），请拉大到 80x24", "the window is too small ({columns}x{rows}): enlarge it to 80x24";
    terminal_none() => "不在终端里：终端的几项看不了，请登录后直接运行", "not in a terminal: log in and run it in a terminal to check the rest";
    terminal_lines() => "一问一答地填（--plain），不画界面；要画界面请去掉 --plain，TERM 用 xterm-256color 之类", "question mode (--plain), no screen; for the screen omit --plain and set TERM to xterm-256color or similar";
    terminal_console() => "Linux 本机控制台显示不了中文；请用 SSH 登录，或先启动 fbterm", "the Linux console cannot show Chinese: log in over SSH, or start fbterm first";
    terminal_mute() => "终端不回答光标在哪里；按窄字、ASCII 线来画。中文引号若错位，请加 --width wide", "the terminal does not report its cursor position: using narrow characters and ASCII lines; if quotes are misplaced, add --width wide";
    line() => "连接", "line";
    line_local() => "本机", "local";
    line_ssh(from: &str) => "SSH，来自 {from}", "SSH from {from}";
    line_inside(names: &str) => "；在 {names} 里面", "; inside {names}";
    inside_tmux() => "tmux 替外面的终端回答。外面若不是 UTF-8，中文会变成下划线，这时请用 tmux -u 启动", "tmux answers for the outer terminal; if Chinese appears there as underscores, start it as: tmux -u";
    encoding() => "编码", "encoding";
    encoding_ok() => "UTF-8", "UTF-8";
    encoding_bad() => "不是 UTF-8，中文显示不了。改成 UTF-8：", "not UTF-8: Chinese cannot be shown. Set it to UTF-8:";
    encoding_locale(name: &str, value: &str) => "{name}={value} 不是 UTF-8；不影响填表，别的程序可能乱码：export {name}=C.UTF-8", "{name}={value} is not UTF-8; this program is not affected, others may be: export {name}=C.UTF-8";
    width() => "字宽", "width";
    width_narrow() => "“ ” … — 占一格，线用 ─ 画", "“ ” … — take one cell, lines are drawn with ─";
    width_narrow_inside() => "“ ” … — 占一格；外面的终端不知道，线用 ASCII 画", "“ ” … — take one cell; the outer terminal is unknown, so lines use ASCII";
    width_wide() => "“ ” … — 占两格，线用 ASCII 画", "“ ” … — take two cells, lines use ASCII";
    width_mixed() => "引号和线的宽度不一样，线用 ASCII 画；中文引号若错位，请加 --width wide", "quotes and lines differ in width, lines use ASCII; if quotes are misplaced, add --width wide";
    width_told(width: &str) => "按 --width 或 TIANBIAO_WIDTH：{width}", "set by --width or TIANBIAO_WIDTH: {width}";
    width_contradicted(width: &str) => "按 --width 或 TIANBIAO_WIDTH 用 {width}，可终端画的不是这样；去掉它就按终端的来", "--width or TIANBIAO_WIDTH sets {width}, but the terminal draws differently: remove the setting to follow the terminal";
    colours() => "颜色", "colours";
    colours_16() => "16 色；每种颜色都另有字母标记", "16 colours; each also has a letter mark";
    colours_none() => "不用颜色（NO_COLOR 或单色终端）", "none (NO_COLOR, or a monochrome terminal)";
    keys_file() => "改键", "keys";
    keys_standard(file: &str) => "没有改键（要改就写 {file}）", "default key bindings (create {file} to change them)";
    keys_changed(file: &str, count: usize) => "{file}：改了 {count} 个键", "{file}: {count} keys changed";
    state_folder() => "草稿", "drafts";
    state_none() => "没有 HOME 和 XDG_STATE_HOME，草稿放在报告旁边", "neither HOME nor XDG_STATE_HOME is set: drafts are stored next to the report";
    report_folder() => "报告", "reports";
    folder_ok(path: &str) => "{path}：可以写，能加锁", "{path}: writable, locks work";
    folder_no_locks(path: &str) => "{path}：可以写，但不能加锁：两处同时打开挡不住，存盘时仍会核对", "{path}: writable, but locks do not work: a report may be opened twice; saving still checks for other changes";
    folder_bad(reason: &str) => "不能写：{reason}。换一个能写的文件夹，或请管理员给写的权限", "not writable: {reason}. Use another folder, or ask for write permission";
    forms() => "表单", "forms";
    forms_ok(count: usize, list: &str) => "{count} 份：{list}", "{count}: {list}";
    all_well() => "都好。按键是否到得了：tianbiao doctor --keys", "All checks passed. To test the keys: tianbiao doctor --keys";
    all_well_in_lines() => "都好。", "All checks passed.";
    rest_is_well() => "别的都好；终端请登录后再看。", "All other checks passed; check the terminal after logging in.";
    some_bad(count: usize) => "有 {count} 处要处理，见 !! 各行", "problems: {count}; see the lines marked !!";

    // tianbiao doctor --keys.
    keys_in_lines() => "一问一答地填时没有单个的键可试；请去掉 --plain，TERM 用 xterm-256color 之类", "question mode has no single keys to test: omit --plain and set TERM to xterm-256color or similar";
    keys_head() => "按键看收到什么、做什么；请把下面列的都试一遍。Ctrl-Q 或连按三次 Esc 结束", "Press each key below to see what it sends and does. End: Ctrl-Q or Esc x3";
    keys_left(keys: &str) => "还没来：{keys}", "not received yet: {keys}";
    keys_all_came() => "要紧的键都来了。Ctrl-Q 结束", "all important keys received. Ctrl-Q: end";
    key_text() => "文字", "text";
    key_nothing() => "程序里不用", "no function here";
    key_not_utf8() => "不是 UTF-8：终端的编码要改成 UTF-8", "not UTF-8: set the terminal encoding to UTF-8";
    key_unknown() => "认不出", "unknown";
    key_paste(characters: usize) => "粘贴 {characters} 字", "paste of {characters} characters";
    keys_never() => "没有来的键，以及另一条路：", "Keys not received, and their alternatives:";
    keys_never_none() => "要紧的键都收到了。", "All important keys were received.";
    keys_never_why() => "没按过的不算。没来的多半被客户端、浏览器或输入法占用：Ctrl-K 加数字总是可用，也可以改键。", "Keys you did not press do not count. A client, browser or input method may intercept keys: Ctrl-K and a digit always work, and keys can be reassigned.";
    keys_actions() => "改键文件里操作的名称：", "Action names for the key binding file:";
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
