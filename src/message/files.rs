//! Sentences about the state of report files.

use super::Lang;

messages! {
    damaged_file(file: &str) => "{file} 已损坏或已被其他程序改写，无法读取。请选择用于重新写入该文件的内容；现有文件将存入历史版本。", "{file} is damaged or was changed by another program, and cannot be read. Choose the content to write to it; the present file is kept in the history.";
    damaged_draft(time: &str) => "写入草稿（最后改动 {time}）", "write the draft (last change {time})";
    damaged_version(number: u32, time: &str, why: &str) => "写入历史版本 {number}（{time}，{why}）", "write version {number} ({time}, {why})";
    damaged_quit() => "退出，文件和草稿均保留", "quit; the file and the draft stay as they are";
    damaged_replaced(file: &str) => "已重新写入 {file}，原文件已存入历史版本", "{file} was written again; the damaged file is in the history";
}
