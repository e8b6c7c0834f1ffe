//! Sentences about the terminal: what is wrong with it, and what is to be done about that.

use super::Lang;

messages! {
    // Instead of the screen, where no Chinese can be read: the Chinese is spelt out.
    garbled_what() => "Zhongduan bianma bu shi UTF-8, zhongwen wufa xianshi.", "This terminal is not set to UTF-8: Chinese can be neither shown nor typed.";
    garbled_cure() => "Qing ba zhongduan bianma gaicheng UTF-8, zai an Ctrl-L:", "Set its encoding to UTF-8, then press Ctrl-L:";
    garbled_keys() => "Ctrl-L chongxin jiancha    Enter jixu    Ctrl-Q tuichu", "Ctrl-L looks again    Enter goes on all the same    Ctrl-Q quits";
}

/// Where the encoding is set, program by program.
pub const GARBLED_CURES: [&str; 6] = [
    "Xshell         File > Properties > Terminal > Encoding: UTF-8",
    "SecureCRT      Options > Session Options > Appearance > Character encoding: UTF-8",
    "PuTTY          Change Settings > Window > Translation > Remote character set: UTF-8",
    "MobaXterm      Edit session > Terminal settings > Charset: UTF-8",
    "GNU screen     Ctrl-A :encoding utf8 Enter, or start it as: screen -U",
    "Linux console  has no Chinese: log in over SSH, or start fbterm",
];

/// The same in one line of Chinese.
pub const GARBLED_IN_CHINESE: &str =
    "终端编码不是 UTF-8，中文无法显示。改成 UTF-8 后按 Ctrl-L；Xshell：文件 > 属性 > 终端 > 编码。";
