//! `tianbiao set`: changes values by path, all or none.

use std::io;
use std::path::PathBuf;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::Context;
use super::assign::{assign, parse, parse_lines};
use super::complete::ReportPaths;
use super::keep::keep;
use super::say::{Code, Failure};
use crate::check::bind;
use crate::message;
use crate::store::{MAX_TABLE_BYTES, read_stream};

#[derive(Args, Debug)]
#[command(after_help = "\
值中 \\n 为换行，\\\\ 为反斜杠；路径= 为清空。有一处错误的，全部不改。先后次序不影响结果。
行号接续已有的行时新增一行（有名称的行按名称新增）：goals[3].expected=..、units[4].name=..
填写说明：规则@路径=说明（规则见 check --json）。
!路径=值 为手工填列自动计算的值。用 - 时每行一个 路径=值，空行和 # 开头的行跳过。
In a value \\n is a line break and \\\\ a backslash; PATH= clears a value. If there is any error, nothing is changed.
The number after the last row adds a row. RULE@PATH=TEXT explains a finding (for rules see check --json).
!PATH=VALUE overrides a calculated value. With -, one PATH=VALUE per line; blank lines and lines starting with # are skipped.

例子 / Examples:
  tianbiao set 2023.ron 'income[局机关].fiscal=662.86' 'units[4].name=质量监督站'
  tianbiao set 2023.ron 'expenditure[1].total=767.32' --override
  tianbiao set 2023.ron - < changes.txt")]
pub(super) struct Arguments {
    /// 报告 / the report
    file: PathBuf,
    /// 路径=值，或 - 从标准输入读取 / changes, or - to read standard input
    #[arg(value_name = "PATH=VALUE|-", add = ArgValueCompleter::new(ReportPaths { after: "=", with_rules: true }))]
    change: Vec<String>,
    /// 同时修改自动计算的值 / also override calculated values
    #[arg(long = "override")]
    override_calculated: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<Code, Failure> {
    let lang = context.lang();
    let usage = |text| Failure::new(Code::Usage, text);
    if arguments.change.is_empty() {
        return Err(usage(message::assign_nothing(lang)));
    }
    let loaded = context.load(&arguments.file)?;
    let form = &*loaded.form;
    let lang = context.lang_for(form);
    let failed = |error| Failure::from_file(&error, lang, context.measure());

    let mut assignments = Vec::new();
    let mut refusals = Vec::new();
    for change in &arguments.change {
        let parsed: Vec<_> = if change == "-" {
            let text = read_stream(io::stdin().lock(), "-", MAX_TABLE_BYTES).map_err(failed)?;
            parse_lines(&text).collect()
        } else {
            vec![parse(change, None)]
        };
        for result in parsed {
            match result {
                Ok(assignment) => assignments.push(assignment),
                Err(refusal) => refusals.push(refusal),
            }
        }
    }
    // Explanations of an older file belong to the values before the change, new ones to those after it.
    let mut report = loaded.report.clone();
    bind(form, &mut report);
    let cells = match assign(form, &mut report, &assignments, arguments.override_calculated) {
        Ok(cells) if refusals.is_empty() => cells,
        result => {
            refusals.extend(result.err().unwrap_or_default());
            refusals.sort_by_key(|refusal| refusal.line);
            let mut lines: Vec<String> = refusals.iter().map(|refusal| refusal.sentence(lang)).collect();
            lines.push(message::assign_refused(lang, refusals.len()));
            return Err(usage(lines.join("\n")));
        }
    };
    bind(form, &mut report);
    keep(context, &arguments.file, &loaded, &report, &cells)?;
    Ok(Code::Done)
}
