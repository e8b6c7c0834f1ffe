//! `tianbiao export`: a report as a document or as data.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Context;
use super::say::{Code, Failure, Out, talk};
use crate::export::{FORMATS, Format, Options};
use crate::form::Severity;
use crate::message::{self, Lang};
use crate::report::{Finding, FindingKind, Texts, calculate};
use crate::store::{How, save, shown};

#[derive(Args, Debug)]
#[command(after_help = "\
不写 -o 就输出到标准输出；不写 -f 就按 -o 的扩展名，再不然是纯文本。
--final 是正式稿：还有错误，或还有没确认的去年值，就不导出，退出码为 1。
Without -o to standard output; without -f by the extension of OUT, else text.

例子 / examples:
  tianbiao export 2023.ron | less
  tianbiao export 2023.ron -o 2023.md --final --annex
  tianbiao export 2023.ron -f csv -o 2023.csv --force")]
pub struct Arguments {
    /// 报告，- 为标准输入 / the report, - for standard input
    file: PathBuf,
    /// 格式 / format
    #[arg(short, long, value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    format: Option<String>,
    /// 写到文件，- 为标准输出 / to a file, - for standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// 正式稿：有错误、有未确认的去年值就不导出 / refuse while an error stands or a value of last year waits
    #[arg(long = "final")]
    is_final: bool,
    /// 附上填报说明 / with the explanations as an annex
    #[arg(long)]
    annex: bool,
    /// 已有的文件也覆盖 / overwrite a file that exists
    #[arg(long)]
    force: bool,
}

pub fn run(context: &Context, arguments: &Arguments, out: &mut Out<impl Write>) -> Result<Code, Failure> {
    let format = format(arguments, context.lang())?;
    let loaded = context.load(&arguments.file)?;
    let (form, report) = (&*loaded.form, &loaded.report);
    let lang = context.lang_for(form);
    let sheet = calculate(form, report);
    if arguments.is_final {
        let count = |stands: &dyn Fn(&Finding) -> bool| {
            sheet.findings.iter().filter(|finding| stands(finding)).count()
        };
        let errors = count(&|finding| finding.severity(form) == Severity::Error);
        let carried = count(&|finding| finding.kind == FindingKind::Carried);
        let file = shown(&arguments.file);
        let reasons = [
            (errors > 0).then(|| message::export_refused(lang, errors, &file)),
            (carried > 0).then(|| message::export_unconfirmed(lang, carried, &file)),
        ];
        let reasons: Vec<String> = reasons.into_iter().flatten().collect();
        if !reasons.is_empty() {
            return Err(Failure::new(Code::Findings, reasons.join("\n")));
        }
    }
    // A document speaks the form's language, whatever the messages do.
    let texts = Texts { form, report, sheet: &sheet, lang: form.language };
    let bytes = (format.write)(&texts, Options { annex: arguments.annex, draft: !arguments.is_final });
    let bytes = bytes.map_err(|error| {
        Failure::new(Code::Files, message::export_failed(lang, format.name, &error.to_string()))
    })?;
    match file(arguments) {
        None => out.exact().write_all(&bytes)?,
        Some(path) => {
            let how = if arguments.force { How::Replace } else { How::New };
            save(path, &bytes, how).map_err(|error| Failure::from_file(&error, lang, context.measure()))?;
            talk(&message::export_done(lang, &shown(path)));
        }
    }
    Ok(Code::Done)
}

/// The file that is written; none for standard output.
fn file(arguments: &Arguments) -> Option<&Path> {
    arguments.output.as_deref().filter(|path| path.as_os_str() != "-")
}

/// The format that was asked for, or that the file's name asks for.
fn format(arguments: &Arguments, lang: Lang) -> Result<&'static Format, Failure> {
    let usage = |text| Failure::new(Code::Usage, text);
    let extension = file(arguments).and_then(Path::extension).map(|end| end.to_string_lossy().into_owned());
    let found = match (&arguments.format, &extension) {
        (Some(name), _) => Format::named(name),
        (None, Some(extension)) => Format::of_extension(extension),
        (None, None) => Format::named("text"),
    };
    let names = || FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(" ");
    let format = found.ok_or_else(|| {
        usage(message::export_unknown(lang, extension.as_deref().unwrap_or_default(), &names()))
    })?;
    // Bytes that are no text go to standard output only when it is named.
    if !format.terminal && arguments.output.is_none() {
        return Err(usage(message::export_needs_file(lang, format.name, format.extension)));
    }
    Ok(format)
}
