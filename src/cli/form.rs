//! `tianbiao form`: lists, shows and checks forms.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::Context;
use super::place;
use super::say::{Code, Failure, talk, write_aligned};
use crate::form::{CellRef, FieldId, Form, Item, clean_line, compile, visible};
use crate::message::{self, Lang};
use crate::store::forms::{Origin, read_form};
use crate::store::shown;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 列出可用的报表格式 / list available forms
    List,
    /// 报表格式中各项的路径和类型 / list paths and types of the fields of a form
    Show {
        /// 报表格式的编号或文件 / form: id or file
        id: String,
    },
    /// 检查自编的报表格式，列出全部错误 / check a form and list all errors with line and column
    Check {
        /// 报表格式文件 / the form file
        file: PathBuf,
    },
}

pub(super) fn run(context: &Context, command: &Command, out: &mut dyn Write) -> Result<Code, Failure> {
    match command {
        Command::List => list(context, out),
        Command::Show { id } => show(context, id, out),
        Command::Check { file } => check(context, file, out),
    }
}

fn list(context: &Context, out: &mut dyn Write) -> Result<Code, Failure> {
    let lang = context.lang();
    let rows = context.shelf.list().into_iter().map(|listed| {
        let origin = match &listed.origin {
            Origin::BuiltIn(_) => message::form_built_in(lang),
            Origin::File(path) => shown(path),
        };
        if listed.id.is_empty() {
            return ["-".to_owned(), String::new(), message::form_unreadable(lang), origin];
        }
        [listed.id, listed.edition, listed.title, origin]
    });
    write_aligned(&rows.collect::<Vec<_>>(), &[], context.measure(), out)?;
    Ok(Code::Done)
}

fn show(context: &Context, id: &str, out: &mut dyn Write) -> Result<Code, Failure> {
    let form = &*context.form(Some(id))?.form;
    let lang = context.lang_for(form);
    writeln!(out, "{}  {}  {}", form.id, clean_line(&form.edition), form.title)?;

    let shared = form.row_sets.iter().filter_map(|rows| rows.name_field);
    let head = [message::form_head_path, message::form_head_type, message::form_head_label];
    let mut rows = vec![head.map(|words| words(lang)).to_vec()];
    rows.extend(shared.map(|field| row(form, field, lang)));
    for section in &form.sections {
        rows.push(vec![format!("# {}", section.label)]);
        for item in &section.items {
            match item {
                Item::Field(field) => rows.push(row(form, *field, lang)),
                Item::Table(table) => {
                    let columns = form.table(*table).groups.iter().flat_map(|group| &group.columns);
                    rows.extend(columns.map(|field| row(form, *field, lang)));
                }
                Item::Chapter { .. } | Item::Note(_) | Item::Signature(_) => {}
            }
        }
    }
    write_aligned(&rows, &[], context.measure(), out)?;
    Ok(Code::Done)
}

/// Returns path, type, label and remarks of a field.
fn row(form: &Form, id: FieldId, lang: Lang) -> Vec<String> {
    let field = form.field(id);
    let path = match field.rows() {
        Some(_) => form.path(CellRef::at(id, 0), |_, _| "n".to_owned()),
        None => field.name.clone(),
    };
    let notes = [
        (field.required, message::is_required(lang)),
        (field.calculate.is_some(), message::form_calculated(lang)),
        (field.summed(), message::form_summed(lang)),
    ];
    let notes: Vec<String> = notes.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words).collect();
    vec![path, field.kind.describe(lang).trim().to_owned(), field.label.clone(), notes.join(", ")]
}

fn check(context: &Context, file: &Path, out: &mut dyn Write) -> Result<Code, Failure> {
    let (lang, measure) = (context.lang(), context.measure());
    let source = read_form(file).map_err(|error| Failure::from_file(&error, lang, measure))?;
    match compile(&source) {
        Ok(form) => {
            talk(&message::form_fits(lang, &form.id, &form.edition, form.fields.len()));
            Ok(Code::Done)
        }
        Err(mistakes) => {
            let name = shown(file);
            for mistake in &mistakes {
                let sentence = visible(&mistake.kind.sentence(lang));
                writeln!(out, "{name}:{}:{}: {sentence}", mistake.line, mistake.column)?;
                let text = source.strip_prefix('\u{feff}').unwrap_or(&source);
                let line = text.lines().nth(mistake.line.saturating_sub(1)).unwrap_or_default();
                writeln!(out, "{}", place::caret(line, mistake.column, measure))?;
            }
            out.flush()?;
            talk(&message::form_mistakes(lang, mistakes.len()));
            Ok(Code::Damaged)
        }
    }
}
