//! `tianbiao table`: writes a table for a spreadsheet, or reads one from it.

use std::iter::once;
use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::engine::ArgValueCandidates;

use super::complete::Tables;
use super::keep::keep;
use super::say::{Code, Failure, Out, talk, write_aligned};
use super::{Context, calculated, read_input};
use crate::export::listing;
use crate::form::{CellRef, Form, Row, clean_line};
use crate::import::fit::{Area, Fit, Lost, Why, fit};
use crate::import::read_tables;
use crate::message::{self, Lang};
use crate::report::{Paths, Report};
use crate::sheet::Texts;
use crate::store::MAX_TABLE_BYTES;
use crate::store::documents::{DocumentError, readable};

/// Maximum number of cells read at once.
const MAX_CELLS: usize = 1_000_000;
/// Maximum number of errors reported.
const MAX_TOLD: usize = 20;

#[derive(Args, Debug)]
#[command(after_help = "\
PATH 为表的名称，如 income、goals；为几张表共用的行（如 units）时，各表并列。
指定 SOURCE 的从中读取：首行为表头的按栏目名称对应，否则按位置；行按名称对应，没有名称的按位置；
不存在的行新增。自动计算的不读取，与计算结果不同的予以提示。有一处无法填列的，全部不改。
SOURCE 可为 .xlsx、.xls、.ods、.csv、制表符分隔的文本、Markdown 或 Word 文档，按内容识别；有几张表的，采用表头最相符的一张。
PATH is the name of a table, such as income or goals; the name of shared rows (such as units) means all their tables.
With SOURCE the table is read: columns are matched by header, otherwise by position; rows by name, otherwise by
position; missing rows are added. Calculated cells are skipped. If any cell does not fit, nothing is changed.
SOURCE can be .xlsx, .xls, .ods, .csv, text with tabs, Markdown, or a Word document, recognised by its content; of several
tables, the one whose header fits best is used.

例子 / Examples:
  tianbiao table 2023.ron expenditure
  tianbiao table 2023.ron income --tsv > income.tsv
  tianbiao table 2023.ron income - < income.tsv")]
pub(super) struct Arguments {
    /// 报告，- 为标准输入 / the report, - for standard input
    file: PathBuf,
    /// 表的名称 / name of the table
    #[arg(add = ArgValueCandidates::new(Tables))]
    path: String,
    /// 从电子表格读取：文件，- 为标准输入 / spreadsheet file to read, - for standard input
    source: Option<PathBuf>,
    /// 输出到电子表格：制表符分隔 / separate cells with tabs, for a spreadsheet
    #[arg(long, conflicts_with = "source")]
    tsv: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut Out) -> Result<Code, Failure> {
    let stdin = |path: &Path| path.as_os_str() == "-";
    if stdin(&arguments.file) && arguments.source.as_deref().is_some_and(stdin) {
        return Err(Failure::new(Code::Usage, message::stdin_twice(context.lang())));
    }
    let loaded = context.load(&arguments.file)?;
    let (form, report) = (&*loaded.form, &loaded.report);
    let lang = context.lang_for(form);
    let columns = form.columns_named(&arguments.path);
    let columns = columns.map_err(|error| Failure::new(Code::Usage, error.sentence(lang)))?;
    let sheet = calculated(form, report);
    let Some(source) = &arguments.source else {
        let texts = Texts { form, report, sheet: &sheet, lang };
        let listing = listing(&texts, &columns);
        if arguments.tsv {
            out.exact().write_all(&listing.tsv()?)?;
        } else {
            let lines: Vec<&Vec<String>> = once(&listing.head).chain(&listing.rows).collect();
            write_aligned(&lines, &listing.numbers, context.measure(), out)?;
        }
        return Ok(Code::Done);
    };
    let tables = read(context, source, lang)?;
    if tables.iter().flatten().map(Vec::len).sum::<usize>() > MAX_CELLS {
        return Err(Failure::new(Code::Usage, message::table_too_many(lang, MAX_CELLS)));
    }
    let area = Area { form, report, sheet: &sheet, columns: &columns, start: (Row::At(0), 0), names: true };
    let found = best(area, &tables);
    refuse(&found, lang)?;
    let mut changed = report.clone();
    if let Some(edit) = found.edit(&columns, true) {
        changed.change(form, edit);
    }
    let after = keep(context, &arguments.file, &loaded, &changed, &entered(&found))?;
    found.remarks(lang, str::to_owned).iter().for_each(|remark| talk(remark));
    let rows = found.counts(true).rows;
    if rows > 0 {
        talk(&message::table_rows_added(lang, rows));
    }
    told(form, &changed, &found, &after, lang);
    Ok(Code::Done)
}

/// Reads the tables of a file: a text in the encodings that spreadsheet programs write, or a document.
fn read(context: &Context, source: &Path, lang: Lang) -> Result<Vec<Vec<Vec<String>>>, Failure> {
    read_input(source, MAX_TABLE_BYTES)
        .map_err(DocumentError::File)
        .and_then(|bytes| readable(source, &bytes, read_tables))
        .map_err(|error| Failure::from_document(&error, lang, context.measure()))
}

/// Returns the fit of the table whose headers are recognised and that has the most cells; on a tie, the first one.
fn best(area: Area<'_>, tables: &[Vec<Vec<String>>]) -> Fit {
    let fits = tables.iter().map(|table| fit(area, table));
    // Of equal counts `max_by_key` returns the last one.
    let cells = |found: &Fit| found.lines.iter().map(|line| line.cells.len()).sum::<usize>();
    fits.rev().max_by_key(|found| (found.headers > 0, cells(found))).unwrap_or_default()
}

/// Rejects the input if any part of it does not fit into the table.
fn refuse(found: &Fit, lang: Lang) -> Result<(), Failure> {
    let usage = |text| Err(Failure::new(Code::Usage, text));
    if found.lost.is_empty() {
        return if found.lines.is_empty() { usage(message::table_nothing(lang)) } else { Ok(()) };
    }
    let sentence = |Lost { line, text, why }: &Lost| {
        let (line, text) = (message::table_line(lang, *line), clean_line(text));
        line + &match why {
            Why::NoColumn(head) if head.is_empty() => message::table_no_place(lang, &text),
            Why::NoColumn(head) => message::table_no_column(lang, &clean_line(head), &text),
            Why::Full(most) => message::rows_at_most(lang, *most),
            Why::Twice => message::table_row_twice(lang, &text),
            Why::TwoColumns(head) => message::table_two_columns(lang, &clean_line(head), &text),
            Why::TwoRows => message::table_two_rows(lang, &text),
            Why::NoName => message::table_no_name(lang, &text),
            Why::NoValues => message::table_no_values(lang, &text),
        }
    };
    let mut lines: Vec<String> = found.lost.iter().map(sentence).collect();
    // Report a line that does not fit once, not once per cell.
    lines.dedup();
    let more = lines.len().saturating_sub(MAX_TOLD);
    lines.truncate(MAX_TOLD);
    if more > 0 {
        lines.push(message::import_more(lang, more));
    }
    lines.push(message::assign_refused(lang, found.lost.len()));
    usage(lines.join("\n"))
}

/// Returns the cells that receive a new text.
fn entered(found: &Fit) -> Vec<CellRef> {
    let puts = found.lines.iter().flat_map(|line| &line.cells);
    puts.filter(|put| put.is_entered()).map(|put| put.cell).collect()
}

/// Reports calculated cells whose value in the spreadsheet differs.
fn told(form: &Form, report: &Report, found: &Fit, after: &crate::sheet::Sheet, lang: Lang) {
    let paths = Paths::new(form, report);
    let differences: Vec<_> = found.differences(form, after).collect();
    for difference in differences.iter().take(MAX_TOLD) {
        talk(&format!("= {}", difference.sentence(&paths.of(difference.put.cell), lang)));
    }
    if differences.len() > MAX_TOLD {
        talk(&message::import_more(lang, differences.len() - MAX_TOLD));
    }
}
