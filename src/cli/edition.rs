//! `tianbiao edition`: lists the editions of a report's form, or moves the report to another one.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::say::{Code, Failure, talk};
use super::{Context, seconds_now};
use crate::app::edition::{Move, others};
use crate::form::visible_line;
use crate::message;
use crate::store::backups::{self, Reason};
use crate::store::drafts::{self, Found};
use crate::store::{How, reports, shown, sweep};

#[derive(Args, Debug)]
#[command(after_help = "\
报告一直使用编制时的报表格式版本；不加 --yes 只列出不同之处。原文件存入历史版本，无处安放的内容存入附注。
A report keeps the edition of its form. Without --yes the differences are only listed. The present file goes to the
history; content without a field is stored in the annex.

例子 / Examples:
  tianbiao edition 2023.ron
  tianbiao edition 2023.ron --to 2024
  tianbiao edition 2023.ron --to 2024 --yes")]
pub(super) struct Arguments {
    /// 报告 / the report
    file: PathBuf,
    /// 改用的版本 / the edition to move to
    #[arg(long, value_name = "EDITION")]
    to: Option<String>,
    /// 改用该版 / move the report
    #[arg(long, requires = "to")]
    yes: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut dyn Write) -> Result<Code, Failure> {
    let loaded = context.load(&arguments.file)?;
    let (form, file) = (&*loaded.form, shown(&arguments.file));
    let lang = context.lang_for(form);
    let failed = |error| Failure::from_file(&error, lang, context.measure());
    if let Some(theirs) = loaded.other_edition() {
        let refused = message::edition_refused(lang, &file, &visible_line(theirs), &form.edition);
        return Err(Failure::new(Code::Damaged, refused));
    }
    let Some(edition) = &arguments.to else {
        let known: Vec<String> =
            others(&context.shelf, form).iter().map(|edition| visible_line(edition)).collect();
        let own = visible_line(&form.edition);
        let said = match known.as_slice() {
            [] => message::edition_alone(lang, &file, &own),
            known => message::edition_present(lang, &file, &own, &known.join(" ")),
        };
        writeln!(out, "{said}")?;
        return Ok(Code::Done);
    };
    let report = (form, &loaded.report);
    let moved = Move::new(&context.shelf, &arguments.file, report, edition, lang)
        .map_err(|reason| Failure::new(Code::Usage, reason))?;
    for line in moved.lines(true, lang) {
        writeln!(out, "{}", visible_line(&line))?;
    }
    let edition = visible_line(edition);
    if !arguments.yes {
        talk(&message::edition_planned(lang, &file, &edition, moved.changes.len()));
        return Ok(Code::Done);
    }
    let _lock = context.lock(&arguments.file, lang)?;
    let place = context.state.place(&arguments.file).map_err(failed)?;
    if matches!(drafts::look(&place, &loaded).map_err(failed)?.0, Found::More(_)) {
        return Err(Failure::new(Code::InUse, message::edition_draft(lang, &file)));
    }
    let version = backups::keep_file(&place, Reason::Edition, seconds_now()).map_err(failed)?;
    let Some(version) = version else {
        return Err(Failure::new(Code::Files, message::edition_no_version(lang)));
    };
    sweep(&arguments.file);
    let how = loaded.stamp.as_ref().map_or(How::New, How::Update);
    reports::store(&arguments.file, &moved.form, &moved.report, how).map_err(failed)?;
    talk(&message::edition_moved(lang, &file, &edition, version.number));
    Ok(Code::Done)
}
