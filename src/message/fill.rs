//! Messages about filling in a Word document: the choice of the document, the preview, the result.

use super::Lang;

messages! {
    fill_item() => "填入财政部门下发的空表或上年文档（Word）", "fill in the bureau's form or last year's document (Word)";
    fill_which() => "填入哪个 Word 文档", "Which Word document is filled in?";
    fill_which_hint() => "输入文字筛选，或输入文件名", "type to filter, or type a path";
    fill_which_keys() => "方向键选择，Enter 打开预览，Esc 返回", "arrows: select, Enter: preview, Esc: back";
    fill_none_here() => "报告所在文件夹中没有 Word 文档（.docx），请输入文件名", "there is no Word document (.docx) beside the report: type a path";
    fill_no_such() => "没有符合的文档；输入其他位置的文档请写出完整文件名，以 .docx 结尾", "no document fits; for one elsewhere type its path, ending in .docx";
    fill_last_used() => "上次使用", "used last";
    fill_working() => "正在填入…", "filling in...";
    fill_title(file: &str) => "填入预览：{file}", "Fill in: {file}";
    fill_keys() => "Enter 存为新文件  F4 指定位置  Ctrl-PgDn 下一部分  Esc 返回", "Enter: save as a new file  F4: name the place  Ctrl-PgDn: next part  Esc: back";
    fill_nothing_to_name() => "请先选择没有对应位置的内容，再按 F4 指定其在文档中的名称", "F4 names the place of a value that has none: select one first";
    fill_which_label(field: &str) => "文档中哪一项是“{field}”（选定后记住）", "Which label of the document is \"{field}\"? It is remembered";
    fill_no_labels() => "文档中没有尚未对应的名称", "the document has no other labels";
    fill_arrows() => "请用方向键核对，按 Enter 存为新文件", "arrows: look, Enter: save as a new file";
    fill_head(places: usize) => "填入 {places} 处", "{places} places";
    fill_head_unplaced(places: usize, unplaced: usize) => "填入 {places} 处，{unplaced} 项没有对应位置", "{places} places, {unplaced} values without a place";
    fill_first_time() => "首次使用该文档，请核对填入位置", "this document is used for the first time: check the places";
    fill_known(places: usize) => "填入 {places} 处，全部内容均已填入；文档与上次相同，按 Enter 存为新文件", "all values are filled in ({places} places); the document is the one used last: press Enter to save a new file";
    fill_to_check(count: usize) => "另有 {count} 项须核对", "{count} other lines to check";
    fill_differs(line: &str) => "填入后读取结果不一致，不能导出：{line}", "a value is read back differently, nothing is exported: {line}";
    fill_leaves_out(count: usize) => "{count} 项没有对应位置，不写入文档；原文档不变", "{count} values have no place and are left out; the original document stays as it is";
    fill_leaves_none() => "全部内容均已填入；原文档不变", "all values are filled in; the original document stays as it is";
    fill_onto_itself() => "不能写回原文档，请输入其他文件名", "the original document is never written to: enter another name";
    fill_stale() => "预览之后内容或文档有变化，未导出，请重新填入", "the report or the document has changed since the preview, nothing was exported: fill it in again";

    // The line dialogue.
    plain_fill_which() => "请输入文档的序号或文件名，空行取消", "type the number or the path of a document, an empty line cancels";
    plain_fill_next() => "请选择", "What next?";
    plain_fill_all() => "逐项列出填入位置", "list all places";
    plain_fill_draft() => "存为草稿", "save as a draft";
    plain_fill_final() => "存为定稿", "save as the final version";
}
