//! `tianbiao import`: converts last year's document to a report.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::engine::ArgValueCandidates;

use super::complete::Forms;
use super::say::{Code, Failure, talk};
use super::{Context, read_input};
use crate::app::blanks;
use crate::export::pretty_json;
use crate::form::visible_line;
use crate::import::{ReadError, RepairKind};
use crate::message::{self, Lang};
use crate::report::{Paths, write};
use crate::store::documents::{self, DocumentError, Fitted};
use crate::store::{MAX_DOCUMENT_BYTES, MAX_REPORT_BYTES, save, shown};

/// Maximum number of texts listed that have no field, and the maximum number of characters shown of each.
const MAX_LISTED: usize = 20;
const MAX_CHARACTERS: usize = 60;

/// The notes at the end of the help.
const NOTES: &str = "\
未识别的内容逐项列出，并保留在报告文件末尾。
-n 列出各项内容填入的位置、需核对的内容和未识别的内容，不新建文件。
--review 逐项列出导入时补充、更正、略去和推定的内容，每项一行；可与 -o 同用。
Content without a field is listed and stored at the end of the report file.
-n lists where each text goes, what needs a check and what has no field; no file is created.
--review lists what the import repaired, dropped or guessed, one line each; it can be used with -o.

例子 / Examples:
  tianbiao import 2022年自评报告.docx -o 2022.ron
  tianbiao import 2022年自评报告.txt -o 2022.ron     UTF-8 或 GBK
  tianbiao import 2022年自评报告.docx --review        只列出整理事项，不新建文件
  cat 2022.txt | tianbiao import - -o 2022.ron";

#[derive(Args, Debug)]
#[command(after_help = NOTES, after_long_help = long_notes())]
#[allow(clippy::struct_excessive_bools, reason = "each is an option, and they go together freely")]
pub(super) struct Arguments {
    /// 文档：Word、电子表格或文本，- 为标准输入 / document: Word, workbook or text, - for standard input
    source: PathBuf,
    /// 新建的报告 / the report to create
    #[arg(short, long, value_name = "FILE", required_unless_present_any = ["review", "dry_run"])]
    output: Option<PathBuf>,
    /// 列出导入时整理的内容 / list what the import repaired, dropped or guessed
    #[arg(long)]
    review: bool,
    /// 与 --review 同用，输出一个 JSON 数组 / with --review: output a JSON array
    #[arg(long, requires = "review")]
    json: bool,
    /// 不新建文件 / create nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// 报表格式：编号或文件，默认采用相符栏目最多的 / form: id or file, default: the best match
    #[arg(long, value_name = "ID", add = ArgValueCandidates::new(Forms))]
    form: Option<String>,
    /// 覆盖已有文件 / overwrite an existing file
    #[arg(long)]
    force: bool,
}

/// Returns the notes with the names of all kinds of repairs.
fn long_notes() -> String {
    let kinds = RepairKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().join("\n  ");
    format!("{NOTES}\n\n--review --json 的 kind / kind in --review --json:\n  {kinds}")
}

pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut dyn Write) -> Result<Code, Failure> {
    let (lang, width) = (context.lang(), context.measure());
    let bytes = read_input(&arguments.source, MAX_DOCUMENT_BYTES);
    let bytes = bytes.map_err(|error| Failure::from_file(&error, lang, width))?;
    let fitted = documents::read(&context.shelf, &arguments.source, &bytes, arguments.form.as_deref());
    let mut fitted = fitted.map_err(|error| Failure::from_document(&error, lang, width))?;
    let lang = context.lang_for(&fitted.form);
    let output = arguments.output.as_ref().filter(|_| !arguments.dry_run);
    let elsewhere =
        output.and_then(|output| blanks::name(&mut fitted.imported.report, output, Some(&arguments.source)));
    let text = write(&fitted.form, &fitted.imported.report);
    if text.len() as u64 > MAX_REPORT_BYTES {
        let error = DocumentError::Read(arguments.source.clone(), ReadError::TooLarge);
        return Err(Failure::from_document(&error, lang, width));
    }
    if let Some(output) = output {
        let (how, _lock) = context.making(output, Some(&arguments.source), arguments.force, lang)?;
        save(output, text.as_bytes(), how).map_err(|error| Failure::from_file(&error, lang, width))?;
        blanks::list(&context.state, output, elsewhere);
    }
    if arguments.review {
        review(&fitted, arguments.json, lang, out)?;
    } else if arguments.dry_run {
        plan(&fitted, lang, out)?;
    }
    fitted.which(lang).iter().for_each(|which| talk(which));
    talk(&summary(lang, output.unwrap_or(&arguments.source), &fitted));
    if output.is_none() {
        talk(&message::import_nothing_written(lang));
    }
    context.tell_if_not_on_shelf(&fitted.form);
    Ok(Code::Done)
}

/// Writes what the import repaired, dropped or guessed, one line each or as a JSON array.
fn review(fitted: &Fitted, json: bool, lang: Lang, out: &mut dyn Write) -> Result<(), Failure> {
    /// A repair. `path` is null for a heading or a text without a field, `before` for a blank cell, `after` for a
    /// text that was dropped.
    #[derive(serde::Serialize)]
    struct Line<'a> {
        path: Option<String>,
        kind: &'a str,
        before: Option<&'a str>,
        after: Option<&'a str>,
    }
    let (form, report) = (&fitted.form, &fitted.imported.report);
    let repairs = &fitted.imported.repairs;
    if json {
        let lines = repairs.iter().map(|repair| Line {
            path: repair.path(form, report),
            kind: repair.kind.name(),
            before: Some(&*repair.before).filter(|text| !text.is_empty()),
            after: Some(&*repair.after).filter(|text| !text.is_empty()),
        });
        let lines: Vec<Line<'_>> = lines.collect();
        out.write_all(pretty_json(&lines)?.as_bytes())?;
    } else {
        for repair in repairs {
            writeln!(out, "{}", visible_line(&repair.sentence(form, report, lang)))?;
        }
    }
    out.flush()?;
    Ok(())
}

/// Writes the plan: a line per text, with the path of its cell.
fn plan(fitted: &Fitted, lang: Lang, out: &mut dyn Write) -> Result<(), Failure> {
    let Fitted { form, imported, .. } = fitted;
    let plan = imported.plan(form, lang);
    let paths = Paths::new(form, &imported.report);
    for part in plan.chunk_by(|a, b| a.part == b.part) {
        let title = visible_line(&part[0].part.title(form, lang));
        writeln!(out, "{}", message::intake_part(lang, &title, part.len()))?;
        for line in part {
            let path = line.cell.map(|cell| paths.of(cell) + "  ").unwrap_or_default();
            writeln!(out, "  {}", visible_line(&(path + &line.sentence())))?;
        }
    }
    out.flush()?;
    Ok(())
}

/// Returns a summary of the content that was placed, and of the content that was not.
fn summary(lang: Lang, file: &Path, fitted: &Fitted) -> String {
    let imported = &fitted.imported;
    let found = imported.summary(&fitted.form);
    let file = shown(file);
    let mut lines =
        vec![message::import_done(lang, &file, found.placed(), found.fields, found.cells, found.prose)];
    lines.extend((found.calculated > 0).then(|| message::import_calculated(lang, found.calculated)));
    lines.extend((found.overrides > 0).then(|| message::import_overrides(lang, found.overrides)));
    lines.extend(imported.lost.iter().map(|part| part.sentence(lang)));
    if found.unplaced == 0 {
        lines.extend(imported.lost.is_empty().then(|| message::import_all_placed(lang)));
        return lines.join("\n");
    }
    lines.push(message::import_unplaced(lang, found.unplaced));
    for text in imported.unplaced.iter().take(MAX_LISTED) {
        let mut line: String =
            text.chars().take(MAX_CHARACTERS).map(|c| if c == '\n' { ' ' } else { c }).collect();
        if text.chars().nth(MAX_CHARACTERS).is_some() {
            line.push('…');
        }
        lines.push(format!("  {line}"));
    }
    if found.unplaced > MAX_LISTED {
        lines.push(message::import_more(lang, found.unplaced - MAX_LISTED));
    }
    lines.join("\n")
}
