//! `tianbiao get`: prints values by path.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::assign::{OVERRIDES, escape};
use super::complete::ReportPaths;
use super::say::{Code, Failure};
use super::{Context, calculated};
use crate::check::check;
use crate::export::values_json;
use crate::form::{CellRef, FieldId, Home, Row, clean};
use crate::report::Paths;
use crate::sheet::{Origin, Texts};

#[derive(Args, Debug)]
#[command(after_help = "\
未指定路径：每项一行 路径=值，只列已填内容，可直接用于 set -；手工填列的合计写为 !路径=值，整行空白的写为 路径=。
文中引用的表中数据以数值列示，--typed 按输入的原样列示。
指定一个路径：输出其值，分段不变。指定多个：每个值一行，换行写为 \\n，反斜杠写为 \\\\。
Without PATH: PATH=VALUE lines of all entries, in the format that `set -` reads; overridden values as !PATH=VALUE.
Table references in texts are replaced by their values; --typed prints entries as typed.
With one PATH: its value, unescaped; with several: one value per line, line breaks as \\n.

例子 / Examples:
  tianbiao get 2023.ron 'expenditure[sum].basic'
  tianbiao get 2023.ron --typed | tianbiao set copy.ron -
  tianbiao get 2023.ron --json | jq '.\"income[sum].total\"'")]
pub(super) struct Arguments {
    /// 报告，- 为标准输入 / the report, - for standard input
    file: PathBuf,
    /// 路径 / paths
    #[arg(add = ArgValueCompleter::new(ReportPaths { after: "", with_rules: false }))]
    path: Vec<String>,
    /// 一个 JSON 对象，含全部值：路径对应文字，空白为 null，日期为 ISO 格式 / output a JSON object of all values
    #[arg(long)]
    json: bool,
    /// 同时列出自动计算的值 / also list calculated values
    #[arg(long)]
    all: bool,
    /// 按输入的原样，不换算 / print values as typed, without conversion
    #[arg(long, conflicts_with = "json")]
    typed: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut dyn Write) -> Result<Code, Failure> {
    let loaded = context.load(&arguments.file)?;
    let (form, report) = (&*loaded.form, &loaded.report);
    let sheet = calculated(form, report);
    let lang = context.lang_for(form);
    let texts = Texts { form, report, sheet: &sheet, lang };

    let mut wanted = Vec::new();
    let mut unknown = Vec::new();
    for path in &arguments.path {
        match report.resolve(form, path) {
            Ok(cell) => wanted.push(cell),
            Err(error) => unknown.push(error.sentence(lang)),
        }
    }
    if !unknown.is_empty() {
        return Err(Failure::new(Code::Usage, unknown.join("\n")));
    }
    if arguments.json {
        let json = values_json(&texts, (!wanted.is_empty()).then_some(&wanted))?;
        out.write_all(json.as_bytes())?;
        return Ok(Code::Done);
    }
    match wanted.as_slice() {
        [] => list(&texts, arguments, out)?,
        [cell] => writeln!(out, "{}", shown(&texts, arguments, *cell))?,
        several => {
            for cell in several {
                writeln!(out, "{}", escape(&shown(&texts, arguments, *cell)))?;
            }
        }
    }
    Ok(Code::Done)
}

/// Returns the value of a cell as text; an entry that cannot be parsed is returned as typed.
fn shown(texts: &Texts<'_>, arguments: &Arguments, cell: CellRef) -> String {
    let found = texts.sheet.cell(cell);
    let unreadable = found.problem.is_some() && found.origin != Origin::Calculated;
    if arguments.typed && found.origin != Origin::Calculated || unreadable {
        return texts.report.text(cell).to_owned();
    }
    let kind = &texts.form.field(cell.field).kind;
    kind.show(&found.value, texts.lang)
}

/// Writes `PATH=VALUE` lines that `set -` accepts in any order.
fn list(texts: &Texts<'_>, arguments: &Arguments, out: &mut dyn Write) -> Result<(), Failure> {
    let Texts { form, report, .. } = *texts;
    let paths = Paths::new(form, report);
    for cell in report.cells(form) {
        let field = form.field(cell.field);
        // The row's name is set by this line, so the path must use the row's number.
        let path = match field.home {
            Home::RowName(_) => form.number_path(cell),
            Home::Alone | Home::Column { .. } => paths.of(cell),
        };
        let origin = texts.sheet.cell(cell).origin;
        let calculated = origin == Origin::Calculated;
        // `set` needs permission to override a calculated value.
        let is_override = origin == Origin::Overridden && form.is_locked(cell);
        let mark = if is_override { OVERRIDES.to_string() } else { String::new() };
        let text = shown(texts, arguments, cell);
        let listed = !text.is_empty() || keeps_row(texts, cell);
        if listed && (!calculated || arguments.all) {
            writeln!(out, "{mark}{path}={}", escape(&text))?;
        }
    }
    let findings =
        if report.explanations().next().is_some() { check(form, report, texts.sheet) } else { Vec::new() };
    for (rule, cell, text) in report.explanations() {
        // `set` binds explanations to the present values: one for other values must not be read.
        let mut here = findings.iter().filter(|finding| finding.cell == cell && finding.name(form) == rule);
        let mark = if here.any(|finding| finding.former(texts).is_some()) { "# " } else { "" };
        writeln!(out, "{mark}{rule}@{}={}", paths.of(cell), escape(&clean(text)))?;
    }
    Ok(())
}

/// True if a blank cell must be listed to keep its row: a row name, or the first cell of a blank row.
fn keeps_row(texts: &Texts<'_>, cell: CellRef) -> bool {
    let Texts { form, report, .. } = *texts;
    let (Row::At(_), field) = (cell.row, form.field(cell.field)) else { return false };
    let Home::Column { rows, .. } = field.home else { return true };
    let set = form.row_set(rows);
    let first = set.fields.iter().find(|field| form.field(**field).calculate.is_none());
    let blank = |field: &FieldId| report.text(CellRef { field: *field, row: cell.row }).is_empty();
    set.name_field.is_none() && first == Some(&cell.field) && set.fields.iter().all(blank)
}
