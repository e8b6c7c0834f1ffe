//! Messages about exports: draft or final, the written file, how to fetch it, conversion to PDF.

use super::Lang;

messages! {
    format_pdf() => "PDF：需要已安装 LibreOffice 和中文字体", "PDF: requires LibreOffice and Chinese fonts";

    // Draft and final.
    draft() => "草稿", "draft";
    practice_draft() => "练习稿", "practice";
    practice_not_final() => "练习稿不能导出定稿，可导出草稿", "a practice report cannot be exported as final, only as a draft";
    draft_with_annex() => "草稿，附填报说明和数据核对情况表", "draft with the annex";
    final_with_annex() => "定稿，附填报说明和数据核对情况表", "final with the annex";
    export_with_annex() => "附填报说明和数据核对情况表：否（选择本项改为附上）", "annex with explanations and figures: no (choose this to add it)";
    export_no_annex() => "附填报说明和数据核对情况表：是（选择本项改为不附）", "annex with explanations and figures: yes (choose this to omit it)";
    final_version() => "定稿", "final";
    export_draft_as() => "草稿导出格式", "Draft export format";
    export_final_as() => "定稿导出格式", "Final export format";
    errors_stand(count: usize) => "{count} 处错误", "{count} errors";
    contradictions_stand(count: usize) => "{count} 处数据不一致未说明", "{count} unexplained differences between figures";
    values_wait(count: usize) => "{count} 处上年内容待确认", "{count} values from last year to confirm";
    final_refused(what: &str) => "尚有{what}，未导出定稿：F7 查看，F8 逐条处理", "{what} remain: final version not exported; F7 lists them, F8 goes through them";
    plain_final_refused(what: &str) => "尚有{what}，未导出定稿：叹号 ! 逐条查看", "{what} remain: final version not exported; exclamation mark ! lists them";

    export_unexplained(count: usize) => "尚有 {count} 处待核实未说明", "{count} findings are not explained";

    // The written file.
    exported_to(path: &str, size: &str) => "已导出：{path}（{size}）", "exported: {path} ({size})";
    export_receipt() => "导出结果", "Exported";
    export_fetch() => "在自己的电脑上执行以下命令，取回文件：", "To fetch the file, run on your own computer:";
    export_fetch_sz() => "或退出后在本终端执行（须为支持 ZMODEM 的终端）：", "Or run here after quitting, in a terminal that supports ZMODEM:";
    export_fetch_later() => "；Ctrl-E 查看取回命令", "; Ctrl-E shows the command to fetch it";
    export_fetch_item() => "上次导出的文件", "last exported file";
    size_bytes(count: usize) => "{count} 字节", "{count} bytes";
    size_kb(count: usize) => "{count} KB", "{count} KB";
    size_mb(whole: usize, tenth: usize) => "{whole}.{tenth} MB", "{whole}.{tenth} MB";

    // PDF.
    pdf_working() => "正在生成 PDF…", "creating the PDF...";
    pdf_busy() => "正在生成另一个 PDF，请稍候", "another PDF is being created: please wait";
    pdf_instead() => "；请导出 .docx，用 WPS 或 Word 打开后打印或另存为 PDF", "; export a .docx and print it, or save it as PDF, in WPS or Word";
    pdf_no_office() => "未安装 LibreOffice，不能直接生成 PDF", "LibreOffice is not installed, so a PDF cannot be created";
    pdf_no_font_list() => "未安装 fc-list（fontconfig），无法确认有中文字体，未生成 PDF", "fc-list (fontconfig) is not installed, so Chinese fonts cannot be verified; the PDF was not created";
    pdf_no_fonts() => "未安装中文字体，生成的 PDF 会缺字，未生成", "no Chinese fonts are installed; the PDF would lack characters and was not created";
    pdf_failed(reason: &str) => "LibreOffice 未能生成 PDF（{reason}）", "LibreOffice could not create the PDF ({reason})";
    pdf_too_long(seconds: u64) => "LibreOffice 超过 {seconds} 秒未完成，已停止，未生成 PDF", "LibreOffice took more than {seconds} seconds and was stopped; the PDF was not created";
    pdf_stopped() => "已停止生成 PDF", "PDF creation stopped";
    pdf_no_file() => "没有输出文件", "no output file";
    pdf_not_one() => "输出的不是 PDF", "the output is not a PDF";
}

/// Returns the numbers of errors, unexplained contradictions and unconfirmed values as a phrase; zero counts
/// are omitted.
pub fn what_stands(lang: Lang, errors: usize, contradictions: usize, waiting: usize) -> String {
    let part = |count: usize, words: fn(Lang, usize) -> String| (count > 0).then(|| words(lang, count));
    let parts =
        [part(errors, errors_stand), part(contradictions, contradictions_stand), part(waiting, values_wait)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match lang {
        Lang::Zh => format!(" {}", parts.join("、")),
        Lang::En => parts.join(" and "),
    }
}

/// Formats a file size.
pub fn size(lang: Lang, bytes: usize) -> String {
    const KB: usize = 1024;
    const MB: usize = KB * KB;
    if bytes < KB {
        size_bytes(lang, bytes)
    } else if bytes < MB {
        size_kb(lang, bytes.div_ceil(KB))
    } else {
        size_mb(lang, bytes / MB, bytes % MB * 10 / MB)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (bytes, zh) in [
            (0, "0 字节"),
            (1023, "1023 字节"),
            (1024, "1 KB"),
            (12_900, "13 KB"),
            (1_048_575, "1024 KB"),
            (1_048_576, "1.0 MB"),
            (1_600_000, "1.5 MB"),
        ] {
            assert_eq!(size(Lang::Zh, bytes), zh);
        }
    }
}
