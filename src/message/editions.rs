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
    own_form(file: &str, id: &str, edition: &str) => "使用自备的报表格式 {file}，未用内置的同名同版格式", "using the form {file} instead of the built-in {id} {edition}";
    form_other_edition(id: &str, wanted: &str) => "没有 {wanted} 版的报表格式“{id}”，草稿未恢复；请将该版放入 ~/.config/tianbiao/forms", "there is no edition {wanted} of the form \"{id}\", the draft was not recovered: put that edition in ~/.config/tianbiao/forms";
}
