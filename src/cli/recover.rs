//! `tianbiao recover`: lists the changes in a draft that are not in its file, and writes them to the file.

use std::cell::Cell;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::say::{Code, Failure, talk};
use super::{Context, check_name, seconds_now, shown_time};
use crate::export::pretty_json;
use crate::form::{Form, clean_line, visible_line};
use crate::message::{self, Lang};
use crate::report::{Entry, Report};
use crate::session::{Difference, Replay, Session, compare, pick};
use crate::store::backups::{self, Reason};
use crate::store::drafts::{self, Draft, Found, Recovery};
use crate::store::reports::{self, LoadError, Loaded};
use crate::store::{FileProblem, How, Stamp, StateDir, shown};

#[derive(Args, Debug)]
#[command(after_help = "\
每处一行：路径: 文件内容 -> 草稿内容。恢复的内容写入文件，原内容存入历史版本；指定 --to 的写入 OUT，文件不变。
文件打开后被他人修改的，他人修改之处以文件为准，其余以草稿为准，草稿存入历史版本。文件丢失或损坏的也可恢复。
One line per difference: PATH: in the file -> in the draft. The draft is written to the file, whose old version is
kept in the history; with --to it is written to OUT. Values that were only changed elsewhere are taken from the file.

例子 / Examples:
  tianbiao recover 2023.ron -n                   只列出
  tianbiao recover 2023.ron --to found.ron")]
pub(super) struct Arguments {
    /// 报告 / the report
    file: PathBuf,
    /// 写入另一文件 / write to another file
    #[arg(long, value_name = "OUT")]
    to: Option<PathBuf>,
    /// 只列出，不写入 / only list, do not write
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// 一个 JSON 数组 / output a JSON array
    #[arg(long)]
    json: bool,
}

/// A recovery to be performed.
struct Plan {
    form: Arc<Form>,
    place: StateDir,
    /// Differences between file and draft, each with true if the draft's value is used.
    differences: Vec<(Difference, bool)>,
    /// The recovered report.
    report: Report,
    /// The loaded file, and its draft with more changes; `None` if the file is missing or damaged.
    draft: Option<(Loaded, Recovery)>,
    /// True if the file is damaged.
    damaged: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments, out: &mut dyn Write) -> Result<Code, Failure> {
    let lang = context.lang();
    let failed = |error| Failure::from_file(&error, lang, context.measure());
    let file = shown(&arguments.file);
    let place = context.state.find(&arguments.file).map_err(failed)?;
    let Some(plan) = plan(context, arguments, place)? else {
        talk(&message::recover_nothing(lang, &file));
        if arguments.json {
            writeln!(out, "[]")?;
        }
        return Ok(Code::Done);
    };
    let lang = context.lang_for(&plan.form);
    list(&plan, arguments.json, lang, out)?;
    out.flush()?;
    if let Some((_, recovery)) = &plan.draft {
        talk(&message::recover_found(lang, plan.differences.len(), &shown_time(recovery.modified, lang)));
    }
    if arguments.dry_run {
        return Ok(Code::Done);
    }
    if let Some(to) = &arguments.to {
        check_name(to).map_err(|error| Failure::new(Code::Files, error.sentence(lang)))?;
        reports::store(to, &plan.form, &plan.report, How::New).map_err(failed)?;
        talk(&message::recover_done(lang, &shown(to)));
        return Ok(Code::Done);
    }
    let _lock = context.lock(plan.place.report(), lang)?;
    plan.place.sweep();
    let kept = backups::keep_file(&plan.place, Reason::Recovery, seconds_now()).map_err(failed)?;
    let stamp = plan.draft.as_ref().and_then(|(loaded, _)| loaded.stamp.as_ref());
    let how = stamp.map_or(How::replace_if(plan.damaged), How::Update);
    let stamp = reports::store(&arguments.file, &plan.form, &plan.report, how).map_err(failed)?;
    // The content is safe in the file now; if a later step fails, the draft is merely redundant.
    plan.close_journal(&stamp).map_err(failed)?;
    talk(&message::recover_done(lang, &file));
    if let Some(version) = kept {
        talk(&message::recover_kept(lang, version.number, &file));
    }
    Ok(Code::Done)
}

fn plan(context: &Context, arguments: &Arguments, place: Option<StateDir>) -> Result<Option<Plan>, Failure> {
    let (lang, width) = (context.lang(), context.measure());
    let loaded = reports::load(&arguments.file, &context.shelf);
    let Some(place) = place else {
        return loaded.map(|_| None).map_err(|error| Failure::from_load(&error, lang, width));
    };
    let failed = |error| Failure::from_file(&error, lang, width);
    let damaged = match loaded {
        Ok(loaded) => {
            if let Some(theirs) = loaded.other_edition() {
                let (file, theirs) = (shown(&arguments.file), visible_line(theirs));
                let refused = message::edition_refused(lang, &file, &theirs, &loaded.form.edition);
                return Err(Failure::new(Code::Damaged, refused));
            }
            let found = drafts::look(&place, &loaded);
            let (Found::More(recovery), _) = found.map_err(failed)? else { return Ok(None) };
            return Ok(Some(Plan::of_draft(place, loaded, *recovery)));
        }
        Err(LoadError::File(error)) if error.problem == FileProblem::Missing => false,
        Err(LoadError::File(error)) if matches!(error.problem, FileProblem::NotUtf8 { .. }) => true,
        Err(LoadError::Damaged(..)) => true,
        Err(other) => return Err(Failure::from_load(&other, lang, width)),
    };
    let missing = Cell::new(None);
    let rescued = drafts::rescue(&place, |head| {
        let form = context.shelf.find_for(&arguments.file, &head.form, &head.edition).ok()?.form;
        if form.edition == head.edition {
            return Some(form);
        }
        missing.set(Some((form.id.clone(), head.edition.clone())));
        None
    });
    if let Some((id, edition)) = missing.take() {
        let text = message::form_other_edition(lang, &id, &visible_line(&edition));
        return Err(Failure::new(Code::Damaged, text));
    }
    Ok(rescued.map_err(failed)?.map(|(form, replay)| Plan::alone(place, form, &replay, damaged)))
}

impl Plan {
    fn of_draft(place: StateDir, loaded: Loaded, recovery: Recovery) -> Plan {
        let proposed = recovery.proposed(&loaded.report);
        let differences: Vec<(Difference, bool)> =
            recovery.differences.iter().cloned().zip(proposed).collect();
        let report = if recovery.outside {
            let picked = differences.iter().filter(|(_, taken)| *taken).map(|(difference, _)| difference);
            let mut report = loaded.report.clone();
            report.change(&loaded.form, pick(picked));
            report
        } else {
            recovery.replay.undo_history.report().clone()
        };
        let form = Arc::clone(&loaded.form);
        Plan { form, place, differences, report, draft: Some((loaded, recovery)), damaged: false }
    }

    fn alone(place: StateDir, form: Arc<Form>, replay: &Replay, damaged: bool) -> Plan {
        let blank = Report::new(&form);
        let before = replay.saved.as_ref().map_or(&blank, |(_, report)| report);
        let report = replay.undo_history.report().clone();
        let differences = compare(&form, before, &report).into_iter().map(|found| (found, true)).collect();
        Plan { form, place, differences, report, draft: None, damaged }
    }

    /// Records in the journal that the file contains the recovered content.
    fn close_journal(self, stamp: &Stamp) -> Result<(), crate::store::FileError> {
        let Some((loaded, recovery)) = self.draft else { return Ok(()) };
        let (mut draft, _) = Draft::open(self.place, &loaded)?;
        if recovery.outside {
            return draft.put_away(recovery.replay.undo_history.report(), seconds_now());
        }
        let mut session = Session::resume(self.form, recovery.replay.undo_history);
        draft.begin(session.report());
        draft.saved(&mut session.contents(), stamp)
    }
}

fn list(plan: &Plan, as_json: bool, lang: Lang, out: &mut dyn Write) -> Result<(), Failure> {
    if as_json {
        let all = plan.differences.iter().map(|(found, taken)| {
            json!({ "path": found.path, "before": found.before.as_deref(), "after": found.after.as_deref(), "taken": taken })
        });
        out.write_all(pretty_json(&all.collect::<Vec<_>>())?.as_bytes())?;
        return Ok(());
    }
    let shown = |entry: &Entry| match entry {
        Some(text) => clean_line(text),
        None => message::draft_blank(lang),
    };
    for (found, taken) in &plan.differences {
        let (path, before, after) = (clean_line(&found.path), shown(&found.before), shown(&found.after));
        let note = if *taken { String::new() } else { message::recover_theirs(lang) };
        writeln!(out, "{path}: {before} -> {after}{note}")?;
    }
    Ok(())
}
