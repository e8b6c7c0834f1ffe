//! `tianbiao form`: lists, shows and checks forms.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use clap_complete::engine::ArgValueCandidates;
use serde_json::json;

use super::complete::Forms;
use super::place;
use super::say::{Code, Failure, talk, write_aligned};
use super::{Context, check_name};
use crate::export::pretty_json;
use crate::form::{
    Carry, CellRef, FieldId, Form, Item, Section, Widget, clean_line, compile, visible, visible_line,
};
use crate::form_trial::{Doubt, doubts};
use crate::message::{self, Lang};
use crate::store::forms::{Origin, read_form, skeleton};
use crate::store::{How, MAX_FORM_BYTES, read_stream, save, shown};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 列出可用的报表格式 / list available forms
    List {
        /// 一个 JSON 数组 / output a JSON array
        #[arg(long)]
        json: bool,
    },
    /// 报表格式中各项的路径和类型 / list paths and types of the fields of a form
    Show {
        /// 报表格式的编号或文件 / form: id or file
        #[arg(add = ArgValueCandidates::new(Forms))]
        id: String,
        /// 一个 JSON 对象 / output a JSON object
        #[arg(long)]
        json: bool,
    },
    /// 检查自编的报表格式，列出全部错误，并试填一遍 / check a form: list all errors with line and column, and fill it in as a trial
    Check {
        /// 报表格式的文件或编号，- 为标准输入 / form: files or ids, - for standard input
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// 输出报表格式或其示例报告的原文 / write the text of a form, or of its sample report
    Export {
        /// 报表格式的编号或文件 / form: id or file
        #[arg(add = ArgValueCandidates::new(Forms))]
        id: String,
        /// 输出文件，默认为标准输出 / output file, default is standard output
        #[arg(short, long, value_name = "OUT")]
        output: Option<PathBuf>,
        /// 示例报告 / the sample report
        #[arg(long)]
        sample: bool,
        /// 覆盖已有文件 / overwrite an existing file
        #[arg(long, requires = "output")]
        force: bool,
    },
    /// 新建带注释的报表格式，供修改 / create a commented form to start from
    New {
        /// 新建的文件 / the file to create
        file: PathBuf,
        /// 编号 / id
        #[arg(long, default_value = "my-form")]
        id: String,
        /// 名称 / title
        #[arg(long)]
        title: Option<String>,
    },
}

pub(super) fn run(context: &Context, command: &Command, out: &mut dyn Write) -> Result<Code, Failure> {
    match command {
        Command::List { json } => list(context, *json, out),
        Command::Show { id, json: true } => show_json(context, id, out),
        Command::Show { id, .. } => show(context, id, out),
        Command::Check { files } => {
            let mut worst = Code::Done;
            for file in files {
                if matches!(check(context, file, out)?, Code::Damaged) {
                    worst = Code::Damaged;
                }
            }
            Ok(worst)
        }
        Command::Export { id, output, sample, force } => export(
            context,
            id,
            output.as_deref().filter(|path| path.as_os_str() != "-"),
            (*sample, *force),
            out,
        ),
        Command::New { file, id, title } => {
            let text = skeleton(context.lang(), id, title.as_deref());
            create(context, file, &text, How::New)?;
            talk(&message::form_created(context.lang(), &shown(file)));
            Ok(Code::Done)
        }
    }
}

/// Writes the text of a form or of its sample.
fn export(
    context: &Context,
    id: &str,
    output: Option<&Path>,
    (sample, force): (bool, bool),
    out: &mut dyn Write,
) -> Result<Code, Failure> {
    let lang = context.lang();
    let origin = context.form(Some(id))?.origin;
    let text = if sample { origin.sample().map(|(_, text)| text) } else { origin.source() };
    let text = text.map_err(|error| Failure::from_file(&error, lang, context.measure()))?;
    match output {
        None => out.write_all(text.as_bytes())?,
        Some(path) => {
            if !force {
                check_name(path).map_err(|error| Failure::from_file(&error, lang, context.measure()))?;
            }
            create(context, path, &text, How::replace_if(force))?;
            talk(&message::exported(lang, &shown(path)));
        }
    }
    Ok(Code::Done)
}

/// Writes a file with the text of a form.
fn create(context: &Context, path: &Path, text: &str, how: How<'_>) -> Result<(), Failure> {
    let saved = save(path, text.as_bytes(), how).map(drop);
    saved.map_err(|error| Failure::from_file(&error, context.lang(), context.measure()))
}

/// Writes the fields of a form for programs.
fn show_json(context: &Context, id: &str, out: &mut dyn Write) -> Result<Code, Failure> {
    let form = &*context.form(Some(id))?.form;
    let lang = context.lang_for(form);
    let fields = fields_of(form).map(|(section, id)| {
        let field = form.field(id);
        let choices = match field.kind.widget() {
            Widget::Choices(choices) => choices,
            _ => &[],
        };
        let carry = match field.carry {
            Carry::Keep => "keep",
            Carry::Confirm => "confirm",
            Carry::Clear => "clear",
            Carry::Derive(_) => "derive",
        };
        json!({
            "path": path(form, id),
            "section": section.map(|section| section.name.as_str()),
            "label": field.label,
            "hint": field.hint,
            "type": field.kind.name(),
            "description": field.kind.describe(lang).trim(),
            "unit": field.kind.unit(),
            "choices": choices,
            "required": field.required,
            "calculated": field.calculate.is_some(),
            "summed": field.summed(),
            "conditional": field.relevant.is_some(),
            "by_hand": field.by_hand,
            "carry": carry,
        })
    });
    let fields: Vec<_> = fields.collect();
    let (id, edition, title) = (&form.id, &form.edition, &form.title);
    let language = form.language.code();
    let all = json!({ "id": id, "edition": edition, "title": title, "language": language, "fields": fields });
    out.write_all(pretty_json(&all)?.as_bytes())?;
    Ok(Code::Done)
}

/// Returns the fields of a form with their sections, those of shared rows first.
fn fields_of(form: &Form) -> impl Iterator<Item = (Option<&Section>, FieldId)> {
    let shared = form.row_sets.iter().filter_map(|rows| rows.name_field).map(|field| (None, field));
    let of_section = |section: &'_ Section| {
        let fields = section.items.iter().flat_map(|item| match item {
            Item::Field(field) => vec![*field],
            Item::Table(table) => {
                form.table(*table).groups.iter().flat_map(|group| group.columns.iter().copied()).collect()
            }
            Item::Chapter { .. } | Item::Note(_) | Item::Signature(_) => Vec::new(),
        });
        fields.collect::<Vec<_>>()
    };
    let in_sections = form
        .sections
        .iter()
        .flat_map(move |section| of_section(section).into_iter().map(move |field| (Some(section), field)));
    shared.chain(in_sections)
}

fn list(context: &Context, json: bool, out: &mut dyn Write) -> Result<Code, Failure> {
    let lang = context.lang();
    if json {
        let forms = context.shelf.list().into_iter().filter(|listed| !listed.id.is_empty()).map(|listed| {
            let file = match &listed.origin {
                Origin::BuiltIn(_) => None,
                Origin::File(path) => Some(path.to_string_lossy().into_owned()),
            };
            json!({ "id": listed.id, "edition": listed.edition, "title": listed.title, "file": file })
        });
        out.write_all(pretty_json(&forms.collect::<Vec<_>>())?.as_bytes())?;
        return Ok(Code::Done);
    }
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

    let head = [message::form_head_path, message::form_head_type, message::form_head_label];
    let mut rows = vec![head.map(|words| words(lang)).to_vec()];
    let mut last = "";
    for (section, field) in fields_of(form) {
        if let Some(section) = section.filter(|section| section.name != last) {
            last = &section.name;
            rows.push(vec![format!("# {}", section.label)]);
        }
        rows.push(row(form, field, lang));
    }
    write_aligned(&rows, &[], context.measure(), out)?;
    Ok(Code::Done)
}

/// Returns the path of a field, with `n` for the number of a row.
fn path(form: &Form, id: FieldId) -> String {
    match form.field(id).rows() {
        Some(_) => form.path(CellRef::at(id, 0), |_, _| "n".to_owned()),
        None => form.field(id).name.clone(),
    }
}

/// Returns path, type, label and remarks of a field.
fn row(form: &Form, id: FieldId, lang: Lang) -> Vec<String> {
    let field = form.field(id);
    let path = path(form, id);
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
    let failed = |error| Failure::from_file(&error, lang, measure);
    let known = file.to_str().filter(|id| !id.contains('/') && !file.exists());
    let origin = known.and_then(|id| context.shelf.list().into_iter().find(|listed| listed.id == id));
    let source = match origin {
        _ if file.as_os_str() == "-" => read_stream(io::stdin().lock(), "-", MAX_FORM_BYTES),
        Some(listed) => listed.origin.source(),
        None => read_form(file),
    };
    let source = source.map_err(failed)?;
    match compile(&source) {
        Ok(form) => {
            let text = source.strip_prefix('\u{feff}').unwrap_or(&source);
            let doubts = doubts(&form, text, lang);
            for Doubt { line, column, kind } in &doubts {
                let sentence = visible_line(&kind.sentence(lang));
                writeln!(out, "{}:{line}:{column}: {}: {sentence}", shown(file), message::doubt_mark(lang))?;
            }
            out.flush()?;
            talk(&message::form_fits(lang, &form.id, &form.edition, form.fields.len()));
            if !doubts.is_empty() {
                talk(&message::doubts_found(lang, doubts.len()));
            }
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
