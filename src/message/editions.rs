//! Sentences about editions of forms.

use super::Lang;

messages! {
    edition_missing(file: &str, theirs: &str, ours: &str) => "{file}：报告使用 {theirs} 版报表格式，本机仅有 {ours} 版，只能查看；单位不明的金额和数量不参与计算", "{file}: the report uses form edition {theirs}, only {ours} is available: it can only be viewed; figures of unknown unit are left out of calculation";
    edition_refused(file: &str, theirs: &str, ours: &str) => "{file}：报告使用 {theirs} 版报表格式，本机仅有 {ours} 版，未改动；请将 {theirs} 版报表格式放入 ~/.config/tianbiao/forms，或用 tianbiao roll 生成 {ours} 版报告", "{file}: the report uses form edition {theirs}, only {ours} is available, it was not changed: put edition {theirs} in ~/.config/tianbiao/forms, or create a report of edition {ours} with tianbiao roll";
    edition_read_only(theirs: &str, ours: &str) => "只读：报告为 {theirs} 版报表格式，现有 {ours} 版，金额未换算", "read only: the report is of form edition {theirs}, only {ours} is available";
    entry_unknown_unit(expected: &str) => "按另一版报表格式填列，单位不明，不参与计算；本栏单位为“{expected}”", "entered with another edition of the form, in an unknown unit, and left out of calculation; the unit here is \"{expected}\"";
    edition_rows(rows: &str, count: usize, max: usize) => "  行数：{rows} 原有 {count} 行，现版最多 {max} 行", "  rows: {rows} had {count} rows, at most {max} in this edition";
    edition_renamed(before: &str, now: &str, label: &str) => "  改名：{before} 现为 {now}（{label}）", "  renamed: {before} is {now} ({label}) now";
    edition_dropped(path: &str, text: &str) => "  无此栏目：{path}（{text}）", "  no such field: {path} ({text})";
    edition_choice(path: &str, label: &str, text: &str) => "  无此选项：{path} {label}（{text}）", "  no such choice: {path} {label} ({text})";
    edition_figure(path: &str, label: &str, text: &str, unit: &str) => "  单位不明：{path} {label}（{text}），现版单位为{unit}", "  unit unknown: {path} {label} ({text}), the unit in this edition is {unit}";
    edition_more(count: usize) => "  其余 {count} 项", "  and {count} more";
    edition_unknown(edition: &str, known: &str) => "没有可更换的 {edition} 版报表格式；现有其他版本：{known}", "there is no other edition {edition} of the form; other editions: {known}";
    edition_name(edition: &str) => "{edition} 版", "edition {edition}";
    editions_head(edition: &str) => "更换格式版本（现为 {edition} 版）", "Editions of the form (this report: {edition})";
    editions_none(edition: &str) => "现为 {edition} 版报表格式，本机没有其他版本", "the report uses form edition {edition}; there is no other edition";
    edition_title(edition: &str) => "改用 {edition} 版报表格式", "Move to form edition {edition}";
    edition_count(count: usize) => "{count} 处不同", "{count} differences";
    edition_same() => "各项内容均原样转入。", "All contents are taken over as they are.";
    edition_keys() => "1改用该版（原版存入历史）  ↑↓查看  Esc返回", "1 move (the present file goes to the history)  Up/Down  Esc back";
    edition_how() => "按 1 改用该版，Esc 返回", "press 1 to move to the edition, Esc to go back";
    edition_changed(edition: &str) => "已改用 {edition} 版报表格式；原版存入历史版本，可从“历史版本”退回", "moved to form edition {edition}; the file before is in the history, from where you can return to it";
    edition_no_version() => "历史版本无法保存，未改动", "the file before cannot be stored in the history: nothing was changed";
    edition_present(file: &str, edition: &str, known: &str) => "{file}：现为 {edition} 版报表格式；其他版本：{known}", "{file}: form edition {edition}; other editions: {known}";
    edition_alone(file: &str, edition: &str) => "{file}：现为 {edition} 版报表格式，没有其他版本", "{file}: form edition {edition}; there is no other edition";
    edition_planned(file: &str, edition: &str, count: usize) => "{file}：改用 {edition} 版报表格式，{count} 处不同，未改动；核对后加 --yes 执行", "{file}: {count} differences to form edition {edition}, nothing was changed: add --yes to move the report";
    edition_moved(file: &str, edition: &str, version: u32) => "{file}：已改用 {edition} 版报表格式；原文件为第 {version} 号历史版本，可用 tianbiao history --fetch {version} 取出", "{file}: moved to form edition {edition}; the file before is version {version}: tianbiao history --fetch {version}";
    edition_draft(file: &str) => "{file}：有未保存的草稿，未改动；请先打开报告处理草稿，或用 tianbiao recover 恢复", "{file}: there is a draft that was not saved, nothing was changed: open the report, or use tianbiao recover, first";
    version_other_edition(edition: &str) => "该版本使用 {edition} 版报表格式。按 1 退回该版本，现有内容存入历史版本；按 3 另存为文件。", "This version uses form edition {edition}. Press 1 to return to it (the present contents go to the history), 3 to save it to a file.";
    version_returned(number: u32) => "已退回第 {number} 号历史版本，退回前的内容存入历史版本", "returned to version {number}; the contents before are in the history";
    moved_rows(place: &str, before: &str, after: &str) => "  行数：{place} 现有 {before} 行，该版最多 {after} 行，多出的行存入附注", "  rows: {place} has {before} rows, at most {after} in that edition, the others go to the annex";
    moved_dropped(place: &str, text: &str) => "  无此栏目：{place}（{text}），存入附注", "  no such field: {place} ({text}), goes to the annex";
    moved_choice(place: &str, text: &str) => "  无此选项：{place}（{text}），请重新选择", "  no such choice: {place} ({text}), choose again";
    moved_mistyped(place: &str, text: &str) => "  类型不同：{place}（{text}），请更正", "  another type: {place} ({text}), correct it";
    moved_converted(place: &str, before: &str, after: &str) => "  换算：{place}（{before}，即 {after}）", "  converted: {place} ({before} is {after})";
    moved_calculated(place: &str, text: &str) => "  计算方式不同：{place}（{text}）", "  calculated in one of the editions only: {place} ({text})";
    moved_renamed(place: &str, label: &str) => "  改名：{place} 改为“{label}”", "  renamed: {place} is called \"{label}\"";
    moved_new(place: &str) => "  新增栏目：{place}，请填列", "  new field: {place}, to be filled in";
    doubt_never(label: &str) => "“{label}”的条件不可能成立", "the condition of \"{label}\" can never hold";
    doubt_always(label: &str) => "“{label}”的条件总是成立，不起作用", "the condition of \"{label}\" always holds and has no effect";
    doubt_word(first: &str, second: &str, word: &str) => "“{first}”和“{second}”有相同的别称“{word}”，导入时无法区分", "\"{first}\" and \"{second}\" have the same word \"{word}\": an import cannot tell them apart";
    doubt_unused_rows(name: &str) => "row_sets 中的 {name} 没有表使用", "no table has the rows {name} of row_sets";
    doubt_not_filled_in(label: &str) => "“{label}”无需填写，required 不起作用", "nobody fills in \"{label}\": required has no effect";
    doubt_broken(sentence: &str) => "新建的空白报告已有此问题：{sentence}", "a new report already has this finding: {sentence}";
    doubt_no_result(label: &str, reason: &str) => "“{label}”在所有试填的报告中均无计算结果：{reason}", "\"{label}\" has no result in any report that was filled in as a trial: {reason}";
    result_is_blank() => "结果为空", "the result is blank";
    doubt_undecided(label: &str) => "“{label}”的条件在所有试填的报告中均无法判断，不起作用", "the condition of \"{label}\" is neither true nor false in any report that was filled in as a trial";
    doubt_mark() => "提示", "warning";
    doubts_found(count: usize) => "另有 {count} 处提示，可能与原意不符", "and {count} warnings about what may not be intended";
    own_form(file: &str, id: &str, edition: &str) => "使用自备的报表格式 {file}，未用内置的同名同版格式", "using the form {file} instead of the built-in {id} {edition}";
    form_other_edition(id: &str, wanted: &str) => "没有 {wanted} 版的报表格式“{id}”，草稿未恢复；请将该版放入 ~/.config/tianbiao/forms", "there is no edition {wanted} of the form \"{id}\", the draft was not recovered: put that edition in ~/.config/tianbiao/forms";
}
