//! `tianbiao roll`: creates this year's draft from last year's report.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap_complete::engine::ArgValueCandidates;

use super::Context;
use super::complete::Forms;
use super::say::{Code, Failure, talk};
use crate::app::blanks;
use crate::form::{CellRef, Form, clean_line};
use crate::message::{self, Lang};
use crate::roll_forward::{Item, Plan, Rolled, Summary};
use crate::store::{documents, reports, shown};
use crate::terminal::width::Width;

#[derive(Args, Debug)]
#[command(after_help = "\
沿用的内容标注 ~，逐项确认后消除；金额、结果、日期由本年填报，上年数列示供参照；未识别的存入附注。
Kept values are marked ~ until confirmed; amounts, results and dates must be re-entered, with last year's values
shown for reference; content without a field is stored in the annex.

例子 / Examples:
  tianbiao roll 2023.ron -o 2024.ron
  tianbiao roll 2023年自评报告.docx -o 2024.ron   直接由 Word 文档生成
  tianbiao roll 2023.ron -n                     只预览，不新建文件
  tianbiao roll 2023.ron -o 2024.ron --year 2024")]
pub(super) struct Arguments {
    /// 上年度报告：.ron，或 Word 文档、电子表格、文本 / last year's report: .ron, or a Word document, spreadsheet or text
    last: PathBuf,
    /// 新建的报告 / the report to create
    #[arg(short, long, value_name = "FILE", required_unless_present = "plan")]
    output: Option<PathBuf>,
    /// 年度，默认按上年度推算 / year of the report, default: derived from last year's
    #[arg(long, value_parser = clap::value_parser!(u16).range(1900..=2200))]
    year: Option<u16>,
    /// 本年报表格式：编号或文件 / form for this year: id or file
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(Forms))]
    form: Option<String>,
    /// 只列出各项的处理方式 / only list the actions, create nothing
    #[arg(short = 'n', long)]
    plan: bool,
    /// 覆盖已有文件 / overwrite an existing file
    #[arg(long)]
    force: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut dyn Write) -> Result<Code, Failure> {
    let (lang, width) = (context.lang(), context.measure());
    let wanted = arguments.form.as_deref();
    let named = wanted.map(|wanted| context.form(Some(wanted))).transpose()?.map(|found| found.form);
    let (theirs, last, blank) = if documents::is_no_report(&arguments.last) {
        // A document has the form it was imported with.
        let fitted = documents::load(&context.shelf, &arguments.last, wanted);
        let fitted = fitted.map_err(|error| Failure::from_document(&error, lang, width))?;
        talk(&fitted.found(context.lang_for(&fitted.form)));
        (fitted.form, fitted.imported.report, Some(arguments.last.clone()))
    } else {
        let loaded = context.load(&arguments.last)?;
        let blank = blanks::last_used(&context.state, &arguments.last, &loaded.report);
        (loaded.form, loaded.report, blank)
    };
    // A form that is only beside the report is not on the shelf.
    let newest = || context.shelf.newest(&theirs.id).map_or_else(|_| theirs.clone(), |found| found.form);
    let form = named.unwrap_or_else(newest);
    let lang = context.lang_for(&form);
    let plan = Plan::new(form.clone(), &theirs, &last, arguments.year.map(|year| year.to_string()));
    let mut rolled = plan.roll();
    if arguments.plan {
        print(out, &form, &plan.items(&rolled, lang), &rolled, (lang, width))?;
    }
    if let Some(output) = arguments.output.as_ref().filter(|_| !arguments.plan) {
        let (how, _lock) = context.making(output, Some(&arguments.last), arguments.force, lang)?;
        let elsewhere = blanks::name(&mut rolled.report, output, blank.as_deref());
        reports::store(output, &form, &rolled.report, how)
            .map_err(|error| Failure::from_file(&error, lang, width))?;
        blanks::list(&context.state, output, elsewhere);
        talk(&message::roll_done(lang, &shown(output)));
    }
    talk(&summary(&plan.summary(&rolled), lang));
    if form.year.is_some_and(|year| rolled.report.text(CellRef::only(year)).is_empty()) {
        talk(&message::roll_no_year(lang));
    }
    Ok(Code::Done)
}

/// Prints one line per item: letter, section, label, last year's value, this year's value, action.
fn print(
    out: &mut dyn Write,
    form: &Form,
    items: &[Item],
    rolled: &Rolled,
    (lang, width): (Lang, Width),
) -> Result<(), Failure> {
    for item in items {
        let section = &form.sections[item.section].short;
        let line = [
            width.left(&format!("{}{section}", item.section), 6),
            width.left(&width.shorten(&clean_line(&item.label), 28), 28),
            width.left(&width.shorten(&clean_line(&item.before), 16), 16),
            width.left(&width.shorten(&clean_line(&item.after), 16), 16),
        ];
        writeln!(out, "{} {} {}", item.treatment.letter(), line.join(" "), item.treatment.words(lang))?;
    }
    for (path, text) in &rolled.report.annex.entries {
        let line = [width.left(path, 35), width.left(&width.shorten(&clean_line(text), 16), 33)];
        writeln!(out, "x {} {}", line.join(" "), message::roll_unmatched(lang))?;
    }
    Ok(())
}

/// Formats the counts of a plan as one sentence.
pub(super) fn summary(summary: &Summary, lang: Lang) -> String {
    let Summary { kept, unconfirmed, derived, asked, unmatched, references } = *summary;
    message::roll_summary(lang, kept, unconfirmed, derived, asked, references, unmatched)
}
