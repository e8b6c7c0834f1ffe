//! `tianbiao export`: writes a report as a document or data.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::hand_in::{finish, remote};
use super::say::{Code, Failure, Out, talk};
use super::{Context, calculated, check_name, read_input};
use crate::app::blanks;
use crate::check::{Checked, check};
use crate::export::{FORMATS, Format, Options, Receipt, Refusal, refusal, unexplained};
use crate::fill::{Part, fill};
use crate::form::{Form, visible_line};
use crate::message::{self, Lang};
use crate::sheet::Texts;
use crate::store::{FileError, How, MAX_DOCUMENT_BYTES, is_same_file, may_export, save, shown};

#[derive(Args, Debug)]
#[command(after_help = "\
未指定 -o 的输出到标准输出；未指定 -f 的按 -o 的扩展名确定格式，否则为纯文本。
--final 导出定稿：有错误、数据不一致未说明或有上年内容待确认的不导出，退出码为 1；未指定的为草稿。
PDF 由 LibreOffice 转换，须已安装 LibreOffice 和中文字体。
Without -o the output is standard output; without -f the format is that of OUT's extension, or text.
--final refuses with exit code 1 if there are errors, unexplained differences or unconfirmed values.
Without it the export is a draft.
PDF requires LibreOffice and Chinese fonts.

例子 / Examples:
  tianbiao export 2023.ron | less
  tianbiao export 2023.ron -o 2023.md --final --annex
  tianbiao export 2023.ron -o 2023.docx
  tianbiao export 2023.ron -o 2023.pdf
  tianbiao export 2023.ron -f csv -o 2023.csv --force")]
#[allow(clippy::struct_excessive_bools, reason = "each is an option, and they go together freely")]
pub(super) struct Arguments {
    /// 报告，- 为标准输入 / the report, - for standard input
    file: PathBuf,
    /// 格式 / output format
    #[arg(short, long, value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name)))]
    format: Option<String>,
    /// 输出文件，- 为标准输出 / output file, - for standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// 定稿：有错误、数据不一致未说明、上年内容待确认的不导出 / final version: refuse errors, unexplained differences and unconfirmed values
    #[arg(long = "final")]
    is_final: bool,
    /// 附上填报说明和数据核对情况表 / append the explanations and the figures of the texts as an annex
    #[arg(long)]
    annex: bool,
    /// 填入财政部门下发的空表或上年的 Word 文档 / fill in the bureau's blank, or last year's document (.docx)
    ///
    /// 未写文件名的，填入上次使用的文档 / without a name: the document that was used last
    #[arg(long, value_name = "BLANK", num_args = 0..=1, conflicts_with_all = ["format", "annex"])]
    #[allow(clippy::option_option, reason = "the option can have no value")]
    into: Option<Option<PathBuf>>,
    /// 有内容无处填入时仍写出文档 / with --into: write the document although values have no place
    #[arg(long, requires = "into")]
    partly: bool,
    /// 与 --into 同用，指定文档中的名称对应的栏目，并记住 / with --into: a label of the document for a field; it is remembered
    #[arg(long, value_name = "PATH=TEXT", requires = "into")]
    label: Vec<String>,
    /// 与 --into 同用，列出填入位置，不写出文档 / with --into: list the places, write nothing
    #[arg(short = 'n', long, requires = "into")]
    dry_run: bool,
    /// 覆盖已有文件 / overwrite an existing file
    #[arg(long)]
    force: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut Out) -> Result<Code, Failure> {
    let format = match &arguments.into {
        Some(_) => None,
        None => Some(format(arguments, context.lang())?),
    };
    let loaded = context.load(&arguments.file)?;
    let lang = context.lang_for(&loaded.form);
    let named = named(context, arguments, &loaded.form)?;
    let (form, report) = (named.as_deref().unwrap_or(&*loaded.form), &loaded.report);
    let sheet = calculated(form, report);
    let findings = check(form, report, &sheet);
    if arguments.is_final
        && let Some(refusal) = refusal(report, &findings)
    {
        return Err(refused(refusal, lang, &shown(&arguments.file)));
    }
    let how = How::replace_if(arguments.force);
    let unsaved = |error: FileError| Failure::from_file(&error, lang, context.measure());
    // A document uses the form's language, independent of the language of messages.
    let texts = Texts { form, report, sheet: &sheet, lang: form.language };
    let blank = blank(context, arguments, &texts, lang)?;
    if let Some(path) = file(arguments) {
        if !arguments.force {
            check_name(path).map_err(unsaved)?;
        }
        may_export(path, how, &arguments.file).map_err(unsaved)?;
    }
    let bytes = match (&blank, format) {
        (Some(blank), _) => filled(context, arguments, blank, &texts, lang, out)?,
        (None, Some(format)) => {
            let options = Options { annex: arguments.annex, draft: !arguments.is_final };
            let bytes = (format.write)(&Checked { texts, findings: &findings }, options);
            let bytes = bytes.map_err(|error| {
                Failure::new(Code::Files, message::export_failed(lang, format.name, &error.to_string()))
            })?;
            Some(finish(format, bytes).map_err(|unfinished| unfinished.failure(lang))?)
        }
        (None, None) => None,
    };
    let Some(bytes) = bytes else { return Ok(Code::Done) };
    match file(arguments) {
        None => out.exact().write_all(&bytes)?,
        Some(path) => {
            save(path, &bytes, how).map_err(unsaved)?;
            blanks::list(&context.state, &arguments.file, blank.and_then(|blank| absolute(blank).ok()));
            let path = absolute(path).unwrap_or_else(|_| path.to_owned());
            // Commands to fetch the file are only useful if standard error is the user's terminal.
            let remote = io::stderr().is_terminal().then(remote).flatten();
            let receipt = Receipt::new(lang, &path, &shown(&path), bytes.len(), remote.as_ref());
            receipt.lines(lang).iter().for_each(|line| talk(line));
        }
    }
    let open = unexplained(&findings);
    if arguments.is_final && open > 0 {
        talk(&message::export_unexplained(lang, open));
    }
    Ok(Code::Done)
}

/// Returns the document to fill in, if one is wanted: the named one, the one that was used last for the report, or the
/// one that belongs to its form. It is never written to.
fn blank(
    context: &Context,
    arguments: &Arguments,
    texts: &Texts<'_>,
    lang: Lang,
) -> Result<Option<PathBuf>, Failure> {
    let usage = |text| Failure::new(Code::Usage, text);
    let Some(named) = &arguments.into else { return Ok(None) };
    let used = || blanks::last_used(&context.state, &arguments.file, texts.report);
    let known = named.clone().or_else(used).or_else(|| context.shelf.blank_of(texts.form));
    let blank = known.ok_or_else(|| usage(message::fill_no_blank(lang)))?;
    match file(arguments) {
        None if !arguments.dry_run => Err(usage(message::fill_needs_file(lang))),
        Some(output) if is_same_file(output, &blank) => {
            Err(usage(message::fill_same_file(lang, &shown(&blank))))
        }
        _ => Ok(Some(blank)),
    }
}

/// Stores the labels that the user names. Returns the form with them.
fn named(context: &Context, arguments: &Arguments, form: &Form) -> Result<Option<Arc<Form>>, Failure> {
    if arguments.label.is_empty() {
        return Ok(None);
    }
    let lang = context.lang_for(form);
    let mut words = Vec::new();
    for label in &arguments.label {
        let named = label
            .split_once('=')
            .filter(|(path, text)| form.field_at(path).is_some() && !text.trim().is_empty());
        let Some((path, text)) = named else {
            return Err(Failure::new(Code::Usage, message::fill_label_unknown(lang, &visible_line(label))));
        };
        words.push((path.to_owned(), text.trim().to_owned()));
    }
    let added = context.shelf.add_words(form, &words);
    added.map(Some).map_err(|error| Failure::from_form(&error, lang, context.measure()))
}

/// Fills in a document and returns it, or lists the places and returns nothing.
fn filled(
    context: &Context,
    arguments: &Arguments,
    blank: &Path,
    texts: &Texts<'_>,
    lang: Lang,
    out: &mut Out,
) -> Result<Option<Vec<u8>>, Failure> {
    let bytes = read_input(blank, MAX_DOCUMENT_BYTES);
    let bytes = bytes.map_err(|error| Failure::from_file(&error, lang, context.measure()))?;
    let filled = fill(texts, &bytes).map_err(|error| {
        Failure::new(Code::Damaged, message::fill_failed(lang, &shown(blank), &error.sentence(lang)))
    })?;
    let lines = filled.lines(texts, lang);
    let listed = |part: Part| arguments.dry_run || part.needs_look();
    let mut last = None;
    for line in lines.iter().filter(|line| listed(line.part)) {
        let title = (last != Some(line.part)).then(|| line.part.title(lang));
        last = Some(line.part);
        let text = format!("  {}", line.text);
        for text in title.into_iter().chain([text]) {
            if arguments.dry_run { writeln!(out, "{text}")? } else { talk(&text) }
        }
    }
    let count = |part: Part| lines.iter().filter(|line| line.part == part).count();
    if (!filled.unplaced.is_empty() || !filled.unsure.is_empty()) && !filled.open.is_empty() {
        talk(&message::fill_open_labels(lang, &visible_line(&filled.open.join("、"))));
    }
    talk(&message::fill_head_unplaced(lang, count(Part::Places), count(Part::Unplaced)));
    if arguments.dry_run {
        return Ok(None);
    }
    let is_written = filled.differing.is_empty() && (arguments.partly || filled.unplaced.is_empty());
    if !is_written {
        return Err(Failure::new(Code::Findings, message::fill_not_written(lang)));
    }
    Ok(Some(filled.bytes))
}

/// Returns the failure of an export as final that is refused.
fn refused(refusal: Refusal, lang: Lang, file: &str) -> Failure {
    let reasons = match refusal {
        Refusal::Practice => vec![message::practice_not_final(lang)],
        Refusal::Open { errors, contradictions, unconfirmed } => {
            let sentence = |count: usize, words: fn(Lang, usize, &str) -> String| {
                (count > 0).then(|| words(lang, count, file))
            };
            let sentences = [
                sentence(errors, message::export_refused),
                sentence(contradictions, message::export_contradicts),
                sentence(unconfirmed, message::export_unconfirmed),
            ];
            sentences.into_iter().flatten().collect()
        }
    };
    Failure::new(Code::Findings, reasons.join("\n"))
}

/// Returns the output file; `None` for standard output.
fn file(arguments: &Arguments) -> Option<&Path> {
    arguments.output.as_deref().filter(|path| path.as_os_str() != "-")
}

/// Returns the requested format, otherwise the one of the output file's extension.
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
    // A program that opens the file by its extension would find it damaged.
    let other = extension.as_deref().and_then(Format::of_extension).filter(|other| other.name != format.name);
    if let Some(other) = other.filter(|other| !other.terminal || !format.terminal) {
        return Err(usage(message::export_mismatch(lang, format.name, other.extension)));
    }
    // Bytes that are no text go to standard output only when it is named.
    if !format.terminal && arguments.output.is_none() {
        return Err(usage(message::export_needs_file(lang, format.name, format.extension)));
    }
    Ok(format)
}
