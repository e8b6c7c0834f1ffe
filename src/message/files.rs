//! Sentences about the state of report files.

use super::Lang;

messages! {
    file_hidden(file: &str) => "{file}：文件名或文件夹名以“.”开头（隐藏），未写入；请使用其他文件名", "{file} is hidden or in a hidden folder, and was not written: choose another name";
    file_foreign(file: &str) => "{file}：扩展名不是报告或文档的扩展名，未写入；请使用 .ron、.docx、.xlsx、.txt 等", "{file} has no extension of a report or document, and was not written: use .ron, .docx, .xlsx, .txt or another one";
    or_force_name() => "；如需使用该名称，请加 --force", "; use --force to write it under this name";
    history_deletes(count: usize, file: &str) => "{file}：将删除上列 {count} 个历史版本，删除后无法恢复；确认删除请加 --yes", "{file}: the {count} versions above will be deleted for good; confirm with --yes";
    history_deleted(count: usize, file: &str) => "{file}：已删除 {count} 个历史版本", "{file}: {count} versions deleted";
    damaged_file(file: &str) => "{file} 已损坏或已被其他程序改写，无法读取。请选择用于重新写入该文件的内容；现有文件将存入历史版本。", "{file} is damaged or was changed by another program, and cannot be read. Choose the content to write to it; the present file is kept in the history.";
    damaged_draft(time: &str) => "写入草稿（最后改动 {time}）", "write the draft (last change {time})";
    damaged_version(number: u32, time: &str, why: &str) => "写入历史版本 {number}（{time}，{why}）", "write version {number} ({time}, {why})";
    unknown_shell(name: &str, shells: &str) => "不支持 shell“{name}”；支持的有：{shells}", "the shell \"{name}\" is not known; known are: {shells}";
    service_without_commands() => "服务模式（--service）只有界面，不能使用命令", "service mode (--service) has no commands, only the screen";
    file_outside(file: &str) => "{file}：只能使用本文件夹及其下级文件夹中的文件", "{file}: only files in this folder and the folders below it can be used";
    draft_apart() => "将草稿另存为新文件并打开，现有文件不变", "write the draft to a new file and open it; the present file stays as it is";
    apart() => "副本", "copy";
    apart_written(file: &str) => "草稿已另存为 {file}，现打开的是该文件", "the draft was written to {file}, which is open now";
    damaged_quit() => "退出，文件和草稿均保留", "quit; the file and the draft stay as they are";
    damaged_replaced(file: &str) => "已重新写入 {file}，原文件已存入历史版本", "{file} was written again; the damaged file is in the history";
}
