//! `tianbiao new`: creates a report.

use std::path::PathBuf;

use clap::Args;
use clap_complete::engine::ArgValueCandidates;

use super::Context;
use super::complete::Forms;
use super::say::{Code, Failure, talk};
use crate::app::begin;
use crate::message;
use crate::store::{reports, shown};

#[derive(Args, Debug)]
#[command(after_help = "\
例子 / Examples:
  tianbiao new 2023.ron --year 2023
  tianbiao new sample.ron --sample               已填好的样例
  tianbiao new other.ron --form ./other-form.ron   使用自编的报表格式 / with a form of your own")]
pub(super) struct Arguments {
    /// 新建的文件 / the file to create
    file: PathBuf,
    /// 报表格式：编号或文件 / form: id or file
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(Forms))]
    form: Option<String>,
    /// 年度 / year of the report
    #[arg(long, value_parser = clap::value_parser!(u16).range(1900..=2200))]
    year: Option<u16>,
    /// 填入样例内容 / fill in sample values
    #[arg(long)]
    sample: bool,
    /// 覆盖已有文件 / overwrite an existing file
    #[arg(long)]
    force: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<Code, Failure> {
    let found = context.form(arguments.form.as_deref())?;
    let form = &found.form;
    let (lang, width) = (context.lang_for(form), context.measure());

    if arguments.year.is_some() && form.year.is_none() {
        return Err(Failure::new(Code::Usage, message::new_no_year(lang)));
    }
    let year = arguments.year.map(|year| year.to_string());
    let report = begin::content(&found, year.as_deref(), arguments.sample)
        .map_err(|error| Failure::from_load(&error, lang, width))?;
    let (how, _lock) = context.making(&arguments.file, None, arguments.force, lang)?;
    reports::store(&arguments.file, form, &report, how)
        .map_err(|error| Failure::from_file(&error, lang, width))?;
    talk(&message::new_done(lang, &shown(&arguments.file), &form.title));
    let beside = context.shelf.find_for(&arguments.file, &form.id, &form.edition);
    if !beside.is_ok_and(|found| found.form.edition == form.edition) {
        context.tell_if_not_on_shelf(form);
    }
    Ok(Code::Done)
}
